//! RIS tagged text, in the hands of everyone who writes it.
//!
//! The format was described once, by Reference Manager, and has been bent since: databases and programs give the same
//! tag different meanings (`C2` is a PubMed number at Scopus and PubMed Central's at EndNote; `M1` holds addresses at
//! Embase and cited works at Ovid). So a record is looked at twice: first for its type and its [`Provider`], then
//! field by field. Fields that speak of other fields (addresses that name authors) wait until those are read.
//!
//! Affiliations are linked to authors only where the value itself names the author: `(Liu R.; Adler D.G.) Department
//! of …` at Embase, `Author, A.: Department of …` at PsycINFO. Elsewhere `AD` lines belong to the record.
//!
//! Specification: [RIS format specifications](http://www.adeptscience.co.uk/kb/article/A626) of Reference Manager;
//! [an overview of the later tags](https://en.wikipedia.org/wiki/RIS_(file_format)).

use super::fields::{self, add_id, authors_by_name, is_nothing, is_title, list, name_key, set, urls, words_of};
use super::input::Head;
use super::people::{self, People, link};
use super::tagged::{self, Dialect, Field, RawRecord, Slice};
use super::{Sink, Spec, cited, nlm, sections};
use crate::diagnostic::Severity;
use crate::record::{
    Field as Member, Funding, IdScheme, Identifier, Keyword, KeywordScheme, LangText, Pages, PartialDate, Record, Role,
    TimesCited, Venue, WorkKind, language_code, month_number,
};
use crate::text;
use Meaning::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) const SPEC: Spec = Spec {
    name: "ris",
    title: "RIS tagged text",
    extensions: &["ris", "txt"],
    media_type: "application/x-research-info-systems",
    detect,
    boundary: |text, _| tagged::boundary(text, &DIALECT),
    parse: |sink| tagged::read_all(sink, &DIALECT, map),
};

static DIALECT: Dialect = Dialect {
    tag,
    start: "TY",
    // Several types in a row are types of one work.
    lead: &["TY"],
    end: Some("ER"),
    blank_ends: false,
    through_blanks: false,
    foot: None,
    proof: &["TI", "T1", "CT", "BT", "AU", "A1", "DO"],
};

/// What a tag means; where it depends on the type or the provider, the function that reads it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Type,
    End,
    Title,
    ShortTitle,
    /// A journal, book or proceedings volume, by the tag that names it.
    Container,
    Abbreviation,
    Person(Role),
    Orcids,
    Address,
    /// An address or something else.
    Custom1,
    AbstractText,
    Note,
    KeywordList,
    Doi,
    Pmid,
    Pmcid,
    Accession,
    /// A PubMed number at some providers.
    CustomNumber,
    /// `26957754[pmid]`.
    UserNumber,
    Date,
    Edition,
    Volume,
    Issue,
    StartPage,
    EndPage,
    ArticleNumber,
    Serial,
    Publisher,
    Language,
    WorkType,
    Miscellany,
    Link,
    Funders,
    CitedReference,
    TimesCitedCount,
    /// What the record form has no place for.
    Kept,
}

const TAGS: &[(&str, Meaning)] = &[
    ("TY", Type),
    ("ER", End),
    ("TI", Title),
    ("T1", Title),
    ("CT", Title),
    ("TT", Title),
    ("ST", ShortTitle),
    ("T2", Container),
    ("JF", Container),
    ("BT", Container),
    ("JO", Container),
    ("C3", Container),
    ("JA", Abbreviation),
    ("J2", Abbreviation),
    ("JI", Abbreviation),
    ("J1", Abbreviation),
    ("NL", Abbreviation),
    ("J9", Abbreviation),
    ("AU", Person(Role::Author)),
    ("A1", Person(Role::Author)),
    ("A2", Person(Role::Editor)),
    ("ED", Person(Role::Editor)),
    ("A3", Person(Role::Advisor)),
    ("A4", Person(Role::Translator)),
    ("AI", Orcids),
    ("AD", Address),
    ("C1", Custom1),
    ("AB", AbstractText),
    ("N2", AbstractText),
    ("N1", Note),
    ("U3", Note),
    ("KW", KeywordList),
    ("DO", Doi),
    ("DOI", Doi),
    ("PMID", Pmid),
    ("PMCID", Pmcid),
    ("AN", Accession),
    ("UT", Accession),
    ("C2", CustomNumber),
    ("C5", CustomNumber),
    ("U1", UserNumber),
    ("U2", UserNumber),
    ("U4", UserNumber),
    ("U5", UserNumber),
    ("PY", Date),
    ("DA", Date),
    ("Y1", Date),
    ("ET", Edition),
    ("VL", Volume),
    ("VO", Volume),
    ("IS", Issue),
    ("SP", StartPage),
    ("EP", EndPage),
    ("C7", ArticleNumber),
    ("AR", ArticleNumber),
    ("SN", Serial),
    ("PB", Publisher),
    ("PU", Publisher),
    ("LA", Language),
    ("M3", WorkType),
    ("M1", Miscellany),
    ("UR", Link),
    ("L1", Link),
    ("L2", Link),
    ("L3", Link),
    ("L4", Link),
    ("LK", Link),
    ("FU", Funders),
    ("CR", CitedReference),
    ("TC", TimesCitedCount),
    // Reference Manager, EndNote, Zotero, Mendeley, Citavi.
    ("AV", Kept),
    ("C4", Kept),
    ("C6", Kept),
    ("C8", Kept),
    ("CA", Kept),
    ("CN", Kept),
    ("CY", Kept),
    ("DB", Kept),
    ("DP", Kept),
    ("ID", Kept),
    ("LB", Kept),
    ("M2", Kept),
    ("M4", Kept),
    ("NV", Kept),
    ("OP", Kept),
    ("PP", Kept),
    ("RI", Kept),
    ("RN", Kept),
    ("RP", Kept),
    ("SE", Kept),
    ("T3", Kept),
    ("TA", Kept),
    ("TS", Kept),
    ("Y2", Kept),
    // Web of Science.
    ("CP", Kept),
    ("CL", Kept),
    ("FX", Kept),
    ("NR", Kept),
    ("PA", Kept),
    ("PI", Kept),
    ("WE", Kept),
    // Cochrane Library.
    ("SO", Kept),
    ("XR", Kept),
    ("NS", Kept),
];

/// Fields that may hold an identifier of the work or of a person.
#[rustfmt::skip]
const IDENTIFYING: &[Meaning] = &[
    Doi, Pmid, Pmcid, Accession, CustomNumber, UserNumber, Serial, Link, Note, WorkType, Orcids, CitedReference,
    Miscellany,
];

/// Fields that never have a second line.
#[rustfmt::skip]
const ONE_LINE: &[Meaning] = &[
    Doi, Pmid, Pmcid, UserNumber, Date, Volume, Issue, StartPage, EndPage, ArticleNumber, Language,
];

static MEANINGS: LazyLock<FxHashMap<&str, Meaning>> = LazyLock::new(|| TAGS.iter().copied().collect());

/// Types of works. Long names are those that programs write in place of the codes.
const TYPES: &[(&str, WorkKind)] = &[
    ("JOUR", WorkKind::JournalArticle),
    ("EJOUR", WorkKind::JournalArticle),
    ("JFULL", WorkKind::Other),
    ("ABST", WorkKind::JournalArticle),
    ("INPR", WorkKind::JournalArticle),
    ("JOURNAL ARTICLE", WorkKind::JournalArticle),
    ("ARTICLE", WorkKind::JournalArticle),
    ("REVIEW", WorkKind::Review),
    ("BOOK", WorkKind::Book),
    ("EBOOK", WorkKind::Book),
    ("EDBOOK", WorkKind::Book),
    ("WHOLE BOOK", WorkKind::Book),
    ("CLSWK", WorkKind::Book),
    ("ANCIENT", WorkKind::Book),
    ("SER", WorkKind::Book),
    ("CHAP", WorkKind::BookChapter),
    ("ECHAP", WorkKind::BookChapter),
    ("BOOK CHAPTER", WorkKind::BookChapter),
    ("ENCYC", WorkKind::BookChapter),
    ("DICT", WorkKind::BookChapter),
    ("CONF", WorkKind::ConferencePaper),
    ("CPAPER", WorkKind::ConferencePaper),
    ("SLIDE", WorkKind::ConferencePaper),
    ("THES", WorkKind::Thesis),
    ("RPRT", WorkKind::Report),
    ("GOVDOC", WorkKind::Report),
    ("PREPRINT", WorkKind::Preprint),
    ("DATA", WorkKind::Dataset),
    ("DBASE", WorkKind::Dataset),
    ("AGGR", WorkKind::Dataset),
    ("NEWS", WorkKind::NewspaperArticle),
    ("MGZN", WorkKind::NewspaperArticle),
    ("PAT", WorkKind::Patent),
    ("WEB", WorkKind::WebPage),
    ("ELEC", WorkKind::WebPage),
    ("ICOMM", WorkKind::WebPage),
    ("BLOG", WorkKind::WebPage),
    ("ADVS", WorkKind::Other),
    ("ART", WorkKind::Other),
    ("BILL", WorkKind::Other),
    ("CASE", WorkKind::Other),
    ("CHART", WorkKind::Other),
    ("COMP", WorkKind::Other),
    ("CTLG", WorkKind::Other),
    ("EQUA", WorkKind::Other),
    ("FIGURE", WorkKind::Other),
    ("GEN", WorkKind::Other),
    ("GRANT", WorkKind::Other),
    ("GRNT", WorkKind::Other),
    ("HEAR", WorkKind::Other),
    ("INTV", WorkKind::Other),
    ("LEGAL", WorkKind::Other),
    ("MANSCPT", WorkKind::Other),
    ("MAP", WorkKind::Other),
    ("MPCT", WorkKind::Other),
    ("MULTI", WorkKind::Other),
    ("MUSIC", WorkKind::Other),
    ("OTHER", WorkKind::Other),
    ("PAMP", WorkKind::Other),
    ("PCOMM", WorkKind::Other),
    ("POD", WorkKind::Other),
    ("PRESS", WorkKind::Other),
    ("SOUND", WorkKind::Other),
    ("STAND", WorkKind::Other),
    ("STAT", WorkKind::Other),
    ("UNBILL", WorkKind::Other),
    ("UNBIL", WorkKind::Other),
    ("UNPB", WorkKind::Other),
    ("UNPD", WorkKind::Other),
    ("VIDEO", WorkKind::Other),
];

/// Document types databases put into `M3`, and the kind of work where it says more than the type does.
const WORK_TYPES: &[(&str, Option<WorkKind>)] = &[
    ("article", None),
    ("journal article", None),
    ("article in press", None),
    ("note", None),
    ("short survey", None),
    ("review", Some(WorkKind::Review)),
    ("editorial", Some(WorkKind::Editorial)),
    ("letter", Some(WorkKind::Letter)),
    ("erratum", Some(WorkKind::Erratum)),
    ("retracted", None),
    ("conference paper", Some(WorkKind::ConferencePaper)),
    ("proceedings paper", Some(WorkKind::ConferencePaper)),
    ("conference abstract", Some(WorkKind::ConferencePaper)),
    ("conference review", Some(WorkKind::Proceedings)),
    ("book", Some(WorkKind::Book)),
    ("book chapter", Some(WorkKind::BookChapter)),
    ("chapter", Some(WorkKind::BookChapter)),
    ("data paper", None),
    ("preprint", Some(WorkKind::Preprint)),
    ("report", Some(WorkKind::Report)),
];

/// Who wrote the record, as far as it changes what tags mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Provider {
    Wos,
    Scopus,
    Embase,
    Ovid,
    Pubmed,
    #[default]
    Other,
}

/// Signs of a provider: a tag, and what its value contains. The first field that shows one counts.
const PROVIDERS: &[(&str, &str, Provider)] = &[
    ("DB", "Scopus", Provider::Scopus),
    ("UR", "www.scopus.com/", Provider::Scopus),
    ("DB", "Embase", Provider::Embase),
    ("UR", "www.embase.com/", Provider::Embase),
    ("DB", "PubMed", Provider::Pubmed),
    ("DB", "Medline", Provider::Pubmed),
    ("DB", "MEDLINE", Provider::Pubmed),
    ("DB", "PMC", Provider::Pubmed),
    ("DP", "NLM", Provider::Pubmed),
    ("AN", "WOS:", Provider::Wos),
    ("UT", "WOS:", Provider::Wos),
    ("L2", "ovidsp.", Provider::Ovid),
    ("NL", "", Provider::Ovid),
    ("AI", "", Provider::Ovid),
];

const NO_AUTHOR: &[&str] =
    &["[No author name available]", "No author name available", "No authors listed", "[No authors listed]"];

/// `XX  - value`. Where the tag is a known one, it may also be indented, in small letters, parted by one blank or a tab.
fn tag(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    if let [first, second, b' ', b' ', b'-', rest @ ..] = bytes {
        let regular = first.is_ascii_uppercase() && (second.is_ascii_uppercase() || second.is_ascii_digit());
        if regular && rest.first().is_none_or(|b| matches!(b, b' ' | b'\t')) {
            return Some((&line[..2], 5));
        }
    }
    let body = line.trim_start_matches([' ', '\t', '\u{feff}']);
    let indent = line.len() - body.len();
    let bytes = body.as_bytes();
    let length = bytes.iter().take(7).take_while(|b| b.is_ascii_alphanumeric()).count();
    let gap = bytes.iter().skip(length).take(4).take_while(|b| matches!(b, b' ' | b'\t')).count();
    let dash = length + gap;
    if !(2..=6).contains(&length) || !(1..=3).contains(&gap) || bytes.get(dash) != Some(&b'-') {
        return None;
    }
    let word = &body[..length];
    let capitals = word.bytes().all(|b| !b.is_ascii_lowercase());
    // Small letters make words: they need the gap of a tag. A value may stick to the hyphen only behind a clear tag.
    let clear = gap == 2 && indent == 0;
    let parted = bytes.get(dash + 1).is_none_or(|b| matches!(b, b' ' | b'\t'));
    if !(capitals || clear) || !(parted || clear && capitals) {
        return None;
    }
    let (name, _) = TAGS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))?;
    Some((name, indent + dash + 1))
}

fn detect(head: &Head) -> Option<String> {
    let (mut known, mut first) = (0, None);
    for (number, tag, line) in tagged::tag_lines(head.text(), tag) {
        match tag {
            "TY" => return Some(tagged::evidence(number, line)),
            // Ovid's own tagged format shares the form of its lines.
            "VN" if line.contains("Ovid") => return None,
            "ER" if known >= 2 => return Some(tagged::evidence(number, line)),
            _ if TAGS.iter().any(|(name, _)| *name == tag) => {
                known += 1;
                first = first.or(Some((number, line)));
            }
            _ => {}
        }
    }
    // A fragment with neither start nor end.
    first.filter(|_| known >= 4).map(|(number, line)| tagged::evidence(number, line))
}

/// What has to be remembered from one field to the next.
struct State<'t> {
    kind: Option<WorkKind>,
    provider: Provider,
    languages: Vec<&'static str>,
    people: People,
    venue: Venue,
    containers: Vec<(&'t str, String, Range<usize>)>,
    abbreviations: Vec<(&'t str, String)>,
    short_title: Option<(String, Range<usize>)>,
    dates: Vec<Field<'t>>,
    start_page: Option<Slice<'t>>,
    end_page: Option<Slice<'t>>,
    keywords: FxHashSet<String>,
    links: Vec<Slice<'t>>,
    /// Fields that speak of authors.
    waiting: Vec<Field<'t>>,
    /// Names of those to write to.
    correspondents: Vec<Slice<'t>>,
}

fn map(raw: &RawRecord<'_>, sink: &mut Sink<'_>) {
    let mut record = sink.record(raw.range());
    let filled: Vec<&Field> = raw.fields.iter().filter(|f| !f.value.text.is_empty()).collect();
    let mut state = State {
        kind: read_type(&filled, &mut record, sink),
        provider: provider(&filled),
        languages: filled.iter().filter(|f| f.tag == "LA").filter_map(|f| language_code(f.value.text)).collect(),
        people: People::default(),
        venue: Venue::default(),
        containers: Vec::new(),
        abbreviations: Vec::new(),
        short_title: None,
        dates: Vec::new(),
        start_page: None,
        end_page: None,
        keywords: FxHashSet::default(),
        links: Vec::new(),
        waiting: Vec::new(),
        correspondents: Vec::new(),
    };
    let shredded = shredded(&raw.fields);
    for (index, field) in raw.fields.iter().enumerate() {
        if let Some((run, strings)) = shredded.iter().find(|(run, _)| run.contains(&index))
            && let Some(Person(role)) = MEANINGS.get(field.tag)
        {
            if run.start == index {
                let message = format!("{} is one list cut into characters; put together again", field.tag);
                sink.note(Severity::Warning, "shredded", field.at, message);
                let range = field.value.at..raw.fields[run.end - 1].value.range().end;
                for name in strings {
                    add_person(name, field.tag, *role, range.clone(), &mut record, &mut state, sink);
                }
            }
            continue;
        }
        if index == raw.regular {
            let message = format!("{} after the end of the record: taken as part of it", field.tag);
            sink.note(Severity::Info, "after-end", field.at, message);
        }
        let identifies = MEANINGS.get(field.tag).is_some_and(|meaning| {
            let whole = ONE_LINE.contains(meaning) && field.value.text.contains('\n');
            IDENTIFYING.contains(meaning) && !whole || pubmed_number(field.value).is_some()
        });
        if identifies && tagged::withhold(raw, field, &mut record, sink) {
            continue;
        }
        if !field.value.text.is_empty() {
            read_field(field, &mut record, &mut state, sink);
        }
    }
    read_waiting(&mut record, &mut state, sink);
    finish_venue(&mut record, &mut state, sink);
    finish_date(&mut record, &state, sink);
    finish_pages(&mut record, &state, sink);
    finish_keywords(&mut record, state.provider);
    finish_links(&mut record, &state, sink);
    record.kind = state.kind;
    sink.push(record, raw.range().start);
}

/// The kind of work by the first type known.
fn read_type(fields: &[&Field<'_>], record: &mut Record, sink: &mut Sink<'_>) -> Option<WorkKind> {
    let mut kind = None;
    let mut written: Vec<&str> = Vec::new();
    for field in fields.iter().filter(|f| f.tag == "TY") {
        let name = field.value.first_line().0;
        let known = TYPES.iter().find(|(code, _)| code.eq_ignore_ascii_case(name.text)).map(|(_, kind)| *kind);
        if known.is_none() {
            let message = format!("type {} is not known; taken as any other work", tagged::quote(name.text));
            sink.note(Severity::Info, "unknown-type", name.at, message);
        }
        kind = kind.or(known).or(Some(WorkKind::Other));
        written.push(name.text);
        record.spans.entry(Member::Type).or_insert_with(|| sink.span(name.range()));
    }
    record.type_as_written = Some(written.join("; ")).filter(|w| !w.is_empty());
    kind
}

fn provider(fields: &[&Field<'_>]) -> Provider {
    // Most tags are no sign of anyone.
    let fields = fields.iter().filter(|f| matches!(f.tag, "DB" | "UR" | "DP" | "AN" | "UT" | "L2" | "NL" | "AI"));
    let sign = |f: &&Field| PROVIDERS.iter().find(|(tag, text, _)| *tag == f.tag && f.value.text.contains(text));
    fields.copied().find_map(|f| sign(&f)).map_or(Provider::Other, |(_, _, provider)| *provider)
}

fn read_field<'t>(field: &Field<'t>, record: &mut Record, state: &mut State<'t>, sink: &mut Sink<'_>) {
    let Some(&meaning) = MEANINGS.get(field.tag) else {
        sink.note(Severity::Info, "unknown-tag", field.at, format!("tag {} is not known; kept in `other`", field.tag));
        return record.keep_other(field.tag, text::clean(field.value.text));
    };
    let value = if ONE_LINE.contains(&meaning) { tagged::one_line(field, record, sink) } else { field.value };
    let range = value.range();
    match meaning {
        Type => extra_lines(field, record),
        Title => add_title(&words_of(value), range, record, state, sink),
        ShortTitle => match state.short_title {
            None => state.short_title = Some((words_of(value).into_owned(), range)),
            Some(_) => record.keep_other(field.tag, words_of(value)),
        },
        // At Web of Science C3 names the authors' organisations.
        Container if field.tag == "C3" && state.provider == Provider::Wos => record.keep_other("C3", words_of(value)),
        // Cochrane's reviews: `C3  - PubMed 23706086`.
        Container
            if field.tag == "C3" && pubmed_number(value).is_some_and(|n| add_id(IdScheme::Pmid, n, record, sink)) => {}
        Container => state.containers.push((field.tag, words_of(value).into_owned(), range)),
        Abbreviation => state.abbreviations.push((field.tag, words_of(value).into_owned())),
        Person(role) => read_people(field, role, record, state, sink),
        Orcids | Address | Custom1 => state.waiting.push(*field),
        Miscellany if state.provider == Provider::Embase && value.text.starts_with('(') => state.waiting.push(*field),
        // Zotero makes the issue of it.
        Miscellany | Issue if is_cited_work(value.text) => record.references.push(cited::entry(value, sink)),
        CitedReference => record.references.extend(value.lines().map(|line| cited::entry(line, sink))),
        AbstractText => {
            let languages = &state.languages;
            for found in sections::abstracts(value, |text| sections::lang_of(text, languages), sink) {
                // AB and N2 often hold the same text.
                if !record.abstracts.iter().any(|a| a.text == found.text) {
                    record.abstracts.push(found);
                }
            }
        }
        Note => read_note(field, record, state, sink),
        KeywordList => read_keywords(field, record, state, sink),
        Doi => sink.identifier(IdScheme::Doi, value.text, range, &mut record.ids, &mut record.other),
        Pmid => sink.identifier(IdScheme::Pmid, value.text, range, &mut record.ids, &mut record.other),
        Pmcid => sink.identifier(IdScheme::Pmcid, value.text, range, &mut record.ids, &mut record.other),
        Accession => read_accession(field, record, state.provider, sink),
        CustomNumber => {
            let scheme = match state.provider {
                _ if value.text.starts_with("PMC") => Some(IdScheme::Pmcid),
                Provider::Scopus | Provider::Embase => Some(IdScheme::Pmid),
                _ => None,
            };
            if !scheme.is_some_and(|scheme| add_id(scheme, value, record, sink)) {
                record.keep_other(field.tag, words_of(value));
            }
        }
        UserNumber => {
            let (number, kind) = value.text.split_once('[').unwrap_or((value.text, ""));
            let scheme = IdScheme::from_name(kind.trim_end_matches(']').trim());
            let number = Slice { text: number, at: value.at }.trim();
            if !scheme.is_some_and(|scheme| add_id(scheme, number, record, sink)) {
                record.keep_other(field.tag, words_of(value));
            }
        }
        Date => state.dates.push(Field { value, ..*field }),
        Edition => {
            // PubMed's exports put the day of electronic publication here.
            let date = PartialDate::parse(value.text).filter(|d| d.day().is_some());
            match date.filter(|_| state.provider == Provider::Pubmed && record.available.is_none()) {
                Some(date) => {
                    record.available = Some(date);
                    record.spans.insert(Member::Available, sink.span(range));
                }
                None => record.keep_other(field.tag, words_of(value)),
            }
        }
        Volume => set(Member::Volume, field.tag, value, record, sink),
        Issue => set(Member::Issue, field.tag, value, record, sink),
        StartPage if state.start_page.is_none() => state.start_page = Some(value),
        EndPage if state.end_page.is_none() => state.end_page = Some(value),
        ArticleNumber if record.pages.article_number.is_none() && is_article_number(value.text) => {
            record.pages.article_number = Some(words_of(value).into_owned());
            record.spans.insert(Member::Pages, sink.span(range));
        }
        Serial => {
            sink.find_serial_numbers(value.text, range, &mut state.venue, record);
            // What medium the number is of; what is none at all.
            let medium = |part: &str| !part.starts_with("ISSN)") && !part.starts_with("ISBN)");
            if value.text.split('(').skip(1).any(medium) || value.text.bytes().filter(u8::is_ascii_digit).count() < 4 {
                record.keep_other(field.tag, text::clean(value.text));
            }
        }
        Publisher if state.venue.publisher.is_none() => state.venue.publisher = Some(words_of(value).into_owned()),
        Language => read_languages(field, value, record, sink),
        WorkType => read_work_type(field, record, state, sink),
        Link => {
            // What is behind the others need not be this work.
            let own = matches!(field.tag, "UR" | "L1" | "L2");
            for url in value.lines().flat_map(urls) {
                record.keep_other(field.tag, text::clean(url.text));
                state.links.extend(Some(url).filter(|_| own));
            }
        }
        Funders => read_funders(value, record, sink),
        TimesCitedCount if read_count(value, value.text, record, sink) => {}
        StartPage | EndPage | ArticleNumber | Publisher | Miscellany | TimesCitedCount | End | Kept => {
            record.keep_other(field.tag, words_of(value));
        }
    }
}

fn extra_lines(field: &Field<'_>, record: &mut Record) {
    let (_, rest) = field.value.first_line();
    record.keep_other(field.tag, text::clean(rest.text));
}

fn add_title(words: &str, range: Range<usize>, record: &mut Record, state: &State<'_>, sink: &Sink<'_>) {
    // Exporters repeat the title under a second tag, or write the same line twice.
    if !words.is_empty() && !is_title(record, words) {
        let lang = sections::lang_of(words, &state.languages).map(Cow::Borrowed);
        record.titles.push(LangText { text: words.to_string(), lang, span: sink.span(range) });
    }
}

fn read_people(field: &Field<'_>, role: Role, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let commas = field.value.text.matches(',').count();
    if role != Role::Author && commas > 5 && !field.value.text.contains(';') {
        let message =
            format!("{} {} is no name of a person; kept in `other`", field.tag, tagged::quote(field.value.text));
        sink.note(Severity::Warning, "not-a-person", field.at, message);
        return record.keep_other(field.tag, text::clean(field.value.text));
    }
    let role = match (field.tag, state.kind) {
        ("A3", Some(WorkKind::Thesis)) => Role::Advisor,
        ("A3", _) => Role::Editor,
        ("A4", Some(WorkKind::Book | WorkKind::BookChapter)) => Role::Translator,
        ("A4", _) => Role::Other,
        _ => role,
    };
    // A name wrapped at the end of a line is one name; several lines with a comma each are several.
    let each_a_name = field.value.lines().all(|line| line.text.contains(','));
    let lines: Vec<Slice> = if each_a_name { field.value.lines().collect() } else { vec![field.value] };
    for line in lines {
        for part in list(line) {
            add_person(&words_of(part), field.tag, role, part.range(), record, state, sink);
        }
    }
}

fn add_person(
    words: &str,
    tag: &str,
    role: Role,
    range: Range<usize>,
    record: &mut Record,
    state: &mut State<'_>,
    sink: &Sink<'_>,
) {
    let words = words.trim_matches([',', ';', ' ']);
    if NO_AUTHOR.contains(&words) || !words.chars().any(char::is_alphabetic) {
        return record.keep_other(tag, words);
    }
    let name = people::person(words);
    let role = if name.is_none() && role == Role::Translator { Role::Other } else { role };
    state.people.add(record, role, words.to_string(), name, sink.span(range));
}

/// Lists that a program wrote one character to a tag, brackets, quotation marks and all: the fields of each, what it
/// holds, and its text put together. The blank that a field cannot hold is an empty one.
fn shredded(fields: &[Field<'_>]) -> Vec<(Range<usize>, Vec<String>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < fields.len() {
        let tag = fields[at].tag;
        let run = fields[at..].iter().take_while(|f| f.tag == tag && f.value.text.chars().count() <= 1).count();
        let characters = &fields[at..at + run];
        let is_list = run > 4
            && characters.first().is_some_and(|f| f.value.text == "[")
            && characters.last().is_some_and(|f| f.value.text == "]");
        if is_list {
            let text: Vec<char> = characters.iter().map(|f| f.value.text.chars().next().unwrap_or(' ')).collect();
            found.push((at..at + run, quoted(&text)));
        }
        at += run.max(1);
    }
    found
}

/// The strings in `['Nes, O', "O'Alpha, B"]`.
fn quoted(list: &[char]) -> Vec<String> {
    let mut strings = Vec::new();
    let mut rest = list.iter();
    while let Some(quote) = rest.find(|c| matches!(c, '\'' | '"')) {
        strings.push(rest.by_ref().take_while(|c| *c != quote).collect());
    }
    strings
}

/// Reads the fields that speak of authors, now that these are known.
fn read_waiting(record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    if state.waiting.is_empty() && state.correspondents.is_empty() {
        return;
    }
    let authors = authors_by_name(record);
    let find = |name: &str| authors.get(&name_key(name)).copied().flatten();
    for name in &state.correspondents {
        if let Some(author) = find(name.text).and_then(|author| record.contributors.get_mut(author)) {
            author.corresponding = true;
        }
    }
    // Embase gives every address in M1, and in AD once more the one to write to.
    let mut waiting = std::mem::take(&mut state.waiting);
    waiting.sort_by_key(|f| state.provider == Provider::Embase && f.tag == "AD");
    for field in &waiting {
        if field.tag == "AI" {
            read_orcids(field, record, &find, sink);
            continue;
        }
        for line in address_lines(field.value) {
            let (named, address) = addressees(line, &find);
            let embase = field.tag == "AD" && state.provider == Provider::Embase;
            let to_write_to = if embase { line.text.split(", ").next().and_then(&find) } else { None };
            if let Some(author) = to_write_to.and_then(|author| record.contributors.get_mut(author)) {
                author.corresponding = true;
            }
            let only_mail = address.text.contains('@') && !address.text.contains(' ');
            let is_address = field.tag == "AD" || !named.is_empty();
            if only_mail || !is_address || embase && !record.affiliations.is_empty() {
                record.keep_other(field.tag, words_of(line));
                continue;
            }
            // The mail address of one of those named: `(Liu R.; Adler D.G., mail) Department of …`.
            let names = line.split_at(address.at - line.at).0;
            if names.text.contains('@') {
                record.keep_other(field.tag, words_of(names));
            }
            let index = state.people.affiliation(record, words_of(address).into_owned(), sink.span(address.range()));
            for author in named {
                link(record, author, index);
            }
        }
    }
}

/// A line ends an address where it ends a sentence or an empty line follows; elsewhere it is only wrapped.
fn address_lines(value: Slice<'_>) -> Vec<Slice<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', value.text.as_bytes()) {
        let line = value.text[start..end].trim_end();
        let blank_follows = value.text[end + 1..].split('\n').next().is_some_and(|next| next.trim().is_empty());
        if line.ends_with(['.', ';']) || blank_follows {
            found.push(value.split_at(end).0.split_at(start).1.trim());
            start = end + 1;
        }
    }
    found.push(value.split_at(start).1.trim());
    found.retain(|part| !part.text.is_empty());
    found
}

/// Authors whom an address names, and the address: `(Liu R.; Adler D.G., mail) Department`, `[Liu, R] Univ`,
/// `Liu, R.: Department`.
fn addressees<'t>(line: Slice<'t>, find: &impl Fn(&str) -> Option<usize>) -> (Vec<usize>, Slice<'t>) {
    let close = match line.text.as_bytes().first() {
        Some(b'(') => line.text.find(')').map(|at| (at, ") ")),
        Some(b'[') => line.text.find(']').map(|at| (at, "] ")),
        _ => None,
    };
    if let Some((close, end)) = close.filter(|(at, end)| line.text[*at..].starts_with(end)) {
        let without_mail = |name: &str| name.split(", ").filter(|p| !p.contains('@')).collect::<Vec<_>>().join(", ");
        let named: Vec<usize> = line.text[1..close].split(';').filter_map(|n| find(&without_mail(n))).collect();
        if !named.is_empty() {
            return (named, line.split_at(close + end.len()).1.trim());
        }
    }
    if let Some(colon) = line.text.find(": ").filter(|at| *at < 80)
        && let Some(author) = find(&line.text[..colon])
    {
        return (vec![author], line.split_at(colon + 2).1.trim());
    }
    // PsycINFO: `Utens, Elisabeth M. W. J., e.utens@…`.
    if let Some(comma) = line.text.rfind(", ").filter(|at| line.text[*at..].contains('@'))
        && let Some(author) = find(&line.text[..comma])
    {
        return (vec![author], line.split_at(comma + 2).1.trim());
    }
    (Vec::new(), line)
}

/// Ovid's list: `Name; ORCID: http://orcid.org/…, Name; ORCID: …`, often with a name where the first number should be.
/// Names tell whose a number is; a list of bare numbers is taken in order where there is one for each author.
fn read_orcids(field: &Field<'_>, record: &mut Record, find: &impl Fn(&str) -> Option<usize>, sink: &mut Sink<'_>) {
    let mut name: Option<&str> = None;
    let mut found: Vec<(Option<usize>, Identifier)> = Vec::new();
    let mut sure = true;
    for part in field.value.split(|c| matches!(c, ';' | '\n')) {
        let body = part.text.strip_prefix("ORCID:").unwrap_or(part.text).trim();
        let body = body.rsplit_once("orcid.org/").map_or(body, |(_, tail)| tail);
        let (number, next) = body.split_once(", ").unwrap_or((body, ""));
        match Identifier::parse(IdScheme::Orcid, number) {
            Ok(id) => {
                let author = name.and_then(find);
                sure &= name.is_none() || author.is_some();
                found.push((author, id.at(sink.span(part.range()))));
                name = Some(next).filter(|n| !n.is_empty());
            }
            Err(_) => name = Some(body),
        }
    }
    let authors: Vec<usize> =
        (0..record.contributors.len()).filter(|i| record.contributors[*i].role == Role::Author).collect();
    let in_order = found.iter().all(|(author, _)| author.is_none()) && found.len() == authors.len();
    if in_order && sure {
        for ((author, _), index) in found.iter_mut().zip(authors) {
            *author = Some(index);
        }
    }
    let mut lost = found.is_empty();
    for (author, id) in found {
        match author.and_then(|author| record.contributors.get_mut(author)) {
            Some(contributor) => lost |= contributor.ids.insert(id).is_some(),
            None => lost = true,
        }
    }
    if lost {
        let message = "ORCIDs that cannot be told whose they are; kept in `other`";
        sink.note(Severity::Warning, "unlinked", field.at, message);
        record.keep_other(field.tag, text::clean(field.value.text));
    }
}

/// Notes hold what the format has no tag for, line by line: `Cited By :12`, `References: …`, `doi: …`.
fn read_note<'t>(field: &Field<'t>, record: &mut Record, state: &mut State<'t>, sink: &mut Sink<'_>) {
    let mut kept: Vec<Slice> = Vec::new();
    for line in field.value.lines() {
        let label = line.text.split(':').next().unwrap_or("");
        let rest = line.split_at((label.len() + 1).min(line.text.len())).1.trim();
        match label.trim() {
            "Cited By" | "Times Cited" | "Times Cited in Web of Science Core Collection"
                if read_count(line, rest.text, record, sink) => {}
            "References" if state.provider == Provider::Scopus => {
                let list = field.value.split_at(rest.at - field.value.at).1;
                let entries = list.lines().flat_map(cited::entries);
                record.references.extend(entries.map(|entry| cited::scopus(entry, sink)));
                break;
            }
            "Funding details" if !rest.text.is_empty() => read_funding_details(rest, record, sink),
            "doi" | "DOI" if add_id(IdScheme::Doi, rest, record, sink) => {}
            "Correspondence Address" => {
                state.correspondents.extend(rest.split(|c| c == ';').next());
                kept.push(line);
            }
            _ => {
                // Newer exports of Scopus put all on one line.
                if let Some(at) = memchr::memmem::find(line.text.as_bytes(), b"; Cited By: ") {
                    let count = line.split_at(at + 2).1;
                    read_count(count, &count.text[10..], record, sink);
                }
                kept.push(line);
            }
        }
    }
    let lines: Vec<Cow<str>> = kept.iter().map(|line| text::clean(line.text)).collect();
    record.keep_other(field.tag, lines.join("\n"));
}

/// Reads a count of citations; returns whether there is one.
fn read_count(line: Slice<'_>, number: &str, record: &mut Record, sink: &Sink<'_>) -> bool {
    let digits = number.trim_start();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let count: Option<u32> = digits[..end].parse().ok();
    if let (Some(count), None) = (count, &record.times_cited) {
        let as_written = text::clean(line.text.split(';').next().unwrap_or(line.text)).into_owned();
        record.times_cited = Some(TimesCited { count, as_written, span: sink.span(line.range()) });
        return true;
    }
    false
}

/// `German-Israeli Foundation, GIF, 316803389 – SFB 1280`: parts with digits behind the name are grants.
fn read_funding_details(value: Slice<'_>, record: &mut Record, sink: &Sink<'_>) {
    let words = words_of(value);
    let mut parts: Vec<&str> = words.split(", ").collect();
    let grants = parts.iter().skip(1).position(|p| p.contains(|c: char| c.is_ascii_digit())).map(|i| i + 1);
    let grants: Vec<String> = parts.split_off(grants.unwrap_or(parts.len())).into_iter().map(str::to_string).collect();
    let funder = Some(parts.join(", ")).filter(|f| !f.is_empty());
    record.funding.push(Funding { funder, grants, span: sink.span(value.range()), ..Funding::default() });
}

/// `Funder [grant, grant]; Funder`, as Web of Science writes it.
fn read_funders(value: Slice<'_>, record: &mut Record, sink: &Sink<'_>) {
    for part in value.split(|c| c == ';') {
        let words = words_of(part);
        let (funder, grants) = words.split_once('[').unwrap_or((&words, ""));
        let grants = grants.split(']').next().unwrap_or("").split(',').map(str::trim).filter(|g| !g.is_empty());
        let grants = grants.map(str::to_string).collect();
        let funder = Some(funder.trim().to_string()).filter(|f| !f.is_empty());
        // Where the database has it from: `] Funding Source: Medline`.
        if words.split_once(']').is_some_and(|(_, rest)| !rest.trim().is_empty()) {
            record.keep_other("FU", &*words);
        }
        record.funding.push(Funding { funder, grants, span: sink.span(part.range()), ..Funding::default() });
    }
}

/// Ovid gives cited works in `M1`; others put short numbers and remarks there.
fn is_cited_work(text: &str) -> bool {
    text.len() > 40
        && text.split('(').skip(1).any(|rest| {
            let year = rest.bytes().take_while(u8::is_ascii_digit).count();
            year == 4 && rest[year..].starts_with([')', 'a', 'b', 'c'])
        })
}

/// Keywords stand one to a tag, one to a line or between semicolons, all of which occur in one file.
fn read_keywords(field: &Field<'_>, record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    for line in field.value.lines() {
        for part in list(line) {
            let words = words_of(part);
            let words = words.trim_matches([';', ' ']);
            if is_nothing(words) {
                record.keep_other(field.tag, words);
                continue;
            }
            if words.is_empty() || !state.keywords.insert(words.to_string()) {
                continue;
            }
            let lang = text::has_han(words).then_some(Cow::Borrowed("zh"));
            record.keywords.push(Keyword {
                text: words.to_string(),
                lang,
                span: sink.span(part.range()),
                ..Keyword::default()
            });
        }
    }
}

/// Whose words the keywords are, which only the provider's habits and all keywords together tell.
fn finish_keywords(record: &mut Record, provider: Provider) {
    let keywords = &mut record.keywords;
    let qualified = keywords.iter().any(|k| k.text.contains("/*"))
        || provider == Provider::Pubmed && keywords.iter().any(|k| k.text.contains(['*', '/']));
    let starred = keywords.iter().any(|k| k.text.starts_with('*'));
    // Web of Science: the authors' words first, then Keywords Plus in capitals.
    let shouted = |k: &Keyword| k.text.chars().any(char::is_uppercase) && !k.text.chars().any(char::is_lowercase);
    let plus = keywords.len() - keywords.iter().rev().take_while(|k| shouted(k)).count();
    // EndNote puts the authors' words behind the headings of PubMed, whose order is that of the alphabet.
    let key = |k: &Keyword| text::fold(k.text.split('/').next().unwrap_or_default());
    let descent = (1..keywords.len()).find(|i| key(&keywords[*i]) < key(&keywords[*i - 1]));
    let authors = descent.filter(|i| keywords[*i..].iter().all(|k| !k.text.contains(['*', '/'])));
    for (i, keyword) in keywords.iter_mut().enumerate() {
        if qualified && authors.is_some_and(|from| i >= from) {
            continue;
        }
        if keyword.scheme != KeywordScheme::Author {
            continue;
        }
        if qualified {
            *keyword = Keyword { span: keyword.span, lang: keyword.lang.take(), ..nlm::heading(&keyword.text) };
        } else if starred || provider == Provider::Embase {
            keyword.scheme = KeywordScheme::Index;
            if starred {
                keyword.major = Some(keyword.text.starts_with('*'));
                keyword.text = keyword.text.trim_start_matches('*').to_string();
            }
        } else if provider == Provider::Wos && i >= plus {
            keyword.scheme = KeywordScheme::KeywordsPlus;
        } else if let Some((code, name)) = keyword.text.split_once(':') {
            // ProQuest's subjects: `0612:Health`.
            if code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit()) {
                (keyword.id, keyword.scheme) = (Some(code.to_string()), KeywordScheme::Subject);
                keyword.text = name.trim().to_string();
            }
        }
    }
}

/// Accession numbers of many catalogues share one tag.
fn read_accession(field: &Field<'_>, record: &mut Record, provider: Provider, sink: &Sink<'_>) {
    let mut all_known = true;
    for part in field.value.split(|c| matches!(c, ',' | ';' | '\n')) {
        let plain_number = part.text.bytes().all(|b| b.is_ascii_digit());
        let pubmed = pubmed_number(part);
        let known = match part.text {
            t if t.starts_with("PMC") => add_id(IdScheme::Pmcid, part, record, sink),
            t if t.contains("2-s2.0-") => add_id(IdScheme::Scopus, part, record, sink),
            _ if pubmed.is_some() => pubmed.is_some_and(|number| add_id(IdScheme::Pmid, number, record, sink)),
            t if t.contains(':') => add_id(IdScheme::Wos, part, record, sink),
            _ if plain_number && provider == Provider::Pubmed => add_id(IdScheme::Pmid, part, record, sink),
            _ => false,
        };
        all_known &= known;
    }
    if !all_known {
        record.keep_other(field.tag, text::clean(field.value.text));
    }
}

fn read_languages(field: &Field<'_>, value: Slice<'_>, record: &mut Record, sink: &Sink<'_>) {
    for part in value.split(|c| matches!(c, ',' | ';' | '/')) {
        match language_code(part.text) {
            Some(lang) => {
                record.spans.entry(Member::Languages).or_insert_with(|| sink.span(value.range()));
                if !record.languages.iter().any(|l| l == lang) {
                    record.languages.push(Cow::Borrowed(lang));
                }
            }
            None => record.keep_other(field.tag, text::clean(part.text)),
        }
    }
}

/// `M3`: a document type, a DOI, or PsycINFO's class with its code: `Health Psychology & Medicine [3360]`.
fn read_work_type(field: &Field<'_>, record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    let words = words_of(field.value);
    if let Some((_, kind)) = WORK_TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&words)) {
        state.kind = kind.or(state.kind);
        match &mut record.type_as_written {
            Some(written) => {
                written.push_str("; ");
                written.push_str(&words);
            }
            None => record.type_as_written = Some(words.into_owned()),
        }
        return;
    }
    if words.contains("10.") && add_id(IdScheme::Doi, field.value, record, sink) {
        return;
    }
    if let Some((name, code)) = words.strip_suffix(']').and_then(|w| w.rsplit_once(" ["))
        && code.len() == 4
        && code.bytes().all(|b| b.is_ascii_digit())
    {
        let (text, id, span) = (name.to_string(), Some(code.to_string()), sink.span(field.value.range()));
        record.keywords.push(Keyword { text, id, scheme: KeywordScheme::Subject, span, ..Keyword::default() });
        return;
    }
    record.keep_other(field.tag, words);
}

/// The container's full and short title out of all tags that name it, by the habits of the type of work.
fn finish_venue(record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    // A whole book may repeat its own title under BT.
    let whole = matches!(state.kind, Some(WorkKind::Book | WorkKind::Proceedings));
    let order: &[&str] = match state.kind {
        _ if whole => &["T2", "JF", "JO", "C3"],
        Some(WorkKind::BookChapter | WorkKind::ConferencePaper) => &["BT", "T2", "C3", "JF", "JO"],
        _ => &["JF", "T2", "JO", "BT", "C3"],
    };
    let mut containers = std::mem::take(&mut state.containers);
    containers.retain(|(_, words, _)| !words.is_empty());
    if let Some((words, range)) = state.short_title.take() {
        if record.titles.is_empty() {
            add_title(&words, range, record, state, sink);
        } else if !is_title(record, &words) {
            record.keep_other("ST", words);
        }
    }
    if record.titles.is_empty()
        && let Some(at) = containers.iter().position(|(tag, ..)| *tag == "BT")
    {
        let (_, words, range) = containers.remove(at);
        add_title(&words, range, record, state, sink);
    }
    // A short form among the journal names: `JO  - J. Chem. Phys.` beside or without a full one.
    let is_short = |tag: &str, words: &str| tag == "JO" && words.split(' ').any(|w| w.len() > 1 && w.ends_with('.'));
    let place = |(tag, words, _): &(&str, String, Range<usize>)| {
        let rank = order.iter().position(|t| t == tag).unwrap_or(order.len());
        (is_short(tag, words), rank)
    };
    containers.sort_by_key(place);
    for (tag, words, range) in containers {
        let venue = &mut state.venue;
        if is_short(tag, &words) {
            state.abbreviations.push((tag, words));
        } else if venue.title.is_none() && !(whole && tag == "BT") {
            record.spans.insert(Member::Venue, sink.span(range.clone()));
            // A work without title and place in a volume is the container itself: Scopus lists cited books so.
            let placed = record.volume.is_some() || record.issue.is_some() || state.start_page.is_some();
            if record.titles.is_empty() && !placed {
                let message = format!("no title; that of the source, {tag}, stands for it");
                sink.note(Severity::Info, "title-missing", range.start, message);
                let lang = sections::lang_of(&words, &state.languages).map(Cow::Borrowed);
                record.titles.push(LangText { text: words.clone(), lang, span: sink.span(range) });
            }
            venue.title = Some(words);
        } else if venue.title.as_ref() != Some(&words) && !is_title(record, &words) {
            if tag == "JO" {
                state.abbreviations.push((tag, words));
            } else {
                record.keep_other(tag, words);
            }
        }
    }
    // In the order of the table: a tag for nothing but abbreviations first, the 29 letters of Web of Science last.
    let rank =
        |tag: &str| TAGS.iter().position(|(t, m)| *t == tag && *m == Abbreviation).unwrap_or(usize::from(tag != "JO"));
    state.abbreviations.sort_by_key(|(tag, _)| rank(tag));
    for (tag, words) in std::mem::take(&mut state.abbreviations) {
        match &state.venue.abbreviation {
            _ if state.venue.title.as_ref() == Some(&words) || words.is_empty() => {}
            None => state.venue.abbreviation = Some(words),
            Some(held) if *held == words => {}
            _ => record.keep_other(tag, words),
        }
    }
    record.venue = Some(std::mem::take(&mut state.venue)).filter(|v| !v.is_empty());
}

/// The year is that of `PY`, else of `DA`, else of the deprecated `Y1`; month and day come from any of them that agrees.
fn finish_date(record: &mut Record, state: &State<'_>, sink: &mut Sink<'_>) {
    const ORDER: &[&str] = &["PY", "DA", "Y1"];
    // PubMed Central adds the dates of submission: `2013/02/15/received`.
    let is_history = |text: &str| ["received", "accepted", "revised"].iter().any(|word| text.ends_with(word));
    let mut fields: Vec<&Field> = state.dates.iter().collect();
    fields.sort_by_key(|f| ORDER.iter().position(|tag| *tag == f.tag));
    let base = fields.iter().filter(|f| !is_history(f.value.text)).find_map(|f| PartialDate::parse(f.value.text));
    let mut best: Option<(PartialDate, &Field)> = None;
    for field in &fields {
        let words = field.value.text;
        if is_history(words) || is_nothing(words) {
            record.keep_other(field.tag, words);
            continue;
        }
        // `DA  - MAR 15` needs the year of another tag.
        let date = PartialDate::parse(words)
            .or_else(|| PartialDate::parse(&format!("{} {words}", base?.year())).filter(|d| d.month().is_some()));
        let Some(date) = date else {
            if words.chars().any(|c| c.is_alphanumeric()) {
                let message = format!("{} {} is no date; kept in `other`", field.tag, tagged::quote(words));
                sink.note(Severity::Warning, "date", field.at, message);
                record.keep_other(field.tag, words);
            }
            continue;
        };
        let exactness = |d: &PartialDate| u8::from(d.month().is_some()) + u8::from(d.day().is_some());
        match &best {
            None => best = Some((date, field)),
            Some((held, _)) if held.year() != date.year() => {
                let message = format!(
                    "{} {} is not in the year {}; kept in `other`",
                    field.tag,
                    tagged::quote(words),
                    held.year()
                );
                sink.note(Severity::Warning, "date", field.at, message);
                record.keep_other(field.tag, words);
                continue;
            }
            Some((held, _)) if exactness(&date) > exactness(held) => best = Some((date, field)),
            Some((held, _)) if date == *held || exactness(&date) < exactness(held) => {}
            Some(_) => {
                record.keep_other(field.tag, words);
                continue;
            }
        }
        // What says more than the date read from it, such as the end of a range or `Start date: 20170812`.
        let parts = || words.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
        let is_word = |part: &str| part.chars().all(|c| c.is_alphabetic() && !text::is_han(c)) && !is_nothing(part);
        if parts().count() > 1 + usize::from(exactness(&date))
            || parts().any(|part| is_word(part) && month_number(part).is_none())
        {
            record.keep_other(field.tag, words);
        }
    }
    if let Some((date, field)) = best {
        record.issued = Some(date);
        record.spans.insert(Member::Issued, sink.span(field.value.range()));
    }
}

/// An article number: short, without blanks, with a digit. Cochrane has the number of the trial in its place.
fn is_article_number(text: &str) -> bool {
    const REGISTRIES: &[&str] = &["NCT", "ISRCTN", "EUCTR", "ACTRN", "DRKS", "ChiCTR", "NTR", "UMIN", "JPRN"];
    let of_trial = REGISTRIES.iter().any(|registry| text.starts_with(registry));
    text.len() <= 24 && !text.contains(' ') && text.bytes().any(|b| b.is_ascii_digit()) && !of_trial
}

/// The number in `PUBMED 23706086` and `PMID:23706086`.
fn pubmed_number(value: Slice<'_>) -> Option<Slice<'_>> {
    let head = value.text.get(..7).unwrap_or_default().to_ascii_lowercase();
    let length = ["pubmed ", "pubmed:", "pmid:", "pmid "].iter().find(|name| head.starts_with(*name))?.len();
    Some(value.split_at(length).1.trim())
}

fn finish_pages(record: &mut Record, state: &State<'_>, sink: &Sink<'_>) {
    let (start, end) = (state.start_page, state.end_page);
    let text_of = |page: Option<Slice<'_>>| page.map_or(String::new(), |p| words_of(p).into_owned());
    let (first, last) = (text_of(start), text_of(end));
    // Ovid splits `No Pagination Specified` in two.
    let unspecified = first == "No" && last == "Specified";
    for (tag, page) in [("SP", &first), ("EP", &last)] {
        if unspecified || is_nothing(page) {
            record.keep_other(tag, page.as_str());
        }
    }
    let said = |page: &str| !page.is_empty() && !unspecified && !is_nothing(page);
    let (first, last) = (Some(first).filter(|p| said(p)), Some(last).filter(|p| said(p)));
    let article_number = record.pages.article_number.take();
    let count_of = |page: &str| -> Option<u32> {
        let number = page.trim_end_matches(['p', '.', ' ']);
        // Of a thesis or report without last page SP is the number of pages.
        let whole = matches!(state.kind, Some(WorkKind::Thesis | WorkKind::Report));
        number.parse().ok().filter(|_| whole && last.is_none() || page.ends_with('p') && number.len() < page.len())
    };
    let mut pages = match (&first, &last) {
        (Some(first), _) if count_of(first).is_some() => Pages { count: count_of(first), ..Pages::default() },
        (Some(first), None) => Pages::parse(first.trim_start_matches(['p', 'P', '.', ' '])),
        (Some(first), Some(last)) if last.starts_with(first.as_str()) && last.contains(['-', '–']) => {
            Pages::parse(last)
        }
        (Some(first), Some(last)) if first.contains(['-', '–', '‐']) => {
            let pages = Pages::parse(first);
            if pages.last.as_ref() != Some(last) {
                record.keep_other("EP", last.as_str());
            }
            pages
        }
        (Some(first), Some(last)) => Pages::parse(&format!("{first}-{last}")),
        (None, Some(last)) => Pages { last: Some(last.clone()), ..Pages::default() },
        (None, None) => Pages::default(),
    };
    pages.article_number = article_number;
    if let Some(place) = start.or(end).filter(|_| first.is_some() || last.is_some()) {
        record.spans.insert(Member::Pages, sink.span(place.range()));
    }
    record.pages = pages;
}

/// Addresses on the web that hold an identifier of the work. Where the record states another one, that counts.
fn finish_links(record: &mut Record, state: &State<'_>, sink: &Sink<'_>) {
    for link in &state.links {
        fields::add_linked_id(*link, record, sink);
    }
}
