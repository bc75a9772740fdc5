//! Web pages.
#![no_main]

use citeweave::read::Format;

const FORMATS: &[Format] = &[Format::Html];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| citeweave_fuzz::read(bytes, FORMATS));
