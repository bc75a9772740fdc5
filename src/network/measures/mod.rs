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
//! assert_eq!(columns[0].values, Values::floats(vec![Some(0.0), Some(1.0), Some(0.0)]));
//! assert_eq!(columns[1].values, Values::integers(vec![Some(1), Some(2), Some(1)]));
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
use std::ops::Add;

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
        Self { distance: Distance::Hops, damping: 0.85, exact_up_to: 1_000_000_000, pivots: 1000, seed: 0 }
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
        let floats = |values, columns: &mut Vec<Column>| columns.push(Column::new(name, float_values(values)));
        let integers = |values: Vec<u32>, columns: &mut Vec<Column>| {
            columns.push(Column::new(name, integer_values(values.into_iter().map(i64::from).collect())));
        };
        match measure {
            Measure::Degree => at_ends(links, name, |_| 1, integer_values, &mut columns),
            Measure::WeightedDegree => at_ends(links, name, |weight| weight, float_values, &mut columns),
            Measure::PageRank => floats(pagerank(links, options.damping), &mut columns),
            Measure::Eigenvector => floats(eigenvector(links), &mut columns),
            Measure::Clustering => floats(clustering(links), &mut columns),
            Measure::Core => integers(core_numbers(links), &mut columns),
            Measure::Component => integers(components(links), &mut columns),
            Measure::Betweenness => {
                if pivots::steps(links) <= u128::from(options.exact_up_to) {
                    floats(betweenness(links, options.distance), &mut columns);
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

/// Columns of sums over the edges at each node and, where edges have a direction, over those into it and out of it. An edge
/// counts at both its ends, so a loop counts twice.
fn at_ends<T: Copy + Default + Add<Output = T>>(
    links: &Links,
    name: &str,
    count: fn(f64) -> T,
    values: fn(Vec<T>) -> Values,
    columns: &mut Vec<Column>,
) {
    let (mut out, mut into) = (vec![T::default(); links.nodes()], vec![T::default(); links.nodes()]);
    for (source, target, weight) in links.each_edge() {
        out[source as usize] = out[source as usize] + count(weight);
        into[target as usize] = into[target as usize] + count(weight);
    }
    let all = out.iter().zip(&into).map(|(&out, &into)| out + into).collect();
    columns.push(Column::new(name, values(all)));
    if links.direction() == Direction::Directed {
        columns.push(Column::new(format!("in_{name}"), values(into)));
        columns.push(Column::new(format!("out_{name}"), values(out)));
    }
}

/// Columns of an estimate; an exact one has no errors.
fn estimate_columns(name: &str, estimate: Estimate, columns: &mut Vec<Column>) {
    let Estimate { values, errors } = estimate;
    columns.push(Column::new(name, float_values(values)));
    if !errors.is_empty() {
        columns.push(Column::new(format!("{name}_error"), float_values(errors)));
    }
}

fn integer_values(values: Vec<i64>) -> Values {
    Values::integers(values.into_iter().map(Some))
}

/// What is no finite number is no value.
fn float_values(values: Vec<f64>) -> Values {
    Values::floats(values.into_iter().map(|value| value.is_finite().then_some(value)))
}

/// The links into each node.
fn incoming(links: &Links) -> Cow<'_, Links> {
    match links.direction() {
        Direction::Undirected => Cow::Borrowed(links),
        Direction::Directed => Cow::Owned(links.reversed()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::backbone;
    use super::*;
    use std::collections::HashMap;

    const ALL: [Measure; 10] = {
        let mut all = [Measure::Degree; 10];
        let mut at = 0;
        while at < all.len() {
            all[at] = MEASURES[at].measure;
            at += 1;
        }
        all
    };

    fn weighted() -> MeasureOptions {
        MeasureOptions { distance: Distance::InverseWeight, ..MeasureOptions::default() }
    }

    fn values(column: &Column) -> Vec<Option<f64>> {
        column.values.numbers().to_vec()
    }

    #[track_caller]
    fn assert_near(name: &str, found: &[Option<f64>], expected: &[Option<f64>]) {
        assert_eq!(found.len(), expected.len(), "{name}");
        for (node, pair) in found.iter().zip(expected).enumerate() {
            match pair {
                (None, None) => (),
                (Some(found), Some(expected)) if (found - expected).abs() <= 1e-9 * expected.abs().max(1.0) => (),
                _ => panic!("{name} of {node}: {pair:?}"),
            }
        }
    }

    /// Compares with a table of edges and values.
    fn check(table: &str) {
        let mut lines = table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t'));
        let head: Vec<&str> = lines.next().unwrap().collect();
        let direction = if head[0] == "directed" { Direction::Directed } else { Direction::Undirected };
        let (mut edges, mut expected) = (Vec::new(), HashMap::new());
        for mut line in lines {
            let name = line.next().unwrap();
            let numbers: Vec<Option<f64>> = line.map(|number| number.parse().ok()).collect();
            match (name, &numbers[..]) {
                ("edge", &[Some(source), Some(target), Some(weight)]) => {
                    edges.push((source as u32, target as u32, weight))
                }
                _ => _ = expected.insert(name, numbers),
            }
        }
        let links = Links::new(head[1].parse().unwrap(), direction, edges);
        let mut compared = 0;
        for (prefix, options) in [("", MeasureOptions::default()), ("weighted ", weighted())] {
            for column in columns(&links, &ALL, &options) {
                let name = format!("{prefix}{}", column.name);
                if let Some(expected) = expected.get(name.as_str()) {
                    assert_near(&name, &values(&column), expected);
                    compared += 1;
                }
            }
        }
        let Distances { diameter, average_path, .. } = distances(&links, Distance::Hops);
        assert_near("numbers", &[density(&links), transitivity(&links), diameter, average_path], &expected["numbers"]);
        assert_eq!(compared + 1, expected.len());

        // A sample of all is all.
        let sampled = MeasureOptions { exact_up_to: 0, pivots: 1000, ..MeasureOptions::default() };
        let near = [Measure::Betweenness, Measure::Closeness, Measure::Harmonic];
        for column in columns(&links, &near, &sampled) {
            match expected.get(column.name.as_str()) {
                Some(expected) => assert_near(&column.name, &values(&column), expected),
                None => assert!(column.name.ends_with("_error") && values(&column).iter().all(|&e| e == Some(0.0))),
            }
        }
    }

    /// The tables hold what igraph says.
    #[test]
    fn values_are_those_of_igraph() {
        check(include_str!("../../../tests/fixtures/network/measures/undirected_with_loops.tsv"));
        check(include_str!("../../../tests/fixtures/network/measures/directed_with_loops.tsv"));
        check(include_str!("../../../tests/fixtures/network/measures/connected.tsv"));
    }

    #[test]
    fn the_table_is_in_the_order_of_the_measures() {
        for entry in &MEASURES {
            assert_eq!(entry.measure.entry(), entry);
            assert_eq!(Measure::from_name(entry.name), Some(entry.measure));
            let links = Links::new(2, Direction::Undirected, [(0, 1, 1.0)]);
            let column = columns(&links, &[entry.measure, entry.measure], &MeasureOptions::default());
            assert_eq!(column.len(), 1);
            assert_eq!(column[0].name, entry.name);
            assert_eq!(matches!(column[0].values, Values::Integer(_)), entry.number == Number::Integer);
        }
    }

    /// Values by hand; where igraph has no number there is none.
    #[test]
    fn no_node_and_no_link_are_networks_too() {
        for direction in [Direction::Undirected, Direction::Directed] {
            let none = Links::new(0, direction, []);
            assert!(columns(&none, &ALL, &MeasureOptions::default()).iter().all(|column| column.values.is_empty()));
            let all = distances(&none, Distance::Hops);
            assert_eq!((density(&none), transitivity(&none), all.diameter, all.average_path), (None, None, None, None));
            assert!(betweenness_sampled(&none, Distance::Hops, 0, 0).values.is_empty());
            assert!(distances_sampled(&none, Distance::Hops, 0, 0).closeness.values.is_empty());
            for edges in [&[][..], &[(0, 0, 1.0)]] {
                let one = Links::new(1, direction, edges.iter().copied());
                let value = |measure| values(&columns(&one, &[measure], &MeasureOptions::default())[0])[0];
                assert_eq!(value(Measure::PageRank), Some(1.0));
                assert_eq!(value(Measure::Eigenvector), Some(1.0));
                assert_eq!((value(Measure::Closeness), value(Measure::Harmonic)), (None, Some(0.0)));
                assert_eq!((value(Measure::Core), value(Measure::Component)), (Some(0.0), Some(1.0)));
                assert_eq!(value(Measure::Degree), Some(2.0 * edges.len() as f64));
                assert_eq!((density(&one), distances(&one, Distance::Hops).diameter), (None, Some(0.0)));
            }
        }
    }

    /// A network with a bit of everything, by a rule.
    fn scramble(nodes: u32, edges: u32, direction: Direction) -> Links {
        let mut state = 1_u64;
        let mut next = |below: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u32 % below
        };
        let edges: Vec<_> = (0..edges).map(|_| (next(nodes), next(nodes), f64::from(1 + next(5)) / 3.0)).collect();
        Links::new(nodes as usize + 3, direction, edges)
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        for (nodes, edges) in [(150, 2500), (2200, 5000)] {
            for direction in [Direction::Undirected, Direction::Directed] {
                let links = scramble(nodes, edges, direction);
                let sampled = MeasureOptions { exact_up_to: 0, pivots: 100, ..MeasureOptions::default() };
                let exact = if nodes == 150 { weighted() } else { MeasureOptions::default() };
                let run = |threads| {
                    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                    pool.install(|| (columns(&links, &ALL, &exact), columns(&links, &ALL, &sampled)))
                };
                let one = run(1);
                assert!(one == run(3));
            }
        }
    }

    /// By hand: in a chain of squares there are 2ⁿ paths from end to end, and half of all that cross a square lead through
    /// either side of it.
    #[test]
    fn numbers_of_paths_may_be_out_of_all_bounds() {
        const SQUARES: u32 = 1050;
        let squares = (0..SQUARES).flat_map(|square| {
            let corner = 3 * square;
            [(corner, corner + 1), (corner, corner + 2), (corner + 1, corner + 3), (corner + 2, corner + 3)]
        });
        let edges: Vec<_> = squares.map(|(a, b)| (a, b, 1.0)).collect();
        let nodes = 3 * SQUARES as usize + 1;
        let links = Links::new(nodes, Direction::Undirected, edges);
        let middle = SQUARES / 2;
        let (left, right) = (f64::from(3 * middle + 1), f64::from(3 * (SQUARES - middle - 1) + 1));
        for distance in [Distance::Hops, Distance::InverseWeight] {
            // Pairs to the left and right; and to either side of the square, the other corners of it.
            let value = betweenness(&links, distance)[3 * middle as usize + 1];
            assert!((value / (left * right / 2.0) - 1.0).abs() < 1e-9, "{value}");
            if distance == Distance::Hops {
                let ends = distances(&links, distance);
                assert_eq!(ends.diameter, Some(f64::from(2 * SQUARES)));
            }
        }
    }

    /// Estimates are right on average, and the squares of what is wrong are on average those of the standard errors.
    #[test]
    fn estimates_are_as_wrong_as_they_say() {
        let links = scramble(600, 1800, Direction::Undirected);
        let exact = betweenness(&links, Distance::Hops);
        let near = distances(&links, Distance::Hops);
        // For each measure: sums of estimates, of true values, of squares of what is wrong and of errors.
        let mut sums = [[0.0; 4]; 3];
        for seed in 0..40 {
            let estimate = betweenness_sampled(&links, Distance::Hops, 100, seed);
            let nearness = distances_sampled(&links, Distance::Hops, 100, seed);
            for (node, &closeness) in near.closeness.iter().enumerate() {
                let Some(closeness) = closeness else { continue };
                let all = [
                    (&estimate, exact[node]),
                    (&nearness.closeness, closeness),
                    (&nearness.harmonic, near.harmonic[node]),
                ];
                for (sums, (estimate, truth)) in sums.iter_mut().zip(all) {
                    let (value, error) = (estimate.values[node], estimate.errors[node]);
                    let more = [value, truth, (value - truth).powi(2), error * error];
                    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
                }
            }
        }
        for [estimated, truth, wrong, error] in sums {
            assert!((estimated / truth - 1.0).abs() < 0.01 && (wrong / error - 1.0).abs() < 0.15, "{sums:?}");
        }
    }

    /// A star beside a chain too large to be searched from every node.
    #[test]
    fn small_components_are_exact_in_a_sample() {
        let chain = (0..4000).map(|node| (node, node + 1, 1.0));
        let star = [(4001, 4002, 1.0), (4001, 4003, 1.0), (4001, 4004, 1.0)];
        let links = Links::new(4005, Direction::Undirected, chain.chain(star).collect::<Vec<_>>());
        let Estimate { values, errors } = betweenness_sampled(&links, Distance::Hops, 40, 7);
        assert_eq!((values[4001], errors[4001]), (3.0, 0.0));
        // From wherever one comes, half the chain is beyond the middle.
        assert_eq!((values[2000], errors[2000]), (4e6, 0.0));
        assert!(errors[1000] > 0.0 && (values[1000] - 3e6).abs() < 4.0 * errors[1000]);
        let near = distances_sampled(&links, Distance::Hops, 40, 7).closeness;
        assert_eq!((near.values[4001], near.values[4002], near.errors[4002]), (1.0, 0.6, 0.0));
    }

    /// By hand: bipartite, so the power method without a shift would swing; and a cycle with a tail.
    #[test]
    fn eigenvectors_settle_in_bipartite_networks_and_cycles() {
        let near = |found: &[f64], expected: &[f64]| {
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
        };
        let square = [(0, 1, 2.0), (1, 2, 2.0), (2, 3, 2.0), (0, 3, 2.0)];
        near(&eigenvector(&Links::new(5, Direction::Undirected, square)), &[1.0, 1.0, 1.0, 1.0, 0.0]);
        let tail = [(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0), (2, 3, 0.5), (4, 0, 1.0)];
        near(&eigenvector(&Links::new(5, Direction::Directed, tail)), &[1.0, 1.0, 1.0, 0.5, 0.0]);
        let acyclic = [(0, 1, 1.0), (1, 2, 1.0)];
        near(&eigenvector(&Links::new(3, Direction::Directed, acyclic)), &[0.0, 0.0, 1.0]);
        let triangles = [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0), (3, 4, 1.0), (3, 5, 1.0), (4, 5, 1.0)];
        near(&eigenvector(&Links::new(6, Direction::Undirected, triangles)), &[1.0; 6]);
    }

    /// Weights that no network has, but links may: no panic, and nothing that is no number in a column.
    #[test]
    fn odd_weights_do_no_harm() {
        for direction in [Direction::Undirected, Direction::Directed] {
            for weight in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e308, 1e-320] {
                let edges = [(0, 1, weight), (1, 2, 1.0), (0, 2, 3.0), (2, 0, weight), (2, 2, weight)];
                let links = Links::new(4, direction, edges);
                for options in
                    [MeasureOptions::default(), weighted(), MeasureOptions { damping: f64::NAN, ..weighted() }]
                {
                    for column in columns(&links, &ALL, &options) {
                        assert_eq!(column.values.len(), 4);
                        assert!(values(&column).iter().flatten().all(|value| value.is_finite()));
                    }
                }
                assert_eq!(backbone::disparity(&links).len(), 5);
                assert_eq!(backbone::pathfinder(&links).len(), 5);
            }
        }
    }

    /// Names and links of the co-authorship map that comes with VOSviewer.
    fn joi() -> Option<(Vec<String>, Links)> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/networks");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let Some((map, network)) =
            read("JOI_2007-2016_co-authorship_map.txt").zip(read("JOI_2007-2016_co-authorship_network.txt"))
        else {
            println!("skipped: no acceptance data");
            return None;
        };
        let items: Vec<Vec<&str>> = map.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        let row: HashMap<&str, u32> = items.iter().enumerate().map(|(row, item)| (item[0], row as u32)).collect();
        let edge = |line: &str| {
            let ends: Vec<&str> = line.trim_end().split('\t').collect();
            (row[ends[0]], row[ends[1]], ends[2].parse().unwrap())
        };
        let edges: Vec<(u32, u32, f64)> = network.trim_start_matches('\u{feff}').lines().map(edge).collect();
        let names = items.iter().map(|item| item[1].trim_matches('"').to_string()).collect();
        Some((names, Links::new(items.len(), Direction::Undirected, edges)))
    }

    /// Values of igraph and networkx.
    #[test]
    fn a_published_map_has_the_values_other_programs_give() {
        let Some((names, links)) = joi() else { return };
        let of = |name: &str| names.iter().position(|known| known == name).unwrap();
        let near = |found: f64, expected: f64, digits: i32| {
            assert!((found - expected).abs() <= 0.500_001 * 10_f64.powi(-digits), "{found} {expected}");
        };
        near(density(&links).unwrap(), 0.017960, 6);
        near(transitivity(&links).unwrap(), 0.453704, 6);
        near(clustering(&links).iter().sum::<f64>() / 252.0, 0.713615, 6);
        let all = distances(&links, Distance::Hops);
        assert_eq!(all.diameter, Some(13.0));
        near(all.average_path.unwrap(), 5.466831, 6);
        let between = betweenness(&links, Distance::Hops);
        near(between[of("bornmann, l")], 14455.099603, 6);
        near(between[of("waltman, l")], 11677.091667, 6);
        near(between[of("rousseau, r")], 11040.741667, 6);
        near(all.closeness[of("bornmann, l")].unwrap(), 0.304242, 6);
        let ranks = pagerank(&links, 0.85);
        near(ranks[of("bornmann, l")], 0.028012, 6);
        near(ranks[of("rousseau, r")], 0.027062, 6);
        near(ranks[of("leydesdorff, l")], 0.021411, 6);
        let eigen = eigenvector(&links);
        assert_eq!(eigen[of("bornmann, l")], 1.0);
        near(eigen[of("daniel, hd")], 0.692516, 6);
        let cores = core_numbers(&links);
        assert_eq!(cores.iter().max(), Some(&9));
        assert_eq!(cores.iter().filter(|&&core| core == 9).count(), 10);
        let disparity = backbone::disparity(&links);
        let kept = |level| disparity.iter().filter(|disparity| disparity.either() < level).count();
        assert_eq!((kept(0.05), kept(0.1), kept(0.2)), (8, 13, 35));
    }
}
