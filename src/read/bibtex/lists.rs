//! What one field holds many of: keywords, references, funding, related works; and the abstract, which has sections.
//!
//! None of it is BibTeX's own. Each database writes its lists in its own way, so each has its reader here.

use super::super::tagged::Slice;
use super::super::{Sink, cited, latex, sections};
use super::fields::Meaning::*;
use super::values::{Desk, MOST_FIELDS, Shelf, Value, address, words};
use crate::diagnostic::{Severity, Span};
use crate::record::{
    Funding, IdScheme, Identifier, Keyword, KeywordScheme, Record, Reference, ReferenceAuthor, Relation, TimesCited,
};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Kinds of related entries, as seen from the entry that has the field.
const RELATED: &[(&str, &str)] = &[
    ("reviewof", "comment-on"),
    ("commenton", "comment-on"),
    ("translationof", "translation-of"),
    ("translationas", "translated-as"),
    ("reprintof", "reprint-of"),
    ("reprintfrom", "reprint-of"),
    ("reprintas", "reprinted-as"),
    ("origpubin", "republished-from"),
    ("origpubas", "republished-from"),
    ("erratum", "erratum-in"),
    ("retraction", "retraction-in"),
];

pub(super) fn read_keywords(desk: &mut Desk<'_>, record: &mut Record, sink: &Sink<'_>) {
    // Scopus has its index terms beside the authors' keywords.
    let indexed = desk.look(AuthorKeywords).is_some();
    let mut seen = FxHashSet::default();
    for (meaning, scheme) in [
        (AuthorKeywords, KeywordScheme::Author),
        (Keywords, if indexed { KeywordScheme::Index } else { KeywordScheme::Author }),
        (KeywordsPlus, KeywordScheme::KeywordsPlus),
        (Subjects, KeywordScheme::Subject),
    ] {
        for value in desk.take_all(meaning) {
            let mut parts = value.parts(b';');
            if parts.len() < 2 {
                parts = value.parts(b',');
            }
            // Chinese lists have marks of their own.
            let wide = |c: char| matches!(c, '；' | '，' | '、');
            let parts = parts.into_iter().flat_map(|part| {
                let text = &value.text[part.clone()];
                let at = move |piece: &str| part.start + (piece.as_ptr() as usize - text.as_ptr() as usize);
                text.split(wide).map(move |piece| at(piece)..at(piece) + piece.len()).collect::<Vec<_>>()
            });
            for part in parts {
                let text = words(&value.text[part.clone()]);
                let text = text.trim_end_matches(['.', ',', ';']).trim().to_string();
                if !text.is_empty() && seen.insert((scheme, text.clone())) {
                    record.keywords.push(Keyword { text, scheme, span: value.place(part, sink), ..Keyword::default() });
                }
            }
        }
    }
}

pub(super) fn read_abstract(value: &Value<'_>, record: &mut Record, languages: &[&'static str], sink: &Sink<'_>) {
    let inside = value.inside();
    let text = &value.text[inside.clone()];
    let lang = |text: &str| sections::lang_of(text, languages);
    let printed = latex::plain(text);
    let as_is = matches!(printed, Cow::Borrowed(_)) && value.at.is_some() && value.span.is_none();
    let at = value.at.unwrap_or(value.range.start) + inside.start;
    record.abstracts = sections::abstracts(Slice { text: &printed, at }.trim(), lang, sink);
    if !as_is {
        // Where TeX was taken out, places within the value are lost.
        let span = value.whole(sink);
        for whole in &mut record.abstracts {
            whole.span = span;
            whole.sections.iter_mut().for_each(|section| section.span = span);
        }
    }
    record.abstracts.retain(|whole| !whole.text.is_empty());
}

pub(super) fn read_lists(desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    for value in desk.take_all(ScopusReferences) {
        for entry in cited::entries(value.slice(value.inside())) {
            record.references.push(reference(entry, &value, cited::scopus, sink));
        }
    }
    for value in desk.take_all(WosReferences) {
        let inside = value.slice(value.inside());
        // Each ends with a full stop at the end of its line.
        for line in inside.text.split(".\n").map(str::trim).filter(|line| !line.is_empty()) {
            let at = inside.at + (line.as_ptr() as usize - inside.text.as_ptr() as usize);
            let slice = Slice { text: line.trim_end_matches('.'), at };
            record.references.push(reference(slice, &value, wos_reference, sink));
        }
    }
    if let Some(value) = desk.take(ReferenceCount) {
        let words = value.words();
        let stated: Option<usize> = words.parse().ok();
        let differs = !record.references.is_empty() && stated != Some(record.references.len());
        if differs {
            let message = format!("{} says {words}, there are {} references", value.name, record.references.len());
            sink.note(Severity::Warning, "reference-count", value.range.start, message);
        }
        record.keep_other(value.name, words);
    }
    for value in desk.take_all(FundingAcknowledgement) {
        for part in value.parts(b';') {
            let words = words(&value.text[part.clone()]);
            let (funder, grants) = words.split_once('[').unwrap_or((&words, ""));
            let grants = grants.trim_end_matches(']').split(',').map(str::trim).filter(|g| !g.is_empty());
            record.funding.push(Funding {
                funder: Some(funder.trim().to_string()).filter(|funder| !funder.is_empty()),
                grants: grants.map(str::to_string).collect(),
                span: value.place(part.clone(), sink),
                ..Funding::default()
            });
        }
    }
    for value in desk.take_all(FundingDetails) {
        for part in value.parts(b';') {
            record.funding.push(scopus_funding(&words(&value.text[part.clone()]), value.place(part, sink)));
        }
    }
    for value in desk.take_all(TimesCitedCount) {
        set_times_cited(&value.words(), &value, record, sink);
    }
    // Scopus: `cited By 5`, `Cited by: 12; All Open Access, Gold Open Access`
    let cited_by =
        |v: &Value<'_>| v.meaning == Note && v.text.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("cited by"));
    if let Some(index) = (0..desk.values.len()).find(|&i| !desk.is_read(i) && cited_by(&desk.values[i])) {
        let value = desk.values[index].clone();
        desk.set_read(index);
        let words = value.words();
        // Composed, the `y` and an accent behind it are one letter.
        let words = words.get(8..).unwrap_or_default();
        let (count, rest) = words.split_once(';').unwrap_or((words, ""));
        set_times_cited(count.trim_start_matches([':', ' ']), &value, record, sink);
        record.keep_other(value.name, rest.trim());
    }
}

fn set_times_cited(count: &str, value: &Value<'_>, record: &mut Record, sink: &Sink<'_>) {
    match count.trim().parse() {
        Ok(count) if record.times_cited.is_none() => {
            record.times_cited = Some(TimesCited { count, as_written: value.words(), span: value.whole(sink) });
        }
        _ => record.keep_other(value.name, value.words()),
    }
}

/// An entry of a list of references, as it prints.
fn reference(
    entry: Slice<'_>,
    value: &Value<'_>,
    read: fn(Slice<'_>, &Sink<'_>) -> Reference,
    sink: &Sink<'_>,
) -> Reference {
    let printed = words(entry.text);
    if value.at.is_some() && value.span.is_none() && printed == entry.text {
        return read(entry, sink);
    }
    // Where TeX was taken out, only the place of the whole is known.
    let mut reference = read(Slice { text: &printed, at: entry.at }, sink);
    let span = if value.at.is_some() && value.span.is_none() { sink.span(entry.range()) } else { value.whole(sink) };
    reference.span = span;
    reference.authors.iter_mut().for_each(|author| author.span = span);
    let ids: Vec<Identifier> = reference.ids.iter().map(|id| id.clone().at(span)).collect();
    reference.ids = Default::default();
    for id in ids {
        reference.ids.insert(id);
    }
    reference
}

/// `Tritter J, 2013, HEALTH SOC CARE, V13, P188, DOI 10.1186/1472-6963-13-188`
fn wos_reference(entry: Slice<'_>, sink: &Sink<'_>) -> Reference {
    let mut reference = cited::entry(entry, sink);
    let head = entry.text.split("DOI ").next().unwrap_or_default();
    let parts: Vec<&str> = head.split(',').map(str::trim).collect();
    let is_year = |part: &&&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    let Some(at) = parts.iter().take(4).position(|part| is_year(&part)) else { return reference };
    reference.year = parts[at].parse().ok();
    if at > 0 && !parts[0].starts_with('[') {
        let as_written = parts[..at].join(", ").trim_start_matches('*').to_string();
        let span = sink.span(entry.at..entry.at + as_written.len().min(entry.text.len()));
        reference.authors.push(ReferenceAuthor { as_written, span });
    }
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let numbered = |part: &str, letter: char| {
        let tail = part.strip_prefix(letter)?;
        (tail.starts_with(|c: char| c.is_ascii_digit())
            || letter == 'P' && tail.len() < 10 && tail.ends_with(|c: char| c.is_ascii_digit()))
        .then(|| tail.to_string())
    };
    for part in &parts[at + 1..] {
        if let Some(volume) = numbered(part, 'V').filter(|_| reference.volume.is_none()) {
            reference.volume = Some(volume);
        } else if let Some(page) =
            numbered(part, 'P').filter(|_| reference.venue.is_some() && reference.first_page.is_none())
        {
            reference.first_page = Some(page);
        } else if reference.venue.is_none() && reference.volume.is_none() {
            reference.venue = filled(part);
        }
    }
    reference
}

/// `National Agency, NA, 123, 456`, newer `National Agency, (123, 456)`: parts with digits behind the name are grants.
fn scopus_funding(words: &str, span: Span) -> Funding {
    let mut parts: Vec<&str> = words.split(", ").collect();
    let grants = parts.iter().skip(1).position(|part| part.contains(|c: char| c.is_ascii_digit())).map(|at| at + 1);
    let grants = parts.split_off(grants.unwrap_or(parts.len()));
    let grants =
        grants.iter().map(|grant| grant.trim_matches(['(', ')', ' ']).to_string()).filter(|grant| !grant.is_empty());
    Funding {
        grants: grants.collect(),
        funder: Some(parts.join(", ")).filter(|f| !f.is_empty()),
        span,
        ..Funding::default()
    }
}

/// `related = {key}`, `relatedtype = {reviewof}`
pub(super) fn read_relations(shelf: &Shelf<'_>, desk: &mut Desk<'_>, record: &mut Record, sink: &Sink<'_>) {
    let kind = desk.look(RelatedType).map(|v| v.text.trim().to_lowercase());
    let Some((_, kind)) = RELATED.iter().find(|(name, _)| Some(*name) == kind.as_deref()) else { return };
    let Some(value) = desk.take(Related) else { return };
    desk.take(RelatedType);
    for part in value.parts(b',') {
        let key = &value.text[part.clone()];
        let mut relation = Relation {
            kind: Cow::Borrowed(kind),
            span: value.place(part.clone(), sink),
            as_written: Some(key.to_string()),
            ..Relation::default()
        };
        if let Some(entry) = shelf.keys.get(key).map(|&index| &shelf.entries[index]) {
            for field in entry.fields.iter().take(MOST_FIELDS) {
                let scheme = match field.meaning {
                    Doi => IdScheme::Doi,
                    Pmid => IdScheme::Pmid,
                    _ => continue,
                };
                let [part] = field.parts[..] else { continue };
                if let Ok(id) = Identifier::parse(scheme, &address(part.slice().text)) {
                    relation.ids.insert(id.at(relation.span));
                }
            }
        }
        record.relations.push(relation);
    }
}
