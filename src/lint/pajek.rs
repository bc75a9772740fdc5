//! Pajek's `.net`. Gephi counts vertices as it goes and trips over what it did not expect; networkx takes labels for nodes.

use super::elements::{Edge, Elements, Precision, check_weight};
use super::rules::Id;
use super::values::{is_real, java_double};
use super::{Notes, Program, Programs, Short};
use rustc_hash::FxHashSet;

/// Whether a text is a Pajek file.
pub(super) fn is_pajek(text: &str) -> bool {
    let starts = |line: &str| {
        let line = line.trim_start().to_ascii_lowercase();
        ["*vertices", "*network", "*arcs", "*edges"].iter().any(|section| line.starts_with(section))
    };
    text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('%')).is_some_and(starts)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Head,
    Vertices,
    Arcs,
    Edges,
    ArcsList,
    EdgesList,
    Matrix,
    Other,
}

impl Section {
    fn from_header(line: &str) -> Self {
        let line = line.to_ascii_lowercase();
        match () {
            () if line.starts_with("*network") => Self::Head,
            () if line.starts_with("*vertices") => Self::Vertices,
            () if line.starts_with("*arcslist") => Self::ArcsList,
            () if line.starts_with("*edgeslist") => Self::EdgesList,
            () if line.starts_with("*arcs") => Self::Arcs,
            () if line.starts_with("*edges") => Self::Edges,
            () if line.starts_with("*matrix") => Self::Matrix,
            () => Self::Other,
        }
    }

    fn has_links(self) -> bool {
        matches!(self, Self::Arcs | Self::Edges | Self::ArcsList | Self::EdgesList)
    }
}

struct Check {
    section: Section,
    /// Vertices announced.
    count: u64,
    /// Where they were announced; nothing before that.
    announced: Option<usize>,
    vertex_lines: u64,
    /// Sections of links begun.
    link_sections: u32,
    /// Whether Gephi has stopped reading.
    gephi_over: bool,
    numbers: FxHashSet<u64>,
    labels: FxHashSet<Box<str>>,
    elements: Elements,
}

/// Reports what becomes of a Pajek file.
pub(super) fn check(notes: &mut Notes<'_>, text: &str) {
    let mut check = Check {
        section: Section::Head,
        count: 0,
        announced: None,
        vertex_lines: 0,
        link_sections: 0,
        gephi_over: false,
        numbers: FxHashSet::default(),
        labels: FxHashSet::default(),
        elements: Elements::default(),
    };
    let content = text.trim_end().len();
    let mut place = 0;
    for raw in text.split_inclusive('\n') {
        let at = place;
        place += raw.len();
        let line = raw.trim_end_matches(['\n', '\r']);
        if line.trim().is_empty() {
            if at < content && check.announced.is_some() {
                notes.at(Id::PajekBlank, at, format_args!("blank line"));
            }
            continue;
        }
        check.line(notes, at, line);
    }
    check.leave(notes, text.len());
    if check.announced.is_none() {
        notes.at(Id::PajekVertices, 0, format_args!("no *Vertices"));
    }
}

impl Check {
    fn line(&mut self, notes: &mut Notes<'_>, at: usize, line: &str) {
        if line.trim_start().starts_with('*') {
            if self.announced.is_some() && !line.starts_with('*') {
                notes.at(Id::PajekIndent, at, format_args!("{}", Short(line.trim())));
            }
            self.leave(notes, at);
            self.header(notes, at, line.trim());
            return;
        }
        if line.trim_start().starts_with('%') {
            if self.announced.is_some() {
                notes.at(Id::PajekComment, at, format_args!("{}", Short(line.trim())));
                notes.at(Id::PajekCommentRead, at, format_args!("{}", Short(line.trim())));
            }
            return;
        }
        match self.section {
            Section::Vertices => self.vertex(notes, at, line),
            section if section.has_links() => self.link(notes, at, line),
            _ => (),
        }
    }

    /// The end of a section.
    fn leave(&mut self, notes: &mut Notes<'_>, at: usize) {
        if self.section == Section::Vertices && self.vertex_lines < self.count {
            let subject = format_args!("{} vertices announced, {} listed", self.count, self.vertex_lines);
            notes.at(Id::PajekFew, self.announced.unwrap_or(at), subject);
        }
    }

    fn header(&mut self, notes: &mut Notes<'_>, at: usize, line: &str) {
        let section = Section::from_header(line);
        let subject = format_args!("{}", Short(line));
        match section {
            Section::Vertices if self.announced.is_none() => {
                let mut words = line.split_whitespace().skip(1);
                match words.next().and_then(|word| word.parse().ok()) {
                    Some(count) => self.count = count,
                    None => notes.at(Id::PajekVertices, at, subject),
                }
                if words.next().is_some() {
                    notes.at(Id::PajekTwoMode, at, subject);
                }
                self.announced = Some(at);
            }
            Section::Head => (),
            section if section.has_links() => {
                self.link_sections += 1;
                if self.gephi_over || self.link_sections > 2 {
                    notes.at(Id::PajekSection, at, subject);
                }
                if matches!(section, Section::Edges | Section::EdgesList) {
                    notes.at(Id::PajekDirection, at, subject);
                }
                if matches!(section, Section::ArcsList | Section::EdgesList) {
                    notes.at(Id::PajekList, at, subject);
                }
            }
            section => {
                self.gephi_over = true;
                if section == Section::Matrix {
                    notes.at(Id::PajekSection, at, subject);
                } else {
                    notes.at(Id::PajekSectionRead, at, subject);
                }
            }
        }
        // A second list of vertices belongs to a partition.
        let again = section == Section::Vertices && self.vertex_lines > 0;
        self.section = if again { Section::Other } else { section };
    }

    fn vertex(&mut self, notes: &mut Notes<'_>, at: usize, line: &str) {
        self.vertex_lines += 1;
        let line = line.trim();
        let quotes = line.matches('"').count();
        let (number, label, rest) = match line.split_once('"') {
            Some((number, after)) => {
                let (label, rest) = after.split_once('"').unwrap_or((after, ""));
                (number.trim(), label, rest)
            }
            None => {
                let (number, after) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
                let (label, rest) = after.trim().split_once(char::is_whitespace).unwrap_or((after.trim(), ""));
                (number, label, rest)
            }
        };
        if !matches!(quotes, 0 | 2) {
            notes.at(Id::PajekQuotes, at, format_args!("{}", Short(line)));
            notes.at(Id::PajekQuotesRefused, at, format_args!("{}", Short(line)));
        }
        if quotes == 0 && label.matches('\'').count() % 2 == 1 {
            notes.at(Id::PajekApostrophe, at, format_args!("label {}", Short(label)));
        }
        if quotes == 0 && !rest.is_empty() {
            let after = rest.split_whitespace().next().unwrap_or_default();
            let programs: &[Program] = if is_real(after) { &[Program::Gephi] } else { Program::ALL };
            notes.only(Id::PajekUnquoted, Programs::of(programs), at, 0, format_args!("{}", Short(line)));
        }
        let parts: Vec<&str> = rest.split_whitespace().take(3).collect();
        if quotes == 2 && parts.len() == 3 && parts[..2].iter().all(|part| java_double(part).is_some()) {
            notes.at(Id::PajekSize, at, format_args!("vertex {} at {}, {}", Short(number), parts[0], parts[1]));
        }
        match number.parse::<u64>() {
            Ok(number) if (1..=self.count).contains(&number) => {
                if !self.numbers.insert(number) {
                    notes.at(Id::PajekVertexRepeated, at, format_args!("vertex {number}"));
                }
            }
            _ => notes.at(Id::PajekVertexRange, at, format_args!("vertex {} of {}", Short(number), self.count)),
        }
        if !label.is_empty() && !self.labels.insert(label.into()) {
            notes.at(Id::PajekLabel, at, format_args!("label {}", Short(label)));
        }
    }

    fn link(&mut self, notes: &mut Notes<'_>, at: usize, line: &str) {
        let mut words = line.split_whitespace();
        let source = words.next().unwrap_or_default();
        let directed = true;
        let Some(target) = words.next() else {
            notes.at(Id::PajekShort, at, format_args!("{}", Short(line)));
            return;
        };
        let list = matches!(self.section, Section::ArcsList | Section::EdgesList);
        let targets: Vec<&str> =
            if list { std::iter::once(target).chain(words.by_ref()).collect() } else { vec![target] };
        for target in targets {
            for end in [source, target] {
                if !end.parse::<u64>().is_ok_and(|number| (1..=self.count).contains(&number)) {
                    notes.at(Id::PajekRange, at, format_args!("vertex {} of {}", Short(end), self.count));
                    notes.at(Id::PajekRangeMade, at, format_args!("vertex {} of {}", Short(end), self.count));
                }
            }
            if source == target {
                notes.at(Id::SelfLink, at, format_args!("link from {} to itself", Short(source)));
            }
            self.elements.edge(notes, &Edge { at, id: "", source, target, directed, kind: "" });
        }
        if let Some(weight) = words.next() {
            if java_double(weight).is_some() {
                check_weight(notes, at, weight, Precision::Double);
            } else {
                notes.at(Id::PajekWeight, at, format_args!("weight {}", Short(weight)));
                notes.at(Id::PajekWeightRefused, at, format_args!("weight {}", Short(weight)));
            }
        }
    }
}
