//! Tables and the report about a network, for people.

use crate::network::bursts::{BurstOptions, item_bursts};
use crate::network::project::Incidence;
use crate::network::themes::{ThemeOptions, themes as found_themes};
use crate::network::time::{Growth, Rate, Slice};
use crate::network::{Network, Step};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Rows as comma-separated values; cells that look like a formula get an apostrophe in front.
fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> anyhow::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header)?;
    for row in rows {
        let safe = |cell: &String| {
            let formula = cell.starts_with(['=', '+', '@']) || cell.starts_with('-') && cell.parse::<f64>().is_err();
            if formula { format!("'{cell}") } else { cell.clone() }
        };
        out.write_record(row.iter().map(safe))?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

fn node(id: u32) -> String {
    format!("n{id}")
}

/// When the nodes of a network were written about much more than before.
pub fn bursts(network: &Network, items: &Incidence<'_>, years: &[Option<i32>]) -> anyhow::Result<String> {
    let labels: BTreeMap<u32, &str> = network.graph().node_weights().map(|n| (n.id, n.label.as_str())).collect();
    let found = item_bursts(items, years, &BurstOptions::default())?;
    let rows = found.iter().filter_map(|burst| {
        let label = labels.get(&burst.item)?;
        let numbers = [burst.first_year.to_string(), burst.last_year.to_string(), burst.level.to_string()];
        Some([vec![node(burst.item), label.to_string()], numbers.to_vec(), vec![burst.weight.to_string()]].concat())
    });
    csv(&["node", "label", "first_year", "last_year", "level", "weight"], rows)
}

/// Centrality, density and quadrant of each cluster.
pub fn themes(network: &Network) -> anyhow::Result<String> {
    let found = found_themes(network, &ThemeOptions::default())?;
    let rows = found.iter().map(|theme| {
        vec![
            theme.cluster.to_string(),
            theme.label.clone(),
            theme.terms.join("; "),
            theme.items.to_string(),
            theme.centrality.to_string(),
            theme.density.to_string(),
            theme.centrality_rank.to_string(),
            theme.density_rank.to_string(),
            theme.quadrant.name().to_string(),
            theme.core_documents.to_string(),
            theme.secondary_documents.to_string(),
        ]
    });
    let header = [
        "cluster",
        "label",
        "terms",
        "items",
        "centrality",
        "density",
        "centrality_rank",
        "density_rank",
        "quadrant",
        "core_documents",
        "secondary_documents",
    ];
    csv(&header, rows)
}

fn rate(rate: Option<Rate>) -> [String; 2] {
    let text = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    [text(rate.map(|rate| rate.annual)), text(rate.and_then(|rate| rate.doubling_time))]
}

/// How a network grew, a line for each slice.
pub fn growth(growth: &Growth) -> String {
    let mut out =
        String::from("slice,documents,nodes,new_nodes,links,new_links,lost_links,annual_growth,doubling_years\n");
    for slice in &growth.slices {
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{},{},{},{},{},{},{},,",
            slice.slice, slice.documents, slice.nodes, slice.new_nodes, slice.links, slice.new_links, slice.lost_links
        );
    }
    let [annual, doubling] = rate(growth.rate);
    let _ = writeln!(out, "all,,,,,,,{annual},{doubling}");
    out
}

/// How each node grew: documents, new and lost links in each slice.
pub fn node_growth(network: &Network, slices: &[Slice], growth: &Growth) -> String {
    let mut header = vec!["node".to_string(), "label".into(), "first_slice".into()];
    for slice in slices {
        header.extend(["documents", "new_links", "lost_links"].map(|name| format!("{name}_{slice}")));
    }
    header.extend(["annual_growth".into(), "doubling_years".into()]);
    let rows = growth.nodes.iter().zip(network.graph().node_weights()).map(|(grown, held)| {
        let first = grown.first_slice.and_then(|at| slices.get(at)).map(Slice::to_string).unwrap_or_default();
        let mut row = vec![node(grown.node), held.label.clone(), first];
        for at in 0..slices.len() {
            row.extend([
                grown.documents[at].to_string(),
                grown.new_links[at].to_string(),
                grown.lost_links[at].to_string(),
            ]);
        }
        row.extend(rate(grown.rate));
        row
    });
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    csv(&header, rows).unwrap_or_default()
}

/// So many nodes, links, clusters are listed.
const LISTED: usize = 20;

/// The report: how the network was made, what is in it.
pub fn markdown(network: &Network) -> String {
    let graph = network.graph();
    let mut out =
        format!("# {}\n\n{} nodes, {} edges.\n\n", network.about().preset, graph.node_count(), graph.edge_count());
    let cell = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
    out.push_str("## How it was made\n\n| | |\n|---|---|\n");
    for (name, value) in network.account() {
        if name != "step" {
            let _ = writeln!(out, "| {} | {} |", cell(name), cell(&value));
        }
    }
    out.push_str("\n| step | nodes | edges |\n|---|---|---|\n");
    for Step { name, nodes, edges } in &network.about().steps {
        let _ = writeln!(out, "| {} | {nodes} | {edges} |", cell(name));
    }
    if !network.clusters().is_empty() {
        out.push_str("\n## Clusters\n\n| | name | nodes |\n|---|---|---|\n");
        for cluster in network.clusters().iter().take(LISTED) {
            let _ = writeln!(out, "| {} | {} | {} |", cluster.number, cell(&cluster.label), cluster.nodes);
        }
        if network.clusters().len() > LISTED {
            let _ = writeln!(out, "\nand {} more.", network.clusters().len() - LISTED);
        }
    }
    if let Some(column) = network.size_column() {
        let values = column.values.numbers();
        let mut rows: Vec<usize> = (0..values.len()).collect();
        let value = |row: usize| values.get(row).unwrap_or(f64::NEG_INFINITY);
        rows.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then(a.cmp(&b)));
        let _ = writeln!(out, "\n## Largest nodes\n\n| node | {} |\n|---|---|", cell(&column.name));
        for row in rows.into_iter().take(LISTED) {
            let number = values.get(row).map(|value| value.to_string()).unwrap_or_default();
            let _ = writeln!(out, "| {} | {number} |", cell(&graph.raw_nodes()[row].weight.label));
        }
    }
    let mut edges: Vec<usize> = (0..graph.edge_count()).collect();
    let weight = |row: usize| graph.raw_edges()[row].weight.weight;
    edges.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
    out.push_str("\n## Strongest links\n\n| | | weight | documents |\n|---|---|---|---|\n");
    for row in edges.into_iter().take(LISTED) {
        let edge = &graph.raw_edges()[row];
        let behind = network.evidence().of(row);
        let ids = behind.iter().take(3).map(|at| network.evidence().documents()[*at as usize].id.as_str());
        let mut ids = ids.collect::<Vec<_>>().join("; ");
        if behind.len() > 3 {
            let _ = write!(ids, "; and {} more", behind.len() - 3);
        }
        let [source, target] = [edge.source(), edge.target()].map(|end| cell(&graph[end].label));
        let _ = writeln!(out, "| {source} | {target} | {} | {} |", edge.weight.weight, cell(&ids));
    }
    out
}
