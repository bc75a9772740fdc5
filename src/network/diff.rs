//! What two networks have in common, and where they differ.
//!
//! Nodes are the same if they have the same IRI; where not all of both networks have one, the same label; where labels repeat,
//! the same id. Edges are the same if their ends are. Weights differ if they differ in single precision, which is what
//! passes through Gephi.

use super::{Direction, Network, Values};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Two networks compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Difference {
    /// What nodes are known by: `iri`, `label` or `id`.
    pub known_by: &'static str,
    /// Nodes in both.
    pub nodes: usize,
    /// Nodes only in the first, only in the second, by what they are known by.
    pub only_nodes: [Vec<String>; 2],
    /// Edges in both.
    pub edges: usize,
    /// Edges only in the first, only in the second.
    pub only_edges: [Vec<(String, String)>; 2],
    /// Edges in both with other weights, and these.
    pub weights: Vec<((String, String), [f64; 2])>,
    /// Labels of the nodes that differ or whose edges do, by what nodes are known by; empty where that is the label.
    pub labels: BTreeMap<String, String>,
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.only_nodes.iter().all(Vec::is_empty)
            && self.only_edges.iter().all(Vec::is_empty)
            && self.weights.is_empty()
    }
}

/// Compares two networks. If either has no direction, neither is taken to have one.
///
/// # Complexity
/// O(n log n + m log m) time.
///
/// ```
/// use citeweave::network::{Network, Node, Parts, diff::diff};
/// let network = |edges| {
///     let node = |(id, label): (u32, &str)| Node { id, label: label.into() };
///     Network::new(Parts { nodes: [(0, "a"), (1, "b"), (2, "c")].map(node).to_vec(), edges, ..Parts::default() })
/// };
/// let difference = diff(&network(vec![(0, 1, 1.0), (1, 2, 2.0)])?, &network(vec![(0, 2, 1.0), (1, 2, 3.0)])?);
/// assert_eq!((difference.nodes, difference.edges), (3, 1));
/// assert_eq!(difference.only_edges[0], [("a".to_string(), "b".to_string())]);
/// assert_eq!(difference.weights[0].1, [2.0, 3.0]);
/// # Ok::<(), citeweave::network::NetworkError>(())
/// ```
pub fn diff(first: &Network, second: &Network) -> Difference {
    let both = [first, second];
    let (known_by, names) = names(both);
    let directed = both.iter().all(|network| network.direction() == Direction::Directed);
    let edges = [0, 1].map(|which| {
        let mut edges: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for edge in both[which].graph().raw_edges() {
            let ends = [edge.source(), edge.target()].map(|end| names[which][end.index()].as_str());
            let turned = !directed && ends[0] > ends[1];
            let ends = if turned { (ends[1], ends[0]) } else { (ends[0], ends[1]) };
            *edges.entry(ends).or_default() += edge.weight.weight;
        }
        edges
    });
    let nodes = [0, 1].map(|which| names[which].iter().map(String::as_str).collect::<BTreeSet<&str>>());
    let owned = |(a, b): (&str, &str)| (a.to_string(), b.to_string());
    let only_nodes = |one: usize| nodes[one].difference(&nodes[1 - one]).map(|node| node.to_string()).collect();
    let only_edges = |one: usize| {
        edges[one].keys().filter(|ends| !edges[1 - one].contains_key(*ends)).map(|ends| owned(*ends)).collect()
    };
    let shared = edges[0].iter().filter_map(|(ends, weight)| Some((*ends, [*weight, *edges[1].get(ends)?])));
    let shared: Vec<((&str, &str), [f64; 2])> = shared.collect();
    let mut difference = Difference {
        known_by,
        nodes: nodes[0].intersection(&nodes[1]).count(),
        only_nodes: [only_nodes(0), only_nodes(1)],
        edges: shared.len(),
        only_edges: [only_edges(0), only_edges(1)],
        weights: shared
            .iter()
            .filter(|(_, [one, other])| *one as f32 != *other as f32)
            .map(|(ends, weights)| (owned(*ends), *weights))
            .collect(),
        labels: BTreeMap::new(),
    };
    if known_by != "label" {
        let ends = difference.only_edges.iter().flatten().chain(difference.weights.iter().map(|(ends, _)| ends));
        let ends = ends.flat_map(|(a, b)| [a, b]);
        let wanted: BTreeSet<&String> = difference.only_nodes.iter().flatten().chain(ends).collect();
        let nodes = both.iter().zip(&names).flat_map(|(network, names)| network.graph().node_weights().zip(names));
        let labels = nodes.filter(|(_, name)| wanted.contains(name));
        difference.labels = labels.map(|(node, name)| (name.clone(), node.label.clone())).collect();
    }
    difference
}

/// What the nodes of both are known by, and their names by that.
fn names(both: [&Network; 2]) -> (&'static str, [Vec<String>; 2]) {
    let iris = both.map(|network| {
        let column = network.node_columns().iter().find(|column| column.name == "iri")?;
        match &column.values {
            Values::Text(iris) => iris.iter().cloned().collect::<Option<Vec<String>>>(),
            _ => None,
        }
    });
    let labels = both.map(|network| network.graph().node_weights().map(|node| node.label.clone()).collect::<Vec<_>>());
    let differ = |names: &[String]| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    match iris {
        [Some(first), Some(second)] if differ(&first) && differ(&second) => ("iri", [first, second]),
        _ if labels.iter().all(|labels| differ(labels)) => ("label", labels),
        _ => ("id", both.map(|network| network.graph().node_weights().map(|node| format!("n{}", node.id)).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Node, Parts};
    use super::*;

    fn network(labels: &[&str], iris: &[Option<&str>], edges: Vec<(u32, u32, f64)>) -> Network {
        let nodes = labels.iter().zip(0..).map(|(label, id)| Node { id, label: label.to_string() }).collect();
        let iris = Values::Text(iris.iter().map(|iri| iri.map(String::from)).collect());
        Network::new(Parts { nodes, edges, node_columns: vec![Column::new("iri", iris)], ..Parts::default() }).unwrap()
    }

    #[test]
    fn nodes_are_known_by_what_tells_them_apart() {
        let by_iri = network(&["A", "A"], &[Some("x"), Some("y")], vec![(0, 1, 1.0)]);
        let turned = network(&["B", "C"], &[Some("y"), Some("x")], vec![(0, 1, 1.0 + 1e-9)]);
        let same = diff(&by_iri, &turned);
        assert_eq!((same.known_by, same.is_empty()), ("iri", true));
        let unlinked = network(&["B", "C"], &[Some("y"), Some("z")], vec![]);
        let labels = diff(&by_iri, &unlinked).labels;
        assert_eq!(
            labels.iter().map(|(iri, label)| [iri, label].map(String::as_str)).collect::<Vec<_>>(),
            [["x", "A"], ["y", "B"], ["z", "C"]]
        );
        let by_label = network(&["B", "D"], &[Some("y"), None], vec![]);
        let difference = diff(&turned, &by_label);
        assert_eq!((difference.known_by, difference.nodes), ("label", 1));
        assert_eq!(difference.only_nodes, [vec!["C".to_string()], vec!["D".into()]]);
        assert_eq!(difference.only_edges[0].len(), 1);
        let by_id = network(&["A", "A"], &[None, None], vec![]);
        assert_eq!(diff(&by_iri, &by_id).known_by, "id");
    }
}
