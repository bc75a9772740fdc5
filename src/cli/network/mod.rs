//! `citeweave network`: from a graph, a query or files to files that other programs open.

mod compare;
mod report;
mod source;

use super::Outcome;
use super::args::{Layout, Network as Options, Style, Switch};
use super::term::Terminal;
use crate::export::{ExportOptions, GephiSafe, NetworkFormat, NetworkTables, Part, PictureOptions};
use crate::network::analysis::{Analysis, ClusterOn, ClusteringPlan, Isolates};
use crate::network::communities::{ClusterOptions, METHODS};
use crate::network::filter::Filter;
use crate::network::layout::{Attraction, ForceAtlas2, Hubs, LayoutOptions, Method, Vos};
use crate::network::literature::Kind;
use crate::network::measures::{MEASURES, Measure, MeasureOptions};
use crate::network::normalise::Normalisation;
use crate::network::time::{self, Slicing};
use crate::network::{self, Network, PRESETS, Parts, Preset, Shape, Step};
use anyhow::{Context, bail};
use serde_json::json;
use source::Source;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub fn run(mut options: Options, json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    match options.preset.as_deref() {
        Some("list") => return list(json, terminal),
        Some("diff") => return compare::run(&options.files, json, terminal),
        _ => {}
    }
    let time = Cut::parse(&options.time)?;
    if time == Cut::Timeline {
        options.to.push(NetworkFormat::GexfDynamic.name().into());
    }
    let files = if options.explain { Vec::new() } else { files(&options, &time)? };
    let is_one_file = options.output.as_ref().is_some_and(|output| files.len() == 1 && files[0].0 == *output);
    let many = [("--time", matches!(time, Cut::Slices(_))), ("--bursts", options.bursts), ("--themes", options.themes)];
    if let Some((name, _)) = many.iter().find(|(_, given)| *given && is_one_file) {
        bail!("{name} writes files of its own: name a folder ending with / to hold them");
    }
    let mut source = source::open(&options, terminal)?;
    let mut analysis = analysis(&options, &source)?;
    let mut parts = std::mem::take(&mut source.parts);
    let linked = analysis.filter(&mut parts)?;
    if options.analysis.layout.is_none() && analysis.layout.is_some() && parts.nodes.len() > MOST_LAID_OUT {
        terminal.say(format_args!(
            "{} nodes are not laid out, which would take long: --layout fa2 does it all the same",
            parts.nodes.len()
        ));
        analysis.layout = None;
    }
    if options.explain {
        return explain(&analysis, parts, json, terminal);
    }
    let network = analysis.describe(parts, linked)?;
    say_what_became(&network, source.shape, terminal);

    let how = How {
        export: ExportOptions {
            gephi_safe: if options.gephi_safe == Switch::On { GephiSafe::default() } else { GephiSafe::Off },
            listed_documents: options.documents,
        },
        picture: PictureOptions {
            width: options.width,
            height: options.height,
            labels: options.labels,
            ..PictureOptions::default()
        },
    };
    write(&network, &files, &how, terminal)?;
    if time == Cut::Timeline && network.evidence().documents().iter().all(|document| document.year.is_none()) {
        terminal.say("no document behind an edge has a year: the file has no timeline");
    }
    if json {
        let tables = NetworkTables::new(&network, &how.export);
        let mut out = Vec::new();
        NetworkFormat::About.parts().iter().try_for_each(|part| part.write(&tables, &mut out))?;
        terminal.write(&out)?;
    }
    let folder = files.first().and_then(|(path, _)| path.parent()).unwrap_or(Path::new("")).to_path_buf();
    if let Cut::Slices(slicing) = &time {
        write_slices(&network, &source, slicing, &options, &folder, &how, terminal)?;
    }
    if options.bursts {
        let Some((items, years)) = &source.items else {
            bail!("--bursts needs a network of one kind of things out of a graph")
        };
        write_file(&folder.join("bursts.csv"), &report::bursts(&network, items, years)?, terminal)?;
    }
    if options.themes {
        write_file(&folder.join("themes.csv"), &report::themes(&network)?, terminal)?;
    }
    if let Some(path) = &options.report {
        write_file(path, &report::markdown(&network), terminal)?;
    }
    Ok(if network.graph().node_count() == 0 { Outcome::Problems } else { Outcome::Done })
}

fn list(as_json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut out = String::new();
    let presets = PRESETS.iter().map(|Preset { name, about, .. }| (*name, *about));
    for (name, about) in presets.chain(source::OTHERS.iter().copied()) {
        // Writing to a string cannot fail.
        let _ = if as_json {
            writeln!(out, "{}", json!({ "name": name, "about": about }))
        } else {
            writeln!(out, "{name:<22} {about}")
        };
    }
    terminal.write(out.as_bytes())?;
    Ok(Outcome::Done)
}

/// Says what became of the documents, and what each filter left.
fn say_what_became(network: &Network, shape: Option<Shape>, terminal: &Terminal) {
    let about = network.about();
    let documents = about.documents;
    if documents.given > 0 {
        terminal.say(format_args!(
            "{} works: {} used, {} with one item, {} without, {} over --max-authors",
            documents.given, documents.used, documents.single, documents.without, documents.over_limit,
        ));
    }
    for Step { name, nodes, edges } in &about.steps {
        terminal.say(format_args!("  {name}: {nodes} nodes, {edges} edges"));
    }
    let graph = network.graph();
    let clusters = match network.clusters().len() {
        0 => String::new(),
        1 => ", 1 cluster".into(),
        count => format!(", {count} clusters"),
    };
    terminal.say(format_args!("{} nodes, {} edges{clusters}", graph.node_count(), graph.edge_count()));
    if graph.node_count() == 0 {
        terminal.say(why_empty(network, shape));
    }
    if let Some(way) = way_to_fewer(network) {
        terminal.say(format_args!("more than {MANY_EDGES} edges make large files and grey pictures: {way}"));
    }
}

/// More edges than a picture shows.
const MANY_EDGES: usize = 100_000;

/// How a network of very many edges gets fewer: by the least whole weight that leaves few enough but some, else by number.
fn way_to_fewer(network: &Network) -> Option<String> {
    const LARGEST: usize = 100;
    let edges = network.graph().raw_edges();
    if edges.len() <= MANY_EDGES {
        return None;
    }
    let mut of_weight = [0usize; LARGEST + 1];
    edges.iter().for_each(|edge| of_weight[(edge.weight.weight as usize).min(LARGEST)] += 1);
    let mut left = edges.len() - of_weight[0];
    for least in 2..=LARGEST {
        left -= of_weight[least - 1];
        if (1..=MANY_EDGES).contains(&left) {
            return Some(format!("--min-weight {least} leaves {left}"));
        }
    }
    Some(format!("--top-edges {MANY_EDGES} leaves the strongest"))
}

/// Says what there would have to be for a network to have nodes.
fn why_empty(network: &Network, shape: Option<Shape>) -> String {
    let about = network.about();
    let step = about.steps.iter().find(|step| step.nodes == 0).map(|step| &step.name);
    let needed = match shape {
        Some(_) if about.documents.given == 0 => {
            return "no work is left of the selection: nothing can be linked".into();
        }
        Some(Shape::Together(_)) if about.documents.used == 0 => "two things of the kind that is linked",
        Some(Shape::Between(..)) if about.documents.used == 0 => "things of both kinds",
        Some(Shape::CitedTogether(_) | Shape::Coupled(_) | Shape::Citing(_)) if about.documents.used == 0 => {
            "references in the graph: the files it was built from name none"
        }
        Some(Shape::Citing(_)) if about.steps.first().is_some_and(|step| step.edges == 0) => {
            return "no work cites another of the graph; --all-cited also shows works cited".into();
        }
        _ => return format!("nothing is left after this step: {}", step.map_or("projected", String::as_str)),
    };
    format!("nothing is linked: no work has {needed}")
}

/// Says what would be built and how it would be made.
fn explain(analysis: &Analysis, mut parts: Parts, as_json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    network::finish(&mut parts);
    let network = Network::new(parts)?;
    let mut lines = network.account();
    lines.extend(analysis.measures.iter().map(|measure| {
        let entry = measure.entry();
        (entry.name, format!("{} ({})", entry.formula, entry.source))
    }));
    lines.extend(analysis.clustering.iter().map(|plan| {
        let on = if plan.on == ClusterOn::Association { "association strength" } else { "weight" };
        let ClusterOptions { algorithm, function, resolution, starts, seed, .. } = plan.options;
        let (algorithm, function) = (algorithm.name(), function.name());
        let how = format!("{algorithm} by {function} of {on}, resolution {resolution}, {starts} starts, seed {seed}");
        ("cluster", how)
    }));
    lines.extend(analysis.layout.iter().map(|layout| {
        let name = match layout.method {
            Method::ForceAtlas2(_) => "ForceAtlas2",
            Method::Vos(_) => "VOS",
        };
        ("layout", name.to_string())
    }));
    let mut out = String::new();
    for (name, value) in lines {
        // Writing to a string cannot fail.
        let _ = if as_json {
            writeln!(out, "{}", json!({ "name": name, "value": value }))
        } else {
            writeln!(out, "{name:<24} {value}")
        };
    }
    terminal.write(out.as_bytes())?;
    Ok(Outcome::Done)
}

/// Networks of more nodes are laid out only if that is asked for.
const MOST_LAID_OUT: usize = 20_000;

/// What is done with a network, by the options, the style, and what the network is.
fn analysis(options: &Options, source: &Source) -> anyhow::Result<Analysis> {
    let chosen = &options.analysis;
    let parts = &source.parts;
    let style = chosen.style;
    let mut normalisations = chosen.normalize.clone();
    let by_style = match style {
        Some(Style::Vosviewer) => Some(Normalisation::Association),
        Some(Style::Bibliometrix) => Some(Normalisation::AssociationOccurrences),
        Some(Style::Metaknowledge) | None => None,
    };
    let weight = chosen.weight.clone().or_else(|| normalisations.first().map(|index| index.name().to_string()));
    normalisations.extend(by_style.filter(|index| !normalisations.contains(index)));
    // A weight may be an index that nobody asked for as a column.
    let named = weight.as_deref().and_then(Normalisation::from_name);
    normalisations.extend(named.filter(|index| !normalisations.contains(index)));

    let occurrences = occurrences(source).map(String::from);
    // Without occurrences nobody can say how often two things would meet by chance.
    if occurrences.is_none() && style == Some(Style::Bibliometrix) && chosen.normalize.is_empty() {
        normalisations.clear();
    }

    let counts = options.counting.counting.column();
    // A work may be among those cited most by works that are not.
    let is_historiograph = options.preset.as_deref() == Some("historiograph");
    let is_citations = options.preset.as_deref().is_some_and(|name| matches!(name, "historiograph" | "main-path"));
    let has_clusters = parts.node_column("cluster").is_some();
    let has_places = !parts.positions.is_empty();
    Ok(Analysis {
        weight,
        counts: parts
            .edge_column(counts)
            .map(|_| counts.to_string())
            .filter(|_| source.shape.is_some() && !is_citations),
        occurrences,
        documents: source.linking.filter(|documents| *documents > 0),
        filters: filters(source, options)?,
        isolates: match (options.filters.isolates || is_historiograph, style, source.shape) {
            (true, ..) | (_, Some(Style::Metaknowledge), _) | (.., None) => Isolates::Keep,
            _ => Isolates::Drop,
        },
        measures: measures(&chosen.metrics)?,
        measure_options: MeasureOptions { seed: chosen.seed, ..MeasureOptions::default() },
        clustering: clustering(options, source, is_citations || has_clusters && style.is_none())?,
        names: source.names.clone(),
        size_by: chosen.size.clone(),
        layout: match (chosen.layout, style) {
            (Some(Layout::None), _) => None,
            (None, _) if has_places && style != Some(Style::Vosviewer) => None,
            (Some(Layout::Vos), _) | (None, Some(Style::Vosviewer)) => {
                let usual = Vos::default();
                let is_sparse = parts.edges.len() < SPARSE * parts.nodes.len();
                let vos = Vos {
                    attraction: chosen.attraction,
                    repulsion: chosen.repulsion.unwrap_or(if is_sparse { -1 } else { usual.repulsion }),
                    seed: chosen.seed,
                    iterations: chosen.iterations.unwrap_or(usual.iterations),
                    ..usual
                };
                Some(LayoutOptions { method: Method::Vos(vos), ..LayoutOptions::default() })
            }
            (Some(Layout::Fa2) | None, _) => {
                let forces = ForceAtlas2 {
                    iterations: chosen.iterations,
                    attraction: if chosen.lin_log { Attraction::LinLog } else { Attraction::Linear },
                    hubs: if chosen.dissuade_hubs { Hubs::Dissuaded } else { Hubs::Central },
                    seed: chosen.seed,
                    ..ForceAtlas2::default()
                };
                Some(LayoutOptions { method: Method::ForceAtlas2(forces), ..LayoutOptions::default() })
            }
        },
        normalisations,
    })
}

/// The column that says how often a node occurs. Who cites whom is counted in times, which no number of documents bounds.
fn occurrences(source: &Source) -> Option<&'static str> {
    if matches!(source.shape, Some(Shape::Citing(_))) {
        return None;
    }
    // Networks of citations have documents besides.
    let known = ["citations", "references", "documents", "weight<Documents>", "weight<Occurrences>"];
    known.into_iter().find(|name| source.parts.node_column(name).is_some())
}

/// With fewer links a node the VOS layout shows more at a steeper push: at 1 it draws groups together into points.
const SPARSE: usize = 5;

/// How clusters are found. Networks of one kind of things go by association strength, as in VOSviewer; for those of several
/// kinds, and for links with direction, chance is better told by modularity.
fn clustering(options: &Options, source: &Source, usually_none: bool) -> anyhow::Result<Option<ClusteringPlan>> {
    let chosen = &options.analysis;
    let usual = match (chosen.style, source.shape) {
        (Some(Style::Vosviewer), _) => "leiden-cpm",
        (Some(Style::Bibliometrix), _) => "louvain",
        (Some(Style::Metaknowledge), _) => "none",
        _ if usually_none => "none",
        (None, Some(Shape::Between(..) | Shape::Everything | Shape::Citing(_))) => "leiden-modularity",
        (None, _) => "leiden-cpm",
    };
    let name = chosen.cluster.as_deref().unwrap_or(usual);
    if name == "none" {
        return Ok(None);
    }
    let method = METHODS.iter().find(|(method, ..)| *method == name);
    let (_, algorithm, function) = *method.with_context(|| {
        let names: Vec<&str> = METHODS.iter().map(|(name, ..)| *name).collect();
        format!("no way to cluster is named {name}; there are {}, none", names.join(", "))
    })?;
    let on =
        if function == network::communities::QualityFunction::Cpm { ClusterOn::Association } else { ClusterOn::Weight };
    let cluster = ClusterOptions {
        algorithm,
        function,
        resolution: chosen.resolution,
        starts: chosen.starts,
        seed: chosen.seed,
        smallest: chosen.min_cluster_size,
        ..ClusterOptions::default()
    };
    Ok(Some(ClusteringPlan { options: cluster, on }))
}

/// Measures that take time near linear in the network.
const USUAL_MEASURES: &[Measure] = &[Measure::PageRank, Measure::Clustering, Measure::Core, Measure::Component];

fn measures(names: &[String]) -> anyhow::Result<Vec<Measure>> {
    let mut measures = Vec::new();
    for name in names {
        match name.as_str() {
            "none" => {}
            "default" => measures.extend_from_slice(USUAL_MEASURES),
            "all" => measures.extend(MEASURES.iter().map(|entry| entry.measure)),
            name => {
                let known = || MEASURES.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ");
                let measure = Measure::from_name(name);
                measures.push(measure.with_context(|| format!("no measure is named {name}; there are {}", known()))?);
            }
        }
    }
    let mut seen = Vec::new();
    measures.retain(|measure| !seen.contains(measure) && (seen.push(*measure), true).1);
    Ok(measures)
}

fn filters(source: &Source, options: &Options) -> anyhow::Result<Vec<Filter>> {
    let (chosen, parts) = (&options.filters, &source.parts);
    let mut filters = Vec::new();
    let of_works = |shape| {
        matches!(shape, Shape::CitedTogether(Kind::Work) | Shape::Coupled(Kind::Work) | Shape::Citing(Kind::Work))
    };
    if let Some(least) = chosen.min_cites.filter(|_| source.shape.is_none_or(of_works)) {
        if parts.node_column("times_cited").is_none() {
            bail!("no column of this network is times_cited: --min-cites needs it");
        }
        filters.push(Filter::AtLeast { column: "times_cited".into(), least: least.into() });
    }
    // A projection has left these out already.
    if source.shape.is_none() {
        let column = || {
            let named = occurrences(source).map(String::from);
            named.context("no column of this network says how often its things occur: --min-docs and --top need one")
        };
        if let Some(least) = chosen.min_docs {
            filters.push(Filter::AtLeast { column: column()?, least: least.into() });
        }
        if let Some(count) = chosen.top {
            filters.push(Filter::TopNodes { column: column()?, count });
        }
    }
    filters.extend(ego(parts, &options.selection.ego)?);
    filters.extend(chosen.min_weight.map(Filter::MinWeight));
    filters.extend(chosen.k_core.map(Filter::KCore));
    filters.extend(chosen.top_edges.map(Filter::TopEdges));
    filters.extend(chosen.top_per_node.map(Filter::TopPerNode));
    filters.extend(options.analysis.backbone.map(Filter::Backbone));
    filters.extend(chosen.largest_component.then_some(Filter::LargestComponent));
    Ok(filters)
}

/// The nodes named by `--ego`, and how far around each.
fn ego(parts: &Parts, named: &[String]) -> anyhow::Result<Option<Filter>> {
    let is_in = |row: usize, column: &str, name: &str| match parts.node_column(column).map(|column| &column.values) {
        Some(network::Values::Text(texts)) => texts[row].as_deref() == Some(name),
        _ => false,
    };
    let ids = |name: &str| -> Vec<u32> {
        let nodes = parts.nodes.iter().enumerate().filter(|(row, node)| {
            let is_id = format!("n{}", node.id) == name;
            node.label == name || is_id || is_in(*row, "iri", name) || is_in(*row, "doi", name)
        });
        nodes.map(|(_, node)| node.id).collect()
    };
    let mut near = Vec::new();
    for name in named {
        // A name may end with a colon and digits of its own.
        let (mut found, mut hops) = (ids(name), 1);
        if let (true, Some((node, steps))) = (found.is_empty(), name.rsplit_once(':'))
            && let Ok(steps) = steps.parse()
        {
            (found, hops) = (ids(node), steps);
        }
        if found.is_empty() {
            bail!("no node of this network is {name}: give its label, DOI, IRI or id, and how many steps: {name}:2");
        }
        near.extend(found.into_iter().map(|id| (id, hops)));
    }
    Ok((!near.is_empty()).then_some(Filter::Ego(near)))
}

/// The files to write: the one named, or those of every format in a folder.
fn files(options: &Options, time: &Cut) -> anyhow::Result<Vec<(PathBuf, Part)>> {
    let named = |name: &str| {
        let known = || NetworkFormat::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ");
        NetworkFormat::from_name(name).with_context(|| format!("no format is named {name}; there are {}", known()))
    };
    let formats = options.to.iter().map(|name| named(name)).collect::<anyhow::Result<Vec<_>>>()?;
    let output = options.output.as_ref().context("say where to write with --output FILE or --output DIR/")?;
    let is_folder = output.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || output.is_dir();
    if !is_folder {
        let extension = output.extension().and_then(|e| e.to_str()).unwrap_or("");
        let format = NetworkFormat::from_extension(extension).with_context(|| {
            format!("no format has files named .{extension}: name a .graphml or .gexf file, or a folder ending with /")
        })?;
        let format = match (time, format.name()) {
            (Cut::Timeline, "gexf") => NetworkFormat::GexfDynamic,
            (Cut::Timeline, _) => bail!("a timeline needs GEXF: name a .gexf file, or a folder ending with /"),
            _ => format,
        };
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
    let mut found: Vec<(PathBuf, Part)> = Vec::new();
    // What is behind an edge, and how all was made, belongs into every folder.
    for format in formats.into_iter().chain([named("evidence")?, named("about")?]) {
        for part in format.parts() {
            let path = Path::join(output, part.file_name());
            if !found.iter().any(|(held, _)| *held == path) {
                found.push((path, *part));
            }
        }
    }
    Ok(found)
}

/// How files are written.
struct How {
    export: ExportOptions,
    picture: PictureOptions,
}

/// Writes the files of a network.
fn write(network: &Network, files: &[(PathBuf, Part)], how: &How, terminal: &Terminal) -> anyhow::Result<()> {
    let tables = NetworkTables::new(network, &how.export).drawn_with(how.picture);
    for notice in tables.notices() {
        terminal.say(format_args!("{notice}"));
    }
    let is_png = |(path, _): &(PathBuf, Part)| path.extension().is_some_and(|extension| extension == "png");
    if let Some(notice) = tables.not_drawn().filter(|_| files.iter().any(is_png)) {
        terminal.say(format_args!("{notice}"));
    }
    for (path, part) in files {
        make_folder(path)?;
        let mut file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        part.write(&tables, &mut file).with_context(|| format!("cannot write {}", path.display()))?;
        terminal.say(path.display());
    }
    Ok(())
}

fn write_file(path: &Path, text: &str, terminal: &Terminal) -> anyhow::Result<()> {
    make_folder(path)?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    terminal.say(path.display());
    Ok(())
}

fn make_folder(path: &Path) -> anyhow::Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display())),
        None => Ok(()),
    }
}

/// How a network is cut by time.
#[derive(PartialEq)]
enum Cut {
    Whole,
    /// A GEXF file with a timeline.
    Timeline,
    /// A network for each slice.
    Slices(Slicing),
}

impl Cut {
    fn parse(text: &str) -> anyhow::Result<Self> {
        let (name, number) = text.split_once(':').map_or((text, None), |(name, number)| (name, Some(number)));
        let count = || {
            let count = number.unwrap_or("5").parse::<u32>().ok().filter(|count| (1..=1000).contains(count));
            count.context("expected a number of slices, as in slices:5")
        };
        Ok(match (name, number) {
            ("none", None) => Self::Whole,
            ("dynamic", None) => Self::Timeline,
            ("slices", _) => Self::Slices(Slicing::Count(count()?)),
            ("cumulative", _) => Self::Slices(Slicing::Cumulative(count()?)),
            _ => bail!("--time is slices:N, cumulative:N, dynamic or none"),
        })
    }
}

/// Writes the network of each slice of years into a folder of its own, and how all grew.
fn write_slices(
    network: &Network,
    source: &Source,
    slicing: &Slicing,
    options: &Options,
    folder: &Path,
    how: &How,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let documents = source.documents.as_ref();
    let slices = slicing.cut(time::years(network, documents)?)?;
    for slice in &slices {
        let sliced = Network::new(time::network_of_slice(network, *slice, documents)?)?;
        let inside = folder.join(format!("slice-{slice}"));
        let mut parts = Vec::new();
        for name in &options.to {
            let format = NetworkFormat::from_name(name).into_iter().flat_map(|format| format.parts());
            parts.extend(format.map(|part| (inside.join(part.file_name()), *part)));
        }
        write(&sliced, &parts, how, terminal)?;
    }
    let growth = time::growth(network, &slices, documents)?;
    write_file(&folder.join("growth.csv"), &report::growth(&growth), terminal)?;
    write_file(&folder.join("growth_nodes.csv"), &report::node_growth(network, &slices, &growth), terminal)
}
