//! Everything that leaves the program as a file or a table.

#[cfg(feature = "graph")]
pub mod rdf;
#[cfg(feature = "graph")]
pub mod rows;
#[cfg(feature = "graph")]
pub mod tables;
