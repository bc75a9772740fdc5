//! Tables: places, columns named by the caller, and the counts of real files. What is expected of the fixtures stands
//! beside them.

use crate::acceptance::{acceptance, bytes_of};
use crate::read::{at, fixture, read};
use citeweave::diagnostic::Span;
use citeweave::read::{Columns, Format, Pieces, Reader};
use citeweave::record::{IdScheme, Record, Role};

fn records_of(format: Format, name: &str) -> (String, Vec<Record>) {
    let text = fixture(format, name);
    let (records, _) = read(format, text.as_bytes());
    (text.trim_start_matches('\u{feff}').to_string(), records)
}

#[test]
fn places_hold_what_is_said_to_be_there() {
    let (text, records) = records_of(Format::ScopusCsv, "commas.csv");
    let record = &records[0];
    let at_scopus = |span: Span| at(&text, span);
    // Quotation marks are doubled in the file, and single in what is read.
    assert_eq!(at_scopus(record.titles[0].span), "Title of \"\"a\"\" paper: a review");
    assert_eq!(at_scopus(record.abstracts[0].span), "First sentence. Second sentence, with \"\"words\"\" in it.");
    assert_eq!(at_scopus(record.contributors[1].span), "Beta B.-C.");
    assert_eq!(at_scopus(record.affiliations[1].span), "Institute B, City B, Country B");
    assert_eq!(at_scopus(record.keywords[2].span), "Term A");
    assert_eq!(at_scopus(record.references[0].authors[1].span), "Epsilon, E.F.");
    assert_eq!(at_scopus(record.references[2].span), "Zeta, Z., (2001) A cited book, , City B: Press");
    assert_eq!(at_scopus(record.funding[0].span), "Agency A, AA: G-1, G-2");
    assert_eq!(record.times_cited.as_ref().map(|t| at_scopus(t.span)).as_deref(), Some("7"));
    for id in record.ids.iter().chain(record.contributors.iter().flat_map(|c| c.ids.iter())) {
        assert!(at_scopus(id.span()).contains(id.value()), "{id:?}");
    }
    let fields: Vec<String> = record.spans.values().map(|span| at_scopus(*span)).collect();
    assert_eq!(fields, ["Review", "Journal of A", "2020", "12", "3", "10", "English; German"]);

    let (text, records) = records_of(Format::PubmedCsv, "works.csv");
    let text = text.replace("\r\n", "\n");
    let fields: Vec<String> = records[0].spans.values().map(|span| at(&text, *span)).collect();
    assert_eq!(fields, ["J A", "2022 Mar", "2021 Oct 12", "53", "2", "334-47"]);
    let (text, records) = records_of(Format::Csv, "names.csv");
    assert_eq!(at(&text, records[3].contributors[1].span), "Beta, Bo");
    let (text, records) = records_of(Format::DimensionsCsv, "works.csv");
    assert_eq!(at(&text, records[0].affiliations[0].span), "Department of A (North), University A, Country A");
    assert_eq!(at(&text, records[0].references[0].authors[1].span), "Delta, D");
}

#[test]
fn the_caller_names_columns() {
    let text = "Naslov;Avtor;Leto\nO vrstnikih;Alpha, Anna;2020\n";
    let mut columns = Columns::default();
    for (field, column) in [("title", "naslov"), ("authors", "Avtor"), ("year", "Leto")] {
        columns.name(field, column).unwrap();
    }
    assert!(Reader::for_reader(text.as_bytes(), "t").is_err());
    let pieces = Pieces::with_columns(text.as_bytes(), "t", "", None, &columns).unwrap();
    assert_eq!(pieces.format(), Format::Csv);
    let records: Vec<Record> = Reader::from_pieces(pieces).collect();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].titles[0].text, "O vrstnikih");
    assert_eq!(records[0].contributors[0].as_written, "Alpha, Anna");
    assert_eq!(records[0].year(), Some(2020));
    assert!(columns.name("colour", "Barva").is_err());
}

/// Counted in the files themselves, by the signs that part their lists.
#[test]
fn real_files_are_counted_exactly() {
    let Some(corpora) = acceptance("corpora") else { return };
    let records = |file: &str| {
        let bytes = bytes_of(&corpora.join(file));
        Reader::for_reader(&bytes[..], "real").unwrap().collect::<Vec<Record>>()
    };
    let authors = |r: &Record| r.contributors.iter().filter(|c| c.role == Role::Author).count();
    let numbers = |r: &Record| r.contributors.iter().filter(|c| c.ids.get(IdScheme::ScopusAuthor).is_some()).count();
    // Every author of these exports has a number, and every work its own.
    for (file, works) in [("scopus_csv/bibliometrix/scopus_sample.csv", 8), ("scopus_csv/bibliotobler/scopus.csv", 81)]
    {
        let read = records(file);
        assert_eq!(read.iter().filter(|r| r.ids.get(IdScheme::Scopus).is_some()).count(), works, "{file}");
        for record in &read {
            assert_eq!(numbers(record), authors(record), "{file}: {}", record.source.record);
        }
    }
    // One more column in 56 of 58 rows.
    let read = records("scopus_csv/litstudy/scopus.csv");
    assert!(read.iter().all(|r| r.ids.get(IdScheme::Scopus).is_some() && r.kind.is_some()));
    // A corporate author with commas in its name is one.
    let read = records("scopus_csv/bibliotobler/scopus_references.csv");
    let corporate =
        read.iter().flat_map(|r| &r.contributors).find(|c| c.as_written.starts_with("Department of Health"));
    assert!(corporate.is_some_and(|c| c.as_written.ends_with("Office of Disability Program") && c.name.is_none()));
    // The same export as RIS, which has a line for each reference.
    let table: usize = records("scopus_csv/bibliotobler/scopus.csv").iter().map(|r| r.references.len()).sum();
    let lines: usize = records("ris/bibliotobler/scopus.ris").iter().map(|r| r.references.len()).sum();
    assert!(table.abs_diff(lines) * 100 <= lines, "{table} {lines}");
    // Names without given ones, as Lens writes them.
    let read = records("lens/bibliotobler/lens-export.csv");
    let first = &read[0].contributors[0];
    assert_eq!(first.name.as_ref().map(|n| (n.family.as_str(), n.given.as_deref())), Some(("Ratkóczy", None)));
}
