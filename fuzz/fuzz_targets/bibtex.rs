//! BibTeX and BibLaTeX.
#![no_main]

use citeweave::read::Format;

const FORMATS: &[Format] = &[Format::Bibtex];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| citeweave_fuzz::read(bytes, FORMATS));
