//! Saved and pasted pages: in every encoding and line end, with their places, cut at any line. What is expected of the
//! fixtures stands beside them.

use crate::read::{fixtures, plain};
use citeweave::diagnostic::{Diagnostic, Span};
use citeweave::read::{Format, Reader};
use citeweave::record::Record;
use std::fs;

fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Diagnostic>) {
    crate::read::read(Format::Page, bytes)
}

/// Encodings, byte order marks and line ends change nothing that is read.
#[test]
fn a_page_reads_the_same_in_every_dress() {
    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(unit).collect()
    }
    for path in fixtures(Format::Page, "valid") {
        let text = fs::read_to_string(&path).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let expected = plain(&read(text.as_bytes()).0);
        let dresses: [(&str, Vec<u8>); 6] = [
            ("CRLF", text.replace('\n', "\r\n").into_bytes()),
            ("CR", text.replace('\n', "\r").into_bytes()),
            ("a byte order mark", format!("\u{feff}{text}").into_bytes()),
            ("UTF-16LE", utf16(text, u16::to_le_bytes)),
            ("UTF-16BE", utf16(text, u16::to_be_bytes)),
            ("no newline at the end", text.trim_end().as_bytes().to_vec()),
        ];
        for (dress, bytes) in dresses {
            assert_eq!(plain(&read(&bytes).0), expected, "{} with {dress}", path.display());
            let detected = Format::detect(&bytes).map(|d| d.format);
            assert_eq!(detected, Ok(Format::Page), "{} with {dress}", path.display());
        }
        // It takes some Chinese to tell GB18030 from other encodings.
        let (bytes, _, lost) = encoding_rs::GB18030.encode(text);
        if !lost && text.chars().filter(|c| ('\u{4e00}'..'\u{9fff}').contains(c)).count() > 50 {
            assert_eq!(plain(&read(&bytes).0), expected, "{} in GB18030", path.display());
        }
    }
}

#[test]
fn places_hold_what_is_said_to_be_there() {
    for path in fixtures(Format::Page, "valid").into_iter().chain(fixtures(Format::Page, "invalid")) {
        let text = fs::read_to_string(&path).unwrap();
        let chars: Vec<char> = text.trim_start_matches('\u{feff}').chars().collect();
        let at = |span: Span| -> String {
            let line = 1 + chars[..span.start as usize].iter().filter(|c| **c == '\n').count();
            assert_eq!(line, span.line as usize, "{}", path.display());
            chars[span.start as usize..span.end as usize].iter().collect()
        };
        // White space of pages and full-width forms are made plain in values.
        let narrow = |text: &str| -> String {
            let narrow = |c: char| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap(),
                c => c,
            };
            text.chars().map(narrow).filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
        };
        for record in &read(text.as_bytes()).0 {
            let same = |span: Span, value: &str| assert_eq!(narrow(&at(span)), narrow(value), "{}", path.display());
            record.titles.iter().for_each(|t| same(t.span, &t.text));
            record.contributors.iter().for_each(|c| same(c.span, &c.as_written));
            record.affiliations.iter().for_each(|a| same(a.span, &a.as_written));
            record.ids.iter().for_each(|id| same(id.span(), id.value()));
            for reference in record.related.iter().chain(&record.references) {
                reference.title.iter().for_each(|title| same(reference.span, title));
                reference.authors.iter().for_each(|a| same(a.span, &a.as_written));
            }
            for keyword in &record.keywords {
                assert!(narrow(&at(keyword.span)).contains(&narrow(&keyword.text)), "{}", path.display());
            }
            for text in &record.abstracts {
                match &text.sections[..] {
                    [] => same(text.span, &text.text),
                    sections => sections.iter().for_each(|s| same(s.span, &s.text)),
                }
            }
        }
    }
}

/// Whatever is said reaches a member or `other`; of a page cut anywhere too.
#[test]
fn a_page_cut_at_any_line_loses_nothing_in_silence() {
    for path in fixtures(Format::Page, "valid") {
        let text = fs::read_to_string(&path).unwrap();
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        for end in ends {
            let Ok(mut reader) = Reader::with_format(&text.as_bytes()[..end], "cut", Format::Page) else { continue };
            let records: Vec<Record> = reader.by_ref().collect();
            let kept: String = records.iter().map(|r| serde_json::to_string(r).unwrap()).collect();
            for line in text[..end].lines().map(|l| l.trim_matches(|c: char| !c.is_alphanumeric())) {
                // Labels and buttons are no statements.
                let line =
                    line.split_once(": ").filter(|(label, _)| !label.contains(' ')).map_or(line, |(_, value)| value);
                if line.split(' ').count() > 8 && line.is_ascii() {
                    let words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
                    let lost: Vec<&str> = words.filter(|word| !kept.contains(*word)).collect();
                    assert!(lost.is_empty(), "{} cut at {end}: {line}: {lost:?}", path.display());
                }
            }
        }
    }
}
