//! The resolved whole: entities as rows, and what links them.

use super::items::{IdRow, Items, Rows};
use super::strings::Str;
use crate::diagnostic::Span;
use crate::extract::OrganisationClass;
use crate::record::{IdScheme, KeywordScheme, PartialDate, Role, WorkKind};

/// Where a statement stands and who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Row of the record.
    pub record: u32,
    /// Characters of the source.
    pub span: Span,
}

/// A publication.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Work {
    pub key: WorkKey,
    /// Row of the item that says most of it; its texts and dates are the work's unless another item fills a gap.
    pub item: u32,
    /// Items that speak of it, the fullest first, rows of [`Corpus::members`].
    pub members: Rows,
    /// Whether a record describes it, and not only references or related lists name it.
    pub described: bool,
    pub kind: Option<WorkKind>,
    /// Identifiers that name it, and no other work.
    pub ids: Vec<IdRow>,
    /// Identifiers its records state although they name another work, or several: kept, and not relied upon.
    pub disputed: Vec<IdRow>,
    pub venue: Option<u32>,
    pub issued: Option<PartialDate>,
    pub available: Option<PartialDate>,
    pub volume: Str,
    pub issue: Str,
    pub first_page: Str,
    pub last_page: Str,
    pub article_number: Str,
    pub page_count: u32,
    pub citation: Str,
    /// Rows of [`Corpus::authorships`].
    pub authorships: Rows,
    /// Rows of [`Corpus::affiliations`] that belong to the work alone.
    pub affiliations: Rows,
    /// Rows of [`Corpus::assignments`].
    pub assignments: Rows,
    /// Rows of [`Corpus::citations`].
    pub citations: Rows,
    /// Rows of [`Corpus::related`].
    pub related: Rows,
    /// Rows of [`Corpus::funding`].
    pub funding: Rows,
    /// Rows of [`Corpus::relations`].
    pub relations: Rows,
}

/// What a work is known by: its best identifier or a fingerprint of its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorkKey {
    /// An identifier.
    Id(IdScheme, Str),
    /// Twenty hexadecimal digits of a hash of title, year, first author, venue and first page; a number behind them
    /// where several works say the same.
    Fingerprint(Str),
}

/// A person.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Person {
    /// Readable part of the name and eight hexadecimal digits; the ORCID where there is one.
    pub key: Str,
    pub orcid: Str,
    /// An ORCID the person's records state although it names somebody else: kept, and not relied upon.
    pub disputed_orcid: Str,
    pub family: Str,
    pub given: Str,
    pub suffix: Str,
    /// Name as it is read out.
    pub name: Str,
    /// Every other way the name is written, in alphabetical order.
    pub variants: Vec<Str>,
    /// Whether it is a group of people under one name.
    pub group: bool,
}

/// An organisation or a unit of one.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Organisation {
    pub key: Str,
    pub name: Str,
    pub variants: Vec<Str>,
    pub class: OrganisationClass,
    pub city: Str,
    /// ISO 3166-1 code of two letters.
    pub country: Str,
    pub ror: Str,
    /// Row of the organisation it is a part of.
    pub parent: Option<u32>,
}

/// A journal or other container.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Venue {
    pub key: VenueKey,
    pub title: Str,
    pub abbreviation: Str,
    pub variants: Vec<Str>,
    pub issns: Vec<Str>,
    pub issn_l: Str,
    pub nlm_id: Str,
    pub publisher: Str,
    /// ISBNs of a book or proceedings whose parts the works are.
    pub isbns: Vec<Str>,
    /// ISSNs no source states, read off the DOIs of its articles, with the place of such a DOI.
    pub inferred_issns: Vec<(Str, Evidence)>,
    pub kind: VenueKind,
}

/// What kind of publication a venue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VenueKind {
    /// It appears in numbered volumes or has an ISSN.
    Journal,
    /// Its parts are papers of a conference.
    Proceedings,
    /// Its parts are chapters.
    Book,
    /// Nothing tells.
    Other,
}

/// What a venue is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named after what they hold")]
pub enum VenueKey {
    Issn(Str),
    Nlm(Str),
    Isbn(Str),
    Title(Str),
}

/// A concept of a scheme.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Concept {
    pub scheme: KeywordScheme,
    /// Code, or readable form of the words.
    pub key: Str,
    /// Best label of each language, in the order of language tags.
    pub labels: Vec<(Str, Str)>,
    /// Every other way it is written, as label and language.
    pub variants: Vec<(Str, Str)>,
    pub coded: bool,
}

/// One person's part in one work.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Authorship {
    pub work: u32,
    pub role: Role,
    pub position: u32,
    pub person: u32,
    pub as_written: Str,
    pub marker: Str,
    pub corresponding: bool,
    /// Rows of [`Corpus::affiliations`].
    pub affiliations: Rows,
    pub evidence: Evidence,
}

/// An affiliation as declared, of one authorship or of the work alone.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Affiliation {
    pub work: u32,
    /// Row of what the record says.
    pub row: u32,
    /// Row of its authorship; nothing where the source links nobody.
    pub authorship: Option<u32>,
    /// Position among the affiliations of the authorship or work, counted from 1.
    pub position: u32,
    pub as_written: Str,
    /// Rows of [`Corpus::affiliation_organisations`].
    pub organisations: Rows,
    pub evidence: Evidence,
}

/// A concept given to a work.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Assignment {
    pub work: u32,
    pub concept: u32,
    pub as_written: Str,
    pub major: Option<bool>,
    pub evidence: Evidence,
}

/// An entry of a reference list.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Citation {
    pub work: u32,
    /// Number in the list, counted from 1.
    pub position: u32,
    /// Row of the work cited; nothing where the entry does not tell which it is.
    pub cited: Option<u32>,
    pub as_written: Str,
    pub evidence: Evidence,
}

/// An entry of a list of related papers.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Related {
    pub work: u32,
    /// Row of its item.
    pub item: u32,
    /// Number in the list, as written.
    pub position: u32,
    /// Number within the work: the position, unless another list has used it.
    pub number: u32,
    pub listed: u32,
    pub as_written: Str,
    pub evidence: Evidence,
}

/// A funder.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Funder {
    /// Identifier, where a source gives one.
    pub id: Option<(IdScheme, Str)>,
    /// Readable form of the name.
    pub key: Str,
    /// The commonest spelling.
    pub name: Str,
    pub variants: Vec<Str>,
}

/// A grant of a work, or a funder whose grant has no number.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Funding {
    pub work: u32,
    pub number: u32,
    pub funder: Option<u32>,
    pub grant: Str,
    pub evidence: Evidence,
}

/// Another publication about a work: its correction, a comment on it.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct Relation {
    pub work: u32,
    pub number: u32,
    /// `erratum-in`, `retraction-of`, `comment-on`, …
    pub kind: Str,
    /// The other work, where its identifier is known.
    pub other: Option<u32>,
    pub as_written: Str,
    pub evidence: Evidence,
}

/// What a [`MergeDecision`] speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A record, a reference or an entry of a related list, by row of its item.
    Item(u32),
    /// A work, by row.
    Work(u32),
    /// An authorship, by row.
    Authorship(u32),
    /// An affiliation, by row.
    Affiliation(u32),
    /// An organisation, by row.
    Organisation(u32),
    /// A venue, by row.
    Venue(u32),
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Both are one.
    Merge,
    /// They may be one; they are kept apart until somebody looks.
    Undecided,
}

impl Decision {
    /// The decision's name in the graph.
    pub fn name(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Undecided => "undecided",
        }
    }
}

/// Why two mentions are held to be one thing, or might be.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct MergeDecision {
    pub left: Subject,
    pub right: Subject,
    pub decision: Decision,
    /// The signs it rests on: `name-fold+full-given+org`.
    pub method: &'static str,
    /// Hundredths: 97 is 0.97.
    pub score: u8,
}

/// Everything the sources say, with what speaks of the same thing joined.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each column is named after its rows")]
pub struct Corpus {
    /// The records as read.
    pub items: Items,
    pub works: Vec<Work>,
    /// Items of works; see [`Work::members`].
    pub members: Vec<u32>,
    /// The work each item speaks of; nothing for references that do not tell.
    pub work_of_item: Vec<Option<u32>>,
    pub people: Vec<Person>,
    pub organisations: Vec<Organisation>,
    pub venues: Vec<Venue>,
    pub concepts: Vec<Concept>,
    pub authorships: Vec<Authorship>,
    pub affiliations: Vec<Affiliation>,
    pub affiliation_organisations: Vec<u32>,
    pub assignments: Vec<Assignment>,
    pub citations: Vec<Citation>,
    pub related: Vec<Related>,
    pub funders: Vec<Funder>,
    pub funding: Vec<Funding>,
    pub relations: Vec<Relation>,
    pub decisions: Vec<MergeDecision>,
}

impl Corpus {
    /// The text behind a number.
    pub fn text(&self, text: Str) -> &str {
        self.items.strings.get(text)
    }

    /// The items that speak of a work, the fullest first.
    pub fn members(&self, work: &Work) -> impl Iterator<Item = &super::items::Item> {
        self.members[work.members.range()].iter().map(|item| &self.items.items[*item as usize])
    }

    /// The organisation a funder is, as its identifier tells.
    pub fn organisation_of(&self, funder: &Funder) -> Option<u32> {
        let (_, ror) = funder.id.filter(|(scheme, _)| *scheme == IdScheme::Ror)?;
        self.organisations.iter().position(|organisation| organisation.ror == ror).map(|row| row as u32)
    }

    /// The work a record describes.
    pub fn work_of_record(&self, record: u32) -> Option<u32> {
        self.work_of_item[self.items.records[record as usize].item as usize]
    }
}
