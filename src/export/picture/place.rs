//! Where nodes stand: the places of a layout fitted into the frame, or a plain order where there is no layout.

/// A rectangle; `y` grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn centre(&self) -> [f64; 2] {
        [(self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0]
    }

    pub fn grown(&self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// Area that two rectangles share.
    pub fn shared(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        if width > 0.0 && height > 0.0 { width * height } else { 0.0 }
    }

    /// How far a point is away; 0 inside.
    pub fn distance(&self, [x, y]: [f64; 2]) -> f64 {
        let across = (self.left - x).max(x - self.right).max(0.0);
        let down = (self.top - y).max(y - self.bottom).max(0.0);
        (across * across + down * down).sqrt()
    }

    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }
}

/// How much wider or higher a layout may be drawn than it is, so that it fills a frame of another shape.
const STRETCH: f64 = 1.25;

/// Puts circles into a frame, as large as it takes them whole, and turns the plane upside down: the `y` of a layout grows
/// upwards, as in Gephi and VOSviewer.
///
/// Both directions have one scale, but for a slight stretch in the direction that has room left.
pub(super) fn fit(places: &[[f64; 2]], radii: &[f64], frame: &Rect) -> Vec<[f64; 2]> {
    let room = [frame.width(), frame.height()];
    let axes = [0, 1].map(|axis| Axis::new(places, radii, axis));
    let scales = [0, 1].map(|axis| axes[axis].largest_scale(room[axis]));
    let uniform = scales[0].min(scales[1]);
    // Without an extent in one direction the other decides alone.
    let uniform = if uniform.is_finite() { uniform } else { 0.0 };
    let scales = scales.map(|scale| scale.min(uniform * STRETCH));
    let spans = [0, 1].map(|axis| axes[axis].span(scales[axis]));
    let centre = frame.centre();
    let place = |(&[x, y], &radius): (&[f64; 2], &f64)| {
        let x = centre[0] + x * scales[0] - (spans[0].0 + spans[0].1) / 2.0;
        let y = centre[1] - (y * scales[1] - (spans[1].0 + spans[1].1) / 2.0);
        [within(x, frame.left + radius, frame.right - radius), within(y, frame.top + radius, frame.bottom - radius)]
    };
    places.iter().zip(radii).map(place).collect()
}

/// Area of the frame that a layout fills, before its nodes have a size.
pub(super) fn filled(places: &[[f64; 2]], frame: &Rect) -> f64 {
    let no_radii = vec![0.0; places.len()];
    let [wide, high] = [0, 1].map(|axis| Axis::new(places, &no_radii, axis).extent);
    let scale = (frame.width() / wide).min(frame.height() / high);
    if !scale.is_finite() {
        return frame.width() * frame.height();
    }
    // A chain of nodes fills a band of some width at least.
    let side = |extent: f64, room: f64| (extent * scale * STRETCH).max(0.1 * room).min(room);
    side(wide, frame.width()) * side(high, frame.height())
}

/// The value, or the bound it is beyond.
fn within(value: f64, low: f64, high: f64) -> f64 {
    if high < low { (low + high) / 2.0 } else { value.max(low).min(high) }
}

/// One coordinate of all circles.
struct Axis {
    circles: Vec<(f64, f64)>,
    extent: f64,
}

impl Axis {
    fn new(places: &[[f64; 2]], radii: &[f64], axis: usize) -> Self {
        let circles: Vec<(f64, f64)> = places.iter().map(|place| place[axis]).zip(radii.iter().copied()).collect();
        let low = circles.iter().map(|circle| circle.0).fold(f64::INFINITY, f64::min);
        let high = circles.iter().map(|circle| circle.0).fold(f64::NEG_INFINITY, f64::max);
        Self { circles, extent: if high > low { high - low } else { 0.0 } }
    }

    /// Where the circles begin and end at a scale.
    fn span(&self, scale: f64) -> (f64, f64) {
        let ends = self.circles.iter().map(|(place, radius)| (place * scale - radius, place * scale + radius));
        ends.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1))).unwrap_or_default()
    }

    /// The largest scale at which the circles take no more than `room`; infinite if all have one place.
    fn largest_scale(&self, room: f64) -> f64 {
        if self.extent == 0.0 {
            return f64::INFINITY;
        }
        let (mut low, mut high) = (0.0, room / self.extent);
        for _ in 0..40 {
            let middle = (low + high) / 2.0;
            let (start, end) = self.span(middle);
            if end - start <= room { low = middle } else { high = middle }
        }
        low
    }
}

/// Brings nodes far out nearer, so that the others are not pressed into a corner of the frame.
///
/// In each direction the places of all but the outermost fiftieth at both ends keep their distances; beyond, distances are
/// shortened if the outermost would take more than a quarter of the whole. The order of the nodes stays.
pub(super) fn draw_in(places: &mut [[f64; 2]]) {
    const MOST: f64 = 0.3; // of the inner extent
    for axis in [0, 1] {
        let mut sorted: Vec<f64> = places.iter().map(|place| place[axis]).collect();
        sorted.sort_by(f64::total_cmp);
        let Some(last) = sorted.len().checked_sub(1) else { return };
        let cut = sorted.len() / 50;
        let (low, high) = (sorted[cut], sorted[last - cut]);
        let inner = high - low;
        let outer = (low - sorted[0]) + (sorted[last] - high);
        if cut == 0 || inner <= 0.0 || outer <= MOST * inner {
            continue;
        }
        let shorter = MOST * inner / outer;
        for place in places.iter_mut() {
            let value = &mut place[axis];
            if *value < low {
                *value = low - (low - *value) * shorter;
            } else if *value > high {
                *value = high + (*value - high) * shorter;
            }
        }
    }
}

/// Moves circles that overlap away from each other, a little at a time, so that none hides another: the layout knew nothing
/// of the sizes they are drawn with. Where circles are too many for the room they have, some overlaps stay.
///
/// No circle goes further than twice its own radius and a gap, so clusters keep their shape.
pub(super) fn push_apart(places: &mut [[f64; 2]], radii: &[f64], frame: &Rect, gap: f64) {
    // In a network of hundreds of thousands the circles are too many to part.
    let rounds = (400_000 / places.len().max(1)).min(60);
    let widest = radii.iter().copied().fold(0.0, f64::max);
    if places.len() < 2 || widest <= 0.0 {
        return;
    }
    let start = places.to_vec();
    // Nodes by their left edges: only those that begin before a circle ends can overlap it.
    let mut order: Vec<usize> = (0..places.len()).collect();
    for _ in 0..rounds {
        order.sort_by(|&a, &b| (places[a][0] - radii[a]).total_cmp(&(places[b][0] - radii[b])));
        let mut moves = vec![[0.0; 2]; places.len()];
        let mut moved = false;
        for (rank, &a) in order.iter().enumerate() {
            let end = places[a][0] + radii[a] + gap;
            for &b in order[rank + 1..].iter().take_while(|&&b| places[b][0] - radii[b] < end) {
                let [dx, dy] = [places[b][0] - places[a][0], places[b][1] - places[a][1]];
                let wanted = radii[a] + radii[b] + gap;
                let square = dx * dx + dy * dy;
                if square >= wanted * wanted {
                    continue;
                }
                let distance = square.sqrt();
                // Two in one place part along a line that differs from pair to pair.
                let towards = if distance > 1e-9 {
                    [dx / distance, dy / distance]
                } else {
                    let slope = ((a + b) % 7) as f64 - 3.0;
                    let length = (1.0 + slope * slope).sqrt();
                    [1.0 / length, slope / length]
                };
                let by = 0.5 * (wanted - distance);
                // The smaller gives way.
                let share = radii[a] * radii[a] / (radii[a] * radii[a] + radii[b] * radii[b]);
                for axis in [0, 1] {
                    moves[a][axis] -= by * (1.0 - share) * towards[axis];
                    moves[b][axis] += by * share * towards[axis];
                }
                moved = true;
            }
        }
        if !moved {
            return;
        }
        for (node, place) in places.iter_mut().enumerate() {
            let furthest = 2.0 * radii[node] + gap;
            for axis in [0, 1] {
                let origin = start[node][axis];
                place[axis] = within(place[axis] + moves[node][axis], origin - furthest, origin + furthest);
            }
            place[0] = within(place[0], frame.left + radii[node], frame.right - radii[node]);
            place[1] = within(place[1], frame.top + radii[node], frame.bottom - radii[node]);
        }
    }
}

/// Places for nodes that have none: each group a disc, its strongest nodes inside; the largest group in the middle, the
/// others around it. No sine is taken, whose last digit differs between machines.
///
/// `groups` are the nodes of each group, in the order in which they are placed.
pub(super) fn discs(groups: &[Vec<usize>], nodes: usize) -> Vec<[f64; 2]> {
    const GROUPS: usize = 400; // the others share one disc
    let mut order: Vec<&Vec<usize>> = groups.iter().filter(|group| !group.is_empty()).collect();
    order.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let apart = order.len().min(GROUPS);
    let rest: Vec<usize> = order[apart..].iter().flat_map(|group| group.iter().copied()).collect();
    let shared = (!rest.is_empty()).then_some(&rest);

    let mut places = vec![[0.0; 2]; nodes];
    let mut placed: Vec<([f64; 2], f64)> = Vec::new();
    let mut direction = Turn::default();
    for group in order[..apart].iter().copied().chain(shared) {
        let radius = (group.len() as f64).sqrt() + 1.0;
        let [x, y] = direction.next();
        let mut away = 0.0;
        let clear = |at: [f64; 2]| {
            placed.iter().all(|(other, reach)| {
                let [dx, dy] = [at[0] - other[0], at[1] - other[1]];
                let apart = radius + reach;
                dx * dx + dy * dy >= apart * apart
            })
        };
        while !clear([x * away, y * away]) {
            away += radius / 4.0;
        }
        let centre = [x * away, y * away];
        placed.push((centre, radius));
        let mut inside = Turn::default();
        for (rank, &node) in group.iter().enumerate() {
            let [dx, dy] = inside.next();
            let away = (rank as f64 + 0.5).sqrt() * 0.95;
            places[node] = [centre[0] + dx * away, centre[1] + dy * away];
        }
    }
    places
}

/// Directions, each a golden angle (137.5°) further than the last: the order of the seeds of a sunflower.
struct Turn([f64; 2]);

impl Default for Turn {
    fn default() -> Self {
        Self([1.0, 0.0])
    }
}

impl Turn {
    /// Cosine and sine of the golden angle.
    const STEP: [f64; 2] = [-0.737_368_878_078_319_8, 0.675_490_294_261_523_8];

    fn next(&mut self) -> [f64; 2] {
        let [x, y] = self.0;
        let [cosine, sine] = Self::STEP;
        let [x_next, y_next] = [x * cosine - y * sine, x * sine + y * cosine];
        let length = (x_next * x_next + y_next * y_next).sqrt();
        self.0 = [x_next / length, y_next / length];
        [x, y]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Rect = Rect { left: 10.0, top: 20.0, right: 210.0, bottom: 120.0 };

    /// By hand: the height decides, (100 − 2·5) / 9 = 10; the width may be stretched to 12.5 times its own.
    #[test]
    fn layouts_fill_the_frame() {
        let places = fit(&[[0.0, 0.0], [9.0, 9.0]], &[5.0, 5.0], &FRAME);
        let near = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).abs() < 1e-6 && (a[1] - b[1]).abs() < 1e-6;
        assert!(near(places[0], [110.0 - 56.25, 115.0]) && near(places[1], [110.0 + 56.25, 25.0]), "{places:?}");
    }

    #[test]
    fn nothing_stands_outside() {
        let cases: &[(&[[f64; 2]], &[f64])] = &[
            (&[[3.0, 3.0]], &[5.0]),
            (&[[0.0, 0.0], [0.0, 0.0]], &[5.0, 1.0]),
            (&[[0.0, 0.0], [7.0, 0.0]], &[50.0, 1.0]),
            (&[[-5000.0, 0.0], [5000.0, 1e-9], [0.0, 4.0]], &[1.0, 40.0, 2.0]),
            (&[[1e300, 0.0], [-1e300, 1.0]], &[3.0, 3.0]),
        ];
        for (places, radii) in cases {
            for ([x, y], radius) in fit(places, radii, &FRAME).into_iter().zip(*radii) {
                let circle = Rect { left: x, top: y, right: x, bottom: y }.grown(*radius);
                assert!(FRAME.grown(1e-9).holds(&circle), "{places:?}: {circle:?}");
            }
        }
        assert!(fit(&[], &[], &FRAME).is_empty());
    }

    #[test]
    fn far_nodes_are_drawn_in() {
        let mut places: Vec<[f64; 2]> = (0..100).map(|i| [f64::from(i), 0.0]).collect();
        let before = places.clone();
        draw_in(&mut places);
        assert_eq!(places, before);
        places[99] = [1e4, 0.0];
        draw_in(&mut places);
        assert_eq!(places[50], [50.0, 0.0]);
        assert!(places[99][0] > 97.0 && places[99][0] < 200.0, "{:?}", places[99]);
    }

    #[test]
    fn discs_keep_apart() {
        let groups: Vec<Vec<usize>> = vec![(0..40).collect(), (40..50).collect(), vec![], (50..90).collect(), vec![90]];
        let places = discs(&groups, 91);
        let least = |a: &[usize], b: &[usize]| {
            let pairs = a.iter().flat_map(|&a| b.iter().map(move |&b| (a, b))).filter(|(a, b)| a != b);
            let gaps =
                pairs.map(|(a, b)| (places[a][0] - places[b][0]).powi(2) + (places[a][1] - places[b][1]).powi(2));
            gaps.fold(f64::INFINITY, f64::min).sqrt()
        };
        for a in &groups {
            assert!(least(a, a) > 0.9);
            for b in groups.iter().filter(|b| *b != a) {
                assert!(least(a, b) > 1.5);
            }
        }
        let many: Vec<Vec<usize>> = (0..1000).map(|node| vec![node]).collect();
        assert_eq!(discs(&many, 1000).len(), 1000);
    }
}
