//! Pajek: networks (`.net`, `.paj`), partitions (`.clu`) and vectors (`.vec`), as the
//! [reference manual](http://mrvar.fdv.uni-lj.si/pajek/) describes them.
//!
//! Edges have no direction, arcs have. Coordinates become places, the sign of `y` changed: it runs downwards there. The other
//! marks of a vertex or line become columns of their names. A partition is the column `cluster`, a vector a column of floats.

use super::draft::{Draft, Kind, Role, Way};
use super::{Odd, Remarks};
use crate::network::Direction;
use std::borrow::Cow;

/// What the lines that follow are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Vertices,
    Links(Way),
    Lists(Way),
    Matrix,
    /// Values of vertices, one a line: a partition or a vector.
    Values(usize),
    Other,
}

/// Vertices without a line of their own are made up to this number, or as many as the file has bytes.
const VERTICES: usize = 1 << 20;

pub(super) struct Reader<'t> {
    pub(super) draft: Draft<'t>,
    vertices: usize,
    partitions: usize,
    networks: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new() -> Self {
        Self { draft: Draft::new(Direction::Undirected), vertices: 0, partitions: 0, networks: 0 }
    }

    /// Reads a file; of a `.clu` or `.vec` file `bare` says what its values are.
    pub(super) fn read(&mut self, text: &'t str, bare: Option<Kind>, name: &str, remarks: &mut Remarks) {
        let mut section = Section::Other;
        // The values announced by `*Partition` or `*Vector`: the next `*Vertices` heads them.
        let mut announced = bare.map(|kind| (kind, stem(name).to_string()));
        let (mut value, mut matrix_row, mut columns) = (0, 0, 0);
        let mut relation: Option<String> = None;
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('%') {
                continue;
            }
            if let Some(head) = line.strip_prefix('*') {
                let (word, rest) = head.split_once(|c: char| c.is_whitespace() || c == ':').unwrap_or((head, ""));
                section = match word.to_ascii_lowercase().as_str() {
                    "network" => {
                        self.networks += 1;
                        if self.networks > 1 {
                            remarks.note(Odd::SecondNetwork, number, || rest.trim().to_string());
                            return;
                        }
                        Section::Other
                    }
                    word @ ("partition" | "vector") => {
                        let kind = if word == "vector" { Kind::Float } else { Kind::Integer };
                        announced = Some((kind, rest.trim().to_string()));
                        Section::Other
                    }
                    "vertices" => {
                        if let Some((kind, name)) = announced.take() {
                            value = 0;
                            Section::Values(self.values(kind, &name))
                        } else {
                            self.vertices(rest, text.len(), number, remarks);
                            columns = rest.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
                            Section::Vertices
                        }
                    }
                    word @ ("edges" | "arcs") => {
                        let name = rest.split_once('"').map(|(_, name)| name.trim_end_matches('"'));
                        relation =
                            name.or(Some(rest)).map(|name| name.trim().to_string()).filter(|name| !name.is_empty());
                        Section::Links(way(word))
                    }
                    word @ ("edgeslist" | "arcslist") => Section::Lists(way(word)),
                    "matrix" => {
                        matrix_row = 0;
                        Section::Matrix
                    }
                    other => {
                        remarks.note(Odd::Section, number, || format!("*{other}"));
                        Section::Other
                    }
                };
                continue;
            }
            match section {
                Section::Vertices => self.vertex(line, number, remarks),
                Section::Links(way) => self.links(line, way, relation.as_deref(), number, remarks),
                Section::Lists(way) => {
                    let mut ends = line.split_whitespace();
                    let Some(source) = ends.next() else { continue };
                    for target in ends {
                        // A list of arcs into a vertex has the minus before it.
                        self.link(source, target, way, number, remarks);
                    }
                }
                Section::Matrix => {
                    matrix_row += 1;
                    // A network of two kinds: the columns are the vertices of the second.
                    let (first, way) = if columns > 0 { (columns, Way::Undirected) } else { (0, Way::Directed) };
                    for (column, weight) in (first + 1..).zip(line.split_whitespace()) {
                        if weight.parse() != Ok(0.0) {
                            let (source, target) = (matrix_row.to_string(), column.to_string());
                            let row = self.link(source, target, way, number, remarks);
                            self.weight(row, weight);
                        }
                    }
                }
                Section::Values(column) => {
                    value += 1;
                    let value: usize = value;
                    let id = value.to_string();
                    if self.draft.node_count() > 0 && !self.draft.has(&id) {
                        remarks.note(Odd::ValueWithoutNode, number, || line.to_string());
                        continue;
                    }
                    let node = self.draft.node(id);
                    self.draft.nodes.put(column, node, line);
                }
                Section::Other => remarks.note(Odd::Line, number, || line.to_string()),
            }
        }
    }

    fn values(&mut self, kind: Kind, name: &str) -> usize {
        if kind == Kind::Integer && self.partitions == 0 {
            self.partitions += 1;
            return self.draft.nodes.role(Role::Cluster);
        }
        self.draft.nodes.add(if name.is_empty() { "vector" } else { name }, Some(kind))
    }

    fn vertices(&mut self, head: &str, length: usize, line: u64, remarks: &mut Remarks) {
        let stated = head.split_whitespace().next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        if stated > VERTICES.max(length) {
            remarks.note(Odd::Count, line, || stated.to_string());
            self.vertices = usize::MAX;
            return;
        }
        self.vertices = stated;
        for vertex in 1..=stated {
            let id = vertex.to_string();
            if !self.draft.has(&id) {
                self.draft.list(id, line, remarks);
            }
        }
    }

    fn vertex(&mut self, line: &'t str, number: u64, remarks: &mut Remarks) {
        let mut tokens = tokens(line);
        let Some(id) = tokens.next().filter(|id| is_vertex(id)) else {
            remarks.note(Odd::Line, number, || line.to_string());
            return;
        };
        let node = self.draft.node(id);
        if let Some(label) = tokens.next() {
            let column = self.draft.nodes.role(Role::Label);
            self.draft.nodes.put(column, node, &label);
        }
        let rest: Vec<Cow<'_, str>> = tokens.collect();
        let coordinates = rest.iter().take(3).take_while(|token| token.parse::<f64>().is_ok()).count();
        for (role, value) in [Role::X, Role::Y].into_iter().zip(rest.iter().take(coordinates)) {
            let column = self.draft.nodes.role(role);
            match value.parse::<f64>() {
                Ok(y) if role == Role::Y => self.draft.nodes.put(column, node, &(0.0 - y).to_string()),
                _ => self.draft.nodes.put(column, node, value),
            }
        }
        if let Some(z) = rest.get(2).filter(|z| coordinates == 3 && !matches!(z.parse(), Ok(0.0 | 0.5))) {
            let column = self.draft.nodes.named("z", None);
            self.draft.nodes.put(column, node, z);
        }
        marks(rest.get(coordinates..).unwrap_or_default(), &mut self.draft.nodes, node);
    }

    fn links(&mut self, line: &'t str, way: Way, relation: Option<&str>, number: u64, remarks: &mut Remarks) {
        let mut tokens = tokens(line).peekable();
        let (Some(source), Some(target)) = (tokens.next(), tokens.next()) else {
            remarks.note(Odd::Line, number, || line.to_string());
            return;
        };
        let row = self.link(source, target, way, number, remarks);
        if let Some(weight) = tokens.next_if(|token| token.parse::<f64>().is_ok()) {
            self.weight(row, &weight);
        }
        let Some(row) = row else { return };
        let rest: Vec<Cow<'_, str>> = tokens.collect();
        marks(&rest, &mut self.draft.edges, row);
        if let Some(relation) = relation {
            let column = self.draft.edges.named("relation", Some(Kind::Text));
            self.draft.edges.put(column, row, relation);
        }
    }

    fn link(
        &mut self,
        source: impl Into<Cow<'t, str>>,
        target: impl Into<Cow<'t, str>>,
        way: Way,
        number: u64,
        remarks: &mut Remarks,
    ) -> Option<u32> {
        let (source, target) = (source.into(), target.into());
        if !is_vertex(&source) || !is_vertex(&target) {
            remarks.note(Odd::Line, number, || format!("{source} {target}"));
            return None;
        }
        let (source, target) = (self.draft.node(source), self.draft.node(target));
        Some(self.draft.link(source, target, way, number))
    }

    /// A line without a weight has 1; where some have one, it is written for all.
    fn weight(&mut self, row: Option<u32>, weight: &str) {
        if let Some(row) = row {
            let column = self.draft.edges.role(Role::Weight);
            self.draft.edges.set_default(column, "1");
            self.draft.edges.put(column, row, weight);
        }
    }
}

fn way(word: &str) -> Way {
    if word.starts_with("arcs") { Way::Directed } else { Way::Undirected }
}

fn is_vertex(id: &str) -> bool {
    id.parse::<u32>().is_ok_and(|number| number > 0)
}

fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The words of a line; in quotation marks or brackets blanks do not divide. A mark closes before a blank: networkx does not
/// escape those inside.
fn tokens(line: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = line;
    // Marks that do not close on the rest of the line.
    let mut open = Vec::new();
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let closing = match rest.chars().next()? {
            '"' => Some('"'),
            '\'' => Some('\''),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(closing) = closing.filter(|closing| !open.contains(closing)) {
            let closes =
                |at: &usize| rest.get(at + 1..).is_some_and(|r| r.is_empty() || r.starts_with(char::is_whitespace));
            if let Some(end) = rest.match_indices(closing).map(|(at, _)| at).filter(|at| *at > 0).find(closes) {
                let word = if closing == ']' { rest.get(..=end) } else { rest.get(1..end) };
                rest = rest.get(end + 1..)?;
                return word.map(Cow::Borrowed);
            }
            open.push(closing);
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(Cow::Borrowed(word))
    })
}

/// Shapes stand alone; every other mark is followed by its value. When a thing is there stands in brackets.
const SHAPES: &[&str] = &["ellipse", "box", "diamond", "triangle", "cross", "empty", "house", "man", "woman"];

fn marks(tokens: &[Cow<'_, str>], table: &mut super::draft::Table, row: u32) {
    let mut tokens = tokens.iter();
    while let Some(token) = tokens.next() {
        let (name, value) = match token.as_ref() {
            time if time.starts_with('[') => ("times", time),
            shape if SHAPES.iter().any(|known| known.eq_ignore_ascii_case(shape)) => ("shape", shape),
            "l" => ("label", tokens.next().map_or("", |value| value)),
            name => (name, tokens.next().map_or("", |value| value)),
        };
        let column = table.named(name, None);
        table.put(column, row, value);
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn words_of_a_line() {
        let words: Vec<_> = tokens("1 \"Ann \"B.\"\"  0.5 ic Red [1-3, 5] 'x y' \"open").collect();
        assert_eq!(words, ["1", "Ann \"B.\"", "0.5", "ic", "Red", "[1-3, 5]", "x y", "\"open"]);
    }
}
