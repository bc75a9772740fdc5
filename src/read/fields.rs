//! What the formats of tagged fields share beyond their lines: lists, plain text, identifiers, names to be found again.

use super::tagged::Slice;
use super::{Sink, markup};
use crate::record::{Field as Member, IdScheme, Identifier, Record, Role};
use crate::text;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// What programs write where they have nothing to say.
const NOTHING: &[&str] = &["nan", "none", "null", "undefined", "n/a", "na", "-", "&", "+", "?"];

/// Addresses on the web that hold an identifier: what stands before it, with the first letters of its own where it has
/// any, and its scheme.
const HOSTS: &[(&str, IdScheme)] = &[
    ("doi.org/10.", IdScheme::Doi),
    // Of publishers' landing pages.
    ("id=doi:10.", IdScheme::Doi),
    ("pubmed.ncbi.nlm.nih.gov/", IdScheme::Pmid),
    ("ncbi.nlm.nih.gov/pubmed/", IdScheme::Pmid),
    ("/pmc/articles/PMC", IdScheme::Pmcid),
    ("europepmc.org/articles/PMC", IdScheme::Pmcid),
    ("arxiv.org/abs/", IdScheme::Arxiv),
    ("arxiv.org/pdf/", IdScheme::Arxiv),
    ("openalex.org/W", IdScheme::OpenAlex),
    ("dblp.org/rec/", IdScheme::Dblp),
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

/// Whether a title is there already. No publication has many; of a hostile list only the first are looked at.
pub(super) fn is_title(record: &Record, text: &str) -> bool {
    record.titles.iter().take(64).any(|title| title.text == text)
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

/// The identifier an address on the web holds.
pub(super) fn linked_id(link: &str) -> Option<Identifier> {
    let (host, scheme) = HOSTS.iter().find(|(host, _)| link.contains(host))?;
    let (_, tail) = link.split_once(host)?;
    // What is a parameter itself ends with the next one; elsewhere `&` may be part of a DOI.
    let is_parameter = host.contains('=');
    let tail = tail.split(|c| matches!(c, '?' | '#' | ' ') || c == '&' && is_parameter).next()?.trim_end_matches('/');
    match scheme {
        IdScheme::Doi => {
            let doi = format!("10.{tail}").replace("%2F", "/").replace("%2f", "/");
            Identifier::parse(*scheme, &doi)
        }
        // A page of the article: `PMC123/pdf/`.
        IdScheme::Pmcid => Identifier::parse(*scheme, tail.split('/').next()?),
        IdScheme::OpenAlex => Identifier::parse(*scheme, &format!("W{tail}")),
        IdScheme::Arxiv => Identifier::parse(*scheme, tail.trim_end_matches(".pdf")),
        IdScheme::Dblp => Identifier::parse(*scheme, tail.trim_end_matches(".bib").trim_end_matches(".html")),
        // Among the parameters.
        IdScheme::Scopus => Identifier::parse(*scheme, link),
        _ => Identifier::parse(*scheme, tail),
    }
    .ok()
}

/// Adds the identifier an address on the web holds, where the record has none of its scheme.
pub(super) fn add_linked_id(link: Slice<'_>, record: &mut Record, sink: &Sink<'_>) {
    if let Some(id) = linked_id(link.text) {
        record.ids.insert(id.at(sink.span(link.range())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_identifiers() {
        for (link, expected) in [
            ("https://doi.org/10.1000%2Fab.1?lang=en", Some((IdScheme::Doi, "10.1000/ab.1"))),
            ("http://dx.doi.org/10.1000/a&b#top", Some((IdScheme::Doi, "10.1000/a&b"))),
            ("https://publisher.example/page?id=doi:10.1000/ab&type=full", Some((IdScheme::Doi, "10.1000/ab"))),
            ("https://pubmed.ncbi.nlm.nih.gov/123/", Some((IdScheme::Pmid, "123"))),
            ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/pdf/main.pdf", Some((IdScheme::Pmcid, "PMC123"))),
            ("https://europepmc.org/articles/PMC123?pdf=render", Some((IdScheme::Pmcid, "PMC123"))),
            ("https://arxiv.org/abs/1706.03762v5", Some((IdScheme::Arxiv, "1706.03762"))),
            ("https://arxiv.org/pdf/1706.03762.pdf", Some((IdScheme::Arxiv, "1706.03762"))),
            ("https://openalex.org/W123", Some((IdScheme::OpenAlex, "W123"))),
            ("https://dblp.org/rec/conf/x/Y01.bib", Some((IdScheme::Dblp, "conf/x/Y01"))),
            ("https://www.scopus.com/inward/record.uri?eid=2-s2.0-85&partner=1", Some((IdScheme::Scopus, "2-s2.0-85"))),
            ("<Go to ISI>://WOS:000123456700001", Some((IdScheme::Wos, "WOS:000123456700001"))),
            (
                "https://www.webofscience.com/wos/woscc/full-record/WOS:000123456700001",
                Some((IdScheme::Wos, "WOS:000123456700001")),
            ),
            ("https://www.ncbi.nlm.nih.gov/pubmed/?term=x", None),
            ("https://example.org/10.1000/ab", None),
        ] {
            let id = linked_id(link);
            assert_eq!(id.as_ref().map(|id| (id.scheme(), id.value())), expected, "{link}");
        }
    }
}
