//! CNKI's own exports: that for E-Study (`DataType: 1`, `Title-题名: …`) and the one of chosen fields (`SrcDatabase-来源库: …`).
//!
//! A field has an English name, a hyphen, a Chinese name. The Chinese one changes with the kind of work (`Source-刊名`,
//! `Source-学位授予单位`), the English one tells what it is. Records follow one another with or without blank lines, so the
//! field the file begins with begins each of them.
//!
//! There is no published specification.

use super::input::Head;
use super::library::{self, CHINESE_TYPES, Meaning, Meaning::*, Table};
use super::tagged::{self, Dialect};
use super::{Sink, Spec};
use crate::record::{Role, WorkKind};
use crate::text;

pub(super) const SPEC: Spec = Spec {
    name: "cnki-estudy",
    title: "CNKI E-Study and custom text",
    extensions: &["txt"],
    media_type: "text/x-cnki-estudy",
    detect,
    boundary: |text, _| tagged::boundary(text, dialect(text)),
    parse: |sink: &mut Sink<'_>| {
        tagged::read_all(sink, dialect(sink.text()), |raw, sink| library::map(raw, &TABLE, sink))
    },
};

const fn beginning_with(start: &'static str, lead: &'static [&'static str]) -> Dialect {
    Dialect {
        tag,
        start,
        lead,
        end: None,
        blank_ends: false,
        through_blanks: false,
        foot: None,
        proof: &["Title", "Author"],
    }
}

/// The ways a record begins.
static DIALECTS: [Dialect; 3] = [
    beginning_with("DataType", &["DataType"]),
    beginning_with("SrcDatabase", &["SrcDatabase"]),
    beginning_with("Title", &["Title"]),
];

const TAGS: &[(&str, Meaning)] = &[
    ("DataType", Type),
    ("SrcDatabase", WorkType),
    ("Title", Title),
    ("EnTitle", SecondTitle),
    ("Author", Person(Role::Author)),
    ("Tutor", Person(Role::Advisor)),
    ("Teacher", Person(Role::Advisor)),
    ("Organ", Address),
    ("Source", Container),
    ("Keyword", KeywordList),
    ("Keywords", KeywordList),
    ("Summary", AbstractText),
    ("Abstract", AbstractText),
    ("EnAbstract", AbstractText),
    ("Year", Year),
    ("PubTime", Date),
    ("Volume", Volume),
    ("Roll", Volume),
    ("Period", Issue),
    ("Page", PageRange),
    ("PageCount", PageCount),
    ("Fund", Funders),
    ("CLC", Classes),
    ("DOI", Doi),
    ("ISSN", Serial),
    ("ISBN", Serial),
    ("URL", Link),
    ("Link", Link),
    ("Publisher", Publisher),
    ("Language", Language),
    ("CF", TimesCitedCount),
    ("FirstDuty", Kept),
    ("City", Kept),
    ("CN", Kept),
    ("Degree", Kept),
    ("Meeting", Kept),
    ("MeetingTime", Kept),
    ("Applicant", Kept),
];

/// Numbers of E-Study's kinds.
const TYPES: &[(&str, WorkKind)] = &[
    ("1", WorkKind::JournalArticle),
    ("2", WorkKind::Thesis),
    ("3", WorkKind::ConferencePaper),
    ("4", WorkKind::NewspaperArticle),
    ("5", WorkKind::Other),
    ("6", WorkKind::Other),
    ("7", WorkKind::Other),
    ("8", WorkKind::Patent),
];

static TABLE: Table =
    Table { tags: TAGS, types: TYPES, more_types: CHINESE_TYPES, untyped: |_, _| WorkKind::JournalArticle };

/// `Title-题名: …`, `DOI-DOI: …`, `DataType: 1`.
fn tag(line: &str) -> Option<(&str, usize)> {
    let body = line.trim_start_matches(['\u{feff}', ' ']);
    let length = body.bytes().take(20).take_while(u8::is_ascii_alphabetic).count();
    let name = &body[..length];
    let known = TAGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(known, _)| *known);
    let rest = &body[length..];
    let (label, value) = match rest.strip_prefix('-') {
        Some(rest) => {
            let end = rest.char_indices().take(20).find(|(_, c)| matches!(c, ':' | '：'));
            let (at, colon) = end?;
            (&rest[..at], &rest[at + colon.len_utf8()..])
        }
        None if known == Some("DataType") => ("", rest.strip_prefix(':').or_else(|| rest.strip_prefix('：'))?),
        None => return None,
    };
    let chinese = text::has_han(label) && !label.contains(' ');
    let plain = known.is_some() && (chinese || label.eq_ignore_ascii_case(name) || label.is_empty());
    let name = known.or(Some(name).filter(|name| chinese && !name.is_empty()))?;
    (plain || chinese).then(|| (name, line.len() - value.len()))
}

fn dialect(text: &str) -> &'static Dialect {
    let first = tagged::tag_lines(text, tag).next().map(|(_, tag, _)| tag);
    DIALECTS.iter().find(|dialect| Some(dialect.start) == first).unwrap_or(&DIALECTS[2])
}

fn detect(head: &Head) -> Option<String> {
    let mut lines = tagged::tag_lines(head.text(), tag);
    let (number, _, line) = lines.next()?;
    let title = line.contains("Title-") || lines.take(6).any(|(_, tag, _)| tag == "Title");
    let first = head.text().lines().find(|line| !line.trim().is_empty())?;
    (title && tag(first).is_some()).then(|| tagged::evidence(number, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_two_names() {
        for (line, expected) in [
            ("Title-题名: 研究", Some(("Title", 13))),
            ("DOI-DOI: 10.1000/1", Some(("DOI", 8))),
            ("DataType: 1", Some(("DataType", 9))),
            ("Degree-学位：硕士", Some(("Degree", 16))),
            ("Thing-东西: x", Some(("Thing", 13))),
            ("Title: x", None),
            ("a-b: c", None),
            ("", None),
        ] {
            assert_eq!(tag(line), expected, "{line}");
        }
    }
}
