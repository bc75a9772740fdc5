//! Crossref works as JSON: answers of the REST API, lists, the public data file, citeproc from content negotiation.
//!
//! Lists that hold one value (`title`, `container-title`) are values alone in citeproc; both are read. `issued` is the
//! earlier of the two dates of publication: where both are there, the printed one is the issue's, the other was ahead
//! of it, as catalogues have it.
//!
//! Specification: [API format](https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md),
//! [types](https://api.crossref.org/types).

use super::catalogues::{self, Notice};
use super::json::{self, Draft, Kind, Node, Sample};
use super::people::link;
use super::{Sink, Spec, citeproc};
use crate::diagnostic::Severity;
use crate::record::{
    Field, Funding, IdScheme, Identifier, Keyword, KeywordScheme, PartialDate, Record, Reference, ReferenceAuthor,
    Relation, Role, WorkKind, find_dois,
};
use crate::text;
use Meaning::*;
use std::borrow::Cow;

pub(super) const SPEC: Spec = Spec {
    name: "crossref",
    title: "Crossref JSON",
    extensions: &["json", "jsonl"],
    media_type: "application/vnd.citationstyles.csl+json",
    detect,
    boundary: |text, _| json::boundary(text, LISTS),
    parse: |sink| json::read_all(sink, LISTS, map),
};

const LISTS: &[&str] = &["message.items"];
/// Members only Crossref has, beside a DOI.
const SIGNS: &[&str] =
    &["deposited", "is-referenced-by-count", "reference-count", "references-count", "content-domain", "indexed"];

fn detect(head: &super::input::Head) -> Option<String> {
    let sample = Sample::of(head, LISTS)?;
    let record = sample.record();
    if let Some(kind) = record.get("message-type").and_then(Node::text) {
        // Not the interface's lists of journals, members or types.
        return kind.starts_with("work").then(|| sample.evidence(&["message-type"]));
    }
    if sample.around().contains("\"message-type\"") {
        let works = sample.around().contains("work-list") || record.get("DOI").is_some();
        return works.then(|| "line 1 `\"message-type\"`".to_string());
    }
    record.get("DOI")?;
    sample.any(SIGNS)
}

#[derive(Clone, Copy)]
enum Meaning {
    Doi,
    Type,
    Subtype,
    Title,
    /// Beside the title: joined to it, or in another language.
    Subtitle,
    OriginalTitle,
    Abstract,
    Person(Role),
    Container,
    Abbreviation,
    Publisher,
    Institution,
    Serial,
    /// ISSNs or ISBNs with their medium; also in a list without.
    TypedSerial,
    Volume,
    Issue,
    Pages,
    ArticleNumber,
    Date,
    Language,
    Subjects,
    References,
    TimesCited,
    Funders,
    Relations,
    Updates(Notice),
    Nothing,
}

const MEMBERS: &[(&str, Meaning)] = &[
    ("DOI", Doi),
    ("type", Type),
    ("subtype", Subtype),
    ("title", Title),
    ("subtitle", Subtitle),
    ("original-title", OriginalTitle),
    ("abstract", Abstract),
    ("author", Person(Role::Author)),
    ("editor", Person(Role::Editor)),
    ("chair", Person(Role::Other)),
    ("translator", Person(Role::Translator)),
    ("container-title", Container),
    ("short-container-title", Abbreviation),
    ("container-title-short", Abbreviation),
    ("publisher", Publisher),
    ("institution", Institution),
    ("ISSN", Serial),
    ("ISBN", Serial),
    ("issn-type", TypedSerial),
    ("isbn-type", TypedSerial),
    ("volume", Volume),
    ("issue", Issue),
    ("page", Pages),
    ("article-number", ArticleNumber),
    ("issued", Date),
    ("published", Date),
    ("published-print", Date),
    ("published-online", Date),
    ("published-other", Date),
    ("posted", Date),
    ("approved", Date),
    ("language", Language),
    ("subject", Subjects),
    ("reference", References),
    ("is-referenced-by-count", TimesCited),
    ("funder", Funders),
    ("relation", Relations),
    ("update-to", Updates(Notice::Of)),
    ("updated-by", Updates(Notice::In)),
    ("reference-count", Nothing),
    ("references-count", Nothing),
    ("prefix", Nothing),
    ("member", Nothing),
    ("score", Nothing),
    ("indexed", Nothing),
    ("created", Nothing),
    ("deposited", Nothing),
    ("content-domain", Nothing),
    ("_id", Nothing),
    ("URL", Nothing),
    ("journal-issue", Nothing),
];

/// [Types](https://api.crossref.org/types), and the few that content negotiation writes in the words of CSL.
const TYPES: &[(&str, WorkKind)] = &[
    ("journal-article", WorkKind::JournalArticle),
    ("proceedings-article", WorkKind::ConferencePaper),
    ("proceedings", WorkKind::Proceedings),
    ("proceedings-series", WorkKind::Proceedings),
    ("book", WorkKind::Book),
    ("monograph", WorkKind::Book),
    ("edited-book", WorkKind::Book),
    ("reference-book", WorkKind::Book),
    ("book-set", WorkKind::Book),
    ("book-series", WorkKind::Other),
    ("book-chapter", WorkKind::BookChapter),
    ("book-section", WorkKind::BookChapter),
    ("book-part", WorkKind::BookChapter),
    ("book-track", WorkKind::BookChapter),
    ("reference-entry", WorkKind::BookChapter),
    ("posted-content", WorkKind::Preprint),
    ("dissertation", WorkKind::Thesis),
    ("report", WorkKind::Report),
    ("report-series", WorkKind::Report),
    ("report-component", WorkKind::Report),
    ("standard", WorkKind::Report),
    ("standard-series", WorkKind::Report),
    ("dataset", WorkKind::Dataset),
    ("database", WorkKind::Dataset),
    ("peer-review", WorkKind::Other),
    ("component", WorkKind::Other),
    ("grant", WorkKind::Other),
    ("journal", WorkKind::Other),
    ("journal-issue", WorkKind::Other),
    ("journal-volume", WorkKind::Other),
    ("other", WorkKind::Other),
];

/// Schemes of `relation/id-type`.
const ID_TYPES: &[(&str, IdScheme)] = &[
    ("doi", IdScheme::Doi),
    ("pmid", IdScheme::Pmid),
    ("pmcid", IdScheme::Pmcid),
    ("arxiv", IdScheme::Arxiv),
    ("isbn", IdScheme::Isbn),
];

fn map(node: Node<'_>, mut draft: Draft, sink: &mut Sink<'_>) -> Option<Draft> {
    // A single work is wrapped up in what the interface says.
    let node = node.get("message").filter(|message| message.is_object()).unwrap_or(node);
    let mut dates = Dates::default();
    for (name, value) in node.members() {
        match MEMBERS.iter().find(|(known, _)| *known == name) {
            Some((_, meaning)) => read(*meaning, name, value, &mut draft, &mut dates, sink),
            None => draft.keep(name, value),
        }
    }
    dates.settle(&mut draft, sink);
    join_subtitle(node, &mut draft);
    if let Some(list) = node.get("reference").filter(|list| list.kind() == Kind::Array) {
        let found = list.items().count();
        let stated = ["references-count", "reference-count"].into_iter().find_map(|name| Some((name, node.get(name)?)));
        if let Some((name, stated)) = stated {
            draft.check(name, Some(stated), found, "references", sink);
        }
    }
    Some(draft)
}

fn read(meaning: Meaning, name: &str, value: Node<'_>, draft: &mut Draft, dates: &mut Dates, sink: &mut Sink<'_>) {
    match meaning {
        Doi => draft.id(IdScheme::Doi, value, sink),
        Type => {
            let words = value.text().unwrap_or_default();
            let known = TYPES.iter().find(|(known, _)| *known == words).map(|(_, kind)| *kind);
            draft.kind(known.or_else(|| citeproc::work_kind(&words)), value, sink);
        }
        Subtype => subtype(value, draft),
        Title => {
            for title in value.items() {
                draft.title(title, sink);
            }
        }
        Subtitle => {}
        OriginalTitle => {
            for title in value.items() {
                draft.title(title, sink);
            }
        }
        Abstract => draft.summary(value, None, sink),
        Person(role) => {
            for item in value.items() {
                person(role, name, item, draft, sink);
            }
        }
        Container => draft.single(|d| &mut d.venue.title, Some(Field::Venue), name, value, sink),
        Abbreviation => draft.single(|d| &mut d.venue.abbreviation, None, name, value, sink),
        Publisher => draft.single(|d| &mut d.venue.publisher, None, name, value, sink),
        Institution => institution(value, draft, sink),
        Serial => draft.serial_numbers(value, sink),
        TypedSerial => {
            for item in value.items() {
                let (number, medium) = (item.text_of("value"), item.text_of("type"));
                if let (Some(number), Some(medium)) = (number, medium) {
                    draft.record.keep_other(name, [number, medium].join(" "));
                }
            }
        }
        Volume => draft.single(|d| &mut d.record.volume, Some(Field::Volume), name, value, sink),
        Issue => draft.single(|d| &mut d.record.issue, Some(Field::Issue), name, value, sink),
        Pages => draft.pages(name, value, sink),
        ArticleNumber => {
            draft.single(|d| &mut d.record.pages.article_number, Some(Field::Pages), name, value, sink);
        }
        Date => dates.read(name, value, draft),
        Language => draft.language(name, value, sink),
        Subjects => {
            for item in value.items() {
                let Some(text) = item.plain() else { continue };
                let span = sink.span(item.range());
                draft.keyword(Keyword { text, scheme: KeywordScheme::Subject, span, ..Keyword::default() });
            }
        }
        References => {
            for item in value.items() {
                let reference = reference(item, draft, sink);
                draft.record.references.push(reference);
            }
        }
        TimesCited => draft.times_cited(name, value, sink),
        Funders => funders(value, draft, sink),
        Relations => relations(value, draft, sink),
        Updates(notice) => updates(name, value, notice, draft, sink),
        Nothing => {}
    }
}

fn subtype(value: Node<'_>, draft: &mut Draft) {
    let Some(words) = value.text() else { return };
    // Posted content that is no preprint: reports, peer reviews, letters.
    if draft.record.kind == Some(WorkKind::Preprint) && words != "preprint" {
        draft.record.kind = Some(WorkKind::Other);
    }
    let written = draft.record.type_as_written.get_or_insert_default();
    if !written.is_empty() {
        written.push_str("; ");
    }
    written.push_str(&words);
}

/// A subtitle goes on from the title, where the title does not hold it already.
fn join_subtitle(node: Node<'_>, draft: &mut Draft) {
    let subtitle = node.get("subtitle").and_then(|list| list.items().next()).and_then(Node::plain);
    for rest in node.get("subtitle").into_iter().flat_map(Node::items).skip(1) {
        draft.keep("subtitle", rest);
    }
    let Some(subtitle) = subtitle else { return };
    let Some(title) = draft.record.titles.first_mut() else { return draft.record.keep_other("subtitle", subtitle) };
    if !text::fold(&title.text).contains(&text::fold(&subtitle)) {
        title.text = catalogues::with_subtitle(&title.text, &subtitle);
    }
}

fn person(role: Role, list: &str, value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let before = draft.record.contributors.len();
    citeproc::name(draft, role, value, sink, |draft, index, name, member, sink| match name {
        "ORCID" => draft.person_id(index, IdScheme::Orcid, member, sink),
        "affiliation" => {
            for place in member.items() {
                if let Some(place) = affiliation(place, draft, sink) {
                    link(&mut draft.record, index, place);
                }
            }
        }
        "sequence" | "authenticated-orcid" => {}
        "role-start" | "role" | "prefix" => draft.keep_member(list, name, member),
        _ => draft.keep_member(list, name, member),
    });
    if role == Role::Other
        && let Some(added) = draft.record.contributors.get(before)
    {
        let words = [list, ": ", &added.as_written].concat();
        draft.record.keep_other("role", words);
    }
}

/// `{"name": …, "department": […], "place": […], "id": [{"id": "https://ror.org/…", "id-type": "ROR"}]}`, or the text.
fn affiliation(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Option<u32> {
    if !value.is_object() {
        return draft.affiliation(value, sink);
    }
    let name = value.get("name").filter(|name| name.says_something());
    let ids = || value.get("id").into_iter().flat_map(Node::items);
    let index = match name {
        Some(name) => {
            let parts = |member: &str| value.get(member).into_iter().flat_map(Node::items).filter_map(Node::plain);
            let mut whole: Vec<String> = parts("department").collect();
            whole.extend(name.plain());
            whole.extend(parts("place"));
            let span = sink.span(name.range());
            draft.people.affiliation(&mut draft.record, whole.join(", "), span)
        }
        // Some publishers send the identifier alone.
        None => draft.affiliation(ids().find_map(|id| id.get("id"))?, sink)?,
    };
    for id in ids() {
        let (kind, id) = (id.text_of("id-type").unwrap_or_default(), id.get("id").unwrap_or(id));
        match IdScheme::from_name(&kind) {
            Some(scheme @ (IdScheme::Ror | IdScheme::Isni | IdScheme::Grid | IdScheme::Wikidata)) => {
                draft.affiliation_id(index, scheme, id, sink);
            }
            _ => draft.keep("affiliation.id", id),
        }
    }
    for (name, member) in value.members() {
        if !matches!(name, "name" | "department" | "place" | "id") {
            draft.keep_member("affiliation", name, member);
        }
    }
    Some(index)
}

fn institution(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for item in value.items() {
        let name = item.get("name").unwrap_or(item);
        if draft.venue.publisher.is_none() {
            draft.single(|d| &mut d.venue.publisher, None, "institution", name, sink);
        }
        draft.keep("institution", item);
    }
}

/// The dates of publication, of which one is the issue's and one may be ahead of it.
#[derive(Default)]
struct Dates {
    found: Vec<(String, PartialDate, std::ops::Range<usize>)>,
}

/// Dates of publication, those that count first.
const ISSUED: &[&str] =
    &["published-print", "issued", "published", "published-online", "posted", "published-other", "approved"];

impl Dates {
    fn read(&mut self, name: &str, value: Node<'_>, draft: &mut Draft) {
        match citeproc::date(value) {
            Some(date) => self.found.push((name.to_string(), date, value.range())),
            None => {
                // `[[null]]` says that there is none.
                let empty =
                    value.get("date-parts").is_some_and(|parts| !parts.raw().bytes().any(|b| b.is_ascii_digit()));
                if !empty {
                    draft.keep(name, value);
                }
            }
        }
    }

    fn settle(&self, draft: &mut Draft, sink: &Sink<'_>) {
        let of = |name: &str| self.found.iter().find(|(known, ..)| known == name);
        let Some((name, issued, range)) = ISSUED.iter().find_map(|name| of(name)) else { return };
        draft.issued(Some(*issued), range.clone(), sink);
        let online = of("published-online").filter(|(_, online, _)| name == "published-print" && online != issued);
        if let Some((_, online, range)) = online {
            draft.available(Some(*online), range.clone(), sink);
        }
    }
}

/// A reference: in parts, or as the publisher printed it.
fn reference(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Reference {
    let mut reference = Reference { span: sink.span(value.range()), ..Reference::default() };
    let mut whole: Vec<Cow<'_, str>> = Vec::new();
    let mut printed = None;
    for (name, member) in value.members() {
        let Some(words) = member.plain() else { continue };
        match name {
            "key" | "doi-asserted-by" => continue,
            "DOI" => {
                if let Some(doi) = member.string() {
                    sink.identifier(IdScheme::Doi, &doi, member.range(), &mut reference.ids, &mut draft.record.other);
                }
                continue;
            }
            "unstructured" => {
                printed = Some((words, member.range()));
                continue;
            }
            "author" => {
                let span = sink.span(member.range());
                reference.authors.push(ReferenceAuthor { as_written: words.clone(), span });
            }
            "year" => reference.year = PartialDate::parse(&words).map(PartialDate::year),
            "article-title" => reference.title = Some(words.clone()),
            "journal-title" => reference.venue = Some(words.clone()),
            // Of a chapter the book, of a book its title.
            "volume-title" if value.get("article-title").is_some() => {
                reference.venue.get_or_insert_with(|| words.clone());
            }
            "volume-title" => {
                reference.title.get_or_insert_with(|| words.clone());
            }
            "series-title" => {
                reference.venue.get_or_insert_with(|| words.clone());
            }
            "volume" => reference.volume = Some(words.clone()),
            "issue" => reference.issue = Some(words.clone()),
            "first-page" => reference.first_page = Some(words.clone()),
            _ => {}
        }
        whole.push(words.into());
    }
    reference.as_written = match printed {
        Some((words, range)) => {
            if reference.ids.is_empty() && words.contains("10.") {
                for (doi, _) in find_dois(&words).into_iter().take(1) {
                    reference.ids.insert(doi.at(sink.span(range.clone())));
                }
            }
            if reference.year.is_none() {
                reference.year = bracketed_year(&words);
            }
            words
        }
        None if whole.is_empty() => {
            reference.ids.get(IdScheme::Doi).map_or_else(|| value.text_of("key").unwrap_or_default(), str::to_string)
        }
        None => whole.join(", "),
    };
    reference
}

/// The year in brackets of a printed reference: `(2013)`.
fn bracketed_year(words: &str) -> Option<i32> {
    words.split('(').skip(1).find_map(|part| {
        let (inside, _) = part.split_once(')')?;
        let digits = inside.trim_end_matches(|c: char| c.is_ascii_lowercase());
        digits.parse().ok().filter(|year| digits.len() == 4 && (1400..2100).contains(year))
    })
}

fn funders(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for item in value.items() {
        let mut funding = Funding { funder: item.text_of("name"), span: sink.span(item.range()), ..Funding::default() };
        for (name, member) in item.members() {
            match name {
                "name" | "doi-asserted-by" => {}
                "award" => funding.grants.extend(member.items().filter_map(Node::text)),
                "DOI" => draft.id_into(&mut funding.ids, IdScheme::Funder, member, sink),
                "id" => {
                    for id in member.items() {
                        let kind = id.text_of("id-type").unwrap_or_default();
                        let scheme = match kind.as_str() {
                            "ROR" | "ror" => Some(IdScheme::Ror),
                            "DOI" | "doi" => Some(IdScheme::Funder),
                            _ => None,
                        };
                        match (scheme, id.get("id")) {
                            (Some(scheme), Some(id)) => draft.id_into(&mut funding.ids, scheme, id, sink),
                            _ => draft.keep_member("funder", name, id),
                        }
                    }
                }
                _ => draft.keep_member("funder", name, member),
            }
        }
        if funding.funder.is_none() && funding.grants.is_empty() && funding.ids.is_empty() {
            draft.keep("funder", item);
        } else {
            draft.record.funding.push(funding);
        }
    }
}

/// `{"is-preprint-of": [{"id-type": "doi", "id": "10.…"}]}`
fn relations(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (kind, list) in value.members() {
        for item in list.items() {
            let Some(id) = item.get("id") else {
                draft.keep_member("relation", kind, item);
                continue;
            };
            relation(catalogues::relation(kind), item.text_of("id-type").unwrap_or_default(), id, draft, sink);
        }
    }
}

fn relation(kind: String, id_type: String, id: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let span = sink.span(id.range());
    let mut relation = Relation { kind: kind.into(), as_written: id.text(), span, ..Relation::default() };
    let scheme = ID_TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(&id_type)).map(|(_, scheme)| *scheme);
    match (scheme, id.string()) {
        (Some(scheme), Some(string)) => {
            let Record { other, .. } = &mut draft.record;
            sink.identifier(scheme, &string, id.range(), &mut relation.ids, other);
        }
        // An address may be that of a DOI.
        (None, Some(string)) if string.contains("doi.org/") => {
            if let Ok(doi) = Identifier::parse(IdScheme::Doi, &string) {
                relation.ids.insert(doi.at(span));
            }
        }
        _ => {}
    }
    draft.record.relations.push(relation);
}

fn updates(tag: &str, value: Node<'_>, notice: Notice, draft: &mut Draft, sink: &mut Sink<'_>) {
    for item in value.items() {
        let (Some(kind), Some(doi)) = (item.text_of("type"), item.get("DOI")) else {
            draft.keep(tag, item);
            continue;
        };
        let (name, known) = catalogues::update(&kind, notice);
        if !known {
            let message = format!("kind of update {kind:?} is not known; kept as written");
            sink.note(Severity::Info, "unknown-relation", item.range().start, message);
        }
        relation(name, "doi".to_string(), doi, draft, sink);
        if let Some(date) = item.get("updated").and_then(citeproc::date) {
            draft.record.keep_other("update date", date.to_string());
        }
    }
}
