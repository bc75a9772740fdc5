//! Bytes to text: containers opened, encodings decoded, every line end one `\n`. Knows no format.

use super::archive::{self, Member};
use super::workbook::{self, Note, Sheet};
use super::{ReadError, Unrecognised};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, CoderResult, Decoder, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1252,
};
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes looked at to tell container, encoding and format.
pub const HEAD_BYTES: usize = 64 << 10;
/// Compressed files may grow to this size at any ratio ...
const SURE_BYTES: u64 = 64 << 20;
/// ... and beyond it at most by this factor.
const MOST_RATIO: u64 = 200;
/// Archives in archives are opened so deep ...
const DEEPEST: usize = 3;
/// ... and only while they are no larger than this, for they are kept in memory.
const NESTED_BYTES: u64 = 64 << 20;

/// A file or a member of an archive to read, known by the hash of its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Where the file is.
    pub path: PathBuf,
    /// The member of the archive the file is, and of the archive that member is.
    pub members: Vec<Member>,
    /// Name without folders: the graph does not depend on where a file lay. A member is `archive.zip/member`.
    pub name: Arc<str>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: Arc<str>,
    /// Size in bytes.
    pub bytes: u64,
}

/// What lies behind a path.
#[derive(Debug, Default)]
pub struct Opened {
    /// The file, or the members of the archive it is.
    pub sources: Vec<Source>,
    /// Members that are not read, with the reason.
    pub refused: Vec<(String, String)>,
}

impl Source {
    /// Reads the file once to know its hash.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let (sha256, bytes) = digest(File::open(path)?)?;
        Ok(Self {
            path: path.to_path_buf(),
            name: name_of(path).into(),
            sha256: sha256.into(),
            bytes,
            members: Vec::new(),
        })
    }

    /// Reads the file, or each member of the ZIP archive it is, once to know its hash.
    ///
    /// A member's hash is that of its own bytes: what is read does not depend on how it was packed.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn open_all(path: &Path) -> io::Result<Opened> {
        let mut file = File::open(path)?;
        let mut opened = Opened::default();
        if is_archive(&mut file)? {
            match archive::directory(&mut file) {
                Ok(directory) if !directory.is_document => {
                    let length = file.metadata()?.len();
                    let mut budget = inflated_limit(length);
                    let outer = Self { path: path.to_path_buf(), name: name_of(path).into(), ..Self::default() };
                    list(&outer, directory, &mut budget, &mut opened);
                    return Ok(opened);
                }
                Ok(_) => {}
                Err(error) => {
                    opened.refused.push((path.to_string_lossy().into_owned(), error.to_string()));
                    return Ok(opened);
                }
            }
        }
        opened.sources.push(Self::open(path)?);
        Ok(opened)
    }

    /// The bytes, out of their container.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub fn bytes(&self) -> io::Result<Box<dyn Read + Send>> {
        unpack(self.packed_bytes()?)
    }

    /// The bytes as they lie in the folder or archive.
    fn packed_bytes(&self) -> io::Result<Box<dyn Read + Send>> {
        let file = File::open(&self.path)?;
        let Some((last, outer)) = self.members.split_last() else { return Ok(Box::new(file)) };
        let Some((first, more)) = outer.split_first() else { return member_bytes(last, file) };
        let mut held = whole(member_bytes(first, file)?)?;
        for member in more {
            held = whole(member_bytes(member, io::Cursor::new(held))?)?;
        }
        member_bytes(last, io::Cursor::new(held))
    }

    /// Path for messages: `folder/archive.zip/member`.
    pub fn place(&self) -> String {
        let mut place = self.path.to_string_lossy().into_owned();
        for member in &self.members {
            place.push('/');
            place.push_str(&member.name);
        }
        place
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
}

fn is_archive(reader: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut magic = [0; 4];
    let n = read_fully(reader, &mut magic)?;
    reader.rewind()?;
    Ok(n == 4 && (magic == *b"PK\x03\x04" || magic == *b"PK\x05\x06"))
}

/// Lists the members of an archive, and those of the archives among them.
fn list(outer: &Source, directory: archive::Directory, budget: &mut u64, opened: &mut Opened) {
    for (name, reason) in directory.refused {
        opened.refused.push((format!("{}/{name}", outer.place()), reason.to_string()));
    }
    for member in directory.members {
        let mut source = Source {
            name: format!("{}/{}", outer.name, member.name).into(),
            members: outer.members.clone(),
            ..outer.clone()
        };
        source.members.push(member);
        if let Err(error) = enter(source.clone(), budget, opened) {
            opened.refused.push((source.place(), error.to_string()));
        }
    }
}

fn enter(mut source: Source, budget: &mut u64, opened: &mut Opened) -> io::Result<()> {
    let nested = |reader: Box<dyn Read + Send>| -> io::Result<Option<archive::Directory>> {
        let mut magic = [0; 4];
        let mut reader = reader;
        let n = read_fully(&mut reader, &mut magic)?;
        if magic[..n] != *b"PK\x03\x04" {
            return Ok(None);
        }
        let held = whole(Box::new(io::Cursor::new(magic).chain(reader)))?;
        archive::directory(&mut io::Cursor::new(held)).map(Some)
    };
    let inner = nested(source.packed_bytes()?)?.filter(|directory| !directory.is_document);
    if let Some(directory) = inner {
        if source.members.len() >= DEEPEST {
            return Err(invalid(format!("archives within archives are read {DEEPEST} deep")));
        }
        list(&source, directory, budget, opened);
        return Ok(());
    }
    // All members together may grow as one file may.
    let (sha256, bytes) = digest(source.packed_bytes()?.take(budget.saturating_add(1)))?;
    if bytes > *budget {
        *budget = 0;
        return Err(invalid(format!("the members of the archive grow to more than {MOST_RATIO} times its size")));
    }
    *budget -= bytes;
    (source.sha256, source.bytes) = (sha256.into(), bytes);
    opened.sources.push(source);
    Ok(())
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// An archive within another, which has to be looked up at any place.
fn whole(reader: Box<dyn Read + Send>) -> io::Result<Vec<u8>> {
    let mut held = Vec::new();
    reader.take(NESTED_BYTES + 1).read_to_end(&mut held)?;
    if held.len() as u64 > NESTED_BYTES {
        return Err(invalid(format!("an archive within an archive is larger than {} MiB", NESTED_BYTES >> 20)));
    }
    Ok(held)
}

/// What all members of an archive of this size may grow to together.
pub(super) fn inflated_limit(packed: u64) -> u64 {
    SURE_BYTES.max(packed.saturating_mul(MOST_RATIO))
}

/// The bytes of a member, out of the archive.
///
/// # Errors
/// Where the archive cannot be read at its place.
pub(super) fn member_bytes<R: Read + Seek + Send + 'static>(
    member: &Member,
    archive: R,
) -> io::Result<Box<dyn Read + Send>> {
    let packed = member.packed(archive)?;
    let bytes: Box<dyn Read + Send> = if member.is_deflated() {
        Box::new(Bounded::new(packed, |packed| Ok(Box::new(DeflateDecoder::new(packed))))?)
    } else if member.is_zstandard() {
        Box::new(Bounded::new(packed, |packed| Ok(Box::new(zstd::stream::read::Decoder::new(packed)?)))?)
    } else {
        Box::new(packed)
    };
    Ok(Box::new(member.checked(bytes)))
}

/// SHA-256 of all that can be read, in hexadecimal, and the number of bytes.
pub(crate) fn digest(mut reader: impl Read) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let n = reader.read(&mut buffer)?;
        if n == 0 {
            return Ok((hex(&hash.finalize()), bytes));
        }
        bytes += n as u64;
        hash.update(&buffer[..n]);
    }
}

/// Writes bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Lists the files behind paths: a folder stands for everything in it, hidden files left out, in the order of names.
///
/// # Errors
/// The first path that does not exist or cannot be listed, with the reason.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut found = Vec::new();
    let mut pending: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = pending.pop() {
        let failed = |error| (path.clone(), error);
        if !path.metadata().map_err(failed)?.is_dir() {
            found.push(path);
            continue;
        }
        let mut inside = Vec::new();
        for entry in path.read_dir().map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // A link to a folder could lead round in a circle.
            let circular = entry.file_type().is_ok_and(|t| t.is_symlink()) && entry.path().is_dir();
            if !hidden && !circular {
                inside.push(entry.path());
            }
        }
        inside.sort_unstable();
        pending.extend(inside.into_iter().rev());
    }
    Ok(found)
}

/// Opens gzip (of several members, as PubMed's baseline has them) and Zstandard until something else is inside.
fn unpack(mut reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    for _ in 0..3 {
        let mut magic = [0; 4];
        let n = read_fully(&mut reader, &mut magic)?;
        let whole = io::Cursor::new(magic[..n].to_vec()).chain(reader);
        reader = match magic {
            [0x1f, 0x8b, ..] => Box::new(Bounded::new(whole, |packed| Ok(Box::new(MultiGzDecoder::new(packed))))?),
            [0x28, 0xb5, 0x2f, 0xfd] => {
                Box::new(Bounded::new(whole, |packed| Ok(Box::new(zstd::stream::read::Decoder::new(packed)?)))?)
            }
            _ => return Ok(Box::new(whole)),
        };
    }
    Ok(reader)
}

/// Inflates, and stops when a small file grows beyond reason.
struct Bounded<R> {
    inflated: Box<dyn Read + Send>,
    packed: Arc<AtomicU64>,
    out: u64,
    packed_as: std::marker::PhantomData<fn() -> R>,
}

struct Counted<R> {
    inner: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl<R: Read> Bounded<R> {
    fn new(
        inner: R,
        inflate: impl FnOnce(BufReader<Counted<R>>) -> io::Result<Box<dyn Read + Send>>,
    ) -> io::Result<Self> {
        let packed = Arc::new(AtomicU64::new(0));
        let counted = Counted { inner, bytes: packed.clone() };
        let inflated = inflate(BufReader::with_capacity(HEAD_BYTES, counted))?;
        Ok(Self { inflated, packed, out: 0, packed_as: std::marker::PhantomData })
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inflated.read(buffer)?;
        self.out += n as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if self.out > SURE_BYTES && self.out / MOST_RATIO > packed {
            return Err(invalid(format!("the compressed file grows more than {MOST_RATIO} times; not read further")));
        }
        Ok(n)
    }
}

fn read_fully(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // What came before a break is still worth reading; the break shows up again with the next read.
            Err(error) if filled == 0 => return Err(error),
            Err(_) => break,
        }
    }
    Ok(filled)
}

/// The first part of a file, decoded: what formats are recognised by.
#[derive(Clone, Debug)]
pub struct Head {
    text: String,
    encoding: &'static Encoding,
    /// Bytes of byte order mark to skip.
    skip: usize,
    guess: Guess,
}

/// How sure the encoding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guess {
    /// Stated, or plain from the bytes.
    None,
    /// Told by how common its letters are.
    Letters,
    /// The text states another one.
    Against(&'static Encoding),
}

impl Head {
    /// Decodes the first bytes of a file; `whole` says that there are no more.
    ///
    /// # Errors
    /// [`Unrecognised`] where the bytes are no text.
    pub fn new(bytes: &[u8], whole: bool) -> Result<Self, Unrecognised> {
        let (encoding, skip, guess) = encoding_of(bytes, whole)?;
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut text = String::with_capacity(bytes.len() * 3 / 2 + 16);
        let _ = decoder.decode_to_string(&bytes[skip..], &mut text, whole);
        if text.contains('\r') {
            text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        Ok(Self { text, encoding, skip, guess })
    }

    /// The beginning of a text that has been decoded.
    fn of_text(text: &str) -> Self {
        let mut end = text.len().min(HEAD_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            text: text[..end].replace("\r\n", "\n").replace('\r', "\n"),
            encoding: UTF_8,
            skip: 0,
            guess: Guess::None,
        }
    }

    /// The decoded text, with one `\n` for each line end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Name of the encoding.
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// Says what an unrecognised text looks like.
    pub(super) fn looks_like(&self) -> Cow<'static, str> {
        let start = self.text.trim_start();
        let lower = start.get(..start.len().min(512)).or_else(|| start.get(..256)).unwrap_or("").to_ascii_lowercase();
        if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
            return "it looks like a web page".into();
        }
        if start.starts_with('<') {
            return match xml_root(start) {
                Some(root) => format!("it looks like XML with the root element <{root}>").into(),
                None => "it looks like broken XML".into(),
            };
        }
        if start.starts_with(['{', '[']) {
            return "it looks like JSON".into();
        }
        if start.starts_with('@') {
            return "it looks like BibTeX".into();
        }
        if start.starts_with("FN ") || start.starts_with("PT ") || start.starts_with("PT\t") {
            return "it looks like a Web of Science export".into();
        }
        let is_number = |line: &str| line.len() <= 9 && line.bytes().all(|b| b.is_ascii_digit());
        let mut words = start.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|w| !w.is_empty());
        if words.by_ref().take(1000).all(is_number) {
            return "it is a list of numbers, as PubMed saves PMIDs: save the publications themselves, as PubMed format".into();
        }
        "it looks like text in which no field tags, labels or citation lines were found".into()
    }
}

/// The local name of the first element of an XML text.
pub(super) fn xml_root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let at = rest.find('<')?;
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
        } else if rest.starts_with(['?', '!']) {
            // A document type may hold declarations in brackets.
            let close = rest.find('>')?;
            let open = rest.find('[').filter(|open| *open < close);
            let end = match open {
                Some(_) => rest.find("]>").or_else(|| rest.find("] >"))? + 1,
                None => close,
            };
            rest = &rest[end..];
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
            let name = &rest[..end];
            return Some(name.rsplit(':').next().unwrap_or(name)).filter(|n| !n.is_empty());
        }
    }
}

/// Encoding, length of the byte order mark, and how sure it is.
fn encoding_of(bytes: &[u8], whole: bool) -> Result<(&'static Encoding, usize, Guess), Unrecognised> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return Ok((encoding, length, Guess::None));
    }
    let looks_like = |what: &'static str| Unrecognised { looks_like: Cow::Borrowed(what) };
    for (magic, what) in [
        (&b"%PDF"[..], "it is a PDF document"),
        (b"PK\x03\x04", "it is a ZIP archive or an office document"),
        (b"\xd0\xcf\x11\xe0", "it is an old office document"),
        (b"BZh", "it is compressed with bzip2"),
        (b"\xfd7zXZ", "it is compressed with xz"),
        (b"\x89PNG", "it is a picture"),
        (b"\xff\xd8\xff", "it is a picture"),
    ] {
        if bytes.starts_with(magic) {
            return Err(looks_like(what));
        }
    }
    let sample = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let mostly = |here: usize, there: usize| here * 10 > sample.len() && there * 20 <= here;
    let wide = |encoding, here: usize, there: usize| {
        // Text of few Latin letters shows fewer zeros, but none in the other half and nothing impossible.
        mostly(here, there)
            || here > 0 && there == 0 && decodes(encoding, sample_of_units(sample), false) && is_text(encoding, sample)
    };
    if wide(UTF_16LE, zeros(1), zeros(0)) {
        return Ok((UTF_16LE, 0, Guess::None));
    }
    if wide(UTF_16BE, zeros(0), zeros(1)) {
        return Ok((UTF_16BE, 0, Guess::None));
    }
    if sample.contains(&0) {
        return Err(looks_like(if sample.get(257..262) == Some(b"ustar") {
            "it is a tar archive"
        } else {
            "it is a binary file"
        }));
    }
    let declared = declared_encoding(sample);
    let (invalid, multibyte) = utf8_share(bytes);
    // Any bytes are letters in an encoding of one byte a letter; that they are UTF-8 as well is no accident.
    let single = |e: &'static Encoding| !e.is_single_byte() || multibyte == 0 || !decodes(UTF_8, bytes, whole);
    if let Some(declared) = declared.filter(|e| *e != UTF_8 && single(e) && decodes(e, bytes, whole)) {
        return Ok((declared, 0, Guess::None));
    }
    let guess = match declared {
        Some(stated) if stated != UTF_8 => Guess::Against(stated),
        _ => Guess::None,
    };
    // A stray byte in a file that is UTF-8 otherwise does not make it something else, nor does a cut through its last
    // character.
    if decodes(UTF_8, bytes, whole) || invalid * 20 < multibyte || multibyte > 0 && decodes(UTF_8, bytes, false) {
        return Ok((UTF_8, 0, guess));
    }
    let guess = declared.map_or(Guess::Letters, Guess::Against);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, whole);
    let likely = detector.guess(None, Utf8Detection::Deny);
    let east_asian = [SHIFT_JIS, EUC_JP, EUC_KR, BIG5].contains(&likely);
    if decodes(GB18030, bytes, whole) && mostly_han(bytes) && (!east_asian || !decodes(likely, bytes, whole)) {
        return Ok((GB18030, 0, if declared.is_some() { guess } else { Guess::None }));
    }
    let likely = if likely == GBK { GB18030 } else { likely };
    Ok((if decodes(likely, bytes, whole) { likely } else { WINDOWS_1252 }, 0, guess))
}

/// Whole units of two bytes.
fn sample_of_units(sample: &[u8]) -> &[u8] {
    sample.get(..sample.len() & !1).unwrap_or_default()
}

/// Whether bytes decode to something without control characters.
fn is_text(encoding: &'static Encoding, sample: &[u8]) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(sample_of_units(sample));
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

/// The encoding a text states: in an XML declaration, as the `charset` of a page, as `% Encoding:` of JabRef.
fn declared_encoding(sample: &[u8]) -> Option<&'static Encoding> {
    let start = sample.trim_ascii_start();
    let label = if start.starts_with(b"<?xml") {
        let end = memchr::memmem::find(sample, b"?>")?;
        let declaration = &sample[..end];
        let at = memchr::memmem::find(declaration, b"encoding")?;
        declaration[at + 8..].split(|b| matches!(b, b'"' | b'\'')).nth(1)?
    } else if start.starts_with(b"<") {
        let at = sample.windows(7).position(|window| window.eq_ignore_ascii_case(b"charset"))?;
        let value = sample[at + 7..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        value.split(|b| matches!(b, b'"' | b'\'' | b'>' | b'/' | b';' | b' ')).find(|part| !part.is_empty())?
    } else {
        let line = sample.split(|b| matches!(b, b'\n' | b'\r')).take(20).find_map(|line| {
            let comment = line.trim_ascii_start().strip_prefix(b"%")?.trim_ascii_start();
            comment.get(..9)?.eq_ignore_ascii_case(b"encoding:").then(|| &comment[9..])
        })?;
        line.trim_ascii()
    };
    // `ISO8859_1` and the like are how Java writes them.
    let label: Vec<u8> = label.iter().map(|b| if *b == b'_' { b'-' } else { *b }).collect();
    let found =
        Encoding::for_label(&label).or_else(|| Encoding::for_label(label.strip_prefix(b"x-").unwrap_or(&label)));
    // A declaration of UTF-16 that could be read byte by byte is wrong.
    found.filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

fn decodes(encoding: &'static Encoding, bytes: &[u8], whole: bool) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = [0u8; 4096];
    let mut from = 0;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(&bytes[from..], &mut out, whole);
        from += read;
        match result {
            encoding_rs::DecoderResult::InputEmpty => return true,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(_, _) => return false,
        }
    }
}

/// Numbers of invalid and of well-formed multi-byte UTF-8 sequences.
fn utf8_share(bytes: &[u8]) -> (usize, usize) {
    let (mut invalid, mut multibyte) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        multibyte += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    (invalid, multibyte)
}

/// Whether what is not ASCII reads as common Chinese characters and punctuation in GB18030.
fn mostly_han(bytes: &[u8]) -> bool {
    let (text, _) = GB18030.decode_without_bom_handling(bytes);
    let (mut common, mut all) = (0u32, 0u32);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        // Spaces of web pages and letters with accents take four bytes there, and tell nothing of Chinese.
        if c.is_whitespace() || matches!(c, '\u{80}'..='\u{24f}' | '\u{200b}'..='\u{200f}') && c != '·' {
            continue;
        }
        all += 1;
        common += u32::from(
            matches!(c, '\u{4e00}'..='\u{9fa5}' | '\u{3000}'..='\u{3017}' | '\u{ff01}'..='\u{ff5e}' | '·' | '“' | '”' | '—'),
        );
    }
    all >= 2 && common * 10 >= all * 9
}

/// Reads bytes as text; of a workbook one sheet after the other.
pub struct TextReader<R> {
    reader: R,
    head: Option<Head>,
    decoder: Decoder,
    encoding: &'static Encoding,
    bytes: Vec<u8>,
    /// Bytes of `bytes` that are read and not yet decoded.
    pending: std::ops::Range<usize>,
    ended: bool,
    flushed: bool,
    after_cr: bool,
    replaced: bool,
    remark: Option<String>,
    /// An error met while looking ahead, to be reported when the text before it has been handed out.
    error: Option<io::Error>,
    /// Of a workbook: the name of the sheet being read ...
    sheet: Option<String>,
    /// ... what is to be said of it, and whether there were several sheets.
    notes: Vec<Note>,
    several: bool,
    sheets: std::vec::IntoIter<Sheet>,
}

impl<R: Read> TextReader<R> {
    /// Reads the head of the source and tells its encoding. A workbook is read as a whole.
    ///
    /// # Errors
    /// [`ReadError`] where it cannot be read, holds nothing, or is no text.
    pub fn new(mut reader: R) -> Result<Self, ReadError> {
        let mut bytes = vec![0; HEAD_BYTES];
        let n = read_fully(&mut reader, &mut bytes)?;
        let whole = n < bytes.len();
        if bytes[..n].iter().all(u8::is_ascii_whitespace) && whole || bytes[..n] == *b"\xef\xbb\xbf" {
            return Err(ReadError::Empty);
        }
        if workbook::may_be(&bytes[..n]) {
            let sheets = workbook::sheets(io::Cursor::new(&bytes[..n]).chain(&mut reader))?;
            let mut text = Self::with_head(reader, Head::of_text(""), Vec::new(), 0);
            text.several = sheets.len() > 1;
            text.sheets = sheets.into_iter();
            return if text.next_sheet() { Ok(text) } else { Err(ReadError::Empty) };
        }
        let head = Head::new(&bytes[..n], whole)?;
        Ok(Self::with_head(reader, head, bytes, n))
    }

    /// Begins with `n` bytes already read.
    fn with_head(reader: R, head: Head, bytes: Vec<u8>, n: usize) -> Self {
        let remark = match head.guess {
            Guess::None => None,
            Guess::Letters => Some(format!("neither UTF-8 nor a declared encoding: read as {}", head.encoding())),
            Guess::Against(stated) => {
                Some(format!("not in the declared {}: read as {}", stated.name(), head.encoding()))
            }
        };
        Self {
            reader,
            decoder: head.encoding.new_decoder_without_bom_handling(),
            encoding: head.encoding,
            pending: head.skip..n,
            head: Some(head),
            bytes,
            ended: false,
            flushed: false,
            after_cr: false,
            replaced: false,
            remark,
            error: None,
            sheet: None,
            notes: Vec::new(),
            several: false,
            sheets: Vec::new().into_iter(),
        }
    }

    /// Goes on to the next sheet of a workbook, where there is one.
    pub(super) fn next_sheet(&mut self) -> bool {
        let Some(sheet) = self.sheets.next() else { return false };
        self.head = Some(Head::of_text(&sheet.text));
        self.bytes = sheet.text.into_bytes();
        self.pending = 0..self.bytes.len();
        self.decoder = UTF_8.new_decoder_without_bom_handling();
        (self.ended, self.flushed, self.after_cr) = (true, false, false);
        self.sheet = Some(sheet.name);
        self.notes = sheet.notes;
        true
    }

    /// Whether a workbook is read.
    pub(super) fn is_workbook(&self) -> bool {
        self.sheet.is_some()
    }

    /// The name of the sheet, where a workbook has several.
    pub(super) fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref().filter(|_| self.several)
    }

    /// What is to be said of the sheet since the last call.
    pub(super) fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    /// The head, for as long as nothing has been read.
    pub(super) fn head(&self) -> Result<&Head, ReadError> {
        self.head.as_ref().ok_or(ReadError::Empty)
    }

    /// What is to be said of the encoding since the last call.
    pub(super) fn remark(&mut self) -> Option<String> {
        self.remark.take()
    }

    /// Appends the next stretch of text; returns how many bytes were added, 0 at the end.
    ///
    /// # Errors
    /// Where the source cannot be read on.
    pub(super) fn read_into(&mut self, out: &mut String) -> io::Result<usize> {
        self.head = None;
        let before = out.len();
        while out.len() == before && !self.flushed {
            if self.pending.is_empty() && !self.ended {
                if let Some(error) = self.error.take() {
                    self.ended = true;
                    self.flushed = true;
                    return Err(error);
                }
                match self.reader.read(&mut self.bytes) {
                    Ok(n) => {
                        self.pending = 0..n;
                        self.ended = n == 0;
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => {
                        self.ended = true;
                        self.flushed = true;
                        return Err(error);
                    }
                }
            }
            self.decode(out);
        }
        if out.len() > before {
            self.normalise_line_ends(out, before);
            // A chunk may have been nothing but the second half of a line end.
            if out.len() == before {
                return self.read_into(out);
            }
        }
        Ok(out.len() - before)
    }

    /// Decodes as much as is looked at of a file: a sheet of a workbook is there as a whole.
    fn decode(&mut self, out: &mut String) {
        let end = self.pending.end.min(self.pending.start + HEAD_BYTES);
        loop {
            let input = &self.bytes[self.pending.start..end];
            let last = self.ended && end == self.pending.end;
            let room = self.decoder.max_utf8_buffer_length(input.len()).unwrap_or(input.len() * 3 + 16);
            out.reserve(room);
            let (result, read, replaced) = self.decoder.decode_to_string(input, out, last);
            self.pending.start += read;
            if replaced && !self.replaced {
                self.replaced = true;
                self.remark =
                    Some(format!("bytes that are no {}: replaced by U+FFFD, from here on", self.encoding.name()));
            }
            if result == CoderResult::InputEmpty {
                self.flushed = last;
                return;
            }
        }
    }

    /// Makes `\r\n` and lone `\r` from `start` on one `\n`.
    fn normalise_line_ends(&mut self, out: &mut String, start: usize) {
        let begins_with_lf = self.after_cr && out[start..].starts_with('\n');
        let ends_with_cr = out.ends_with('\r');
        if begins_with_lf || memchr::memchr(b'\r', &out.as_bytes()[start..]).is_some() {
            let tail = out.split_off(start);
            let tail = if begins_with_lf { &tail[1..] } else { &tail[..] };
            let mut rest = tail;
            while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
                out.push_str(&rest[..at]);
                out.push('\n');
                rest = &rest[at + 1..];
                rest = rest.strip_prefix('\n').unwrap_or(rest);
            }
            out.push_str(rest);
        }
        self.after_cr = ends_with_cr;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out one byte at a time: every chunk border there can be.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(buffer.len()).min(1);
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn text_of(bytes: &[u8]) -> Result<String, ReadError> {
        let read = |reader: Box<dyn Read>| -> Result<String, ReadError> {
            let mut reader = TextReader::new(reader)?;
            let mut text = String::new();
            while reader.read_into(&mut text)? > 0 {}
            Ok(text)
        };
        // A long file, whose tail comes in after the head was looked at.
        let mut long = bytes.repeat(1 + 2 * HEAD_BYTES / bytes.len().max(1));
        long.truncate(long.len() / bytes.len().max(1) * bytes.len());
        let text = read(Box::new(bytes))?;
        if !bytes.starts_with(b"\xef\xbb\xbf") && !bytes.starts_with(b"\xff\xfe") {
            assert_eq!(read(Box::new(Drip(&long)))?, read(Box::new(&long[..]))?);
        }
        Ok(text)
    }

    #[test]
    fn encodings_are_told_and_line_ends_made_one() {
        let utf16 = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let chinese = "作者\r\n机构:西挪威应用科学大学\n关键词";
        for (bytes, text) in [
            (b"a\r\nb\rc\n".to_vec(), "a\nb\nc\n"),
            ("\u{feff}Åse\r\n".as_bytes().to_vec(), "Åse\n"),
            (utf16("\u{feff}TI  - 同伴\r\n", false), "TI  - 同伴\n"),
            (utf16("TI  - peer workers\r\n", true), "TI  - peer workers\n"),
            (
                GB18030.encode("\u{a0}Åkerblom\u{a0}Kristina\u{a0}Bakke\u{a0}\n作者").0.into_owned(),
                "\u{a0}Åkerblom\u{a0}Kristina\u{a0}Bakke\u{a0}\n作者",
            ),
            (GB18030.encode(chinese).0.into_owned(), "作者\n机构:西挪威应用科学大学\n关键词"),
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc5</a>".to_vec(),
                "<?xml version='1.0' encoding='ISO-8859-1'?><a>Å</a>",
            ),
            (b"Ness Ottar, M\xf8hn\n".to_vec(), "Ness Ottar, Møhn\n"),
            // Cut through a character.
            ("Åse 同".as_bytes()[..7].to_vec(), "Åse \u{fffd}"),
        ] {
            assert_eq!(text_of(&bytes).ok().as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(text_of(b""), Err(ReadError::Empty)));
        assert!(matches!(text_of(b" \r\n "), Err(ReadError::Empty)));
        assert!(matches!(text_of(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\x03\0>\0"), Err(ReadError::Unrecognised(_))));
        assert!(matches!(text_of(b"%PDF-1.7 ..."), Err(ReadError::Unrecognised(_))));
    }

    #[test]
    fn gzip_members_are_joined_and_bombs_refused() -> io::Result<()> {
        use flate2::{Compression, write::GzEncoder};
        use std::io::Write;
        let member = |bytes: &[u8]| -> io::Result<Vec<u8>> {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(bytes)?;
            encoder.finish()
        };
        let both = [member(b"TY  - ")?, member(b"JOUR")?].concat();
        let mut text = String::new();
        unpack(Box::new(io::Cursor::new(both)))?.read_to_string(&mut text)?;
        assert_eq!(text, "TY  - JOUR");
        let bomb = member(&vec![b'a'; (SURE_BYTES + (4 << 20)) as usize])?;
        let result = io::copy(&mut unpack(Box::new(io::Cursor::new(bomb)))?, &mut io::sink());
        assert_eq!(result.err().map(|e| e.kind()), Some(io::ErrorKind::InvalidData));
        Ok(())
    }

    #[test]
    fn declarations_are_believed_while_they_hold() {
        let sjis = "<html><meta charset=shift_jis>精神保健におけるピアサポート";
        for (bytes, text, told) in [
            (b"% Encoding: Cp1252\n@a{b, c = {M\xf8hn}}".to_vec(), "% Encoding: Cp1252\n@a{b, c = {M\u{f8}hn}}", false),
            (b"% Encoding: UTF8\n@a{b, c = {M\xf8hn}}".to_vec(), "% Encoding: UTF8\n@a{b, c = {M\u{f8}hn}}", true),
            (SHIFT_JIS.encode(sjis).0.into_owned(), sjis, false),
            (
                "<html><meta content='text/html; charset=ISO-8859-1'>\u{c5}se".as_bytes().to_vec(),
                "<html><meta content='text/html; charset=ISO-8859-1'>\u{c5}se",
                true,
            ),
            (
                SHIFT_JIS.encode("精神保健におけるピアサポートの研究について述べる。").0.into_owned(),
                "精神保健におけるピアサポートの研究について述べる。",
                true,
            ),
            (
                encoding_rs::WINDOWS_1251.encode("Равная поддержка в психиатрии: обзор литературы").0.into_owned(),
                "Равная поддержка в психиатрии: обзор литературы",
                true,
            ),
            ("同伴 a\n".encode_utf16().flat_map(u16::to_le_bytes).collect(), "同伴 a\n", false),
        ] {
            assert_eq!(text_of(&bytes).ok().as_deref(), Some(text));
            assert_eq!(TextReader::new(&bytes[..]).unwrap().remark().is_some(), told, "{text}");
        }
    }

    #[test]
    fn members_of_archives_are_sources() -> io::Result<()> {
        use super::archive::tests::archive;
        let folder = tempfile::tempdir()?;
        let inner = archive(&[("deep.ris", b"TY  - BOOK\n")]);
        let zstd = zstd::encode_all(&b"TY  - CHAP\n"[..], 1)?;
        let outer =
            archive(&[("../a.ris", b"TY  - JOUR\n"), ("b/inner.zip", &inner), ("c.ris.zst", &zstd), ("d/", b"")]);
        let path = folder.path().join("all.zip");
        std::fs::write(&path, &outer)?;
        let opened = Source::open_all(&path)?;
        assert!(opened.refused.is_empty(), "{:?}", opened.refused);
        let mut texts = Vec::new();
        for source in &opened.sources {
            let mut text = String::new();
            source.bytes()?.read_to_string(&mut text)?;
            texts.push((source.name.to_string(), text));
        }
        let expected = [
            ("all.zip/a.ris", "TY  - JOUR\n"),
            ("all.zip/b/inner.zip/deep.ris", "TY  - BOOK\n"),
            ("all.zip/c.ris.zst", "TY  - CHAP\n"),
        ];
        assert_eq!(texts, expected.map(|(name, text)| (name.to_string(), text.to_string())));
        // The hash is that of the member, however it is packed.
        assert_eq!(*opened.sources[0].sha256, *digest(&b"TY  - JOUR\n"[..])?.0);

        // Sizes that lie, and members that together grow beyond reason.
        let mut lying = archive(&[("a.ris", b"TY  - JOUR\n"), ("b.ris", b"TY  - BOOK\n")]);
        let at = lying.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap_or(0);
        lying[at + 24] = 99;
        std::fs::write(&path, &lying)?;
        let opened = Source::open_all(&path)?;
        assert_eq!((opened.sources.len(), opened.refused.len()), (1, 1), "{opened:?}");
        let bomb = vec![b'a'; 40 << 20];
        std::fs::write(&path, archive(&[("a", &bomb), ("b", &bomb), ("c", b"TY  - JOUR")]))?;
        let opened = Source::open_all(&path)?;
        assert_eq!((opened.sources.len(), opened.refused.len()), (1, 2), "{:?}", opened.refused);
        Ok(())
    }

    #[test]
    fn the_root_of_an_xml_text() {
        for (text, root) in [
            (
                "<?xml version=\"1.0\"?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"a\" \"b\">\n<PubmedArticleSet>",
                Some("PubmedArticleSet"),
            ),
            ("<!-- <x> --><ns:records a='1'>", Some("records")),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", Some("a")),
            ("no xml", None),
        ] {
            assert_eq!(xml_root(text), root, "{text}");
        }
    }
}
