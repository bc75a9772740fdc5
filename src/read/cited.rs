//! Entries of reference lists that databases print as one line of text.
//!
//! The whole entry is always kept as written; parts are read only where the pattern of the database is plain.

use super::Sink;
use super::tagged::Slice;
use crate::record::{IdScheme, Identifier, Reference, ReferenceAuthor, find_dois};
use crate::text;
use std::ops::Range;

/// Reads an entry of any style: its DOI and the year in brackets.
pub(super) fn entry(slice: Slice<'_>, sink: &Sink<'_>) -> Reference {
    let mut reference = Reference { as_written: text::clean(slice.text).into_owned(), ..Reference::default() };
    reference.span = sink.span(slice.range());
    if slice.text.contains("10.") {
        for (doi, range) in find_dois(slice.text).into_iter().take(1) {
            let at = slice.at + range.start..slice.at + range.end;
            reference.ids.insert(doi.at(sink.span(at)));
        }
    }
    reference.year = year(slice.text).map(|(_, year)| year);
    reference
}

/// Reads an entry as Scopus prints it: `Tritter, J.Q., Title (2013) BMC Health Serv Res, 13 (1), pp. 188-190`; a book has
/// its title after the year. `, ,` and `. ,` end what comes from the fields of the entry; remarks follow.
pub(super) fn scopus(slice: Slice<'_>, sink: &Sink<'_>) -> Reference {
    let slice = Slice { text: slice.text.trim_end_matches([';', ' ', '\n']), at: slice.at };
    let Some((brackets, _)) = year(slice.text) else { return entry(slice, sink) };
    let ends = slice.text[brackets.end..].trim_matches([',', '.', ' ']).is_empty();
    if ends && slice.text[..brackets.start].trim_end().ends_with(',') && author(slice.text).is_none() {
        return scopus_year_last(slice, brackets.start, sink);
    }
    let head = slice.split_at(brackets.start).0;
    let tail = &slice.text[brackets.end..];
    let (mut at, mut authors) = (0, Vec::new());
    while let Some((length, name)) = author(&head.text[at..]) {
        let span = sink.span(head.at + at..head.at + at + name.len());
        authors.push(ReferenceAuthor { as_written: text::clean(name).into_owned(), span });
        at += length;
    }
    let part = |t: &str| Some(text::clean(t.trim_matches([',', ' ', ';'])).into_owned()).filter(|t| !t.is_empty());
    let mut reference = Reference { authors, ..entry(slice, sink) };
    reference.title = part(&head.text[at..]);
    let (tail, apart) = match tail.trim_start().strip_prefix(',') {
        Some(tail) => (tail, true),
        None => (tail, false),
    };
    let end = [". , ", ", , "].iter().filter_map(|mark| tail.find(mark)).min();
    let names: Vec<&str> = tail[..end.unwrap_or(tail.len())].split(',').map(str::trim).collect();
    // The name of the book or journal goes on to the first number; without one only its first part is certain.
    let numbers = names.iter().position(|piece| pages_of(piece).is_some() || is_volume(piece));
    let length = numbers.or(end.map(|_| names.len())).unwrap_or(1).min(names.len());
    let name = part(&names[..length].join(", "));
    // Volume and pages behind the name make it that of a journal, whose paper is cited without a title.
    let place = names.get(length..).unwrap_or_default();
    let in_journal = matches!(place, [volume, pages, ..] if is_volume(volume) && pages_of(pages).is_some());
    if reference.title.is_none() && !in_journal {
        reference.title = name;
        return reference;
    }
    // Behind a comma stands a publisher, an address, anything.
    if apart {
        return reference;
    }
    reference.venue = name;
    for piece in tail.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
        if let (Some(pages), None) = (pages_of(piece), &reference.first_page) {
            let pages = crate::record::Pages::parse(pages);
            (reference.first_page, reference.last_page) = (pages.first, pages.last);
        } else if reference.volume.is_none() && reference.first_page.is_none() && is_volume(piece) {
            let (volume, issue) = piece.split_once('(').unwrap_or((piece, ""));
            reference.volume = part(volume.trim_end_matches('.'));
            reference.issue = part(issue.split(')').next().unwrap_or(""));
        }
    }
    reference
}

fn pages_of(part: &str) -> Option<&str> {
    part.strip_prefix("pp. ").or_else(|| part.strip_prefix("p. "))
}

/// `13 (1)`, `3 PAMI (6)`, `3:1`; no part of a name such as `3d series`.
fn is_volume(part: &str) -> bool {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let rest = part[digits..].split('(').next().unwrap_or_default().trim();
    let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"-./:".contains(&b);
    digits > 0 && part.len() < 24 && rest.len() <= 8 && rest.bytes().all(plain)
}

/// Reads an entry as Scopus has printed it since 2023: `Tritter J.Q.; Berg J., Title, BMC Health Serv Res, 13, 2, pp.
/// 188-190, (2013)`. Where neither volume nor pages tell the journal, all but the authors is the title.
fn scopus_year_last(slice: Slice<'_>, year: usize, sink: &Sink<'_>) -> Reference {
    let head = slice.split_at(year).0;
    let mut reference = entry(slice, sink);
    let mut at = 0;
    while let Some(end) = memchr::memchr2(b';', b',', &head.text.as_bytes()[at..]).map(|end| at + end) {
        let name = Slice { text: &head.text[at..end], at: head.at + at }.trim();
        if !name.text.rsplit_once(' ').is_some_and(|(_, last)| is_initials(last)) {
            break;
        }
        let as_written = text::clean(name.text).into_owned();
        reference.authors.push(ReferenceAuthor { as_written, span: sink.span(name.range()) });
        at = end + 1;
        if head.text.as_bytes()[end] == b',' {
            break;
        }
    }
    let mut parts: Vec<&str> = head.text[at..].split(", ").map(|p| p.trim_matches([',', ' '])).collect();
    parts.retain(|part| !part.is_empty());
    let pages = parts.last().and_then(|last| pages_of(last));
    if let Some(pages) = pages {
        let pages = crate::record::Pages::parse(pages);
        (reference.first_page, reference.last_page) = (pages.first, pages.last);
        parts.pop();
    }
    let is_number = |part: &&&str| part.len() <= 10 && part.starts_with(|c: char| c.is_ascii_digit());
    let numbers = parts.iter().rev().take(2).take_while(is_number).count();
    let mut numbers = parts.split_off(parts.len() - numbers).into_iter().map(str::to_string);
    (reference.volume, reference.issue) = (numbers.next(), numbers.next());
    if parts.len() > 1 && (reference.volume.is_some() || reference.first_page.is_some()) {
        reference.venue = parts.pop().map(|venue| text::clean(venue).into_owned());
    }
    reference.title = Some(text::clean(&parts.join(", ")).into_owned()).filter(|title| !title.is_empty());
    reference
}

/// Reads an entry as Web of Science prints it: `Tritter JQ, 2013, BMC HEALTH SERV RES, V13, P188, DOI 10.1186/…`. Only the
/// author and the source are always there; `[10.1000/1, 10.1000/2]` are DOIs of which the first that is one is taken.
pub(super) fn wos(slice: Slice<'_>, sink: &Sink<'_>) -> Reference {
    let mut reference = Reference { as_written: text::clean(slice.text).into_owned(), ..Reference::default() };
    reference.span = sink.span(slice.range());
    // Identifiers stand last, and commas within them.
    let ids = memchr::memmem::find_iter(slice.text.as_bytes(), b", DOI ").next();
    let (body, ids) = slice.split_at(ids.unwrap_or(slice.text.len()));
    let mut list = ids.split_at(ids.text.len().min(6)).1;
    while let Some(rest) = list.text.strip_prefix("DOI ") {
        list = Slice { text: rest, at: list.at + 4 };
    }
    // Brackets also are part of many a DOI.
    if let Some(inside) = list.text.strip_prefix('[') {
        list = Slice { text: inside.trim_end_matches(']'), at: list.at + 1 };
    }
    for word in list.split(|c| c == ' ').map(|w| Slice { text: w.text.trim_end_matches(','), at: w.at }) {
        let scheme = if word.text.contains("10.") { IdScheme::Doi } else { IdScheme::Arxiv };
        if let Ok(id) = Identifier::parse(scheme, word.text) {
            reference.ids.insert(id.at(sink.span(word.range())));
        }
    }
    let parts: Vec<Slice> = body.split(|c| c == ',').collect();
    let is_year = |part: &Slice| part.text.len() == 4 && part.text.bytes().all(|b| b.is_ascii_digit());
    let dated = parts.iter().take(6).position(is_year);
    let authors = dated.unwrap_or(1).min(parts.len());
    reference.year = dated.and_then(|at| parts.get(at)?.text.parse().ok()).filter(|year| (1000..2100).contains(year));
    if let (Some(first), Some(last)) = (parts.first(), parts.get(..authors).and_then(<[Slice]>::last)) {
        let name = body.split_at(last.range().end - body.at).0.split_at(first.at - body.at).1;
        let words = text::clean(name.text.trim_start_matches('*'));
        if authors > 0 && !words.is_empty() && words != "[Anonymous]" {
            reference.authors.push(ReferenceAuthor { as_written: words.into_owned(), span: sink.span(name.range()) });
        }
    }
    let rest = parts.get(authors + usize::from(dated.is_some())..).unwrap_or(&[]);
    let numbers = rest.iter().position(|part| volume_of(part.text).or_else(|| page_of(part.text)).is_some());
    let source = rest.get(..numbers.unwrap_or(rest.len())).unwrap_or(&[]);
    if let (Some(first), Some(last)) = (source.first(), source.last()) {
        let name = body.split_at(last.range().end - body.at).0.split_at(first.at - body.at).1;
        reference.venue = Some(text::clean(name.text).into_owned());
    }
    for part in &rest[numbers.unwrap_or(rest.len()).min(rest.len())..] {
        if let (Some(volume), None) = (volume_of(part.text), &reference.volume) {
            reference.volume = Some(volume.to_string());
        } else if let (Some(page), None) = (page_of(part.text), &reference.first_page) {
            reference.first_page = Some(page.to_string());
        }
    }
    reference
}

/// `V13`, `VA12`, `V7 SUPPL`.
fn volume_of(part: &str) -> Option<&str> {
    let number = part.strip_prefix('V')?;
    let first = number.split(' ').next().unwrap_or(number);
    (first.len() <= 12 && first.bytes().any(|b| b.is_ascii_digit())).then_some(number)
}

/// `P188`, `pS485`, `ARTN e123`.
fn page_of(part: &str) -> Option<&str> {
    let page = part.strip_prefix("ARTN ").or_else(|| part.strip_prefix(['P', 'p']))?;
    (!page.contains(' ') && page.chars().take(4).any(|c| c.is_ascii_digit())).then_some(page)
}

/// Cuts a list printed on one line: a semicolon ends an entry only behind its year, for it also stands between authors.
pub(super) fn entries(list: Slice<'_>) -> Vec<Slice<'_>> {
    let mut found = Vec::new();
    let (mut from, mut seen) = (0, 0);
    for end in memchr::memmem::find_iter(list.text.as_bytes(), b"; ") {
        let fresh = &list.text[seen..end];
        seen = end;
        // Authors with a comma before their initials begin an entry, for they are parted by commas.
        if year(fresh).is_some() || author(&list.text[end + 2..]).is_some() && end > from {
            found.push(list.split_at(end).0.split_at(from).1.trim());
            from = end + 2;
        }
    }
    let last = list.split_at(from).1.trim();
    match found.last_mut() {
        // Without a year of its own it is the end of the entry before.
        Some(before) if year(last.text).is_none() && author(last.text).is_none() => {
            let end = last.range().end - list.at;
            *before = list.split_at(end).0.split_at(before.at - list.at).1.trim();
        }
        _ => found.push(last),
    }
    found.retain(|entry| !entry.text.is_empty());
    found
}

/// The first year in round brackets, `(2013)` or `(2013a)`, with its place.
fn year(text: &str) -> Option<(Range<usize>, i32)> {
    memchr::memchr_iter(b'(', text.as_bytes()).find_map(|open| {
        let inside = text.get(open + 1..)?;
        let close = inside.bytes().take(7).position(|b| b == b')')?;
        let digits = inside.get(..4)?;
        let letter = inside.get(4..close)?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && letter.bytes().all(|b| b.is_ascii_lowercase());
        let year = digits.parse().ok().filter(|y| plain && (1400..2100).contains(y))?;
        Some((open..open + close + 2, year))
    })
}

/// The author a text begins with, `Tritter, J.Q., `: the bytes it takes and the name.
fn author(text: &str) -> Option<(usize, &str)> {
    let comma = memchr::memchr(b',', &text.as_bytes()[..text.len().min(60)]).filter(|at| *at > 0)?;
    let rest = text[comma + 1..].strip_prefix(' ')?;
    let end = memchr::memchr(b',', rest.as_bytes()).unwrap_or(rest.len());
    let initials = rest[..end].trim();
    if !is_initials(initials) {
        return None;
    }
    let name_end = comma + 2 + end;
    let tail = &text[name_end..];
    let gap = tail.len() - tail.trim_start_matches([',', ' ']).len();
    Some((name_end + gap, text[..name_end].trim()))
}

/// `J.Q.`, `A.-M.`
fn is_initials(text: &str) -> bool {
    text.len() <= 16
        && text.ends_with('.')
        && text.split(['.', '-', ' ', '\'']).all(|p| p.chars().count() <= 2 && p.chars().all(char::is_alphabetic))
        && text.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_end_where_the_title_begins() {
        let text = "Van Oudenhove, L., D'Amico, A.-M., Some, mostly plain, title (2015) ";
        let (first, name) = author(text).unwrap();
        assert_eq!(name, "Van Oudenhove, L.");
        let (second, name) = author(&text[first..]).unwrap();
        assert_eq!(name, "D'Amico, A.-M.");
        assert_eq!(author(&text[first + second..]), None);
    }

    #[test]
    fn one_line_is_cut_behind_years() {
        let list = Slice {
            text: "Barth, C., One (2015) J, 28; Cheng M.; Xue Y., Two, J, 20, (2023); Three (2001a) K;",
            at: 5,
        };
        let found: Vec<_> = entries(list).into_iter().map(|e| (e.text, e.at)).collect();
        assert_eq!(
            found,
            [
                ("Barth, C., One (2015) J, 28", 5),
                ("Cheng M.; Xue Y., Two, J, 20, (2023)", 34),
                ("Three (2001a) K;", 72)
            ]
        );
        assert_eq!(year("(n.d.) (20150) (1999)"), Some((15..21, 1999)));
    }
}
