//! Where the records of an XML format begin and end, found by their tags alone.
//!
//! A format names the elements that are records. The text is read from its beginning, so that a piece, which begins
//! where a record ended, is cut as the whole would be. A record whose end tag is missing ends where the next one begins.

use super::Sink;
use super::input::{Head, xml_root};
use super::xml::{Xml, local_name, quote};
use crate::diagnostic::Severity;
use crate::text;
use memchr::memmem;
use std::ops::Range;

/// The elements of a format that matter for cutting it.
pub(super) struct Records {
    /// Records.
    pub(super) names: &'static [&'static str],
    /// Elements inside a record in which records of other formats stand.
    pub(super) guards: &'static [&'static str],
    /// Elements around records and beside them that say nothing of any publication.
    pub(super) outside: &'static [&'static str],
    /// Elements by which a server tells that it has no answer.
    pub(super) errors: &'static [&'static str],
}

/// What was met on the way through a text.
enum Met {
    Record {
        range: Range<usize>,
        closed: bool,
    },
    Error(usize),
    /// Text or an element that belongs nowhere.
    Stray(usize),
}

/// Reads a piece: `read` makes records of the text of each.
pub(super) fn read_all(sink: &mut Sink<'_>, records: &Records, read: fn(&mut Sink<'_>, Range<usize>, bool)) {
    let text = sink.text();
    let mut stray = None;
    scan(text, records, true, |met| match met {
        Met::Record { range, closed } => read(sink, range, closed),
        Met::Error(at) => {
            let mut xml = Xml::new(text, at..text.len());
            let message = xml.root().map(|root| xml.all_text(&root).text).unwrap_or_default();
            outside(
                sink,
                Severity::Error,
                "source-error",
                at,
                format!("the server answered with an error: {message:?}"),
            );
        }
        Met::Stray(at) if stray.is_none() => {
            stray = Some(at);
            let line = text.get(at..).unwrap_or_default();
            let message = format!("outside of any record: {:?}; left out", quote(line.get(..80).unwrap_or(line)));
            outside(sink, Severity::Warning, "outside-records", at, message);
        }
        Met::Stray(_) => {}
    });
}

fn outside(sink: &mut Sink<'_>, severity: Severity, code: &'static str, at: usize, message: String) {
    sink.note(severity, code, at, message);
    if let Some(note) = sink.diagnostics.last_mut() {
        note.record = None;
    }
}

/// The end of the last whole record.
pub(super) fn boundary(text: &str, records: &Records) -> Option<usize> {
    let mut last = None;
    scan(text, records, false, |met| {
        if let Met::Record { range, .. } = met {
            last = Some(range.end);
        }
    });
    last
}

fn scan(text: &str, records: &Records, ended: bool, mut met: impl FnMut(Met)) {
    let bytes = text.as_bytes();
    let mut open: Option<(usize, &str)> = None;
    let mut guard: Option<&str> = None;
    // Whether the text outside of records is of no interest: that of elements known to stand there.
    let mut known = false;
    let mut unended = false;
    // Where the next `>` is: brackets without one must not each look for it.
    let mut next_close = None;
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let tag = at + length;
        let before = text[at..tag].trim_start_matches('\u{feff}').trim();
        if open.is_none() && !known && !before.is_empty() {
            met(Met::Stray(at + (text[at..tag].len() - text[at..tag].trim_start().len())));
            known = true;
        }
        let rest = &bytes[tag..];
        let hidden =
            [("<!--", "-->"), ("<![CDATA[", "]]>")].iter().find(|(start, _)| rest.starts_with(start.as_bytes()));
        if let Some((start, end)) = hidden {
            let found = if unended { None } else { memmem::find(rest, end.as_bytes()) };
            match found {
                Some(length) => at = tag + length + end.len(),
                None if !ended => return,
                None => (unended, at) = (true, tag + start.len()),
            }
            continue;
        }
        let ahead = next_close.filter(|next| *next > tag);
        let Some(next) = ahead.or_else(|| memchr::memchr(b'>', rest).map(|length| tag + length)) else { break };
        next_close = Some(next);
        let close = next - tag;
        let inside = &text[tag + 1..tag + close];
        at = tag + close + 1;
        if inside.starts_with(['?', '!']) {
            // Declarations in the document type are tags of their own here.
            continue;
        }
        let (inside, closes) = inside.strip_prefix('/').map_or((inside, false), |inside| (inside, true));
        // A bracket that begins no tag.
        if let Some(next) = memchr::memchr(b'<', inside.as_bytes()) {
            at = tag + 1 + usize::from(closes) + next;
            if !inside.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                continue;
            }
        }
        let name = inside.split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '<')).next().unwrap_or_default();
        let local = local_name(name);
        let empty = !closes && inside.ends_with('/');
        match (open, guard) {
            (Some(_), Some(guarding)) => {
                if closes && name == guarding {
                    guard = None;
                }
            }
            (Some((start, record)), None) => {
                if name == record && closes {
                    met(Met::Record { range: start..at, closed: true });
                    (open, known) = (None, false);
                } else if name == record && !empty {
                    met(Met::Record { range: start..tag, closed: false });
                    open = Some((tag, name));
                } else if !closes && !empty && records.guards.contains(&local) {
                    guard = Some(name);
                }
            }
            (None, _) if closes => known = true,
            (None, _) if records.names.contains(&local) => {
                if empty {
                    met(Met::Record { range: tag..at, closed: true });
                } else {
                    open = Some((tag, name));
                }
            }
            (None, _) if records.errors.contains(&local) => {
                met(Met::Error(tag));
                known = true;
            }
            (None, _) => {
                known = records.outside.contains(&local);
                if !known {
                    met(Met::Stray(tag));
                    known = true;
                }
            }
        }
    }
    if ended && let Some((start, _)) = open {
        met(Met::Record { range: start..text.len(), closed: false });
    }
}

/// The name of the root element of a text that is XML.
pub(super) fn root(head: &Head) -> Option<&str> {
    let text = head.text();
    xml_root(text).filter(|_| text.trim_start_matches(['\u{feff}', ' ', '\n', '\t']).starts_with('<'))
}

/// The evidence of a tag: its line and name. Nothing where the text has none of this name.
pub(super) fn evidence(head: &Head, name: &str) -> Option<String> {
    let text = head.text();
    let at = memmem::find_iter(text.as_bytes(), name.as_bytes()).find(|at| {
        let before = text.get(..*at).unwrap_or_default();
        let prefix = before.rsplit(['<', '>']).next().unwrap_or_default();
        let opens = before[..before.len() - prefix.len()].ends_with('<');
        let after = text.as_bytes().get(at + name.len());
        opens
            && (prefix.is_empty() || prefix.ends_with(':') && !prefix.contains(char::is_whitespace))
            && after.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, b'>' | b'/'))
    })?;
    Some(format!("line {} `<{name}>`", text::count_lines(text.get(..at)?) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDS: Records = Records { names: &["rec"], guards: &["other"], outside: &["all"], errors: &["error"] };

    /// The records of a text with `…` behind those without an end, and what else was met.
    fn met(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        scan(text, &RECORDS, true, |met| {
            found.push(match met {
                Met::Record { range, closed } => text[range].to_string() + if closed { "" } else { "…" },
                Met::Error(at) => format!("error at {at}"),
                Met::Stray(at) => format!("stray at {at}"),
            });
        });
        found
    }

    #[test]
    fn records_are_found_in_any_text() {
        for (text, expected) in [
            ("<all><rec>a</rec><rec/></all>", &["<rec>a</rec>", "<rec/>"][..]),
            ("<all><rec>a<rec>b</rec></all>", &["<rec>a…", "<rec>b</rec>"]),
            ("<all><rec>a < b <c</rec></all>", &["<rec>a < b <c</rec>"]),
            ("<all><rec><other><rec>a</rec></other></rec></all>", &["<rec><other><rec>a</rec></other></rec>"]),
            (
                "<all><rec><!-- </rec> --><![CDATA[</rec>]]></rec></all>",
                &["<rec><!-- </rec> --><![CDATA[</rec>]]></rec>"],
            ),
            ("<all><rec><!-- </rec></all>", &["<rec><!-- </rec>"]),
            ("<all><rec>a</rec>lost<rec/><error/></all>", &["<rec>a</rec>", "stray at 17", "<rec/>", "error at 27"]),
            ("<all><rec>a", &["<rec>a…"]),
            ("<all><rec", &[]),
            ("<", &[]),
            ("", &[]),
        ] {
            assert_eq!(met(text), expected, "{text}");
        }
    }

    #[test]
    fn no_mark_is_looked_for_again_and_again() {
        let n = 50_000;
        for unit in ["<rec ", "<", "<!--", "<![CDATA[", "</rec", "<?", "<rec>", "<rec/>", "<other>", "< a", "<rec><!--"]
        {
            for tail in ["", ">", "-->"] {
                met(&[&unit.repeat(n), tail].concat());
                boundary(&[&unit.repeat(n), tail].concat(), &RECORDS);
            }
        }
    }
}
