//! The `citeweave` command: one file a subcommand, `term` the only place that prints.

mod args;
mod build;
mod export;
mod formats;
mod info;
mod lint;
mod network;
mod query;
mod read;
mod term;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use term::Terminal;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Done,
    /// It finished, and there were problems or nothing was found.
    Problems,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are printed and are success; the rest is misuse.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let terminal = Terminal::new(args.common.quiet, args.common.verbose);
    if let Some(threads) = args.common.threads {
        // Only fails when a pool is there already, and none is.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    match run(args, &terminal) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) if term::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.failure(&error);
            ExitCode::from(2)
        }
    }
}

fn run(args: Args, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let json = args.common.json;
    match args.command {
        Command::Build(options) => build::run(options, json, terminal),
        Command::Read(options) => read::run(options, terminal),
        Command::Formats(options) => formats::run(options, json, terminal),
        Command::Query(options) => query::run(options, json, terminal),
        Command::Queries(options) => query::list(options, json, terminal),
        Command::Network(options) => network::run(*options, json, terminal),
        Command::Lint(options) => lint::run(options, json, terminal),
        Command::Export(options) => export::run(options, terminal),
        Command::Info(options) => info::run(options, json, terminal),
        Command::Verify(options) => info::verify(options, json, terminal),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "citeweave", &mut out);
            terminal.write(&out)?;
            Ok(Outcome::Done)
        }
        Command::Man => {
            let mut out = Vec::new();
            manual(&mut out)?;
            terminal.write(&out)?;
            Ok(Outcome::Done)
        }
    }
}

/// The manual page: the program, then each of its commands.
fn manual(out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut command = Args::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(out)?;
    for subcommand in command.get_subcommands().filter(|c| c.get_name() != "help") {
        let man = clap_mangen::Man::new(subcommand.clone());
        man.render_synopsis_section(out)?;
        man.render_description_section(out)?;
        man.render_options_section(out)?;
    }
    Ok(())
}

/// Files that stand in for standard input, gone when the command is over.
struct Inputs {
    paths: Vec<PathBuf>,
    spool: Option<PathBuf>,
}

impl Inputs {
    /// Replaces `-` by a file that standard input was copied to: a source is known by the hash of all its bytes before
    /// its first record is read.
    fn new(paths: Vec<PathBuf>) -> anyhow::Result<Self> {
        use anyhow::Context;
        let mut inputs = Self { paths, spool: None };
        if let Some(at) = inputs.paths.iter().position(|path| path == Path::new("-")) {
            let folder = std::env::temp_dir().join(format!("citeweave-{}", std::process::id()));
            std::fs::create_dir_all(&folder).context("cannot keep standard input in a temporary file")?;
            inputs.spool = Some(folder.clone());
            let file = folder.join("stdin");
            let mut out = std::fs::File::create(&file)?;
            std::io::copy(&mut std::io::stdin().lock(), &mut out).context("cannot read standard input")?;
            inputs.paths[at] = file;
            inputs.paths.retain(|path| path != Path::new("-"));
        }
        Ok(inputs)
    }
}

impl Drop for Inputs {
    fn drop(&mut self) {
        if let Some(folder) = &self.spool {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
