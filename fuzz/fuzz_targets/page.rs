//! Pages and lists as text.
#![no_main]

use citeweave::read::Format;

const FORMATS: &[Format] = &[Format::Page, Format::PubmedSummary, Format::PubmedAbstract];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| citeweave_fuzz::read(bytes, FORMATS));
