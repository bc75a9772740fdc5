//! Cuts a page into records and gives every line its role.
//!
//! Two things anchor a record: a citation line as PubMed writes it, and the labels of a mirror site. Everything is
//! decided going forward; only when an anchor begins a new record are the lines before it looked at again: addresses,
//! a list of authors and a title belong to the record that follows. A line a record certainly owns (the value of a
//! label, an entry of a list) is never taken away from it again.

use super::abstracts::section_label;
use super::citation_line::parse_venue;
use super::label::{self, Furniture, Label};
use super::line::{Kind, Line};
use super::names::{self, author_line, is_labelled_author};
use super::shape::{self, is_affiliation, is_paragraph, is_title};
use crate::record::{IdScheme, Identifier};
use crate::text;
use std::collections::HashSet;
use std::ops::Range;

/// How many lines above its first label or citation line a record may begin: addresses can be many.
const HEAD_LINES: usize = 400;

/// What a line does in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Before the first record; what it is, the record decides.
    Leading,
    /// Says nothing of a paper.
    Skip,
    Title,
    Authors,
    Affiliation,
    Citation,
    Paragraph,
    /// The label of the paragraph below.
    Heading,
    /// A label, with or without a value on the same line.
    Label,
    /// A value below its label.
    Value(Label),
    /// First line of an entry in a list of papers.
    Entry(Label),
    /// A name in an entry.
    EntryAuthor(Label),
    /// Journal, year and pages of an entry.
    EntryVenue(Label),
    Total,
    /// A label no table knows, with its value.
    OtherLabel,
    Copyright,
    /// About other papers; the line that heads their list is at this place.
    OtherPapers(usize),
    Unknown,
}

/// A record's lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) lines: Range<usize>,
    /// Whether it is a page with labels.
    pub(super) labelled: bool,
    /// Whether it has a citation line or a label at all.
    pub(super) anchored: bool,
}

/// Cuts lines into records.
pub(super) fn cut(lines: &[Line<'_>]) -> (Vec<Cut>, Vec<Role>) {
    let (cuts, mut roles) = Cutter::new(lines, None).run(true);
    if let Some(first) = cuts.first().map(|cut| cut.lines.start) {
        // What stands before the first record may have labels all the same.
        let (_, leading) = Cutter::new(&lines[..first], Some(Open::default())).run(false);
        let labelled = leading
            .into_iter()
            .enumerate()
            .filter(|(_, role)| matches!(role, Role::Label | Role::Value(_) | Role::Heading | Role::Copyright));
        labelled.for_each(|(at, role)| roles[at] = role);
    }
    let speaks = |line: &Line<'_>| !matches!(line.kind, Kind::Furniture(_) | Kind::Total(_));
    if cuts.is_empty() && lines.iter().any(speaks) {
        return Cutter::new(lines, Some(Open::default())).run(false);
    }
    (cuts, roles)
}

/// The record being gathered.
#[derive(Default)]
struct Open {
    start: usize,
    labelled: bool,
    /// Whether its labels are in Latin letters.
    latin: bool,
    citation: bool,
    /// Whether authors or addresses stand before the citation line.
    head: bool,
    title: bool,
    authors: bool,
    affiliations: bool,
    paragraphs: usize,
    /// Whether a paragraph is Chinese.
    han: bool,
    doi: Option<Identifier>,
    seen: Vec<Label>,
    /// The spellings of its labels.
    spelt: HashSet<String>,
    /// The label whose value is being read.
    label: Option<Label>,
    /// Whether that value has not begun yet.
    awaiting: bool,
    entry: bool,
    /// The line below which other papers are listed.
    other_papers: Option<usize>,
    /// The first line that may still be given to the next record.
    held: usize,
}

impl Open {
    fn see(&mut self, label: Label, line: &str) {
        if !self.seen.contains(&label) {
            self.seen.push(label);
        }
        self.spelt.insert(label::spelling(line));
    }
}

struct Cutter<'a, 't> {
    lines: &'a [Line<'t>],
    roles: Vec<Role>,
    cuts: Vec<Cut>,
    open: Option<Open>,
}

impl<'a, 't> Cutter<'a, 't> {
    fn new(lines: &'a [Line<'t>], open: Option<Open>) -> Self {
        Self { lines, roles: vec![Role::Leading; lines.len()], cuts: Vec::new(), open }
    }

    fn run(mut self, anchored: bool) -> (Vec<Cut>, Vec<Role>) {
        for at in 0..self.lines.len() {
            self.line(at);
        }
        self.close(self.lines.len());
        self.cuts.iter_mut().for_each(|cut| cut.anchored = anchored);
        (self.cuts, self.roles)
    }

    fn text(&self, at: usize) -> &'a str {
        self.lines[at].text()
    }

    fn line(&mut self, at: usize) {
        match &self.lines[at].kind {
            Kind::Furniture(furniture) => {
                self.roles[at] = Role::Skip;
                if let Some(open) = &mut self.open
                    && *furniture != Furniture::Separator
                {
                    if open.label == Some(Label::Abstract) {
                        open.label = None;
                    }
                    let below = *furniture == Furniture::OtherPapers && !open.labelled;
                    open.other_papers = below.then_some(at);
                }
            }
            Kind::Total(_) => self.roles[at] = if self.open.is_some() { Role::Total } else { Role::Skip },
            Kind::Citation(_) => self.citation(at),
            Kind::Label(label, value) => self.label(at, *label, value.is_empty()),
            Kind::OtherLabel(..) => match &mut self.open {
                Some(open) if open.labelled => {
                    self.roles[at] = Role::OtherLabel;
                    open.label = None;
                    open.held = at + 1;
                }
                _ => self.plain(at),
            },
            Kind::Text => self.plain(at),
        }
    }

    // Anchors

    fn citation(&mut self, at: usize) {
        let Kind::Citation(citation) = &self.lines[at].kind else { return };
        let doi = citation
            .doi
            .clone()
            .and_then(|range| Identifier::parse(IdScheme::Doi, self.text(at).get(range).unwrap_or("")).ok());
        let (start, title) = self.head_before(at);
        let second = self.second_title(start, title);
        let addressed = (start..at).any(|line| is_affiliation(self.text(line)));
        let own = addressed || start == at && self.is_titled_below(at);
        if let Some(heading) = self.open.as_ref().and_then(|open| open.other_papers)
            && !own
        {
            self.roles[at] = Role::OtherPapers(heading);
            return;
        }
        if let Some(open) = &mut self.open {
            let value = matches!(open.label, Some(Label::Source | Label::Kept)) && open.awaiting;
            let same = doi.is_some() && doi == open.doi;
            // Only labels so far, and none that ends a page: the page's own citation line.
            let early =
                !open.citation && (open.latin || !open.seen.iter().any(|l| l.is_list() || *l == Label::Abstract));
            if value {
                self.value(at);
                return;
            }
            if start == at && open.entry {
                open.entry = false;
                open.held = at + 1;
                self.roles[at] = open.label.map_or(Role::Unknown, Role::EntryVenue);
                return;
            }
            let other = doi.is_some() && open.doi.is_some() && !same;
            if start == at && (same || open.labelled && early && !other) {
                self.roles[at] = if open.citation { Role::Unknown } else { Role::Citation };
                open.citation = true;
                open.label = None;
                open.held = at + 1;
                return;
            }
        }
        let start = second.unwrap_or(start);
        self.close(start);
        let mut open = Open { start, citation: true, doi, held: at + 1, title: title.is_some(), ..Open::default() };
        for line in start..at {
            let role = if second == Some(line) { Role::Title } else { self.head_role(line, title, &open) };
            open.authors |= role == Role::Authors;
            open.affiliations |= role == Role::Affiliation;
            self.roles[line] = role;
        }
        open.head = open.authors || open.affiliations;
        self.roles[at] = Role::Citation;
        self.open = Some(open);
    }

    fn head_role(&self, at: usize, title: Option<usize>, open: &Open) -> Role {
        match &self.lines[at].kind {
            _ if title == Some(at) => Role::Title,
            Kind::Label(..) => Role::Label,
            Kind::Text | Kind::OtherLabel(..) if !open.authors && author_line(self.text(at)).is_some() => Role::Authors,
            Kind::Text | Kind::OtherLabel(..) => Role::Affiliation,
            _ => Role::Skip,
        }
    }

    /// Where the record begins whose citation line stands at `at`, and which line is its title.
    fn head_before(&self, at: usize) -> (usize, Option<usize>) {
        let floor = match &self.open {
            None => 0,
            // The citation came first there, so what follows it is its own.
            Some(open) if open.citation && !open.labelled && !open.head && open.paragraphs == 0 => at,
            Some(open) => open.held,
        };
        let (mut start, mut odd, mut authors) = (at, 0, false);
        for line in (floor..at).rev() {
            match &self.lines[line].kind {
                Kind::Furniture(_) => {}
                Kind::Label(label, value)
                    if value.is_empty()
                        && !label::is_chinese(self.text(line))
                        && matches!(label, Label::Authors | Label::Affiliations) =>
                {
                    start = line;
                }
                Kind::Text | Kind::OtherLabel(..) => {
                    let text = self.text(line);
                    let marked =
                        self.roles[line] == Role::Value(Label::Affiliations) && shape::affiliation_mark(text).is_some();
                    if marked {
                        break;
                    }
                    let listed = author_line(text).is_some_and(|l| l.mentions.len() > 1 || !authors);
                    if listed && !authors || is_affiliation(text) && (!authors || text.contains(',')) {
                        authors |= listed;
                        start = line;
                        odd = 0;
                    } else if odd < 2 && !authors && text.chars().count() <= 160 && !is_paragraph(text) {
                        // An address without any of the signs may stand among others.
                        odd += 1;
                    } else {
                        break;
                    }
                }
                _ => break,
            }
        }
        let above = (floor..start).rev().find(|line| !matches!(self.lines[*line].kind, Kind::Furniture(_)));
        let title = above.filter(|line| {
            let text = self.text(*line);
            let headed =
                start < at || !self.is_titled_below(at) && (self.open.is_none() || !text.ends_with(['.', '。']));
            headed && (text.contains(' ') || text::has_han(text)) && self.can_be_title(*line)
        });
        (title.unwrap_or(start), title)
    }

    /// Whether a title and a list of authors stand below a citation line, as on PubMed's own pages.
    fn is_titled_below(&self, at: usize) -> bool {
        let mut below = self.lines[at + 1..].iter().filter(|line| !matches!(line.kind, Kind::Furniture(_)));
        let (Some(title), Some(authors)) = (below.next(), below.next()) else { return false };
        [title, authors].iter().all(|line| matches!(line.kind, Kind::Text))
            && is_title(title.text())
            && title.text().contains(' ')
            && author_line(title.text()).is_none()
            && author_line(authors.text()).is_some()
    }

    fn label(&mut self, at: usize, label: Label, alone: bool) {
        let chinese = label::is_chinese(self.text(at));
        let begins = self.begins_record(at, label, chinese, alone);
        if let Some(open) = &mut self.open
            && let Some(heading) = open.other_papers
            && !begins
        {
            // `PMID: 36396838` belongs to the paper above it; a label alone heads a section of its own.
            if !alone {
                self.roles[at] = Role::OtherPapers(heading);
                return;
            }
            open.other_papers = None;
        }
        if !begins && self.heads_next(at, label, alone) {
            self.roles[at] = Role::Unknown;
            return;
        }
        if begins {
            let title = self.title_before(at);
            let start = title.unwrap_or(at);
            let second = self.second_title(start, title);
            let start = second.unwrap_or(start);
            self.close(start);
            let mut open =
                Open { start, labelled: true, latin: !chinese, title: title.is_some(), held: at, ..Open::default() };
            for line in start..at {
                self.roles[line] = match &self.lines[line].kind {
                    Kind::Label(label, _) => {
                        open.see(*label, self.lines[line].text());
                        Role::Label
                    }
                    Kind::Furniture(_) => Role::Skip,
                    _ if title == Some(line) || second == Some(line) => Role::Title,
                    _ => self.roles[line],
                };
            }
            self.open = Some(open);
        }
        let Some(open) = &mut self.open else { return };
        open.labelled |= chinese && label.opens();
        open.see(label, self.lines[at].text());
        open.entry = false;
        open.title |= label == Label::Title;
        open.authors |= label == Label::Authors;
        open.affiliations |= label == Label::Affiliations;
        open.awaiting = alone && !label.is_list();
        open.label = (alone || label.is_long()).then_some(label);
        if !alone {
            let Kind::Label(_, value) = &self.lines[at].kind else { return };
            let value = value.clone();
            self.note_value(at, label, value);
        }
        self.roles[at] = Role::Label;
        // A count of citations stands above a page or below it; it holds nothing.
        if let Some(open) = &mut self.open
            && label != Label::TimesCited
        {
            open.held = at + 1;
        }
    }

    /// Takes note of a value that tells records apart.
    fn note_value(&mut self, at: usize, label: Label, value: Range<usize>) {
        let text = self.lines[at].text().get(value).unwrap_or("");
        let Some(open) = &mut self.open else { return };
        match label {
            Label::Doi if open.doi.is_none() => open.doi = Identifier::parse(IdScheme::Doi, text).ok(),
            Label::Abstract if !text.is_empty() => {
                open.paragraphs += 1;
                open.han |= text::has_han(text);
            }
            _ => {}
        }
    }

    /// Whether a label of addresses stands below the authors of the next paper, which follow an abstract.
    fn heads_next(&self, at: usize, label: Label, alone: bool) -> bool {
        let Some(open) = &self.open else { return false };
        let before = self.lines[..at].iter().rev().find(|line| !matches!(line.kind, Kind::Furniture(_)));
        label == Label::Affiliations
            && alone
            && !open.labelled
            && open.paragraphs > 0
            && !label::is_chinese(self.text(at))
            && before.is_some_and(|line| author_line(line.text()).is_some())
    }

    fn begins_record(&self, at: usize, label: Label, chinese: bool, alone: bool) -> bool {
        let Some(open) = &self.open else { return chinese || label.opens_in_latin() };
        if !chinese && !open.latin {
            // Behind the abstract of a paper without labels begins another.
            return label.opens_in_latin() && !open.labelled && open.paragraphs > 0;
        }
        let titled = self.title_before(at).is_some();
        if !open.labelled {
            let filled = open.paragraphs > 0 || open.head || open.authors;
            // Keywords and identifiers stand below any abstract.
            let tail = matches!(label, Label::Keywords | Label::Doi | Label::Pmid | Label::Pmcid | Label::Clc);
            return filled && (label.opens() || titled && open.paragraphs > 0 && (alone || !tail));
        }
        if label.is_single() && open.spelt.contains(&label::spelling(self.text(at))) {
            // Entries of a list have counts of their own, and keep them.
            return label != Label::TimesCited || titled;
        }
        titled && open.title && self.is_between_values()
    }

    /// Whether the open record expects no text: its last label has its value.
    fn is_between_values(&self) -> bool {
        self.open.as_ref().is_some_and(|open| match open.label {
            None => true,
            Some(label) => label.is_list() && !open.entry,
        })
    }

    /// The title above the first label of a page: the nearest line of text, over buttons and counts.
    fn title_before(&self, at: usize) -> Option<usize> {
        let floor = self.open.as_ref().map_or(0, |open| open.held);
        for line in (floor..at).rev().take(HEAD_LINES) {
            match &self.lines[line].kind {
                Kind::Furniture(_) | Kind::Label(Label::TimesCited, _) => {}
                // Labels in Latin letters begin no page, but may stand between its title and its first label.
                Kind::Label(..) if self.roles[line] == Role::Leading => {}
                Kind::Text | Kind::OtherLabel(..) => return self.can_be_title(line).then_some(line),
                _ => return None,
            }
        }
        None
    }

    /// A title in the other script right above a title.
    fn second_title(&self, start: usize, title: Option<usize>) -> Option<usize> {
        let above = start.checked_sub(1)?;
        let floor = self.open.as_ref().map_or(0, |open| open.held);
        let text = self.lines[above].text();
        (title == Some(start)
            && above >= floor
            && self.can_be_title(above)
            && matches!(self.lines[above].kind, Kind::Text)
            && is_title(text)
            && text.chars().count() >= 8
            && text::has_han(text) != text::has_han(self.text(start)))
        .then_some(above)
    }

    /// Whether a line that the open record could spare reads like the title of the next.
    fn can_be_title(&self, at: usize) -> bool {
        let text = self.text(at);
        if !matches!(self.lines[at].kind, Kind::Text | Kind::OtherLabel(..))
            || !is_title(text)
            || section_label(text).is_some()
        {
            return false;
        }
        let listed = author_line(text).is_some_and(|list| list.mentions.len() > 1);
        let Some(open) = &self.open else { return !shape::is_sentence(text) && !listed };
        match self.roles[at] {
            Role::Value(Label::Authors) => !is_labelled_author(text),
            Role::Value(Label::Affiliations) => !is_affiliation(text),
            Role::EntryAuthor(_) => !is_labelled_author(text) || text.split_whitespace().count() > 6,
            Role::Unknown | Role::Leading | Role::Affiliation | Role::Title => !listed,
            // Below Chinese paragraphs an English line is no paragraph of theirs.
            Role::Paragraph | Role::Value(_) => {
                open.han && !text::has_han(text)
                    || !shape::is_sentence(text) && (!text::has_han(text) || !is_paragraph(text))
            }
            _ => false,
        }
    }

    fn close(&mut self, end: usize) {
        if let Some(open) = self.open.take() {
            self.cuts.push(Cut { lines: open.start..end, labelled: open.labelled, anchored: true });
        }
    }

    // Lines without a form of their own

    fn plain(&mut self, at: usize) {
        let Some(open) = &self.open else { return };
        if let Some(heading) = open.other_papers {
            self.roles[at] = Role::OtherPapers(heading);
            return;
        }
        match open.label {
            Some(label) if label.is_list() => self.entry(at, label),
            Some(_) if open.awaiting => self.value(at),
            Some(label) => self.further(at, label),
            None if open.labelled => self.loose(at),
            None => self.body(at),
        }
    }

    /// The first line below a label is its value. One that does not look it is kept only as long as no other record
    /// claims it: the page may have been cut short below the label.
    fn value(&mut self, at: usize) {
        let all = self.lines[at].all();
        let text = self.text(at);
        let Some(open) = &mut self.open else { return };
        let Some(label) = open.label else { return };
        open.awaiting = false;
        let code = |text: &str| text.len() <= 120 && text.contains(|c: char| c.is_ascii_digit());
        let fits = match label {
            Label::TimesCited => false,
            Label::Doi => Identifier::parse(IdScheme::Doi, text).is_ok(),
            Label::Clc | Label::Subject => code(text) && !is_affiliation(text),
            Label::Pmid | Label::Pmcid | Label::PageCount => code(text) && !text.contains(' '),
            Label::Authors => is_labelled_author(text),
            Label::Affiliations => shape::affiliation_mark(text).is_some() || text::has_han(text),
            Label::Keywords => {
                text.contains(';')
                    || !is_affiliation(text) && author_line(text).is_none() && text.split_whitespace().count() <= 5
            }
            Label::Abstract => is_paragraph(text) || section_label(text).is_some(),
            _ => true,
        };
        if fits {
            open.held = at + 1;
        }
        if !label.is_long() {
            open.label = None;
        }
        let heading = label == Label::Abstract && section_label(text).is_some_and(|(_, rest)| rest.is_empty());
        self.roles[at] = if heading { Role::Heading } else { Role::Value(label) };
        self.note_value(at, label, all);
    }

    /// A further line of a long value, if it looks like one.
    fn further(&mut self, at: usize, label: Label) {
        let text = self.lines[at].text();
        let Some(open) = &mut self.open else { return };
        let fits = match label {
            Label::Abstract => open.labelled,
            Label::Authors => is_labelled_author(text),
            Label::Affiliations if open.labelled => {
                shape::affiliation_mark(text).is_some()
                    || is_affiliation(text)
                    || text.chars().count() <= 120 && text.contains([',', ';'])
            }
            Label::Affiliations => is_affiliation(text),
            Label::Keywords | Label::KeywordsPlus => {
                let before = self.lines[at.saturating_sub(1)].text();
                let listed = before.contains(';');
                text.contains(';')
                    || before.ends_with([';', ','])
                    || !listed && text.split_whitespace().count() <= 5 && !shape::is_sentence(text)
            }
            Label::Funding => {
                const WORDS: &[&str] =
                    &["基金", "项目", "计划", "课题", "Fund", "Found", "Council", "Grant", "Program", "Ministry"];
                text.contains([';', '(', '[']) || WORDS.iter().any(|word| text.contains(word))
            }
            _ => true,
        };
        if !fits {
            open.label = None;
            if open.labelled {
                self.loose(at)
            } else {
                self.body(at)
            }
            return;
        }
        let heading = label == Label::Abstract && section_label(text).is_some_and(|(_, rest)| rest.is_empty());
        open.han |= label == Label::Abstract && text::has_han(text);
        self.roles[at] = if heading { Role::Heading } else { Role::Value(label) };
    }

    /// A line of a labelled page between two labels.
    fn loose(&mut self, at: usize) {
        let text = self.lines[at].text();
        let Some(open) = &mut self.open else { return };
        let early = !open.title && !open.seen.iter().any(|l| l.is_list() || *l == Label::Abstract);
        self.roles[at] = if early && is_title(text) && text.chars().count() >= 8 { Role::Title } else { Role::Unknown };
        if self.roles[at] == Role::Title {
            open.title = true;
            open.held = at + 1;
        }
    }

    /// A line of a list of papers.
    fn entry(&mut self, at: usize, label: Label) {
        let text = self.lines[at].text();
        let Some(open) = &mut self.open else { return };
        let role = if super::related::entry_start(text).is_some() {
            open.entry = true;
            open.held = at + 1;
            Role::Entry(label)
        } else if open.entry && parse_venue(text).is_some() {
            open.entry = false;
            open.held = at + 1;
            Role::EntryVenue(label)
        } else if open.entry
            && text.chars().count() <= 120
            && !is_paragraph(text)
            && !text.contains(|c: char| c.is_ascii_digit())
        {
            Role::EntryAuthor(label)
        } else if label == Label::References && !open.entry && text.contains(|c: char| c.is_ascii_digit()) {
            Role::Entry(label)
        } else {
            Role::Unknown
        };
        self.roles[at] = role;
    }

    /// A line below the citation line of an unlabelled page.
    fn body(&mut self, at: usize) {
        let lines = self.lines;
        let text = lines[at].text();
        let Some(open) = &mut self.open else { return };
        let next_is_authors = || {
            let next = lines[at + 1..].iter().find(|l| matches!(l.kind, Kind::Text));
            next.is_some_and(|l| author_line(l.text()).is_some_and(|list| list.mentions.len() > 1))
        };
        let section = section_label(text);
        let early = open.paragraphs == 0;
        let copyright = ["©", "Copyright ", "版权所有", "版權所有", "(c) "].iter().any(|sign| text.starts_with(sign));
        let role = if copyright {
            Role::Copyright
        } else if section.as_ref().is_some_and(|(_, rest)| rest.is_empty()) {
            Role::Heading
        } else if section.is_some() {
            Role::Paragraph
        } else if early
            && !open.head
            && !open.title
            && !open.authors
            && is_title(text)
            && (next_is_authors() || names::author_line(text).is_none() && !is_paragraph(text) && !is_affiliation(text))
        {
            open.title = true;
            Role::Title
        } else if early && !open.head && !open.authors && author_line(text).is_some() {
            open.authors = true;
            Role::Authors
        } else if is_affiliation(text) {
            // Behind an abstract it may as well be the first line of the next record.
            if open.affiliations && (open.head || !early) { Role::Unknown } else { Role::Affiliation }
        } else if early && text::has_han(text) && text.chars().count() >= 6 && is_title(text) && !is_paragraph(text) {
            // A title in Chinese between the citation line and the abstract.
            Role::Title
        } else if is_paragraph(text) || is_statement(text) {
            open.paragraphs += 1;
            open.han |= text::has_han(text);
            Role::Paragraph
        } else {
            Role::Unknown
        };
        if role == Role::Paragraph && section.is_some() {
            open.paragraphs += 1;
            open.han |= text::has_han(text);
        }
        // The first paragraph below a citation line is its own; of a later line the next record may know better.
        let own = early && !open.head && matches!(role, Role::Title | Role::Authors | Role::Affiliation);
        open.affiliations |= own && role == Role::Affiliation;
        if own || role == Role::Paragraph && open.paragraphs == 1 {
            open.held = at + 1;
        }
        self.roles[at] = role;
    }
}

/// Whether a line below a citation line is a short part of the abstract: a sentence, or an item of a list.
fn is_statement(text: &str) -> bool {
    let listed = text.starts_with(['•', '-', '–', '·']) || super::citation_line::list_number(text) > 0;
    let ended = text.ends_with(['.', ':', ';', '?', '!', '。', '：', '；', '？', '！']);
    ended && (text.split_whitespace().count() > 1 || text::has_han(text))
        || listed && text.split_whitespace().count() > 3
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::*;

    fn starts(text: &str) -> Vec<(usize, bool)> {
        cut(&lines(text)).0.into_iter().map(|cut| (cut.lines.start, cut.labelled)).collect()
    }

    const UNLABELLED: &str = "Gillard Steven George, Edwards Catherine\n\
        St George's, University of London, London, UK.\n\
        BMC Health Serv Res. 2013 May 24;13:188. doi: 10.1186/1472-6963-13-188.\n\
        Peer workers are employed in many services, and this text says in its own words that their number grows.\n";
    const LABELLED: &str = "Integrating substance use and mental health services\n被引:0\n|\n作者\nBao, Yanping [1 ]\nLu, Lin [1 ]\n\
        机构\n[1] Peking Univ, Beijing, Peoples R China\n相关论文\n共 50 条\n• [1] Peer workers in Norway\nNess, Ottar\nYOUTH, 2024, 4 (01): : 1 - 14\n";

    #[test]
    fn records_begin_above_their_anchors() {
        assert_eq!(starts(UNLABELLED), [(0, false)]);
        assert_eq!(starts(LABELLED), [(0, true)]);
        assert_eq!(
            starts(&[UNLABELLED, LABELLED, LABELLED, UNLABELLED, UNLABELLED].concat()),
            [(0, false), (4, true), (17, true), (30, false), (34, false)]
        );
    }

    #[test]
    fn a_title_goes_to_the_record_below_it() {
        let titled = ["Peer workers in mental health services.\n", UNLABELLED].concat();
        assert_eq!(starts(&[UNLABELLED, &titled].concat()), [(0, false), (4, false)]);
        assert_eq!(starts(&[LABELLED, &titled].concat()), [(0, true), (13, false)]);
    }

    #[test]
    fn a_page_without_anchor_is_one_record() {
        let (cuts, _) = cut(&lines("Gillard Steven George, Edwards Catherine\n"));
        assert_eq!(cuts, [Cut { lines: 0..1, labelled: false, anchored: false }]);
        assert!(cut(&lines("\n\n|\n")).0.is_empty());
    }
}
