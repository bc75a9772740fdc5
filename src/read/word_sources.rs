//! The list of sources that Word keeps: `b:Sources`.
//!
//! After [Office Open XML, part 1, section 22.6](https://ecma-international.org/publications-and-standards/standards/ecma-376/).
//! People stand by role, each with a list of names; languages are numbers of Windows.

use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft, Parts};
use super::input::Head;
use super::tree::Element;
use super::{Sink, Spec};
use crate::record::{Field, IdScheme, Pages, PartialDate, Role, Section, WorkKind, find_dois, month_number};

pub(super) const SPEC: Spec = Spec {
    name: "word-sources",
    title: "Word sources",
    extensions: &["xml"],
    media_type: "application/xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| {
        cut::read_all(sink, &RECORDS, |sink, range, closed| draft::read(sink, range, closed, &[], map))
    },
};

const RECORDS: Records = Records { names: &["Source"], guards: &[], outside: &["Sources"], errors: &[] };

const KINDS: &[(&str, WorkKind)] = &[
    ("JournalArticle", WorkKind::JournalArticle),
    ("ArticleInAPeriodical", WorkKind::NewspaperArticle),
    ("Book", WorkKind::Book),
    ("BookSection", WorkKind::BookChapter),
    ("ConferenceProceedings", WorkKind::ConferencePaper),
    ("Report", WorkKind::Report),
    ("Patent", WorkKind::Patent),
    ("InternetSite", WorkKind::WebPage),
    ("DocumentFromInternetSite", WorkKind::WebPage),
    ("ElectronicSource", WorkKind::WebPage),
];

/// Roles that are authors of their kind of work.
const ROLES: &[(&str, Role)] = &[
    ("Author", Role::Author),
    ("Artist", Role::Author),
    ("Inventor", Role::Author),
    ("Composer", Role::Author),
    ("Writer", Role::Author),
    ("Editor", Role::Editor),
    ("BookAuthor", Role::Other),
    ("Translator", Role::Translator),
];

/// [Identifiers of languages](https://learn.microsoft.com/openspecs/windows_protocols/ms-lcid) by their primary part.
const LANGUAGES: &[(u32, &str)] = &[
    (0x01, "ar"),
    (0x04, "zh"),
    (0x05, "cs"),
    (0x06, "da"),
    (0x07, "de"),
    (0x08, "el"),
    (0x09, "en"),
    (0x0a, "es"),
    (0x0b, "fi"),
    (0x0c, "fr"),
    (0x0d, "he"),
    (0x0e, "hu"),
    (0x10, "it"),
    (0x11, "ja"),
    (0x12, "ko"),
    (0x13, "nl"),
    (0x14, "no"),
    (0x15, "pl"),
    (0x16, "pt"),
    (0x18, "ro"),
    (0x19, "ru"),
    (0x1d, "sv"),
    (0x1f, "tr"),
    (0x22, "uk"),
];

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    let known = matches!(root, "Sources" | "Source") && head.text().contains("bibliography");
    if known { evidence(head, root) } else { None }
}

fn map<'p>(draft: &mut Draft<'_, 'p>, source: Element<'_, 'p>) {
    let value = |name: &str| source.child(name).map(|part| part.text().text).unwrap_or_default();
    let kind = value("SourceType");
    draft.record.kind = Some(KINDS.iter().find(|(name, _)| *name == kind).map_or(WorkKind::Other, |(_, kind)| *kind));
    let (year, month, day) = (value("Year"), value("Month"), value("Day"));
    for part in source.children() {
        if part.name() == "Author" {
            people(draft, part);
            continue;
        }
        let Some(leaf) = draft.value(part) else { continue };
        match part.name() {
            "SourceType" => draft.types.push(leaf.text.into_owned()),
            "Title" => draft.title(leaf, None),
            "JournalName" | "BookTitle" | "ConferenceName" | "PeriodicalTitle" => match draft.venue.title {
                None => draft.single(Field::Venue, leaf),
                Some(_) => draft.record.keep_other(part.name(), leaf.text),
            },
            "Year" => {
                let number = year.trim().parse().ok();
                // A month and a day in one, `July 3`, or a range of days.
                let month_part = month_number(&month).or_else(|| month.split_whitespace().find_map(month_number));
                let date = number.and_then(|year| PartialDate::best(year, month_part, day.trim().parse().ok()));
                match date.or_else(|| PartialDate::parse(&year)) {
                    Some(date) => draft.issued(date, leaf.range),
                    None => draft.record.keep_other("Year", leaf.text),
                }
            }
            "Month" | "Day" => {
                let used = draft.record.issued.is_some_and(|date| date.month().is_some()) || year.is_empty();
                let unread = part.name() == "Day" && day.trim().parse::<u8>().is_err();
                if !used || unread || month_number(&month).is_none() {
                    draft.record.keep_other(part.name(), leaf.text);
                }
            }
            "Volume" => draft.single(Field::Volume, leaf),
            "Issue" => draft.single(Field::Issue, leaf),
            "Pages" => {
                draft.record.spans.insert(Field::Pages, draft.span(&leaf.range));
                draft.record.pages = Pages::parse(&leaf.text);
            }
            "Publisher" | "Institution" => draft.venue.publisher = Some(leaf.text.into_owned()),
            "DOI" => draft.id(IdScheme::Doi, leaf),
            "StandardNumber" => standard_number(draft, &leaf),
            "LCID" => {
                let number = leaf.text.parse::<u32>().unwrap_or(0) & 0x3ff;
                match LANGUAGES.iter().find(|(known, _)| *known == number) {
                    Some((_, code)) => draft.language_text("LCID", code, leaf.range),
                    None => draft.record.keep_other("LCID", leaf.text),
                }
            }
            "BIBTEX_Abstract" => {
                let span = draft.span(&leaf.range);
                let text = leaf.text.into_owned();
                draft.summary(vec![Section { label: None, text, span }], None, span);
            }
            name => draft.record.keep_other(name, leaf.text),
        }
    }
}

/// ISBN, ISSN, DOI or anything else, with a word before each or without.
fn standard_number<'p>(draft: &mut Draft<'_, 'p>, leaf: &super::xml::Leaf<'p>) {
    if let Some((id, _)) = find_dois(&leaf.text).into_iter().next() {
        let id = id.at(draft.span(&leaf.range));
        draft.record.ids.insert(id);
        return;
    }
    let mut venue = std::mem::take(&mut draft.venue);
    draft.sink.serial_numbers(&leaf.text, leaf.range.clone(), &mut venue, &mut draft.record);
    draft.venue = venue;
}

fn people<'p>(draft: &mut Draft<'_, 'p>, lists: Element<'_, 'p>) {
    for list in lists.children() {
        let role = ROLES.iter().find(|(name, _)| *name == list.name()).map_or(Role::Other, |(_, role)| *role);
        let before = draft.record.contributors.len();
        for part in list.descendants() {
            let span = draft.span(&part.range());
            match part.name() {
                "Corporate" => {
                    if let Some(leaf) = draft.value(part) {
                        draft.group(role, leaf.text.into_owned(), span);
                    }
                }
                "Person" if part.is_closed() => {
                    let names = |name: &str| {
                        part.all(name)
                            .map(|p| p.text().text.into_owned())
                            .filter(|t| !t.is_empty())
                            .collect::<Vec<_>>()
                            .join(" ")
                    };
                    let given = [names("First"), names("Middle")].join(" ").trim().to_string();
                    let parts = Parts { family: names("Last").into(), given: given.into(), ..Parts::default() };
                    draft.named(role, &parts, span);
                }
                _ => {}
            }
        }
        if role == Role::Other && draft.record.contributors.len() > before {
            draft.record.keep_other("role", list.name());
        }
    }
}
