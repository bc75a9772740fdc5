//! A quadtree of bodies in the plane: the far ones count as one.
//!
//! Both layouts push every node away from every other. Barnes and Hut (1986, [10.1038/324446a0]) let a square of distant
//! nodes act as one body at its centre of mass, which makes of n² pushes about n log n. The same tree finds the rooms
//! that overlap.
//!
//! The tree lies in one array in the order of a walk from parent to children, every cell with the number of cells to skip
//! when it need not be opened. A cell is split at the middle of the box its bodies really fill, so that any two places
//! come apart however far an outlier lies; a leaf holds a few bodies side by side. The walk is made once for a leaf
//! and its harvest applied to all bodies in it, which the compiler turns into vector instructions because
//! no sum crosses from one body to another. For the same reason sums do not depend on the number of threads.
//!
//! [10.1038/324446a0]: https://doi.org/10.1038/324446a0

use rayon::prelude::*;
use std::ops::{Add, AddAssign, Mul, Sub};

/// Most bodies in a leaf.
const LEAF: usize = 32;
/// Bodies of a leaf that are worked on together.
const LANES: usize = 8;
/// Leaves that one task walks.
const TASK: usize = 64;
/// Cells with fewer bodies than this grow without help.
const GROW_ALONE: usize = 4096;
/// Cells are split no further than this, which only places that differ in their last bits would ask for.
const DEPTH: u32 = 64;

/// A thing that pushes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub(super) place: [f64; 2],
    pub(super) mass: f64,
    /// Half of the width and height it takes up.
    pub(super) half: [f64; 2],
    /// Its number outside the tree.
    pub(super) node: u32,
}

/// Some bodies near each other.
#[derive(Clone, Copy, Debug)]
struct Cell {
    /// Centre of mass.
    centre: [f64; 2],
    mass: f64,
    /// Square of the width: twice the distance from the centre of mass to the farthest corner of the box.
    width: f64,
    /// The box that holds the places of its bodies.
    low: [f64; 2],
    high: [f64; 2],
    /// Largest half width and half height among its bodies.
    half: [f64; 2],
    start: u32,
    end: u32,
    /// Cells from this one to the next that is not below it; 1 for a leaf.
    skip: u32,
}

/// Numbers that pushes are made of: single precision is twice as fast, double precision exact.
pub(super) trait Real:
    Copy + Default + AddAssign + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self>
{
    fn of(number: f64) -> Self;
    fn wide(self) -> f64;
}

impl Real for f32 {
    fn of(number: f64) -> Self {
        number as f32
    }
    fn wide(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    fn of(number: f64) -> Self {
        number
    }
    fn wide(self) -> f64 {
        self
    }
}

/// How bodies act on each other: the push on a body at `p` from one of mass `m` at `q` is `m · weight · (p − q)`.
pub(super) trait Kernel: Sync {
    /// The precision of pushes. Places are taken from the nearest leaf before they lose any.
    type Real: Real;
    /// Whether energies are asked for.
    const ENERGY: bool;

    /// Weight of the push and its energy, for the square of the distance and the sum of the radii of two bodies. A
    /// body meets itself at distance 0.
    fn at(&self, squared: Self::Real, radii: Self::Real) -> [Self::Real; 2];
}

/// What the walk for pushes needs to know of a cell, close together in memory.
#[derive(Clone, Copy, Debug)]
struct Mark {
    centre: [f64; 2],
    width: f64,
    mass: f64,
    radius: f32,
    skip: u32,
}

/// Bodies, and cells over them.
#[derive(Debug)]
pub(super) struct Quadtree {
    cells: Vec<Cell>,
    marks: Vec<Mark>,
    leaves: Vec<u32>,
    bodies: Vec<Body>,
}

impl Quadtree {
    /// Grows a tree over bodies. Their order matters for speed only; that of an earlier tree is good.
    pub(super) fn new(mut bodies: Vec<Body>) -> Self {
        let mut cells = Vec::new();
        if !bodies.is_empty() {
            cells.reserve(bodies.len() / 2);
            grow(&mut bodies, 0, 0, &mut cells);
        }
        let leaves = (0..cells.len() as u32).filter(|&cell| cells[cell as usize].skip == 1).collect();
        let mark = |cell: &Cell| Mark {
            centre: cell.centre,
            width: cell.width,
            mass: cell.mass,
            radius: radius(cell.half) as f32,
            skip: cell.skip,
        };
        Self { marks: cells.iter().map(mark).collect(), cells, leaves, bodies }
    }

    /// The bodies, those near each other side by side, to be moved and to grow the next tree from.
    pub(super) fn into_bodies(self) -> Vec<Body> {
        self.bodies
    }

    /// For each node the push of all others (x, y) and its energy. A cell counts as one body where its width is less
    /// than `theta` times its distance; with 0 none does, and the result is exact.
    pub(super) fn push<K: Kernel>(&self, theta: f64, kernel: &K) -> Vec<[f64; 3]> {
        let pushes: Vec<Vec<[f64; 3]>> = self
            .leaves
            .par_chunks(TASK)
            .map(|leaves| {
                let (mut others, mut pushes) = (Vec::new(), Vec::new());
                for &leaf in leaves {
                    let leaf = &self.cells[leaf as usize];
                    self.harvest(leaf, theta * theta, &mut others);
                    for lanes in self.bodies[leaf.start as usize..leaf.end as usize].chunks(LANES) {
                        apply(lanes, leaf.low, &others, kernel, &mut pushes);
                    }
                }
                pushes
            })
            .collect();
        let mut of_nodes = vec![[0.0; 3]; self.bodies.len()];
        for (body, push) in self.bodies.iter().zip(pushes.iter().flatten()) {
            of_nodes[body.node as usize] = *push;
        }
        of_nodes
    }

    /// What acts on the bodies of a leaf, as x, y, mass and radius; places counted from its corner.
    fn harvest<R: Real>(&self, leaf: &Cell, theta_squared: f64, others: &mut Vec<[R; 4]>) {
        others.clear();
        let [low, high] = [leaf.low, leaf.high];
        let mut other = |place: [f64; 2], mass: f64, radius: f64| {
            others.push([R::of(place[0] - low[0]), R::of(place[1] - low[1]), R::of(mass), R::of(radius)]);
        };
        let mut at = 0;
        while let Some(cell) = self.marks.get(at) {
            let [x, y] = cell.centre;
            let gap_x = positive(larger(low[0] - x, x - high[0]));
            let gap_y = positive(larger(low[1] - y, y - high[1]));
            // Bodies all in one place are one body at any distance.
            if cell.width < theta_squared * (gap_x * gap_x + gap_y * gap_y) || cell.width == 0.0 {
                other(cell.centre, cell.mass, f64::from(cell.radius));
                at += cell.skip as usize;
            } else {
                if cell.skip == 1 {
                    let cell = &self.cells[at];
                    for body in &self.bodies[cell.start as usize..cell.end as usize] {
                        other(body.place, body.mass, radius(body.half));
                    }
                }
                at += 1;
            }
        }
    }

    /// Calls `meet` for each body with those whose boxes may come nearer to its own than `gap`, itself among them, and
    /// returns the answers by node.
    pub(super) fn meet<T, F>(&self, gap: f64, meet: F) -> Vec<T>
    where
        T: Clone + Default + Send,
        F: Fn(&Body, &[Body]) -> T + Sync,
    {
        let answers: Vec<Vec<T>> = self
            .leaves
            .par_chunks(TASK)
            .map(|leaves| {
                let (mut near, mut answers) = (Vec::new(), Vec::new());
                for &leaf in leaves {
                    let leaf = &self.cells[leaf as usize];
                    near.clear();
                    let mut at = 0;
                    while let Some(cell) = self.cells.get(at) {
                        let apart = |axis: usize| {
                            let room = leaf.half[axis] + cell.half[axis] + gap;
                            leaf.low[axis] - cell.high[axis] > room || cell.low[axis] - leaf.high[axis] > room
                        };
                        if apart(0) || apart(1) {
                            at += cell.skip as usize;
                            continue;
                        }
                        if cell.skip == 1 {
                            let reaches = |body: &&Body| {
                                (0..2).all(|axis| {
                                    let room = leaf.half[axis] + body.half[axis] + gap;
                                    leaf.low[axis] - body.place[axis] <= room
                                        && body.place[axis] - leaf.high[axis] <= room
                                })
                            };
                            let bodies = &self.bodies[cell.start as usize..cell.end as usize];
                            near.extend(bodies.iter().filter(reaches).copied());
                        }
                        at += 1;
                    }
                    answers.extend(
                        self.bodies[leaf.start as usize..leaf.end as usize].iter().map(|body| meet(body, &near)),
                    );
                }
                answers
            })
            .collect();
        let mut of_nodes = vec![T::default(); self.bodies.len()];
        for (body, answer) in self.bodies.iter().zip(answers.into_iter().flatten()) {
            of_nodes[body.node as usize] = answer;
        }
        of_nodes
    }
}

/// Radius of the disc that takes up as much as a box; of a square the box that stands for a disc, its own.
fn radius(half: [f64; 2]) -> f64 {
    if half[0] == half[1] { half[0] } else { (half[0] * half[1]).sqrt() }
}

/// The larger of two numbers, as one instruction; `f64::max` takes more, for what is no number.
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

fn positive(number: f64) -> f64 {
    larger(number, 0.0)
}

/// Adds up what acts on a few bodies.
fn apply<K: Kernel>(
    bodies: &[Body],
    corner: [f64; 2],
    others: &[[K::Real; 4]],
    kernel: &K,
    pushes: &mut Vec<[f64; 3]>,
) {
    let lane = |lane: usize| bodies[lane.min(bodies.len() - 1)];
    let x = std::array::from_fn(|l| K::Real::of(lane(l).place[0] - corner[0]));
    let y = std::array::from_fn(|l| K::Real::of(lane(l).place[1] - corner[1]));
    let radii = std::array::from_fn(|l| K::Real::of(radius(lane(l).half)));
    let sums = apply_lanes(x, y, radii, others, kernel);
    pushes.extend((0..bodies.len()).map(|l| sums.map(|lanes| lanes[l].wide())));
}

/// The sums of [`apply`]. Apart from it and one operation at a time on all lanes: in this form they stay in vector registers.
#[inline(never)]
fn apply_lanes<K: Kernel>(
    x: [K::Real; LANES],
    y: [K::Real; LANES],
    radii: [K::Real; LANES],
    others: &[[K::Real; 4]],
    kernel: &K,
) -> [[K::Real; LANES]; 3] {
    let [mut push_x, mut push_y, mut energies] = [[K::Real::default(); LANES]; 3];
    for &[other_x, other_y, mass, other_radius] in others {
        let apart_x: [K::Real; LANES] = std::array::from_fn(|l| x[l] - other_x);
        let apart_y: [K::Real; LANES] = std::array::from_fn(|l| y[l] - other_y);
        let squared: [K::Real; LANES] = std::array::from_fn(|l| apart_x[l] * apart_x[l] + apart_y[l] * apart_y[l]);
        let radii: [K::Real; LANES] = std::array::from_fn(|l| radii[l] + other_radius);
        let acts: [[K::Real; 2]; LANES] = std::array::from_fn(|l| kernel.at(squared[l], radii[l]));
        let weights: [K::Real; LANES] = std::array::from_fn(|l| acts[l][0] * mass);
        for l in 0..LANES {
            push_x[l] += weights[l] * apart_x[l];
        }
        for l in 0..LANES {
            push_y[l] += weights[l] * apart_y[l];
        }
        if K::ENERGY {
            for l in 0..LANES {
                energies[l] += acts[l][1] * mass;
            }
        }
    }
    [push_x, push_y, energies]
}

/// Puts bodies in order of their cells and appends the cells. `start` is the place of the first body in the whole.
fn grow(bodies: &mut [Body], start: u32, depth: u32, cells: &mut Vec<Cell>) {
    let mut cell = Cell {
        centre: [0.0; 2],
        mass: 0.0,
        width: 0.0,
        low: [f64::INFINITY; 2],
        high: [f64::NEG_INFINITY; 2],
        half: [0.0; 2],
        start,
        end: start + bodies.len() as u32,
        skip: 1,
    };
    for body in bodies.iter() {
        for axis in 0..2 {
            cell.low[axis] = cell.low[axis].min(body.place[axis]);
            cell.high[axis] = cell.high[axis].max(body.place[axis]);
        }
    }
    let own = cells.len();
    cells.push(cell);
    if bodies.len() <= LEAF || depth == DEPTH || cell.low == cell.high {
        for body in bodies.iter() {
            cell.add(body.place, body.mass, body.half);
        }
    } else {
        let middle = [0, 1].map(|axis| cell.low[axis] / 2.0 + cell.high[axis] / 2.0);
        let alone = bodies.len() < GROW_ALONE;
        let (left, right) = split(bodies, 0, middle[0]);
        let (one, two) = split(left, 1, middle[1]);
        let (three, four) = split(right, 1, middle[1]);
        let mut next = start;
        let quarters = [one, two, three, four].map(|quarter| {
            let first = next;
            next += quarter.len() as u32;
            (quarter, first)
        });
        if alone {
            for (quarter, first) in quarters.into_iter().filter(|(quarter, _)| !quarter.is_empty()) {
                grow(quarter, first, depth + 1, cells);
            }
        } else {
            let grown: Vec<Vec<Cell>> = quarters
                .into_par_iter()
                .filter(|(quarter, _)| !quarter.is_empty())
                .map(|(quarter, first)| {
                    let mut cells = Vec::with_capacity(quarter.len() / 2);
                    grow(quarter, first, depth + 1, &mut cells);
                    cells
                })
                .collect();
            cells.extend(grown.iter().flatten());
        }
        let mut child = own + 1;
        while let Some(Cell { centre, mass, half, skip, .. }) = cells.get(child).copied() {
            cell.add(centre, mass, half);
            child += skip as usize;
        }
        cell.skip = (cells.len() - own) as u32;
    }
    cell.finish();
    cells[own] = cell;
}

impl Cell {
    /// Until [`finish`](Self::finish) the centre is a sum of places times masses.
    fn add(&mut self, place: [f64; 2], mass: f64, half: [f64; 2]) {
        self.mass += mass;
        for axis in 0..2 {
            self.centre[axis] += place[axis] * mass;
            self.half[axis] = self.half[axis].max(half[axis]);
        }
    }

    fn finish(&mut self) {
        for axis in 0..2 {
            let [low, high] = [self.low[axis], self.high[axis]];
            // The bounds keep rounding, and masses of nothing, from putting the centre outside the box.
            self.centre[axis] = (self.centre[axis] / self.mass).max(low).min(high);
            let reach = 2.0 * (high - self.centre[axis]).max(self.centre[axis] - low);
            self.width += reach * reach;
        }
    }
}

/// Parts bodies into those below `middle` on an axis and the others.
fn split(bodies: &mut [Body], axis: usize, middle: f64) -> (&mut [Body], &mut [Body]) {
    let (mut low, mut high) = (0, bodies.len());
    while low < high {
        if bodies[low].place[axis] < middle {
            low += 1;
        } else {
            high -= 1;
            bodies.swap(low, high);
        }
    }
    bodies.split_at_mut(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::random::Random;

    struct Inverse;
    impl Kernel for Inverse {
        type Real = f64;
        const ENERGY: bool = true;
        fn at(&self, squared: f64, _: f64) -> [f64; 2] {
            if squared > 0.0 { [1.0 / squared, 1.0] } else { [0.0; 2] }
        }
    }

    fn bodies(n: u32) -> Vec<Body> {
        let mut random = Random::new(3);
        (0..n)
            .map(|node| Body {
                place: [random.unit().powi(3) * 100.0, random.unit() * 100.0],
                mass: 1.0 + 9.0 * random.unit(),
                half: [random.unit(); 2],
                node,
            })
            .collect()
    }

    /// All pairs, as the formula stands.
    fn by_hand(bodies: &[Body]) -> Vec<[f64; 2]> {
        let push = |a: &Body| {
            let mut sum = [0.0; 2];
            for b in bodies.iter().filter(|b| b.node != a.node) {
                let [x, y] = [a.place[0] - b.place[0], a.place[1] - b.place[1]];
                sum[0] += b.mass * x / (x * x + y * y);
                sum[1] += b.mass * y / (x * x + y * y);
            }
            sum
        };
        bodies.iter().map(push).collect()
    }

    #[test]
    fn far_bodies_act_nearly_as_their_cell_does_and_with_theta_0_exactly() {
        let bodies = bodies(3000);
        let expected = by_hand(&bodies);
        for (theta, tolerance) in [(0.0, 1e-12), (0.5, 0.002), (1.2, 0.02)] {
            let found = Quadtree::new(bodies.clone()).push(theta, &Inverse);
            let (mut error, mut size) = (0.0, 0.0);
            for (found, expected) in found.iter().zip(&expected) {
                error += (found[0] - expected[0]).hypot(found[1] - expected[1]);
                size += expected[0].hypot(expected[1]);
            }
            assert!(error / size < tolerance, "theta {theta}: relative error {}", error / size);
        }
    }

    #[test]
    fn bodies_in_one_place_and_outliers_make_no_trouble() {
        let mut bodies = bodies(2000);
        for body in &mut bodies[..1500] {
            body.place = [5.0, 5.0];
        }
        bodies[1999].place = [1e300, -1e300];
        let push = Quadtree::new(bodies).push(1.2, &Inverse);
        assert!(push.iter().flatten().all(|number| number.is_finite()));
        assert!(Quadtree::new(Vec::new()).push(1.2, &Inverse).is_empty());
    }

    #[test]
    fn bodies_meet_those_in_reach() {
        let bodies = bodies(500);
        let touching = |a: &Body, b: &Body| {
            (0..2).all(|axis| (a.place[axis] - b.place[axis]).abs() <= a.half[axis] + b.half[axis] + 0.5)
        };
        let count = |a: &Body, others: &[Body]| others.iter().filter(|b| touching(a, b)).count();
        let expected: Vec<usize> = bodies.iter().map(|body| count(body, &bodies)).collect();
        assert_eq!(Quadtree::new(bodies).meet(0.5, count), expected);
    }
}
