//! Zotero's items as JSON: its web interface, its translators, and Better BibTeX' export of a library.
//!
//! Fields are Zotero's own; which of them names the title and the container depends on the type of item. Attachments,
//! notes and annotations are no publications.
//!
//! Specification: [item types and fields](https://api.zotero.org/schema),
//! [web interface](https://www.zotero.org/support/dev/web_api/v3/basics).

use super::json::{self, Draft, Node, Parts, Sample};
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::record::{Field, IdScheme, Keyword, KeywordScheme, PartialDate, Record, Role, WorkKind};
use crate::text;
use Meaning::*;

pub(super) const SPEC: Spec = Spec {
    name: "zotero-json",
    title: "Zotero JSON",
    extensions: &["json"],
    media_type: "application/json",
    detect,
    boundary: |text, _| json::boundary(text, LISTS),
    parse: |sink| json::read_all(sink, LISTS, map),
};

const LISTS: &[&str] = &["items"];

fn detect(head: &super::input::Head) -> Option<String> {
    let sample = Sample::of(head, LISTS)?;
    if item(sample.record()).get("itemType").is_some() {
        return Some(sample.evidence(&["itemType"]));
    }
    // An empty library.
    let around = sample.around();
    (around.contains("\"BetterBibTeX JSON\"") || around.contains("\"translatorID\""))
        .then(|| sample.evidence(&["items"]))
}

/// The web interface has the item as `data`.
fn item(node: Node<'_>) -> Node<'_> {
    node.get("data").filter(|data| data.is_object()).unwrap_or(node)
}

#[derive(Clone, Copy)]
enum Meaning {
    Type,
    Title,
    Creators,
    Id(IdScheme),
    Serial,
    Container,
    Abbreviation,
    Publisher,
    Volume,
    Issue,
    Pages,
    PageCount,
    Date,
    Abstract,
    Language,
    Tags,
    Extra,
    Nothing,
}

const MEMBERS: &[(&str, Meaning)] = &[
    ("itemType", Type),
    ("title", Title),
    ("caseName", Title),
    ("nameOfAct", Title),
    ("subject", Title),
    ("creators", Creators),
    ("DOI", Id(IdScheme::Doi)),
    ("PMID", Id(IdScheme::Pmid)),
    ("PMCID", Id(IdScheme::Pmcid)),
    ("ISBN", Serial),
    ("ISSN", Serial),
    ("publicationTitle", Container),
    ("bookTitle", Container),
    ("proceedingsTitle", Container),
    ("encyclopediaTitle", Container),
    ("dictionaryTitle", Container),
    ("websiteTitle", Container),
    ("blogTitle", Container),
    ("forumTitle", Container),
    ("programTitle", Container),
    ("reporter", Container),
    ("journalAbbreviation", Abbreviation),
    ("publisher", Publisher),
    ("university", Publisher),
    ("institution", Publisher),
    ("label", Publisher),
    ("studio", Publisher),
    ("distributor", Publisher),
    ("network", Publisher),
    ("company", Publisher),
    ("organization", Publisher),
    ("volume", Volume),
    ("reporterVolume", Volume),
    ("codeVolume", Volume),
    ("issue", Issue),
    ("pages", Pages),
    ("firstPage", Pages),
    ("codePages", Pages),
    ("numPages", PageCount),
    ("date", Date),
    ("issueDate", Date),
    ("dateDecided", Date),
    ("dateEnacted", Date),
    ("abstractNote", Abstract),
    ("language", Language),
    ("tags", Tags),
    ("extra", Extra),
    ("dateAdded", Nothing),
    ("dateModified", Nothing),
    ("version", Nothing),
    ("key", Nothing),
    ("itemID", Nothing),
    ("libraryID", Nothing),
    ("itemKey", Nothing),
    ("uri", Nothing),
    ("select", Nothing),
    ("seeAlso", Nothing),
    ("collections", Nothing),
    ("relations", Nothing),
    ("attachments", Nothing),
    ("libraryCatalog", Nothing),
    ("accessDate", Nothing),
    ("complete", Nothing),
];

/// [Item types](https://api.zotero.org/itemTypes).
const TYPES: &[(&str, WorkKind)] = &[
    ("artwork", WorkKind::Other),
    ("audioRecording", WorkKind::Other),
    ("bill", WorkKind::Other),
    ("blogPost", WorkKind::WebPage),
    ("book", WorkKind::Book),
    ("bookSection", WorkKind::BookChapter),
    ("case", WorkKind::Other),
    ("computerProgram", WorkKind::Other),
    ("conferencePaper", WorkKind::ConferencePaper),
    ("dataset", WorkKind::Dataset),
    ("dictionaryEntry", WorkKind::BookChapter),
    ("document", WorkKind::Other),
    ("email", WorkKind::Other),
    ("encyclopediaArticle", WorkKind::BookChapter),
    ("film", WorkKind::Other),
    ("forumPost", WorkKind::WebPage),
    ("hearing", WorkKind::Other),
    ("instantMessage", WorkKind::Other),
    ("interview", WorkKind::Other),
    ("journalArticle", WorkKind::JournalArticle),
    ("letter", WorkKind::Other),
    ("magazineArticle", WorkKind::NewspaperArticle),
    ("manuscript", WorkKind::Other),
    ("map", WorkKind::Other),
    ("newspaperArticle", WorkKind::NewspaperArticle),
    ("patent", WorkKind::Patent),
    ("podcast", WorkKind::Other),
    ("preprint", WorkKind::Preprint),
    ("presentation", WorkKind::ConferencePaper),
    ("radioBroadcast", WorkKind::Other),
    ("report", WorkKind::Report),
    ("standard", WorkKind::Report),
    ("statute", WorkKind::Other),
    ("thesis", WorkKind::Thesis),
    ("tvBroadcast", WorkKind::Other),
    ("videoRecording", WorkKind::Other),
    ("webpage", WorkKind::WebPage),
];
/// Items that belong to another one.
const CHILDREN: &[&str] = &["attachment", "note", "annotation"];

/// Types of creators; those not here did something else. Items without authors have someone of the second table in
/// their place.
const ROLES: &[(&str, Role)] = &[
    ("author", Role::Author),
    ("editor", Role::Editor),
    ("seriesEditor", Role::Other),
    ("translator", Role::Translator),
];
const AUTHORS_ELSEWHERE: &[&str] = &[
    "artist",
    "performer",
    "sponsor",
    "inventor",
    "programmer",
    "director",
    "interviewee",
    "cartographer",
    "podcaster",
    "presenter",
    "creator",
];

fn map(node: Node<'_>, mut draft: Draft, sink: &mut Sink<'_>) -> Option<Draft> {
    let item = item(node);
    let kind = item.text_of("itemType").unwrap_or_default();
    if CHILDREN.contains(&kind.as_str()) {
        let message = format!("an item of type {kind:?} is no publication; left out");
        sink.note(Severity::Info, "not-a-publication", draft.at, message);
        if let Some(note) = sink.diagnostics.last_mut() {
            note.record = None;
        }
        return None;
    }
    for (name, value) in item.members() {
        match MEMBERS.iter().find(|(known, _)| *known == name) {
            Some((_, meaning)) => read(*meaning, name, value, &mut draft, sink),
            None => draft.keep(name, value),
        }
    }
    if item.get("citationKey").is_none()
        && let Some(key) = node.get("citationKey")
    {
        draft.keep("citationKey", key);
    }
    Some(draft)
}

fn read(meaning: Meaning, name: &str, value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    match meaning {
        Type => {
            let known = value.text().and_then(|words| TYPES.iter().find(|(known, _)| *known == words));
            draft.kind(known.map(|(_, kind)| *kind), value, sink);
        }
        Title => {
            draft.title(value, sink);
        }
        Creators => {
            let authors = value.items().any(|c| c.text_of("creatorType").as_deref() == Some("author"));
            for item in value.items() {
                creator(item, authors, draft, sink);
            }
        }
        Id(scheme) => draft.id(scheme, value, sink),
        Serial => draft.serial_numbers(value, sink),
        Container => draft.single(|d| &mut d.venue.title, Some(Field::Venue), name, value, sink),
        Abbreviation => draft.single(|d| &mut d.venue.abbreviation, None, name, value, sink),
        Publisher => draft.single(|d| &mut d.venue.publisher, None, name, value, sink),
        Volume => draft.single(|d| &mut d.record.volume, Some(Field::Volume), name, value, sink),
        Issue => draft.single(|d| &mut d.record.issue, Some(Field::Issue), name, value, sink),
        Pages => draft.pages(name, value, sink),
        PageCount => match value.integer().and_then(|n| u32::try_from(n).ok()) {
            Some(count) => draft.record.pages.count = Some(count),
            None => draft.keep(name, value),
        },
        Date => {
            let Some(words) = value.string() else { return };
            let date = PartialDate::parse(&words);
            if date.is_none() {
                let message = format!("{:?} is no date; kept in `other`", text::clean(&words));
                sink.note(Severity::Warning, "date", value.range().start, message);
            }
            if !draft.issued(date, value.range(), sink) {
                draft.keep(name, value);
            }
        }
        Abstract => draft.summary(value, None, sink),
        Language => draft.language(name, value, sink),
        Tags => {
            for item in value.items() {
                let tag = item.get("tag").unwrap_or(item);
                let Some(text) = tag.plain() else { continue };
                let span = sink.span(tag.range());
                // Tags that came with the item, and those the owner of the library gave.
                let automatic = item.get("type").and_then(Node::integer) == Some(1);
                let scheme = if automatic { KeywordScheme::Index } else { KeywordScheme::Author };
                draft.keyword(Keyword { text, scheme, span, ..Keyword::default() });
            }
        }
        Extra => {
            for item in value.items() {
                extra(item, draft, sink);
            }
        }
        Nothing => {}
    }
}

fn creator(value: Node<'_>, authors: bool, draft: &mut Draft, sink: &mut Sink<'_>) {
    let kind = value.text_of("creatorType").unwrap_or_default();
    let elsewhere = !authors && AUTHORS_ELSEWHERE.contains(&kind.as_str());
    let known = ROLES.iter().find(|(known, _)| *known == kind).map(|(_, role)| *role);
    let role = if elsewhere || kind.is_empty() { Role::Author } else { known.unwrap_or(Role::Other) };
    let filled = |name: &str| value.get(name).filter(|part| part.says_something());
    let (family, given) = (filled("lastName"), filled("firstName"));
    // One field instead of two: a group, or a name that does not come in parts.
    let single = value.get("fieldMode").and_then(Node::integer) == Some(1);
    let index = match (filled("name"), family) {
        (Some(name), _) => draft.literal(role, name, sink),
        (None, Some(name)) if single => draft.literal(role, name, sink),
        _ => draft.person(role, Parts { family, given, ..Parts::default() }, sink),
    };
    let Some(index) = index else { return draft.keep("creators", value) };
    for (name, member) in value.members() {
        match name {
            "creatorType" | "lastName" | "firstName" | "name" | "fieldMode" => {}
            "orcid" | "ORCID" => draft.person_id(index, IdScheme::Orcid, member, sink),
            _ => draft.keep_member("creators", name, member),
        }
    }
    if !matches!(kind.as_str(), "author" | "editor" | "translator" | "")
        && let Some(written) = draft.record.contributors.get(index).map(|c| c.as_written.clone())
    {
        draft.record.keep_other("creatorType", [kind, written].join(": "));
    }
}

/// Lines of `Name: value`, of which some are what the type of item has no field for.
fn extra(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let Some(string) = value.string() else { return };
    for line in string.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let pair = line.split_once(':').map(|(name, rest)| (name.trim().to_lowercase(), rest.trim()));
        let scheme = match pair.as_ref().map(|(name, _)| name.as_str()) {
            Some("doi") => Some(IdScheme::Doi),
            Some("pmid") => Some(IdScheme::Pmid),
            Some("pmcid") => Some(IdScheme::Pmcid),
            Some("arxiv" | "arxiv id") => Some(IdScheme::Arxiv),
            Some("openalex") => Some(IdScheme::OpenAlex),
            Some("isbn") => Some(IdScheme::Isbn),
            _ => None,
        };
        match (scheme, pair) {
            (Some(scheme), Some((_, id))) => {
                let Record { ids, other, .. } = &mut draft.record;
                // `arXiv: 1706.03762 [cs]`
                let id = id.split(" [").next().unwrap_or(id);
                sink.identifier(scheme, id, value.range(), ids, other);
            }
            _ => draft.record.keep_other("extra", text::clean(line)),
        }
    }
}
