//! `manifest.json`: what a graph directory holds and was made from.

use super::folder::Folder;
use super::{Backend, BuildOptions, LAYOUT, StoreError, io_error};
use crate::graph::vocab::cw;
use crate::read::input::digest;
use crate::resolve::{Corpus, Decision};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// File name.
pub(super) const FILE: &str = "manifest.json";

/// What a graph directory holds and was made from. Nothing in it depends on when or where it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program that wrote it.
    pub citeweave: String,
    /// Version of the layout.
    pub layout: u32,
    /// Namespace of the vocabulary.
    pub vocabulary: String,
    /// Options of the build.
    pub options: Options,
    /// Input files, in the order of their hashes.
    pub inputs: Vec<Input>,
    /// Counts of everything.
    pub counts: Counts,
    /// Files with their checksums.
    pub files: Vec<FileCheck>,
}

/// Options of a build, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// What every IRI begins with.
    pub base: String,
    /// How much is said of where statements come from.
    pub evidence: String,
    /// How the RDF graph is kept.
    pub store: String,
}

/// An input file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Name without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Format it was read as.
    pub format: String,
    /// Number of records.
    pub records: u64,
    /// Number of warnings.
    pub warnings: u64,
    /// Number of errors: parts that could not be used.
    pub errors: u64,
}

/// Counts of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is named after what it counts")]
pub struct Counts {
    pub records: u64,
    pub works: u64,
    /// Works a record describes, and not only a reference or a related list names.
    pub works_described: u64,
    pub people: u64,
    pub organisations: u64,
    pub venues: u64,
    pub concepts: u64,
    pub authorships: u64,
    pub affiliations: u64,
    pub concept_assignments: u64,
    pub citations: u64,
    /// Citations whose entry tells which work is cited.
    pub citations_resolved: u64,
    pub related: u64,
    pub merges: u64,
    pub undecided: u64,
    pub quads: u64,
}

/// A file with its checksum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCheck {
    /// Name within the directory.
    pub name: String,
    /// Number of rows of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Size.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
}

impl FileCheck {
    /// Computes the checksum of a file.
    pub(super) fn of(file: File, name: &str, rows: Option<u64>) -> io::Result<Self> {
        let (sha256, bytes) = digest(file)?;
        Ok(Self { name: name.to_string(), rows, bytes, sha256 })
    }
}

impl Manifest {
    pub(super) fn new(
        corpus: &Corpus,
        inputs: Vec<Input>,
        options: &BuildOptions,
        quads: u64,
        files: Vec<FileCheck>,
    ) -> Self {
        let count = |n: usize| n as u64;
        let decided = |decision: Decision| count(corpus.decisions.iter().filter(|d| d.decision == decision).count());
        Self {
            citeweave: env!("CARGO_PKG_VERSION").to_string(),
            layout: LAYOUT,
            vocabulary: cw::NAMESPACE.to_string(),
            options: Options {
                base: options.graph.base.clone(),
                evidence: options.graph.evidence.name().to_string(),
                store: options.backend.name().to_string(),
            },
            inputs,
            counts: Counts {
                records: count(corpus.items.records.len()),
                works: count(corpus.works.len()),
                works_described: count(corpus.works.iter().filter(|w| w.described).count()),
                people: count(corpus.people.len()),
                organisations: count(corpus.organisations.len()),
                venues: count(corpus.venues.len()),
                concepts: count(corpus.concepts.len()),
                authorships: count(corpus.authorships.len()),
                affiliations: count(corpus.affiliations.len()),
                concept_assignments: count(corpus.assignments.len()),
                citations: count(corpus.citations.len()),
                citations_resolved: count(corpus.citations.iter().filter(|c| c.cited.is_some()).count()),
                related: count(corpus.related.len()),
                merges: decided(Decision::Merge),
                undecided: decided(Decision::Undecided),
                quads,
            },
            files,
        }
    }

    /// Reads the manifest of a directory held open.
    pub(super) fn read(folder: &Folder) -> Result<Self, StoreError> {
        let mut text = Vec::new();
        let read = folder.file(FILE).and_then(|mut file| file.read_to_end(&mut text));
        read.map_err(io_error(&folder.path().join(FILE)))?;
        let not_a_graph = || StoreError::NotAGraph(folder.path().to_path_buf());
        let json: serde_json::Value = serde_json::from_slice(&text).map_err(|_| not_a_graph())?;
        let written_by = json.get("citeweave").and_then(|v| v.as_str()).ok_or_else(not_a_graph)?;
        let layout = json.get("layout").and_then(serde_json::Value::as_u64).ok_or_else(not_a_graph)?;
        if layout > u64::from(LAYOUT) {
            return Err(StoreError::Newer {
                path: folder.path().to_path_buf(),
                written_by: format!("citeweave {written_by}"),
            });
        }
        serde_json::from_value(json)
            .map_err(|error| StoreError::Damaged { path: folder.path().join(FILE), reason: error.to_string() })
    }

    /// The backend named in it.
    pub(super) fn backend(&self) -> Result<Backend, StoreError> {
        let known = [Backend::Disk, Backend::NQuads].into_iter().find(|b| b.name() == self.options.store);
        known.ok_or_else(|| StoreError::Damaged {
            path: FILE.into(),
            reason: format!("unknown kind of store: {}", self.options.store),
        })
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let path = folder.join(FILE);
        let write = || -> io::Result<()> {
            let mut file = File::create(&path)?;
            serde_json::to_writer_pretty(&mut file, self)?;
            file.write_all(b"\n")?;
            file.sync_all()
        };
        write().map_err(io_error(&path))
    }
}
