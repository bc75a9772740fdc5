//! The graph directory: what a build leaves behind and everything else works from.
//!
//! | inside | what |
//! |---|---|
//! | `store/` or `graph.nq.zst` | the RDF graph: oxigraph's database, or N-Quads |
//! | `tables/*.parquet` | the same facts as [tables] |
//! | `manifest.json` | inputs, options, counts, checksums: [`Manifest`] |
//!
//! A directory is complete or not there: a build claims its [`Slot`], goes on beside it and takes its place in one step,
//! when all of it is on disk. A build that fails or is killed leaves the old directory as it was, and whoever reads the
//! old one goes on reading it.

mod files;
mod folder;
mod manifest;
mod rdf;
mod slot;
pub mod tables;

pub use manifest::{Counts, FileCheck, Input, Manifest};
pub use rdf::NQuads;
pub use slot::Slot;

use crate::graph::{self, Graph};
use crate::resolve::Corpus;
use files::Files;
use folder::Folder;
use oxigraph::store::Store;
use rdf::Bulk;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tables::Tables;

/// Version of the directory's layout; a later citeweave may write a higher one.
pub const LAYOUT: u32 = 1;

/// What can go wrong with a graph directory.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Reading or writing failed.
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// Why it failed.
        error: io::Error,
    },
    /// There is nothing at the path.
    Missing(PathBuf),
    /// There is something at the path, and it is no graph directory.
    NotAGraph(PathBuf),
    /// The directory was written by a later version.
    Newer {
        /// The directory.
        path: PathBuf,
        /// The program that wrote it.
        written_by: String,
    },
    /// Another process is writing the directory.
    Locked(PathBuf),
    /// The directory is damaged.
    Damaged {
        /// The file that is.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// This build of the program cannot open the store.
    NoDisk(PathBuf),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Missing(path) => write!(f, "there is no graph at {}", path.display()),
            Self::NotAGraph(path) => write!(f, "not a graph directory, left untouched: {}", path.display()),
            Self::Newer { path, written_by } => {
                write!(f, "written by a later version ({written_by}): {}", path.display())
            }
            Self::Locked(path) => write!(f, "another build is writing {}", path.display()),
            Self::Damaged { path, reason } => write!(f, "damaged: {}: {reason}", path.display()),
            Self::NoDisk(path) => {
                write!(f, "built without the feature `disk`, which is needed to open {}", path.display())
            }
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

pub(crate) fn io_error(path: &Path) -> impl FnOnce(io::Error) -> StoreError + '_ {
    move |error| StoreError::Io { path: path.to_path_buf(), error }
}

/// How the RDF graph is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// oxigraph's database on disk: opens at once, however large.
    Disk,
    /// One file of N-Quads, read into memory when a query asks.
    NQuads,
}

impl Default for Backend {
    fn default() -> Self {
        if cfg!(feature = "disk") { Self::Disk } else { Self::NQuads }
    }
}

impl Backend {
    /// The backend's name on the command line and in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disk => "disk",
            Self::NQuads => "nquads",
        }
    }

    /// What it is called in the directory.
    fn file(self) -> &'static str {
        match self {
            Self::Disk => "store",
            Self::NQuads => "graph.nq.zst",
        }
    }
}

/// A complete graph directory, open for reading.
///
/// A build that replaces the graph meanwhile changes nothing for who has it open: manifest, tables and RDF are those of
/// the graph that was opened.
#[derive(Debug)]
pub struct GraphDirectory {
    folder: Folder,
    manifest: Manifest,
}

impl GraphDirectory {
    /// Opens a graph directory.
    ///
    /// # Errors
    /// [`StoreError`] where there is none, or it was written by a later version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let folder = hold(path)?;
        let manifest = Manifest::read(&folder)?;
        Ok(Self { folder, manifest })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What is written in it.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The tables.
    pub fn tables(&self) -> Tables {
        Tables::of(self.folder.clone())
    }

    /// Opens the RDF graph, for reading, for as long as this directory is open.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read.
    pub fn rdf(&self) -> Result<Store, StoreError> {
        rdf::open(&self.folder, self.manifest.backend()?)
    }

    /// Recomputes counts and checksums; returns what differs from the manifest, nothing where all is well.
    ///
    /// # Errors
    /// [`StoreError`] where something cannot be read at all.
    pub fn verify(&self) -> Result<Vec<String>, StoreError> {
        let mut wrong = Vec::new();
        for file in &self.manifest.files {
            let now = self.folder.file(&file.name).and_then(|now| FileCheck::of(now, &file.name, file.rows));
            match now {
                Ok(now) if now == *file => {}
                Ok(now) => wrong.push(format!(
                    "{}: {} bytes with SHA-256 {}, the manifest says {} with {}",
                    file.name, now.bytes, now.sha256, file.bytes, file.sha256
                )),
                Err(error) => wrong.push(format!("{}: {error}", self.path().join(&file.name).display())),
            }
            if let (Some(rows), Some(table)) =
                (file.rows, file.name.strip_prefix("tables/").and_then(|n| n.strip_suffix(".parquet")))
            {
                match self.tables().rows(table) {
                    Ok(now) if now == rows => {}
                    Ok(now) => wrong.push(format!("{}: {now} rows, the manifest says {rows}", file.name)),
                    Err(error) => wrong.push(format!("{}: {error}", file.name)),
                }
            }
        }
        let store = self.rdf()?;
        let damaged = |error: oxigraph::store::StorageError| StoreError::Damaged {
            path: self.path().to_path_buf(),
            reason: error.to_string(),
        };
        if let Err(error) = store.validate() {
            wrong.push(format!("store: {error}"));
        }
        let quads = store.len().map_err(damaged)? as u64;
        if quads != self.manifest.counts.quads {
            wrong.push(format!("store: {quads} quads, the manifest says {}", self.manifest.counts.quads));
        }
        Ok(wrong)
    }
}

/// Holds the directory at a path open. A build may put another in its place at any moment: then it is looked up again.
fn hold(path: &Path) -> Result<Folder, StoreError> {
    let old = slot::beside(path, "old");
    let mut found = Folder::open(path);
    for _ in 0..100 {
        found = match &found {
            Ok(None) => Folder::open(path),
            // It was taken away between two steps, and another is there by now.
            Err(_) if path.join(manifest::FILE).exists() => Folder::open(path),
            // It has this name for a moment, or for longer if a build was killed just then.
            Err(_) if !path.exists() && old.exists() => Folder::open(&old),
            _ => break,
        };
    }
    match found {
        Ok(Some(folder)) => Ok(folder),
        Ok(None) => Err(StoreError::Locked(path.to_path_buf())),
        Err(_) if !path.exists() => Err(StoreError::Missing(path.to_path_buf())),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(StoreError::NotAGraph(path.to_path_buf()))
        }
        Err(error) => Err(io_error(path)(error)),
    }
}

/// What a build writes besides the corpus.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// How the graph is mapped.
    pub graph: graph::Options,
    /// How it is kept.
    pub backend: Backend,
}

/// Writes a corpus as a graph directory and puts it in the place of the old one, if any.
///
/// # Errors
/// [`StoreError`]; the old directory is then as it was.
pub fn write(corpus: &Corpus, inputs: Vec<Input>, options: &BuildOptions, slot: Slot) -> Result<Manifest, StoreError> {
    let folder = slot.building();
    let graph = Graph::new(corpus, options.graph.clone());
    let target = folder.join(options.backend.file());
    let tables = folder.join("tables");
    fs::create_dir(&tables).map_err(io_error(&tables))?;
    let files = Files::new(folder)?;
    // The tables are done long before the store; both read the same corpus.
    let (quads, written) = rayon::join(
        || match options.backend {
            Backend::Disk => Bulk::write(&graph, &target),
            Backend::NQuads => {
                let mut out = files.create(tables::COUNT, Backend::NQuads.file())?;
                let quads = NQuads::write(&graph, &mut out).map_err(io_error(&target))?;
                out.close(None).map_err(io_error(&target))?;
                Ok(quads)
            }
        },
        || tables::write(corpus, graph.iris(), &files),
    );
    // Where the disk fails, this says how; those who write to it only see that it did.
    let files = files.finish()?;
    let quads = quads?;
    written?;
    slot::sync(&tables);
    let manifest = Manifest::new(corpus, inputs, options, quads, files);
    manifest.write(folder)?;
    slot.replace()?;
    Ok(manifest)
}
