//! GEXF. Gephi reads every version by local names; graphology keeps one block of attributes for each class; networkx wants
//! intervals that are closed on both sides.

use super::elements::{Edge, Elements, Measure, Precision, check_weight};
use super::graphml::{STATISTICS, check_colour};
use super::rules::Id;
use super::values::{self, Cell, Type, java_double, java_integer, parse_date};
use super::xml::{Event, Gathered, Tag, Xml};
use super::{Notes, Program, Programs, Short};
use rustc_hash::{FxHashMap, FxHashSet};

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    Node,
    Edge,
}

#[derive(Clone)]
struct Attribute {
    column: u32,
    kind: Option<Type>,
    type_name: Box<str>,
    dynamic: bool,
}

/// How a file tells time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TimeFormat {
    Double,
    Date,
}

/// An element that is open.
enum Place {
    Root,
    Meta,
    /// A text of the head: title, description.
    MetaText,
    Graph,
    /// A block of attributes: whose, and whether they are dynamic.
    Attributes(Option<Owner>, bool),
    Attribute(Option<u32>, Box<str>, Option<Type>),
    Default,
    Node(Option<u32>, Box<Times>),
    Edge(Box<Times>),
    Other,
}

/// The times at which an element, and each of its values, is there.
#[derive(Default)]
struct Times {
    own: Vec<(f64, f64)>,
    values: FxHashMap<u32, Vec<(f64, f64)>>,
    /// Static attributes that have a value already.
    given: FxHashSet<u32>,
}

struct Check {
    attributes: FxHashMap<(Owner, String), Attribute>,
    lower: FxHashSet<(Owner, String)>,
    blocks: [u32; 2],
    count: u32,
    elements: Elements,
    nodes_open: u32,
    data_seen: bool,
    graphs: u32,
    /// `Some(directed)` if the file has a default that Gephi holds all edges to.
    default_directed: Option<bool>,
    timestamps: bool,
    time: TimeFormat,
    time_stated: bool,
    integer_ids: bool,
    undeclared: FxHashMap<(Owner, String), (usize, u64)>,
}

/// Reports what becomes of a GEXF file.
pub(super) fn check(notes: &mut Notes<'_>, text: &str) {
    let mut xml = Xml::new(notes, text);
    let mut check = Check {
        attributes: FxHashMap::default(),
        lower: FxHashSet::default(),
        blocks: [0; 2],
        count: 0,
        elements: Elements::default(),
        nodes_open: 0,
        data_seen: false,
        graphs: 0,
        default_directed: None,
        timestamps: false,
        time: TimeFormat::Double,
        time_stated: false,
        integer_ids: false,
        undeclared: FxHashMap::default(),
    };
    let mut open: Vec<Place> = Vec::new();
    let mut gathered: Option<(usize, Gathered)> = None;
    loop {
        match xml.next(notes) {
            Event::Start(tag) => {
                let place = check.start(notes, &tag, &mut open);
                if gathered.is_none() && matches!(place, Place::Default | Place::MetaText) {
                    gathered = Some((open.len(), Gathered::new(tag.at)));
                }
                check.nodes_open += u32::from(matches!(place, Place::Node(..)));
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
                check.nodes_open -= u32::from(matches!(place, Place::Node(..)));
                let text = gathered.take_if(|(depth, _)| *depth == open.len()).map(|(_, gathered)| gathered.finish());
                if let Some(text) = text {
                    check_text(notes, &place, open.last(), &text);
                }
            }
            Event::Eof => break,
        }
    }
    if check.graphs == 0 {
        notes.at(Id::GraphMissing, 0, format_args!("no <graph>"));
    }
    for ((owner, name), (at, count)) in &check.undeclared {
        if !check.attributes.contains_key(&(*owner, name.clone())) {
            let subject = format_args!("attribute {}, {count} times", Short(name));
            notes.at(Id::DataKeyUndeclared, *at, subject);
            notes.at(Id::DataKeyUndeclaredRefused, *at, subject);
        }
    }
    check.elements.finish(notes);
}

/// Gephi keeps the last piece of a default or a description.
fn check_text(notes: &mut Notes<'_>, place: &Place, parent: Option<&Place>, text: &Gathered) {
    let subject = format_args!("{}", Short(text.text.trim()));
    if text.cut {
        notes.at(Id::TextCut, text.at, subject);
    } else if text.entities {
        notes.at(Id::TextEntity, text.at, subject);
    }
    if let (Place::Default, Some(Place::Attribute(Some(column), name, Some(kind)))) = (place, parent)
        && !text.text.trim().is_empty()
        && !values::gephi_takes(*kind, &text.text)
    {
        let subject = format_args!("default {} of attribute {}", Short(&text.text), Short(name));
        notes.group(Id::DefaultType, text.at, *column, subject);
        notes.group(Id::DefaultTypeRefused, text.at, *column, subject);
    }
}

impl Check {
    fn start(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>, open: &mut [Place]) -> Place {
        let depth = open.len();
        match open.last_mut() {
            None => {
                let version = tag.get("version").unwrap_or_default();
                if version != "1.3" {
                    notes.at(Id::GexfVersion, tag.at, format_args!("version {}", Short(version)));
                }
                return Place::Root;
            }
            Some(Place::Meta) => return Place::MetaText,
            Some(Place::MetaText | Place::Default) => return Place::Other,
            Some(Place::Attributes(owner, dynamic)) if tag.is("attribute") => {
                let (owner, dynamic) = (*owner, *dynamic);
                return self.attribute(notes, tag, owner, dynamic);
            }
            Some(Place::Attribute(..)) if tag.is("default") => return Place::Default,
            Some(_) => (),
        }
        match () {
            () if tag.is("meta") && depth == 1 => Place::Meta,
            () if tag.is("graph") => {
                self.graph(notes, tag);
                Place::Graph
            }
            () if tag.is("attributes") => self.block(notes, tag),
            () if tag.is("node") => self.node(notes, tag),
            () if tag.is("edge") => self.edge(notes, tag),
            () if tag.is("parents") || tag.is("parent") => {
                notes.at(Id::Hierarchy, tag.at, format_args!("<{}>", tag.name));
                Place::Other
            }
            () => {
                self.part(notes, tag, open);
                Place::Other
            }
        }
    }

    fn graph(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>) {
        let at = tag.at;
        self.graphs += 1;
        let value = |name| tag.get(name).unwrap_or_default();
        let kind = value("defaultedgetype");
        self.default_directed = match () {
            () if kind.eq_ignore_ascii_case("directed") => Some(true),
            () if kind.eq_ignore_ascii_case("undirected") => Some(false),
            () if kind.is_empty() => None,
            () => {
                notes.at(Id::EdgeTypeUnknown, at, format_args!("defaultedgetype {}", Short(kind)));
                None
            }
        };
        self.timestamps = value("timerepresentation").eq_ignore_ascii_case("timestamp");
        let format = tag.filled("timeformat").or(tag.filled("timetype"));
        self.time_stated = format.is_some();
        let dated =
            |format: &str| ["date", "datetime", "timestamp"].iter().any(|name| format.eq_ignore_ascii_case(name));
        self.time = if format.is_some_and(dated) { TimeFormat::Date } else { TimeFormat::Double };
        if value("mode").eq_ignore_ascii_case("slice")
            && ["timestamp", "start", "end"].iter().all(|name| value(name).is_empty())
        {
            notes.at(Id::SliceBounds, at, format_args!("mode \"slice\""));
        }
        self.integer_ids =
            value("idtype").eq_ignore_ascii_case("integer") || value("idtype").eq_ignore_ascii_case("long");
    }

    fn block(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>) -> Place {
        let owner = match tag.get("class").unwrap_or_default() {
            class if class.eq_ignore_ascii_case("node") => Some(Owner::Node),
            class if class.eq_ignore_ascii_case("edge") => Some(Owner::Edge),
            class => {
                notes.at(Id::AttributesClass, tag.at, format_args!("class {}", Short(class)));
                notes.at(Id::AttributesClassRefused, tag.at, format_args!("class {}", Short(class)));
                // Without a class Gephi gives them to the nodes.
                class.is_empty().then_some(Owner::Node)
            }
        };
        if let Some(owner) = owner {
            let blocks = &mut self.blocks[owner as usize];
            *blocks += 1;
            if *blocks > 1 {
                notes.at(Id::AttributesBlocks, tag.at, format_args!("block {} of a class", *blocks));
            }
        }
        let mode = tag.get("mode").or(tag.get("type")).unwrap_or_default();
        Place::Attributes(owner, mode.eq_ignore_ascii_case("dynamic"))
    }

    fn attribute(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>, owner: Option<Owner>, dynamic: bool) -> Place {
        let at = tag.at;
        let (id, type_name) = (tag.get("id").unwrap_or_default(), tag.get("type").unwrap_or_default());
        let title = tag.filled("title").unwrap_or(id);
        self.count += 1;
        let column = self.count;
        let subject = format_args!("attribute {} titled {}", Short(id), Short(title));
        if id.is_empty() || type_name.is_empty() {
            notes.group(Id::AttributeEmpty, at, column, subject);
            return Place::Other;
        }
        let kind = Type::from_name(type_name, true);
        let typed = format_args!("attribute {} of type {}", Short(title), Short(type_name));
        if kind.is_none() {
            notes.group(Id::KeyTypeUnknown, at, column, typed);
        }
        if !networkx_takes(type_name) {
            notes.group(Id::AttributeTypeForeign, at, column, typed);
        }
        let Some(owner) = owner else { return Place::Attribute(None, id.into(), kind) };
        if self.data_seen {
            notes.group(Id::KeyLate, at, column, subject);
        }
        let lower = id.to_lowercase();
        let numeric = values::is_script_number(id);
        if !numeric && title != id && !(owner == Owner::Edge && id == "weight") {
            notes.group(Id::AttributeTitle, at, column, subject);
        }
        if kind.is_some() {
            let weight = lower == "weight" || title.eq_ignore_ascii_case("weight");
            match () {
                () if owner == Owner::Edge && weight && !(dynamic && lower == "weight") => {
                    notes.group(Id::WeightNotRecognised, at, column, subject);
                }
                () if lower == "id" || lower == "timeset" => notes.group(Id::KeyReserved, at, column, subject),
                () if lower == "label" => notes.group(Id::KeyReserved, at, column, subject),
                () if owner == Owner::Node && STATISTICS.contains(&&*lower) => {
                    notes.group(Id::KeyStatistic, at, column, subject);
                }
                () => (),
            }
            if !self.lower.insert((owner, lower)) {
                notes.group(Id::KeyDuplicate, at, column, subject);
            }
        }
        let attribute = Attribute { column, kind, type_name: type_name.into(), dynamic };
        self.attributes.insert((owner, id.to_owned()), attribute);
        Place::Attribute(Some(column), id.into(), kind)
    }

    fn node(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>) -> Place {
        let at = tag.at;
        self.data_seen = true;
        let id = tag.get("id").unwrap_or_default();
        if id.is_empty() {
            notes.at(Id::NodeIdMissing, at, format_args!("node"));
        }
        if self.nodes_open > 0 || tag.filled("pid").is_some() {
            notes.at(Id::Hierarchy, at, format_args!("node {}", Short(id)));
        }
        if tag.get("label").is_none() && !id.is_empty() {
            notes.at(Id::LabelMissing, at, format_args!("node {}", Short(id)));
        }
        self.check_integer(notes, at, id);
        let node = self.elements.node(notes, at, id);
        let mut times = Box::<Times>::default();
        self.times(notes, tag, &mut times.own);
        Place::Node(node, times)
    }

    fn check_integer(&self, notes: &mut Notes<'_>, at: usize, id: &str) {
        if self.integer_ids && !id.is_empty() && !java_integer::<i64>(id) {
            notes.at(Id::IntegerIds, at, format_args!("id {}", Short(id)));
        }
    }

    fn edge(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>) -> Place {
        let at = tag.at;
        self.data_seen = true;
        let value = |name| tag.get(name).unwrap_or_default();
        let (id, source, target, kind) = (value("id"), value("source"), value("target"), value("type"));
        let subject = format_args!("edge from {} to {}", Short(source), Short(target));
        if self.nodes_open > 0 {
            notes.at(Id::NestedEdge, at, subject);
            return Place::Other;
        }
        if source.is_empty() || target.is_empty() {
            notes.at(Id::EdgeEndMissing, at, subject);
            return Place::Other;
        }
        self.check_integer(notes, at, id);
        let mut directed = self.default_directed.unwrap_or(true);
        let mut rejected = false;
        if kind.eq_ignore_ascii_case("directed") || kind.eq_ignore_ascii_case("undirected") {
            directed = kind.eq_ignore_ascii_case("directed");
            if self.default_directed.is_some_and(|default| default != directed) {
                rejected = true;
                notes.at(Id::EdgeTypeRejected, at, subject);
                notes.at(Id::DirectionMixed, at, subject);
            } else if self.default_directed.is_none() && directed {
                // Without a default networkx takes the graph for undirected.
                notes.at(Id::DirectionMixed, at, subject);
            }
        } else if !kind.is_empty() {
            notes.at(Id::EdgeTypeUnknown, at, format_args!("type {}", Short(kind)));
        }
        if let Some(weight) = tag.filled("weight") {
            check_weight(notes, at, weight, Precision::Single);
            if !values::is_python_float(weight) {
                notes.at(Id::ValueTypeRefused, at, format_args!("weight {}", Short(weight)));
            }
        }
        if !rejected {
            self.elements.edge(notes, &Edge { at, id, source, target, directed, kind: value("kind") });
        }
        let mut times = Box::<Times>::default();
        self.times(notes, tag, &mut times.own);
        Place::Edge(times)
    }

    /// What may stand inside a node or an edge.
    fn part(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>, open: &mut [Place]) {
        let at = tag.at;
        // Wrapped in <attvalues> or <spells>, or not.
        let near = open.len().saturating_sub(3);
        let element = open[near..].iter_mut().rev().find(|place| matches!(place, Place::Node(..) | Place::Edge(_)));
        let (owner, node, times) = match element {
            Some(Place::Node(node, times)) => (Owner::Node, *node, times),
            Some(Place::Edge(times)) => (Owner::Edge, None, times),
            _ => return,
        };
        let mut measure = |notes: &mut Notes<'_>, name: &str, measure| {
            let Some(text) = tag.filled(name) else { return };
            match java_double(text) {
                Some(value) => {
                    if let Some(node) = node {
                        self.elements.measure(node, measure, value);
                    }
                }
                None => notes.at(Id::VizNumber, at, format_args!("{} {}", name, Short(text))),
            }
        };
        match () {
            () if tag.is("attvalue") => self.value(notes, tag, owner, times),
            () if tag.is("spell") || tag.is("slice") => {
                let mut own = std::mem::take(&mut times.own);
                self.times(notes, tag, &mut own);
                times.own = own;
            }
            () if tag.is("color") => check_viz_colour(notes, tag),
            () if tag.is("shape") => notes.at(Id::VizIgnored, at, format_args!("shape")),
            () if tag.is("thickness") => notes.at(Id::VizIgnored, at, format_args!("thickness")),
            () if tag.is("position") && owner == Owner::Node => {
                measure(notes, "x", Measure::X);
                measure(notes, "y", Measure::Y);
            }
            () if tag.is("size") && owner == Owner::Node => match tag.names().next() {
                None => notes.at(Id::SizeEmpty, at, format_args!("size without attributes")),
                Some(first) if !first.eq_ignore_ascii_case("value") => {
                    notes.at(Id::SizeOrder, at, format_args!("size with {} first", Short(first)));
                }
                Some(_) => measure(notes, "value", Measure::Size),
            },
            () => (),
        }
    }

    fn value(&mut self, notes: &mut Notes<'_>, tag: &Tag<'_>, owner: Owner, times: &mut Times) {
        let at = tag.at;
        let name = tag.filled("for").or(tag.filled("id"));
        let Some(name) = name else {
            notes.at(Id::DataKeyMissing, at, format_args!("<attvalue>"));
            notes.at(Id::DataKeyUndeclaredRefused, at, format_args!("<attvalue> without for"));
            return;
        };
        if tag.get("for").is_none() {
            notes.at(Id::DataKeyUndeclaredRefused, at, format_args!("id {} in place of for", Short(name)));
        }
        let text = tag.get("value").unwrap_or_default();
        let Some(attribute) = self.attributes.get(&(owner, name.to_owned())) else {
            const MOST: usize = 1000;
            if self.undeclared.len() < MOST {
                self.undeclared.entry((owner, name.to_owned())).or_insert((at, 0)).1 += 1;
            }
            return;
        };
        if text.is_empty() {
            return;
        }
        let (column, dynamic) = (attribute.column, attribute.dynamic);
        let mut typed = vec![Program::GephiLite];
        if attribute.kind.is_some() {
            typed.push(Program::Gephi);
        }
        if networkx_takes(&attribute.type_name) {
            typed.push(Program::Networkx);
        }
        let cell = Cell { at, column, name, programs: Programs::of(&typed), gexf: true };
        values::check(notes, &cell, attribute.kind.unwrap_or(Type::TEXT), text);
        let timed = ["start", "end", "startopen", "endopen", "timestamp"].iter().any(|name| tag.filled(name).is_some());
        if dynamic {
            let mut own = times.values.remove(&column).unwrap_or_default();
            self.times(notes, tag, &mut own);
            if !own.is_empty() {
                times.values.insert(column, own);
            }
            if !timed {
                notes.at(Id::TimeNetworkx, at, format_args!("value of {} without time", Short(name)));
            }
        } else if timed || !times.given.insert(column) {
            notes.group(Id::TimeOnStatic, at, column, format_args!("value {} of {}", Short(text), Short(name)));
        }
    }

    /// The time of a node, edge, spell or value.
    fn times(&self, notes: &mut Notes<'_>, tag: &Tag<'_>, known: &mut Vec<(f64, f64)>) {
        let at = tag.at;
        let bound = |closed, open| {
            let open_bound = tag.filled(open);
            (open_bound.or(tag.filled(closed)), open_bound.is_some())
        };
        let (start, start_open) = bound("start", "startopen");
        let (end, end_open) = bound("end", "endopen");
        let stamp = tag.filled("timestamp");
        let sets = (tag.filled("intervals"), tag.filled("timestamps"));
        let interval = start.is_some() || end.is_some() || sets.0.is_some();
        let timestamp = stamp.is_some() || sets.1.is_some();
        if !interval && !timestamp {
            return;
        }
        if interval && self.timestamps || timestamp && !interval && !self.timestamps {
            let kind = if interval { "interval" } else { "timestamp" };
            notes.at(Id::TimeRepresentation, at, format_args!("{kind} on <{}>", tag.name));
        }
        if start_open || end_open {
            notes.at(Id::SpellOpen, at, format_args!("open interval on <{}>", tag.name));
        }
        let spell = tag.is("spell") || tag.is("attvalue");
        let one_sided = spell && (start.is_none() || end.is_none()) && self.time == TimeFormat::Double;
        if one_sided || interval && !self.time_stated {
            notes.at(Id::TimeNetworkx, at, format_args!("time of <{}>", tag.name));
        }
        let mut parse = |text: Option<&str>, missing: f64| match text {
            None => Some(missing),
            Some(text) => {
                let time = parse_time(text, self.time);
                if time.is_none() {
                    notes.at(Id::TimeFormat, at, format_args!("time {}", Short(text)));
                }
                time
            }
        };
        parse(stamp, 0.0);
        if start.is_none() && end.is_none() {
            return;
        }
        let (Some(from), Some(to)) = (parse(start, f64::NEG_INFINITY), parse(end, f64::INFINITY)) else { return };
        let subject = format_args!("{} to {}", start.unwrap_or("-∞"), end.unwrap_or("∞"));
        if from > to {
            notes.at(Id::SpellReversed, at, subject);
        } else if known.iter().any(|&(start, end)| from < end && start < to && (start, end) != (from, to)) {
            notes.at(Id::SpellOverlap, at, subject);
        } else if known.len() < 1000 {
            known.push((from, to));
        }
    }
}

/// The types that networkx knows; `int` it knows beside numpy.
fn networkx_takes(type_name: &str) -> bool {
    ["integer", "int", "long", "float", "double", "boolean", "string", "liststring", "anyURI"].contains(&type_name)
}

fn check_viz_colour(notes: &mut Notes<'_>, tag: &Tag<'_>) {
    let at = tag.at;
    let alpha = tag.filled("a");
    if let Some(hex) = tag.filled("hex") {
        check_colour(notes, at, 0, hex);
        notes.at(Id::ColourHex, at, format_args!("colour {}", Short(hex)));
        if let Some(alpha) = alpha {
            notes.at(Id::ColourHexAlpha, at, format_args!("hex {} with a {}", Short(hex), Short(alpha)));
        }
        return;
    }
    let mut black = true;
    for name in ["r", "g", "b"] {
        let Some(text) = tag.filled(name) else {
            notes.at(Id::ColourHex, at, format_args!("colour without {name}"));
            continue;
        };
        let subject = format_args!("{name} {}", Short(text));
        if !java_integer::<i32>(text) {
            notes.at(Id::ColourFraction, at, subject);
        } else if !java_integer::<u8>(text) {
            notes.at(Id::ColourRange, at, subject);
        }
        black &= text == "0";
    }
    match alpha.map(|text| (text, java_double(text))) {
        Some((text, None)) => notes.at(Id::ColourFraction, at, format_args!("a {}", Short(text))),
        Some((text, Some(alpha))) => {
            notes.at(Id::ColourAlpha, at, format_args!("a {}", Short(text)));
            if !(0.0..=1.0).contains(&alpha) {
                notes.at(Id::ColourRange, at, format_args!("a {}", Short(text)));
            }
        }
        None => (),
    }
    if black {
        notes.at(Id::ColourBlack, at, format_args!("colour 0, 0, 0"));
    }
}

/// A time as Gephi reads it, on a scale that keeps the order.
fn parse_time(text: &str, format: TimeFormat) -> Option<f64> {
    match text.to_ascii_lowercase().as_str() {
        "-inf" | "-infinity" => return Some(f64::NEG_INFINITY),
        "inf" | "infinity" => return Some(f64::INFINITY),
        _ => (),
    }
    if format == TimeFormat::Double {
        return java_double(text);
    }
    parse_date(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_order() {
        assert_eq!(parse_time("2001", TimeFormat::Date), None);
        assert_eq!(parse_time("2001", TimeFormat::Double), Some(2001.0));
        assert_eq!(parse_time("-inf", TimeFormat::Double), Some(f64::NEG_INFINITY));
    }
}
