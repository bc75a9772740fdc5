//! What each stage of a build costs: records a second, quads a second, peak memory.
//!
//! ```text
//! cargo bench --bench build -- FILE...
//! ```
//!
//! Without files, the acceptance data's large PubMed file is read if present, else the demonstration corpus. Nothing fails for
//! being slow; the figures are for people.
#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use citeweave::graph::{Graph, Options};
use citeweave::pipeline::{self, ReadOptions};
use citeweave::resolve::resolve;
use citeweave::store::{self, Backend, BuildOptions, Slot};
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<PathBuf> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).map(PathBuf::from).collect();
    let usual = ["../shared/corpora/perf/pubmed_efetch_concat.xml.gz", "data/demo/pubmed.xml"].map(PathBuf::from);
    let inputs = match given.is_empty() {
        true => usual.into_iter().find(|path| path.exists()).into_iter().collect(),
        false => given,
    };
    let folder = tempfile::tempdir()?;
    println!("{inputs:?}, {} threads", rayon::current_num_threads());

    let whole = Instant::now();
    let (read, (items, files)) = timed(|| pipeline::collect(&inputs, ReadOptions::default(), &mut |_| {}))?;
    let records = items.records.len() as f64;
    report("read, extract, put in columns", read, records, "records");
    let (resolved, corpus) = timed(|| Ok::<_, Box<dyn Error>>(resolve(items)))?;
    report("resolve", resolved, records, "records");
    println!(
        "  {} works, {} people, {} authorships, {} affiliations",
        corpus.works.len(),
        corpus.people.len(),
        corpus.authorships.len(),
        corpus.affiliations.len()
    );
    let (mapped, quads) = timed(|| {
        let mut quads = 0u64;
        Graph::new(&corpus, Options::default()).quads(&mut |_| quads += 1);
        Ok::<_, Box<dyn Error>>(quads)
    })?;
    report("map to RDF (one thread, thrown away)", mapped, quads as f64, "quads");

    let write = |name: &str, backend: Backend, path: &Path| -> Result<Duration, Box<dyn Error>> {
        let options = BuildOptions { graph: Options::default(), backend };
        let (took, manifest) =
            timed(|| Ok::<_, Box<dyn Error>>(store::write(&corpus, files.clone(), &options, Slot::claim(path)?)?))?;
        report(name, took, manifest.counts.quads as f64, "quads");
        Ok(took)
    };
    let plain = write("write Parquet and N-Quads", Backend::NQuads, &folder.path().join("nquads"))?;
    let end_to_end = read + resolved + plain;
    report("end to end, without the disk store", end_to_end, records, "records");
    if cfg!(feature = "disk") {
        let disk = write("write Parquet and the disk store", Backend::Disk, &folder.path().join("disk"))?;
        report("end to end, with the disk store", read + resolved + disk, records, "records");
        let lines = folder.path().join("graph.nq");
        zstd::stream::copy_decode(File::open(folder.path().join("nquads/graph.nq.zst"))?, File::create(&lines)?)?;
        let load = load(&lines, &folder.path().join("loaded"))?;
        report("oxigraph's own loader, same N-Quads", load, quads as f64, "quads");
        println!("  ours takes {:.2} times as long", disk.as_secs_f64() / load.as_secs_f64());
    }
    println!("peak memory {}, whole run {:.2} s", peak(), whole.elapsed().as_secs_f64());
    Ok(())
}

/// Loads a file as `oxigraph load` does, for comparison.
#[cfg(feature = "disk")]
fn load(lines: &Path, folder: &Path) -> Result<Duration, Box<dyn Error>> {
    use oxigraph::io::RdfFormat;
    let (took, _) = timed(|| {
        let store = oxigraph::store::Store::open(folder)?;
        let mut loader = store.bulk_loader();
        loader.parallel_load_from_file(RdfFormat::NQuads, lines)?;
        loader.commit()?;
        store.flush()?;
        Ok::<_, Box<dyn Error>>(())
    })?;
    Ok(took)
}

#[cfg(not(feature = "disk"))]
fn load(_: &Path, _: &Path) -> Result<Duration, Box<dyn Error>> {
    Err("needs the feature `disk`".into())
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(Duration, T), E> {
    let start = Instant::now();
    work().map(|done| (start.elapsed(), done))
}

fn report(what: &str, took: Duration, count: f64, unit: &str) {
    println!("{what:<40} {:>8.3} s {:>12.0} {unit}/s", took.as_secs_f64(), count / took.as_secs_f64());
}

/// The most memory the process has held, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    line.map_or("unknown".into(), |l| l.trim_start_matches("VmHWM:").trim().to_string())
}
