//! Layouts: a place in the plane for every node, so that what belongs together is seen together.
//!
//! [`place`] makes the whole picture. Every connected component is laid out on its own by [`forceatlas2`] or [`vos`],
//! turned so that it is wider than high, and scaled to the sizes of its nodes; overlaps are removed; then the components are packed,
//! the largest in the middle, and nodes without links stand in rings around them. So nothing flies off, and nothing
//! hides anything. The parts are public for whoever wants one of them alone.
//!
//! Places do not depend on the number of threads: every sum is made in one order, and every choice comes from a seed.

mod forceatlas2;
mod overlap;
mod packing;
mod quadtree;
mod vos;

pub use forceatlas2::{Attraction, ForceAtlas2, Gravity, Hubs, forceatlas2};
pub use overlap::remove_overlaps;
pub use vos::{Vos, similarities, vos, vos_quality};

use super::backbone::Trees;
use super::links::Links;
use super::random::Random;
use rayon::prelude::*;
use std::f64::consts::TAU;

/// Coordinates of a picture are within this distance from 0 on either axis: beyond, Gephi scales a network by itself.
pub const BOUND: f64 = 5000.0;

/// No node is farther from 0 on the way: squares of distances are numbers in single precision.
const FARTHEST: f64 = 1e15;

/// Half width of a node that has no room of its own: the smallest size in Gephi is 4.
const SMALLEST_HALF: f64 = 2.0;

/// The room that each node takes up around its place, in the units of the picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Rooms {
    /// Discs, by radius: half of a size in Gephi.
    Discs(Vec<f64>),
    /// Boxes, by width and height: labels.
    Boxes(Vec<[f64; 2]>),
}

impl Rooms {
    /// Half width and half height of the rooms of `nodes` nodes. What is missing or no size counts as the smallest.
    fn halves(&self, nodes: usize) -> Vec<[f64; 2]> {
        let sound = |half: f64| if half.is_finite() && half > 0.0 { half.clamp(1e-3, BOUND) } else { SMALLEST_HALF };
        let half = |node: usize| match self {
            Self::Discs(radii) => radii.get(node).map(|radius| [*radius; 2]),
            Self::Boxes(boxes) => boxes.get(node).map(|[width, height]| [width / 2.0, height / 2.0]),
        };
        (0..nodes).map(|node| half(node).unwrap_or_default().map(sound)).collect()
    }
}

/// The rule by which a connected network is laid out.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Forces, as in Gephi.
    ForceAtlas2(ForceAtlas2),
    /// Similarities as distances, as in VOSviewer.
    Vos(Vos),
}

/// Options of [`place`].
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutOptions {
    /// The rule by which each component is laid out.
    pub method: Method,
    /// Space that at least stays free between two nodes.
    pub gap: f64,
    /// Share of a component's area that its nodes fill before overlaps are removed. More makes nodes large in the picture.
    pub fill: f64,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        Self { method: Method::ForceAtlas2(ForceAtlas2::default()), gap: 1.0, fill: 0.1 }
    }
}

/// Makes a picture of a network: a place for every node.
///
/// # Arguments
/// - `rooms`: the sizes of the nodes, in the units of the places returned
///
/// # Returns
/// A finite place for each node. Their mean is 0 and none is farther than [`BOUND`] from 0 on either axis. No two rooms
/// overlap, unless the picture had to be made smaller to keep within the bounds: so it is for some ten thousand nodes that are
/// not mostly of the smallest size.
///
/// # Complexity
/// That of the layout, and O(n log n) for each of some hundred rounds of removing overlaps.
///
/// # Example
/// ```
/// use citeweave::network::{Direction, layout::{LayoutOptions, Rooms, place}, links::Links};
/// let links = Links::new(4, Direction::Undirected, [(0, 1, 1.0), (1, 2, 3.0)]);
/// let places = place(&links, &Rooms::Discs(vec![10.0, 50.0, 2.0, 2.0]), &LayoutOptions::default());
/// let distance = |a: usize, b: usize| (places[a][0] - places[b][0]).hypot(places[a][1] - places[b][1]);
/// assert!(distance(0, 1) > 60.0 && distance(1, 2) > 52.0);
/// ```
pub fn place(links: &Links, rooms: &Rooms, options: &LayoutOptions) -> Vec<[f64; 2]> {
    let halves = rooms.halves(links.nodes());
    let shape = overlap::Shape::of(rooms);
    let gap = if options.gap.is_finite() { options.gap.clamp(0.0, BOUND) } else { 0.0 };
    let components = components(links);
    let linked: Vec<packing::Island> = components
        .par_iter()
        .filter(|(nodes, _)| nodes.len() > 1)
        .map(|(nodes, links)| {
            let halves: Vec<[f64; 2]> = nodes.iter().map(|&node| halves[node as usize]).collect();
            let places = island(links, &halves, shape, gap, options);
            packing::Island { nodes: nodes.clone(), places, halves }
        })
        .collect();
    let mut alone: Vec<u32> =
        components.iter().filter(|(nodes, _)| nodes.len() == 1).map(|(nodes, _)| nodes[0]).collect();
    let reach = |node: &u32| packing::reach(halves[*node as usize], shape);
    alone.sort_by(|a, b| reach(b).total_cmp(&reach(a)));
    let radii: Vec<f64> = alone.iter().map(reach).collect();

    let mut places = vec![[0.0; 2]; links.nodes()];
    let offsets = packing::pack(&linked, gap);
    for (island, offset) in linked.iter().zip(&offsets) {
        for (&node, place) in island.nodes.iter().zip(&island.places) {
            places[node as usize] = [place[0] + offset[0], place[1] + offset[1]];
        }
    }
    let inner = linked.iter().zip(&offsets).map(|(island, offset)| island.reach_from(*offset)).fold(0.0, f64::max);
    for (&node, place) in alone.iter().zip(packing::rings(inner, &radii, gap)) {
        places[node as usize] = place;
    }
    fit_bounds(&mut places);
    places
}

/// Lays out one component to the scale of its nodes.
fn island(
    links: &Links,
    halves: &[[f64; 2]],
    shape: overlap::Shape,
    gap: f64,
    options: &LayoutOptions,
) -> Vec<[f64; 2]> {
    if let [first, second] = halves {
        // Side by side, with as much between them as they are wide.
        let apart = first[0] + second[0] + (first[0] + second[0]).max(gap);
        return vec![[-apart / 2.0, 0.0], [apart / 2.0, 0.0]];
    }
    let (mut places, scale) = match &options.method {
        Method::ForceAtlas2(method) => {
            let places = forceatlas2(links, None, &[], method);
            let scale = scale(&places, halves, options.fill);
            let radii: Vec<f64> = halves.iter().map(|half| (half[0] * half[1]).sqrt() / scale).collect();
            let steps = method.iterations(links.nodes()).div_ceil(10);
            let second = ForceAtlas2 { iterations: Some(steps), ..method.clone() };
            (forceatlas2(links, Some(&places), &radii, &second), scale)
        }
        Method::Vos(method) => {
            let places = vos(links, method);
            let scale = scale(&places, halves, options.fill);
            (places, scale)
        }
    };
    places.iter_mut().flatten().for_each(|number| *number *= scale);
    orient(&mut places);
    overlap::separate(&mut places, halves, shape, gap);
    places
}

/// The factor that makes rooms fill a share of a layout's area. The area is that of the disc with the same spread, so
/// that a few nodes far out do not count.
fn scale(places: &[[f64; 2]], halves: &[[f64; 2]], fill: f64) -> f64 {
    let spread = spread(places);
    let rooms: f64 = halves.iter().map(|half| 4.0 * half[0] * half[1]).sum();
    let fill = if fill.is_finite() { fill.clamp(1e-4, 1.0) } else { LayoutOptions::default().fill };
    // Nearly all of a layout is within three times its spread, and that has to be within the bounds.
    let factor = (rooms / (fill * TAU * spread)).sqrt().min(BOUND / (3.5 * spread.sqrt()));
    if factor.is_finite() && factor > 0.0 { factor } else { 1.0 }
}

/// Mean square of the distance from the mean.
fn spread(places: &[[f64; 2]]) -> f64 {
    let [x, y] = mean(places);
    places.iter().map(|place| (place[0] - x).powi(2) + (place[1] - y).powi(2)).sum::<f64>() / places.len().max(1) as f64
}

fn mean(places: &[[f64; 2]]) -> [f64; 2] {
    let n = places.len().max(1) as f64;
    [0, 1].map(|axis| places.iter().map(|place| place[axis] / n).sum())
}

/// Moves the mean to 0 and, if anything lies out of bounds, makes the picture smaller.
fn fit_bounds(places: &mut [[f64; 2]]) {
    let middle = mean(places);
    for place in places.iter_mut() {
        for axis in 0..2 {
            place[axis] -= middle[axis];
        }
    }
    let farthest = places.iter().flatten().fold(0.0, |most: f64, number| most.max(number.abs()));
    if farthest > BOUND {
        // A little inside, for rounding.
        let factor = BOUND / farthest * (1.0 - 1e-12);
        places.iter_mut().flatten().for_each(|number| *number *= factor);
    }
}

/// Moves the mean to 0, turns the axis of most variance to the horizontal, and mirrors so that the medians are not
/// positive: the orientation VOSviewer gives its maps, and one that does not depend on where a layout began.
fn orient(places: &mut [[f64; 2]]) {
    let [x, y] = mean(places);
    let [mut xx, mut yy, mut xy] = [0.0; 3];
    for place in places.iter_mut() {
        *place = [place[0] - x, place[1] - y];
        xx += place[0] * place[0];
        yy += place[1] * place[1];
        xy += place[0] * place[1];
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (sine, cosine) = angle.sin_cos();
    for place in places.iter_mut() {
        *place = [cosine * place[0] + sine * place[1], cosine * place[1] - sine * place[0]];
    }
    for axis in 0..2 {
        let mut numbers: Vec<f64> = places.iter().map(|place| place[axis]).collect();
        numbers.sort_by(f64::total_cmp);
        let n = numbers.len();
        if n > 0 && numbers[n / 2] + numbers[(n - 1) / 2] > 0.0 {
            places.iter_mut().for_each(|place| place[axis] = -place[axis]);
        }
    }
}

/// The connected components, largest first, of equal ones that with the smallest node first: their nodes, ascending, and the links
/// among them.
fn components(links: &Links) -> Vec<(Vec<u32>, Links)> {
    let n = links.nodes();
    let mut trees = Trees::new(n);
    links.each_edge().for_each(|(source, target, _)| _ = trees.join(source, target));
    // Components are met in the order of their smallest nodes.
    let (mut component, mut local, mut met) = (vec![0u32; n], vec![0u32; n], vec![None; n]);
    let mut nodes: Vec<Vec<u32>> = Vec::new();
    for node in 0..n as u32 {
        let own = *met[trees.root(node) as usize].get_or_insert_with(|| {
            nodes.push(Vec::new());
            nodes.len() as u32 - 1
        });
        component[node as usize] = own;
        local[node as usize] = nodes[own as usize].len() as u32;
        nodes[own as usize].push(node);
    }
    let mut edges: Vec<Vec<(u32, u32, f64)>> = vec![Vec::new(); nodes.len()];
    for (source, target, weight) in links.each_edge() {
        edges[component[source as usize] as usize].push((local[source as usize], local[target as usize], weight));
    }
    let mut components: Vec<_> = nodes
        .into_iter()
        .zip(edges)
        .map(|(nodes, edges)| {
            let links = Links::new(nodes.len(), links.direction(), edges);
            (nodes, links)
        })
        .collect();
    components.sort_by_key(|(nodes, _)| std::cmp::Reverse(nodes.len()));
    components
}

/// Places in a disc of some radius, evenly.
fn random_places(nodes: usize, seed: u64, radius: f64) -> Vec<[f64; 2]> {
    let mut random = Random::new(seed);
    let mut place = || {
        let (distance, angle) = (radius * random.unit().sqrt(), TAU * random.unit());
        [distance * angle.cos(), distance * angle.sin()]
    };
    (0..nodes).map(|_| place()).collect()
}

/// Places to start from: random ones, evened out along links until neighbours are near each other. A layout that
/// starts from there need not first disentangle itself, which for large networks is most of the work.
fn scattered(links: &Links, seed: u64) -> Vec<[f64; 2]> {
    const ROUNDS: usize = 30;
    let n = links.nodes();
    let radius = (n as f64).sqrt();
    let noise = random_places(n, seed, radius);
    let mut places = noise.clone();
    for _ in 0..ROUNDS {
        places = (0..n)
            .into_par_iter()
            .with_min_len(1024)
            .map(|node| {
                let own = places[node];
                let (mut sum, mut total) = ([0.0; 2], 0.0);
                for (other, weight) in links.links(node) {
                    let other = places[other as usize];
                    sum = [sum[0] + weight * other[0], sum[1] + weight * other[1]];
                    total += weight;
                }
                if total > 0.0 && total.is_finite() {
                    [0, 1].map(|axis| (own[axis] + sum[axis] / total) / 2.0)
                } else {
                    own
                }
            })
            .collect();
    }
    // The two axes have become alike; made independent and as wide as each other, they span a plane again.
    let [x, y] = mean(&places);
    let [mut xx, mut yy, mut xy] = [0.0; 3];
    for place in &mut places {
        *place = [place[0] - x, place[1] - y];
        xx += place[0] * place[0];
        xy += place[0] * place[1];
    }
    for place in &mut places {
        place[1] -= if xx > 0.0 { xy / xx } else { 0.0 } * place[0];
        yy += place[1] * place[1];
    }
    let wide = |sum: f64| if sum > 0.0 { radius / 2.0 * (n as f64 / sum).sqrt() } else { 0.0 };
    let widths = [wide(xx), wide(yy)];
    for (place, noise) in places.iter_mut().zip(&noise) {
        for axis in 0..2 {
            let smooth = place[axis] * widths[axis];
            place[axis] = 0.2 * noise[axis] + if smooth.is_finite() { smooth.clamp(-radius, radius) } else { 0.0 };
        }
    }
    places
}

/// Given places made fit to start from: no number out of reason, no two nodes in one place.
fn apart(start: &[[f64; 2]], seed: u64) -> Vec<[f64; 2]> {
    let sound = |place: &[f64; 2]| place.iter().all(|number| number.abs() < FARTHEST);
    let inside: Vec<[f64; 2]> = start.iter().filter(|place| sound(place)).copied().collect();
    let middle = mean(&inside);
    let reach = spread(&inside).sqrt();
    let reach = if reach > 0.0 && reach.is_finite() { reach } else { (start.len() as f64).sqrt() };
    let noise = random_places(start.len(), seed, reach);
    let mut places = start.to_vec();
    for (place, noise) in places.iter_mut().zip(&noise) {
        if !sound(place) {
            *place = [middle[0] + noise[0], middle[1] + noise[1]];
        }
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| places[a][0].total_cmp(&places[b][0]).then(places[a][1].total_cmp(&places[b][1])));
    let again: Vec<usize> = order.windows(2).filter(|w| places[w[0]] == places[w[1]]).map(|w| w[1]).collect();
    let share = if again.len() * 2 > places.len() { 1.0 } else { 1e-3 };
    for node in again {
        places[node] = [0, 1].map(|axis| places[node][axis] + share * noise[node][axis]);
    }
    places
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::network::Direction;

    pub(in crate::network) fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
        (a[0] - b[0]).hypot(a[1] - b[1])
    }

    /// Groups of equal size, each node linked with about 8 of its own group and 1 of another.
    pub(in crate::network) fn planted(groups: usize, size: usize) -> (Links, Vec<usize>) {
        let mut random = Random::new(11);
        let n = groups * size;
        let clusters: Vec<usize> = (0..n).map(|node| node % groups).collect();
        let mut edges = std::collections::BTreeSet::new();
        for node in 0..n {
            for turn in 0..5 {
                let other = (random.unit() * n as f64) as usize;
                let other = if turn == 0 { other } else { other - other % groups + node % groups };
                if other != node && other < n {
                    edges.insert((node.min(other) as u32, node.max(other) as u32));
                }
            }
        }
        let edges: Vec<_> = edges.into_iter().map(|(a, b)| (a, b, 1.0)).collect();
        (Links::new(n, Direction::Undirected, edges), clusters)
    }

    /// Mean distance within clusters divided by that between them.
    pub(in crate::network) fn separation(places: &[[f64; 2]], clusters: &[usize]) -> f64 {
        let mut sums = [[0.0; 2]; 2];
        for a in 0..places.len() {
            for b in 0..a {
                let sum = &mut sums[usize::from(clusters[a] != clusters[b])];
                *sum = [sum[0] + distance(places[a], places[b]), sum[1] + 1.0];
            }
        }
        sums[0][0] / sums[0][1] / (sums[1][0] / sums[1][1])
    }

    /// A few groups, some small components and some nodes alone.
    fn picture() -> (Links, Vec<f64>) {
        let (links, _) = planted(4, 60);
        let mut edges: Vec<_> = links.each_edge().collect();
        for first in (240..330).step_by(3) {
            edges.extend([(first, first + 1, 1.0), (first + 1, first + 2, 3.0)]);
        }
        for first in (330..370).step_by(2) {
            edges.push((first, first + 1, 2.0));
        }
        let mut random = Random::new(9);
        let radii = (0..400).map(|_| 2.0 + 48.0 * random.unit().powi(8)).collect();
        (Links::new(400, Direction::Undirected, edges), radii)
    }

    fn methods() -> [LayoutOptions; 2] {
        [Method::ForceAtlas2(ForceAtlas2::default()), Method::Vos(Vos::default())]
            .map(|method| LayoutOptions { method, ..LayoutOptions::default() })
    }

    #[test]
    fn a_picture_is_centred_within_bounds_and_hides_nothing() {
        let (links, radii) = picture();
        for options in methods() {
            let places = place(&links, &Rooms::Discs(radii.clone()), &options);
            let middle = mean(&places);
            assert!(middle[0].abs() < 1e-6 && middle[1].abs() < 1e-6);
            assert!(places.iter().flatten().all(|number| number.abs() <= BOUND));
            for a in 0..400 {
                for b in 0..a {
                    let rims = distance(places[a], places[b]) - radii[a] - radii[b];
                    assert!(rims > 1.0 - 1e-6, "{a} {b}: {rims}");
                }
            }
            // The largest component is in the middle, small ones around it, nodes alone outside; nothing flies off.
            let reach = |nodes: std::ops::Range<usize>| {
                let main = mean(&places[..240]);
                nodes
                    .map(|node| distance(places[node], main))
                    .fold([f64::INFINITY, 0.0], |[least, most], d| [least.min(d), f64::max(most, d)])
            };
            let [main, alone] = [reach(0..240), reach(370..400)];
            assert!(alone[0] > main[1] * 0.8 && alone[1] < main[1] * 3.0, "{main:?} {alone:?}");
        }
    }

    #[test]
    fn the_number_of_threads_makes_no_difference() {
        let (links, radii) = picture();
        let (large, _) = planted(10, 300);
        let in_threads = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let steps = ForceAtlas2 { iterations: Some(20), ..ForceAtlas2::default() };
                let rough = Vos { iterations: 5, ..Vos::default() };
                let all = methods().map(|options| place(&links, &Rooms::Discs(radii.clone()), &options));
                (all, forceatlas2(&large, None, &[], &steps), vos(&large, &rough))
            })
        };
        assert!(in_threads(1) == in_threads(2));
    }

    #[test]
    fn any_network_and_any_rooms_give_finite_places() {
        let wild = [(0, 1, 1e300), (1, 2, 1e-300), (0, 2, f64::MAX), (3, 3, 1.0), (4, 5, 0.0)];
        let cases = [(0, &[][..]), (1, &[]), (2, &[]), (2, &wild[..1]), (7, &wild), (400, &[])];
        for (nodes, edges) in cases {
            let links = Links::new(nodes, Direction::Directed, edges.iter().copied());
            for rooms in [
                Rooms::Discs(Vec::new()),
                Rooms::Discs(vec![f64::INFINITY; nodes]),
                Rooms::Discs(vec![1e9; nodes]),
                Rooms::Boxes(vec![[80.0, f64::NAN]; nodes]),
            ] {
                for options in methods() {
                    let places = place(&links, &rooms, &options);
                    assert_eq!(places.len(), nodes);
                    assert!(places.iter().flatten().all(|number| number.abs() <= BOUND), "{nodes} {rooms:?}");
                }
            }
        }
    }

    #[test]
    fn labels_get_room() {
        let (links, _) = picture();
        let boxes: Vec<[f64; 2]> = (0..400).map(|node| [20.0 + (node % 7) as f64 * 10.0, 12.0]).collect();
        let places = place(&links, &Rooms::Boxes(boxes.clone()), &LayoutOptions::default());
        for a in 0..400 {
            for b in 0..a {
                let free =
                    |axis: usize| (places[a][axis] - places[b][axis]).abs() - (boxes[a][axis] + boxes[b][axis]) / 2.0;
                assert!(free(0).max(free(1)) > 1.0 - 1e-6, "{a} {b}");
            }
        }
    }

    #[test]
    fn clusters_are_apart_in_the_picture() {
        let (links, clusters) = planted(5, 60);
        for options in methods() {
            let ratio = separation(&place(&links, &Rooms::Discs(vec![4.0; 300]), &options), &clusters);
            assert!(ratio < 0.6, "{ratio}");
        }
    }

    #[test]
    fn the_wide_axis_is_horizontal_and_medians_are_not_positive() {
        let mut places = vec![[1.0, 1.0], [2.0, 2.0], [9.0, 9.0]];
        orient(&mut places);
        // Distances from the mean (4, 4) along the diagonal: −3√2, −2√2, 5√2.
        for (place, expected) in places.iter().zip([-3.0, -2.0, 5.0]) {
            assert!((place[0] - expected * 2f64.sqrt()).abs() < 1e-12 && place[1].abs() < 1e-12);
        }
    }
}
