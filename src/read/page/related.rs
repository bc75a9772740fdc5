//! Lists of papers on the pages of mirror sites: an entry is a number and a title, a line for each author, and a line
//! with journal, year and pages.

use super::citation_line::{VenueLine, parse_venue};
use super::line::{Line, trim_by, trimmed};
use super::names::split_names;
use crate::read::Sink;
use crate::record::{IdScheme, Identifier, Pages, Reference, ReferenceAuthor, find_dois};
use std::ops::Range;

/// Reads the number of an entry and where its title stands: `• [21] Title`.
pub(super) fn entry_start(line: &str) -> Option<(u32, Range<usize>)> {
    let body = trim_by(line, 0..line.len(), |c| c.is_whitespace() || "•·●▪■○◦*-–".contains(c));
    let inside = line.get(body.start..)?.strip_prefix('[')?;
    let close = inside.find(']')?;
    let number = inside[..close].trim().parse().ok()?;
    Some((number, trimmed(line, body.start + close + 2..line.len())))
}

/// The lines of an entry.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) first: Option<usize>,
    pub(super) authors: Vec<usize>,
    pub(super) venue: Option<usize>,
}

impl Entry {
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none() && self.authors.is_empty() && self.venue.is_none()
    }

    /// Reads the entry; its place is that of its title, the authors have their own.
    pub(super) fn read(self, lines: &[Line<'_>], sink: &Sink<'_>) -> Reference {
        let mut reference = Reference::default();
        let mut written: Vec<String> = Vec::new();
        let cited = self.authors.is_empty() && self.venue.is_none();
        if let Some(line) = self.first.map(|at| &lines[at]) {
            let (number, title) = entry_start(line.text()).map_or((None, line.all()), |(n, title)| (Some(n), title));
            let title = trim_by(line.text(), title, |c| c.is_whitespace());
            reference.position = number;
            reference.span = sink.span(line.place(title.clone()));
            let text = line.value(title.clone());
            written.push(text.clone());
            if cited {
                read_citation(line, title, sink, &mut reference);
            } else {
                reference.title = (!text.is_empty()).then_some(text);
            }
        }
        let mut authors = self.authors;
        let mut venue = self.venue;
        // A list cut short may end in the middle of a journal's name, which is all capitals.
        if venue.is_none()
            && let Some(last) = authors.last()
            && is_capitals(lines[*last].text())
        {
            venue = authors.pop();
        }
        for line in authors.iter().map(|at| &lines[*at]) {
            written.push(line.value(line.all()));
            for name in split_names(line.text()) {
                let span = sink.span(line.place(name.clone()));
                reference.authors.push(ReferenceAuthor { as_written: line.value(name), span });
            }
        }
        if let Some(line) = venue.map(|at| &lines[at]) {
            written.push(line.value(line.all()));
            match parse_venue(line.text()) {
                Some(venue) => read_venue(line, &venue, &mut reference),
                None => reference.venue = Some(line.value(line.all())),
            }
        }
        reference.as_written = written.join("\n");
        reference
    }
}

/// Words in capitals without a comma, as names of people are not.
fn is_capitals(text: &str) -> bool {
    !text.contains(',')
        && text.contains(' ')
        && text.chars().filter(|c| c.is_uppercase()).count() > 3
        && !text.contains(char::is_lowercase)
}

fn read_venue(line: &Line<'_>, venue: &VenueLine, reference: &mut Reference) {
    let value = |range: &Option<Range<usize>>| range.clone().map(|range| line.value(range));
    reference.venue = Some(line.value(venue.venue.clone()));
    reference.year = Some(venue.year);
    reference.volume = value(&venue.volume);
    reference.issue = value(&venue.issue);
    if let Some(pages) = value(&venue.pages) {
        let pages = Pages::parse(&pages);
        reference.first_page = pages.first;
        reference.last_page = pages.last;
    }
}

/// An entry on one line is cited as its journal likes it: only identifiers and the year are sure.
fn read_citation(line: &Line<'_>, part: Range<usize>, sink: &Sink<'_>, reference: &mut Reference) {
    let text = &line.text()[part.clone()];
    let found = find_dois(text);
    if let Some((doi, at)) = found.first() {
        let span = sink.span(line.place(part.start + at.start..part.start + at.end));
        if let Ok(doi) = Identifier::parse(IdScheme::Doi, doi.value()) {
            reference.ids.insert(doi.at(span));
        }
    }
    let end = found.first().map_or(text.len(), |(_, at)| at.start);
    let years: Vec<i32> = text[..end]
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 4 && ("1800".."2100").contains(word))
        .filter_map(|word| word.parse().ok())
        .collect();
    // Two years would leave a choice.
    if let [year] = years[..] {
        reference.year = Some(year);
    }
    if found.is_empty() && years.is_empty() {
        let title = line.value(part);
        reference.title = (!title.is_empty()).then_some(title);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_begin_with_a_number_in_brackets() {
        for (line, number, title) in [
            ("• [21] 'Dignity and respect': an example", 21, "'Dignity and respect': an example"),
            ("[1]同伴工作者", 1, "同伴工作者"),
            ("[ 3 ] [Letter]", 3, "[Letter]"),
        ] {
            assert_eq!(entry_start(line).map(|(n, at)| (n, &line[at])), Some((number, title)), "{line}");
        }
        for line in ["Faulkner, Alison", "[a] Title", "HEALTH EXPECTATIONS, 2021, 24 : 10 - 19", "• Title", "["] {
            assert_eq!(entry_start(line), None, "{line}");
        }
    }
}
