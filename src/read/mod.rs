//! Files in, records out.
//!
//! A source goes through three stages, each in its own place:
//!
//! 1. [`input`]: bytes become text (containers opened, encodings decoded, line ends made one);
//! 2. the text is cut into [`Piece`]s of whole records, so that memory is bounded by the largest record and pieces
//!    can be read side by side;
//! 3. the format's own file reads each piece into [`Record`]s and [`Diagnostic`]s.
//!
//! Formats are recognised by content. A new one is a file beside this one and a line in [`Format`].
//!
//! ```
//! use citeweave::read::{Format, Reader};
//! let text = "TY  - JOUR\nTI  - Peer support\nDO  - 10.1000/182\nER  - \n";
//! let mut reader = Reader::for_reader(text.as_bytes(), "export.ris")?;
//! assert_eq!(reader.format(), Format::Ris);
//! let record = reader.next().unwrap();
//! assert_eq!(record.titles[0].text, "Peer support");
//! assert!(reader.diagnostics().is_empty());
//! # Ok::<(), citeweave::read::ReadError>(())
//! ```

pub mod input;
mod archive;
mod arxiv;
mod bibtex;
mod catalogues;
mod cited;
mod citeproc;
mod cnki;
mod crossref;
mod crossref_xml;
mod csl_json;
mod csv;
mod cut;
mod datacite;
mod datacite_xml;
mod draft;
mod dublin_core;
mod endnote_xml;
mod europepmc;
mod europepmc_xml;
mod fields;
mod html;
mod inside;
mod jats;
mod json;
mod latex;
mod library;
mod marcxml;
mod markup;
mod medline;
mod mods;
mod nlm;
mod noteexpress;
mod oai;
mod openalex;
mod ovid;
mod page;
mod people;
mod pubmed_text;
mod pubmed_xml;
mod refer;
mod refworks;
mod ris;
mod schema_org;
mod sections;
mod semantic_scholar;
mod tagged;
mod tree;
mod word_sources;
mod workbook;
mod wos;
mod xml;
mod zotero_json;
mod zotero_rdf;

pub use csv::{Columns, UnknownField};

use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::record::{IdScheme, Identifier, Ids, Record, Venue};
use crate::text;
use input::{Head, TextReader};
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::fmt;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

/// What a format's own file tells the rest: its names, how to recognise it, where records end, how to read them.
pub(crate) struct Spec {
    /// Name in records and on the command line.
    name: &'static str,
    /// Name for people.
    title: &'static str,
    /// Usual file name extensions, the commonest first.
    extensions: &'static [&'static str],
    media_type: &'static str,
    /// Tells by what sign the text is of this format, or that it is not.
    detect: fn(&Head) -> Option<String>,
    /// The end of the last whole record in the text; `true` says that no more text follows.
    boundary: fn(&str, bool) -> Option<usize>,
    parse: fn(&mut Sink<'_>),
}

macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident $spec:path,)*) => {
        /// A format citeweave reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Format { $($(#[$doc])* $format),* }

        impl Format {
            /// Every format, in the order in which they are tried.
            pub const ALL: &[Self] = &[$(Self::$format),*];

            fn spec(self) -> &'static Spec {
                match self { $(Self::$format => &$spec),* }
            }
        }
    };
}

// In the order in which they are tried, the strictest first.
formats! {
    /// Ovid's tagged text, whose record numbers look like markup.
    Ovid ovid::SPEC,
    /// PubMed and MEDLINE XML: efetch, "save as", the baseline files.
    PubmedXml pubmed_xml::SPEC,
    /// JATS XML: articles of journals and archives.
    Jats jats::SPEC,
    /// EndNote XML.
    EndnoteXml endnote_xml::SPEC,
    /// Crossref's Unixref XML.
    CrossrefXml crossref_xml::SPEC,
    /// DataCite XML.
    DataciteXml datacite_xml::SPEC,
    /// The Atom feed of arXiv.
    Arxiv arxiv::SPEC,
    /// Records of other formats in OAI-PMH, and Dublin Core.
    Oai oai::SPEC,
    /// Europe PMC XML.
    EuropePmcXml europepmc_xml::SPEC,
    /// MODS of the Library of Congress.
    Mods mods::SPEC,
    /// MARC 21 in XML.
    MarcXml marcxml::SPEC,
    /// Zotero RDF and the Bibliographic Ontology in RDF/XML.
    ZoteroRdf zotero_rdf::SPEC,
    /// The sources that Word keeps.
    WordSources word_sources::SPEC,
    /// Europe PMC's search results as JSON.
    EuropePmc europepmc::SPEC,
    /// OpenAlex works as JSON.
    OpenAlex openalex::SPEC,
    /// Zotero's items as JSON.
    ZoteroJson zotero_json::SPEC,
    /// DataCite records as JSON.
    DataCite datacite::SPEC,
    /// Crossref works as JSON.
    Crossref crossref::SPEC,
    /// Semantic Scholar's papers as JSON.
    SemanticScholar semantic_scholar::SPEC,
    /// schema.org in JSON-LD.
    SchemaOrg schema_org::SPEC,
    /// CSL-JSON.
    CslJson csl_json::SPEC,
    /// Web pages with metadata: `citation_*`, Dublin Core, JSON-LD, COinS.
    Html html::SPEC,
    /// NoteExpress' tagged text.
    NoteExpress noteexpress::SPEC,
    /// CNKI's texts for E-Study and of chosen fields.
    CnkiEstudy cnki::SPEC,
    /// Web of Science's tagged text.
    Wos wos::TEXT_SPEC,
    /// MEDLINE tagged text: PubMed's `.nbib`.
    Medline medline::SPEC,
    /// RIS tagged text.
    Ris ris::SPEC,
    /// RefWorks' tagged text.
    RefWorks refworks::SPEC,
    /// Refer, EndNote's tagged text.
    Refer refer::SPEC,
    /// BibTeX and BibLaTeX.
    Bibtex bibtex::SPEC,
    /// Summaries as PubMed saves them: one paragraph a paper.
    PubmedSummary pubmed_text::SUMMARY,
    /// Abstracts as PubMed saves them as text.
    PubmedAbstract pubmed_text::ABSTRACT,
    /// Web of Science's table, and its citation report.
    WosTab wos::TAB_SPEC,
    /// Scopus CSV, of all years.
    ScopusCsv csv::SCOPUS,
    /// Lens CSV.
    LensCsv csv::LENS,
    /// Dimensions CSV.
    DimensionsCsv csv::DIMENSIONS,
    /// OpenAlex CSV.
    OpenAlexCsv csv::OPENALEX,
    /// PubMed CSV, old and new.
    PubmedCsv csv::PUBMED,
    /// Cochrane Library CSV.
    CochraneCsv csv::COCHRANE,
    /// IEEE Xplore CSV.
    IeeeCsv csv::IEEE,
    /// Springer CSV.
    SpringerCsv csv::SPRINGER,
    /// Embase CSV, a record a line or a field a line.
    EmbaseCsv csv::EMBASE,
    /// Zotero CSV.
    ZoteroCsv csv::ZOTERO,
    /// CNKI's table of chosen fields.
    CnkiCsv csv::CNKI,
    /// Any table of separated values whose column names tell what they hold.
    Csv csv::ANY,
    /// Pages saved or pasted as text, in English and Chinese.
    Page page::SPEC,
}

impl Format {
    /// Name in records and on the command line: `ris`.
    ///
    /// ```
    /// use citeweave::read::Format;
    /// assert_eq!(Format::PubmedXml.name(), "pubmed-xml");
    /// assert_eq!(Format::from_name("pubmed-xml"), Some(Format::PubmedXml));
    /// ```
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// Name for people: `RIS tagged text`.
    pub fn title(self) -> &'static str {
        self.spec().title
    }

    /// Usual file name extensions, the commonest first.
    ///
    /// ```
    /// assert_eq!(citeweave::read::Format::Medline.extensions(), ["nbib", "txt"]);
    /// ```
    pub fn extensions(self) -> &'static [&'static str] {
        self.spec().extensions
    }

    /// [Media type](https://www.iana.org/assignments/media-types).
    ///
    /// ```
    /// assert_eq!(citeweave::read::Format::Ris.media_type(), "application/x-research-info-systems");
    /// ```
    pub fn media_type(self) -> &'static str {
        self.spec().media_type
    }

    /// Recognises the format of a file by its first bytes; 64 KiB are enough, but for a workbook, of which all are needed.
    ///
    /// ```
    /// use citeweave::read::Format;
    /// let detection = Format::detect(b"TY  - JOUR\nER  - \n").unwrap();
    /// assert_eq!(detection.format, Format::Ris);
    /// assert_eq!(detection.evidence, "line 1 `TY  - JOUR`");
    /// assert!(Format::detect(b"\x7fELF\0\0\0").is_err());
    /// ```
    ///
    /// # Errors
    /// [`Unrecognised`] says what the bytes look like instead.
    pub fn detect(bytes: &[u8]) -> Result<Detection, Unrecognised> {
        if !workbook::may_be(bytes) {
            return Detection::of(&Head::new(bytes, true)?);
        }
        match Pieces::new(bytes, "", "", None) {
            Ok(Pieces { detection: Some(detection), .. }) => Ok(detection),
            Err(ReadError::Unrecognised(unrecognised)) => Err(unrecognised),
            Ok(_) | Err(_) => Err(Unrecognised { looks_like: "it is a workbook that is empty or broken".into() }),
        }
    }

    /// Whether it is a table, and may stand on a sheet of a workbook.
    fn is_table(self) -> bool {
        self == Self::WosTab || csv::is_table(self)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// A format recognised, and by what sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// The format.
    pub format: Format,
    /// What in the file showed it: "line 1 `TY  - JOUR`".
    pub evidence: String,
}

impl Detection {
    fn of(head: &Head) -> Result<Self, Unrecognised> {
        let recognised = Format::ALL
            .iter()
            .find_map(|&format| (format.spec().detect)(head).map(|evidence| Self { format, evidence }));
        recognised.ok_or_else(|| Unrecognised { looks_like: head.looks_like() })
    }
}

/// What the beginning of a text tells of all of it.
struct Beginning {
    format: Format,
    detection: Option<Detection>,
    header: Option<Header>,
}

impl Beginning {
    fn of<R: Read>(text: &TextReader<R>, format: Option<Format>, columns: &Columns) -> Result<Self, ReadError> {
        let head = text.head()?;
        let detection = match (format, csv::named(head, columns)) {
            (Some(_), _) => None,
            (None, Some(evidence)) => Some(Detection { format: Format::Csv, evidence }),
            (None, None) if text.is_workbook() => match Detection::of(head) {
                Ok(detection) if detection.format.is_table() => Some(detection),
                Ok(_) | Err(_) => {
                    let looks_like = "it is a workbook in which no line names columns that tell what they hold".into();
                    return Err(Unrecognised { looks_like }.into());
                }
            },
            (None, None) => Some(Detection::of(head)?),
        };
        let format = format.or(detection.as_ref().map(|detection| detection.format)).unwrap_or(Format::Page);
        Ok(Self { format, header: Header::of(format, head.text(), columns), detection })
    }
}

/// The bytes are of no format citeweave reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrecognised {
    /// What they look like: "an HTML page".
    pub looks_like: Cow<'static, str>,
}

impl fmt::Display for Unrecognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "format not recognised: {}", self.looks_like)
    }
}

impl std::error::Error for Unrecognised {}

/// Why a source could not be read at all. Odd content never is a reason.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The source could not be opened or read.
    Io(io::Error),
    /// It holds nothing.
    Empty,
    /// It is of no known format.
    Unrecognised(Unrecognised),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot be read: {error}"),
            Self::Empty => f.write_str("the file is empty"),
            Self::Unrecognised(unrecognised) => unrecognised.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Unrecognised(unrecognised) => Some(unrecognised),
            Self::Empty => None,
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Unrecognised> for ReadError {
    fn from(unrecognised: Unrecognised) -> Self {
        Self::Unrecognised(unrecognised)
    }
}

/// What the beginning of a table says of all its rows, which every piece has to know.
#[derive(Clone, Debug)]
enum Header {
    /// Columns by their names.
    Names(Arc<csv::Layout>),
    /// Columns by the tags of Web of Science.
    Tags(Arc<wos::TabHeader>),
}

impl Header {
    /// Reads it off the beginning of a text; nothing for a format that is no table.
    fn of(format: Format, text: &str, columns: &Columns) -> Option<Self> {
        match format {
            Format::WosTab => wos::TabHeader::of(text).map(Arc::new).map(Self::Tags),
            _ => csv::Layout::of(format, text, columns).map(Arc::new).map(Self::Names),
        }
    }

    /// The end of the last whole row in a text; `first` says that it begins with what is above the rows.
    fn boundary(&self, text: &str, first: bool) -> Option<usize> {
        match self {
            Self::Names(layout) => layout.boundary(text, first),
            Self::Tags(header) => header.boundary(text),
        }
    }
}

/// A run of whole records of one source, with the place where it begins.
#[derive(Clone, Debug)]
pub struct Piece {
    format: Format,
    source: Arc<str>,
    sha256: Arc<str>,
    text: String,
    first_line: u64,
    first_char: u64,
    /// Whether it begins the file, or a sheet of a workbook.
    begins: bool,
    /// Of a table.
    header: Option<Header>,
}

/// The records of a [`Piece`] and what was noticed on the way. Record numbers count from 1 within the piece until
/// [`Parsed::renumber`].
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Records in the order of the source.
    pub records: Vec<Record>,
    /// Messages in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Adds the number of records before this piece to every record number; returns the number of records up to its end.
    pub fn renumber(&mut self, before: u64) -> u64 {
        for record in &mut self.records {
            record.source.record += before;
        }
        for diagnostic in &mut self.diagnostics {
            diagnostic.record = diagnostic.record.map(|n| n + before);
        }
        before + self.records.len() as u64
    }
}

impl Piece {
    /// Number of the source's characters before this piece.
    pub fn first_char(&self) -> u64 {
        self.first_char
    }

    /// The text, as the places of what is read from it are counted.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The same place, with no text.
    fn without_text(&self) -> Self {
        Self {
            format: self.format,
            source: self.source.clone(),
            sha256: self.sha256.clone(),
            text: String::new(),
            first_line: self.first_line,
            first_char: self.first_char,
            begins: self.begins,
            header: self.header.clone(),
        }
    }

    /// Reads the records of this piece. Pieces are independent: any order, any thread.
    pub fn parse(&self) -> Parsed {
        let mut sink = Sink::new(self);
        (self.format.spec().parse)(&mut sink);
        Parsed { records: sink.records, diagnostics: sink.diagnostics }
    }
}

/// Cuts a source's text into [`Piece`]s.
pub struct Pieces<R> {
    text: TextReader<R>,
    format: Format,
    detection: Option<Detection>,
    header: Option<Header>,
    /// What the caller said of every sheet of a workbook: format and columns.
    given: (Option<Format>, Columns),
    name: Arc<str>,
    /// The name, with that of the sheet where a workbook has several.
    source: Arc<str>,
    sha256: Arc<str>,
    buffer: String,
    line: u64,
    chars: u64,
    /// Whether nothing has been handed out of this file or sheet.
    begins: bool,
    done: bool,
    diagnostics: Vec<Diagnostic>,
}

/// Text gathered before looking for the last whole record: large enough to make the search cheap, small enough to
/// keep every core busy.
const PIECE_BYTES: usize = 128 << 10;
/// A record longer than this is cut where it stands.
const RECORD_BYTES: usize = 64 << 20;

impl<R: Read> Pieces<R> {
    /// Recognises the format, unless it is given, and gets ready to cut.
    ///
    /// # Errors
    /// [`ReadError`] where the source cannot be read, holds nothing or is of no known format.
    pub fn new(reader: R, source: &str, sha256: &str, format: Option<Format>) -> Result<Self, ReadError> {
        Self::with_columns(reader, source, sha256, format, &Columns::default())
    }

    /// The same for a table of which the caller knows what some columns hold.
    ///
    /// # Errors
    /// As [`Pieces::new`].
    pub fn with_columns(
        reader: R,
        source: &str,
        sha256: &str,
        format: Option<Format>,
        columns: &Columns,
    ) -> Result<Self, ReadError> {
        let text = TextReader::new(reader)?;
        let mut pieces = Self {
            format: Format::Page,
            detection: None,
            header: None,
            given: (format, columns.clone()),
            name: source.into(),
            source: source.into(),
            sha256: sha256.into(),
            buffer: String::new(),
            line: 1,
            chars: 0,
            begins: true,
            done: false,
            diagnostics: Vec::new(),
            text,
        };
        pieces.begin()?;
        Ok(pieces)
    }

    /// Gets ready to cut the file, or the next sheet of a workbook whose columns have telling names.
    fn begin(&mut self) -> Result<(), ReadError> {
        loop {
            if let Some(sheet) = self.text.sheet() {
                self.source = [&self.name, "/", sheet].concat().into();
            }
            (self.line, self.begins, self.done) = (1, true, false);
            self.buffer = String::with_capacity(PIECE_BYTES * 2);
            if let Some(remark) = self.text.remark() {
                self.note(Severity::Warning, "encoding", remark);
            }
            for workbook::Note { severity, code, line, message } in self.text.take_notes() {
                let (source, line) = (self.source.clone(), Some(line));
                self.diagnostics.push(Diagnostic { severity, code, message, source, line, record: None });
            }
            match Beginning::of(&self.text, self.given.0, &self.given.1) {
                Ok(Beginning { format, mut detection, header }) => {
                    if let (Some(sheet), Some(detection)) = (self.text.sheet(), &mut detection) {
                        detection.evidence = format!("sheet `{sheet}`, {}", detection.evidence);
                    }
                    (self.format, self.detection, self.header) = (format, detection, header);
                    return Ok(());
                }
                Err(error) => {
                    if self.text.sheet().is_some() {
                        let message = "no line names columns that tell what they hold: the sheet is left out";
                        self.note(Severity::Warning, "sheet", message.to_string());
                    }
                    if !self.text.next_sheet() {
                        return Err(error);
                    }
                }
            }
        }
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How the format was recognised; nothing where it was given.
    pub fn detection(&self) -> Option<&Detection> {
        self.detection.as_ref()
    }

    /// What was noticed of the file as a whole so far.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    fn note(&mut self, severity: Severity, code: &'static str, message: String) {
        self.diagnostics.push(Diagnostic {
            severity,
            code,
            message,
            source: self.source.clone(),
            line: Some(self.line + text::count_lines(&self.buffer)),
            record: None,
        });
    }

    /// Reads until the buffer holds enough to cut; returns whether the text has ended.
    fn fill(&mut self, enough: usize) -> bool {
        while self.buffer.len() < enough {
            match self.text.read_into(&mut self.buffer) {
                Ok(0) => return true,
                Ok(_) => {
                    if let Some(remark) = self.text.remark() {
                        self.note(Severity::Warning, "encoding", remark);
                    }
                }
                Err(error) => {
                    let message = format!("the file breaks off here: {error}; the records before it are kept");
                    self.note(Severity::Error, "broken-off", message);
                    return true;
                }
            }
        }
        false
    }

    /// The end of the last whole record of a text gathered.
    fn boundary(&self, text: &str) -> Option<usize> {
        match &self.header {
            Some(header) => header.boundary(text, self.begins),
            None => (self.format.spec().boundary)(text, false),
        }
    }
}

impl<R: Read> Iterator for Pieces<R> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let mut enough = PIECE_BYTES;
        loop {
            if self.done && !(self.text.next_sheet() && self.begin().is_ok()) {
                return None;
            }
            let ended = self.fill(enough);
            let cut = if ended {
                self.done = true;
                self.buffer.len()
            } else {
                // What was read while a long record was waited for makes pieces of the usual size.
                let end = (enough..self.buffer.len()).find(|at| self.buffer.is_char_boundary(*at));
                let text = &self.buffer[..end.unwrap_or(self.buffer.len())];
                match self.boundary(text).filter(|cut| *cut > 0) {
                    Some(cut) => cut,
                    None if enough < RECORD_BYTES => {
                        enough *= 2;
                        continue;
                    }
                    None => {
                        let end = text.len();
                        let message = format!("no record ends within {} MiB; cut here", RECORD_BYTES >> 20);
                        self.note(Severity::Error, "record-too-long", message);
                        end
                    }
                }
            };
            let mut rest = String::with_capacity(PIECE_BYTES * 2);
            rest.push_str(&self.buffer[cut..]);
            self.buffer.truncate(cut);
            let text = std::mem::replace(&mut self.buffer, rest);
            if text.is_empty() {
                continue;
            }
            let piece = Piece {
                format: self.format,
                source: self.source.clone(),
                sha256: self.sha256.clone(),
                first_line: self.line,
                first_char: self.chars,
                begins: std::mem::take(&mut self.begins),
                header: self.header.clone(),
                text,
            };
            let (lines, chars) = count(piece.text.as_bytes());
            self.line += lines;
            self.chars += chars;
            return Some(piece);
        }
    }
}

/// Reads the records of one source, one after the other. See the [module](self) for an example.
pub struct Reader<R> {
    pieces: Pieces<R>,
    records: std::vec::IntoIter<Record>,
    count: u64,
    diagnostics: Vec<Diagnostic>,
}

impl<R: Read> Reader<R> {
    /// Reads a source whose format is recognised by content.
    ///
    /// # Errors
    /// As [`Pieces::new`].
    pub fn for_reader(reader: R, source: &str) -> Result<Self, ReadError> {
        Pieces::new(reader, source, "", None).map(Self::from_pieces)
    }

    /// Reads a source whose format is known.
    ///
    /// # Errors
    /// As [`Pieces::new`].
    pub fn with_format(reader: R, source: &str, format: Format) -> Result<Self, ReadError> {
        Pieces::new(reader, source, "", Some(format)).map(Self::from_pieces)
    }

    /// Reads the records of pieces already opened.
    pub fn from_pieces(pieces: Pieces<R>) -> Self {
        Self { pieces, records: Vec::new().into_iter(), count: 0, diagnostics: Vec::new() }
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.pieces.format
    }

    /// What was noticed so far.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Hands over what was noticed since the last call.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = self.records.next() {
                return Some(record);
            }
            let piece = self.pieces.next();
            self.diagnostics.append(&mut self.pieces.take_diagnostics());
            let mut parsed = piece?.parse();
            self.count = parsed.renumber(self.count);
            self.diagnostics.append(&mut parsed.diagnostics);
            self.records = parsed.records.into_iter();
        }
    }
}

/// Where a format's own file puts what it reads, and where it asks for places.
pub(crate) struct Sink<'p> {
    piece: &'p Piece,
    records: Vec<Record>,
    diagnostics: Vec<Diagnostic>,
    /// A place already counted: byte, line, character, relative to the piece.
    known: Cell<(usize, u64, u64)>,
    /// Lines and characters before every [`STRIDE`]th byte, counted when first needed.
    marks: OnceCell<Vec<(u64, u64)>>,
    /// Bytes of the text before which a character of the source was left out, in rising order.
    removed: &'p [usize],
}

/// A place further than this from the one asked for before is counted from the nearest mark: what speaks of distant
/// places in turn must not cost the way between them each time.
const STRIDE: usize = 4 << 10;
/// Bytes of a message.
const LONGEST_MESSAGE: usize = 1_000;

impl<'p> Sink<'p> {
    fn new(piece: &'p Piece) -> Self {
        Self {
            piece,
            records: Vec::new(),
            diagnostics: Vec::new(),
            known: Cell::new((0, 0, 0)),
            marks: OnceCell::new(),
            removed: &[],
        }
    }

    /// The text of the piece.
    pub(crate) fn text(&self) -> &'p str {
        &self.piece.text
    }

    /// What the beginning of a table says of all its rows.
    fn header(&self) -> Option<&'p Header> {
        self.piece.header.as_ref()
    }

    /// Whether the piece begins the file, or a sheet of a workbook.
    pub(crate) fn is_first(&self) -> bool {
        self.piece.begins
    }

    /// Line and character of a byte of the piece. Places asked for in rising order cost one pass over the text.
    fn locate(&self, at: usize) -> (u64, u64) {
        let text = &self.piece.text;
        let at = (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        let (mut byte, mut line, mut chars) = self.known.get();
        if byte.abs_diff(at) > STRIDE {
            (line, chars) = self.marks()[at / STRIDE];
            byte = at / STRIDE * STRIDE;
        }
        let (from, to) = if byte <= at { (byte, at) } else { (at, byte) };
        let (lines, characters) = count(&text.as_bytes()[from..to]);
        let place = if byte <= at { (line + lines, chars + characters) } else { (line - lines, chars - characters) };
        self.known.set((at, place.0, place.1));
        let removed = self.removed.partition_point(|byte| *byte <= at) as u64;
        (place.0 + self.piece.first_line, place.1 + removed + self.piece.first_char)
    }

    /// Lines and characters before every [`STRIDE`]th byte.
    fn marks(&self) -> &[(u64, u64)] {
        self.marks.get_or_init(|| {
            let mut marks = vec![(0, 0)];
            let (mut lines, mut chars) = (0, 0);
            for stretch in self.piece.text.as_bytes().chunks(STRIDE) {
                let (more_lines, more_chars) = count(stretch);
                (lines, chars) = (lines + more_lines, chars + more_chars);
                marks.push((lines, chars));
            }
            marks
        })
    }

    /// The span of a byte range of the piece.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let (line, start) = self.locate(range.start);
        let (_, end) = self.locate(range.end.max(range.start));
        Span { start, end, line: u32::try_from(line).unwrap_or(u32::MAX) }
    }

    /// A record that begins at a byte of the piece and ends before another.
    pub(crate) fn record(&self, range: Range<usize>) -> Record {
        let mut record = Record::default();
        let body = self.piece.text[range.clone()].trim_end();
        record.source.file = self.piece.source.clone();
        record.source.sha256 = self.piece.sha256.clone();
        record.source.format = Cow::Borrowed(self.piece.format.name());
        record.source.lines = [self.locate(range.start).0, self.locate(range.start + body.len()).0];
        record
    }

    /// Takes a finished record, or says that there was nothing in it to know a publication by.
    pub(crate) fn push(&mut self, mut record: Record, at: usize) {
        if record.is_identifiable() {
            if let Some(everywhere) = record.contributors.iter().find(|c| c.affiliations.len() >= people::MOST_LINKS) {
                let name = tagged::quote(&everywhere.as_written);
                let message = format!("{name} has {} affiliations; more than these are not linked", people::MOST_LINKS);
                self.note(Severity::Warning, "many-affiliations", at, message);
            }
            record.source.record = self.records.len() as u64 + 1;
            self.records.push(record);
        } else {
            self.note(Severity::Error, "no-publication", at, "no identifier, title, contributor or citation: left out");
        }
    }

    /// Writes a message about the record being read.
    pub(crate) fn note(&mut self, severity: Severity, code: &'static str, at: usize, message: impl Into<String>) {
        let (line, _) = self.locate(at);
        self.note_line(severity, code, line, message);
    }

    /// The same about a line of the file.
    fn note_line(&mut self, severity: Severity, code: &'static str, line: u64, message: impl Into<String>) {
        let mut message = message.into();
        // One that quotes a value of a megabyte says no more than one that quotes its beginning.
        if message.len() > LONGEST_MESSAGE {
            let end = (0..=LONGEST_MESSAGE).rev().find(|at| message.is_char_boundary(*at)).unwrap_or(0);
            message.truncate(end);
            message.push('…');
        }
        self.diagnostics.push(Diagnostic {
            severity,
            code,
            message,
            source: self.piece.source.clone(),
            line: Some(line),
            record: Some(self.records.len() as u64 + 1),
        });
    }

    /// Reads an identifier into `ids`. What is none, or contradicts one already there, is kept in `other` with a warning.
    pub(crate) fn identifier(
        &mut self,
        scheme: IdScheme,
        text: &str,
        range: Range<usize>,
        ids: &mut Ids,
        other: &mut std::collections::BTreeMap<String, Vec<String>>,
    ) {
        let mut keep = |message: String, sink: &mut Self| {
            other.entry(scheme.name().to_string()).or_default().push(text.trim().to_string());
            sink.note(Severity::Warning, "identifier", range.start, message);
        };
        match Identifier::parse(scheme, text) {
            Ok(id) => {
                if let Some(second) = ids.insert(id.at(self.span(range.clone()))) {
                    let message = format!(
                        "a second {} {:?}; the first is used, this one kept in `other`",
                        scheme.name(),
                        second.value()
                    );
                    keep(message, self);
                }
            }
            Err(invalid) => keep(format!("{invalid}; kept in `other`"), self),
        }
    }

    /// As [`Sink::find_serial_numbers`]; a text with nothing like a number is kept in `other`.
    pub(crate) fn serial_numbers(&mut self, text: &str, range: Range<usize>, venue: &mut Venue, record: &mut Record) {
        if !self.find_serial_numbers(text, range, venue, record) {
            record.keep_other("serial-number", text.trim());
        }
    }

    /// Reads the ISSNs and ISBNs of a text, whatever stands between them. What looks like a number and is neither is
    /// kept in `other` with a warning. Returns whether there was anything like a number.
    pub(crate) fn find_serial_numbers(
        &mut self,
        text: &str,
        range: Range<usize>,
        venue: &mut Venue,
        record: &mut Record,
    ) -> bool {
        // No publication has more; the limit keeps a hostile list from costing its square.
        const MOST: usize = 100;
        let mut found = false;
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | ':' | '/')) {
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            let bare = word.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
            if digits < 4 {
                continue;
            }
            found = true;
            if let Some(issn) = crate::record::issn(bare).filter(|_| digits <= 8 && venue.issn.len() < MOST) {
                if !venue.issn.contains(&issn) {
                    venue.issn.push(issn);
                }
            } else if let Ok(isbn) = Identifier::parse(IdScheme::Isbn, bare)
                && record.ids.iter().count() < MOST
            {
                record.ids.insert(isbn.at(self.span(range.clone())));
            } else {
                let message = format!("{word:?} is no valid ISSN or ISBN; kept in `other`");
                self.note(Severity::Warning, "identifier", range.start, message);
                record.keep_other("serial-number", word);
            }
        }
        found
    }
}

/// Line ends and characters of a stretch of UTF-8, in one pass the compiler makes vector code of.
fn count(bytes: &[u8]) -> (u64, u64) {
    let (mut lines, mut chars) = (0, 0);
    // Counts of one byte cannot overflow within 255 bytes.
    for chunk in bytes.chunks(192) {
        let (mut chunk_lines, mut chunk_chars) = (0u8, 0u8);
        for byte in chunk {
            chunk_lines += u8::from(*byte == b'\n');
            chunk_chars += u8::from((*byte as i8) >= -0x40);
        }
        lines += u64::from(chunk_lines);
        chars += u64::from(chunk_chars);
    }
    (lines, chars)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Reads a text as one piece of a format; for the formats' own tests.
    pub(crate) fn parse(format: Format, text: &str) -> Parsed {
        let piece = Piece {
            format,
            source: "test".into(),
            sha256: "".into(),
            text: text.into(),
            first_line: 1,
            first_char: 0,
            begins: true,
            header: Header::of(format, text, &Columns::default()),
        };
        piece.parse()
    }

    #[test]
    fn places_are_counted_in_characters_from_the_start_of_the_file() {
        let piece = Piece {
            format: Format::Ris,
            source: "t".into(),
            sha256: "".into(),
            text: "ÅÅ\n同b\nc".into(),
            first_line: 10,
            first_char: 100,
            begins: false,
            header: None,
        };
        let sink = Sink::new(&piece);
        assert_eq!(sink.span(5..8), Span { start: 103, end: 104, line: 11 });
        assert_eq!(sink.span(0..2), Span { start: 100, end: 101, line: 10 });
        assert_eq!(sink.span(10..11), Span { start: 106, end: 107, line: 12 });
    }
}
