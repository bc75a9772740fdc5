//! What every target does with the bytes it is given.

use citeweave::diagnostic::{Diagnostic, Span};
use citeweave::extract::extract;
use citeweave::read::input::Source;
use citeweave::read::{Format, ReadError, Reader};
use citeweave::record::Record;
use citeweave::resolve::{Items, resolve};
use std::io::{self, Read};

/// Reads bytes as one of the formats of a syntax: the one recognised, or one chosen by the length of the input. Holds
/// that places lie within the input, that nothing depends on how the bytes arrive, and that what was read can be
/// resolved.
pub fn read(bytes: &[u8], formats: &[Format]) {
    let recognised = Format::detect(bytes).map(|found| found.format).ok();
    let format = recognised.filter(|format| formats.contains(format)).unwrap_or(formats[bytes.len() % formats.len()]);
    let Ok((records, diagnostics)) = all(bytes, format) else { return };
    let step = 1 + bytes.first().map_or(0, |byte| usize::from(*byte) % 61);
    let (again, _) = all(Dribble { bytes, step }, format).unwrap_or_default();
    assert_eq!(records, again, "read in steps of {step} bytes");
    for diagnostic in &diagnostics {
        assert!(diagnostic.record.is_none_or(|n| n <= records.len() as u64 + 1), "{diagnostic:?}");
    }
    joined(&records, format, bytes.len() as u64);
}

fn all(reader: impl Read, format: Format) -> Result<(Vec<Record>, Vec<Diagnostic>), ReadError> {
    let mut reader = Reader::with_format(reader, "fuzz", format)?;
    let records = reader.by_ref().collect();
    Ok((records, reader.take_diagnostics()))
}

/// Resolves records, and looks whether what they say has a place in the input.
pub fn joined(records: &[Record], format: Format, length: u64) {
    let mut items = Items::default();
    items.begin_source(&Source { name: "fuzz".into(), sha256: "00".into(), ..Source::default() }, format);
    for record in records {
        items.push(record, &extract(record));
    }
    let spans = items.titles.iter().map(|row| row.span);
    let spans = spans.chain(items.contributors.iter().map(|row| row.span));
    let spans = spans.chain(items.affiliations.iter().map(|row| row.span));
    let spans = spans.chain(items.keywords.iter().map(|row| row.span));
    let spans = spans.chain(items.items.iter().map(|row| row.span));
    for Span { start, end, .. } in spans {
        assert!(start <= end && end <= length + 1, "characters {start} to {end} of {length} bytes");
    }
    let works = resolve(items).works.len();
    assert!(works > 0 || records.is_empty());
}

/// Hands out a few bytes at a time.
struct Dribble<'b> {
    bytes: &'b [u8],
    step: usize,
}

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.step.min(self.bytes.len()).min(buffer.len());
        let (now, later) = self.bytes.split_at(n);
        buffer[..n].copy_from_slice(now);
        self.bytes = later;
        Ok(n)
    }
}
