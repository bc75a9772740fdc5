//! XLSX: a ZIP archive of XML.
//!
//! After [ECMA-376](https://ecma-international.org/publications-and-standards/standards/ecma-376/), part 1, 18.3 (sheets), 18.4 (shared texts) and
//! 18.8 (formats). Read is the value of a cell as it was when the workbook was saved, no formula; merged cells have
//! theirs in the first; links, remarks and pictures are not read.

use super::cells::{Budget, Cells, Shown, number};
use super::{Sheet, broken};
use crate::read::archive::Directory;
use crate::read::input::{inflated_limit, member_bytes};
use crate::read::xml::resolve;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

/// The part that names the sheets.
pub(super) const WORKBOOK: &str = "xl/workbook.xml";
/// No text or markup is longer.
const LONGEST: u64 = 64 << 20;

/// A place among the shared texts or formats, or nothing.
fn at<T: Copy>(list: &[T], place: Option<&str>) -> Option<T> {
    list.get(place?.trim().parse::<usize>().ok()?).copied()
}

/// Reads the sheets in the order of the workbook.
///
/// # Errors
/// Where the workbook is broken beyond its sheets, or too large.
pub(super) fn sheets(bytes: &Arc<[u8]>, directory: &Directory) -> io::Result<Vec<Sheet>> {
    let meter = Meter { left: Cell::new(inflated_limit(bytes.len() as u64)), element: Cell::new(0) };
    let book = Book { bytes, directory, meter: &meter };
    let budget = &mut Budget::new();
    let (mut places, mut from_1904) = (Vec::new(), false);
    book.part(WORKBOOK)?.elements(|element| match element.local_name().as_ref() {
        "sheet" => places.push((attribute(element, "name"), attribute(element, "id"))),
        "workbookPr" => from_1904 = matches!(attribute(element, "date1904").as_deref(), Some("1" | "true")),
        _ => {}
    })?;
    let mut targets = Vec::new();
    book.part("xl/_rels/workbook.xml.rels")?.elements(|element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_string);
            targets.push((id, path, attribute(element, "Type").unwrap_or_default()));
        }
    })?;
    let of_kind = |kind: &str| targets.iter().find(|(_, _, of)| of.ends_with(kind)).map(|(_, path, _)| path);
    let texts = match of_kind("/sharedStrings") {
        Some(path) => book.part(path)?.texts(budget)?,
        None => Texts::default(),
    };
    let formats = match of_kind("/styles") {
        Some(path) => book.part(path)?.formats()?,
        None => Vec::new(),
    };
    let context = Context { texts, formats, from_1904 };
    let mut sheets = Vec::new();
    for (name, id) in places {
        // A sheet that is a chart has no cells.
        let is_it = |(known, _, kind): &&(String, String, String)| {
            kind.ends_with("/worksheet") && id.as_ref().is_some_and(|id| id == known)
        };
        let Some((_, path, _)) = targets.iter().find(is_it) else { continue };
        let (mut cells, name) = (Cells::default(), name.unwrap_or_default());
        match book.part(path).and_then(|mut part| part.cells(&context, &mut cells, budget)) {
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => return Err(error),
            Err(error) => cells.break_off(&error),
            Ok(()) => {}
        }
        sheets.extend(cells.into_sheet(&name, budget)?);
    }
    Ok(sheets)
}

/// The archive.
struct Book<'b> {
    bytes: &'b Arc<[u8]>,
    directory: &'b Directory,
    meter: &'b Meter,
}

/// What all parts together may still grow by, and by how much the element being read has.
struct Meter {
    left: Cell<u64>,
    element: Cell<u64>,
}

struct Metered<'b> {
    part: Box<dyn Read + Send>,
    meter: &'b Meter,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.part.read(buffer)?;
        let left = self.meter.left.get().checked_sub(n as u64);
        let element = self.meter.element.get() + n as u64;
        let Some(left) = left.filter(|_| element <= LONGEST) else {
            let message = "the workbook grows beyond reason when it is unpacked: save its sheets as CSV";
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        };
        self.meter.left.set(left);
        self.meter.element.set(element);
        Ok(n)
    }
}

impl<'b> Book<'b> {
    /// Opens a part by its path.
    fn part(&self, path: &str) -> io::Result<Part<'b>> {
        let member = self.directory.members.iter().find(|member| member.name.eq_ignore_ascii_case(path));
        let member = member.ok_or_else(|| broken(format!("the workbook is broken: no part {path:?}")))?;
        let part = member_bytes(member, io::Cursor::new(self.bytes.clone()))?;
        let mut reader = Reader::from_reader(BufReader::new(Metered { part, meter: self.meter }));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Ok(Part { reader, buffer: Vec::new(), meter: self.meter })
    }
}

/// A part of a workbook, read element by element.
struct Part<'b> {
    reader: Reader<BufReader<Metered<'b>>>,
    buffer: Vec<u8>,
    meter: &'b Meter,
}

/// Texts that cells share, one behind the other.
#[derive(Debug, Default)]
struct Texts {
    text: String,
    places: Vec<(usize, usize)>,
}

/// What the values of cells refer to.
struct Context {
    texts: Texts,
    formats: Vec<Shown>,
    from_1904: bool,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), String::from))
}

impl Part<'_> {
    fn next(&mut self) -> io::Result<Event<'_>> {
        self.buffer.clear();
        self.meter.element.set(0);
        self.reader.read_event_into(&mut self.buffer).map_err(|error| match error {
            quick_xml::Error::Io(error) => io::Error::new(error.kind(), error.to_string()),
            error => broken(error.to_string()),
        })
    }

    /// Looks at each element.
    fn elements(&mut self, mut look: impl FnMut(&BytesStart<'_>)) -> io::Result<()> {
        loop {
            match self.next()? {
                Event::Start(element) => look(&element),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Appends the text within an element that has been opened: of its runs, without what tells how to pronounce it.
    fn text(&mut self, outer: &str, out: &mut String) -> io::Result<()> {
        let (mut within, mut pronounced) = (false, false);
        let mut text = String::new();
        loop {
            match self.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "t" => within = true,
                    "rPh" => pronounced = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    name if name == outer => break,
                    "t" => within = false,
                    "rPh" => pronounced = false,
                    _ => {}
                },
                Event::Eof => break,
                event if within && !pronounced => append(&event, &mut text),
                _ => {}
            }
        }
        unescape(&text, out);
        Ok(())
    }

    fn texts(&mut self, budget: &mut Budget) -> io::Result<Texts> {
        let mut texts = Texts::default();
        loop {
            let is_text = match self.next()? {
                Event::Start(element) => element.local_name().as_ref() == "si",
                Event::Eof => return Ok(texts),
                _ => false,
            };
            if is_text {
                let start = texts.text.len();
                self.text("si", &mut texts.text)?;
                budget.spend(texts.text.len() - start + size_of::<(usize, usize)>())?;
                texts.places.push((start, texts.text.len()));
            }
        }
    }

    /// How each style shows numbers.
    fn formats(&mut self) -> io::Result<Vec<Shown>> {
        let (mut codes, mut formats, mut of_cells) = (Vec::new(), Vec::new(), false);
        loop {
            match self.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "numFmt" => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse::<u16>().ok());
                        let code = attribute(&element, "formatCode");
                        codes.extend(id.zip(code).map(|(id, code)| (id, Shown::by_code(&code))));
                    }
                    "cellXfs" => of_cells = true,
                    "xf" if of_cells => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        let own = codes.iter().find(|(known, _)| *known == id).map(|(_, shown)| *shown);
                        formats.push(own.unwrap_or_else(|| Shown::by_number(id)));
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => of_cells = false,
                Event::Eof => return Ok(formats),
                _ => {}
            }
        }
    }

    fn cells(&mut self, context: &Context, cells: &mut Cells, budget: &mut Budget) -> io::Result<()> {
        let (mut row, mut column) = (0, 0);
        let (mut next_row, mut style, mut kind) = (0, None, None);
        let (mut within, mut value) = (false, String::new());
        loop {
            match self.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "row" => {
                        let number = attribute(&element, "r").and_then(|r| r.trim().parse::<u32>().ok());
                        row = number.and_then(|number| number.checked_sub(1)).unwrap_or(next_row);
                        (next_row, column) = (row.saturating_add(1), 0);
                    }
                    "c" => {
                        (row, column) = attribute(&element, "r").and_then(|r| place(&r)).unwrap_or((row, column));
                        (style, kind) = (attribute(&element, "s"), attribute(&element, "t"));
                        value.clear();
                    }
                    "v" => within = true,
                    "is" => self.text("is", &mut value)?,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "v" => within = false,
                    "c" => {
                        context.take(row, column, kind.as_deref(), style.as_deref(), &value, cells, budget)?;
                        column = column.saturating_add(1);
                    }
                    "sheetData" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(broken("its end is missing")),
                event if within => append(&event, &mut value),
                _ => {}
            }
        }
    }
}

impl Context {
    #[expect(clippy::too_many_arguments, reason = "a cell is what it is")]
    fn take(
        &self,
        row: u32,
        column: u32,
        kind: Option<&str>,
        style: Option<&str>,
        value: &str,
        cells: &mut Cells,
        budget: &mut Budget,
    ) -> io::Result<()> {
        let mut written = String::new();
        let value = match kind {
            Some("s") => match at(&self.texts.places, Some(value)) {
                Some((start, end)) => &self.texts.text[start..end],
                None if value.is_empty() => "",
                None => {
                    cells.push_error(row);
                    return Ok(());
                }
            },
            Some("e") => {
                cells.push_error(row);
                return Ok(());
            }
            Some("b") => match value.trim() {
                "1" | "true" => "TRUE",
                "0" | "false" => "FALSE",
                other => other,
            },
            Some("str") => {
                unescape(value, &mut written);
                &written
            }
            Some("inlineStr" | "d") => value,
            _ => {
                let shown = at(&self.formats, style).unwrap_or_default();
                // Digits stand for themselves: a number has fewer of them.
                let is_plain = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                match value.trim().parse::<f64>() {
                    Ok(number) if shown != Shown::default() => {
                        written = shown.value(number, self.from_1904);
                        &written
                    }
                    Ok(exact) if !is_plain && exact.is_finite() => {
                        written = number(exact);
                        &written
                    }
                    _ => value,
                }
            }
        };
        cells.push(row, column, value, budget)
    }
}

/// Appends what is text of an event.
fn append(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content()),
        Event::CData(text) => out.push_str(&text.xml10_content()),
        // A line end may be written as a reference.
        Event::GeneralRef(name) if matches!(&**name, "#10" | "#xA" | "#xa" | "#13" | "#xD" | "#xd") => out.push('\n'),
        Event::GeneralRef(name) => {
            let before = out.len();
            if !resolve(name, out) {
                out.truncate(before);
                out.push('&');
                out.push_str(name);
                out.push(';');
            }
        }
        _ => {}
    }
}

/// Appends a text, characters that XML cannot hold written out: `_x000D_` (18.4, `ST_Xstring`).
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_"));
        let unit = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match unit.and_then(|unit| u32::from_str_radix(unit, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(if c.is_control() && !matches!(c, '\t' | '\n' | '\r') { ' ' } else { c });
                rest = &after[5..];
            }
            None => {
                out.push_str("_x");
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

/// Row and column of `AB12`, counted from 0.
fn place(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let column = reference[..digits].bytes().filter(u8::is_ascii_alphabetic).try_fold(0u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((reference[digits..].parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_texts_are_told() {
        for (reference, expected) in [
            ("A1", Some((0, 0))),
            ("Z10", Some((9, 25))),
            ("AA3", Some((2, 26))),
            ("XFD1048576", Some((1_048_575, 16_383))),
            ("b2", Some((1, 1))),
            ("A0", None),
            ("12", None),
            ("ZZZZZZZZZZZZ1", None),
        ] {
            assert_eq!(place(reference), expected, "{reference}");
        }
        let read = |text: &str| {
            let mut out = String::new();
            unescape(text, &mut out);
            out
        };
        assert_eq!(read("a_x000D_\nb_x005F_x_x0041"), "a\r\nb_x_x0041");
        assert_eq!(read("_x0007_同_x"), " 同_x");
    }
}
