//! `citeweave read`.

use super::args::Read;
use super::term::{STDOUT, Terminal, writing};
use super::{Inputs, Outcome};
use crate::diagnostic::Severity;
use crate::pipeline::{self, Event, PipelineError};
use std::io::Write;

pub fn run(options: Read, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let read = options.input.options();
    let inputs = Inputs::new(options.input.inputs)?;
    let mut out = terminal.out();
    let (mut records, mut warnings, mut errors) = (0u64, 0u64, 0u64);
    let files = pipeline::read(
        &inputs.paths,
        read,
        &mut |event| {
            if let Event::Diagnostic(diagnostic) = event {
                match diagnostic.severity {
                    Severity::Info => {}
                    Severity::Warning => warnings += 1,
                    Severity::Error => errors += 1,
                }
                terminal.diagnostic(&diagnostic);
            }
        },
        &mut |record| {
            records += 1;
            serde_json::to_writer(&mut out, record)?;
            out.write_all(b"\n")
        },
    );
    let files = match files {
        Err(PipelineError::Output(error)) => writing(STDOUT, Err(error.into())),
        files => Ok(files?),
    }?;
    writing(STDOUT, out.flush().map_err(Into::into))?;
    terminal.say(format_args!("{records} records in {files} files, {warnings} warnings, {errors} errors"));
    let strict = options.input.strict && warnings + errors > 0;
    if strict {
        anyhow::bail!("{errors} error(s) and {warnings} warning(s) with --strict");
    }
    Ok(if errors > 0 || records == 0 { Outcome::Problems } else { Outcome::Done })
}
