//! Cells to a record: what columns of any source have in common.

use super::people::{self, Authors};
use super::table::{Meaning, Style};
use crate::diagnostic::Severity;
use crate::read::fields::is_title;
use crate::read::tagged::{Slice, quote};
use crate::read::{Sink, cited, fields, markup, nlm, sections};
use crate::record::{
    Field as Member, Funding, IdScheme, Identifier, Keyword, KeywordScheme, LangText, Pages, PartialDate, Qualifier,
    Record, Reference, ReferenceAuthor, Role, TimesCited, Venue, WorkKind, language_code,
};
use crate::text;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;

/// A value under the name of its column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'t> {
    /// As written.
    pub(super) name: &'t str,
    pub(super) meaning: Meaning,
    pub(super) value: Slice<'t>,
    /// Whether the text ends within it.
    pub(super) cut: bool,
}

/// Kinds of publications in the words of all sources, folded.
const TYPES: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle),
    ("journal article", WorkKind::JournalArticle),
    ("journalarticle", WorkKind::JournalArticle),
    ("research article", WorkKind::JournalArticle),
    ("original article", WorkKind::JournalArticle),
    ("original paper", WorkKind::JournalArticle),
    ("article in press", WorkKind::JournalArticle),
    ("jour", WorkKind::JournalArticle),
    ("journal", WorkKind::JournalArticle),
    ("note", WorkKind::JournalArticle),
    ("short survey", WorkKind::JournalArticle),
    ("data paper", WorkKind::JournalArticle),
    ("retracted", WorkKind::JournalArticle),
    ("ieee journals", WorkKind::JournalArticle),
    ("magazine", WorkKind::JournalArticle),
    ("ieee magazines", WorkKind::JournalArticle),
    ("ieee early access articles", WorkKind::JournalArticle),
    ("journal in proquest", WorkKind::JournalArticle),
    ("期刊", WorkKind::JournalArticle),
    ("期刊论文", WorkKind::JournalArticle),
    ("中国学术期刊网络出版总库", WorkKind::JournalArticle),
    ("review", WorkKind::Review),
    ("review article", WorkKind::Review),
    ("systematic review", WorkKind::Review),
    ("editorial", WorkKind::Editorial),
    ("letter", WorkKind::Letter),
    ("erratum", WorkKind::Erratum),
    ("correction", WorkKind::Erratum),
    ("corrigendum", WorkKind::Erratum),
    ("retraction", WorkKind::Retraction),
    ("retraction notice", WorkKind::Retraction),
    ("preprint", WorkKind::Preprint),
    ("posted content", WorkKind::Preprint),
    ("conference paper", WorkKind::ConferencePaper),
    ("conferencepaper", WorkKind::ConferencePaper),
    ("conference publication", WorkKind::ConferencePaper),
    ("conference abstract", WorkKind::ConferencePaper),
    ("conference proceedings article", WorkKind::ConferencePaper),
    ("proceedings article", WorkKind::ConferencePaper),
    ("proceedings paper", WorkKind::ConferencePaper),
    ("proceeding", WorkKind::ConferencePaper),
    ("inproceedings", WorkKind::ConferencePaper),
    ("ieee conferences", WorkKind::ConferencePaper),
    ("iet conferences", WorkKind::ConferencePaper),
    ("presentation", WorkKind::ConferencePaper),
    ("conf", WorkKind::ConferencePaper),
    ("cpaper", WorkKind::ConferencePaper),
    ("会议", WorkKind::ConferencePaper),
    ("会议论文", WorkKind::ConferencePaper),
    ("conference review", WorkKind::Proceedings),
    ("conference proceedings", WorkKind::Proceedings),
    ("proceedings", WorkKind::Proceedings),
    ("book", WorkKind::Book),
    ("edited book", WorkKind::Book),
    ("monograph", WorkKind::Book),
    ("ieee books", WorkKind::Book),
    ("图书", WorkKind::Book),
    ("book chapter", WorkKind::BookChapter),
    ("chapter", WorkKind::BookChapter),
    ("booksection", WorkKind::BookChapter),
    ("incollection", WorkKind::BookChapter),
    ("chap", WorkKind::BookChapter),
    ("reference entry", WorkKind::BookChapter),
    ("referenceworkentry", WorkKind::BookChapter),
    ("encyclopediaarticle", WorkKind::BookChapter),
    ("dictionaryentry", WorkKind::BookChapter),
    ("thesis", WorkKind::Thesis),
    ("dissertation", WorkKind::Thesis),
    ("phdthesis", WorkKind::Thesis),
    ("thes", WorkKind::Thesis),
    ("硕士", WorkKind::Thesis),
    ("博士", WorkKind::Thesis),
    ("学位论文", WorkKind::Thesis),
    ("report", WorkKind::Report),
    ("techreport", WorkKind::Report),
    ("rprt", WorkKind::Report),
    ("dataset", WorkKind::Dataset),
    ("data set", WorkKind::Dataset),
    ("newspaper article", WorkKind::NewspaperArticle),
    ("newspaperarticle", WorkKind::NewspaperArticle),
    ("magazinearticle", WorkKind::NewspaperArticle),
    ("news", WorkKind::NewspaperArticle),
    ("报纸", WorkKind::NewspaperArticle),
    ("patent", WorkKind::Patent),
    ("专利", WorkKind::Patent),
    ("webpage", WorkKind::WebPage),
    ("web page", WorkKind::WebPage),
    ("blogpost", WorkKind::WebPage),
    ("website", WorkKind::WebPage),
    ("computerprogram", WorkKind::Other),
    ("document", WorkKind::Other),
    ("manuscript", WorkKind::Other),
    ("tvbroadcast", WorkKind::Other),
    ("map", WorkKind::Other),
    ("other", WorkKind::Other),
    ("misc", WorkKind::Other),
    ("paratext", WorkKind::Other),
    ("libguides", WorkKind::Other),
    ("supplementary materials", WorkKind::Other),
    ("peer review", WorkKind::Other),
    ("standard", WorkKind::Other),
    ("ieee standards", WorkKind::Other),
    ("component", WorkKind::Other),
    ("unknown", WorkKind::Other),
];

/// Meanings that name a work or a person: a value cut short would be another's.
fn identifies(meaning: Meaning) -> bool {
    use Meaning::*;
    matches!(
        meaning,
        Id(_)
            | PersonIds(_)
            | FullNames
            | AddressIds(_)
            | Serial
            | LinkingSerial
            | Link
            | References
            | Related
            | Labelled
            | Citation
    )
}

/// What has to be remembered from one cell to the next.
pub(super) struct State<'t> {
    pub(super) style: Style,
    languages: Vec<&'static str>,
    pub(super) authors: Authors<'t>,
    venue: Venue,
    meeting: Option<(String, Range<usize>)>,
    date: Option<Cell<'t>>,
    year: Option<Cell<'t>>,
    first_page: Option<Cell<'t>>,
    last_page: Option<Cell<'t>>,
    keywords: FxHashSet<(KeywordScheme, String)>,
    counts: Vec<Cell<'t>>,
    references: Option<Cell<'t>>,
}

/// Makes a record of the cells of a row.
pub(super) fn record(style: Style, cells: &[Cell<'_>], range: Range<usize>, sink: &mut Sink<'_>) {
    let mut record = sink.record(range.clone());
    let mut state = State {
        style,
        languages: languages(cells),
        authors: Authors::default(),
        venue: Venue::default(),
        meeting: None,
        date: None,
        year: None,
        first_page: None,
        last_page: None,
        keywords: FxHashSet::default(),
        counts: Vec::new(),
        references: None,
    };
    for cell in cells {
        if cell.cut && identifies(cell.meaning) {
            let message = format!("{} may be cut short; kept in `other`", quote(cell.value.text));
            sink.note(Severity::Warning, "identifier", cell.value.at, message);
            keep(cell, &mut record);
        } else {
            read(cell, &mut record, &mut state, sink);
        }
    }
    people::finish(&mut record, &mut state, sink);
    finish_title(&mut record, &mut state, sink);
    finish_date(&mut record, &state, sink);
    finish_pages(&mut record, &state, sink);
    check(&record, &state, sink);
    sink.push(record, range.start);
}

/// Keeps a cell no member has a place for.
pub(super) fn keep(cell: &Cell<'_>, record: &mut Record) {
    let name = if cell.name.trim().is_empty() { "column" } else { cell.name };
    record.keep_other(name, text::clean(cell.value.text));
}

/// A value as plain text.
pub(super) fn words_of(value: Slice<'_>) -> Cow<'_, str> {
    match markup::plain(value.text) {
        Cow::Borrowed(text) => text::clean(text),
        Cow::Owned(text) => Cow::Owned(text::clean(&text).into_owned()),
    }
}

/// A number that a program made a fraction of, `2014.0`, without it.
fn whole(value: Slice<'_>) -> Slice<'_> {
    let number = value.text.strip_suffix(".0").filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    Slice { text: number.unwrap_or(value.text), at: value.at }
}

fn languages(cells: &[Cell<'_>]) -> Vec<&'static str> {
    let cells = cells.iter().filter(|cell| cell.meaning == Meaning::Language);
    cells.flat_map(|cell| cell.value.split(is_list_sign)).filter_map(|part| language_code(part.text)).collect()
}

fn is_list_sign(c: char) -> bool {
    matches!(c, ',' | ';' | '|' | '/' | '\n' | '；' | '、')
}

fn read<'t>(cell: &Cell<'t>, record: &mut Record, state: &mut State<'t>, sink: &mut Sink<'_>) {
    use Meaning::*;
    let value = cell.value;
    let range = value.range();
    match cell.meaning {
        Title | OtherTitle => read_title(cell, record, state, sink),
        AbstractText => {
            if matches!(value.text, "[No abstract available]" | "No abstract available" | "No abstract available.") {
                return keep(cell, record);
            }
            let languages = &state.languages;
            for found in sections::abstracts(value, |text| sections::lang_of(text, languages), sink) {
                if !record.abstracts.iter().any(|held| held.text == found.text) {
                    record.abstracts.push(found);
                }
            }
        }
        // A second column of authors says the same in other words; a field a line has one author each.
        People(Role::Author) if state.authors.listed.first().is_some_and(|held| held.name != cell.name) => {
            keep(cell, record);
        }
        People(Role::Author) => state.authors.listed.push(*cell),
        People(_) | FullNames | PersonIds(_) | Corresponding | AuthorAddresses | BracketedAddresses | Addresses
        | AddressIds(_) | AddressCountries => state.authors.waiting.push(*cell),
        Venue => match &state.venue.title {
            None => {
                state.venue.title = Some(words_of(value).into_owned());
                record.spans.insert(Member::Venue, sink.span(range));
            }
            Some(held) if *held == words_of(value) => {}
            Some(_) => keep(cell, record),
        },
        Abbreviation if state.venue.abbreviation.is_none() => {
            state.venue.abbreviation = Some(words_of(value).into_owned());
        }
        Meeting if state.meeting.is_none() => state.meeting = Some((words_of(value).into_owned(), range)),
        Publisher if state.venue.publisher.is_none() => state.venue.publisher = Some(words_of(value).into_owned()),
        Serial => read_serials(value, record, state, sink),
        LinkingSerial => match crate::record::issn(value.text) {
            Some(issn) => {
                if !state.venue.issn.contains(&issn) {
                    state.venue.issn.push(issn.clone());
                }
                state.venue.issn_l = Some(issn);
            }
            None => keep(cell, record),
        },
        Id(scheme) => read_ids(scheme, cell, record, sink),
        Link => {
            keep(cell, record);
            for url in value.split(|c| matches!(c, '|' | ' ' | '\n')) {
                fields::add_linked_id(url, record, sink);
            }
        }
        Date if state.date.is_none() => state.date = Some(*cell),
        Year if state.year.is_none() => state.year = Some(Cell { value: whole(value), ..*cell }),
        Volume | Issue => {
            let (member, slot) = match cell.meaning {
                Volume => (Member::Volume, &mut record.volume),
                _ => (Member::Issue, &mut record.issue),
            };
            let words = words_of(whole(value));
            match slot {
                None => {
                    *slot = Some(words.into_owned());
                    record.spans.insert(member, sink.span(range));
                }
                Some(held) if *held == words => {}
                Some(_) => keep(cell, record),
            }
        }
        FirstPage | PageRange if state.first_page.is_none() => state.first_page = Some(*cell),
        LastPage if state.last_page.is_none() => state.last_page = Some(*cell),
        ArticleNumber if record.pages.article_number.is_none() && !value.text.contains(' ') => {
            record.pages.article_number = Some(words_of(value).into_owned());
            record.spans.insert(Member::Pages, sink.span(range));
        }
        PageCount if record.pages.count.is_none() => {
            match whole(value).text.trim_end_matches(['p', '.', ' ']).parse() {
                Ok(count) => record.pages.count = Some(count),
                Err(_) => keep(cell, record),
            }
        }
        Language => {
            for part in value.split(is_list_sign) {
                match language_code(part.text) {
                    Some(lang) if !record.languages.iter().any(|held| held == lang) => {
                        record.spans.entry(Member::Languages).or_insert_with(|| sink.span(value.range()));
                        record.languages.push(Cow::Borrowed(lang));
                    }
                    Some(_) => {}
                    None => record.keep_other(cell.name, text::clean(part.text)),
                }
            }
        }
        Type => read_type(cell, record, sink),
        Keywords(scheme) => read_keywords(cell, scheme, None, record, state, sink),
        MajorKeywords(scheme) => read_keywords(cell, scheme, Some(true), record, state, sink),
        References => {
            state.references = Some(*cell);
            read_references(cell, record, state.style, sink);
        }
        Related => {
            let parts = value.split(|c| matches!(c, '|' | ';'));
            record.related.extend(parts.map(|part| by_id(part, sink)));
        }
        ReferenceCount | AuthorCount => {
            state.counts.push(*cell);
            keep(cell, record);
        }
        Funders => read_funders(cell, record, state.style, sink),
        Count if record.times_cited.is_none() => match whole(value).text.parse() {
            Ok(count) => {
                let as_written = text::clean(value.text).into_owned();
                record.times_cited = Some(TimesCited { count, as_written, span: sink.span(range) });
            }
            Err(_) => keep(cell, record),
        },
        Citation => read_citation(cell, record, state, sink),
        Labelled => read_labelled(cell, record, sink),
        Abbreviation | Meeting | Publisher | Date | Year | FirstPage | PageRange | LastPage | ArticleNumber
        | PageCount | Count | Kept => keep(cell, record),
    }
}

/// Titles, of which some sources write a second one in brackets behind the first.
fn read_title<'t>(cell: &Cell<'t>, record: &mut Record, state: &State<'t>, sink: &Sink<'_>) {
    let value = cell.value;
    if matches!(value.text, "[No title available]" | "No title available" | "No title") {
        return keep(cell, record);
    }
    let second = value.text.strip_suffix(']').and_then(|body| {
        let open = [body.rfind("; ["), body.rfind(". [")].into_iter().flatten().max()?;
        (state.style == Style::Scopus && open > 0).then_some(open)
    });
    let parts = match second {
        Some(open) => {
            let (head, tail) = value.split_at(open);
            let head = Slice { text: head.text.trim_end_matches(';'), at: head.at };
            let inner = tail.split_at(3).1;
            vec![head.trim(), Slice { text: inner.text.trim_end_matches(']'), at: inner.at }.trim()]
        }
        None => vec![value],
    };
    for part in parts {
        let mut words = words_of(part);
        let mut lang = sections::lang_of(&words, &state.languages);
        if state.style == Style::Pubmed
            && let Some(inner) = nlm::translation(&words)
        {
            words = Cow::Owned(inner.to_string());
            lang = Some("en");
        }
        if !words.is_empty() && !is_title(record, &words) {
            let (text, lang) = (words.into_owned(), lang.map(Cow::Borrowed));
            record.titles.push(LangText { text, lang, span: sink.span(part.range()) });
        }
    }
}

fn read_type(cell: &Cell<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    if record.type_as_written.is_some() {
        return keep(cell, record);
    }
    let kind_of = |part: &str| {
        let key = text::fold(part);
        TYPES.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind)
    };
    let parts = cell.value.split(|c| matches!(c, ';' | '|' | ',' | '\n'));
    // Of several kinds the one that says more than *article* counts.
    let mut kinds: Vec<WorkKind> = parts.filter_map(|part| kind_of(part.text)).collect();
    if kinds.is_empty() {
        // Springer's `Chapter ConferencePaper`.
        kinds.extend(cell.value.text.rsplit(' ').filter_map(kind_of));
    }
    let more = kinds.iter().find(|kind| !matches!(kind, WorkKind::JournalArticle | WorkKind::Other));
    let kind = more.or(kinds.first()).copied();
    // What is behind a link is no kind of publication.
    if kind.is_none() && matches!(cell.value.text, "PDF" | "HTML" | "DOC" | "CITATION") {
        return keep(cell, record);
    }
    if kind.is_none() {
        let message = format!("type {} is not known; kept as written", quote(cell.value.text));
        sink.note(Severity::Info, "unknown-type", cell.value.at, message);
    }
    record.kind = kind;
    record.type_as_written = Some(words_of(cell.value).into_owned());
    record.spans.insert(Member::Type, sink.span(cell.value.range()));
}

/// ISSNs without their hyphen and leading zeros, as spreadsheets leave them, are put right.
fn read_serials(value: Slice<'_>, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let mut venue = std::mem::take(&mut state.venue);
    for part in value.split(|c| matches!(c, ';' | ',' | '|' | '\n')) {
        let part = whole(part);
        let number =
            part.text.len() < 8 && part.text.len() >= 5 && part.text.bytes().rev().skip(1).all(|b| b.is_ascii_digit());
        let filled = number.then(|| format!("{:0>8}", part.text)).filter(|n| crate::record::issn(n).is_some());
        sink.serial_numbers(filled.as_deref().unwrap_or(part.text), part.range(), &mut venue, record);
    }
    state.venue = venue;
}

fn read_ids(scheme: IdScheme, cell: &Cell<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    // DOIs hold all signs that part lists: `10.1002/…3.0.co;2-t`.
    if scheme == IdScheme::Doi {
        let value = cell.value;
        if value.text.starts_with("10/") {
            let message =
                format!("{} is a short form of a DOI, which does not tell it; kept in `other`", quote(value.text));
            sink.note(Severity::Info, "short-doi", value.at, message);
            return keep(cell, record);
        }
        return sink.identifier(scheme, value.text, value.range(), &mut record.ids, &mut record.other);
    }
    for part in cell.value.split(|c| matches!(c, ';' | ',' | '|' | '\n')) {
        let part = whole(part);
        // Some catalogues number a work more than once.
        if record.ids.get(scheme).is_some() {
            if Identifier::parse(scheme, part.text).is_ok_and(|id| record.ids.get(scheme) != Some(id.value())) {
                record.keep_other(cell.name, part.text);
            }
            continue;
        }
        sink.identifier(scheme, part.text, part.range(), &mut record.ids, &mut record.other);
    }
}

/// The parts of a list, by the sign the source parts it with.
fn list<'t>(value: Slice<'t>, style: Style) -> Vec<Slice<'t>> {
    match style {
        Style::OpenAlex => value.split(|c| c == '|').collect(),
        Style::Embase => split_outside(value, b','),
        Style::Any => any_list(value),
        _ => value.split(|c| matches!(c, ';' | '；' | '\n')).collect(),
    }
}

/// The parts between separators that stand in no brackets.
pub(super) fn split_outside(value: Slice<'_>, separator: u8) -> Vec<Slice<'_>> {
    let (mut depth, mut from, mut parts) = (0u32, 0, Vec::new());
    for (at, byte) in value.text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b if b == separator && depth == 0 => {
                parts.push(value.split_at(at).0.split_at(from).1.trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(value.split_at(from).1.trim());
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// A list of no known habit: the strings of a program's list, else parts between semicolons, bars, lines or commas.
fn any_list(value: Slice<'_>) -> Vec<Slice<'_>> {
    if let Some(strings) = people::strings(value) {
        return strings;
    }
    let parts = |is_sign: fn(char) -> bool| value.split(is_sign).collect();
    match value.text {
        t if t.contains([';', '；']) => parts(|c| matches!(c, ';' | '；')),
        t if t.contains('|') => parts(|c| c == '|'),
        t if t.contains('\n') => parts(|c| c == '\n'),
        _ => parts(|c| matches!(c, ',' | '，' | '、')),
    }
}

fn read_keywords(
    cell: &Cell<'_>,
    scheme: KeywordScheme,
    major: Option<bool>,
    record: &mut Record,
    state: &mut State<'_>,
    sink: &Sink<'_>,
) {
    for part in list(cell.value, state.style) {
        let words = words_of(part);
        let mut keyword = match (scheme, state.style) {
            (KeywordScheme::Mesh, _) => Keyword { major: None, ..nlm::heading(&words) },
            (KeywordScheme::Index, Style::Embase) => emtree(&words),
            (KeywordScheme::Index, _) if words.starts_with('*') => {
                Keyword { text: words.trim_start_matches('*').to_string(), major: Some(true), ..Keyword::default() }
            }
            (KeywordScheme::Clc, _) => {
                Keyword { id: Some(words.to_string()), text: words.to_string(), ..Keyword::default() }
            }
            (KeywordScheme::Subject | KeywordScheme::Sdg, Style::Dimensions) => match words.split_once(' ') {
                Some((code, name)) if code.bytes().all(|b| b.is_ascii_digit()) => {
                    Keyword { id: Some(code.to_string()), text: name.to_string(), ..Keyword::default() }
                }
                _ => Keyword { text: words.to_string(), ..Keyword::default() },
            },
            _ => Keyword { text: words.to_string(), ..Keyword::default() },
        };
        if keyword.text.is_empty() || !state.keywords.insert((scheme, words.to_string())) {
            continue;
        }
        keyword.scheme = scheme;
        keyword.major = major.or(keyword.major);
        keyword.lang = text::has_han(&keyword.text).then_some(Cow::Borrowed("zh"));
        keyword.span = sink.span(part.range());
        record.keywords.push(keyword);
    }
}

/// `cyst (congenital disorder, diagnosis)`: a term of Emtree with its links.
fn emtree(words: &str) -> Keyword {
    let (text, links) = match words.strip_suffix(')').and_then(|body| body.rsplit_once(" (")) {
        Some((text, links)) => (text, links),
        None => (words, ""),
    };
    let links = links.split(", ").filter(|link| !link.is_empty());
    let qualifiers = links.map(|link| Qualifier { text: link.to_string(), id: None, major: false }).collect();
    Keyword { text: text.to_string(), qualifiers, ..Keyword::default() }
}

/// A work known by nothing but an identifier: `https://openalex.org/W1`, `000-123-456-789-012`.
fn by_id(part: Slice<'_>, sink: &Sink<'_>) -> Reference {
    let mut reference = Reference { as_written: text::clean(part.text).into_owned(), ..Reference::default() };
    reference.span = sink.span(part.range());
    let schemes = [IdScheme::Lens, IdScheme::OpenAlex, IdScheme::Doi];
    if let Some(id) = schemes.iter().find_map(|scheme| Identifier::parse(*scheme, part.text).ok()) {
        reference.ids.insert(id.at(reference.span));
    }
    reference
}

fn read_references(cell: &Cell<'_>, record: &mut Record, style: Style, sink: &Sink<'_>) {
    let value = cell.value;
    match style {
        Style::Scopus => record.references.extend(cited::entries(value).into_iter().map(|e| cited::scopus(e, sink))),
        Style::Lens => record.references.extend(value.split(|c| c == ';').map(|part| by_id(part, sink))),
        Style::OpenAlex => record.references.extend(value.split(|c| c == '|').map(|part| by_id(part, sink))),
        Style::Dimensions => {
            let mut from = 0;
            for end in memchr::memmem::find_iter(value.text.as_bytes(), b";[") {
                record.references.push(dimensions(value.split_at(end).0.split_at(from).1.trim(), sink));
                from = end + 1;
            }
            record.references.push(dimensions(value.split_at(from).1.trim(), sink));
        }
        _ if value.text.contains('\n') => {
            record.references.extend(value.lines().map(|line| cited::entry(line, sink)));
        }
        _ => record.references.extend(cited::entries(value).into_iter().map(|entry| cited::entry(entry, sink))),
    }
}

/// `[Family, Given; …]|researchers|journal|year|volume|issue|pages|DOI|publication|times cited`.
fn dimensions(entry: Slice<'_>, sink: &Sink<'_>) -> Reference {
    let mut reference = Reference { as_written: text::clean(entry.text).into_owned(), ..Reference::default() };
    reference.span = sink.span(entry.range());
    let mut at = entry.at;
    let parts: Vec<Slice> = entry
        .text
        .split('|')
        .map(|part| {
            let slice = Slice { text: part, at };
            at += part.len() + 1;
            slice.trim()
        })
        .collect();
    if parts.len() < 8 {
        return cited::entry(entry, sink);
    }
    if let Ok(doi) = Identifier::parse(IdScheme::Doi, parts[7].text) {
        reference.ids.insert(doi.at(sink.span(parts[7].range())));
    }
    let filled = |i: usize| Some(text::clean(parts[i].text).into_owned()).filter(|words| !words.is_empty());
    let names = Slice {
        text: parts[0].text.trim_start_matches('['),
        at: parts[0].at + usize::from(parts[0].text.starts_with('[')),
    };
    let names = Slice { text: names.text.trim_end_matches(']'), at: names.at };
    reference.authors = names
        .split(|c| c == ';')
        .map(|name| ReferenceAuthor { as_written: text::clean(name.text).into_owned(), span: sink.span(name.range()) })
        .collect();
    reference.venue = filled(2);
    reference.year = parts[3].text.parse().ok().filter(|year| (1000..3000).contains(year));
    (reference.volume, reference.issue) = (filled(4), filled(5));
    let pages = Pages::parse(parts[6].text);
    (reference.first_page, reference.last_page) = (pages.first, pages.last);
    reference
}

fn read_funders(cell: &Cell<'_>, record: &mut Record, style: Style, sink: &Sink<'_>) {
    let value = cell.value;
    let parts: Vec<Slice> = match style {
        Style::OpenAlex => value.split(|c| c == '|').collect(),
        Style::Scopus | Style::Ieee | Style::Lens => split_outside(value, b';'),
        _ => value.split(|c| matches!(c, ';' | '；' | '|' | '\n')).collect(),
    };
    for part in parts {
        let words = words_of(part);
        let (funder, grants) = match style {
            Style::Scopus => scopus_funder(&words),
            _ => bracketed_funder(&words),
        };
        // What stands behind the grants, such as a country.
        if style == Style::Lens && !grants.is_empty() && !words.ends_with(')') {
            record.keep_other(cell.name, &*words);
        }
        record.funding.push(Funding { funder, grants, span: sink.span(part.range()), ..Funding::default() });
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

/// `Funder, ACR: grant, grant`, `Funder, ACR, (grant, grant)`, `grant, ACR, Funder`; a grant alone.
fn scopus_funder(words: &str) -> (Option<String>, Vec<String>) {
    let grants = |list: &str| -> Vec<String> {
        list.split([',', ';']).map(str::trim).filter(|grant| !grant.is_empty()).map(str::to_string).collect()
    };
    let filled = |name: &str| Some(name.trim_matches([',', ' ']).to_string()).filter(|name| !name.is_empty());
    if let Some((funder, list)) = words.strip_suffix(')').and_then(|body| body.rsplit_once(", (")) {
        return (filled(funder), grants(list));
    }
    if let Some((funder, list)) = words.rsplit_once(": ").filter(|(_, list)| has_digit(list)) {
        return (filled(funder), grants(list));
    }
    let is_grant = |part: &&str| {
        has_digit(part)
            && !part
                .split(' ')
                .any(|w| w.len() > 3 && w.chars().all(char::is_alphabetic) && w.chars().any(char::is_lowercase))
    };
    let parts: Vec<&str> = words.split(", ").collect();
    let numbers = parts.iter().take_while(|part| is_grant(part)).count();
    let names = parts.get(numbers..).unwrap_or_default().join(", ");
    (filled(&names), parts.iter().take(numbers).map(|grant| (*grant).to_string()).collect())
}

/// `Funder (grant, grant)`, `Funder(grant numbers:a,b)`.
fn bracketed_funder(words: &str) -> (Option<String>, Vec<String>) {
    let filled = |name: &str| Some(name.trim().to_string()).filter(|name| !name.is_empty());
    let Some((funder, rest)) = words.split_once('(') else { return (filled(words), Vec::new()) };
    let inside = rest.split(')').next().unwrap_or(rest);
    let list = inside
        .split_once(':')
        .map_or(inside, |(label, list)| if label.to_lowercase().contains("grant") { list } else { inside });
    if !has_digit(list) {
        return (filled(words), Vec::new());
    }
    let grants = list.split([',', ';']).map(str::trim).filter(|grant| !grant.is_empty()).map(str::to_string).collect();
    (filled(funder), grants)
}

/// `PMID:123 | PMCID:PMC456`; lines of `PMID: 123` among others.
fn read_labelled(cell: &Cell<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    let mut rest: Vec<Cow<str>> = Vec::new();
    for part in cell.value.split(|c| matches!(c, '|' | '\n')) {
        let (label, value) = part.text.split_once(':').unwrap_or((part.text, ""));
        let scheme = IdScheme::from_name(label.trim());
        let value = part.split_at(part.text.len() - value.len()).1.trim();
        match scheme.filter(|scheme| Identifier::parse(*scheme, value.text).is_ok()) {
            Some(scheme) => {
                sink.identifier(scheme, value.text, value.range(), &mut record.ids, &mut record.other);
            }
            None => rest.push(text::clean(part.text)),
        }
    }
    record.keep_other(cell.name, rest.join("\n"));
}

/// Reads what a citation says beyond its other columns: PubMed's `Behav Ther. 2022 Mar;53(2):334-347. doi: …. Epub 2021 Oct
/// 12.`, Embase's `Cancer (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004`.
fn read_citation<'t>(cell: &Cell<'t>, record: &mut Record, state: &mut State<'t>, sink: &mut Sink<'_>) {
    let value = cell.value;
    record.citation.get_or_insert_with(|| text::clean(value.text).into_owned());
    let parsed = match state.style {
        Style::Embase => embase_source(value),
        _ => pubmed_citation(value),
    };
    let Some(parsed) = parsed else { return };
    if let (None, Some(venue)) = (&state.venue.title, parsed.venue) {
        state.venue.title = Some(words_of(venue).into_owned());
        record.spans.insert(Member::Venue, sink.span(venue.range()));
    }
    if let (None, Some(volume)) = (&record.volume, parsed.volume) {
        record.volume = Some(words_of(volume).into_owned());
        record.spans.insert(Member::Volume, sink.span(volume.range()));
    }
    if let (None, Some(issue)) = (&record.issue, parsed.issue) {
        record.issue = Some(words_of(issue).into_owned());
        record.spans.insert(Member::Issue, sink.span(issue.range()));
    }
    let place = |value: Slice<'t>, meaning| Cell { name: cell.name, meaning, value, cut: false };
    if state.date.is_none() {
        state.date = parsed.date.map(|date| place(date, Meaning::Citation));
    }
    if state.first_page.is_none() {
        state.first_page = parsed.pages.map(|pages| place(pages, Meaning::Citation));
    }
    // `Epub 2021 Oct 12.`
    if let Some(at) = value.text.find("Epub ").filter(|_| record.available.is_none()) {
        let date = value.split_at(at + 5).1;
        let end = date.text.find('.').unwrap_or(date.text.len());
        let date = date.split_at(end).0;
        record.available = PartialDate::parse(date.text);
        if record.available.is_some() {
            record.spans.insert(Member::Available, sink.span(date.range()));
        }
    }
    if record.ids.get(IdScheme::Doi).is_none()
        && let Some((doi, found)) = crate::record::find_dois(value.text).into_iter().next()
    {
        record.ids.insert(doi.at(sink.span(value.at + found.start..value.at + found.end)));
    }
}

#[derive(Default)]
struct Cited<'t> {
    venue: Option<Slice<'t>>,
    date: Option<Slice<'t>>,
    volume: Option<Slice<'t>>,
    issue: Option<Slice<'t>>,
    pages: Option<Slice<'t>>,
}

fn filled(slice: Slice<'_>) -> Option<Slice<'_>> {
    Some(slice.trim()).filter(|slice| !slice.text.is_empty())
}

/// `Behav Ther. 2022 Mar;53(2):334-347.`
fn pubmed_citation(value: Slice<'_>) -> Option<Cited<'_>> {
    let is_year = |text: &str| text.len() >= 4 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    let starts = memchr::memmem::find_iter(value.text.as_bytes(), b". ");
    let start =
        starts.into_iter().find(|at| value.text.get(at + 2..).is_some_and(|rest| is_year(rest.trim_start())))?;
    let (venue, rest) = value.split_at(start);
    let rest = rest.split_at(1).1.trim();
    let end = rest.text.find(". ").unwrap_or(rest.text.trim_end_matches('.').len());
    let body = rest.split_at(end).0;
    let (date, place) = body.split_at(body.text.find([';', ':']).unwrap_or(body.text.len()));
    let (numbers, pages) = match place.text.find(':') {
        Some(colon) => (place.split_at(colon).0, place.split_at(colon + 1).1),
        None => (place, place.split_at(place.text.len()).1),
    };
    let numbers = numbers.split_at(usize::from(numbers.text.starts_with(';'))).1;
    let open = numbers.text.find('(').unwrap_or(numbers.text.len());
    let (volume, issue) = numbers.split_at(open);
    let issue = issue.split_at(usize::from(!issue.text.is_empty())).1;
    let issue = Slice { text: issue.text.trim_end_matches(')'), at: issue.at };
    let venue = filled(venue);
    Some(Cited { venue, date: filled(date), volume: filled(volume), issue: filled(issue), pages: filled(pages) })
}

/// `World Journal of Gastroenterology (2011) 17:1 (130-134). Date of Publication: January 7, 2011`
fn embase_source(value: Slice<'_>) -> Option<Cited<'_>> {
    let year = memchr::memchr_iter(b'(', value.text.as_bytes()).find(|open| {
        let inside = value.text.get(open + 1..open + 6).unwrap_or("");
        inside.ends_with(')') && inside[..4].bytes().all(|b| b.is_ascii_digit())
    })?;
    let (venue, rest) = value.split_at(year);
    let rest = rest.split_at(6).1;
    let end = rest.text.find(". ").unwrap_or(rest.text.len());
    let body = rest.split_at(end).0.trim();
    let open = body.text.find('(').unwrap_or(body.text.len());
    let (numbers, pages) = body.split_at(open);
    let (volume, issue) = numbers.split_at(numbers.text.find(':').unwrap_or(numbers.text.len()));
    let issue = issue.split_at(usize::from(!issue.text.is_empty())).1;
    let pages = pages.split_at(usize::from(!pages.text.is_empty())).1;
    let pages = Slice { text: pages.text.split(')').next().unwrap_or(""), at: pages.at };
    let told = rest.text.find("Date of Publication: ").map(|at| rest.split_at(at + 21).1);
    let date = told.unwrap_or(value.split_at(year + 1).1.split_at(4).0);
    // An article number: `Article Number: 123`.
    let volume = filled(volume).filter(|volume| !volume.text.contains(": "));
    Some(Cited { venue: filled(venue), date: filled(date), volume, issue: filled(issue), pages: filled(pages) })
}

/// The venue, and the title of a work that is one itself.
fn finish_title(record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    if let Some((name, range)) = state.meeting.take() {
        let is_meeting = matches!(record.kind, Some(WorkKind::ConferencePaper | WorkKind::Proceedings));
        if state.venue.title.is_none() && is_meeting {
            state.venue.title = Some(name);
            record.spans.insert(Member::Venue, sink.span(range));
        } else if state.venue.title.as_ref() != Some(&name) {
            record.keep_other("Conference", name);
        }
    }
    // Scopus lists cited books so: no title, and that of the book for its source.
    let placed = record.volume.is_some() || record.issue.is_some() || state.first_page.is_some();
    if record.titles.is_empty()
        && !placed
        && state.style == Style::Scopus
        && let Some(title) = &state.venue.title
    {
        let span = record.spans.get(&Member::Venue).copied().unwrap_or_default();
        let lang = sections::lang_of(title, &state.languages).map(Cow::Borrowed);
        record.titles.push(LangText { text: title.clone(), lang, span });
        let lines = record.source.lines;
        sink.note_line(Severity::Info, "title-missing", lines[0], "no title; that of the source stands for it");
    }
    record.venue = Some(std::mem::take(&mut state.venue)).filter(|venue| !venue.is_empty());
}

/// The year is that of its own column; month and day come from the date where it agrees.
fn finish_date(record: &mut Record, state: &State<'_>, sink: &mut Sink<'_>) {
    let read = |cell: &Option<Cell<'_>>| cell.and_then(|cell| PartialDate::parse(cell.value.text));
    let (year, date) = (read(&state.year), read(&state.date));
    for (cell, parsed) in [(&state.year, &year), (&state.date, &date)] {
        if let (Some(cell), None) = (cell, parsed)
            && cell.meaning != Meaning::Citation
        {
            // `0000` says that there is none.
            if cell.value.text.bytes().any(|b| matches!(b, b'1'..=b'9')) {
                let message = format!("{} {} is no date; kept in `other`", cell.name, quote(cell.value.text));
                sink.note(Severity::Warning, "date", cell.value.at, message);
            }
            keep(cell, record);
        }
    }
    let agree = |year: PartialDate, date: PartialDate| year.year() == date.year();
    let chosen = match (year, date) {
        (Some(year), Some(date)) if agree(year, date) => Some((date, &state.date)),
        (Some(year), Some(_)) => {
            if let Some(cell) = state.date.filter(|cell| cell.meaning != Meaning::Citation) {
                let message = format!(
                    "{} {} is not in the year {}; kept in `other`",
                    cell.name,
                    quote(cell.value.text),
                    year.year()
                );
                sink.note(Severity::Warning, "date", cell.value.at, message);
                keep(&cell, record);
            }
            Some((year, &state.year))
        }
        (Some(year), None) => Some((year, &state.year)),
        (None, Some(date)) => Some((date, &state.date)),
        (None, None) => None,
    };
    if let Some((date, Some(cell))) = chosen {
        record.issued = Some(date);
        record.spans.insert(Member::Issued, sink.span(cell.value.range()));
    }
}

fn finish_pages(record: &mut Record, state: &State<'_>, sink: &Sink<'_>) {
    let trimmed = |cell: &Cell<'_>| {
        let value = whole(cell.value);
        let text = value.text.trim_start_matches("pp.").trim_start_matches("p.").trim();
        text::clean(text).into_owned()
    };
    let first = state.first_page.as_ref().map(trimmed).filter(|page| !page.is_empty());
    let last = state.last_page.as_ref().map(trimmed).filter(|page| !page.is_empty());
    let Some(place) = state.first_page.or(state.last_page) else { return };
    let mut pages = match (first, last) {
        (Some(first), Some(last)) if !first.contains(['-', '–']) => Pages::parse(&format!("{first}-{last}")),
        (Some(first), last) => {
            let (parsed, all) = nlm::pages(&first);
            let pages = if all && place.meaning == Meaning::Citation { parsed } else { Pages::parse(&first) };
            // What stands in a column of its own beside a range that says something else.
            if let Some(last) = last.filter(|last| pages.last.as_ref().is_some_and(|held| held != last)) {
                record.keep_other(state.last_page.map_or("", |cell| cell.name), last);
            }
            pages
        }
        (None, Some(last)) => Pages { last: Some(last), ..Pages::default() },
        (None, None) => return,
    };
    pages.article_number = pages.article_number.or(record.pages.article_number.take());
    pages.count = record.pages.count;
    record.pages = pages;
    record.spans.insert(Member::Pages, sink.span(place.value.range()));
}

/// Counts that the row gives of its own lists.
fn check(record: &Record, state: &State<'_>, sink: &mut Sink<'_>) {
    for cell in &state.counts {
        let Ok(stated) = whole(cell.value).text.parse::<usize>() else { continue };
        let found = match cell.meaning {
            Meaning::AuthorCount => record.contributors.iter().filter(|c| c.role == Role::Author).count(),
            _ if state.references.is_none() => continue,
            _ => record.references.len(),
        };
        if found != stated && !state.authors.elided {
            let message = format!("{} is {stated}, and {found} are there", cell.name);
            sink.note(Severity::Warning, "count", cell.value.at, message);
        }
    }
}
