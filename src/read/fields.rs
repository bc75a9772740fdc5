//! What the formats of tagged fields share beyond their lines: lists, plain text, identifiers, names to be found again.

use super::tagged::Slice;
use super::{Sink, markup};
use crate::record::{Field as Member, IdScheme, Identifier, Record, Role};
use crate::text;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// What programs write where they have nothing to say.
const NOTHING: &[&str] = &["nan", "none", "null", "undefined", "n/a", "na", "-", "&", "+", "?"];

/// Places on the web whose addresses end with an identifier.
const HOSTS: &[(&str, IdScheme)] = &[
    ("doi.org/10.", IdScheme::Doi),
    ("pubmed.ncbi.nlm.nih.gov/", IdScheme::Pmid),
    ("ncbi.nlm.nih.gov/pubmed/", IdScheme::Pmid),
    ("/pmc/articles/PMC", IdScheme::Pmcid),
    ("europepmc.org/articles/PMC", IdScheme::Pmcid),
    ("arxiv.org/abs/", IdScheme::Arxiv),
    ("www.scopus.com/inward/record.ur", IdScheme::Scopus),
    // EndNote's.
    ("<Go to ISI>://", IdScheme::Wos),
    ("/full-record/", IdScheme::Wos),
];

/// The parts of a list between semicolons, of either width, that end no character reference such as `&amp;`.
pub(super) fn list(line: Slice<'_>) -> Vec<Slice<'_>> {
    // No name of a character is longer.
    const LONGEST: usize = 8;
    let ends_reference = |at: usize| {
        let head = &line.text.as_bytes()[at.saturating_sub(LONGEST + 1)..at];
        let name = head.iter().rposition(|b| *b == b'&').map(|from| &head[from + 1..]);
        name.is_some_and(|name| !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#'))
    };
    cut(line, |at, c| c == '；' || c == ';' && !ends_reference(at))
}

/// The addresses on a line: a semicolon parts them only where another follows.
pub(super) fn urls(line: Slice<'_>) -> Vec<Slice<'_>> {
    cut(line, |at, c| {
        let next = line.text[at + c.len_utf8()..].trim_start();
        c == ';' && (next.is_empty() || next.starts_with("http") || next.starts_with("www."))
    })
}

/// The parts of a line between separators, trimmed, empty ones left out.
pub(super) fn cut<'t>(line: Slice<'t>, is_separator: impl Fn(usize, char) -> bool) -> Vec<Slice<'t>> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, c) in line.text.char_indices().filter(|(_, c)| matches!(c, ';' | '；')) {
        if is_separator(at, c) {
            parts.push(line.split_at(at).0.split_at(from).1.trim());
            from = at + c.len_utf8();
        }
    }
    parts.push(line.split_at(from).1.trim());
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// A value as plain text.
pub(super) fn words_of(value: Slice<'_>) -> Cow<'_, str> {
    match markup::plain(value.text) {
        Cow::Borrowed(text) => text::clean(text),
        Cow::Owned(text) => Cow::Owned(text::clean(&text).into_owned()),
    }
}

pub(super) fn is_nothing(text: &str) -> bool {
    NOTHING.iter().any(|n| n.eq_ignore_ascii_case(text.trim()))
}

/// Fills a member that holds one value; a different second value, or one that says nothing, is kept.
pub(super) fn set(member: Member, tag: &str, value: Slice<'_>, record: &mut Record, sink: &Sink<'_>) {
    let words = words_of(value);
    let slot = if member == Member::Volume { &mut record.volume } else { &mut record.issue };
    match slot {
        Some(held) if *held == words => {}
        None if !is_nothing(&words) => {
            *slot = Some(words.into_owned());
            record.spans.insert(member, sink.span(value.range()));
        }
        _ => record.keep_other(tag, words),
    }
}

/// Adds an identifier where the text is one and none of its scheme is there; returns whether the record now has it.
pub(super) fn add_id(scheme: IdScheme, value: Slice<'_>, record: &mut Record, sink: &Sink<'_>) -> bool {
    match Identifier::parse(scheme, value.text) {
        Ok(id) => record.ids.insert(id.at(sink.span(value.range()))).is_none(),
        Err(_) => false,
    }
}

/// Authors by the letters of their names, in any order of its parts; names two authors share tell nothing.
pub(super) fn authors_by_name(record: &Record) -> FxHashMap<String, Option<usize>> {
    let mut index = FxHashMap::default();
    for (i, contributor) in record.contributors.iter().enumerate().filter(|(_, c)| c.role == Role::Author) {
        index.entry(name_key(&contributor.as_written)).and_modify(|held| *held = None).or_insert(Some(i));
    }
    index
}

pub(super) fn name_key(name: &str) -> String {
    let folded = text::fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words.concat()
}

/// Adds the identifier an address on the web holds, where the record has none of its scheme.
pub(super) fn add_linked_id(link: Slice<'_>, record: &mut Record, sink: &Sink<'_>) {
    let Some((host, scheme)) = HOSTS.iter().find(|(host, _)| link.text.contains(host)) else { return };
    let tail = link.text.split(host).nth(1).unwrap_or("").split(['?', '#']).next().unwrap_or("");
    let decoded;
    let value = match scheme {
        IdScheme::Doi => {
            decoded = format!("10.{tail}").replace("%2F", "/").replace("%2f", "/");
            decoded.as_str()
        }
        IdScheme::Scopus => link.text,
        _ => tail.trim_end_matches('/'),
    };
    if let Ok(id) = Identifier::parse(*scheme, value) {
        record.ids.insert(id.at(sink.span(link.range())));
    }
}
