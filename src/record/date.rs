//! Dates known to the year, the month or the day.

use serde::{Serialize, Serializer};
use std::fmt;

/// A date known to the year, the month or the day; written `2023`, `2023-03`, `2023-06-12`.
///
/// ```
/// use citeweave::record::PartialDate;
/// let date = PartialDate::new(2023, Some(3), None).unwrap();
/// assert_eq!(date.to_string(), "2023-03");
/// assert!(PartialDate::new(2023, Some(2), Some(30)).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i32,
    month: u8,
    day: u8,
}

impl PartialDate {
    /// Builds a date that exists: year 1000 to 2999, a real month, a real day of that month.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        if !(1000..3000).contains(&year) {
            return None;
        }
        let (month, day) = match (month, day) {
            (None, None) => (0, 0),
            (None, Some(_)) => return None,
            (Some(month), day) => (month, day.unwrap_or(0)),
        };
        let exists = month == 0 || ((1..=12).contains(&month) && day <= days_in(year, month));
        exists.then_some(Self { year, month, day })
    }

    /// Builds the most exact date that exists: an impossible day or month is left out.
    pub fn best(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        Self::new(year, month, day).or_else(|| Self::new(year, month, None)).or_else(|| Self::new(year, None, None))
    }

    /// Year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Month, 1 to 12.
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// Day, 1 to 31.
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Returns the number of a month named in any of the languages of `data/tables/months.tsv`.
///
/// ```
/// # use citeweave::record::month_number;
/// assert_eq!(month_number("Jun"), Some(6));
/// assert_eq!(month_number("Sept."), Some(9));
/// assert_eq!(month_number("Spring"), None);
/// ```
pub fn month_number(name: &str) -> Option<u8> {
    use std::collections::HashMap;
    use std::sync::LazyLock;
    static MONTHS: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
        crate::text::table_rows(include_str!("../../data/tables/months.tsv"))
            .filter_map(|row| Some((*row.first()?, row.get(1)?.parse().ok()?)))
            .collect()
    });
    let name = name.trim().trim_end_matches('.');
    if let Ok(number) = name.parse::<u8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    MONTHS.get(name.to_lowercase().as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_that_exist() {
        assert_eq!(PartialDate::new(2024, Some(2), Some(29)).map(|d| d.to_string()).as_deref(), Some("2024-02-29"));
        assert_eq!(PartialDate::new(2023, Some(2), Some(29)), None);
        assert_eq!(PartialDate::new(2023, None, Some(2)), None);
        assert_eq!(PartialDate::new(0, None, None), None);
        assert_eq!(PartialDate::best(2023, Some(2), Some(31)).map(|d| d.to_string()).as_deref(), Some("2023-02"));
        assert_eq!(PartialDate::best(2023, Some(13), Some(1)).map(|d| d.to_string()).as_deref(), Some("2023"));
    }
}
