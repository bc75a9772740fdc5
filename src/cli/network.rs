//! `citeweave network`.

use super::Outcome;
use super::args::Network;
use super::term::Terminal;

pub fn run(_options: Network, _terminal: &Terminal) -> anyhow::Result<Outcome> {
    anyhow::bail!("in work")
}
