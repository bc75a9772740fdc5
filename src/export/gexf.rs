//! GEXF 1.3, static or dynamic.
//!
//! In a dynamic file an edge has one weight a year: the part of its weight that the documents behind it of that year are. Edges and nodes exist in the
//! years of their documents, as timestamps; what has no dated document has no time, and Gephi shows it always, an edge with the
//! weight 0. Gephi keeps weights by year or one for all, so the whole weight of an edge is an attribute too. Parsers that know
//! one list of attributes a class, like Gephi Lite's, take the last one, so that of the weight comes last.
//!
//! Attribute ids are numbers with readable titles, unique over nodes and edges; Gephi Lite shows the id where it is not a
//! number. Colours are integers without alpha or hex code: Gephi gives up on a fraction, and on alpha beside a hex code.

use super::NetworkTables;
use super::out::Out;
use super::tables::{Field, FieldKind};
use crate::network::Network;
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
    write_with(tables, None, writer)
}

/// The network year by year; as it is, where no document behind an edge has a year.
pub(super) fn write_dynamic(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    write_with(tables, Timeline::new(tables.network).as_ref(), writer)
}

/// When nodes and edges exist.
struct Timeline {
    /// Each edge's years, ascending, and its documents in them.
    edges: Vec<Vec<(i32, u32)>>,
    /// Each node's years, ascending: those of its edges.
    nodes: Vec<Vec<i32>>,
}

impl Timeline {
    fn new(network: &Network) -> Option<Self> {
        let (graph, evidence) = (network.graph(), network.evidence());
        let mut nodes = vec![Vec::new(); graph.node_count()];
        let mut edges = Vec::with_capacity(graph.edge_count());
        for (row, edge) in graph.raw_edges().iter().enumerate() {
            let documents = evidence.of(row).iter().map(|&document| &evidence.documents()[document as usize]);
            let mut years: Vec<(i32, u32)> = documents.filter_map(|document| Some((document.year?, 1))).collect();
            years.sort_unstable();
            years.dedup_by(|again, first| {
                let same = again.0 == first.0;
                first.1 += if same { again.1 } else { 0 };
                same
            });
            for end in [edge.source(), edge.target()] {
                nodes[end.index()].extend(years.iter().map(|(year, _)| *year));
            }
            edges.push(years);
        }
        for years in &mut nodes {
            years.sort_unstable();
            years.dedup();
        }
        let dated = edges.iter().any(|years| !years.is_empty());
        dated.then_some(Self { edges, nodes })
    }
}

fn write_with(tables: &NetworkTables<'_>, timeline: Option<&Timeline>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let network = tables.network;
    let about = network.about();

    out.text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.text("<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n");
    out.text("<meta>\n<creator>").text(&plain(&about.tool));
    out.text("</creator>\n<title>").text(&plain(&about.preset));
    out.text("</title>\n<description>").text(&plain(&tables.account_line())).text("</description>\n</meta>\n");

    let mode = if timeline.is_some() { "dynamic" } else { "static" };
    out.text("<graph mode=\"").text(mode).text("\" defaultedgetype=\"").text(network.direction().name());
    if timeline.is_some() {
        out.text("\" timeformat=\"double\" timerepresentation=\"timestamp");
    }
    out.text("\">\n");
    let total = timeline.map(|_| tables.nodes.len() + tables.edges.len());
    declare(&mut out, "node", &tables.nodes, 0, None);
    declare(&mut out, "edge", &tables.edges, tables.nodes.len(), total);
    if timeline.is_some() {
        out.text("<attributes class=\"edge\" mode=\"dynamic\">\n");
        out.text("<attribute id=\"weight\" title=\"Weight\" type=\"double\"/>\n</attributes>\n");
    }

    out.text("<nodes>\n");
    for (row, &node) in tables.ids.iter().enumerate() {
        out.text("<node id=\"").node(node).text("\" label=\"").xml_attribute(&tables.labels[row]).text("\">");
        if let Some(timeline) = timeline {
            spells(&mut out, timeline.nodes[row].iter().copied());
        }
        let open = values(&mut out, tables, &tables.nodes, 0, row);
        out.text(if open { "</attvalues>" } else { "" });
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
        if let Some(timeline) = timeline {
            spells(&mut out, timeline.edges[row].iter().map(|(year, _)| *year));
        }
        let mut open = values(&mut out, tables, &tables.edges, tables.nodes.len(), row);
        if let (Some(timeline), Some(total)) = (timeline, total) {
            out.text(if open { "" } else { "<attvalues>" });
            open = true;
            out.text("<attvalue for=\"").integer(total as i64).text("\" value=\"").float(weight).text("\"/>");
            let behind = network.evidence().of(row).len() as f64;
            for &(year, documents) in &timeline.edges[row] {
                let share = weight * f64::from(documents) / behind;
                out.text("<attvalue for=\"weight\" value=\"").float(share);
                out.text("\" timestamp=\"").float(year.into()).text("\"/>");
            }
        }
        out.text(if open { "</attvalues>" } else { "" });
        out.text("</edge>\n").end_row()?;
    }
    out.text("</edges>\n</graph>\n</gexf>\n").finish()
}

/// Puts in the years something exists.
fn spells(out: &mut Out<'_>, years: impl ExactSizeIterator<Item = i32>) {
    if years.len() == 0 {
        return;
    }
    out.text("<spells>");
    for year in years {
        out.text("<spell timestamp=\"").float(year.into()).text("\"/>");
    }
    out.text("</spells>");
}

/// Declares the attributes of nodes or edges, numbered from `first`, and the whole weight under the number `total`.
fn declare(out: &mut Out<'_>, owner: &str, fields: &[Field<'_>], first: usize, total: Option<usize>) {
    if fields.is_empty() && total.is_none() {
        return;
    }
    out.text("<attributes class=\"").text(owner).text("\" mode=\"static\">\n");
    for (id, field) in (first..).zip(fields) {
        out.text("<attribute id=\"").integer(id as i64).text("\" title=\"").xml_attribute(&field.name);
        out.text("\" type=\"").text(type_name(field.kind)).text("\"/>\n");
    }
    if let Some(id) = total {
        let mut title = "total_weight".to_owned();
        while fields.iter().any(|field| field.name == title) {
            title.push('_');
        }
        out.text("<attribute id=\"").integer(id as i64).text("\" title=\"").text(&title).text("\" type=\"double\"/>\n");
    }
    out.text("</attributes>\n");
}

/// Puts in the values that are there; tells whether `<attvalues>` stands open.
fn values(out: &mut Out<'_>, tables: &NetworkTables<'_>, fields: &[Field<'_>], first: usize, row: usize) -> bool {
    let mut open = false;
    for (id, field) in (first..).zip(fields) {
        let Some(cell) = tables.cell(field, row) else { continue };
        if !open {
            out.text("<attvalues>");
            open = true;
        }
        out.text("<attvalue for=\"").integer(id as i64).text("\" value=\"");
        out.value(cell, Out::xml_attribute);
        out.text("\"/>");
    }
    open
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
