//! Records in columns: what [`super::resolve`] works on.
//!
//! A record is taken apart the moment it has been read: its lists become rows of shared columns, its texts
//! [`Str`]s, so that a million records fit where as many [`Record`]s would not. References and related papers become
//! items like any other, with less to say.

use super::strings::{Str, Strings};
use crate::diagnostic::Span;
use crate::extract::{Facts, OrganisationClass, Place};
use crate::read::Format;
use crate::read::input::Source;
use crate::record::{
    self, Field, IdScheme, Ids, KeywordScheme, NameOrder, PartialDate, PersonName, Record, Reference, Role, WorkKind,
};
use std::ops::Range;

/// A range of rows of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    start: u32,
    end: u32,
}

impl Rows {
    /// The rows as a range of indices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of rows.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Appends rows to a column and tells which they are.
pub(super) fn extend<T>(column: &mut Vec<T>, rows: impl IntoIterator<Item = T>) -> Rows {
    let start = column.len() as u32;
    column.extend(rows);
    Rows { start, end: column.len() as u32 }
}

/// An input file.
#[derive(Clone, Debug)]
pub struct SourceRow {
    /// Name without folders.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its format.
    pub format: Format,
    /// Number of records read from it.
    pub records: u32,
}

/// A record of a source.
#[derive(Clone, Copy, Debug)]
pub struct RecordRow {
    /// Row of its source.
    pub source: u32,
    /// Number in the source, counted from 1.
    pub number: u32,
    /// First and last line.
    pub lines: [u32; 2],
    /// Row of its item.
    pub item: u32,
}

/// How an item came into the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A record of a source.
    Record,
    /// An entry of a list of related papers.
    Related,
    /// An entry of a reference list, or a notice the record is linked with.
    Reference,
}

/// What one record, reference or related entry says of a publication.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is the member of the same name of a record, as rows or text")]
pub struct Item {
    pub origin: Origin,
    /// Row of the record that says it.
    pub record: u32,
    pub span: Span,
    pub ids: Rows,
    pub kind: Option<WorkKind>,
    pub type_as_written: Str,
    pub titles: Rows,
    pub abstracts: Rows,
    pub contributors: Rows,
    pub affiliations: Rows,
    pub venue: Option<VenueRow>,
    pub issued: Option<PartialDate>,
    pub available: Option<PartialDate>,
    pub volume: Str,
    pub issue: Str,
    pub first_page: Str,
    pub last_page: Str,
    pub article_number: Str,
    pub page_count: u32,
    pub languages: Rows,
    pub keywords: Rows,
    pub references: Rows,
    pub related: Rows,
    pub funding: Rows,
    pub relations: Rows,
    pub cited: Option<(u32, Span)>,
    /// The whole entry as written, of references and related papers; a record's citation line.
    pub as_written: Str,
    pub spans: Rows,
}

/// An identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct IdRow {
    pub scheme: IdScheme,
    pub value: Str,
    pub span: Span,
}

/// A title, or a section of an abstract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct TextRow {
    pub text: Str,
    /// Language of a title, label of a section.
    pub lang: Str,
    pub span: Span,
}

/// An abstract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct AbstractRow {
    pub text: Str,
    pub lang: Str,
    /// Rows of sections, whose `lang` is their label.
    pub sections: Rows,
    /// Position of the abstract this one translates within the same item.
    pub translation_of: Option<u32>,
    pub span: Span,
}

/// A contributor.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct ContributorRow {
    pub role: Role,
    pub position: u32,
    pub as_written: Str,
    pub family: Str,
    pub given: Str,
    pub suffix: Str,
    /// Name of a group.
    pub literal: Str,
    pub orcid: Str,
    /// Rows of the links, each the position of an affiliation within the same item.
    pub affiliations: Rows,
    pub marker: Str,
    pub corresponding: bool,
    pub span: Span,
}

/// An affiliation.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct AffiliationRow {
    pub as_written: Str,
    pub ror: Str,
    /// Rows of the organisations it names.
    pub places: Rows,
    pub span: Span,
}

/// An organisation an affiliation names.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct PlaceRow {
    pub organisation: Str,
    pub class: OrganisationClass,
    pub unit: Str,
    pub city: Str,
    /// ISO 3166-1 code.
    pub country: Str,
}

/// A venue.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct VenueRow {
    pub title: Str,
    pub abbreviation: Str,
    pub issns: Rows,
    pub issn_l: Str,
    pub nlm_id: Str,
    pub publisher: Str,
}

/// A keyword.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct KeywordRow {
    pub text: Str,
    pub scheme: KeywordScheme,
    pub lang: Str,
    pub id: Str,
    pub major: Option<bool>,
    pub span: Span,
}

/// An entry of a list of references or related papers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct EntryRow {
    pub item: u32,
    pub position: u32,
}

/// A grant, or a funder whose grant has no number.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct FundingRow {
    pub funder: Str,
    /// Identifier of the funder, the first the source gives.
    pub id: Option<(IdScheme, Str)>,
    pub grant: Str,
    pub span: Span,
}

/// Another publication about this one: its correction, a comment on it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct RelationRow {
    pub kind: Str,
    pub item: u32,
}

/// A stretch of a source's text, kept to quote from.
#[derive(Clone, Debug)]
struct Stretch {
    source: u32,
    first_char: u64,
    text: String,
    /// Where every [`MARK`]th character begins.
    marks: Vec<u32>,
}

/// Characters between two marks of a [`Stretch`]: a quotation is found without counting from its start.
const MARK: usize = 1024;

impl Stretch {
    /// The text from a character of the source on.
    fn from(&self, char: u64) -> &str {
        let at = usize::try_from(char.saturating_sub(self.first_char)).unwrap_or(usize::MAX);
        let marked = self.marks.get(at / MARK).map_or("", |mark| &self.text[*mark as usize..]);
        marked.char_indices().nth(at % MARK).map_or("", |(byte, _)| &marked[byte..])
    }
}

/// All records read so far, in columns.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each column is named after its rows")]
pub struct Items {
    pub strings: Strings,
    pub sources: Vec<SourceRow>,
    pub records: Vec<RecordRow>,
    pub items: Vec<Item>,
    pub ids: Vec<IdRow>,
    pub titles: Vec<TextRow>,
    pub abstracts: Vec<AbstractRow>,
    pub sections: Vec<TextRow>,
    pub contributors: Vec<ContributorRow>,
    pub affiliation_links: Vec<u32>,
    pub affiliations: Vec<AffiliationRow>,
    pub places: Vec<PlaceRow>,
    pub issns: Vec<Str>,
    pub languages: Vec<Str>,
    pub keywords: Vec<KeywordRow>,
    pub references: Vec<EntryRow>,
    pub related: Vec<EntryRow>,
    pub funding: Vec<FundingRow>,
    pub relations: Vec<RelationRow>,
    pub spans: Vec<(Field, Span)>,
    stretches: Vec<Stretch>,
}

impl Items {
    /// Begins a source. Sources must come in the order of their hashes, that the corpus does not depend on the order in
    /// which a user named them.
    pub fn begin_source(&mut self, source: &Source, format: Format) {
        self.sources.push(SourceRow {
            name: source.name.to_string(),
            sha256: source.sha256.to_string(),
            format,
            records: 0,
        });
    }

    /// Takes in a record of the source begun last, with what was extracted from it.
    pub fn push(&mut self, record: &Record, facts: &Facts) {
        let Some(source) = self.sources.last_mut() else { return };
        source.records += 1;
        let line = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let row = RecordRow {
            source: self.sources.len() as u32 - 1,
            number: line(record.source.record),
            lines: record.source.lines.map(line),
            item: self.items.len() as u32,
        };
        let number = self.records.len() as u32;
        self.records.push(row);
        // The record's own item comes first; its entries follow it.
        self.items.push(Item::empty(Origin::Record, number));
        let references = self.entries(&record.references, Origin::Reference, number);
        let related = self.entries(&record.related, Origin::Related, number);
        let relations = self.relations(record, number);
        let item = self.item(record, facts, number);
        self.items[row.item as usize] = Item {
            references: extend(&mut self.references, references),
            related: extend(&mut self.related, related),
            relations: extend(&mut self.relations, relations),
            ..item
        };
    }

    /// Keeps text of the source begun last, from one of its characters on, to quote from. Stretches come in the order of
    /// the source.
    pub fn keep_text(&mut self, first_char: u64, text: String) {
        let Some(source) = self.sources.len().checked_sub(1) else { return };
        let marks = text.char_indices().step_by(MARK).map(|(byte, _)| byte as u32).collect();
        self.stretches.push(Stretch { source: source as u32, first_char, text, marks });
    }

    /// What stands at a place of a record's source, where its text was kept.
    pub fn quote(&self, record: u32, span: Span) -> Option<&str> {
        let source = self.records[record as usize].source;
        let after = self.stretches.partition_point(|s| (s.source, s.first_char) <= (source, span.start));
        let stretch = self.stretches[..after].last().filter(|s| s.source == source && span.is_known())?;
        let (from, rest) = (stretch.from(span.start), stretch.from(span.end));
        Some(&from[..from.len() - rest.len()]).filter(|quote| !quote.is_empty())
    }

    fn item(&mut self, record: &Record, facts: &Facts, number: u32) -> Item {
        let s = &mut self.strings;
        let titles = extend(
            &mut self.titles,
            record.titles.iter().zip(&facts.title_languages).map(|(title, lang)| TextRow {
                text: s.append(&title.text),
                lang: s.maybe(lang.as_deref()),
                span: title.span,
            }),
        );
        let mut abstracts = Vec::with_capacity(record.abstracts.len());
        for (text, lang) in record.abstracts.iter().zip(&facts.abstract_languages) {
            let sections = extend(
                &mut self.sections,
                text.sections.iter().map(|section| TextRow {
                    text: s.append(&section.text),
                    lang: s.maybe(section.label.as_deref()),
                    span: section.span,
                }),
            );
            abstracts.push(AbstractRow {
                text: s.append(&text.text),
                lang: s.maybe(lang.as_deref()),
                sections,
                translation_of: text.translation_of,
                span: text.span,
            });
        }
        let affiliations = record.affiliations.iter().zip(&facts.places);
        let affiliations: Vec<AffiliationRow> = affiliations
            .map(|(affiliation, places)| AffiliationRow {
                as_written: s.intern(&affiliation.as_written),
                ror: s.maybe(affiliation.ids.get(IdScheme::Ror)),
                places: extend(&mut self.places, places.iter().map(|place| PlaceRow::new(place, s))),
                span: affiliation.span,
            })
            .collect();
        let contributors: Vec<ContributorRow> = record
            .contributors
            .iter()
            .map(|c| {
                // A Chinese name stands whole where its source does not part it.
                let whole = c.name.as_ref().filter(|n| n.given.is_none() && crate::text::has_han(&n.family));
                let parted = whole.and_then(|n| PersonName::parse(&n.family, NameOrder::FamilyFirst));
                let name = parted.as_ref().or(c.name.as_ref());
                ContributorRow {
                    role: c.role,
                    position: c.position,
                    as_written: s.intern(&c.as_written),
                    family: s.maybe(name.map(|n| n.family.as_str())),
                    given: s.maybe(name.and_then(|n| n.given.as_deref())),
                    suffix: s.maybe(name.and_then(|n| n.suffix.as_deref())),
                    literal: s.maybe(c.literal.as_deref()),
                    orcid: s.maybe(c.ids.get(IdScheme::Orcid)),
                    affiliations: extend(&mut self.affiliation_links, c.affiliations.iter().copied()),
                    marker: s.maybe(c.marker.as_deref()),
                    corresponding: c.corresponding,
                    span: c.span,
                }
            })
            .collect();
        let venue = record.venue.as_ref().map(|v| VenueRow {
            title: s.maybe(v.title.as_deref()),
            abbreviation: s.maybe(v.abbreviation.as_deref()),
            issns: extend(&mut self.issns, v.issn.iter().map(|issn| s.intern(issn))),
            issn_l: s.maybe(v.issn_l.as_deref()),
            nlm_id: s.maybe(v.nlm_id.as_deref()),
            publisher: s.maybe(v.publisher.as_deref()),
        });
        let keywords = record.keywords.iter().zip(&facts.keyword_languages).map(|(keyword, lang)| KeywordRow {
            text: s.intern(&keyword.text),
            scheme: keyword.scheme,
            lang: s.maybe(lang.as_deref()),
            id: s.maybe(keyword.id.as_deref()),
            major: keyword.major,
            span: keyword.span,
        });
        let keywords = extend(&mut self.keywords, keywords);
        let funding = record.funding.iter().flat_map(|funding| {
            let grants = funding.grants.iter().map(|grant| Some(grant.as_str()));
            // A funder without a grant number is still a funder.
            let grants: Vec<Option<&str>> = grants.chain(funding.grants.is_empty().then_some(None)).collect();
            grants.into_iter().map(move |grant| (funding, grant))
        });
        let funding: Vec<FundingRow> = funding
            .map(|(funding, grant)| FundingRow {
                funder: s.maybe(funding.funder.as_deref()),
                id: funding.ids.iter().next().map(|id| (id.scheme(), s.intern(id.value()))),
                grant: s.maybe(grant),
                span: funding.span,
            })
            .collect();
        let funding = extend(&mut self.funding, funding);
        let ids = id_rows(&record.ids, s);
        let languages: Vec<Str> = record.languages.iter().map(|lang| s.intern(lang)).collect();
        Item {
            origin: Origin::Record,
            record: number,
            span: Span::default(),
            kind: record.kind,
            type_as_written: s.maybe(record.type_as_written.as_deref()),
            titles,
            abstracts: extend(&mut self.abstracts, abstracts),
            contributors: extend(&mut self.contributors, contributors),
            affiliations: extend(&mut self.affiliations, affiliations),
            venue,
            issued: record.issued,
            available: record.available,
            volume: s.maybe(record.volume.as_deref()),
            issue: s.maybe(record.issue.as_deref()),
            first_page: s.maybe(record.pages.first.as_deref()),
            last_page: s.maybe(record.pages.last.as_deref()),
            article_number: s.maybe(record.pages.article_number.as_deref()),
            page_count: record.pages.count.unwrap_or(0),
            languages: extend(&mut self.languages, languages),
            keywords,
            references: Rows::default(),
            related: Rows::default(),
            relations: Rows::default(),
            funding,
            cited: record.times_cited.as_ref().map(|c| (c.count, c.span)),
            as_written: s.maybe(record.citation.as_deref()),
            spans: extend(&mut self.spans, record.spans.iter().map(|(field, span)| (*field, *span))),
            ids: extend(&mut self.ids, ids),
        }
    }

    /// Makes an item of each publication the record is linked with.
    fn relations(&mut self, record: &Record, number: u32) -> Vec<RelationRow> {
        let rows = record.relations.iter().map(|relation| {
            let s = &mut self.strings;
            let (item, kind) = (self.items.len() as u32, s.intern(&relation.kind));
            let ids = id_rows(&relation.ids, s);
            self.items.push(Item {
                span: relation.span,
                as_written: s.maybe(relation.as_written.as_deref()),
                ids: extend(&mut self.ids, ids),
                ..Item::empty(Origin::Reference, number)
            });
            RelationRow { kind, item }
        });
        rows.collect()
    }

    /// Makes an item of each entry of a list.
    fn entries(&mut self, entries: &[Reference], origin: Origin, record: u32) -> Vec<EntryRow> {
        let rows = entries.iter().zip(1..).map(|(entry, counted)| {
            let s = &mut self.strings;
            let item = self.items.len() as u32;
            let title = entry.title.as_deref().map(|title| TextRow {
                text: s.append(title),
                lang: s.maybe(crate::extract::language_tag(None, title).as_deref()),
                span: entry.span,
            });
            let contributors = entry.authors.iter().zip(1..).map(|(author, position)| {
                let name = PersonName::parse(&author.as_written, NameOrder::Inverted);
                ContributorRow {
                    role: Role::Author,
                    position,
                    as_written: s.intern(&author.as_written),
                    family: s.maybe(name.as_ref().map(|n| n.family.as_str())),
                    given: s.maybe(name.as_ref().and_then(|n| n.given.as_deref())),
                    suffix: s.maybe(name.as_ref().and_then(|n| n.suffix.as_deref())),
                    literal: if name.is_none() { s.intern(&author.as_written) } else { Str::NONE },
                    orcid: Str::NONE,
                    affiliations: Rows::default(),
                    marker: Str::NONE,
                    corresponding: false,
                    span: author.span,
                }
            });
            let contributors = extend(&mut self.contributors, contributors);
            let venue = entry.venue.as_deref().map(|title| VenueRow {
                title: s.intern(title),
                abbreviation: Str::NONE,
                issns: Rows::default(),
                issn_l: Str::NONE,
                nlm_id: Str::NONE,
                publisher: Str::NONE,
            });
            let ids = id_rows(&entry.ids, s);
            let volume = s.maybe(entry.volume.as_deref());
            self.items.push(Item {
                span: entry.span,
                kind: None,
                titles: extend(&mut self.titles, title),
                contributors,
                venue,
                issued: entry.year.and_then(|year| PartialDate::new(year, None, None)),
                volume,
                issue: s.maybe(entry.issue.as_deref()),
                first_page: s.maybe(entry.first_page.as_deref()),
                last_page: s.maybe(entry.last_page.as_deref()),
                as_written: s.append(&entry.as_written),
                ids: extend(&mut self.ids, ids),
                ..Item::empty(origin, record)
            });
            EntryRow { item, position: entry.position.unwrap_or(counted) }
        });
        rows.collect()
    }

    /// The text behind a number.
    pub fn text(&self, text: Str) -> &str {
        self.strings.get(text)
    }

    /// The value of an item's first identifier of a scheme.
    pub fn id(&self, item: &Item, scheme: IdScheme) -> Option<Str> {
        self.ids[item.ids.range()].iter().find(|id| id.scheme == scheme).map(|id| id.value)
    }

    /// The format an item was read from.
    pub fn format(&self, item: &Item) -> Format {
        self.sources[self.records[item.record as usize].source as usize].format
    }
}

fn id_rows(ids: &Ids, s: &mut Strings) -> Vec<IdRow> {
    ids.iter().map(|id| IdRow { scheme: id.scheme(), value: s.intern(id.value()), span: id.span() }).collect()
}

impl PlaceRow {
    fn new(place: &Place, s: &mut Strings) -> Self {
        Self {
            organisation: s.intern(&place.organisation),
            class: place.class,
            unit: s.maybe(place.unit.as_deref()),
            city: s.maybe(place.city.as_deref()),
            country: s.maybe(place.country),
        }
    }
}

impl Item {
    fn empty(origin: Origin, record: u32) -> Self {
        let none = Rows::default();
        Self {
            origin,
            record,
            span: Span::default(),
            ids: none,
            kind: None,
            type_as_written: Str::NONE,
            titles: none,
            abstracts: none,
            contributors: none,
            affiliations: none,
            venue: None,
            issued: None,
            available: None,
            volume: Str::NONE,
            issue: Str::NONE,
            first_page: Str::NONE,
            last_page: Str::NONE,
            article_number: Str::NONE,
            page_count: 0,
            languages: none,
            keywords: none,
            references: none,
            related: none,
            funding: none,
            relations: none,
            cited: None,
            as_written: Str::NONE,
            spans: none,
        }
    }

    /// Year of publication.
    pub fn year(&self) -> Option<i32> {
        self.issued.map(record::PartialDate::year)
    }
}
