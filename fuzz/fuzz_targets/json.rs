//! JSON.
#![no_main]

use citeweave::read::Format;

const FORMATS: &[Format] = &[
    Format::EuropePmc,
    Format::OpenAlex,
    Format::ZoteroJson,
    Format::DataCite,
    Format::Crossref,
    Format::SemanticScholar,
    Format::SchemaOrg,
    Format::CslJson,
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| citeweave_fuzz::read(bytes, FORMATS));
