//! Tables of separated values, in the hands of everyone who exports them.
//!
//! There is no standard of columns, so each source has a table of its own (`table.rs`): Scopus, Lens, Dimensions, OpenAlex,
//! PubMed, Cochrane, IEEE Xplore, Springer, Embase, Zotero, CNKI. A table of another source is read where the names of its
//! columns speak for themselves, in the languages of the synonym table, or where the caller names them ([`Columns`]); what
//! was taken for what is told once.
//!
//! The line with the names need not be the first: exporters put the date, the query or `sep=;` above it. The separator
//! is the one under which most names are known. Every piece of a file is read by the [`Layout`] its beginning shows.
//!
//! Embase also writes a record as a block of lines, `"TITLE","…"`, `"AUTHOR NAMES","…","…"`: a field a line.
//!
//! Specification: [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) for the form; the columns are those of real exports.

mod map;
mod people;
mod scan;
mod table;

use super::input::Head;
use super::tagged::{Slice, quote};
use super::{Format, Header, Piece, Sink, Spec};
use crate::diagnostic::Severity;
use crate::text;
use map::Cell;
use std::fmt;
use table::{Meaning, Source, Style};

/// The specification of a table: its name, its name for people and the columns it is known by.
macro_rules! tables {
    ($($name:ident $short:literal $title:literal $source:ident),* $(,)?) => {
        $(pub(super) const $name: Spec = Spec {
            name: $short,
            title: $title,
            extensions: &["csv", "tsv", "txt"],
            media_type: "text/csv",
            detect: |head| detect(head, &table::$source),
            boundary: |text, _| memchr::memrchr(b'\n', text.as_bytes()).map(|at| at + 1),
            parse,
        };)*
    };
}

tables! {
    SCOPUS "scopus-csv" "Scopus CSV" SCOPUS,
    LENS "lens-csv" "Lens CSV" LENS,
    DIMENSIONS "dimensions-csv" "Dimensions CSV" DIMENSIONS,
    OPENALEX "openalex-csv" "OpenAlex CSV" OPENALEX,
    PUBMED "pubmed-csv" "PubMed CSV" PUBMED,
    COCHRANE "cochrane-csv" "Cochrane Library CSV" COCHRANE,
    IEEE "ieee-csv" "IEEE Xplore CSV" IEEE,
    SPRINGER "springer-csv" "Springer CSV" SPRINGER,
    EMBASE "embase-csv" "Embase CSV" EMBASE,
    ZOTERO "zotero-csv" "Zotero CSV" ZOTERO,
    CNKI "cnki-csv" "CNKI CSV" CNKI,
    ANY "csv" "CSV, TSV and the like with telling column names" ANY,
}

/// The table behind a format; nothing for formats that are none.
fn source_of(format: Format) -> Option<&'static Source> {
    Some(match format {
        Format::ScopusCsv => &table::SCOPUS,
        Format::LensCsv => &table::LENS,
        Format::DimensionsCsv => &table::DIMENSIONS,
        Format::OpenAlexCsv => &table::OPENALEX,
        Format::PubmedCsv => &table::PUBMED,
        Format::CochraneCsv => &table::COCHRANE,
        Format::IeeeCsv => &table::IEEE,
        Format::SpringerCsv => &table::SPRINGER,
        Format::EmbaseCsv => &table::EMBASE,
        Format::ZoteroCsv => &table::ZOTERO,
        Format::CnkiCsv => &table::CNKI,
        Format::Csv => &table::ANY,
        _ => return None,
    })
}

/// Whether a format is a table.
pub(super) fn is_table(format: Format) -> bool {
    source_of(format).is_some()
}

/// Sources in the order in which they are tried; the one without signs of its own last.
const SOURCES: &[&Source] = &[
    &table::SCOPUS,
    &table::LENS,
    &table::DIMENSIONS,
    &table::OPENALEX,
    &table::PUBMED,
    &table::COCHRANE,
    &table::IEEE,
    &table::SPRINGER,
    &table::EMBASE,
    &table::ZOTERO,
    &table::CNKI,
];

/// What the caller says of the columns of a table: which field each holds.
///
/// ```
/// use citeweave::read::Columns;
/// let mut columns = Columns::default();
/// columns.name("title", "Naslov")?;
/// assert!(columns.name("colour", "Barva").unwrap_err().to_string().starts_with("colour: not a field"));
/// # Ok::<(), citeweave::read::UnknownField>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(String, Meaning)>);

/// A field that no column can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownField(String);

impl fmt::Display for UnknownField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: not a field; expected one like title, authors, year, journal, doi, pages, keywords, ignore",
            self.0
        )
    }
}

impl std::error::Error for UnknownField {}

impl Columns {
    /// Says that a field (`title`, `authors`, `journal`, `first-page`, `ignore`, …) is in the column of this name.
    ///
    /// # Errors
    /// [`UnknownField`] where there is no such field.
    pub fn name(&mut self, field: &str, column: &str) -> Result<(), UnknownField> {
        let meaning = Meaning::of(field).ok_or_else(|| UnknownField(field.to_string()))?;
        self.0.push((key(column), meaning));
        Ok(())
    }

    fn get(&self, name: &str) -> Option<Meaning> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, meaning)| *meaning)
    }
}

/// The name of a column in the form in which names are compared.
fn key(name: &str) -> String {
    text::fold(name.trim_start_matches('\u{feff}'))
}

/// A column.
#[derive(Debug)]
struct Column {
    /// As written.
    name: String,
    key: String,
    meaning: Meaning,
}

/// What the beginning of a file tells of all its rows.
pub(super) struct Layout {
    source: &'static Source,
    separator: u8,
    /// Where the rows begin.
    start: usize,
    columns: Vec<Column>,
    /// Whether a record is a block of lines, each with the name of its field first.
    blocks: bool,
    /// Whether the meaning of the columns was guessed.
    guessed: bool,
    named: Columns,
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layout").field("separator", &(self.separator as char)).field("columns", &self.columns).finish()
    }
}

/// Separators in the order in which they are tried.
const SEPARATORS: &[u8] = b"\t;,|";
/// Lines above the names of the columns that are looked at.
const MOST_PREAMBLE: usize = 8;

/// Where the names of the columns stand, and whose they are.
struct Heading {
    source: &'static Source,
    separator: u8,
    line: usize,
    end: usize,
    names: Vec<String>,
    blocks: bool,
    /// Names that speak for themselves.
    known: usize,
}

/// Reads the names on the line that begins at a byte.
fn names(text: &str, at: usize, separator: u8) -> (Vec<String>, usize) {
    let mut places = Vec::new();
    let (end, _) = scan::row(text.as_bytes(), at, separator, &mut places);
    let name = |place: &scan::Place| text::clean(&text[place.range.clone()].replace("\"\"", "\"")).into_owned();
    (places.iter().map(name).collect(), end)
}

/// Beginnings of the first lines that are not empty, with their numbers, and the separator one of them gives: `sep=;`.
fn first_lines(text: &str) -> (Vec<(usize, usize)>, Option<u8>) {
    let (mut at, mut separator, mut found) = (0, None, Vec::new());
    for (number, line) in text.split_inclusive('\n').enumerate().take(4 * MOST_PREAMBLE) {
        let plain = line.trim_matches(|c: char| c.is_ascii_whitespace() || c == '"');
        match plain.strip_prefix("sep=").or_else(|| plain.strip_prefix("SEP=")) {
            // Nothing but an ASCII sign separates anywhere.
            Some(sign) if number == 0 => separator = sign.bytes().next().or(Some(b'\t')).filter(u8::is_ascii),
            _ if plain.is_empty() => {}
            _ => found.push((at, number + 1)),
        }
        at += line.len();
        if found.len() == MOST_PREAMBLE {
            break;
        }
    }
    (found, separator)
}

/// Finds the names of the columns among the first lines: those of a known source, or the line with most names that
/// speak for themselves.
fn header(text: &str, named: &Columns) -> Option<Heading> {
    let (lines, given) = first_lines(text);
    let separators = given.as_ref().map_or(SEPARATORS, std::slice::from_ref);
    let mut best: Option<Heading> = None;
    for &(start, line) in &lines {
        for &separator in separators {
            let (names, end) = names(text, start, separator);
            if names.len() < 2 {
                continue;
            }
            let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
            let has = |sign: &&str| keys.iter().any(|key| key == sign);
            let is = |source: &&&Source| source.signs.iter().any(|signs| signs.iter().all(has));
            let source = SOURCES.iter().find(is).copied();
            let by_user = keys.iter().any(|key| named.get(key).is_some());
            let known = keys.iter().filter(|key| table::column(&table::ANY, key).is_some()).count();
            let found = |source| Heading { source, separator, line, end, names, blocks: false, known };
            match source {
                Some(source) => return Some(found(source)),
                None if (is_header(&keys, known) || by_user) && best.as_ref().is_none_or(|held| held.known < known) => {
                    best = Some(found(&table::ANY));
                }
                None => {}
            }
        }
    }
    best.or_else(|| blocks(text, &lines))
}

/// Whether names make a line of names: what is told by them can be known as a publication, and not by chance.
fn is_header(keys: &[String], known: usize) -> bool {
    let tells = |key: &String| {
        let meaning = table::column(&table::ANY, key);
        matches!(meaning, Some(Meaning::Title | Meaning::Id(_)))
    };
    let short = keys.iter().all(|key| key.len() <= 80);
    let filled = keys.iter().filter(|key| !key.is_empty()).count();
    // Names that belong together tell as much as a title does.
    let tells = keys.iter().any(tells) || known >= 6;
    short && known >= 2 && tells && (known >= 4 || known * 3 >= filled)
}

/// Embase's other form: the name of a field first on each line.
fn blocks(text: &str, lines: &[(usize, usize)]) -> Option<Heading> {
    let mut known = 0;
    let mut telling = false;
    for (at, _) in lines {
        let (cells, _) = names(text, *at, b',');
        let label = key(cells.first()?);
        known += usize::from(cells.len() > 1 && table::column(&table::EMBASE, &label).is_some());
        telling |= label.starts_with("author names") || label.starts_with("emtree") || label.starts_with("embase");
    }
    let (start, line) = *lines.first()?;
    let title = names(text, start, b',').0.first().is_some_and(|name| key(name) == "title");
    (title && telling && known >= 3).then(|| Heading {
        source: &table::EMBASE,
        separator: b',',
        line,
        end: start,
        names: vec!["TITLE".into(), "AUTHOR NAMES".into()],
        blocks: true,
        known,
    })
}

fn detect(head: &Head, source: &'static Source) -> Option<String> {
    let found = header(head.text(), &Columns::default()).filter(|found| std::ptr::eq(found.source, source))?;
    Some(found.evidence())
}

/// By what sign a text is a table whose columns the caller names.
pub(super) fn named(head: &Head, columns: &Columns) -> Option<String> {
    let found = header(head.text(), columns).filter(|found| std::ptr::eq(found.source, &table::ANY))?;
    let by_user = found.names.iter().any(|name| columns.get(&key(name)).is_some());
    by_user.then(|| found.evidence())
}

impl Heading {
    fn evidence(&self) -> String {
        let means = |name: &&String| table::column(self.source, &key(name)).is_some();
        let mut telling: Vec<&str> = self.names.iter().filter(means).map(String::as_str).collect();
        // The names that no other source has.
        let sign = |name: &&str| self.source.signs.iter().flat_map(|signs| signs.iter()).any(|sign| key(name) == *sign);
        telling.sort_by_key(|name| !sign(name));
        telling.truncate(3);
        format!("line {} has the columns `{}`", self.line, telling.join("`, `"))
    }
}

impl Layout {
    /// Tells how the rows of a text of this format are to be read; nothing for a format that is no table.
    pub(super) fn of(format: Format, text: &str, named: &Columns) -> Option<Self> {
        let source = source_of(format)?;
        let header = header(text, named).or_else(|| begun_block(text, source)).or_else(|| first_line(text, source));
        let Some(header) = header else {
            let (separator, columns) = (b',', Vec::new());
            return Some(Self {
                source,
                separator,
                start: 0,
                columns,
                blocks: false,
                guessed: false,
                named: named.clone(),
            });
        };
        let mut columns: Vec<Column> = Vec::with_capacity(header.names.len());
        for name in header.names {
            let key = key(&name);
            let meaning = named.get(&key).or_else(|| table::column(source, &key));
            let meaning = meaning.or_else(|| table::column(&table::ANY, &key)).unwrap_or(Meaning::Kept);
            columns.push(Column { name, key, meaning });
        }
        let mut layout = Self {
            source,
            separator: header.separator,
            start: header.end,
            columns,
            blocks: header.blocks,
            guessed: std::ptr::eq(source, &table::ANY),
            named: named.clone(),
        };
        layout.settle();
        Some(layout)
    }

    /// Where two columns could hold the title, the one named as the publication's names the journal.
    fn settle(&mut self) {
        let titles = self.columns.iter().filter(|column| column.meaning == Meaning::Title).count();
        if self.guessed && titles > 1 {
            for column in &mut self.columns {
                if column.key == "publication title" && self.named.get(&column.key).is_none() {
                    column.meaning = Meaning::Venue;
                }
            }
        }
    }

    /// The end of the last whole record in a text; `first` says that it is the beginning of the file.
    pub(super) fn boundary(&self, text: &str, first: bool) -> Option<usize> {
        let from = if first { self.start.min(text.len()) } else { 0 };
        if !self.blocks {
            return scan::boundary(text, from, self.separator);
        }
        let end = scan::boundary(text, from, self.separator)?;
        let (mut at, mut last) = (from, None);
        let mut places = Vec::new();
        while at < end {
            places.clear();
            let (next, _) = scan::row(text.as_bytes(), at, self.separator, &mut places);
            if at > from && places.first().is_some_and(|place| key(&text[place.range.clone()]) == "title") {
                last = Some(at);
            }
            at = next;
        }
        last
    }

    fn column(&self, name: &str) -> Meaning {
        let key = key(name);
        let meaning = self.named.get(&key).or_else(|| table::column(self.source, &key));
        meaning.or_else(|| table::column(&table::ANY, &key)).unwrap_or(Meaning::Kept)
    }
}

/// Embase's other form, of which too little is there to tell it from anything else.
fn begun_block(text: &str, source: &'static Source) -> Option<Heading> {
    let (lines, _) = first_lines(text);
    let label = |(at, _): &(usize, usize)| names(text, *at, b',').0.first().map(|name| key(name)).unwrap_or_default();
    let begun = std::ptr::eq(source, &table::EMBASE)
        && lines.len() > 1
        && lines.first().is_some_and(|line| label(line) == "title")
        && lines.get(1).is_some_and(|line| table::column(source, &label(line)).is_some());
    let (start, line) = *lines.first()?;
    let names = vec!["TITLE".into(), "AUTHOR NAMES".into()];
    begun.then_some(Heading { source, separator: b',', line, end: start, names, blocks: true, known: 0 })
}

/// The first line, whatever it holds, for a format the caller gives.
fn first_line(text: &str, source: &'static Source) -> Option<Heading> {
    let (lines, given) = first_lines(text);
    let (start, line) = *lines.first()?;
    let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |length| start + length);
    let count = |separator: &u8| memchr::memchr_iter(*separator, &text.as_bytes()[start..end]).count();
    let separator = given.or_else(|| SEPARATORS.iter().rev().copied().max_by_key(count)).unwrap_or(b',');
    let (names, end) = names(text, start, separator);
    Some(Heading { source, separator, line, end, names, blocks: false, known: 0 })
}

fn parse(sink: &mut Sink<'_>) {
    let Some(Header::Names(layout)) = sink.header() else { return };
    let first = sink.is_first();
    let from = if first { layout.start.min(sink.text().len()) } else { 0 };
    let width = if layout.blocks { 0 } else { layout.columns.len() };
    let scan::Rows { text, removed, rows } = scan::rows(sink.text(), from, layout.separator, width);
    // The text without its doubled quotation marks takes the place of the piece's; places are still those of the file.
    let piece = Piece { text, ..sink.piece.without_text() };
    let mut inner = Sink::new(&piece);
    inner.removed = &removed;
    if first {
        note_columns(layout, &mut inner);
    }
    if layout.blocks {
        read_blocks(layout, &rows, &mut inner);
    } else {
        for row in &rows {
            read_row(layout, row, &mut inner);
        }
    }
    sink.records = std::mem::take(&mut inner.records);
    sink.diagnostics = std::mem::take(&mut inner.diagnostics);
}

/// Tells what columns were taken for, where no table of a source says it.
fn note_columns(layout: &Layout, sink: &mut Sink<'_>) {
    if !layout.guessed || layout.columns.is_empty() {
        return;
    }
    let (kept, read): (Vec<&Column>, Vec<&Column>) = layout.columns.iter().partition(|c| c.meaning == Meaning::Kept);
    let names = |columns: &[&Column], with_meaning: bool| {
        let shown = columns.iter().take(40).map(|column| match with_meaning {
            true => format!("{} = {}", quote(&column.name), column.meaning.name()),
            false => quote(&column.name),
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    let mut message = format!("columns are read by their names: {}", names(&read, true));
    if !kept.is_empty() {
        message.push_str("; kept in `other`: ");
        message.push_str(&names(&kept, false));
    }
    sink.note(Severity::Info, "columns", 0, message);
    if let Some(note) = sink.diagnostics.last_mut() {
        note.record = None;
    }
}

/// What programs write into cells where they have nothing to say.
const NOTHING: &[&str] = &["NA", "N/A", "NaN", "nan", "None", "NULL", "null", "undefined"];

fn slice<'p>(sink: &Sink<'p>, range: &std::ops::Range<usize>) -> Slice<'p> {
    Slice { text: &sink.text()[range.clone()], at: range.start }.trim()
}

fn is_filled(value: &Slice<'_>) -> bool {
    !value.text.is_empty() && !NOTHING.contains(&value.text)
}

fn read_row<'l>(layout: &'l Layout, row: &scan::Row, sink: &mut Sink<'_>) {
    let values: Vec<Slice> = row.cells.iter().map(|range| slice(sink, range)).collect();
    if values.iter().all(|value| value.text.is_empty()) {
        return;
    }
    let again = layout.columns.iter().map(|column| column.name.as_str());
    if values.len() > 1 && again.eq(values.iter().map(|value| value.text)) {
        return sink.note(Severity::Info, "header-again", row.at, "the names of the columns once more; left out");
    }
    let mut columns: Vec<Option<&'l Column>> = layout.columns.iter().map(Some).collect();
    let width = columns.len();
    let extra = values.len().saturating_sub(width);
    if extra > 0 && layout.source.style == Style::Scopus {
        // An export with more funding texts than it has names for.
        let shifted = values.last().is_some_and(|last| last.text.starts_with("2-s2.0-"));
        let texts = layout.columns.iter().rposition(|column| column.key.starts_with("funding text"));
        if let Some(at) = texts.filter(|_| shifted && layout.columns.last().is_some_and(|column| column.key == "eid")) {
            columns.splice(at + 1..at + 1, std::iter::repeat_n(layout.columns.get(at), extra));
        }
    }
    if row.repaired {
        let message = "a quotation mark that is never closed; read as a character";
        sink.note(Severity::Warning, "quotation-mark", row.at, message);
    }
    let lost: Vec<&Slice> = values.iter().skip(columns.len()).filter(|value| is_filled(value)).collect();
    if !lost.is_empty() {
        let message = format!(
            "{} values for {width} columns: the line may be shifted; the rest is kept in `other`",
            values.len()
        );
        sink.note(Severity::Warning, "ragged", row.at, message);
    } else if row.ended && values.len() < width {
        let message = format!("{} values for {width} columns; the last are taken to be empty", values.len());
        sink.note(Severity::Info, "ragged", row.at, message);
    }
    let last = values.len() - 1;
    if !row.ended && (row.cut || values.len() < width) {
        let severity = if values.len() < width { Severity::Warning } else { Severity::Info };
        let name = columns.get(last).copied().flatten().map_or("the last column", |column| column.name.as_str());
        let message = format!("the text ends within the value of {name}, which may be cut short");
        sink.note(severity, "cut-off", values[last].at, message);
    }
    let mut cells = Vec::with_capacity(values.len());
    for (i, value) in values.iter().enumerate() {
        let (name, meaning) = match columns.get(i).copied().flatten() {
            Some(column) => (column.name.as_str(), column.meaning),
            None => ("", Meaning::Kept),
        };
        if is_filled(value) {
            cells.push(Cell { name, meaning, value: *value, cut: row.cut && i == last });
        }
    }
    let end = row.cells.last().map_or(row.at, |range| range.end);
    map::record(layout.source.style, &cells, row.at..end, sink);
}

fn read_blocks(layout: &Layout, rows: &[scan::Row], sink: &mut Sink<'_>) {
    let mut cells: Vec<Cell> = Vec::new();
    let mut range: Option<std::ops::Range<usize>> = None;
    for row in rows {
        let values: Vec<Slice> = row.cells.iter().map(|range| slice(sink, range)).collect();
        let Some((label, values)) = values.split_first() else { continue };
        let meaning = layout.column(label.text);
        if !row.ended {
            let message = format!("the text ends within the value of {}, which may be cut short", quote(label.text));
            let severity = if row.cut { Severity::Warning } else { Severity::Info };
            sink.note(severity, "cut-off", row.at, message);
        }
        let begins = meaning == Meaning::Title && cells.iter().any(|cell| cell.meaning == Meaning::Title);
        if begins || label.text.is_empty() && values.iter().all(|value| value.text.is_empty()) {
            if let Some(range) = range.take() {
                map::record(layout.source.style, &cells, range, sink);
            }
            cells.clear();
        }
        if label.text.is_empty() {
            continue;
        }
        for (i, value) in values.iter().enumerate().filter(|(_, value)| is_filled(value)) {
            cells.push(Cell { name: label.text, meaning, value: *value, cut: row.cut && i + 1 == values.len() });
        }
        let end = row.cells.last().map_or(row.at, |range| range.end);
        range = Some(range.map_or(row.at, |held| held.start)..end);
    }
    if let Some(range) = range.filter(|_| !cells.is_empty()) {
        map::record(layout.source.style, &cells, range, sink);
    }
}
