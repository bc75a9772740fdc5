//! Random numbers that are the same everywhere and for ever.
//!
//! Whatever has to do with chance takes them from here, by a seed: starts of clusterings and layouts, samples of nodes.

/// SplitMix64 ([Steele, Lea & Flood 2014](https://doi.org/10.1145/2714064.2660195)): small, fast, and any seed is as good as
/// any other.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// From 0 up to but without 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number below `end`, which is not 0, each as likely as another
    /// ([Lemire 2019](https://doi.org/10.1145/3230636)).
    pub(super) fn below(&mut self, end: u64) -> u64 {
        loop {
            let product = u128::from(self.next()) * u128::from(end);
            if product as u64 >= end.wrapping_neg() % end {
                return (product >> 64) as u64;
            }
        }
    }

    /// Puts a list into random order, by Fisher and Yates.
    pub(super) fn shuffle(&mut self, list: &mut [u32]) {
        for last in (1..list.len()).rev() {
            let other = (u128::from(self.next()) * (last as u128 + 1)) >> 64;
            list.swap(last, other as usize);
        }
    }
}

/// Makes of a number one that has nothing to do with it: seeds of seeds.
pub(super) fn mix(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_split_mix() {
        let mut random = Random::new(1234567);
        // The first that the reference implementation draws from this seed.
        assert_eq!([random.next(), random.next()], [6457827717110365317, 3203168211198807973]);
        let mut list: Vec<u32> = (0..100).collect();
        random.shuffle(&mut list);
        assert!(!list.is_sorted());
        list.sort_unstable();
        assert!(list.into_iter().eq(0..100));
        assert!((0..1000).all(|_| random.below(7) < 7 && random.unit() < 1.0));
    }
}
