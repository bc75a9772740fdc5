//! The only place that prints: results to standard output, everything else to standard error.

use crate::diagnostic::{Diagnostic, Severity};
use anyhow::Context;
use std::cell::Cell;
use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

/// What standard output is called in messages.
pub const STDOUT: &str = "standard output";

/// Standard output and error, as the user wants them used.
pub struct Terminal {
    quiet: bool,
    verbose: bool,
    /// Whether messages may be coloured.
    colour: bool,
    /// Whether a line of progress is on the screen.
    progress: Cell<bool>,
    shows_progress: bool,
}

impl Terminal {
    pub fn new(quiet: bool, verbose: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        Self { quiet, verbose, colour, progress: Cell::new(false), shows_progress: terminal && !quiet }
    }

    /// Whether results go to a person.
    pub fn is_interactive(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Standard output, to be flushed by the caller.
    pub fn out(&self) -> BufWriter<io::StdoutLock<'static>> {
        self.clear();
        BufWriter::with_capacity(1 << 16, io::stdout().lock())
    }

    /// Writes a whole result.
    pub fn write(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut out = self.out();
        out.write_all(bytes).and_then(|()| out.flush()).with_context(|| format!("cannot write {STDOUT}"))
    }

    /// A remark for people; `--quiet` silences it.
    pub fn say(&self, message: impl Display) {
        if !self.quiet {
            self.clear();
            tell(message);
        }
    }

    /// Whether every remark is wanted.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// A remark that only `--verbose` shows.
    pub fn detail(&self, message: impl Display) {
        if self.verbose {
            self.say(message);
        }
    }

    /// A line that the next one replaces, on a terminal only.
    pub fn progress(&self, message: impl Display) {
        if self.shows_progress {
            self.clear();
            let _ = write!(io::stderr(), "{message}").and_then(|()| io::stderr().flush());
            self.progress.set(true);
        }
    }

    /// A message about the input. Remarks appear with `--verbose`, warnings unless `--quiet`, errors always.
    pub fn diagnostic(&self, diagnostic: &Diagnostic) {
        let shown = match diagnostic.severity {
            Severity::Info => self.verbose,
            Severity::Warning => !self.quiet,
            Severity::Error => true,
        };
        if shown {
            self.clear();
            let text = diagnostic.to_string();
            match diagnostic.severity {
                Severity::Error if self.colour => tell(format_args!("\u{1b}[31m{text}\u{1b}[0m")),
                Severity::Warning if self.colour => tell(format_args!("\u{1b}[33m{text}\u{1b}[0m")),
                _ => tell(text),
            }
        }
    }

    /// Why the command could not be done.
    pub fn failure(&self, error: &anyhow::Error) {
        self.clear();
        // Most errors end with the text of their cause already.
        let mut told = String::new();
        for cause in error.chain().map(|cause| cause.to_string()) {
            if !told.ends_with(&cause) {
                told += if told.is_empty() { "" } else { ": " };
                told += &cause;
            }
        }
        tell(format_args!("error: {told}"));
        if let Some(hint) = hint(error) {
            tell(format_args!("hint: {hint}"));
        }
    }

    fn clear(&self) {
        if self.progress.replace(false) {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// Writes a line to standard error. Where that is full or closed, there is nobody left to tell.
fn tell(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// What the user can do about an error.
fn hint(error: &anyhow::Error) -> Option<&'static str> {
    use crate::store::StoreError;
    let store = error.chain().find_map(|cause| cause.downcast_ref::<StoreError>());
    let store = store.or_else(|| {
        error.chain().find_map(|cause| match cause.downcast_ref::<crate::pipeline::PipelineError>() {
            Some(crate::pipeline::PipelineError::Store(error)) => Some(error),
            _ => None,
        })
    });
    match store? {
        StoreError::Missing(_) => Some("build one with `citeweave build INPUT... -g DIR`, or name another with -g"),
        StoreError::NotAGraph(_) => Some("name a folder that does not exist yet, or is empty, with -g"),
        StoreError::Newer { .. } => Some("install the newer citeweave, or build the graph anew from its inputs"),
        StoreError::Locked(_) => Some("wait until the other build has ended"),
        StoreError::Damaged { .. } => Some("build the graph anew from its inputs"),
        StoreError::NoDisk(_) => Some("use --store nquads, or a citeweave with the feature `disk`"),
        StoreError::Io { error, .. } => match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Some("make room, or name a place that has more with -g; the graph that was there is as it was")
            }
            ErrorKind::ReadOnlyFilesystem => Some("name a place that can be written with -g"),
            _ => None,
        },
    }
}

/// Whether an error is nothing but a reader who has seen enough.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    output_error(error).is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// Says of an error of writing what was being written; leaves other errors as they are.
pub fn writing<T>(what: impl Display, result: anyhow::Result<T>) -> anyhow::Result<T> {
    result.map_err(|error| match output_error(&error) {
        Some(_) => error.context(format!("cannot write {what}")),
        None => error,
    })
}

fn output_error(error: &anyhow::Error) -> Option<&io::Error> {
    error.chain().find_map(|cause| cause.downcast_ref())
}
