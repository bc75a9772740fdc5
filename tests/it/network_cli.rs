//! `citeweave network` and `citeweave lint` as a user meets them, on seven works (`tests/fixtures/network/wos/seven.txt`) whose
//! networks were worked out by hand, and on the demo data.
//!
//! The seven: a (1990) by Ahl; b (1995) by Ahl, Bai; c (1996, a review) by Bai, Cid; x (1997) by Ek; d (2000) by Ahl, Bai,
//! Cid; e (2005) by Dunn; f (2010) by Ahl, Dunn. They cite: b a, c a and Goos, x b and Goos, d b c, e d, f d e. Goos (1947)
//! has no identifier. c, e and f are in Social Networks, the others in Health Expectations. Ahl and Dunn are in Norway, Bai
//! in China, Cid and Ek in Sweden. Keywords: a peer support, recovery; b peer support, stigma; c peer support, recovery,
//! power; d Peer Support, recovery; f stigma, power.

use crate::cli::{Place, citeweave, names, text};
use crate::network::{fixture, read_with};
use citeweave::network::{Network, Values, files};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::OnceLock;

/// A graph that several tests ask, built once and left to the operating system.
fn graph(held: &'static OnceLock<Place>, inputs: &[&str]) -> String {
    let place = held.get_or_init(|| {
        let place = Place::new();
        let output = place.build(inputs, &["-q"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        place
    });
    place.path("graph")
}

fn seven() -> String {
    static HELD: OnceLock<Place> = OnceLock::new();
    graph(&HELD, &[&fixture("wos/seven.txt").to_string_lossy()])
}

fn demo() -> String {
    static HELD: OnceLock<Place> = OnceLock::new();
    let folder = "data/demo";
    let inputs = ["pages", "peer-work.nbib", "peer-work.ris", "pubmed.xml"].map(|name| format!("{folder}/{name}"));
    graph(&HELD, &inputs.each_ref().map(String::as_str))
}

fn network(graph: &str, args: &str, more: &[&str]) -> Output {
    let mut all = vec!["network"];
    all.extend(args.split_whitespace());
    all.extend(["-g", graph]);
    all.extend(more);
    citeweave(&all)
}

fn read_network(paths: &[&str]) -> Network {
    let files: Vec<(String, Vec<u8>)> = paths.iter().map(|path| (path.to_string(), fs::read(path).unwrap())).collect();
    Network::new(files::read(&files).unwrap().parts).unwrap()
}

/// Nodes, edges, and the sum of the weights.
fn counts(network: &Network) -> (usize, usize, f64) {
    let graph = network.graph();
    (graph.node_count(), graph.edge_count(), graph.edge_weights().map(|edge| edge.weight).sum())
}

/// The edges by the names of their ends, in the order of the file.
fn edges(network: &Network) -> Vec<(String, String, f64)> {
    let graph = network.graph();
    let label = |node| graph.node_weight(node).map(|node| node.label.clone()).unwrap();
    graph.raw_edges().iter().map(|edge| (label(edge.source()), label(edge.target()), edge.weight.weight)).collect()
}

fn column(network: &Network, name: &str) -> BTreeMap<String, f64> {
    let columns = network.node_columns().iter();
    let mut found = columns.filter(|column| column.name.trim_start_matches("n_") == name).map(|c| c.values.numbers());
    let values = found.next_back().unwrap_or_else(|| panic!("no column {name}"));
    let labels = network.graph().node_weights().map(|node| node.label.clone());
    labels.zip(values).filter_map(|(label, value)| Some((label, value?))).collect()
}

/// Runs and reads what was written as GraphML.
fn made(graph: &str, args: &str) -> Network {
    let place = Place::new();
    let path = place.path("network.graphml");
    let output = network(graph, args, &["-o", &path, "-q"]);
    assert_eq!(output.status.code(), Some(0), "{args}: {}", text(&output.stderr));
    read_network(&[&path])
}

#[test]
fn networks_equal_those_worked_out_by_hand() {
    let place = Place::new();
    let listed = place.file("listed.txt", b"https://doi.org/10.5555/D\n\n10.5555/nowhere\n");
    let stop = place.file("stop.txt", b"Power\n");
    let thesaurus = place.file("thesaurus.txt", b"label\treplace by\nstigma\tpower\n");
    let skos = place.file(
        "terms.ttl",
        b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix t: <https://example.org/t/> .
t:power skos:prefLabel \"power\"@en ; skos:altLabel \"stigma\"@en ; skos:broader t:society .
t:recovery skos:prefLabel \"recovery\"@en ; skos:broader t:care . t:peers skos:prefLabel \"peer support\"@en ; skos:broader t:care .
t:care skos:prefLabel \"care\"@en . t:society skos:prefLabel \"society\"@en .\n",
    );
    let near = "--ego Dee_Dunn"; // a blank stands there later
    #[rustfmt::skip]
    let table: &[(&str, usize, usize, f64)] = &[
        ("coauthors",                                    4,  4, 6.0), // Ahl-Bai 2, Bai-Cid 2, Ahl-Cid 1, Ahl-Dunn 1
        ("coauthors --isolates",                         5,  4, 6.0),
        ("coauthors --style metaknowledge",              5,  4, 6.0),
        ("coauthors --counting fractional",              4,  4, 4.5),
        ("coauthors --counting newman",                  4,  4, 4.5),
        ("coauthors --counting pairs",                   4,  4, 4.0), // as many as works of several authors
        ("coauthors --weight fractional",                4,  4, 4.5),
        ("coauthors --weight by_pairs",                  4,  4, 4.0),
        ("coauthors --from 1996",                        4,  4, 5.0),
        ("coauthors --until 1996",                       3,  2, 2.0),
        ("coauthors --from 1996 --until 1996",           2,  1, 1.0),
        ("coauthors --type review",                      2,  1, 1.0),
        ("coauthors --type review,journal-article",              4,  4, 6.0),
        ("coauthors --venue social_networks",            4,  2, 2.0),
        ("coauthors --venue 0378-8733",                  4,  2, 2.0),
        ("coauthors --described",                        4,  4, 6.0),
        ("coauthors --only-listed LISTED",               3,  3, 3.0),
        ("coauthors --max-authors 2",                    4,  3, 3.0),
        ("coauthors --min-docs 3",                       2,  1, 2.0),
        ("coauthors --top 2",                            2,  1, 2.0),
        ("coauthors --min-weight 2",                     3,  2, 4.0),
        ("coauthors --top-edges 1",                      2,  1, 2.0),
        ("coauthors --top-per-node 1",                   4,  3, 5.0), // Ahl-Bai, Bai-Cid, and Dunn's only one
        ("coauthors --k-core 2",                         3,  3, 5.0),
        ("coauthors --largest-component",                4,  4, 6.0),
        ("coauthors --backbone mst",                     4,  3, 5.0),
        ("coauthors --backbone pathfinder",              4,  3, 5.0),
        (near,                                           2,  1, 1.0),
        ("coauthors --ego Dee_Dunn:2",                   4,  4, 6.0),
        ("coauthors --ego Dee_Dunn:0 --isolates",        1,  0, 0.0),
        // Association strength 2·6·c/(s s): 12·2/(4·4), 12·2/(4·3), 12/(4·3), 12/(4·1).
        ("coauthors --normalize association",            4,  4, 7.5),
        ("coauthors --weight association",               4,  4, 7.5),
        ("coauthors --normalize jaccard",                4,  4, 2.0 / 5.0 + 2.0 / 3.0 + 0.2 + 0.2),
        ("coauthors --normalize inclusion",              4,  4, 2.0 / 3.0 + 1.0 + 0.5 + 0.5),
        ("coauthors --normalize equivalence",            4,  4, 4.0 / 12.0 + 4.0 / 6.0 + 0.25),
        ("coauthors --normalize jaccard,cosine --weight count", 4, 4, 6.0),
        // c(n/s + n/s)/2 of n = 5 nodes, four of which have links: 5·4/2.
        ("coauthors --normalize fractionalization",      4,  4, 10.0),
        ("coauthors-countries",                          3,  3, 5.0),
        ("coauthors-orgs",                               3,  3, 5.0),
        ("keywords",                                     4,  5, 7.0),
        ("keywords --stop STOP",                         3,  2, 4.0),
        ("keywords --thesaurus THESAURUS",               3,  3, 6.0),
        ("keywords --thesaurus SKOS",                    3,  3, 6.0),
        ("keywords --thesaurus SKOS --roll-up 1",        2,  1, 2.0), // care and society: b, c
        ("concepts --scheme author",                     4,  5, 7.0),
        ("citations",                                    7,  8, 8.0),
        ("citations --all-cited",                        8, 10, 10.0),
        ("citations-sources",                            2,  2, 4.0),
        ("cocitation",                                   6,  4, 4.0), // b-c, d-e, a-Goos, b-Goos
        ("cocitation-authors",                           5,  8, 16.0),
        ("cocitation-sources",                           3,  2, 4.0),
        ("coupling",                                     6,  4, 4.0), // b-c, d-x, e-f, c-x by Goos
        ("authors-works",                               12, 12, 12.0),
        ("authors-keywords",                             8, 13, 22.0),
        ("main-path",                                    5,  4, 1.8), // 5 paths in all; over its links lead 3, 2, 2, 2
        ("historiograph --works 3",                      3,  2, 2.0),
    ];
    let graph = seven();
    for (args, nodes, found, weight) in table {
        let args = if args.starts_with("--") { format!("coauthors {args}") } else { args.to_string() };
        let place = Place::new();
        let path = place.path("network.graphml");
        let words = args.split(' ').map(|word| match word {
            "LISTED" => listed.clone(),
            "STOP" => stop.clone(),
            "THESAURUS" => thesaurus.clone(),
            "SKOS" => skos.clone(),
            word => word.replace("Dee_Dunn", "Dee Dunn").replace("social_networks", "social networks"),
        });
        let mut all = vec!["network".to_string()];
        all.extend(words);
        all.extend(["-g", &graph, "-o", &path, "--layout", "none", "-q"].map(String::from));
        let output = citeweave(&all.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(0), "{args}: {}", text(&output.stderr));
        let (n, e, w) = counts(&read_network(&[&path]));
        assert_eq!((n, e), (*nodes, *found), "{args}");
        assert!((w - weight).abs() < 1e-9, "{args}: {w} for {weight}");
    }
}

#[test]
fn patterns_select_works() {
    let place = Place::new();
    let path = place.path("network.graphml");
    let pattern = "?work prism:doi \"10.5555/d\"";
    let output = citeweave(&["network", "coauthors", "-g", &seven(), "--where", pattern, "-o", &path, "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(counts(&read_network(&[&path])), (3, 3, 3.0));
}

#[test]
fn main_paths_and_historiographs_follow_citations() {
    // Of the paths from a to f and x, most lead over b, d, e: a-b 3 of 5, then 2 each.
    let path = made(&seven(), "main-path");
    let mut links = edges(&path);
    links.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    let short: Vec<String> = links.iter().map(|(from, to, weight)| format!("{from} > {to} {weight}")).collect();
    assert_eq!(
        short,
        [
            "Ahl (1995) > Ahl (1990) 0.6",
            "Ahl (2000) > Ahl (1995) 0.4",
            "Ahl (2010) > Dunn (2005) 0.4",
            "Dunn (2005) > Ahl (2000) 0.4"
        ]
    );
    // Cited within the graph: a, b and d twice each.
    let rows = made(&seven(), "historiograph --works 3");
    let places: BTreeMap<String, f64> =
        rows.graph().node_weights().map(|node| node.label.clone()).zip(rows.positions().iter().map(|p| p[1])).collect();
    assert!(places["Ahl (1990)"] > places["Ahl (1995)"] && places["Ahl (1995)"] > places["Ahl (2000)"], "{places:?}");
}

#[test]
fn references_without_identifier_are_works() {
    let network = made(&seven(), "cocitation");
    let goos = edges(&network).into_iter().filter(|(one, other, _)| one == "GOOS F (1947)" || other == "GOOS F (1947)");
    assert_eq!(goos.count(), 2);
    // And stand behind an edge by their text.
    let place = Place::new();
    let output = self::network(&seven(), "coupling", &["-o", &place.path("out/"), "--to", "graphml", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let evidence = fs::read_to_string(place.path("out/evidence.csv")).unwrap();
    assert!(evidence.contains("\"GOOS F, 1947, ANN PHYS-BERLIN, V1, P333\""), "{evidence}");
}

fn presets() -> Vec<String> {
    let output = citeweave(&["network", "list"]);
    assert_eq!(output.status.code(), Some(0));
    let listed = text(&output.stdout);
    let presets = listed.lines().map(|line| line.split(' ').next().unwrap().to_string());
    presets.filter(|name| name != "file" && name != "diff").collect()
}

/// The files of a folder, by name.
fn contents(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let names = names(Path::new(folder)).into_iter();
    names.map(|name| (name.clone(), fs::read(Path::new(folder).join(name)).unwrap())).collect()
}

/// Asserts that a program's linter finds nothing but notes in the network files of a folder.
fn assert_clean(folder: &str, what: &str) {
    for name in names(Path::new(folder)) {
        let path = Path::new(folder).join(&name);
        let is_network = ["graphml", "gexf"].iter().any(|e| path.extension().is_some_and(|x| x == *e));
        if !(is_network || ["nodes.csv", "edges.csv", "map.txt", "network.txt"].contains(&name.as_str())) {
            continue;
        }
        // VOSviewer maps no fewer than three items.
        if name == "map.txt" && fs::read_to_string(&path).unwrap().lines().count() < 4 {
            continue;
        }
        // Only Gephi has a timeline.
        let programs: &[&str] = if name.contains("dynamic") { &["--for", "gephi"] } else { &[] };
        let path = path.to_string_lossy();
        let output = citeweave(&[&["lint", &path], programs].concat());
        assert_eq!(output.status.code(), Some(0), "{what} {name}: {}", text(&output.stdout));
    }
}

#[test]
fn every_network_is_the_same_each_time_and_clean() {
    for graph in [seven(), demo()] {
        for preset in presets() {
            let place = Place::new();
            // Places take long where nothing is optimised.
            let is_placed = graph == seven() || preset == "coauthors" || preset == "heterogeneous";
            let layout = if is_placed { "fa2" } else { "none" };
            let to = "graphml,gexf,gexf-dynamic,csv,pajek,vosviewer,vosviewer-json,cytoscape,graphology,dot,svg";
            let run = |folder: &str, threads: &str| {
                let path = place.path(&format!("{folder}/"));
                network(
                    &graph,
                    &preset,
                    &["-o", &path, "--to", to, "--threads", threads, "--metrics", "all", "--layout", layout],
                )
            };
            let output = run("one", "1");
            let said = text(&output.stderr);
            let code = output.status.code();
            let is_empty = said.lines().any(|line| line.starts_with("0 nodes"));
            assert_eq!(code, Some(i32::from(is_empty)), "{preset}: {said}");
            let one = contents(&place.path("one"));
            assert_eq!(run("two", "2").status.code(), code);
            for (name, bytes) in contents(&place.path("two")) {
                assert!(one[&name] == bytes, "{preset}: {name} differs");
            }
            if is_empty {
                assert!(said.contains("nothing is linked") || said.contains("cites another"), "{preset}: {said}");
                continue;
            }
            assert_clean(&place.path("one"), &preset);
            let expected = counts(&read_network(&[&place.path("one/network.graphml")]));
            let weight = |network: &Value, name: &str| {
                let weights = network["edge"].as_array().unwrap().iter().map(|edge| edge[name].as_f64().unwrap());
                weights.sum::<f64>()
            };
            let is_directed = one["network.graphml"].windows(21).any(|part| part == b"edgedefault=\"directed");
            if is_directed {
                continue;
            }
            for file in ["network.graphml", "network.gexf"] {
                let Some(read) = read_with("networkx", Path::new(&place.path(&format!("one/{file}")))) else {
                    continue;
                };
                let found = (read["node"].as_array().unwrap().len(), read["edge"].as_array().unwrap().len());
                assert_eq!(found, (expected.0, expected.1), "{preset} {file}");
                assert!((weight(&read, "weight") - expected.2).abs() < 1e-6 * expected.2, "{preset} {file}");
            }
        }
    }
}

/// Every format that can be read again, as one network; the one it is compared with comes first.
const READABLE: &[(&str, &[&str])] = &[
    ("graphml", &["network.graphml"]),
    ("gexf", &["network.gexf"]),
    ("csv", &["nodes.csv", "edges.csv"]),
    ("vosviewer", &["map.txt", "network.txt"]),
    ("vosviewer-json", &["vosviewer.json"]),
    ("pajek", &["network.net"]),
    ("cytoscape", &["cytoscape.cyjs"]),
    ("graphology", &["graphology.json"]),
];

#[test]
fn files_of_every_format_are_read_again() {
    let place = Place::new();
    let to = READABLE.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",");
    let output = network(&demo(), "coauthors", &["-o", &place.path("out/"), "--to", &to]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let listed = names(Path::new(&place.path("out")));
    let expected = counts(&read_network(&[&place.path("out/network.graphml")]));
    for (format, files) in READABLE {
        let paths: Vec<String> = files.iter().map(|file| place.path(&format!("out/{file}"))).collect();
        assert!(files.iter().all(|file| listed.iter().any(|name| name == file)), "{format}: {listed:?}");
        let mut args = vec!["network", "file"];
        args.extend(paths.iter().map(String::as_str));
        let again = place.path(&format!("again-{format}.graphml"));
        args.extend(["-o", &again, "-q"]);
        let output = citeweave(&args);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", text(&output.stderr));
        let network = read_network(&[&again]);
        assert_eq!(counts(&network), expected, "{format}");
        // Pajek numbers vertices, and here two people have one name.
        if *format != "pajek" {
            let output = citeweave(&["network", "diff", &place.path("out/network.graphml"), &again]);
            assert_eq!(output.status.code(), Some(0), "{format}: {}", text(&output.stdout));
        }
    }
}

/// The rows of a table, each by the names of its columns.
fn table(path: &str, delimiter: u8) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn vosviewer_to_gephi_and_back_keeps_everything() {
    let place = Place::new();
    let output =
        network(&demo(), "coauthors --style vosviewer", &["-o", &place.path("one/"), "--to", "vosviewer", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let (map, links) = (place.path("one/map.txt"), place.path("one/network.txt"));
    for middle in ["graphml", "gexf"] {
        let file = place.path(&format!("gephi.{middle}"));
        let output = citeweave(&["network", "file", &map, &links, "-o", &file, "-q"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let back = place.path(&format!("back-{middle}/"));
        let output = citeweave(&["network", "file", &file, "-o", &back, "--to", "vosviewer", "-q"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let (before, after) = (table(&map, b'\t'), table(&format!("{back}map.txt"), b'\t'));
        assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            for column in ["id", "label", "cluster"] {
                assert_eq!(before[column], after[column], "{middle} {column}");
            }
            for (column, value) in before.iter().filter(|(name, _)| name.starts_with("weight<")) {
                let found = after.get(column).unwrap_or_else(|| panic!("{middle}: {column} of {:?}", after.keys()));
                assert_eq!(value.parse::<f64>().unwrap(), found.parse::<f64>().unwrap(), "{middle} {column}");
            }
        }
        // Places keep their shape; units differ from program to program.
        let shape = |rows: &[BTreeMap<String, String>]| -> Vec<f64> {
            let numbers = rows.iter().flat_map(|row| [&row["x"], &row["y"]]).map(|text| text.parse::<f64>().unwrap());
            let numbers: Vec<f64> = numbers.collect();
            let most = numbers.iter().fold(0.0, |most: f64, number| most.max(number.abs()));
            numbers.iter().map(|number| number / most).collect()
        };
        for (before, after) in shape(&before).iter().zip(shape(&after)) {
            assert!((before - after).abs() < 1e-3, "{middle}: {before} {after}");
        }
        assert_eq!(fs::read_to_string(&links).unwrap(), fs::read_to_string(format!("{back}network.txt")).unwrap());
    }
}

#[test]
fn measures_and_clusters_are_columns() {
    let network = made(&seven(), "coauthors --metrics all");
    // Ahl has three neighbours, Bai and Cid two, Dunn one; the triangle is the only one.
    #[rustfmt::skip]
    let expected = [
        ("links",               [3.0, 2.0, 2.0, 1.0]),
        ("total_link_strength", [4.0, 4.0, 3.0, 1.0]),
        ("clustering",          [1.0 / 3.0, 1.0, 1.0, 0.0]),
        ("kcore",               [2.0, 2.0, 2.0, 1.0]),
        ("component",           [1.0, 1.0, 1.0, 1.0]),
        ("betweenness",         [2.0, 0.0, 0.0, 0.0]),
        ("closeness",           [1.0, 0.75, 0.75, 0.6]),
    ];
    for (name, values) in expected {
        let found = column(&network, name);
        let found = ["Ada Ahl", "Bo Bai", "Cyrus Cid", "Dee Dunn"].map(|label| found.get(label).copied());
        let is_same = found.iter().zip(values).all(|(found, value)| found.is_some_and(|f| (f - value).abs() < 1e-6));
        assert!(is_same, "{name}: {found:?} for {values:?}");
    }
    let ranks: f64 = column(&network, "pagerank").values().sum();
    assert!((ranks - 1.0).abs() < 1e-6, "{ranks}");
    for method in ["leiden-cpm", "leiden-modularity", "louvain", "louvain-cpm"] {
        let network = made(&demo(), &format!("coauthors --cluster {method} --layout none"));
        assert!(network.clusters().len() > 1, "{method}");
        assert_eq!(network.clusters().iter().map(|c| c.nodes).sum::<usize>(), network.graph().node_count(), "{method}");
    }
    assert!(made(&demo(), "coauthors --cluster none").clusters().is_empty());
    assert!(made(&demo(), "coauthors --layout none").positions().is_empty());
    assert_eq!(made(&demo(), "coauthors --layout vos").positions().len(), 112);
}

#[test]
fn sizes_show_the_column_asked_for() {
    let size = |args: &str| {
        let place = Place::new();
        let path = place.path("network.graphml");
        let output = network(&seven(), args, &["-o", &path, "-q"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let written = fs::read_to_string(path).unwrap();
        let node = |label: &str| {
            let node = written.split("<node ").find(|node| node.contains(label)).unwrap();
            node.split("key=\"size\">").nth(1).unwrap().split('<').next().unwrap().parse::<f64>().unwrap()
        };
        [node(">Ada Ahl<"), node(">Cyrus Cid<"), node(">Dee Dunn<")]
    };
    // Four documents and two; strengths of 4, 3 and 1.
    let usual = size("coauthors");
    assert_eq!([usual[0], usual[1], usual[2]], [100.0, 4.0, 4.0]);
    let strengths = size("coauthors --size total_link_strength");
    assert!(
        strengths[0] == 100.0 && strengths[1] > 4.0 && strengths[1] < 100.0 && strengths[2] == 4.0,
        "{strengths:?}"
    );
    // What cannot be shown is said.
    let place = Place::new();
    let output = network(&seven(), "coauthors --size no_column", &["-o", &place.path("a.graphml")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no_column"), "{}", text(&output.stderr));
}

#[test]
fn time_cuts_a_network_into_slices() {
    let place = Place::new();
    let more = ["-o", &place.path("out/"), "--to", "graphml", "-q"];
    let output = network(&seven(), "coauthors --time slices:3", &more);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let slices: Vec<String> =
        names(Path::new(&place.path("out"))).into_iter().filter(|name| name.starts_with("slice-")).collect();
    assert_eq!(slices, ["slice-1990-1996", "slice-1997-2003", "slice-2004-2010"]);
    let counted = |slice: &String| counts(&read_network(&[&place.path(&format!("out/{slice}/network.graphml"))]));
    let counted: Vec<_> = slices.iter().map(counted).collect();
    assert_eq!(counted.iter().map(|counts| counts.1).collect::<Vec<_>>(), [2, 3, 1]);
    assert_eq!(counted.iter().map(|counts| counts.2).sum::<f64>(), 6.0);
    let growth = table(&place.path("out/growth.csv"), b',');
    let links: Vec<&str> = growth.iter().map(|row| row["links"].as_str()).collect();
    assert_eq!(links, ["2", "3", "1", ""]);
    assert!(Path::new(&place.path("out/growth_nodes.csv")).is_file());

    let more = ["-o", &place.path("sum/"), "--to", "graphml", "-q"];
    let output = network(&seven(), "coauthors --time cumulative:3", &more);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let slices: Vec<String> =
        names(Path::new(&place.path("sum"))).into_iter().filter(|name| name.starts_with("slice-")).collect();
    let counted = |slice: &String| counts(&read_network(&[&place.path(&format!("sum/{slice}/network.graphml"))]));
    let weights: Vec<f64> = slices.iter().map(|slice| counted(slice).2).collect();
    assert_eq!(weights, [2.0, 5.0, 6.0]);

    let more = ["-o", &place.path("dynamic/"), "-q"];
    let output = network(&seven(), "coauthors --time dynamic", &more);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let dynamic = fs::read_to_string(place.path("dynamic/network-dynamic.gexf")).unwrap();
    assert!(dynamic.contains("mode=\"dynamic\"") && dynamic.contains("2010"), "{dynamic}");
}

#[test]
fn bursts_themes_and_reports_are_written() {
    let place = Place::new();
    let report = place.path("deep/report.md");
    let more = ["-o", &place.path("out/"), "--to", "graphml", "--bursts", "--themes", "--report", &report, "-q"];
    let output = network(&demo(), "keywords", &more);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let themes = table(&place.path("out/themes.csv"), b',');
    let network = read_network(&[&place.path("out/network.graphml")]);
    assert_eq!(themes.len(), network.clusters().len());
    let items: usize = themes.iter().map(|theme| theme["items"].parse::<usize>().unwrap()).sum();
    assert_eq!(items, network.graph().node_count());
    let header = fs::read_to_string(place.path("out/bursts.csv")).unwrap();
    assert!(header.starts_with("node,label,first_year,last_year,level,weight\n"), "{header}");
    let report = fs::read_to_string(report).unwrap();
    for part in [
        "# keywords",
        "29 nodes, 81 edges",
        "## How it was made",
        "## Clusters",
        "## Largest nodes",
        "## Strongest links",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

#[test]
fn a_way_to_fewer_edges_is_told_where_there_are_very_many() {
    let place = Place::new();
    // All pairs of 450 nodes are 101,025; the 449 with the last node have weight 2.
    let pairs = |heavy: &str| {
        let pair = |a: u32, b: u32| format!("{a},{b},{}\n", if b == 449 { heavy } else { "1" });
        (0..450).flat_map(|b| (0..b).map(move |a| (a, b))).map(|(a, b)| pair(a, b)).collect::<String>()
    };
    let out = place.path("out.graphml");
    for (heavy, way) in [("2", "--min-weight 2 leaves 449"), ("1", "--top-edges 100000 leaves the strongest")] {
        let file = place.path(&format!("edges{heavy}.csv"));
        fs::write(&file, format!("Source,Target,Weight\n{}", pairs(heavy))).unwrap();
        let args = ["network", "file", &file, "--layout", "none", "--cluster", "none", "-o", &out];
        let said = text(&citeweave(&args).stderr);
        assert!(said.contains(&format!("more than 100000 edges make large files and grey pictures: {way}")), "{said}");
        let said = text(&citeweave(&[&args[..], &["--top-edges", "1000"]].concat()).stderr);
        assert!(!said.contains("100000"), "{said}");
    }
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let place = Place::new();
    let file = place.path("edges.csv");
    fs::write(&file, "Source,Target\na,b\n").unwrap();
    let query = place.path("pairs.rq");
    fs::write(&query, "SELECT ?source ?target WHERE { ?source <http://purl.org/spar/cito/cites> ?target }").unwrap();
    let out = place.path("out.gexf");
    for (args, why) in [
        (vec!["file", &file, "--from", "2000"], "--from is for networks made of the works of a graph"),
        (vec!["file", &file, "--counting", "pairs"], "--counting is for networks made of the works of a graph"),
        (vec!["file", &file, "--top", "3"], "--min-docs and --top need one"),
        (vec!["file", &file, "--min-cites", "3"], "--min-cites needs it"),
        (vec!["--query", &query, "--type", "review"], "--type is for networks made of the works of a graph"),
        (vec!["coupling", "--max-authors", "5"], "--max-authors 5 is for networks of people"),
        (vec!["coauthors", "--scheme", "mesh"], "--scheme is for networks of keywords and concepts"),
        (vec!["coauthors", "--time", "slices:2"], "--time writes files of its own"),
        (vec!["coauthors", "--time", "dynamic:3"], "--time is slices:N, cumulative:N, dynamic or none"),
        (vec!["coauthors", "--to", "foo"], "no format is named foo"),
        (vec!["coauthors", "--bursts"], "--bursts writes files of its own"),
    ] {
        let output = citeweave(&[&["network", "-g", &seven(), "-o", &out][..], &args[..]].concat());
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(why), "{args:?}: {said}");
    }
    let output = network(&seven(), "coauthors --time dynamic -q", &["-o", &out]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(fs::read_to_string(&out).unwrap().contains("mode=\"dynamic\""));
    let said = text(&network(&seven(), "keywords --scheme foo", &["-o", &out]).stderr);
    assert!(said.contains("no concept is of the scheme foo; there are"), "{said}");
}

#[test]
fn what_an_option_counts_was_worked_out_by_hand() {
    let labels = |args: &str| -> Vec<String> {
        let mut labels: Vec<String> =
            made(&seven(), args).graph().node_weights().map(|node| node.label.clone()).collect();
        labels.sort();
        labels
    };
    // Times cited within the seven: a, b and d twice, c and e once.
    assert_eq!(labels("citations --min-docs 2"), ["Ahl (1990)", "Ahl (1995)", "Ahl (2000)"]);
    assert_eq!(labels("citations --top 2"), ["Ahl (1990)", "Ahl (1995)"]);
    // Of d, by three, nobody is among the cited.
    assert_eq!(labels("cocitation-authors --max-authors 2"), ["Ada Ahl", "Bo Bai", "Cyrus Cid", "GOOS F"]);
    // Ek without others, Dunn (n4) and who wrote with her, which is Ahl.
    assert_eq!(labels("coauthors --isolates --ego n3:0 --ego n4:1"), ["Ada Ahl", "Dee Dunn", "Eve Ek"]);
    // The works of 2000 and later are three; the first half of their years has one of them. Of all, four of the first
    // half are by no more than two.
    let growth = |args: &str| {
        let place = Place::new();
        let args = format!("coauthors --time slices:2 --to csv -q --layout none {args}");
        let output = network(&seven(), &args, &["-o", &place.path("out/")]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let rows = table(&place.path("out/growth.csv"), b',');
        rows.iter().take(2).map(|row| format!("{} {}", row["slice"], row["documents"])).collect::<Vec<_>>()
    };
    assert_eq!(growth("--from 2000"), ["2000-2004 1", "2005-2010 2"]);
    assert_eq!(growth("--max-authors 2"), ["1990-1999 4", "2000-2010 2"]);
}

#[test]
fn explaining_writes_nothing() {
    let place = Place::new();
    let output =
        network(&seven(), "coauthors --explain --min-weight 2 --normalize cosine", &["-o", &place.path("out/")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(place.names().is_empty(), "{:?}", place.names());
    let said = text(&output.stdout);
    for part in ["projected: 5 nodes, 4 edges", "cosine", "leiden", "ForceAtlas2", "pagerank"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // No output is needed for it.
    assert_eq!(network(&seven(), "coauthors --explain", &[]).status.code(), Some(0));
}

#[test]
fn queries_answer_with_networks() {
    let place = Place::new();
    let query = place.file(
        "teams.rq",
        b"SELECT ?source ?target (1 AS ?weight) ?year ?document WHERE {
  ?document cito:cites ?cited . ?document pro:isDocumentContextFor [ pro:isHeldBy ?source ] .
  ?cited pro:isDocumentContextFor [ pro:isHeldBy ?target ] . FILTER(?source != ?target)
  OPTIONAL { ?document fabio:hasPublicationYear ?year } }",
    );
    let made = |more: &[&str]| {
        let path = place.path("network.graphml");
        let mut all = vec!["network", "--query", &query, "-o", &path];
        let graph = seven();
        all.extend(["-g", &graph]);
        all.extend(more);
        let output = citeweave(&all);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        read_network(&[&path])
    };
    // Author cites author, by work: b-a: Bai>Ahl; c-a: Bai>Ahl Cid>Ahl; x-b: Ek>Ahl Ek>Bai; d-b: Ahl>Bai Bai>Ahl Cid>Ahl
    // Cid>Bai; d-c: Ahl>Bai Ahl>Cid Bai>Cid Cid>Bai; e-d: Dunn>Ahl Bai Cid; f-e: Ahl>Dunn; f-d: Ahl>Bai Ahl>Cid, Dunn>Ahl Bai Cid.
    let directed = made(&["--directed"]);
    assert_eq!(counts(&directed), (5, 12, 22.0));
    assert_eq!(counts(&made(&[])).0, 5);
    assert_eq!(counts(&made(&[])).1, 8);
    assert_eq!(counts(&made(&[])).2, 22.0);
    let columns: Vec<&str> = directed.edge_columns().iter().map(|column| column.name.as_str()).collect();
    assert!(columns.iter().any(|name| name.contains("year")), "{columns:?}");
}

#[test]
fn diff_tells_files_apart() {
    let place = Place::new();
    let (one, two) = (place.path("one.graphml"), place.path("two.gexf"));
    assert_eq!(network(&seven(), "coauthors", &["-o", &one, "-q"]).status.code(), Some(0));
    assert_eq!(network(&seven(), "coauthors", &["-o", &two, "-q"]).status.code(), Some(0));
    let output = citeweave(&["network", "diff", &one, &two]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("4 in both, 0 only in the first, 0 only in the second"));
    assert_eq!(network(&seven(), "coauthors --until 1996", &["-o", &two, "-q"]).status.code(), Some(0));
    let output = citeweave(&["network", "diff", &one, &two]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(
        said.contains("3 in both, 1 only in the first, 0 only in the second") && said.contains("0000-0002-1000-0042"),
        "{said}"
    );
    assert!(said.contains("2 with other weights") && said.contains("  ~ Ada Ahl | Bo Bai: 2 1"), "{said}");
    let output = citeweave(&["network", "diff", &one, &two, "--json"]);
    let difference: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((difference["nodes"].as_u64(), difference["weights"].as_array().unwrap().len()), (Some(3), 2));
    let output = citeweave(&["network", "diff", &one]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("diff A B"));
}

#[test]
fn mistakes_are_answered_with_what_there_is() {
    let place = Place::new();
    let out = place.path("out/");
    let graph = seven();
    let empty = place.file("empty.graphml", b"");
    let text_file = place.file("notes.txt", b"Dear diary,\nnothing happened.\n");
    let cut = place.file("cut.graphml", b"<?xml version=\"1.0\"?><graphml><graph><node id=\"a\"/><edge sou");
    let broken = place.file("broken.rq", b"SELECT ?source WHERE {");
    let other = place.file("other.rq", b"SELECT ?work WHERE { ?work prism:doi ?doi }");
    let ask = place.file("ask.rq", b"ASK { ?s ?p ?o }");
    #[rustfmt::skip]
    let table: &[(&[&str], &[&str])] = &[
        (&["friends"],                                   &["friends", "network list"]),
        (&[],                                            &["<PRESET>"]),
        (&["coauthors", "--to", "graphm"],               &["no format is named graphm", "graphml"]),
        (&["coauthors", "--metrics", "fame"],            &["no measure is named fame", "pagerank"]),
        (&["coauthors", "--cluster", "kmeans"],          &["kmeans", "leiden-cpm"]),
        (&["coauthors", "--normalize", "pearson"],       &["pearson", "association"]),
        (&["coauthors", "--counting", "half"],           &["half", "fractional"]),
        (&["coauthors", "--backbone", "spine"],          &["spine", "disparity"]),
        (&["coauthors", "--backbone", "disparity:7"],    &["level"]),
        (&["coauthors", "--weight", "friendship"],       &["friendship", "count"]),
        (&["coauthors", "--layout", "circle"],           &["circle", "fa2"]),
        (&["coauthors", "--style", "pajek"],             &["pajek", "vosviewer"]),
        (&["coauthors", "--time", "weekly"],             &["slices:N"]),
        (&["coauthors", "--time", "slices:0"],           &["slices"]),
        (&["coauthors", "--ego", "Nobody Known"],        &["Nobody Known"]),
        (&["coauthors", "--only-listed", "/no/where"],   &["/no/where"]),
        (&["coauthors", "--thesaurus", "/no/where.txt"], &["/no/where.txt"]),
        (&["coauthors", "--where", "?work prism:doi"],   &["--where"]),
        (&["main-path", "--path-weight", "spx"],         &["spc", "splc"]),
        (&["main-path", "--path-search", "x"],           &["global"]),
        (&["coauthors", "stray.graphml"],                &["stray.graphml", "network file"]),
        (&["file"],                                      &["name the files"]),
        (&["file", "/no/where.net"],                     &["/no/where.net"]),
        (&["file", &empty],                              &["empty.graphml"]),
        (&["file", &text_file],                          &["notes.txt"]),
        (&["file", &text_file, "--bursts"],              &["notes.txt"]),
        (&["--query", "/no/where.rq"],                   &["/no/where.rq"]),
        (&["--query", &broken],                          &["broken.rq"]),
        (&["--query", &other],                           &["other.rq", "?source"]),
        (&["--query", &ask],                             &["ask.rq", "?source"]),
    ];
    let mut wrong = String::new();
    for (args, parts) in table {
        let mut all = vec!["network"];
        all.extend(*args);
        all.extend(["-o", &out, "-g", &graph]);
        let output = citeweave(&all);
        let said = text(&output.stderr);
        if output.status.code() != Some(2) || !parts.iter().all(|part| said.contains(part)) {
            wrong += &format!("{args:?} {:?}: {said}\n", output.status.code());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(!Path::new(&out).exists(), "a command that failed left files");

    // Half a file is read as far as it goes, and that is said.
    let output = citeweave(&["network", "file", &cut, "-o", &out, "--isolates", "--to", "graphml"]);
    assert!(text(&output.stderr).contains("cut.graphml"), "{}", text(&output.stderr));

    let output = network(&graph, "coauthors", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--output"), "{}", text(&output.stderr));
    let output = network(&graph, "coauthors", &["-o", &place.path("network.xyz")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains(".xyz"), "{}", text(&output.stderr));
    let output = network(&graph, "coauthors", &["-o", &place.path("network.csv")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("nodes.csv") && text(&output.stderr).contains("folder"));
    let output = network(&place.path("no-graph"), "coauthors", &["-o", &out]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there is no graph at"), "{}", text(&output.stderr));
}

#[test]
fn nothing_found_is_a_problem_that_is_explained() {
    let place = Place::new();
    for (args, says) in [
        ("coauthors --from 2050", "no work is left of the selection"),
        ("coauthors --type poem", "no work is of the type poem; there are journal-article, review"),
        ("coauthors --venue Nature", "no work is in a journal or book with the title or ISSN Nature"),
        ("coauthors --only-listed Cargo.toml", "0 of the "),
        ("coauthors --min-weight 99", "nothing is left after this step: "),
        ("coauthors --from 1997 --until 1997", "no work has two things"),
        ("concepts --scheme mesh", "no work has two things"),
        ("citations --from 1997 --until 1997", "no work cites another"),
    ] {
        let output =
            network(&seven(), args, &["-o", &place.path("out/"), "--to", "graphml,gexf,csv,svg,png,vosviewer"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args}: {said}");
        assert!(said.contains(says), "{args}: {said}");
    }
    let output = network(&demo(), "coupling", &["-o", &place.path("out/"), "--to", "graphml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("name none"), "{}", text(&output.stderr));
}

#[test]
fn lint_answers_people_and_machines() {
    let place = Place::new();
    let clean = place.path("network.graphml");
    assert_eq!(network(&seven(), "coauthors", &["-o", &clean, "-q"]).status.code(), Some(0));
    let output = citeweave(&["lint", &clean]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("GraphML: 0 refused, 0 lost, 0 changed"), "{}", text(&output.stdout));
    let bad = place.file("bad.csv", b"Source,Target,Weight\na,b,1\na,c,0\n");
    let output = citeweave(&["lint", "--json", &bad, "--for", "gephi"]);
    assert_eq!(output.status.code(), Some(1));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = said["findings"].as_array().unwrap();
    assert!(findings.iter().any(|found| found["line"] == 3 && found["severity"] == "lost"), "{said}");
    let output = citeweave(&["lint", "--rules"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).lines().count() > 40);
    let missing = place.path("no.gexf");
    for (args, says) in [
        (&["lint"][..], "--rules"),
        (&["lint", &clean, "--for", "excel"], "gephi-lite"),
        (&["lint", &missing], "no.gexf"),
    ] {
        let output = citeweave(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(says), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn values_of_every_type_are_kept() {
    // A file of somebody else's, with a column of each type and nothing of ours.
    let place = Place::new();
    let file = place.file(
        "own.graphml",
        b"<graphml><key id=\"d0\" for=\"node\" attr.name=\"field\" attr.type=\"string\"/><key id=\"d1\" for=\"node\" attr.name=\"papers\" attr.type=\"int\"/>\
<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/><graph edgedefault=\"undirected\"><node id=\"a\"><data key=\"d0\">Physics</data><data key=\"d1\">3</data></node>\
<node id=\"b\"/><edge source=\"a\" target=\"b\"><data key=\"w\">2.5</data></edge></graph></graphml>",
    );
    let path = place.path("out.graphml");
    let output = citeweave(&["network", "file", &file, "-o", &path, "--size", "papers"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let network = read_network(&[&path]);
    assert_eq!(counts(&network), (2, 1, 2.5));
    let field = network.node_columns().iter().find(|column| column.name == "field").unwrap();
    assert!(
        matches!(&field.values, Values::Text(values) if values[0].as_deref() == Some("Physics") && values[1].is_none())
    );
}
