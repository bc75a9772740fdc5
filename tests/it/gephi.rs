//! Networks opened by Gephi itself: `tests/gephi/GephiCheck.java` imports our files with Gephi's own importers and tells
//! what arrived.
//!
//! Needs Java and Maven (Maven fetches Gephi's toolkit, 82 MB, once, into its own repository). Elsewhere the test says
//! that it skipped; with `CI=true` it fails if Java and Maven are there and it could not run all the same.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use crate::cli::{Place, citeweave};
use crate::formats;
use crate::large;
use crate::network::{LISTED, assert_same, coauthors, hostile, hostile_expected, write_all};
use citeweave::export::ExportOptions;
use citeweave::network::{Column, Network, Node, Parts, Values};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const TOOLKIT: &str = "0.10.1";

/// Runs a program to its end; what it said, if it failed.
fn run(command: &mut Command) -> Result<Vec<u8>, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
    }
}

/// Gephi's toolkit where Maven keeps it, fetched if it is not there.
fn toolkit() -> Result<PathBuf, String> {
    let home = std::env::home_dir().ok_or("no home folder")?;
    let jar = home.join(format!(".m2/repository/org/gephi/gephi-toolkit/{TOOLKIT}/gephi-toolkit-{TOOLKIT}-all.jar"));
    if !jar.is_file() {
        let artifact = format!("-Dartifact=org.gephi:gephi-toolkit:{TOOLKIT}:jar:all");
        run(Command::new("mvn").args(["-q", "-B", "dependency:get", &artifact, "-Dtransitive=false"]))?;
    }
    if jar.is_file() { Ok(jar) } else { Err(format!("Maven did not leave {}", jar.display())) }
}

/// What Gephi makes of each network, a file or a folder with two tables.
fn import(networks: &[PathBuf], folder: &Path) -> Result<Vec<Value>, String> {
    let jar = toolkit()?;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gephi/GephiCheck.java");
    run(Command::new("javac")
        .args(["-nowarn", "-encoding", "UTF-8", "-cp"])
        .arg(&jar)
        .arg("-d")
        .arg(folder)
        .arg(source))?;
    let path = std::env::join_paths([&jar, folder]).map_err(|error| error.to_string())?;
    let mut java = Command::new("java");
    java.arg("-Djava.awt.headless=true").arg("-cp").arg(path).arg("GephiCheck").args(networks);
    let output = run(&mut java)?;
    let lines = String::from_utf8(output).map_err(|error| error.to_string())?;
    lines.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))).collect()
}

/// People who all wrote one work: no sizes to tell apart.
fn equals() -> Network {
    let node = |id| Node { id, label: format!("Person {id}") };
    Network::new(Parts {
        nodes: (0..5).map(node).collect(),
        edges: vec![(0, 1, 1.0), (1, 2, 1.0)],
        node_columns: vec![Column::new("documents", Values::integers(vec![Some(3); 5]))],
        size_by: Some("documents".into()),
        ..Parts::default()
    })
    .unwrap()
}

/// A network with places and colours, its mean at the origin and sizes from 4 to 100: Gephi should move nothing.
fn painted() -> Network {
    let node = |id| Node { id, label: format!("Node {id}") };
    Network::new(Parts {
        nodes: (0..3).map(node).collect(),
        edges: vec![(0, 1, 1.0)],
        node_columns: vec![Column::new("documents", Values::integers(vec![Some(1), Some(4), Some(9)]))],
        size_by: Some("documents".into()),
        positions: vec![[-100.0, 0.5], [100.0, 300.25], [0.0, -300.75]],
        colours: vec![[31, 119, 180], [255, 255, 255], [1, 2, 3]],
        ..Parts::default()
    })
    .unwrap()
}

/// Columns whose type only late rows tell: Gephi looks at the first 25.
fn late() -> Network {
    let rows = 0..60;
    let node = |id| Node { id, label: format!("Node {id}") };
    let mixed = |row: u32| if row == 57 { "true".into() } else { row.to_string() };
    Network::new(Parts {
        nodes: rows.clone().map(node).collect(),
        edges: (1..60).map(|row| (row - 1, row, 1.0)).collect(),
        node_columns: vec![
            Column::new("mixed", Values::Text(rows.clone().map(|row| Some(mixed(row))).collect())),
            Column::new("year", Values::integers(rows.clone().map(|row| (row == 40).then_some(2001)))),
            Column::new("count", Values::integers(rows.clone().map(|row| Some(i64::from(row) << row.min(50))))),
            Column::new("share", Values::floats(rows.clone().map(|row| (row > 30).then_some(f64::from(row))))),
            Column::new(
                "volume",
                Values::Text(rows.map(|row| Some(if row == 50 { "12A".into() } else { row.to_string() })).collect()),
            ),
        ],
        ..Parts::default()
    })
    .unwrap()
}

/// Asserts what holds for every file: it was read, nothing but information was said, edges have no direction.
fn assert_silent(read: &Value) {
    let network = &read["network"];
    assert!(read.get("error").is_none(), "{network}: {}", read["error"]);
    let loud = |message: &&Value| message["level"] != "INFO";
    let loud: Vec<&Value> = read["messages"].as_array().unwrap().iter().filter(loud).collect();
    assert!(loud.is_empty(), "{network}: {loud:?}");
    assert!(read["edge"].as_array().unwrap().iter().all(|edge| edge["directed"] == false), "{network}");
}

/// One column of a table as Gephi typed it.
fn column_type<'r>(read: &'r Value, column: &str) -> &'r str {
    read["node_columns"][column].as_str().unwrap_or_default()
}

/// Leaves out what a table of Gephi's cannot hold: the sizes of nodes.
fn without_sizes(network: &Value) -> Value {
    let mut network = network.clone();
    for node in network["node"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        node.remove("size");
    }
    network
}

/// What Gephi makes of each network; nothing, with a word why, where it cannot run.
fn imported(networks: &[PathBuf], folder: &Path) -> Option<Vec<Value>> {
    for program in ["java", "javac", "mvn"] {
        if Command::new(program).arg("-version").output().is_err() {
            eprintln!("skipped: no {program} to run Gephi with");
            return None;
        }
    }
    match import(networks, folder) {
        Ok(read) => Some(read),
        Err(problem) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("Gephi could not run: {problem}"),
        Err(problem) => {
            eprintln!("skipped: Gephi could not run: {problem}");
            None
        }
    }
}

#[test]
fn gephi_reads_a_large_network() {
    let place = Place::new();
    let Some(network) = large::coauthors(&place) else { return };
    let (nodes, edges, weight) = large::counted(&place);
    let paths = [network.join("network.graphml"), network.join("network.gexf"), network.clone()];
    let Some(read) = imported(&paths, &network) else { return };
    assert_eq!(read.len(), paths.len());
    for read in &read {
        assert_silent(read);
        let found = read["edge"].as_array().unwrap();
        let total: f64 = found.iter().map(|edge| edge["weight"].as_f64().unwrap()).sum();
        let counts = (read["node"].as_array().unwrap().len(), found.len(), total);
        assert_eq!(counts, (nodes, edges, weight), "{}", read["network"]);
    }
    assert_same(&read[0], &read[1], "GEXF");
    assert_same(&read[0], &without_sizes(&read[2]), "CSV");
}

#[test]
fn gephi_reads_years() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, network) in [("painted", formats::painted()), ("coauthors", coauthors()), ("hostile", hostile())] {
        let folder = folder.path().join(name);
        write_all(&network, &LISTED, &folder);
        paths.push(folder.join("network-dynamic.gexf"));
    }
    let Some(read) = imported(&paths, folder.path()) else { return };
    read.iter().for_each(assert_silent);
    let [painted, coauthors, hostile] = &read[..] else { panic!("{} networks answered for", read.len()) };
    let find = |network: &Value, kind: &str, name: &str, id: &str| {
        let elements = network[kind].as_array().unwrap();
        elements.iter().find(|element| element["id"] == id).unwrap()[name].clone()
    };

    assert_eq!(find(painted, "node", "times", "n0"), json!([2020.0, 2021.0]));
    assert_eq!(find(painted, "node", "times", "n5"), json!([])); // a document without a year
    assert_eq!(find(painted, "edge", "yearly", "e0-2"), json!([1.0, 1.0]));
    assert_eq!(find(painted, "edge", "times", "e2-5"), json!([]));
    assert_eq!(find(painted, "edge", "attributes", "e2-5")["total_weight"], 0.5);
    let looks = ["x", "y", "size", "rgb"].map(|name| find(painted, "node", name, "n2").as_f64().unwrap());
    assert_eq!(looks, [100.0, 300.25, 52.0, f64::from(0x1f77b4)]);

    // The works {Ann, Bo, Wei} 2020, {Ann, Bo} 2022, {Ann, Wei} 2018.
    assert_eq!(find(coauthors, "node", "times", "n0"), json!([2018.0, 2020.0, 2022.0]));
    assert_eq!(find(coauthors, "edge", "times", "e0-1"), json!([2020.0, 2022.0]));
    assert_eq!(find(coauthors, "edge", "yearly", "e0-1"), json!([1.0, 1.0]));
    assert_eq!(find(coauthors, "edge", "times", "e1-2"), json!([2020.0]));

    // Without any year the file is that without years.
    assert_same(&hostile_expected(), hostile, "no years");
}

#[test]
fn gephi_reads_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let networks = [
        ("hostile", hostile(), LISTED),
        ("coauthors", coauthors(), ExportOptions::default()),
        ("equals", equals(), ExportOptions::default()),
        ("painted", painted(), ExportOptions::default()),
        ("late", late(), ExportOptions::default()),
    ];
    let mut paths = Vec::new();
    for (name, network, options) in &networks {
        let folder = folder.path().join(name);
        write_all(network, options, &folder);
        paths.extend([folder.join("network.graphml"), folder.join("network.gexf"), folder]);
    }
    let Some(read) = imported(&paths, folder.path()) else { return };
    read.iter().for_each(assert_silent);
    let [hostile, coauthors, equals, painted, late] = read.as_chunks::<3>().0 else {
        panic!("{} of {} networks answered for", read.len(), paths.len());
    };

    for (network, by) in hostile.iter().zip(["GraphML", "GEXF"]) {
        assert_same(&hostile_expected(), network, by);
    }
    assert_same(&hostile_expected(), &without_sizes(&hostile[2]), "CSV");

    for network in coauthors {
        let counts = ["nodes", "edges", "weights"].map(|name| network[name].as_f64().unwrap());
        assert_eq!(counts, [4.0, 3.0, 5.0], "{}", network["network"]);
    }
    let description = coauthors[1]["description"].as_str().unwrap();
    assert!(description.starts_with("tool: citeweave ") && description.ends_with("square root of documents"));

    for network in &equals[..2] {
        assert_same(&equals[2], &without_sizes(network), "equal sizes");
        let sizes: Vec<f64> =
            network["node"].as_array().unwrap().iter().map(|node| node["size"].as_f64().unwrap()).collect();
        assert_eq!(sizes, [4.0; 5]);
    }

    for network in &painted[..2] {
        let node = |id: &str| network["node"].as_array().unwrap().iter().find(|node| node["id"] == id).unwrap();
        let looks = ["n0", "n1", "n2"].map(|id| ["x", "y", "size", "rgb"].map(|name| node(id)[name].as_f64().unwrap()));
        let expected = [
            [-100.0, 0.5, 4.0, f64::from(0x1f77b4)],
            [100.0, 300.25, 52.0, f64::from(0xffffff)],
            [0.0, -300.75, 100.0, f64::from(0x010203)],
        ];
        assert_eq!(looks, expected, "{}", network["network"]);
    }

    for network in late {
        let types = ["year", "count", "share", "volume", "mixed"].map(|column| column_type(network, column));
        assert_eq!(types, ["Integer", "Long", "Double", "String", "String"], "{}", network["network"]);
        assert_same(&late[0], &without_sizes(network), "late types");
    }
}

/// The demo's co-authors as the program writes them, with places, colours, clusters, and years.
#[test]
fn gephi_keeps_looks_and_clusters() {
    let place = Place::new();
    let inputs = ["pages", "peer-work.nbib", "peer-work.ris", "pubmed.xml"].map(|name| format!("data/demo/{name}"));
    assert_eq!(place.build(&inputs.each_ref().map(String::as_str), &["-q"]).status.code(), Some(0));
    let (graph, folder) = (place.path("graph"), place.path("network/"));
    let args = ["network", "coauthors", "-g", &graph, "-o", &folder, "--to", "graphml,gexf,gexf-dynamic", "-q"];
    assert_eq!(citeweave(&args).status.code(), Some(0));
    let paths = ["network.graphml", "network.gexf", "network-dynamic.gexf"].map(|name| Path::new(&folder).join(name));

    // What the file says, read without Gephi.
    let bytes = std::fs::read(&paths[0]).unwrap();
    let parts = citeweave::network::files::read(&[("network.graphml".into(), bytes)]).unwrap().parts;
    let text = std::fs::read_to_string(&paths[0]).unwrap();
    let size = |row: usize| -> f64 {
        let node = text.split("<node ").nth(row + 1).unwrap();
        node.split("key=\"size\">").nth(1).unwrap().split('<').next().unwrap().parse().unwrap()
    };
    assert_eq!((parts.nodes.len(), parts.positions.len(), parts.colours.len()), (112, 112, 112));
    let Values::Integer(clusters) = &parts.node_column("cluster").unwrap().values else { panic!("no clusters") };

    let Some(read) = imported(&paths, Path::new(&place.path(""))) else { return };
    for read in &read {
        assert_silent(read);
        assert_eq!((read["nodes"].as_u64(), read["edges"].as_u64()), (Some(112), Some(495)), "{}", read["network"]);
        let nodes: std::collections::BTreeMap<&str, &Value> =
            read["node"].as_array().unwrap().iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
        for (row, node) in parts.nodes.iter().enumerate() {
            let found = nodes[format!("n{}", node.id).as_str()];
            assert_eq!(found["label"], node.label.as_str());
            assert_eq!(found["attributes"]["cluster"].as_i64(), clusters.get(row));
            let [red, green, blue] = parts.colours[row].map(u32::from);
            assert_eq!(found["rgb"].as_f64(), Some(f64::from(red << 16 | green << 8 | blue)));
            let [x, y] = parts.positions[row];
            for (name, expected) in [("x", x), ("y", y), ("size", size(row))] {
                let value = found[name].as_f64().unwrap();
                assert!(
                    (value - expected).abs() <= 1e-3 + 1e-5 * expected.abs(),
                    "{name} of {}: {value} {expected}",
                    node.label
                );
            }
        }
    }
    let times = read[2]["node"].as_array().unwrap().iter().filter(|node| node["times"] != json!([])).count();
    assert_eq!(times, 112);
}
