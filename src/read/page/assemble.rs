//! Makes a [`Record`] of lines whose roles are known.

use super::abstracts::{Paragraph, abstracts, section_label, sections};
use super::cut::{Cut, Role};
use super::label::Label;
use super::line::{Kind, Line, trim_by};
use super::names::author_line;
use super::related::Entry;
use super::shape::{self, is_affiliation, is_paragraph, is_title};
use crate::diagnostic::Severity;
use crate::read::Sink;
use crate::record::{Field, IdScheme, Lang, Record, WorkKind};
use crate::text;
use std::ops::Range;

/// Registrants of DOIs whose journals number articles and have no pages.
const ARTICLE_NUMBER_REGISTRANTS: &[&str] = &[
    "10.1186/",
    "10.1371/",
    "10.2147/",
    "10.2196/",
    "10.3389/",
    "10.3390/",
    "10.7554/",
    "10.7717/",
    "10.12688/",
    "10.1155/",
    "10.5334/",
    "10.1038/s41",
];

/// Key in `other` for lines that are not understood.
pub(super) const UNREAD: &str = "unread";

/// Reads one record and hands it to the sink.
pub(super) fn assemble(lines: &[Line<'_>], roles: &[Role], cut: &Cut, leading: Range<usize>, sink: &mut Sink<'_>) {
    let place = |at: usize| lines[at].place(lines[at].all());
    let (Some(first), Some(last)) = (cut.lines.clone().next(), cut.lines.clone().next_back()) else { return };
    let said = |at: &usize| !matches!(lines[*at].kind, Kind::Furniture(_) | Kind::Total(_));
    let start = place(leading.clone().find(said).unwrap_or(first)).start;
    let mut draft = Draft {
        lines,
        record: sink.record(start..place(last).end),
        sink,
        labelled: cut.labelled,
        paragraphs: Vec::new(),
        heading: None,
        entry: Entry::default(),
        list: None,
        totals: Vec::new(),
        corresponding: Vec::new(),
        times_cited: None,
        keywords: Vec::new(),
        lone_page: None,
        unread: Vec::new(),
        other_papers: None,
        label: None,
    };
    if !cut.anchored {
        let message = "no citation line and no label found; the whole text is read as one record";
        draft.sink.note(Severity::Warning, "no-anchor", start, message);
    }
    for at in cut.lines.clone() {
        draft.line(at, roles[at]);
    }
    draft.leading(leading, roles);
    draft.finish(start);
}

/// A record being made.
pub(super) struct Draft<'a, 't, 's, 'p> {
    pub(super) lines: &'a [Line<'t>],
    pub(super) sink: &'s mut Sink<'p>,
    pub(super) record: Record,
    pub(super) labelled: bool,
    pub(super) paragraphs: Vec<Paragraph>,
    /// A label alone on its line, for the paragraph below.
    pub(super) heading: Option<String>,
    pub(super) entry: Entry,
    pub(super) list: Option<Label>,
    /// The length a list claims, and where it does.
    pub(super) totals: Vec<(Option<Label>, u32, usize)>,
    /// Line and part of each name, and its label.
    pub(super) corresponding: Vec<(usize, Range<usize>, Option<usize>)>,
    /// The line of a count whose number is on the next.
    pub(super) times_cited: Option<usize>,
    pub(super) keywords: Vec<(usize, Range<usize>)>,
    /// A single value in the place of pages, read when all else is.
    pub(super) lone_page: Option<(String, Range<usize>)>,
    pub(super) unread: Vec<usize>,
    /// The heading of the list of other papers last told of.
    pub(super) other_papers: Option<usize>,
    pub(super) label: Option<usize>,
}

impl Draft<'_, '_, '_, '_> {
    fn start(&self, at: usize) -> usize {
        self.lines[at].place(self.lines[at].all()).start
    }

    fn line(&mut self, at: usize, role: Role) {
        let lines = self.lines;
        let line = &lines[at];
        if !matches!(role, Role::Entry(_) | Role::EntryAuthor(_) | Role::EntryVenue(_) | Role::Skip) {
            self.end_entry();
        }
        match role {
            Role::Leading | Role::Skip => {}
            Role::Title => self.title(at, line.all()),
            Role::Authors => self.author_line(at),
            Role::Affiliation => self.affiliation(at, line.all()),
            Role::Citation => {
                if let Kind::Citation(citation) = &line.kind {
                    self.citation(at, line.all(), citation);
                }
            }
            Role::Paragraph => self.paragraph(at, line.all()),
            Role::Heading => self.heading = section_label(line.text()).map(|(label, _)| line.value(label)),
            Role::Label => {
                if let Kind::Label(label, value) = &line.kind {
                    if !self.labelled && !self.paragraphs.is_empty() && (label.is_list() || *label == Label::PageCount)
                    {
                        self.info("joined", at, "a label of mirror sites below an abstract; read as of the same paper");
                    }
                    self.label = Some(at);
                    self.list = label.is_list().then_some(*label);
                    if *label == Label::TimesCited && value.is_empty() {
                        self.times_cited = Some(at);
                    }
                    if !value.is_empty() {
                        self.value(at, *label, value.clone());
                    }
                }
            }
            Role::Value(label) => self.value(at, label, line.all()),
            Role::Entry(label) => {
                self.end_entry();
                self.list = Some(label);
                self.entry.first = Some(at);
            }
            Role::EntryAuthor(_) => self.entry.authors.push(at),
            Role::EntryVenue(_) => self.entry.venue = Some(at),
            Role::Total => {
                if let Kind::Total(total) = line.kind {
                    self.totals.push((self.list, total, at));
                    let key = self.label_name().unwrap_or_else(|| "共".to_string());
                    self.record.keep_other(&key, line.written(line.all()));
                }
            }
            Role::OtherLabel => {
                if let Kind::OtherLabel(name, value) = &line.kind {
                    self.record.keep_other(&line.value(name.clone()), line.value(value.clone()));
                }
            }
            Role::Copyright => self.record.keep_other("copyright", line.written(line.all())),
            Role::OtherPapers(heading) => {
                let name = lines[heading].written(lines[heading].all());
                if self.other_papers.replace(heading) != Some(heading) {
                    let message = format!("what stands below {name:?} is about other papers; kept in `other`");
                    self.info("other-papers", heading, message);
                }
                self.record.keep_other(&name, line.written(line.all()));
            }
            Role::Unknown => self.unread.push(at),
        }
    }

    /// The label last read, as the page spells it.
    pub(super) fn label_name(&self) -> Option<String> {
        let line = &self.lines[self.label?];
        let Kind::Label(_, value) = &line.kind else { return None };
        let name = trim_by(line.text(), 0..value.start, |c| c.is_whitespace() || matches!(c, ':' | '[' | ']'));
        let spelt = line.value(name);
        Some(if text::has_han(&spelt) { spelt.replace(' ', "") } else { spelt })
    }

    pub(super) fn warn(&mut self, code: &'static str, at: usize, message: impl Into<String>) {
        let start = self.start(at);
        self.sink.note(Severity::Warning, code, start, message);
    }

    pub(super) fn info(&mut self, code: &'static str, at: usize, message: impl Into<String>) {
        let start = self.start(at);
        self.sink.note(Severity::Info, code, start, message);
    }

    pub(super) fn span_field(&mut self, field: Field, place: Range<usize>) {
        let span = self.sink.span(place);
        self.record.spans.insert(field, span);
    }

    // Abstract

    pub(super) fn paragraph(&mut self, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        let slice = line.text().get(part.clone()).unwrap_or("");
        let heading = self.heading.take();
        let from = |range: Range<usize>| part.start + range.start..part.start + range.end;
        for (label, body) in sections(slice) {
            let label = label.map(|label| line.value(from(label))).or_else(|| heading.clone());
            let body = from(body);
            self.paragraphs.push(Paragraph { label, text: line.running(body.clone()), place: line.place(body) });
        }
    }

    // Lists of papers

    fn end_entry(&mut self) {
        if self.entry.is_empty() {
            return;
        }
        let entry = std::mem::take(&mut self.entry);
        let first = entry.first.or(entry.venue);
        let list = self.list;
        let whole = entry.venue.is_some() || list == Some(Label::References) && entry.authors.is_empty();
        let reference = entry.read(self.lines, self.sink);
        let before = match list {
            Some(Label::References) => self.record.references.last(),
            _ => self.record.related.last(),
        };
        if let (Some(at), Some(last), Some(number)) = (first, before.and_then(|r| r.position), reference.position)
            && number <= last
        {
            self.warn("list-order", at, format!("entry {number} follows entry {last}; kept where it stands"));
        }
        if let (Some(at), false) = (first, whole) {
            self.warn("list-entry", at, "the entry has no line with journal and year; what is there is kept");
        }
        match list {
            Some(Label::References) => self.record.references.push(reference),
            _ => self.record.related.push(reference),
        }
    }

    fn compare_totals(&mut self) {
        for (list, total, at) in std::mem::take(&mut self.totals) {
            let listed = match list {
                Some(Label::References) => self.record.references.len(),
                Some(Label::Related) => self.record.related.len(),
                _ => continue,
            };
            if listed != total as usize {
                self.info("list-incomplete", at, format!("{listed} of {total} listed"));
            }
        }
    }

    // The end

    /// Lines before the first record. Without labels they are parts of it that stand in another order.
    fn leading(&mut self, leading: Range<usize>, roles: &[Role]) {
        let lines = self.lines;
        let found = !self.paragraphs.is_empty();
        for at in leading {
            let line = &lines[at];
            let text = line.text();
            match &line.kind {
                Kind::Furniture(_) | Kind::Total(_) => {}
                _ if roles[at] != Role::Leading => self.line(at, roles[at]),
                Kind::Text | Kind::OtherLabel(..) if !self.labelled => {
                    let listed =
                        self.record.contributors.is_empty() && author_line(text).is_some_and(|l| l.mentions.len() > 1);
                    if listed {
                        self.author_line(at);
                    } else if self.record.affiliations.is_empty() && is_affiliation(text) {
                        self.affiliation(at, line.all());
                    } else if !found && (is_paragraph(text) || section_label(text).is_some()) {
                        self.paragraph(at, line.all());
                    } else if self.record.titles.is_empty() && listed_title(text) {
                        self.title(at, line.all());
                    } else {
                        self.unread.push(at);
                    }
                }
                _ => self.unread.push(at),
            }
        }
    }

    fn finish(mut self, start: usize) {
        self.end_entry();
        self.all_keywords();
        self.link(start);
        self.mark_corresponding();
        // In the order of the schemes, wherever the page has them.
        self.record.keywords.sort_by_key(|keyword| (keyword.scheme, keyword.span.start));
        self.record.abstracts = abstracts(std::mem::take(&mut self.paragraphs), self.sink);
        self.settle_title_language();
        self.settle_lone_page();
        self.compare_totals();
        if self.record.kind.is_none()
            && self.record.venue.as_ref().is_some_and(|v| v.title.is_some())
            && self.record.volume.is_some()
        {
            self.record.kind = Some(WorkKind::JournalArticle);
        }
        self.keep_unread();
        self.sink.push(self.record, start);
    }

    /// A title too short to tell its language is in that of the abstract in the same script.
    fn settle_title_language(&mut self) {
        for title in self.record.titles.iter_mut().filter(|title| title.lang.is_none()) {
            let han = text::has_han(&title.text);
            let same = |lang: &&Lang| (*lang == "zh") == han;
            title.lang = self.record.abstracts.iter().filter_map(|a| a.lang.as_ref()).find(same).cloned();
        }
    }

    /// A single value where pages stand is an article number, unless it is the page of a piece of one page: it has an
    /// issue, and there is no abstract, which would not fit on the page, nor any sign of a journal without pages
    /// (letters in front, five digits, a collection of the year, a DOI of a publisher of such journals).
    /// PubMed gives the last page of everything longer.
    fn settle_lone_page(&mut self) {
        let Some((value, place)) = self.lone_page.take() else { return };
        let doi = self.record.ids.get(IdScheme::Doi).unwrap_or("");
        let supplement =
            value.starts_with(['S', 's']) && self.record.issue.as_deref().is_some_and(|i| i.contains("Suppl"));
        let sign = value.starts_with(|c: char| c.is_alphabetic())
            || value.len() >= 5
            || self.record.other.contains_key("eCollection")
            || ARTICLE_NUMBER_REGISTRANTS.iter().any(|registrant| doi.starts_with(registrant));
        let article = !supplement && (self.record.issue.is_none() || sign || !self.record.abstracts.is_empty());
        let member = if article { &mut self.record.pages.article_number } else { &mut self.record.pages.first };
        *member = Some(value);
        self.span_field(Field::Pages, place);
    }

    /// Keeps what was not understood, with one message for lines that follow one another.
    fn keep_unread(&mut self) {
        let mut unread = std::mem::take(&mut self.unread);
        unread.sort_unstable();
        let mut rest = unread.as_slice();
        while let Some((&first, _)) = rest.split_first() {
            let run = rest.iter().enumerate().take_while(|(i, at)| **at == first + i).count();
            let (group, after) = rest.split_at(run);
            let line = &self.lines[first];
            let shown: String = line.text().chars().take(40).collect();
            let dots = if shown.len() < line.text().len() { "…" } else { "" };
            let more = if run > 1 { format!(" and {} more lines", run - 1) } else { String::new() };
            self.warn(
                "unread",
                first,
                format!("not understood: {:?}{more}; kept in `other`", format!("{shown}{dots}")),
            );
            for at in group {
                let line = &self.lines[*at];
                self.record.keep_other(UNREAD, line.written(line.all()));
            }
            rest = after;
        }
    }
}

fn listed_title(text: &str) -> bool {
    is_title(text) && text.split_whitespace().count() >= 3 && !shape::is_sentence(text)
}
