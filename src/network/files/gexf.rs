//! [GEXF](https://gexf.net/) 1.0 to 1.3: attributes, graphics, hierarchy and time.
//!
//! What changes with time is kept as text in the notation of Gephi's tables: `<[2021.0, 2022.0]>` for when a thing is there,
//! in a column `spells`, and `<[2021.0, 3]; [2022.0, 5]>` for the values of an attribute, in the column of the attribute. A
//! weight that changes adds up to the weight of the edge, unless the file states one.

use super::draft::{Draft, Kind, Role, Way};
use super::xml::{Token, Xml};
use super::{Odd, Remarks, account};
use crate::network::Direction;
use std::borrow::Cow;
use std::collections::HashMap;

#[rustfmt::skip]
fn kind(name: &str) -> Kind {
    match name.to_ascii_lowercase().as_str() {
        "integer" | "int" | "long" | "short" | "byte" | "biginteger" => Kind::Integer,
        "float" | "double" | "bigdecimal"                            => Kind::Float,
        "boolean"                                                    => Kind::Boolean,
        _                                                            => Kind::Text,
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Node,
    Edge,
}

#[derive(Clone, Copy)]
enum Owner {
    Node(u32),
    Edge(u32),
}

enum Frame<'t> {
    Class(Option<Class>),
    Attribute(Option<(Class, usize)>),
    Default(Option<(Class, usize)>),
    Owner(Owner),
    Parents(Owner),
    Meta,
    Text(Cow<'t, str>),
    Other,
    Skipped,
}

/// A value of the element being read, and when it holds.
struct Value<'t> {
    attribute: Cow<'t, str>,
    value: Cow<'t, str>,
    time: String,
}

/// What is known of the element being read. Nodes may be inside nodes, so there is one for each.
struct Element<'t> {
    owner: Owner,
    line: u64,
    values: Vec<Value<'t>>,
    spells: Vec<String>,
}

struct Reader<'t, 'r> {
    draft: Draft<'t>,
    remarks: &'r mut Remarks,
    attributes: HashMap<(Class, Cow<'t, str>), usize>,
    /// Columns of attributes that can be the weight of an edge.
    weight: Option<usize>,
    default_way: Way,
    elements: Vec<Element<'t>>,
}

pub(super) fn read<'t>(text: &'t str, remarks: &mut Remarks) -> Draft<'t> {
    let mut xml = Xml::new(text);
    let mut reader = Reader {
        draft: Draft::new(Direction::Undirected),
        remarks,
        attributes: HashMap::new(),
        weight: None,
        default_way: Way::Undirected,
        elements: Vec::new(),
    };
    let mut stack: Vec<Frame<'t>> = Vec::new();
    let mut buffer = String::new();
    loop {
        match xml.next(reader.remarks) {
            Token::Open(name) => {
                buffer.clear();
                let frame = reader.open(name, &mut xml, stack.last());
                stack.push(frame);
            }
            Token::Text(text) => {
                if let Some(Frame::Default(_) | Frame::Text(_)) = stack.last() {
                    buffer.push_str(&text);
                }
            }
            Token::Close => {
                reader.close(stack.pop(), buffer.trim());
                buffer.clear();
            }
            Token::Comment(_) => {}
            Token::End => return reader.draft,
        }
    }
}

impl<'t> Reader<'t, '_> {
    fn open(&mut self, name: &str, xml: &mut Xml<'t>, parent: Option<&Frame<'t>>) -> Frame<'t> {
        match (name, parent) {
            ("meta", _) => Frame::Meta,
            (_, Some(Frame::Meta)) => Frame::Text(Cow::Owned(name.to_string())),
            ("graph", _) => {
                let way = xml.attribute("defaultedgetype").map(|value| value.as_ref());
                self.default_way = self.way(way, Way::Undirected, 0);
                if self.default_way == Way::Directed {
                    self.draft.direction = Direction::Directed;
                }
                Frame::Other
            }
            ("attributes", _) => Frame::Class(match xml.attribute("class").map(|value| value.as_ref()) {
                None | Some("node") => Some(Class::Node),
                Some("edge") => Some(Class::Edge),
                Some(_) => None,
            }),
            ("attribute", Some(Frame::Class(class))) => Frame::Attribute(self.declare(*class, xml)),
            ("default", Some(Frame::Attribute(attribute))) => Frame::Default(*attribute),
            ("node", _) => self.node(xml, parent),
            ("edge", _) => self.edge(xml),
            ("attvalue", Some(Frame::Other)) => {
                let attribute = xml.owned("for").or_else(|| xml.owned("id"));
                if let (Some(element), Some(attribute), Some(value)) =
                    (self.elements.last_mut(), attribute, xml.owned("value"))
                {
                    let time = time(xml);
                    element.values.push(Value { attribute, value, time });
                }
                Frame::Skipped
            }
            ("spell" | "slice", Some(Frame::Other)) => {
                if let Some(element) = self.elements.last_mut() {
                    element.spells.extend(Some(time(xml)).filter(|time| !time.is_empty()));
                }
                Frame::Skipped
            }
            ("parents", Some(Frame::Owner(owner))) => Frame::Parents(*owner),
            ("parent", Some(Frame::Parents(Owner::Node(row)))) => {
                if let Some(parent) = xml.owned("for") {
                    let parent = self.draft.node(parent);
                    self.draft.parents.push((*row, parent));
                }
                Frame::Skipped
            }
            ("color" | "size" | "position" | "shape" | "thickness", Some(Frame::Owner(owner))) => {
                self.graphics(name, *owner, xml);
                Frame::Skipped
            }
            ("nodes" | "edges", Some(Frame::Owner(owner))) => Frame::Parents(*owner),
            ("gexf" | "nodes" | "edges" | "attvalues" | "spells" | "slices", _) => Frame::Other,
            _ => Frame::Skipped,
        }
    }

    fn close(&mut self, frame: Option<Frame<'t>>, text: &str) {
        match frame {
            Some(Frame::Default(Some((class, column)))) => match class {
                Class::Node => self.draft.nodes.set_default(column, text),
                Class::Edge => self.draft.edges.set_default(column, text),
            },
            Some(Frame::Text(name))
                if !text.is_empty() && matches!(&*name, "creator" | "title" | "description" | "keywords") =>
            {
                if name == "description" && account(text, &mut self.draft) {
                    // citeweave's own account says these too.
                    self.draft.about.retain(|(name, _)| !matches!(name.as_str(), "creator" | "title"));
                } else {
                    self.draft.about.push((name.into_owned(), text.to_string()));
                }
            }
            Some(Frame::Owner(_)) => {
                if let Some(element) = self.elements.pop() {
                    self.finish(element);
                }
            }
            _ => {}
        }
    }

    fn way(&mut self, word: Option<&str>, default: Way, line: u64) -> Way {
        match word {
            None => default,
            Some("directed") => Way::Directed,
            Some("undirected") => Way::Undirected,
            Some("mutual") => Way::Mutual,
            Some(other) => {
                self.remarks.note(Odd::EdgeType, line, || other.to_string());
                default
            }
        }
    }

    fn declare(&mut self, class: Option<Class>, xml: &mut Xml<'t>) -> Option<(Class, usize)> {
        let class = class?;
        let Some(id) = xml.owned("id") else {
            let line = xml.line();
            self.remarks.note(Odd::NoId, line, || "<attribute>".into());
            return None;
        };
        let title = xml.owned("title").filter(|title| !title.trim().is_empty()).unwrap_or_else(|| id.clone());
        let kind = xml.attribute("type").map_or(Kind::Text, |value| kind(value));
        let table = if class == Class::Node { &mut self.draft.nodes } else { &mut self.draft.edges };
        let column = *self.attributes.entry((class, id.clone())).or_insert_with(|| table.add(&title, Some(kind)));
        table.declare(column, &title, Some(kind));
        if class == Class::Edge && (id.eq_ignore_ascii_case("weight") || title.eq_ignore_ascii_case("weight")) {
            self.weight = Some(column);
        }
        Some((class, column))
    }

    fn node(&mut self, xml: &mut Xml<'t>, parent: Option<&Frame<'t>>) -> Frame<'t> {
        let line = xml.line();
        let Some(id) = xml.owned("id") else {
            self.remarks.note(Odd::NoId, line, || "<node>".into());
            return Frame::Skipped;
        };
        let row = self.draft.list(id, line, self.remarks);
        if let Some(label) = xml.attribute("label") {
            let column = self.draft.nodes.role(Role::Label);
            self.draft.nodes.put(column, row, label);
        }
        if let Some(outer) = xml.owned("pid").filter(|outer| !outer.is_empty()) {
            let outer = self.draft.node(outer);
            self.draft.parents.push((row, outer));
        } else if let Some(Frame::Parents(Owner::Node(outer))) = parent {
            self.draft.parents.push((row, *outer));
        }
        self.begin(Owner::Node(row), line, xml)
    }

    fn edge(&mut self, xml: &mut Xml<'t>) -> Frame<'t> {
        let line = xml.line();
        let (Some(source), Some(target)) = (xml.owned("source"), xml.owned("target")) else {
            self.remarks.note(Odd::NoEnd, line, || xml.owned("id").unwrap_or_default().into_owned());
            return Frame::Skipped;
        };
        let way = self.way(xml.attribute("type").map(|value| value.as_ref()), self.default_way, line);
        let (source, target) = (self.draft.node(source), self.draft.node(target));
        let row = self.draft.link(source, target, way, line);
        let edges = &mut self.draft.edges;
        for (role, name) in [(Role::EdgeId, "id"), (Role::Weight, "weight")] {
            if let Some(value) = xml.attribute(name).filter(|value| !value.is_empty()) {
                let column = edges.role(role);
                edges.put(column, row, value);
            }
        }
        for name in ["label", "kind"] {
            if let Some(value) = xml.attribute(name) {
                let column = edges.named(name, Some(Kind::Text));
                edges.put(column, row, value);
            }
        }
        self.begin(Owner::Edge(row), line, xml)
    }

    fn begin(&mut self, owner: Owner, line: u64, xml: &Xml<'t>) -> Frame<'t> {
        let spells = Some(time(xml)).filter(|time| !time.is_empty()).into_iter().collect();
        self.elements.push(Element { owner, line, values: Vec::new(), spells });
        Frame::Owner(owner)
    }

    /// Puts what was read of an element into its columns.
    fn finish(&mut self, element: Element<'t>) {
        let Element { owner, line, mut values, spells } = element;
        let (class, row) = match owner {
            Owner::Node(row) => (Class::Node, row),
            Owner::Edge(row) => (Class::Edge, row),
        };
        let table = if class == Class::Node { &mut self.draft.nodes } else { &mut self.draft.edges };
        if !spells.is_empty() {
            let column = table.named("spells", Some(Kind::Text));
            table.put(column, row, &format!("<{}>", spells.join("; ")));
        }
        // Values of one attribute together, in their order.
        values.sort_by(|a, b| a.attribute.cmp(&b.attribute));
        for run in values.chunk_by(|a, b| a.attribute == b.attribute) {
            let attribute = &run[0].attribute;
            let column = *self.attributes.entry((class, attribute.clone())).or_insert_with(|| {
                self.remarks.note(Odd::Undeclared, line, || attribute.to_string());
                table.add(attribute, None)
            });
            if run.iter().all(|value| value.time.is_empty()) {
                table.put(column, row, run.last().map_or("", |value| &value.value));
                continue;
            }
            let timed = |value: &Value<'_>| {
                let time = value.time.trim_start_matches('[').trim_end_matches(']');
                if time.is_empty() { format!("[{}]", value.value) } else { format!("[{time}, {}]", value.value) }
            };
            let all: Vec<String> = run.iter().map(timed).collect();
            table.put(column, row, &format!("<{}>", all.join("; ")));
            table.set_kind(column, Kind::Text);
            if class == Class::Edge && self.weight == Some(column) {
                table.rename(column, "weight_in_time");
                let weight = table.role(Role::Weight);
                if !table.has(weight, row) {
                    let sum: f64 = run.iter().filter_map(|value| value.value.trim().parse::<f64>().ok()).sum();
                    table.put(weight, row, &sum.to_string());
                    self.remarks.note(Odd::WeightInTime, line, || all.join("; "));
                }
            }
        }
    }

    fn graphics(&mut self, name: &str, owner: Owner, xml: &mut Xml<'t>) {
        let byte =
            |name| xml.attribute(name).and_then(|value| value.trim().parse::<f64>().ok()).map(|value| value as u8);
        let colour = || match (byte("r"), byte("g"), byte("b")) {
            (Some(r), Some(g), Some(b)) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
            _ => xml.owned("hex").map(|hex| if hex.starts_with('#') { hex.into_owned() } else { format!("#{hex}") }),
        };
        let text = |table: &mut super::draft::Table, row, name: &str| {
            let column = table.named(name, None);
            table.put(column, row, xml.attribute("value").map_or("", |value| value));
        };
        match (name, owner) {
            ("color", Owner::Node(row)) => {
                let column = self.draft.nodes.role(Role::Colour);
                self.draft.nodes.put(column, row, &colour().unwrap_or_default());
            }
            ("color", Owner::Edge(row)) => {
                let column = self.draft.edges.named("colour", Some(Kind::Text));
                self.draft.edges.put(column, row, &colour().unwrap_or_default());
            }
            ("position", Owner::Node(row)) => {
                for (role, name) in [(Role::X, "x"), (Role::Y, "y")] {
                    let column = self.draft.nodes.role(role);
                    self.draft.nodes.put(column, row, xml.attribute(name).map_or("", |value| value));
                }
                if let Some(z) = xml.attribute("z").filter(|z| z.trim().parse() != Ok(0.0)) {
                    let column = self.draft.nodes.named("z", None);
                    self.draft.nodes.put(column, row, z);
                }
            }
            ("size", Owner::Node(row)) => {
                let column = self.draft.nodes.role(Role::Size);
                self.draft.nodes.put(column, row, xml.attribute("value").map_or("", |value| value));
            }
            (_, Owner::Node(row)) => text(&mut self.draft.nodes, row, name),
            (_, Owner::Edge(row)) => text(&mut self.draft.edges, row, name),
        }
    }
}

/// When an element is there or a value holds: `[2021.0]` or `[2021.0, 2022.0]`, with `-Infinity` and `Infinity` where it is
/// open; nothing if the file does not say.
fn time(xml: &Xml<'_>) -> String {
    let get =
        |names: [&str; 2]| names.into_iter().find_map(|name| xml.attribute(name)).filter(|value| !value.is_empty());
    for name in ["timestamps", "intervals"] {
        if let Some(list) = xml.attribute(name) {
            return list.trim().trim_start_matches('<').trim_end_matches('>').to_string();
        }
    }
    if let Some(timestamp) = xml.attribute("timestamp") {
        return format!("[{}]", timestamp.trim());
    }
    match (get(["start", "startopen"]), get(["end", "endopen"])) {
        (None, None) => String::new(),
        (start, end) => {
            format!("[{}, {}]", start.map_or("-Infinity", |v| v.trim()), end.map_or("Infinity", |v| v.trim()))
        }
    }
}
