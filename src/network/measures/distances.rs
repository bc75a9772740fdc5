//! How far nodes are from each other: closeness, harmonic closeness, diameter, average path.
//!
//! Only the number of nodes at each distance matters, so 64 searches run as one: a node's word has a bit for each of them,
//! and a step along a link is an "or" of two words (Then et al. 2014). The bits that are new at a step are counted for all
//! 64 searches at once as well, in counters that lie across the words.

use super::super::links::Links;
use super::betweenness::Estimate;
use super::cohesion::Components;
use super::incoming;
use super::pivots::Pivots;
use super::shortest::{Dijkstra, Distance, lengths};
use rayon::prelude::*;

/// How far the nodes of a network are from each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Distances {
    /// For each node, r/Σ d(v, t) over the r other nodes within reach; nothing if there is none.
    pub closeness: Vec<Option<f64>>,
    /// For each node, Σ 1/d(v, t)/(n − 1) over all others, with 0 for those out of reach; 0 for the only node.
    pub harmonic: Vec<f64>,
    /// The longest of all shortest paths; nothing without nodes.
    pub diameter: Option<f64>,
    /// Mean length of the shortest paths between the pairs of nodes that have one; nothing if there are none.
    pub average_path: Option<f64>,
}

/// Estimates of how near nodes are to others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DistanceEstimates {
    /// Closeness; no number where no other node is within reach.
    pub closeness: Estimate,
    /// Harmonic closeness.
    pub harmonic: Estimate,
}

/// Measures the distances between all nodes. In a directed network paths follow edges, and closeness is that of a node to
/// those it leads to.
///
/// # Complexity
/// O(nodes × edges) time at most; with [`Distance::Hops`] up to 64 times less where distances are short; with lengths a
/// factor log(nodes) more. Spread over threads.
///
/// # Reference
/// Closeness: [Freeman 1978](https://doi.org/10.1016/0378-8733(78)90021-7), within reach as igraph has it. Harmonic:
/// [Rochat 2009](https://infoscience.epfl.ch/record/200525), [Boldi & Vigna 2014](https://doi.org/10.1080/15427951.2013.865686).
/// Searches: [Then et al. 2014](https://doi.org/10.14778/2735496.2735507)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, links::Links, measures::{self, Distance}};
/// let path = Links::new(4, Direction::Undirected, [(0, 1, 1.0), (1, 2, 1.0)]);
/// let distances = measures::distances(&path, Distance::Hops);
/// assert_eq!(distances.closeness, [Some(2.0 / 3.0), Some(1.0), Some(2.0 / 3.0), None]);
/// assert_eq!(distances.harmonic, [0.5, 2.0 / 3.0, 0.5, 0.0]);
/// assert_eq!((distances.diameter, distances.average_path), (Some(2.0), Some(4.0 / 3.0)));
/// ```
pub fn distances(links: &Links, distance: Distance) -> Distances {
    let nodes = links.nodes();
    let components = Components::of(links);
    let all: Vec<u32> = (0..nodes as u32).collect();
    let reach = reach(links, &incoming(links), &components, distance, &all);
    let (mut pairs, mut total, mut longest) = (0, 0.0, 0.0_f64);
    for reach in &reach {
        pairs += reach.nodes;
        total += reach.total;
        longest = longest.max(reach.longest);
    }
    Distances {
        closeness: reach.iter().map(Reach::closeness).collect(),
        harmonic: reach.iter().map(|reach| reach.harmonic(nodes)).collect(),
        diameter: (nodes > 0).then_some(longest),
        average_path: (pairs > 0).then(|| total / pairs as f64),
    }
}

/// Fewer distances than this say too little of a node; it is searched from instead.
const FEWEST_PIVOTS: u32 = 30;

/// Estimates closeness from the distances to a sample of nodes.
///
/// A node's closeness is estimated as 1 over its mean distance to those of the sample that it reaches, harmonic closeness as
/// N/pivots/(n − 1) × Σ 1/d over them, N being the number of nodes sampled from. Standard errors come from the spread of the
/// distances. Components so small that all together take no more time than the sample, and nodes that reach less than 30 of
/// the sample, are exact.
///
/// # Arguments
/// * `pivots`: size of the sample, at least 2.
/// * `seed`: of the generator that draws it.
///
/// # Complexity
/// O(pivots × edges) time.
///
/// # Reference
/// [Eppstein & Wang 2004](https://doi.org/10.7155/jgaa.00081)
pub fn distances_sampled(links: &Links, distance: Distance, pivots: usize, seed: u64) -> DistanceEstimates {
    let nodes = links.nodes();
    let components = Components::of(links);
    let into = &*incoming(links);
    let Pivots { sample, population, .. } = Pivots::draw(into, &components, pivots, seed);
    // Paths to the sample are paths from it, turned round.
    let sums = pivot_sums(into, links, &components, distance, &sample);
    let exact: Vec<u32> = (0..nodes as u32).filter(|&node| sums[node as usize].pivots < FEWEST_PIVOTS).collect();

    let mut estimates = DistanceEstimates::default();
    let (drawn, population) = (sample.len() as f64, population as f64);
    for (node, sums) in sums.iter().enumerate() {
        let (closeness, harmonic) = (&mut estimates.closeness, &mut estimates.harmonic);
        let reached = f64::from(sums.pivots);
        // A node is at no distance from itself, so it is taken out of the nodes sampled from, and out of the sample.
        let drawn = drawn - f64::from(sums.itself);
        let population = if into.neighbours(node).is_empty() { population } else { population - 1.0 };
        let left = (1.0 - drawn / population).max(0.0);
        let mean = sums.total / reached;
        let spread = variance(sums.total, sums.squares, reached) / reached * left;
        closeness.values.push(mean.recip());
        closeness.errors.push(spread.sqrt() / (mean * mean));
        let scale = population / (nodes as f64 - 1.0);
        let spread = variance(sums.inverse, sums.inverse_squares, drawn) / drawn * left;
        harmonic.values.push(scale * sums.inverse / drawn);
        harmonic.errors.push(scale * spread.sqrt());
    }
    for (node, reach) in exact.iter().zip(reach(links, into, &components, distance, &exact)) {
        let node = *node as usize;
        estimates.closeness.values[node] = reach.closeness().unwrap_or(f64::NAN);
        estimates.harmonic.values[node] = reach.harmonic(nodes);
        (estimates.closeness.errors[node], estimates.harmonic.errors[node]) = (0.0, 0.0);
    }
    estimates
}

/// Variance of the whole from the sums over a sample.
fn variance(sum: f64, squares: f64, number: f64) -> f64 {
    ((squares - sum * sum / number) / (number - 1.0).max(1.0)).max(0.0)
}

/// The nodes that can be reached from a node.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    /// Their number, itself not counted.
    nodes: u64,
    /// Sum of the distances.
    total: f64,
    /// Sum of 1/distance.
    inverse: f64,
    /// The longest distance.
    longest: f64,
}

impl Reach {
    fn add(&mut self, nodes: u64, distance: f64) {
        self.nodes += nodes;
        self.total += nodes as f64 * distance;
        self.inverse += nodes as f64 / distance;
        self.longest = self.longest.max(distance);
    }

    fn closeness(&self) -> Option<f64> {
        (self.nodes > 0).then(|| self.nodes as f64 / self.total)
    }

    fn harmonic(&self, nodes: usize) -> f64 {
        if nodes > 1 { self.inverse / (nodes - 1) as f64 } else { 0.0 }
    }
}

/// What can be reached from each of some nodes.
fn reach(links: &Links, into: &Links, components: &Components, distance: Distance, sources: &[u32]) -> Vec<Reach> {
    match distance {
        Distance::Hops => {
            let (sources, places) = neighbours_together(links, components, sources);
            let new = || Wave::new(links, into, components);
            let parts: Vec<[Reach; LANES]> = sources.par_chunks(LANES).map_init(new, Wave::reach).collect();
            places.iter().map(|&place| parts[place / LANES][place % LANES]).collect()
        }
        Distance::InverseWeight => {
            let lengths = &lengths(links);
            let run = |search: &mut Dijkstra, &source: &u32| {
                search.run(source);
                let mut reach = Reach::default();
                search.order[1..].iter().for_each(|&node| reach.add(1, search.distance[node as usize]));
                reach
            };
            sources.par_iter().with_min_len(8).map_init(|| Dijkstra::new(lengths), run).collect()
        }
    }
}

/// The distances of a node to the pivots it reaches.
#[derive(Clone, Copy, Debug, Default)]
struct PivotSums {
    /// Pivots it reaches, itself not counted.
    pivots: u32,
    /// Whether it is a pivot itself: 1 or 0.
    itself: u8,
    total: f64,
    squares: f64,
    inverse: f64,
    inverse_squares: f64,
}

impl PivotSums {
    fn add(&mut self, pivots: u32, distance: f64) {
        let number = f64::from(pivots);
        self.pivots += pivots;
        self.total += number * distance;
        self.squares += number * distance * distance;
        self.inverse += number / distance;
        self.inverse_squares += number / (distance * distance);
    }

    fn append(&mut self, next: &Self) {
        self.pivots += next.pivots;
        self.itself += next.itself;
        self.total += next.total;
        self.squares += next.squares;
        self.inverse += next.inverse;
        self.inverse_squares += next.inverse_squares;
    }
}

/// Adds up, for every node, the distances from some nodes.
fn pivot_sums(
    out: &Links,
    into: &Links,
    components: &Components,
    distance: Distance,
    sources: &[u32],
) -> Vec<PivotSums> {
    let nodes = out.nodes();
    // Few pieces, each with sums for every node; they depend on the data alone.
    let pieces = ((1 << 22) / nodes.max(1)).clamp(4, 32);
    let parts: Vec<Vec<PivotSums>> = match distance {
        Distance::Hops => {
            let (sources, _) = neighbours_together(out, components, sources);
            let piece = sources.len().div_ceil(pieces).next_multiple_of(LANES);
            let run = |wave: &mut Wave, piece: &[u32]| {
                let mut sums = vec![PivotSums::default(); nodes];
                for sources in piece.chunks(LANES) {
                    wave.run(
                        sources,
                        |step, node, new| sums[node as usize].add(new.count_ones(), f64::from(step)),
                        |_| (),
                    );
                }
                sums
            };
            sources.par_chunks(piece.max(1)).map_init(|| Wave::new(out, into, components), run).collect()
        }
        Distance::InverseWeight => {
            let lengths = &lengths(out);
            let run = |search: &mut Dijkstra, piece: &[u32]| {
                let mut sums = vec![PivotSums::default(); nodes];
                for &source in piece {
                    search.run(source);
                    search.order[1..]
                        .iter()
                        .for_each(|&node| sums[node as usize].add(1, search.distance[node as usize]));
                }
                sums
            };
            let piece = sources.len().div_ceil(pieces).max(1);
            sources.par_chunks(piece).map_init(|| Dijkstra::new(lengths), run).collect()
        }
    };
    let mut sums = vec![PivotSums::default(); nodes];
    for part in &parts {
        sums.iter_mut().zip(part).for_each(|(sums, part)| sums.append(part));
    }
    sources.iter().for_each(|&source| sums[source as usize].itself = 1);
    sums
}

/// Searches that run as one.
const LANES: usize = u64::BITS as usize;

/// Puts nodes in an order in which neighbours stand together, since searches that start close to each other meet the same
/// links at the same step. Returns them in this order, and for each as given where it is now.
fn neighbours_together(links: &Links, components: &Components, sources: &[u32]) -> (Vec<u32>, Vec<usize>) {
    let mut rank = vec![u32::MAX; links.nodes()];
    let mut queue: Vec<u32> = Vec::with_capacity(links.nodes());
    for &first in components.members() {
        if rank[first as usize] != u32::MAX {
            continue;
        }
        let mut head = queue.len();
        rank[first as usize] = head as u32;
        queue.push(first);
        while let Some(&node) = queue.get(head) {
            head += 1;
            for &neighbour in links.neighbours(node as usize) {
                if rank[neighbour as usize] == u32::MAX {
                    rank[neighbour as usize] = queue.len() as u32;
                    queue.push(neighbour);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_unstable_by_key(|&place| rank[sources[place] as usize]);
    let mut places = vec![0; sources.len()];
    order.iter().enumerate().for_each(|(now, &before)| places[before] = now);
    (order.iter().map(|&place| sources[place]).collect(), places)
}

/// Up to 64 searches in step.
struct Wave<'a> {
    out: &'a Links,
    into: &'a Links,
    components: &'a Components,
    /// Searches that have found the node.
    seen: Vec<u64>,
    /// Searches that found it at the last step.
    now: Vec<u64>,
    /// Searches that find it at this step.
    next: Vec<u64>,
    /// Nodes with something in `now`.
    front: Vec<u32>,
    /// Nodes with something in `next`.
    found: Vec<u32>,
    /// Nodes that some search has not found, once a step needed them.
    rest: Vec<u32>,
}

/// Going in from the others, a node is done when all searches have found it, mostly long before the end of its row; so such
/// a step takes about this part of the links.
const PULL_GAIN: usize = 4;

impl<'a> Wave<'a> {
    fn new(out: &'a Links, into: &'a Links, components: &'a Components) -> Self {
        let nodes = out.nodes();
        let words = || vec![0; nodes];
        let (seen, now, next) = (words(), words(), words());
        Self { out, into, components, seen, now, next, front: Vec::new(), found: Vec::new(), rest: Vec::new() }
    }

    /// What each of the sources reaches.
    fn reach(&mut self, sources: &[u32]) -> [Reach; LANES] {
        let mut reach = [Reach::default(); LANES];
        let counters = std::cell::RefCell::new(Counters::default());
        self.run(
            sources,
            |_, _, new| counters.borrow_mut().add(new),
            |step| counters.borrow_mut().take(|lane, nodes| reach[lane].add(nodes, f64::from(step))),
        );
        reach
    }

    /// Searches from different nodes. `visit` is called with the step, a node and the searches that find it at this step,
    /// `done` at the end of every step.
    fn run(&mut self, sources: &[u32], mut visit: impl FnMut(u32, u32, u64), mut done: impl FnMut(u32)) {
        let Self { out, into, components, seen, now, next, front, found, rest } = self;
        let all = if sources.len() == LANES { u64::MAX } else { (1 << sources.len()) - 1 };
        seen.fill(0);
        front.clear();
        rest.clear();
        let mut rest_is_known = false;
        for (lane, &source) in sources.iter().enumerate() {
            seen[source as usize] = 1 << lane;
            now[source as usize] = 1 << lane;
            front.push(source);
        }
        // Sources stand component by component. A component not all of them are in is never done by all.
        let mut unseen = 0;
        let mut last = None;
        for &source in sources {
            let (members, places) = components.around(source);
            if last != members.first() {
                (last, unseen) = (members.first(), unseen + places);
            }
        }
        let mut step = 0;
        while !front.is_empty() {
            step += 1;
            let links: usize = front.iter().map(|&node| out.neighbours(node as usize).len()).sum();
            if unseen >= links * PULL_GAIN {
                for &node in front.iter() {
                    let word = now[node as usize];
                    for &neighbour in out.neighbours(node as usize) {
                        let at = &mut next[neighbour as usize];
                        let new = word & !seen[neighbour as usize];
                        if *at == 0 && new != 0 {
                            found.push(neighbour);
                        }
                        *at |= new;
                    }
                }
            } else {
                if !rest_is_known {
                    let mut last = None;
                    for &source in sources {
                        let (members, _) = components.around(source);
                        if last != members.first() {
                            last = members.first();
                            rest.extend_from_slice(members);
                        }
                    }
                    rest_is_known = true;
                }
                unseen = 0;
                rest.retain(|&node| {
                    let missing = all & !seen[node as usize];
                    if missing == 0 {
                        return false;
                    }
                    let row = into.neighbours(node as usize);
                    let mut word = 0;
                    for &neighbour in row {
                        word |= now[neighbour as usize];
                        if word & missing == missing {
                            break;
                        }
                    }
                    let new = word & missing;
                    if new != 0 {
                        next[node as usize] = new;
                        found.push(node);
                    }
                    if new != missing {
                        unseen += row.len();
                    }
                    new != missing
                });
            }
            for &node in front.iter() {
                now[node as usize] = 0;
            }
            for &node in found.iter() {
                let new = std::mem::take(&mut next[node as usize]);
                seen[node as usize] |= new;
                now[node as usize] = new;
                visit(step, node, new);
            }
            done(step);
            std::mem::swap(front, found);
            found.clear();
        }
    }
}

/// A counter for each bit of a word, laid across words: bit l of `planes[p]` is bit p of counter l.
#[derive(Default)]
struct Counters {
    planes: [u64; 32],
    used: usize,
}

impl Counters {
    /// Counts the bits of a word, each for itself.
    fn add(&mut self, word: u64) {
        let mut carry = word;
        for (place, plane) in self.planes.iter_mut().enumerate() {
            if carry == 0 {
                break;
            }
            self.used = self.used.max(place + 1);
            (*plane, carry) = (*plane ^ carry, *plane & carry);
        }
    }

    /// Gives the counters that are not 0, and sets them to 0.
    fn take(&mut self, mut each: impl FnMut(usize, u64)) {
        let planes = &mut self.planes[..std::mem::take(&mut self.used)];
        let mut lanes = planes.iter().fold(0, |lanes, plane| lanes | plane);
        while lanes != 0 {
            let lane = lanes.trailing_zeros();
            each(lane as usize, planes.iter().rev().fold(0, |count, plane| count << 1 | plane >> lane & 1));
            lanes &= lanes - 1;
        }
        planes.fill(0);
    }
}
