//! [GraphML](http://graphml.graphdrawing.org/specification.html) of any program: keys of every type with defaults, before the
//! data or after it, graphs in graphs, single edges with a direction of their own, the graphics of yEd.
//!
//! A node inside another becomes a node with the id of the other in a column `parent`. Ports and hyperedges, which a network
//! has not, are told. A list keeps the form it has in the file.

use super::draft::{Draft, Kind, Role, Way};
use super::xml::{Token, Xml};
use super::{Odd, Remarks, account};
use crate::network::Direction;
use std::borrow::Cow;
use std::collections::HashMap;

/// The types of the specification, and those of Gephi and igraph, in lower case.
#[rustfmt::skip]
fn kind(name: &str) -> Option<Kind> {
    match name.to_ascii_lowercase().as_str() {
        "int" | "integer" | "long" | "short" | "byte" | "biginteger" => Some(Kind::Integer),
        "float" | "double" | "bigdecimal"                            => Some(Kind::Float),
        "boolean" | "bool"                                           => Some(Kind::Boolean),
        _                                                            => Some(Kind::Text),
    }
}

/// A `<key>`: the columns its values go to.
#[derive(Default)]
struct Key<'t> {
    name: Cow<'t, str>,
    node: Option<usize>,
    edge: Option<usize>,
}

#[derive(Clone, Copy)]
enum Owner {
    Node(u32),
    Edge(u32),
    Graph,
    /// Something that is left out.
    None,
}

/// What is open.
enum Frame<'t> {
    Root,
    Key(Cow<'t, str>),
    Default(Cow<'t, str>),
    /// With the node the graph is in.
    Graph(Way, Option<u32>),
    Owner(Owner),
    Data(Owner, Cow<'t, str>),
    Description(Owner),
    /// An element of yEd's graphics, by its name.
    Graphics(Owner),
    Label(Owner),
    Skipped,
}

pub(super) fn read<'t>(text: &'t str, remarks: &mut Remarks) -> Draft<'t> {
    let mut draft: Draft<'t> = Draft::new(Direction::Undirected);
    let mut xml = Xml::new(text);
    let mut keys: HashMap<Cow<'t, str>, Key<'t>> = HashMap::new();
    let mut stack: Vec<Frame<'t>> = Vec::new();
    let mut buffer = String::new();
    loop {
        match xml.next(remarks) {
            Token::Comment(comment) => {
                if stack.is_empty() {
                    account(comment, &mut draft);
                }
            }
            Token::Text(text) => {
                if let Some(Frame::Data(..) | Frame::Default(_) | Frame::Description(_) | Frame::Label(_)) =
                    stack.last()
                {
                    buffer.push_str(&text);
                }
            }
            Token::Open(name) => {
                let frame = open(name, &mut xml, stack.last(), &mut draft, &mut keys, remarks);
                if !matches!(frame, Frame::Graphics(_) | Frame::Skipped) {
                    buffer.clear();
                }
                stack.push(frame);
            }
            Token::Close => {
                match stack.pop() {
                    Some(Frame::Default(id)) => {
                        let key = keys.entry(id).or_default();
                        if let Some(column) = key.node {
                            draft.nodes.set_default(column, buffer.trim());
                        }
                        if let Some(column) = key.edge {
                            draft.edges.set_default(column, buffer.trim());
                        }
                    }
                    Some(Frame::Data(owner, id)) if !buffer.trim().is_empty() => {
                        data(owner, id, &buffer, &mut draft, &mut keys, remarks);
                    }
                    Some(Frame::Description(owner)) => match owner {
                        Owner::Node(row) => {
                            let column = draft.nodes.named("desc", Some(Kind::Text));
                            draft.nodes.put(column, row, buffer.trim());
                        }
                        Owner::Edge(row) => {
                            let column = draft.edges.named("desc", Some(Kind::Text));
                            draft.edges.put(column, row, buffer.trim());
                        }
                        Owner::Graph => draft.about.push(("description".into(), buffer.trim().to_string())),
                        Owner::None => {}
                    },
                    Some(Frame::Label(owner)) => match owner {
                        Owner::Node(row) => {
                            let column = draft.nodes.role(Role::Label);
                            draft.nodes.put_more(column, row, buffer.trim());
                        }
                        Owner::Edge(row) => {
                            let column = draft.edges.named("label", Some(Kind::Text));
                            draft.edges.put_more(column, row, buffer.trim());
                        }
                        Owner::Graph | Owner::None => {}
                    },
                    Some(Frame::Graphics(_) | Frame::Skipped) => continue,
                    _ => {}
                }
                buffer.clear();
            }
            Token::End => return draft,
        }
    }
}

fn open<'t>(
    name: &str,
    xml: &mut Xml<'t>,
    parent: Option<&Frame<'t>>,
    draft: &mut Draft<'t>,
    keys: &mut HashMap<Cow<'t, str>, Key<'t>>,
    remarks: &mut Remarks,
) -> Frame<'t> {
    match (name, parent) {
        ("graphml", None) => Frame::Root,
        ("key", Some(Frame::Root)) => declare(xml, draft, keys, remarks),
        ("default", Some(Frame::Key(id))) => Frame::Default(id.clone()),
        ("graph", Some(Frame::Root | Frame::Owner(Owner::Node(_))) | None) => {
            let parent = if let Some(Frame::Owner(Owner::Node(row))) = parent { Some(*row) } else { None };
            let direction = match xml.attribute("edgedefault").map(|value| value.as_ref()) {
                Some(word) if word.eq_ignore_ascii_case("undirected") => Direction::Undirected,
                // The specification wants the attribute; Gephi and networkx differ where it is missing.
                _ => Direction::Directed,
            };
            if parent.is_none() {
                draft.direction = direction;
            }
            Frame::Graph(Way::of(direction), parent)
        }
        ("node", Some(Frame::Graph(_, parent))) => {
            let line = xml.line();
            let Some(id) = xml.owned("id") else {
                remarks.note(Odd::NoId, line, || "<node>".into());
                return Frame::Owner(Owner::None);
            };
            let row = draft.list(id, line, remarks);
            if let Some(parent) = parent {
                draft.parents.push((row, *parent));
            }
            Frame::Owner(Owner::Node(row))
        }
        ("edge", Some(Frame::Graph(way, _))) => edge(xml, *way, draft, remarks),
        ("data", Some(Frame::Owner(owner))) => Frame::Data(*owner, xml.owned("key").unwrap_or_default()),
        ("data", Some(Frame::Graph(..) | Frame::Root)) => {
            Frame::Data(Owner::Graph, xml.owned("key").unwrap_or_default())
        }
        ("desc", Some(Frame::Owner(owner))) => Frame::Description(*owner),
        ("desc", Some(Frame::Graph(..))) => Frame::Description(Owner::Graph),
        ("port", Some(Frame::Owner(_))) => {
            let line = xml.line();
            remarks.note(Odd::Port, line, || xml.owned("name").unwrap_or_default().into_owned());
            Frame::Skipped
        }
        ("hyperedge", Some(Frame::Graph(..))) => {
            let line = xml.line();
            remarks.note(Odd::Hyperedge, line, || xml.owned("id").unwrap_or_default().into_owned());
            Frame::Owner(Owner::None)
        }
        (_, Some(Frame::Data(owner, _) | Frame::Graphics(owner))) => graphics(name, *owner, xml, draft, remarks),
        _ => Frame::Skipped,
    }
}

fn declare<'t>(
    xml: &mut Xml<'t>,
    draft: &mut Draft<'t>,
    keys: &mut HashMap<Cow<'t, str>, Key<'t>>,
    remarks: &mut Remarks,
) -> Frame<'t> {
    let line = xml.line();
    let Some(id) = xml.owned("id") else {
        remarks.note(Odd::NoId, line, || "<key>".into());
        return Frame::Skipped;
    };
    let name = xml.owned("attr.name").unwrap_or_else(|| id.clone());
    let kind = xml.attribute("attr.type").map_or(Some(Kind::Text), |value| kind(value));
    let owner = xml.owned("for").unwrap_or_else(|| "all".into());
    let key = keys.entry(id.clone()).or_default();
    key.name = name.clone();
    let graphics = xml.attribute("yfiles.type").is_some();
    let all = owner.eq_ignore_ascii_case("all");
    if all || owner.eq_ignore_ascii_case("node") {
        let column = *key.node.get_or_insert_with(|| draft.nodes.add(&name, kind));
        draft.nodes.declare(column, &name, kind);
        if all || graphics {
            draft.nodes.set_optional(column);
        }
        // What a key is called counts less than its id: Gephi writes `id="xpos"` for a column of any name.
        if let Some(role) = known_key(&id) {
            draft.nodes.set_role(column, role);
        }
    }
    if all || owner.eq_ignore_ascii_case("edge") {
        let column = *key.edge.get_or_insert_with(|| draft.edges.add(&name, kind));
        draft.edges.declare(column, &name, kind);
        if all || graphics {
            draft.edges.set_optional(column);
        }
        if matches!(&*id, "weight" | "Edge Weight") {
            draft.edges.set_role(column, Role::Weight);
        }
    }
    Frame::Key(id)
}

/// Ids of keys that Gephi writes and reads.
#[rustfmt::skip]
fn known_key(id: &str) -> Option<Role> {
    match id {
        "label" | "nodelabel" => Some(Role::Label),
        "x" | "xpos"          => Some(Role::X),
        "y" | "ypos"          => Some(Role::Y),
        "size"                => Some(Role::Size),
        "r"                   => Some(Role::Red),
        "g"                   => Some(Role::Green),
        "b"                   => Some(Role::Blue),
        "color"               => Some(Role::Colour),
        _                     => None,
    }
}

fn edge<'t>(xml: &mut Xml<'t>, way: Way, draft: &mut Draft<'t>, remarks: &mut Remarks) -> Frame<'t> {
    let line = xml.line();
    let (Some(source), Some(target)) = (xml.owned("source"), xml.owned("target")) else {
        remarks.note(Odd::NoEnd, line, || xml.owned("id").unwrap_or_default().into_owned());
        return Frame::Owner(Owner::None);
    };
    let way = match xml.attribute("directed").map(|value| value.as_ref()) {
        Some("true" | "1") => Way::Directed,
        Some("false" | "0") => Way::Undirected,
        _ => way,
    };
    let (source, target) = (draft.node(source), draft.node(target));
    let row = draft.link(source, target, way, line);
    if let Some(id) = xml.attribute("id") {
        let column = draft.edges.role(Role::EdgeId);
        draft.edges.put(column, row, id);
    }
    // Gephi's: the kind of the link.
    if let Some(kind) = xml.attribute("label") {
        let column = draft.edges.named("kind", Some(Kind::Text));
        draft.edges.put(column, row, kind);
    }
    for port in ["sourceport", "targetport"] {
        if let Some(port) = xml.attribute(port) {
            remarks.note(Odd::Port, line, || port.to_string());
        }
    }
    Frame::Owner(Owner::Edge(row))
}

fn data<'t>(
    owner: Owner,
    id: Cow<'t, str>,
    value: &str,
    draft: &mut Draft<'t>,
    keys: &mut HashMap<Cow<'t, str>, Key<'t>>,
    remarks: &mut Remarks,
) {
    let key = keys.entry(id).or_insert_with_key(|id| {
        remarks.note(Odd::Undeclared, 0, || id.to_string());
        Key { name: id.clone(), ..Key::default() }
    });
    match owner {
        Owner::Node(row) => {
            let column = *key.node.get_or_insert_with(|| draft.nodes.add(&key.name, None));
            draft.nodes.put(column, row, value);
        }
        Owner::Edge(row) => {
            let column = *key.edge.get_or_insert_with(|| draft.edges.add(&key.name, None));
            draft.edges.put(column, row, value);
        }
        Owner::Graph => draft.about.push((key.name.to_string(), value.trim().to_string())),
        Owner::None => {}
    }
}

/// Place, size, fill and label of [yEd](https://yed.yworks.com/support/manual/layout.html)'s graphics. A place is where the
/// upper left corner is, and `y` runs downwards; its sign is changed.
fn graphics<'t>(
    name: &str,
    owner: Owner,
    xml: &mut Xml<'t>,
    draft: &mut Draft<'t>,
    remarks: &mut Remarks,
) -> Frame<'t> {
    match (name, owner) {
        ("NodeLabel" | "EdgeLabel", _) => return Frame::Label(owner),
        ("Geometry", Owner::Node(row)) => {
            let number = |name| xml.attribute(name).and_then(|value| value.trim().parse::<f64>().ok());
            for (role, at, extent) in [(Role::X, "x", "width"), (Role::Y, "y", "height")] {
                if let Some(at) = number(at) {
                    let centre = at + number(extent).unwrap_or(0.0) / 2.0;
                    let column = draft.nodes.role(role);
                    let place = if role == Role::Y { 0.0 - centre } else { centre };
                    draft.nodes.put(column, row, &place.to_string());
                }
            }
            if let Some(size) = number("width").into_iter().chain(number("height")).reduce(f64::max) {
                let column = draft.nodes.role(Role::Size);
                draft.nodes.put(column, row, &size.to_string());
            }
        }
        ("Fill", Owner::Node(row)) => {
            if let Some(colour) = xml.owned("color") {
                let column = draft.nodes.role(Role::Colour);
                draft.nodes.put(column, row, &colour);
            }
        }
        _ => {
            let line = xml.line();
            remarks.note(Odd::Graphics, line, || name.to_string());
        }
    }
    Frame::Graphics(owner)
}
