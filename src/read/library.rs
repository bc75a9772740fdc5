//! What the exports of bibliography programs have in common: Refer, RefWorks, NoteExpress, CNKI.
//!
//! Each writes the same two dozen fields under tags of its own, so a format is a table of tags and types, and the
//! reading of the fields is here. All of them are also written by Chinese databases, whose habits the formats share:
//! names and keywords between `;` or `;;`, Chinese names between commas, addresses with postcodes and codes of
//! institutions, abstracts that begin with `<正>`, the same work's English title, names and journal in parallel fields.
//!
//! None of these formats tells whose an address is, so affiliations belong to the record.

use super::fields::{add_id, add_linked_id, is_nothing, is_title, list, set, urls, words_of};
use super::people::{self, People};
use super::tagged::{self, Field, RawRecord, Slice};
use super::{Sink, sections};
use crate::diagnostic::Severity;
use crate::record::{
    Field as Member, Funding, IdScheme, Keyword, KeywordScheme, LangText, Pages, PartialDate, PersonName, Record, Role,
    TimesCited, Venue, WorkKind, language_code,
};
use crate::text;
use Meaning::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;

/// What a field means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Type,
    /// What type of thesis, report, standard it is; at some providers the type itself.
    WorkType,
    Title,
    /// The title in another language.
    SecondTitle,
    Person(Role),
    Address,
    /// A journal, book, proceedings volume; of several fields the first in the format's table counts.
    Container,
    Abbreviation,
    AbstractText,
    KeywordList,
    /// Classes of the Chinese Library Classification.
    Classes,
    Year,
    Date,
    Volume,
    Issue,
    PageRange,
    StartPage,
    EndPage,
    PageCount,
    Serial,
    Doi,
    Pmid,
    Pmcid,
    /// A DOI among numbers of other kinds.
    Accession,
    Publisher,
    Language,
    Link,
    Funders,
    TimesCitedCount,
    /// What the record form has no place for.
    Kept,
}

/// The tables of a format.
pub(super) struct Table {
    /// Tags with their meaning.
    pub(super) tags: &'static [(&'static str, Meaning)],
    /// Names of types, in any case.
    pub(super) types: &'static [(&'static str, WorkKind)],
    /// More of them, that formats share.
    pub(super) more_types: &'static [(&'static str, WorkKind)],
    /// What a record is whose type is not told.
    pub(super) untyped: fn(&Record, &Venue) -> WorkKind,
}

impl Table {
    fn meaning(&self, tag: &str) -> Option<Meaning> {
        self.tags.iter().find(|(name, _)| *name == tag).map(|(_, meaning)| *meaning)
    }

    fn kind(&self, name: &str) -> Option<WorkKind> {
        let name = name.trim();
        let mut all = self.types.iter().chain(self.more_types);
        all.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
    }
}

/// Words for the kinds of work in Chinese databases, wherever they stand.
pub(super) const CHINESE_TYPES: &[(&str, WorkKind)] = &[
    ("期刊", WorkKind::JournalArticle),
    ("辑刊", WorkKind::JournalArticle),
    ("硕士", WorkKind::Thesis),
    ("博士", WorkKind::Thesis),
    ("学位论文", WorkKind::Thesis),
    ("会议", WorkKind::ConferencePaper),
    ("中国会议", WorkKind::ConferencePaper),
    ("国际会议", WorkKind::ConferencePaper),
    ("报纸", WorkKind::NewspaperArticle),
    ("图书", WorkKind::Book),
    ("专利", WorkKind::Patent),
    ("标准", WorkKind::Other),
    ("国家标准", WorkKind::Other),
    ("行业标准", WorkKind::Other),
    ("年鉴", WorkKind::Other),
    ("成果", WorkKind::Report),
    ("科技成果", WorkKind::Report),
    ("科技报告", WorkKind::Report),
    ("外文期刊", WorkKind::JournalArticle),
    ("特色期刊", WorkKind::JournalArticle),
    ("学术辑刊", WorkKind::JournalArticle),
];

/// Fields that identify the work.
const IDENTIFYING: &[Meaning] = &[Doi, Pmid, Pmcid, Accession, Serial, Link];

/// Fields that never have a second line.
#[rustfmt::skip]
const ONE_LINE: &[Meaning] = &[
    Doi, Pmid, Pmcid, Accession, Serial, Year, Volume, Issue, StartPage, EndPage, PageCount,
];

/// The fields of a record on their way into it.
struct State<'t> {
    kind: Option<WorkKind>,
    languages: Vec<&'static str>,
    people: People,
    venue: Venue,
    containers: Vec<(&'t str, String, Range<usize>)>,
    dates: Vec<Field<'t>>,
    range: Option<Slice<'t>>,
    start: Option<Slice<'t>>,
    end: Option<Slice<'t>>,
    links: Vec<Slice<'t>>,
    keywords: FxHashSet<String>,
}

/// Makes a record of the fields.
pub(super) fn map(raw: &RawRecord<'_>, table: &'static Table, sink: &mut Sink<'_>) {
    let mut record = sink.record(raw.range());
    let of = |meaning: Meaning| raw.fields.iter().filter(move |f| table.meaning(f.tag) == Some(meaning));
    let mut state = State {
        kind: None,
        languages: of(Language).filter_map(|f| language_code(f.value.text)).collect(),
        people: People::default(),
        venue: Venue::default(),
        containers: Vec::new(),
        dates: Vec::new(),
        range: None,
        start: None,
        end: None,
        links: Vec::new(),
        keywords: FxHashSet::default(),
    };
    // Types first: they tell what other fields mean.
    for field in of(Type) {
        read_type(field, table, &mut record, &mut state, sink);
    }
    for field in &raw.fields {
        let meaning = table.meaning(field.tag);
        let whole = meaning.is_some_and(|m| ONE_LINE.contains(&m)) && field.value.text.contains('\n');
        let identifies = meaning.is_some_and(|m| IDENTIFYING.contains(&m)) && !whole;
        if field.value.text.is_empty() || identifies && tagged::withhold(raw, field, &mut record, sink) {
            continue;
        }
        let Some(meaning) = meaning else {
            let message = format!("tag {} is not known; kept in `other`", field.tag);
            sink.note(Severity::Info, "unknown-tag", field.at, message);
            record.keep_other(field.tag, text::clean(field.value.text));
            continue;
        };
        read_field(field, meaning, table, &mut record, &mut state, sink);
    }
    finish_venue(table, &mut record, &mut state, sink);
    finish_date(&mut record, &state, sink);
    finish_pages(&mut record, &state, sink);
    for link in &state.links {
        add_linked_id(*link, &mut record, sink);
    }
    record.kind = Some(
        state.kind.unwrap_or_else(|| (table.untyped)(&record, record.venue.as_ref().unwrap_or(&Venue::default()))),
    );
    sink.push(record, raw.range().start);
}

fn read_type(field: &Field<'_>, table: &Table, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let name = field.value.first_line().0;
    if name.text.is_empty() {
        return;
    }
    let words = words_of(name);
    let known = table.kind(&words);
    if known.is_none() {
        let message = format!("type {} is not known; taken as any other work", tagged::quote(name.text));
        sink.note(Severity::Info, "unknown-type", name.at, message);
    }
    state.kind = state.kind.or(known).or(Some(WorkKind::Other));
    record.spans.entry(Member::Type).or_insert_with(|| sink.span(name.range()));
    add_type(&words, record);
}

fn add_type(words: &str, record: &mut Record) {
    match &mut record.type_as_written {
        Some(written) if written != words => {
            written.push_str("; ");
            written.push_str(words);
        }
        Some(_) => {}
        None => record.type_as_written = Some(words.to_string()),
    }
}

fn read_field<'t>(
    field: &Field<'t>,
    meaning: Meaning,
    table: &Table,
    record: &mut Record,
    state: &mut State<'t>,
    sink: &mut Sink<'_>,
) {
    let value = if ONE_LINE.contains(&meaning) { tagged::one_line(field, record, sink) } else { field.value };
    let range = value.range();
    match meaning {
        Type => record.keep_other(field.tag, text::clean(value.first_line().1.text)),
        WorkType => {
            let words = words_of(value);
            match table.kind(&words) {
                Some(kind) if state.kind.is_none() || state.kind == Some(WorkKind::Other) => {
                    state.kind = Some(kind);
                    record.spans.entry(Member::Type).or_insert_with(|| sink.span(range));
                    add_type(&words, record);
                }
                _ => record.keep_other(field.tag, words),
            }
        }
        Title | SecondTitle => {
            let words = words_of(value);
            let lang = match meaning {
                Title => sections::lang_of(&words, &state.languages),
                _ => text::language(&words).or_else(|| words.is_ascii().then_some("en")),
            };
            if !is_title(record, &words) {
                let span = sink.span(range);
                record.titles.push(LangText { text: words.into_owned(), lang: lang.map(Cow::Borrowed), span });
            }
        }
        Person(role) => {
            // The third kind of author supervises theses and edits everything else.
            let role = if role == Role::Advisor && state.kind != Some(WorkKind::Thesis) { Role::Editor } else { role };
            for name in names(value) {
                add_person(name, field.tag, role, record, state, sink);
            }
        }
        Address => {
            for (number, part) in (1..).zip(addresses(value)) {
                let (address, code) = without_code(without_number(part, number));
                if let Some(code) = code {
                    record.keep_other(field.tag, code);
                }
                let words = words_of(address).into_owned();
                if words.chars().any(char::is_alphabetic) {
                    state.people.affiliation(record, words, sink.span(address.range()));
                }
            }
        }
        Container => state.containers.push((field.tag, words_of(value).into_owned(), range)),
        Abbreviation if state.venue.abbreviation.is_none() => {
            state.venue.abbreviation = Some(words_of(value).into_owned());
        }
        AbstractText => read_abstract(value, record, state, sink),
        KeywordList => read_keywords(value, KeywordScheme::Author, record, state, sink),
        Classes => read_keywords(value, KeywordScheme::Clc, record, state, sink),
        Year | Date => state.dates.push(Field { value, ..*field }),
        Volume => set(Member::Volume, field.tag, value, record, sink),
        Issue => set(Member::Issue, field.tag, value, record, sink),
        PageRange if state.range.is_none() => state.range = Some(value),
        StartPage if state.start.is_none() => state.start = Some(value),
        EndPage if state.end.is_none() => state.end = Some(value),
        PageCount => match value.text.parse() {
            Ok(count) => record.pages.count = Some(count),
            // CNKI's `PageCount-页码` is either.
            Err(_) if value.text.contains('-') && state.range.is_none() => state.range = Some(value),
            Err(_) => record.keep_other(field.tag, words_of(value)),
        },
        Serial => {
            let found = sink.find_serial_numbers(value.text, range, &mut state.venue, record);
            // `CN 11-1958/O4`, `(paperback)`, a number of a report.
            if !found || value.text.contains(|c: char| c.is_alphabetic() && !matches!(c, 'X' | 'x')) {
                record.keep_other(field.tag, words_of(value));
            }
        }
        Doi => sink.identifier(IdScheme::Doi, value.text, range, &mut record.ids, &mut record.other),
        Pmid => sink.identifier(IdScheme::Pmid, value.text, range, &mut record.ids, &mut record.other),
        Pmcid => sink.identifier(IdScheme::Pmcid, value.text, range, &mut record.ids, &mut record.other),
        Accession => {
            let scheme = match value.text {
                t if t.starts_with("PMC") => IdScheme::Pmcid,
                t if t.starts_with("2-s2.0-") => IdScheme::Scopus,
                t if t.contains("10.") && t.contains('/') => IdScheme::Doi,
                _ => IdScheme::Wos,
            };
            let named = scheme != IdScheme::Wos || value.text.contains(':');
            if !(named && add_id(scheme, value, record, sink)) {
                record.keep_other(field.tag, words_of(value));
            }
        }
        Publisher if state.venue.publisher.is_none() => state.venue.publisher = Some(words_of(value).into_owned()),
        Language => {
            for part in value.split(|c| matches!(c, ';' | ',' | '；')) {
                match language_code(part.text) {
                    Some(lang) => {
                        record.spans.entry(Member::Languages).or_insert_with(|| sink.span(part.range()));
                        if !record.languages.iter().any(|l| l == lang) {
                            record.languages.push(Cow::Borrowed(lang));
                        }
                    }
                    None => record.keep_other(field.tag, text::clean(part.text)),
                }
            }
        }
        Link => {
            for url in value.lines().flat_map(urls) {
                record.keep_other(field.tag, text::clean(url.text));
                state.links.push(url);
            }
        }
        Funders => {
            for part in list(value) {
                record.funding.push(funding(part, sink));
            }
        }
        TimesCitedCount => match (value.text.parse(), &record.times_cited) {
            (Ok(count), None) => {
                let as_written = value.text.to_string();
                record.times_cited = Some(TimesCited { count, as_written, span: sink.span(range) });
            }
            _ => record.keep_other(field.tag, words_of(value)),
        },
        Abbreviation | PageRange | StartPage | EndPage | Publisher | Kept => {
            record.keep_other(field.tag, words_of(value));
        }
    }
}

/// The names in a field: between semicolons or on lines of their own, Chinese ones also between commas.
fn names(value: Slice<'_>) -> Vec<Slice<'_>> {
    let parts: Vec<Slice> = value.lines().flat_map(list).collect();
    let is_han = |name: &str| name.chars().all(|c| text::is_han(c) || matches!(c, '·' | ' '));
    let mut names = Vec::new();
    for part in parts {
        let pieces: Vec<Slice> = part.split(|c| matches!(c, ',' | '，' | '、')).collect();
        if pieces.len() > 1 && pieces.iter().all(|piece| is_han(piece.text)) {
            names.extend(pieces);
        } else {
            names.push(part);
        }
    }
    names
}

fn add_person(name: Slice<'_>, tag: &str, role: Role, record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    let words = words_of(name);
    // A comma at the end makes a name one of an organisation.
    let group = words.ends_with(',');
    let words = words.trim_matches([',', ';', ' ']);
    // Numbers of pages have been seen among names.
    if !words.chars().any(char::is_alphabetic) || is_nothing(words) {
        return record.keep_other(tag, words);
    }
    let person = if group { None } else { person(words) };
    state.people.add(record, role, words.to_string(), person, sink.span(name.range()));
}

/// A Chinese name stays whole, for the source does not part it.
fn person(words: &str) -> Option<PersonName> {
    let person = people::person(words)?;
    let whole = text::has_han(words) && !words.contains([',', ' ']);
    if whole { PersonName::from_parts(words, None, None) } else { Some(person) }
}

/// `单位!城市邮编,单位!…`, `单位;单位;`, `School A, City;;School B, City`.
fn addresses(value: Slice<'_>) -> Vec<Slice<'_>> {
    let mut found = Vec::new();
    for part in list(value) {
        // The exclamation mark stands before city and postcode, the comma before the next.
        if part.text.contains('!') {
            found.extend(part.split(|c| matches!(c, ',' | '，')));
        } else {
            found.push(part);
        }
    }
    found
}

/// An address without its number in the list of addresses: `2.某某大学`.
fn without_number(address: Slice<'_>, number: usize) -> Slice<'_> {
    let behind = address.text.strip_prefix(&number.to_string());
    match behind.and_then(|rest| rest.strip_prefix(['.', '．', '、', ')', '）'])) {
        Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit()) => {
            address.split_at(address.text.len() - rest.len()).1.trim()
        }
        _ => address,
    }
}

/// `复旦大学附属肿瘤医院|JG001257`: the code some databases have of an institution.
fn without_code(address: Slice<'_>) -> (Slice<'_>, Option<&str>) {
    match address.text.rfind('|') {
        Some(at) => (address.split_at(at).0.trim(), address.text.get(at + 1..)),
        None => (address, None),
    }
}

fn read_abstract(value: Slice<'_>, record: &mut Record, state: &State<'_>, sink: &Sink<'_>) {
    // Marks of databases: `<正>` before the first words of a text without an abstract, `Abstract(#br)`.
    let mut value = value;
    for mark in ["<正>", "＜正＞", "&lt;正&gt;", "正>"] {
        if let Some(rest) = value.text.strip_prefix(mark) {
            value = Slice { text: rest, at: value.at + mark.len() }.trim();
        }
    }
    let languages = &state.languages;
    let mut found = sections::abstracts(value, |text| sections::lang_of(text, languages), sink);
    for part in found.iter_mut().filter(|a| a.text.contains("(#br)")) {
        part.text = text::clean(&part.text.replace("(#br)", " ")).into_owned();
        part.sections.clear();
    }
    found.retain(|a| !record.abstracts.iter().any(|held| held.text == a.text));
    record.abstracts.append(&mut found);
}

fn read_keywords(value: Slice<'_>, scheme: KeywordScheme, record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    let parts: Vec<Slice> = value.lines().flat_map(list).collect();
    // One tag for each, or all in one between commas; of either width.
    let commas = parts.len() == 1
        && parts.first().is_some_and(|part| text::has_han(part.text) && part.text.contains([',', '，']));
    let parts = match parts.first() {
        Some(only) if commas => only.split(|c| matches!(c, ',' | '，')).collect(),
        _ => parts,
    };
    for part in parts {
        let words = words_of(part);
        let words = words.trim_matches([';', ' ']);
        if words.is_empty() || is_nothing(words) || !state.keywords.insert(words.to_string()) {
            continue;
        }
        let mut keyword =
            Keyword { text: words.to_string(), scheme, span: sink.span(part.range()), ..Keyword::default() };
        if scheme == KeywordScheme::Clc {
            keyword.id = Some(keyword.text.clone());
        } else {
            keyword.lang = text::has_han(words).then_some(Cow::Borrowed("zh"));
        }
        record.keywords.push(keyword);
    }
}

/// `国家自然科学基金(81000000)`, `Agency A [grant 1]`: what stands in brackets and has digits is a grant.
fn funding(part: Slice<'_>, sink: &Sink<'_>) -> Funding {
    let words = words_of(part);
    let open = words.find(['(', '（', '[', '【']);
    let (funder, rest) = words.split_at(open.unwrap_or(words.len()));
    let inside =
        rest.trim_matches(|c: char| matches!(c, '(' | ')' | '（' | '）' | '[' | ']' | '【' | '】' | ' ' | '。'));
    let grants: Vec<String> = inside
        .split([',', '，', '、', ';'])
        .map(|grant| grant.trim().trim_start_matches("No.").trim_start_matches("编号").trim_matches([':', '：', ' ']))
        .filter(|grant| grant.contains(|c: char| c.is_ascii_digit()))
        .map(str::to_string)
        .collect();
    let funder = if grants.is_empty() { words.to_string() } else { funder.trim().to_string() };
    let funder = Some(funder).filter(|f| !f.is_empty());
    Funding { funder, grants, span: sink.span(part.range()), ..Funding::default() }
}

/// The container by the first of the format's tags that is there; what else is said of it is kept.
fn finish_venue(table: &Table, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    // NoteExpress names the conference before the volume of its papers.
    let volume = |tag: &str| state.kind == Some(WorkKind::ConferencePaper) && tag == "Tertiary Title";
    let rank = |tag: &str| (!volume(tag), table.tags.iter().position(|(name, _)| *name == tag));
    let mut containers = std::mem::take(&mut state.containers);
    containers.sort_by_key(|(tag, ..)| rank(tag));
    for (tag, words, range) in containers {
        match &state.venue.title {
            None => {
                record.spans.insert(Member::Venue, sink.span(range));
                state.venue.title = Some(words);
            }
            Some(held) if *held == words => {}
            Some(_) => record.keep_other(tag, words),
        }
    }
    if record.titles.is_empty()
        && let Some(title) = state.venue.title.clone()
        && matches!(state.kind, Some(WorkKind::Book | WorkKind::Proceedings))
    {
        let span = record.spans.remove(&Member::Venue).unwrap_or_default();
        let lang = sections::lang_of(&title, &state.languages).map(Cow::Borrowed);
        record.titles.push(LangText { text: title, lang, span });
        state.venue.title = None;
    }
    // CNKI gives the university as the source of a thesis.
    if state.kind == Some(WorkKind::Thesis) && state.venue.publisher.is_none() {
        state.venue.publisher = state.venue.title.take();
    }
    record.venue = Some(std::mem::take(&mut state.venue)).filter(|v| !v.is_empty());
}

/// The most exact date in the year the year's field states.
fn finish_date(record: &mut Record, state: &State<'_>, sink: &mut Sink<'_>) {
    let mut best: Option<(PartialDate, &Field)> = None;
    let year = state.dates.iter().find_map(|f| PartialDate::parse(f.value.text));
    for field in &state.dates {
        let words = field.value.text;
        let date = PartialDate::parse(words)
            .or_else(|| PartialDate::parse(&format!("{} {words}", year?.year())).filter(|d| d.month().is_some()));
        let Some(date) = date else {
            let message = format!("{} {} is no date; kept in `other`", field.tag, tagged::quote(words));
            sink.note(Severity::Warning, "date", field.at, message);
            record.keep_other(field.tag, text::clean(words));
            continue;
        };
        let exactness = |d: &PartialDate| u8::from(d.month().is_some()) + u8::from(d.day().is_some());
        match &best {
            None => best = Some((date, field)),
            Some((held, _)) if held.year() != date.year() => record.keep_other(field.tag, text::clean(words)),
            Some((held, _)) if exactness(&date) > exactness(held) => best = Some((date, field)),
            Some(_) => {}
        }
        // A season, or the time of day.
        let letters = words.chars().filter(|c| c.is_alphabetic() && !text::is_han(*c)).count();
        if letters > 0 && date.month().is_none() || words.contains(" - ") {
            record.keep_other(field.tag, text::clean(words));
        }
    }
    if let Some((date, field)) = best {
        record.issued = Some(date);
        record.spans.insert(Member::Issued, sink.span(field.value.range()));
    }
}

/// `1106-1111+1117`, `XX, 327`, `134`; a first and a last page in fields of their own, of which the last may hold both.
fn finish_pages(record: &mut Record, state: &State<'_>, sink: &Sink<'_>) {
    let words = |page: Option<Slice<'_>>| page.map(|p| words_of(p).into_owned()).filter(|p| !is_nothing(p));
    let (range, start, end) = (words(state.range), words(state.start), words(state.end));
    let place = state.range.or(state.start).or(state.end);
    let text = match (range, start, end) {
        (Some(range), ..) => range,
        (None, Some(start), Some(end)) if !start.contains('-') && !end.contains(['-', '+']) => format!("{start}-{end}"),
        (None, Some(start), _) => start,
        (None, None, Some(end)) => end,
        (None, None, None) => return,
    };
    let head = text.split(['+', ',', '，', ';']).next().unwrap_or("").trim();
    let read = Pages::parse(head.trim_start_matches(['p', 'P', '.', ' ']));
    if head.len() < text.len() {
        record.keep_other("pages", text.clone());
    }
    // Of a book or thesis one number is that of its pages: `327 p`, `XX, 327`.
    let whole = matches!(state.kind, Some(WorkKind::Book | WorkKind::Thesis | WorkKind::Report));
    let last = text.trim_end_matches(|c: char| c.is_alphabetic() || matches!(c, '.' | ' ')).rsplit([' ', ',']).next();
    let count = last.and_then(|n| n.parse().ok()).filter(|_| whole && !text.contains('-'));
    match count {
        Some(count) => record.pages.count = Some(count),
        None => (record.pages.first, record.pages.last) = (read.first, read.last),
    }
    if let Some(place) = place {
        record.spans.entry(Member::Pages).or_insert_with(|| sink.span(place.range()));
    }
}
