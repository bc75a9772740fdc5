//! What networks are projected from: works and what they have, as columns of numbers.
//!
//! The tables of a graph directory hold all of it ([`Literature::read`]); a program may as well bring its own. Nothing here
//! is a network yet: a [preset](super::Preset) says which things are linked by which documents.

use super::project::Incidence;
use super::{Column, NetworkError, Values};
use crate::text;

/// The kinds of things that networks link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// People and groups who are an author.
    Person,
    /// Organisations that authors belong to.
    Organisation,
    /// Countries of these organisations.
    Country,
    /// Works.
    Work,
    /// Journals, series, books.
    Venue,
    /// Keywords that authors give.
    Keyword,
    /// Concepts of every vocabulary, keywords included.
    Concept,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Person, Self::Organisation, Self::Country, Self::Work, Self::Venue, Self::Keyword, Self::Concept];

    /// Word for it in network files: `person`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Country => "country",
            Self::Work => "work",
            Self::Venue => "venue",
            Self::Keyword => "keyword",
            Self::Concept => "concept",
        }
    }
}

/// A table of things of one kind. Their positions are their row numbers.
#[derive(Clone, Debug, Default)]
pub struct Things {
    /// Names for people.
    pub labels: Vec<String>,
    /// IRIs in the graph; empty where a thing has none.
    pub iris: Vec<String>,
    /// What else is known of them.
    pub columns: Vec<Column>,
}

impl Things {
    /// Number of things.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The texts of a column; nothing if there is none of this name and type.
    pub fn texts(&self, name: &str) -> Option<&[Option<String>]> {
        self.columns.iter().find(|column| column.name == name).and_then(|column| match &column.values {
            Values::Text(values) => Some(values.as_slice()),
            _ => None,
        })
    }
}

/// Works and what they have. Links name things by row number; each may be empty if no network asks for it.
#[derive(Clone, Debug, Default)]
pub struct Literature {
    /// Works. Their columns `doi`, `title`, `type` are texts, `times_cited` integers, where there are any.
    pub works: Things,
    /// Year of publication of each work.
    pub years: Vec<Option<i32>>,
    /// Whether a work has a record of its own; others are only cited, or listed as related.
    pub described: Vec<bool>,
    /// Venue of each work.
    pub venue_of: Vec<Option<u32>>,
    /// People.
    pub people: Things,
    /// Organisations, with a text column `country` (ISO 3166-1 alpha-2 codes).
    pub organisations: Things,
    /// The organisation that each is shown as: departments as that which they are a part of. Empty where all are themselves.
    pub shown_as: Vec<u32>,
    /// Venues.
    pub venues: Things,
    /// Concepts, with a text column `scheme`.
    pub concepts: Things,
    /// Work and author.
    pub authorships: Vec<(u32, u32)>,
    /// Work and organisation.
    pub affiliations: Vec<(u32, u32)>,
    /// Citing and cited work.
    pub citations: Vec<(u32, u32)>,
    /// Work and concept.
    pub assignments: Vec<(u32, u32)>,
}

/// What is to be read for a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    kinds: u8,
    citations: bool,
    units: bool,
}

impl Needs {
    /// Things of some kinds.
    pub fn of(kinds: &[Kind]) -> Self {
        Self { kinds: kinds.iter().fold(0, |kinds, kind| kinds | 1 << *kind as u8), ..Self::default() }
    }

    /// And things of one more kind.
    pub fn and(self, kind: Kind) -> Self {
        Self { kinds: self.kinds | 1 << kind as u8, ..self }
    }

    /// And who cites whom.
    pub fn and_citations(self) -> Self {
        Self { citations: true, ..self }
    }

    /// And departments as they are, not as the organisations they are a part of.
    pub fn with_units(self) -> Self {
        Self { units: true, ..self }
    }

    /// Whether things of any of these kinds are asked for.
    fn any(self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|kind| self.kinds & 1 << *kind as u8 != 0)
    }
}

/// Levels of departments of departments.
#[cfg(feature = "graph")]
const DEEPEST: usize = 16;

/// The keywords that authors give, as the column `scheme` of concepts names them.
const AUTHOR_KEYWORDS: &str = "author";

impl Literature {
    /// Number of works.
    pub fn works(&self) -> usize {
        self.works.len()
    }

    /// The table of things of a kind. Countries are named by those of organisations.
    pub fn things(&self, kind: Kind) -> std::borrow::Cow<'_, Things> {
        use std::borrow::Cow;
        match kind {
            Kind::Person => Cow::Borrowed(&self.people),
            Kind::Organisation => Cow::Borrowed(&self.organisations),
            Kind::Work => Cow::Borrowed(&self.works),
            Kind::Venue => Cow::Borrowed(&self.venues),
            Kind::Keyword | Kind::Concept => Cow::Borrowed(&self.concepts),
            Kind::Country => {
                let (codes, _) = self.countries();
                let labels = codes.iter().map(|code| country_name(code)).collect();
                let iris = vec![String::new(); codes.len()];
                let codes = Values::Text(codes.into_iter().map(|code| Some(code.to_string())).collect());
                Cow::Owned(Things { labels, iris, columns: vec![Column::new("country_code", codes)] })
            }
        }
    }

    /// Codes of countries in alphabetical order, and the row of each organisation's country.
    fn countries(&self) -> (Vec<&str>, Vec<Option<u32>>) {
        let of_organisations = self.organisations.texts("country").unwrap_or_default();
        let mut codes: Vec<&str> = of_organisations.iter().flatten().map(String::as_str).collect();
        codes.sort_unstable();
        codes.dedup();
        let row = |code: &Option<String>| code.as_deref().and_then(|code| codes.binary_search(&code).ok());
        let rows = of_organisations.iter().map(|code| row(code).map(|row| row as u32)).collect();
        (codes, rows)
    }

    /// The things of a kind that each work has; nothing for works that are not `counted`.
    ///
    /// # Errors
    /// [`NetworkError::Row`] or [`NetworkError::Length`] if links and tables do not fit together.
    pub fn incidence(&self, kind: Kind, counted: &[bool]) -> Result<Incidence<'static>, NetworkError> {
        let is_counted = |work: u32| counted.get(work as usize).copied().unwrap_or(false);
        let rows = self.things(kind).len();
        let build = |links: &mut dyn Iterator<Item = (u32, u32)>| -> Result<Incidence<'static>, NetworkError> {
            let links: Vec<(u32, u32)> = links.collect();
            incidence_of(self.works(), &links, is_counted, kind, rows)
        };
        match kind {
            Kind::Person => incidence_of(self.works(), &self.authorships, is_counted, kind, rows),
            Kind::Organisation if self.shown_as.is_empty() => {
                incidence_of(self.works(), &self.affiliations, is_counted, kind, rows)
            }
            Kind::Organisation => {
                let shown =
                    |organisation: u32| self.shown_as.get(organisation as usize).copied().unwrap_or(organisation);
                build(&mut self.affiliations.iter().map(|&(work, organisation)| (work, shown(organisation))))
            }
            Kind::Concept => incidence_of(self.works(), &self.assignments, is_counted, kind, rows),
            Kind::Country => {
                let (_, countries) = self.countries();
                let country = |organisation: u32| countries.get(organisation as usize).copied().flatten();
                let links = self.affiliations.iter();
                build(&mut links.filter_map(|&(work, organisation)| Some((work, country(organisation)?))))
            }
            Kind::Work => build(&mut (0..self.works() as u32).map(|work| (work, work))),
            Kind::Venue => {
                let venues = self.venue_of.iter().enumerate();
                build(&mut venues.filter_map(|(work, venue)| Some((work as u32, (*venue)?))))
            }
            Kind::Keyword => {
                let schemes = self.concepts.texts("scheme").unwrap_or_default();
                let scheme = |concept: u32| schemes.get(concept as usize).and_then(|scheme| scheme.as_deref());
                let links = self.assignments.iter().copied();
                build(&mut links.filter(|(_, concept)| scheme(*concept) == Some(AUTHOR_KEYWORDS)))
            }
        }
    }

    /// Whether a concept is of one of some vocabularies, of any if none is named, and fit for a kind: keywords are those that
    /// authors give.
    pub fn is_of_schemes(&self, concept: usize, kind: Kind, schemes: &[String]) -> bool {
        let scheme = self.concepts.texts("scheme").and_then(|held| held.get(concept)?.as_deref());
        let is_wanted = schemes.is_empty() || schemes.iter().any(|wanted| Some(wanted.as_str()) == scheme);
        is_wanted && (kind != Kind::Keyword || scheme == Some(AUTHOR_KEYWORDS))
    }

    /// The works that each counted work cites.
    ///
    /// # Errors
    /// As [`incidence`](Self::incidence).
    pub fn references(&self, counted: &[bool]) -> Result<Incidence<'static>, NetworkError> {
        let is_counted = |work: u32| counted.get(work as usize).copied().unwrap_or(false);
        let others = |&(citing, cited): &(u32, u32)| citing != cited && is_counted(citing);
        let references = Incidence::of_links(self.works(), self.citations.iter().copied().filter(others))?;
        check_rows(references, "works", self.works())
    }
}

impl Literature {
    /// Whether each work is cited by one that counts.
    ///
    /// # Errors
    /// As [`incidence`](Self::incidence).
    pub fn cited(&self, counted: &[bool]) -> Result<Vec<bool>, NetworkError> {
        let references = self.references(counted)?;
        let mut cited = vec![false; self.works()];
        (0..self.works()).flat_map(|work| references.items_of(work)).for_each(|work| cited[*work as usize] = true);
        Ok(cited)
    }
}

/// The things of each counted work by links of both.
fn incidence_of(
    works: usize,
    links: &[(u32, u32)],
    is_counted: impl Fn(u32) -> bool + Copy,
    kind: Kind,
    things: usize,
) -> Result<Incidence<'static>, NetworkError> {
    let links = links.iter().copied().filter(move |(work, _)| is_counted(*work));
    check_rows(Incidence::of_links(works, links)?, kind.name(), things)
}

/// An incidence whose items are rows of a table.
fn check_rows(
    incidence: Incidence<'static>,
    table: &'static str,
    rows: usize,
) -> Result<Incidence<'static>, NetworkError> {
    match incidence.item_rows() {
        needed if needed > rows => Err(NetworkError::Row { table, row: needed as u32 - 1, rows }),
        _ => Ok(incidence),
    }
}

/// The English name of a country by its code; the code itself where there is none.
fn country_name(code: &str) -> String {
    let row = text::table_rows(include_str!("../../data/tables/countries.tsv")).find(|row| row.first() == Some(&code));
    row.and_then(|row| row.get(2).copied()).unwrap_or(code).to_string()
}

#[cfg(feature = "graph")]
mod tables {
    //! Literature out of the tables of a graph directory.

    use super::*;
    use crate::store::tables::{TableError, Tables};
    use rustc_hash::FxHashMap;

    impl Literature {
        /// Reads what is needed from the tables of a graph directory.
        ///
        /// A work is labelled as references name it, by its first author's family name and its year. Of works without
        /// authors that are only cited, the first author is taken from the text of the reference, if it stands there as in
        /// `TRITTER J, 2019, Health Expect`; such authors are people without IRI behind those of the table. References that no
        /// identifier names are works as well, by their text, with the column `reference`.
        ///
        /// # Errors
        /// Where a table or column is not there, or is damaged.
        pub fn read(tables: &Tables, needs: Needs) -> Result<Self, TableError> {
            use Kind::*;
            let mut literature = Self::default();
            let texts = |table, column| tables.texts(table, column);
            let numbers = |table, column| tables.numbers(table, column);
            let iris = |table| -> Result<Vec<String>, TableError> {
                Ok(texts(table, "iri")?.into_iter().map(Option::unwrap_or_default).collect())
            };
            let plain = |values: Vec<Option<String>>| values.into_iter().map(Option::unwrap_or_default).collect();
            let text_column = |table, column| -> Result<Column, TableError> {
                Ok(Column::new(column, Values::Text(texts(table, column)?)))
            };

            literature.works.iris = iris("works")?;
            literature.works.columns = vec![text_column("works", "doi")?, text_column("works", "title")?];
            let count = literature.works.iris.len();
            let years = numbers("works", "year")?;
            literature.years = years.into_iter().map(|year| i32::try_from(year?).ok()).collect();
            literature.described = tables.flags("works", "described")?.into_iter().map(|d| d == Some(true)).collect();
            literature.works.columns.push(text_column("works", "type")?);
            let cited = numbers("works", "times_cited")?;
            let cited = Values::integers(cited.into_iter().map(|cited| cited.map(i64::from)));
            literature.works.columns.push(Column::new("times_cited", cited));
            literature.works.labels = vec![String::new(); count];
            literature.venue_of = numbers("works", "venue")?;

            if needs.any(&[Person, Work]) {
                literature.people = Things {
                    labels: plain(texts("people", "name")?),
                    iris: iris("people")?,
                    columns: vec![text_column("people", "orcid")?],
                };
                let roles = texts("authorships", "role")?;
                let (works, people) = (numbers("authorships", "work")?, numbers("authorships", "person")?);
                let positions = numbers("authorships", "position")?;
                let mut firsts: Vec<Option<(u32, u32)>> = vec![None; count];
                for (((work, person), position), role) in works.iter().zip(&people).zip(&positions).zip(&roles) {
                    let (Some(work), Some(person), Some("author")) = (*work, *person, role.as_deref()) else {
                        continue;
                    };
                    literature.authorships.push((work, person));
                    if let Some(first) = firsts.get_mut(work as usize) {
                        let held = first.unwrap_or((u32::MAX, 0));
                        *first = Some(held.min((position.unwrap_or(u32::MAX), person)));
                    }
                }
                if needs.any(&[Work]) {
                    let families = texts("people", "family")?;
                    for (work, first) in firsts.iter().enumerate() {
                        let Some((_, person)) = first else { continue };
                        let family = families.get(*person as usize).and_then(|family| family.as_deref());
                        let name = family.unwrap_or(&literature.people.labels[*person as usize]);
                        literature.works.labels[work] = match literature.years[work] {
                            Some(year) => format!("{name} ({year})"),
                            None => name.to_string(),
                        };
                    }
                }
            }
            if needs.any(&[Organisation, Country]) {
                let columns = ["city", "country", "ror"].map(|name| text_column("organisations", name));
                literature.organisations = Things {
                    labels: plain(texts("organisations", "name")?),
                    iris: iris("organisations")?,
                    columns: columns.into_iter().collect::<Result<_, TableError>>()?,
                };
                literature.show_units(numbers("organisations", "parent")?, needs.units);
                let links = numbers("affiliations", "work")?.into_iter().zip(numbers("affiliations", "organisation")?);
                literature.affiliations = links.filter_map(|(work, organisation)| work.zip(organisation)).collect();
            }
            if needs.any(&[Venue]) {
                literature.venues = Things {
                    labels: plain(texts("venues", "title")?),
                    iris: iris("venues")?,
                    columns: vec![text_column("venues", "issn")?],
                };
            }
            if needs.any(&[Keyword, Concept]) {
                literature.concepts = Things {
                    labels: plain(texts("concepts", "label")?),
                    iris: iris("concepts")?,
                    columns: vec![text_column("concepts", "scheme")?, text_column("concepts", "label_zh")?],
                };
                let links = numbers("concept_assignments", "work")?;
                let links = links.into_iter().zip(numbers("concept_assignments", "concept")?);
                literature.assignments = links.filter_map(|(work, concept)| work.zip(concept)).collect();
            }
            if needs.citations {
                let (citing, mut cited) = (numbers("citations", "citing")?, numbers("citations", "cited")?);
                let written = texts("citations", "as_written")?;
                let venues = if needs.any(&[Venue]) { texts("venues", "abbreviation")? } else { Vec::new() };
                literature.add_references(&mut cited, &written, &venues);
                if needs.any(&[Person, Work]) {
                    literature.read_references(&cited, &written);
                }
                literature.citations = citing.into_iter().zip(cited).filter_map(|(from, to)| from.zip(to)).collect();
            }
            for work in (0..literature.works()).filter(|_| needs.any(&[Work])) {
                if literature.works.labels[work].is_empty() {
                    let title = literature.works.texts("title").and_then(|titles| titles[work].clone());
                    literature.works.labels[work] = title.unwrap_or_else(|| literature.works.iris[work].clone());
                }
            }
            Ok(literature)
        }

        /// Finds the works of references that no identifier names: of those whose text is that of an identified reference, its
        /// work; of others a work of their own behind those of the table, one for each text. Old and grey literature has
        /// no DOI, and is often what a field cites most. Texts that name no work in particular stay without one.
        fn add_references(
            &mut self,
            cited: &mut [Option<u32>],
            written: &[Option<String>],
            abbreviations: &[Option<String>],
        ) {
            let known = self.works() as u32;
            // Nothing where a text stands for several works.
            let mut works: FxHashMap<String, Option<u32>> = FxHashMap::default();
            let keys: Vec<Option<String>> =
                written.iter().map(|text| text.as_deref().and_then(reference_key)).collect();
            for (work, key) in cited.iter().zip(&keys) {
                let (Some(work), Some(key)) = (*work, key) else { continue };
                works
                    .entry(key.clone())
                    .and_modify(|held| *held = held.filter(|held| *held == work))
                    .or_insert(Some(work));
            }
            let mut venues: FxHashMap<String, u32> = FxHashMap::default();
            for (row, (title, short)) in self.venues.labels.iter().zip(abbreviations).enumerate() {
                for name in [Some(title), short.as_ref()].into_iter().flatten() {
                    venues.entry(text::fold(name)).or_insert(row as u32);
                }
            }
            let mut texts = Vec::new();
            for ((work, key), text) in cited.iter_mut().zip(keys).zip(written) {
                let (None, Some(key), Some(text)) = (*work, key, text) else { continue };
                let next = known + texts.len() as u32;
                *work = *works.entry(key).or_insert(Some(next));
                if *work != Some(next) {
                    continue;
                }
                let venue = source_of(text).filter(|_| !self.venues.is_empty()).map(|source| {
                    *venues.entry(text::fold(source)).or_insert_with(|| {
                        self.venues.labels.push(source.to_string());
                        self.venues.iris.push(String::new());
                        self.venues.columns.iter_mut().for_each(|column| column.values.push_none());
                        self.venues.labels.len() as u32 - 1
                    })
                });
                self.venue_of.push(venue);
                self.works.labels.push(String::new());
                self.works.iris.push(String::new());
                self.works.columns.iter_mut().for_each(|column| column.values.push_none());
                self.years.push(year_of(text));
                self.described.push(false);
                texts.push(Some(text.clone()));
            }
            if !texts.is_empty() {
                let all = std::iter::repeat_n(None, known as usize).chain(texts).collect();
                self.works.columns.push(Column::new("reference", Values::Text(all)));
            }
        }

        /// Shows departments as what they are a part of; or as they are, with its name behind theirs.
        fn show_units(&mut self, parents: Vec<Option<u32>>, units: bool) {
            let top = |organisation: u32| {
                let up = |at: &u32| parents.get(*at as usize).copied().flatten();
                // More steps than there are levels would be a circle.
                std::iter::successors(Some(organisation), up).take(DEEPEST).last().unwrap_or(organisation)
            };
            let tops: Vec<u32> = (0..parents.len() as u32).map(top).collect();
            if !units {
                self.shown_as = tops;
                return;
            }
            let names = self.organisations.labels.clone();
            for (label, (organisation, top)) in self.organisations.labels.iter_mut().zip((0..).zip(&tops)) {
                if organisation != *top
                    && let Some(name) = names.get(*top as usize)
                {
                    *label = format!("{label}, {name}");
                }
            }
        }

        /// Names works that are only cited, and their first authors, after the texts of references to them.
        fn read_references(&mut self, cited: &[Option<u32>], written: &[Option<String>]) {
            let mut has_author = vec![false; self.works()];
            self.authorships.iter().for_each(|(work, _)| has_author[*work as usize] = true);
            let mut rows: FxHashMap<String, u32> = FxHashMap::default();
            for (work, text) in cited.iter().zip(written) {
                let (Some(work), Some(text)) = (*work, text.as_deref()) else { continue };
                if self.works.labels[work as usize].is_empty() {
                    let words: String = text.chars().take(80).collect();
                    self.works.labels[work as usize] = words;
                }
                if has_author[work as usize] || self.described[work as usize] {
                    continue;
                }
                let Some(name) = first_author(text) else { continue };
                has_author[work as usize] = true;
                let people = &mut self.people;
                let row = *rows.entry(text::fold(name)).or_insert_with(|| {
                    people.labels.push(name.to_string());
                    people.iris.push(String::new());
                    people.columns.iter_mut().for_each(|column| column.values.push_none());
                    people.labels.len() as u32 - 1
                });
                self.authorships.push((work, row));
                if let Some(year) = self.years[work as usize] {
                    self.works.labels[work as usize] = format!("{name} ({year})");
                }
            }
        }
    }

    /// What references to the same work have in common: their text but for a DOI. Nothing where it names no work in
    /// particular, as `[Anonymous], 2001` or `SMITH J, IN PRESS`.
    fn reference_key(reference: &str) -> Option<String> {
        let key = text::fold(reference);
        let key = key.split_once(" doi ").map_or(key.as_str(), |(before, _)| before);
        let vague = [
            "in press",
            "unpub",
            "unpublished",
            "no title captured",
            "personal communication",
            "personal commun",
            "pers commun",
            "private communication",
            "private commun",
        ];
        let says = |words: &str| format!(" {key} ").contains(&format!(" {words} "));
        let is_vague = vague.iter().any(|words| says(words)) || key.split(' ').count() < 3;
        // Without an author, only a volume or page tells one report or thesis from another.
        let is_numbered = key.split(' ').any(|word| {
            let number = word.strip_prefix(['v', 'p']);
            number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        });
        (!is_vague && (is_numbered || !says("anonymous"))).then(|| key.to_string())
    }

    /// The year of a reference in the manner of Web of Science.
    fn year_of(reference: &str) -> Option<i32> {
        let part = reference.split(',').nth(1)?.trim();
        let is_year = part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| is_year)
    }

    /// The journal or book of a reference in the manner of Web of Science: what stands behind the year.
    fn source_of(reference: &str) -> Option<&str> {
        year_of(reference)?;
        let source = reference.split(',').nth(2)?.trim();
        source.chars().any(char::is_alphabetic).then_some(source)
    }

    /// The first author of a reference in the manner of Web of Science: a name, then a year or the end of the author's part.
    fn first_author(text: &str) -> Option<&str> {
        let (name, rest) = text.split_once(',')?;
        let year = rest.trim_start().split(',').next().unwrap_or("").trim();
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let name = name.trim().trim_start_matches('*');
        let is_name = !name.starts_with('[') && name.chars().count() <= 40 && name.chars().any(char::is_alphabetic);
        (is_year && is_name).then_some(name)
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn references_are_one_by_their_text() {
            let key = |text| super::reference_key(text);
            assert_eq!(
                key("GOOS F, 1947, ANN PHYS-BERLIN, V1, P333"),
                key("Goos F, 1947, Ann Phys-Berlin, V1, P333, DOI 10.1002/x")
            );
            assert_ne!(key("GOOS F, 1947, ANN PHYS-BERLIN, V1, P333"), key("GOOS F, 1949, ANN PHYS-BERLIN, V5, P251"));
            assert!(
                key("[Anonymous], 1968, PHYS REV, V171, P1385").is_some() && key("同伴 W, 2001, 教育研究").is_some()
            );
            for numbered in ["HAAG R, 1970, COMMUN MATH PHYS, V18, P1", "BOOLE G, 1999, COMMUN ACM, V42, P7"] {
                assert!(key(numbered).is_some(), "{numbered}");
            }
            for vague in [
                "AHL A, 2001, PERS COMMUN",
                "[Anonymous], 2001, THESIS",
                "SMITH J, IN PRESS",
                "SMITH J, UNPUB J APPL PHYS",
                "2001",
                "",
            ] {
                assert_eq!(key(vague), None, "{vague}");
            }
            assert_eq!(super::source_of("GOOS F, 1947, ANN PHYS-BERLIN, V1, P333"), Some("ANN PHYS-BERLIN"));
            assert_eq!(super::source_of("Goos F, Annalen der Physik 1947"), None);
        }

        #[test]
        fn first_authors_stand_before_the_year() {
            for (text, name) in [
                ("TRITTER J, 2019, HEALTH EXPECT, V22, P1", Some("TRITTER J")),
                ("*WHO, 2001, WORLD HLTH REP", Some("WHO")),
                ("[Anonymous], 1968, PHYS REV", None),
                ("Tritter J, Berg A. Title. 2019", None),
                ("", None),
            ] {
                assert_eq!(super::first_author(text), name, "{text}");
            }
        }
    }
}
