//! From documents and their items to pairs of items: the one projection behind every network of co-occurrence.
//!
//! The input is integers only: for each document the row numbers of its items (its authors, its keywords, the works it
//! cites). The outcome is every pair of items that share a document, with the number of shared documents, the
//! fractional weight, the first and last year, and the documents themselves.
//!
//! The incidence is turned round once (items to documents), then each item is worked on alone: the later items of all
//! its documents are gathered and sorted, and equal neighbours are one pair. A row's list fits the cache, no table of
//! pairs is hashed, and rows are independent, so they are spread over threads in pieces that depend on the data alone.
//!
//! Weights come out the same to the last bit whatever the number of threads and the order of the documents, because
//! nothing is added up in floating point until contributions are counted by the size of their document.

use super::NetworkError;
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// Which items belong to which document: rows of documents cut out of one list of items.
#[derive(Clone, Debug)]
pub struct Incidence<'a> {
    offsets: Cow<'a, [u32]>,
    items: Cow<'a, [u32]>,
    /// How many items each document had before some were left out; empty where none were.
    sizes: Vec<u32>,
}

impl<'a> Incidence<'a> {
    /// Takes columns as they are: document `k` has the items `items[offsets[k]..offsets[k + 1]]`, ascending, each once.
    ///
    /// # Errors
    /// [`NetworkError::Offsets`] or [`NetworkError::Items`] where that does not hold.
    ///
    /// ```
    /// use citeweave::network::project::Incidence;
    /// let incidence = Incidence::new(&[0, 2, 2, 5], &[0, 1, 0, 1, 2])?;
    /// assert_eq!(incidence.documents(), 3);
    /// assert_eq!(incidence.items_of(2), [0, 1, 2]);
    /// assert!(Incidence::new(&[0, 2], &[1, 0]).is_err());
    /// # Ok::<(), citeweave::network::NetworkError>(())
    /// ```
    pub fn new(offsets: &'a [u32], items: &'a [u32]) -> Result<Self, NetworkError> {
        check_offsets("incidence", offsets, items.len())?;
        for (document, range) in offsets.windows(2).enumerate() {
            if !items[range[0] as usize..range[1] as usize].is_sorted_by(|a, b| a < b) {
                return Err(NetworkError::Items { document });
            }
        }
        Ok(Self { offsets: offsets.into(), items: items.into(), sizes: Vec::new() })
    }

    /// Builds the rows of `documents` documents out of two columns of a link table, `(document, item)` line by line, in
    /// any order. An item that a document has twice counts once.
    ///
    /// # Errors
    /// [`NetworkError::Length`] if the columns differ in length, [`NetworkError::Row`] if a document number is too
    /// large, [`NetworkError::TooMany`] if the table has 2³² lines or more.
    ///
    /// ```
    /// use citeweave::network::project::Incidence;
    /// let incidence = Incidence::from_links(2, &[1, 0, 1, 1], &[7, 3, 2, 7])?;
    /// assert_eq!(incidence.items_of(1), [2, 7]);
    /// # Ok::<(), citeweave::network::NetworkError>(())
    /// ```
    pub fn from_links(documents: usize, document: &[u32], item: &[u32]) -> Result<Self, NetworkError> {
        super::check_length("links", item.len(), document.len())?;
        Self::of_links(documents, document.iter().copied().zip(item.iter().copied()))
    }

    /// As [`from_links`](Self::from_links), of links wherever they come from; passes over them twice.
    pub(super) fn of_links(
        documents: usize,
        links: impl Iterator<Item = (u32, u32)> + Clone,
    ) -> Result<Self, NetworkError> {
        let mut starts = vec![0u32; documents + 1];
        let mut items = Vec::with_capacity(links.size_hint().1.unwrap_or_default());
        let (mut in_order, mut last) = (true, 0);
        for (document, item) in links.clone() {
            let Some(place) = starts.get_mut(document as usize + 1) else {
                return Err(NetworkError::Row { table: "documents", row: document, rows: documents });
            };
            *place = place.wrapping_add(1);
            items.push(item);
            in_order &= last <= document;
            last = document;
        }
        super::check_size("links", items.len())?;
        for document in 0..documents {
            starts[document + 1] += starts[document];
        }
        if !in_order {
            let mut next = starts.clone();
            for (document, item) in links {
                let place = &mut next[document as usize];
                items[*place as usize] = item;
                *place += 1;
            }
        }
        let in_order = |(documents, items): (Range<usize>, &mut [u32])| {
            let mut rest = items;
            let rows = documents.map(|document| {
                let (row, after) =
                    std::mem::take(&mut rest).split_at_mut((starts[document + 1] - starts[document]) as usize);
                rest = after;
                row.sort_unstable();
                row.windows(2).any(|pair| pair[0] == pair[1])
            });
            rows.fold(false, |any, repeats| any | repeats)
        };
        if in_pieces(&starts, &mut items).into_par_iter().map(in_order).reduce(|| false, |any, repeats| any | repeats) {
            // Items that come twice leave gaps, which those behind them close.
            let mut end = 0;
            for document in 0..documents {
                let row = starts[document] as usize..starts[document + 1] as usize;
                starts[document] = end as u32;
                for at in row {
                    if end == starts[document] as usize || items[end - 1] != items[at] {
                        items[end] = items[at];
                        end += 1;
                    }
                }
            }
            starts[documents] = end as u32;
            items.truncate(end);
        }
        Ok(Self { offsets: starts.into(), items: items.into(), sizes: Vec::new() })
    }

    /// The incidence without the items that `keep` does not want. A document that loses items goes on counting them for its
    /// size: who wrote a work with five others wrote it with five, whether all of them are shown or not.
    ///
    /// ```
    /// use citeweave::network::project::Incidence;
    /// let incidence = Incidence::new(&[0, 3], &[0, 1, 2])?.retain(|item| item != 1);
    /// assert_eq!((incidence.items_of(0), incidence.size_of(0)), (&[0, 2][..], 3));
    /// # Ok::<(), citeweave::network::NetworkError>(())
    /// ```
    pub fn retain(&self, keep: impl Fn(u32) -> bool) -> Incidence<'static> {
        let mut offsets = Vec::with_capacity(self.offsets.len());
        let mut items = Vec::with_capacity(self.items.len());
        offsets.push(0);
        for document in 0..self.documents() {
            items.extend(self.items_of(document).iter().copied().filter(|item| keep(*item)));
            offsets.push(items.len() as u32);
        }
        let sizes = (0..self.documents()).map(|document| self.size_of(document)).collect();
        Incidence { offsets: offsets.into(), items: items.into(), sizes }
    }

    /// The incidence turned round: for each item, of `items` ones, its documents.
    pub fn transpose(&self, items: usize) -> Incidence<'static> {
        let items = items.max(self.item_rows());
        let mut next = starts(items, self.items.iter().map(|&item| item as usize));
        let offsets = next.clone();
        let mut documents = vec![0; self.items.len()];
        for document in 0..self.documents() {
            for &item in self.items_of(document) {
                let place = &mut next[item as usize];
                documents[*place as usize] = document as u32;
                *place += 1;
            }
        }
        Incidence { offsets: offsets.into(), items: documents.into(), sizes: Vec::new() }
    }

    /// Everything that any of a document's items has, as `things` tells of each item: of cited works their authors. A
    /// document has each thing once.
    ///
    /// # Errors
    /// As [`from_links`](Self::from_links).
    pub fn composed(&self, things: &Incidence<'_>) -> Result<Incidence<'static>, NetworkError> {
        let links = (0..self.documents()).flat_map(|document| {
            let things = self.items_of(document).iter().flat_map(|&item| things.items_of(item as usize));
            things.map(move |&thing| (document as u32, thing))
        });
        Incidence::of_links(self.documents(), links)
    }

    /// Number of items of a document, those left out included.
    pub fn size_of(&self, document: usize) -> u32 {
        self.sizes.get(document).copied().unwrap_or(self.items_of(document).len() as u32)
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Items of a document, ascending; none for a document that is not there.
    pub fn items_of(&self, document: usize) -> &[u32] {
        match self.offsets.get(document..=document.saturating_add(1)) {
            Some(&[start, end]) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }

    /// One more than the largest item, 0 without items.
    pub fn item_rows(&self) -> usize {
        self.items.iter().max().map_or(0, |&item| item as usize + 1)
    }

    /// Number of contributions a projection has to count: Σ n(n − 1)/2 over documents of up to `largest` items. Its
    /// time and the memory of its outcome grow with this number; one document of 3,000 authors alone gives 4.5 million.
    pub fn contributions(&self, largest: Option<u32>) -> u64 {
        let counted = (0..self.documents()).filter(|&document| counts(self.size_of(document), largest));
        let items = counted.map(|document| self.items_of(document).len() as u64);
        items.map(|n| n * n.saturating_sub(1) / 2).sum()
    }

    /// Documents with more items than this, those with most items first: what a limit leaves out.
    ///
    /// ```
    /// use citeweave::network::project::Incidence;
    /// let incidence = Incidence::new(&[0, 2, 3, 6], &[0, 1, 0, 0, 1, 2])?;
    /// assert_eq!(incidence.over(1), [2, 0]);
    /// # Ok::<(), citeweave::network::NetworkError>(())
    /// ```
    pub fn over(&self, limit: u32) -> Vec<usize> {
        let mut over: Vec<usize> = (0..self.documents()).filter(|&document| self.size_of(document) > limit).collect();
        over.sort_by_key(|&document| (std::cmp::Reverse(self.size_of(document)), document));
        over
    }
}

/// Two items that share a document, and what they share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The smaller item; of a [crossing](cross) the source.
    pub first: u32,
    /// The larger item; of a [crossing](cross) the target.
    pub second: u32,
    /// Number of shared documents; of a [crossing](cross) the number of times.
    pub full: u32,
    /// Σ 1/(n − 1) over the shared documents, n being a document's number of items.
    pub fractional: f64,
    /// Σ 2/(n(n − 1)) over the shared documents: each document gives one, spread over its pairs.
    pub by_pairs: f64,
    /// Earliest and latest year of the shared documents that have one.
    pub years: Option<(i32, i32)>,
}

/// The outcome of a projection: pairs ascending by first, then second item, and the documents of each.
///
/// Held are only the ends and the documents of pairs. What else is to be known of a pair follows from the sizes and years of
/// its documents, and is worked out when it is asked for: touching memory takes longer than that.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// Pieces of the outcome, each of some items; never joined, because copying costs as much as counting.
    pieces: Vec<Piece>,
    /// What is known of each document.
    of: Vec<Size>,
    /// By size, what a document of that size adds: the fractional weight and that by pairs.
    alone: Vec<[f64; 2]>,
    /// Pairs that share too few documents to be held.
    weak: usize,
}

/// Size and year of a document.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Number of items; 0 in a crossing, which has a size of its own.
    items: u32,
    /// [`NO_YEAR`] without one.
    year: i32,
}

const NO_YEAR: i32 = i32::MIN;

impl Size {
    fn new(items: u32, year: Option<i32>) -> Self {
        Self { items, year: year.unwrap_or(NO_YEAR) }
    }
}

/// The pairs of some items; the documents of one pair follow those of the pair before it.
#[derive(Clone, Debug, Default)]
struct Piece {
    ends: Vec<Ends>,
    documents: Vec<u32>,
    /// For each of `documents` the size of the crossing; empty where a document has one size.
    sizes: Vec<u32>,
    /// Number of documents if those that a pair has several times count once.
    distinct: usize,
    weak: usize,
}

/// A pair and how many of the documents are its own.
#[derive(Clone, Copy, Debug)]
struct Ends {
    first: u32,
    second: u32,
    full: u32,
}

/// A pair as it is held.
pub(super) struct Run<'p> {
    pub first: u32,
    pub second: u32,
    /// The documents, ascending.
    pub documents: &'p [u32],
    sizes: &'p [u32],
    all: &'p Pairs,
}

impl Run<'_> {
    /// The fractional weight and that by pairs.
    #[inline]
    pub fn shares(&self, sorted: &mut Vec<u32>) -> [f64; 2] {
        let size = |document: u32| self.all.of[document as usize].items;
        match (self.documents, self.sizes) {
            ([document], []) => self.all.alone[size(*document) as usize],
            (documents, []) => {
                sorted.clear();
                sorted.extend(documents.iter().map(|&document| size(document)));
                shares(sorted, share)
            }
            (_, [size]) => [1.0 / f64::from(*size); 2],
            (_, sizes) => {
                sorted.clear();
                sorted.extend_from_slice(sizes);
                shares(sorted, |size| [size, size])
            }
        }
    }

    /// Earliest and latest year.
    #[inline]
    pub fn years(&self) -> Option<(i32, i32)> {
        let (mut first, mut last) = (i32::MAX, NO_YEAR);
        for &document in self.documents {
            let year = self.all.of[document as usize].year;
            if year != NO_YEAR {
                (first, last) = (first.min(year), last.max(year));
            }
        }
        (first <= last).then_some((first, last))
    }
}

/// A piece of the outcome, for whom the pieces are worked on side by side.
#[derive(Clone, Copy)]
pub(super) struct Runs<'p> {
    piece: &'p Piece,
    all: &'p Pairs,
}

impl<'p> Runs<'p> {
    /// Number of pairs.
    pub fn len(self) -> usize {
        self.piece.ends.len()
    }

    /// Number of documents of all pairs together, each document of a pair once.
    pub fn distinct_documents(self) -> usize {
        self.piece.distinct
    }

    /// Iterates over pairs as they are held.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Run<'p>> {
        let Self { piece, all } = self;
        let mut at = 0;
        piece.ends.iter().map(move |&Ends { first, second, full }| {
            let own = at..at + full as usize;
            at = own.end;
            let sizes = piece.sizes.get(own.clone()).unwrap_or_default();
            Run { first, second, documents: &piece.documents[own], sizes, all }
        })
    }
}

impl Pairs {
    fn new(pieces: Vec<Piece>, of: Vec<Size>) -> Self {
        let weak = pieces.iter().map(|piece| piece.weak).sum();
        let largest = of.iter().map(|size| size.items).max().unwrap_or_default();
        let alone = (0..=largest).map(|size| share(f64::from(size)).map(|part| 1.0 / part)).collect();
        Self { pieces, of, alone, weak }
    }

    /// Number of pairs.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.ends.len()).sum()
    }

    /// Whether no two items share a document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of pairs that were found to share fewer documents than was asked for; they are not here.
    pub fn weak(&self) -> usize {
        self.weak
    }

    /// Iterates over pairs with the row numbers of the documents they share, `full` many, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (Pair, &[u32])> {
        let mut sorted = Vec::new();
        self.pieces().flat_map(Runs::iter).map(move |run| {
            let [fractional, by_pairs] = run.shares(&mut sorted);
            let Run { first, second, documents, .. } = run;
            let full = documents.len() as u32;
            (Pair { first, second, full, fractional, by_pairs, years: run.years() }, documents)
        })
    }

    /// The pieces the outcome is in.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Runs<'_>> {
        self.pieces.iter().map(|piece| Runs { piece, all: self })
    }
}

/// Projects documents onto pairs of their items.
///
/// # Arguments
/// * `incidence`: documents × items, binary.
/// * `years`: year of each document.
/// * `largest`: documents with more items than this are left out.
/// * `least`: pairs that share fewer documents are counted, but not held; 1 holds all.
///
/// # Returns
/// With a_ki = 1 where document k has item i, and n_k items in document k:
/// full counting `c_ij = Σ_k a_ki a_kj`, fractional counting `c_ij = Σ_k a_ki a_kj / (n_k − 1)`. The fractional weights
/// of an item's pairs add up to the number of its documents that have another item.
///
/// # Complexity
/// O(C log r) time for the C [contributions](Incidence::contributions), r being the length of one item's row. 12 bytes of memory
/// for each pair held and 4 for each of its documents; and 4 for each number up to the largest item, since items are rows
/// of a table.
///
/// # Errors
/// [`NetworkError::Length`] if there are not as many years as documents; [`NetworkError::TooMany`] at 2³² contributions
/// or more: a limit on the size of documents helps.
///
/// # Reference
/// M. E. J. Newman, Scientific collaboration networks. II. Shortest paths, weighted networks, and centrality, Physical
/// Review E 64, 016132 (2001), equation 2: [10.1103/PhysRevE.64.016132](https://doi.org/10.1103/PhysRevE.64.016132).
///
/// # Example
/// ```
/// use citeweave::network::project::{Incidence, project};
/// // {A, B, C} in 2020, {A, B} in 2023, {C} without a year
/// let incidence = Incidence::new(&[0, 3, 5, 6], &[0, 1, 2, 0, 1, 2])?;
/// let outcome = project(&incidence, &[Some(2020), Some(2023), None], None, 1)?;
/// let (pair, documents) = outcome.iter().next().unwrap();
/// assert_eq!((pair.first, pair.second, pair.full, pair.fractional), (0, 1, 2, 1.5));
/// assert_eq!((pair.years, documents), (Some((2020, 2023)), &[0, 1][..]));
/// # Ok::<(), citeweave::network::NetworkError>(())
/// ```
pub fn project(
    incidence: &Incidence<'_>,
    years: &[Option<i32>],
    largest: Option<u32>,
    least: u32,
) -> Result<Pairs, NetworkError> {
    super::check_length("years", years.len(), incidence.documents())?;
    let contributions = incidence.contributions(largest);
    if contributions > u64::from(u32::MAX) {
        return Err(NetworkError::TooMany { of: "pairs within documents", found: contributions });
    }
    let rows = Rows::new(incidence, largest, least);
    let pieces = rows.pieces().into_par_iter().map(|items| rows.pairs(items)).collect();
    let size = |(document, &year)| Size::new(incidence.size_of(document), year);
    Ok(Pairs::new(pieces, years.iter().enumerate().map(size).collect()))
}

/// Places in the incidence worked on in one go: enough to hide what starting a task costs.
const PLACES: u32 = 1 << 13;

/// The incidence turned round: where in the documents each item stands.
struct Rows<'a> {
    incidence: &'a Incidence<'a>,
    largest: Option<u32>,
    least: u32,
    /// Item `i` stands at `places[starts[i]..starts[i + 1]]`, in the order of documents.
    starts: Vec<u32>,
    places: Vec<Place>,
}

/// One item in one document.
#[derive(Clone, Copy, Default)]
struct Place {
    document: u32,
    /// What comes after the item in the list of items of all documents, as far as it is of the same document.
    after: (u32, u32),
}

impl<'a> Rows<'a> {
    fn new(incidence: &'a Incidence<'a>, largest: Option<u32>, least: u32) -> Self {
        let mut starts = starts(incidence.item_rows(), incidence.items.iter().map(|&item| item as usize));
        let mut places = vec![Place::default(); incidence.items.len()];
        let mut at = 0;
        for document in 0..incidence.documents() {
            let end = incidence.offsets[document + 1];
            for &item in incidence.items_of(document) {
                at += 1;
                let next = &mut starts[item as usize];
                places[*next as usize] = Place { document: document as u32, after: (at, end) };
                *next += 1;
            }
        }
        // Every start has moved to the start of the next item.
        starts.rotate_right(1);
        starts[0] = 0;
        Self { incidence, largest, least, starts, places }
    }

    fn pieces(&self) -> Vec<Range<usize>> {
        pieces(&self.starts)
    }

    fn pairs(&self, items: Range<usize>) -> Piece {
        let mut outcome = Piece::default();
        if self.least <= 1 {
            let places = &self.places[self.starts[items.start] as usize..self.starts[items.end] as usize];
            outcome.documents.reserve(places.iter().map(|place| (place.after.1 - place.after.0) as usize).sum());
        }
        // The partners of an item, each with the document it is one in.
        let mut row = Vec::<u64>::new();
        for item in items {
            row.clear();
            for &Place { document, after: (at, end) } in
                &self.places[self.starts[item] as usize..self.starts[item + 1] as usize]
            {
                let is_counted =
                    || self.largest.is_none() || counts(self.incidence.size_of(document as usize), self.largest);
                if at < end && is_counted() {
                    let partners = &self.incidence.items[at as usize..end as usize];
                    row.extend(partners.iter().map(|&partner| u64::from(partner) << 32 | u64::from(document)));
                }
            }
            row.sort_unstable();
            for run in row.chunk_by(|a, b| a >> 32 == b >> 32) {
                let full = run.len() as u32;
                if full < self.least {
                    outcome.weak += 1;
                    continue;
                }
                run.iter().for_each(|entry| outcome.documents.push(*entry as u32));
                outcome.ends.push(Ends { first: item as u32, second: (run[0] >> 32) as u32, full });
            }
        }
        outcome.distinct = outcome.documents.len();
        outcome
    }
}

/// Ranges of groups with about [`PLACES`] places each, whatever the number of threads.
fn pieces(starts: &[u32]) -> Vec<Range<usize>> {
    let groups = starts.len() - 1;
    let mut pieces = Vec::new();
    let mut start = 0;
    for group in 0..groups {
        if starts[group + 1] - starts[start] >= PLACES || group + 1 == groups {
            pieces.push(start..group + 1);
            start = group + 1;
        }
    }
    pieces
}

/// The same with the rows of the groups, which are as many as the starts tell.
fn in_pieces<'r, T>(starts: &[u32], mut rows: &'r mut [T]) -> Vec<(Range<usize>, &'r mut [T])> {
    let piece = |groups: Range<usize>| {
        let (own, after) = std::mem::take(&mut rows).split_at_mut((starts[groups.end] - starts[groups.start]) as usize);
        rows = after;
        (groups, own)
    };
    pieces(starts).into_iter().map(piece).collect()
}

/// What 1 is divided by for a document of n items: the partners that an item has there, and all pairs.
fn share(n: f64) -> [f64; 2] {
    [n - 1.0, n * (n - 1.0) / 2.0]
}

/// Σ 1/f(n) over document sizes n, added up from counts of equal sizes in ascending order.
fn shares(sizes: &mut [u32], f: impl Fn(f64) -> [f64; 2]) -> [f64; 2] {
    sizes.sort_unstable();
    let mut sums = [0.0; 2];
    for equal in sizes.chunk_by(|a, b| a == b) {
        let count = equal.len() as f64;
        let parts = f(f64::from(equal[0]));
        sums = [sums[0] + count / parts[0], sums[1] + count / parts[1]];
    }
    sums
}

/// Pairs of a document and each of its items, where these are documents themselves: works and the works they cite. Each pair
/// rests on its first document, and counts one however it is counted. `keep` tells which documents take part.
///
/// # Errors
/// [`NetworkError::Length`] if there are not as many years as documents.
///
/// ```
/// use citeweave::network::project::{Incidence, link};
/// // Document 0 cites 1 and 2, 1 cites 2.
/// let incidence = Incidence::new(&[0, 2, 3, 3], &[1, 2, 2])?;
/// let pairs = link(&incidence, &[Some(2021), Some(2020), None], |document| document != 1)?;
/// let found: Vec<_> = pairs.iter().map(|(pair, behind)| (pair.first, pair.second, pair.by_pairs, behind.to_vec())).collect();
/// assert_eq!(found, [(0, 2, 1.0, vec![0])]);
/// # Ok::<(), citeweave::network::NetworkError>(())
/// ```
pub fn link(
    incidence: &Incidence<'_>,
    years: &[Option<i32>],
    keep: impl Fn(u32) -> bool + Sync,
) -> Result<Pairs, NetworkError> {
    super::check_length("years", years.len(), incidence.documents())?;
    let linked = |documents: Range<usize>| {
        let mut outcome = Piece::default();
        for first in documents.map(|document| document as u32).filter(|document| keep(*document)) {
            for &second in incidence.items_of(first as usize).iter().filter(|item| keep(**item)) {
                outcome.ends.push(Ends { first, second, full: 1 });
                outcome.documents.push(first);
            }
        }
        outcome.distinct = outcome.documents.len();
        outcome
    };
    let pieces = pieces(&incidence.offsets).into_par_iter().map(linked).collect();
    // One shares a document of two items with the other.
    Ok(Pairs::new(pieces, years.iter().map(|&year| Size::new(2, year)).collect()))
}

/// Things of one kind and of another that a document brings together: every source with every target.
#[derive(Clone, Copy, Debug)]
pub struct Crossing<'a> {
    /// The document.
    pub document: u32,
    /// Where edges begin.
    pub sources: &'a [u32],
    /// Where edges end.
    pub targets: &'a [u32],
}

/// Projects documents onto pairs of a source and a target: authors and their keywords, citing and cited journals.
///
/// # Arguments
/// * `crossings`: for each document one crossing, or several, as when it cites several works.
/// * `years`: year of each document.
///
/// # Returns
/// With |S| sources and |T| targets in a crossing: full counting adds 1 for each crossing that has both; fractional
/// counting and counting by pairs add 1/(|S| |T|), so that a crossing gives one in all. A thing is not linked with itself.
/// The documents of a pair are those of its crossings, one that has several of them several times.
///
/// # Complexity
/// O(C log r) time and up to 32 bytes of memory for each of the C = Σ |S| |T| contributions, r being those of one source; and 4
/// bytes for each number up to the largest source.
///
/// # Errors
/// [`NetworkError::Row`] if a document is outside `years`, [`NetworkError::TooMany`] at 2³² contributions or more.
///
/// ```
/// use citeweave::network::project::{Crossing, cross};
/// // One work by Ann (0) and Bo (1) with keyword 7; another by Ann with 7 and 8.
/// let crossings = [
///     Crossing { document: 0, sources: &[0, 1], targets: &[7] },
///     Crossing { document: 1, sources: &[0], targets: &[7, 8] },
/// ];
/// let pairs = cross(crossings, &[Some(2020), None])?;
/// let found: Vec<_> = pairs.iter().map(|(pair, behind)| (pair.first, pair.second, pair.fractional, behind.len())).collect();
/// assert_eq!(found, [(0, 7, 1.0, 2), (0, 8, 0.5, 1), (1, 7, 0.5, 1)]);
/// # Ok::<(), citeweave::network::NetworkError>(())
/// ```
pub fn cross<'c, I>(crossings: I, years: &[Option<i32>]) -> Result<Pairs, NetworkError>
where
    I: IntoIterator<Item = Crossing<'c>>,
    I::IntoIter: Clone,
{
    let crossings = crossings.into_iter();
    // How many targets each source has; then where those of each begin.
    let (mut starts, mut found) = (vec![0u32], 0u64);
    for Crossing { document, sources, targets } in crossings.clone() {
        if document as usize >= years.len() {
            return Err(NetworkError::Row { table: "documents", row: document, rows: years.len() });
        }
        found += sources.len() as u64 * targets.len() as u64;
        if found > u64::from(u32::MAX) {
            return Err(NetworkError::TooMany { of: "pairs within documents", found });
        }
        for &source in sources {
            if starts.len() < source as usize + 2 {
                starts.resize(source as usize + 2, 0);
            }
            starts[source as usize + 1] += targets.len() as u32;
        }
    }
    for source in 1..starts.len() {
        starts[source] += starts[source - 1];
    }
    let mut next = starts.clone();
    let mut rows = vec![Meeting::default(); found as usize];
    for Crossing { document, sources, targets } in crossings {
        let size = (sources.len() * targets.len()) as u32;
        for &source in sources {
            let place = &mut next[source as usize];
            for (meeting, &target) in rows[*place as usize..].iter_mut().zip(targets) {
                *meeting = Meeting { target, document, size };
            }
            *place += targets.len() as u32;
        }
    }
    let pieces = in_pieces(&starts, &mut rows).into_par_iter();
    let pieces = pieces.map(|(sources, rows)| crossed(sources, &starts, rows)).collect();
    Ok(Pairs::new(pieces, years.iter().map(|&year| Size::new(0, year)).collect()))
}

/// A target of some source.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Meeting {
    target: u32,
    document: u32,
    size: u32,
}

/// The pairs of some sources out of their rows, which lie side by side.
fn crossed(sources: Range<usize>, starts: &[u32], rows: &mut [Meeting]) -> Piece {
    let mut outcome = Piece { documents: Vec::with_capacity(rows.len()), ..Piece::default() };
    outcome.sizes.reserve_exact(rows.len());
    let first = starts[sources.start];
    for source in sources {
        let row = &mut rows[(starts[source] - first) as usize..(starts[source + 1] - first) as usize];
        row.sort_unstable();
        for run in row.chunk_by(|a, b| a.target == b.target).filter(|run| run[0].target as usize != source) {
            outcome.documents.extend(run.iter().map(|meeting| meeting.document));
            outcome.sizes.extend(run.iter().map(|meeting| meeting.size));
            outcome.ends.push(Ends { first: source as u32, second: run[0].target, full: run.len() as u32 });
            outcome.distinct += run.chunk_by(|a, b| a.document == b.document).count();
        }
    }
    outcome
}

/// First and last of the years there are.
pub(super) fn span(years: impl Iterator<Item = Option<i32>>) -> Option<(i32, i32)> {
    years.flatten().fold(None, |span, year| match span {
        None => Some((year, year)),
        Some((first, last)) => Some((year.min(first), year.max(last))),
    })
}

/// Whether a document with this many items is counted under a limit.
pub(super) fn counts(items: u32, largest: Option<u32>) -> bool {
    largest.is_none_or(|largest| items <= largest)
}

/// Where each group starts when keys, all below `groups` and fewer than 2³², are put in order; and where the last ends.
fn starts(groups: usize, keys: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut starts = vec![0u32; groups + 1];
    for key in keys {
        starts[key + 1] += 1;
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    starts
}

/// Offsets start at 0, never fall, and end at the length of the list they cut.
pub(super) fn check_offsets(of: &'static str, offsets: &[u32], length: usize) -> Result<(), NetworkError> {
    let whole = offsets.first() == Some(&0) && offsets.last().is_some_and(|&end| end as usize == length);
    if whole && offsets.is_sorted() { Ok(()) } else { Err(NetworkError::Offsets { of }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Works {A, B, C} 2020, {A, B} 2023, {C} 2021, {B, C, D, E} without a year, none.
    const OFFSETS: [u32; 6] = [0, 3, 5, 6, 10, 10];
    const ITEMS: [u32; 10] = [0, 1, 2, 0, 1, 2, 1, 2, 3, 4];
    const YEARS: [Option<i32>; 5] = [Some(2020), Some(2023), Some(2021), None, Some(1999)];

    #[test]
    fn agrees_with_a_hand_calculation() {
        let incidence = Incidence::new(&OFFSETS, &ITEMS).unwrap();
        assert_eq!(incidence.contributions(None), 3 + 1 + 6);
        let outcome = project(&incidence, &YEARS, None, 1).unwrap();
        let third = 1.0 / 3.0;
        let early = Some((2020, 2020));
        let sixth = 1.0 / 6.0;
        let pair = |first, second, full, fractional, by_pairs, years| Pair {
            first,
            second,
            full,
            fractional,
            by_pairs,
            years,
        };
        #[rustfmt::skip]
        let expected: [(Pair, &[u32]); 8] = [
            (pair(0, 1, 2, 0.5 + 1.0,   third + 1.0,   Some((2020, 2023))), &[0, 1]),
            (pair(0, 2, 1, 0.5,         third,         early),              &[0]),
            (pair(1, 2, 2, 0.5 + third, third + sixth, early),              &[0, 3]),
            (pair(1, 3, 1, third,       sixth,         None),               &[3]),
            (pair(1, 4, 1, third,       sixth,         None),               &[3]),
            (pair(2, 3, 1, third,       sixth,         None),               &[3]),
            (pair(2, 4, 1, third,       sixth,         None),               &[3]),
            (pair(3, 4, 1, third,       sixth,         None),               &[3]),
        ];
        assert!(outcome.iter().eq(expected.iter().map(|(pair, documents)| (*pair, *documents))));
    }

    #[test]
    fn a_limit_leaves_larger_documents_out() {
        let incidence = Incidence::new(&OFFSETS, &ITEMS).unwrap();
        let outcome = project(&incidence, &YEARS, Some(2), 1).unwrap();
        let years = Some((2023, 2023));
        let expected = Pair { first: 0, second: 1, full: 1, fractional: 1.0, by_pairs: 1.0, years };
        assert_eq!(outcome.iter().collect::<Vec<_>>(), [(expected, &[1][..])]);
        assert_eq!(incidence.contributions(Some(2)), 1);
    }

    #[test]
    fn weak_pairs_are_counted_only() {
        let incidence = Incidence::new(&OFFSETS, &ITEMS).unwrap();
        let outcome = project(&incidence, &YEARS, None, 2).unwrap();
        let strong: Vec<_> = outcome.iter().map(|(pair, _)| (pair.first, pair.second, pair.full)).collect();
        assert_eq!((strong, outcome.weak()), (vec![(0, 1, 2), (1, 2, 2)], 6));
    }

    #[test]
    fn nothing_gives_nothing() {
        let none = Incidence::new(&[0], &[]).unwrap();
        assert!(project(&none, &[], None, 1).unwrap().is_empty());
        assert_eq!((none.documents(), none.item_rows(), none.items_of(0).len()), (0, 0, 0));
        assert!(none.items_of(usize::MAX).is_empty());
        let single = Incidence::new(&[0, 1], &[5]).unwrap();
        assert!(project(&single, &[None], None, 1).unwrap().is_empty());
    }

    #[test]
    fn refuses_what_is_no_incidence() {
        use NetworkError as E;
        for offsets in [&[][..], &[0], &[1, 2], &[0, 2, 1, 2], &[0, 3]] {
            assert_eq!(Incidence::new(offsets, &[1, 2]).unwrap_err(), E::Offsets { of: "incidence" }, "{offsets:?}");
        }
        assert_eq!(Incidence::new(&[0, 1, 3], &[1, 2, 2]).unwrap_err(), E::Items { document: 1 });
        assert_eq!(
            Incidence::from_links(2, &[0, 2], &[1, 1]).unwrap_err(),
            E::Row { table: "documents", row: 2, rows: 2 }
        );
        let incidence = Incidence::new(&[0, 2], &[1, 2]).unwrap();
        assert!(matches!(project(&incidence, &[], None, 1), Err(E::Length { found: 0, expected: 1, .. })));
    }

    /// A stream of numbers that only looks random (Steele and others' SplitMix64).
    fn numbers(mut seed: u64) -> impl FnMut(u64) -> u64 {
        move |below| {
            seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = seed;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)) % below
        }
    }

    /// Documents of one to twelve items out of forty.
    fn documents(count: usize) -> Vec<Vec<u32>> {
        let mut number = numbers(7);
        let document = |_| {
            let mut items: Vec<u32> = (0..=number(12)).map(|_| number(40) as u32).collect();
            items.sort_unstable();
            items.dedup();
            items
        };
        (0..count).map(document).collect()
    }

    fn incidence(documents: &[Vec<u32>]) -> Incidence<'static> {
        let links = documents.iter().enumerate().flat_map(|(k, items)| items.iter().map(move |&item| (k as u32, item)));
        let (document, item): (Vec<u32>, Vec<u32>) = links.unzip();
        Incidence::from_links(documents.len(), &document, &item).unwrap()
    }

    #[test]
    fn agrees_with_counting_pairs_one_by_one() {
        let documents = documents(3000);
        let mut expected = std::collections::BTreeMap::<(u32, u32), (f64, Vec<u32>)>::new();
        for (k, items) in documents.iter().enumerate() {
            for (place, &first) in items.iter().enumerate() {
                for &second in &items[place + 1..] {
                    let (weight, behind) = expected.entry((first, second)).or_default();
                    *weight += 1.0 / (items.len() - 1) as f64;
                    behind.push(k as u32);
                }
            }
        }
        let years = vec![None; documents.len()];
        let outcome = project(&incidence(&documents), &years, None, 1).unwrap();
        assert_eq!(outcome.len(), expected.len());
        for ((pair, documents), ((first, second), (weight, behind))) in outcome.iter().zip(expected) {
            assert_eq!((pair.first, pair.second, documents), (first, second, behind.as_slice()));
            assert!((pair.fractional - weight).abs() < 1e-9);
        }
    }

    #[test]
    fn neither_threads_nor_the_order_of_documents_matter() {
        let mut documents = documents(20_000); // more than one piece
        let years: Vec<Option<i32>> = (0..documents.len()).map(|k| Some(k as i32 % 30)).collect();
        let outcome = project(&incidence(&documents), &years, None, 1).unwrap();
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let again = alone.install(|| project(&incidence(&documents), &years, None, 1).unwrap());
        assert!(outcome.pieces.len() > 1 && again.iter().eq(outcome.iter()));

        documents.reverse();
        let reversed: Vec<_> = years.into_iter().rev().collect();
        let again = project(&incidence(&documents), &reversed, None, 1).unwrap();
        assert!(again.iter().map(|(pair, _)| pair).eq(outcome.iter().map(|(pair, _)| pair)));
    }

    #[test]
    fn fractional_weights_add_up_to_documents_with_company() {
        let documents = documents(2000);
        let outcome = project(&incidence(&documents), &vec![None; documents.len()], None, 1).unwrap();
        for item in 0..40 {
            let touches = |pair: &Pair| pair.first == item || pair.second == item;
            let sum: f64 = outcome.iter().map(|(pair, _)| pair).filter(touches).map(|pair| pair.fractional).sum();
            let company = documents.iter().filter(|items| items.len() > 1 && items.contains(&item)).count();
            assert!((sum - company as f64).abs() < 1e-9, "{item}: {sum} {company}");
        }
    }
}
