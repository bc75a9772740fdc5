//! Bursts: years in which a term is used far more often than its own average.
//!
//! Kleinberg reads a stream as the outcome of an automaton. In its lowest state the term has its average share of the
//! documents of a year, in each higher state `ratio` times the share of the state below. Rising costs `gamma` · ln n for
//! every state, falling costs nothing. The cheapest sequence of states, found with Viterbi's algorithm, tells when the
//! term burst and how high. A count alone would call every term bursting in a field that grows; a share does not.
//!
//! This is the form for batches, as years of publication are: batch t has d_t documents of which r_t are
//! relevant. Being in state i costs
//!
//! −ln( C(d_t, r_t) · p_i^r_t · (1 − p_i)^(d_t − r_t) ),  p_i = p_0 · ratio^i,  p_0 = Σ r_t / Σ d_t.
//!
//! The binomial coefficient is the same in all states, so it is left out: nothing depends on it.

use super::project::Incidence;
use std::fmt;

/// Choices for [`bursts`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BurstOptions {
    /// How many times larger the share of a state is than that of the state below: `s` of the paper; above 1.
    pub ratio: f64,
    /// What rising one state costs, in units of ln n: `γ` of the paper; the larger, the fewer bursts. Not negative.
    pub gamma: f64,
    /// States of the automaton, the lowest included; 2 to 100. States whose share would exceed 1 do not exist.
    pub states: usize,
}

impl Default for BurstOptions {
    /// Two states, a ratio of 2, a cost of 1.
    fn default() -> Self {
        Self { ratio: 2.0, gamma: 1.0, states: 2 }
    }
}

/// A run of batches in which a term was in a state or above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// The first batch, counted from 0.
    pub first: usize,
    /// The last batch.
    pub last: usize,
    /// The state, from 1. A burst of level 2 lies inside one of level 1.
    pub level: usize,
    /// What the batches cost in the state below less what they cost in this one, in nats: how strong the burst is.
    pub weight: f64,
}

/// Why bursts could not be sought.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum BurstError {
    /// The two lists differ in length.
    Length {
        /// Batches with relevant documents.
        relevant: usize,
        /// Batches with documents.
        documents: usize,
    },
    /// A batch has more relevant documents than documents.
    Relevant {
        /// The batch, counted from 0.
        batch: usize,
    },
    /// An option outside its range.
    Option {
        /// Name of the option.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// The years reach over more batches than an automaton is run over.
    Years {
        /// First year.
        first: i32,
        /// Last year.
        last: i32,
    },
}

impl fmt::Display for BurstError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { relevant, documents } => {
                write!(f, "{relevant} batches of relevant documents for {documents} batches of documents")
            }
            Self::Relevant { batch } => write!(f, "more relevant documents than documents in batch: {batch}"),
            Self::Option { name, value } => write!(f, "{name} is outside its range: {value}"),
            Self::Years { first, last } => write!(f, "years too far apart: {first} to {last}"),
        }
    }
}

impl std::error::Error for BurstError {}

/// Years that [`item_bursts`] looks over at most: more than any collection has, so that one mistyped year costs no memory.
pub const MOST_YEARS: usize = 10_000;

/// Finds the bursts of one term in batches of documents.
///
/// Of two sequences of states that cost the same the lower one is taken, batch by batch from the end.
///
/// # Arguments
/// * `relevant` — documents with the term in each batch, in the order of time.
/// * `documents` — all documents of each batch; a batch may be empty.
///
/// # Returns
/// The bursts by their first batch, then by level.
///
/// # Errors
/// A [`BurstError`] if the lists do not fit or an option is out of range.
///
/// # Complexity
/// Time and memory O(batches · states).
///
/// # Reference
/// Jon Kleinberg, [Bursty and Hierarchical Structure in Streams](https://doi.org/10.1145/775047.775061), KDD 2002, and
/// [Data Mining and Knowledge Discovery 7, 2003](https://doi.org/10.1023/A:1024940629314).
///
/// # Example
/// ```
/// use citeweave::network::bursts::{BurstOptions, bursts};
/// // Of 100 papers a year: 2 about the term, in two years 30.
/// let found = bursts(&[2, 2, 30, 30, 2, 2], &[100; 6], &BurstOptions::default())?;
/// assert_eq!(found.len(), 1);
/// assert_eq!((found[0].first, found[0].last, found[0].level), (2, 3, 1));
/// # Ok::<(), citeweave::network::bursts::BurstError>(())
/// ```
pub fn bursts(relevant: &[u64], documents: &[u64], options: &BurstOptions) -> Result<Vec<Burst>, BurstError> {
    options.check()?;
    if relevant.len() != documents.len() {
        return Err(BurstError::Length { relevant: relevant.len(), documents: documents.len() });
    }
    if let Some(batch) = relevant.iter().zip(documents).position(|(r, d)| r > d) {
        return Err(BurstError::Relevant { batch });
    }
    let costs = StateCosts::new(relevant, documents, options);
    Ok(runs(&states(&costs, options.gamma), &costs))
}

/// The bursts of one item of a collection, in years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemBurst {
    /// Row number of the item.
    pub item: u32,
    /// First year of the burst.
    pub first_year: i32,
    /// Last year of the burst.
    pub last_year: i32,
    /// The state, from 1.
    pub level: usize,
    /// Strength, as [`Burst::weight`].
    pub weight: f64,
}

/// Finds the bursts of every item (keyword, cited work, author) of a collection, with the years as batches.
///
/// All years from the first to the last of the collection are batches, those without documents too; documents without a
/// year are left out.
///
/// # Arguments
/// * `incidence` — the items of each document.
/// * `years` — the year of each document; those missing at the end of the list are unknown.
///
/// # Returns
/// The bursts, the strongest first; of equal strength by item, year and level.
///
/// # Errors
/// A [`BurstError`] if an option is out of range or the years lie more than [`MOST_YEARS`] apart.
///
/// # Complexity
/// Time O(incidence + items · years · states).
///
/// # Example
/// ```
/// use citeweave::network::{bursts::{BurstOptions, item_bursts}, project::Incidence};
/// // Item 1 stands in both documents of 2003 and in none of the others, item 0 everywhere.
/// let incidence = Incidence::new(&[0, 1, 2, 3, 4, 6, 8, 9, 10], &[0, 0, 0, 0, 0, 1, 0, 1, 0, 0])?;
/// let years = [2001, 2001, 2002, 2002, 2003, 2003, 2004, 2004].map(Some);
/// let found = item_bursts(&incidence, &years, &BurstOptions { gamma: 0.5, ..Default::default() })?;
/// assert_eq!(found.len(), 1);
/// assert_eq!((found[0].item, found[0].first_year, found[0].last_year), (1, 2003, 2003));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn item_bursts(
    incidence: &Incidence<'_>,
    years: &[Option<i32>],
    options: &BurstOptions,
) -> Result<Vec<ItemBurst>, BurstError> {
    options.check()?;
    let dated = || (0..incidence.documents()).filter_map(|k| Some((k, (*years.get(k)?)?)));
    let Some((first, last)) = super::project::span(dated().map(|(_, year)| Some(year))) else {
        return Ok(Vec::new());
    };
    let batches = (i64::from(last) - i64::from(first)) as usize + 1;
    if batches > MOST_YEARS {
        return Err(BurstError::Years { first, last });
    }
    let batch = |year: i32| (i64::from(year) - i64::from(first)) as usize;

    // The batches of each item side by side, as counting sort leaves them.
    let items = incidence.item_rows();
    let mut documents = vec![0u64; batches];
    let mut starts = vec![0usize; items + 1];
    for (document, year) in dated() {
        documents[batch(year)] += 1;
        incidence.items_of(document).iter().for_each(|&item| starts[item as usize + 1] += 1);
    }
    (0..items).for_each(|item| starts[item + 1] += starts[item]);
    let mut next = starts.clone();
    let mut batch_of = vec![0u32; starts[items]];
    for (document, year) in dated() {
        for &item in incidence.items_of(document) {
            let place = &mut next[item as usize];
            batch_of[*place] = batch(year) as u32;
            *place += 1;
        }
    }

    let mut found = Vec::new();
    let mut relevant = vec![0u64; batches];
    for item in 0..items {
        let own = &batch_of[starts[item]..starts[item + 1]];
        if own.is_empty() {
            continue;
        }
        own.iter().for_each(|&batch| relevant[batch as usize] += 1);
        let of_item = bursts(&relevant, &documents, options)?;
        found.extend(of_item.into_iter().map(|burst| ItemBurst {
            item: item as u32,
            first_year: first + burst.first as i32,
            last_year: first + burst.last as i32,
            level: burst.level,
            weight: burst.weight,
        }));
        own.iter().for_each(|&batch| relevant[batch as usize] = 0);
    }
    found.sort_by(|a, b| {
        let place = |burst: &ItemBurst| (burst.item, burst.first_year, burst.level);
        b.weight.total_cmp(&a.weight).then_with(|| place(a).cmp(&place(b)))
    });
    Ok(found)
}

impl BurstOptions {
    fn check(&self) -> Result<(), BurstError> {
        let refuse = |name, value| Err(BurstError::Option { name, value });
        if !(self.ratio.is_finite() && self.ratio > 1.0) {
            return refuse("ratio", self.ratio);
        }
        if !(self.gamma.is_finite() && self.gamma >= 0.0) {
            return refuse("gamma", self.gamma);
        }
        if !(2..=100).contains(&self.states) {
            return refuse("states", self.states as f64);
        }
        Ok(())
    }
}

/// What each batch costs in each state, but for the binomial coefficient.
struct StateCosts {
    states: usize,
    batches: usize,
    /// Batch by batch, in it state by state.
    costs: Vec<f64>,
}

impl StateCosts {
    fn new(relevant: &[u64], documents: &[u64], options: &BurstOptions) -> Self {
        // As floats: the sums of two lists of 64-bit counts may not fit 64 bits.
        let sum = |counts: &[u64]| counts.iter().map(|&count| count as f64).sum::<f64>();
        let average = sum(relevant) / sum(documents);
        let mut shares = Vec::new();
        // A term that is nowhere, or everywhere, cannot burst.
        if average > 0.0 && average < 1.0 {
            let share = |state: usize| average * options.ratio.powi(i32::try_from(state).unwrap_or(i32::MAX));
            shares.extend((0..options.states).map(share).take_while(|&share| share <= 1.0));
        }
        let mut costs = Vec::with_capacity(shares.len() * relevant.len());
        for (&r, &d) in relevant.iter().zip(documents) {
            let (r, others) = (r as f64, (d - r) as f64);
            // 0 · ln 0 is 0 here: a state of share 1 costs nothing where all documents are relevant.
            let times_log = |count: f64, share: f64| if count == 0.0 { 0.0 } else { count * share.ln() };
            costs.extend(shares.iter().map(|&share| 0.0 - times_log(r, share) - times_log(others, 1.0 - share)));
        }
        Self { states: shares.len(), batches: relevant.len(), costs }
    }

    fn of(&self, batch: usize) -> &[f64] {
        &self.costs[batch * self.states..][..self.states]
    }
}

/// The cheapest sequence of states; the automaton is in the lowest before the first batch.
fn states(costs: &StateCosts, gamma: f64) -> Vec<usize> {
    let (count, batches) = (costs.states, costs.batches);
    if count < 2 || batches == 0 {
        return Vec::new();
    }
    let rise = gamma * (batches as f64).ln();
    let mut best: Vec<f64> = (0..count).map(|state| state as f64 * rise + costs.of(0)[state]).collect();
    let mut before = vec![0usize; count * batches];
    let mut lowest_from = vec![0usize; count];
    for batch in 1..batches {
        // Falling is free: from any state above, the cheapest; of equals the lowest.
        for state in (0..count).rev() {
            let above = if state + 1 < count { lowest_from[state + 1] } else { state };
            lowest_from[state] = if best[state] <= best[above] { state } else { above };
        }
        // Rising costs the same for each step, so the cheapest start from below stays the cheapest further up.
        let mut below = 0;
        let mut next = vec![0.0; count];
        for state in 0..count {
            let risen = |from: usize| best[from] + (state - from) as f64 * rise;
            if best[state] < risen(below) {
                below = state;
            }
            let above = lowest_from[state];
            let (from, cost) = if risen(below) <= best[above] { (below, risen(below)) } else { (above, best[above]) };
            before[batch * count + state] = from;
            next[state] = cost + costs.of(batch)[state];
        }
        best = next;
    }
    let mut state = (0..count).fold(0, |lowest, state| if best[state] < best[lowest] { state } else { lowest });
    let mut sequence = vec![0; batches];
    for batch in (0..batches).rev() {
        sequence[batch] = state;
        state = before[batch * count + state];
    }
    sequence
}

/// Cuts a sequence of states into bursts: for each level the longest runs at that level or above.
fn runs(sequence: &[usize], costs: &StateCosts) -> Vec<Burst> {
    let mut bursts = Vec::new();
    for level in 1..=sequence.iter().copied().max().unwrap_or(0) {
        let mut first = None;
        for batch in 0..=sequence.len() {
            let inside = sequence.get(batch).is_some_and(|&state| state >= level);
            match (first, inside) {
                (None, true) => first = Some(batch),
                (Some(start), false) => {
                    let gain = |batch: usize| costs.of(batch)[level - 1] - costs.of(batch)[level];
                    let weight = (start..batch).map(gain).sum();
                    bursts.push(Burst { first: start, last: batch - 1, level, weight });
                    first = None;
                }
                _ => {}
            }
        }
    }
    bursts.sort_by_key(|burst| (burst.first, burst.level));
    bursts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(r: u64, d: u64, share: f64) -> f64 {
        let choose: f64 = (1..=r).map(|i| ((d - r + i) as f64 / i as f64).ln()).sum();
        -(choose + r as f64 * share.ln() + if d > r { (d - r) as f64 * (1.0 - share).ln() } else { 0.0 })
    }

    /// The cost of the cheapest of all sequences of states, each tried, with the binomial coefficient in.
    fn cheapest(r: &[u64], d: &[u64], options: &BurstOptions) -> f64 {
        let average = r.iter().sum::<u64>() as f64 / d.iter().sum::<u64>() as f64;
        let shares: Vec<f64> = (0..options.states).map(|i| average * options.ratio.powi(i as i32)).collect();
        let shares: Vec<f64> = shares.into_iter().filter(|share| *share <= 1.0).collect();
        let mut sequences = vec![(0usize, 0.0)];
        for batch in 0..r.len() {
            let mut longer = Vec::new();
            for &(from, so_far) in &sequences {
                for (to, &share) in shares.iter().enumerate() {
                    let rise = to.saturating_sub(from) as f64 * options.gamma * (r.len() as f64).ln();
                    longer.push((to, so_far + rise + cost(r[batch], d[batch], share)));
                }
            }
            sequences = longer;
        }
        sequences.into_iter().map(|(_, cost)| cost).fold(f64::INFINITY, f64::min)
    }

    fn cost_of(sequence: &[usize], r: &[u64], d: &[u64], options: &BurstOptions) -> f64 {
        let average = r.iter().sum::<u64>() as f64 / d.iter().sum::<u64>() as f64;
        let mut from = 0;
        let mut sum = 0.0;
        for (batch, &to) in sequence.iter().enumerate() {
            sum += to.saturating_sub(from) as f64 * options.gamma * (r.len() as f64).ln();
            sum += cost(r[batch], d[batch], average * options.ratio.powi(to as i32));
            from = to;
        }
        sum
    }

    #[test]
    fn agrees_with_a_hand_calculation() {
        // p0 = 6/40 = .15, p1 = .3. Batch 1 (4 of 10): cost in state 0 is -(4 ln .15 + 6 ln .85) = 8.563593, in state 1
        // -(4 ln .3 + 6 ln .7) = 6.955941; gain 1.607652 against a rise of ln 4 = 1.386294. The batches of 1 of 10 or
        // none gain nothing: 1 of 10 costs 3.359787 and 4.414046.
        let found = bursts(&[1, 4, 1, 0], &[10; 4], &BurstOptions::default()).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].first, found[0].last, found[0].level), (1, 1, 1));
        assert!((found[0].weight - (4.0 * 2f64.ln() + 6.0 * (0.7f64 / 0.85).ln())).abs() < 1e-12, "{found:?}");
        let dear = BurstOptions { gamma: 1.2, ..BurstOptions::default() }; // a rise of 1.663553
        assert_eq!(bursts(&[1, 4, 1, 0], &[10; 4], &dear).unwrap(), []);
    }

    #[test]
    fn no_other_sequence_of_states_is_cheaper() {
        let mut seed = 7u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut seen = 0;
        for _ in 0..300 {
            let batches = 1 + random(6) as usize;
            let d: Vec<u64> = (0..batches).map(|_| random(30)).collect();
            let r: Vec<u64> =
                d.iter().map(|&d| if random(3) == 0 { random(d + 1) } else { random(d / 6 + 1) }).collect();
            let options = BurstOptions {
                ratio: 1.2 + random(20) as f64 / 10.0,
                gamma: random(12) as f64 / 10.0,
                states: 2 + random(3) as usize,
            };
            let costs = StateCosts::new(&r, &d, &options);
            let sequence = states(&costs, options.gamma);
            if sequence.is_empty() {
                continue;
            }
            let (own, best) = (cost_of(&sequence, &r, &d, &options), cheapest(&r, &d, &options));
            assert!((own - best).abs() < 1e-9, "{own} {best} {r:?} {d:?} {options:?} {sequence:?}");
            seen += usize::from(sequence.iter().any(|&state| state > 0));
        }
        assert!(seen > 50, "{seen} of the streams burst");
    }

    #[test]
    fn higher_bursts_lie_inside_lower_ones() {
        let options = BurstOptions { states: 4, ..BurstOptions::default() };
        let found = bursts(&[1, 1, 12, 60, 12, 1, 1, 1], &[100; 8], &options).unwrap();
        assert!(found.iter().any(|burst| burst.level == 2), "{found:?}");
        for high in found.iter().filter(|burst| burst.level > 1) {
            let around = |low: &&Burst| low.level == high.level - 1 && low.first <= high.first && low.last >= high.last;
            assert_eq!(found.iter().filter(around).count(), 1);
            assert!(high.weight > 0.0);
        }
    }

    #[test]
    fn what_cannot_burst_does_not() {
        let none = |r: &[u64], d: &[u64]| assert_eq!(bursts(r, d, &BurstOptions::default()), Ok(Vec::new()), "{r:?}");
        none(&[], &[]);
        none(&[0, 0], &[0, 0]);
        none(&[0, 0], &[5, 5]);
        none(&[5, 5], &[5, 5]);
        none(&[3], &[9]);
        none(&[9, 5], &[9, 9]); // an average above a half has no doubled share
        none(&[u64::MAX, 0], &[u64::MAX, u64::MAX / 2]);
        let all = BurstOptions { states: 100, ..BurstOptions::default() };
        let found = bursts(&[0, 0, 8, 0], &[8; 4], &all).unwrap(); // shares 1/4, 1/2, 1
        assert_eq!(found.last().map(|burst| (burst.level, burst.first, burst.last)), Some((2, 2, 2)));
        assert!(found.iter().all(|burst| burst.weight.is_finite()));
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        let options = BurstOptions::default();
        assert_eq!(bursts(&[1], &[1, 2], &options), Err(BurstError::Length { relevant: 1, documents: 2 }));
        assert_eq!(bursts(&[1, 3], &[1, 2], &options), Err(BurstError::Relevant { batch: 1 }));
        for (name, options) in [
            ("ratio", BurstOptions { ratio: 1.0, ..options }),
            ("ratio", BurstOptions { ratio: f64::NAN, ..options }),
            ("gamma", BurstOptions { gamma: -1.0, ..options }),
            ("states", BurstOptions { states: 1, ..options }),
            ("states", BurstOptions { states: usize::MAX, ..options }),
        ] {
            assert!(matches!(bursts(&[1], &[1], &options), Err(BurstError::Option { name: n, .. }) if n == name));
        }
        let incidence = Incidence::new(&[0, 1, 2], &[0, 0]).unwrap();
        let far = item_bursts(&incidence, &[Some(i32::MIN), Some(i32::MAX)], &options);
        assert_eq!(far, Err(BurstError::Years { first: i32::MIN, last: i32::MAX }));
        assert_eq!(item_bursts(&incidence, &[None], &options), Ok(Vec::new()));
    }
}
