//! A network as files tell it, before it is put in the form of [`Parts`].
//!
//! Readers put in nodes by the ids of the file, links between them, and values of columns as text. What a column means
//! (label, place, colour, weight) is told by the reader where its format says so, else by the name of the column; of what
//! type it is, by the format or by its values. All that is decided here, once, so that every format is read alike.

use super::{FileError, Odd, Remarks};
use crate::network::{Cluster, Column, Direction, Integers, Node, Parts, SMALLEST_WEIGHT, Values};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Type of a column, as a file declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Float,
    Text,
    Boolean,
}

/// What a column says of a node or an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Label,
    X,
    Y,
    Size,
    Colour,
    Red,
    Green,
    Blue,
    Cluster,
    Weight,
    EdgeId,
}

/// Names that tell the role of a node column, the first found before the others. A name apart from its case.
#[rustfmt::skip]
const NODE_ROLES: &[(Role, &[&str])] = &[
    (Role::Label,   &["label", "nodelabel", "name"]),
    (Role::X,       &["x", "xpos"]),
    (Role::Y,       &["y", "ypos"]),
    (Role::Size,    &["size"]),
    (Role::Colour,  &["color", "colour"]),
    (Role::Red,     &["r"]),
    (Role::Green,   &["g"]),
    (Role::Blue,    &["b"]),
    (Role::Cluster, &["cluster"]),
];

#[rustfmt::skip]
const EDGE_ROLES: &[(Role, &[&str])] = &[
    (Role::Weight,  &["weight", "edge weight"]),
];

/// How a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Undirected,
    Directed,
    /// Both ways, as the `mutual` of GEXF.
    Mutual,
}

impl Way {
    pub(super) fn of(direction: Direction) -> Self {
        match direction {
            Direction::Undirected => Self::Undirected,
            Direction::Directed => Self::Directed,
        }
    }
}

struct Link {
    source: u32,
    target: u32,
    way: Way,
    line: u64,
}

/// A column being read: its values lie one after the other in one text.
struct Draught {
    name: String,
    kind: Option<Kind>,
    role: Option<Role>,
    default: Option<String>,
    /// Whether the column goes when it has no values.
    optional: bool,
    text: String,
    /// Row of each value and where it ends in `text`; of a row given twice, the last counts.
    cells: Vec<(u32, usize)>,
}

impl Draught {
    fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.default.is_none()
    }

    /// The value of every row.
    fn rows(&self, count: usize) -> Vec<Option<&str>> {
        let mut rows = vec![self.default.as_deref(); count];
        let mut start = 0;
        for &(row, end) in &self.cells {
            if let Some(cell) = rows.get_mut(row as usize) {
                *cell = self.text.get(start..end);
            }
            start = end;
        }
        rows
    }
}

/// The columns of nodes, or of edges.
#[derive(Default)]
pub(super) struct Table {
    columns: Vec<Draught>,
    by_name: HashMap<String, usize>,
    /// The first column of each role that a reader knows: there may be many columns, and every node asks.
    by_role: Vec<(Role, usize)>,
}

impl Table {
    /// Adds a column, whatever others are called.
    pub(super) fn add(&mut self, name: &str, kind: Option<Kind>) -> usize {
        self.columns.push(Draught {
            name: name.trim().to_string(),
            kind,
            role: None,
            default: None,
            optional: false,
            text: String::new(),
            cells: Vec::new(),
        });
        self.columns.len() - 1
    }

    /// The column of this name, made if there is none; it goes again if it gets no value.
    pub(super) fn named(&mut self, name: &str, kind: Option<Kind>) -> usize {
        if let Some(&column) = self.by_name.get(name) {
            return column;
        }
        let column = self.add(name, kind);
        self.columns[column].optional = true;
        self.by_name.insert(name.to_string(), column);
        column
    }

    /// The column that plays a role, made if there is none.
    pub(super) fn role(&mut self, role: Role) -> usize {
        if let Some((_, column)) = self.by_role.iter().find(|(known, _)| *known == role) {
            return *column;
        }
        let name = match role {
            Role::Label => "label",
            Role::X => "x",
            Role::Y => "y",
            Role::Size => "size",
            Role::Colour => "colour",
            Role::Red => "r",
            Role::Green => "g",
            Role::Blue => "b",
            Role::Cluster => "cluster",
            Role::Weight => "weight",
            Role::EdgeId => "edge_id",
        };
        // Ids stay as they are written.
        let column = self.add(name, if role == Role::EdgeId { Some(Kind::Text) } else { None });
        self.columns[column].optional = true;
        self.set_role(column, role);
        column
    }

    pub(super) fn set_role(&mut self, column: usize, role: Role) {
        self.columns[column].role = Some(role);
        if !self.by_role.iter().any(|(known, _)| *known == role) {
            self.by_role.push((role, column));
        }
    }

    /// Says what a column is that may have been met before it was declared.
    pub(super) fn declare(&mut self, column: usize, name: &str, kind: Option<Kind>) {
        let column = &mut self.columns[column];
        (column.name, column.kind) = (name.trim().to_string(), kind);
    }

    pub(super) fn rename(&mut self, column: usize, name: &str) {
        self.columns[column].name = name.to_string();
    }

    /// Whether the row put in last has a value.
    pub(super) fn has(&self, column: usize, row: u32) -> bool {
        self.columns[column].cells.last().is_some_and(|(last, _)| *last == row)
    }

    pub(super) fn set_kind(&mut self, column: usize, kind: Kind) {
        self.columns[column].kind = Some(kind);
    }

    pub(super) fn set_default(&mut self, column: usize, default: &str) {
        self.columns[column].default = Some(default.to_string()).filter(|default| !default.is_empty());
    }

    pub(super) fn set_optional(&mut self, column: usize) {
        self.columns[column].optional = true;
    }

    /// Widens the type of a column whose values say their own.
    pub(super) fn widen(&mut self, column: usize, kind: Kind) {
        let held = &mut self.columns[column].kind;
        *held = Some(match (*held, kind) {
            (None, kind) => kind,
            (Some(held), kind) if held == kind => kind,
            (Some(Kind::Integer | Kind::Float), Kind::Integer | Kind::Float) => Kind::Float,
            _ => Kind::Text,
        });
    }

    /// Puts in a value; nothing is no value.
    pub(super) fn put(&mut self, column: usize, row: u32, value: &str) {
        if !value.is_empty() {
            let column = &mut self.columns[column];
            column.text.push_str(value);
            column.cells.push((row, column.text.len()));
        }
    }

    /// Puts in a value that is one of perhaps several of its row.
    pub(super) fn put_more(&mut self, column: usize, row: u32, value: &str) {
        let draught = &mut self.columns[column];
        match draught.cells.last_mut() {
            Some((last, _)) if *last == row && draught.text.ends_with(value) => {}
            Some((last, end)) if *last == row => {
                draught.text.push_str("; ");
                draught.text.push_str(value);
                *end = draught.text.len();
            }
            _ => self.put(column, row, value),
        }
    }

    fn assign(&mut self, roles: &[(Role, &[&str])]) {
        for (role, names) in roles {
            if self.columns.iter().any(|column| column.role == Some(*role)) {
                continue;
            }
            let free = |name: &&&str| {
                let called = |column: &Draught| column.role.is_none() && column.name.eq_ignore_ascii_case(name);
                self.columns.iter().position(called)
            };
            if let Some(column) = names.iter().find_map(|name| free(&name)) {
                self.columns[column].role = Some(*role);
            }
        }
    }

    fn take(&mut self, role: Role) -> Option<Draught> {
        let column = self.columns.iter().position(|column| column.role == Some(role))?;
        Some(self.columns.remove(column))
    }

    /// Keeps tables within what the files give reason for: a file may name many columns and give each one value.
    fn bound(&mut self, rows: usize, remarks: &mut Remarks) {
        self.columns.retain(|column| !(column.optional && column.is_empty()));
        for column in &mut self.columns {
            let missing = rows.saturating_sub(column.cells.len());
            if let Some(default) = &column.default
                && default.len().saturating_mul(missing) > CELLS
            {
                remarks.note(Odd::Default, 0, || column.name.clone());
                column.default = None;
            }
        }
        let given: usize = self.columns.iter().map(|c| if c.default.is_some() { rows } else { c.cells.len() }).sum();
        let limit = CELLS.max(given.saturating_mul(SPARSE));
        let wanted = self.columns.len().saturating_mul(rows);
        if wanted <= limit {
            return;
        }
        let keep = limit / rows.max(1);
        let mut fullest: Vec<usize> = (0..self.columns.len()).collect();
        fullest.sort_by_key(|&column| {
            std::cmp::Reverse((self.columns[column].role.is_some(), self.columns[column].cells.len()))
        });
        let kept: HashSet<usize> = fullest.into_iter().take(keep).collect();
        let mut at = 0;
        self.columns.retain(|column| {
            at += 1;
            let stays = kept.contains(&(at - 1));
            if !stays {
                remarks.note(Odd::TooManyColumns, 0, || column.name.clone());
            }
            stays
        });
    }
}

/// Cells a table may have whatever the files give.
const CELLS: usize = 1 << 24;
/// A larger table must hold a value in one of so many cells.
const SPARSE: usize = 16;

/// A network being read.
pub(super) struct Draft<'t> {
    ids: HashMap<Cow<'t, str>, u32>,
    /// Whether each node was listed as a node, or only named by a link.
    listed: Vec<bool>,
    links: Vec<Link>,
    pub(super) nodes: Table,
    pub(super) edges: Table,
    /// Whether the program that the files are of has no directed links.
    pub(super) never_directed: bool,
    /// Direction of a network without links.
    pub(super) direction: Direction,
    /// Nodes that are inside others.
    pub(super) parents: Vec<(u32, u32)>,
    /// Names of clusters, by number.
    pub(super) cluster_labels: BTreeMap<i64, String>,
    /// What the files say of the network as a whole.
    pub(super) about: Vec<(String, String)>,
    /// The column that sizes were made of, where a file says so; the sizes themselves are then not kept.
    pub(super) sized_by: Option<String>,
    /// Columns that node sizes show where no column is called `size`, the first found before the others.
    pub(super) weights: Vec<String>,
}

impl<'t> Draft<'t> {
    pub(super) fn new(direction: Direction) -> Self {
        Self {
            ids: HashMap::new(),
            listed: Vec::new(),
            links: Vec::new(),
            nodes: Table::default(),
            edges: Table::default(),
            never_directed: false,
            direction,
            parents: Vec::new(),
            cluster_labels: BTreeMap::new(),
            about: Vec::new(),
            sized_by: None,
            weights: Vec::new(),
        }
    }

    /// The position of the node with this id, which is made if there is none.
    pub(super) fn node(&mut self, id: impl Into<Cow<'t, str>>) -> u32 {
        let next = self.listed.len() as u32;
        let position = *self.ids.entry(id.into()).or_insert(next);
        if position == next {
            self.listed.push(false);
        }
        position
    }

    /// The node with this id, listed as a node; tells if it was before.
    pub(super) fn list(&mut self, id: impl Into<Cow<'t, str>>, line: u64, remarks: &mut Remarks) -> u32 {
        let id = id.into();
        let position = self.node(id.clone());
        if std::mem::replace(&mut self.listed[position as usize], true) {
            remarks.note(Odd::NodeTwice, line, || id.into_owned());
        }
        position
    }

    /// Adds a link and returns its row.
    pub(super) fn link(&mut self, source: u32, target: u32, way: Way, line: u64) -> u32 {
        self.links.push(Link { source, target, way, line });
        (self.links.len() - 1) as u32
    }

    pub(super) fn node_count(&self) -> usize {
        self.listed.len()
    }

    pub(super) fn link_count(&self) -> usize {
        self.links.len()
    }

    /// Whether a node is there already.
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// The parts of the network.
    pub(super) fn finish(mut self, remarks: &mut Remarks) -> Result<Parts, FileError> {
        for (of, found) in [("nodes", self.listed.len()), ("edges", self.links.len())] {
            if found >= u32::MAX as usize {
                return Err(FileError::TooMany { of, found: found as u64 });
            }
        }
        let count = self.listed.len();
        let mut ids = vec![Cow::Borrowed(""); count];
        for (id, position) in std::mem::take(&mut self.ids) {
            ids[position as usize] = id;
        }
        if self.listed.iter().any(|listed| *listed) {
            for (id, _) in ids.iter().zip(&self.listed).filter(|(_, listed)| !**listed) {
                remarks.note(Odd::Unlisted, 0, || id.to_string());
            }
        }
        for (child, parent) in std::mem::take(&mut self.parents) {
            let column = self.nodes.named("parent", Some(Kind::Text));
            self.nodes.put_more(column, child, &ids[parent as usize]);
        }
        self.nodes.assign(NODE_ROLES);
        self.edges.assign(EDGE_ROLES);
        self.nodes.bound(count, remarks);
        self.edges.bound(self.links.len(), remarks);

        let mut parts = Parts::default();
        parts.about.options = std::mem::take(&mut self.about);
        self.name_nodes(&ids, &mut parts);
        self.place(count, &mut parts, remarks);
        self.colour(count, &mut parts, remarks);
        self.size(count, &mut parts, remarks);
        let mut columns = Columns::default();
        columns.taken.extend(parts.node_columns.iter().map(|column| (column.name.clone(), 1)));
        for column in &self.nodes.columns {
            // A cluster is known by its name, however the file writes it.
            let own = vosviewer_name(&column.name);
            let name =
                if column.role == Some(Role::Cluster) { "cluster" } else { own.as_ref().unwrap_or(&column.name) };
            let mut values = values(column, count, remarks);
            if column.role == Some(Role::Cluster) {
                values = whole(values);
            }
            columns.push(name, values, remarks);
        }
        parts.node_columns.extend(columns.columns);
        let taken = |parts: &Parts, name: &str| parts.node_columns.iter().any(|c| c.name.eq_ignore_ascii_case(name));
        if !are_numbers(&ids) && count > 0 {
            if taken(&parts, "file_id") {
                if parts.nodes.iter().zip(&ids).any(|(node, id)| node.label != **id) {
                    remarks.note(Odd::IdsReplaced, 0, || ids[0].to_string());
                }
            } else {
                let ids = ids.iter().map(|id| Some(id.to_string())).collect();
                parts.node_columns.push(Column::new("file_id", Values::Text(ids)));
            }
        }
        self.choose_size(&mut parts);
        clusters(&mut parts, &self.cluster_labels);
        self.join(&ids, &mut parts, remarks)?;
        Ok(parts)
    }

    /// Numbers and labels of nodes.
    fn name_nodes(&mut self, ids: &[Cow<'t, str>], parts: &mut Parts) {
        let numbers = are_numbers(ids);
        let column = self.nodes.take(Role::Label);
        let labels = column.as_ref().map_or_else(Vec::new, |column| column.rows(ids.len()));
        let node = |(position, id): (usize, &Cow<'t, str>)| {
            let id_number = if numbers { number_of(id) } else { None };
            let label = labels.get(position).copied().flatten().filter(|label| !label.trim().is_empty());
            Node { id: id_number.unwrap_or(position as u32), label: label.unwrap_or(id).to_string() }
        };
        parts.nodes = ids.iter().enumerate().map(node).collect();
    }

    fn place(&mut self, count: usize, parts: &mut Parts, remarks: &mut Remarks) {
        let [Some(x), Some(y)] = [Role::X, Role::Y].map(|role| self.numbers(role, count)) else { return };
        let missing = x.iter().zip(&y).filter(|(x, y)| x.is_none() || y.is_none()).count();
        if missing == count {
            return;
        }
        for _ in 0..missing {
            remarks.note(Odd::NoPlace, 0, String::new);
        }
        parts.positions = x.iter().zip(&y).map(|(x, y)| [x.unwrap_or(0.0), y.unwrap_or(0.0)]).collect();
        for role in [Role::X, Role::Y] {
            self.nodes.take(role);
        }
    }

    /// The values of a column that plays a role, if all are finite numbers.
    fn numbers(&self, role: Role, count: usize) -> Option<Vec<Option<f64>>> {
        let column = self.nodes.columns.iter().find(|column| column.role == Some(role))?;
        column.rows(count).into_iter().map(|value| value.map(finite).map_or(Some(None), |v| v.map(Some))).collect()
    }

    fn colour(&mut self, count: usize, parts: &mut Parts, remarks: &mut Remarks) {
        let is_byte = |value: &Option<f64>| value.is_none_or(|v| (0.0..=255.0).contains(&v) && v.fract() == 0.0);
        let rgb = [Role::Red, Role::Green, Role::Blue];
        let bytes = rgb.map(|role| self.numbers(role, count).filter(|values| values.iter().all(is_byte)));
        let mut colours: Vec<Option<[u8; 3]>> = vec![None; count];
        if let [Some(red), Some(green), Some(blue)] = bytes {
            for (position, colour) in colours.iter_mut().enumerate() {
                if let (Some(r), Some(g), Some(b)) = (red[position], green[position], blue[position]) {
                    *colour = Some([r as u8, g as u8, b as u8]);
                }
            }
            for role in rgb {
                self.nodes.take(role);
            }
        } else if let Some(column) = self.nodes.columns.iter().find(|column| column.role == Some(Role::Colour)) {
            let read = |value: Option<&str>| value.map_or(Some(None), |text| parse_colour(text).map(Some));
            let Some(read) = column.rows(count).into_iter().map(read).collect() else { return };
            colours = read;
            self.nodes.take(Role::Colour);
        }
        let missing = colours.iter().filter(|colour| colour.is_none()).count();
        if missing < count {
            for _ in 0..missing {
                remarks.note(Odd::NoColour, 0, String::new);
            }
            parts.colours = colours.into_iter().map(|colour| colour.unwrap_or(NO_COLOUR)).collect();
        }
    }

    /// A column of sizes, as floats and first of all.
    fn size(&mut self, count: usize, parts: &mut Parts, remarks: &mut Remarks) {
        let Some(sizes) = self.numbers(Role::Size, count) else { return };
        self.nodes.take(Role::Size);
        if let Some(sized_by) = &self.sized_by {
            let known = plain_name(sized_by);
            let plain: Vec<String> = self.nodes.columns.iter().map(|column| plain_name(&column.name)).collect();
            if plain.contains(&known) {
                return;
            }
            // A name that means something to a program has `_` behind it in citeweave's files: `size_`.
            if let Some(column) = plain.iter().position(|name| name.strip_suffix('_') == Some(known.as_str())) {
                self.nodes.columns[column].name.clone_from(sized_by);
                return;
            }
        }
        self.sized_by = None;
        if sizes.iter().flatten().any(|size| *size < 0.0) {
            remarks.note(Odd::NegativeSize, 0, String::new);
        } else {
            parts.size_by = Some("size".into());
        }
        parts.node_columns.push(Column::new("size", Values::floats(sizes)));
    }

    /// Sizes show the column the file says they are of, or that its program shows.
    fn choose_size(&self, parts: &mut Parts) {
        if parts.size_by.is_some() {
            return;
        }
        let wanted = self.sized_by.iter().chain(&self.weights).map(|name| plain_name(name));
        let sizing = |column: &&Column| match &column.values {
            Values::Integer(values) => values.iter().flatten().all(|value| value >= 0),
            Values::Float(values) => values.iter().flatten().all(|value| value >= 0.0),
            Values::Text(_) | Values::Boolean(_) => false,
        };
        let mut columns: HashMap<String, &Column> = HashMap::new();
        for column in parts.node_columns.iter().filter(sizing) {
            columns.entry(plain_name(&column.name)).or_insert(column);
        }
        let mut found = wanted.filter_map(|name| columns.get(&name));
        parts.size_by = found.next().map(|column| column.name.clone());
    }

    /// Edges with their weights: sorted, each pair once, the columns beside them.
    fn join(&mut self, ids: &[Cow<'t, str>], parts: &mut Parts, remarks: &mut Remarks) -> Result<(), FileError> {
        let links = std::mem::take(&mut self.links);
        self.drop_plain_ids(ids, &links);
        let weights = self.edges.take(Role::Weight);
        let weights = weights.as_ref().map(|column| column.rows(links.len()));
        let directed = links.iter().filter(|link| link.way != Way::Undirected).count();
        parts.direction = match directed {
            0 if links.is_empty() => self.direction,
            0 => Direction::Undirected,
            _ => Direction::Directed,
        };
        let mixed = directed > 0 && directed < links.len();

        let name = |link: &Link| {
            let [source, target] = [link.source, link.target].map(|end| &ids[end as usize]);
            format!("{source} to {target}")
        };
        // Source, target, row, weight.
        let mut edges: Vec<(u32, u32, u32, f64)> = Vec::with_capacity(links.len());
        for (row, link) in links.iter().enumerate() {
            let weight = match weights.as_ref().map(|weights| weights[row]) {
                None => 1.0,
                Some(None) => {
                    remarks.note(Odd::NoWeight, link.line, || name(link));
                    1.0
                }
                Some(Some(text)) => match text.trim().parse::<f64>() {
                    Ok(weight) if weight.is_finite() && weight >= SMALLEST_WEIGHT => weight,
                    Ok(weight) if weight.is_finite() => {
                        remarks.note(Odd::LowWeight, link.line, || format!("{text} from {}", name(link)));
                        continue;
                    }
                    _ => {
                        remarks.note(Odd::WeightNoNumber, link.line, || format!("{text:?} from {}", name(link)));
                        continue;
                    }
                },
            };
            let (source, target, row) = (link.source, link.target, row as u32);
            if parts.direction == Direction::Undirected {
                edges.push((source.min(target), source.max(target), row, weight));
                continue;
            }
            edges.push((source, target, row, weight));
            if link.way != Way::Directed && source != target {
                edges.push((target, source, row, weight));
                let odd = if link.way == Way::Mutual { Odd::Mutual } else { Odd::Mixed };
                if mixed || odd == Odd::Mutual {
                    remarks.note(odd, link.line, || name(link));
                }
            }
        }
        if edges.len() >= u32::MAX as usize {
            return Err(FileError::TooMany { of: "edges", found: edges.len() as u64 });
        }
        edges.sort_unstable_by_key(|(source, target, row, _)| (*source, *target, *row));
        // Where the runs of rows that make one edge begin.
        let mut starts: Vec<usize> = Vec::with_capacity(edges.len() + 1);
        for (at, &(source, target, row, weight)) in edges.iter().enumerate() {
            match parts.edges.last_mut() {
                Some(last) if (last.0, last.1) == (source, target) => {
                    last.2 = (last.2 + weight).min(f64::MAX);
                    let link = &links[row as usize];
                    remarks.note(Odd::Parallel, link.line, || name(link));
                }
                _ => {
                    parts.edges.push((source, target, weight));
                    starts.push(at);
                }
            }
        }
        starts.push(edges.len());
        let rows: Vec<u32> = edges.iter().map(|edge| edge.2).collect();
        let mut columns = Columns::default();
        for column in &self.edges.columns {
            let values = values(column, links.len(), remarks);
            let (values, lost) = gather(values, &starts, &rows);
            for _ in 0..lost {
                remarks.note(Odd::ParallelValue, 0, || column.name.clone());
            }
            columns.push(&column.name, values, remarks);
        }
        parts.edge_columns = columns.columns;
        Ok(())
    }

    /// Ids of edges say nothing where they only number them or join the ends, as citeweave's own do.
    fn drop_plain_ids(&mut self, ids: &[Cow<'t, str>], links: &[Link]) {
        let Some(at) = self.edges.columns.iter().position(|column| column.role == Some(Role::EdgeId)) else { return };
        let values = self.edges.columns[at].rows(links.len());
        let numbers_from = |first: usize| {
            let is = |(row, value): (usize, &Option<&str>)| {
                let digits = value.map(|id| id.strip_prefix('e').unwrap_or(id));
                digits.is_none_or(|id| id.parse() == Ok(row + first))
            };
            values.iter().enumerate().all(is)
        };
        let bare = |id: &'_ str| id.strip_prefix('n').unwrap_or(id).to_string();
        let own = |(value, link): (&Option<&str>, &Link)| {
            let ends = value.and_then(|id| id.strip_prefix('e')).and_then(|id| id.split_once('-'));
            ends.is_some_and(|(source, target)| {
                source == bare(&ids[link.source as usize]) && target == bare(&ids[link.target as usize])
            })
        };
        if numbers_from(0) || numbers_from(1) || values.iter().zip(links).all(own) {
            self.edges.columns.remove(at);
        }
    }
}

/// Colour of nodes without one, where others have one: a middle grey.
const NO_COLOUR: [u8; 3] = [153, 153, 153];

/// A name as all writers write it.
fn plain_name(name: &str) -> String {
    name.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect()
}

/// Whether all ids are numbers, or all `n` and a number.
fn are_numbers(ids: &[Cow<'_, str>]) -> bool {
    let lettered = ids.first().is_some_and(|id| id.starts_with('n'));
    ids.iter().all(|id| id.starts_with('n') == lettered && number_of(id).is_some())
}

/// The number an id is, written in one way only so that two ids are never one number.
fn number_of(id: &str) -> Option<u32> {
    let digits = id.strip_prefix('n').unwrap_or(id);
    let plain = digits == "0" || digits.starts_with(|c: char| matches!(c, '1'..='9'));
    if plain && digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

fn finite(text: &str) -> Option<f64> {
    let text = text.trim();
    // Rust reads "inf" and "nan" too; they are not finite.
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Columns with different names.
#[derive(Default)]
struct Columns {
    columns: Vec<Column>,
    taken: HashMap<String, u32>,
}

impl Columns {
    fn push(&mut self, name: &str, values: Values, remarks: &mut Remarks) {
        let wanted = if name.is_empty() { "column" } else { name };
        let mut given = wanted.to_string();
        while self.taken.contains_key(&given.to_lowercase()) {
            let number = self.taken.entry(wanted.to_lowercase()).or_insert(1);
            *number += 1;
            given = format!("{wanted}_{number}");
        }
        if given != name {
            remarks.note(Odd::ColumnName, 0, || format!("{name:?}, now {given:?}"));
        }
        self.taken.entry(given.to_lowercase()).or_insert(1);
        self.columns.push(Column::new(given, values));
    }
}

/// The name in VOSviewer of a column that files for Gephi call `weight_total_link_strength_`, where no bracket may stand.
fn vosviewer_name(name: &str) -> Option<String> {
    let inside = |of: &str| name.strip_prefix(of)?.strip_prefix('_')?.strip_suffix('_');
    let (of, title) = ["weight", "score"].into_iter().find_map(|of| Some((of, inside(of)?)))?;
    let title = title.replace("__", ". ").replace('_', " ");
    let mut letters = title.trim().chars();
    let first = letters.next()?;
    Some(format!("{of}<{}{}>", first.to_uppercase(), letters.as_str()))
}

/// The values of a column, of the declared type if all fit, else of the narrowest that all fit.
fn values(column: &Draught, count: usize, remarks: &mut Remarks) -> Values {
    let rows = column.rows(count);
    let known = || rows.iter().copied().flatten();
    let fits = |kind| known().all(|text| fits(text, kind));
    let narrowest = || {
        let kinds = [Kind::Boolean, Kind::Integer, Kind::Float];
        let some = known().any(|text| !is_missing(text));
        kinds.into_iter().find(|kind| some && fits(*kind)).unwrap_or(Kind::Text)
    };
    let kind = match column.kind {
        None => narrowest(),
        Some(Kind::Boolean) if known().all(|text| boolean(text).is_some()) => Kind::Boolean,
        Some(kind) if fits(kind) => kind,
        Some(kind) => {
            let found = narrowest();
            let odd = known().find(|text| !self::fits(text, kind)).unwrap_or_default();
            remarks.note(Odd::Type, 0, || format!("{odd:?} in {}", column.name));
            found
        }
    };
    let mut missing = 0;
    let values = match kind {
        Kind::Integer => Values::integers(rows.iter().map(|text| text.and_then(|text| text.trim().parse().ok()))),
        Kind::Boolean => Values::Boolean(rows.iter().map(|text| text.and_then(boolean)).collect()),
        Kind::Text => Values::Text(rows.iter().map(|text| text.map(str::to_string)).collect()),
        Kind::Float => {
            let float = |text: &Option<&str>| {
                let value = text.and_then(finite);
                missing += usize::from(text.is_some() && value.is_none());
                value
            };
            Values::floats(rows.iter().map(float))
        }
    };
    if matches!(kind, Kind::Integer) {
        missing = known().filter(|text| is_missing(text)).count();
    }
    for _ in 0..missing {
        remarks.note(Odd::NotFinite, 0, || column.name.clone());
    }
    values
}

fn fits(text: &str, kind: Kind) -> bool {
    let text = text.trim();
    match kind {
        Kind::Text => true,
        Kind::Boolean => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        Kind::Integer => is_integer(text) && text.parse::<i64>().is_ok() || is_missing(text),
        Kind::Float => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            // Zeros in front, and digits that a float would lose, are of identifiers.
            let identifier = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.")
                || is_integer(text) && digits.len() > 15;
            !identifier && finite(text).is_some() && !digits.starts_with('+') || is_missing(text)
        }
    }
}

/// Whether a text is a whole number as a program writes it: no zeros in front, no plus.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits == "0" || digits.starts_with(|c: char| matches!(c, '1'..='9'));
    plain && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What programs write where a number is missing or infinite.
fn is_missing(text: &str) -> bool {
    let text = text.trim();
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    ["nan", "na", "inf", "infinity"].iter().any(|word| unsigned.eq_ignore_ascii_case(word))
}

/// A truth value as [XML Schema](https://www.w3.org/TR/xmlschema-2/#boolean) writes it.
fn boolean(text: &str) -> Option<bool> {
    match text.trim() {
        "1" => Some(true),
        "0" => Some(false),
        word if word.eq_ignore_ascii_case("true") => Some(true),
        word if word.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Whole numbers for floats that are such: igraph writes no others.
fn whole(values: Values) -> Values {
    match values {
        Values::Float(floats) if floats.iter().flatten().all(|v| v.fract() == 0.0 && v.abs() < 9e15) => {
            Values::integers(floats.iter().map(|value| value.map(|value| value as i64)))
        }
        other => other,
    }
}

/// The value of each run of rows that make one edge, and how many values were given up: of texts all that differ, joined
/// with `; `, of others the first.
fn gather(values: Values, starts: &[usize], rows: &[u32]) -> (Values, usize) {
    let mut lost = 0;
    let runs = || starts.windows(2).map(|run| &rows[run[0]..run[1]]);
    fn first<T: PartialEq>(value: impl Fn(usize) -> Option<T>, run: &[u32], lost: &mut usize) -> Option<T> {
        let mut known = run.iter().filter_map(|row| value(*row as usize));
        let first = known.next()?;
        *lost += known.filter(|value| *value != first).count();
        Some(first)
    }
    let values = match values {
        Values::Integer(v) => Values::integers(runs().map(|run| first(|row| v.get(row), run, &mut lost))),
        Values::Float(v) => Values::floats(runs().map(|run| first(|row| v.get(row), run, &mut lost))),
        Values::Boolean(v) => Values::Boolean(runs().map(|run| first(|row| v[row], run, &mut lost)).collect()),
        Values::Text(v) => {
            let joined = |run: &[u32]| {
                if let [row] = run {
                    return v[*row as usize].clone();
                }
                let mut seen = HashSet::new();
                let known = run.iter().filter_map(|row| v[*row as usize].as_deref());
                let different: Vec<&str> = known.filter(|text| seen.insert(*text)).collect();
                if different.is_empty() { None } else { Some(different.join("; ")) }
            };
            Values::Text(runs().map(joined).collect())
        }
    };
    (values, lost)
}

/// The clusters that the column of this name tells of.
fn clusters(parts: &mut Parts, labels: &BTreeMap<i64, String>) {
    let numbers = Integers::named(&parts.node_columns, "cluster");
    if numbers.is_empty() {
        return;
    }
    let cluster = |number: i64| {
        let label = labels.get(&number).cloned().unwrap_or_default();
        Cluster { number, label, nodes: 0, colour: [0; 3] }
    };
    let mut found: BTreeMap<i64, (Cluster, BTreeMap<[u8; 3], usize>)> =
        labels.keys().map(|number| (*number, (cluster(*number), BTreeMap::new()))).collect();
    for (position, number) in numbers.iter().enumerate() {
        let Some(number) = number else { continue };
        let (cluster, colours) = found.entry(number).or_insert_with(|| (cluster(number), BTreeMap::new()));
        cluster.nodes += 1;
        if let Some(colour) = parts.colours.get(position) {
            *colours.entry(*colour).or_default() += 1;
        }
    }
    // The colour most of the nodes have.
    parts.clusters = found
        .into_values()
        .map(|(mut cluster, colours)| {
            let most = colours.into_iter().max_by_key(|(colour, nodes)| (*nodes, std::cmp::Reverse(*colour)));
            cluster.colour = most.map_or([0; 3], |(colour, _)| colour);
            cluster
        })
        .collect();
}

/// A colour as network files write them: `#rgb`, `#rrggbb`, `0xrrggbb`, `rgb(r, g, b)`, each perhaps with an opacity, which
/// is left out, or one of the sixteen names of [HTML 4](https://www.w3.org/TR/html401/types.html#h-6.5) and the commonest
/// others.
pub(super) fn parse_colour(text: &str) -> Option<[u8; 3]> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#').or_else(|| text.strip_prefix("0x")) {
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        return match digits.len() {
            3 | 4 => {
                let number = if digits.len() == 4 { number >> 4 } else { number };
                Some([8, 4, 0].map(|shift| (number >> shift & 0xf) as u8 * 17))
            }
            6 => Some([16, 8, 0].map(|shift| (number >> shift) as u8)),
            8 => Some([24, 16, 8].map(|shift| (number >> shift) as u8)),
            _ => None,
        };
    }
    let lower = text.to_ascii_lowercase();
    if let Some(inside) = lower.strip_prefix("rgba(").or_else(|| lower.strip_prefix("rgb("))
        && let Some(inside) = inside.strip_suffix(')')
    {
        let mut bytes = inside.split(',').map(|part| part.trim().parse::<u8>().ok());
        return Some([bytes.next()??, bytes.next()??, bytes.next()??]);
    }
    NAMED_COLOURS.iter().find(|(name, _)| *name == lower).map(|(_, colour)| *colour)
}

#[rustfmt::skip]
const NAMED_COLOURS: &[(&str, [u8; 3])] = &[
    ("aqua",      [0, 255, 255]),   ("black",   [0, 0, 0]),       ("blue",   [0, 0, 255]),     ("brown",  [165, 42, 42]),
    ("cyan",      [0, 255, 255]),   ("fuchsia", [255, 0, 255]),   ("gray",   [128, 128, 128]), ("green",  [0, 128, 0]),
    ("grey",      [128, 128, 128]), ("lime",    [0, 255, 0]),     ("magenta", [255, 0, 255]),  ("maroon", [128, 0, 0]),
    ("navy",      [0, 0, 128]),     ("olive",   [128, 128, 0]),   ("orange", [255, 165, 0]),   ("pink",   [255, 192, 203]),
    ("purple",    [128, 0, 128]),   ("red",     [255, 0, 0]),     ("silver", [192, 192, 192]), ("skyblue", [135, 206, 235]),
    ("steelblue", [70, 130, 180]),  ("teal",    [0, 128, 128]),   ("tomato", [255, 99, 71]),   ("white",  [255, 255, 255]),
    ("yellow",    [255, 255, 0]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values_given: &[&str], kind: Option<Kind>) -> Values {
        let mut table = Table::default();
        let at = table.add("c", kind);
        for (row, value) in values_given.iter().enumerate() {
            table.put(at, row as u32, value);
        }
        values(&table.columns[at], values_given.len(), &mut Remarks::default())
    }

    #[test]
    fn types_are_guessed_so_that_no_digit_is_lost() {
        assert_eq!(column(&["1", "", "-2"], None), Values::integers(vec![Some(1), None, Some(-2)]));
        assert_eq!(column(&["1", "2.5", "nan"], None), Values::floats(vec![Some(1.0), Some(2.5), None]));
        assert_eq!(column(&["true", "False"], None), Values::Boolean(vec![Some(true), Some(false)]));
        for identifiers in [&["007"][..], &["12345678901234567890"], &["+1"], &["1", "x"], &["nan"]] {
            assert!(matches!(column(identifiers, None), Values::Text(_)), "{identifiers:?}");
        }
        assert_eq!(column(&["1", "0"], Some(Kind::Boolean)), Values::Boolean(vec![Some(true), Some(false)]));
        assert_eq!(column(&["1", "2.5"], Some(Kind::Integer)), Values::floats(vec![Some(1.0), Some(2.5)]));
        assert_eq!(column(&["1"], Some(Kind::Text)), Values::Text(vec![Some("1".into())]));
    }

    #[test]
    fn colours_in_every_notation() {
        #[rustfmt::skip]
        let cases = [
            ("#FF8000",            Some([255, 128, 0])),
            ("#f80",               Some([255, 136, 0])),
            ("#ff8000cc",          Some([255, 128, 0])),
            ("0xff8000",           Some([255, 128, 0])),
            ("rgb(1, 2,3)",        Some([1, 2, 3])),
            ("rgba(1,2,3,0.5)",    Some([1, 2, 3])),
            ("Red",                Some([255, 0, 0])),
            ("#ggg",               None),
            ("#+12345",            None),
            ("rgb(1,2)",           None),
            ("",                   None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_colour(text), expected, "{text}");
        }
    }

    #[test]
    fn ids_are_numbers_only_if_written_in_one_way() {
        let numbers = |ids: &[&'static str]| are_numbers(&ids.iter().map(|id| Cow::Borrowed(*id)).collect::<Vec<_>>());
        assert!(numbers(&["0", "7", "4294967295"]) && numbers(&["n0", "n7"]));
        assert!(!numbers(&["n0", "7"]) && !numbers(&["01", "1"]) && !numbers(&["4294967296"]) && !numbers(&["-1"]));
        assert!(!numbers(&["n", "n1"]) && !numbers(&["+1"]));
    }

    #[test]
    fn many_columns_of_few_values_are_bounded() {
        let mut remarks = Remarks::default();
        let mut draft = Draft::new(Direction::Undirected);
        for node in 0..20_000 {
            draft.list(node.to_string(), 0, &mut remarks);
        }
        for column in 0..2_000 {
            let at = draft.nodes.add(&format!("c{column}"), Some(Kind::Integer));
            draft.nodes.put(at, column, "1");
        }
        let parts = draft.finish(&mut remarks).unwrap();
        assert_eq!(parts.node_columns.len(), CELLS / 20_000);
        assert!(remarks.finish().iter().any(|remark| remark.code == "too-many-columns"));
    }
}
