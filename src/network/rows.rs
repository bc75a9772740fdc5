//! A network out of rows: of whatever a query answered.
//!
//! | column | what it is |
//! |---|---|
//! | `source`, `target` | the ends of a link: an IRI or any text; rows without one are left out |
//! | `sourceLabel`, `targetLabel` | names for people; else what follows the last `/` or `#` of an IRI |
//! | `weight` | a number above 0; 1 where there is no such column |
//! | `year` | of the document behind the link |
//! | `document` | IRI or DOI of the document behind the link |
//!
//! Rows with the same ends are one edge: their weights add up. Every other column becomes a column of edges, its different
//! values joined.

use super::{
    About, Column, Direction, Document, DocumentCounts, Evidence, NetworkError, Node, Parts, SMALLEST_WEIGHT, Step,
    Values,
};
use std::collections::BTreeMap;

/// Weights pass through programs that hold them in single precision.
const LARGEST_WEIGHT: f64 = f32::MAX as f64;

/// A row that could not be used, or not as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRemark {
    /// Number of the row, from 1.
    pub row: usize,
    /// What is the matter, and what was done.
    pub message: String,
}

/// What the rows say of one edge.
#[derive(Default)]
struct Link {
    weight: f64,
    rows: i64,
    years: Vec<i32>,
    documents: Vec<u32>,
    others: BTreeMap<usize, Vec<String>>,
}

/// Makes a network out of rows of texts; `columns` names them, in the manner of SPARQL without the question mark.
///
/// # Errors
/// [`NetworkError::ColumnName`] if there is no `source` or no `target`.
///
/// ```
/// use citeweave::network::{Direction, Network, rows::from_rows};
/// let columns = ["source", "target", "weight"].map(String::from);
/// let row = |cells: [&str; 3]| cells.map(|cell| Some(cell.to_string())).to_vec();
/// let rows = [row(["http://a/x", "http://a/y", "2"]), row(["http://a/y", "http://a/x", "0.5"])];
/// let (parts, remarks) = from_rows(&columns, rows, Direction::Undirected)?;
/// let network = Network::new(parts)?;
/// assert_eq!(network.graph().edge_weights().next().unwrap().weight, 2.5);
/// assert!(remarks.is_empty());
/// # Ok::<(), citeweave::network::NetworkError>(())
/// ```
pub fn from_rows(
    columns: &[String],
    rows: impl IntoIterator<Item = Vec<Option<String>>>,
    direction: Direction,
) -> Result<(Parts, Vec<RowRemark>), NetworkError> {
    // As it is written first, else in other letters.
    let at = |name: &str| {
        let exact = columns.iter().position(|column| column == name);
        exact.or_else(|| columns.iter().position(|column| column.eq_ignore_ascii_case(name)))
    };
    let needed = |name: &str| at(name).ok_or_else(|| NetworkError::ColumnName { name: name.into() });
    let (source, target) = (needed("source")?, needed("target")?);
    let labels = [at("sourceLabel").or(at("source_label")), at("targetLabel").or(at("target_label"))];
    let (weight, year, document) = (at("weight"), at("year"), at("document"));
    let known = [Some(source), Some(target), labels[0], labels[1], weight, year, document];
    let others: Vec<usize> = (0..columns.len()).filter(|column| !known.contains(&Some(*column))).collect();

    let mut remarks = Vec::new();
    let mut nodes: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut links: BTreeMap<(String, String), Link> = BTreeMap::new();
    let mut documents: BTreeMap<String, (u32, Option<i32>)> = BTreeMap::new();
    for (row, number) in rows.into_iter().zip(1..) {
        let cell = |column: Option<usize>| {
            let text = column.and_then(|column| row.get(column)).and_then(|cell| cell.as_deref());
            text.map(str::trim).filter(|text| !text.is_empty())
        };
        let mut remark = |message: String| remarks.push(RowRemark { row: number, message });
        let (Some(from), Some(to)) = (cell(Some(source)), cell(Some(target))) else {
            remark("no source or no target; left out".into());
            continue;
        };
        let strength = match cell(weight).map(str::parse::<f64>) {
            None => 1.0,
            Some(Ok(strength)) if (SMALLEST_WEIGHT..=LARGEST_WEIGHT).contains(&strength) => strength,
            Some(_) => {
                let text = cell(weight).unwrap_or_default();
                remark(format!("the weight is no number above 0 that others can read; left out: {text}"));
                continue;
            }
        };
        for (end, label) in [(from, labels[0]), (to, labels[1])] {
            let held = nodes.entry(end.to_string()).or_default();
            if let (None, Some(label)) = (&held, cell(label)) {
                *held = Some(label.to_string());
            }
        }
        let turned = direction == Direction::Undirected && from > to;
        let ends = if turned { (to, from) } else { (from, to) };
        let link = links.entry((ends.0.to_string(), ends.1.to_string())).or_default();
        link.weight += strength;
        link.rows += 1;
        let dated = cell(year).and_then(|year| year.get(..4).unwrap_or(year).parse::<i32>().ok());
        if let (None, Some(text)) = (dated, cell(year)) {
            remark(format!("no year: {text}"));
        }
        link.years.extend(dated);
        if let Some(id) = cell(document) {
            let next = documents.len() as u32;
            let (row, held) = documents.entry(id.to_string()).or_insert((next, None));
            *held = held.or(dated);
            link.documents.push(*row);
        }
        for column in &others {
            if let Some(text) = cell(Some(*column)) {
                let held = link.others.entry(*column).or_default();
                if !held.iter().any(|held| held == text) {
                    held.push(text.to_string());
                }
            }
        }
    }

    let position: BTreeMap<&str, u32> = nodes.keys().map(String::as_str).zip(0..).collect();
    let edges: Vec<(u32, u32, f64)> =
        links.iter().map(|((from, to), link)| (position[from.as_str()], position[to.as_str()], link.weight)).collect();
    let integers = |value: &dyn Fn(&Link) -> Option<i64>| Values::integers(links.values().map(value));
    let mut edge_columns = vec![Column::new("count", integers(&|link| Some(link.rows)))];
    if year.is_some() {
        edge_columns.push(Column::new("first_year", integers(&|link| link.years.iter().min().map(|y| i64::from(*y)))));
        edge_columns.push(Column::new("last_year", integers(&|link| link.years.iter().max().map(|y| i64::from(*y)))));
    }
    for column in others {
        let joined = |link: &Link| link.others.get(&column).map(|texts| texts.join("; "));
        let name = columns[column].to_lowercase();
        let taken = edge_columns.iter().any(|held| held.name == name);
        let name = if taken || name.is_empty() { format!("{name}_{column}") } else { name };
        edge_columns.push(Column::new(name, Values::Text(links.values().map(joined).collect())));
    }
    let evidence = if document.is_some() {
        let mut table = vec![Document { id: String::new(), title: None, year: None }; documents.len()];
        for (id, (row, year)) in documents {
            table[row as usize] = Document { id, title: None, year };
        }
        let (mut offsets, mut rows) = (vec![0], Vec::new());
        for link in links.values_mut() {
            link.documents.sort_unstable();
            link.documents.dedup();
            rows.extend_from_slice(&link.documents);
            offsets.push(rows.len() as u32);
        }
        Evidence::new(table, offsets, rows)?
    } else {
        Evidence::default()
    };
    let is_iri = |text: &str| text.contains("://");
    let iris = nodes.keys().map(|node| is_iri(node).then(|| node.clone())).collect();
    let projected = Step { name: "queried".into(), nodes: nodes.len(), edges: edges.len() };
    let parts = Parts {
        about: About {
            tool: concat!("citeweave ", env!("CARGO_PKG_VERSION")).into(),
            preset: "query".into(),
            documents: DocumentCounts::default(),
            steps: vec![projected],
            ..About::default()
        },
        direction,
        node_columns: vec![Column::new("iri", Values::Text(iris))],
        edges,
        edge_columns,
        evidence,
        nodes: nodes
            .into_iter()
            .zip(0..)
            .map(|((name, label), id)| {
                let last = if is_iri(&name) { name.rsplit(['/', '#']).next().unwrap_or(&name) } else { &name };
                Node { id, label: label.unwrap_or_else(|| last.to_string()) }
            })
            .collect(),
        ..Parts::default()
    };
    Ok((parts, remarks))
}

#[cfg(test)]
mod tests {
    use super::super::Network;
    use super::*;

    #[test]
    fn rows_with_the_same_ends_are_one_edge() {
        let columns = ["source", "target", "sourceLabel", "weight", "year", "document", "topic"].map(String::from);
        let row = |cells: [&str; 7]| cells.map(|cell| (!cell.is_empty()).then(|| cell.to_string())).to_vec();
        let rows = [
            row(["http://x/b", "http://x/a", "Bo", "1", "2020-05", "10.1/a", "peers"]),
            row(["http://x/a", "http://x/b", "", "0.5", "2018", "10.1/b", "power"]),
            row(["http://x/a", "", "", "1", "", "", ""]),
            row(["http://x/a", "c", "安", "zero", "", "", ""]),
            row(["http://x/a", "c", "安", "", "soon", "", "peers"]),
        ];
        let (parts, remarks) = from_rows(&columns, rows.clone(), Direction::Undirected).unwrap();
        let told: Vec<_> = remarks.iter().map(|remark| (remark.row, remark.message.as_str())).collect();
        assert_eq!(
            told,
            [
                (3, "no source or no target; left out"),
                (4, "the weight is no number above 0 that others can read; left out: zero"),
                (5, "no year: soon")
            ]
        );
        assert_eq!(parts.nodes.iter().map(|node| node.label.as_str()).collect::<Vec<_>>(), ["c", "安", "Bo"]);
        assert_eq!(parts.edges, [(0, 1, 1.0), (1, 2, 1.5)]);
        assert_eq!(parts.edge_column("first_year").unwrap().values, Values::integers(vec![None, Some(2018)]));
        assert_eq!(
            parts.edge_column("topic").unwrap().values,
            Values::Text(vec![Some("peers".into()), Some("peers; power".into())])
        );
        let network = Network::new(parts).unwrap();
        assert_eq!(network.evidence().of(1), [0, 1]);

        let (parts, _) = from_rows(&columns, rows, Direction::Directed).unwrap();
        assert_eq!(parts.edges.len(), 3);
        assert!(from_rows(&["source".into()], [], Direction::Directed).is_err());
    }
}
