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

/// So many bytes show a quadratic cost in a release build and are quick to read in a debug build.
const HOSTILE: usize = 30_000;

/// `make` of 0, 1, 2… one after the other, up to a length.
fn numbered(make: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        text.push_str(&make(number));
        if text.len() >= HOSTILE {
            break;
        }
    }
    text
}

/// Entries that begin within the value of another which has no end are not each searched to the end of the file.
#[test]
fn values_without_end_within_each_other_are_searched_once() {
    let many = |text: &str| text.repeat(HOSTILE / text.len());
    let nested = many("@a{b,\nt={\nx=1, ");
    for text in [
        nested.clone(),
        many("@a{b,\nt=\"{\nx=1, "),
        many("@a{b,\nt=\\u{\nx=1, "),
        [&nested, &*"}@x{y,}".repeat(HOSTILE / 16)].concat(),
        ["@a{b, ", &many("t=\"= \"x, ")].concat(),
        ["@a{b,\nt=\"", &many("}"), "\n@c{d,}"].concat(),
        many("@a{{}"),
        [&many(" "), &*many("@a{b}")].concat(),
        ["@a{b, t = {", &many("{")].concat(),
        ["@a{b, title = {", &many("{"), &many("}"), "}}"].concat(),
        many("@misc{a, title = {T}}"),
        ["@misc{a, title = {", &many("{$^{\\'"), "}}"].concat(),
    ] {
        read(Format::Bibtex, text.as_bytes());
    }
    // What stands behind is still read.
    let (records, _) = read(Format::Bibtex, [&nested, "\n@misc{last, title = {The last}}\n"].concat().as_bytes());
    assert_eq!(records.last().unwrap().titles[0].text, "The last");
}

/// A field, or a name in a list, is found again without looking at all others.
#[test]
fn entries_of_many_fields_and_names_cost_no_square() {
    let entry = |fields: String| format!("@misc{{a, title = {{T}}, {fields}}}");
    let authors = numbered(|n| format!("Beta, A{n} and "));
    let wos = |fields: &str| entry(format!("unique-id = {{WOS:000000000000001}}, author = {{{authors}}}, {fields}"));
    for name in
        ["title", "keywords", "doi", "issn", "language", "editor", "author", "translatedtitle", "url", "note", "year"]
    {
        read(Format::Bibtex, entry(numbered(|n| format!("{name} = {{10.1/{n}}}, "))).as_bytes());
        read(Format::Bibtex, entry(format!("{name} = {{{}}}", numbered(|n| format!("10.1/{n}, ")))).as_bytes());
    }
    let keywords = numbered(|n| format!("k{n}; "));
    let (records, _) = read(Format::Bibtex, entry(format!("keywords = {{{keywords}}} # {{}}")).as_bytes());
    assert_eq!(records[0].keywords.len(), keywords.matches(';').count());
    let addresses = numbered(|n| format!("Beta, A{n}, Inst C.\n"));
    let (records, _) = read(Format::Bibtex, wos(&format!("affiliation = {{{addresses}}}")).as_bytes());
    let linked = records[0].contributors.iter().filter(|author| author.affiliations == [0]).count();
    assert_eq!(linked, addresses.lines().count());
    read(Format::Bibtex, wos(&format!("orcid-numbers = {{{}}}", numbered(|n| format!("Beta, A{n}/1\n")))).as_bytes());
    read(
        Format::Bibtex,
        entry(format!("related = {{{}}}, relatedtype = {{reviewof}}", numbered(|_| "a,".into()))).as_bytes(),
    );
}

/// What a few bytes stand for is put in only as long as it keeps to some measure.
#[test]
fn macros_and_parents_cannot_fill_the_memory() {
    let long = "x".repeat(10_000);
    let macros = format!("@string{{m = {{{long}}}}}\n");
    let entries = numbered(|n| format!("@misc{{k{n}, title = {{T{n}}}, note = m # m # m # m # m # m # m # m}}\n"));
    let strings = numbered(|n| format!("@string{{m{n} = m # m}}\n"));
    let fields: String = (0..64).map(|n| format!("f{n} = {{{n}}}, ")).collect();
    let parents = format!("@xdata{{p, booktitle = {{{long}}}, {fields} xdata = {{q}}}}\n@xdata{{q, {fields}}}\n");
    let children = numbered(|n| format!("@misc{{k{n}, title = {{T{n}}}, xdata = {{p}}}}\n"));
    for text in [
        [&*macros, &*entries].concat(),
        [&*macros, &*strings, "@misc{a, title = {T}}"].concat(),
        [&*parents, &*children].concat(),
    ] {
        let (records, diagnostics) = read(Format::Bibtex, text.as_bytes());
        let kept = |record: &Record| -> usize { record.other.values().flatten().map(String::len).sum() };
        let venues = records.iter().filter_map(|r| Some(r.venue.as_ref()?.title.as_ref()?.len())).sum::<usize>();
        assert!(records.iter().map(kept).sum::<usize>() + venues < (2 << 20) + 10 * text.len());
        assert!(records.iter().all(|record| record.titles[0].text.starts_with('T')));
        let told = |d: &&citeweave::diagnostic::Diagnostic| d.message.contains("many times the text");
        assert_eq!(diagnostics.iter().filter(told).count(), 1);
    }
    // Circles.
    let circle =
        "@string{a = b}@string{b = a}@book{c, title = {T}, crossref = {d}}@book{d, title = {U}, xdata = {c, d}}";
    let (records, _) = read(Format::Bibtex, circle.as_bytes());
    assert_eq!(records.len(), 2);
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
