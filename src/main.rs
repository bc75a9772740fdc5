//! The `citeweave` program.

fn main() {}
