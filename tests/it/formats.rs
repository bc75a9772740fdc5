//! Networks for other programs than Gephi: compared with files written by hand, and with what was put in.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use crate::network::{LISTED, assert_same, coauthors, fixture_text, hostile, hostile_expected, write_all, written};
use citeweave::export::{ExportOptions, NetworkFormat, NetworkTables};
use citeweave::network::{
    About, Cluster, Column, Direction, Document, DocumentCounts, Evidence, Network, Node, Parts, Step, Values,
};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Value, json};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// Three people with places, colours and clusters; the second link rests on a document without a year.
pub(super) fn painted() -> Network {
    let node = |id, label: &str| Node { id, label: label.into() };
    let document = |id: &str, title: Option<&str>, year| Document { id: id.into(), title: title.map(Into::into), year };
    let works = vec![
        document("10.1000/a", Some("On \"links\""), Some(2020)),
        document("10.1000/b", None, Some(2021)),
        document("10.1000/c", None, None),
    ];
    let (blue, orange) = ([31, 119, 180], [255, 127, 14]);
    let iri = |end: &str| Some(format!("https://example.org/{end}"));
    Network::new(Parts {
        about: About {
            tool: "tool 1".into(),
            preset: "painted".into(),
            options: vec![("counting".into(), "full".into())],
            documents: DocumentCounts { given: 3, used: 2, without: 1, ..DocumentCounts::default() },
            steps: vec![Step { name: "projected".into(), nodes: 3, edges: 2 }],
            ..About::default()
        },
        nodes: vec![node(0, "Ann"), node(2, "Bo \"B\" O'Neil\\"), node(5, "同伴")],
        edges: vec![(0, 1, 2.0), (1, 2, 0.5)],
        node_columns: vec![
            Column::new("iri", Values::Text(vec![iri("a"), None, iri("c")])),
            Column::new("documents", Values::integers(vec![Some(1), Some(4), Some(9)])),
            Column::new("first_year", Values::integers(vec![Some(2018), None, Some(2020)])),
            Column::new("share", Values::floats(vec![Some(0.25), Some(0.5), None])),
            Column::new("cluster", Values::integers(vec![Some(1), Some(1), Some(2)])),
            Column::new("known", Values::Boolean(vec![Some(true), Some(false), Some(true)])),
        ],
        edge_columns: vec![Column::new("documents", Values::integers(vec![Some(2), Some(1)]))],
        evidence: Evidence::new(works, vec![0, 2, 3], vec![0, 1, 2]).unwrap(),
        size_by: Some("documents".into()),
        positions: vec![[-100.0, 0.5], [100.0, 300.25], [0.0, -300.75]],
        colours: vec![blue, blue, orange],
        clusters: vec![
            Cluster { number: 1, label: "peer workers".into(), nodes: 2, colour: blue },
            Cluster { number: 2, label: String::new(), nodes: 1, colour: orange },
        ],
        ..Parts::default()
    })
    .unwrap()
}

fn text(network: &Network, file_name: &str) -> String {
    let tables = NetworkTables::new(network, &ExportOptions::default());
    String::from_utf8(written(&tables, file_name)).unwrap()
}

fn parquet(tables: &NetworkTables<'_>, file_name: &str) -> SerializedFileReader<File> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&written(tables, file_name)).unwrap();
    SerializedFileReader::new(file).unwrap()
}

#[test]
fn files_equal_those_written_by_hand() {
    let network = painted();
    for file_name in [
        "map.txt",
        "network.txt",
        "vosviewer.json",
        "network.net",
        "cluster.clu",
        "cytoscape.cyjs",
        "graphology.json",
        "network.dot",
        "network-dynamic.gexf",
        "network.json",
    ] {
        assert_eq!(text(&network, file_name), fixture_text(&format!("painted/{file_name}")), "{file_name}");
    }
}

#[test]
fn an_empty_network_gives_whole_files() {
    let network = Network::new(Parts::default()).unwrap();
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    for format in NetworkFormat::ALL.iter().filter(|format| format.media_type() == "application/json") {
        let file_name = format.parts()[0].file_name();
        let bytes = written(&tables, file_name);
        assert!(serde_json::from_slice::<Value>(&bytes).is_ok_and(|value| value.is_object()), "{file_name}");
    }
    assert_eq!(text(&network, "map.txt"), "id\tlabel\tweight<Links>\tweight<Total link strength>\n");
    assert_eq!(text(&network, "network.txt"), "");
    assert!(text(&network, "network.net").ends_with("*Vertices 0\n*Edges\n"));
    assert!(text(&network, "network.dot").ends_with("graph \"\" {\nnode [shape=circle, style=filled];\n}\n"));
    assert_eq!(parquet(&tables, "edges.parquet").metadata().file_metadata().num_rows(), 0);
}

#[test]
fn every_format_knows_directions() {
    let node = |id| Node { id, label: String::new() };
    let nodes = vec![node(3), node(4), node(7)];
    // Both ways between the first two, and a loop.
    let edges = vec![(0, 1, 1.0), (1, 0, 2.0), (2, 2, 4.0)];
    let parts = Parts { direction: Direction::Directed, nodes, edges, ..Parts::default() };
    let network = Network::new(parts).unwrap();
    assert!(text(&network, "network.net").ends_with("*Arcs\n1 2 1.0\n2 1 2.0\n3 3 4.0\n"));
    assert!(
        text(&network, "network.dot")
            .ends_with("n3 -> n4 [weight=1.0];\nn4 -> n3 [weight=2.0];\nn7 -> n7 [weight=4.0];\n}\n")
    );
    assert!(text(&network, "network-dynamic.gexf").contains("defaultedgetype=\"directed\""));
    let json = |file_name| serde_json::from_str::<Value>(&text(&network, file_name)).unwrap();
    assert_eq!(json("graphology.json")["options"]["type"], "directed");
    assert_eq!(json("graphology.json")["edges"][1]["source"], "n4");
    assert_eq!(json("cytoscape.cyjs")["directed"], true);
    assert_eq!(json("network.json")["direction"], "directed");
    // VOSviewer has links without direction, each pair once, and none of an item with itself.
    assert_eq!(text(&network, "network.txt"), "3\t4\t3\n");
    assert!(text(&network, "map.txt").ends_with("3\t\"n3\"\t1\t3\n4\t\"n4\"\t1\t3\n7\t\"n7\"\t0\t0\n"));
}

#[test]
fn a_vosviewer_map_keeps_its_columns() {
    let float = |values: [f64; 2]| Values::floats(values.map(Some));
    let network = Network::new(Parts {
        nodes: vec![Node { id: 9, label: "ahlgren, p".into() }, Node { id: 18, label: "x".into() }],
        edges: vec![(0, 1, 1.0)],
        node_columns: vec![
            Column::new("weight<Links>", float([6.0, 2.0])),
            Column::new("weight<Documents>", float([4.0, 3.0])),
            Column::new("score<Avg. pub. year>", float([2012.5, 2011.0])),
            Column::new("weight<Broken>", Values::floats(vec![Some(1.0), None])),
            Column::new("total_link_strength", float([7.0, 7.0])),
            Column::new("component", Values::integers(vec![Some(1), Some(1)])),
            Column::new("description", Values::Text(vec![Some("a\tb \"c\"".into()), None])),
        ],
        ..Parts::default()
    })
    .unwrap();
    assert_eq!(
        text(&network, "map.txt"),
        "id\tlabel\tdescription\tweight<Total link strength>\tweight<Links>\tweight<Documents>\tweight<total_link_strength>\tscore<Avg. pub. year>\tscore<Broken>\n\
         9\t\"ahlgren, p\"\t\"a b 'c'\"\t1\t6\t4\t7\t2012.5\t1\n\
         18\t\"x\"\t\t1\t2\t3\t7\t2011\t\n"
    );
    // A column that says what is counted anyway is not there twice.
    let links = text(&coauthors(), "map.txt");
    assert_eq!(
        links.lines().next(),
        Some(
            "id\tlabel\turl\tweight<Links>\tweight<Total link strength>\tweight<Documents>\tscore<First pub. year>\tscore<Last pub. year>"
        )
    );
}

/// Links and link strengths of VOSviewer's own published map, counted again.
#[test]
fn counts_agree_with_vosviewer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/networks");
    let read = |name: &str| std::fs::read_to_string(folder.join(format!("JOI_2007-2016_co-authorship_{name}.txt")));
    let (Ok(map), Ok(network)) = (read("map"), read("network")) else {
        eprintln!("skipped: no acceptance data");
        return;
    };
    let items: Vec<Vec<&str>> = map.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let row_of = |id: &str| items.iter().position(|item| item[0] == id).unwrap() as u32;
    let mut edges = Vec::new();
    for line in network.lines() {
        let [source, target, strength] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (source, target) = (row_of(source), row_of(target));
        edges.push((source.min(target), source.max(target), strength.parse().unwrap()));
    }
    edges.sort_by_key(|edge| (edge.0, edge.1));
    let node = |item: &Vec<&str>| Node { id: item[0].parse().unwrap(), label: item[1].trim_matches('"').into() };
    let made = Network::new(Parts { nodes: items.iter().map(node).collect(), edges, ..Parts::default() }).unwrap();

    // Columns of the published file: id, label, x, y, cluster, links, total link strength.
    let expected: Vec<String> =
        items.iter().map(|item| [item[0], item[1], item[5], item[6]].join("\t").replace('\r', "")).collect();
    let text_of_map = text(&made, "map.txt");
    let lines: Vec<&str> = text_of_map.lines().skip(1).collect();
    assert_eq!(lines, expected);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&text(&made, "network.txt")), sorted(&network));
}

#[test]
fn a_label_is_one_node_to_networkx() {
    let node = |id| Node { id, label: "Wang, Wei".into() };
    let network = Network::new(Parts { nodes: vec![node(3), node(7)], ..Parts::default() }).unwrap();
    let expected = "*Vertices 2\n1 \"Wang, Wei\"\n2 \"Wang, Wei (n7)\"\n*Edges\n";
    assert!(text(&network, "network.net").ends_with(expected));
}

#[test]
fn parquet_holds_what_was_put_in() {
    let network = painted();
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    let read = |file_name| {
        let reader = parquet(&tables, file_name);
        let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap().clone();
        let account = metadata.iter().find(|pair| pair.key == "citeweave").and_then(|pair| pair.value.clone()).unwrap();
        let account: Value = serde_json::from_str(&account).unwrap();
        assert_eq!(account["preset"], "painted");
        let row = |row: parquet::record::Row| {
            row.get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect::<Vec<_>>()
        };
        reader.get_row_iter(None).unwrap().map(|each| row(each.unwrap())).collect::<Vec<_>>()
    };
    let str = |text: &str| Field::Str(text.into());
    let named =
        |names: &[&str], fields: Vec<Field>| names.iter().map(|name| name.to_string()).zip(fields).collect::<Vec<_>>();
    #[rustfmt::skip]
    let columns = ["id", "label", "size", "x", "y", "color", "iri", "documents", "first_year", "share", "cluster", "known"];
    #[rustfmt::skip]
    let second = vec![
        str("n2"), str("Bo \"B\" O'Neil\\"), Field::Double(52.0), Field::Double(100.0), Field::Double(300.25), str("#1f77b4"),
        Field::Null, Field::Int(4), Field::Null, Field::Double(0.5), Field::Int(1), Field::Bool(false),
    ];
    let nodes = read("nodes.parquet");
    assert_eq!((nodes.len(), &nodes[1]), (3, &named(&columns, second)));

    let columns = ["id", "source", "target", "weight", "documents", "document_ids"];
    let first = [str("e0-2"), str("n0"), str("n2"), Field::Double(2.0), Field::Int(2), str("10.1000/a; 10.1000/b")];
    let edges = read("edges.parquet");
    assert_eq!((edges.len(), &edges[0]), (2, &named(&columns, first.to_vec())));

    let columns = ["edge", "source", "target", "document", "year", "title"];
    let evidence = read("evidence.parquet");
    #[rustfmt::skip]
    let rows = [
        [str("e0-2"), str("n0"), str("n2"), str("10.1000/a"), Field::Int(2020), str("On \"links\"")],
        [str("e0-2"), str("n0"), str("n2"), str("10.1000/b"), Field::Int(2021), Field::Null],
        [str("e2-5"), str("n2"), str("n5"), str("10.1000/c"), Field::Null,      Field::Null],
    ];
    assert_eq!(evidence, rows.map(|row| named(&columns, row.to_vec())));
}

/// What a program reads from a file, in one form for all; nothing, with a word why, where the program or its library is not
/// installed.
fn read_by(program: &str, library: &str, path: &Path) -> Option<Value> {
    let readers = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers");
    let (script, check) = match program {
        "node" => ("read_networks.mjs", ["-e".to_owned(), format!("require({library:?})")]),
        _ => ("read_networks.py", ["-c".to_owned(), format!("import {library}")]),
    };
    let known = Command::new(program).args(check).current_dir(&readers).output();
    if !known.is_ok_and(|known| known.status.success()) {
        eprintln!("skipped: {program} has no {library}");
        return None;
    }
    let mut reader = Command::new(program);
    let reader = reader.arg(readers.join(script)).arg(library).arg(path).env("PYTHONUTF8", "1").current_dir(&readers);
    let output = reader.output().unwrap();
    assert!(output.status.success(), "{library} {}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn other_programs_read_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    write_all(&painted(), &ExportOptions::default(), folder.path());
    let expected = painted_expected();
    for (program, library, file_name) in [
        ("python3", "networkx", "network.graphml"),
        ("python3", "networkx", "network.gexf"),
        ("python3", "networkx", "cytoscape.cyjs"),
        ("python3", "igraph", "network.graphml"),
        ("python3", "pyarrow", ""),
        ("node", "graphology-graphml", "network.graphml"),
        ("node", "graphology-gexf", "network.gexf"),
        ("node", "graphology", "graphology.json"),
        ("node", "@viz-js/viz", "network.dot"),
    ] {
        let Some(read) = read_by(program, library, &folder.path().join(file_name)) else { continue };
        let by = format!("{library} {file_name}");
        assert_same(&expected, &read, &by);
        for (expected, node) in expected["node"].as_array().unwrap().iter().zip(read["node"].as_array().unwrap()) {
            // igraph and networkx have colours of GraphML as three columns, which the reader puts together.
            let look = |node: &Value, name| node[name].as_f64().unwrap_or(f64::NAN);
            for name in ["size", "x", "y"] {
                assert_eq!(look(expected, name), look(node, name), "{by} {name}");
            }
            assert_eq!(expected["colour"], node["colour"], "{by}");
        }
    }

    // Pajek knows the order, the label, the place and the colour of a node, and the weight of an edge.
    for library in ["networkx", "igraph"] {
        let Some(read) = read_by("python3", library, &folder.path().join("network.net")) else { continue };
        let expected = json!({
            "node": [
                { "id": "1", "label": "Ann", "x": 0.35025, "y": 0.498877, "colour": "#1f77b4", "attributes": {} },
                { "id": "2", "label": "Bo 'B' O'Neil/", "x": 0.64975, "y": 0.05, "colour": "#1f77b4", "attributes": {} },
                { "id": "3", "label": "同伴", "x": 0.5, "y": 0.95, "colour": "#ff7f0e", "attributes": {} },
            ],
            "edge": [
                { "source": "1", "target": "2", "weight": 2.0, "attributes": {} },
                { "source": "2", "target": "3", "weight": 0.5, "attributes": {} },
            ],
        });
        assert_eq!(read, expected, "{library}");
    }

    // The years of a dynamic GEXF are not for graphology, but it reads the rest.
    if let Some(read) = read_by("node", "graphology-gexf", &folder.path().join("network-dynamic.gexf")) {
        let labels: Vec<&Value> = read["node"].as_array().unwrap().iter().map(|node| &node["label"]).collect();
        assert_eq!(labels, ["Ann", "Bo \"B\" O'Neil\\", "同伴"]);
    }
}

/// What a reader should find in the files of [`painted`].
fn painted_expected() -> Value {
    json!({
        "node": [
            {
                "id": "n0", "label": "Ann", "size": 4.0, "x": -100.0, "y": 0.5, "colour": "#1f77b4",
                "attributes": {
                    "iri": "https://example.org/a", "documents": 1, "first_year": 2018, "share": 0.25, "cluster": 1,
                    "known": true,
                },
            },
            {
                "id": "n2", "label": "Bo \"B\" O'Neil\\", "size": 52.0, "x": 100.0, "y": 300.25, "colour": "#1f77b4",
                "attributes": { "documents": 4, "share": 0.5, "cluster": 1, "known": false },
            },
            {
                "id": "n5", "label": "同伴", "size": 100.0, "x": 0.0, "y": -300.75, "colour": "#ff7f0e",
                "attributes": {
                    "iri": "https://example.org/c", "documents": 9, "first_year": 2020, "cluster": 2, "known": true,
                },
            },
        ],
        "edge": [
            {
                "source": "n0", "target": "n2", "weight": 2.0,
                "attributes": { "documents": 2, "document_ids": "10.1000/a; 10.1000/b" },
            },
            { "source": "n2", "target": "n5", "weight": 0.5, "attributes": { "documents": 1, "document_ids": "10.1000/c" } },
        ],
    })
}

#[test]
fn other_programs_read_hostile_texts() {
    let folder = tempfile::tempdir().unwrap();
    write_all(&hostile(), &LISTED, folder.path());
    let expected = hostile_expected();
    for (program, library, file_name) in [
        ("python3", "networkx", "cytoscape.cyjs"),
        ("python3", "pyarrow", ""),
        ("node", "graphology-graphml", "network.graphml"),
        ("node", "graphology-gexf", "network.gexf"),
        ("node", "graphology", "graphology.json"),
        ("node", "@viz-js/viz", "network.dot"),
    ] {
        if let Some(read) = read_by(program, library, &folder.path().join(file_name)) {
            assert_same(&expected, &read, &format!("{library} {file_name}"));
        }
    }
    for library in ["networkx", "igraph"] {
        let Some(read) = read_by("python3", library, &folder.path().join("network.net")) else { continue };
        let weights: Vec<f64> =
            read["edge"].as_array().unwrap().iter().map(|edge| edge["weight"].as_f64().unwrap()).collect();
        assert_eq!(weights, [2.0, 1.0 / 3.0, 1e-5, 123_456.789, 16_777_217.0], "{library}");
        let labels = read["node"].as_array().unwrap().iter().zip(expected["node"].as_array().unwrap());
        for (node, expected) in labels {
            let plain = expected["label"].as_str().unwrap().replace('"', "'").replace("end\\", "end/");
            assert_eq!(node["label"], plain, "{library}");
        }
    }
}
