//! The lines of a page, each as it stands and in a narrow form that is easier to compare.
//!
//! Chinese input methods and mirror sites write `：；，［］（）１` where others write `:;,[]()1`. Every rule of this
//! folder looks at the narrow form only, in which both are one; places are those of the text as it stands.

use super::citation_line::{self, CitationLine};
use super::label::{self, Furniture, Label};
use crate::text;
use std::ops::Range;

/// A line that is not blank, without the white space at its ends.
pub(super) struct Line<'t> {
    raw: &'t str,
    start: usize,
    narrow: Option<Narrow>,
    /// Whether a blank line, or the start of the text, stands before it.
    pub(super) after_blank: bool,
    /// What the line is wherever it stands.
    pub(super) kind: Kind,
}

/// What a line is by its own form. What a [`Kind::Text`] is, its place tells.
pub(super) enum Kind {
    /// A label of the table, with the value that follows on the same line; an empty range where none does.
    Label(Label, Range<usize>),
    /// A label in Chinese that no table knows, and its value.
    OtherLabel(Range<usize>, Range<usize>),
    /// A citation line as PubMed writes it.
    Citation(Box<CitationLine>),
    /// The length of a list: `共 50 条`.
    Total(u32),
    /// What belongs to the site and not to the paper.
    Furniture(Furniture),
    Text,
}

/// A text with full-width forms made narrow, and where each of its bytes comes from.
struct Narrow {
    text: String,
    from: Vec<u32>,
}

/// Cuts a text into its lines.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut after_blank = true;
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let left = whole.trim_start_matches(is_margin);
        let raw = left.trim_end_matches(is_margin);
        if raw.is_empty() {
            after_blank = true;
        } else {
            let mut line = Line {
                raw,
                start: start + whole.len() - left.len(),
                narrow: narrow(raw),
                after_blank,
                kind: Kind::Text,
            };
            line.kind = kind(line.text());
            lines.push(line);
            after_blank = false;
        }
        start += whole.len();
    }
    lines
}

/// White space, and the invisible marks that pasting leaves at the ends of lines.
fn is_margin(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

fn kind(text: &str) -> Kind {
    if let Some(total) = label::total(text) {
        Kind::Total(total)
    } else if let Some((label, value)) = label::find(text) {
        Kind::Label(label, value)
    } else if let Some(furniture) = label::furniture(text) {
        Kind::Furniture(furniture)
    } else if let Some(citation) = citation_line::parse(text) {
        Kind::Citation(Box::new(citation))
    } else if let Some((name, value)) = label::find_unknown(text) {
        Kind::OtherLabel(name, value)
    } else {
        Kind::Text
    }
}

fn narrow_form(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '【' | '〔' => Some('['),
        '】' | '〕' => Some(']'),
        ' ' => None,
        c if c.is_whitespace() => Some(' '),
        _ => None,
    }
}

fn narrow(raw: &str) -> Option<Narrow> {
    if !raw.chars().any(|c| narrow_form(c).is_some()) {
        return None;
    }
    let mut out = Narrow { text: String::with_capacity(raw.len()), from: Vec::with_capacity(raw.len() + 1) };
    let mut chars = raw.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        out.push(narrow_form(c).unwrap_or(c), at);
        // A full-width mark brings its own space: `Bergen，Norway` is `Bergen, Norway`.
        let next = chars.peek().map(|(at, c)| (*at, *c));
        if let ('，' | '；' | '：', Some((at, next))) = (c, next)
            && next.is_alphabetic()
            && !text::is_han(next)
        {
            out.push(' ', at);
        }
    }
    out.from.push(offset(raw.len()));
    Some(out)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Narrow {
    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.from.resize(self.text.len(), offset(at));
    }
}

impl<'t> Line<'t> {
    /// The line in narrow form. Ranges below are ranges of it.
    pub(super) fn text(&self) -> &str {
        self.narrow.as_ref().map_or(self.raw, |n| &n.text)
    }

    /// The whole line.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.text().len()
    }

    /// Where a part of the line stands in the piece.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        let at = |i: usize| match &self.narrow {
            Some(narrow) => narrow.from.get(i).map_or(self.raw.len(), |at| *at as usize),
            None => i.min(self.raw.len()),
        };
        self.start + at(part.start)..self.start + at(part.end)
    }

    /// The part of the line as the source writes it, cleaned.
    pub(super) fn written(&self, part: Range<usize>) -> String {
        let place = self.place(part);
        let raw = self.raw.get(place.start - self.start..place.end - self.start).unwrap_or("");
        text::clean(raw.trim_matches(is_margin)).into_owned()
    }

    /// The part of the line as a value: Latin text in narrow form, Chinese text as the source writes it.
    pub(super) fn value(&self, part: Range<usize>) -> String {
        let narrow = self.text().get(part.clone()).unwrap_or("");
        if text::has_han(narrow) { self.written(part) } else { text::clean(narrow).into_owned() }
    }
}

/// The part of `text` in `part` without the white space at its ends.
pub(super) fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    trim_by(text, part, char::is_whitespace)
}

/// The part of `text` in `part` without what `is_edge` says at its ends.
pub(super) fn trim_by(text: &str, part: Range<usize>, is_edge: impl Fn(char) -> bool) -> Range<usize> {
    let slice = text.get(part.clone()).unwrap_or("");
    let left = slice.trim_start_matches(&is_edge);
    let start = part.start + slice.len() - left.len();
    start..start + left.trim_end_matches(&is_edge).len()
}

/// Cuts a part of `text` at separators outside brackets; the pieces are trimmed and never empty.
pub(super) fn split_outside_brackets(
    text: &str,
    part: Range<usize>,
    is_separator: impl Fn(char) -> bool,
) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut depth = 0u32;
    let mut start = part.start;
    for (at, c) in text.get(part.clone()).unwrap_or("").char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 && is_separator(c) => {
                pieces.push(trimmed(text, start..part.start + at));
                start = part.start + at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(trimmed(text, start..part.end));
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Cuts a part of `text` at separators wherever they stand; the pieces are trimmed and never empty.
pub(super) fn split(text: &str, part: Range<usize>, is_separator: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = part.start;
    for (at, c) in text.get(part.clone()).unwrap_or("").char_indices().filter(|(_, c)| is_separator(*c)) {
        pieces.push(trimmed(text, start..part.start + at));
        start = part.start + at + c.len_utf8();
    }
    pieces.push(trimmed(text, start..part.end));
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_forms_keep_their_places() {
        let text = "\u{feff}\n  被引：０\t\r\n［1］ Bergen，Norway  \n";
        let lines = lines(text);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].text(), "被引:0");
        assert_eq!(&text[lines[0].place(7..8)], "０");
        assert_eq!(lines[0].written(lines[0].all()), "被引：０");
        let affiliation = &lines[1];
        assert_eq!(affiliation.text(), "[1] Bergen, Norway");
        assert_eq!(affiliation.value(4..18), "Bergen, Norway");
        assert_eq!(&text[affiliation.place(4..18)], "Bergen，Norway");
        assert_eq!(&text[affiliation.place(12..18)], "Norway");
        assert!(lines[0].after_blank && !affiliation.after_blank);
    }

    #[test]
    fn brackets_hold_together() {
        let text = "Tritter [2 ,3 ], Carr (a, b),, ";
        let pieces: Vec<&str> =
            split_outside_brackets(text, 0..text.len(), |c| c == ',').into_iter().map(|r| &text[r]).collect();
        assert_eq!(pieces, ["Tritter [2 ,3 ]", "Carr (a, b)"]);
        let plain: Vec<&str> = split(text, 0..text.len(), |c| c == ',').into_iter().map(|r| &text[r]).collect();
        assert_eq!(plain, ["Tritter [2", "3 ]", "Carr (a", "b)"]);
    }
}
