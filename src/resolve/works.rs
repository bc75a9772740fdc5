//! Which records, references and related entries speak of the same publication.
//!
//! Equal identifiers make one work, unless the titles of two records are plainly different; a reference is what its
//! identifier says it is. Without a common identifier, title, year and first author must all be equal, and no identifier
//! may contradict. Nothing else merges.
//!
//! An identifier names one work. Where records that stayed apart state the same one, it names the first that a record
//! describes; the others are known by another identifier or by what they say of themselves.

use super::cluster::Clusters;
use super::corpus::{Corpus, Decision, MergeDecision, Subject, Work, WorkKey};
use super::items::{self, IdRow, Item, Items, Origin, Rows, TextRow};
use super::strings::{Str, Taken};
use crate::read::Format;
use crate::record::{IdScheme, Role, WorkKind};
use crate::text;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

/// Identifiers that name a work, the best first.
const NAMING: &[IdScheme] = &[
    IdScheme::Doi,
    IdScheme::Pmid,
    IdScheme::Pmcid,
    IdScheme::Arxiv,
    IdScheme::Wos,
    IdScheme::Scopus,
    IdScheme::OpenAlex,
    IdScheme::SemanticScholar,
    IdScheme::CorpusId,
    IdScheme::Mag,
    IdScheme::Lens,
    IdScheme::Dblp,
    IdScheme::Isbn,
];

/// Name of the rule that compares titles.
const BY_TITLE: &str = "title+year+first-author";

/// Joins the items and makes a work of each cluster.
pub(super) fn resolve(items: Items) -> Corpus {
    let mut matcher = Matcher::new(&items);
    matcher.by_identifier();
    matcher.by_title();
    let Matcher { clusters, known, decisions, .. } = matcher;
    let mut corpus = Corpus { items, ..Corpus::default() };
    gather(&mut corpus, clusters, &known);
    name(&mut corpus);
    let cited = |item: u32| corpus.items.items[item as usize].origin == Origin::Reference;
    corpus.decisions = decisions
        .into_iter()
        // That a reference with a work's identifier cites that work needs no other reason than the identifier on it.
        .filter(|(left, right, _, method, _)| *method == BY_TITLE || !cited(*left) && !cited(*right))
        .map(|(left, right, decision, method, score)| MergeDecision {
            left: Subject::Item(left),
            right: Subject::Item(right),
            decision,
            method,
            score,
        })
        .collect();
    corpus
}

type Pair = (u32, u32, Decision, &'static str, u8);

struct Matcher<'a> {
    items: &'a Items,
    clusters: Clusters,
    /// Whether an item says enough to be a work.
    known: Vec<bool>,
    decisions: Vec<Pair>,
    /// Identifiers of the cluster each item stands for, the first of each scheme: what may not be contradicted.
    stated: Vec<Vec<(IdScheme, Str)>>,
}

impl<'a> Matcher<'a> {
    fn new(items: &'a Items) -> Self {
        let naming = |item: &Item| items.ids[item.ids.range()].iter().filter(|id| NAMING.contains(&id.scheme));
        let stated = items.items.iter().map(|item| firsts(naming(item).map(|id| (id.scheme, id.value)))).collect();
        let known =
            items.items.iter().map(|item| item.origin == Origin::Record || naming(item).next().is_some()).collect();
        Self { items, clusters: Clusters::new(items.items.len()), known, decisions: Vec::new(), stated }
    }

    fn by_identifier(&mut self) {
        let mut stated: Vec<(usize, Str, u32)> = Vec::with_capacity(self.items.items.len());
        for (at, item) in self.items.items.iter().enumerate() {
            let ids = self.items.ids[item.ids.range()].iter();
            let rank = |id: &IdRow| NAMING.iter().position(|scheme| *scheme == id.scheme);
            stated.extend(ids.filter_map(|id| Some((rank(id)?, id.value, at as u32))));
        }
        // The best identifiers first, items in their order.
        stated.sort_by_key(|(rank, ..)| *rank);
        let mut first: FxHashMap<(usize, Str), u32> = FxHashMap::default();
        for (rank, value, at) in stated {
            match first.entry((rank, value)) {
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(at);
                }
                std::collections::hash_map::Entry::Occupied(mut entry) => {
                    let held = *entry.get();
                    self.same_identifier(held, at, NAMING[rank]);
                    // What is compared with later items is a record if there is one.
                    let is_record = |item: u32| self.items.items[item as usize].origin == Origin::Record;
                    if !is_record(held) && is_record(at) {
                        entry.insert(at);
                    }
                }
            }
        }
    }

    fn same_identifier(&mut self, left: u32, right: u32, scheme: IdScheme) {
        let method = scheme.name();
        if self.clusters.find(left) == self.clusters.find(right) {
            return;
        }
        let is_record = |item: u32| self.items.items[item as usize].origin == Origin::Record;
        // A chapter and its book have one ISBN; that alone never makes them one.
        if scheme == IdScheme::Isbn {
            if self.titles_agree(left, right) != Some(true) {
                return;
            }
        } else if is_record(left) && is_record(right) && self.titles_agree(left, right) == Some(false) {
            self.decisions.push((left, right, Decision::Undecided, method, 50));
            return;
        }
        self.join(left, right, method, 100);
    }

    fn join(&mut self, left: u32, right: u32, method: &'static str, score: u8) {
        let (a, b) = (self.clusters.find(left), self.clusters.find(right));
        if a == b {
            return;
        }
        let kept = self.clusters.join(a, b);
        let gone = if kept == a { b } else { a };
        let moved = std::mem::take(&mut self.stated[gone as usize]);
        let held = std::mem::take(&mut self.stated[kept as usize]);
        self.stated[kept as usize] = if moved.is_empty() { held } else { firsts(held.into_iter().chain(moved)) };
        self.decisions.push((left, right, Decision::Merge, method, score));
    }

    /// Whether two items' titles can be of one work; nothing where one has none.
    fn titles_agree(&self, left: u32, right: u32) -> Option<bool> {
        let title = |item: u32| {
            let titles = &self.items.titles[self.items.items[item as usize].titles.range()];
            let fold = |title: &TextRow| text::fold(beginning(self.items.text(title.text)));
            titles.iter().take(MOST_TITLES).map(fold).collect::<Vec<_>>()
        };
        let (left, right) = (title(left), title(right));
        if left.is_empty() || right.is_empty() {
            return None;
        }
        Some(left.iter().any(|a| right.iter().any(|b| words_in_common(a, b))))
    }

    fn by_title(&mut self) {
        let mut first: FxHashMap<String, u32> = FxHashMap::default();
        for origin in [Origin::Record, Origin::Related, Origin::Reference] {
            for (at, item) in self.items.items.iter().enumerate().filter(|(_, item)| item.origin == origin) {
                for key in title_keys(self.items, item) {
                    let at = at as u32;
                    let Some(&held) = first.get(&key) else {
                        first.insert(key, at);
                        continue;
                    };
                    let (a, b) = (self.clusters.find(held), self.clusters.find(at));
                    let contradicts = |scheme: &IdScheme| {
                        let of = |cluster: u32| self.stated[cluster as usize].iter().find(|id| id.0 == *scheme);
                        matches!((of(a), of(b)), (Some(x), Some(y)) if x.1 != y.1)
                    };
                    if a != b && !NAMING.iter().any(contradicts) {
                        self.join(held, at, BY_TITLE, 95);
                    }
                }
                // An entry of a list with a title, a year and an author is a publication one can name.
                if item.origin == Origin::Related && !item.titles.is_empty() {
                    self.known[at] = true;
                }
            }
        }
    }
}

/// Characters and titles that are compared: no title is longer, no publication has more. Whoever shares an identifier
/// with a thousand others is compared a thousand times.
const LONGEST_TITLE: usize = 1_000;
const MOST_TITLES: usize = 8;

fn beginning(title: &str) -> &str {
    title.char_indices().nth(LONGEST_TITLE).map_or(title, |(at, _)| &title[..at])
}

/// The first identifier of each scheme.
fn firsts(ids: impl Iterator<Item = (IdScheme, Str)>) -> Vec<(IdScheme, Str)> {
    let mut found: Vec<(IdScheme, Str)> = Vec::new();
    for id in ids {
        if !found.iter().any(|held| held.0 == id.0) {
            found.push(id);
        }
    }
    found
}

/// At least half of the words of the shorter title stand in the longer.
fn words_in_common(a: &str, b: &str) -> bool {
    if text::has_han(a) || text::has_han(b) {
        // Han titles have no blanks to cut words at; translations share no characters at all.
        return text::has_han(a) != text::has_han(b) || {
            let held: FxHashSet<char> = b.chars().collect();
            a.chars().filter(|c| held.contains(c)).count() * 2 >= a.chars().count().min(b.chars().count())
        };
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let words: Vec<&str> = short.split(' ').collect();
    // The same titles, mostly.
    short == long || {
        let held: FxHashSet<&str> = long.split(' ').collect();
        words.iter().filter(|word| held.contains(**word)).count() * 2 >= words.len()
    }
}

/// Title, year and first author's family name in comparable form. Short titles say little (`Editorial`) and need the
/// first page beside them.
fn title_keys(items: &Items, item: &Item) -> Vec<String> {
    let Some(year) = item.year() else { return Vec::new() };
    let Some(author) = first_author(items, item) else { return Vec::new() };
    let keys = items.titles[item.titles.range()].iter().filter_map(|title| {
        let mut key = text::fold(items.text(title.text));
        let short = key.split(' ').count() < 4 && key.chars().count() < 12;
        key.retain(|c| c != ' ');
        let page = items.text(item.first_page);
        if key.is_empty() || short && page.is_empty() {
            return None;
        }
        key.push_str(&format!("|{year}|{author}"));
        if short {
            key.push_str(&format!("|{page}"));
        }
        Some(key)
    });
    keys.collect()
}

fn first_author(items: &Items, item: &Item) -> Option<String> {
    let authors = &items.contributors[item.contributors.range()];
    let first = authors.iter().filter(|c| c.role == Role::Author).min_by_key(|c| c.position)?;
    Some(text::fold(items.text(first.family.some().or(first.literal.some())?)))
}

/// How much an item says, the fullest the smallest.
fn fullness(items: &Items, at: u32) -> (Origin, Format, std::cmp::Reverse<usize>, u32) {
    let item = &items.items[at as usize];
    // Formats are tried, and so listed, from the strictest to the loosest.
    let format = items.format(item);
    (item.origin, format, std::cmp::Reverse(item.contributors.len() + item.affiliations.len()), at)
}

fn gather(corpus: &mut Corpus, clusters: Clusters, known: &[bool]) {
    let (numbers, count) = clusters.number();
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (at, number) in numbers.iter().enumerate() {
        members[*number as usize].push(at as u32);
    }
    members.retain(|of_work| of_work.iter().any(|at| known[*at as usize]));
    let items = &corpus.items;
    corpus.works = members
        .par_iter_mut()
        .map(|of_work| {
            of_work.sort_unstable_by_key(|at| fullness(items, *at));
            work(items, of_work)
        })
        .collect();
    corpus.work_of_item = vec![None; numbers.len()];
    for ((row, work), of_work) in (0..).zip(&mut corpus.works).zip(members) {
        for at in &of_work {
            corpus.work_of_item[*at as usize] = Some(row);
        }
        work.members = items::extend(&mut corpus.members, of_work);
    }
}

fn work(items: &Items, of_work: &[u32]) -> Work {
    let rows: Vec<&Item> = of_work.iter().map(|at| &items.items[*at as usize]).collect();
    let mut ids: Vec<IdRow> = Vec::new();
    let mut seen: FxHashSet<(IdScheme, Str)> = FxHashSet::default();
    for id in rows.iter().flat_map(|item| &items.ids[item.ids.range()]) {
        if seen.insert((id.scheme, id.value)) {
            ids.push(*id);
        }
    }
    ids.sort_by_key(|id| id.scheme);
    let text = |of: fn(&Item) -> Str| rows.iter().map(|item| of(item)).find(|t| !t.is_none()).unwrap_or_default();
    // Volume, issue and pages go together: taking each from where it is found would mix two numberings.
    let located = rows
        .iter()
        .find(|i| !i.volume.is_none() || !i.first_page.is_none() || !i.article_number.is_none())
        .unwrap_or(&rows[0]);
    let best_date = |of: fn(&Item) -> Option<crate::record::PartialDate>| {
        let first = rows.iter().find_map(|item| of(item))?;
        // The same date known more exactly elsewhere.
        rows.iter()
            .filter_map(|item| of(item))
            .filter(|d| d.year() == first.year() && (first.month().is_none() || d.month() == first.month()))
            .max_by_key(|d| (d.month().is_some(), d.day().is_some(), std::cmp::Reverse(*d)))
    };
    Work {
        key: WorkKey::Fingerprint(Str::NONE),
        item: of_work[0],
        members: Rows::default(),
        described: rows.iter().any(|i| i.origin == Origin::Record),
        kind: rows.iter().find_map(|i| i.kind),
        venue: None,
        issued: best_date(|i| i.issued),
        available: best_date(|i| i.available),
        volume: located.volume,
        issue: located.issue,
        first_page: located.first_page,
        last_page: located.last_page,
        article_number: located.article_number,
        page_count: rows.iter().map(|i| i.page_count).find(|n| *n > 0).unwrap_or(0),
        citation: text(|i| if i.origin == Origin::Record { i.as_written } else { Str::NONE }),
        authorships: Rows::default(),
        affiliations: Rows::default(),
        assignments: Rows::default(),
        citations: Rows::default(),
        related: Rows::default(),
        funding: Rows::default(),
        relations: Rows::default(),
        ids,
        disputed: Vec::new(),
    }
}

/// Settles which identifiers name which work, and what each work is known by.
fn name(corpus: &mut Corpus) {
    /// What an identifier names: a work, and whether others state it as well.
    struct Owner {
        work: u32,
        shared: bool,
    }
    let mut owners: FxHashMap<(IdScheme, Str), Owner> = FxHashMap::default();
    for described in [true, false] {
        for (row, work) in corpus.works.iter().enumerate().filter(|(_, work)| work.described == described) {
            for id in &work.ids {
                let owner = owners.entry((id.scheme, id.value)).or_insert(Owner { work: row as u32, shared: false });
                owner.shared |= owner.work != row as u32;
            }
        }
    }
    let mut taken = Taken::default();
    for row in 0..corpus.works.len() {
        let work = &mut corpus.works[row];
        // An ISBN is a chapter's only as far as it is the book's; of several books with one, none is known by it.
        let part = work.kind.is_some_and(WorkKind::is_part);
        let names = |id: &IdRow| match owners.get(&(id.scheme, id.value)) {
            Some(owner) if id.scheme == IdScheme::Isbn => !part && !owner.shared,
            owner => owner.is_some_and(|owner| owner.work == row as u32),
        };
        (work.ids, work.disputed) = std::mem::take(&mut work.ids).into_iter().partition(names);
        let best = NAMING.iter().find_map(|scheme| work.ids.iter().find(|id| id.scheme == *scheme));
        if let Some(id) = best {
            work.key = WorkKey::Id(id.scheme, id.value);
            continue;
        }
        let item = corpus.items.items[work.item as usize];
        let plain = fingerprint(&corpus.items, &item);
        // Two editorials of one issue, without author and page, say the same of themselves.
        let hash = taken.take(&plain, &mut corpus.items.strings);
        corpus.works[row].key = WorkKey::Fingerprint(hash);
    }
}

/// Twenty hexadecimal digits over title, year, first author, venue and first page; over the record's place where all
/// are missing.
fn fingerprint(items: &Items, item: &Item) -> String {
    let title = items.titles[item.titles.range()].first().map(|t| text::fold(items.text(t.text))).unwrap_or_default();
    let year = item.year().map(|y| y.to_string()).unwrap_or_default();
    let venue =
        item.venue.map(|v| text::fold(items.text(v.title.some().unwrap_or(v.abbreviation)))).unwrap_or_default();
    let page = items.text(item.first_page.some().unwrap_or(item.article_number));
    let author = first_author(items, item).unwrap_or_default();
    let mut parts = format!("{title}|{year}|{author}|{venue}|{page}");
    if title.is_empty() && author.is_empty() {
        let record = &items.records[item.record as usize];
        parts.push_str(&format!("|{}|{}", items.sources[record.source as usize].sha256, record.number));
    }
    crate::read::input::hex(&Sha256::digest(parts.as_bytes())[..10])
}
