//! BibTeX and BibLaTeX, as reference managers, databases and people write them.
//!
//! A file goes through three stages: raw entries with places ([`lexer`]); macros, cross references and `xdata` resolved,
//! without recursion; fields typed. What is odd costs a field at most, never an entry, and never the file.
//!
//! **Macros and parents may stand anywhere** in a file, so pieces cannot be cut as freely as those of other formats: a
//! file of up to [`SMALL`] bytes is one piece; a larger one is, too, as long as its text shows a macro, a cross reference
//! or an `xdata`, up to [`LARGE`] bytes. Beyond that, and where nothing of the kind has been seen, pieces end before an
//! entry. An entry whose parent is in another piece is read without it, and told.
//!
//! Affiliations are linked to authors only where Web of Science names the authors before the address. Inherited values
//! have the places of their originals; values put together of several parts have that of the whole.
//!
//! Specification: [BibTeX](https://ctan.org/pkg/bibtex) ("btxdoc"), [BibLaTeX](https://ctan.org/pkg/biblatex) (2 and
//! appendix B for inheritance).

mod lexer;
mod names;

use super::input::Head;
use super::people::{self, People};
use super::tagged::{self, Slice};
use super::{Sink, Spec, cited, latex, markup, nlm, sections};
use crate::diagnostic::{Severity, Span};
use crate::record::{
    Field as Member, Funding, IdScheme, Identifier, Keyword, KeywordScheme, LangText, Pages, PartialDate, Record,
    Reference, Relation, Role, TimesCited, Venue, WorkKind, language_code, month_number,
};
use crate::text;
use Meaning::*;
use lexer::{Entry, Lexer, Part, RawField};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) const SPEC: Spec = Spec {
    name: "bibtex",
    title: "BibTeX and BibLaTeX",
    extensions: &["bib", "bibtex", "txt"],
    media_type: "application/x-bibtex",
    detect,
    boundary,
    parse,
};

/// Text up to this length is always one piece.
const SMALL: usize = 1 << 20;
/// Text with macros or cross references is one piece up to this length.
const LARGE: usize = 32 << 20;

/// What a field means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Title,
    Subtitle,
    ShortTitle,
    /// What kind of work it is, or what it is where it has no title.
    TitleAddon,
    /// The title in another language, as Chinese databases and the programs beside them have it.
    TranslatedTitle,
    Booktitle,
    BookSubtitle,
    Maintitle,
    IssueTitle,
    EventTitle,
    Chapter,
    Journal,
    JournalSubtitle,
    /// The journal's full name beside an abbreviated one in `journal`.
    FullJournal,
    Abbreviation,
    Person(Role),
    /// Editors and others whose role another field names.
    Editors,
    Date,
    Year,
    Month,
    Day,
    EarlyAccess,
    Volume,
    Number,
    Issue,
    PageRange,
    PageCount,
    ArticleNumber,
    Issn,
    Isbn,
    Publisher,
    School,
    Institution,
    Organization,
    Doi,
    Pmid,
    Pmcid,
    Arxiv,
    Eprint,
    EprintType,
    EprintClass,
    Accession,
    Dblp,
    Url,
    AbstractText,
    Keywords,
    AuthorKeywords,
    KeywordsPlus,
    Subjects,
    Language,
    Addresses,
    /// Organisations without addresses, beside the addresses of Web of Science.
    Organisations,
    ScopusReferences,
    WosReferences,
    ReferenceCount,
    FundingDetails,
    FundingAcknowledgement,
    Orcids,
    ResearcherIds,
    TimesCitedCount,
    /// How a law or decision is cited.
    Citation,
    Note,
    Type,
    DocumentType,
    Subtype,
    Crossref,
    Xdata,
    Related,
    RelatedType,
    /// An address on the web or in a file, kept.
    KeptAddress,
    Kept,
}

/// Fields in small letters, with `-` for blanks and `_`. What is not here is kept as it is.
#[rustfmt::skip]
const FIELDS: &[(&str, Meaning)] = &[
    ("title", Title), ("subtitle", Subtitle), ("shorttitle", ShortTitle),
    ("booktitle", Booktitle), ("booksubtitle", BookSubtitle), ("maintitle", Maintitle), ("issuetitle", IssueTitle),
    ("titleaddon", TitleAddon), ("translatedtitle", TranslatedTitle), ("title-en", TranslatedTitle),
    ("title-translation", TranslatedTitle), ("eventtitle", EventTitle), ("conference", EventTitle), ("chapter", Chapter),
    ("journal", Journal), ("journaltitle", Journal), ("journalsubtitle", JournalSubtitle), ("fjournal", FullJournal),
    ("journal-full", FullJournal),
    ("shortjournal", Abbreviation), ("journal-iso", Abbreviation), ("abbrev-source-title", Abbreviation),
    ("journal-abbrev", Abbreviation), ("journalabbr", Abbreviation), ("journal-abbreviation", Abbreviation),
    ("author", Person(Role::Author)), ("authors", Person(Role::Author)), ("book-group-author", Kept),
    ("translator", Person(Role::Translator)), ("translators", Person(Role::Translator)),
    ("advisor", Person(Role::Advisor)), ("supervisor", Person(Role::Advisor)),
    ("collaborator", Person(Role::Other)), ("director", Person(Role::Other)), ("narrator", Person(Role::Other)),
    ("execproducer", Person(Role::Other)), ("holder", Person(Role::Other)), ("annotator", Person(Role::Other)),
    ("commentator", Person(Role::Other)), ("introduction", Person(Role::Other)), ("foreword", Person(Role::Other)),
    ("afterword", Person(Role::Other)),
    ("editor", Editors), ("editors", Editors), ("editora", Editors), ("editorb", Editors), ("editorc", Editors),
    ("date", Date), ("year", Year), ("month", Month), ("day", Day), ("early-access-date", EarlyAccess),
    ("earlyaccessdate", EarlyAccess),
    ("volume", Volume), ("number", Number), ("issue", Issue), ("pages", PageRange), ("numpages", PageCount),
    ("pagetotal", PageCount), ("page-count", PageCount),
    ("eid", ArticleNumber), ("articleno", ArticleNumber), ("article-number", ArticleNumber), ("art-number", ArticleNumber),
    ("issn", Issn), ("eissn", Issn), ("e-issn", Issn), ("issn-l", Issn), ("sn", Issn), ("isbn", Isbn), ("bn", Isbn), ("eisbn", Isbn), ("isbn-13", Isbn), ("isbn13", Isbn),
    ("publisher", Publisher), ("school", School), ("institution", Institution), ("organization", Organization),
    ("doi", Doi), ("di", Doi), ("pmid", Pmid), ("pubmed-id", Pmid), ("pubmedid", Pmid), ("pmcid", Pmcid), ("pmc", Pmcid),
    ("arxivid", Arxiv), ("arxiv", Arxiv), ("arxiv-id", Arxiv),
    ("eprint", Eprint), ("eprinttype", EprintType), ("archiveprefix", EprintType), ("eprintclass", EprintClass), ("primaryclass", EprintClass),
    ("unique-id", Accession), ("ut", Accession), ("isi", Accession), ("eid-scopus", Accession), ("dblp-key", Dblp),
    ("url", Url), ("link", Url), ("ee", Url), ("biburl", KeptAddress), ("file", KeptAddress), ("adsurl", KeptAddress),
    ("abstract", AbstractText), ("abstractnote", AbstractText),
    ("keywords", Keywords), ("keyword", Keywords), ("key-words", Keywords), ("tags", Keywords), ("author-keywords", AuthorKeywords), ("de", AuthorKeywords),
    ("keywords-plus", KeywordsPlus), ("subject", Subjects), ("subjects", Subjects), ("topic", Subjects), ("research-areas", Subjects),
    ("web-of-science-categories", Subjects), ("sc", Subjects), ("wc", Subjects),
    ("language", Language), ("langid", Language), ("hyphenation", Language), ("la", Language),
    ("affiliation", Addresses), ("affiliations", Organisations), ("author-affiliation", Addresses),
    ("references", ScopusReferences), ("cited-references", WosReferences), ("number-of-cited-references", ReferenceCount), ("nr", ReferenceCount),
    ("funding-details", FundingDetails), ("funding-acknowledgement", FundingAcknowledgement), ("fu", FundingAcknowledgement),
    ("orcid-numbers", Orcids), ("researcherid-numbers", ResearcherIds),
    ("times-cited", TimesCitedCount), ("tc", TimesCitedCount), ("cited-by", TimesCitedCount), ("citedby", TimesCitedCount), ("citation-count", TimesCitedCount),
    ("citation", Citation), ("note", Note), ("type", Type), ("document-type", DocumentType), ("dt", DocumentType), ("entrysubtype", Subtype),
    ("crossref", Crossref), ("xdata", Xdata), ("related", Related), ("relatedtype", RelatedType),
];

static MEANINGS: LazyLock<FxHashMap<&str, Meaning>> = LazyLock::new(|| FIELDS.iter().copied().collect());

/// Types of entries: BibTeX's, BibLaTeX's, and what Zotero and Mendeley write in their place.
#[rustfmt::skip]
const TYPES: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle), ("suppperiodical", WorkKind::JournalArticle), ("review", WorkKind::JournalArticle),
    ("journal-article", WorkKind::JournalArticle), ("periodical", WorkKind::Other),
    ("book", WorkKind::Book), ("mvbook", WorkKind::Book), ("collection", WorkKind::Book), ("mvcollection", WorkKind::Book),
    ("reference", WorkKind::Book), ("mvreference", WorkKind::Book), ("booklet", WorkKind::Book),
    ("inbook", WorkKind::BookChapter), ("bookinbook", WorkKind::BookChapter), ("suppbook", WorkKind::BookChapter),
    ("incollection", WorkKind::BookChapter), ("suppcollection", WorkKind::BookChapter), ("inreference", WorkKind::BookChapter),
    ("book-section", WorkKind::BookChapter), ("book-chapter", WorkKind::BookChapter),
    ("inproceedings", WorkKind::ConferencePaper), ("conference", WorkKind::ConferencePaper), ("proceedings-article", WorkKind::ConferencePaper),
    ("presentation", WorkKind::ConferencePaper), ("talk", WorkKind::ConferencePaper),
    ("proceedings", WorkKind::Proceedings), ("mvproceedings", WorkKind::Proceedings),
    ("phdthesis", WorkKind::Thesis), ("mastersthesis", WorkKind::Thesis), ("thesis", WorkKind::Thesis),
    ("bachelorsthesis", WorkKind::Thesis), ("bachelorthesis", WorkKind::Thesis), ("masterthesis", WorkKind::Thesis), ("dissertation", WorkKind::Thesis),
    ("techreport", WorkKind::Report), ("report", WorkKind::Report), ("manual", WorkKind::Report), ("technicaldocumentation", WorkKind::Report),
    ("dataset", WorkKind::Dataset), ("data", WorkKind::Dataset),
    ("newspaper-article", WorkKind::NewspaperArticle), ("magazine-article", WorkKind::NewspaperArticle), ("newsarticle", WorkKind::NewspaperArticle),
    ("patent", WorkKind::Patent), ("preprint", WorkKind::Preprint), ("letter", WorkKind::Other),
    ("online", WorkKind::WebPage), ("electronic", WorkKind::WebPage), ("www", WorkKind::WebPage), ("webpage", WorkKind::WebPage),
    ("web-page", WorkKind::WebPage), ("url", WorkKind::WebPage),
    ("misc", WorkKind::Other), ("unpublished", WorkKind::Other), ("generic", WorkKind::Other), ("software", WorkKind::Other),
    ("softwareversion", WorkKind::Other), ("softwaremodule", WorkKind::Other), ("codefragment", WorkKind::Other), ("hardware", WorkKind::Other),
    ("artwork", WorkKind::Other), ("audio", WorkKind::Other), ("video", WorkKind::Other), ("movie", WorkKind::Other), ("film", WorkKind::Other),
    ("image", WorkKind::Other), ("music", WorkKind::Other), ("performance", WorkKind::Other), ("standard", WorkKind::Other),
    ("jurisdiction", WorkKind::Other), ("legislation", WorkKind::Other), ("legal", WorkKind::Other), ("legmaterial", WorkKind::Other),
    ("legadminmaterial", WorkKind::Other), ("constitution", WorkKind::Other), ("bibnote", WorkKind::Other), ("commentary", WorkKind::Other),
    ("nameonly", WorkKind::Other), ("case", WorkKind::Other), ("bill", WorkKind::Other), ("statute", WorkKind::Other), ("treaty", WorkKind::Other),
    ("custom", WorkKind::Other), ("customa", WorkKind::Other), ("customb", WorkKind::Other), ("customc", WorkKind::Other),
];

/// Document types of databases, and the kind of work where it says more than the type of the entry.
const WORK_TYPES: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle),
    ("review", WorkKind::Review),
    ("editorial", WorkKind::Editorial),
    ("editorial material", WorkKind::Editorial),
    ("letter", WorkKind::Letter),
    ("erratum", WorkKind::Erratum),
    ("correction", WorkKind::Erratum),
    ("retraction", WorkKind::Retraction),
    ("conference paper", WorkKind::ConferencePaper),
    ("proceedings paper", WorkKind::ConferencePaper),
    ("conference review", WorkKind::Proceedings),
    ("book", WorkKind::Book),
    ("book chapter", WorkKind::BookChapter),
    ("article; book chapter", WorkKind::BookChapter),
    ("article; proceedings paper", WorkKind::ConferencePaper),
    ("preprint", WorkKind::Preprint),
    ("data set", WorkKind::Dataset),
];

/// Names babel and polyglossia have for languages and their variants, where they are no names of languages.
const BABEL: &[(&str, &str)] = &[
    ("american", "en"),
    ("british", "en"),
    ("usenglish", "en"),
    ("ukenglish", "en"),
    ("canadian", "en"),
    ("australian", "en"),
    ("newzealand", "en"),
    ("ngerman", "de"),
    ("germanb", "de"),
    ("austrian", "de"),
    ("naustrian", "de"),
    ("swissgerman", "de"),
    ("nswissgerman", "de"),
    ("francais", "fr"),
    ("frenchb", "fr"),
    ("acadian", "fr"),
    ("canadien", "fr"),
    ("brazil", "pt"),
    ("brazilian", "pt"),
    ("portuges", "pt"),
    ("mexican", "es"),
    ("nynorsk", "nn"),
    ("norsk", "no"),
    ("chinese-simplified", "zh"),
    ("chinese-traditional", "zh"),
    ("pinyin", "zh"),
    ("magyar", "hu"),
    ("bahasa", "id"),
];

/// Kinds of related entries, as seen from the entry that has the field.
const RELATED: &[(&str, &str)] = &[
    ("reviewof", "comment-on"),
    ("commenton", "comment-on"),
    ("translationof", "translation-of"),
    ("translationas", "translated-as"),
    ("reprintof", "reprint-of"),
    ("reprintfrom", "reprint-of"),
    ("reprintas", "reprinted-as"),
    ("origpubin", "republished-from"),
    ("origpubas", "republished-from"),
    ("erratum", "erratum-in"),
    ("retraction", "retraction-in"),
];

/// The months by BibTeX's macros.
const MONTHS: &[(&str, &str)] = &[
    ("jan", "January"),
    ("feb", "February"),
    ("mar", "March"),
    ("apr", "April"),
    ("may", "May"),
    ("jun", "June"),
    ("jul", "July"),
    ("aug", "August"),
    ("sep", "September"),
    ("oct", "October"),
    ("nov", "November"),
    ("dec", "December"),
];

fn detect(head: &Head) -> Option<String> {
    let text = head.text();
    // A web page may quote an entry.
    if text.trim_start().starts_with('<') {
        return None;
    }
    let begins = |at: &usize| lexer::begins_line(text, *at).is_some() && lexer::begins_entry(text, *at);
    let at = memchr::memchr_iter(b'@', text.as_bytes()).find(begins)?;
    let line = text[at..].lines().next().unwrap_or_default();
    Some(tagged::evidence(text::count_lines(&text[..at]) as usize + 1, line))
}

fn boundary(text: &str, _: bool) -> Option<usize> {
    if text.len() < SMALL || text.len() < LARGE && is_linked(text) {
        return None;
    }
    lexer::last_entry(text)
}

/// Whether a text shows macros or entries that speak of others.
fn is_linked(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has = |word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    if ["crossref", "Crossref", "CROSSREF", "xdata", "Xdata", "XDATA"].iter().any(|word| has(word)) {
        return true;
    }
    memchr::memchr_iter(b'@', bytes)
        .any(|at| bytes.get(at + 1..at + 7).is_some_and(|word| word.eq_ignore_ascii_case(b"string")))
}

fn parse(sink: &mut Sink<'_>) {
    let mut lexer = Lexer::new(sink.text());
    let mut macros = Macros::default();
    let mut entries = Vec::new();
    while let Some(entry) = lexer.next_entry() {
        if entry.kind.text.eq_ignore_ascii_case("string") {
            macros.define(&entry, sink);
        } else {
            entries.push(entry);
        }
    }
    let shelf = Shelf::new(entries, sink);
    for index in 0..shelf.entries.len() {
        map(index, &shelf, &mut macros, sink);
    }
}

/// Texts by name.
#[derive(Default)]
struct Macros {
    /// Every definition with its place: one counts for what follows it.
    defined: FxHashMap<String, Vec<(usize, String)>>,
    /// Names without definition that were told of.
    unknown: FxHashSet<String>,
}

/// A macro made of macros cannot grow beyond this.
const MOST_MACRO_BYTES: usize = 16 << 10;

impl Macros {
    fn define(&mut self, entry: &Entry<'_>, sink: &mut Sink<'_>) {
        for remark in &entry.remarks {
            sink.note(remark.severity, remark.code, remark.at, remark.message.as_str());
        }
        for field in &entry.fields {
            let mut value = String::new();
            for part in &field.parts {
                value.push_str(self.part(*part).unwrap_or(part.slice().text));
            }
            let end = (0..=MOST_MACRO_BYTES.min(value.len())).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(0);
            if end < value.len() {
                let message = format!("the macro {} is too long; cut off", tagged::quote(field.name.text));
                sink.note(Severity::Warning, "macro", field.name.at, message);
                value.truncate(end);
            }
            self.defined.entry(field.name.text.to_lowercase()).or_default().push((field.name.at, value));
        }
    }

    /// The text of a part; nothing for a macro without definition.
    fn part<'a>(&'a self, part: Part<'a>) -> Option<&'a str> {
        let slice = match part {
            Part::Text(slice) => return Some(slice.text),
            Part::Bare(slice) => slice,
        };
        if slice.text.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(slice.text);
        }
        let name = slice.text.to_lowercase();
        if let Some(definitions) = self.defined.get(&name) {
            let before = definitions.partition_point(|(at, _)| *at < slice.at);
            return definitions.get(before.saturating_sub(1)).map(|(_, value)| value.as_str());
        }
        MONTHS.iter().find(|(month, _)| *month == name).map(|(_, month)| *month)
    }
}

/// A field with its value.
#[derive(Clone)]
struct Value<'e> {
    /// The field's name, as written.
    name: &'e str,
    meaning: Meaning,
    text: Cow<'e, str>,
    /// Where the text stands, if it stands there as it is.
    at: Option<usize>,
    /// Where the value stands.
    range: Range<usize>,
    /// Where it stands, of an inherited one.
    span: Option<Span>,
    /// Whether the text of the piece ends within it.
    cut: bool,
}

impl Value<'_> {
    /// The place of a part of the text.
    fn place(&self, part: Range<usize>, sink: &Sink<'_>) -> Span {
        match (self.span, self.at) {
            (Some(span), _) => span,
            (None, Some(at)) => sink.span(at + part.start..at + part.end),
            (None, None) => sink.span(self.range.clone()),
        }
    }

    fn whole(&self, sink: &Sink<'_>) -> Span {
        let trimmed = self.text.trim_start();
        let start = self.text.len() - trimmed.len();
        self.place(start..start + trimmed.trim_end().len(), sink)
    }

    fn words(&self) -> String {
        words(&self.text)
    }

    /// The text and where it begins, without the second pair of braces that Web of Science and others write.
    fn inside(&self) -> Range<usize> {
        let trimmed = self.text.trim_start();
        let start = self.text.len() - trimmed.len();
        match names::inside(trimmed.trim_end()) {
            Some(inner) => start + 1..start + 1 + inner.len(),
            None => start..start + trimmed.trim_end().len(),
        }
    }

    /// Parts between separators, which end neither a group in braces nor a character reference.
    fn parts(&self, separator: u8) -> Vec<Range<usize>> {
        let inside = self.inside();
        let text = &self.text[inside.clone()];
        let mut parts: Vec<Range<usize>> = Vec::new();
        for range in names::split_at(text, separator) {
            let is_reference = |before: &Range<usize>| {
                let tail = &text[before.clone()];
                let name =
                    tail.bytes().rev().take(9).position(|b| b == b'&').map(|length| &tail[tail.len() - length..]);
                name.is_some_and(|name| name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#'))
            };
            match parts.last_mut() {
                Some(before) if separator == b';' && is_reference(before) => before.end = range.end,
                _ => parts.push(range),
            }
        }
        let trim = |range: Range<usize>| {
            let part = &text[range.clone()];
            let start = inside.start + range.start + part.len() - part.trim_start().len();
            start..start + part.trim().len()
        };
        parts.into_iter().map(trim).filter(|range| !range.is_empty()).collect()
    }

    /// The text in the place of the file, for readers of running text.
    fn slice(&self, part: Range<usize>) -> Slice<'_> {
        Slice { text: &self.text[part.clone()], at: self.at.unwrap_or(self.range.start) + part.start }
    }
}

/// A field's text as it prints.
fn words(text: &str) -> String {
    let printed = latex::plain(text);
    text::clean(&markup::plain(&printed)).into_owned()
}

/// An address or identifier.
fn address(text: &str) -> String {
    text::clean(&latex::verbatim(text)).into_owned()
}

/// The entries of a piece, and which of them others speak of.
struct Shelf<'t> {
    entries: Vec<Entry<'t>>,
    keys: FxHashMap<&'t str, usize>,
    /// Places of the fields of entries that others inherit from.
    places: FxHashMap<usize, Vec<Span>>,
}

/// Of a parent no more fields than these are inherited, and of no more parents.
const MOST_FIELDS: usize = 64;
const MOST_PARENTS: usize = 16;

impl<'t> Shelf<'t> {
    fn new(entries: Vec<Entry<'t>>, sink: &Sink<'_>) -> Self {
        let mut targets = FxHashSet::default();
        for field in entries.iter().flat_map(|entry| &entry.fields) {
            if matches!(meaning(field.name.text), Crossref | Xdata | Related) {
                let words = field.parts.iter().flat_map(|part| part.slice().text.split(','));
                targets.extend(words.map(str::trim));
            }
        }
        let (mut keys, mut places) = (FxHashMap::default(), FxHashMap::default());
        for (index, entry) in entries.iter().enumerate().filter(|_| !targets.is_empty()) {
            let Some(key) = entry.key.filter(|key| targets.contains(key.text)) else { continue };
            if keys.contains_key(key.text) {
                continue;
            }
            keys.insert(key.text, index);
            let fields = entry.fields.iter().take(MOST_FIELDS);
            places.insert(index, fields.map(|field| sink.span(value_range(field))).collect());
        }
        Self { entries, keys, places }
    }

    /// The own and inherited values of an entry, its own first.
    fn values(&self, index: usize, macros: &mut Macros, sink: &mut Sink<'_>) -> Vec<Value<'_>> {
        let entry = &self.entries[index];
        let mut values: Vec<Value> = entry.fields.iter().map(|field| value(field, macros, sink)).collect();
        // What is still to be visited: the key, the place that names it, how many cross references led there.
        let mut pending: Vec<(String, Range<usize>, usize)> = Vec::new();
        let push = |value: &Value<'_>, range: Range<usize>, level: usize, pending: &mut Vec<_>| {
            let level = level + usize::from(value.meaning == Crossref);
            let keys = value.text.split(',').map(str::trim).filter(|key| !key.is_empty());
            pending.extend(keys.take(MOST_PARENTS).map(|key| (key.to_string(), range.clone(), level)));
        };
        for value in values.iter().filter(|v| matches!(v.meaning, Crossref | Xdata)) {
            push(value, value.range.clone(), 0, &mut pending);
        }
        let (mut visited, mut next) = (vec![index], 0);
        while let Some((key, range, level)) = pending.get(next).cloned() {
            next += 1;
            let Some(&parent) = self.keys.get(key.as_str()) else {
                let message = format!("no entry {} here to inherit from", tagged::quote(&key));
                sink.note(Severity::Warning, "crossref", range.start, message);
                continue;
            };
            if visited.contains(&parent) || visited.len() > MOST_PARENTS {
                continue;
            }
            visited.push(parent);
            let source = &self.entries[parent];
            // A second key for the same work says nothing but where the first is.
            let alias = level == 1
                && source.kind.text.eq_ignore_ascii_case(entry.kind.text)
                && !entry.fields.iter().any(|f| matches!(meaning(f.name.text), Title | Person(_)));
            let has_booktitle = source.fields.iter().take(MOST_FIELDS).any(|f| meaning(f.name.text) == Booktitle);
            for (field, span) in source.fields.iter().zip(self.places.get(&parent).into_iter().flatten()) {
                let mut value = value(field, macros, sink);
                if matches!(value.meaning, Crossref | Xdata) {
                    push(&value, range.clone(), level, &mut pending);
                    continue;
                }
                if level > 0 && !alias {
                    match inherited(&value, entry.kind.text, source.kind.text, level) {
                        // BibTeX's own way is a `booktitle` in the parent.
                        Some(Booktitle) if value.meaning == Title && has_booktitle => continue,
                        Some(meaning) => value.meaning = meaning,
                        None => continue,
                    }
                }
                let dated = |m: Meaning| matches!(m, Date | Year);
                let held = values.iter().any(|held| match value.meaning {
                    Kept => held.name.eq_ignore_ascii_case(value.name),
                    m => held.meaning == m || dated(m) && dated(held.meaning),
                });
                // Two ISSNs of one parent are both inherited.
                let same_parent = values.iter().any(|held| held.meaning == value.meaning && held.span.is_some());
                if !held || same_parent && matches!(value.meaning, Issn | Isbn) {
                    (value.span, value.range, value.cut) = (Some(*span), range.clone(), false);
                    values.push(value);
                }
            }
        }
        values
    }
}

/// What a parent's field is in a child, by BibLaTeX's rules; nothing where it is the parent's own.
fn inherited(value: &Value<'_>, child: &str, parent: &str, level: usize) -> Option<Meaning> {
    let is = |kind: &str, kinds: &[&str]| kinds.iter().any(|k| k.eq_ignore_ascii_case(kind));
    let periodical = is(parent, &["periodical"]);
    let multivolume = level > 1 || parent.to_ascii_lowercase().starts_with("mv");
    match value.meaning {
        Title if periodical => Some(Journal),
        Title if multivolume => Some(Maintitle),
        Title => Some(Booktitle),
        Subtitle if periodical => Some(JournalSubtitle),
        Subtitle if multivolume => None,
        Subtitle => Some(BookSubtitle),
        Person(Role::Author) => is(child, &["inbook", "bookinbook", "suppbook", "book"]).then_some(value.meaning),
        Booktitle | BookSubtitle | Maintitle | EventTitle | Journal | JournalSubtitle | Abbreviation | Editors
        | Date | Year | Month | Day | Number | Issue | Issn | Isbn | Publisher | Organization | Institution => {
            Some(value.meaning)
        }
        Volume => (level == 1).then_some(Volume),
        Person(Role::Translator) => Some(value.meaning),
        Kept => is(value.name, &["series", "address", "location", "edition", "venue", "eventdate"]).then_some(Kept),
        _ => None,
    }
}

/// The meaning of a field's name.
fn meaning(name: &str) -> Meaning {
    // Long enough for every name in the table.
    let mut buffer = [0u8; 40];
    let Some(plain) = buffer.get_mut(..name.len()) else { return Kept };
    for (byte, c) in plain.iter_mut().zip(name.bytes()) {
        *byte = if matches!(c, b'_' | b' ') { b'-' } else { c.to_ascii_lowercase() };
    }
    std::str::from_utf8(plain).ok().and_then(|plain| MEANINGS.get(plain).copied()).unwrap_or(Kept)
}

fn value_range(field: &RawField<'_>) -> Range<usize> {
    match (field.parts.first(), field.parts.last()) {
        (Some(first), Some(last)) => first.slice().at..last.slice().range().end,
        _ => field.name.range(),
    }
}

/// Resolves a field's value.
fn value<'e>(field: &'e RawField<'_>, macros: &mut Macros, sink: &mut Sink<'_>) -> Value<'e> {
    let meaning = meaning(field.name.text);
    for part in &field.parts {
        let Part::Bare(name) = part else { continue };
        let plain = name.text.contains(char::is_whitespace) || meaning == Month && month_number(name.text).is_some();
        if !plain && macros.part(*part).is_none() && macros.unknown.insert(name.text.to_lowercase()) {
            let message = format!("the macro {} is not defined; its name is used", tagged::quote(name.text));
            sink.note(Severity::Warning, "macro", name.at, message);
        }
    }
    let (text, at) = match field.parts[..] {
        [] => (Cow::Borrowed(""), None),
        [part] => match macros.part(part) {
            Some(text) if text.as_ptr() != part.slice().text.as_ptr() => (Cow::Owned(text.to_string()), None),
            _ => (Cow::Borrowed(part.slice().text), Some(part.slice().at)),
        },
        _ => (field.parts.iter().map(|part| macros.part(*part).unwrap_or(part.slice().text)).collect(), None),
    };
    Value { name: field.name.text, meaning, text, at, range: value_range(field), span: None, cut: field.cut }
}

/// The values of an entry that are not yet read.
struct Desk<'e> {
    values: Vec<Value<'e>>,
    used: Vec<bool>,
}

impl<'e> Desk<'e> {
    /// The first value of a meaning that says something. One that repeats it is read with it.
    fn take(&mut self, meaning: Meaning) -> Option<Value<'e>> {
        let first = self.position(meaning)?;
        let taken = self.values[first].clone();
        for (value, used) in self.values.iter().zip(&mut self.used) {
            *used = *used || value.meaning == meaning && value.text.trim() == taken.text.trim();
        }
        Some(taken)
    }

    fn position(&self, meaning: Meaning) -> Option<usize> {
        (0..self.values.len())
            .find(|&i| !self.used[i] && self.values[i].meaning == meaning && !self.values[i].text.trim().is_empty())
    }

    /// The words of a value that stays where it is.
    fn look(&self, meaning: Meaning) -> Option<&Value<'e>> {
        self.position(meaning).map(|i| &self.values[i])
    }

    /// Every value of a meaning.
    fn take_all(&mut self, meaning: Meaning) -> Vec<Value<'e>> {
        std::iter::from_fn(|| self.take(meaning)).collect()
    }
}

fn map(index: usize, shelf: &Shelf<'_>, macros: &mut Macros, sink: &mut Sink<'_>) {
    let entry = &shelf.entries[index];
    for remark in &entry.remarks {
        sink.note(remark.severity, remark.code, remark.at, remark.message.as_str());
    }
    if entry.cut {
        let last = entry.fields.last().map_or("its key", |field| field.name.text);
        let message = format!("the text ends within the entry, behind or within {last}");
        sink.note(Severity::Warning, "cut-off", entry.range.end, message);
    }
    // What others inherit from, and the names of groups of entries.
    if ["xdata", "set"].iter().any(|kind| kind.eq_ignore_ascii_case(entry.kind.text)) {
        return;
    }
    let values = shelf.values(index, macros, sink);
    let mut record = sink.record(entry.range.clone());
    let mut desk = Desk { used: vec![false; values.len()], values };
    if let Some(key) = entry.key {
        record.keep_other("citation-key", key.text);
    }
    for (field, debris) in &entry.debris {
        let name = field.and_then(|at| entry.fields.get(at)).map_or("unread", |field| field.name.text);
        record.keep_other(name, words(debris.text));
    }
    for (value, used) in desk.values.iter().zip(&mut desk.used) {
        // An identifier cut short would be another's.
        let may_be_short =
            matches!(value.meaning, Title | AbstractText | Person(_) | Editors | Keywords | Journal | Booktitle);
        if value.cut && !may_be_short {
            record.keep_other(value.name, address(&value.text));
            *used = true;
        }
    }
    let wos = desk.look(Accession).is_some_and(|v| v.text.contains(':'));
    let mut languages = read_languages(&mut desk, &mut record, sink);
    languages.dedup();
    read_identifiers(entry, &mut desk, &mut record, sink);
    read_kind(entry, &mut desk, &mut record, sink);
    read_titles_and_venue(entry, &mut desk, &mut record, &languages, sink);
    read_people(&mut desk, &mut record, wos, sink);
    read_dates(&mut desk, &mut record, sink);
    read_numbers(&mut desk, &mut record, sink);
    read_keywords(&mut desk, &mut record, sink);
    if let Some(value) = desk.take(AbstractText) {
        read_abstract(&value, &mut record, &languages, sink);
    }
    read_lists(&mut desk, &mut record, sink);
    read_relations(shelf, &mut desk, &mut record, sink);
    record.citation = desk.take(Citation).map(|value| value.words()).filter(|words| !words.is_empty());
    let rest = desk.values.iter().zip(&desk.used).filter(|(_, used)| !**used);
    for (value, _) in rest {
        let duplicate = value.span.is_none()
            && value.meaning != Kept
            && desk.values.iter().any(|v| v.name.eq_ignore_ascii_case(value.name) && v.range.start < value.range.start);
        if duplicate {
            let message = format!("a second {}; the first is used, this one kept in `other`", value.name);
            sink.note(Severity::Info, "duplicate-field", value.range.start, message);
        }
        let verbatim = matches!(value.meaning, Url | KeptAddress | Doi | Eprint | Crossref | Related);
        let verbatim = verbatim || value.text.contains("://") && !value.text.contains(' ');
        record.keep_other(value.name, if verbatim { address(&value.text) } else { value.words() });
    }
    sink.push(record, entry.range.start);
}

fn read_languages(desk: &mut Desk<'_>, record: &mut Record, sink: &Sink<'_>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for value in desk.take_all(Language) {
        let words = value.words();
        for name in words.split([',', ';', '/']).map(str::trim).filter(|name| !name.is_empty()) {
            let babel = BABEL.iter().find(|(babel, _)| babel.eq_ignore_ascii_case(name)).map(|(_, code)| *code);
            let Some(code) = babel.or_else(|| language_code(name)) else {
                match nlm::language(name) {
                    Some(code) if !record.languages.contains(&code) => record.languages.push(code),
                    Some(_) => {}
                    None => record.keep_other(value.name, name),
                }
                continue;
            };
            record.spans.entry(Member::Languages).or_insert_with(|| value.whole(sink));
            if !found.contains(&code) {
                found.push(code);
                record.languages.push(Cow::Borrowed(code));
            }
        }
    }
    found
}

/// Identifiers of the field that is made for them are told where they are wrong; those found elsewhere are not.
fn read_identifiers(entry: &Entry<'_>, desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    for (meaning, scheme) in [
        (Doi, IdScheme::Doi),
        (Pmid, IdScheme::Pmid),
        (Pmcid, IdScheme::Pmcid),
        (Arxiv, IdScheme::Arxiv),
        (Dblp, IdScheme::Dblp),
    ] {
        for value in desk.take_all(meaning) {
            let text = address(&value.text);
            // Old exports have the address of the page of a work that has none.
            if meaning == Doi && !text.contains("10.") && text.contains("://") {
                record.keep_other(value.name, text);
                continue;
            }
            sink.identifier(scheme, &text, value.range.clone(), &mut record.ids, &mut record.other);
        }
    }
    let add = |scheme, text: &str, span: Span, record: &mut Record| {
        let id = Identifier::parse(scheme, text);
        id.is_ok_and(|id| record.ids.insert(id.at(span)).is_none())
    };
    if let Some(value) = desk.take(Accession) {
        let text = address(&value.text);
        let scheme = if text.contains("2-s2.0-") { IdScheme::Scopus } else { IdScheme::Wos };
        sink.identifier(scheme, &text, value.range.clone(), &mut record.ids, &mut record.other);
    }
    if let Some(value) = desk.look(Eprint) {
        let name = desk.look(EprintType).map(|v| v.words().to_lowercase());
        let scheme = match name.as_deref() {
            Some("arxiv") | None => Some(IdScheme::Arxiv),
            Some("pubmed" | "pmid" | "medline") => Some(IdScheme::Pmid),
            Some("pmc" | "pmcid" | "pubmed central") => Some(IdScheme::Pmcid),
            Some("doi") => Some(IdScheme::Doi),
            Some(_) => None,
        };
        let text = address(&value.text);
        let (span, arxiv) = (value.whole(sink), scheme == Some(IdScheme::Arxiv));
        if scheme.is_some_and(|scheme| add(scheme, &text, span, record)) {
            desk.take(Eprint);
            desk.take(EprintType);
            if arxiv && let Some(class) = desk.take(EprintClass) {
                let (text, span) = (class.words(), class.whole(sink));
                let scheme = KeywordScheme::ArxivCategory;
                record.keywords.push(Keyword { id: Some(text.clone()), text, scheme, span, ..Keyword::default() });
            }
        }
    }
    // Keys that are identifiers.
    if let Some(key) = entry.key {
        let tail =
            key.text.get(5..).filter(|_| key.text.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("DBLP:")));
        if tail.is_some() {
            add(IdScheme::Dblp, key.text, sink.span(key.range()), record);
        } else if key.text.starts_with("WOS:") || key.text.starts_with("ISI:") {
            add(IdScheme::Wos, key.text, sink.span(key.range()), record);
        } else if key.text.contains("10.") && key.text.to_ascii_lowercase().contains("doi") {
            add(IdScheme::Doi, key.text, sink.span(key.range()), record);
        }
    }
    for (i, value) in desk.values.iter().enumerate() {
        if desk.used[i] || value.cut || value.span.is_some() || value.text.is_empty() {
            continue;
        }
        match value.meaning {
            Url | KeptAddress => {
                if let Some((scheme, text)) = in_address(&address(&value.text)) {
                    add(scheme, &text, value.whole(sink), record);
                }
            }
            // `PMID: 23439512`, `arXiv: 1706.03762 [cs]`, `arXiv preprint arXiv:1706.03762`
            Note | Journal => {
                let text = value.words();
                for (mark, scheme) in
                    [("PMID:", IdScheme::Pmid), ("PMCID:", IdScheme::Pmcid), ("arXiv:", IdScheme::Arxiv)]
                {
                    let tail = text.split(mark).nth(1).map(str::trim_start);
                    let Some(word) = tail.and_then(|tail| tail.split([' ', ',', ';', '[']).next()) else { continue };
                    add(scheme, word.trim_end_matches('.'), value.whole(sink), record);
                }
            }
            _ => {}
        }
    }
}

/// The identifier in an address on the web.
fn in_address(link: &str) -> Option<(IdScheme, String)> {
    const HOSTS: &[(&str, IdScheme)] = &[
        ("doi.org/10.", IdScheme::Doi),
        ("pubmed.ncbi.nlm.nih.gov/", IdScheme::Pmid),
        ("ncbi.nlm.nih.gov/pubmed/", IdScheme::Pmid),
        ("/pmc/articles/PMC", IdScheme::Pmcid),
        ("europepmc.org/articles/PMC", IdScheme::Pmcid),
        ("arxiv.org/abs/", IdScheme::Arxiv),
        ("arxiv.org/pdf/", IdScheme::Arxiv),
        ("openalex.org/W", IdScheme::OpenAlex),
        ("dblp.org/rec/", IdScheme::Dblp),
        ("www.scopus.com/inward/record.ur", IdScheme::Scopus),
        ("/full-record/", IdScheme::Wos),
    ];
    let (host, scheme) = HOSTS.iter().find(|(host, _)| link.contains(host))?;
    let tail = link.split(host).nth(1)?;
    let value = match scheme {
        IdScheme::Scopus => link.to_string(),
        IdScheme::Doi => format!("10.{}", tail.split(['?', '#', ' ']).next()?).replace("%2F", "/").replace("%2f", "/"),
        IdScheme::Pmcid => format!("PMC{}", tail.split(['?', '#', '/', ' ']).next()?),
        IdScheme::OpenAlex => format!("W{tail}"),
        IdScheme::Dblp => tail.trim_end_matches(".bib").trim_end_matches(".html").to_string(),
        _ => tail.split(['?', '#', ' ']).next()?.trim_end_matches('/').trim_end_matches(".pdf").to_string(),
    };
    Some((*scheme, value))
}

fn read_kind(entry: &Entry<'_>, desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    let name = entry.kind.text;
    let plain = name.to_ascii_lowercase().replace('_', "-");
    let known = TYPES.iter().find(|(kind, _)| *kind == plain).map(|(_, kind)| *kind);
    if known.is_none() {
        let message =
            format!("the type @{} is not known; read as something else", tagged::quote(name).trim_matches('`'));
        sink.note(Severity::Info, "unknown-type", entry.kind.at, message);
    }
    let mut kind = known.unwrap_or(WorkKind::Other);
    let mut written = name.to_string();
    for meaning in [DocumentType, Type] {
        let Some(value) = desk.take(meaning) else { continue };
        let words = value.words();
        let documented = WORK_TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&words)).map(|(_, kind)| *kind);
        // `@article` with the type `Article` says nothing new, `@book` with `Book Chapter` does.
        if let Some(documented) = documented.filter(|d| *d != WorkKind::JournalArticle || kind == WorkKind::Other) {
            kind = documented;
        } else if kind == WorkKind::Other && words.to_lowercase().contains("thesis") {
            kind = WorkKind::Thesis;
        }
        if !words.eq_ignore_ascii_case(&written) {
            written.push_str("; ");
            written.push_str(&words);
        }
    }
    if let Some(value) = desk.look(Subtype)
        && ["newspaper", "magazine"].iter().any(|word| value.text.trim().eq_ignore_ascii_case(word))
    {
        kind = WorkKind::NewspaperArticle;
    }
    let journal = desk.look(Journal).map(|v| v.words().to_lowercase());
    let server = |name: &str| ["arxiv", "biorxiv", "medrxiv", "chemrxiv"].iter().any(|s| name.starts_with(s));
    let hosted = journal.as_deref().is_some_and(server);
    let alone = journal.is_none() && desk.look(Booktitle).is_none() && record.ids.get(IdScheme::Arxiv).is_some();
    if matches!(kind, WorkKind::JournalArticle | WorkKind::Other | WorkKind::WebPage) && (hosted || alone) {
        kind = WorkKind::Preprint;
    }
    record.kind = Some(kind);
    record.type_as_written = Some(written);
    record.spans.insert(Member::Type, sink.span(entry.kind.range()));
}

/// A title with what stands below it.
fn joined(title: &str, subtitle: Option<&str>) -> String {
    match subtitle.filter(|s| !s.is_empty()) {
        None => title.to_string(),
        Some(subtitle) if title.ends_with([':', '?', '!', '.', '…']) => [title, " ", subtitle].concat(),
        Some(subtitle) => [title, ": ", subtitle].concat(),
    }
}

fn read_titles_and_venue(
    entry: &Entry<'_>,
    desk: &mut Desk<'_>,
    record: &mut Record,
    languages: &[&'static str],
    sink: &mut Sink<'_>,
) {
    let kind = record.kind.unwrap_or(WorkKind::Other);
    let whole =
        matches!(kind, WorkKind::Book | WorkKind::Proceedings) || entry.kind.text.eq_ignore_ascii_case("periodical");
    let mut title = desk.take(Title);
    // In BibTeX's @inbook the title is the book's; the chapter's may stand under `chapter`.
    let named = |v: &Value<'_>| v.words().chars().filter(|c| c.is_alphabetic()).count() > 4;
    let mut book = None;
    if kind == WorkKind::BookChapter && desk.look(Booktitle).is_none() && desk.look(Chapter).is_some_and(named) {
        book = title;
        title = desk.take(Chapter);
    }
    let subtitle = desk.take(Subtitle).map(|v| v.words());
    if title.is_none() {
        let order: &[Meaning] = if whole {
            &[Booktitle, Maintitle, IssueTitle, Journal]
        } else {
            &[IssueTitle, ShortTitle, Maintitle, TitleAddon]
        };
        title = order.iter().find_map(|meaning| desk.take(*meaning));
    }
    let title_words = title.as_ref().map(|v| joined(&v.words(), subtitle.as_deref()));
    if let (Some(value), Some(words)) = (&title, &title_words)
        && !words.is_empty()
    {
        let lang = sections::lang_of(words, languages).map(Cow::Borrowed);
        record.titles.push(LangText { text: words.clone(), lang, span: value.whole(sink) });
    } else if let Some(subtitle) = subtitle {
        record.keep_other("subtitle", subtitle);
    }
    for value in desk.take_all(TranslatedTitle) {
        let words = value.words();
        if !words.is_empty() && !record.titles.iter().any(|title| title.text == words) {
            let lang = text::language(&words).map(Cow::Borrowed);
            record.titles.push(LangText { text: words, lang, span: value.whole(sink) });
        }
    }
    if desk.look(ShortTitle).is_some_and(|v| Some(v.words()) == title_words) {
        desk.take(ShortTitle);
    }

    let mut venue = Venue::default();
    let booktitle = desk.take(Booktitle);
    let book_subtitle = desk.take(BookSubtitle).map(|v| v.words());
    let journal = desk.take(Journal);
    let journal_subtitle = desk.take(JournalSubtitle).map(|v| v.words());
    let booktitle = booktitle.or(book).map(|v| (joined(&v.words(), book_subtitle.as_deref()), v));
    let journal = journal.map(|v| (joined(&v.words(), journal_subtitle.as_deref()), v));
    // A whole book may repeat its own title.
    let booktitle = match booktitle {
        Some((words, value)) if whole => {
            if Some(&words) != title_words.as_ref() {
                record.keep_other(value.name, words);
            }
            None
        }
        other => other,
    };
    let part = matches!(kind, WorkKind::ConferencePaper | WorkKind::BookChapter);
    let (first, second) = if part { (booktitle, journal) } else { (journal, booktitle) };
    let mut place = None;
    for (words, value) in [first, second].into_iter().flatten().filter(|(words, _)| !words.is_empty()) {
        if venue.title.is_none() {
            place = Some(value.whole(sink));
            venue.title = Some(words);
        } else if venue.title.as_ref() != Some(&words) {
            record.keep_other(value.name, words);
        }
    }
    if let Some(value) = desk.take(FullJournal) {
        let (words, span) = (value.words(), value.whole(sink));
        venue.abbreviation = venue.title.replace(words).filter(|held| Some(held) != venue.title.as_ref());
        place = Some(span);
    }
    if venue.title.is_none() && part {
        for meaning in [EventTitle, Maintitle] {
            if let Some(value) = desk.take(meaning) {
                place = Some(value.whole(sink));
                venue.title = Some(value.words());
                break;
            }
        }
    }
    if venue.abbreviation.is_none()
        && let Some(value) = desk.take(Abbreviation)
    {
        venue.abbreviation = Some(value.words()).filter(|words| Some(words) != venue.title.as_ref());
        place = place.or_else(|| Some(value.whole(sink)));
    }
    let makers: &[Meaning] = match kind {
        WorkKind::Thesis => &[School, Institution, Publisher],
        WorkKind::Report => &[Institution, Publisher, Organization, School],
        WorkKind::ConferencePaper | WorkKind::Proceedings => &[Publisher],
        _ => &[Publisher, Institution, School, Organization],
    };
    if let Some(value) = makers.iter().find_map(|meaning| desk.take(*meaning)) {
        place = place.or_else(|| Some(value.whole(sink)));
        venue.publisher = Some(value.words()).filter(|words| !words.is_empty());
    }
    for meaning in [Issn, Isbn] {
        for value in desk.take_all(meaning) {
            let mut words = value.words();
            // `0 262 20069 9`
            if words.contains(' ') && words.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'X')) {
                let digits = words.bytes().filter(|b| !matches!(b, b' ' | b'-')).count();
                if matches!(digits, 10 | 13) {
                    words.retain(|c| c != ' ');
                }
            }
            sink.serial_numbers(&words, value.range.clone(), &mut venue, record);
        }
    }
    if let Some(place) = place {
        record.spans.insert(Member::Venue, place);
    }
    record.venue = Some(venue).filter(|venue| !venue.is_empty());
}

fn read_people(desk: &mut Desk<'_>, record: &mut Record, wos: bool, sink: &mut Sink<'_>) {
    let mut people = People::default();
    for index in 0..desk.values.len() {
        let value = &desk.values[index];
        let role = match value.meaning {
            _ if desk.used[index] => continue,
            Person(role) => role,
            Editors => editor_role(value, desk),
            _ => continue,
        };
        let (names, others) = names::list(&value.text, wos);
        for name in names {
            let span = value.place(name.range, sink);
            people.add(record, role, name.as_written, name.parts, span);
        }
        if others {
            record.keep_other(value.name, "others");
        }
        desk.used[index] = true;
    }
    for (meaning, scheme) in [(Orcids, IdScheme::Orcid), (ResearcherIds, IdScheme::ResearcherId)] {
        for value in desk.take_all(meaning) {
            read_person_ids(&value, scheme, record, sink);
        }
    }
    for value in desk.take_all(Addresses) {
        read_addresses(&value, record, &mut people, wos, sink);
    }
    // Beside addresses Web of Science repeats the organisations, elsewhere these are the addresses.
    if !wos {
        for value in desk.take_all(Organisations) {
            read_addresses(&value, record, &mut people, wos, sink);
        }
    }
}

/// What an editor is, by `editortype`.
fn editor_role(value: &Value<'_>, desk: &Desk<'_>) -> Role {
    let name = format!("{}type", value.name.to_ascii_lowercase());
    let kind = desk.values.iter().find(|v| v.name.eq_ignore_ascii_case(&name)).map(|v| v.text.trim().to_lowercase());
    match kind.as_deref() {
        None | Some("editor" | "" | "compiler" | "redactor" | "reviser") => Role::Editor,
        Some("translator") => Role::Translator,
        Some(_) => Role::Other,
    }
}

/// Whether a name as Web of Science repeats it is that of a contributor: the same, or with initials for given names.
fn is_same_person(family: &str, given: &str, contributor: &crate::record::Contributor) -> bool {
    let Some(name) = &contributor.name else { return text::fold(&contributor.as_written) == text::fold(family) };
    if text::fold(&name.family) != text::fold(family) {
        return false;
    }
    let (ours, theirs) = (text::fold(name.given.as_deref().unwrap_or("")), text::fold(given));
    let initials = |given: &str| given.split(' ').filter_map(|word| word.chars().next()).collect::<String>();
    ours == theirs
        || theirs == initials(&ours)
        || ours == initials(&theirs)
        || ours.starts_with(&theirs) && !theirs.is_empty()
}

/// The one author of a name; nothing where it could be several.
fn author_named(name: &str, record: &Record) -> Option<usize> {
    let (family, given) = name.split_once(',').unwrap_or((name, ""));
    let (family, given) = (family.trim(), given.trim());
    let mut found = (0..record.contributors.len()).filter(|&i| is_same_person(family, given, &record.contributors[i]));
    let first = found.next()?;
    match found.next() {
        None => Some(first),
        // Of several the one that is written just so.
        Some(_) => {
            let exact = |i: &usize| text::fold(&record.contributors[*i].as_written) == text::fold(name);
            let mut exact = (0..record.contributors.len()).filter(exact);
            exact.next().filter(|_| exact.next().is_none())
        }
    }
}

/// `Tritter, Jonathan/0000-0001-… ␤ Berg, Jan/0000-…`: names may be wrapped, so an identifier ends an item.
fn read_person_ids(value: &Value<'_>, scheme: IdScheme, record: &mut Record, sink: &mut Sink<'_>) {
    let inside = value.inside();
    let text = &value.text[inside.clone()];
    let mut from = 0;
    while let Some(slash) = text[from..].find('/') {
        let start = from + slash + 1;
        let length = text[start..].find(|c: char| c.is_whitespace() || c == ';').unwrap_or(text.len() - start);
        let (name, number) = (words(&text[from..start - 1]), &text[start..start + length]);
        from = start + length;
        let id = Identifier::parse(scheme, number);
        let author = author_named(name.trim_start_matches([';', ' ']), record);
        match (id, author) {
            (Ok(id), Some(author)) => {
                let span = value.place(inside.start + start..inside.start + from, sink);
                record.contributors[author].ids.insert(id.at(span));
            }
            (id, _) => {
                let what = if id.is_ok() { "the name of no one author" } else { "not valid" };
                let message = format!(
                    "{} {}: {what}; kept in `other`",
                    scheme.name(),
                    tagged::quote(&format!("{name}/{number}"))
                );
                sink.note(Severity::Warning, "identifier", value.range.start, message);
                record.keep_other(value.name, format!("{name}/{number}"));
            }
        }
    }
    let rest = words(&text[from..]);
    record.keep_other(value.name, rest);
}

/// Addresses. Web of Science has one a line, behind the names of its authors; elsewhere `;` stands between them.
fn read_addresses(value: &Value<'_>, record: &mut Record, people: &mut People, wos: bool, sink: &mut Sink<'_>) {
    if !wos {
        for part in value.parts(b';') {
            let span = value.place(part.clone(), sink);
            people.affiliation(record, words(&value.text[part]), span);
        }
        return;
    }
    let inside = value.inside();
    let text = &value.text[inside.clone()];
    let mut from = 0;
    // A line that ends with a full stop ends an address; others are wrapped.
    let mut ends: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), b".\n").map(|at| at + 1).collect();
    ends.push(text.len());
    for end in ends {
        let line = &text[from..end];
        let at = from + line.len() - line.trim_start().len();
        let line = line.trim();
        from = end;
        if line.is_empty() {
            continue;
        }
        let range = inside.start + at..inside.start + at + line.len();
        let shown = words(line);
        let (names, address, corresponding) = names_before(&shown, record);
        // The place of the address alone, where the line stands as it prints.
        let place = if shown == line && !names.is_empty() {
            range.start + shown.len() - address.len()..range.end
        } else {
            range
        };
        let index = people.affiliation(record, address.trim_end_matches('.').to_string(), value.place(place, sink));
        for name in &names {
            people::link(record, *name, index);
            if let Some(contributor) = record.contributors.get_mut(*name) {
                contributor.corresponding |= corresponding;
            }
        }
        if names.is_empty() && record.contributors.len() > 1 && shown.contains(';') {
            let message = format!("no author is named in {}; linked with nobody", tagged::quote(&shown));
            sink.note(Severity::Info, "affiliation", value.range.start, message);
        }
    }
}

/// The authors an address begins with, `Beta, A (Corresponding Author), …` or `Beta, Ana; Gamma, Bo, …`, and the rest.
fn names_before<'a>(line: &'a str, record: &Record) -> (Vec<usize>, &'a str, bool) {
    for mark in ["(Corresponding Author)", "(corresponding author)", "(Reprint Author)", "(reprint author)"] {
        if let Some((names, address)) = line.split_once(mark) {
            let found: Vec<usize> = names.split(';').filter_map(|name| author_named(name.trim(), record)).collect();
            return (found, address.trim_start_matches([',', ' ']), true);
        }
    }
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((name, after)) = rest.split_once("; ") {
        let Some(author) = author_named(name, record) else { break };
        found.push(author);
        rest = after;
    }
    // The last name ends with its second comma.
    let mut commas = memchr::memchr_iter(b',', rest.as_bytes());
    let (first, second) = (commas.next(), commas.next());
    if let (Some(_), Some(second)) = (first, second)
        && let Some(author) = author_named(&rest[..second], record)
    {
        found.push(author);
        return (found, rest[second + 1..].trim_start(), false);
    }
    if found.is_empty() { (found, line, false) } else { (found, rest, false) }
}

fn read_dates(desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    let month = desk.take(Month);
    let day = desk.take(Day);
    let (month_words, day_words) = (month.as_ref().map(Value::words), day.as_ref().map(Value::words));
    let mut used = false;
    for meaning in [Date, Year] {
        let Some(value) = desk.take(meaning) else { continue };
        let words = value.words();
        // `1987~` and `1987?` are uncertain, `/2000` has only an end.
        let plain = words.trim_start_matches(['/', '.']).trim();
        let year = PartialDate::parse(plain).or_else(|| leading_year(plain));
        let Some(date) = year else {
            let message = format!("{} {} is no date; kept in `other`", value.name, tagged::quote(&words));
            sink.note(Severity::Warning, "date", value.range.start, message);
            record.keep_other(value.name, words);
            continue;
        };
        let mut date = date;
        if date.month().is_none()
            && let Some(month) = &month_words
        {
            used = true;
            if let Some(exact) = with_month(date.year(), month, day_words.as_deref()) {
                date = exact;
            } else {
                used = false;
            }
        } else if date.month().is_some() {
            used = true;
        }
        match record.issued {
            None => {
                record.issued = Some(date);
                record.spans.insert(Member::Issued, value.whole(sink));
                // What says more than was read of it.
                if words.chars().filter(char::is_ascii_digit).count() > 8 || words.contains(|c: char| c.is_alphabetic())
                {
                    record.keep_other(value.name, words);
                }
            }
            Some(held) if held.year() == date.year() => {}
            Some(held) => {
                let message = format!(
                    "{} {} is not in the year {}; kept in `other`",
                    value.name,
                    tagged::quote(&words),
                    held.year()
                );
                sink.note(Severity::Warning, "date", value.range.start, message);
                record.keep_other(value.name, words);
            }
        }
    }
    // A whole date under `month`.
    if record.issued.is_none()
        && let Some((value, date)) = month.as_ref().zip(month_words.as_deref().and_then(PartialDate::parse))
    {
        record.issued = Some(date);
        record.spans.insert(Member::Issued, value.whole(sink));
        used = true;
    }
    if !used {
        for (value, words) in [(month, month_words), (day, day_words)] {
            if let (Some(value), Some(words)) = (value, words) {
                record.keep_other(value.name, words);
            }
        }
    }
    if let Some(value) = desk.take(EarlyAccess) {
        match PartialDate::parse(&value.words()) {
            Some(date) => {
                record.available = Some(date);
                record.spans.insert(Member::Available, value.whole(sink));
            }
            None => record.keep_other(value.name, value.words()),
        }
    }
}

/// `2006a`, `1973b/2`, `c1999`: four digits that no digit touches.
fn leading_year(text: &str) -> Option<PartialDate> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find_map(|at| {
        let digits = bytes.get(at..at + 4).filter(|d| d.iter().all(u8::is_ascii_digit))?;
        let apart = !bytes.get(at + 4).is_some_and(u8::is_ascii_digit) && (at == 0 || !bytes[at - 1].is_ascii_digit());
        let year = digits.iter().fold(0, |year, d| year * 10 + i32::from(d - b'0'));
        PartialDate::new(year, None, None).filter(|_| apart && (1000..2100).contains(&year))
    })
}

/// `March`, `3`, `MAR 1`, `1 March`, `Mar.--Apr.`
fn with_month(year: i32, month: &str, day: Option<&str>) -> Option<PartialDate> {
    let day: Option<u8> =
        day.and_then(|day| day.split(|c: char| !c.is_ascii_digit()).find(|d| !d.is_empty())?.parse().ok());
    if let Some(number) = month_number(month) {
        return PartialDate::best(year, Some(number), day);
    }
    let date =
        PartialDate::parse(&format!("{year} {month}")).or_else(|| PartialDate::parse(&format!("{month} {year}")))?;
    let date = date.month().map(|number| PartialDate::best(year, Some(number), date.day().or(day)));
    date.flatten()
}

fn read_numbers(desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    let kind = record.kind.unwrap_or(WorkKind::Other);
    if let Some(value) = desk.take(Volume) {
        record.spans.insert(Member::Volume, value.whole(sink));
        record.volume = Some(value.words()).filter(|words| !words.is_empty());
    }
    // The number of a report, a patent or a book in a series is no issue.
    let placed = record.venue.as_ref().is_some_and(|v| v.title.is_some());
    let numbered = match kind {
        WorkKind::Book
        | WorkKind::Report
        | WorkKind::Thesis
        | WorkKind::Patent
        | WorkKind::Dataset
        | WorkKind::BookChapter => false,
        WorkKind::Other | WorkKind::WebPage => placed || record.volume.is_some(),
        _ => true,
    };
    let value = if numbered { desk.take(Number).or_else(|| desk.take(Issue)) } else { desk.take(Issue) };
    if let Some(value) = value {
        record.spans.insert(Member::Issue, value.whole(sink));
        record.issue = Some(value.words()).filter(|words| !words.is_empty());
    }
    if let Some(value) = desk.take(PageRange) {
        let words = value.words();
        read_pages(&words, &value, kind, record, sink);
    }
    if let Some(value) = desk.take(ArticleNumber) {
        let words = value.words();
        let known = [&record.pages.first, &record.pages.article_number].contains(&&Some(words.clone()));
        if !known && !words.is_empty() {
            record.spans.entry(Member::Pages).or_insert_with(|| value.whole(sink));
            if let Some(held) = record
                .pages
                .article_number
                .replace(words)
                .filter(|held| Some(held) != record.pages.article_number.as_ref())
            {
                record.keep_other("pages", held);
            }
        }
    }
    if let Some(value) = desk.take(PageCount) {
        let words = value.words();
        match words.trim_end_matches(['p', '.', ' ']).parse() {
            Ok(count) => record.pages.count = record.pages.count.or(Some(count)),
            Err(_) => record.keep_other(value.name, words),
        }
    }
}

fn read_pages(words: &str, value: &Value<'_>, kind: WorkKind, record: &mut Record, sink: &Sink<'_>) {
    let lower = words.to_lowercase();
    if matches!(lower.as_str(), "" | "-" | "–" | "--" | "n/a" | "na" | "none" | "no") {
        record.keep_other(value.name, words);
        return;
    }
    record.spans.insert(Member::Pages, value.whole(sink));
    let plain = words.trim_start_matches("pp.").trim_start_matches("p.").trim();
    // `253 p.`, `XX, 327 Seiten`; of a thesis `253` is no page, either.
    let (number, unit) = plain.rsplit_once(' ').unwrap_or((plain, ""));
    let unit = unit.trim_end_matches('.').to_lowercase();
    let counted = ["p", "pp", "pages", "s", "seiten", "páginas", "págs", "str", "页", "頁"].contains(&unit.as_str());
    let number = number.rsplit(' ').next().filter(|_| counted).or((kind == WorkKind::Thesis).then_some(plain));
    if let Some(count) = number.and_then(|number| number.parse().ok()) {
        record.pages.count = Some(count);
        if plain.contains(',') {
            record.keep_other(value.name, words);
        }
        return;
    }
    // `465:1--465:34`: article 465, pages counted within it.
    let ends = plain.split_once(['-', '–', '—']).map(|(first, last)| (first, last.trim_start_matches(['-', '–'])));
    if let Some(((article, first), (same, last))) =
        ends.and_then(|(a, b)| a.trim().split_once(':').zip(b.trim().split_once(':')))
        && article == same
        && [article, first, last].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    {
        let number = |text: &str| text.parse::<u32>().ok();
        let count = number(last).zip(number(first)).and_then(|(last, first)| last.checked_sub(first)?.checked_add(1));
        let article_number = Some(article.to_string());
        record.pages = Pages { first: Some(first.to_string()), last: Some(last.to_string()), article_number, count };
        return;
    }
    // `1, 3--5`: a list; the first part is where it begins.
    let mut parts = plain.split(',').map(str::trim).filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default();
    let listed = parts.next().is_some();
    let range: String = if listed { first.to_string() } else { plain.to_string() };
    let mut pages = Pages::parse(&range.replace('+', ""));
    if pages.last.is_none() && !listed && nlm::is_article_number(&range) {
        pages = Pages { article_number: Some(range), ..Pages::default() };
    } else if listed {
        record.keep_other(value.name, words);
    }
    (pages.count, record.pages) = (record.pages.count, Pages::default());
    record.pages = pages;
}

fn read_keywords(desk: &mut Desk<'_>, record: &mut Record, sink: &Sink<'_>) {
    // Scopus has its index terms beside the authors' keywords.
    let indexed = desk.look(AuthorKeywords).is_some();
    let mut seen = FxHashSet::default();
    for (meaning, scheme) in [
        (AuthorKeywords, KeywordScheme::Author),
        (Keywords, if indexed { KeywordScheme::Index } else { KeywordScheme::Author }),
        (KeywordsPlus, KeywordScheme::KeywordsPlus),
        (Subjects, KeywordScheme::Subject),
    ] {
        for value in desk.take_all(meaning) {
            let mut parts = value.parts(b';');
            if parts.len() < 2 {
                parts = value.parts(b',');
            }
            // Chinese lists have marks of their own.
            let wide = |c: char| matches!(c, '；' | '，' | '、');
            let parts = parts.into_iter().flat_map(|part| {
                let text = &value.text[part.clone()];
                let at = move |piece: &str| part.start + (piece.as_ptr() as usize - text.as_ptr() as usize);
                text.split(wide).map(move |piece| at(piece)..at(piece) + piece.len()).collect::<Vec<_>>()
            });
            for part in parts {
                let text = words(&value.text[part.clone()]);
                let text = text.trim_end_matches(['.', ',', ';']).trim().to_string();
                if !text.is_empty() && seen.insert((scheme, text.clone())) {
                    record.keywords.push(Keyword { text, scheme, span: value.place(part, sink), ..Keyword::default() });
                }
            }
        }
    }
}

fn read_abstract(value: &Value<'_>, record: &mut Record, languages: &[&'static str], sink: &Sink<'_>) {
    let inside = value.inside();
    let text = &value.text[inside.clone()];
    let lang = |text: &str| sections::lang_of(text, languages);
    let printed = latex::plain(text);
    let as_is = matches!(printed, Cow::Borrowed(_)) && value.at.is_some() && value.span.is_none();
    let at = value.at.unwrap_or(value.range.start) + inside.start;
    record.abstracts = sections::abstracts(Slice { text: &printed, at }.trim(), lang, sink);
    if !as_is {
        // Where TeX was taken out, places within the value are lost.
        let span = value.whole(sink);
        for whole in &mut record.abstracts {
            whole.span = span;
            whole.sections.iter_mut().for_each(|section| section.span = span);
        }
    }
    record.abstracts.retain(|whole| !whole.text.is_empty());
}

fn read_lists(desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    for value in desk.take_all(ScopusReferences) {
        for entry in cited::entries(value.slice(value.inside())) {
            record.references.push(reference(entry, &value, cited::scopus, sink));
        }
    }
    for value in desk.take_all(WosReferences) {
        let inside = value.slice(value.inside());
        // Each ends with a full stop at the end of its line.
        for line in inside.text.split(".\n").map(str::trim).filter(|line| !line.is_empty()) {
            let at = inside.at + (line.as_ptr() as usize - inside.text.as_ptr() as usize);
            let slice = Slice { text: line.trim_end_matches('.'), at };
            record.references.push(reference(slice, &value, wos_reference, sink));
        }
    }
    if let Some(value) = desk.take(ReferenceCount) {
        let words = value.words();
        let stated: Option<usize> = words.parse().ok();
        let differs = !record.references.is_empty() && stated != Some(record.references.len());
        if differs {
            let message = format!("{} says {words}, there are {} references", value.name, record.references.len());
            sink.note(Severity::Warning, "reference-count", value.range.start, message);
        }
        record.keep_other(value.name, words);
    }
    for value in desk.take_all(FundingAcknowledgement) {
        for part in value.parts(b';') {
            let words = words(&value.text[part.clone()]);
            let (funder, grants) = words.split_once('[').unwrap_or((&words, ""));
            let grants = grants.trim_end_matches(']').split(',').map(str::trim).filter(|g| !g.is_empty());
            record.funding.push(Funding {
                funder: Some(funder.trim().to_string()).filter(|funder| !funder.is_empty()),
                grants: grants.map(str::to_string).collect(),
                span: value.place(part.clone(), sink),
                ..Funding::default()
            });
        }
    }
    for value in desk.take_all(FundingDetails) {
        for part in value.parts(b';') {
            record.funding.push(scopus_funding(&words(&value.text[part.clone()]), value.place(part, sink)));
        }
    }
    for value in desk.take_all(TimesCitedCount) {
        set_times_cited(&value.words(), &value, record, sink);
    }
    // Scopus: `cited By 5`, `Cited by: 12; All Open Access, Gold Open Access`
    let cited_by =
        |v: &Value<'_>| v.meaning == Note && v.text.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("cited by"));
    if let Some(index) = (0..desk.values.len()).find(|&i| !desk.used[i] && cited_by(&desk.values[i])) {
        let value = desk.values[index].clone();
        desk.used[index] = true;
        let words = value.words();
        let (count, rest) = words[8..].split_once(';').unwrap_or((&words[8..], ""));
        set_times_cited(count.trim_start_matches([':', ' ']), &value, record, sink);
        record.keep_other(value.name, rest.trim());
    }
}

fn set_times_cited(count: &str, value: &Value<'_>, record: &mut Record, sink: &Sink<'_>) {
    match count.trim().parse() {
        Ok(count) if record.times_cited.is_none() => {
            record.times_cited = Some(TimesCited { count, as_written: value.words(), span: value.whole(sink) });
        }
        _ => record.keep_other(value.name, value.words()),
    }
}

/// An entry of a list of references, as it prints.
fn reference(
    entry: Slice<'_>,
    value: &Value<'_>,
    read: fn(Slice<'_>, &Sink<'_>) -> Reference,
    sink: &Sink<'_>,
) -> Reference {
    let printed = words(entry.text);
    if value.at.is_some() && value.span.is_none() && printed == entry.text {
        return read(entry, sink);
    }
    // Where TeX was taken out, only the place of the whole is known.
    let mut reference = read(Slice { text: &printed, at: entry.at }, sink);
    let span = if value.at.is_some() && value.span.is_none() { sink.span(entry.range()) } else { value.whole(sink) };
    reference.span = span;
    reference.authors.iter_mut().for_each(|author| author.span = span);
    let ids: Vec<Identifier> = reference.ids.iter().map(|id| id.clone().at(span)).collect();
    reference.ids = Default::default();
    for id in ids {
        reference.ids.insert(id);
    }
    reference
}

/// `Tritter J, 2013, HEALTH SOC CARE, V13, P188, DOI 10.1186/1472-6963-13-188`
fn wos_reference(entry: Slice<'_>, sink: &Sink<'_>) -> Reference {
    let mut reference = cited::entry(entry, sink);
    let head = entry.text.split("DOI ").next().unwrap_or_default();
    let parts: Vec<&str> = head.split(',').map(str::trim).collect();
    let is_year = |part: &&&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    let Some(at) = parts.iter().take(4).position(|part| is_year(&part)) else { return reference };
    reference.year = parts[at].parse().ok();
    if at > 0 && !parts[0].starts_with('[') {
        let as_written = parts[..at].join(", ").trim_start_matches('*').to_string();
        let span = sink.span(entry.at..entry.at + as_written.len().min(entry.text.len()));
        reference.authors.push(crate::record::ReferenceAuthor { as_written, span });
    }
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let numbered = |part: &str, letter: char| {
        let tail = part.strip_prefix(letter)?;
        (tail.starts_with(|c: char| c.is_ascii_digit())
            || letter == 'P' && tail.len() < 10 && tail.ends_with(|c: char| c.is_ascii_digit()))
        .then(|| tail.to_string())
    };
    for part in &parts[at + 1..] {
        if let Some(volume) = numbered(part, 'V').filter(|_| reference.volume.is_none()) {
            reference.volume = Some(volume);
        } else if let Some(page) =
            numbered(part, 'P').filter(|_| reference.venue.is_some() && reference.first_page.is_none())
        {
            reference.first_page = Some(page);
        } else if reference.venue.is_none() && reference.volume.is_none() {
            reference.venue = filled(part);
        }
    }
    reference
}

/// `National Agency, NA, 123, 456`, newer `National Agency, (123, 456)`: parts with digits behind the name are grants.
fn scopus_funding(words: &str, span: Span) -> Funding {
    let mut parts: Vec<&str> = words.split(", ").collect();
    let grants = parts.iter().skip(1).position(|part| part.contains(|c: char| c.is_ascii_digit())).map(|at| at + 1);
    let grants = parts.split_off(grants.unwrap_or(parts.len()));
    let grants =
        grants.iter().map(|grant| grant.trim_matches(['(', ')', ' ']).to_string()).filter(|grant| !grant.is_empty());
    Funding {
        grants: grants.collect(),
        funder: Some(parts.join(", ")).filter(|f| !f.is_empty()),
        span,
        ..Funding::default()
    }
}

/// `related = {key}`, `relatedtype = {reviewof}`
fn read_relations(shelf: &Shelf<'_>, desk: &mut Desk<'_>, record: &mut Record, sink: &Sink<'_>) {
    let kind = desk.look(RelatedType).map(|v| v.text.trim().to_lowercase());
    let Some((_, kind)) = RELATED.iter().find(|(name, _)| Some(*name) == kind.as_deref()) else { return };
    let Some(value) = desk.take(Related) else { return };
    desk.take(RelatedType);
    for part in value.parts(b',') {
        let key = &value.text[part.clone()];
        let mut relation = Relation {
            kind: Cow::Borrowed(kind),
            span: value.place(part.clone(), sink),
            as_written: Some(key.to_string()),
            ..Relation::default()
        };
        if let Some(entry) = shelf.keys.get(key).map(|&index| &shelf.entries[index]) {
            for field in &entry.fields {
                let scheme = match meaning(field.name.text) {
                    Doi => IdScheme::Doi,
                    Pmid => IdScheme::Pmid,
                    _ => continue,
                };
                let [part] = field.parts[..] else { continue };
                if let Ok(id) = Identifier::parse(scheme, &address(part.slice().text)) {
                    relation.ids.insert(id.at(relation.span));
                }
            }
        }
        record.relations.push(relation);
    }
}
