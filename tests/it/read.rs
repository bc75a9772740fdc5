//! Readers: records and messages as expected beside each fixture, whatever the format.
//!
//! Beside `tests/fixtures/FORMAT/{valid,invalid}/NAME.EXTENSION` stand `NAME.expected.jsonl`, the records without
//! places, and `NAME.expected.txt`, the messages as `line: severity: code`. What is peculiar to one format is tested in
//! a file of its own.

use citeweave::diagnostic::{Diagnostic, Span};
use citeweave::read::{Format, Piece, Pieces, Reader};
use citeweave::record::Record;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Formats with the folder of their fixtures.
pub const FORMATS: &[(Format, &str)] = &[
    (Format::Page, "page"),
    (Format::PubmedXml, "pubmed_xml"),
    (Format::Medline, "medline"),
    (Format::Ris, "ris"),
    (Format::Bibtex, "bibtex"),
    (Format::ScopusCsv, "csv/scopus"),
    (Format::LensCsv, "csv/lens"),
    (Format::DimensionsCsv, "csv/dimensions"),
    (Format::OpenAlexCsv, "csv/openalex"),
    (Format::PubmedCsv, "csv/pubmed"),
    (Format::CochraneCsv, "csv/cochrane"),
    (Format::IeeeCsv, "csv/ieee"),
    (Format::SpringerCsv, "csv/springer"),
    (Format::EmbaseCsv, "csv/embase"),
    (Format::ZoteroCsv, "csv/zotero"),
    (Format::CnkiCsv, "csv/cnki"),
    (Format::Csv, "csv/any"),
    (Format::OpenAlex, "openalex"),
    (Format::Crossref, "crossref"),
    (Format::DataCite, "datacite"),
    (Format::EuropePmc, "europepmc"),
    (Format::SemanticScholar, "semantic_scholar"),
    (Format::CslJson, "csl_json"),
    (Format::ZoteroJson, "zotero_json"),
    (Format::SchemaOrg, "schema_org"),
    (Format::Html, "html"),
    (Format::PubmedSummary, "pubmed_summary"),
    (Format::PubmedAbstract, "pubmed_abstract"),
    (Format::Jats, "jats"),
    (Format::EndnoteXml, "endnote_xml"),
    (Format::CrossrefXml, "crossref_xml"),
    (Format::DataciteXml, "datacite_xml"),
    (Format::Arxiv, "arxiv"),
    (Format::Oai, "oai"),
    (Format::EuropePmcXml, "europepmc_xml"),
    (Format::Mods, "mods"),
    (Format::MarcXml, "marcxml"),
    (Format::ZoteroRdf, "zotero_rdf"),
    (Format::WordSources, "word_sources"),
    (Format::Wos, "wos"),
    (Format::WosTab, "wos_tab"),
    (Format::Refer, "refer"),
    (Format::RefWorks, "refworks"),
    (Format::NoteExpress, "noteexpress"),
    (Format::CnkiEstudy, "cnki"),
    (Format::Ovid, "ovid"),
];

pub fn read(format: Format, bytes: &[u8]) -> (Vec<Record>, Vec<Diagnostic>) {
    let mut reader = Reader::with_format(bytes, "fixture", format).unwrap();
    let records = reader.by_ref().collect();
    (records, reader.take_diagnostics())
}

pub fn fixtures(format: Format, kind: &str) -> Vec<PathBuf> {
    let (_, folder) = FORMATS.iter().find(|(known, _)| *known == format).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder).join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| !path.to_string_lossy().contains(".expected."));
    files.sort();
    assert!(!files.is_empty(), "nothing in {}", folder.display());
    files
}

/// A valid fixture by its name.
pub fn fixture(format: Format, name: &str) -> String {
    let path = fixtures(format, "valid").into_iter().find(|path| path.ends_with(name)).unwrap();
    fs::read_to_string(path).unwrap()
}

/// What stands at a span of a text, whose line is checked.
pub fn at(text: &str, span: Span) -> String {
    let stretch: String = text.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect();
    let line = text.chars().take(span.start as usize).filter(|c| *c == '\n').count() + 1;
    assert_eq!(line, span.line as usize, "{stretch}");
    stretch
}

/// Leaves out places, which each format's own tests look at.
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

/// Records in the form of the expected ones.
pub fn plain(records: &[Record]) -> Vec<Value> {
    let value = |record| {
        let mut value = serde_json::to_value(record).unwrap();
        without_places(&mut value);
        value
    };
    records.iter().map(value).collect()
}

#[test]
fn fixtures_are_read_as_expected() {
    for &(format, _) in FORMATS {
        for path in fixtures(format, "valid").into_iter().chain(fixtures(format, "invalid")) {
            let (records, diagnostics) = read(format, &fs::read(&path).unwrap());
            let expected = fs::read_to_string(path.with_extension("expected.jsonl")).unwrap();
            let expected: Vec<Value> = expected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let read = plain(&records);
            for (read, expected) in read.iter().zip(&expected) {
                for (member, value) in expected.as_object().unwrap() {
                    assert_eq!(
                        read.get(member),
                        Some(value),
                        "{member} of {} in {}",
                        expected["source"],
                        path.display()
                    );
                }
            }
            assert_eq!(read, expected, "{}", path.display());
            let told: String = diagnostics
                .iter()
                .map(|d| format!("{}: {}: {}\n", d.line.unwrap_or(0), d.severity.name(), d.code))
                .collect();
            let expected = fs::read_to_string(path.with_extension("expected.txt")).unwrap();
            assert_eq!(told, expected, "{}: {diagnostics:#?}", path.display());
        }
    }
}

#[test]
fn valid_fixtures_are_recognised() {
    for &(format, _) in FORMATS {
        for path in fixtures(format, "valid") {
            let detection = Format::detect(&fs::read(&path).unwrap());
            assert_eq!(detection.map(|d| d.format), Ok(format), "{}", path.display());
        }
    }
}

/// Pages are cut at their lines, by a test of their own: nothing marks the end of a paper.
#[test]
fn a_file_cut_at_any_byte_keeps_the_records_before() {
    for &(format, _) in FORMATS.iter().filter(|(format, _)| *format != Format::Page) {
        for path in fixtures(format, "valid") {
            let bytes = fs::read(&path).unwrap();
            let (whole, _) = read(format, &bytes);
            // Where the last line of each record ends, whatever the line ends are.
            let ends_line = |at: &usize| matches!(bytes[*at..], [b'\n', ..] | [b'\r'] | [b'\r', b' '..=b'~', ..]);
            let line_ends: Vec<usize> = (0..bytes.len()).filter(ends_line).chain([bytes.len()]).collect();
            let end = |r: &Record| bytes[..line_ends[r.source.lines[1] as usize - 1]].trim_ascii_end().len();
            let ends: Vec<usize> = whole.iter().map(end).collect();
            // A step prime to the length of any tag; every byte of the shorter files.
            for cut in (0..bytes.len()).rev().step_by(if bytes.len() > 4_096 { 7 } else { 1 }) {
                let Ok(mut reader) = Reader::with_format(&bytes[..cut], "cut", format) else {
                    let text = bytes[..cut].trim_ascii();
                    assert!(text.is_empty() || text == b"\xef\xbb\xbf", "{} cut at {cut}", path.display());
                    continue;
                };
                let records: Vec<Record> = reader.by_ref().collect();
                let complete = ends.iter().filter(|end| **end < cut).count();
                assert!(records.len() >= complete, "{} cut at {cut}", path.display());
                for (read, expected) in records.iter().zip(&whole).take(complete) {
                    assert_eq!(read.ids, expected.ids, "{} cut at {cut}", path.display());
                    assert_eq!(read.titles, expected.titles);
                    assert_eq!(read.contributors, expected.contributors);
                    assert_eq!(read.references, expected.references);
                }
                // What is left of a record never names another publication than the whole one.
                for read in records.iter().skip(complete) {
                    let expected = &whole[usize::try_from(read.source.record).unwrap() - 1];
                    for id in read.ids.iter() {
                        assert!(
                            expected.ids.iter().any(|whole| whole.value() == id.value()),
                            "{} cut at {cut}: {id:?}",
                            path.display()
                        );
                    }
                    let told = reader.diagnostics().iter().any(|d| d.code == "cut-off");
                    let last_line =
                        bytes[..cut].rsplit(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
                    // All but the end of its last line is there.
                    let whole = read.other == expected.other && read.contributors == expected.contributors;
                    assert!(told || whole || last_line.trim_ascii().is_empty(), "{} cut at {cut}", path.display());
                }
            }
        }
    }
}

#[test]
fn pieces_are_read_as_the_whole_is() {
    for (format, name, start, end) in [
        (Format::PubmedXml, "article.xml", "<PubmedArticle>", "</PubmedArticle>\n"),
        (Format::Medline, "article.nbib", "PMID- ", "\n\n"),
        (Format::Ris, "article.ris", "TY  - ", "ER  - \n"),
        (Format::ScopusCsv, "shifted.csv", "\"Alpha A.B., ", "2-s2.0-1000000001\n"),
        (Format::ZoteroCsv, "items.csv", "\"AAAA1111\"", "\"subject\",\"\",\"\",\"\"\n"),
        (Format::EmbaseCsv, "lines.csv", "\"TITLE\",\"Title", "\"10.1000/j.1\"\n\n"),
        (Format::OpenAlex, "lines.jsonl", "{\"id\"", "\n\n"),
        (Format::Crossref, "works.json", " {\"DOI\": \"10.1000", "]]}},\n"),
        (Format::Jats, "article.xml", "<article ", "</article>\n"),
        (Format::EndnoteXml, "library.xml", "<record>", "</record>\n"),
        (Format::CrossrefXml, "records.xml", "<doi_record ", "</doi_record>\n"),
        (Format::Arxiv, "feed.xml", "<entry>", "</entry>\n"),
        (Format::Oai, "records.xml", "<record>", "</record>\n"),
        (Format::EuropePmcXml, "results.xml", "<result>", "</result>\n"),
        (Format::Mods, "collection.xml", "<mods>", "</mods>\n"),
        (Format::MarcXml, "answer.xml", "<zs:record>", "</zs:record>\n"),
        (Format::WordSources, "sources.xml", "<b:Source>", "</b:Source>\n"),
        (Format::Wos, "article.txt", "PT J", "ER\n"),
        (Format::WosTab, "table.txt", "J\t", "\n"),
        (Format::Refer, "endnote.enw", "%0 ", "%Z A note.\n\n"),
        (Format::RefWorks, "section.txt", "RT ", "\n\n"),
        (Format::NoteExpress, "journal.net", "{Reference Type}", "\n\n"),
        (Format::CnkiEstudy, "chosen.txt", "SrcDatabase", "\n\n"),
        (Format::Ovid, "tagged.txt", "<1. >", "\n\n"),
    ] {
        // Enough copies for several pieces; the numbers and lines run on.
        let text = fixture(format, name);
        let start = text.find(start).unwrap();
        let record = &text[start..start + text[start..].find(end).unwrap() + end.len()];
        let copies = (600 << 10) / record.len() + 1;
        let many = [&text[..start], &record.repeat(copies)].concat();
        let pieces: Vec<Piece> = Pieces::new(many.as_bytes(), "many", "", None).unwrap().collect();
        assert!(pieces.len() > 2);
        let (records, _) = read(format, many.as_bytes());
        assert_eq!(records.len(), copies);
        let (lines, chars) = (record.lines().count() as u64, record.chars().count() as u64);
        for (number, read) in (0u64..).zip(&records) {
            assert_eq!(read.source.record, number + 1);
            assert_eq!(read.source.lines[0], records[0].source.lines[0] + number * lines);
            assert_eq!(read.titles[0].text, records[0].titles[0].text);
            assert_eq!(read.titles[0].span.start, records[0].titles[0].span.start + chars * number);
        }
    }
}
