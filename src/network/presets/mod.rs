//! The networks that have a name: which things are linked, and by which documents.
//!
//! There are a handful of shapes. Things of one kind stand together in a work, are cited together by a work, or cite the
//! same work: each is a [projection](super::project) of one incidence. Things cite one another, or things of one kind stand in
//! a work with things of another: each is a [crossing](super::project::cross) of two. The table [`PRESETS`] names what
//! bibliometrics uses of these.

mod assemble;
mod shapes;

use super::literature::{Kind, Literature, Needs};
use super::merging::Merging;
use super::project::Incidence;
use super::{NetworkError, Parts};
use shapes::Counted;
use std::collections::BTreeMap;

/// What makes a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Two things of a kind in one work.
    Together(Kind),
    /// Two things of a kind among the references of one work: co-citation.
    CitedTogether(Kind),
    /// Two things of a kind whose works cite the same work: bibliographic coupling.
    Coupled(Kind),
    /// A thing's works cite another's.
    Citing(Kind),
    /// A thing of one kind and one of another in the same work.
    Between(Kind, Kind),
    /// People, organisations, works, venues and concepts with everything that links them.
    Everything,
}

/// A network with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Name on the command line and in files.
    pub name: &'static str,
    /// What makes a link.
    pub shape: Shape,
    /// What it shows, for people.
    pub about: &'static str,
}

/// Every network with a name.
#[rustfmt::skip]
pub const PRESETS: &[Preset] = &[
    Preset { name: "coauthors",           shape: Shape::Together(Kind::Person),             about: "people linked by the works they wrote together" },
    Preset { name: "coauthors-orgs",      shape: Shape::Together(Kind::Organisation),       about: "organisations linked by works written in both" },
    Preset { name: "coauthors-countries", shape: Shape::Together(Kind::Country),            about: "countries linked by works written in both" },
    Preset { name: "keywords",            shape: Shape::Together(Kind::Keyword),            about: "authors' keywords linked by works that have both" },
    Preset { name: "concepts",            shape: Shape::Together(Kind::Concept),            about: "concepts of every vocabulary linked by works that have both" },
    Preset { name: "citations",           shape: Shape::Citing(Kind::Work),                 about: "works linked to the works they cite" },
    Preset { name: "citations-authors",   shape: Shape::Citing(Kind::Person),               about: "people linked to those whose works they cite" },
    Preset { name: "citations-sources",   shape: Shape::Citing(Kind::Venue),                about: "journals linked to those they cite" },
    Preset { name: "cocitation",          shape: Shape::CitedTogether(Kind::Work),          about: "works linked by works that cite both" },
    Preset { name: "cocitation-authors",  shape: Shape::CitedTogether(Kind::Person),        about: "people linked by works that cite both" },
    Preset { name: "cocitation-sources",  shape: Shape::CitedTogether(Kind::Venue),         about: "journals linked by works that cite both" },
    Preset { name: "coupling",            shape: Shape::Coupled(Kind::Work),                about: "works linked by the works both cite" },
    Preset { name: "coupling-authors",    shape: Shape::Coupled(Kind::Person),              about: "people linked by the works both cite" },
    Preset { name: "coupling-sources",    shape: Shape::Coupled(Kind::Venue),               about: "journals linked by the works both cite" },
    Preset { name: "coupling-orgs",       shape: Shape::Coupled(Kind::Organisation),        about: "organisations linked by the works both cite" },
    Preset { name: "coupling-countries",  shape: Shape::Coupled(Kind::Country),             about: "countries linked by the works both cite" },
    Preset { name: "authors-works",       shape: Shape::Between(Kind::Person, Kind::Work),  about: "people and the works they wrote" },
    Preset { name: "authors-keywords",    shape: Shape::Between(Kind::Person, Kind::Keyword), about: "people and the keywords of their works" },
    Preset { name: "authors-concepts",    shape: Shape::Between(Kind::Person, Kind::Concept), about: "people and the concepts of their works" },
    Preset { name: "authors-sources",     shape: Shape::Between(Kind::Person, Kind::Venue), about: "people and the journals they write in" },
    Preset { name: "works-concepts",      shape: Shape::Between(Kind::Work, Kind::Concept), about: "works and their concepts" },
    Preset { name: "orgs-concepts",       shape: Shape::Between(Kind::Organisation, Kind::Concept), about: "organisations and the concepts of their works" },
    Preset { name: "countries-concepts",  shape: Shape::Between(Kind::Country, Kind::Concept), about: "countries and the concepts of their works" },
    Preset { name: "sources-concepts",    shape: Shape::Between(Kind::Venue, Kind::Concept), about: "journals and the concepts of their works" },
    Preset { name: "heterogeneous",       shape: Shape::Everything,                         about: "people, organisations, works, journals and concepts with all that links them" },
];

impl Preset {
    /// Finds the preset with this name.
    ///
    /// ```
    /// use citeweave::network::Preset;
    /// assert!(Preset::from_name("cocitation-sources").is_some());
    /// assert!(Preset::from_name("friends").is_none());
    /// ```
    pub fn from_name(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// The kinds of its nodes.
    pub fn kinds(&self) -> Vec<Kind> {
        match self.shape {
            Shape::Together(kind) | Shape::CitedTogether(kind) | Shape::Coupled(kind) | Shape::Citing(kind) => {
                vec![kind]
            }
            Shape::Between(one, other) => vec![one, other],
            Shape::Everything => vec![Kind::Person, Kind::Organisation, Kind::Work, Kind::Venue, Kind::Concept],
        }
    }

    /// What it needs to be read.
    pub fn needs(&self) -> Needs {
        let needs = Needs::of(&self.kinds());
        match self.shape {
            Shape::Together(_) | Shape::Between(..) => needs,
            Shape::CitedTogether(_) | Shape::Coupled(_) | Shape::Citing(_) | Shape::Everything => needs.and_citations(),
        }
    }

    /// What is counted of a node to say how often it occurs: the number that thresholds and set-theoretic measures of
    /// similarity use.
    fn occurrences(&self) -> &'static str {
        match self.shape {
            Shape::CitedTogether(_) => "citations",
            Shape::Coupled(_) => "references",
            Shape::Together(_) | Shape::Citing(_) | Shape::Between(..) | Shape::Everything => "documents",
        }
    }
}

/// How much a document adds to a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Counting {
    /// One.
    #[default]
    Full,
    /// 1/(n − 1) for a document of n items, so that every document of an item counts one, spread over the others. In
    /// networks with direction or of two kinds 1/(sources · targets).
    Fractional,
    /// 2/(n(n − 1)) for a document of n items, so that every document counts one, spread over its pairs.
    Pairs,
}

impl Counting {
    /// Every way of counting.
    pub const ALL: &[Self] = &[Self::Full, Self::Fractional, Self::Pairs];

    /// Name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Fractional => "fractional",
            Self::Pairs => "pairs",
        }
    }

    /// The column of edges that has these counts.
    pub fn column(self) -> &'static str {
        match self {
            Self::Full => "count",
            Self::Fractional => "fractional",
            Self::Pairs => "by_pairs",
        }
    }

    /// Finds the way of counting with this name. Newman's is the fractional one.
    ///
    /// ```
    /// use citeweave::network::Counting;
    /// assert_eq!(Counting::from_name("newman"), Some(Counting::Fractional));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name == "newman" { "fractional" } else { name };
        Self::ALL.iter().copied().find(|counting| counting.name() == name)
    }
}

/// Which cited works take part in a network of citations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cited {
    /// Those that are counted themselves.
    #[default]
    Counted,
    /// All.
    All,
}

/// Choices for [`Preset::project`].
#[derive(Clone, Debug, Default)]
pub struct Projection {
    /// Which works count; empty for all.
    pub counted: Vec<bool>,
    /// What `weight` is.
    pub counting: Counting,
    /// Works with more items of the kind than this are left out of everything.
    pub max_items: Option<u32>,
    /// Things that occur in fewer documents are left out.
    pub min_documents: Option<u32>,
    /// Only so many things, those that occur most often; of equals those that come first.
    pub top: Option<usize>,
    /// Pairs of things of one kind that share fewer documents are left out. What filters them out of the whole network needs memory
    /// for all of them.
    pub min_shared: Option<u32>,
    /// Vocabularies whose concepts take part; empty for all.
    pub schemes: Vec<String>,
    /// Which cited works take part in networks of citations.
    pub cited: Cited,
    /// What a thesaurus says of the things of a kind.
    pub merging: BTreeMap<Kind, Merging>,
}

impl Preset {
    /// Projects literature onto this network: nodes are the things that have a counted document, in the order of their
    /// tables, with or without a link.
    ///
    /// | attribute of a node | type | meaning |
    /// |---|---|---|
    /// | `kind` | text | person, work, …; where there are several |
    /// | `iri` | text | the thing in the graph |
    /// | `documents` | integer | counted works of the thing |
    /// | `citations`, `references` | integer | of co-citation: counted works that cite it; of coupling: works it cites |
    /// | `first_year`, `last_year` | integer | of the documents behind it that have a year |
    ///
    /// and what the table of things has. `weight` of an edge is what the [counting](Projection::counting) says, and beside it stand:
    ///
    /// | attribute of an edge | type | meaning |
    /// |---|---|---|
    /// | `count` | integer | shared documents, or times; full counting |
    /// | `fractional` | float | Σ 1/(n − 1) over shared documents of n items |
    /// | `by_pairs` | float | Σ 2/(n(n − 1)) |
    /// | `first_year`, `last_year` | integer | of the shared documents that have a year |
    ///
    /// # Errors
    /// [`NetworkError::Row`] or [`NetworkError::Length`] if the literature does not fit together, and the errors of
    /// [`project`](super::project::project).
    pub fn project(&self, literature: &Literature, how: &Projection) -> Result<Parts, NetworkError> {
        let counted = self.counted(literature, how)?;
        let draft = match self.shape {
            Shape::Together(kind) => counted.together(kind),
            Shape::CitedTogether(kind) => counted.cited_together(kind),
            Shape::Coupled(kind) => counted.coupled(kind),
            Shape::Citing(kind) => counted.citing(kind),
            Shape::Between(one, other) => counted.between([one, other]),
            Shape::Everything => counted.everything(),
        }?;
        self.assemble(literature, how, draft)
    }

    /// The things of a kind of node that stand together in each counted work, or among the references of each, as the network
    /// has it, and the year of each work that counts: what tells when they were written about.
    ///
    /// # Errors
    /// As [`project`](Self::project).
    pub fn items(
        &self,
        literature: &Literature,
        how: &Projection,
        kind: Kind,
    ) -> Result<(Incidence<'static>, Vec<Option<i32>>), NetworkError> {
        let mut counted = self.counted(literature, how)?;
        let items = match self.shape {
            Shape::CitedTogether(_) => {
                let (references, things) = counted.references_and_items(kind, &vec![true; literature.works()])?;
                references.composed(&things)?
            }
            _ => counted.items_of(kind, &counted.works)?,
        };
        let years = (0..literature.works()).map(|work| counted.year_of(work, &items)).collect();
        Ok((items, years))
    }

    /// The works that count, of as many things as are allowed. Of co-citation it is the cited works that are limited.
    fn counted<'l>(&self, literature: &'l Literature, how: &'l Projection) -> Result<Counted<'l>, NetworkError> {
        let mut counted = Counted::new(literature, how)?;
        if !matches!(self.shape, Shape::CitedTogether(_)) {
            for kind in self.kinds() {
                counted.leave_out_over(kind)?;
            }
        }
        Ok(counted)
    }
}

#[cfg(test)]
mod tests {
    use super::super::literature::Things;
    use super::super::{Column, Network, Values};
    use super::*;

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| text.to_string()).collect()
    }

    fn texts(name: &str, texts: &[&str]) -> Column {
        let filled = |text: &&str| (!text.is_empty()).then(|| text.to_string());
        Column::new(name, Values::Text(texts.iter().map(filled).collect()))
    }

    /// Works w0 2020 by Ann and Bo, w1 2021 by Bo and Cy, w2 2022 by Ann; p and q are cited only, p by Dee.
    /// w0 cites p, q; w1 cites p, q, w0; w2 cites q, w0, w1.
    fn literature() -> Literature {
        Literature {
            works: Things {
                labels: strings(&["w0", "w1", "w2", "p", "q"]),
                columns: vec![texts("doi", &["10.1/0", "", "", "", ""])],
                iris: strings(&["w/0", "w/1", "w/2", "w/p", "w/q"]),
            },
            years: vec![Some(2020), Some(2021), Some(2022), Some(1999), None],
            described: vec![true, true, true, false, false],
            venue_of: vec![Some(0), Some(1), Some(0), Some(1), None],
            people: Things { labels: strings(&["Ann", "Bo", "Cy", "Dee"]), ..Things::default() },
            organisations: Things {
                labels: strings(&["Oslo U", "Lund U", "Nowhere"]),
                columns: vec![texts("country", &["NO", "SE", ""])],
                ..Things::default()
            },
            shown_as: Vec::new(),
            venues: Things { labels: strings(&["J1", "J2"]), ..Things::default() },
            concepts: Things {
                labels: strings(&["peers", "Peers", "power"]),
                columns: vec![texts("scheme", &["author", "mesh", "author"])],
                ..Things::default()
            },
            authorships: vec![(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (3, 3)],
            affiliations: vec![(0, 0), (0, 1), (0, 2), (1, 1), (2, 0)],
            citations: vec![(0, 3), (0, 4), (1, 3), (1, 4), (1, 0), (2, 4), (2, 0), (2, 1)],
            assignments: vec![(0, 0), (0, 1), (0, 2), (1, 2), (2, 0), (2, 2)],
        }
    }

    /// Edges of a preset as labels, count and fractional weight.
    fn edges(preset: &str, how: &Projection) -> Vec<(String, i64, f64)> {
        let parts = Preset::from_name(preset).unwrap().project(&literature(), how).unwrap();
        let numbers = |name| parts.edge_column(name).unwrap().values.numbers();
        let (counts, fractional) = (numbers("count"), numbers("fractional"));
        let label = |at: u32| parts.nodes[at as usize].label.clone();
        let edges = parts.edges.iter().zip(counts.into_iter().zip(fractional)).map(|(edge, (count, fractional))| {
            (format!("{} {}", label(edge.0), label(edge.1)), count.unwrap() as i64, fractional.unwrap())
        });
        let edges = edges.collect();
        Network::new(parts).unwrap();
        edges
    }

    fn expect(preset: &str, how: &Projection, expected: &[(&str, i64, f64)]) {
        let found = edges(preset, how);
        let expected: Vec<_> = expected.iter().map(|(ends, count, share)| (ends.to_string(), *count, *share)).collect();
        assert_eq!(found, expected, "{preset}");
    }

    #[test]
    fn every_shape_agrees_with_a_hand_calculation() {
        let all = Projection::default();
        expect("coauthors", &all, &[("Ann Bo", 1, 1.0), ("Bo Cy", 1, 1.0)]);
        expect("coauthors-countries", &all, &[("Norway Sweden", 1, 1.0)]);
        expect(
            "coauthors-orgs",
            &all,
            &[("Oslo U Lund U", 1, 0.5), ("Oslo U Nowhere", 1, 0.5), ("Lund U Nowhere", 1, 0.5)],
        );
        expect("keywords", &all, &[("peers power", 2, 2.0)]);
        expect("concepts", &all, &[("peers Peers", 1, 0.5), ("peers power", 2, 1.5), ("Peers power", 1, 0.5)]);
        // References: w0 {p q}, w1 {p q w0}, w2 {q w0 w1}.
        #[rustfmt::skip]
        expect("cocitation", &all, &[
            ("w0 w1", 1, 0.5), ("w0 p", 1, 0.5), ("w0 q", 2, 1.0), ("w1 q", 1, 0.5), ("p q", 2, 1.5),
        ]);
        // Cited authors: w0 {Dee}, w1 {Dee Ann Bo}, w2 {Ann Bo Cy}.
        #[rustfmt::skip]
        expect("cocitation-authors", &all, &[
            ("Ann Bo", 2, 1.0), ("Ann Cy", 1, 0.5), ("Ann Dee", 1, 0.5), ("Bo Cy", 1, 0.5), ("Bo Dee", 1, 0.5),
        ]);
        // Cited journals: w0 {J2}, w1 {J2 J1}, w2 {J1 J2}.
        expect("cocitation-sources", &all, &[("J1 J2", 2, 2.0)]);
        // Cited by: p {w0 w1}, q {w0 w1 w2}, w0 {w1 w2}, w1 {w2}.
        expect("coupling", &all, &[("w0 w1", 2, 1.5), ("w0 w2", 1, 0.5), ("w1 w2", 2, 1.5)]);
        // p {Ann Bo Cy}, q {Ann Bo Cy}, w0 {Bo Cy Ann}, w1 {Ann}.
        expect("coupling-authors", &all, &[("Ann Bo", 3, 1.5), ("Ann Cy", 3, 1.5), ("Bo Cy", 3, 1.5)]);
        expect("citations", &all, &[("w1 w0", 1, 1.0), ("w2 w0", 1, 1.0), ("w2 w1", 1, 1.0)]);
        // w1 {Bo Cy} → w0 {Ann Bo}; w2 {Ann} → w0 {Ann Bo}, w1 {Bo Cy}; nobody is linked with himself.
        #[rustfmt::skip]
        expect("citations-authors", &all, &[
            ("Ann Bo", 2, 1.0), ("Ann Cy", 1, 0.5), ("Bo Ann", 1, 0.25), ("Cy Ann", 1, 0.25), ("Cy Bo", 1, 0.25),
        ]);
        expect("citations-sources", &all, &[("J1 J2", 1, 1.0), ("J2 J1", 1, 1.0)]);
        #[rustfmt::skip]
        expect("authors-works", &all, &[
            ("Ann w0", 1, 0.5), ("Ann w2", 1, 1.0), ("Bo w0", 1, 0.5), ("Bo w1", 1, 0.5), ("Cy w1", 1, 0.5),
        ]);
        // p is only cited, by Dee.
        let all_cited = Projection { cited: Cited::All, ..Projection::default() };
        assert!(edges("authors-works", &all_cited).contains(&("Dee p".into(), 1, 1.0)));
        #[rustfmt::skip]
        expect("authors-keywords", &all, &[
            ("Ann peers", 2, 0.75), ("Ann power", 2, 0.75), ("Bo peers", 1, 0.25), ("Bo power", 2, 0.75), ("Cy power", 1, 0.5),
        ]);
        let cited = Projection { cited: Cited::All, ..Projection::default() };
        assert_eq!(edges("citations", &cited).len(), 8);
    }

    #[test]
    fn choices_limit_what_takes_part() {
        let pairs = |how: Projection, preset| edges(preset, &how).into_iter().map(|edge| edge.0).collect::<Vec<_>>();
        let all = Projection::default;
        let counted = Projection { counted: vec![true, false, true, false, false], ..all() };
        assert_eq!(pairs(counted, "coauthors"), ["Ann Bo"]);
        assert_eq!(pairs(Projection { max_items: Some(2), ..all() }, "coauthors-orgs"), [""; 0]);
        assert_eq!(pairs(Projection { min_documents: Some(2), ..all() }, "coauthors"), ["Ann Bo"]);
        assert_eq!(pairs(Projection { schemes: strings(&["author"]), ..all() }, "concepts"), ["peers power"]);
        assert_eq!(pairs(Projection { top: Some(2), ..all() }, "cocitation"), ["w0 q"]);
        // A work goes on sharing itself out among all its items.
        let top = Projection { top: Some(2), ..all() };
        assert_eq!(edges("cocitation", &top), [("w0 q".to_string(), 2, 1.0)]);
        let one =
            Merging { rows: vec![Some(0), Some(0), None], labels: BTreeMap::from([(0, "peer work".to_string())]) };
        let merged = Projection { merging: BTreeMap::from([(Kind::Concept, one)]), ..all() };
        let parts = Preset::from_name("authors-concepts").unwrap().project(&literature(), &merged).unwrap();
        assert_eq!(parts.nodes.last().unwrap().label, "peer work");
        assert_eq!(parts.edges.len(), 2);
    }

    #[test]
    fn nodes_say_what_stands_behind_them() {
        let parts = Preset::from_name("coupling").unwrap().project(&literature(), &Projection::default()).unwrap();
        assert_eq!(parts.node_column("references").unwrap().values, Values::integers(vec![Some(2), Some(3), Some(3)]));
        assert_eq!(parts.node_column("year").unwrap().values, Values::integers([2020, 2021, 2022].map(Some)));
        assert!(parts.node_column("documents").is_none());
        let parts =
            Preset::from_name("cocitation-authors").unwrap().project(&literature(), &Projection::default()).unwrap();
        let values = |name| parts.node_column(name).unwrap().values.clone();
        assert_eq!(values("citations"), Values::integers([2, 2, 1, 2].map(Some)));
        assert_eq!(values("documents"), Values::integers([2, 2, 1, 1].map(Some)));
        // Evidence of an edge of citations is who cites, once, however many it cites.
        let parts =
            Preset::from_name("citations-authors").unwrap().project(&literature(), &Projection::default()).unwrap();
        let network = Network::new(parts).unwrap();
        let behind: Vec<&str> = network
            .evidence()
            .of(0)
            .iter()
            .map(|row| network.evidence().documents()[*row as usize].id.as_str())
            .collect();
        assert_eq!(behind, ["w/2"]);
    }

    #[test]
    fn departments_are_shown_as_what_they_are_a_part_of() {
        // As if Lund U were a department of Oslo U: w0 is then of Oslo U and Nowhere alone, but still of both countries.
        let literature = Literature { shown_as: vec![0, 0, 2], ..literature() };
        let project = |name| Preset::from_name(name).unwrap().project(&literature, &Projection::default()).unwrap();
        let parts = project("coauthors-orgs");
        let labels: Vec<&str> = parts.nodes.iter().map(|node| node.label.as_str()).collect();
        assert_eq!((labels, &parts.edges[..]), (vec!["Oslo U", "Nowhere"], &[(0, 1, 1.0)][..]));
        assert_eq!(parts.node_column("documents").unwrap().values, Values::integers([Some(3), Some(1)]));
        assert_eq!(project("coauthors-countries").edges.len(), 1);
    }

    #[test]
    fn rare_works_are_those_cited_rarely() {
        // Cited by counted works: w0 by w1, w2; w1 by w2; w2 by none.
        let labels = |how: &Projection| -> Vec<String> {
            let parts = Preset::from_name("citations").unwrap().project(&literature(), how).unwrap();
            parts.nodes.into_iter().map(|node| node.label).collect()
        };
        assert_eq!(labels(&Projection { min_documents: Some(2), ..Projection::default() }), ["w0"]);
        assert_eq!(labels(&Projection { top: Some(2), ..Projection::default() }), ["w0", "w1"]);
        assert_eq!(labels(&Projection { top: Some(3), ..Projection::default() }), ["w0", "w1", "w2"]);
    }

    #[test]
    fn items_are_dated_by_the_works_that_count() {
        let how =
            Projection { counted: vec![true, true, false, true, true], max_items: Some(1), ..Projection::default() };
        let coauthors = Preset::from_name("coauthors").unwrap();
        // w0 and w1 have two authors each, w2 is not counted, p by Dee is of 1999, q has no author and no year.
        let (_, years) = coauthors.items(&literature(), &how, Kind::Person).unwrap();
        assert_eq!(years, [None, None, None, Some(1999), None]);
        let (_, years) = coauthors.items(&literature(), &Projection::default(), Kind::Person).unwrap();
        assert_eq!(years, [Some(2020), Some(2021), Some(2022), Some(1999), None]);
        // Nobody of p counts where the network is of countries.
        let countries = Preset::from_name("coauthors-countries").unwrap();
        let (_, years) = countries.items(&literature(), &Projection::default(), Kind::Country).unwrap();
        assert_eq!(years, [Some(2020), Some(2021), Some(2022), None, None]);
    }

    #[test]
    fn cited_works_of_too_many_authors_take_no_part() {
        // w0 cites p by Dee; w1 cites p and w0 by Ann and Bo; w2 cites w0 and w1 by Bo and Cy.
        let how = Projection { max_items: Some(1), ..Projection::default() };
        expect("cocitation-authors", &how, &[]);
        let parts = Preset::from_name("cocitation-authors").unwrap().project(&literature(), &how).unwrap();
        assert_eq!(parts.nodes.iter().map(|node| node.label.as_str()).collect::<Vec<_>>(), ["Dee"]);
        assert!(
            parts.about.options.contains(&("cited_over_max_authors".into(), "2".into())),
            "{:?}",
            parts.about.options
        );
    }

    #[test]
    fn everything_has_its_relation() {
        let parts = Preset::from_name("heterogeneous").unwrap().project(&literature(), &Projection::default()).unwrap();
        let Values::Text(relations) = &parts.edge_column("relation").unwrap().values else { panic!() };
        let mut counts = BTreeMap::new();
        relations.iter().flatten().for_each(|relation| *counts.entry(relation.as_str()).or_insert(0) += 1);
        let expected = [("about", 6), ("affiliation", 5), ("author of", 5), ("cites", 3), ("published in", 3)];
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
        Network::new(parts).unwrap();
    }

    #[test]
    fn names_are_different_and_literature_must_fit() {
        let mut names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PRESETS.len());
        let odd = Literature { authorships: vec![(0, 9)], ..literature() };
        let coauthors = Preset::from_name("coauthors").unwrap();
        assert!(matches!(
            coauthors.project(&odd, &Projection::default()),
            Err(NetworkError::Row { table: "person", row: 9, .. })
        ));
        let short = Projection { counted: vec![true], ..Projection::default() };
        assert!(coauthors.project(&literature(), &short).is_err());
        for preset in PRESETS {
            Network::new(preset.project(&Literature::default(), &Projection::default()).unwrap()).unwrap();
        }
    }
}
