//! Networks whose numbers somebody published, or another program found. The data are acceptance data, if present.

use crate::cli::{Place, citeweave, text};
use citeweave::network::communities::compare;
use citeweave::network::{Network, files};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::PathBuf;

/// A file of the acceptance data; nothing, with a word, where it is absent.
fn acceptance(path: &str) -> Option<String> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora")).join(path);
    if !path.exists() {
        eprintln!("skipped: there is no {}", path.display());
        return None;
    }
    Some(path.to_string_lossy().into_owned())
}

fn read_network(path: &str) -> Network {
    let opened = files::read(&[(path.to_string(), fs::read(path).unwrap())]).unwrap();
    Network::new(opened.parts).unwrap()
}

/// The rows of a map, by item; the columns of each by name.
fn map(path: &str) -> BTreeMap<u32, BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(path).unwrap();
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.unwrap());
    rows.map(|row| (row["id"].parse().unwrap(), row)).collect()
}

#[test]
fn vosviewers_own_example() {
    let name = "networks/JOI_2007-2016_co-authorship";
    let (Some(items), Some(links)) =
        (acceptance(&format!("{name}_map.txt")), acceptance(&format!("{name}_network.txt")))
    else {
        return;
    };
    let place = Place::new();
    let out = place.path("out/");
    let args = [
        "network",
        "file",
        &items,
        &links,
        "--style",
        "vosviewer",
        "--iterations",
        "50",
        "-o",
        &out,
        "--to",
        "vosviewer,graphml",
    ];
    let output = citeweave(&args);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("252 nodes, 568 edges, 25 clusters"), "{said}");

    // Links and total link strength of every item, counted here from the network file.
    let published = map(&items);
    let mut counted: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for line in fs::read_to_string(&links).unwrap().trim_start_matches('\u{feff}').lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        for end in &cells[..2] {
            let (links, strength) = counted.entry(end.parse().unwrap()).or_default();
            (*links, *strength) = (*links + 1.0, *strength + cells[2].parse::<f64>().unwrap());
        }
    }
    let network = read_network(&place.path("out/network.graphml"));
    let graph = network.graph();
    let written = map(&place.path("out/map.txt"));
    assert_eq!((graph.node_count(), written.len()), (252, 252));
    // What the map has is not written a second time as ours.
    assert!(written[&1].keys().all(|name| name != "weight<links>" && name != "weight<total_link_strength>"));
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    for (id, row) in &published {
        let columns = ["weight<Links>", "weight<Total link strength>"].map(|name| number(row, name));
        assert_eq!(counted[id], columns.into());
        assert_eq!(
            ["weight<Links>", "weight<Total link strength>"].map(|name| number(&written[id], name)),
            columns,
            "{id}"
        );
        assert_eq!(written[id]["label"], row["label"]);
    }
    let strength: f64 = graph.edge_weights().map(|edge| edge.weight).sum();
    assert_eq!((graph.edge_count(), strength), (568, 738.0));
    let ours = |name: &str| {
        let column = network.node_columns().iter().find(|column| column.name == name);
        let column = column.unwrap_or_else(|| panic!("no column {name}"));
        graph.node_weights().map(|node| node.id).zip(column.values.numbers()).collect::<BTreeMap<u32, _>>()
    };
    let (links, strengths) = (ours("links"), ours("total_link_strength"));
    for (id, row) in &published {
        assert_eq!(links[id], Some(number(row, "weight<Links>")));
        assert_eq!(strengths[id], Some(number(row, "weight<Total link strength>")));
    }

    // The same clusters, whatever their numbers: mutual information 1, and as many sizes as published.
    let clusters = |rows: &BTreeMap<u32, BTreeMap<String, String>>| -> Vec<u32> {
        rows.values().map(|row| row["cluster"].parse::<u32>().unwrap() - 1).collect()
    };
    let (found, known) = (clusters(&written), clusters(&published));
    assert_eq!(found.iter().collect::<HashSet<_>>().len(), 25);
    let agreement = compare(&found, &known).unwrap();
    assert!(
        (agreement.mutual_information - 1.0).abs() < 1e-12 && (agreement.adjusted_rand - 1.0).abs() < 1e-12,
        "{agreement:?}"
    );
}

/// Expected numbers were counted from the raw file by a script of another language, with the tags as they stand, and are
/// metaknowledge's own where nothing else is said.
#[test]
fn metaknowledges_sample() {
    let Some(file) = acceptance("wos_txt/metaknowledge/testFile.isi") else { return };
    let place = Place::new();
    let output = place.build(&[&file], &["-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let graph = place.path("graph");
    let made = |args: &str| {
        let path = place.path("network.graphml");
        let mut all = vec!["network"];
        all.extend(args.split(' '));
        all.extend(["-g", &graph, "-o", &path, "--style", "metaknowledge", "--layout", "none"]);
        let output = citeweave(&all);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let network = read_network(&path);
        let graph = network.graph();
        let weight = graph.edge_weights().map(|edge| edge.weight).sum::<f64>();
        ((graph.node_count(), graph.edge_count(), weight), network)
    };
    // Co-authors: 45 nodes, 46 edges, 9 without, transitivity 51/62. Two works stand twice in the file, so that their authors'
    // edges weigh 60 instead of 78 (and 60 in savedrecs.txt, which has each once).
    let (counts, network) = made("coauthors");
    assert_eq!(counts, (45, 46, 60.0));
    let graph = network.graph();
    assert_eq!(graph.node_indices().filter(|node| graph.neighbors_undirected(*node).next().is_none()).count(), 9);
    let neighbours: Vec<HashSet<usize>> = graph
        .node_indices()
        .map(|node| graph.neighbors_undirected(node).map(|other| other.index()).collect())
        .collect();
    let closed: usize = graph
        .raw_edges()
        .iter()
        .map(|edge| neighbours[edge.source().index()].intersection(&neighbours[edge.target().index()]).count())
        .sum();
    let triads: usize = neighbours.iter().map(|held| held.len() * held.len().saturating_sub(1) / 2).sum();
    assert!((closed as f64 / triads as f64 - 0.822581).abs() < 1e-6, "{closed} of {triads}");

    // Authors' keywords: 13 nodes, 23 edges.
    assert_eq!(made("keywords").0, (13, 23, 23.0));

    // Keywords Plus: 41 and 142 with TOTAL INTERNAL-REFLECTION and TOTAL-INTERNAL-REFLECTION, which are one to us; each has
    // links with others, one of them in common.
    assert_eq!(made("concepts --scheme keywords-plus").0, (40, 141, 144.0));

    // Coupling: 32 works, one with a reference of its own only; 294 pairs have references of the same text or DOI, once the two
    // double records are one. metaknowledge has 304, as it takes references for one that differ in volume or page. The
    // references in common are 1,188, three of them no work in particular: in press.
    let (counts, network) = made("coupling");
    assert_eq!(counts, (32, 294, 1185.0));
    let most = network.graph().edge_weights().map(|edge| edge.weight).fold(0.0, f64::max);
    assert_eq!(most, 19.0);
}
