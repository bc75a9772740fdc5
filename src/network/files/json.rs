//! Networks in JSON: VOSviewer, graphology, Cytoscape, and the node-link form of D3 and networkx.
//!
//! A value keeps its type: a text of digits stays a text. What is a list or an object becomes its JSON text.

use super::draft::{Draft, Kind, Role, Table, Way};
use super::{Format, Odd, Remarks, account};
use crate::network::Direction;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A JSON value whose objects keep their order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a text; serde_json refuses what is nested deeper than 128 levels.
    pub(super) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    fn get(&self, name: &str) -> Option<&Json> {
        self.members().iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn members(&self) -> &[(String, Json)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    fn items(&self) -> &[Json] {
        if let Self::List(items) = self { items } else { &[] }
    }

    fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// The value as the text of a cell, and its type; nothing for null.
    fn cell(&self) -> Option<(String, Kind)> {
        Some(match self {
            Self::Null => return None,
            Self::Boolean(value) => (value.to_string(), Kind::Boolean),
            Self::Integer(value) => (value.to_string(), Kind::Integer),
            Self::Float(value) => (value.to_string(), Kind::Float),
            Self::Text(value) => (value.clone(), Kind::Text),
            Self::List(_) | Self::Object(_) => (self.to_string(), Kind::Text),
        })
    }

    /// A number with its sign changed; other values as they are.
    fn negated(&self) -> Self {
        match self {
            Self::Integer(value) => value.checked_neg().map_or(Self::Float(0.0 - *value as f64), Self::Integer),
            Self::Float(value) => Self::Float(0.0 - value),
            other => other.clone(),
        }
    }

    fn id(&self) -> Option<String> {
        match self {
            Self::Integer(_) | Self::Float(_) => self.cell().map(|(text, _)| text),
            Self::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (at, (name, value)) in members.iter().enumerate() {
                    write!(f, "{}{}: {value}", if at > 0 { ", " } else { "" }, quoted(name))?;
                }
                f.write_str("}")
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Boolean(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Integer(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(i64::try_from(value).map_or(Json::Float(value as f64), Json::Integer))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Float(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::Text(value.to_string()))
            }

            fn visit_string<E>(self, value: String) -> Result<Json, E> {
                Ok(Json::Text(value))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Json::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
                let mut object = Vec::new();
                while let Some(member) = members.next_entry()? {
                    object.push(member);
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// Which program's form a value has, and what shows it.
pub(super) fn detect(json: &Json) -> Option<(Format, &'static str)> {
    let list = |value: Option<&Json>| value.is_some_and(Json::is_list);
    let network = json.get("network").unwrap_or(json);
    if list(network.get("items")) {
        return Some((Format::VosviewerJson, "JSON with network.items"));
    }
    if json.get("elements").is_some() || json.items().iter().any(|item| item.get("data").is_some()) {
        return Some((Format::Cytoscape, "JSON with elements"));
    }
    let nodes = json.get("nodes")?.items();
    let keyed = nodes.iter().any(|node| node.get("key").is_some());
    if keyed && (json.get("options").is_some() || nodes.iter().any(|node| node.get("attributes").is_some()))
        || json.get("options").and_then(|options| options.get("multi")).is_some()
    {
        return Some((Format::Graphology, "JSON with nodes that have a key and attributes"));
    }
    let linked = list(json.get("links")) || list(json.get("edges"));
    linked.then_some((Format::NodeLink, "JSON with nodes and links or edges"))
}

/// Reads a value of a form that [`detect`] found.
pub(super) fn read(json: &Json, format: Format, remarks: &mut Remarks) -> Draft<'static> {
    let mut draft = Draft::new(Direction::Undirected);
    match format {
        Format::VosviewerJson => vosviewer(json, &mut draft, remarks),
        Format::Cytoscape => cytoscape(json, &mut draft, remarks),
        Format::Graphology => graphology(json, &mut draft, remarks),
        _ => node_link(json, &mut draft, remarks),
    }
    draft
}

/// Puts members into the columns of their names.
fn put<'j>(table: &mut Table, row: u32, members: impl IntoIterator<Item = &'j (String, Json)>, without: &[&str]) {
    for (name, value) in members {
        if without.contains(&name.as_str()) {
            continue;
        }
        let column = table.named(name, None);
        if let Some((text, kind)) = value.cell() {
            table.widen(column, kind);
            table.put(column, row, &text);
        }
    }
}

fn put_in(table: &mut Table, column: usize, row: u32, value: Option<&Json>) {
    if let Some((text, _)) = value.and_then(Json::cell) {
        table.put(column, row, &text);
    }
}

/// The node a member names.
fn end(edge: &Json, names: &[&str], draft: &mut Draft<'_>) -> Option<u32> {
    let id = names.iter().find_map(|name| edge.get(name))?.id()?;
    Some(draft.node(id))
}

/// Adds an edge, unless an end is missing, which is told.
fn link(
    edge: &Json,
    number: usize,
    way: Way,
    names: [&[&str]; 2],
    draft: &mut Draft<'_>,
    remarks: &mut Remarks,
) -> Option<u32> {
    let [source, target] = names.map(|names| end(edge, names, draft));
    if let (Some(source), Some(target)) = (source, target) {
        return Some(draft.link(source, target, way, 0));
    }
    remarks.note(Odd::NoEnd, 0, || format!("number {}", number + 1));
    None
}

/// Adds the node a member names.
fn listed(node: &Json, id: &str, number: usize, draft: &mut Draft<'_>, remarks: &mut Remarks) -> Option<u32> {
    match node.get(id).and_then(Json::id) {
        Some(id) => Some(draft.list(id, 0, remarks)),
        None => {
            remarks.note(Odd::NodeLeftOut, 0, || format!("number {}", number + 1));
            None
        }
    }
}

/// [VOSviewer Online](https://github.com/neesjanvaneck/VOSviewer-Online): weights and scores get the names they have in a map.
fn vosviewer(json: &Json, draft: &mut Draft<'static>, remarks: &mut Remarks) {
    let network = json.get("network").unwrap_or(json);
    for name in ["title", "description"] {
        if let Some(Json::Text(text)) = json.get("info").and_then(|info| info.get(name)).filter(|t| t.id().is_some()) {
            draft.about.push((name.into(), text.clone()));
        }
    }
    if json.get("config").is_some_and(|config| !config.members().is_empty()) {
        remarks.note(Odd::Settings, 0, || "config".into());
    }
    draft.weights = ["weight<Documents>", "weight<Occurrences>"].map(str::to_string).to_vec();
    let items = network.get("items").map_or(&[][..], Json::items);
    for (number, item) in items.iter().enumerate() {
        let id = if item.get("id").is_some() { "id" } else { "label" };
        let Some(row) = listed(item, id, number, draft, remarks) else { continue };
        put(&mut draft.nodes, row, item.members(), &["id", "weights", "scores"]);
        for (group, name) in [("weights", "weight"), ("scores", "score")] {
            for (key, value) in item.get(group).map_or(&[][..], Json::members) {
                let name = format!("{name}<{key}>");
                if group == "weights" && number == 0 {
                    draft.weights.push(name.clone());
                }
                put(&mut draft.nodes, row, [&(name, value.clone())], &[]);
            }
        }
    }
    for (number, edge) in network.get("links").map_or(&[][..], Json::items).iter().enumerate() {
        let Some(row) = link(edge, number, Way::Undirected, [&["source_id"], &["target_id"]], draft, remarks) else {
            continue;
        };
        let weight = draft.edges.role(Role::Weight);
        draft.edges.set_default(weight, "1");
        put_in(&mut draft.edges, weight, row, edge.get("strength"));
        put(&mut draft.edges, row, edge.members(), &["source_id", "target_id", "strength"]);
    }
    label_clusters(network.get("clusters").map_or(&[][..], Json::items), draft);
}

/// [graphology](https://graphology.github.io/serialization.html): edges are directed unless they or the graph say otherwise.
fn graphology(json: &Json, draft: &mut Draft<'static>, remarks: &mut Remarks) {
    about(json.get("attributes"), draft);
    let undirected =
        json.get("options").and_then(|options| options.get("type")) == Some(&Json::Text("undirected".into()));
    draft.direction = if undirected { Direction::Undirected } else { Direction::Directed };
    for (number, node) in json.get("nodes").map_or(&[][..], Json::items).iter().enumerate() {
        let Some(row) = listed(node, "key", number, draft, remarks) else { continue };
        put(&mut draft.nodes, row, node.get("attributes").map_or(&[][..], Json::members), &[]);
    }
    for (number, edge) in json.get("edges").map_or(&[][..], Json::items).iter().enumerate() {
        let undirected = undirected || edge.get("undirected") == Some(&Json::Boolean(true));
        let way = if undirected { Way::Undirected } else { Way::Directed };
        let Some(row) = link(edge, number, way, [&["source"], &["target"]], draft, remarks) else { continue };
        let key = draft.edges.role(Role::EdgeId);
        put_in(&mut draft.edges, key, row, edge.get("key"));
        put(&mut draft.edges, row, edge.get("attributes").map_or(&[][..], Json::members), &[]);
    }
}

/// [Cytoscape.js](https://js.cytoscape.org/#notation/elements-json) and the `.cyjs` of Cytoscape. Whether edges have a
/// direction only networkx says there; else they have none. `y` runs downwards there.
fn cytoscape(json: &Json, draft: &mut Draft<'static>, remarks: &mut Remarks) {
    if json.get("data").is_some_and(Json::is_list) {
        // networkx: attributes of the graph as pairs.
        for pair in json.get("data").map_or(&[][..], Json::items) {
            if let [name, value] = pair.items()
                && let (Some(name), Some((value, _))) = (name.id(), value.cell())
            {
                draft.about.push((name, value));
            }
        }
    } else {
        about(json.get("data"), draft);
    }
    for name in ["style", "layout"] {
        if json.get(name).is_some() {
            remarks.note(Odd::Settings, 0, || name.into());
        }
    }
    let way = way(json, draft, remarks);
    let elements = json.get("elements").unwrap_or(json);
    let is_edge = |element: &&Json| element.get("data").is_some_and(|data| data.get("source").is_some());
    let all = || elements.items().iter();
    let nodes =
        elements.get("nodes").map_or(&[][..], Json::items).iter().chain(all().filter(|element| !is_edge(element)));
    let edges = elements.get("edges").map_or(&[][..], Json::items).iter().chain(all().filter(is_edge));
    for (number, node) in nodes.enumerate() {
        let data = node.get("data").unwrap_or(node);
        let Some(row) = listed(data, "id", number, draft, remarks) else { continue };
        if let Some(place) = node.get("position") {
            let (x, y) = (draft.nodes.role(Role::X), draft.nodes.role(Role::Y));
            put_in(&mut draft.nodes, x, row, place.get("x"));
            put_in(&mut draft.nodes, y, row, place.get("y").map(Json::negated).as_ref());
        }
        // networkx takes the node from `value`.
        let again = data.get("value") == data.get("id");
        put(&mut draft.nodes, row, data.members(), if again { &["id", "value"] } else { &["id"] });
    }
    for (number, edge) in edges.enumerate() {
        let data = edge.get("data").unwrap_or(edge);
        let Some(row) = link(data, number, way, [&["source"], &["target"]], draft, remarks) else { continue };
        let id = draft.edges.role(Role::EdgeId);
        put_in(&mut draft.edges, id, row, data.get("id"));
        put(&mut draft.edges, row, data.members(), &["id", "source", "target"]);
    }
}

/// Whether the links of a network have a direction, as its member `directed` says.
fn way(json: &Json, draft: &mut Draft<'static>, remarks: &mut Remarks) -> Way {
    let way = match json.get("directed") {
        Some(Json::Boolean(true)) => Way::Directed,
        Some(_) => Way::Undirected,
        None => {
            remarks.note(Odd::NoDirection, 0, String::new);
            Way::Undirected
        }
    };
    draft.direction = if way == Way::Directed { Direction::Directed } else { Direction::Undirected };
    way
}

/// `nodes` with `links` or `edges`, as [D3](https://d3js.org/d3-force/link) and
/// [networkx](https://networkx.org/documentation/stable/reference/readwrite/json_graph.html) have them. Where nodes have no
/// id, links count them from 0.
fn node_link(json: &Json, draft: &mut Draft<'static>, remarks: &mut Remarks) {
    about(json.get("graph"), draft);
    let way = way(json, draft, remarks);
    let nodes = json.get("nodes").map_or(&[][..], Json::items);
    let id = ["id", "key", "name"]
        .into_iter()
        .find(|name| !nodes.is_empty() && nodes.iter().all(|node| node.get(name).is_some()));
    let edges = json.get("links").or_else(|| json.get("edges")).map_or(&[][..], Json::items);
    // D3 before version 4 counts nodes, even where they have names.
    let counted = id != Some("id") && edges.iter().all(|edge| matches!(edge.get("source"), Some(Json::Integer(_))));
    for (number, node) in nodes.iter().enumerate() {
        let row = match id.filter(|_| !counted) {
            Some(id) => listed(node, id, number, draft, remarks),
            None => Some(draft.list(number.to_string(), 0, remarks)),
        };
        let Some(row) = row else { continue };
        put(&mut draft.nodes, row, node.members(), &["id"]);
    }
    for (number, edge) in edges.iter().enumerate() {
        let Some(row) = link(edge, number, way, [&["source", "from"], &["target", "to"]], draft, remarks) else {
            continue;
        };
        let weight = ["weight", "value", "strength"].into_iter().find(|name| edge.get(name).is_some());
        if let Some(weight) = weight {
            let column = draft.edges.role(Role::Weight);
            put_in(&mut draft.edges, column, row, edge.get(weight));
        }
        let without = ["source", "target", "from", "to", weight.unwrap_or("source")];
        put(&mut draft.edges, row, edge.members(), &without);
    }
}

/// What a file says of the network as a whole.
fn about(members: Option<&Json>, draft: &mut Draft<'_>) {
    let mut own = false;
    for (name, value) in members.map_or(&[][..], Json::members) {
        match value {
            Json::Text(text) if name == "description" && account(text, draft) => {
                own = true;
                // citeweave's own account says these too.
                draft.about.retain(|(name, _)| !matches!(name.as_str(), "creator" | "title" | "name"));
            }
            Json::List(clusters) if own && name == "clusters" => label_clusters(clusters, draft),
            _ => draft.about.extend(value.cell().map(|(value, _)| (name.clone(), value))),
        }
    }
}

/// Takes over what clusters are called.
fn label_clusters(clusters: &[Json], draft: &mut Draft<'_>) {
    for cluster in clusters {
        if let (Some(Json::Integer(number)), Some(Json::Text(label))) = (cluster.get("cluster"), cluster.get("label")) {
            draft.cluster_labels.insert(*number, label.clone());
        }
    }
}
