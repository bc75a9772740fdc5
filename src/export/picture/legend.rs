//! The column beside the network: which colour is which cluster, what sizes and widths mean.

use super::letters::{self, Weight};
use super::place::Rect;
use super::{Anchor, Circle, INK, Mark, PLAIN_LINK, QUIET, Shape, counted};
use crate::network::Cluster;

/// A cluster in the legend.
pub(super) struct Entry {
    colour: [u8; 3],
    label: String,
    nodes: usize,
}

impl Entry {
    pub fn new(cluster: &Cluster) -> Self {
        let label: String = cluster.label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let label = match label.trim() {
            "" => format!("Cluster {}", cluster.number),
            label => label.to_owned(),
        };
        Self { colour: cluster.colour, label, nodes: cluster.nodes }
    }
}

/// What a size or a width means: a title, and samples as value and length.
pub(super) struct Key {
    pub title: String,
    pub samples: Vec<(f64, f64)>,
}

/// Where the legend stands.
pub(super) struct Column {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    unit: f64,
}

/// Sizes in units, and ways to make a long list shorter: letters, lines a label may take.
const WAYS: [(f64, usize); 6] = [(25.0, 2), (23.0, 2), (21.0, 2), (21.0, 1), (19.0, 1), (17.0, 1)];
const TITLE: f64 = 23.0;
/// From one line of the hint of direction to the next, in ems.
const HINT_LINE: f64 = 1.3;
const NARROWEST: f64 = 300.0;
const WIDEST: f64 = 500.0;
const MOST_OF_FRAME: f64 = 0.32;

impl Column {
    pub fn new(frame: &Rect, unit: f64) -> Self {
        Self { left: frame.right, right: frame.right, top: frame.top, bottom: frame.bottom, unit }
    }

    /// Width that lets most labels stand on one line.
    pub fn wanted_width(&self, entries: &[Entry]) -> f64 {
        let size = WAYS[0].0;
        let width = |entry: &Entry| {
            let count = letters::width(&counted(entry.nodes), Weight::Regular);
            (letters::width(&entry.label, Weight::Regular) + count) * size + 36.0 + 24.0
        };
        let wanted = entries.iter().map(width).fold(NARROWEST, f64::max).min(WIDEST) * self.unit;
        wanted.min(MOST_OF_FRAME * self.right)
    }

    /// Draws the clusters from the top and the keys under them, and last how links tell their direction.
    pub fn draw(
        &self,
        entries: &[Entry],
        kinds: &[(Shape, String)],
        (sizes, widths): (&Key, &Key),
        hint: Option<&str>,
        marks: &mut Vec<Mark>,
    ) {
        let keys = [self.key_height(sizes, true), self.key_height(widths, false)];
        let hint_size = 19.0 * self.unit;
        let hint = hint.filter(|_| !widths.samples.is_empty());
        let hint = hint.map(|hint| letters::wrap(hint, (self.right - self.left) / hint_size, 2)).unwrap_or_default();
        let note = hint.len() as f64 * HINT_LINE * hint_size;
        let shapes = if kinds.is_empty() { 0.0 } else { (TITLE * 1.3 + KIND * kinds.len() as f64 + 36.0) * self.unit };
        let room = self.bottom - self.top - shapes - keys[0] - keys[1] - note;
        let mut y = self.top;
        if !entries.is_empty() {
            y = self.clusters(entries, y, room, marks);
        }
        // In a very low picture there is no room for both.
        let fits = |y: f64, height: f64| y + height <= self.bottom + 40.0 * self.unit;
        if !kinds.is_empty() && fits(y, shapes) {
            y = self.shapes(kinds, y, marks);
        }
        if fits(y, keys[0]) {
            y = self.key(sizes, y, marks, |x, y, radius| {
                Mark::Circle(Circle { x, y, radius, colour: PLAIN_NODE, shape: Shape::Circle })
            });
        }
        if !fits(y, keys[1]) {
            return;
        }
        let half = 30.0 * self.unit;
        y = self.key(widths, y, marks, |x, y, width| Mark::Line { from: [x - half, y], to: [x + half, y], width });
        if fits(y, note) {
            for (number, line) in hint.into_iter().enumerate() {
                let baseline = y + number as f64 * HINT_LINE * hint_size;
                self.text(line, self.left, baseline, Anchor::Start, hint_size, QUIET, marks);
            }
        }
    }

    /// Draws the list of clusters and returns where it ends.
    fn clusters(&self, entries: &[Entry], top: f64, room: f64, marks: &mut Vec<Mark>) -> f64 {
        let unit = self.unit;
        let title = TITLE * unit;
        let baseline = top + 0.8 * title;
        self.title("Clusters", baseline, marks);
        let x = self.right;
        self.text("nodes".into(), x, baseline, Anchor::End, 19.0 * unit, QUIET, marks);
        let first = top + 2.7 * title;
        let room = room - 2.7 * title - 40.0 * unit;

        let text_left = self.left + 36.0 * unit;
        let wrapped = |&(size, lines): &(f64, usize)| -> Vec<Vec<String>> {
            let label = |entry: &Entry| {
                let count = letters::width(&counted(entry.nodes), Weight::Regular) + 0.9;
                let most = (self.right - text_left) / (size * unit) - count;
                letters::wrap(&entry.label, most, lines)
            };
            entries.iter().map(label).collect()
        };
        let height = |size: f64, labels: &[Vec<String>]| -> f64 {
            labels.iter().map(|label| row(size, label.len())).sum::<f64>() * unit
        };
        let all_fit = WAYS.iter().map(|way| (way.0, wrapped(way))).find(|(size, labels)| height(*size, labels) <= room);
        let [.., smallest] = WAYS;
        let (size, labels) = all_fit.unwrap_or_else(|| (smallest.0, wrapped(&smallest)));
        // Where even the smallest letters are too large, the last row says what is left out.
        let row_height = row(size, 1) * unit;
        let fitting =
            if height(size, &labels) <= room { labels.len() } else { ((room / row_height) as usize).saturating_sub(1) };

        let mut y = first;
        for (entry, lines) in entries.iter().zip(&labels).take(fitting) {
            let letters = size * unit;
            let middle = y - letters::MIDDLE * letters;
            let radius = 0.42 * letters;
            marks.push(Mark::Circle(Circle {
                x: self.left + radius,
                y: middle,
                radius,
                colour: entry.colour,
                shape: Shape::Circle,
            }));
            self.text(counted(entry.nodes), self.right, y, Anchor::End, letters, QUIET, marks);
            for (number, line) in lines.iter().enumerate() {
                let baseline = y + number as f64 * 1.18 * letters;
                self.text(line.clone(), text_left, baseline, Anchor::Start, letters, INK, marks);
            }
            y += row(size, lines.len()) * unit;
        }
        let left_out = &entries[fitting..];
        if !left_out.is_empty() {
            let nodes: usize = left_out.iter().map(|entry| entry.nodes).sum();
            let text = format!("and {} more", counted(left_out.len()));
            self.text(text, text_left, y, Anchor::Start, size * unit, QUIET, marks);
            self.text(counted(nodes), self.right, y, Anchor::End, size * unit, QUIET, marks);
            y += row_height;
        }
        y + 10.0 * unit
    }

    /// Draws the shapes of kinds of nodes and returns where they end.
    fn shapes(&self, kinds: &[(Shape, String)], top: f64, marks: &mut Vec<Mark>) -> f64 {
        let unit = self.unit;
        self.title("Node shape: kind", top + 0.8 * TITLE * unit, marks);
        let (size, radius) = (21.0 * unit, 9.5 * unit);
        let text_left = self.left + 36.0 * unit;
        let mut y = top + (1.3 * TITLE + 0.5 * KIND) * unit;
        for (shape, kind) in kinds {
            let x = self.left + 1.4 * radius;
            marks.push(Mark::Circle(Circle { x, y, radius, colour: PLAIN_NODE, shape: *shape }));
            let text = letters::cut(kind, (self.right - text_left) / size, Weight::Regular);
            self.text(text, text_left, y + letters::MIDDLE * size, Anchor::Start, size, INK, marks);
            y += KIND * unit;
        }
        y + (36.0 - 0.5 * KIND) * unit
    }

    fn sample_height(&self, length: f64, circles: bool) -> f64 {
        let unit = self.unit;
        if circles { (2.0 * length + 12.0 * unit).max(32.0 * unit) } else { 34.0 * unit }
    }

    fn key_height(&self, key: &Key, circles: bool) -> f64 {
        if key.samples.is_empty() {
            return 0.0;
        }
        let samples: f64 = key.samples.iter().map(|sample| self.sample_height(sample.1, circles)).sum();
        samples + (TITLE * 1.3 + 36.0) * self.unit
    }

    /// Draws a key and returns where it ends.
    fn key(&self, key: &Key, top: f64, marks: &mut Vec<Mark>, sample: impl Fn(f64, f64, f64) -> Mark) -> f64 {
        if key.samples.is_empty() {
            return top;
        }
        let unit = self.unit;
        let title = TITLE * unit;
        let most = (self.right - self.left) / title;
        self.title(&letters::cut(&key.title, most, Weight::Bold), top + 0.8 * title, marks);
        let mut y = top + 1.3 * title;
        let circles = matches!(sample(0.0, 0.0, 0.0), Mark::Circle(_));
        let widest = key.samples.iter().map(|sample| sample.1).fold(0.0, f64::max);
        let x = self.left + if circles { widest } else { 30.0 * unit };
        let text_left = x + if circles { widest } else { 30.0 * unit } + 18.0 * unit;
        for &(value, length) in &key.samples {
            let height = self.sample_height(length, circles);
            let middle = y + height / 2.0;
            marks.push(sample(x, middle, length));
            let size = 21.0 * unit;
            self.text(shown(value), text_left, middle + letters::MIDDLE * size, Anchor::Start, size, INK, marks);
            y += height;
        }
        y + 36.0 * unit
    }

    fn title(&self, text: &str, baseline: f64, marks: &mut Vec<Mark>) {
        let (text, x, size) = (text.to_owned(), self.left, TITLE * self.unit);
        marks.push(Mark::Text { text, x, baseline, anchor: Anchor::Start, size, weight: Weight::Bold, colour: INK });
    }

    #[expect(clippy::too_many_arguments, reason = "they are the fields of a text")]
    fn text(
        &self,
        text: String,
        x: f64,
        baseline: f64,
        anchor: Anchor,
        size: f64,
        colour: [u8; 3],
        marks: &mut Vec<Mark>,
    ) {
        marks.push(Mark::Text { text, x, baseline, anchor, size, weight: Weight::Regular, colour });
    }
}

/// Height of a cluster with so many lines, in units.
fn row(size: f64, lines: usize) -> f64 {
    size * (1.5 + 1.18 * (lines as f64 - 1.0))
}

/// A number as people read it: at most three digits after a point, thousands apart.
pub(super) fn shown(value: f64) -> String {
    if value.fract() == 0.0 && value < 1e15 {
        return counted(value as usize);
    }
    if !(1e-3..1e6).contains(&value) {
        return format!("{value:.2e}");
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Colour of the sample nodes.
const PLAIN_NODE: [u8; 3] = [168, 174, 184];
/// Height of a kind of nodes, in units.
const KIND: f64 = 34.0;
/// Colour of the sample lines.
pub(super) const SAMPLE: [u8; 3] = PLAIN_LINK;
