//! The linter: own files for every rule, files that Gephi's importer was seen to import badly, and the files we write.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use super::network::{LISTED, coauthors, hostile};
use citeweave::export::{ExportOptions, NetworkFormat, NetworkTables};
use citeweave::lint::{Program, RULES, Report, Severity, lint};
use std::collections::BTreeSet;
use std::path::Path;

/// A line, or nothing for the whole file, and the code of a rule; as often as it is found there.
type Place = (Option<u64>, String);

fn places(report: &Report) -> Vec<Place> {
    let mut places: Vec<Place> =
        report.findings.iter().map(|finding| (finding.line, finding.code.to_owned())).collect();
    places.sort();
    places
}

/// Reads a list of files and what must be found in them.
fn expectations(text: &str) -> Vec<(String, Vec<Place>)> {
    let mut files: Vec<(String, Vec<Place>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        match line.strip_prefix(' ') {
            None => files.push((line.to_owned(), Vec::new())),
            Some(found) => {
                let (place, code) = found.split_once(' ').unwrap();
                files.last_mut().unwrap().1.push((place.parse().ok(), code.to_owned()));
            }
        }
    }
    for (_, places) in &mut files {
        places.sort();
    }
    files
}

fn check(folder: &Path, expected: &str, programs: &[Program]) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut wrong = String::new();
    for (name, expected) in expectations(expected) {
        let report = lint(&name, &std::fs::read(folder.join(&name)).unwrap(), programs);
        let found = places(&report);
        if found != expected {
            let missing: Vec<_> = expected.iter().filter(|place| !found.contains(place)).collect();
            let surplus: Vec<_> = found.iter().filter(|place| !expected.contains(place)).collect();
            wrong += &format!("{name}:\n  missing {missing:?}\n  surplus {surplus:?}\n{report}\n");
        }
        codes.extend(found.into_iter().map(|(_, code)| code));
    }
    assert!(wrong.is_empty(), "{wrong}");
    codes
}

#[test]
fn every_rule_is_hit_and_clean_files_by_none() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lint");
    let expected = std::fs::read_to_string(folder.join("expected.txt")).unwrap();
    let mut codes = check(&folder, &expected, &[]);
    // Only a program that is asked for by name cannot read a file.
    let report = lint("clean.gexf", &std::fs::read(folder.join("clean.gexf")).unwrap(), &[Program::Igraph]);
    codes.extend(places(&report).into_iter().map(|(_, code)| code));
    let never: Vec<&str> = RULES.iter().map(|rule| rule.code).filter(|code| !codes.contains(*code)).collect();
    assert!(never.is_empty(), "{never:?}");
    let listed: BTreeSet<String> = expectations(&expected).into_iter().map(|(name, _)| name).collect();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "expected.txt" || listed.contains(&name), "{name} is not in expected.txt");
    }
}

/// What Gephi said of each file, or lost of it without a word; from the import reports and the imported networks.
const GEPHI: &str = "\
a1.graphml
 10 type-unknown
 18 key-for-graph
 21 value-infinity
 21 position-mean
 22 value-null
 22 value-type
 22 position-partial
 22 size-partial
 23 position-partial
 23 size-partial
 24 node-duplicate
 25 weight-precision
 26 edge-parallel
 27 edge-parallel
 28 weight-zero
 29 edge-duplicate
 30 edge-unknown-node
 30 position-partial
 30 size-partial
 31 edge-label-attribute
a2_doctype.graphml
 2 doctype
a3_prefix_nested.graphml
 2 label-not-recognised
 2 nested-node
 2 nested-edge
a4_keyafter.graphml
 1 encoding-undeclared
 1 edgedefault-missing
 1 declared-late
a5_reserved.graphml
 3 key-label-case
 4 column-reserved
 5 column-reserved
 6 weight-not-recognised
 8 column-duplicate
a6_nodecl.graphml
 1 encoding-guessed
a7_control.graphml
 2 xml-character
a8_decl.graphml
b1.gexf
 3 text-entity
 3 text-entity
 5 text-entity
 5 type-unknown
 5 type-unknown
 6 weight-not-recognised
 8 value-infinity
 8 viz-ignored
 8 position-mean
 9 size-order
 9 position-partial
 9 size-partial
 10 label-missing
 10 position-partial
 10 size-partial
 12 viz-ignored
 13 edge-type-rejected
 15 weight-zero
 15 edge-parallel
b2_hexa.gexf
 2 colour-hex-alpha
b3_floatrgb.gexf
 2 colour-fraction
b4_dyn_interval.gexf
 6 time-representation
 6 time-format
b5_dyn_ts.gexf
 4 label-missing
b6_mixed.gexf
 2 gexf-version
 2 label-missing
 2 label-missing
 2 label-missing
 2 id-type
 2 hierarchy
 2 hierarchy
 2 edge-type-rejected
 2 edge-type-unknown
b7_lists.gexf
c1_nodes.csv
 1 header-time
 1 header-time
 1 visual-column
 1 visual-column
 1 visual-column
 1 visual-column
 2 backslash
 4 backslash-swallows
 4 record-length
 5 trimmed
 5 value-null
 6 row-id-missing
 7 row-duplicate
c2_backslash.csv
 2 backslash-swallows
 2 quote-open
c3_types.csv
 32 type-guess
c4_edges.csv
 1 type-column-missing
 5 self-loop
 6 weight-zero
 7 edge-end-missing
c5_edges_type.csv
 3 edge-parallel
 4 edge-parallel
 5 edge-duplicate
 6 trimmed
 7 type-unknown-word
c6_header_quote.csv
c7_space.tsv
 1 table-separator
c8_bom.csv
 1 byte-order-mark
c9_latin.csv
 2 encoding-invalid
c10_timeset.csv
 1 times-guess
 1 times-mixed
c11_ts.csv
 1 times-guess
 1 times-mixed
c12_dupheader.csv
 1 header-case
c13_emptyheader.csv
 1 header-empty
c14_backslash_doubled.csv
s1.graphml
 2 size-scale
 2 position-mean
s2.graphml
 2 position-mean
";

#[test]
fn finds_what_gephi_was_seen_to_lose() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/design/gephi");
    if !folder.is_dir() {
        eprintln!("skipped: no acceptance data");
        return;
    }
    check(&folder.join("probes"), GEPHI, &[Program::Gephi]);
    for name in ["g.graphml", "g.gexf"] {
        let report = lint(name, &std::fs::read(folder.join("golden").join(name)).unwrap(), &[Program::Gephi]);
        assert!(report.worst() <= Some(Severity::Note), "{report}");
    }
}

#[test]
fn published_maps_are_clean() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/networks");
    if !folder.is_dir() {
        eprintln!("skipped: no acceptance data");
        return;
    }
    for name in ["JOI_2007-2016_co-authorship_map.txt", "JOI_2007-2016_co-authorship_network.txt"] {
        let report = lint(name, &std::fs::read(folder.join(name)).unwrap(), &[]);
        assert!(report.tallies.is_empty(), "{report}");
    }
}

/// The formats that the linter knows, and the programs that our files are for; all, where none is named.
const CLEAN: &[(&str, &[Program])] = &[
    ("graphml", &[]),
    ("gexf", &[]),
    ("gexf-dynamic", &[Program::Gephi]),
    ("csv", &[]),
    ("vosviewer", &[]),
    ("vosviewer-json", &[]),
];

#[test]
fn files_we_write_are_clean() {
    for (network, options) in [(coauthors(), ExportOptions::default()), (hostile(), LISTED)] {
        let tables = NetworkTables::new(&network, &options);
        for (format, programs) in CLEAN {
            for part in NetworkFormat::from_name(format).unwrap().parts() {
                let mut bytes = Vec::new();
                part.write(&tables, &mut bytes).unwrap();
                let report = lint(part.file_name(), &bytes, programs);
                assert!(report.format.is_some() && report.worst() <= Some(Severity::Note), "{report}");
            }
        }
    }
}

#[test]
fn ten_thousand_of_a_kind_are_a_few_lines_and_a_number() {
    let mut file = String::from("Source,Target,Type,Weight\n");
    for row in 0..10_000 {
        file += &format!("a{row},b{row},Undirected,0\n");
    }
    let report = lint("edges.csv", file.as_bytes(), &[]);
    let lines: Vec<_> = report.findings.iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [Some(2), Some(3), Some(4), Some(5), Some(6)]);
    assert_eq!((report.count(Severity::Lost), report.tallies[0].count, report.tallies[0].shown), (10_000, 10_000, 5));
    assert!(report.to_string().contains("edges.csv: 9995 more of [weight-zero]"), "{report}");
}

#[test]
fn no_text_is_too_broken() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lint");
    let names = [
        "values.graphml",
        "attributes.gexf",
        "table_nodes.csv",
        "sections.net",
        "map.txt",
        "network.txt",
        "items.json",
    ];
    for name in names {
        let whole = std::fs::read(folder.join(name)).unwrap();
        for end in 0..whole.len() {
            lint(name, &whole[..end], &[]);
            // A byte changed, so that quotes, brackets and letters are cut apart.
            let mut spoilt = whole.clone();
            spoilt[end] = [b'"', b'<', b'\\', 0xff, b'\n', b',', b'&'][end % 7];
            lint(name, &spoilt, &[]);
        }
    }
}

#[test]
fn programs_are_found_by_name() {
    for &program in Program::ALL {
        assert_eq!(Program::from_name(program.name()), Some(program));
    }
}
