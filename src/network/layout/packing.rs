//! Components packed around the largest, and nodes without links in rings around them all.
//!
//! A component takes up the hull of its nodes, so no link of one crosses another. The plane is a grid of small squares; a
//! component, largest first, goes to the free squares nearest to the middle. A hull has no dents: its squares
//! in a row are one run, which makes a try cheap. That components fill the nearest gap is the idea of Freivalds, Dogrusoz & Kikusts
//! (Disconnected graph layout and the polyomino packing approach, 2002, [10.1007/3-540-45848-4_30]).
//!
//! [10.1007/3-540-45848-4_30]: https://doi.org/10.1007/3-540-45848-4_30

use super::overlap::Shape;
use std::f64::consts::{PI, TAU};

/// Squares that the components are to cover together; more is finer and slower.
const SQUARES: f64 = 150_000.0;
/// So many of the largest components take up their hulls, the others discs.
const HULLS: usize = 48;
/// Free space between components, in gaps between nodes.
const GAPS: f64 = 6.0;

/// A component with a layout of its own.
#[derive(Debug)]
pub(super) struct Island {
    pub(super) nodes: Vec<u32>,
    pub(super) places: Vec<[f64; 2]>,
    pub(super) halves: Vec<[f64; 2]>,
}

impl Island {
    /// Distance from the origin to its farthest corner when it is moved by `offset`.
    pub(super) fn reach_from(&self, offset: [f64; 2]) -> f64 {
        let reach = |(place, half): (&[f64; 2], &[f64; 2])| {
            let corner = [0, 1].map(|axis| (place[axis] + offset[axis]).abs() + half[axis]);
            corner[0].hypot(corner[1])
        };
        self.places.iter().zip(&self.halves).map(reach).fold(0.0, f64::max)
    }

    /// Corners of the box that holds it.
    fn bounds(&self) -> [[f64; 2]; 2] {
        let mut bounds = [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]];
        for (place, half) in self.places.iter().zip(&self.halves) {
            for axis in 0..2 {
                bounds[0][axis] = bounds[0][axis].min(place[axis] - half[axis]);
                bounds[1][axis] = bounds[1][axis].max(place[axis] + half[axis]);
            }
        }
        bounds
    }

    /// Middle of the box, which is what goes to a place of the grid.
    fn middle(&self) -> [f64; 2] {
        let [low, high] = self.bounds();
        [0, 1].map(|axis| low[axis] / 2.0 + high[axis] / 2.0)
    }
}

/// Distance from a node's place to the farthest point of its room.
pub(super) fn reach(half: [f64; 2], shape: Shape) -> f64 {
    match shape {
        Shape::Disc => half[0],
        Shape::Box => half[0].hypot(half[1]),
    }
}

/// Finds the way each component has to be moved. They come largest first.
pub(super) fn pack(islands: &[Island], gap: f64) -> Vec<[f64; 2]> {
    let centred = |island: &Island| island.middle().map(|number| -number);
    if islands.len() < 2 {
        return islands.iter().map(centred).collect();
    }
    let margin = (GAPS * gap).max(2.0) / 2.0;
    let hulls: Vec<Vec<[f64; 2]>> =
        islands.iter().enumerate().map(|(rank, island)| outline(island, rank, margin)).collect();
    let total: f64 = hulls.iter().map(|hull| area(hull)).sum();
    let square = (total / SQUARES).sqrt();
    if !(square > 0.0 && square.is_finite()) {
        return islands.iter().map(centred).collect();
    }
    let runs: Vec<Footprint> = hulls.iter().map(|hull| Footprint::new(hull, square)).collect();
    let widest = runs.iter().map(|runs| runs.reach).max().unwrap_or(0);
    let covered: f64 = runs.iter().map(|runs| runs.squares() as f64).sum();
    let side = (covered.sqrt() * 2.0) as i32 + 2 * widest + 4;
    let mut grid = Grid::new(side);
    // Where the last disc of a size went, a disc of the same size need not look again.
    let mut from = (0, 0);
    let mut beyond = 0.0;
    let mut offsets = Vec::with_capacity(islands.len());
    for (rank, (island, footprint)) in islands.iter().zip(&runs).enumerate() {
        if from.0 != footprint.reach || rank < HULLS {
            from = (footprint.reach, 0);
        }
        let middle = island.middle();
        offsets.push(match grid.find(footprint, from.1) {
            Some((at, [x, y])) => {
                grid.take(footprint, x, y);
                from.1 = if rank < HULLS { 0 } else { at };
                [f64::from(x) * square - middle[0], f64::from(y) * square - middle[1]]
            }
            None => {
                // The grid is larger than what goes into it, so this is for safety: one under the other beside it.
                let [low, high] = island.bounds();
                beyond += high[1] - low[1] + margin;
                [f64::from(side) * square - low[0], beyond - high[1]]
            }
        });
    }
    offsets
}

/// Places on rings around a disc of radius `inner` for discs that come largest first.
pub(super) fn rings(inner: f64, radii: &[f64], gap: f64) -> Vec<[f64; 2]> {
    let mut places = Vec::with_capacity(radii.len());
    let mut inner = inner;
    if inner <= 0.0 && !radii.is_empty() {
        places.push([0.0; 2]);
        inner = radii[0];
    } else {
        inner += (GAPS - 1.0) * gap;
    }
    while let Some(&widest) = radii.get(places.len()) {
        let distance = inner + gap + widest;
        let rest = &radii[places.len()..];
        // The angle between two neighbours on the ring that keeps them apart.
        let step = |a: f64, b: f64| 2.0 * ((a + b + gap) / (2.0 * distance)).min(1.0).asin();
        let (mut used, mut count) = (0.0, 1);
        while let Some(&next) = rest.get(count) {
            let angle = step(rest[count - 1], next);
            if used + angle + step(next, widest) > TAU {
                break;
            }
            used += angle;
            count += 1;
        }
        // What is left of the ring is shared out.
        let spare = if count > 1 { TAU / (used + step(rest[count - 1], widest)) } else { 1.0 };
        let mut angle = PI / 2.0;
        for node in 0..count {
            if node > 0 {
                angle += step(rest[node - 1], rest[node]) * spare;
            }
            places.push([distance * angle.cos(), distance * angle.sin()]);
        }
        inner = distance + widest;
    }
    places
}

/// The convex polygon a component takes up, around its middle, with a margin: its hull, or for a small one a disc.
fn outline(island: &Island, rank: usize, margin: f64) -> Vec<[f64; 2]> {
    let middle = island.middle();
    let corners = island.places.iter().zip(&island.halves).flat_map(|(place, half)| {
        [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]
            .map(|side: [f64; 2]| [0, 1].map(|axis| place[axis] - middle[axis] + side[axis] * (half[axis] + margin)))
    });
    if rank < HULLS {
        return hull(corners.collect());
    }
    let radius = corners.map(|corner| corner[0].hypot(corner[1])).fold(0.0, f64::max);
    // The polygon is drawn around the circle, so that nothing sticks out.
    let radius = radius / (PI / 24.0).cos();
    (0..24).map(|turn| TAU / 24.0 * f64::from(turn)).map(|angle| [radius * angle.cos(), radius * angle.sin()]).collect()
}

/// Convex hull, anticlockwise (Andrew's monotone chain).
fn hull(mut points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    let turn = |a: [f64; 2], b: [f64; 2], c: [f64; 2]| (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    let mut hull: Vec<[f64; 2]> = Vec::new();
    for half in 0..2 {
        let base = hull.len();
        for &point in &points {
            while hull.len() >= base + 2 && turn(hull[hull.len() - 2], hull[hull.len() - 1], point) <= 0.0 {
                hull.pop();
            }
            hull.push(point);
        }
        hull.pop();
        if half == 0 {
            points.reverse();
        }
    }
    hull
}

fn area(polygon: &[[f64; 2]]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    polygon.iter().zip(next).map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum::<f64>().abs() / 2.0
}

/// The squares that a convex polygon touches.
#[derive(Debug)]
struct Footprint {
    /// Row of the first run.
    top: i32,
    /// First and last square in each row.
    runs: Vec<(i32, i32)>,
    /// Largest number in any of it: how far it reaches from its middle.
    reach: i32,
}

impl Footprint {
    fn new(polygon: &[[f64; 2]], square: f64) -> Self {
        let floor = |number: f64| (number / square).floor() as i32;
        let low = polygon.iter().map(|point| point[1]).fold(f64::INFINITY, f64::min);
        let high = polygon.iter().map(|point| point[1]).fold(f64::NEG_INFINITY, f64::max);
        let (top, bottom) = (floor(low), floor(high).max(floor(low)));
        let mut runs = vec![(i32::MAX, i32::MIN); (bottom - top) as usize + 1];
        for (a, b) in polygon.iter().zip(polygon.iter().cycle().skip(1)) {
            let (a, b) = if a[1] <= b[1] { (a, b) } else { (b, a) };
            for row in floor(a[1])..=floor(b[1]) {
                // The part of the side that is in this row.
                let at = |y: f64| {
                    let share = if b[1] > a[1] { ((y - a[1]) / (b[1] - a[1])).clamp(0.0, 1.0) } else { 0.0 };
                    a[0] + share * (b[0] - a[0])
                };
                let mut ends = vec![at(f64::from(row) * square), at(f64::from(row + 1) * square)];
                if a[1] == b[1] {
                    ends = vec![a[0], b[0]];
                }
                let run = &mut runs[(row - top) as usize];
                for end in ends {
                    *run = (run.0.min(floor(end)), run.1.max(floor(end)));
                }
            }
        }
        let reach =
            runs.iter().map(|run| run.0.abs().max(run.1.abs())).max().unwrap_or(0).max(top.abs()).max(bottom.abs());
        Self { top, runs, reach }
    }

    fn squares(&self) -> i64 {
        self.runs.iter().map(|run| i64::from(run.1) - i64::from(run.0) + 1).sum()
    }
}

/// Which squares are taken, and all squares by distance from the middle.
#[derive(Debug)]
struct Grid {
    side: i32,
    words: usize,
    taken: Vec<u64>,
    outwards: Vec<[i32; 2]>,
}

impl Grid {
    fn new(side: i32) -> Self {
        let half = side / 2;
        let words = (side as usize).div_ceil(64) + 1;
        let mut outwards: Vec<[i32; 2]> =
            (-half..side - half).flat_map(|y| (-half..side - half).map(move |x| [x, y])).collect();
        outwards.sort_by_key(|&[x, y]| (i64::from(x) * i64::from(x) + i64::from(y) * i64::from(y), x, y));
        Self { side, words, taken: vec![0; words * side as usize], outwards }
    }

    /// The first place from `from` on, by number and square, where a footprint is free.
    fn find(&self, footprint: &Footprint, from: usize) -> Option<(usize, [i32; 2])> {
        let places = self.outwards.iter().enumerate().skip(from);
        places.map(|(at, place)| (at, *place)).find(|&(_, [x, y])| self.is_free(footprint, x, y))
    }

    fn is_free(&self, footprint: &Footprint, x: i32, y: i32) -> bool {
        let half = self.side / 2;
        footprint.runs.iter().zip(footprint.top + y + half..).all(|(run, row)| {
            let (first, last) = (run.0 + x + half, run.1 + x + half);
            (0..self.side).contains(&row) && first >= 0 && last < self.side && {
                let row = &self.taken[row as usize * self.words..][..self.words];
                masks(first as usize, last as usize).all(|(word, mask)| row[word] & mask == 0)
            }
        })
    }

    fn take(&mut self, footprint: &Footprint, x: i32, y: i32) {
        let half = self.side / 2;
        for (run, row) in footprint.runs.iter().zip(footprint.top + y + half..) {
            let row = &mut self.taken[row as usize * self.words..][..self.words];
            for (word, mask) in masks((run.0 + x + half) as usize, (run.1 + x + half) as usize) {
                row[word] |= mask;
            }
        }
    }
}

/// The words of a row that hold the bits from `first` to `last`, and which bits of them.
fn masks(first: usize, last: usize) -> impl Iterator<Item = (usize, u64)> {
    (first / 64..=last / 64).map(move |word| {
        let low = if word == first / 64 { first % 64 } else { 0 };
        let high = if word == last / 64 { last % 64 } else { 63 };
        (word, (u64::MAX >> (63 - high)) & (u64::MAX << low))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::layout::random_places;
    use crate::network::random::Random;

    fn island(nodes: usize, seed: u64, radius: f64) -> Island {
        let places = random_places(nodes, seed, radius);
        Island { nodes: (0..nodes as u32).collect(), places, halves: vec![[2.0; 2]; nodes] }
    }

    #[test]
    fn no_hull_meets_another_and_the_largest_stays_in_the_middle() {
        let mut islands = vec![island(300, 1, 200.0)];
        islands.extend((0..70).map(|i| island(40, i, 60.0)));
        islands.extend((0..400).map(|i| island(3, i, 10.0)));
        let offsets = pack(&islands, 1.0);
        let middle = islands[0].middle();
        assert!((middle[0] + offsets[0][0]).hypot(middle[1] + offsets[0][1]) < 5.0);
        let bounds = |i: usize| islands[i].bounds().map(|corner| [0, 1].map(|axis| corner[axis] + offsets[i][axis]));
        for a in 1..islands.len() {
            // Small ones: their boxes lie within the discs they take up... which are apart, so nodes of two are apart.
            for b in 0..a {
                let (low, high) = (bounds(a), bounds(b));
                if low[1][0] < high[0][0] || high[1][0] < low[0][0] || low[1][1] < high[0][1] || high[1][1] < low[0][1]
                {
                    continue;
                }
                for (p, half_p) in islands[a].places.iter().zip(&islands[a].halves) {
                    for (q, half_q) in islands[b].places.iter().zip(&islands[b].halves) {
                        let away = [0, 1].map(|x| (p[x] + offsets[a][x] - q[x] - offsets[b][x]).abs());
                        assert!(away[0].hypot(away[1]) > half_p[0] + half_q[0], "{a} {b}");
                    }
                }
            }
        }
        // Compact: the disc around everything is at most thrice what the hulls cover.
        let reach = islands.iter().zip(&offsets).map(|(i, o)| i.reach_from(*o)).fold(0.0, f64::max);
        let covered: f64 = islands.iter().enumerate().map(|(rank, i)| area(&outline(i, rank, 3.0))).sum();
        assert!(PI * reach * reach < 3.0 * covered, "{}", PI * reach * reach / covered);
    }

    #[test]
    fn rings_keep_their_distance() {
        let mut random = Random::new(4);
        let mut radii: Vec<f64> = (0..500).map(|_| 2.0 + 10.0 * random.unit().powi(3)).collect();
        radii.sort_by(|a, b| b.total_cmp(a));
        for inner in [0.0, 1.0, 80.0] {
            let places = rings(inner, &radii, 1.0);
            assert_eq!(places.len(), 500);
            for a in 0..500 {
                for b in 0..a {
                    let apart = (places[a][0] - places[b][0]).hypot(places[a][1] - places[b][1]);
                    assert!(apart > radii[a] + radii[b] + 1.0 - 1e-9, "{inner}: {a} {b}");
                }
            }
        }
        assert!(rings(3.0, &[], 1.0).is_empty());
    }

    #[test]
    fn a_hull_and_its_squares_by_hand() {
        let corners = vec![[0.0, 0.0], [2.0, 0.0], [1.0, 1.0], [2.0, 2.0], [0.0, 2.0], [1.0, 0.0]];
        let hull = hull(corners);
        assert_eq!(hull, [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]);
        assert_eq!(area(&hull), 4.0);
        // A triangle over squares of side 1.
        let footprint = Footprint::new(&[[0.5, 0.5], [2.5, 0.5], [0.5, 2.5]], 1.0);
        assert_eq!((footprint.top, &footprint.runs[..]), (0, &[(0, 2), (0, 2), (0, 1)][..]));
    }
}
