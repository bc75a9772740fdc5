//! A network through the years: the network of each slice of time, and what grew from slice to slice.
//!
//! An edge knows its documents and these their years, so the network of a slice needs no second projection: an edge is in
//! it if one of its documents is, with the share of its weight that these documents have. Under full counting that is
//! exactly what a projection of the slice's documents gives, where a document counts once for an edge: between authors or
//! sources that cite each other it may count several times. Under fractional counting and after normalisation it is an
//! estimate, because the documents of an edge then weigh differently; it is exact where they weigh the same.
//!
//! Positions, colours and clusters stay those of the whole network, so that slices can be laid side by side.

use super::project::{Incidence, span};
use super::{Cluster, Column, Evidence, Integers, Network, NetworkError, Node, Parts, SMALLEST_WEIGHT, Step, Values};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;

/// Years from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice {
    /// First year.
    pub first: i32,
    /// Last year, not before the first.
    pub last: i32,
}

impl Slice {
    /// Whether a year lies in it.
    pub fn contains(self, year: i32) -> bool {
        (self.first..=self.last).contains(&year)
    }

    /// Number of years, 0 if the last lies before the first.
    pub fn years(self) -> u64 {
        u64::try_from(i64::from(self.last) - i64::from(self.first) + 1).unwrap_or(0)
    }

    fn middle(self) -> f64 {
        f64::midpoint(self.first.into(), self.last.into())
    }
}

impl fmt::Display for Slice {
    /// Writes `2001-2005`, of a single year `2001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

/// How a span of years is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Slicing {
    /// So many slices, as equal in width as whole years allow; one per year where there are fewer years.
    Count(u32),
    /// Slices of so many years; the last ends with the span.
    Width(u32),
    /// A slice begins at each of these years, ascending, the first at the first year of the span if that is earlier.
    Starts(Vec<i32>),
    /// A window of `width` years, moved on by `step` years until it reaches the end of the span.
    Sliding {
        /// Years of the window.
        width: u32,
        /// Years from the start of one window to that of the next.
        step: u32,
    },
    /// So many slices that all begin with the span; their ends are those of [`Slicing::Count`].
    Cumulative(u32),
}

/// Why years could not be sliced.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TimeError {
    /// A number of slices, a width or a step of 0, or years of cutting that do not ascend.
    Slicing,
    /// More than [`MOST_SLICES`] slices.
    TooMany {
        /// How many there would be.
        slices: u64,
    },
    /// The network keeps no evidence, so nobody knows when its edges came.
    NoEvidence,
    /// No document behind an edge has a year.
    NoYears,
    /// The network could not be put together.
    Network(NetworkError),
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slicing => f.write_str("slices need a positive number of years, and starts that ascend"),
            Self::TooMany { slices } => write!(f, "more than {MOST_SLICES} slices: {slices}"),
            Self::NoEvidence => f.write_str("the network keeps no documents behind its edges"),
            Self::NoYears => f.write_str("no document behind an edge has a year"),
            Self::Network(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TimeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Network(error) => Some(error),
            _ => None,
        }
    }
}

impl From<NetworkError> for TimeError {
    fn from(error: NetworkError) -> Self {
        Self::Network(error)
    }
}

/// Slices at most: each is a network.
pub const MOST_SLICES: u64 = 1_000;

impl Slicing {
    /// Cuts the years of `span`.
    ///
    /// # Errors
    /// [`TimeError::Slicing`] and [`TimeError::TooMany`].
    ///
    /// # Example
    /// ```
    /// use citeweave::network::time::{Slice, Slicing};
    /// let years = Slice { first: 2001, last: 2011 };
    /// let shown = |slicing: Slicing| -> Result<String, citeweave::network::time::TimeError> {
    ///     Ok(slicing.cut(years)?.iter().map(Slice::to_string).collect::<Vec<_>>().join(" "))
    /// };
    /// assert_eq!(shown(Slicing::Count(3))?, "2001-2003 2004-2007 2008-2011");
    /// assert_eq!(shown(Slicing::Width(5))?, "2001-2005 2006-2010 2011");
    /// assert_eq!(shown(Slicing::Starts(vec![2005, 2010]))?, "2001-2004 2005-2009 2010-2011");
    /// assert_eq!(shown(Slicing::Sliding { width: 7, step: 2 })?, "2001-2007 2003-2009 2005-2011");
    /// assert_eq!(shown(Slicing::Cumulative(2))?, "2001-2005 2001-2011");
    /// # Ok::<(), citeweave::network::time::TimeError>(())
    /// ```
    pub fn cut(&self, span: Slice) -> Result<Vec<Slice>, TimeError> {
        let years = span.years();
        if years == 0 {
            return Err(TimeError::NoYears);
        }
        // The slice of the years from..to of the span, counted from 0.
        let slice = |from: u64, to: u64| Slice {
            first: (i64::from(span.first) + from as i64) as i32,
            last: (i64::from(span.first) + to as i64 - 1) as i32,
        };
        let allowed = |slices: u64| match slices {
            0 => Err(TimeError::Slicing),
            1..=MOST_SLICES => Ok(slices),
            _ => Err(TimeError::TooMany { slices }),
        };
        match self {
            Self::Count(count) | Self::Cumulative(count) => {
                let count = allowed(u64::from(*count).min(years))?;
                let equal = (0..count).map(|i| (i * years / count, (i + 1) * years / count));
                let start = |from| if matches!(self, Self::Count(_)) { from } else { 0 };
                Ok(equal.map(|(from, to)| slice(start(from), to)).collect())
            }
            Self::Width(0) | Self::Sliding { width: 0, .. } | Self::Sliding { step: 0, .. } => Err(TimeError::Slicing),
            Self::Width(width) => {
                let width = u64::from(*width);
                let count = allowed(years.div_ceil(width))?;
                Ok((0..count).map(|i| slice(i * width, ((i + 1) * width).min(years))).collect())
            }
            Self::Sliding { width, step } => {
                let (width, step) = (u64::from(*width).min(years), u64::from(*step));
                let count = allowed((years - width).div_ceil(step) + 1)?;
                Ok((0..count).map(|i| slice(i * step, (i * step + width).min(years))).collect())
            }
            Self::Starts(starts) => {
                if !starts.is_sorted_by(|a, b| a < b) {
                    return Err(TimeError::Slicing);
                }
                let inside = starts.iter().copied().filter(|&year| year > span.first && year <= span.last);
                let starts: Vec<i32> = std::iter::once(span.first).chain(inside).collect();
                allowed(starts.len() as u64)?;
                let last = |next: usize| starts.get(next).map_or(span.last, |year| year - 1);
                Ok(starts.iter().enumerate().map(|(i, &first)| Slice { first, last: last(i + 1) }).collect())
            }
        }
    }
}

/// How many documents each item has in each year: what tells that a node was there without a link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct YearlyDocuments {
    /// Item `i` has the years `counts[starts[i]..starts[i + 1]]`, ascending.
    starts: Vec<usize>,
    counts: Vec<(i32, u32)>,
    /// Documents of each year, those with items and those without.
    all: Vec<(i32, u32)>,
}

impl YearlyDocuments {
    /// Counts the documents of each item by year. Items are known by their row number, which is the
    /// [id](Node::id) of their node. Documents without a year are not counted.
    ///
    /// # Complexity
    /// Time O(n log n) in the links of the incidence.
    pub fn new(incidence: &Incidence<'_>, years: &[Option<i32>]) -> Self {
        let mut links: Vec<(u32, i32)> = Vec::new();
        let mut all: Vec<i32> = Vec::new();
        for document in 0..incidence.documents() {
            if let Some(year) = years.get(document).copied().flatten() {
                links.extend(incidence.items_of(document).iter().map(|&item| (item, year)));
                all.push(year);
            }
        }
        links.sort_unstable();
        all.sort_unstable();
        let mut starts = vec![0];
        let mut counts = Vec::new();
        for equal in links.chunk_by(|a, b| a == b) {
            starts.resize(equal[0].0 as usize + 1, counts.len());
            counts.push((equal[0].1, equal.len() as u32));
        }
        starts.resize(incidence.item_rows() + 1, counts.len());
        Self { starts, counts, all: all.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32)).collect() }
    }

    /// The years in which an item has documents, ascending, with their numbers.
    pub fn of(&self, item: u32) -> &[(i32, u32)] {
        match self.starts.get(item as usize..=(item as usize).saturating_add(1)) {
            Some(&[start, end]) => &self.counts[start..end],
            _ => &[],
        }
    }

    fn in_slice(&self, item: u32, slice: Slice) -> u64 {
        sum_in(self.of(item), slice)
    }
}

fn sum_in(counts: &[(i32, u32)], slice: Slice) -> u64 {
    counts.iter().filter(|(year, _)| slice.contains(*year)).map(|(_, count)| u64::from(*count)).sum()
}

/// The years from the first to the last document of a network: those behind its edges and, if given, those of its nodes.
///
/// # Errors
/// [`TimeError::NoYears`] if there is none.
pub fn years(network: &Network, documents: Option<&YearlyDocuments>) -> Result<Slice, TimeError> {
    let behind = network.evidence().documents().iter().map(|document| document.year);
    let counted = documents.into_iter().flat_map(|documents| documents.all.iter().map(|(year, _)| Some(*year)));
    let (first, last) = span(behind.chain(counted)).ok_or(TimeError::NoYears)?;
    Ok(Slice { first, last })
}

/// Makes the network of one slice of years.
///
/// An edge is in it if a document behind it is of these years; its weight is
///
/// weight · documents in the slice / documents behind the edge,
///
/// documents without a year counting among the latter, which is exact for full counting where a document counts once (see the [module](self)). A node
/// is in it if it has such an edge or, where `documents` is given, a document of these years. Nodes keep their
/// [ids](Node::id).
///
/// | attribute of a node | type | meaning |
/// |---|---|---|
/// | `documents` | integer | in the slice; only where `documents` is given |
/// | `linked_documents` | integer | in the slice, behind an edge of the node |
/// | `total_link_strength` | float | Σ weight over the edges of the node in the slice |
///
/// | attribute of an edge | type | meaning |
/// |---|---|---|
/// | `count` | integer | documents in the slice |
/// | `first_year`, `last_year` | integer | of these |
/// | `overall_weight` | float | weight in the whole network |
///
/// Text, yes and no, and the number of the cluster are kept. Any other number of the whole network is kept under its
/// name with `overall_` before it, because it is not true of the slice. Node sizes show `documents`, without them the
/// size column of the whole network. [`About::options`](super::About::options) has `slice` added, the account of the
/// documents remains that of the whole network.
///
/// # Arguments
/// * `network` — with the documents behind its edges.
/// * `slice` — the years.
/// * `documents` — documents of the nodes by year, so that nodes without a link are not lost.
///
/// # Errors
/// [`TimeError::NoEvidence`] if the network has edges and no documents behind them.
///
/// # Complexity
/// Time linear in nodes, edges and evidence; a logarithm more for the distinct documents of the nodes.
pub fn network_of_slice(
    network: &Network,
    slice: Slice,
    documents: Option<&YearlyDocuments>,
) -> Result<Parts, TimeError> {
    let graph = network.graph();
    let evidence = network.evidence();
    if evidence.is_empty() && graph.edge_count() > 0 {
        return Err(TimeError::NoEvidence);
    }

    // Edges with documents in the slice.
    let mut kept: Vec<KeptEdge> = Vec::new();
    let mut behind = DocumentsBehind::new(evidence);
    for (index, edge) in graph.raw_edges().iter().enumerate() {
        if let Some((documents, years)) = behind.add(evidence.of(index), slice) {
            let share = f64::from(documents) / evidence.of(index).len() as f64;
            kept.push(KeptEdge {
                index,
                ends: (edge.source().index(), edge.target().index()),
                weight: (edge.weight.weight * share).max(SMALLEST_WEIGHT),
                documents,
                years,
            });
        }
    }

    // Nodes with such an edge or a document, and their new positions.
    let nodes: Vec<&Node> = graph.node_weights().collect();
    let own = |node: &Node| documents.map_or(0, |documents| documents.in_slice(node.id, slice));
    let mut linked = vec![false; nodes.len()];
    kept.iter().for_each(|edge| (linked[edge.ends.0], linked[edge.ends.1]) = (true, true));
    let rows: Vec<usize> = (0..nodes.len()).filter(|&row| linked[row] || own(nodes[row]) > 0).collect();
    let mut position = vec![0u32; nodes.len()];
    rows.iter().enumerate().for_each(|(new, &old)| position[old] = new as u32);

    let mut strength = vec![0.0; rows.len()];
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let (evidence, offsets, behind_rows) = behind.finish()?;
    for (edge, range) in kept.iter().zip(offsets.windows(2)) {
        let (source, target) = (position[edge.ends.0], position[edge.ends.1]);
        strength[source as usize] += edge.weight;
        if source != target {
            strength[target as usize] += edge.weight;
        }
        let of_edge = &behind_rows[range[0] as usize..range[1] as usize];
        pairs.extend(of_edge.iter().flat_map(|&document| [(source, document), (target, document)]));
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut linked_documents = vec![0i64; rows.len()];
    pairs.iter().for_each(|(node, _)| linked_documents[*node as usize] += 1);

    let edge_rows: Vec<usize> = kept.iter().map(|edge| edge.index).collect();
    let integers = |values: &mut dyn Iterator<Item = i64>| Values::integers(values.map(Some));
    let floats = |values: &mut dyn Iterator<Item = f64>| Values::floats(values.map(Some));
    let mut node_columns = Vec::new();
    if documents.is_some() {
        let values = integers(&mut rows.iter().map(|&row| own(nodes[row]) as i64));
        node_columns.push(Column::new("documents", values));
    }
    node_columns.push(Column::new("linked_documents", Values::integers(linked_documents.into_iter().map(Some))));
    node_columns.push(Column::new("total_link_strength", floats(&mut strength.iter().copied())));
    #[rustfmt::skip]
    let mut edge_columns = vec![
        Column::new("count",      integers(&mut kept.iter().map(|edge| edge.documents.into()))),
        Column::new("first_year", integers(&mut kept.iter().map(|edge| edge.years.0.into()))),
        Column::new("last_year",  integers(&mut kept.iter().map(|edge| edge.years.1.into()))),
        Column::new("overall_weight", floats(&mut kept.iter().map(|edge| graph.raw_edges()[edge.index].weight.weight))),
    ];
    let size_by = if documents.is_some() { Some("documents".into()) } else { network.size_column().map(name_in_slice) };
    keep_columns(&mut node_columns, network.node_columns(), &rows);
    keep_columns(&mut edge_columns, network.edge_columns(), &edge_rows);

    let mut about = network.about().clone();
    about.options.push(("slice".into(), slice.to_string()));
    about.options.push(("slice_documents".into(), evidence.documents().len().to_string()));
    let formula = "weight of the whole network x documents of the edge in the slice / documents of the edge";
    about.formulas.push(("weight of a slice".into(), formula.into()));
    about.isolates = rows.iter().filter(|&&row| !linked[row]).count();
    about.steps.push(Step { name: format!("slice {slice}"), nodes: rows.len(), edges: kept.len() });

    let clusters = clusters_in_slice(network.clusters(), &node_columns);
    let each = |row: &usize| (nodes[*row].clone(), network.positions().get(*row), network.colours().get(*row));
    Ok(Parts {
        about,
        direction: network.direction(),
        nodes: rows.iter().map(|row| each(row).0).collect(),
        edges: kept.iter().map(|edge| (position[edge.ends.0], position[edge.ends.1], edge.weight)).collect(),
        // A column of sizes can be missing where another took its name.
        size_by: size_by.filter(|name: &String| node_columns.iter().any(|column| column.name == *name)),
        node_columns,
        edge_columns,
        evidence,
        positions: rows.iter().filter_map(|row| each(row).1.copied()).collect(),
        colours: rows.iter().filter_map(|row| each(row).2.copied()).collect(),
        clusters,
    })
}

struct KeptEdge {
    index: usize,
    ends: (usize, usize),
    weight: f64,
    documents: u32,
    years: (i32, i32),
}

/// Gathers the documents behind the edges of a slice into a table that holds only these.
struct DocumentsBehind<'a> {
    whole: &'a Evidence,
    years: Vec<Option<i32>>,
    /// New row of each document, once it has one.
    row_of: Vec<Option<u32>>,
    offsets: Vec<u32>,
    rows: Vec<u32>,
}

impl<'a> DocumentsBehind<'a> {
    fn new(whole: &'a Evidence) -> Self {
        let row_of = vec![None; whole.documents().len()];
        Self { whole, years: years_of(whole), row_of, offsets: vec![0], rows: Vec::new() }
    }

    /// Takes those of an edge's documents that are of the slice; tells their number and years if there are any.
    fn add(&mut self, behind: &[u32], slice: Slice) -> Option<(u32, (i32, i32))> {
        let start = self.rows.len();
        let year = |row: u32| self.years[row as usize].filter(|year| slice.contains(*year));
        self.rows.extend(behind.iter().copied().filter(|&row| year(row).is_some()));
        let added = &self.rows[start..];
        let years = span(added.iter().map(|&row| year(row)))?;
        added.iter().for_each(|&row| self.row_of[row as usize] = Some(0));
        self.offsets.push(self.rows.len() as u32);
        Some(((self.rows.len() - start) as u32, years))
    }

    fn finish(self) -> Result<(Evidence, Vec<u32>, Vec<u32>), NetworkError> {
        let Self { whole, mut row_of, offsets, mut rows, .. } = self;
        if whole.is_empty() {
            return Ok((Evidence::default(), offsets, rows));
        }
        let mut documents = Vec::new();
        for (document, row) in whole.documents().iter().zip(&mut row_of) {
            if let Some(row) = row {
                *row = documents.len() as u32;
                documents.push(document.clone());
            }
        }
        rows.iter_mut().for_each(|row| *row = row_of[*row as usize].unwrap_or(0));
        Ok((Evidence::new(documents, offsets.clone(), rows.clone())?, offsets, rows))
    }
}

/// The years of documents, without the titles between them: read once for every document of every edge.
fn years_of(evidence: &Evidence) -> Vec<Option<i32>> {
    evidence.documents().iter().map(|document| document.year).collect()
}

/// The name a column of the whole network has in that of a slice.
fn name_in_slice(column: &Column) -> String {
    let number = matches!(column.values, Values::Integer(_) | Values::Float(_));
    if number && column.name != "cluster" && !column.name.starts_with("overall_") {
        format!("overall_{}", column.name)
    } else {
        column.name.clone()
    }
}

/// Adds the columns of the whole network, at the rows that are kept. A name that is taken stays with its owner.
fn keep_columns(columns: &mut Vec<Column>, whole: &[Column], rows: &[usize]) {
    let mut taken: FxHashSet<String> = columns.iter().map(|column| column.name.to_lowercase()).collect();
    for column in whole {
        let name = name_in_slice(column);
        if !taken.insert(name.to_lowercase()) {
            continue;
        }
        columns.push(Column::new(name, column.values.select(rows.iter().copied())));
    }
}

/// The clusters that have a node in the slice, with the number of these.
fn clusters_in_slice(clusters: &[Cluster], node_columns: &[Column]) -> Vec<Cluster> {
    let mut nodes: FxHashMap<i64, usize> = FxHashMap::default();
    Integers::named(node_columns, "cluster").iter().flatten().for_each(|number| *nodes.entry(number).or_default() += 1);
    let count = |cluster: &Cluster| nodes.get(&cluster.number).copied().unwrap_or_default();
    let counted = clusters.iter().map(|cluster| Cluster { nodes: count(cluster), ..cluster.clone() });
    counted.filter(|cluster| cluster.nodes > 0).collect()
}

/// How a network grew from slice to slice.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    /// The network in each slice.
    pub slices: Vec<SliceGrowth>,
    /// Each node, in the order of the network.
    pub nodes: Vec<NodeGrowth>,
    /// Growth of the documents of the whole network.
    pub rate: Option<Rate>,
}

/// A network in one slice.
#[derive(Clone, Debug, PartialEq)]
pub struct SliceGrowth {
    /// The years.
    pub slice: Slice,
    /// Documents: all that were counted where documents by year are given, else those behind edges.
    pub documents: u64,
    /// Nodes with an edge or a document.
    pub nodes: usize,
    /// Of these, those that are in no earlier slice.
    pub new_nodes: usize,
    /// Edges.
    pub links: usize,
    /// Of these, those that are in no earlier slice.
    pub new_links: usize,
    /// Edges of the slice before that are not in this one.
    pub lost_links: usize,
}

/// A node through the slices.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeGrowth {
    /// [Id](Node::id) of the node.
    pub node: u32,
    /// Documents in each slice: all of its own where documents by year are given, else those behind its edges.
    pub documents: Vec<u64>,
    /// Position of the first slice the node is in.
    pub first_slice: Option<usize>,
    /// Edges of the node in each slice that are in no earlier one.
    pub new_links: Vec<usize>,
    /// Edges of the node in the slice before that are not in this one.
    pub lost_links: Vec<usize>,
    /// Growth of its documents.
    pub rate: Option<Rate>,
}

/// How fast a number of documents grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Compound annual growth rate: 0.1 is ten per cent more each year.
    pub annual: f64,
    /// Years in which the number doubles: ln 2 / ln(1 + annual). None where it does not grow.
    pub doubling_time: Option<f64>,
}

impl Rate {
    /// The rate that leads from one number to another in so many years: (to / from)^(1 / years) − 1.
    ///
    /// None if a number or the years are not positive.
    ///
    /// ```
    /// use citeweave::network::time::Rate;
    /// let rate = Rate::between(100.0, 400.0, 10.0).unwrap();
    /// assert!((rate.annual - 0.148_698_354_997).abs() < 1e-12); // the tenth root of 4 is 1.1487
    /// assert!((rate.doubling_time.unwrap() - 5.0).abs() < 1e-12);
    /// assert_eq!(Rate::between(0.0, 400.0, 10.0), None);
    /// ```
    pub fn between(from: f64, to: f64, years: f64) -> Option<Self> {
        let positive = [from, to, years].iter().all(|number| number.is_finite() && *number > 0.0);
        if !positive {
            return None;
        }
        let log = (to / from).ln() / years;
        let doubling_time = (log > 0.0).then(|| std::f64::consts::LN_2 / log);
        Some(Self { annual: log.exp_m1(), doubling_time }).filter(|rate| rate.annual.is_finite())
    }
}

/// Tells how a network and its nodes grew from slice to slice.
///
/// The rate compares the first with the last slice: documents per year, from the middle of one to the middle of the
/// other. Slices that begin in the same year are taken as [cumulative](Slicing::Cumulative): then documents up to the
/// end of the first are compared with those up to the end of the last.
///
/// # Arguments
/// * `network` — with the documents behind its edges.
/// * `slices` — in the order of time, as [`Slicing::cut`] gives them.
/// * `documents` — documents of the nodes by year; without them only documents behind edges count.
///
/// # Errors
/// [`TimeError::NoEvidence`] if the network has edges and no documents behind them.
///
/// # Complexity
/// Time O(slices · (nodes + evidence)), memory O(slices · nodes).
///
/// # Reference
/// Compound rate and doubling time as in Price, Little Science, Big Science (1963), and bibliometrix's annual growth rate.
pub fn growth(network: &Network, slices: &[Slice], documents: Option<&YearlyDocuments>) -> Result<Growth, TimeError> {
    let graph = network.graph();
    let (nodes, edges) = (graph.node_count(), graph.edge_count());
    if network.evidence().is_empty() && edges > 0 {
        return Err(TimeError::NoEvidence);
    }
    let ids: Vec<u32> = graph.node_weights().map(|node| node.id).collect();
    let empty = |id: &u32| NodeGrowth {
        node: *id,
        documents: vec![0; slices.len()],
        first_slice: None,
        new_links: vec![0; slices.len()],
        lost_links: vec![0; slices.len()],
        rate: None,
    };
    let mut growth = Growth { slices: Vec::new(), nodes: ids.iter().map(empty).collect(), rate: None };

    let years = years_of(network.evidence());
    let mut seen = vec![false; edges];
    let mut before = vec![false; edges];
    let mut pairs: Vec<(usize, u32)> = Vec::new();
    for (at, &slice) in slices.iter().enumerate() {
        let in_slice = |row: u32| years[row as usize].is_some_and(|year| slice.contains(year));
        let (mut links, mut new_links, mut lost_links) = (0, 0, 0);
        let mut linked = vec![false; nodes];
        pairs.clear();
        for (index, edge) in graph.raw_edges().iter().enumerate() {
            let ends = [edge.source().index(), edge.target().index()];
            let ends = if ends[0] == ends[1] { &ends[..1] } else { &ends[..] };
            let mut behind = network.evidence().of(index).iter().copied().filter(|&row| in_slice(row)).peekable();
            let there = behind.peek().is_some();
            if documents.is_none() {
                pairs.extend(behind.flat_map(|row| ends.iter().map(move |&end| (end, row))));
            }
            links += usize::from(there);
            for &end in ends {
                linked[end] |= there;
                growth.nodes[end].new_links[at] += usize::from(there && !seen[index]);
                growth.nodes[end].lost_links[at] += usize::from(!there && before[index]);
            }
            new_links += usize::from(there && !seen[index]);
            lost_links += usize::from(!there && before[index]);
            seen[index] |= there;
            before[index] = there;
        }
        pairs.sort_unstable();
        pairs.dedup();
        let (mut present, mut new_nodes) = (0, 0);
        let mut own_pairs = pairs.chunk_by(|a, b| a.0 == b.0).peekable();
        for (row, node) in growth.nodes.iter_mut().enumerate() {
            let behind = own_pairs.next_if(|pairs| pairs[0].0 == row).map_or(0, |pairs| pairs.len() as u64);
            node.documents[at] = documents.map_or(behind, |documents| documents.in_slice(node.node, slice));
            if linked[row] || node.documents[at] > 0 {
                present += 1;
                new_nodes += usize::from(node.first_slice.is_none());
                node.first_slice.get_or_insert(at);
            }
        }
        let behind_edges = || {
            let rows: FxHashSet<u32> = pairs.iter().map(|(_, row)| *row).collect();
            rows.len() as u64
        };
        growth.slices.push(SliceGrowth {
            slice,
            documents: documents.map_or_else(behind_edges, |documents| sum_in(&documents.all, slice)),
            nodes: present,
            new_nodes,
            links,
            new_links,
            lost_links,
        });
    }

    let all: Vec<u64> = growth.slices.iter().map(|slice| slice.documents).collect();
    growth.rate = rate(slices, &all);
    growth.nodes.iter_mut().for_each(|node| node.rate = rate(slices, &node.documents));
    Ok(growth)
}

fn rate(slices: &[Slice], documents: &[u64]) -> Option<Rate> {
    let [first, .., last] = slices else { return None };
    let [from, .., to] = documents else { return None };
    let (from, to) = (*from as f64, *to as f64);
    if first.first == last.first {
        Rate::between(from, to, f64::from(last.last) - f64::from(first.last))
    } else {
        Rate::between(from / first.years() as f64, to / last.years() as f64, last.middle() - first.middle())
    }
}

#[cfg(test)]
mod tests {
    use super::super::literature::{Literature, Things};
    use super::super::{Counting, Preset, Projection};
    use super::*;

    /// Works of A, B, C (2001), A and B (2002, 2004), D alone (2003), B and C (2005), A and B without a year.
    const OFFSETS: [u32; 7] = [0, 3, 5, 7, 8, 10, 12];
    const ITEMS: [u32; 12] = [0, 1, 2, 0, 1, 0, 1, 3, 1, 2, 0, 1];
    const YEARS: [Option<i32>; 6] = [Some(2001), Some(2002), Some(2004), Some(2003), Some(2005), None];

    fn coauthors(offsets: &[u32], items: &[u32], years: &[Option<i32>], how: Projection) -> Network {
        let works: Vec<String> = (0..years.len()).map(|work| format!("w/{work}")).collect();
        let of_work = |work: usize| items[offsets[work] as usize..offsets[work + 1] as usize].iter();
        let literature = Literature {
            people: Things { labels: ["A", "B", "C", "丁"].map(String::from).to_vec(), ..Things::default() },
            works: Things { labels: works.clone(), iris: works, ..Things::default() },
            years: years.to_vec(),
            authorships: (0..years.len())
                .flat_map(|work| of_work(work).map(move |item| (work as u32, *item)))
                .collect(),
            ..Literature::default()
        };
        let mut parts = Preset::from_name("coauthors").unwrap().project(&literature, &how).unwrap();
        super::super::finish(&mut parts);
        Network::new(parts).unwrap()
    }

    fn network_of(keep: impl Fn(Option<i32>) -> bool) -> Network {
        let counted = YEARS.iter().map(|year| keep(*year)).collect();
        coauthors(&OFFSETS, &ITEMS, &YEARS, Projection { counted, ..Projection::default() })
    }

    fn yearly() -> YearlyDocuments {
        YearlyDocuments::new(&Incidence::new(&OFFSETS, &ITEMS).unwrap(), &YEARS)
    }

    fn edges(network: &Network) -> Vec<(u32, u32, f64)> {
        let graph = network.graph();
        let id = |node: petgraph::graph::NodeIndex| graph[node].id;
        graph.raw_edges().iter().map(|e| (id(e.source()), id(e.target()), e.weight.weight)).collect()
    }

    #[test]
    fn under_full_counting_a_slice_is_the_projection_of_its_documents() {
        let whole = network_of(|_| true);
        let documents = yearly();
        for (first, last) in [(2001, 2001), (2001, 2003), (2002, 2004), (2003, 2003), (2001, 2005), (1990, 1999)] {
            let slice = Slice { first, last };
            let own = Network::new(network_of_slice(&whole, slice, Some(&documents)).unwrap()).unwrap();
            let projected = network_of(|year| year.is_some_and(|year| slice.contains(year)));
            let close = |a: &[(u32, u32, f64)], b: &[(u32, u32, f64)]| {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| (a.0, a.1) == (b.0, b.1) && (a.2 - b.2).abs() < 1e-12)
            };
            assert!(close(&edges(&own), &edges(&projected)), "{slice}");
            assert_eq!(
                own.graph().node_weights().collect::<Vec<_>>(),
                projected.graph().node_weights().collect::<Vec<_>>()
            );
            let column = |network: &Network| {
                network
                    .node_columns()
                    .iter()
                    .find(|column| column.name == "documents")
                    .map(|column| column.values.clone())
            };
            assert_eq!(column(&own), column(&projected), "{slice}");
            assert_eq!(own.evidence(), projected.evidence(), "{slice}");
            assert_eq!(own.about().isolates, projected.about().isolates);
        }
    }

    #[test]
    fn a_slice_says_what_it_is_and_keeps_what_is_not_of_time() {
        let mut parts = network_of(|_| true).into_parts();
        parts.positions = vec![[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]];
        parts.colours = vec![[1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4]];
        parts.node_columns.push(Column::new("cluster", Values::integers(vec![Some(1), Some(1), Some(1), Some(2)])));
        let cluster = |number, nodes| Cluster { number, nodes, ..Cluster::default() };
        parts.clusters = vec![cluster(1, 3), cluster(2, 1)];
        let whole = Network::new(parts).unwrap();
        let slice = Slice { first: 2002, last: 2004 };
        let parts = network_of_slice(&whole, slice, None).unwrap();
        assert_eq!(
            parts.about.options.iter().find(|(name, _)| name == "slice").map(|(_, v)| v.as_str()),
            Some("2002-2004")
        );
        let labels: Vec<&str> = parts.nodes.iter().map(|node| node.label.as_str()).collect();
        assert_eq!(labels, ["A", "B"]); // D has no link, and nobody says that it has a document
        assert_eq!((parts.positions.as_slice(), parts.colours.len()), (&[[0.0, 0.0], [1.0, 0.0]][..], 2));
        assert_eq!(parts.clusters, [cluster(1, 2)]);
        assert_eq!(parts.size_by.as_deref(), Some("overall_documents"));
        let names: Vec<&str> = parts.node_columns.iter().map(|column| column.name.as_str()).collect();
        assert!(names.starts_with(&["linked_documents", "total_link_strength", "iri"]), "{names:?}");
        assert!(names.contains(&"cluster") && names.contains(&"overall_first_year"));
        // Four documents behind the edge, one of them without a year; two in the slice.
        assert_eq!(parts.edges, [(0, 1, 2.0)]);
        let again = network_of_slice(&Network::new(parts).unwrap(), slice, Some(&yearly())).unwrap();
        assert!(Network::new(again).is_ok());
    }

    #[test]
    fn fractional_weights_are_shared_out() {
        let how = Projection { counting: Counting::Fractional, ..Projection::default() };
        let whole = coauthors(&[0, 3, 5], &[0, 1, 2, 0, 1], &[Some(2001), Some(2002)], how);
        let slice = network_of_slice(&whole, Slice { first: 2002, last: 2002 }, None).unwrap();
        assert_eq!(slice.edges, [(0, 1, 0.75)]); // (1/2 + 1) / 2, a projection of 2002 would say 1
    }

    #[test]
    fn growth_agrees_with_a_hand_count() {
        let whole = network_of(|_| true);
        let documents = yearly();
        let slices = Slicing::Width(2).cut(years(&whole, Some(&documents)).unwrap()).unwrap();
        assert_eq!(slices.iter().map(Slice::to_string).collect::<Vec<_>>(), ["2001-2002", "2003-2004", "2005"]);
        let growth = growth(&whole, &slices, Some(&documents)).unwrap();
        let rows: Vec<_> = growth
            .slices
            .iter()
            .map(|s| (s.documents, s.nodes, s.new_nodes, s.links, s.new_links, s.lost_links))
            .collect();
        // 2001-2: ABC, AB; 2003-4: D, AB: AC and BC lost; 2005: BC comes again, AB lost.
        assert_eq!(rows, [(2, 3, 3, 3, 3, 0), (2, 3, 1, 1, 0, 2), (1, 2, 0, 1, 0, 1)]);
        let b = &growth.nodes[1];
        assert_eq!((b.documents.as_slice(), b.first_slice), (&[2, 1, 1][..], Some(0)));
        assert_eq!((b.new_links.as_slice(), b.lost_links.as_slice()), (&[2, 0, 0][..], &[0, 1, 1][..]));
        // One a year around 2001.5, one a year in 2005: no growth.
        assert_eq!(b.rate, Some(Rate { annual: 0.0, doubling_time: None }));
        assert_eq!(growth.nodes[3].first_slice, Some(1));
        assert_eq!(growth.nodes[3].rate, None);

        let cumulative = Slicing::Cumulative(2).cut(Slice { first: 2001, last: 2004 }).unwrap();
        let growth = super::growth(&whole, &cumulative, Some(&documents)).unwrap();
        assert_eq!(growth.slices[1].lost_links, 0);
        let rate = growth.rate.unwrap(); // 2 documents until 2002, 4 until 2004
        assert!((rate.doubling_time.unwrap() - 2.0).abs() < 1e-12);

        let behind_edges = super::growth(&whole, &slices, None).unwrap();
        assert_eq!(behind_edges.slices[1].documents, 1);
        assert_eq!(behind_edges.nodes[3].first_slice, None);
    }

    #[test]
    fn odd_cuts_are_refused_or_made_to_fit() {
        let years = Slice { first: -3, last: 3 };
        let cut = |slicing: Slicing| slicing.cut(years).map(|slices| slices.len());
        assert_eq!(cut(Slicing::Count(100)), Ok(7));
        assert_eq!(cut(Slicing::Width(u32::MAX)), Ok(1));
        assert_eq!(cut(Slicing::Sliding { width: 100, step: 1 }), Ok(1));
        assert_eq!(cut(Slicing::Starts(vec![-10, 0, 99])), Ok(2));
        for bad in
            [Slicing::Count(0), Slicing::Width(0), Slicing::Sliding { width: 1, step: 0 }, Slicing::Starts(vec![2, 2])]
        {
            assert_eq!(cut(bad), Err(TimeError::Slicing));
        }
        let all = Slice { first: i32::MIN, last: i32::MAX };
        assert_eq!(Slicing::Width(1).cut(all), Err(TimeError::TooMany { slices: 1 << 32 }));
        let two = Slicing::Count(2).cut(all).unwrap();
        assert_eq!(two, [Slice { first: i32::MIN, last: -1 }, Slice { first: 0, last: i32::MAX }]);
        let mut parts = network_of(|_| true).into_parts();
        parts.evidence = Evidence::default();
        let bare = Network::new(parts).unwrap();
        assert_eq!(network_of_slice(&bare, all, None).unwrap_err(), TimeError::NoEvidence);
        assert_eq!(super::years(&bare, None), Err(TimeError::NoYears));
    }
}
