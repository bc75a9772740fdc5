//! The integration tests, one binary.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking, and says what it skips")]

mod acceptance;
mod architecture;
mod cli;
#[cfg(unix)]
mod durability;
mod examples;
mod formats;
mod gephi;
mod graph;
mod hostile;
mod large;
mod lint;
mod network;
mod network_cli;
mod network_values;
mod ontology;
mod read;
mod read_bibtex;
mod read_csv;
mod read_json;
mod read_html;
mod read_medline;
mod read_page;
mod read_pubmed_text;
mod read_pubmed_xml;
mod read_ris;
mod read_workbook;
mod read_wos;
mod seeds;
mod spans;
