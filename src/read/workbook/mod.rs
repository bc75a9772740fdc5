//! Workbooks of spreadsheets to text: each sheet a table of values between tabs, a row a line. Knows no format.
//!
//! Places are counted in this text, for a workbook has none of its own that a person could look up. Rows without cells
//! are empty lines, so a line is a row of the sheet wherever no cell above it holds a line end. A value that holds a
//! tab, a line end or begins with a quotation mark stands in quotation marks, as in any table. Rows are filled up to
//! the width of the widest of the first few: short ones are the way spreadsheets leave out empty cells, and no news.
//!
//! Sizes a file states are never believed: memory is set aside only for what has been read, and everything a workbook
//! becomes together has a limit.

mod cells;
mod xls;
mod xlsx;

use super::archive::{self, Directory};
use super::{ReadError, Unrecognised};
use crate::diagnostic::Severity;
use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;

/// Workbooks are held in memory, and read only up to this size ...
const MOST_BYTES: u64 = 64 << 20;
/// ... while their texts and tables grow to no more than this.
const MOST_TEXT: usize = 512 << 20;

/// A sheet in which something stands.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// The table.
    pub(super) text: String,
    pub(super) notes: Vec<Note>,
}

/// Something odd about a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) line: u64,
    pub(super) message: String,
}

/// Whether a file may be a workbook by its first bytes: ZIP, or the container of old office documents.
pub(super) fn may_be(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(xls::SIGNATURE)
}

/// The sheets of a workbook in its own order, empty ones left out.
///
/// # Errors
/// [`ReadError`] where it is none, cannot be read, or is larger than what is kept in memory.
pub(super) fn sheets(reader: impl Read) -> Result<Vec<Sheet>, ReadError> {
    let mut bytes = Vec::new();
    reader.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("a workbook larger than {} MiB is not read: save its sheets as CSV", MOST_BYTES >> 20);
        return Err(broken(message).into());
    }
    if bytes.starts_with(xls::SIGNATURE) {
        return xls::sheets(&bytes);
    }
    let directory = archive::directory(&mut io::Cursor::new(&bytes))?;
    match other_document(&directory) {
        Some(what) => Err(looks_like(what)),
        None => Ok(xlsx::sheets(&Arc::from(bytes), &directory)?),
    }
}

/// What a ZIP archive is that holds no workbook.
fn other_document(directory: &Directory) -> Option<&'static str> {
    let has = |start: &str| directory.members.iter().any(|member| member.name.starts_with(start));
    if has(xlsx::WORKBOOK) {
        return None;
    }
    let known = [
        ("xl/workbook.bin", "it is a binary workbook (XLSB): save it as XLSX or CSV"),
        ("word/", "it is a Word document"),
        ("ppt/", "it is a presentation"),
        ("META-INF/container.xml", "it is an e-book (EPUB)"),
        ("content.xml", "it is an OpenDocument file: save a table as XLSX or CSV"),
    ];
    let found = known.iter().find(|(start, _)| has(start)).map(|(_, what)| *what);
    Some(found.unwrap_or("it is a ZIP archive or an office document"))
}

fn looks_like(what: &'static str) -> ReadError {
    Unrecognised { looks_like: Cow::Borrowed(what) }.into()
}

fn broken(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}
