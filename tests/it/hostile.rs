//! Inputs made to stop a reader: lists of thousands, nesting without end, marks that are never closed. Time must grow
//! with the size of the input. Each size here is one at which a reader that compares all with all takes minutes.

use crate::read::{fixtures, read};
use citeweave::extract::{extract, places};
use citeweave::read::input::Source;
use citeweave::read::{Format, Pieces, ReadError, Reader};
use citeweave::resolve::{Corpus, Items, resolve};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// More than a slow machine under load takes for what costs its size.
const LONG: Duration = Duration::from_secs(60);

/// A text for each number below `count`, one after the other.
fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

/// The same set off by a separator.
fn list(count: usize, separator: &str, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().join(separator)
}

fn jats(meta: &str) -> String {
    format!(
        "<article><front><article-meta><title-group><article-title>T</article-title></title-group>{meta}</article-meta></front></article>"
    )
}

fn epmc(inside: &str) -> String {
    format!(
        "<responseWrapper><resultList><result><id>1</id><source>MED</source><title>T</title>{inside}</result></resultList></responseWrapper>"
    )
}

fn crossref(inside: &str) -> String {
    format!("<doi_records><doi_record><crossref>{inside}</crossref></doi_record></doi_records>")
}

/// Reads a text in good time; returns the number of records and the codes of the messages.
fn read_soon(name: &str, format: Format, text: &str) -> (usize, Vec<&'static str>) {
    let begun = Instant::now();
    let (records, diagnostics) = read(format, text.as_bytes());
    records.iter().for_each(|record| drop(extract(record)));
    assert!(begun.elapsed() < LONG, "{name}: {:?} for {} bytes", begun.elapsed(), text.len());
    let mut codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();
    (records.len(), codes)
}

#[test]
fn long_lists_are_read_in_time_that_grows_with_them() {
    let n = 10_000;
    let name = |i: usize| format!("Smith{i} J");
    let contributor = |i: usize| format!("<contrib><name><surname>S{i}</surname></name></contrib>");
    let chapter = |i: usize| format!("<content_item><doi_data><doi>10.1000/{i}</doi></doi_data></content_item>");
    let editor = |i: usize| format!("<person_name contributor_role=\"editor\"><surname>E{i}</surname></person_name>");
    #[rustfmt::skip]
    let cases = [
        ("authors on one line", Format::EuropePmcXml,
            epmc(&format!("<authorString>{}.</authorString>", list(4 * n, ", ", name))), 1, None),
        ("authors on one line that breaks", Format::EuropePmcXml,
            epmc(&format!("<authorString>{}.</authorString>", list(4 * n, ",\n ", name))), 1, None),
        ("articles of an issue", Format::CrossrefXml,
            crossref(&format!("<journal><journal_metadata><full_title>J</full_title></journal_metadata>{}</journal>",
                each(n, |i| format!("<journal_article><titles><title>T{i}</title></titles></journal_article>")))), n, None),
        ("chapters and editors", Format::CrossrefXml,
            crossref(&format!("<book><book_metadata><contributors>{}</contributors></book_metadata>{}</book>",
                each(n, editor), each(2_000, chapter))), 2_000, Some("large-container")),
        ("containers", Format::CrossrefXml,
            crossref(&format!("<journal>{}{}</journal>", "<journal_metadata/>".repeat(n), "<journal_article><titles><title>T</title></titles></journal_article>".repeat(n))),
            n, Some("large-container")),
        ("everybody everywhere", Format::Jats,
            jats(&format!("<contrib-group>{}{}</contrib-group>", each(n, contributor), each(n, |i| format!("<aff>Univ {i}, Oslo</aff>")))),
            1, Some("many-affiliations")),
        ("affiliations of one id", Format::Jats,
            jats(&format!("<contrib-group>{}</contrib-group>{}",
                "<contrib><name><surname>S</surname></name><xref ref-type=\"aff\" rid=\"a\"/></contrib>".repeat(n),
                each(n, |i| format!("<aff id=\"a\">Univ {i}, Oslo</aff>")))), 1, Some("many-affiliations")),
        ("links back and forth", Format::Jats,
            jats(&format!("<contrib-group>{}</contrib-group>{}",
                each(n, |i| format!("<contrib><name><surname>S{i}</surname></name><xref ref-type=\"aff\" rid=\"a{}\"/></contrib>", i * 7_919 % n)),
                each(n, |i| format!("<aff id=\"a{i}\">Univ {i}, Oslo</aff>")))), 1, None),
        ("formulas", Format::Jats,
            jats(&format!("<abstract><p>{}</p></abstract>", "<tex-math>x</tex-math><alternatives><tex-math>y</tex-math></alternatives>".repeat(n))), 1, None),
        ("one family", Format::Wos,
            format!("PT J\nTI T\nAU {}\nAF {}\nOI {}\nC1 {}\nER\n",
                list(n, "\n   ", |i| format!("Wang, A{i}")), list(n, "\n   ", |i| format!("Wang, Abcdef{i}")),
                list(n, "; ", |i| format!("Wang, Abcxyz{i}/0000-0001-2345-6789")),
                list(n, "\n   ", |i| format!("[Wang, Abcuvw{i}] Univ {i}, Oslo, Norway."))), 1, Some("unlinked")),
        ("editors and addresses", Format::Wos,
            format!("PT B\nTI T\nBE {}\nC1 {}\nER\n", list(n, "\n   ", |i| format!("Ed{i}, O")), list(n, "\n   ", |i| format!("Univ {i}."))), 1, None),
        ("a name of many words", Format::Wos,
            format!("PT J\nTI T\nAF {}\nC1 [{}] Univ.\nER\n", "word ".repeat(n), "word ".repeat(n)), 1, None),
        ("titles", Format::Ris, format!("TY  - JOUR\n{}ER  - \n", each(4 * n, |i| format!("T2  - title {i}\nTI  - title {i}\n"))), 1, None),
        ("books' numbers", Format::Ris, format!("TY  - BOOK\nTI  - T\n{}ER  - \n", each(4 * n, |i| format!("SN  - 978{i:010}\n"))), 1, None),
        ("types", Format::Ovid, format!("<1. >\nUnique Identifier\n  1\nTitle\n  T\nPublication Type\n  {}\n", list(n, "; ", |i| format!("Type{i}"))), 1, None),
        ("keywords of three families", Format::Html,
            format!("<html><head><meta name=\"citation_title\" content=\"T\">{}</head></html>",
                each(n, |i| format!("<meta name=\"citation_keywords\" content=\"k{i}\"><meta name=\"DC.subject\" content=\"s{i}\">"))), 1, None),
        ("paragraphs", Format::PubmedAbstract,
            format!("1. J Soc Sci. 2020 Jan;12(3):45-67. doi: 10.1000/182.\n\nA title.\n\n{}", "nothing known here\n\n".repeat(n)), 1, None),
        ("brackets in addresses", Format::EmbaseCsv,
            format!("\"TITLE\",\"AUTHOR NAMES\",\"AUTHOR ADDRESSES\",\"DOI\",\"PUI\"\n\"T\",\"Sm J.\",\"{})\",\"10.1000/1\",\"L1\"\n", ";(".repeat(4 * n)), 1, None),
    ];
    for (name, format, text, records, code) in cases {
        let (found, codes) = read_soon(name, format, &text);
        assert_eq!(found, records, "{name}: {codes:?}");
        assert!(code.is_none_or(|code| codes.contains(&code)), "{name}: {codes:?}");
    }
}

#[test]
fn nesting_without_end_is_no_deeper_than_the_tree() {
    let n = 20_000;
    let nested = |start: &str, end: &str| start.repeat(n) + "text" + &end.repeat(n);
    #[rustfmt::skip]
    let cases = [
        ("groups", Format::Jats,
            jats(&nested("<contrib-group><contrib><collab>Group", "</collab></contrib></contrib-group>"))),
        ("sections", Format::Jats, jats(&format!("<abstract>{}</abstract>", nested("<sec><title>a</title>", "</sec>")))),
        ("numbers", Format::CrossrefXml,
            crossref(&format!("<journal><journal_metadata>{}</journal_metadata><journal_article><titles><title>T</title></titles></journal_article></journal>",
                nested("<issn>x", "</issn>")))),
        ("works", Format::CrossrefXml, crossref(&nested("<book><content_item><titles><title>T</title></titles>", "</content_item></book>"))),
        ("updates", Format::CrossrefXml,
            crossref(&format!("<journal><journal_article><titles><title>T</title></titles><crossmark>{}</crossmark></journal_article></journal>", nested("<update>", "</update>")))),
        ("authors", Format::EuropePmcXml, epmc(&nested("<authorList><author>", "</author></authorList>"))),
        ("related items", Format::Mods,
            format!("<modsCollection><mods><titleInfo><title>T</title></titleInfo>{}</mods></modsCollection>", nested("<relatedItem>", "</relatedItem>"))),
    ];
    for (name, format, text) in cases {
        let (records, codes) = read_soon(name, format, &text);
        assert!(records >= 1 && codes.contains(&"xml-syntax"), "{name}: {records} records, {codes:?}");
    }
    // JSON has no tree: brackets are only counted.
    for (start, end) in [("[", "]"), ("{\"a\":", "}"), ("[", "}"), ("{\"a\":[", "")] {
        let text = format!(
            "[{{\"type\":\"article-journal\",\"title\":\"T\",\"note\":{}1{}}}]",
            start.repeat(n),
            end.repeat(n)
        );
        let (records, _) = read_soon(start, Format::CslJson, &text);
        assert_eq!(records, 1, "{start}");
    }
}

#[test]
fn what_is_never_closed_is_looked_for_once() {
    let n = 100_000;
    for (format, text) in [
        (Format::Jats, jats("<abstract>") + &"<p ".repeat(n) + ">"),
        (Format::Mods, "<modsCollection>".to_string() + &"<!-- ".repeat(n)),
        (Format::Mods, "<modsCollection>".to_string() + &"<mods ".repeat(n) + ">"),
        (
            Format::Html,
            "<html><head><meta name=\"citation_title\" content=\"T\">".to_string() + &"<!-- <div '".repeat(n),
        ),
        (Format::Crossref, "{\"DOI\":\"10.1000/1\",\"title\":\"".to_string() + &"a, \"b\" {".repeat(n)),
        (Format::ScopusCsv, "Authors,Title,Year,EID\n".to_string() + &"\"Sm J.,T,2020,1\n".repeat(n / 10)),
        (Format::Ris, "TY  - JOUR\nTI  - ".to_string() + &"word ".repeat(n)),
    ] {
        read_soon(format.name(), format, &text);
    }
}

/// A quotation mark that nothing closes: the rows behind it are read, and not all of them at once.
#[test]
fn a_quotation_mark_does_not_make_one_piece_of_a_table() {
    let rows = 120_000;
    let text = "Authors,Title,Year,EID\n\"Doe A.,T,2020,1\n".to_string() + &"Doe A.,Title,2020,2-s2.0-1\n".repeat(rows);
    let pieces = Pieces::new(text.as_bytes(), "rows", "", Some(Format::ScopusCsv)).unwrap();
    let (mut records, mut longest) = (0, 0);
    for piece in pieces {
        records += piece.parse().records.len();
        longest = longest.max(piece.into_text().len());
    }
    assert_eq!(records, rows + 1);
    assert!(longest < 512 << 10, "{longest}");
}

#[test]
fn a_text_of_any_length_is_read_as_an_affiliation() {
    let begun = Instant::now();
    for separator in [" ", ", ", "; ", " and "] {
        let found = places(&list(20_000, separator, |i| format!("University of X{i}")));
        assert!((1..=64).contains(&found.len()), "{separator:?}");
    }
    assert!(begun.elapsed() < LONG);
}

/// Resolves the records of a text in good time.
fn resolve_soon(text: &str) -> Corpus {
    let source =
        Source { path: PathBuf::new(), members: Vec::new(), name: "a.ris".into(), sha256: "00".into(), bytes: 0 };
    let mut items = Items::default();
    items.begin_source(&source, Format::Ris);
    read(Format::Ris, text.as_bytes()).0.iter().for_each(|record| items.push(record, &extract(record)));
    let begun = Instant::now();
    let corpus = resolve(items);
    assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
    corpus
}

#[test]
fn thousands_of_one_name_are_told_apart_in_time_that_grows_with_them() {
    let n = 10_000;
    let record = |lines: String| format!("TY  - JOUR\n{lines}ER  - \n");
    let people = |i: usize| each(5, |j| format!("AU  - Smith{i}x{j}, John\n"));
    #[rustfmt::skip]
    let cases = [
        ("editorials", record("TI  - Editorial\n".into()).repeat(n), n),
        ("one title", each(n, |i| record(format!("TI  - The title of them all\nAU  - Smith, John\nPY  - 2020\nDO  - 10.1000/{i}\n"))), n),
        ("one identifier", each(n, |i| record(format!("TI  - The title of them all\n{}DO  - 10.1000/1\n", people(i)))), 1),
        ("one identifier, other titles", each(n, |i| record(format!("TI  - other{i} words{i} than{i} these{i}\nDO  - 10.1000/1\n"))), n),
        ("one name", each(n, |i| record(format!("TI  - Title number {i} of many\nAU  - Smith, John\nPY  - 2020\nDO  - 10.1000/{i}\n"))), n),
        ("one name of one place", each(n, |i| record(format!("TI  - Title number {i} of many\nAU  - Smith, John\nAD  - University of Oslo, Oslo, Norway\nDO  - 10.1000/{i}\n"))), n),
        ("a long list and short ones", record(format!("TI  - The title of them all\n{}DO  - 10.1000/1\n", each(n, |i| format!("AU  - Smith, A{i}\n"))))
            + &record("TI  - The title of them all\nAU  - Smith, A.\nAU  - Doe, B.\nDO  - 10.1000/1\n".into()).repeat(n), 1),
        ("a long title", record(format!("TI  - {}\nDO  - 10.1000/1\n", "word ".repeat(4 * n)))
            + &each(n, |i| record(format!("TI  - Short {i}\nDO  - 10.1000/1\n"))), n + 1),
    ];
    for (name, text, works) in cases {
        assert_eq!(resolve_soon(&text).works.len(), works, "{name}");
    }
}

/// Bytes that mean something to one format or another, and some that mean nothing to any.
const ODD: &[u8] = b"<>&\"'{}[](),;:-\n\r\t \0\xff\x80%@=/|A0";

/// Reads bytes to their end; only some that look like no text at all are refused.
fn read_odd(format: Format, bytes: &[u8]) {
    match Reader::with_format(bytes, "odd", format) {
        Ok(mut reader) => reader.by_ref().for_each(|record| drop(extract(&record))),
        Err(error) => assert!(matches!(error, ReadError::Unrecognised(_)), "{format}: {error}"),
    }
}

#[test]
fn no_byte_stops_a_reader() {
    for &format in Format::ALL {
        let files = fixtures(format, "valid").into_iter().chain(fixtures(format, "invalid"));
        for (number, path) in files.enumerate() {
            let whole = fs::read(&path).unwrap();
            let mut odd = ODD.iter().cycle().skip(number * 5);
            // One byte at a time, then every seventh.
            for at in (number..whole.len()).step_by(whole.len() / 6 + 1) {
                let mut bytes = whole.clone();
                bytes[at] = *odd.next().unwrap();
                read_odd(format, &bytes);
            }
            for first in 0..2 {
                let mut bytes = whole.clone();
                bytes.iter_mut().skip(first).step_by(7).for_each(|byte| *byte = *odd.next().unwrap());
                read_odd(format, &bytes);
            }
            // The end before the beginning.
            let (head, tail) = whole.split_at(whole.len() / 2);
            read_odd(format, &[tail, head].concat());
        }
    }
}

/// Messages quote the beginning of what they speak of.
#[test]
fn a_message_is_no_longer_than_one_can_read() {
    let mut text = String::new();
    write!(text, "TY  - JOUR\nTI  - T\nDO  - {}\nER  - \n", "not a doi ".repeat(100_000)).unwrap();
    let (_, diagnostics) = read(Format::Ris, text.as_bytes());
    assert!(diagnostics.iter().all(|d| d.message.len() < 2_000) && !diagnostics.is_empty());
}
