//! One bibliographic record, as its source says it.
//!
//! Nothing here is inferred: a [`Record`] holds what a file states, in one form for all formats, with the place of
//! each statement in the file. What is concluded from it (language variants, organisations behind an address, who
//! is who) is the business of [`crate::extract`] and [`crate::resolve`].
//!
//! The serialised form is one JSON object a line, the output of `citeweave read`.

mod date;
mod id;
mod language;
mod name;

pub use date::{PartialDate, month_number};
pub use id::{IdScheme, Identifier, Ids, InvalidId, find_dois, issn};
pub use language::language_code;
pub use name::{NameOrder, PersonName};
pub(crate) use name::{display, is_full_given, is_suffix};

use crate::diagnostic::Span;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A language tag (BCP 47): `en`, `zh`, `zh-hans`.
pub type Lang = Cow<'static, str>;

/// Everything one source says of one publication.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Record {
    /// Where the record stands.
    pub source: SourcePlace,
    /// Identifiers of the publication.
    #[serde(skip_serializing_if = "Ids::is_empty")]
    pub ids: Ids,
    /// Kind of publication.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<WorkKind>,
    /// Kind of publication in the source's words; several are joined by `; `.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_as_written: Option<String>,
    /// Titles, one for each language.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<LangText>,
    /// Abstracts, one for each language.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub abstracts: Vec<Abstract>,
    /// Authors, editors and others, in the order of the source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Contributor>,
    /// Affiliations, each listed once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affiliations: Vec<Affiliation>,
    /// Journal, proceedings or book it appeared in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// Date of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<PartialDate>,
    /// Date of electronic publication ahead of the issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<PartialDate>,
    /// Volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    /// Issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// Pages or article number.
    #[serde(skip_serializing_if = "Pages::is_empty")]
    pub pages: Pages,
    /// Languages the publication is written in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Lang>,
    /// Keywords, subject headings and classes, each with its scheme.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<Keyword>,
    /// Works cited.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Papers the source lists as related; not citations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Reference>,
    /// Funders and grants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub funding: Vec<Funding>,
    /// The line by which the source cites the publication, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// How often the source says it was cited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times_cited: Option<TimesCited>,
    /// Errata, retractions, comments and other works about this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Fields no reader understands, under the source's own tag.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, Vec<String>>,
    /// Where the single-valued fields stand; lists carry their own spans.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub spans: BTreeMap<Field, Span>,
}

impl Record {
    /// Keeps a value no member has a place for.
    pub fn keep_other(&mut self, tag: &str, value: impl Into<String>) {
        let value = value.into();
        if value.is_empty() {
            return;
        }
        match self.other.get_mut(tag) {
            Some(values) => values.push(value),
            None => {
                self.other.insert(tag.to_string(), vec![value]);
            }
        }
    }

    /// Whether the record says anything by which a publication can be known: an identifier, a title, a contributor or a
    /// citation.
    pub fn is_identifiable(&self) -> bool {
        !self.ids.is_empty() || !self.titles.is_empty() || !self.contributors.is_empty() || self.citation.is_some()
    }

    /// Year of publication.
    pub fn year(&self) -> Option<i32> {
        self.issued.map(PartialDate::year)
    }
}

/// A member of a [`Record`] that holds one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after the member it stands for")]
pub enum Field {
    Type,
    Venue,
    Issued,
    Available,
    Volume,
    Issue,
    Pages,
    Languages,
}

/// Where a record stands: file, number in the file, lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SourcePlace {
    /// Name of the file.
    pub file: Arc<str>,
    /// Name of the format it was read as.
    pub format: Cow<'static, str>,
    /// Number of the record in the file, counted from 1.
    pub record: u64,
    /// First and last line.
    pub lines: [u64; 2],
    /// SHA-256 of the file's bytes in hexadecimal; empty where the reader was not told.
    #[serde(skip_serializing_if = "str_is_empty")]
    pub sha256: Arc<str>,
}

fn str_is_empty(text: &Arc<str>) -> bool {
    text.is_empty()
}

fn span_is_unknown(span: &Span) -> bool {
    !span.is_known()
}

/// A text with its language.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LangText {
    /// The text, in Unicode normal form C.
    pub text: String,
    /// Its language, where the source or the script tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// An abstract in one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Abstract {
    /// The whole text; sections are joined by line ends.
    pub text: String,
    /// Its language, where the source or the script tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Its labelled sections or, where there are several, its paragraphs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Index of the abstract this one translates, where the source shows it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation_of: Option<u32>,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// A section or paragraph of an abstract.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    /// Label in the source's words: `METHODS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The text without its label.
    pub text: String,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// What a contributor did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of the field")]
pub enum Role {
    #[default]
    Author,
    Editor,
    Translator,
    Investigator,
    Advisor,
    Other,
}

impl Role {
    /// The role's name in records and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Translator => "translator",
            Self::Investigator => "investigator",
            Self::Advisor => "advisor",
            Self::Other => "other",
        }
    }
}

/// A person or a group that contributed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Contributor {
    /// What they did.
    pub role: Role,
    /// Position among those of the same role, counted from 1.
    pub position: u32,
    /// Name as the source writes it.
    pub as_written: String,
    /// The parts of a person's name; absent for groups.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    /// Name of a group, or a name whose parts are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
    /// Identifiers of the person or group: ORCID and others.
    #[serde(skip_serializing_if = "Ids::is_empty")]
    pub ids: Ids,
    /// Indices into the record's affiliations; empty where the source links none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affiliations: Vec<u32>,
    /// The mark that links the name to affiliations, as written: `2 ,3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// Whether the source names them as the one to write to.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub corresponding: bool,
    /// Where the name stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// An affiliation as the source writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Affiliation {
    /// The whole text.
    pub as_written: String,
    /// Its mark: `1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// Identifiers of the organisation: ROR, GRID, ISNI.
    #[serde(skip_serializing_if = "Ids::is_empty")]
    pub ids: Ids,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// A journal, proceedings volume, book or other container.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Venue {
    /// Full title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Abbreviated title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abbreviation: Option<String>,
    /// ISSNs of any medium, as `1234-567X`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issn: Vec<String>,
    /// The linking ISSN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issn_l: Option<String>,
    /// Identifier in the catalogue of the US National Library of Medicine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nlm_id: Option<String>,
    /// Publisher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
}

impl Venue {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Pages, or what stands in their place.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pages {
    /// First page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// Last page, written out in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// Article number of journals without pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_number: Option<String>,
    /// Number of pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

impl Pages {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads `296-316`, `296-8` (a last page cut short, as PubMed writes it), `E74 - E75`, `e123`, `17`.
    ///
    /// A single value is a first page: only the caller can know that it is an article number.
    ///
    /// ```
    /// use citeweave::record::Pages;
    /// let pages = Pages::parse("296-316");
    /// assert_eq!((pages.first.as_deref(), pages.last.as_deref()), (Some("296"), Some("316")));
    /// assert_eq!(Pages::parse("1230-2").last.as_deref(), Some("1232"));
    /// assert_eq!(Pages::parse("S12-9").last.as_deref(), Some("S19"));
    /// ```
    pub fn parse(text: &str) -> Self {
        let text = text.trim().trim_end_matches(['.', ',', ';']);
        let (first, last) = split_range(text).unwrap_or((text, ""));
        let (first, last) = (bare_page(first), bare_page(last));
        let filled = |t: &str| (!t.is_empty()).then(|| t.to_string());
        Self { first: filled(first), last: filled(last).map(|l| complete_last_page(first, &l)), ..Self::default() }
    }
}

/// Cuts a range of pages at its dash. Pages may have a hyphen of their own, as in `C3-32–C3-35` and `S1-12-S1-20`: then
/// a longer dash, a double one or the middle one cuts.
fn split_range(text: &str) -> Option<(&str, &str)> {
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '‐' | '‑' | '−');
    // Each run of dashes: where it begins and ends, and whether no page would have it inside.
    let mut runs: Vec<(usize, usize, bool)> = Vec::new();
    for (at, dash) in text.match_indices(is_dash) {
        let end = at + dash.len();
        match runs.last_mut().filter(|run| text[run.1..at].trim().is_empty()) {
            Some(run) => (run.1, run.2) = (end, true),
            None => runs.push((at, end, matches!(dash, "–" | "—"))),
        }
    }
    let mut strong = runs.iter().filter(|run| run.2);
    let run = match (strong.next(), strong.next(), runs.len()) {
        (Some(run), None, _) => run,
        (None, None, n) if n % 2 == 1 => &runs[n / 2],
        _ => runs.first()?,
    };
    Some((&text[..run.0], &text[run.1..]))
}

/// A page without `pp.` before it and ` vol. 2` behind it.
fn bare_page(text: &str) -> &str {
    let text = text.trim();
    let text = text.find(" vol").map_or(text, |at| &text[..at]);
    let number = text.trim_start_matches('p').trim_start_matches(['.', ' ']);
    if number.starts_with(|c: char| c.is_ascii_digit()) { number } else { text }
}

/// Fills a last page cut short from the first: `1230`, `2` → `1232`.
fn complete_last_page(first: &str, last: &str) -> String {
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if last.is_empty() || !digits(last) || last.len() >= first.len() || !first.is_ascii() {
        return last.to_string();
    }
    let (head, tail) = first.split_at(first.len() - last.len());
    // Only where it makes the page range run forward: `S12-9` does, `99-5` would not.
    if digits(tail) && tail <= last && !head.is_empty() { format!("{head}{last}") } else { last.to_string() }
}

/// Where a keyword comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeywordScheme {
    /// Given by the authors.
    #[default]
    Author,
    /// Web of Science's Keywords Plus.
    KeywordsPlus,
    /// Medical Subject Headings.
    Mesh,
    /// Substances named in PubMed records.
    Chemical,
    /// A database's index terms.
    Index,
    /// Subject categories and other classes.
    Subject,
    /// Chinese Library Classification.
    Clc,
    /// OpenAlex' topics, with the subfields, fields and domains they belong to.
    OpenalexTopic,
    /// OpenAlex' concepts, which came before its topics.
    OpenalexConcept,
    /// Keywords OpenAlex gives.
    OpenalexKeyword,
    /// Fields of study as Semantic Scholar, Microsoft Academic and Lens name them.
    FieldOfStudy,
    /// Categories of arXiv.
    ArxivCategory,
    /// Goals of sustainable development.
    Sdg,
    /// Dewey Decimal Classification.
    Ddc,
    /// Library of Congress subject headings and classes.
    Lc,
}

impl KeywordScheme {
    /// Every scheme.
    pub const ALL: &[Self] = &[
        Self::Author,
        Self::KeywordsPlus,
        Self::Mesh,
        Self::Chemical,
        Self::Index,
        Self::Subject,
        Self::Clc,
        Self::OpenalexTopic,
        Self::OpenalexConcept,
        Self::OpenalexKeyword,
        Self::FieldOfStudy,
        Self::ArxivCategory,
        Self::Sdg,
        Self::Ddc,
        Self::Lc,
    ];

    /// The scheme's name in records, IRIs and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::KeywordsPlus => "keywords-plus",
            Self::Mesh => "mesh",
            Self::Chemical => "chemical",
            Self::Index => "index",
            Self::Subject => "subject",
            Self::Clc => "clc",
            Self::OpenalexTopic => "openalex-topic",
            Self::OpenalexConcept => "openalex-concept",
            Self::OpenalexKeyword => "openalex-keyword",
            Self::FieldOfStudy => "field-of-study",
            Self::ArxivCategory => "arxiv-category",
            Self::Sdg => "sdg",
            Self::Ddc => "ddc",
            Self::Lc => "lc",
        }
    }
}

/// A keyword, subject heading or class.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Keyword {
    /// The words, as written.
    pub text: String,
    /// Where it comes from.
    pub scheme: KeywordScheme,
    /// Its language, where the source tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Code in its scheme: `D001284`, `C93`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether the source marks it as a main topic; absent where the scheme knows no such mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub major: Option<bool>,
    /// Qualifiers of a subject heading.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub qualifiers: Vec<Qualifier>,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// A qualifier of a subject heading: `methods` in `Social Support/methods`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Qualifier {
    /// The words, as written.
    pub text: String,
    /// Code in its scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether the source marks it as a main topic.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub major: bool,
}

/// A publication another one points at: cited or listed as related.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reference {
    /// The whole entry as written.
    pub as_written: String,
    /// Number in its list, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Identifiers.
    #[serde(skip_serializing_if = "Ids::is_empty")]
    pub ids: Ids,
    /// Title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Year of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Authors as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<ReferenceAuthor>,
    /// Journal or book as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// Volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    /// Issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// First page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_page: Option<String>,
    /// Last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_page: Option<String>,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// An author of a [`Reference`], serialised as the name alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReferenceAuthor {
    /// Name as written.
    pub as_written: String,
    /// Where it stands.
    pub span: Span,
}

impl Serialize for ReferenceAuthor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_written.serialize(serializer)
    }
}

/// A funder with its grants.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Funding {
    /// Name of the funder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funder: Option<String>,
    /// Grant numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<String>,
    /// Identifiers of the funder.
    #[serde(skip_serializing_if = "Ids::is_empty")]
    pub ids: Ids,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// A count of citations as the source gives it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TimesCited {
    /// The number.
    pub count: u32,
    /// As written: `被引:0`.
    pub as_written: String,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

/// Another publication about this one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Relation {
    /// Kind: `erratum-in`, `retraction-in`, `comment-on`, …
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// Identifiers of the other publication.
    #[serde(skip_serializing_if = "Ids::is_empty")]
    pub ids: Ids,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_written: Option<String>,
    /// Where it stands.
    #[serde(rename = "chars", skip_serializing_if = "span_is_unknown")]
    pub span: Span,
}

macro_rules! work_kinds {
    ($($kind:ident $name:literal $doc:literal),* $(,)?) => {
        /// Kind of publication, in the words of Crossref and CSL.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum WorkKind { $(#[doc = $doc] $kind),* }

        impl WorkKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The kind's name in records and tables.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// Whether it appears within a book or proceedings, whose ISBN its records state.
            pub fn is_part(self) -> bool {
                matches!(self, Self::BookChapter | Self::ConferencePaper)
            }
        }
    };
}

work_kinds! {
    JournalArticle "journal-article" "An article in a journal.",
    Review "review" "A review article.",
    Editorial "editorial" "An editorial.",
    Letter "letter" "A letter or comment.",
    Erratum "erratum" "A correction.",
    Retraction "retraction" "A notice of retraction.",
    Preprint "preprint" "A paper published before peer review.",
    ConferencePaper "conference-paper" "A paper in proceedings.",
    Proceedings "proceedings" "A whole proceedings volume.",
    Book "book" "A book.",
    BookChapter "book-chapter" "A chapter of a book.",
    Thesis "thesis" "A thesis or dissertation.",
    Report "report" "A report.",
    Dataset "dataset" "A data set.",
    NewspaperArticle "newspaper-article" "An article in a newspaper or magazine.",
    Patent "patent" "A patent.",
    WebPage "webpage" "A page on the web.",
    Other "other" "Anything else.",
}

impl Serialize for WorkKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_as_written() {
        for (text, first, last) in [
            ("296-316", Some("296"), Some("316")),
            ("E74 - E75", Some("E74"), Some("E75")),
            ("1230-2.", Some("1230"), Some("1232")),
            ("99-105", Some("99"), Some("105")),
            ("99-5", Some("99"), Some("5")),
            ("17", Some("17"), None),
            ("C3-32–C3-35", Some("C3-32"), Some("C3-35")),
            ("S1-12-S1-20", Some("S1-12"), Some("S1-20")),
            ("106108-1--106108-3", Some("106108-1"), Some("106108-3")),
            ("19-1 - 19-12", Some("19-1"), Some("19-12")),
            ("775-784 vol.2", Some("775"), Some("784")),
            ("pp 37-pp 64", Some("37"), Some("64")),
            ("p225", Some("225"), None),
            ("12 – – 15", Some("12"), Some("15")),
            ("–5", None, Some("5")),
            ("", None, None),
        ] {
            let pages = Pages::parse(text);
            assert_eq!((pages.first.as_deref(), pages.last.as_deref()), (first, last), "{text}");
        }
    }
}
