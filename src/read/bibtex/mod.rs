//! BibTeX and BibLaTeX, as reference managers, databases and people write them.
//!
//! A file goes through three stages: raw entries with places ([`lexer`]); macros, cross references and `xdata` resolved,
//! without recursion; fields typed. What is odd costs a field at most, never an entry, and never the file.
//!
//! **Macros and parents may stand anywhere** in a file, so pieces cannot be cut as freely as those of other formats: a
//! file of up to [`SMALL`] bytes is one piece; a larger one is, too, as long as its text shows a macro, a cross reference
//! or an `xdata`, up to [`LARGE`] bytes. Beyond that, and where nothing of the kind has been seen, pieces end before an
//! entry. An entry whose parent is in another piece is read without it, and told.
//!
//! Affiliations are linked to authors only where Web of Science names the authors before the address. Inherited values
//! have the places of their originals; values put together of several parts have that of the whole.
//!
//! Specification: [BibTeX](https://ctan.org/pkg/bibtex) ("btxdoc"), [BibLaTeX](https://ctan.org/pkg/biblatex) (2 and
//! appendix B for inheritance).

mod contributors;
mod fields;
mod lexer;
mod lists;
mod names;
mod values;
mod work;

use super::input::Head;
use super::tagged;
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::text;
use fields::Meaning::*;
use lexer::Lexer;
use rustc_hash::FxHashMap;
use values::{Desk, Macros, Shelf, address, words};

pub(super) const SPEC: Spec = Spec {
    name: "bibtex",
    title: "BibTeX and BibLaTeX",
    extensions: &["bib", "bibtex", "txt"],
    media_type: "application/x-bibtex",
    detect,
    boundary,
    parse,
};

/// Text up to this length is always one piece. A smaller one is read faster: its records stay near the processor.
const SMALL: usize = 1 << 18;
/// Text with macros or cross references is one piece up to this length.
const LARGE: usize = 32 << 20;

fn detect(head: &Head) -> Option<String> {
    let text = head.text();
    // A web page may quote an entry.
    if text.trim_start().starts_with('<') {
        return None;
    }
    let begins = |at: &usize| lexer::begins_line(text, *at).is_some() && lexer::begins_entry(text, *at);
    let at = memchr::memchr_iter(b'@', text.as_bytes()).find(begins)?;
    let line = text[at..].lines().next().unwrap_or_default();
    Some(tagged::evidence(text::count_lines(&text[..at]) as usize + 1, line))
}

fn boundary(text: &str, _: bool) -> Option<usize> {
    if text.len() < SMALL || text.len() < LARGE && is_linked(text) {
        return None;
    }
    lexer::last_entry(text)
}

/// Whether a text shows macros or entries that speak of others.
fn is_linked(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has = |word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    if ["crossref", "Crossref", "CROSSREF", "xdata", "Xdata", "XDATA"].iter().any(|word| has(word)) {
        return true;
    }
    let is_field =
        |at: usize| text[at..].trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start().starts_with('=');
    if memchr::memmem::find_iter(bytes, "related").any(is_field) {
        return true;
    }
    memchr::memchr_iter(b'@', bytes)
        .any(|at| bytes.get(at + 1..at + 7).is_some_and(|word| word.eq_ignore_ascii_case(b"string")))
}

fn parse(sink: &mut Sink<'_>) {
    let mut lexer = Lexer::new(sink.text());
    let mut macros = Macros::new(sink.text());
    let mut entries = Vec::new();
    while let Some(entry) = lexer.next_entry() {
        if entry.kind.text.eq_ignore_ascii_case("string") {
            macros.define(&entry, sink);
        } else {
            entries.push(entry);
        }
    }
    // Small entries make much larger records.
    sink.records.reserve(entries.len().min(sink.text().len() / 128));
    let shelf = Shelf::new(entries, sink);
    for index in 0..shelf.entries.len() {
        map(index, &shelf, &mut macros, sink);
    }
}

fn map(index: usize, shelf: &Shelf<'_>, macros: &mut Macros, sink: &mut Sink<'_>) {
    let entry = &shelf.entries[index];
    for remark in &entry.remarks {
        sink.note(remark.severity, remark.code, remark.at, remark.message.as_str());
    }
    if entry.cut {
        let last = entry.fields.last().map_or("its key", |field| field.name.text);
        let message = format!("the text ends within the entry, behind or within {last}");
        sink.note(Severity::Warning, "cut-off", entry.range.end, message);
    }
    // What others inherit from, and the names of groups of entries.
    if ["xdata", "set"].iter().any(|kind| kind.eq_ignore_ascii_case(entry.kind.text)) {
        return;
    }
    let values = shelf.values(index, macros, sink);
    let mut record = sink.record(entry.range.clone());
    let mut desk = Desk::new(values);
    if let Some(key) = entry.key {
        record.keep_other("citation-key", key.text);
    }
    for (field, debris) in &entry.debris {
        let name = field.and_then(|at| entry.fields.get(at)).map_or("unread", |field| field.name.text);
        record.keep_other(name, words(debris.text));
    }
    for index in 0..desk.values.len() {
        let value = &desk.values[index];
        // An identifier cut short would be another's.
        let may_be_short = matches!(
            value.meaning,
            Title
                | AbstractText
                | Authors
                | Translators
                | Advisors
                | OtherPeople
                | Editors
                | Keywords
                | Journal
                | Booktitle
        );
        if value.cut && !may_be_short {
            record.keep_other(value.name, address(&value.text));
            desk.set_read(index);
        }
    }
    let wos = desk.look(Accession).is_some_and(|v| v.text.contains(':'));
    let mut languages = work::read_languages(&mut desk, &mut record, sink);
    languages.dedup();
    work::read_identifiers(entry, &mut desk, &mut record, sink);
    work::read_kind(entry, &mut desk, &mut record, sink);
    work::read_titles_and_venue(entry, &mut desk, &mut record, &languages, sink);
    contributors::read_people(&mut desk, &mut record, wos, sink);
    work::read_dates(&mut desk, &mut record, sink);
    work::read_numbers(&mut desk, &mut record, sink);
    lists::read_keywords(&mut desk, &mut record, sink);
    if let Some(value) = desk.take(AbstractText) {
        lists::read_abstract(&value, &mut record, &languages, sink);
    }
    lists::read_lists(&mut desk, &mut record, sink);
    lists::read_relations(shelf, &mut desk, &mut record, sink);
    record.citation = desk.take(Citation).map(|value| value.words()).filter(|words| !words.is_empty());
    // Where the first value of a name stands.
    let mut firsts: FxHashMap<String, usize> = FxHashMap::default();
    for index in (0..desk.values.len()).filter(|&index| !desk.is_read(index)) {
        let value = &desk.values[index];
        let may_repeat = value.span.is_none() && value.meaning != Kept && desk.values.len() > 1;
        if may_repeat && firsts.is_empty() {
            for value in &desk.values {
                let first = firsts.entry(value.name.to_ascii_lowercase()).or_insert(value.range.start);
                *first = value.range.start.min(*first);
            }
        }
        if may_repeat && firsts.get(&value.name.to_ascii_lowercase()).is_some_and(|first| *first < value.range.start) {
            let message = format!("a second {}; the first is used, this one kept in `other`", value.name);
            sink.note(Severity::Info, "duplicate-field", value.range.start, message);
        }
        let verbatim = matches!(value.meaning, Url | KeptAddress | Doi | Eprint | Crossref | Related);
        let verbatim = verbatim || value.text.contains("://") && !value.text.contains(' ');
        record.keep_other(value.name, if verbatim { address(&value.text) } else { value.words() });
    }
    sink.push(record, entry.range.start);
}
