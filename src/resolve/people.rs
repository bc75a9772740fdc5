//! Who wrote what, and which names are one person.
//!
//! Two authorships are one person only by the same ORCID, or by equal family and given names, spelt out, together with
//! an organisation or a co-author in common. Initials alone never merge. One person never holds two places on one
//! author list, and never has two ORCIDs.

use super::cluster::Clusters;
use super::corpus::{Affiliation, Authorship, Corpus, Decision, Evidence, MergeDecision, Person, Subject, WorkKey};
use super::items::{self, ContributorRow, Item, Origin, Rows};
use super::organisations::PlaceOrganisations;
use super::strings::{Str, Strings};
use crate::record::{Role, display, is_full_given};
use crate::text;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

/// Works with more authors than this say nothing of who knows whom.
const CLOSE_AUTHORS: usize = 50;

/// A contributor of a work as the best of its records has it, filled from the others.
struct Part {
    row: ContributorRow,
    record: u32,
    /// The list of affiliations that is linked, and the record that has it.
    affiliated: (Rows, u32),
}

/// Makes the authorships and affiliations of every work; returns the ORCID, the name and its variants of each authorship.
pub(super) fn gather(corpus: &mut Corpus, places: &PlaceOrganisations) -> Names {
    let mut names = Names::default();
    for row in 0..corpus.works.len() {
        // Works that are only cited have nobody of their own.
        if corpus.members(&corpus.works[row]).all(|item| item.contributors.is_empty() && item.affiliations.is_empty()) {
            continue;
        }
        let members: Vec<Item> = corpus.members(&corpus.works[row]).copied().collect();
        let parts = parts(corpus, &members, &mut names);
        let first_authorship = corpus.authorships.len() as u32;
        let mut made = Vec::with_capacity(parts.len());
        for part in parts {
            let authorship = first_authorship + made.len() as u32;
            let links = part.row.affiliations.range();
            let linked: Vec<u32> = corpus.items.affiliation_links[links].to_vec();
            let affiliations =
                affiliate(corpus, row as u32, Some(authorship), part.affiliated, linked.into_iter(), places);
            made.push(Authorship {
                work: row as u32,
                role: part.row.role,
                position: part.row.position,
                person: 0,
                as_written: part.row.as_written,
                marker: part.row.marker,
                corresponding: part.row.corresponding,
                affiliations,
                evidence: Evidence { record: part.record, span: part.row.span },
            });
        }
        corpus.works[row].authorships = items::extend(&mut corpus.authorships, made);
        // Affiliations no author is linked to belong to the work.
        let Some(source) = members.iter().find(|item| !item.affiliations.is_empty()).copied() else { continue };
        let linked: FxHashSet<u32> = corpus.items.contributors[source.contributors.range()]
            .iter()
            .flat_map(|c| corpus.items.affiliation_links[c.affiliations.range()].iter().copied())
            .collect();
        let free: Vec<u32> = (0..source.affiliations.len() as u32).filter(|at| !linked.contains(at)).collect();
        let list = (source.affiliations, source.record);
        corpus.works[row].affiliations = affiliate(corpus, row as u32, None, list, free.into_iter(), places);
    }
    names
}

fn affiliate(
    corpus: &mut Corpus,
    work: u32,
    authorship: Option<u32>,
    (list, record): (Rows, u32),
    positions: impl Iterator<Item = u32>,
    places: &PlaceOrganisations,
) -> Rows {
    let mut made = Vec::new();
    for at in positions {
        if at as usize >= list.len() {
            continue;
        }
        let row = list.range().start + at as usize;
        let said = corpus.items.affiliations[row];
        let mut organisations: Vec<u32> = said.places.range().map(|place| places.narrow[place]).collect();
        organisations.dedup();
        made.push(Affiliation {
            work,
            row: row as u32,
            authorship,
            position: made.len() as u32 + 1,
            as_written: said.as_written,
            organisations: items::extend(&mut corpus.affiliation_organisations, organisations),
            evidence: Evidence { record, span: said.span },
        });
    }
    items::extend(&mut corpus.affiliations, made)
}

/// Names and ORCIDs of authorships, in columns parallel to [`Corpus::authorships`].
#[derive(Default)]
pub(super) struct Names {
    family: Vec<Str>,
    given: Vec<Str>,
    suffix: Vec<Str>,
    literal: Vec<Str>,
    orcid: Vec<Str>,
    /// Every way the name is written in the records of the work.
    written: Vec<Vec<Str>>,
}

/// The contributors of a work: the fullest record's list, with ORCIDs, full given names and affiliations from the
/// others where the lists agree.
fn parts(corpus: &Corpus, members: &[Item], names: &mut Names) -> Vec<Part> {
    let items = &corpus.items;
    let list = |item: &Item| &items.contributors[item.contributors.range()];
    let linked = |item: &Item| list(item).iter().any(|c| !c.affiliations.is_empty());
    let candidates = members.iter().filter(|item| item.origin != Origin::Reference && !item.contributors.is_empty());
    let full = |item: &Item| list(item).iter().filter(|c| is_full_given(items.text(c.given))).count();
    let Some(best) = candidates
        .clone()
        .max_by_key(|item| (list(item).len(), linked(item), full(item), std::cmp::Reverse(item.record)))
    else {
        return Vec::new();
    };
    let others: Vec<&Item> = candidates.filter(|item| item.record != best.record).collect();
    // The same contributors on the other records' lists, in the order of these.
    let mut same: Vec<Vec<(&Item, &ContributorRow)>> = vec![Vec::new(); list(best).len()];
    let ours = Ours::new(corpus, if others.is_empty() { &[] } else { list(best) });
    for other in &others {
        for (at, row) in ours.counterparts(corpus, list(other)) {
            same[at].push((other, row));
        }
    }
    let mut parts = Vec::with_capacity(list(best).len());
    let mut positions: FxHashMap<Role, u32> = FxHashMap::default();
    for (at, contributor) in list(best).iter().enumerate() {
        let mut part = Part { row: *contributor, record: best.record, affiliated: (best.affiliations, best.record) };
        // Positions count within a role, without gaps.
        let position = positions.entry(contributor.role).or_insert(0);
        *position += 1;
        part.row.position = *position;
        let mut written = vec![contributor.as_written];
        for (other, same) in &same[at] {
            written.push(same.as_written);
            let more = |a: Str, b: Str| items.text(b).chars().count() > items.text(a).chars().count();
            if more(part.row.given, same.given) && is_full_given(items.text(same.given)) {
                part.row.given = same.given;
            }
            if accents(items.text(same.family)) > accents(items.text(part.row.family)) {
                part.row.family = same.family;
            }
            if part.row.orcid.is_none() {
                part.row.orcid = same.orcid;
            }
            if part.row.affiliations.is_empty() && !same.affiliations.is_empty() {
                part.row.affiliations = same.affiliations;
                part.affiliated = (other.affiliations, other.record);
            }
        }
        written.sort_unstable();
        written.dedup();
        names.family.push(part.row.family);
        names.given.push(part.row.given);
        names.suffix.push(part.row.suffix);
        names.literal.push(part.row.literal);
        names.orcid.push(part.row.orcid);
        names.written.push(written);
        parts.push(part);
    }
    parts
}

/// The list the others are compared with.
struct Ours<'a> {
    rows: &'a [ContributorRow],
    /// Where each name, in comparable form, stands on the list; made for lists that are not very long.
    by_name: FxHashMap<String, Vec<usize>>,
}

/// Contributors of a list that is compared with others of another length.
const LONG_LIST: usize = 1_000;

impl<'a> Ours<'a> {
    fn new(corpus: &Corpus, rows: &'a [ContributorRow]) -> Self {
        let mut by_name: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, row) in rows.iter().enumerate().take_while(|_| rows.len() <= LONG_LIST) {
            for name in [row.family, row.literal].into_iter().filter(|name| !name.is_none()) {
                let held = by_name.entry(text::fold(corpus.text(name))).or_default();
                if held.last() != Some(&at) {
                    held.push(at);
                }
            }
        }
        Self { rows, by_name }
    }

    /// The same contributors on another record's list: those at the same place, or the only ones of the name.
    fn counterparts<'b>(&self, corpus: &Corpus, theirs: &'b [ContributorRow]) -> Vec<(usize, &'b ContributorRow)> {
        if self.rows.len() != theirs.len() && self.rows.len() > LONG_LIST {
            return Vec::new();
        }
        let mut found: Vec<Option<&ContributorRow>> = vec![None; self.rows.len()];
        if self.rows.len() == theirs.len() {
            for (at, row) in theirs.iter().enumerate() {
                found[at] = Some(row).filter(|row| same(corpus, &self.rows[at], row));
            }
        }
        // Long lists that differ in length are compared no further: it would cost their product.
        if theirs.len() <= CLOSE_AUTHORS {
            // How many of theirs each may be, and the first of them.
            let mut alike: FxHashMap<usize, (&ContributorRow, u32)> = FxHashMap::default();
            for row in theirs {
                let names = [row.family, row.literal].into_iter().filter(|name| !name.is_none());
                let mut places: Vec<usize> = names
                    .filter_map(|name| self.by_name.get(&text::fold(corpus.text(name))))
                    .flatten()
                    .copied()
                    .filter(|at| found[*at].is_none() && same(corpus, &self.rows[*at], row))
                    .collect();
                places.sort_unstable();
                places.dedup();
                for at in places {
                    alike.entry(at).or_insert((row, 0)).1 += 1;
                }
            }
            for (at, (row, _)) in alike.into_iter().filter(|(_, (_, count))| *count == 1) {
                found[at] = Some(row);
            }
        }
        found.into_iter().enumerate().filter_map(|(at, row)| Some((at, row?))).collect()
    }
}

/// Whether two contributors have one role and name, as far as both are told.
fn same(corpus: &Corpus, a: &ContributorRow, b: &ContributorRow) -> bool {
    let fold = |s: Str| text::fold(corpus.text(s));
    let initial = |s: Str| fold(s).chars().next();
    let given = match (initial(a.given), initial(b.given)) {
        (Some(x), Some(y)) => x == y,
        _ => true,
    };
    a.role == b.role
        && given
        && (!a.family.is_none() && fold(a.family) == fold(b.family)
            || !a.literal.is_none() && fold(a.literal) == fold(b.literal))
}

fn accents(name: &str) -> usize {
    name.chars().filter(|c| !c.is_ascii()).count()
}

/// What a cluster of authorships may not be joined against.
#[derive(Clone, Default)]
struct Held {
    works: Vec<u32>,
    orcid: Str,
}

/// Which authorships are whose, not yet part of the corpus.
pub(super) struct People {
    /// The person behind each authorship.
    numbers: Vec<u32>,
    drafts: Vec<Draft>,
    decisions: Vec<MergeDecision>,
}

/// Joins authorships into people.
pub(super) fn find(corpus: &Corpus, names: &Names, places: &PlaceOrganisations) -> People {
    let count = corpus.authorships.len();
    let mut state = Joining {
        clusters: Clusters::new(count),
        held: corpus
            .authorships
            .iter()
            .zip(&names.orcid)
            .map(|(a, orcid)| Held { works: vec![a.work], orcid: *orcid })
            .collect(),
        decisions: Vec::new(),
    };
    let folded = folded_names(corpus, names);
    by_orcid(&mut state, names, &folded);
    by_name(corpus, &mut state, names, &folded, places);
    let Joining { clusters, decisions, .. } = state;
    let (numbers, people) = clusters.number();
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); people];
    for (at, number) in numbers.iter().enumerate() {
        members[*number as usize].push(at as u32);
    }
    let drafts = members.par_iter().map(|of_person| draft(corpus, names, of_person)).collect();
    People { numbers, drafts, decisions }
}

impl People {
    /// Makes them part of the corpus.
    pub fn settle(mut self, corpus: &mut Corpus) {
        for (authorship, person) in corpus.authorships.iter_mut().zip(self.numbers) {
            authorship.person = person;
        }
        let strings = &mut corpus.items.strings;
        let mut taken = FxHashSet::default();
        corpus.people = self.drafts.into_iter().map(|draft| draft.finish(strings, &mut taken)).collect();
        corpus.decisions.append(&mut self.decisions);
    }
}

struct Joining {
    clusters: Clusters,
    held: Vec<Held>,
    decisions: Vec<MergeDecision>,
}

impl Joining {
    /// Joins two authorships unless their clusters share a work or have different ORCIDs.
    fn join(&mut self, left: u32, right: u32, method: &'static str, score: u8) -> bool {
        let (a, b) = (self.clusters.find(left), self.clusters.find(right));
        if a == b {
            return true;
        }
        let (x, y) = (&self.held[a as usize], &self.held[b as usize]);
        let two_orcids = !x.orcid.is_none() && !y.orcid.is_none() && x.orcid != y.orcid;
        let (few, many) = if x.works.len() <= y.works.len() { (x, y) } else { (y, x) };
        if two_orcids || few.works.iter().any(|work| many.works.binary_search(work).is_ok()) {
            return false;
        }
        let kept = self.clusters.join(a, b);
        let gone = std::mem::take(&mut self.held[if kept == a { b } else { a } as usize]);
        let held = &mut self.held[kept as usize];
        let in_order = held.works.last() < gone.works.first();
        held.works.extend(gone.works);
        if !in_order {
            held.works.sort_unstable();
        }
        if held.orcid.is_none() {
            held.orcid = gone.orcid;
        }
        self.decide(left, right, Decision::Merge, method, score);
        true
    }

    fn decide(&mut self, left: u32, right: u32, decision: Decision, method: &'static str, score: u8) {
        self.decisions.push(MergeDecision {
            left: Subject::Authorship(left),
            right: Subject::Authorship(right),
            decision,
            method,
            score,
        });
    }
}

/// Family and given name of each authorship in comparable form; equal names have equal numbers.
struct Folded {
    family: Vec<u32>,
    /// 0 where the given name is absent or initials.
    given: Vec<u32>,
}

fn folded_names(corpus: &Corpus, names: &Names) -> Folded {
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    known.insert(String::new(), 0);
    let mut seen: FxHashMap<(Str, bool), u32> = FxHashMap::default();
    let mut number = |name: Str, given: bool| {
        *seen.entry((name, given)).or_insert_with(|| {
            let written = corpus.text(name);
            let comparable = if given && !is_full_given(written) { String::new() } else { text::fold(written) };
            let next = known.len() as u32;
            *known.entry(comparable).or_insert(next)
        })
    };
    let family = names.family.iter().map(|name| number(*name, false)).collect();
    let given = names.given.iter().map(|name| number(*name, true)).collect();
    Folded { family, given }
}

fn by_orcid(state: &mut Joining, names: &Names, folded: &Folded) {
    let mut first: FxHashMap<Str, u32> = FxHashMap::default();
    for (at, orcid) in names.orcid.iter().enumerate().filter(|(_, orcid)| !orcid.is_none()) {
        let at = at as u32;
        match first.get(orcid) {
            None => {
                first.insert(*orcid, at);
            }
            // An ORCID on another's name is a slip of the source more often than a change of name.
            Some(&held) if folded.family[held as usize] != folded.family[at as usize] => {
                state.decide(held, at, Decision::Undecided, "orcid", 50);
            }
            Some(&held) => {
                if !state.join(held, at, "orcid", 100) {
                    state.decide(held, at, Decision::Undecided, "orcid", 50);
                }
            }
        }
    }
}

/// What two authorships of one name may have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Sign {
    Organisation(u32),
    CoAuthor(u32, u32),
}

fn by_name(corpus: &Corpus, state: &mut Joining, names: &Names, folded: &Folded, places: &PlaceOrganisations) {
    let mut groups: FxHashMap<(u32, u32), Vec<u32>> = FxHashMap::default();
    let mut order = Vec::new();
    for at in 0..corpus.authorships.len() {
        let name = (folded.family[at], folded.given[at]);
        if name.0 == 0 || name.1 == 0 || !names.literal[at].is_none() {
            continue;
        }
        let group = groups.entry(name).or_default();
        if group.is_empty() {
            order.push(name);
        }
        group.push(at as u32);
    }
    let mut first: FxHashMap<Sign, Vec<u32>> = FxHashMap::default();
    for name in order {
        let group = &groups[&name];
        if group.len() < 2 {
            continue;
        }
        first.clear();
        for &at in group {
            for sign in signs(corpus, names, folded, places, at) {
                let held = first.entry(sign).or_default();
                // The first of the name with this sign that may be joined; a few are enough to try.
                let joined = held.iter().take(8).any(|&earlier| {
                    let (method, score) = match sign {
                        Sign::Organisation(_) => ("name-fold+full-given+org", 97),
                        Sign::CoAuthor(..) => ("name-fold+full-given+coauthor", 95),
                    };
                    state.join(earlier, at, method, score)
                });
                if !joined {
                    held.push(at);
                }
            }
        }
    }
}

fn signs(corpus: &Corpus, names: &Names, folded: &Folded, places: &PlaceOrganisations, at: u32) -> Vec<Sign> {
    let authorship = &corpus.authorships[at as usize];
    let work = &corpus.works[authorship.work as usize];
    let mut found = Vec::new();
    let whole = |rows: Rows, found: &mut Vec<Sign>| {
        for affiliation in &corpus.affiliations[rows.range()] {
            let said = corpus.items.affiliations[affiliation.row as usize].places.range();
            found.extend(said.map(|place| Sign::Organisation(places.whole[place])));
        }
    };
    whole(authorship.affiliations, &mut found);
    // Where the source links nobody, an author may be of any organisation of a short author list.
    if authorship.affiliations.is_empty() && work.authorships.len() <= CLOSE_AUTHORS {
        whole(work.affiliations, &mut found);
    }
    if work.authorships.len() <= CLOSE_AUTHORS {
        let others = work.authorships.range().filter(|other| *other != at as usize && names.literal[*other].is_none());
        found.extend(
            others
                .filter(|o| folded.given[*o] != 0 && folded.family[*o] != 0)
                .map(|o| Sign::CoAuthor(folded.family[o], folded.given[o])),
        );
    }
    found
}

/// A person whose new texts are not yet held with the others.
struct Draft {
    person: Person,
    key: String,
    shown: String,
}

impl Draft {
    /// Holds the texts. An ORCID names one person: the first who has it.
    fn finish(self, strings: &mut Strings, taken: &mut FxHashSet<Str>) -> Person {
        let mut person = Person { key: strings.append(&self.key), name: strings.append(&self.shown), ..self.person };
        if !person.orcid.is_none() && !taken.insert(person.orcid) {
            person.disputed_orcid = std::mem::take(&mut person.orcid);
        }
        person
    }
}

fn draft(corpus: &Corpus, names: &Names, members: &[u32]) -> Draft {
    let text = |s: Str| corpus.text(s);
    // The fullest spelling: given names longest, accents kept.
    let fullness = |at: usize| {
        let (family, given) = (text(names.family[at]), text(names.given[at]));
        (accents(family) + accents(given), given.chars().count(), std::cmp::Reverse((family, given)))
    };
    let first = members[0] as usize;
    let best = members[1..]
        .iter()
        .map(|at| *at as usize)
        .fold(first, |best, at| if fullness(at) >= fullness(best) { at } else { best });
    let orcid = members.iter().map(|at| names.orcid[*at as usize]).find(|o| !o.is_none()).unwrap_or_default();
    let group = !names.literal[best].is_none();
    let (family, given, suffix) = (names.family[best], names.given[best], names.suffix[best]);
    let shown =
        if group { text(names.literal[best]).to_string() } else { display(text(family), text(given), text(suffix)) };
    let mut key = if group { text::slug(&shown) } else { text::slug(&[text(family), " ", text(given)].concat()) };
    let smallest = members.iter().map(|at| authorship_key(corpus, *at)).min().unwrap_or_default();
    key.push('-');
    key.push_str(&crate::read::input::hex(&Sha256::digest(smallest.as_bytes())[..4]));
    let mut variants: Vec<Str> = members.iter().flat_map(|at| names.written[*at as usize].iter().copied()).collect();
    variants.retain(|v| text(*v) != shown);
    variants.sort_by(|a, b| text(*a).cmp(text(*b)));
    variants.dedup();
    let none = Str::NONE;
    let person = Person { key: none, orcid, disputed_orcid: none, family, given, suffix, name: none, variants, group };
    Draft { person, key, shown }
}

/// A name for an authorship that depends on nothing but its work and place.
fn authorship_key(corpus: &Corpus, at: u32) -> String {
    let authorship = &corpus.authorships[at as usize];
    let (scheme, value) = match corpus.works[authorship.work as usize].key {
        WorkKey::Id(scheme, value) => (scheme.name(), value),
        WorkKey::Fingerprint(hash) => ("fp", hash),
    };
    [scheme, "/", corpus.text(value), "/", authorship.role.name(), "/", &authorship.position.to_string()].concat()
}
