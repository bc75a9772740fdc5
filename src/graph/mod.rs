//! The corpus as RDF: the mapping, to be read as a table.
//!
//! Facts stand once, in the default graph. Three small named graphs stand beside it: `graph/evidence` (files, records
//! and, on request, the full evidence of every statement), `graph/resolution` (what was merged and why), `graph/meta`
//! (the run). Every node that links several things carries where it was read (`cw:evidence`, characters of a source),
//! by which rule (`cw:rule`) and how surely (`cw:confidence`).
//!
//! The mapping works on [`Part`]s that do not depend on each other and together state every quad once, so they can be
//! written side by side.

mod evidence;
pub mod iri;
mod mapping;
pub mod vocab;

pub use evidence::EvidenceLevel;
pub use mapping::Part;

use crate::resolve::Corpus;
use iri::Iris;
use oxigraph::model::QuadRef;

/// How the graph is written.
#[derive(Clone, Debug)]
pub struct Options {
    /// What every IRI begins with; ends with `/` or `#`.
    pub base: String,
    /// How much is said of where each statement comes from.
    pub evidence: EvidenceLevel,
}

impl Default for Options {
    fn default() -> Self {
        Self { base: iri::DEFAULT_BASE.to_string(), evidence: EvidenceLevel::Compact }
    }
}

/// A corpus with the IRIs of its entities, ready to be mapped.
pub struct Graph<'c> {
    corpus: &'c Corpus,
    iris: Iris,
    options: Options,
}

impl<'c> Graph<'c> {
    /// Mints the IRIs.
    pub fn new(corpus: &'c Corpus, options: Options) -> Self {
        Self { iris: Iris::new(corpus, &options.base), corpus, options }
    }

    /// The IRIs of the entities.
    pub fn iris(&self) -> &Iris {
        &self.iris
    }

    /// The parts of the graph, in the order in which they are written.
    pub fn parts(&self) -> Vec<Part> {
        mapping::parts(self.corpus, &self.options)
    }

    /// States every quad of a part, each once.
    pub fn emit(&self, part: &Part, to: &mut dyn FnMut(QuadRef<'_>)) {
        mapping::emit(self.corpus, &self.iris, &self.options, part, to);
    }

    /// States every quad of the graph, each once.
    ///
    /// ```
    /// use citeweave::{extract, graph, read, resolve};
    /// let mut items = resolve::Items::default();
    /// let source = read::input::Source { path: "a.ris".into(), name: "a.ris".into(), sha256: "c0ffee".into(), ..Default::default() };
    /// items.begin_source(&source, read::Format::Ris);
    /// let text = "TY  - JOUR\nDO  - 10.1186/1472-6963-13-188\nER  - \n";
    /// for record in read::Reader::for_reader(text.as_bytes(), "a.ris")? {
    ///     items.push(&record, &extract::extract(&record));
    /// }
    /// let corpus = resolve::resolve(items);
    /// let mut dois = Vec::new();
    /// graph::Graph::new(&corpus, graph::Options::default()).quads(&mut |quad| {
    ///     if quad.predicate == graph::vocab::prism::DOI {
    ///         dois.push(quad.object.to_string());
    ///     }
    /// });
    /// assert_eq!(dois, ["\"10.1186/1472-6963-13-188\""]);
    /// # Ok::<(), read::ReadError>(())
    /// ```
    pub fn quads(&self, to: &mut dyn FnMut(QuadRef<'_>)) {
        for part in self.parts() {
            self.emit(&part, to);
        }
    }
}
