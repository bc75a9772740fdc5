//! The plain text: `PT` begins a record, `ER` ends it, lines that begin with three blanks go on.

use super::super::input::Head;
use super::super::tagged::{self, Dialect, RawRecord};
use super::super::{Sink, Spec};
use super::{Frame, Layout, TAGS, map};
use crate::diagnostic::Severity;

pub(in super::super) const SPEC: Spec = Spec {
    name: "wos",
    title: "Web of Science plain text",
    extensions: &["txt", "ciw", "isi"],
    media_type: "application/x-inst-for-Scientific-info",
    detect,
    boundary: |text, _| tagged::boundary(text, &DIALECT),
    parse: |sink| tagged::read_all(sink, &DIALECT, read),
};

static DIALECT: Dialect = Dialect {
    tag,
    start: "PT",
    lead: &["FN", "VR", "PT"],
    end: Some("ER"),
    blank_ends: false,
    through_blanks: false,
    foot: Some("EF"),
    proof: &["TI", "AU", "UT", "SO"],
};

/// `XX value`, or a tag alone. A known tag may stick to its value: `AUNes, O`.
fn tag(line: &str) -> Option<(&str, usize)> {
    let line_start = line.len() - line.trim_start_matches('\u{feff}').len();
    let body = &line[line_start..];
    let [first, second, rest @ ..] = body.as_bytes() else { return None };
    if !first.is_ascii_uppercase() || !(second.is_ascii_uppercase() || second.is_ascii_digit()) {
        return None;
    }
    let name = &body[..2];
    let value = line_start + 2;
    match rest {
        [] | [b' ' | b'\t' | b'\r', ..] => Some((name, value)),
        // An initial and small letters, as names and words have them; `DNA` and `PTSD` go on with the line before.
        [third, fourth, ..] => {
            let word = third.is_ascii_uppercase() && fourth.is_ascii_lowercase();
            let known = matches!(name, "AU" | "AF" | "TI" | "SO" | "CA" | "BE" | "AB" | "DE");
            (word && known).then_some((name, value))
        }
        _ => None,
    }
}

fn detect(head: &Head) -> Option<String> {
    let mut known = 0;
    for (number, tag, line) in tagged::tag_lines(head.text(), tag) {
        let value = line.trim_start_matches('\u{feff}').get(2..).unwrap_or("").trim();
        match tag {
            // Ovid's and RIS' tags are parted by a hyphen.
            _ if value.starts_with("- ") || value == "-" => return None,
            "FN" if ["ISI", "Thomson", "Clarivate", "Web of", "Web Of"].iter().any(|name| value.contains(name)) => {
                return Some(tagged::evidence(number, line));
            }
            "PT" if matches!(value, "J" | "B" | "S" | "P" | "C" | "K" | "Journal" | "Book" | "Patent") => {
                return Some(tagged::evidence(number, line));
            }
            "UT" if known >= 3 && value.contains(':') => return Some(tagged::evidence(number, line)),
            _ if TAGS.iter().any(|(name, _)| *name == tag) => known += 1,
            _ => return None,
        }
    }
    None
}

fn read(raw: &RawRecord<'_>, sink: &mut Sink<'_>) {
    // The marks of the file before and after do not belong to the record.
    let is_frame = |tag: &str| matches!(tag, "FN" | "VR" | "EF");
    let from = raw.fields.iter().take_while(|f| is_frame(f.tag)).count();
    let until = raw.fields.iter().rposition(|f| !is_frame(f.tag)).map_or(from, |last| last + 1).max(from);
    let fields = &raw.fields[from..until];
    let (Some(first), Some(last)) = (fields.first(), fields.last()) else { return };
    let range = first.at..last.value.range().end.max(first.at);
    for field in fields {
        if let Some(message) = glued(sink.text(), field) {
            sink.note(Severity::Warning, "malformed-line", field.at, message);
        }
    }
    if let Some(late) = raw.fields.get(raw.regular..until.max(raw.regular)).and_then(|late| late.first()) {
        let message = format!("{} after the end of the record: taken as part of it", late.tag);
        sink.note(Severity::Info, "after-end", late.at, message);
    }
    let cut = (raw.cut && until == raw.fields.len()).then(|| fields.len() - 1);
    map(&Frame { fields, range, layout: Layout::Lines, cut }, sink);
}

/// What to say of a tag that sticks to its value.
fn glued(text: &str, field: &tagged::Field<'_>) -> Option<String> {
    let line = text[field.at..].trim_start_matches('\u{feff}');
    let next = line.get(2..3)?;
    let apart = next.trim().is_empty();
    (!apart).then(|| format!("no blank behind {}; read as this tag", field.tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_their_likes() {
        for (line, expected) in [
            ("AU Nes, O", Some(("AU", 2))),
            ("AUNes, O", Some(("AU", 2))),
            ("ER", Some(("ER", 2))),
            ("Z9 4", Some(("Z9", 2))),
            ("   TI no tag", None),
            ("PTSD in", None),
            ("DNA", None),
            ("Al", None),
            ("", None),
            ("\u{feff}FN Clarivate", Some(("FN", 5))),
        ] {
            assert_eq!(tag(line), expected, "{line}");
        }
    }
}
