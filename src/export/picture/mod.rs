//! A network as a picture: SVG to edit and to zoom, PNG for papers and slides, one drawing in both.
//!
//! A picture is made once ([`Picture::new`]), as circles, lines and texts with their places, and then only written. All
//! that a reader sees is decided here: nodes fill the frame, links get stronger from the ground up, names keep apart from
//! each other, and a legend beside the network says what colours, sizes and widths mean. What was left out is told in the
//! last line.
//!
//! The same network and options give the same bytes on every machine: texts are measured, and in PNG drawn, with embedded
//! fonts only (`data/fonts`), and no function is used whose last digit differs between machines.

mod labels;
mod legend;
mod letters;
mod place;
#[cfg(feature = "pictures")]
mod png;
mod svg;

#[cfg(feature = "pictures")]
pub(super) use letters::is_drawn;
#[cfg(feature = "pictures")]
pub(super) use png::write as write_png;
pub(super) use svg::write as write_svg;

use super::NetworkTables;
use crate::network::analysis::PALETTE;
use crate::network::{Cluster, Direction, Network, Values};
use legend::Entry;
use letters::Weight;
use place::Rect;
use std::collections::BTreeMap;

/// Choices for the picture of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureOptions {
    /// Width in pixels, from 480 to 10,000; what is outside is taken for the nearest.
    pub width: u32,
    /// Height in pixels, from 360 to 10,000; what is outside is taken for the nearest.
    pub height: u32,
    /// How many nodes are named at most, the largest first. Names that find no free place are left out of the picture.
    pub labels: usize,
    /// How many links are drawn at most, the strongest first.
    pub links: usize,
}

impl Default for PictureOptions {
    /// 2400 by 1800 pixels, names as they find room up to 300, at most 20,000 links.
    fn default() -> Self {
        Self { width: 2400, height: 1800, labels: 300, links: 20_000 }
    }
}

/// Where a text begins from its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// A node; of another shape, the circle with its area.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Circle {
    x: f64,
    y: f64,
    radius: f64,
    colour: [u8; 3],
    shape: Shape,
}

/// What a node is drawn as. Shapes other than the circle have its area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shape {
    #[default]
    Circle,
    Square,
    Diamond,
    Triangle,
    Hexagon,
}

impl Shape {
    /// In the order in which kinds of nodes get them; kinds after the fifth share the last.
    const ALL: [Self; 5] = [Self::Circle, Self::Square, Self::Diamond, Self::Triangle, Self::Hexagon];

    /// Corners for the radius 1, around the middle; none of a circle.
    #[rustfmt::skip]
    fn corners(self) -> &'static [[f64; 2]] {
        match self {
            Self::Circle => &[],
            Self::Square => &[[-0.886, -0.886], [0.886, -0.886], [0.886, 0.886], [-0.886, 0.886]],
            Self::Diamond => &[[0.0, -1.253], [1.253, 0.0], [0.0, 1.253], [-1.253, 0.0]],
            Self::Triangle => &[[0.0, -1.555], [1.347, 0.778], [-1.347, 0.778]],
            Self::Hexagon => &[
                [-1.1, 0.0], [-0.55, -0.952], [0.55, -0.952], [1.1, 0.0], [0.55, 0.952], [-0.55, 0.952],
            ],
        }
    }
}

impl Circle {
    /// The square around it.
    fn rect(&self) -> Rect {
        Rect { left: self.x, top: self.y, right: self.x, bottom: self.y }.grown(self.radius)
    }
}

/// A link: a curve of second degree, or a loop.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    from: [f64; 2],
    /// The points the curve is drawn towards: one, or two of a loop.
    towards: Vec<[f64; 2]>,
    to: [f64; 2],
    width: f64,
    colour: [u8; 3],
    /// In hundredths.
    opacity: u8,
    /// The arrow head at the target, its tip first.
    head: Option<[[f64; 2]; 3]>,
}

/// The name of a node, in one or two lines.
#[derive(Clone, Debug, PartialEq)]
struct Label {
    node: usize,
    lines: Vec<String>,
    x: f64,
    /// Of the first line.
    baseline: f64,
    anchor: Anchor,
    size: f64,
    rect: Rect,
}

/// Something in the margin: of the legend, the title, the last line.
#[derive(Clone, Debug, PartialEq)]
enum Mark {
    Text { text: String, x: f64, baseline: f64, anchor: Anchor, size: f64, weight: Weight, colour: [u8; 3] },
    Circle(Circle),
    Line { from: [f64; 2], to: [f64; 2], width: f64 },
}

/// Text colours: titles, texts, what stands back.
const INK: [u8; 3] = [34, 38, 46];
const QUIET: [u8; 3] = [110, 116, 126];
/// Nodes and links without a colour of their own.
const PLAIN: [u8; 3] = [86, 124, 168];
const PLAIN_LINK: [u8; 3] = [136, 142, 152];

/// A drawing of a network.
pub(super) struct Picture {
    width: f64,
    height: f64,
    /// All lengths are measured in it: 1 in a picture of 2400 by 1800.
    unit: f64,
    /// Where nodes and names may be.
    #[cfg(test)]
    plot: Rect,
    /// One for each node.
    circles: Vec<Circle>,
    /// The weakest first.
    lines: Vec<Line>,
    labels: Vec<Label>,
    margin: Vec<Mark>,
    title: String,
}

impl Picture {
    /// Makes the drawing.
    ///
    /// # Complexity
    /// O(n log n + m log m) for n nodes and m links, and the search for places of at most n names.
    pub fn new(tables: &NetworkTables<'_>, options: &PictureOptions) -> Self {
        let width = f64::from(options.width.clamp(480, 10_000));
        let height = f64::from(options.height.clamp(360, 10_000));
        // In small pictures letters stay large enough to be read.
        let unit = (width / 2400.0).min(height / 1800.0).max(0.5);
        let network = tables.network;
        let frame = Rect { left: 0.0, top: 0.0, right: width, bottom: height }.grown(-56.0 * unit);
        let mut margin = Vec::new();
        let title = heading(network, &frame, unit, &mut margin);

        let strengths = strengths(network);
        let measure = Measure::new(network);
        let clusters = clusters(network);
        let weights = Scale::new(network.graph().edge_weights().map(|edge| edge.weight));
        let entries: Vec<Entry> = clusters.iter().map(Entry::new).collect();
        let mut column = legend::Column::new(&frame, unit);
        column.left = column.right - column.wanted_width(&entries);

        let years = rows_by_year(network);
        let plot = Rect {
            left: frame.left + if years.is_empty() { 0.0 } else { YEAR_ROOM * unit },
            top: frame.top + 84.0 * unit,
            right: column.left - 56.0 * unit,
            bottom: frame.bottom - 56.0 * unit,
        };
        let places = if tables.positions.is_empty() {
            place::discs(&groups(network, &strengths), measure.values.len())
        } else {
            let mut places = tables.positions.clone();
            place::draw_in(&mut places);
            places
        };
        let largest = largest_radius(&measure, &plot, place::filled(&places, &plot), unit);
        let radius = |value: f64| (largest * measure.scale.share(value)).max(smallest_radius(largest, unit));
        let radii: Vec<f64> = measure.values.iter().map(|&value| tenths(radius(value))).collect();
        // Tenths are cut off only after the fit, so a circle may stand out of its plot by one of them.
        let mut places = place::fit(&places, &radii, &plot);
        place::push_apart(&mut places, &radii, &plot, 2.0 * unit);
        let colours = node_colours(network, &clusters);
        let (shapes, kinds) = shapes(network);
        let circle = |(row, &[x, y]): (usize, &[f64; 2])| {
            let colour = colours.get(row).copied().unwrap_or(PLAIN);
            let shape = shapes.get(row).copied().unwrap_or_default();
            Circle { x: tenths(x), y: tenths(y), radius: radii[row], colour, shape }
        };
        let circles: Vec<Circle> = places.iter().enumerate().map(circle).collect();

        let widest = widest_line(network.graph().edge_count().min(options.links), unit);
        let lines = lines(network, &circles, &plot, &weights, (widest, unit), options.links);
        name_rows(&years, &circles, frame.left, unit, &mut margin);
        let by_importance = by_importance(&measure.values, &strengths);
        let named = by_importance.iter().map(|&node| (node, &*tables.labels[node]));
        let labels = labels::place(&circles, named, &plot.grown(18.0 * unit), options.labels, unit);

        let sizes = legend::Key {
            title: format!("Node size: {}", measure.name.replace('_', " ")),
            samples: measure.scale.samples().iter().map(|&value| (value, radius(value))).collect(),
        };
        let widths = legend::Key {
            title: "Link width: weight".into(),
            samples: weights.samples().iter().map(|&weight| (weight, widest * weights.share(weight))).collect(),
        };
        column.top = plot.top;
        column.bottom = plot.bottom;
        let hint = match network.direction() {
            Direction::Undirected => None,
            Direction::Directed if lines.iter().any(|line| line.head.is_some()) => Some(ARROWS),
            Direction::Directed => Some(BENDS),
        };
        column.draw(&entries, &kinds, (&sizes, &widths), hint, &mut margin);

        let mut last = Vec::new();
        if labels.len() < circles.len() {
            last.push(format!("{} of {} nodes named", counted(labels.len()), counted(circles.len())));
        }
        if network.graph().edge_count() > options.links {
            let count = counted(network.graph().edge_count());
            last.push(format!("the strongest {} of {count} links drawn", counted(options.links)));
        }
        last.extend(making(network));
        let size = 19.0 * unit;
        for (number, text) in joined(last, frame.width() / size).into_iter().enumerate() {
            let baseline = frame.bottom + number as f64 * 1.3 * size;
            let (x, anchor, weight) = (frame.left, Anchor::Start, Weight::Regular);
            margin.push(Mark::Text { text, x, baseline, anchor, size, weight, colour: QUIET });
        }
        Self {
            width,
            height,
            unit,
            #[cfg(test)]
            plot,
            circles,
            lines,
            labels,
            margin,
            title,
        }
    }
}

/// How the legend tells the direction of links.
const ARROWS: &str = "Arrows point from source to target";
const BENDS: &str = "From source to target, links bend left";

/// Years of the rows of a historiograph at its left: letters, and the room they take, in units.
const YEAR_SIZE: f64 = 26.0;
const YEAR_ROOM: f64 = 100.0;

/// Nodes of each row with their year, if the nodes stand in rows by year: those of one year at one height, the years in
/// the order of the heights. Otherwise, or with one row only, nothing.
fn rows_by_year(network: &Network) -> Vec<(i64, Vec<usize>)> {
    let years = network.node_columns().iter().find(|column| column.name == "year").map(|column| &column.values);
    let Some(Values::Integer(years)) = years else { return Vec::new() };
    let mut rows: BTreeMap<i64, (f64, Vec<usize>)> = BTreeMap::new();
    for (node, &[_, y]) in network.positions().iter().enumerate() {
        let Some(year) = years.get(node) else { return Vec::new() };
        let (height, nodes) = rows.entry(year).or_insert((y, Vec::new()));
        if *height != y {
            return Vec::new();
        }
        nodes.push(node);
    }
    let heights: Vec<f64> = rows.values().map(|row| row.0).collect();
    let ordered = heights.is_sorted_by(|a, b| a < b) || heights.is_sorted_by(|a, b| a > b);
    if rows.len() < 2 || !ordered {
        return Vec::new();
    }
    rows.into_iter().map(|(year, (_, nodes))| (year, nodes)).collect()
}

/// Writes the years beside their rows, leaving out those that have no room under the last.
fn name_rows(rows: &[(i64, Vec<usize>)], circles: &[Circle], left: f64, unit: f64, margin: &mut Vec<Mark>) {
    let size = YEAR_SIZE * unit;
    let height = |nodes: &[usize]| nodes.iter().map(|&node| circles[node].y).sum::<f64>() / nodes.len() as f64;
    let mut named: Vec<(f64, i64)> = rows.iter().map(|(year, nodes)| (tenths(height(nodes)), *year)).collect();
    named.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut last = f64::NEG_INFINITY;
    for (y, year) in named {
        if y - last < size {
            continue;
        }
        last = y;
        let text = letters::cut(&year.to_string(), (YEAR_ROOM - 20.0) / YEAR_SIZE, Weight::Regular);
        let baseline = y + letters::MIDDLE * size;
        let (x, anchor, weight) = (left, Anchor::Start, Weight::Regular);
        margin.push(Mark::Text { text, x, baseline, anchor, size, weight, colour: QUIET });
    }
}

/// The line at the top; returned as text also.
fn heading(network: &Network, frame: &Rect, unit: f64, margin: &mut Vec<Mark>) -> String {
    let about = network.about();
    let of_file = about.options.iter().find(|(name, _)| name == "title");
    let preset = match (&*about.preset, of_file) {
        ("file", Some((_, title))) => title.clone(),
        ("file", None) => String::new(),
        (preset, _) => preset.replace(['-', '_'], " "),
    };
    let mut letters = preset.trim().chars().filter(|letter| !letter.is_control());
    let name: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Network".into(),
    };
    let (nodes, edges) = (network.graph().node_count(), network.graph().edge_count());
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let counts = format!("{} node{}  ·  {} link{}", counted(nodes), plural(nodes), counted(edges), plural(edges));

    let (large, small) = (46.0 * unit, 28.0 * unit);
    let counts_width = letters::width(&counts, Weight::Regular) * small;
    let room = frame.width() - counts_width - 28.0 * unit;
    let shown = letters::cut(&name, room / large, Weight::Bold);
    let baseline = frame.top + 40.0 * unit;
    let after = frame.left + letters::width(&shown, Weight::Bold) * large + 28.0 * unit;
    let anchor = Anchor::Start;
    let title = format!("{name}: {counts}");
    margin.extend([
        Mark::Text { text: shown, x: frame.left, baseline, anchor, size: large, weight: Weight::Bold, colour: INK },
        Mark::Text { text: counts, x: after, baseline, anchor, size: small, weight: Weight::Regular, colour: QUIET },
    ]);
    title
}

/// How the network was made, in pieces: the tool, what repeats the picture, then the other options that are in force. What
/// the title says is not repeated.
fn making(network: &Network) -> Vec<String> {
    let about = network.about();
    let shown = about.options.iter().filter(|(name, value)| value != "none" && name != "title");
    let (seeds, others): (Vec<_>, Vec<_>) = shown.partition(|(name, _)| name.ends_with("seed"));
    let pieces = std::iter::once(about.tool.clone())
        .chain(seeds.into_iter().chain(others).map(|(name, value)| format!("{} {value}", name.replace('_', " "))));
    let plain = pieces.map(|piece| piece.chars().filter(|letter| !letter.is_control()).collect::<String>());
    plain.filter(|piece| !piece.trim().is_empty()).collect()
}

/// Pieces on one line, or on two where one is too short, of at most `most` ems. What finds no room is cut from the last.
fn joined(pieces: Vec<String>, most: f64) -> Vec<String> {
    const BETWEEN: &str = "  ·  ";
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        let first = lines.len() < 2;
        match lines.last_mut() {
            Some(line) => {
                let longer = format!("{line}{BETWEEN}{piece}");
                if letters::width(&longer, Weight::Regular) > most && first {
                    lines.push(piece);
                } else {
                    *line = longer;
                }
            }
            None => lines.push(piece),
        }
    }
    lines.into_iter().map(|line| letters::cut(&line, most, Weight::Regular)).collect()
}

/// Sum of the weights at each node.
fn strengths(network: &Network) -> Vec<f64> {
    let mut strengths = vec![0.0; network.graph().node_count()];
    for edge in network.graph().raw_edges() {
        for end in [edge.source(), edge.target()] {
            strengths[end.index()] += edge.weight.weight;
        }
    }
    strengths
}

/// What the area of a node shows: the size column, or without one the number of links.
struct Measure {
    name: String,
    values: Vec<f64>,
    scale: Scale,
}

impl Measure {
    fn new(network: &Network) -> Self {
        let (name, values) = match network.size_column() {
            Some(column) => (column.name.clone(), column.values.numbers().to_vec()),
            None => {
                let mut links = vec![0.0; network.graph().node_count()];
                for edge in network.graph().raw_edges() {
                    links[edge.source().index()] += 1.0;
                    if edge.source() != edge.target() {
                        links[edge.target().index()] += 1.0;
                    }
                }
                ("links".into(), links.into_iter().map(Some).collect())
            }
        };
        let values: Vec<f64> = values.into_iter().map(|value| value.unwrap_or(0.0).max(0.0)).collect();
        let scale = Scale::new(values.iter().copied());
        Self { name, values, scale }
    }
}

/// Numbers shown as areas or widths, by their square root.
struct Scale {
    least: f64,
    most: f64,
    whole: bool,
}

impl Scale {
    fn new(values: impl Iterator<Item = f64>) -> Self {
        let empty = Self { least: f64::INFINITY, most: 0.0, whole: true };
        values.fold(empty, |scale, value| Self {
            least: scale.least.min(value),
            most: scale.most.max(value),
            whole: scale.whole && value.fract() == 0.0,
        })
    }

    /// From 0 to 1; 1 where all are alike.
    fn share(&self, value: f64) -> f64 {
        if self.most > 0.0 { (value / self.most).sqrt() } else { 1.0 }
    }

    /// Round numbers that the legend shows, the largest first; none if there is nothing to compare.
    fn samples(&self) -> Vec<f64> {
        if self.most <= 0.0 || !self.least.is_finite() {
            return Vec::new();
        }
        if self.least == self.most {
            return vec![self.most];
        }
        let mut samples: Vec<f64> = Vec::new();
        for part in [1.0, 5.0, 25.0] {
            let value = round_below(self.most / part);
            let smallest = if self.whole { self.least.max(1.0) } else { self.least };
            if value >= smallest && samples.last() != Some(&value) {
                samples.push(value);
            }
        }
        if samples.is_empty() { vec![self.most] } else { samples }
    }
}

/// The largest of 1, 2, 5, 10, 20, … (and 0.5, 0.2, …) that is not larger.
fn round_below(value: f64) -> f64 {
    if !(1e-9..1e15).contains(&value) {
        return value;
    }
    let mut power = 1.0;
    while power * 10.0 <= value {
        power *= 10.0;
    }
    let mut divisor = 1.0;
    while power / divisor > value {
        divisor *= 10.0;
    }
    let round = [5.0, 2.0, 1.0].map(|step| step * power / divisor);
    round.into_iter().find(|&round| round <= value).unwrap_or(value)
}

/// Radius of the largest node: circles cover about a tenth of the area filled, none is a disc that hides the rest.
fn largest_radius(measure: &Measure, plot: &Rect, filled: f64, unit: f64) -> f64 {
    const COVERED: f64 = 0.095;
    let shares: f64 = measure.values.iter().map(|&value| measure.scale.share(value)).map(|share| share * share).sum();
    let fair = (COVERED * filled / (std::f64::consts::PI * shares.max(1.0))).sqrt();
    let alike = measure.scale.least == measure.scale.most;
    let most = (if alike { 34.0 } else { 60.0 } * unit).min(0.06 * plot.width().min(plot.height()).max(0.0));
    fair.max(6.0 * unit).min(most)
}

fn smallest_radius(largest: f64, unit: f64) -> f64 {
    (0.1 * largest).max(3.4 * unit)
}

/// Width of the strongest link: less where there are many.
fn widest_line(count: usize, unit: f64) -> f64 {
    (2.6 + 6.4 * (150.0 / (150.0 + count as f64)).sqrt()) * unit
}

/// The clusters that the legend names: those of the network, or the values of its column `cluster`.
fn clusters(network: &Network) -> Vec<Cluster> {
    if !network.clusters().is_empty() {
        return network.clusters().to_vec();
    }
    let mut counts: BTreeMap<i64, (usize, Option<[u8; 3]>)> = BTreeMap::new();
    for (row, number) in network.cluster_numbers().iter().enumerate() {
        if let Some(number) = number {
            let (count, colour) = counts.entry(number).or_default();
            *count += 1;
            *colour = colour.or(network.colours().get(row).copied());
        }
    }
    let rows = counts.into_iter().zip(PALETTE.iter().cycle());
    rows.map(|((number, (nodes, colour)), &other)| Cluster {
        number,
        label: String::new(),
        nodes,
        colour: colour.unwrap_or(other),
    })
    .collect()
}

/// Colours of the nodes, of all or of none.
fn node_colours(network: &Network, clusters: &[Cluster]) -> Vec<[u8; 3]> {
    if !network.colours().is_empty() {
        return network.colours().to_vec();
    }
    let colours: BTreeMap<i64, [u8; 3]> = clusters.iter().map(|cluster| (cluster.number, cluster.colour)).collect();
    let colour = |number: Option<i64>| number.and_then(|number| colours.get(&number).copied()).unwrap_or(PLAIN);
    network.cluster_numbers().iter().map(colour).collect()
}

/// The shape of each node by its column `kind`, and the kinds by shape; nothing where all nodes are of one kind.
fn shapes(network: &Network) -> (Vec<Shape>, Vec<(Shape, String)>) {
    let column = network.node_columns().iter().find(|column| column.name == "kind").map(|column| &column.values);
    let Some(Values::Text(column)) = column else { return Default::default() };
    let [.., last] = Shape::ALL;
    let mut kinds: Vec<&str> = Vec::new();
    let mut shapes = Vec::with_capacity(column.len());
    for kind in column {
        let Some(kind) = kind.as_deref() else {
            shapes.push(Shape::default());
            continue;
        };
        let at = kinds.iter().position(|other| *other == kind).unwrap_or_else(|| {
            kinds.push(kind);
            kinds.len() - 1
        });
        shapes.push(Shape::ALL.get(at).copied().unwrap_or(last));
    }
    if kinds.len() < 2 {
        return Default::default();
    }
    let plain = |kinds: &[&str]| {
        let text = kinds.join(", ").replace('_', " ");
        text.chars().filter(|letter| !letter.is_control()).collect::<String>()
    };
    let alone = kinds.len().min(Shape::ALL.len() - 1);
    let mut named: Vec<(Shape, String)> =
        Shape::ALL.iter().zip(&kinds[..alone]).map(|(&shape, &kind)| (shape, plain(&[kind]))).collect();
    if alone < kinds.len() {
        named.push((last, plain(&kinds[alone..])));
    }
    (shapes, named)
}

/// Nodes by cluster, the strongest first in each: the order for nodes without places.
fn groups(network: &Network, strengths: &[f64]) -> Vec<Vec<usize>> {
    let numbers = network.cluster_numbers();
    let mut groups: BTreeMap<Option<i64>, Vec<usize>> = BTreeMap::new();
    for node in by_importance(strengths, strengths) {
        groups.entry(numbers.get(node)).or_default().push(node);
    }
    groups.into_values().collect()
}

/// Nodes by size, then by the sum of the weights of their links, then as they stand.
fn by_importance(sizes: &[f64], strengths: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]).then(strengths[b].total_cmp(&strengths[a])));
    order
}

/// The links to be drawn, the weakest first.
fn lines(
    network: &Network,
    circles: &[Circle],
    plot: &Rect,
    weights: &Scale,
    (widest, unit): (f64, f64),
    most: usize,
) -> Vec<Line> {
    let edges = network.graph().raw_edges();
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.sort_by(|&a, &b| edges[b].weight.weight.total_cmp(&edges[a].weight.weight));
    order.truncate(most);
    let crowd = 0.18 + 0.34 * (400.0 / (400.0 + order.len() as f64)).sqrt();
    let arrows = network.direction() == Direction::Directed && order.len() <= MOST_ARROWS;
    let coloured = !network.colours().is_empty() || !network.cluster_numbers().is_empty();
    let line = |edge: &usize| {
        let edge = &edges[*edge];
        let ends = [edge.source(), edge.target()].map(|end| circles[end.index()]);
        let share = weights.share(edge.weight.weight);
        let towards = if edge.source() == edge.target() {
            around(&ends[0], plot)
        } else {
            vec![bend(&ends, network.direction(), plot)]
        };
        let [source, target] = ends;
        let mut line = Line {
            from: [source.x, source.y],
            towards,
            to: [target.x, target.y],
            width: (widest * share).max(0.14 * widest),
            colour: if coloured { mixed(source.colour, target.colour) } else { PLAIN_LINK },
            opacity: (100.0 * crowd * (0.62 + 0.38 * share)).round() as u8,
            head: None,
        };
        if arrows {
            point(&mut line, &ends, unit);
        }
        line
    };
    order.iter().rev().map(line).collect()
}

/// Links that have arrow heads at most: more would hide the nodes.
const MOST_ARROWS: usize = 200;

/// Gives a curve an arrow head that touches the target, and ends the curve where the head begins. Loops, and links between
/// nodes that are too near for a head, stay as they are.
fn point(line: &mut Line, [source, target]: &[Circle; 2], unit: f64) {
    let &[middle] = line.towards.as_slice() else { return };
    let (from, to) = (line.from, line.to);
    let between = |a: [f64; 2], b: [f64; 2], part: f64| [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * part);
    let at = |part: f64| between(between(from, middle, part), between(middle, to, part), part);
    let distance = |a: [f64; 2], b: [f64; 2]| ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt();
    // Where the curve comes as near to the target as this.
    let meets = |reach: f64| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..30 {
            let part = (low + high) / 2.0;
            if distance(at(part), to) > reach { low = part } else { high = part }
        }
        low
    };
    let length = 12.0 * unit + 1.6 * line.width;
    let reach = target.radius + unit;
    if distance(from, to) < source.radius + reach + 1.2 * length {
        return;
    }
    let start = meets(reach + length);
    let (tip, base) = (at(meets(reach)), at(start));
    let half = 0.4 * length / distance(tip, base).max(f64::MIN_POSITIVE);
    let [right, down] = [(tip[0] - base[0]) * half, (tip[1] - base[1]) * half];
    let corners = [tip, [base[0] - down, base[1] + right], [base[0] + down, base[1] - right]];
    line.head = Some(corners.map(|corner| corner.map(tenths)));
    line.towards = vec![between(from, middle, start).map(tenths)];
    line.to = base.map(tenths);
}

/// The point a link bends towards: of a directed one to the left of the way from source to target, as Gephi does, of
/// others towards the middle of the picture, so that none leaves it.
fn bend([source, target]: &[Circle; 2], direction: Direction, plot: &Rect) -> [f64; 2] {
    const BEND: f64 = 0.11; // of the length of the link
    let [across, down] = [target.x - source.x, target.y - source.y];
    let middle = [(source.x + target.x) / 2.0, (source.y + target.y) / 2.0];
    let centre = plot.centre();
    let inwards = (centre[0] - middle[0]) * down - (centre[1] - middle[1]) * across;
    let side = if direction == Direction::Directed || inwards >= 0.0 { BEND } else { -BEND };
    let point = [middle[0] + down * side, middle[1] - across * side];
    [
        tenths(point[0].max(plot.left).min(plot.right.max(plot.left))),
        tenths(point[1].max(plot.top).min(plot.bottom.max(plot.top))),
    ]
}

/// The two points that a loop is drawn towards: above its node, or below where that is outside.
fn around(circle: &Circle, plot: &Rect) -> Vec<[f64; 2]> {
    let reach = 2.6 * circle.radius;
    let up = if circle.y - reach < plot.top { reach } else { -reach };
    vec![[tenths(circle.x - reach), tenths(circle.y + up)], [tenths(circle.x + reach), tenths(circle.y + up)]]
}

fn mixed(one: [u8; 3], other: [u8; 3]) -> [u8; 3] {
    [0, 1, 2].map(|part| one[part].midpoint(other[part]))
}

/// A colour dark enough for text on white.
fn ink(colour: [u8; 3]) -> [u8; 3] {
    [0, 1, 2].map(|part| ((f64::from(colour[part]) * 0.42) + f64::from(INK[part]) * 0.3).min(255.0) as u8)
}

/// Tenths of a pixel are enough for places, and short in files.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A count as people read it: `12,345`.
fn counted(count: usize) -> String {
    let digits = count.to_string();
    let mut parts = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            parts.push(',');
        }
        parts.push(digit);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{ExportOptions, NetworkFormat};
    use crate::network::{About, Column, Node, Parts, Values};
    use quick_xml::events::Event;

    const COLOURS: [[u8; 3]; 5] = [[200, 60, 70], [50, 130, 190], [100, 170, 80], [140, 110, 180], [230, 150, 40]];

    /// Clusters of nodes on rings, each node linked with the first of its cluster, the first ones in a row.
    fn planted(clusters: usize, of: usize, label: impl Fn(usize) -> String) -> Parts {
        let nodes = clusters * of;
        let cluster = |node: usize| node / of;
        let mut edges = Vec::new();
        for node in 0..nodes {
            let first = cluster(node) * of;
            if node > first {
                edges.push((first as u32, node as u32, 1.0 + (node % 7) as f64));
            } else if node + of < nodes {
                edges.push((node as u32, (node + of) as u32, 3.0));
            }
        }
        edges.sort_by_key(|edge| (edge.0, edge.1));
        let ring = |count: usize, turn: usize| (turn as f64 / count as f64 * std::f64::consts::TAU).sin_cos();
        let position = |node: usize| {
            let ((y, x), (dy, dx)) = (ring(clusters, cluster(node)), ring(of, node));
            [900.0 * x + 260.0 * dx, 500.0 * y + 260.0 * dy]
        };
        let number = |node: usize| Some(1 + cluster(node) as i64);
        Parts {
            about: About { tool: "citeweave".into(), preset: "coauthors".into(), ..About::default() },
            nodes: (0..nodes).map(|node| Node { id: node as u32, label: label(node) }).collect(),
            edges,
            node_columns: vec![
                Column::new("documents", Values::integers((0..nodes).map(|node| Some((node * node % 97) as i64)))),
                Column::new("cluster", Values::integers((0..nodes).map(number))),
            ],
            size_by: Some("documents".into()),
            positions: (0..nodes).map(position).collect(),
            colours: (0..nodes).map(|node| COLOURS[cluster(node) % 5]).collect(),
            clusters: (0..clusters)
                .map(|number| Cluster {
                    number: 1 + number as i64,
                    label: format!("theme {number}"),
                    nodes: of,
                    colour: COLOURS[number % 5],
                })
                .collect(),
            ..Parts::default()
        }
    }

    fn hostile(node: usize) -> String {
        let labels = [
            "<b>&\"bold\"</b>",
            "",
            "שלום עולם",
            "مرحبا بالعالم",
            "🙂 👩‍👩‍👧",
            "\u{202e}override",
            "知识图谱与共词分析",
            "x",
            "]]> --> <!--",
            "tab\tand\nline",
            "e\u{301}\u{301}\u{301}",
            "&#0;",
            "\u{1}\u{fffe}",
            "龜茲石窟",
            "ｈ指数",
            "한글",
        ];
        match node % 19 {
            16 => "very long label ".repeat(40),
            17 => "a".repeat(3000),
            18 => "字".repeat(500),
            other => labels[other].into(),
        }
    }

    fn cases() -> Vec<(&'static str, Parts)> {
        let name = |node: usize| format!("Person number {node}");
        let mut without = planted(4, 12, name);
        (without.positions, without.colours, without.clusters) = (Vec::new(), Vec::new(), Vec::new());
        let mut bare = planted(2, 9, name);
        (bare.positions, bare.colours, bare.clusters) = (Vec::new(), Vec::new(), Vec::new());
        (bare.node_columns, bare.size_by) = (Vec::new(), None);
        let mut directed = planted(3, 8, name);
        directed.direction = Direction::Directed;
        directed.edges.insert(0, (0, 0, 2.0));
        let mut one_place = planted(2, 6, name);
        one_place.positions = vec![[7.0, 7.0]; 12];
        let mut by_year = planted(4, 9, name);
        by_year.direction = Direction::Directed;
        by_year.node_columns.push(Column::new("year", Values::integers((0..36).map(|node| Some(1990 + node / 2)))));
        by_year.positions = (0..36).map(|node| [f64::from(node % 2), -100.0 * f64::from(node / 2)]).collect();
        vec![
            ("rows by year", by_year),
            ("five clusters", planted(5, 24, name)),
            ("hostile labels", planted(3, 19, hostile)),
            ("crowd", planted(12, 60, name)),
            ("no places, no colours", without),
            ("nothing but nodes and edges", bare),
            ("directed, with a loop", directed),
            ("all in one place", one_place),
            ("one node", planted(1, 1, name)),
            ("nothing", Parts::default()),
        ]
    }

    const SIZES: [(u32, u32); 4] = [(2400, 1800), (900, 1600), (1600, 400), (0, 0)];

    fn each_picture(check: impl Fn(&str, &NetworkTables<'_>, &Picture)) {
        for (name, parts) in cases() {
            let network = Network::new(parts).unwrap();
            for (width, height) in SIZES {
                let options = PictureOptions { width, height, ..PictureOptions::default() };
                let tables = NetworkTables::new(&network, &ExportOptions::default()).drawn_with(options);
                check(&format!("{name}, {width} by {height}"), &tables, &Picture::new(&tables, &options));
            }
        }
    }

    fn text_box(mark: &Mark) -> Option<Rect> {
        let Mark::Text { text, x, baseline, anchor, size, weight, .. } = mark else { return None };
        let width = letters::width(text, *weight) * size;
        let left = match anchor {
            Anchor::Start => *x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Some(Rect { left, top: baseline - 0.72 * size, right: left + width, bottom: baseline + 0.2 * size })
    }

    #[test]
    fn everything_is_inside_the_frame() {
        each_picture(|name, _, picture| {
            let frame = Rect { left: 0.0, top: 0.0, right: picture.width, bottom: picture.height };
            for circle in &picture.circles {
                assert!(picture.plot.grown(0.2).holds(&circle.rect()), "{name}: {circle:?} {:?}", picture.plot);
            }
            for line in &picture.lines {
                for &[x, y] in line.towards.iter().chain([&line.from, &line.to]) {
                    assert!(x >= 0.0 && y >= 0.0 && x <= picture.width && y <= picture.height, "{name}: {line:?}");
                }
            }
            for label in &picture.labels {
                assert!(frame.holds(&label.rect), "{name}: {label:?}");
            }
            for mark in &picture.margin {
                let rect = match mark {
                    Mark::Text { .. } => text_box(mark).unwrap(),
                    Mark::Circle(circle) => circle.rect(),
                    Mark::Line { from, to, .. } => Rect { left: from[0], top: from[1], right: to[0], bottom: to[1] },
                };
                assert!(frame.grown(0.5).holds(&rect), "{name}: {mark:?}");
            }
        });
    }

    #[test]
    fn names_and_legend_keep_apart() {
        each_picture(|name, _, picture| {
            for (at, label) in picture.labels.iter().enumerate() {
                for other in &picture.labels[..at] {
                    assert_eq!(label.rect.shared(&other.rect), 0.0, "{name}: {label:?} {other:?}");
                }
            }
            let texts: Vec<Rect> = picture.margin.iter().filter_map(text_box).collect();
            for (at, text) in texts.iter().enumerate() {
                let shared = |other: &Rect| text.shared(other) > 1.0;
                assert!(!texts[..at].iter().any(shared), "{name}: {:?}", picture.margin);
                assert!(!picture.circles.iter().any(|circle| shared(&circle.rect())), "{name}: {text:?}");
                assert!(!picture.labels.iter().any(|label| shared(&label.rect)), "{name}: {text:?}");
            }
        });
    }

    #[test]
    fn no_name_lies_across_a_larger_node() {
        each_picture(|name, _, picture| {
            for label in &picture.labels {
                let own = &picture.circles[label.node];
                for other in picture.circles.iter().filter(|other| other.radius > own.radius) {
                    let away = label.rect.distance([other.x, other.y]);
                    assert!(away >= 0.8 * other.radius, "{name}: {label:?} {other:?}");
                }
            }
        });
    }

    #[test]
    fn the_largest_nodes_are_named() {
        let network = Network::new(planted(5, 24, |node| format!("Person {node}"))).unwrap();
        let options = PictureOptions { labels: 7, ..PictureOptions::default() };
        let picture = Picture::new(&NetworkTables::new(&network, &ExportOptions::default()), &options);
        assert_eq!(picture.labels.len(), 7);
        let smallest = picture.labels.iter().map(|label| picture.circles[label.node].radius).fold(f64::MAX, f64::min);
        let larger = picture.circles.iter().filter(|circle| circle.radius > smallest).count();
        assert!(larger < 12, "{larger}");
    }

    fn texts(picture: &Picture) -> Vec<&str> {
        let marks = picture.margin.iter();
        marks.filter_map(|mark| if let Mark::Text { text, .. } = mark { Some(text.as_str()) } else { None }).collect()
    }

    #[test]
    fn the_legend_is_complete() {
        let picture_of = |clusters, of| {
            let network = Network::new(planted(clusters, of, |node| node.to_string())).unwrap();
            Picture::new(&NetworkTables::new(&network, &ExportOptions::default()), &PictureOptions::default())
        };
        for clusters in [1, 5, 25, 36] {
            let picture = picture_of(clusters, 4);
            let texts = texts(&picture);
            for number in 0..clusters {
                assert!(texts.contains(&&*format!("theme {number}")), "{clusters}: {texts:?}");
            }
            let swatches = picture.margin.iter().filter(|mark| matches!(mark, Mark::Circle(_))).count();
            assert!(swatches > clusters && texts.iter().filter(|text| **text == "4").count() == clusters);
            for title in ["Clusters", "Node size: documents", "Link width: weight", "Coauthors"] {
                assert!(texts.contains(&title), "{texts:?}");
            }
        }
        // More than find room: the rest is counted.
        let picture = picture_of(300, 4);
        let texts = texts(&picture);
        let shown = texts.iter().filter(|text| text.starts_with("theme")).count();
        assert!(
            texts.contains(&&*format!("and {} more", 300 - shown)) && texts.contains(&&*counted(4 * (300 - shown)))
        );
    }

    #[test]
    fn svg_is_well_formed_and_names_every_node() {
        each_picture(|name, tables, picture| {
            let mut svg = Vec::new();
            svg::draw(picture, tables, &mut svg).unwrap();
            let text = String::from_utf8(svg).unwrap();
            let mut reader = quick_xml::Reader::from_str(&text);
            reader.config_mut().check_end_names = true;
            let (mut circles, mut paths, mut titles, mut words) = (0, 0, Vec::new(), None);
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                    Event::Start(start) | Event::Empty(start) => {
                        for attribute in start.attributes() {
                            attribute.unwrap();
                        }
                        match start.name().as_ref() {
                            "circle" => circles += 1,
                            "path" => paths += 1,
                            "title" => words = Some(String::new()),
                            _ => {}
                        }
                    }
                    Event::Text(piece) => words.iter_mut().for_each(|words| words.push_str(&piece)),
                    Event::GeneralRef(entity) => words.iter_mut().for_each(|words| {
                        words.push_str(match &*entity {
                            "amp" => "&",
                            "lt" => "<",
                            "gt" => ">",
                            other => panic!("{other}"),
                        });
                    }),
                    Event::End(end) if end.name().as_ref() == "title" => titles.extend(words.take()),
                    Event::Eof => break,
                    _ => {}
                }
            }
            let swatches = picture.margin.iter().filter(|mark| matches!(mark, Mark::Circle(_))).count();
            assert_eq!((circles, paths), (picture.circles.len() + swatches, picture.lines.len()), "{name}");
            let mut expected: Vec<&str> = tables.labels.iter().map(|label| &**label).collect();
            let mut found: Vec<&str> = titles[1..].iter().map(String::as_str).collect();
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{name}");
        });
    }

    /// Of the links drawn the last is the strongest; those over the limit are left out, and that is told.
    #[test]
    fn the_strongest_links_are_drawn_last() {
        let network = Network::new(planted(5, 24, |node| node.to_string())).unwrap();
        let options = PictureOptions { links: 10, ..PictureOptions::default() };
        let picture = Picture::new(&NetworkTables::new(&network, &ExportOptions::default()), &options);
        assert_eq!(picture.lines.len(), 10);
        assert!(picture.lines.is_sorted_by(|a, b| a.width <= b.width));
        let told = "the strongest 10 of 119 links drawn";
        assert!(texts(&picture).iter().any(|text| text.contains(told)), "{:?}", texts(&picture));
    }

    fn historiograph(years: &[i64], heights: &[f64]) -> Network {
        let nodes = 0..years.len();
        Network::new(Parts {
            direction: Direction::Directed,
            nodes: nodes.clone().map(|id| Node { id: id as u32, label: format!("Work {id}") }).collect(),
            edges: nodes.clone().skip(1).map(|node| (node as u32, 0, 1.0)).collect(),
            node_columns: vec![Column::new("year", Values::integers(years.iter().map(|&year| Some(year))))],
            positions: nodes.map(|node| [100.0 * node as f64, heights[node]]).collect(),
            ..Parts::default()
        })
        .unwrap()
    }

    #[test]
    fn rows_by_year_are_named() {
        let rows = |years: &[i64], heights: &[f64]| rows_by_year(&historiograph(years, heights));
        let expected = [(1999, vec![0, 2]), (2003, vec![1])];
        assert_eq!(rows(&[1999, 2003, 1999], &[150.0, 0.0, 150.0]), expected);
        // One year at two heights, two years at one, years in disorder, one year only.
        assert!(rows(&[1999, 2003, 1999], &[150.0, 0.0, 140.0]).is_empty());
        assert!(rows(&[1999, 2003, 1999], &[150.0, 150.0, 150.0]).is_empty());
        assert!(rows(&[1999, 2003, 2001], &[2.0, 1.0, 0.0]).is_empty());
        assert!(rows(&[1999, 1999], &[0.0, 0.0]).is_empty());

        let network = historiograph(&[1999, 2003, 1999], &[150.0, 0.0, 150.0]);
        let tables = NetworkTables::new(&network, &ExportOptions::default());
        let picture = Picture::new(&tables, &PictureOptions::default());
        let middle_of = |wanted: &str| {
            let found = picture.margin.iter().find_map(|mark| match mark {
                Mark::Text { text, baseline, size, .. } if text == wanted => Some(baseline - letters::MIDDLE * size),
                _ => None,
            });
            found.unwrap()
        };
        for (year, node) in [("1999", 0), ("1999", 2), ("2003", 1)] {
            assert!((middle_of(year) - picture.circles[node].y).abs() < 0.2, "{year}");
        }
    }

    #[test]
    fn few_directed_links_are_arrows_that_touch_their_targets() {
        let network = historiograph(&[1999, 2003, 2004], &[300.0, 150.0, 0.0]);
        let tables = NetworkTables::new(&network, &ExportOptions::default());
        let picture = Picture::new(&tables, &PictureOptions::default());
        let target = &picture.circles[0];
        let away = |[x, y]: [f64; 2]| ((x - target.x).powi(2) + (y - target.y).powi(2)).sqrt() - target.radius;
        assert_eq!(picture.lines.len(), 2);
        for line in &picture.lines {
            let [tip, left, right] = line.head.unwrap();
            assert!((0.0..2.0).contains(&away(tip)), "{line:?} {target:?}");
            assert!(away(left) > away(tip) + 5.0 && away(right) > away(tip) + 5.0, "{line:?}");
        }
        assert!(texts(&picture).join(" ").contains(ARROWS), "{:?}", texts(&picture));

        // More than 200 links have no heads; the hint is whole on its lines.
        let many = historiograph(&(0..202).collect::<Vec<_>>(), &(0..202).map(f64::from).collect::<Vec<_>>());
        let tables = NetworkTables::new(&many, &ExportOptions::default());
        let picture = Picture::new(&tables, &PictureOptions::default());
        assert!(picture.lines.iter().all(|line| line.head.is_none()));
        assert!(texts(&picture).join(" ").contains(BENDS), "{:?}", texts(&picture));
    }

    #[test]
    fn the_last_line_says_what_is_in_force() {
        let mut parts = planted(2, 3, |node| node.to_string());
        let options = [("max_authors", "none"), ("counting", "full"), ("note", &*"long ".repeat(60)), ("seed", "7")];
        parts.about.options = options.map(|(name, value)| (name.into(), value.into())).into();
        let network = Network::new(parts).unwrap();
        let picture =
            Picture::new(&NetworkTables::new(&network, &ExportOptions::default()), &PictureOptions::default());
        let texts = texts(&picture);
        assert!(texts.contains(&"citeweave  ·  seed 7  ·  counting full"), "{texts:?}");
        assert!(texts.iter().any(|text| text.starts_with("note long long") && text.ends_with('…')), "{texts:?}");

        let pieces = |pieces: &[&str]| pieces.iter().map(|piece| piece.to_string()).collect::<Vec<_>>();
        assert_eq!(joined(pieces(&["a", "b"]), 50.0), ["a  ·  b"]);
        // Han characters are an em wide each: two pieces of four are too long for six.
        assert_eq!(joined(pieces(&["知识图谱", "共词分析"]), 6.0), ["知识图谱", "共词分析"]);
        assert!(joined(Vec::new(), 6.0).is_empty());
    }

    #[test]
    fn networks_of_files_have_the_title_of_the_file() {
        let title = |options: &[(&str, &str)]| {
            let mut parts = planted(1, 2, |node| node.to_string());
            parts.about.preset = "file".into();
            parts.about.options = options.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            let network = Network::new(parts).unwrap();
            let tables = NetworkTables::new(&network, &ExportOptions::default());
            Picture::new(&tables, &PictureOptions::default()).title
        };
        assert_eq!(title(&[("creator", "x")]), "Network: 2 nodes  ·  1 link");
        assert_eq!(title(&[("title", "合作网络")]), "合作网络: 2 nodes  ·  1 link");
    }

    /// Six kinds: the fifth and sixth share the hexagon. One kind alone is no difference to show.
    #[test]
    fn kinds_have_shapes() {
        let picture_of = |kinds: usize| {
            let mut parts = planted(2, 9, |node| node.to_string());
            let kind = |node: usize| Some(format!("kind_{}", node % kinds));
            parts.node_columns.push(Column::new("kind", Values::Text((0..18).map(kind).collect())));
            let network = Network::new(parts).unwrap();
            let tables = NetworkTables::new(&network, &ExportOptions::default());
            let picture = Picture::new(&tables, &PictureOptions::default());
            let mut svg = Vec::new();
            svg::draw(&picture, &tables, &mut svg).unwrap();
            (picture, String::from_utf8(svg).unwrap())
        };
        let (picture, svg) = picture_of(6);
        let [circle, square, diamond, triangle, hexagon] = Shape::ALL;
        let found: Vec<Shape> = picture.circles[..7].iter().map(|node| node.shape).collect();
        assert_eq!(found, [circle, square, diamond, triangle, hexagon, hexagon, circle]);
        let texts = texts(&picture);
        for text in ["Node shape: kind", "kind 0", "kind 1", "kind 2", "kind 3", "kind 4, kind 5"] {
            assert!(texts.contains(&text), "{texts:?}");
        }
        // 15 of 18 nodes are no circles, and four samples.
        assert_eq!(svg.matches("<polygon").count(), 19);

        let (picture, svg) = picture_of(1);
        assert!(picture.circles.iter().all(|node| node.shape == circle) && !svg.contains("<polygon"));
    }

    /// By hand, the area of each shape by the formula of Gauss: that of a circle of radius 1.
    #[test]
    fn shapes_have_the_area_of_the_circle() {
        for shape in &Shape::ALL[1..] {
            let corners = shape.corners();
            let next = corners.iter().cycle().skip(1);
            let area: f64 = corners.iter().zip(next).map(|(a, b)| (a[0] * b[1] - b[0] * a[1]) / 2.0).sum();
            assert!((area - std::f64::consts::PI).abs() < 0.01, "{shape:?}: {area}");
        }
    }

    #[test]
    fn numbers_for_people() {
        for (value, expected) in [(0.7, 0.5), (1.0, 1.0), (9.9, 5.0), (42.0, 20.0), (1234.5, 1000.0), (0.003, 0.002)] {
            assert!((round_below(value) / expected - 1.0).abs() < 1e-9, "{value}: {}", round_below(value));
        }
        for (count, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(counted(count), expected);
        }
        for (value, expected) in [(2.0, "2"), (0.5, "0.5"), (1234.0, "1,234"), (0.125, "0.125"), (1e-7, "1.00e-7")] {
            assert_eq!(legend::shown(value), expected);
        }
    }

    #[test]
    fn the_same_network_gives_the_same_bytes() {
        for format in NetworkFormat::ALL.iter().filter(|format| format.media_type().starts_with("image/")) {
            let written = || {
                let network = Network::new(planted(3, 19, hostile)).unwrap();
                let tables = NetworkTables::new(&network, &ExportOptions::default()).drawn_with(PictureOptions {
                    width: 800,
                    height: 600,
                    ..PictureOptions::default()
                });
                let mut bytes = Vec::new();
                format.parts()[0].write(&tables, &mut bytes).unwrap();
                bytes
            };
            assert!(written() == written(), "{}", format.name());
        }
    }
}
