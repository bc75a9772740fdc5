//! EndNote XML, which Zotero, Mendeley and others write as well.
//!
//! Texts stand in `<style>` runs or bare. The numbers of [reference types](https://support.alfasoft.com/hc/en-us/articles/360001185637)
//! are EndNote's; others write only names. The path of the database, which holds the name of a user, is never read.

use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft, scheme_of};
use super::input::Head;
use super::tree::Element;
use super::xml::Leaf;
use super::{Sink, Spec};
use crate::record::{
    Field, IdScheme, Identifier, KeywordScheme, NameOrder, Pages, PartialDate, Role, Section, WorkKind, find_dois,
};

pub(super) const SPEC: Spec = Spec {
    name: "endnote-xml",
    title: "EndNote XML",
    extensions: &["xml"],
    media_type: "application/xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| {
        cut::read_all(sink, &RECORDS, |sink, range, closed| draft::read(sink, range, closed, PASSED_OVER, map))
    },
};

const RECORDS: Records = Records { names: &["record"], guards: &[], outside: &["xml", "records"], errors: &[] };

/// Whose database it was, and what the program needs for itself.
const PASSED_OVER: &[&str] = &["database", "source-app", "foreign-keys"];

/// Types by number and name.
const KINDS: &[(&str, &str, WorkKind)] = &[
    ("17", "journal article", WorkKind::JournalArticle),
    ("43", "electronic article", WorkKind::JournalArticle),
    ("19", "magazine article", WorkKind::NewspaperArticle),
    ("23", "newspaper article", WorkKind::NewspaperArticle),
    ("5", "book section", WorkKind::BookChapter),
    ("60", "electronic book section", WorkKind::BookChapter),
    ("52", "encyclopedia", WorkKind::BookChapter),
    ("6", "book", WorkKind::Book),
    ("28", "edited book", WorkKind::Book),
    ("44", "electronic book", WorkKind::Book),
    ("10", "conference proceedings", WorkKind::ConferencePaper),
    ("47", "conference paper", WorkKind::ConferencePaper),
    ("32", "thesis", WorkKind::Thesis),
    ("27", "report", WorkKind::Report),
    ("46", "government document", WorkKind::Report),
    ("25", "patent", WorkKind::Patent),
    ("12", "web page", WorkKind::WebPage),
    ("16", "electronic source", WorkKind::WebPage),
    ("56", "blog", WorkKind::WebPage),
    ("59", "dataset", WorkKind::Dataset),
    ("45", "online database", WorkKind::Dataset),
    ("34", "unpublished work", WorkKind::Other),
    ("36", "manuscript", WorkKind::Other),
    ("13", "generic", WorkKind::Other),
];

/// Lists of people; what `secondary-authors` are depends on the type, mostly editors.
const PEOPLE: &[(&str, Role)] = &[
    ("authors", Role::Author),
    ("secondary-authors", Role::Editor),
    ("tertiary-authors", Role::Editor),
    ("subsidiary-authors", Role::Translator),
    ("translated-authors", Role::Translator),
];

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    let text = head.text();
    let known = match root {
        "xml" => text.contains("<records"),
        "records" => text.contains("<ref-type"),
        _ => false,
    };
    if known { evidence(head, "records") } else { None }
}

fn map<'p>(draft: &mut Draft<'_, 'p>, record: Element<'_, 'p>) {
    if let Some(part) = record.child("ref-type") {
        let number = part.text();
        let name = part.attribute("name").unwrap_or_default();
        let known = KINDS.iter().find(|(_, known, _)| name.eq_ignore_ascii_case(known));
        let known = known.or_else(|| KINDS.iter().find(|(known, ..)| *known == number.text));
        draft.record.kind = Some(known.map_or(WorkKind::Other, |(.., kind)| *kind));
        let place = if name.is_empty() { number.range.clone() } else { part.attribute_range("name") };
        draft.record.spans.insert(Field::Type, draft.span(&place));
        draft.types.push(if name.is_empty() { number.text.into_owned() } else { name.into_owned() });
    }
    let kind = draft.record.kind;
    let thesis = kind == Some(WorkKind::Thesis);
    let lists: Vec<_> = record.child("contributors").into_iter().flat_map(|lists| lists.children()).collect();
    for list in lists {
        let Some((_, role)) = PEOPLE.iter().find(|(name, _)| *name == list.name()) else { continue };
        let role = if thesis && *role == Role::Editor { Role::Advisor } else { *role };
        list.all("author").for_each(|person| author(draft, person, role));
    }
    let is_part = !matches!(kind, Some(WorkKind::Book | WorkKind::Thesis | WorkKind::Report));
    for part in record.children() {
        match part.name() {
            "titles" => titles(draft, part, is_part),
            "periodical" | "alt-periodical" => {
                for title in part.children() {
                    let Some(leaf) = draft.value(title) else { continue };
                    match title.name() {
                        "full-title" if draft.venue.title.is_none() => draft.single(Field::Venue, leaf),
                        "abbr-1" if draft.venue.abbreviation.is_none() => {
                            draft.venue.abbreviation = Some(leaf.text.into_owned())
                        }
                        _ if draft.venue.title.as_deref() == Some(&*leaf.text) => {}
                        _ if draft.venue.abbreviation.as_deref() == Some(&*leaf.text) => {}
                        name => draft.record.keep_other(name, leaf.text),
                    }
                }
            }
            "dates" => dates(draft, part),
            "keywords" => {
                for keyword in part.all("keyword") {
                    if let Some(leaf) = draft.value(keyword) {
                        for word in leaf.text.split(['\n', ';']).map(str::trim).filter(|word| !word.is_empty()) {
                            let one = Leaf { text: word.to_string().into(), range: leaf.range.clone(), whole: true };
                            draft.keyword(one, KeywordScheme::Author, None, None);
                        }
                    }
                }
            }
            "urls" => urls(draft, part),
            "auth-address" | "auth-affiliaton" | "auth-affiliation" => {
                if let Some(leaf) = draft.value(part) {
                    addresses(draft, leaf);
                }
            }
            "contributors" | "ref-type" => {}
            _ => field(draft, part, kind),
        }
    }
}

fn field<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, kind: Option<WorkKind>) {
    let Some(leaf) = draft.value(part) else { return };
    match part.name() {
        "pages" => {
            draft.record.spans.insert(Field::Pages, draft.span(&leaf.range));
            let lone = !leaf.text.contains(['-', '–']);
            let count = (kind == Some(WorkKind::Book) || kind == Some(WorkKind::Thesis))
                .then(|| leaf.text.trim_end_matches(['p', '.', ' ', 'g']).parse().ok())
                .flatten();
            match count {
                Some(count) => draft.record.pages.count = Some(count),
                None if lone && super::nlm::is_article_number(&leaf.text) => {
                    draft.record.pages.article_number = Some(leaf.text.into_owned())
                }
                None => draft.record.pages = Pages::parse(&leaf.text),
            }
        }
        "volume" => draft.single(Field::Volume, leaf),
        "number" | "issue" => draft.single(Field::Issue, leaf),
        "publisher" => draft.venue.publisher = Some(leaf.text.into_owned()),
        "isbn" | "issn" => {
            let mut venue = std::mem::take(&mut draft.venue);
            draft.sink.serial_numbers(&leaf.text, leaf.range, &mut venue, &mut draft.record);
            draft.venue = venue;
        }
        "electronic-resource-num" => {
            if find_dois(&leaf.text).is_empty() {
                draft.record.keep_other("electronic-resource-num", leaf.text);
            } else {
                draft.id(IdScheme::Doi, leaf);
            }
        }
        "accession-num" => accession(draft, leaf),
        "abstract" => {
            let span = draft.span(&leaf.range);
            let text = crate::text::clean(&super::markup::plain(&leaf.text)).into_owned();
            draft.summary(vec![Section { label: None, text, span }], None, span);
        }
        "language" => draft.language(&leaf),
        "custom2" if leaf.text.to_ascii_uppercase().starts_with("PMC") => draft.id(IdScheme::Pmcid, leaf),
        "work-type" => draft.types.push(leaf.text.into_owned()),
        name => draft.record.keep_other(name, leaf.text),
    }
}

/// A number of the database the record is from: its form tells which.
fn accession<'p>(draft: &mut Draft<'_, 'p>, leaf: Leaf<'p>) {
    let text = leaf.text.trim();
    let scheme = if text.to_ascii_uppercase().starts_with("WOS:") || text.starts_with("ISI:") {
        Some(IdScheme::Wos)
    } else if text.contains("2-s2.0-") {
        Some(IdScheme::Scopus)
    } else if (6..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        Some(IdScheme::Pmid)
    } else {
        None
    };
    match scheme {
        Some(scheme) => draft.id(scheme, leaf),
        None => draft.record.keep_other("accession-num", leaf.text),
    }
}

fn author<'p>(draft: &mut Draft<'_, 'p>, person: Element<'_, 'p>, role: Role) {
    if let Some(leaf) = draft.value(person) {
        // A comma at the end says that the whole is one name.
        let whole = leaf.text.ends_with(',');
        if whole {
            let span = draft.span(&leaf.range);
            let name = leaf.text.trim_end_matches([',', ' ']).to_string();
            draft.group(role, name, span);
        } else {
            draft.written_name(role, &leaf, NameOrder::Inverted);
        }
    }
}

fn titles<'p>(draft: &mut Draft<'_, 'p>, list: Element<'_, 'p>, is_part: bool) {
    for part in list.children() {
        let Some(leaf) = draft.value(part) else { continue };
        match part.name() {
            "title" => draft.title(leaf, None),
            "translated-title" => draft.title(leaf, None),
            "secondary-title" if is_part => draft.single(Field::Venue, leaf),
            "alt-title" if draft.venue.title.as_deref() == Some(&*leaf.text) => {}
            "alt-title" if draft.venue.abbreviation.is_none() && is_part => {
                draft.venue.abbreviation = Some(leaf.text.into_owned())
            }
            "short-title" if draft.record.titles.first().is_some_and(|title| title.text == leaf.text) => {}
            name => draft.record.keep_other(name, leaf.text),
        }
    }
}

fn dates<'p>(draft: &mut Draft<'_, 'p>, list: Element<'_, 'p>) {
    let year = list.child("year").and_then(|year| draft.value(year));
    let exact = list.path(&["pub-dates", "date"]).and_then(|date| draft.value(date));
    let Some(leaf) = year.clone().or_else(|| exact.clone()) else { return };
    let written = exact.as_ref().map(|date| date.text.to_string()).unwrap_or_default();
    let with_year = match &year {
        Some(year) if !written.contains(&*year.text) => format!("{written} {}", year.text),
        _ => written.clone(),
    };
    let plain = PartialDate::parse(&leaf.text);
    let fuller = PartialDate::parse(&with_year).filter(|date| plain.is_none_or(|plain| plain.year() == date.year()));
    match fuller.or(plain) {
        Some(date) => draft.issued(date, leaf.range),
        None => draft.record.keep_other("year", leaf.text),
    }
    if date_says_more(draft, &written) {
        draft.record.keep_other("date", written);
    }
}

fn date_says_more(draft: &Draft<'_, '_>, written: &str) -> bool {
    !written.is_empty() && draft.record.issued.is_none_or(|date| date.month().is_none())
}

fn urls<'p>(draft: &mut Draft<'_, 'p>, list: Element<'_, 'p>) {
    for url in list.descendants().filter(|e| e.name() == "url") {
        let Some(leaf) = draft.value(url) else { continue };
        let scheme = scheme_of("", &leaf.text);
        if let Some(scheme @ (IdScheme::Doi | IdScheme::Pmid | IdScheme::Arxiv)) = scheme
            && draft.record.ids.get(scheme).is_none()
            && let Ok(id) = Identifier::parse(scheme, &leaf.text)
        {
            let id = id.at(draft.span(&leaf.range));
            draft.record.ids.insert(id);
        }
        draft.record.keep_other("url", leaf.text);
    }
}

/// All addresses stand in one text, each on its line where the program kept the lines.
fn addresses<'p>(draft: &mut Draft<'_, 'p>, leaf: Leaf<'p>) {
    let raw = draft.sink.text().get(leaf.range.clone()).unwrap_or_default();
    let lines: Vec<&str> = raw
        .split(['\n', '\r'])
        .flat_map(|line| line.split("&#xD;"))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() < 2 || raw.contains('<') {
        draft.affiliation(&leaf);
        return;
    }
    for line in lines {
        let at = leaf.range.start + (line.as_ptr() as usize - raw.as_ptr() as usize);
        let text = crate::text::clean(&super::markup::plain(line)).into_owned();
        draft.affiliation(&Leaf { text: text.into(), range: at..at + line.len(), whole: true });
    }
}
