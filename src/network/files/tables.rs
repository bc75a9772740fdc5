//! Tables: the nodes and edges of Gephi's spreadsheets, the map of VOSviewer, edge lists of all programs.
//!
//! [Gephi](https://gephi.org/users/supported-graph-formats/spreadsheet/) takes edges without a `Type` for directed.
//! [VOSviewer](https://app.vosviewer.com/docs/file-types/map-and-network-file-type/) has no directed links, and an edge list
//! does not say; these are undirected.

use super::cells::{Delimiter, Dialect, Rows};
use super::draft::{Draft, Kind, Role, Way};
use super::{Odd, Remarks};
use std::borrow::Cow;

/// What a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A row for each node, under a header.
    Nodes,
    /// The same of VOSviewer.
    Map,
    /// A row for each edge, under a header with `Source` and `Target`.
    Edges,
    /// A row for each edge, the ends first.
    List { header: bool },
    /// The `evidence.csv` of citeweave: the documents behind each edge.
    Evidence,
}

/// Rows looked at to tell what a table is.
const LOOKED_AT: usize = 20;

/// Heads of the first two columns of an edge list.
const ENDS: &[&str] = &[
    "source",
    "target",
    "from",
    "to",
    "node1",
    "node2",
    "node_1",
    "node_2",
    "id1",
    "id2",
    "v1",
    "v2",
    "source_id",
    "target_id",
];

/// Why a table is none of nodes or edges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// No table at all.
    Unknown,
    /// No column for the ends of an edge or the id of a node among these.
    Columns(String),
    Matrix,
    Adjacency,
}

/// What kind of table a text is, and what shows it.
pub(super) fn detect(text: &str) -> Result<(Shape, Dialect, String), Unfit> {
    let dialect = Dialect::of(text);
    let by = dialect.delimiter.name();
    let mut rows = Rows::new(text, dialect);
    let mut first: Vec<Vec<Cow<'_, str>>> = Vec::new();
    let mut row = Vec::new();
    while first.len() < LOOKED_AT && rows.next(&mut row).is_some() {
        if !is_comment(&row) {
            first.push(std::mem::take(&mut row));
        }
    }
    let Some(head) = first.first() else { return Err(Unfit::Unknown) };
    let head: Vec<String> = head.iter().map(|cell| cell.trim().to_lowercase()).collect();
    let has = |name: &str| head.iter().any(|cell| cell == name);
    let divided = dialect.delimiter != Delimiter::Blanks;
    let shown = |names: &str| format!("header with {names}, cells between {by}");
    if divided && head.iter().any(|cell| cell.starts_with("weight<") || cell.starts_with("score<")) {
        return Ok((Shape::Map, dialect, shown("weight<…> or score<…>")));
    }
    if divided
        && has("id")
        && has("label")
        && dialect.delimiter == Delimiter::Byte(b'\t')
        && (has("x") && has("y") || has("cluster"))
    {
        return Ok((Shape::Map, dialect, shown("id, label and x, y or cluster")));
    }
    if divided && head.starts_with(&["edge".into(), "source".into(), "source_label".into(), "target".into()]) {
        return Ok((Shape::Evidence, dialect, shown("edge, source, source_label")));
    }
    if has("source") && has("target") {
        return Ok((Shape::Edges, dialect, shown("Source and Target")));
    }
    let ends = head.get(..2).is_some_and(|two| two.iter().all(|cell| ENDS.contains(&cell.as_str())));
    if (has("id") || has("label")) && !ends && (divided || head.len() == 1) {
        return Ok((Shape::Nodes, dialect, shown("Id or Label")));
    }
    let header = has_header(&first);
    if !(divided && ends) {
        fits_list(&first, header, divided)?;
    }
    Ok((Shape::List { header }, dialect, format!("{} cells in each row, between {by}", head.len())))
}

/// Whether the first column is the id, or there is a label beside it, as in Gephi's tables of nodes.
pub(super) fn begins_with_id(text: &str, dialect: Dialect) -> bool {
    let (mut rows, mut head) = (Rows::new(text, dialect), Vec::new());
    next(&mut rows, &mut head);
    position(&head, "id") == Some(0) || position(&head, "label").is_some()
}

/// Whether the first rows of a table can be edges, the ends first.
fn fits_list(rows: &[Vec<Cow<'_, str>>], header: bool, divided: bool) -> Result<(), Unfit> {
    let Some((head, others)) = rows.split_first() else { return Err(Unfit::Unknown) };
    let is_value = |cell: &Cow<'_, str>| cell.trim().is_empty() || is_number(cell) || cell.starts_with('{');
    // The first cell of a matrix is empty; blanks do not show that.
    let corner = usize::from(divided && head[0].trim().is_empty());
    let names = head.get(corner..).unwrap_or_default();
    let below = |(row, name): (&Vec<Cow<'_, str>>, &Cow<'_, str>)| {
        row.len() == names.len() + 1 && row[0].trim() == name.trim() && row[1..].iter().all(is_value)
    };
    let square = names.len() > 1 && others.len() >= names.len().min(LOOKED_AT - 1);
    if (corner == 1 || !divided) && square && others.iter().zip(names).all(below) {
        return Err(Unfit::Matrix);
    }
    let columns = || {
        let names: Vec<&str> = head.iter().map(|name| name.trim()).collect();
        Unfit::Columns(names.join(", "))
    };
    if corner == 1 {
        return Err(columns());
    }
    let valued = rows.iter().skip(usize::from(header)).all(|row| row.get(2).is_none_or(is_value));
    let same = others.iter().all(|row| row.len() == head.len());
    let short = rows.iter().all(|row| matches!(row.len(), 2 | 3));
    let dictionaries = rows.iter().all(|row| row.len() == 2 || row.get(2).is_some_and(|cell| cell.starts_with('{')));
    match (short, same) {
        (true, _) if same || valued => Ok(()),
        _ if dictionaries => Ok(()),
        // More cells than ends and weight need a header that tells them, or a weight where it belongs.
        (false, true) if divided && head.len() > 3 && !header && valued => Ok(()),
        (false, true) if divided && head.len() > 3 => Err(columns()),
        _ if divided || short => Err(Unfit::Adjacency),
        _ => Err(Unfit::Unknown),
    }
}

fn is_comment(row: &[Cow<'_, str>]) -> bool {
    row.first().is_some_and(|cell| cell.starts_with(['#', '%']))
}

fn is_number(cell: &str) -> bool {
    cell.trim().parse::<f64>().is_ok()
}

/// Whether the first row of an edge list names the columns: it has the words for it, or texts where others have numbers.
fn has_header(rows: &[Vec<Cow<'_, str>>]) -> bool {
    let Some((head, others)) = rows.split_first() else { return false };
    let named = |cell: &Cow<'_, str>| ENDS.contains(&cell.trim().to_lowercase().as_str());
    if head.len() >= 2 && head[..2].iter().all(named) {
        return true;
    }
    let numbers_below = |column: usize| {
        !others.is_empty() && others.iter().all(|row| row.get(column).is_some_and(|cell| is_number(cell)))
    };
    let text_above = |column: usize| head.get(column).is_some_and(|cell| !is_number(cell) && !cell.starts_with('{'));
    text_above(2) && numbers_below(2) || [0, 1].iter().all(|column| text_above(*column) && numbers_below(*column))
}

/// Reads a table into a draft.
pub(super) fn read<'t>(text: &'t str, shape: Shape, dialect: Dialect, draft: &mut Draft<'t>, remarks: &mut Remarks) {
    let mut rows = Rows::new(text, dialect);
    let mut row: Vec<Cow<'t, str>> = Vec::new();
    match shape {
        Shape::Nodes | Shape::Map => nodes(&mut rows, &mut row, shape == Shape::Map, draft, remarks),
        Shape::Edges | Shape::List { .. } => edges(&mut rows, &mut row, shape, draft, remarks),
        Shape::Evidence => remarks.note(Odd::EvidenceTable, 0, String::new),
    }
    if let Some(line) = rows.unclosed {
        remarks.note(Odd::Unclosed, line, String::new);
    }
}

fn next<'t>(rows: &mut Rows<'t>, row: &mut Vec<Cow<'t, str>>) -> Option<u64> {
    loop {
        let line = rows.next(row)?;
        if !is_comment(row) {
            return Some(line);
        }
    }
}

fn position(head: &[Cow<'_, str>], name: &str) -> Option<usize> {
    head.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name))
}

fn nodes<'t>(
    rows: &mut Rows<'t>,
    row: &mut Vec<Cow<'t, str>>,
    map: bool,
    draft: &mut Draft<'t>,
    remarks: &mut Remarks,
) {
    let Some(_) = rows.next(row) else { return };
    let head = std::mem::take(row);
    let (id, label) = (position(&head, "id"), position(&head, "label"));
    if map {
        draft.never_directed = true;
        // VOSviewer shows documents or occurrences before it shows links.
        let weights = head.iter().map(|cell| cell.trim()).filter(|cell| cell.to_lowercase().starts_with("weight<"));
        draft.weights =
            ["weight<Documents>", "weight<Occurrences>"].into_iter().chain(weights).map(str::to_string).collect();
    }
    let columns: Vec<Option<usize>> = head
        .iter()
        .enumerate()
        .map(|(at, name)| match () {
            () if Some(at) == id => None,
            () if Some(at) == label => Some(draft.nodes.role(Role::Label)),
            () => Some(draft.nodes.add(name, None)),
        })
        .collect();
    while let Some(line) = rows.next(row) {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).filter(|cell| !cell.trim().is_empty());
        let given = cell(id).or_else(|| cell(label)).map(|cell| match cell {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_string()),
        });
        let given = match given {
            Some(given) => given,
            None => {
                remarks.note(Odd::NoId, line, String::new);
                Cow::Owned(format!("line {line}"))
            }
        };
        let node = draft.list(given, line, remarks);
        for (column, cell) in columns.iter().zip(row.iter()) {
            if let Some(column) = column {
                draft.nodes.put(*column, node, cell.trim());
            }
        }
        ragged(row, head.len(), line, remarks);
    }
}

fn ragged(row: &[Cow<'_, str>], columns: usize, line: u64, remarks: &mut Remarks) {
    if row.iter().skip(columns).any(|cell| !cell.trim().is_empty()) {
        remarks.note(Odd::Ragged, line, || format!("{} cells under {columns} heads", row.len()));
    }
}

fn edges<'t>(
    rows: &mut Rows<'t>,
    row: &mut Vec<Cow<'t, str>>,
    shape: Shape,
    draft: &mut Draft<'t>,
    remarks: &mut Remarks,
) {
    let headed = matches!(shape, Shape::Edges | Shape::List { header: true });
    let mut head: Vec<Cow<'t, str>> = Vec::new();
    let mut line = next(rows, row);
    if headed && line.is_some() {
        head = std::mem::take(row);
        line = next(rows, row);
    }
    let (source, target) = match (shape, position(&head, "source"), position(&head, "target")) {
        (Shape::Edges, Some(source), Some(target)) => (source, target),
        _ => (0, 1),
    };
    let kind = if shape == Shape::Edges { position(&head, "type") } else { None };
    let way = if shape == Shape::Edges && kind.is_none() { Way::Directed } else { Way::Undirected };
    if kind.is_none() && !(draft.never_directed && way == Way::Undirected) {
        remarks.note(if way == Way::Directed { Odd::NoType } else { Odd::NoDirection }, 0, String::new);
    }
    let width = if headed { head.len() } else { row.len() };
    let columns: Vec<Option<usize>> = (0..width)
        .map(|at| {
            let name = head.get(at).map(|name| name.trim());
            let dictionary = !headed && row.get(at).is_some_and(|cell| cell.starts_with('{'));
            match name {
                _ if at == source || at == target || Some(at) == kind || dictionary => None,
                Some(name) if shape == Shape::Edges && name.eq_ignore_ascii_case("id") => {
                    Some(draft.edges.role(Role::EdgeId))
                }
                // The strength of a link is the third cell.
                _ if at == 2 && shape != Shape::Edges && (headed || is_number(&row[at])) => {
                    Some(draft.edges.role(Role::Weight))
                }
                Some(name) => Some(draft.edges.add(name, None)),
                None => Some(draft.edges.add(&format!("column_{}", at + 1), None)),
            }
        })
        .collect();
    while let Some(number) = line {
        let end = |at: usize| {
            row.get(at).filter(|cell| !cell.trim().is_empty()).map(|cell| match cell {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                Cow::Owned(text) => Cow::Owned(text.trim().to_string()),
            })
        };
        if let (Some(from), Some(to)) = (end(source), end(target)) {
            let (from, to) = (draft.node(from), draft.node(to));
            let way = match kind.and_then(|kind| row.get(kind)) {
                Some(cell) if cell.trim().eq_ignore_ascii_case("undirected") => Way::Undirected,
                Some(_) => Way::Directed,
                None => way,
            };
            let link = draft.link(from, to, way, number);
            for (column, cell) in columns.iter().zip(row.iter()) {
                if let Some(column) = column {
                    draft.edges.put(*column, link, cell.trim());
                }
            }
            if !headed && let Some(cell) = row.get(2).filter(|cell| cell.starts_with('{')) {
                dictionary(cell, link, draft, number, remarks);
            } else {
                ragged(row, columns.len(), number, remarks);
            }
        } else {
            remarks.note(Odd::NoEnd, number, || row.join(" "));
        }
        line = next(rows, row);
    }
}

/// The values of a dictionary of Python, as networkx writes them behind an edge: `{'weight': 2, 'year': 2020}`.
fn dictionary(cell: &str, row: u32, draft: &mut Draft<'_>, line: u64, remarks: &mut Remarks) {
    let mut rest = cell.trim().strip_prefix('{').and_then(|cell| cell.strip_suffix('}')).unwrap_or("").trim();
    let word = |text: &str| -> Option<(String, usize, bool)> {
        let quote = text.chars().next()?;
        if !matches!(quote, '\'' | '"') {
            let end = text.find([',', ':']).unwrap_or(text.len());
            return Some((text.get(..end)?.trim().to_string(), end, false));
        }
        let mut out = String::new();
        let mut letters = text.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => out.extend(letters.next().map(|(_, letter)| letter)),
                letter if letter == quote => return Some((out, at + 1, true)),
                letter => out.push(letter),
            }
        }
        None
    };
    while !rest.is_empty() {
        let read = word(rest).and_then(|(name, end, _)| {
            let after = rest.get(end..)?.trim_start().strip_prefix(':')?.trim_start();
            let (value, end, quoted) = word(after)?;
            Some((name, value, quoted, after.get(end..)?.trim_start()))
        });
        let Some((name, value, quoted, after)) = read else {
            remarks.note(Odd::Line, line, || cell.to_string());
            return;
        };
        let column = draft.edges.named(&name, None);
        if quoted {
            draft.edges.widen(column, Kind::Text);
        }
        if quoted || value != "None" {
            draft.edges.put(column, row, &value);
        }
        rest = after.strip_prefix(',').unwrap_or("").trim_start();
    }
}
