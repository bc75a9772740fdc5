//! XLS, as spreadsheets wrote it from 1997 to 2007: records of bytes in a file system of its own.
//!
//! After Microsoft's [MS-CFB](https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb) (the container) and
//! [MS-XLS](https://learn.microsoft.com/openspecs/office_file_formats/ms-xls) (the records). Read is what cells hold;
//! of formulas the value they had when the workbook was saved.

use super::cells::{Budget, Cells, Shown};
use super::{Sheet, broken, looks_like};
use crate::read::ReadError;
use std::io;

/// What the container begins with.
pub(super) const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The first number of a chain of sectors that means nothing more follows.
const LAST_SECTOR: u32 = 0xffff_fffa;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads the sheets in the order of the workbook.
///
/// # Errors
/// Where the file is no workbook, is broken beyond its sheets, or too large.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let container = Container::open(bytes).ok_or_else(|| broken("the container of the workbook is broken"))?;
    let Some(stream) = container.stream("Workbook") else {
        return Err(looks_like(if container.stream("Book").is_some() {
            "it is a workbook of Excel 95 or before: save it as XLSX or CSV"
        } else if container.stream("EncryptedPackage").is_some() {
            "it is an encrypted workbook or document: save it without a password"
        } else if container.stream("WordDocument").is_some() {
            "it is an old Word document"
        } else {
            "it is an old office document"
        }));
    };
    let budget = &mut Budget::new();
    let globals = Globals::read(&stream, budget)?;
    let mut sheets = Vec::new();
    for (name, start) in &globals.sheets {
        let mut cells = Cells::default();
        globals.cells(stream.get(*start..).unwrap_or_default(), &mut cells, budget)?;
        sheets.extend(cells.into_sheet(name, budget)?);
    }
    Ok(sheets)
}

/// A file system in a file.
struct Container<'b> {
    bytes: &'b [u8],
    shift: u32,
    /// The sector that follows each sector.
    next: Vec<u32>,
    small_shift: u32,
    small_next: Vec<u32>,
    /// Streams shorter than this lie in small sectors.
    small_below: u64,
    directory: Vec<u8>,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        let small_shift = u32::from(u16_at(bytes, 32)?);
        if !matches!(shift, 9 | 12) || small_shift >= shift {
            return None;
        }
        let mut container = Self {
            bytes,
            shift,
            next: Vec::new(),
            small_shift,
            small_next: Vec::new(),
            small_below: u64::from(u32_at(bytes, 56)?),
            directory: Vec::new(),
        };
        // Where the table of sectors lies: the first places in the header, more in sectors of their own.
        let mut places: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut more = u32_at(bytes, 68)?;
        let most = bytes.len() >> shift;
        for _ in 0..most {
            let Some(sector) = container.sector(more) else { break };
            let numbers = sector.chunks_exact(4).filter_map(|number| u32_at(number, 0));
            places.extend(numbers);
            more = places.pop()?;
        }
        for place in places.into_iter().filter(|place| *place < LAST_SECTOR).take(most) {
            let Some(sector) = container.sector(place) else { continue };
            container.next.extend(sector.chunks_exact(4).filter_map(|number| u32_at(number, 0)));
        }
        container.directory = container.chain(u32_at(bytes, 48)?);
        container.directory.chunks_exact(128).find(|entry| entry[66] == 5)?;
        let small = container.chain(u32_at(bytes, 60)?);
        container.small_next = small.chunks_exact(4).filter_map(|number| u32_at(number, 0)).collect();
        Some(container)
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = (number as usize).checked_add(1)?.checked_shl(self.shift)?;
        let end = start.checked_add(1 << self.shift)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The bytes of a chain of sectors, which ends where it leads nowhere or has been everywhere.
    fn chain(&self, first: u32) -> Vec<u8> {
        let (mut bytes, mut sector) = (Vec::new(), first);
        for _ in 0..self.bytes.len() >> self.shift {
            let Some(found) = self.sector(sector).filter(|_| sector < LAST_SECTOR) else { break };
            bytes.extend_from_slice(found);
            let Some(next) = self.next.get(sector as usize) else { break };
            sector = *next;
        }
        bytes
    }

    /// A stream by its name.
    fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entries = || self.directory.chunks_exact(128);
        let is_it = |entry: &&[u8]| {
            let length = usize::from(u16_at(entry, 64).unwrap_or(0)).saturating_sub(2).min(62);
            let units = entry[..length].chunks_exact(2).filter_map(|unit| u16_at(unit, 0));
            entry[66] == 2 && char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).eq(name.chars())
        };
        let entry = entries().find(is_it)?;
        let (start, size) = (u32_at(entry, 116)?, u64::from(u32_at(entry, 120)?));
        let mut bytes = if size >= self.small_below {
            self.chain(start)
        } else {
            let root = entries().find(|entry| entry[66] == 5)?;
            let held = self.chain(u32_at(root, 116)?);
            let (mut bytes, mut sector) = (Vec::new(), start);
            for _ in 0..held.len() >> self.small_shift {
                let at = (sector as usize).checked_shl(self.small_shift).unwrap_or(usize::MAX);
                let end = at.saturating_add(1 << self.small_shift).min(held.len());
                let Some(found) = held.get(at..end).filter(|_| sector < LAST_SECTOR) else { break };
                bytes.extend_from_slice(found);
                let Some(next) = self.small_next.get(sector as usize) else { break };
                sector = *next;
            }
            bytes
        };
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Some(bytes)
    }
}

/// The records of a stream: number and content.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (number, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let content = stream.get(at + HEADER..)?;
        at += HEADER + length;
        // The last one may be cut short.
        Some((number, content.get(..length).unwrap_or(content)))
    })
}

/// Number and length of a record.
const HEADER: usize = 4;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;

/// What all sheets of a workbook refer to.
#[derive(Default)]
struct Globals {
    /// Names, and where their records begin.
    sheets: Vec<(String, usize)>,
    texts: Vec<String>,
    /// How each style shows numbers.
    formats: Vec<Shown>,
    from_1904: bool,
}

impl Globals {
    fn read(stream: &[u8], budget: &mut Budget) -> Result<Self, ReadError> {
        let mut globals = Self::default();
        let (mut codes, mut styles) = (Vec::new(), Vec::new());
        let mut records = records(stream).peekable();
        while let Some((number, content)) = records.next() {
            match number {
                0x0809 if u16_at(content, 0) != Some(0x0600) => {
                    return Err(looks_like("it is a workbook of Excel 95 or before: save it as XLSX or CSV"));
                }
                0x002f => return Err(looks_like("it is an encrypted workbook: save it without a password")),
                0x0022 => globals.from_1904 = u16_at(content, 0) == Some(1),
                // Charts and macros are no sheets with cells.
                0x0085 if content.get(5) == Some(&0) => {
                    let mut name = Texts::new(vec![content.get(6..).unwrap_or_default()]);
                    let name = name.byte().and_then(|length| name.text(usize::from(length))).unwrap_or_default();
                    globals.sheets.extend(u32_at(content, 0).map(|start| (name, start as usize)));
                }
                0x041e => {
                    let mut code = Texts::new(vec![content.get(2..).unwrap_or_default()]);
                    let code = code.number().and_then(|length| code.text(usize::from(length))).unwrap_or_default();
                    codes.extend(u16_at(content, 0).map(|id| (id, Shown::by_code(&code))));
                }
                0x00e0 => styles.push(u16_at(content, 2).unwrap_or(0)),
                0x00fc => {
                    let mut parts = vec![content.get(8..).unwrap_or_default()];
                    while let Some((_, content)) = records.next_if(|(number, _)| *number == CONTINUE) {
                        parts.push(content);
                    }
                    let mut texts = Texts::new(parts);
                    while let Some(text) = texts.number().and_then(|length| texts.text(usize::from(length))) {
                        budget.spend(text.len() + size_of::<String>())?;
                        globals.texts.push(text);
                    }
                }
                END => break,
                _ => {}
            }
        }
        let own = |id: u16| codes.iter().find(|(known, _)| *known == id).map(|(_, shown)| *shown);
        globals.formats = styles.into_iter().map(|id| own(id).unwrap_or_else(|| Shown::by_number(id))).collect();
        Ok(globals)
    }

    /// Reads the records of a sheet.
    fn cells(&self, stream: &[u8], cells: &mut Cells, budget: &mut Budget) -> io::Result<()> {
        let mut depth = 0;
        // The cell whose formula has a text for its value, which comes in a record of its own.
        let mut awaited = None;
        let mut records = records(stream).peekable();
        while let Some((number, content)) = records.next() {
            // Sheets that overlap must not be read for ever.
            budget.spend(HEADER)?;
            match number {
                BEGIN => depth += 1,
                END if depth <= 1 => return Ok(()),
                END => depth -= 1,
                // A chart within the sheet.
                _ if depth > 1 => {}
                0x00bd => {
                    let (Some(row), Some(first)) = (u16_at(content, 0), u16_at(content, 2)) else { continue };
                    let numbers = content.get(4..).unwrap_or_default().chunks_exact(6);
                    for (column, cell) in (u32::from(first)..).zip(numbers) {
                        let value = compact(u32_at(cell, 2).unwrap_or(0));
                        let value = self.shown(u16_at(cell, 0)).value(value, self.from_1904);
                        cells.push(u32::from(row), column, &value, budget)?;
                    }
                }
                0x0207 => {
                    let Some((row, column)) = awaited.take() else { continue };
                    let mut parts = vec![content];
                    while let Some((_, content)) = records.next_if(|(number, _)| *number == CONTINUE) {
                        parts.push(content);
                    }
                    let mut text = Texts::new(parts);
                    let text = text.number().and_then(|length| text.text(usize::from(length)));
                    cells.push(row, column, &text.unwrap_or_default(), budget)?;
                }
                0x00fd | 0x027e | 0x0203 | 0x0006 | 0x0204 | 0x00d6 | 0x0205 => {
                    let (Some(row), Some(column)) = (u16_at(content, 0), u16_at(content, 2)) else { continue };
                    let (row, column) = (u32::from(row), u32::from(column));
                    let rest = content.get(6..).unwrap_or_default();
                    let value = match (number, rest) {
                        (0x00fd, _) => {
                            let text = u32_at(rest, 0).and_then(|place| self.texts.get(place as usize));
                            text.map(|text| Value::Text(text.clone())).unwrap_or(Value::Error)
                        }
                        (0x027e, _) => u32_at(rest, 0).map(compact).map_or(Value::Nothing, Value::Number),
                        (0x0204 | 0x00d6, _) => {
                            let mut text = Texts::new(vec![rest]);
                            let text = text.number().and_then(|length| text.text(usize::from(length)));
                            text.map_or(Value::Nothing, Value::Text)
                        }
                        (0x0205, [value, 0, ..]) => Value::Truth(*value != 0),
                        (0x0205, _) => Value::Error,
                        (0x0006, [kind, _, value, _, _, _, 0xff, 0xff, ..]) => match kind {
                            0 => {
                                awaited = Some((row, column));
                                Value::Nothing
                            }
                            1 => Value::Truth(*value != 0),
                            2 => Value::Error,
                            _ => Value::Nothing,
                        },
                        _ => f64_at(rest, 0).map_or(Value::Nothing, Value::Number),
                    };
                    match value {
                        Value::Text(text) => cells.push(row, column, &text, budget)?,
                        Value::Number(value) => {
                            let shown = self.shown(u16_at(content, 4));
                            cells.push(row, column, &shown.value(value, self.from_1904), budget)?;
                        }
                        Value::Truth(true) => cells.push(row, column, "TRUE", budget)?,
                        Value::Truth(false) => cells.push(row, column, "FALSE", budget)?,
                        Value::Error => cells.push_error(row),
                        Value::Nothing => {}
                    }
                }
                _ => {}
            }
        }
        cells.break_off(&"its end is missing");
        Ok(())
    }

    fn shown(&self, style: Option<u16>) -> Shown {
        style.and_then(|style| self.formats.get(usize::from(style))).copied().unwrap_or_default()
    }
}

/// What a cell holds.
enum Value {
    Text(String),
    Number(f64),
    Truth(bool),
    Error,
    Nothing,
}

/// A number in four bytes: an integer or the upper half of a float, perhaps of a hundredfold (2.5.217, `RkNumber`).
fn compact(number: u32) -> f64 {
    let value = match number & 2 {
        0 => f64::from_bits(u64::from(number & !3) << 32),
        _ => f64::from(number.cast_signed() >> 2),
    };
    if number & 1 == 0 { value } else { value / 100.0 }
}

/// Texts that go on from one record to the next.
struct Texts<'b> {
    parts: std::vec::IntoIter<&'b [u8]>,
    rest: &'b [u8],
}

impl<'b> Texts<'b> {
    fn new(parts: Vec<&'b [u8]>) -> Self {
        Self { parts: parts.into_iter(), rest: &[] }
    }

    fn byte(&mut self) -> Option<u8> {
        while self.rest.is_empty() {
            self.rest = self.parts.next()?;
        }
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn pass(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > self.rest.len() {
            bytes -= self.rest.len();
            self.rest = self.parts.next()?;
        }
        self.rest = &self.rest[bytes..];
        Some(())
    }

    /// A text of so many units, with what goes before and behind it (2.5.293, `XLUnicodeRichExtendedString`).
    fn text(&mut self, length: usize) -> Option<String> {
        let flags = self.byte()?;
        let mut wide = flags & 1 > 0;
        let runs = if flags & 8 > 0 { self.number()? } else { 0 };
        let extension = match flags & 4 {
            0 => 0,
            _ => u32::from(self.number()?) | u32::from(self.number()?) << 16,
        };
        let mut units = Vec::new();
        while units.len() < length {
            if self.rest.is_empty() {
                // The characters go on in another record, which says anew how wide they are.
                self.rest = self.parts.next()?;
                wide = self.byte()? & 1 > 0;
            }
            units.push(if wide { self.number()? } else { u16::from(self.byte()?) });
        }
        self.pass(4 * usize::from(runs) + extension as usize)?;
        Some(String::from_utf16_lossy(&units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers are those of OpenOffice.org's documentation of the file format.
    #[test]
    fn numbers_in_four_bytes() {
        for (number, value) in
            [(0x3ff0_0000, 1.0), (0x3ff0_0001, 0.01), (0x004b_5646, 1_234_321.0), (0x004b_5647, 12_343.21)]
        {
            assert_eq!(compact(number), value);
        }
        assert_eq!(compact((-3i32).cast_unsigned() << 2 | 2), -3.0);
    }

    #[test]
    fn texts_go_on_in_the_next_record() {
        let mut texts =
            Texts::new(vec![b"\x04\x00\x00ab", b"\x01c\x00\x0cT", b"\x02\x00\x08\x01\x00xy\x01\x02\x03\x04", b""]);
        let mut next = || texts.number().and_then(|length| texts.text(usize::from(length)));
        assert_eq!(next().as_deref(), Some("abc同"));
        assert_eq!(next().as_deref(), Some("xy"));
        assert_eq!(next(), None);
    }
}
