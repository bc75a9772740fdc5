//! `citeweave formats`.

use super::Outcome;
use super::args::Formats;
use super::term::Terminal;
use crate::pipeline;
use crate::read::input::{self, Source};
use crate::read::{Columns, Format, ReadError};
use serde_json::json;
use std::fmt::Write;
use std::io;
use std::path::Path;

pub fn run(options: Formats, json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if options.files.is_empty() {
        terminal.write(known(json).as_bytes())?;
        return Ok(Outcome::Done);
    }
    let files = input::files(&options.files).map_err(|(path, error)| anyhow::anyhow!("{}: {error}", path.display()))?;
    let mut outcome = Outcome::Done;
    let mut out = String::new();
    for (file, source) in files.iter().flat_map(|path| sources(path)) {
        let detected = source.and_then(|source| pipeline::open(&source, None, &Columns::default()));
        let written = match detected.as_ref().map(|pieces| (pieces.format(), pieces.detection())) {
            Ok((format, detection)) => {
                let evidence = detection.map_or("", |d| &d.evidence);
                if json {
                    writeln!(out, "{}", json!({ "file": file, "format": format.name(), "evidence": evidence }))
                } else {
                    writeln!(out, "{file}: {} ({}): {evidence}", format.title(), format.name())
                }
            }
            Err(error) => {
                outcome = Outcome::Problems;
                if json {
                    writeln!(out, "{}", json!({ "file": file, "format": null, "error": error.to_string() }))
                } else {
                    writeln!(out, "{file}: {error}")
                }
            }
        };
        // Writing to a string cannot fail.
        let _ = written;
    }
    terminal.write(out.as_bytes())?;
    Ok(outcome)
}

/// A file, or the members of the archive it is, by the names they are shown under.
fn sources(path: &Path) -> Vec<(String, Result<Source, ReadError>)> {
    match Source::open_all(path) {
        Ok(opened) => {
            let refused = opened.refused.into_iter();
            let refused = refused.map(|(member, reason)| (member, Err(ReadError::Io(io::Error::other(reason)))));
            opened.sources.into_iter().map(|source| (source.place(), Ok(source))).chain(refused).collect()
        }
        Err(error) => vec![(path.to_string_lossy().into_owned(), Err(error.into()))],
    }
}

fn known(json: bool) -> String {
    let mut out = String::new();
    for format in Format::ALL {
        let (name, title, extensions, media) =
            (format.name(), format.title(), format.extensions(), format.media_type());
        // Writing to a string cannot fail.
        let _ = if json {
            writeln!(out, "{}", json!({ "format": name, "title": title, "extensions": extensions, "mediaType": media }))
        } else {
            writeln!(out, "{name:<16} {title} (.{})", extensions.join(", ."))
        };
    }
    out
}
