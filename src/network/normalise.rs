//! From counts to similarities: what a link is worth once the size of the things it links is allowed for.
//!
//! Two things that occur often also occur together often, whether or not they have to do with each other. Each index
//! here divides the count of an edge by something made of the sizes of its ends. They differ in what size is: the set
//! indices (Jaccard, cosine, …) need the number of documents each thing occurs in; the association strength and the
//! fractionalization of CWTS need the network alone, for they take the sum of a node's counts. Row sums are no
//! substitute for occurrences in the set indices: a document of five items adds four to the sum of each, so an index
//! of row sums measures the length of documents as well
//! ([Zhou & Leydesdorff 2016](https://arxiv.org/abs/1503.08944)). A missing number is therefore an error here, never
//! replaced by another.

use std::fmt;

/// An index of similarity, with `c` the count of the edge, `s` the sum of the counts of all edges of a node (a loop
/// twice), `2m` the sum of `s` over all nodes, `n` the number of nodes, `o` the documents a thing occurs in and `N` all
/// documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Normalisation {
    /// 2m·c/(sᵢsⱼ): how many times stronger the link is than in a network where links are made by chance with the same
    /// sums. The form of VOSviewer and CWTS.
    #[default]
    Association,
    /// c/(oᵢoⱼ): the same idea from occurrences, the form of bibliometrix. As it stands its scale depends on the number
    /// of documents.
    AssociationOccurrences,
    /// c/√(oᵢoⱼ), Salton's cosine.
    Cosine,
    /// c/(oᵢ + oⱼ − c): shared documents among the documents of either.
    Jaccard,
    /// c/min(oᵢ, oⱼ), Simpson's overlap: 1 if one never occurs without the other.
    Inclusion,
    /// c²/(oᵢoⱼ), the square of the cosine.
    Equivalence,
    /// c(n/sᵢ + n/sⱼ)/2: each node gives n among its neighbours, so the sum over the edges of a network without isolated
    /// nodes is n²/2. The form of CWTS.
    Fractionalization,
    /// ln(p/(pᵢpⱼ))/−ln p with p = c/N and pᵢ = oᵢ/N: from near −1 for things that avoid each other over 0 for chance to 1
    /// for things that only occur together. See [`may_be_weight`](Self::may_be_weight).
    NormalisedPmi,
}

/// Everything the command line and the heads of files say of an index.
const INDICES: [(Normalisation, &str, &str); 8] = [
    (
        Normalisation::Association,
        "association",
        "2m*c/(s_i*s_j), s = sum of counts of a node, 2m = sum of s (van Eck & Waltman 2009, doi:10.1002/asi.21075)",
    ),
    (
        Normalisation::AssociationOccurrences,
        "association_occurrences",
        "c/(o_i*o_j), o = occurrences (van Eck & Waltman 2009, doi:10.1002/asi.21075)",
    ),
    (Normalisation::Cosine, "cosine", "c/sqrt(o_i*o_j), o = occurrences (Salton & McGill 1983, ISBN 0-07-054484-0)"),
    (
        Normalisation::Jaccard,
        "jaccard",
        "c/(o_i+o_j-c), o = occurrences (Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x)",
    ),
    (
        Normalisation::Inclusion,
        "inclusion",
        "c/min(o_i,o_j), o = occurrences (van Eck & Waltman 2009, doi:10.1002/asi.21075)",
    ),
    (
        Normalisation::Equivalence,
        "equivalence",
        "c^2/(o_i*o_j), o = occurrences (Callon, Courtial & Laville 1991, doi:10.1007/BF02019280)",
    ),
    (
        Normalisation::Fractionalization,
        "fractionalization",
        "c*(n/s_i+n/s_j)/2, s = sum of counts of a node, n = nodes (CWTS networkanalysis, \
         https://github.com/CWTSLeiden/networkanalysis)",
    ),
    (
        Normalisation::NormalisedPmi,
        "npmi",
        "ln(p/(p_i*p_j))/-ln(p), p = c/N, p_i = o_i/N, o = occurrences, N = documents (Bouma 2009, Proceedings of GSCL)",
    ),
];

impl Normalisation {
    /// Every index.
    pub const ALL: &[Self] = &{
        let mut all = [Self::Association; INDICES.len()];
        let mut place = 0;
        while place < all.len() {
            all[place] = INDICES[place].0;
            place += 1;
        }
        all
    };

    /// Name on the command line and of the edge column in files.
    pub fn name(self) -> &'static str {
        self.entry().1
    }

    /// Finds the index with this name.
    ///
    /// ```
    /// use citeweave::network::normalise::Normalisation;
    /// assert_eq!(Normalisation::from_name("jaccard"), Some(Normalisation::Jaccard));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|index| index.name() == name)
    }

    /// Formula with its source, in ASCII, for the head of a file.
    pub fn formula(self) -> &'static str {
        self.entry().2
    }

    /// Rows stand in the order of the variants, which a test makes sure of.
    fn entry(self) -> &'static (Self, &'static str, &'static str) {
        &INDICES[self as usize]
    }

    /// Whether the index is positive on every edge, as the weight of an edge must be.
    ///
    /// [`NormalisedPmi`](Self::NormalisedPmi) is not: it is 0 or less where two things meet no more often than by
    /// chance. As a column it stands as it is. To be the weight of a network, its edges of 0 or less have to be left
    /// out first: they say that there is no association. Adding a constant instead would make links of them.
    pub fn may_be_weight(self) -> bool {
        self != Self::NormalisedPmi
    }

    /// Whether the index needs [occurrences](Counts::occurrences).
    pub fn needs_occurrences(self) -> bool {
        !matches!(self, Self::Association | Self::Fractionalization)
    }
}

/// What [`normalise`] works on: a network of counts, and for the set indices the sizes of its things.
#[derive(Clone, Copy, Debug)]
pub struct Counts<'a> {
    /// Number of nodes.
    pub nodes: usize,
    /// Edges as source, target and count, which is positive. An edge counts for the sums of both its ends, whatever
    /// direction the network has.
    pub edges: &'a [(u32, u32, f64)],
    /// Number of documents each node occurs in.
    pub occurrences: Option<&'a [f64]>,
    /// Number of all documents, which nPMI needs.
    pub documents: Option<f64>,
}

impl<'a> Counts<'a> {
    /// Counts alone, enough for association strength and fractionalization.
    pub fn new(nodes: usize, edges: &'a [(u32, u32, f64)]) -> Self {
        Self { nodes, edges, occurrences: None, documents: None }
    }

    /// The sum of the counts of each node's edges, a loop twice: VOSviewer's total link strength.
    ///
    /// # Errors
    /// [`NormaliseError::Edge`] if an end is no node or a count is no positive number.
    pub fn strengths(&self) -> Result<Vec<f64>, NormaliseError> {
        let mut strengths = vec![0.0; self.nodes];
        for &(source, target, count) in self.edges {
            let sound = (source as usize) < self.nodes && (target as usize) < self.nodes;
            if !(sound && count > 0.0 && count.is_finite()) {
                return Err(NormaliseError::Edge { source, target, count });
            }
            strengths[source as usize] += count;
            strengths[target as usize] += count;
        }
        Ok(strengths)
    }
}

/// Computes an index of similarity for every edge, in the order of the edges.
///
/// # Errors
/// [`NormaliseError`] if a number the index needs is missing, or does not fit the others.
///
/// # Complexity
/// Time linear in nodes and edges.
///
/// # Reference
/// van Eck & Waltman, [How to normalize cooccurrence data?](https://doi.org/10.1002/asi.21075), JASIST 60(8), 2009;
/// each index has its own source in [`Normalisation::formula`].
///
/// # Example
/// ```
/// use citeweave::network::normalise::{Counts, Normalisation, normalise};
/// let edges = [(0, 1, 2.0), (1, 2, 1.0)];
/// // 2m = 6, s = 2, 3, 1
/// assert_eq!(normalise(Normalisation::Association, &Counts::new(3, &edges))?, [2.0, 2.0]);
/// let counts = Counts { occurrences: Some(&[2.0, 4.0, 3.0]), ..Counts::new(3, &edges) };
/// assert_eq!(normalise(Normalisation::Jaccard, &counts)?, [2.0 / 4.0, 1.0 / 6.0]);
/// # Ok::<(), citeweave::network::normalise::NormaliseError>(())
/// ```
pub fn normalise(index: Normalisation, counts: &Counts) -> Result<Vec<f64>, NormaliseError> {
    let s = counts.strengths()?;
    let (n, total) = (counts.nodes as f64, s.iter().sum::<f64>());
    let o = if index.needs_occurrences() { occurrences(index, counts)? } else { &[] };
    match index {
        // Divided before multiplied: the product of two sums may be too large.
        Normalisation::Association => of_each(counts, |i, j, c| (c / s[i]) * (total / s[j])),
        Normalisation::AssociationOccurrences => of_each(counts, |i, j, c| c / (o[i] * o[j])),
        Normalisation::Cosine => of_each(counts, |i, j, c| c / (o[i] * o[j]).sqrt()),
        Normalisation::Jaccard => of_each(counts, |i, j, c| c / (o[i] + o[j] - c)),
        Normalisation::Inclusion => of_each(counts, |i, j, c| c / o[i].min(o[j])),
        Normalisation::Equivalence => of_each(counts, |i, j, c| (c / o[i]) * (c / o[j])),
        Normalisation::Fractionalization => of_each(counts, |i, j, c| n * (c / s[i] + c / s[j]) / 2.0),
        Normalisation::NormalisedPmi => {
            let documents = documents(index, counts, o)?;
            of_each(counts, |i, j, c| normalised_pmi(c / documents, o[i] / documents, o[j] / documents))
        }
    }
}

fn of_each(counts: &Counts, index: impl Fn(usize, usize, f64) -> f64) -> Result<Vec<f64>, NormaliseError> {
    let value = |&(source, target, count): &(u32, u32, f64)| {
        let value = index(source as usize, target as usize, count);
        // Only sizes at the ends of the range of floats get here.
        if value.is_finite() { Ok(value) } else { Err(NormaliseError::Edge { source, target, count }) }
    };
    counts.edges.iter().map(value).collect()
}

/// Two things that are in all documents are always together: the limit, where the formula is 0/0.
fn normalised_pmi(both: f64, one: f64, other: f64) -> f64 {
    if both >= 1.0 { 1.0 } else { (both / one / other).ln() / -both.ln() }
}

/// Occurrences, known to be enough for the counts of all edges.
fn occurrences<'a>(index: Normalisation, counts: &Counts<'a>) -> Result<&'a [f64], NormaliseError> {
    let missing = NormaliseError::Missing { what: "occurrences", index: index.name() };
    let occurrences = counts.occurrences.ok_or(missing)?;
    if occurrences.len() != counts.nodes {
        return Err(NormaliseError::Length { found: occurrences.len(), expected: counts.nodes });
    }
    for &(source, target, count) in counts.edges {
        for node in [source, target] {
            let found = occurrences[node as usize];
            if !(found >= count && found.is_finite()) {
                return Err(NormaliseError::Occurrences { node, found, least: count });
            }
        }
    }
    Ok(occurrences)
}

fn documents(index: Normalisation, counts: &Counts, occurrences: &[f64]) -> Result<f64, NormaliseError> {
    let documents = counts.documents.ok_or(NormaliseError::Missing { what: "documents", index: index.name() })?;
    let least = occurrences.iter().copied().fold(0.0, f64::max);
    if documents >= least && documents.is_finite() {
        Ok(documents)
    } else {
        Err(NormaliseError::Documents { found: documents, least })
    }
}

/// Why an index could not be computed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NormaliseError {
    /// An edge whose ends are no nodes, whose count is no positive number, or whose numbers are too large or small to
    /// divide.
    Edge {
        /// Position of the source among the nodes.
        source: u32,
        /// Position of the target among the nodes.
        target: u32,
        /// The count.
        count: f64,
    },
    /// The index needs a number that was not given.
    Missing {
        /// What is missing.
        what: &'static str,
        /// Name of the index.
        index: &'static str,
    },
    /// There are not as many occurrences as nodes.
    Length {
        /// Occurrences given.
        found: usize,
        /// Nodes.
        expected: usize,
    },
    /// A thing shares more documents with another than it has, so the counts are not those of shared documents, or the
    /// occurrences are those of something else.
    Occurrences {
        /// Position among the nodes.
        node: u32,
        /// Its occurrences.
        found: f64,
        /// The count of one of its edges.
        least: f64,
    },
    /// There are fewer documents than one thing occurs in.
    Documents {
        /// Documents given.
        found: f64,
        /// The most occurrences of a node.
        least: f64,
    },
}

impl fmt::Display for NormaliseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edge { source, target, count } => write!(f, "edge {source}, {target} has no usable count: {count}"),
            Self::Missing { what, index } => write!(f, "normalisation needs {what}: {index}"),
            Self::Length { found, expected } => write!(f, "occurrences have {found} entries instead of {expected}"),
            Self::Occurrences { node, found, least } => {
                write!(f, "node {node} occurs less often than one of its edges counts, {least}: {found}")
            }
            Self::Documents { found, least } => write!(f, "fewer documents than one node occurs in, {least}: {found}"),
        }
    }
}

impl std::error::Error for NormaliseError {}

#[cfg(test)]
mod tests {
    use super::Normalisation as N;
    use super::*;

    /// The ten-node network of the layout test of CWTS networkanalysis.
    const TEN_NODES: [(u32, u32, f64); 24] = [
        (0, 1, 16.0),
        (0, 9, 90.0),
        (1, 4, 1.0),
        (1, 6, 1.0),
        (1, 9, 82.0),
        (2, 5, 2.0),
        (2, 7, 13.0),
        (2, 8, 72.0),
        (2, 9, 5.0),
        (3, 4, 13.0),
        (3, 5, 1.0),
        (3, 7, 2.0),
        (3, 8, 2.0),
        (3, 9, 2.0),
        (4, 5, 5.0),
        (4, 6, 15.0),
        (4, 8, 4.0),
        (4, 9, 2.0),
        (5, 6, 139.0),
        (5, 7, 6.0),
        (5, 8, 7.0),
        (6, 7, 4.0),
        (6, 9, 1.0),
        (7, 8, 15.0),
    ];

    #[test]
    fn sums_are_those_of_cwts_networkanalysis() {
        let counts = Counts::new(10, &TEN_NODES);
        let total = |index| normalise(index, &counts).unwrap().iter().sum::<f64>();
        assert_eq!(TEN_NODES.iter().map(|edge| edge.2).sum::<f64>(), 500.0);
        assert!((total(N::Association) - 59.01145827229578).abs() < 1e-10);
        assert!((total(N::Fractionalization) - 50.0).abs() < 1e-10);
    }

    /// Ten documents; the first thing is in 4, the second in 5, the third in 10; the first two share 2 (as by chance), the
    /// first and third 4.
    #[test]
    fn set_indices_are_those_computed_by_hand() {
        let edges = [(0, 1, 2.0), (0, 2, 4.0), (1, 2, 5.0)];
        let counts = Counts { occurrences: Some(&[4.0, 5.0, 10.0]), documents: Some(10.0), ..Counts::new(3, &edges) };
        let check = |index, expected: [f64; 3]| {
            for (found, expected) in normalise(index, &counts).unwrap().into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{index:?}: {found} instead of {expected}");
            }
        };
        check(N::AssociationOccurrences, [0.1, 0.1, 0.1]);
        check(N::Cosine, [2.0 / 20f64.sqrt(), 4.0 / 40f64.sqrt(), 5.0 / 50f64.sqrt()]);
        check(N::Jaccard, [2.0 / 7.0, 0.4, 0.5]);
        check(N::Inclusion, [0.5, 1.0, 1.0]);
        check(N::Equivalence, [0.2, 0.4, 0.5]);
        check(N::NormalisedPmi, [0.0, 0.0, 0.0]);
        // s = 6, 7, 9; 2m = 22; n = 3
        check(N::Association, [44.0 / 42.0, 88.0 / 54.0, 110.0 / 63.0]);
        check(
            N::Fractionalization,
            [1.5 * (1.0 / 3.0 + 2.0 / 7.0), 1.5 * (4.0 / 6.0 + 4.0 / 9.0), 1.5 * (5.0 / 7.0 + 5.0 / 9.0)],
        );
    }

    #[test]
    fn normalised_pmi_has_its_published_ends() {
        let npmi = |count, o: [f64; 2], documents| {
            let edges = [(0, 1, count)];
            let counts = Counts { occurrences: Some(&o), documents: Some(documents), ..Counts::new(2, &edges) };
            normalise(N::NormalisedPmi, &counts).unwrap()[0]
        };
        assert!((npmi(3.0, [3.0, 3.0], 8.0) - 1.0).abs() < 1e-12);
        assert_eq!(npmi(8.0, [8.0, 8.0], 8.0), 1.0);
        assert!(npmi(1.0, [500.0, 500.0], 1000.0) < -0.7);
    }

    #[test]
    fn numbers_that_are_missing_or_do_not_fit_are_told() {
        let edges = [(0, 1, 2.0)];
        let counts = Counts::new(2, &edges);
        let refusal = |index, counts: Counts| normalise(index, &counts).unwrap_err();
        let missing = refusal(N::Cosine, counts);
        assert_eq!(missing, NormaliseError::Missing { what: "occurrences", index: "cosine" });
        assert_eq!(missing.to_string(), "normalisation needs occurrences: cosine");
        let with = |occurrences| Counts { occurrences: Some(occurrences), ..counts };
        assert_eq!(
            refusal(N::NormalisedPmi, with(&[2.0, 2.0])),
            NormaliseError::Missing { what: "documents", index: "npmi" }
        );
        assert_eq!(
            refusal(N::NormalisedPmi, Counts { documents: Some(1.0), ..with(&[2.0, 2.0]) }),
            NormaliseError::Documents { found: 1.0, least: 2.0 }
        );
        assert_eq!(refusal(N::Jaccard, with(&[2.0])), NormaliseError::Length { found: 1, expected: 2 });
        assert_eq!(
            refusal(N::Jaccard, with(&[2.0, 1.0])),
            NormaliseError::Occurrences { node: 1, found: 1.0, least: 2.0 }
        );
        for edge in [(0, 2, 1.0), (0, 1, 0.0), (0, 1, f64::NAN), (0, 1, f64::INFINITY)] {
            let refused = refusal(N::Association, Counts::new(2, &[edge]));
            assert!(matches!(refused, NormaliseError::Edge { .. }), "{edge:?}");
        }
        assert_eq!(normalise(N::Association, &Counts::new(0, &[])), Ok(Vec::new()));
    }

    #[test]
    fn every_index_has_its_own_row_and_name() {
        for (place, index) in N::ALL.iter().enumerate() {
            assert_eq!(INDICES.iter().position(|(other, ..)| other == index), Some(place));
            assert_eq!(N::from_name(index.name()), Some(*index));
            assert!(index.formula().is_ascii() && index.formula().contains('('));
        }
        assert_eq!(N::from_name("none"), None);
        assert_eq!(N::default().name(), "association");
    }
}
