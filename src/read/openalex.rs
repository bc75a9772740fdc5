//! OpenAlex works as JSON: pages of the API, one work a line, files of the snapshot, single works.
//!
//! Who is affiliated with what is said twice: `raw_affiliation_strings` is what the paper prints, `institutions` what
//! OpenAlex makes of it. Since 2024 `affiliations` tells which string led to which institutions. A string that led to
//! one institution gets its identifiers; where a string led to several, or nothing tells, the institutions are
//! affiliations of their own, under their names, linked to the author as stated.
//!
//! Specification: [Work object](https://docs.openalex.org/api-entities/works/work-object), and the
//! [changes](https://docs.openalex.org/additional-help/faq) its layout went through.

use super::json::{self, Draft, Kind, Node, Sample};
use super::people::link;
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::record::{
    Abstract, Field, Funding, IdScheme, Identifier, Keyword, KeywordScheme, LangText, PartialDate, Qualifier, Record,
    Reference, Relation, Role, WorkKind,
};
use crate::text;
use Meaning::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) const SPEC: Spec = Spec {
    name: "openalex",
    title: "OpenAlex JSON",
    extensions: &["json", "jsonl"],
    media_type: "application/json",
    detect,
    boundary: |text, _| json::boundary(text, &[]),
    parse: |sink| json::read_all(sink, &[], map),
};

fn detect(head: &super::input::Head) -> Option<String> {
    let sample = Sample::of(head, &[])?;
    let named = || {
        let id = sample.record().text_of("id")?;
        let work = id.strip_prefix("https://openalex.org/")?.starts_with(['W', 'w']);
        work.then(|| sample.evidence(&["id"]))
    };
    sample.any(SIGNS).or_else(named)
}

/// Members only OpenAlex has.
const SIGNS: &[&str] = &["authorships", "abstract_inverted_index", "referenced_works", "primary_topic", "host_venue"];

#[derive(Clone, Copy)]
enum Meaning {
    Id(IdScheme),
    IdMap,
    Title,
    Type,
    Date,
    Year,
    Language,
    Source,
    HostVenue,
    Biblio,
    Authorships,
    AbstractIndex,
    AbstractText,
    Topics,
    MainTopic,
    Keywords,
    Concepts,
    Mesh,
    Goals,
    References,
    Related,
    Grants,
    Awards,
    Funders,
    TimesCited,
    Retracted,
    Truncated,
    /// Compared with what is there, once all is read.
    Check,
    /// Repeats what another member says, or speaks of the record and the interface.
    Nothing,
}

const MEMBERS: &[(&str, Meaning)] = &[
    ("id", Id(IdScheme::OpenAlex)),
    ("doi", Id(IdScheme::Doi)),
    ("ids", IdMap),
    ("display_name", Title),
    ("title", Title),
    ("type", Type),
    ("publication_date", Date),
    ("publication_year", Year),
    ("language", Language),
    ("primary_location", Source),
    ("host_venue", HostVenue),
    ("biblio", Biblio),
    ("authorships", Authorships),
    ("abstract_inverted_index", AbstractIndex),
    ("abstract", AbstractText),
    ("topics", Topics),
    ("primary_topic", MainTopic),
    ("keywords", Keywords),
    ("concepts", Concepts),
    ("mesh", Mesh),
    ("sustainable_development_goals", Goals),
    ("referenced_works", References),
    ("related_works", Related),
    ("grants", Grants),
    ("awards", Awards),
    ("funders", Funders),
    ("cited_by_count", TimesCited),
    ("is_retracted", Retracted),
    ("is_authors_truncated", Truncated),
    ("authors_count", Check),
    ("referenced_works_count", Check),
    ("institutions_distinct_count", Check),
    ("countries_distinct_count", Check),
    ("corresponding_author_ids", Check),
    ("corresponding_institution_ids", Nothing),
    ("relevance_score", Nothing),
    ("ngrams_url", Nothing),
    ("cited_by_api_url", Nothing),
    ("updated_date", Nothing),
    ("created_date", Nothing),
    ("updated", Nothing),
    ("created", Nothing),
    ("locations_count", Nothing),
    ("concepts_count", Nothing),
    ("topics_count", Nothing),
];

/// Types of [works](https://docs.openalex.org/api-entities/works/work-object#type), old and new.
const TYPES: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle),
    ("journal-article", WorkKind::JournalArticle),
    ("review", WorkKind::Review),
    ("preprint", WorkKind::Preprint),
    ("posted-content", WorkKind::Preprint),
    ("editorial", WorkKind::Editorial),
    ("letter", WorkKind::Letter),
    ("erratum", WorkKind::Erratum),
    ("retraction", WorkKind::Retraction),
    ("conference-paper", WorkKind::ConferencePaper),
    ("conference-abstract", WorkKind::ConferencePaper),
    ("proceedings-article", WorkKind::ConferencePaper),
    ("proceedings", WorkKind::Proceedings),
    ("book", WorkKind::Book),
    ("monograph", WorkKind::Book),
    ("edited-book", WorkKind::Book),
    ("reference-book", WorkKind::Book),
    ("book-chapter", WorkKind::BookChapter),
    ("book-section", WorkKind::BookChapter),
    ("book-part", WorkKind::BookChapter),
    ("reference-entry", WorkKind::BookChapter),
    ("book-review", WorkKind::Review),
    ("dissertation", WorkKind::Thesis),
    ("report", WorkKind::Report),
    ("report-series", WorkKind::Report),
    ("report-component", WorkKind::Report),
    ("standard", WorkKind::Report),
    ("dataset", WorkKind::Dataset),
    ("data-paper", WorkKind::JournalArticle),
    ("software-paper", WorkKind::JournalArticle),
    ("software", WorkKind::Other),
    ("peer-review", WorkKind::Other),
    ("supplementary-materials", WorkKind::Other),
    ("paratext", WorkKind::Other),
    ("libguides", WorkKind::Other),
    ("grant", WorkKind::Other),
    ("component", WorkKind::Other),
    ("journal", WorkKind::Other),
    ("journal-issue", WorkKind::Other),
    ("journal-volume", WorkKind::Other),
    ("book-series", WorkKind::Other),
    ("book-set", WorkKind::Other),
    ("database", WorkKind::Dataset),
    ("other", WorkKind::Other),
];

fn map(node: Node<'_>, mut draft: Draft, sink: &mut Sink<'_>) -> Option<Draft> {
    let mut checks = Checks::default();
    for (name, value) in node.members() {
        let meaning = MEMBERS.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning);
        let Some(meaning) = meaning else {
            draft.keep(name, value);
            continue;
        };
        read(meaning, name, value, &mut draft, &mut checks, sink);
    }
    if let Some(topic) = node.get("primary_topic").filter(|_| !node.get("topics").is_some_and(Node::says_something)) {
        topics(topic, &mut draft, sink);
    }
    checks.mark_main_topic(&mut draft);
    checks.compare(node, &draft, sink);
    settle_kind(node, &mut draft);
    Some(draft)
}

fn read(meaning: Meaning, name: &str, value: Node<'_>, draft: &mut Draft, checks: &mut Checks, sink: &mut Sink<'_>) {
    match meaning {
        Id(scheme) => draft.id(scheme, value, sink),
        IdMap => ids(value, draft, sink),
        Title => {
            if let Some(title) = value.plain()
                && draft.record.titles.is_empty()
            {
                let span = sink.span(value.range());
                draft.record.titles.push(LangText { text: title, lang: None, span });
            }
        }
        Type => {
            let kind = value.text().and_then(|words| TYPES.iter().find(|(known, _)| *known == words));
            draft.kind(kind.map(|(_, kind)| *kind), value, sink);
        }
        Date => date(name, value, draft, sink),
        Year => {
            if draft.record.issued.is_none() {
                date(name, value, draft, sink);
            }
        }
        Language => draft.language(name, value, sink),
        Source => location(value, draft, sink),
        HostVenue => host_venue(value, draft, sink),
        Biblio => biblio(value, draft, sink),
        Authorships => authorships(value, draft, checks, sink),
        AbstractIndex => inverted_index(value, draft, sink),
        AbstractText => draft.summary(value, None, sink),
        Topics => topics(value, draft, sink),
        MainTopic => checks.main_topic = value.get("id").and_then(Node::text),
        Keywords => keywords(value, draft, sink),
        Concepts => concepts(value, draft, sink),
        Mesh => mesh(value, draft, sink),
        Goals => goals(value, draft, sink),
        References => draft.record.references = works(value, sink),
        Related => draft.record.related = works(value, sink),
        Grants => grants(value, draft, sink),
        Awards => awards(value, draft, sink),
        Funders => funders(value, draft, sink),
        TimesCited => draft.times_cited(name, value, sink),
        Retracted => {
            if value.is_true() {
                let span = sink.span(value.range());
                let as_written = Some("is_retracted: true".to_string());
                draft.record.relations.push(Relation {
                    kind: "retraction-in".into(),
                    as_written,
                    span,
                    ..Relation::default()
                });
            }
        }
        Truncated => {
            checks.truncated = value.is_true();
            if checks.truncated {
                let message = "the list of authors was cut short by the source: only the first of them are there";
                sink.note(Severity::Warning, "authors-truncated", value.range().start, message);
                draft.record.keep_other(name, "true");
            }
        }
        Check | Nothing => {}
    }
}

fn ids(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (name, id) in value.members() {
        match IdScheme::from_name(name) {
            Some(scheme) => draft.id(scheme, id, sink),
            None => draft.keep_member("ids", name, id),
        }
    }
}

fn date(name: &str, value: Node<'_>, draft: &mut Draft, sink: &Sink<'_>) {
    let Some(words) = value.string() else { return };
    let date = PartialDate::parse(&words);
    if date.is_none() {
        draft.record.keep_other(name, words);
    } else if name == "publication_date" && date.is_some() {
        draft.record.issued = None;
    }
    draft.issued(date, value.range(), sink);
}

/// Where the work appears; what else is said of the place is kept.
fn location(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (name, member) in value.members() {
        match name {
            "source" => source(member, draft, sink),
            "raw_source_name" if !value.get("source").is_some_and(Node::says_something) => {
                draft.single(
                    |d| &mut d.venue.title,
                    Some(Field::Venue),
                    "primary_location.raw_source_name",
                    member,
                    sink,
                );
            }
            _ => draft.keep_member("primary_location", name, member),
        }
    }
}

fn source(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    const TAG: &str = "primary_location.source";
    for (name, member) in value.members() {
        match name {
            "display_name" => draft.single(|d| &mut d.venue.title, Some(Field::Venue), TAG, member, sink),
            "abbreviated_title" => draft.single(|d| &mut d.venue.abbreviation, None, TAG, member, sink),
            "issn_l" => issn_l(member, draft, sink),
            "issn" => draft.serial_numbers(member, sink),
            "host_organization_name" => draft.single(|d| &mut d.venue.publisher, None, TAG, member, sink),
            "host_organization_lineage" | "host_organization_lineage_names" | "works_api_url" => {}
            _ => draft.keep_member(TAG, name, member),
        }
    }
}

fn issn_l(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    match value.string().and_then(|words| crate::record::issn(&words)) {
        Some(issn) => draft.venue.issn_l = Some(issn),
        None => draft.serial_numbers(value, sink),
    }
}

/// The place of publication in files from before 2023.
fn host_venue(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (name, member) in value.members() {
        match name {
            "display_name" => draft.single(|d| &mut d.venue.title, Some(Field::Venue), "host_venue", member, sink),
            "issn_l" => issn_l(member, draft, sink),
            "issn" => draft.serial_numbers(member, sink),
            "publisher" => draft.single(|d| &mut d.venue.publisher, None, "host_venue", member, sink),
            _ => draft.keep_member("host_venue", name, member),
        }
    }
}

fn biblio(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (name, member) in value.members() {
        match name {
            "volume" => draft.single(|d| &mut d.record.volume, Some(Field::Volume), "biblio.volume", member, sink),
            "issue" => draft.single(|d| &mut d.record.issue, Some(Field::Issue), "biblio.issue", member, sink),
            "first_page" => {
                draft.single(|d| &mut d.record.pages.first, Some(Field::Pages), "biblio.first_page", member, sink);
            }
            "last_page" => {
                draft.single(|d| &mut d.record.pages.last, Some(Field::Pages), "biblio.last_page", member, sink);
            }
            _ => draft.keep_member("biblio", name, member),
        }
    }
}

/// What the record says of itself, to be compared with what it holds.
#[derive(Default)]
struct Checks {
    main_topic: Option<String>,
    truncated: bool,
    authorships: bool,
    institutions: FxHashSet<String>,
    countries: FxHashSet<String>,
}

impl Checks {
    fn mark_main_topic(&self, draft: &mut Draft) {
        let Some(main) = &self.main_topic else { return };
        let is_topic = |k: &&mut Keyword| {
            k.scheme == KeywordScheme::OpenalexTopic && k.id.as_deref().is_some_and(|id| id.starts_with('T'))
        };
        for topic in draft.record.keywords.iter_mut().filter(is_topic) {
            topic.major = Some(topic.id.as_deref().is_some_and(|id| main.ends_with(id)));
        }
    }

    fn compare(&self, node: Node<'_>, draft: &Draft, sink: &mut Sink<'_>) {
        if node.get("referenced_works").is_some_and(|list| list.kind() == Kind::Array) {
            let stated = node.get("referenced_works_count");
            draft.check("referenced_works_count", stated, draft.record.references.len(), "references", sink);
        }
        if self.authorships && !self.truncated {
            let [institutions, countries] = ["institutions_distinct_count", "countries_distinct_count"];
            draft.check(institutions, node.get(institutions), self.institutions.len(), "institutions", sink);
            draft.check(countries, node.get(countries), self.countries.len(), "countries", sink);
            let authors = draft.record.contributors.len();
            draft.check("authors_count", node.get("authors_count"), authors, "authors", sink);
        }
    }
}

/// Journal articles of OpenAlex are whatever is no book; the type of the place and Crossref's type tell more.
fn settle_kind(node: Node<'_>, draft: &mut Draft) {
    if draft.record.kind != Some(WorkKind::JournalArticle) {
        return;
    }
    let crossref = node.text_of("type_crossref");
    let place = node.path(&["primary_location", "source", "type"]).and_then(Node::text);
    draft.record.kind = match (crossref.as_deref(), place.as_deref()) {
        (Some("proceedings-article"), _) | (None, Some("conference")) => Some(WorkKind::ConferencePaper),
        (Some("posted-content"), _) => Some(WorkKind::Preprint),
        (Some("book-chapter"), _) => Some(WorkKind::BookChapter),
        _ => draft.record.kind,
    };
}

fn authorships(value: Node<'_>, draft: &mut Draft, checks: &mut Checks, sink: &mut Sink<'_>) {
    checks.authorships = true;
    for authorship in value.items() {
        author(authorship, draft, checks, sink);
    }
}

fn author(value: Node<'_>, draft: &mut Draft, checks: &mut Checks, sink: &mut Sink<'_>) {
    let author = value.get("author");
    let raw = value.get("raw_author_name").filter(|name| name.says_something());
    let name = raw.or_else(|| author?.get("display_name"));
    let Some(index) = name.and_then(|name| draft.named(Role::Author, name, sink)) else {
        draft.keep("authorships", value);
        return;
    };
    // What the paper prints may be initials only; the catalogue's name of the author is another form of it.
    if let (Some(raw), Some(shown)) = (raw, author.and_then(|author| author.get("display_name")))
        && let (Some(raw), Some(shown)) = (raw.plain(), shown.plain())
        && text::fold(&raw) != text::fold(&shown)
    {
        draft.record.keep_other("authorships.author.display_name", [raw, shown].join(": "));
    }
    for (name, member) in author.into_iter().flat_map(Node::members) {
        match name {
            "id" => draft.person_id(index, IdScheme::OpenAlex, member, sink),
            "orcid" => draft.person_id(index, IdScheme::Orcid, member, sink),
            "display_name" => {}
            _ => draft.keep_member("authorships.author", name, member),
        }
    }
    let places = affiliations(value, draft, sink);
    for place in places {
        link(&mut draft.record, index, place);
    }
    for (name, member) in value.members() {
        match name {
            "is_corresponding" => {
                if let Some(contributor) = draft.record.contributors.get_mut(index) {
                    contributor.corresponding = member.is_true();
                }
            }
            "countries" => checks.countries.extend(member.items().filter_map(Node::text)),
            "institutions" => {
                let ids = member.items().filter_map(|institution| institution.text_of("id"));
                checks.institutions.extend(ids);
                if value.get("countries").is_none() {
                    let codes = member.items().filter_map(|institution| institution.text_of("country_code"));
                    checks.countries.extend(codes);
                }
            }
            "author"
            | "author_position"
            | "raw_author_name"
            | "affiliations"
            | "raw_affiliation_string"
            | "raw_affiliation_strings" => {}
            _ => draft.keep_member("authorships", name, member),
        }
    }
}

/// The affiliations of an author: strings as printed, with the institution where it is told which one is meant, and
/// the other institutions by their names.
fn affiliations(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) -> Vec<u32> {
    let institutions: Vec<Node<'_>> =
        value.get("institutions").into_iter().flat_map(Node::items).filter(|node| node.is_object()).collect();
    let by_id: FxHashMap<String, Node<'_>> =
        institutions.iter().filter_map(|node| Some((node.text_of("id")?, *node))).collect();
    let mut used = FxHashSet::default();
    let mut found = Vec::new();
    let stated = value.get("affiliations").filter(|list| list.says_something());
    for affiliation in stated.into_iter().flat_map(Node::items) {
        let raw = affiliation.get("raw_affiliation_string");
        let Some(index) = raw.and_then(|raw| draft.affiliation(raw, sink)) else { continue };
        found.push(index);
        let ids: Vec<String> =
            affiliation.get("institution_ids").into_iter().flat_map(Node::items).filter_map(Node::text).collect();
        if let [id] = &ids[..] {
            match by_id.get(id) {
                Some(institution) => institution_ids(index, *institution, draft, sink),
                None => {
                    let id = affiliation.get("institution_ids").and_then(|list| list.items().next());
                    if let Some(id) = id {
                        draft.affiliation_id(index, IdScheme::OpenAlex, id, sink);
                    }
                }
            }
            used.insert(id.clone());
        }
    }
    if stated.is_none() {
        let strings = ["raw_affiliation_strings", "raw_affiliation_string"]
            .into_iter()
            .find_map(|name| value.get(name).filter(|list| list.says_something()));
        let strings: Vec<Node<'_>> = strings.into_iter().flat_map(Node::items).collect();
        for string in &strings {
            found.extend(draft.affiliation(*string, sink));
        }
        // One of each leaves no question which belongs to which.
        if let ([index], [institution], 1) = (&found[..], &institutions[..], strings.len()) {
            institution_ids(*index, *institution, draft, sink);
            used.extend(institution.text_of("id"));
        }
    }
    for institution in institutions {
        if institution.text_of("id").is_some_and(|id| used.contains(&id)) {
            continue;
        }
        let before = draft.record.affiliations.len();
        if let Some(index) = institution.get("display_name").and_then(|name| draft.affiliation(name, sink)) {
            institution_ids(index, institution, draft, sink);
            // An address as printed has its country in it, a name alone has not.
            if let (Some(name), Some(country)) = (institution.get("display_name"), institution.text_of("country_code"))
                && let Some(name) = name.plain()
                && draft.record.affiliations.len() > before
            {
                draft.record.keep_other("authorships.institutions.country_code", [name, country].join(": "));
            }
            found.push(index);
        }
    }
    found
}

fn institution_ids(index: u32, institution: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    // A string may have led to one institution for one author and to another for the next.
    let held = draft.record.affiliations.get(index as usize).and_then(|a| a.ids.get(IdScheme::OpenAlex));
    if let Some(held) = held {
        let other = institution.text_of("id").filter(|id| !id.ends_with(held));
        if let Some(other) = other {
            draft.record.keep_other("authorships.institutions", other);
        }
        return;
    }
    for (name, scheme) in [("id", IdScheme::OpenAlex), ("ror", IdScheme::Ror)] {
        if let Some(id) = institution.get(name) {
            draft.affiliation_id(index, scheme, id, sink);
        }
    }
}

/// Puts the words of an abstract back in their places.
fn inverted_index(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    // One version of the layout put the index into an object of its own.
    let index = value.get("InvertedIndex").filter(|index| index.is_object()).unwrap_or(value);
    let mut words: Vec<(u32, &str)> = Vec::new();
    for (word, places) in index.members() {
        words.extend(places.items().filter_map(|place| Some((u32::try_from(place.integer()?).ok()?, word))));
    }
    if words.is_empty() {
        draft.keep("abstract_inverted_index", value);
        return;
    }
    words.sort_unstable_by_key(|(place, _)| *place);
    let mut joined = String::with_capacity(words.iter().map(|(_, word)| word.len() + 1).sum());
    for (_, word) in words {
        if !joined.is_empty() {
            joined.push(' ');
        }
        json::push_unescaped(word, &mut joined);
    }
    let span = sink.span(value.range());
    let mut found = super::sections::marked_up(&joined, span);
    found.retain(|summary: &Abstract| !summary.text.is_empty());
    draft.record.abstracts.append(&mut found);
}

/// Keeps the score of a concept: the record form has no place for it.
fn keep_score(tag: &str, value: Node<'_>, draft: &mut Draft) {
    let name = ["id", "keyword", "display_name"].iter().find_map(|name| value.text_of(name));
    if let (Some(name), Some(score)) = (name, value.text_of("score")) {
        let name = name.rsplit('/').next().unwrap_or(&name).to_string();
        draft.record.keep_other(tag, [name, score].join(" "));
    }
}

fn code(value: Node<'_>) -> Option<String> {
    let id = value.text_of("id")?;
    Some(id.rsplit_once("openalex.org/").map_or(id.as_str(), |(_, code)| code).to_string())
}

fn concept(value: Node<'_>, scheme: KeywordScheme, draft: &mut Draft, sink: &Sink<'_>) {
    let Some(name) = value.get("display_name") else { return };
    let Some(text) = name.plain() else { return };
    let span = sink.span(name.range());
    draft.keyword(Keyword { text, scheme, id: code(value), span, lang: Some("en".into()), ..Keyword::default() });
}

fn topics(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for topic in value.items() {
        concept(topic, KeywordScheme::OpenalexTopic, draft, sink);
        keep_score("topics.score", topic, draft);
        for level in ["subfield", "field", "domain"] {
            if let Some(level) = topic.get(level) {
                concept(level, KeywordScheme::OpenalexTopic, draft, sink);
            }
        }
    }
}

fn keywords(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for keyword in value.items() {
        // Files from before 2024 have the word alone.
        let word = keyword.get("keyword").or_else(|| keyword.get("display_name")).unwrap_or(keyword);
        let Some(text) = word.plain() else { continue };
        let id = code(keyword).map(|id| id.trim_start_matches("keywords/").to_string());
        let span = sink.span(word.range());
        draft.keyword(Keyword { text, scheme: KeywordScheme::OpenalexKeyword, id, span, ..Keyword::default() });
        keep_score("keywords.score", keyword, draft);
    }
}

fn concepts(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for item in value.items() {
        concept(item, KeywordScheme::OpenalexConcept, draft, sink);
        keep_score("concepts.score", item, draft);
    }
}

/// A heading with several qualifiers comes as several entries.
fn mesh(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let mut known = FxHashMap::<String, usize>::default();
    for entry in value.items() {
        let Some(name) = entry.get("descriptor_name") else {
            draft.keep("mesh", entry);
            continue;
        };
        let Some(text) = name.plain() else { continue };
        let major = entry.get("is_major_topic").is_some_and(Node::is_true);
        let qualifier = entry.text_of("qualifier_name");
        let place = *known.entry(text.clone()).or_insert_with(|| {
            let id = entry.text_of("descriptor_ui");
            let span = sink.span(name.range());
            let keyword =
                Keyword { text, scheme: KeywordScheme::Mesh, id, major: Some(false), span, ..Keyword::default() };
            draft.record.keywords.push(keyword);
            draft.record.keywords.len() - 1
        });
        let Some(keyword) = draft.record.keywords.get_mut(place) else { continue };
        keyword.major = Some(keyword.major == Some(true) || major);
        if let Some(text) = qualifier {
            keyword.qualifiers.push(Qualifier { text, id: entry.text_of("qualifier_ui"), major });
        }
    }
}

fn goals(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for goal in value.items() {
        let Some(name) = goal.get("display_name") else { continue };
        let Some(text) = name.plain() else { continue };
        let id = goal.text_of("id").map(|id| id.rsplit('/').next().unwrap_or(&id).to_string());
        let span = sink.span(name.range());
        draft.keyword(Keyword { text, scheme: KeywordScheme::Sdg, id, span, ..Keyword::default() });
        keep_score("sustainable_development_goals.score", goal, draft);
    }
}

fn works(value: Node<'_>, sink: &mut Sink<'_>) -> Vec<Reference> {
    let mut found = Vec::new();
    for item in value.items() {
        let Some(as_written) = item.text() else { continue };
        let span = sink.span(item.range());
        let mut reference = Reference { as_written, span, ..Reference::default() };
        match Identifier::parse(IdScheme::OpenAlex, &reference.as_written) {
            Ok(id) => {
                reference.ids.insert(id.at(span));
            }
            Err(invalid) => {
                let message = format!("{invalid}; kept as written");
                sink.note(Severity::Warning, "identifier", item.range().start, message);
            }
        }
        found.push(reference);
    }
    found
}

/// `{"funder": "https://openalex.org/F…", "funder_display_name": …, "award_id": …}`
fn grants(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for grant in value.items() {
        let (name, award) = (grant.text_of("funder_display_name"), grant.text_of("award_id"));
        funding(name, award, grant.get("funder"), grant, draft, sink);
    }
}

/// The layout of 2025: `{"id": "https://openalex.org/G…", "display_name": …, "funder_award_id": …, "funder_id": …,
/// "funder_display_name": …}`.
fn awards(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for award in value.items() {
        let number = award.text_of("funder_award_id").or_else(|| award.text_of("award_id"));
        funding(award.text_of("funder_display_name"), number, award.get("funder_id"), award, draft, sink);
        for (name, member) in award.members() {
            if !matches!(name, "funder_award_id" | "award_id" | "funder_id" | "funder_display_name") {
                draft.keep_member("awards", name, member);
            }
        }
    }
}

fn funders(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for funder in value.items() {
        let name = funder.text_of("display_name");
        let known = draft.record.funding.iter_mut().find(|held| held.funder.is_some() && held.funder == name);
        match known {
            Some(_) => {}
            None => funding(name, None, funder.get("id"), funder, draft, sink),
        }
        let Some(held) = draft.record.funding.iter().position(|held| held.funder == funder.text_of("display_name"))
        else {
            continue;
        };
        if let Some(ror) = funder.get("ror").filter(|ror| ror.says_something()) {
            let Record { funding, other, .. } = &mut draft.record;
            if let (Some(funding), Some(string)) = (funding.get_mut(held), ror.string()) {
                sink.identifier(IdScheme::Ror, &string, ror.range(), &mut funding.ids, other);
            }
        }
    }
}

fn funding(
    name: Option<String>,
    award: Option<String>,
    id: Option<Node<'_>>,
    place: Node<'_>,
    draft: &mut Draft,
    sink: &mut Sink<'_>,
) {
    let id_text = id.and_then(Node::text);
    let same = |held: &&mut Funding| {
        held.funder == name
            && id_text.as_deref().is_none_or(|id| held.ids.get(IdScheme::OpenAlex).is_none_or(|h| id.ends_with(h)))
    };
    if let Some(held) = draft.record.funding.iter_mut().find(same) {
        held.grants.extend(award);
        return;
    }
    if name.is_none() && award.is_none() {
        return draft.keep("grants", place);
    }
    let mut funding = Funding { funder: name, grants: award.into_iter().collect(), ..Funding::default() };
    funding.span = sink.span(place.range());
    if let Some(id) = id {
        draft.id_into(&mut funding.ids, IdScheme::OpenAlex, id, sink);
    }
    draft.record.funding.push(funding);
}
