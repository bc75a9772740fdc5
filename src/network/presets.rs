//! The networks that have a name: which things are linked, and by which documents.
//!
//! There are a handful of shapes. Things of one kind stand together in a work, are cited together by a work, or cite the
//! same work: each is a [projection](project) of one incidence. Things cite one another, or things of one kind stand in
//! a work with things of another: each is a [crossing](project::cross) of two. The table [`PRESETS`] names what
//! bibliometrics uses of these.

use super::literature::{Kind, Literature, Needs, Things};
use super::merging::Merging;
use super::project::{self, Crossing, Incidence, Pairs};
use super::{About, Column, Direction, Document, DocumentCounts, Evidence, NetworkError, Node, Parts, Step, Values};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What makes a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Two things of a kind in one work.
    Together(Kind),
    /// Two things of a kind among the references of one work: co-citation.
    CitedTogether(Kind),
    /// Two things of a kind whose works cite the same work: bibliographic coupling.
    Coupled(Kind),
    /// A thing's works cite another's.
    Citing(Kind),
    /// A thing of one kind and one of another in the same work.
    Between(Kind, Kind),
    /// People, organisations, works, venues and concepts with everything that links them.
    Everything,
}

/// A network with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Name on the command line and in files.
    pub name: &'static str,
    /// What makes a link.
    pub shape: Shape,
    /// What it shows, for people.
    pub about: &'static str,
}

/// Every network with a name.
#[rustfmt::skip]
pub const PRESETS: &[Preset] = &[
    Preset { name: "coauthors",           shape: Shape::Together(Kind::Person),             about: "people linked by the works they wrote together" },
    Preset { name: "coauthors-orgs",      shape: Shape::Together(Kind::Organisation),       about: "organisations linked by works written in both" },
    Preset { name: "coauthors-countries", shape: Shape::Together(Kind::Country),            about: "countries linked by works written in both" },
    Preset { name: "keywords",            shape: Shape::Together(Kind::Keyword),            about: "authors' keywords linked by works that have both" },
    Preset { name: "concepts",            shape: Shape::Together(Kind::Concept),            about: "concepts of every vocabulary linked by works that have both" },
    Preset { name: "citations",           shape: Shape::Citing(Kind::Work),                 about: "works linked to the works they cite" },
    Preset { name: "citations-authors",   shape: Shape::Citing(Kind::Person),               about: "people linked to those whose works they cite" },
    Preset { name: "citations-sources",   shape: Shape::Citing(Kind::Venue),                about: "journals linked to those they cite" },
    Preset { name: "cocitation",          shape: Shape::CitedTogether(Kind::Work),          about: "works linked by works that cite both" },
    Preset { name: "cocitation-authors",  shape: Shape::CitedTogether(Kind::Person),        about: "people linked by works that cite both" },
    Preset { name: "cocitation-sources",  shape: Shape::CitedTogether(Kind::Venue),         about: "journals linked by works that cite both" },
    Preset { name: "coupling",            shape: Shape::Coupled(Kind::Work),                about: "works linked by the works both cite" },
    Preset { name: "coupling-authors",    shape: Shape::Coupled(Kind::Person),              about: "people linked by the works both cite" },
    Preset { name: "coupling-sources",    shape: Shape::Coupled(Kind::Venue),               about: "journals linked by the works both cite" },
    Preset { name: "coupling-orgs",       shape: Shape::Coupled(Kind::Organisation),        about: "organisations linked by the works both cite" },
    Preset { name: "coupling-countries",  shape: Shape::Coupled(Kind::Country),             about: "countries linked by the works both cite" },
    Preset { name: "authors-works",       shape: Shape::Between(Kind::Person, Kind::Work),  about: "people and the works they wrote" },
    Preset { name: "authors-keywords",    shape: Shape::Between(Kind::Person, Kind::Keyword), about: "people and the keywords of their works" },
    Preset { name: "authors-concepts",    shape: Shape::Between(Kind::Person, Kind::Concept), about: "people and the concepts of their works" },
    Preset { name: "authors-sources",     shape: Shape::Between(Kind::Person, Kind::Venue), about: "people and the journals they write in" },
    Preset { name: "works-concepts",      shape: Shape::Between(Kind::Work, Kind::Concept), about: "works and their concepts" },
    Preset { name: "orgs-concepts",       shape: Shape::Between(Kind::Organisation, Kind::Concept), about: "organisations and the concepts of their works" },
    Preset { name: "countries-concepts",  shape: Shape::Between(Kind::Country, Kind::Concept), about: "countries and the concepts of their works" },
    Preset { name: "sources-concepts",    shape: Shape::Between(Kind::Venue, Kind::Concept), about: "journals and the concepts of their works" },
    Preset { name: "heterogeneous",       shape: Shape::Everything,                         about: "people, organisations, works, journals and concepts with all that links them" },
];

impl Preset {
    /// Finds the preset with this name.
    ///
    /// ```
    /// use citeweave::network::Preset;
    /// assert!(Preset::from_name("cocitation-sources").is_some());
    /// assert!(Preset::from_name("friends").is_none());
    /// ```
    pub fn from_name(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// The kinds of its nodes.
    pub fn kinds(&self) -> Vec<Kind> {
        match self.shape {
            Shape::Together(kind) | Shape::CitedTogether(kind) | Shape::Coupled(kind) | Shape::Citing(kind) => {
                vec![kind]
            }
            Shape::Between(one, other) => vec![one, other],
            Shape::Everything => vec![Kind::Person, Kind::Organisation, Kind::Work, Kind::Venue, Kind::Concept],
        }
    }

    /// What it needs to be read.
    pub fn needs(&self) -> Needs {
        let needs = Needs::of(&self.kinds());
        match self.shape {
            Shape::Together(_) | Shape::Between(..) => needs,
            Shape::CitedTogether(_) | Shape::Coupled(_) | Shape::Citing(_) | Shape::Everything => needs.and_citations(),
        }
    }

    /// What is counted of a node to say how often it occurs: the number that thresholds and set-theoretic measures of
    /// similarity use.
    fn occurrences(&self) -> &'static str {
        match self.shape {
            Shape::CitedTogether(_) => "citations",
            Shape::Coupled(_) => "references",
            Shape::Together(_) | Shape::Citing(_) | Shape::Between(..) | Shape::Everything => "documents",
        }
    }
}

/// How much a document adds to a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Counting {
    /// One.
    #[default]
    Full,
    /// 1/(n − 1) for a document of n items, so that every document of an item counts one, spread over the others. In
    /// networks with direction or of two kinds 1/(sources · targets).
    Fractional,
    /// 2/(n(n − 1)) for a document of n items, so that every document counts one, spread over its pairs.
    Pairs,
}

impl Counting {
    /// Every way of counting.
    pub const ALL: &[Self] = &[Self::Full, Self::Fractional, Self::Pairs];

    /// Name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Fractional => "fractional",
            Self::Pairs => "pairs",
        }
    }

    /// The column of edges that has these counts.
    pub fn column(self) -> &'static str {
        match self {
            Self::Full => "count",
            Self::Fractional => "fractional",
            Self::Pairs => "by_pairs",
        }
    }

    /// Finds the way of counting with this name. Newman's is the fractional one.
    ///
    /// ```
    /// use citeweave::network::Counting;
    /// assert_eq!(Counting::from_name("newman"), Some(Counting::Fractional));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name == "newman" { "fractional" } else { name };
        Self::ALL.iter().copied().find(|counting| counting.name() == name)
    }
}

/// Which cited works take part in a network of citations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cited {
    /// Those that are counted themselves.
    #[default]
    Counted,
    /// All.
    All,
}

/// Choices for [`Preset::project`].
#[derive(Clone, Debug, Default)]
pub struct Projection {
    /// Which works count; empty for all.
    pub counted: Vec<bool>,
    /// What `weight` is.
    pub counting: Counting,
    /// Works with more items of the kind than this are left out of everything.
    pub max_items: Option<u32>,
    /// Things that occur in fewer documents are left out.
    pub min_documents: Option<u32>,
    /// Only so many things, those that occur most often; of equals those that come first.
    pub top: Option<usize>,
    /// Pairs of things of one kind that share fewer documents are left out. What filters them out of the whole network needs memory
    /// for all of them.
    pub min_shared: Option<u32>,
    /// Vocabularies whose concepts take part; empty for all.
    pub schemes: Vec<String>,
    /// Which cited works take part in networks of citations.
    pub cited: Cited,
    /// What a thesaurus says of the things of a kind.
    pub merging: BTreeMap<Kind, Merging>,
}

/// What is known of a thing from the documents counted.
#[derive(Clone, Copy, Default)]
struct Record {
    documents: u32,
    occurrences: u32,
    years: Option<(i32, i32)>,
}

/// Things of one kind among the nodes: their ids begin at `base`.
struct Table<'l> {
    kind: Kind,
    base: u32,
    things: Cow<'l, Things>,
}

/// A projection about to become a network.
struct Draft<'l> {
    tables: Vec<Table<'l>>,
    pairs: Pairs,
    /// By id.
    records: Vec<Record>,
    counts: DocumentCounts,
    /// Relation of each pair, where there are several.
    relations: Vec<&'static str>,
    direction: Direction,
}

impl Preset {
    /// Projects literature onto this network: nodes are the things that have a counted document, in the order of their
    /// tables, with or without a link.
    ///
    /// | attribute of a node | type | meaning |
    /// |---|---|---|
    /// | `kind` | text | person, work, …; where there are several |
    /// | `iri` | text | the thing in the graph |
    /// | `documents` | integer | counted works of the thing |
    /// | `citations`, `references` | integer | of co-citation: counted works that cite it; of coupling: works it cites |
    /// | `first_year`, `last_year` | integer | of the documents behind it that have a year |
    ///
    /// and what the table of things has. `weight` of an edge is what the [counting](Projection::counting) says, and beside it stand:
    ///
    /// | attribute of an edge | type | meaning |
    /// |---|---|---|
    /// | `count` | integer | shared documents, or times; full counting |
    /// | `fractional` | float | Σ 1/(n − 1) over shared documents of n items |
    /// | `by_pairs` | float | Σ 2/(n(n − 1)) |
    /// | `first_year`, `last_year` | integer | of the shared documents that have a year |
    ///
    /// # Errors
    /// [`NetworkError::Row`] or [`NetworkError::Length`] if the literature does not fit together, and the errors of
    /// [`project`](project::project).
    pub fn project(&self, literature: &Literature, how: &Projection) -> Result<Parts, NetworkError> {
        let works = literature.works();
        super::check_length("years", literature.years.len(), works)?;
        let mut counted = if how.counted.is_empty() { vec![true; works] } else { how.counted.clone() };
        super::check_length("counted works", counted.len(), works)?;
        let mut counts =
            DocumentCounts { given: counted.iter().filter(|counted| **counted).count(), ..DocumentCounts::default() };
        if let Some(largest) = how.max_items {
            for kind in self.kinds().into_iter().filter(|kind| !matches!(kind, Kind::Work | Kind::Venue)) {
                for work in literature.incidence(kind, &counted)?.over(largest) {
                    counted[work] = false;
                    counts.over_limit += 1;
                }
            }
        }
        let draft = match self.shape {
            Shape::Together(kind) => together(literature, how, kind, &counted, counts)?,
            Shape::CitedTogether(kind) => cited_together(literature, how, kind, &counted, counts)?,
            Shape::Coupled(kind) => coupled(literature, how, kind, &counted, counts)?,
            Shape::Citing(kind) => citing(literature, how, kind, &counted, counts)?,
            Shape::Between(one, other) => between(literature, how, [one, other], &counted, counts)?,
            Shape::Everything => everything(literature, how, &counted, counts)?,
        };
        self.assemble(literature, how, draft)
    }

    /// The things of a kind of node that stand together in each counted work, or among the references of each, as the network
    /// has it: what tells when they were written about.
    ///
    /// # Errors
    /// As [`project`](Self::project).
    pub fn items(
        &self,
        literature: &Literature,
        how: &Projection,
        kind: Kind,
    ) -> Result<Incidence<'static>, NetworkError> {
        let counted = if how.counted.is_empty() { vec![true; literature.works()] } else { how.counted.clone() };
        match self.shape {
            Shape::CitedTogether(_) => {
                let things = items(literature, how, kind, &vec![true; literature.works()])?;
                literature.references(&counted)?.composed(&things)
            }
            _ => items(literature, how, kind, &counted),
        }
    }

    fn assemble(&self, literature: &Literature, how: &Projection, draft: Draft<'_>) -> Result<Parts, NetworkError> {
        let Draft { tables, pairs, records, counts, relations, direction } = draft;
        let mut position = vec![u32::MAX; records.len()];
        let mut ids: Vec<u32> = Vec::new();
        for (id, record) in records.iter().enumerate().filter(|(_, r)| r.documents > 0 || r.occurrences > 0) {
            (position[id], _) = (ids.len() as u32, record);
            ids.push(id as u32);
        }
        // Each column passes over the pairs for itself, all side by side.
        let edges = || rayon::join(|| edges_of(&pairs, &position, how.counting), || counts_of(&pairs));
        let shares = || rayon::join(|| shares_of(&pairs), || years_of(&pairs));
        let nodes = || self.nodes(literature, how, &tables, &records, &ids);
        let (((edges, count), (shares, years)), (evidence, (nodes, node_columns))) =
            rayon::join(|| rayon::join(edges, shares), || rayon::join(|| works_behind(&pairs, literature), nodes));
        let projected = edges.len() + pairs.weak();
        drop(pairs);
        let mut edge_columns = vec![Column::new("count", Values::Integer(count))];
        let one_a_document = direction == Direction::Undirected;
        let ([fractional, by_pairs], [first_year, last_year]) = (shares, years);
        edge_columns.push(Column::new("fractional", Values::Float(fractional)));
        if one_a_document {
            edge_columns.push(Column::new("by_pairs", Values::Float(by_pairs)));
        }
        edge_columns.push(Column::new("first_year", Values::Integer(first_year)));
        edge_columns.push(Column::new("last_year", Values::Integer(last_year)));
        if !relations.is_empty() {
            let names = relations.iter().map(|relation| Some((*relation).to_string())).collect();
            edge_columns.insert(0, Column::new("relation", Values::Text(names)));
        }

        let name = |name: &str| node_columns.iter().any(|column| column.name == name).then(|| name.to_string());
        let size_by = match self.shape {
            Shape::Citing(_) => None,
            _ => name(self.occurrences()),
        };
        let sizes = Step { name: "projected".into(), nodes: ids.len(), edges: projected };
        Ok(Parts {
            about: self.about(how, counts, sizes),
            direction,
            nodes,
            edges,
            node_columns,
            edge_columns,
            evidence: evidence?,
            size_by,
            ..Parts::default()
        })
    }

    /// Nodes and all that is known of them.
    fn nodes(
        &self,
        literature: &Literature,
        how: &Projection,
        tables: &[Table<'_>],
        records: &[Record],
        ids: &[u32],
    ) -> (Vec<Node>, Vec<Column>) {
        let table_of = |id: u32| {
            let at = tables.partition_point(|table| table.base <= id).saturating_sub(1);
            (&tables[at], (id - tables[at].base) as usize)
        };
        let label = |id: u32| {
            let (table, row) = table_of(id);
            let merged = how.merging.get(&table.kind).and_then(|merging| merging.labels.get(&(row as u32)));
            merged.or(table.things.labels.get(row)).cloned().unwrap_or_default()
        };
        let nodes = ids.iter().map(|&id| Node { id, label: label(id) }).collect();
        let integers = |value: &dyn Fn(u32) -> Option<i64>| Values::Integer(ids.iter().map(|&id| value(id)).collect());
        let record = |id: u32| records[id as usize];
        let iri = |&id: &u32| {
            let (table, row) = table_of(id);
            table.things.iris.get(row).filter(|iri| !iri.is_empty()).cloned()
        };
        let mut node_columns = Vec::new();
        if tables.len() > 1 {
            let kinds = ids.iter().map(|&id| Some(table_of(id).0.kind.name().to_string())).collect();
            node_columns.push(Column::new("kind", Values::Text(kinds)));
        }
        node_columns.push(Column::new("iri", Values::Text(ids.iter().map(iri).collect())));
        for table in tables {
            for column in &table.things.columns {
                let rows = ids.iter().map(|&id| match table_of(id) {
                    (of, row) if of.base == table.base => row,
                    _ => usize::MAX,
                });
                let values = column.values.select(rows);
                push_or_fill(&mut node_columns, &column.name, values);
            }
        }
        let has_works = tables.iter().any(|table| table.kind == Kind::Work);
        if has_works {
            let year = |id| {
                let (table, row) = table_of(id);
                let year = literature.years.get(row).copied().flatten().filter(|_| table.kind == Kind::Work);
                year.map(i64::from)
            };
            node_columns.push(Column::new("year", integers(&year)));
        }
        let only_works = tables.iter().all(|table| table.kind == Kind::Work);
        if !only_works {
            node_columns.push(Column::new("documents", integers(&|id| Some(record(id).documents.into()))));
        }
        if self.occurrences() != "documents" {
            node_columns.push(Column::new(self.occurrences(), integers(&|id| Some(record(id).occurrences.into()))));
        }
        if !only_works {
            node_columns.push(Column::new("first_year", integers(&|id| record(id).years.map(|years| years.0.into()))));
            node_columns.push(Column::new("last_year", integers(&|id| record(id).years.map(|years| years.1.into()))));
        }
        (nodes, node_columns)
    }

    fn about(&self, how: &Projection, documents: DocumentCounts, projected: Step) -> About {
        let limit = |value: Option<String>| value.unwrap_or_else(|| "none".into());
        let mut options = vec![
            ("counting", how.counting.name().to_string()),
            ("max_authors", limit(how.max_items.map(|n| n.to_string()))),
        ];
        options.extend(how.min_documents.map(|n| ("min_documents", n.to_string())));
        options.extend(how.top.map(|n| ("top", n.to_string())));
        if !how.schemes.is_empty() {
            options.push(("schemes", how.schemes.join(", ")));
        }
        let formulas: &[(&str, &str)] = match self.shape {
            Shape::Together(_) | Shape::CitedTogether(_) | Shape::Coupled(_) => &[
                ("count", "full counting, sum over documents k of a_ki a_kj"),
                (
                    "fractional",
                    "Newman 2001, doi 10.1103/PhysRevE.64.016132: sum over documents k of a_ki a_kj / (n_k - 1)",
                ),
                ("by_pairs", "sum over documents k of 2 a_ki a_kj / (n_k (n_k - 1))"),
            ],
            Shape::Citing(_) | Shape::Between(..) | Shape::Everything => &[
                ("count", "full counting, number of times"),
                ("fractional", "sum over the times of 1 / (sources * targets)"),
            ],
        };
        let owned = |(name, value): (&str, String)| (name.to_string(), value);
        About {
            tool: concat!("citeweave ", env!("CARGO_PKG_VERSION")).into(),
            preset: self.name.into(),
            options: options.into_iter().map(owned).collect(),
            formulas: formulas
                .iter()
                .chain(&[("total_link_strength", "sum of the weights of the edges of a node")])
                .map(|(name, formula)| (name.to_string(), formula.to_string()))
                .collect(),
            documents,
            steps: vec![projected],
            isolates: 0,
        }
    }
}

/// Adds a column; where several kinds of things have one of a name and type, the values of the next kind fill its gaps.
fn push_or_fill(columns: &mut Vec<Column>, name: &str, values: Values) {
    fn fill<T>(held: &mut [Option<T>], values: Vec<Option<T>>) {
        for (held, value) in held.iter_mut().zip(values).filter(|(held, _)| held.is_none()) {
            *held = value;
        }
    }
    let Some(held) = columns.iter_mut().find(|column| column.name == name) else {
        columns.push(Column::new(name, values));
        return;
    };
    match (&mut held.values, values) {
        (Values::Integer(held), Values::Integer(values)) => fill(held, values),
        (Values::Float(held), Values::Float(values)) => fill(held, values),
        (Values::Text(held), Values::Text(values)) => fill(held, values),
        (Values::Boolean(held), Values::Boolean(values)) => fill(held, values),
        (_, values) => columns.push(Column::new(format!("{name}_2"), values)),
    }
}

/// The things of a kind that each counted work has, after vocabularies and thesaurus.
fn items(
    literature: &Literature,
    how: &Projection,
    kind: Kind,
    counted: &[bool],
) -> Result<Incidence<'static>, NetworkError> {
    let mut incidence = literature.incidence(kind, counted)?;
    if matches!(kind, Kind::Keyword | Kind::Concept) && !how.schemes.is_empty() {
        let schemes = literature.concepts.texts("scheme").unwrap_or_default();
        let wanted = |row: u32| {
            let scheme = schemes.get(row as usize).and_then(|scheme| scheme.as_deref());
            scheme.is_some_and(|scheme| how.schemes.iter().any(|wanted| wanted == scheme))
        };
        incidence = links_of(&incidence, |row| wanted(row).then_some(row))?;
    }
    if let Some(merging) = how.merging.get(&kind) {
        incidence = links_of(&incidence, |row| merging.rows.get(row as usize).copied().flatten())?;
    }
    Ok(incidence)
}

/// An incidence whose items become others, or none.
fn links_of(
    incidence: &Incidence<'_>,
    to: impl Fn(u32) -> Option<u32> + Copy,
) -> Result<Incidence<'static>, NetworkError> {
    let links = (0..incidence.documents()).flat_map(|document| {
        let items = incidence.items_of(document).iter().filter_map(|item| to(*item));
        items.map(move |item| (document as u32, item))
    });
    Incidence::of_links(incidence.documents(), links)
}

/// How many documents each thing has, and their years.
fn records(incidence: &Incidence<'_>, years: &[Option<i32>], things: usize) -> Vec<Record> {
    let mut records = vec![Record::default(); things.max(incidence.item_rows())];
    for (document, &year) in years.iter().enumerate() {
        for &item in incidence.items_of(document) {
            let record = &mut records[item as usize];
            record.documents += 1;
            record.occurrences += 1;
            let (first, last) = record.years.unzip();
            record.years = project::span([first, last, year].into_iter());
        }
    }
    records
}

/// Leaves out what occurs too rarely; those things have no record any more.
fn thresholds(how: &Projection, records: &mut [Record]) {
    if let Some(least) = how.min_documents {
        records.iter_mut().filter(|record| record.occurrences < least).for_each(|record| *record = Record::default());
    }
    if let Some(top) = how.top {
        let mut order: Vec<usize> = (0..records.len()).filter(|&row| records[row].occurrences > 0).collect();
        order.sort_by_key(|&row| (std::cmp::Reverse(records[row].occurrences), row));
        order.into_iter().skip(top).for_each(|row| records[row] = Record::default());
    }
}

fn is_limited(how: &Projection) -> bool {
    how.min_documents.is_some() || how.top.is_some()
}

/// The incidence without the things that have no record.
fn kept<'i>(how: &Projection, incidence: Incidence<'i>, records: &[Record]) -> Incidence<'i> {
    if !is_limited(how) {
        return incidence;
    }
    incidence.retain(|item| records.get(item as usize).is_some_and(|record| record.occurrences > 0))
}

/// Whether a work could have what makes links: works that are only cited have little more than a title, and say nothing of
/// what the literature is without.
fn is_described(literature: &Literature, work: usize) -> bool {
    literature.described.get(work) != Some(&false)
}

/// Counts documents by how many items they have. Works that are only cited are given if they have any.
fn count(literature: &Literature, incidence: &Incidence<'_>, counted: &[bool], counts: &mut DocumentCounts) {
    for document in (0..incidence.documents()).filter(|&document| counted[document]) {
        match incidence.size_of(document) {
            0 if !is_described(literature, document) => counts.given -= 1,
            0 => counts.without += 1,
            1 => counts.single += 1,
            _ => counts.used += 1,
        }
    }
}

fn one_table(literature: &Literature, kind: Kind) -> Vec<Table<'_>> {
    vec![Table { kind, base: 0, things: literature.things(kind) }]
}

fn together<'l>(
    literature: &'l Literature,
    how: &Projection,
    kind: Kind,
    counted: &[bool],
    mut counts: DocumentCounts,
) -> Result<Draft<'l>, NetworkError> {
    let incidence = items(literature, how, kind, counted)?;
    let tables = one_table(literature, kind);
    let mut records = records(&incidence, &literature.years, tables[0].things.len());
    thresholds(how, &mut records);
    count(literature, &incidence, counted, &mut counts);
    let incidence = kept(how, incidence, &records);
    let pairs = project::project(&incidence, &literature.years, None, how.min_shared.unwrap_or(1))?;
    Ok(Draft { tables, pairs, records, counts, relations: Vec::new(), direction: Direction::Undirected })
}

/// Sets how often things occur: in the documents of another incidence than that of the works they have.
fn occurring(records: &mut Vec<Record>, incidence: &Incidence<'_>, years: &[Option<i32>]) {
    let occurrences = self::records(incidence, years, records.len());
    records.resize(occurrences.len(), Record::default());
    for (record, found) in records.iter_mut().zip(occurrences) {
        (record.occurrences, record.years) = (found.occurrences, found.years);
    }
    // Who is not among the cited, or cites nothing, is no part of the network.
    records.iter_mut().filter(|record| record.occurrences == 0).for_each(|record| *record = Record::default());
}

fn cited_together<'l>(
    literature: &'l Literature,
    how: &Projection,
    kind: Kind,
    counted: &[bool],
    mut counts: DocumentCounts,
) -> Result<Draft<'l>, NetworkError> {
    let all = vec![true; literature.works()];
    let (references, things) = rayon::join(|| literature.references(counted), || items(literature, how, kind, &all));
    let (references, things) = (references?, things?);
    let incidence = if are_themselves(how, kind) { references } else { references.composed(&things)? };
    let tables = one_table(literature, kind);
    let mut records = records(&things, &literature.years, tables[0].things.len());
    occurring(&mut records, &incidence, &literature.years);
    thresholds(how, &mut records);
    count(literature, &incidence, counted, &mut counts);
    let incidence = kept(how, incidence, &records);
    let pairs = project::project(&incidence, &literature.years, None, how.min_shared.unwrap_or(1))?;
    Ok(Draft { tables, pairs, records, counts, relations: Vec::new(), direction: Direction::Undirected })
}

/// Whether the things of a work are the work alone.
fn are_themselves(how: &Projection, kind: Kind) -> bool {
    kind == Kind::Work && !how.merging.contains_key(&kind)
}

fn coupled<'l>(
    literature: &'l Literature,
    how: &Projection,
    kind: Kind,
    counted: &[bool],
    mut counts: DocumentCounts,
) -> Result<Draft<'l>, NetworkError> {
    let (references, things) = rayon::join(|| literature.references(counted), || items(literature, how, kind, counted));
    let (references, things) = (references?, things?);
    count(literature, &references, counted, &mut counts);
    // One reference is enough to be coupled.
    (counts.used, counts.single) = (counts.used + counts.single, 0);
    let tables = one_table(literature, kind);
    let mut records = records(&things, &literature.years, tables[0].things.len());
    // The documents of the projection are the works cited, their items who cites them.
    let citing = references.transpose(literature.works());
    drop(references);
    let incidence = if are_themselves(how, kind) { citing } else { citing.composed(&things)? };
    let own_years: Vec<Option<(i32, i32)>> = records.iter().map(|record| record.years).collect();
    occurring(&mut records, &incidence, &literature.years);
    for (record, years) in records.iter_mut().zip(own_years).filter(|(record, _)| record.occurrences > 0) {
        record.years = years;
    }
    thresholds(how, &mut records);
    let incidence = kept(how, incidence, &records);
    let pairs = project::project(&incidence, &literature.years, None, how.min_shared.unwrap_or(1))?;
    Ok(Draft { tables, pairs, records, counts, relations: Vec::new(), direction: Direction::Undirected })
}

fn citing<'l>(
    literature: &'l Literature,
    how: &Projection,
    kind: Kind,
    counted: &[bool],
    mut counts: DocumentCounts,
) -> Result<Draft<'l>, NetworkError> {
    let takes_part: Vec<bool> = match how.cited {
        Cited::Counted => counted.iter().zip(&literature.described).map(|(counted, own)| *counted && *own).collect(),
        Cited::All => vec![true; literature.works()],
    };
    let (references, things) =
        rayon::join(|| literature.references(counted), || items(literature, how, kind, &takes_part));
    let (references, things) = (references?, things?);
    count(literature, &references, counted, &mut counts);
    (counts.used, counts.single) = (counts.used + counts.single, 0);
    let tables = one_table(literature, kind);
    let mut records = records(&things, &literature.years, tables[0].things.len());
    thresholds(how, &mut records);
    let things = kept(how, things, &records);
    let cited = |work: usize| references.items_of(work).iter().map(|cited| *cited as usize);
    let crossings = (0..literature.works()).flat_map(|work| {
        let sources = things.items_of(work);
        cited(work).map(move |cited| (work, sources, cited))
    });
    let crossings = crossings.map(|(work, sources, cited)| Crossing {
        document: work as u32,
        sources,
        targets: things.items_of(cited),
    });
    let pairs = project::cross(crossings, &literature.years)?;
    Ok(Draft { tables, pairs, records, counts, relations: Vec::new(), direction: Direction::Directed })
}

fn between<'l>(
    literature: &'l Literature,
    how: &Projection,
    kinds: [Kind; 2],
    counted: &[bool],
    mut counts: DocumentCounts,
) -> Result<Draft<'l>, NetworkError> {
    let [one, other] = kinds.map(|kind| literature.things(kind));
    let base = one.len() as u32;
    let mut all = Vec::new();
    let mut sides = Vec::new();
    for (kind, things) in kinds.iter().zip([&one, &other]) {
        let incidence = items(literature, how, *kind, counted)?;
        let mut records = records(&incidence, &literature.years, things.len());
        records.truncate(things.len());
        // A threshold on documents of works, each of which is one, would leave none.
        if *kind != Kind::Work {
            thresholds(how, &mut records);
            sides.push(kept(how, incidence, &records));
        } else {
            sides.push(incidence);
        }
        all.extend(records);
    }
    let shifted = links_of(&sides[1], |row| Some(row + base))?;
    for work in (0..literature.works()).filter(|&work| counted[work]) {
        match (sides[0].items_of(work).len(), shifted.items_of(work).len()) {
            (0, _) | (_, 0) if !is_described(literature, work) => counts.given -= 1,
            (0, _) | (_, 0) => counts.without += 1,
            _ => counts.used += 1,
        }
    }
    let crossing = |work: usize| Crossing {
        document: work as u32,
        sources: sides[0].items_of(work),
        targets: shifted.items_of(work),
    };
    let pairs = project::cross((0..literature.works()).map(crossing), &literature.years)?;
    let tables = vec![Table { kind: kinds[0], base: 0, things: one }, Table { kind: kinds[1], base, things: other }];
    Ok(Draft { tables, pairs, records: all, counts, relations: Vec::new(), direction: Direction::Undirected })
}

fn everything<'l>(
    literature: &'l Literature,
    how: &Projection,
    counted: &[bool],
    mut counts: DocumentCounts,
) -> Result<Draft<'l>, NetworkError> {
    // From work to the others, so that every relation has its direction, and no pair two relations.
    let mut tables: Vec<Table<'_>> = Vec::new();
    let mut base = 0;
    for kind in [Kind::Person, Kind::Work, Kind::Organisation, Kind::Venue, Kind::Concept] {
        let things = literature.things(kind);
        let next = base + things.len() as u32;
        tables.push(Table { kind, base, things });
        base = next;
    }
    let base_of = |kind: Kind| tables.iter().find(|table| table.kind == kind).map_or(0, |table| table.base);
    let mut all = vec![Record::default(); base as usize];
    let mut shifted = BTreeMap::new();
    for table in &tables {
        let incidence = items(literature, how, table.kind, counted)?;
        let mut records = records(&incidence, &literature.years, table.things.len());
        if table.kind != Kind::Work {
            thresholds(how, &mut records);
        }
        let incidence = if table.kind == Kind::Work { incidence } else { kept(how, incidence, &records) };
        all[table.base as usize..table.base as usize + table.things.len()]
            .copy_from_slice(&records[..table.things.len()]);
        shifted.insert(table.kind, links_of(&incidence, |row| Some(row + table.base))?);
    }
    let references = literature.references(counted)?;
    let cited = links_of(&references, |row| {
        let takes_part = how.cited == Cited::All || counted[row as usize] && literature.described[row as usize];
        takes_part.then_some(row + base_of(Kind::Work))
    })?;
    for document in 0..literature.works() {
        for &work in cited.items_of(document) {
            let record = &mut all[work as usize];
            record.occurrences = record.occurrences.max(1);
        }
    }
    let of = |kind: Kind, work: usize| shifted[&kind].items_of(work);
    let crossings = (0..literature.works()).flat_map(|work| {
        let own = of(Kind::Work, work);
        let document = work as u32;
        [
            Crossing { document, sources: of(Kind::Person, work), targets: own },
            Crossing { document, sources: own, targets: cited.items_of(work) },
            Crossing { document, sources: own, targets: of(Kind::Organisation, work) },
            Crossing { document, sources: own, targets: of(Kind::Venue, work) },
            Crossing { document, sources: own, targets: of(Kind::Concept, work) },
        ]
    });
    let pairs = project::cross(crossings, &literature.years)?;
    let relation = |target: u32| match tables.iter().rev().find(|table| table.base <= target).map(|table| table.kind) {
        Some(Kind::Work) => "cites",
        Some(Kind::Organisation) => "affiliation",
        Some(Kind::Venue) => "published in",
        _ => "about",
    };
    let relations = pairs.iter().map(|(pair, _)| {
        let is_author = pair.first < base_of(Kind::Work);
        if is_author { "author of" } else { relation(pair.second) }
    });
    let relations = relations.collect();
    counts.used = counts.given - counts.over_limit;
    Ok(Draft { tables, pairs, records: all, counts, relations, direction: Direction::Directed })
}

/// Ends as positions of nodes, and weights.
fn edges_of(pairs: &Pairs, position: &[u32], counting: Counting) -> Vec<(u32, u32, f64)> {
    let mut edges = Vec::with_capacity(pairs.len());
    let mut sorted = Vec::new();
    pairs.each(|run| {
        let weight = match counting {
            Counting::Full => run.documents.len() as f64,
            Counting::Fractional => run.shares(&mut sorted)[0],
            Counting::Pairs => run.shares(&mut sorted)[1],
        };
        edges.push((position[run.first as usize], position[run.second as usize], weight));
    });
    edges
}

fn counts_of(pairs: &Pairs) -> Vec<Option<i64>> {
    let mut counts = Vec::with_capacity(pairs.len());
    pairs.each(|run| counts.push(Some(run.documents.len() as i64)));
    counts
}

/// Fractional weights and those by pairs.
fn shares_of(pairs: &Pairs) -> [Vec<Option<f64>>; 2] {
    let [mut fractional, mut by_pairs] = [(); 2].map(|()| Vec::with_capacity(pairs.len()));
    let mut sorted = Vec::new();
    pairs.each(|run| {
        let shares = run.shares(&mut sorted);
        fractional.push(Some(shares[0]));
        by_pairs.push(Some(shares[1]));
    });
    [fractional, by_pairs]
}

/// First and last years.
fn years_of(pairs: &Pairs) -> [Vec<Option<i64>>; 2] {
    let [mut first, mut last] = [(); 2].map(|()| Vec::with_capacity(pairs.len()));
    pairs.each(|run| {
        let years = run.years();
        first.push(years.map(|years| years.0.into()));
        last.push(years.map(|years| years.1.into()));
    });
    [first, last]
}

/// Gathers the works behind edges into a table that holds only these.
fn works_behind(pairs: &Pairs, literature: &Literature) -> Result<Evidence, NetworkError> {
    let works = &literature.works;
    let mut rows_of = vec![u32::MAX; literature.works()];
    let mut offsets = Vec::with_capacity(pairs.len() + 1);
    let mut rows = Vec::with_capacity(pairs.shared_documents());
    offsets.push(0);
    // Fewer than 2³² in all: the projection made sure. Equal ones stand side by side.
    pairs.each(|run| {
        for equal in run.documents.chunk_by(|a, b| a == b) {
            rows_of[equal[0] as usize] = 0;
            rows.push(equal[0]);
        }
        offsets.push(rows.len() as u32);
    });
    let text = |column: Option<&[Option<String>]>, work: usize| column.and_then(|texts| texts.get(work)?.clone());
    let iri = |work: usize| works.iris.get(work).filter(|iri| !iri.is_empty()).cloned();
    let (dois, titles, references) = (works.texts("doi"), works.texts("title"), works.texts("reference"));
    let mut documents = Vec::new();
    for (work, row) in rows_of.iter_mut().enumerate().filter(|(_, row)| **row == 0) {
        *row = documents.len() as u32;
        documents.push(Document {
            id: text(dois, work).or_else(|| iri(work)).or_else(|| text(references, work)).unwrap_or_default(),
            title: text(titles, work),
            year: literature.years[work],
        });
    }
    rows.iter_mut().for_each(|row: &mut u32| *row = rows_of[*row as usize]);
    Evidence::new(documents, offsets, rows)
}

#[cfg(test)]
mod tests {
    use super::super::Network;
    use super::*;

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| text.to_string()).collect()
    }

    fn texts(name: &str, texts: &[&str]) -> Column {
        let filled = |text: &&str| (!text.is_empty()).then(|| text.to_string());
        Column::new(name, Values::Text(texts.iter().map(filled).collect()))
    }

    /// Works w0 2020 by Ann and Bo, w1 2021 by Bo and Cy, w2 2022 by Ann; p and q are cited only, p by Dee.
    /// w0 cites p, q; w1 cites p, q, w0; w2 cites q, w0, w1.
    fn literature() -> Literature {
        Literature {
            works: Things {
                labels: strings(&["w0", "w1", "w2", "p", "q"]),
                columns: vec![texts("doi", &["10.1/0", "", "", "", ""])],
                iris: strings(&["w/0", "w/1", "w/2", "w/p", "w/q"]),
            },
            years: vec![Some(2020), Some(2021), Some(2022), Some(1999), None],
            described: vec![true, true, true, false, false],
            venue_of: vec![Some(0), Some(1), Some(0), Some(1), None],
            people: Things { labels: strings(&["Ann", "Bo", "Cy", "Dee"]), ..Things::default() },
            organisations: Things {
                labels: strings(&["Oslo U", "Lund U", "Nowhere"]),
                columns: vec![texts("country", &["NO", "SE", ""])],
                ..Things::default()
            },
            venues: Things { labels: strings(&["J1", "J2"]), ..Things::default() },
            concepts: Things {
                labels: strings(&["peers", "Peers", "power"]),
                columns: vec![texts("scheme", &["author", "mesh", "author"])],
                ..Things::default()
            },
            authorships: vec![(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (3, 3)],
            affiliations: vec![(0, 0), (0, 1), (0, 2), (1, 1), (2, 0)],
            citations: vec![(0, 3), (0, 4), (1, 3), (1, 4), (1, 0), (2, 4), (2, 0), (2, 1)],
            assignments: vec![(0, 0), (0, 1), (0, 2), (1, 2), (2, 0), (2, 2)],
        }
    }

    /// Edges of a preset as labels, count and fractional weight.
    fn edges(preset: &str, how: &Projection) -> Vec<(String, i64, f64)> {
        let parts = Preset::from_name(preset).unwrap().project(&literature(), how).unwrap();
        let numbers = |name| parts.edge_column(name).unwrap().values.numbers();
        let (counts, fractional) = (numbers("count"), numbers("fractional"));
        let label = |at: u32| parts.nodes[at as usize].label.clone();
        let edges = parts.edges.iter().zip(counts.into_iter().zip(fractional)).map(|(edge, (count, fractional))| {
            (format!("{} {}", label(edge.0), label(edge.1)), count.unwrap() as i64, fractional.unwrap())
        });
        let edges = edges.collect();
        Network::new(parts).unwrap();
        edges
    }

    fn expect(preset: &str, how: &Projection, expected: &[(&str, i64, f64)]) {
        let found = edges(preset, how);
        let expected: Vec<_> = expected.iter().map(|(ends, count, share)| (ends.to_string(), *count, *share)).collect();
        assert_eq!(found, expected, "{preset}");
    }

    #[test]
    fn every_shape_agrees_with_a_hand_calculation() {
        let all = Projection::default();
        expect("coauthors", &all, &[("Ann Bo", 1, 1.0), ("Bo Cy", 1, 1.0)]);
        expect("coauthors-countries", &all, &[("Norway Sweden", 1, 1.0)]);
        expect(
            "coauthors-orgs",
            &all,
            &[("Oslo U Lund U", 1, 0.5), ("Oslo U Nowhere", 1, 0.5), ("Lund U Nowhere", 1, 0.5)],
        );
        expect("keywords", &all, &[("peers power", 2, 2.0)]);
        expect("concepts", &all, &[("peers Peers", 1, 0.5), ("peers power", 2, 1.5), ("Peers power", 1, 0.5)]);
        // References: w0 {p q}, w1 {p q w0}, w2 {q w0 w1}.
        #[rustfmt::skip]
        expect("cocitation", &all, &[
            ("w0 w1", 1, 0.5), ("w0 p", 1, 0.5), ("w0 q", 2, 1.0), ("w1 q", 1, 0.5), ("p q", 2, 1.5),
        ]);
        // Cited authors: w0 {Dee}, w1 {Dee Ann Bo}, w2 {Ann Bo Cy}.
        #[rustfmt::skip]
        expect("cocitation-authors", &all, &[
            ("Ann Bo", 2, 1.0), ("Ann Cy", 1, 0.5), ("Ann Dee", 1, 0.5), ("Bo Cy", 1, 0.5), ("Bo Dee", 1, 0.5),
        ]);
        // Cited journals: w0 {J2}, w1 {J2 J1}, w2 {J1 J2}.
        expect("cocitation-sources", &all, &[("J1 J2", 2, 2.0)]);
        // Cited by: p {w0 w1}, q {w0 w1 w2}, w0 {w1 w2}, w1 {w2}.
        expect("coupling", &all, &[("w0 w1", 2, 1.5), ("w0 w2", 1, 0.5), ("w1 w2", 2, 1.5)]);
        // p {Ann Bo Cy}, q {Ann Bo Cy}, w0 {Bo Cy Ann}, w1 {Ann}.
        expect("coupling-authors", &all, &[("Ann Bo", 3, 1.5), ("Ann Cy", 3, 1.5), ("Bo Cy", 3, 1.5)]);
        expect("citations", &all, &[("w1 w0", 1, 1.0), ("w2 w0", 1, 1.0), ("w2 w1", 1, 1.0)]);
        // w1 {Bo Cy} → w0 {Ann Bo}; w2 {Ann} → w0 {Ann Bo}, w1 {Bo Cy}; nobody is linked with himself.
        #[rustfmt::skip]
        expect("citations-authors", &all, &[
            ("Ann Bo", 2, 1.0), ("Ann Cy", 1, 0.5), ("Bo Ann", 1, 0.25), ("Cy Ann", 1, 0.25), ("Cy Bo", 1, 0.25),
        ]);
        expect("citations-sources", &all, &[("J1 J2", 1, 1.0), ("J2 J1", 1, 1.0)]);
        #[rustfmt::skip]
        expect("authors-works", &all, &[
            ("Ann w0", 1, 0.5), ("Ann w2", 1, 1.0), ("Bo w0", 1, 0.5), ("Bo w1", 1, 0.5), ("Cy w1", 1, 0.5), ("Dee p", 1, 1.0),
        ]);
        #[rustfmt::skip]
        expect("authors-keywords", &all, &[
            ("Ann peers", 2, 0.75), ("Ann power", 2, 0.75), ("Bo peers", 1, 0.25), ("Bo power", 2, 0.75), ("Cy power", 1, 0.5),
        ]);
        let cited = Projection { cited: Cited::All, ..Projection::default() };
        assert_eq!(edges("citations", &cited).len(), 8);
    }

    #[test]
    fn choices_limit_what_takes_part() {
        let pairs = |how: Projection, preset| edges(preset, &how).into_iter().map(|edge| edge.0).collect::<Vec<_>>();
        let all = Projection::default;
        let counted = Projection { counted: vec![true, false, true, false, false], ..all() };
        assert_eq!(pairs(counted, "coauthors"), ["Ann Bo"]);
        assert_eq!(pairs(Projection { max_items: Some(2), ..all() }, "coauthors-orgs"), [""; 0]);
        assert_eq!(pairs(Projection { min_documents: Some(2), ..all() }, "coauthors"), ["Ann Bo"]);
        assert_eq!(pairs(Projection { schemes: strings(&["author"]), ..all() }, "concepts"), ["peers power"]);
        assert_eq!(pairs(Projection { top: Some(2), ..all() }, "cocitation"), ["w0 q"]);
        // A work goes on sharing itself out among all its items.
        let top = Projection { top: Some(2), ..all() };
        assert_eq!(edges("cocitation", &top), [("w0 q".to_string(), 2, 1.0)]);
        let one =
            Merging { rows: vec![Some(0), Some(0), None], labels: BTreeMap::from([(0, "peer work".to_string())]) };
        let merged = Projection { merging: BTreeMap::from([(Kind::Concept, one)]), ..all() };
        let parts = Preset::from_name("authors-concepts").unwrap().project(&literature(), &merged).unwrap();
        assert_eq!(parts.nodes.last().unwrap().label, "peer work");
        assert_eq!(parts.edges.len(), 2);
    }

    #[test]
    fn nodes_say_what_stands_behind_them() {
        let parts = Preset::from_name("coupling").unwrap().project(&literature(), &Projection::default()).unwrap();
        assert_eq!(parts.node_column("references").unwrap().values, Values::Integer(vec![Some(2), Some(3), Some(3)]));
        assert_eq!(parts.node_column("year").unwrap().values, Values::Integer([2020, 2021, 2022].map(Some).to_vec()));
        assert!(parts.node_column("documents").is_none());
        let parts =
            Preset::from_name("cocitation-authors").unwrap().project(&literature(), &Projection::default()).unwrap();
        let values = |name| parts.node_column(name).unwrap().values.clone();
        assert_eq!(values("citations"), Values::Integer([2, 2, 1, 2].map(Some).to_vec()));
        assert_eq!(values("documents"), Values::Integer([2, 2, 1, 1].map(Some).to_vec()));
        // Evidence of an edge of citations is who cites, once, however many it cites.
        let parts =
            Preset::from_name("citations-authors").unwrap().project(&literature(), &Projection::default()).unwrap();
        let network = Network::new(parts).unwrap();
        let behind: Vec<&str> = network
            .evidence()
            .of(0)
            .iter()
            .map(|row| network.evidence().documents()[*row as usize].id.as_str())
            .collect();
        assert_eq!(behind, ["w/2"]);
    }

    #[test]
    fn everything_has_its_relation() {
        let parts = Preset::from_name("heterogeneous").unwrap().project(&literature(), &Projection::default()).unwrap();
        let Values::Text(relations) = &parts.edge_column("relation").unwrap().values else { panic!() };
        let mut counts = BTreeMap::new();
        relations.iter().flatten().for_each(|relation| *counts.entry(relation.as_str()).or_insert(0) += 1);
        let expected = [("about", 6), ("affiliation", 5), ("author of", 6), ("cites", 3), ("published in", 4)]
            .map(|(a, b)| (a, b));
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
        Network::new(parts).unwrap();
    }

    #[test]
    fn names_are_different_and_literature_must_fit() {
        let mut names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PRESETS.len());
        let odd = Literature { authorships: vec![(0, 9)], ..literature() };
        let coauthors = Preset::from_name("coauthors").unwrap();
        assert!(matches!(
            coauthors.project(&odd, &Projection::default()),
            Err(NetworkError::Row { table: "person", row: 9, .. })
        ));
        let short = Projection { counted: vec![true], ..Projection::default() };
        assert!(coauthors.project(&literature(), &short).is_err());
        for preset in PRESETS {
            Network::new(preset.project(&Literature::default(), &Projection::default()).unwrap()).unwrap();
        }
    }
}
