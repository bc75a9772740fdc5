//! Existing networks: files of other programs, and citeweave's own, as [`Parts`].
//!
//! [`read`] takes the files of one network and tells by their content what they are. Columns keep their names and values;
//! what a program knows by name (label, place, size, colour, weight, `cluster`) goes where a network keeps it. Nothing is
//! lost in silence: each kind of thing that is left out or read otherwise than it is written is a [`Diagnostic`].
//!
//! | format | files | of |
//! |---|---|---|
//! | [`GraphMl`](Format::GraphMl) | one | Gephi, igraph, networkx, yEd, Cytoscape, visone |
//! | [`Gexf`](Format::Gexf) | one | Gephi, networkx, Gephi Lite |
//! | [`Vosviewer`](Format::Vosviewer) | map, network, or both | VOSviewer, bibliometrix |
//! | [`VosviewerJson`](Format::VosviewerJson) | one | VOSviewer, VOSviewer Online |
//! | [`Pajek`](Format::Pajek) | network, perhaps with partitions and vectors | Pajek, networkx, igraph, bibexcel |
//! | [`GephiCsv`](Format::GephiCsv) | nodes, edges, or both | Gephi, spreadsheets |
//! | [`EdgeList`](Format::EdgeList) | one | all programs |
//! | [`Graphology`](Format::Graphology) | one | Gephi Lite, sigma.js |
//! | [`Cytoscape`](Format::Cytoscape) | one | Cytoscape, Cytoscape.js, networkx |
//! | [`NodeLink`](Format::NodeLink) | one | D3, networkx |
//!
//! How a file becomes a network:
//! - Nodes keep their numbers if all ids are numbers, or all `n` and a number, as citeweave writes them. Else they are
//!   numbered from 0 in the order of the file, and the ids are the text column `file_id`.
//! - Where a file has edges with and without direction, the network is directed and an edge without leads both ways.
//! - Edges between the same ends are one edge: weights add up, different texts are joined with `; `, of other values the first
//!   stays. Loops stay. An edge without weight has 1; one whose weight is no positive number is left out.
//! - `y` runs upwards. Where it runs downwards in the file (Pajek, Cytoscape, yEd) its sign is changed.

mod cells;
mod decode;
mod draft;
mod gexf;
mod graphml;
mod json;
mod pajek;
mod tables;
mod xml;

use super::{Direction, Parts, Step};
use crate::diagnostic::{Diagnostic, Severity};
use crate::read::Format as DocumentFormat;
use draft::{Draft, Kind};
use std::fmt;
use std::sync::Arc;
use tables::{Shape, Unfit};

/// A form in which programs keep networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// [GraphML](http://graphml.graphdrawing.org/specification.html).
    GraphMl,
    /// [GEXF](https://gexf.net/), 1.0 to 1.3.
    Gexf,
    /// [Map and network](https://app.vosviewer.com/docs/file-types/map-and-network-file-type/) of VOSviewer.
    Vosviewer,
    /// [JSON](https://app.vosviewer.com/docs/file-types/json-file-type/) of VOSviewer.
    VosviewerJson,
    /// [Pajek](http://mrvar.fdv.uni-lj.si/pajek/).
    Pajek,
    /// Tables of nodes and edges as [Gephi](https://gephi.org/users/supported-graph-formats/spreadsheet/) has them.
    GephiCsv,
    /// An edge a line.
    EdgeList,
    /// JSON of [graphology](https://graphology.github.io/serialization.html).
    Graphology,
    /// JSON of [Cytoscape](https://js.cytoscape.org/#notation/elements-json).
    Cytoscape,
    /// JSON with `nodes` and `links`, as D3 and networkx have it.
    NodeLink,
}

impl Format {
    /// Every format.
    #[rustfmt::skip]
    pub const ALL: &[Self] = &[
        Self::GraphMl, Self::Gexf, Self::Vosviewer, Self::VosviewerJson, Self::Pajek,
        Self::GephiCsv, Self::EdgeList, Self::Graphology, Self::Cytoscape, Self::NodeLink,
    ];

    /// Name on the command line.
    #[rustfmt::skip]
    pub fn name(self) -> &'static str {
        match self {
            Self::GraphMl       => "graphml",
            Self::Gexf          => "gexf",
            Self::Vosviewer     => "vosviewer",
            Self::VosviewerJson => "vosviewer-json",
            Self::Pajek         => "pajek",
            Self::GephiCsv      => "csv",
            Self::EdgeList      => "edge-list",
            Self::Graphology    => "graphology",
            Self::Cytoscape     => "cytoscape",
            Self::NodeLink      => "node-link",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A network that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The network. Its account has what the files say of the network as options, and one step, `read`.
    pub parts: Parts,
    /// What the files are.
    pub format: Format,
    /// For each file, in the order given, its name and what shows its format.
    pub evidence: Vec<(String, String)>,
    /// What was left out or read otherwise than it is written; one message for each kind of thing and file.
    pub remarks: Vec<Diagnostic>,
}

/// Reads the files of one network, each given as its name and its bytes.
///
/// # Errors
/// Where a file is of no known format, the files do not belong together, or there is no network in them. A file that is
/// broken somewhere is read up to there, which is told.
///
/// # Complexity
/// Time and memory linear in the files, apart from sorting the edges.
///
/// # Example
/// ```
/// use citeweave::network::{Network, files};
/// let map = "id\tlabel\tweight<Documents>\n1\tann\t3\n5\tbob\t2\n";
/// let files = [("map.txt".to_string(), map.into()), ("network.txt".to_string(), "1\t5\t2\n".into())];
/// let opened = files::read(&files)?;
/// assert_eq!(opened.format, files::Format::Vosviewer);
/// let network = Network::new(opened.parts)?;
/// assert_eq!(network.graph().raw_nodes()[1].weight.id, 5);
/// assert_eq!(network.size_column().map(|column| column.name.as_str()), Some("weight<Documents>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(files: &[(String, Vec<u8>)]) -> Result<Opened, FileError> {
    let mut remarks = Remarks::default();
    let mut texts = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        remarks.file(name);
        texts.push(decode::decode(bytes, &mut remarks));
    }
    let mut found = Vec::with_capacity(files.len());
    for ((name, _), text) in files.iter().zip(&texts) {
        found.push(detect(name, text)?);
    }
    let format = together(files, &found)?;
    let named = || files.iter().map(|(name, _)| name).zip(&texts).zip(&found);
    let mut draft = Draft::new(Direction::Undirected);
    let mut pajek = pajek::Reader::new();
    // Nodes before edges, so that they have the order of their table.
    for first in [true, false] {
        for ((name, text), (content, _)) in named().filter(|(_, (content, _))| content.comes_first() == first) {
            remarks.file(name);
            match content {
                Content::GraphMl => draft = graphml::read(text, &mut remarks),
                Content::Gexf => draft = gexf::read(text, &mut remarks),
                Content::Json(json, format) => draft = json::read(json, *format, &mut remarks),
                Content::Table(shape, dialect) => tables::read(text, *shape, *dialect, &mut draft, &mut remarks),
                Content::Pajek(bare) => pajek.read(text, *bare, name, &mut remarks),
            }
        }
    }
    if format == Format::Pajek {
        draft = pajek.draft;
    }
    if draft.node_count() == 0 && draft.link_count() == 0 {
        let file = files.first().map(|(name, _)| name.clone()).unwrap_or_default();
        return Err(FileError::Empty { file, format });
    }
    let mut parts = draft.finish(&mut remarks)?;
    parts.about.steps.push(Step { name: "read".into(), nodes: parts.nodes.len(), edges: parts.edges.len() });
    let evidence = files.iter().zip(found).map(|((name, _), (_, evidence))| (name.clone(), evidence)).collect();
    Ok(Opened { parts, format, evidence, remarks: remarks.finish() })
}

/// What a file holds.
enum Content {
    GraphMl,
    Gexf,
    Json(json::Json, Format),
    /// A network, or the bare values of a partition or a vector.
    Pajek(Option<Kind>),
    Table(Shape, cells::Dialect),
}

impl Content {
    fn comes_first(&self) -> bool {
        !matches!(self, Self::Pajek(Some(_)) | Self::Table(Shape::Edges | Shape::List { .. } | Shape::Evidence, _))
    }

    /// The format, if the file alone tells it.
    fn format(&self) -> Format {
        match self {
            Self::GraphMl => Format::GraphMl,
            Self::Gexf => Format::Gexf,
            Self::Json(_, format) => *format,
            Self::Pajek(_) => Format::Pajek,
            Self::Table(Shape::Map, _) => Format::Vosviewer,
            Self::Table(Shape::List { .. }, _) => Format::EdgeList,
            Self::Table(_, _) => Format::GephiCsv,
        }
    }
}

/// What a file holds, and what shows it.
fn detect(name: &str, text: &str) -> Result<(Content, String), FileError> {
    let unknown = || FileError::Unknown { file: name.into() };
    let start = text.trim_start();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    if start.starts_with('<') {
        let mut xml = xml::Xml::new(text);
        let mut unheard = Remarks::default();
        loop {
            match xml.next(&mut unheard) {
                xml::Token::Open(root @ ("graphml" | "gexf")) => {
                    let content = if root == "gexf" { Content::Gexf } else { Content::GraphMl };
                    return Ok((content, format!("XML with the root <{root}>")));
                }
                xml::Token::Open(_) | xml::Token::End => return Err(unknown()),
                _ => {}
            }
        }
    }
    if start.starts_with('{') || start.starts_with('[') {
        let broken = |error: serde_json::Error| FileError::Json {
            file: name.into(),
            line: error.line(),
            reason: error.to_string(),
        };
        let json = json::Json::parse(text).map_err(broken)?;
        let (format, evidence) = json::detect(&json).ok_or_else(unknown)?;
        return Ok((Content::Json(json, format), evidence.into()));
    }
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('%')).unwrap_or("");
    let word = first.split(char::is_whitespace).next().unwrap_or("").to_ascii_lowercase();
    if PAJEK.contains(&word.as_str()) {
        let bare = match extension.as_str() {
            "clu" => Some(Kind::Integer),
            "vec" => Some(Kind::Float),
            _ => None,
        };
        let shown =
            if bare.is_some() { format!("{word} in a .{extension} file") } else { format!("begins with {word}") };
        return Ok((Content::Pajek(bare), shown));
    }
    let table = tables::detect(text);
    // A list may be any table of two or three columns, and one of documents may have ids, or Web of Science's keywords, `ID`.
    let documents = match &table {
        Ok((Shape::List { .. } | Shape::Nodes, dialect, _)) if dialect.delimiter != cells::Delimiter::Blanks => {
            let of_gephi = tables::begins_with_id(text, *dialect);
            let is_table = |format: &DocumentFormat| match format {
                DocumentFormat::Csv => !of_gephi,
                DocumentFormat::WosTab => true,
                format => format.extensions().contains(&"csv"),
            };
            documents(text).filter(is_table)
        }
        Ok(_) => None,
        Err(_) => documents(text),
    };
    let file = name.to_string();
    if let Some(format) = documents {
        return Err(FileError::Documents { file, format });
    }
    match table {
        Ok((shape, dialect, evidence)) => Ok((Content::Table(shape, dialect), evidence)),
        Err(Unfit::Unknown) => Err(unknown()),
        Err(Unfit::Columns(columns)) => Err(FileError::Columns { file, columns }),
        Err(Unfit::Matrix) => Err(FileError::Matrix { file }),
        Err(Unfit::Adjacency) => Err(FileError::Adjacency { file }),
    }
}

/// The bibliographic format of a text.
fn documents(text: &str) -> Option<DocumentFormat> {
    let mut end = text.len().min(1 << 16);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    DocumentFormat::detect(&text.as_bytes()[..end]).ok().map(|detection| detection.format)
}

/// Whether a text is a plain list of edges.
pub(crate) fn is_edge_list(text: &str) -> bool {
    matches!(tables::detect(text), Ok((Shape::List { .. }, ..)))
}

const PAJEK: &[&str] =
    &["*vertices", "*network", "*edges", "*arcs", "*arcslist", "*edgeslist", "*matrix", "*partition", "*vector"];

/// The format that files have together.
fn together(files: &[(String, Vec<u8>)], found: &[(Content, String)]) -> Result<Format, FileError> {
    let ((first, _), (content, _)) = files.first().zip(found.first()).ok_or(FileError::NoFile)?;
    let of = |content: &Content| content.format();
    let is = |shape: fn(&Content) -> bool| found.iter().filter(|(content, _)| shape(content)).count();
    let (maps, lists) = (
        is(|c| matches!(c, Content::Table(Shape::Map, _))),
        is(|c| matches!(c, Content::Table(Shape::List { .. }, _))),
    );
    let (nodes, edges) =
        (is(|c| matches!(c, Content::Table(Shape::Nodes, _))), is(|c| matches!(c, Content::Table(Shape::Edges, _))));
    let evidence = is(|c| matches!(c, Content::Table(Shape::Evidence, _)));
    let networks = is(|c| matches!(c, Content::Pajek(None)));
    let tables = maps + lists + nodes + edges + evidence;
    if found.len() == 1 && evidence == 0 {
        return Ok(of(content));
    }
    if tables == found.len() && maps + nodes <= 1 && lists + edges <= 1 && tables > evidence {
        // A list of links beside a map is the network file of VOSviewer.
        return Ok(if maps == 1 { Format::Vosviewer } else { Format::GephiCsv });
    }
    if networks <= 1 && found.iter().all(|(content, _)| of(content) == Format::Pajek) {
        return Ok(Format::Pajek);
    }
    let other = files.iter().zip(found).skip(1).next_back();
    let (second, format) =
        other.map_or((first.clone(), of(content)), |((name, _), (content, _))| (name.clone(), of(content)));
    Err(FileError::Apart { first: first.clone(), second, format })
}

/// Takes over what a file of citeweave says of its making; returns whether it is one.
fn account(text: &str, draft: &mut Draft<'_>) -> bool {
    if !text.trim_start().starts_with("tool: citeweave") {
        return false;
    }
    let of = "by the square root of ";
    if let Some((_, name)) = text.split_once(of) {
        draft.sized_by = name.split(['\n', ';']).next().map(|name| name.trim().to_string());
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    draft.about.push(("made".into(), lines.join("; ")));
    true
}

/// Why no network was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// No file was given.
    NoFile,
    /// A file of no known format.
    Unknown {
        /// The file.
        file: String,
    },
    /// A file that begins as JSON and is none.
    Json {
        /// The file.
        file: String,
        /// Line of the error.
        line: usize,
        /// What the parser says.
        reason: String,
    },
    /// Bibliographic data, which are no network yet.
    Documents {
        /// The file.
        file: String,
        /// Its format.
        format: DocumentFormat,
    },
    /// A table whose header tells neither the ends of edges nor the ids of nodes.
    Columns {
        /// The file.
        file: String,
        /// Its header.
        columns: String,
    },
    /// A table with a row and a column for each node.
    Matrix {
        /// The file.
        file: String,
    },
    /// A table with a row for each node, which tells its neighbours.
    Adjacency {
        /// The file.
        file: String,
    },
    /// Files that are not one network.
    Apart {
        /// A file.
        first: String,
        /// Another.
        second: String,
        /// What the other is.
        format: Format,
    },
    /// Nothing could be read.
    Empty {
        /// The first file.
        file: String,
        /// Its format.
        format: Format,
    },
    /// More of something than 32 bits can number.
    TooMany {
        /// What there is too much of.
        of: &'static str,
        /// How much.
        found: u64,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFile => f.write_str("no network file was given"),
            Self::Unknown { file } => write!(f, "no network of a known format: {file}"),
            Self::Json { file, line, reason } => write!(f, "{file}:{line}: not JSON: {reason}"),
            Self::Documents { file, format } => {
                let format = format.name();
                write!(f, "{file}: documents ({format}), not a network; `citeweave build` reads them")
            }
            Self::Columns { file, columns } => {
                let columns = shortened(columns);
                write!(f, "{file}: no columns Source and Target for edges, nor Id for nodes, but: {columns}")
            }
            Self::Matrix { file } => write!(f, "{file}: a matrix, which is not read; write an edge a row"),
            Self::Adjacency { file } => {
                write!(
                    f,
                    "{file}: rows of different length, as in a list of neighbours, which is not read; write an edge a row"
                )
            }
            Self::Apart { first, second, format } => {
                write!(f, "files that are not one network: {first} and {second} ({format})")
            }
            Self::Empty { file, format } => write!(f, "no node in the {format} file: {file}"),
            Self::TooMany { of, found } => write!(f, "more {of} than 32 bits can number: {found}"),
        }
    }
}

impl std::error::Error for FileError {}

/// Kinds of remarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Odd {
    ColumnName,
    Count,
    Cut,
    Default,
    EdgeType,
    Encoding,
    EvidenceTable,
    Graphics,
    Hyperedge,
    IdsReplaced,
    Line,
    LowWeight,
    Markup,
    Mixed,
    Mutual,
    NegativeSize,
    NoColour,
    NoDirection,
    NoEnd,
    NoId,
    NoPlace,
    NoType,
    NoWeight,
    NodeLeftOut,
    NodeTwice,
    NotFinite,
    Parallel,
    ParallelValue,
    Port,
    Ragged,
    Reference,
    SecondNetwork,
    Section,
    Settings,
    TooManyColumns,
    Type,
    Unclosed,
    Undeclared,
    Undecodable,
    Unlisted,
    ValueWithoutNode,
    WeightInTime,
    WeightNoNumber,
}

impl Odd {
    /// Severity, short stable name for machines, and what is counted with what was done.
    #[rustfmt::skip]
    fn row(self) -> (Severity, &'static str, &'static str) {
        use Severity::{Error, Info, Warning};
        match self {
            Self::ColumnName       => (Warning, "column-name",        "columns without a name or with one that is taken, renamed"),
            Self::Count            => (Warning, "count",              "more vertices announced than the file can hold; only those with a line were read"),
            Self::Cut              => (Error,   "cut-short",          "the file is broken here and was read up to this point"),
            Self::Default          => (Warning, "default",            "defaults too long to be repeated for all, left out"),
            Self::EdgeType         => (Warning, "edge-type",          "edges of an unknown type, taken for what the file says of all"),
            Self::Encoding         => (Warning, "encoding",           "not UTF-8 and no encoding declared; the encoding was guessed"),
            Self::EvidenceTable    => (Warning, "evidence",           "the documents behind the edges were not read"),
            Self::Graphics         => (Info,    "graphics",           "elements of graphics beside place, size, fill and label, left out"),
            Self::Hyperedge        => (Error,   "hyperedge",          "edges with any number of ends, left out"),
            Self::IdsReplaced      => (Warning, "ids-replaced",       "the column file_id is the file's own, so its ids were not kept"),
            Self::Line             => (Error,   "line",               "lines that could not be read, left out"),
            Self::LowWeight        => (Error,   "low-weight",         "edges of weight 0 or below, left out"),
            Self::Markup           => (Warning, "markup",             "end tags that do not fit, mended"),
            Self::Mixed            => (Warning, "mixed",              "edges without direction beside others with one, each read as two directed edges"),
            Self::Mutual           => (Info,    "mutual",             "mutual edges, read both ways"),
            Self::NegativeSize     => (Warning, "negative-size",      "sizes below 0, kept in the column size but not shown"),
            Self::NoColour         => (Info,    "no-colour",          "nodes without a colour among others with one, made grey"),
            Self::NoDirection      => (Info,    "no-direction",       "the file does not say whether links have a direction; they were read without"),
            Self::NoEnd            => (Error,   "no-end",             "edges that lack an end, left out"),
            Self::NoId             => (Warning, "no-id",              "entries without an id, named by their line or left out"),
            Self::NoPlace          => (Info,    "no-place",           "nodes without a place among others with one, put at 0, 0"),
            Self::NoType           => (Info,    "no-type",            "no column Type; edges were read as directed, as Gephi does"),
            Self::NoWeight         => (Info,    "no-weight",          "edges without a weight among others with one, given 1"),
            Self::NodeLeftOut      => (Error,   "node-left-out",      "nodes without an id, left out"),
            Self::NodeTwice        => (Warning, "node-twice",         "nodes given more than once, read as one; later values count"),
            Self::NotFinite        => (Warning, "not-finite",         "values that are infinite or no number, read as missing"),
            Self::Parallel         => (Warning, "parallel-edges",     "edges between the same ends as another, their weights added"),
            Self::ParallelValue    => (Warning, "parallel-values",    "values of such edges that differ from the first, left out"),
            Self::Port             => (Warning, "port",               "ports, left out"),
            Self::Ragged           => (Error,   "ragged",             "rows with more cells than columns, the rest left out"),
            Self::Reference        => (Warning, "reference",          "references that XML does not define, kept as they are"),
            Self::SecondNetwork    => (Warning, "second-network",     "another network in the file; only the first was read"),
            Self::Section          => (Warning, "section",            "sections that are not of a network, left out"),
            Self::Settings         => (Info,    "settings",           "settings of the program, left out"),
            Self::TooManyColumns   => (Error,   "too-many-columns",   "columns with hardly a value, left out for want of room"),
            Self::Type             => (Warning, "type",               "columns whose values are not of their type, read as what they are"),
            Self::Unclosed         => (Warning, "unclosed",           "quotation marks without partner, read as letters"),
            Self::Undeclared       => (Warning, "undeclared",         "columns that the file does not declare, read all the same"),
            Self::Undecodable      => (Error,   "undecodable",        "bytes that are not in the encoding, replaced"),
            Self::Unlisted         => (Warning, "unlisted",           "nodes that only edges name, added"),
            Self::ValueWithoutNode => (Error,   "value-without-node", "values of vertices that are not there, left out"),
            Self::WeightInTime     => (Info,    "weight-in-time",     "weights that change with time, added up; what they were is in weight_in_time"),
            Self::WeightNoNumber   => (Error,   "weight-no-number",   "edges whose weight is no number, left out"),
        }
    }
}

/// Gathers remarks, one for each kind of thing and file.
#[derive(Default)]
struct Remarks {
    file: Arc<str>,
    found: Vec<Remark>,
}

struct Remark {
    odd: Odd,
    file: Arc<str>,
    count: usize,
    line: u64,
    example: String,
}

/// Letters of a text that a remark shows.
const SHOWN: usize = 60;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

impl Remarks {
    /// What follows is of this file.
    fn file(&mut self, name: &str) {
        self.file = name.into();
    }

    /// Counts something odd and keeps the first as an example; line 0 is an unknown line.
    fn note(&mut self, odd: Odd, line: u64, example: impl FnOnce() -> String) {
        let known = self.found.iter_mut().find(|remark| remark.odd == odd && Arc::ptr_eq(&remark.file, &self.file));
        if let Some(known) = known {
            known.count += 1;
            return;
        }
        let example = shortened(&example());
        self.found.push(Remark { odd, file: self.file.clone(), count: 1, line, example });
    }

    fn finish(self) -> Vec<Diagnostic> {
        let diagnostic = |remark: Remark| {
            let (severity, code, what) = remark.odd.row();
            let counted = if remark.count > 1 { format!("{what}: {}", remark.count) } else { what.to_string() };
            let example = remark.example.trim();
            let message = match (remark.count, example) {
                (_, "") => counted,
                (1, example) => format!("{counted}: {example}"),
                (_, example) => format!("{counted}, the first {example}"),
            };
            let line = Some(remark.line).filter(|line| *line > 0);
            Diagnostic { severity, code, message, source: remark.file, line, record: None }
        };
        self.found.into_iter().map(diagnostic).collect()
    }
}

#[cfg(test)]
mod tests;
