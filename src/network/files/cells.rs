//! Rows of delimited text: quoted cells with line breaks, doubled quotes, and the backslashes of Gephi.
//!
//! The csv crate takes a quotation mark that is never closed for a cell to the end of the file, and all rows with it; here
//! it is a letter. Quotation marks in the middle of a cell are letters too.

use std::borrow::Cow;

/// How the cells of a file are divided and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: Delimiter,
    /// Whether a backslash makes the character after it a letter, as in files for and from Gephi.
    pub(super) backslash: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Byte(u8),
    /// Any white space.
    Blanks,
}

impl Delimiter {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Byte(b',') => "commas",
            Self::Byte(b';') => "semicolons",
            Self::Byte(b'\t') => "tabs",
            Self::Byte(b'|') => "bars",
            Self::Byte(_) => "signs",
            Self::Blanks => "blanks",
        }
    }
}

impl Dialect {
    /// The dialect of a text: the delimiter that sets off a known head in its first line, else the most frequent there, and
    /// backslashes if they only ever come in pairs or before a quotation mark.
    pub(super) fn of(text: &str) -> Self {
        let first =
            text.lines().map(str::trim_end).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or("");
        // Commas in a dictionary of Python divide no cells.
        let first = first.split(" {").next().unwrap_or(first);
        let count = |delimiter: char| {
            let mut quoted = false;
            let divides = |letter: &char| {
                quoted ^= *letter == '"';
                *letter == delimiter && !quoted
            };
            first.chars().filter(divides).count()
        };
        let heads = |delimiter: char| {
            let cells = first.split(delimiter).map(|cell| cell.trim().trim_matches('"'));
            cells.filter(|cell| HEADS.iter().any(|head| head.eq_ignore_ascii_case(cell))).count()
        };
        // A tab is never part of a name.
        let rank = |delimiter: &char| (heads(*delimiter), *delimiter == '\t', count(*delimiter));
        let found = ['|', ';', ',', '\t'].into_iter().filter(|delimiter| count(*delimiter) > 0).max_by_key(rank);
        let delimiter = found.map_or(Delimiter::Blanks, |delimiter| Delimiter::Byte(delimiter as u8));
        Self { delimiter, backslash: escapes(text.as_bytes()) }
    }
}

/// Heads of columns that every table of nodes or edges has some of.
const HEADS: &[&str] = &["id", "label", "source", "target"];

fn escapes(bytes: &[u8]) -> bool {
    let mut at = 0;
    let mut found = false;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        let start = at + next;
        let run = bytes[start..].iter().take_while(|byte| **byte == b'\\').count();
        at = start + run;
        let before_quote = bytes.get(at) == Some(&b'"')
            && !matches!(bytes.get(at + 1), None | Some(b',' | b';' | b'\t' | b'\n' | b'\r'));
        if run % 2 == 1 && !before_quote {
            return false;
        }
        found = true;
    }
    found
}

/// Reads rows one after the other.
pub(super) struct Rows<'t> {
    text: &'t str,
    dialect: Dialect,
    at: usize,
    line: u64,
    /// Line of the first quotation mark without its partner.
    pub(super) unclosed: Option<u64>,
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self { text, dialect, at: 0, line: 1, unclosed: None }
    }

    /// Reads the next row that is not blank into `row`, and returns the line it begins in.
    pub(super) fn next(&mut self, row: &mut Vec<Cow<'t, str>>) -> Option<u64> {
        loop {
            row.clear();
            if self.at >= self.text.len() {
                return None;
            }
            let line = self.line;
            match self.dialect.delimiter {
                Delimiter::Blanks => self.blanks(row),
                Delimiter::Byte(delimiter) => while self.cell(delimiter, row) {},
            }
            if row.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(line);
            }
        }
    }

    /// A row divided by white space. Python's dictionaries have blanks inside: what is in braces is one cell.
    fn blanks(&mut self, row: &mut Vec<Cow<'t, str>>) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.get(..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())).unwrap_or_default();
        self.at += line.len() + 1;
        self.line += 1;
        let mut rest = line.trim();
        while !rest.is_empty() {
            let end = match rest.as_bytes().first() {
                Some(b'{') => rest.len(),
                Some(b'"') => match rest.get(1..).and_then(|inside| inside.find('"')) {
                    Some(end) => end + 2,
                    None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
                },
                _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            };
            let (cell, after) = rest.split_at(end);
            let bare = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
            row.push(Cow::Borrowed(bare.unwrap_or(cell)));
            rest = after.trim_start();
        }
    }

    /// Reads a cell; returns whether the row goes on.
    fn cell(&mut self, delimiter: u8, row: &mut Vec<Cow<'t, str>>) -> bool {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
        let mut quoted = None;
        if rest.get(blanks) == Some(&b'"') {
            quoted = self.quoted(self.at + blanks + 1);
            if quoted.is_none() {
                self.unclosed.get_or_insert(self.line);
            }
        }
        let start = quoted.as_ref().map_or(self.at, |(_, end)| *end);
        let rest = bytes.get(start..).unwrap_or_default();
        let length = memchr::memchr2(delimiter, b'\n', rest).unwrap_or(rest.len());
        let more = rest.get(length) == Some(&delimiter);
        let plain = self.text.get(start..start + length).unwrap_or_default();
        let plain = if more { plain } else { plain.trim_end_matches('\r') };
        if let Some((_, end)) = &quoted {
            self.line += memchr::memchr_iter(b'\n', &bytes[self.at..*end]).count() as u64;
        }
        let cell = match quoted {
            None => self.unescape(plain),
            Some((inside, _)) if plain.trim().is_empty() => inside,
            Some((inside, _)) => Cow::Owned(format!("{inside}{plain}")),
        };
        row.push(cell);
        self.at = start + length + 1;
        if !more {
            self.line += 1;
        }
        more
    }

    /// The inside of a quoted cell that begins at a byte, and where what follows its closing mark begins.
    fn quoted(&self, start: usize) -> Option<(Cow<'t, str>, usize)> {
        let bytes = self.text.as_bytes();
        let mut at = start;
        let mut doubled = false;
        loop {
            let rest = bytes.get(at..)?;
            let next =
                if self.dialect.backslash { memchr::memchr2(b'"', b'\\', rest) } else { memchr::memchr(b'"', rest) };
            at += next?;
            if bytes[at] == b'\\' {
                at += 2;
                continue;
            }
            if bytes.get(at + 1) != Some(&b'"') {
                break;
            }
            doubled = true;
            at += 2;
        }
        let inside = self.text.get(start..at)?;
        let inside = if doubled { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) };
        let inside = match inside {
            Cow::Borrowed(inside) => self.unescape(inside),
            Cow::Owned(inside) => Cow::Owned(self.unescape(&inside).into_owned()),
        };
        Some((inside, at + 1))
    }

    fn unescape<'c>(&self, cell: &'c str) -> Cow<'c, str> {
        if !self.dialect.backslash || !cell.contains('\\') {
            return Cow::Borrowed(cell);
        }
        let mut out = String::with_capacity(cell.len());
        let mut letters = cell.chars();
        while let Some(letter) = letters.next() {
            out.push(if letter == '\\' { letters.next().unwrap_or('\\') } else { letter });
        }
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let (mut rows, mut row, mut all) = (Rows::new(text, Dialect::of(text)), Vec::new(), Vec::new());
        while let Some(line) = rows.next(&mut row) {
            all.push((line, row.iter().map(|cell| cell.to_string()).collect()));
        }
        all
    }

    fn check(text: &str, expected: &[(u64, &[&str])]) {
        let expected: Vec<(u64, Vec<String>)> =
            expected.iter().map(|(line, row)| (*line, row.iter().map(|c| c.to_string()).collect())).collect();
        assert_eq!(rows(text), expected, "{text}");
    }

    #[test]
    fn quoted_cells() {
        check(
            "a,b\r\n\"1, 2\",\"say \"\"x\"\"\"\r\n\n\"two\nlines\",\n3,4",
            &[(1, &["a", "b"]), (2, &["1, 2", "say \"x\""]), (4, &["two\nlines", ""]), (6, &["3", "4"])],
        );
        check("a;b\n\"x;y\";5' 3\"\n", &[(1, &["a", "b"]), (2, &["x;y", "5' 3\""])]);
        check("a\tb c\n\"open\t1\nx\t2", &[(1, &["a", "b c"]), (2, &["\"open", "1"]), (3, &["x", "2"])]);
        check("\"a\" tail,b", &[(1, &["a tail", "b"])]);
    }

    #[test]
    fn backslashes_of_gephi() {
        check("a,b\nend\\\\,\"a,\\\\\"\n", &[(1, &["a", "b"]), (2, &["end\\", "a,\\"])]);
        check("a,b\n\"A, \\\"q\\\" x\",1\n", &[(1, &["a", "b"]), (2, &["A, \"q\" x", "1"])]);
        check("a,b\nC:\\dir,\"end\\\"\n", &[(1, &["a", "b"]), (2, &["C:\\dir", "end\\"])]);
    }

    #[test]
    fn blanks_and_dictionaries() {
        check("a b {'weight': 2}\n  \"x y\"  b\n", &[(1, &["a", "b", "{'weight': 2}"]), (2, &["x y", "b"])]);
    }

    #[test]
    fn open_quotes_take_linear_time() {
        let text = format!("a,b\n{}", "x,\"y\n".repeat(100_001));
        assert_eq!(rows(&text).len(), 50_002);
    }
}
