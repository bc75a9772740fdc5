//! Separated values.
#![no_main]

use citeweave::read::Format;

const FORMATS: &[Format] = &[
    Format::WosTab,
    Format::ScopusCsv,
    Format::LensCsv,
    Format::DimensionsCsv,
    Format::OpenAlexCsv,
    Format::PubmedCsv,
    Format::CochraneCsv,
    Format::IeeeCsv,
    Format::SpringerCsv,
    Format::EmbaseCsv,
    Format::ZoteroCsv,
    Format::CnkiCsv,
    Format::Csv,
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| citeweave_fuzz::read(bytes, FORMATS));
