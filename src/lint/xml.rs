//! XML as the importers' parsers see it: names without prefix, texts in the pieces that matter, and whether it is well formed.
//!
//! DTDs are not read. What would end a conforming parser is reported here once; where it is possible the rest is read on, so
//! that one broken place does not hide all others.

use super::rules::Id;
use super::{Format, Notes, Program, Programs, Short};
use quick_xml::Reader;
use quick_xml::events::Event as Raw;
use quick_xml::events::attributes::Attributes;
use std::borrow::Cow;

/// What comes next in a file.
pub(super) enum Event<'x> {
    Start(Tag<'x>),
    /// The end of an element.
    End,
    /// A piece of text without markup in it, entities replaced.
    Text(Text<'x>),
    /// A comment or processing instruction.
    Gap,
    Eof,
}

/// The start of an element. An empty element is followed by its end like any other.
pub(super) struct Tag<'x> {
    /// Name without prefix.
    pub name: &'x str,
    /// Offset of the tag.
    pub at: usize,
    attributes: Vec<(&'x str, &'x str, Cow<'x, str>)>,
}

impl<'x> Tag<'x> {
    /// The value of an attribute; neither prefix nor case count, and the last one holds, as in Gephi.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .rev()
            .find(|(_, local, _)| local.eq_ignore_ascii_case(name))
            .map(|(_, _, value)| &**value)
    }

    /// The value of an attribute, or nothing if it is missing or empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The names of all attributes, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().filter(|(prefix, ..)| *prefix != "xmlns").map(|(_, local, _)| *local)
    }

    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        let declares = |(outer, local, _): &&(&str, &str, Cow<'_, str>)| match prefix {
            "" => outer.is_empty() && *local == "xmlns",
            prefix => *outer == "xmlns" && *local == prefix,
        };
        self.attributes.iter().find(declares).map(|(_, _, value)| &**value)
    }
}

pub(super) struct Text<'x> {
    pub text: Cow<'x, str>,
    pub kind: TextKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    Plain,
    /// A single entity or character reference.
    Entity,
    CData,
}

/// Reads a file event by event.
pub(super) struct Xml<'x> {
    text: &'x str,
    reader: Reader<&'x [u8]>,
    /// Names of the open elements.
    open: Vec<&'x str>,
    /// Whether an empty element still owes its end.
    owed: bool,
    /// Declared prefixes, with the depth they hold from.
    prefixes: Vec<(usize, &'x str)>,
    root_closed: bool,
    over: bool,
}

impl<'x> Xml<'x> {
    /// Starts reading, and looks through the whole file for characters that XML forbids.
    pub fn new(notes: &mut Notes<'_>, text: &'x str) -> Self {
        forbidden_characters(notes, text);
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_comments = true;
        config.allow_dangling_amp = true;
        Self { text, reader, open: Vec::new(), owed: false, prefixes: Vec::new(), root_closed: false, over: false }
    }

    fn place(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// The next event; the end of file also where nothing can be read any more.
    pub fn next(&mut self, notes: &mut Notes<'_>) -> Event<'x> {
        if std::mem::take(&mut self.owed) {
            return self.end();
        }
        while !self.over {
            let at = self.place();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let place = usize::try_from(self.reader.error_position()).unwrap_or(at);
                    notes.at(Id::XmlBroken, place, format_args!("{error}"));
                    break;
                }
            };
            let inside = self.text.get(at..self.place()).unwrap_or_default();
            match event {
                Raw::Start(_) => match self.start(notes, at, inside.get(1..inside.len().saturating_sub(1))) {
                    Some(tag) => return Event::Start(tag),
                    None => break,
                },
                Raw::Empty(_) => match self.start(notes, at, inside.get(1..inside.len().saturating_sub(2))) {
                    Some(tag) => {
                        self.owed = true;
                        return Event::Start(tag);
                    }
                    None => break,
                },
                Raw::End(_) => return self.end(),
                Raw::Text(text) => {
                    let text = match text.into_inner() {
                        Cow::Borrowed(_) => Cow::Borrowed(inside),
                        owned => owned,
                    };
                    if text.contains('&') {
                        notes.at(Id::XmlEntity, at, format_args!("{}", Short("&")));
                    }
                    if !self.outside(notes, at, text.trim().is_empty()) {
                        return Event::Text(Text { text, kind: TextKind::Plain });
                    }
                }
                Raw::CData(data) => {
                    let inner = inside.strip_prefix("<![CDATA[").and_then(|inner| inner.strip_suffix("]]>"));
                    let text = inner.map_or_else(|| Cow::Owned(data.into_inner().into_owned()), Cow::Borrowed);
                    if !self.outside(notes, at, false) {
                        return Event::Text(Text { text, kind: TextKind::CData });
                    }
                }
                Raw::GeneralRef(reference) => {
                    let name = reference.into_inner();
                    let text = match entity(&name) {
                        Some(letter) => Cow::Owned(letter.to_string()),
                        None => {
                            notes.at(Id::XmlEntity, at, format_args!("{}", Short(&name)));
                            Cow::Borrowed("")
                        }
                    };
                    if !self.outside(notes, at, false) {
                        return Event::Text(Text { text, kind: TextKind::Entity });
                    }
                }
                Raw::Comment(_) | Raw::PI(_) if !self.open.is_empty() => return Event::Gap,
                Raw::Comment(_) | Raw::PI(_) | Raw::Decl(_) => (),
                Raw::DocType(doctype) => {
                    let outer = doctype.split('[').next().unwrap_or_default();
                    let external = outer.split_ascii_whitespace().any(|word| matches!(word, "SYSTEM" | "PUBLIC"));
                    let id = if external { Id::DoctypeExternal } else { Id::DoctypeInternal };
                    notes.at(id, at, format_args!("DOCTYPE {}", Short(doctype.trim())));
                }
                Raw::Eof => {
                    if let Some(name) = self.open.last() {
                        notes.at(Id::XmlBroken, self.text.len(), format_args!("end of file inside <{name}>"));
                    } else if !self.root_closed {
                        notes.at(Id::XmlBroken, self.text.len(), format_args!("no element"));
                    }
                    break;
                }
            }
        }
        self.over = true;
        Event::Eof
    }

    /// Whether text stands outside the root element, where only blanks may stand.
    fn outside(&mut self, notes: &mut Notes<'_>, at: usize, blank: bool) -> bool {
        if self.open.is_empty() && !blank {
            notes.at(Id::XmlBroken, at, format_args!("text outside the root element"));
        }
        self.open.is_empty()
    }

    fn end(&mut self) -> Event<'x> {
        self.open.pop();
        let depth = self.open.len();
        while self.prefixes.last().is_some_and(|(from, _)| *from > depth) {
            self.prefixes.pop();
        }
        self.root_closed = self.open.is_empty();
        Event::End
    }

    /// Takes a tag apart; nothing if no parser would read beyond it.
    fn start(&mut self, notes: &mut Notes<'_>, at: usize, inside: Option<&'x str>) -> Option<Tag<'x>> {
        let inside = inside.unwrap_or_default();
        if self.root_closed {
            notes.at(Id::XmlBroken, at, format_args!("a second root element"));
            return None;
        }
        let length = inside.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(inside.len());
        let (prefix, name) = local(&inside[..length]);
        let mut attributes = Vec::new();
        for attribute in Attributes::new(inside, length) {
            match attribute {
                Ok(attribute) => {
                    let key = attribute.key.into_inner();
                    let raw = attribute.value;
                    if raw.contains('<') {
                        notes.at(Id::XmlBroken, at, format_args!("< in the attribute {}", Short(key)));
                        return None;
                    }
                    let (prefix, local) = local(key);
                    attributes.push((prefix, local, unescape(notes, at, raw)));
                }
                Err(error) => {
                    notes.at(Id::XmlBroken, at, format_args!("{error}"));
                    return None;
                }
            }
        }
        self.open.push(name);
        let depth = self.open.len();
        self.prefixes
            .extend(attributes.iter().filter(|attribute| attribute.0 == "xmlns").map(|other| (depth, other.1)));
        let used = attributes.iter().map(|attribute| attribute.0).chain([prefix]);
        for prefix in used.filter(|prefix| !matches!(*prefix, "" | "xml" | "xmlns")) {
            if !self.prefixes.iter().any(|(_, known)| *known == prefix) {
                notes.at(Id::XmlPrefix, at, format_args!("prefix {}", Short(prefix)));
                // Once for each element is enough to know.
                self.prefixes.push((depth, prefix));
            }
        }
        let tag = Tag { name, at, attributes };
        if depth == 1 {
            check_namespace(notes, &tag, prefix);
        }
        Some(tag)
    }
}

/// networkx and igraph look elements up by namespace.
fn check_namespace(notes: &mut Notes<'_>, root: &Tag<'_>, prefix: &str) {
    let namespace = root.namespace(prefix).unwrap_or_default();
    let known: &[&str] = match root.name {
        // Without any namespace both add GraphML's.
        "graphml" => &["", "http://graphml.graphdrawing.org/xmlns"],
        "gexf" => &["http://gexf.net/1.3", "http://www.gexf.net/1.2draft", "http://www.gexf.net/1.1draft"],
        _ => return,
    };
    if !known.contains(&namespace) {
        let programs =
            Programs::of(if root.is("gexf") { &[Program::Networkx] } else { &[Program::Networkx, Program::Igraph] });
        notes.only(Id::XmlNamespace, programs, root.at, 0, format_args!("namespace {}", Short(namespace)));
    }
}

/// Splits a name into prefix and local name.
fn local(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// The character that an entity or character reference stands for.
fn entity(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        name => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix('x') {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => code.parse().ok()?,
    };
    char::from_u32(number).filter(|&letter| !is_forbidden(letter))
}

fn is_forbidden(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// An attribute's value: entities replaced, line ends and tabs made blanks.
fn unescape<'x>(notes: &mut Notes<'_>, at: usize, raw: Cow<'x, str>) -> Cow<'x, str> {
    if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\n' | b'\r' | b'\t')) {
        return raw;
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = &*raw;
    while let Some(next) = rest.find(['&', '\n', '\r', '\t']) {
        value.push_str(&rest[..next]);
        let found = &rest[next..];
        rest = &found[1..];
        if !found.starts_with('&') {
            value.push(' ');
            continue;
        }
        let end = found.find(';').filter(|&end| end < 64);
        match end.and_then(|end| Some((entity(&found[1..end])?, end))) {
            Some((letter, end)) => {
                value.push(letter);
                rest = &found[end + 1..];
            }
            None => {
                let name = end.map_or("&", |end| &found[1..end]);
                notes.at(Id::XmlEntity, at, format_args!("{}", Short(name)));
            }
        }
    }
    value.push_str(rest);
    Cow::Owned(value)
}

fn forbidden_characters(notes: &mut Notes<'_>, text: &str) {
    let suspicious = |(_, byte): &(usize, u8)| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0xef);
    for (place, _) in text.bytes().enumerate().filter(suspicious) {
        if let Some(letter) = text[place..].chars().next().filter(|&letter| is_forbidden(letter)) {
            notes.at(Id::XmlCharacter, place, format_args!("U+{:04X}", letter as u32));
        }
    }
}

/// The format that the root element, or else the extension, tells of.
pub(super) fn root_format(text: &str, extension: &str) -> Option<Format> {
    let mut reader = Reader::from_str(text);
    let found = loop {
        match reader.read_event() {
            Ok(Raw::Start(tag) | Raw::Empty(tag)) => {
                let name = tag.local_name();
                break [("graphml", Format::GraphMl), ("gexf", Format::Gexf)]
                    .into_iter()
                    .find(|(known, _)| name.as_ref().eq_ignore_ascii_case(known));
            }
            Ok(Raw::Eof) | Err(_) => break None,
            Ok(_) => (),
        }
    };
    found.map(|(_, format)| format).or(match extension {
        "graphml" => Some(Format::GraphMl),
        "gexf" => Some(Format::Gexf),
        _ => None,
    })
}

/// Text gathered from pieces, and what a parser that hands them on one by one makes of it.
///
/// Gephi drops a piece of blanks, and keeps the last piece alone of a default or a description. A piece ends at a comment or
/// CDATA section, before an entity after enough letters, and at the end of a buffer.
#[derive(Default)]
pub(super) struct Gathered {
    pub text: String,
    /// Offset of the element.
    pub at: usize,
    /// Where the piece began that is being read.
    piece: usize,
    /// Whether the last piece is less than the text.
    pub cut: bool,
    pub entities: bool,
    /// Whether a piece of blanks stood between others.
    pub blank_piece: bool,
    /// Whether there are elements inside.
    pub markup: bool,
}

const SHORTEST_PIECE: usize = 64;
const BUFFER: usize = 3500;

impl Gathered {
    pub fn new(at: usize) -> Self {
        Self { at, ..Self::default() }
    }

    pub fn add(&mut self, piece: &Text<'_>) {
        let length = self.text.len() - self.piece;
        match piece.kind {
            TextKind::Plain => self.text.push_str(&piece.text),
            TextKind::Entity => {
                self.entities = true;
                self.cut |= length >= SHORTEST_PIECE;
                self.text.push_str(&piece.text);
            }
            TextKind::CData => {
                self.gap();
                self.text.push_str(&piece.text);
                self.gap();
                // Only a piece of plain text is looked at.
                self.cut = true;
            }
        }
        self.cut |= self.text.len() - self.piece >= BUFFER;
    }

    /// A comment or the like.
    pub fn gap(&mut self) {
        let piece = &self.text[self.piece..];
        self.blank_piece |= self.piece > 0 && !piece.is_empty() && piece.trim().is_empty();
        self.cut |= !piece.is_empty();
        self.piece = self.text.len();
    }

    pub fn finish(mut self) -> Self {
        let cut = self.cut;
        let whole = self.piece == 0;
        self.gap();
        // A comment at the very end leaves the last piece whole.
        self.cut = if whole { cut } else { self.cut };
        self
    }
}
