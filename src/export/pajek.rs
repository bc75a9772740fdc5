//! [Pajek](http://mrvar.fdv.uni-lj.si/pajek/): the network, and its clusters as a partition.
//!
//! Pajek takes a file for Unicode only if it [begins with a byte order mark](http://mrvar.fdv.uni-lj.si/pajek/Unicode-Pajek.htm).
//! The first line is a comment, so that programs that do not know the mark pass over it; networkx, igraph 1.0 and Gephi 0.10.1
//! read the file. Nodes are numbered from 1 in the order of the other files: Pajek knows no ids. To
//! networkx the label is the node, so a label that another node has already is followed by the node's id.

use super::NetworkTables;
use super::out::Out;
use crate::network::Direction;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn network(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    out.text("\u{feff}");
    for (name, value) in tables.account() {
        out.text("% ").text(&comment(name)).text(": ").text(&comment(&value)).text("\n");
    }
    out.text("*Vertices ").integer(tables.ids.len() as i64).text("\n");
    let places = unit_square(&tables.positions);
    let mut taken = FxHashSet::default();
    taken.reserve(tables.labels.len());
    for (row, label) in tables.labels.iter().enumerate() {
        let mut label = unquoted(label);
        if !taken.insert(label.clone()) {
            label = format!("{label} (n{})", tables.ids[row]).into();
            taken.insert(label.clone());
        }
        out.integer(row as i64 + 1).text(" \"").text(&label).text("\"");
        if let Some(&[x, y]) = places.get(row) {
            out.text(" ").float(x).text(" ").float(y).text(" ellipse");
        }
        if let Some(&[r, g, b]) = tables.network.colours().get(row) {
            out.text(&format!(" ic RGB{r:02X}{g:02X}{b:02X}"));
        }
        out.text("\n").end_row()?;
    }
    out.text(match tables.network.direction() {
        Direction::Undirected => "*Edges\n",
        Direction::Directed => "*Arcs\n",
    });
    for edge in tables.network.graph().raw_edges() {
        out.integer(edge.source().index() as i64 + 1).text(" ").integer(edge.target().index() as i64 + 1);
        out.text(" ").float(edge.weight.weight).text("\n").end_row()?;
    }
    out.finish()
}

/// The cluster of each node, 0 where it has none.
pub(super) fn partition(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let clusters = tables.network.cluster_numbers();
    out.text("*Vertices ").integer(tables.ids.len() as i64).text("\n");
    for row in 0..tables.ids.len() {
        out.integer(clusters.get(row).unwrap_or(0)).text("\n").end_row()?;
    }
    out.finish()
}

/// Text fit for a comment line.
fn comment(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// A label to stand in double quotes, in which Pajek knows no escape. networkx does: a backslash before another one or
/// before the closing quote becomes a slash.
fn unquoted(label: &str) -> Cow<'_, str> {
    if !label.contains(['"', '\\']) {
        return Cow::Borrowed(label);
    }
    let mut letters = label.chars().peekable();
    let mut plain = String::with_capacity(label.len());
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '"' => '\'',
            '\\' if matches!(letters.peek(), None | Some('\\')) => '/',
            letter => letter,
        });
    }
    Cow::Owned(plain)
}

/// Places in the square from 0.05 to 0.95, in one scale for both directions. Pajek's window has its origin at the top.
fn unit_square(positions: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let extent = |axis: usize| {
        let places = positions.iter().map(|place| place[axis]);
        places.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), place| (low.min(place), high.max(place)))
    };
    let ((left, right), (bottom, top)) = (extent(0), extent(1));
    let width = (right - left).max(top - bottom);
    let scale = if width > 0.0 { 0.9 / width } else { 0.0 };
    let (middle_x, middle_y) = ((left + right) / 2.0, (bottom + top) / 2.0);
    // Pajek shows a window of a few hundred points.
    let rounded = |place: f64| (place * 1e6).round() / 1e6;
    let placed = |&[x, y]: &[f64; 2]| [0.5 + (x - middle_x) * scale, 0.5 - (y - middle_y) * scale].map(rounded);
    positions.iter().map(placed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_no_quotes_and_no_escapes() {
        assert_eq!(unquoted("Say \"hi\""), "Say 'hi'");
        assert_eq!(unquoted("back\\slash \\n end\\"), "back\\slash \\n end/");
        assert_eq!(unquoted("two\\\\ \\\""), "two/\\ \\'");
    }

    #[test]
    fn places_lie_in_the_unit_square() {
        assert_eq!(
            unit_square(&[[-100.0, 0.5], [100.0, 300.25], [0.0, -299.75]]),
            [[0.35, 0.499625], [0.65, 0.05], [0.5, 0.95]]
        );
        assert_eq!(unit_square(&[[7.0, 7.0]]), [[0.5, 0.5]]);
        assert!(unit_square(&[]).is_empty());
    }
}
