//! schema.org in JSON-LD: what publishers put into their pages, and repositories hand out.
//!
//! A document describes one thing, or a `@graph` of them, in which a thing may be named by its `@id` alone. Works are
//! the things of the types in [`TYPES`] that stand by themselves; what a page says of its site, its path and its
//! pictures is no publication.
//!
//! Specification: [schema.org](https://schema.org/ScholarlyArticle), [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/).

use super::json::{self, Draft, Node, Parts, Sample};
use super::people::link;
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::record::{
    Field, Funding, IdScheme, Identifier, Ids, Keyword, LangText, PartialDate, Record, Reference, ReferenceAuthor,
    Role, WorkKind, language_code,
};
use crate::text;
use Meaning::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

pub(super) const SPEC: Spec = Spec {
    name: "schema-org",
    title: "schema.org JSON-LD",
    extensions: &["jsonld", "json"],
    media_type: "application/ld+json",
    detect,
    boundary: |text, _| json::boundary(text, &[]),
    parse: |sink| json::read_all(sink, &[], map),
};

fn detect(head: &super::input::Head) -> Option<String> {
    let sample = Sample::of(head, &[])?;
    let context = sample.record().get("@context")?;
    context.raw().contains("schema.org").then(|| sample.evidence(&["@context"]))
}

/// Types of works.
const TYPES: &[(&str, WorkKind)] = &[
    ("ScholarlyArticle", WorkKind::JournalArticle),
    ("MedicalScholarlyArticle", WorkKind::JournalArticle),
    ("Article", WorkKind::JournalArticle),
    ("TechArticle", WorkKind::Report),
    ("NewsArticle", WorkKind::NewspaperArticle),
    ("ReportageNewsArticle", WorkKind::NewspaperArticle),
    ("OpinionNewsArticle", WorkKind::NewspaperArticle),
    ("BlogPosting", WorkKind::WebPage),
    ("Report", WorkKind::Report),
    ("Thesis", WorkKind::Thesis),
    ("Book", WorkKind::Book),
    ("Chapter", WorkKind::BookChapter),
    ("Dataset", WorkKind::Dataset),
    ("SoftwareSourceCode", WorkKind::Other),
    ("SoftwareApplication", WorkKind::Other),
    ("PresentationDigitalDocument", WorkKind::ConferencePaper),
    ("DigitalDocument", WorkKind::Other),
    ("Poster", WorkKind::ConferencePaper),
    ("Review", WorkKind::Review),
    ("CreativeWork", WorkKind::Other),
];

#[derive(Clone, Copy)]
enum Meaning {
    Title,
    OtherTitle,
    Person(Role),
    Abstract,
    /// An abstract where there is none.
    Description,
    Published,
    Created,
    Keywords,
    Language,
    Identifiers,
    Doi,
    Isbn,
    Issn,
    PartOf,
    Publisher,
    Volume,
    Issue,
    FirstPage,
    LastPage,
    PageRange,
    PageCount,
    Citations,
    Funders,
    Grants,
    Nothing,
}

const MEMBERS: &[(&str, Meaning)] = &[
    ("headline", Title),
    ("name", Title),
    ("alternativeHeadline", OtherTitle),
    ("author", Person(Role::Author)),
    ("creator", Person(Role::Author)),
    ("editor", Person(Role::Editor)),
    ("translator", Person(Role::Translator)),
    ("contributor", Person(Role::Other)),
    ("abstract", Abstract),
    ("description", Description),
    ("datePublished", Published),
    ("dateCreated", Created),
    ("keywords", Keywords),
    ("about", Keywords),
    ("inLanguage", Language),
    ("identifier", Identifiers),
    ("@id", Doi),
    ("doi", Doi),
    ("sameAs", Doi),
    ("url", Doi),
    ("isbn", Isbn),
    ("issn", Issn),
    ("isPartOf", PartOf),
    ("publisher", Publisher),
    ("volumeNumber", Volume),
    ("issueNumber", Issue),
    ("pageStart", FirstPage),
    ("pageEnd", LastPage),
    ("pagination", PageRange),
    ("numberOfPages", PageCount),
    ("citation", Citations),
    ("funder", Funders),
    ("sponsor", Funders),
    ("funding", Grants),
    ("@context", Nothing),
    ("@type", Nothing),
    ("image", Nothing),
    ("thumbnailUrl", Nothing),
    ("mainEntityOfPage", Nothing),
    ("potentialAction", Nothing),
    ("breadcrumb", Nothing),
];

/// Names of types and members without the prefix or address some write before them.
fn plain_name(name: &str) -> &str {
    let name = name.rsplit_once("schema.org/").map_or(name, |(_, name)| name);
    name.strip_prefix("schema:").unwrap_or(name)
}

fn kind(node: Node<'_>) -> Option<(WorkKind, String)> {
    let types: Vec<String> = node.get("@type")?.items().filter_map(Node::text).collect();
    let rank = |name: &String| TYPES.iter().position(|(known, _)| *known == plain_name(name));
    let best = types.iter().filter_map(rank).min()?;
    Some((TYPES.get(best)?.1, types.join("; ")))
}

/// Things of a document by their `@id`.
type Index<'a> = FxHashMap<String, Node<'a>>;

fn map(node: Node<'_>, draft: Draft, sink: &mut Sink<'_>) -> Option<Draft> {
    let graph: Vec<Node<'_>> = node.get("@graph").into_iter().flat_map(Node::items).collect();
    let mut index = Index::default();
    for thing in &graph {
        // One that is only named says nothing.
        if let Some(id) = thing.text_of("@id").filter(|_| thing.members().count() > 1) {
            index.entry(id).or_insert(*thing);
        }
    }
    let things: Vec<Node<'_>> = if graph.is_empty() { vec![node] } else { graph };
    let mut found = false;
    for thing in &things {
        // What a page is about may be wrapped up in what is said of the page.
        let thing = match thing.get("mainEntity").filter(|main| kind(*main).is_some()) {
            Some(main) if kind(*thing).is_none() => main,
            _ => *thing,
        };
        if kind(thing).is_none() {
            continue;
        }
        found = true;
        work(thing, draft.another(thing, sink), &index, sink);
    }
    if !found {
        let message = "no thing of a type that is a publication; left out";
        sink.note(Severity::Info, "no-publication", draft.at, message);
    }
    None
}

fn work(node: Node<'_>, mut draft: Draft, index: &Index<'_>, sink: &mut Sink<'_>) {
    if let Some((kind, written)) = kind(node) {
        draft.record.kind = Some(kind);
        draft.record.type_as_written = Some(written);
        if let Some(value) = node.get("@type") {
            draft.record.spans.insert(Field::Type, sink.span(value.range()));
        }
    }
    for (name, value) in node.members() {
        match MEMBERS.iter().find(|(known, _)| *known == plain_name(name)) {
            Some((_, meaning)) => read(*meaning, plain_name(name), value, node, &mut draft, index, sink),
            None => draft.keep(name, value),
        }
    }
    draft.finish(sink);
}

/// The thing a value is, which may only be named.
fn resolve<'a>(value: Node<'a>, index: &Index<'a>) -> Node<'a> {
    let only_named = value.is_object() && value.members().all(|(name, _)| matches!(name, "@id" | "@type"));
    value.text_of("@id").filter(|_| only_named).and_then(|id| index.get(&id).copied()).unwrap_or(value)
}

/// A text, or `{"@value": …, "@language": …}`.
fn value_of(value: Node<'_>) -> Node<'_> {
    value.get("@value").or_else(|| value.get("name")).unwrap_or(value)
}

fn read<'a>(
    meaning: Meaning,
    name: &str,
    value: Node<'a>,
    node: Node<'a>,
    draft: &mut Draft,
    index: &Index<'a>,
    sink: &mut Sink<'_>,
) {
    match meaning {
        Title => {
            for item in value.items() {
                title(name, item, draft, sink);
            }
        }
        OtherTitle => draft.keep(name, value),
        // A list of both is the same people twice.
        Person(Role::Author) if name == "creator" && node.get("author").is_some_and(Node::says_something) => {}
        Person(role) => {
            for item in value.items() {
                person(role, name, resolve(item, index), draft, index, sink);
            }
        }
        Abstract => {
            for item in value.items() {
                let lang = item.text_of("@language").and_then(|code| language_code(&code)).map(Cow::Borrowed);
                draft.summary(value_of(item), lang, sink);
            }
        }
        Description => {
            let better = node.get("abstract").is_some_and(Node::says_something);
            for item in value.items() {
                if better { draft.keep(name, item) } else { draft.summary(value_of(item), None, sink) }
            }
        }
        Published => {
            let date = value.string().and_then(|words| PartialDate::parse(&words));
            if !draft.issued(date, value.range(), sink) {
                draft.keep(name, value);
            }
        }
        Created => {
            let only = !node.get("datePublished").is_some_and(Node::says_something);
            let date = value.string().filter(|_| only).and_then(|words| PartialDate::parse(&words));
            if !draft.issued(date, value.range(), sink) {
                draft.keep(name, value);
            }
        }
        Keywords => {
            for item in value.items() {
                keywords(resolve(item, index), draft, sink);
            }
        }
        Language => {
            for item in value.items() {
                draft.language(name, item.get("alternateName").or_else(|| item.get("name")).unwrap_or(item), sink);
            }
        }
        Identifiers => {
            for item in value.items() {
                identifier(item, draft, sink);
            }
        }
        Doi => {
            for item in value.items() {
                let is_doi =
                    item.string().is_some_and(|words| words.contains("doi.org/10.") || words.starts_with("10."));
                let first = draft.record.ids.get(IdScheme::Doi).is_none();
                if is_doi && first {
                    draft.id(IdScheme::Doi, item, sink);
                } else if !is_doi && name != "@id" {
                    draft.keep(name, item);
                }
            }
        }
        Isbn => draft.serial_numbers(value, sink),
        Issn => draft.serial_numbers(value, sink),
        PartOf => {
            for item in value.items() {
                part_of(resolve(item, index), draft, index, sink);
            }
        }
        Publisher => {
            for item in value.items() {
                let item = resolve(item, index);
                draft.single(|d| &mut d.venue.publisher, None, name, value_of(item), sink);
            }
        }
        Volume => draft.single(|d| &mut d.record.volume, Some(Field::Volume), name, value, sink),
        Issue => draft.single(|d| &mut d.record.issue, Some(Field::Issue), name, value, sink),
        FirstPage => draft.single(|d| &mut d.record.pages.first, Some(Field::Pages), name, value, sink),
        LastPage => draft.single(|d| &mut d.record.pages.last, Some(Field::Pages), name, value, sink),
        PageRange => draft.pages(name, value, sink),
        PageCount => match value.integer().and_then(|n| u32::try_from(n).ok()) {
            Some(count) => draft.record.pages.count = Some(count),
            None => draft.keep(name, value),
        },
        Citations => {
            for item in value.items() {
                let reference = citation(resolve(item, index), draft, sink);
                draft.record.references.push(reference);
            }
        }
        Funders => {
            for item in value.items() {
                let item = resolve(item, index);
                let funder = value_of(item).plain();
                if funder.is_some() {
                    let ids = ids_of(item, draft, sink);
                    let span = sink.span(item.range());
                    draft.record.funding.push(Funding { funder, ids, span, ..Funding::default() });
                }
            }
        }
        Grants => {
            for item in value.items() {
                grant(resolve(item, index), draft, index, sink);
            }
        }
        Nothing => {}
    }
}

/// `headline` is cut short by some; the longer one of it and `name` is the title where one begins with the other.
fn title(name: &str, value: Node<'_>, draft: &mut Draft, sink: &Sink<'_>) {
    let words = value_of(value);
    let Some(text) = words.plain() else { return };
    let lang = value.text_of("@language").and_then(|code| language_code(&code)).map(Cow::Borrowed);
    let span = sink.span(words.range());
    let head = |t: &str| text::fold(t.trim_end_matches(['.', '…']));
    match draft.record.titles.first_mut() {
        None => draft.record.titles.push(LangText { text, lang, span }),
        Some(held) if held.text == text => {}
        Some(held) if head(&text).starts_with(&head(&held.text)) => *held = LangText { text, lang, span },
        Some(held) if head(&held.text).starts_with(&head(&text)) => {}
        Some(_) if lang.is_some() => draft.record.titles.push(LangText { text, lang, span }),
        Some(_) => draft.record.keep_other(name, text),
    }
}

fn person<'a>(role: Role, list: &str, value: Node<'a>, draft: &mut Draft, index: &Index<'a>, sink: &mut Sink<'_>) {
    // `Role` stands between a work and who had it.
    let value = value.get("author").filter(|_| value.text_of("@type").as_deref() == Some("Role")).unwrap_or(value);
    let value = resolve(value, index);
    let filled = |name: &str| value.get(name).filter(|part| part.says_something());
    let group = value.get("@type").is_some_and(|kinds| {
        kinds.items().filter_map(Node::text).any(|kind| plain_name(&kind).ends_with("Organization"))
    });
    let parts = Parts {
        family: filled("familyName"),
        given: filled("givenName"),
        suffix: filled("honorificSuffix"),
        ..Parts::default()
    };
    let name = filled("name").map(value_of).or_else(|| (!value.is_object()).then_some(value));
    let at = match (parts.family, name) {
        (_, Some(name)) if group => draft.literal(role, name, sink),
        (Some(_), _) => draft.person(role, Parts { suffix: None, ..parts }, sink),
        (None, Some(name)) => draft.named(role, name, sink),
        (None, None) => None,
    };
    let Some(at) = at else { return draft.keep(list, value) };
    for (name, member) in value.members() {
        match plain_name(name) {
            "affiliation" | "worksFor" => {
                for place in member.items() {
                    if let Some(place) = affiliation(resolve(place, index), draft, sink) {
                        link(&mut draft.record, at, place);
                    }
                }
            }
            "@id" | "sameAs" | "identifier" | "url" => {
                for id in member.items() {
                    let id = id.get("value").or_else(|| id.get("@id")).unwrap_or(id);
                    let words = id.text().unwrap_or_default();
                    if words.contains("orcid.org/") || Identifier::parse(IdScheme::Orcid, &words).is_ok() {
                        draft.person_id(at, IdScheme::Orcid, id, sink);
                    } else if !words.starts_with(['#', '_']) {
                        draft.keep_member(list, name, id);
                    }
                }
            }
            "name" | "familyName" | "givenName" | "@type" => {}
            _ => draft.keep_member(list, name, member),
        }
    }
}

fn affiliation(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Option<u32> {
    let name = value_of(value);
    let text = name.plain()?;
    // Publishers put a comma and the address behind, or into a member of its own.
    let address = value.get("address").map(|address| address.get("name").unwrap_or(address)).and_then(Node::plain);
    let whole = match address {
        Some(address) if address.starts_with(&text) => address,
        Some(address) => [text, address].join(", "),
        None => text,
    };
    let at = draft.people.affiliation(&mut draft.record, whole, sink.span(name.range()));
    for id in ["@id", "sameAs", "identifier", "url"].iter().filter_map(|name| value.get(name)).flat_map(Node::items) {
        let id = id.get("value").or_else(|| id.get("@id")).unwrap_or(id);
        if id.string().is_some_and(|words| words.contains("ror.org/")) {
            draft.affiliation_id(at, IdScheme::Ror, id, sink);
        }
    }
    Some(at)
}

fn keywords(value: Node<'_>, draft: &mut Draft, sink: &Sink<'_>) {
    let words = value_of(value);
    let Some(line) = words.plain() else { return };
    let span = sink.span(words.range());
    // A list in one text; a keyword of a list of its own keeps its commas.
    let single = line.matches(',').count() == 0 && !line.contains(';');
    let separator = if line.contains(';') { ';' } else { ',' };
    if single || value.is_object() {
        draft.keyword(Keyword { text: line, span, ..Keyword::default() });
        return;
    }
    for text in line.split(separator).map(str::trim).filter(|text| !text.is_empty()) {
        draft.keyword(Keyword { text: text.to_string(), span, ..Keyword::default() });
    }
}

/// `"10.…"`, an address, or `{"@type": "PropertyValue", "propertyID": "doi", "value": "10.…"}`.
fn identifier(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let id = value.get("value").or_else(|| value.get("@value")).or_else(|| value.get("@id")).unwrap_or(value);
    let Some(words) = id.text() else { return draft.keep("identifier", value) };
    let named = value.text_of("propertyID").or_else(|| value.text_of("name")).unwrap_or_default();
    let named = named.rsplit('/').next().unwrap_or_default().to_lowercase();
    let scheme = match named.as_str() {
        "doi" => Some(IdScheme::Doi),
        "pmid" | "pubmed" => Some(IdScheme::Pmid),
        "pmcid" | "pmc" => Some(IdScheme::Pmcid),
        "arxiv" => Some(IdScheme::Arxiv),
        "isbn" => Some(IdScheme::Isbn),
        _ if words.starts_with("10.") || words.contains("doi.org/10.") || words.starts_with("doi:") => {
            Some(IdScheme::Doi)
        }
        _ => None,
    };
    match scheme {
        Some(scheme) => draft.id(scheme, id, sink),
        None => draft.keep("identifier", value),
    }
}

/// An issue in a volume in a journal, in any nesting; a book.
fn part_of<'a>(value: Node<'a>, draft: &mut Draft, index: &Index<'a>, sink: &mut Sink<'_>) {
    let mut place = Some(value);
    // No nesting is deeper; a circle of names must end.
    for _ in 0..8 {
        let Some(here) = place.take() else { return };
        let kinds: Vec<String> = here.get("@type").into_iter().flat_map(Node::items).filter_map(Node::text).collect();
        let part = kinds.iter().any(|kind| matches!(plain_name(kind), "PublicationIssue" | "PublicationVolume"))
            && !kinds.iter().any(|kind| plain_name(kind) == "Periodical");
        let site = kinds.iter().any(|kind| matches!(plain_name(kind), "WebSite" | "WebPage"));
        if site {
            return draft.keep("isPartOf", here);
        }
        for (name, member) in here.members() {
            match plain_name(name) {
                "name" if !part => {
                    draft.single(|d| &mut d.venue.title, Some(Field::Venue), "isPartOf.name", member, sink)
                }
                "alternateName" if !part => {
                    draft.single(|d| &mut d.venue.abbreviation, None, "isPartOf.alternateName", member, sink);
                }
                "issn" | "isbn" => draft.serial_numbers(member, sink),
                "volumeNumber" => {
                    draft.single(|d| &mut d.record.volume, Some(Field::Volume), "isPartOf.volumeNumber", member, sink)
                }
                "issueNumber" => {
                    draft.single(|d| &mut d.record.issue, Some(Field::Issue), "isPartOf.issueNumber", member, sink)
                }
                "publisher" => {
                    draft.single(
                        |d| &mut d.venue.publisher,
                        None,
                        "isPartOf.publisher",
                        value_of(resolve(member, index)),
                        sink,
                    );
                }
                "datePublished" => {
                    let date = member.string().and_then(|words| PartialDate::parse(&words));
                    draft.issued(date, member.range(), sink);
                }
                "isPartOf" => place = member.items().next().map(|outer| resolve(outer, index)),
                "@type" | "@id" | "name" => {}
                _ => draft.keep_member("isPartOf", name, member),
            }
        }
        if !here.is_object() {
            draft.single(|d| &mut d.venue.title, Some(Field::Venue), "isPartOf", here, sink);
        }
    }
}

fn ids_of(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Ids {
    let mut ids = Ids::default();
    for id in ["@id", "sameAs", "identifier", "url"].iter().filter_map(|name| value.get(name)).flat_map(Node::items) {
        let id = id.get("value").unwrap_or(id);
        let words = id.text().unwrap_or_default();
        let scheme = if words.contains("10.13039/") {
            IdScheme::Funder
        } else if words.contains("ror.org/") {
            IdScheme::Ror
        } else if words.contains("doi.org/10.") || words.starts_with("10.") {
            IdScheme::Doi
        } else {
            continue;
        };
        if ids.get(scheme).is_none() {
            draft.id_into(&mut ids, scheme, id, sink);
        }
    }
    ids
}

fn citation(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Reference {
    let mut reference = Reference { span: sink.span(value.range()), ..Reference::default() };
    if !value.is_object() {
        reference.as_written = value.plain().unwrap_or_default();
        for (doi, _) in crate::record::find_dois(&reference.as_written).into_iter().take(1) {
            reference.ids.insert(doi.at(reference.span));
        }
        return reference;
    }
    reference.ids = ids_of(value, draft, sink);
    reference.title = value.get("headline").or_else(|| value.get("name")).and_then(Node::plain);
    reference.year = value.text_of("datePublished").and_then(|date| PartialDate::parse(&date)).map(PartialDate::year);
    for author in value.get("author").into_iter().flat_map(Node::items) {
        let name = value_of(author);
        if let Some(as_written) = name.plain() {
            reference.authors.push(ReferenceAuthor { as_written, span: sink.span(name.range()) });
        }
    }
    reference.venue = value.get("isPartOf").map(value_of).and_then(Node::plain);
    reference.first_page = value.text_of("pageStart");
    reference.last_page = value.text_of("pageEnd");
    let authors = reference.authors.iter().map(|author| author.as_written.clone());
    let parts = [reference.title.clone(), reference.venue.clone(), reference.year.map(|year| year.to_string())];
    reference.as_written = authors.chain(parts.into_iter().flatten()).collect::<Vec<_>>().join(", ");
    if reference.as_written.is_empty() {
        let id = ["@id", "url", "identifier"].iter().find_map(|name| value.text_of(name));
        reference.as_written = id.unwrap_or_default();
    }
    reference
}

/// `{"@type": "Grant", "identifier": "…", "funder": {…}}`, also as `MonetaryGrant`.
fn grant<'a>(value: Node<'a>, draft: &mut Draft, index: &Index<'a>, sink: &mut Sink<'_>) {
    let funder = value.get("funder").and_then(|list| list.items().next()).map(|funder| resolve(funder, index));
    let number = value.get("identifier").map(|id| id.get("value").unwrap_or(id)).and_then(Node::text);
    let number = number.or_else(|| value.get("name").and_then(Node::plain));
    if funder.is_none() && number.is_none() {
        return draft.keep("funding", value);
    }
    let mut funding =
        Funding { grants: number.into_iter().collect(), span: sink.span(value.range()), ..Funding::default() };
    if let Some(funder) = funder {
        funding.funder = value_of(funder).plain();
        funding.ids = ids_of(funder, draft, sink);
    }
    let Record { funding: list, .. } = &mut draft.record;
    list.push(funding);
}
