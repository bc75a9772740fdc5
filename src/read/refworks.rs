//! RefWorks tagged text, also that of CNKI and Wanfang: a tag of two letters, one blank, a value.
//!
//! Nothing but the blank tells a tag from a word, so only the tags of the table count. `RT` begins a record. CNKI glues
//! `A1` to Chinese names, writes `vo` in small letters and gives all pages in `OP`.
//!
//! Specification: [RefWorks tagged format](https://www.refworks.com/refworks/help/RefWorks_Tagged_Format.htm).

use super::Spec;
use super::input::Head;
use super::library::{self, CHINESE_TYPES, Meaning, Meaning::*, Table};
use super::tagged::{self, Dialect};
use crate::record::{Role, WorkKind};
use crate::text;

pub(super) const SPEC: Spec = Spec {
    name: "refworks",
    title: "RefWorks tagged text",
    extensions: &["txt", "refworks"],
    media_type: "text/x-refworks-tagged",
    detect,
    boundary: |text, _| tagged::boundary(text, &DIALECT),
    parse: |sink| tagged::read_all(sink, &DIALECT, |raw, sink| library::map(raw, &TABLE, sink)),
};

static DIALECT: Dialect = Dialect {
    tag,
    start: "RT",
    lead: &["RT"],
    end: None,
    blank_ends: false,
    through_blanks: false,
    foot: None,
    proof: &["T1", "A1"],
};

const TAGS: &[(&str, Meaning)] = &[
    ("RT", Type),
    ("CL", WorkType),
    ("T1", Title),
    ("OT", SecondTitle),
    ("A1", Person(Role::Author)),
    ("A2", Person(Role::Editor)),
    ("A3", Person(Role::Advisor)),
    ("A4", Person(Role::Translator)),
    ("AD", Address),
    ("JF", Container),
    ("T2", Container),
    ("JO", Abbreviation),
    ("AB", AbstractText),
    ("K1", KeywordList),
    ("YR", Year),
    ("FD", Date),
    ("VO", Volume),
    ("vo", Volume),
    ("IS", Issue),
    ("SP", StartPage),
    ("OP", EndPage),
    ("SN", Serial),
    ("DO", Doi),
    ("AN", Accession),
    ("PMID", Pmid),
    ("PMCID", Pmcid),
    ("PB", Publisher),
    ("LA", Language),
    ("LK", Link),
    ("UL", Link),
    ("URL", Link),
    ("SR", Kept),
    ("ID", Kept),
    ("A5", Kept),
    ("A6", Kept),
    ("T3", Kept),
    ("AV", Kept),
    ("C1", Kept),
    ("CA", Kept),
    ("CN", Kept),
    ("CR", Kept),
    ("DB", Kept),
    ("DS", Kept),
    ("ED", Kept),
    ("FU", Funders),
    ("IP", Kept),
    ("JM", Kept),
    ("LL", Kept),
    ("NO", Kept),
    ("OL", Kept),
    ("OS", Kept),
    ("PP", Kept),
    ("RD", Kept),
    ("RP", Kept),
    ("SF", Kept),
    ("SL", Kept),
    ("ST", Kept),
    ("U1", Kept),
    ("U2", Kept),
    ("U3", Kept),
    ("U4", Kept),
    ("U5", Kept),
    ("U6", Kept),
    ("U7", Kept),
    ("U8", Kept),
    ("U9", Kept),
    ("U10", Kept),
    ("U11", Kept),
    ("U12", Kept),
    ("U13", Kept),
    ("U14", Kept),
    ("U15", Kept),
    ("WP", Kept),
    ("WT", Kept),
    ("WV", Kept),
    ("PG", PageCount),
];

const TYPES: &[(&str, WorkKind)] = &[
    ("Journal Article", WorkKind::JournalArticle),
    ("Journal", WorkKind::JournalArticle),
    ("Journal, Electronic", WorkKind::JournalArticle),
    ("Electronic Journal", WorkKind::JournalArticle),
    ("Abstract", WorkKind::JournalArticle),
    ("Book, Whole", WorkKind::Book),
    ("Book, Edited", WorkKind::Book),
    ("Book", WorkKind::Book),
    ("Monograph", WorkKind::Book),
    ("Book, Section", WorkKind::BookChapter),
    ("Book Section", WorkKind::BookChapter),
    ("Conference Proceedings", WorkKind::ConferencePaper),
    ("Conference Proceeding", WorkKind::ConferencePaper),
    ("Dissertation/Thesis", WorkKind::Thesis),
    ("Dissertation", WorkKind::Thesis),
    ("Thesis", WorkKind::Thesis),
    ("Dissertation/Thesis, Unpublished", WorkKind::Thesis),
    ("Report", WorkKind::Report),
    ("Newspaper Article", WorkKind::NewspaperArticle),
    ("Magazine Article", WorkKind::NewspaperArticle),
    ("Patent", WorkKind::Patent),
    ("Web Page", WorkKind::WebPage),
    ("Online Discussion Forum/Blogs", WorkKind::WebPage),
    ("Artwork", WorkKind::Other),
    ("Bills/Resolutions", WorkKind::Other),
    ("Case/Court Decisions", WorkKind::Other),
    ("Computer Program", WorkKind::Other),
    ("Generic", WorkKind::Other),
    ("Grant", WorkKind::Other),
    ("Hearing", WorkKind::Other),
    ("Laws/Statutes", WorkKind::Other),
    ("Map", WorkKind::Other),
    ("Motion Picture", WorkKind::Other),
    ("Music Score", WorkKind::Other),
    ("Other Article", WorkKind::Other),
    ("Personal Communication", WorkKind::Other),
    ("Sound Recording", WorkKind::Other),
    ("Standard", WorkKind::Other),
    ("Unpublished Material", WorkKind::Other),
    ("Video/ DVD", WorkKind::Other),
    ("Video/DVD", WorkKind::Other),
    ("Yearbook", WorkKind::Other),
];

static TABLE: Table = Table { tags: TAGS, types: TYPES, more_types: CHINESE_TYPES, untyped: |_, _| WorkKind::Other };

/// A tag of the table and a blank; a Chinese name may stick to it.
fn tag(line: &str) -> Option<(&str, usize)> {
    let line_start = line.len() - line.trim_start_matches('\u{feff}').len();
    let body = &line[line_start..];
    let length = body.bytes().take(6).take_while(u8::is_ascii_alphanumeric).count();
    let (name, _) = TAGS.iter().find(|(known, _)| *known == &body[..length])?;
    let rest = &body[length..];
    let parted = rest.is_empty() || rest.starts_with([' ', '\t']) || rest.starts_with(text::is_han);
    // Tags of other formats are parted by a hyphen.
    let foreign = rest.trim_start().starts_with("- ");
    (parted && !foreign).then_some((name, line_start + length))
}

fn detect(head: &Head) -> Option<String> {
    let mut lines = tagged::tag_lines(head.text(), tag);
    let (number, _, line) = lines.find(|(_, tag, _)| *tag == "RT")?;
    let named = lines.take(12).any(|(_, tag, _)| matches!(tag, "A1" | "T1" | "SR"));
    named.then(|| tagged::evidence(number, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_their_likes() {
        for (line, expected) in [
            ("A1 Nes,Ola", Some(("A1", 2))),
            ("A1张三", Some(("A1", 2))),
            ("vo 49", Some(("vo", 2))),
            ("URL x", Some(("URL", 3))),
            ("RT", Some(("RT", 2))),
            ("A1  - Nes", None),
            ("ABBA", None),
            ("is it", None),
            ("XX y", None),
            ("", None),
        ] {
            assert_eq!(tag(line), expected, "{line}");
        }
    }
}
