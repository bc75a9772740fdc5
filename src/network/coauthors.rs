//! Who writes with whom: people as nodes, joint works behind every edge.

use super::project::{self, Incidence};
use super::{About, Column, Direction, Document, DocumentCounts, Evidence, Network, NetworkError, Node, Parts, Values};

/// What [`coauthors`] works on: the tables of people and works, and who is an author of what.
#[derive(Clone, Debug)]
pub struct Coauthorship<'a> {
    /// People; their positions are their row numbers.
    pub people: &'a [Person<'a>],
    /// Works; their positions are their row numbers.
    pub works: &'a [Work<'a>],
    /// The authors of each work, as row numbers of people.
    pub authorships: Incidence<'a>,
}

/// A row of the table of people.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// IRI in the graph.
    pub iri: &'a str,
    /// Name as it is shown.
    pub label: &'a str,
    /// ORCID iD, if a source states one.
    pub orcid: Option<&'a str>,
}

/// A row of the table of works.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// IRI in the graph.
    pub iri: &'a str,
    /// DOI without resolver, `10.…`.
    pub doi: Option<&'a str>,
    /// Title.
    pub title: Option<&'a str>,
    /// Year of publication.
    pub year: Option<i32>,
}

/// How much a joint work adds to the link of two of its authors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Counting {
    /// One.
    #[default]
    Full,
    /// 1/(n − 1) for a work of n authors, so that every work of an author counts one, spread over the co-authors.
    Fractional,
}

impl Counting {
    /// Every way of counting.
    pub const ALL: &[Self] = &[Self::Full, Self::Fractional];

    /// Name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Fractional => "fractional",
        }
    }

    /// Finds the way of counting with this name.
    ///
    /// ```
    /// use citeweave::network::Counting;
    /// assert_eq!(Counting::from_name("fractional"), Some(Counting::Fractional));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|counting| counting.name() == name)
    }
}

/// What becomes of people without a co-author.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Isolates {
    /// They are nodes without edges.
    #[default]
    Keep,
    /// They are left out; the account says how many.
    Drop,
}

/// Choices for [`coauthors`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CoauthorOptions {
    /// What `weight` is. The other number stands beside it as an attribute either way.
    pub counting: Counting,
    /// Works with more authors than this are left out of everything.
    pub max_authors: Option<u32>,
    /// People without a co-author in the network.
    pub isolates: Isolates,
    /// Edges of a smaller `weight` are left out.
    pub min_weight: Option<f64>,
}

/// Makes the co-author network.
///
/// People with at least one counted work are nodes, in the order of their rows, their row number being their
/// [id](Node::id). Two people with a joint work are linked.
///
/// | attribute of a node | type | meaning |
/// |---|---|---|
/// | `iri` | text | the person in the graph |
/// | `orcid` | text | ORCID iD, if stated |
/// | `documents` | integer | counted works; node sizes show it |
/// | `first_year`, `last_year` | integer | of the counted works that have a year |
/// | `coauthors` | integer | edges of the node |
/// | `total_link_strength` | integer | Σ `documents` over the node's edges |
/// | `total_link_strength_fractional` | float | Σ `fractional` over the node's edges |
///
/// | attribute of an edge | type | meaning |
/// |---|---|---|
/// | `weight` | float | `documents` or `fractional`, as [counting](CoauthorOptions::counting) says |
/// | `documents` | integer | joint works |
/// | `fractional` | float | Σ 1/(n − 1) over joint works of n authors ([Newman 2001](project::project#reference)) |
/// | `first_year`, `last_year` | integer | of the joint works that have a year |
///
/// The evidence of an edge is its joint works: DOI, else IRI; title; year.
///
/// # Errors
/// [`NetworkError::Length`] or [`NetworkError::Row`] if the incidence does not fit the tables, and the errors of
/// [`project`](project::project).
///
/// # Complexity
/// That of [`project`](project::project), and linear in people, works and edges.
pub fn coauthors(input: &Coauthorship<'_>, options: &CoauthorOptions) -> Result<Network, NetworkError> {
    let Coauthorship { people, works, authorships } = input;
    super::check_length("incidence", authorships.documents(), works.len())?;
    if authorships.item_rows() > people.len() {
        let row = authorships.item_rows() as u32 - 1;
        return Err(NetworkError::Row { table: "people", row, rows: people.len() });
    }

    let years: Vec<Option<i32>> = works.iter().map(|work| work.year).collect();
    let pairs = project::project(authorships, &years, options.max_authors)?;
    let (records, documents) = records(people.len(), authorships, &years, options.max_authors);

    // Edges that pass the filter, their attributes and works.
    let mut strengths = vec![Strength::default(); people.len()];
    let mut links = Vec::with_capacity(pairs.len());
    let mut evidence = WorksBehind::new(works);
    for (pair, behind) in pairs.iter() {
        let weight = match options.counting {
            Counting::Full => f64::from(pair.full),
            Counting::Fractional => pair.fractional,
        };
        if options.min_weight.is_none_or(|smallest| weight >= smallest) {
            strengths[pair.first as usize].add(pair);
            strengths[pair.second as usize].add(pair);
            evidence.add(behind);
            links.push((pair, weight));
        }
    }

    // People who are nodes.
    let mut isolates = 0;
    let mut nodes = Vec::new();
    let mut position = vec![u32::MAX; people.len()];
    for (row, (record, strength)) in records.iter().zip(&strengths).enumerate() {
        if record.documents == 0 {
            continue;
        }
        isolates += usize::from(strength.coauthors == 0);
        if strength.coauthors > 0 || options.isolates == Isolates::Keep {
            position[row] = nodes.len() as u32;
            nodes.push(row);
        }
    }

    let node_integers =
        |value: &dyn Fn(usize) -> Option<i64>| Values::Integer(nodes.iter().map(|&row| value(row)).collect());
    let node_text =
        |value: &dyn Fn(usize) -> Option<String>| Values::Text(nodes.iter().map(|&row| value(row)).collect());
    let edge_integers = |value: &dyn Fn(&project::Pair) -> Option<i64>| {
        Values::Integer(links.iter().map(|(pair, _)| value(pair)).collect())
    };
    #[rustfmt::skip]
    let node_columns = vec![
        Column::new("iri",        node_text(&|row| Some(people[row].iri.into()))),
        Column::new("orcid",      node_text(&|row| people[row].orcid.map(Into::into))),
        Column::new("documents",  node_integers(&|row| Some(records[row].documents.into()))),
        Column::new("first_year", node_integers(&|row| records[row].years.map(|years| years.0.into()))),
        Column::new("last_year",  node_integers(&|row| records[row].years.map(|years| years.1.into()))),
        Column::new("coauthors",  node_integers(&|row| Some(strengths[row].coauthors.into()))),
        Column::new("total_link_strength", node_integers(&|row| Some(strengths[row].full as i64))),
        Column::new("total_link_strength_fractional",
            Values::Float(nodes.iter().map(|&row| Some(strengths[row].fractional.value())).collect())),
    ];
    #[rustfmt::skip]
    let edge_columns = vec![
        Column::new("documents",  edge_integers(&|pair| Some(pair.full.into()))),
        Column::new("fractional", Values::Float(links.iter().map(|(pair, _)| Some(pair.fractional)).collect())),
        Column::new("first_year", edge_integers(&|pair| pair.years.map(|years| years.0.into()))),
        Column::new("last_year",  edge_integers(&|pair| pair.years.map(|years| years.1.into()))),
    ];
    let edges = links
        .iter()
        .map(|(pair, weight)| (position[pair.first as usize], position[pair.second as usize], *weight))
        .collect();
    let node = |&row: &usize| Node { id: row as u32, label: people[row].label.into() };

    Network::new(Parts {
        about: about(options, documents, isolates),
        direction: Direction::Undirected,
        nodes: nodes.iter().map(node).collect(),
        edges,
        node_columns,
        edge_columns,
        evidence: evidence.finish()?,
        size_by: Some("documents".into()),
        ..Parts::default()
    })
}

/// The works of one person.
#[derive(Clone, Copy, Default)]
struct PersonRecord {
    documents: u32,
    years: Option<(i32, i32)>,
}

/// What each person wrote among the works counted, and what became of the works.
fn records(
    people: usize,
    authorships: &Incidence<'_>,
    years: &[Option<i32>],
    max_authors: Option<u32>,
) -> (Vec<PersonRecord>, DocumentCounts) {
    let mut records = vec![PersonRecord::default(); people];
    let mut counts = DocumentCounts { given: years.len(), ..DocumentCounts::default() };
    for (work, &year) in years.iter().enumerate() {
        let authors = authorships.items_of(work);
        let counted = project::counts(authors.len() as u32, max_authors);
        match authors.len() {
            0 => counts.without += 1,
            _ if !counted => counts.over_limit += 1,
            1 => counts.single += 1,
            _ => counts.used += 1,
        }
        for &author in authors.iter().filter(|_| counted) {
            let record = &mut records[author as usize];
            record.documents += 1;
            let (first, last) = record.years.unzip();
            record.years = project::span([first, last, year].into_iter());
        }
    }
    (records, counts)
}

/// Sums over the edges of one person.
#[derive(Clone, Copy, Default)]
struct Strength {
    coauthors: u32,
    full: u64,
    fractional: Sum,
}

impl Strength {
    fn add(&mut self, pair: &project::Pair) {
        self.coauthors += 1;
        self.full += u64::from(pair.full);
        self.fractional.add(pair.fractional);
    }
}

/// A sum that keeps what rounding loses (Neumaier 1974), so that three thirds are one.
#[derive(Clone, Copy, Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += if self.sum >= value { self.sum - sum + value } else { value - sum + self.sum };
        self.sum = sum;
    }

    fn value(self) -> f64 {
        self.sum + self.lost
    }
}

/// Gathers the works behind edges into a table that holds only these.
struct WorksBehind<'a> {
    works: &'a [Work<'a>],
    /// Row in the table of each work, once it has one.
    rows_of: Vec<u32>,
    offsets: Vec<u32>,
    rows: Vec<u32>,
}

impl<'a> WorksBehind<'a> {
    fn new(works: &'a [Work<'a>]) -> Self {
        Self { works, rows_of: vec![0; works.len()], offsets: vec![0], rows: Vec::new() }
    }

    /// Takes the works behind the next edge. Fewer than 2³² in all: the projection made sure.
    fn add(&mut self, works: &[u32]) {
        for &work in works {
            self.rows_of[work as usize] = 1;
        }
        self.rows.extend_from_slice(works);
        self.offsets.push(self.rows.len() as u32);
    }

    fn finish(self) -> Result<Evidence, NetworkError> {
        let Self { works, mut rows_of, offsets, mut rows } = self;
        let mut documents = Vec::new();
        for (work, row) in works.iter().zip(&mut rows_of).filter(|(_, row)| **row == 1) {
            *row = documents.len() as u32;
            documents.push(Document {
                id: work.doi.unwrap_or(work.iri).into(),
                title: work.title.map(Into::into),
                year: work.year,
            });
        }
        for row in &mut rows {
            *row = rows_of[*row as usize];
        }
        Evidence::new(documents, offsets, rows)
    }
}

fn about(options: &CoauthorOptions, documents: DocumentCounts, isolates: usize) -> About {
    let text = |text: &str| text.to_owned();
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "none".into());
    let options = [
        ("counting", text(options.counting.name())),
        ("max_authors", or_none(options.max_authors.map(|n| n.to_string()))),
        (
            "isolates",
            text(match options.isolates {
                Isolates::Keep => "kept",
                Isolates::Drop => "dropped",
            }),
        ),
        ("min_weight", or_none(options.min_weight.map(|weight| weight.to_string()))),
    ];
    let formulas = [
        ("documents of an edge", "full counting, sum over documents k of a_ki a_kj"),
        ("fractional", "Newman 2001, doi 10.1103/PhysRevE.64.016132: sum over documents k of a_ki a_kj / (n_k - 1)"),
        ("total_link_strength", "sum over the edges of a node"),
    ];
    About {
        tool: concat!("citeweave ", env!("CARGO_PKG_VERSION")).into(),
        preset: "coauthors".into(),
        options: options.into_iter().map(|(name, value)| (text(name), value)).collect(),
        formulas: formulas.into_iter().map(|(name, formula)| (text(name), text(formula))).collect(),
        documents,
        isolates,
        steps: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: [Person<'_>; 5] = [
        Person { iri: "p/a", label: "A", orcid: Some("0000-0002-1825-0097") },
        Person { iri: "p/b", label: "B", orcid: None },
        Person { iri: "p/c", label: "C", orcid: None },
        Person { iri: "p/d", label: "D", orcid: None },
        Person { iri: "p/e", label: "E", orcid: None },
    ];

    const fn work(iri: &'static str, year: Option<i32>) -> Work<'static> {
        Work { iri, doi: None, title: None, year }
    }

    /// Works {A, B, C} 2020, {A, B} 2022, {C} 2019, {D} without a year, none at all. E wrote nothing.
    fn network(options: &CoauthorOptions) -> Network {
        let works = [
            Work { doi: Some("10.1000/abc"), title: Some("Three"), ..work("w/abc", Some(2020)) },
            work("w/ab", Some(2022)),
            work("w/c", Some(2019)),
            work("w/d", None),
            work("w/none", Some(1900)),
        ];
        let authorships = Incidence::new(&[0, 3, 5, 6, 7, 7], &[0, 1, 2, 0, 1, 2, 3]).unwrap();
        coauthors(&Coauthorship { people: &PEOPLE, works: &works, authorships }, options).unwrap()
    }

    fn column<'a>(columns: &'a [Column], name: &str) -> &'a Values {
        &columns.iter().find(|column| column.name == name).unwrap().values
    }

    fn integers<const N: usize>(values: [Option<i64>; N]) -> Values {
        Values::Integer(values.to_vec())
    }

    fn floats<const N: usize>(values: [f64; N]) -> Values {
        Values::Float(values.map(Some).to_vec())
    }

    fn edges(network: &Network) -> Vec<(u32, u32, f64)> {
        let graph = network.graph();
        let edge = |e: petgraph::graph::EdgeIndex| {
            let (source, target) = graph.edge_endpoints(e).unwrap();
            (graph[source].id, graph[target].id, graph[e].weight)
        };
        graph.edge_indices().map(edge).collect()
    }

    #[test]
    fn agrees_with_a_hand_calculation() {
        let network = network(&CoauthorOptions::default());
        let ids: Vec<u32> = network.graph().node_weights().map(|node| node.id).collect();
        assert_eq!(ids, [0, 1, 2, 3]); // E has no work
        assert_eq!(edges(&network), [(0, 1, 2.0), (0, 2, 1.0), (1, 2, 1.0)]);

        let nodes = |name| column(network.node_columns(), name);
        assert_eq!(*nodes("documents"), integers([Some(2), Some(2), Some(2), Some(1)]));
        assert_eq!(*nodes("first_year"), integers([Some(2020), Some(2020), Some(2019), None]));
        assert_eq!(*nodes("last_year"), integers([Some(2022), Some(2022), Some(2020), None]));
        assert_eq!(*nodes("coauthors"), integers([Some(2), Some(2), Some(2), Some(0)]));
        assert_eq!(*nodes("total_link_strength"), integers([Some(3), Some(3), Some(2), Some(0)]));
        assert_eq!(*nodes("total_link_strength_fractional"), floats([2.0, 2.0, 1.0, 0.0]));

        let of_edges = |name| column(network.edge_columns(), name);
        assert_eq!(*of_edges("documents"), integers([Some(2), Some(1), Some(1)]));
        assert_eq!(*of_edges("fractional"), floats([1.5, 0.5, 0.5]));
        assert_eq!(*of_edges("first_year"), integers([Some(2020), Some(2020), Some(2020)]));
        assert_eq!(*of_edges("last_year"), integers([Some(2022), Some(2020), Some(2020)]));

        let behind: Vec<&[u32]> = (0..3).map(|edge| network.evidence().of(edge)).collect();
        assert_eq!(behind, [&[0, 1][..], &[0], &[0]]);
        let ids: Vec<&str> = network.evidence().documents().iter().map(|document| document.id.as_str()).collect();
        assert_eq!(ids, ["10.1000/abc", "w/ab"]);
        let expected = DocumentCounts { given: 5, used: 2, single: 2, without: 1, over_limit: 0 };
        assert_eq!((network.about().documents, network.about().isolates), (expected, 1));
    }

    #[test]
    fn fractional_counting_and_a_smallest_weight() {
        let options = CoauthorOptions {
            counting: Counting::Fractional,
            min_weight: Some(1.0),
            isolates: Isolates::Drop,
            ..CoauthorOptions::default()
        };
        let network = network(&options);
        assert_eq!(edges(&network), [(0, 1, 1.5)]);
        assert_eq!(*column(network.node_columns(), "coauthors"), integers([Some(1), Some(1)]));
        assert_eq!(*column(network.node_columns(), "documents"), integers([Some(2), Some(2)]));
        assert_eq!(network.about().isolates, 2); // C by the filter, D by nature
        assert!(network.account().contains(&("isolates", "dropped".into())));
    }

    #[test]
    fn a_work_of_too_many_authors_counts_for_nothing() {
        let network = network(&CoauthorOptions { max_authors: Some(2), ..CoauthorOptions::default() });
        assert_eq!(edges(&network), [(0, 1, 1.0)]);
        assert_eq!(*column(network.node_columns(), "documents"), integers([Some(1), Some(1), Some(1), Some(1)]));
        assert_eq!(*column(network.node_columns(), "first_year"), integers([Some(2022), Some(2022), Some(2019), None]));
        let expected = DocumentCounts { given: 5, used: 1, single: 2, without: 1, over_limit: 1 };
        assert_eq!(network.about().documents, expected);
        assert_eq!(network.evidence().documents().len(), 1);
    }

    #[test]
    fn a_hundred_thirds_add_up() {
        let mut sum = Sum::default();
        (0..300).for_each(|_| sum.add(1.0 / 3.0));
        assert_eq!(sum.value(), 100.0);
    }

    #[test]
    fn refuses_an_incidence_of_other_tables() {
        let refusal = |works: &[Work<'_>], offsets: &[u32], items: &[u32]| {
            let authorships = Incidence::new(offsets, items).unwrap();
            let input = Coauthorship { people: &PEOPLE, works, authorships };
            coauthors(&input, &CoauthorOptions::default()).unwrap_err()
        };
        let works = [work("w/1", None)];
        assert!(matches!(refusal(&[], &[0, 1], &[0]), NetworkError::Length { found: 1, expected: 0, .. }));
        assert_eq!(refusal(&works, &[0, 1], &[5]), NetworkError::Row { table: "people", row: 5, rows: 5 });
    }
}
