//! Things that are one under several names, and things that are left out.
//!
//! Keywords come in every spelling and from every vocabulary, authors' names and organisations as well. A [`Merging`] says of
//! each row of a table which row it becomes; a chain of them (equal names, a vocabulary, a thesaurus) is one.

use super::literature::Things;
use super::thesaurus::Thesaurus;
use crate::diagnostic::Diagnostic;
use crate::text;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Things that are one, and things that are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merging {
    /// For each thing the row of the one it becomes, its own or another's; nothing where it is left out.
    pub rows: Vec<Option<u32>>,
    /// New names of some of these rows.
    pub labels: BTreeMap<u32, String>,
}

impl Merging {
    /// Every thing for itself.
    pub fn none(things: &Things) -> Self {
        Self { rows: (0..things.len() as u32).map(Some).collect(), labels: BTreeMap::new() }
    }

    /// Things whose names are the same but for case, accents and punctuation become the first of them, under the name that
    /// is written most naturally: not all in capitals, if there is one. Names in capitals that are no acronyms are written small.
    ///
    /// ```
    /// use citeweave::network::{literature::Things, merging::Merging};
    /// let labels = ["PEER SUPPORT", "Peer support", "RECOVERY-ORIENTED CARE", "HIV"].map(String::from).to_vec();
    /// let merging = Merging::equal_names(&Things { labels, ..Things::default() });
    /// assert_eq!(merging.rows, [Some(0), Some(0), Some(2), Some(3)]);
    /// assert_eq!(merging.labels[&0], "Peer support");
    /// assert_eq!(merging.labels[&2], "recovery-oriented care");
    /// assert!(!merging.labels.contains_key(&3));
    /// ```
    pub fn equal_names(things: &Things) -> Self {
        Self::equal_names_among(things, |_| true)
    }

    /// The same among things that take part; others are left out.
    pub fn equal_names_among(things: &Things, takes_part: impl Fn(usize) -> bool) -> Self {
        let mut merging = Self { rows: vec![None; things.len()], labels: BTreeMap::new() };
        let mut first: FxHashMap<String, u32> = FxHashMap::default();
        for (row, label) in things.labels.iter().enumerate().filter(|(row, _)| takes_part(*row)) {
            let key = text::fold(label);
            let own = row as u32;
            let to = if key.is_empty() { own } else { *first.entry(key).or_insert(own) };
            merging.rows[row] = Some(to);
            let shown = merging.labels.get(&to).unwrap_or(&things.labels[to as usize]);
            if to != own && is_capitals(shown) && !is_capitals(label) {
                merging.labels.insert(to, label.clone());
            }
        }
        for row in first.into_values() {
            let label = &things.labels[row as usize];
            if !merging.labels.contains_key(&row) && is_capitals(label) && label.chars().count() > LONGEST_ACRONYM {
                merging.labels.insert(row, label.to_lowercase());
            }
        }
        merging
    }

    /// Things of exactly the same name become the first of them.
    pub fn same_names(things: &Things) -> Self {
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        let rows = things.labels.iter().zip(0..).map(|(label, row)| Some(*first.entry(label).or_insert(row)));
        Self { rows: rows.collect(), labels: BTreeMap::new() }
    }

    /// Renames what there is by now: `name` gives, for the present name and the IRI, what it is to be called and a key that
    /// what belongs together has in common; nothing where it stays as it is.
    pub fn renamed<'n>(mut self, things: &Things, name: impl Fn(&str, &str) -> Option<(String, &'n str)>) -> Self {
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        let mut moved: FxHashMap<u32, u32> = FxHashMap::default();
        for row in self.remaining() {
            let iri = things.iris.get(row as usize).map_or("", String::as_str);
            let Some((label, key)) = name(self.label(things, row), iri) else { continue };
            let to = *first.entry(key).or_insert(row);
            moved.insert(row, to);
            self.labels.insert(to, label);
        }
        self.follow(|row| Some(moved.get(&row).copied().unwrap_or(row)));
        self
    }

    /// Applies a thesaurus to what there is by now, and says what was odd about it.
    pub fn with_thesaurus(mut self, things: &Things, thesaurus: &Thesaurus) -> (Self, Vec<Diagnostic>) {
        let rows = self.remaining();
        let names: Vec<&str> = rows.iter().map(|&row| self.label(things, row)).collect();
        let merged = thesaurus.apply(&names);
        let mut first: Vec<Option<u32>> = vec![None; merged.labels.len()];
        let mut moved: FxHashMap<u32, Option<u32>> = FxHashMap::default();
        for (&row, to) in rows.iter().zip(&merged.row_of) {
            let to = to.map(|to| *first[to as usize].get_or_insert(row));
            moved.insert(row, to);
        }
        for (label, row) in merged.labels.iter().zip(&first) {
            if let Some(row) = row.filter(|row| self.label(things, *row) != label) {
                self.labels.insert(row, label.clone());
            }
        }
        self.follow(|row| moved.get(&row).copied().flatten());
        (self, merged.messages)
    }

    /// The rows that something becomes, ascending.
    fn remaining(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.rows.iter().flatten().copied().collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn label<'m>(&'m self, things: &'m Things, row: u32) -> &'m str {
        self.labels.get(&row).or(things.labels.get(row as usize)).map_or("", String::as_str)
    }

    fn follow(&mut self, to: impl Fn(u32) -> Option<u32>) {
        self.rows.iter_mut().for_each(|row| *row = row.and_then(&to));
    }
}

/// Names in capitals of up to so many characters are taken for acronyms.
const LONGEST_ACRONYM: usize = 5;

fn is_capitals(label: &str) -> bool {
    label.chars().any(char::is_uppercase) && !label.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_equal_among_those_that_take_part() {
        let labels = ["PEER SUPPORT", "Peer support", "peer support"].map(String::from).to_vec();
        let merging = Merging::equal_names_among(&Things { labels, ..Things::default() }, |row| row > 0);
        assert_eq!((merging.rows, merging.labels.len()), (vec![None, Some(1), Some(1)], 0));
    }

    #[test]
    fn a_chain_is_one_merging() {
        let labels = ["peers", "PEERS", "Recovery", "power", "stigma", "同伴"].map(String::from).to_vec();
        let iris = ["v:1", "", "v:3", "", "", ""].map(String::from).to_vec();
        let things = Things { labels, iris, ..Things::default() };
        // peers and 同伴 become "people" by a vocabulary; a thesaurus makes "persons" of that, and drops stigma.
        let vocabulary =
            |name: &str, iri: &str| (iri == "v:1" || name == "同伴").then(|| ("people".to_string(), "v:people"));
        let merging = Merging::equal_names(&things).renamed(&things, vocabulary);
        assert_eq!(merging.rows, [Some(0), Some(0), Some(2), Some(3), Some(4), Some(0)]);
        let (thesaurus, _) =
            Thesaurus::from_pairs([("People", "persons"), ("power", "persons"), ("stigma", "")], "test");
        let (merging, messages) = merging.with_thesaurus(&things, &thesaurus);
        assert_eq!(merging.rows, [Some(0), Some(0), Some(2), Some(0), None, Some(0)]);
        assert_eq!(merging.labels.get(&0).map(String::as_str), Some("persons"));
        assert!(messages.is_empty());
        assert_eq!(Merging::same_names(&things).rows, (0..6).map(Some).collect::<Vec<_>>());
        let equal = ["FLORY F", "Flory F", "FLORY F"].map(String::from).to_vec();
        assert_eq!(
            Merging::same_names(&Things { labels: equal, ..Things::default() }).rows,
            [Some(0), Some(1), Some(0)]
        );
        assert_eq!(Merging::none(&things).rows, (0..6).map(Some).collect::<Vec<_>>());
    }
}
