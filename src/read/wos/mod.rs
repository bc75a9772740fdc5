//! Records of Web of Science: tagged plain text, tab-delimited text, and its citation report.
//!
//! All three name the same fields by the same two letters, so they share one table and one mapping; [`text`] and
//! [`tab`] only tell where a field stands. They differ in lists: the plain text has one author, address or reference a
//! line, the table puts `; ` between them.
//!
//! What makes these files worth reading is what most programs drop: the names in brackets before each address, the
//! ORCID and ResearcherID behind names, references with their DOIs, funders with their grants. The names in `C1` are
//! those of `AF` or `CA`, so links are looked up, never guessed; addresses without names belong to the record, or to
//! its only author. `NR` says how many references there should be.
//!
//! Specification: [Web of Science Core Collection field
//! tags](https://webofscience.help.clarivate.com/en-us/Content/wos-core-collection/woscc-field-tags.htm).

mod people;
mod tab;
mod text;

pub(super) use tab::{Header as TabHeader, SPEC as TAB_SPEC};
pub(super) use text::SPEC as TEXT_SPEC;

use super::fields::{add_id, is_nothing, is_title, set, words_of};
use super::people::People;
use super::tagged::{self, Field, Slice};
use super::{Sink, cited, sections};
use crate::diagnostic::Severity;
use crate::record::{
    Field as Member, Funding, IdScheme, Keyword, KeywordScheme, LangText, Pages, PartialDate, Record, Role, TimesCited,
    Venue, WorkKind, language_code,
};
use Meaning::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// What a tag means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// `J`, `B`, `S`, `P`: what it appeared in.
    PublicationType,
    DocumentType,
    Title,
    SecondTitle,
    /// Names with initials, in capitals in old records.
    ShortNames,
    FullNames,
    /// The same of a book whose chapter the record is.
    BookShortNames,
    BookFullNames,
    Group,
    Editor,
    Source,
    Abbreviation,
    Addresses,
    Reprint,
    Orcids,
    ResearcherIds,
    AbstractText,
    AuthorKeywords,
    KeywordsPlus,
    Categories,
    References,
    ReferenceCount,
    TimesCitedCount,
    Funders,
    Doi,
    BookDoi,
    Pmid,
    Accession,
    Serial,
    Publisher,
    Language,
    Year,
    Date,
    EarlyAccess,
    Volume,
    Issue,
    FirstPage,
    LastPage,
    PageRange,
    PageCount,
    ArticleNumber,
    /// What the record form has no place for.
    Kept,
    /// Marks of the file and of the end of a record.
    Nothing,
}

const TAGS: &[(&str, Meaning)] = &[
    ("PT", PublicationType),
    ("DT", DocumentType),
    ("TI", Title),
    ("AU", ShortNames),
    ("AF", FullNames),
    ("BA", BookShortNames),
    ("BF", BookFullNames),
    ("CA", Group),
    ("GP", Group),
    ("BE", Editor),
    ("ED", Editor),
    ("SO", Source),
    ("JI", Abbreviation),
    ("J9", Abbreviation),
    ("C1", Addresses),
    ("RP", Reprint),
    ("OI", Orcids),
    ("RI", ResearcherIds),
    ("AB", AbstractText),
    ("DE", AuthorKeywords),
    ("ID", KeywordsPlus),
    ("WC", Categories),
    ("SC", Categories),
    ("CR", References),
    ("NR", ReferenceCount),
    ("TC", TimesCitedCount),
    ("FU", Funders),
    ("DI", Doi),
    ("D2", BookDoi),
    ("PM", Pmid),
    ("UT", Accession),
    ("SN", Serial),
    ("EI", Serial),
    ("BN", Serial),
    ("PU", Publisher),
    ("LA", Language),
    ("PY", Year),
    ("PD", Date),
    ("EA", EarlyAccess),
    ("VL", Volume),
    ("IS", Issue),
    ("BP", FirstPage),
    ("EP", LastPage),
    ("PS", PageRange),
    ("PG", PageCount),
    ("AR", ArticleNumber),
    ("FN", Nothing),
    ("VR", Nothing),
    ("ER", Nothing),
    ("EF", Nothing),
    // Conference, series, publisher, marks of the database.
    ("BS", Kept),
    ("C3", Kept),
    ("CL", Kept),
    ("CT", Kept),
    ("CY", Kept),
    ("DA", Kept),
    ("EM", Kept),
    ("EY", Kept),
    ("FP", Kept),
    ("FT", Kept),
    ("FX", Kept),
    ("GA", Kept),
    ("HC", Kept),
    ("HO", Kept),
    ("HP", Kept),
    ("MA", Kept),
    ("OA", Kept),
    ("P2", Kept),
    ("PA", Kept),
    ("PI", Kept),
    ("PN", Kept),
    ("SE", Kept),
    ("SI", Kept),
    ("SP", Kept),
    ("SU", Kept),
    ("U1", Kept),
    ("U2", Kept),
    ("WE", Kept),
    ("Z9", Kept),
    // Other databases of the platform: patents, BIOSIS, CABI, Inspec, MEDLINE, CSCD, RSCI.
    ("Z1", SecondTitle),
    ("Z4", AbstractText),
    ("AE", Kept),
    ("AN", Kept),
    ("BD", Kept),
    ("BR", Kept),
    ("CC", Kept),
    ("CH", Kept),
    ("CN", Kept),
    ("CO", Kept),
    ("DG", Kept),
    ("DS", Kept),
    ("GE", Kept),
    ("GI", Kept),
    ("MC", Kept),
    ("MI", Kept),
    ("MQ", Kept),
    ("NM", Kept),
    ("OR", Kept),
    ("PV", Kept),
    ("SD", Kept),
    ("TA", Kept),
    ("TM", Kept),
    ("TN", Kept),
    ("TY", Kept),
    ("X1", Kept),
    ("X5", Kept),
    ("Y1", Kept),
    ("Y2", Kept),
    ("Y3", Kept),
    ("Y4", Kept),
    ("Y5", Kept),
    ("Z2", Kept),
    ("Z3", Kept),
    ("Z5", Kept),
    ("Z6", Kept),
    ("Z7", Kept),
    ("Z8", Kept),
    ("ZA", Kept),
    ("ZB", Kept),
    ("ZR", Kept),
    ("ZS", Kept),
];

static MEANINGS: LazyLock<FxHashMap<&str, Meaning>> = LazyLock::new(|| TAGS.iter().copied().collect());

/// Fields that identify the work or a person.
const IDENTIFYING: &[Meaning] = &[Doi, BookDoi, Pmid, Accession, Serial, Orcids, ResearcherIds];

/// Document types and the kind of work they make, the most telling first: a record may have several. What is nothing
/// but an article is told by where it appeared.
const DOCUMENT_TYPES: &[(&str, WorkKind)] = &[
    ("Retraction", WorkKind::Retraction),
    ("Correction", WorkKind::Erratum),
    ("Correction, Addition", WorkKind::Erratum),
    ("Data Set", WorkKind::Dataset),
    ("Data Study", WorkKind::Dataset),
    ("Dataset", WorkKind::Dataset),
    ("Preprint", WorkKind::Preprint),
    ("Patent", WorkKind::Patent),
    ("Thesis", WorkKind::Thesis),
    ("Dissertation", WorkKind::Thesis),
    ("Dissertation/Thesis", WorkKind::Thesis),
    ("Book Chapter", WorkKind::BookChapter),
    ("Book", WorkKind::Book),
    ("Editorial Material", WorkKind::Editorial),
    ("Editorial", WorkKind::Editorial),
    ("Letter", WorkKind::Letter),
    ("Comment", WorkKind::Letter),
    ("Review", WorkKind::Review),
    ("Review; Book", WorkKind::Book),
    ("Article", WorkKind::JournalArticle),
    ("Journal Article", WorkKind::JournalArticle),
    ("Journal Paper", WorkKind::JournalArticle),
    ("Proceedings Paper", WorkKind::ConferencePaper),
    ("Meeting Abstract", WorkKind::ConferencePaper),
    ("Meeting", WorkKind::ConferencePaper),
    ("Conference Paper", WorkKind::ConferencePaper),
    ("Meeting Summary", WorkKind::ConferencePaper),
    ("Report", WorkKind::Report),
    ("News Item", WorkKind::NewspaperArticle),
];

/// How a file separates what stands in one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// One to a line.
    Lines,
    /// Between semicolons.
    Semicolons,
}

/// The fields of a record on their way into it.
struct State<'t> {
    layout: Layout,
    languages: Vec<&'static str>,
    publication_type: &'t str,
    types: Vec<String>,
    people: People,
    venue: Venue,
    /// `AU`, `AF`, `BA`, `BF`: which of them tell the names depends on what else there is.
    names: FxHashMap<&'t str, Slice<'t>>,
    /// Names with initials, in comparable form, with the author they are of.
    aliases: Vec<(String, usize)>,
    abbreviations: Vec<String>,
    year: Option<Slice<'t>>,
    date: Option<Slice<'t>>,
    pages: [Option<Slice<'t>>; 3],
    keywords: FxHashSet<(KeywordScheme, String)>,
    reference_count: Option<Slice<'t>>,
    book_doi: Option<Slice<'t>>,
    /// Fields that speak of authors.
    waiting: Vec<Field<'t>>,
}

/// What is known of the place of a record.
struct Frame<'a, 't> {
    fields: &'a [Field<'t>],
    range: Range<usize>,
    layout: Layout,
    /// The field the text ends in.
    cut: Option<usize>,
}

fn map(frame: &Frame<'_, '_>, sink: &mut Sink<'_>) {
    let mut record = sink.record(frame.range.clone());
    let find = |tag: &str| frame.fields.iter().find(|f| f.tag == tag).map_or("", |f| f.value.text);
    let mut state = State {
        layout: frame.layout,
        languages: find("LA").split(';').filter_map(language_code).collect(),
        publication_type: "",
        types: Vec::new(),
        people: People::default(),
        venue: Venue::default(),
        names: FxHashMap::default(),
        aliases: Vec::new(),
        abbreviations: Vec::new(),
        year: None,
        date: None,
        pages: [None; 3],
        keywords: FxHashSet::default(),
        reference_count: None,
        book_doi: None,
        waiting: Vec::new(),
    };
    for (index, field) in frame.fields.iter().enumerate().filter(|(_, f)| !f.value.text.is_empty()) {
        let cut = frame.cut == Some(index);
        if cut && MEANINGS.get(field.tag).is_some_and(|meaning| IDENTIFYING.contains(meaning)) {
            let message = format!("{} may be cut short; kept in `other`", tagged::quote(field.value.text));
            sink.note(Severity::Warning, "identifier", field.at, message);
            record.keep_other(field.tag, crate::text::clean(field.value.text));
        } else {
            read_field(field, cut, &mut record, &mut state, sink);
        }
    }
    let waiting = std::mem::take(&mut state.waiting);
    people::read_names(&mut record, &mut state, sink);
    people::read_waiting(&waiting, &mut record, &mut state, sink);
    finish(&mut record, &mut state, sink);
    sink.push(record, frame.range.start);
}

fn read_field<'t>(field: &Field<'t>, cut: bool, record: &mut Record, state: &mut State<'t>, sink: &mut Sink<'_>) {
    let value = field.value;
    let range = value.range();
    let Some(&meaning) = MEANINGS.get(field.tag) else {
        sink.note(Severity::Info, "unknown-tag", field.at, format!("tag {} is not known; kept in `other`", field.tag));
        return record.keep_other(field.tag, words_of(value));
    };
    match meaning {
        Nothing => {}
        PublicationType => {
            state.publication_type = value.text;
            record.spans.insert(Member::Type, sink.span(range));
        }
        DocumentType => {
            record.spans.insert(Member::Type, sink.span(range));
            state.types.extend(words_of(value).split("; ").map(str::to_string));
            record.type_as_written = Some(words_of(value).into_owned());
        }
        Title | SecondTitle => {
            let words = words_of(value);
            let lang = match meaning {
                Title => sections::lang_of(&words, &state.languages),
                _ => crate::text::language(&words),
            };
            if !is_title(record, &words) {
                let span = sink.span(range);
                record.titles.push(LangText { text: words.into_owned(), lang: lang.map(Cow::Borrowed), span });
            }
        }
        ShortNames | FullNames | BookShortNames | BookFullNames => {
            if let Some(first) = state.names.insert(field.tag, value) {
                record.keep_other(field.tag, words_of(value));
                state.names.insert(field.tag, first);
            }
        }
        Group | Editor | Addresses | Reprint | Orcids | ResearcherIds => state.waiting.push(*field),
        Source => match &state.venue.title {
            None => {
                state.venue.title = Some(words_of(value).into_owned());
                record.spans.insert(Member::Venue, sink.span(range));
            }
            Some(_) => record.keep_other(field.tag, words_of(value)),
        },
        Abbreviation => {
            let words = words_of(value).into_owned();
            match field.tag {
                "JI" if state.abbreviations.len() < 8 => state.abbreviations.insert(0, words),
                _ => state.abbreviations.push(words),
            }
        }
        AbstractText => {
            let languages = &state.languages;
            record.abstracts.extend(sections::abstracts(value, |text| sections::lang_of(text, languages), sink));
        }
        AuthorKeywords => read_keywords(value, KeywordScheme::Author, record, state, sink),
        KeywordsPlus => read_keywords(value, KeywordScheme::KeywordsPlus, record, state, sink),
        Categories => read_keywords(value, KeywordScheme::Subject, record, state, sink),
        References => read_references(value, cut, record, state.layout, sink),
        ReferenceCount => {
            state.reference_count = Some(value);
            record.keep_other(field.tag, words_of(value));
        }
        TimesCitedCount => match (value.text.parse(), &record.times_cited) {
            (Ok(count), None) => {
                let as_written = value.text.to_string();
                record.times_cited = Some(TimesCited { count, as_written, span: sink.span(range) });
            }
            _ => record.keep_other(field.tag, words_of(value)),
        },
        Funders => read_funders(value, record, sink),
        Doi => sink.identifier(IdScheme::Doi, value.text, range, &mut record.ids, &mut record.other),
        BookDoi => state.book_doi = Some(value),
        Pmid => sink.identifier(IdScheme::Pmid, value.text, range, &mut record.ids, &mut record.other),
        // Other databases of the platform number their records in ways of their own.
        Accession => {
            if !add_id(IdScheme::Wos, value, record, sink) {
                record.keep_other(field.tag, words_of(value));
            }
        }
        Serial => sink.serial_numbers(value.text, range, &mut state.venue, record),
        Publisher if state.venue.publisher.is_none() => state.venue.publisher = Some(words_of(value).into_owned()),
        Language => {
            for part in value.split(|c| matches!(c, ';' | ',')) {
                match language_code(part.text) {
                    Some(lang) if !record.languages.iter().any(|l| l == lang) => {
                        record.languages.push(Cow::Borrowed(lang));
                        record.spans.entry(Member::Languages).or_insert_with(|| sink.span(part.range()));
                    }
                    Some(_) => {}
                    None => record.keep_other(field.tag, crate::text::clean(part.text)),
                }
            }
        }
        Year if state.year.is_none() => state.year = Some(value),
        Date if state.date.is_none() => state.date = Some(value),
        EarlyAccess => match PartialDate::parse(value.text) {
            Some(date) => {
                record.available = Some(date);
                record.spans.insert(Member::Available, sink.span(range));
            }
            None => record.keep_other(field.tag, words_of(value)),
        },
        Volume => set(Member::Volume, field.tag, value, record, sink),
        Issue => set(Member::Issue, field.tag, value, record, sink),
        FirstPage if state.pages[0].is_none() => state.pages[0] = Some(value),
        LastPage if state.pages[1].is_none() => state.pages[1] = Some(value),
        PageRange if state.pages[2].is_none() => state.pages[2] = Some(value),
        PageCount => match value.text.parse() {
            Ok(count) => record.pages.count = Some(count),
            Err(_) => record.keep_other(field.tag, words_of(value)),
        },
        ArticleNumber if record.pages.article_number.is_none() && !is_nothing(value.text) => {
            record.pages.article_number = Some(words_of(value).into_owned());
            record.spans.entry(Member::Pages).or_insert_with(|| sink.span(range));
        }
        Publisher | Year | Date | FirstPage | LastPage | PageRange | ArticleNumber | Kept => {
            record.keep_other(field.tag, words_of(value));
        }
    }
}

/// Words between semicolons; a line's end is only a wrap.
fn read_keywords(value: Slice<'_>, scheme: KeywordScheme, record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    for part in super::fields::list(value) {
        let words = words_of(part);
        // The same category often is a research area, too.
        if words.is_empty() || !state.keywords.insert((scheme, words.to_lowercase())) {
            continue;
        }
        let lang = crate::text::has_han(&words).then_some(Cow::Borrowed("zh"));
        let text = words.into_owned();
        record.keywords.push(Keyword { text, scheme, lang, span: sink.span(part.range()), ..Keyword::default() });
    }
}

fn read_references(value: Slice<'_>, cut: bool, record: &mut Record, layout: Layout, sink: &Sink<'_>) {
    let entries = match layout {
        Layout::Lines => value.lines().collect(),
        Layout::Semicolons => parted(value),
    };
    record.references.extend(entries.into_iter().map(|entry| cited::wos(entry, sink)));
    // The DOI of an entry the text ends in could be another's.
    if let Some(last) = record.references.last_mut().filter(|_| cut) {
        last.ids = crate::record::Ids::default();
    }
}

/// The parts of a list in one cell: a semicolon without a blank behind it belongs to an entry (`…3.0.CO;2-T`).
fn parted(value: Slice<'_>) -> Vec<Slice<'_>> {
    super::fields::cut(value, |at, c| {
        let rest = &value.text[at + c.len_utf8()..];
        rest.is_empty() || rest.starts_with(char::is_whitespace)
    })
}

/// `Funder [grant, grant]; Funder`; semicolons also stand between grants.
fn read_funders(value: Slice<'_>, record: &mut Record, sink: &Sink<'_>) {
    let mut depth = 0i32;
    let bytes = value.text.as_bytes();
    let mut ends: Vec<usize> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth = (depth - 1).max(0),
            b';' if depth == 0 => ends.push(at),
            _ => {}
        }
    }
    // A bracket that never closes would take in all that follows.
    if depth > 0 {
        ends = memchr::memchr_iter(b';', bytes).collect();
    }
    let mut from = 0;
    for end in ends.into_iter().chain([bytes.len()]) {
        let part = value.split_at(end).0.split_at(from).1.trim();
        from = end + 1;
        let words = words_of(part);
        let (funder, grants) = words.split_once('[').unwrap_or((&words, ""));
        let (grants, rest) = grants.split_once(']').unwrap_or((grants, ""));
        let grants = grants.split([',', ';']).map(str::trim).filter(|g| !g.is_empty()).map(str::to_string).collect();
        let funder = Some(funder.trim().to_string()).filter(|f| !f.is_empty());
        // Where the database has it from: `] Funding Source: Medline`.
        if !rest.trim().is_empty() {
            record.keep_other("FU", &*words);
        }
        let funding = Funding { funder, grants, span: sink.span(part.range()), ..Funding::default() };
        if funding.funder.is_some() || !funding.grants.is_empty() {
            record.funding.push(funding);
        }
    }
}

fn finish(record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    record.kind = Some(kind(state));
    if record.type_as_written.is_none() && !state.publication_type.is_empty() {
        record.type_as_written = Some(state.publication_type.to_string());
    }
    if let Some(doi) = state.book_doi.take() {
        let whole = record.kind == Some(WorkKind::Book) && record.ids.get(IdScheme::Doi).is_none();
        if !(whole && add_id(IdScheme::Doi, doi, record, sink)) {
            record.keep_other("D2", words_of(doi));
        }
    }
    finish_date(record, state, sink);
    finish_pages(record, state, sink);
    for (rank, words) in std::mem::take(&mut state.abbreviations).into_iter().enumerate() {
        match &state.venue.abbreviation {
            None => state.venue.abbreviation = Some(words),
            Some(held) if *held == words => {}
            Some(_) => record.keep_other(if rank == 0 { "JI" } else { "J9" }, words),
        }
    }
    // A whole book repeats its title as that of the source.
    if record.kind == Some(WorkKind::Book)
        && let (Some(title), Some(source)) = (record.titles.first(), &state.venue.title)
        && crate::text::fold(&title.text) == crate::text::fold(source)
    {
        state.venue.title = None;
        record.spans.remove(&Member::Venue);
    }
    record.venue = Some(std::mem::take(&mut state.venue)).filter(|v| !v.is_empty());
    if let Some(stated) = state.reference_count
        && let Ok(count) = stated.text.parse::<usize>()
        && count != record.references.len()
        // Exports without the cited references still state their number.
        && !record.references.is_empty()
    {
        let message = format!("NR says {count} references, the record has {}", record.references.len());
        sink.note(Severity::Warning, "reference-count", stated.at, message);
    }
}

fn kind(state: &State<'_>) -> WorkKind {
    let rank = |name: &String| DOCUMENT_TYPES.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
    let told = state.types.iter().filter_map(rank).min().and_then(|rank| DOCUMENT_TYPES.get(rank)).map(|(_, k)| *k);
    let in_proceedings = state.types.iter().any(|t| t.eq_ignore_ascii_case("Proceedings Paper"));
    let in_book = matches!(state.publication_type, "B" | "S");
    match told {
        // Papers read at a conference and printed in a journal are both; those in a volume of proceedings are not.
        Some(WorkKind::JournalArticle) if in_book && in_proceedings => WorkKind::ConferencePaper,
        Some(WorkKind::JournalArticle) if state.publication_type == "B" => WorkKind::BookChapter,
        Some(kind) => kind,
        None => match state.publication_type {
            "B" | "Book" => WorkKind::Book,
            "P" | "Patent" => WorkKind::Patent,
            "C" => WorkKind::ConferencePaper,
            _ => WorkKind::JournalArticle,
        },
    }
}

/// The year of `PY`; month and day of `PD`, which often leaves out the year: `JUN 8`, `MAY-JUN`, `SPR`, `2006 May-Jun`.
fn finish_date(record: &mut Record, state: &State<'_>, sink: &mut Sink<'_>) {
    let year = state.year.and_then(|y| PartialDate::parse(y.text).map(|date| (date, y)));
    let mut best = year;
    if let Some(date) = state.date {
        let whole = PartialDate::parse(date.text);
        let read = match (whole, year) {
            (Some(whole), Some((year, _))) if whole.year() == year.year() => Some(whole),
            (Some(whole), None) => Some(whole),
            (Some(_), Some(_)) => None,
            (None, Some((year, _))) => {
                PartialDate::parse(&format!("{} {}", year.year(), date.text)).filter(|d| d.month().is_some())
            }
            (None, None) => None,
        };
        match read {
            Some(read) if best.is_none_or(|(held, _)| read.month().is_some() && held.month().is_none()) => {
                best = Some((read, date));
            }
            _ => {}
        }
        // A season, or the end of a range.
        let all =
            read.is_some_and(|d| d.month().is_some() || best.is_some_and(|(held, _)| date.text == held.to_string()));
        if !all || date.text.contains('-') {
            record.keep_other("PD", words_of(date));
        }
    }
    match (best, state.year) {
        (Some((date, place)), _) => {
            record.issued = Some(date);
            record.spans.insert(Member::Issued, sink.span(place.range()));
        }
        (None, Some(year)) => {
            let message = format!("PY {} is no year; kept in `other`", tagged::quote(year.text));
            sink.note(Severity::Warning, "date", year.at, message);
            record.keep_other("PY", words_of(year));
        }
        (None, None) => {}
    }
}

fn finish_pages(record: &mut Record, state: &State<'_>, sink: &Sink<'_>) {
    let [first, last, range] = state.pages;
    let words = |page: Option<Slice<'_>>| page.map(|p| words_of(p).into_owned()).filter(|p| !is_nothing(p));
    let read = match (words(first), words(last), words(range)) {
        (Some(first), Some(last), _) if !first.contains('-') && !last.contains('-') => {
            Pages::parse(&format!("{first}-{last}"))
        }
        (Some(first), last, _) => Pages { first: Some(first), last, ..Pages::default() },
        (None, Some(last), None) => Pages { last: Some(last), ..Pages::default() },
        (None, _, Some(range)) => Pages::parse(&range),
        (None, None, None) => Pages::default(),
    };
    if let (Some(_), Some(range)) = (first.or(last), range) {
        record.keep_other("PS", words_of(range));
    }
    (record.pages.first, record.pages.last) = (read.first, read.last);
    if let Some(place) = first.or(last).or(range) {
        record.spans.insert(Member::Pages, sink.span(place.range()));
    }
}

/// Entries of a list of names, one to a line or between semicolons.
fn name_list(value: Slice<'_>) -> Vec<Slice<'_>> {
    value.split(|c| matches!(c, '\n' | ';')).collect()
}

/// Adds the persons or groups of a field.
fn add_names(value: Slice<'_>, role: Role, record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    for name in name_list(value) {
        let words = words_of(name).into_owned();
        let person = super::people::person(&words);
        state.people.add(record, role, words, person, sink.span(name.range()));
    }
}
