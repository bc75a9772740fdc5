//! MODS: the Library of Congress' bibliographic XML.
//!
//! After the [guidelines of version 3](https://www.loc.gov/standards/mods/userguide/). `relatedItem type="host"` is the
//! journal or book, its `part` the volume, issue and pages.

use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft, Parts, lang, role_of, scheme_of};
use super::input::Head;
use super::people::link;
use super::tree::Element;
use super::{Sink, Spec};
use crate::record::{Field, IdScheme, KeywordScheme, NameOrder, Pages, PartialDate, Role, Section, WorkKind};

pub(super) const SPEC: Spec = Spec {
    name: "mods",
    title: "MODS",
    extensions: &["xml", "mods"],
    media_type: "application/mods+xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| {
        cut::read_all(sink, &RECORDS, |sink, range, closed| draft::read(sink, range, closed, PASSED_OVER, map))
    },
};

const RECORDS: Records =
    Records { names: &["mods"], guards: &[], outside: &["modsCollection"], errors: &["diagnostic"] };

/// Who made the record, and when.
const PASSED_OVER: &[&str] = &["recordInfo"];

/// [Genres](https://www.loc.gov/standards/valuelist/marcgt.html) and resource types, in the order in which they tell.
const KINDS: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle),
    ("journal article", WorkKind::JournalArticle),
    ("academic journal", WorkKind::JournalArticle),
    ("periodical", WorkKind::JournalArticle),
    ("newspaper", WorkKind::NewspaperArticle),
    ("magazine", WorkKind::NewspaperArticle),
    ("conference publication", WorkKind::ConferencePaper),
    ("conference paper", WorkKind::ConferencePaper),
    ("thesis", WorkKind::Thesis),
    ("dissertation", WorkKind::Thesis),
    ("technical report", WorkKind::Report),
    ("report", WorkKind::Report),
    ("patent", WorkKind::Patent),
    ("book chapter", WorkKind::BookChapter),
    ("web site", WorkKind::WebPage),
    ("book", WorkKind::Book),
    ("dataset", WorkKind::Dataset),
    ("letter", WorkKind::Letter),
    ("review", WorkKind::Review),
];

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    let known = matches!(root, "mods" | "modsCollection")
        || root == "searchRetrieveResponse" && head.text().contains("loc.gov/mods/");
    if known { evidence(head, root) } else { None }
}

pub(super) fn map<'p>(draft: &mut Draft<'_, 'p>, root: Element<'_, 'p>) {
    let record = if root.name() == "mods" { root } else { root.find("mods").unwrap_or(root) };
    for part in record.all("language").flat_map(|language| language.children()) {
        if let Some(leaf) = draft.value(part)
            && part.name() == "languageTerm"
        {
            draft.language(&leaf);
        }
    }
    for part in record.children() {
        match part.name() {
            "titleInfo" => title(draft, part),
            "name" => name(draft, part),
            "typeOfResource" | "genre" => {
                if let Some(leaf) = draft.value(part) {
                    draft.record.spans.entry(Field::Type).or_insert(draft.sink.span(leaf.range.clone()));
                    draft.types.push(leaf.text.into_owned());
                }
            }
            "originInfo" => origin(draft, part, true),
            "abstract" => {
                if let Some(leaf) = draft.value(part) {
                    let span = draft.span(&leaf.range);
                    let text = leaf.text.into_owned();
                    let language =
                        part.attribute("lang").or_else(|| part.attribute("xml:lang")).and_then(|code| lang(&code));
                    draft.summary(vec![Section { label: None, text, span }], language, span);
                }
            }
            "subject" => subject(draft, part),
            "classification" => {
                if let Some(leaf) = draft.value(part) {
                    let scheme = match part.attribute("authority").as_deref() {
                        Some("ddc") => KeywordScheme::Ddc,
                        Some("lcc") => KeywordScheme::Lc,
                        Some("clc") => KeywordScheme::Clc,
                        _ => KeywordScheme::Subject,
                    };
                    let id = Some(leaf.text.to_string());
                    draft.keyword(leaf, scheme, None, id);
                }
            }
            "identifier" => identifier(draft, part, false),
            "part" => of_host(draft, part),
            "relatedItem" => related(draft, part),
            "physicalDescription" => {
                if let Some(leaf) = draft.child_value(part, "extent") {
                    let words: Vec<&str> = leaf.text.split([' ', '[', ']']).collect();
                    let pages = words.windows(2).find(|w| {
                        matches!(w[1].trim_end_matches(['.', ',', ';']), "p" | "pages" | "S" | "s" | "leaves")
                    });
                    draft.record.pages.count = pages.and_then(|w| w[0].parse().ok()).or(draft.record.pages.count);
                    draft.record.keep_other("extent", leaf.text);
                }
            }
            _ => {}
        }
    }
    let lower: Vec<String> = draft.types.iter().map(|word| word.trim_end_matches('.').to_lowercase()).collect();
    let told = KINDS.iter().find(|(name, _)| lower.iter().any(|word| word == name)).map(|(_, kind)| *kind);
    let hosted = record.all("relatedItem").any(|item| item.has("type", "host") && item.child("titleInfo").is_some());
    let monograph =
        record.path(&["originInfo", "issuance"]).is_some_and(|issuance| issuance.text().text.starts_with("monograph"));
    let text = lower.iter().any(|word| word == "text");
    draft.record.kind = Some(match told {
        Some(WorkKind::Book) if hosted => WorkKind::BookChapter,
        Some(kind) => kind,
        None if hosted && !draft.venue.issn.is_empty() => WorkKind::JournalArticle,
        None if hosted && text => WorkKind::BookChapter,
        None if monograph && text => WorkKind::Book,
        None => WorkKind::Other,
    });
}

/// A title with its article, subtitle and part.
fn whole_title<'p>(draft: &Draft<'_, 'p>, info: Element<'_, 'p>) -> Option<super::xml::Leaf<'p>> {
    let mut leaf = draft.child_value(info, "title")?;
    let part = |name: &str| draft.child_value(info, name).map(|leaf| leaf.text);
    let mut text = String::new();
    if let Some(article) = part("nonSort") {
        text.push_str(&article);
        if !article.ends_with(['\'', '’']) {
            text.push(' ');
        }
    }
    text.push_str(leaf.text.trim_end_matches([' ', '/', ':']));
    if let Some(subtitle) = part("subTitle") {
        text.extend([": ", subtitle.trim_end_matches([' ', '/'])]);
    }
    for name in ["partNumber", "partName"] {
        if let Some(more) = part(name) {
            text.extend([". ", &more]);
        }
    }
    leaf.text = text.into();
    Some(leaf)
}

fn title<'p>(draft: &mut Draft<'_, 'p>, info: Element<'_, 'p>) {
    let Some(leaf) = whole_title(draft, info) else { return };
    let language = info.attribute("lang").or_else(|| info.attribute("xml:lang")).and_then(|code| lang(&code));
    match info.attribute("type").as_deref() {
        None => draft.title(leaf, language),
        Some("translated") => draft.title(leaf, language),
        Some(kind) => {
            let tag = ["title ", kind].concat();
            draft.record.keep_other(&tag, leaf.text);
        }
    }
}

fn name<'p>(draft: &mut Draft<'_, 'p>, person: Element<'_, 'p>) {
    if !person.is_closed() {
        return;
    }
    let words: Vec<_> = person
        .all("role")
        .flat_map(|role| role.children())
        .map(|term| term.text().text.into_owned())
        .filter(|word| !word.is_empty())
        .collect();
    let told = words.iter().map(|word| role_of(word)).find(|role| *role != Role::Other);
    let role = if words.is_empty() { Role::Author } else { told.unwrap_or(Role::Other) };
    if role == Role::Other {
        draft.record.keep_other("role", words.join(", "));
    }
    let parts: Vec<_> = person.all("namePart").collect();
    let of_type = |kind: &str| {
        let found: Vec<String> =
            parts.iter().filter(|p| p.has("type", kind)).map(|p| p.text().text.into_owned()).collect();
        found.join(" ")
    };
    let (family, given, address) = (of_type("family"), of_type("given"), of_type("termsOfAddress"));
    let dates = of_type("date");
    if !dates.is_empty() {
        draft.record.keep_other("namePart date", dates);
    }
    let span = draft.span(&person.range());
    let personal = person.attribute("type").is_none_or(|kind| kind == "personal" || kind == "family");
    let index = if !family.is_empty() || !given.is_empty() {
        let is_suffix = address.len() < 5;
        if !is_suffix {
            draft.record.keep_other("namePart termsOfAddress", &*address);
        }
        let suffix = Some(address).filter(|_| is_suffix).unwrap_or_default();
        let parts = Parts { family: family.into(), given: given.into(), suffix: suffix.into() };
        draft.named(role, &parts, span)
    } else {
        let plain: Vec<_> = parts.iter().filter(|p| p.attribute("type").is_none()).collect();
        let Some(first) = plain.first().and_then(|p| draft.value(**p)) else {
            return draft.keep("displayForm", person);
        };
        if personal {
            draft.written_name(role, &first, NameOrder::Inverted)
        } else {
            let whole: Vec<String> = plain.iter().map(|p| p.text().text.trim_end_matches('.').to_string()).collect();
            Some(draft.group(role, whole.join(". "), span))
        }
    };
    let Some(index) = index else { return };
    for part in person.children() {
        match part.name() {
            "affiliation" => {
                if let Some(known) = draft.value(part).and_then(|leaf| draft.affiliation(&leaf)) {
                    link(&mut draft.record, index, known);
                }
            }
            "nameIdentifier" => {
                let Some(leaf) = draft.value(part) else { continue };
                match scheme_of(&part.attribute("type").unwrap_or_default(), &leaf.text) {
                    Some(scheme) => draft.contributor_id(index, scheme, &leaf.text, leaf.range),
                    None => draft.record.keep_other("nameIdentifier", leaf.text),
                }
            }
            _ => {}
        }
    }
}

/// Publisher, place and dates; the machine-readable date goes before that for the eye.
fn origin<'p>(draft: &mut Draft<'_, 'p>, info: Element<'_, 'p>, own: bool) {
    let mut found = Vec::new();
    for part in info.children() {
        let rank = match part.name() {
            "dateIssued" => 0,
            "copyrightDate" => 4,
            "dateCreated" | "dateOther" => 6,
            "publisher" if draft.venue.publisher.is_none() => {
                draft.venue.publisher =
                    draft.value(part).map(|leaf| leaf.text.trim_end_matches([' ', ',']).to_string());
                continue;
            }
            _ => continue,
        };
        let Some(leaf) = draft.value(part) else { continue };
        let encoded = u8::from(part.attribute("encoding").is_none());
        let end = part.has("point", "end");
        let rank = if part.has("keyDate", "yes") { 0 } else { rank + 2 };
        match year_in(&leaf.text) {
            Some(date) if !end => found.push((rank + encoded, date, leaf, part.name())),
            _ => draft.record.keep_other(part.name(), leaf.text),
        }
    }
    found.sort_by_key(|(rank, ..)| *rank);
    for (n, (_, date, leaf, name)) in found.into_iter().enumerate() {
        match draft.record.issued {
            None => draft.issued(date, leaf.range),
            // Of the same year: what is written for the eye, or on the host.
            Some(known) if known.year() == date.year() && (n > 0 || !own) => {}
            Some(known) if n == 0 && own => {
                if known.year() != date.year() {
                    draft.record.keep_other(name, known.to_string());
                }
                draft.issued(date, leaf.range);
            }
            Some(_) => draft.record.keep_other(name, leaf.text),
        }
    }
}

/// `c1984`, `[1999?]`, `2003-04`, `19980803`.
fn year_in(text: &str) -> Option<PartialDate> {
    let plain = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    PartialDate::parse(text).or_else(|| PartialDate::parse(plain.get(..4)?))
}

fn subject<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let scheme = match part.attribute("authority").as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("mesh") => KeywordScheme::Mesh,
        Some("lcsh" | "lcshac") => KeywordScheme::Lc,
        Some(_) => KeywordScheme::Subject,
        None => KeywordScheme::Author,
    };
    let id = part.attribute("valueURI").map(|id| id.into_owned());
    let mut words = Vec::new();
    for piece in part.children() {
        let leaf = match piece.name() {
            "titleInfo" => whole_title(draft, piece),
            "name" | "hierarchicalGeographic" | "cartographics" => Some(piece.listed_text(&[])),
            _ => draft.value(piece),
        };
        words.extend(leaf.map(|leaf| leaf.text.into_owned()).filter(|text| !text.is_empty()));
    }
    // Topics of one uncontrolled subject are keywords of their own, a heading's parts are one.
    if scheme == KeywordScheme::Author {
        for word in words.iter().flat_map(|word| word.split(';')).map(str::trim).filter(|word| !word.is_empty()) {
            let leaf = super::xml::Leaf { text: word.to_string().into(), range: part.range(), whole: true };
            draft.keyword(leaf, scheme, None, None);
        }
    } else {
        let leaf = super::xml::Leaf { text: words.join("--").into(), range: part.range(), whole: true };
        draft.keyword(leaf, scheme, None, id);
    }
}

fn identifier<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, of_host: bool) {
    let Some(leaf) = draft.value(part) else { return };
    let kind = part.attribute("type").unwrap_or_default().to_ascii_lowercase();
    if part.has("invalid", "yes") {
        draft.record.keep_other("identifier invalid", format!("{kind}: {}", leaf.text));
        return;
    }
    match scheme_of(&kind, &leaf.text) {
        _ if kind == "issn" => draft.issn(leaf),
        Some(IdScheme::Isbn) => draft.id(IdScheme::Isbn, leaf),
        Some(scheme @ (IdScheme::Doi | IdScheme::Pmid | IdScheme::Pmcid | IdScheme::Arxiv)) if !of_host => {
            draft.id(scheme, leaf)
        }
        Some(scheme @ IdScheme::Doi) => draft.relation("is-part-of", Some(scheme), &leaf.text, leaf.range),
        _ => draft.record.keep_other("identifier", format!("{kind}: {}", leaf.text)),
    }
}

/// Volume, issue and pages in the host.
fn of_host<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    for piece in part.children() {
        match piece.name() {
            "detail" => {
                let number =
                    piece.child("number").or_else(|| piece.child("caption")).and_then(|number| draft.value(number));
                let Some(leaf) = number else { continue };
                match piece.attribute("type").as_deref() {
                    Some("volume") => draft.single(Field::Volume, leaf),
                    Some("issue" | "number") => draft.single(Field::Issue, leaf),
                    Some("page" | "pages") => {
                        draft.record.spans.insert(Field::Pages, draft.span(&leaf.range));
                        draft.record.pages = Pages { count: draft.record.pages.count, ..Pages::parse(&leaf.text) };
                    }
                    kind => {
                        let kept = format!("{}: {}", kind.unwrap_or("detail"), leaf.text);
                        draft.record.keep_other("detail", kept);
                    }
                }
            }
            "extent" => {
                let value = |name: &str| draft.child_value(piece, name).map(|leaf| leaf.text.into_owned());
                let (start, end, list, total) = (value("start"), value("end"), value("list"), value("total"));
                match (start, list) {
                    (Some(start), _) => {
                        // Some write the whole range there.
                        let range = Pages::parse(&start);
                        draft.record.pages.last = end.or(range.last);
                        draft.record.pages.first = range.first;
                    }
                    (None, Some(list)) => {
                        let range = Pages::parse(list.trim_start_matches(['p', '.', ' ', 'S']));
                        (draft.record.pages.first, draft.record.pages.last) = (range.first, range.last);
                    }
                    _ => {}
                }
                draft.record.pages.count = total.and_then(|total| total.parse().ok()).or(draft.record.pages.count);
                draft.record.spans.insert(Field::Pages, draft.span(&piece.range()));
            }
            "date" => {
                if let Some(leaf) = draft.value(piece)
                    && draft.record.issued.is_none()
                {
                    match year_in(&leaf.text) {
                        Some(date) => draft.issued(date, leaf.range),
                        None => draft.record.keep_other("date", leaf.text),
                    }
                }
            }
            _ => {}
        }
    }
}

fn related<'p>(draft: &mut Draft<'_, 'p>, item: Element<'_, 'p>) {
    let kind = item.attribute("type").unwrap_or_default();
    match &*kind {
        "host" => {
            for part in item.children() {
                match part.name() {
                    "titleInfo" => {
                        let Some(leaf) = whole_title(draft, part) else { continue };
                        if part.has("type", "abbreviated") {
                            draft.venue.abbreviation = Some(leaf.text.into_owned());
                        } else if draft.venue.title.is_none() {
                            draft.single(Field::Venue, leaf);
                        } else {
                            draft.record.keep_other("host title", leaf.text);
                        }
                    }
                    "name" => {
                        let leaf = part.listed_text(&["role"]);
                        let editor = part.descendants().any(|term| role_of(&term.text().text) == Role::Editor);
                        if editor {
                            name(draft, part);
                        } else {
                            draft.record.keep_other("host name", leaf.text);
                        }
                    }
                    "identifier" => identifier(draft, part, true),
                    "originInfo" => origin(draft, part, false),
                    "part" => of_host(draft, part),
                    _ => {}
                }
            }
        }
        "series" => {
            for info in item.all("titleInfo") {
                if let Some(leaf) = whole_title(draft, info) {
                    draft.record.keep_other("series", leaf.text);
                }
            }
        }
        kind => {
            let title = item.child("titleInfo").and_then(|info| whole_title(draft, info));
            let id = item
                .child("identifier")
                .and_then(|id| draft.value(id).map(|leaf| (id.attribute("type").unwrap_or_default(), leaf)));
            let kind = if kind.is_empty() { "related".to_string() } else { draft::kebab(kind) };
            match (id, title) {
                (Some((of, leaf)), title) => {
                    let scheme = scheme_of(&of, &leaf.text);
                    draft.relation(&kind, scheme, &leaf.text, leaf.range);
                    match (draft.record.relations.last_mut(), title) {
                        (Some(added), Some(title)) if added.as_written.is_none() => {
                            added.as_written = Some(title.text.into_owned());
                        }
                        (_, Some(title)) => draft.record.keep_other("related title", title.text),
                        _ => {}
                    }
                }
                (None, Some(leaf)) => draft.relation(&kind, None, &leaf.text, leaf.range),
                _ => {}
            }
        }
    }
}
