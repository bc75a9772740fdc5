//! Files in, graph directory out: the only place where the stages meet.
//!
//! While one stretch of a file is read into records on all cores, the next is fetched and inflated. Files are taken in
//! the order of their hashes and pieces in the order of the file, so that nothing depends on the number of threads or
//! on the order in which files were named.

use crate::diagnostic::{Diagnostic, Severity};
use crate::extract::{Facts, extract};
use crate::graph::EvidenceLevel;
use crate::read::input::{self, Source};
use crate::read::{Columns, Format, Parsed, Piece, Pieces, ReadError};
use crate::record::Record;
use crate::resolve::{Items, resolve};
use crate::store::{self, BuildOptions, Input, Manifest, Slot, StoreError};
use rayon::prelude::*;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What is heard of a run while it goes on.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A message about the input.
    Diagnostic(Diagnostic),
    /// A stretch of a file has been read; the number of its records so far.
    Read {
        /// Name of the file.
        file: String,
        /// Records of the file so far.
        records: u64,
    },
    /// All files are read; works, people and the rest are being resolved.
    Resolving {
        /// Number of records.
        records: u64,
    },
    /// The graph is being written.
    Writing {
        /// Number of works.
        works: u64,
        /// Number of people.
        people: u64,
    },
}

/// Why a run ended without a result.
#[derive(Debug)]
#[non_exhaustive]
pub enum PipelineError {
    /// An input path does not exist or cannot be listed.
    Input {
        /// The path.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// No record could be read from any file.
    NothingRead {
        /// Number of files.
        files: usize,
    },
    /// There were warnings or errors, and the run was asked to be strict.
    Strict {
        /// Number of warnings.
        warnings: u64,
        /// Number of errors.
        errors: u64,
    },
    /// The graph directory could not be written.
    Store(StoreError),
    /// A record could not be handed on.
    Output(io::Error),
}

impl fmt::Display for PipelineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input { path, error } => write!(f, "{}: {error}", path.display()),
            Self::NothingRead { files } => write!(f, "no records in {files} file(s); nothing was written"),
            Self::Strict { warnings, errors } => {
                write!(f, "{errors} error(s) and {warnings} warning(s) with --strict; nothing was written")
            }
            Self::Store(error) => error.fmt(f),
            Self::Output(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PipelineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Input { error, .. } | Self::Output(error) => Some(error),
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<StoreError> for PipelineError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// How files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The format of every file; recognised by content where absent.
    pub format: Option<Format>,
    /// What columns of tables hold, beyond what their names tell.
    pub columns: Columns,
    /// What warnings do.
    pub strictness: Strictness,
    /// What happens to the text of the files.
    pub texts: Texts,
}

/// What happens to the text of the files once it has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Texts {
    /// It is dropped: memory does not grow with it.
    #[default]
    Dropped,
    /// It is kept, that full evidence can quote it.
    Kept,
}

/// What warnings do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// They are reported, and the run goes on.
    #[default]
    Tolerant,
    /// They end the run before anything is written.
    Strict,
}

/// Reads files, resolves what they say and writes it as a graph directory.
///
/// The place of the directory is claimed first: who cannot write there learns it before anything is read.
///
/// # Errors
/// [`PipelineError`]; an old graph directory is then as it was.
pub fn build(
    paths: &[PathBuf],
    read: ReadOptions,
    options: &BuildOptions,
    directory: &Path,
    hear: &mut dyn FnMut(Event),
) -> Result<Manifest, PipelineError> {
    let slot = Slot::claim(directory)?;
    let texts = if options.graph.evidence == EvidenceLevel::Full { Texts::Kept } else { Texts::Dropped };
    let (items, inputs) = collect(paths, ReadOptions { texts, ..read }, hear)?;
    hear(Event::Resolving { records: items.records.len() as u64 });
    let corpus = resolve(items);
    hear(Event::Writing { works: corpus.works.len() as u64, people: corpus.people.len() as u64 });
    Ok(store::write(&corpus, inputs, options, slot)?)
}

/// Reads files into columns of records; returns them with what was read from each file.
///
/// # Errors
/// [`PipelineError`] where a path does not exist, nothing could be read, or a strict run met a warning.
pub fn collect(
    paths: &[PathBuf],
    read: ReadOptions,
    hear: &mut dyn FnMut(Event),
) -> Result<(Items, Vec<Input>), PipelineError> {
    let mut tally = Tally { hear, warnings: 0, errors: 0 };
    let sources = sources(paths, &mut tally)?;
    let mut items = Items::default();
    let mut inputs = Vec::with_capacity(sources.len());
    for source in &sources {
        let (warnings, errors) = (tally.warnings, tally.errors);
        let mut input = Input {
            name: source.name.to_string(),
            sha256: source.sha256.to_string(),
            bytes: source.bytes,
            ..Input::default()
        };
        match open(source, read.format, &read.columns) {
            Ok(pieces) => {
                input.format = pieces.format().name().to_string();
                items.begin_source(source, pieces.format());
                let before = items.records.len();
                let mut take = |stretch: Stretch| {
                    for (record, facts) in stretch.parsed.records.iter().zip(&stretch.facts) {
                        items.push(record, facts);
                    }
                    if read.texts == Texts::Kept {
                        items.keep_text(stretch.piece.first_char(), stretch.piece.into_text());
                    }
                    Ok(())
                };
                read_source(pieces, &source.name, &mut tally, &mut take).map_err(PipelineError::Output)?;
                input.records = (items.records.len() - before) as u64;
                if input.records == 0 && tally.errors == errors {
                    tally.error(source, "no-records", format!("no record found in what looks like {}", input.format));
                }
            }
            Err(error) => tally.error(source, "unreadable", error.to_string()),
        }
        (input.warnings, input.errors) = (tally.warnings - warnings, tally.errors - errors);
        inputs.push(input);
    }
    let Tally { warnings, errors, .. } = tally;
    if read.strictness == Strictness::Strict && warnings + errors > 0 {
        return Err(PipelineError::Strict { warnings, errors });
    }
    if items.records.is_empty() {
        return Err(PipelineError::NothingRead { files: inputs.len() });
    }
    Ok((items, inputs))
}

/// Hands out the records of files one after the other, in the order of the files' hashes; returns the number of files.
///
/// # Errors
/// [`PipelineError`] where a path does not exist or a record cannot be taken.
pub fn read(
    paths: &[PathBuf],
    options: ReadOptions,
    hear: &mut dyn FnMut(Event),
    take: &mut dyn FnMut(&Record) -> io::Result<()>,
) -> Result<usize, PipelineError> {
    let mut tally = Tally { hear, warnings: 0, errors: 0 };
    let sources = sources(paths, &mut tally)?;
    for source in &sources {
        let errors = tally.errors;
        match open(source, options.format, &options.columns) {
            Ok(pieces) => {
                let mut records = 0;
                let mut take = |stretch: Stretch| {
                    records += stretch.parsed.records.len();
                    stretch.parsed.records.iter().try_for_each(&mut *take)
                };
                read_source(pieces, &source.name, &mut tally, &mut take).map_err(PipelineError::Output)?;
                if records == 0 && tally.errors == errors {
                    tally.error(source, "no-records", "no record found".to_string());
                }
            }
            Err(error) => tally.error(source, "unreadable", error.to_string()),
        }
    }
    Ok(sources.len())
}

/// Opens a source.
///
/// # Errors
/// [`ReadError`] where it cannot be read, is empty or of no known format.
pub fn open(
    source: &Source,
    format: Option<Format>,
    columns: &Columns,
) -> Result<Pieces<Box<dyn io::Read + Send>>, ReadError> {
    Pieces::with_columns(source.bytes()?, &source.name, &source.sha256, format, columns)
}

/// Counts messages on their way out.
struct Tally<'h> {
    hear: &'h mut dyn FnMut(Event),
    warnings: u64,
    errors: u64,
}

impl Tally<'_> {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        match diagnostic.severity {
            Severity::Info => {}
            Severity::Warning => self.warnings += 1,
            Severity::Error => self.errors += 1,
        }
        (self.hear)(Event::Diagnostic(diagnostic));
    }

    fn error(&mut self, source: &Source, code: &'static str, message: String) {
        self.message(Severity::Error, &source.place(), code, message);
    }

    fn message(&mut self, severity: Severity, source: &str, code: &'static str, message: String) {
        self.diagnostic(Diagnostic { severity, code, message, source: source.into(), line: None, record: None });
    }
}

/// The files to read, each content once, in the order of hashes.
fn sources(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<Vec<Source>, PipelineError> {
    let files = input::files(paths).map_err(|(path, error)| PipelineError::Input { path, error })?;
    let mut sources: Vec<Source> = Vec::with_capacity(files.len());
    for path in files {
        match Source::open_all(&path) {
            Ok(opened) => {
                sources.extend(opened.sources);
                for (member, reason) in opened.refused {
                    tally.message(Severity::Error, &member, "unreadable", format!("not read: {reason}"));
                }
            }
            Err(error) => tally.message(
                Severity::Error,
                &path.to_string_lossy(),
                "unreadable",
                format!("cannot be read: {error}"),
            ),
        }
    }
    sources.sort_by(|a, b| (&a.sha256, &a.name).cmp(&(&b.sha256, &b.name)));
    let mut kept: Vec<Source> = Vec::with_capacity(sources.len());
    for source in sources {
        match kept.last() {
            Some(last) if last.sha256 == source.sha256 => {
                let message = format!("the same bytes as {}; read once", last.place());
                tally.message(Severity::Info, &source.place(), "same-file", message);
            }
            _ => kept.push(source),
        }
    }
    Ok(kept)
}

/// Pieces read side by side for each core: several, that none waits long for another; few, for their memory.
const FOR_A_CORE: usize = 8;

/// A piece of a source with what was read from it.
struct Stretch {
    piece: Piece,
    parsed: Parsed,
    facts: Vec<Facts>,
}

/// Reads a source in three steps that go on side by side: text is fetched, the text before it read into records, the
/// records before those taken in.
fn read_source<R: io::Read + Send>(
    mut pieces: Pieces<R>,
    name: &str,
    tally: &mut Tally<'_>,
    take: &mut dyn FnMut(Stretch) -> io::Result<()>,
) -> io::Result<()> {
    let mut records = 0;
    let mut fetched = next_batch(&mut pieces);
    let mut parsed: Vec<Stretch> = Vec::new();
    loop {
        for diagnostic in pieces.take_diagnostics() {
            tally.diagnostic(diagnostic);
        }
        for stretch in &mut parsed {
            records = stretch.parsed.renumber(records);
            stretch.parsed.diagnostics.drain(..).for_each(|diagnostic| tally.diagnostic(diagnostic));
        }
        if !parsed.is_empty() {
            (tally.hear)(Event::Read { file: name.to_string(), records });
        } else if fetched.is_empty() {
            return Ok(());
        }
        let ready = std::mem::take(&mut parsed);
        let batch = std::mem::take(&mut fetched);
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| fetched = next_batch(&mut pieces));
            scope.spawn(|_| parsed = batch.into_par_iter().map(parse).collect());
            ready.into_iter().try_for_each(&mut *take)
        })?;
    }
}

fn next_batch<R: io::Read>(pieces: &mut Pieces<R>) -> Vec<Piece> {
    pieces.take(FOR_A_CORE * rayon::current_num_threads()).collect()
}

fn parse(piece: Piece) -> Stretch {
    let parsed = piece.parse();
    let facts = parsed.records.iter().map(extract).collect();
    Stretch { piece, parsed, facts }
}
