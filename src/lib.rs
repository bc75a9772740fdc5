//! citeweave builds a scholarly knowledge graph from bibliographic exports and saved pages.
//!
//! Data flows one way, and the modules stand in that order:
//!
//! 1. [`text`] and [`diagnostic`]: normal forms, messages;
//! 2. [`record`]: what one source says of one publication;
//! 3. [`read`]: files to records;
//! 4. `extract`, `resolve`: what follows from the records, and which of them speak of the same thing;

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking"))]

pub mod diagnostic;
pub mod read;
pub mod record;
pub mod text;
pub mod extract;
pub mod resolve;
#[cfg(feature = "graph")]
pub mod graph;
