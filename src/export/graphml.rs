//! GraphML that Gephi, Gephi Lite, networkx and igraph read alike.
//!
//! Plain keys only, before the data; no DOCTYPE (Gephi would fetch it), no lists, no `for="all"`, no `<desc>`. The ids
//! `label`, `size`, `x`, `y`, `r`, `g`, `b` and `weight` are what Gephi knows; all other ids have a prefix.

use super::NetworkTables;
use super::out::Out;
use super::tables::{Field, FieldKind};
use std::io::{self, Write};

#[rustfmt::skip]
fn type_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Integer => "int",
        FieldKind::Long    => "long",
        FieldKind::Float   => "double",
        FieldKind::Text    => "string",
        FieldKind::Boolean => "boolean",
    }
}

/// A key, and what comes before each of its values.
struct Key<'t> {
    field: &'t Field<'t>,
    start: String,
}

const END: &str = "</data>";

pub(super) fn write(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let network = tables.network;
    let (sizes, positions, colours) = (&tables.sizes, &tables.positions, network.colours());

    out.text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--\n");
    for (name, value) in tables.account() {
        out.text("  ").text(&comment(name)).text(": ").text(&comment(&value)).text("\n");
    }
    out.text("-->\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"");
    out.text(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    out.text(" xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns");
    out.text(" http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");

    #[rustfmt::skip]
    let known = [
        ("node", "label",  "string", true),
        ("node", "size",   "double", !sizes.is_empty()),
        ("node", "x",      "double", !positions.is_empty()),
        ("node", "y",      "double", !positions.is_empty()),
        ("node", "r",      "int",    !colours.is_empty()),
        ("node", "g",      "int",    !colours.is_empty()),
        ("node", "b",      "int",    !colours.is_empty()),
        ("edge", "weight", "double", true),
    ];
    for (owner, name, type_name, _) in known.iter().filter(|key| key.3) {
        key(&mut out, owner, name, name, type_name);
    }
    let mut keys = |owner, prefix, fields| {
        let declare = |field: &'_ Field<'_>| {
            let id = format!("{prefix}_{}", field.name);
            key(&mut out, owner, &id, &field.name, type_name(field.kind));
            format!("<data key=\"{id}\">")
        };
        starts(fields, declare)
    };
    let node_keys = keys("node", "n", &tables.nodes);
    let edge_keys = keys("edge", "e", &tables.edges);

    let id = nmtoken(&network.about().preset);
    out.text("<graph id=\"").text(&id).text("\" edgedefault=\"").text(network.direction().name()).text("\">\n");
    for (row, &node) in tables.ids.iter().enumerate() {
        out.text("<node id=\"").node(node).text("\"><data key=\"label\">").xml_text(&tables.labels[row]).text(END);
        if let Some(&size) = sizes.get(row) {
            out.text("<data key=\"size\">").float(size).text(END);
        }
        if let Some(&[x, y]) = positions.get(row) {
            out.text("<data key=\"x\">").float(x).text(END).text("<data key=\"y\">").float(y).text(END);
        }
        if let Some(colour) = colours.get(row) {
            for (name, &part) in ["r", "g", "b"].into_iter().zip(colour) {
                out.text("<data key=\"").text(name).text("\">").integer(part.into()).text(END);
            }
        }
        data(&mut out, tables, &node_keys, row);
        out.text("</node>\n").end_row()?;
    }
    for (row, (ends, weight)) in tables.edges_with_ends().enumerate() {
        out.text("<edge id=\"").edge(ends).text("\" source=\"").node(ends.0).text("\" target=\"").node(ends.1);
        out.text("\"><data key=\"weight\">").float(weight).text(END);
        data(&mut out, tables, &edge_keys, row);
        out.text("</edge>\n").end_row()?;
    }
    out.text("</graph>\n</graphml>\n").finish()
}

fn starts<'t>(fields: &'t [Field<'t>], mut start: impl FnMut(&Field<'t>) -> String) -> Vec<Key<'t>> {
    fields.iter().map(|field| Key { field, start: start(field) }).collect()
}

fn key(out: &mut Out<'_>, owner: &str, id: &str, name: &str, type_name: &str) {
    out.text("<key id=\"").xml_attribute(id).text("\" for=\"").text(owner).text("\" attr.name=\"").xml_attribute(name);
    out.text("\" attr.type=\"").text(type_name).text("\"/>\n");
}

fn data(out: &mut Out<'_>, tables: &NetworkTables<'_>, keys: &[Key<'_>], row: usize) {
    for Key { field, start } in keys {
        let Some(cell) = tables.cell(field, row) else { continue };
        out.text(start);
        out.value(cell, Out::xml_text);
        out.text(END);
    }
}

/// Text fit for a comment: no two hyphens in a row, none at the end, no control characters.
fn comment(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}')) {
        if letter == '-' && safe.ends_with('-') {
            safe.push(' ');
        }
        safe.push(letter);
    }
    safe
}

/// Text fit for an XML id.
fn nmtoken(text: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
    let token: String = text.chars().map(plain).collect();
    if token.is_empty() { "network".into() } else { token }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_ids_are_well_formed() {
        assert_eq!(comment("--max-authors ---\u{1}"), "- -max-authors - - -");
        assert_eq!(nmtoken("coauthors"), "coauthors");
        assert_eq!(nmtoken("a b\"<"), "a_b__");
        assert_eq!(nmtoken(""), "network");
    }
}
