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
mod links;
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
use links::lines;
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
mod tests;
