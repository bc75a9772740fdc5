//! PubMed XML: places, and the counts of real files. What is expected of the fixtures stands beside them.

use crate::acceptance::{acceptance, bytes_of};
use crate::read::{at, fixture};
use citeweave::diagnostic::{Diagnostic, Span};
use citeweave::read::{Format, ReadError, Reader};
use citeweave::record::{IdScheme, KeywordScheme, Record, Role};
use std::fs;

fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Diagnostic>) {
    crate::read::read(Format::PubmedXml, bytes)
}

#[test]
fn places_hold_what_is_said_to_be_there() {
    let text = fixture(Format::PubmedXml, "article.xml");
    let (records, _) = read(text.as_bytes());
    let record = &records[0];
    let at = |span: Span| at(&text, span);
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
fn every_real_file_is_read() {
    let Some(corpora) = acceptance("corpora/pubmed_xml") else { return };
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
    let Some(nasty) = acceptance("corpora/nasty") else { return };
    let page = fs::read(nasty.join("efetch_17539009.xml")).unwrap();
    assert_eq!(Format::detect(&page).map(|d| d.format), Ok(Format::Html));
    let mut reader = Reader::for_reader(&page[..], "page").unwrap();
    assert!(reader.next().is_none());
    assert!(reader.diagnostics().iter().any(|d| d.code == "no-publication" && d.severity.name() == "error"));
    let (records, diagnostics) = read(&fs::read(nasty.join("efetch_25914933.xml")).unwrap());
    assert!(records.is_empty());
    assert!(diagnostics.iter().any(|d| d.code == "source-error" && d.message.contains("Empty result")));
    let empty = Reader::for_reader(&fs::read(nasty.join("efetch_18547453.xml")).unwrap()[..], "empty").map(|_| ());
    assert!(matches!(empty, Err(ReadError::Empty)));
}

/// Counted in the XML itself, by another program.
#[test]
fn a_large_file_is_counted_exactly() {
    let Some(path) = acceptance("corpora/perf/pubmed_efetch_concat.xml.gz") else { return };
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
