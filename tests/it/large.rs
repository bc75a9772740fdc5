//! 3,744 articles from PubMed in one file of 64 MB, consortia of thousands of authors among them; acceptance data, if present.

use crate::acceptance::acceptance;
use crate::cli::{Place, citeweave, text};
use crate::network::{assert_same, read_with};
use citeweave::store::GraphDirectory;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Works of more authors than this are left out of the network.
const MOST_AUTHORS: usize = 25;

/// Builds the graph as `graph` in a place; nothing where there is no file to build it of.
fn build(place: &Place, more: &[&str]) -> Option<()> {
    let input = acceptance("corpora/perf/pubmed_efetch_concat.xml.gz")?;
    let output = place.build(&[&input.to_string_lossy()], more);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    Some(())
}

/// The co-author network in all formats, in a folder; nothing where there is no file to make it of.
pub fn coauthors(place: &Place) -> Option<PathBuf> {
    build(place, &[])?;
    let (graph, folder) = (place.path("graph"), place.path("network/"));
    let limit = MOST_AUTHORS.to_string();
    let output = citeweave(&["network", "coauthors", "--max-authors", &limit, "-g", &graph, "-o", &folder]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    Some(folder.into())
}

/// People, pairs of people, and joint works over all pairs: what the tables of the graph say, counted one by one.
pub fn counted(place: &Place) -> (usize, usize, f64) {
    let graph = GraphDirectory::open(Path::new(&place.path("graph"))).unwrap();
    let tables = graph.tables();
    let column = |name| tables.numbers("authorships", name).unwrap().into_iter().flatten();
    let mut authors = BTreeMap::<u32, Vec<u32>>::new();
    for ((work, person), role) in column("work").zip(column("person")).zip(tables.texts("authorships", "role").unwrap())
    {
        if role.as_deref() == Some("author") {
            authors.entry(work).or_default().push(person);
        }
    }
    let mut pairs = BTreeMap::<(u32, u32), u32>::new();
    for people in authors.values_mut() {
        people.sort_unstable();
        people.dedup();
        if people.len() <= MOST_AUTHORS {
            for (at, first) in people.iter().enumerate() {
                people[at + 1..].iter().for_each(|second| *pairs.entry((*first, *second)).or_default() += 1);
            }
        }
    }
    let mut linked: Vec<u32> = pairs.keys().flat_map(|(first, second)| [*first, *second]).collect();
    linked.sort_unstable();
    linked.dedup();
    (linked.len(), pairs.len(), pairs.values().map(|joint| f64::from(*joint)).sum())
}

fn assert_same_bytes(one: &Path, other: &Path) {
    let [mut one, mut other] = [one, other].map(|path| BufReader::with_capacity(1 << 20, File::open(path).unwrap()));
    loop {
        let (a, b) = (one.fill_buf().unwrap(), other.fill_buf().unwrap());
        let read = a.len().min(b.len());
        assert!(a[..read] == b[..read] && (read > 0 || a.len() == b.len()));
        if read == 0 {
            return;
        }
        one.consume(read);
        other.consume(read);
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let (one, four) = (Place::new(), Place::new());
    let Some(()) = build(&one, &["--threads", "1"]) else { return };
    build(&four, &["--threads", "4"]).unwrap();
    let tables = Path::new(&one.path("graph/tables")).read_dir().unwrap();
    let tables = tables.map(|table| format!("graph/tables/{}", table.unwrap().file_name().to_string_lossy()));
    let files: Vec<String> = tables.chain(["graph/manifest.json".into(), "graph/graph.nq.zst".into()]).collect();
    assert_eq!(files.len(), 12);
    for file in files {
        assert_same_bytes(Path::new(&one.path(&file)), Path::new(&four.path(&file)));
    }
}

#[test]
fn other_programs_open_its_network() {
    let place = Place::new();
    let Some(folder) = coauthors(&place) else { return };
    let (nodes, edges, weight) = counted(&place);
    assert_eq!((nodes, edges, weight), (22_194, 90_132, 91_632.0));
    // What is read first is what the others are compared with. The folder stands for the pair of tables.
    let mut first = None;
    for (library, file_name) in
        [("networkx", "network.graphml"), ("networkx", "network.gexf"), ("networkx", ""), ("igraph", "network.graphml")]
    {
        let Some(read) = read_with(library, &folder.join(file_name)) else { continue };
        let by = format!("{library} {file_name}");
        let found = read["edge"].as_array().unwrap();
        let total: f64 = found.iter().map(|edge| edge["weight"].as_f64().unwrap()).sum();
        assert_eq!((read["node"].as_array().unwrap().len(), found.len(), total), (nodes, edges, weight), "{by}");
        match &first {
            None => first = Some(read),
            Some(first) => assert_same(first, &read, &by),
        }
    }
}

#[test]
fn consortia_are_told_before_they_fill_the_disk() {
    let place = Place::new();
    let Some(()) = build(&place, &[]) else { return };
    let (graph, folder) = (place.path("graph"), place.path("network/"));
    let output = citeweave(&["network", "coauthors", "-g", &graph, "-o", &folder]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for words in ["31 works have more than 100 authors", "  5425 authors: ", "--max-authors 100", "--max-authors 5425"]
    {
        assert!(said.contains(words), "nothing of {words:?} in: {said}");
    }
    assert!(!Path::new(&folder).exists());
}

/// A consortium that makes most of the links, yet not too many of them, is named, and the network written.
#[test]
fn a_single_consortium_is_named() {
    let place = Place::new();
    let authors = |names: std::ops::Range<u32>| names.map(|n| format!("AU  - Family{n}, Given\n")).collect::<String>();
    let work = |n: u32, authors: String| format!("TY  - JOUR\nTI  - Work {n}\nDO  - 10.1000/{n}\n{authors}ER  - \n");
    let input = place.file("works.ris", (work(1, authors(0..150)) + &work(2, authors(200..203))).as_bytes());
    assert_eq!(place.build(&[&input], &[]).status.code(), Some(0));
    let (graph, file) = (place.path("graph"), place.path("network.graphml"));
    #[rustfmt::skip]
    let expected = [
        (&[][..],                  153, 11_178, true),
        (&["--max-authors", "100"],  3,      3, false),
        (&["--max-authors", "150"], 153, 11_178, false),
    ];
    for (more, nodes, edges, told) in expected {
        let output = citeweave(&[&["network", "coauthors", "-g", &graph, "-o", &file], more].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains(&format!("{nodes} nodes, {edges} edges")), "{said}");
        let note =
            "1 work has more than 100 authors, which makes 11175 of 11178 links:\n  150 authors: Work 1 (10.1000/1)\n";
        assert_eq!(said.starts_with(note) && said.contains("--max-authors 100 leaves them out"), told, "{said}");
        assert!(fs::metadata(&file).is_ok());
    }
}
