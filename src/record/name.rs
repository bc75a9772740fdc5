//! The parts of a person's name, from the orders sources write them in.

use crate::text;
use serde::Serialize;
use std::collections::HashSet;
use std::sync::LazyLock;

/// A person's name in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PersonName {
    /// Family name with its particles: `van der Berg`.
    pub family: String,
    /// Given names or initials; absent for a single name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// `Jr`, `III`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

/// The order in which a source writes names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOrder {
    /// `Tritter, Jonathan Quetzal` or `Berg, Jr, Jan`: the comma tells. Without one, as [`NameOrder::FamilyFirst`].
    Inverted,
    /// `Åkerblom Kristina Bakke`, `Smith JA`: the first word and its particles are the family name.
    FamilyFirst,
    /// `Jonathan Quetzal Tritter`: the last word and its particles are the family name.
    GivenFirst,
}

impl PersonName {
    /// Reads a name written in a known order. Chinese, Japanese and Korean names have the family name first whatever
    /// the source's order.
    ///
    /// ```
    /// use citeweave::record::{NameOrder, PersonName};
    /// let name = PersonName::parse("Åkerblom Kristina Bakke", NameOrder::FamilyFirst).unwrap();
    /// assert_eq!((name.family.as_str(), name.given.as_deref()), ("Åkerblom", Some("Kristina Bakke")));
    /// let name = PersonName::parse("van der Berg, Jan, Jr.", NameOrder::Inverted).unwrap();
    /// assert_eq!((name.family.as_str(), name.suffix.as_deref()), ("van der Berg", Some("Jr")));
    /// assert_eq!(PersonName::parse("欧阳明华", NameOrder::GivenFirst).unwrap().family, "欧阳");
    /// ```
    pub fn parse(text: &str, order: NameOrder) -> Option<Self> {
        let text = text::clean(text.trim_matches(|c: char| matches!(c, ',' | ';' | '*') || c.is_whitespace()));
        if !text.chars().any(char::is_alphabetic) {
            return None;
        }
        if is_east_asian(&text) && !text.contains(',') {
            return Some(split_han(&text));
        }
        if let Some((family, rest)) = text.split_once(',') {
            return Some(inverted(family, rest));
        }
        let mut words: Vec<&str> = text.split(' ').collect();
        let suffix = match words.last() {
            Some(last) if words.len() > 1 && is_suffix(last) => words.pop().map(tidy_suffix),
            _ => None,
        };
        let cut = match order {
            NameOrder::Inverted | NameOrder::FamilyFirst => family_words(&words),
            NameOrder::GivenFirst => words.len() - family_words_at_end(&words),
        };
        let (head, tail) = words.split_at(cut);
        let (family, given) = if order == NameOrder::GivenFirst { (tail, head) } else { (head, tail) };
        Some(Self { family: family.join(" "), given: filled(&given.join(" ")), suffix })
    }

    /// Builds a name from parts the source keeps apart.
    pub fn from_parts(family: &str, given: Option<&str>, suffix: Option<&str>) -> Option<Self> {
        let family = text::clean(family).into_owned();
        // `King`, `M. L., Jr.`: a comma is no part of a given name.
        let (given, suffix) = match given.and_then(|given| given.trim().rsplit_once(',')) {
            Some((before, last)) if suffix.is_none() && is_suffix(last.trim()) => (Some(before), Some(last)),
            _ => (given, suffix),
        };
        (!family.is_empty()).then(|| Self {
            family,
            given: given.and_then(|g| filled(&text::clean(g))),
            suffix: suffix.map(tidy_suffix).filter(|s| !s.is_empty()),
        })
    }

    /// The name as it is read out: `Kristina Bakke Åkerblom`, `欧阳明华`.
    pub fn display(&self) -> String {
        display(&self.family, self.given.as_deref().unwrap_or(""), self.suffix.as_deref().unwrap_or(""))
    }

    /// Whether the given name is spelt out: its first word has at least two letters that are not all initials.
    ///
    /// ```
    /// use citeweave::record::PersonName;
    /// let full = |given| PersonName::from_parts("Wang", Some(given), None).unwrap().has_full_given();
    /// assert!(full("Wei") && full("J. Robert") == false && full("JR") == false && full("伟"));
    /// ```
    pub fn has_full_given(&self) -> bool {
        self.given.as_deref().is_some_and(is_full_given)
    }
}

/// The parts of a name as they are read out.
pub(crate) fn display(family: &str, given: &str, suffix: &str) -> String {
    let mut parts = [given, " ", family, " ", suffix];
    if given.is_empty() || is_east_asian(family) && is_east_asian(given) {
        // The family name goes first, and nothing between.
        parts = [family, given, "", " ", suffix];
    }
    if suffix.is_empty() {
        parts[3] = "";
    }
    parts.concat()
}

/// Whether a given name is spelt out.
pub(crate) fn is_full_given(given: &str) -> bool {
    if text::has_han(given) {
        return true;
    }
    let first = given.split([' ', '-', '.', '\u{2010}']).next().unwrap_or("");
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && first.chars().any(char::is_lowercase)
        // `WEI` is a name in capitals, `JR` two initials.
        || letters >= 3 && first.chars().all(|c| !c.is_lowercase()) && given.chars().any(|c| "AEIOUYÄÖÜÅØ".contains(c))
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_string())
}

fn is_east_asian(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .filter(|c| c.is_alphabetic())
            .all(|c| text::is_han(c) || matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}'))
        && text.chars().any(char::is_alphabetic)
}

/// A Chinese name: one character of family name, or one of the double ones.
fn split_han(text: &str) -> PersonName {
    const DOUBLE: &[&str] = &[
        "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙", "公孫", "慕容",
        "令狐", "宇文", "长孙", "司徒", "夏侯", "端木", "南宫", "百里", "呼延", "轩辕", "独孤", "西门", "申屠", "澹台",
        "公冶", "太史", "钟离", "闻人",
    ];
    if let Some((family, given)) = text.split_once(' ') {
        return PersonName { family: family.to_string(), given: filled(given.trim()), suffix: None };
    }
    let chars = text.chars().count();
    let double = chars > 2 && DOUBLE.iter().any(|d| text.starts_with(d));
    let cut = text.char_indices().nth(if double { 2 } else { 1 }).map_or(text.len(), |(at, _)| at);
    PersonName { family: text[..cut].to_string(), given: filled(&text[cut..]), suffix: None }
}

/// `Family, Given`, `Family, Jr, Given`, `Family, Given, Jr`.
fn inverted(family: &str, rest: &str) -> PersonName {
    let mut suffix = None;
    let mut given = Vec::new();
    for part in rest.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        if suffix.is_none() && is_suffix(part) {
            suffix = Some(tidy_suffix(part));
        } else {
            given.push(part);
        }
    }
    PersonName { family: family.trim().to_string(), given: filled(&given.join(" ")), suffix }
}

/// How many words at the front are the family name: particles and the word after them.
fn family_words(words: &[&str]) -> usize {
    let particles = words.iter().take_while(|w| is_particle(w)).count();
    (particles + 1).min(words.len())
}

/// How many words at the end are the family name: the last word and the particles before it.
fn family_words_at_end(words: &[&str]) -> usize {
    let particles = words.iter().rev().skip(1).take_while(|w| is_particle(w)).count();
    // A name is not all family name while there is anything to be a given name.
    (particles + 1).min(words.len().saturating_sub(1)).max(1)
}

/// Particles are written small; `Van` with a capital is as often a given name or a whole family name.
fn is_particle(word: &str) -> bool {
    static PARTICLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        text::table_rows(include_str!("../../data/tables/particles.tsv"))
            .flat_map(|row| row.first().copied().unwrap_or("").split(' '))
            .collect()
    });
    word.starts_with(char::is_lowercase) && PARTICLES.contains(word.trim_end_matches(['.', '\'', '’']))
}

/// Whether a word says which of a family's generations is meant: `Jr.`, `III`.
pub(crate) fn is_suffix(word: &str) -> bool {
    static SUFFIXES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        text::table_rows(include_str!("../../data/tables/suffixes.tsv"))
            .filter(|row| row.get(1) == Some(&"generation"))
            .filter_map(|row| row.first().copied())
            .collect()
    });
    let word = word.trim_end_matches('.');
    // The longest has seven bytes, and this is asked of every name.
    word.len() <= 8 && SUFFIXES.contains(word.to_lowercase().as_str())
}

fn tidy_suffix(word: &str) -> String {
    word.trim().trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_behind_a_comma_is_no_given_name() {
        let name = |given| PersonName::from_parts("King", Some(given), None).unwrap();
        let parts = |given| (name(given).given.unwrap_or_default(), name(given).suffix.unwrap_or_default());
        assert_eq!(parts("M. L., Jr."), ("M. L.".to_string(), "Jr".to_string()));
        assert_eq!(parts("Michael, III"), ("Michael".to_string(), "III".to_string()));
        assert_eq!(parts("Ada, Countess"), ("Ada, Countess".to_string(), String::new()));
        let name = PersonName::parse("Felsch, V.", NameOrder::Inverted).unwrap();
        assert_eq!((name.given.as_deref(), name.suffix), (Some("V."), None));
    }

    #[test]
    fn names_in_every_order() {
        use NameOrder::*;
        for (text, order, family, given, suffix) in [
            ("Mohn-Haugen Torbjørn", FamilyFirst, "Mohn-Haugen", Some("Torbjørn"), None),
            ("Tritter, Jonathan Quetzal", Inverted, "Tritter", Some("Jonathan Quetzal"), None),
            ("Aurelio, M. M.", Inverted, "Aurelio", Some("M. M."), None),
            ("Smith JA", FamilyFirst, "Smith", Some("JA"), None),
            ("van der Berg J", FamilyFirst, "van der Berg", Some("J"), None),
            ("Smith JA Jr", FamilyFirst, "Smith", Some("JA"), Some("Jr")),
            ("King, Jr., Martin Luther", Inverted, "King", Some("Martin Luther"), Some("Jr")),
            ("Ludwig van Beethoven", GivenFirst, "van Beethoven", Some("Ludwig"), None),
            ("Martin Luther King Jr.", GivenFirst, "King", Some("Martin Luther"), Some("Jr")),
            ("王伟", Inverted, "王", Some("伟"), None),
            ("司马 相如", FamilyFirst, "司马", Some("相如"), None),
            ("Plato", GivenFirst, "Plato", None, None),
        ] {
            let name = PersonName::parse(text, order).unwrap_or_default();
            assert_eq!(
                (name.family.as_str(), name.given.as_deref(), name.suffix.as_deref()),
                (family, given, suffix),
                "{text}"
            );
        }
        assert_eq!(PersonName::parse(" , ", Inverted), None);
    }

    #[test]
    fn names_read_out() {
        for (text, shown) in [
            ("Åkerblom, Kristina Bakke", "Kristina Bakke Åkerblom"),
            ("王伟", "王伟"),
            ("King, Martin, Jr", "Martin King Jr"),
        ] {
            assert_eq!(PersonName::parse(text, NameOrder::Inverted).map(|n| n.display()).as_deref(), Some(shown));
        }
    }
}
