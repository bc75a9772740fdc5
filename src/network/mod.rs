//! Networks: who is linked with whom, how strongly, and through which documents.
//!
//! A [`Network`] is a [petgraph] graph of labelled nodes and weighted edges with what a plain graph lacks:
//! typed attribute columns, the documents behind every edge, and an account of how the network was made. A [`Preset`]
//! projects [`literature`] onto one; all of them are pairs of items of an incidence of documents and items, which
//! [`project`] counts once, fast, for everybody. What is then done with it is done to its [`Parts`], one column or
//! filter after the other.
//!
//! A network that exists is sound: [`Network::new`] refuses edges without ends, weights of nothing, columns of the
//! wrong length. So the writers in `export` need no checks, and nothing in their files surprises the program that
//! opens them.
//!
//! ```
//! use citeweave::network::literature::{Literature, Things};
//! use citeweave::network::{Network, Preset, Projection};
//!
//! let things = |labels: &[&str]| Things {
//!     labels: labels.iter().map(|label| label.to_string()).collect(),
//!     ..Things::default()
//! };
//! let literature = Literature {
//!     people: things(&["Ann", "Bo", "Cy"]),
//!     works: things(&["On ties", "More ties"]),
//!     years: vec![Some(2020), Some(2021)],
//!     authorships: vec![(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)], // the first by all three, the second by Ann and Bo
//!     ..Literature::default()
//! };
//! let coauthors = Preset::from_name("coauthors").unwrap();
//! let network = Network::new(coauthors.project(&literature, &Projection::default())?)?;
//! let (ann, bo) = (0.into(), 1.into());
//! let edge = network.graph().find_edge(ann, bo).unwrap();
//! assert_eq!(network.graph()[edge].weight, 2.0);
//! assert_eq!(network.evidence().of(edge.index()), [0, 1]);
//! # Ok::<(), citeweave::network::NetworkError>(())
//! ```

pub mod analysis;
pub mod backbone;
pub mod bursts;
mod columns;
pub mod communities;
pub mod diff;
pub mod files;
pub mod filter;
pub mod historiograph;
pub mod labels;
pub mod layout;
pub mod links;
pub mod literature;
pub mod main_path;
pub mod measures;
pub mod merging;
pub mod normalise;
mod presets;
pub mod project;
mod random;
pub mod rows;
pub mod selection;
pub mod sizes;
pub mod themes;
pub mod thesaurus;
pub mod time;

pub use columns::{Column, Floats, Integers, Values};
pub use filter::finish;
pub use presets::{Cited, Counting, PRESETS, Preset, Projection, Shape};

use petgraph::graph::{NodeIndex, UnGraph};
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::fmt;

/// The smallest edge weight a network may have: the smallest normal single precision number.
///
/// Gephi reads weights of GraphML in single precision and deletes edges of weight 0, so a smaller weight would be lost.
pub const SMALLEST_WEIGHT: f64 = f32::MIN_POSITIVE as f64;

/// A thing in a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Row of the thing in the table it comes from; unique in the network. Files call the node `n` and this number, so
    /// a node keeps its name when the network is filtered differently.
    pub id: u32,
    /// Name for people. May be anything, even empty.
    pub label: String,
}

/// A link between two things.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Strength of the link: finite, at least [`SMALLEST_WEIGHT`].
    pub weight: f64,
}

/// Whether the edges of a network have a direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Being linked is mutual.
    #[default]
    Undirected,
    /// Edges lead from source to target.
    Directed,
}

impl Direction {
    /// Word for it in network files: `undirected` or `directed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Undirected => "undirected",
            Self::Directed => "directed",
        }
    }
}

/// A document behind an edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// DOI (`10.…`) where the document has one, else its IRI.
    pub id: String,
    /// Title, in whatever language the graph prefers.
    pub title: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
}

/// The documents behind every edge, as runs of row numbers into one table of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    documents: Vec<Document>,
    /// Edge `e` rests on `rows[offsets[e]..offsets[e + 1]]`. Empty when the network keeps no evidence.
    offsets: Vec<u32>,
    rows: Vec<u32>,
}

impl Evidence {
    /// Takes a table of documents and, for each edge, the range `offsets[e]..offsets[e + 1]` of `rows` that holds the
    /// numbers of its documents.
    ///
    /// # Errors
    /// [`NetworkError::Offsets`] if `offsets` does not cut `rows` into pieces, [`NetworkError::Row`] if a row number
    /// is outside the table.
    pub fn new(documents: Vec<Document>, offsets: Vec<u32>, rows: Vec<u32>) -> Result<Self, NetworkError> {
        project::check_offsets("evidence", &offsets, rows.len())?;
        if let Some(&row) = rows.iter().find(|&&row| row as usize >= documents.len()) {
            return Err(NetworkError::Row { table: "documents", row, rows: documents.len() });
        }
        Ok(Self { documents, offsets, rows })
    }

    /// Every document behind at least one edge.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The rows of [`documents`](Self::documents) behind the edge with this index, ascending; none if there is no such
    /// edge or the network keeps no evidence.
    pub fn of(&self, edge: usize) -> &[u32] {
        match self.offsets.get(edge..=edge.saturating_add(1)) {
            Some(&[start, end]) => &self.rows[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Whether the network keeps no evidence.
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// The evidence of the edges to keep, and the documents that these need.
    fn retain(&mut self, keep: &[bool]) {
        if self.is_empty() || !keep.contains(&false) {
            return;
        }
        let mut offsets = vec![0];
        let mut rows = Vec::new();
        let mut row_of = vec![u32::MAX; self.documents.len()];
        for edge in (0..self.edges()).filter(|&edge| keep[edge]) {
            rows.extend_from_slice(self.of(edge));
            offsets.push(rows.len() as u32);
        }
        rows.iter().for_each(|row| row_of[*row as usize] = 0);
        let mut next = 0;
        for row in row_of.iter_mut().filter(|row| **row == 0) {
            (*row, next) = (next, next + 1);
        }
        rows.iter_mut().for_each(|row| *row = row_of[*row as usize]);
        let mut document = 0;
        self.documents.retain(|_| {
            document += 1;
            row_of[document - 1] != u32::MAX
        });
        (self.offsets, self.rows) = (offsets, rows);
    }

    /// Number of edges there is evidence for.
    fn edges(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }
}

/// How a network was made: what every file of it says at its head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct About {
    /// Program and version.
    pub tool: String,
    /// Kind of network, as the command line names it: `coauthors`.
    pub preset: String,
    /// Options that were in force, given or default, as name and value.
    pub options: Vec<(String, String)>,
    /// Names of the numbers in the file and the formulas behind them.
    pub formulas: Vec<(String, String)>,
    /// What became of the documents.
    pub documents: DocumentCounts,
    /// The network as it was projected or read, and after each filter.
    pub steps: Vec<Step>,
    /// Items that have a counted document but, after filters, no link; whether they are in the network is an option.
    pub isolates: usize,
}

/// The size of a network at one point of its making.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What was done: `min_weight 2`.
    pub name: String,
    /// Nodes after it.
    pub nodes: usize,
    /// Edges after it.
    pub edges: usize,
}

/// A group of nodes that belong together more than with others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// Its number in the node column `cluster`, from 1.
    pub number: i64,
    /// A few words for it, from its strongest nodes or concepts; may be empty.
    pub label: String,
    /// Its nodes.
    pub nodes: usize,
    /// Colour of its nodes (red, green, blue).
    pub colour: [u8; 3],
}

/// What became of the documents a network was asked of. The last four add up to the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DocumentCounts {
    /// Documents given.
    pub given: usize,
    /// Documents with two items or more: they make the links.
    pub used: usize,
    /// Documents with one item: counted for the item, they link nothing.
    pub single: usize,
    /// Documents without the field the network is of.
    pub without: usize,
    /// Documents with more items than the limit: left out of everything.
    pub over_limit: usize,
}

/// Everything a [`Network`] is made of, before it is checked.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// How the network was made.
    pub about: About,
    /// Whether edges have a direction.
    pub direction: Direction,
    /// Nodes, with different ids.
    pub nodes: Vec<Node>,
    /// Edges as positions of source and target in `nodes` and a weight; sorted by these positions, each pair once, in
    /// an undirected network the smaller position first.
    pub edges: Vec<(u32, u32, f64)>,
    /// Attributes of the nodes.
    pub node_columns: Vec<Column>,
    /// Attributes of the edges.
    pub edge_columns: Vec<Column>,
    /// Documents behind the edges: of all edges or of none.
    pub evidence: Evidence,
    /// Name of the node column that node sizes show; integers or floats, none negative.
    pub size_by: Option<String>,
    /// A place in the plane for each node, or for none. Finite.
    pub positions: Vec<[f64; 2]>,
    /// A colour (red, green, blue) for each node, or for none.
    pub colours: Vec<[u8; 3]>,
    /// What the values of the node column `cluster` are called, in the order of their numbers; empty without clusters.
    pub clusters: Vec<Cluster>,
}

impl Parts {
    /// Keeps some nodes, the edges between these, and of these edges some. Columns, evidence, positions, colours follow.
    ///
    /// # Panics
    /// If there are not as many answers as nodes or edges.
    pub fn retain(&mut self, nodes: &[bool], edges: &[bool]) {
        assert_eq!((nodes.len(), edges.len()), (self.nodes.len(), self.edges.len()), "an answer for each");
        let mut next = 0;
        let position: Vec<u32> = nodes
            .iter()
            .map(|&keep| {
                next += u32::from(keep);
                if keep { next - 1 } else { u32::MAX }
            })
            .collect();
        let stays = |(source, target, _): &(u32, u32, f64)| nodes[*source as usize] && nodes[*target as usize];
        let edges: Vec<bool> = self.edges.iter().zip(edges).map(|(edge, keep)| *keep && stays(edge)).collect();
        self.evidence.retain(&edges);
        keep_rows(&mut self.nodes, nodes);
        keep_rows(&mut self.edges, &edges);
        for (source, target, _) in &mut self.edges {
            (*source, *target) = (position[*source as usize], position[*target as usize]);
        }
        self.node_columns.iter_mut().for_each(|column| column.values.retain(nodes));
        self.edge_columns.iter_mut().for_each(|column| column.values.retain(&edges));
        // Of these there may be none, which stay none.
        keep_rows(&mut self.positions, nodes);
        keep_rows(&mut self.colours, nodes);
    }

    /// The node column with this name.
    pub fn node_column(&self, name: &str) -> Option<&Column> {
        self.node_columns.iter().find(|column| column.name == name)
    }

    /// The edge column with this name.
    pub fn edge_column(&self, name: &str) -> Option<&Column> {
        self.edge_columns.iter().find(|column| column.name == name)
    }

    /// The years that the node column `year` tells, if it does.
    fn years(&self) -> Vec<Option<i32>> {
        let years = Integers::named(&self.node_columns, "year");
        let year = |row| years.get(row).and_then(|year| i32::try_from(year).ok());
        (0..self.nodes.len()).map(year).collect()
    }

    /// Sets a node column, in the place of one with the same name if there is one.
    pub fn set_node_column(&mut self, column: Column) {
        set(&mut self.node_columns, column);
    }

    /// Sets an edge column, in the place of one with the same name if there is one.
    pub fn set_edge_column(&mut self, column: Column) {
        set(&mut self.edge_columns, column);
    }
}

/// Keeps the rows for which an answer is yes, where they are: a copy would need the memory once more.
fn keep_rows<T>(rows: &mut Vec<T>, keep: &[bool]) {
    if keep.contains(&false) {
        let mut answers = keep.iter();
        rows.retain(|_| answers.next().copied().unwrap_or_default());
        if rows.len() < rows.capacity() / 2 {
            rows.shrink_to_fit();
        }
    }
}

fn set(columns: &mut Vec<Column>, column: Column) {
    match columns.iter_mut().find(|held| held.name.to_lowercase() == column.name.to_lowercase()) {
        Some(held) => *held = column,
        None => columns.push(column),
    }
}

/// A weighted graph with attributes, evidence and an account of its making.
#[derive(Clone, Debug)]
pub struct Network {
    about: About,
    direction: Direction,
    graph: UnGraph<Node, Edge>,
    node_columns: Vec<Column>,
    edge_columns: Vec<Column>,
    evidence: Evidence,
    size_by: Option<usize>,
    positions: Vec<[f64; 2]>,
    colours: Vec<[u8; 3]>,
    clusters: Vec<Cluster>,
}

impl Network {
    /// Checks the parts and puts them together.
    ///
    /// # Errors
    /// The first thing found wrong, as a [`NetworkError`] that names it.
    ///
    /// # Complexity
    /// Time and memory linear in the parts.
    pub fn new(parts: Parts) -> Result<Self, NetworkError> {
        let Parts { about, direction, nodes, edges, node_columns, edge_columns, evidence, .. } = parts;
        let (node_count, edge_count) = (nodes.len(), edges.len());
        check_size("nodes", node_count)?;
        check_size("edges", edge_count)?;

        let mut seen = FxHashSet::with_capacity_and_hasher(node_count, Default::default());
        if let Some(twice) = nodes.iter().find(|node| !seen.insert(node.id)) {
            return Err(NetworkError::NodeTwice { id: twice.id });
        }
        check_columns(&node_columns, node_count)?;
        check_columns(&edge_columns, edge_count)?;
        if !evidence.is_empty() {
            check_length("evidence", evidence.edges(), edge_count)?;
        }
        let size_by = parts.size_by.map(|name| sizing_column(&node_columns, name)).transpose()?;
        for (name, length) in [("positions", parts.positions.len()), ("colours", parts.colours.len())] {
            if length > 0 {
                check_length(name, length, node_count)?;
            }
        }
        if parts.positions.iter().flatten().any(|place| !place.is_finite()) {
            return Err(NetworkError::Number { column: "positions".into() });
        }

        let mut graph = UnGraph::with_capacity(node_count, edge_count);
        for node in nodes {
            graph.add_node(node);
        }
        let mut last = None;
        for (source, target, weight) in edges {
            if let Some(&row) = [source, target].iter().find(|&&row| row as usize >= node_count) {
                return Err(NetworkError::Row { table: "nodes", row, rows: node_count });
            }
            if last >= Some((source, target)) || (direction == Direction::Undirected && source > target) {
                return Err(NetworkError::EdgeOrder { source, target });
            }
            if !(weight.is_finite() && weight >= SMALLEST_WEIGHT) {
                return Err(NetworkError::Weight { source, target, weight });
            }
            last = Some((source, target));
            graph.add_edge(NodeIndex::new(source as usize), NodeIndex::new(target as usize), Edge { weight });
        }
        let Parts { positions, colours, clusters, .. } = parts;
        Ok(Self {
            about,
            direction,
            graph,
            node_columns,
            edge_columns,
            evidence,
            size_by,
            positions,
            colours,
            clusters,
        })
    }

    /// The network in parts again, to be changed.
    pub fn into_parts(self) -> Parts {
        let (nodes, edges) = self.graph.into_nodes_edges();
        let ends = |edge: &petgraph::graph::Edge<Edge, u32>| {
            (edge.source().index() as u32, edge.target().index() as u32, edge.weight.weight)
        };
        Parts {
            about: self.about,
            direction: self.direction,
            nodes: nodes.into_iter().map(|node| node.weight).collect(),
            edges: edges.iter().map(ends).collect(),
            size_by: self.size_by.map(|column| self.node_columns[column].name.clone()),
            node_columns: self.node_columns,
            edge_columns: self.edge_columns,
            evidence: self.evidence,
            positions: self.positions,
            colours: self.colours,
            clusters: self.clusters,
        }
    }

    /// The graph itself. Nodes and edges are numbered from 0 without gaps, edges in the order of their ends; an edge's
    /// ends stand as given, so in a directed network petgraph's first end is the source.
    pub fn graph(&self) -> &UnGraph<Node, Edge> {
        &self.graph
    }

    /// Whether edges have a direction.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Attributes of the nodes.
    pub fn node_columns(&self) -> &[Column] {
        &self.node_columns
    }

    /// Attributes of the edges. The weight is not among them.
    pub fn edge_columns(&self) -> &[Column] {
        &self.edge_columns
    }

    /// The node column that node sizes show.
    pub fn size_column(&self) -> Option<&Column> {
        self.size_by.and_then(|column| self.node_columns.get(column))
    }

    /// The number of the cluster of each node; nothing without a node column `cluster` of integers.
    pub fn cluster_numbers(&self) -> &Integers {
        Integers::named(&self.node_columns, "cluster")
    }

    /// The documents behind every edge.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// A place for each node; empty when the network was not laid out.
    pub fn positions(&self) -> &[[f64; 2]] {
        &self.positions
    }

    /// A colour for each node; empty when the network was not coloured.
    pub fn colours(&self) -> &[[u8; 3]] {
        &self.colours
    }

    /// What the clusters are called; empty when there are none.
    pub fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    /// How the network was made.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The account of the making with the size of the outcome, as names and values in reading order. Files carry it at
    /// their head.
    pub fn account(&self) -> Vec<(&str, String)> {
        let About { tool, preset, options, formulas, documents, steps, isolates } = &self.about;
        let mut lines = vec![("tool", tool.clone()), ("preset", preset.clone())];
        lines.extend(options.iter().map(|(name, value)| (name.as_str(), value.clone())));
        lines.extend([
            ("documents", documents.given.to_string()),
            ("documents_used", documents.used.to_string()),
            ("documents_single", documents.single.to_string()),
            ("documents_without", documents.without.to_string()),
            ("documents_over_limit", documents.over_limit.to_string()),
        ]);
        lines.extend(
            steps.iter().map(|Step { name, nodes, edges }| ("step", format!("{name}: {nodes} nodes, {edges} edges"))),
        );
        lines.extend([
            ("nodes", self.graph.node_count().to_string()),
            ("edges", self.graph.edge_count().to_string()),
            ("without_links", isolates.to_string()),
        ]);
        lines.extend(formulas.iter().map(|(name, formula)| (name.as_str(), formula.clone())));
        lines
    }
}

/// Why a network could not be made: the parts given do not fit together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NetworkError {
    /// Offsets must start at 0, never fall, and end at the number of entries they cut.
    Offsets {
        /// What the offsets cut.
        of: &'static str,
    },
    /// The items of a document must ascend, each once.
    Items {
        /// The document.
        document: usize,
    },
    /// A row number outside its table.
    Row {
        /// The table.
        table: &'static str,
        /// The number.
        row: u32,
        /// Rows the table has.
        rows: usize,
    },
    /// A column or list has another length than what it describes.
    Length {
        /// The column or list.
        of: String,
        /// Entries it has.
        found: usize,
        /// Entries it should have.
        expected: usize,
    },
    /// Two nodes with one id.
    NodeTwice {
        /// The id.
        id: u32,
    },
    /// An edge that is there already, out of order, or in an undirected network the wrong way round.
    EdgeOrder {
        /// Position of the source among the nodes.
        source: u32,
        /// Position of the target among the nodes.
        target: u32,
    },
    /// A weight that is not a number, infinite, or below [`SMALLEST_WEIGHT`].
    Weight {
        /// Position of the source among the nodes.
        source: u32,
        /// Position of the target among the nodes.
        target: u32,
        /// The weight.
        weight: f64,
    },
    /// A column of floats or positions with an infinity or a value that is no number.
    Number {
        /// The column.
        column: String,
    },
    /// Two columns with one name, or one without a name.
    ColumnName {
        /// The name.
        name: String,
    },
    /// Sizes are to show a column that is not there, is not numeric, or has negative values.
    SizeColumn {
        /// The name.
        name: String,
    },
    /// More of something than 32 bits can number.
    TooMany {
        /// What there is too much of.
        of: &'static str,
        /// How much.
        found: u64,
    },
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offsets { of } => write!(f, "offsets do not cut the list into pieces: {of}"),
            Self::Items { document } => {
                write!(f, "items of a document are not in ascending order: document {document}")
            }
            Self::Row { table, row, rows } => write!(f, "row outside {table}, which has {rows} rows: {row}"),
            Self::Length { of, found, expected } => write!(f, "{of} has {found} entries instead of {expected}"),
            Self::NodeTwice { id } => write!(f, "two nodes with one id: {id}"),
            Self::EdgeOrder { source, target } => write!(f, "edge is a duplicate or out of order: {source}, {target}"),
            Self::Weight { source, target, weight } => {
                write!(f, "weight of edge {source}, {target} is not a positive number: {weight}")
            }
            Self::Number { column } => write!(f, "infinity or no number in column: {column}"),
            Self::ColumnName { name } => write!(f, "column name is empty or taken: {name:?}"),
            Self::SizeColumn { name } => write!(f, "no column of numbers from 0 up to show as size: {name:?}"),
            Self::TooMany { of, found } => write!(f, "more {of} than 32 bits can number: {found}"),
        }
    }
}

impl std::error::Error for NetworkError {}

/// petgraph numbers nodes and edges with 32 bits and keeps the last number for itself.
fn check_size(of: &'static str, found: usize) -> Result<(), NetworkError> {
    if found < u32::MAX as usize { Ok(()) } else { Err(NetworkError::TooMany { of, found: found as u64 }) }
}

fn check_length(of: &str, found: usize, expected: usize) -> Result<(), NetworkError> {
    if found == expected { Ok(()) } else { Err(NetworkError::Length { of: of.into(), found, expected }) }
}

fn check_columns(columns: &[Column], rows: usize) -> Result<(), NetworkError> {
    let mut names = FxHashSet::default();
    for Column { name, values } in columns {
        if name.is_empty() || !names.insert(name.to_lowercase()) {
            return Err(NetworkError::ColumnName { name: name.clone() });
        }
        check_length(name, values.len(), rows)?;
        if let Values::Float(floats) = values
            && floats.iter().flatten().any(|value| !value.is_finite())
        {
            return Err(NetworkError::Number { column: name.clone() });
        }
    }
    Ok(())
}

fn sizing_column(columns: &[Column], name: String) -> Result<usize, NetworkError> {
    let column = columns.iter().position(|column| {
        column.name == name
            && match &column.values {
                Values::Integer(values) => values.iter().flatten().all(|value| value >= 0),
                Values::Float(values) => values.iter().flatten().all(|value| value >= 0.0),
                Values::Text(_) | Values::Boolean(_) => false,
            }
    });
    column.ok_or(NetworkError::SizeColumn { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        let node = |id| Node { id, label: String::new() };
        Parts {
            nodes: vec![node(4), node(7), node(9)],
            edges: vec![(0, 1, 1.0), (0, 2, 0.5)],
            node_columns: vec![Column::new("documents", Values::integers(vec![Some(1), None, Some(0)]))],
            size_by: Some("documents".into()),
            ..Parts::default()
        }
    }

    fn refusal(change: impl FnOnce(&mut Parts)) -> NetworkError {
        let mut parts = parts();
        change(&mut parts);
        Network::new(parts).unwrap_err()
    }

    #[test]
    fn takes_sound_parts() {
        let network = Network::new(parts()).unwrap();
        assert_eq!((network.graph().node_count(), network.graph().edge_count()), (3, 2));
        assert_eq!(network.size_column().map(|column| column.name.as_str()), Some("documents"));
        assert!(network.evidence().of(0).is_empty() && network.evidence().of(usize::MAX).is_empty());
    }

    #[test]
    fn names_what_does_not_fit() {
        use NetworkError as E;
        let integers = |values: &[i64]| Values::integers(values.iter().copied().map(Some));
        assert_eq!(refusal(|p| p.nodes[1].id = 4), E::NodeTwice { id: 4 });
        assert_eq!(refusal(|p| p.edges[1].1 = 3), E::Row { table: "nodes", row: 3, rows: 3 });
        assert_eq!(refusal(|p| p.edges[1] = (0, 1, 1.0)), E::EdgeOrder { source: 0, target: 1 });
        assert_eq!(refusal(|p| p.edges[1] = (2, 1, 1.0)), E::EdgeOrder { source: 2, target: 1 });
        assert!(matches!(refusal(|p| p.edges[0].2 = f64::NAN), E::Weight { source: 0, target: 1, .. }));
        assert_eq!(refusal(|p| p.edges[0].2 = 1e-40), E::Weight { source: 0, target: 1, weight: 1e-40 });
        assert_eq!(
            refusal(|p| p.edge_columns = vec![Column::new("documents", integers(&[1]))]),
            E::Length { of: "documents".into(), found: 1, expected: 2 }
        );
        assert_eq!(
            refusal(|p| p.node_columns.push(Column::new("Documents", integers(&[1, 1, 1])))),
            E::ColumnName { name: "Documents".into() }
        );
        assert_eq!(
            refusal(|p| p.edge_columns = vec![Column::new("f", Values::floats(vec![Some(f64::INFINITY), None]))]),
            E::Number { column: "f".into() }
        );
        assert_eq!(
            refusal(|p| p.node_columns[0].values = integers(&[1, -1, 2])),
            E::SizeColumn { name: "documents".into() }
        );
        assert_eq!(refusal(|p| p.colours = vec![[0, 0, 0]]), E::Length { of: "colours".into(), found: 1, expected: 3 });
        assert_eq!(refusal(|p| p.positions = vec![[0.0, f64::NAN]; 3]), E::Number { column: "positions".into() });
        let evidence = Evidence::new(Vec::new(), vec![0, 0], Vec::new()).unwrap();
        assert_eq!(refusal(|p| p.evidence = evidence), E::Length { of: "evidence".into(), found: 1, expected: 2 });
    }

    #[test]
    fn a_directed_network_may_have_both_directions() {
        let mut parts = parts();
        parts.direction = Direction::Directed;
        parts.edges = vec![(0, 1, 1.0), (1, 0, 2.0)];
        let network = Network::new(parts).unwrap();
        assert_eq!(network.graph().edge_endpoints(1.into()), Some((1.into(), 0.into())));
    }

    #[test]
    fn evidence_rows_lie_in_the_table() {
        let document = Document { id: "10.1/a".into(), title: None, year: None };
        let evidence =
            |offsets: &[u32], rows: &[u32]| Evidence::new(vec![document.clone()], offsets.to_vec(), rows.to_vec());
        assert_eq!(evidence(&[0, 1, 1], &[0]).unwrap().of(0), [0]);
        assert_eq!(evidence(&[0, 1], &[1]), Err(NetworkError::Row { table: "documents", row: 1, rows: 1 }));
        for offsets in [&[][..], &[1, 1], &[0, 2], &[0, 1, 0, 1]] {
            assert_eq!(evidence(offsets, &[0]), Err(NetworkError::Offsets { of: "evidence" }), "{offsets:?}");
        }
    }
}
