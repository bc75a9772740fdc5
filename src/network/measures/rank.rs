//! Importance that comes from the importance of others: PageRank and the eigenvector of the largest eigenvalue.
//!
//! Both are fixed points of sums over rows. Iterating blindly takes as long as the gap between the first eigenvalue and the
//! next is small, and co-authorship has small gaps; so where links have no direction, and the problem is symmetric, methods
//! are used that need about the square root of that number of steps: conjugate gradients and the Lanczos process.

use super::super::Direction;
use super::super::links::Links;
use super::incoming;
use rayon::prelude::*;

/// Works out PageRank, weighted: r(v) = (1 − d)/n + d (Σ over u→v r(u) w(u,v)/s(u) + Σ over dangling u r(u)/n), s(u) being the
/// weight of all links out of u. Nodes without any pass on their importance to all evenly.
///
/// # Arguments
/// * `damping`: d, the part of importance that is passed on; taken to be from 0 to 0.999999.
///
/// # Returns
/// Importance of each node; they add up to 1, and are within 10⁻¹² (added up) of the solution for usual damping.
///
/// # Complexity
/// O(edges) time for each step; about 50 steps at d = 0.85 without direction, up to 180 with it.
///
/// # Reference
/// [Brin & Page 1998](https://doi.org/10.1016/S0169-7552(98)00110-X)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, links::Links, measures};
/// let links = Links::new(2, Direction::Directed, [(0, 1, 1.0)]);
/// let [from, to] = measures::pagerank(&links, 0.85)[..] else { unreachable!() };
/// assert!((to / from - 1.85).abs() < 1e-12 && (from + to - 1.0).abs() < 1e-12);
/// ```
pub fn pagerank(links: &Links, damping: f64) -> Vec<f64> {
    let damping = if damping.is_nan() { 0.85 } else { damping.clamp(0.0, 0.999_999) };
    let rows = Rows::new(links);
    let mut ranks = match links.direction() {
        Direction::Undirected => conjugate_gradients(&rows, damping),
        Direction::Directed => power_steps(&rows, damping),
    };
    let total = sum(&ranks, |_, rank| rank);
    ranks.iter_mut().for_each(|rank| *rank /= total);
    ranks
}

/// Largest error of all ranks together.
const PRECISION: f64 = 1e-13;

/// Steps r ← (1 − d)/n + d (P r + dangling/n) until nothing changes; what is left shrinks by d at each.
fn power_steps(rows: &Rows, damping: f64) -> Vec<f64> {
    let nodes = rows.nodes() as f64;
    let mut ranks = vec![nodes.recip(); rows.nodes()];
    let (mut next, mut passed) = (ranks.clone(), vec![0.0; rows.nodes()]);
    // One more step than it takes to shrink the largest possible error to the precision.
    let most = (PRECISION.ln() / damping.max(1e-9).ln()).ceil() as usize + 2;
    for _ in 0..most {
        fill(&mut passed, |node| if rows.out[node] > 0.0 { ranks[node] / rows.out[node] } else { 0.0 });
        let dangling = sum(&ranks, |node, rank| if rows.out[node] > 0.0 { 0.0 } else { rank });
        let base = (1.0 - damping + damping * dangling) / nodes;
        fill_rows(&mut next, |node| base + damping * rows.product(node, &passed));
        let change = sum(&next, |node, rank| (rank - ranks[node]).abs());
        std::mem::swap(&mut ranks, &mut next);
        if change * damping / (1.0 - damping) < PRECISION {
            break;
        }
    }
    ranks
}

/// Without direction, dangling nodes are isolated, all have the same rank (1 − d)/(n − d × their number), and that is what the
/// others get beside links. Their ranks solve (I − d A S⁻¹) r = that, S being the diagonal of the sums of weights; this is
/// symmetric and positive definite in the inner product ⟨x, y⟩ = Σ x y/s.
fn conjugate_gradients(rows: &Rows, damping: f64) -> Vec<f64> {
    let nodes = rows.nodes();
    let isolated = rows.out.iter().filter(|&&out| out <= 0.0).count() as f64;
    let base = (1.0 - damping) / (nodes as f64 - damping * isolated);
    let inverse: Vec<f64> = rows.out.iter().map(|&out| if out > 0.0 { out.recip() } else { 0.0 }).collect();
    // The start is the limit without damping, importance by weight.
    let (linked, weight) = (1.0 - base * isolated, sum(&rows.out, |_, out| out));
    let mut ranks: Vec<f64> =
        rows.out.iter().map(|&out| if out > 0.0 { linked * (out / weight) } else { base }).collect();
    let apply = |vector: &[f64], scaled: &mut [f64], result: &mut [f64]| {
        fill(scaled, |node| vector[node] * inverse[node]);
        fill_rows(result, |node| vector[node] - damping * rows.product(node, scaled));
    };
    let (mut scaled, mut image) = (vec![0.0; nodes], vec![0.0; nodes]);
    apply(&ranks, &mut scaled, &mut image);
    let mut rest: Vec<f64> =
        image.iter().zip(&inverse).map(|(image, &i)| if i > 0.0 { base - image } else { 0.0 }).collect();
    let mut way = rest.clone();
    let mut size = sum(&rest, |node, rest| rest * rest * inverse[node]);
    let most = 2 * (PRECISION.ln() / damping.max(1e-9).ln()).ceil() as usize + 2;
    for _ in 0..most {
        // The inverse of the matrix is no larger than 1/(1 − d) in the sum of absolute values.
        if sum(&rest, |_, rest| rest.abs()) <= PRECISION * (1.0 - damping) {
            break;
        }
        apply(&way, &mut scaled, &mut image);
        let length = size / sum(&way, |node, way| way * image[node] * inverse[node]);
        if !length.is_finite() {
            break;
        }
        update(&mut ranks, |node, rank| rank + length * way[node]);
        update(&mut rest, |node, rest| rest - length * image[node]);
        let before = std::mem::replace(&mut size, sum(&rest, |node, rest| rest * rest * inverse[node]));
        let turn = size / before;
        update(&mut way, |node, way| rest[node] + turn * way);
    }
    ranks
}

/// Works out eigenvector centrality, weighted: λ x(v) = Σ over u→v w(u,v) x(u) with the largest eigenvalue λ, scaled so that the
/// largest x is 1.
///
/// In a network of several components all but those of the largest eigenvalue have zeros. Without links every node has 1; in
/// a directed network without a cycle λ is 0, and nodes without links out have 1, all others 0.
///
/// # Complexity
/// O(edges) time for each step. Without direction a few dozen steps of the Lanczos process, restarted with the best vectors;
/// with direction power steps, as many as the gap to the next eigenvalue asks for, but no more than 10,000.
///
/// # Reference
/// [Bonacich 1987](https://doi.org/10.1086/228631), [Wu & Simon 2000](https://doi.org/10.1137/S0895479898334605)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, links::Links, measures};
/// let star = Links::new(3, Direction::Undirected, [(0, 1, 1.0), (0, 2, 1.0)]);
/// let values = measures::eigenvector(&star);
/// assert!((values[0] - 1.0).abs() < 1e-12 && (values[1] - 0.5_f64.sqrt()).abs() < 1e-12);
/// ```
pub fn eigenvector(links: &Links) -> Vec<f64> {
    if links.direction() == Direction::Directed && !has_cycle(links) {
        return (0..links.nodes()).map(|node| if links.neighbours(node).is_empty() { 1.0 } else { 0.0 }).collect();
    }
    let rows = Rows::new(links);
    let mut vector = match links.direction() {
        _ if links.edges() == 0 => vec![1.0; links.nodes()],
        Direction::Undirected => lanczos(&rows),
        Direction::Directed => shifted_power_steps(&rows),
    };
    // The vector has one sign but for rounding.
    let most = vector.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    if most > 0.0 {
        vector.iter_mut().for_each(|x| *x = x.abs() / most);
    }
    vector
}

/// Whether some path of a directed network leads back to its start: nodes without links in are taken out until none is left.
fn has_cycle(links: &Links) -> bool {
    let mut into = vec![0_usize; links.nodes()];
    for node in 0..links.nodes() {
        links.neighbours(node).iter().for_each(|&neighbour| into[neighbour as usize] += 1);
    }
    let mut free: Vec<usize> = (0..links.nodes()).filter(|&node| into[node] == 0).collect();
    let mut taken = 0;
    while let Some(node) = free.pop() {
        taken += 1;
        for &neighbour in links.neighbours(node) {
            into[neighbour as usize] -= 1;
            if into[neighbour as usize] == 0 {
                free.push(neighbour as usize);
            }
        }
    }
    taken < links.nodes()
}

/// Relative size of what A x − λ x may leave.
const RESIDUAL: f64 = 1e-13;

/// Steps x ← A x + c x. The shift c, half of λ as far as it is known, keeps cycles from swinging to and fro.
fn shifted_power_steps(rows: &Rows) -> Vec<f64> {
    let mut vector = vec![(rows.nodes() as f64).sqrt().recip(); rows.nodes()];
    let mut image = vector.clone();
    for _ in 0..10_000 {
        fill_rows(&mut image, |node| rows.product(node, &vector));
        let eigenvalue = sum(&image, |node, image| image * vector[node]);
        let left = sum(&image, |node, image| (image - eigenvalue * vector[node]).powi(2)).sqrt();
        update(&mut image, |node, image| image + eigenvalue / 2.0 * vector[node]);
        let length = sum(&image, |_, image| image * image).sqrt();
        if !(length > 0.0 && length.is_finite()) || left <= RESIDUAL * eigenvalue {
            break;
        }
        fill(&mut vector, |node| image[node] / length);
    }
    vector
}

/// Vectors of the Lanczos process, and how many are kept at a restart.
const BASIS: usize = 20;
const KEPT: usize = 6;

/// The eigenvector of the largest eigenvalue by the thick-restart Lanczos process. The start is the vector of weighted degrees,
/// so if several eigenvectors share the eigenvalue, the outcome is what power steps from there would lead to.
fn lanczos(rows: &Rows) -> Vec<f64> {
    let nodes = rows.nodes();
    let basis_size = BASIS.min(nodes);
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(basis_size + 1);
    // The operator in the basis. Large weights are taken out, squares must stay in range.
    let scale = rows.out.iter().fold(0.0_f64, |most, out| most.max(*out)).recip();
    let mut small = [[0.0; BASIS]; BASIS];
    let mut start: Vec<f64> = rows.out.iter().map(|out| out * scale).collect();
    normalise(&mut start);
    basis.push(start);
    for _ in 0..500 {
        let mut left = 0.0;
        while basis.len() <= basis_size {
            let last = basis.len() - 1;
            let mut next = vec![0.0; nodes];
            fill_rows(&mut next, |node| scale * rows.product(node, &basis[last]));
            // Twice, because rounding leaves something of the other vectors.
            for _ in 0..2 {
                for (place, vector) in basis.iter().enumerate() {
                    let part = sum(&next, |node, next| next * vector[node]);
                    update(&mut next, |node, next| next - part * vector[node]);
                    small[place][last] += part;
                }
            }
            let (above, below) = small.split_at_mut(last);
            above.iter().zip(&mut below[0]).for_each(|(row, cell)| *cell = row[last]);
            left = normalise(&mut next);
            // Beyond this, a vector is nothing but rounding, and may lead to another eigenvector of the same eigenvalue.
            if left <= 1e-14 {
                left = 0.0;
                break;
            }
            basis.push(next);
        }
        let size = basis.len().min(basis_size);
        let (values, vectors) = symmetric_eigen(small, size);
        let combine = |which: usize| {
            let mut vector = vec![0.0; nodes];
            fill(&mut vector, |node| (0..size).map(|place| vectors[place][which] * basis[place][node]).sum());
            vector
        };
        if left * vectors[size - 1][0].abs() <= RESIDUAL * values[0] {
            return combine(0);
        }
        let kept = KEPT.min(size - 1);
        let mut restart: Vec<Vec<f64>> = (0..kept).map(combine).collect();
        restart.extend(basis.pop());
        basis = restart;
        small = [[0.0; BASIS]; BASIS];
        for (place, value) in values.iter().enumerate().take(kept) {
            small[place][place] = *value;
        }
    }
    basis.swap_remove(0)
}

/// Eigenvalues, largest first, and eigenvectors (as columns) of the upper left part of a small symmetric matrix, by Jacobi
/// rotations.
fn symmetric_eigen(mut matrix: [[f64; BASIS]; BASIS], size: usize) -> ([f64; BASIS], [[f64; BASIS]; BASIS]) {
    let mut vectors = [[0.0; BASIS]; BASIS];
    (0..BASIS).for_each(|place| vectors[place][place] = 1.0);
    for _ in 0..50 {
        let pairs = || (0..size).flat_map(|p| (p + 1..size).map(move |q| (p, q)));
        let off: f64 = pairs().map(|(p, q)| matrix[p][q] * matrix[p][q]).sum();
        let diagonal: f64 = (0..size).map(|p| matrix[p][p] * matrix[p][p]).sum();
        if off <= 1e-34 * diagonal {
            break;
        }
        for (p, q) in pairs() {
            if matrix[p][q] == 0.0 {
                continue;
            }
            let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
            let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
            let cosine = (tangent * tangent + 1.0).sqrt().recip();
            let sine = tangent * cosine;
            for row in &mut matrix {
                (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
            }
            let (above, below) = matrix.split_at_mut(q);
            for (at_p, at_q) in above[p].iter_mut().zip(&mut below[0]) {
                (*at_p, *at_q) = (cosine * *at_p - sine * *at_q, sine * *at_p + cosine * *at_q);
            }
            for row in &mut vectors {
                (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| matrix[b][b].total_cmp(&matrix[a][a]));
    let (mut values, mut sorted) = ([0.0; BASIS], [[0.0; BASIS]; BASIS]);
    for (to, &from) in order.iter().enumerate() {
        values[to] = matrix[from][from];
        (0..BASIS).for_each(|row| sorted[row][to] = vectors[row][from]);
    }
    (values, sorted)
}

/// The links into each node, for products with a vector.
struct Rows<'a> {
    into: std::borrow::Cow<'a, Links>,
    /// Weight of the loop at each node where it counts a second time; empty if there is none.
    loops: Vec<f64>,
    /// Weight of all links out of each node.
    out: Vec<f64>,
}

impl<'a> Rows<'a> {
    fn new(links: &'a Links) -> Self {
        let mut out: Vec<f64> = (0..links.nodes()).map(|node| links.weights(node).iter().sum()).collect();
        let mut loops = Vec::new();
        if links.direction() == Direction::Undirected {
            for (node, _, weight) in links.each_edge().filter(|(source, target, _)| source == target) {
                loops.resize(links.nodes(), 0.0);
                loops[node as usize] += weight;
                out[node as usize] += weight;
            }
        }
        Self { into: incoming(links), loops, out }
    }

    fn nodes(&self) -> usize {
        self.out.len()
    }

    /// Σ over u→node of w × vector(u).
    fn product(&self, node: usize, vector: &[f64]) -> f64 {
        let (row, weights) = (self.into.neighbours(node), self.into.weights(node));
        // Four sums at a time, since each addition waits for the one before it.
        let mut sums = [0.0; 4];
        let (mut fours, mut four_weights) = (row.chunks_exact(4), weights.chunks_exact(4));
        for (four, weights) in (&mut fours).zip(&mut four_weights) {
            for lane in 0..4 {
                sums[lane] += weights[lane] * vector[four[lane] as usize];
            }
        }
        let rest = fours.remainder().iter().zip(four_weights.remainder());
        let rest: f64 = rest.map(|(&neighbour, weight)| weight * vector[neighbour as usize]).sum();
        let again = self.loops.get(node).map_or(0.0, |weight| weight * vector[node]);
        (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest + again
    }
}

/// Nodes in a piece of a vector. Pieces are what threads share out and what sums are added up from.
const PIECE: usize = 2048;

/// Sum of a function of place and value.
fn sum(vector: &[f64], term: impl Fn(usize, f64) -> f64 + Sync) -> f64 {
    let piece = |(number, piece): (usize, &[f64])| -> f64 {
        piece.iter().enumerate().map(|(place, &value)| term(number * PIECE + place, value)).sum()
    };
    if vector.len() <= PIECE {
        return piece((0, vector));
    }
    let sums: Vec<f64> = vector.par_chunks(PIECE).enumerate().map(piece).collect();
    sums.iter().sum()
}

/// Sets each value by its place.
fn fill(vector: &mut [f64], value: impl Fn(usize) -> f64 + Sync) {
    update(vector, |node, _| value(node));
}

/// Sets each value by its place and what it was.
fn update(vector: &mut [f64], value: impl Fn(usize, f64) -> f64 + Sync) {
    let set = |(number, piece): (usize, &mut [f64])| {
        piece.iter_mut().enumerate().for_each(|(place, at)| *at = value(number * PIECE + place, *at));
    };
    if vector.len() <= PIECE {
        return set((0, vector));
    }
    vector.par_chunks_mut(PIECE).enumerate().for_each(set);
}

/// Sets each value by its place, where that takes a row of links: pieces are so small that long rows are shared out.
fn fill_rows(vector: &mut [f64], value: impl Fn(usize) -> f64 + Sync) {
    const ROWS: usize = PIECE / 16;
    vector.par_chunks_mut(ROWS).enumerate().for_each(|(number, piece)| {
        piece.iter_mut().enumerate().for_each(|(place, at)| *at = value(number * ROWS + place));
    });
}

/// Makes the length of a vector 1; returns what it was.
fn normalise(vector: &mut [f64]) -> f64 {
    let length = sum(vector, |_, x| x * x).sqrt();
    if length > 0.0 {
        update(vector, |_, x| x / length);
    }
    length
}
