//! Makes the co-author network of a graph directory and writes it as GraphML, for Gephi and every other program.
//!
//! ```text
//! cargo run --release --example coauthor_network
//! ```
#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use citeweave::export::{ExportOptions, NetworkFormat, NetworkTables};
use citeweave::network::filter::Filter;
use citeweave::network::literature::Literature;
use citeweave::network::{self, Network, Preset, Projection};
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
    let coauthors = Preset::from_name("coauthors").ok_or("no such network")?;
    let literature = Literature::read(&GraphDirectory::open(&directory)?.tables(), coauthors.needs())?;
    let mut parts = coauthors.project(&literature, &Projection::default())?;
    Filter::Isolates.apply(&mut parts);
    network::finish(&mut parts);
    let network = Network::new(parts)?;

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
