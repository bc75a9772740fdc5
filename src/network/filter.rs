//! What is left of a network: thresholds, cores, neighbourhoods.
//!
//! Each filter takes nodes or edges away and notes what is left in the [account](super::About::steps). Edges go by the
//! weight in force; of equal ones those between earlier nodes stay.

use super::backbone;
use super::links::Links;
use super::measures;
use super::{Column, Direction, Parts, Step, Values};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Something that takes nodes or edges away.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Filter {
    /// Edges of a smaller weight go.
    MinWeight(f64),
    /// Nodes whose value in a column is smaller, or that have none, go.
    AtLeast {
        /// The column.
        column: String,
        /// The least value.
        least: f64,
    },
    /// Only the nodes with the greatest values in a column stay.
    TopNodes {
        /// The column.
        column: String,
        /// How many.
        count: usize,
    },
    /// Only so many edges stay, the strongest.
    TopEdges(usize),
    /// An edge stays if it is among so many [strongest](backbone::strongest_per_node) of either end.
    TopPerNode(usize),
    /// Only the edges of a backbone stay.
    Backbone(Backbone),
    /// Only nodes with so many neighbours among the nodes that stay: the k-core.
    KCore(u32),
    /// Only the largest component stays; of equal ones that with the first node.
    LargestComponent,
    /// Only nodes near others stay: of each of these the id, and how many steps from it; direction does not matter.
    Ego(Vec<(u32, u32)>),
    /// Nodes without an edge go.
    Isolates,
}

/// Which edges are the backbone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Backbone {
    /// Those that the [disparity filter](backbone::disparity) finds significant at either end, at this level; the value becomes
    /// an edge column.
    Disparity(f64),
    /// Those of a [maximum spanning forest](backbone::maximum_spanning_forest).
    SpanningForest,
    /// Those of the [pathfinder network](backbone::pathfinder).
    Pathfinder,
}

impl Filter {
    /// Whether it thins out edges to make a picture readable, and says nothing of which links count: clusters go by the
    /// links there were before.
    pub fn only_thins(&self) -> bool {
        matches!(self, Self::TopEdges(_) | Self::TopPerNode(_) | Self::Backbone(_))
    }

    /// What the account calls it: `min_weight 2`.
    pub fn name(&self) -> String {
        match self {
            Self::MinWeight(weight) => format!("min_weight {weight}"),
            Self::AtLeast { column, least } => format!("{column} at least {least}"),
            Self::TopNodes { column, count } => format!("top {count} by {column}"),
            Self::TopEdges(count) => format!("top_edges {count}"),
            Self::TopPerNode(count) => format!("top_per_node {count}"),
            Self::Backbone(Backbone::Disparity(level)) => format!("backbone disparity {level}"),
            Self::Backbone(Backbone::SpanningForest) => "backbone mst".into(),
            Self::Backbone(Backbone::Pathfinder) => "backbone pathfinder".into(),
            Self::KCore(k) => format!("k_core {k}"),
            Self::LargestComponent => "largest_component".into(),
            Self::Ego(near) => {
                let hops = near.iter().map(|(_, hops)| hops.to_string()).collect::<BTreeSet<_>>();
                format!("ego of {} within {}", near.len(), hops.into_iter().collect::<Vec<_>>().join(" or "))
            }
            Self::Isolates => "without isolates".into(),
        }
    }

    /// Applies the filter and notes what is left.
    pub fn apply(&self, parts: &mut Parts) {
        if let Self::Backbone(Backbone::Disparity(_)) = self {
            let found = backbone::disparity(&Links::of_parts(parts));
            let values = found.iter().map(|disparity| Some(disparity.either()));
            parts.set_edge_column(Column::new("disparity", Values::floats(values)));
        }
        let (nodes, edges) = self.keeps(parts);
        parts.retain(&nodes, &edges);
        note(parts, self.name());
    }

    /// Which nodes and which edges stay.
    fn keeps(&self, parts: &Parts) -> (Vec<bool>, Vec<bool>) {
        let (all_nodes, all_edges) = (vec![true; parts.nodes.len()], vec![true; parts.edges.len()]);
        match self {
            Self::MinWeight(least) => (all_nodes, parts.edges.iter().map(|edge| edge.2 >= *least).collect()),
            Self::AtLeast { column, least } => {
                let values = numbers(parts, column);
                (values.iter().map(|value| value.is_some_and(|value| value >= *least)).collect(), all_edges)
            }
            Self::TopNodes { column, count } => {
                let values = numbers(parts, column);
                let values = values.into_iter().map(|value| value.unwrap_or(f64::NEG_INFINITY));
                (largest(&values.collect::<Vec<_>>(), *count), all_edges)
            }
            Self::TopEdges(count) => {
                let weights: Vec<f64> = parts.edges.iter().map(|edge| edge.2).collect();
                (all_nodes, largest(&weights, *count))
            }
            Self::TopPerNode(count) => (all_nodes, backbone::strongest_per_node(&Links::of_parts(parts), *count)),
            Self::Backbone(kind) => {
                let links = Links::of_parts(parts);
                let keep = match kind {
                    Backbone::Disparity(level) => {
                        backbone::disparity(&links).iter().map(|disparity| disparity.either() < *level).collect()
                    }
                    Backbone::SpanningForest => backbone::maximum_spanning_forest(&links),
                    Backbone::Pathfinder => backbone::pathfinder(&links),
                };
                (all_nodes, keep)
            }
            Self::KCore(k) => (measures::core_numbers(&links(parts)).iter().map(|core| core >= k).collect(), all_edges),
            Self::LargestComponent => {
                // The largest is number 1.
                (measures::components(&links(parts)).iter().map(|component| *component == 1).collect(), all_edges)
            }
            Self::Ego(near) => (ego(parts, near), all_edges),
            Self::Isolates => {
                let mut linked = vec![false; parts.nodes.len()];
                for (source, target, _) in parts.edges.iter().filter(|edge| edge.0 != edge.1) {
                    (linked[*source as usize], linked[*target as usize]) = (true, true);
                }
                (linked, all_edges)
            }
        }
    }
}

/// Keeps the edges for which an answer is yes and notes what is left; for filters that other modules calculate.
pub fn keep_edges(parts: &mut Parts, name: String, keep: &[bool]) {
    let nodes = vec![true; parts.nodes.len()];
    parts.retain(&nodes, keep);
    note(parts, name);
}

/// Notes a step of the making.
pub fn note(parts: &mut Parts, name: String) {
    let (nodes, edges) = (parts.nodes.len(), parts.edges.len());
    parts.about.steps.push(Step { name, nodes, edges });
}

fn numbers(parts: &Parts, column: &str) -> Vec<Option<f64>> {
    parts.node_column(column).map_or_else(|| vec![None; parts.nodes.len()], |column| column.values.numbers().to_vec())
}

/// Marks the so many largest values; of equal ones the first.
fn largest(values: &[f64], count: usize) -> Vec<bool> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    let mut keep = vec![false; values.len()];
    order.into_iter().take(count).for_each(|row| keep[row] = true);
    keep
}

/// The links of a network as far as filters of nodes go: without direction, a pair once.
fn links(parts: &Parts) -> Links {
    Links::of_parts(parts).undirected()
}

fn ego(parts: &Parts, near: &[(u32, u32)]) -> Vec<bool> {
    let links = links(parts);
    // How many steps may still be gone from each node that was reached.
    let mut left: Vec<Option<u32>> = vec![None; links.nodes()];
    let mut hops: BTreeMap<u32, u32> = BTreeMap::new();
    near.iter()
        .for_each(|(id, more)| _ = hops.entry(*id).and_modify(|most| *most = (*most).max(*more)).or_insert(*more));
    let mut pending: VecDeque<usize> = VecDeque::new();
    for (node, held) in parts.nodes.iter().enumerate() {
        left[node] = hops.get(&held.id).copied();
        pending.extend(left[node].map(|_| node));
    }
    while let Some(node) = pending.pop_front() {
        let Some(after) = left[node].and_then(|steps| steps.checked_sub(1)) else { continue };
        for &other in links.neighbours(node) {
            if left[other as usize] < Some(after) {
                left[other as usize] = Some(after);
                pending.push_back(other as usize);
            }
        }
    }
    left.iter().map(Option::is_some).collect()
}

/// Sets what every network says of its nodes when nothing more will be taken away: `links`, the number of neighbours, and
/// `total_link_strength`, the sum of the weights of the links; with direction also `strength_out` and `strength_in`. The
/// account gets the number of nodes without a link.
pub fn finish(parts: &mut Parts) {
    let links = links(parts);
    let count = |node: usize| links.neighbours(node).iter().filter(|&&other| other as usize != node).count();
    let counts: Vec<_> = (0..links.nodes()).map(|node| Some(count(node) as i64)).collect();
    parts.about.isolates = counts.iter().filter(|count| **count == Some(0)).count();
    parts.set_node_column(Column::new("links", Values::integers(counts)));
    let mut strengths = vec![[Sum::default(); 2]; links.nodes()];
    for &(source, target, weight) in &parts.edges {
        strengths[source as usize][0].add(weight);
        strengths[target as usize][1].add(weight);
    }
    let column = |name: &str, value: &dyn Fn(&[Sum; 2]) -> f64| {
        Column::new(name, Values::floats(strengths.iter().map(|sums| Some(value(sums)))))
    };
    let total = column("total_link_strength", &|[out, come]| {
        let mut sum = *out;
        sum.add(come.value());
        sum.value()
    });
    let directed = [column("strength_out", &|[out, _]| out.value()), column("strength_in", &|[_, come]| come.value())];
    parts.set_node_column(total);
    if parts.direction == Direction::Directed {
        directed.into_iter().for_each(|column| parts.set_node_column(column));
    }
}

/// A sum that keeps what rounding loses (Neumaier 1974), so that three thirds are one.
#[derive(Clone, Copy, Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += if self.sum >= value { self.sum - sum + value } else { value - sum + self.sum };
        self.sum = sum;
    }

    fn value(self) -> f64 {
        self.sum + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Evidence, Network, Node};
    use super::*;

    /// A square with a tail and a pair apart: a-b 3, a-c 1, b-d 2, c-d 1, d-e 5; f-g 4; h alone.
    fn parts() -> Parts {
        let node = |id: u32| Node { id: id * 10, label: format!("{id}") };
        let document = |id: &str| Document { id: id.into(), title: None, year: None };
        Parts {
            nodes: (0..8).map(node).collect(),
            edges: vec![(0, 1, 3.0), (0, 2, 1.0), (1, 3, 2.0), (2, 3, 1.0), (3, 4, 5.0), (5, 6, 4.0)],
            node_columns: vec![Column::new("documents", Values::integers((0..8).map(Some)))],
            edge_columns: vec![Column::new("count", Values::integers((0..6).map(Some)))],
            evidence: Evidence::new(
                ["a", "b", "c"].map(document).to_vec(),
                vec![0, 1, 1, 2, 2, 4, 4],
                vec![0, 2, 0, 2],
            )
            .unwrap(),
            ..Parts::default()
        }
    }

    fn left(filter: Filter) -> (Vec<u32>, Vec<(u32, u32)>) {
        let mut parts = parts();
        filter.apply(&mut parts);
        let step = parts.about.steps.last().unwrap();
        assert_eq!((step.nodes, step.edges), (parts.nodes.len(), parts.edges.len()));
        let network = Network::new(parts).unwrap();
        let id = |node: petgraph::graph::NodeIndex| network.graph()[node].id / 10;
        let edges = network.graph().raw_edges().iter().map(|edge| (id(edge.source()), id(edge.target()))).collect();
        (network.graph().node_weights().map(|node| node.id / 10).collect(), edges)
    }

    #[test]
    fn each_filter_keeps_what_it_says() {
        let all: Vec<u32> = (0..8).collect();
        assert_eq!(left(Filter::MinWeight(3.0)), (all.clone(), vec![(0, 1), (3, 4), (5, 6)]));
        assert_eq!(left(Filter::TopEdges(2)), (all.clone(), vec![(3, 4), (5, 6)]));
        assert_eq!(left(Filter::TopPerNode(1)), (all, vec![(0, 1), (0, 2), (3, 4), (5, 6)]));
        assert_eq!(left(Filter::KCore(2)), (vec![0, 1, 2, 3], vec![(0, 1), (0, 2), (1, 3), (2, 3)]));
        assert_eq!(left(Filter::LargestComponent).0, [0, 1, 2, 3, 4]);
        assert_eq!(left(Filter::Isolates).0, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(left(Filter::Ego(vec![(40, 1)])), (vec![3, 4], vec![(3, 4)]));
        assert_eq!(left(Filter::Ego(vec![(40, 2)])).0, [1, 2, 3, 4]);
        assert_eq!(left(Filter::Ego(vec![(40, 0), (40, 1), (50, 0)])).0, [3, 4, 5]);
        assert_eq!(left(Filter::AtLeast { column: "documents".into(), least: 5.0 }), (vec![5, 6, 7], vec![(5, 6)]));
        assert_eq!(left(Filter::TopNodes { column: "documents".into(), count: 2 }).0, [6, 7]);
        assert_eq!(left(Filter::TopNodes { column: "nothing".into(), count: 1 }).0, [0]);
    }

    #[test]
    fn evidence_and_columns_follow() {
        let mut parts = parts();
        Filter::MinWeight(2.0).apply(&mut parts);
        Filter::KCore(1).apply(&mut parts);
        assert_eq!(parts.edge_columns[0].values, Values::integers(vec![Some(0), Some(2), Some(4), Some(5)]));
        let network = Network::new(parts).unwrap();
        let behind = |edge| {
            let evidence = network.evidence();
            evidence.of(edge).iter().map(|&row| evidence.documents()[row as usize].id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(network.evidence().documents().len(), 2);
        assert_eq!(
            (behind(0), behind(1), behind(2)),
            (vec!["a".to_string()], vec!["c".into()], vec!["a".into(), "c".into()])
        );
        assert!(network.account().contains(&("step", "k_core 1: 6 nodes, 4 edges".into())));
    }

    #[test]
    fn sums_are_those_of_what_is_left() {
        let mut parts = parts();
        Filter::MinWeight(2.0).apply(&mut parts);
        finish(&mut parts);
        let links = Values::integers([1, 2, 0, 2, 1, 1, 1, 0].map(Some));
        assert_eq!(parts.node_column("links").unwrap().values, links);
        let strengths = Values::floats([3.0, 5.0, 0.0, 7.0, 5.0, 4.0, 4.0, 0.0].map(Some));
        assert_eq!(parts.node_column("total_link_strength").unwrap().values, strengths);
    }
}
