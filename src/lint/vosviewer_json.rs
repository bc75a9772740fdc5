//! VOSviewer's JSON. A small reader of our own, because a finding needs the place of a value.

use super::rules::Id;
use super::vosviewer::{Attribute, Items, Links, filled};
use super::{Notes, Short};
use std::borrow::Cow;

/// A value and where it stands.
struct Json<'t> {
    at: usize,
    value: Value<'t>,
}

enum Value<'t> {
    /// `null`, `true`, `false` or a number, as it is written.
    Plain(&'t str),
    Text(Cow<'t, str>),
    Array(Vec<Json<'t>>),
    Object(Vec<(Cow<'t, str>, Json<'t>)>),
}

impl<'t> Json<'t> {
    fn get(&self, name: &str) -> Option<&Self> {
        let Value::Object(members) = &self.value else { return None };
        members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn items(&self) -> &[Self] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    fn members(&self) -> &[(Cow<'t, str>, Self)] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// A value as VOSviewer takes it: a text that is a number counts as one.
    fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Plain("null") => None,
            Value::Plain(text) => Some(text),
            Value::Text(text) => filled(text),
            _ => Some("…"),
        }
    }
}

/// How deep a file may nest.
const DEEPEST: u32 = 100;

struct Reader<'t> {
    text: &'t str,
    place: usize,
}

/// Where JSON stops being JSON, and what was expected there.
type Broken = (usize, &'static str);

impl<'t> Reader<'t> {
    fn blanks(&mut self) {
        let rest = &self.text[self.place..];
        self.place += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn eat(&mut self, letter: char) -> bool {
        self.blanks();
        let found = self.text[self.place..].starts_with(letter);
        self.place += usize::from(found);
        found
    }

    fn expect(&mut self, letter: char, what: &'static str) -> Result<(), Broken> {
        if self.eat(letter) { Ok(()) } else { Err((self.place, what)) }
    }

    fn value(&mut self, depth: u32) -> Result<Json<'t>, Broken> {
        self.blanks();
        let at = self.place;
        if depth > DEEPEST {
            return Err((at, "less nesting"));
        }
        let value = if self.eat('{') {
            let mut members = Vec::new();
            if !self.eat('}') {
                loop {
                    self.blanks();
                    let name = self.string()?;
                    self.expect(':', "a colon")?;
                    members.push((name, self.value(depth + 1)?));
                    if self.eat('}') {
                        break;
                    }
                    self.expect(',', "a comma or the end of an object")?;
                }
            }
            Value::Object(members)
        } else if self.eat('[') {
            let mut items = Vec::new();
            if !self.eat(']') {
                loop {
                    items.push(self.value(depth + 1)?);
                    if self.eat(']') {
                        break;
                    }
                    self.expect(',', "a comma or the end of a list")?;
                }
            }
            Value::Array(items)
        } else if self.text[at..].starts_with('"') {
            Value::Text(self.string()?)
        } else {
            let rest = &self.text[at..];
            let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
            let end = rest.find(|letter| !plain(letter)).unwrap_or(rest.len());
            let word = &rest[..end];
            if !matches!(word, "null" | "true" | "false") && !is_number(word) {
                return Err((at, "a value"));
            }
            self.place += end;
            Value::Plain(word)
        };
        Ok(Json { at, value })
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Broken> {
        let start = self.place;
        self.expect('"', "a text in quotes")?;
        let inside = self.place;
        let mut owned: Option<String> = None;
        let mut copied = inside;
        loop {
            let rest = &self.text[self.place..];
            let Some(next) = rest.find(|letter: char| matches!(letter, '"' | '\\') || letter < ' ') else {
                return Err((start, "closing quotes"));
            };
            let at = self.place + next;
            match self.text.as_bytes()[at] {
                b'"' => {
                    self.place = at + 1;
                    let last = &self.text[copied..at];
                    return Ok(match owned {
                        None => Cow::Borrowed(last),
                        Some(text) => Cow::Owned(text + last),
                    });
                }
                b'\\' => {
                    let text = owned.get_or_insert_default();
                    text.push_str(&self.text[copied..at]);
                    let mut after = self.text[at + 1..].chars();
                    let mut length = 2;
                    match after.next() {
                        Some('n') => text.push('\n'),
                        Some('t') => text.push('\t'),
                        Some('r') => text.push('\r'),
                        Some('b') => text.push('\u{8}'),
                        Some('f') => text.push('\u{c}'),
                        Some(letter @ ('"' | '\\' | '/')) => text.push(letter),
                        Some('u') => {
                            let code =
                                self.text.get(at + 2..at + 6).and_then(|code| u32::from_str_radix(code, 16).ok());
                            let code = code.ok_or((at, "four hexadecimal digits"))?;
                            // Halves of a pair need no decoding here.
                            text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                            length = 6;
                        }
                        _ => return Err((at, "a known escape")),
                    }
                    self.place = at + length;
                    copied = self.place;
                }
                _ => return Err((at, "no control character in a text")),
            }
        }
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let whole = digits.split(['.', 'e', 'E']).next().unwrap_or_default();
    let leading = whole.len() > 1 && whole.starts_with('0');
    digits.starts_with(|first: char| first.is_ascii_digit())
        && !leading
        && !word.ends_with('.')
        && word.parse::<f64>().is_ok()
}

/// Reports what becomes of a JSON file.
pub(super) fn check(notes: &mut Notes<'_>, text: &str) {
    let mut reader = Reader { text, place: 0 };
    let root = reader.value(0).and_then(|root| {
        reader.blanks();
        if reader.place < text.len() { Err((reader.place, "the end of the file")) } else { Ok(root) }
    });
    let root = match root {
        Ok(root) => root,
        Err((at, what)) => {
            notes.at(Id::JsonBroken, at, format_args!("expected {what}"));
            return;
        }
    };
    let network = root.get("network");
    let (items, links) = (network.and_then(|own| own.get("items")), network.and_then(|own| own.get("links")));
    if items.is_none() && links.is_none() {
        notes.at(Id::JsonNetwork, root.at, format_args!("no network with items or links"));
        return;
    }
    let mut known = Items::default();
    if let Some(items) = items.filter(|items| !items.items().is_empty()) {
        let list = items.items();
        let named = |name: &str| list.iter().any(|item| item.get(name).is_some());
        if !named("id") && !named("label") {
            notes.at(Id::VosHeaderMissing, items.at, format_args!("items without id and label"));
        }
        if !named("id") && named("label") && links.is_some_and(|links| !links.items().is_empty()) {
            notes.at(Id::VosHeaderMissing, items.at, format_args!("items without id, and links"));
        }
        let placed = named("x") && named("y");
        if !placed && links.is_none_or(|links| links.items().is_empty()) {
            notes.at(Id::VosPositionMissing, items.at, format_args!("items without x and y"));
        }
        let weights = measures(list, "weights");
        for item in list {
            check_item(notes, item, &mut known, named("id"), placed, &weights);
        }
        known.finish(notes, items.at);
    }
    let mut pairs = Links::default();
    for link in links.map(Json::items).unwrap_or_default() {
        let end = |name| link.get(name).and_then(Json::text);
        let (Some(source), Some(target)) = (end("source_id"), end("target_id")) else {
            notes.at(Id::VosEndMissing, link.at, format_args!("link"));
            continue;
        };
        for id in [source, target] {
            if known.count > 0 && !known.has(id) {
                notes.at(Id::VosLinkUnknown, link.at, format_args!("item {}", Short(id)));
            }
        }
        pairs.add(notes, link.at, source, target, end("strength"));
    }
}

/// The names of all weights, one of which an item may lack.
fn measures<'j>(items: &'j [Json<'_>], name: &str) -> Vec<&'j str> {
    let mut names: Vec<&str> = Vec::new();
    for (key, _) in items.iter().filter_map(|item| item.get(name)).flat_map(Json::members) {
        if !names.contains(&&**key) && names.len() < 1000 {
            names.push(key);
        }
    }
    names
}

fn check_item(notes: &mut Notes<'_>, item: &Json<'_>, known: &mut Items, has_id: bool, placed: bool, weights: &[&str]) {
    for (name, value) in item.members() {
        let attribute = Attribute::from_name(name);
        match &**name {
            "weights" => {
                for (name, value) in value.members() {
                    Attribute::Weight.check(notes, value.at, 0, name, value.text());
                }
                for name in weights.iter().filter(|name| value.get(name).is_none()) {
                    Attribute::Weight.check(notes, value.at, 0, name, None);
                }
            }
            "scores" => {
                for (name, value) in value.members() {
                    Attribute::Score.check(notes, value.at, 0, name, value.text());
                }
            }
            _ => attribute.check(notes, value.at, 0, name, value.text()),
        }
    }
    if !weights.is_empty() && item.get("weights").is_none() {
        Attribute::Weight.check(notes, item.at, 0, weights[0], None);
    }
    let own = |name| item.get(name).and_then(Json::text);
    if has_id {
        known.add(notes, item.at, own("id"));
    } else {
        known.count += 1;
    }
    if placed {
        for (name, attribute) in [("x", Attribute::X), ("y", Attribute::Y)] {
            if item.get(name).is_none() {
                attribute.check(notes, item.at, 0, name, None);
            }
        }
        known.place(own("x").unwrap_or_default(), own("y").unwrap_or_default());
    }
}
