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

    /// Reads the first date of a text, as exactly as it is given: `2013/05/24/`, `2013///`, `1996 Jul 9`, `15 May 2020`,
    /// `20170812`, `2013年5月`. Of a range it is the beginning: `1998 Dec-1999 Jan`, `4-8 Aug. 2020`.
    ///
    /// ```
    /// use citeweave::record::PartialDate;
    /// let read = |text| PartialDate::parse(text).map(|date| date.to_string());
    /// assert_eq!(read("2013/05/24/").as_deref(), Some("2013-05-24"));
    /// assert_eq!(read("4-8 Aug. 2020").as_deref(), Some("2020-08-04"));
    /// assert_eq!(read("Winter 2014").as_deref(), Some("2014"));
    /// assert_eq!(read("10 15"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let tokens = date_tokens(text);
        let at = tokens.iter().position(|t| matches!(t, Token::Year(_) | Token::Whole(..)))?;
        let year = match tokens[at] {
            Token::Whole(year, month, day) => return Self::best(year, Some(month), day),
            Token::Year(year) => year,
            _ => return None,
        };
        if let Some(name) = tokens.iter().position(|t| matches!(t, Token::Month(_))) {
            let Token::Month(month) = tokens[name] else { return None };
            let small = |t: &Token| if let Token::Small(n) = t { Some(*n) } else { None };
            let before = tokens[..name].iter().rev().map_while(small).last();
            let day = before.or_else(|| tokens.get(name + 1).and_then(small));
            return Self::best(year, Some(month), day);
        }
        let small = |i: usize| match tokens.get(i) {
            Some(Token::Small(n)) => Some(*n),
            _ => None,
        };
        match (at.checked_sub(2).and_then(small), at.checked_sub(1).and_then(small)) {
            // Day and month before the year: only where one of them cannot be a month is it told which is which.
            (Some(day @ 13..), Some(month)) | (Some(month), Some(day @ 13..)) => {
                Self::best(year, Some(month), Some(day))
            }
            (None, Some(month)) => Self::best(year, Some(month), None),
            (Some(_), Some(_)) => Self::best(year, None, None),
            _ => Self::best(year, small(at + 1), small(at + 2)),
        }
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

/// A part of a written date.
#[derive(Clone, Copy)]
enum Token {
    Year(i32),
    /// A date in digits alone: `20170812`, `201708`.
    Whole(i32, u8, Option<u8>),
    Month(u8),
    /// A number of one or two digits: a month or a day.
    Small(u8),
    /// An empty place between slashes, or something else: no number can be taken across it.
    Gap,
}

fn date_tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut slash = false;
    while let Some(first) = rest.chars().next() {
        let length = |same: fn(char) -> bool| rest.find(|c| !same(c)).unwrap_or(rest.len());
        let end = if first.is_ascii_digit() {
            let end = length(|c| c.is_ascii_digit());
            tokens.push(number_token(&rest[..end]));
            slash = false;
            end
        } else if first.is_alphabetic() && !crate::text::is_han(first) {
            let end = length(|c| c.is_alphabetic() && !crate::text::is_han(c));
            tokens.push(month_number(&rest[..end]).map_or(Token::Gap, Token::Month));
            slash = false;
            end
        } else {
            if first == '/' {
                if slash {
                    tokens.push(Token::Gap);
                }
                slash = true;
            }
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    tokens
}

fn number_token(digits: &str) -> Token {
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<i32>().ok());
    let small = |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<u8>().ok());
    match (digits.len(), number(0..4)) {
        (1 | 2, _) => small(0..digits.len()).map_or(Token::Gap, Token::Small),
        (4, Some(year)) if (1000..3000).contains(&year) => Token::Year(year),
        (6 | 8, Some(year)) if (1000..3000).contains(&year) => match small(4..6) {
            Some(month @ 1..=12) => Token::Whole(year, month, small(6..8)),
            _ => Token::Gap,
        },
        _ => Token::Gap,
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
    fn dates_as_sources_write_them() {
        for (text, date) in [
            ("2013", Some("2013")),
            ("2013///", Some("2013")),
            ("2013/05//", Some("2013-05")),
            ("2019/10//undefined", Some("2019-10")),
            ("2019//15/", Some("2019")),
            ("2013/02/15/received", Some("2013-02-15")),
            ("2015/october", Some("2015-10")),
            ("2013-05-24T10:11:12", Some("2013-05-24")),
            ("24.05.2013", Some("2013-05-24")),
            ("05/06/2013", Some("2013")),
            ("05/2013", Some("2013-05")),
            ("1996 Jul 9", Some("1996-07-09")),
            ("2000 Mar 15-31", Some("2000-03-15")),
            ("2018 Mar-Apr", Some("2018-03")),
            ("1998 Dec-1999 Jan", Some("1998-12")),
            ("1998-1999", Some("1998")),
            ("2013 06 10", Some("2013-06-10")),
            ("Mar. 2017", Some("2017-03")),
            ("12 August 2020 through 14 August 2020", Some("2020-08-12")),
            ("Start date: 20170812", Some("2017-08-12")),
            ("201003", Some("2010-03")),
            ("2013年5月24日", Some("2013-05-24")),
            ("2016/00/00/", Some("2016")),
            ("99", None),
            ("0000", None),
            ("YEAR/MONTH/DAY/", None),
            ("///", None),
        ] {
            assert_eq!(PartialDate::parse(text).map(|d| d.to_string()).as_deref(), date, "{text}");
        }
    }

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
