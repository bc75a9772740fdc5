//! BibTeX: places, pieces, what a file is made of and hostile ones. What is expected of the fixtures stands beside them.

use crate::acceptance::{acceptance, bytes_of};
use crate::read::{at, fixture, read};
use citeweave::read::{Format, Piece, Pieces};
use citeweave::record::{IdScheme, Record};
use std::fmt::Write;

/// A fixture's text and its records.
fn records_of(name: &str) -> (String, Vec<Record>) {
    let text = fixture(Format::Bibtex, name);
    let (records, _) = read(Format::Bibtex, text.as_bytes());
    (text, records)
}

#[test]
fn places_hold_what_is_said_to_be_there() {
    let (text, records) = records_of("wos.bib");
    let record = &records[0];
    assert_eq!(at(&text, record.titles[0].span), "Title in Web of\n   Science");
    assert_eq!(at(&text, record.contributors[1].span), "Beta, Bo");
    assert_eq!(at(&text, record.affiliations[1].span), "Inst E, City F, Country G.");
    assert_eq!(at(&text, record.keywords[1].span), r"Health \&amp; Place");
    assert_eq!(at(&text, record.references[0].span), "Delta D, 2013, HEALTH A, V13, P188, DOI 10.1000/cited.1");
    assert_eq!(at(&text, record.references[0].authors[0].span), "Delta D");
    assert_eq!(at(&text, record.funding[1].span), "Agency B");
    assert_eq!(record.times_cited.as_ref().map(|t| at(&text, t.span)).as_deref(), Some("7"));
    for id in record.ids.iter().chain(record.contributors[0].ids.iter()) {
        assert_eq!(at(&text, id.span()).to_lowercase(), id.value().to_lowercase());
    }
    let fields: Vec<String> = record.spans.values().map(|span| at(&text, *span)).collect();
    assert_eq!(fields, ["article", "JOURNAL OF A", "2022", "FEB 2022", "22", "3", "111-118", "English"]);
    // An inherited value stands in the parent.
    let (text, records) = records_of("parents.bib");
    let editor = records[1].contributors.iter().find(|c| c.as_written == "Alpha, Anna").unwrap();
    assert_eq!(at(&text, editor.span), "Alpha, Anna");
    assert_eq!(editor.span, records[0].contributors[0].span);
}

#[test]
fn a_large_file_is_read_in_pieces_unless_its_entries_speak_of_others() {
    let entry = fixture(Format::Bibtex, "article.bib");
    let copies = (3 << 20) / entry.len();
    let plain = entry.repeat(copies);
    let pieces: Vec<Piece> = Pieces::new(plain.as_bytes(), "many", "", None).unwrap().collect();
    assert!(pieces.len() > 1);
    let (records, _) = read(Format::Bibtex, plain.as_bytes());
    assert_eq!(records.len(), copies);
    let (lines, chars) = (entry.lines().count() as u64, entry.chars().count() as u64);
    for (number, record) in (0u64..).zip(&records) {
        assert_eq!(record.source.record, number + 1);
        assert_eq!(record.source.lines[0], 1 + number * lines);
        assert_eq!(record.titles[0].span.start, records[0].titles[0].span.start + chars * number);
    }
    let parent = "@book{whole, title = {The whole}}\n";
    let linked = ["@inbook{part, title = {A part}, crossref = {whole}}\n", &plain, parent].concat();
    let pieces: Vec<Piece> = Pieces::new(linked.as_bytes(), "linked", "", None).unwrap().collect();
    assert_eq!(pieces.len(), 1);
    let (records, _) = read(Format::Bibtex, linked.as_bytes());
    assert_eq!(records[0].venue.as_ref().and_then(|v| v.title.as_deref()), Some("The whole"));
}

/// Each would take minutes if any of it took the square of its length.
#[test]
fn hostile_files_take_no_longer_than_others() {
    let many = |text: &str| text.repeat(200_000 / text.len());
    let mut doubling = String::from("@string{a0 = \"xxxxxxxx\"}\n");
    for i in 1..64 {
        writeln!(doubling, "@string{{a{i} = a{} # a{}}}", i - 1, i - 1).unwrap();
    }
    doubling.push_str("@misc{x, title = a63}");
    let mut chain = String::new();
    for i in 0..4_000 {
        writeln!(chain, "@book{{k{i}, title = {{T}}, crossref = {{k{}}}, xdata = {{k0,k1,k2}}}}", i + 1).unwrap();
    }
    for text in [
        many("@misc{a, t = {"),
        many("@misc{a,\n t = {\n"),
        many("@misc{a,\n t = \"{\n"),
        ["@misc{a,\n", &many(" t = {\n")].concat(),
        ["@misc{a,\n", &many(" t = \"{\n")].concat(),
        ["@misc{a,\n t = \"", &many("x = \"y ")].concat(),
        ["@misc{a,\n", &many(" t = x{\n")].concat(),
        ["@misc{a, ", &many("} ")].concat(),
        ["@misc{a, ", &many("=\n")].concat(),
        ["@misc{a, ", &many(", , {")].concat(),
        many("@ "),
        many("@a{"),
        many("\n@a{b,"),
        many("@comment("),
        many("%@misc{a,b}"),
        ["@misc{a, title = {", &many(r"\href{"), &many("}"), "}}"].concat(),
        ["@misc{a, title = {", &many("$x"), "}}"].concat(),
        ["@misc{a, title = {", &many("\\'"), "}}"].concat(),
        ["@misc{a, author = {", &many("a and "), "}}"].concat(),
        ["@misc{a, author = {", &many("{a},"), "}}"].concat(),
        ["@misc{a, author = {", &many(r"\o "), "}}"].concat(),
        ["@misc{a, keywords = {", &many("&amp;"), "}}"].concat(),
        ["@misc{a, unique-id = {WOS:1}, affiliation = {", &many("A, B; "), "}}"].concat(),
        doubling,
        chain,
    ] {
        read(Format::Bibtex, text.as_bytes());
    }
}

#[test]
fn real_files_hold_what_can_be_counted_in_them() {
    let Some(corpora) = acceptance("corpora/bibtex") else { return };
    let records = |file: &str| read(Format::Bibtex, &bytes_of(&corpora.join(file))).0;
    let old = records("zotero-better-bibtex/Some bibtex entries quietly discarded on import from bib file #873.bib");
    assert_eq!(old.len(), 988);
    // The JSON around a page's text costs its own field, not the entry.
    let ebsco = records("colrev/ebsco_bib.bib");
    assert_eq!(
        ebsco.iter().map(|r| r.titles[0].text.as_str()).collect::<Vec<_>>(),
        ["Paper title.", "When sharing fixes prices."]
    );
    for file in
        ["encoding-utf-16BE-with-header.bib", "encoding-utf-16BE-without-header.bib", "encoding-utf-8-with-header.bib"]
    {
        assert_eq!(records(&format!("jabref/{file}"))[0].titles[0].text, "Ü ist ein Umlaut", "{file}");
    }
    let wos = records("colrev/web_of_science_bib.bib");
    assert_eq!(wos.iter().filter(|r| r.ids.get(IdScheme::Wos).is_some()).count(), 2);
}
