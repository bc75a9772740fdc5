//! `citeweave network diff`: what two network files have in common, and where they differ.

use super::source;
use crate::cli::Outcome;
use crate::cli::term::Terminal;
use crate::network::Network;
use crate::network::diff::{Difference, diff};
use anyhow::{Context, bail};
use std::fmt::Write as _;
use std::path::PathBuf;

/// How many differences of each kind are shown.
const SHOWN: usize = 20;

pub fn run(files: &[PathBuf], as_json: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let [first, second] = files else { bail!("name two network files: network diff A B") };
    let open = |path: &PathBuf| -> anyhow::Result<Network> {
        let read = source::read(std::slice::from_ref(path), terminal);
        Ok(Network::new(read.with_context(|| format!("cannot open {}", path.display()))?.parts)?)
    };
    let difference = diff(&open(first)?, &open(second)?);
    let out = if as_json { format!("{}\n", serde_json::to_string(&difference)?) } else { for_people(&difference) };
    terminal.write(out.as_bytes())?;
    Ok(if difference.is_empty() { Outcome::Done } else { Outcome::Problems })
}

fn for_people(difference: &Difference) -> String {
    let Difference { known_by, nodes, only_nodes, edges, only_edges, weights, labels } = difference;
    let label = |name: &str| labels.get(name).filter(|label| !label.is_empty());
    let end = |name: &str| label(name).cloned().unwrap_or_else(|| name.to_string());
    let node = |name: &str| label(name).map_or_else(|| name.to_string(), |label| format!("{label} ({name})"));
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "nodes, by {known_by}: {nodes} in both, {} only in the first, {} only in the second",
        only_nodes[0].len(),
        only_nodes[1].len()
    );
    for (sign, names) in ["-", "+"].iter().zip(only_nodes) {
        names.iter().take(SHOWN).for_each(|name| _ = writeln!(out, "  {sign} {}", node(name)));
    }
    let _ = writeln!(
        out,
        "edges: {edges} in both, {} only in the first, {} only in the second, {} with other weights",
        only_edges[0].len(),
        only_edges[1].len(),
        weights.len()
    );
    for (sign, ends) in ["-", "+"].iter().zip(only_edges) {
        ends.iter().take(SHOWN).for_each(|(a, b)| _ = writeln!(out, "  {sign} {} | {}", end(a), end(b)));
    }
    for ((a, b), [one, other]) in weights.iter().take(SHOWN) {
        let _ = writeln!(out, "  ~ {} | {}: {one} {other}", end(a), end(b));
    }
    let most = only_nodes.iter().map(Vec::len).chain(only_edges.iter().map(Vec::len)).chain([weights.len()]).max();
    if most > Some(SHOWN) {
        let _ = writeln!(out, "  of each kind {SHOWN} are shown; --json tells all");
    }
    out
}
