//! Shortest paths where links have lengths.

use super::super::Direction;
use super::super::links::Links;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What the length of a path is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Distance {
    /// The number of its links.
    #[default]
    Hops,
    /// The sum of 1/weight over its links: strong links are short
    /// ([Newman 2001](https://doi.org/10.1103/PhysRevE.64.016132)).
    InverseWeight,
}

/// The same links with 1/weight as their weight; loops, and links this gives no length, are left out.
pub(super) fn lengths(links: &Links) -> Links {
    let edges = links.each_edge().filter(|(source, target, _)| source != target);
    let edges = edges.map(|(source, target, weight)| (source, target, weight.recip()));
    let edges: Vec<_> = edges.filter(|(.., length)| *length > 0.0 && length.is_finite()).collect();
    Links::new(links.nodes(), links.direction(), edges)
}

/// The lengths turned round; none if that makes no difference.
pub(super) fn reversed(lengths: &Links) -> Option<Links> {
    (lengths.direction() == Direction::Directed).then(|| lengths.reversed())
}

/// Whether two lengths are the same but for rounding. The tolerance is igraph's: 1/3 + 1/3 + 1/3 is a path as short as 1.
pub(super) fn same_length(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-10 * (a + b)
}

/// Dijkstra's search from one node at a time.
///
/// # Reference
/// [Dijkstra 1959](https://doi.org/10.1007/BF01386390)
pub(super) struct Dijkstra<'a> {
    lengths: &'a Links,
    /// Length of the shortest path to each node, infinite where there is none.
    pub distance: Vec<f64>,
    /// Nodes within reach, nearest first, the source at the head.
    pub order: Vec<u32>,
    /// Where a node stands in `order`; [`OUT_OF_REACH`] for those that do not.
    pub place: Vec<u32>,
    /// Lengths of positive numbers sort like their bits.
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

/// No place in the order.
pub(super) const OUT_OF_REACH: u32 = u32::MAX;

impl<'a> Dijkstra<'a> {
    pub fn new(lengths: &'a Links) -> Self {
        let nodes = lengths.nodes();
        Self {
            lengths,
            distance: vec![f64::INFINITY; nodes],
            order: Vec::new(),
            place: vec![OUT_OF_REACH; nodes],
            heap: BinaryHeap::new(),
        }
    }

    /// Finds all shortest paths from a node, forgetting those from the one before.
    pub fn run(&mut self, source: u32) {
        let Self { lengths, distance, order, place, heap } = self;
        for &node in order.iter() {
            (distance[node as usize], place[node as usize]) = (f64::INFINITY, OUT_OF_REACH);
        }
        order.clear();
        distance[source as usize] = 0.0;
        heap.push(Reverse((0, source)));
        while let Some(Reverse((bits, node))) = heap.pop() {
            if place[node as usize] != OUT_OF_REACH {
                continue;
            }
            place[node as usize] = order.len() as u32;
            order.push(node);
            let here = f64::from_bits(bits);
            for (neighbour, length) in lengths.links(node as usize) {
                let there = here + length;
                if there < distance[neighbour as usize] {
                    distance[neighbour as usize] = there;
                    heap.push(Reverse((there.to_bits(), neighbour)));
                }
            }
        }
    }
}
