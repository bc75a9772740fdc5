//! Refer, the tagged format of EndNote: `%A` and a value.
//!
//! It comes from the Unix program of that name, where a blank line ends a record and nothing tells its type; EndNote
//! begins records with `%0`, but those who write `%T` before it are many, and so are those who leave it out. So a blank
//! line before a tag ends a record, and a `%0` behind other fields does. CNKI puts all authors behind one another on one
//! line: `%A 甲%A 乙`.
//!
//! Specification: [EndNote import format](https://support.clarivate.com/Endnote/s/article/EndNote-Import-Format), and
//! [refer(1)](https://man.freebsd.org/cgi/man.cgi?query=refer) for the letters.

use super::input::Head;
use super::library::{self, CHINESE_TYPES, Meaning, Meaning::*, Table};
use super::tagged::{self, Dialect, Field, RawRecord, Slice};
use super::{Sink, Spec};
use crate::record::{Record, Role, Venue, WorkKind};

pub(super) const SPEC: Spec = Spec {
    name: "refer",
    title: "Refer (EndNote) tagged text",
    extensions: &["enw", "ref", "txt"],
    media_type: "application/x-endnote-refer",
    detect,
    boundary: |text, _| boundary(text),
    parse: |sink| tagged::read_all(sink, &DIALECT, read),
};

static DIALECT: Dialect = Dialect {
    tag,
    start: "%0",
    lead: &["%0", "%T"],
    end: None,
    blank_ends: true,
    through_blanks: true,
    foot: None,
    proof: &["%T", "%A"],
};

const TAGS: &[(&str, Meaning)] = &[
    ("%0", Type),
    ("%9", WorkType),
    ("%T", Title),
    ("%Q", SecondTitle),
    ("%A", Person(Role::Author)),
    ("%E", Person(Role::Editor)),
    ("%Y", Person(Role::Advisor)),
    ("%?", Person(Role::Translator)),
    ("%+", Address),
    // The journal before the book: some write both.
    ("%J", Container),
    ("%B", Container),
    ("%X", AbstractText),
    ("%K", KeywordList),
    ("%D", Year),
    ("%8", Date),
    ("%V", Volume),
    ("%N", Issue),
    ("%P", PageRange),
    ("%@", Serial),
    ("%R", Accession),
    ("%M", Accession),
    ("%I", Publisher),
    ("%G", Language),
    ("%U", Link),
    ("%!", Kept),
    ("%#", Kept),
    ("%$", Kept),
    ("%&", Kept),
    ("%(", Kept),
    ("%)", Kept),
    ("%*", Kept),
    ("%1", Kept),
    ("%2", Kept),
    ("%3", Kept),
    ("%4", Kept),
    ("%5", Kept),
    ("%6", Kept),
    ("%7", Kept),
    ("%<", Kept),
    ("%=", Kept),
    ("%>", Kept),
    ("%C", Kept),
    ("%F", Kept),
    ("%H", Kept),
    ("%L", Kept),
    ("%O", Kept),
    ("%S", Kept),
    ("%W", Kept),
    ("%Z", Kept),
    ("%[", Kept),
    ("%]", Kept),
    ("%^", Kept),
    ("%~", Kept),
];

const TYPES: &[(&str, WorkKind)] = &[
    ("Journal Article", WorkKind::JournalArticle),
    ("Journal", WorkKind::JournalArticle),
    ("Electronic Article", WorkKind::JournalArticle),
    ("Review", WorkKind::Review),
    ("Book", WorkKind::Book),
    ("Edited Book", WorkKind::Book),
    ("Electronic Book", WorkKind::Book),
    ("Classical Work", WorkKind::Book),
    ("Ancient Text", WorkKind::Book),
    ("Serial", WorkKind::Book),
    ("Book Section", WorkKind::BookChapter),
    ("Electronic Book Section", WorkKind::BookChapter),
    ("Encyclopedia", WorkKind::BookChapter),
    ("Dictionary", WorkKind::BookChapter),
    ("Conference Paper", WorkKind::ConferencePaper),
    ("Conference Proceedings", WorkKind::ConferencePaper),
    ("Conference", WorkKind::ConferencePaper),
    ("Thesis", WorkKind::Thesis),
    ("Report", WorkKind::Report),
    ("Government Document", WorkKind::Report),
    ("Dataset", WorkKind::Dataset),
    ("Aggregated Database", WorkKind::Dataset),
    ("Online Database", WorkKind::Dataset),
    ("Newspaper Article", WorkKind::NewspaperArticle),
    ("Magazine Article", WorkKind::NewspaperArticle),
    ("Patent", WorkKind::Patent),
    ("Web Page", WorkKind::WebPage),
    ("Blog", WorkKind::WebPage),
    ("Electronic Source", WorkKind::WebPage),
    ("Online Multimedia", WorkKind::WebPage),
    ("Artwork", WorkKind::Other),
    ("Audiovisual Material", WorkKind::Other),
    ("Bill", WorkKind::Other),
    ("Case", WorkKind::Other),
    ("Catalog", WorkKind::Other),
    ("Chart or Table", WorkKind::Other),
    ("Computer Program", WorkKind::Other),
    ("Equation", WorkKind::Other),
    ("Figure", WorkKind::Other),
    ("Film or Broadcast", WorkKind::Other),
    ("Generic", WorkKind::Other),
    ("Grant", WorkKind::Other),
    ("Hearing", WorkKind::Other),
    ("Legal Rule or Regulation", WorkKind::Other),
    ("Manuscript", WorkKind::Other),
    ("Map", WorkKind::Other),
    ("Music", WorkKind::Other),
    ("Pamphlet", WorkKind::Other),
    ("Personal Communication", WorkKind::Other),
    ("Standard", WorkKind::Other),
    ("Statute", WorkKind::Other),
    ("Unpublished Work", WorkKind::Other),
];

static TABLE: Table = Table { tags: TAGS, types: TYPES, more_types: CHINESE_TYPES, untyped };

/// As refer(1) tells types: a journal makes an article, a book around it a chapter, a publisher a book.
fn untyped(record: &Record, venue: &Venue) -> WorkKind {
    let conference = venue.title.as_deref().is_some_and(|t| t.contains("Conference") || t.contains("Proceedings"));
    let numbered = record.volume.is_some() || record.issue.is_some();
    match (&venue.title, &venue.publisher) {
        (Some(_), _) if numbered => WorkKind::JournalArticle,
        (Some(_), _) if conference => WorkKind::ConferencePaper,
        (Some(_), Some(_)) => WorkKind::BookChapter,
        (Some(_), None) => WorkKind::JournalArticle,
        (None, Some(_)) => WorkKind::Book,
        (None, None) => WorkKind::Other,
    }
}

/// A per cent sign, one sign of the table, a blank.
fn tag(line: &str) -> Option<(&str, usize)> {
    let line_start = line.len() - line.trim_start_matches('\u{feff}').len();
    let body = &line[line_start..];
    let name = body.get(..2).filter(|name| name.starts_with('%'))?;
    let parted = body[2..].is_empty() || body[2..].starts_with([' ', '\t']);
    let (name, _) = TAGS.iter().find(|(known, _)| *known == name).filter(|_| parted)?;
    Some((name, line_start + 2))
}

fn detect(head: &Head) -> Option<String> {
    let mut lines = head.text().lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (number, first) = lines.next()?;
    let (name, _) = tag(first)?;
    let more = tagged::tag_lines(head.text(), tag).nth(1).is_some();
    (more || name == "%0" || lines.next().is_none()).then(|| tagged::evidence(number + 1, first))
}

/// Behind the last blank line that a field follows by which records begin; without any, before the last `%0`.
fn boundary(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let found = memchr::memmem::rfind_iter(bytes, b"\n\n").find(|at| {
        let next = &text[at + 2..];
        ["%0 ", "%T ", "%A "].iter().any(|begin| next.starts_with(begin))
    });
    found.map(|at| at + 2).or_else(|| tagged::boundary(text, &DIALECT))
}

fn read(raw: &RawRecord<'_>, sink: &mut Sink<'_>) {
    let mut fields = Vec::with_capacity(raw.fields.len());
    let mut regular = raw.regular;
    for (index, field) in raw.fields.iter().enumerate() {
        let person = matches!(field.tag, "%A" | "%E" | "%Y" | "%?");
        if !(person && field.value.text.contains(field.tag)) {
            fields.push(*field);
            continue;
        }
        let mut at = 0;
        for part in field.value.text.split(field.tag) {
            let value = Slice { text: part, at: field.value.at + at }.trim();
            at += part.len() + field.tag.len();
            regular += usize::from(index < raw.regular && value.at > field.value.at);
            fields.push(Field { value, ..*field });
        }
    }
    library::map(&RawRecord { fields, regular, ..*raw }, &TABLE, sink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_end_at_blank_lines_before_fields() {
        let text = "%T One\n%X A.\n\nB.\n\n%T Two\n%0 Book\n%A Nes, O\n%0 Book\n%T Three\n";
        let titles: Vec<usize> = tagged::records(text, &DIALECT).map(|r| r.fields.len()).collect();
        assert_eq!(titles, [2, 3, 2]);
        assert_eq!(boundary(text), text.find("%T Two"));
        assert_eq!(tag("%Encoding"), None);
        assert_eq!(tag("%A\tNes"), Some(("%A", 2)));
    }
}
