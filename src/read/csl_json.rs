//! CSL-JSON: what reference managers hand to citation processors, and pandoc's references.
//!
//! Specification: [CSL 1.0.2](https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables), and
//! its [schema](https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json).

use super::json::{self, Draft, Node, Sample};
use super::people::link;
use super::{Sink, Spec, citeproc};
use crate::diagnostic::Severity;
use crate::record::{Field, IdScheme, Keyword, Role};
use crate::text;
use Meaning::*;

pub(super) const SPEC: Spec = Spec {
    name: "csl-json",
    title: "CSL-JSON",
    extensions: &["json"],
    media_type: "application/vnd.citationstyles.csl+json",
    detect,
    boundary: |text, _| json::boundary(text, LISTS),
    parse: |sink| json::read_all(sink, LISTS, map),
};

/// Pandoc writes the list as the member of an object.
const LISTS: &[&str] = &["references"];

fn detect(head: &super::input::Head) -> Option<String> {
    let sample = Sample::of(head, LISTS)?;
    let record = sample.record();
    let kind = record.get("type").and_then(Node::text)?;
    let known = citeproc::work_kind(&kind).is_some();
    let others = ["issued", "author", "editor", "container-title", "citation-key", "title", "DOI", "URL", "accessed"];
    let other = others.into_iter().find(|name| record.get(name).is_some());
    // Without a type of CSL's own, only what nobody else writes tells.
    let certain = ["container-title", "issued", "citation-key"].iter().any(|name| record.get(name).is_some());
    let other = other.filter(|_| known || certain)?;
    Some(sample.evidence(&["type", other]))
}

#[derive(Clone, Copy)]
enum Meaning {
    Id(IdScheme),
    Type,
    Title,
    Abstract,
    Name(Role),
    Container,
    Abbreviation,
    Publisher,
    Serial,
    Volume,
    Issue,
    Pages,
    FirstPage,
    PageCount,
    Number,
    Issued,
    Available,
    Language,
    KeywordLine,
    Note,
}

const MEMBERS: &[(&str, Meaning)] = &[
    ("DOI", Id(IdScheme::Doi)),
    ("PMID", Id(IdScheme::Pmid)),
    ("PMCID", Id(IdScheme::Pmcid)),
    ("ISBN", Serial),
    ("ISSN", Serial),
    ("type", Type),
    ("title", Title),
    ("abstract", Abstract),
    ("author", Name(Role::Author)),
    ("editor", Name(Role::Editor)),
    ("editorial-director", Name(Role::Editor)),
    ("collection-editor", Name(Role::Other)),
    ("container-author", Name(Role::Other)),
    ("translator", Name(Role::Translator)),
    ("contributor", Name(Role::Other)),
    ("director", Name(Role::Other)),
    ("composer", Name(Role::Other)),
    ("illustrator", Name(Role::Other)),
    ("interviewer", Name(Role::Other)),
    ("recipient", Name(Role::Other)),
    ("original-author", Name(Role::Other)),
    ("reviewed-author", Name(Role::Other)),
    ("curator", Name(Role::Other)),
    ("compiler", Name(Role::Editor)),
    ("chair", Name(Role::Other)),
    ("guest", Name(Role::Other)),
    ("host", Name(Role::Other)),
    ("narrator", Name(Role::Other)),
    ("organizer", Name(Role::Other)),
    ("performer", Name(Role::Other)),
    ("producer", Name(Role::Other)),
    ("script-writer", Name(Role::Other)),
    ("series-creator", Name(Role::Other)),
    ("executive-producer", Name(Role::Other)),
    ("container-title", Container),
    ("container-title-short", Abbreviation),
    ("journalAbbreviation", Abbreviation),
    ("publisher", Publisher),
    ("volume", Volume),
    ("issue", Issue),
    ("page", Pages),
    ("page-first", FirstPage),
    ("number-of-pages", PageCount),
    ("number", Number),
    ("issued", Issued),
    ("available-date", Available),
    ("language", Language),
    ("keyword", KeywordLine),
    ("note", Note),
    ("categories", KeywordLine),
];

fn map(node: Node<'_>, mut draft: Draft, sink: &mut Sink<'_>) -> Option<Draft> {
    for (name, value) in node.members() {
        match MEMBERS.iter().find(|(known, _)| *known == name) {
            Some((_, meaning)) => read(*meaning, name, value, node, &mut draft, sink),
            None => draft.keep(name, value),
        }
    }
    Some(draft)
}

fn read(meaning: Meaning, name: &str, value: Node<'_>, node: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    match meaning {
        Id(scheme) => draft.id(scheme, value, sink),
        Type => {
            let kind = value.text().and_then(|words| citeproc::work_kind(&words));
            draft.kind(kind, value, sink);
        }
        Title => {
            for title in value.items() {
                draft.title(title, sink);
            }
        }
        Abstract => draft.summary(value, None, sink),
        Name(role) => {
            for item in value.items() {
                person(role, name, item, draft, sink);
            }
        }
        Container => draft.single(|d| &mut d.venue.title, Some(Field::Venue), name, value, sink),
        Abbreviation => draft.single(|d| &mut d.venue.abbreviation, None, name, value, sink),
        Publisher => draft.single(|d| &mut d.venue.publisher, None, name, value, sink),
        Serial => draft.serial_numbers(value, sink),
        Volume => draft.single(|d| &mut d.record.volume, Some(Field::Volume), name, value, sink),
        Issue => draft.single(|d| &mut d.record.issue, Some(Field::Issue), name, value, sink),
        Pages => draft.pages(name, value, sink),
        FirstPage => {
            if !node.get("page").is_some_and(Node::says_something) {
                draft.pages(name, value, sink);
            }
        }
        PageCount => match value.integer().and_then(|n| u32::try_from(n).ok()) {
            Some(count) => draft.record.pages.count = Some(count),
            None => draft.keep(name, value),
        },
        // Of an article it is the article's; of a report, patent or standard its own.
        Number => {
            let article = node.text_of("type").is_some_and(|kind| kind == "article-journal");
            if article && !node.get("page").is_some_and(Node::says_something) {
                draft.single(|d| &mut d.record.pages.article_number, Some(Field::Pages), name, value, sink);
            } else {
                draft.keep(name, value);
            }
        }
        Issued => date(name, value, draft, sink),
        Available => {
            if !draft.available(citeproc::date(value), value.range(), sink) {
                draft.keep(name, value);
            }
        }
        Language => draft.language(name, value, sink),
        KeywordLine => {
            for item in value.items() {
                keywords(item, draft, sink);
            }
        }
        Note => note(value, draft, sink),
    }
}

fn date(name: &str, value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let date = citeproc::date(value);
    if !draft.issued(date, value.range(), sink) && value.says_something() {
        let empty = value.get("date-parts").is_some() && !value.raw().bytes().any(|b| b.is_ascii_digit());
        if !empty {
            let message = format!("{:?} is no date; kept in `other`", text::clean(value.raw()));
            sink.note(Severity::Warning, "date", value.range().start, message);
        }
        draft.keep(name, value);
    }
}

/// Programs outside of the specification add identifiers and affiliations.
fn person(role: Role, list: &str, value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    citeproc::name(draft, role, value, sink, |draft, index, name, member, sink| match name {
        "ORCID" | "orcid" => draft.person_id(index, IdScheme::Orcid, member, sink),
        "affiliation" => {
            for place in member.items() {
                let text = place.get("name").or_else(|| place.get("literal")).unwrap_or(place);
                if let Some(place) = draft.affiliation(text, sink) {
                    link(&mut draft.record, index, place);
                }
            }
        }
        // Tells the processor how to print the name.
        "isInstitution" | "comma-suffix" | "static-ordering" | "parse-names" | "sequence" | "multi" => {}
        _ => draft.keep_member(list, name, member),
    });
    if role == Role::Other
        && let Some(written) = draft.record.contributors.last().map(|c| c.as_written.clone())
    {
        draft.record.keep_other("role", [list, ": ", &written].concat());
    }
}

/// Words between commas or semicolons.
fn keywords(value: Node<'_>, draft: &mut Draft, sink: &Sink<'_>) {
    let Some(line) = value.plain() else { return };
    let separator = if line.contains(';') { ';' } else { ',' };
    let span = sink.span(value.range());
    for word in line.split(separator).map(str::trim).filter(|word| !word.is_empty()) {
        draft.keyword(Keyword { text: word.to_string(), span, ..Keyword::default() });
    }
}

/// Zotero puts variables it has no field for into the note: `PMID: 1234`.
fn note(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let Some(string) = value.string() else { return };
    for line in string.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let pair = line.split_once(':').map(|(name, rest)| (name.trim(), rest.trim()));
        let scheme = match pair {
            Some(("DOI", _)) => Some(IdScheme::Doi),
            Some(("PMID", _)) => Some(IdScheme::Pmid),
            Some(("PMCID", _)) => Some(IdScheme::Pmcid),
            Some(("arXiv", _)) => Some(IdScheme::Arxiv),
            _ => None,
        };
        match (scheme, pair) {
            (Some(scheme), Some((_, id))) => {
                let crate::record::Record { ids, other, .. } = &mut draft.record;
                sink.identifier(scheme, id, value.range(), ids, other);
            }
            _ => draft.record.keep_other("note", text::clean(line)),
        }
    }
}
