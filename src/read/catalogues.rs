//! What catalogues call things, whether they answer in JSON or in XML: Crossref's relations and updates, DataCite's
//! types, subjects and words for what is not known, Europe PMC's types and notices.
//!
//! A work is the same in both forms of an answer, and so is its record.

use super::nlm;
use crate::record::{KeywordScheme, WorkKind};

/// Relations that have a name of the house, by the name in small letters that Crossref's interface has.
const RELATIONS: &[(&str, &str)] = &[("is-comment-on", "comment-on"), ("has-comment", "comment-in")];

/// The name of a relation: `isPreprintOf`, `IsSupplementTo` → `is-preprint-of`, `is-supplement-to`.
pub(super) fn relation(kind: &str) -> String {
    let mut name = String::with_capacity(kind.len() + 4);
    for (at, c) in kind.char_indices() {
        if c.is_ascii_uppercase() && at > 0 && !name.ends_with('-') {
            name.push('-');
        }
        name.push(if matches!(c, ' ' | '_') { '-' } else { c.to_ascii_lowercase() });
    }
    match RELATIONS.iter().find(|(known, _)| *known == name) {
        Some((_, kind)) => (*kind).to_string(),
        None => name,
    }
}

/// Whose notice an update is.
#[derive(Clone, Copy)]
pub(super) enum Notice {
    /// This work is a notice about the other.
    Of,
    /// The other is a notice about this work.
    In,
}

/// [Kinds of updates](https://www.crossref.org/documentation/crossmark/participating-in-crossmark/), without what tells the direction.
const UPDATES: &[(&str, &str)] = &[
    ("correction", "erratum"),
    ("corrigendum", "erratum"),
    ("erratum", "erratum"),
    ("clarification", "erratum"),
    ("addendum", "erratum"),
    ("retraction", "retraction"),
    ("partial_retraction", "partial-retraction"),
    ("withdrawal", "retraction"),
    ("removal", "retraction"),
    ("expression_of_concern", "expression-of-concern"),
    ("new_edition", "update"),
    ("new_version", "update"),
];

/// The name of Crossref's update, and whether its kind is known.
pub(super) fn update(kind: &str, notice: Notice) -> (String, bool) {
    let known = UPDATES.iter().find(|(known, _)| *known == kind.replace('-', "_")).map(|(_, stem)| *stem);
    let stem = known.map_or_else(|| kind.replace('_', "-"), str::to_string);
    let end = match (notice, stem.as_str()) {
        (Notice::In, _) => "-in",
        (Notice::Of, "erratum" | "expression-of-concern") => "-for",
        (Notice::Of, _) => "-of",
    };
    (stem + end, known.is_some())
}

/// [General types](https://datacite-metadata-schema.readthedocs.io/en/4.6/appendices/appendix-1/resourceTypeGeneral/) of DataCite.
/// `Text` says nothing; then the other types do.
const RESOURCES: &[(&str, WorkKind)] = &[
    ("Audiovisual", WorkKind::Other),
    ("Award", WorkKind::Other),
    ("Book", WorkKind::Book),
    ("BookChapter", WorkKind::BookChapter),
    ("Collection", WorkKind::Dataset),
    ("ComputationalNotebook", WorkKind::Other),
    ("ConferencePaper", WorkKind::ConferencePaper),
    ("ConferenceProceeding", WorkKind::Proceedings),
    ("DataPaper", WorkKind::JournalArticle),
    ("Dataset", WorkKind::Dataset),
    ("Dissertation", WorkKind::Thesis),
    ("Event", WorkKind::Other),
    ("Image", WorkKind::Other),
    ("Instrument", WorkKind::Other),
    ("InteractiveResource", WorkKind::Other),
    ("Journal", WorkKind::Other),
    ("JournalArticle", WorkKind::JournalArticle),
    ("Model", WorkKind::Other),
    ("OutputManagementPlan", WorkKind::Report),
    ("PeerReview", WorkKind::Other),
    ("PhysicalObject", WorkKind::Other),
    ("Poster", WorkKind::ConferencePaper),
    ("Preprint", WorkKind::Preprint),
    ("Presentation", WorkKind::ConferencePaper),
    ("Project", WorkKind::Other),
    ("Report", WorkKind::Report),
    ("Service", WorkKind::Other),
    ("Software", WorkKind::Other),
    ("Sound", WorkKind::Other),
    ("Standard", WorkKind::Report),
    ("StudyRegistration", WorkKind::Other),
    ("Workflow", WorkKind::Other),
    ("Other", WorkKind::Other),
];

/// Words in free types of texts, and what they make of a publication.
const TEXTS: &[(&str, WorkKind)] = &[
    ("preprint", WorkKind::Preprint),
    ("working paper", WorkKind::Report),
    ("dissertation", WorkKind::Thesis),
    ("thesis", WorkKind::Thesis),
    ("journal article", WorkKind::JournalArticle),
    ("article", WorkKind::JournalArticle),
    ("book chapter", WorkKind::BookChapter),
    ("conference paper", WorkKind::ConferencePaper),
    ("poster", WorkKind::ConferencePaper),
    ("report", WorkKind::Report),
    ("chapter", WorkKind::BookChapter),
    ("book", WorkKind::Book),
];

/// The kind a general type of DataCite stands for.
pub(super) fn resource(general: &str) -> Option<WorkKind> {
    RESOURCES.iter().find(|(known, _)| known.eq_ignore_ascii_case(general)).map(|(_, kind)| *kind)
}

/// The kind of text that free words tell.
pub(super) fn kind_of_text(words: &str) -> Option<WorkKind> {
    let words = words.to_lowercase();
    TEXTS.iter().find(|(known, _)| words.contains(known)).map(|(_, kind)| *kind)
}

/// [Standard values](https://datacite-metadata-schema.readthedocs.io/en/4.6/appendices/appendix-3/) for what is not known.
pub(super) fn is_unknown(name: &str) -> bool {
    let plain = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let codes = ["unac", "unal", "unap", "unas", "unav", "unkn", "none", "null", "tba", "etal", "at"];
    name.contains("(:") && codes.contains(&plain.as_str())
        || matches!(plain.as_str(), "not available" | "no name" | "unknown unknown" | "none" | "null" | "")
}

/// Schemes of subjects by words in their names.
const SUBJECTS: &[(&str, KeywordScheme)] = &[
    ("mesh", KeywordScheme::Mesh),
    ("medical subject", KeywordScheme::Mesh),
    ("dewey", KeywordScheme::Ddc),
    ("ddc", KeywordScheme::Ddc),
    ("lcsh", KeywordScheme::Lc),
    ("library of congress", KeywordScheme::Lc),
    ("lcc", KeywordScheme::Lc),
    ("sustainable development", KeywordScheme::Sdg),
];

/// The scheme of a subject, by its name or address.
pub(super) fn subject_scheme(name: Option<&str>) -> KeywordScheme {
    let Some(name) = name.map(str::to_lowercase) else { return KeywordScheme::Author };
    SUBJECTS.iter().find(|(words, _)| name.contains(words)).map_or(KeywordScheme::Subject, |(_, scheme)| *scheme)
}

/// Words of Europe PMC for links between publications.
const NOTICES: &[(&str, &str)] = &[("Preprint in", "has-preprint"), ("Preprint of", "is-preprint-of")];

/// The name of a link between publications of Europe PMC: `Erratum in` → `erratum-in`.
pub(super) fn notice(words: &str) -> String {
    let known = NOTICES.iter().find(|(known, _)| known.eq_ignore_ascii_case(words)).map(|(_, kind)| *kind);
    known.map_or_else(|| words.to_lowercase().replace(' ', "-"), str::to_string)
}

/// The kind of a publication in Europe PMC by its source and types, which the short form has in small letters.
pub(super) fn kind_in_europepmc(source: Option<&str>, types: &[String]) -> Option<WorkKind> {
    match source {
        Some("PPR") => Some(WorkKind::Preprint),
        Some("PAT") => Some(WorkKind::Patent),
        Some("ETH") => Some(WorkKind::Thesis),
        Some("NBK") => Some(WorkKind::Book),
        Some("HIR") => Some(WorkKind::Report),
        _ if types.is_empty() => None,
        _ => {
            let plain: Vec<String> = types.iter().map(|kind| type_of_publication(kind)).collect();
            Some(nlm::work_kind(plain.iter().map(String::as_str)))
        }
    }
}

fn type_of_publication(words: &str) -> String {
    let lower = words.to_lowercase();
    match lower.as_str() {
        "review-article" | "systematic-review" => return "Review".to_string(),
        "research-article" | "brief-report" | "case-report" => return "Journal Article".to_string(),
        "correction" => return "Published Erratum".to_string(),
        "retraction" => return "Retraction of Publication".to_string(),
        _ if lower != words => return words.to_string(),
        _ => {}
    }
    let capital = |word: &str| match word {
        "of" | "in" | "and" | "the" | "for" => word.to_string(),
        _ => {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    };
    words.split(' ').map(capital).collect::<Vec<_>>().join(" ")
}

/// A title with its subtitle.
pub(super) fn with_subtitle(title: &str, subtitle: &str) -> String {
    let joint = if title.ends_with([':', '?', '!', '.', '–', '—']) { " " } else { ": " };
    [title, joint, subtitle].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_have_one_name() {
        for (kind, name) in [
            ("isPreprintOf", "is-preprint-of"),
            ("is-preprint-of", "is-preprint-of"),
            ("IsSupplementTo", "is-supplement-to"),
            ("isCommentOn", "comment-on"),
            ("has-comment", "comment-in"),
        ] {
            assert_eq!(relation(kind), name);
        }
        assert_eq!(update("new_version", Notice::Of), ("update-of".to_string(), true));
        assert_eq!(update("corrigendum", Notice::Of), ("erratum-for".to_string(), true));
        assert_eq!(update("surprise", Notice::In), ("surprise-in".to_string(), false));
        assert_eq!(notice("Erratum in"), "erratum-in");
        assert_eq!(kind_in_europepmc(Some("MED"), &["review-article".into()]), Some(WorkKind::Review));
        assert_eq!(kind_in_europepmc(Some("MED"), &[]), None);
    }
}
