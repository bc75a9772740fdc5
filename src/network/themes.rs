//! The thematic map (strategic diagram): what the clusters of a network of terms are to the field.
//!
//! A theme that is strongly tied to others is central to the field, one that is strongly tied within itself is
//! well developed. Above or below the middle in both, a theme is one of four kinds. Ties are measured as in co-word
//! analysis by the equivalence index, which does not grow with how common the terms are.
//!
//! Where programs differ, this one keeps to the definitions: a tie between two themes counts for both, terms are not
//! tied to themselves, and centrality is the plain sum (some multiply it by ten, which changes no rank).

use super::{Column, Network, Values};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

/// How strongly two terms are tied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tie {
    /// Equivalence index c_ij² / (c_i · c_j): of documents with i the share that has j, times the same the other way round.
    #[default]
    Equivalence,
    /// Association strength c_ij / (c_i · c_j).
    Association,
    /// The weight of the edge as it is.
    Weight,
}

impl Tie {
    /// Name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equivalence => "equivalence",
            Self::Association => "association",
            Self::Weight => "weight",
        }
    }

    fn of(self, weight: f64, shared: f64, occurrences: (f64, f64)) -> f64 {
        let expected = occurrences.0 * occurrences.1;
        match self {
            Self::Weight => weight,
            _ if expected <= 0.0 => 0.0,
            Self::Equivalence => shared * shared / expected,
            Self::Association => shared / expected,
        }
    }
}

/// Choices for [`themes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeOptions {
    /// How strongly two terms are tied.
    pub tie: Tie,
    /// Node column with the number of the cluster; a node without is in no theme.
    pub cluster: String,
    /// Node column with the documents of a term, c_i.
    pub occurrences: String,
    /// Edge column with the shared documents of two terms, c_ij; where there is none, the weight is taken.
    pub shared: String,
    /// Terms that name a theme, where its cluster has no name yet.
    pub terms: usize,
}

impl Default for ThemeOptions {
    /// The equivalence index of the columns `documents`, themes from `cluster`, named after three terms.
    fn default() -> Self {
        Self {
            tie: Tie::default(),
            cluster: "cluster".into(),
            occurrences: "documents".into(),
            shared: "count".into(),
            terms: 3,
        }
    }
}

/// What a theme is to the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quadrant {
    /// Central and developed.
    Motor,
    /// Developed but at the margin: special, isolated.
    Niche,
    /// At the margin and little developed.
    EmergingOrDeclining,
    /// Central but little developed: general, transversal.
    Basic,
}

impl Quadrant {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Motor => "motor",
            Self::Niche => "niche",
            Self::EmergingOrDeclining => "emerging or declining",
            Self::Basic => "basic",
        }
    }
}

/// A theme on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Number of its cluster.
    pub cluster: i64,
    /// Name of its cluster or, if that has none, its strongest terms, joined by `; `.
    pub label: String,
    /// Its strongest terms: most shared documents within the theme first.
    pub terms: Vec<String>,
    /// Number of terms.
    pub items: usize,
    /// Σ ties to terms of other themes.
    pub centrality: f64,
    /// 100 · Σ ties within the theme / items.
    pub density: f64,
    /// Rank by centrality, from 1 for the least central; equals share the mean of their ranks.
    pub centrality_rank: f64,
    /// Rank by density, likewise.
    pub density_rank: f64,
    /// What it is to the field.
    pub quadrant: Quadrant,
    /// Documents behind ties within the theme; 0 where the network keeps no evidence.
    pub core_documents: usize,
    /// Documents behind ties to other themes and none within.
    pub secondary_documents: usize,
}

/// Why a thematic map could not be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThemeError {
    /// No node column of whole numbers with this name tells clusters.
    NoClusters {
        /// Name of the column.
        column: String,
    },
    /// No node column of numbers with this name tells the documents of terms.
    NoOccurrences {
        /// Name of the column.
        column: String,
    },
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoClusters { column } => write!(f, "no node column with numbers of clusters: {column}"),
            Self::NoOccurrences { column } => write!(f, "no node column with numbers of documents: {column}"),
        }
    }
}

impl std::error::Error for ThemeError {}

/// Places the clusters of a network of terms on the thematic map.
///
/// The axes cross at the medians of the ranks; a theme at a median is above it. Terms in no cluster make no theme, and
/// ties to them count for nothing.
///
/// # Returns
/// The themes by the number of their cluster.
///
/// # Errors
/// [`ThemeError`] if a column that is needed is missing.
///
/// # Complexity
/// Time O(edges + evidence + nodes · log nodes).
///
/// # Reference
/// Callon, Courtial & Laville 1991, [Co-word analysis as a tool for describing the network of interactions between basic
/// and technological research](https://doi.org/10.1007/BF02019280); Cobo et al. 2011,
/// [An approach for detecting, quantifying, and visualizing the evolution of a research
/// field](https://doi.org/10.1016/j.joi.2010.10.002), whose centrality is ten times this.
///
/// # Example
/// ```
/// use citeweave::network::{Column, Network, Node, Parts, Values, themes::{Quadrant, ThemeOptions, themes}};
/// let network = Network::new(Parts {
///     nodes: ["peer support", "recovery", "同伴"].iter().zip(0..).map(|(l, id)| Node { id, label: l.to_string() }).collect(),
///     edges: vec![(0, 1, 4.0), (1, 2, 1.0)],
///     node_columns: vec![
///         Column::new("documents", Values::integers(vec![Some(4), Some(8), Some(2)])),
///         Column::new("cluster", Values::integers(vec![Some(1), Some(1), Some(2)])),
///     ],
///     ..Parts::default()
/// })?;
/// let map = themes(&network, &ThemeOptions::default())?;
/// assert_eq!((map[0].density, map[0].centrality), (100.0 * (16.0 / 32.0) / 2.0, 1.0 / 16.0));
/// assert_eq!((map[0].quadrant, map[1].quadrant), (Quadrant::Motor, Quadrant::Basic));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn themes(network: &Network, options: &ThemeOptions) -> Result<Vec<Theme>, ThemeError> {
    let graph = network.graph();
    let clusters = match column(network.node_columns(), &options.cluster) {
        Some(Values::Integer(clusters)) => clusters,
        _ => return Err(ThemeError::NoClusters { column: options.cluster.clone() }),
    };
    let occurrences = match column(network.node_columns(), &options.occurrences).and_then(numbers) {
        Some(occurrences) => occurrences,
        None if options.tie == Tie::Weight => vec![0.0; graph.node_count()],
        None => return Err(ThemeError::NoOccurrences { column: options.occurrences.clone() }),
    };
    let shared = column(network.edge_columns(), &options.shared).and_then(numbers);

    let mut drafts: BTreeMap<i64, Draft> = BTreeMap::new();
    for (node, cluster) in clusters.iter().enumerate() {
        if let Some(cluster) = cluster {
            drafts.entry(cluster).or_default().nodes.push(node);
        }
    }
    let mut strength = vec![0.0; graph.node_count()];
    for (index, edge) in graph.raw_edges().iter().enumerate() {
        let (source, target) = (edge.source().index(), edge.target().index());
        let (Some(one), Some(other)) = (clusters.get(source), clusters.get(target)) else { continue };
        if source == target {
            continue;
        }
        let weight = edge.weight.weight;
        let together = shared.as_ref().map_or(weight, |shared| shared[index]);
        let tie = options.tie.of(weight, together, (occurrences[source], occurrences[target]));
        if one == other {
            strength[source] += together;
            strength[target] += together;
        }
        for cluster in [one, other].into_iter().take(if one == other { 1 } else { 2 }) {
            if let Some(draft) = drafts.get_mut(&cluster) {
                let (ties, documents) = if one == other {
                    (&mut draft.within, &mut draft.core)
                } else {
                    (&mut draft.across, &mut draft.edge)
                };
                *ties += tie;
                documents.extend_from_slice(network.evidence().of(index));
            }
        }
    }

    let centralities: Vec<f64> = drafts.values().map(|draft| draft.across).collect();
    let densities: Vec<f64> = drafts.values().map(|draft| 100.0 * draft.within / draft.nodes.len() as f64).collect();
    let (by_centrality, by_density) = (ranks(&centralities), ranks(&densities));
    let middle = (median(&by_centrality), median(&by_density));
    let finish = |(at, (cluster, mut draft)): (usize, (i64, Draft))| {
        let label = |node: usize| graph.node_weight((node as u32).into()).map_or("", |node| node.label.as_str());
        let items = draft.nodes.len();
        draft.nodes.sort_by(|&a, &b| {
            let down = |values: &[f64]| values[b].total_cmp(&values[a]);
            down(&strength).then(down(&occurrences)).then_with(|| label(a).cmp(label(b))).then(a.cmp(&b))
        });
        let terms: Vec<String> = draft.nodes.iter().take(options.terms).map(|&node| label(node).to_owned()).collect();
        let named = network.clusters().iter().find(|named| named.number == cluster && !named.label.is_empty());
        draft.core.sort_unstable();
        draft.core.dedup();
        draft.edge.sort_unstable();
        draft.edge.dedup();
        draft.edge.retain(|row| draft.core.binary_search(row).is_err());
        Theme {
            cluster,
            label: named.map_or_else(|| terms.join("; "), |named| named.label.clone()),
            terms,
            items,
            centrality: centralities[at],
            density: densities[at],
            centrality_rank: by_centrality[at],
            density_rank: by_density[at],
            quadrant: match (by_centrality[at] >= middle.0, by_density[at] >= middle.1) {
                (true, true) => Quadrant::Motor,
                (false, true) => Quadrant::Niche,
                (false, false) => Quadrant::EmergingOrDeclining,
                (true, false) => Quadrant::Basic,
            },
            core_documents: draft.core.len(),
            secondary_documents: draft.edge.len(),
        }
    };
    Ok(drafts.into_iter().enumerate().map(finish).collect())
}

/// A theme while its ties are added up.
#[derive(Default)]
struct Draft {
    nodes: Vec<usize>,
    within: f64,
    across: f64,
    /// Documents behind ties within, and behind ties across, with repetitions.
    core: Vec<u32>,
    edge: Vec<u32>,
}

fn column<'a>(columns: &'a [Column], name: &str) -> Option<&'a Values> {
    columns.iter().find(|column| column.name == name).map(|column| &column.values)
}

/// A column as numbers, 0 where there is none.
fn numbers(values: &Values) -> Option<Vec<f64>> {
    matches!(values, Values::Integer(_) | Values::Float(_)).then(|| values.numbers().or_zero())
}

/// Ranks from 1 for the smallest; equals share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in order.chunk_by(|&a, &b| values[a].total_cmp(&values[b]) == Ordering::Equal) {
        let rank = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
        equal.iter().for_each(|&at| ranks[at] = rank);
        before += equal.len();
    }
    ranks
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cluster, Document, Evidence, Node, Parts};
    use super::*;

    /// Four themes of two terms; ties within of c = 8, 6, 2, 1 documents, c_i = 10 for all, and across: 1-2 twice, 3-4 none, 1-4.
    fn parts() -> Parts {
        let labels = ["peer", "support", "recovery", "同伴", "stigma", "family", "drugs", "aids"];
        let document = |id: usize| Document { id: format!("w/{id}"), title: None, year: None };
        Parts {
            nodes: labels.iter().zip(0..).map(|(label, id)| Node { id, label: (*label).into() }).collect(),
            edges: vec![(0, 1, 8.0), (0, 2, 5.0), (0, 6, 2.0), (1, 3, 4.0), (2, 3, 6.0), (4, 5, 2.0), (6, 7, 1.0)],
            node_columns: vec![
                Column::new("documents", Values::integers(vec![Some(10); 8])),
                Column::new("cluster", Values::integers([1, 1, 2, 2, 3, 3, 4, 4].map(Some))),
            ],
            evidence: Evidence::new((0..4).map(document).collect(), vec![0, 2, 4, 4, 5, 5, 5, 5], vec![0, 1, 1, 2, 3])
                .unwrap(),
            ..Parts::default()
        }
    }

    #[test]
    fn agrees_with_a_hand_calculation() {
        let map = themes(&Network::new(parts()).unwrap(), &ThemeOptions::default()).unwrap();
        let close = |own: f64, expected: f64| assert!((own - expected).abs() < 1e-12, "{own} {expected}");
        // e = c²/100; density 100 · e / 2.
        for (theme, (density, centrality)) in map.iter().zip([(32.0, 0.45), (18.0, 0.41), (2.0, 0.0), (0.5, 0.04)]) {
            close(theme.density, density);
            close(theme.centrality, centrality);
            assert_eq!(theme.items, 2);
        }
        assert_eq!(map.iter().map(|theme| theme.density_rank).collect::<Vec<_>>(), [4.0, 3.0, 2.0, 1.0]);
        assert_eq!(map.iter().map(|theme| theme.centrality_rank).collect::<Vec<_>>(), [4.0, 3.0, 1.0, 2.0]);
        use Quadrant::{EmergingOrDeclining, Motor};
        let quadrants: Vec<Quadrant> = map.iter().map(|theme| theme.quadrant).collect();
        assert_eq!(quadrants, [Motor, Motor, EmergingOrDeclining, EmergingOrDeclining]);
        // Documents 0 and 1 behind the tie within theme 1; 2 and 3 behind its ties to theme 2, 1 behind one as well.
        assert_eq!((map[0].core_documents, map[0].secondary_documents), (2, 2));
        assert_eq!((map[1].core_documents, map[1].secondary_documents), (0, 3));
        assert_eq!(map[1].label, "recovery; 同伴");
    }

    #[test]
    fn every_kind_of_theme_has_its_quadrant() {
        let mut parts = parts();
        // Theme 3 gets dense (ties of 9) but stays alone; theme 2 gets loose but stays central.
        parts.edges[5].2 = 9.0;
        parts.edges[4].2 = 1.5;
        parts.clusters = vec![Cluster { number: 2, label: "named".into(), ..Cluster::default() }];
        let map = themes(&Network::new(parts).unwrap(), &ThemeOptions::default()).unwrap();
        let kinds: Vec<&str> = map.iter().map(|theme| theme.quadrant.name()).collect();
        assert_eq!(kinds, ["motor", "basic", "niche", "emerging or declining"]);
        assert_eq!(map[1].label, "named");
    }

    #[test]
    fn other_ties_and_missing_columns() {
        let network = Network::new(parts()).unwrap();
        let weight = ThemeOptions { tie: Tie::Weight, terms: 1, ..ThemeOptions::default() };
        let map = themes(&network, &weight).unwrap();
        assert_eq!((map[0].density, map[0].centrality, map[0].label.as_str()), (400.0, 11.0, "peer"));
        let association = ThemeOptions { tie: Tie::Association, ..ThemeOptions::default() };
        assert!((themes(&network, &association).unwrap()[0].centrality - 0.11).abs() < 1e-12);
        let missing = ThemeOptions { cluster: "module".into(), ..ThemeOptions::default() };
        assert_eq!(themes(&network, &missing), Err(ThemeError::NoClusters { column: "module".into() }));
        let missing = ThemeOptions { occurrences: "n".into(), ..ThemeOptions::default() };
        assert_eq!(themes(&network, &missing), Err(ThemeError::NoOccurrences { column: "n".into() }));
        let mut bare = parts();
        bare.node_columns[1].values = Values::integers(vec![None; 8]);
        assert_eq!(themes(&Network::new(bare).unwrap(), &ThemeOptions::default()), Ok(Vec::new()));
    }

    #[test]
    fn equals_share_their_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]); // as R's rank()
        assert_eq!((median(&[]), median(&[4.0, 1.0, 3.0])), (0.0, 3.0));
    }
}
