//! What networks cost: seconds and peak memory of projections, clusters, measures, layouts and files.
//!
//! ```text
//! cargo bench --bench network -- [--papers N] [--runs N] [--only WORK,...] [--json]
//! cargo bench --bench network -- [--papers N] --write FOLDER | --openalex FILE
//! ```
//!
//! The literature is synthetic, the same on every machine: fields of 300 papers and 750 people, who write and cite mostly
//! among themselves, some much more than others. `--write` puts it into a folder as CSV, for other programs to do the same
//! work (`make peers`), `--openalex` as JSON Lines for `citeweave build`. Seconds are the median of the runs; peak memory is that
//! of the whole run so far, the literature included. Nothing fails for being slow; the figures are for people.
#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use citeweave::export::{ExportOptions, NetworkFormat, NetworkTables};
use citeweave::network::communities::{self, ClusterOptions, QualityFunction};
use citeweave::network::filter::Filter;
use citeweave::network::layout::{ForceAtlas2, forceatlas2};
use citeweave::network::links::Links;
use citeweave::network::literature::{Literature, Things};
use citeweave::network::measures::{self, Distance};
use citeweave::network::{Column, Direction, Network, Parts, Preset, Projection, Values};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What came out, as names and numbers, so that another program's outcome can be compared.
type Outcome = BTreeMap<&'static str, f64>;

/// Every work, and what is done in it.
const WORKS: &[(&str, &str)] = &[
    ("coauthors", "people by papers in common"),
    ("citations", "who cites whom"),
    ("cocitation", "works cited five times or more, by works that cite both"),
    ("coupling", "the 5,000 works with most references, by references in common"),
    ("coupling-strong", "all works with two references or more in common"),
    ("concepts", "concepts by papers in common"),
    ("authors-concepts", "people and the concepts of their papers"),
    ("leiden", "Leiden by modularity, 2 iterations, co-authors"),
    ("pagerank", "PageRank, co-authors"),
    ("core", "core numbers, co-authors"),
    ("pagerank-dense", "PageRank, dense"),
    ("core-dense", "core numbers, dense"),
    ("betweenness", "betweenness, dense"),
    ("closeness", "closeness, dense"),
    ("forceatlas2", "ForceAtlas2, one iteration, co-authors"),
    ("graphml", "GraphML in memory, co-authors"),
];

struct Options {
    papers: usize,
    runs: usize,
    only: Vec<String>,
    write: Option<PathBuf>,
    openalex: Option<PathBuf>,
    json: bool,
}

fn options() -> Result<Options> {
    let mut options = Options { papers: 60_000, runs: 5, only: Vec::new(), write: None, openalex: None, json: false };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("{name} needs a value"));
        match name.as_str() {
            "--papers" => options.papers = value()?.parse()?,
            "--runs" => options.runs = value()?.parse::<usize>()?.max(1),
            "--only" => options.only = value()?.split(',').map(String::from).collect(),
            "--write" => options.write = Some(value()?.into()),
            "--openalex" => options.openalex = Some(value()?.into()),
            "--json" => options.json = true,
            // Cargo says --bench.
            _ => {}
        }
    }
    if let Some(name) = options.only.iter().find(|name| !WORKS.iter().any(|(work, _)| work == name)) {
        let known: Vec<&str> = WORKS.iter().map(|(work, _)| *work).collect();
        return Err(format!("no work is named {name}; there are {}", known.join(", ")).into());
    }
    Ok(options)
}

fn main() -> Result<()> {
    let options = options()?;
    let literature = literature(options.papers);
    if let Some(folder) = &options.write {
        return write(&literature, folder);
    }
    if let Some(file) = &options.openalex {
        return write_openalex(&literature, file);
    }
    if !options.json {
        println!(
            "{} papers, {} people, {} authorships, {} citations, {} concepts {} times; {} threads",
            literature.works(),
            literature.people.len(),
            literature.authorships.len(),
            literature.citations.len(),
            literature.concepts.len(),
            literature.assignments.len(),
            rayon::current_num_threads()
        );
        println!("{:<17} {:<58} {:>24} {:>9} {:>12}", "work", "", "size", "seconds", "peak memory");
    }
    for (name, about) in WORKS {
        if !options.only.is_empty() && !options.only.iter().any(|only| only == name) {
            continue;
        }
        let mut work = Work::prepare(name, &literature)?;
        let mut times = Vec::new();
        let mut outcome = Outcome::new();
        for _ in 0..options.runs {
            let (took, found) = work.run()?;
            times.push(took.as_secs_f64());
            outcome = found;
        }
        times.sort_by(f64::total_cmp);
        let seconds = times[times.len() / 2];
        if options.json {
            let line = serde_json::json!({
                "work": name, "about": about, "size": work.size(&outcome), "seconds": seconds, "fastest": times[0], "memory": peak(), "outcome": outcome,
            });
            println!("{line}");
        } else {
            let memory = format!("{:.0} MB", peak() as f64 / 1e6);
            println!("{name:<17} {about:<58} {:>24} {seconds:>9.4} {memory:>12}", work.size(&outcome));
        }
    }
    Ok(())
}

/// Something to measure, with all that it needs ready.
enum Work<'l> {
    Projection { literature: &'l Literature, preset: &'static Preset, how: Projection },
    Links { links: Links, of: fn(&Links) -> Result<(Duration, Outcome)> },
    Files(Box<Network>),
}

impl<'l> Work<'l> {
    fn prepare(name: &str, literature: &'l Literature) -> Result<Self> {
        let projection = |name: &str, how| -> Result<Self> {
            let preset = Preset::from_name(name).ok_or("no such network")?;
            Ok(Self::Projection { literature, preset, how })
        };
        let usual = Projection::default();
        let coauthors = || -> Result<Links> { Ok(Links::of_parts(&coauthors(literature)?)) };
        Ok(match name {
            "cocitation" => projection(name, Projection { min_documents: Some(5), ..usual })?,
            "coupling" => projection(name, Projection { top: Some(5000), ..usual })?,
            "coupling-strong" => projection("coupling", Projection { min_shared: Some(2), ..usual })?,
            "leiden" => Self::Links { links: coauthors()?, of: leiden },
            "pagerank" => Self::Links { links: coauthors()?, of: pagerank },
            "core" => Self::Links { links: coauthors()?, of: core },
            "pagerank-dense" => Self::Links { links: dense(), of: pagerank },
            "core-dense" => Self::Links { links: dense(), of: core },
            "betweenness" => Self::Links { links: dense(), of: betweenness },
            "closeness" => Self::Links { links: dense(), of: closeness },
            "forceatlas2" => Self::Links { links: coauthors()?, of: one_iteration },
            "graphml" => Self::Files(Box::new(Network::new(coauthors_of_files(literature)?)?)),
            _ => projection(name, usual)?,
        })
    }

    fn run(&mut self) -> Result<(Duration, Outcome)> {
        match self {
            Self::Projection { literature, preset, how } => {
                let (took, parts) = timed(|| preset.project(literature, how));
                Ok((took, of_pairs(&parts?)))
            }
            Self::Links { links, of } => of(links),
            Self::Files(network) => {
                let graphml = NetworkFormat::from_name("graphml").ok_or("no such format")?;
                let options = ExportOptions { listed_documents: 0, ..ExportOptions::default() };
                // In memory as far as files go, as other programs only write files by name.
                let memory = Path::new("/dev/shm");
                let mut file = if memory.is_dir() { tempfile::tempfile_in(memory)? } else { tempfile::tempfile()? };
                let (took, written) = timed(|| {
                    let tables = NetworkTables::new(network, &options);
                    graphml.parts().iter().try_for_each(|part| part.write(&tables, &mut file))
                });
                written?;
                Ok((took, Outcome::from([("bytes", file.metadata()?.len() as f64)])))
            }
        }
    }

    fn size(&self, outcome: &Outcome) -> String {
        match self {
            Self::Projection { .. } => format!("{} pairs", outcome["pairs"]),
            Self::Links { links, .. } => format!("{} nodes, {} edges", links.nodes(), links.edges()),
            Self::Files(network) => {
                format!("{} nodes, {} edges", network.graph().node_count(), network.graph().edge_count())
            }
        }
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let outcome = work();
    (start.elapsed(), outcome)
}

fn of_pairs(parts: &Parts) -> Outcome {
    let sum = |name| parts.edge_column(name).map(|column| column.values.numbers().into_iter().flatten().sum::<f64>());
    let sums = ["count", "fractional", "by_pairs", "first_year", "last_year"].map(|name| Some((name, sum(name)?)));
    sums.into_iter().flatten().chain([("pairs", parts.edges.len() as f64)]).collect()
}

fn sum_and_largest(values: impl Iterator<Item = f64> + Clone) -> Outcome {
    Outcome::from([("sum", values.clone().sum()), ("largest", values.fold(0.0, f64::max))])
}

fn leiden(links: &Links) -> Result<(Duration, Outcome)> {
    let function = QualityFunction::Modularity;
    let options = ClusterOptions { function, iterations: Some(2), starts: 1, ..ClusterOptions::default() };
    let (took, found) = timed(|| communities::cluster(links, &options));
    let found = found?;
    Ok((took, Outcome::from([("modularity", found.quality()), ("clusters", found.sizes().len() as f64)])))
}

fn pagerank(links: &Links) -> Result<(Duration, Outcome)> {
    let (took, ranks) = timed(|| measures::pagerank(links, 0.85));
    Ok((took, sum_and_largest(ranks.into_iter())))
}

fn core(links: &Links) -> Result<(Duration, Outcome)> {
    let (took, numbers) = timed(|| measures::core_numbers(links));
    Ok((took, sum_and_largest(numbers.into_iter().map(f64::from))))
}

fn betweenness(links: &Links) -> Result<(Duration, Outcome)> {
    let (took, values) = timed(|| measures::betweenness(links, Distance::Hops));
    // Shares of all pairs; others have the number of pairs.
    let pairs = ((links.nodes() - 1) * (links.nodes() - 2)) as f64 / 2.0;
    let is_share = values.iter().all(|value| *value <= 1.0);
    Ok((took, sum_and_largest(values.into_iter().map(|value| if is_share { value * pairs } else { value }))))
}

fn closeness(links: &Links) -> Result<(Duration, Outcome)> {
    let (took, distances) = timed(|| measures::distances(links, Distance::Hops));
    Ok((took, sum_and_largest(distances.closeness.into_iter().flatten())))
}

fn one_iteration(links: &Links) -> Result<(Duration, Outcome)> {
    const ITERATIONS: usize = 10;
    let options = ForceAtlas2 { iterations: Some(ITERATIONS), ..ForceAtlas2::default() };
    let (took, places) = timed(|| forceatlas2(links, None, &[], &options));
    Ok((took / ITERATIONS as u32, Outcome::from([("nodes", places.len() as f64)])))
}

/// The co-author network of those who have one.
fn coauthors(literature: &Literature) -> Result<Parts> {
    let preset = Preset::from_name("coauthors").ok_or("no such network")?;
    let mut parts = preset.project(literature, &Projection::default())?;
    Filter::Isolates.apply(&mut parts);
    Ok(parts)
}

/// Columns of the co-author network in files.
const NODE_COLUMNS: &[&str] = &["documents", "first_year", "last_year"];
const EDGE_COLUMNS: &[&str] = &["count", "fractional", "by_pairs", "first_year", "last_year"];

fn coauthors_of_files(literature: &Literature) -> Result<Parts> {
    let mut parts = coauthors(literature)?;
    parts.node_columns.retain(|column| NODE_COLUMNS.contains(&column.name.as_str()));
    parts.edge_columns.retain(|column| EDGE_COLUMNS.contains(&column.name.as_str()));
    (parts.evidence, parts.size_by) = Default::default();
    Ok(parts)
}

const DENSE: (u64, usize) = (1_165, 110_000);

/// A network in which many know many, as of the organisations of one country.
fn dense() -> Links {
    let mut random = Random(11);
    let mut edges = BTreeMap::new();
    while edges.len() < DENSE.1 {
        let (a, b) = (random.skewed(DENSE.0, 1.4) as u32, random.skewed(DENSE.0, 1.4) as u32);
        if a != b {
            *edges.entry((a.min(b), a.max(b))).or_insert(0.0) += 1.0;
        }
    }
    Links::new(
        DENSE.0 as usize,
        Direction::Undirected,
        edges.iter().map(|(&(a, b), &weight)| (a, b, weight)).collect::<Vec<_>>(),
    )
}

/// SplitMix64: Steele, Lea & Flood 2014, [10.1145/2660193.2660195](https://doi.org/10.1145/2660193.2660195).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    /// From 0 up to, not including, 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, end: u64) -> u64 {
        self.skewed(end, 1.0)
    }

    /// Below `end`, the smaller the more often: of n things the r-th is drawn in proportion to r^(1/skew − 1).
    fn skewed(&mut self, end: u64, skew: f64) -> u64 {
        ((end as f64 * self.unit().powf(skew)) as u64).min(end.saturating_sub(1))
    }

    /// From 1, falling off exponentially, `mean` on average.
    fn falling(&mut self, mean: f64) -> usize {
        1 + (-(1.0 - self.unit()).ln() * (mean - 0.5)) as usize
    }
}

/// Words of titles.
const WORDS: &[&str] = &[
    "peer",
    "support",
    "mental",
    "health",
    "network",
    "recovery",
    "worker",
    "young",
    "online",
    "review",
    "trial",
    "model",
    "service",
    "lived",
    "experience",
    "community",
    "evidence",
    "analysis",
    "power",
    "voice",
];

/// Papers of a field, and people.
const FIELD: (usize, usize) = (300, 750);

/// Literature of so many papers, with two and a half times as many people, of whom a third write nothing; four authors, 15
/// references and 8 concepts a paper.
fn literature(papers: usize) -> Literature {
    let mut random = Random(7);
    let fields = papers.div_ceil(FIELD.0).max(1);
    let people = (fields * FIELD.1) as u64;
    // Vocabularies grow as the square root of what is written (Heaps' law).
    let concepts = (5000.0 * (papers as f64 / 60_000.0).sqrt()).ceil().max(100.0) as u64;
    let organisations = (papers as u64 / 20).max(1);
    let venues = (papers as u64 / 60).max(1);
    let mut literature = Literature::default();
    let mut of_field: Vec<Vec<u32>> = vec![Vec::new(); fields];
    let mut titles = Vec::with_capacity(papers);
    let mut drawn: Vec<u32> = Vec::new();
    for work in 0..papers as u32 {
        let field = random.below(fields as u64) as usize;
        let mut draw = |count: usize, draw: &mut dyn FnMut() -> u32| {
            drawn.clear();
            // A few draws more, as some come twice.
            for _ in 0..2 * count {
                let item = draw();
                if drawn.len() < count && !drawn.contains(&item) {
                    drawn.push(item);
                }
            }
            drawn.clone()
        };
        let is_of_field = |random: &mut Random| random.unit() < 0.85;
        // One to seven, and a large team now and then.
        let is_large = random.unit() < 0.006;
        let few = 1 + (random.next() & 0b11_1111).count_ones() as usize;
        let authors = if is_large { 10 + random.below(15) as usize } else { few };
        let authors = draw(authors, &mut || {
            let first = field as u64 * FIELD.1 as u64;
            if is_of_field(&mut random) {
                (first + random.skewed(FIELD.1 as u64, 2.0)) as u32
            } else {
                random.below(people) as u32
            }
        });
        literature.authorships.extend(authors.iter().map(|person| (work, *person)));
        let references = random.falling(15.5).min(120);
        let before = &of_field[field];
        let references = draw(references, &mut || {
            if is_of_field(&mut random) && !before.is_empty() {
                before[random.skewed(before.len() as u64, 1.6) as usize]
            } else {
                random.skewed(papers as u64, 1.6) as u32
            }
        });
        let references = references.iter().filter(|cited| **cited != work);
        literature.citations.extend(references.map(|cited| (work, *cited)));
        let assigned = 2 + random.below(13) as usize;
        let assigned = draw(assigned, &mut || {
            let own = field as u64 * 37 % concepts;
            let far = is_of_field(&mut random).then(|| own + random.skewed(60, 1.5));
            far.map_or_else(|| random.skewed(concepts, 3.0), |concept| concept % concepts) as u32
        });
        literature.assignments.extend(assigned.iter().map(|concept| (work, *concept)));
        let within = 1 + random.below(3) as usize;
        let within = draw(within, &mut || random.skewed(organisations, 2.0) as u32);
        literature.affiliations.extend(within.iter().map(|organisation| (work, *organisation)));
        literature.venue_of.push(Some(random.skewed(venues, 2.0) as u32));
        literature.years.push(Some(1980 + (45.0 * (f64::from(work) / papers as f64).sqrt()) as i32));
        let words = (0..8).map(|_| WORDS[random.below(WORDS.len() as u64) as usize]);
        titles.push(Some(words.collect::<Vec<_>>().join(" ")));
        of_field[field].push(work);
    }
    let things = |name: &str, count: u64| Things {
        labels: (0..count).map(|row| format!("{name} {row}")).collect(),
        iris: (0..count).map(|row| format!("https://example.org/{name}/{row}")).collect(),
        columns: Vec::new(),
    };
    literature.described = vec![true; papers];
    literature.works = things("work", papers as u64);
    let dois = (0..papers).map(|work| Some(format!("10.5555/{work:08}"))).collect();
    literature.works.columns = vec![Column::new("doi", Values::Text(dois)), Column::new("title", Values::Text(titles))];
    literature.people = things("person", people);
    literature.organisations = things("organisation", organisations);
    literature.venues = things("venue", venues);
    literature.concepts = things("concept", concepts);
    literature
}

/// Writes what other programs need for the same work.
fn write(literature: &Literature, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let create = |name: &str, header: &str| -> Result<BufWriter<File>> {
        let mut file = BufWriter::new(File::create(folder.join(format!("{name}.csv")))?);
        writeln!(file, "{header}")?;
        Ok(file)
    };
    let mut works = create("works", "work,year")?;
    for (work, year) in literature.years.iter().enumerate() {
        writeln!(works, "{work},{}", year.unwrap_or_default())?;
    }
    works.flush()?;
    for (name, header, links) in [
        ("authorships", "work,person", &literature.authorships),
        ("citations", "citing,cited", &literature.citations),
        ("assignments", "work,concept", &literature.assignments),
    ] {
        let mut file = create(name, header)?;
        for (one, other) in links {
            writeln!(file, "{one},{other}")?;
        }
        file.flush()?;
    }
    let mut file = create("dense", "source,target,weight")?;
    for (source, target, weight) in dense().each_edge() {
        writeln!(file, "{source},{target},{weight}")?;
    }
    file.flush()?;
    let parts = coauthors_of_files(literature)?;
    let columns = |names: &[&str], of: &[Column]| -> Vec<Vec<f64>> {
        let column = |name: &&str| of.iter().find(|column| column.name == *name);
        let columns = names.iter().filter_map(column);
        columns.map(|column| column.values.numbers().or_zero()).collect()
    };
    let (of_nodes, of_edges) = (columns(NODE_COLUMNS, &parts.node_columns), columns(EDGE_COLUMNS, &parts.edge_columns));
    let mut file = create("coauthors_nodes", &format!("label,{}", NODE_COLUMNS.join(",")))?;
    for (row, node) in parts.nodes.iter().enumerate() {
        write!(file, "{}", node.label)?;
        of_nodes.iter().try_for_each(|column| write!(file, ",{}", column[row]))?;
        writeln!(file)?;
    }
    file.flush()?;
    let mut file = create("coauthors", &format!("source,target,weight,{}", EDGE_COLUMNS.join(",")))?;
    for (row, (source, target, weight)) in parts.edges.iter().enumerate() {
        write!(file, "{source},{target},{weight}")?;
        of_edges.iter().try_for_each(|column| write!(file, ",{}", column[row]))?;
        writeln!(file)?;
    }
    Ok(file.flush()?)
}

/// Writes the literature as works of OpenAlex, one a line, with as much as networks are made of.
fn write_openalex(literature: &Literature, file: &Path) -> Result<()> {
    let mut file = BufWriter::new(File::create(file)?);
    let links = [&literature.authorships, &literature.citations, &literature.assignments, &literature.affiliations];
    // Links are in the order of works.
    let mut rests = links.map(Vec::as_slice);
    let titles = literature.works.texts("title").unwrap_or_default();
    let id = |letter: char, row: u32| format!("https://openalex.org/{letter}{}", u64::from(row) + 2_000_000_000);
    for work in 0..literature.works() as u32 {
        let [people, cited, concepts, organisations] = rests.each_mut().map(|rest| {
            let (own, after) = rest.split_at(rest.partition_point(|(of, _)| *of <= work));
            *rest = after;
            own
        });
        let institution = |organisation: u32| {
            let country = ["NO", "SE", "CN", "GB"][organisation as usize % 4];
            serde_json::json!({
                "id": id('I', organisation),
                "display_name": format!("University of Town {organisation}"),
                "country_code": country,
            })
        };
        let author = |(at, (_, person)): (usize, &(u32, u32))| {
            let institutions: Vec<_> =
                organisations.get(at).map(|(_, organisation)| institution(*organisation)).into_iter().collect();
            let name = format!("{} Person{person}", ["Anna", "Bo", "Chen", "Dora"][*person as usize % 4]);
            serde_json::json!({"author": {"id": id('A', *person), "display_name": name}, "institutions": institutions})
        };
        let concept = |(_, concept): &(u32, u32)| serde_json::json!({"id": id('C', *concept), "display_name": format!("concept {concept}"), "score": 0.5});
        let row = work as usize;
        let venue = literature.venue_of[row].unwrap_or_default();
        let source = serde_json::json!({"id": id('S', venue), "display_name": format!("Journal of Things {venue}"), "type": "journal"});
        let line = serde_json::json!({
            "id": id('W', work),
            "doi": format!("https://doi.org/10.5555/{work:08}"),
            "display_name": titles.get(row),
            "publication_year": literature.years[row],
            "type": "article",
            "primary_location": {"source": source},
            "authorships": people.iter().enumerate().map(author).collect::<Vec<_>>(),
            "concepts": concepts.iter().map(concept).collect::<Vec<_>>(),
            "referenced_works": cited.iter().map(|(_, cited)| id('W', *cited)).collect::<Vec<_>>(),
        });
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}

/// The most memory the process has held, in bytes, where the system tells.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or_default() * 1024
}
