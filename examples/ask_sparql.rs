//! Builds a graph directory, then asks it a named query and a query of one's own.
//!
//! ```text
//! cargo run --release --example ask_sparql
//! ```
#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use citeweave::pipeline::{self, ReadOptions};
use citeweave::query::{self, Answer, ParameterKind, Request};
use citeweave::store::{Backend, BuildOptions, GraphDirectory};
use oxigraph::model::Term;
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let directory = folder.path().join("graph");
    // N-Quads need no database on disk; with `Backend::Disk` the graph opens at once, however large.
    let options = BuildOptions { graph: Default::default(), backend: Backend::NQuads };
    let inputs =
        ["pages", "pubmed.xml", "peer-work.nbib", "peer-work.ris"].map(|file| PathBuf::from("data/demo").join(file));
    pipeline::build(&inputs, ReadOptions::default(), &options, &directory, &mut |_| {})?;

    let graph = GraphDirectory::open(&directory)?;
    let store = graph.rdf()?;

    // A named query: the same as `citeweave query productive-authors -p least=2`.
    let named = query::named("productive-authors").ok_or("no such query")?;
    println!("{}", named.question("en"));
    let request = Request::named(named, &[("least".into(), "2".into())])?.with_deadline(Duration::from_secs(10));
    print(request.run(&store)?)?;

    // A query of one's own. A parameter stands where the query declares it, and reaches it as a term, not as text.
    let text = "SELECT ?author (COUNT(?work) AS ?works) WHERE {
        VALUES ?name { UNDEF }
        ?person foaf:familyName ?family ; foaf:name ?author . FILTER(STR(?family) = ?name)
        ?work dcterms:creator ?person
    } GROUP BY ?author";
    let request = Request::sparql(text).bind("name", ParameterKind::Text, "Åkerblom")?;
    if let Answer::Rows(rows) = request.run(&store)? {
        for row in rows {
            let row = row?;
            println!("{} wrote {}", value(&row[0]), value(&row[1]));
        }
    }
    Ok(())
}

fn print(answer: Answer) -> Result<(), Box<dyn Error>> {
    if let Answer::Rows(rows) = answer {
        println!("{}", rows.columns().join(" | "));
        for row in rows {
            println!("{}", row?.iter().map(value).collect::<Vec<_>>().join(" | "));
        }
    }
    Ok(())
}

fn value(term: &Option<Term>) -> String {
    match term {
        Some(Term::Literal(literal)) => literal.value().to_string(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
