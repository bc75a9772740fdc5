//! Reads saved pages into records and prints what they state of authors and affiliations.
//!
//! ```text
//! cargo run --release --example read_records
//! ```
#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use citeweave::read::Reader;
use citeweave::read::input::{Source, files};
use citeweave::record::IdScheme;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    // A folder stands for every file in it. The formats are recognised by content.
    let paths =
        files(&[PathBuf::from("data/demo/pages")]).map_err(|(path, error)| format!("{}: {error}", path.display()))?;
    for path in paths {
        let source = Source::open(&path)?;
        let mut reader = Reader::for_reader(source.bytes()?, &source.name)?;
        for record in reader.by_ref() {
            println!(
                "{} ({}, lines {}–{})",
                source.name, record.source.format, record.source.lines[0], record.source.lines[1]
            );
            println!("  DOI {}", record.ids.get(IdScheme::Doi).unwrap_or("not stated"));
            for author in &record.contributors {
                // A link between an author and an affiliation is there only where the source makes one.
                let affiliations: Vec<&str> = author
                    .affiliations
                    .iter()
                    .map(|at| record.affiliations[*at as usize].as_written.as_str())
                    .collect();
                match affiliations.is_empty() {
                    true => println!("  {} (characters {}–{})", author.as_written, author.span.start, author.span.end),
                    false => println!("  {} → {}", author.as_written, affiliations.join("; ")),
                }
            }
        }
        // Whatever was odd is said, with its line; nothing is dropped in silence.
        for diagnostic in reader.diagnostics() {
            println!("  {diagnostic}");
        }
    }
    Ok(())
}
