//! PubMed XML: records and messages as expected beside each fixture, and the counts of real files.

use citeweave::diagnostic::Diagnostic;
use citeweave::read::{Format, Piece, Pieces, ReadError, Reader};
use citeweave::record::{IdScheme, KeywordScheme, Record, Role};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Diagnostic>) {
    let mut reader = Reader::with_format(bytes, "fixture", Format::PubmedXml).unwrap();
    let records = reader.by_ref().collect();
    (records, reader.take_diagnostics())
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| extensions.iter().any(|e| path.to_string_lossy().ends_with(e)));
    files.sort();
    assert!(!files.is_empty(), "nothing in {}", folder.display());
    files
}

fn fixtures(kind: &str) -> Vec<PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pubmed_xml").join(kind), &[".xml"])
}

/// Real files, where they are there.
fn acceptance(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora").join(folder);
    if !path.exists() {
        eprintln!("skipped: no acceptance data at {}", path.display());
        return None;
    }
    Some(path)
}

fn bytes_of(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let source = citeweave::read::input::Source::open(path).unwrap();
    std::io::Read::read_to_end(&mut source.bytes().unwrap(), &mut bytes).unwrap();
    bytes
}

/// Leaves out places, which [`places_hold_what_is_said_to_be_there`] looks at.
fn without_places(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("chars");
            members.remove("spans");
            members.remove("file");
            members.values_mut().for_each(without_places);
        }
        Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

#[test]
fn fixtures_are_read_as_expected() {
    for path in fixtures("valid").into_iter().chain(fixtures("invalid")) {
        let (records, diagnostics) = read(&fs::read(&path).unwrap());
        let expected = fs::read_to_string(path.with_extension("expected.jsonl")).unwrap();
        let expected: Vec<Value> = expected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let read: Vec<Value> = records
            .iter()
            .map(|record| {
                let mut value = serde_json::to_value(record).unwrap();
                without_places(&mut value);
                value
            })
            .collect();
        for (read, expected) in read.iter().zip(&expected) {
            for (member, value) in expected.as_object().unwrap() {
                assert_eq!(read.get(member), Some(value), "{member} in {}", path.display());
            }
        }
        assert_eq!(read, expected, "{}", path.display());
        let told: String = diagnostics
            .iter()
            .map(|d| format!("{}: {}: {}\n", d.line.unwrap_or(0), d.severity.name(), d.code))
            .collect();
        assert_eq!(told, fs::read_to_string(path.with_extension("expected.txt")).unwrap(), "{}", path.display());
    }
}

#[test]
fn places_hold_what_is_said_to_be_there() {
    let path = fixtures("valid").into_iter().find(|path| path.ends_with("article.xml")).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let (records, _) = read(text.as_bytes());
    let record = &records[0];
    let at = |span: citeweave::diagnostic::Span| -> String {
        let stretch: String = text.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect();
        let line = text.chars().take(span.start as usize).filter(|c| *c == '\n').count() + 1;
        assert_eq!(line, span.line as usize, "{stretch}");
        stretch
    };
    assert!(at(record.titles[0].span).starts_with("Title of the first article: CO<sub>2</sub>"));
    assert!(at(record.titles[0].span).ends_with("in peer support."));
    assert_eq!(at(record.contributors[3].span), "<CollectiveName>The First Study Group</CollectiveName>");
    assert_eq!(at(record.contributors[4].span).lines().count(), 3);
    assert_eq!(at(record.affiliations[1].span), "Centre C &amp; D, Oslo, Norway. someone@example.org");
    assert_eq!(at(record.abstracts[0].sections[0].span), "To say what the article is about.");
    assert_eq!(at(record.keywords[6].span), "peer support");
    assert_eq!(at(record.references[2].span), "Title of a book without identifiers");
    assert!(at(record.relations[0].span).starts_with("<RefSource>J First Title"));
    assert!(at(record.funding[1].span).starts_with("<Agency>"));
    for id in record.ids.iter() {
        assert!(at(id.span()).to_lowercase().contains(&id.value().to_lowercase()), "{id:?}");
    }
    let fields: Vec<String> = record.spans.values().map(|span| at(*span)).collect();
    assert!(fields.contains(&"<MedlineDate>1998 Dec-1999 Jan</MedlineDate>".to_string()), "{fields:?}");
}

#[test]
fn a_file_cut_at_any_byte_keeps_the_records_before() {
    for path in fixtures("valid") {
        let bytes = fs::read(&path).unwrap();
        let (whole, _) = read(&bytes);
        let ends: Vec<usize> = ["</PubmedArticle>", "</PubmedBookArticle>", "</MedlineCitation>"]
            .iter()
            .flat_map(|end| memchr::memmem::find_iter(&bytes, end).map(|at| at + end.len()))
            .collect();
        let bare = path.ends_with("citations.xml");
        // A step prime to the length of any tag; every byte of the shorter files.
        for cut in (0..bytes.len()).rev().step_by(if bytes.len() > 4_096 { 7 } else { 1 }) {
            let reader = Reader::with_format(&bytes[..cut], "cut", Format::PubmedXml);
            let Ok(mut reader) = reader else {
                assert!(bytes[..cut].trim_ascii().is_empty());
                continue;
            };
            let records: Vec<Record> = reader.by_ref().collect();
            let complete =
                ends.iter().filter(|end| **end <= cut && (bare || bytes[..**end].ends_with(b"Article>"))).count();
            assert!(records.len() >= complete, "{} cut at {cut}", path.display());
            for (read, expected) in records.iter().zip(&whole).take(complete) {
                assert_eq!(read.ids, expected.ids);
                assert_eq!(read.titles, expected.titles);
                assert_eq!(read.contributors, expected.contributors);
                assert_eq!(read.references, expected.references);
            }
            // What is left of a record never names another publication than the whole one.
            for read in records.iter().skip(complete) {
                let expected = &whole[usize::try_from(read.source.record).unwrap() - 1];
                for id in read.ids.iter() {
                    assert_eq!(expected.ids.get(id.scheme()), Some(id.value()), "{} cut at {cut}", path.display());
                }
                assert!(reader.diagnostics().iter().any(|d| d.code == "cut-off"), "{} cut at {cut}", path.display());
            }
        }
    }
}

#[test]
fn pieces_are_read_as_the_whole_is() {
    // Enough copies for several pieces; the numbers and lines run on.
    let path = fixtures("valid").into_iter().find(|path| path.ends_with("article.xml")).unwrap();
    let text = fs::read_to_string(path).unwrap();
    let start = text.find("<PubmedArticle>").unwrap();
    let end = text.find("</PubmedArticle>").unwrap() + "</PubmedArticle>".len();
    let record = text[start..end].to_string() + "\n";
    let many = format!("{}{}</PubmedArticleSet>\n", &text[..start], record.repeat(100));
    let pieces: Vec<Piece> = Pieces::new(many.as_bytes(), "many", "", None).unwrap().collect();
    assert!(pieces.len() > 2);
    let (records, _) = read(many.as_bytes());
    assert_eq!(records.len(), 100);
    let lines = record.lines().count() as u64;
    for (number, read) in (0u64..).zip(&records) {
        assert_eq!(read.source.record, number + 1);
        assert_eq!(read.source.lines[0], records[0].source.lines[0] + number * lines);
        assert_eq!(read.titles[0].text, records[0].titles[0].text);
        let offset = record.chars().count() as u64 * number;
        assert_eq!(read.titles[0].span.start, records[0].titles[0].span.start + offset);
    }
}

#[test]
fn every_real_file_is_read() {
    let Some(corpora) = acceptance("pubmed_xml") else { return };
    for (file, records) in [
        ("fatcat/pubmed_19129924.xml", 1),
        ("fatcat/pubmed_31393839.xml", 1),
        ("fatcat/pubmedsample_2019.xml.gz", 176),
        ("jabref/MedlineImporterTestArticleID.xml", 1),
        ("jabref/MedlineImporterTestArticleItalics.xml", 1),
        ("jabref/MedlineImporterTestArticleNoISSN.xml", 1),
        ("jabref/MedlineImporterTestBookArticleSet.xml", 2),
        ("jabref/MedlineImporterTestKeywordSingleEntry.xml", 1),
        ("jabref/MedlineImporterTestMalformedEntry.xml", 0),
        ("jabref/MedlineImporterTestMathML.xml", 1),
        ("jabref/MedlineImporterTestMeshHeadingList.xml", 1),
        ("jabref/MedlineImporterTestMinimalEntry.xml", 0),
        ("jabref/MedlineImporterTestNbib.xml", 2),
        ("jabref/MedlineImporterTestPubmedBook.xml", 1),
        ("translators/PubMed_XML_01.input", 2),
        ("translators/PubMed_XML_06.input", 1),
        ("translators/PubMed_XML_07.input", 1),
        ("translators/PubMed_XML_10.input", 1),
        ("translators/PubMed_XML_11.input", 1),
    ] {
        let bytes = bytes_of(&corpora.join(file));
        assert_eq!(Format::detect(&bytes).map(|d| d.format), Ok(Format::PubmedXml), "{file}");
        let (read, diagnostics) = read(&bytes);
        assert_eq!(read.len(), records, "{file}");
        let errors = diagnostics.iter().filter(|d| d.severity.name() == "error").count();
        assert_eq!(errors > 0, records == 0, "{file}: {diagnostics:?}");
    }
    let deleted = read(&bytes_of(&corpora.join("fatcat/pubmedsample_2019.xml.gz"))).1;
    let deleted: Vec<&Diagnostic> = deleted.iter().filter(|d| d.code == "deleted-by-source").collect();
    assert_eq!(deleted.len(), 1);
    assert_eq!((deleted[0].line, deleted[0].record), (Some(36813), None));
    assert!(deleted[0].message.contains("7 records") && deleted[0].message.contains("23203896"));
}

#[test]
fn the_answers_of_a_failing_server_are_told() {
    let Some(nasty) = acceptance("nasty") else { return };
    let page = fs::read(nasty.join("efetch_17539009.xml")).unwrap();
    assert!(Format::detect(&page).is_err_and(|u| u.looks_like.contains("html") || u.looks_like.contains("web page")));
    let (records, diagnostics) = read(&fs::read(nasty.join("efetch_25914933.xml")).unwrap());
    assert!(records.is_empty());
    assert!(diagnostics.iter().any(|d| d.code == "source-error" && d.message.contains("Empty result")));
    let empty = Reader::for_reader(&fs::read(nasty.join("efetch_18547453.xml")).unwrap()[..], "empty").map(|_| ());
    assert!(matches!(empty, Err(ReadError::Empty)));
}

/// Counted in the XML itself, by another program.
#[test]
fn a_large_file_is_counted_exactly() {
    let Some(path) = acceptance("perf/pubmed_efetch_concat.xml.gz") else { return };
    let (records, diagnostics) = read(&bytes_of(&path));
    assert_eq!(records.len(), 3_744);
    let count = |of: &dyn Fn(&Record) -> usize| records.iter().map(of).sum::<usize>();
    let people = |role: Role| count(&|r| r.contributors.iter().filter(|c| c.role == role).count());
    let keywords = |scheme: KeywordScheme| count(&|r| r.keywords.iter().filter(|k| k.scheme == scheme).count());
    let other = |tag: &str| count(&|r| r.other.get(tag).map_or(0, Vec::len));
    // `<Author>`, 150 groups and two names called not valid among them; investigators are apart.
    assert_eq!(people(Role::Author), 79_668);
    assert_eq!(people(Role::Investigator), 1_429);
    assert_eq!(count(&|r| r.contributors.iter().filter(|c| c.literal.is_some()).count()), 150);
    // 49,688 `<Affiliation>`: 45 repeat one of the same person, and numbered addresses make 123 more.
    assert_eq!(count(&|r| r.contributors.iter().map(|c| c.affiliations.len()).sum()), 49_688 - 45 + 123);
    assert_eq!(count(&|r| r.references.len()), 35_707);
    assert_eq!(keywords(KeywordScheme::Mesh), 40_387 + 34);
    assert_eq!(count(&|r| r.keywords.iter().map(|k| k.qualifiers.len()).sum()), 23_943);
    assert_eq!(keywords(KeywordScheme::Author) + keywords(KeywordScheme::Index), 3_960);
    assert_eq!(keywords(KeywordScheme::Chemical), 8_859);
    assert_eq!(count(&|r| r.contributors.iter().filter(|c| c.ids.get(IdScheme::Orcid).is_some()).count()), 119);
    assert_eq!(other("MedlineDate"), 228);
    assert_eq!(count(&|r| r.funding.len()), 2_039);
    assert_eq!(count(&|r| r.relations.len()), 269);
    assert!(records.iter().all(|r| r.issued.is_some() && r.ids.get(IdScheme::Pmid).is_some()));
    assert_eq!(diagnostics.iter().filter(|d| d.severity.name() == "error").count(), 0, "{diagnostics:?}");
    // One author's affiliation holds everybody's, numbered.
    let numbered = records.iter().find(|r| r.source.lines[0] < 255_244 && r.source.lines[1] > 255_244).unwrap();
    assert_eq!(numbered.affiliations.len(), 2);
    assert!(numbered.affiliations[0].as_written.starts_with("Molecular Biology Laboratory"));
    assert!(numbered.affiliations[1].as_written.starts_with("Graduate Institute"));
}
