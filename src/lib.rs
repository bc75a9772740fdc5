//! citeweave builds a scholarly knowledge graph from bibliographic exports and saved pages.
//!
//! Data flows one way, and the modules stand in that order; a module imports only modules before it.
//!
//! 1. [`text`], [`diagnostic`]: normal forms of text; messages with their places.
//! 2. [`record`]: what one source says of one publication.
//! 3. [`read`]: files to records.
//! 4. [`extract`], [`resolve`]: what follows from a record; which records speak of the same thing.
//! 5. [`graph`], [`store`], [`query`]: the corpus as RDF, kept on disk, asked with SPARQL.
//! 6. [`network`], [`export`], [`lint`]: networks of people, files for other programs, and what those will make of them.
//! 7. [`pipeline`], [`cli`]: all of it together, and the program.

pub mod text;
pub mod diagnostic;
pub mod record;
pub mod read;
pub mod extract;
pub mod resolve;
#[cfg(feature = "graph")]
pub mod graph;
#[cfg(feature = "graph")]
pub mod store;
#[cfg(feature = "graph")]
pub mod query;
#[cfg(feature = "network")]
pub mod network;
#[cfg(feature = "network")]
pub mod export;
#[cfg(feature = "network")]
pub mod lint;
#[cfg(feature = "graph")]
pub mod pipeline;
#[cfg(feature = "cli")]
pub mod cli;
