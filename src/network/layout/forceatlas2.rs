//! ForceAtlas2: nodes push each other away, links hold them together, and the speed finds itself.
//!
//! It is the layout that Gephi's users know. Clusters come out as denser parts because the push falls with distance
//! while the pull of a link grows. Here the steps are those of the paper; the push is gathered with a quadtree, the pull along
//! links per node, both in parallel and always summed in one order.
//!
//! # Reference
//! M. Jacomy, T. Venturini, S. Heymann, M. Bastian: ForceAtlas2, a continuous graph layout algorithm for handy network
//! visualization designed for the Gephi software. PLoS ONE 9(6), 2014, [10.1371/journal.pone.0098679].
//!
//! [10.1371/journal.pone.0098679]: https://doi.org/10.1371/journal.pone.0098679

use super::quadtree::{Body, Kernel, Quadtree};
use super::{FARTHEST, apart, scattered};
use crate::network::Direction;
use crate::network::links::Links;
use rayon::prelude::*;

/// Nodes that one task moves. Sums are made for each task and then over tasks, so this number is part of the result.
const TASK: usize = 1024;
/// Up to this many nodes every pair counts: that is as fast and exact.
const EXACT: usize = 200;
/// How much stronger the push is where rooms overlap.
const COLLISION: f32 = 100.0;

/// How the pull of a link grows with its length d.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attraction {
    /// As d.
    #[default]
    Linear,
    /// As ln(1 + d), after Noack's LinLog: clusters come out tighter and wider apart.
    LinLog,
}

/// What becomes of nodes with many links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hubs {
    /// They sit in the middle of their neighbours.
    #[default]
    Central,
    /// The pull of a node's links is divided by its mass, which leaves hubs at the border and the cited in the middle
    /// ("dissuade hubs", outbound attraction distribution). An undirected link counts half in either direction.
    Dissuaded,
}

/// What keeps nodes from drifting off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gravity {
    /// A pull to the middle that is the same at any distance: this factor times the mass.
    Weak(f64),
    /// A pull to the middle that grows with the distance: this factor times mass and distance.
    Strong(f64),
}

/// Options of [`forceatlas2`].
#[derive(Clone, Debug, PartialEq)]
pub struct ForceAtlas2 {
    /// Steps; `None` for as many as the size of the network asks for: 1,000 up to 1,000 nodes, then fewer, 200 for 100,000.
    pub iterations: Option<usize>,
    /// How the pull of a link grows with its length.
    pub attraction: Attraction,
    /// What becomes of nodes with many links.
    pub hubs: Hubs,
    /// What keeps nodes from drifting off.
    pub gravity: Gravity,
    /// Exponent of the weights: 0 makes all links equal, 1 takes weights as they are (divided by their mean, so that the unit
    /// they are counted in does not matter).
    pub weight_influence: f64,
    /// Strength of the push, k: larger is sparser.
    pub scaling: f64,
    /// How much swinging is tolerated for speed. Below 1 is slower and more precise.
    pub jitter_tolerance: f64,
    /// From which width to distance a group of nodes acts as one, θ; 0 for exact sums.
    pub theta: f64,
    /// Where nodes start, unless told otherwise.
    pub seed: u64,
}

impl Default for ForceAtlas2 {
    fn default() -> Self {
        Self {
            iterations: None,
            attraction: Attraction::default(),
            hubs: Hubs::default(),
            gravity: Gravity::Weak(1.0),
            weight_influence: 1.0,
            scaling: 2.0,
            jitter_tolerance: 1.0,
            theta: 1.2,
            seed: 0,
        }
    }
}

impl ForceAtlas2 {
    /// Steps for a network of this size.
    pub fn iterations(&self, nodes: usize) -> usize {
        let enough = 1000.0 * (1000.0 / nodes.max(1) as f64).powf(0.35);
        self.iterations.unwrap_or(enough.clamp(100.0, 1000.0).round() as usize)
    }
}

/// Lays out a network by forces.
///
/// The mass of a node is 1 + its links. Two nodes push each other with `k · mass · mass / d`, a link of weight `w` pulls
/// with `w^δ · d`, gravity pulls to the origin. How far a node goes in a step depends on how steadily it goes.
///
/// # Arguments
/// - `start`: places to start from, as many as nodes; `None` for places by the seed
/// - `radii`: radii of the nodes in the units of the layout; not empty means that distances are between rims and that overlapping
///   nodes push hard. Meant for a second run that starts from the places of a first.
///
/// # Returns
/// A finite place for each node, in no particular scale; see [`place`](super::place) for the whole picture.
///
/// # Complexity
/// O(n log n + m) time a step, O(n + m) memory.
///
/// # Example
/// ```
/// use citeweave::network::{Direction, layout::{ForceAtlas2, forceatlas2}, links::Links};
/// let links = Links::new(3, Direction::Undirected, [(0, 1, 1.0)]);
/// let places = forceatlas2(&links, None, &[], &ForceAtlas2::default());
/// let distance = |a: usize, b: usize| (places[a][0] - places[b][0]).hypot(places[a][1] - places[b][1]);
/// assert!(distance(0, 1) < distance(0, 2));
/// ```
pub fn forceatlas2(links: &Links, start: Option<&[[f64; 2]]>, radii: &[f64], options: &ForceAtlas2) -> Vec<[f64; 2]> {
    let mut simulation = Simulation::new(links, start, radii, options);
    for _ in 0..options.iterations(links.nodes()) {
        simulation.step();
    }
    simulation.places
}

/// A layout in motion.
struct Simulation<'a> {
    options: &'a ForceAtlas2,
    theta: f64,
    rims: Rims,
    /// Links with the factor of their pull in place of the weight.
    pulls: Links,
    masses: Vec<f64>,
    places: Vec<[f64; 2]>,
    /// Forces of the last step.
    forces: Vec<[f64; 2]>,
    bodies: Vec<Body>,
    speed: f64,
    /// What the speed that the sums allow is multiplied with: it falls when the layout shakes.
    efficiency: f64,
}

/// Between what distances are measured.
#[derive(Clone, Copy, PartialEq)]
enum Rims {
    Ignored,
    Counted,
}

impl<'a> Simulation<'a> {
    fn new(links: &Links, start: Option<&[[f64; 2]]>, radii: &[f64], options: &'a ForceAtlas2) -> Self {
        let n = links.nodes();
        let mut masses = vec![1.0; n];
        for (source, target, _) in links.each_edge().filter(|(source, target, _)| source != target) {
            masses[source as usize] += 1.0;
            masses[target as usize] += 1.0;
        }
        let pulls = pulls(links, &masses, options);
        let places = match start {
            Some(start) if start.len() == n => apart(start, options.seed),
            _ => scattered(&pulls, options.seed),
        };
        let body = |node: usize| {
            let radius = radii.get(node).copied().filter(|radius| radius.is_finite()).unwrap_or(0.0).max(0.0);
            Body { place: places[node], mass: masses[node], half: [radius; 2], node: node as u32 }
        };
        Self {
            options,
            theta: if n <= EXACT { 0.0 } else { options.theta },
            rims: if radii.is_empty() { Rims::Ignored } else { Rims::Counted },
            pulls,
            bodies: (0..n).map(body).collect(),
            masses,
            places,
            forces: vec![[0.0; 2]; n],
            speed: 1.0,
            efficiency: 1.0,
        }
    }

    fn step(&mut self) {
        let mut bodies = std::mem::take(&mut self.bodies);
        bodies.iter_mut().for_each(|body| body.place = self.places[body.node as usize]);
        let tree = Quadtree::new(bodies);
        let push = match self.rims {
            Rims::Ignored => tree.push(self.theta, &Push),
            Rims::Counted => tree.push(self.theta, &PushRims),
        };
        self.bodies = tree.into_bodies();
        let mut radii = Vec::new();
        if self.rims == Rims::Counted {
            radii.resize(self.places.len(), 0.0);
            self.bodies.iter().for_each(|body| radii[body.node as usize] = body.half[0]);
        }
        let forces: Vec<[f64; 2]> =
            (0..self.places.len()).into_par_iter().with_min_len(TASK).map(|v| self.force(v, push[v], &radii)).collect();
        let speed = self.adapt(&forces);
        let rims = self.rims;
        self.places.par_iter_mut().with_min_len(TASK).enumerate().for_each(|(node, place)| {
            let (force, before) = (forces[node], self.forces[node]);
            let swinging = self.masses[node] * length(force[0] - before[0], force[1] - before[1]);
            let mut factor = speed / (1.0 + (speed * swinging).sqrt());
            if rims == Rims::Counted {
                let way = force[0].hypot(force[1]);
                factor = (0.1 * factor).min(if way > 0.0 { 10.0 / way } else { 0.0 });
            }
            for axis in 0..2 {
                let moved = place[axis] + force[axis] * factor;
                // Absurd weights may ask for a step out of the numbers: it is not made.
                if moved.abs() < FARTHEST {
                    place[axis] = moved;
                }
            }
        });
        self.forces = forces;
    }

    /// The force on a node.
    fn force(&self, node: usize, push: [f64; 3], radii: &[f64]) -> [f64; 2] {
        let (mass, [x, y]) = (self.masses[node], self.places[node]);
        let push_factor = self.options.scaling * mass;
        let pull_factor = match self.options.gravity {
            Gravity::Weak(gravity) => {
                let distance = x.hypot(y);
                if distance > 0.0 { gravity * mass / distance } else { 0.0 }
            }
            Gravity::Strong(gravity) => gravity * mass,
        };
        let mut force = [push_factor * push[0] - pull_factor * x, push_factor * push[1] - pull_factor * y];
        for (other, factor) in self.pulls.links(node) {
            let other = other as usize;
            let apart = [self.places[other][0] - x, self.places[other][1] - y];
            let factor = match (self.options.attraction, self.rims) {
                (Attraction::Linear, Rims::Ignored) => factor,
                (attraction, rims) => {
                    let distance = apart[0].hypot(apart[1]);
                    let length = distance - if rims == Rims::Counted { radii[node] + radii[other] } else { 0.0 };
                    if length <= 0.0 {
                        continue;
                    }
                    let pull = if attraction == Attraction::LinLog { length.ln_1p() } else { length };
                    factor * pull / distance
                }
            };
            force[0] += factor * apart[0];
            force[1] += factor * apart[1];
        }
        if force[0].is_finite() && force[1].is_finite() { force } else { [0.0; 2] }
    }

    /// The speed of this step: as high as the network's swinging (forces that turn round) allows for its traction
    /// (forces that stay).
    fn adapt(&mut self, forces: &[[f64; 2]]) -> f64 {
        let sums: Vec<[f64; 2]> = forces
            .par_chunks(TASK)
            .zip(self.forces.par_chunks(TASK))
            .zip(self.masses.par_chunks(TASK))
            .map(|((forces, before), masses)| {
                let mut sums = [0.0; 2];
                for ((force, before), mass) in forces.iter().zip(before).zip(masses) {
                    sums[0] += mass * length(force[0] - before[0], force[1] - before[1]);
                    sums[1] += mass * length(force[0] + before[0], force[1] + before[1]) / 2.0;
                }
                sums
            })
            .collect();
        let [swinging, traction] = sums.iter().fold([0.0; 2], |sum, task| [sum[0] + task[0], sum[1] + task[1]]);
        if !(swinging > 0.0 && traction.is_finite() && swinging.is_finite()) {
            return self.speed;
        }
        let n = forces.len() as f64;
        let tolerance = self.options.jitter_tolerance;
        let estimate = 0.05 * n.sqrt();
        let mut jitter = tolerance * (estimate * traction / (n * n)).min(10.0).max(estimate.sqrt());
        if swinging > 2.0 * traction {
            if self.efficiency > 0.05 {
                self.efficiency *= 0.5;
            }
            jitter = jitter.max(tolerance);
        }
        let target = jitter * self.efficiency * traction / swinging;
        if swinging > jitter * traction {
            if self.efficiency > 0.05 {
                self.efficiency *= 0.7;
            }
        } else if self.speed < 1000.0 {
            self.efficiency *= 1.3;
        }
        // The speed may fall at once but rises by half at most.
        self.speed += (target - self.speed).min(0.5 * self.speed);
        self.speed
    }
}

/// Length of a vector; `hypot` guards against overflow and takes ten times as long.
fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

/// Square of a distance that counts as none. In single precision one over it, times any mass, is still a number, and times
/// the distance 0 of a body from itself nothing.
const NONE: f32 = 1e-28;

/// The push between points: `1 / d`.
struct Push;

impl Kernel for Push {
    type Real = f32;
    const ENERGY: bool = false;

    #[inline(always)]
    fn at(&self, squared: f32, _radii: f32) -> [f32; 2] {
        [1.0 / if squared > NONE { squared } else { NONE }, 0.0]
    }
}

/// The push between discs: `1 / (d - r - r)`, and where they overlap, or nearly, a fixed large one.
struct PushRims;

impl Kernel for PushRims {
    type Real = f32;
    const ENERGY: bool = false;

    #[inline(always)]
    fn at(&self, squared: f32, radii: f32) -> [f32; 2] {
        let distance = if squared > NONE { squared } else { NONE }.sqrt();
        let gap = distance - radii;
        let least = 1.0 / COLLISION;
        [1.0 / (if gap > least { gap } else { least } * distance), 0.0]
    }
}

/// The factors by which links pull: relative weights to the power of their influence, at both ends.
fn pulls(links: &Links, masses: &[f64], options: &ForceAtlas2) -> Links {
    let edges: Vec<(u32, u32, f64)> = links.each_edge().filter(|(source, target, _)| source != target).collect();
    let positive = |weight: f64| if weight.is_finite() && weight > 0.0 { weight } else { 0.0 };
    // Each weight is divided first: their sum may be no number.
    let mean: f64 = edges.iter().map(|(.., weight)| positive(*weight) / edges.len() as f64).sum();
    let mean_mass = masses.iter().sum::<f64>() / masses.len().max(1) as f64;
    let factor = |(source, target, weight): (u32, u32, f64)| {
        let factor = if mean > 0.0 { (positive(weight) / mean).powf(options.weight_influence) } else { 0.0 };
        let share = |node: u32| mean_mass / masses[node as usize];
        let factor = factor
            * match (options.hubs, links.direction()) {
                (Hubs::Central, _) => 1.0,
                (Hubs::Dissuaded, Direction::Directed) => share(source),
                (Hubs::Dissuaded, Direction::Undirected) => (share(source) + share(target)) / 2.0,
            };
        (source, target, factor.min(f64::MAX))
    };
    Links::new(links.nodes(), Direction::Undirected, edges.into_iter().map(factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::layout::tests::{distance, planted, separation};

    fn pair() -> Links {
        Links::new(2, Direction::Undirected, [(0, 1, 7.0)])
    }

    /// Both nodes have mass 2. Without gravity the push 2·2·k/d equals the pull d at d = √(4k); with gravity g, the pull to the
    /// middle 2g comes in: d + 2g = 4k/d.
    #[test]
    fn two_nodes_come_to_rest_where_the_forces_are_equal() {
        let rest = |options: ForceAtlas2| {
            let places = forceatlas2(&pair(), None, &[], &options);
            distance(places[0], places[1])
        };
        let no_gravity = ForceAtlas2 { gravity: Gravity::Weak(0.0), ..ForceAtlas2::default() };
        assert!((rest(no_gravity.clone()) - 8f64.sqrt()).abs() < 1e-3);
        assert!((rest(ForceAtlas2::default()) - 2.0).abs() < 1e-3); // d² + 2d − 8 = 0
        // Strong gravity pulls each with g·2·d/2: 2d = 8/d.
        let strong = ForceAtlas2 { gravity: Gravity::Strong(1.0), ..ForceAtlas2::default() };
        assert!((rest(strong) - 2.0).abs() < 1e-3);
        // LinLog: ln(1 + d) = 8/d.
        let lin_log = rest(ForceAtlas2 { attraction: Attraction::LinLog, ..no_gravity.clone() });
        assert!((lin_log.ln_1p() * lin_log - 8.0).abs() < 1e-2, "{lin_log}");
        // Between rims: d' = d − 1 − 1 with d' = 8/d'.
        let rims = ForceAtlas2 { iterations: Some(5000), ..no_gravity };
        let places = forceatlas2(&pair(), None, &[1.0, 1.0], &rims);
        assert!((distance(places[0], places[1]) - 2.0 - 8f64.sqrt()).abs() < 1e-2);
    }

    #[test]
    fn hubs_are_dissuaded_at_the_source() {
        let edges = [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)];
        let options = ForceAtlas2 { hubs: Hubs::Dissuaded, ..ForceAtlas2::default() };
        let links = Links::new(4, Direction::Directed, edges);
        let masses = [3.0, 3.0, 6.0, 1.0]; // mean 3.25
        let factors = pulls(&links, &masses, &options);
        assert_eq!(factors.weights(2), [3.25 / 3.0, 3.25 / 3.0]);
        let links = Links::new(4, Direction::Undirected, edges);
        let factors = pulls(&links, &masses, &options);
        assert!((factors.weights(2)[0] - 3.25 * (1.0 / 3.0 + 1.0 / 6.0) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn planted_clusters_come_apart_in_either_form() {
        let (links, clusters) = planted(6, 50);
        for attraction in [Attraction::Linear, Attraction::LinLog] {
            let places = forceatlas2(&links, None, &[], &ForceAtlas2 { attraction, ..ForceAtlas2::default() });
            let ratio = separation(&places, &clusters);
            assert!(ratio < 0.5, "{attraction:?}: within to between {ratio}");
        }
    }

    #[test]
    fn nothing_leaves_the_numbers() {
        let options = ForceAtlas2::default();
        assert!(forceatlas2(&Links::new(0, Direction::Undirected, []), None, &[], &options).is_empty());
        for edges in
            [vec![], vec![(0, 0, 1.0)], vec![(0, 1, 1e300), (1, 2, 1e-300), (0, 2, f64::MAX)], vec![(0, 1, 0.0)]]
        {
            let links = Links::new(3, Direction::Undirected, edges);
            for start in [None, Some(&[[0.0; 2]; 3][..]), Some(&[[f64::NAN, 1e308]; 3][..])] {
                let places = forceatlas2(&links, start, &[], &options);
                assert!(places.iter().flatten().all(|number| number.is_finite()), "{places:?}");
            }
        }
    }
}
