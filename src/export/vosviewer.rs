//! VOSviewer's map and network files, and its JSON.
//!
//! VOSviewer shows an item by *weights*, of which one gives the size, and by *scores*, of which one may give the colour. So
//! columns of numbers become one or the other:
//!
//! | column of the network | becomes | why |
//! |---|---|---|
//! | named `weight<…>`, `score<…>` | itself | it comes out of a VOSviewer file |
//! | a number of a group: `cluster`, `component` | no weight, no score | `cluster` has a place of its own |
//! | with `year`, `average` or `mean` in its name | a score | a year or a mean has no zero to measure a size from |
//! | with a value missing or negative | a score | VOSviewer refuses such a weight, and takes a score without value |
//! | any other | a weight | a count or a measure |
//!
//! `Links` and `Total link strength` are counted from the links in the file, as VOSviewer does, unless the network brings
//! them; a column that holds the same numbers under the same title is left out. Links have no direction: those of both
//! directions are added up; a link of an item with itself is left out.
//! The columns `description` and `url`, or else `iri`, give an item its text and its page.
//!
//! # Reference
//! [Map and network files](https://app.vosviewer.com/docs/file-types/map-and-network-file-type),
//! [JSON files](https://app.vosviewer.com/docs/file-types/json-file-type).

use super::NetworkTables;
use super::out::Out;
use super::tables::{Cell, Field, FieldKind};
use crate::network::Integers;
use crate::network::links::Links;
use std::borrow::Cow;
use std::io::{self, Write};

/// What VOSviewer does with a column of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Weight,
    Score,
}

/// Numbers of groups, which measure nothing.
const GROUPS: [&str; 3] = ["cluster", "community", "component"];

/// Columns that VOSviewer knows by another name.
const TITLES: [(&str, &str); 4] = [
    ("times_cited", "Citations"),
    ("coauthors", "Links"),
    ("degree", "Links"),
    ("weighted_degree", "Total link strength"),
];

/// Words of column names that make a score, and all words that VOSviewer writes its own way.
#[rustfmt::skip]
const WORDS: [(&str, Use, &str); 5] = [
    ("year",       Use::Score,  "pub. year"),
    ("average",    Use::Score,  "avg."),
    ("mean",       Use::Score,  "avg."),
    ("normalised", Use::Weight, "norm."),
    ("normalized", Use::Weight, "norm."),
];

/// A weight or score of all items.
struct Attribute<'t> {
    shown: Use,
    title: String,
    values: Numbers<'t>,
}

enum Numbers<'t> {
    Links(Vec<i64>),
    Strengths(Vec<f64>),
    Column(&'t Field<'t>),
}

/// The largest number of a cluster that VOSviewer takes.
const CLUSTERS: i64 = 1000;

/// Everything both forms of file show.
struct Map<'t> {
    tables: &'t NetworkTables<'t>,
    /// What is added to the id of a node.
    shift: i64,
    description: Option<&'t Field<'t>>,
    url: Option<&'t Field<'t>>,
    placed: bool,
    clusters: &'t Integers,
    attributes: Vec<Attribute<'t>>,
    links: Links,
}

impl<'t> Map<'t> {
    fn new(tables: &'t NetworkTables<'t>) -> Self {
        let links = Links::of(tables.network).undirected();
        let named = |name: &str| tables.nodes.iter().find(|field| field.column.eq_ignore_ascii_case(name));
        let text = |name: &str| named(name).filter(|field| field.kind == FieldKind::Text);
        let is_address = |field: &&Field<'_>| {
            (0..tables.ids.len()).all(|row| match tables.cell(field, row) {
                Some(Cell::Text(text)) => text.starts_with("http://") || text.starts_with("https://"),
                _ => true,
            })
        };
        Self {
            tables,
            // VOSviewer counts from 1. Items of a VOSviewer file keep their ids.
            shift: i64::from(tables.ids.contains(&0)),
            description: text("description"),
            url: text("url").or_else(|| text("iri")).filter(is_address),
            // All items in one place are none to VOSviewer.
            placed: tables.positions.iter().any(|place| *place != tables.positions[0]),
            clusters: tables.network.cluster_numbers(),
            attributes: attributes(tables, &links),
            links,
        }
    }

    fn id(&self, node: usize) -> i64 {
        i64::from(self.tables.ids[node]) + self.shift
    }

    fn cluster(&self, node: usize) -> Option<i64> {
        self.clusters.get(node).filter(|number| (1..=CLUSTERS).contains(number))
    }

    fn text(&self, field: Option<&'t Field<'t>>, node: usize) -> Option<Cow<'t, str>> {
        match self.tables.cell(field?, node) {
            Some(Cell::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn number(&self, attribute: &Attribute<'t>, node: usize) -> Option<Cell<'t>> {
        match &attribute.values {
            Numbers::Links(counts) => Some(Cell::Integer(counts[node])),
            Numbers::Strengths(sums) => Some(Cell::Float(sums[node])),
            Numbers::Column(field) => self.tables.cell(field, node),
        }
    }

    /// Iterates over links of two items, as positions of nodes.
    fn links(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        let each = self.links.each_edge().filter(|(source, target, _)| source != target);
        each.map(|(source, target, strength)| (source as usize, target as usize, strength))
    }
}

/// The weights and scores of a network, in the order of a file: what is counted here, then the columns.
fn attributes<'t>(tables: &'t NetworkTables<'t>, links: &Links) -> Vec<Attribute<'t>> {
    let nodes = 0..links.nodes();
    let others = |node: usize| links.links(node).filter(move |(other, _)| *other as usize != node);
    let counts = nodes.clone().map(|node| others(node).count() as i64).collect();
    let sums = nodes.map(|node| others(node).map(|(_, strength)| strength).sum()).collect();
    let counted = [("Links", Numbers::Links(counts)), ("Total link strength", Numbers::Strengths(sums))];

    let numeric = |field: &&Field<'_>| !matches!(field.kind, FieldKind::Text | FieldKind::Boolean);
    let columns = || tables.nodes.iter().filter(numeric).filter(|field| !GROUPS.contains(&field.column));
    let brought = |title: &str| columns().any(|field| given(field.column).is_some_and(|(_, given)| given == title));
    let counted = counted.into_iter().filter(|(title, _)| !brought(title));
    let mut attributes: Vec<Attribute<'t>> =
        counted.map(|(title, values)| Attribute { shown: Use::Weight, title: title.into(), values }).collect();

    for field in columns() {
        let given = given(field.column);
        let (wanted, title) = match given {
            Some((shown, title)) => (shown, title.to_owned()),
            None => titled(field.column),
        };
        let weighs = || (0..tables.ids.len()).all(|row| is_weight(tables.cell(field, row)));
        let shown = if wanted == Use::Weight && weighs() { Use::Weight } else { Use::Score };
        let taken = |title: &str| attributes.iter().any(|known| known.shown == shown && known.title == title);
        // A column may say what was counted here already, or count something else under the same title.
        let title = match taken(&title) {
            true if repeats(tables, &attributes, field, &title) => continue,
            true => unused(field.column, taken),
            false => title,
        };
        attributes.push(Attribute { shown, title, values: Numbers::Column(field) });
    }
    // Weights first, in the order of their columns.
    attributes.sort_by_key(|attribute| attribute.shown == Use::Score);
    attributes
}

/// The title in `weight<…>` or `score<…>`.
fn given(column: &str) -> Option<(Use, &str)> {
    let inside = |start| column.strip_prefix(start)?.strip_suffix('>').filter(|title| !title.is_empty());
    let weight = inside("weight<").map(|title| (Use::Weight, title));
    weight.or_else(|| inside("score<").map(|title| (Use::Score, title)))
}

/// How VOSviewer would call a column, and what it is good for.
fn titled(column: &str) -> (Use, String) {
    if let Some((_, title)) = TITLES.iter().find(|(known, _)| *known == column) {
        return (Use::Weight, (*title).into());
    }
    let mut shown = Use::Weight;
    let words: Vec<&str> = column
        .split('_')
        .map(|word| match WORDS.iter().find(|(known, ..)| *known == word) {
            Some((_, Use::Score, title)) => {
                shown = Use::Score;
                title
            }
            Some((_, Use::Weight, title)) => title,
            None => word,
        })
        .collect();
    let words = words.join(" ").replace(['<', '>', '\t', '"'], " ");
    let mut letters = words.chars();
    let title = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
    (shown, title.unwrap_or_default())
}

/// The name of a column, or a number behind it, that is no title yet.
fn unused(column: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{column} {number}"));
    std::iter::once(column.to_owned()).chain(numbered).find(|title| !taken(title)).unwrap_or_default()
}

/// Whether a column holds what is there already under the same title, counted or brought.
fn repeats(tables: &NetworkTables<'_>, attributes: &[Attribute<'_>], field: &Field<'_>, title: &str) -> bool {
    let number_of = |field: &Field<'_>, row| match tables.cell(field, row) {
        Some(Cell::Integer(value)) => Some(value as f64),
        Some(Cell::Float(value)) => Some(value),
        _ => None,
    };
    let number = |row| number_of(field, row);
    attributes.iter().filter(|known| known.title == title).any(|known| match &known.values {
        Numbers::Links(counts) => counts.iter().enumerate().all(|(row, &count)| number(row) == Some(count as f64)),
        Numbers::Strengths(sums) => sums.iter().enumerate().all(|(row, &sum)| number(row) == Some(sum)),
        Numbers::Column(other) => (0..tables.ids.len()).all(|row| number(row) == number_of(other, row)),
    })
}

fn is_weight(cell: Option<Cell<'_>>) -> bool {
    match cell {
        Some(Cell::Integer(value)) => value >= 0,
        Some(Cell::Float(value)) => value >= 0.0,
        _ => false,
    }
}

/// The map file: one line an item.
pub(super) fn map(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let map = Map::new(tables);
    out.text("id\tlabel");
    #[rustfmt::skip]
    let optional = [
        ("description", map.description.is_some()),
        ("url",         map.url.is_some()),
        ("x",           map.placed),
        ("y",           map.placed),
        ("cluster",     !map.clusters.is_empty()),
    ];
    for (name, _) in optional.iter().filter(|column| column.1) {
        out.text("\t").text(name);
    }
    for Attribute { shown, title, .. } in &map.attributes {
        let kind = if *shown == Use::Weight { "\tweight<" } else { "\tscore<" };
        out.text(kind).text(title).text(">");
    }
    out.text("\n");
    for node in 0..tables.ids.len() {
        out.integer(map.id(node)).text("\t").text(&quoted(&tables.labels[node]));
        for field in [map.description, map.url].into_iter().filter(Option::is_some) {
            out.text("\t").text(&map.text(field, node).map_or(String::new(), |text| quoted(&text)));
        }
        if map.placed {
            let [x, y] = tables.positions[node];
            out.text("\t").number(x).text("\t").number(y);
        }
        if !map.clusters.is_empty() {
            out.text("\t");
            if let Some(number) = map.cluster(node) {
                out.integer(number);
            }
        }
        for attribute in &map.attributes {
            out.text("\t");
            match map.number(attribute, node) {
                Some(Cell::Integer(value)) => _ = out.integer(value),
                Some(Cell::Float(value)) => _ = out.number(value),
                _ => {}
            }
        }
        out.text("\n").end_row()?;
    }
    out.finish()
}

/// The network file: one line a link.
pub(super) fn network(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let map = Map::new(tables);
    for (source, target, strength) in map.links() {
        out.integer(map.id(source)).text("\t").integer(map.id(target)).text("\t").number(strength);
        out.text("\n").end_row()?;
    }
    out.finish()
}

/// A cell with commas or semicolons needs quotes; quotes inside are single, which no version of VOSviewer stumbles over.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'").replace('\t', " "))
}

/// Items, links and the names of clusters in one file.
pub(super) fn json(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = Out::new(writer);
    let map = Map::new(tables);
    out.text("{\"info\":{\"title\":").json(&tables.network.about().preset);
    out.text(",\"description\":").json(&tables.account_line()).text("},\n\"network\":{\n\"items\":[\n");
    for node in 0..tables.ids.len() {
        out.text(if node > 0 { ",\n{\"id\":" } else { "{\"id\":" }).integer(map.id(node));
        out.text(",\"label\":").json(&tables.labels[node]);
        for (name, field) in [(",\"description\":", map.description), (",\"url\":", map.url)] {
            if let Some(text) = map.text(field, node) {
                out.text(name).json(&text);
            }
        }
        if map.placed {
            let [x, y] = tables.positions[node];
            out.text(",\"x\":").float(x).text(",\"y\":").float(y);
        }
        if let Some(number) = map.cluster(node) {
            out.text(",\"cluster\":").integer(number);
        }
        for (name, shown) in [(",\"weights\":{", Use::Weight), (",\"scores\":{", Use::Score)] {
            let mut start = name;
            for attribute in map.attributes.iter().filter(|attribute| attribute.shown == shown) {
                let Some(cell) = map.number(attribute, node) else { continue };
                out.text(start).json(&attribute.title).text(":");
                match cell {
                    Cell::Integer(value) => _ = out.integer(value),
                    Cell::Float(value) => _ = out.float(value),
                    Cell::Text(_) | Cell::Boolean(_) => {}
                }
                start = ",";
            }
            if start == "," {
                out.text("}");
            }
        }
        out.text("}").end_row()?;
    }
    out.text("\n],\n\"links\":[\n");
    let mut comma = "";
    for (source, target, strength) in map.links() {
        out.text(comma).text("{\"source_id\":").integer(map.id(source)).text(",\"target_id\":").integer(map.id(target));
        out.text(",\"strength\":").float(strength).text("}").end_row()?;
        comma = ",\n";
    }
    out.text("\n]");
    let mut start = ",\n\"clusters\":[\n";
    let named = |number: i64, label: &str| (1..=CLUSTERS).contains(&number) && !label.is_empty();
    for cluster in tables.network.clusters().iter().filter(|cluster| named(cluster.number, &cluster.label)) {
        out.text(start).text("{\"cluster\":").integer(cluster.number);
        out.text(",\"label\":").json(&cluster.label).text("}");
        start = ",\n";
    }
    out.text(if start == ",\n" { "\n]}}\n" } else { "}}\n" }).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_weights_or_scores() {
        #[rustfmt::skip]
        let cases = [
            ("documents",           Use::Weight, "Documents"),
            ("total_link_strength", Use::Weight, "Total link strength"),
            ("times_cited",         Use::Weight, "Citations"),
            ("first_year",          Use::Score,  "First pub. year"),
            ("average_year",        Use::Score,  "Avg. pub. year"),
            ("mean_citations",      Use::Score,  "Avg. citations"),
            ("normalised_citations", Use::Weight, "Norm. citations"),
            ("年份",                 Use::Weight, "年份"),
            ("",                    Use::Weight, ""),
        ];
        for (column, shown, title) in cases {
            assert_eq!(titled(column), (shown, title.to_owned()));
        }
        assert_eq!(given("weight<Norm. citations>"), Some((Use::Weight, "Norm. citations")));
        assert_eq!(given("score<Avg. pub. year>"), Some((Use::Score, "Avg. pub. year")));
        assert_eq!((given("weight<>"), given("weights"), given("score<")), (None, None, None));
    }

    #[test]
    fn titles_are_different() {
        assert_eq!(unused("a", |_| false), "a");
        assert_eq!(unused("a", |title| ["a", "a 2"].contains(&title)), "a 3");
    }
}
