//! Networks as files: compared with files written by hand, and with what networkx and igraph read from them.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use citeweave::export::{ExportOptions, GephiSafe, NetworkFormat, NetworkTables};
use citeweave::network::literature::{Literature, Things};
use citeweave::network::{
    self, About, Column, Direction, Document, Evidence, Network, Node, Parts, Preset, Projection, Values,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/network").join(name)
}

pub(super) fn fixture_text(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap()
}

/// What a reader should find in the files of [`hostile`], written by hand.
pub(super) fn hostile_expected() -> Value {
    serde_json::from_str(&fixture_text("hostile.json")).unwrap()
}

/// Works {Ann, Bo, Wei} 2020, {Ann, Bo} 2022, {Wei} 2019, {Dee}, none, {Ann, Wei} 2018. Eve wrote nothing.
pub(super) fn coauthors() -> Network {
    let strings = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<Vec<_>>();
    let column = |name: &str, texts: &[&str]| {
        let filled = |text: &&str| (!text.is_empty()).then(|| text.to_string());
        Column::new(name, Values::Text(texts.iter().map(filled).collect()))
    };
    let people = ["ann", "bo", "wei", "dee", "eve"].map(|name| format!("https://example.org/person/{name}"));
    let works = ["a", "b", "c", "d", "e", "f"].map(|name| format!("https://example.org/work/{name}"));
    let literature = Literature {
        people: Things {
            labels: strings(&["Ann", "Li, Bo", "同伴", "Dee", "Eve"]),
            iris: people.to_vec(),
            columns: vec![column("orcid", &["0000-0002-1825-0097", "", "", "", ""])],
        },
        works: Things {
            labels: works.to_vec(),
            iris: works.to_vec(),
            columns: vec![
                column("doi", &["10.1000/a", "", "", "", "", "10.1000/f"]),
                column("title", &["On \"links\" & <ties>", "", "", "", "", "=SUM(A1)"]),
            ],
        },
        years: vec![Some(2020), Some(2022), Some(2019), None, Some(1900), Some(2018)],
        authorships: vec![(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 2), (3, 3), (5, 0), (5, 2)],
        ..Literature::default()
    };
    let mut parts = Preset::from_name("coauthors").unwrap().project(&literature, &Projection::default()).unwrap();
    network::finish(&mut parts);
    Network::new(parts).unwrap()
}

fn some<T: Clone, U: From<T>>(values: &[T]) -> Vec<Option<U>> {
    values.iter().cloned().map(|value| Some(value.into())).collect()
}

/// A network of everything that ever broke an importer.
pub(super) fn hostile() -> Network {
    let texts = [
        "Say \"hi\"",
        "<b>&amp;</b> & < > ]]>",
        "back\\slash \\n end\\",
        "two\r\nlines",
        "bell\u{7} end\u{0}",
        "INFORMATION SCIENCE",
        "null",
        "  leading and trailing \t",
        "同伴工作者，“引号”",
        "🙂 Åkerblom é",
        "\u{1f} ",
        "=cmd()",
        "'single', \"double\";\ttab",
        "007",
    ];
    let ids = [0, 1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18, u32::MAX];
    let count = texts.len();
    let last = |value: Option<&str>| {
        let mut values = vec![None; count - 1];
        values.push(value.map(Into::into));
        Values::Text(values)
    };
    let big =
        (0..count).map(|row| [(11, 5_000_000_000), (12, -7)].into_iter().find(|(at, _)| *at == row).map(|at| at.1));
    let share = (0..count).map(|row| match row {
        12 => Some(2f64.powi(-13)),
        13 => Some(1e15),
        _ => Some((row + 1) as f64 / 2.0),
    });
    // Rows of three, the last one starting anew: 1 4 9 1 4 9 … 1, 1.
    let documents = (0..count).map(|row| Some([1, 4, 9][row.min(12) % 3])).collect();
    let document = |id: &str| Document { id: id.into(), title: None, year: None };
    let works = ["10.1000/a", "10.1000/b", "10.1000/c", "https://example.org/INF?a=1&b=2"].map(document).to_vec();

    Network::new(Parts {
        about: About { preset: "all--that \"hurts\"".into(), ..About::default() },
        nodes: ids.iter().zip(texts).map(|(&id, label)| Node { id, label: label.into() }).collect(),
        edges: vec![(0, 1, 2.0), (1, 2, 1.0 / 3.0), (2, 3, 1e-5), (4, 13, 123_456.789), (5, 6, 16_777_217.0)],
        node_columns: vec![
            Column::new("note", Values::Text(some(&texts))),
            Column::new("documents", Values::Integer(documents)),
            Column::new("big", Values::integers(big)),
            Column::new("share", Values::floats(share)),
            Column::new("flag", Values::Boolean((0..count).map(|row| Some(row % 2 == 0)).collect())),
            Column::new("iri", last(Some("https://example.org/INFORMS"))),
            Column::new("degree", last(Some("reserved"))),
            Column::new("empty", last(None)),
        ],
        edge_columns: vec![Column::new("documents", Values::integers(vec![Some(2), Some(1), Some(3), Some(1), None]))],
        evidence: Evidence::new(works, vec![0, 2, 3, 6, 7, 7], vec![0, 1, 1, 0, 1, 2, 3]).unwrap(),
        size_by: Some("documents".into()),
        ..Parts::default()
    })
    .unwrap()
}

/// Writes all files of a network into a folder.
pub(super) fn write_all(network: &Network, options: &ExportOptions, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let tables = NetworkTables::new(network, options);
    for part in NetworkFormat::ALL.iter().flat_map(|format| format.parts()) {
        std::fs::write(folder.join(part.file_name()), written(&tables, part.file_name())).unwrap();
    }
}

pub(super) fn written(tables: &NetworkTables<'_>, file_name: &str) -> Vec<u8> {
    let mut parts = NetworkFormat::ALL.iter().flat_map(|format| format.parts());
    let mut bytes = Vec::new();
    parts.find(|part| part.file_name() == file_name).unwrap().write(tables, &mut bytes).unwrap();
    bytes
}

/// Documents listed at an edge of [`hostile`].
pub(super) const LISTED: ExportOptions = ExportOptions { gephi_safe: GephiSafe::MixedCase, listed_documents: 2 };

/// Asserts that a program read the nodes and edges it should have: numbers equal in single precision, missing values
/// left out, the ends of edges in any order. Sizes are compared where the program has any.
pub(super) fn assert_same(expected: &Value, read: &Value, by: &str) {
    let nodes = |network: &Value| {
        let nodes = network["node"].as_array().unwrap().iter();
        nodes.map(|node| (node["id"].to_string(), node.clone())).collect::<BTreeMap<_, _>>()
    };
    let edges = |network: &Value| {
        let ends = |edge: &Value| {
            let (source, target) = (edge["source"].to_string(), edge["target"].to_string());
            if source <= target { (source, target) } else { (target, source) }
        };
        let edges = network["edge"].as_array().unwrap().iter();
        edges.map(|edge| (ends(edge), edge.clone())).collect::<BTreeMap<_, _>>()
    };
    let (expected_nodes, nodes) = (nodes(expected), nodes(read));
    let (expected_edges, edges) = (edges(expected), edges(read));
    assert!(nodes.keys().eq(expected_nodes.keys()), "{by}: nodes {:?}", nodes.keys());
    assert!(edges.keys().eq(expected_edges.keys()), "{by}: edges {:?}", edges.keys());
    for (expected, node) in expected_nodes.values().zip(nodes.values()) {
        let size = node.get("size").is_none() || alike(&expected["size"], &node["size"]);
        let same = alike(&expected["label"], &node["label"]) && alike(&expected["attributes"], &node["attributes"]);
        assert!(size && same, "{by}:\n{expected}\n{node}");
    }
    for (expected, edge) in expected_edges.values().zip(edges.values()) {
        let same = alike(&expected["weight"], &edge["weight"]) && alike(&expected["attributes"], &edge["attributes"]);
        assert!(same, "{by}:\n{expected}\n{edge}");
    }
}

fn alike(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 1e-6 * a.abs()
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, value)| b.get(name).is_some_and(|found| alike(value, found)))
        }
        _ => expected == found,
    }
}

#[test]
fn files_equal_those_written_by_hand() {
    let network = coauthors();
    let tables = NetworkTables::new(&network, &ExportOptions { listed_documents: 1, ..ExportOptions::default() });
    for file_name in ["network.graphml", "network.gexf", "nodes.csv", "edges.csv", "evidence.csv"] {
        let expected = fixture_text(&format!("coauthors/{file_name}")).replace("VERSION", env!("CARGO_PKG_VERSION"));
        assert_eq!(String::from_utf8(written(&tables, file_name)).unwrap(), expected, "{file_name}");
    }
    assert_eq!(tables.notices(), []);
}

#[test]
fn every_format_is_found_by_its_names() {
    for &format in NetworkFormat::ALL {
        assert_eq!(NetworkFormat::from_name(format.name()), Some(format));
        assert_eq!(
            NetworkFormat::from_extension(format.extension()).map(NetworkFormat::extension),
            Some(format.extension())
        );
        assert!(format.media_type().contains('/') && !format.parts().is_empty());
    }
}

#[test]
fn edges_list_as_many_documents_as_wanted() {
    let network = coauthors();
    let columns = "Source,Target,Type,Id,Weight,count,fractional,by_pairs,first_year,last_year";
    for (listed_documents, more) in [(0, ""), (1, ",document_ids,documents_left_out"), (2, ",document_ids")] {
        let tables = NetworkTables::new(&network, &ExportOptions { listed_documents, ..ExportOptions::default() });
        let edges = String::from_utf8(written(&tables, "edges.csv")).unwrap();
        assert_eq!(edges.lines().next(), Some(format!("{columns}{more}").as_str()));
        assert_eq!(written(&tables, "evidence.csv"), fixture_text("coauthors/evidence.csv").into_bytes());
    }
}

#[test]
fn notices_tell_what_was_changed() {
    let network = hostile();
    let notices = |gephi_safe| {
        let tables = NetworkTables::new(&network, &ExportOptions { gephi_safe, ..LISTED });
        tables.notices().iter().map(|notice| (notice.kind.code(), notice.count)).collect::<Vec<_>>()
    };
    #[rustfmt::skip]
    let expected = [
        ("control-character", 4), // bell and unit separator, as labels and as notes
        ("white-space",       8), // two lines, padding, tab, the blank after the unit separator
        ("empty-label",       1),
        ("gephi-inf",         3), // a note, an IRI, a document
        ("gephi-null",        1),
        ("gephi-column",      1), // degree
    ];
    assert_eq!(notices(GephiSafe::MixedCase), expected);
    assert_eq!(notices(GephiSafe::WordJoiner), expected);
    assert_eq!(notices(GephiSafe::Off), expected);
}

#[test]
fn an_empty_network_gives_whole_files() {
    let network = Network::new(Parts::default()).unwrap();
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    let text = |file_name| String::from_utf8(written(&tables, file_name)).unwrap();
    assert!(text("network.graphml").ends_with("edgedefault=\"undirected\">\n</graph>\n</graphml>\n"));
    assert!(text("network.gexf").ends_with("<nodes>\n</nodes>\n<edges>\n</edges>\n</graph>\n</gexf>\n"));
    assert_eq!(text("nodes.csv"), "Id,Label\n");
    assert_eq!(text("edges.csv"), "Source,Target,Type,Id,Weight\n");
}

#[test]
fn every_format_knows_directions() {
    let node = |id| Node { id, label: String::new() };
    let parts = Parts { direction: Direction::Directed, nodes: vec![node(0), node(1)], ..Parts::default() };
    let network = Network::new(Parts { edges: vec![(0, 1, 1.0), (1, 0, 2.0)], ..parts }).unwrap();
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    let text = |file_name| String::from_utf8(written(&tables, file_name)).unwrap();
    assert!(text("network.graphml").contains("<graph id=\"network\" edgedefault=\"directed\">"));
    assert!(text("network.gexf").contains("<graph mode=\"static\" defaultedgetype=\"directed\">"));
    assert!(text("edges.csv").ends_with("n0,n1,Directed,e0-1,1.0\nn1,n0,Directed,e1-0,2.0\n"));
}

#[test]
fn a_writer_that_fails_is_the_only_error() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let network = coauthors();
    let tables = NetworkTables::new(&network, &ExportOptions::default());
    for part in NetworkFormat::ALL.iter().flat_map(|format| format.parts()) {
        let error = part.write(&tables, &mut Full).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull, "{}", part.file_name());
    }
}

/// Reads a network with a Python library; none, with a word why, where the library is not installed.
pub(super) fn read_with(library: &str, path: &Path) -> Option<Value> {
    let known = Command::new("python3").args(["-c", &format!("import {library}")]).output();
    if !known.is_ok_and(|known| known.status.success()) {
        eprintln!("skipped: python3 has no {library}");
        return None;
    }
    let mut python = Command::new("python3");
    let output = python.arg(fixture("read.py")).arg(library).arg(path).env("PYTHONUTF8", "1").output().unwrap();
    assert!(output.status.success(), "{library} {}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn networkx_and_igraph_read_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    write_all(&hostile(), &LISTED, folder.path());
    let expected = hostile_expected();
    // igraph reads no GEXF. The folder stands for the pair of tables.
    for (library, file_name) in [
        ("networkx", "network.graphml"),
        ("networkx", "network.gexf"),
        ("networkx", ""),
        ("igraph", "network.graphml"),
        ("igraph", ""),
    ] {
        if let Some(read) = read_with(library, &folder.path().join(file_name)) {
            assert_same(&expected, &read, &format!("{library} {file_name}"));
        }
    }
}
