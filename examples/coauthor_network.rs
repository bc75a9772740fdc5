//! Makes the co-author network of a graph directory and writes it as GraphML, for Gephi and every other program.
//!
//! ```text
//! cargo run --release --example coauthor_network
//! ```
#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use citeweave::export::{ExportOptions, NetworkFormat, NetworkTables};
use citeweave::network::{CoauthorOptions, Coauthorship, Person, Work, coauthors, project::Incidence};
use citeweave::pipeline::{self, ReadOptions};
use citeweave::store::{Backend, BuildOptions, GraphDirectory};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let directory = folder.path().join("graph");
    let options = BuildOptions { graph: Default::default(), backend: Backend::NQuads };
    pipeline::build(&[PathBuf::from("data/demo/pages")], ReadOptions::default(), &options, &directory, &mut |_| {})?;

    // Networks come from the Parquet tables: whole columns of row numbers, no SPARQL.
    let tables = GraphDirectory::open(&directory)?.tables();
    let (names, people) = (tables.texts("people", "name")?, tables.texts("people", "iri")?);
    let (works, years) = (tables.texts("works", "iri")?, tables.numbers("works", "year")?);
    let people: Vec<Person<'_>> = names
        .iter()
        .zip(&people)
        .map(|(name, iri)| Person {
            iri: iri.as_deref().unwrap_or(""),
            label: name.as_deref().unwrap_or(""),
            orcid: None,
        })
        .collect();
    let works: Vec<Work<'_>> = works
        .iter()
        .zip(&years)
        .map(|(iri, year)| Work {
            iri: iri.as_deref().unwrap_or(""),
            doi: None,
            title: None,
            year: year.map(|y| y as i32),
        })
        .collect();
    let row = |column| -> Result<Vec<u32>, Box<dyn Error>> {
        Ok(tables.numbers("authorships", column)?.into_iter().flatten().collect())
    };
    let authorships = Incidence::from_links(works.len(), &row("work")?, &row("person")?)?;
    let network =
        coauthors(&Coauthorship { people: &people, works: &works, authorships }, &CoauthorOptions::default())?;

    let graph = network.graph();
    println!("{} people, {} links", graph.node_count(), graph.edge_count());
    for edge in graph.edge_indices().take(12) {
        if let Some((a, b)) = graph.edge_endpoints(edge) {
            let behind: Vec<&str> = network
                .evidence()
                .of(edge.index())
                .iter()
                .map(|at| network.evidence().documents()[*at as usize].id.as_str())
                .collect();
            println!("{} — {}: {} ({})", graph[a].label, graph[b].label, graph[edge].weight, behind.join(", "));
        }
    }

    let ready = NetworkTables::new(&network, &ExportOptions::default());
    let mut graphml = Vec::new();
    for part in NetworkFormat::GraphMl.parts() {
        part.write(&ready, &mut graphml)?;
    }
    println!("{} bytes of GraphML", graphml.len());
    Ok(())
}
