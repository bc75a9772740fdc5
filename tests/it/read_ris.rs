//! RIS: places, and the counts of real files. What is expected of the fixtures stands beside them.

use crate::acceptance::{acceptance, bytes_of};
use crate::read::{at, fixture, read};
use citeweave::diagnostic::Span;
use citeweave::read::Format;
use citeweave::record::{IdScheme, Record};

/// A fixture's text, as it is once line ends are one, and its records.
fn records_of(name: &str) -> (String, Vec<Record>) {
    let text = fixture(Format::Ris, name);
    let (records, _) = read(Format::Ris, text.as_bytes());
    (text, records)
}

#[test]
fn places_hold_what_is_said_to_be_there() {
    let (text, records) = records_of("scopus.ris");
    let record = &records[0];
    let at_scopus = |span: Span| at(&text, span);
    assert_eq!(at_scopus(record.titles[0].span), "Title in Scopus");
    assert_eq!(at_scopus(record.contributors[1].span), "Beta, B.-C.");
    assert_eq!(at_scopus(record.affiliations[1].span), "Centre D, City E, Country F");
    assert_eq!(at_scopus(record.keywords[1].span), "Keyword A");
    assert_eq!(
        at_scopus(record.references[1].span),
        "Gamma, C., (1999) Title, with a comma, of a cited book, , City B: Press"
    );
    assert_eq!(at_scopus(record.references[0].authors[1].span), "Delta, D.-E.");
    assert_eq!(at_scopus(records[2].references[0].authors[1].span), "Delta D.");
    assert_eq!(at_scopus(record.funding[0].span), "Agency A, AA, 9900 – AA 1, 9901");
    assert_eq!(record.times_cited.as_ref().map(|t| at_scopus(t.span)).as_deref(), Some("Cited By :12"));
    for id in record.ids.iter() {
        assert!(at_scopus(id.span()).to_lowercase().contains(&id.value().to_lowercase()), "{id:?}");
    }
    let fields: Vec<String> = record.spans.values().map(|span| at_scopus(*span)).collect();
    assert_eq!(fields, ["JOUR", "Journal of A", "2020", "111", "104501", "English"]);

    let (text, records) = records_of("embase.ris");
    assert_eq!(at(&text, records[0].affiliations[0].span), "Department of A, City B, Country C");
    let (text, records) = records_of("ovid.ris");
    let orcid = records[0].contributors[0].ids.iter().next().unwrap();
    assert!(at(&text, orcid.span()).ends_with(orcid.value()));
    let (text, records) = records_of("pubmed.ris");
    assert_eq!(at(&text, records[0].affiliations[1].span), "Department of C,\nCity D.");
    assert_eq!(at(&text, records[0].keywords[2].span), "Social Support/methods/*psychology");
    let (text, records) = records_of("chinese.ris");
    let text = text.trim_start_matches('\u{feff}');
    assert_eq!(at(text, records[0].contributors[2].span), "欧阳明华");
    assert_eq!(at(text, records[0].abstracts[1].span), "This article is about peer support and its methods.");
    let (text, records) = records_of("shredded.ris");
    assert!(at(&text, records[0].contributors[0].span).starts_with("[\nA1  - '\nA1  - N"));
}

#[test]
fn every_real_file_is_read() {
    let Some(corpora) = acceptance("corpora/ris") else { return };
    for (file, records) in [
        ("asreview/_baseline.ris", 100),
        ("asreview/baseline_zotero.ris", 100),
        ("asreview/embase.ris", 6),
        ("asreview/faulty_year.ris", 1),
        ("asreview/ovid_psycinfo.ris", 6),
        ("asreview/ovid_zotero.ris", 6),
        ("asreview/proquest.ris", 6),
        ("asreview/pubmed_endnote.txt", 6),
        ("asreview/pubmed_zotero.ris", 6),
        ("asreview/ris_issue_1099.txt", 7),
        ("asreview/ris_issue_992.txt", 19),
        ("asreview/ris_many_authors.ris", 1),
        ("asreview/scopus.ris", 6),
        ("asreview/web_of_science.txt", 10),
        ("bibliotobler/savedrecs.ris", 81),
        ("bibliotobler/savedrecs_without_WE.ris", 67),
        ("bibliotobler/scopus.ris", 81),
        ("colrev/abi_inform_proquest_ris.ris", 2),
        ("colrev/ieee_ris.ris", 2),
        ("colrev/jstor_ris.ris", 4),
        ("colrev/psycinfo_ris.ris", 1),
        ("colrev/ris_data.ris", 2),
        ("colrev/trid_ris.ris", 3),
        ("jabref/RisImporterCorrupted.ris", 1),
        ("rispy/example_extraneous_data.ris", 2),
        ("rispy/example_full_without_whitespace.ris", 2),
        ("rispy/example_starting_newlines.ris", 1),
        ("rispy/example_urls.ris", 4),
        ("translators/RIS_01.input", 1),
        ("translators/RIS_10.input", 2),
        ("translators/RIS_11.input", 1),
    ] {
        let bytes = bytes_of(&corpora.join(file));
        assert_eq!(Format::detect(&bytes).map(|d| d.format), Ok(Format::Ris), "{file}");
        let (read, diagnostics) = read(Format::Ris, &bytes);
        assert_eq!(read.len(), records, "{file}");
        assert!(diagnostics.iter().all(|d| d.severity.name() != "error"), "{file}: {diagnostics:?}");
    }
}

/// Counted by the tags at the beginnings of lines.
#[test]
fn real_files_are_counted_exactly() {
    let Some(corpora) = acceptance("corpora/ris") else { return };
    let count = |file: &str, of: &dyn Fn(&Record) -> usize| {
        let (records, _) = read(Format::Ris, &bytes_of(&corpora.join(file)));
        records.iter().map(of).sum::<usize>()
    };
    let has = |scheme: IdScheme| move |r: &Record| usize::from(r.ids.get(scheme).is_some());
    assert_eq!(count("asreview/ris_many_authors.ris", &|r| r.contributors.len()), 7456);
    assert_eq!(count("bibliotobler/savedrecs.ris", &has(IdScheme::Wos)), 81);
    assert_eq!(count("bibliotobler/scopus.ris", &has(IdScheme::Scopus)), 78);
    // Each number stands behind the name of its author.
    assert_eq!(count("asreview/ovid_psycinfo.ris", &|r| r.contributors.iter().map(|c| c.ids.iter().count()).sum()), 6);
    // Every address of Embase names its authors.
    assert_eq!(
        count("asreview/embase.ris", &|r| r.contributors.iter().filter(|c| c.affiliations.is_empty()).count()),
        0
    );
    // One to a line, but for seven that share one with another.
    assert_eq!(count("asreview/scopus.ris", &|r| r.references.len()), 796 + 7);
}
