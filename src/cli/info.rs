//! `citeweave info` and `citeweave verify`.

use super::Outcome;
use super::args::Graph;
use super::term::Terminal;
use crate::store::GraphDirectory;
use serde_json::json;
use std::fmt::Write;

pub fn run(options: Graph, json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let directory = GraphDirectory::open(&options.graph)?;
    let manifest = directory.manifest();
    let mut out = String::new();
    if json {
        out = serde_json::to_string_pretty(manifest)?;
        out.push('\n');
    } else {
        let counts = serde_json::to_value(&manifest.counts)?;
        // Writing to a string cannot fail.
        let _ = writeln!(out, "graph       {}", options.graph.display());
        let _ = writeln!(out, "written by  citeweave {} (layout {})", manifest.citeweave, manifest.layout);
        let _ = writeln!(out, "vocabulary  {}", manifest.vocabulary);
        let _ = writeln!(out, "base        {}", manifest.options.base);
        let _ = writeln!(out, "evidence    {}", manifest.options.evidence);
        let _ = writeln!(out, "store       {}", manifest.options.store);
        let _ = writeln!(out, "\ninputs");
        for input in &manifest.inputs {
            let _ = writeln!(
                out,
                "  {}: {} records ({}), {} warnings, {} errors, SHA-256 {}",
                input.name,
                input.records,
                if input.format.is_empty() { "not read" } else { &input.format },
                input.warnings,
                input.errors,
                input.sha256
            );
        }
        let _ = writeln!(out, "\ncounts");
        for (name, count) in counts.as_object().into_iter().flatten() {
            let _ = writeln!(out, "  {:<20} {count:>12}", name.replace('_', " "));
        }
    }
    terminal.write(out.as_bytes())?;
    Ok(Outcome::Done)
}

pub fn verify(options: Graph, json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let directory = GraphDirectory::open(&options.graph)?;
    let wrong = directory.verify()?;
    if json {
        terminal.write(format!("{}\n", json!({ "graph": options.graph, "wrong": wrong })).as_bytes())?;
    } else if wrong.is_empty() {
        let c = &directory.manifest().counts;
        terminal.write(
            format!(
                "{}: sound: {} quads, {} files\n",
                options.graph.display(),
                c.quads,
                directory.manifest().files.len()
            )
            .as_bytes(),
        )?;
    } else {
        terminal.write(format!("{}\n", wrong.join("\n")).as_bytes())?;
    }
    Ok(if wrong.is_empty() { Outcome::Done } else { Outcome::Problems })
}
