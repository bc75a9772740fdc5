//! `citeweave build`.

use super::args::{Backend, Build, EvidenceLevel};
use super::term::Terminal;
use super::{Inputs, Outcome};
use crate::pipeline::{self, Event};
use crate::store::{self, BuildOptions, Manifest};
use crate::{diagnostic::Severity, graph};

pub fn run(options: Build, json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let read = options.input.options();
    let inputs = Inputs::new(options.input.inputs)?;
    let how = BuildOptions {
        graph: graph::Options {
            base: options.base,
            evidence: match options.evidence {
                EvidenceLevel::Compact => graph::EvidenceLevel::Compact,
                EvidenceLevel::Full => graph::EvidenceLevel::Full,
            },
        },
        backend: match options.store {
            Some(Backend::Disk) => store::Backend::Disk,
            Some(Backend::Nquads) => store::Backend::NQuads,
            None => store::Backend::default(),
        },
    };
    let mut errors = 0;
    let manifest = pipeline::build(&inputs.paths, read, &how, &options.graph.graph, &mut |event| match event {
        Event::Diagnostic(diagnostic) => {
            errors += u64::from(diagnostic.severity == Severity::Error);
            terminal.diagnostic(&diagnostic);
        }
        Event::Read { file, records } => terminal.progress(format_args!("reading {file}: {records} records")),
        Event::Resolving { records } => terminal.progress(format_args!("resolving {records} records")),
        Event::Writing { works, people } => {
            terminal.progress(format_args!("writing {works} works and {people} people"))
        }
    })?;
    if json {
        let mut out = serde_json::to_vec_pretty(&manifest)?;
        out.push(b'\n');
        terminal.write(&out)?;
    } else {
        terminal.say(summary(&manifest));
        terminal.say(format_args!("graph in {}", options.graph.graph.display()));
    }
    Ok(if errors > 0 { Outcome::Problems } else { Outcome::Done })
}

/// `4 records in 4 files: 14 works, 53 people, …; 0 errors, 1 warning`
fn summary(manifest: &Manifest) -> String {
    let c = &manifest.counts;
    let total = |of: fn(&store::Input) -> u64| manifest.inputs.iter().map(of).sum::<u64>();
    format!(
        "{} in {}: {} ({} described), {}, {}, {}, {}, {}; {}, {}; {}, {}",
        counted(c.records, "record"),
        counted(manifest.inputs.len() as u64, "file"),
        counted(c.works, "work"),
        c.works_described,
        counted(c.people, "person"),
        counted(c.organisations, "organisation"),
        counted(c.venues, "venue"),
        counted(c.concepts, "concept"),
        counted(c.quads, "quad"),
        counted(c.merges, "merge"),
        format_args!("{} undecided", c.undecided),
        counted(total(|i| i.errors), "error"),
        counted(total(|i| i.warnings), "warning"),
    )
}

fn counted(n: u64, what: &str) -> String {
    match (n, what) {
        (1, _) => format!("1 {what}"),
        (_, "person") => format!("{n} people"),
        _ => format!("{n} {what}s"),
    }
}
