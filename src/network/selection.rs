//! Which works count.

use super::literature::Literature;
use crate::text;
use std::collections::HashSet;

/// Works by what is known of them. Every condition must hold; what is not set holds for all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// First year of publication; works without a year do not count once this or [`to`](Self::to) is set.
    pub from: Option<i32>,
    /// Last year of publication.
    pub to: Option<i32>,
    /// Types as the graph names them, `article`.
    pub types: Vec<String>,
    /// Titles or ISSNs of venues; case and accents do not matter.
    pub venues: Vec<String>,
    /// DOIs or IRIs of works.
    pub listed: Option<HashSet<String>>,
    /// IRIs of works, from elsewhere: what a SPARQL pattern found.
    pub found: Option<HashSet<String>>,
    /// Which works at all.
    pub records: Records,
}

/// Whether works count that have no record of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Records {
    /// Works that are only cited or listed as related count as well.
    #[default]
    All,
    /// Only works that some input describes.
    Described,
}

impl Selection {
    /// Whether venues have to be read for it.
    pub fn needs_venues(&self) -> bool {
        !self.venues.is_empty()
    }

    /// Which works count.
    pub fn counted(&self, literature: &Literature) -> Vec<bool> {
        let types = literature.works.texts("type").unwrap_or_default();
        let dois = literature.works.texts("doi").unwrap_or_default();
        let wanted: HashSet<String> = self.venues.iter().map(|venue| text::fold(venue)).collect();
        let issns = literature.venues.texts("issn").unwrap_or_default();
        let in_venue = |row: usize| {
            let title = literature.venues.labels.get(row).map(|title| text::fold(title));
            let issn = issns.get(row).cloned().flatten().map(|issn| text::fold(&issn));
            [title, issn].into_iter().flatten().any(|name| wanted.contains(&name))
        };
        let venues: Vec<bool> = (0..literature.venues.len()).map(|row| !wanted.is_empty() && in_venue(row)).collect();
        let listed = self.listed.as_ref().map(|listed| {
            let plain = |id: &String| plain_id(id).to_lowercase();
            listed.iter().map(plain).collect::<HashSet<String>>()
        });
        let is_counted = |work: usize| {
            let year = literature.years.get(work).copied().flatten();
            let iri = literature.works.iris.get(work).map_or("", String::as_str);
            let doi = dois.get(work).and_then(|doi| doi.as_deref());
            let kind = types.get(work).and_then(|kind| kind.as_deref());
            let named = |names: &HashSet<String>| {
                names.contains(&iri.to_lowercase()) || doi.is_some_and(|doi| names.contains(&doi.to_lowercase()))
            };
            self.from.is_none_or(|from| year.is_some_and(|year| year >= from))
                && self.to.is_none_or(|to| year.is_some_and(|year| year <= to))
                && (self.types.is_empty() || kind.is_some_and(|kind| self.types.iter().any(|t| t == kind)))
                && (wanted.is_empty()
                    || literature
                        .venue_of
                        .get(work)
                        .copied()
                        .flatten()
                        .is_some_and(|venue| venues.get(venue as usize) == Some(&true)))
                && listed.as_ref().is_none_or(named)
                && self.found.as_ref().is_none_or(|found| found.contains(iri))
                && (self.records == Records::All || literature.described.get(work) == Some(&true))
        };
        (0..literature.works()).map(is_counted).collect()
    }

    /// The conditions in force, as names and values for the account.
    pub fn options(&self) -> Vec<(String, String)> {
        let mut options = Vec::new();
        let mut add = |name: &str, value: Option<String>| options.extend(value.map(|value| (name.to_string(), value)));
        add("from", self.from.map(|year| year.to_string()));
        add("until", self.to.map(|year| year.to_string()));
        add("type", (!self.types.is_empty()).then(|| self.types.join(", ")));
        add("venue", (!self.venues.is_empty()).then(|| self.venues.join(", ")));
        add("only_listed", self.listed.as_ref().map(|listed| format!("{} works", listed.len())));
        add("where", self.found.as_ref().map(|found| format!("{} works", found.len())));
        add("records", (self.records == Records::Described).then(|| "described".to_string()));
        options
    }
}

/// A DOI without its resolver, an IRI as it is.
fn plain_id(id: &str) -> &str {
    let id = id.trim();
    let hosts = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
    hosts
        .iter()
        .find_map(|host| {
            id.get(..host.len()).filter(|start| start.eq_ignore_ascii_case(host)).map(|_| &id[host.len()..])
        })
        .unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::super::literature::Things;
    use super::super::{Column, Values};
    use super::*;

    fn literature() -> Literature {
        let strings = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<Vec<_>>();
        let column = |name: &str, texts: &[&str]| {
            let filled = |text: &&str| (!text.is_empty()).then(|| text.to_string());
            Column::new(name, Values::Text(texts.iter().map(filled).collect()))
        };
        Literature {
            works: Things {
                labels: strings(&["a", "b", "c", "d"]),
                iris: strings(&["w/a", "w/b", "w/c", "w/d"]),
                columns: vec![
                    column("doi", &["10.1000/A", "", "10.1000/c", ""]),
                    column("type", &["article", "book", "article", ""]),
                ],
            },
            years: vec![Some(2019), Some(2020), Some(2021), None],
            described: vec![true, true, false, true],
            venue_of: vec![Some(0), Some(1), None, Some(0)],
            venues: Things {
                labels: strings(&["Revista de Educación", "Health Expectations"]),
                columns: vec![column("issn", &["", "1369-7625"])],
                ..Things::default()
            },
            ..Literature::default()
        }
    }

    #[test]
    fn every_condition_must_hold() {
        let literature = literature();
        let counted = |selection: Selection| {
            let counted = selection.counted(&literature);
            ["a", "b", "c", "d"].into_iter().zip(counted).filter(|(_, c)| *c).map(|(w, _)| w).collect::<String>()
        };
        let set = |ids: &[&str]| Some(ids.iter().map(|id| id.to_string()).collect());
        let all = Selection::default;
        assert_eq!(counted(all()), "abcd");
        assert_eq!(counted(Selection { from: Some(2020), ..all() }), "bc");
        assert_eq!(counted(Selection { from: Some(2019), to: Some(2020), ..all() }), "ab");
        assert_eq!(counted(Selection { types: vec!["article".into()], ..all() }), "ac");
        assert_eq!(counted(Selection { venues: vec!["revista de educacion".into()], ..all() }), "ad");
        assert_eq!(counted(Selection { venues: vec!["1369-7625".into()], ..all() }), "b");
        assert_eq!(counted(Selection { listed: set(&["https://doi.org/10.1000/a", "w/D", "no"]), ..all() }), "ad");
        assert_eq!(counted(Selection { found: set(&["w/c"]), ..all() }), "c");
        assert_eq!(counted(Selection { records: Records::Described, to: Some(2020), ..all() }), "ab");
    }
}
