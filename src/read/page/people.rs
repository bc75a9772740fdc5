//! Authors and addresses of a record, linked by the marks of both and by nothing else.

use super::super::people::MOST_LINKS;
use super::assemble::Draft;
use super::label::Label;
use super::line::{split_outside_brackets, trim_by, trimmed};
use super::names::{Mention, author_line, is_group, labelled_authors, mark_tokens};
use super::shape::{affiliation_mark, is_affiliation};
use crate::diagnostic::Severity;
use crate::record::{Affiliation, Contributor, NameOrder, PersonName};
use crate::text;
use std::collections::HashMap;
use std::ops::Range;

impl Draft<'_, '_, '_, '_> {
    pub(super) fn author_line(&mut self, at: usize) {
        let line = &self.lines[at];
        let Some(list) = author_line(line.text()) else {
            self.unread.push(at);
            return;
        };
        if let Some(doubt) = list.doubt {
            self.info("name-order", at, format!("{doubt}: names are read with the given name first"));
        } else if list.mentions.len() == 1 {
            self.info("one-author", at, "the line is read as the name of an author");
        }
        if list.cut_short {
            self.warn("authors-cut-short", at, "the list of authors ends in `et al`; those named are kept");
            self.record.keep_other("authors", "et al");
        }
        if list.degrees {
            self.record.keep_other("authors", line.written(line.all()));
        }
        for mention in list.mentions {
            self.author(at, mention, list.order);
        }
    }

    pub(super) fn authors(&mut self, at: usize, part: Range<usize>) {
        let text = self.lines[at].text();
        let order = match author_line(text) {
            Some(list) => list.order,
            None => NameOrder::Inverted,
        };
        let mentions = labelled_authors(text, part);
        // Below a label the family name stands first unless initials show the opposite.
        let order = if mentions.iter().all(|m| m.mark.is_some()) { NameOrder::Inverted } else { order };
        for mention in mentions {
            self.author(at, mention, order);
        }
    }

    fn author(&mut self, at: usize, mention: Mention, order: NameOrder) {
        let line = &self.lines[at];
        let as_written = line.value(mention.name.clone());
        let group = is_group(&as_written);
        let name = PersonName::parse(&as_written, order).filter(|_| !group);
        let literal = name.is_none().then(|| as_written.clone());
        if literal.is_some() && !group {
            self.warn("no-name", at, format!("{as_written:?} is no name of a person; kept as it is"));
        }
        let line = &self.lines[at];
        let position = u32::try_from(self.record.contributors.len() + 1).unwrap_or(u32::MAX);
        let span = self.sink.span(line.place(mention.name));
        let marker = mention.mark.map(|mark| bare_mark(&line.value(mark)));
        self.record.contributors.push(Contributor {
            position,
            as_written,
            name,
            literal,
            marker,
            span,
            ..Contributor::default()
        });
    }

    pub(super) fn affiliations(&mut self, at: usize, part: Range<usize>) {
        let text = self.lines[at].text();
        // `[1] Nord Univ, Namsos; [2] Aston Univ, Birmingham` is two addresses, `Dept A; Univ B` without marks as well.
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for piece in split_outside_brackets(text, part.clone(), |c| c == ';') {
            let mut start = piece.start;
            for (cut, _) in text[piece.clone()].match_indices(" [") {
                let from = piece.start + cut + 1;
                if affiliation_mark(&text[from..piece.end]).is_some() {
                    pieces.push(trim_by(text, start..from, |c| c.is_whitespace() || c == ','));
                    start = from;
                }
            }
            pieces.push(trimmed(text, start..piece.end));
        }
        for piece in pieces {
            self.affiliation(at, piece);
        }
    }

    pub(super) fn affiliation(&mut self, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        let slice = line.text().get(part.clone()).unwrap_or("");
        let mark = affiliation_mark(slice).map(|mark| part.start + mark.start..part.start + mark.end);
        let start = mark.as_ref().map_or(part.start, |mark| mark.end);
        let body = trimmed(line.text(), start..part.end);
        let as_written = line.value(body.clone());
        if as_written.is_empty() {
            return;
        }
        let marker = mark.map(|mark| bare_mark(&line.value(mark)));
        if !self.labelled && !is_affiliation(line.text()) {
            self.info("affiliation", at, "the line is read as an address because it stands among addresses");
        }
        let span = self.sink.span(self.lines[at].place(body));
        self.record.affiliations.push(Affiliation { as_written, marker, span, ..Affiliation::default() });
    }

    /// Links authors to addresses by the marks of both, and only by these.
    pub(super) fn link(&mut self, start: usize) {
        let mut marks: HashMap<String, Vec<u32>> = HashMap::new();
        for (index, affiliation) in (0u32..).zip(&self.record.affiliations) {
            for token in affiliation.marker.iter().flat_map(|mark| mark_tokens(mark)) {
                marks.entry(token).or_default().push(index);
            }
        }
        let mut twice: Vec<&str> = marks.iter().filter(|(_, at)| at.len() > 1).map(|(mark, _)| mark.as_str()).collect();
        twice.sort_unstable();
        let twice = twice.join(", ");
        let mut missing: Vec<String> = Vec::new();
        for contributor in &mut self.record.contributors {
            for token in contributor.marker.iter().flat_map(|mark| mark_tokens(mark)) {
                // Raised numbers stand side by side without a comma: `¹²` where there is no twelfth address.
                let digits: Vec<String> = token.chars().map(String::from).collect();
                let parts = if marks.contains_key(&token) || !digits.iter().all(|d| marks.contains_key(d)) {
                    vec![token]
                } else {
                    digits
                };
                for part in parts {
                    let Some(marked) = marks.get(&part) else {
                        missing.push(part);
                        continue;
                    };
                    for index in marked.iter().take(MOST_LINKS) {
                        if contributor.affiliations.len() < MOST_LINKS && !contributor.affiliations.contains(index) {
                            contributor.affiliations.push(*index);
                        }
                    }
                }
            }
        }
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let message =
                format!("authors are marked {}, but no address has that mark; not linked", missing.join(", "));
            self.sink.note(Severity::Warning, "affiliation-mark", start, message);
        }
        if !twice.is_empty() {
            let message = format!("several addresses are marked {twice}; authors with that mark are linked to each");
            self.sink.note(Severity::Warning, "affiliation-mark", start, message);
        }
    }

    pub(super) fn mark_corresponding(&mut self) {
        for (at, part, label) in std::mem::take(&mut self.corresponding) {
            let line = &self.lines[at];
            let mentions = labelled_authors(line.text(), part.clone());
            let mut found = false;
            for mention in &mentions {
                let wanted = text::fold(&line.value(mention.name.clone()));
                for contributor in &mut self.record.contributors {
                    let same = text::fold(&contributor.as_written) == wanted;
                    contributor.corresponding |= same;
                    found |= same;
                }
            }
            if !found {
                self.label = label;
                let value = self.lines[at].value(part);
                self.not_read(at, Label::Corresponding, "none of the authors is named", value);
            }
        }
    }
}

/// A mark without the brackets around it: `[2 ,3 ]` is `2 ,3`.
fn bare_mark(mark: &str) -> String {
    let inner = mark.strip_prefix('[').and_then(|m| m.strip_suffix(']'));
    let inner = inner.or_else(|| mark.strip_prefix('(').and_then(|m| m.strip_suffix(')')));
    match inner.filter(|inner| !inner.contains(['[', ']', '(', ')'])) {
        Some(inner) => inner.trim().to_string(),
        None if mark.starts_with(['[', '(']) => mark.to_string(),
        None => mark.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ')')).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_without_brackets() {
        for (mark, bare) in
            [("[2 ,3 ]", "2 ,3"), ("(1)", "1"), ("(1)(2)", "(1)(2)"), ("1.", "1"), ("¹", "¹"), ("*", "*")]
        {
            assert_eq!(bare_mark(mark), bare, "{mark}");
        }
    }
}
