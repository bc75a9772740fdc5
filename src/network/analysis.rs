//! From a projection to a network worth looking at: weights, filters, measures, clusters, places.
//!
//! The steps have an order, and this is the only place that knows it: similarities are worked out on what was projected,
//! filters go by the weight in force, and everything that describes a node describes it in what the filters left.

use super::communities::{self, ClusterError, ClusterOptions};
use super::filter::{self, Filter};
use super::labels::{self, LabelOptions};
use super::layout::{self, LayoutOptions, Rooms};
use super::links::Links;
use super::measures::{self, Measure, MeasureOptions};
use super::normalise::{Counts, Normalisation, NormaliseError, normalise};
use super::project::Incidence;
use super::{Cluster, Column, Direction, Integers, Network, NetworkError, Parts, SMALLEST_WEIGHT, Values};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt;

/// What is to be done with a projection, in the order in which it is done.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Indices of similarity that become edge columns.
    pub normalisations: Vec<Normalisation>,
    /// The edge column that becomes the weight; as projected where absent.
    pub weight: Option<String>,
    /// The edge column that clusters by association strength and similarities go by: the counts. The weight where absent.
    pub counts: Option<String>,
    /// The node column that says in how many documents a node occurs; for indices that need it.
    pub occurrences: Option<String>,
    /// The number of documents, for nPMI.
    pub documents: Option<usize>,
    /// What is taken away, in this order. Clusters go by the links there were before the first filter that
    /// [only thins](Filter::only_thins), between the nodes that are left in the end.
    pub filters: Vec<Filter>,
    /// What becomes of nodes that are left without an edge.
    pub isolates: Isolates,
    /// Measures that become node columns.
    pub measures: Vec<Measure>,
    /// How measures are worked out.
    pub measure_options: MeasureOptions,
    /// How clusters are found; none are where absent, and those that a file brings stay.
    pub clustering: Option<ClusteringPlan>,
    /// The node column that sizes show; that of the projection where absent.
    pub size_by: Option<String>,
    /// What clusters are named after.
    pub names: ClusterNames,
    /// How nodes are placed; not at all where absent, and places that a file brings stay.
    pub layout: Option<LayoutOptions>,
}

/// What becomes of nodes without an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolates {
    /// They are left out; the account says how many nodes are left.
    #[default]
    Drop,
    /// They stay.
    Keep,
}

/// How clusters are found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClusteringPlan {
    /// The algorithm with its options.
    pub options: ClusterOptions,
    /// What it goes by.
    pub on: ClusterOn,
}

/// What clusters are named after.
#[derive(Clone, Debug, Default)]
pub enum ClusterNames {
    /// Their largest nodes.
    #[default]
    Nodes,
    /// Those of their nodes whose links lie most within the cluster: for networks of terms.
    Links,
    /// The concepts that set the works of their nodes apart.
    Concepts {
        /// The works of each node, by its [id](super::Node::id).
        works_of: Incidence<'static>,
        /// The concepts of each work.
        concepts_of: Incidence<'static>,
        /// Name of each concept.
        names: Vec<String>,
    },
}

/// What clusters go by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClusterOn {
    /// Association strength of the counts, as in VOSviewer.
    #[default]
    Association,
    /// The weight in force.
    Weight,
}

/// Links that clusters go by.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Ids of nodes; edges name their positions.
    ids: Vec<u32>,
    edges: Vec<(u32, u32, f64)>,
}

impl Linked {
    /// The links between the nodes that a network has now.
    fn between(self, parts: &Parts) -> Links {
        let position: FxHashMap<u32, u32> = parts.nodes.iter().map(|node| node.id).zip(0..).collect();
        let place: Vec<Option<u32>> = self.ids.iter().map(|id| position.get(id).copied()).collect();
        let edges = self
            .edges
            .iter()
            .filter_map(|&(source, target, weight)| Some((place[source as usize]?, place[target as usize]?, weight)));
        Links::new(parts.nodes.len(), parts.direction, edges.collect::<Vec<_>>())
    }
}

/// Why a network could not be analysed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AnalysisError {
    /// No edge column of numbers has this name.
    Weight {
        /// The name asked for.
        name: String,
        /// The edge columns that could be the weight.
        known: Vec<String>,
    },
    /// No node column of numbers, none of them below 0, has this name.
    Size {
        /// The name asked for.
        name: String,
        /// The node columns that sizes could show.
        known: Vec<String>,
    },
    /// An index of similarity cannot be worked out.
    Normalise(NormaliseError),
    /// Clusters cannot be found.
    Cluster(ClusterError),
    /// The parts do not fit together.
    Network(NetworkError),
}

impl fmt::Display for AnalysisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weight { name, known } => {
                write!(f, "no column of numbers at the edges is named {name}; there are {}", known.join(", "))
            }
            Self::Size { name, known } => {
                write!(f, "no column that sizes can show is named {name}; there are {}", known.join(", "))
            }
            Self::Normalise(error) => error.fmt(f),
            Self::Cluster(error) => error.fmt(f),
            Self::Network(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for AnalysisError {}

impl From<NetworkError> for AnalysisError {
    fn from(error: NetworkError) -> Self {
        Self::Network(error)
    }
}

impl Analysis {
    /// Does all of it.
    ///
    /// # Errors
    /// [`AnalysisError`] where something asked for does not exist or cannot be worked out.
    ///
    /// ```
    /// use citeweave::network::{Node, Parts, analysis::{Analysis, ClusteringPlan}};
    /// let node = |id| Node { id, label: format!("{id}") };
    /// let edges = vec![(0, 1, 2.0), (0, 2, 2.0), (1, 2, 2.0), (2, 3, 1.0), (3, 4, 2.0), (3, 5, 2.0), (4, 5, 2.0)];
    /// let parts = Parts { nodes: (0..6).map(node).collect(), edges, ..Parts::default() };
    /// let analysis = Analysis { clustering: Some(ClusteringPlan::default()), ..Analysis::default() };
    /// let network = analysis.run(parts)?;
    /// assert_eq!(network.clusters().len(), 2);
    /// # Ok::<(), citeweave::network::analysis::AnalysisError>(())
    /// ```
    pub fn run(&self, mut parts: Parts) -> Result<Network, AnalysisError> {
        let linked = self.filter(&mut parts)?;
        self.describe(parts, linked)
    }

    /// Does what comes after the [filters](Self::filter): measures, clusters, sizes, places.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn describe(&self, mut parts: Parts, linked: Linked) -> Result<Network, AnalysisError> {
        filter::finish(&mut parts);
        if !self.measures.is_empty() {
            self.measure(&mut parts);
        }
        self.cluster(&mut parts, linked)?;
        self.size(&mut parts)?;
        describe_clusters(&mut parts);
        if let Some(layout) = &self.layout {
            self.place(&mut parts, layout);
        }
        Ok(self.name_clusters(Network::new(parts)?)?)
    }

    /// Does what comes before the network is described: similarities, weight, filters.
    ///
    /// # Returns
    /// The links that clusters go by, none if there are to be no clusters.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn filter(&self, parts: &mut Parts) -> Result<Linked, AnalysisError> {
        self.similarities(parts)?;
        self.weigh(parts)?;
        let mut linked = None;
        for filter in &self.filters {
            if filter.only_thins() && linked.is_none() {
                linked = Some(self.linked(parts));
            }
            filter.apply(parts);
        }
        if self.isolates == Isolates::Drop {
            Filter::Isolates.apply(parts);
        }
        Ok(linked.unwrap_or_else(|| self.linked(parts)))
    }

    /// The links there are now.
    fn linked(&self, parts: &Parts) -> Linked {
        let edges = match self.clustering.map(|plan| plan.on) {
            None => Vec::new(),
            Some(ClusterOn::Association) => self.counted(parts),
            Some(ClusterOn::Weight) => parts.edges.clone(),
        };
        Linked { ids: parts.nodes.iter().map(|node| node.id).collect(), edges }
    }

    /// The edges with their counts.
    fn counted(&self, parts: &Parts) -> Vec<(u32, u32, f64)> {
        let counts =
            self.counts.as_ref().and_then(|name| parts.edge_column(name)).map(|column| column.values.numbers());
        match counts {
            None => parts.edges.clone(),
            Some(counts) => {
                let edges = parts.edges.iter().zip(counts);
                edges.map(|(&(source, target, weight), count)| (source, target, count.unwrap_or(weight))).collect()
            }
        }
    }

    fn similarities(&self, parts: &mut Parts) -> Result<(), AnalysisError> {
        if self.normalisations.is_empty() {
            return Ok(());
        }
        // Set indices are of how many documents two things share, however these are counted.
        let shared = parts.edge_column("count").map(|column| column.values.numbers());
        let edges = self.counted(parts);
        let shared: Vec<(u32, u32, f64)> = match shared {
            None => edges.clone(),
            Some(counts) => {
                let counts = edges.iter().zip(counts);
                counts.map(|(&(source, target, count), shared)| (source, target, shared.unwrap_or(count))).collect()
            }
        };
        let occurrences: Option<Vec<f64>> = self
            .occurrences
            .as_ref()
            .and_then(|name| parts.node_column(name).map(|column| column.values.numbers().or_zero()));
        for &index in &self.normalisations {
            let edges = if index.needs_occurrences() { &shared } else { &edges };
            let counts = Counts {
                occurrences: occurrences.as_deref(),
                documents: self.documents.map(|documents| documents as f64),
                ..Counts::new(parts.nodes.len(), edges)
            };
            let values = normalise(index, &counts).map_err(AnalysisError::Normalise)?;
            parts.set_edge_column(Column::new(index.name(), Values::floats(values.into_iter().map(Some))));
            parts.about.formulas.push((index.name().into(), index.formula().into()));
        }
        Ok(())
    }

    /// Makes a column the weight. Edges for which it is 0 or less, or nothing, say that there is no link, and go.
    fn weigh(&self, parts: &mut Parts) -> Result<(), AnalysisError> {
        let Some(name) = &self.weight else { return Ok(()) };
        let values = parts.edge_column(name).map(|column| column.values.numbers());
        let values = values.filter(|values| values.is_empty() || values.iter().any(|value| value.is_some()));
        let values = values.ok_or_else(|| {
            let columns = parts.edge_columns.iter().filter(|column| !matches!(column.values, Values::Text(_)));
            AnalysisError::Weight { name: name.clone(), known: columns.map(|column| column.name.clone()).collect() }
        })?;
        let keep: Vec<bool> = values.iter().map(|value| value.is_some_and(|value| value >= SMALLEST_WEIGHT)).collect();
        for (edge, value) in parts.edges.iter_mut().zip(values) {
            edge.2 = value.unwrap_or(edge.2);
        }
        if keep.contains(&false) {
            filter::keep_edges(parts, format!("{name} above 0"), &keep);
        }
        parts.about.options.push(("weight".into(), name.clone()));
        Ok(())
    }

    fn measure(&self, parts: &mut Parts) {
        let links = Links::of_parts(parts);
        for column in measures::columns(&links, &self.measures, &self.measure_options) {
            parts.set_node_column(column);
        }
        for measure in &self.measures {
            let entry = measure.entry();
            parts.about.formulas.push((entry.name.into(), format!("{} ({})", entry.formula, entry.source)));
        }
    }

    fn cluster(&self, parts: &mut Parts, linked: Linked) -> Result<(), AnalysisError> {
        if let Some(plan) = &self.clustering {
            let options = &plan.options;
            let links = linked.between(parts).undirected();
            let clustering = match plan.on {
                ClusterOn::Association => communities::vos_clustering(&links, options),
                ClusterOn::Weight => communities::cluster(&links, options),
            };
            let clustering = clustering.map_err(AnalysisError::Cluster)?;
            let numbers = clustering.clusters().iter().map(|&cluster| Some(i64::from(cluster) + 1));
            parts.set_node_column(Column::new("cluster", Values::integers(numbers)));
            parts.clusters = Vec::new();
            parts.colours = Vec::new();
            let on = if plan.on == ClusterOn::Association { " on association strength" } else { "" };
            let function =
                if plan.on == ClusterOn::Association { communities::QualityFunction::Cpm } else { options.function };
            parts.about.options.extend([
                ("cluster".into(), format!("{} of {}{on}", options.algorithm.name(), function.name())),
                ("resolution".into(), options.resolution.to_string()),
                ("min_cluster_size".into(), options.smallest.to_string()),
                ("starts".into(), options.starts.to_string()),
                ("seed".into(), options.seed.to_string()),
                ("quality".into(), clustering.quality().to_string()),
            ]);
            parts.about.formulas.push(("quality".into(), function.formula().into()));
        }
        Ok(())
    }

    /// Names the clusters by what sets them apart.
    fn name_clusters(&self, network: Network) -> Result<Network, NetworkError> {
        let numbers = network.cluster_numbers().to_vec();
        if numbers.is_empty() {
            return Ok(network);
        }
        let options = LabelOptions::default();
        let labels = match &self.names {
            ClusterNames::Nodes => return Ok(network),
            ClusterNames::Links => labels::labels_from_links(&network, &numbers, &options)?,
            ClusterNames::Concepts { works_of, concepts_of, names } => {
                // A work counts once in a cluster, however many of its authors are in it.
                let nodes = network.graph().node_weights().zip(&numbers);
                let works = nodes.filter_map(|(node, number)| Some((works_of.items_of(node.id as usize), (*number)?)));
                let mut works: Vec<(i64, u32)> =
                    works.flat_map(|(works, number)| works.iter().map(move |work| (number, *work))).collect();
                works.sort_unstable();
                works.dedup();
                let numbers: Vec<Option<i64>> = works.iter().map(|(number, _)| Some(*number)).collect();
                let concepts = works.iter().zip(0..).flat_map(|((_, work), row)| {
                    concepts_of.items_of(*work as usize).iter().map(move |concept| (row, *concept))
                });
                let concepts = Incidence::of_links(works.len(), concepts)?;
                labels::labels_from_concepts(&numbers, &concepts, names, &options)?
            }
        };
        let mut parts = network.into_parts();
        let known: BTreeMap<i64, String> = labels.into_iter().map(|label| (label.cluster, label.label)).collect();
        for cluster in &mut parts.clusters {
            if let Some(label) = known.get(&cluster.number).filter(|label| !label.is_empty()) {
                cluster.label.clone_from(label);
            }
        }
        Network::new(parts)
    }

    fn size(&self, parts: &mut Parts) -> Result<(), AnalysisError> {
        let is_size = |column: &Column| {
            let numbers = column.values.numbers();
            numbers.iter().flatten().all(|number| number >= 0.0) && numbers.iter().flatten().next().is_some()
        };
        let known = |name: &str| parts.node_column(name).is_some_and(is_size);
        if let Some(name) = self.size_by.as_ref().filter(|name| !known(name) && !parts.nodes.is_empty()) {
            let columns = parts.node_columns.iter().filter(|column| is_size(column));
            let known = columns.map(|column| column.name.clone()).collect();
            return Err(AnalysisError::Size { name: name.clone(), known });
        }
        let usual = if parts.direction == Direction::Directed { "strength_in" } else { "total_link_strength" };
        let chosen = self.size_by.clone().or_else(|| parts.size_by.clone());
        let chosen = chosen.filter(|name| known(name)).or_else(|| Some(usual.to_string()));
        parts.size_by = chosen.filter(|name| known(name));
        Ok(())
    }

    fn place(&self, parts: &mut Parts, options: &LayoutOptions) {
        let sizes =
            parts.size_by.as_ref().and_then(|name| parts.node_column(name)).map(|column| column.values.numbers());
        // Names need room as well; in large networks, where few nodes are named, there is less of it.
        let room = ROOM.min(1000.0 / (parts.nodes.len().max(1) as f64).sqrt());
        let radii = match sizes {
            Some(sizes) => super::sizes::sizes(&sizes.to_vec()).into_iter().map(|size| size / 2.0 + room).collect(),
            None => vec![super::sizes::SMALLEST + room; parts.nodes.len()],
        };
        // VOS normalises counts itself.
        let links = match &options.method {
            layout::Method::Vos(_) => Links::new(parts.nodes.len(), parts.direction, self.counted(parts)),
            layout::Method::ForceAtlas2(_) => Links::of_parts(parts),
        };
        parts.positions = layout::place(&links.undirected(), &Rooms::Discs(radii), options);
        let (name, seed) = match &options.method {
            layout::Method::ForceAtlas2(method) => ("fa2", method.seed),
            layout::Method::Vos(method) => ("vos", method.seed),
        };
        parts.about.options.extend([("layout".into(), name.into()), ("layout_seed".into(), seed.to_string())]);
    }
}

/// Space around a node, in the units of sizes.
const ROOM: f64 = 18.0;

/// Colours of clusters, the largest first: told apart also by readers who see no red or green, dark enough for white paper.
/// Clusters beyond are grey.
#[rustfmt::skip]
pub const PALETTE: [[u8; 3]; 20] = [
    [ 46, 109, 180], [230, 126,  34], [ 56, 152,  92], [200,  62,  77], [124,  88, 170],
    [ 32, 156, 170], [214, 168,  32], [196,  98, 160], [134, 142,  54], [ 98, 112, 134],
    [150,  96,  62], [112, 178, 224], [ 20,  70, 110], [240, 150, 120], [ 90, 190, 150],
    [130,  30,  60], [170, 140, 210], [ 60, 100,  40], [190, 120,  90], [ 70,  90, 160],
];

const OTHER: [u8; 3] = [150, 150, 150];

/// Names, counts and colours of the clusters that the column `cluster` tells, where they are not known yet; nodes get the
/// colour of their cluster, unless they have one.
fn describe_clusters(parts: &mut Parts) {
    let numbers = Integers::named(&parts.node_columns, "cluster").clone();
    if numbers.is_empty() {
        parts.clusters.clear();
        return;
    }
    let mut known: BTreeMap<i64, Cluster> = BTreeMap::new();
    for cluster in std::mem::take(&mut parts.clusters) {
        known.entry(cluster.number).or_insert(cluster);
    }
    let weights = parts.size_by.as_ref().and_then(|name| parts.node_column(name));
    let weights = weights.or_else(|| parts.node_column("total_link_strength")).map(|column| column.values.numbers());
    let strength = |row: usize| weights.as_ref().and_then(|weights| weights.get(row)).unwrap_or_default();
    // Side by side the nodes of a cluster, the strongest first.
    let mut members: Vec<(i64, usize)> = (0..numbers.len()).filter_map(|row| Some((numbers.get(row)?, row))).collect();
    members.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0).then_with(|| strength(b.1).total_cmp(&strength(a.1))).then(a.1.cmp(&b.1))
    });
    let mut clusters: Vec<Cluster> = Vec::new();
    for rows in members.chunk_by(|a, b| a.0 == b.0) {
        let (number, place) = (rows[0].0, clusters.len());
        let held = known.get(&number);
        let label = held.map(|cluster| cluster.label.clone()).filter(|label| !label.is_empty());
        let names: Vec<&str> = rows.iter().take(3).map(|(_, row)| parts.nodes[*row].label.as_str()).collect();
        let colour = held.map(|cluster| cluster.colour).filter(|colour| *colour != [0; 3]);
        clusters.push(Cluster {
            number,
            label: label.unwrap_or_else(|| names.join("; ")),
            nodes: rows.len(),
            colour: colour.unwrap_or_else(|| PALETTE.get(place).copied().unwrap_or(OTHER)),
        });
    }
    if parts.colours.is_empty() {
        let colour = |number: Option<i64>| {
            let place = |number: i64| clusters.binary_search_by_key(&number, |cluster| cluster.number).ok();
            number.and_then(place).map_or(OTHER, |at| clusters[at].colour)
        };
        parts.colours = numbers.iter().map(colour).collect();
    }
    parts.clusters = clusters;
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::super::filter::Backbone;
    use super::*;

    /// Two triangles with a bridge; the counts of one are twice those of the other.
    fn parts() -> Parts {
        let node = |id: u32| Node { id, label: format!("node {id}") };
        let edges = vec![(0, 1, 4.0), (0, 2, 4.0), (1, 2, 4.0), (2, 3, 1.0), (3, 4, 2.0), (3, 5, 2.0), (4, 5, 2.0)];
        let counts = edges.iter().map(|edge| Some(edge.2 as i64)).collect();
        Parts {
            nodes: (0..7).map(node).collect(),
            edge_columns: vec![Column::new("count", Values::Integer(counts))],
            node_columns: vec![Column::new("documents", Values::integers([8, 8, 9, 5, 4, 4, 1].map(Some)))],
            edges,
            ..Parts::default()
        }
    }

    #[test]
    fn steps_come_in_their_order() {
        let analysis = Analysis {
            normalisations: vec![Normalisation::Jaccard, Normalisation::Association],
            weight: Some("jaccard".into()),
            occurrences: Some("documents".into()),
            counts: Some("count".into()),
            filters: vec![Filter::MinWeight(0.2)],
            measures: vec![Measure::Component],
            clustering: Some(ClusteringPlan::default()),
            layout: Some(LayoutOptions::default()),
            ..Analysis::default()
        };
        let network = analysis.run(parts()).unwrap();
        // Jaccard: 4/(8+8-4) = 1/3, 4/(8+9-4), again; the bridge 1/(9+5-1) goes; 2/(5+4-2), again, 2/(4+4-2).
        let weights: Vec<f64> = network.graph().edge_weights().map(|edge| edge.weight).collect();
        assert_eq!(weights, [1.0 / 3.0, 4.0 / 13.0, 4.0 / 13.0, 2.0 / 7.0, 2.0 / 7.0, 1.0 / 3.0]);
        // Association strength is that of all seven edges: s = 8, 8, 9, 5, 4, 4, 2m = 38.
        let association = network.edge_columns().iter().find(|column| column.name == "association").unwrap();
        let found = association.values.numbers().get(0).unwrap();
        assert!((found - 38.0 * 4.0 / 64.0).abs() < 1e-12, "{found}");
        assert_eq!(network.clusters().iter().map(|cluster| cluster.nodes).collect::<Vec<_>>(), [3, 3]);
        assert_eq!(network.clusters()[0].label, "node 0; node 1; node 2");
        assert_eq!((network.positions().len(), network.colours().len()), (6, 6));
        let steps: Vec<&str> = network.about().steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(steps, ["min_weight 0.2", "without isolates"]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let with = |analysis: Analysis| analysis.run(parts()).unwrap_err().to_string();
        assert_eq!(
            with(Analysis { weight: Some("fame".into()), ..Analysis::default() }),
            "no column of numbers at the edges is named fame; there are count"
        );
        let missing = with(Analysis { normalisations: vec![Normalisation::Cosine], ..Analysis::default() });
        assert!(missing.contains("occurrences"), "{missing}");
    }

    #[test]
    fn clusters_do_not_depend_on_how_the_picture_is_thinned() {
        let clusters = |filters: Vec<Filter>| {
            let analysis = Analysis {
                filters,
                clustering: Some(ClusteringPlan::default()),
                isolates: Isolates::Keep,
                ..Analysis::default()
            };
            let network = analysis.run(parts()).unwrap();
            let column = network.node_columns().iter().find(|column| column.name == "cluster").unwrap();
            (network.graph().edge_count(), column.values.clone())
        };
        let (all, whole) = clusters(Vec::new());
        let (few, thinned) = clusters(vec![Filter::Backbone(Backbone::SpanningForest), Filter::TopEdges(2)]);
        assert_eq!((all, few, thinned), (7, 2, whole.clone()));
        // A threshold says what counts as a link.
        assert_ne!(clusters(vec![Filter::MinWeight(4.0)]).1, whole);
    }

    #[test]
    fn backbones_say_what_they_left() {
        let of = |backbone| {
            let filters = vec![Filter::Backbone(backbone)];
            let network = Analysis { filters, isolates: Isolates::Keep, ..Analysis::default() }.run(parts()).unwrap();
            (network.graph().edge_count(), network.about().steps.last().unwrap().name.clone())
        };
        assert_eq!(of(Backbone::SpanningForest), (5, "backbone mst".into()));
        // Equal weights are all kept; the bridge is the only way across.
        assert_eq!(of(Backbone::Pathfinder), (7, "backbone pathfinder".into()));
        // (1 - 4/9)^2 = 0.31 at node 2 and (1 - 2/5)^2 = 0.36 at node 3 keep two edges each; the others have 0.5 and more.
        assert_eq!(of(Backbone::Disparity(0.4)).0, 4);
        let network = Analysis { isolates: Isolates::Keep, ..Analysis::default() }.run(parts()).unwrap();
        assert_eq!((network.graph().node_count(), network.about().isolates), (7, 1));
    }
}
