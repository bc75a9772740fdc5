//! Tables of nodes or edges for Gephi's spreadsheet import.
//!
//! Gephi guesses the separator and the kind of table from the header, the type of each column from the first 25 rows, and
//! reads a backslash as an escape. Its dialogue lets one correct the guesses; what is said here happens if nobody does.

use super::elements::{Edge, Elements, Precision, check_weight};
use super::graphml::STATISTICS;
use super::rules::Id;
use super::values::{self, Scalar, Type, java_double};
use super::{Notes, Short};
use rustc_hash::FxHashSet;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Nodes,
    Edges,
    Matrix,
    AdjacencyList,
}

/// Whether a text without a telling name is a table of nodes or edges.
pub(super) fn is_table(text: &str) -> bool {
    let header = text.lines().next().unwrap_or_default();
    let fields = |separator| mode_of(&first_record(header, separator));
    [',', ';', '\t'].into_iter().any(|separator| matches!(fields(separator), Mode::Nodes | Mode::Edges))
}

/// Reports what becomes of a table.
pub(super) fn check(notes: &mut Notes<'_>, text: &str) {
    let header = text.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
    if header.trim().is_empty() {
        notes.at(Id::TableEmpty, 0, format_args!("no header"));
        return;
    }
    let guessed = guess_separator(header);
    let mut separator = guessed;
    let mut mode = mode_of(&first_record(header, guessed));
    if matches!(mode, Mode::AdjacencyList | Mode::Matrix) {
        // Another separator may show what was meant.
        let meant = [',', ';', '\t'].into_iter().find_map(|other| match mode_of(&first_record(header, other)) {
            mode @ (Mode::Nodes | Mode::Edges) if first_record(header, other).len() > 1 => Some((other, mode)),
            _ => None,
        });
        match meant {
            Some((other, meant)) => {
                notes.at(Id::TableSeparator, 0, format_args!("taken for {}-separated", separator_name(guessed)));
                (separator, mode) = (other, meant);
            }
            None if mode == Mode::Matrix => {
                notes.at(Id::TableMatrix, 0, format_args!("the first cell is empty"));
                return;
            }
            None => {
                notes.at(Id::TableAdjacency, 0, format_args!("header {}", Short(header)));
                return;
            }
        }
    }
    Check::new(notes, text, separator, mode).run(notes);
}

fn separator_name(separator: char) -> &'static str {
    match separator {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "blank",
    }
}

/// Gephi's guess: whatever there is most of in the header outside quotes of either kind, commas first.
fn guess_separator(header: &str) -> char {
    let header = header.trim().replace(" , ", ",").replace(" ; ", ";");
    const SEPARATORS: [char; 4] = [',', ';', '\t', ' '];
    let mut counts = [0; SEPARATORS.len()];
    let mut quoted = false;
    for letter in header.chars() {
        quoted ^= matches!(letter, '"' | '\'');
        if !quoted {
            for (count, separator) in counts.iter_mut().zip(SEPARATORS) {
                *count += u32::from(letter == separator);
            }
        }
    }
    let most = counts.into_iter().max().unwrap_or_default();
    SEPARATORS.into_iter().zip(counts).find(|(_, count)| *count == most).map_or(',', |(separator, _)| separator)
}

fn first_record(header: &str, separator: char) -> Vec<String> {
    let record = Records::new(header, separator).next().map(|record| record.fields);
    record.unwrap_or_default().into_iter().map(|field| field.text).collect()
}

fn mode_of(header: &[String]) -> Mode {
    let has = |names: &[&str]| header.iter().any(|cell| names.iter().any(|name| cell.eq_ignore_ascii_case(name)));
    match () {
        () if header.first().is_none_or(String::is_empty) => Mode::Matrix,
        () if has(&["source", "target"]) => Mode::Edges,
        () if has(&["id", "label", "timeset"]) => Mode::Nodes,
        () => Mode::AdjacencyList,
    }
}

/// A cell as Gephi reads it.
struct Field {
    text: String,
    at: usize,
    /// A backslash that changes the text, and one that takes the meaning from a quote or separator after it.
    escape: Option<usize>,
    swallowed: Option<usize>,
    trimmed: bool,
    quoted: bool,
}

struct Record {
    at: usize,
    fields: Vec<Field>,
    broken: Option<Broken>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Broken {
    /// The file ends inside quotes.
    Open,
    /// Something stands between a closing quote and the separator.
    Garbage(usize),
    /// The file ends after a backslash.
    Escape,
}

/// Cuts a text into records as Gephi's reader does: quotes doubled or escaped, `\` an escape, blanks around cells left out,
/// empty lines passed over. Nothing comes after a broken record.
struct Records<'t> {
    text: &'t str,
    separator: char,
    place: usize,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, separator: char) -> Self {
        Self { text, separator, place: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.place..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.place += letter.len_utf8();
        Some(letter)
    }

    fn is_blank(&self, letter: char) -> bool {
        letter.is_whitespace() && letter != self.separator && !is_line_end(letter)
    }

    /// Reads what a backslash stands before; nothing at the end of the file.
    fn escape(&mut self, field: &mut Field, at: usize) -> Option<()> {
        let letter = self.take()?;
        let meant = match letter {
            'r' => '\r',
            'n' => '\n',
            't' => '\t',
            'b' => '\u{8}',
            'f' => '\u{c}',
            letter
                if letter == self.separator
                    || matches!(letter, '\\' | '"' | '\r' | '\n' | '\t' | '\u{8}' | '\u{c}') =>
            {
                letter
            }
            letter => {
                field.text.push('\\');
                field.text.push(letter);
                return Some(());
            }
        };
        field.text.push(meant);
        if letter == self.separator && !field.quoted || is_line_end(letter) {
            field.swallowed = Some(at);
        } else if letter == '"' {
            // A quote that would have closed the cell.
            let after = self.peek();
            if field.quoted && after.is_none_or(|after| after == self.separator || is_line_end(after)) {
                field.swallowed = Some(at);
            }
        } else if letter != '\\' {
            field.escape = Some(at);
        }
        Some(())
    }

    fn field(&mut self) -> (Field, Option<Broken>) {
        let start = self.place;
        while self.peek().is_some_and(|letter| self.is_blank(letter)) {
            self.take();
        }
        let led = self.place > start;
        let quoted = self.peek() == Some('"');
        let mut field = Field { text: String::new(), at: start, escape: None, swallowed: None, trimmed: led, quoted };
        if !quoted {
            while let Some(letter) = self.peek() {
                if letter == self.separator || is_line_end(letter) {
                    break;
                }
                let at = self.place;
                self.take();
                if letter != '\\' {
                    field.text.push(letter);
                } else if self.escape(&mut field, at).is_none() {
                    return (field, Some(Broken::Escape));
                }
            }
        } else {
            self.take();
            loop {
                let at = self.place;
                match self.take() {
                    None => return (field, Some(Broken::Open)),
                    Some('\\') => {
                        if self.escape(&mut field, at).is_none() {
                            return (field, Some(Broken::Open));
                        }
                    }
                    Some('"') if self.peek() == Some('"') => {
                        self.take();
                        field.text.push('"');
                    }
                    Some('"') => break,
                    Some(letter) => field.text.push(letter),
                }
            }
            while let Some(letter) = self.peek() {
                if letter == self.separator || is_line_end(letter) {
                    break;
                }
                if !letter.is_whitespace() {
                    return (field, Some(Broken::Garbage(self.place)));
                }
                self.take();
            }
        }
        let trimmed = field.text.trim();
        if trimmed.len() < field.text.len() {
            field.trimmed = true;
            field.text = trimmed.to_owned();
        }
        (field, None)
    }
}

fn is_line_end(letter: char) -> bool {
    matches!(letter, '\r' | '\n')
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while self.peek().is_some_and(is_line_end) {
            self.take();
        }
        let at = self.place;
        self.peek()?;
        let mut fields = Vec::new();
        loop {
            let (field, broken) = self.field();
            fields.push(field);
            if broken.is_some() {
                self.place = self.text.len();
                return Some(Record { at, fields, broken });
            }
            match self.take() {
                Some(letter) if letter == self.separator => (),
                Some('\r') if self.peek() == Some('\n') => {
                    self.take();
                    break;
                }
                _ => break,
            }
        }
        Some(Record { at, fields, broken: None })
    }
}

/// What a column may be, in the order in which Gephi prefers them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Guess {
    Boolean,
    Integer,
    Long,
    BigInteger,
    Double,
    BigDecimal,
    IntervalMap,
    IntervalSet,
    TimestampMap,
    TimestampSet,
    Text,
}

const GUESSES: [Guess; 10] = [
    Guess::Boolean,
    Guess::Integer,
    Guess::Long,
    Guess::BigInteger,
    Guess::Double,
    Guess::BigDecimal,
    Guess::IntervalMap,
    Guess::IntervalSet,
    Guess::TimestampMap,
    Guess::TimestampSet,
];

impl Guess {
    fn takes(self, text: &str) -> bool {
        let scalar = |scalar| values::gephi_takes(Type { scalar, list: false }, text);
        match self {
            Self::Boolean => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
            Self::Integer => scalar(Scalar::Integer),
            Self::Long => scalar(Scalar::Long),
            Self::BigInteger => scalar(Scalar::BigInteger),
            Self::Double => scalar(Scalar::Double),
            Self::BigDecimal => scalar(Scalar::BigDecimal),
            Self::IntervalMap | Self::IntervalSet | Self::TimestampMap | Self::TimestampSet => self.takes_times(text),
            Self::Text => true,
        }
    }

    /// Sets and maps of times in the notation of Gephi's graph store: `<[2001, 2002]; [2003, 2004]>`, the outer pair optional.
    /// A set of timestamps needs no brackets at all: a date is one, and `2,5` is one of two.
    fn takes_times(self, text: &str) -> bool {
        let time = |text: &str| java_double(text).or_else(|| values::parse_date(text));
        let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text).trim();
        let bracketed = |group: &'_ str| {
            let inner = group.trim().strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
            Some(inner.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>())
        };
        if self == Self::TimestampSet {
            let parts =
                bracketed(inner).unwrap_or_else(|| inner.split(',').map(|part| part.trim().to_owned()).collect());
            return parts.iter().all(|part| time(part).is_some());
        }
        inner.split(';').all(|group| {
            let Some(parts) = bracketed(group) else { return false };
            let at = |number: usize| parts.get(number).and_then(|part| time(part));
            let ordered = || at(0).zip(at(1)).is_some_and(|(start, end)| start <= end);
            match self {
                Self::IntervalMap => parts.len() == 3 && ordered(),
                Self::IntervalSet => parts.len() == 2 && ordered(),
                _ => parts.len() == 2 && at(0).is_some(),
            }
        })
    }

    fn is_times(self) -> bool {
        matches!(self, Self::IntervalMap | Self::IntervalSet | Self::TimestampMap | Self::TimestampSet)
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Long | Self::BigInteger | Self::Double | Self::BigDecimal)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Boolean => "true or false",
            Self::Integer | Self::Long | Self::BigInteger => "integers",
            Self::Double | Self::BigDecimal => "numbers",
            Self::IntervalMap => "values at intervals",
            Self::IntervalSet => "intervals",
            Self::TimestampMap => "values at times",
            Self::TimestampSet => "times",
            Self::Text => "text",
        }
    }
}

/// What a column is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Id,
    Label,
    Source,
    Target,
    Direction,
    Kind,
    Weight,
    Value,
    /// A second column of the same name: not read.
    Ignored,
}

struct Column {
    name: String,
    at: usize,
    role: Role,
    guess: Guess,
}

/// Rows from which Gephi guesses types.
const GUESSED_FROM: usize = 25;

struct Check<'t> {
    text: &'t str,
    separator: char,
    mode: Mode,
    columns: Vec<Column>,
    elements: Elements,
    /// Ids given by Gephi to nodes without.
    node_ids: FxHashSet<Box<str>>,
}

impl<'t> Check<'t> {
    fn new(notes: &mut Notes<'_>, text: &'t str, separator: char, mode: Mode) -> Self {
        let mut records = Records::new(text, separator);
        let header = records.next().map(|record| record.fields).unwrap_or_default();
        let mut columns: Vec<Column> = Vec::new();
        for field in header {
            let role = match (mode, field.text.to_lowercase().as_str()) {
                (_, "id") => Role::Id,
                (_, "label") => Role::Label,
                (Mode::Edges, "source") => Role::Source,
                (Mode::Edges, "target") => Role::Target,
                (Mode::Edges, "type") => Role::Direction,
                (Mode::Edges, "kind") => Role::Kind,
                (Mode::Edges, "weight") => Role::Weight,
                _ => Role::Value,
            };
            let mut column = Column { at: field.at, role, guess: Guess::Text, name: field.text };
            let twin = columns.iter().find(|other| other.name.to_lowercase() == column.name.to_lowercase());
            if column.name.is_empty() {
                notes.at(Id::HeaderEmpty, column.at, format_args!("column {}", columns.len() + 1));
                column.role = Role::Ignored;
            } else if let Some(twin) = twin {
                let id = if twin.name == column.name { Id::HeaderRepeated } else { Id::HeaderCase };
                notes.at(id, column.at, format_args!("column {}", Short(&column.name)));
                column.role = Role::Ignored;
            }
            columns.push(column);
        }
        let records: Vec<Record> = records.take(GUESSED_FROM).collect();
        for (number, column) in columns.iter_mut().enumerate() {
            column.guess = guess(column, number, &records);
        }
        Self { text, separator, mode, columns, elements: Elements::default(), node_ids: FxHashSet::default() }
    }

    fn run(mut self, notes: &mut Notes<'_>) {
        self.check_columns(notes);
        let text = self.text;
        let mut records = Records::new(text, self.separator);
        records.next();
        let mut rows = 0;
        for record in records {
            rows += 1;
            self.record(notes, &record);
        }
        if rows == 0 {
            notes.at(Id::TableEmpty, 0, format_args!("no rows"));
        }
    }

    fn check_columns(&self, notes: &mut Notes<'_>) {
        let has = |role| self.columns.iter().any(|column| column.role == role);
        match self.mode {
            Mode::Nodes if !has(Role::Id) => notes.at(Id::TableIdMissing, 0, format_args!("table of nodes")),
            Mode::Edges if !has(Role::Source) || !has(Role::Target) => {
                notes.at(Id::TableEndMissing, 0, format_args!("table of edges"));
            }
            _ => (),
        }
        if self.mode == Mode::Edges && !has(Role::Direction) {
            notes.at(Id::TypeMissing, 0, format_args!("table of edges"));
        }
        let timestamps =
            self.columns.iter().any(|column| matches!(column.guess, Guess::TimestampMap | Guess::TimestampSet));
        for (number, column) in self.columns.iter().enumerate() {
            let Column { name, at, role, guess } = column;
            let (at, group) = (*at, number as u32);
            let lower = name.to_lowercase();
            let subject = format_args!("column {}", Short(name));
            let word = lower.contains("interval") || lower.contains("timestamp");
            if *role == Role::Value && *guess == Guess::Text && word {
                notes.group(Id::HeaderTime, at, group, subject);
            }
            if *role == Role::Value && lower == "timeset" && !guess.is_times() {
                notes.group(Id::KeyReserved, at, group, subject);
            }
            if guess.is_times() && *role == Role::Value && lower != "timeset" {
                notes.group(
                    Id::TimesGuess,
                    at,
                    group,
                    format_args!("column {} taken for {}", Short(name), guess.name()),
                );
            }
            if timestamps && matches!(guess, Guess::IntervalMap | Guess::IntervalSet) {
                notes.group(Id::TableTimes, at, group, format_args!("column {} holds intervals", Short(name)));
            }
            let visual = ["x", "y", "z", "size", "color", "colour", "r", "g", "b"].contains(&&*lower);
            if *role == Role::Value && self.mode == Mode::Nodes && visual {
                notes.group(Id::TableVisual, at, group, subject);
            }
            if *role == Role::Value && self.mode == Mode::Nodes && STATISTICS.contains(&&*lower) {
                notes.group(Id::KeyStatistic, at, group, subject);
            }
            if *role == Role::Weight && !matches!(guess, Guess::Double | Guess::IntervalMap | Guess::TimestampMap) {
                notes.group(
                    Id::TableWeight,
                    at,
                    group,
                    format_args!("column {} taken for {}", Short(name), guess.name()),
                );
            }
        }
    }

    fn record(&mut self, notes: &mut Notes<'_>, record: &Record) {
        for (number, field) in record.fields.iter().enumerate() {
            let group = number as u32;
            if let Some(at) = field.swallowed {
                notes.group(
                    Id::BackslashSwallows,
                    at,
                    group,
                    format_args!("backslash before a quote, separator or line end"),
                );
            }
            if let Some(at) = field.escape {
                notes.group(Id::Backslash, at, group, format_args!("{}", Short(&self.text[at..])));
            }
        }
        match record.broken {
            Some(Broken::Open | Broken::Escape) => {
                let at = record.fields.last().map_or(record.at, |field| field.at);
                notes.at(Id::QuoteOpen, at, format_args!("quotes opened here"));
                return;
            }
            Some(Broken::Garbage(at)) => {
                notes.at(
                    Id::QuoteGarbage,
                    at,
                    format_args!("{}", Short(self.text[at..].lines().next().unwrap_or_default())),
                );
                return;
            }
            None => (),
        }
        let (fields, columns) = (record.fields.len(), self.columns.len());
        if fields != columns {
            notes.at(Id::RecordLength, record.at, format_args!("{fields} cells under {columns} headers"));
            return;
        }
        let mut cells = Cells::default();
        for ((number, column), field) in self.columns.iter().enumerate().zip(&record.fields) {
            let (text, at, group) = (&*field.text, field.at, number as u32);
            if field.trimmed && !text.is_empty() && column.role != Role::Ignored {
                notes.group(Id::Trimmed, at, group, format_args!("{} in {}", Short(text), Short(&column.name)));
            }
            match column.role {
                Role::Id => cells.id = text,
                Role::Source => cells.source = text,
                Role::Target => cells.target = text,
                Role::Kind => cells.kind = text,
                Role::Direction => cells.direction = Some((at, text)),
                Role::Weight if !text.is_empty() && column.guess == Guess::Double => {
                    check_weight(notes, at, text, Precision::Double);
                }
                Role::Value => check_value(notes, column, group, text, at),
                Role::Weight | Role::Label | Role::Ignored => (),
            }
        }
        match self.mode {
            Mode::Edges => self.edge(notes, record.at, &cells),
            _ => self.node(notes, record.at, &cells),
        }
    }

    fn node(&mut self, notes: &mut Notes<'_>, at: usize, cells: &Cells<'_>) {
        if !self.columns.iter().any(|column| column.role == Role::Id) {
            return;
        }
        if cells.id.is_empty() {
            notes.at(Id::RowIdMissing, at, format_args!("row without id"));
        } else if !self.node_ids.insert(cells.id.into()) {
            notes.at(Id::RowDuplicate, at, format_args!("node {}", Short(cells.id)));
        }
    }

    fn edge(&mut self, notes: &mut Notes<'_>, at: usize, cells: &Cells<'_>) {
        let Cells { id, source, target, kind, direction } = *cells;
        if source.is_empty() || target.is_empty() {
            notes.at(Id::EdgeEndMissing, at, format_args!("edge from {} to {}", Short(source), Short(target)));
            return;
        }
        let directed = match direction {
            Some((_, word)) if word.eq_ignore_ascii_case("undirected") => false,
            Some((_, word)) if word.eq_ignore_ascii_case("directed") => true,
            Some((at, word)) => {
                notes.at(Id::TypeUnknown, at, format_args!("type {}", Short(word)));
                true
            }
            None => true,
        };
        self.elements.edge(notes, &Edge { at, id, source, target, directed, kind });
    }
}

/// The cells of a row that mean something to Gephi.
#[derive(Clone, Copy, Default)]
struct Cells<'r> {
    id: &'r str,
    source: &'r str,
    target: &'r str,
    kind: &'r str,
    direction: Option<(usize, &'r str)>,
}

fn check_value(notes: &mut Notes<'_>, column: &Column, group: u32, text: &str, at: usize) {
    if text.is_empty() {
        return;
    }
    let subject = format_args!("{} in {}", Short(text), Short(&column.name));
    if text.eq_ignore_ascii_case("null") {
        notes.group(Id::ValueNull, at, group, format_args!("{}", Short(&column.name)));
    } else if !column.guess.takes(text) {
        notes.group(
            Id::TableType,
            at,
            group,
            format_args!("{} in {}, a column of {}", Short(text), Short(&column.name), column.guess.name()),
        );
    } else if column.guess.is_number()
        && text.len() > 1
        && text.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit())
    {
        notes.group(Id::LeadingZero, at, group, subject);
    }
}

/// Gephi's guess for a column: the first type that all cells of the first rows can have.
fn guess(column: &Column, number: usize, records: &[Record]) -> Guess {
    let cells = || records.iter().filter_map(|record| record.fields.get(number)).map(|field| &*field.text);
    let takes = |guess: &Guess| cells().filter(|text| !text.is_empty()).all(|text| guess.takes(text));
    if cells().all(str::is_empty) {
        return if column.role == Role::Weight { Guess::Double } else { Guess::Text };
    }
    match column.role {
        Role::Value => GUESSES.into_iter().find(takes).unwrap_or(Guess::Text),
        Role::Weight => {
            let preferred = [Guess::Double, Guess::IntervalMap, Guess::TimestampMap];
            preferred.into_iter().chain(GUESSES).find(takes).unwrap_or(Guess::Text)
        }
        _ => Guess::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_separators_as_gephi_does() {
        #[rustfmt::skip]
        let cases = [
            ("Id,Label,Author's note;x;y;z;w",                        ','),
            ("Id\tLabel\tTotal link strength\tAvg. pub. year, weighted", ' '),
            ("Id;Author's name;k",                                    ';'),
            ("Id,Label,My long column name here",                     ' '),
            ("Id\tLabel\ta,b,c,d",                                    ','),
            ("Id",                                                    ','),
            ("a , b , c",                                             ','),
        ];
        for (header, expected) in cases {
            assert_eq!(guess_separator(header), expected, "{header}");
        }
    }

    #[test]
    fn cuts_records_as_gephi_does() {
        let cells = |text: &str| -> Vec<Vec<String>> {
            let texts = |record: Record| record.fields.into_iter().map(|field| field.text).collect();
            Records::new(text, ',').map(texts).collect()
        };
        #[rustfmt::skip]
        let cases: [(&str, &[&[&str]]); 6] = [
            ("a, \"b \"\"c\"\"\" ,\r\n\r\nd,e",  &[&["a", "b \"c\"", ""], &["d", "e"]]),
            ("C:\\new\\temp,x",                  &[&["C:\new\temp", "x"]]),
            ("\"a\\\"b\",y",                     &[&["a\"b", "y"]]),
            ("end\\,z",                          &[&["end,z"]]),
            ("\\alpha \\beta",                   &[&["\\alpha \u{8}eta"]]),
            ("\"x\\\\\",y",                      &[&["x\\", "y"]]),
        ];
        for (text, expected) in cases {
            assert_eq!(cells(text), expected, "{text:?}");
        }
    }

    #[test]
    fn guesses_times_as_gephi_does() {
        let guess = |text: &str| GUESSES.into_iter().find(|guess| guess.takes(text)).unwrap_or(Guess::Text);
        #[rustfmt::skip]
        let cases = [
            ("<[2001,2003]>",                     Guess::IntervalSet),
            ("<[2001.0, 1.0]; [2002.0, 2.0]>",    Guess::TimestampMap),
            ("[2001, 2002, 2003]",                Guess::IntervalMap),
            ("[2001]",                            Guess::TimestampSet),
            ("[x, y]",                            Guess::Text),
            ("(10) text",                         Guess::Text),
            ("2,5",                               Guess::TimestampSet),
            ("1,000",                             Guess::TimestampSet),
            ("2001-01-31",                        Guess::TimestampSet),
            ("2001; 2002",                        Guess::Text),
            ("Li, 5",                             Guess::Text),
            ("12-15",                             Guess::Text),
            ("[]",                                Guess::Text),
            ("(1,2)",                             Guess::IntervalSet),
            ("007",                               Guess::Integer),
            ("3000000000",                        Guess::Long),
            ("99999999999999999999",              Guess::BigInteger),
            ("1e3",                               Guess::Double),
            ("TRUE",                              Guess::Boolean),
        ];
        for (text, expected) in cases {
            assert_eq!(guess(text), expected, "{text}");
        }
    }
}
