//! Where a network comes from: a projection of the graph, the answer to a query, files.

use super::super::args::{Network as Options, Style};
use super::super::term::Terminal;
use crate::diagnostic::{Diagnostic, Severity};
use crate::network::analysis::ClusterNames;
use crate::network::files;
use crate::network::historiograph::{HistoriographOptions, network_of_historiograph};
use crate::network::literature::{Kind, Literature};
use crate::network::main_path::{MainPathOptions, PathSearch, PathWeight, network_of_main_path};
use crate::network::merging::Merging;
use crate::network::project::Incidence;
use crate::network::rows::from_rows;
use crate::network::selection::{Records, Selection};
use crate::network::thesaurus::Thesaurus;
use crate::network::time::YearlyDocuments;
use crate::network::{Cited, Counting, Direction, Parts, Preset, Projection, Shape};
use crate::query::vocabulary::Vocabulary;
use crate::query::{Answer, Request};
use crate::store::GraphDirectory;
use anyhow::{Context, bail};
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// A network before anything is taken away, and what else is known of it.
pub struct Source {
    pub parts: Parts,
    /// What made it, if it is a projection.
    pub shape: Option<Shape>,
    /// What its clusters are to be named after.
    pub names: ClusterNames,
    /// Documents of its nodes by year.
    pub documents: Option<YearlyDocuments>,
    /// The items of each document and its year, for bursts.
    pub items: Option<(Incidence<'static>, Vec<Option<i32>>)>,
    /// Number of documents that links are made of.
    pub linking: Option<usize>,
}

impl Source {
    fn bare(parts: Parts) -> Self {
        let linking = Some(parts.about.documents.given).filter(|given| *given > 0);
        Self { parts, shape: None, names: ClusterNames::Nodes, documents: None, items: None, linking }
    }
}

/// Networks that are a projection with something done to it.
const MAIN_PATH: &str = "main-path";
const HISTORIOGRAPH: &str = "historiograph";

/// The networks beside the presets, and what they show.
pub const OTHERS: &[(&str, &str)] = &[
    (HISTORIOGRAPH, "the works cited most within the graph, in rows by year"),
    (MAIN_PATH, "the chain of citations through which most paths lead"),
    ("file", "an existing network: VOSviewer map and network, GraphML, GEXF, Pajek, CSV, edge list, JSON"),
    ("diff", "what two network files have in common, and where they differ"),
];

/// Gets the network.
pub fn open(options: &Options, terminal: &Terminal) -> anyhow::Result<Source> {
    if let Some(path) = &options.query {
        refuse_selection(options, "--query")?;
        return queried(path, options, terminal);
    }
    let name = options.preset.as_deref().unwrap_or_default();
    if name == "file" {
        refuse_selection(options, "`network file`")?;
        return read(&options.files, terminal);
    }
    if let Some(file) = options.files.first() {
        bail!("only `network file` and `network diff` take files: {}", file.display());
    }
    let mut source = match name {
        MAIN_PATH | HISTORIOGRAPH => projected("citations", options, terminal)?,
        _ => projected(name, options, terminal)?,
    };
    if name == MAIN_PATH {
        let search = search(&options.selection.path_search)?;
        let weight = PathWeight::ALL.iter().copied().find(|weight| weight.name() == options.selection.path_weight);
        let weight = weight.context("--path-weight is one of spc, splc, spnp")?;
        network_of_main_path(&mut source.parts, &MainPathOptions { weight, search })?;
    }
    if name == HISTORIOGRAPH {
        let how = HistoriographOptions { works: options.selection.works, ..HistoriographOptions::default() };
        network_of_historiograph(&mut source.parts, &how)?;
    }
    Ok(source)
}

/// Refuses options that say which works of a graph are counted and how, where there are none.
fn refuse_selection(options: &Options, what: &str) -> anyhow::Result<()> {
    let (chosen, counting) = (&options.selection, &options.counting);
    let given = [
        ("--from", chosen.from.is_some()),
        ("--until", chosen.until.is_some()),
        ("--type", !chosen.types.is_empty()),
        ("--venue", !chosen.venues.is_empty()),
        ("--only-listed", chosen.only_listed.is_some()),
        ("--where", chosen.pattern.is_some()),
        ("--described", chosen.described),
        ("--all-cited", chosen.all_cited),
        ("--scheme", !chosen.schemes.is_empty()),
        ("--units", chosen.units),
        ("--thesaurus", !chosen.thesaurus.is_empty()),
        ("--stop", !chosen.stop.is_empty()),
        ("--max-authors", counting.max_authors.is_some()),
        ("--counting", counting.counting != Counting::Full),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((name, _)) => bail!("{name} is for networks made of the works of a graph; {what} has its links already"),
        None => Ok(()),
    }
}

fn search(text: &str) -> anyhow::Result<PathSearch> {
    let (name, number) = text.split_once(':').unwrap_or((text, "10"));
    let routes = || number.parse::<usize>().context("expected a number of key routes: key-route-local:10");
    Ok(match name {
        "local-forward" => PathSearch::LocalForward,
        "local-backward" => PathSearch::LocalBackward,
        "global" => PathSearch::Global,
        "key-route-local" => PathSearch::KeyRouteLocal(routes()?),
        "key-route-global" => PathSearch::KeyRouteGlobal(routes()?),
        _ => bail!("--path-search is local-forward, local-backward, global, key-route-local:N or key-route-global:N"),
    })
}

/// Reads the files of one network.
pub fn read(paths: &[std::path::PathBuf], terminal: &Terminal) -> anyhow::Result<Source> {
    if paths.is_empty() {
        bail!("name the files of the network: a VOSviewer map and its network, a GraphML file, ...");
    }
    let mut bytes = Vec::new();
    for path in paths {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        bytes.push((name, fs::read(path).with_context(|| format!("cannot read {}", path.display()))?));
    }
    let opened = files::read(&bytes)?;
    for remark in &opened.remarks {
        terminal.diagnostic(remark);
    }
    for (file, evidence) in &opened.evidence {
        terminal.detail(format_args!("{file}: {}, {evidence}", opened.format.name()));
    }
    let mut parts = opened.parts;
    parts.about.tool = concat!("citeweave ", env!("CARGO_PKG_VERSION")).into();
    parts.about.preset = "file".into();
    Ok(Source::bare(parts))
}

/// The network before anything is taken away.
fn projected(name: &str, options: &Options, terminal: &Terminal) -> anyhow::Result<Source> {
    let preset = Preset::from_name(name)
        .with_context(|| format!("no network is named {name}; `citeweave network list` tells them all"))?;
    let directory = GraphDirectory::open(&options.graph.graph)?;
    let selection = selection(options, &directory)?;
    let mut needs = preset.needs();
    if selection.needs_venues() {
        needs = needs.and(Kind::Venue);
    }
    if options.selection.units {
        needs = needs.with_units();
    }
    let is_of_terms = preset.kinds().iter().any(|kind| matches!(kind, Kind::Keyword | Kind::Concept));
    let named_after_concepts = !is_of_terms && options.analysis.cluster.as_deref() != Some("none");
    if named_after_concepts {
        needs = needs.and(Kind::Concept);
    }
    let literature = Literature::read(&directory.tables(), needs).context("cannot read the tables of the graph")?;
    let mut counted = selection.counted(&literature);
    say_unmatched(&selection, &literature, terminal);
    if !is_of_terms && !options.selection.schemes.is_empty() {
        bail!("--scheme is for networks of keywords and concepts, not for {name}");
    }
    say_unknown_schemes(&options.selection.schemes, &literature, terminal);
    // Of works it is those shown that must be cited so often, of others the works they are counted in.
    if let Some(least) = options.filters.min_cites.filter(|_| preset.kinds() != [Kind::Work]) {
        let cited = literature.works.columns.iter().find(|column| column.name == "times_cited");
        let cited = cited.map(|column| column.values.numbers());
        let times = |work: usize| cited.as_ref().and_then(|cited| cited.get(work)).unwrap_or_default();
        (0..counted.len()).for_each(|work| counted[work] &= times(work) >= f64::from(least));
    }
    let of_works_alone = preset.kinds().iter().all(|kind| matches!(kind, Kind::Work | Kind::Venue));
    if let Some(limit) = options.counting.max_authors.filter(|_| of_works_alone) {
        bail!("--max-authors {limit} is for networks of people, organisations, countries or terms, not of {name}");
    }
    let mut projection = Projection {
        counted: counted.clone(),
        counting: options.counting.counting,
        max_items: options.counting.max_authors,
        min_documents: options.filters.min_docs,
        top: options.filters.top,
        min_shared: min_shared(options),
        schemes: options.selection.schemes.clone(),
        cited: if options.selection.all_cited { Cited::All } else { Cited::Counted },
        ..Projection::default()
    };
    if options.counting.max_authors.is_none() {
        check_crowds(preset, &literature, &projection, terminal)?;
    }
    let kinds = preset.kinds();
    let lists = Lists::read(options, terminal)?;
    let mut unused: Vec<Vec<Diagnostic>> = Vec::new();
    // Works beside others are not merged.
    for kind in kinds.iter().copied().filter(|kind| *kind != Kind::Work || kinds.len() == 1) {
        if let Some((merging, messages)) = lists.merging(kind, &literature, options) {
            projection.merging.insert(kind, merging);
            unused.push(messages);
        }
    }
    // What is no name of one kind may be one of another.
    for (at, messages) in unused.iter().enumerate() {
        let in_all = |message: &Diagnostic| unused.iter().all(|others| others.contains(message));
        let is_new = |message: &&Diagnostic| !unused[..at].iter().any(|before| before.contains(*message));
        let is_told = |message: &&Diagnostic| message.severity > Severity::Info || in_all(message);
        messages.iter().filter(is_new).filter(is_told).for_each(|message| terminal.diagnostic(message));
    }
    let mut parts = preset.project(&literature, &projection)?;
    parts.about.options.extend(selection.options());
    let files = options.selection.thesaurus.iter().chain(&options.selection.stop);
    let files: Vec<String> = files.map(|path| path.display().to_string()).collect();
    if !files.is_empty() {
        parts.about.options.push(("thesaurus".into(), files.join(", ")));
    }
    if options.selection.units {
        parts.about.options.push(("units".into(), "yes".into()));
    }
    if options.selection.roll_up > 0 {
        parts.about.options.push(("roll_up".into(), options.selection.roll_up.to_string()));
    }

    let items = match kinds[..] {
        [kind] => Some(preset.items(&literature, &projection, kind)?),
        _ => None,
    };
    let names = if is_of_terms && kinds.len() == 1 {
        ClusterNames::Links
    } else if let (true, [kind]) = (named_after_concepts, &kinds[..]) {
        let merging = Merging::equal_names(&literature.concepts);
        let counted_works =
            literature.assignments.iter().filter(|(work, _)| counted.get(*work as usize) == Some(&true));
        let (works, concepts): (Vec<u32>, Vec<u32>) = counted_works
            .filter_map(|(work, concept)| Some((*work, merging.rows.get(*concept as usize).copied().flatten()?)))
            .unzip();
        let concepts_of = Incidence::from_links(counted.len(), &works, &concepts)?;
        let mut names = literature.concepts.labels.clone();
        merging.labels.into_iter().for_each(|(row, label)| names[row as usize] = label);
        let works_of = literature.incidence(*kind, &counted)?.transpose(literature.things(*kind).len());
        ClusterNames::Concepts { works_of, concepts_of, names }
    } else {
        ClusterNames::Nodes
    };
    let documents = items.as_ref().map(|(items, years)| YearlyDocuments::new(items, years));
    let counts = parts.about.documents;
    let linking = match preset.shape {
        Shape::Coupled(_) => literature.cited(&counted)?.into_iter().filter(|cited| *cited).count(),
        _ => counts.given - counts.over_limit,
    };
    Ok(Source { parts, shape: Some(preset.shape), names, documents, items, linking: Some(linking) })
}

/// How many documents a pair must share to be held at all. A filter by weight leaves the same, but needs memory for all
/// pairs; here it comes first if the weight is that number, and nothing else looks at weak pairs or comes before it.
fn min_shared(options: &Options) -> Option<u32> {
    let (analysis, filters) = (&options.analysis, &options.filters);
    let is_count = options.counting.counting == Counting::Full && analysis.weight.is_none();
    let is_alone = analysis.normalize.is_empty() && analysis.style.is_none();
    let is_first = filters.min_cites.is_none() && options.selection.ego.is_empty();
    let least = filters.min_weight.filter(|least| is_count && is_alone && is_first && *least > 1.0)?;
    Some(least.ceil() as u32)
}

/// What thesauri and stop lists say.
#[derive(Default)]
struct Lists {
    vocabularies: Vec<Vocabulary>,
    thesaurus: Thesaurus,
}

impl Lists {
    fn read(options: &Options, terminal: &Terminal) -> anyhow::Result<Self> {
        let mut lists = Self::default();
        let tell = |messages: &[Diagnostic]| messages.iter().for_each(|message| terminal.diagnostic(message));
        let text = |path: &Path| fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
        for path in &options.selection.thesaurus {
            let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
            if RDF_EXTENSIONS.contains(&extension.as_str()) {
                let file = fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
                let vocabulary = Vocabulary::read(std::io::BufReader::new(file), &extension)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                lists.vocabularies.push(vocabulary);
            } else {
                let (more, messages) = Thesaurus::read_vosviewer(&text(path)?, &path.display().to_string());
                tell(&messages);
                tell(&lists.thesaurus.extend(more));
            }
        }
        for path in &options.selection.stop {
            let (more, messages) = Thesaurus::read_stop_list(&text(path)?, &path.display().to_string());
            tell(&messages);
            tell(&lists.thesaurus.extend(more));
        }
        Ok(lists)
    }

    /// What of a kind is one thing under several names, or is left out; and which lines of the lists say nothing of it.
    fn merging(&self, kind: Kind, literature: &Literature, options: &Options) -> Option<(Merging, Vec<Diagnostic>)> {
        let is_term = matches!(kind, Kind::Keyword | Kind::Concept);
        let by_name = kind == Kind::Person && options.analysis.style == Some(Style::Metaknowledge);
        if !is_term && !by_name && self.vocabularies.is_empty() && self.thesaurus.is_empty() {
            return None;
        }
        let things = literature.things(kind);
        // The same word from two vocabularies is one node.
        let mut merging = match (is_term, by_name) {
            (true, _) => {
                let schemes = &options.selection.schemes;
                Merging::equal_names_among(&things, |row| literature.is_of_schemes(row, kind, schemes))
            }
            (false, true) => Merging::same_names(&things),
            (false, false) => Merging::none(&things),
        };
        for vocabulary in &self.vocabularies {
            merging = merging.renamed(&things, |name, iri| {
                let concept = vocabulary.find(iri).or_else(|| vocabulary.find(name))?;
                let concept = vocabulary.ancestor(concept, options.selection.roll_up);
                Some((vocabulary.label(concept).to_string(), concept))
            });
        }
        if self.thesaurus.is_empty() {
            return Some((merging, Vec::new()));
        }
        Some(merging.with_thesaurus(&things, &self.thesaurus))
    }
}

const RDF_EXTENSIONS: &[&str] = &["ttl", "nt", "nq", "trig", "rdf", "xml", "owl", "skos", "jsonld"];

/// The network that a query answers with.
fn queried(path: &Path, options: &Options, terminal: &Terminal) -> anyhow::Result<Source> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let store = GraphDirectory::open(&options.graph.graph)?.rdf()?;
    let answer = Request::sparql(&text).with_deadline(DEADLINE).run(&store);
    let Answer::Rows(rows) = answer.with_context(|| path.display().to_string())? else {
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
    Ok(Source::bare(parts))
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
            let answer = Request::sparql(&text).with_deadline(DEADLINE).run(&directory.rdf()?);
            let answer = answer.with_context(|| format!("--where {pattern:?} is no pattern about ?work"))?;
            let Answer::Rows(rows) = answer else { bail!("--where is no pattern about ?work") };
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

/// Says which vocabularies asked for no concept is of.
fn say_unknown_schemes(schemes: &[String], literature: &Literature, terminal: &Terminal) {
    let held = literature.concepts.texts("scheme").unwrap_or_default();
    let known: BTreeSet<&str> = held.iter().flatten().map(String::as_str).collect();
    for name in schemes.iter().filter(|name| !known.contains(name.as_str())) {
        let known = known.iter().copied().collect::<Vec<_>>().join(", ");
        terminal.say(format_args!("no concept is of the scheme {name}; there are {known}"));
    }
}

/// Says which names of a selection the graph does not have: a word misspelt makes an empty network otherwise.
fn say_unmatched(selection: &Selection, literature: &Literature, terminal: &Terminal) {
    let types = literature.works.texts("type").unwrap_or_default();
    let known: BTreeSet<&str> = types.iter().flatten().map(String::as_str).collect();
    for name in selection.types.iter().filter(|name| !known.contains(name.as_str())) {
        let known = known.iter().copied().collect::<Vec<_>>().join(", ");
        terminal.say(format_args!("no work is of the type {name}; there are {known}"));
    }
    for name in &selection.venues {
        let one = Selection { venues: vec![name.clone()], ..Selection::default() };
        if !one.counted(literature).contains(&true) {
            terminal.say(format_args!("no work is in a journal or book with the title or ISSN {name}"));
        }
    }
    if let Some(listed) = &selection.listed {
        let one = Selection { listed: Some(listed.clone()), ..Selection::default() };
        let found = one.counted(literature).into_iter().filter(|counted| *counted).count();
        if found < listed.len() {
            terminal.say(format_args!("{found} of the {} works listed are in the graph", listed.len()));
        }
    }
}

/// Works by more authors than this are papers of a consortium: of their authors, few know each other.
const CROWD: u32 = 100;

/// So many links of crowds alone make files of a gigabyte, and nobody a picture.
const TOO_MANY: u64 = 1_000_000;

/// Says which works make most of the links, if those of crowds do; and does not go on where they would make a network
/// that no program opens. Who names a limit gets what it allows.
fn check_crowds(preset: &Preset, literature: &Literature, how: &Projection, terminal: &Terminal) -> anyhow::Result<()> {
    let Shape::Together(kind @ (Kind::Person | Kind::Organisation)) = preset.shape else { return Ok(()) };
    let noun = if kind == Kind::Person { "authors" } else { "organisations" };
    let authorships = literature.incidence(kind, &how.counted)?;
    let (all, of_others) = (authorships.contributions(None), authorships.contributions(Some(CROWD)));
    let crowds = authorships.over(CROWD);
    let Some(&largest) = crowds.first().filter(|_| all > 2 * of_others) else { return Ok(()) };
    let authors = |work: usize| authorships.items_of(work).len();
    terminal.say(format_args!(
        "{} more than {CROWD} {noun}, which makes {} of {all} links:",
        if crowds.len() == 1 { "1 work has".into() } else { format!("{} works have", crowds.len()) },
        all - of_others
    ));
    let text = |column: &str, work: usize| literature.works.texts(column).and_then(|texts| texts[work].clone());
    for &work in crowds.iter().take(3) {
        let title = text("title", work).unwrap_or_else(|| "?".into());
        let id = text("doi", work).unwrap_or_else(|| literature.works.iris[work].clone());
        terminal.say(format_args!("  {} {noun}: {title} ({id})", authors(work)));
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
