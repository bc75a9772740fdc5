//! Communities: groups of nodes that belong together more than with others.
//!
//! [`cluster`] finds them by [Leiden](Algorithm::Leiden) or [Louvain](Algorithm::Louvain), which maximise a
//! [quality function](QualityFunction); [`vos_clustering`] is what VOSviewer does, and the default: CPM on association
//! strength. [`quality`] says how good any grouping is, [`compare`] how far two agree.
//!
//! ```
//! use citeweave::network::{Direction, communities::{ClusterOptions, cluster}, links::Links};
//! let edges = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)]; // two triangles and a bridge
//! let links = Links::new(6, Direction::Undirected, edges.map(|(source, target)| (source, target, 1.0)));
//! let clustering = cluster(&links, &ClusterOptions { resolution: 0.2, ..ClusterOptions::default() })?;
//! assert_eq!(clustering.clusters(), [0, 0, 0, 1, 1, 1]);
//! # Ok::<(), citeweave::network::communities::ClusterError>(())
//! ```

mod compare;
mod leiden;
mod small;

pub use compare::{Agreement, compare};

use super::links::Links;
use super::normalise::{Counts, Normalisation, NormaliseError, normalise};
use super::random::mix;
use super::{Direction, SMALLEST_WEIGHT};
use leiden::{Groups, Level, Plan};
use rayon::prelude::*;
use std::fmt;

/// How groups are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Moves nodes, refines, aggregates. Its clusters are connected.
    #[default]
    Leiden,
    /// Moves nodes and aggregates. May end with clusters that are not connected; for comparison with older studies.
    Louvain,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: &[Self] = &[Self::Leiden, Self::Louvain];

    /// Name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leiden => "leiden",
            Self::Louvain => "louvain",
        }
    }

    /// Finds the algorithm with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.name() == name)
    }
}

/// What a good grouping is: Q = 1/2m · Σᵢⱼ (wᵢⱼ − γ nᵢ nⱼ) over all i, j in one cluster, with 2m = Σᵢⱼ wᵢⱼ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QualityFunction {
    /// The constant Potts model, n = 1: links within a cluster are on average stronger than γ, those between clusters
    /// weaker. Its clusters do not depend on how large the network is
    /// ([Traag, Van Dooren & Nesterov 2011](https://doi.org/10.1103/PhysRevE.84.016114)).
    #[default]
    Cpm,
    /// Modularity, n = s, the sum of a node's weights, and γ/2m for γ: more weight within clusters than chance would put
    /// there ([Newman & Girvan 2004](https://doi.org/10.1103/PhysRevE.69.026113)).
    Modularity,
}

impl QualityFunction {
    /// Every quality function.
    pub const ALL: &[Self] = &[Self::Cpm, Self::Modularity];

    /// Name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpm => "cpm",
            Self::Modularity => "modularity",
        }
    }

    /// Finds the quality function with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|function| function.name() == name)
    }

    /// Formula with its source, in ASCII, for the head of a file.
    pub fn formula(self) -> &'static str {
        match self {
            Self::Cpm => {
                "1/2m*sum_ij(w_ij-resolution) within clusters \
                 (Traag, Van Dooren & Nesterov 2011, doi:10.1103/PhysRevE.84.016114)"
            }
            Self::Modularity => {
                "1/2m*sum_ij(w_ij-resolution*s_i*s_j/2m) within clusters \
                 (Newman & Girvan 2004, doi:10.1103/PhysRevE.69.026113)"
            }
        }
    }
}

/// The ways to cluster by the names the command line has for them.
pub const METHODS: &[(&str, Algorithm, QualityFunction)] = &[
    ("leiden-cpm", Algorithm::Leiden, QualityFunction::Cpm),
    ("leiden-modularity", Algorithm::Leiden, QualityFunction::Modularity),
    ("louvain-cpm", Algorithm::Louvain, QualityFunction::Cpm),
    ("louvain", Algorithm::Louvain, QualityFunction::Modularity),
];

/// Choices for [`cluster`]. The default is that of VOSviewer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterOptions {
    /// How groups are looked for.
    pub algorithm: Algorithm,
    /// What a good grouping is.
    pub function: QualityFunction,
    /// γ: the larger, the more and the smaller clusters. 0 or more.
    pub resolution: f64,
    /// Most iterations of a start, each beginning with the outcome of the one before; `None` until nothing moves.
    pub iterations: Option<u32>,
    /// θ of Leiden's refinement, which merges with probability ∝ exp(gain/θ), the gain in the units of the weights. 0
    /// takes the greatest gain always.
    pub randomness: f64,
    /// Independent starts, of which the best by quality counts, the earlier of equal ones. None are as good as one.
    pub starts: u32,
    /// Same seed, same clusters, whatever the number of threads.
    pub seed: u64,
    /// Clusters of fewer nodes are dissolved into others, the smallest first, each into the one it is linked with most
    /// strongly for its size (Σ w/Σ n). Clusters without links to others stay.
    pub smallest: u32,
}

impl Default for ClusterOptions {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Leiden,
            function: QualityFunction::Cpm,
            resolution: 1.0,
            iterations: Some(10),
            randomness: 0.01,
            starts: 10,
            seed: 0,
            smallest: 1,
        }
    }
}

/// Nodes in clusters.
#[derive(Clone, Debug, PartialEq)]
pub struct Clustering {
    clusters: Vec<u32>,
    sizes: Vec<u32>,
    quality: f64,
    iterations: u32,
}

impl Clustering {
    /// The cluster of each node. Clusters are numbered from 0, the one with most nodes first, of equal ones that of the
    /// earliest node.
    pub fn clusters(&self) -> &[u32] {
        &self.clusters
    }

    /// The number of nodes of each cluster, never rising.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// Value of the [quality function](quality), after small clusters were dissolved.
    pub fn quality(&self) -> f64 {
        self.quality
    }

    /// Iterations the best start took.
    pub fn iterations(&self) -> u32 {
        self.iterations
    }
}

/// Groups the nodes of a network. Directions are not looked at: a pair linked both ways is linked by both weights.
///
/// # Errors
/// [`ClusterError`] for a weight that is not positive or an option without sense.
///
/// # Complexity
/// Time near linear in edges per iteration and start, memory linear in edges. Starts run side by side, and so do parts of
/// one start.
///
/// # Reference
/// Traag, Waltman & van Eck, [From Louvain to Leiden: guaranteeing well-connected
/// communities](https://doi.org/10.1038/s41598-019-41695-z), Scientific Reports 9:5233, 2019; Blondel, Guillaume, Lambiotte
/// & Lefebvre, [Fast unfolding of communities in large networks](https://doi.org/10.1088/1742-5468/2008/10/P10008), 2008,
/// here with Leiden's queue of nodes to look at.
///
/// # Example
/// See the [module](self).
pub fn cluster(links: &Links, options: &ClusterOptions) -> Result<Clustering, ClusterError> {
    check(options)?;
    check_weights(links)?;
    let sums = Sums::of(links);
    let resolution = sums.resolution(options.function, options.resolution);
    let network = level(links, sums.node_weights(options.function));
    let start = |start: u32| {
        let plan = Plan {
            resolution,
            randomness: (options.algorithm == Algorithm::Leiden).then_some(options.randomness),
            iterations: options.iterations,
            seed: mix(options.seed ^ mix(u64::from(start))),
        };
        let (clusters, iterations) = leiden::run(&network, &plan);
        let quality = sums.quality(links, &clusters, options.function, options.resolution);
        (quality, start, clusters, iterations)
    };
    let better = |one: Start, other: Start| {
        if other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)).is_gt() { other } else { one }
    };
    let best = (0..options.starts.max(1)).into_par_iter().map(start).reduce_with(better);
    let (_, _, mut clusters, iterations) = best.unwrap_or_default();
    if options.smallest > 1 {
        small::dissolve(&network, &mut clusters, options.smallest);
    }
    let sizes = number_by_size(&mut clusters);
    let quality = sums.quality(links, &clusters, options.function, options.resolution);
    Ok(Clustering { clusters, sizes, quality, iterations })
}

/// Quality, number of the start, clusters, iterations.
type Start = (f64, u32, Vec<u32>, u32);

/// Clusters a network of counts as VOSviewer does: by CPM, whatever [function](ClusterOptions::function) says, on
/// [association strength](Normalisation::Association).
///
/// # Errors
/// As for [`cluster`]; [`ClusterError::Counts`] if counts cannot be normalised.
///
/// # Reference
/// Waltman, van Eck & Noyons, [A unified approach to mapping and clustering of bibliometric
/// networks](https://doi.org/10.1016/j.joi.2010.07.002), Journal of Informetrics 4(4), 2010.
pub fn vos_clustering(counts: &Links, options: &ClusterOptions) -> Result<Clustering, ClusterError> {
    let edges: Vec<_> = counts.each_edge().filter(|(source, target, _)| source != target).collect();
    let values = normalise(Normalisation::Association, &Counts::new(counts.nodes(), &edges));
    let values = values.map_err(ClusterError::Counts)?;
    let edges = edges.iter().zip(values).map(|(&(source, target, _), value)| (source, target, value));
    let links = Links::new(counts.nodes(), Direction::Undirected, edges);
    cluster(&links, &ClusterOptions { function: QualityFunction::Cpm, ..*options })
}

/// Computes how good a grouping is: Q as [`QualityFunction`] has it, where a loop of weight w counts 2w in wᵢᵢ, sᵢ and 2m.
/// 0 in a network without links.
///
/// # Errors
/// [`ClusterError::Length`] if there is not one cluster for each node.
///
/// # Complexity
/// Time linear in edges.
///
/// # Example
/// ```
/// use citeweave::network::{Direction, communities::{QualityFunction, quality}, links::Links};
/// let links = Links::new(4, Direction::Undirected, [(0, 1, 1.0), (2, 3, 1.0)]);
/// assert_eq!(quality(&links, &[0, 0, 1, 1], QualityFunction::Modularity, 1.0)?, 0.5);
/// # Ok::<(), citeweave::network::communities::ClusterError>(())
/// ```
pub fn quality(
    links: &Links,
    clusters: &[u32],
    function: QualityFunction,
    resolution: f64,
) -> Result<f64, ClusterError> {
    if clusters.len() != links.nodes() {
        return Err(ClusterError::Length { found: clusters.len(), expected: links.nodes() });
    }
    let mut numbers = clusters.to_vec();
    number_by_size(&mut numbers);
    Ok(Sums::of(links).quality(links, &numbers, function, resolution))
}

/// s for each node, and 2m.
struct Sums {
    strengths: Vec<f64>,
    total: f64,
}

impl Sums {
    fn of(links: &Links) -> Self {
        let mut strengths = vec![0.0; links.nodes()];
        for node in 0..links.nodes() {
            for (neighbour, weight) in links.links(node) {
                strengths[node] += weight;
                // An undirected link stands at its other end as well, a loop and a directed one do not.
                if links.direction() == Direction::Directed || neighbour as usize == node {
                    strengths[neighbour as usize] += weight;
                }
            }
        }
        let total = strengths.iter().sum();
        Self { strengths, total }
    }

    fn node_weights(&self, function: QualityFunction) -> Vec<f64> {
        match function {
            QualityFunction::Cpm => vec![1.0; self.strengths.len()],
            QualityFunction::Modularity => self.strengths.clone(),
        }
    }

    fn resolution(&self, function: QualityFunction, resolution: f64) -> f64 {
        match function {
            QualityFunction::Modularity if self.total > 0.0 => resolution / self.total,
            QualityFunction::Modularity | QualityFunction::Cpm => resolution,
        }
    }

    /// Clusters are numbered below the number of nodes.
    fn quality(&self, links: &Links, clusters: &[u32], function: QualityFunction, resolution: f64) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        let mut inside = 0.0;
        let mut sizes = vec![0.0; clusters.len()];
        for (node, &cluster) in clusters.iter().enumerate() {
            sizes[cluster as usize] += match function {
                QualityFunction::Cpm => 1.0,
                QualityFunction::Modularity => self.strengths[node],
            };
            for (neighbour, weight) in links.links(node) {
                if clusters[neighbour as usize] == cluster {
                    let twice = links.direction() == Direction::Directed || neighbour as usize == node;
                    inside += if twice { 2.0 * weight } else { weight };
                }
            }
        }
        let price = self.resolution(function, resolution);
        (inside - sizes.iter().map(|size| price * size * size).sum::<f64>()) / self.total
    }
}

/// The network as the algorithm wants it.
fn level(links: &Links, sizes: Vec<f64>) -> Level {
    let undirected;
    let links = match links.direction() {
        Direction::Undirected => links,
        Direction::Directed => {
            undirected = links.undirected();
            &undirected
        }
    };
    let places = 2 * links.edges();
    let (mut neighbours, mut weights) = (Vec::with_capacity(places), Vec::with_capacity(places));
    let mut starts = vec![0];
    for node in 0..links.nodes() {
        for (neighbour, weight) in links.links(node).filter(|(neighbour, _)| *neighbour as usize != node) {
            neighbours.push(neighbour);
            weights.push(weight);
        }
        starts.push(neighbours.len());
    }
    Level { starts, neighbours, weights, sizes }
}

/// Numbers clusters by falling size, then by their earliest node, and returns the sizes.
fn number_by_size(clusters: &mut [u32]) -> Vec<u32> {
    let mut firsts: Vec<u32> = clusters.to_vec();
    firsts.sort_unstable();
    firsts.dedup();
    if firsts.last().is_some_and(|&last| last as usize >= clusters.len()) {
        // Numbers of somebody else's: made small first.
        for cluster in clusters.iter_mut() {
            *cluster = firsts.partition_point(|number| number < cluster) as u32;
        }
    }
    let groups = Groups::new(clusters);
    let mut order: Vec<u32> = (0..groups.len() as u32).collect();
    order.sort_unstable_by_key(|&group| {
        let nodes = groups.of(group as usize);
        (std::cmp::Reverse(nodes.len()), nodes.first().copied())
    });
    let mut ranks = vec![0; order.len()];
    for (rank, &group) in order.iter().enumerate() {
        ranks[group as usize] = rank as u32;
    }
    for cluster in clusters.iter_mut() {
        *cluster = ranks[*cluster as usize];
    }
    order.iter().map(|&group| groups.of(group as usize).len() as u32).collect()
}

/// Weights and options up to here can be multiplied with each other and summed.
const MOST: f64 = 1e100;

fn check(options: &ClusterOptions) -> Result<(), ClusterError> {
    for (name, value) in [("resolution", options.resolution), ("randomness", options.randomness)] {
        if !(0.0..=MOST).contains(&value) {
            return Err(ClusterError::Option { name, value });
        }
    }
    Ok(())
}

fn check_weights(links: &Links) -> Result<(), ClusterError> {
    let wrong = links.each_edge().find(|(_, _, weight)| !(SMALLEST_WEIGHT..=MOST).contains(weight));
    wrong.map_or(Ok(()), |(source, target, weight)| Err(ClusterError::Weight { source, target, weight }))
}

/// Why a network could not be clustered, or a grouping not be judged.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ClusterError {
    /// A weight below [`SMALLEST_WEIGHT`], above 10¹⁰⁰, or no number.
    Weight {
        /// Position of the source among the nodes.
        source: u32,
        /// Position of the target among the nodes.
        target: u32,
        /// The weight.
        weight: f64,
    },
    /// An option below 0, above 10¹⁰⁰, or no number.
    Option {
        /// The option.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// Two lists that should have an entry for each node have not.
    Length {
        /// Entries of the one.
        found: usize,
        /// Entries it should have.
        expected: usize,
    },
    /// The counts have no association strength.
    Counts(NormaliseError),
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weight { source, target, weight } => {
                write!(f, "weight of edge {source}, {target} is not a number that can be clustered by: {weight}")
            }
            Self::Option { name, value } => write!(f, "{name} is not a number from 0 to {MOST:e}: {value}"),
            Self::Length { found, expected } => write!(f, "clusters have {found} entries instead of {expected}"),
            Self::Counts(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ClusterError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::random::Random;
    use QualityFunction::{Cpm, Modularity};

    fn links(nodes: usize, edges: &[(u32, u32)]) -> Links {
        let edges: Vec<_> = edges.iter().map(|&(source, target)| (source, target, 1.0)).collect();
        Links::new(nodes, Direction::Undirected, edges)
    }

    fn options(function: QualityFunction, resolution: f64) -> ClusterOptions {
        ClusterOptions { function, resolution, ..ClusterOptions::default() }
    }

    /// Nodes and links by chance, some of them in groups.
    fn random_links(nodes: u32, edges: usize, seed: u64) -> Links {
        let mut random = Random::new(seed);
        let mut below = |most: u32| (random.next() % u64::from(most)) as u32;
        let mut pairs: Vec<(u32, u32)> = (0..edges)
            .map(|_| {
                let one = below(nodes);
                let other = if below(4) == 0 { below(nodes) } else { (one / 8 * 8 + below(8)).min(nodes - 1) };
                (one.min(other), one.max(other))
            })
            .filter(|(one, other)| one != other)
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let edges: Vec<_> = pairs.into_iter().map(|(one, other)| (one, other, f64::from(1 + below(3)))).collect();
        Links::new(nodes as usize, Direction::Undirected, edges)
    }

    /// The clustering test of CWTS networkanalysis.
    #[test]
    fn eight_nodes_are_clustered_as_by_cwts_networkanalysis() {
        let links = links(8, &[(0, 1), (0, 2), (1, 2), (1, 3), (3, 4), (3, 5), (4, 5), (5, 6), (6, 7)]);
        for algorithm in Algorithm::ALL {
            let find = |resolution| {
                cluster(&links, &ClusterOptions { algorithm: *algorithm, ..options(Cpm, resolution) }).unwrap()
            };
            let coarse = find(0.1);
            assert_eq!(coarse.clusters(), [1, 1, 1, 0, 0, 0, 0, 0]);
            assert!((coarse.quality() - (16.0 - 0.1 * 34.0) / 18.0).abs() < 1e-12);
            let fine = find(0.5);
            assert_eq!((fine.clusters(), fine.sizes()), (&[0, 0, 0, 1, 1, 1, 2, 2][..], &[3, 3, 2][..]));
            assert!((fine.quality() - (14.0 - 0.5 * 22.0) / 18.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_journal_of_informetrics_is_clustered_as_by_vosviewer() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/networks/JOI_2007-2016_co-authorship_");
        let read = |name: &str| std::fs::read_to_string(format!("{folder}{name}.txt"));
        let (Ok(map), Ok(network)) = (read("map"), read("network")) else {
            println!("skipped: no acceptance data");
            return;
        };
        let fields = |line: &str| -> Vec<String> { line.split('\t').map(str::to_owned).collect() };
        let items: Vec<_> = map.trim_start_matches('\u{feff}').lines().skip(1).map(fields).collect();
        let position = |id: &str| items.iter().position(|item| item[0] == id).unwrap() as u32;
        let edge = |line: &str| {
            let link = fields(line);
            (position(&link[0]), position(&link[1]), link[2].parse().unwrap())
        };
        let edges: Vec<(u32, u32, f64)> = network.trim_start_matches('\u{feff}').lines().map(edge).collect();
        assert_eq!((items.len(), edges.len()), (252, 568));
        let association = normalise(Normalisation::Association, &Counts::new(items.len(), &edges)).unwrap();
        let total: f64 = association.iter().sum();
        assert!((total - 33632.247697706).abs() < 1e-8, "{total}");

        let counts = Links::new(items.len(), Direction::Undirected, edges);
        let found = vos_clustering(&counts, &ClusterOptions::default()).unwrap();
        assert_eq!(found.sizes().len(), 25);
        assert_eq!(found.sizes()[..12], [19, 19, 17, 17, 17, 16, 14, 13, 13, 13, 12, 11]);
        // The sum over pairs i < j, which Q counts twice, with n for the pairs i = i.
        let objective = (found.quality() * 2.0 * total + items.len() as f64) / 2.0;
        assert!((objective - 31444.8277).abs() < 1e-4, "{objective}");
        let published: Vec<u32> = items.iter().map(|item| item[4].parse().unwrap()).collect();
        let agreement = compare(found.clusters(), &published).unwrap();
        assert_eq!((agreement.mutual_information, agreement.adjusted_rand), (1.0, 1.0));
    }

    /// Zachary's karate club. Its greatest modularity and the clusters from igraph 1.0, `community_optimal_modularity`.
    #[test]
    fn the_karate_club_is_split_in_four() {
        #[rustfmt::skip]
        let edges = [
            (0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (0, 7), (0, 8), (0, 10), (0, 11), (0, 12), (0, 13),
            (0, 17), (0, 19), (0, 21), (0, 31), (1, 2), (1, 3), (1, 7), (1, 13), (1, 17), (1, 19), (1, 21), (1, 30),
            (2, 3), (2, 7), (2, 8), (2, 9), (2, 13), (2, 27), (2, 28), (2, 32), (3, 7), (3, 12), (3, 13), (4, 6),
            (4, 10), (5, 6), (5, 10), (5, 16), (6, 16), (8, 30), (8, 32), (8, 33), (9, 33), (13, 33), (14, 32), (14, 33),
            (15, 32), (15, 33), (18, 32), (18, 33), (19, 33), (20, 32), (20, 33), (22, 32), (22, 33), (23, 25), (23, 27), (23, 29),
            (23, 32), (23, 33), (24, 25), (24, 27), (24, 31), (25, 31), (26, 29), (26, 33), (27, 33), (28, 31), (28, 33), (29, 32),
            (29, 33), (30, 32), (30, 33), (31, 32), (31, 33), (32, 33),
        ];
        let links = links(34, &edges);
        for seed in 0..5 {
            let found = cluster(&links, &ClusterOptions { seed, ..options(Modularity, 1.0) }).unwrap();
            assert!((found.quality() - 0.41978961209730437).abs() < 1e-12, "{seed}: {}", found.quality());
            let best =
                [0, 0, 0, 0, 1, 1, 1, 0, 2, 2, 1, 0, 0, 0, 2, 2, 1, 0, 2, 0, 2, 0, 2, 3, 3, 3, 2, 3, 3, 2, 2, 3, 2, 2];
            assert_eq!(compare(found.clusters(), &best).unwrap().adjusted_rand, 1.0);
        }
        // A first start without iterations leaves single nodes.
        let none = cluster(&links, &ClusterOptions { iterations: Some(0), ..options(Modularity, 1.0) }).unwrap();
        assert_eq!((none.sizes().len(), none.iterations()), (34, 0));
    }

    /// Expected from igraph 1.0, `Graph.modularity`.
    #[test]
    fn quality_counts_loops_as_igraph_does() {
        let links = Links::new(3, Direction::Undirected, [(0, 1, 2.0), (1, 2, 1.0), (1, 1, 5.0)]);
        assert!((quality(&links, &[0, 0, 1], Modularity, 1.0).unwrap() + 0.0078125).abs() < 1e-12);
        assert!((quality(&links, &[7, 7, 1000], Modularity, 0.5).unwrap() - 0.43359375).abs() < 1e-12);
        let directed = Links::new(3, Direction::Directed, [(1, 0, 2.0), (1, 2, 1.0), (1, 1, 5.0)]);
        assert!((quality(&directed, &[0, 0, 1], Modularity, 1.0).unwrap() + 0.0078125).abs() < 1e-12);
    }

    /// All groupings of nine nodes are tried.
    #[test]
    fn the_best_grouping_of_small_networks_is_found() {
        fn each(groups: &mut Vec<u32>, next: u32, best: &mut f64, judge: &impl Fn(&[u32]) -> f64) {
            if groups.len() == 9 {
                *best = best.max(judge(groups));
                return;
            }
            for group in 0..=next {
                groups.push(group);
                each(groups, next.max(group + 1), best, judge);
                groups.pop();
            }
        }
        for seed in 0..6 {
            let links = random_links(9, 16, seed);
            for (function, resolution) in [(Cpm, 1.0), (Modularity, 1.0), (Modularity, 2.0)] {
                let mut best = f64::MIN;
                each(&mut Vec::new(), 0, &mut best, &|groups| quality(&links, groups, function, resolution).unwrap());
                let found = cluster(&links, &options(function, resolution)).unwrap().quality();
                assert!((found - best).abs() < 1e-12, "{function:?} {seed}: {found} instead of {best}");
            }
        }
    }

    #[test]
    fn clusters_of_leiden_are_connected_and_nothing_moves_at_the_end() {
        for (seed, (function, resolution)) in
            [(Cpm, 0.0), (Cpm, 0.3), (Cpm, 1.5), (Modularity, 0.2), (Modularity, 1.0), (Modularity, 8.0)]
                .into_iter()
                .enumerate()
        {
            let links = random_links(600, 1500, seed as u64);
            let options = ClusterOptions { iterations: None, starts: 2, ..options(function, resolution) };
            let found = cluster(&links, &options).unwrap();
            let clusters = found.clusters();
            let mut reached = vec![false; clusters.len()];
            let mut begun = vec![false; found.sizes().len()];
            for first in 0..clusters.len() {
                if reached[first] {
                    continue;
                }
                let cluster = clusters[first];
                assert!(!std::mem::replace(&mut begun[cluster as usize], true), "cluster {cluster} is not connected");
                let mut open = vec![first];
                while let Some(node) = open.pop() {
                    if !std::mem::replace(&mut reached[node], true) {
                        let inside = links.neighbours(node).iter().map(|&node| node as usize);
                        open.extend(inside.filter(|&node| clusters[node] == cluster));
                    }
                }
            }
            // No single move of a node to the cluster of a neighbour, or to one of its own, is better.
            for node in (0..clusters.len()).step_by(7) {
                let targets = links.neighbours(node).iter().map(|&there| clusters[there as usize]);
                for target in targets.chain([found.sizes().len() as u32]) {
                    let mut moved = clusters.to_vec();
                    moved[node] = target;
                    assert!(quality(&links, &moved, function, resolution).unwrap() <= found.quality() + 1e-9);
                }
            }
        }
    }

    #[test]
    fn the_outcome_does_not_depend_on_threads() {
        // Enough links for the parts of one start to be spread over threads.
        let links = random_links(5000, 16000, 1);
        for algorithm in Algorithm::ALL {
            let options = ClusterOptions {
                algorithm: *algorithm,
                starts: 2,
                seed: 7,
                iterations: Some(3),
                ..options(Modularity, 1.0)
            };
            let with = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| cluster(&links, &options).unwrap())
            };
            let one = with(1);
            assert_eq!(one, with(2));
            assert_eq!(one, with(5));
            assert!(one.sizes().is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn small_clusters_go_where_they_are_linked_most_strongly_for_the_size() {
        // A triangle and a square, a pair linked to both, a lone pair, a lone node.
        let edges = [
            (0, 1, 9.0),
            (0, 2, 9.0),
            (1, 2, 9.0),
            (3, 4, 9.0),
            (4, 5, 9.0),
            (5, 6, 9.0),
            (3, 6, 9.0),
            (3, 5, 9.0),
            (4, 6, 9.0),
            (7, 8, 9.0),
            (2, 7, 0.9),
            (3, 8, 1.0),
            (9, 10, 9.0),
        ];
        let links = Links::new(12, Direction::Undirected, edges);
        let find = |smallest| {
            let options = ClusterOptions { smallest, ..ClusterOptions::default() };
            cluster(&links, &options).unwrap().clusters().to_vec()
        };
        assert_eq!(find(2), [1, 1, 1, 0, 0, 0, 0, 2, 2, 3, 3, 4]);
        // .9/3 is more than 1/4; the lone ones have nowhere to go.
        assert_eq!(find(3), [0, 0, 0, 1, 1, 1, 1, 0, 0, 2, 2, 3]);
        // The square of 4 is the smallest now.
        assert_eq!(find(6), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2]);
    }

    #[test]
    fn directions_make_no_difference() {
        let edges = [(1, 0, 1.0), (0, 1, 1.0), (2, 0, 1.0), (1, 2, 2.0), (2, 3, 1.0), (4, 3, 3.0)];
        let directed = Links::new(5, Direction::Directed, edges);
        for function in QualityFunction::ALL {
            let one = cluster(&directed, &options(*function, 1.0)).unwrap();
            let other = cluster(&directed.undirected(), &options(*function, 1.0)).unwrap();
            assert_eq!((one.clusters(), one.quality()), (other.clusters(), other.quality()));
        }
    }

    #[test]
    fn networks_without_links_and_options_without_sense() {
        let empty = cluster(&links(0, &[]), &ClusterOptions::default()).unwrap();
        assert_eq!((empty.clusters(), empty.sizes(), empty.quality()), (&[][..], &[][..], 0.0));
        for function in QualityFunction::ALL {
            let loose = ClusterOptions { smallest: 9, starts: 0, ..options(*function, 0.0) };
            assert_eq!(cluster(&links(3, &[]), &loose).unwrap().clusters(), [0, 1, 2]);
            assert_eq!(cluster(&links(3, &[(1, 1)]), &loose).unwrap().clusters(), [0, 1, 2]);
        }
        let pair = links(2, &[(0, 1)]);
        for value in [-1.0, f64::NAN, f64::INFINITY] {
            let refused = cluster(&pair, &options(Cpm, value)).unwrap_err();
            assert!(matches!(refused, ClusterError::Option { name: "resolution", .. }));
            let refused = cluster(&pair, &ClusterOptions { randomness: value, ..ClusterOptions::default() });
            assert!(matches!(refused, Err(ClusterError::Option { name: "randomness", .. })));
            let weighted = Links::new(2, Direction::Undirected, [(0, 1, value)]);
            assert!(matches!(cluster(&weighted, &ClusterOptions::default()), Err(ClusterError::Weight { .. })));
            assert!(matches!(vos_clustering(&weighted, &ClusterOptions::default()), Err(ClusterError::Counts(_))));
        }
        assert_eq!(quality(&pair, &[0], Cpm, 1.0), Err(ClusterError::Length { found: 1, expected: 2 }));
        for randomness in [0.0, f64::MIN_POSITIVE, 1e100] {
            let found = cluster(&pair, &ClusterOptions { randomness, ..options(Modularity, 1e-9) }).unwrap();
            assert_eq!(found.clusters(), [0, 0]);
        }
    }

    #[test]
    fn names_lead_back() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::from_name(algorithm.name()), Some(*algorithm));
        }
        for function in QualityFunction::ALL {
            assert_eq!(QualityFunction::from_name(function.name()), Some(*function));
            assert!(function.formula().is_ascii());
        }
        assert_eq!(METHODS.len(), Algorithm::ALL.len() * QualityFunction::ALL.len());
    }
}
