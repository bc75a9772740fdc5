//! How a network holds together: components, cores, triangles, density.

use super::super::Direction;
use super::super::backbone::Trees;
use super::super::links::Links;
use rayon::prelude::*;
use std::borrow::Cow;
use std::cmp::Reverse;

/// The weak components of a network, largest first.
pub(super) struct Components {
    /// The component of each node, from 0.
    label: Vec<u32>,
    /// Nodes by component, ascending within each.
    members: Vec<u32>,
    /// Component `c` has the nodes `members[starts[c]..starts[c + 1]]`.
    starts: Vec<usize>,
    /// Links into the nodes of each component; an undirected one is into both its ends.
    places: Vec<usize>,
}

impl Components {
    pub fn of(links: &Links) -> Self {
        let nodes = links.nodes();
        let mut trees = Trees::new(nodes);
        for node in 0..nodes {
            for &neighbour in links.neighbours(node) {
                trees.join(node as u32, neighbour);
            }
        }
        // Roots in the order of the smallest nodes of their trees.
        let mut size = vec![0_usize; nodes];
        let mut roots = Vec::new();
        for node in 0..nodes as u32 {
            let root = trees.root(node);
            if size[root as usize] == 0 {
                roots.push(root);
            }
            size[root as usize] += 1;
        }
        roots.sort_by_key(|&root| Reverse(size[root as usize]));

        let mut starts = Vec::with_capacity(roots.len() + 1);
        starts.push(0);
        let mut number_of = vec![0; nodes];
        for (number, &root) in roots.iter().enumerate() {
            starts.push(starts[number] + size[root as usize]);
            number_of[root as usize] = number as u32;
        }
        let mut next = starts.clone();
        let mut label = Vec::with_capacity(nodes);
        let mut members = vec![0; nodes];
        let mut places = vec![0; roots.len()];
        for node in 0..nodes as u32 {
            let component = number_of[trees.root(node) as usize];
            label.push(component);
            let place = &mut next[component as usize];
            members[*place] = node;
            *place += 1;
            places[component as usize] += links.neighbours(node as usize).len();
        }
        Self { label, members, starts, places }
    }

    /// Each component's nodes, and the number of links into them.
    pub fn each(&self) -> impl DoubleEndedIterator<Item = (&[u32], usize)> {
        self.starts.windows(2).zip(&self.places).map(|(range, places)| (&self.members[range[0]..range[1]], *places))
    }

    /// The nodes of the component of a node, and the number of links into them.
    pub fn around(&self, node: u32) -> (&[u32], usize) {
        let component = self.label[node as usize] as usize;
        (&self.members[self.starts[component]..self.starts[component + 1]], self.places[component])
    }

    /// The nodes, component by component.
    pub fn members(&self) -> &[u32] {
        &self.members
    }
}

/// Numbers the components of a network from 1, the largest first, among those of one size the one of the smallest node, and
/// returns the number for each node. Direction does not matter.
///
/// # Complexity
/// Near to linear time.
///
/// # Reference
/// [Galler & Fischer 1964](https://doi.org/10.1145/364099.364331)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, links::Links, measures};
/// let links = Links::new(5, Direction::Undirected, [(1, 4, 1.0), (2, 3, 1.0)]);
/// assert_eq!(measures::components(&links), [3, 1, 2, 2, 1]);
/// ```
pub fn components(links: &Links) -> Vec<u32> {
    Components::of(links).label.into_iter().map(|label| label + 1).collect()
}

/// Works out the density: edges that are there, of those that could be. Loops are not counted.
///
/// # Returns
/// Edges / (n(n − 1)/2), twice as many possible in a directed network; nothing for fewer than two nodes.
pub fn density(links: &Links) -> Option<f64> {
    let nodes = links.nodes() as f64;
    let loops = links.each_edge().filter(|(source, target, _)| source == target).count();
    let pairs = match links.direction() {
        Direction::Undirected => nodes * (nodes - 1.0) / 2.0,
        Direction::Directed => nodes * (nodes - 1.0),
    };
    (links.nodes() > 1).then(|| (links.edges() - loops) as f64 / pairs)
}

/// Works out the core number of every node: the largest k such that the node belongs to a part of the network in which every
/// node has k links or more. Loops are left out; in a directed network links in and out are added up.
///
/// # Complexity
/// O(nodes + edges) time and memory.
///
/// # Reference
/// [Batagelj & Zaveršnik 2003](https://arxiv.org/abs/cs/0310049)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, links::Links, measures};
/// let edges = [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0), (2, 3, 1.0)];
/// assert_eq!(measures::core_numbers(&Links::new(5, Direction::Undirected, edges)), [2, 2, 2, 1, 0]);
/// ```
pub fn core_numbers(links: &Links) -> Vec<u32> {
    let nodes = links.nodes();
    let into = (links.direction() == Direction::Directed).then(|| links.reversed());
    let rows = |node: usize| [links.neighbours(node), into.as_ref().map_or(&[][..], |into| into.neighbours(node))];
    let neighbours = |node: usize| rows(node).into_iter().flatten().copied().filter(move |&w| w as usize != node);
    let mut degree: Vec<u32> = (0..nodes).map(|node| neighbours(node).count() as u32).collect();

    // Nodes sorted by degree; `bins[d]` is where those of degree d start.
    let most = degree.iter().max().map_or(0, |&most| most as usize);
    let mut bins = vec![0; most + 2];
    degree.iter().for_each(|&degree| bins[degree as usize + 1] += 1);
    for bin in 0..=most {
        bins[bin + 1] += bins[bin];
    }
    let mut next = bins.clone();
    let (mut order, mut place) = (vec![0; nodes], vec![0; nodes]);
    for node in 0..nodes {
        let bin = &mut next[degree[node] as usize];
        (order[*bin], place[node]) = (node as u32, *bin);
        *bin += 1;
    }
    // The node of fewest links is taken out; each neighbour of more moves to the front of its bin, which then starts behind
    // it.
    for at in 0..nodes {
        let node = order[at] as usize;
        let core = degree[node];
        for row in rows(node) {
            for &neighbour in row {
                let neighbour = neighbour as usize;
                if degree[neighbour] > core {
                    let front = bins[degree[neighbour] as usize];
                    let (here, first) = (place[neighbour], order[front]);
                    (order[front], order[here]) = (neighbour as u32, first);
                    (place[neighbour], place[first as usize]) = (front, here);
                    bins[degree[neighbour] as usize] += 1;
                    degree[neighbour] -= 1;
                }
            }
        }
    }
    degree
}

/// Works out the clustering coefficient of every node: linked pairs of its k neighbours, of the k(k − 1)/2 there are; 0 for
/// fewer than two neighbours. Loops, direction and weights do not matter.
///
/// # Complexity
/// O(edges^1.5) time, spread over threads.
///
/// # Reference
/// [Watts & Strogatz 1998](https://doi.org/10.1038/30918)
///
/// # Example
/// ```
/// use citeweave::network::{Direction, links::Links, measures};
/// let edges = [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0), (2, 3, 1.0)];
/// let values = measures::clustering(&Links::new(4, Direction::Undirected, edges));
/// assert_eq!(values, [1.0, 1.0, 1.0 / 3.0, 0.0]);
/// ```
pub fn clustering(links: &Links) -> Vec<f64> {
    let Triangles { at, pairs } = triangles(links);
    at.iter().zip(pairs).map(|(&at, pairs)| if pairs == 0 { 0.0 } else { at as f64 / pairs as f64 }).collect()
}

/// Works out the transitivity of a network: three times its triangles, of the pairs of neighbours of its nodes.
///
/// # Returns
/// Nothing if no node has two neighbours.
///
/// # Complexity
/// As [`clustering`].
///
/// # Reference
/// [Newman, Watts & Strogatz 2002](https://doi.org/10.1073/pnas.012582999)
pub fn transitivity(links: &Links) -> Option<f64> {
    let Triangles { at, pairs } = triangles(links);
    let (closed, all): (u64, u64) = (at.iter().sum(), pairs.iter().sum());
    (all > 0).then(|| closed as f64 / all as f64)
}

/// Triangles and pairs of neighbours at each node.
struct Triangles {
    at: Vec<u64>,
    pairs: Vec<u64>,
}

/// Finds every triangle once. Links lead from the node with fewer neighbours to the one with more, so that rows are short
/// ([Latapy 2008](https://doi.org/10.1016/j.tcs.2008.07.017)).
fn triangles(links: &Links) -> Triangles {
    let nodes = links.nodes();
    let links = match links.direction() {
        Direction::Undirected => Cow::Borrowed(links),
        Direction::Directed => Cow::Owned(links.undirected()),
    };
    // A row ascends, so a neighbour given twice stands beside itself.
    let row = |node: usize| {
        let row = links.neighbours(node);
        let new = move |&(place, &neighbour): &(usize, &u32)| {
            neighbour as usize != node && (place == 0 || row[place - 1] != neighbour)
        };
        row.iter().enumerate().filter(new).map(|(_, &neighbour)| neighbour)
    };
    let degree: Vec<u64> = (0..nodes).map(|node| row(node).count() as u64).collect();
    let rank = |node: u32| (degree[node as usize], node);
    let mut starts = Vec::with_capacity(nodes + 1);
    starts.push(0);
    let mut higher: Vec<u32> = Vec::with_capacity(links.edges());
    for node in 0..nodes {
        higher.extend(row(node).filter(|&neighbour| rank(neighbour) > rank(node as u32)));
        starts.push(higher.len());
    }
    let higher = |node: u32| &higher[starts[node as usize]..starts[node as usize + 1]];

    struct Count {
        at: Vec<u64>,
        marked: Vec<bool>,
    }
    let new = || Count { at: vec![0; nodes], marked: vec![false; nodes] };
    let count = |mut count: Count, node: u32| {
        let Count { at, marked } = &mut count;
        let row = higher(node);
        row.iter().for_each(|&neighbour| marked[neighbour as usize] = true);
        for &second in row {
            let mut closed = 0;
            for &third in higher(second) {
                let hit = u64::from(marked[third as usize]);
                at[third as usize] += hit;
                closed += hit;
            }
            at[second as usize] += closed;
            at[node as usize] += closed;
        }
        row.iter().for_each(|&neighbour| marked[neighbour as usize] = false);
        count
    };
    // Whole numbers: the order of the sums does not matter.
    let sum = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let nodes_in_order = (0..nodes as u32).into_par_iter().with_min_len(nodes / 64 + 1);
    let at = nodes_in_order.fold(new, count).map(|count| count.at).reduce(|| vec![0; nodes], sum);
    Triangles { at, pairs: degree.into_iter().map(|k| k * k.saturating_sub(1) / 2).collect() }
}
