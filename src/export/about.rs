//! `network.json`: how a network was made and what its files hold, for programs.
//!
//! The same account stands at the head of most files, as text; here numbers are numbers, and every cluster is named.

use super::NetworkTables;
use crate::network::{Cluster, Direction, DocumentCounts, Step};
use serde::{Serialize, Serializer};
use std::io::{self, Write};

#[derive(Serialize)]
struct Account<'t> {
    tool: &'t str,
    preset: &'t str,
    direction: Direction,
    nodes: usize,
    edges: usize,
    options: Pairs<'t>,
    documents: DocumentCounts,
    steps: &'t [Step],
    without_links: usize,
    formulas: Pairs<'t>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    #[serde(skip_serializing_if = "<[Cluster]>::is_empty")]
    clusters: &'t [Cluster],
    node_columns: Vec<&'t str>,
    edge_columns: Vec<&'t str>,
    changes: Vec<Change<'t>>,
}

/// A text or name that was changed.
#[derive(Serialize)]
struct Change<'t> {
    kind: &'static str,
    count: usize,
    before: &'t str,
    after: &'t str,
}

/// Names and texts as an object in their order. The texts of a name that comes twice stand together.
struct Pairs<'t>(&'t [(String, String)]);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(pairs) = self;
        let firsts =
            pairs.iter().enumerate().filter(|(at, (name, _))| pairs[..*at].iter().all(|(known, _)| known != name));
        serializer.collect_map(firsts.map(|(_, (name, _))| {
            let texts = pairs.iter().filter(|(other, _)| other == name).map(|(_, text)| text.as_str());
            (name, texts.collect::<Vec<_>>().join("; "))
        }))
    }
}

/// The account as one piece of JSON.
pub(super) fn json(tables: &NetworkTables<'_>) -> io::Result<String> {
    let network = tables.network;
    let about = network.about();
    let size = tables.account().into_iter().find(|(name, _)| *name == "size").map(|(_, text)| text);
    let account = Account {
        tool: &about.tool,
        preset: &about.preset,
        direction: network.direction(),
        nodes: network.graph().node_count(),
        edges: network.graph().edge_count(),
        options: Pairs(&about.options),
        documents: about.documents,
        steps: &about.steps,
        without_links: about.isolates,
        formulas: Pairs(&about.formulas),
        size: size.filter(|_| network.size_column().is_some()),
        clusters: network.clusters(),
        node_columns: tables.nodes.iter().map(|field| field.name.as_str()).collect(),
        edge_columns: tables.edges.iter().map(|field| field.name.as_str()).collect(),
        changes: tables
            .notices()
            .iter()
            .map(|notice| Change {
                kind: notice.kind.code(),
                count: notice.count,
                before: &notice.example.0,
                after: &notice.example.1,
            })
            .collect(),
    };
    Ok(serde_json::to_string_pretty(&account)?)
}

pub(super) fn write(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut text = json(tables)?;
    text.push('\n');
    writer.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_once() {
        let pairs = [("b", "1"), ("a", "2"), ("b", "3")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(serde_json::to_string(&Pairs(&pairs)).unwrap(), r#"{"b":"1; 3","a":"2"}"#);
    }
}
