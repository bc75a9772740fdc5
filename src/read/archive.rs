//! The directory of a ZIP archive: what lies in it and where, nothing taken out.
//!
//! Only the directory at the end of the archive is believed, and only for names and places: the sizes it states are
//! checked against what comes out, and never used to set memory aside. A member is read as a stream from its place in
//! the archive; nothing is ever written to disk, so a member may be called `../../x` and do no harm.
//!
//! Format: [APPNOTE](https://support.pkware.com/pkzip/appnote) 4.3 to 4.5, with the 64-bit fields; stored, deflated and
//! Zstandard members.

use flate2::Crc;
use std::io::{self, Read, Seek, SeekFrom};

/// A member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Name without anything that leads out of a folder.
    pub name: String,
    /// Where its own header is.
    offset: u64,
    packed: u64,
    size: u64,
    crc: u32,
    method: u16,
}

/// What a directory holds.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub(super) members: Vec<Member>,
    /// Members that cannot be read, with the reason.
    pub(super) refused: Vec<(String, &'static str)>,
    /// Whether it is a document or program kept in a ZIP archive: `.xlsx`, `.docx`, `.epub`, `.jar`.
    pub(super) is_document: bool,
}

/// An archive has at most so many members; more are an attack or not for reading.
const MOST_MEMBERS: usize = 200_000;
/// The longest directory that is read.
const DIRECTORY_BYTES: u64 = 64 << 20;
/// Members that only a document or program has.
const DOCUMENTS: &[&str] = &["[Content_Types].xml", "xl/workbook.xml", "mimetype", "META-INF/MANIFEST.MF"];
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ZSTANDARD: u16 = 93;

fn broken(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the ZIP archive is broken: {what}"))
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let field: &[u8; N] = bytes.get(at..at + N)?.first_chunk()?;
    Some(field.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

/// Reads the directory.
///
/// # Errors
/// Where it cannot be read or found.
pub(super) fn directory(archive: &mut (impl Read + Seek)) -> io::Result<Directory> {
    let length = archive.seek(SeekFrom::End(0))?;
    // The record that ends an archive, behind it a remark of at most 64 KiB.
    let tail_at = length.saturating_sub(22 + 0xffff);
    archive.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    archive.by_ref().take(length - tail_at).read_to_end(&mut tail)?;
    let end = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or_else(|| broken("no directory at its end"))?;
    let record = &tail[end..];
    let field = |at: usize, wide: bool| if wide { number::<4>(record, at) } else { number::<2>(record, at) };
    let cut = || broken("its end is cut off");
    let mut count = field(10, false).ok_or_else(cut)?;
    let mut size = field(12, true).ok_or_else(cut)?;
    let mut start = field(16, true).ok_or_else(cut)?;
    let mut directory_end = tail_at + end as u64;
    if let Some(locator) = end.checked_sub(20).and_then(|at| tail.get(at..end)).filter(|l| l.starts_with(b"PK\x06\x07"))
        && let Some(at) = number::<8>(locator, 8)
    {
        let mut wide = [0; 56];
        archive.seek(SeekFrom::Start(at))?;
        archive.read_exact(&mut wide)?;
        if wide.starts_with(b"PK\x06\x06") {
            count = number::<8>(&wide, 32).unwrap_or(count);
            size = number::<8>(&wide, 40).unwrap_or(size);
            start = number::<8>(&wide, 48).unwrap_or(start);
            directory_end = at;
        }
    }
    // Something may stand before the archive, as in one that unpacks itself: all places move by as much.
    let shift = directory_end.checked_sub(size).and_then(|at| at.checked_sub(start)).unwrap_or(0);
    if size > DIRECTORY_BYTES || count > MOST_MEMBERS as u64 {
        return Err(broken("it has too many members"));
    }
    archive.seek(SeekFrom::Start(start + shift))?;
    let mut bytes = Vec::new();
    archive.by_ref().take(size).read_to_end(&mut bytes)?;
    let mut found = Directory::default();
    let mut at = 0;
    while let Some(entry) = bytes.get(at..).filter(|e| e.starts_with(b"PK\x01\x02") && e.len() >= 46) {
        let field = |from: usize, wide: bool| {
            (if wide { number::<4>(entry, from) } else { number::<2>(entry, from) }).unwrap_or(0)
        };
        let (name_length, extra_length, remark) =
            (field(28, false) as usize, field(30, false) as usize, field(32, false) as usize);
        let Some(name) = entry.get(46..46 + name_length) else { break };
        let extra = entry.get(46 + name_length..46 + name_length + extra_length).unwrap_or_default();
        let (mut size, mut packed, mut offset) = (field(24, true), field(20, true), field(42, true));
        wide_fields(extra, [&mut size, &mut packed, &mut offset]);
        let (flags, method) = (field(8, false), field(10, false) as u16);
        let written = String::from_utf8_lossy(name).into_owned();
        let name = tame(&written);
        let is_link = field(38, true) >> 28 == 0xa;
        found.is_document |= DOCUMENTS.contains(&written.as_str());
        let is_hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if written.ends_with(['/', '\\']) || name.is_empty() || is_hidden {
            // Folders, and what systems leave in archives.
        } else if flags & 1 > 0 {
            found.refused.push((name, "it is encrypted"));
        } else if is_link {
            found.refused.push((name, "it is a link"));
        } else if ![STORED, DEFLATED, ZSTANDARD].contains(&method) {
            found.refused.push((name, "it is compressed in a way that is not read"));
        } else {
            let crc = field(16, true) as u32;
            found.members.push(Member { name, offset: offset + shift, packed, size, crc, method });
        }
        at += 46 + name_length + extra_length + remark;
        if found.members.len() > MOST_MEMBERS {
            return Err(broken("it has too many members"));
        }
    }
    Ok(found)
}

/// Fields of 64 bits for those that were too small.
fn wide_fields(extra: &[u8], fields: [&mut u64; 3]) {
    let mut at = 0;
    while let (Some(id), Some(length)) = (number::<2>(extra, at), number::<2>(extra, at + 2)) {
        if id == 1 {
            let mut from = at + 4;
            for field in fields {
                if *field == 0xffff_ffff {
                    *field = number::<8>(extra, from).unwrap_or(*field);
                    from += 8;
                }
            }
            return;
        }
        at += 4 + length as usize;
    }
}

/// A name without roots, `..` and characters that steer a terminal.
pub(super) fn tame(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    let parts: Vec<&str> = plain.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let mut tamed = parts.join("/");
    if let Some((end, _)) = tamed.char_indices().nth(300) {
        tamed.truncate(end);
    }
    tamed
}

impl Member {
    /// Its bytes as they lie in the archive, and the method they are packed with.
    ///
    /// # Errors
    /// Where the archive cannot be read at its place.
    pub(super) fn packed<R: Read + Seek>(&self, mut archive: R) -> io::Result<io::Take<R>> {
        archive.seek(SeekFrom::Start(self.offset))?;
        let mut header = [0; 30];
        archive.read_exact(&mut header)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(broken("a member is not where the directory says"));
        }
        let length = number::<2>(&header, 26).unwrap_or(0) + number::<2>(&header, 28).unwrap_or(0);
        archive.seek(SeekFrom::Current(length as i64))?;
        Ok(archive.take(self.packed))
    }

    pub(super) fn is_deflated(&self) -> bool {
        self.method == DEFLATED
    }

    pub(super) fn is_zstandard(&self) -> bool {
        self.method == ZSTANDARD
    }

    /// Reads on and checks at the end what the directory says of the bytes.
    pub(super) fn checked<R: Read>(&self, reader: R) -> Checked<R> {
        Checked { reader, crc: Crc::new(), bytes: 0, size: self.size, expected: self.crc }
    }
}

/// Compares size and check sum with what the directory says.
pub(super) struct Checked<R> {
    reader: R,
    crc: Crc,
    bytes: u64,
    size: u64,
    expected: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.crc.update(buffer.get(..n).unwrap_or_default());
        self.bytes += n as u64;
        if n == 0 && !buffer.is_empty() && (self.bytes != self.size || self.crc.sum() != self.expected) {
            return Err(broken("a member is not what the directory says"));
        }
        Ok(n)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use flate2::{Compression, write::DeflateEncoder};
    use std::io::Write;

    /// Writes an archive of deflated members; for the tests of what reads them.
    pub(in crate::read) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, bytes) in members {
            let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
            packer.write_all(bytes).unwrap();
            let packed = packer.finish().unwrap();
            let mut crc = Crc::new();
            crc.update(bytes);
            let mut common = Vec::new();
            common.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
            common.extend(crc.sum().to_le_bytes());
            common.extend((packed.len() as u32).to_le_bytes());
            common.extend((bytes.len() as u32).to_le_bytes());
            common.extend((name.len() as u16).to_le_bytes());
            common.extend([0, 0]);
            directory.extend(b"PK\x01\x02\x14\x00");
            directory.extend(&common);
            directory.extend([0; 10]);
            directory.extend((out.len() as u32).to_le_bytes());
            directory.extend(name.as_bytes());
            out.extend(b"PK\x03\x04");
            out.extend(&common);
            out.extend(name.as_bytes());
            out.extend(&packed);
        }
        let (start, count) = (out.len() as u32, (members.len() as u16).to_le_bytes());
        out.extend(&directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(count);
        out.extend(count);
        out.extend((directory.len() as u32).to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn names_lead_nowhere() {
        for (name, tamed) in [
            ("a/b.ris", "a/b.ris"),
            ("../../a.ris", "a.ris"),
            ("/etc/a.ris", "etc/a.ris"),
            ("a\\..\\b.ris", "a/b.ris"),
            ("a\u{202e}\u{7}b", "ab"),
        ] {
            assert_eq!(tame(name), tamed);
        }
    }

    #[test]
    fn any_bytes_are_a_directory_or_an_error() {
        let whole = archive(&[("a.ris", b"TY  - JOUR"), ("b/", b""), (".hidden", b"x")]);
        let found = directory(&mut io::Cursor::new(&whole)).unwrap();
        assert_eq!(found.members.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["a.ris"]);
        for at in 0..whole.len() {
            let _ = directory(&mut io::Cursor::new(&whole[..at]));
            let mut bent = whole.clone();
            bent[at] ^= 0xff;
            if let Ok(found) = directory(&mut io::Cursor::new(&bent)) {
                for member in found.members {
                    let _ =
                        member.packed(io::Cursor::new(&bent)).map(|mut packed| io::copy(&mut packed, &mut io::sink()));
                }
            }
        }
    }
}
