//! From a draft to the parts of a network: nodes, edges, columns, evidence, and the account of it all.

use super::super::literature::{Kind, Literature};
use super::super::project::{Pairs, Runs};
use super::super::{
    About, Column, Direction, Document, DocumentCounts, Evidence, Integers, NetworkError, Node, Parts, Step, Values,
};
use super::shapes::{Draft, Record, Table};
use super::{Cited, Counting, Preset, Projection, Shape};
use rayon::prelude::*;

impl Preset {
    pub(super) fn assemble(
        &self,
        literature: &Literature,
        how: &Projection,
        draft: Draft<'_>,
    ) -> Result<Parts, NetworkError> {
        let Draft { tables, pairs, records, counts, left_out, relations, direction } = draft;
        let mut position = vec![u32::MAX; records.len()];
        let mut ids: Vec<u32> = Vec::new();
        for (id, record) in records.iter().enumerate().filter(|(_, record)| record.is_there()) {
            (position[id], _) = (ids.len() as u32, record);
            ids.push(id as u32);
        }
        let nodes = || self.nodes(literature, how, &tables, &records, &ids);
        let (links, (nodes, node_columns)) = rayon::join(|| Links::of(&pairs, &position, how.counting), nodes);
        let sizes = Step { name: "projected".into(), nodes: ids.len(), edges: pairs.len() + pairs.weak() };
        drop(pairs);
        let Links { edges, count, fractional, by_pairs, first_year, last_year, offsets, mut works } = links;
        let documents = table_of(&mut works, literature);
        let integers = |name, values| Column::new(name, Values::Integer(Integers::of_small(values)));
        let floats = |name, values: Vec<f64>| Column::new(name, Values::Float(values.into()));
        let mut edge_columns = vec![integers("count", count), floats("fractional", fractional)];
        if direction == Direction::Undirected {
            edge_columns.push(floats("by_pairs", by_pairs));
        }
        edge_columns.extend([integers("first_year", first_year), integers("last_year", last_year)]);
        if !relations.is_empty() {
            let names = relations.iter().map(|relation| Some((*relation).to_string())).collect();
            edge_columns.insert(0, Column::new("relation", Values::Text(names)));
        }

        let name = |name: &str| node_columns.iter().any(|column| column.name == name).then(|| name.to_string());
        let size_by = match self.shape {
            Shape::Citing(_) => None,
            _ => name(self.occurrences()),
        };
        Ok(Parts {
            about: self.about(how, counts, left_out, sizes),
            direction,
            nodes,
            edges,
            node_columns,
            edge_columns,
            evidence: Evidence::new(documents, offsets, works)?,
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
        let integers = |value: &dyn Fn(u32) -> Option<i64>| Values::integers(ids.iter().map(|&id| value(id)));
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

    fn about(&self, how: &Projection, documents: DocumentCounts, left_out: [usize; 2], projected: Step) -> About {
        let limit = |value: Option<String>| value.unwrap_or_else(|| "none".into());
        let mut options = vec![
            ("counting", how.counting.name().to_string()),
            ("max_authors", limit(how.max_items.map(|n| n.to_string()))),
        ];
        let left_out = ["cited_over_max_authors", "rare_things_left_out"].into_iter().zip(left_out);
        options.extend(left_out.filter(|(_, count)| *count > 0).map(|(name, count)| (name, count.to_string())));
        if how.cited == Cited::All {
            options.push(("all_cited", "yes".into()));
        }
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
    let Some(held) = columns.iter_mut().find(|column| column.name == name) else {
        columns.push(Column::new(name, values));
        return;
    };
    if let Err(values) = held.values.fill(values) {
        columns.push(Column::new(format!("{name}_2"), values));
    }
}

/// Everything about the edges that comes of the pairs.
#[derive(Default)]
struct Links {
    /// Ends as positions of nodes, and weights.
    edges: Vec<(u32, u32, f64)>,
    count: Vec<i32>,
    fractional: Vec<f64>,
    by_pairs: Vec<f64>,
    first_year: Vec<i32>,
    last_year: Vec<i32>,
    /// The works behind edge `e` are `works[offsets[e]..offsets[e + 1]]`, each once.
    offsets: Vec<u32>,
    works: Vec<u32>,
}

/// The place for the edges of one piece.
struct Place<'a> {
    edges: &'a mut [(u32, u32, f64)],
    count: &'a mut [i32],
    fractional: &'a mut [f64],
    by_pairs: &'a mut [f64],
    first_year: &'a mut [i32],
    last_year: &'a mut [i32],
    /// Where the works of each edge end, after those of the pieces before.
    ends: &'a mut [u32],
    works: &'a mut [u32],
    works_before: u32,
}

impl Links {
    /// Passes over the pairs once, the pieces they come in side by side.
    fn of(pairs: &Pairs, position: &[u32], counting: Counting) -> Self {
        let links = pairs.len();
        let mut all = Self {
            edges: vec![Default::default(); links],
            count: vec![0; links],
            fractional: vec![0.0; links],
            by_pairs: vec![0.0; links],
            first_year: vec![0; links],
            last_year: vec![0; links],
            // Fewer than 2³² works in all: the projection made sure.
            offsets: vec![0; links + 1],
            works: vec![0; pairs.pieces().map(Runs::distinct_documents).sum()],
        };
        let Self { edges, count, fractional, by_pairs, first_year, last_year, offsets, works } = &mut all;
        let mut rest = Place {
            edges,
            count,
            fractional,
            by_pairs,
            first_year,
            last_year,
            ends: &mut offsets[1..],
            works,
            works_before: 0,
        };
        let places: Vec<_> = pairs.pieces().map(|runs| (rest.take(runs), runs)).collect();
        places.into_par_iter().for_each(|(place, runs)| place.fill(runs, position, counting));
        all
    }
}

impl Place<'_> {
    /// Takes the place that a piece needs off the front.
    fn take(&mut self, runs: Runs<'_>) -> Self {
        fn front<'a, T>(rest: &mut &'a mut [T], length: usize) -> &'a mut [T] {
            let (own, after) = std::mem::take(rest).split_at_mut(length);
            *rest = after;
            own
        }
        let (links, works) = (runs.len(), runs.distinct_documents());
        let works_before = self.works_before;
        self.works_before += works as u32;
        Self {
            edges: front(&mut self.edges, links),
            count: front(&mut self.count, links),
            fractional: front(&mut self.fractional, links),
            by_pairs: front(&mut self.by_pairs, links),
            first_year: front(&mut self.first_year, links),
            last_year: front(&mut self.last_year, links),
            ends: front(&mut self.ends, links),
            works: front(&mut self.works, works),
            works_before,
        }
    }

    fn fill(self, runs: Runs<'_>, position: &[u32], counting: Counting) {
        let mut sorted = Vec::new();
        let mut works = self.works.iter_mut();
        let mut end = self.works_before;
        for (link, run) in runs.iter().enumerate() {
            let full = run.documents.len();
            let [fractional, by_pairs] = run.shares(&mut sorted);
            let weight = match counting {
                Counting::Full => full as f64,
                Counting::Fractional => fractional,
                Counting::Pairs => by_pairs,
            };
            self.edges[link] = (position[run.first as usize], position[run.second as usize], weight);
            self.count[link] = i32::try_from(full).unwrap_or(i32::MAX);
            (self.fractional[link], self.by_pairs[link]) = (fractional, by_pairs);
            let (first, last) = run.years().unzip();
            (self.first_year[link], self.last_year[link]) = (Integers::small(first), Integers::small(last));
            // Equal ones stand side by side.
            for (equal, place) in run.documents.chunk_by(|a, b| a == b).zip(&mut works) {
                *place = equal[0];
                end += 1;
            }
            self.ends[link] = end;
        }
    }
}

/// Gathers works into a table that holds only these; in their place come its rows.
fn table_of(works_behind: &mut [u32], literature: &Literature) -> Vec<Document> {
    let works = &literature.works;
    let mut row_of = vec![u32::MAX; literature.works()];
    works_behind.iter().for_each(|work| row_of[*work as usize] = 0);
    let text = |column: Option<&[Option<String>]>, work: usize| column.and_then(|texts| texts.get(work)?.clone());
    let iri = |work: usize| works.iris.get(work).filter(|iri| !iri.is_empty()).cloned();
    let (dois, titles, references) = (works.texts("doi"), works.texts("title"), works.texts("reference"));
    let mut held = Vec::new();
    for (work, row) in row_of.iter_mut().enumerate().filter(|(_, row)| **row == 0) {
        *row = held.len() as u32;
        held.push(work);
    }
    works_behind.par_iter_mut().for_each(|work| *work = row_of[*work as usize]);
    let document = |work: usize| Document {
        id: text(dois, work).or_else(|| iri(work)).or_else(|| text(references, work)).unwrap_or_default(),
        title: text(titles, work),
        year: literature.years[work],
    };
    held.into_par_iter().map(document).collect()
}
