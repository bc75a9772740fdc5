//! What the Citation Style Language and the catalogues that follow it write alike in JSON: dates in parts, names, kinds
//! of publication.
//!
//! Specification: [CSL 1.0.2](https://docs.citationstyles.org/en/stable/specification.html), appendices III and IV, and
//! its [schema of JSON input](https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json).

use super::Sink;
use super::json::{Draft, Kind, Node, Parts};
use crate::record::{PartialDate, Role, WorkKind};

/// [Types](https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types).
const TYPES: &[(&str, WorkKind)] = &[
    ("article", WorkKind::Preprint),
    ("article-journal", WorkKind::JournalArticle),
    ("article-magazine", WorkKind::NewspaperArticle),
    ("article-newspaper", WorkKind::NewspaperArticle),
    ("bill", WorkKind::Other),
    ("book", WorkKind::Book),
    ("broadcast", WorkKind::Other),
    ("chapter", WorkKind::BookChapter),
    ("classic", WorkKind::Book),
    ("collection", WorkKind::Other),
    ("dataset", WorkKind::Dataset),
    ("document", WorkKind::Other),
    ("entry", WorkKind::BookChapter),
    ("entry-dictionary", WorkKind::BookChapter),
    ("entry-encyclopedia", WorkKind::BookChapter),
    ("event", WorkKind::Other),
    ("figure", WorkKind::Other),
    ("graphic", WorkKind::Other),
    ("hearing", WorkKind::Other),
    ("interview", WorkKind::Other),
    ("legal_case", WorkKind::Other),
    ("legislation", WorkKind::Other),
    ("manuscript", WorkKind::Other),
    ("map", WorkKind::Other),
    ("motion_picture", WorkKind::Other),
    ("musical_score", WorkKind::Other),
    ("pamphlet", WorkKind::Other),
    ("paper-conference", WorkKind::ConferencePaper),
    ("patent", WorkKind::Patent),
    ("performance", WorkKind::Other),
    ("periodical", WorkKind::Other),
    ("personal_communication", WorkKind::Other),
    ("post", WorkKind::WebPage),
    ("post-weblog", WorkKind::WebPage),
    ("regulation", WorkKind::Other),
    ("report", WorkKind::Report),
    ("review", WorkKind::Review),
    ("review-book", WorkKind::Review),
    ("software", WorkKind::Other),
    ("song", WorkKind::Other),
    ("speech", WorkKind::ConferencePaper),
    ("standard", WorkKind::Report),
    ("thesis", WorkKind::Thesis),
    ("treaty", WorkKind::Other),
    ("webpage", WorkKind::WebPage),
];

/// The kind a type stands for.
pub(super) fn work_kind(name: &str) -> Option<WorkKind> {
    TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
}

/// Reads a date: `{"date-parts": [[2013, 5, 24]]}`, of a range its beginning, or words in any of the other members.
pub(super) fn date(value: Node<'_>) -> Option<PartialDate> {
    if !value.is_object() {
        return PartialDate::parse(&value.items().next()?.string()?);
    }
    let parts = value.get("date-parts").and_then(|list| list.items().next());
    if let Some(parts) = parts {
        let mut numbers = parts.items().map(|part| part.integer());
        let year = numbers.next().flatten().and_then(|year| i32::try_from(year).ok());
        let mut small = || numbers.next().flatten().and_then(|n| u8::try_from(n).ok()).filter(|n| *n > 0);
        let (month, day) = (small(), small());
        if let Some(date) = year.and_then(|year| PartialDate::best(year, month, day)) {
            return Some(date);
        }
    }
    ["raw", "literal", "date-time", "edtf"].iter().find_map(|name| PartialDate::parse(&value.get(name)?.string()?))
}

/// Adds a name: in parts, whole as `literal` or `name`, or as words alone. Members that say something else are handed
/// to `rest`.
pub(super) fn name(
    draft: &mut Draft,
    role: Role,
    value: Node<'_>,
    sink: &mut Sink<'_>,
    mut rest: impl FnMut(&mut Draft, usize, &str, Node<'_>, &mut Sink<'_>),
) {
    if value.kind() != Kind::Object {
        draft.named(role, value, sink);
        return;
    }
    let filled = |name: &str| value.get(name).filter(|part| part.says_something());
    let (dropping, kept) = (filled("dropping-particle"), filled("non-dropping-particle"));
    let parts = Parts {
        particle: kept.or(dropping),
        family: filled("family"),
        given: filled("given"),
        suffix: filled("suffix"),
    };
    let whole = ["literal", "name"].into_iter().find_map(filled);
    let index = match (parts.family.or(parts.given), whole) {
        (Some(_), _) => draft.person(role, parts, sink),
        (None, Some(whole)) => draft.literal(role, whole, sink),
        (None, None) => None,
    };
    let Some(index) = index else { return draft.keep("name", value) };
    for (name, member) in value.members() {
        match name {
            "family" | "given" | "suffix" | "non-dropping-particle" => {}
            "dropping-particle" if kept.is_none() => {}
            "literal" | "name" if parts.family.is_none() => {}
            _ => rest(draft, index, name, member, sink),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::json::Tape;

    #[test]
    fn dates_in_parts_and_in_words() {
        for (text, expected) in [
            (r#"{"date-parts":[[2013,5,24]]}"#, Some("2013-05-24")),
            (r#"{"date-parts":[["2013","5"],["2014"]]}"#, Some("2013-05")),
            (r#"{"date-parts":[[null]]}"#, None),
            (r#"{"date-parts":[null]}"#, None),
            (r#"{"date-parts":[[2013,0,0]]}"#, Some("2013")),
            (r#"{"raw":"24 May 2013"}"#, Some("2013-05-24")),
            (r#"{"literal":"Spring 2013"}"#, Some("2013")),
            (r#""2013-05""#, Some("2013-05")),
            ("{}", None),
        ] {
            let mut tape = Tape::default();
            let text = format!("[{text}]");
            let list = tape.read(&text, 0..text.len());
            let read = list.items().next().and_then(date).map(|date| date.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
