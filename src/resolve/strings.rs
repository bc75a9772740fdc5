//! Every text of a corpus once, behind a number.

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::Hasher;

/// A text held by [`Strings`]. The default is the empty text, which stands for "none".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Str(u32);

impl Str {
    /// The empty text.
    pub const NONE: Self = Self(0);

    /// Whether it is the empty text.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The text, or nothing where it is empty.
    pub fn some(self) -> Option<Self> {
        (self.0 != 0).then_some(self)
    }
}

/// Holds texts one after the other; equal texts given to [`Strings::intern`] are held once.
#[derive(Clone, Debug)]
pub struct Strings {
    /// Stretches of text that never move: one that grew would be copied again and again.
    blocks: Vec<String>,
    places: Vec<Place>,
    known: HashTable<u32>,
}

/// Where a text is.
#[derive(Clone, Copy, Debug)]
struct Place {
    block: u32,
    start: u32,
    len: u32,
}

/// Bytes of a block; a longer text has one of its own.
const BLOCK: usize = 1 << 20;

impl Default for Strings {
    fn default() -> Self {
        let mut strings = Self { blocks: Vec::new(), places: Vec::new(), known: HashTable::new() };
        strings.intern("");
        strings
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn at(blocks: &[String], place: Place) -> &str {
    let start = place.start as usize;
    &blocks[place.block as usize][start..start + place.len as usize]
}

impl Strings {
    /// The text behind a number.
    pub fn get(&self, text: Str) -> &str {
        at(&self.blocks, self.places[text.0 as usize])
    }

    /// Holds a text, or finds it held already.
    pub fn intern(&mut self, text: &str) -> Str {
        let hashed = hash(text);
        let Self { blocks, places, known } = self;
        if let Some(index) = known.find(hashed, |index| at(blocks, places[*index as usize]) == text) {
            return Str(*index);
        }
        known.insert_unique(hashed, places.len() as u32, |index| hash(at(blocks, places[*index as usize])));
        self.push(text)
    }

    /// Holds a text without looking whether it is there: for long ones that do not repeat.
    pub fn append(&mut self, text: &str) -> Str {
        if text.is_empty() { Str::NONE } else { self.push(text) }
    }

    fn push(&mut self, text: &str) -> Str {
        if self.blocks.last().is_none_or(|block| block.capacity() - block.len() < text.len()) {
            self.blocks.push(String::with_capacity(BLOCK.max(text.len())));
        }
        let block = self.blocks.len() - 1;
        let start = self.blocks[block].len();
        self.blocks[block].push_str(text);
        self.places.push(Place { block: block as u32, start: start as u32, len: text.len() as u32 });
        Str(self.places.len() as u32 - 1)
    }

    /// Finds a text that is held.
    pub fn find(&self, text: &str) -> Option<Str> {
        self.known.find(hash(text), |index| self.get(Str(*index)) == text).map(|index| Str(*index))
    }

    /// Interns a text that may be absent.
    pub fn maybe(&mut self, text: Option<&str>) -> Str {
        text.map_or(Str::NONE, |text| self.intern(text))
    }
}

/// Texts that name one thing each.
#[derive(Default)]
pub(super) struct Taken {
    taken: FxHashSet<Str>,
    /// The number that is next for a text many want.
    next: FxHashMap<Str, u32>,
}

impl Taken {
    /// The text, where it is free; else the first that is of it with a number behind: `text-2`, `text-3`.
    pub(super) fn take(&mut self, text: &str, strings: &mut Strings) -> Str {
        let plain = strings.intern(text);
        if self.taken.insert(plain) {
            return plain;
        }
        let number = self.next.entry(plain).or_insert(2);
        loop {
            let numbered = strings.intern(&format!("{text}-{number}"));
            *number += 1;
            if self.taken.insert(numbered) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one() {
        let mut strings = Strings::default();
        let (a, b, again) = (strings.intern("Bergen"), strings.intern("Oslo"), strings.intern("Bergen"));
        assert_eq!((a == again, a == b), (true, false));
        assert_eq!((strings.get(a), strings.get(b), strings.get(Str::NONE)), ("Bergen", "Oslo", ""));
        let long = strings.append("Bergen");
        assert_eq!((strings.get(long), long == a, strings.find("Bergen")), ("Bergen", false, Some(a)));
    }
}
