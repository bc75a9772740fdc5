//! The Leiden algorithm, and Louvain as what is left of it without refinement.
//!
//! Both work in levels. On each, nodes move one by one to the cluster that gains most, until none gains; then what
//! belongs together becomes one node of the next, smaller level. Louvain merges whole clusters, and a cluster that falls
//! apart when a node leaves it stays one for ever. Leiden first refines: it builds each cluster anew out of its single
//! nodes, by merges along links only, and merges these parts, while the cluster remains the starting point of the next
//! level. So every cluster of the outcome is connected, and parts can still change sides.
//!
//! Everything here maximises Σ w(i, j) − γ Σ nᵢnⱼ over the pairs i < j within clusters: CPM with weights n = 1, modularity
//! with n = s and γ/(2m). To move node v into cluster C gains w(v, C) − γ·n(v)·n(C).
//!
//! What makes it fast: rows of neighbours lie side by side; the weight of a node to each cluster is added up in an array as
//! long as there are clusters, of which only the touched places are read and reset; nodes of one cluster lie side by side
//! on the next level; and refinement and aggregation, where clusters do not touch each other, run on all cores, each
//! cluster with random numbers of its own.

use crate::network::random::{Random, mix};
use rayon::prelude::*;
use std::ops::Range;

/// A move must gain more than this share of what is at stake, so that rounding never moves a node to and fro.
const TOLERANCE: f64 = 1e-12;

/// Merges whose odds against the best are longer than e to this power are below the grain of a random number.
const LONGEST_ODDS: f64 = -40.0;

/// Work on fewer links than this is not spread over threads.
const PARALLEL_LINKS: usize = 20_000;

/// The network at one level. There are no loops: what is linked within a node stays there whatever happens.
#[derive(Debug, Default)]
pub(super) struct Level {
    /// Node `v` has the neighbours `neighbours[starts[v]..starts[v + 1]]`.
    pub(super) starts: Vec<usize>,
    /// Each link stands at both its ends.
    pub(super) neighbours: Vec<u32>,
    pub(super) weights: Vec<f64>,
    /// n, the weights of the nodes.
    pub(super) sizes: Vec<f64>,
}

impl Level {
    fn nodes(&self) -> usize {
        self.sizes.len()
    }

    fn neighbours(&self, node: usize) -> &[u32] {
        &self.neighbours[self.starts[node]..self.starts[node + 1]]
    }

    /// Neighbours and the weights of the links to them.
    pub(super) fn links(&self, node: usize) -> impl Iterator<Item = (u32, f64)> {
        let weights = &self.weights[self.starts[node]..self.starts[node + 1]];
        self.neighbours(node).iter().copied().zip(weights.iter().copied())
    }
}

/// What the algorithm is to do, in its own terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// γ in Σ w − γ Σ nᵢnⱼ.
    pub(super) resolution: f64,
    /// θ; `None` for no refinement, which is Louvain.
    pub(super) randomness: Option<f64>,
    /// Most iterations; `None` until nothing moves.
    pub(super) iterations: Option<u32>,
    pub(super) seed: u64,
}

/// Groups nodes, from single nodes on. The numbers of the groups have gaps.
pub(super) fn run(network: &Level, plan: &Plan) -> (Vec<u32>, u32) {
    let mut random = Random::new(plan.seed);
    let mut clusters: Vec<u32> = (0..network.nodes() as u32).collect();
    let mut iterations = 0;
    while plan.iterations.is_none_or(|most| iterations < most) {
        iterations += 1;
        if !improve(network, &mut clusters, plan, &mut random) {
            break;
        }
    }
    (clusters, iterations)
}

/// One iteration: up through the levels, and the outcome carried down again. Says whether anything moved.
fn improve(network: &Level, clusters: &mut Vec<u32>, plan: &Plan, random: &mut Random) -> bool {
    let mut moved = false;
    // For each level that was left, the node of the next one that each of its nodes is in.
    let mut parents: Vec<Vec<u32>> = Vec::new();
    let mut levels: Vec<Level> = Vec::new();
    let mut current = std::mem::take(clusters);
    loop {
        let level = levels.last().unwrap_or(network);
        moved |= move_nodes(level, &mut current, plan.resolution, random);
        let groups = Groups::new(&mut current);
        if groups.len() == level.nodes() {
            break;
        }
        let mut parts = match plan.randomness {
            Some(randomness) => refine(level, &groups, plan.resolution, randomness, random.next()),
            None => current.clone(),
        };
        let mut members = Groups::new(&mut parts);
        if members.len() == level.nodes() {
            // Chance merged nothing. Parts that are connected lose nothing by being merged at once.
            parts = connected_parts(level, &current);
            members = Groups::new(&mut parts);
            if members.len() == level.nodes() {
                current = parts;
                moved = true;
                break;
            }
        }
        let next = aggregate(level, &parts, &members);
        current = match plan.randomness {
            Some(_) => members.firsts().map(|node| current[node]).collect(),
            None => (0..members.len() as u32).collect(),
        };
        parents.push(parts);
        // Only the last level is needed.
        levels.clear();
        levels.push(next);
    }
    while let Some(mut parts) = parents.pop() {
        for part in &mut parts {
            *part = current[*part as usize];
        }
        current = parts;
    }
    *clusters = current;
    moved
}

/// Moves nodes one by one to the cluster that gains most, in random order; when one has moved, its neighbours outside the
/// new cluster are looked at again. Ends when none gains.
fn move_nodes(level: &Level, clusters: &mut [u32], resolution: f64, random: &mut Random) -> bool {
    let nodes = level.nodes();
    if nodes < 2 {
        return false;
    }
    // Node weight of a cluster and the weight of the node in hand to it: read together, so they lie together.
    let mut sums = vec![(0.0, 0.0); nodes];
    let mut members = vec![0u32; nodes];
    for (&cluster, size) in clusters.iter().zip(&level.sizes) {
        sums[cluster as usize].0 += size;
        members[cluster as usize] += 1;
    }
    let total: f64 = level.sizes.iter().sum();
    let mut empty: Vec<u32> = (0..nodes as u32).rev().filter(|&cluster| members[cluster as usize] == 0).collect();

    let mut queue: Vec<u32> = (0..nodes as u32).collect();
    random.shuffle(&mut queue);
    let (mut head, mut waiting) = (0, nodes);
    let mut queued = vec![true; nodes];

    // One place more than there can be clusters, since a place is written before it is known to be needed.
    let mut touched = vec![0u32; nodes + 1];
    let mut moved = false;
    while waiting > 0 {
        let node = queue[head] as usize;
        head = if head + 1 == nodes { 0 } else { head + 1 };
        waiting -= 1;
        queued[node] = false;

        let mut strength = 0.0;
        let mut count = 0;
        for (neighbour, weight) in level.links(node) {
            let cluster = clusters[neighbour as usize];
            let (_, sum) = &mut sums[cluster as usize];
            // Without a branch, which would be guessed wrong half the time.
            touched[count] = cluster;
            count += usize::from(*sum == 0.0);
            *sum += weight;
            strength += weight;
        }
        let old = clusters[node];
        let size = level.sizes[node];
        let price = resolution * size;
        let (all, to_old) = sums[old as usize];
        let rest = all - size;
        let alone = members[old as usize] == 1;
        // An empty cluster has no size, whatever rounding has left.
        let stay = if alone { 0.0 } else { to_old - price * rest };
        let (mut best, mut gain) = (old, stay + TOLERANCE * (strength + price * total));
        for &cluster in &touched[..count] {
            let (there, sum) = &mut sums[cluster as usize];
            let here = *sum - price * *there;
            *sum = 0.0;
            if here > gain && cluster != old {
                (best, gain) = (cluster, here);
            }
        }
        if gain < 0.0
            && !alone
            && let Some(&cluster) = empty.last()
        {
            best = cluster;
        }
        if best == old {
            continue;
        }
        moved = true;
        if empty.last() == Some(&best) {
            empty.pop();
        }
        members[old as usize] -= 1;
        sums[old as usize].0 = if alone { 0.0 } else { rest };
        if alone {
            empty.push(old);
        }
        members[best as usize] += 1;
        sums[best as usize].0 += size;
        clusters[node] = best;
        for &neighbour in level.neighbours(node) {
            if !queued[neighbour as usize] && clusters[neighbour as usize] != best {
                queued[neighbour as usize] = true;
                let place = head + waiting;
                queue[if place < nodes { place } else { place - nodes }] = neighbour;
                waiting += 1;
            }
        }
    }
    moved
}

/// Nodes by the group they are in.
pub(super) struct Groups {
    /// Group `g` has the nodes `nodes[starts[g]..starts[g + 1]]`, ascending.
    starts: Vec<usize>,
    nodes: Vec<u32>,
}

impl Groups {
    /// Closes the gaps between the numbers of groups, all below the number of nodes, and sorts the nodes.
    pub(super) fn new(groups: &mut [u32]) -> Self {
        let mut counts = vec![0u32; groups.len()];
        for &group in groups.iter() {
            counts[group as usize] += 1;
        }
        let mut starts = vec![0];
        let (mut number, mut start) = (0, 0);
        for count in &mut counts {
            if *count > 0 {
                start += *count as usize;
                starts.push(start);
                *count = number;
                number += 1;
            }
        }
        let mut next = starts.clone();
        let mut nodes = vec![0; groups.len()];
        for (node, group) in groups.iter_mut().enumerate() {
            *group = counts[*group as usize];
            let place = &mut next[*group as usize];
            nodes[*place] = node as u32;
            *place += 1;
        }
        Self { starts, nodes }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn of(&self, group: usize) -> &[u32] {
        &self.nodes[self.starts[group]..self.starts[group + 1]]
    }

    fn firsts(&self) -> impl Iterator<Item = usize> {
        self.starts[..self.len()].iter().map(|&start| self.nodes[start] as usize)
    }

    /// Cuts the groups into runs with about as many links each.
    fn pieces(&self, level: &Level) -> Vec<Range<usize>> {
        let threads = rayon::current_num_threads();
        let spread = threads > 1 && level.neighbours.len() >= PARALLEL_LINKS;
        let share = if spread { level.neighbours.len() / (4 * threads) + 1 } else { usize::MAX };
        let (mut pieces, mut first, mut links) = (Vec::new(), 0, 0);
        for group in 0..self.len() {
            links += self.of(group).iter().map(|&node| level.neighbours(node as usize).len()).sum::<usize>();
            if links >= share || group + 1 == self.len() {
                pieces.push(first..group + 1);
                (first, links) = (group + 1, 0);
            }
        }
        pieces
    }
}

/// Splits each cluster into parts, built from single nodes by merges that gain, the more likely the more they gain.
///
/// A part is numbered by the place of its first node in `groups`, so the parts of a cluster have neighbouring numbers.
fn refine(level: &Level, groups: &Groups, resolution: f64, randomness: f64, seed: u64) -> Vec<u32> {
    let nodes = level.nodes();
    let mut places = vec![0; nodes];
    for (place, &node) in groups.nodes.iter().enumerate() {
        places[node as usize] = place as u32;
    }
    let rules = Rules { level, places: &places, resolution, randomness };
    let of_piece = |piece: Range<usize>| {
        let mut refinement = Refinement::default();
        let length = groups.starts[piece.end] - groups.starts[piece.start];
        let mut parts = Vec::with_capacity(length);
        for group in piece {
            let mut random = Random::new(seed ^ mix(group as u64 + 1));
            refinement.split(&rules, groups.of(group), groups.starts[group], &mut random, &mut parts);
        }
        parts
    };
    let found: Vec<Vec<u32>> = groups.pieces(level).into_par_iter().map(of_piece).collect();
    let mut parts = vec![0; nodes];
    for (part, &node) in found.into_iter().flatten().zip(&groups.nodes) {
        parts[node as usize] = part;
    }
    parts
}

/// What the splitting of every cluster goes by.
struct Rules<'a> {
    level: &'a Level,
    /// Place of each node in the order of clusters.
    places: &'a [u32],
    resolution: f64,
    randomness: f64,
}

/// What the splitting of a cluster keeps for each of its nodes, and for the part begun by that node, by their places in
/// the cluster. Kept from cluster to cluster for its memory.
#[derive(Default)]
struct Refinement {
    part: Vec<u32>,
    /// n of the part.
    sizes: Vec<f64>,
    /// Weight between the part and the rest of the cluster.
    outside: Vec<f64>,
    /// Whether the part is a single node still.
    single: Vec<bool>,
    /// Weight of the node in hand to the part.
    weights: Vec<f64>,
    /// Parts it has such weight to, at the beginning of the list.
    touched: Vec<u32>,
    order: Vec<u32>,
    choices: Vec<(u32, f64)>,
}

impl Refinement {
    /// Adds the parts of the cluster with these members, whose places begin at `start`, to those found.
    fn split(&mut self, rules: &Rules, members: &[u32], start: usize, random: &mut Random, found: &mut Vec<u32>) {
        let Rules { level, places, resolution, randomness } = *rules;
        let count = members.len();
        if count == 1 {
            found.push(start as u32);
            return;
        }
        // A neighbour outside the cluster has a place outside it.
        let inside = |node: u32| (places[node as usize] as usize).wrapping_sub(start);
        let refill = |list: &mut Vec<f64>| {
            list.clear();
            list.resize(count, 0.0);
        };
        self.part.clear();
        self.part.extend(0..count as u32);
        self.order.clone_from(&self.part);
        random.shuffle(&mut self.order);
        self.single.clear();
        self.single.resize(count, true);
        refill(&mut self.weights);
        refill(&mut self.outside);
        self.sizes.clear();
        self.sizes.extend(members.iter().map(|&node| level.sizes[node as usize]));
        let total: f64 = self.sizes.iter().sum();
        for (outside, &node) in self.outside.iter_mut().zip(members) {
            let links = level.links(node as usize);
            *outside = links.filter(|(neighbour, _)| inside(*neighbour) < count).map(|(_, weight)| weight).sum();
        }
        self.touched.resize(self.touched.len().max(count + 1), 0);
        let well_connected =
            |outside: f64, size: f64| outside >= resolution * size * (total - size) * (1.0 - TOLERANCE);

        for &place in &self.order {
            let own = place as usize;
            let (size, strength) = (self.sizes[own], self.outside[own]);
            if !self.single[own] || !well_connected(strength, size) {
                continue;
            }
            let mut reached = 0;
            for (neighbour, weight) in level.links(members[own] as usize) {
                let neighbour = inside(neighbour);
                if neighbour < count {
                    let part = self.part[neighbour];
                    let sum = &mut self.weights[part as usize];
                    self.touched[reached] = part;
                    reached += usize::from(*sum == 0.0);
                    *sum += weight;
                }
            }
            // To stay alone gains nothing and loses nothing.
            self.choices.clear();
            self.choices.push((place, 0.0));
            let mut most = 0.0;
            for &part in &self.touched[..reached] {
                let (sum, there) = (self.weights[part as usize], self.sizes[part as usize]);
                let gain = sum - resolution * size * there;
                if gain >= 0.0 && well_connected(self.outside[part as usize], there) {
                    self.choices.push((part, gain));
                    most = f64::max(most, gain);
                }
            }
            let chosen = choose(&mut self.choices, most, randomness, random);
            let to_chosen = self.weights[chosen as usize];
            for &part in &self.touched[..reached] {
                self.weights[part as usize] = 0.0;
            }
            if chosen == place {
                continue;
            }
            let chosen_place = chosen as usize;
            self.part[own] = chosen;
            self.single[chosen_place] = false;
            self.sizes[chosen_place] += size;
            self.outside[chosen_place] += strength - 2.0 * to_chosen;
        }
        found.extend(self.part.iter().map(|part| part + start as u32));
    }
}

/// Draws one of the choices with probability ∝ exp(gain/θ), which θ = 0 turns into one of the greatest gain.
fn choose(choices: &mut [(u32, f64)], most: f64, randomness: f64, random: &mut Random) -> u32 {
    let mut sum = 0.0;
    for (_, gain) in choices.iter_mut() {
        let odds = if *gain == most { 0.0 } else { (*gain - most) / randomness };
        sum += if odds > LONGEST_ODDS { odds.exp() } else { 0.0 };
        *gain = sum;
    }
    let drawn = random.unit() * sum;
    let chosen = choices.iter().find(|(_, sum)| *sum > drawn);
    chosen.or(choices.last()).map_or(0, |(choice, _)| *choice)
}

/// The connected components of each cluster, numbered by one of their nodes.
fn connected_parts(level: &Level, clusters: &[u32]) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let mut parts = vec![UNSEEN; level.nodes()];
    let mut open = Vec::new();
    for first in 0..level.nodes() {
        if parts[first] != UNSEEN {
            continue;
        }
        parts[first] = first as u32;
        open.push(first as u32);
        while let Some(node) = open.pop() {
            for &neighbour in level.neighbours(node as usize) {
                let there = neighbour as usize;
                if parts[there] == UNSEEN && clusters[there] == clusters[first] {
                    parts[there] = first as u32;
                    open.push(neighbour);
                }
            }
        }
    }
    parts
}

/// The next level: one node for each part, with the summed links between parts.
pub(super) fn aggregate(level: &Level, parts: &[u32], members: &Groups) -> Level {
    let count = members.len();
    let of_piece = |piece: Range<usize>| {
        let mut weights = vec![0.0; count];
        let mut touched = vec![0u32; count + 1];
        let mut reduced = Level::default();
        for part in piece {
            let (mut size, mut reached) = (0.0, 0);
            for &node in members.of(part) {
                size += level.sizes[node as usize];
                for (neighbour, weight) in level.links(node as usize) {
                    let other = parts[neighbour as usize];
                    if other as usize == part {
                        continue;
                    }
                    let sum = &mut weights[other as usize];
                    touched[reached] = other;
                    reached += usize::from(*sum == 0.0);
                    *sum += weight;
                }
            }
            reduced.neighbours.extend(&touched[..reached]);
            let sums = touched[..reached].iter().map(|&other| std::mem::take(&mut weights[other as usize]));
            reduced.weights.extend(sums);
            reduced.starts.push(reduced.neighbours.len());
            reduced.sizes.push(size);
        }
        reduced
    };
    let pieces: Vec<Level> = members.pieces(level).into_par_iter().map(of_piece).collect();
    let links = pieces.iter().map(|piece| piece.neighbours.len()).sum();
    let mut next = Level {
        starts: Vec::with_capacity(count + 1),
        neighbours: Vec::with_capacity(links),
        weights: Vec::with_capacity(links),
        sizes: Vec::with_capacity(count),
    };
    next.starts.push(0);
    for piece in pieces {
        // The rows of a piece are told by their ends.
        let before = next.neighbours.len();
        next.starts.extend(piece.starts.into_iter().map(|end| before + end));
        next.neighbours.extend(piece.neighbours);
        next.weights.extend(piece.weights);
        next.sizes.extend(piece.sizes);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_is_the_more_likely_the_more_it_gains() {
        let mut random = Random::new(0);
        let mut drawn = [0; 3];
        for _ in 0..40_000 {
            // Odds of 1 : 3 : 0.
            let gain = 0.01 * 3f64.ln();
            drawn[choose(&mut [(0, 0.0), (1, gain), (2, gain - 1.0)], gain, 0.01, &mut random) as usize] += 1;
        }
        // Six standard deviations are 520.
        assert!((29_480..30_520).contains(&drawn[1]) && drawn[2] == 0, "{drawn:?}");
        assert_eq!(choose(&mut [(0, 0.0), (1, 1e-9), (2, 0.0)], 1e-9, 0.0, &mut random), 1);
    }

    /// A bridge that has left its cluster leaves two parts of it.
    #[test]
    fn parts_of_a_cluster_that_are_not_linked_are_told_apart() {
        let links = [(0, 1), (1, 2), (2, 3), (3, 4)];
        let mut level = Level { starts: vec![0], sizes: vec![1.0; 5], ..Level::default() };
        for node in 0..5 {
            let ends = links.iter().flat_map(|&(one, other)| [(one, other), (other, one)]);
            level.neighbours.extend(ends.filter(|(one, _)| *one == node).map(|(_, other)| other));
            level.starts.push(level.neighbours.len());
        }
        level.weights = vec![1.0; level.neighbours.len()];
        assert_eq!(connected_parts(&level, &[0, 0, 1, 0, 0]), [0, 0, 2, 3, 3]);

        let mut parts = vec![0, 0, 2, 3, 3];
        let members = Groups::new(&mut parts);
        let next = aggregate(&level, &parts, &members);
        assert_eq!((parts, next.starts), (vec![0, 0, 1, 2, 2], vec![0, 1, 3, 4]));
        assert_eq!((next.neighbours, next.weights), (vec![1, 0, 2, 1], vec![1.0; 4]));
        assert_eq!(next.sizes, [2.0, 1.0, 2.0]);
    }
}
