//! Nodes and edges of a file, and what becomes of them whatever the format: ends, doubles, weights, places, sizes.

use super::rules::Id;
use super::values::java_double;
use super::{Notes, Short};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of the nodes and edges so far.
#[derive(Default)]
pub(super) struct Elements {
    ids: FxHashMap<Box<str>, u32>,
    nodes: Vec<Node>,
    edge_ids: FxHashSet<Box<str>>,
    /// Directions seen between two nodes, by kind of edge.
    pairs: FxHashMap<(u32, u32, u32), u8>,
    kinds: FxHashMap<Box<str>, u32>,
}

#[derive(Clone, Default)]
struct Node {
    /// Where it was met first.
    at: usize,
    declared: bool,
    /// Whether the file gives it a place, and a size.
    placed: bool,
    sized: bool,
    place: [f32; 2],
    size: f32,
}

/// A node's property that Gephi reads in single precision.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    X,
    Y,
    Size,
}

/// An edge as the file says it.
pub(super) struct Edge<'a> {
    pub at: usize,
    /// Empty if it has none.
    pub id: &'a str,
    pub source: &'a str,
    pub target: &'a str,
    pub directed: bool,
    /// Gephi keeps edges of different kinds apart.
    pub kind: &'a str,
}

impl Elements {
    /// A declared node; nothing if it has no id.
    pub fn node(&mut self, notes: &mut Notes<'_>, at: usize, id: &str) -> Option<u32> {
        if id.is_empty() {
            return None;
        }
        special_id(notes, at, id);
        let node = self.number(id, at);
        let known = &mut self.nodes[node as usize];
        if known.declared {
            notes.at(Id::NodeDuplicate, at, format_args!("node {}", Short(id)));
            notes.at(Id::NodeDuplicateRefused, at, format_args!("node {}", Short(id)));
        }
        known.declared = true;
        Some(node)
    }

    fn number(&mut self, id: &str, at: usize) -> u32 {
        if let Some(&number) = self.ids.get(id) {
            return number;
        }
        let number = self.nodes.len() as u32;
        self.ids.insert(id.into(), number);
        self.nodes.push(Node { at, ..Node::default() });
        number
    }

    /// An edge whose ends are there.
    pub fn edge(&mut self, notes: &mut Notes<'_>, edge: &Edge<'_>) {
        let Edge { at, id, source, target, directed, kind } = *edge;
        if !id.is_empty() {
            special_id(notes, at, id);
            if !self.edge_ids.insert(id.into()) {
                notes.at(Id::EdgeDuplicate, at, format_args!("edge {}", Short(id)));
                return;
            }
        }
        let (source_node, target_node) = (self.number(source, at), self.number(target, at));
        if source_node == target_node {
            notes.at(Id::SelfLoop, at, format_args!("edge from {} to itself", Short(source)));
        }
        let count = self.kinds.len() as u32;
        let kind = *self.kinds.entry(kind.into()).or_insert(count);
        let (low, high) = (source_node.min(target_node), source_node.max(target_node));
        const EITHER: u8 = 4;
        let direction = if !directed { EITHER } else { 1 + u8::from(source_node > target_node) };
        let seen = self.pairs.entry((kind, low, high)).or_insert(0);
        // An edge without direction takes directed ones into itself.
        let clash = *seen & direction != 0 || *seen != 0 && (direction | *seen) & EITHER != 0;
        *seen |= direction;
        if clash {
            notes.at(Id::EdgeParallel, at, format_args!("edge from {} to {}", Short(source), Short(target)));
        }
    }

    /// A place or size that could be read.
    pub fn measure(&mut self, node: u32, measure: Measure, value: f64) {
        let Some(node) = self.nodes.get_mut(node as usize) else { return };
        let value = value as f32;
        match measure {
            Measure::X => (node.placed, node.place[0]) = (true, value),
            Measure::Y => (node.placed, node.place[1]) = (true, value),
            Measure::Size => (node.sized, node.size) = (true, value),
        }
    }

    /// What only the whole file can show.
    pub fn finish(&self, notes: &mut Notes<'_>) {
        let mut by_number: Vec<&str> = vec![""; self.nodes.len()];
        for (id, &number) in &self.ids {
            by_number[number as usize] = id;
        }
        for (node, id) in self.nodes.iter().zip(&by_number).filter(|(node, _)| !node.declared) {
            notes.at(Id::EdgeUnknownNode, node.at, format_args!("node {}", Short(id)));
        }
        self.check_layout(notes, &by_number);
    }

    /// Gephi's rules for places, and its automatic scaling, which is on unless switched off.
    fn check_layout(&self, notes: &mut Notes<'_>, ids: &[&str]) {
        const SMALLEST: f32 = 4.0;
        const LARGEST: f32 = 100.0;
        const REACH: f64 = 5000.0;
        let Some(first) = self.nodes.iter().find(|node| node.placed || node.sized) else { return };
        let placed = self.nodes.iter().any(|node| node.place != [0.0, 0.0]);
        let sized = self.nodes.iter().any(|node| node.size != 0.0);
        for (node, id) in self.nodes.iter().zip(ids) {
            if placed && !node.placed {
                notes.at(Id::PositionPartial, node.at, format_args!("node {}", Short(id)));
            }
            if sized && node.size == 0.0 {
                notes.at(Id::SizePartial, node.at, format_args!("node {}", Short(id)));
            }
        }
        let count = self.nodes.len() as f64;
        let mean = [0, 1].map(|axis| self.nodes.iter().map(|node| f64::from(node.place[axis])).sum::<f64>() / count);
        let off = |axis: usize| move |node: &Node| (f64::from(node.place[axis]) - mean[axis]).abs();
        // Gephi centres the places and keeps them in single precision before it looks how far they reach.
        let reach = [0, 1].map(|axis| self.nodes.iter().map(off(axis)).fold(0.0, f64::max) as f32);
        let reach = f64::from(reach[0].max(reach[1]));
        if placed && mean[0].abs().max(mean[1].abs()) > 1e-3 * reach.max(1e-6) {
            let subject = format_args!("mean position {:.4}, {:.4}", mean[0], mean[1]);
            notes.at(Id::PositionMean, first.at, subject);
        }
        let sizes = || self.nodes.iter().map(|node| node.size);
        let (low, high) = (sizes().fold(f32::INFINITY, f32::min), sizes().fold(f32::NEG_INFINITY, f32::max));
        // A single node without size, or of size 0, and nothing is scaled.
        if low == 0.0 || high == 0.0 || !low.is_finite() || !high.is_finite() {
            return;
        }
        let ratio = if low == high { SMALLEST / low } else { (LARGEST - SMALLEST) / (high - low) };
        let ratio = f64::from(ratio);
        let kept = (low - SMALLEST).abs() < 1e-3 && (low == high || (high - LARGEST).abs() < 1e-3);
        // What the last digit of single precision makes of 5000 scales nothing that could be seen.
        if placed && reach * ratio > REACH * (1.0 + 2.0 * f64::from(f32::EPSILON)) {
            let subject = format_args!("positions {reach:.0} from their mean, {:.0} when scaled", reach * ratio);
            notes.at(Id::PositionRange, first.at, subject);
        }
        if !kept {
            let subject = format_args!("sizes from {low} to {high}, positions times {ratio:.3}");
            notes.at(Id::SizeScale, first.at, subject);
        }
    }
}

fn special_id(notes: &mut Notes<'_>, at: usize, id: &str) {
    if id.trim() != id || id.contains('\n') {
        notes.at(Id::OddName, at, format_args!("id {}", Short(id)));
    }
}

/// How a format holds weights.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    /// Gephi reads it in single precision.
    Single,
    Double,
}

/// Reports what becomes of an edge's weight. The text may have a decimal comma already replaced.
pub(super) fn check_weight(notes: &mut Notes<'_>, at: usize, text: &str, precision: Precision) {
    let subject = format_args!("weight {}", Short(text));
    let Some(weight) = java_double(text) else {
        notes.at(Id::WeightNotNumber, at, subject);
        return;
    };
    let read = if precision == Precision::Single { f64::from(weight as f32) } else { weight };
    if read == 0.0 {
        notes.at(Id::WeightZero, at, subject);
    } else if !read.is_finite() {
        notes.at(Id::WeightNotFinite, at, subject);
    } else if ((read - weight) / weight).abs() > 1e-6 {
        notes.at(Id::WeightRange, at, subject);
    } else if (read - weight).abs() > 5e-8 * weight.abs() / 2.0 && significant_digits(text) > 7 {
        notes.at(Id::WeightPrecision, at, subject);
    }
    if read < 0.0 {
        notes.at(Id::WeightNegative, at, subject);
    }
}

fn significant_digits(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len()
}
