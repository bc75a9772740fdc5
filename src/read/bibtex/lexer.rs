//! Raw entries of a BibTeX file, with the place of every part. Nothing is resolved here, nothing lost.
//!
//! Braces decide where a value ends, as in BibTeX, so one brace too many or too few would eat the rest of a file. Two
//! things hold against that: an entry ends at the latest where a line begins with another one (`@word{key,`), and a value
//! without end goes only up to the next line that begins with `name =`. Every byte is looked at a bounded number of times.

use super::super::tagged::Slice;
use super::fields::{Meaning, meaning};
use crate::diagnostic::Severity;
use std::ops::Range;

/// `@article{key, …}`, or `@string`.
#[derive(Debug)]
pub(super) struct Entry<'t> {
    /// `article`, as written.
    pub(super) kind: Slice<'t>,
    pub(super) key: Option<Slice<'t>>,
    pub(super) fields: Vec<RawField<'t>>,
    /// Text that is no field, with the index of the field it follows.
    pub(super) debris: Vec<(Option<usize>, Slice<'t>)>,
    pub(super) remarks: Vec<Remark>,
    pub(super) range: Range<usize>,
    /// Whether the text ends within it.
    pub(super) cut: bool,
}

/// What was odd, to be told with the record.
#[derive(Debug)]
pub(super) struct Remark {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) at: usize,
    pub(super) message: String,
}

/// `name = part # part`
#[derive(Debug)]
pub(super) struct RawField<'t> {
    pub(super) name: Slice<'t>,
    pub(super) meaning: Meaning,
    pub(super) parts: Vec<Part<'t>>,
    /// Whether the text ends within the value.
    pub(super) cut: bool,
}

/// A part of a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'t> {
    /// Between braces or quotation marks.
    Text(Slice<'t>),
    /// A number, or the name of a macro.
    Bare(Slice<'t>),
}

impl<'t> Part<'t> {
    pub(super) fn slice(self) -> Slice<'t> {
        match self {
            Self::Text(slice) | Self::Bare(slice) => slice,
        }
    }
}

/// The place before the last entry that begins a line: text cut there reads as the whole would.
pub(super) fn last_entry(text: &str) -> Option<usize> {
    memchr::memrchr_iter(b'@', text.as_bytes()).filter(|at| *at > 0).find_map(|at| {
        let line = begins_line(text, at)?;
        begins_entry(text, at).then_some(line)
    })
}

/// The beginning of the line on which nothing but blanks stands before a byte.
pub(super) fn begins_line(text: &str, at: usize) -> Option<usize> {
    let blanks = text.as_bytes()[..at].iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let start = at - blanks;
    // A byte order mark may stand in the middle, where files were joined.
    (start == 0 || text.as_bytes()[start - 1] == b'\n' || text[..start].ends_with('\u{feff}')).then_some(start)
}

/// Whether an `@` begins an entry for certain: `@word{key,`, `@word{name = `, `@string{`.
pub(super) fn begins_entry(text: &str, at: usize) -> bool {
    let Some((word, open)) = head(text, at) else { return false };
    let word = &text[word];
    if ["string", "preamble", "comment"].iter().any(|w| w.eq_ignore_ascii_case(word)) {
        return true;
    }
    let body = &text.as_bytes()[open + 1..];
    let blanks = |from: usize| from + body[from..].iter().take(80).take_while(|b| b.is_ascii_whitespace()).count();
    let from = blanks(0);
    let stop = |b: &u8| matches!(b, b',' | b'=' | b'{' | b'}' | b'"' | b'\n');
    let Some(end) = body[from..].iter().take(200).position(stop).map(|length| from + length) else { return false };
    match body[end] {
        b',' => true,
        b'=' => field_name(text, open + 1 + from).is_some(),
        // The comma or the first field may stand on the next line.
        b'\n' => {
            let next = blanks(end);
            body.get(next) == Some(&b',') || field_name(text, open + 1 + next).is_some()
        }
        _ => false,
    }
}

/// The word behind an `@` and the place of the brace or parenthesis after it.
fn head(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let bytes = text.as_bytes();
    let blank = |from: usize| from + bytes[from..].iter().take(40).take_while(|b| b.is_ascii_whitespace()).count();
    let from = blank(at + 1);
    let length =
        bytes[from..].iter().take(40).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    let open = blank(from + length);
    let letter = bytes.get(from).is_some_and(u8::is_ascii_alphabetic);
    (letter && matches!(bytes.get(open), Some(b'{' | b'('))).then_some((from..from + length, open))
}

/// The name of a field that begins here, and the place behind its `=`. Names may have blanks: `Early Access Date`.
fn field_name(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let bytes = text.as_bytes();
    let inside = |b: &u8| b.is_ascii_alphanumeric() || b"_-+:.~/*'& ".contains(b) || !b.is_ascii();
    let length = bytes[at..].iter().take(64).take_while(|b| inside(b)).count();
    let name = text.get(at..at + length)?.trim_end();
    let begins = name.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let gap = bytes[at + length..].iter().take(40).take_while(|b| b.is_ascii_whitespace()).count();
    let equals = at + length + gap;
    (begins && bytes.get(equals) == Some(&b'=')).then_some((at..at + name.len(), equals + 1))
}

/// No key is longer.
const MOST_KEY: usize = 4096;

/// Reads the entries of a text.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Up to where the text was searched for beginnings of lines, and the first sign that is no blank of the last found.
    line: (usize, usize),
    /// Whether braces are not to be trusted, because a value had no end.
    wary: bool,
    /// Up to where values without end were searched for it. Were entries within searched anew, files could be made that
    /// take the square of their length.
    searched: usize,
    /// The last answer to where the next line with a field or entry begins, and the question.
    next_line: Range<usize>,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: (0, 0), wary: false, searched: 0, next_line: 0..0 }
    }

    fn slice(&self, range: Range<usize>) -> Slice<'t> {
        Slice { text: self.text.get(range.clone()).unwrap_or_default(), at: range.start }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Whether a line that has a `%` first is only a remark.
    fn is_remark(&mut self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let (searched, mut sign) = self.line;
        if let Some(end) = memchr::memrchr(b'\n', &bytes[searched..at]) {
            sign = searched + end + 1;
        }
        sign += bytes[sign..at].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        self.line = (at, sign);
        sign < at && bytes[sign] == b'%'
    }

    fn skip_blanks(&mut self) {
        let blanks = self.text.as_bytes()[self.at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.at += blanks;
    }

    /// The place of the brace that closes a group whose inside begins here; else where the text ends or another entry
    /// begins.
    fn group_end(&self, from: usize, open: u8) -> Result<usize, usize> {
        let bytes = self.text.as_bytes();
        let close = if open == b'(' { b')' } else { b'}' };
        let (mut at, mut depth) = (from, 0usize);
        while let Some(next) = memchr::memchr3(open, close, b'@', &bytes[at..]) {
            at += next;
            match bytes[at] {
                b'@' if at > from && begins_line(self.text, at).is_some() && begins_entry(self.text, at) => {
                    return Err(at);
                }
                b'@' => {}
                b if b == open => depth += 1,
                _ if depth == 0 => return Ok(at),
                _ => depth -= 1,
            }
            at += 1;
        }
        Err(bytes.len())
    }

    /// The next entry or `@string`.
    pub(super) fn next_entry(&mut self) -> Option<Entry<'t>> {
        loop {
            let at = self.at + memchr::memchr(b'@', &self.text.as_bytes()[self.at..])?;
            self.at = at + 1;
            let glued = at > 0
                && (self.text.as_bytes()[at - 1].is_ascii_alphanumeric() || self.text.as_bytes()[at - 1] == b'\\');
            let Some((word, open)) = head(self.text, at).filter(|_| !glued) else { continue };
            if self.is_remark(at) {
                continue;
            }
            let kind = self.slice(word);
            if kind.text.eq_ignore_ascii_case("comment") || kind.text.eq_ignore_ascii_case("preamble") {
                let (Ok(end) | Err(end)) = self.group_end(open + 1, self.text.as_bytes()[open]);
                self.at = end;
                continue;
            }
            self.at = open + 1;
            return Some(self.entry(at, kind, self.text.as_bytes()[open]));
        }
    }

    fn entry(&mut self, from: usize, kind: Slice<'t>, open: u8) -> Entry<'t> {
        let close = if open == b'(' { b')' } else { b'}' };
        let mut entry = Entry {
            kind,
            key: None,
            fields: Vec::new(),
            debris: Vec::new(),
            remarks: Vec::new(),
            range: from..from,
            cut: false,
        };
        self.wary = from < self.searched;
        if !kind.text.eq_ignore_ascii_case("string") {
            self.key(&mut entry, close);
        }
        loop {
            self.skip_blanks();
            entry.range.end = self.at;
            match self.byte(self.at) {
                None => {
                    entry.cut = true;
                    break;
                }
                Some(b',') => self.at += 1,
                Some(b'%') => {
                    self.at +=
                        memchr::memchr(b'\n', &self.text.as_bytes()[self.at..]).unwrap_or(self.text.len() - self.at)
                }
                Some(b) if b == close => {
                    self.at += 1;
                    entry.range.end = self.at;
                    if self.is_over() {
                        break;
                    }
                    entry.remark("braces", self.at - 1, format!("a `{}` too many; the entry goes on", close as char));
                }
                Some(b'@') if begins_entry(self.text, self.at) => {
                    entry.remark("no-end", self.at, "the entry has no end before the next one begins".into());
                    break;
                }
                Some(_) => match field_name(self.text, self.at) {
                    Some((name, after)) => {
                        self.at = after;
                        let name = self.slice(name);
                        let field = self.field(name, close, &mut entry);
                        entry.fields.push(field);
                    }
                    None => self.debris(close, &mut entry),
                },
            }
        }
        entry.range.end = entry.range.end.max(from + 1);
        entry
    }

    /// Whether a closing brace ends the entry: no fields follow it.
    fn is_over(&self) -> bool {
        let bytes = self.text.as_bytes();
        let after = self.at + bytes[self.at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let comma = bytes.get(after) == Some(&b',');
        let from = after + usize::from(comma);
        let from = from + bytes[from..].iter().take(80).take_while(|b| b.is_ascii_whitespace()).count();
        let Some((_, value)) = field_name(self.text, from) else { return true };
        let value = value + bytes[value..].iter().take(80).take_while(|b| b.is_ascii_whitespace()).count();
        !matches!(bytes.get(value), Some(b'{' | b'"')) && !comma
    }

    fn key(&mut self, entry: &mut Entry<'t>, close: u8) {
        self.skip_blanks();
        let from = self.at;
        let bytes = self.text.as_bytes();
        let stop = |b: &u8| matches!(b, b',' | b'\n' | b'=' | b'{' | b'}' | b'"') || close == b')' && *b == b')';
        let end = from + bytes[from..].iter().position(stop).unwrap_or(bytes.len() - from);
        let key = self.slice(from..end).trim();
        match bytes.get(end) {
            Some(b',') => self.at = end + 1,
            // `@article{title = …`
            Some(b'=') if field_name(self.text, from).is_some() => {
                entry.remark("no-key", from, "the entry has no key".into());
                return;
            }
            Some(b'\n') if !key.text.is_empty() => {
                self.at = end;
                self.skip_blanks();
                match self.byte(self.at) {
                    Some(b',') => self.at += 1,
                    Some(b'=') => {
                        self.at = from;
                        entry.remark("no-key", from, "the entry has no key".into());
                        return;
                    }
                    _ => entry.remark("no-comma", from, "no comma behind the key".into()),
                }
            }
            Some(b) if *b == close => self.at = end,
            // A key with signs no key may have, up to the comma on its line.
            Some(_) => {
                let line = bytes[end..].iter().take(MOST_KEY).position(|b| matches!(b, b',' | b'\n'));
                let comma = line.map(|length| end + length).filter(|at| bytes[*at] == b',');
                self.at = comma.map_or(end, |at| at + 1);
                let key = self.slice(from..comma.unwrap_or(end)).trim();
                entry.key = Some(key).filter(|key| !key.text.is_empty());
                return;
            }
            None => {
                self.at = end;
                return;
            }
        }
        entry.key = Some(key).filter(|key| !key.text.is_empty());
    }

    fn field(&mut self, name: Slice<'t>, close: u8, entry: &mut Entry<'t>) -> RawField<'t> {
        // Nearly all have one part.
        let mut field = RawField { name, meaning: meaning(name.text), parts: Vec::with_capacity(1), cut: false };
        loop {
            self.skip_blanks();
            let at = self.at;
            match self.byte(at) {
                Some(b'{') => {
                    let slice = self.braced(at + 1, &mut field, entry);
                    field.parts.push(Part::Text(slice));
                }
                Some(b'"') => {
                    let slice = self.quoted(at + 1, &mut field, entry);
                    field.parts.push(Part::Text(slice));
                }
                _ => {
                    let slice = self.bare(close);
                    // Nothing: `year = ,`. At the very end the value may go on.
                    field.cut = self.at >= self.text.len();
                    if !slice.text.is_empty() {
                        field.parts.push(Part::Bare(slice));
                    }
                }
            }
            if field.cut {
                return field;
            }
            let end = self.at;
            self.skip_blanks();
            match self.byte(self.at) {
                Some(b'#') => self.at += 1,
                Some(b',' | b'%') => return field,
                Some(b) if b == close => return field,
                Some(_) => {
                    let told = self.wary && end == self.next_line.end;
                    if !told && field_name(self.text, self.at).is_some() {
                        entry.remark("no-comma", end, format!("no comma behind the value of {}", field.name.text));
                    }
                    return field;
                }
                None => return field,
            }
        }
    }

    /// A value in braces whose inside begins here.
    fn braced(&mut self, from: usize, field: &mut RawField<'t>, entry: &mut Entry<'t>) -> Slice<'t> {
        if self.wary {
            let limit = self.next_field(from);
            let bytes = self.text.as_bytes();
            let (mut at, mut depth) = (from, 0usize);
            while let Some(next) = memchr::memchr2(b'{', b'}', &bytes[at..limit]) {
                at += next + 1;
                match bytes[at - 1] {
                    b'{' => depth += 1,
                    _ if depth == 0 => {
                        self.at = at;
                        return self.slice(from..at - 1);
                    }
                    _ => depth -= 1,
                }
            }
            return self.without_end(from, limit, field, entry);
        }
        match self.group_end(from, b'{') {
            Ok(end) if !self.took_the_end(end) => {
                self.at = end + 1;
                self.slice(from..end)
            }
            end => {
                let limit = self.next_field(from);
                // It only has a field on a line of its own where it took the brace that closes the entry.
                if let Ok(end) = end
                    && limit > end
                {
                    self.at = end + 1;
                    return self.slice(from..end);
                }
                let (Ok(end) | Err(end)) = end;
                self.searched = self.searched.max(end);
                self.without_end(from, limit, field, entry)
            }
        }
    }

    /// Whether behind the brace that closes a value another entry begins or the text ends.
    fn took_the_end(&self, end: usize) -> bool {
        let bytes = self.text.as_bytes();
        let next = end + 1 + bytes[end + 1..].iter().take(200).take_while(|b| b.is_ascii_whitespace()).count();
        bytes.get(next).is_none_or(|b| *b == b'@' && begins_entry(self.text, next))
    }

    /// A value in quotation marks whose inside begins here. A mark inside, against all rules, ends it only where the
    /// field can end.
    fn quoted(&mut self, from: usize, field: &mut RawField<'t>, entry: &mut Entry<'t>) -> Slice<'t> {
        let bytes = self.text.as_bytes();
        let (mut at, mut depth) = (from, 0usize);
        let limit = if self.wary { self.next_field(from) } else { bytes.len() };
        let mut following = None;
        let end = loop {
            let Some(next) = memchr::memchr3(b'{', b'}', b'"', &bytes[at..limit]) else {
                at = limit;
                break None;
            };
            // An entry that begins in between.
            let mut signs = memchr::memchr_iter(b'@', &bytes[at..at + next]).map(|sign| at + sign);
            if signs.any(|sign| begins_line(self.text, sign).is_some() && begins_entry(self.text, sign)) {
                break None;
            }
            at += next + 1;
            match bytes[at - 1] {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                _ => {
                    let after = bytes[at..].iter().take(200).find(|b| !matches!(b, b' ' | b'\t'));
                    if matches!(after, None | Some(b',' | b'#' | b'}' | b')' | b'\n')) {
                        break Some(at - 1);
                    }
                    let before = bytes[from..at - 1].iter().rev().take(40).find(|b| !b.is_ascii_whitespace());
                    // The value of the next field: the end of this one is missing.
                    if before == Some(&b'=') && *following.get_or_insert_with(|| self.next_field(from)) < at {
                        break None;
                    }
                }
            }
        };
        match end {
            Some(end) => {
                self.at = end + 1;
                self.slice(from..end)
            }
            None => {
                self.searched = self.searched.max(at);
                let limit = following.unwrap_or_else(|| self.next_field(from));
                self.without_end(from, limit, field, entry)
            }
        }
    }

    /// A value that goes on to a limit because nothing closes it.
    fn without_end(&mut self, from: usize, limit: usize, field: &mut RawField<'t>, entry: &mut Entry<'t>) -> Slice<'t> {
        self.wary = true;
        self.at = limit;
        if limit == self.text.len() {
            field.cut = true;
            return self.slice(from..limit).trim();
        }
        let message =
            format!("the value of {} has no end; read to the end of the line before the next field", field.name.text);
        entry.remark("braces", from, message);
        let mut value = self.slice(from..limit).trim();
        value.text = value.text.trim_end_matches(|c: char| matches!(c, ',' | '"') || c.is_whitespace());
        // The brace that was meant to close it; behind the last field also that of the entry.
        value.text = value.text.strip_suffix('}').unwrap_or(value.text).trim_end();
        let is_last = self.byte(limit) == Some(b'@') || self.text[limit..].trim_start().starts_with('@');
        let number = |brace| memchr::memchr_iter(brace, value.text.as_bytes()).count();
        let mut surplus = if is_last { number(b'}').saturating_sub(number(b'{')) } else { 0 };
        while surplus > 0
            && let Some(shorter) = value.text.strip_suffix('}')
        {
            value.text = shorter.trim_end();
            surplus -= 1;
        }
        value
    }

    /// The beginning of the next line with a field or an entry, or the end of the text.
    fn next_field(&mut self, from: usize) -> usize {
        if self.next_line.contains(&from) {
            return self.next_line.end;
        }
        let bytes = self.text.as_bytes();
        let mut at = from;
        let found = loop {
            let Some(next) = memchr::memchr(b'\n', &bytes[at..]) else { break bytes.len() };
            at += next + 1;
            let line = at + bytes[at..].iter().take(200).take_while(|b| matches!(b, b' ' | b'\t')).count();
            if bytes.get(line) == Some(&b'@') && begins_entry(self.text, line) {
                break at;
            }
            if let Some((_, value)) = field_name(self.text, line) {
                let value = bytes[value..].iter().take(80).find(|b| !b.is_ascii_whitespace());
                if value.is_some_and(|b| matches!(b, b'{' | b'"') || b.is_ascii_alphanumeric()) {
                    break at;
                }
            }
        };
        self.next_line = from..found;
        found
    }

    /// A value without braces or quotation marks, up to what ends the field.
    fn bare(&mut self, close: u8) -> Slice<'t> {
        let bytes = self.text.as_bytes();
        let (from, mut at) = (self.at, self.at);
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b',' | b'#' | b'}' | b'\n' => break,
                _ if byte == close => break,
                // `url = \url{…}`
                b'{' if !self.wary => match self.group_end(at + 1, b'{') {
                    Ok(end) => at = end + 1,
                    Err(end) => {
                        self.searched = self.searched.max(end);
                        self.wary = true;
                        break;
                    }
                },
                _ => at += 1,
            }
        }
        // Where nothing could be read, what follows is not a value but must be passed.
        self.at = if at == from && bytes.get(at) == Some(&b'{') { at + 1 } else { at };
        self.slice(from..at).trim()
    }

    /// Text where a field should begin: passed over up to the next field, or the end of the entry.
    fn debris(&mut self, close: u8, entry: &mut Entry<'t>) {
        let bytes = self.text.as_bytes();
        let from = self.at;
        let mut at = from;
        let skip_line_blanks =
            |at: usize| at + bytes[at..].iter().take(200).take_while(|b| matches!(b, b' ' | b'\t')).count();
        let begins = |at: usize, delimited: bool| {
            field_name(self.text, at).is_some_and(|(_, value)| {
                let value = bytes[value..].iter().take(80).find(|b| !b.is_ascii_whitespace());
                value.is_some_and(|b| matches!(b, b'{' | b'"') || !delimited && b.is_ascii_alphanumeric())
            })
        };
        let end = loop {
            let Some(next) = memchr::memchr3(b'\n', b',', close, &bytes[at..]) else { break bytes.len() };
            at += next;
            let after = skip_line_blanks(at + 1);
            match bytes[at] {
                b',' if begins(after, true) => break at,
                b',' => {}
                b'\n' => {
                    let closes = bytes.get(after) == Some(&close)
                        && bytes.get(skip_line_blanks(after + 1)).is_none_or(|b| matches!(b, b'\n' | b'@'));
                    if closes || begins(after, false) {
                        break after;
                    }
                    if bytes.get(after) == Some(&b'@') && begins_entry(self.text, after) {
                        break after;
                    }
                }
                _ => {
                    let next =
                        at + 1 + bytes[at + 1..].iter().take(200).take_while(|b| b.is_ascii_whitespace()).count();
                    if bytes.get(next).is_none_or(|b| *b == b'@') {
                        break at;
                    }
                }
            }
            at += 1;
        };
        self.at = end.max(from + 1);
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        let debris = self.slice(from..self.at).trim();
        if !debris.text.is_empty() {
            let message = format!("{} is no field; kept in `other`", super::super::tagged::quote(debris.text));
            entry.remark("malformed-field", from, message);
            entry.debris.push((entry.fields.len().checked_sub(1), debris));
        }
    }
}

impl Entry<'_> {
    fn remark(&mut self, code: &'static str, at: usize, message: String) {
        let severity = if code == "no-key" { Severity::Info } else { Severity::Warning };
        // A hostile entry could have one for every byte.
        if self.remarks.len() < 50 {
            self.remarks.push(Remark { severity, code, at, message });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries as `kind key: name=value|value; …`, with debris and codes.
    fn read(text: &str) -> Vec<String> {
        let mut lexer = Lexer::new(text);
        let mut out = Vec::new();
        while let Some(entry) = lexer.next_entry() {
            let fields: Vec<String> = entry
                .fields
                .iter()
                .map(|f| {
                    let parts: Vec<&str> = f.parts.iter().map(|p| p.slice().text).collect();
                    parts.iter().zip(&f.parts).for_each(|(p, s)| assert_eq!(&text[s.slice().range()], *p));
                    format!("{}={}{}", f.name.text, parts.join("|"), if f.cut { "…" } else { "" })
                })
                .collect();
            let debris = entry.debris.iter().map(|(_, d)| format!("[{}]", d.text)).collect::<String>();
            let codes: Vec<&str> = entry.remarks.iter().map(|r| r.code).collect();
            let key = entry.key.map_or("-", |k| k.text);
            out.push(
                format!("{} {key}: {}{debris} {}", entry.kind.text, fields.join("; "), codes.join(" ")).trim().into(),
            );
        }
        out
    }

    #[test]
    fn entries_in_every_dress() {
        for (text, expected) in [
            ("@article{a, title = {T {x}}, year = 2000}", vec!["article a: title=T {x}; year=2000"]),
            ("@article(a, title = \"T {\"}x\", month = \"1~\" # jan)", vec!["article a: title=T {\"}x; month=1~|jan"]),
            ("@Comment Len Schubert\n@misc{b, note = {x}}", vec!["misc b: note=x"]),
            ("@comment{a, b = {c}} @string{x = \"y\"}", vec!["string -: x=y"]),
            ("a@b.com (x) @misc{,\n title={T}}@misc{c,title={U}}", vec!["misc -: title=T", "misc c: title=U"]),
            (
                "@misc{key with blanks, a+an = {1=x}, Early Access Date = {JAN}}",
                vec!["misc key with blanks: a+an=1=x; Early Access Date=JAN"],
            ),
            ("@misc{title = {T}}", vec!["misc -: title=T no-key"]),
            ("@misc{a\n title = {T}\n year = 2000\n}", vec!["misc a: title=T; year=2000 no-comma no-comma"]),
            (
                "% @misc{a, title = {T}}\n@misc{b, % remark\n title = {T}, % remark, with = {x}\n % x\n}",
                vec!["misc b: title=T"],
            ),
            (
                "@misc{a, title = \"The \"new\" thing\", url = \\url{x,y}}",
                vec!["misc a: title=The \"new\" thing; url=\\url{x,y}"],
            ),
            ("@misc{doi:10.1/S1(02)3, year = {2000},,}", vec!["misc doi:10.1/S1(02)3: year=2000"]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_broken_ends_where_the_next_begins() {
        for (text, expected) in [
            (
                "@misc{a,\n title = {T {x},\n year = {2000},\n}\n@misc{b, title = {U}}",
                vec!["misc a: title=T {x; year=2000 braces", "misc b: title=U"],
            ),
            (
                "@misc{a,\n title = {T}},\n year = {2000}\n}\n@misc{b, title = {U}}",
                vec!["misc a: title=T; year=2000 braces", "misc b: title=U"],
            ),
            ("@misc{a,\n title = {T},\n@misc{b, title = {U}}", vec!["misc a: title=T no-end", "misc b: title=U"]),
            (
                "@misc{a,\n title = \"T,\n year = \"2000\",\n}\n@misc{b, title = {U}}",
                vec!["misc a: title=T; year=2000 braces", "misc b: title=U"],
            ),
            ("@misc{a,\n author ! {A},\n title = {T}\n}", vec!["misc a: title=T[author ! {A},] malformed-field"]),
            (
                "@misc{a,\n keywords = {k, x}, y}, z = c || {a,\n title = {T}\n}",
                vec!["misc a: keywords=k, x; title=T[y}, z = c || {a,] malformed-field"],
            ),
            ("@misc{a,\n doi = {10.1/2", vec!["misc a: doi=10.1/2…"]),
            ("@misc{a,\n pmid = 12", vec!["misc a: pmid=12…"]),
            ("@misc{a", vec!["misc -:"]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn pieces_end_before_an_entry() {
        let text = "@misc{a, title = {x}}\n  @misc{b,\n title = {@misc{c, y}}}\n@mis";
        assert_eq!(last_entry(text).map(|at| &text[at..at + 8]), Some("  @misc{"));
    }
}
