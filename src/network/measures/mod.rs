//! Measures of nodes and of whole networks: who is central, who stands between whom, how closely things are knit.
//!
//! [`MEASURES`] is the table of all that a network file can carry for its nodes; [`columns`] works out those asked for. The
//! functions behind them stand here too, each with its formula and where it was published.
//!
//! Where programs differ, igraph is followed, so that a column can be checked against it:
//!
//! | question | here |
//! |---|---|
//! | loops in degrees | an undirected one counts twice, a directed one once going out and once coming in |
//! | loops in PageRank and eigenvector | the same: weight twice in an undirected network, once in a directed one |
//! | loops in paths, clustering, cores, density | none; only in cores and density igraph lets them count |
//! | a pair given twice | two links and two paths; in clustering one |
//! | direction in degree | `degree` is in-degree plus out-degree, and both get columns of their own |
//! | direction in PageRank, eigenvector | importance comes in along edges |
//! | direction in betweenness, closeness, harmonic, diameter | paths follow edges; closeness is that *from* a node (`mode="out"`) |
//! | direction in clustering | none |
//! | direction in cores | links out and in are added up (`mode="all"`) |
//! | direction in components | none: components are weak |
//! | paths that do not exist | closeness is that within reach, a harmonic term is 0, averages are over pairs that are linked |
//!
//! Everything that costs is spread over threads, and everything comes out the same to the last bit whatever their number:
//! work is cut into pieces by the data alone, and pieces are added up in their order.
//!
//! ```
//! use citeweave::network::{Direction, Values, links::Links, measures::{self, Measure}};
//!
//! let path = Links::new(3, Direction::Undirected, [(0, 1, 1.0), (1, 2, 1.0)]);
//! let columns = measures::columns(&path, &[Measure::Betweenness, Measure::Degree], &Default::default());
//! assert_eq!(columns[0].name, "betweenness");
//! assert_eq!(columns[0].values, Values::Float(vec![Some(0.0), Some(1.0), Some(0.0)]));
//! assert_eq!(columns[1].values, Values::Integer(vec![Some(1), Some(2), Some(1)]));
//! ```

mod betweenness;
mod cohesion;
mod distances;
mod pivots;
mod rank;
mod shortest;

pub use betweenness::{Estimate, betweenness, betweenness_sampled};
pub use cohesion::{clustering, components, core_numbers, density, transitivity};
pub use distances::{DistanceEstimates, Distances, distances, distances_sampled};
pub use rank::{eigenvector, pagerank};
pub use shortest::Distance;

use super::links::Links;
use super::{Column, Direction, Values};
use std::borrow::Cow;

/// A measure of nodes, as the command line and files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Number of links.
    Degree,
    /// Sum of the weights of the links.
    WeightedDegree,
    /// Where a reader who follows links at random, and now and then starts anew, is found.
    PageRank,
    /// Shortest paths between others that lead through a node.
    Betweenness,
    /// How near a node is to those it reaches.
    Closeness,
    /// How near a node is to all others, those out of reach infinitely far.
    Harmonic,
    /// Importance that comes from the importance of neighbours.
    Eigenvector,
    /// How many pairs of neighbours are linked themselves.
    Clustering,
    /// The densest core that a node belongs to.
    Core,
    /// The part of the network a node hangs together with.
    Component,
}

/// What the values of a measure are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// [`Values::Integer`].
    Integer,
    /// [`Values::Float`].
    Float,
}

/// A line of the table of measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasureEntry {
    /// The measure.
    pub measure: Measure,
    /// Its name on the command line, and that of its column.
    pub name: &'static str,
    /// What its values are.
    pub number: Number,
    /// How it is worked out, as the head of a file tells it. `n` is the number of nodes, `w` a weight, `s` a sum of
    /// weights, `d(i,j)` the length of a shortest path.
    pub formula: &'static str,
    /// Where it was published.
    pub source: &'static str,
}

/// Every measure.
#[rustfmt::skip]
pub const MEASURES: [MeasureEntry; 10] = {
    use {Measure as M, MeasureEntry as E, Number::{Float, Integer}};
    [
        E { measure: M::Degree,         name: "degree",      number: Integer,
            formula: "number of links (undirected loops twice; directed: in + out)",
            source: "https://doi.org/10.1016/0378-8733(78)90021-7" },
        E { measure: M::WeightedDegree, name: "wdegree",     number: Float,
            formula: "s(i) = sum of w(i,j) (undirected loops twice; directed: in + out)",
            source: "https://doi.org/10.1073/pnas.0400087101" },
        E { measure: M::PageRank,       name: "pagerank",    number: Float,
            formula: "r(v) = (1-d)/n + d (sum over u->v of r(u) w(u,v)/s(u) + sum over dangling u of r(u)/n)",
            source: "https://doi.org/10.1016/S0169-7552(98)00110-X" },
        E { measure: M::Betweenness,    name: "betweenness", number: Float,
            formula: "sum over pairs s,t of (shortest paths s-t through v)/(shortest paths s-t), not normalised",
            source: "https://doi.org/10.1080/0022250X.2001.9990249" },
        E { measure: M::Closeness,      name: "closeness",   number: Float,
            formula: "r(v) / sum of d(v,t) over the r(v) other nodes within reach",
            source: "https://doi.org/10.1016/0378-8733(78)90021-7" },
        E { measure: M::Harmonic,       name: "harmonic",    number: Float,
            formula: "1/(n-1) sum over t of 1/d(v,t), 0 for nodes out of reach",
            source: "https://doi.org/10.1080/15427951.2013.865686" },
        E { measure: M::Eigenvector,    name: "eigenvector", number: Float,
            formula: "lambda x(v) = sum over u->v of w(u,v) x(u), lambda the largest eigenvalue, largest x = 1",
            source: "https://doi.org/10.1086/228631" },
        E { measure: M::Clustering,     name: "clustering",  number: Float,
            formula: "linked pairs of neighbours / (k (k-1)/2), k neighbours; 0 for k < 2",
            source: "https://doi.org/10.1038/30918" },
        E { measure: M::Core,           name: "kcore",       number: Integer,
            formula: "largest k such that v is in a subnetwork where every node has k links or more",
            source: "https://arxiv.org/abs/cs/0310049" },
        E { measure: M::Component,      name: "component",   number: Integer,
            formula: "number of the (weak) component, the one of most nodes being 1",
            source: "https://doi.org/10.1145/362248.362272" },
    ]
};

impl Measure {
    /// The line of [`MEASURES`] about it.
    pub fn entry(self) -> &'static MeasureEntry {
        &MEASURES[self as usize]
    }

    /// Its name on the command line, and that of its column.
    ///
    /// ```
    /// # use citeweave::network::measures::Measure;
    /// assert_eq!(Measure::Core.name(), "kcore");
    /// ```
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The measure of this name.
    ///
    /// ```
    /// # use citeweave::network::measures::Measure;
    /// assert_eq!(Measure::from_name("wdegree"), Some(Measure::WeightedDegree));
    /// assert_eq!(Measure::from_name("fame"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        MEASURES.iter().find(|entry| entry.name == name).map(|entry| entry.measure)
    }
}

/// How measures are worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasureOptions {
    /// What the length of a path is, for betweenness, closeness and harmonic.
    pub distance: Distance,
    /// The part of importance that PageRank passes on along links; from 0 to below 1.
    pub damping: f64,
    /// Betweenness is exact up to this number of steps, nodes × edges of each component added up, and estimated from a
    /// sample beyond. Closeness and harmonic are exact up to sixteen times as many, because 64 searches run as one; with
    /// weighted distances they do not, and the limit is the same.
    pub exact_up_to: u64,
    /// Number of nodes a sample has.
    pub pivots: usize,
    /// Seed of the sample.
    pub seed: u64,
}

impl Default for MeasureOptions {
    fn default() -> Self {
        Self { distance: Distance::Hops, damping: 0.85, exact_up_to: 4_000_000_000, pivots: 1000, seed: 0 }
    }
}

/// Works out measures of all nodes, as columns named after the [`MEASURES`].
///
/// Some measures give more than one column: in a directed network `degree` is followed by `in_degree` and `out_degree`,
/// `wdegree` by `in_wdegree` and `out_wdegree`; an estimate is followed by its standard error, as `betweenness_error`.
///
/// # Arguments
/// * `links`: the network; weights positive and finite, as every [`Network`](super::Network) has them.
/// * `measures`: those wanted, in the order wanted; one that is given twice is worked out once.
/// * `options`: how.
///
/// # Returns
/// Columns with a value for each node, without one where there is none: an isolated node has no closeness.
pub fn columns(links: &Links, measures: &[Measure], options: &MeasureOptions) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut near: Option<DistanceEstimates> = None;
    for (index, &measure) in measures.iter().enumerate() {
        if measures[..index].contains(&measure) {
            continue;
        }
        let name = measure.name();
        match measure {
            Measure::Degree => {
                degree_columns(links, name, &mut columns, |links, node| Some(links.neighbours(node).len() as i64))
            }
            Measure::WeightedDegree => {
                degree_columns(links, name, &mut columns, |links, node| Some(links.weights(node).iter().sum::<f64>()))
            }
            Measure::PageRank => columns.push(floats(name, pagerank(links, options.damping))),
            Measure::Eigenvector => columns.push(floats(name, eigenvector(links))),
            Measure::Clustering => columns.push(floats(name, clustering(links))),
            Measure::Core => columns.push(integers(name, core_numbers(links))),
            Measure::Component => columns.push(integers(name, components(links))),
            Measure::Betweenness => {
                if pivots::steps(links) <= u128::from(options.exact_up_to) {
                    columns.push(floats(name, betweenness(links, options.distance)));
                } else {
                    let estimate = betweenness_sampled(links, options.distance, options.pivots, options.seed);
                    estimate_columns(name, estimate, &mut columns);
                }
            }
            Measure::Closeness | Measure::Harmonic => {
                let near = near.get_or_insert_with(|| near_columns(links, options));
                let estimate = if measure == Measure::Closeness { &mut near.closeness } else { &mut near.harmonic };
                estimate_columns(name, std::mem::take(estimate), &mut columns);
            }
        }
    }
    columns
}

/// Closeness and harmonic closeness come from the same searches, exact or not; errors are empty if they are.
fn near_columns(links: &Links, options: &MeasureOptions) -> DistanceEstimates {
    let together = if options.distance == Distance::Hops { 16 } else { 1 };
    if pivots::steps(links) > u128::from(options.exact_up_to) * together {
        return distances_sampled(links, options.distance, options.pivots, options.seed);
    }
    let Distances { closeness, harmonic, .. } = distances(links, options.distance);
    let values = closeness.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect();
    DistanceEstimates {
        closeness: Estimate { values, errors: Vec::new() },
        harmonic: Estimate { values: harmonic, errors: Vec::new() },
    }
}

/// A column of the sums over all links of a node and, where links have a direction, of those in and out.
fn degree_columns<T>(links: &Links, name: &str, columns: &mut Vec<Column>, sum: fn(&Links, usize) -> Option<T>)
where
    T: Copy + std::ops::Add<Output = T>,
    Vec<Option<T>>: IntoValues,
{
    let each = |links: &Links| -> Vec<Option<T>> { (0..links.nodes()).map(|node| sum(links, node)).collect() };
    let add = |a: &[Option<T>], b: &[Option<T>]| -> Vec<Option<T>> {
        a.iter().zip(b).map(|(a, b)| Some((*a)? + (*b)?)).collect()
    };
    match links.direction() {
        Direction::Undirected => {
            // A loop stands once among the neighbours.
            let loops: Vec<_> = links.each_edge().filter(|(source, target, _)| source == target).collect();
            let loops = Links::new(links.nodes(), Direction::Directed, loops);
            let all = if loops.edges() == 0 { each(links) } else { add(&each(links), &each(&loops)) };
            columns.push(Column::new(name, all.into_values()));
        }
        Direction::Directed => {
            let (into, out) = (each(&links.reversed()), each(links));
            columns.push(Column::new(name, add(&into, &out).into_values()));
            columns.push(Column::new(format!("in_{name}"), into.into_values()));
            columns.push(Column::new(format!("out_{name}"), out.into_values()));
        }
    }
}

/// Numbers that can be [`Values`].
trait IntoValues {
    fn into_values(self) -> Values;
}

impl IntoValues for Vec<Option<i64>> {
    fn into_values(self) -> Values {
        Values::Integer(self)
    }
}

impl IntoValues for Vec<Option<f64>> {
    fn into_values(self) -> Values {
        Values::Float(self.into_iter().map(|value| value.filter(|value| value.is_finite())).collect())
    }
}

fn integers(name: &str, values: Vec<u32>) -> Column {
    Column::new(name, Values::Integer(values.into_iter().map(|value| Some(i64::from(value))).collect()))
}

/// What is no finite number is no value.
fn floats(name: impl Into<String>, values: Vec<f64>) -> Column {
    Column::new(name, values.into_iter().map(Some).collect::<Vec<_>>().into_values())
}

fn estimate_columns(name: &str, estimate: Estimate, columns: &mut Vec<Column>) {
    let exact = estimate.errors.is_empty() && !estimate.values.is_empty();
    columns.push(floats(name, estimate.values));
    if !exact && !estimate.errors.is_empty() {
        columns.push(floats(format!("{name}_error"), estimate.errors));
    }
}

/// The links into each node.
fn incoming(links: &Links) -> Cow<'_, Links> {
    match links.direction() {
        Direction::Undirected => Cow::Borrowed(links),
        Direction::Directed => Cow::Owned(links.reversed()),
    }
}
