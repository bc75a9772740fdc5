//! The graph directory: what a build leaves behind and everything else works from.
//!
//! | inside | what |
//! |---|---|
//! | `store/` or `graph.nq.zst` | the RDF graph: oxigraph's database, or N-Quads |
//! | `tables/*.parquet` | the same facts as [tables] |
//! | `manifest.json` | inputs, options, counts, checksums: [`Manifest`] |
//!
//! A directory is complete or not there: a build goes on beside it and takes its place in one step, when all of it is
//! on disk. A build that fails or is killed leaves the old directory as it was.

mod files;
mod manifest;
mod rdf;
pub mod tables;

pub use manifest::{Counts, FileCheck, Input, Manifest};
pub use rdf::NQuads;

use crate::graph::{self, Graph};
use crate::resolve::Corpus;
use files::Files;
use oxigraph::store::Store;
use rdf::Bulk;
use std::fmt;
use std::fs::{self, File, TryLockError};
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
#[derive(Debug)]
pub struct GraphDirectory {
    path: PathBuf,
    manifest: Manifest,
    /// Held shared for as long as the directory is in use, that no build sweeps it away.
    _in_use: File,
}

impl GraphDirectory {
    /// Opens a graph directory.
    ///
    /// # Errors
    /// [`StoreError`] where there is none, or it was written by a later version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(parent) = swap_parent(path) {
            recover(path, &parent);
        }
        let manifest = Manifest::of(path)?;
        let in_use = File::open(path.join(manifest::FILE)).map_err(io_error(path))?;
        // A directory on a file system without locks is read all the same.
        let _ = in_use.try_lock_shared();
        Ok(Self { path: path.to_path_buf(), manifest, _in_use: in_use })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is written in it.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The tables.
    pub fn tables(&self) -> Tables {
        Tables::open(&self.path.join("tables"))
    }

    /// Opens the RDF graph, for reading.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read.
    pub fn rdf(&self) -> Result<Store, StoreError> {
        rdf::open(&self.path.join(self.manifest.backend()?.file()), self.manifest.backend()?)
    }

    /// Recomputes counts and checksums; returns what differs from the manifest, nothing where all is well.
    ///
    /// # Errors
    /// [`StoreError`] where something cannot be read at all.
    pub fn verify(&self) -> Result<Vec<String>, StoreError> {
        let mut wrong = Vec::new();
        for file in &self.manifest.files {
            let path = self.path.join(&file.name);
            match FileCheck::of(&self.path, &file.name, file.rows) {
                Ok(now) if now == *file => {}
                Ok(now) => wrong.push(format!(
                    "{}: {} bytes with SHA-256 {}, the manifest says {} with {}",
                    file.name, now.bytes, now.sha256, file.bytes, file.sha256
                )),
                Err(error) => wrong.push(format!("{}: {error}", path.display())),
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
            path: self.path.clone(),
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
pub fn write(corpus: &Corpus, inputs: Vec<Input>, options: &BuildOptions, path: &Path) -> Result<Manifest, StoreError> {
    let slot = Slot::claim(path)?;
    let manifest = write_into(corpus, inputs, options, &slot.building)?;
    slot.replace()?;
    Ok(manifest)
}

fn write_into(
    corpus: &Corpus,
    inputs: Vec<Input>,
    options: &BuildOptions,
    folder: &Path,
) -> Result<Manifest, StoreError> {
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
    let manifest = Manifest::new(corpus, inputs, options, quads, files);
    manifest.write(folder)?;
    Ok(manifest)
}

/// The place a build works in, beside the directory it will become.
struct Slot {
    path: PathBuf,
    building: PathBuf,
    parent: PathBuf,
    _lock: File,
    done: bool,
}

/// The folder a directory lies in, where names beside it can be used.
fn swap_parent(path: &Path) -> Option<PathBuf> {
    let parent = path.parent()?;
    Some(if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_path_buf() })
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{what}"))
}

/// Puts an old directory back that a killed build had moved out of the way and not replaced.
fn recover(path: &Path, parent: &Path) {
    let old = beside(path, "old");
    if !path.exists() && old.exists() && fs::rename(&old, path).is_ok() {
        sync_folder(parent);
    }
}

fn sync_folder(path: &Path) {
    // Not every file system lets a folder be synced; the rename itself has happened.
    if let Ok(folder) = File::open(path) {
        let _ = folder.sync_all();
    }
}

impl Slot {
    fn claim(path: &Path) -> Result<Self, StoreError> {
        let not_a_graph = || StoreError::NotAGraph(path.to_path_buf());
        let path = if path.file_name().is_some() { path.to_path_buf() } else { return Err(not_a_graph()) };
        let parent = swap_parent(&path).ok_or_else(not_a_graph)?;
        fs::create_dir_all(&parent).map_err(io_error(&parent))?;
        let lock_path = beside(&path, "lock");
        let lock = File::create(&lock_path).map_err(io_error(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked(path)),
            // No locks on this file system: one writer at a time is then the user's care.
            Err(TryLockError::Error(_)) => {}
        }
        recover(&path, &parent);
        if path.exists() {
            let empty = path.is_dir() && path.read_dir().map_err(io_error(&path))?.next().is_none();
            if !empty {
                Manifest::of(&path)?;
            }
        }
        for leftover in [beside(&path, "building"), beside(&path, "old")] {
            if leftover.exists() && !in_use(&leftover) {
                fs::remove_dir_all(&leftover).map_err(io_error(&leftover))?;
            }
        }
        let building = beside(&path, "building");
        fs::create_dir(&building).map_err(io_error(&building))?;
        Ok(Self { path, building, parent, _lock: lock, done: false })
    }

    /// Takes the place of the old directory.
    fn replace(mut self) -> Result<(), StoreError> {
        sync_folder(&self.building);
        if self.path.exists() {
            if exchange(&self.building, &self.path).is_err() {
                let old = beside(&self.path, "old");
                fs::rename(&self.path, &old).map_err(io_error(&self.path))?;
                if let Err(error) = fs::rename(&self.building, &self.path) {
                    recover(&self.path, &self.parent);
                    return Err(io_error(&self.path)(error));
                }
                let _ = remove_unless_used(&old);
            } else {
                // What was the old directory now has the name of the building place.
                let _ = remove_unless_used(&self.building);
            }
        } else {
            fs::rename(&self.building, &self.path).map_err(io_error(&self.path))?;
        }
        self.done = true;
        sync_folder(&self.parent);
        Ok(())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.building);
        }
        let _ = fs::remove_file(beside(&self.path, "lock"));
    }
}

/// Whether a reader still has the directory open.
fn in_use(folder: &Path) -> bool {
    File::open(folder.join(manifest::FILE)).is_ok_and(|f| matches!(f.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Removes a directory no one reads; the next build sweeps one that is still read.
fn remove_unless_used(folder: &Path) -> io::Result<()> {
    if in_use(folder) { Ok(()) } else { fs::remove_dir_all(folder) }
}

/// Swaps two directories in one step.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
