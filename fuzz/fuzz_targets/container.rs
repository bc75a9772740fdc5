//! Files as they lie on a disk: archives, compression, encodings, and formats recognised.
#![no_main]

use citeweave::read::Reader;
use citeweave::read::input::Source;
use std::cell::RefCell;
use std::io::{Seek, Write};

thread_local! {
    static FILE: RefCell<tempfile::NamedTempFile> = RefCell::new(tempfile::NamedTempFile::new().unwrap());
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| FILE.with_borrow_mut(|file| {
    file.as_file().set_len(0).unwrap();
    file.rewind().unwrap();
    file.write_all(bytes).unwrap();
    let opened = Source::open_all(file.path()).unwrap();
    for source in opened.sources {
        let Ok(unpacked) = source.bytes() else { continue };
        let Ok(mut reader) = Reader::for_reader(unpacked, &source.name) else { continue };
        let format = reader.format();
        let records: Vec<_> = reader.by_ref().collect();
        citeweave_fuzz::joined(&records, format, u64::MAX - 1);
    }
}));
