//! RDF about publications: Zotero's export, and descriptions in the Bibliographic Ontology.
//!
//! After [Zotero's translator](https://github.com/zotero/translators) and [BIBO](https://www.dublincore.org/specifications/bibo/).
//! Only the way in which these programs write RDF/XML is read: an element for each thing, its properties inside it,
//! pointers by `rdf:resource`. Journals and people may be described anywhere in the document and pointed at from anywhere
//! else, so that the document is read as a whole: it cannot be cut.

use super::cut::{self, Records, evidence, root};
use super::draft::{Draft, Parts, lang, scheme_of};
use super::input::Head;
use super::tree::{Element, Tree};
use super::xml::Leaf;
use super::{Sink, Spec};
use crate::record::{
    Field, IdScheme, KeywordScheme, NameOrder, Pages, PartialDate, Role, Section, WorkKind, find_dois,
};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;

pub(super) const SPEC: Spec = Spec {
    name: "zotero-rdf",
    title: "Zotero RDF",
    extensions: &["rdf", "xml"],
    media_type: "application/rdf+xml",
    detect,
    boundary: |_, _| None,
    parse: |sink: &mut Sink<'_>| cut::read_all(sink, &RECORDS, read),
};

const RECORDS: Records = Records { names: &["RDF"], guards: &[], outside: &[], errors: &[] };

/// Kinds by Zotero's item type or the class of the element.
const KINDS: &[(&str, WorkKind)] = &[
    ("journalArticle", WorkKind::JournalArticle),
    ("AcademicArticle", WorkKind::JournalArticle),
    ("Article", WorkKind::JournalArticle),
    ("magazineArticle", WorkKind::NewspaperArticle),
    ("newspaperArticle", WorkKind::NewspaperArticle),
    ("preprint", WorkKind::Preprint),
    ("bookSection", WorkKind::BookChapter),
    ("BookSection", WorkKind::BookChapter),
    ("Chapter", WorkKind::BookChapter),
    ("encyclopediaArticle", WorkKind::BookChapter),
    ("dictionaryEntry", WorkKind::BookChapter),
    ("book", WorkKind::Book),
    ("Book", WorkKind::Book),
    ("conferencePaper", WorkKind::ConferencePaper),
    ("ConferenceProceedings", WorkKind::ConferencePaper),
    ("Proceedings", WorkKind::Proceedings),
    ("thesis", WorkKind::Thesis),
    ("Thesis", WorkKind::Thesis),
    ("report", WorkKind::Report),
    ("Report", WorkKind::Report),
    ("patent", WorkKind::Patent),
    ("Patent", WorkKind::Patent),
    ("webpage", WorkKind::WebPage),
    ("blogPost", WorkKind::WebPage),
    ("Webpage", WorkKind::WebPage),
    ("dataset", WorkKind::Dataset),
    ("letter", WorkKind::Other),
    ("Document", WorkKind::Other),
    ("Manuscript", WorkKind::Other),
    ("Letter", WorkKind::Other),
    ("Image", WorkKind::Other),
    ("Recording", WorkKind::Other),
    ("Motionpicture", WorkKind::Other),
    ("Legislation", WorkKind::Other),
    ("CourtReporter", WorkKind::Other),
    ("Standard", WorkKind::Other),
    ("Data", WorkKind::Dataset),
    ("Software", WorkKind::Other),
    ("Application", WorkKind::Other),
];

/// Things that are no publication of their own: they belong to the one that points at them.
const PARTS: &[&str] = &[
    "Journal",
    "Periodical",
    "Series",
    "Attachment",
    "Memo",
    "Collection",
    "Person",
    "Organization",
    "Group",
    "Agent",
    "UserItem",
    "Subscription",
    "Seq",
    "Concept",
];

/// Properties that list people.
const PEOPLE: &[(&str, Role)] = &[
    ("authors", Role::Author),
    ("creator", Role::Author),
    ("author", Role::Author),
    ("authorList", Role::Author),
    ("inventors", Role::Author),
    ("presenters", Role::Author),
    ("programmers", Role::Author),
    ("artists", Role::Author),
    ("editors", Role::Editor),
    ("editor", Role::Editor),
    ("seriesEditors", Role::Other),
    ("translators", Role::Translator),
    ("translator", Role::Translator),
    ("contributors", Role::Other),
    ("contributor", Role::Other),
    ("bookAuthors", Role::Other),
    ("reviewedAuthors", Role::Other),
];

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    let text = head.text();
    let known = ["zotero.org/namespaces", "purl.org/net/biblio", "purl.org/ontology/bibo"]
        .iter()
        .any(|name| text.contains(name));
    if root == "RDF" && known { evidence(head, root) } else { None }
}

type Things<'a, 'p> = FxHashMap<Cow<'p, str>, Element<'a, 'p>>;

fn read(sink: &mut Sink<'_>, range: Range<usize>, closed: bool) {
    let mut tree = Tree::read(sink.text(), range.clone(), closed, &[]);
    if let Some(root) = tree.root() {
        let mut things = Things::default();
        for element in root.descendants() {
            if let Some(name) = element.attribute("rdf:about").or_else(|| element.attribute("rdf:ID")) {
                things.entry(name).or_insert(element);
            }
        }
        // What others contain or are part of is told with them.
        let hosts: Vec<Cow<'_, str>> =
            root.descendants().filter(|e| e.name() == "isPartOf").filter_map(|e| e.attribute("rdf:resource")).collect();
        let is_host: std::collections::HashSet<&str> = hosts.iter().map(|name| &**name).collect();
        for item in root.children() {
            let name = item.attribute("rdf:about").unwrap_or_default();
            let kind = kind_of(item);
            let unnamed = item.child("itemType").is_none();
            if PARTS.contains(&item.name()) || kind.is_none() || unnamed && is_host.contains(&*name) {
                continue;
            }
            let at = item.start();
            let end = sink_end(item, range.end);
            let mut draft = Draft::new(sink, at..end, item.is_closed());
            map(&mut draft, item, kind.unwrap_or(WorkKind::Other), &things);
            for (name, leaf) in tree.unread_in(item) {
                draft.record.keep_other(name, leaf.text);
            }
            draft.finish();
        }
        root.all("Collection").for_each(|collection| collection.pass_over());
    }
    for problem in tree.take_problems() {
        sink.note(problem.severity, "xml-syntax", problem.at, problem.message);
    }
}

fn sink_end(item: Element<'_, '_>, limit: usize) -> usize {
    item.range().end.min(limit)
}

fn kind_of(item: Element<'_, '_>) -> Option<WorkKind> {
    let stated = item.child("itemType").map(|kind| kind.text().text);
    let class = item.child("type").and_then(|kind| kind.attribute("rdf:resource"));
    let class = class.as_deref().and_then(|name| name.rsplit(['/', '#']).next()).map(str::to_string);
    let names = [stated.map(|name| name.into_owned()), class, Some(item.name().to_string())];
    let names: Vec<String> = names.into_iter().flatten().collect();
    if names.iter().any(|name| matches!(name.as_str(), "attachment" | "note")) {
        return None;
    }
    let told = names.iter().find_map(|name| KINDS.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind));
    told.or_else(|| item.child("itemType").map(|_| WorkKind::Other))
}

fn map<'a, 'p>(draft: &mut Draft<'_, 'p>, item: Element<'a, 'p>, kind: WorkKind, things: &Things<'a, 'p>) {
    draft.record.kind = Some(kind);
    for part in item.children() {
        if let Some((_, role)) = PEOPLE.iter().find(|(name, _)| *name == part.name()) {
            people(draft, part, *role, things);
            continue;
        }
        match part.name() {
            "isPartOf" => host(draft, part, things),
            "publisher" => {
                let name = part.find("name").or_else(|| pointed(part, things)?.find("name")).unwrap_or(part);
                if let Some(leaf) = draft.value(name) {
                    draft.venue.publisher = Some(leaf.text.into_owned());
                }
                let place = part.find("locality").and_then(|place| draft.value(place));
                if let Some(leaf) = place {
                    draft.record.keep_other("place", leaf.text);
                }
            }
            "subject" => {
                let value = part.find("value").or_else(|| part.find("prefLabel")).unwrap_or(part);
                // Tags that came with the item, and those the owner of the library gave.
                let automatic = part.child("AutomaticTag").is_some();
                if let Some(leaf) = draft.value(value) {
                    let scheme = if automatic { KeywordScheme::Index } else { KeywordScheme::Author };
                    draft.keyword(leaf, scheme, None, None);
                } else if let Some(name) = part.attribute("rdf:resource") {
                    let leaf = Leaf { text: name, range: part.attribute_range("rdf:resource"), whole: true };
                    let id = Some(leaf.text.to_string());
                    draft.keyword(leaf, KeywordScheme::Subject, None, id);
                }
            }
            "identifier" => {
                let value = part.find("value").unwrap_or(part);
                if let Some(leaf) = draft.value(value) {
                    identifier(draft, leaf);
                }
            }
            "presentedAt" => {
                if let Some(leaf) = part.find("title").and_then(|title| draft.value(title)) {
                    match draft.venue.title {
                        None => draft.single(Field::Venue, leaf),
                        Some(_) => draft.record.keep_other("presentedAt", leaf.text),
                    }
                }
            }
            _ => property(draft, part),
        }
    }
}

fn property<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let Some(leaf) = draft.value(part) else {
        if let Some(address) = part.attribute("rdf:resource") {
            if part.name() == "language"
                && let Some(code) = address.rsplit('/').next()
                && lang(code).is_some()
            {
                draft.language_text("language", code, part.attribute_range("rdf:resource"));
            } else if part.name() != "link" {
                draft.record.keep_other(part.name(), address);
            }
        }
        return;
    };
    match part.name() {
        "itemType" | "type" => draft.types.push(leaf.text.into_owned()),
        "title" => draft.title(leaf, part.attribute("xml:lang").and_then(|code| lang(&code))),
        "abstract" => {
            let span = draft.span(&leaf.range);
            let text = leaf.text.into_owned();
            draft.summary(vec![Section { label: None, text, span }], None, span);
        }
        "date" | "issued" => match PartialDate::parse(leaf.text.split('T').next().unwrap_or_default()) {
            Some(date) if draft.record.issued.is_none() => draft.issued(date, leaf.range),
            _ => draft.record.keep_other("date", leaf.text),
        },
        "volume" => draft.single(Field::Volume, leaf),
        "issue" => draft.single(Field::Issue, leaf),
        "number" if draft.record.kind == Some(WorkKind::JournalArticle) => draft.single(Field::Issue, leaf),
        "pages" => {
            draft.record.spans.insert(Field::Pages, draft.span(&leaf.range));
            let count = draft.record.pages.count;
            draft.record.pages = Pages { count, ..Pages::parse(&leaf.text) };
        }
        "pageStart" => draft.record.pages.first = Some(leaf.text.into_owned()),
        "pageEnd" => draft.record.pages.last = Some(leaf.text.into_owned()),
        "numPages" => match leaf.text.parse() {
            Ok(count) => draft.record.pages.count = Some(count),
            Err(_) => draft.record.keep_other("numPages", leaf.text),
        },
        "language" => draft.language(&leaf),
        "doi" => draft.id(IdScheme::Doi, leaf),
        "pmid" => draft.id(IdScheme::Pmid, leaf),
        "isbn10" | "isbn13" | "isbn" => draft.id(IdScheme::Isbn, leaf),
        "issn" | "eissn" => draft.issn(leaf),
        "journalAbbreviation" | "shortTitle" if part.name() == "journalAbbreviation" => {
            draft.venue.abbreviation = Some(leaf.text.into_owned());
        }
        name => draft.record.keep_other(name, leaf.text),
    }
}

/// What a property points at.
fn pointed<'a, 'p>(part: Element<'a, 'p>, things: &Things<'a, 'p>) -> Option<Element<'a, 'p>> {
    things.get(&part.attribute("rdf:resource")?).copied()
}

fn host<'a, 'p>(draft: &mut Draft<'_, 'p>, part: Element<'a, 'p>, things: &Things<'a, 'p>) {
    let thing = part.children().next().or_else(|| pointed(part, things));
    let Some(thing) = thing else {
        // A name alone is a series.
        if let Some(leaf) = draft.value(part) {
            draft.record.keep_other("series", leaf.text);
        }
        return;
    };
    let series = thing.name() == "Series";
    for part in thing.children() {
        let Some(leaf) = draft.value(part) else { continue };
        match part.name() {
            "title" if series => draft.record.keep_other("series", leaf.text),
            "title" if draft.venue.title.is_none() => draft.single(Field::Venue, leaf),
            "alternative" | "shortTitle" => draft.venue.abbreviation = Some(leaf.text.into_owned()),
            "volume" => draft.single(Field::Volume, leaf),
            "number" | "issue" if !series => draft.single(Field::Issue, leaf),
            "identifier" | "issn" | "eissn" => {
                let text = leaf.text.to_string();
                match text.strip_prefix("DOI ") {
                    Some(doi) => draft.id(IdScheme::Doi, Leaf { text: doi.to_string().into(), ..leaf }),
                    None if text.starts_with("ISBN") => identifier(draft, leaf),
                    None => draft.issn(leaf),
                }
            }
            name => draft.record.keep_other(name, leaf.text),
        }
    }
}

fn identifier<'p>(draft: &mut Draft<'_, 'p>, leaf: Leaf<'p>) {
    let text = leaf.text.to_string();
    if let Some(numbers) = text.strip_prefix("ISBN ") {
        for number in numbers.split([' ', ';', ',']).filter(|number| !number.is_empty()) {
            draft.id(IdScheme::Isbn, Leaf { text: number.to_string().into(), range: leaf.range.clone(), whole: true });
        }
    } else if let Some(number) = text.strip_prefix("ISSN ") {
        draft.issn(Leaf { text: number.to_string().into(), ..leaf });
    } else if text.starts_with("DOI ") || !find_dois(&text).is_empty() && !text.contains(' ') {
        if draft.record.ids.get(IdScheme::Doi).is_none() {
            draft.id(IdScheme::Doi, leaf);
        }
    } else if let Some(scheme @ (IdScheme::Pmid | IdScheme::Arxiv)) = scheme_of("", &text) {
        draft.id(scheme, leaf);
    } else {
        draft.record.keep_other("identifier", text);
    }
}

fn people<'a, 'p>(draft: &mut Draft<'_, 'p>, list: Element<'a, 'p>, role: Role, things: &Things<'a, 'p>) {
    let mut found: Vec<Element<'a, 'p>> =
        list.descendants().filter(|e| matches!(e.name(), "Person" | "Organization" | "Group")).collect();
    found.extend(std::iter::once(list).chain(list.descendants()).filter_map(|e| pointed(e, things)));
    if found.is_empty()
        && let Some(leaf) = draft.value(list)
    {
        draft.written_name(role, &leaf, NameOrder::GivenFirst);
    }
    let before = draft.record.contributors.len();
    for person in found {
        let span = draft.span(&person.range());
        // Both spellings occur, and an older one.
        let part = |names: &[&str]| {
            let part = person.children().find(|part| names.iter().any(|name| part.name().eq_ignore_ascii_case(name)));
            part.map(|part| part.text().text).unwrap_or_default()
        };
        let parts = Parts {
            family: part(&["surname", "familyName", "family_name"]),
            given: part(&["givenname", "firstName", "given_name"]),
            ..Parts::default()
        };
        if person.name() == "Person" && !(parts.family.is_empty() && parts.given.is_empty()) {
            draft.named(role, &parts, span);
        } else if let Some(leaf) = draft.child_value(person, "name") {
            draft.written_name(role, &leaf, NameOrder::GivenFirst);
        }
    }
    if role == Role::Other {
        let added = draft.record.contributors.get(before..).unwrap_or_default();
        let words: Vec<String> = added.iter().map(|person| format!("{}: {}", list.name(), person.as_written)).collect();
        words.into_iter().for_each(|words| draft.record.keep_other("role", words));
    }
}
