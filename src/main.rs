//! The `citeweave` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    citeweave::cli::main()
}
