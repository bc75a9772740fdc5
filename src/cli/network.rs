//! `citeweave network`.

use super::Outcome;
use super::args::{Network as Options, Switch};
use super::term::Terminal;
use crate::export::{ExportOptions, GephiSafe, NetworkFormat, NetworkTables};
use crate::network::filter::Filter;
use crate::network::literature::{Kind, Literature};
use crate::network::rows::from_rows;
use crate::network::selection::{Records, Selection};
use crate::network::{self, Cited, Direction, Network, PRESETS, Parts, Preset, Projection};
use crate::query::{Answer, Request};
use crate::store::GraphDirectory;
use anyhow::{Context, bail};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub fn run(options: Options, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if options.preset.as_deref() == Some("list") {
        return list(terminal);
    }
    let files = files(&options)?;
    let mut parts = projected(&options, terminal)?;
    filter(&mut parts, &options)?;
    network::finish(&mut parts);
    let network = Network::new(parts)?;
    let how = ExportOptions {
        gephi_safe: if options.gephi_safe == Switch::On { GephiSafe::default() } else { GephiSafe::Off },
        listed_documents: options.documents,
    };
    let tables = NetworkTables::new(&network, &how);
    for notice in tables.notices() {
        terminal.say(format_args!("{notice}"));
    }
    for (path, part) in &files {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let mut file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        part.write(&tables, &mut file).with_context(|| format!("cannot write {}", path.display()))?;
    }
    say_what_became(&network, terminal);
    for (path, _) in &files {
        terminal.say(path.display());
    }
    Ok(if network.graph().node_count() == 0 { Outcome::Problems } else { Outcome::Done })
}

fn list(terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut out = String::new();
    for Preset { name, about, .. } in PRESETS {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name:<22} {about}");
    }
    terminal.write(out.as_bytes())?;
    Ok(Outcome::Done)
}

/// Says what became of the documents, and what each filter left.
fn say_what_became(network: &Network, terminal: &Terminal) {
    let about = network.about();
    let documents = about.documents;
    if documents.given > 0 {
        terminal.say(format_args!(
            "{} works: {} used, {} with one item, {} without, {} over the limit",
            documents.given, documents.used, documents.single, documents.without, documents.over_limit,
        ));
    }
    for network::Step { name, nodes, edges } in &about.steps {
        terminal.say(format_args!("  {name}: {nodes} nodes, {edges} edges"));
    }
    let graph = network.graph();
    terminal.say(format_args!("{} nodes, {} edges", graph.node_count(), graph.edge_count()));
}

/// The files to write: the one named, or those of every format in a folder.
fn files(options: &Options) -> anyhow::Result<Vec<(PathBuf, crate::export::Part)>> {
    let output = options.output.as_ref().context("say where to write with --output FILE or --output DIR/")?;
    let is_folder = output.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || output.is_dir();
    if !is_folder {
        let extension = output.extension().and_then(|e| e.to_str()).unwrap_or("");
        let format = NetworkFormat::from_extension(extension).with_context(|| {
            format!("no format has files named .{extension}: name a .graphml or .gexf file, or a folder ending with /")
        })?;
        return match format.parts() {
            [part] => Ok(vec![(output.clone(), *part)]),
            parts => {
                let names: Vec<&str> = parts.iter().map(|part| part.file_name()).collect();
                bail!(
                    "{} are several files: name a folder ending with / and --to {}",
                    names.join(" and "),
                    format.name()
                )
            }
        };
    }
    let mut found: Vec<(PathBuf, crate::export::Part)> = Vec::new();
    let names = options.to.iter().map(String::as_str);
    // What is behind an edge belongs into every folder.
    for name in names.chain(["evidence"]) {
        let known = || NetworkFormat::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ");
        let format = NetworkFormat::from_name(name)
            .with_context(|| format!("no format is named {name}; there are {}", known()))?;
        for part in format.parts() {
            let path = Path::join(output, part.file_name());
            if !found.iter().any(|(held, _)| *held == path) {
                found.push((path, *part));
            }
        }
    }
    Ok(found)
}

/// The network before anything is taken away.
fn projected(options: &Options, terminal: &Terminal) -> anyhow::Result<Parts> {
    if let Some(path) = &options.query {
        return queried(path, options, terminal);
    }
    let name = options.preset.as_deref().unwrap_or_default();
    let preset = Preset::from_name(name)
        .with_context(|| format!("no network is named {name}; `citeweave network list` tells them all"))?;
    let directory = GraphDirectory::open(&options.graph.graph)?;
    let selection = selection(options, &directory)?;
    let needs = if selection.needs_venues() { preset.needs().and(Kind::Venue) } else { preset.needs() };
    let literature = Literature::read(&directory.tables(), needs).context("cannot read the tables of the graph")?;
    let projection = Projection {
        counted: selection.counted(&literature),
        counting: options.counting.counting,
        max_items: options.counting.max_authors,
        min_documents: options.filters.min_docs,
        top: options.filters.top,
        schemes: options.selection.schemes.clone(),
        cited: if options.selection.all_cited { Cited::All } else { Cited::Counted },
        ..Projection::default()
    };
    if options.counting.max_authors.is_none() {
        check_crowds(preset, &literature, &projection, terminal)?;
    }
    let mut parts = preset.project(&literature, &projection)?;
    parts.about.options.extend(selection.options());
    Ok(parts)
}

/// The network that a query answers with.
fn queried(path: &Path, options: &Options, terminal: &Terminal) -> anyhow::Result<Parts> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let store = GraphDirectory::open(&options.graph.graph)?.rdf()?;
    let Answer::Rows(rows) = Request::sparql(&text).with_deadline(DEADLINE).run(&store)? else {
        bail!("{} answers with no rows: a network needs SELECT ?source ?target", path.display());
    };
    let columns = rows.columns().to_vec();
    let mut texts = Vec::new();
    for row in rows {
        texts.push(row?.into_iter().map(|term| term.map(text_of)).collect());
    }
    let direction = if options.directed { Direction::Directed } else { Direction::Undirected };
    let (mut parts, remarks) = from_rows(&columns, texts, direction)
        .with_context(|| format!("{} has no ?source and ?target", path.display()))?;
    for remark in remarks.iter().take(10) {
        terminal.say(format_args!("row {}: {}", remark.row, remark.message));
    }
    if remarks.len() > 10 {
        terminal.say(format_args!("and {} rows more with remarks", remarks.len() - 10));
    }
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
    parts.about.options.extend(file.map(|file| ("query".to_string(), file)));
    Ok(parts)
}

/// A query for a network gives up after this time.
const DEADLINE: Duration = Duration::from_secs(600);

fn text_of(term: oxigraph::model::Term) -> String {
    match term {
        oxigraph::model::Term::NamedNode(node) => node.into_string(),
        oxigraph::model::Term::Literal(literal) => literal.value().to_string(),
        other => other.to_string(),
    }
}

fn selection(options: &Options, directory: &GraphDirectory) -> anyhow::Result<Selection> {
    let chosen = &options.selection;
    let listed = match &chosen.only_listed {
        None => None,
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
            Some(lines.filter(|line| !line.is_empty()).map(String::from).collect())
        }
    };
    let found = match &chosen.pattern {
        None => None,
        Some(pattern) => {
            let text = format!("SELECT DISTINCT ?work WHERE {{ {pattern} }}");
            let Answer::Rows(rows) = Request::sparql(&text).with_deadline(DEADLINE).run(&directory.rdf()?)? else {
                bail!("--where is no pattern about ?work");
            };
            let mut works = HashSet::new();
            for row in rows {
                works.extend(row?.into_iter().flatten().map(text_of));
            }
            Some(works)
        }
    };
    Ok(Selection {
        from: chosen.from,
        to: chosen.until,
        types: chosen.types.clone(),
        venues: chosen.venues.clone(),
        listed,
        found,
        records: if chosen.described { Records::Described } else { Records::All },
    })
}

fn filter(parts: &mut Parts, options: &Options) -> anyhow::Result<()> {
    let chosen = &options.filters;
    let mut filters = Vec::new();
    if let Some(least) = chosen.min_cites {
        filters.push(Filter::AtLeast { column: "times_cited".into(), least: least.into() });
    }
    filters.extend(ego(parts, &options.selection.ego)?);
    filters.extend(chosen.min_weight.map(Filter::MinWeight));
    filters.extend(chosen.top_edges.map(Filter::TopEdges));
    filters.extend(chosen.top_per_node.map(Filter::TopPerNode));
    filters.extend(chosen.k_core.map(Filter::KCore));
    filters.extend(chosen.largest_component.then_some(Filter::LargestComponent));
    filters.extend((!chosen.isolates).then_some(Filter::Isolates));
    for filter in filters {
        filter.apply(parts);
    }
    Ok(())
}

/// The nodes named by `--ego`, and how far around them.
fn ego(parts: &Parts, named: &[String]) -> anyhow::Result<Option<Filter>> {
    let (mut ids, mut most) = (Vec::new(), None);
    for name in named {
        let (node, hops) = match name.rsplit_once(':').and_then(|(node, hops)| Some((node, hops.parse::<u32>().ok()?)))
        {
            Some((node, hops)) => (node, hops),
            None => (name.as_str(), 1),
        };
        let is_in = |row: usize, column: &str| match parts.node_column(column).map(|column| &column.values) {
            Some(network::Values::Text(texts)) => texts[row].as_deref() == Some(node),
            _ => false,
        };
        let rows = (0..parts.nodes.len()).filter(|&row| {
            let held = &parts.nodes[row];
            held.label == node || format!("n{}", held.id) == node || is_in(row, "iri") || is_in(row, "doi")
        });
        let before = ids.len();
        ids.extend(rows.map(|row| parts.nodes[row].id));
        if ids.len() == before {
            bail!("no node of this network is {node}: give its label, DOI, IRI or id");
        }
        most = most.max(Some(hops));
    }
    Ok(most.map(|hops| Filter::Ego { ids, hops }))
}

/// Works by more authors than this are papers of a consortium: of their authors, few know each other.
const CROWD: u32 = 100;

/// So many links of crowds alone make files of a gigabyte, and nobody a picture.
const TOO_MANY: u64 = 1_000_000;

/// Says which works make most of the links, if those of crowds do; and does not go on where they would make a network
/// that no program opens. Who names a limit gets what it allows.
fn check_crowds(preset: &Preset, literature: &Literature, how: &Projection, terminal: &Terminal) -> anyhow::Result<()> {
    let network::Shape::Together(kind @ (Kind::Person | Kind::Organisation)) = preset.shape else { return Ok(()) };
    let authorships = literature.incidence(kind, &how.counted)?;
    let (all, of_others) = (authorships.contributions(None), authorships.contributions(Some(CROWD)));
    let crowds = authorships.over(CROWD);
    let Some(&largest) = crowds.first().filter(|_| all > 2 * of_others) else { return Ok(()) };
    let authors = |work: usize| authorships.items_of(work).len();
    terminal.say(format_args!(
        "{} more than {CROWD} {}, which makes {} of {all} links:",
        if crowds.len() == 1 { "1 work has".into() } else { format!("{} works have", crowds.len()) },
        noun(kind),
        all - of_others
    ));
    let text = |column: &str, work: usize| literature.works.texts(column).and_then(|texts| texts[work].clone());
    for &work in crowds.iter().take(3) {
        let title = text("title", work).unwrap_or_else(|| "?".into());
        let id = text("doi", work).unwrap_or_else(|| literature.works.iris[work].clone());
        terminal.say(format_args!("  {} {}: {title} ({id})", authors(work), noun(kind)));
    }
    if crowds.len() > 3 {
        terminal.say(format_args!("  and {} more", crowds.len() - 3));
    }
    if all - of_others > TOO_MANY {
        bail!(
            "{all} links are more than programs can open: leave works out with --max-authors {CROWD}, or keep all with --max-authors {}",
            authors(largest)
        );
    }
    terminal.say(format_args!("--max-authors {CROWD} leaves them out"));
    Ok(())
}

fn noun(kind: Kind) -> &'static str {
    if kind == Kind::Person { "authors" } else { "organisations" }
}
