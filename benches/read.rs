//! What reading costs: megabytes and records a second of each format, on one thread, and peak memory.
//!
//! ```text
//! cargo bench --bench read -- FILE...
//! ```
//!
//! Without files, large files of the acceptance data are read if present, else the demonstration corpus. Files are read
//! as they lie there, from the disk and out of their compression, a small one again and again for half a second. Peak
//! memory is that of the whole run so far: it grows with the largest record, not with the largest file. Nothing fails
//! for being slow; the figures are for people.
#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use citeweave::read::Reader;
use citeweave::read::input::Source;
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Large files of the acceptance data.
const LARGE: &[&str] = &[
    "perf/pubmed_efetch_concat.xml.gz",
    "medline_nbib/nbib/pubmed-balloongui-set.nbib",
    "ris/bibliotobler/scopus_references.ris",
    "ris/asreview/_baseline.ris",
    "perf/wos_capture_recapture/savedrecs(1).txt.gz",
    "wos_tab/wosfile/wos_tab_delimited_win_utf8.txt",
    "bibtex/zotero-better-bibtex/Unabbreviate on import #1436-3.bib",
    "bibtex/zotero-better-bibtex/web_page and other mendeley idiocy.bib",
    "scopus_csv/metaknowledge/scopus_testing.csv.scopus",
    "semantic_scholar/semanticscholar/Paper.json",
];

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<PathBuf> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).map(PathBuf::from).collect();
    let large = LARGE.iter().map(|path| Path::new("../shared/corpora").join(path)).filter(|path| path.exists());
    let demo = ["data/demo/pubmed.xml", "data/demo/peer-work.nbib", "data/demo/peer-work.ris"].map(PathBuf::from);
    let mut files = if given.is_empty() { large.collect() } else { given };
    if files.is_empty() {
        files.extend(demo);
    }
    println!("{:<44.44} {:<12} {:>9} {:>9} {:>11} {:>12}", "file", "format", "MB", "MB/s", "records/s", "peak memory");
    for file in files {
        let source = Source::open(&file)?;
        let bytes = io::copy(&mut source.bytes()?, &mut io::sink())?;
        let (mut took, mut rounds, mut records) = (Duration::ZERO, 0u32, 0);
        let mut format = "";
        while took < Duration::from_millis(500) {
            let start = Instant::now();
            let mut reader = Reader::for_reader(source.bytes()?, "bench")?;
            records = reader.by_ref().count();
            format = reader.format().name();
            took += start.elapsed();
            rounds += 1;
        }
        let seconds = took.as_secs_f64() / f64::from(rounds);
        let megabytes = bytes as f64 / 1e6;
        println!(
            "{:<44.44} {format:<12} {megabytes:>9.2} {:>9.0} {:>11.0} {:>12}",
            file.file_name().unwrap_or_default().to_string_lossy(),
            megabytes / seconds,
            records as f64 / seconds,
            peak(),
        );
    }
    Ok(())
}

/// The most memory the process has held, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    line.map_or("unknown".into(), |l| l.trim_start_matches("VmHWM:").trim().to_string())
}
