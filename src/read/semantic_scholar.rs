//! Semantic Scholar as JSON: papers of the Graph API, searches, the papers of an author or around a paper, data sets.
//!
//! An author's own affiliations are those of today, on the page of the author; they are kept, but the paper links
//! no one to them. References without `paperId` are those the catalogue could not match.
//!
//! Specification: [Academic Graph API](https://api.semanticscholar.org/api-docs/graph).

use super::json::{self, Draft, Node, Sample};
use super::{Sink, Spec};
use crate::record::{
    Field, IdScheme, Identifier, Ids, Keyword, KeywordScheme, NameOrder, PartialDate, PersonName, Record, Reference,
    ReferenceAuthor, Relation, Role, WorkKind,
};
use Meaning::*;

pub(super) const SPEC: Spec = Spec {
    name: "semantic-scholar",
    title: "Semantic Scholar JSON",
    extensions: &["json", "jsonl"],
    media_type: "application/json",
    detect,
    boundary: |text, _| json::boundary(text, LISTS),
    parse: |sink| json::read_all(sink, LISTS, map),
};

const LISTS: &[&str] = &["papers", "recommendedPapers"];
/// Members of the objects that hold a paper and what is said of the link to it.
const AROUND: &[&str] = &["citingPaper", "citedPaper", "paper"];

fn detect(head: &super::input::Head) -> Option<String> {
    let sample = Sample::of(head, LISTS)?;
    let record = paper(sample.record());
    let has = |name: &str| record.get(name).is_some();
    if has("paperId") {
        return Some(sample.evidence(&["paperId"]));
    }
    // The data sets have numbers in small letters.
    if has("corpusid") || has("corpusId") && has("title") {
        return Some(sample.evidence(&["corpusid"]));
    }
    (has("authorId") && has("papers")).then(|| sample.evidence(&["authorId", "papers"]))
}

fn paper(node: Node<'_>) -> Node<'_> {
    AROUND.iter().find_map(|name| node.get(name).filter(|paper| paper.is_object())).unwrap_or(node)
}

#[derive(Clone, Copy)]
enum Meaning {
    PaperId,
    CorpusId,
    IdMap,
    Title,
    Abstract,
    VenueName,
    Venue,
    Journal,
    Year,
    Date,
    Types,
    Authors,
    Fields,
    FieldsOfStudy,
    References,
    Citations,
    TimesCited,
    Nothing,
}

const MEMBERS: &[(&str, Meaning)] = &[
    ("paperId", PaperId),
    ("corpusId", CorpusId),
    ("corpusid", CorpusId),
    ("externalIds", IdMap),
    ("externalids", IdMap),
    ("title", Title),
    ("abstract", Abstract),
    ("venue", VenueName),
    ("publicationVenue", Venue),
    ("journal", Journal),
    ("year", Year),
    ("publicationDate", Date),
    ("publicationdate", Date),
    ("publicationTypes", Types),
    ("publicationtypes", Types),
    ("authors", Authors),
    ("s2FieldsOfStudy", Fields),
    ("s2fieldsofstudy", Fields),
    ("fieldsOfStudy", FieldsOfStudy),
    ("references", References),
    ("citations", Citations),
    ("citationCount", TimesCited),
    ("citationcount", TimesCited),
    ("referenceCount", Nothing),
    ("referencecount", Nothing),
    // Made of the record: a vector, a citation.
    ("embedding", Nothing),
    ("citationStyles", Nothing),
    ("matchScore", Nothing),
];

/// Members of `externalIds`.
const ID_NAMES: &[(&str, IdScheme)] = &[
    ("DOI", IdScheme::Doi),
    ("ArXiv", IdScheme::Arxiv),
    ("PubMed", IdScheme::Pmid),
    ("PubMedCentral", IdScheme::Pmcid),
    ("MAG", IdScheme::Mag),
    ("DBLP", IdScheme::Dblp),
    ("CorpusId", IdScheme::CorpusId),
    ("ORCID", IdScheme::Orcid),
];

/// Types of publications; a paper may have several, the first in this table counts.
const TYPES: &[(&str, WorkKind)] = &[
    ("Review", WorkKind::Review),
    ("MetaAnalysis", WorkKind::Review),
    ("Editorial", WorkKind::Editorial),
    ("LettersAndComments", WorkKind::Letter),
    ("Conference", WorkKind::ConferencePaper),
    ("BookSection", WorkKind::BookChapter),
    ("Book", WorkKind::Book),
    ("Dataset", WorkKind::Dataset),
    ("News", WorkKind::NewspaperArticle),
    ("JournalArticle", WorkKind::JournalArticle),
    ("CaseReport", WorkKind::JournalArticle),
    ("ClinicalTrial", WorkKind::JournalArticle),
    ("Study", WorkKind::JournalArticle),
];

fn map(node: Node<'_>, mut draft: Draft, sink: &mut Sink<'_>) -> Option<Draft> {
    let around = node;
    let node = paper(node);
    for (name, value) in around.members().filter(|(name, _)| node.range() != around.range() && !AROUND.contains(name)) {
        draft.keep(name, value);
    }
    for (name, value) in node.members() {
        match MEMBERS.iter().find(|(known, _)| *known == name) {
            Some((_, meaning)) => read(*meaning, name, value, node, &mut draft, sink),
            None => draft.keep(name, value),
        }
    }
    if let Some(list) = node.get("references") {
        let stated = node.get("referenceCount").or_else(|| node.get("referencecount"));
        draft.check("referenceCount", stated, list.items().count(), "references", sink);
    }
    Some(draft)
}

fn read(meaning: Meaning, name: &str, value: Node<'_>, node: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    match meaning {
        PaperId => draft.id(IdScheme::SemanticScholar, value, sink),
        CorpusId => draft.id(IdScheme::CorpusId, value, sink),
        IdMap => {
            for (name, id) in value.members() {
                match ID_NAMES.iter().find(|(known, _)| *known == name) {
                    Some((_, scheme)) => draft.id(*scheme, id, sink),
                    None => draft.keep_member("externalIds", name, id),
                }
            }
        }
        Title => {
            draft.title(value, sink);
        }
        Abstract => draft.summary(value, None, sink),
        VenueName => {
            // The journal's own name and the catalogue's come first.
            let named = |path: &[&str]| node.path(path).is_some_and(Node::says_something);
            if named(&["publicationVenue", "name"]) || named(&["journal", "name"]) {
                let same = [&["publicationVenue", "name"], &["journal", "name"]]
                    .into_iter()
                    .any(|path| node.path(path).and_then(Node::plain) == value.plain());
                if !same {
                    draft.keep(name, value);
                }
            } else {
                draft.single(|d| &mut d.venue.title, Some(Field::Venue), name, value, sink);
            }
        }
        Venue => venue(value, draft, sink),
        Journal => journal(value, node, draft, sink),
        Year => {
            let exact = node.get("publicationDate").or_else(|| node.get("publicationdate"));
            if !exact.is_some_and(Node::says_something) {
                draft.issued(value.string().and_then(|year| PartialDate::parse(&year)), value.range(), sink);
            }
        }
        Date => {
            draft.issued(value.string().and_then(|date| PartialDate::parse(&date)), value.range(), sink);
        }
        Types => {
            let words: Vec<String> = value.items().filter_map(Node::text).collect();
            let rank = |word: &String| TYPES.iter().position(|(known, _)| known == word);
            let best = words.iter().filter_map(rank).min();
            draft.record.kind = best.and_then(|rank| TYPES.get(rank)).map(|(_, kind)| *kind);
            if !words.is_empty() {
                draft.record.kind.get_or_insert(WorkKind::Other);
                draft.record.type_as_written = Some(words.join("; "));
                draft.record.spans.insert(Field::Type, sink.span(value.range()));
            }
        }
        Authors => {
            for item in value.items() {
                author(item, draft, sink);
            }
        }
        Fields => {
            for item in value.items() {
                field(item.get("category").unwrap_or(item), draft, sink);
            }
        }
        FieldsOfStudy => {
            for item in value.items() {
                field(item, draft, sink);
            }
        }
        References => {
            for item in value.items() {
                let reference = reference(paper(item), draft, sink);
                // An entry of a list that the catalogue knows nothing of.
                if !reference.as_written.is_empty() {
                    draft.record.references.push(reference);
                }
            }
        }
        Citations => citations(value, draft, sink),
        TimesCited => draft.times_cited(name, value, sink),
        Nothing => {}
    }
}

/// The catalogue's entry of the journal or conference.
fn venue(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    if !value.is_object() {
        return draft.keep("publicationVenue", value);
    }
    for (name, member) in value.members() {
        match name {
            "name" => {
                // It is the authority: what stood there before is the paper's spelling.
                if let Some(held) = draft.venue.title.take().filter(|held| Some(held) != member.plain().as_ref()) {
                    draft.record.keep_other("venue", held);
                }
                draft.single(|d| &mut d.venue.title, Some(Field::Venue), "publicationVenue.name", member, sink);
            }
            "issn" | "alternate_issns" => draft.serial_numbers(member, sink),
            _ => draft.keep_member("publicationVenue", name, member),
        }
    }
}

fn journal(value: Node<'_>, node: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (name, member) in value.members() {
        match name {
            "name" if !node.path(&["publicationVenue", "name"]).is_some_and(Node::says_something) => {
                draft.single(|d| &mut d.venue.title, Some(Field::Venue), "journal.name", member, sink);
            }
            // The paper's spelling of the name, mostly an abbreviation.
            "name" => draft.keep_member("journal", name, member),
            // `13 4` or `13`.
            "volume" => {
                let words = member.text().unwrap_or_default();
                match words.split_once(' ') {
                    Some((volume, issue)) if issue.bytes().all(|b| b.is_ascii_digit()) && !issue.is_empty() => {
                        let span = sink.span(member.range());
                        draft.record.volume = Some(volume.to_string());
                        draft.record.issue = Some(issue.to_string());
                        draft.record.spans.insert(Field::Volume, span);
                        draft.record.spans.insert(Field::Issue, span);
                    }
                    _ => draft.single(|d| &mut d.record.volume, Some(Field::Volume), "journal.volume", member, sink),
                }
            }
            "pages" => draft.pages("journal.pages", member, sink),
            _ => draft.keep_member("journal", name, member),
        }
    }
}

fn author(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let name = value.get("name").unwrap_or(value);
    let Some(as_written) = name.plain() else { return draft.keep("authors", value) };
    let group = super::people::person(&as_written).is_none() && as_written.split(' ').count() > 4;
    let parsed = if group { None } else { PersonName::parse(&as_written, NameOrder::GivenFirst) };
    let index = draft.people.add(&mut draft.record, Role::Author, as_written, parsed, sink.span(name.range()));
    for (name, member) in value.members() {
        match name {
            "authorId" => draft.person_id(index, IdScheme::SemanticScholar, member, sink),
            "externalIds" => {
                for (name, id) in member.members() {
                    match ID_NAMES.iter().find(|(known, _)| *known == name).map(|(_, scheme)| *scheme) {
                        Some(IdScheme::Orcid) => draft.person_id(index, IdScheme::Orcid, id, sink),
                        _ => draft.keep_member("authors.externalIds", name, id),
                    }
                }
            }
            // As the paper prints them, where the interface tells.
            "affiliations" => {
                for place in member.items() {
                    let text = place.get("name").unwrap_or(place);
                    if let Some(place) = draft.affiliation(text, sink) {
                        super::people::link(&mut draft.record, index, place);
                    }
                }
            }
            "name" | "url" | "paperCount" | "citationCount" | "hIndex" => {}
            _ => draft.keep_member("authors", name, member),
        }
    }
}

fn field(value: Node<'_>, draft: &mut Draft, sink: &Sink<'_>) {
    let Some(text) = value.plain() else { return };
    let span = sink.span(value.range());
    let scheme = KeywordScheme::FieldOfStudy;
    draft.keyword(Keyword { text, scheme, lang: Some("en".into()), span, ..Keyword::default() });
}

fn ids_of(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Ids {
    let mut ids = Ids::default();
    for (name, member) in value.members() {
        match name {
            "paperId" => draft.id_into(&mut ids, IdScheme::SemanticScholar, member, sink),
            "corpusId" => draft.id_into(&mut ids, IdScheme::CorpusId, member, sink),
            "externalIds" => {
                for (name, id) in member.members() {
                    if let Some((_, scheme)) = ID_NAMES.iter().find(|(known, _)| *known == name) {
                        draft.id_into(&mut ids, *scheme, id, sink);
                    }
                }
            }
            _ => {}
        }
    }
    ids
}

fn reference(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Reference {
    let ids = ids_of(value, draft, sink);
    let mut reference = Reference { ids, span: sink.span(value.range()), ..Reference::default() };
    reference.title = value.get("title").and_then(Node::plain);
    reference.year = value.get("year").and_then(Node::integer).and_then(|year| i32::try_from(year).ok());
    for author in value.get("authors").into_iter().flat_map(Node::items) {
        let name = author.get("name").unwrap_or(author);
        if let Some(as_written) = name.plain() {
            reference.authors.push(ReferenceAuthor { as_written, span: sink.span(name.range()) });
        }
    }
    let place = value.path(&["journal", "name"]).filter(|name| name.says_something()).or_else(|| value.get("venue"));
    reference.venue = place.and_then(Node::plain);
    reference.volume = value.path(&["journal", "volume"]).and_then(Node::plain);
    let pages = value.path(&["journal", "pages"]).and_then(Node::text);
    if let Some(pages) = pages.map(|pages| crate::record::Pages::parse(&pages)) {
        (reference.first_page, reference.last_page) = (pages.first, pages.last);
    }
    let authors = reference.authors.iter().map(|author| author.as_written.clone());
    let year = reference.year.map(|year| year.to_string());
    let parts = [reference.title.clone(), reference.venue.clone(), reference.volume.clone(), year];
    reference.as_written = authors.chain(parts.into_iter().flatten()).collect::<Vec<_>>().join(", ");
    if reference.as_written.is_empty() {
        reference.as_written = reference.ids.iter().next().map(Identifier::value).unwrap_or_default().to_string();
    }
    reference
}

/// Papers that cite this one.
fn citations(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for item in value.items() {
        let citing = paper(item);
        let ids = ids_of(citing, draft, sink);
        let as_written = citing.get("title").and_then(Node::plain);
        if ids.is_empty() && as_written.is_none() {
            draft.keep("citations", item);
            continue;
        }
        let span = sink.span(citing.range());
        let Record { relations, .. } = &mut draft.record;
        relations.push(Relation { kind: "is-cited-by".into(), ids, as_written, span });
    }
}
