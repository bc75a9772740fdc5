//! Web pages: what publishers, repositories and library pages say of a publication in the metadata of a page.
//!
//! A page says the same thing several times: as `citation_*` (Highwire Press, what Google Scholar reads), EPrints, PRISM
//! and Dublin Core in `meta` elements, as JSON-LD, as Open Graph for social media. Each member of the record comes from
//! the first of these [`Family`]s that has it; what another one says differently is kept in `other`. The order of the
//! page is the link between people and places: a `citation_author` is followed by their institutions, address and ORCID.
//!
//! [COinS](https://en.wikipedia.org/wiki/COinS) are records of their own: a library's list of results has many. On a page
//! that speaks of one publication itself, they are what the page lists beside it: *related*.
//!
//! Pages are scanned, not built into a tree: only a handful of elements matters, a scanner keeps the place of each value,
//! and it cannot be led astray by what is wrong elsewhere in a page.
//!
//! Specifications: [inclusion guidelines](https://scholar.google.com/intl/en/scholar/inclusion.html) of Google Scholar,
//! [DC in HTML](https://www.dublincore.org/specifications/dublin-core/dc-html/),
//! [PRISM](https://www.w3.org/Submission/2020/SUBM-prism-20200910/), [Open Graph](https://ogp.me),
//! [schema.org](https://schema.org/ScholarlyArticle), tokens as in [HTML](https://html.spec.whatwg.org/multipage/parsing.html).

mod coins;
mod json_ld;
mod scan;

use super::input::{Head, xml_root};
use super::people::{self, People, link};
use super::tagged::{Slice, evidence, head_of};
use super::{Sink, Spec, cited, markup};
use crate::diagnostic::{Severity, Span};
use crate::record::{
    Abstract, Field, Funding, IdScheme, Identifier, Keyword, KeywordScheme, LangText, NameOrder, Pages, PartialDate,
    PersonName, Record, Reference, ReferenceAuthor, Role, Venue, WorkKind, find_dois, language_code,
};
use crate::text;
use Meaning::*;
use rustc_hash::FxHashSet;
use scan::Found;
use std::borrow::Cow;

pub(super) const SPEC: Spec = Spec {
    name: "html",
    title: "web page with metadata",
    extensions: &["html", "htm", "xhtml"],
    media_type: "text/html",
    detect,
    // A page is one document, and what it says may stand at its end.
    boundary: |_, _| None,
    parse,
};

/// Who says it; the first that says something is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Citation,
    /// The same names behind `bepress_`.
    Bepress,
    Eprints,
    JsonLd,
    Prism,
    DublinCore,
    OpenGraph,
    Page,
}

/// What a statement means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Title,
    Person(Role),
    /// Several names in one value.
    People(Role),
    Institution,
    Email,
    Orcid,
    Journal,
    Abbreviation,
    /// A book or proceedings volume, with the kind of work it makes.
    Container(WorkKind),
    Serial,
    Doi,
    Pmid,
    Pmcid,
    Arxiv,
    /// Any identifier, told by its form.
    Identifiers,
    Date,
    OnlineDate,
    Volume,
    Issue,
    FirstPage,
    LastPage,
    PageRange,
    ArticleNumber,
    Publisher,
    Words(KeywordScheme),
    AbstractText,
    Language,
    Kind,
    Cited,
    Funder,
    Grant,
    /// Where a thesis or report was made: publisher, and kind of work.
    MadeAt(WorkKind),
    Kept,
}

/// Names in small letters, with `.` for `:`.
#[rustfmt::skip]
const METAS: &[(&str, Family, Meaning)] = &[
    ("citation_title",                        Family::Citation,   Title),
    ("citation_author",                       Family::Citation,   Person(Role::Author)),
    ("citation_authors",                      Family::Citation,   People(Role::Author)),
    ("citation_author_institution",           Family::Citation,   Institution),
    ("citation_author_affiliation",           Family::Citation,   Institution),
    ("citation_author_email",                 Family::Citation,   Email),
    ("citation_author_orcid",                 Family::Citation,   Orcid),
    ("citation_editor",                       Family::Citation,   Person(Role::Editor)),
    ("citation_journal_title",                Family::Citation,   Journal),
    ("citation_journal_abbrev",               Family::Citation,   Abbreviation),
    ("citation_inbook_title",                 Family::Citation,   Container(WorkKind::BookChapter)),
    ("citation_book_title",                   Family::Citation,   Container(WorkKind::BookChapter)),
    ("citation_conference",                   Family::Citation,   Container(WorkKind::ConferencePaper)),
    ("citation_conference_title",             Family::Citation,   Container(WorkKind::ConferencePaper)),
    ("citation_dissertation_institution",     Family::Citation,   MadeAt(WorkKind::Thesis)),
    ("citation_technical_report_institution", Family::Citation,   MadeAt(WorkKind::Report)),
    ("citation_series_title",                 Family::Citation,   Kept),
    ("citation_issn",                         Family::Citation,   Serial),
    ("citation_eissn",                        Family::Citation,   Serial),
    ("citation_isbn",                         Family::Citation,   Serial),
    ("citation_doi",                          Family::Citation,   Doi),
    ("citation_pmid",                         Family::Citation,   Pmid),
    ("citation_pmcid",                        Family::Citation,   Pmcid),
    ("citation_arxiv_id",                     Family::Citation,   Arxiv),
    ("citation_publication_date",             Family::Citation,   Date),
    ("citation_date",                         Family::Citation,   Date),
    ("citation_cover_date",                   Family::Citation,   Date),
    ("citation_year",                         Family::Citation,   Date),
    ("citation_online_date",                  Family::Citation,   OnlineDate),
    ("citation_volume",                       Family::Citation,   Volume),
    ("citation_issue",                        Family::Citation,   Issue),
    ("citation_firstpage",                    Family::Citation,   FirstPage),
    ("citation_first_page",                   Family::Citation,   FirstPage),
    ("citation_lastpage",                     Family::Citation,   LastPage),
    ("citation_last_page",                    Family::Citation,   LastPage),
    ("citation_pages",                        Family::Citation,   PageRange),
    ("citation_article_number",               Family::Citation,   ArticleNumber),
    ("citation_publisher",                    Family::Citation,   Publisher),
    ("citation_keyword",                      Family::Citation,   Words(KeywordScheme::Author)),
    ("citation_keywords",                     Family::Citation,   Words(KeywordScheme::Author)),
    ("citation_abstract",                     Family::Citation,   AbstractText),
    ("citation_language",                     Family::Citation,   Language),
    ("citation_article_type",                 Family::Citation,   Kind),
    ("citation_reference",                    Family::Citation,   Cited),
    ("citation_funding_source",               Family::Citation,   Funder),
    ("citation_grant_number",                 Family::Citation,   Grant),
    ("eprints.title",                         Family::Eprints,    Title),
    ("eprints.creators_name",                 Family::Eprints,    Person(Role::Author)),
    ("eprints.creators_orcid",                Family::Eprints,    Orcid),
    ("eprints.editors_name",                  Family::Eprints,    Person(Role::Editor)),
    ("eprints.publication",                   Family::Eprints,    Journal),
    ("eprints.book_title",                    Family::Eprints,    Container(WorkKind::BookChapter)),
    ("eprints.event_title",                   Family::Eprints,    Container(WorkKind::ConferencePaper)),
    ("eprints.institution",                   Family::Eprints,    Kept),
    ("eprints.issn",                          Family::Eprints,    Serial),
    ("eprints.isbn",                          Family::Eprints,    Serial),
    ("eprints.id_number",                     Family::Eprints,    Identifiers),
    ("eprints.doi",                           Family::Eprints,    Doi),
    ("eprints.date",                          Family::Eprints,    Date),
    ("eprints.volume",                        Family::Eprints,    Volume),
    ("eprints.number",                        Family::Eprints,    Issue),
    ("eprints.pagerange",                     Family::Eprints,    PageRange),
    ("eprints.publisher",                     Family::Eprints,    Publisher),
    ("eprints.keywords",                      Family::Eprints,    Words(KeywordScheme::Author)),
    ("eprints.abstract",                      Family::Eprints,    AbstractText),
    ("eprints.type",                          Family::Eprints,    Kind),
    ("prism.publicationname",                 Family::Prism,      Journal),
    ("prism.issn",                            Family::Prism,      Serial),
    ("prism.eissn",                           Family::Prism,      Serial),
    ("prism.isbn",                            Family::Prism,      Serial),
    ("prism.doi",                             Family::Prism,      Doi),
    ("prism.publicationdate",                 Family::Prism,      Date),
    ("prism.coverdate",                       Family::Prism,      Date),
    ("prism.volume",                          Family::Prism,      Volume),
    ("prism.number",                          Family::Prism,      Issue),
    ("prism.issueidentifier",                 Family::Prism,      Issue),
    ("prism.startingpage",                    Family::Prism,      FirstPage),
    ("prism.endingpage",                      Family::Prism,      LastPage),
    ("prism.pagerange",                       Family::Prism,      PageRange),
    ("prism.keyword",                         Family::Prism,      Words(KeywordScheme::Author)),
    ("prism.publisher",                       Family::Prism,      Publisher),
    ("prism.section",                         Family::Prism,      Kept),
    ("dc.title",                              Family::DublinCore, Title),
    ("dc.creator",                            Family::DublinCore, Person(Role::Author)),
    ("dc.contributor",                        Family::DublinCore, Person(Role::Author)),
    ("dc.contributor.author",                 Family::DublinCore, Person(Role::Author)),
    ("dc.creator.personalname",               Family::DublinCore, Person(Role::Author)),
    ("dc.contributor.editor",                 Family::DublinCore, Person(Role::Editor)),
    ("dc.contributor.advisor",                Family::DublinCore, Person(Role::Advisor)),
    ("dc.identifier",                         Family::DublinCore, Identifiers),
    ("dc.identifier.doi",                     Family::DublinCore, Doi),
    ("dc.identifier.issn",                    Family::DublinCore, Serial),
    ("dc.date",                               Family::DublinCore, Date),
    ("dc.date.issued",                        Family::DublinCore, Date),
    ("dc.issued",                             Family::DublinCore, Date),
    ("dc.source",                             Family::DublinCore, Journal),
    ("dc.ispartof",                           Family::DublinCore, Journal),
    ("dc.relation.ispartof",                  Family::DublinCore, Journal),
    ("dc.source.issn",                        Family::DublinCore, Serial),
    ("dc.source.volume",                      Family::DublinCore, Volume),
    ("dc.source.issue",                       Family::DublinCore, Issue),
    ("dc.publisher",                          Family::DublinCore, Publisher),
    ("dc.subject",                            Family::DublinCore, Words(KeywordScheme::Subject)),
    ("dc.description",                        Family::DublinCore, AbstractText),
    ("dc.description.abstract",               Family::DublinCore, AbstractText),
    ("dc.abstract",                           Family::DublinCore, AbstractText),
    ("dc.language",                           Family::DublinCore, Language),
    ("dc.type",                               Family::DublinCore, Kind),
    ("og.title",                              Family::OpenGraph,  Title),
    ("og.description",                        Family::OpenGraph,  AbstractText),
    ("og.type",                               Family::OpenGraph,  Kind),
    ("og.site_name",                          Family::OpenGraph,  Kept),
    ("og.url",                                Family::OpenGraph,  Kept),
    ("article.author",                        Family::OpenGraph,  Person(Role::Author)),
    ("book.author",                           Family::OpenGraph,  Person(Role::Author)),
    ("book.isbn",                             Family::OpenGraph,  Serial),
    ("article.published_time",                Family::OpenGraph,  Date),
    ("book.release_date",                     Family::OpenGraph,  Date),
    ("video.release_date",                    Family::OpenGraph,  Date),
    ("article.tag",                           Family::OpenGraph,  Words(KeywordScheme::Author)),
    ("book.tag",                              Family::OpenGraph,  Words(KeywordScheme::Author)),
    ("video.tag",                             Family::OpenGraph,  Words(KeywordScheme::Author)),
    ("author",                                Family::Page,       People(Role::Author)),
    ("description",                           Family::Page,       AbstractText),
    ("keywords",                              Family::Page,       Words(KeywordScheme::Author)),
];

/// Beginnings of names that speak of the publication: what no table knows of them is kept.
const SPEAKING: &[&str] = &["citation_", "eprints.", "prism.", "dc.", "article.", "book."];

/// Kinds of works in the words of all families.
#[rustfmt::skip]
const KINDS: &[(&str, WorkKind)] = &[
    ("article",                  WorkKind::JournalArticle),
    ("text.article",             WorkKind::JournalArticle),
    ("journal article",          WorkKind::JournalArticle),
    ("research article",         WorkKind::JournalArticle),
    ("research-article",         WorkKind::JournalArticle),
    ("originalpaper",            WorkKind::JournalArticle),
    ("original paper",           WorkKind::JournalArticle),
    ("scholarlyarticle",         WorkKind::JournalArticle),
    ("medicalscholarlyarticle",  WorkKind::JournalArticle),
    ("text.serial.journal",      WorkKind::JournalArticle),
    ("review",                   WorkKind::Review),
    ("review article",           WorkKind::Review),
    ("review-article",           WorkKind::Review),
    ("reviewpaper",              WorkKind::Review),
    ("editorial",                WorkKind::Editorial),
    ("letter",                   WorkKind::Letter),
    ("correction",               WorkKind::Erratum),
    ("erratum",                  WorkKind::Erratum),
    ("retraction",               WorkKind::Retraction),
    ("preprint",                 WorkKind::Preprint),
    ("book",                     WorkKind::Book),
    ("monograph",                WorkKind::Book),
    ("chapter",                  WorkKind::BookChapter),
    ("book chapter",             WorkKind::BookChapter),
    ("book_section",             WorkKind::BookChapter),
    ("bookitem",                 WorkKind::BookChapter),
    ("conference_item",          WorkKind::ConferencePaper),
    ("conference paper",         WorkKind::ConferencePaper),
    ("proceeding",               WorkKind::ConferencePaper),
    ("thesis",                   WorkKind::Thesis),
    ("dissertation",             WorkKind::Thesis),
    ("report",                   WorkKind::Report),
    ("dataset",                  WorkKind::Dataset),
    ("newsarticle",              WorkKind::NewspaperArticle),
    ("blogposting",              WorkKind::WebPage),
    ("website",                  WorkKind::WebPage),
    ("webpage",                  WorkKind::WebPage),
    ("patent",                   WorkKind::Patent),
];

/// The kind a word of a page tells; the last part of an address counts: `http://purl.org/coar/…/article`.
fn kind_of(word: &str) -> Option<WorkKind> {
    let last = word.rsplit('/').next().unwrap_or(word).trim().to_ascii_lowercase();
    KINDS.iter().find(|(name, _)| *name == last).map(|(_, kind)| *kind)
}

fn detect(head: &Head) -> Option<String> {
    let text = head.text().trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !text.starts_with('<') {
        return None;
    }
    let lower: String = text.chars().take(64).flat_map(char::to_lowercase).collect();
    let begins = ["<!doctype html", "<html", "<head", "<meta ", "<body", "<span class=\"z3988\""];
    let root = || xml_root(text).is_some_and(|root| root.eq_ignore_ascii_case("html"));
    if !begins.iter().any(|begin| lower.starts_with(begin)) && !root() {
        return None;
    }
    let (number, line) = (1..).zip(head.text().lines()).find(|(_, line)| line.contains('<'))?;
    Some(evidence(number, line.trim_start_matches('\u{feff}').trim_start()))
}

/// One statement of a page.
struct Entry<'t> {
    family: Family,
    meaning: Meaning,
    name: Cow<'static, str>,
    value: String,
    slice: Slice<'t>,
}

fn parse(sink: &mut Sink<'_>) {
    let text = sink.text();
    let found = scan::scan(text);
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut others: Vec<(String, String)> = Vec::new();
    let mut page_title = None;
    let mut coins = Vec::new();
    let mut documents = Vec::new();
    for found in found {
        match found {
            Found::Meta { name, content } => meta(&name, content, &mut entries, &mut others),
            Found::Title(title) => page_title = page_title.or(Some(title)),
            Found::Canonical(address) => others.push(("canonical".to_string(), address.text.to_string())),
            Found::JsonLd(script) => documents.extend(json_ld::documents(script, sink)),
            Found::Coins(title) => coins.push(title),
        }
    }
    let mut documents = documents.into_iter();
    if let Some(document) = documents.next() {
        document.entries(&mut entries);
    }
    let own = entries.iter().any(|entry| match entry.family {
        Family::Citation | Family::Bepress | Family::Eprints | Family::JsonLd => true,
        Family::Prism | Family::DublinCore => matches!(entry.meaning, Title | Doi | Journal | Identifiers),
        // An address for social media is no publication where the page lists others.
        Family::OpenGraph => entry.meaning == Title && coins.is_empty(),
        Family::Page => false,
    });
    let end = text.trim_end().len();
    if !text.as_bytes()[..end].last_chunk::<7>().is_some_and(|tail| tail.eq_ignore_ascii_case(b"</html>")) {
        sink.note(Severity::Info, "cut-off", end, "the page does not end with </html>: it may be cut short");
    }
    if own {
        let mut record = Page::new(sink, 0..end).read(entries, page_title, others);
        for slice in coins {
            let listed = coins::record(slice, sink);
            if !is_same(&record, &listed) {
                record.related.push(coins::reference(&listed, slice, sink));
            }
        }
        sink.push(record, 0);
    } else {
        for slice in &coins {
            let record = coins::record(*slice, sink);
            sink.push(record, slice.at);
        }
        if coins.is_empty() {
            let message = "the page states no publication: neither citation_*, DC, PRISM, Open Graph, JSON-LD nor COinS; \
                           text copied from it may be read instead";
            sink.note(Severity::Error, "no-publication", 0, message);
        }
    }
    // A list of publications in JSON-LD.
    for document in documents {
        let place = document.place();
        let mut entries = Vec::new();
        document.entries(&mut entries);
        let record = Page::new(sink, place.clone()).read(entries, None, Vec::new());
        sink.push(record, place.start);
    }
}

/// Whether a record a page lists is the page's own.
fn is_same(page: &Record, listed: &Record) -> bool {
    match (page.ids.get(IdScheme::Doi), listed.ids.get(IdScheme::Doi)) {
        (Some(one), Some(other)) => one == other,
        _ => {
            let title = |record: &Record| record.titles.first().map(|title| text::fold(&title.text));
            title(page).is_some() && title(page) == title(listed)
        }
    }
}

fn meta<'t>(name: &str, content: Slice<'t>, entries: &mut Vec<Entry<'t>>, others: &mut Vec<(String, String)>) {
    let content = content.trim();
    let lower = name.trim().to_lowercase().replace(':', ".");
    let bepress = lower.strip_prefix("bepress_");
    let plain = bepress.unwrap_or(&lower);
    let plain = plain.replace("dcterms.", "dc.");
    let value = text::clean(&markup::plain(content.text)).into_owned();
    if value.is_empty() {
        return;
    }
    match METAS.iter().find(|(known, ..)| *known == plain) {
        Some((known, family, meaning)) => {
            // An abstract keeps its paragraphs.
            let value = if *meaning == AbstractText { markup::plain(content.text).trim().to_string() } else { value };
            entries.push(Entry {
                family: if bepress.is_some() { Family::Bepress } else { *family },
                meaning: *meaning,
                name: Cow::Borrowed(known),
                value,
                slice: content,
            });
        }
        None if SPEAKING.iter().any(|begin| plain.starts_with(begin)) => others.push((plain, value)),
        None => {}
    }
}

/// What is gathered of one publication.
struct Page<'s, 'p> {
    sink: &'s mut Sink<'p>,
    record: Record,
    people: People,
    venue: Venue,
    /// The family each member was taken from.
    taken: Vec<(&'static str, Family)>,
    /// The keywords of the first family that has any, in comparable form.
    keywords: Option<FxHashSet<String>>,
}

/// As much of a text as another of that length has to be compared with: a text of a megabyte is not compared with each of
/// ten thousand short ones.
fn as_long_as<'t>(text: &'t str, other: &str) -> &'t str {
    head_of(text, other.chars().count() + 100)
}

impl<'s, 'p> Page<'s, 'p> {
    fn new(sink: &'s mut Sink<'p>, range: std::ops::Range<usize>) -> Self {
        let record = sink.record(range);
        Self { sink, record, people: People::default(), venue: Venue::default(), taken: Vec::new(), keywords: None }
    }

    /// Whether a family is the one a member is taken from: the first that has it.
    fn takes(&mut self, member: &'static str, family: Family) -> bool {
        match self.taken.iter().find(|(taken, _)| *taken == member) {
            Some((_, first)) => *first == family,
            None => {
                self.taken.push((member, family));
                true
            }
        }
    }

    fn keep(&mut self, entry: &Entry<'_>) {
        let others = self.record.other.get(&*entry.name);
        let held = others.is_some_and(|values| values.iter().take(64).any(|value| *value == entry.value));
        if !held {
            self.record.keep_other(&entry.name, entry.value.clone());
        }
    }

    fn span(&self, entry: &Entry<'_>) -> Span {
        self.sink.span(entry.slice.range())
    }

    fn read(
        mut self,
        mut entries: Vec<Entry<'_>>,
        page_title: Option<Slice<'_>>,
        others: Vec<(String, String)>,
    ) -> Record {
        // Families one after the other, each in the order of the page.
        entries.sort_by_key(|entry| entry.family);
        let languages: Vec<&str> =
            entries.iter().filter(|e| e.meaning == Language).filter_map(|e| language_code(&e.value)).collect();
        self.record.languages = languages.iter().take(1).map(|lang| Cow::Borrowed(*lang)).collect();
        let placed = places_follow_people(&entries);
        if !placed {
            let message =
                "institutions stand only behind the last of several authors: they are the record's, no author's";
            self.sink.note(Severity::Info, "affiliations", entries.first().map_or(0, |e| e.slice.at), message);
        }
        let mut last_person = None;
        for entry in &entries {
            self.entry(entry, placed, &mut last_person);
        }
        if let Some(title) = page_title {
            let words = text::clean(&markup::plain(title.text)).into_owned();
            if self.record.titles.is_empty() && !words.is_empty() {
                let span = self.sink.span(title.trim().range());
                let lang = text::language(&words).map(Cow::Borrowed);
                self.record.titles.push(LangText { text: words, lang, span });
            }
        }
        for (name, value) in others {
            self.record.keep_other(&name, value);
        }
        if !self.venue.is_empty() {
            self.record.venue = Some(self.venue);
        }
        let journal = self.taken.iter().find(|(member, _)| *member == "journal").map(|(_, family)| *family);
        // PRISM and Dublin Core name whatever a thing appeared in.
        let has_journal = journal.is_some_and(|family| family < Family::Prism || self.record.type_as_written.is_none());
        match self.record.kind {
            None if has_journal => self.record.kind = Some(WorkKind::JournalArticle),
            // `article` of Open Graph is any page that is no index.
            Some(WorkKind::JournalArticle) if !has_journal && self.record.ids.is_empty() => {
                self.record.kind = Some(WorkKind::WebPage);
            }
            _ => {}
        }
        self.record
    }

    fn entry(&mut self, entry: &Entry<'_>, placed: bool, last_person: &mut Option<usize>) {
        let value = entry.value.as_str();
        let family = entry.family;
        let range = entry.slice.range();
        match entry.meaning {
            Title => self.title(entry),
            Person(role) | People(role) => *last_person = self.people_of(entry, role),
            Institution => {
                let span = self.span(entry);
                let index = self.people.affiliation(&mut self.record, value.to_string(), span);
                if let (Some(person), true) = (*last_person, placed) {
                    link(&mut self.record, person, index);
                }
            }
            Orcid => {
                let id = Identifier::parse(IdScheme::Orcid, value);
                let person = last_person.and_then(|person| self.record.contributors.get_mut(person));
                match (id, person) {
                    (Ok(id), Some(person)) => {
                        let span = self.sink.span(range);
                        person.ids.insert(id.at(span));
                    }
                    (Ok(_), None) => self.keep(entry),
                    (Err(invalid), _) => {
                        self.sink.note(
                            Severity::Warning,
                            "identifier",
                            range.start,
                            format!("{invalid}; kept in `other`"),
                        );
                        self.keep(entry);
                    }
                }
            }
            Email | Kept => self.keep(entry),
            Journal => {
                if let Some(value) = self.single(entry, "journal") {
                    self.venue.title = Some(value);
                    self.place(Field::Venue, entry);
                }
            }
            Abbreviation => {
                if let Some(value) = self.single(entry, "abbreviation") {
                    self.venue.abbreviation = Some(value);
                }
            }
            Container(kind) => {
                if self.takes("container", family) && self.venue.title.is_none() {
                    self.venue.title = Some(value.to_string());
                    self.place(Field::Venue, entry);
                } else if self.venue.title.as_deref() != Some(value) {
                    self.keep(entry);
                }
                self.record.kind.get_or_insert(kind);
            }
            MadeAt(kind) => {
                self.record.kind.get_or_insert(kind);
                match self.venue.publisher.as_deref() {
                    None => self.venue.publisher = Some(value.to_string()),
                    Some(held) if held == value => {}
                    Some(_) => self.keep(entry),
                }
            }
            Publisher => {
                if let Some(value) = self.single(entry, "publisher") {
                    self.venue.publisher.get_or_insert(value);
                }
            }
            Serial => {
                let mut venue = std::mem::take(&mut self.venue);
                self.sink.serial_numbers(value, range, &mut venue, &mut self.record);
                self.venue = venue;
            }
            Doi => self.identifier(IdScheme::Doi, entry),
            Pmid => self.identifier(IdScheme::Pmid, entry),
            Pmcid => self.identifier(IdScheme::Pmcid, entry),
            Arxiv => self.identifier(IdScheme::Arxiv, entry),
            Identifiers => self.any_identifier(entry),
            Date => self.date(entry, "date"),
            OnlineDate => self.date(entry, "online"),
            Volume => {
                if let Some(value) = self.single(entry, "volume") {
                    self.record.volume = Some(value);
                    self.place(Field::Volume, entry);
                }
            }
            Issue => {
                if let Some(value) = self.single(entry, "issue") {
                    self.record.issue = Some(value);
                    self.place(Field::Issue, entry);
                }
            }
            FirstPage | LastPage | PageRange | ArticleNumber => self.pages(entry),
            Words(scheme) => self.keywords(entry, scheme),
            AbstractText => self.abstract_text(entry),
            Language => {
                let known = language_code(value).map(Cow::Borrowed);
                if known.is_some() && self.record.languages.first() == known.as_ref() {
                    if !self.record.spans.contains_key(&Field::Languages) {
                        self.place(Field::Languages, entry);
                    }
                } else {
                    self.keep(entry);
                }
            }
            Kind => self.kind(entry),
            Cited => {
                let reference = reference(entry, self.sink);
                self.record.references.push(reference);
            }
            Funder => {
                let span = self.span(entry);
                self.record.funding.push(funding(value, span));
            }
            Grant => match self.record.funding.last_mut() {
                Some(funding) => funding.grants.push(value.to_string()),
                None => self.keep(entry),
            },
        }
    }

    fn place(&mut self, field: Field, entry: &Entry<'_>) {
        let span = self.span(entry);
        self.record.spans.insert(field, span);
    }

    /// The value of a member that holds one; a second value that differs is kept.
    fn single(&mut self, entry: &Entry<'_>, member: &'static str) -> Option<String> {
        let before = self.taken.iter().any(|(taken, _)| *taken == member);
        if !before && self.takes(member, entry.family) {
            return Some(entry.value.clone());
        }
        let folded = text::fold(&entry.value);
        let held = match member {
            "journal" => self.venue.title.as_deref(),
            "abbreviation" => self.venue.abbreviation.as_deref(),
            "publisher" => self.venue.publisher.as_deref(),
            "volume" => self.record.volume.as_deref(),
            "issue" => self.record.issue.as_deref(),
            _ => None,
        };
        if held.is_none_or(|held| text::fold(held) != folded) {
            self.keep(entry);
        }
        None
    }

    fn title(&mut self, entry: &Entry<'_>) {
        let lang = text::language(&entry.value).map(Cow::Borrowed);
        let folded = text::fold(&entry.value);
        let same = |title: &LangText| text::fold(as_long_as(&title.text, &entry.value)) == folded;
        if self.record.titles.iter().any(same) {
            return;
        }
        // A second title of the same family in another script is the title in another language.
        let script = |t: &str| text::has_han(t);
        let other = self.record.titles.iter().all(|title| script(&title.text) != script(&entry.value));
        if self.takes("title", entry.family) && other {
            let span = self.span(entry);
            self.record.titles.push(LangText { text: entry.value.clone(), lang, span });
        } else {
            self.keep(entry);
        }
    }

    /// Adds the people a value names; returns the last of them.
    fn people_of(&mut self, entry: &Entry<'_>, role: Role) -> Option<usize> {
        let member = match role {
            Role::Author => "authors",
            Role::Editor => "editors",
            _ => "others",
        };
        if is_address(&entry.value) || !self.takes(member, entry.family) {
            if is_address(&entry.value) || !self.knows(&entry.value) {
                self.keep(entry);
            }
            return None;
        }
        let several = matches!(entry.meaning, People(_)) || entry.value.contains(';');
        let names: Vec<&str> = if entry.value.contains(';') {
            entry.value.split(';').collect()
        } else if several && entry.value.matches(',').count() > 1 {
            entry.value.split(',').collect()
        } else {
            vec![&entry.value]
        };
        let span = self.span(entry);
        let mut last = None;
        for name in names.into_iter().map(str::trim).filter(|name| !name.is_empty()) {
            last = Some(self.person(name, role, span));
        }
        last
    }

    fn person(&mut self, written: &str, role: Role, span: Span) -> usize {
        let name = name_of(written);
        self.people.add(&mut self.record, role, written.to_string(), name, span)
    }

    /// Whether a name is one of the people already there, in whatever order its parts stand.
    fn knows(&self, name: &str) -> bool {
        let parts = |name: &str| {
            let folded = text::fold(name);
            let mut parts: Vec<String> = folded.split(' ').map(str::to_string).collect();
            parts.sort();
            parts
        };
        let sought = parts(name);
        self.record.contributors.len() <= 200 && self.record.contributors.iter().any(|c| parts(&c.as_written) == sought)
    }

    fn identifier(&mut self, scheme: IdScheme, entry: &Entry<'_>) {
        if let Some(held) = self.record.ids.get(scheme)
            && Identifier::parse(scheme, &entry.value).is_ok_and(|id| id.value() == held)
        {
            return;
        }
        let mut ids = std::mem::take(&mut self.record.ids);
        self.sink.identifier(scheme, &entry.value, entry.slice.range(), &mut ids, &mut self.record.other);
        self.record.ids = ids;
    }

    /// `doi:10.1000/1`, `https://doi.org/…`, `PMID: 1`, `ISSN 1234-5678`, or an address.
    fn any_identifier(&mut self, entry: &Entry<'_>) {
        let lower = entry.value.to_ascii_lowercase();
        let scheme = if lower.contains("doi") && lower.contains("10.") || lower.starts_with("10.") {
            IdScheme::Doi
        } else if lower.starts_with("pmid") || lower.contains("pubmed.ncbi") {
            IdScheme::Pmid
        } else if lower.contains("pmc") {
            IdScheme::Pmcid
        } else if lower.contains("arxiv") {
            IdScheme::Arxiv
        } else if lower.starts_with("isbn") || lower.starts_with("urn:isbn") {
            IdScheme::Isbn
        } else {
            self.keep(entry);
            return;
        };
        match Identifier::parse(scheme, &entry.value) {
            Ok(id) if self.record.ids.get(scheme).is_none_or(|held| held == id.value()) => {
                let span = self.span(entry);
                self.record.ids.insert(id.at(span));
            }
            _ => self.keep(entry),
        }
    }

    fn date(&mut self, entry: &Entry<'_>, member: &'static str) {
        let date = PartialDate::parse(&entry.value);
        let (slot, field) = match member {
            "date" => (&mut self.record.issued, Field::Issued),
            _ => (&mut self.record.available, Field::Available),
        };
        match (date, *slot) {
            (Some(date), None) => *slot = Some(date),
            // The same date, known more exactly.
            (Some(date), Some(held)) if date.to_string().starts_with(&held.to_string()) && date != held => {
                *slot = Some(date)
            }
            (Some(date), Some(held)) if held.to_string().starts_with(&date.to_string()) => return,
            _ => {
                self.keep(entry);
                return;
            }
        }
        self.place(field, entry);
    }

    fn pages(&mut self, entry: &Entry<'_>) {
        let value = entry.value.trim();
        let pages = &mut self.record.pages;
        let slot = match entry.meaning {
            FirstPage => &mut pages.first,
            LastPage => &mut pages.last,
            ArticleNumber => &mut pages.article_number,
            _ => {
                let read = Pages::parse(value);
                if pages.first.is_none() {
                    *pages = Pages { article_number: pages.article_number.take(), ..read };
                    self.place(Field::Pages, entry);
                } else if pages.first != read.first {
                    self.keep(entry);
                }
                return;
            }
        };
        match slot {
            None => {
                *slot = Some(value.to_string());
                if !self.record.spans.contains_key(&Field::Pages) {
                    self.place(Field::Pages, entry);
                }
            }
            Some(held) if held == value => {}
            Some(_) => self.keep(entry),
        }
    }

    fn keywords(&mut self, entry: &Entry<'_>, scheme: KeywordScheme) {
        if !self.takes("keywords", entry.family) {
            let keywords = &self.record.keywords;
            // Keywords of the first family come before those of any other: they are folded once.
            let held = self.keywords.get_or_insert_with(|| keywords.iter().map(|k| text::fold(&k.text)).collect());
            if !entry.value.split([';', ',']).all(|word| held.contains(&text::fold(word))) {
                self.keep(entry);
            }
            return;
        }
        let span = self.span(entry);
        let list = if entry.value.contains(';') {
            ';'
        } else if entry.name.ends_with('s') && entry.name != "dc.subject" {
            ','
        } else {
            ';'
        };
        for word in entry.value.split(list).map(str::trim).filter(|word| !word.is_empty()) {
            let lang = text::has_han(word).then_some(Cow::Borrowed("zh"));
            self.record.keywords.push(Keyword { text: word.to_string(), scheme, lang, span, ..Keyword::default() });
        }
    }

    fn abstract_text(&mut self, entry: &Entry<'_>) {
        let folded = text::fold(&entry.value);
        // Open Graph and the page's own description cut it short.
        if self
            .record
            .abstracts
            .iter()
            .any(|held| text::fold(as_long_as(&held.text, &entry.value)).starts_with(folded.trim_end()))
        {
            return;
        }
        let has_other_script =
            self.record.abstracts.iter().all(|a| text::has_han(&a.text) != text::has_han(&entry.value));
        if !self.takes("abstract", entry.family) || !has_other_script || entry.family == Family::Page {
            self.keep(entry);
            return;
        }
        let span = self.span(entry);
        let words = text::clean(&entry.value).into_owned();
        let lang = text::language(super::tagged::head_of(&words, 400)).map(Cow::Borrowed);
        self.record.abstracts.push(Abstract { text: words, lang, span, ..Abstract::default() });
    }

    fn kind(&mut self, entry: &Entry<'_>) {
        if !self.takes("type", entry.family) || self.record.type_as_written.is_some() {
            if self.record.type_as_written.as_deref() != Some(&entry.value) {
                self.keep(entry);
            }
            return;
        }
        self.record.type_as_written = Some(entry.value.clone());
        self.place(Field::Type, entry);
        if let Some(kind) = kind_of(&entry.value) {
            self.record.kind.get_or_insert(kind);
        }
    }
}

/// Whether institutions show whose they are: not where all of them stand behind the last of several authors.
fn places_follow_people(entries: &[Entry<'_>]) -> bool {
    let family = entries.iter().find(|e| matches!(e.meaning, Person(Role::Author))).map(|e| e.family);
    let (mut people, mut early, mut late) = (0usize, 0usize, 0usize);
    for entry in entries.iter().filter(|entry| Some(entry.family) == family) {
        match entry.meaning {
            Person(Role::Author) => {
                people += 1;
                early += late;
                late = 0;
            }
            Institution => late += 1,
            _ => {}
        }
    }
    people < 2 || early > 0 || late == 0
}

fn is_address(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://") || value.starts_with("mailto:")
}

/// Reads a name as pages write it: with a comma, or the given name first; Chinese names stay whole in their order.
fn name_of(written: &str) -> Option<PersonName> {
    if text::has_han(written) {
        return people::person(written);
    }
    people::person(written).or_else(|| {
        let words: Vec<&str> = written.split(' ').collect();
        let plain = words.len() > 4 && words.len() <= 7 && !written.contains([',', '(', '&', ':']);
        let particles = words.iter().filter(|word| word.starts_with(char::is_lowercase)).count();
        let capitals = words.iter().all(|word| word.starts_with(char::is_uppercase) || word.len() <= 4);
        (plain && particles > 0 && particles < 4 && capitals && !is_organisation(written))
            .then(|| PersonName::parse(written, NameOrder::GivenFirst))
            .flatten()
    })
}

fn is_organisation(written: &str) -> bool {
    let words = ["for", "of", "on", "the", "and"];
    written.split(' ').any(|word| words.contains(&word))
}

/// `Funder` or `citation_funder_name=…;citation_grant_number=…`.
fn funding(value: &str, span: Span) -> Funding {
    let mut funding = Funding { span, ..Funding::default() };
    if !value.contains('=') {
        funding.funder = Some(value.to_string());
        return funding;
    }
    for (key, value) in pairs(value) {
        match key {
            "citation_grant_number" => funding.grants.push(value.to_string()),
            "citation_funder_id" => {
                if let Ok(id) = Identifier::parse(IdScheme::Funder, value) {
                    funding.ids.insert(id.at(span));
                }
            }
            _ => {
                funding.funder.get_or_insert_with(|| value.to_string());
            }
        }
    }
    funding
}

/// `citation_title=…; citation_author=…;` taken apart. A semicolon parts only where a key follows.
fn pairs(value: &str) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    for at in memchr::memmem::find_iter(value.as_bytes(), b"citation_") {
        let before = value[..at].trim_end();
        if before.is_empty() || before.ends_with(';') {
            starts.push(at);
        }
    }
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(value.len());
        if let Some((key, value)) = value[*start..end].split_once('=') {
            found.push((key.trim(), value.trim().trim_end_matches(';').trim()));
        }
    }
    found.retain(|(_, value)| !value.is_empty());
    found
}

/// A `citation_reference`: pairs of keys and values, or an entry as it is printed.
fn reference(entry: &Entry<'_>, sink: &Sink<'_>) -> Reference {
    let pairs = pairs(&entry.value);
    if pairs.is_empty() {
        let mut reference = cited::entry(Slice { text: &entry.value, at: 0 }, sink);
        let span = sink.span(entry.slice.range());
        reference.span = span;
        let doi = find_dois(&entry.value).into_iter().next();
        reference.ids = Default::default();
        if let Some((doi, range)) = doi {
            let place = entry.slice.find_behind(&mut 0, &entry.value[range]);
            reference.ids.insert(doi.at(sink.span(place.range())));
        }
        return reference;
    }
    let span = sink.span(entry.slice.range());
    let mut reference = Reference { as_written: entry.value.clone(), span, ..Reference::default() };
    let mut from = 0;
    for (key, value) in pairs {
        let span = sink.span(entry.slice.find_behind(&mut from, value).range());
        let value = text::clean(value).into_owned();
        let scheme = match key {
            "citation_title" => {
                reference.title.get_or_insert(value);
                continue;
            }
            "citation_author" => {
                reference.authors.push(ReferenceAuthor { as_written: value, span });
                continue;
            }
            "citation_journal_title"
            | "citation_inbook_title"
            | "citation_book_title"
            | "citation_conference_title"
            | "citation_conference"
            | "citation_journal_abbrev" => {
                reference.venue.get_or_insert(value);
                continue;
            }
            "citation_publication_date" | "citation_year" | "citation_date" => {
                reference.year = reference.year.or(PartialDate::parse(&value).map(PartialDate::year));
                continue;
            }
            "citation_volume" => {
                reference.volume.get_or_insert(value);
                continue;
            }
            "citation_issue" | "citation_number" => {
                reference.issue.get_or_insert(value);
                continue;
            }
            "citation_firstpage" | "citation_first_page" => {
                reference.first_page.get_or_insert(value);
                continue;
            }
            "citation_lastpage" | "citation_last_page" => {
                reference.last_page.get_or_insert(value);
                continue;
            }
            "citation_pages" => {
                let pages = Pages::parse(&value);
                reference.first_page = reference.first_page.or(pages.first);
                reference.last_page = reference.last_page.or(pages.last);
                continue;
            }
            "citation_doi" => IdScheme::Doi,
            "citation_pmid" => IdScheme::Pmid,
            "citation_pmcid" => IdScheme::Pmcid,
            "citation_arxiv_id" => IdScheme::Arxiv,
            _ => continue,
        };
        if let Ok(id) = Identifier::parse(scheme, &value) {
            reference.ids.insert(id.at(span));
        }
    }
    reference
}
