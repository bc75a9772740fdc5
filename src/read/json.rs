//! JSON as catalogues hand it out: an array, an object around an array, one object a line, objects one behind the
//! other, a single object; whole, cut off, or with a slip in it.
//!
//! Three things are done here, for all formats alike. [`Scan`] finds the records in a text without reading them, so
//! that a file is cut at their borders whatever stands around them. [`Tape`] takes one record apart, once and without
//! allocating for each value: its tokens lie one behind the other and know their places. [`Node`] is a value on the
//! tape as a format's mapping sees it.
//!
//! Slips are mended where they can only mean one thing: a quote without backslash inside a text, a comma too many or
//! too few, a line end within a text, an object that breaks off where the next one begins a line.
//!
//! Syntax: [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259).

use super::fields::is_title;
use super::input::Head;
use super::people::{self, People};
use super::tagged::{Slice, head_of};
use super::xml::quote;
use super::{Sink, markup, nlm, sections};
use crate::diagnostic::Severity;
use crate::record::{
    Field, IdScheme, Ids, Keyword, Lang, LangText, Pages, PartialDate, PersonName, Record, Role, TimesCited, Venue,
    WorkKind,
};
use crate::text;
use std::borrow::Cow;
use std::ops::Range;

/// Members of an object around records that hold them, for every format; `a.b` is the member `b` of the object `a`.
const LISTS: &[&str] = &["results", "items", "data", "records", "works", "hits", "hits.hits", "response.docs", "docs"];

// ---------------------------------------------------------------------------------------------- strings

/// Where the string ends whose text begins at `from`: the place of its closing quote, and whether the quote is there.
/// Nothing where the text ends within.
///
/// A quote that nothing structural follows belongs to the text. A line end does too, unless the next line looks like
/// JSON again: then the quote is missing.
fn string_end(bytes: &[u8], from: usize) -> Option<(usize, Slip)> {
    let mut at = from;
    let mut slip = Slip::None;
    loop {
        at += memchr::memchr3(b'"', b'\\', b'\n', bytes.get(at..)?)?;
        match bytes[at] {
            b'\\' => at += 2,
            b'"' if ends_string(bytes, at + 1) => return Some((at, slip)),
            b'"' => {
                slip = Slip::Quote;
                at += 1;
            }
            _ => {
                let next = at + 1 + blanks(&bytes[at + 1..], false);
                match bytes.get(next)? {
                    b'{' | b'}' | b']' => return Some((at, Slip::Open)),
                    b'"' if bytes.get(next + 1).is_some_and(|b| !b",:}]".contains(b)) => {
                        return Some((at, Slip::Open));
                    }
                    _ => at = next,
                }
            }
        }
    }
}

/// What was mended in a string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    None,
    /// A quote without backslash belongs to the text.
    Quote,
    /// The closing quote is missing; the string ends with its line.
    Open,
}

/// Whether what follows a quote shows it to be the end of its string.
fn ends_string(bytes: &[u8], after: usize) -> bool {
    let at = after + blanks(&bytes[after.min(bytes.len())..], true);
    match bytes.get(at) {
        None | Some(b':' | b'}' | b']') => true,
        Some(b',') => {
            let next = at + 1 + blanks(&bytes[at + 1..], true);
            let rest = bytes.get(next..).unwrap_or_default();
            match rest.first() {
                None | Some(b'"' | b'{' | b'[' | b'}' | b']' | b'-' | b',' | b'0'..=b'9') => true,
                _ => {
                    // A value, or a name without quotes.
                    let word = rest.iter().take(64).position(|b| !b.is_ascii_alphanumeric() && !b"_-$".contains(b));
                    let (word, rest) = rest.split_at(word.unwrap_or(rest.len().min(64)));
                    [&b"true"[..], b"false", b"null", b"NaN"].contains(&word)
                        || !word.is_empty() && rest.trim_ascii_start().first() == Some(&b':')
                }
            }
        }
        // Where a comma is missing there is at least a blank.
        Some(b'"') => at > after,
        Some(_) => bytes[after..at].contains(&b'\n'),
    }
}

/// Number of blanks a text begins with.
fn blanks(bytes: &[u8], lines: bool) -> usize {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r') || lines && *b == b'\n';
    bytes.iter().position(|b| !blank(b)).unwrap_or(bytes.len())
}

/// Takes escapes out of a string.
fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    push_unescaped(raw, &mut out);
    out
}

/// Appends a string without its escapes.
pub(super) fn push_unescaped(raw: &str, out: &mut String) {
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let (character, length) = escaped(&rest[at..]);
        out.push(character);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// The character of an escape, and the bytes it takes; what is no escape is a backslash.
fn escaped(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    match text.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r' | b'b' | b'f') => (' ', 2),
        Some(c @ (b'"' | b'\\' | b'/')) => (char::from(*c), 2),
        Some(b'u') => match (unit(0), unit(6)) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
                let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                (char::from_u32(code).unwrap_or('\u{fffd}'), 12)
            }
            (Some(0), _) => (' ', 6),
            (Some(code), _) => (char::from_u32(code).unwrap_or('\u{fffd}'), 6),
            (None, _) => ('\\', 1),
        },
        _ => ('\\', 1),
    }
}

// ---------------------------------------------------------------------------------------------- scanning

/// A record found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    /// Whether it is closed; one that is not ends where the text does, or another record begins.
    pub(super) closed: bool,
}

/// Finds the records of a text that begins where a file does, or behind a record.
pub(super) struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    lists: &'static [&'static str],
    /// Text outside of any record that is no JSON.
    strays: Vec<Range<usize>>,
}

enum Object {
    Ends(usize),
    /// It is no record but holds a list of them, which begins here.
    Holds(usize),
    /// It breaks off here.
    Breaks(usize),
}

impl<'t> Scan<'t> {
    /// `lists` are the format's own names for members that hold records, beside the common ones.
    pub(super) fn new(text: &'t str, lists: &'static [&'static str]) -> Self {
        Self { bytes: text.as_bytes(), at: 0, lists, strays: Vec::new() }
    }

    fn holds(&self, parent: Option<&[u8]>, key: &[u8]) -> bool {
        LISTS.iter().chain(self.lists).any(|list| match (list.split_once('.'), parent) {
            (None, None) => list.as_bytes() == key,
            (Some((outer, inner)), Some(parent)) => outer.as_bytes() == parent && inner.as_bytes() == key,
            _ => false,
        })
    }

    /// What follows a key outside of any record: the list it names, or a value of no concern.
    fn enter(&mut self, key: &[u8], value: usize) -> usize {
        let lists = || LISTS.iter().chain(self.lists);
        let named = |list: &&&str| list.rsplit('.').next().is_some_and(|last| last.as_bytes() == key);
        let parent = |list: &&&str| list.split_once('.').is_some_and(|(outer, _)| outer.as_bytes() == key);
        match self.bytes.get(value) {
            Some(b'[') if lists().any(|list| named(&list)) => value + 1,
            Some(b'{') if lists().any(|list| parent(&list)) => value + 1,
            Some(b'[' | b'{') => match self.object(value, false) {
                Object::Ends(end) | Object::Holds(end) | Object::Breaks(end) => end,
            },
            Some(b'"') => string_end(self.bytes, value + 1).map_or(self.bytes.len(), |(end, _)| end + 1),
            _ => value,
        }
    }

    /// Where an object or array ends.
    fn object(&self, start: usize, may_hold: bool) -> Object {
        let bytes = self.bytes;
        // One bit a level, the innermost last: whether it is an object.
        let (mut depth, mut objects) = (0usize, 0u128);
        let (mut before, mut name, mut parent) = (b' ', 0..0, None);
        let mut at = start;
        loop {
            let Some(skip) = bytes[at..].iter().position(|b| STRUCTURE[usize::from(*b)]) else {
                return Object::Breaks(bytes.len());
            };
            // A number or word stands before it.
            if skip > 0 && bytes[at..at + skip].iter().any(|b| !b.is_ascii_whitespace()) {
                before = b'0';
            }
            at += skip;
            let byte = bytes[at];
            match byte {
                b'"' => {
                    let Some((end, slip)) = string_end(bytes, at + 1) else { return Object::Breaks(bytes.len()) };
                    name = at + 1..end;
                    at = end + usize::from(slip != Slip::Open);
                    before = b'"';
                    continue;
                }
                b'{' | b'[' => {
                    let in_object = objects & 1 == 1;
                    let fits = if in_object { before == b':' } else { matches!(before, b'[' | b',') };
                    if byte == b'{' && depth > 0 && !fits && bytes[at - 1] == b'\n' {
                        return Object::Breaks(at);
                    }
                    if may_hold && in_object && before == b':' && depth <= 2 {
                        let key = &bytes[name.clone()];
                        let outer = parent.clone().map(|range: Range<usize>| &bytes[range]);
                        if byte == b'[' && (depth == 1 && self.holds(None, key) || depth == 2 && self.holds(outer, key))
                        {
                            return Object::Holds(at + 1);
                        }
                        if depth == 1 {
                            parent = Some(name.clone());
                        }
                    }
                    depth += 1;
                    objects = objects << 1 | u128::from(byte == b'{');
                }
                b'}' | b']' => {
                    depth -= 1;
                    objects >>= 1;
                    if depth == 0 {
                        return Object::Ends(at + 1);
                    }
                }
                _ => {}
            }
            before = byte;
            at += 1;
        }
    }
}

/// Bytes that are not skipped when looking for the end of an object.
const STRUCTURE: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < 7 {
        table[b"\"{}[]:,"[i] as usize] = true;
        i += 1;
    }
    table
};

impl Iterator for Scan<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'[' | b']' | b'}' | 0x1e => self.at += 1,
                b'{' => {
                    let start = self.at;
                    let (end, closed) = match self.object(start, true) {
                        Object::Holds(inside) => {
                            self.at = inside;
                            continue;
                        }
                        Object::Ends(end) => (end, true),
                        Object::Breaks(end) => (end, false),
                    };
                    self.at = end;
                    return Some(Found { range: start..end, closed });
                }
                b'"' => {
                    let start = self.at + 1;
                    let Some((end, _)) = string_end(self.bytes, start) else {
                        self.at = self.bytes.len();
                        break;
                    };
                    let after = (end + 1).min(self.bytes.len());
                    let colon = after + blanks(&self.bytes[after..], true);
                    if self.bytes.get(colon) == Some(&b':') {
                        let value = colon + 1 + blanks(&self.bytes[colon + 1..], true);
                        self.at = self.enter(&self.bytes[start..end], value);
                        // A number or word of no concern.
                        let word = self.bytes[self.at..].iter().position(|b| STRUCTURE[usize::from(*b)]);
                        let plain = self.at == value && !matches!(self.bytes.get(value), Some(b'[' | b'{' | b'"'));
                        if plain {
                            self.at = word.map_or(self.bytes.len(), |n| self.at + n);
                        }
                    } else {
                        self.strays.push(start - 1..after);
                        self.at = after;
                    }
                }
                _ => {
                    let length = self.bytes[self.at..].iter().position(|b| STRUCTURE[usize::from(*b)] || *b == b'\n');
                    let end = length.map_or(self.bytes.len(), |n| self.at + n.max(1));
                    self.strays.push(self.at..end);
                    self.at = end;
                }
            }
        }
        None
    }
}

/// The end of the last whole record; see [`Spec::boundary`](super::Spec).
pub(super) fn boundary(text: &str, lists: &'static [&'static str]) -> Option<usize> {
    let bytes = text.as_bytes();
    // Between values of their own nothing but a line end stands, and nowhere else do these three.
    let lines = memchr::memrchr_iter(b'\n', bytes);
    let between = |at: &usize| bytes.get(at + 1) == Some(&b'{') && bytes[..*at].trim_ascii_end().last() == Some(&b'}');
    if let Some(at) = lines.take(4096).find(between) {
        return Some(at + 1);
    }
    let found = Scan::new(text, lists).filter(|found| found.closed || found.range.end < text.len());
    found.last().map(|found| found.range.end)
}

// ---------------------------------------------------------------------------------------------- the tape

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Array,
    /// A string without escapes.
    Plain,
    /// A string with escapes.
    Escaped,
    /// A number, `true` or `false`.
    Word,
    Null,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    start: u32,
    end: u32,
    /// The token behind this one and everything in it.
    next: u32,
    kind: Kind,
}

/// Something wrong in a record's syntax.
struct Fault {
    at: usize,
    what: &'static str,
}

/// A record taken apart.
#[derive(Default)]
pub(super) struct Tape {
    tokens: Vec<Token>,
    faults: u32,
    first: Option<Fault>,
    /// A value that ends with the text, and may be longer.
    cut: Option<Range<usize>>,
}

impl Tape {
    /// Takes a record apart, whatever was on the tape before.
    pub(super) fn read<'a>(&'a mut self, text: &'a str, range: Range<usize>) -> Node<'a> {
        self.tokens.clear();
        self.faults = 0;
        self.first = None;
        self.cut = None;
        let end = range.end.min(u32::MAX as usize);
        let (bytes, open) = (&text.as_bytes()[..end], Vec::with_capacity(16));
        Reading { tape: self, bytes, open, around: [0, 0], key: false, value: false }.run(range.start);
        Node { text, tokens: &self.tokens, at: 0 }
    }

    fn fault(&mut self, at: usize, what: &'static str) {
        self.faults += 1;
        self.first.get_or_insert(Fault { at, what });
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) {
        let next = self.tokens.len() as u32 + 1;
        self.tokens.push(Token { start: range.start as u32, end: range.end as u32, next, kind });
    }
}

struct Reading<'a> {
    tape: &'a mut Tape,
    bytes: &'a [u8],
    /// Tokens of the objects and arrays around.
    open: Vec<(usize, bool)>,
    /// How many of them are arrays, and how many objects.
    around: [usize; 2],
    /// Whether an object waits for a key.
    key: bool,
    /// Whether a value stands since the last comma: the next one needs a comma before it.
    value: bool,
}

impl Reading<'_> {
    fn run(&mut self, start: usize) {
        let mut at = start;
        while let Some(&byte) = self.bytes.get(at) {
            at = match byte {
                // JSON has no form feed, but where one stands it separates.
                byte if byte.is_ascii_whitespace() => at + 1,
                b',' => {
                    self.missing_value(at);
                    self.value = false;
                    self.key = self.in_object();
                    at + 1
                }
                b':' => at + 1,
                b'"' => self.string(at),
                b'{' | b'[' => {
                    self.before_value(at);
                    let object = byte == b'{';
                    self.open.push((self.tape.tokens.len(), object));
                    self.around[usize::from(object)] += 1;
                    self.tape.push(if object { Kind::Object } else { Kind::Array }, at..at);
                    (self.key, self.value) = (object, false);
                    at + 1
                }
                b'}' | b']' => {
                    self.close(at, byte == b'}');
                    at + 1
                }
                _ => self.word(at),
            };
            if self.open.is_empty() {
                break;
            }
        }
        let end = self.bytes.len();
        while !self.open.is_empty() {
            self.missing_value(end);
            self.end(end);
        }
        if self.tape.tokens.is_empty() {
            self.tape.push(Kind::Null, start..start);
        }
    }

    fn in_object(&self) -> bool {
        self.open.last().is_some_and(|(_, object)| *object)
    }

    /// An object waits for the value of a key that has none.
    fn missing_value(&mut self, at: usize) {
        if self.in_object() && !self.key && !self.value {
            self.tape.push(Kind::Null, at..at);
            if at < self.bytes.len() {
                self.tape.fault(at, "a value is missing");
            }
        }
    }

    fn before_value(&mut self, at: usize) {
        if self.in_object() && (self.key || self.value) {
            self.tape.push(Kind::Plain, at..at);
            self.tape.fault(at, "a value has no name");
        } else if self.value {
            self.tape.fault(at, "a comma is missing");
        }
        self.key = false;
    }

    fn after_value(&mut self) {
        self.value = true;
    }

    fn string(&mut self, at: usize) -> usize {
        let Some((end, slip)) = string_end(self.bytes, at + 1) else {
            self.tape.cut = Some(at + 1..self.bytes.len());
            if !(self.in_object() && (self.key || self.value)) {
                self.tape.push(Kind::Null, at..at);
                self.value = true;
            }
            return self.bytes.len();
        };
        match slip {
            Slip::None => {}
            Slip::Quote => self.tape.fault(at, "a quote inside a text has no backslash"),
            Slip::Open => self.tape.fault(at, "the quote at the end of a text is missing"),
        }
        let raw = &self.bytes[at + 1..end];
        let kind = if memchr::memchr(b'\\', raw).is_some() { Kind::Escaped } else { Kind::Plain };
        if self.in_object() && (self.key || self.value) {
            if self.value {
                self.tape.fault(at, "a comma is missing");
            }
            (self.key, self.value) = (false, false);
        } else {
            self.before_value(at);
            self.after_value();
        }
        self.tape.push(kind, at + 1..end);
        end + usize::from(slip != Slip::Open)
    }

    fn word(&mut self, at: usize) -> usize {
        let ends = |b: &u8| STRUCTURE[usize::from(*b)] || b.is_ascii_whitespace();
        let end = self.bytes[at..].iter().position(ends).map_or(self.bytes.len(), |n| at + n);
        let word = &self.bytes[at..end];
        if self.in_object() && (self.key || self.value) {
            // A name without quotes, as JavaScript allows.
            self.tape.fault(at, "a name has no quotes");
            (self.key, self.value) = (false, false);
            self.tape.push(Kind::Plain, at..end);
            return end;
        }
        self.before_value(at);
        self.after_value();
        let number = word[0] == b'-' || word[0].is_ascii_digit();
        let kind = match word {
            b"null" | b"NaN" | b"undefined" | b"None" => Kind::Null,
            b"true" | b"false" => Kind::Word,
            _ if end == self.bytes.len() => {
                self.tape.cut = Some(at..end);
                Kind::Null
            }
            _ => {
                if !number {
                    self.tape.fault(at, "a word is no value of JSON");
                }
                Kind::Word
            }
        };
        self.tape.push(kind, at..end);
        end
    }

    fn close(&mut self, at: usize, object: bool) {
        if self.around[usize::from(object)] == 0 {
            self.tape.fault(at, "a bracket closes nothing");
            return;
        }
        while let Some((_, open)) = self.open.last().copied() {
            self.missing_value(at);
            if open != object {
                self.tape.fault(at, "a bracket is not closed");
                self.end(at);
                continue;
            }
            self.end(at + 1);
            break;
        }
    }

    fn end(&mut self, at: usize) {
        if let Some((token, object)) = self.open.pop() {
            self.around[usize::from(object)] -= 1;
            let next = self.tape.tokens.len() as u32;
            if let Some(token) = self.tape.tokens.get_mut(token) {
                token.end = at as u32;
                token.next = next;
            }
        }
        self.key = false;
        self.value = true;
    }
}

/// A value of a record.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Node<'a> {
    fn token(self) -> Token {
        self.tokens[self.at]
    }

    pub(super) fn kind(self) -> Kind {
        self.token().kind
    }

    pub(super) fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Its bytes in the piece; those of a string without the quotes.
    pub(super) fn range(self) -> Range<usize> {
        let token = self.token();
        token.start as usize..token.end as usize
    }

    /// Its text as it stands in the file.
    pub(super) fn raw(self) -> &'a str {
        self.text.get(self.range()).unwrap_or_default()
    }

    /// Name and value of each member of an object; nothing of anything else.
    pub(super) fn members(self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        let token = self.token();
        let end = if token.kind == Kind::Object { token.next as usize } else { self.at };
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            if at + 1 >= end {
                return None;
            }
            let (name, value) = (Node { at, ..self }, Node { at: at + 1, ..self });
            at = value.token().next as usize;
            Some((name.raw(), value))
        })
    }

    /// The values of an array; of anything else itself, of `null` nothing.
    pub(super) fn items(self) -> impl Iterator<Item = Node<'a>> {
        let token = self.token();
        let (mut at, end) = match token.kind {
            Kind::Array => (self.at + 1, token.next as usize),
            Kind::Null => (0, 0),
            _ => (self.at, self.at + 1),
        };
        std::iter::from_fn(move || {
            let item = Node { at, ..self };
            if at >= end {
                return None;
            }
            at = item.token().next as usize;
            Some(item)
        })
    }

    /// The member of this name, among the first few hundred: no object one asks for a name has more.
    pub(super) fn get(self, name: &str) -> Option<Node<'a>> {
        self.members().take(256).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The member at the end of a path.
    pub(super) fn path(self, path: &[&str]) -> Option<Node<'a>> {
        path.iter().try_fold(self, |node, name| node.get(name))
    }

    /// The text of a string, number or truth value as it is meant; nothing where it is blank.
    pub(super) fn string(self) -> Option<Cow<'a, str>> {
        let string = match self.kind() {
            Kind::Plain | Kind::Word => Cow::Borrowed(self.raw()),
            Kind::Escaped => Cow::Owned(unescape(self.raw())),
            Kind::Object | Kind::Array | Kind::Null => return None,
        };
        (!string.trim().is_empty()).then_some(string)
    }

    /// The text in normal form.
    pub(super) fn text(self) -> Option<String> {
        self.string().map(|string| text::clean(&string).into_owned())
    }

    /// The text in normal form, without markup and character references.
    pub(super) fn plain(self) -> Option<String> {
        let string = self.string()?;
        let plain = text::clean(&markup::plain(&string)).into_owned();
        (!plain.is_empty()).then_some(plain)
    }

    /// The text of a member.
    pub(super) fn text_of(self, name: &str) -> Option<String> {
        self.get(name).and_then(Node::text)
    }

    /// A whole number, written as one or in quotes.
    pub(super) fn integer(self) -> Option<i64> {
        self.string()?.trim().parse().ok()
    }

    /// Whether it is `true`.
    pub(super) fn is_true(self) -> bool {
        self.kind() == Kind::Word && self.raw() == "true"
    }

    /// Whether there is anything in it.
    pub(super) fn says_something(self) -> bool {
        match self.kind() {
            Kind::Object | Kind::Array => self.tokens.len() > self.at + 1 && self.token().next as usize > self.at + 1,
            Kind::Null => false,
            _ => self.string().is_some(),
        }
    }
}

// ---------------------------------------------------------------------------------------------- records

/// A record on its way from JSON.
pub(super) struct Draft {
    pub(super) record: Record,
    pub(super) people: People,
    pub(super) venue: Venue,
    /// Where the record begins.
    pub(super) at: usize,
}

impl Draft {
    fn new(sink: &Sink<'_>, range: Range<usize>) -> Self {
        let record = sink.record(range.clone());
        Self { record, people: People::default(), venue: Venue::default(), at: range.start }
    }

    /// Keeps a value no member of the record has a place for; objects as they are written.
    pub(super) fn keep(&mut self, tag: &str, value: Node<'_>) {
        for item in value.items() {
            if !item.says_something() {
                continue;
            }
            match item.kind() {
                Kind::Object | Kind::Array => self.record.keep_other(tag, text::clean(item.raw())),
                _ => self.record.keep_other(tag, item.text().unwrap_or_default()),
            }
        }
    }

    /// Keeps a member of an object under the names of both.
    pub(super) fn keep_member(&mut self, object: &str, name: &str, value: Node<'_>) {
        if value.says_something() {
            self.keep(&[object, ".", name].concat(), value);
        }
    }

    /// Reads an identifier of the publication.
    pub(super) fn id(&mut self, scheme: IdScheme, value: Node<'_>, sink: &mut Sink<'_>) {
        let Record { ids, other, .. } = &mut self.record;
        for value in value.items() {
            if let Some(string) = value.string() {
                sink.identifier(scheme, &string, value.range(), ids, other);
            }
        }
    }

    /// Reads an identifier of a person or organisation.
    pub(super) fn id_into(&mut self, ids: &mut Ids, scheme: IdScheme, value: Node<'_>, sink: &mut Sink<'_>) {
        if let Some(string) = value.string() {
            sink.identifier(scheme, &string, value.range(), ids, &mut self.record.other);
        }
    }

    /// Reads numbers of the serial or book.
    pub(super) fn serial_numbers(&mut self, value: Node<'_>, sink: &mut Sink<'_>) {
        for value in value.items() {
            if let Some(string) = value.string() {
                sink.serial_numbers(&string, value.range(), &mut self.venue, &mut self.record);
            }
        }
    }

    /// Takes the text of a field that holds one; a second, different one is kept under its tag.
    pub(super) fn single(
        &mut self,
        slot: fn(&mut Self) -> &mut Option<String>,
        field: Option<Field>,
        tag: &str,
        value: Node<'_>,
        sink: &Sink<'_>,
    ) {
        for item in value.items() {
            if item.kind() == Kind::Object || item.kind() == Kind::Array {
                self.keep(tag, item);
                continue;
            }
            let Some(text) = item.plain() else { continue };
            let slot = slot(self);
            if slot.as_ref() == Some(&text) {
                continue;
            }
            if slot.is_some() {
                self.record.keep_other(tag, text);
                continue;
            }
            *slot = Some(text);
            if let Some(field) = field {
                self.record.spans.entry(field).or_insert_with(|| sink.span(item.range()));
            }
        }
    }

    /// Adds a title, unless it is there already.
    pub(super) fn title(&mut self, value: Node<'_>, sink: &Sink<'_>) -> bool {
        let Some(text) = value.plain() else { return false };
        if is_title(&self.record, &text) {
            return false;
        }
        self.record.titles.push(LangText { text, lang: None, span: sink.span(value.range()) });
        true
    }

    /// Reads how often the publication is cited; words are the source's, before the number.
    pub(super) fn times_cited(&mut self, tag: &str, value: Node<'_>, sink: &Sink<'_>) {
        match value.integer().and_then(|n| u32::try_from(n).ok()) {
            Some(count) => {
                let as_written = [tag, ": ", value.raw()].concat();
                self.record.times_cited = Some(TimesCited { count, as_written, span: sink.span(value.range()) });
            }
            None => self.keep(tag, value),
        }
    }

    /// Compares a number the file states with what is there.
    pub(super) fn check(&self, name: &str, stated: Option<Node<'_>>, found: usize, what: &str, sink: &mut Sink<'_>) {
        let Some(value) = stated else { return };
        let Some(number) = value.integer() else { return };
        if usize::try_from(number) != Ok(found) {
            let message = format!("`{name}` says {number}, there are {found} {what}; all that are there are kept");
            sink.note(Severity::Warning, "count", value.range().start, message);
        }
    }

    /// Gives titles and abstracts their language: that of the publication where its words do not tell another.
    pub(super) fn settle_languages(&mut self) {
        let Record { titles, abstracts, languages, .. } = &mut self.record;
        // Catalogues translate: a language other than English is believed only where the words show it.
        let english = matches!(&languages[..], [one] if one == "en");
        let told = |words: &str| match english && !text::has_han(words) {
            true => Some(Cow::Borrowed("en")),
            false => text::language(head_of(words, 400)).map(Cow::Borrowed),
        };
        for title in titles.iter_mut().filter(|title| title.lang.is_none()) {
            title.lang = told(&title.text);
        }
        for found in abstracts.iter_mut().filter(|found| found.lang.is_none()) {
            found.lang = told(&found.text);
        }
    }
}

/// The parts of a person's name, as far as a source keeps them apart.
#[derive(Clone, Copy, Default)]
pub(super) struct Parts<'a> {
    pub(super) particle: Option<Node<'a>>,
    pub(super) family: Option<Node<'a>>,
    pub(super) given: Option<Node<'a>>,
    pub(super) suffix: Option<Node<'a>>,
}

impl Draft {
    /// Adds a person of whom the parts of the name are known; returns the index.
    pub(super) fn person(&mut self, role: Role, parts: Parts<'_>, sink: &Sink<'_>) -> Option<usize> {
        let part = |node: Option<Node<'_>>| node.and_then(Node::plain);
        let all = [parts.particle, parts.family, parts.given, parts.suffix];
        let places = || all.iter().flatten().filter(|node| node.says_something()).map(|node| node.range());
        let range = places().map(|r| r.start).min()?..places().map(|r| r.end).max()?;
        let (mut family, mut given, suffix) = (part(parts.family), part(parts.given), part(parts.suffix));
        if family.is_none() {
            (family, given) = (given, None);
        }
        let family = match (part(parts.particle), family?) {
            (Some(particle), family) if particle.ends_with(['\'', '’']) => [particle, family].concat(),
            (Some(particle), family) => [&particle, " ", &family].concat(),
            (None, family) => family,
        };
        let name = PersonName::from_parts(&family, given.as_deref(), suffix.as_deref());
        let as_written = [Some(family), given, suffix].into_iter().flatten().collect::<Vec<_>>().join(", ");
        Some(self.people.add(&mut self.record, role, as_written, name, sink.span(range)))
    }

    /// Adds a group, or a person whose name the source does not take apart; only names in Chinese are, by their form.
    pub(super) fn literal(&mut self, role: Role, value: Node<'_>, sink: &Sink<'_>) -> Option<usize> {
        let as_written = value.plain()?;
        let name = if text::has_han(&as_written) { people::person(&as_written) } else { None };
        Some(self.people.add(&mut self.record, role, as_written, name, sink.span(value.range())))
    }

    /// Adds a person or group, whichever the form of the name shows it to be.
    pub(super) fn named(&mut self, role: Role, value: Node<'_>, sink: &Sink<'_>) -> Option<usize> {
        let as_written = value.plain()?;
        let name = people::person(&as_written);
        Some(self.people.add(&mut self.record, role, as_written, name, sink.span(value.range())))
    }

    /// Adds an affiliation by its text; returns its index.
    pub(super) fn affiliation(&mut self, value: Node<'_>, sink: &Sink<'_>) -> Option<u32> {
        let as_written = value.plain()?;
        Some(self.people.affiliation(&mut self.record, as_written, sink.span(value.range())))
    }

    /// Gives an affiliation an identifier; one that contradicts another is kept in `other`.
    pub(super) fn affiliation_id(&mut self, affiliation: u32, scheme: IdScheme, value: Node<'_>, sink: &mut Sink<'_>) {
        let Some(string) = value.string() else { return };
        let Record { affiliations, other, .. } = &mut self.record;
        if let Some(affiliation) = affiliations.get_mut(affiliation as usize) {
            sink.identifier(scheme, &string, value.range(), &mut affiliation.ids, other);
        }
    }

    /// Gives a contributor an identifier.
    pub(super) fn person_id(&mut self, person: usize, scheme: IdScheme, value: Node<'_>, sink: &mut Sink<'_>) {
        let Some(string) = value.string() else { return };
        let Record { contributors, other, .. } = &mut self.record;
        if let Some(person) = contributors.get_mut(person) {
            sink.identifier(scheme, &string, value.range(), &mut person.ids, other);
        }
    }

    /// Reads an abstract, in which headings may be marked.
    pub(super) fn summary(&mut self, value: Node<'_>, lang: Option<Lang>, sink: &Sink<'_>) {
        let Some(string) = value.string() else { return };
        let range = value.range();
        let mut found = match value.kind() {
            Kind::Plain if !string.contains(['<', '&']) => {
                sections::abstracts(Slice { text: value.raw(), at: range.start }, |_| None, sink)
            }
            _ => {
                let mut found = sections::marked_up(&string, sink.span(range.clone()));
                let (whole, mut from) = (Slice { text: value.raw(), at: range.start }, 0);
                for section in found.iter_mut().flat_map(|summary| &mut summary.sections) {
                    section.span = sink.span(whole.find_behind(&mut from, &section.text).range());
                }
                found
            }
        };
        found.retain(|summary| !summary.text.is_empty());
        for summary in &mut found {
            summary.lang = lang.clone().or(summary.lang.take());
        }
        self.record.abstracts.append(&mut found);
    }

    /// Reads an abstract whose paragraphs are the values of a list.
    pub(super) fn summary_in_parts(&mut self, value: Node<'_>, lang: Option<Lang>, sink: &Sink<'_>) {
        let before = self.record.abstracts.len();
        for part in value.items() {
            self.summary(part, lang.clone(), sink);
            if self.record.abstracts.len() == before + 2
                && let Some(mut next) = self.record.abstracts.pop()
                && let Some(held) = self.record.abstracts.pop()
            {
                let mut held = [held];
                let mut rest = vec![std::mem::take(&mut next)];
                sections::go_on(&mut held, &mut rest);
                self.record.abstracts.extend(held);
                self.record.abstracts.append(&mut rest);
            }
        }
    }

    /// Reads the languages of the publication; what names none is kept under the tag.
    pub(super) fn language(&mut self, tag: &str, value: Node<'_>, sink: &Sink<'_>) {
        for value in value.items() {
            let Some(words) = value.text() else { continue };
            match nlm::language(&words) {
                Some(lang) if self.record.languages.contains(&lang) => {}
                Some(lang) => {
                    self.record.languages.push(lang);
                    self.record.spans.entry(Field::Languages).or_insert_with(|| sink.span(value.range()));
                }
                None => self.record.keep_other(tag, words),
            }
        }
    }

    /// Sets the date of publication, unless there is one.
    pub(super) fn issued(&mut self, date: Option<PartialDate>, range: Range<usize>, sink: &Sink<'_>) -> bool {
        if date.is_none() || self.record.issued.is_some() {
            return false;
        }
        self.record.issued = date;
        self.record.spans.insert(Field::Issued, sink.span(range));
        true
    }

    /// Sets the date of electronic publication, unless there is one.
    pub(super) fn available(&mut self, date: Option<PartialDate>, range: Range<usize>, sink: &Sink<'_>) -> bool {
        if date.is_none() || self.record.available.is_some() {
            return false;
        }
        self.record.available = date;
        self.record.spans.insert(Field::Available, sink.span(range));
        true
    }

    /// Reads pages written as `188-190`.
    pub(super) fn pages(&mut self, tag: &str, value: Node<'_>, sink: &Sink<'_>) {
        let Some(words) = value.text() else { return self.keep(tag, value) };
        let (pages, whole) = page_range(&words);
        if !whole || pages.is_empty() {
            self.record.keep_other(tag, &*words);
        }
        if !pages.is_empty() {
            let held = std::mem::take(&mut self.record.pages);
            self.record.pages = Pages {
                first: pages.first.or(held.first),
                last: pages.last.or(held.last),
                article_number: pages.article_number.or(held.article_number),
                count: pages.count.or(held.count),
            };
            self.record.spans.insert(Field::Pages, sink.span(value.range()));
        }
    }

    /// Adds a keyword, unless it is there already.
    pub(super) fn keyword(&mut self, keyword: Keyword) {
        let same = |held: &Keyword| held.scheme == keyword.scheme && held.text == keyword.text && held.id == keyword.id;
        // No list is longer; a hostile one must not cost its square.
        if !keyword.text.is_empty() && (self.record.keywords.len() > 500 || !self.record.keywords.iter().any(same)) {
            self.record.keywords.push(keyword);
        }
    }

    /// Sets the kind of publication.
    pub(super) fn kind(&mut self, kind: Option<WorkKind>, value: Node<'_>, sink: &mut Sink<'_>) {
        let Some(words) = value.text() else { return };
        if kind.is_none() {
            let message = format!("type {words:?} is not known; taken for `other`");
            sink.note(Severity::Info, "unknown-type", value.range().start, message);
        }
        self.record.kind = Some(kind.unwrap_or(WorkKind::Other));
        self.record.type_as_written = Some(words);
        self.record.spans.insert(Field::Type, sink.span(value.range()));
    }
}

/// Pages as catalogues write them, and whether that is all the text says.
fn page_range(words: &str) -> (Pages, bool) {
    let plain = words.trim_start_matches("pp.").trim_start_matches("p.").trim();
    let first = plain.split([',', ';']).next().unwrap_or(plain).trim();
    let alone = first.len() == plain.len();
    // `1633– 1641`
    let parts: Vec<&str> =
        first.split(['-', '–', '—', '‐', '−']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let range = &parts.join("-");
    let (pages, whole) = nlm::pages(range);
    if !pages.is_empty() {
        return (pages, whole && alone);
    }
    // Pages of other forms: `A12-A15`, `L8.1-L8.4`; no remarks.
    let plausible = range.len() <= 24 && range.bytes().any(|b| b.is_ascii_digit()) && !range.contains(' ');
    if plausible { (Pages::parse(range), alone) } else { (Pages::default(), false) }
}

/// Reads every record of a piece: `map` fills the draft of one, or pushes several of its own and returns nothing.
pub(super) fn read_all(
    sink: &mut Sink<'_>,
    lists: &'static [&'static str],
    map: fn(Node<'_>, Draft, &mut Sink<'_>) -> Option<Draft>,
) {
    let text = sink.text();
    let mut scan = Scan::new(text, lists);
    let mut tape = Tape::default();
    loop {
        let found = scan.next();
        for stray in std::mem::take(&mut scan.strays) {
            let words = text.get(stray.clone()).unwrap_or_default();
            if !words.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
                let message = format!("between the records: {:?}; left out", quote(words));
                sink.note(Severity::Warning, "between-records", stray.start, message);
                if let Some(note) = sink.diagnostics.last_mut() {
                    note.record = None;
                }
            }
        }
        let Some(found) = found else { return };
        let mut draft = Draft::new(sink, found.range.clone());
        let _ = tape.read(text, found.range.clone());
        if let Some(fault) = &tape.first {
            let others = match tape.faults {
                1 => String::new(),
                n => format!(", the first of {n} slips in this record"),
            };
            let message = format!("{}{others}; read as it was most likely meant", fault.what);
            sink.note(Severity::Warning, "json-syntax", fault.at, message);
        }
        if !found.closed {
            let place = if found.range.end == text.len() { "the text ends" } else { "another record begins" };
            let mut message = format!("the record has no end: {place} before it is closed; what was read is kept");
            if let Some(cut) = &tape.cut {
                let words = text.get(cut.clone()).unwrap_or_default();
                draft.record.keep_other("cut-off", text::clean(words));
                message.push_str(", its last value in `other`");
            }
            sink.note(Severity::Error, "cut-off", found.range.end, message);
        }
        let node = Node { text, tokens: &tape.tokens, at: 0 };
        if let Some(mut draft) = map(node, draft, sink) {
            draft.settle_languages();
            draft.record.venue = Some(draft.venue).filter(|venue| !venue.is_empty());
            sink.push(draft.record, draft.at);
        }
    }
}

impl Draft {
    /// An empty draft of the same place, for a source that has several publications in one object.
    pub(super) fn another(&self, node: Node<'_>, sink: &Sink<'_>) -> Self {
        Self::new(sink, node.range())
    }

    /// Finishes a draft that was made by [`Draft::another`].
    pub(super) fn finish(mut self, sink: &mut Sink<'_>) {
        self.settle_languages();
        self.record.venue = Some(self.venue).filter(|venue| !venue.is_empty());
        sink.push(self.record, self.at);
    }
}

// ---------------------------------------------------------------------------------------------- recognising

/// The first record of a file, as far as its head goes, and the members around it.
pub(super) struct Sample {
    tape: Tape,
    range: Range<usize>,
    /// Where the record begins, as a line number.
    line: u64,
    text: String,
}

impl Sample {
    /// Nothing where the text is no JSON.
    pub(super) fn of(head: &Head, lists: &'static [&'static str]) -> Option<Self> {
        let text = head.text();
        let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{1e}');
        // `{Reference Type}: …` is NoteExpress.
        let opened = start.strip_prefix(['{', '['])?.trim_start();
        if !opened.starts_with(['{', '[', '"', '}', ']']) {
            return None;
        }
        let mut tape = Tape::default();
        let found = Scan::new(text, lists).next();
        let range = found.map_or(0..0, |found| found.range);
        let line = text::count_lines(text.get(..range.start)?) + 1;
        let _ = tape.read(text, range.clone());
        Some(Self { tape, range, line, text: text.to_string() })
    }

    /// The first record.
    pub(super) fn record(&self) -> Node<'_> {
        Node { text: &self.text, tokens: &self.tape.tokens, at: 0 }
    }

    /// The text before the first record, or all where there is none.
    pub(super) fn around(&self) -> &str {
        let end = if self.range.is_empty() { self.text.len() } else { self.range.start };
        self.text.get(..end).unwrap_or_default()
    }

    /// Says which names showed the format.
    pub(super) fn evidence(&self, names: &[&str]) -> String {
        let quoted: Vec<String> = names.iter().map(|name| format!("`\"{name}\"`")).collect();
        format!("line {} {}", self.line, quoted.join(", "))
    }

    /// The evidence where the record has one of these members.
    pub(super) fn any(&self, names: &[&str]) -> Option<String> {
        let record = self.record();
        let found: Vec<&str> = names.iter().copied().filter(|name| record.get(name).is_some()).take(2).collect();
        (!found.is_empty()).then(|| self.evidence(&found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        Scan::new(text, &["message.items"]).map(|found| &text[found.range]).collect()
    }

    #[test]
    fn records_are_found_whatever_stands_around_them() {
        for (text, expected) in [
            (r#"{"a":1}"#, vec![r#"{"a":1}"#]),
            (r#"[{"a":1}, {"b":[{"c":2}]}]"#, vec![r#"{"a":1}"#, r#"{"b":[{"c":2}]}"#]),
            ("{\"a\":1}\n{\"b\":2}\n", vec![r#"{"a":1}"#, r#"{"b":2}"#]),
            (r#"{"meta":{"n":2},"results":[{"a":1},{"b":2}],"more":[{"c":3}]}"#, vec![r#"{"a":1}"#, r#"{"b":2}"#]),
            (r#"{"status":"ok","message":{"facets":{},"items":[{"a":1}],"n":5}}"#, vec![r#"{"a":1}"#]),
            // Behind a record, where a piece may begin.
            (r#",{"b":2}],"more":[{"c":3}],"n":{"d":4}}"#, vec![r#"{"b":2}"#]),
            (r#"{"message":{"items":[]}}"#, vec![]),
            (r#"{"a":"}","b":"\"{"}"#, vec![r#"{"a":"}","b":"\"{"}"#]),
            ("{\"a\":{\"b\":1\n{\"c\":2}", vec!["{\"a\":{\"b\":1\n", r#"{"c":2}"#]),
            ("{\"a\":\"cut\n{\"c\":2}", vec!["{\"a\":\"cut\n", r#"{"c":2}"#]),
            (r#"[{"a":"a "quoted" word"},{"b":2}]"#, vec![r#"{"a":"a "quoted" word"}"#, r#"{"b":2}"#]),
            ("[]", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_tape_has_every_value_in_its_place() {
        let text = r#"{"a":"x","b":[1,{"c":null}],"d":"\u00c5\ud83d\ude00\n\"","e":}"#;
        let mut tape = Tape::default();
        let node = tape.read(text, 0..text.len());
        assert_eq!(node.get("a").and_then(Node::text).as_deref(), Some("x"));
        assert_eq!(node.get("b").map(|b| b.items().count()), Some(2));
        assert_eq!(node.get("d").and_then(|d| d.string()).as_deref(), Some("Å😀\n\""));
        assert_eq!(node.get("e").map(Node::kind), Some(Kind::Null));
        assert_eq!(node.members().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "b", "d", "e"]);
        assert_eq!(tape.faults, 1);
    }

    #[test]
    fn slips_are_mended() {
        for (text, names, faults) in [
            (r#"{"a":1,"b":2}"#, vec!["a", "b"], 0),
            (r#"{"a":1,"b":2,}"#, vec!["a", "b"], 0),
            (r#"{"a":1 "b":2}"#, vec!["a", "b"], 1),
            (r#"{a:1,"b":2}"#, vec!["a", "b"], 1),
            (r#"{"a":[1,2,"b":2}"#, vec!["a"], 2),
            (r#"{"a":"an "old" one","b":2}"#, vec!["a", "b"], 1),
            ("{\"a\":\"two\nlines\",\"b\":2}", vec!["a", "b"], 0),
            ("{\"a\":\"open\n\"b\":2}", vec!["a", "b"], 2),
            (r#"{"a":1,"b":"cut"#, vec!["a", "b"], 0),
            (r#"{"a":1,"b"#, vec!["a"], 0),
            (r#"{"a"}"#, vec!["a"], 1),
            ("{\"a\":1\u{c},\u{c}\"b\":2}", vec!["a", "b"], 0),
        ] {
            let mut tape = Tape::default();
            let found: Vec<String> =
                tape.read(text, 0..text.len()).members().map(|(name, _)| name.to_string()).collect();
            assert_eq!((found.iter().map(String::as_str).collect(), tape.faults), (names, faults), "{text}");
        }
    }

    #[test]
    fn pages_in_any_dress() {
        for (text, first, last, number, whole) in [
            ("188-190", Some("188"), Some("190"), None, true),
            ("1633– 1641", Some("1633"), Some("1641"), None, true),
            ("pp. 12 - 15", Some("12"), Some("15"), None, true),
            ("1485-6; author reply 1487", Some("1485"), Some("1486"), None, false),
            ("e240291", None, None, Some("e240291"), true),
            ("S12-S19", Some("S12"), Some("S19"), None, true),
            ("L8.1-L8.4", Some("L8.1"), Some("L8.4"), None, true),
            ("in press", None, None, None, false),
        ] {
            let (pages, all) = page_range(text);
            let read = (pages.first.as_deref(), pages.last.as_deref(), pages.article_number.as_deref(), all);
            assert_eq!(read, (first, last, number, whole), "{text}");
        }
    }

    #[test]
    fn pieces_end_behind_a_record() {
        for text in [
            "{\"a\":1}\n|{\"b\":",
            "[{\"a\":1}|,{\"b\":",
            "{\"results\":[{\"a\":1},{\"b\":2}|,{\"c\"",
            ",{\"b\":2}|],\"more\":[",
            "{\"a\":{\"b\":1\n|{\"c\":2",
        ] {
            let cut = text.find('|');
            assert_eq!(boundary(&text.replace('|', ""), &[]), cut, "{text}");
        }
        assert_eq!(boundary("{\"a\":1", &[]), None);
    }
}
