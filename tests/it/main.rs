//! The integration tests, one binary.

mod architecture;
mod cli;
mod examples;
mod gephi;
mod network;
mod seeds;
