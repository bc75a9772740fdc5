//! Names for clusters, out of the terms that set each of them apart from the others.
//!
//! The commonest term of a cluster is often the commonest of all. What names a cluster is a term that is there more often
//! than chance would have it; Dunning's log-likelihood ratio measures that without favouring the rarest terms, as a plain
//! quotient of shares would. Class-based tf-idf is there for those who compare with topic models.
//!
//! Terms are whatever the nodes have: concepts of works, keywords of authors. Where the nodes are terms themselves, the
//! links between them tell which of them are at home in a cluster.

use super::project::Incidence;
use super::{Cluster, Network, NetworkError};
use crate::text::{clean, fold};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// How well a term tells a cluster from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TermScore {
    /// Dunning's G² = 2 Σ O ln(O/E) over the table of term or not, cluster or not. Only terms that are more frequent in
    /// the cluster than outside name it.
    #[default]
    LogLikelihood,
    /// f(t, c) · ln(1 + A / f(t)): frequency in the cluster, A being the mean number of terms of a cluster.
    ClassTfIdf,
}

impl TermScore {
    /// Name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::LogLikelihood => "log-likelihood",
            Self::ClassTfIdf => "c-tf-idf",
        }
    }
}

/// Choices for names of clusters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelOptions {
    /// How terms are scored.
    pub score: TermScore,
    /// Terms of a name at most.
    pub terms: usize,
    /// What stands between them.
    pub separator: String,
}

impl Default for LabelOptions {
    /// Three terms by log-likelihood, set apart by `; `, because names of people have commas.
    fn default() -> Self {
        Self { score: TermScore::default(), terms: 3, separator: "; ".into() }
    }
}

/// A name for a cluster and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterLabel {
    /// Number of the cluster.
    pub cluster: i64,
    /// The name; empty where nothing sets the cluster apart.
    pub label: String,
    /// Its terms, the best first.
    pub terms: Vec<Term>,
}

/// A term and how it sets a cluster apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Row of the term: of the concept, or position of the node.
    pub row: u32,
    /// Its score.
    pub score: f64,
    /// Nodes of the cluster that have it; for [`labels_from_links`] the weight of its links into the cluster.
    pub inside: f64,
    /// The same of all other clusters.
    pub outside: f64,
}

/// Names clusters after the concepts of their nodes.
///
/// Of equal score the term with more nodes inside comes first, then the one whose name sorts first, then the smaller row.
/// Names that differ only in case, accents or punctuation are not repeated. Nodes without a cluster are left out.
///
/// # Arguments
/// * `clusters` — number of the cluster of each node.
/// * `concepts` — concepts of each node.
/// * `names` — name of each concept.
///
/// # Returns
/// One entry for each cluster, by number.
///
/// # Errors
/// [`NetworkError::Length`] or [`NetworkError::Row`] if the incidence does not fit the lists.
///
/// # Complexity
/// Time O(n log n) in the size of the incidence.
///
/// # Reference
/// Dunning 1993, [Accurate methods for the statistics of surprise and coincidence](https://aclanthology.org/J93-1003/);
/// Grootendorst 2022, [BERTopic](https://arxiv.org/abs/2203.05794) (class-based tf-idf).
///
/// # Example
/// ```
/// use citeweave::network::{labels::{LabelOptions, labels_from_concepts}, project::Incidence};
/// // Two works about peer support, two about 肿瘤, all four about health.
/// let concepts = Incidence::new(&[0, 2, 4, 6, 8], &[0, 1, 0, 1, 0, 2, 0, 2])?;
/// let clusters = [1, 1, 2, 2].map(Some);
/// let options = LabelOptions { terms: 1, ..LabelOptions::default() };
/// let labels = labels_from_concepts(&clusters, &concepts, &["health", "peer support", "肿瘤"], &options)?;
/// assert_eq!(labels[0].label, "peer support");
/// assert_eq!(labels[1].label, "肿瘤");
/// # Ok::<(), citeweave::network::NetworkError>(())
/// ```
pub fn labels_from_concepts<N: AsRef<str>>(
    clusters: &[Option<i64>],
    concepts: &Incidence<'_>,
    names: &[N],
    options: &LabelOptions,
) -> Result<Vec<ClusterLabel>, NetworkError> {
    super::check_length("incidence", concepts.documents(), clusters.len())?;
    if concepts.item_rows() > names.len() {
        let row = concepts.item_rows() as u32 - 1;
        return Err(NetworkError::Row { table: "concepts", row, rows: names.len() });
    }
    let mut members: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    let mut of_concept = vec![0u64; names.len()];
    let (mut nodes, mut occurrences) = (0u64, 0u64);
    for (node, cluster) in clusters.iter().enumerate() {
        if let Some(cluster) = cluster {
            members.entry(*cluster).or_default().push(node);
            nodes += 1;
            occurrences += concepts.items_of(node).len() as u64;
            concepts.items_of(node).iter().for_each(|&concept| of_concept[concept as usize] += 1);
        }
    }
    let mean = occurrences as f64 / members.len().max(1) as f64;
    let mut rows: Vec<u32> = Vec::new();
    let mut labels = Vec::with_capacity(members.len());
    for (cluster, members) in members {
        rows.clear();
        members.iter().for_each(|&node| rows.extend_from_slice(concepts.items_of(node)));
        rows.sort_unstable();
        let size = members.len() as f64;
        let term = |equal: &[u32]| {
            let (inside, all) = (equal.len() as f64, of_concept[equal[0] as usize] as f64);
            let table = Table { inside, term: all, cluster: size, all: nodes as f64 };
            table.score(options.score, mean).map(|score| Term { row: equal[0], score, inside, outside: all - inside })
        };
        let terms = rows.chunk_by(|a, b| a == b).filter_map(term).collect();
        labels.push(name(cluster, terms, &|row| names[row as usize].as_ref(), options));
    }
    Ok(labels)
}

/// Names the clusters of a network of terms after those of them whose links lie most within the cluster.
///
/// What is counted is weight of links: of all weight how much lies at the term, how much at the cluster, and how much at
/// both. Loops and links to nodes without a cluster do not count. Ties are broken as in [`labels_from_concepts`].
///
/// # Errors
/// [`NetworkError::Length`] if there is not one cluster for each node.
///
/// # Complexity
/// Time O(edges + nodes · log nodes).
///
/// # Example
/// ```
/// use citeweave::network::{Network, Node, Parts, labels::{LabelOptions, labels_from_links}};
/// let network = Network::new(Parts {
///     nodes: ["health", "peer support", "recovery", "肿瘤"].iter().zip(0..).map(|(l, id)| Node { id, label: l.to_string() }).collect(),
///     edges: vec![(0, 1, 1.0), (0, 3, 3.0), (1, 2, 4.0)],
///     ..Parts::default()
/// })?;
/// let labels = labels_from_links(&network, &[2, 1, 1, 2].map(Some), &LabelOptions { terms: 2, ..Default::default() })?;
/// assert_eq!(labels[0].label, "recovery; peer support"); // all of the links of recovery lie within
/// # Ok::<(), citeweave::network::NetworkError>(())
/// ```
pub fn labels_from_links(
    network: &Network,
    clusters: &[Option<i64>],
    options: &LabelOptions,
) -> Result<Vec<ClusterLabel>, NetworkError> {
    let graph = network.graph();
    super::check_length("clusters", clusters.len(), graph.node_count())?;
    let mut inside = vec![0.0; graph.node_count()];
    let mut strength = vec![0.0; graph.node_count()];
    for edge in graph.raw_edges() {
        let (source, target) = (edge.source().index(), edge.target().index());
        if source != target && clusters[source].is_some() && clusters[target].is_some() {
            for node in [source, target] {
                strength[node] += edge.weight.weight;
                inside[node] += if clusters[source] == clusters[target] { edge.weight.weight } else { 0.0 };
            }
        }
    }
    let mut members: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (node, cluster) in clusters.iter().enumerate() {
        if let Some(cluster) = cluster {
            members.entry(*cluster).or_default().push(node);
        }
    }
    let of_cluster = |nodes: &[usize]| nodes.iter().map(|&node| strength[node]).sum::<f64>();
    let all: f64 = members.values().map(|nodes| of_cluster(nodes)).sum();
    let mean = all / members.len().max(1) as f64;
    let label = |row: u32| graph.node_weight(row.into()).map_or("", |node| node.label.as_str());
    let name_one = |(cluster, nodes): (i64, Vec<usize>)| {
        let size = of_cluster(&nodes);
        let term = |&node: &usize| {
            let (inside, own) = (inside[node], strength[node]);
            let table = Table { inside, term: own, cluster: size, all };
            let score = table.score(options.score, mean)?;
            Some(Term { row: node as u32, score, inside, outside: (own - inside).max(0.0) })
        };
        name(cluster, nodes.iter().filter_map(term).collect(), &label, options)
    };
    Ok(members.into_iter().map(name_one).collect())
}

/// Writes names to the clusters of the same number that have none yet.
///
/// ```
/// use citeweave::network::{Cluster, labels::{ClusterLabel, name_clusters}};
/// let mut clusters = [Cluster { number: 2, ..Cluster::default() }];
/// name_clusters(&mut clusters, &[ClusterLabel { cluster: 2, label: "recovery".into(), terms: Vec::new() }]);
/// assert_eq!(clusters[0].label, "recovery");
/// ```
pub fn name_clusters(clusters: &mut [Cluster], labels: &[ClusterLabel]) {
    let by_number: BTreeMap<i64, &str> = labels.iter().map(|label| (label.cluster, label.label.as_str())).collect();
    for cluster in clusters.iter_mut().filter(|cluster| cluster.label.is_empty()) {
        if let Some(label) = by_number.get(&cluster.number) {
            cluster.label = (*label).to_owned();
        }
    }
}

/// How often a term and a cluster meet, each occurs, and anything occurs.
struct Table {
    inside: f64,
    term: f64,
    cluster: f64,
    all: f64,
}

impl Table {
    /// None where the term does not speak for the cluster.
    fn score(&self, score: TermScore, mean: f64) -> Option<f64> {
        let &Self { inside, term, cluster, all } = self;
        match score {
            TermScore::LogLikelihood => {
                // As frequent inside as outside is allowed, so that a single cluster gets a name.
                if inside * (all - cluster) < (term - inside) * cluster {
                    return None;
                }
                let cell = |observed: f64, row: f64, column: f64| {
                    if observed > 0.0 && row > 0.0 && column > 0.0 {
                        observed * (observed * all / (row * column)).ln()
                    } else {
                        0.0
                    }
                };
                let sum = cell(inside, term, cluster)
                    + cell(term - inside, term, all - cluster)
                    + cell(cluster - inside, all - term, cluster)
                    + cell(all - term - cluster + inside, all - term, all - cluster);
                // Rounding may leave a little below nothing.
                Some((2.0 * sum).max(0.0))
            }
            TermScore::ClassTfIdf if term > 0.0 => Some(inside * (mean / term).ln_1p()),
            TermScore::ClassTfIdf => Some(0.0),
        }
    }
}

fn name<'a>(
    cluster: i64,
    mut terms: Vec<Term>,
    label_of: &dyn Fn(u32) -> &'a str,
    options: &LabelOptions,
) -> ClusterLabel {
    terms.sort_by(|a, b| {
        let numbers = b.score.total_cmp(&a.score).then(b.inside.total_cmp(&a.inside));
        numbers.then_with(|| label_of(a.row).cmp(label_of(b.row))).then(a.row.cmp(&b.row))
    });
    let mut seen = FxHashSet::default();
    let mut chosen = Vec::new();
    let mut words = Vec::new();
    for term in terms {
        if chosen.len() == options.terms {
            break;
        }
        let word = clean(label_of(term.row));
        let folded = fold(&word);
        let same = if folded.is_empty() { word.to_string() } else { folded };
        if !word.is_empty() && seen.insert(same) {
            chosen.push(term);
            words.push(word);
        }
    }
    ClusterLabel { cluster, label: words.join(&options.separator), terms: chosen }
}

#[cfg(test)]
mod tests {
    use super::super::{Node, Parts};
    use super::*;

    #[test]
    fn the_log_likelihood_agrees_with_dunning() {
        // Dunning 1993, table 2: "the swiss" with 110, 2442, 111, 29114 has -2 log lambda 270.72.
        let (a, b, c, d) = (110.0, 2442.0, 111.0, 29114.0);
        let table = Table { inside: a, term: a + b, cluster: a + c, all: a + b + c + d };
        let score = table.score(TermScore::LogLikelihood, 0.0).unwrap();
        assert!((score - 270.72).abs() < 0.01, "{score}");
    }

    #[test]
    fn class_tf_idf_agrees_with_its_formula() {
        let table = Table { inside: 3.0, term: 4.0, cluster: 5.0, all: 10.0 };
        let score = table.score(TermScore::ClassTfIdf, 8.0).unwrap();
        assert!((score - 3.0 * 3f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn a_common_term_names_no_cluster_and_ties_are_settled() {
        let names = ["health", "Peer support", "peer-support", "b", "a", "肿瘤", ""];
        // Works 0-2 in cluster 1, 3-5 in cluster 7, 6 in none.
        let concepts =
            Incidence::new(&[0, 4, 8, 10, 12, 15, 17, 18], &[0, 1, 2, 6, 0, 1, 2, 6, 0, 3, 0, 5, 0, 4, 5, 0, 5, 5])
                .unwrap();
        let clusters = [Some(1), Some(1), Some(1), Some(7), Some(7), Some(7), None];
        let labels = labels_from_concepts(&clusters, &concepts, &names, &LabelOptions::default()).unwrap();
        assert_eq!(labels.iter().map(|label| label.cluster).collect::<Vec<_>>(), [1, 7]);
        assert_eq!(labels[0].label, "Peer support; b; health");
        assert_eq!(labels[1].label, "肿瘤; a; health");
        assert_eq!((labels[1].terms[0].inside, labels[1].terms[0].outside), (3.0, 0.0));
        // Perfect separation of 6 nodes: G² = 2 · 6 · ln 2.
        assert!((labels[1].terms[0].score - 12.0 * 2f64.ln()).abs() < 1e-12);
        assert_eq!(labels[1].terms[2].score, 0.0);
        let two = LabelOptions { terms: 2, score: TermScore::ClassTfIdf, separator: "、".into() };
        let labels = labels_from_concepts(&clusters, &concepts, &names, &two).unwrap();
        assert_eq!(labels[1].label, "肿瘤、health");
    }

    #[test]
    fn one_cluster_gets_a_name_and_an_empty_one_none() {
        let concepts = Incidence::new(&[0, 2, 3, 3], &[0, 1, 1]).unwrap();
        let clusters = [Some(1), Some(1), None];
        let labels = labels_from_concepts(&clusters, &concepts, &["a", "b"], &LabelOptions::default()).unwrap();
        assert_eq!(labels[0].label, "b; a");
        let labels = labels_from_concepts(&[None, None, Some(2)], &concepts, &["a", "b"], &LabelOptions::default());
        assert_eq!(labels.unwrap(), [ClusterLabel { cluster: 2, label: String::new(), terms: Vec::new() }]);
        let wrong = labels_from_concepts(&[None; 3], &concepts, &["a"], &LabelOptions::default());
        assert_eq!(wrong, Err(NetworkError::Row { table: "concepts", row: 1, rows: 1 }));
        assert!(labels_from_concepts(&[None; 2], &concepts, &["a", "b"], &LabelOptions::default()).is_err());
    }

    #[test]
    fn links_tell_which_terms_are_at_home() {
        // "all" is tied to everything, "b" only within its cluster.
        let labels = ["all", "b", "c", "d", "e", "f"];
        let parts = Parts {
            nodes: labels.iter().zip(0..).map(|(label, id)| Node { id, label: (*label).into() }).collect(),
            edges: vec![(0, 1, 2.0), (0, 2, 2.0), (0, 3, 2.0), (0, 4, 2.0), (1, 2, 3.0), (3, 4, 3.0), (3, 5, 4.0)],
            ..Parts::default()
        };
        let network = Network::new(parts).unwrap();
        let clusters = [Some(1), Some(1), Some(1), Some(2), Some(2), None];
        let labels = labels_from_links(&network, &clusters, &LabelOptions { terms: 2, ..Default::default() }).unwrap();
        assert_eq!(labels[0].label, "b; c");
        assert_eq!(labels[1].label, "d; e");
        // The link to the node without a cluster does not count.
        assert_eq!((labels[1].terms[0].inside, labels[1].terms[0].outside), (3.0, 2.0));
        // Of 28 ends of weight 18 are at cluster 1, and all 5 of b lead there.
        let cell = |observed: f64, expected: f64| 2.0 * observed * (observed / expected).ln();
        let expected = cell(5.0, 5.0 * 18.0 / 28.0) + cell(13.0, 23.0 * 18.0 / 28.0) + cell(10.0, 23.0 * 10.0 / 28.0);
        assert!((labels[0].terms[0].score - expected).abs() < 1e-9);
        assert!(labels_from_links(&network, &[None], &LabelOptions::default()).is_err());
        assert_eq!(labels_from_links(&network, &[None; 6], &LabelOptions::default()), Ok(Vec::new()));
    }
}
