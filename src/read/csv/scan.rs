//! Separated values to rows of cells, each knowing where it stands.
//!
//! The rules are those of [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180), made tolerant: the separator may be any
//! byte, a quotation mark within a quoted value need not be doubled, and rows may have any number of cells. A
//! quotation mark ends a value only before a separator or the end of a line.

use std::ops::Range;

/// Where a cell stands in the text, its quotation marks apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The value.
    pub(super) range: Range<usize>,
    /// Whether it holds doubled quotation marks.
    doubled: bool,
    /// Whether it holds quotation marks that are not doubled.
    bare: bool,
    /// Whether it stands in quotation marks.
    quoted: bool,
    /// Whether the text ends before its closing quotation mark.
    unclosed: bool,
}

/// Reads the row that begins at a byte; returns where the next one begins, and whether a line end stands between.
pub(super) fn row(bytes: &[u8], at: usize, separator: u8, cells: &mut Vec<Place>) -> (usize, bool) {
    let mut at = at;
    loop {
        let start = at + bytes[at..].iter().take_while(|b| **b == b' ').count();
        let place = if bytes.get(start) == Some(&b'"') { quoted(bytes, start, separator) } else { None };
        let (place, end) = place.unwrap_or_else(|| {
            let end = memchr::memchr2(separator, b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
            (Place { range: at..end, doubled: false, bare: false, quoted: false, unclosed: false }, end)
        });
        cells.push(place);
        match bytes.get(end) {
            None => return (end, false),
            Some(b'\n') => return (end + 1, true),
            Some(_) => at = end + 1,
        }
    }
}

/// The value that begins with a quotation mark, and the byte after it.
fn quoted(bytes: &[u8], open: usize, separator: u8) -> Option<(Place, usize)> {
    let start = open + 1;
    let (mut at, mut doubled, mut bare) = (start, false, false);
    loop {
        let Some(close) = memchr::memchr(b'"', &bytes[at..]).map(|length| at + length) else {
            // A separator of tabs goes with values that are not quoted at all.
            let line = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
            if separator == b'\t' && line < bytes.len() {
                return None;
            }
            let range = start..bytes.len();
            return Some((Place { range, doubled, bare, quoted: true, unclosed: true }, bytes.len()));
        };
        let blanks = bytes[close + 1..].iter().take_while(|b| **b == b' ').count();
        let next = close + 1 + blanks;
        if bytes.get(next).is_none_or(|b| *b == separator || *b == b'\n') {
            let range = start..close;
            return Some((Place { range, doubled, bare, quoted: true, unclosed: false }, next));
        }
        if bytes.get(close + 1) == Some(&b'"') {
            doubled = true;
            at = close + 2;
        } else {
            bare = true;
            at = close + 1;
        }
    }
}

/// A row of the text.
#[derive(Debug)]
pub(super) struct Row {
    /// First byte.
    pub(super) at: usize,
    /// The values.
    pub(super) cells: Vec<Range<usize>>,
    /// Whether a line end closes it.
    pub(super) ended: bool,
    /// Whether the text ends within its last value, which may be cut short.
    pub(super) cut: bool,
    /// Whether a quotation mark without its partner was read as part of a value.
    pub(super) repaired: bool,
}

/// The rows of a text, whose doubled quotation marks have become single ones.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The text in which the cells stand.
    pub(super) text: String,
    /// Where in it a character was left out.
    pub(super) removed: Vec<usize>,
    /// In the order of the text.
    pub(super) rows: Vec<Row>,
}

/// Rows that are read again for a quotation mark without its partner; more than that is no accident.
const MOST_REPAIRS: usize = 64;

/// Reads all rows from a byte on. `width` is the number of cells a row should have, 0 where nothing tells it.
pub(super) fn rows(text: &str, from: usize, separator: u8, width: usize) -> Rows {
    let bytes = text.as_bytes();
    let mut found = Rows { text: String::with_capacity(text.len()), ..Rows::default() };
    found.text.push_str(&text[..from]);
    let (mut at, mut repairs) = (from, 0);
    let mut places = Vec::new();
    while at < bytes.len() {
        places.clear();
        let (mut next, mut ended) = row(bytes, at, separator, &mut places);
        let mut repaired = false;
        let line = memchr::memchr(b'\n', &bytes[at..next]).map_or(next, |length| at + length + 1);
        let odd = places.len() != width || places.iter().any(|place| place.bare);
        if line < next && width > 1 && odd && repairs < MOST_REPAIRS {
            // A quotation mark that is never closed swallows the lines behind it. Where the first line alone has as
            // many values as it should, it was no more than a character.
            let mut alone = Vec::new();
            unquoted(bytes, at, line - 1, separator, &mut alone);
            repairs += 1;
            if alone.len() == width {
                (places, next, ended, repaired) = (alone, line, true, true);
            }
        }
        let last = places.last().is_some_and(|place| place.unclosed || !place.quoted);
        let start = found.text.len();
        let mut copied = at;
        let mut cells = Vec::with_capacity(places.len());
        for place in &places {
            found.text.push_str(&text[copied..place.range.start]);
            let begin = found.text.len();
            copied = place.range.start;
            if place.doubled {
                while let Some(pair) = memchr::memmem::find(&bytes[copied..place.range.end], b"\"\"") {
                    found.text.push_str(&text[copied..copied + pair + 1]);
                    found.removed.push(found.text.len());
                    copied += pair + 2;
                }
            }
            found.text.push_str(&text[copied..place.range.end]);
            copied = place.range.end;
            cells.push(begin..found.text.len());
        }
        found.text.push_str(&text[copied..next]);
        found.rows.push(Row { at: start, cells, ended, cut: !ended && last, repaired });
        at = next;
    }
    found
}

/// Reads a line whose quotation marks enclose nothing, but for values that begin and end with one.
fn unquoted(bytes: &[u8], at: usize, end: usize, separator: u8, cells: &mut Vec<Place>) {
    let line = &bytes[..end];
    let mut at = at;
    loop {
        let closed = if line.get(at) == Some(&b'"') { quoted(line, at, separator) } else { None };
        let closed = closed.filter(|(place, _)| !place.unclosed);
        let (place, stop) = closed.unwrap_or_else(|| {
            let stop = memchr::memchr(separator, &line[at..]).map_or(end, |length| at + length);
            (Place { range: at..stop, doubled: false, bare: false, quoted: false, unclosed: false }, stop)
        });
        cells.push(place);
        if stop >= end {
            return;
        }
        at = stop + 1;
    }
}

/// Bytes within which the end of a quoted value is looked for.
const LONGEST_WAIT: usize = 1 << 20;

/// The end of the last row that a line end closes, from a byte on.
pub(super) fn boundary(text: &str, from: usize, separator: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut places = Vec::new();
    let (mut at, mut whole) = (from, None);
    while at < bytes.len() {
        places.clear();
        let (next, ended) = row(bytes, at, separator, &mut places);
        // A value whose closing quotation mark has not been read yet, unless it has been waited for long enough.
        let open = separator == b'\t'
            && bytes.len() - at < LONGEST_WAIT
            && places.iter().any(|place| !place.quoted && bytes.get(place.range.start) == Some(&b'"'));
        // A quotation mark that nothing closes must not make one piece of all that follows.
        if !ended && whole.is_none() && bytes.len() - at >= LONGEST_WAIT && places.iter().any(|place| place.unclosed) {
            let usual = (at + (128 << 10)).min(bytes.len());
            return memchr::memchr(b'\n', &bytes[usual..]).map(|length| usual + length + 1);
        }
        if !ended || open {
            break;
        }
        whole = Some(next);
        at = next;
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, separator: u8, width: usize) -> Vec<Vec<String>> {
        let found = rows(text, 0, separator, width);
        let cell = |range: &Range<usize>| found.text[range.clone()].to_string();
        found.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect()
    }

    #[test]
    fn values_in_quotation_marks() {
        for (text, expected) in [
            ("a,b\nc,d", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("\"a, b\",\"\",\"c\nd\"\n", vec![vec!["a, b", "", "c\nd"]]),
            ("\"a \"\"b\"\" c\",\"\"\"d\"\"\"\n", vec![vec!["a \"b\" c", "\"d\""]]),
            ("\"a \"b\" c\", \"d\" ,e\"f\n", vec![vec!["a \"b\" c", "d", "e\"f"]]),
            ("a,\"b", vec![vec!["a", "b"]]),
            ("a,\n", vec![vec!["a", ""]]),
        ] {
            assert_eq!(shown(text, b',', 0), expected, "{text}");
        }
    }

    #[test]
    fn a_mark_without_its_partner_takes_no_other_row() {
        let text = "1,\"a b,c\n2,\"d\",e\n3,f,g\n";
        assert_eq!(shown(text, b',', 3), [["1", "\"a b", "c"], ["2", "d", "e"], ["3", "f", "g"]]);
        assert_eq!(shown("1\t\"a\n2\tb\n", b'\t', 2), [["1", "\"a"], ["2", "b"]]);
    }

    #[test]
    fn rows_end_outside_quotation_marks() {
        assert_eq!(boundary("a,b\n\"c\n", 0, b','), Some(4));
        assert_eq!(boundary("\"c\n", 0, b','), None);
        assert_eq!(boundary("a\n\"b\"\nc", 0, b','), Some(6));
    }

    #[test]
    fn what_was_left_out_is_known() {
        let found = rows("\"a\"\"b\"\"\",c\n", 0, b',', 0);
        assert_eq!(found.text, "\"a\"b\"\",c\n");
        assert_eq!(found.removed, [3, 5]);
    }
}
