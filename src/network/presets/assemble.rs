//! From a draft to the parts of a network: nodes, edges, columns, evidence, and the account of it all.

use super::super::literature::{Kind, Literature};
use super::super::project::Pairs;
use super::super::{
    About, Column, Direction, Document, DocumentCounts, Evidence, NetworkError, Node, Parts, Step, Values,
};
use super::shapes::{Draft, Record, Table};
use super::{Counting, Preset, Projection, Shape};

impl Preset {
    pub(super) fn assemble(
        &self,
        literature: &Literature,
        how: &Projection,
        draft: Draft<'_>,
    ) -> Result<Parts, NetworkError> {
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
