//! `citeweave export`.

use super::Outcome;
use super::args::{Export, ExportForm};
use super::term::{STDOUT, Terminal, writing};
use crate::export::rdf::{self, RdfForm};
use crate::export::table_csv;
use crate::store::GraphDirectory;
use anyhow::Context;
use std::fs::File;
use std::io::{BufWriter, Write};

pub fn run(options: Export, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let directory = GraphDirectory::open(&options.graph.graph)?;
    let form = match options.form {
        ExportForm::Nt => RdfForm::NTriples,
        ExportForm::Nq => RdfForm::NQuads,
        ExportForm::Ttl => RdfForm::Turtle,
        ExportForm::Trig => RdfForm::TriG,
        ExportForm::Jsonld => RdfForm::JsonLd,
        ExportForm::Rdfxml => RdfForm::RdfXml,
        ExportForm::Csv => {
            let folder = options.output.context("csv writes a folder of tables; name it with -o DIR/")?;
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
            let written = table_csv::write_csv(&directory, &folder)?;
            terminal.say(format_args!("{written} tables in {}", folder.display()));
            return Ok(Outcome::Done);
        }
    };
    let store = directory.rdf()?;
    let statements = match &options.output {
        Some(path) => {
            let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            let mut out = BufWriter::with_capacity(1 << 20, file);
            let written = rdf::write_store(&store, form, &mut out).and_then(|n| out.flush().map(|()| n));
            writing(path.display(), written.map_err(Into::into))?
        }
        None => {
            let mut out = terminal.out();
            let written = rdf::write_store(&store, form, &mut out).and_then(|n| out.flush().map(|()| n));
            writing(STDOUT, written.map_err(Into::into))?
        }
    };
    terminal.say(format_args!("{statements} statements written"));
    Ok(Outcome::Done)
}
