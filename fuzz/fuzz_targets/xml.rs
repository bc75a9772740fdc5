//! XML.
#![no_main]

use citeweave::read::Format;

const FORMATS: &[Format] = &[
    Format::PubmedXml,
    Format::Jats,
    Format::EndnoteXml,
    Format::CrossrefXml,
    Format::DataciteXml,
    Format::Arxiv,
    Format::Oai,
    Format::EuropePmcXml,
    Format::Mods,
    Format::MarcXml,
    Format::ZoteroRdf,
    Format::WordSources,
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| citeweave_fuzz::read(bytes, FORMATS));
