//! The graph in RDF's own forms, always in the same order: sorted by graph, subject, predicate, object.

use crate::graph::vocab::PREFIXES;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, Quad, Triple};
use oxigraph::store::Store;
use rayon::prelude::*;
use std::io::{self, Write};

/// A form of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the forms")]
pub enum RdfForm {
    Turtle,
    NTriples,
    NQuads,
    TriG,
    JsonLd,
    RdfXml,
}

impl RdfForm {
    /// Every form.
    pub const ALL: &[Self] = &[Self::Turtle, Self::NTriples, Self::NQuads, Self::TriG, Self::JsonLd, Self::RdfXml];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
            Self::NQuads => "nq",
            Self::TriG => "trig",
            Self::JsonLd => "jsonld",
            Self::RdfXml => "rdfxml",
        }
    }

    /// The form of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|form| form.name() == name)
    }

    /// Whether it can hold the named graphs too; the others get the facts alone, which all stand in the default graph.
    pub fn holds_graphs(self) -> bool {
        self.format().supports_datasets()
    }

    fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::TriG => RdfFormat::TriG,
            Self::JsonLd => RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() },
            Self::RdfXml => RdfFormat::RdfXml,
        }
    }
}

/// Writes a whole graph; returns the number of statements. The statements are held in memory to be sorted.
///
/// # Errors
/// Where the store cannot be read or the output not be written.
pub fn write_store(store: &Store, form: RdfForm, out: &mut dyn Write) -> io::Result<u64> {
    let mut quads = Vec::new();
    for quad in store.iter() {
        let quad = quad.map_err(io::Error::other)?;
        if form.holds_graphs() || quad.graph_name == GraphName::DefaultGraph {
            quads.push(quad);
        }
    }
    match form {
        RdfForm::NTriples | RdfForm::NQuads => {
            let mut lines: Vec<String> =
                quads
                    .into_par_iter()
                    .map(|quad| {
                        if form.holds_graphs() { format!("{quad} .\n") } else { format!("{} .\n", Triple::from(quad)) }
                    })
                    .collect();
            lines.par_sort_unstable();
            for line in &lines {
                out.write_all(line.as_bytes())?;
            }
            Ok(lines.len() as u64)
        }
        _ => {
            quads.par_sort_by_cached_key(|quad| {
                (
                    quad.graph_name.to_string(),
                    quad.subject.to_string(),
                    quad.predicate.to_string(),
                    quad.object.to_string(),
                )
            });
            write_quads(&quads, form, out)?;
            Ok(quads.len() as u64)
        }
    }
}

fn write_quads(quads: &[Quad], form: RdfForm, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = RdfSerializer::from_format(form.format());
    for (prefix, namespace) in PREFIXES {
        serializer = serializer.with_prefix(*prefix, *namespace).map_err(io::Error::other)?;
    }
    let mut writer = serializer.for_writer(out);
    for quad in quads {
        writer.serialize_quad(quad)?;
    }
    writer.finish()?;
    Ok(())
}

/// Writes triples a query constructed.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_triples(triples: Vec<Triple>, form: RdfForm, out: &mut dyn Write) -> io::Result<()> {
    let quads: Vec<Quad> = triples.into_iter().map(|t| t.in_graph(GraphName::DefaultGraph)).collect();
    write_quads(&quads, form, out)
}
