//! Backbones: which edges a network cannot do without.
//!
//! A dense network is unreadable, and a threshold on the weight keeps nothing but its strongest corner. The filters here
//! judge an edge by what is around it: the disparity filter by the other edges of its ends, spanning forest and pathfinder by
//! the paths that could stand in for it, and the strongest of each node by rank.
//!
//! All of them answer for the edges in the order of [`Links::each_edge`], so that a caller may keep edges, or write the answer
//! into a column. A loop is part of no backbone, and counts nothing in the judgement of others.

use super::Direction;
use super::links::Links;
use rayon::prelude::*;

/// How well an edge's weight is explained by chance, as seen from its two ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disparity {
    /// Probability, at the source, of a part of all weight at least as large as this edge has.
    pub source: f64,
    /// The same at the target.
    pub target: f64,
}

impl Disparity {
    /// The smaller of both: an edge is kept at a level α if this is below α.
    pub fn either(self) -> f64 {
        self.source.min(self.target)
    }
}

/// Works out the disparity filter: for an end with k links and the sum of weights s, the probability (1 − w/s)^(k − 1) that an
/// edge gets the part w/s or more if the weight is dealt out at random. It is 1 where k = 1, and for loops.
///
/// In a directed network the source is judged among the links out of it, the target among the links into it.
///
/// # Complexity
/// O(edges) time.
///
/// # Reference
/// [Serrano, Boguñá & Vespignani 2009](https://doi.org/10.1073/pnas.0808904106)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, backbone, links::Links};
/// let links = Links::new(3, Direction::Undirected, [(0, 1, 3.0), (0, 2, 1.0)]);
/// let disparity = backbone::disparity(&links);
/// assert_eq!(disparity[0], backbone::Disparity { source: 0.25, target: 1.0 });
/// assert_eq!(disparity[1].either(), 0.75);
/// ```
pub fn disparity(links: &Links) -> Vec<Disparity> {
    /// Number and weight of the links at an end.
    #[derive(Clone, Copy, Default)]
    struct End {
        links: u64,
        weight: f64,
    }
    let at = |node: usize, links: &Links| {
        let others = links.links(node).filter(|(neighbour, _)| *neighbour as usize != node);
        others.fold(End::default(), |end, (_, weight)| End { links: end.links + 1, weight: end.weight + weight })
    };
    let ends = |links: &Links| -> Vec<End> { (0..links.nodes()).map(|node| at(node, links)).collect() };
    let sources = ends(links);
    let targets = match links.direction() {
        Direction::Undirected => None,
        Direction::Directed => Some(ends(&links.reversed())),
    };
    let targets = targets.as_ref().unwrap_or(&sources);
    let probability = |end: End, weight: f64| match end.links {
        0 | 1 => 1.0,
        k => power((1.0 - weight / end.weight).max(0.0), k - 1),
    };
    let judge = |(source, target, weight): (u32, u32, f64)| {
        if source == target {
            return Disparity { source: 1.0, target: 1.0 };
        }
        let (source, target) = (sources[source as usize], targets[target as usize]);
        Disparity { source: probability(source, weight), target: probability(target, weight) }
    };
    links.each_edge().map(judge).collect()
}

/// A power by squaring: unlike that of the C library, the same to the last bit on every machine.
fn power(mut base: f64, mut exponent: u64) -> f64 {
    let mut power = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            power *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    power
}

/// Finds a maximum spanning forest: the edges that hold every component together with the largest sum of weights. Of edges of
/// one weight the earlier is taken. Direction does not matter.
///
/// # Returns
/// For each edge, whether it is in the forest.
///
/// # Complexity
/// O(edges log edges) time.
///
/// # Reference
/// [Kruskal 1956](https://doi.org/10.1090/S0002-9939-1956-0078686-7)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, backbone, links::Links};
/// let links = Links::new(3, Direction::Undirected, [(0, 1, 1.0), (0, 2, 2.0), (1, 2, 1.0)]);
/// assert_eq!(backbone::maximum_spanning_forest(&links), [true, true, false]);
/// ```
pub fn maximum_spanning_forest(links: &Links) -> Vec<bool> {
    let (edges, order) = strongest_first(links);
    let mut keep = vec![false; edges.len()];
    let mut trees = Trees::new(links.nodes());
    for edge in order {
        let (source, target, _) = edges[edge];
        keep[edge] = trees.join(source, target);
    }
    keep
}

/// Finds the pathfinder network with r = ∞ and q = n − 1: an edge stays unless some path between its ends has only stronger
/// edges. That is the union of all maximum spanning forests, so among edges of one weight none is preferred.
///
/// The distances of the original are 1/weight; the longest step of a path is its weakest edge. Direction does not matter.
///
/// # Returns
/// For each edge, whether it stays.
///
/// # Complexity
/// O(edges log edges) time.
///
/// # Reference
/// [Schvaneveldt, Durso & Dearholt 1989](https://doi.org/10.1016/S0079-7421(08)60539-3); as a union of trees
/// [Quirin et al. 2008](https://doi.org/10.1002/asi.20904)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, backbone, links::Links};
/// let links = Links::new(3, Direction::Undirected, [(0, 1, 1.0), (0, 2, 2.0), (1, 2, 1.0)]);
/// assert_eq!(backbone::pathfinder(&links), [true, true, true]);
/// ```
pub fn pathfinder(links: &Links) -> Vec<bool> {
    let (edges, order) = strongest_first(links);
    let mut keep = vec![false; edges.len()];
    let mut trees = Trees::new(links.nodes());
    for equal in order.chunk_by(|&a, &b| edges[a].2 == edges[b].2) {
        for &edge in equal {
            let (source, target, _) = edges[edge];
            keep[edge] = trees.root(source) != trees.root(target);
        }
        for &edge in equal {
            let (source, target, _) = edges[edge];
            trees.join(source, target);
        }
    }
    keep
}

/// Finds the strongest edges of every node. An edge is kept if it is among the `most` strongest at either end; of edges of one
/// weight those to neighbours of smaller position come first. In a directed network the source chooses among the links out of
/// it, the target among the links into it.
///
/// # Returns
/// For each edge, whether it is kept.
///
/// # Complexity
/// O(edges) time.
///
/// # Example
/// ```
/// use citeweave::network::{Direction, backbone, links::Links};
/// let links = Links::new(3, Direction::Undirected, [(0, 1, 1.0), (0, 2, 2.0), (1, 2, 3.0)]);
/// assert_eq!(backbone::strongest_per_node(&links, 1), [false, true, true]);
/// ```
pub fn strongest_per_node(links: &Links, most: usize) -> Vec<bool> {
    /// Gives a node of an edge, and the one at the other end.
    type End = fn(&(u32, u32, f64)) -> (u32, u32);
    let edges: Vec<_> = links.each_edge().collect();
    let mut keep = vec![false; edges.len()];
    let mut choose = |ends: &[End]| {
        // For each node, the numbers of its edges with weight and neighbour.
        let mut starts = vec![0; links.nodes() + 1];
        let proper = || edges.iter().enumerate().filter(|(_, (source, target, _))| source != target);
        let each = || proper().flat_map(|(edge, ends_of)| ends.iter().map(move |end| (edge, end(ends_of), ends_of.2)));
        each().for_each(|(_, (node, _), _)| starts[node as usize + 1] += 1);
        for node in 0..links.nodes() {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut at = vec![(0.0, 0, 0); starts[links.nodes()]];
        for (edge, (node, neighbour), weight) in each() {
            at[next[node as usize]] = (weight, neighbour, edge);
            next[node as usize] += 1;
        }
        for range in starts.windows(2) {
            let row = &mut at[range[0]..range[1]];
            if row.len() > most {
                row.select_nth_unstable_by(most, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
            }
            row.iter().take(most).for_each(|&(.., edge)| keep[edge] = true);
        }
    };
    match links.direction() {
        Direction::Undirected => choose(&[|edge| (edge.0, edge.1), |edge| (edge.1, edge.0)]),
        Direction::Directed => {
            choose(&[|edge| (edge.0, edge.1)]);
            choose(&[|edge| (edge.1, edge.0)]);
        }
    }
    keep
}

/// All edges, and their numbers by weight, the strongest first, equal ones as they stand.
fn strongest_first(links: &Links) -> (Vec<(u32, u32, f64)>, Vec<usize>) {
    let edges: Vec<_> = links.each_edge().collect();
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.par_sort_by(|&a, &b| edges[b].2.total_cmp(&edges[a].2));
    (edges, order)
}

/// Sets of nodes that are joined into ever larger ones.
pub(super) struct Trees {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Trees {
    pub fn new(nodes: usize) -> Self {
        Self { parent: (0..nodes as u32).collect(), size: vec![1; nodes] }
    }

    /// The node that stands for the set of a node; halves the path to it on the way.
    pub fn root(&mut self, mut node: u32) -> u32 {
        while self.parent[node as usize] != node {
            let above = self.parent[self.parent[node as usize] as usize];
            self.parent[node as usize] = above;
            node = above;
        }
        node
    }

    /// Joins the sets of two nodes. Whether they were apart.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return false;
        }
        let (small, large) = if self.size[a as usize] < self.size[b as usize] { (a, b) } else { (b, a) };
        self.parent[small as usize] = large;
        self.size[large as usize] += self.size[small as usize];
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOP: (u32, u32, f64) = (1, 1, 9.0);

    /// A network by a rule, with loops, few different weights and two components.
    fn scramble(direction: Direction) -> Links {
        let edges = (0..150_u32)
            .map(|n| (n * n % 31, (n * 7 + n / 11) % 31, f64::from(n % 4 + 1)))
            .filter(|e| e.0 % 2 == e.1 % 2);
        let mut edges: Vec<_> = edges.map(|(a, b, weight)| (a.min(b), a.max(b), weight)).collect();
        edges.sort_by_key(|edge| (edge.0, edge.1));
        edges.dedup_by_key(|edge| (edge.0, edge.1));
        Links::new(32, direction, edges)
    }

    /// By hand: node 1 has links of weight 3 and 1, which are 3/4 and 1/4 of all; its loop is none of them.
    #[test]
    fn disparity_is_that_of_the_formula() {
        let edges = [(0, 1, 3.0), LOOP, (1, 2, 1.0), (0, 2, 1.0), (0, 3, 4.0)];
        let found = disparity(&Links::new(4, Direction::Undirected, edges));
        let expected = [
            Disparity { source: (5.0 / 8.0_f64).powi(2), target: 0.25 },
            Disparity { source: (7.0 / 8.0_f64).powi(2), target: 0.5 },
            Disparity { source: 0.25, target: 1.0 },
            Disparity { source: 1.0, target: 1.0 },
            Disparity { source: 0.75, target: 0.5 },
        ];
        assert_eq!(found, expected);
        // Into 1 leads one link only, out of 0 lead three.
        let found = disparity(&Links::new(4, Direction::Directed, edges));
        assert_eq!(found[0], Disparity { source: (5.0 / 8.0_f64).powi(2), target: 1.0 });
        assert_eq!(found[4], Disparity { source: 1.0, target: 0.5 });
    }

    /// By the definition: an edge goes if a path of stronger ones leads from end to end.
    #[test]
    fn pathfinder_drops_what_stronger_paths_replace() {
        for direction in [Direction::Undirected, Direction::Directed] {
            let links = scramble(direction);
            let edges: Vec<_> = links.each_edge().collect();
            let keep = pathfinder(&links);
            for (&(source, target, weight), &kept) in edges.iter().zip(&keep) {
                let mut reached = vec![source];
                let mut head = 0;
                while let Some(&node) = reached.get(head) {
                    head += 1;
                    for &(a, b, _) in edges.iter().filter(|edge| edge.2 > weight && (edge.0 == node || edge.1 == node))
                    {
                        let other = if a == node { b } else { a };
                        if !reached.contains(&other) {
                            reached.push(other);
                        }
                    }
                }
                assert_eq!(kept, !reached.contains(&target), "{source} {target}");
            }
            // Every forest is within it, with one edge less than nodes in every component.
            let forest = maximum_spanning_forest(&links);
            assert!(forest.iter().zip(&keep).all(|(in_forest, kept)| !in_forest || *kept));
            assert_eq!(
                forest.iter().filter(|kept| **kept).count(),
                32 - crate::network::measures::components(&links).into_iter().max().unwrap() as usize
            );
        }
    }

    /// By hand: all weights equal, so positions decide.
    #[test]
    fn ties_go_to_smaller_positions() {
        let square = [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (0, 3, 1.0), LOOP];
        let links = Links::new(4, Direction::Undirected, square);
        // In order: 0-1, 0-3, the loop, 1-2, 2-3.
        assert_eq!(maximum_spanning_forest(&links), [true, true, false, true, false]);
        assert_eq!(pathfinder(&links), [true, true, false, true, true]);
        assert_eq!(strongest_per_node(&links, 1), [true, true, false, true, false]);
        assert_eq!(strongest_per_node(&links, 0), [false; 5]);
        assert_eq!(strongest_per_node(&links, usize::MAX), [true, true, false, true, true]);
    }

    /// By hand: 0 chooses among its targets, 2 among its sources.
    #[test]
    fn either_end_of_a_directed_edge_chooses() {
        let links =
            Links::new(3, Direction::Directed, [(0, 1, 1.0), (0, 2, 2.0), (1, 2, 3.0), (2, 1, 0.5), (1, 0, 1.0)]);
        // In order: 0→1, 0→2, 1→0, 1→2, 2→1. The strongest out: 0→2, 1→2, 2→1; in: 1→0, 0→1, 1→2.
        assert_eq!(strongest_per_node(&links, 1), [true; 5]);
        let links = Links::new(3, Direction::Directed, [(0, 1, 1.0), (0, 2, 2.0), (2, 1, 1.5), (1, 2, 3.0)]);
        assert_eq!(strongest_per_node(&links, 1), [false, true, true, true]);
    }

    #[test]
    fn no_edges_have_no_backbone() {
        let links = Links::new(0, Direction::Directed, []);
        assert!(disparity(&links).is_empty() && pathfinder(&links).is_empty());
        assert!(maximum_spanning_forest(&links).is_empty() && strongest_per_node(&links, 2).is_empty());
    }
}
