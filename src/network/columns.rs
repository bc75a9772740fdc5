//! Attributes of nodes and edges: a name and a value for each, all of one type, some missing.
//!
//! A network of a million papers has tens of millions of edges with half a dozen attributes each, so numbers lie packed: a
//! count or a year takes four bytes, not the sixteen of an `Option<i64>`.

use super::keep_rows;
use std::iter::Map;
use std::vec::IntoIter;

/// An attribute of all nodes, or of all edges.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Name in files: whole lower-case words joined by `_`. Unique among the columns of its kind, whatever the case.
    pub name: String,
    /// One value for each node or edge, in their order.
    pub values: Values,
}

impl Column {
    /// Names `values`.
    pub fn new(name: impl Into<String>, values: Values) -> Self {
        Self { name: name.into(), values }
    }
}

/// The values of a [`Column`], all of one type; none where a thing has no value.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Counts, years, ranks.
    Integer(Integers),
    /// Measures. Finite.
    Float(Floats),
    /// Names, identifiers.
    Text(Vec<Option<String>>),
    /// Yes or no.
    Boolean(Vec<Option<bool>>),
}

impl Values {
    /// Whole numbers.
    ///
    /// ```
    /// use citeweave::network::Values;
    /// let values = Values::integers([Some(2021), None]);
    /// assert_eq!((values.len(), values.numbers().get(0)), (2, Some(2021.0)));
    /// ```
    pub fn integers(values: impl IntoIterator<Item = Option<i64>>) -> Self {
        Self::Integer(values.into_iter().collect())
    }

    /// Floating point numbers; what is no number counts as missing.
    pub fn floats(values: impl IntoIterator<Item = Option<f64>>) -> Self {
        Self::Float(values.into_iter().collect())
    }

    /// Number of values, missing ones included.
    pub fn len(&self) -> usize {
        match self {
            Self::Integer(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Boolean(values) => values.len(),
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of some rows, in their order; none for a row that is not there.
    pub fn select(&self, rows: impl Iterator<Item = usize>) -> Self {
        fn pick<T: Clone>(values: &[Option<T>], rows: impl Iterator<Item = usize>) -> Vec<Option<T>> {
            rows.map(|row| values.get(row).cloned().flatten()).collect()
        }
        match self {
            Self::Integer(values) => Self::integers(rows.map(|row| values.get(row))),
            Self::Float(values) => Self::floats(rows.map(|row| values.get(row))),
            Self::Text(values) => Self::Text(pick(values, rows)),
            Self::Boolean(values) => Self::Boolean(pick(values, rows)),
        }
    }

    /// Keeps the values of the rows for which an answer is yes.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        match self {
            Self::Integer(Integers(Whole::Narrow(values))) => keep_rows(values, keep),
            Self::Integer(Integers(Whole::Wide(values))) => keep_rows(values, keep),
            Self::Float(Floats(values)) => keep_rows(values, keep),
            Self::Text(values) => keep_rows(values, keep),
            Self::Boolean(values) => keep_rows(values, keep),
        }
    }

    /// Takes other values where there are none.
    ///
    /// # Errors
    /// Gives the values back if they are of another type.
    pub(super) fn fill(&mut self, others: Self) -> Result<(), Self> {
        fn fill<T>(held: &mut [Option<T>], others: Vec<Option<T>>) {
            for (held, other) in held.iter_mut().zip(others).filter(|(held, _)| held.is_none()) {
                *held = other;
            }
        }
        match (&mut *self, others) {
            (Self::Integer(held), Self::Integer(others)) => {
                *held = held.iter().enumerate().map(|(row, value)| value.or(others.get(row))).collect();
            }
            (Self::Float(held), Self::Float(others)) => {
                *held = held.iter().enumerate().map(|(row, value)| value.or(others.get(row))).collect();
            }
            (Self::Text(held), Self::Text(others)) => fill(held, others),
            (Self::Boolean(held), Self::Boolean(others)) => fill(held, others),
            (_, others) => return Err(others),
        }
        Ok(())
    }

    /// Makes room for one more row that has no value.
    pub fn push_none(&mut self) {
        match self {
            Self::Integer(values) => values.push(None),
            Self::Float(values) => values.push(None),
            Self::Text(values) => values.push(None),
            Self::Boolean(values) => values.push(None),
        }
    }

    /// The values as floating point numbers; none where they are no numbers.
    pub fn numbers(&self) -> Floats {
        match self {
            Self::Integer(values) => values.iter().map(|value| value.map(|value| value as f64)).collect(),
            Self::Float(values) => values.clone(),
            Self::Text(_) | Self::Boolean(_) => std::iter::repeat_n(None, self.len()).collect(),
        }
    }
}

/// Whole numbers, some missing: four bytes each as long as all of them are that small.
#[derive(Clone, Debug)]
pub struct Integers(Whole);

#[derive(Clone, Debug)]
enum Whole {
    /// [`MISSING`] where there is none.
    Narrow(Vec<i32>),
    Wide(Vec<Option<i64>>),
}

/// Stands for no number among small ones.
const MISSING: i32 = i32::MIN;

impl Default for Integers {
    fn default() -> Self {
        Self(Whole::Narrow(Vec::new()))
    }
}

impl Integers {
    /// Small numbers as they are to lie, `None` as [`small`](Self::small) has it.
    pub(super) fn of_small(values: Vec<i32>) -> Self {
        Self(Whole::Narrow(values))
    }

    /// The values of the column of whole numbers with this name; none without one.
    pub(super) fn named<'c>(columns: &'c [Column], name: &str) -> &'c Self {
        static NONE: Integers = Integers(Whole::Narrow(Vec::new()));
        let values = columns.iter().find(|column| column.name == name).map(|column| &column.values);
        if let Some(Values::Integer(values)) = values { values } else { &NONE }
    }

    /// How a small number lies, or none.
    pub(super) fn small(value: Option<i32>) -> i32 {
        value.unwrap_or(MISSING)
    }

    /// Number of values, missing ones included.
    pub fn len(&self) -> usize {
        match &self.0 {
            Whole::Narrow(values) => values.len(),
            Whole::Wide(values) => values.len(),
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row, if it has one.
    pub fn get(&self, row: usize) -> Option<i64> {
        match &self.0 {
            Whole::Narrow(values) => values.get(row).filter(|value| **value != MISSING).map(|value| i64::from(*value)),
            Whole::Wide(values) => values.get(row).copied().flatten(),
        }
    }

    /// The values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<i64>> + Clone {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The values in a list.
    pub fn to_vec(&self) -> Vec<Option<i64>> {
        self.iter().collect()
    }

    /// Adds a value. The first that is large makes all of them wide.
    pub fn push(&mut self, value: Option<i64>) {
        match (&mut self.0, value.map(i32::try_from)) {
            (Whole::Narrow(values), None) => values.push(MISSING),
            (Whole::Narrow(values), Some(Ok(small))) if small != MISSING => values.push(small),
            (Whole::Narrow(_), _) => self.0 = Whole::Wide(self.iter().chain([value]).collect()),
            (Whole::Wide(values), _) => values.push(value),
        }
    }
}

impl FromIterator<Option<i64>> for Integers {
    fn from_iter<I: IntoIterator<Item = Option<i64>>>(values: I) -> Self {
        let values = values.into_iter();
        let mut all = Self(Whole::Narrow(Vec::with_capacity(values.size_hint().0)));
        values.for_each(|value| all.push(value));
        all
    }
}

impl PartialEq for Integers {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Floating point numbers, some missing; eight bytes each.
#[derive(Clone, Debug, Default)]
pub struct Floats(
    /// Not a number where there is none.
    Vec<f64>,
);

impl Floats {
    /// Number of values, missing ones included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a row, if it has one.
    pub fn get(&self, row: usize) -> Option<f64> {
        self.0.get(row).copied().filter(|value| !value.is_nan())
    }

    /// The values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<f64>> + Clone {
        self.0.iter().map(|value| (!value.is_nan()).then_some(*value))
    }

    /// The values in a list.
    pub fn to_vec(&self) -> Vec<Option<f64>> {
        self.iter().collect()
    }

    /// Adds a value.
    pub fn push(&mut self, value: Option<f64>) {
        self.0.push(value.unwrap_or(f64::NAN));
    }

    /// The values, 0 where there is none.
    pub fn or_zero(mut self) -> Vec<f64> {
        self.0.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = 0.0);
        self.0
    }
}

impl IntoIterator for Floats {
    type Item = Option<f64>;
    type IntoIter = Map<IntoIter<f64>, fn(f64) -> Option<f64>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|value| (!value.is_nan()).then_some(value))
    }
}

/// What is no number counts as missing.
impl From<Vec<f64>> for Floats {
    fn from(values: Vec<f64>) -> Self {
        Self(values)
    }
}

impl FromIterator<Option<f64>> for Floats {
    fn from_iter<I: IntoIterator<Item = Option<f64>>>(values: I) -> Self {
        Self(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }
}

impl PartialEq for Floats {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_every_size_are_kept() {
        let small = [Some(0), Some(-7), None, Some(i64::from(i32::MAX)), Some(i64::from(i32::MIN) + 1)];
        for large in [i64::from(i32::MIN), i64::from(i32::MAX) + 1, i64::MIN, i64::MAX, 9_999_999_999] {
            let all: Vec<Option<i64>> = small.into_iter().chain([Some(large), None, Some(3)]).collect();
            let mut held: Integers = all.iter().copied().collect();
            assert_eq!(held.iter().collect::<Vec<_>>(), all);
            assert_eq!((held.get(5), held.get(6), held.get(99)), (Some(large), None, None));
            held.push(Some(4));
            assert_eq!((held.len(), held.get(8)), (9, Some(4)));
        }
    }

    #[test]
    fn equal_numbers_are_equal_however_they_lie() {
        let mut values = Values::integers([Some(1), Some(1 << 40), None]);
        values.retain(&[true, false, true]);
        assert_eq!(values, Values::integers([Some(1), None]));
        assert_ne!(values, Values::integers([Some(1), Some(i64::from(i32::MIN))]));
        assert_eq!(Values::floats([None, Some(0.5)]), Values::Float(vec![f64::NAN, 0.5].into()));
    }
}
