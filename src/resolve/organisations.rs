//! Which affiliations name the same organisation.
//!
//! Spellings are one organisation when their [skeletons](crate::extract::skeleton), cities and countries are equal; a
//! spelling without a city joins the only city known for its name and country. Units belong to their organisation and
//! are told apart within it.

use super::corpus::{Corpus, Decision, MergeDecision, Organisation, Subject};
use super::items::Items;
use super::strings::{Str, Taken};
use crate::extract::{OrganisationClass, is_abbreviated, skeleton};
use crate::text;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The organisation behind every row of [`super::items::Items::places`]: the unit where one is named, and the whole.
pub(super) struct PlaceOrganisations {
    /// The narrowest organisation.
    pub narrow: Vec<u32>,
    /// The organisation it belongs to, or itself.
    pub whole: Vec<u32>,
}

/// Makes an organisation of every group of spellings.
pub(super) fn resolve(corpus: &mut Corpus) -> PlaceOrganisations {
    let items = &mut corpus.items;
    let skeletons = skeletons(items);
    let mut cities: FxHashMap<Str, Str> = FxHashMap::default();
    let mut keys: Vec<(Str, Str, Str)> = Vec::with_capacity(items.places.len());
    for place in &items.places {
        let name = skeletons[&place.organisation];
        let city = *cities.entry(place.city).or_insert_with(|| {
            let folded = text::fold(items.strings.get(place.city));
            items.strings.intern(&folded)
        });
        keys.push((name, place.country, city));
    }
    // A spelling without a city goes with the only city of its name and country.
    let mut only_city: FxHashMap<(Str, Str), Option<Str>> = FxHashMap::default();
    for (name, country, city) in keys.iter().filter(|key| !key.2.is_none() && !key.1.is_none()) {
        only_city
            .entry((*name, *country))
            .and_modify(|held| *held = held.filter(|held| held == city))
            .or_insert(Some(*city));
    }
    let mut rows: FxHashMap<(Str, Str, Str), u32> = FxHashMap::default();
    let mut spellings: Vec<Spellings> = Vec::new();
    let mut whole = Vec::with_capacity(keys.len());
    for (place, key) in items.places.iter().zip(&keys) {
        let city =
            if key.2.is_none() { only_city.get(&(key.0, key.1)).copied().flatten().unwrap_or_default() } else { key.2 };
        let row = *rows.entry((key.0, key.1, city)).or_insert_with(|| {
            spellings.push(Spellings::new(place.country));
            spellings.len() as u32 - 1
        });
        spellings[row as usize].add(place.organisation, place.city, place.class);
        whole.push(row);
    }
    let mut units: FxHashMap<(u32, Str), u32> = FxHashMap::default();
    let mut narrow = Vec::with_capacity(keys.len());
    for (place, main) in items.places.iter().zip(&whole) {
        let Some(unit) = place.unit.some() else {
            narrow.push(*main);
            continue;
        };
        let row = *units.entry((*main, skeletons[&unit])).or_insert_with(|| {
            spellings.push(Spellings { parent: Some(*main), ..Spellings::new(place.country) });
            spellings.len() as u32 - 1
        });
        spellings[row as usize].add(unit, place.city, OrganisationClass::Unit);
        narrow.push(row);
    }
    let (items, organisations) = (&corpus.items, spellings.into_par_iter());
    let named = organisations.map(|s| s.organisation(items)).map(|o| (o.readable_key(items), o));
    let (names, organisations): (Vec<String>, Vec<Organisation>) = named.unzip();
    corpus.organisations = organisations;
    let mut taken = Taken::default();
    for (row, mut key) in names.into_iter().enumerate() {
        // Parents come before their units, so their keys are there.
        if let Some(parent) = corpus.organisations[row].parent {
            key = [corpus.text(corpus.organisations[parent as usize].key), "/", &key].concat();
        }
        // Names that differ in what a readable form leaves out are told apart by a number.
        corpus.organisations[row].key = taken.take(&key, &mut corpus.items.strings);
    }
    name_by_ror(corpus, &whole);
    PlaceOrganisations { narrow, whole }
}

/// The skeleton of every name of an organisation or unit.
fn skeletons(items: &mut Items) -> FxHashMap<Str, Str> {
    let mut seen = FxHashSet::default();
    let names = items.places.iter().flat_map(|place| [Some(place.organisation), place.unit.some()]).flatten();
    let names: Vec<Str> = names.filter(|name| seen.insert(*name)).collect();
    let made: Vec<String> = names.par_iter().map(|name| skeleton(items.strings.get(*name))).collect();
    names.into_iter().zip(made).map(|(name, made)| (name, items.strings.intern(&made))).collect()
}

/// The ways a name is written in one group.
struct Spellings {
    names: BTreeMap<Str, u32>,
    cities: BTreeMap<Str, u32>,
    class: OrganisationClass,
    country: Str,
    parent: Option<u32>,
}

impl Spellings {
    fn new(country: Str) -> Self {
        Self { names: BTreeMap::new(), cities: BTreeMap::new(), class: OrganisationClass::Other, country, parent: None }
    }

    fn add(&mut self, name: Str, city: Str, class: OrganisationClass) {
        *self.names.entry(name).or_default() += 1;
        if !city.is_none() {
            *self.cities.entry(city).or_default() += 1;
        }
        self.class = self.class.max(class);
    }

    fn organisation(self, items: &Items) -> Organisation {
        let text = |s: Str| items.text(s);
        // The name in full rather than abbreviated, then the commonest, then the longest.
        let rank = |(name, count): &(&Str, &u32)| {
            let written = text(**name);
            (!is_abbreviated(written), **count, written.len(), std::cmp::Reverse(written.to_string()))
        };
        let name = self.names.iter().max_by_key(rank).map(|(name, _)| *name).unwrap_or_default();
        let city = self
            .cities
            .iter()
            .max_by_key(|(city, n)| (**n, std::cmp::Reverse(text(**city).to_string())))
            .map(|(city, _)| *city);
        let mut variants: Vec<Str> = self.names.into_keys().filter(|n| *n != name).collect();
        variants.sort_by(|a, b| text(*a).cmp(text(*b)));
        Organisation {
            key: Str::NONE,
            name,
            variants,
            class: self.class,
            city: city.unwrap_or_default(),
            country: self.country,
            ror: Str::NONE,
            parent: self.parent,
        }
    }
}

impl Organisation {
    /// Its name with city and country; of a unit, which follows what it belongs to, the name alone.
    fn readable_key(&self, items: &Items) -> String {
        let mut key = text::slug(items.text(self.name));
        let place = [self.city, self.country].into_iter().filter(|part| self.parent.is_none() && !part.is_none());
        for part in place {
            key.push('-');
            key.push_str(&text::slug(items.text(part)));
        }
        key
    }
}

/// Gives an organisation the ROR identifier its affiliations state, where they state one and the same.
fn name_by_ror(corpus: &mut Corpus, whole: &[u32]) {
    let mut stated: BTreeMap<u32, Option<Str>> = BTreeMap::new();
    for affiliation in corpus.items.affiliations.iter().filter(|a| !a.ror.is_none() && a.places.len() == 1) {
        let row = whole[affiliation.places.range().start];
        stated
            .entry(row)
            .and_modify(|held| *held = held.filter(|held| *held == affiliation.ror))
            .or_insert(Some(affiliation.ror));
    }
    // One identifier names one organisation: the first to state it.
    let mut taken: FxHashMap<Str, u32> = FxHashMap::default();
    for (row, ror) in stated.into_iter().filter_map(|(row, ror)| Some((row, ror?))) {
        if taken.insert(ror, row).is_none() {
            corpus.organisations[row as usize].ror = ror;
        }
    }
}

/// A decision for every spelling that differs from its organisation's name by more than case and accents.
pub(super) fn decide(corpus: &Corpus, places: &PlaceOrganisations) -> Vec<MergeDecision> {
    let mut seen: FxHashMap<(u32, Str), ()> = FxHashMap::default();
    let mut decisions = Vec::new();
    for (row, affiliation) in corpus.affiliations.iter().enumerate() {
        let item = affiliation_places(corpus, affiliation);
        for at in item {
            let place = corpus.items.places[at];
            let main = places.whole[at];
            let organisation = &corpus.organisations[main as usize];
            if seen.insert((main, place.organisation), ()).is_some() {
                continue;
            }
            let plain = |s: Str| text::fold(corpus.text(s));
            let same_name = plain(place.organisation) == plain(organisation.name);
            let same_city = place.city.is_none() == organisation.city.is_none();
            let (method, score) = match (same_name, same_city) {
                (true, true) => continue,
                (false, true) if organisation.city.is_none() => ("org-abbrev+country", 85),
                (false, true) => ("org-abbrev+city+country", 95),
                (true, false) => ("org-name+country", 90),
                (false, false) => ("org-abbrev+country", 85),
            };
            decisions.push(MergeDecision {
                left: Subject::Affiliation(row as u32),
                right: Subject::Organisation(main),
                decision: Decision::Merge,
                method,
                score,
            });
        }
    }
    decisions
}

/// Rows of the places an affiliation names.
fn affiliation_places(corpus: &Corpus, affiliation: &super::corpus::Affiliation) -> std::ops::Range<usize> {
    corpus.items.affiliations[affiliation.row as usize].places.range()
}
