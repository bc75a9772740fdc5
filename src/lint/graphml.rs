//! GraphML. Gephi reads elements by local name whatever the case, and wants keys before the data; graphology, networkx and
//! igraph each have an idea of their own of keys and types.

use super::elements::{Edge, Elements, Measure, Precision, check_weight};
use super::rules::Id;
use super::values::{self, Cell, Colour, Scalar, Type, java_integer};
use super::xml::{Event, Gathered, Tag, Xml};
use super::{Notes, Program, Programs, Short};
use rustc_hash::{FxHashMap, FxHashSet};

/// What Gephi knows without a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Property {
    Label,
    Measure(Measure),
    /// Read, and of no consequence here.
    Depth,
    Channel,
    Colour,
    Weight,
}

/// The properties of nodes and of edges by the id of their key, else by its `attr.name`: these letters and no others.
#[rustfmt::skip]
const PROPERTIES: &[(Owner, &str, Property)] = &[
    (Owner::Node, "label",       Property::Label),
    (Owner::Node, "nodelabel",   Property::Label),
    (Owner::Node, "x",           Property::Measure(Measure::X)),
    (Owner::Node, "xpos",        Property::Measure(Measure::X)),
    (Owner::Node, "y",           Property::Measure(Measure::Y)),
    (Owner::Node, "ypos",        Property::Measure(Measure::Y)),
    (Owner::Node, "z",           Property::Depth),
    (Owner::Node, "zpos",        Property::Depth),
    (Owner::Node, "size",        Property::Measure(Measure::Size)),
    (Owner::Node, "r",           Property::Channel),
    (Owner::Node, "g",           Property::Channel),
    (Owner::Node, "b",           Property::Channel),
    (Owner::Node, "color",       Property::Colour),
    (Owner::Edge, "label",       Property::Label),
    (Owner::Edge, "edgelabel",   Property::Label),
    (Owner::Edge, "weight",      Property::Weight),
    (Owner::Edge, "Edge Weight", Property::Weight),
    (Owner::Edge, "r",           Property::Channel),
    (Owner::Edge, "g",           Property::Channel),
    (Owner::Edge, "b",           Property::Channel),
    (Owner::Edge, "color",       Property::Colour),
];

/// Names under which people write what Gephi calls otherwise.
#[rustfmt::skip]
const MISTAKEN: &[(Owner, &str)] = &[
    (Owner::Node, "colour"), (Owner::Node, "node_size"), (Owner::Node, "viz_x"), (Owner::Node, "viz_y"),
    (Owner::Node, "viz_size"), (Owner::Node, "viz_color"), (Owner::Node, "fill"), (Owner::Edge, "colour"),
];

/// Columns that Gephi's statistics write to.
pub(super) const STATISTICS: &[&str] = &[
    "degree",
    "indegree",
    "outdegree",
    "weighted degree",
    "weighted indegree",
    "weighted outdegree",
    "modularity_class",
    "pageranks",
    "authority",
    "hub",
    "clustering",
    "triangles",
    "eccentricity",
    "closnesscentrality",
    "harmonicclosnesscentrality",
    "betweenesscentrality",
    "eigencentrality",
    "componentnumber",
    "strongcompnum",
    "stat_inf_class",
];

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    Node,
    Edge,
}

struct Key {
    name: String,
    column: u32,
    property: Option<Property>,
    /// The type as Gephi has it; nothing if it makes no column of the key.
    kind: Option<Type>,
    /// The programs that take values by the type.
    typed: Programs,
}

/// What an element of the file is to Gephi.
enum Place {
    Root,
    Key(OpenKey),
    Default,
    Graph,
    Node(Option<u32>),
    Edge,
    /// A value, and the number of its key, where that is known.
    Data(Option<u32>),
    GraphData,
    Desc,
    Hyperedge,
    Other,
}

#[derive(Default)]
struct OpenKey {
    name: String,
    kind: Option<Type>,
    property: bool,
    column: u32,
}

struct Check {
    keys: Vec<Key>,
    /// The numbers of the keys of nodes and of edges.
    numbers: [FxHashMap<String, u32>; 2],
    /// Lower-case ids of Gephi's columns.
    columns: FxHashSet<(Owner, String)>,
    names: FxHashSet<(Owner, String)>,
    count: u32,
    elements: Elements,
    graphs: u32,
    data_seen: bool,
    default_directed: bool,
    /// networkx takes a graph for undirected unless it says `directed`.
    networkx_directed: bool,
    nodes_open: u32,
    /// Keys of values that were not declared by then: first place and how often.
    undeclared: FxHashMap<(Owner, String), (usize, u64)>,
}

/// Reports what becomes of a GraphML file.
pub(super) fn check(notes: &mut Notes<'_>, text: &str) {
    let mut xml = Xml::new(notes, text);
    let mut check = Check {
        keys: Vec::new(),
        numbers: [FxHashMap::default(), FxHashMap::default()],
        columns: FxHashSet::default(),
        names: FxHashSet::default(),
        count: 0,
        elements: Elements::default(),
        graphs: 0,
        data_seen: false,
        default_directed: true,
        networkx_directed: false,
        nodes_open: 0,
        undeclared: FxHashMap::default(),
    };
    let mut open: Vec<Place> = Vec::new();
    // The text of the element whose value is being read, and how deep that element stands.
    let mut gathered: Option<(usize, Gathered)> = None;
    loop {
        match xml.next(notes) {
            Event::Start(tag) => {
                if let Some((depth, gathered)) = &mut gathered {
                    if !gathered.markup && matches!(open.get(*depth), Some(Place::Data(..))) {
                        notes.at(Id::DataMarkup, tag.at, format_args!("<{}> in a value", tag.name));
                    }
                    gathered.markup = true;
                    open.push(Place::Other);
                    continue;
                }
                let place = check.start(notes, &tag, &open);
                if matches!(place, Place::Data(..) | Place::Desc | Place::Default) {
                    gathered = Some((open.len(), Gathered::new(tag.at)));
                }
                check.nodes_open += u32::from(matches!(place, Place::Node(_)));
                open.push(place);
            }
            Event::Text(piece) => {
                if let Some((_, gathered)) = &mut gathered {
                    gathered.add(&piece);
                }
            }
            Event::Gap => {
                if let Some((_, gathered)) = &mut gathered {
                    gathered.gap();
                }
            }
            Event::End => {
                let Some(place) = open.pop() else { continue };
                check.nodes_open -= u32::from(matches!(place, Place::Node(_)));
                let text = gathered.take_if(|(depth, _)| *depth == open.len()).map(|(_, gathered)| gathered.finish());
                check.end(notes, place, &open, &text.unwrap_or_default());
            }
            Event::Eof => break,
        }
    }
    if check.graphs == 0 {
        notes.at(Id::GraphMissing, 0, format_args!("no <graph>"));
    }
    check.finish(notes);
}

impl Check {
    fn start(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>, open: &[Place]) -> Place {
        let at = tag.at;
        let in_node = self.nodes_open > 0;
        let parent = open.last();
        match () {
            () if open.is_empty() => Place::Root,
            () if tag.is("key") => Place::Key(self.key(notes, tag)),
            () if tag.is("default") && matches!(parent, Some(Place::Key(_))) => Place::Default,
            () if tag.is("graph") => {
                if !in_node {
                    self.graph(notes, tag);
                }
                Place::Graph
            }
            () if tag.is("node") => {
                self.data_seen = true;
                if in_node {
                    notes.at(Id::NestedNode, at, format_args!("node {}", Short(tag.get("id").unwrap_or_default())));
                    notes.at(Id::NestedNodeLost, at, format_args!("node {}", Short(tag.get("id").unwrap_or_default())));
                } else if self.graphs > 1 {
                    let subject = format_args!("node {}", Short(tag.get("id").unwrap_or_default()));
                    notes.at(Id::GraphSecond, at, subject);
                }
                let id = tag.get("id").unwrap_or_default();
                if id.is_empty() {
                    notes.at(Id::NodeIdMissing, at, format_args!("node"));
                    let igraph = Id::NodeIdMissingRefused.rule().programs;
                    notes.only(Id::NodeIdMissingRefused, igraph, at, 0, format_args!("node"));
                }
                Place::Node(self.elements.node(notes, at, id))
            }
            () if tag.is("edge") => {
                self.data_seen = true;
                if in_node {
                    notes.at(Id::NestedEdge, at, format_args!("edge"));
                    return Place::Other;
                }
                self.edge(notes, tag);
                Place::Edge
            }
            () if tag.is("data") => {
                let key = tag.get("key").map(str::trim).filter(|key| !key.is_empty());
                let owner = open.iter().rev().find_map(|place| match place {
                    Place::Node(_) => Some(Owner::Node),
                    Place::Edge => Some(Owner::Edge),
                    _ => None,
                });
                match owner {
                    Some(owner) => {
                        let number = key.and_then(|key| self.numbers[owner as usize].get(key).copied());
                        match key {
                            None => {
                                notes.at(Id::DataKeyMissing, at, format_args!("<data>"));
                                notes.at(Id::DataKeyUndeclaredRefused, at, format_args!("<data> without key"));
                            }
                            Some(key) if number.is_none() && self.undeclared.len() < MOST_UNDECLARED => {
                                self.undeclared.entry((owner, key.to_owned())).or_insert((at, 0)).1 += 1;
                            }
                            Some(_) => (),
                        }
                        Place::Data(number)
                    }
                    None => Place::GraphData,
                }
            }
            () if tag.is("desc") && matches!(parent, Some(Place::Node(_) | Place::Edge)) => Place::Desc,
            () if tag.is("hyperedge") => {
                notes.at(Id::Hyperedge, at, format_args!("<hyperedge>"));
                notes.at(Id::HyperedgeRefused, at, format_args!("<hyperedge>"));
                Place::Hyperedge
            }
            () if tag.is("port") => {
                notes.at(Id::Port, at, format_args!("<port>"));
                Place::Other
            }
            () => Place::Other,
        }
    }

    fn graph(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>) {
        self.graphs += 1;
        let kind = tag.get("edgedefault").map(str::trim).unwrap_or_default();
        self.default_directed = !kind.eq_ignore_ascii_case("undirected");
        self.networkx_directed = kind == "directed";
        if kind.is_empty() {
            notes.at(Id::EdgedefaultMissing, tag.at, format_args!("<graph>"));
        } else if !kind.eq_ignore_ascii_case("undirected") && !kind.eq_ignore_ascii_case("directed") {
            notes.at(Id::EdgedefaultUnknown, tag.at, format_args!("edgedefault {}", Short(kind)));
        }
    }

    fn key(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>) -> OpenKey {
        let at = tag.at;
        let value = |name| tag.get(name).map(str::trim).unwrap_or_default();
        let (id, name, type_name) = (value("id"), value("attr.name"), value("attr.type"));
        self.count += 1;
        let column = self.count;
        let subject = format_args!("key {}", Short(id));
        if id.is_empty() {
            notes.group(Id::KeyIdMissing, at, column, format_args!("key {}", Short(name)));
            notes.group(Id::KeyIdMissingRefused, at, column, format_args!("key {}", Short(name)));
            return OpenKey::default();
        }
        if self.data_seen {
            notes.group(Id::KeyLate, at, column, subject);
        }
        let title = if name.is_empty() { id } else { name };
        if name.is_empty() && tag.get("yfiles.type").is_none() {
            notes.group(Id::KeyNameMissing, at, column, subject);
        }
        let owners: &[Owner] = match tag.get("for").map(str::trim) {
            None => {
                notes.group(Id::KeyForMissing, at, column, subject);
                &[Owner::Node, Owner::Edge]
            }
            Some(word) if word.eq_ignore_ascii_case("node") => &[Owner::Node],
            Some(word) if word.eq_ignore_ascii_case("edge") => &[Owner::Edge],
            Some(word) if word.eq_ignore_ascii_case("all") => {
                notes.group(Id::KeyForAll, at, column, subject);
                notes.group(Id::KeyForAllIgnored, at, column, subject);
                &[Owner::Node, Owner::Edge]
            }
            Some(word) if word.eq_ignore_ascii_case("graph") => {
                notes.group(Id::KeyForGraph, at, column, subject);
                &[]
            }
            Some(word) => {
                notes.group(Id::KeyForUnknown, at, column, format_args!("key {} for {}", Short(id), Short(word)));
                notes.group(
                    Id::KeyForUnknownRefused,
                    at,
                    column,
                    format_args!("key {} for {}", Short(id), Short(word)),
                );
                &[]
            }
        };
        let property = |owner| {
            let known = |name: &str| PROPERTIES.iter().find(|row| row.0 == owner && row.1 == name).map(|row| row.2);
            // A key for everything is never a property.
            if owners.len() == 1 { known(id).or_else(|| known(title)) } else { None }
        };
        let is_property = owners.iter().any(|&owner| property(owner).is_some());
        let kind = self.check_type(notes, at, column, id, type_name, is_property);
        let mut open = OpenKey { name: id.into(), kind, property: is_property, column };
        for &owner in owners {
            let property = property(owner);
            if property.is_none() && kind.is_some() {
                self.check_column(notes, at, column, owner, id, title);
            }
            self.check_name(notes, at, column, owner, title);
            // A key that comes late is known to those who read the whole file first.
            let late = Programs::of(&[Program::GephiLite, Program::Networkx]);
            let typed = typed_by(type_name).and(if self.data_seen { late } else { Programs::of(Program::ALL) });
            self.numbers[owner as usize].insert(id.to_owned(), self.keys.len() as u32);
            self.keys.push(Key { name: id.to_owned(), column, property, kind, typed });
        }
        if owners.is_empty() {
            open.kind = None;
        }
        open
    }

    /// The type of a key in Gephi.
    fn check_type(
        &self,
        notes: &mut Notes<'_>,
        at: usize,
        column: u32,
        id: &str,
        type_name: &str,
        is_property: bool,
    ) -> Option<Type> {
        if type_name.is_empty() {
            notes.group(Id::KeyTypeMissing, at, column, format_args!("key {}", Short(id)));
            return Some(Type::TEXT);
        }
        let kind = Type::from_name(type_name, false);
        let subject = format_args!("key {} of type {}", Short(id), Short(type_name));
        if kind.is_none() && !is_property {
            notes.group(Id::KeyTypeUnknown, at, column, subject);
        }
        if kind.is_some_and(|kind| kind.list) {
            notes.group(Id::KeyTypeList, at, column, subject);
        } else {
            let without = Id::KeyTypeForeign.rule().programs;
            let refusing = without.iter().filter(|&program| !typed_by(type_name).contains(program));
            let refusing: Vec<Program> = refusing.collect();
            notes.only(Id::KeyTypeForeign, Programs::of(&refusing), at, column, subject);
        }
        if kind.is_some_and(Type::is_integer) {
            notes.group(Id::IntegerKey, at, column, subject);
        }
        kind
    }

    fn check_column(&mut self, notes: &mut Notes<'_>, at: usize, column: u32, owner: Owner, id: &str, title: &str) {
        let lower = id.to_lowercase();
        let subject = format_args!("key {} named {}", Short(id), Short(title));
        let weight = |name: &str| name.eq_ignore_ascii_case("weight") || name.eq_ignore_ascii_case("edge weight");
        let is = |name: &str| lower == name;
        match owner {
            Owner::Edge if weight(id) || weight(title) => {
                notes.group(Id::WeightNotRecognised, at, column, subject);
            }
            _ if is("id") || is("timeset") => notes.group(Id::KeyReserved, at, column, subject),
            _ if is("label") => notes.group(Id::KeyLabelCase, at, column, subject),
            _ if title.eq_ignore_ascii_case("label") => notes.group(Id::LabelNotRecognised, at, column, subject),
            owner => {
                let near = |name: &str| name.eq_ignore_ascii_case(title) || name.eq_ignore_ascii_case(id);
                let known = PROPERTIES.iter().any(|row| row.0 == owner && row.1.len() > 1 && near(row.1));
                let letters = matches!(title, "X" | "Y" | "R" | "G" | "B") && owner == Owner::Node;
                if known || letters || MISTAKEN.iter().any(|row| row.0 == owner && near(row.1)) {
                    notes.group(Id::PropertyNotRecognised, at, column, subject);
                } else if owner == Owner::Node && STATISTICS.contains(&&*lower) {
                    notes.group(Id::KeyStatistic, at, column, subject);
                }
            }
        }
        if !self.columns.insert((owner, lower)) {
            notes.group(Id::KeyDuplicate, at, column, subject);
        }
    }

    fn check_name(&mut self, notes: &mut Notes<'_>, at: usize, column: u32, owner: Owner, title: &str) {
        let subject = format_args!("name {}", Short(title));
        if !self.names.insert((owner, title.to_owned())) {
            notes.group(Id::KeyNameDuplicate, at, column, subject);
            notes.group(Id::KeyNameDuplicateRefused, at, column, subject);
        }
        if owner == Owner::Node && title == "id" {
            notes.group(Id::KeyNamedLikeIds, at, column, subject);
        }
    }

    fn edge(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>) {
        let at = tag.at;
        let own = |name| tag.get(name).unwrap_or_default();
        let (source, target) = (own("source"), own("target"));
        if source.is_empty() || target.is_empty() {
            notes.at(Id::EdgeEndMissingRefused, at, format_args!("edge"));
        } else if self.graphs > 1 {
            notes.at(Id::GraphSecond, at, format_args!("edge from {} to {}", Short(source), Short(target)));
        }
        let directed = match tag.filled("directed") {
            None => self.default_directed,
            Some(word) if word.eq_ignore_ascii_case("true") => true,
            Some(word) if word.eq_ignore_ascii_case("false") => false,
            Some(word) => {
                notes.at(Id::DirectionUnknown, at, format_args!("directed {}", Short(word)));
                self.default_directed
            }
        };
        let subject = format_args!("edge from {} to {}", Short(source), Short(target));
        if tag.get("directed") == Some(if self.networkx_directed { "false" } else { "true" }) {
            notes.at(Id::DirectionMixed, at, subject);
        }
        if directed != self.default_directed {
            let lite = if directed { &[Program::Igraph][..] } else { &[Program::Igraph, Program::GephiLite] };
            notes.only(Id::DirectionIgnored, Programs::of(lite), at, 0, subject);
        }
        let kind = own("label").trim();
        if !kind.is_empty() {
            notes.at(Id::EdgeLabelAttribute, at, format_args!("label {}", Short(kind)));
        }
        if !source.is_empty() && !target.is_empty() {
            self.elements.edge(notes, &Edge { at, id: own("id"), source, target, directed, kind });
        }
    }

    fn end(&mut self, notes: &mut Notes<'_>, place: Place, open: &[Place], gathered: &Gathered) {
        match place {
            Place::Default => {
                let Some(Place::Key(key)) = open.last() else { return };
                check_default(notes, key, gathered);
            }
            Place::Desc if !gathered.text.trim().is_empty() => {
                notes.at(Id::Desc, gathered.at, format_args!("<desc> {}", Short(gathered.text.trim())));
            }
            Place::Data(Some(key)) => {
                let node = open.iter().rev().find_map(|place| match place {
                    Place::Node(node) => Some(*node),
                    _ => None,
                });
                self.value(notes, key, node.flatten(), gathered);
            }
            _ => (),
        }
    }

    fn value(&mut self, notes: &mut Notes<'_>, key: u32, node: Option<u32>, gathered: &Gathered) {
        let Some(key) = self.keys.get(key as usize) else { return };
        let (at, text, name) = (gathered.at, &*gathered.text, &*key.name);
        if gathered.blank_piece {
            notes.group(Id::BlankLost, at, key.column, format_args!("{} in {}", Short(text), Short(name)));
        }
        if gathered.markup {
            return;
        }
        // Gephi takes its properties whatever their declared type; the others know no properties.
        let gephi = Programs::of(&[Program::Gephi]);
        let readers = Programs::of(Program::ALL);
        let others = Programs(readers.0 & !gephi.0);
        let typed = if key.property.is_some() { others.and(key.typed) } else { key.typed };
        let cell = Cell { at, column: key.column, name, programs: typed, gexf: false };
        if let Some(kind) = key.kind {
            values::check(notes, &cell, kind, text);
        }
        let Some(property) = key.property else { return };
        if text.trim().is_empty() {
            return;
        }
        match property {
            Property::Label | Property::Depth => (),
            Property::Channel => check_channel(notes, at, key.column, name, text),
            Property::Colour => check_colour(notes, at, key.column, text),
            Property::Weight => check_weight(notes, at, &text.replace(',', "."), Precision::Single),
            Property::Measure(measure) => match values::java_double(&text.replace(',', ".")) {
                Some(value) => {
                    if let Some(node) = node {
                        self.elements.measure(node, measure, value);
                    }
                }
                None => {
                    let subject = format_args!("{} in {}", Short(text), Short(name));
                    notes.only(Id::ValueType, gephi, at, key.column, subject);
                }
            },
        }
    }
}

/// How many undeclared keys are remembered.
const MOST_UNDECLARED: usize = 1000;

impl Check {
    fn finish(&self, notes: &mut Notes<'_>) {
        for ((owner, name), (at, count)) in &self.undeclared {
            let key = |owner: Owner| self.numbers[owner as usize].contains_key(name);
            let other = if *owner == Owner::Node { Owner::Edge } else { Owner::Node };
            let subject = format_args!("key {}, {count} times", Short(name));
            if key(*owner) {
                // Declared after all, and reported there.
            } else if key(other) {
                notes.at(Id::DataKeyOwner, *at, subject);
            } else {
                notes.at(Id::DataKeyUndeclared, *at, subject);
                notes.at(Id::DataKeyUndeclaredRefused, *at, subject);
            }
        }
        self.elements.finish(notes);
    }
}

fn check_channel(notes: &mut Notes<'_>, at: usize, column: u32, name: &str, text: &str) {
    let subject = format_args!("{} in {}", Short(text), Short(name));
    if !java_integer::<i32>(text) {
        notes.only(Id::ValueType, Programs::of(&[Program::Gephi]), at, column, subject);
    } else if !java_integer::<u8>(text) {
        notes.group(Id::ColourRange, at, column, subject);
    }
}

/// Reports what Gephi makes of a colour.
pub(super) fn check_colour(notes: &mut Notes<'_>, at: usize, column: u32, text: &str) {
    match values::colour(text) {
        Colour::Known => (),
        Colour::Misread => notes.group(Id::ColourMisread, at, column, format_args!("colour {}", Short(text))),
        Colour::Unknown => notes.group(Id::ColourUnknown, at, column, format_args!("colour {}", Short(text))),
    }
}

fn check_default(notes: &mut Notes<'_>, key: &OpenKey, gathered: &Gathered) {
    let at = gathered.at;
    let subject = format_args!("default {} of key {}", Short(&gathered.text), Short(&key.name));
    if gathered.text.trim().is_empty() {
        return;
    }
    if key.property {
        notes.group(Id::DefaultOfProperty, at, key.column, subject);
        return;
    }
    if gathered.cut {
        notes.group(Id::TextCut, at, key.column, subject);
    } else if gathered.entities {
        notes.group(Id::TextEntity, at, key.column, subject);
    }
    let Some(kind) = key.kind else { return };
    if !values::gephi_takes(kind, &gathered.text) {
        notes.group(Id::DefaultType, at, key.column, subject);
        notes.group(Id::DefaultTypeRefused, at, key.column, subject);
    }
    if kind.is_number() || kind.scalar == Scalar::Boolean {
        notes.group(Id::DefaultUncast, at, key.column, subject);
    }
}

/// The programs that take values of a type, Gephi's list of types apart.
fn typed_by(type_name: &str) -> Programs {
    let gephi = if Type::from_name(type_name, false).is_some() || type_name.is_empty() { 1 } else { 0 };
    let others = match type_name {
        "boolean" | "int" | "long" | "float" | "double" | "string" => {
            Programs::of(&[Program::GephiLite, Program::Networkx, Program::Igraph])
        }
        "integer" => Programs::of(&[Program::Networkx]),
        "" => Programs::of(&[Program::GephiLite, Program::Networkx]),
        _ => Programs::default(),
    };
    Programs(others.0 | gephi)
}
