//! The JSON of graph libraries: [graphology](https://graphology.github.io/serialization)'s, which Gephi Lite opens, and
//! [Cytoscape](https://manual.cytoscape.org/en/stable/Supported_Network_File_Formats.html#cytoscape-js-json)'s.
//!
//! Attributes have the names and values of the other files. graphology draws a node by `x`, `y`, `size` and `color`.
//! Cytoscape shows `name`; its picture has the origin at the top, so `y` changes its sign in a node's `position`. networkx
//! takes the node from `value`, which is the id once more.

use super::NetworkTables;
use super::out::Out;
use super::tables::Field;
use crate::network::Direction;
use std::io::{self, Write};

pub(super) fn graphology(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let network = tables.network;
    let (node_starts, edge_starts) = (starts(&tables.nodes, &[]), starts(&tables.edges, &[]));
    out.text("{\"attributes\":{\"creator\":").json(&network.about().tool);
    out.text(",\"title\":").json(&network.about().preset).text(",\"description\":").json(&tables.account_line());
    let mut start = ",\"clusters\":[";
    for cluster in network.clusters() {
        out.text(start).text("{\"cluster\":").integer(cluster.number).text(",\"label\":").json(&cluster.label);
        out.text(",\"nodes\":").integer(cluster.nodes as i64).text(",\"color\":\"").colour(cluster.colour).text("\"}");
        start = ",";
    }
    out.text(if start == "," { "]},\n" } else { "},\n" });
    out.text("\"options\":{\"type\":\"").text(network.direction().name());
    out.text("\",\"multi\":false,\"allowSelfLoops\":true},\n\"nodes\":[\n");

    let mut comma = "";
    for (row, &node) in tables.ids.iter().enumerate() {
        out.text(comma).text("{\"key\":\"").node(node).text("\",\"attributes\":{\"label\":").json(&tables.labels[row]);
        if let Some(&[x, y]) = tables.positions.get(row) {
            out.text(",\"x\":").float(x).text(",\"y\":").float(y);
        }
        looks(&mut out, tables, row);
        members(&mut out, tables, &tables.nodes, &node_starts, row);
        out.text("}}").end_row()?;
        comma = ",\n";
    }
    out.text("\n],\n\"edges\":[\n");
    let mut comma = "";
    let undirected = if network.direction() == Direction::Undirected { "\"undirected\":true," } else { "" };
    for (row, (ends, weight)) in tables.edges_with_ends().enumerate() {
        out.text(comma).text("{\"key\":\"").edge(ends).text("\",\"source\":\"").node(ends.0).text("\",\"target\":\"");
        out.node(ends.1).text("\",").text(undirected).text("\"attributes\":{\"weight\":").float(weight);
        members(&mut out, tables, &tables.edges, &edge_starts, row);
        out.text("}}").end_row()?;
        comma = ",\n";
    }
    out.text("\n]}\n").finish()
}

/// Names in `data` that mean something to Cytoscape, Cytoscape.js or networkx.
const CYTOSCAPE: [&str; 7] = ["name", "shared_name", "value", "parent", "selected", "suid", "interaction"];

pub(super) fn cytoscape(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let network = tables.network;
    let (node_starts, edge_starts) = (starts(&tables.nodes, &CYTOSCAPE), starts(&tables.edges, &CYTOSCAPE));
    out.text("{\"format_version\":\"1.0\",\"generated_by\":").json(&network.about().tool);
    out.text(",\"target_cytoscapejs_version\":\"~2.1\",\"directed\":");
    out.boolean(network.direction() == Direction::Directed).text(",\"multigraph\":false,\n\"data\":{\"name\":");
    out.json(&network.about().preset).text(",\"description\":").json(&tables.account_line());
    out.text("},\n\"elements\":{\n\"nodes\":[\n");

    let mut comma = "";
    for (row, &node) in tables.ids.iter().enumerate() {
        out.text(comma).text("{\"data\":{\"id\":\"").node(node).text("\",\"value\":\"").node(node);
        out.text("\",\"name\":").json(&tables.labels[row]);
        looks(&mut out, tables, row);
        members(&mut out, tables, &tables.nodes, &node_starts, row);
        out.text("}");
        if let Some(&[x, y]) = tables.positions.get(row) {
            out.text(",\"position\":{\"x\":").float(x).text(",\"y\":").float(0.0 - y).text("}");
        }
        out.text("}").end_row()?;
        comma = ",\n";
    }
    out.text("\n],\n\"edges\":[\n");
    let mut comma = "";
    for (row, (ends, weight)) in tables.edges_with_ends().enumerate() {
        out.text(comma).text("{\"data\":{\"id\":\"").edge(ends).text("\",\"source\":\"").node(ends.0);
        out.text("\",\"target\":\"").node(ends.1).text("\",\"weight\":").float(weight);
        members(&mut out, tables, &tables.edges, &edge_starts, row);
        out.text("}}").end_row()?;
        comma = ",\n";
    }
    out.text("\n]}}\n").finish()
}

/// What comes before each value of a field: a comma and its name. Names that are `reserved` get a `_` behind them.
fn starts(fields: &[Field<'_>], reserved: &[&str]) -> Vec<String> {
    let start = |field: &Field<'_>| {
        let mut name = field.name.clone();
        if reserved.contains(&name.as_str()) {
            name.push('_');
            while fields.iter().any(|other| other.name == name) {
                name.push('_');
            }
        }
        // Letters, digits and `_` need no escape.
        format!(",\"{name}\":")
    };
    fields.iter().map(start).collect()
}

/// The size and the colour of a node.
fn looks(out: &mut Out<'_>, tables: &NetworkTables<'_>, row: usize) {
    if let Some(&size) = tables.sizes.get(row) {
        out.text(",\"size\":").float(size);
    }
    if let Some(&colour) = tables.network.colours().get(row) {
        out.text(",\"color\":\"").colour(colour).text("\"");
    }
}

/// The attributes of a node or an edge that have a value.
fn members(out: &mut Out<'_>, tables: &NetworkTables<'_>, fields: &[Field<'_>], starts: &[String], row: usize) {
    for (field, start) in fields.iter().zip(starts) {
        let Some(cell) = tables.cell(field, row) else { continue };
        out.text(start);
        out.value(cell, Out::json);
    }
}
