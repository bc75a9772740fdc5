//! What the program understands on its command line.

use crate::export::PictureOptions;
use crate::network;
use crate::network::filter::Backbone;
use crate::network::normalise::Normalisation;
use crate::pipeline::{ReadOptions, Strictness};
use crate::read::{Columns, Format};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Build a scholarly knowledge graph from bibliographic exports and saved pages, ask it with SPARQL, take networks to Gephi
#[derive(Debug, Parser)]
#[command(name = "citeweave", version, max_term_width = 100, propagate_version = true)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, ClapArgs)]
pub struct Common {
    /// Print nothing but results and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print every remark about the input
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Print for machines what is otherwise printed for people
    #[arg(long, global = true)]
    pub json: bool,
    /// Use this many threads; results do not depend on it
    #[arg(long, value_name = "N", global = true, value_parser = positive)]
    pub threads: Option<usize>,
}

fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "expected a whole number from 1".to_string())
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read files, folders or `-`, resolve what they say and store it as a graph
    Build(Build),
    /// Print the records of files as JSON Lines, without building a graph
    Read(Read),
    /// List the formats read; with files: say what each is, and why
    Formats(Formats),
    /// Ask a graph: a named query, a file of SPARQL, or SPARQL itself
    Query(Query),
    /// List the named queries; with a name: its question, parameters and text
    Queries(Queries),
    /// Write a network for Gephi and other programs
    Network(Box<Network>),
    /// Say what Gephi, Gephi Lite, VOSviewer, networkx or igraph will drop, rewrite or refuse in network files; with --verbose also what does no harm
    Lint(Lint),
    /// Write the whole graph as RDF, or its tables as CSV
    Export(Export),
    /// Tell what a graph holds and was made from
    Info(Graph),
    /// Recompute the counts and checksums of a graph
    Verify(Graph),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, ClapArgs)]
pub struct Graph {
    /// Graph directory
    #[arg(short, long, value_name = "DIR", default_value = "citeweave-graph", env = "CITEWEAVE_GRAPH")]
    pub graph: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct Input {
    /// Files, folders, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Read every input as this format instead of recognising it by content
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub format: Option<Format>,
    /// Say what columns of a table hold: `--columns title=Naslov,authors=Avtor`; `ignore` for what is to be kept unread
    #[arg(long, value_name = "FIELD=COLUMN,...", value_delimiter = ',', value_parser = column)]
    pub columns: Vec<(String, String)>,
    /// Fail, and write nothing, when there is any warning or error about the input
    #[arg(long)]
    pub strict: bool,
}

impl Input {
    /// How files are read.
    pub fn options(&self) -> ReadOptions {
        let mut columns = Columns::default();
        for (field, column) in &self.columns {
            // Checked as they were read from the command line.
            let _ = columns.name(field, column);
        }
        let strictness = if self.strict { Strictness::Strict } else { Strictness::Tolerant };
        ReadOptions { format: self.format, columns, strictness, ..ReadOptions::default() }
    }
}

fn column(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("expected FIELD=COLUMN")?;
    Columns::default().name(field, column).map_err(|unknown| unknown.to_string())?;
    Ok((field.to_string(), column.to_string()))
}

fn format(name: &str) -> Result<Format, String> {
    let names = || Format::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ");
    Format::from_name(name).ok_or_else(|| format!("expected one of {}", names()))
}

#[derive(Debug, ClapArgs)]
pub struct Build {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub graph: Graph,
    /// How much to say of where each statement comes from
    #[arg(long, value_enum, default_value_t = EvidenceLevel::Compact)]
    pub evidence: EvidenceLevel,
    /// How to keep the RDF graph: `disk` opens at once, `nquads` is one file read into memory by each query
    #[arg(long, value_enum)]
    pub store: Option<Backend>,
    /// What every IRI begins with
    #[arg(long, value_name = "IRI", default_value = crate::graph::iri::DEFAULT_BASE, value_parser = base)]
    pub base: String,
}

fn base(text: &str) -> Result<String, String> {
    let iri = oxigraph::model::NamedNode::new(text).map_err(|error| error.to_string())?;
    if !text.ends_with(['/', '#']) {
        return Err("expected an IRI that ends with / or #".into());
    }
    Ok(iri.into_string())
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum EvidenceLevel {
    /// Characters, rule and confidence of every statement that links things
    Compact,
    /// Besides, line and quotation, also of single values
    Full,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Backend {
    Disk,
    Nquads,
}

#[derive(Debug, ClapArgs)]
pub struct Read {
    #[command(flatten)]
    pub input: Input,
}

#[derive(Debug, ClapArgs)]
pub struct Formats {
    /// Files to recognise
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct Query {
    /// A named query, or its number in `citeweave queries`
    #[arg(required_unless_present_any = ["file", "text"])]
    pub name: Option<String>,
    /// A file of SPARQL; `-` for standard input
    #[arg(short, long, value_name = "FILE.rq", conflicts_with_all = ["name", "text"])]
    pub file: Option<PathBuf>,
    /// SPARQL
    #[arg(short = 'e', long = "execute", value_name = "SPARQL", conflicts_with = "name")]
    pub text: Option<String>,
    #[command(flatten)]
    pub graph: Graph,
    /// Give a value to a parameter: `-p least=3`; in a query of one's own `-p least:integer=3`
    #[arg(short, long = "parameter", value_name = "NAME=VALUE", value_parser = parameter)]
    pub parameters: Vec<(String, String)>,
    /// Form of the answer; a table on a terminal and CSV in a pipe unless the name of the output tells
    #[arg(long, value_enum)]
    pub to: Option<AnswerFormat>,
    /// Write the answer to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Give up after this many seconds; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub timeout: u64,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.trim().to_string(), value.to_string()))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    Table,
    Csv,
    Tsv,
    Json,
    Xml,
    Md,
    Ttl,
    Nt,
    Jsonld,
}

#[derive(Debug, ClapArgs)]
pub struct Queries {
    /// Tell all about one query
    pub name: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Network {
    /// Kind of network; `citeweave network list` tells them all
    #[arg(value_name = "PRESET", required_unless_present = "query")]
    pub preset: Option<String>,
    /// Network files: with `file` an existing network, with `diff` two to compare
    #[arg(value_name = "NETWORK")]
    pub files: Vec<PathBuf>,
    /// A file of SPARQL whose answer is the network: ?source ?target, and ?weight ?year ?document ?sourceLabel ?targetLabel if any
    #[arg(long, value_name = "FILE.rq", conflicts_with = "preset", help_heading = "Selection")]
    pub query: Option<PathBuf>,
    /// Edges of `--query` lead from source to target
    #[arg(long, requires = "query", help_heading = "Selection")]
    pub directed: bool,
    #[command(flatten)]
    pub graph: Graph,
    /// A file (`.graphml`, `.gexf`) or, ending with `/`, a folder for all that `--to` names
    #[arg(short, long, value_name = "FILE or DIR/")]
    pub output: Option<PathBuf>,
    /// Formats to write into a folder: graphml, gexf, gexf-dynamic, csv, vosviewer, vosviewer-json, pajek, cytoscape, graphology, dot, parquet, svg, png
    #[arg(long, value_delimiter = ',', value_name = "FORMAT,...", default_value = "graphml,gexf,csv,svg")]
    pub to: Vec<String>,
    #[command(flatten)]
    pub selection: Selection,
    #[command(flatten)]
    pub counting: CountingOptions,
    #[command(flatten)]
    pub filters: Filters,
    #[command(flatten)]
    pub analysis: Analysis,
    /// Slices of years: slices:N (a network for each), cumulative:N, dynamic (a GEXF file with a timeline), none
    #[arg(long, value_name = "slices:N|cumulative:N|dynamic|none", default_value = "none", help_heading = "Time")]
    pub time: String,
    /// Write the years in which things were written about much more than before, to bursts.csv
    #[arg(long, help_heading = "Time")]
    pub bursts: bool,
    /// Write centrality, density and quadrant of every cluster, to themes.csv
    #[arg(long, help_heading = "Analysis")]
    pub themes: bool,
    /// Write a report in Markdown: how the network was made, its clusters, its largest nodes and strongest links
    #[arg(long, value_name = "FILE.md", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Say what would be built, and how large it is after each filter; write nothing
    #[arg(long, help_heading = "Output")]
    pub explain: bool,
    /// Documents named at each edge in the network file; `evidence.csv` names all
    #[arg(long, value_name = "N", default_value_t = 50, help_heading = "Output")]
    pub documents: usize,
    /// Width of SVG and PNG pictures, in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = PictureOptions::default().width, help_heading = "Output")]
    pub width: u32,
    /// Height of SVG and PNG pictures, in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = PictureOptions::default().height, help_heading = "Output")]
    pub height: u32,
    /// Names drawn in pictures at most
    #[arg(long, value_name = "N", default_value_t = PictureOptions::default().labels, help_heading = "Output")]
    pub labels: usize,
    /// Write texts so that Gephi leaves them as they are: it turns INF into Infinity and drops `null`
    #[arg(long, value_enum, default_value_t = Switch::On, help_heading = "Output")]
    pub gephi_safe: Switch,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Selection")]
pub struct Selection {
    /// Only works published in this year or later
    #[arg(long, value_name = "YEAR")]
    pub from: Option<i32>,
    /// Only works published in this year or earlier
    #[arg(long, value_name = "YEAR")]
    pub until: Option<i32>,
    /// Only works of these types: `journal-article`, `review`, ...
    #[arg(long = "type", value_name = "TYPE,...", value_delimiter = ',')]
    pub types: Vec<String>,
    /// Only works in this journal or book, by title or ISSN; may be given again
    #[arg(long = "venue", value_name = "TITLE or ISSN")]
    pub venues: Vec<String>,
    /// Only works whose DOI or IRI stands in this file, one a line
    #[arg(long, value_name = "FILE")]
    pub only_listed: Option<PathBuf>,
    /// Only works that match: a SPARQL pattern about ?work
    #[arg(long = "where", value_name = "PATTERN")]
    pub pattern: Option<String>,
    /// Only works that an input describes, not those that are cited or listed as related
    #[arg(long)]
    pub described: bool,
    /// In networks of citations, also cited works that no input describes
    #[arg(long)]
    pub all_cited: bool,
    /// Only concepts of these vocabularies: `author,mesh`
    #[arg(long = "scheme", value_name = "SCHEME,...", value_delimiter = ',')]
    pub schemes: Vec<String>,
    /// Departments as they are, not as the organisations they are a part of
    #[arg(long)]
    pub units: bool,
    /// Names that are one: VOSviewer's thesaurus (`label`, tab, `replace by`), or SKOS in Turtle, N-Triples or RDF/XML
    #[arg(long, value_name = "FILE")]
    pub thesaurus: Vec<PathBuf>,
    /// Names to leave out, one a line
    #[arg(long, value_name = "FILE")]
    pub stop: Vec<PathBuf>,
    /// Go up so many steps of skos:broader in the SKOS thesaurus
    #[arg(long, value_name = "STEPS", requires = "thesaurus", default_value_t = 0)]
    pub roll_up: usize,
    /// Works in a historiograph
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub works: usize,
    /// What is counted on a link of a main path: spc, splc, spnp
    #[arg(long, value_name = "WEIGHT", default_value = "spc")]
    pub path_weight: String,
    /// How a main path is sought: local-forward, local-backward, global, key-route-local:N, key-route-global:N
    #[arg(long, value_name = "SEARCH", default_value = "global")]
    pub path_search: String,
    /// Only what is near this: IRI, id or label of a node, and how many steps (1 if not said): `--ego 10.1000/182:2`
    #[arg(long, value_name = "NODE[:HOPS]")]
    pub ego: Vec<String>,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Counting")]
pub struct CountingOptions {
    /// What a document adds to an edge; the other counts stand beside the weight
    #[arg(long, value_name = "full|fractional|newman|pairs", default_value = "full", value_parser = counting)]
    pub counting: network::Counting,
    /// Leave out works with more authors (organisations, concepts, as the network is of) than this
    #[arg(long, value_name = "N")]
    pub max_authors: Option<u32>,
}

fn counting(name: &str) -> Result<network::Counting, String> {
    let names = || network::Counting::ALL.iter().map(|c| c.name()).collect::<Vec<_>>().join(", ");
    network::Counting::from_name(name).ok_or_else(|| format!("expected one of {}, newman", names()))
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Filters")]
pub struct Filters {
    /// Leave out things that occur in fewer documents
    #[arg(long, value_name = "N")]
    pub min_docs: Option<u32>,
    /// Leave out works that were cited less often
    #[arg(long, value_name = "N")]
    pub min_cites: Option<u32>,
    /// Keep so many things, those that occur most often
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Leave out edges below this weight
    #[arg(long, value_name = "WEIGHT")]
    pub min_weight: Option<f64>,
    /// Keep so many edges, the strongest
    #[arg(long, value_name = "N")]
    pub top_edges: Option<usize>,
    /// Keep an edge only if it is among so many strongest of one of its ends
    #[arg(long, value_name = "N")]
    pub top_per_node: Option<usize>,
    /// Keep nodes that have so many neighbours among those kept
    #[arg(long, value_name = "K")]
    pub k_core: Option<u32>,
    /// Keep the largest part that hangs together
    #[arg(long)]
    pub largest_component: bool,
    /// Keep what is linked with nothing
    #[arg(long)]
    pub isolates: bool,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Analysis")]
pub struct Analysis {
    /// Count, normalise, cluster and lay out as this program does
    #[arg(long, value_enum)]
    pub style: Option<Style>,
    /// Indices of similarity as columns of edges: association, cosine, jaccard, inclusion, equivalence, fractionalization, npmi; the first is the weight unless --weight says otherwise
    #[arg(long, value_name = "INDEX,...", value_delimiter = ',', value_parser = normalisation)]
    pub normalize: Vec<Normalisation>,
    /// The column of edges that is their weight: `count`, `fractional`, `association`, ...
    #[arg(long, value_name = "COLUMN")]
    pub weight: Option<String>,
    /// Keep the backbone: disparity:LEVEL, mst or pathfinder
    #[arg(long, value_name = "disparity:0.05|mst|pathfinder", value_parser = backbone)]
    pub backbone: Option<Backbone>,
    /// Measures of nodes: none, default, all, or of degree, wdegree, pagerank, betweenness, closeness, harmonic, eigenvector, clustering, kcore, component
    #[arg(long, value_name = "MEASURE,...", value_delimiter = ',', default_value = "default")]
    pub metrics: Vec<String>,
    /// Clusters: leiden-cpm (on association strength, as VOSviewer), leiden-modularity, louvain, louvain-cpm, none
    #[arg(long, value_name = "METHOD")]
    pub cluster: Option<String>,
    /// More makes more and smaller clusters
    #[arg(long, value_name = "GAMMA", default_value_t = 1.0)]
    pub resolution: f64,
    /// Clusters of fewer nodes join others
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub min_cluster_size: u32,
    /// Independent starts, the best of which counts
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub starts: u32,
    /// Seed of everything that has to do with chance
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Places of nodes: fa2 (ForceAtlas2), vos, none; fa2 up to 20,000 nodes if not said
    #[arg(long, value_enum)]
    pub layout: Option<Layout>,
    /// Steps of the layout
    #[arg(long, value_name = "N")]
    pub iterations: Option<usize>,
    /// Attraction in ForceAtlas2: tighter clusters farther apart
    #[arg(long)]
    pub lin_log: bool,
    /// In ForceAtlas2, leave nodes with many links at the border
    #[arg(long)]
    pub dissuade_hubs: bool,
    /// Exponent of the push in the VOS layout; 1 in dense networks, -1 in those of few links, if not said
    #[arg(long, value_name = "R", allow_negative_numbers = true)]
    pub repulsion: Option<i32>,
    /// Exponent of the pull in the VOS layout
    #[arg(long, value_name = "A", allow_negative_numbers = true, default_value_t = 2)]
    pub attraction: i32,
    /// The column of nodes that sizes show
    #[arg(long, value_name = "COLUMN")]
    pub size: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Style {
    /// Association strength, clusters by CPM at resolution 1, VOS layout
    Vosviewer,
    /// Full counts, association strength by occurrences, Louvain
    Bibliometrix,
    /// Full counts as they are, people of one name one, everybody kept, no clusters
    Metaknowledge,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// ForceAtlas2
    Fa2,
    /// VOS
    Vos,
    /// No places
    None,
}

fn normalisation(name: &str) -> Result<Normalisation, String> {
    let names = || Normalisation::ALL.iter().map(|index| index.name()).collect::<Vec<_>>().join(", ");
    Normalisation::from_name(name).ok_or_else(|| format!("expected one of {}", names()))
}

fn backbone(text: &str) -> Result<Backbone, String> {
    match text.split_once(':').unwrap_or((text, "0.05")) {
        ("disparity", level) => match level.parse::<f64>() {
            Ok(level) if level > 0.0 && level <= 1.0 => Ok(Backbone::Disparity(level)),
            _ => Err("expected a level above 0, up to 1".into()),
        },
        ("mst", _) => Ok(Backbone::SpanningForest),
        ("pathfinder", _) => Ok(Backbone::Pathfinder),
        _ => Err("expected disparity:LEVEL, mst or pathfinder".into()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

#[derive(Debug, ClapArgs)]
pub struct Lint {
    /// GraphML, GEXF, CSV, Pajek and VOSviewer files
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only what these programs do: gephi, gephi-lite, vosviewer, networkx, igraph
    #[arg(long = "for", value_name = "PROGRAM,...", value_delimiter = ',')]
    pub programs: Vec<String>,
    /// List the rules
    #[arg(long)]
    pub rules: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Export {
    /// What to write
    #[arg(value_enum)]
    pub form: ExportForm,
    #[command(flatten)]
    pub graph: Graph,
    /// A file, or a folder for `csv`; standard output where absent
    #[arg(short, long, value_name = "FILE or DIR/")]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// N-Triples, sorted: the facts
    Nt,
    /// N-Quads, sorted: facts, evidence, merge decisions
    Nq,
    /// Turtle: the facts
    Ttl,
    /// TriG: facts, evidence, merge decisions
    Trig,
    /// JSON-LD: facts, evidence, merge decisions
    Jsonld,
    /// RDF/XML: the facts
    Rdfxml,
    /// The tables, a file each
    Csv,
}
