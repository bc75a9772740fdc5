//! One lexer for every format of tagged lines: text to lines, lines to fields, fields to records.
//!
//! RIS, MEDLINE and their kin differ in how a tag looks and in where a record begins and ends; a [`Dialect`] says
//! just that. What a tag means is the business of the format's own file. Nothing is copied here: a field is a
//! stretch of the text with its continuation lines as they stand, so every part of it knows its place.
//!
//! Exporters break every rule of these formats, so records are found in two steps. Lines are gathered into groups,
//! which end at an end tag, before a start tag, or (in some dialects) at a blank line. A group that shows no sign of
//! being a publication of its own, like Ovid's `NL  -` after the `ER  -`, belongs to the record before it.

use super::Sink;
use crate::diagnostic::Severity;
use crate::record::Record;
use crate::text;
use std::ops::Range;

/// How the lines of a format make records.
pub(super) struct Dialect {
    /// The tag of a line and the place where its value begins; nothing for a line without a tag.
    pub(super) tag: fn(&str) -> Option<(&str, usize)>,
    /// The tag that begins a record.
    pub(super) start: &'static str,
    /// Tags after which the start tag does not begin yet another record.
    pub(super) lead: &'static [&'static str],
    /// The tag that ends a record.
    pub(super) end: Option<&'static str>,
    /// Whether a blank line ends a record.
    pub(super) blank_ends: bool,
    /// Whether it does so only before a tag: text without one goes on with the value before the blank line.
    pub(super) through_blanks: bool,
    /// The tag that ends a file.
    pub(super) foot: Option<&'static str>,
    /// Tags of which a record without the start tag has at least one.
    pub(super) proof: &'static [&'static str],
}

/// A stretch of the text that knows where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice<'t> {
    /// The stretch.
    pub(super) text: &'t str,
    /// Its first byte.
    pub(super) at: usize,
}

impl<'t> Slice<'t> {
    /// Its bytes.
    pub(super) fn range(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    /// Without white space at either end.
    pub(super) fn trim(self) -> Self {
        let tail = self.text.trim_start();
        Self { at: self.at + self.text.len() - tail.len(), text: tail.trim_end() }
    }

    /// What stands before and from a byte on.
    pub(super) fn split_at(self, byte: usize) -> (Self, Self) {
        let (head, tail) = self.text.split_at_checked(byte).unwrap_or((self.text, ""));
        (Self { text: head, at: self.at }, Self { text: tail, at: self.at + head.len() })
    }

    /// Its parts between separators, trimmed, empty ones left out.
    pub(super) fn split(self, is_separator: fn(char) -> bool) -> impl Iterator<Item = Self> {
        let at = move |part: &str| self.at + (part.as_ptr() as usize - self.text.as_ptr() as usize);
        let parts = self.text.split(is_separator).map(move |part| Self { text: part, at: at(part) });
        parts.map(Self::trim).filter(|part| !part.text.is_empty())
    }

    /// Where a value of it stands, behind a byte that moves on with each found; the whole, where the value is written
    /// in another form.
    pub(super) fn find_behind(self, from: &mut usize, value: &str) -> Self {
        let behind = self.text.as_bytes().get(*from..).unwrap_or_default();
        match memchr::memmem::find(behind, value.as_bytes()) {
            Some(at) if !value.is_empty() => {
                let start = *from + at;
                *from = start + value.len();
                self.split_at(*from).0.split_at(start).1
            }
            _ => self,
        }
    }

    /// Its lines, trimmed, empty ones left out.
    pub(super) fn lines(self) -> impl Iterator<Item = Self> {
        self.split(|c| c == '\n')
    }

    /// Its first line and the rest, both trimmed.
    pub(super) fn first_line(self) -> (Self, Self) {
        let end = memchr::memchr(b'\n', self.text.as_bytes()).unwrap_or(self.text.len());
        let (line, rest) = self.split_at(end);
        (line.trim(), rest.trim())
    }
}

/// A tag with its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    /// The tag, in the spelling of the format's table.
    pub(super) tag: &'t str,
    /// First byte of the line with the tag.
    pub(super) at: usize,
    /// The value from the tag to the end of its last continuation line, trimmed.
    pub(super) value: Slice<'t>,
}

/// The fields of one record.
#[derive(Debug)]
pub(super) struct RawRecord<'t> {
    /// In the order of the text.
    pub(super) fields: Vec<Field<'t>>,
    /// How many of them stand before the record's end; those after it only seem to belong to it.
    pub(super) regular: usize,
    /// Whether the record ends with its end tag, or needs none.
    pub(super) ended: bool,
    /// Whether the text ends within its last line: the last value may be cut short.
    pub(super) cut: bool,
}

impl RawRecord<'_> {
    /// From the first byte of the first field to the last of the last.
    pub(super) fn range(&self) -> Range<usize> {
        match (self.fields.first(), self.fields.last()) {
            (Some(first), Some(last)) => first.at..last.value.range().end.max(first.at),
            _ => 0..0,
        }
    }
}

/// Reads a piece of a tagged format: `map` makes a record of the fields.
pub(super) fn read_all(sink: &mut Sink<'_>, dialect: &'static Dialect, map: fn(&RawRecord<'_>, &mut Sink<'_>)) {
    let mut records = records(sink.text(), dialect);
    loop {
        let raw = records.next();
        if let Some(raw) = &raw {
            note_end(raw, dialect, sink);
            map(raw, sink);
        }
        for line in records.take_loose() {
            let message = format!("text between records left out: {}", quote(line.text));
            sink.note(Severity::Info, "between-records", line.at, message);
            if let Some(note) = sink.diagnostics.last_mut() {
                note.record = None;
            }
        }
        if raw.is_none() {
            return;
        }
    }
}

/// Says where a record lacks its end, or seems to have lost it.
fn note_end(raw: &RawRecord<'_>, dialect: &Dialect, sink: &mut Sink<'_>) {
    let Some(last) = raw.fields.last() else { return };
    if raw.cut {
        let severity = if dialect.end.is_some() { Severity::Warning } else { Severity::Info };
        let message = format!("the text ends within the value of {}, which may be cut short", last.tag);
        sink.note(severity, "cut-off", last.at, message);
    } else if let (false, Some(end)) = (raw.ended, dialect.end) {
        let message = format!("the record has no {end}; taken to end with this {}", last.tag);
        sink.note(Severity::Info, "no-end", last.at, message);
    }
}

/// Whether a field that identifies is the one the text ends in. It is kept with a warning: `10.1000/18` of
/// `10.1000/182` would be another's.
pub(super) fn withhold(raw: &RawRecord<'_>, field: &Field<'_>, record: &mut Record, sink: &mut Sink<'_>) -> bool {
    let is_last = raw.fields.last().is_some_and(|last| last.at == field.at);
    let withheld = raw.cut && is_last && !field.value.text.is_empty();
    if withheld {
        let message = format!("{} may be cut short; kept in `other`", quote(field.value.text));
        sink.note(Severity::Warning, "identifier", field.at, message);
        record.keep_other(field.tag, text::clean(field.value.text));
    }
    withheld
}

/// The first line of a value that never has two. What follows it without a tag is kept with a warning.
pub(super) fn one_line<'t>(field: &Field<'t>, record: &mut Record, sink: &mut Sink<'_>) -> Slice<'t> {
    let (line, rest) = field.value.first_line();
    if !rest.text.is_empty() {
        let message = format!("{} has no tag; kept in `other` under {}", quote(rest.text), field.tag);
        sink.note(Severity::Warning, "malformed-line", rest.at, message);
        record.keep_other(field.tag, text::clean(rest.text));
    }
    line
}

/// Reads the records of a text.
pub(super) fn records<'t>(text: &'t str, dialect: &'static Dialect) -> Records<'t> {
    let (group, loose) = (Vec::new(), Vec::new());
    Records { text, at: 0, dialect, group, open: false, gap: false, solid: false, begins: false, record: None, loose }
}

/// See [`records`].
pub(super) struct Records<'t> {
    text: &'t str,
    at: usize,
    dialect: &'static Dialect,
    /// Fields since the last sign of an end.
    group: Vec<Field<'t>>,
    /// Whether a line without a tag continues the last field of the group.
    open: bool,
    /// Whether a blank line was met that ends the group if a tag follows.
    gap: bool,
    /// Whether the group holds more than lead tags.
    solid: bool,
    /// Whether the group is a record of its own.
    begins: bool,
    /// The record before the group, which may yet take the group in.
    record: Option<RawRecord<'t>>,
    loose: Vec<Slice<'t>>,
}

impl<'t> Records<'t> {
    /// Hands over the lines met since the last call that belong to no record.
    pub(super) fn take_loose(&mut self) -> Vec<Slice<'t>> {
        std::mem::take(&mut self.loose)
    }

    /// Ends the group; returns the record before it if that is finished now.
    fn close(&mut self) -> Option<RawRecord<'t>> {
        let begins = std::mem::take(&mut self.begins);
        (self.open, self.solid) = (false, false);
        if self.group.is_empty() {
            return None;
        }
        let mut group = std::mem::take(&mut self.group);
        let ended = group.last().is_some_and(|last| self.dialect.end == Some(last.tag));
        let foot = group.last().is_some_and(|last| self.dialect.foot == Some(last.tag));
        let cut = !ended
            && !foot
            && !self.text.ends_with('\n')
            && group.last().is_some_and(|l| l.value.range().end == self.text.len());
        for field in &mut group {
            field.value = field.value.trim();
        }
        match &mut self.record {
            Some(record) if !begins => {
                record.fields.append(&mut group);
                record.cut = cut;
                None
            }
            record => record.replace(RawRecord { regular: group.len(), fields: group, ended, cut }),
        }
    }
}

impl<'t> Iterator for Records<'t> {
    type Item = RawRecord<'t>;

    fn next(&mut self) -> Option<RawRecord<'t>> {
        while self.at < self.text.len() {
            let at = self.at;
            let rest = &self.text[at..];
            let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let line = &rest[..length];
            self.at = (at + length + 1).min(self.text.len());
            let mut finished = None;
            if is_blank(line) {
                // After the end of a record a blank line also ends what only seems to belong to it.
                if self.dialect.through_blanks {
                    self.gap = true;
                } else if self.dialect.blank_ends || self.record.is_some() && !self.begins {
                    finished = self.close();
                }
            } else if let Some((tag, from)) = (self.dialect.tag)(line) {
                let starts = tag == self.dialect.start;
                let gap = std::mem::take(&mut self.gap);
                if starts && self.solid || gap {
                    finished = self.close();
                }
                self.solid = self.solid || !self.dialect.lead.contains(&tag);
                self.begins = self.begins || starts || self.dialect.proof.contains(&tag);
                let value = Slice { text: line, at }.split_at(from).1;
                self.group.push(Field { tag, at, value });
                self.open = true;
                if self.dialect.end == Some(tag) {
                    finished = self.close();
                }
            } else if let Some(last) = self.group.last_mut().filter(|_| self.open) {
                last.value.text = &self.text[last.value.at..at + length];
            } else {
                self.loose.push(Slice { text: line, at }.trim());
            }
            if finished.is_some() {
                return finished;
            }
        }
        self.close().or_else(|| self.record.take())
    }
}

/// The place before the last start of a record in a text that goes on: pieces cut there read as the whole would.
pub(super) fn boundary(text: &str, dialect: &Dialect) -> Option<usize> {
    // The first line of the run of lead and start tags met, and the first start tag in it.
    let mut run: Option<(usize, usize)> = None;
    for (at, line) in lines_backwards(text) {
        let tag = (dialect.tag)(line).map(|(tag, _)| tag);
        run = match (run, tag) {
            (None, Some(tag)) if tag == dialect.start => Some((at, at)),
            (None, _) => None,
            (Some((_, start)), Some(tag)) if dialect.lead.contains(&tag) => {
                Some((at, if tag == dialect.start { at } else { start }))
            }
            // The record before ends because the start tag says so.
            (Some((_, start)), Some(_)) => return Some(start),
            (Some((first, _)), None) if dialect.blank_ends && is_blank(line) => return Some(first),
            (Some(run), None) => Some(run),
        };
    }
    None
}

/// Lines with tags, with their numbers from 1, for telling formats.
pub(super) fn tag_lines(
    text: &str,
    tag: fn(&str) -> Option<(&str, usize)>,
) -> impl Iterator<Item = (usize, &str, &str)> {
    text.lines().enumerate().filter_map(move |(i, line)| tag(line).map(|(tag, _)| (i + 1, tag, line)))
}

/// The evidence of a line: its number and its beginning.
pub(super) fn evidence(number: usize, line: &str) -> String {
    format!("line {number} {}", quote(line))
}

/// The beginning of a text for a message, on one line.
pub(super) fn quote(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let head = head_of(text, 40);
    let more = if head.len() < text.len() { "…" } else { "" };
    format!("`{}{more}`", head.trim_end().replace('\n', " "))
}

/// At most the first `most` characters of a text.
pub(super) fn head_of(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

/// A byte order mark in the middle of a text is nothing to see, either.
fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
}

fn lines_backwards(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = Some(text.len());
    std::iter::from_fn(move || {
        let stop = end?;
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..stop]).map_or(0, |at| at + 1);
        end = start.checked_sub(1);
        Some((start, &text[start..stop]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two capitals, a colon; `AA` begins, `ZZ` ends.
    static PLAIN: Dialect = Dialect {
        tag: |line| (line.get(2..3)? == ":").then(|| (&line[..2], 3)),
        start: "AA",
        lead: &["AA"],
        end: Some("ZZ"),
        blank_ends: false,
        through_blanks: false,
        foot: None,
        proof: &["TT"],
    };
    /// The same, but blank lines end records, and `LL` may stand before `AA`.
    static SPACED: Dialect = Dialect { end: None, blank_ends: true, lead: &["LL"], ..PLAIN };
    /// Blank lines end records before tags only; `FF` ends the file.
    static GAPPED: Dialect = Dialect { end: None, blank_ends: true, through_blanks: true, foot: Some("FF"), ..PLAIN };

    /// Records as `tag=value tag=value`, and the loose lines.
    fn read(text: &str, dialect: &'static Dialect) -> (Vec<String>, Vec<String>) {
        let mut reader = records(text, dialect);
        let (mut out, mut loose) = (Vec::new(), Vec::new());
        loop {
            let next = reader.next();
            loose.extend(reader.take_loose().iter().map(|l| l.text.to_string()));
            let Some(record) = next else { return (out, loose) };
            let shown = record.fields.iter().enumerate().map(|(i, f)| {
                assert_eq!(&text[f.value.range()], f.value.text);
                let late = if i >= record.regular { "late " } else { "" };
                format!("{late}{}={}", f.tag, f.value.text.replace('\n', "|"))
            });
            out.push(shown.collect::<Vec<_>>().join(" "));
        }
    }

    #[test]
    fn lines_make_records() {
        for (text, dialect, records, loose) in [
            ("AA:1\nTT: x\n  y\n\nz\nZZ:\n", &PLAIN, vec!["AA=1 TT=x|  y||z ZZ="], vec![]),
            // No end tag, several start tags, no start tag.
            ("AA:1\nTT:x\nAA:2\nTT:y", &PLAIN, vec!["AA=1 TT=x", "AA=2 TT=y"], vec![]),
            ("AA:1\nAA:2\nTT:x\nZZ:", &PLAIN, vec!["AA=1 AA=2 TT=x ZZ="], vec![]),
            ("BB:1\nTT:x\nZZ:\nTT:y\nZZ:\n", &PLAIN, vec!["BB=1 TT=x ZZ=", "TT=y ZZ="], vec![]),
            // What stands after the end of a record and is none itself.
            (
                "1.\nAA:1\nZZ:\nNN:n\n\nnote\n2.\nAA:2\nZZ:",
                &PLAIN,
                vec!["AA=1 ZZ= late NN=n", "AA=2 ZZ="],
                vec!["1.", "note", "2."],
            ),
            ("AA:1\nZZ:\nbanner\n\u{feff}\nAA:2\n", &PLAIN, vec!["AA=1 ZZ=", "AA=2"], vec!["banner"]),
            (
                "LL:0\nAA:1\nTT:x\n y\n\nnote\n\nAA:2\nBB:b\n\nCC:c\n",
                &SPACED,
                vec!["LL=0 AA=1 TT=x| y", "AA=2 BB=b late CC=c"],
                vec!["note"],
            ),
            ("AA:1\nLL:0\nAA:2\n", &SPACED, vec!["AA=1 LL=0", "AA=2"], vec![]),
            (
                "TT:1\nBB:x\n\ny\n\nCC:c\n\nTT:2\nAA:3\nTT:z\nFF:",
                &GAPPED,
                vec!["TT=1 BB=x||y late CC=c", "TT=2", "AA=3 TT=z FF="],
                vec![],
            ),
            ("", &PLAIN, vec![], vec![]),
        ] {
            let expected: (Vec<&str>, Vec<&str>) = (records, loose);
            let (records, loose) = read(text, dialect);
            assert_eq!(
                (records.iter().map(String::as_str).collect(), loose.iter().map(String::as_str).collect()),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn pieces_read_as_the_whole() {
        for dialect in [&PLAIN, &SPACED, &GAPPED] {
            for text in [
                "AA:1\nTT:x\nZZ:\n\nAA:2\nZZ:\nNN:n\n\n3.\nAA:3\n\nAA:\nTT:y\nAA:4\n",
                "LL:1\nAA:1\nTT:x\n\nLL:2\nAA:2\nTT:y\nLL:3\nAA:3\n\nAA:4\nLL:5\n\nAA:5\n",
                "AA:1\n",
                "TT:1\nZZ:\nTT:2\n",
            ] {
                let whole = read(text, dialect);
                for end in 1..=text.len() {
                    let Some(cut) = boundary(&text[..end], dialect) else { continue };
                    assert!(cut > 0);
                    let (mut records, mut loose) = read(&text[..cut], dialect);
                    let rest = read(&text[cut..], dialect);
                    records.extend(rest.0);
                    loose.extend(rest.1);
                    assert_eq!((records, loose), whole, "{text:?} cut at {cut}");
                }
            }
        }
    }

    #[test]
    fn parts_know_their_place() {
        let text = "x; å y ;;\nz";
        let slice = Slice { text, at: 0 };
        let parts: Vec<_> = slice.split(|c| c == ';').map(|p| (p.text, p.at)).collect();
        assert_eq!(parts, [("x", 0), ("å y", 3), ("z", 11)]);
        assert_eq!(slice.first_line().1.at, 11);
        assert_eq!(evidence(3, "\u{feff} TY  - JOUR "), "line 3 `TY  - JOUR`");
    }
}
