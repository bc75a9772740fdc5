//! [DOT](https://graphviz.org/doc/info/lang.html), the language of Graphviz.
//!
//! A network with places is drawn as it is: `neato` as layout, places pinned, sizes in points. Graphviz counts places and sizes
//! in inches of 72 points. Columns are attributes too, with the prefixes of GraphML: without them `rank`, `group` or `margin`
//! would mean something to Graphviz.

use super::NetworkTables;
use super::out::Out;
use super::tables::Field;
use crate::network::Direction;
use std::io::{self, Write};

const POINTS_PER_INCH: f64 = 72.0;

pub(super) fn write(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let network = tables.network;
    for (name, value) in tables.account() {
        out.text("// ").text(&comment(name)).text(": ").text(&comment(&value)).text("\n");
    }
    for cluster in network.clusters() {
        out.text("// cluster ").integer(cluster.number).text(": ").text(&comment(&cluster.label)).text(" (");
        out.integer(cluster.nodes as i64).text(" nodes, ").colour(cluster.colour).text(")\n");
    }
    let (kind, arrow) = match network.direction() {
        Direction::Undirected => ("graph", " -- "),
        Direction::Directed => ("digraph", " -> "),
    };
    out.text(kind).text(" \"").dot(&comment(&network.about().preset)).text("\" {\n");
    if !tables.positions.is_empty() {
        out.text("graph [layout=neato, inputscale=72, splines=line, outputorder=edgesfirst];\n");
    }
    out.text("node [shape=circle, style=filled");
    out.text(if tables.sizes.is_empty() { "" } else { ", fixedsize=true" }).text("];\n");

    let (node_starts, edge_starts) = (starts("n_", &tables.nodes), starts("e_", &tables.edges));
    for (row, &node) in tables.ids.iter().enumerate() {
        out.node(node).text(" [label=\"").dot(&tables.labels[row]).text("\"");
        if let Some(&[x, y]) = tables.positions.get(row) {
            out.text(", pos=\"").float(x).text(",").float(y).text("!\"");
        }
        if let Some(&size) = tables.sizes.get(row) {
            out.text(", width=").float(size / POINTS_PER_INCH);
        }
        if let Some(&colour) = network.colours().get(row) {
            out.text(", fillcolor=\"").colour(colour).text("\"");
        }
        attributes(&mut out, tables, &tables.nodes, &node_starts, row);
        out.text("];\n").end_row()?;
    }
    for (row, (ends, weight)) in tables.edges_with_ends().enumerate() {
        out.node(ends.0).text(arrow).node(ends.1).text(" [weight=").float(weight);
        attributes(&mut out, tables, &tables.edges, &edge_starts, row);
        out.text("];\n").end_row()?;
    }
    out.text("}\n").finish()
}

fn starts(prefix: &str, fields: &[Field<'_>]) -> Vec<String> {
    fields.iter().map(|field| format!(", \"{prefix}{}\"=\"", field.name)).collect()
}

fn attributes(out: &mut Out<'_>, tables: &NetworkTables<'_>, fields: &[Field<'_>], starts: &[String], row: usize) {
    for (field, start) in fields.iter().zip(starts) {
        let Some(cell) = tables.cell(field, row) else { continue };
        out.text(start);
        out.value(cell, Out::dot);
        out.text("\"");
    }
}

/// Text fit for a comment line.
fn comment(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}
