//! Betweenness: on how many shortest paths between others a node lies.
//!
//! Brandes' algorithm searches from every node and walks back. Here no lists of predecessors are kept, because on dense
//! networks writing and reading them is most of the work: a node's share is added up over the row of its neighbours, with
//! zeros standing for those that are not one step further, and such sums need no branches. Each step goes by whichever
//! side has fewer links, from the found nodes out or from the others in.

use super::super::Direction;
use super::super::links::Links;
use super::cohesion::Components;
use super::incoming;
use super::pivots::Pivots;
use super::shortest::{Dijkstra, Distance, lengths, reversed, same_length};
use rayon::prelude::*;

/// Values estimated from a sample, and how wrong they may be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The estimate for each node.
    pub values: Vec<f64>,
    /// Its standard error, from the spread within the sample; 0 where the value is exact.
    pub errors: Vec<f64>,
}

/// Works out the betweenness of every node: Σ over pairs s, t of others of the part of the shortest paths from s to t that
/// lead through it. Undirected pairs count once, directed ones in both orders. Not normalised.
///
/// # Complexity
/// O(nodes × edges) time with [`Distance::Hops`], a factor log(nodes) more with lengths; spread over threads.
///
/// # Reference
/// [Freeman 1977](https://doi.org/10.2307/3033543), [Brandes 2001](https://doi.org/10.1080/0022250X.2001.9990249)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, links::Links, measures::{self, Distance}};
/// let star = Links::new(4, Direction::Undirected, [(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0)]);
/// assert_eq!(measures::betweenness(&star, Distance::Hops), [3.0, 0.0, 0.0, 0.0]);
/// ```
pub fn betweenness(links: &Links, distance: Distance) -> Vec<f64> {
    let components = Components::of(links);
    let sources: Vec<u32> = (0..links.nodes() as u32).filter(|&v| !links.neighbours(v as usize).is_empty()).collect();
    let mut values = dependencies(links, &components, distance, &sources, Plain::new);
    halve(links, &mut values.0);
    values.0
}

/// Estimates the betweenness of every node from searches from a sample of nodes only.
///
/// Components so small that all of them together take no more time than the sample are exact. The others are estimated
/// without bias from `pivots` of their nodes, drawn without putting back: with N other nodes, k of them in the sample, as N/k
/// times the sum over these. The standard error is N √(variance/k × (1 − k/N)). A node matters much to few others, so the
/// distribution is skewed: somewhat fewer than two in three estimates are within one standard error.
///
/// # Arguments
/// * `pivots`: size of the sample, at least 2.
/// * `seed`: of the generator that draws it.
///
/// # Complexity
/// O(pivots × edges) time with [`Distance::Hops`].
///
/// # Reference
/// [Brandes & Pich 2007](https://doi.org/10.1142/S0218127407018403)
pub fn betweenness_sampled(links: &Links, distance: Distance, pivots: usize, seed: u64) -> Estimate {
    let components = Components::of(links);
    let Pivots { every, sample, population } = Pivots::draw(links, &components, pivots, seed);
    let Plain(mut values) = dependencies(links, &components, distance, &every, Plain::new);
    let Squared { sums, squares } = dependencies(links, &components, distance, &sample, Squared::new);
    let mut errors = vec![0.0; links.nodes()];
    if !sample.is_empty() {
        for (node, (sum, square)) in sums.into_iter().zip(squares).enumerate() {
            // A node does not lie on paths from itself, so it is taken out of the nodes sampled from, and out of the sample.
            let drawn = (sample.len() - usize::from(sample.binary_search(&(node as u32)).is_ok())) as f64;
            let others = (population - usize::from(!links.neighbours(node).is_empty())) as f64;
            if sum > 0.0 && drawn > 0.0 {
                values[node] += others / drawn * sum;
                let variance = ((square - sum * sum / drawn) / (drawn - 1.0).max(1.0)).max(0.0);
                errors[node] = others * (variance / drawn * (1.0 - drawn / others).max(0.0)).sqrt();
            }
        }
    }
    halve(links, &mut values);
    halve(links, &mut errors);
    Estimate { values, errors }
}

/// From every node, an undirected pair has been met from both its ends.
fn halve(links: &Links, values: &mut [f64]) {
    if links.direction() == Direction::Undirected {
        values.iter_mut().for_each(|value| *value /= 2.0);
    }
}

/// What is kept of the dependencies of sources on nodes.
trait Sums: Send {
    fn add(&mut self, node: usize, dependency: f64);
    /// Takes in the sums over the next sources.
    fn append(&mut self, next: Self);
}

/// Their sums.
struct Plain(Vec<f64>);

/// Their sums and the sums of their squares.
struct Squared {
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Plain {
    fn new(nodes: usize) -> Self {
        Self(vec![0.0; nodes])
    }
}

impl Squared {
    fn new(nodes: usize) -> Self {
        Self { sums: vec![0.0; nodes], squares: vec![0.0; nodes] }
    }
}

impl Sums for Plain {
    fn add(&mut self, node: usize, dependency: f64) {
        self.0[node] += dependency;
    }

    fn append(&mut self, next: Self) {
        add_all(&mut self.0, &next.0);
    }
}

impl Sums for Squared {
    fn add(&mut self, node: usize, dependency: f64) {
        self.sums[node] += dependency;
        self.squares[node] += dependency * dependency;
    }

    fn append(&mut self, next: Self) {
        add_all(&mut self.sums, &next.sums);
        add_all(&mut self.squares, &next.squares);
    }
}

fn add_all(to: &mut [f64], from: &[f64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

/// Adds up the dependencies of some sources on every node, δ(s, v) = Σ over t of the part of the shortest paths from s to
/// t that lead through v.
fn dependencies<S: Sums>(
    links: &Links,
    components: &Components,
    distance: Distance,
    sources: &[u32],
    sums: fn(usize) -> S,
) -> S {
    let nodes = links.nodes();
    // Pieces depend on the data alone, and so does the order of the sums. Their number is what can run at a time; each
    // holds a sum for every node.
    let pieces = ((1 << 24) / nodes.max(1)).clamp(8, 64);
    let piece = sources.len().div_ceil(pieces).max(1);
    let parts: Vec<S> = match distance {
        Distance::Hops => {
            let into = &*incoming(links);
            let new = || Hops::new(links, into, components);
            let run = |search: &mut Hops, piece: &[u32]| {
                let mut sums = sums(nodes);
                piece.iter().for_each(|&source| search.run(source, &mut sums));
                sums
            };
            sources.par_chunks(piece).map_init(new, run).collect()
        }
        Distance::InverseWeight => {
            let lengths = &lengths(links);
            let turned = reversed(lengths);
            let into = turned.as_ref().unwrap_or(lengths);
            let new = || Lengths::new(lengths, into);
            let run = |search: &mut Lengths, piece: &[u32]| {
                let mut sums = sums(nodes);
                piece.iter().for_each(|&source| search.run(source, &mut sums));
                sums
            };
            sources.par_chunks(piece).map_init(new, run).collect()
        }
    };
    parts
        .into_iter()
        .reduce(|mut all, next| {
            all.append(next);
            all
        })
        .unwrap_or_else(|| sums(nodes))
}

/// A search by number of links.
struct Hops<'a> {
    out: &'a Links,
    into: &'a Links,
    components: &'a Components,
    /// Steps from the source, or [`UNSEEN`].
    level: Vec<u32>,
    /// Number of shortest paths from the source, up to the factor of the level.
    paths: Vec<f64>,
    /// Dependency of the source on the node.
    dependency: Vec<f64>,
    /// What rows are summed over: numbers at the nodes of one level, zeros elsewhere. Between steps all zeros.
    value: Vec<f64>,
    /// Nodes found, level by level.
    order: Vec<u32>,
    levels: Vec<Level>,
    /// Nodes not found yet, once a step needed them.
    rest: Vec<u32>,
}

/// Nodes at the same number of steps.
struct Level {
    /// Where they start in the order.
    start: usize,
    /// Links out of them.
    out: usize,
    /// Links into them.
    into: usize,
    /// What their numbers of paths were multiplied with.
    factor: f64,
}

const UNSEEN: u32 = u32::MAX;

/// A random read and write with a branch takes about as long as this number of reads in a sum.
const PUSH_COST: usize = 3;

/// Numbers of paths double with every square in a chain of squares, so they are kept in the range of numbers: where one of
/// a level is larger than this, all of the level are divided by it. Nothing but their ratios matters. A number that becomes
/// too small for ratios stays [`FEWEST_PATHS`].
const MANY_PATHS: f64 = 1e150;
const FEWEST_PATHS: f64 = 1e-150;

impl<'a> Hops<'a> {
    fn new(out: &'a Links, into: &'a Links, components: &'a Components) -> Self {
        let nodes = out.nodes();
        Self {
            out,
            into,
            components,
            level: vec![UNSEEN; nodes],
            paths: vec![0.0; nodes],
            dependency: vec![0.0; nodes],
            value: vec![0.0; nodes],
            order: Vec::new(),
            levels: Vec::new(),
            rest: Vec::new(),
        }
    }

    fn run(&mut self, source: u32, sums: &mut impl Sums) {
        self.search(source);
        self.walk_back();
        let inner =
            self.levels.get(1).map_or(0, |level| level.start)..self.levels.last().map_or(0, |level| level.start);
        for &node in self.order.get(inner).unwrap_or_default() {
            sums.add(node as usize, self.dependency[node as usize]);
        }
        for &node in &self.order {
            self.level[node as usize] = UNSEEN;
        }
    }

    /// Finds the level and the number of shortest paths of every node within reach.
    fn search(&mut self, source: u32) {
        let Self { out, into, components, level, paths, value, order, levels, rest, .. } = self;
        let (members, mut unseen) = components.around(source);
        order.clear();
        levels.clear();
        rest.clear();
        let mut rest_is_known = false;
        level[source as usize] = 0;
        paths[source as usize] = 1.0;
        order.push(source);
        let mut start = 0;
        while start < order.len() {
            let end = order.len();
            let next = levels.len() as u32 + 1;
            let mut most: f64 = 0.0;
            let mut here = Level { start, out: 0, into: 0, factor: 1.0 };
            for &node in &order[start..] {
                here.out += out.neighbours(node as usize).len();
                here.into += into.neighbours(node as usize).len();
                most = most.max(paths[node as usize]);
            }
            if most > MANY_PATHS {
                here.factor = MANY_PATHS.recip();
                for &node in &order[start..] {
                    let paths = &mut paths[node as usize];
                    *paths = (*paths * here.factor).max(FEWEST_PATHS);
                }
            }
            unseen = unseen.saturating_sub(here.into);
            if unseen >= here.out * PUSH_COST {
                for place in start..end {
                    let node = order[place] as usize;
                    let more = paths[node];
                    for &neighbour in out.neighbours(node) {
                        let at = &mut level[neighbour as usize];
                        if *at == UNSEEN {
                            *at = next;
                            paths[neighbour as usize] = more;
                            order.push(neighbour);
                        } else if *at == next {
                            paths[neighbour as usize] += more;
                        }
                    }
                }
            } else if here.out > 0 {
                for &node in &order[start..end] {
                    value[node as usize] = paths[node as usize];
                }
                if !rest_is_known {
                    rest.extend_from_slice(members);
                    rest_is_known = true;
                }
                rest.retain(|&node| {
                    if level[node as usize] != UNSEEN {
                        return false;
                    }
                    let sum = row_sum(into.neighbours(node as usize), value);
                    if sum > 0.0 {
                        level[node as usize] = next;
                        paths[node as usize] = sum;
                        order.push(node);
                    }
                    sum <= 0.0
                });
                for &node in &order[start..end] {
                    value[node as usize] = 0.0;
                }
            }
            levels.push(here);
            start = end;
        }
    }

    /// From the farthest nodes back: δ(v) = Σ over w one step further of paths(v)/paths(w) × (1 + δ(w)).
    fn walk_back(&mut self) {
        let Self { out, into, level, paths, dependency, value, order, levels, .. } = self;
        let Some(last) = levels.last() else { return };
        for &node in &order[last.start..] {
            dependency[node as usize] = 0.0;
        }
        let mut end = order.len();
        for depth in (1..levels.len().saturating_sub(1)).rev() {
            let (here, below) = (&levels[depth], &levels[depth + 1]);
            let (nodes, further) = (&order[here.start..below.start], &order[below.start..end]);
            let share = |node: &u32, dependency: &[f64]| (1.0 + dependency[*node as usize]) / paths[*node as usize];
            if here.out <= below.into * PUSH_COST {
                for node in further {
                    value[*node as usize] = share(node, dependency);
                }
                for &node in nodes {
                    let sum = row_sum(out.neighbours(node as usize), value);
                    dependency[node as usize] = paths[node as usize] * below.factor * sum;
                }
                for &node in further {
                    value[node as usize] = 0.0;
                }
            } else {
                for &node in nodes {
                    dependency[node as usize] = 0.0;
                }
                for node in further {
                    let share = share(node, dependency);
                    for &before in into.neighbours(*node as usize) {
                        if level[before as usize] == depth as u32 {
                            dependency[before as usize] += share;
                        }
                    }
                }
                for &node in nodes {
                    dependency[node as usize] *= paths[node as usize] * below.factor;
                }
            }
            end = below.start;
        }
    }
}

/// Sum of the values at some nodes. Four sums at a time, since each addition waits for the one before it.
fn row_sum(row: &[u32], values: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let mut fours = row.chunks_exact(4);
    for four in &mut fours {
        for lane in 0..4 {
            sums[lane] += values[four[lane] as usize];
        }
    }
    let rest: f64 = fours.remainder().iter().map(|&node| values[node as usize]).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// A search by lengths of links.
struct Lengths<'a> {
    into: &'a Links,
    paths: Dijkstra<'a>,
    count: Vec<Count>,
    dependency: Vec<f64>,
    /// Node and node before it on a shortest path, by place of the first in the order. Few, for lengths are seldom equal.
    steps: Vec<(u32, u32)>,
}

/// A number of paths: `value` × 10^(150 × `steps`), as numbers of paths grow out of all bounds.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    value: f64,
    steps: u32,
}

impl Count {
    fn add(&mut self, more: Self) {
        let scale = |by: u32| {
            if by == 0 {
                1.0
            } else if by == 1 {
                MANY_PATHS.recip()
            } else {
                0.0
            }
        };
        let steps = self.steps.max(more.steps);
        self.value = self.value * scale(steps - self.steps) + more.value * scale(steps - more.steps);
        self.steps = steps;
        if self.value > MANY_PATHS {
            self.value /= MANY_PATHS;
            self.steps += 1;
        }
    }

    /// The part that this is of a number that is larger or the same.
    fn part_of(self, all: Self) -> f64 {
        match all.steps.saturating_sub(self.steps) {
            0 => self.value / all.value,
            1 => self.value / all.value / MANY_PATHS,
            _ => 0.0,
        }
    }
}

impl<'a> Lengths<'a> {
    fn new(lengths: &'a Links, into: &'a Links) -> Self {
        let nodes = lengths.nodes();
        let count = vec![Count::default(); nodes];
        Self { into, paths: Dijkstra::new(lengths), count, dependency: vec![0.0; nodes], steps: Vec::new() }
    }

    /// A node comes before another on a shortest path if it was reached before it and the link between them makes up the
    /// difference in distance.
    fn run(&mut self, source: u32, sums: &mut impl Sums) {
        let Self { into, paths, count, dependency, steps } = self;
        paths.run(source);
        let Dijkstra { distance, order, place, .. } = &*paths;
        steps.clear();
        count[source as usize] = Count { value: 1.0, steps: 0 };
        dependency[source as usize] = 0.0;
        for &node in &order[1..] {
            let (there, at) = (distance[node as usize], place[node as usize]);
            let mut sum = Count::default();
            for (before, length) in into.links(node as usize) {
                // Nodes out of reach have the last place.
                if same_length(distance[before as usize] + length, there) && place[before as usize] < at {
                    steps.push((node, before));
                    sum.add(count[before as usize]);
                }
            }
            (count[node as usize], dependency[node as usize]) = (sum, 0.0);
        }
        for &(node, before) in steps.iter().rev() {
            let share = count[before as usize].part_of(count[node as usize]);
            dependency[before as usize] += share * (1.0 + dependency[node as usize]);
        }
        for &node in &order[1..] {
            sums.add(node as usize, dependency[node as usize]);
        }
    }
}
