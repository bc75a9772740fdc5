//! NoteExpress, which Chinese databases export to (`.net`): `{Field}: value` by English names, Chinese ones among them.
//!
//! `{Reference Type}` begins a record. The colon is of either width, and lines without a field go on with the one before.
//! Parallel fields (`{Translated Title}`) hold the English of the same work.
//!
//! There is no published specification; the names of fields are those of NoteExpress' own export.

use super::Spec;
use super::input::Head;
use super::library::{self, CHINESE_TYPES, Meaning, Meaning::*, Table};
use super::tagged::{self, Dialect};
use crate::record::{Role, WorkKind};

pub(super) const SPEC: Spec = Spec {
    name: "noteexpress",
    title: "NoteExpress tagged text",
    extensions: &["net", "txt"],
    media_type: "text/x-noteexpress",
    detect,
    boundary: |text, _| tagged::boundary(text, &DIALECT),
    parse: |sink| tagged::read_all(sink, &DIALECT, |raw, sink| library::map(raw, &TABLE, sink)),
};

const START: &str = "Reference Type";

static DIALECT: Dialect = Dialect {
    tag,
    start: START,
    lead: &[START],
    end: None,
    blank_ends: false,
    through_blanks: false,
    foot: None,
    proof: &["Title", "Author"],
};

const TAGS: &[(&str, Meaning)] = &[
    (START, Type),
    ("Type of Work", WorkType),
    ("SrcDatabase", WorkType),
    ("Title", Title),
    ("Translated Title", SecondTitle),
    ("Author", Person(Role::Author)),
    ("Secondary Author", Person(Role::Editor)),
    ("Editor", Person(Role::Editor)),
    ("Tertiary Author", Person(Role::Advisor)),
    ("Translator", Person(Role::Translator)),
    ("Author Address", Address),
    ("Author Affiliation", Address),
    ("Journal", Container),
    ("Secondary Title", Container),
    ("Book Title", Container),
    ("Tertiary Title", Container),
    ("Journal Abbreviation", Abbreviation),
    ("Abstract", AbstractText),
    ("Translated Abstract", AbstractText),
    ("Keywords", KeywordList),
    ("Translated Keywords", KeywordList),
    ("CLC", Classes),
    ("Year", Year),
    ("Date", Date),
    ("Volume", Volume),
    ("Issue", Issue),
    ("Pages", PageRange),
    ("ISBN/ISSN", Serial),
    ("ISSN", Serial),
    ("ISBN", Serial),
    ("DOI", Doi),
    ("PMID", Pmid),
    ("PMCID", Pmcid),
    ("Accession Number", Accession),
    ("Publisher", Publisher),
    ("Language", Language),
    ("URL", Link),
    ("Link", Link),
    ("Fund", Funders),
    ("Funding", Funders),
    ("Times Cited", TimesCitedCount),
    ("Access Date", Kept),
    ("Alternate Title", Kept),
    ("Call Number", Kept),
    ("CN", Kept),
    ("Database Provider", Kept),
    ("Edition", Kept),
    ("Label", Kept),
    ("Notes", Kept),
    ("Number of Volumes", Kept),
    ("Place Published", Kept),
    ("Short Title", Kept),
    ("Subject", Kept),
    // The applicant of a patent, those who hold a conference.
    ("Subsidiary Author", Kept),
    ("Translated Author", Kept),
    ("Translated Journal", Kept),
    ("TryDate", Kept),
];

const TYPES: &[(&str, WorkKind)] = &[
    ("Journal Article", WorkKind::JournalArticle),
    ("Electronic Article", WorkKind::JournalArticle),
    ("Review", WorkKind::Review),
    ("Book", WorkKind::Book),
    ("Edited Book", WorkKind::Book),
    ("Book Section", WorkKind::BookChapter),
    ("Conference Proceedings", WorkKind::ConferencePaper),
    ("Conference Paper", WorkKind::ConferencePaper),
    ("Thesis", WorkKind::Thesis),
    ("Report", WorkKind::Report),
    ("Newspaper Article", WorkKind::NewspaperArticle),
    ("Magazine Article", WorkKind::NewspaperArticle),
    ("Patent", WorkKind::Patent),
    ("Web Page", WorkKind::WebPage),
    ("Electronic Source", WorkKind::WebPage),
    ("Dataset", WorkKind::Dataset),
    ("Standard", WorkKind::Other),
    ("Generic", WorkKind::Other),
    ("Computer Program", WorkKind::Other),
    ("Statute", WorkKind::Other),
];

static TABLE: Table = Table { tags: TAGS, types: TYPES, more_types: CHINESE_TYPES, untyped: |_, _| WorkKind::Other };

/// `{Field}:`, `{Field}：`.
fn tag(line: &str) -> Option<(&str, usize)> {
    let body = line.trim_start_matches(['\u{feff}', ' ']);
    let inside = body.strip_prefix('{')?;
    let close = inside.bytes().take(60).position(|b| b == b'}')?;
    let rest = &inside[close + 1..];
    let value = rest.strip_prefix(':').or_else(|| rest.strip_prefix('：'))?;
    let name = inside[..close].trim_matches([' ', ',', '，']);
    let known = TAGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or(name, |(known, _)| *known);
    (!name.is_empty()).then(|| (known, line.len() - value.len()))
}

fn detect(head: &Head) -> Option<String> {
    let mut lines = tagged::tag_lines(head.text(), tag);
    let (number, _, line) = lines.find(|(_, tag, _)| *tag == START)?;
    Some(tagged::evidence(number, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_are_of_either_width() {
        for (line, expected) in [
            ("{Author}: 张三", Some(("Author", 9))),
            ("{abstract}：本文", Some(("Abstract", 13))),
            ("{Subsidiary Author,}: x", Some(("Subsidiary Author", 21))),
            ("{图书印刷版ISBN}: 7", Some(("图书印刷版ISBN", 22))),
            ("{Author} 张三", None),
            ("{}: x", None),
            ("{", None),
        ] {
            assert_eq!(tag(line), expected, "{line}");
        }
    }
}
