//! Tables: `nodes.csv` and `edges.csv` as Gephi's spreadsheet import wants them, and `evidence.csv`.
//!
//! Gephi guesses the type of a column from its first 25 rows and drops later values that do not fit. So the first rows are
//! chosen: one for each column that shows its type. The order of the others stays, and ids tie everything together.

use super::NetworkTables;
use super::gephi::{Cleaner, GephiSafe};
use super::out::Out;
use super::tables::{Cell, Field};
use crate::network::Direction;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn nodes(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    header(&mut out, "Id,Label", &tables.nodes);
    for row in rows(tables, &tables.nodes, tables.ids.len()) {
        out.node(tables.ids[row]).text(",").gephi_csv(&tables.labels[row]);
        cells(&mut out, tables, &tables.nodes, row)?;
    }
    out.finish()
}

pub(super) fn edges(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let direction = match tables.network.direction() {
        Direction::Undirected => ",Undirected,",
        Direction::Directed => ",Directed,",
    };
    let edges: Vec<((u32, u32), f64)> = tables.edges_with_ends().collect();
    header(&mut out, "Source,Target,Type,Id,Weight", &tables.edges);
    for row in rows(tables, &tables.edges, edges.len()) {
        let (ends, weight) = edges[row];
        out.node(ends.0).text(",").node(ends.1).text(direction).edge(ends).text(",").float(weight);
        cells(&mut out, tables, &tables.edges, row)?;
    }
    out.finish()
}

/// One line for each edge and each document behind it: plain CSV for people, spreadsheets and programs, not for Gephi.
pub(super) fn evidence(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let network = tables.network;
    out.text("edge,source,source_label,target,target_label,document,year,title\n");
    let evidence = network.evidence();
    let mut cleaner = Cleaner::new(GephiSafe::Off);
    let titles = evidence.documents().iter().map(|document| document.title.as_deref().unwrap_or_default());
    let titles: Vec<Cow<'_, str>> = titles.map(|title| cleaner.line(title)).collect();
    for (row, (edge, (ends, _))) in network.graph().raw_edges().iter().zip(tables.edges_with_ends()).enumerate() {
        for &document in evidence.of(row) {
            out.edge(ends).text(",");
            for (id, node) in [(ends.0, edge.source()), (ends.1, edge.target())] {
                out.node(id).text(",");
                person_cell(&mut out, &tables.labels[node.index()]).text(",");
            }
            person_cell(&mut out, tables.document_id(document)).text(",");
            if let Some(year) = evidence.documents()[document as usize].year {
                out.integer(year.into());
            }
            out.text(",");
            person_cell(&mut out, &titles[document as usize]).text("\n").end_row()?;
        }
    }
    out.finish()
}

/// Puts in a cell that a spreadsheet will not run: a formula gets an apostrophe in front.
fn person_cell<'o, 'w>(out: &'o mut Out<'w>, text: &str) -> &'o mut Out<'w> {
    if text.starts_with(['=', '+', '-', '@']) { out.csv(&format!("'{text}")) } else { out.csv(text) }
}

fn header(out: &mut Out<'_>, start: &str, fields: &[Field<'_>]) {
    out.text(start);
    for field in fields {
        out.text(",").gephi_csv(&field.name);
    }
    out.text("\n");
}

/// Puts in the rest of a row.
fn cells(out: &mut Out<'_>, tables: &NetworkTables<'_>, fields: &[Field<'_>], row: usize) -> io::Result<()> {
    for field in fields {
        out.text(",");
        let Some(cell) = tables.cell(field, row) else { continue };
        match cell {
            Cell::Integer(value) => out.integer(value),
            Cell::Float(value) => out.float(value),
            Cell::Boolean(value) => out.boolean(value),
            Cell::Text(text) => out.gephi_csv(&text),
        };
    }
    out.text("\n").end_row()
}

/// Every row once: first those that show the type of a column, then the others in order.
fn rows(tables: &NetworkTables<'_>, fields: &[Field<'_>], count: usize) -> impl Iterator<Item = usize> {
    let mut first: Vec<usize> = fields.iter().filter_map(|field| telling_row(tables, field, count)).collect();
    first.sort_unstable();
    first.dedup();
    let others = (0..count).filter({
        let first = first.clone();
        move |row| first.binary_search(row).is_err()
    });
    first.into_iter().chain(others)
}

/// The row from which a reader that guesses gets the type of a column right: the number farthest from 0, a text that is
/// no number. None if no row tells.
fn telling_row(tables: &NetworkTables<'_>, field: &Field<'_>, count: usize) -> Option<usize> {
    let mut best = None;
    for row in 0..count {
        let telling = match tables.cell(field, row) {
            None => continue,
            Some(Cell::Integer(value)) => value.unsigned_abs(),
            Some(Cell::Float(_) | Cell::Boolean(_)) => return Some(row),
            Some(Cell::Text(text)) if looks_typed(&text) => continue,
            Some(Cell::Text(_)) => return Some(row),
        };
        if best.is_none_or(|(most, _)| telling > most) {
            best = Some((telling, row));
        }
    }
    best.map(|(_, row)| row)
}

/// Whether Gephi may take a text for something else: a number (also Java's `1d`, `0x1p3`), a truth value, or a set of
/// times in brackets.
fn looks_typed(text: &str) -> bool {
    let in_number = |letter: char| letter.is_numeric() || letter.is_ascii_hexdigit() || "+-.xXpPlL".contains(letter);
    let word = |word| text.eq_ignore_ascii_case(word);
    let number = text.contains(char::is_numeric) && text.chars().all(in_number);
    number
        || text.starts_with(['<', '[', '('])
        || ["true", "false", "nan"].into_iter().any(word)
        || text.ends_with("Infinity")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_texts_from_what_gephi_takes_for_something_else() {
        for text in
            ["12", "-1.5", "+3", ".5", "1d", "0x1p3", "TRUE", "NaN", "-Infinity", "[2001, 2002]", "<[1,2]>", "٣"]
        {
            assert!(looks_typed(text), "{text}");
        }
        for text in ["Ann", "https://example.org/1", "10.1000/182", "同伴", "truth", "fed", "-x"] {
            assert!(!looks_typed(text), "{text}");
        }
    }
}
