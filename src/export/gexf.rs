//! GEXF 1.3, static.
//!
//! Attribute ids are numbers with readable titles, unique over nodes and edges; Gephi Lite shows the id where it is not a
//! number. Colours are integers without alpha or hex code: Gephi gives up on a fraction, and on alpha beside a hex code.

use super::NetworkTables;
use super::out::Out;
use super::tables::{Cell, Field, FieldKind};
use std::io::{self, Write};

#[rustfmt::skip]
fn type_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Integer => "integer",
        FieldKind::Long    => "long",
        FieldKind::Float   => "double",
        FieldKind::Text    => "string",
        FieldKind::Boolean => "boolean",
    }
}

pub(super) fn write(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let network = tables.network;
    let about = network.about();

    out.text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.text("<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n");
    let account: Vec<String> = tables.account().iter().map(|(name, value)| format!("{name}: {value}")).collect();
    out.text("<meta>\n<creator>").text(&plain(&about.tool));
    out.text("</creator>\n<title>").text(&plain(&about.preset));
    out.text("</title>\n<description>").text(&plain(&account.join("; "))).text("</description>\n</meta>\n");

    out.text("<graph mode=\"static\" defaultedgetype=\"").text(network.direction().name()).text("\">\n");
    declare(&mut out, "node", &tables.nodes, 0);
    declare(&mut out, "edge", &tables.edges, tables.nodes.len());

    out.text("<nodes>\n");
    for (row, &node) in tables.ids.iter().enumerate() {
        out.text("<node id=\"").node(node).text("\" label=\"").xml_attribute(&tables.labels[row]).text("\">");
        values(&mut out, tables, &tables.nodes, 0, row);
        if let Some(&size) = tables.sizes.get(row) {
            out.text("<viz:size value=\"").float(size).text("\"/>");
        }
        if let Some(&[x, y]) = tables.positions.get(row) {
            out.text("<viz:position x=\"").float(x).text("\" y=\"").float(y).text("\" z=\"0.0\"/>");
        }
        if let Some(&[r, g, b]) = network.colours().get(row) {
            out.text("<viz:color r=\"").integer(r.into()).text("\" g=\"").integer(g.into());
            out.text("\" b=\"").integer(b.into()).text("\"/>");
        }
        out.text("</node>\n").end_row()?;
    }
    out.text("</nodes>\n<edges>\n");
    for (row, (ends, weight)) in tables.edges_with_ends().enumerate() {
        out.text("<edge id=\"").edge(ends).text("\" source=\"").node(ends.0).text("\" target=\"").node(ends.1);
        out.text("\" weight=\"").float(weight).text("\">");
        values(&mut out, tables, &tables.edges, tables.nodes.len(), row);
        out.text("</edge>\n").end_row()?;
    }
    out.text("</edges>\n</graph>\n</gexf>\n").finish()
}

/// Declares the attributes of nodes or edges, numbered from `first`.
fn declare(out: &mut Out<'_>, owner: &str, fields: &[Field<'_>], first: usize) {
    if fields.is_empty() {
        return;
    }
    out.text("<attributes class=\"").text(owner).text("\" mode=\"static\">\n");
    for (id, field) in (first..).zip(fields) {
        out.text("<attribute id=\"").integer(id as i64).text("\" title=\"").xml_attribute(&field.name);
        out.text("\" type=\"").text(type_name(field.kind)).text("\"/>\n");
    }
    out.text("</attributes>\n");
}

fn values(out: &mut Out<'_>, tables: &NetworkTables<'_>, fields: &[Field<'_>], first: usize, row: usize) {
    let mut open = false;
    for (id, field) in (first..).zip(fields) {
        let Some(cell) = tables.cell(field, row) else { continue };
        if !open {
            out.text("<attvalues>");
            open = true;
        }
        out.text("<attvalue for=\"").integer(id as i64).text("\" value=\"");
        match cell {
            Cell::Integer(value) => out.integer(value),
            Cell::Float(value) => out.float(value),
            Cell::Boolean(value) => out.boolean(value),
            Cell::Text(text) => out.xml_attribute(&text),
        };
        out.text("\"/>");
    }
    if open {
        out.text("</attvalues>");
    }
}

/// Text without anything that XML escapes: Gephi keeps one piece of a description, and an escape may begin another.
fn plain(text: &str) -> String {
    let plain = |letter| match letter {
        '&' => Some('+'),
        '<' => Some('('),
        '>' => Some(')'),
        '\u{fffe}' | '\u{ffff}' => None,
        letter if letter.is_control() => None,
        letter => Some(letter),
    };
    text.chars().filter_map(plain).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn descriptions_have_no_entities() {
        assert_eq!(super::plain("a <b> & \u{1}c \"d\""), "a (b) + c \"d\"");
    }
}
