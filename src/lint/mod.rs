//! Tells what Gephi, Gephi Lite, networkx, igraph and VOSviewer will drop, rewrite or refuse in a network file.
//!
//! Importers seldom say what they lose: a key in the wrong case, a text with `INF`, an edge of weight 0 or a value that does
//! not fit its type is gone without a word. [`lint`] reads a file as each program would and says beforehand where that
//! happens, to whom, and what to do about it. It works on anybody's files, and needs none of the programs.
//!
//! Each [`Rule`] of [`RULES`] was seen in the program it names or read in its source: Gephi 0.10.1 and its development
//! version, graphology's parsers as Gephi Lite calls them, networkx 3.6, igraph 1.0, VOSviewer Online.
//!
//! | format | read by |
//! |---|---|
//! | GraphML | Gephi, Gephi Lite, networkx, igraph |
//! | GEXF | Gephi, Gephi Lite, networkx |
//! | tables of nodes or edges (CSV) | Gephi |
//! | Pajek | Gephi, networkx, igraph, VOSviewer |
//! | VOSviewer map, network, JSON | VOSviewer |
//!
//! ```
//! use citeweave::lint::{Program, Severity, lint};
//!
//! let file = br#"<?xml version="1.0" encoding="UTF-8"?>
//! <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
//! <key id="Weight" for="edge" attr.name="Weight" attr.type="double"/>
//! <graph edgedefault="undirected"><node id="a"/><node id="b"/>
//! <edge source="a" target="b"><data key="Weight">5</data></edge></graph></graphml>"#;
//! let report = lint("net.graphml", file, &[Program::Gephi]);
//! let finding = &report.findings[0];
//! assert_eq!((finding.code, finding.line, finding.severity), ("weight-not-recognised", Some(3), Severity::Lost));
//! ```

mod elements;
mod gexf;
mod graphml;
mod pajek;
mod rules;
mod source;
mod table;
mod values;
mod vosviewer;
mod vosviewer_json;
mod xml;

pub use rules::{RULES, Rule};

use crate::network::files::is_edge_list;
use rules::Id;
use source::Lines;
use std::fmt;

/// A program that reads network files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Program {
    /// [Gephi](https://gephi.org/), the desktop program.
    Gephi,
    /// [Gephi Lite](https://lite.gephi.org/), and whatever else reads with [graphology](https://graphology.github.io/).
    GephiLite,
    /// [networkx](https://networkx.org/).
    Networkx,
    /// [igraph](https://igraph.org/), from C, R or Python.
    Igraph,
    /// [VOSviewer](https://www.vosviewer.com/), on the desktop and [online](https://app.vosviewer.com/).
    Vosviewer,
}

impl Program {
    /// Every program.
    pub const ALL: &[Self] = &[Self::Gephi, Self::GephiLite, Self::Networkx, Self::Igraph, Self::Vosviewer];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gephi => "gephi",
            Self::GephiLite => "gephi-lite",
            Self::Networkx => "networkx",
            Self::Igraph => "igraph",
            Self::Vosviewer => "vosviewer",
        }
    }

    /// Finds the program with this name.
    ///
    /// ```
    /// use citeweave::lint::Program;
    /// assert_eq!(Program::from_name("gephi-lite"), Some(Program::GephiLite));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|program| program.name() == name)
    }
}

/// A set of programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Programs(u8);

impl Programs {
    /// The set of these programs.
    pub const fn of(programs: &[Program]) -> Self {
        let (mut bits, mut next) = (0, 0);
        while next < programs.len() {
            bits |= 1 << programs[next] as u8;
            next += 1;
        }
        Self(bits)
    }

    /// Whether a program is in the set.
    pub const fn contains(self, program: Program) -> bool {
        self.0 & 1 << program as u8 != 0
    }

    /// Whether no program is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The programs in both sets.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The programs of the set, in the order of [`Program::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Program> {
        Program::ALL.iter().copied().filter(move |&program| self.contains(program))
    }
}

impl fmt::Display for Programs {
    /// Writes `gephi, igraph`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, program) in self.iter().enumerate() {
            write!(f, "{}{}", if number == 0 { "" } else { ", " }, program.name())?;
        }
        Ok(())
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; everything arrives.
    Note,
    /// Something arrives other than the file says it.
    Changed,
    /// Something does not arrive.
    Lost,
    /// The program gives up: nothing arrives.
    Refused,
}

impl Severity {
    /// Every severity, the mildest first.
    pub const ALL: &[Self] = &[Self::Note, Self::Changed, Self::Lost, Self::Refused];

    /// The word printed before a finding.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Changed => "changed",
            Self::Lost => "lost",
            Self::Refused => "refused",
        }
    }
}

/// What kind of network file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// [GraphML](http://graphml.graphdrawing.org/specification.html).
    GraphMl,
    /// [GEXF](https://gexf.net/).
    Gexf,
    /// A table of nodes or edges for Gephi's spreadsheet import.
    Table,
    /// [Pajek](http://mrvar.fdv.uni-lj.si/pajek/) `.net`.
    Pajek,
    /// [VOSviewer](https://app.vosviewer.com/docs/file-types/map-and-network-file-type/) map file: one item a line.
    VosviewerMap,
    /// [VOSviewer](https://app.vosviewer.com/docs/file-types/map-and-network-file-type/) network file: one link a line.
    VosviewerNetwork,
    /// [VOSviewer JSON](https://app.vosviewer.com/docs/file-types/json-file-type/).
    VosviewerJson,
}

impl Format {
    /// Name for people, programs that read it, extensions that Gephi knows it by.
    #[rustfmt::skip]
    const fn row(self) -> (&'static str, &'static [Program], &'static [&'static str]) {
        use Program::{Gephi, GephiLite, Igraph, Networkx, Vosviewer};
        match self {
            Self::GraphMl          => ("GraphML",           &[Gephi, GephiLite, Networkx, Igraph], &["graphml"]),
            Self::Gexf             => ("GEXF",              &[Gephi, GephiLite, Networkx],         &["gexf"]),
            Self::Table            => ("Gephi table",       &[Gephi],                              &["csv", "tsv", "edges"]),
            Self::Pajek            => ("Pajek",             &[Gephi, Networkx, Igraph, Vosviewer], &["net"]),
            Self::VosviewerMap     => ("VOSviewer map",     &[Vosviewer],                          &[]),
            Self::VosviewerNetwork => ("VOSviewer network", &[Vosviewer],                          &[]),
            Self::VosviewerJson    => ("VOSviewer JSON",    &[Vosviewer],                          &[]),
        }
    }

    /// Name for people.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The programs that read the format.
    pub fn programs(self) -> Programs {
        Programs::of(self.row().1)
    }
}

/// One thing that a program will not take as the file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Short stable name of the rule, for machines: `key-after-graph`.
    pub code: &'static str,
    /// Line, counted from 1; nothing where the whole file is meant.
    pub line: Option<u64>,
    /// Column, in characters counted from 1; for XML that of the tag or text.
    pub column: Option<u64>,
    /// The programs it happens in.
    pub programs: Programs,
    /// What stands there and what will happen: lower case, no final stop.
    pub message: String,
    /// What to do about it.
    pub remedy: &'static str,
}

impl fmt::Display for Finding {
    /// Writes `12:5: lost: message (gephi) [code]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
            if let Some(column) = self.column {
                write!(f, "{column}:")?;
            }
            f.write_str(" ")?;
        }
        write!(f, "{}: {} ({}) [{}]", self.severity.name(), self.message, self.programs, self.code)
    }
}

/// How often a rule was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The rule.
    pub rule: &'static Rule,
    /// How often in the whole file.
    pub count: u64,
    /// How many of these are among the findings.
    pub shown: u64,
}

/// What [`lint`] has to say of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Name of the file, as the caller gave it.
    pub name: String,
    /// What the file was taken for; nothing if it is no network file.
    pub format: Option<Format>,
    /// The findings by line, at most the first few of each kind.
    pub findings: Vec<Finding>,
    /// Every rule that was hit, in the order of [`RULES`].
    pub tallies: Vec<Tally>,
}

impl Report {
    /// The worst there is; nothing if the file is clean.
    pub fn worst(&self) -> Option<Severity> {
        self.tallies.iter().map(|tally| tally.rule.severity).max()
    }

    /// How many findings of a severity there are, also those not listed.
    pub fn count(&self, severity: Severity) -> u64 {
        self.tallies.iter().filter(|tally| tally.rule.severity == severity).map(|tally| tally.count).sum()
    }
}

impl fmt::Display for Report {
    /// Writes a line for each finding, each with its remedy below, and how many more there are of each kind.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let space = if finding.line.is_some() { "" } else { " " };
            writeln!(f, "{}:{space}{finding}\n  remedy: {}", self.name, finding.remedy)?;
        }
        for Tally { rule, count, shown } in self.tallies.iter().filter(|tally| tally.count > tally.shown) {
            writeln!(f, "{}: {} more of [{}]", self.name, count - shown, rule.code)?;
        }
        Ok(())
    }
}

/// Reads a network file as the programs would and reports what they will drop, rewrite or refuse.
///
/// # Arguments
/// * `name`: the file's name; its extension counts for Gephi, and helps to tell the format.
/// * `bytes`: the file, uncompressed.
/// * `programs`: whom to ask for; if there are none, all that read the format.
///
/// # Complexity
/// One pass over the file, some of it looked at twice; memory for the ids of nodes and edges. However often a rule is hit,
/// only the first few findings are kept.
pub fn lint(name: &str, bytes: &[u8], programs: &[Program]) -> Report {
    let decoded = source::decode(bytes);
    let text = &*decoded.text;
    let format = detect(name, text);
    let readers = format.map_or(Programs::of(Program::ALL), Format::programs);
    let wanted = if programs.is_empty() { readers } else { Programs::of(programs) };
    let mut notes = Notes::new(text, wanted);

    if let Some(format) = format {
        for program in wanted.iter().filter(|&program| !readers.contains(program)) {
            let subject = format_args!("{} reads no {}", program.name(), format.name());
            notes.whole(Id::FormatNotRead, Programs::of(&[program]), subject);
        }
        notes.wanted = wanted.and(readers);
        check_extension(&mut notes, name, format);
        source::check(&mut notes, &decoded, bytes, format);
    }
    match format {
        None if let Some(kind) = unchecked(name, text) => {
            notes.whole(Id::FormatUnchecked, wanted, format_args!("{kind}"))
        }
        None if is_edge_list(text) => notes.whole(Id::FormatUnchecked, wanted, format_args!("edge list")),
        None => {
            notes.whole(Id::FormatUnknown, wanted, format_args!("neither GraphML, GEXF, a table, Pajek nor VOSviewer"))
        }
        Some(Format::GraphMl) => graphml::check(&mut notes, text),
        Some(Format::Gexf) => gexf::check(&mut notes, text),
        Some(Format::Table) => table::check(&mut notes, text),
        Some(Format::Pajek) => pajek::check(&mut notes, text),
        Some(Format::VosviewerMap) => vosviewer::check_map(&mut notes, text),
        Some(Format::VosviewerNetwork) => vosviewer::check_network(&mut notes, text),
        Some(Format::VosviewerJson) => vosviewer_json::check(&mut notes, text),
    }
    notes.finish(name, format)
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

fn check_extension(notes: &mut Notes<'_>, name: &str, format: Format) {
    let extension = extension(name);
    let known = format.row().2;
    if !known.is_empty() && !known.contains(&extension.as_str()) {
        let programs = Programs::of(match format {
            Format::GraphMl | Format::Gexf => &[Program::Gephi, Program::GephiLite],
            _ => &[Program::Gephi],
        });
        notes.whole(Id::FileExtension, programs, format_args!("{} in a file named {name:?}", format.name()));
    }
}

/// Tells the format from the text, and from the name where the text leaves it open.
fn detect(name: &str, text: &str) -> Option<Format> {
    if unchecked(name, text).is_some() {
        return None;
    }
    let extension = extension(name);
    let start = text.trim_start();
    match start.bytes().next() {
        Some(b'<') => return xml::root_format(text, &extension),
        Some(b'{') => return Some(Format::VosviewerJson),
        _ => (),
    }
    match extension.as_str() {
        "graphml" => return Some(Format::GraphMl),
        "gexf" => return Some(Format::Gexf),
        "net" | "paj" => return Some(Format::Pajek),
        "json" => return Some(Format::VosviewerJson),
        _ => (),
    }
    if pajek::is_pajek(start) {
        return Some(Format::Pajek);
    }
    let is_table = Format::Table.row().2.contains(&extension.as_str());
    vosviewer::detect(start, is_table).or((is_table || table::is_table(start)).then_some(Format::Table))
}

/// Files that go with networks and are not looked into: what they are, their extensions, and for JSON a member near the
/// start that others do not have.
const UNCHECKED: &[(&str, &[&str], &str)] = &[
    ("Graphviz DOT", &["dot", "gv"], ""),
    ("Cytoscape JSON", &["cyjs", "json"], "\"target_cytoscapejs_version\""),
    ("graphology JSON", &["json"], "\"attributes\""),
    ("account of how a network was made", &["json"], "\"preset\""),
    ("picture", &["svg", "png"], ""),
    ("Parquet", &["parquet"], ""),
    ("Pajek partition", &["clu"], ""),
    ("Pajek vector", &["vec"], ""),
];

/// What a file is that is not looked into.
fn unchecked(name: &str, text: &str) -> Option<&'static str> {
    let extension = extension(name);
    let start = text.trim_start();
    let head = start.char_indices().nth(200).map_or(start, |(at, _)| &start[..at]);
    let is_it = |(_, extensions, member): &&(&str, &[&str], &str)| {
        extensions.contains(&extension.as_str()) && head.contains(member)
    };
    UNCHECKED.iter().find(is_it).map(|(kind, ..)| *kind)
}

/// How many findings of one kind are listed at least.
const FIRST: u64 = 5;
/// In how many groups, say columns, the first finding of one kind is listed beyond these.
const GROUPS: usize = 20;

/// Collects findings: counts all, keeps the first few of each kind.
struct Notes<'t> {
    lines: Lines<'t>,
    wanted: Programs,
    /// Findings and their offsets.
    found: Vec<(Option<usize>, Finding)>,
    tallies: Vec<RuleTally>,
}

#[derive(Clone, Default)]
struct RuleTally {
    count: u64,
    shown: u64,
    groups: Vec<u32>,
}

impl<'t> Notes<'t> {
    fn new(text: &'t str, wanted: Programs) -> Self {
        Self { lines: Lines::new(text), wanted, found: Vec::new(), tallies: vec![RuleTally::default(); RULES.len()] }
    }

    /// A finding at a byte of the text.
    fn at(&mut self, id: Id, place: usize, subject: fmt::Arguments<'_>) {
        self.add(id, id.rule().programs, Some(place), 0, subject);
    }

    /// A finding in one of several groups, each of which is worth listing.
    fn group(&mut self, id: Id, place: usize, group: u32, subject: fmt::Arguments<'_>) {
        self.add(id, id.rule().programs, Some(place), group, subject);
    }

    /// A finding that does not hold for all programs of its rule.
    fn only(&mut self, id: Id, programs: Programs, place: usize, group: u32, subject: fmt::Arguments<'_>) {
        self.add(id, programs, Some(place), group, subject);
    }

    /// A finding about the whole file.
    fn whole(&mut self, id: Id, programs: Programs, subject: fmt::Arguments<'_>) {
        self.add(id, programs, None, 0, subject);
    }

    fn add(&mut self, id: Id, programs: Programs, place: Option<usize>, group: u32, subject: fmt::Arguments<'_>) {
        let rule = id.rule();
        let programs = programs.and(rule.programs).and(self.wanted);
        if programs.is_empty() {
            return;
        }
        let tally = &mut self.tallies[id as usize];
        tally.count += 1;
        let new_group = tally.groups.len() < GROUPS && !tally.groups.contains(&group);
        if new_group {
            tally.groups.push(group);
        }
        if tally.shown >= FIRST && !new_group {
            return;
        }
        tally.shown += 1;
        let message = format!("{subject}: {}", rule.what);
        let (severity, code, remedy) = (rule.severity, rule.code, rule.remedy);
        self.found.push((place, Finding { severity, code, line: None, column: None, programs, message, remedy }));
    }

    fn finish(mut self, name: &str, format: Option<Format>) -> Report {
        self.found.sort_by_key(|(place, finding)| (*place, std::cmp::Reverse(finding.severity), finding.code));
        let locate = |(place, mut finding): (Option<usize>, Finding)| {
            if let Some(place) = place {
                let (line, column) = self.lines.locate(place);
                (finding.line, finding.column) = (Some(line), column);
            }
            finding
        };
        let findings = self.found.into_iter().map(locate).collect();
        let tally = |(rule, tally): (&'static Rule, RuleTally)| Tally { rule, count: tally.count, shown: tally.shown };
        let tallies = RULES.iter().zip(self.tallies).map(tally).filter(|tally| tally.count > 0).collect();
        Report { name: name.into(), format, findings, tallies }
    }
}

/// A text cut to a length fit for a message, in quotes.
struct Short<'t>(&'t str);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 40;
        match self.0.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(f, "{:?}…", &self.0[..end]),
            None => write!(f, "{:?}", self.0),
        }
    }
}
