//! From raw fields to values: macros put in, what entries inherit from others taken over.
//!
//! Macros and parents may refer to each other in circles, and a few bytes may stand for many. Nothing here recurses; what
//! one entry takes from others is bounded by [`MOST_MACRO_BYTES`], [`MOST_FIELDS`] and [`MOST_PARENTS`], and what all
//! together take by an [`Allowance`] in proportion to the text, which only files made for it use up.

use super::super::tagged::{self, Slice};
use super::super::{Sink, latex, markup};
use super::fields::Meaning::{self, *};
use super::lexer::{Entry, Part, RawField};
use super::names;
use crate::diagnostic::{Severity, Span};
use crate::record::month_number;
use crate::text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;

/// The months by BibTeX's macros.
const MONTHS: &[(&str, &str)] = &[
    ("jan", "January"),
    ("feb", "February"),
    ("mar", "March"),
    ("apr", "April"),
    ("may", "May"),
    ("jun", "June"),
    ("jul", "July"),
    ("aug", "August"),
    ("sep", "September"),
    ("oct", "October"),
    ("nov", "November"),
    ("dec", "December"),
];

/// How many bytes macros and parents may yet add to what stands in the text.
struct Allowance {
    left: usize,
    spent: bool,
}

impl Allowance {
    /// Proceedings add to each paper about as much as it says itself.
    fn new(text: &str) -> Self {
        Self { left: (1 << 20) + 8 * text.len(), spent: false }
    }

    /// Whether so much may be added; says so the first time it may not.
    fn grants(&mut self, bytes: usize, at: usize, sink: &mut Sink<'_>) -> bool {
        if bytes <= self.left {
            self.left -= bytes;
            return true;
        }
        if !std::mem::replace(&mut self.spent, true) {
            let message = "macros and parents add many times the text itself; from here on not all of it is put in";
            sink.note(Severity::Warning, "macro", at, message);
        }
        false
    }
}

/// Texts by name.
pub(super) struct Macros {
    /// Every definition with its place: one counts for what follows it.
    defined: FxHashMap<String, Vec<(usize, String)>>,
    /// Names without definition that were told of.
    unknown: FxHashSet<String>,
    allowance: Allowance,
}

/// A macro made of macros cannot grow beyond this.
const MOST_MACRO_BYTES: usize = 16 << 10;

impl Macros {
    pub(super) fn new(text: &str) -> Self {
        let (defined, unknown) = (FxHashMap::default(), FxHashSet::default());
        Self { defined, unknown, allowance: Allowance::new(text) }
    }

    pub(super) fn define(&mut self, entry: &Entry<'_>, sink: &mut Sink<'_>) {
        for remark in &entry.remarks {
            sink.note(remark.severity, remark.code, remark.at, remark.message.as_str());
        }
        for field in &entry.fields {
            let mut value = String::new();
            for part in &field.parts {
                value.push_str(self.part(*part).unwrap_or(part.slice().text));
                if value.len() > MOST_MACRO_BYTES {
                    break;
                }
            }
            let end = (0..=MOST_MACRO_BYTES.min(value.len())).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(0);
            if end < value.len() {
                let message = format!("the macro {} is too long; cut off", tagged::quote(field.name.text));
                sink.note(Severity::Warning, "macro", field.name.at, message);
                value.truncate(end);
            }
            if !self.allowance.grants(value.len(), field.name.at, sink) {
                continue;
            }
            self.defined.entry(field.name.text.to_lowercase()).or_default().push((field.name.at, value));
        }
    }

    /// The text of a part; nothing for a macro without definition.
    fn part<'a>(&'a self, part: Part<'a>) -> Option<&'a str> {
        let slice = match part {
            Part::Text(slice) => return Some(slice.text),
            Part::Bare(slice) => slice,
        };
        if slice.text.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(slice.text);
        }
        let name = slice.text.to_lowercase();
        if let Some(definitions) = self.defined.get(&name) {
            let before = definitions.partition_point(|(at, _)| *at < slice.at);
            return definitions.get(before.saturating_sub(1)).map(|(_, value)| value.as_str());
        }
        MONTHS.iter().find(|(month, _)| *month == name).map(|(_, month)| *month)
    }
}

/// A field with its value.
#[derive(Clone)]
pub(super) struct Value<'e> {
    /// The field's name, as written.
    pub(super) name: &'e str,
    pub(super) meaning: Meaning,
    pub(super) text: Cow<'e, str>,
    /// Where the text stands, if it stands there as it is.
    pub(super) at: Option<usize>,
    /// Where the value stands.
    pub(super) range: Range<usize>,
    /// Where it stands, of an inherited one.
    pub(super) span: Option<Span>,
    /// Whether the text of the piece ends within it.
    pub(super) cut: bool,
}

impl Value<'_> {
    /// The place of a part of the text.
    pub(super) fn place(&self, part: Range<usize>, sink: &Sink<'_>) -> Span {
        match (self.span, self.at) {
            (Some(span), _) => span,
            (None, Some(at)) => sink.span(at + part.start..at + part.end),
            (None, None) => sink.span(self.range.clone()),
        }
    }

    pub(super) fn whole(&self, sink: &Sink<'_>) -> Span {
        let trimmed = self.text.trim_start();
        let start = self.text.len() - trimmed.len();
        self.place(start..start + trimmed.trim_end().len(), sink)
    }

    pub(super) fn words(&self) -> String {
        words(&self.text)
    }

    /// The text and where it begins, without the second pair of braces that Web of Science and others write.
    pub(super) fn inside(&self) -> Range<usize> {
        let trimmed = self.text.trim_start();
        let start = self.text.len() - trimmed.len();
        match names::inside(trimmed.trim_end()) {
            Some(inner) => start + 1..start + 1 + inner.len(),
            None => start..start + trimmed.trim_end().len(),
        }
    }

    /// Parts between separators, which end neither a group in braces nor a character reference.
    pub(super) fn parts(&self, separator: u8) -> Vec<Range<usize>> {
        let inside = self.inside();
        let text = &self.text[inside.clone()];
        let mut parts: Vec<Range<usize>> = Vec::new();
        for range in names::split_at(text, separator) {
            let is_reference = |before: &Range<usize>| {
                let tail = &text[before.clone()];
                let name =
                    tail.bytes().rev().take(9).position(|b| b == b'&').map(|length| &tail[tail.len() - length..]);
                name.is_some_and(|name| name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#'))
            };
            match parts.last_mut() {
                Some(before) if separator == b';' && is_reference(before) => before.end = range.end,
                _ => parts.push(range),
            }
        }
        let trim = |range: Range<usize>| {
            let part = &text[range.clone()];
            let start = inside.start + range.start + part.len() - part.trim_start().len();
            start..start + part.trim().len()
        };
        parts.into_iter().map(trim).filter(|range| !range.is_empty()).collect()
    }

    /// The text in the place of the file, for readers of running text.
    pub(super) fn slice(&self, part: Range<usize>) -> Slice<'_> {
        Slice { text: &self.text[part.clone()], at: self.at.unwrap_or(self.range.start) + part.start }
    }
}

/// A field's text as it prints.
pub(super) fn words(text: &str) -> String {
    let printed = latex::plain(text);
    text::clean(&markup::plain(&printed)).into_owned()
}

/// An address or identifier.
pub(super) fn address(text: &str) -> String {
    text::clean(&latex::verbatim(text)).into_owned()
}

/// The entries of a piece, and which of them others speak of.
pub(super) struct Shelf<'t> {
    pub(super) entries: Vec<Entry<'t>>,
    pub(super) keys: FxHashMap<&'t str, usize>,
    /// Places of the fields of entries that others inherit from.
    places: FxHashMap<usize, Vec<Span>>,
}

/// Of a parent no more fields than these are inherited, and of no more parents.
pub(super) const MOST_FIELDS: usize = 64;
const MOST_PARENTS: usize = 16;

impl<'t> Shelf<'t> {
    pub(super) fn new(entries: Vec<Entry<'t>>, sink: &Sink<'_>) -> Self {
        let mut targets = FxHashSet::default();
        for field in entries.iter().flat_map(|entry| &entry.fields) {
            if matches!(field.meaning, Crossref | Xdata | Related) {
                let words = field.parts.iter().flat_map(|part| part.slice().text.split(','));
                targets.extend(words.map(str::trim));
            }
        }
        let (mut keys, mut places) = (FxHashMap::default(), FxHashMap::default());
        for (index, entry) in entries.iter().enumerate().filter(|_| !targets.is_empty()) {
            let Some(key) = entry.key.filter(|key| targets.contains(key.text)) else { continue };
            if keys.contains_key(key.text) {
                continue;
            }
            keys.insert(key.text, index);
            let fields = entry.fields.iter().take(MOST_FIELDS);
            places.insert(index, fields.map(|field| sink.span(value_range(field))).collect());
        }
        Self { entries, keys, places }
    }

    /// The own and inherited values of an entry, its own first.
    pub(super) fn values(&self, index: usize, macros: &mut Macros, sink: &mut Sink<'_>) -> Vec<Value<'_>> {
        let entry = &self.entries[index];
        let mut values: Vec<Value> = entry.fields.iter().map(|field| value(field, macros, sink)).collect();
        // What is still to be visited: the key, the place that names it, how many cross references led there.
        let mut pending: Vec<(String, Range<usize>, usize)> = Vec::new();
        let push = |value: &Value<'_>, range: Range<usize>, level: usize, pending: &mut Vec<_>| {
            let level = level + usize::from(value.meaning == Crossref);
            let keys = value.text.split(',').map(str::trim).filter(|key| !key.is_empty());
            let most = MOST_PARENTS.min(MOST_FIELDS.saturating_sub(pending.len()));
            pending.extend(keys.take(most).map(|key| (key.to_string(), range.clone(), level)));
        };
        for value in values.iter().filter(|v| matches!(v.meaning, Crossref | Xdata)) {
            push(value, value.range.clone(), 0, &mut pending);
        }
        let (mut visited, mut next) = (vec![index], 0);
        while let Some((key, range, level)) = pending.get(next).cloned() {
            next += 1;
            let Some(&parent) = self.keys.get(key.as_str()) else {
                let message = format!("no entry {} here to inherit from", tagged::quote(&key));
                sink.note(Severity::Warning, "crossref", range.start, message);
                continue;
            };
            if visited.contains(&parent) || visited.len() > MOST_PARENTS {
                continue;
            }
            visited.push(parent);
            let source = &self.entries[parent];
            // Looking at a field costs something, too.
            let cost = source.fields.len().min(MOST_FIELDS) * 32;
            if !macros.allowance.grants(cost, range.start, sink) {
                break;
            }
            // A second key for the same work says nothing but where the first is.
            let alias = level == 1
                && source.kind.text.eq_ignore_ascii_case(entry.kind.text)
                && !entry
                    .fields
                    .iter()
                    .any(|f| matches!(f.meaning, Title | Authors | Translators | Advisors | OtherPeople));
            let has_booktitle = source.fields.iter().take(MOST_FIELDS).any(|f| f.meaning == Booktitle);
            for (field, span) in source.fields.iter().zip(self.places.get(&parent).into_iter().flatten()) {
                let mut value = value(field, macros, sink);
                if matches!(value.meaning, Crossref | Xdata) {
                    push(&value, range.clone(), level, &mut pending);
                    continue;
                }
                if level > 0 && !alias {
                    match inherited(&value, entry.kind.text, source.kind.text, level) {
                        // BibTeX's own way is a `booktitle` in the parent.
                        Some(Booktitle) if value.meaning == Title && has_booktitle => continue,
                        Some(meaning) => value.meaning = meaning,
                        None => continue,
                    }
                }
                let dated = |m: Meaning| matches!(m, Date | Year);
                let held = values.iter().any(|held| match value.meaning {
                    Kept => held.name.eq_ignore_ascii_case(value.name),
                    m => held.meaning == m || dated(m) && dated(held.meaning),
                });
                // Two ISSNs of one parent are both inherited.
                let same_parent = values.iter().any(|held| held.meaning == value.meaning && held.span.is_some());
                let is_new = !held || same_parent && matches!(value.meaning, Issn | Isbn);
                if is_new && macros.allowance.grants(value.text.len(), range.start, sink) {
                    (value.span, value.range, value.cut) = (Some(*span), range.clone(), false);
                    values.push(value);
                }
            }
        }
        values
    }
}

/// What a parent's field is in a child, by BibLaTeX's rules; nothing where it is the parent's own.
fn inherited(value: &Value<'_>, child: &str, parent: &str, level: usize) -> Option<Meaning> {
    let is = |kind: &str, kinds: &[&str]| kinds.iter().any(|k| k.eq_ignore_ascii_case(kind));
    let periodical = is(parent, &["periodical"]);
    let multivolume = level > 1 || parent.to_ascii_lowercase().starts_with("mv");
    match value.meaning {
        Title if periodical => Some(Journal),
        Title if multivolume => Some(Maintitle),
        Title => Some(Booktitle),
        Subtitle if periodical => Some(JournalSubtitle),
        Subtitle if multivolume => None,
        Subtitle => Some(BookSubtitle),
        Authors => is(child, &["inbook", "bookinbook", "suppbook", "book"]).then_some(value.meaning),
        Booktitle | BookSubtitle | Maintitle | EventTitle | Journal | JournalSubtitle | Abbreviation | Editors
        | Date | Year | Month | Day | Number | Issue | Issn | Isbn | Publisher | Organization | Institution => {
            Some(value.meaning)
        }
        Volume => (level == 1).then_some(Volume),
        Translators => Some(value.meaning),
        Kept => is(value.name, &["series", "address", "location", "edition", "venue", "eventdate"]).then_some(Kept),
        _ => None,
    }
}

fn value_range(field: &RawField<'_>) -> Range<usize> {
    match (field.parts.first(), field.parts.last()) {
        (Some(first), Some(last)) => first.slice().at..last.slice().range().end,
        _ => field.name.range(),
    }
}

/// Resolves a field's value.
fn value<'e>(field: &'e RawField<'_>, macros: &mut Macros, sink: &mut Sink<'_>) -> Value<'e> {
    let range = value_range(field);
    let made = |text, at| Value {
        name: field.name.text,
        meaning: field.meaning,
        text,
        at,
        range: range.clone(),
        span: None,
        cut: field.cut,
    };
    if let [Part::Text(slice)] = field.parts[..] {
        return made(Cow::Borrowed(slice.text), Some(slice.at));
    }
    let mut added = 0;
    for part in &field.parts {
        let Part::Bare(name) = part else { continue };
        match macros.part(*part) {
            Some(text) if text.as_ptr() == name.text.as_ptr() => {}
            Some(text) => added += text.len(),
            None => {
                let plain = name.text.contains(char::is_whitespace)
                    || field.meaning == Month && month_number(name.text).is_some();
                if !plain && macros.unknown.insert(name.text.to_lowercase()) {
                    let message = format!("the macro {} is not defined; its name is used", tagged::quote(name.text));
                    sink.note(Severity::Warning, "macro", name.at, message);
                }
            }
        }
    }
    if added == 0 || !macros.allowance.grants(added, range.start, sink) {
        return match field.parts[..] {
            [part] => made(Cow::Borrowed(part.slice().text), Some(part.slice().at)),
            _ => made(field.parts.iter().map(|part| part.slice().text).collect(), None),
        };
    }
    made(field.parts.iter().map(|part| macros.part(*part).unwrap_or(part.slice().text)).collect(), None)
}

/// The values of an entry, and which of them are not yet read.
pub(super) struct Desk<'e> {
    pub(super) values: Vec<Value<'e>>,
    used: Vec<bool>,
    /// The meanings of values not yet read that say something.
    open: Vec<Option<Meaning>>,
    /// The same at the beginning, a bit for each: of nearly all that is asked for there is none.
    meanings: u128,
}

const _: () = assert!((Kept as u32) < u128::BITS, "each meaning has a bit");

impl<'e> Desk<'e> {
    pub(super) fn new(values: Vec<Value<'e>>) -> Self {
        let says_something = |value: &Value<'_>| !value.text.trim().is_empty();
        let open: Vec<_> = values.iter().map(|v| says_something(v).then_some(v.meaning)).collect();
        let meanings = open.iter().flatten().fold(0, |meanings, meaning| meanings | 1 << *meaning as u32);
        Self { used: vec![false; values.len()], open, meanings, values }
    }

    /// The first value of a meaning that says something. One that repeats it is read with it.
    pub(super) fn take(&mut self, meaning: Meaning) -> Option<Value<'e>> {
        let first = self.position(meaning)?;
        let taken = self.values[first].clone();
        for index in first..self.values.len() {
            if self.open[index] == Some(meaning) && self.values[index].text.trim() == taken.text.trim() {
                self.set_read(index);
            }
        }
        Some(taken)
    }

    fn position(&self, meaning: Meaning) -> Option<usize> {
        let may_be = self.meanings & 1 << meaning as u32 != 0;
        may_be.then(|| self.open.iter().position(|open| *open == Some(meaning)))?
    }

    /// The words of a value that stays where it is.
    pub(super) fn look(&self, meaning: Meaning) -> Option<&Value<'e>> {
        self.position(meaning).map(|i| &self.values[i])
    }

    /// Every value of a meaning, those that repeat another left out.
    pub(super) fn take_all(&mut self, meaning: Meaning) -> Vec<Value<'e>> {
        let Some(first) = self.position(meaning) else { return Vec::new() };
        let indices: Vec<usize> =
            (first..self.values.len()).filter(|&index| self.open[index] == Some(meaning)).collect();
        indices.iter().for_each(|index| self.set_read(*index));
        let mut seen = FxHashSet::default();
        let taken = indices.iter().map(|index| &self.values[*index]);
        taken.filter(|value| indices.len() == 1 || seen.insert(value.text.trim())).cloned().collect()
    }

    pub(super) fn is_read(&self, index: usize) -> bool {
        self.used[index]
    }

    pub(super) fn set_read(&mut self, index: usize) {
        (self.used[index], self.open[index]) = (true, None);
    }
}
