//! How large nodes are drawn.

/// Diameter of the smallest node.
pub const SMALLEST: f64 = 4.0;
/// Diameter of the largest node.
pub const LARGEST: f64 = 100.0;

/// Sizes of nodes: 4 for the smallest value to 100 for the largest, by square root, so that the area of a node beyond the
/// smallest grows with its value; to two decimals. All 4 if all are equal; a missing value counts as the smallest.
///
/// Gephi maps the sizes it reads to exactly this range and stretches positions by the same factor; only sizes that span it
/// already, or are all 4, leave a layout as it was.
pub fn sizes(values: &[Option<f64>]) -> Vec<f64> {
    let known = || values.iter().flatten().copied();
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(0.0, f64::max));
    let size = |&value: &Option<f64>| match value {
        Some(value) if high > low => {
            let share = (value.sqrt() - low.sqrt()) / (high.sqrt() - low.sqrt());
            (100.0 * (SMALLEST + share * (LARGEST - SMALLEST))).round() / 100.0
        }
        _ => SMALLEST,
    };
    values.iter().map(size).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_span_four_to_a_hundred() {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        assert_eq!(sizes(&some(&[1.0, 4.0, 9.0])), [4.0, 52.0, 100.0]); // roots 1, 2, 3
        assert_eq!(sizes(&some(&[0.0, 25.0, 100.0])), [4.0, 52.0, 100.0]);
        assert_eq!(sizes(&some(&[7.0, 7.0])), [4.0, 4.0]);
        assert_eq!(sizes(&[Some(2.0), None, Some(8.0)]), [4.0, 4.0, 100.0]);
        assert_eq!(sizes(&[None]), [4.0]);
        assert_eq!(sizes(&some(&[f64::MAX, 0.0])), [100.0, 4.0]);
    }
}
