//! The links of a picture: curves between nodes, arrow heads where they are few.

use super::place::Rect;
use super::{Circle, Line, PLAIN_LINK, Scale, mixed, tenths};
use crate::network::{Direction, Network};

/// The links to be drawn, the weakest first.
pub(super) fn lines(
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
pub(super) const MOST_ARROWS: usize = 200;

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
