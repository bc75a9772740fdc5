//! MEDLINE: places, and the counts of real files. What is expected of the fixtures stands beside them.

use crate::acceptance::{acceptance, bytes_of};
use crate::read::{at, fixture, read};
use citeweave::diagnostic::Span;
use citeweave::read::Format;
use citeweave::record::{IdScheme, Record, Role};

#[test]
fn places_hold_what_is_said_to_be_there() {
    let text = fixture(Format::Medline, "article.nbib");
    let (records, _) = read(Format::Medline, text.as_bytes());
    let record = &records[0];
    let at = |span: Span| at(&text, span);
    assert!(at(record.titles[0].span).starts_with("Title of the first article"));
    assert!(at(record.titles[0].span).ends_with("peer support."));
    assert_eq!(at(record.abstracts[0].sections[0].span), "To say what the article is about.");
    assert_eq!(at(record.contributors[0].span), "Åkerblom, K B");
    assert_eq!(at(record.contributors[3].span), "van der Berg J");
    assert_eq!(at(record.contributors[4].span), "The First Study Group");
    assert_eq!(at(record.affiliations[0].span), "Department of A, University of B, Bergen, Norway.");
    assert_eq!(at(record.affiliations[3].span), "Institute F, Bergen, Norway.");
    assert_eq!(at(record.keywords[4].span), "Social Support/methods/*psychology");
    assert_eq!(at(record.keywords[6].span), "同伴支持");
    assert_eq!(at(record.funding[2].span), "R01 AA00002/AA/Agency A/Norway");
    assert!(at(record.relations[2].span).starts_with("J Third Title."));
    let people = record.contributors.iter().flat_map(|c| c.ids.iter());
    for id in record.ids.iter().chain(people) {
        let letters = |text: &str| text.to_lowercase().replace('-', "");
        assert!(letters(&at(id.span())).contains(&letters(id.value())), "{id:?}");
    }
    let fields: Vec<String> = record.spans.values().map(|span| at(*span)).collect();
    assert_eq!(fields.len(), 8);
    for expected in ["Journal Article", "1998 Dec-1999 Jan", "19981117", "17", "1 Suppl", "296-316; discussion 317-8"] {
        assert!(fields.iter().any(|field| field == expected), "{expected} in {fields:?}");
    }
}

#[test]
fn every_real_file_is_read() {
    let Some(corpora) = acceptance("corpora/medline_nbib") else { return };
    for (file, records) in [
        ("colrev/eric_nbib.nbib", 1),
        ("colrev/nbib_data.nbib", 1),
        ("jabref/MedlinePlainImporterStringOutOfBounds.txt", 2),
        ("jabref/MedlinePlainImporterTestCompleteEntry.txt", 1),
        ("jabref/MedlinePlainImporterTestDOI.txt", 1),
        ("jabref/MedlinePlainImporterTestInproceeding.txt", 1),
        ("jabref/MedlinePlainImporterTestMultiAbstract.txt", 1),
        ("jabref/MedlinePlainImporterTestMultiTitle.txt", 1),
        ("jabref/MedlinePlainImporterTestMultipleEntries.txt", 7),
        ("jabref/NbibImporterTest.nbib", 1),
        ("nbib/pmc_medlars.txt", 5),
        ("nbib/pubmed-balloongui-set.nbib", 75),
        ("nbib/single.nbib", 1),
        ("translators/MEDLINEnbib_02.input", 2),
        ("translators/MEDLINEnbib_09.input", 1),
    ] {
        let bytes = bytes_of(&corpora.join(file));
        assert_eq!(Format::detect(&bytes).map(|d| d.format), Ok(Format::Medline), "{file}");
        let (read, diagnostics) = read(Format::Medline, &bytes);
        assert_eq!(read.len(), records, "{file}");
        assert!(diagnostics.iter().all(|d| d.severity.name() != "error"), "{file}: {diagnostics:?}");
    }
}

/// Counted by the tags at the beginnings of lines.
#[test]
fn a_real_file_is_counted_exactly() {
    let Some(corpora) = acceptance("corpora/medline_nbib/nbib") else { return };
    let (records, _) = read(Format::Medline, &bytes_of(&corpora.join("pubmed-balloongui-set.nbib")));
    let count = |of: &dyn Fn(&Record) -> usize| records.iter().map(of).sum::<usize>();
    let authors = |r: &Record| r.contributors.iter().filter(|c| c.role == Role::Author).count();
    // 770 `FAU` and three groups.
    assert_eq!(count(&authors), 770 + 3);
    assert_eq!(count(&|r| r.contributors.iter().map(|c| c.affiliations.len()).sum()), 725);
    assert_eq!(count(&|r| r.contributors.iter().filter(|c| c.ids.get(IdScheme::Orcid).is_some()).count()), 36);
    assert_eq!(count(&|r| r.relations.len()), 11);
    assert_eq!(count(&|r| r.funding.len()), 4);
    assert!(records.iter().all(|r| r.ids.get(IdScheme::Pmid).is_some() && r.issued.is_some() && r.venue.is_some()));

    let (records, _) = read(Format::Medline, &bytes_of(&corpora.join("pmc_medlars.txt")));
    let first = &records[0];
    assert_eq!(first.ids.get(IdScheme::Pmid), Some("30042925"));
    assert_eq!(first.ids.get(IdScheme::Pmcid), Some("PMC6055010"));
    assert_eq!(first.ids.get(IdScheme::Doi), Some("10.1016/j.mex.2018.03.007"));
    assert_eq!(authors(first), 6);
}
