//! Tables: `nodes.csv` and `edges.csv` as Gephi's spreadsheet import wants them, and `evidence.csv`.
//!
//! Gephi guesses the type of a column from its first 25 rows and drops later values that do not fit. So rows that show the
//! type of a column come first where they would come too late. The order of the others stays; ids tie everything together.

use super::NetworkTables;
use super::gephi::{Cleaner, GephiSafe};
use super::out::Out;
use super::tables::{Cell, Field, FieldKind};
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
        out.value(cell, Out::gephi_csv);
    }
    out.text("\n").end_row()
}

/// Rows from which Gephi guesses the types of columns.
const GUESSED_FROM: usize = 25;

/// Every row once: first those that show the type of a column and would come too late, then the others in order.
fn rows(tables: &NetworkTables<'_>, fields: &[Field<'_>], count: usize) -> impl Iterator<Item = usize> {
    let mut first: Vec<usize> = fields.iter().flat_map(|field| telling_rows(tables, field, count)).collect();
    first.sort_unstable();
    first.dedup();
    let in_time = GUESSED_FROM.saturating_sub(first.len());
    first.retain(|&row| row >= in_time);
    let others = (0..count).filter({
        let first = first.clone();
        move |row| first.binary_search(row).is_err()
    });
    first.into_iter().chain(others)
}

/// What Gephi may take a cell for. Its guess for a column is the first type that all the rows it looks at can have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guess {
    Boolean,
    Integer,
    Long,
    BigInteger,
    Double,
    /// A set or map of times: anything in brackets might be one.
    Times,
    Text,
}

/// The first row of each kind of value in a column, so that whatever Gephi takes these rows for fits all others. One row
/// is enough where it holds a text that can be nothing else.
fn telling_rows(tables: &NetworkTables<'_>, field: &Field<'_>, count: usize) -> Vec<usize> {
    let mut found: Vec<(Guess, usize)> = Vec::new();
    for row in 0..count {
        let guess = match tables.cell(field, row) {
            None => continue,
            Some(Cell::Integer(value)) if i32::try_from(value).is_ok() => Guess::Integer,
            Some(Cell::Integer(_)) => Guess::Long,
            Some(Cell::Float(_)) => Guess::Double,
            Some(Cell::Boolean(_)) => Guess::Boolean,
            Some(Cell::Text(text)) => guess(&text),
        };
        if guess == Guess::Text {
            return vec![row];
        }
        if !found.iter().any(|(known, _)| *known == guess) {
            found.push((guess, row));
        }
        let whole = match field.kind {
            FieldKind::Integer | FieldKind::Float | FieldKind::Boolean => true,
            FieldKind::Long => found.len() == 2,
            FieldKind::Text => false,
        };
        if whole {
            break;
        }
    }
    found.into_iter().map(|(_, row)| row).collect()
}

/// What Gephi takes a text for, by the rules of Java's `parseInt`, `parseLong`, `BigInteger`, `parseDouble`.
fn guess(text: &str) -> Guess {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if ["true", "false"].into_iter().any(|word| text.eq_ignore_ascii_case(word)) {
        Guess::Boolean
    } else if !unsigned.is_empty() && unsigned.chars().all(char::is_numeric) {
        match text.parse::<i64>().map(i32::try_from) {
            Ok(Ok(_)) => Guess::Integer,
            Ok(Err(_)) => Guess::Long,
            Err(_) => Guess::BigInteger,
        }
    } else if is_double(unsigned) {
        Guess::Double
    } else if text.starts_with(['<', '[', '(']) {
        Guess::Times
    } else {
        Guess::Text
    }
}

/// Whether Java reads a text without sign as a floating point number: `1.5`, `1e3`, `2d`, `0x1p3`, `NaN`.
fn is_double(unsigned: &str) -> bool {
    let number = unsigned.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(unsigned);
    if let Some(hexadecimal) = number.strip_prefix("0x").or_else(|| number.strip_prefix("0X")) {
        return hexadecimal.split_once(['p', 'P']).is_some_and(|(mantissa, exponent)| {
            let digits = mantissa.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '.');
            digits && mantissa != "." && exponent.parse::<i64>().is_ok()
        });
    }
    let decimal = number.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    matches!(unsigned, "NaN" | "Infinity") || decimal && number.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_as_gephi_does() {
        #[rustfmt::skip]
        let cases: [(&[&str], Guess); 7] = [
            (&["TRUE", "false"],                                             Guess::Boolean),
            (&["12", "-12", "+3", "007"],                                    Guess::Integer),
            (&["3000000000"],                                                Guess::Long),
            (&["99999999999999999999", "٣"],                                 Guess::BigInteger),
            (&["-1.5", ".5", "1.", "1d", "1e3F", "0x1.8p3", "NaN", "-Infinity"], Guess::Double),
            (&["[2001, 2002]", "<[1,2]>"],                                   Guess::Times),
            (&["Ann", "https://example.org/1", "10.1000/182", "12A", "0xff", "e5", "-", "", "同伴", "d", "0000-0002-1825-0097"],
                                                                             Guess::Text),
        ];
        for (texts, expected) in cases {
            for text in texts {
                assert!(guess(text) == expected, "{text}");
            }
        }
    }
}
