//! A network in compressed form: what measures, communities and layouts work on.
//!
//! petgraph keeps the links of a node in a list through memory; here they lie side by side, in ascending order, the
//! weights beside them. Nothing else is known of a node than its position.

use super::{Direction, Network, Parts};

/// For each node, its neighbours and the weights of the links to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    direction: Direction,
    /// Node `v` has the neighbours `neighbours[starts[v]..starts[v + 1]]`, ascending.
    starts: Vec<usize>,
    neighbours: Vec<u32>,
    weights: Vec<f64>,
    /// Edges; an undirected one stands at both its ends, a loop once.
    edges: usize,
}

impl Links {
    /// Lays out edges between `nodes` nodes, given as source, target and weight in any order. A pair given twice stays two
    /// edges.
    ///
    /// # Panics
    /// If an end is no node.
    ///
    /// ```
    /// use citeweave::network::{Direction, links::Links};
    /// let links = Links::new(3, Direction::Undirected, [(0, 1, 2.0), (0, 2, 1.0)]);
    /// assert_eq!((links.neighbours(0), links.weights(0)), (&[1, 2][..], &[2.0, 1.0][..]));
    /// assert_eq!((links.neighbours(2), links.edges(), links.total_weight()), (&[0][..], 2, 3.0));
    /// ```
    pub fn new<I>(nodes: usize, direction: Direction, edges: I) -> Self
    where
        I: IntoIterator<Item = (u32, u32, f64)>,
        I::IntoIter: Clone,
    {
        let edges = edges.into_iter();
        let both = |source, target| direction == Direction::Undirected && source != target;
        let mut starts = vec![0; nodes + 1];
        let mut count = 0;
        for (source, target, _) in edges.clone() {
            starts[source as usize + 1] += 1;
            if both(source, target) {
                starts[target as usize + 1] += 1;
            }
            count += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let places = starts[nodes];
        let (mut neighbours, mut weights) = (vec![0; places], vec![0.0; places]);
        let mut put = |from: u32, to: u32, weight: f64| {
            let place = &mut next[from as usize];
            (neighbours[*place], weights[*place]) = (to, weight);
            *place += 1;
        };
        for (source, target, weight) in edges {
            put(source, target, weight);
            if both(source, target) {
                put(target, source, weight);
            }
        }
        let mut links = Self { direction, starts, neighbours, weights, edges: count };
        links.sort();
        links
    }

    /// The links of a network, by positions of nodes.
    pub fn of(network: &Network) -> Self {
        let graph = network.graph();
        let edges = graph.raw_edges().iter();
        let edges = edges.map(|e| (e.source().index() as u32, e.target().index() as u32, e.weight.weight));
        Self::new(graph.node_count(), network.direction(), edges)
    }

    /// The links of a network that is still in parts.
    pub fn of_parts(parts: &Parts) -> Self {
        Self::new(parts.nodes.len(), parts.direction, parts.edges.iter().copied())
    }

    /// Rows whose neighbours do not ascend are put in order. Edges that come sorted leave few.
    fn sort(&mut self) {
        let mut row: Vec<(u32, f64)> = Vec::new();
        for node in 0..self.nodes() {
            let range = self.starts[node]..self.starts[node + 1];
            let (neighbours, weights) = (&mut self.neighbours[range.clone()], &mut self.weights[range]);
            if neighbours.is_sorted() {
                continue;
            }
            row.clear();
            row.extend(neighbours.iter().copied().zip(weights.iter().copied()));
            row.sort_by_key(|(neighbour, _)| *neighbour);
            for (place, (neighbour, weight)) in row.iter().enumerate() {
                (neighbours[place], weights[place]) = (*neighbour, *weight);
            }
        }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of edges.
    pub fn edges(&self) -> usize {
        self.edges
    }

    /// Whether edges have a direction. If so, [`neighbours`](Self::neighbours) are the targets of a node's edges.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The neighbours of a node, ascending. A loop is once among them.
    pub fn neighbours(&self, node: usize) -> &[u32] {
        &self.neighbours[self.starts[node]..self.starts[node + 1]]
    }

    /// The weights of the links to the [neighbours](Self::neighbours).
    pub fn weights(&self, node: usize) -> &[f64] {
        &self.weights[self.starts[node]..self.starts[node + 1]]
    }

    /// The neighbours of a node with the weights of the links to them.
    pub fn links(&self, node: usize) -> impl ExactSizeIterator<Item = (u32, f64)> + Clone {
        self.neighbours(node).iter().copied().zip(self.weights(node).iter().copied())
    }

    /// Sum of the weights of all edges.
    pub fn total_weight(&self) -> f64 {
        let sum = |node| {
            let each = self.links(node).filter(|(neighbour, _)| self.is_first(node, *neighbour));
            each.map(|(_, weight)| weight).sum::<f64>()
        };
        (0..self.nodes()).map(sum).sum()
    }

    /// Every edge once, as source, target, weight; by source, then by target, of an undirected one the smaller first.
    pub fn each_edge(&self) -> impl Iterator<Item = (u32, u32, f64)> {
        (0..self.nodes()).flat_map(move |node| {
            let first = self.links(node).filter(move |(neighbour, _)| self.is_first(node, *neighbour));
            first.map(move |(neighbour, weight)| (node as u32, neighbour, weight))
        })
    }

    fn is_first(&self, node: usize, neighbour: u32) -> bool {
        self.direction == Direction::Directed || node <= neighbour as usize
    }

    /// The same nodes with every edge turned round.
    pub fn reversed(&self) -> Self {
        match self.direction {
            Direction::Undirected => self.clone(),
            Direction::Directed => {
                let edges: Vec<_> = self.each_edge().map(|(source, target, weight)| (target, source, weight)).collect();
                Self::new(self.nodes(), self.direction, edges)
            }
        }
    }

    /// The same links without direction; a pair linked both ways is one edge with the sum of the weights.
    pub fn undirected(&self) -> Self {
        if self.direction == Direction::Undirected {
            return self.clone();
        }
        let ordered = |(a, b, weight): (u32, u32, f64)| (a.min(b), a.max(b), weight);
        let mut edges: Vec<_> = self.each_edge().map(ordered).collect();
        edges.sort_by_key(|(source, target, _)| (*source, *target));
        edges.dedup_by(|again, first| {
            let same = (again.0, again.1) == (first.0, first.1);
            if same {
                first.2 += again.2;
            }
            same
        });
        Self::new(self.nodes(), Direction::Undirected, edges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undirected_edge_stands_at_both_ends_and_a_loop_once() {
        let links = Links::new(3, Direction::Undirected, [(2, 1, 3.0), (0, 1, 2.0), (1, 1, 5.0)]);
        assert_eq!(links.links(1).collect::<Vec<_>>(), [(0, 2.0), (1, 5.0), (2, 3.0)]);
        assert_eq!((links.nodes(), links.edges(), links.total_weight()), (3, 3, 10.0));
        assert_eq!(links.each_edge().collect::<Vec<_>>(), [(0, 1, 2.0), (1, 1, 5.0), (1, 2, 3.0)]);
    }

    #[test]
    fn direction_can_be_turned_and_dropped() {
        let links = Links::new(3, Direction::Directed, [(0, 1, 2.0), (1, 0, 1.0), (1, 2, 1.0)]);
        assert!(links.neighbours(2).is_empty());
        assert_eq!(links.reversed().each_edge().collect::<Vec<_>>(), [(0, 1, 1.0), (1, 0, 2.0), (2, 1, 1.0)]);
        assert_eq!(links.undirected().each_edge().collect::<Vec<_>>(), [(0, 1, 3.0), (1, 2, 1.0)]);
        assert_eq!(Links::new(0, Direction::Directed, []).edges(), 0);
    }
}
