//! A network made ready for files: the tables of nodes and edges that every format holds, cleaned once.

use super::PictureOptions;
#[cfg(feature = "pictures")]
use super::gephi::NoticeKind;
use super::gephi::{self, Cleaner, GephiSafe, Notice};
use crate::network::{Column, Floats, Integers, Network, Values, sizes};
use std::borrow::Cow;

/// Choices for the files of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportOptions {
    /// What to do with texts that Gephi would change.
    pub gephi_safe: GephiSafe,
    /// How many of the documents behind an edge its `document_ids` lists at most; 0 for no list at all. `evidence.csv`
    /// always has them all.
    pub listed_documents: usize,
}

impl Default for ExportOptions {
    /// Safe for Gephi by mixed case, fifty documents an edge.
    fn default() -> Self {
        Self { gephi_safe: GephiSafe::MixedCase, listed_documents: 50 }
    }
}

/// A network made ready for files.
///
/// Where the network keeps evidence, its edges get a column `document_ids`, the first documents behind the edge joined
/// with `; `. If the list of any edge is cut short, a column `documents_left_out` says by how many, empty where the list is
/// whole.
pub struct NetworkTables<'n> {
    pub(super) network: &'n Network,
    pub(super) nodes: Vec<Field<'n>>,
    pub(super) edges: Vec<Field<'n>>,
    /// Ids of the nodes; close together, because edges look them up.
    pub(super) ids: Vec<u32>,
    pub(super) labels: Vec<Cow<'n, str>>,
    /// Size of each node, or nothing.
    pub(super) sizes: Vec<f64>,
    /// Place of each node, or nothing.
    pub(super) positions: Vec<[f64; 2]>,
    /// How pictures of it are drawn.
    pub(super) picture: PictureOptions,
    document_ids: Texts,
    notices: Vec<Notice>,
}

impl<'n> NetworkTables<'n> {
    /// Makes `network` ready: texts on one line and [safe for Gephi](GephiSafe), columns with names that mean nothing else,
    /// sizes from 4 to 100, positions around the origin.
    ///
    /// # Complexity
    /// Linear in the network; a text is copied only if it has to be changed.
    pub fn new(network: &'n Network, options: &ExportOptions) -> Self {
        let mut cleaner = Cleaner::new(options.gephi_safe);
        let labels = network.graph().node_weights().map(|node| cleaner.label(&node.label, node.id)).collect();
        let nodes = fields(network.node_columns(), &mut Vec::new(), &mut cleaner);

        let mut document_ids = Texts::default();
        for document in network.evidence().documents() {
            document_ids.push(&cleaner.value(&document.id).unwrap_or_default());
        }
        let lists = document_lists(network, options.listed_documents);
        let mut taken = lists.iter().map(|field| field.name.clone()).collect();
        let mut edges = fields(network.edge_columns(), &mut taken, &mut cleaner);
        edges.extend(lists);
        Self {
            network,
            nodes,
            edges,
            ids: network.graph().node_weights().map(|node| node.id).collect(),
            labels,
            sizes: network
                .size_column()
                .map_or_else(Vec::new, |column| sizes::sizes(&column.values.numbers().to_vec())),
            positions: gephi::positions(network.positions()),
            picture: PictureOptions::default(),
            document_ids,
            notices: cleaner.finish(),
        }
    }

    /// Says how pictures are to be drawn; without it they are as large and as full of names as usual.
    pub fn drawn_with(self, picture: PictureOptions) -> Self {
        Self { picture, ..self }
    }

    /// What was changed, or found that Gephi will change; one notice for each kind of thing.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Labels that a PNG picture can show only in part, because no font it is drawn with has all their characters. The SVG
    /// picture has them whole.
    #[cfg(feature = "pictures")]
    pub fn not_drawn(&self) -> Option<Notice> {
        let mut blank = self.labels.iter().filter(|label| !label.chars().all(super::picture::is_drawn));
        let first = blank.next()?.to_string();
        Some(Notice { kind: NoticeKind::NotDrawn, count: 1 + blank.count(), example: (first.clone(), first) })
    }

    /// How the network was made, and how the files show it, as names and values in reading order.
    pub(super) fn account(&self) -> Vec<(&str, String)> {
        let mut lines = self.network.account();
        if let count @ 1.. = self.network.clusters().len() {
            lines.push(("clusters", count.to_string()));
        }
        lines.extend(self.network.size_column().map(|column| {
            let Column { name, .. } = column;
            ("size", format!("{} to {} by the square root of {name}", sizes::SMALLEST, sizes::LARGEST))
        }));
        lines
    }

    /// The account as one line, for formats that have one place for it.
    pub(super) fn account_line(&self) -> String {
        let lines: Vec<String> = self.account().iter().map(|(name, value)| format!("{name}: {value}")).collect();
        lines.join("; ")
    }

    /// The cleaned id of a document behind an edge.
    pub(super) fn document_id(&self, document: u32) -> &str {
        self.document_ids.get(document as usize)
    }

    /// The value of a field for one node or edge.
    pub(super) fn cell<'t>(&'t self, field: &'t Field<'n>, row: usize) -> Option<Cell<'t>> {
        match &field.source {
            Source::Integers(values) => values.get(row).map(Cell::Integer),
            Source::Floats(values) => values.get(row).map(Cell::Float),
            Source::Booleans(values) => values[row].map(Cell::Boolean),
            Source::Texts(values) => values[row].as_deref().map(|text| Cell::Text(Cow::Borrowed(text))),
            &Source::Documents { listed } => {
                let behind = self.network.evidence().of(row);
                match &behind[..behind.len().min(listed)] {
                    [] => None,
                    [one] => Some(Cell::Text(Cow::Borrowed(self.document_id(*one)))),
                    several => {
                        let ids: Vec<&str> = several.iter().map(|&document| self.document_id(document)).collect();
                        Some(Cell::Text(Cow::Owned(ids.join("; "))))
                    }
                }
            }
            &Source::LeftOut { listed } => match self.network.evidence().of(row).len().saturating_sub(listed) {
                0 => None,
                left_out => Some(Cell::Integer(left_out as i64)),
            },
        }
    }

    /// Iterates over edges: the ids of their ends, and the weight.
    pub(super) fn edges_with_ends(&self) -> impl Iterator<Item = ((u32, u32), f64)> {
        self.network.graph().raw_edges().iter().map(|edge| {
            let ends = [edge.source(), edge.target()].map(|end| self.ids[end.index()]);
            (ends.into(), edge.weight.weight)
        })
    }
}

/// Many short texts in one piece of memory: edges look up documents all over the table.
#[derive(Default)]
struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }
}

/// A column of a file.
pub(super) struct Field<'n> {
    /// Safe in every format.
    pub name: String,
    /// Name the column has in the network.
    pub column: &'n str,
    pub kind: FieldKind,
    source: Source<'n>,
}

/// Types that Gephi, networkx and igraph all know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// 32 bits are enough for all values: what Gephi takes a CSV column of such numbers for.
    Integer,
    Long,
    Float,
    Text,
    Boolean,
}

enum Source<'n> {
    Integers(&'n Integers),
    Floats(&'n Floats),
    Booleans(&'n [Option<bool>]),
    Texts(Vec<Option<Cow<'n, str>>>),
    /// The documents behind an edge, at most so many.
    Documents {
        listed: usize,
    },
    /// How many documents are left when so many are listed.
    LeftOut {
        listed: usize,
    },
}

/// A value in a file.
pub(super) enum Cell<'t> {
    Integer(i64),
    Float(f64),
    Text(Cow<'t, str>),
    Boolean(bool),
}

fn fields<'n>(columns: &'n [Column], taken: &mut Vec<String>, cleaner: &mut Cleaner) -> Vec<Field<'n>> {
    let mut field = |Column { name, values }: &'n Column| {
        let (kind, source) = match values {
            Values::Integer(values) => {
                let small = values.iter().flatten().all(|value| i32::try_from(value).is_ok());
                (if small { FieldKind::Integer } else { FieldKind::Long }, Source::Integers(values))
            }
            Values::Float(values) => (FieldKind::Float, Source::Floats(values)),
            Values::Boolean(values) => (FieldKind::Boolean, Source::Booleans(values)),
            Values::Text(values) => {
                let clean = |text: &'n Option<String>| text.as_deref().and_then(|text| cleaner.value(text));
                (FieldKind::Text, Source::Texts(values.iter().map(clean).collect()))
            }
        };
        Field { name: cleaner.column(name, taken), column: name, kind, source }
    };
    columns.iter().map(&mut field).collect()
}

/// The columns made out of the evidence.
fn document_lists(network: &Network, listed: usize) -> Vec<Field<'_>> {
    let evidence = network.evidence();
    let mut lists = Vec::new();
    if listed > 0 && !evidence.is_empty() {
        let list = |column: &'static str, kind, source| Field { name: column.into(), column, kind, source };
        lists.push(list("document_ids", FieldKind::Text, Source::Documents { listed }));
        if (0..network.graph().edge_count()).any(|edge| evidence.of(edge).len() > listed) {
            lists.push(list("documents_left_out", FieldKind::Integer, Source::LeftOut { listed }));
        }
    }
    lists
}
