//! Real files that nobody here wrote, where they lie beside the project: every one is read, and as many records come out
//! as its source says.

use citeweave::diagnostic::Diagnostic;
use citeweave::read::input::Source;
use citeweave::read::{Format, ReadError, Reader};
use citeweave::record::{IdScheme, Record};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file or folder of the acceptance data; nothing, with a word why, where they are not there.
pub fn acceptance(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !path.exists() {
        eprintln!("skipped: no acceptance data at {}", path.display());
        return None;
    }
    Some(path)
}

/// The bytes of a file, out of their container.
pub fn bytes_of(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    Source::open(path).unwrap().bytes().unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn read(bytes: &[u8], name: &str) -> Result<(Format, Vec<Record>, Vec<Diagnostic>), ReadError> {
    let mut reader = Reader::for_reader(bytes, name)?;
    let records = reader.by_ref().collect();
    Ok((reader.format(), records, reader.take_diagnostics()))
}

/// Records in a file whose beginnings, counted by text, are not the records it has.
#[rustfmt::skip]
const EXCEPTIONS: &[(&str, usize, &str)] = &[
    ("bibtex/biblatex/cross.bib",                                     7, "three of the ten are @xdata, which others take their fields from"),
    ("bibtex/jabref/BibtexImporter.examples.bib",                     2, "two of the four are @set, a name for several entries"),
    ("bibtex/jabref/encoding-utf-16BE-with-header.bib",               1, "counted as bytes, of which every second is zero"),
    ("bibtex/jabref/encoding-utf-16BE-without-header.bib",            1, "counted as bytes, of which every second is zero"),
    ("bibtex/jabref/tiny-BE-noBOM.bib",                               1, "counted as bytes, of which every second is zero"),
    ("bibtex/jabref/tiny-LE-noBOM.bib",                               1, "counted as bytes, of which every second is zero"),
    ("medline_nbib/colrev/eric_nbib.nbib",                            1, "ERIC writes no PMID, which is what was counted"),
    ("medline_nbib/colrev/nbib_data.nbib",                            1, "ERIC writes no PMID, which is what was counted"),
    ("medline_nbib/jabref/MedlinePlainImporterTestMultiAbstract.txt", 1, "begins with PMC; the parse beside it has one entry"),
    ("medline_nbib/jabref/MedlinePlainImporterTestMultiTitle.txt",    1, "begins with PMCR; the parse beside it has one entry"),
    ("medline_nbib/jabref/MedlinePlainImporterTestMultipleEntries.txt", 7, "five begin with PMID, one with PMC, one with PMCR"),
    ("openalex/bibliometrix/openalex_sample.csv",                     8, "the index has no count; bibliometrix' tests have eight"),
    ("arxiv/arxiv.py/id_0000.0000_s0_m100_8b51d9633a68.atom.xml",     0, "an answer without entries"),
    ("arxiv/arxiv.py/id_0808.05394_s0_m100_7b0c7d0a7cdd.atom.xml",    0, "an answer without entries"),
    ("europepmc/pyEuropePMC/search_cancer_dc.xml",                   25, "one description a record; one envelope was counted"),
    ("other_xml/jabref/MarcXMLParserTestInProceedings.xml",           1, "the record in the envelope was counted with it"),
    ("other_xml/jabref/MarcXmlParserTestArticle.xml",                 1, "the record in the envelope was counted with it"),
    ("other_xml/jabref/MarcXmlParserTestBook.xml",                    1, "the record in the envelope was counted with it"),
    ("other_xml/jabref/MarcXmlParserTestBookSeries.xml",              1, "the record in the envelope was counted with it"),
    ("other_xml/jabref/MarcXmlParserTestNotes.xml",                   1, "the record in the envelope was counted with it"),
    ("other_xml/jabref/MarcXmlParserTestSummaryAndKeywords.xml",      1, "the record in the envelope was counted with it"),
    ("other_xml/jabref/MarcXmlParserTestThesis.xml",                  1, "the record in the envelope was counted with it"),
    ("other_xml/translators/MARCXML_05.input",                        1, "the record in the envelope was counted with it"),
    ("zotero_rdf/translators/RDF_01.input",                           1, "a book in the Bibliographic Ontology, not in Zotero's own terms"),
    ("ris/jabref/RisImporterCorrupted.ris",                           1, "its TY line is missing, the publication is all there"),
    ("semantic_scholar/semanticscholar/Author.json",                 60, "one author with a list of papers"),
    ("ris/jabref/RisImporterTest1.ris",                               3, "nine TY lines follow one another, then two each after other lines"),
    ("ovid/jabref/OvidImporterTest1.txt",                             5, "five numbered records; what was counted is the tagged form"),
    ("ovid/jabref/OvidImporterTest2Invalid.txt",                      2, "the lines with the numbers are missing, the publications are all there"),
    ("ovid/translators/OVID_Tagged_01.input",                         4, "the parse beside it has four entries"),
    ("ovid/translators/OVID_Tagged_02.input",                         2, "the parse beside it has two entries"),
    ("ovid/translators/OVID_Tagged_07.input",                         2, "the parse beside it has two entries"),
    ("refer_enw/colrev/ais_enl.txt",                                  6, "the parse beside it has six entries, four of them without a type"),
    ("refer_enw/colrev/enl_data.enl",                                 3, "the parse beside it has three entries, one of them without a type"),
    ("refer_enw/jabref/Endnote.entries.enw",                          5, "types that follow one another are one record's, as its own test has it"),
    ("refer_enw/jabref/Endnote.pattern.A.enw",                        1, "an author without a type, which is what was counted"),
    ("refer_enw/jabref/Endnote.pattern.E.enw",                        1, "an editor without a type, which is what was counted"),
    ("wos_tab/bibliotobler/Tobler_citation_report.txt",              67, "two of the lines counted stand above the head"),
];

/// Formats of tables by what the names of their files contain; others have no table of their own.
const TABLES: &[(&str, Format)] = &[
    ("asreview/embase", Format::EmbaseCsv),
    ("Zotero_", Format::ZoteroCsv),
    ("zotero_", Format::ZoteroCsv),
    ("colrev/csv_data", Format::PubmedCsv),
    ("colrev/pubmed", Format::PubmedCsv),
    ("springer", Format::SpringerCsv),
    ("litstudy/ieee", Format::IeeeCsv),
];

/// Formats in JSON.
const JSON: &[Format] = &[
    Format::OpenAlex,
    Format::Crossref,
    Format::DataCite,
    Format::EuropePmc,
    Format::SemanticScholar,
    Format::CslJson,
];

/// Files that are of another format than the folder they lie in says.
const MISPLACED: &[(&str, &str)] = &[
    ("ris/rispy/example_wos.ris", "records of Web of Science"),
    ("csl_json/rcrossref/cr_cn_citeproc_json_0.json", "Crossref's answer which agency has a DOI"),
    ("csl_json/rcrossref/cr_cn_citeproc_json_1.json", "Crossref's own citeproc, with references and dates of deposit"),
];

/// Formats of the files in a folder that holds several.
const CHINESE: &[(&str, Format)] = &[(".net", Format::NoteExpress), ("RefWorks", Format::RefWorks)];

/// Files that are of no format, on purpose.
const UNREADABLE: &[(&str, &str)] = &[
    (
        "medline_nbib/jabref/MedlinePlainImporterTestInvalidFormat.xml",
        "words that begin like tags, without one that is a tag; its own test expects nothing of it",
    ),
    ("csl_json/schema/csl-data.json", "the schema of the format, no record"),
    ("other_xml/translators/MARC_02.input", "MARC in its binary form"),
    ("other_xml/translators/MARC_03.input", "MARC in its binary form"),
    ("wos_txt/jabref/IsiImporterTestEmpty.isi", "two signs; its own test expects nothing of it"),
];

#[test]
fn every_file_has_as_many_records_as_its_source_says() {
    let Some(corpora) = acceptance("corpora") else { return };
    let mut index =
        csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(corpora.join("INDEX.tsv")).unwrap();
    let heads = index.headers().unwrap().clone();
    let mut wrong = Vec::new();
    let mut files = BTreeMap::<Format, usize>::new();
    for row in index.records().map(Result::unwrap) {
        let cell = |name: &str| &row[heads.iter().position(|head| head == name).unwrap()];
        let path = cell("local_path");
        if cell("role") != "input" {
            continue;
        }
        let format = match cell("format") {
            "pubmed_xml" => Format::PubmedXml,
            "medline_nbib" => Format::Medline,
            "ris" => Format::Ris,
            "bibtex" => Format::Bibtex,
            "freetext" => Format::PubmedSummary,
            // What another program read from the pages lies beside them.
            "html" if path.ends_with(".html") => Format::Html,
            "perf" if path.contains("pubmed") => Format::PubmedXml,
            "scopus_csv" => Format::ScopusCsv,
            "lens" => Format::LensCsv,
            "openalex" if path.ends_with(".csv") => Format::OpenAlexCsv,
            "other_csv" if path.ends_with(".csv") => {
                let of = |(part, format): &(&str, Format)| path.contains(part).then_some(*format);
                TABLES.iter().find_map(of).unwrap_or(Format::Csv)
            }
            "openalex" => Format::OpenAlex,
            "crossref" => Format::Crossref,
            "datacite" => Format::DataCite,
            "europepmc" => Format::EuropePmc,
            "semantic_scholar" => Format::SemanticScholar,
            "csl_json" => Format::CslJson,
            "wos_txt" => Format::Wos,
            "wos_tab" => Format::WosTab,
            "refer_enw" => Format::Refer,
            "refworks" => Format::RefWorks,
            "ovid" => Format::Ovid,
            "cnki_wanfang" => CHINESE.iter().find(|(name, _)| path.contains(name)).unwrap().1,
            "perf" if path.contains("wos_") => Format::Wos,
            folder => match xml_format(folder, &corpora.join(path)) {
                Some(format) => format,
                None => continue,
            },
        };
        let bytes = bytes_of(&corpora.join(path));
        // Catalogues hand out their records in JSON and in XML.
        let json = bytes.trim_ascii_start().starts_with(b"{") || bytes.trim_ascii_start().starts_with(b"[");
        let format = match JSON.contains(&format) && !json {
            true => match xml_format(cell("format"), &corpora.join(path)) {
                Some(format) => format,
                None => continue,
            },
            false => format,
        };
        cut_anywhere(&bytes, path);
        let outcome = read(&bytes, path);
        if UNREADABLE.iter().any(|(file, _)| *file == path) {
            assert!(matches!(outcome, Err(ReadError::Unrecognised(_))), "{path}: {outcome:?}");
            continue;
        }
        if MISPLACED.iter().any(|(file, _)| *file == path) {
            assert!(!outcome.is_ok_and(|(read_as, ..)| read_as == format), "{path}");
            continue;
        }
        let (read_as, records, diagnostics) = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                wrong.push(format!("{path}: {error}"));
                continue;
            }
        };
        // What says nothing about any publication is left out, and told.
        let left_out = diagnostics.iter().filter(|d| matches!(d.code, "no-publication" | "source-error")).count();
        let counted = cell("records").parse().unwrap_or(0);
        let expected = EXCEPTIONS.iter().find(|(file, ..)| *file == path).map_or(counted, |(_, records, _)| *records);
        if (read_as, records.len() + left_out) != (format, expected) {
            let found = (read_as, records.len(), left_out);
            wrong.push(format!("{path}: {found:?} read as, records, left out; should be {expected} as {format:?}"));
        }
        *files.entry(format).or_default() += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The files there were when this was written, apart from those named above.
    let expected = [
        (Format::PubmedXml, 20),
        (Format::Medline, 15),
        (Format::Ris, 69),
        (Format::Bibtex, 158),
        (Format::ScopusCsv, 5),
        (Format::LensCsv, 2),
        (Format::OpenAlexCsv, 1),
        (Format::PubmedCsv, 3),
        (Format::IeeeCsv, 1),
        (Format::SpringerCsv, 2),
        (Format::EmbaseCsv, 2),
        (Format::ZoteroCsv, 2),
        (Format::Csv, 14),
        (Format::EuropePmc, 9),
        (Format::OpenAlex, 3),
        (Format::DataCite, 60),
        (Format::Crossref, 27),
        (Format::SemanticScholar, 31),
        (Format::CslJson, 1),
        (Format::Html, 4),
        (Format::PubmedSummary, 1),
        (Format::Jats, 17),
        (Format::EndnoteXml, 9),
        (Format::CrossrefXml, 24),
        (Format::DataciteXml, 22),
        (Format::Oai, 23),
        (Format::Arxiv, 20),
        (Format::EuropePmcXml, 1),
        (Format::Mods, 16),
        (Format::MarcXml, 10),
        (Format::ZoteroRdf, 2),
        (Format::WordSources, 15),
        (Format::Ovid, 12),
        (Format::NoteExpress, 6),
        (Format::Wos, 20),
        (Format::RefWorks, 6),
        (Format::Refer, 10),
        (Format::WosTab, 5),
        (Format::PubmedXml, 20),
        (Format::Medline, 15),
        (Format::Ris, 69),
        (Format::Jats, 17),
        (Format::EndnoteXml, 9),
        (Format::CrossrefXml, 24),
        (Format::DataciteXml, 22),
        (Format::Arxiv, 20),
        (Format::Oai, 23),
        (Format::EuropePmcXml, 1),
        (Format::Mods, 16),
        (Format::MarcXml, 10),
        (Format::ZoteroRdf, 2),
        (Format::WordSources, 15),
    ];
    assert_eq!(files, expected.into());
}

/// Numbers that Crossref and OpenAlex state of their records are those of what is read.
#[test]
fn counts_that_files_state_are_right() {
    let Some(corpora) = acceptance("corpora") else { return };
    let mut works = 0;
    for folder in ["crossref/rcrossref", "crossref/colrev", "crossref/fatcat", "openalex/translators"] {
        for entry in corpora.join(folder).read_dir().unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if let Ok((Format::Crossref | Format::OpenAlex, records, diagnostics)) = read(&bytes_of(&path), &name) {
                works += records.len();
                assert!(diagnostics.iter().all(|d| d.code != "count"), "{name}: {diagnostics:?}");
            }
        }
    }
    assert_eq!(works, 126);
}

/// A catalogue that leaves years of other eras, numbers for none and languages in any form as it got them.
#[test]
fn odd_years_and_languages_are_read_as_meant() {
    let Some(corpora) = acceptance("corpora") else { return };
    let path = corpora.join("datacite/fatcat/datacite_1k_records.jsonl.gz");
    let (_, records, diagnostics) = read(&bytes_of(&path), "lines").unwrap();
    assert_eq!(records.len(), 1000);
    assert_eq!(records[1].year(), Some(1998));
    assert!(diagnostics.iter().any(|d| d.code == "date" && d.record == Some(2)));
    assert!(records.iter().all(|record| record.year().is_none_or(|year| (1400..2100).contains(&year))));
    let languages: Vec<&str> = records.iter().flat_map(|r| &r.languages).map(|l| l.as_ref()).collect();
    assert!(languages.iter().all(|lang| (2..=3).contains(&lang.len())), "{languages:?}");
}

/// The XML format that a file of a folder is to be read as: by folder and name, and by the envelope of harvested records.
fn xml_format(folder: &str, path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_str()?;
    let format = match folder {
        "jats" => Format::Jats,
        "endnote_xml" => Format::EndnoteXml,
        "crossref" => Format::CrossrefXml,
        "datacite" => Format::DataciteXml,
        "arxiv" => Format::Arxiv,
        "europepmc" if name.ends_with("_dc.xml") => Format::Oai,
        "europepmc" => Format::EuropePmcXml,
        "zotero_rdf" => Format::ZoteroRdf,
        "other_xml" if name.starts_with("MODS") => Format::Mods,
        "other_xml" if name.starts_with("MsBib") => Format::WordSources,
        "other_xml" => Format::MarcXml,
        _ => return None,
    };
    let text = String::from_utf8_lossy(&bytes_of(path)).into_owned();
    let harvested = text.contains("<metadata") && text.contains("<header");
    let json = text.trim_start().starts_with(['{', '[']) || name.contains(".json");
    (!json).then_some(if harvested { Format::Oai } else { format })
}

/// Whatever a file is cut down to, it is read, or told to be unreadable.
fn cut_anywhere(bytes: &[u8], name: &str) {
    for part in (1..=16).filter(|_| bytes.len() < 300_000) {
        let end = bytes.len() * part / 17;
        let (cut, rest) = bytes.split_at(end);
        let _ = read(cut, name);
        let _ = read(rest, name);
    }
}

/// What the tests of these files' own projects expect of them.
#[test]
fn files_hold_what_their_own_tests_expect() {
    let Some(corpora) = acceptance("corpora") else { return };
    #[rustfmt::skip]
    let expected = [
        ("bibtex/zotero-better-bibtex/Some bibtex entries quietly discarded on import from bib file #873.bib", 988),
        ("medline_nbib/nbib/pubmed-balloongui-set.nbib", 75),
        ("medline_nbib/nbib/pmc_medlars.txt",             5),
        ("ris/asreview/_baseline.ris",                  100),
        ("ris/asreview/embase.ris",                       6),
        ("ris/asreview/pubmed_zotero.ris",                6),
        ("ris/asreview/scopus.ris",                       6),
        ("ris/asreview/ovid_zotero.ris",                  6),
        ("ris/asreview/proquest.ris",                     6),
        ("ris/asreview/pubmed_endnote.txt",               6),
        ("ris/asreview/web_of_science.txt",              10),
        ("ris/bibliotobler/scopus.ris",                  81),
        ("ris/bibliotobler/savedrecs.ris",               81),
        ("pubmed_xml/fatcat/pubmedsample_2019.xml.gz",  176),
        ("scopus_csv/bibliometrix/scopus_sample.csv",     8),
        ("openalex/bibliometrix/openalex_sample.csv",     8),
        ("lens/bibliometrix/lens_sample.csv",             8),
        ("other_csv/asreview/embase.csv",                 6),
        ("other_csv/asreview/embase_newpage.csv",         6),
        ("other_csv/asreview/generic_labels.csv",         6),
        ("other_csv/asreview/generic.csv",                2),
        ("other_csv/asreview/generic_semicolon.csv",      2),
        ("other_csv/asreview/generic_tab.csv",            2),
        ("freetext/qs-global-ortho-search-queries/summary-systematic-set_2022-11-06_thru_2022-11-23_5471.txt", 5471),
        ("wos_txt/metaknowledge/testFile.isi",           34),
        ("wos_txt/bibliometrix/wos_sample.txt",           8),
        ("wos_tab/wosfile/wos_tab_delimited_win_utf16.txt", 50),
    ];
    for (path, records) in expected {
        let (_, read, _) = read(&bytes_of(&corpora.join(path)), path).unwrap();
        assert_eq!(read.len(), records, "{path}");
    }
    let (_, records, _) = read(&bytes_of(&corpora.join("medline_nbib/nbib/pmc_medlars.txt")), "").unwrap();
    let ids = [IdScheme::Pmid, IdScheme::Pmcid, IdScheme::Doi].map(|scheme| records[0].ids.get(scheme));
    assert_eq!(ids, [Some("30042925"), Some("PMC6055010"), Some("10.1016/j.mex.2018.03.007")]);
    assert_eq!(records[0].contributors.len(), 6);
}

/// Counted in the file by its tags: 1,081 pointers, some at two affiliations; 121 of 177 institution identifiers stand
/// in affiliations, the others with funders.
#[test]
fn a_large_collaboration_keeps_every_link() {
    let Some(corpora) = acceptance("corpora/jats/ADSIngestParser") else { return };
    let bytes = bytes_of(&corpora.join("jats_aps_fix_collab_failure.xml"));
    let (_, records, _) = read(&bytes, "").unwrap();
    let record = &records[0];
    assert_eq!((record.contributors.len(), record.affiliations.len()), (1_082, 142));
    assert_eq!(record.contributors.iter().map(|c| c.affiliations.len()).sum::<usize>(), 1_124);
    assert_eq!(record.contributors.iter().filter(|c| !c.affiliations.is_empty()).count(), 1_081);
    assert_eq!(record.contributors.iter().filter(|c| c.ids.get(IdScheme::Orcid).is_some()).count(), 943);
    assert_eq!(record.affiliations.iter().filter(|a| a.ids.get(IdScheme::Ror).is_some()).count(), 121);
    assert_eq!(record.funding.len(), 59);
}

#[test]
fn each_page_is_one_record() {
    let Some(seeds) = acceptance("seeds") else { return };
    let mut pages: Vec<PathBuf> = seeds.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.is_file() && path.extension().is_some_and(|e| e == "txt"));
    assert_eq!(pages.len(), 4);
    for page in pages {
        let name = page.to_string_lossy();
        let bytes = bytes_of(&page);
        let (format, records, diagnostics) = read(&bytes, &name).unwrap();
        assert_eq!((format, records.len()), (Format::Page, 1), "{name}");
        assert!(diagnostics.iter().all(|d| d.severity.name() != "error"), "{name}: {diagnostics:?}");
        cut_anywhere(&bytes, &name);
    }
}
