//! Ovid's own formats: `<1. >` begins a record, then `AU  - Nes, Ola` or the names of fields with indented values.
//!
//! The databases behind Ovid fill the same tags in ways of their own, and much of a record stands only in the line that
//! cites it (`SO`, Source), in the style of each database; fields that say the same (`JN`, `VO`, `IP`, `PG`, `YR`) count
//! before it. Names carry degrees and marks, `Nes, Ola MD, PhD 1`, and the marks tell whose an address is: `(1)Dept of A`.
//! Other addresses begin with the author's name, `Nes, Ola: Dept of A`, or family names, `(Nes, Vik) Dept of A`.
//!
//! Specification: the field guides of [Ovid's databases](https://ospguides.ovid.com/OSPguides/home.htm).

use super::fields::{add_id, add_linked_id, is_title, list, name_key, set, words_of};
use super::input::Head;
use super::people::{self, People, link};
use super::tagged::{self, Dialect, Field, RawRecord, Slice};
use super::{Sink, Spec, cited, nlm, sections};
use crate::diagnostic::Severity;
use crate::record::{
    Field as Member, Funding, IdScheme, Identifier, Keyword, KeywordScheme, LangText, NameOrder, Pages, PartialDate,
    PersonName, Record, Role, Venue, WorkKind, language_code, month_number,
};
use crate::text;
use Meaning::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

pub(super) const SPEC: Spec = Spec {
    name: "ovid",
    title: "Ovid tagged text",
    extensions: &["txt", "cgi"],
    media_type: "text/x-ovid-tagged",
    detect,
    boundary: |text, _| tagged::boundary(text, dialect(text)),
    parse: |sink| tagged::read_all(sink, dialect(sink.text()), map),
};

/// The number of a record in the list it was taken from.
const NUMBER: &str = "<";

const fn beginning_with(start: &'static str, lead: &'static [&'static str]) -> Dialect {
    Dialect {
        tag,
        start,
        lead,
        end: None,
        blank_ends: false,
        through_blanks: false,
        foot: None,
        proof: &["TI", "AU", "Title", "Author", "Authors", "AN", "Accession Number", "Unique Identifier"],
    }
}

/// The ways a record begins.
static DIALECTS: [Dialect; 6] = [
    beginning_with(NUMBER, &[NUMBER]),
    beginning_with("VN", &["VN"]),
    beginning_with("Score", &["Score"]),
    beginning_with("Database", &["Database"]),
    beginning_with("Accession Number", &["Accession Number"]),
    beginning_with("Unique Identifier", &["Unique Identifier"]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Nothing,
    Database,
    Title,
    SecondTitle,
    ChapterTitle,
    Authors,
    AuthorIds,
    Institution,
    Source,
    Journal,
    Abbreviation,
    AbstractText,
    /// Index terms, of which a star marks the main ones.
    Headings,
    /// MeSH, whatever the database.
    MeshHeadings,
    MajorTopics,
    IndexTerms,
    AuthorKeywords,
    Classes,
    Volume,
    Issue,
    Pages_,
    Year,
    Date,
    /// Ahead of print.
    Electronic,
    Serial,
    Doi,
    Pmid,
    Pmcid,
    Accession,
    Language,
    PublicationType,
    Publisher,
    Grants,
    References,
    Link,
    Kept,
}

const TAGS: &[(&str, Meaning)] = &[
    (NUMBER, Nothing),
    ("VN", Nothing),
    ("Score", Nothing),
    ("DB", Database),
    ("Database", Database),
    ("TI", Title),
    ("Title", Title),
    ("TT", SecondTitle),
    ("OT", SecondTitle),
    ("Original Title", SecondTitle),
    ("Translated Title", SecondTitle),
    ("Chapter Title", ChapterTitle),
    ("AU", Authors),
    ("Author", Authors),
    ("Authors", Authors),
    ("AI", AuthorIds),
    ("Author NameID", AuthorIds),
    ("IN", Institution),
    ("Institution", Institution),
    ("SO", Source),
    ("Source", Source),
    ("JN", Journal),
    ("Journal Name", Journal),
    ("Publication Name", Journal),
    ("JA", Abbreviation),
    ("AS", Abbreviation),
    ("Abbreviated Source", Abbreviation),
    ("Journal Abbreviation", Abbreviation),
    ("AB", AbstractText),
    ("Abstract", AbstractText),
    ("MH", Headings),
    ("SH", Headings),
    ("HW", Headings),
    ("Subject Headings", Headings),
    ("Emtree Heading", Headings),
    ("MeSH Subject Headings", MeshHeadings),
    ("MeSH", MeshHeadings),
    ("MC", MajorTopics),
    ("Major Concepts", MajorTopics),
    ("ID", IndexTerms),
    ("Key Concepts", IndexTerms),
    ("DE", IndexTerms),
    ("Descriptors", IndexTerms),
    ("KW", AuthorKeywords),
    ("KF", AuthorKeywords),
    ("Author Keywords", AuthorKeywords),
    ("Key Words", AuthorKeywords),
    ("Keywords", AuthorKeywords),
    ("Keyword Heading", AuthorKeywords),
    ("CC", Classes),
    ("Classification Code", Classes),
    ("VO", Volume),
    ("Volume", Volume),
    ("IP", Issue),
    ("Issue", Issue),
    ("Issue/Part", Issue),
    ("PG", Pages_),
    ("Page", Pages_),
    ("Pages", Pages_),
    ("YR", Year),
    ("Year of Publication", Year),
    ("DP", Date),
    ("Date of Publication", Date),
    ("Publication Date", Date),
    ("DG", Date),
    ("EP", Electronic),
    ("Electronic Date of Publication", Electronic),
    ("IS", Serial),
    ("IL", Serial),
    ("ES", Serial),
    ("ISSN", Serial),
    ("ISSN Print", Serial),
    ("ISSN Electronic", Serial),
    ("ISSN Linking", Serial),
    ("IB", Serial),
    ("ISBN", Serial),
    ("DI", Doi),
    ("DO", Doi),
    ("DOI", Doi),
    ("DOI Number", Doi),
    ("Digital Object Identifier", Doi),
    ("PM", Pmid),
    ("PubMed ID", Pmid),
    ("PMID", Pmid),
    ("PMC", Pmcid),
    ("PubMed Central ID", Pmcid),
    ("AN", Accession),
    ("UI", Accession),
    ("Accession Number", Accession),
    ("Unique Identifier", Accession),
    ("LG", Language),
    ("Language", Language),
    ("DT", PublicationType),
    ("Document Type", PublicationType),
    ("PT", PublicationType),
    ("Publication Type", PublicationType),
    ("PU", Publisher),
    ("PB", Publisher),
    ("Publisher", Publisher),
    ("GI", Grants),
    ("Grant Information", Grants),
    ("RF", References),
    ("References", References),
    ("Cited References", References),
    ("XL", Link),
    ("UR", Link),
    ("Link to the Ovid Full Text or citation", Link),
    ("Author e-mail", Kept),
    ("Authors Full Name", Kept),
    ("Comments", Kept),
    ("Conference Information", Kept),
    ("Copyright", Kept),
    ("Correspondence Address", Kept),
    ("Country of Publication", Kept),
    ("Entry Date", Kept),
    ("Entry Week", Kept),
    ("Grant Number", Kept),
    ("Grant Organization", Kept),
    ("Journal Subset", Kept),
    ("Link to the External Link Resolver", Kept),
    ("NLM Journal Code", Kept),
    ("Number of References", Kept),
    ("Population Group", Kept),
    ("Publication Status", Kept),
    ("Record Owner", Kept),
    ("Revision Date", Kept),
    ("Status", Kept),
    ("Subset", Kept),
    ("Summary", Kept),
    ("Update Code", Kept),
    ("Update Date", Kept),
    ("Version ID", Kept),
];

/// Tags of two letters with no place in the record form: those of all databases together.
#[rustfmt::skip]
const KEPT: &[&str] = &[
    "AD", "AF", "AO", "AR", "AT", "AV", "BC", "CA", "CB", "CD", "CF", "CI", "CL", "CM", "CN", "CO", "CP", "CR", "CS", "CY",
    "DA", "DD", "DE", "DF", "DS", "DV", "EA", "ED", "EM", "EN", "ER", "EZ", "FA", "FE", "FO", "FS", "FT", "GC", "GE", "GN",
    "GO", "GS", "GW", "IA", "IM", "IT", "JC", "JL", "JS", "LO", "LR", "MD", "MF", "MI", "MP", "MQ", "MS", "NC", "NJ", "NM",
    "NR", "NT", "NU", "OA", "OI", "OL", "ON", "OR", "OU", "OW", "PA", "PC", "PE", "PH", "PI", "PN", "PO", "PP", "PS", "RA",
    "RD", "RE", "RN", "RO", "RP", "RV", "SA", "SB", "SC", "SE", "SF", "SI", "SL", "SN", "SP", "SS", "ST", "SU", "TC", "TD",
    "TM", "TN", "TR", "UP", "UR", "UT", "VI", "WA", "XR", "ZZ",
];

/// Types, the most telling first.
const TYPES: &[(&str, WorkKind)] = &[
    ("dissertation", WorkKind::Thesis),
    ("dissertation abstract", WorkKind::Thesis),
    ("dissertation/thesis", WorkKind::Thesis),
    ("thesis", WorkKind::Thesis),
    ("book chapter", WorkKind::BookChapter),
    ("chapter", WorkKind::BookChapter),
    ("patent", WorkKind::Patent),
    ("erratum/correction", WorkKind::Erratum),
    ("erratum", WorkKind::Erratum),
    ("published erratum", WorkKind::Erratum),
    ("retraction of publication", WorkKind::Retraction),
    ("conference abstract", WorkKind::ConferencePaper),
    ("conference paper", WorkKind::ConferencePaper),
    ("conference proceeding", WorkKind::ConferencePaper),
    ("conference review", WorkKind::Proceedings),
    ("meeting", WorkKind::ConferencePaper),
    ("meeting abstract", WorkKind::ConferencePaper),
    ("editorial", WorkKind::Editorial),
    ("letter", WorkKind::Letter),
    ("comment/reply", WorkKind::Letter),
    ("preprint", WorkKind::Preprint),
    ("report", WorkKind::Report),
    ("systematic review", WorkKind::Review),
    ("review", WorkKind::Review),
    ("review-book", WorkKind::JournalArticle),
    ("journal article", WorkKind::JournalArticle),
    ("journal", WorkKind::JournalArticle),
    ("article", WorkKind::JournalArticle),
    ("original article", WorkKind::JournalArticle),
    ("research articles", WorkKind::JournalArticle),
    ("peer reviewed journal", WorkKind::JournalArticle),
    ("book", WorkKind::Book),
    ("authored book", WorkKind::Book),
    ("edited book", WorkKind::Book),
];

/// Fields that identify the work or a person.
const IDENTIFYING: &[Meaning] = &[Serial, Doi, Pmid, Pmcid, Accession, AuthorIds, References, Link];

/// Fields that never have a second line.
const ONE_LINE: &[Meaning] = &[Doi, Pmid, Pmcid, Accession];

/// `<1. >`, `AU  - value`, or the name of a field alone on its line.
fn tag(line: &str) -> Option<(&str, usize)> {
    let body = line.trim_start_matches('\u{feff}');
    let line_start = line.len() - body.len();
    let bytes = body.as_bytes();
    if bytes.first() == Some(&b'<') {
        let digits = bytes.iter().skip(1).take_while(|b| b.is_ascii_digit()).count();
        let rest = body[1 + digits..].trim();
        return (digits > 0 && matches!(rest, ">" | ". >" | ".>")).then_some((NUMBER, line_start + 1));
    }
    if let [first, second, b' ', rest @ ..] = bytes
        && first.is_ascii_uppercase()
        && (second.is_ascii_uppercase() || second.is_ascii_digit())
    {
        let gap = usize::from(rest.first() == Some(&b' '));
        if rest.get(gap) == Some(&b'-') && rest.get(gap + 1).is_none_or(|b| *b == b' ') {
            return Some((&body[..2], line_start + 4 + gap));
        }
    }
    let name = body.trim_end();
    let begins = name.len() > 3 && bytes.first().is_some_and(u8::is_ascii_uppercase);
    let (label, _) = TAGS.iter().find(|(known, _)| begins && known.eq_ignore_ascii_case(name))?;
    Some((label, line.len()))
}

fn dialect(text: &str) -> &'static Dialect {
    let first = tagged::tag_lines(text, tag).next().map_or(NUMBER, |(_, tag, _)| tag);
    DIALECTS.iter().find(|dialect| dialect.start == first).unwrap_or(&DIALECTS[0])
}

fn detect(head: &Head) -> Option<String> {
    let mut lines = head.text().lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(60).peekable();
    let mut numbered = None;
    let mut labels = 0;
    while let Some((i, line)) = lines.next() {
        let Some((name, _)) = tag(line) else { continue };
        let (number, shown) = numbered.unwrap_or((i + 1, line));
        match name {
            "VN" if line.contains("Ovid") => return Some(tagged::evidence(i + 1, line)),
            NUMBER => numbered = Some((number, shown)),
            "DB" | "AN" | "UI" | "AU" | "TI" if numbered.is_some() => return Some(tagged::evidence(number, shown)),
            // The values of labels are indented; pages that were copied have the same labels.
            _ if name.len() > 2 && lines.peek().is_some_and(|(_, value)| value.starts_with("  ")) => {
                labels += 1;
                if labels >= 3 || numbered.is_some() {
                    return Some(tagged::evidence(number, shown));
                }
            }
            _ => {}
        }
    }
    None
}

/// An author on the way into the record.
struct Mark {
    index: usize,
    /// `1`, `*`, `+` behind the name.
    marks: Vec<String>,
}

/// The fields of a record on their way into it.
struct State<'t> {
    mesh: bool,
    languages: Vec<&'static str>,
    people: People,
    marks: Vec<Mark>,
    venue: Venue,
    types: Vec<String>,
    /// Whether the title is that of a chapter.
    chapter: bool,
    source: Option<Slice<'t>>,
    dates: Vec<Field<'t>>,
    keywords: FxHashSet<String>,
    waiting: Vec<Field<'t>>,
    links: Vec<Slice<'t>>,
}

fn map(raw: &RawRecord<'_>, sink: &mut Sink<'_>) {
    let mut record = sink.record(raw.range());
    let find = |meaning: Meaning| raw.fields.iter().find(move |f| meaning_of(f.tag) == Some(meaning));
    let database = find(Database).map_or("", |f| f.value.text);
    let mut state = State {
        mesh: ["MEDLINE", "Medline", "PubMed"].iter().any(|name| database.contains(name)),
        languages: find(Language)
            .into_iter()
            .filter_map(|f| language_code(f.value.text.trim_end_matches('.')))
            .collect(),
        people: People::default(),
        marks: Vec::new(),
        venue: Venue::default(),
        types: Vec::new(),
        chapter: false,
        source: None,
        dates: Vec::new(),
        keywords: FxHashSet::default(),
        waiting: Vec::new(),
        links: Vec::new(),
    };
    for field in &raw.fields {
        if field.value.text.is_empty() {
            continue;
        }
        let Some(meaning) = meaning_of(field.tag) else {
            let message = format!("tag {} is not known; kept in `other`", field.tag);
            sink.note(Severity::Info, "unknown-tag", field.at, message);
            record.keep_other(field.tag, text::clean(field.value.text));
            continue;
        };
        let whole = ONE_LINE.contains(&meaning) && field.value.text.contains('\n');
        if IDENTIFYING.contains(&meaning) && !whole && tagged::withhold(raw, field, &mut record, sink) {
            continue;
        }
        read_field(field, meaning, &mut record, &mut state, sink);
    }
    let waiting = std::mem::take(&mut state.waiting);
    read_waiting(&waiting, &mut record, &mut state, sink);
    record.kind = Some(kind(&state));
    record.type_as_written = Some(state.types.join("; ")).filter(|t| !t.is_empty());
    finish_source(&mut record, &mut state, sink);
    finish_date(&mut record, &state, sink);
    for link in &state.links {
        add_linked_id(*link, &mut record, sink);
    }
    record.venue = Some(std::mem::take(&mut state.venue)).filter(|v| !v.is_empty());
    sink.push(record, raw.range().start);
}

fn meaning_of(tag: &str) -> Option<Meaning> {
    let known = TAGS.iter().find(|(name, _)| *name == tag).map(|(_, meaning)| *meaning);
    known.or_else(|| KEPT.contains(&tag).then_some(Kept))
}

fn read_field<'t>(
    field: &Field<'t>,
    meaning: Meaning,
    record: &mut Record,
    state: &mut State<'t>,
    sink: &mut Sink<'_>,
) {
    let value = if ONE_LINE.contains(&meaning) { tagged::one_line(field, record, sink) } else { field.value };
    let range = value.range();
    match meaning {
        Nothing => {}
        Database | Kept => record.keep_other(field.tag, words_of(value)),
        Title | ChapterTitle => read_title(field, meaning, record, state, sink),
        SecondTitle => {
            let words = words_of(value);
            let lang = text::language(&words);
            // Some databases put a subtitle here.
            let same = lang.is_some() && record.titles.first().is_some_and(|t| t.lang.as_deref() == lang);
            if same || is_title(record, &words) {
                return record.keep_other(field.tag, words);
            }
            let span = sink.span(range);
            record.titles.push(LangText { text: words.into_owned(), lang: lang.map(Cow::Borrowed), span });
        }
        Authors => read_authors(value, field.tag, record, state, sink),
        AuthorIds | Institution => state.waiting.push(*field),
        Source if state.source.is_none() => state.source = Some(value),
        Journal if state.venue.title.is_none() => {
            state.venue.title = Some(words_of(value).trim_end_matches('.').to_string());
            record.spans.insert(Member::Venue, sink.span(range));
        }
        Abbreviation if state.venue.abbreviation.is_none() => {
            state.venue.abbreviation = Some(words_of(value).into_owned());
        }
        AbstractText => {
            let languages = &state.languages;
            record.abstracts.extend(sections::abstracts(value, |text| sections::lang_of(text, languages), sink));
        }
        Headings => {
            let scheme = if state.mesh { KeywordScheme::Mesh } else { KeywordScheme::Index };
            read_keywords(value.lines().collect(), scheme, record, state, sink);
        }
        MeshHeadings => read_keywords(value.lines().collect(), KeywordScheme::Mesh, record, state, sink),
        MajorTopics => {
            let before = record.keywords.len();
            read_keywords(list(value), KeywordScheme::Index, record, state, sink);
            for keyword in &mut record.keywords[before..] {
                keyword.major = Some(true);
            }
        }
        IndexTerms => {
            let parts = if value.text.contains(';') { list(value) } else { value.split(|c| c == ',').collect() };
            read_keywords(parts, KeywordScheme::Index, record, state, sink);
        }
        AuthorKeywords => read_keywords(list(value), KeywordScheme::Author, record, state, sink),
        Classes => read_keywords(list(value), KeywordScheme::Subject, record, state, sink),
        Volume => set(Member::Volume, field.tag, value, record, sink),
        Issue => set(Member::Issue, field.tag, value, record, sink),
        Pages_ => {
            if !set_pages(value.text, value, record, sink) {
                record.keep_other(field.tag, words_of(value));
            }
        }
        Year | Date => state.dates.push(*field),
        Electronic => match PartialDate::parse(value.text) {
            Some(date) if record.available.is_none() => {
                record.available = Some(date);
                record.spans.insert(Member::Available, sink.span(range));
            }
            _ => record.keep_other(field.tag, words_of(value)),
        },
        Serial => {
            sink.serial_numbers(value.text, range, &mut state.venue, record);
            // What medium the number is of.
            if value.text.contains('(') {
                record.keep_other(field.tag, words_of(value));
            }
        }
        Doi => sink.identifier(IdScheme::Doi, value.text, range, &mut record.ids, &mut record.other),
        Pmid => {
            if !add_id(
                IdScheme::Pmid,
                Slice { text: value.text.split(' ').next().unwrap_or(""), ..value },
                record,
                sink,
            ) {
                record.keep_other(field.tag, words_of(value));
            }
        }
        Pmcid => sink.identifier(IdScheme::Pmcid, value.text, range, &mut record.ids, &mut record.other),
        // The number of a record of MEDLINE is that of PubMed.
        Accession => {
            let number = value.text.bytes().all(|b| b.is_ascii_digit());
            if !(number && state.mesh && add_id(IdScheme::Pmid, value, record, sink)) {
                record.keep_other(field.tag, words_of(value));
            }
        }
        Language => {
            for part in value.split(|c| matches!(c, ',' | ';' | '\n' | '.')) {
                match language_code(part.text) {
                    Some(lang) if !record.languages.iter().any(|l| l == lang) => {
                        record.languages.push(Cow::Borrowed(lang));
                        record.spans.entry(Member::Languages).or_insert_with(|| sink.span(part.range()));
                    }
                    Some(_) => {}
                    None => record.keep_other(field.tag, text::clean(part.text)),
                }
            }
        }
        PublicationType => {
            record.spans.entry(Member::Type).or_insert_with(|| sink.span(range));
            for part in value.split(|c| matches!(c, ';' | '\n')).filter(|p| p.text != "-") {
                let words = words_of(part).trim_end_matches('.').to_string();
                if !state.types.iter().take(64).any(|held| *held == words) {
                    state.types.push(words);
                }
            }
        }
        Publisher if state.venue.publisher.is_none() => state.venue.publisher = Some(words_of(value).into_owned()),
        Grants => {
            for line in value.lines() {
                // `Organization: Agency A. No: 123`, `123 (United States) Agency A`.
                let words = words_of(line);
                let (number, funder) = match words.strip_prefix("No: ").and_then(|w| w.split_once(". Organization: ")) {
                    Some((number, funder)) => (Some(number.to_string()), funder.to_string()),
                    None => (None, words.to_string()),
                };
                let (funder, grants) = (Some(funder), number.into_iter().collect());
                record.funding.push(Funding { funder, grants, span: sink.span(line.range()), ..Funding::default() });
            }
        }
        References => {
            let entries: Vec<Slice> = paragraphs(value);
            record.references.extend(entries.into_iter().map(|entry| cited::entry(entry, sink)));
        }
        Link => {
            for line in value.lines() {
                record.keep_other(field.tag, text::clean(line.text));
                // The others are searches for the work, not the work.
                state.links.extend(Some(line).filter(|l| l.text.contains("doi.org/")));
            }
        }
        Source | Journal | Abbreviation | Publisher => record.keep_other(field.tag, words_of(value)),
    }
}

/// Parts between blank lines, or lines where there are none.
fn paragraphs(value: Slice<'_>) -> Vec<Slice<'_>> {
    if !value.text.contains("\n\n") && !value.text.contains("\n \n") {
        return value.lines().collect();
    }
    let mut found: Vec<Slice> = Vec::new();
    let mut from = 0;
    let mut at = 0;
    for line in value.text.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() {
            found.push(value.split_at(at).0.split_at(from).1.trim());
            from = at;
        }
    }
    found.push(value.split_at(from).1.trim());
    found.retain(|part| !part.text.is_empty());
    found
}

/// A title without what the database says of it behind: `[Article]`, `[References]`.
fn read_title(field: &Field<'_>, meaning: Meaning, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let mut value = field.value;
    let bare = value.text.trim_end_matches(['.', ' ']);
    if let Some(open) = bare.strip_suffix(']').and_then(|head| head.rfind('[')).filter(|open| *open > 0) {
        let remark = &bare[open + 1..bare.len() - 1];
        if remark.len() <= 30 && !remark.contains(|c: char| c.is_ascii_digit()) {
            match TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(remark)) {
                Some(_) => state.types.push(remark.to_string()),
                None => record.keep_other(field.tag, remark),
            }
            value = value.split_at(open).0.trim();
        }
    }
    let words = words_of(value);
    let unquoted = words.strip_prefix('"').and_then(|w| w.trim_end_matches('.').strip_suffix('"'));
    let words = unquoted.filter(|w| !w.contains('"')).unwrap_or(&words);
    let (words, lang) = match nlm::translation(words).filter(|_| state.mesh) {
        Some(inside) => (inside, Some("en")),
        None => (words, sections::lang_of(words, &state.languages)),
    };
    if words.is_empty() || is_title(record, words) {
        return;
    }
    let title = LangText { text: words.to_string(), lang: lang.map(Cow::Borrowed), span: sink.span(value.range()) };
    match (meaning, record.titles.first_mut()) {
        // The chapter is the work, the book is where it stands.
        (ChapterTitle, Some(book)) => {
            state.chapter = true;
            let book = std::mem::replace(book, title);
            state.venue.title.get_or_insert(book.text);
            record.spans.entry(Member::Venue).or_insert(book.span);
        }
        (Title, Some(_)) if field.tag == "Title" => {
            state.chapter = true;
            state.venue.title.get_or_insert(title.text);
            record.spans.entry(Member::Venue).or_insert(title.span);
        }
        _ => record.titles.push(title),
    }
}

/// `Nes, Ola MD, PhD 1;  Vik, Per 2`, `Nes, Ola B. [Author, Reprint Author; E-mail: …]`.
fn read_authors(value: Slice<'_>, tag: &str, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    for name in outside_brackets(value) {
        read_author(name, tag, record, state, sink);
    }
}

/// Parts between semicolons and line ends that stand in no square brackets.
fn outside_brackets(value: Slice<'_>) -> Vec<Slice<'_>> {
    let mut found = Vec::new();
    let (mut from, mut open) = (0, false);
    for (at, byte) in value.text.bytes().enumerate() {
        match byte {
            b'[' => open = true,
            b']' => open = false,
            b';' | b'\n' if !open => {
                found.push(value.split_at(at).0.split_at(from).1.trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(value.split_at(from).1.trim());
    found.retain(|part| !part.text.is_empty());
    found
}

fn read_author(name: Slice<'_>, tag: &str, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let (bare, remark) = match name.text.find('[') {
        Some(open) => (name.split_at(open).0.trim(), &name.text[open + 1..]),
        None => (name, ""),
    };
    let remark = remark.trim_end_matches([']', '.', ' ']);
    let (bare, marks) = without_marks(bare);
    let bare = Slice { text: without_degrees(bare.text), at: bare.at };
    if bare.text.is_empty() || is_degree(bare.text) {
        // `Nes, Ola RN; PhD 1`: degrees stand between semicolons, too.
        if let Some(last) = state.marks.last_mut() {
            last.marks.extend(marks);
            if let Some(contributor) = record.contributors.get_mut(last.index) {
                contributor.marker = Some(last.marks.join(", ")).filter(|m| !m.is_empty());
            }
        }
        return record.keep_other(tag, words_of(name));
    }
    let role = if remark == "Ed" || remark.starts_with("Editor") { Role::Editor } else { Role::Author };
    let words = words_of(bare);
    // A full stop ends the field, but for initials: `WIJERS, Gea D M.`
    let words = match words.strip_suffix('.') {
        Some(head) if head.split([' ', '.', ',']).next_back().is_some_and(|last| last.chars().count() > 1) => head,
        _ => &words,
    };
    let person = match words.contains(',') {
        true => PersonName::parse(words, NameOrder::Inverted).filter(|_| people::person(words).is_some()),
        false => people::person(words),
    };
    let index = state.people.add(record, role, words.to_string(), person, sink.span(bare.range()));
    if let Some(contributor) = record.contributors.get_mut(index) {
        contributor.corresponding = remark.contains("Reprint Author") || remark.contains("Corresponding");
        contributor.marker = Some(marks.join(", ")).filter(|m| !m.is_empty());
    }
    if let Some((_, mail)) = remark.split_once("E-mail: ") {
        record.keep_other("E-mail", mail);
    }
    state.marks.push(Mark { index, marks });
}

/// The marks behind a name: `1`, `1,2`, `*`, `+`.
fn without_marks(name: Slice<'_>) -> (Slice<'_>, Vec<String>) {
    let tail = |c: char| c.is_ascii_digit() || matches!(c, ',' | ' ' | '*' | '+' | '#' | '&' | '^' | '~');
    let head = name.text.trim_end_matches(tail);
    let behind = &name.text[head.len()..];
    if !behind.contains(|c: char| c.is_ascii_digit() || matches!(c, '*' | '+' | '#' | '^' | '~')) {
        return (name, Vec::new());
    }
    let marks = behind.split([',', ' ']).filter(|m| !m.is_empty()).map(str::to_string).collect();
    (Slice { text: head, at: name.at }, marks)
}

/// A name without the degrees behind it, as long as a given name is left.
fn without_degrees(name: &str) -> &str {
    let mut name = name.trim_end_matches([',', ' ']);
    while let Some(at) = name.rfind([' ', ',']) {
        let head = name[..at].trim_end_matches([',', ' ']);
        let given = head.split_once(',').is_some_and(|(_, given)| !given.trim().is_empty());
        if !given || !is_degree(&name[at + 1..]) {
            break;
        }
        name = head;
    }
    name
}

/// Whether a word is a degree, in capitals as degrees are: `do` is a name.
fn is_degree(word: &str) -> bool {
    static DEGREES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        text::table_rows(include_str!("../../data/tables/suffixes.tsv"))
            .filter(|row| row.get(1) == Some(&"degree"))
            .filter_map(|row| row.first().copied())
            .collect()
    });
    let plain: String = word.chars().filter(|c| !matches!(c, '.' | '(' | ')')).collect();
    plain.chars().filter(char::is_ascii_uppercase).count() >= 2 && DEGREES.contains(plain.to_lowercase().as_str())
}

fn read_keywords(
    parts: Vec<Slice<'_>>,
    scheme: KeywordScheme,
    record: &mut Record,
    state: &mut State<'_>,
    sink: &Sink<'_>,
) {
    for part in parts {
        let words = words_of(part);
        let words = words.trim_end_matches(['.', ' ', ';', ',']).trim_start_matches(['.', ' ']);
        if words.is_empty() || !state.keywords.insert(words.to_string()) {
            continue;
        }
        let mut keyword = match scheme {
            KeywordScheme::Mesh => nlm::heading(words),
            _ => Keyword { text: words.to_string(), scheme, ..Keyword::default() },
        };
        if scheme == KeywordScheme::Mesh {
            // `*Peer Group/px [Psychology]`: a code and its name.
            for qualifier in &mut keyword.qualifiers {
                if let Some((code, name)) = qualifier.text.strip_suffix(']').and_then(|q| q.split_once(" [")) {
                    (qualifier.id, qualifier.text) = (Some(code.to_string()), name.to_string());
                }
            }
        } else if scheme == KeywordScheme::Index {
            if let Some(rest) = words.strip_prefix('*') {
                (keyword.text, keyword.major) = (rest.to_string(), Some(true));
            }
        } else if scheme == KeywordScheme::Subject {
            // `[10069] Biochemistry`, `Health Psychology [3360]`.
            let coded = match words.strip_prefix('[') {
                Some(rest) => rest.split_once("] ").map(|(code, name)| (name, code)),
                None => words.strip_suffix(']').and_then(|rest| rest.rsplit_once(" [")),
            };
            if let Some((name, code)) = coded {
                (keyword.text, keyword.id) = (name.to_string(), Some(code.to_string()));
            }
        }
        keyword.span = sink.span(part.range());
        record.keywords.push(keyword);
    }
}

/// Reads addresses and ORCIDs, now that the authors are known.
fn read_waiting(fields: &[Field<'_>], record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    if fields.is_empty() {
        return;
    }
    let mut names: FxHashMap<String, Option<usize>> = FxHashMap::default();
    for (index, contributor) in record.contributors.iter().enumerate() {
        let family = contributor.name.as_ref().map_or("", |n| n.family.as_str());
        let whole = name_key(&contributor.as_written);
        for key in [whole, format!("({})", text::fold(family))] {
            names.entry(key).and_modify(|held| *held = held.filter(|h| *h == index)).or_insert(Some(index));
        }
    }
    let whole = |name: &str| names.get(&name_key(name)).copied().flatten();
    let family = |name: &str| names.get(&format!("({})", text::fold(name))).copied().flatten();
    for field in fields {
        if meaning_of(field.tag) == Some(AuthorIds) {
            read_orcids(field, &whole, record, sink);
            continue;
        }
        for (address, mark) in addresses(field.value) {
            let (named, address) = match mark {
                Some(mark) => {
                    let marked = state.marks.iter().filter(|m| m.marks.iter().any(|held| held == mark));
                    let mut named: Vec<usize> = marked.map(|m| m.index).collect();
                    if named.is_empty() {
                        named = mark.split([',', ';']).filter_map(|name| family(name.trim())).collect();
                    }
                    (named, address)
                }
                None => by_name(address, &whole),
            };
            let address = Slice { text: address.text.trim_end_matches([';', ' ', '.', '\n']), at: address.at };
            let words = words_of(address).into_owned();
            if !words.chars().any(char::is_alphabetic) {
                continue;
            }
            let index = state.people.affiliation(record, words, sink.span(address.range()));
            if let (Some(mark), Some(affiliation)) = (mark, record.affiliations.get_mut(index as usize))
                && mark.len() <= 3
            {
                affiliation.marker.get_or_insert_with(|| mark.to_string());
            }
            for author in named {
                link(record, author, index);
            }
        }
    }
}

/// The addresses of a field with the marks or names in brackets before them. Words before the first (`From the`) are no
/// part of any.
fn addresses(value: Slice<'_>) -> Vec<(Slice<'_>, Option<&str>)> {
    // Of names or marks before an address.
    const LONGEST: usize = 200;
    let mut found = Vec::new();
    for line in value.lines() {
        // Where a bracket begins an address: at the beginning, behind a semicolon or full stop, behind `From the`.
        let begins = |at: usize| {
            let before = line.text[..at].trim_end();
            at == 0
                || before.ends_with([';', '.'])
                || before.eq_ignore_ascii_case("from the")
                || before.eq_ignore_ascii_case("from")
        };
        let opens: Vec<(usize, usize)> = memchr::memchr_iter(b'(', line.text.as_bytes())
            .filter(|at| begins(*at))
            .filter_map(|at| {
                let inside = line.text.as_bytes()[at..].iter().take(LONGEST);
                inside.copied().position(|b| b == b')').map(|length| (at, at + length))
            })
            .collect();
        if opens.is_empty() {
            found.push((line, None));
            continue;
        }
        for (i, (open, close)) in opens.iter().enumerate() {
            let end = opens.get(i + 1).map_or(line.text.len(), |(next, _)| *next);
            let address = line.split_at(end).0.split_at(close + 1).1.trim();
            found.push((address, line.text.get(open + 1..*close).map(str::trim)));
        }
    }
    found
}

/// `Nes, Ola: Dept of A`, `Nes, Ola. Dept of A`.
fn by_name<'t>(address: Slice<'t>, find: &impl Fn(&str) -> Option<usize>) -> (Vec<usize>, Slice<'t>) {
    const MOST: usize = 80;
    for (at, c) in address.text.char_indices().take(MOST).filter(|(_, c)| matches!(c, ':' | '.')) {
        let rest = address.split_at(at + 1).1;
        if !rest.text.starts_with(' ') {
            continue;
        }
        // The full stop of an initial belongs to the name.
        for name in [&address.text[..at], &address.text[..at + c.len_utf8()]] {
            if let Some(author) = find(name) {
                return (vec![author], rest.trim());
            }
        }
    }
    (Vec::new(), address)
}

/// `Nes, Ola; ORCID: https://orcid.org/0000-…`, one to a line or all in one.
fn read_orcids(field: &Field<'_>, find: &impl Fn(&str) -> Option<usize>, record: &mut Record, sink: &mut Sink<'_>) {
    let mut author = None;
    let mut lost = true;
    for part in field.value.split(|c| matches!(c, ';' | '\n')) {
        let body = part.text.strip_prefix("ORCID:").unwrap_or(part.text).trim();
        let (number, next) = body.split_once(", ").filter(|(n, _)| n.contains("-")).unwrap_or((body, ""));
        match Identifier::parse(IdScheme::Orcid, number) {
            Ok(id) => {
                let id = id.at(sink.span(part.range()));
                let person = author.and_then(|author: usize| record.contributors.get_mut(author));
                lost = person.is_none_or(|person| person.ids.insert(id).is_some());
                author = find(next);
            }
            Err(_) => author = find(body),
        }
        if lost && author.is_none() {
            break;
        }
    }
    if lost {
        let message = "ORCIDs that cannot be told whose they are; kept in `other`";
        sink.note(Severity::Warning, "unlinked", field.at, message);
        record.keep_other(field.tag, text::clean(field.value.text));
    }
}

fn kind(state: &State<'_>) -> WorkKind {
    let rank = |name: &String| TYPES.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
    let best = state.types.iter().filter_map(rank).min().and_then(|rank| TYPES.get(rank));
    // `Review:  PDF Only`, `Journal: Article`.
    let parts = || state.types.iter().flat_map(|t| t.split(':')).map(|part| part.trim().to_string());
    let second = || parts().filter_map(|part| rank(&part)).min().and_then(|rank| TYPES.get(rank));
    match best.or_else(second).map_or(WorkKind::JournalArticle, |(_, kind)| *kind) {
        WorkKind::Book if state.chapter => WorkKind::BookChapter,
        kind => kind,
    }
}

/// What the line that cites the work says.
#[derive(Debug, Default, PartialEq)]
struct Cited<'a> {
    title: &'a str,
    /// Those in square brackets before the title of a book.
    editors: Vec<&'a str>,
    volume: Option<&'a str>,
    issue: Option<&'a str>,
    pages: Option<&'a str>,
    date: Option<PartialDate>,
}

/// Reads the citing line of any database:
/// `Journal of A. 201(2-3):327-334, November 15, 2004.` · `Journal of A June 2015;58(6):688-696` ·
/// `Journal of A. Vol.61(1), Jan 2014, pp. 137-145.` · `Journal of A. 77 (4) (pp 551-557), 2013.` ·
/// `Nes, Ola [Ed]. (2012). Book B. (pp. 11-31). City: Press` · `Nes, Ola [Editor]. Book B.:371-397, 2004.`
fn citation(text: &str) -> Cited<'_> {
    let text = text.split("Series Information:").next().unwrap_or(text).trim();
    let mut cited = Cited::default();
    let text = without_editors(text, &mut cited);
    // A year in brackets, and the book behind it.
    if let Some((before, rest)) = text.split_once("). ")
        && let Some((head, year)) = before.rsplit_once('(')
        && year.len() == 4
        && head.len() < 200
        && let Some(date) = PartialDate::parse(year)
    {
        cited.date = Some(date);
        let end = [". (pp", ". In ", ". "].iter().find_map(|mark| rest.find(mark)).unwrap_or(rest.len());
        cited.title = rest[..end].trim_end_matches('.');
        cited.pages =
            rest.split_once("(pp. ").or_else(|| rest.split_once("(pp ")).and_then(|(_, p)| p.split(')').next());
        return cited;
    }
    // The year before the volume.
    if let Some((head, numbers)) = text.split_once(';')
        && let Some((title, year)) = head.rsplit_once(' ')
        && year.len() == 4
        && year.bytes().all(|b| b.is_ascii_digit())
    {
        let mut title = title;
        let mut date = year.to_string();
        while let Some((rest, word)) = title.rsplit_once(' ')
            && (month_number(word.split('-').next().unwrap_or(word)).is_some()
                || word.bytes().all(|b| b.is_ascii_digit()))
        {
            date = format!("{word} {date}");
            title = rest;
        }
        cited.date = PartialDate::parse(&date);
        cited.title = title.trim_end_matches(['.', ' ']);
        numbers_of(numbers, &mut cited);
        return cited;
    }
    let starts_number = |rest: &str| {
        let rest = rest.strip_prefix("Vol").unwrap_or(rest).trim_start_matches(['.', ' ']);
        let digits = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let behind = rest[digits..].trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit()) && behind.starts_with(['(', ':', ',']) || rest.starts_with(':')
    };
    for mark in [". ", ".", ", ", " "] {
        let found = text.match_indices(mark).find(|(at, _)| starts_number(&text[at + mark.len()..]));
        if let Some((at, _)) = found {
            cited.title = text[..at].trim_end_matches(['.', ' ']);
            numbers_of(&text[at + mark.len()..], &mut cited);
            return cited;
        }
    }
    cited.title = text.trim_end_matches(['.', ' ']);
    cited
}

/// Takes the names with `[Ed]` or `[Editor, …]` behind them off the beginning.
fn without_editors<'a>(text: &'a str, cited: &mut Cited<'a>) -> &'a str {
    let mut rest = text;
    while let Some(open) = rest.find('[').filter(|open| *open < 80) {
        let Some(length) = rest[open..].find(']') else { break };
        let role = &rest[open + 1..open + length];
        if !(role.starts_with("Ed") || role.starts_with("Author")) {
            break;
        }
        let name = rest[..open].trim_matches([' ', ',', ';', '&']);
        if role.starts_with("Ed") {
            cited.editors.push(name);
        }
        rest = rest[open + length + 1..].trim_start_matches([' ', ',', ';']);
    }
    if rest.len() < text.len() && !rest.starts_with("(") {
        rest.trim_start_matches(['.', ' '])
    } else {
        rest.trim_start_matches(". ")
    }
}

/// `201(2-3):327-334, November 15, 2004`, `Vol.61(1), Jan 2014, pp. 137-145`, `:371-397, 2004`, `12, Winter 2007: 7-14`.
fn numbers_of<'a>(text: &'a str, cited: &mut Cited<'a>) {
    let filled = |t: &'a str| Some(t.trim()).filter(|t| !t.is_empty());
    let text = text.strip_prefix("Vol").unwrap_or(text).trim_start_matches(['.', ' ']);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '/')).unwrap_or(text.len());
    cited.volume = filled(&text[..end]);
    let mut rest = text[end..].trim_start();
    if rest.starts_with('(') && !rest.starts_with("(pp") && !rest.starts_with("(p") {
        let mut depth = 0i32;
        let close = rest.char_indices().find(|(_, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0
        });
        if let Some((close, _)) = close {
            cited.issue = filled(&rest[1..close]);
            rest = rest[close + 1..].trim_start();
        }
    }
    // What stands before the pages and behind them: the date may be either.
    let marks = ["(pp. ", "(pp ", "pp. ", "p. ", ":"];
    let found = marks.iter().find_map(|mark| rest.find(mark).map(|at| (at, at + mark.len())));
    let (before, after) = match found {
        Some((at, from)) => {
            let pages = &rest[from..];
            let end = pages.find([',', ')', ';']).unwrap_or(pages.len());
            cited.pages = filled(pages[..end].trim_end_matches(['.', ' ']));
            (&rest[..at], &pages[end..])
        }
        None => {
            // `Vol 28(2) April 2015, 103-106.`
            let last = rest.rsplit_once(", ").map_or("", |(_, last)| last.trim_end_matches(['.', ' ']));
            if last.contains('-') && last.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
                cited.pages = Some(last);
            }
            (rest, "")
        }
    };
    cited.date = cited.date.or_else(|| PartialDate::parse(after)).or_else(|| PartialDate::parse(before));
}

fn finish_source(record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let Some(source) = state.source else { return };
    let cleaned = text::clean(source.text).into_owned();
    let cited = citation(&cleaned);
    record.citation = Some(cleaned.clone());
    let span = sink.span(source.range());
    for editor in &cited.editors {
        let known = record.contributors.iter().any(|c| c.role == Role::Editor && c.as_written == *editor);
        if !known {
            state.people.add(record, Role::Editor, (*editor).to_string(), people::person(editor), span);
        }
    }
    // Only the kind tells a patent's gazette or an abstract's journal from a book.
    let whole = record.kind == Some(WorkKind::Book);
    let title = text::clean(cited.title).into_owned();
    if record.titles.is_empty() && whole && !title.is_empty() {
        let lang = sections::lang_of(&title, &state.languages).map(Cow::Borrowed);
        record.titles.push(LangText { text: title, lang, span });
    } else if state.venue.title.is_none() && !title.is_empty() && !whole {
        state.venue.title = Some(title);
        record.spans.entry(Member::Venue).or_insert(span);
    }
    for (member, value) in [(Member::Volume, cited.volume), (Member::Issue, cited.issue)] {
        let slot = if member == Member::Volume { &mut record.volume } else { &mut record.issue };
        if let (None, Some(value)) = (&slot, value) {
            *slot = Some(value.to_string());
            record.spans.insert(member, span);
        }
    }
    if record.pages.is_empty()
        && let Some(pages) = cited.pages
    {
        set_pages(pages, source, record, sink);
    }
    if let (Some(date), true) = (cited.date, state.dates.is_empty()) {
        record.issued = Some(date);
        record.spans.insert(Member::Issued, span);
    } else if let Some(date) = cited.date
        && let Some(year) = state.dates.iter().find_map(|f| PartialDate::parse(f.value.text))
        && year.year() == date.year()
        && year.month().is_none()
    {
        record.issued = Some(date);
        record.spans.insert(Member::Issued, span);
    }
}

/// Sets the pages where the text is pages; `No Pagination Specified` is none.
fn set_pages(text: &str, place: Slice<'_>, record: &mut Record, sink: &Sink<'_>) -> bool {
    let text = text.trim().trim_start_matches("pp.").trim();
    if !text.contains(|c: char| c.is_ascii_digit()) && text.len() > 4 || !record.pages.is_empty() {
        return false;
    }
    let (pages, _) = nlm::pages(text);
    record.pages = if pages.is_empty() { Pages::parse(text) } else { pages };
    record.spans.insert(Member::Pages, sink.span(place.range()));
    true
}

fn finish_date(record: &mut Record, state: &State<'_>, sink: &mut Sink<'_>) {
    for field in &state.dates {
        let Some(date) = PartialDate::parse(field.value.text) else {
            let message = format!("{} {} is no date; kept in `other`", field.tag, tagged::quote(field.value.text));
            sink.note(Severity::Warning, "date", field.at, message);
            record.keep_other(field.tag, words_of(field.value));
            continue;
        };
        let better = record.issued.is_none_or(|held| {
            held.year() == date.year()
                && (date.month().is_some(), date.day().is_some()) > (held.month().is_some(), held.day().is_some())
        });
        if better {
            record.issued = Some(date);
            record.spans.insert(Member::Issued, sink.span(field.value.range()));
        } else if record.issued.is_some_and(|held| held.year() != date.year()) {
            record.keep_other(field.tag, words_of(field.value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_database_cites_in_its_own_way() {
        let shown = |text| {
            let c = citation(text);
            let date = c.date.map(|d| d.to_string()).unwrap_or_default();
            [
                c.title,
                c.volume.unwrap_or(""),
                c.issue.unwrap_or(""),
                c.pages.unwrap_or(""),
                &date,
                &c.editors.join("; "),
            ]
            .join("|")
        };
        for (text, expected) in [
            ("Journal of A & B. 201(2-3):327-334, November 15, 2004.", "Journal of A & B|201|2-3|327-334|2004-11-15|"),
            ("Gazette of A. 1288(3), Nov. 16, 2004.", "Gazette of A|1288|3||2004-11-16|"),
            ("Journal of A 12, Winter 2007: 7-14.", "Journal of A|12||7-14|2007|"),
            ("Journal of A, 2013(1): 3-28.", "Journal of A|2013|1|3-28||"),
            (
                "A Int: Section B. Vol.75(2-A(E)),2014, pp. No Pagination Specified.",
                "A Int: Section B|75|2-A(E)|No Pagination Specified|2014|",
            ),
            ("Journal Of A June 2015;58(6):688-696", "Journal Of A|58|6|688-696|2015-06|"),
            ("Journal of A. Vol.61(1), Jan 2014, pp. 137-145.", "Journal of A|61|1|137-145|2014-01|"),
            ("Journal of A. 77 (4) (pp 551-557), 2013.", "Journal of A|77|4|551-557|2013|"),
            ("Title of A. Vol 28(2) April 2015, 103-106.", "Title of A|28|2|103-106|2015-04|"),
            ("Journal of the A.", "Journal of the A||||||".trim_end_matches('|').to_string().as_str()),
            (
                "Nes, Ola [Ed]; Vik, Per [Ed]. (2012). Book: B. (pp. 11-31). xvii, 254 pp. City: Press.",
                "Book: B|||11-31|2012|Nes, Ola; Vik, Per",
            ),
            (
                "Nes, Ola [Editor, Reprint Author], Vik, P. [Editor]. Book in B.:371-397, 2004.",
                "Book in B|||371-397|2004|Nes, Ola; Vik, P.",
            ),
        ] {
            assert_eq!(shown(text).trim_end_matches('|'), expected.trim_end_matches('|'), "{text}");
        }
    }

    #[test]
    fn names_lose_degrees_and_marks() {
        for (name, bare, marks) in [
            ("Nes, Ola Y. MD, MPH 1", "Nes, Ola Y.", &["1"][..]),
            ("van Nes, Ola MD, PhD +", "van Nes, Ola", &["+"]),
            ("Nes, MA", "Nes, MA", &[]),
            ("Nes, Ola 1,2", "Nes, Ola", &["1", "2"]),
            ("Do, Ola", "Do, Ola", &[]),
        ] {
            let (read, found) = without_marks(Slice { text: name, at: 0 });
            assert_eq!(
                (without_degrees(read.text), &found[..]),
                (bare, &marks.iter().map(|m| m.to_string()).collect::<Vec<_>>()[..]),
                "{name}"
            );
        }
    }
}
