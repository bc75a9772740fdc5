//! Overlaps removed: nodes are pushed apart until none covers another, and the shape of the layout stays.
//!
//! In every round each node gives way to those it overlaps with, all at once and by half at most of what is missing, the smaller
//! one more. Where a crowd has no room to give way, the rounds stop helping; then the whole layout is made a little
//! larger, which keeps every angle. The first touches only where it is crowded, the second touches nothing but the scale.

use super::Rooms;
use super::quadtree::{Body, Quadtree};
use crate::network::random::Random;
use std::f64::consts::TAU;

/// Most rounds of pushing before the layout is simply made large enough.
const ROUNDS: usize = 600;
/// Rounds after which progress is looked at.
const PATIENCE: usize = 12;
/// Factor by which a layout without progress is made larger.
const GROWTH: f64 = 1.06;
/// Overlaps smaller than this share of the room are none.
const TOLERANCE: f64 = 1e-9;

/// What rooms look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Disc,
    Box,
}

impl Shape {
    pub(super) fn of(rooms: &Rooms) -> Self {
        match rooms {
            Rooms::Discs(_) => Self::Disc,
            Rooms::Boxes(_) => Self::Box,
        }
    }
}

/// Moves nodes apart until no two rooms are nearer to each other than `gap`.
///
/// # Complexity
/// O(n log n) time a round; some dozen to some hundred rounds.
///
/// # Example
/// ```
/// use citeweave::network::layout::{Rooms, remove_overlaps};
/// let mut places = [[0.0, 0.0], [1.0, 0.0], [9.0, 9.0]];
/// remove_overlaps(&mut places, &Rooms::Discs(vec![2.0, 2.0, 1.0]), 0.5);
/// assert!(places[1][0] - places[0][0] >= 4.5 * (1.0 - 1e-8));
/// ```
pub fn remove_overlaps(places: &mut [[f64; 2]], rooms: &Rooms, gap: f64) {
    let gap = if gap.is_finite() { gap.max(0.0) } else { 0.0 };
    separate(places, &rooms.halves(places.len()), Shape::of(rooms), gap);
}

/// What the overlaps of a node ask for.
#[derive(Clone, Copy, Debug, Default)]
struct Demand {
    way: [f64; 2],
    /// By how much all overlaps of it together are too near.
    missing: f64,
    /// The factor on distances that would do, infinite for nodes in one place.
    factor: f64,
}

pub(super) fn separate(places: &mut [[f64; 2]], halves: &[[f64; 2]], shape: Shape, gap: f64) {
    // Boxes in one place would be pushed along the same axis and stay together.
    let distinct = super::apart(places, 0);
    places.copy_from_slice(&distinct);
    let mut bodies: Vec<Body> = places
        .iter()
        .zip(halves)
        .enumerate()
        .map(|(node, (place, half))| Body { place: *place, mass: 1.0, half: *half, node: node as u32 })
        .collect();
    let mut last = f64::INFINITY;
    let mut round = 0;
    loop {
        bodies.iter_mut().for_each(|body| body.place = places[body.node as usize]);
        let tree = Quadtree::new(bodies);
        let demands = tree.meet(gap, |body, others| demand(body, others, shape, gap));
        bodies = tree.into_bodies();
        let factor = demands.iter().fold(0.0, |most: f64, demand| most.max(demand.factor));
        if factor == 0.0 {
            return;
        }
        // What is left is little, or no end is in sight: make the layout as much larger as the nearest pair needs.
        if factor < 1.01 || (round > ROUNDS && factor.is_finite()) {
            resize(places, factor * (1.0 + 1e-12));
            return;
        }
        for (place, demand) in places.iter_mut().zip(&demands) {
            *place = [place[0] + demand.way[0], place[1] + demand.way[1]];
        }
        round += 1;
        if round % PATIENCE == 0 {
            let missing = demands.iter().map(|demand| demand.missing).sum();
            if missing > 0.5 * last {
                resize(places, GROWTH);
            }
            last = missing;
        }
        if round > 2 * ROUNDS {
            return;
        }
    }
}

/// Multiplies distances from the mean.
fn resize(places: &mut [[f64; 2]], factor: f64) {
    let middle = super::mean(places);
    for place in places {
        *place = [0, 1].map(|axis| middle[axis] + (place[axis] - middle[axis]) * factor);
    }
}

fn demand(body: &Body, others: &[Body], shape: Shape, gap: f64) -> Demand {
    let mut sum = Demand::default();
    let mut count = 0.0;
    for other in others.iter().filter(|other| other.node != body.node) {
        let away = [body.place[0] - other.place[0], body.place[1] - other.place[1]];
        let room = [body.half[0] + other.half[0] + gap, body.half[1] + other.half[1] + gap];
        let (missing, direction, factor) = match shape {
            Shape::Disc => {
                let squared = away[0] * away[0] + away[1] * away[1];
                // Most are not near enough: no root is drawn for them.
                if squared >= (room[0] * (1.0 - TOLERANCE)).powi(2) {
                    continue;
                }
                let distance = squared.sqrt();
                let direction =
                    if distance > 1e-9 * room[0] { away.map(|part| part / distance) } else { parting(body, other) };
                (room[0] - distance, direction, room[0] / distance)
            }
            Shape::Box => {
                let missing = [room[0] - away[0].abs(), room[1] - away[1].abs()];
                if missing[0] <= TOLERANCE * room[0] || missing[1] <= TOLERANCE * room[1] {
                    continue;
                }
                // Along the axis where less is missing; in one place, along the shorter side.
                let axis = usize::from(missing[1] <= missing[0]);
                let side = if away[axis] != 0.0 { away[axis].signum() } else { parting(body, other)[axis].signum() };
                let mut direction = [0.0; 2];
                direction[axis] = side;
                (missing[axis], direction, (room[0] / away[0].abs()).min(room[1] / away[1].abs()))
            }
        };
        let (own, its) = (body.half[0] * body.half[1], other.half[0] * other.half[1]);
        // A little more than is missing, so that the rounds come to an end.
        let way = (missing + 0.01 * room[0].min(room[1])) * its / (own + its);
        sum.way = [sum.way[0] + way * direction[0], sum.way[1] + way * direction[1]];
        sum.missing += missing;
        sum.factor = sum.factor.max(factor);
        count += 1.0;
    }
    if count > 1.0 {
        // Pushes of many add up to too much.
        let share = (1.6f64 / count).min(1.0);
        sum.way = sum.way.map(|way| way * share);
    }
    sum
}

/// A direction for two nodes in one place: any, but opposite for the other.
fn parting(body: &Body, other: &Body) -> [f64; 2] {
    let (low, high) = (body.node.min(other.node), body.node.max(other.node));
    let angle = TAU * Random::new(u64::from(low) << 32 | u64::from(high)).unit();
    let side = if body.node < other.node { 1.0 } else { -1.0 };
    [side * angle.cos(), side * angle.sin()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::layout::random_places;

    /// Nearest two rooms come: the least distance between rims, over all pairs.
    fn nearest(places: &[[f64; 2]], rooms: &Rooms) -> f64 {
        let mut least = f64::INFINITY;
        for a in 0..places.len() {
            for b in 0..a {
                let away = [0, 1].map(|axis| (places[a][axis] - places[b][axis]).abs());
                least = least.min(match rooms {
                    Rooms::Discs(radii) => away[0].hypot(away[1]) - radii[a] - radii[b],
                    Rooms::Boxes(boxes) => {
                        (away[0] - (boxes[a][0] + boxes[b][0]) / 2.0).max(away[1] - (boxes[a][1] + boxes[b][1]) / 2.0)
                    }
                });
            }
        }
        least
    }

    #[test]
    fn no_two_rooms_overlap_afterwards_and_the_shape_stays() {
        let mut random = Random::new(1);
        let radii: Vec<f64> = (0..600).map(|_| 2.0 + 40.0 * random.unit().powi(6)).collect();
        let boxes = radii.iter().map(|radius| [6.0 * radius, 2.0 * radius]).collect();
        for rooms in [Rooms::Discs(radii), Rooms::Boxes(boxes)] {
            let before = random_places(600, 2, 100.0);
            let mut places = before.clone();
            remove_overlaps(&mut places, &rooms, 1.0);
            let least = nearest(&places, &rooms);
            assert!(least >= 1.0 - 1e-6, "{least}");
            // Correlation of the coordinates before and after.
            for axis in 0..2 {
                let sum = |f: &dyn Fn(usize) -> f64| (0..600).map(f).sum::<f64>();
                let cross = sum(&|i| before[i][axis] * places[i][axis]);
                let own = sum(&|i| before[i][axis].powi(2)) * sum(&|i| places[i][axis].powi(2));
                assert!(cross / own.sqrt() > 0.9, "{}", cross / own.sqrt());
            }
        }
    }

    #[test]
    fn what_does_not_overlap_stays_and_what_coincides_parts() {
        let free = [[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]];
        let mut places = free;
        remove_overlaps(&mut places, &Rooms::Discs(vec![4.0; 3]), 1.0);
        assert_eq!(places, free);
        for rooms in [Rooms::Discs(vec![3.0; 300]), Rooms::Boxes(vec![[30.0, 4.0]; 300])] {
            let mut places = vec![[7.0, 7.0]; 300];
            remove_overlaps(&mut places, &rooms, 1.0);
            assert!(nearest(&places, &rooms) >= 1.0 - 1e-6, "{}", nearest(&places, &rooms));
        }
        let mut places = [[f64::NAN, 0.0], [f64::INFINITY, 1.0], [0.0, 0.0]];
        remove_overlaps(&mut places, &Rooms::Discs(vec![f64::NAN, -1.0]), f64::NAN);
        assert!(places.iter().flatten().all(|number| number.is_finite()));
        remove_overlaps(&mut [], &Rooms::Discs(Vec::new()), 1.0);
    }
}
