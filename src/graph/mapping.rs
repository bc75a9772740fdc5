//! What each row of the corpus becomes.

use super::Options;
use super::evidence::{EvidenceLevel, Mode, Writer};
use super::iri::{Iris, language_path, numbered, role_path, scheme_name};
use super::vocab::*;
use crate::diagnostic::Span;
use crate::extract::{OrganisationClass, country_names};
use crate::read::Format;
use crate::record::{Field, IdScheme, PartialDate, Role, WorkKind};
use crate::resolve::{
    AbstractRow, Affiliation, Corpus, Evidence, IdRow, Item, Origin, Rows, Str, Subject, TextRow, VenueKind, Work,
};
use crate::text;
use oxigraph::model::{GraphNameRef, LiteralRef, NamedNodeRef, QuadRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::ops::Range;

/// A stretch of the graph that depends on no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Works with all that hangs on them.
    Works(Range<usize>),
    /// People.
    People(Range<usize>),
    /// Organisations, their countries, and funders.
    Organisations,
    /// Venues.
    Venues,
    /// Concepts and their schemes.
    Concepts,
    /// Files and records.
    Sources,
    /// Full evidence.
    Evidence,
    /// Merge decisions.
    Resolution,
    /// The run.
    Meta,
}

/// Rows of all kinds in one part: enough to keep a core busy, few enough to share out evenly and to hold in memory.
const PART: usize = 4096;

pub(super) fn parts(corpus: &Corpus, options: &Options) -> Vec<Part> {
    let weight = |work: &Work| {
        2 + [work.authorships, work.affiliations, work.assignments, work.citations].map(Rows::len).iter().sum::<usize>()
    };
    let mut parts = Vec::new();
    let (mut from, mut gathered) = (0, 0);
    for (row, work) in corpus.works.iter().enumerate() {
        gathered += weight(work);
        if gathered >= PART || row + 1 == corpus.works.len() {
            parts.push(Part::Works(from..row + 1));
            (from, gathered) = (row + 1, 0);
        }
    }
    let people = corpus.people.len();
    parts.extend((0..people).step_by(PART).map(|from| Part::People(from..(from + PART).min(people))));
    parts.extend([Part::Organisations, Part::Venues, Part::Concepts, Part::Sources]);
    if options.evidence == EvidenceLevel::Full {
        parts.push(Part::Evidence);
    }
    parts.extend([Part::Resolution, Part::Meta]);
    parts
}

pub(super) fn emit(corpus: &Corpus, iris: &Iris, options: &Options, part: &Part, to: &mut dyn FnMut(QuadRef<'_>)) {
    let named = |name: &str| format!("{}graph/{name}", iris.base);
    let (evidence, resolution, meta) = (named("evidence"), named("resolution"), named("meta"));
    let graph = match part {
        Part::Sources | Part::Evidence => GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(&evidence)),
        Part::Resolution => GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(&resolution)),
        Part::Meta => GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(&meta)),
        _ => GraphNameRef::DefaultGraph,
    };
    let run = run(corpus, iris, options);
    let mode = match part {
        Part::Evidence => Mode::Descriptions { spans: FxHashSet::default() },
        _ => Mode::Facts { described: options.evidence == EvidenceLevel::Full },
    };
    let (scratch, digits) = (String::new(), String::new());
    let mut w = Writer { corpus, iris, mode, graph, to, run: &run, named: FxHashMap::default(), scratch, digits };
    match part {
        Part::Works(rows) => rows.clone().for_each(|row| work(&mut w, row)),
        Part::Evidence => {
            (0..corpus.works.len()).for_each(|row| work(&mut w, row));
            (0..corpus.venues.len()).for_each(|row| venue(&mut w, row));
        }
        Part::People(rows) => rows.clone().for_each(|row| person(&mut w, row)),
        Part::Organisations => {
            (0..corpus.organisations.len()).for_each(|row| organisation(&mut w, row));
            countries(&mut w);
            funders(&mut w);
        }
        Part::Venues => (0..corpus.venues.len()).for_each(|row| venue(&mut w, row)),
        Part::Concepts => concepts(&mut w),
        Part::Sources => sources(&mut w),
        Part::Resolution => resolution_decisions(&mut w, &run),
        Part::Meta => describe_run(&mut w, &run),
    }
}

// Works ---------------------------------------------------------------------------------------------------------------

fn work_class(kind: Option<WorkKind>, in_journal: bool) -> NamedNodeRef<'static> {
    match kind {
        Some(WorkKind::JournalArticle) => fabio::JOURNAL_ARTICLE,
        Some(WorkKind::Review) => fabio::REVIEW_ARTICLE,
        Some(WorkKind::Editorial) => fabio::EDITORIAL,
        Some(WorkKind::Letter) => fabio::LETTER,
        Some(WorkKind::Retraction) => fabio::RETRACTION_NOTICE,
        Some(WorkKind::Preprint) => fabio::PREPRINT,
        Some(WorkKind::ConferencePaper) => fabio::CONFERENCE_PAPER,
        Some(WorkKind::Proceedings) => fabio::ACADEMIC_PROCEEDINGS,
        Some(WorkKind::Book) => fabio::BOOK,
        Some(WorkKind::BookChapter) => fabio::BOOK_CHAPTER,
        Some(WorkKind::Thesis) => fabio::THESIS,
        Some(WorkKind::Report) => fabio::REPORT_DOCUMENT,
        Some(WorkKind::Dataset) => fabio::DATA_FILE,
        Some(WorkKind::NewspaperArticle) => fabio::NEWSPAPER_ARTICLE,
        Some(WorkKind::Patent) => fabio::PATENT_DOCUMENT,
        // What appeared in a journal and is called nothing else is one of its articles.
        None if in_journal => fabio::JOURNAL_ARTICLE,
        Some(WorkKind::Erratum | WorkKind::WebPage | WorkKind::Other) | None => fabio::EXPRESSION,
    }
}

/// The scheme's node in the DataCite ontology, and the shortcut property with which a work states the value.
fn id_terms(scheme: IdScheme) -> (&'static str, Option<NamedNodeRef<'static>>, Option<&'static str>) {
    match scheme {
        IdScheme::Doi => ("doi", Some(prism::DOI), Some("https://doi.org/")),
        IdScheme::Pmid => ("pmid", Some(fabio::HAS_PUBMED_ID), Some("https://pubmed.ncbi.nlm.nih.gov/")),
        IdScheme::Pmcid => ("pmcid", Some(fabio::HAS_PUBMED_CENTRAL_ID), None),
        IdScheme::Arxiv => ("arxiv", None, Some("https://arxiv.org/abs/")),
        IdScheme::Isbn => ("isbn", Some(prism::ISBN), None),
        IdScheme::Orcid => ("orcid", None, Some("https://orcid.org/")),
        IdScheme::Ror => ("ror", None, Some("https://ror.org/")),
        IdScheme::Isni => ("isni", None, None),
        IdScheme::Wikidata => ("wikidata", None, Some("http://www.wikidata.org/entity/")),
        IdScheme::OpenAlex => ("openalex", None, Some("https://openalex.org/")),
        IdScheme::ResearcherId => ("researcherid", None, None),
        IdScheme::Dblp => ("dblp-record", None, None),
        IdScheme::Funder => ("fundref", None, Some("https://doi.org/10.13039/")),
        IdScheme::Grid => ("local-organization-identifier-scheme", None, None),
        IdScheme::ScopusAuthor => ("local-personal-identifier-scheme", None, None),
        IdScheme::Wos
        | IdScheme::Scopus
        | IdScheme::SemanticScholar
        | IdScheme::CorpusId
        | IdScheme::Mag
        | IdScheme::Lens => ("local-resource-identifier-scheme", None, None),
    }
}

fn work(w: &mut Writer<'_>, row: usize) {
    let (corpus, iris) = (w.corpus, w.iris);
    let work = &corpus.works[row];
    let iri: &str = &iris.works[row];
    let members: Vec<&Item> = corpus.members(work).collect();
    let journal = work.venue.is_some_and(|venue| corpus.venues[venue as usize].kind == VenueKind::Journal);
    let in_journal = journal && (!work.volume.is_none() || work.described);

    w.class(iri, work_class(work.kind, in_journal));
    if let Some(kind) = work.kind {
        let kind = w.named("concept/type", kind.name());
        w.link(iri, dcterms::TYPE, &kind);
    }
    identifiers(w, iri, work);
    for item in members.iter().filter(|item| item.origin == Origin::Record) {
        let mut record = String::new();
        iris.record(corpus, item.record, &mut record);
        w.link(iri, prov::WAS_DERIVED_FROM, &record);
    }
    titles(w, iri, &members);
    abstracts(w, iri, &members);
    if let Some(venue) = work.venue {
        w.link(iri, frbr::PART_OF, &iris.venues[venue as usize]);
    }
    dates(w, iri, work, &members);
    for (predicate, value, field, what) in [
        (prism::VOLUME, work.volume, Field::Volume, "volume"),
        (prism::ISSUE_IDENTIFIER, work.issue, Field::Issue, "issue"),
        (prism::STARTING_PAGE, work.first_page, Field::Pages, "pages"),
        (prism::ENDING_PAGE, work.last_page, Field::Pages, "pages"),
        (fabio::HAS_ELECTRONIC_ARTICLE_IDENTIFIER, work.article_number, Field::Pages, "pages"),
    ] {
        let value = corpus.text(value);
        w.text(iri, predicate, value);
        field_evidence(w, iri, predicate, value, &members, field, what);
    }
    if work.page_count > 0 {
        w.integer(iri, fabio::HAS_PAGE_COUNT, work.page_count);
        // Where a record has pages besides, their place is known and that of the count is not.
        let counted = members.iter().find(|i| i.page_count > 0 && i.first_page.is_none() && i.article_number.is_none());
        if let Some(evidence) = counted.and_then(|item| field_place(corpus, &[*item], Field::Pages)) {
            let count = work.page_count.to_string();
            let count = LiteralRef::new_typed_literal(&count, xsd::INTEGER);
            w.value_evidence(iri, fabio::HAS_PAGE_COUNT, count, "pages", evidence);
        }
    }
    // A cited work's entry stands on the citation; here it stands only where a record gives it.
    if work.described {
        w.text(iri, dcterms::BIBLIOGRAPHIC_CITATION, corpus.text(work.citation));
    }
    let mut languages = BTreeSet::new();
    for item in &members {
        languages.extend(corpus.items.languages[item.languages.range()].iter().map(|l| corpus.text(*l)));
    }
    languages.iter().for_each(|lang| w.text(iri, dcterms::LANGUAGE, lang));

    authorships(w, iri, work);
    for affiliation in &corpus.affiliations[work.affiliations.range()] {
        let node = numbered(iri, "affiliation", affiliation.position);
        w.link(iri, cw::HAS_RECORD_AFFILIATION, &node);
        describe_affiliation(w, &node, affiliation);
    }
    let record_level: BTreeSet<u32> =
        organisations_of(corpus, &corpus.affiliations[work.affiliations.range()]).collect();
    for organisation in record_level {
        w.link(iri, dcterms::RELATION, &iris.organisations[organisation as usize]);
    }
    assignments(w, iri, work);
    citations(w, iri, work);
    related(w, iri, work);
    funding(w, iri, work);
    relations(w, iri, work);
    citation_counts(w, iri, &members);
}

fn identifiers(w: &mut Writer<'_>, iri: &str, work: &Work) {
    let corpus = w.corpus;
    let mut seen: Vec<IdScheme> = Vec::new();
    for id in &work.ids {
        let value = corpus.text(id.value);
        let (_, shortcut, address) = id_terms(id.scheme);
        let node = w.iris.identifier(id.scheme.name(), value);
        w.link(iri, datacite::HAS_IDENTIFIER, &node);
        describe_identifier(w, &node, id.scheme, value);
        // One value of each scheme is the work's own; further ones stay as identifiers.
        let first = !seen.contains(&id.scheme);
        seen.push(id.scheme);
        if let Some(shortcut) = shortcut.filter(|_| first || id.scheme == IdScheme::Isbn) {
            stated_identifier(w, iri, work, id, shortcut);
        }
        if let Some(address) = address.filter(|_| first && is_plain(value)) {
            w.link(iri, owl::SAME_AS, &[address, value].concat());
        }
        // What the work would be called by this identifier leads to what it is called.
        let alias = w.iris.work_by(id.scheme, value);
        if alias != iri {
            w.link(&alias, dcterms::IS_REPLACED_BY, iri);
        }
    }
    // The identifier of another work, or of the book this is a part of: the record states it, and no more is made of it.
    for id in &work.disputed {
        match id.scheme {
            IdScheme::Isbn => stated_identifier(w, iri, work, id, prism::ISBN),
            _ => w.link(iri, datacite::HAS_IDENTIFIER, &w.iris.identifier(id.scheme.name(), corpus.text(id.value))),
        }
    }
}

/// States the value of an identifier of the work itself.
fn stated_identifier(w: &mut Writer<'_>, iri: &str, work: &Work, id: &IdRow, shortcut: NamedNodeRef<'static>) {
    let corpus = w.corpus;
    let value = corpus.text(id.value);
    w.text(iri, shortcut, value);
    let holder = corpus.members(work).find(|item| corpus.items.ids[item.ids.range()].contains(id));
    if let Some(holder) = holder {
        let evidence = Evidence { record: holder.record, span: id.span };
        w.value_evidence(iri, shortcut, LiteralRef::new_simple_literal(value), "identifier", evidence);
    }
}

/// Describes an identifier as a thing.
fn describe_identifier(w: &mut Writer<'_>, node: &str, scheme: IdScheme, value: &str) {
    w.class(node, datacite::IDENTIFIER);
    w.link(node, datacite::USES_IDENTIFIER_SCHEME, &[datacite::NAMESPACE, id_terms(scheme).0].concat());
    w.text(node, literal::HAS_LITERAL_VALUE, value);
}

/// Whether a value can stand in an address as it is; others would have to be encoded, and no longer be what the
/// resolver's own pages write.
fn is_plain(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/:;()".contains(&b))
}

fn titles(w: &mut Writer<'_>, iri: &str, members: &[&Item]) {
    let corpus = w.corpus;
    let mut languages = Vec::new();
    for item in members {
        for title in &corpus.items.titles[item.titles.range()] {
            let known = languages.contains(&title.lang) || title.lang.is_none() && !languages.is_empty();
            if known {
                continue;
            }
            languages.push(title.lang);
            let (text, lang) = (corpus.text(title.text), corpus.text(title.lang));
            w.lang_text(iri, dcterms::TITLE, text, lang);
            let lang = if lang.is_empty() { "und" } else { lang };
            let value = LiteralRef::new_language_tagged_literal_unchecked(text, lang);
            w.value_evidence(iri, dcterms::TITLE, value, "title", Evidence { record: item.record, span: title.span });
        }
    }
}

/// Labels of abstract sections in the words sources use, and the element of discourse they announce.
const SECTION_LABELS: &[(&str, NamedNodeRef<'static>)] = &[
    ("background", deo::BACKGROUND),
    ("context", deo::BACKGROUND),
    ("introduction", deo::INTRODUCTION),
    ("objective", deo::MOTIVATION),
    ("objectives", deo::MOTIVATION),
    ("aim", deo::MOTIVATION),
    ("aims", deo::MOTIVATION),
    ("purpose", deo::MOTIVATION),
    ("method", deo::METHODS),
    ("methods", deo::METHODS),
    ("design", deo::METHODS),
    ("materials and methods", deo::METHODS),
    ("result", deo::RESULTS),
    ("results", deo::RESULTS),
    ("findings", deo::RESULTS),
    ("discussion", deo::DISCUSSION),
    ("conclusion", deo::CONCLUSION),
    ("conclusions", deo::CONCLUSION),
    ("interpretation", deo::CONCLUSION),
    ("目的", deo::MOTIVATION),
    ("背景", deo::BACKGROUND),
    ("方法", deo::METHODS),
    ("结果", deo::RESULTS),
    ("结论", deo::CONCLUSION),
];

fn abstracts(w: &mut Writer<'_>, iri: &str, members: &[&Item]) {
    let corpus = w.corpus;
    let mut languages = Vec::new();
    // Number of blocks written for each language.
    let mut blocks: FxHashMap<Str, usize> = FxHashMap::default();
    for item in members {
        let held = &corpus.items.abstracts[item.abstracts.range()];
        for text in held {
            if languages.contains(&text.lang) || text.lang.is_none() && !languages.is_empty() {
                continue;
            }
            languages.push(text.lang);
            let lang = corpus.text(text.lang);
            w.lang_text(iri, dcterms::ABSTRACT, corpus.text(text.text), lang);
            let original = text.translation_of.and_then(|at| held.get(at as usize));
            let bilingual = original.is_some() || held.iter().any(|other| other.translation_of.is_some());
            let node = |lang: &str, number: usize| format!("{iri}/abstract/{}/{number}", language_path(lang));
            let sections = &corpus.items.sections[text.sections.range()];
            // An abstract of one block is a section of its own where there is a translation to point at it.
            let whole = [TextRow { text: text.text, lang: Str::NONE, span: text.span }];
            let sections = if sections.is_empty() && bilingual { &whole[..] } else { sections };
            blocks.insert(text.lang, sections.len());
            for (section, number) in sections.iter().zip(1..) {
                let label = corpus.text(section.lang);
                let folded = text::fold(label);
                let class = SECTION_LABELS.iter().find(|(name, _)| *name == folded).map(|(_, class)| *class);
                let section_node = node(lang, number);
                w.link(iri, frbr::PART, &section_node);
                w.class(&section_node, deo::DISCOURSE_ELEMENT);
                if let Some(class) = class {
                    w.class(&section_node, class);
                }
                w.text(&section_node, rdfs::LABEL, label);
                w.lang_text(&section_node, c4o::HAS_CONTENT, corpus.text(section.text), lang);
                w.integer(&section_node, co::INDEX, number as u64);
                w.evidence(&section_node, "abstract", Evidence { record: item.record, span: section.span });
                // The original may have been written from another record, in other blocks or in none.
                let pendants = |o: &AbstractRow| blocks.get(&o.lang).copied() == Some(sections.len());
                if let Some(original) = original.filter(|o| pendants(o)) {
                    w.link(&section_node, cw::TRANSLATION_OF, &node(corpus.text(original.lang), number));
                }
            }
        }
    }
}

fn date_type(date: PartialDate) -> NamedNodeRef<'static> {
    match (date.month(), date.day()) {
        (Some(_), Some(_)) => xsd::DATE,
        (Some(_), None) => xsd::G_YEAR_MONTH,
        _ => xsd::G_YEAR,
    }
}

fn dates(w: &mut Writer<'_>, iri: &str, work: &Work, members: &[&Item]) {
    for (predicate, date, field, what) in [
        (dcterms::ISSUED, work.issued, Field::Issued, "issued"),
        (dcterms::AVAILABLE, work.available, Field::Available, "available"),
    ] {
        let Some(date) = date else { continue };
        let written = date.to_string();
        w.typed(iri, predicate, &written, date_type(date));
        if let Some(evidence) = field_place(w.corpus, members, field) {
            w.value_evidence(iri, predicate, LiteralRef::new_typed_literal(&written, date_type(date)), what, evidence);
        }
    }
    if let Some(year) = work.issued.or(work.available).map(PartialDate::year) {
        w.typed(iri, fabio::HAS_PUBLICATION_YEAR, &year.to_string(), xsd::G_YEAR);
    }
}

fn field_place(corpus: &Corpus, members: &[&Item], field: Field) -> Option<Evidence> {
    members.iter().find_map(|item| {
        let spans = &corpus.items.spans[item.spans.range()];
        spans.iter().find(|(f, _)| *f == field).map(|(_, span)| Evidence { record: item.record, span: *span })
    })
}

fn field_evidence(
    w: &mut Writer<'_>,
    iri: &str,
    predicate: NamedNodeRef<'_>,
    value: &str,
    members: &[&Item],
    field: Field,
    what: &'static str,
) {
    if let Some(evidence) = field_place(w.corpus, members, field).filter(|_| !value.is_empty()) {
        w.value_evidence(iri, predicate, LiteralRef::new_simple_literal(value), what, evidence);
    }
}

fn role_term(role: Role) -> NamedNodeRef<'static> {
    match role {
        Role::Author => pro::AUTHOR,
        Role::Editor => pro::EDITOR,
        Role::Translator => pro::TRANSLATOR,
        Role::Investigator => cw::INVESTIGATOR,
        Role::Advisor => scoro::SUPERVISOR,
        Role::Other => pro::CONTRIBUTOR,
    }
}

fn authorship_iri(corpus: &Corpus, iris: &Iris, row: u32) -> String {
    let authorship = &corpus.authorships[row as usize];
    numbered(&iris.works[authorship.work as usize], role_path(authorship.role), authorship.position)
}

fn authorships(w: &mut Writer<'_>, iri: &str, work: &Work) {
    let (corpus, iris) = (w.corpus, w.iris);
    let mut creators: Vec<u32> = Vec::new();
    for authorship in &corpus.authorships[work.authorships.range()] {
        let node = numbered(iri, role_path(authorship.role), authorship.position);
        let person: &str = &iris.people[authorship.person as usize];
        w.link(iri, pro::IS_DOCUMENT_CONTEXT_FOR, &node);
        w.class(&node, pro::ROLE_IN_TIME);
        w.link(&node, pro::WITH_ROLE, role_term(authorship.role).as_str());
        w.link(&node, pro::IS_HELD_BY, person);
        w.integer(&node, co::INDEX, authorship.position);
        w.text(&node, cw::NAME_AS_WRITTEN, corpus.text(authorship.as_written));
        w.text(&node, cw::MARKER, corpus.text(authorship.marker));
        let affiliations = &corpus.affiliations[authorship.affiliations.range()];
        for affiliation in affiliations {
            let declared = numbered(&node, "affiliation", affiliation.position);
            w.link(&node, cw::HAS_AFFILIATION, &declared);
            describe_affiliation(w, &declared, affiliation);
        }
        let organisations: BTreeSet<u32> = organisations_of(corpus, affiliations).collect();
        for organisation in organisations {
            w.link(&node, pro::RELATES_TO_ORGANIZATION, &iris.organisations[organisation as usize]);
        }
        w.evidence(&node, role_path(authorship.role), authorship.evidence);
        if authorship.corresponding {
            // A role node has one role; to be the one to write to is a second.
            let second = numbered(iri, "correspondence", authorship.position);
            w.link(iri, pro::IS_DOCUMENT_CONTEXT_FOR, &second);
            w.class(&second, pro::ROLE_IN_TIME);
            w.link(&second, pro::WITH_ROLE, scoro::CORRESPONDING_AUTHOR.as_str());
            w.link(&second, pro::IS_HELD_BY, person);
            w.integer(&second, co::INDEX, authorship.position);
            w.text(&second, cw::NAME_AS_WRITTEN, corpus.text(authorship.as_written));
            w.evidence(&second, role_path(authorship.role), authorship.evidence);
        }
        if authorship.role == Role::Author && !creators.contains(&authorship.person) {
            creators.push(authorship.person);
            w.link(iri, dcterms::CREATOR, person);
        }
    }
}

fn organisations_of<'c>(corpus: &'c Corpus, affiliations: &'c [Affiliation]) -> impl Iterator<Item = u32> + 'c {
    affiliations.iter().flat_map(|a| corpus.affiliation_organisations[a.organisations.range()].iter().copied())
}

fn describe_affiliation(w: &mut Writer<'_>, node: &str, affiliation: &Affiliation) {
    let (corpus, iris) = (w.corpus, w.iris);
    w.class(node, cw::AFFILIATION);
    let named: BTreeSet<u32> =
        corpus.affiliation_organisations[affiliation.organisations.range()].iter().copied().collect();
    for organisation in named {
        w.link(node, cw::ORGANIZATION, &iris.organisations[organisation as usize]);
    }
    w.integer(node, co::INDEX, affiliation.position);
    let written = corpus.text(affiliation.as_written);
    w.text(node, cw::AFFILIATION_AS_WRITTEN, written);
    w.evidence(node, "affiliation", affiliation.evidence);
}

fn assignments(w: &mut Writer<'_>, iri: &str, work: &Work) {
    let (corpus, iris) = (w.corpus, w.iris);
    for assignment in &corpus.assignments[work.assignments.range()] {
        let concept = &iris.concepts[assignment.concept as usize];
        let path = concept.strip_prefix(iris.base.as_str()).unwrap_or(concept);
        let node = [iri, "/", path].concat();
        let scheme = scheme_name(corpus.concepts[assignment.concept as usize].scheme);
        let written = corpus.text(assignment.as_written);
        w.link(iri, cw::HAS_CONCEPT_ASSIGNMENT, &node);
        w.link(iri, dcterms::SUBJECT, concept);
        w.class(&node, cw::CONCEPT_ASSIGNMENT);
        w.link(&node, cw::CONCEPT, concept);
        let field = w.named("field", scheme);
        w.link(&node, cw::ASSIGNED_FROM, &field);
        // What the concept's label says already is not said again, nor that a topic is not a main one.
        let label = corpus.concepts[assignment.concept as usize]
            .labels
            .iter()
            .any(|(label, _)| *label == assignment.as_written);
        if !label {
            w.text(&node, cw::KEYWORD_AS_WRITTEN, written);
        }
        if assignment.major == Some(true) {
            w.typed(&node, cw::MAJOR_TOPIC, "true", xsd::BOOLEAN);
        }
        w.evidence(&node, "keyword", assignment.evidence);
    }
}

fn citations(w: &mut Writer<'_>, iri: &str, work: &Work) {
    let (corpus, iris) = (w.corpus, w.iris);
    let mut cited = FxHashSet::default();
    for citation in &corpus.citations[work.citations.range()] {
        let node = numbered(iri, "citation", citation.position);
        let written = corpus.text(citation.as_written);
        w.link(iri, cw::HAS_CITATION, &node);
        w.class(&node, cito::CITATION);
        w.integer(&node, co::INDEX, citation.position);
        w.text(&node, dcterms::BIBLIOGRAPHIC_CITATION, written);
        w.evidence(&node, "reference", citation.evidence);
        if let Some(row) = citation.cited {
            let target: &str = &iris.works[row as usize];
            w.link(&node, cito::HAS_CITED_ENTITY, target);
            if cited.insert(row) {
                w.link(iri, cito::CITES, target);
            }
        }
    }
}

fn related(w: &mut Writer<'_>, iri: &str, work: &Work) {
    let (corpus, iris) = (w.corpus, w.iris);
    for entry in &corpus.related[work.related.range()] {
        let node = numbered(iri, "related", entry.number);
        let written = corpus.text(entry.as_written);
        w.link(iri, cw::HAS_RELATED_LISTING, &node);
        w.class(&node, cw::RELATED_LISTING);
        w.link(&node, cw::LISTED, &iris.works[entry.listed as usize]);
        w.integer(&node, co::INDEX, entry.position);
        w.text(&node, dcterms::BIBLIOGRAPHIC_CITATION, written);
        w.evidence(&node, "related", entry.evidence);
    }
}

fn funding(w: &mut Writer<'_>, iri: &str, work: &Work) {
    let (corpus, iris) = (w.corpus, w.iris);
    for funding in &corpus.funding[work.funding.range()] {
        let node = numbered(iri, "funding", funding.number);
        let grant = corpus.text(funding.grant);
        w.link(iri, frapo::IS_FUNDED_BY, &node);
        w.class(&node, if grant.is_empty() { frapo::FUNDING } else { frapo::GRANT });
        w.text(&node, frapo::HAS_GRANT_NUMBER, grant);
        if let Some(funder) = funding.funder {
            w.link(&node, frapo::IS_AWARDED_BY, &iris.funders[funder as usize]);
        }
        w.evidence(&node, "funding", funding.evidence);
    }
}

/// Kinds of notices and what CiTO calls the link; for the others it has no word.
const RELATIONS: &[(&str, NamedNodeRef<'static>)] = &[
    ("comment-in", cito::HAS_REPLY_FROM),
    ("comment-on", cito::REPLIES_TO),
    ("corrected-and-republished-from", cito::CORRECTS),
    ("corrected-and-republished-in", cito::IS_CORRECTED_BY),
    ("erratum-for", cito::CORRECTS),
    ("erratum-in", cito::IS_CORRECTED_BY),
    ("retraction-in", cito::IS_RETRACTED_BY),
    ("retraction-of", cito::RETRACTS),
    ("update-in", cito::IS_UPDATED_BY),
    ("update-of", cito::UPDATES),
];

fn relations(w: &mut Writer<'_>, iri: &str, work: &Work) {
    let (corpus, iris) = (w.corpus, w.iris);
    let mut linked = FxHashSet::default();
    for relation in &corpus.relations[work.relations.range()] {
        let node = numbered(iri, "relation", relation.number);
        let (kind, written) = (corpus.text(relation.kind), corpus.text(relation.as_written));
        w.link(iri, cw::HAS_RELATION, &node);
        w.class(&node, cw::RELATION);
        w.text(&node, cw::RELATION_TYPE, kind);
        w.text(&node, dcterms::BIBLIOGRAPHIC_CITATION, written);
        w.evidence(&node, "relation", relation.evidence);
        let Some(other) = relation.other else { continue };
        let other: &str = &iris.works[other as usize];
        w.link(&node, cw::RELATED_WORK, other);
        if let Some((_, term)) = RELATIONS.iter().find(|(name, _)| *name == kind)
            && linked.insert((*term, other))
        {
            w.link(iri, *term, other);
        }
    }
}

fn citation_counts(w: &mut Writer<'_>, iri: &str, members: &[&Item]) {
    let (corpus, iris) = (w.corpus, w.iris);
    let mut seen = Vec::new();
    for item in members {
        let source = corpus.items.records[item.record as usize].source;
        let Some((count, span)) = item.cited.filter(|_| !seen.contains(&source)) else { continue };
        seen.push(source);
        let source: &str = &iris.sources[source as usize];
        let node = format!("{iri}/citation-count/{}", source.rsplit('/').next().unwrap_or(source));
        w.link(iri, c4o::HAS_GLOBAL_CITATION_FREQUENCY, &node);
        w.class(&node, c4o::GLOBAL_CITATION_COUNT);
        w.integer(&node, c4o::HAS_GLOBAL_COUNT_VALUE, count);
        w.link(&node, c4o::HAS_GLOBAL_COUNT_SOURCE, source);
        w.evidence(&node, "times-cited", Evidence { record: item.record, span });
    }
}

// Entities ------------------------------------------------------------------------------------------------------------

fn person(w: &mut Writer<'_>, row: usize) {
    let (corpus, iris) = (w.corpus, w.iris);
    let person = &corpus.people[row];
    let iri: &str = &iris.people[row];
    w.class(iri, if person.group { foaf::GROUP } else { foaf::PERSON });
    w.text(iri, foaf::NAME, corpus.text(person.name));
    if !person.group {
        w.text(iri, foaf::FAMILY_NAME, corpus.text(person.family));
        w.text(iri, foaf::GIVEN_NAME, corpus.text(person.given));
    }
    // A single spelling stands on the authorship; several are what a person is found by.
    let several = person.variants.len() > 1;
    person.variants.iter().filter(|_| several).for_each(|variant| w.text(iri, skos::ALT_LABEL, corpus.text(*variant)));
    if let Some(orcid) = person.orcid.some() {
        entity_identifier(w, iri, IdScheme::Orcid, corpus.text(orcid));
    }
    if let Some(orcid) = person.disputed_orcid.some() {
        w.link(iri, datacite::HAS_IDENTIFIER, &iris.identifier(IdScheme::Orcid.name(), corpus.text(orcid)));
    }
}

fn entity_identifier(w: &mut Writer<'_>, iri: &str, scheme: IdScheme, value: &str) {
    let node = w.iris.identifier(scheme.name(), value);
    w.link(iri, datacite::HAS_IDENTIFIER, &node);
    describe_identifier(w, &node, scheme, value);
    if let Some(address) = id_terms(scheme).2 {
        w.link(iri, owl::SAME_AS, &[address, value].concat());
    }
}

fn organisation_class(class: OrganisationClass) -> Option<NamedNodeRef<'static>> {
    match class {
        OrganisationClass::University => Some(frapo::UNIVERSITY),
        OrganisationClass::Unit => Some(frapo::DEPARTMENT),
        OrganisationClass::Company => Some(frapo::COMPANY),
        OrganisationClass::Nonprofit => Some(frapo::NOT_FOR_PROFIT_ORGANIZATION),
        OrganisationClass::Government => Some(frapo::GOVERNMENT_ORGANIZATION),
        OrganisationClass::Hospital
        | OrganisationClass::Institute
        | OrganisationClass::College
        | OrganisationClass::Other => None,
    }
}

fn organisation(w: &mut Writer<'_>, row: usize) {
    let (corpus, iris) = (w.corpus, w.iris);
    let organisation = &corpus.organisations[row];
    let iri: &str = &iris.organisations[row];
    w.class(iri, foaf::ORGANIZATION);
    if let Some(class) = organisation_class(organisation.class) {
        w.class(iri, class);
    }
    w.text(iri, foaf::NAME, corpus.text(organisation.name));
    organisation.variants.iter().for_each(|variant| w.text(iri, skos::ALT_LABEL, corpus.text(*variant)));
    w.text(iri, frapo::HAS_CITY_OR_TOWN, corpus.text(organisation.city));
    let country = corpus.text(organisation.country);
    w.text(iri, frapo::HAS_COUNTRY_CODE, country);
    if !country.is_empty() {
        w.link(iri, cw::COUNTRY, &iris.named("country", country));
    }
    if let Some(parent) = organisation.parent {
        w.link(iri, org::SUB_ORGANIZATION_OF, &iris.organisations[parent as usize]);
    }
    if let Some(ror) = organisation.ror.some() {
        entity_identifier(w, iri, IdScheme::Ror, corpus.text(ror));
    }
}

fn funders(w: &mut Writer<'_>) {
    let (corpus, iris) = (w.corpus, w.iris);
    for (funder, iri) in corpus.funders.iter().zip(&iris.funders) {
        w.class(iri, frapo::FUNDING_AGENCY);
        // Whoever funds and is an affiliation too is described as an organisation.
        if corpus.organisation_of(funder).is_some() {
            continue;
        }
        w.text(iri, foaf::NAME, corpus.text(funder.name));
        funder.variants.iter().for_each(|variant| w.text(iri, skos::ALT_LABEL, corpus.text(*variant)));
        if let Some((scheme, value)) = funder.id {
            let node = iris.identifier(scheme.name(), corpus.text(value));
            w.link(iri, datacite::HAS_IDENTIFIER, &node);
            describe_identifier(w, &node, scheme, corpus.text(value));
        }
    }
}

fn countries(w: &mut Writer<'_>) {
    let (corpus, iris) = (w.corpus, w.iris);
    let codes: BTreeSet<&str> =
        corpus.organisations.iter().map(|o| corpus.text(o.country)).filter(|c| !c.is_empty()).collect();
    for code in codes {
        let iri = iris.named("country", code);
        w.class(&iri, schema::COUNTRY);
        w.text(&iri, schema::IDENTIFIER, code);
        if let Some((english, chinese)) = country_names(code) {
            w.lang_text(&iri, rdfs::LABEL, english, "en");
            w.lang_text(&iri, rdfs::LABEL, chinese, "zh-hans");
        }
    }
}

fn venue(w: &mut Writer<'_>, row: usize) {
    let (corpus, iris) = (w.corpus, w.iris);
    let venue = &corpus.venues[row];
    let iri: &str = &iris.venues[row];
    let class = match venue.kind {
        VenueKind::Journal => fabio::JOURNAL,
        VenueKind::Proceedings => fabio::ACADEMIC_PROCEEDINGS,
        VenueKind::Book => fabio::BOOK,
        VenueKind::Other => fabio::EXPRESSION,
    };
    w.class(iri, class);
    let (title, abbreviation) = (corpus.text(venue.title), corpus.text(venue.abbreviation));
    w.text(iri, dcterms::TITLE, if title.is_empty() { abbreviation } else { title });
    w.text(iri, fabio::HAS_NLM_JOURNAL_TITLE_ABBREVIATION, abbreviation);
    venue.variants.iter().for_each(|variant| w.text(iri, skos::ALT_LABEL, corpus.text(*variant)));
    w.text(iri, dcterms::PUBLISHER, corpus.text(venue.publisher));
    w.text(iri, fabio::HAS_NLM_JOURNAL_ID, corpus.text(venue.nlm_id));
    w.text(iri, fabio::HAS_ISSN_L, corpus.text(venue.issn_l));
    // A venue has one `prism:issn`; the ISSNs of its other media are identifiers like it.
    let issn = [venue.issn_l].into_iter().chain(venue.issns.iter().copied()).find(|issn| !issn.is_none());
    let issn = issn.or(venue.inferred_issns.first().map(|(issn, _)| *issn));
    w.text(iri, prism::ISSN, corpus.text(issn.unwrap_or(Str::NONE)));
    for isbn in venue.isbns.iter().filter(|_| venue.kind != VenueKind::Journal).map(|isbn| corpus.text(*isbn)) {
        let node = iris.identifier(IdScheme::Isbn.name(), isbn);
        w.text(iri, prism::ISBN, isbn);
        w.link(iri, datacite::HAS_IDENTIFIER, &node);
        describe_identifier(w, &node, IdScheme::Isbn, isbn);
    }
    let stated = venue.issns.iter().map(|issn| (*issn, None));
    for (issn, inferred) in stated.chain(venue.inferred_issns.iter().map(|(issn, evidence)| (*issn, Some(*evidence)))) {
        let value = corpus.text(issn);
        let node = iris.identifier("issn", value);
        w.link(iri, datacite::HAS_IDENTIFIER, &node);
        // An ISSN may be stated of one venue and read off a DOI for another that could not be joined.
        let described = corpus.venues[..row]
            .iter()
            .any(|v| v.issns.contains(&issn) || v.inferred_issns.iter().any(|(i, _)| *i == issn));
        if !described {
            w.class(&node, datacite::IDENTIFIER);
            w.link(&node, datacite::USES_IDENTIFIER_SCHEME, datacite::ISSN_SCHEME.as_str());
            w.text(&node, literal::HAS_LITERAL_VALUE, value);
            if let Some(evidence) = inferred {
                w.evidence_of(&node, "doi-embedded-issn", "0.8", evidence);
            }
        }
    }
}

fn concepts(w: &mut Writer<'_>) {
    let (corpus, iris) = (w.corpus, w.iris);
    let mut schemes: BTreeSet<&str> = BTreeSet::new();
    for (concept, iri) in corpus.concepts.iter().zip(&iris.concepts) {
        let scheme = scheme_name(concept.scheme);
        schemes.insert(scheme);
        w.class(iri, skos::CONCEPT);
        w.link(iri, skos::IN_SCHEME, &iris.named("scheme", scheme));
        concept
            .labels
            .iter()
            .for_each(|(text, lang)| w.lang_text(iri, skos::PREF_LABEL, corpus.text(*text), corpus.text(*lang)));
        concept
            .variants
            .iter()
            .for_each(|(text, lang)| w.lang_text(iri, skos::ALT_LABEL, corpus.text(*text), corpus.text(*lang)));
        if concept.coded {
            w.text(iri, skos::NOTATION, corpus.text(concept.key));
        }
    }
    let kinds: BTreeSet<WorkKind> = corpus.works.iter().filter_map(|work| work.kind).collect();
    for kind in &kinds {
        let iri = iris.named("concept/type", kind.name());
        w.class(&iri, skos::CONCEPT);
        w.link(&iri, skos::IN_SCHEME, &iris.named("scheme", "type"));
        w.lang_text(&iri, skos::PREF_LABEL, &kind.name().replace('-', " "), "en");
    }
    if !kinds.is_empty() {
        schemes.insert("type");
    }
    for scheme in schemes {
        let iri = iris.named("scheme", scheme);
        w.class(&iri, skos::CONCEPT_SCHEME);
        w.text(&iri, dcterms::TITLE, scheme);
    }
}

// Provenance ----------------------------------------------------------------------------------------------------------

fn sources(w: &mut Writer<'_>) {
    let (corpus, iris) = (w.corpus, w.iris);
    for (source, iri) in corpus.items.sources.iter().zip(&iris.sources) {
        w.class(iri, cw::SOURCE_FILE);
        w.text(iri, dcterms::TITLE, &source.name);
        w.text(iri, schema::SHA256, &source.sha256);
        w.text(iri, dcterms::FORMAT, source.format.media_type());
    }
    for (row, record) in corpus.items.records.iter().enumerate() {
        let mut iri = String::new();
        iris.record(corpus, row as u32, &mut iri);
        w.class(&iri, cw::SOURCE_RECORD);
        w.link(&iri, dcterms::IS_PART_OF, &iris.sources[record.source as usize]);
        w.integer(&iri, co::INDEX, record.number);
        w.integer(&iri, cw::FIRST_LINE, record.lines[0]);
        w.integer(&iri, cw::LAST_LINE, record.lines[1]);
        if let Some(work) = corpus.work_of_record(row as u32) {
            w.link(&iri, cw::DESCRIBES, &iris.works[work as usize]);
        }
    }
    let formats: BTreeSet<Format> = corpus.items.sources.iter().map(|s| s.format).collect();
    let names = formats.iter().flat_map(|format| {
        let format = *format;
        RULES.iter().map(move |what| format!("{}.{what}@1", format.name()))
    });
    w.describe_rules(names.map(|name| (iris.named("rule", &name), name)));
}

/// Kinds of statements, as they stand in the names of rules.
const RULES: &[&str] = &[
    "authorship",
    "editorship",
    "translatorship",
    "investigatorship",
    "advisorship",
    "contribution",
    "affiliation",
    "keyword",
    "reference",
    "related",
    "funding",
    "relation",
    "abstract",
    "times-cited",
    "identifier",
    "title",
    "issued",
    "available",
    "volume",
    "issue",
    "pages",
    "doi-embedded-issn",
];

fn resolution_decisions(w: &mut Writer<'_>, run: &str) {
    let (corpus, iris) = (w.corpus, w.iris);
    let related: FxHashMap<u32, usize> = corpus.related.iter().enumerate().map(|(row, r)| (r.item, row)).collect();
    let subject = |subject: Subject| -> String {
        match subject {
            Subject::Item(item) => match related.get(&item) {
                Some(row) => {
                    let entry = &corpus.related[*row];
                    numbered(&iris.works[entry.work as usize], "related", entry.number)
                }
                None => {
                    let mut out = String::new();
                    let row = &corpus.items.items[item as usize];
                    // Of a reference the characters, of a record the record.
                    let place = if row.origin == Origin::Record { Span::default() } else { row.span };
                    iris.span(corpus, row.record, place, &mut out);
                    out
                }
            },
            Subject::Work(row) => iris.works[row as usize].clone(),
            Subject::Authorship(row) => authorship_iri(corpus, iris, row),
            Subject::Affiliation(row) => {
                let affiliation = &corpus.affiliations[row as usize];
                let owner = match affiliation.authorship {
                    Some(row) => authorship_iri(corpus, iris, row),
                    None => iris.works[affiliation.work as usize].clone(),
                };
                numbered(&owner, "affiliation", affiliation.position)
            }
            Subject::Organisation(row) => iris.organisations[row as usize].clone(),
            Subject::Venue(row) => iris.venues[row as usize].clone(),
        }
    };
    for (number, decision) in corpus.decisions.iter().enumerate() {
        let (left, right) = (subject(decision.left), subject(decision.right));
        let hash = text_hash(&format!("{left}\0{right}\0{}\0{number}", decision.method));
        let iri = format!("{}decision/{hash}", iris.base);
        w.class(&iri, cw::MERGE_DECISION);
        w.link(&iri, cw::LEFT, &left);
        w.link(&iri, cw::RIGHT, &right);
        w.text(&iri, cw::DECISION, decision.decision.name());
        w.text(&iri, cw::METHOD, decision.method);
        w.score(&iri, cw::SCORE, decision.score);
        w.link(&iri, prov::WAS_GENERATED_BY, run);
    }
}

fn text_hash(text: &str) -> String {
    use sha2::{Digest, Sha256};
    crate::read::input::hex(&Sha256::digest(text.as_bytes())[..8])
}

/// The run is known by its inputs, its options and the program's version, not by when it was.
fn run(corpus: &Corpus, iris: &Iris, options: &Options) -> String {
    let mut said = format!("{}\0{}\0{}", env!("CARGO_PKG_VERSION"), options.base, options.evidence.name());
    for source in &corpus.items.sources {
        said.push('\0');
        said.push_str(&source.sha256);
    }
    format!("{}run/{}", iris.base, text_hash(&said))
}

fn describe_run(w: &mut Writer<'_>, run: &str) {
    let iris = w.iris;
    let agent = iris.named("agent", concat!("citeweave-", env!("CARGO_PKG_VERSION")));
    w.class(run, prov::ACTIVITY);
    w.link(run, prov::WAS_ASSOCIATED_WITH, &agent);
    iris.sources.iter().for_each(|source| w.link(run, prov::USED, source));
    w.class(&agent, prov::SOFTWARE_AGENT);
    w.text(&agent, foaf::NAME, concat!("citeweave ", env!("CARGO_PKG_VERSION")));
    let dataset = format!("{}dataset", iris.base);
    w.class(&dataset, void::DATASET);
    w.text(&dataset, void::URI_SPACE, &iris.base);
    w.link(&dataset, prov::WAS_GENERATED_BY, run);
    for (_, namespace) in PREFIXES {
        w.link(&dataset, void::VOCABULARY, namespace);
    }
}

/// Every scheme has a name in the graph; kept beside the mapping that uses it.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::KeywordScheme;

    #[test]
    fn every_scheme_has_its_own_name() {
        let names: BTreeSet<&str> = KeywordScheme::ALL.iter().copied().map(scheme_name).collect();
        assert_eq!(names.len(), KeywordScheme::ALL.len());
    }
}
