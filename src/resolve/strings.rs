//! Every text of a corpus once, behind a number.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
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
    text: String,
    /// Where each text ends; text `i` begins where `i - 1` ends.
    ends: Vec<usize>,
    known: HashTable<u32>,
}

impl Default for Strings {
    fn default() -> Self {
        let mut strings = Self { text: String::new(), ends: Vec::new(), known: HashTable::new() };
        strings.intern("");
        strings
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Strings {
    fn at(text: &str, ends: &[usize], index: u32) -> (usize, usize) {
        let index = index as usize;
        debug_assert!(index < ends.len() && text.len() >= ends[index]);
        (if index == 0 { 0 } else { ends[index - 1] }, ends[index])
    }

    /// The text behind a number.
    pub fn get(&self, text: Str) -> &str {
        let (from, to) = Self::at(&self.text, &self.ends, text.0);
        &self.text[from..to]
    }

    /// Holds a text, or finds it held already.
    pub fn intern(&mut self, text: &str) -> Str {
        let Self { text: held, ends, known } = self;
        let of = |index: u32| {
            let (from, to) = Self::at(held, ends, index);
            &held[from..to]
        };
        let hashed = hash(text);
        if let Some(index) = known.find(hashed, |index| of(*index) == text) {
            return Str(*index);
        }
        let index = ends.len() as u32;
        known.insert_unique(hashed, index, |index| hash(of(*index)));
        held.push_str(text);
        ends.push(held.len());
        Str(index)
    }

    /// Holds a text without looking whether it is there: for long ones that do not repeat.
    pub fn append(&mut self, text: &str) -> Str {
        if text.is_empty() {
            return Str::NONE;
        }
        self.text.push_str(text);
        self.ends.push(self.text.len());
        Str(self.ends.len() as u32 - 1)
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
