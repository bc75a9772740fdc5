//! The shapes of networks: from literature to pairs of things, by what makes a link.

use super::super::literature::{Kind, Literature, Things};
use super::super::project::{self, Crossing, Incidence, Pairs};
use super::super::{Direction, DocumentCounts, NetworkError};
use super::{Cited, Projection};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is known of a thing from the documents counted.
#[derive(Clone, Copy, Default)]
pub(super) struct Record {
    pub(super) documents: u32,
    pub(super) occurrences: u32,
    pub(super) years: Option<(i32, i32)>,
}

impl Record {
    /// Whether the thing is in the network.
    pub(super) fn is_there(&self) -> bool {
        self.documents > 0 || self.occurrences > 0
    }
}

/// Things of one kind among the nodes: their ids begin at `base`.
pub(super) struct Table<'l> {
    pub(super) kind: Kind,
    pub(super) base: u32,
    pub(super) things: Cow<'l, Things>,
}

/// A projection about to become a network.
pub(super) struct Draft<'l> {
    pub(super) tables: Vec<Table<'l>>,
    pub(super) pairs: Pairs,
    /// By id.
    pub(super) records: Vec<Record>,
    pub(super) counts: DocumentCounts,
    /// Cited works left out for the number of their things, and things left out because they are rare.
    pub(super) left_out: [usize; 2],
    /// Relation of each pair, where there are several.
    pub(super) relations: Vec<&'static str>,
    pub(super) direction: Direction,
}

/// Literature of which some works count, and what became of them.
pub(super) struct Counted<'l> {
    literature: &'l Literature,
    how: &'l Projection,
    /// Which works count.
    pub(super) works: Vec<bool>,
    counts: DocumentCounts,
    /// Cited works with more things than the limit.
    cited_over_limit: usize,
    /// Things that occur too rarely.
    rare: usize,
}

impl<'l> Counted<'l> {
    pub(super) fn new(literature: &'l Literature, how: &'l Projection) -> Result<Self, NetworkError> {
        let count = literature.works();
        super::super::check_length("years", literature.years.len(), count)?;
        let works = if how.counted.is_empty() { vec![true; count] } else { how.counted.clone() };
        super::super::check_length("counted works", works.len(), count)?;
        let given = works.iter().filter(|counted| **counted).count();
        let counts = DocumentCounts { given, ..DocumentCounts::default() };
        Ok(Self { literature, how, works, counts, cited_over_limit: 0, rare: 0 })
    }

    /// The most things of a kind that a work may have.
    fn limit(&self, kind: Kind) -> Option<u32> {
        self.how.max_items.filter(|_| !matches!(kind, Kind::Work | Kind::Venue))
    }

    /// Leaves out works with more things of a kind than are allowed.
    pub(super) fn leave_out_over(&mut self, kind: Kind) -> Result<(), NetworkError> {
        let Some(largest) = self.limit(kind) else { return Ok(()) };
        for work in self.items_of(kind, &self.works)?.over(largest) {
            self.works[work] = false;
            self.counts.over_limit += 1;
        }
        Ok(())
    }

    /// Leaves out works that are only cited, unless they are asked for.
    fn leave_out_cited(&mut self) {
        if self.how.cited == Cited::Counted {
            for work in (0..self.works.len()).filter(|&work| !is_described(self.literature, work)) {
                self.counts.given -= usize::from(std::mem::take(&mut self.works[work]));
            }
        }
    }

    /// The year of a work, if it counts: works that are only cited do if they have what the network links.
    pub(super) fn year_of(&self, work: usize, items: &Incidence<'_>) -> Option<i32> {
        let counts = self.works[work] && (is_described(self.literature, work) || items.size_of(work) > 0);
        self.literature.years[work].filter(|_| counts)
    }

    /// The things of a kind that each of some works has, after vocabularies and thesaurus.
    pub(super) fn items_of(&self, kind: Kind, works: &[bool]) -> Result<Incidence<'static>, NetworkError> {
        let mut incidence = self.literature.incidence(kind, works)?;
        if matches!(kind, Kind::Keyword | Kind::Concept) && !self.how.schemes.is_empty() {
            let wanted = |row: u32| self.literature.is_of_schemes(row as usize, kind, &self.how.schemes);
            incidence = links_of(&incidence, |row| wanted(row).then_some(row))?;
        }
        if let Some(merging) = self.how.merging.get(&kind) {
            incidence = links_of(&incidence, |row| merging.rows.get(row as usize).copied().flatten())?;
        }
        Ok(incidence)
    }

    /// What the works that count cite, and the things of a kind that each of some works has, if not more than are allowed.
    pub(super) fn references_and_items(
        &mut self,
        kind: Kind,
        works: &[bool],
    ) -> Result<(Incidence<'static>, Incidence<'static>), NetworkError> {
        let (references, things) =
            rayon::join(|| self.literature.references(&self.works), || self.items_of(kind, works));
        let (references, mut things) = (references?, things?);
        if let Some(largest) = self.limit(kind) {
            let over = things.over(largest);
            self.cited_over_limit = over.len();
            if !over.is_empty() {
                let mut within = vec![true; works.len()];
                over.iter().for_each(|work| within[*work] = false);
                let works = (0..within.len()).filter(|work| within[*work]);
                let links = works.flat_map(|work| things.items_of(work).iter().map(move |item| (work as u32, *item)));
                things = Incidence::of_links(within.len(), links)?;
            }
        }
        Ok((references, things))
    }

    /// Two things of a kind in one work.
    pub(super) fn together(mut self, kind: Kind) -> Result<Draft<'l>, NetworkError> {
        let incidence = self.items_of(kind, &self.works)?;
        let records = self.records(kind, &incidence);
        self.count(&incidence);
        self.paired(kind, records, incidence)
    }

    /// Two things of a kind among the references of one work.
    pub(super) fn cited_together(mut self, kind: Kind) -> Result<Draft<'l>, NetworkError> {
        let (references, things) = self.references_and_items(kind, &vec![true; self.works.len()])?;
        let incidence = if self.are_themselves(kind) { references } else { references.composed(&things)? };
        let mut records = self.records(kind, &things);
        occurring(&mut records, &incidence, &self.literature.years);
        self.count(&incidence);
        self.paired(kind, records, incidence)
    }

    /// Two things of a kind whose works cite the same work.
    pub(super) fn coupled(mut self, kind: Kind) -> Result<Draft<'l>, NetworkError> {
        let works = self.works.clone();
        let (references, things) = self.references_and_items(kind, &works)?;
        self.count_any(&references);
        let mut records = self.records(kind, &things);
        // The documents of the projection are the works cited, their items who cites them.
        let citing = references.transpose(self.works.len());
        drop(references);
        let incidence = if self.are_themselves(kind) { citing } else { citing.composed(&things)? };
        let own_years: Vec<Option<(i32, i32)>> = records.iter().map(|record| record.years).collect();
        occurring(&mut records, &incidence, &self.literature.years);
        for (record, years) in records.iter_mut().zip(own_years).filter(|(record, _)| record.occurrences > 0) {
            record.years = years;
        }
        self.paired(kind, records, incidence)
    }

    /// A thing's works cite another's.
    pub(super) fn citing(mut self, kind: Kind) -> Result<Draft<'l>, NetworkError> {
        let takes_part: Vec<bool> = match self.how.cited {
            Cited::Counted => {
                (0..self.works.len()).map(|work| self.works[work] && is_described(self.literature, work)).collect()
            }
            Cited::All => vec![true; self.works.len()],
        };
        let (references, things) = self.references_and_items(kind, &takes_part)?;
        self.count_any(&references);
        let mut records = self.records(kind, &things);
        if self.are_themselves(kind) && (self.how.min_documents.is_some() || self.how.top.is_some()) {
            // Every work is in one document, itself; how often it occurs is how often it is cited.
            records.iter_mut().for_each(|record| record.occurrences = 0);
            (0..self.works.len()).flat_map(|work| references.items_of(work)).for_each(|cited| {
                records[*cited as usize].occurrences += u32::from(takes_part[*cited as usize]);
            });
        }
        self.leave_out_rare(&mut records);
        let things = self.kept(things, &records);
        let years = &self.literature.years;
        if self.are_themselves(kind) {
            let takes_part: Vec<bool> = (0..self.works.len()).map(|work| !things.items_of(work).is_empty()).collect();
            let pairs = project::link(&references, years, |work| takes_part[work as usize])?;
            return Ok(Draft { direction: Direction::Directed, ..self.draft(kind, records, pairs) });
        }
        let cited = |work: usize| references.items_of(work).iter().map(|cited| *cited as usize);
        let crossings = (0..self.works.len()).flat_map(|work| {
            let sources = things.items_of(work);
            cited(work).map(move |cited| (work, sources, cited))
        });
        let crossings = crossings.map(|(work, sources, cited)| Crossing {
            document: work as u32,
            sources,
            targets: things.items_of(cited),
        });
        let pairs = project::cross(crossings, years)?;
        Ok(Draft { direction: Direction::Directed, ..self.draft(kind, records, pairs) })
    }

    /// A thing of one kind and one of another in the same work.
    pub(super) fn between(mut self, kinds: [Kind; 2]) -> Result<Draft<'l>, NetworkError> {
        self.leave_out_cited();
        let [one, other] = kinds.map(|kind| self.literature.things(kind));
        let base = one.len() as u32;
        let mut all = Vec::new();
        let mut sides = Vec::new();
        for (kind, things) in kinds.iter().zip([&one, &other]) {
            let incidence = self.items_of(*kind, &self.works)?;
            let mut records = records(&incidence, &self.literature.years, things.len());
            records.truncate(things.len());
            // A threshold on documents of works, each of which is one, would leave none.
            if *kind == Kind::Work {
                sides.push(incidence);
            } else {
                self.leave_out_rare(&mut records);
                sides.push(self.kept(incidence, &records));
            }
            all.extend(records);
        }
        let shifted = links_of(&sides[1], |row| Some(row + base))?;
        let counts = &mut self.counts;
        for work in (0..self.works.len()).filter(|&work| self.works[work]) {
            match (sides[0].items_of(work).len(), shifted.items_of(work).len()) {
                (0, _) | (_, 0) if !is_described(self.literature, work) => counts.given -= 1,
                (0, _) | (_, 0) => counts.without += 1,
                _ => counts.used += 1,
            }
        }
        let crossing = |work: usize| Crossing {
            document: work as u32,
            sources: sides[0].items_of(work),
            targets: shifted.items_of(work),
        };
        let pairs = project::cross((0..self.works.len()).map(crossing), &self.literature.years)?;
        let [first, second] = kinds;
        let tables = vec![Table { kind: first, base: 0, things: one }, Table { kind: second, base, things: other }];
        Ok(Draft { tables, ..self.draft(first, all, pairs) })
    }

    /// Everything that is linked with everything else.
    pub(super) fn everything(mut self) -> Result<Draft<'l>, NetworkError> {
        self.leave_out_cited();
        let literature = self.literature;
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
            let incidence = self.items_of(table.kind, &self.works)?;
            let mut records = records(&incidence, &literature.years, table.things.len());
            if table.kind != Kind::Work {
                self.leave_out_rare(&mut records);
            }
            let incidence = if table.kind == Kind::Work { incidence } else { self.kept(incidence, &records) };
            all[table.base as usize..table.base as usize + table.things.len()]
                .copy_from_slice(&records[..table.things.len()]);
            shifted.insert(table.kind, links_of(&incidence, |row| Some(row + table.base))?);
        }
        let references = literature.references(&self.works)?;
        let cited = links_of(&references, |row| {
            let takes_part = self.how.cited == Cited::All || self.works[row as usize];
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
        let relation =
            |target: u32| match tables.iter().rev().find(|table| table.base <= target).map(|table| table.kind) {
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
        let counts = DocumentCounts { used: self.counts.given - self.counts.over_limit, ..self.counts };
        let direction = Direction::Directed;
        Ok(Draft { tables, pairs, records: all, counts, left_out: [0, self.rare], relations, direction })
    }

    /// The pairs of things of a kind that share documents, of those that occur often enough.
    fn paired(
        mut self,
        kind: Kind,
        mut records: Vec<Record>,
        incidence: Incidence<'_>,
    ) -> Result<Draft<'l>, NetworkError> {
        self.leave_out_rare(&mut records);
        let incidence = self.kept(incidence, &records);
        let pairs = project::project(&incidence, &self.literature.years, None, self.how.min_shared.unwrap_or(1))?;
        Ok(self.draft(kind, records, pairs))
    }

    /// A draft without direction, of things of one kind.
    fn draft(self, kind: Kind, records: Vec<Record>, pairs: Pairs) -> Draft<'l> {
        let tables = vec![Table { kind, base: 0, things: self.literature.things(kind) }];
        let direction = Direction::Undirected;
        let (counts, left_out) = (self.counts, [self.cited_over_limit, self.rare]);
        Draft { tables, pairs, records, counts, left_out, relations: Vec::new(), direction }
    }

    fn records(&self, kind: Kind, incidence: &Incidence<'_>) -> Vec<Record> {
        records(incidence, &self.literature.years, self.literature.things(kind).len())
    }

    /// Whether the things of a work are the work alone.
    fn are_themselves(&self, kind: Kind) -> bool {
        kind == Kind::Work && !self.how.merging.contains_key(&kind)
    }

    /// Leaves out what occurs too rarely; those things have no record any more.
    fn leave_out_rare(&mut self, records: &mut [Record]) {
        let before = records.iter().filter(|record| record.is_there()).count();
        if let Some(least) = self.how.min_documents {
            let rare = records.iter_mut().filter(|record| record.occurrences < least);
            rare.for_each(|record| *record = Record::default());
        }
        if let Some(top) = self.how.top {
            let mut order: Vec<usize> = (0..records.len()).filter(|&row| records[row].is_there()).collect();
            if top < order.len() {
                order.select_nth_unstable_by_key(top, |&row| (std::cmp::Reverse(records[row].occurrences), row));
                order[top..].iter().for_each(|&row| records[row] = Record::default());
            }
        }
        self.rare += before - records.iter().filter(|record| record.is_there()).count();
    }

    /// The incidence without the things that have no record.
    fn kept<'i>(&self, incidence: Incidence<'i>, records: &[Record]) -> Incidence<'i> {
        if self.how.min_documents.is_none() && self.how.top.is_none() {
            return incidence;
        }
        let wanted: Vec<bool> = records.iter().map(Record::is_there).collect();
        incidence.retain(|item| wanted.get(item as usize).is_some_and(|wanted| *wanted))
    }

    /// Counts documents by how many items they have. Works that are only cited are given if they have any.
    fn count(&mut self, incidence: &Incidence<'_>) {
        for document in (0..incidence.documents()).filter(|&document| self.works[document]) {
            match incidence.size_of(document) {
                0 if !is_described(self.literature, document) => self.counts.given -= 1,
                0 => self.counts.without += 1,
                1 => self.counts.single += 1,
                _ => self.counts.used += 1,
            }
        }
    }

    /// The same where one reference is enough to be linked.
    fn count_any(&mut self, references: &Incidence<'_>) {
        self.count(references);
        self.counts.used += std::mem::take(&mut self.counts.single);
    }
}

/// Whether a work could have what makes links: works that are only cited have little more than a title, and say nothing of
/// what the literature is without.
fn is_described(literature: &Literature, work: usize) -> bool {
    literature.described.get(work) != Some(&false)
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
            if let Some(year) = year {
                let (first, last) = record.years.unwrap_or((year, year));
                record.years = Some((first.min(year), last.max(year)));
            }
        }
    }
    records
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
