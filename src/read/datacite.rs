//! DataCite records as JSON: answers of the REST API (`data[].attributes`), lines of the data file, documents in the
//! metadata schema itself.
//!
//! A repository fills in what it has: languages by name, years of the Buddhist era, creators called `(:unav)`. Such
//! values are read as they are meant, with a warning, or left out, and kept in `other`.
//!
//! Specification: [DataCite metadata schema 4](https://schema.datacite.org/meta/kernel-4/),
//! [its JSON](https://support.datacite.org/docs/datacite-json).

use super::catalogues::{self, is_unknown};
use super::json::{self, Draft, Node, Parts, Sample};
use super::people::link;
use super::{Sink, Spec, citeproc};
use crate::diagnostic::Severity;
use crate::record::{
    Field, Funding, IdScheme, Identifier, Ids, Keyword, KeywordScheme, Lang, LangText, PartialDate, Reference,
    ReferenceAuthor, Relation, Role, WorkKind, language_code,
};
use Meaning::*;
use std::borrow::Cow;

pub(super) const SPEC: Spec = Spec {
    name: "datacite",
    title: "DataCite JSON",
    extensions: &["json", "jsonl"],
    media_type: "application/vnd.datacite.datacite+json",
    detect,
    boundary: |text, _| json::boundary(text, &[]),
    parse: |sink| json::read_all(sink, &[], map),
};

fn detect(head: &super::input::Head) -> Option<String> {
    let sample = Sample::of(head, &[])?;
    let record = attributes(sample.record());
    record.get("creators").or_else(|| record.get("titles"))?;
    let others = ["titles", "types", "publicationYear", "schemaVersion", "relatedIdentifiers"];
    let other = others.into_iter().find(|name| record.get(name).is_some())?;
    // Zotero has creators of another form.
    if record.get("itemType").is_some() {
        return None;
    }
    Some(sample.evidence(&["creators", other]))
}

/// The members of a record, wherever the interface puts them.
fn attributes(node: Node<'_>) -> Node<'_> {
    let node = node.get("data").filter(|data| data.is_object()).unwrap_or(node);
    node.get("attributes").filter(|attributes| attributes.is_object()).unwrap_or(node)
}

#[derive(Clone, Copy)]
enum Meaning {
    Doi,
    OtherIds,
    Types,
    Creators,
    Contributors,
    Titles,
    Publisher,
    Container,
    Year,
    Dates,
    Language,
    Subjects,
    Descriptions,
    Related,
    RelatedItems,
    Funders,
    TimesCited,
    /// Speaks of the record and the interface, or repeats what another member says.
    Nothing,
}

const MEMBERS: &[(&str, Meaning)] = &[
    ("id", Doi),
    ("doi", Doi),
    ("identifiers", OtherIds),
    ("alternateIdentifiers", OtherIds),
    ("types", Types),
    ("creators", Creators),
    ("contributors", Contributors),
    ("titles", Titles),
    ("publisher", Publisher),
    ("container", Container),
    ("publicationYear", Year),
    ("dates", Dates),
    ("language", Language),
    ("subjects", Subjects),
    ("descriptions", Descriptions),
    ("relatedIdentifiers", Related),
    ("relatedItems", RelatedItems),
    ("fundingReferences", Funders),
    ("citationCount", TimesCited),
    ("prefix", Nothing),
    ("suffix", Nothing),
    ("created", Nothing),
    ("registered", Nothing),
    ("published", Nothing),
    ("updated", Nothing),
    ("isActive", Nothing),
    ("state", Nothing),
    ("reason", Nothing),
    ("source", Nothing),
    ("metadataVersion", Nothing),
    ("schemaVersion", Nothing),
    ("schema_version", Nothing),
    ("agency", Nothing),
    ("providerId", Nothing),
    ("clientId", Nothing),
    ("relationships", Nothing),
    ("xml", Nothing),
    ("viewsOverTime", Nothing),
    ("downloadsOverTime", Nothing),
    ("citationsOverTime", Nothing),
    ("viewCount", Nothing),
    ("downloadCount", Nothing),
    ("referenceCount", Nothing),
    ("partCount", Nothing),
    ("partOfCount", Nothing),
    ("versionCount", Nothing),
    ("versionOfCount", Nothing),
];

/// Schemes of `relatedIdentifierType`, `identifierType`, `nameIdentifierScheme` and their kin.
const ID_TYPES: &[(&str, IdScheme)] = &[
    ("doi", IdScheme::Doi),
    ("pmid", IdScheme::Pmid),
    ("pmcid", IdScheme::Pmcid),
    ("arxiv", IdScheme::Arxiv),
    ("isbn", IdScheme::Isbn),
    ("openalex", IdScheme::OpenAlex),
    ("orcid", IdScheme::Orcid),
    ("isni", IdScheme::Isni),
    ("ror", IdScheme::Ror),
    ("grid", IdScheme::Grid),
    ("wikidata", IdScheme::Wikidata),
    ("researcherid", IdScheme::ResearcherId),
    ("scopus", IdScheme::ScopusAuthor),
    ("crossref funder id", IdScheme::Funder),
    ("crossref funder", IdScheme::Funder),
];

fn scheme(name: &str) -> Option<IdScheme> {
    ID_TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())).map(|(_, scheme)| *scheme)
}

fn map(node: Node<'_>, mut draft: Draft, sink: &mut Sink<'_>) -> Option<Draft> {
    let attributes = attributes(node);
    for (name, value) in attributes.members() {
        match MEMBERS.iter().find(|(known, _)| *known == name) {
            Some((_, meaning)) => read(*meaning, name, value, attributes, &mut draft, sink),
            None => draft.keep(name, value),
        }
    }
    if draft.record.ids.get(IdScheme::Doi).is_none()
        && let Some(id) = node.get("id").or_else(|| node.path(&["data", "id"]))
    {
        doi(id, &mut draft, sink);
    }
    dates(attributes, &mut draft, sink);
    Some(draft)
}

fn read(meaning: Meaning, name: &str, value: Node<'_>, all: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    match meaning {
        Doi => doi(value, draft, sink),
        OtherIds => {
            for item in value.items() {
                other_id(name, item, draft, sink);
            }
        }
        Types => types(value, draft, sink),
        Creators => {
            for item in value.items() {
                person(Role::Author, name, item, draft, sink);
            }
        }
        Contributors => contributors(value, draft, sink),
        Titles => titles(value, draft, sink),
        Publisher => {
            let publisher = value.get("name").unwrap_or(value);
            if publisher.text().is_some_and(|name| is_unknown(&name)) {
                draft.keep(name, publisher);
            } else {
                draft.single(|d| &mut d.venue.publisher, None, name, publisher, sink);
            }
            for (member, value) in value.members().filter(|(member, _)| *member != "name") {
                draft.keep_member(name, member, value);
            }
        }
        Container => container(value, draft, sink),
        // Read with one another, once all are known.
        Year | Dates => {}
        Language => draft.language(name, value, sink),
        Subjects => {
            for item in value.items() {
                subject(item, draft, sink);
            }
        }
        Descriptions => descriptions(value, draft, sink),
        Related => {
            for item in value.items() {
                related(item, draft, sink);
            }
        }
        RelatedItems => {
            for item in value.items() {
                related_item(item, draft, sink);
            }
        }
        Funders => {
            for item in value.items() {
                funding(item, draft, sink);
            }
        }
        TimesCited => {
            // Citations the catalogue has heard of; its silence is no zero.
            if value.integer().is_some_and(|n| n > 0) || all.get("citations").is_some() {
                draft.times_cited(name, value, sink);
            }
        }
        Nothing => {}
    }
}

fn doi(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    // In lists of the interface `id` may be any number.
    if value.string().is_some_and(|string| string.contains("10.")) {
        draft.id(IdScheme::Doi, value, sink);
    } else {
        draft.keep("id", value);
    }
}

fn other_id(tag: &str, value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let pair = [("identifier", "identifierType"), ("alternateIdentifier", "alternateIdentifierType")]
        .into_iter()
        .find_map(|(id, kind)| Some((value.get(id)?, value.text_of(kind).unwrap_or_default())));
    let Some((id, kind)) = pair else { return draft.keep(tag, value) };
    let Some(words) = id.text() else { return };
    match scheme(&kind) {
        Some(scheme @ (IdScheme::Doi | IdScheme::Pmid | IdScheme::Pmcid | IdScheme::Arxiv | IdScheme::Isbn)) => {
            // The DOI again, or that of another copy.
            match Identifier::parse(scheme, &words) {
                Ok(parsed) if draft.record.ids.get(scheme).is_some_and(|held| held != parsed.value()) => {
                    draft.record.keep_other(tag, [kind, words].join(" "));
                }
                _ => draft.id(scheme, id, sink),
            }
        }
        _ => draft.record.keep_other(tag, [kind, words].join(" ").trim()),
    }
}

fn types(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let general = value.text_of("resourceTypeGeneral");
    let free = value.text_of("resourceType");
    let known = general.as_deref().and_then(catalogues::resource);
    // DataCite derives these; `article` is its word for whatever it cannot tell.
    let derived = value.text_of("citeproc").filter(|kind| kind != "article");
    let by_words = free.as_deref().and_then(catalogues::kind_of_text);
    let text = general.as_deref().is_none_or(|name| name.eq_ignore_ascii_case("Text"));
    let thesis = value.text_of("bibtex").is_some_and(|kind| kind.ends_with("thesis"));
    let kind = match known {
        Some(kind) => Some(kind),
        None if text && thesis => Some(WorkKind::Thesis),
        None => by_words.filter(|_| text).or_else(|| citeproc::work_kind(&derived?)),
    };
    if general.is_some() && known.is_none() && !text {
        let message = format!("type {:?} is not known; taken for `other`", general.as_deref().unwrap_or_default());
        sink.note(Severity::Info, "unknown-type", value.range().start, message);
    }
    draft.record.kind = Some(kind.unwrap_or(WorkKind::Other));
    let written: Vec<String> = [general, free].into_iter().flatten().collect();
    if !written.is_empty() {
        draft.record.type_as_written = Some(written.join("; "));
    }
    draft.record.spans.insert(Field::Type, sink.span(value.range()));
    for (name, member) in value.members() {
        if !matches!(name, "resourceTypeGeneral" | "resourceType" | "citeproc" | "bibtex" | "ris" | "schemaOrg") {
            draft.keep_member("types", name, member);
        }
    }
}

fn person(role: Role, tag: &str, value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Option<usize> {
    let filled = |names: &[&str]| {
        names.iter().find_map(|name| value.get(name).filter(|part| part.says_something() && !part.is_object()))
    };
    let parts =
        Parts { family: filled(&["familyName", "family"]), given: filled(&["givenName", "given"]), ..Parts::default() };
    let whole = filled(&["name", "creatorName", "contributorName", "raw_name", "literal"]);
    if let Some(words) = parts.family.or(whole).and_then(Node::text).filter(|words| is_unknown(words)) {
        draft.record.keep_other(tag, words);
        return None;
    }
    let group = value.text_of("nameType").is_some_and(|kind| kind == "Organizational");
    // Repositories fill the parts with what they have: a whole name as the given one.
    let index = match (parts.family, whole) {
        _ if group && whole.is_some() => draft.literal(role, whole?, sink),
        (Some(_), _) => draft.person(role, parts, sink),
        (None, Some(whole)) => draft.named(role, whole, sink),
        (None, None) if parts.given.is_some() => draft.person(role, parts, sink),
        (None, None) => None,
    };
    let Some(index) = index else {
        draft.keep(tag, value);
        return None;
    };
    for (name, member) in value.members() {
        match name {
            "affiliation" | "affiliations" => {
                for place in member.items() {
                    if let Some(place) = affiliation(place, draft, sink) {
                        link(&mut draft.record, index, place);
                    }
                }
            }
            "nameIdentifiers" | "nameIdentifier" => {
                for id in member.items() {
                    name_id(tag, index, id, draft, sink);
                }
            }
            "name" | "creatorName" | "contributorName" | "familyName" | "givenName" | "family" | "given"
            | "nameType" | "contributorType" | "raw_name" | "literal" => {}
            _ => draft.keep_member(tag, name, member),
        }
    }
    Some(index)
}

fn name_id(tag: &str, person: usize, value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let Some(id) = value.get("nameIdentifier").or(Some(value)).filter(|id| !id.is_object()) else { return };
    let Some(words) = id.text() else { return };
    let kind = value.text_of("nameIdentifierScheme").unwrap_or_default();
    let by_address = || words.contains("orcid.org/").then_some(IdScheme::Orcid);
    match scheme(&kind).or_else(by_address) {
        // A group's ORCID would be a slip; its ROR belongs to the group.
        Some(scheme) => draft.person_id(person, scheme, id, sink),
        None => draft.record.keep_other(&[tag, ".nameIdentifiers"].concat(), [kind, words].join(" ").trim()),
    }
}

fn affiliation(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Option<u32> {
    let name = value.get("name").unwrap_or(value);
    let index = draft.affiliation(name, sink)?;
    let id = value.get("affiliationIdentifier").filter(|id| id.says_something());
    if let Some(id) = id {
        let words = id.text().unwrap_or_default();
        let by_address = if words.contains("ror.org/") { Some(IdScheme::Ror) } else { None };
        match value.text_of("affiliationIdentifierScheme").and_then(|kind| scheme(&kind)).or(by_address) {
            Some(scheme) => draft.affiliation_id(index, scheme, id, sink),
            None => draft.keep("affiliationIdentifier", id),
        }
    }
    Some(index)
}

fn contributors(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for item in value.items() {
        let kind = item.text_of("contributorType");
        let role = match kind.as_deref() {
            Some("Editor") => Role::Editor,
            Some("Translator") => Role::Translator,
            Some("Supervisor") => Role::Advisor,
            _ => Role::Other,
        };
        let index = person(role, "contributors", item, draft, sink);
        let written = index.and_then(|index| draft.record.contributors.get(index)).map(|c| c.as_written.clone());
        if let (Role::Other, Some(kind), Some(written)) = (role, kind, written) {
            draft.record.keep_other("contributorType", [kind, written].join(": "));
        }
    }
}

fn lang(value: Node<'_>) -> Option<Lang> {
    value.text_of("lang").and_then(|code| language_code(&code)).map(Cow::Borrowed)
}

/// A title without a type is the title, by which DataCite cites a resource without its subtitle; a translated one is it
/// in another language.
fn titles(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let is_main = |item: &Node<'_>| matches!(item.text_of("titleType").as_deref(), None | Some("TranslatedTitle"));
    let any_main = value.items().any(|item| is_main(&item));
    for (number, item) in value.items().enumerate() {
        let title = item.get("title").unwrap_or(item);
        let Some(text) = title.plain() else { continue };
        if is_main(&item) || !any_main && number == 0 {
            let new = draft.record.titles.iter().all(|held| held.text != text);
            if new {
                let span = sink.span(title.range());
                draft.record.titles.push(LangText { text, lang: lang(item), span });
            }
        } else {
            let kind = item.text_of("titleType").unwrap_or_default();
            draft.record.keep_other(&["titles.", &kind].concat(), text);
        }
        for (name, member) in item.members() {
            if !matches!(name, "title" | "titleType" | "lang") {
                draft.keep_member("titles", name, member);
            }
        }
    }
}

/// What the publication is a part of; `type` is `Series`, `Journal`, `DataRepository`.
fn container(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (name, member) in value.members() {
        match name {
            "title" => draft.single(|d| &mut d.venue.title, Some(Field::Venue), "container.title", member, sink),
            "volume" => draft.single(|d| &mut d.record.volume, Some(Field::Volume), "container.volume", member, sink),
            "issue" => draft.single(|d| &mut d.record.issue, Some(Field::Issue), "container.issue", member, sink),
            "firstPage" if is_page(member) => {
                draft.single(|d| &mut d.record.pages.first, Some(Field::Pages), "container.firstPage", member, sink);
            }
            "lastPage" if is_page(member) => {
                draft.single(|d| &mut d.record.pages.last, Some(Field::Pages), "container.lastPage", member, sink);
            }
            "identifier" if value.text_of("identifierType").is_some_and(|kind| kind.ends_with("ISSN")) => {
                draft.serial_numbers(member, sink);
            }
            "type" | "identifierType" => {}
            _ => draft.keep_member("container", name, member),
        }
    }
}

/// The interface cuts pages out of free text, which may hold anything.
fn is_page(value: Node<'_>) -> bool {
    value.text().is_some_and(|words| words.len() <= 12 && !words.contains(' '))
}

/// Dates by type; the first in this table counts.
const ISSUED: &[&str] = &["Issued", "Published", "Available"];

/// Years of the Buddhist era run 543 ahead.
const BUDDHIST: std::ops::Range<i32> = 2400..2700;

fn dates(node: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let list = || node.get("dates").into_iter().flat_map(Node::items);
    let of_type = |kind: &str| {
        list().find(|item| item.text_of("dateType").as_deref() == Some(kind)).and_then(|item| item.get("date"))
    };
    let year = node.get("publicationYear").filter(|year| year.says_something());
    let stated = year.and_then(|year| read_date(year, draft, sink));
    let issued = ISSUED.iter().find_map(|kind| {
        let node = of_type(kind)?;
        Some((*kind, read_date(node, draft, sink)?, node))
    });
    let mut used = None;
    match (issued, stated, year) {
        // A date of availability makes the year of publication exact, and no other.
        (Some(("Available", date, node)), Some(stated), Some(year)) if date.year() != stated.year() => {
            draft.issued(Some(stated), year.range(), sink);
            draft.available(Some(date), node.range(), sink);
            used = Some("Available");
        }
        (Some((kind, date, node)), stated, year) => {
            draft.issued(Some(date), node.range(), sink);
            used = Some(kind);
            if let (Some(year), true) = (year, stated.is_some_and(|stated| stated.year() != date.year())) {
                draft.keep("publicationYear", year);
            }
        }
        (None, Some(stated), Some(year)) => {
            draft.issued(Some(stated), year.range(), sink);
        }
        _ => {}
    }
    for item in list() {
        let kind = item.text_of("dateType").unwrap_or_default();
        if used != Some(kind.as_str())
            && let Some(date) = item.text_of("date")
        {
            draft.record.keep_other(&["dates.", &kind].concat(), date);
        }
        if let Some(words) = item.get("dateInformation") {
            draft.keep("dates.dateInformation", words);
        }
    }
}

fn read_date(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Option<PartialDate> {
    let words = value.string()?;
    let Some(date) = PartialDate::parse(&words) else {
        let message = format!("{:?} is no date of publication; kept in `other`", words.trim());
        sink.note(Severity::Warning, "date", value.range().start, message);
        draft.record.keep_other("date", words.trim());
        return None;
    };
    if !BUDDHIST.contains(&date.year()) {
        return Some(date);
    }
    let year = date.year() - 543;
    let message = format!("year {} is one of the Buddhist era; read as {year}", date.year());
    sink.note(Severity::Warning, "date", value.range().start, message);
    PartialDate::best(year, date.month(), date.day())
}

fn subject(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let subject = value.get("subject").or(Some(value)).filter(|subject| !subject.is_object());
    let Some((node, text)) = subject.and_then(|node| Some((node, node.plain()?))) else {
        return draft.keep("subjects", value);
    };
    let named = value.text_of("subjectScheme").or_else(|| value.text_of("schemeUri"));
    let scheme = catalogues::subject_scheme(named.as_deref());
    let id =
        value.text_of("classificationCode").or_else(|| value.text_of("valueUri")).or_else(|| value.text_of("valueURI"));
    let span = sink.span(node.range());
    draft.keyword(Keyword { text: text.clone(), scheme, lang: lang(value), id, span, ..Keyword::default() });
    if let Some(name) = named.filter(|_| scheme == KeywordScheme::Subject) {
        draft.record.keep_other("subjectScheme", [text, name].join(": "));
    }
}

fn descriptions(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for item in value.items() {
        let words = item.get("description").unwrap_or(item);
        match item.text_of("descriptionType").as_deref() {
            Some("Abstract") | None if !words.is_object() => {
                draft.summary_in_parts(words, lang(item), sink);
            }
            kind => {
                let tag = ["descriptions.", kind.unwrap_or_default()].concat();
                for part in words.items() {
                    match part.plain() {
                        Some(text) => draft.record.keep_other(&tag, text),
                        None => draft.keep(&tag, part),
                    }
                }
            }
        }
    }
}

fn related(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let (Some(id), Some(kind)) = (value.get("relatedIdentifier"), value.text_of("relationType")) else {
        return draft.keep("relatedIdentifiers", value);
    };
    let Some(as_written) = id.text() else { return };
    let id_type = value.text_of("relatedIdentifierType").unwrap_or_default();
    // The number of the serial it is a part of.
    if matches!(kind.as_str(), "IsPartOf" | "IsPublishedIn") && id_type.ends_with("ISSN") {
        return draft.serial_numbers(id, sink);
    }
    let mut ids = Ids::default();
    let scheme = scheme(&id_type).or_else(|| as_written.contains("doi.org/10.").then_some(IdScheme::Doi));
    if let Some(scheme) = scheme {
        draft.id_into(&mut ids, scheme, id, sink);
    }
    let span = sink.span(id.range());
    match kind.as_str() {
        "Cites" | "References" => {
            // A pair of both is one citation.
            let same = |held: &Reference| held.as_written == as_written;
            if draft.record.references.len() > 5_000 || !draft.record.references.iter().any(same) {
                draft.record.references.push(Reference { as_written, ids, span, ..Reference::default() });
            }
        }
        _ => {
            let kind = catalogues::relation(&kind).into();
            draft.record.relations.push(Relation { kind, ids, as_written: Some(as_written), span });
        }
    }
}

/// A related publication by its description, since schema 4.4: `{"titles": […], "relationType": …}`.
fn related_item(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let kind = value.text_of("relationType").unwrap_or_default();
    let title =
        value.get("titles").and_then(|list| list.items().next()).map(|title| title.get("title").unwrap_or(title));
    let published_in = matches!(kind.as_str(), "IsPublishedIn" | "IsPartOf");
    if published_in && draft.venue.title.is_none() {
        for (name, member) in value.members() {
            match name {
                "titles" => {
                    if let Some(title) = title {
                        draft.single(|d| &mut d.venue.title, Some(Field::Venue), "relatedItems", title, sink);
                    }
                }
                "volume" => {
                    draft.single(|d| &mut d.record.volume, Some(Field::Volume), "relatedItems.volume", member, sink)
                }
                "issue" => {
                    draft.single(|d| &mut d.record.issue, Some(Field::Issue), "relatedItems.issue", member, sink)
                }
                "firstPage" => {
                    draft.single(|d| &mut d.record.pages.first, Some(Field::Pages), "relatedItems", member, sink)
                }
                "lastPage" => {
                    draft.single(|d| &mut d.record.pages.last, Some(Field::Pages), "relatedItems", member, sink)
                }
                "relatedItemIdentifier" => {
                    let id = member.get("relatedItemIdentifier").unwrap_or(member);
                    let id_type = member.text_of("relatedItemIdentifierType").unwrap_or_default();
                    if id_type.ends_with("ISSN") || id_type == "ISBN" {
                        draft.serial_numbers(id, sink);
                    } else {
                        draft.keep_member("relatedItems", name, id);
                    }
                }
                "relationType" | "relatedItemType" => {}
                _ => draft.keep_member("relatedItems", name, member),
            }
        }
        return;
    }
    if !matches!(kind.as_str(), "Cites" | "References") {
        return draft.keep("relatedItems", value);
    }
    let mut reference = Reference { as_written: String::new(), span: sink.span(value.range()), ..Reference::default() };
    reference.title = title.and_then(Node::plain);
    reference.year = value.text_of("publicationYear").and_then(|year| PartialDate::parse(&year)).map(PartialDate::year);
    reference.volume = value.text_of("volume");
    reference.issue = value.text_of("issue");
    reference.first_page = value.text_of("firstPage");
    reference.last_page = value.text_of("lastPage");
    for creator in value.get("creators").into_iter().flat_map(Node::items) {
        if let Some(name) = creator.get("name").or_else(|| creator.get("creatorName"))
            && let Some(as_written) = name.plain()
        {
            reference.authors.push(ReferenceAuthor { as_written, span: sink.span(name.range()) });
        }
    }
    if let Some(id) = value.get("relatedItemIdentifier") {
        let words = id.get("relatedItemIdentifier").unwrap_or(id);
        if let Some(scheme) = id.text_of("relatedItemIdentifierType").and_then(|kind| scheme(&kind)) {
            draft.id_into(&mut reference.ids, scheme, words, sink);
        }
    }
    let whole = reference.authors.iter().map(|author| author.as_written.clone()).chain(reference.title.clone());
    reference.as_written = whole.collect::<Vec<_>>().join(", ");
    draft.record.references.push(reference);
}

fn funding(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let funder = value.text_of("funderName");
    let number = value
        .text_of("awardNumber")
        .or_else(|| value.get("awardNumber").and_then(|award| award.text_of("awardNumber")));
    let mut funding = Funding { funder, span: sink.span(value.range()), ..Funding::default() };
    funding.grants.extend(number);
    for (name, member) in value.members() {
        match name {
            "funderIdentifier" if member.says_something() => {
                let words = member.text().unwrap_or_default();
                let kind = value.text_of("funderIdentifierType").and_then(|kind| scheme(&kind));
                let kind = match kind {
                    _ if words.contains("10.13039/") => Some(IdScheme::Funder),
                    _ if words.contains("ror.org/") => Some(IdScheme::Ror),
                    kind => kind,
                };
                match kind {
                    Some(scheme) => draft.id_into(&mut funding.ids, scheme, member, sink),
                    None => draft.keep_member("fundingReferences", name, member),
                }
            }
            "funderName" | "awardNumber" | "funderIdentifierType" | "schemeUri" => {}
            "awardUri" if funding.grants.is_empty() => funding.grants.extend(member.text()),
            _ => draft.keep_member("fundingReferences", name, member),
        }
    }
    if funding.funder.is_none() && funding.grants.is_empty() && funding.ids.is_empty() {
        return draft.keep("fundingReferences", value);
    }
    let same = |held: &&mut Funding| held.funder == funding.funder && held.ids == funding.ids;
    match draft.record.funding.iter_mut().find(same) {
        Some(held) => held.grants.extend(funding.grants),
        None => draft.record.funding.push(funding),
    }
}
