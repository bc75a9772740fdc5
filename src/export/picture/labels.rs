//! Which nodes are named in the picture, and where their names stand.
//!
//! Names are placed one after the other, the most important first, each where it covers the least: on its node, beside,
//! above or below it. A name that would touch another, leave the frame or lie across a larger node is left out.

use super::letters::{self, Weight};
use super::place::Rect;
use super::{Anchor, Circle, Label};
use std::collections::BTreeMap;

/// Share of the frame that names may take.
const MOST_AREA: f64 = 0.22;
/// Share of a name that may lie over the circles of other nodes: more for the first names than for the others, so that a
/// crowd of nodes is named after its largest ones.
const MOST_COVERED: [f64; 2] = [0.5, 0.3];
/// How far, in its radii, a name may reach into a larger node.
const MOST_REACH: f64 = 0.15;
/// What it costs to cover a node wholly that is as large as the own one and the letters: of the same colour, of another.
const HIDING: [f64; 2] = [0.4, 0.9];
/// Nodes to try for each name that may be placed: behind them come only nodes too small to be missed.
const TRIES: usize = 5;
/// Ems that a line of a name may take.
const LINE_WIDTH: f64 = 13.0;

/// Smallest letters, in units.
const SMALLEST: f64 = 20.0;
/// Smaller letters for a name that finds no good place, and what they cost.
const SIZES: [(f64, f64); 3] = [(1.0, 0.0), (0.8, 0.1), (0.64, 0.2)];
/// What a good place costs at most.
const GOOD: f64 = 0.3;

/// A way of placing a name at its node: where its box begins from the centre of the node, in half widths of box and node,
/// and what it costs beside another way that covers nothing.
struct Side {
    anchor: Anchor,
    /// −1, 0 or 1 to the right, and down.
    towards: [f64; 2],
    cost: f64,
}

#[rustfmt::skip]
const SIDES: [Side; 9] = [
    Side { anchor: Anchor::Middle, towards: [ 0.0,  0.0], cost: 0.45 },
    Side { anchor: Anchor::Start,  towards: [ 1.0,  0.0], cost: 0.00 },
    Side { anchor: Anchor::End,    towards: [-1.0,  0.0], cost: 0.04 },
    Side { anchor: Anchor::Middle, towards: [ 0.0, -1.0], cost: 0.05 },
    Side { anchor: Anchor::Middle, towards: [ 0.0,  1.0], cost: 0.06 },
    Side { anchor: Anchor::Start,  towards: [ 1.0, -1.0], cost: 0.10 },
    Side { anchor: Anchor::Start,  towards: [ 1.0,  1.0], cost: 0.11 },
    Side { anchor: Anchor::End,    towards: [-1.0, -1.0], cost: 0.12 },
    Side { anchor: Anchor::End,    towards: [-1.0,  1.0], cost: 0.13 },
];

/// Places names of `nodes`, given in the order of their importance.
///
/// # Arguments
/// * `most` - names to place at most
/// * `unit` - the length that all sizes of a picture are measured in
pub(super) fn place<'t>(
    circles: &[Circle],
    nodes: impl Iterator<Item = (usize, &'t str)>,
    frame: &Rect,
    most: usize,
    unit: f64,
) -> Vec<Label> {
    let mut around = Grid::new(64.0 * unit);
    for (row, circle) in circles.iter().enumerate() {
        around.put(circle.rect(), row);
    }
    let largest = circles.iter().map(|circle| circle.radius).fold(f64::MIN_POSITIVE, f64::max);
    let mut taken = Grid::new(96.0 * unit);
    let mut labels: Vec<Label> = Vec::new();
    let mut area = MOST_AREA * frame.width() * frame.height();
    for (node, text) in nodes.take(TRIES.saturating_mul(most)) {
        if labels.len() >= most || area <= 0.0 {
            break;
        }
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let Some(label) = best(circles, node, text, frame, (&around, &taken), &labels, (largest, unit)) else {
            continue;
        };
        area -= label.rect.width() * label.rect.height();
        taken.put(label.rect, labels.len());
        labels.push(label);
    }
    labels
}

/// The best place for one name.
fn best(
    circles: &[Circle],
    node: usize,
    text: &str,
    frame: &Rect,
    (around, taken): (&Grid, &Grid),
    labels: &[Label],
    (largest, unit): (f64, f64),
) -> Option<Label> {
    let circle = circles[node];
    let share = circle.radius / largest;
    let size = (0.44 * circle.radius + 16.0 * unit).max((20.0 + 12.0 * share * share) * unit);
    let size = (size.clamp(SMALLEST * unit, 42.0 * unit) * 2.0).round() / 2.0;
    let lines = letters::wrap(text, LINE_WIDTH, 2);
    let most_covered = MOST_COVERED[usize::from(labels.len() >= (circles.len() / 15).clamp(8, 40))];
    let mut found: Option<(f64, Label)> = None;
    let full = size;
    for (smaller, dearer) in SIZES {
        let size = ((full * smaller).max(SMALLEST * unit) * 2.0).round() / 2.0;
        let good = found.as_ref().is_some_and(|(cost, _)| *cost <= GOOD);
        if good || (smaller < 1.0 && size >= full) {
            break;
        }
        let wide = lines.iter().map(|line| letters::width(line, Weight::Regular)).fold(0.0, f64::max) * size;
        let high = (letters::ASCENT + letters::DESCENT + letters::LINE * (lines.len() as f64 - 1.0)) * size;
        let on_node = (wide <= 2.2 * circle.radius && circle.radius >= 0.9 * size) || circle.radius >= 1.1 * high;
        let gap = 0.18 * size;

        for side in &SIDES {
            let [right, down] = side.towards;
            // Beside a corner the circle is nearer than its box.
            let reach = circle.radius * if right != 0.0 && down != 0.0 { 0.72 } else { 1.0 } + gap;
            let centre = [
                circle.x + right * (reach + wide / 2.0),
                // Letters have more room over them than a name needs beside a node.
                circle.y + down * (reach + high / 2.0 - 0.12 * size),
            ];
            let rect = Rect {
                left: centre[0] - wide / 2.0,
                top: centre[1] - high / 2.0,
                right: centre[0] + wide / 2.0,
                bottom: centre[1] + high / 2.0,
            };
            let in_middle = right == 0.0 && down == 0.0;
            if in_middle && !on_node && circle.radius < 0.7 * size {
                continue;
            }
            let mut cost = dearer + if in_middle && on_node { -0.5 } else { side.cost };
            if !frame.holds(&rect) || found.as_ref().is_some_and(|(least, _)| *least <= cost) {
                continue;
            }
            let apart = rect.grown(0.12 * size);
            if taken.near(&apart).any(|other| labels[other].rect.shared(&apart) > 0.0) {
                continue;
            }
            let mut covered = 0.0;
            let (mut hidden, mut hides) = (0.0, false);
            for other in around.near(&rect).filter(|&other| other != node) {
                let other = circles[other];
                let shared = rect.shared(&other.rect());
                covered += shared;
                let of_another = usize::from(other.colour != circle.colour);
                // Beside the own node and beside the letters: dots may be written over.
                let large = (other.radius / circle.radius).min(1.0) * (other.radius / size).min(1.0);
                hidden += HIDING[of_another] * large * shared / (4.0 * other.radius * other.radius);
                hides |= if other.radius > circle.radius {
                    rect.distance([other.x, other.y]) < (1.0 - MOST_REACH) * other.radius
                } else {
                    other.radius > 0.95 * circle.radius && shared > other.radius * other.radius
                };
            }
            let covered = covered / (wide * high).max(f64::MIN_POSITIVE);
            cost += 1.5 * covered + hidden;
            if hides || covered > most_covered || found.as_ref().is_some_and(|(least, _)| *least <= cost) {
                continue;
            }
            let x = match side.anchor {
                Anchor::Start => rect.left,
                Anchor::Middle => centre[0],
                Anchor::End => rect.right,
            };
            let baseline = rect.top + letters::ASCENT * size;
            let label = Label { node, lines: Vec::new(), x, baseline, anchor: side.anchor, size, rect };
            found = Some((cost, label));
        }
    }
    let (_, label) = found?;
    Some(Label { lines, ..label })
}

/// Rectangles, found by where they are.
struct Grid {
    cell: f64,
    /// Rectangles that reach into a cell.
    cells: BTreeMap<(i32, i32), Vec<usize>>,
}

impl Grid {
    fn new(cell: f64) -> Self {
        Self { cell, cells: BTreeMap::new() }
    }

    fn cells_of(&self, rect: &Rect) -> impl Iterator<Item = (i32, i32)> + use<> {
        let cell = |place: f64| (place / self.cell).floor() as i32;
        let (rows, columns) = (cell(rect.top)..=cell(rect.bottom), cell(rect.left)..=cell(rect.right));
        rows.flat_map(move |row| columns.clone().map(move |column| (row, column)))
    }

    fn put(&mut self, rect: Rect, number: usize) {
        for cell in self.cells_of(&rect) {
            self.cells.entry(cell).or_default().push(number);
        }
    }

    /// Rectangles that may touch this one, ascending, each once.
    fn near(&self, rect: &Rect) -> impl Iterator<Item = usize> + use<> {
        let mut found: Vec<usize> =
            self.cells_of(rect).filter_map(|cell| self.cells.get(&cell)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }
}
