//! Workbooks: the records in the cells, whatever the sheet, and what is said of workbooks that cannot be read.
//!
//! Beside `tests/fixtures/workbook/valid/NAME` stand the records and messages that follow from its cells, in the form of
//! the other formats' fixtures; a message begins with its sheet where there are several.

use crate::cli::{Place, citeweave, text};
use crate::read::{at, plain};
use citeweave::diagnostic::Diagnostic;
use citeweave::read::{Columns, Format, Piece, Pieces, ReadError, Reader};
use citeweave::record::Record;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/workbook").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap()
}

fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Diagnostic>) {
    let mut reader = Reader::for_reader(bytes, "book").unwrap();
    let records = reader.by_ref().collect();
    (records, reader.take_diagnostics())
}

fn refused(name: &str) -> String {
    Reader::for_reader(&bytes(name)[..], "book").err().unwrap().to_string()
}

fn expected(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn cells_are_read_as_expected() {
    for name in ["list.xlsx", "liste.xls", "savedrecs.xls"] {
        let path = path("valid").join(name);
        let (records, diagnostics) = read(&fs::read(&path).unwrap());
        let records = plain(&records);
        for (read, expected) in records.iter().zip(expected(&path.with_extension("expected.jsonl"))) {
            assert_eq!(read, &expected, "{name}");
        }
        assert_eq!(records.len(), expected(&path.with_extension("expected.jsonl")).len(), "{name}");
        let told = |d: &Diagnostic| {
            let sheet = d.source.strip_prefix("book/").map(|sheet| [sheet, ":"].concat()).unwrap_or_default();
            format!("{sheet}{}: {}: {}\n", d.line.unwrap_or(0), d.severity.name(), d.code)
        };
        let expected = fs::read_to_string(path.with_extension("expected.txt")).unwrap();
        assert_eq!(diagnostics.iter().map(told).collect::<String>(), expected, "{name}: {diagnostics:#?}");
    }
}

#[test]
fn a_workbook_of_dimensions_holds_the_records_of_its_csv() {
    let bytes = bytes("valid/dimensions.xlsx");
    assert_eq!(Format::detect(&bytes).unwrap().format, Format::DimensionsCsv);
    let (records, diagnostics) = read(&bytes);
    let csv = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/csv/dimensions/valid/works.expected.jsonl");
    assert_eq!(plain(&records), expected(&csv));
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
}

#[test]
fn places_are_those_of_the_table_as_text() {
    let bytes = bytes("valid/list.xlsx");
    let pieces: Vec<Piece> = Pieces::new(&bytes[..], "book", "", None).unwrap().collect();
    let starts: Vec<u64> = pieces.iter().map(Piece::first_char).collect();
    let texts: Vec<String> = pieces.into_iter().map(Piece::into_text).collect();
    // The sheets that are read, one below the other.
    assert_eq!(starts, [0, texts[0].chars().count() as u64]);
    assert_eq!(
        texts[0],
        "Title\tAuthors\tJournal\tYear\tDate\tVolume\tPages\tDOI\tAbstract\tInclude\n\
         \"A \"\"quoted\"\" title\"\tAlpha, Anna; Beta, Bo\tJournal A\t2020\t2020-05-01\t12\t3-10\t10.1000/w.1\t\
         \"First paragraph.\nSecond paragraph.\"\tTRUE\n\n\
         Effect of H2O on peers\tGamma, Gerd\tJournal B\t2021\t2021-03\t\t7\t10.1000/w.2\t\t\n"
    );
    let (records, _) = read(&bytes);
    assert_eq!(at(&texts[0], records[0].titles[0].span), "A \"\"quoted\"\" title");
    assert_eq!(at(&texts[0], records[1].contributors[0].span), "Gamma, Gerd");
    let span = records[2].contributors[1].span;
    let stretch: String = texts.concat().chars().skip(span.start as usize).take(2).collect();
    assert_eq!((stretch.as_str(), span.line), ("王芳", 2));
    assert_eq!(records[2].source.file.as_ref(), "book/中文");
}

#[test]
fn columns_may_be_named() {
    let mut columns = Columns::default();
    columns.name("title", "Apples").unwrap();
    let bytes = bytes("invalid/names.xlsx");
    let pieces = Pieces::with_columns(&bytes[..], "book", "", None, &columns).unwrap();
    let titles: Vec<String> = Reader::from_pieces(pieces).map(|record| record.titles[0].text.clone()).collect();
    assert_eq!(titles, ["1", "3"]);
}

#[test]
fn what_is_no_workbook_is_told() {
    assert!(matches!(Reader::for_reader(&bytes("invalid/empty.xlsx")[..], "book"), Err(ReadError::Empty)));
    assert!(refused("invalid/names.xlsx").contains("no line names columns"));
    assert!(refused("invalid/truncated.xlsx").contains("no directory at its end"));
    assert!(refused("invalid/truncated.xls").contains("the container of the workbook is broken"));
    for (name, what) in
        [("word/document.xml", "a Word document"), ("content.xml", "an OpenDocument file"), ("a", "ZIP")]
    {
        let archive = stored(&[(name, b"")]);
        let error = Reader::for_reader(&archive[..], "book").err().unwrap().to_string();
        assert!(error.contains(what), "{error}");
    }
}

/// The smallest archive there can be, nothing packed.
fn stored(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let fields =
            [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0], &crc.sum().to_le_bytes()[..], &size, &size, &length, &[0, 0]].concat();
        let place = u32::try_from(out.len()).unwrap().to_le_bytes();
        directory.extend([b"PK\x01\x02\x14\0", &fields[..], &[0; 10], &place, name.as_bytes()].concat());
        out.extend([b"PK\x03\x04", &fields[..], name.as_bytes(), bytes].concat());
    }
    let count = u16::try_from(members.len()).unwrap().to_le_bytes();
    let (size, start) = (directory.len() as u32, out.len() as u32);
    let end = [&count[..], &count, &size.to_le_bytes(), &start.to_le_bytes(), &[0, 0]].concat();
    [out, directory, b"PK\x05\x06\0\0\0\0".to_vec(), end].concat()
}

/// A workbook of one sheet, by its XML.
fn book(sheet: &str, strings: &str) -> Vec<u8> {
    let workbook = "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
        <Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>";
    stored(&[
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

const STRINGS: &str = "<sst uniqueCount=\"99999999999999\"><si><t>Title</t></si><si><t>DOI</t></si><si><r><t>Peer </t></r><r>\
    <t>support &amp; care_x000D_</t></r><rPh><t>x</t></rPh></si></sst>";
const ROWS: &str = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
    <row><c t=\"s\"><v>2</v></c><c t=\"inlineStr\"><is><t>10.1000/a.1</t></is></c></row>";

#[test]
fn sizes_are_not_believed_and_broken_sheets_keep_their_rows() {
    for (end, codes) in [("</sheetData></worksheet>", vec!["columns"]), ("<row><c", vec!["broken-off", "columns"])] {
        let (records, diagnostics) = read(&book(&[ROWS, end].concat(), STRINGS));
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].titles[0].text, "Peer support & care");
        assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), codes);
    }
    // A text that many cells share, until they are too much.
    let text = "x".repeat(1 << 20);
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(600);
    let sheet = format!("<worksheet><sheetData><row r=\"1\">{cells}</row></sheetData></worksheet>");
    let error = Reader::for_reader(&book(&sheet, &strings)[..], "book").err().unwrap().to_string();
    assert!(error.contains("512 MiB"), "{error}");
}

#[test]
fn any_bytes_are_records_or_an_error() {
    let whole = book(&[ROWS, "</sheetData></worksheet>"].concat(), STRINGS);
    let old = bytes("valid/liste.xls");
    for (file, step) in [(&whole, 1), (&old, 3)] {
        for at in (0..file.len()).step_by(step) {
            let mut bent = file.clone();
            bent[at] ^= 0xff;
            for bytes in [&bent[..], &file[..at]] {
                if let Ok(reader) = Reader::for_reader(bytes, "book") {
                    reader.for_each(drop);
                }
            }
        }
    }
}

#[test]
fn the_program_reads_workbooks_among_other_files() {
    let place = Place::new();
    let list = place.file("list.xlsx", &bytes("valid/list.xlsx"));
    let archive = place.file("all.zip", &stored(&[("inner.xlsx", &bytes("valid/dimensions.xlsx"))]));
    let output = citeweave(&["read", &list, &archive]);
    let out = text(&output.stdout);
    for file in ["\"list.xlsx/Included\"", "\"list.xlsx/中文\"", "\"all.zip/inner.xlsx\""] {
        assert!(out.contains(file), "{out}");
    }
    assert!(text(&output.stderr).contains("list.xlsx/Notes:1: warning"), "{}", text(&output.stderr));
    let built = place.build(&[&list, &archive], &["--evidence", "full"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
}
