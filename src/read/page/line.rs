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

/// Cuts a text into its lines. Lines that PubMed's text export broke at its 80th column are made one again.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut places: Vec<(Range<usize>, bool)> = Vec::new();
    let mut after_blank = true;
    let mut start = 0;
    let mut broken = false;
    for whole in text.split_inclusive('\n') {
        let (left, raw) = unmarked(whole.trim_start_matches(is_margin));
        let place = start + whole.len() - left.len()..start + whole.len() - left.len() + raw.len();
        start += whole.len();
        if raw.is_empty() {
            after_blank = true;
            continue;
        }
        // Its records are numbered, with blank lines between all parts.
        broken |= after_blank && citation_line::list_number(raw) > 0;
        match places.last_mut() {
            Some((last, _)) if broken && !after_blank && continues(&text[last.clone()], raw) => last.end = place.end,
            _ => places.push((place, after_blank)),
        }
        after_blank = false;
    }
    let line = |(place, after_blank): (Range<usize>, bool)| {
        let raw = &text[place.clone()];
        let mut line = Line { raw, start: place.start, narrow: narrow(raw), after_blank, kind: Kind::Text };
        line.kind = kind(line.text());
        line
    };
    places.into_iter().map(line).collect()
}

/// A line from its first character on, and without the white space at its end; both without the signs of a heading
/// or of bold type, as notes in Markdown have them.
fn unmarked(line: &str) -> (&str, &str) {
    let plain = line.trim_start_matches('#');
    let heading = (1..=6).contains(&(line.len() - plain.len())) && plain.starts_with(' ');
    let line = if heading { plain.trim_start_matches(is_margin) } else { line };
    let raw = line.trim_end_matches(is_margin);
    match raw.strip_prefix("**").and_then(|inner| inner.strip_suffix("**")) {
        Some(bold) if !bold.is_empty() => (&line[2..], bold),
        _ => (line, raw),
    }
}

/// The column at which PubMed breaks lines.
const BREAK_COLUMN: usize = 80;

/// Whether a line was broken off the one above: its first word had no room there, and nothing new begins with it.
fn continues(above: &str, line: &str) -> bool {
    let last = above.rsplit('\n').next().unwrap_or(above).trim();
    let used = last.chars().count() + usize::from(!last.ends_with('-'));
    let word = line.split_whitespace().next().unwrap_or("").chars().count();
    let begins = line.starts_with(['(', '[', '©']) && super::shape::affiliation_mark(line).is_some()
        || label::find(line).is_some()
        || super::abstracts::section_label(line).is_some();
    used <= BREAK_COLUMN + 1 && used + word > BREAK_COLUMN && !begins
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
        // A word broken at its hyphen.
        if c == '\n' && out.text.ends_with('-') {
            continue;
        }
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
        let raw = raw.trim_matches(is_margin);
        if raw.contains("-\n") {
            text::clean(&raw.replace("-\n", "-")).into_owned()
        } else {
            text::clean(raw).into_owned()
        }
    }

    /// The part of the line as running text: Latin text with narrow marks, character for character.
    pub(super) fn running(&self, part: Range<usize>) -> String {
        let written = self.written(part);
        if self.narrow.is_none() || text::has_han(&written) {
            return written;
        }
        written.chars().map(|c| narrow_form(c).unwrap_or(c)).collect()
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
    fn signs_of_markdown_are_left_out() {
        let text = "## A title\n**Alpha A, Beta B**\nGamma C**\n#1\n****\n";
        let shown: Vec<String> = lines(text).iter().map(|line| line.value(line.all())).collect();
        assert_eq!(shown, ["A title", "Alpha A, Beta B", "Gamma C**", "#1", "****"]);
        let bold = &lines(text)[1];
        assert_eq!(&text[bold.place(bold.all())], "Alpha A, Beta B");
    }

    #[test]
    fn lines_broken_at_the_80th_column_are_one() {
        let text = "1. Arch Gynecol Obstet. 2022 Dec;306(6):1891-1900. doi: 10.1007/s00404-022-06504-5.\n\n\
                    Nifedipine or amlodipine? The choice for hypertension during pregnancy: a meta-\nanalysis.\n\n\
                    Author information:\n(1)Department of Obstetrics, West China Second University Hospital, Sichuan\n\
                    University, Chengdu, China.\n(2)Sichuan University.\n";
        let lines = lines(text);
        let shown: Vec<String> = lines.iter().skip(1).map(|line| line.value(line.all())).collect();
        assert_eq!(
            shown,
            [
                "Nifedipine or amlodipine? The choice for hypertension during pregnancy: a meta-analysis.",
                "Author information:",
                "(1)Department of Obstetrics, West China Second University Hospital, Sichuan University, Chengdu, China.",
                "(2)Sichuan University.",
            ]
        );
        assert_eq!(lines[1].written(lines[1].all()), shown[0]);
        assert!(text[lines[1].place(lines[1].all())].ends_with("meta-\nanalysis."));
        // Without a number nothing is joined.
        assert_eq!(super::lines(&text[3..]).len(), 7);
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
