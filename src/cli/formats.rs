//! `citeweave formats`.

use super::Outcome;
use super::args::Formats;
use super::term::Terminal;
use crate::pipeline;
use crate::read::input::{self, Source};
use crate::read::{Columns, Format, ReadError};
use serde_json::json;
use std::fmt::Write;

pub fn run(options: Formats, json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if options.files.is_empty() {
        terminal.write(known(json).as_bytes())?;
        return Ok(Outcome::Done);
    }
    let files = input::files(&options.files).map_err(|(path, error)| anyhow::anyhow!("{}: {error}", path.display()))?;
    let mut outcome = Outcome::Done;
    let mut out = String::new();
    for path in files {
        let detected = Source::open(&path)
            .map_err(ReadError::Io)
            .and_then(|source| pipeline::open(&source, None, &Columns::default()));
        let file = path.display();
        let written = match detected.as_ref().map(|pieces| (pieces.format(), pieces.detection())) {
            Ok((format, detection)) => {
                let evidence = detection.map_or("", |d| &d.evidence);
                if json {
                    writeln!(out, "{}", json!({ "file": path, "format": format.name(), "evidence": evidence }))
                } else {
                    writeln!(out, "{file}: {} ({}): {evidence}", format.title(), format.name())
                }
            }
            Err(error) => {
                outcome = Outcome::Problems;
                if json {
                    writeln!(out, "{}", json!({ "file": path, "format": null, "error": error.to_string() }))
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

fn known(json: bool) -> String {
    let mut out = String::new();
    for format in Format::ALL {
        let (name, title, extensions, media) =
            (format.name(), format.title(), format.extensions(), format.media_type());
        // Writing to a string cannot fail.
        let _ = if json {
            writeln!(out, "{}", json!({ "format": name, "title": title, "extensions": extensions, "mediaType": media }))
        } else {
            writeln!(out, "{name:<14} {title} (.{})", extensions.join(", ."))
        };
    }
    out
}
