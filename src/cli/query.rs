//! `citeweave query` and `citeweave queries`.

use super::Outcome;
use super::args::{AnswerFormat, Queries, Query};
use super::term::{STDOUT, Terminal, writing};
use crate::export::rdf::{self, RdfForm};
use crate::export::rows::{self, RowFormat};
use crate::query::{self, Answer, ParameterKind, Request};
use crate::store::GraphDirectory;
use anyhow::Context;
use serde_json::json;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::time::Duration;

pub fn run(options: Query, json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut request = request(&options)?;
    if options.timeout > 0 {
        request = request.with_deadline(Duration::from_secs(options.timeout));
    }
    let directory = GraphDirectory::open(&options.graph.graph)?;
    let store = directory.rdf()?;
    let answer = request.run(&store)?;
    let format =
        options.to.or_else(|| options.output.as_deref().and_then(by_extension)).or(json.then_some(AnswerFormat::Json));
    let found = match &options.output {
        Some(path) => {
            let file = fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            let mut out = BufWriter::new(file);
            writing(path.display(), write(answer, format.unwrap_or(AnswerFormat::Csv), &mut out))?
        }
        None => {
            let usual = if terminal.is_interactive() { AnswerFormat::Table } else { AnswerFormat::Csv };
            // What was found before an error is shown all the same.
            let mut out = terminal.out();
            writing(STDOUT, write(answer, format.unwrap_or(usual), &mut out))?
        }
    };
    Ok(if found { Outcome::Done } else { Outcome::Problems })
}

fn request(options: &Query) -> anyhow::Result<Request> {
    if let Some(name) = &options.name {
        let query =
            query::named(name).with_context(|| format!("no query is named {name}; `citeweave queries` lists them"))?;
        return Ok(Request::named(query, &options.parameters)?);
    }
    let text = match (&options.file, &options.text) {
        (Some(path), _) if path == Path::new("-") => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
            text
        }
        (Some(path), _) => fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?,
        (None, text) => text.clone().unwrap_or_default(),
    };
    let mut request = Request::sparql(&text);
    for (name, value) in &options.parameters {
        let (name, kind) = name.split_once(':').unwrap_or((name, "text"));
        let kinds = [ParameterKind::Text, ParameterKind::Integer, ParameterKind::Year, ParameterKind::Iri];
        let kind = kinds
            .into_iter()
            .find(|k| k.name() == kind)
            .with_context(|| format!("no type is named {kind}; there are text, integer, year, iri"))?;
        request = request.bind(name, kind, value)?;
    }
    Ok(request)
}

fn by_extension(path: &Path) -> Option<AnswerFormat> {
    Some(match path.extension()?.to_str()? {
        "csv" => AnswerFormat::Csv,
        "tsv" => AnswerFormat::Tsv,
        "json" | "srj" => AnswerFormat::Json,
        "xml" | "srx" => AnswerFormat::Xml,
        "md" => AnswerFormat::Md,
        "ttl" => AnswerFormat::Ttl,
        "nt" => AnswerFormat::Nt,
        "jsonld" => AnswerFormat::Jsonld,
        "txt" => AnswerFormat::Table,
        _ => return None,
    })
}

/// Writes an answer; returns whether there was anything in it.
/// Writes an answer, as much of it as there is; whether there was any.
fn write(answer: Answer, format: AnswerFormat, out: &mut dyn Write) -> anyhow::Result<bool> {
    let found = write_answer(answer, format, out);
    out.flush()?;
    found
}

fn write_answer(answer: Answer, format: AnswerFormat, out: &mut dyn Write) -> anyhow::Result<bool> {
    Ok(match answer {
        Answer::Yes(yes) => {
            match format {
                AnswerFormat::Json => writeln!(out, "{}", json!({ "head": {}, "boolean": yes }))?,
                AnswerFormat::Xml => writeln!(
                    out,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\"><head/><boolean>{yes}</boolean></sparql>"
                )?,
                _ => writeln!(out, "{yes}")?,
            }
            yes
        }
        Answer::Rows(rows) => {
            let format = match format {
                AnswerFormat::Table => RowFormat::Table,
                AnswerFormat::Csv => RowFormat::Csv,
                AnswerFormat::Tsv => RowFormat::Tsv,
                AnswerFormat::Json => RowFormat::Json,
                AnswerFormat::Xml => RowFormat::Xml,
                AnswerFormat::Md => RowFormat::Markdown,
                AnswerFormat::Ttl | AnswerFormat::Nt | AnswerFormat::Jsonld => {
                    anyhow::bail!(
                        "the query answers with rows, which are no RDF; choose table, csv, tsv, json, xml or md"
                    )
                }
            };
            rows::write_rows(rows, format, out)? > 0
        }
        Answer::Graph(triples) => {
            let found = !triples.is_empty();
            let form = match format {
                AnswerFormat::Nt => RdfForm::NTriples,
                AnswerFormat::Jsonld | AnswerFormat::Json => RdfForm::JsonLd,
                AnswerFormat::Xml => RdfForm::RdfXml,
                _ => RdfForm::Turtle,
            };
            rdf::write_triples(triples, form, out)?;
            found
        }
    })
}

pub fn list(options: Queries, json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut out = String::new();
    match options.name {
        Some(name) => {
            let query = query::named(&name).with_context(|| format!("no query is named {name}"))?;
            out.push_str(query.text);
        }
        None if json => {
            for query in query::all() {
                let parameters: Vec<_> = query
                    .parameters
                    .iter()
                    .map(|p| json!({ "name": p.name, "type": p.kind.name(), "default": p.default, "meaning": p.meaning }))
                    .collect();
                let line = json!({ "name": query.name, "question": query.question("en"), "question_zh": query.question("zh"), "parameters": parameters });
                // Writing to a string cannot fail.
                let _ = writeln!(out, "{line}");
            }
        }
        None => {
            for (query, number) in query::all().iter().zip(1..) {
                // Writing to a string cannot fail.
                let _ = writeln!(out, "{number:>2}  {:<28} {}", query.name, query.question("en"));
                for p in &query.parameters {
                    let default = p.default.map(|d| format!(" = {d}")).unwrap_or_default();
                    let _ = writeln!(out, "    {:<28}   -p {}{default} ({}): {}", "", p.name, p.kind.name(), p.meaning);
                }
            }
        }
    }
    terminal.write(out.as_bytes())?;
    Ok(Outcome::Done)
}
