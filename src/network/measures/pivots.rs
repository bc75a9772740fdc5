//! Which nodes to search from, when searching from all would take too long.
//!
//! Small components are searched from every node, since that costs next to nothing, and a sample would miss most of them
//! and call the middle of a star unimportant without a doubt. The sample is of the nodes of the others.

use super::super::links::Links;
use super::super::random::Random;
use super::cohesion::Components;

/// Nodes to search from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pivots {
    /// All nodes of components that are small.
    pub every: Vec<u32>,
    /// A sample of the others, ascending.
    pub sample: Vec<u32>,
    /// Number of the others.
    pub population: usize,
}

/// What it takes to search from every node: nodes × edges, component by component.
pub(super) fn steps(links: &Links) -> u128 {
    let components = Components::of(links);
    components.each().map(|(nodes, places)| nodes.len() as u128 * places as u128).sum::<u128>() / per_edge(links)
}

/// How often an edge is met in a search.
fn per_edge(links: &Links) -> u128 {
    match links.direction() {
        super::Direction::Undirected => 2,
        super::Direction::Directed => 1,
    }
}

impl Pivots {
    /// Draws `pivots` nodes, two at least.
    pub fn draw(links: &Links, components: &Components, pivots: usize, seed: u64) -> Self {
        let pivots = pivots.max(2);
        let places: u128 = components.each().map(|(_, places)| places as u128).sum();
        let mut budget = places * pivots as u128;
        let (mut every, mut others) = (Vec::new(), Vec::new());
        // The smallest stand last.
        for (nodes, places) in components.each().rev() {
            let cost = nodes.len() as u128 * places as u128;
            let linked = nodes.iter().copied().filter(|&node| !links.neighbours(node as usize).is_empty());
            if others.is_empty() && cost <= budget {
                budget -= cost;
                every.extend(linked);
            } else {
                others.extend(linked);
            }
        }
        every.sort_unstable();
        others.sort_unstable();
        let population = others.len();
        let mut random = Random::new(seed);
        for place in 0..pivots.min(population) {
            let other = place + random.below((population - place) as u64) as usize;
            others.swap(place, other);
        }
        others.truncate(pivots);
        others.sort_unstable();
        Self { every, sample: others, population }
    }
}
