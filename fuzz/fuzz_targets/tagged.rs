//! Lines with tags.
#![no_main]

use citeweave::read::Format;

const FORMATS: &[Format] = &[
    Format::Ris,
    Format::Medline,
    Format::Wos,
    Format::Refer,
    Format::RefWorks,
    Format::NoteExpress,
    Format::CnkiEstudy,
    Format::Ovid,
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| citeweave_fuzz::read(bytes, FORMATS));
