//! The program as a user meets it: exit codes, messages, what is left on disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub fn citeweave(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_citeweave"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("CITEWEAVE_GRAPH")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder of a test's own, gone when it is over.
pub struct Place(tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    /// Names of what is in it.
    pub fn names(&self) -> Vec<String> {
        names(self.0.path())
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Builds with N-Quads, which every build of the program can.
    pub fn build(&self, inputs: &[&str], more: &[&str]) -> Output {
        let graph = self.path("graph");
        let mut args = vec!["build"];
        args.extend(inputs);
        args.extend(["-g", &graph, "--store", "nquads"]);
        args.extend(more);
        citeweave(&args)
    }
}

/// Names of what is in a folder, in their order.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

pub const GOOD: &str = "TY  - JOUR\nTI  - Peer workers in mental health teams\nAU  - Ness, Ottar\nAU  - Åkerblom, Kristina Bakke\nPY  - 2023\nDO  - 10.1186/s13033-023-00588-5\nER  - \n";

#[test]
fn a_broken_file_among_good_ones() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    let broken = place.file("broken.xml", b"<?xml version=\"1.0\"?>\n<PubmedArticleSet>\n<PubmedArticle>\n<MedlineCitation>\n<PMID>7</PMID><Article><ArticleTitle>Cut");
    let output = place.build(&[&good, &broken], &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("broken.xml:") && said.contains("error"), "{said}");
    let info = citeweave(&["query", "works-of-person", "-p", "family=Ness", "-g", &place.path("graph")]);
    assert!(text(&info.stdout).contains("Peer workers in mental health teams"), "{}", text(&info.stderr));

    // Strict: nothing is replaced.
    let before = fs::read(place.path("graph/manifest.json")).unwrap();
    let output = place.build(&[&good, &broken], &["--strict"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert_eq!(fs::read(place.path("graph/manifest.json")).unwrap(), before);
}

#[test]
fn empty_and_binary_files_leave_the_old_graph() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    assert_eq!(place.build(&[&good], &[]).status.code(), Some(0));
    let before = fs::read(place.path("graph/manifest.json")).unwrap();
    for (name, bytes, says) in [
        ("empty.ris", &b""[..], "empty"),
        ("binary.bin", &b"\x7fELF\0\0\0\x01\0\0"[..], "binary"),
        ("image.png", b"\x89PNG\r\n", "picture"),
    ] {
        let file = place.file(name, bytes);
        let output = place.build(&[&file], &[]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(name) && said.contains(says), "{said}");
        assert_eq!(fs::read(place.path("graph/manifest.json")).unwrap(), before);
    }
    let output = place.build(&[&place.path("not-there.ris")], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("not-there.ris"));
}

#[test]
fn a_folder_that_is_no_graph_is_left_alone() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    fs::create_dir(place.path("graph")).unwrap();
    fs::write(place.path("graph/thesis.docx"), "years of work").unwrap();
    let output = place.build(&[&good], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("not a graph directory"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(place.path("graph/thesis.docx")).unwrap(), "years of work");
    let output = citeweave(&["info", "-g", &place.path("graph")]);
    assert_eq!(output.status.code(), Some(2));
    let output = citeweave(&["info", "-g", &place.path("nowhere")]);
    assert!(text(&output.stderr).contains("there is no graph at") && text(&output.stderr).contains("hint"));
}

#[test]
fn a_graph_of_a_later_version_is_not_touched() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    assert_eq!(place.build(&[&good], &[]).status.code(), Some(0));
    let manifest = fs::read_to_string(place.path("graph/manifest.json")).unwrap();
    let later = manifest
        .replace("\"layout\": 1", "\"layout\": 99")
        .replace("\"citeweave\": \"0.1.0\"", "\"citeweave\": \"9.0.0\"");
    fs::write(place.path("graph/manifest.json"), &later).unwrap();
    for output in [place.build(&[&good], &[]), citeweave(&["query", "merges", "-g", &place.path("graph")])] {
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("citeweave 9.0.0"), "{}", text(&output.stderr));
    }
    assert_eq!(fs::read_to_string(place.path("graph/manifest.json")).unwrap(), later);
}

#[test]
fn odd_dois_become_sound_iris() {
    let place = Place::new();
    let odd = "10.1002/(SICI)1097-461X(1998)66:4<261::AID-QUA1>3.0.CO;2-T#a?b\"{}|^[]`%20";
    let file = place.file("odd.ris", GOOD.replace("10.1186/s13033-023-00588-5", odd).as_bytes());
    assert_eq!(place.build(&[&file], &[]).status.code(), Some(0));
    let output =
        citeweave(&["query", "-e", "SELECT ?w ?doi { ?w prism:doi ?doi }", "--to", "tsv", "-g", &place.path("graph")]);
    let found = text(&output.stdout);
    assert!(found.contains("/work/doi/10.1002%2F%28sici%291097-461x%281998%2966%3A4%3C261%3A%3Aaid-qua1%3E3.0.co%3B2-t%23a%3Fb%22%7B%7D%7C%5E%5B%5D%60%2520>"), "{found}");
    // What oxigraph wrote, it also reads strictly.
    let output = citeweave(&["export", "nq", "-g", &place.path("graph")]);
    let parsed = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::NQuads)
        .for_slice(&output.stdout)
        .collect::<Result<Vec<_>, _>>();
    assert!(parsed.is_ok_and(|quads| quads.len() > 20));
}

#[test]
fn every_export_holds_the_same_facts() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    assert_eq!(place.build(&[&good], &[]).status.code(), Some(0));
    let graph = place.path("graph");
    use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
    let facts = |form: &str, format: RdfFormat| {
        let output = citeweave(&["export", form, "-g", &graph]);
        let mut lines: Vec<String> = RdfParser::from_format(format)
            .for_slice(&output.stdout)
            .map(|quad| quad.unwrap())
            .filter(|quad| quad.graph_name.is_default_graph())
            .map(|quad| quad.to_string())
            .collect();
        lines.sort();
        lines
    };
    let reference = facts("nt", RdfFormat::NTriples);
    assert!(reference.len() > 20);
    for (form, format) in [
        ("nq", RdfFormat::NQuads),
        ("ttl", RdfFormat::Turtle),
        ("trig", RdfFormat::TriG),
        ("rdfxml", RdfFormat::RdfXml),
        ("jsonld", RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
    ] {
        assert_eq!(facts(form, format), reference, "{form}");
    }
    let output = citeweave(&["export", "csv", "-g", &graph, "-o", &place.path("tables/")]);
    assert_eq!(output.status.code(), Some(0));
    let people = fs::read_to_string(place.path("tables/people.csv")).unwrap();
    assert!(
        people.starts_with("id,iri,name,family,given,orcid,group\n") && people.contains("Kristina Bakke Åkerblom"),
        "{people}"
    );
}

#[test]
fn verify_notices_what_has_changed() {
    let place = Place::new();
    let good = place.file("good.ris", GOOD.as_bytes());
    assert_eq!(place.build(&[&good], &[]).status.code(), Some(0));
    let graph = place.path("graph");
    assert_eq!(citeweave(&["verify", "-g", &graph]).status.code(), Some(0));
    let path = place.path("graph/graph.nq.zst");
    let mut lines = zstd::decode_all(fs::File::open(&path).unwrap()).unwrap();
    lines.truncate(lines.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').unwrap() + 1);
    fs::write(&path, zstd::encode_all(lines.as_slice(), 0).unwrap()).unwrap();
    let output = citeweave(&["verify", "-g", &graph]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("graph.nq.zst") && text(&output.stdout).contains("quads, the manifest says"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn standard_input_and_compressed_input_are_read() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    let place = Place::new();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(GOOD.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let file = place.file("export.gz", &packed);
    let records = |output: Output| -> Vec<serde_json::Value> {
        text(&output.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    let from_file = records(citeweave(&["read", &file]));
    let mut child = Command::new(env!("CARGO_BIN_EXE_citeweave"))
        .args(["read", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&packed).unwrap();
    let from_stdin = records(child.wait_with_output().unwrap());
    assert_eq!(from_file.len(), 1);
    assert_eq!(from_file[0]["contributors"], from_stdin[0]["contributors"]);
    assert_eq!(from_stdin[0]["source"]["file"], "stdin");
    assert_eq!(from_file[0]["source"]["format"], "ris");
}

#[test]
fn misuse_is_told() {
    for args in [
        &["query"][..],
        &["build"],
        &["query", "no-such-query"],
        &["network", "coauthors"],
        &["build", "x", "--base", "no iri"],
    ] {
        assert_eq!(citeweave(args).status.code(), Some(2), "{args:?}");
    }
    assert_eq!(citeweave(&["--help"]).status.code(), Some(0));
    assert!(text(&citeweave(&["man"]).stdout).contains(".TH citeweave"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(citeweave(&["completions", shell]).stdout.len() > 1000);
    }
    assert_eq!(text(&citeweave(&["queries", "--json"]).stdout).lines().count(), 20);
}

/// Every file below a folder with its bytes.
pub fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(path) = pending.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path)
            } else {
                found.push((path.strip_prefix(folder).unwrap().to_path_buf(), fs::read(path).unwrap()))
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let inputs = ["data/demo/pages", "data/demo/pubmed.xml", "data/demo/peer-work.nbib", "data/demo/peer-work.ris"];
    let backwards: Vec<&str> = inputs.iter().rev().copied().collect();
    let (first, second) = (Place::new(), Place::new());
    assert_eq!(first.build(&inputs, &["--threads", "1"]).status.code(), Some(0));
    assert_eq!(second.build(&backwards, &["--threads", "4"]).status.code(), Some(0));
    // Building over a graph gives the same as building it first.
    assert_eq!(second.build(&backwards, &[]).status.code(), Some(0));
    let (a, b) = (contents(&first.0.path().join("graph")), contents(&second.0.path().join("graph")));
    assert_eq!(a.iter().map(|f| &f.0).collect::<Vec<_>>(), b.iter().map(|f| &f.0).collect::<Vec<_>>());
    for (x, y) in a.iter().zip(&b) {
        assert!(x.1 == y.1, "{} differs", x.0.display());
    }
    // Nothing is left beside the directory.
    assert_eq!(second.names(), ["graph"]);
}
