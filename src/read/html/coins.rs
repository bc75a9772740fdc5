//! COinS: an OpenURL context object in the title of a `span`, `rft.atitle=…&rft.jtitle=…`.
//!
//! Keys as in [Z39.88-2004](https://www.niso.org/publications/z3988-2004-r2021), with the journal, book, dissertation,
//! patent and Dublin Core formats.

use super::super::Sink;
use super::super::people::People;
use super::super::tagged::Slice;
use super::{kind_of, markup, name_of};
use crate::diagnostic::{Severity, Span};
use crate::record::{
    Contributor, Field, IdScheme, Identifier, LangText, Pages, PartialDate, PersonName, Record, Reference,
    ReferenceAuthor, Role, Venue, WorkKind, language_code,
};
use crate::text;
use std::borrow::Cow;

/// What `rft.genre` says.
const GENRES: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle),
    ("preprint", WorkKind::Preprint),
    ("proceeding", WorkKind::ConferencePaper),
    ("conference", WorkKind::Proceedings),
    ("book", WorkKind::Book),
    ("bookitem", WorkKind::BookChapter),
    ("report", WorkKind::Report),
    ("dissertation", WorkKind::Thesis),
];

/// What the address of the format says where there is no genre.
const FORMATS: &[(&str, WorkKind)] = &[
    (":journal", WorkKind::JournalArticle),
    (":book", WorkKind::Book),
    (":dissertation", WorkKind::Thesis),
    (":patent", WorkKind::Patent),
];

/// Reads one object. A value stands at its own place, or where the object does if it is written in another form there.
pub(super) fn record(slice: Slice<'_>, sink: &mut Sink<'_>) -> Record {
    let mut record = sink.record(slice.range());
    let mut from = 0;
    let mut people = People::default();
    let mut venue = Venue::default();
    let (mut first, mut family, mut initials) = (None, None, None);
    let mut names: Vec<(String, Span)> = Vec::new();
    let mut titles: [Option<(String, Span)>; 3] = [None, None, None];
    let mut format = String::new();
    let raw = markup::plain(slice.text);
    for pair in raw.split('&') {
        let Some((key, value)) = pair.split_once('=') else { continue };
        let found = slice.find_behind(&mut from, pair);
        let place = if found.text == pair { found.split_at(key.len() + 1).1 } else { slice }.range();
        let span = sink.span(place.clone());
        let key = decode(key).to_ascii_lowercase();
        let value = text::clean(&markup::plain(&decode(value))).into_owned();
        if value.is_empty() {
            continue;
        }
        let key = key.strip_prefix("rft.").unwrap_or(&key);
        let set = |slot: &mut Option<String>, field: Field, record: &mut Record| match slot {
            None => {
                *slot = Some(value.clone());
                record.spans.insert(field, span);
            }
            Some(held) if *held == value => {}
            Some(_) => record.keep_other(key, value.clone()),
        };
        match key {
            "ctx_ver" | "rfr_id" | "ctx_enc" | "url_ver" | "url_ctx_fmt" | "ctx_tim" => {}
            "rft_val_fmt" => format = value,
            "atitle" => titles[0] = titles[0].take().or(Some((value, span))),
            "title" => titles[1] = titles[1].take().or(Some((value, span))),
            "btitle" => titles[2] = titles[2].take().or(Some((value, span))),
            "jtitle" => {
                let mut slot = venue.title.take();
                set(&mut slot, Field::Venue, &mut record);
                venue.title = slot;
            }
            "stitle" if venue.abbreviation.is_none() => venue.abbreviation = Some(value),
            "source" if venue.title.is_none() => venue.title = Some(value),
            "pub" | "publisher" | "inst" if venue.publisher.is_none() => venue.publisher = Some(value),
            "au" | "creator" | "aucorp" | "inventor" | "contributor" => names.push((value, span)),
            "aufirst" => first = Some(value),
            "aulast" => family = Some((value, span)),
            "auinit" | "auinit1" => initials = initials.or(Some(value)),
            "issn" | "eissn" | "isbn" => sink.serial_numbers(&value, place, &mut venue, &mut record),
            "date" => {
                record.issued = PartialDate::parse(&value);
                match record.issued {
                    Some(_) => {
                        record.spans.insert(Field::Issued, span);
                    }
                    None => record.keep_other(key, value),
                }
            }
            "volume" => {
                let mut slot = record.volume.take();
                set(&mut slot, Field::Volume, &mut record);
                record.volume = slot;
            }
            "issue" => {
                let mut slot = record.issue.take();
                set(&mut slot, Field::Issue, &mut record);
                record.issue = slot;
            }
            "spage" => {
                let mut slot = record.pages.first.take();
                set(&mut slot, Field::Pages, &mut record);
                record.pages.first = slot;
            }
            "epage" if record.pages.last.is_none() => record.pages.last = Some(value),
            "pages" if record.pages.first.is_none() => {
                record.pages = Pages { article_number: record.pages.article_number.take(), ..Pages::parse(&value) };
                record.spans.insert(Field::Pages, span);
            }
            "artnum" if record.pages.article_number.is_none() => record.pages.article_number = Some(value),
            "tpages" if value.parse::<u32>().is_ok() => record.pages.count = value.parse().ok(),
            "language" => match language_code(&value) {
                Some(code) => record.languages.push(Cow::Borrowed(code)),
                None => record.keep_other(key, value),
            },
            "genre" | "type" => {
                let genre = GENRES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&value)).map(|(_, kind)| *kind);
                record.kind = genre.or_else(|| kind_of(&value)).or(record.kind);
                record.type_as_written = Some(value);
            }
            "rft_id" | "identifier" => {
                let scheme = if value.contains("doi") { IdScheme::Doi } else { IdScheme::Pmid };
                let known = value.contains("doi") || value.contains("pmid");
                let bare = value.trim_start_matches("info:doi/").trim_start_matches("info:pmid/");
                match Identifier::parse(scheme, bare) {
                    Ok(id) if known && record.ids.get(scheme).is_none_or(|held| held == id.value()) => {
                        record.ids.insert(id.at(span));
                    }
                    _ => record.keep_other(key, value),
                }
            }
            _ => record.keep_other(key, value),
        }
    }
    let is_part = titles[0].is_some();
    let [article, title, book] = titles;
    let (own, container) = match (article, title, book) {
        (Some(own), title, book) => (Some(own), book.or(title)),
        (None, title, book) => (title.or(book), None),
    };
    match (container, &venue.title) {
        (Some((title, span)), None) => {
            venue.title = Some(title);
            record.spans.insert(Field::Venue, span);
        }
        (Some((title, _)), Some(held)) if title != *held => record.keep_other("title", title),
        _ => {}
    }
    if let Some((own, span)) = own {
        let lang = text::language(&own).map(Cow::Borrowed);
        record.titles.push(LangText { text: own, lang, span });
    }
    if record.kind.is_none() {
        record.kind = FORMATS.iter().find(|(end, _)| format.ends_with(end)).map(|(_, kind)| *kind);
        if record.kind == Some(WorkKind::Book) && is_part {
            record.kind = Some(WorkKind::BookChapter);
        }
    }
    // The first author stands in parts as well.
    let parts = family
        .and_then(|(family, span)| Some((PersonName::from_parts(&family, first.or(initials).as_deref(), None)?, span)));
    let repeated = parts.as_ref().zip(names.first()).is_some_and(|((parts, _), (name, _))| {
        let folded = text::fold(name);
        folded.split(' ').any(|word| word == text::fold(&parts.family)) || folded.contains(&text::fold(&parts.family))
    });
    if let Some((parts, span)) = parts {
        let (written, span) = if repeated { names.remove(0) } else { (parts.display(), span) };
        people.add(&mut record, Role::Author, written, Some(parts), span);
    }
    for (name, span) in names {
        let parts = name_of(&name);
        people.add(&mut record, Role::Author, name, parts, span);
    }
    if !venue.is_empty() {
        record.venue = Some(venue);
    }
    if !record.is_identifiable() {
        sink.note(Severity::Info, "coins", slice.at, "a context object without title, author or identifier");
    }
    record
}

/// What a page lists beside its own publication.
pub(super) fn reference(record: &Record, slice: Slice<'_>, sink: &Sink<'_>) -> Reference {
    let span = sink.span(slice.range());
    let author = |c: &Contributor| ReferenceAuthor { as_written: c.as_written.clone(), span: c.span };
    let authors = record.contributors.iter().map(author).collect();
    Reference {
        as_written: text::clean(&markup::plain(slice.text)).into_owned(),
        ids: record.ids.clone(),
        title: record.titles.first().map(|title| title.text.clone()),
        year: record.year(),
        authors,
        venue: record.venue.as_ref().and_then(|venue| venue.title.clone()),
        volume: record.volume.clone(),
        issue: record.issue.clone(),
        first_page: record.pages.first.clone(),
        last_page: record.pages.last.clone(),
        span,
        ..Reference::default()
    }
}

/// `%C3%A5+b`: bytes that are no UTF-8 are read as windows-1252, as old pages meant them.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |b: &u8| (*b as char).to_digit(16).map(|d| d as u8);
        rest = match (first, tail) {
            (b'%', [high, low, after @ ..]) if digit(high).is_some() && digit(low).is_some() => {
                bytes.push(digit(high).unwrap_or(0) << 4 | digit(low).unwrap_or(0));
                after
            }
            (b'+', _) => {
                bytes.push(b' ');
                tail
            }
            _ => {
                bytes.push(*first);
                tail
            }
        };
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_decoded() {
        for (text, decoded) in
            [("a+b%20c", "a b c"), ("%C3%85se", "Åse"), ("%C5se", "Åse"), ("100%", "100%"), ("%zz", "%zz")]
        {
            assert_eq!(decode(text), decoded);
        }
    }
}
