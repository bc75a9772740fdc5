//! VOSviewer's map and network files, as VOSviewer Online checks them: it refuses a whole file for one bad cell.

use super::rules::Id;
use super::values::{has_decimal_comma, is_script_number};
use super::{Format, Notes, Short};
use rustc_hash::FxHashSet;

/// Tells map and network files; of a file with the extension of a table only what no other table has.
pub(super) fn detect(text: &str, is_table: bool) -> Option<Format> {
    let header = text.lines().next()?;
    let cells = split(header, separator(header));
    let has = |names: &[&str]| cells.iter().any(|cell| names.iter().any(|name| cell.eq_ignore_ascii_case(name)));
    let measured = |cell: &String| cell.starts_with("weight<") || cell.starts_with("score<");
    if cells.iter().any(measured) {
        return Some(Format::VosviewerMap);
    }
    if is_table {
        return None;
    }
    if has(&["id", "label"]) && !has(&["source", "target"]) {
        return Some(Format::VosviewerMap);
    }
    let link = |line: &str| {
        let cells = split(line, separator(line));
        let numbers = || cells.iter().all(|cell| is_script_number(cell));
        match cells.len() {
            2 => true,
            3 => is_script_number(&cells[2]),
            4..=6 => numbers(),
            _ => false,
        }
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(5).peekable();
    (lines.peek().is_some() && lines.all(link)).then_some(Format::VosviewerNetwork)
}

/// The separator that makes most of the header.
fn separator(header: &str) -> char {
    ['\t', ';', ',']
        .into_iter()
        .max_by_key(|&separator| split(header, separator).len() * 4 + usize::from(separator == '\t'))
        .unwrap_or('\t')
}

fn split(line: &str, separator: char) -> Vec<String> {
    let record = Records::new(line, separator).next();
    record.map(|record| record.cells.into_iter().map(|cell| cell.text).collect()).unwrap_or_default()
}

pub(super) struct Cell {
    text: String,
    at: usize,
}

struct Record {
    at: usize,
    cells: Vec<Cell>,
    /// Where quotes are not closed, or closed amid a cell.
    quotes: Option<usize>,
}

/// Cuts a text into records; empty lines are records of one empty cell.
struct Records<'t> {
    text: &'t str,
    separator: char,
    place: usize,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, separator: char) -> Self {
        Self { text, separator, place: 0 }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let at = self.place;
        if at >= self.text.len() {
            return None;
        }
        let (mut cells, mut quotes) = (Vec::new(), None);
        let is_end = |rest: &str, separator| rest.is_empty() || rest.starts_with([separator, '\r', '\n']);
        loop {
            let start = self.place;
            let rest = &self.text[start..];
            let mut text = String::new();
            if let Some(mut inner) = rest.strip_prefix('"') {
                loop {
                    let Some(end) = inner.find('"') else {
                        quotes.get_or_insert(start);
                        text.push_str(inner);
                        inner = "";
                        break;
                    };
                    text.push_str(&inner[..end]);
                    inner = &inner[end + 1..];
                    if let Some(after) = inner.strip_prefix('"') {
                        text.push('"');
                        inner = after;
                    } else {
                        break;
                    }
                }
                if !is_end(inner.trim_start_matches(' '), self.separator) {
                    quotes.get_or_insert(start);
                    let end = inner.find([self.separator, '\r', '\n']).unwrap_or(inner.len());
                    text.push_str(&inner[..end]);
                    inner = &inner[end..];
                }
                self.place = self.text.len() - inner.trim_start_matches(' ').len();
            } else {
                let end = rest.find([self.separator, '\r', '\n']).unwrap_or(rest.len());
                text.push_str(&rest[..end]);
                self.place = start + end;
            }
            cells.push(Cell { text, at: start });
            let rest = &self.text[self.place..];
            if rest.starts_with(self.separator) {
                self.place += self.separator.len_utf8();
                continue;
            }
            self.place += if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
            return Some(Record { at, cells, quotes });
        }
    }
}

/// What a column of a map, or a member of an item, holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Id,
    Text,
    X,
    Y,
    Cluster,
    Weight,
    Score,
    Unknown,
}

impl Attribute {
    /// Any name with `weight` or `score` in it counts as such.
    pub fn from_name(name: &str) -> Self {
        match name {
            "id" => Self::Id,
            "label" | "sublabel" | "description" | "url" => Self::Text,
            "x" => Self::X,
            "y" => Self::Y,
            "cluster" => Self::Cluster,
            name if name.contains("weight") || name.contains("Weight") => Self::Weight,
            name if name.contains("score") || name.contains("Score") => Self::Score,
            _ => Self::Unknown,
        }
    }

    /// Reports a value that VOSviewer refuses. Missing ones are `None`: what is empty, `null` or `nan`.
    pub fn check(self, notes: &mut Notes<'_>, at: usize, group: u32, name: &str, text: Option<&str>) {
        let number = text.filter(|text| is_script_number(text)).and_then(|text| text.trim().parse::<f64>().ok());
        let shown = text.unwrap_or_default();
        let subject = format_args!("{} in {}", Short(shown), Short(name));
        if number.is_none() && has_decimal_comma(shown) && !matches!(self, Self::Id | Self::Text | Self::Unknown) {
            notes.group(Id::VosDecimalComma, at, group, subject);
            return;
        }
        match self {
            Self::X | Self::Y if number.is_none() => notes.group(Id::VosPosition, at, group, subject),
            Self::Weight if number.is_none_or(|weight| weight < 0.0) => notes.group(Id::VosWeight, at, group, subject),
            Self::Score if text.is_some() && number.is_none() => notes.group(Id::VosScore, at, group, subject),
            Self::Cluster if text.is_some() => {
                let fine = |cluster: f64| cluster.fract() == 0.0 && (1.0..=1000.0).contains(&cluster);
                if !number.is_some_and(fine) {
                    notes.group(Id::VosCluster, at, group, subject);
                }
            }
            _ => (),
        }
    }
}

/// What VOSviewer makes of a cell: nothing where it is empty, `null` or `nan`.
pub(super) fn filled(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    let missing = trimmed.is_empty() || trimmed.eq_ignore_ascii_case("null") || trimmed.eq_ignore_ascii_case("nan");
    (!missing).then_some(trimmed)
}

/// The items of a map, as far as they matter together.
#[derive(Default)]
pub(super) struct Items {
    pub count: u64,
    ids: FxHashSet<Box<str>>,
    first: Option<(Box<str>, Box<str>)>,
    apart: bool,
}

impl Items {
    pub fn add(&mut self, notes: &mut Notes<'_>, at: usize, id: Option<&str>) {
        self.count += 1;
        match id.and_then(filled) {
            None => notes.at(Id::VosIdMissing, at, format_args!("item {}", self.count)),
            Some(id) if !self.ids.insert(id.into()) => {
                notes.at(Id::VosIdRepeated, at, format_args!("id {}", Short(id)))
            }
            Some(_) => (),
        }
    }

    pub fn place(&mut self, x: &str, y: &str) {
        let first = self.first.get_or_insert_with(|| (x.into(), y.into()));
        self.apart |= (&*first.0, &*first.1) != (x, y);
    }

    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id.trim())
    }

    pub fn finish(&self, notes: &mut Notes<'_>, at: usize) {
        if self.count < 3 {
            notes.at(Id::VosFewItems, at, format_args!("{} items", self.count));
        }
        if self.first.is_some() && !self.apart && self.count > 1 {
            notes.at(Id::VosSamePosition, at, format_args!("{} items", self.count));
        }
    }
}

/// Reports what becomes of a map file.
pub(super) fn check_map(notes: &mut Notes<'_>, text: &str) {
    let separator = separator(text.lines().next().unwrap_or_default());
    let mut records = Records::new(text, separator);
    let Some(header) = records.next() else {
        notes.at(Id::VosFewItems, 0, format_args!("empty file"));
        return;
    };
    check_quotes(notes, &header);
    let mut names = FxHashSet::default();
    let columns: Vec<(String, Attribute)> = header
        .cells
        .iter()
        .enumerate()
        .map(|(number, cell)| {
            let attribute = Attribute::from_name(&cell.text);
            let subject = format_args!("column {}", Short(&cell.text));
            let group = number as u32;
            if cell.text.is_empty() {
                notes.group(Id::VosHeaderEmpty, cell.at, group, format_args!("column {}", number + 1));
            } else if !names.insert(cell.text.clone()) {
                notes.group(Id::VosHeaderRepeated, cell.at, group, subject);
            } else if attribute == Attribute::Unknown {
                let lower = cell.text.to_lowercase();
                let near = Attribute::from_name(lower.trim());
                let id = if near == Attribute::Unknown { Id::VosColumnUnknown } else { Id::VosHeaderCase };
                notes.group(id, cell.at, group, subject);
            }
            (cell.text.clone(), attribute)
        })
        .collect();
    let has = |name: &str| columns.iter().any(|column| column.0 == name);
    if !has("id") && !has("label") {
        notes.at(Id::VosHeaderMissing, 0, format_args!("header without id and label"));
    } else if !has("id") {
        notes.at(Id::VosIdColumn, 0, format_args!("header without id"));
    }
    if !has("x") || !has("y") {
        notes.at(Id::VosPositionMissing, 0, format_args!("header without x and y"));
    }
    let mut items = Items::default();
    for record in records {
        check_quotes(notes, &record);
        if record.cells.len() != columns.len() {
            // A last line that is empty is fine.
            if record.cells.len() > 1 || record.at + 2 < text.len() {
                let subject = format_args!("{} cells under {} headers", record.cells.len(), columns.len());
                notes.at(Id::VosRecordLength, record.at, subject);
            }
            continue;
        }
        let (mut id, mut x, mut y) = (None, None, None);
        for (number, ((name, attribute), cell)) in columns.iter().zip(&record.cells).enumerate() {
            attribute.check(notes, cell.at, number as u32, name, filled(&cell.text));
            match attribute {
                Attribute::Id => id = Some(&*cell.text),
                Attribute::X => x = Some(&*cell.text),
                Attribute::Y => y = Some(&*cell.text),
                _ => (),
            }
        }
        if has("id") {
            items.add(notes, record.at, id);
        } else {
            items.count += 1;
        }
        if let (Some(x), Some(y)) = (x, y) {
            items.place(x, y);
        }
    }
    items.finish(notes, 0);
}

fn check_quotes(notes: &mut Notes<'_>, record: &Record) {
    if let Some(at) = record.quotes {
        notes.at(Id::VosQuotes, at, format_args!("quotes"));
    }
}

/// Links between items, each pair of which should come once.
#[derive(Default)]
pub(super) struct Links {
    pairs: FxHashSet<(Box<str>, Box<str>)>,
}

impl Links {
    pub fn add(&mut self, notes: &mut Notes<'_>, at: usize, source: &str, target: &str, strength: Option<&str>) {
        let (source, target) = (source.trim(), target.trim());
        let subject = format_args!("link from {} to {}", Short(source), Short(target));
        if source == target {
            notes.at(Id::SelfLink, at, subject);
        } else {
            let pair = if source < target { (source.into(), target.into()) } else { (target.into(), source.into()) };
            if !self.pairs.insert(pair) {
                notes.at(Id::VosPairRepeated, at, subject);
            }
        }
        let Some(text) = strength else { return };
        let subject = format_args!("strength {}", Short(text));
        let number = Some(text).filter(|text| is_script_number(text)).and_then(|text| text.trim().parse::<f64>().ok());
        match number {
            Some(strength) if strength < 0.0 => notes.at(Id::VosStrength, at, subject),
            Some(0.0) => notes.at(Id::VosStrengthZero, at, subject),
            Some(_) => (),
            None if has_decimal_comma(text) => notes.at(Id::VosDecimalComma, at, subject),
            None => notes.at(Id::VosStrengthText, at, subject),
        }
    }
}

/// Reports what becomes of a network file.
pub(super) fn check_network(notes: &mut Notes<'_>, text: &str) {
    let separator = separator(text.lines().next().unwrap_or_default());
    let mut links = Links::default();
    let mut columns = None;
    for record in Records::new(text, separator) {
        check_quotes(notes, &record);
        let count = record.cells.len();
        let first = *columns.get_or_insert_with(|| {
            if !matches!(count, 2 | 3) {
                notes.at(Id::VosNetworkColumns, record.at, format_args!("{count} columns"));
            }
            count
        });
        if count != first {
            if count > 1 || record.at + 2 < text.len() {
                notes.at(Id::VosRecordLength, record.at, format_args!("{count} cells in place of {first}"));
            }
            continue;
        }
        let [source, target, rest @ ..] = &record.cells[..] else { continue };
        if source.text.trim().is_empty() || target.text.trim().is_empty() {
            notes.at(Id::VosEndMissing, record.at, format_args!("link"));
            continue;
        }
        let strength = rest.first().map(|cell| &*cell.text).filter(|text| !text.trim().is_empty());
        links.add(notes, record.at, &source.text, &target.text, strength);
    }
    if columns.is_none() {
        notes.at(Id::VosNetworkColumns, 0, format_args!("empty file"));
    }
}
