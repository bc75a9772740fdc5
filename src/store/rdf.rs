//! The RDF graph on disk: oxigraph's database through the bulk loader, or N-Quads.

use super::folder::Folder;
use super::{Backend, StoreError, io_error};
use crate::graph::{Graph, Part};
use oxigraph::io::{RdfFormat, RdfParser};
#[cfg(feature = "disk")]
use oxigraph::model::Quad;
use oxigraph::model::{GraphNameRef, QuadRef, TermRef};
use oxigraph::store::Store;
use rayon::prelude::*;
use std::cell::RefCell;
use std::io::{self, BufReader, Write};
use std::path::Path;

/// Parts made side by side for each core before the first of them goes to disk.
const FOR_A_CORE: usize = 8;
/// Level of compression: lines of one subject repeat each other, and more effort would save little.
const LEVEL: i32 = -3;
/// Bytes of lines in a frame: compressed while they are still at hand in the processor.
const FRAME: usize = 512 << 10;

/// The graph as [N-Quads](https://www.w3.org/TR/n-quads/) in [Zstandard](https://www.rfc-editor.org/rfc/rfc8878) frames,
/// made on all cores and written in the order of the parts. Compressed to a twentieth, because the disk is slower
/// than all else in a build.
pub struct NQuads;

impl NQuads {
    /// Writes a graph; returns the number of quads.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(graph: &Graph<'_>, out: &mut (impl Write + Send)) -> io::Result<u64> {
        let parts = graph.parts();
        let mut waiting = parts.chunks(FOR_A_CORE * rayon::current_num_threads());
        let make = |parts: Option<&[Part]>| -> io::Result<Vec<(Vec<u8>, u64)>> {
            let parts: Vec<&Part> = parts.into_iter().flatten().collect();
            parts.into_par_iter().map(|part| frames(graph, part)).collect()
        };
        let mut quads = 0;
        let mut ready = make(waiting.next())?;
        while !ready.is_empty() {
            quads += ready.iter().map(|(_, count)| count).sum::<u64>();
            let next = waiting.next();
            // One thread writes what is ready while the others make what comes next.
            let (next, written) =
                rayon::join(|| make(next), || ready.iter().try_for_each(|(frame, _)| out.write_all(frame)));
            written?;
            ready = next?;
        }
        Ok(quads)
    }
}

/// What a thread makes frames with, kept from part to part: memory in use already costs nothing to get.
struct Workshop {
    lines: Vec<u8>,
    frame: Vec<u8>,
    compressor: io::Result<zstd::bulk::Compressor<'static>>,
}

thread_local! {
    static WORKSHOP: RefCell<Workshop> = RefCell::new(Workshop {
        lines: Vec::with_capacity(FRAME + FRAME / 4),
        frame: Vec::new(),
        compressor: zstd::bulk::Compressor::new(LEVEL),
    });
}

/// Makes the frames of a part; returns them with the number of quads.
fn frames(graph: &Graph<'_>, part: &Part) -> io::Result<(Vec<u8>, u64)> {
    WORKSHOP.with_borrow_mut(|Workshop { lines, frame, compressor }| {
        let compressor = compressor.as_mut().map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
        lines.clear();
        let (mut out, mut count) = (Vec::new(), 0);
        let mut compressed = Ok(());
        let mut compress = |lines: &mut Vec<u8>| {
            frame.clear();
            frame.reserve(zstd::zstd_safe::compress_bound(lines.len()));
            compressor.compress_to_buffer(lines.as_slice(), frame)?;
            out.extend_from_slice(frame);
            lines.clear();
            Ok(())
        };
        graph.emit(part, &mut |quad| {
            count += 1;
            line(quad, lines);
            if lines.len() >= FRAME && compressed.is_ok() {
                compressed = compress(lines);
            }
        });
        compressed.and_then(|()| compress(lines)).map(|()| (out, count))
    })
}

/// Writes one quad as a line. All subjects of the mapping are IRIs.
fn line(quad: QuadRef<'_>, out: &mut Vec<u8>) {
    let iri = |text: &str, out: &mut Vec<u8>| {
        out.push(b'<');
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(b"> ");
    };
    match quad.subject {
        oxigraph::model::NamedOrBlankNodeRef::NamedNode(node) => iri(node.as_str(), out),
        // Writing to memory cannot fail.
        other => drop(write!(out, "{other} ")),
    }
    iri(quad.predicate.as_str(), out);
    match quad.object {
        TermRef::NamedNode(node) => iri(node.as_str(), out),
        TermRef::Literal(literal) => {
            out.push(b'"');
            escape(literal.value(), out);
            out.push(b'"');
            if let Some(language) = literal.language() {
                out.push(b'@');
                out.extend_from_slice(language.as_bytes());
            } else if literal.datatype() != oxigraph::model::vocab::xsd::STRING {
                out.extend_from_slice(b"^^<");
                out.extend_from_slice(literal.datatype().as_str().as_bytes());
                out.push(b'>');
            }
            out.push(b' ');
        }
        other => drop(write!(out, "{other} ")),
    }
    if let GraphNameRef::NamedNode(graph) = quad.graph_name {
        iri(graph.as_str(), out);
    }
    out.extend_from_slice(b".\n");
}

/// Escapes a literal as canonical N-Quads does.
fn escape(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let escaped: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            0x08 => b"\\b",
            0x0c => b"\\f",
            0..0x20 | 0x7f => {
                out.extend_from_slice(&bytes[from..at]);
                drop(write!(out, "\\u{byte:04X}"));
                from = at + 1;
                continue;
            }
            _ => continue,
        };
        out.extend_from_slice(&bytes[from..at]);
        out.extend_from_slice(escaped);
        from = at + 1;
    }
    out.extend_from_slice(&bytes[from..]);
}

/// oxigraph's database through its bulk loader.
pub(super) struct Bulk;

impl Bulk {
    /// Loads a graph into a new database; returns the number of quads.
    #[cfg(feature = "disk")]
    pub fn write(graph: &Graph<'_>, path: &Path) -> Result<u64, StoreError> {
        let failed = |error: oxigraph::store::StorageError| StoreError::Io {
            path: path.to_path_buf(),
            error: io::Error::other(error),
        };
        let store = Store::open(path).map_err(failed)?;
        let mut count = 0;
        let mut loader = store.bulk_loader();
        let parts = graph.parts();
        let quads = parts.chunks(FOR_A_CORE * rayon::current_num_threads()).flat_map(|parts| {
            let quads: Vec<Vec<Quad>> = parts.par_iter().map(|part| quads(graph, part)).collect();
            quads.into_iter().flatten()
        });
        loader.load_quads(quads.inspect(|_| count += 1)).map_err(failed)?;
        loader.commit().map_err(failed)?;
        store.flush().map_err(failed)?;
        store.optimize().map_err(failed)?;
        drop(store);
        sweep(path);
        Ok(count)
    }

    #[cfg(not(feature = "disk"))]
    pub fn write(_: &Graph<'_>, path: &Path) -> Result<u64, StoreError> {
        Err(StoreError::NoDisk(path.to_path_buf()))
    }
}

#[cfg(feature = "disk")]
fn quads(graph: &Graph<'_>, part: &Part) -> Vec<Quad> {
    let mut out = Vec::new();
    graph.emit(part, &mut |quad| out.push(quad.into_owned()));
    out
}

/// Removes what the loader leaves behind.
#[cfg(feature = "disk")]
fn sweep(path: &Path) {
    let Ok(entries) = path.read_dir() else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("bulk-") && name.ends_with(".sst") {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Opens the graph for reading.
pub(super) fn open(folder: &Folder, backend: Backend) -> Result<Store, StoreError> {
    let path = &folder.path().join(backend.file());
    let damaged = |reason: String| StoreError::Damaged { path: path.clone(), reason };
    match backend {
        #[cfg(feature = "disk")]
        Backend::Disk => {
            Store::open_read_only(folder.path_to(backend.file())).map_err(|error| damaged(error.to_string()))
        }
        #[cfg(not(feature = "disk"))]
        Backend::Disk => Err(StoreError::NoDisk(path.clone())),
        Backend::NQuads => {
            let store = Store::new().map_err(|error| damaged(error.to_string()))?;
            let file = folder.file(backend.file()).map_err(io_error(path))?;
            let lines = zstd::Decoder::new(file).map_err(io_error(path))?;
            // The file is our own writing: its IRIs were checked when they were minted.
            let parser = RdfParser::from_format(RdfFormat::NQuads).lenient();
            let mut loader = store.bulk_loader();
            loader
                .load_from_reader(parser, BufReader::with_capacity(1 << 20, lines))
                .map_err(|error| damaged(error.to_string()))?;
            loader.commit().map_err(|error| damaged(error.to_string()))?;
            Ok(store)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{LiteralRef, NamedNodeRef};

    /// What oxigraph's own serialiser writes, ours writes.
    #[test]
    fn lines_are_those_of_the_reference() {
        let node = NamedNodeRef::new_unchecked("https://example.org/a");
        let integer = NamedNodeRef::new_unchecked("http://www.w3.org/2001/XMLSchema#integer");
        for object in [
            TermRef::from(node),
            LiteralRef::new_simple_literal("a \"b\" \\ c\n\r\t\u{8}\u{c}\u{1}\u{7f} Å 同伴 😀").into(),
            LiteralRef::new_language_tagged_literal_unchecked("同伴", "zh-hans").into(),
            LiteralRef::new_typed_literal("17", integer).into(),
        ] {
            for graph in [GraphNameRef::DefaultGraph, node.into()] {
                let quad = QuadRef::new(node, node, object, graph);
                let mut ours = Vec::new();
                line(quad, &mut ours);
                assert_eq!(String::from_utf8_lossy(&ours), format!("{quad} .\n"));
            }
        }
    }
}
