//! Builds a corpus from files, shows what was merged and why, and writes the graph as N-Quads.
//!
//! ```text
//! cargo run --release --example build_graph
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its purpose is to print")]

use citeweave::graph::{Graph, Options};
use citeweave::pipeline::{self, Event, ReadOptions};
use citeweave::resolve::{Subject, resolve};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let inputs =
        ["pages", "pubmed.xml", "peer-work.nbib", "peer-work.ris"].map(|file| PathBuf::from("data/demo").join(file));
    let (items, files) = pipeline::collect(&inputs, ReadOptions::default(), &mut |event| {
        if let Event::Diagnostic(diagnostic) = event {
            eprintln!("{diagnostic}");
        }
    })?;
    let corpus = resolve(items);
    println!(
        "{} records in {} files are {} works by {} people",
        corpus.items.records.len(),
        files.len(),
        corpus.works.len(),
        corpus.people.len()
    );

    // Every merge says by which signs, and how sure they are.
    for decision in &corpus.decisions {
        if let (Subject::Authorship(left), Subject::Authorship(right)) = (decision.left, decision.right) {
            let name = |row: u32| corpus.text(corpus.authorships[row as usize].as_written);
            println!("{} = {} by {} ({}/100)", name(left), name(right), decision.method, decision.score);
        }
    }

    // The graph is stated quad by quad; any store or file can take it.
    let graph = Graph::new(&corpus, Options::default());
    let (mut quads, mut first) = (0, None);
    graph.quads(&mut |quad| {
        quads += 1;
        first.get_or_insert_with(|| quad.to_string());
    });
    println!("{quads} quads, the first: {}", first.unwrap_or_default());
    Ok(())
}
