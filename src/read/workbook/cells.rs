//! The cells of a sheet: gathered in any order, written as a table.

use super::{MOST_TEXT, Note, Sheet};
use crate::diagnostic::Severity;
use crate::read::archive;
use crate::text;
use std::io;

/// The last row and column of a sheet, counted from 0, in the largest of all spreadsheets.
const LAST: (u32, u32) = (1_048_575, 16_383);
/// Rows that show how wide a table is: the names of its columns are among them.
const TELLING_ROWS: usize = 8;

/// What all sheets of a workbook may still grow by.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new() -> Self {
        Self(MOST_TEXT)
    }

    /// # Errors
    /// Where it is used up.
    pub(super) fn spend(&mut self, bytes: usize) -> io::Result<()> {
        self.0 = self.0.checked_sub(bytes).ok_or_else(|| {
            let message =
                format!("the workbook holds more than {} MiB of text: save its sheets as CSV", MOST_TEXT >> 20);
            io::Error::new(io::ErrorKind::FileTooLarge, message)
        })?;
        Ok(())
    }
}

#[derive(Debug)]
struct Cell {
    row: u32,
    column: u32,
    start: usize,
    end: usize,
}

/// Cells that hold something, their values one behind the other.
#[derive(Debug, Default)]
pub(super) struct Cells {
    values: String,
    cells: Vec<Cell>,
    errors: u64,
    first_error: Option<u32>,
    outside: u64,
    /// Why it cannot be read on.
    broken: Option<String>,
}

impl Cells {
    /// Takes in the value of a cell; row and column count from 0.
    ///
    /// # Errors
    /// Where the workbook grows beyond reason.
    pub(super) fn push(&mut self, row: u32, column: u32, value: &str, budget: &mut Budget) -> io::Result<()> {
        if value.trim().is_empty() {
            return Ok(());
        }
        if row > LAST.0 || column > LAST.1 {
            self.outside += 1;
            return Ok(());
        }
        budget.spend(value.len() + size_of::<Cell>())?;
        let start = self.values.len();
        match value.contains('\r') {
            true => self.values.push_str(&value.replace("\r\n", "\n").replace('\r', "\n")),
            false => self.values.push_str(value),
        }
        self.cells.push(Cell { row, column, start, end: self.values.len() });
        Ok(())
    }

    /// Takes note of a cell whose value is an error: `#N/A`.
    pub(super) fn push_error(&mut self, row: u32) {
        self.errors += 1;
        self.first_error = Some(self.first_error.map_or(row, |first| first.min(row)));
    }

    /// Says that the sheet cannot be read on behind the cell taken in last.
    pub(super) fn break_off(&mut self, why: &dyn std::fmt::Display) {
        self.broken = Some(why.to_string());
    }

    /// Writes the table; nothing where no cell holds anything.
    ///
    /// # Errors
    /// Where the workbook grows beyond reason.
    pub(super) fn into_sheet(mut self, name: &str, budget: &mut Budget) -> io::Result<Option<Sheet>> {
        if self.cells.is_empty() && self.broken.is_none() {
            return Ok(None);
        }
        // A cell stated twice has its last value.
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        let rows = || self.cells.chunk_by(|a, b| a.row == b.row);
        let width = rows().take(TELLING_ROWS).filter_map(|row| row.last()).map(|cell| cell.column).max().unwrap_or(0);
        let mut table = String::with_capacity(self.values.len() + self.cells.len());
        let (mut line, mut error_line) = (0, None);
        for row in rows() {
            let Some(first) = row.first() else { continue };
            let gap = (first.row - line) as usize;
            if let Some(row) = self.first_error.filter(|row| error_line.is_none() && *row <= first.row) {
                error_line = Some(text::count_lines(&table) + u64::from(row - line) + 1);
            }
            let tabs = row.last().map_or(width, |cell| cell.column.max(width)) as usize;
            budget.spend(gap + tabs)?;
            table.extend(std::iter::repeat_n('\n', gap));
            let mut column = 0;
            for (cell, next) in row.iter().zip(row.iter().skip(1).map(Some).chain([None])) {
                if next.is_some_and(|next| next.column == cell.column) {
                    continue;
                }
                table.extend(std::iter::repeat_n('\t', (cell.column - column) as usize));
                column = cell.column;
                write(&self.values[cell.start..cell.end], &mut table);
            }
            table.extend(std::iter::repeat_n('\t', width.saturating_sub(column) as usize));
            table.push('\n');
            line = first.row + 1;
        }
        let lines = text::count_lines(&table);
        let (warning, mut notes) = (Severity::Warning, Vec::new());
        if self.errors > 0 {
            let message =
                format!("cells that hold an error instead of a value, {} in all: taken to be empty", self.errors);
            notes.push(Note { severity: warning, code: "error-cell", line: error_line.unwrap_or(lines + 1), message });
        }
        if self.outside > 0 {
            let message = format!("cells where no sheet has any, {} in all: left out", self.outside);
            notes.push(Note { severity: warning, code: "cell-outside", line: 1, message });
        }
        if let Some(why) = self.broken {
            let message = format!("the sheet breaks off here: {why}; the rows before it are kept");
            notes.push(Note { severity: Severity::Error, code: "broken-off", line: lines.max(1), message });
        }
        Ok(Some(Sheet { name: archive::tame(name), text: table, notes }))
    }
}

/// Writes a value so that it is read as one.
fn write(value: &str, text: &mut String) {
    let value = value.trim();
    if value.contains(['"', '\t', '\n']) {
        text.push('"');
        text.push_str(&value.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(value);
    }
}

/// A number as it would be written: no `.0`, no exponent.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { value.to_string() }
}

/// How a cell shows its number: as a date, or as what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    year: bool,
    month: bool,
    day: bool,
    time: bool,
}

/// Formats with numbers of their own that show dates and times, those of Chinese spreadsheets among them.
const BUILT_IN: &[(std::ops::RangeInclusive<u16>, &str)] = &[
    (14..=15, "yyyy-mm-dd"),
    (16..=16, "d-mmm"),
    (17..=17, "mmm-yy"),
    (18..=21, "h:mm:ss"),
    (22..=22, "yyyy-mm-dd h:mm"),
    (27..=27, "yyyy-mm"),
    (28..=29, "m-d"),
    (30..=31, "yyyy-mm-dd"),
    (32..=35, "h:mm:ss"),
    (36..=36, "yyyy-mm"),
    (45..=47, "mm:ss"),
    (50..=50, "yyyy-mm"),
    (51..=51, "m-d"),
    (52..=52, "yyyy-mm"),
    (53..=54, "m-d"),
    (55..=56, "h:mm:ss"),
    (57..=57, "yyyy-mm"),
    (58..=58, "m-d"),
];

impl Shown {
    /// How a format that has only a number shows a value.
    pub(super) fn by_number(format: u16) -> Self {
        BUILT_IN
            .iter()
            .find(|(numbers, _)| numbers.contains(&format))
            .map_or(Self::default(), |(_, code)| Self::by_code(code))
    }

    /// How a format shows a value, by its code: `yyyy"年"m"月"`, `[$-409]d-mmm-yy;@`.
    pub(super) fn by_code(code: &str) -> Self {
        let mut letters = String::new();
        let mut rest = code.chars();
        while let Some(c) = rest.next() {
            match c {
                '"' => drop(rest.by_ref().find(|c| *c == '"')),
                // Colours, languages and conditions; hours that go on counting are no time of day.
                '[' => drop(rest.by_ref().find(|c| *c == ']')),
                '\\' | '_' | '*' => drop(rest.next()),
                ';' => break,
                c => letters.push(c.to_ascii_lowercase()),
            }
        }
        if letters.contains("general") {
            return Self::default();
        }
        let letters = letters.replace("am/pm", "").replace("a/p", "");
        let mut shown = Self::default();
        let parts: Vec<char> = letters.chars().filter(|c| matches!(c, 'y' | 'm' | 'd' | 'h' | 's')).collect();
        let runs: Vec<char> = parts.chunk_by(|a, b| a == b).filter_map(|run| run.first().copied()).collect();
        for (i, part) in runs.iter().enumerate() {
            let minutes = i > 0 && runs.get(i - 1) == Some(&'h') || runs.get(i + 1) == Some(&'s');
            match part {
                'y' => shown.year = true,
                'm' if !minutes => shown.month = true,
                'd' => shown.day = true,
                _ => shown.time = true,
            }
        }
        shown
    }

    /// The value of a cell, as exact as it is shown: a date as ISO 8601 has it, else the number.
    pub(super) fn value(self, serial: f64, from_1904: bool) -> String {
        let date = self.year || self.month || self.day;
        // What is less than a second would make another day of the last moment of one.
        let seconds = (serial * 86_400.0).round();
        if !date && !self.time || !(0.0..2_958_466.0 * 86_400.0).contains(&seconds) {
            return number(serial);
        }
        let seconds = seconds as i64;
        let (days, time) = (seconds / 86_400, seconds % 86_400);
        let clock = format!("{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
        if !date {
            return clock;
        }
        let (year, month, day) = match (from_1904, days) {
            (true, days) => civil(days - 24_107),
            // The first spreadsheets had a 29th of February in 1900.
            (false, 60) => (1900, 2, 29),
            (false, days @ 0..60) => civil(days - 25_568),
            (false, days) => civil(days - 25_569),
        };
        if self.day || !self.year {
            let date = format!("{year:04}-{month:02}-{day:02}");
            return if self.time && time > 0 { format!("{date} {clock}") } else { date };
        }
        if self.month { format!("{year:04}-{month:02}") } else { format!("{year:04}") }
    }
}

/// Year, month and day of a day counted from 1970-01-01, after
/// [Hinnant](https://howardhinnant.github.io/date_algorithms.html#civil_from_days).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_make_a_table() {
        let mut cells = Cells::default();
        let budget = &mut Budget::new();
        for (row, column, value) in [
            (3, 0, "b\nc"),
            (0, 0, "Title"),
            (0, 2, "Year"),
            (1, 0, "\"a\" b"),
            (1, 1, "x"),
            (1, 1, "y"),
            (1, 2, " "),
            (9, 4, "far"),
        ] {
            cells.push(row, column, value, budget).unwrap();
        }
        cells.push_error(5);
        let sheet = cells.into_sheet("s", budget).unwrap().unwrap();
        let expected = "Title\t\tYear\t\t\n\"\"\"a\"\" b\"\ty\t\t\t\n\n\"b\nc\"\t\t\t\t\n\n\n\n\n\n\t\t\t\tfar\n";
        assert_eq!(sheet.text, expected);
        assert_eq!((sheet.notes[0].code, sheet.notes[0].line), ("error-cell", 7));
        assert!(Cells::default().into_sheet("s", budget).unwrap().is_none());
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        let (mut cells, mut budget) = (Cells::default(), Budget::new());
        for row in 0..100_000 {
            cells.push(row, LAST.1, "x", &mut budget).unwrap();
        }
        assert!(cells.into_sheet("s", &mut budget).is_err());
    }

    /// The days are those of Microsoft's documentation of `DATEVALUE` and of the two date systems.
    #[test]
    fn numbers_are_dates_where_they_are_shown_as_dates() {
        let day = Shown::by_number(14);
        for (serial, from_1904, date) in [
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (39_448.0, false, "2008-01-01"),
            (40_777.0, false, "2011-08-22"),
            (40_729.0, false, "2011-07-05"),
            (39_315.0, true, "2011-08-22"),
            (0.0, true, "1904-01-01"),
            (43_951.999_999_99, false, "2020-05-01"),
            (-1.0, false, "-1"),
        ] {
            assert_eq!(day.value(serial, from_1904), date);
        }
        for (code, shown) in [
            ("yyyy-mm-dd;@", "2020-05-01"),
            ("[$-409]d\\-mmm\\-yy;@", "2020-05-01"),
            ("yyyy\"年\"m\"月\"", "2020-05"),
            ("mmm yyyy", "2020-05"),
            ("yyyy", "2020"),
            ("dd/mm/yyyy hh:mm", "2020-05-01 13:30:00"),
            ("h:mm AM/PM", "13:30:00"),
            ("General", "43952.5625"),
            ("0.00E+00", "43952.5625"),
            ("#,##0 \"days\"", "43952.5625"),
            ("[Red]0", "43952.5625"),
        ] {
            assert_eq!(Shown::by_code(code).value(43_952.562_5, false), shown, "{code}");
        }
        assert_eq!(number(2020.0), "2020");
        assert_eq!(number(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(number(1e20), "100000000000000000000");
    }
}
