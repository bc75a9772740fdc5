//! The `citeweave` program.

use std::process::ExitCode;

/// Records are made on one thread and dropped on another, which costs the system's allocator a tenth of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    citeweave::cli::main()
}
