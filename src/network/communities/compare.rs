//! How far two groupings of the same nodes agree.

use super::ClusterError;

/// Agreement of two groupings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Normalised mutual information, 2·I/(H₁ + H₂): 1 for equal groupings, 0 for independent ones. It grows with the number
    /// of clusters.
    pub mutual_information: f64,
    /// Adjusted Rand index: 1 for equal groupings, 0 on average for groupings by chance of the same sizes.
    pub adjusted_rand: f64,
    /// Numbers of clusters.
    pub clusters: [usize; 2],
}

/// Compares two groupings, given as a cluster for each node. How clusters are numbered makes no difference.
///
/// Two groupings that are both of one cluster, or both of single nodes, are equal and agree by 1.
///
/// # Errors
/// [`ClusterError::Length`] if they are not of the same length.
///
/// # Complexity
/// Time n log n in the number of nodes.
///
/// # Reference
/// Danon, Díaz-Guilera, Duch & Arenas, [Comparing community structure
/// identification](https://doi.org/10.1088/1742-5468/2005/09/P09008), 2005; Hubert & Arabie, [Comparing
/// partitions](https://doi.org/10.1007/BF01908075), 1985.
///
/// # Example
/// ```
/// use citeweave::network::communities::compare;
/// let agreement = compare(&[0, 0, 1, 1], &[5, 5, 2, 2])?;
/// assert_eq!((agreement.mutual_information, agreement.adjusted_rand, agreement.clusters), (1.0, 1.0, [2, 2]));
/// # Ok::<(), citeweave::network::communities::ClusterError>(())
/// ```
pub fn compare(one: &[u32], other: &[u32]) -> Result<Agreement, ClusterError> {
    if one.len() != other.len() {
        return Err(ClusterError::Length { found: other.len(), expected: one.len() });
    }
    let both = runs(one.iter().zip(other).map(|(&one, &other)| u64::from(one) << 32 | u64::from(other)));
    let first = runs(one.iter().map(|&cluster| u64::from(cluster)));
    let second = runs(other.iter().map(|&cluster| u64::from(cluster)));
    let clusters = [first.len(), second.len()];
    // Every cluster of the one is a cluster of the other: by counts, free of rounding.
    if both.len() == first.len() && both.len() == second.len() {
        return Ok(Agreement { mutual_information: 1.0, adjusted_rand: 1.0, clusters });
    }
    let nodes = one.len() as f64;
    let entropy = |counts: &[u64]| -> f64 {
        let share = |&count: &u64| count as f64 / nodes;
        -counts.iter().map(share).map(|share| share * share.ln()).sum::<f64>()
    };
    let pairs = |counts: &[u64]| counts.iter().map(|&count| count as f64 * (count as f64 - 1.0) / 2.0).sum::<f64>();
    let (entropies, joint) = (entropy(&first) + entropy(&second), entropy(&both));
    let (together, expected) = (pairs(&both), pairs(&first) * pairs(&second) / pairs(&[one.len() as u64]));
    let most = (pairs(&first) + pairs(&second)) / 2.0;
    Ok(Agreement {
        mutual_information: (2.0 * (entropies - joint) / entropies).clamp(0.0, 1.0),
        adjusted_rand: (together - expected) / (most - expected),
        clusters,
    })
}

/// How often each value occurs.
fn runs(values: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut values: Vec<u64> = values.collect();
    values.sort_unstable();
    values.chunk_by(|one, other| one == other).map(|run| run.len() as u64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values from igraph 1.0 (`compare_communities`, methods `nmi` and `adjusted_rand`).
    #[test]
    fn agreement_is_that_of_igraph() {
        let check = |one: &[u32], other: &[u32], expected: [f64; 2]| {
            for (one, other) in [(one, other), (other, one)] {
                let found = compare(one, other).unwrap();
                assert!((found.mutual_information - expected[0]).abs() < 1e-12, "{found:?}");
                assert!((found.adjusted_rand - expected[1]).abs() < 1e-12, "{found:?}");
            }
        };
        check(&[0, 0, 0, 1, 1, 1, 2, 2], &[0, 0, 1, 1, 1, 2, 2, 2], [0.5588730382170326, 0.23809523809523783]);
        check(&[0, 0, 0, 0], &[0, 1, 2, 3], [0.0, 0.0]);
        check(&[0, 0, 1, 1, 2, 2, 0, 1], &[0, 1, 0, 1, 0, 1, 1, 0], [0.047849644967450054, -0.15384615384615388]);
        check(&[0, 0, 0, 0, 1, 1], &[0, 0, 0, 1, 1, 1], [0.47870397138568005, 0.32432432432432373]);
    }

    #[test]
    fn equal_groupings_agree_whatever_their_numbers_and_sizes() {
        for (one, other) in [(&[][..], &[][..]), (&[3], &[0]), (&[1, 1, 1], &[9, 9, 9]), (&[0, 1, 2], &[7, 5, 6])] {
            let found = compare(one, other).unwrap();
            assert_eq!((found.mutual_information, found.adjusted_rand), (1.0, 1.0));
        }
        assert_eq!(compare(&[0], &[0, 1]), Err(ClusterError::Length { found: 2, expected: 1 }));
    }
}
