//! Main paths: the chains of citations that most of the flow of knowledge in a field runs through.
//!
//! Knowledge flows from the cited work to the citing one. Every link of the citation network is weighed by the number of
//! search paths through it, and the main path is made of heavy links. Three things take care:
//!
//! * Citation networks are not quite acyclic: works in press cite each other, records have wrong years. Links inside a
//!   strongly connected component that run against the years are left out, then as few others as a good heuristic finds.
//!   Works stay what they are, which shrinking a component to one node or doubling its works (the preprint
//!   transformation) would not grant, and every link left out is told.
//! * The number of paths grows exponentially. [`PathCount`] is a number of 53 significant bits with an exponent of 64
//!   bits: exact up to 2⁵³, beyond that every addition errs by at most 2⁻⁵³ of itself, and nothing overflows.
//! * Links of equal weight are followed alike, so a main path may branch.

use super::filter;
use super::links::Links;
use super::{Column, Direction, Parts, SMALLEST_WEIGHT, Values};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;

/// A number of paths: mantissa · 2^exponent with the mantissa in [1, 2), or 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PathCount {
    mantissa: f64,
    exponent: i64,
}

// The mantissa is never NaN.
impl Eq for PathCount {}

impl PartialOrd for PathCount {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PathCount {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |count: &Self| (count.mantissa > 0.0, count.exponent);
        key(self).cmp(&key(other)).then(self.mantissa.total_cmp(&other.mantissa))
    }
}

impl PathCount {
    /// No path.
    pub const ZERO: Self = Self { mantissa: 0.0, exponent: 0 };
    /// One path.
    pub const ONE: Self = Self { mantissa: 1.0, exponent: 0 };

    /// Brings the mantissa, which is below 2¹⁰⁰⁰ and not below 2⁻¹⁰⁰⁰, back into [1, 2).
    fn normal(mantissa: f64, exponent: i64) -> Self {
        if mantissa <= 0.0 {
            return Self::ZERO;
        }
        let shift = (mantissa.to_bits() >> 52) as i64 - 1023;
        Self { mantissa: mantissa / power_of_two(shift), exponent: exponent + shift }
    }

    fn plus(self, other: Self) -> Self {
        let (large, small) = if self >= other { (self, other) } else { (other, self) };
        let apart = large.exponent - small.exponent;
        if small.mantissa == 0.0 || apart > 64 {
            return large;
        }
        Self::normal(large.mantissa + small.mantissa / power_of_two(apart), large.exponent)
    }

    fn times(self, other: Self) -> Self {
        Self::normal(self.mantissa * other.mantissa, self.exponent + other.exponent)
    }

    /// The number itself; infinite from 2¹⁰²⁴ on.
    ///
    /// ```
    /// use citeweave::network::main_path::PathCount;
    /// assert_eq!(PathCount::ONE.value(), 1.0);
    /// ```
    pub fn value(self) -> f64 {
        match self.exponent {
            ..1024 => self.mantissa * power_of_two(self.exponent.max(-1022)),
            _ => f64::INFINITY,
        }
    }

    /// Its natural logarithm; −∞ for no path.
    pub fn ln(self) -> f64 {
        self.mantissa.ln() + self.exponent as f64 * std::f64::consts::LN_2
    }

    /// What share of `whole` it is; 0 if there is no whole.
    pub fn share_of(self, whole: Self) -> f64 {
        if whole.mantissa == 0.0 || self.mantissa == 0.0 {
            return 0.0;
        }
        let apart = self.exponent - whole.exponent;
        self.mantissa / whole.mantissa * power_of_two(apart.clamp(-1022, 1023))
    }
}

/// 2 to a power from −1022 to 1023.
fn power_of_two(power: i64) -> f64 {
    f64::from_bits(((power + 1023) as u64) << 52)
}

/// What is counted on a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PathWeight {
    /// Search path count: paths through the link from the works that cite nothing to those that nobody cites.
    #[default]
    Spc,
    /// Search path link count: paths may begin at any work.
    Splc,
    /// Search path node pair: paths may begin and end at any work.
    Spnp,
}

impl PathWeight {
    /// Every weight.
    pub const ALL: &[Self] = &[Self::Spc, Self::Splc, Self::Spnp];

    /// Name on the command line and in files: `spc`, `splc`, `spnp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Spc => "spc",
            Self::Splc => "splc",
            Self::Spnp => "spnp",
        }
    }
}

/// How the main path is sought among the weighed links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PathSearch {
    /// From the oldest works on: of all links that leave them the heaviest, then always the heaviest link onwards.
    #[default]
    LocalForward,
    /// From the latest works back, likewise.
    LocalBackward,
    /// The path with the largest sum of weights: the critical path.
    Global,
    /// The so many heaviest links, each followed both ways along the heaviest links.
    KeyRouteLocal(usize),
    /// The so many heaviest links, each with the paths of the largest sum that lead to and from it.
    KeyRouteGlobal(usize),
}

impl PathSearch {
    /// Name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::LocalForward => "local-forward",
            Self::LocalBackward => "local-backward",
            Self::Global => "global",
            Self::KeyRouteLocal(_) => "key-route-local",
            Self::KeyRouteGlobal(_) => "key-route-global",
        }
    }
}

impl fmt::Display for PathSearch {
    /// Writes what the command line takes: `key-route-local:10`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::KeyRouteLocal(routes) | Self::KeyRouteGlobal(routes) => write!(f, ":{routes}"),
            Self::LocalForward | Self::LocalBackward | Self::Global => Ok(()),
        }
    }
}

/// Choices for [`main_path`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MainPathOptions {
    /// What is counted on a link.
    pub weight: PathWeight,
    /// How the path is sought.
    pub search: PathSearch,
}

/// A citation and the paths through it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeighedLink {
    /// The citing work.
    pub source: u32,
    /// The cited work.
    pub target: u32,
    /// Paths through the link; 0 where it was [left out](LeftOut).
    pub count: PathCount,
    /// Share of [all paths](MainPath::paths): Batagelj's normalised weight, from 0 to 1 for SPC.
    pub share: f64,
    /// Whether it is part of the main path.
    pub on_path: bool,
    /// Why it was left out, if it was.
    pub left_out: Option<LeftOut>,
}

/// Why a link was left out to make the network acyclic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// A work that cites itself.
    Loop,
    /// Part of a cycle, and the cited work is of a later year.
    AgainstYears,
    /// Part of a cycle that years do not break.
    Cycle,
}

/// A weighed citation network and the main path in it.
#[derive(Clone, Debug, PartialEq)]
pub struct MainPath {
    /// Every link, in the order of [`Links::each_edge`].
    pub links: Vec<WeighedLink>,
    /// Works on the main path, cited before citing.
    pub nodes: Vec<u32>,
    /// All search paths, works without any link left aside: what flows into the works at which paths may end. For SPLC
    /// and SPNP paths of no link are among them, as in Batagelj's total flow.
    pub paths: PathCount,
}

/// Why a main path could not be sought.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MainPathError {
    /// The links have no direction.
    Undirected,
    /// The list of years has another length than the list of works.
    Years {
        /// Years given.
        found: usize,
        /// Works.
        expected: usize,
    },
}

impl fmt::Display for MainPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undirected => f.write_str("a main path needs links from citing to cited works"),
            Self::Years { found, expected } => write!(f, "{found} years for {expected} works"),
        }
    }
}

impl std::error::Error for MainPathError {}

/// Weighs the links of a citation network by the paths through them and finds the main path.
///
/// For a link by which v cites u, with paths flowing from u to v:
///
/// * SPC = N⁻(u) · N⁺(v), N⁻ being the paths from works that cite nothing, N⁺ those to works that nobody cites
/// * SPLC = M⁻(u) · N⁺(v), M⁻ being the paths from all works, the path of no link from u itself included
/// * SPNP = M⁻(u) · M⁺(v)
///
/// Weights of the links given are not used. Of key routes of equal weight the one that flows first is taken.
///
/// # Arguments
/// * `citations` — directed, each link from the citing to the cited work.
/// * `years` — year of each work, as far as known; they decide which link of a cycle is left out.
///
/// # Errors
/// [`MainPathError`] if the links have no direction or the years do not fit.
///
/// # Complexity
/// Time O(works + links · log links), memory linear.
///
/// # Reference
/// Hummon & Doreian 1989, [Connectivity in a citation network](https://doi.org/10.1016/0378-8733(89)90017-8); Batagelj 2003,
/// [Efficient algorithms for citation network analysis](https://arxiv.org/abs/cs/0309023); Liu & Lu 2012,
/// [An integrated approach for main path analysis](https://doi.org/10.1002/asi.21692) (key routes); Eades, Lin & Smyth 1993,
/// [A fast and effective heuristic for the feedback arc set problem](https://doi.org/10.1016/0020-0190(93)90079-O).
///
/// # Example
/// ```
/// use citeweave::network::{Direction, links::Links, main_path::{MainPathOptions, main_path}};
/// // 1 and 2 cite 0, 3 cites 1 and 2, 4 cites 3.
/// let cites = [(1, 0, 1.0), (2, 0, 1.0), (3, 1, 1.0), (3, 2, 1.0), (4, 3, 1.0)];
/// let path = main_path(&Links::new(5, Direction::Directed, cites), &[None; 5], &MainPathOptions::default())?;
/// assert_eq!(path.paths.value(), 2.0);
/// assert_eq!(path.links[4].count.value(), 2.0); // both go through the last link
/// assert_eq!(path.nodes, [0, 1, 2, 3, 4]);
/// # Ok::<(), citeweave::network::main_path::MainPathError>(())
/// ```
pub fn main_path(
    citations: &Links,
    years: &[Option<i32>],
    options: &MainPathOptions,
) -> Result<MainPath, MainPathError> {
    if citations.direction() == Direction::Undirected {
        return Err(MainPathError::Undirected);
    }
    if years.len() != citations.nodes() {
        return Err(MainPathError::Years { found: years.len(), expected: citations.nodes() });
    }
    let edges: Vec<(u32, u32)> = citations.each_edge().map(|(source, target, _)| (source, target)).collect();
    let left_out = break_cycles(citations.nodes(), &edges, years);
    let flow = Flow::new(citations.nodes(), &edges, &left_out);
    let (counts, paths) = flow.weigh(options.weight);
    let on_path = flow.search(&counts, options.search);

    let mut on_node = vec![false; citations.nodes()];
    for (edge, _) in edges.iter().zip(&on_path).filter(|(_, on_path)| **on_path) {
        (on_node[edge.0 as usize], on_node[edge.1 as usize]) = (true, true);
    }
    let link = |at: usize| WeighedLink {
        source: edges[at].0,
        target: edges[at].1,
        count: counts[at],
        share: counts[at].share_of(paths),
        on_path: on_path[at],
        left_out: left_out[at],
    };
    Ok(MainPath {
        links: (0..edges.len()).map(link).collect(),
        nodes: flow.order.iter().copied().filter(|&node| on_node[node as usize]).collect(),
        paths,
    })
}

/// Edge numbers by node: those of node `v` are `edges[starts[v]..starts[v + 1]]`.
struct ByNode {
    starts: Vec<usize>,
    edges: Vec<usize>,
}

impl ByNode {
    fn new(nodes: usize, ends: impl Iterator<Item = (usize, u32)> + Clone) -> Self {
        let mut starts = vec![0; nodes + 1];
        ends.clone().for_each(|(_, node)| starts[node as usize + 1] += 1);
        (0..nodes).for_each(|node| starts[node + 1] += starts[node]);
        let mut next = starts.clone();
        let mut edges = vec![0; starts[nodes]];
        for (edge, node) in ends {
            edges[next[node as usize]] = edge;
            next[node as usize] += 1;
        }
        Self { starts, edges }
    }

    fn of(&self, node: u32) -> &[usize] {
        &self.edges[self.starts[node as usize]..self.starts[node as usize + 1]]
    }
}

/// The acyclic network with its links from cited to citing.
struct Flow<'a> {
    edges: &'a [(u32, u32)],
    kept: Vec<bool>,
    /// Links by which a node is cited: the flow out of it.
    out: ByNode,
    /// Links by which it cites: the flow into it.
    into: ByNode,
    /// Cited before citing; of nodes that may come next the one with the smallest number.
    order: Vec<u32>,
}

impl<'a> Flow<'a> {
    fn new(nodes: usize, edges: &'a [(u32, u32)], left_out: &[Option<LeftOut>]) -> Self {
        let kept: Vec<bool> = left_out.iter().map(Option::is_none).collect();
        let each = || edges.iter().enumerate().filter(|(at, _)| kept[*at]);
        let out = ByNode::new(nodes, each().map(|(at, edge)| (at, edge.1)));
        let into = ByNode::new(nodes, each().map(|(at, edge)| (at, edge.0)));
        let mut waits: Vec<usize> = (0..nodes as u32).map(|node| into.of(node).len()).collect();
        let mut ready: BinaryHeap<Reverse<u32>> =
            (0..nodes as u32).filter(|&node| waits[node as usize] == 0).map(Reverse).collect();
        let mut order = Vec::with_capacity(nodes);
        while let Some(Reverse(node)) = ready.pop() {
            order.push(node);
            for &edge in out.of(node) {
                let citing = edges[edge].0;
                waits[citing as usize] -= 1;
                if waits[citing as usize] == 0 {
                    ready.push(Reverse(citing));
                }
            }
        }
        Self { edges, kept, out, into, order }
    }

    fn linked(&self, node: u32) -> bool {
        !self.out.of(node).is_empty() || !self.into.of(node).is_empty()
    }

    /// Paths through each link, and all paths.
    fn weigh(&self, weight: PathWeight) -> (Vec<PathCount>, PathCount) {
        let nodes = self.order.len();
        let (any_start, any_end) = (weight != PathWeight::Spc, weight == PathWeight::Spnp);
        let begin = |ends: bool, anywhere: bool| if ends || anywhere { PathCount::ONE } else { PathCount::ZERO };
        let mut to = vec![PathCount::ZERO; nodes];
        for &node in &self.order {
            let edges = self.into.of(node);
            let first = begin(edges.is_empty(), any_start);
            to[node as usize] = edges.iter().fold(first, |sum, &edge| sum.plus(to[self.edges[edge].1 as usize]));
        }
        let mut from = vec![PathCount::ZERO; nodes];
        for &node in self.order.iter().rev() {
            let edges = self.out.of(node);
            let first = begin(edges.is_empty(), any_end);
            from[node as usize] = edges.iter().fold(first, |sum, &edge| sum.plus(from[self.edges[edge].0 as usize]));
        }
        let through = |(at, &(citing, cited)): (usize, &(u32, u32))| {
            if self.kept[at] { to[cited as usize].times(from[citing as usize]) } else { PathCount::ZERO }
        };
        let counts = self.edges.iter().enumerate().map(through).collect();
        let ends = self.order.iter().filter(|&&node| self.linked(node) && (any_end || self.out.of(node).is_empty()));
        (counts, ends.fold(PathCount::ZERO, |sum, &node| sum.plus(to[node as usize])))
    }

    fn search(&self, counts: &[PathCount], search: PathSearch) -> Vec<bool> {
        let mut on_path = vec![false; self.edges.len()];
        match search {
            PathSearch::LocalForward | PathSearch::LocalBackward => {
                let forward = search == PathSearch::LocalForward;
                let (onwards, back) = if forward { (&self.out, &self.into) } else { (&self.into, &self.out) };
                let starts = self.order.iter().filter(|&&node| back.of(node).is_empty());
                let first: Vec<usize> = starts.flat_map(|&node| onwards.of(node).iter().copied()).collect();
                let first = heaviest(&first, counts);
                self.follow(&first, onwards, forward, &mut on_path, |edges| heaviest(edges, counts));
            }
            PathSearch::Global => {
                let best = self.best_sums(counts, true);
                let starts: Vec<usize> = (0..self.edges.len())
                    .filter(|&edge| self.kept[edge] && self.into.of(self.edges[edge].1).is_empty())
                    .collect();
                let first = heaviest(&starts, &best);
                self.follow(&first, &self.out, true, &mut on_path, |edges| heaviest(edges, &best));
            }
            PathSearch::KeyRouteLocal(routes) => {
                let keys = self.key_routes(counts, routes);
                self.follow(&keys, &self.out, true, &mut on_path, |edges| heaviest(edges, counts));
                let mut back = vec![false; self.edges.len()];
                self.follow(&keys, &self.into, false, &mut back, |edges| heaviest(edges, counts));
                on_path.iter_mut().zip(back).for_each(|(on_path, back)| *on_path |= back);
            }
            PathSearch::KeyRouteGlobal(routes) => {
                let keys = self.key_routes(counts, routes);
                let best = self.best_sums(counts, true);
                self.follow(&keys, &self.out, true, &mut on_path, |edges| heaviest(edges, &best));
                let best = self.best_sums(counts, false);
                let mut back = vec![false; self.edges.len()];
                self.follow(&keys, &self.into, false, &mut back, |edges| heaviest(edges, &best));
                on_path.iter_mut().zip(back).for_each(|(on_path, back)| *on_path |= back);
            }
        }
        on_path
    }

    /// Marks the links `first` and from their ends on those that `choose` takes of each node's links.
    fn follow(
        &self,
        first: &[usize],
        onwards: &ByNode,
        forward: bool,
        on_path: &mut [bool],
        choose: impl Fn(&[usize]) -> Vec<usize>,
    ) {
        let mut waiting = first.to_vec();
        let mut visited = vec![false; self.order.len()];
        while let Some(edge) = waiting.pop() {
            on_path[edge] = true;
            let end = if forward { self.edges[edge].0 } else { self.edges[edge].1 };
            if !std::mem::replace(&mut visited[end as usize], true) {
                waiting.extend(choose(onwards.of(end)));
            }
        }
    }

    /// For each link the largest sum of weights of a path that begins with it (or, backwards, ends with it).
    fn best_sums(&self, counts: &[PathCount], forward: bool) -> Vec<PathCount> {
        let onwards = if forward { &self.out } else { &self.into };
        let back = if forward { &self.into } else { &self.out };
        let mut best = vec![PathCount::ZERO; self.edges.len()];
        let mut sum_from = |node: u32| {
            let rest = onwards.of(node).iter().map(|&edge| best[edge]).max().unwrap_or(PathCount::ZERO);
            back.of(node).iter().for_each(|&edge| best[edge] = counts[edge].plus(rest));
        };
        if forward {
            self.order.iter().rev().for_each(|&node| sum_from(node));
        } else {
            self.order.iter().for_each(|&node| sum_from(node));
        }
        best
    }

    fn key_routes(&self, counts: &[PathCount], routes: usize) -> Vec<usize> {
        let mut place = vec![0usize; self.order.len()];
        self.order.iter().enumerate().for_each(|(at, &node)| place[node as usize] = at);
        let mut edges: Vec<usize> = (0..self.edges.len()).filter(|&edge| self.kept[edge]).collect();
        let key = |edge: &usize| {
            let (citing, cited) = self.edges[*edge];
            (Reverse(counts[*edge]), place[cited as usize], place[citing as usize], *edge)
        };
        if routes < edges.len() {
            edges.select_nth_unstable_by_key(routes, key);
            edges.truncate(routes);
        }
        edges.sort_by_key(key);
        edges
    }
}

/// Those of `edges` with the largest weight.
fn heaviest(edges: &[usize], weights: &[PathCount]) -> Vec<usize> {
    let most = edges.iter().map(|&edge| weights[edge]).max();
    edges.iter().copied().filter(|&edge| Some(weights[edge]) == most).collect()
}

/// Tells for each edge whether and why it is left out, so that the rest has no cycle.
fn break_cycles(nodes: usize, edges: &[(u32, u32)], years: &[Option<i32>]) -> Vec<Option<LeftOut>> {
    let is_loop = |edge: &(u32, u32)| (edge.0 == edge.1).then_some(LeftOut::Loop);
    let mut left_out: Vec<Option<LeftOut>> = edges.iter().map(is_loop).collect();
    let component = components(nodes, edges, &left_out);
    for (&(citing, cited), out) in edges.iter().zip(&mut left_out) {
        let against = years[citing as usize].zip(years[cited as usize]).is_some_and(|(citing, cited)| citing < cited);
        if out.is_none() && against && component[citing as usize] == component[cited as usize] {
            *out = Some(LeftOut::AgainstYears);
        }
    }
    let component = components(nodes, edges, &left_out);
    let inside = |at: usize, edge: &(u32, u32)| {
        left_out[at].is_none() && component[edge.0 as usize] == component[edge.1 as usize]
    };
    let cyclic: Vec<usize> = (0..edges.len()).filter(|&at| inside(at, &edges[at])).collect();
    if !cyclic.is_empty() {
        let rank = few_feedback(nodes, edges, &cyclic, years);
        for at in cyclic {
            let (citing, cited) = edges[at];
            if rank[citing as usize] > rank[cited as usize] {
                left_out[at] = Some(LeftOut::Cycle);
            }
        }
    }
    left_out
}

/// The number of each node's strongly connected component (Tarjan 1972, without recursion).
fn components(nodes: usize, edges: &[(u32, u32)], left_out: &[Option<LeftOut>]) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let kept = edges.iter().enumerate().filter(|(at, _)| left_out[*at].is_none());
    let cites = ByNode::new(nodes, kept.map(|(at, edge)| (at, edge.0)));
    let mut index = vec![UNSEEN; nodes];
    let mut low = vec![0u32; nodes];
    let mut component = vec![UNSEEN; nodes];
    let (mut stack, mut path) = (Vec::new(), Vec::<(u32, usize)>::new());
    let (mut next_index, mut next_component) = (0, 0);
    for root in 0..nodes as u32 {
        if index[root as usize] != UNSEEN {
            continue;
        }
        path.push((root, 0));
        while let Some((node, at)) = path.pop() {
            let own = node as usize;
            if at == 0 {
                (index[own], low[own]) = (next_index, next_index);
                next_index += 1;
                stack.push(node);
            } else {
                // Back from the child the last step went to.
                let child = edges[cites.of(node)[at - 1]].1 as usize;
                low[own] = low[own].min(low[child]);
            }
            let mut at = at;
            let mut deeper = None;
            while deeper.is_none() && at < cites.of(node).len() {
                let child = edges[cites.of(node)[at]].1;
                at += 1;
                if index[child as usize] == UNSEEN {
                    deeper = Some(child);
                } else if component[child as usize] == UNSEEN {
                    low[own] = low[own].min(index[child as usize]);
                }
            }
            if let Some(child) = deeper {
                path.push((node, at));
                path.push((child, 0));
            } else if low[own] == index[own] {
                while let Some(member) = stack.pop() {
                    component[member as usize] = next_component;
                    if member == node {
                        break;
                    }
                }
                next_component += 1;
            }
        }
    }
    component
}

/// Ranks nodes so that few of the `cyclic` edges run from a higher to a lower rank (Eades, Lin & Smyth 1993): nodes that
/// only cite come first, nodes that are only cited last, and in between the node that cites most more than it is cited;
/// of equals the later year, then the smaller number.
fn few_feedback(nodes: usize, edges: &[(u32, u32)], cyclic: &[usize], years: &[Option<i32>]) -> Vec<usize> {
    let cites = ByNode::new(nodes, cyclic.iter().map(|&at| (at, edges[at].0)));
    let cited = ByNode::new(nodes, cyclic.iter().map(|&at| (at, edges[at].1)));
    let mut surplus: Vec<(i64, i64)> =
        (0..nodes as u32).map(|node| (cites.of(node).len() as i64, cited.of(node).len() as i64)).collect();
    let key = |node: usize, (out, into): (i64, i64)| {
        let kind = if out == 0 { 2 } else { u8::from(into == 0) };
        (kind, out - into, years[node], Reverse(node))
    };
    // Stale entries stay in the heap and are passed over.
    let mut heap: BinaryHeap<_> =
        (0..nodes).filter(|&node| surplus[node] != (0, 0)).map(|node| key(node, surplus[node])).collect();
    let mut rank = vec![usize::MAX; nodes];
    let (mut front, mut rear) = (0, nodes);
    while let Some(entry) = heap.pop() {
        let node = entry.3.0;
        if rank[node] != usize::MAX || entry != key(node, surplus[node]) {
            continue;
        }
        // A node that cites nothing left goes to the rear, any other to the front.
        if entry.0 == 2 {
            rear -= 1;
            rank[node] = rear;
        } else {
            rank[node] = front;
            front += 1;
        }
        let mut lower = |neighbour: u32, of: (i64, i64)| {
            let neighbour = neighbour as usize;
            if rank[neighbour] == usize::MAX {
                surplus[neighbour].0 -= of.0;
                surplus[neighbour].1 -= of.1;
                heap.push(key(neighbour, surplus[neighbour]));
            }
        };
        cites.of(node as u32).iter().for_each(|&at| lower(edges[at].1, (0, 1)));
        cited.of(node as u32).iter().for_each(|&at| lower(edges[at].0, (1, 0)));
    }
    rank
}

/// Makes a network of citations the network of its main path: only the works on it and the links between them, weighed by
/// their share of all search paths.
///
/// | attribute of an edge | type | meaning |
/// |---|---|---|
/// | `path_count` | float | search paths through the link; nothing where there are too many for a number |
/// | `path_count_ln` | float | their natural logarithm |
///
/// The account tells how many links were left out to make the network acyclic. Years are those of the node column `year`.
///
/// # Errors
/// As [`main_path`].
pub fn network_of_main_path(parts: &mut Parts, options: &MainPathOptions) -> Result<(), MainPathError> {
    let citations = Links::of_parts(parts);
    let found = main_path(&citations, &parts.years(), options)?;
    let finite = |value: f64| Some(value).filter(|value| value.is_finite());
    let counts = found.links.iter().map(|link| finite(link.count.value()));
    let logarithms = found.links.iter().map(|link| finite(link.count.ln()));
    parts.set_edge_column(Column::new("path_count", Values::floats(counts)));
    parts.set_edge_column(Column::new("path_count_ln", Values::floats(logarithms)));
    for (edge, link) in parts.edges.iter_mut().zip(&found.links) {
        edge.2 = link.share.max(SMALLEST_WEIGHT);
    }
    let left_out = found.links.iter().filter(|link| link.left_out.is_some()).count();
    let mut on_path = vec![false; parts.nodes.len()];
    found.nodes.iter().for_each(|node| on_path[*node as usize] = true);
    let links: Vec<bool> = found.links.iter().map(|link| link.on_path).collect();
    parts.retain(&on_path, &links);
    filter::note(parts, format!("main path by {}, {}", options.weight.name(), options.search));
    parts.about.preset = "main-path".into();
    parts.about.options.extend([
        ("path_weight".into(), options.weight.name().into()),
        ("path_search".into(), options.search.to_string()),
        ("links_left_out_of_cycles".into(), left_out.to_string()),
    ]);
    let formula = "weight: share of all search paths that lead through the link (Hummon & Doreian 1989, doi 10.1016/0378-8733(89)90017-8; Batagelj 2003, arXiv cs/0309023)";
    parts.about.formulas.push(("path_count".into(), formula.into()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Links of a flow from cited to citing, letters for works.
    fn flow(nodes: usize, flow: &[(u32, u32)]) -> Links {
        Links::new(nodes, Direction::Directed, flow.iter().map(|&(cited, citing)| (citing, cited, 1.0)))
    }

    fn found(links: &Links, weight: PathWeight, search: PathSearch) -> MainPath {
        main_path(links, &vec![None; links.nodes()], &MainPathOptions { weight, search }).unwrap()
    }

    fn count(path: &MainPath, cited: u32, citing: u32) -> f64 {
        path.links.iter().find(|link| (link.target, link.source) == (cited, citing)).unwrap().count.value()
    }

    /// The part behind B of the sample network in Wikipedia's article on main path analysis (its other works have no part
    /// in these values): it states SPC(B,D) = 5, SPLC(D,F) = 6, the global path B-D-F-I-M-N and that the local path
    /// branches at I.
    #[test]
    fn agrees_with_the_sample_network_of_the_literature() {
        const B: u32 = 0;
        const D: u32 = 1;
        const F: u32 = 2;
        const H: u32 = 3;
        const I: u32 = 4;
        const K: u32 = 5;
        const L: u32 = 6;
        const M: u32 = 7;
        const N: u32 = 8;
        let edges = [(B, D), (D, F), (D, I), (F, H), (F, I), (H, K), (I, L), (I, M), (M, N)];
        let links = flow(9, &edges);
        assert_eq!(count(&found(&links, PathWeight::Spc, PathSearch::Global), B, D), 5.0);
        assert_eq!(count(&found(&links, PathWeight::Splc, PathSearch::Global), D, F), 6.0);
        let global = found(&links, PathWeight::Spc, PathSearch::Global);
        assert_eq!(global.nodes, [B, D, F, I, M, N]);
        let local = found(&links, PathWeight::Spc, PathSearch::LocalForward);
        assert_eq!(local.nodes, [B, D, F, I, L, M, N]);
    }

    /// Edges, SPC values and the local forward path of the tests of CitationNetworks.jl (jfb-h, MIT).
    #[test]
    fn agrees_with_another_program() {
        let edges = [(1, 3), (2, 3), (2, 4), (3, 5), (3, 7), (4, 6), (4, 10), (4, 11), (5, 8), (5, 9), (6, 9), (6, 10)];
        let path = found(&flow(12, &edges), PathWeight::Spc, PathSearch::LocalForward);
        let counts: Vec<f64> = edges.iter().map(|&(cited, citing)| count(&path, cited, citing)).collect();
        assert_eq!(counts, [3.0, 3.0, 4.0, 4.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0]);
        assert_eq!(path.nodes, [2, 4, 6, 9, 10]);
        assert_eq!(path.links.iter().filter(|link| link.on_path).count(), 4);
        assert_eq!(path.paths.value(), 10.0);
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, n: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % n
        }
    }

    /// All paths of at least no link from a node, as lists of nodes.
    fn paths_from(node: u32, edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let mut all = vec![vec![node]];
        for &(_, citing) in edges.iter().filter(|edge| edge.0 == node) {
            all.extend(paths_from(citing, edges).into_iter().map(|rest| [vec![node], rest].concat()));
        }
        all
    }

    #[test]
    fn agrees_with_the_enumeration_of_all_paths() {
        let mut random = Random(3);
        for _ in 0..60 {
            let nodes = 2 + random.below(8) as usize;
            let mut edges = Vec::new();
            for cited in 0..nodes as u32 {
                for citing in cited + 1..nodes as u32 {
                    if random.below(3) == 0 {
                        edges.push((cited, citing));
                    }
                }
            }
            let links = flow(nodes, &edges);
            let first = |node: u32| !edges.iter().any(|edge| edge.1 == node);
            let last = |node: u32| !edges.iter().any(|edge| edge.0 == node);
            let all: Vec<Vec<u32>> = (0..nodes as u32).flat_map(|node| paths_from(node, &edges)).collect();
            let long: Vec<&Vec<u32>> = all.iter().filter(|path| path.len() > 1).collect();
            let whole: Vec<&&Vec<u32>> =
                long.iter().filter(|path| first(path[0]) && last(path[path.len() - 1])).collect();
            for weight in PathWeight::ALL.iter().copied() {
                let path = found(&links, weight, PathSearch::Global);
                let mut expected: BTreeMap<(u32, u32), f64> = edges.iter().map(|edge| (*edge, 0.0)).collect();
                for steps in &long {
                    let counts = match weight {
                        PathWeight::Spc => first(steps[0]) && last(steps[steps.len() - 1]),
                        PathWeight::Splc => last(steps[steps.len() - 1]),
                        PathWeight::Spnp => true,
                    };
                    if counts {
                        steps.windows(2).for_each(|step| *expected.get_mut(&(step[0], step[1])).unwrap() += 1.0);
                    }
                }
                for (&(cited, citing), &number) in &expected {
                    assert_eq!(count(&path, cited, citing), number, "{weight:?} {edges:?}");
                }
                // The global path is made of all paths of the largest sum.
                let sum = |steps: &[u32]| steps.windows(2).map(|step| expected[&(step[0], step[1])]).sum::<f64>();
                let most = whole.iter().map(|steps| sum(steps)).fold(0.0, f64::max);
                let mut on_best: Vec<(u32, u32)> = whole
                    .iter()
                    .filter(|steps| sum(steps) == most)
                    .flat_map(|steps| steps.windows(2).map(|step| (step[0], step[1])).collect::<Vec<_>>())
                    .collect();
                on_best.sort_unstable();
                on_best.dedup();
                let mut own: Vec<(u32, u32)> =
                    path.links.iter().filter(|l| l.on_path).map(|l| (l.target, l.source)).collect();
                own.sort_unstable();
                assert_eq!(own, on_best, "{weight:?} {edges:?}");
            }
            let spc = found(&links, PathWeight::Spc, PathSearch::Global);
            assert_eq!(spc.paths.value(), whole.len() as f64);
            assert!(spc.links.iter().all(|link| link.share <= 1.0));
        }
    }

    #[test]
    fn key_routes_hold_the_heaviest_links_and_reach_both_ends() {
        let mut random = Random(11);
        for _ in 0..60 {
            let nodes = 3 + random.below(12) as usize;
            let mut edges = Vec::new();
            for cited in 0..nodes as u32 {
                for citing in cited + 1..nodes as u32 {
                    if random.below(4) == 0 {
                        edges.push((cited, citing));
                    }
                }
            }
            let links = flow(nodes, &edges);
            for search in [PathSearch::KeyRouteLocal(2), PathSearch::KeyRouteGlobal(2), PathSearch::LocalBackward] {
                let path = found(&links, PathWeight::Spc, search);
                let mut counts: Vec<PathCount> = path.links.iter().map(|link| link.count).collect();
                counts.sort();
                let on: Vec<&WeighedLink> = path.links.iter().filter(|link| link.on_path).collect();
                if !matches!(search, PathSearch::LocalBackward) {
                    let heavy = counts.iter().rev().take(2);
                    let mut own: Vec<PathCount> = on.iter().map(|link| link.count).collect();
                    own.sort();
                    assert!(heavy.eq(own.iter().rev().take(2)), "{search:?} {edges:?}");
                }
                for link in &on {
                    let cites_on = on.iter().any(|other| other.source == link.target);
                    let cited_on = on.iter().any(|other| other.target == link.source);
                    assert!(cites_on || !edges.iter().any(|edge| edge.1 == link.target), "{search:?} {edges:?}");
                    assert!(cited_on || !edges.iter().any(|edge| edge.0 == link.source), "{search:?} {edges:?}");
                }
            }
        }
        let none = found(&flow(3, &[(0, 1), (1, 2)]), PathWeight::Spc, PathSearch::KeyRouteGlobal(0));
        assert!(none.nodes.is_empty());
    }

    #[test]
    fn cycles_are_broken_against_the_years_and_told() {
        // 0 (2000) and 1 (2001) cite each other, 2 and 3 (both 2002) likewise; 3 cites 1; 4 cites itself.
        let cites = [(0, 1, 1.0), (1, 0, 1.0), (2, 3, 1.0), (3, 2, 1.0), (3, 1, 1.0), (4, 4, 1.0)];
        let links = Links::new(5, Direction::Directed, cites);
        let years = [Some(2000), Some(2001), Some(2002), Some(2002), None];
        let path = main_path(&links, &years, &MainPathOptions::default()).unwrap();
        let out: Vec<(u32, u32, LeftOut)> =
            path.links.iter().filter_map(|l| Some((l.source, l.target, l.left_out?))).collect();
        assert_eq!(out, [(0, 1, LeftOut::AgainstYears), (3, 2, LeftOut::Cycle), (4, 4, LeftOut::Loop)]);
        assert_eq!(path.nodes, [0, 1, 3, 2]);
        assert_eq!(path.paths.value(), 1.0);
    }

    #[test]
    fn what_is_left_of_random_cyclic_networks_is_acyclic_and_no_acyclic_link_is_lost() {
        let mut random = Random(5);
        for _ in 0..200 {
            let nodes = 1 + random.below(14) as usize;
            let edges: Vec<(u32, u32, f64)> = (0..random.below(40))
                .map(|_| (random.below(nodes as u64) as u32, random.below(nodes as u64) as u32, 1.0))
                .collect();
            let years: Vec<Option<i32>> =
                (0..nodes).map(|_| (random.below(4) > 0).then(|| 2000 + random.below(4) as i32)).collect();
            let links = Links::new(nodes, Direction::Directed, edges);
            let path = main_path(&links, &years, &MainPathOptions::default()).unwrap();
            // Every node got a place in the order, or flows would be lost: all kept links weigh something.
            for link in &path.links {
                assert_eq!(link.left_out.is_none(), link.count > PathCount::ZERO);
            }
            // A link is left out only if its target reaches its source.
            for link in path.links.iter().filter(|link| link.left_out.is_some()) {
                let mut reached = vec![link.target];
                let mut at = 0;
                while at < reached.len() {
                    let next = links.neighbours(reached[at] as usize).iter().filter(|n| !reached.contains(n));
                    let next: Vec<u32> = next.copied().collect();
                    reached.extend(next);
                    at += 1;
                }
                assert!(reached.contains(&link.source));
            }
        }
    }

    #[test]
    fn more_paths_than_a_float_can_count() {
        // 2,000 diamonds one after the other: 2^2000 paths.
        let diamonds = 2000u32;
        let mut edges = Vec::new();
        for diamond in 0..diamonds {
            let at = diamond * 3;
            edges.extend([(at, at + 1), (at, at + 2), (at + 1, at + 3), (at + 2, at + 3)]);
        }
        let path = found(&flow(diamonds as usize * 3 + 1, &edges), PathWeight::Spc, PathSearch::Global);
        assert_eq!(path.paths, PathCount { mantissa: 1.0, exponent: 2000 });
        assert!((path.paths.ln() - 2000.0 * std::f64::consts::LN_2).abs() < 1e-9);
        assert_eq!(path.paths.value(), f64::INFINITY);
        assert!(path.links.iter().all(|link| link.share == 0.5 && link.on_path));
    }

    #[test]
    fn counts_add_and_multiply_exactly_within_53_bits() {
        let of = |n: u64| PathCount::normal(n as f64, 0);
        for (a, b) in [(0, 0), (0, 7), (3, 5), (1 << 30, 1), ((1 << 52) - 1, 1), (12_345, 54_321)] {
            assert_eq!(of(a).plus(of(b)).value(), (a + b) as f64);
            assert_eq!(of(a).cmp(&of(b)), a.cmp(&b));
        }
        assert_eq!(of(12_345).times(of(54_321)).value(), 670_592_745.0);
        assert_eq!(of(3).share_of(of(12)), 0.25);
        assert_eq!((PathCount::ZERO.ln(), of(1).share_of(PathCount::ZERO)), (f64::NEG_INFINITY, 0.0));
    }

    #[test]
    fn refuses_what_is_no_citation_network() {
        let options = MainPathOptions::default();
        let undirected = Links::new(2, Direction::Undirected, [(0, 1, 1.0)]);
        assert_eq!(main_path(&undirected, &[None; 2], &options), Err(MainPathError::Undirected));
        let links = Links::new(2, Direction::Directed, [(1, 0, 1.0)]);
        assert_eq!(main_path(&links, &[], &options), Err(MainPathError::Years { found: 0, expected: 2 }));
        let empty = main_path(&Links::new(0, Direction::Directed, []), &[], &options).unwrap();
        assert_eq!((empty.nodes.len(), empty.paths), (0, PathCount::ZERO));
    }

    #[test]
    fn a_network_becomes_its_main_path() {
        // 1 and 2 cite 0, 3 cites 1, 4 cites 3; 5 and 6 cite each other, 5 is of the later year.
        let node = |id: u32| super::super::Node { id, label: format!("w{id}") };
        let years = [2000, 2001, 2002, 2003, 2004, 2009, 2008].map(Some).to_vec();
        let mut parts = Parts {
            direction: Direction::Directed,
            nodes: (0..7).map(node).collect(),
            edges: vec![(1, 0, 1.0), (2, 0, 1.0), (3, 1, 1.0), (4, 3, 1.0), (5, 6, 1.0), (6, 5, 1.0)],
            node_columns: vec![Column::new("year", Values::integers(years))],
            ..Parts::default()
        };
        let options = MainPathOptions { search: PathSearch::Global, ..MainPathOptions::default() };
        network_of_main_path(&mut parts, &options).unwrap();
        assert_eq!(parts.nodes.iter().map(|node| node.label.as_str()).collect::<Vec<_>>(), ["w0", "w1", "w3", "w4"]);
        // Three search paths in all: 0-1-3-4, 0-2, 6-5.
        assert_eq!(parts.edges.iter().map(|edge| edge.2).collect::<Vec<_>>(), [1.0 / 3.0; 3]);
        assert!(parts.about.options.contains(&("links_left_out_of_cycles".into(), "1".into())));
    }
}
