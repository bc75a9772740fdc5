//! From bytes to text, and from a byte of the text back to its line.
//!
//! A byte order mark is left out of the text. Offsets and lines are those of the decoded text; line numbers are the same as
//! in the file, whatever its encoding.

use super::rules::Id;
use super::{Format, Notes, Program, Programs};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// A file's text and how it came about.
pub(super) struct Decoded<'b> {
    pub text: Cow<'b, str>,
    /// The encoding of the byte order mark, if there is one.
    mark: Option<&'static Encoding>,
    /// What the XML declaration names.
    declared: Option<Declared>,
    /// First byte of the text that could not be decoded.
    damaged: Option<usize>,
}

struct Declared {
    name: String,
    encoding: Option<&'static Encoding>,
}

/// Decodes a file: by its byte order mark, else by its XML declaration, else as UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let mark = Encoding::for_bom(bytes);
    let declared = declared(bytes);
    let encoding = mark.map(|(encoding, _)| encoding).or(declared.as_ref().and_then(|declared| declared.encoding));
    let encoding = encoding.unwrap_or(UTF_8);
    let bytes = &bytes[mark.map_or(0, |(_, length)| length)..];
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let damaged = if bad { text.find('\u{fffd}') } else { None };
    Decoded { text, mark: mark.map(|(encoding, _)| encoding), declared, damaged }
}

/// Looks for the declaration where Gephi does.
fn declared(bytes: &[u8]) -> Option<Declared> {
    let head = bytes.get(..bytes.len().min(256))?;
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start_matches('\u{feff}').strip_prefix("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let name = value[1..].split(quote).next()?.trim().to_owned();
    let encoding = Encoding::for_label(name.as_bytes());
    Some(Declared { name, encoding })
}

/// How far Gephi looks to guess an encoding.
const GUESSED_FROM: usize = 4096 - 6;

/// Reports what is wrong with the encoding.
pub(super) fn check(notes: &mut Notes<'_>, decoded: &Decoded<'_>, bytes: &[u8], format: Format) {
    let xml = matches!(format, Format::GraphMl | Format::Gexf);
    let unicode = [UTF_8, UTF_16LE, UTF_16BE];
    if let Some(declared) = decoded.declared.as_ref().filter(|_| xml) {
        match declared.encoding {
            None => notes.at(Id::EncodingUnknown, 0, format_args!("encoding {:?}", declared.name)),
            Some(encoding) if decoded.mark.is_none() && encoding != UTF_8 => {
                notes.at(Id::EncodingNotUtf8, 0, format_args!("encoding {:?}", declared.name));
            }
            Some(_) => (),
        }
    }
    match decoded.mark {
        Some(encoding) if encoding != UTF_8 && unicode.contains(&encoding) => {
            let lost = if xml { Programs::of(&[Program::GephiLite]) } else { Id::EncodingUtf16.rule().programs };
            notes.only(Id::EncodingUtf16, lost, 0, 0, format_args!("{}", encoding.name()));
        }
        Some(_) if format == Format::Table => notes.at(Id::ByteOrderMark, 0, format_args!("byte order mark")),
        // A comment in the first line is lost with it, and nothing else.
        Some(_) if format == Format::Pajek && decoded.text.starts_with('*') => {
            notes.at(Id::PajekByteOrderMark, 0, format_args!("byte order mark"));
        }
        Some(_) => (),
        None if xml && decoded.declared.is_none() => {
            // Bytes beyond ASCII that come too late for Gephi's guess.
            let head = &bytes[..bytes.len().min(GUESSED_FROM)];
            if head.is_ascii() && !bytes.is_ascii() {
                let first = decoded.text.bytes().position(|byte| !byte.is_ascii()).unwrap_or_default();
                notes.at(Id::EncodingGuessed, first, format_args!("no encoding declared, first letter beyond ASCII"));
            } else {
                notes.at(Id::EncodingUndeclared, 0, format_args!("no encoding declared"));
            }
        }
        None => (),
    }
    if let Some(place) = decoded.damaged {
        let name = decoded.declared.as_ref().filter(|_| xml).map_or("UTF-8", |declared| &declared.name);
        let readers = format.programs();
        let changed = Id::EncodingInvalid.rule().programs.and(readers);
        notes.only(Id::EncodingInvalid, changed, place, 0, format_args!("bytes that are no {name}"));
        let refused = Id::EncodingInvalidRefused.rule().programs.and(readers);
        notes.only(Id::EncodingInvalidRefused, refused, place, 0, format_args!("bytes that are no {name}"));
    }
}

/// Finds the line of a byte.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Line ends before each stride of the text; made when first needed.
    before: Vec<u64>,
}

const STRIDE: usize = 1 << 14;
/// Columns are not counted in longer lines.
const LONGEST: usize = 1 << 16;

impl<'t> Lines<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, before: Vec::new() }
    }

    /// The line and the column of a byte.
    pub fn locate(&mut self, place: usize) -> (u64, Option<u64>) {
        let bytes = self.text.as_bytes();
        let place = place.min(bytes.len());
        let count = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        if self.before.is_empty() {
            let mut total = 0;
            self.before.push(0);
            for stride in bytes.chunks(STRIDE) {
                total += count(stride);
                self.before.push(total);
            }
        }
        let stride = place / STRIDE;
        let line = self.before[stride] + count(&bytes[stride * STRIDE..place]) + 1;
        let start = memchr::memrchr(b'\n', &bytes[place.saturating_sub(LONGEST)..place]);
        let start = match start {
            Some(start) => start + 1 + place.saturating_sub(LONGEST),
            None if place <= LONGEST => 0,
            None => return (line, None),
        };
        let column = self.text.get(start..place).map(|before| before.chars().count() as u64 + 1);
        (line, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_in_characters() {
        let text = format!("é同x\n{}\nend", "y".repeat(40_000));
        let mut lines = Lines::new(&text);
        assert_eq!(lines.locate(0), (1, Some(1)));
        assert_eq!(lines.locate(5), (1, Some(3)));
        assert_eq!(lines.locate(7), (2, Some(1)));
        assert_eq!(lines.locate(40_006), (2, Some(40_000)));
        assert_eq!(lines.locate(40_008), (3, Some(1)));
        assert_eq!(lines.locate(usize::MAX), (3, Some(4)));
    }

    #[test]
    fn decodes_by_mark_then_declaration_then_utf8() {
        #[rustfmt::skip]
        let cases: [(&[u8], &str); 5] = [
            (b"\xef\xbb\xbfId",                                          "Id"),
            (b"\xff\xfeI\0d\0",                                          "Id"),
            (b"\xfe\xff\0I\0d",                                          "Id"),
            (b"<?xml version='1.0' encoding = 'ISO-8859-1'?>\xe9",       "<?xml version='1.0' encoding = 'ISO-8859-1'?>é"),
            (b"\xe9",                                                    "\u{fffd}"),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes).text, text);
        }
    }
}
