//! One record of PubMed XML.
//!
//! Elements are told by name wherever they stand; only those whose name says too little are told by their parent. No
//! element's reader calls itself, however deep a file nests them.
//!
//! - A person is written as `LastName ForeName`, with the initials where there is no forename, and a suffix behind.
//! - A title in brackets is the library's translation: English, without the brackets; the original is another title.
//! - Abstracts repeat the labels of their sections, as the tagged format has them: `METHODS: …`.
//! - What only serves the library's own administration goes to `other`, in one line for each date or note.

use crate::diagnostic::{Severity, Span};
use crate::read::Sink;
use crate::read::nlm;
use crate::read::xml::{Leaf, Tag, Xml};
use crate::record::{
    Abstract, Affiliation, Contributor, Field, Funding, IdScheme, Ids, Keyword, KeywordScheme, Lang, LangText,
    PartialDate, PersonName, Qualifier, Record, Reference, Relation, Role, Section, Venue, WorkKind, issn,
    month_number,
};
use crate::text;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;

/// Elements that only group others.
#[rustfmt::skip]
pub(super) const GROUPS: &[&str] = &[
    "PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument", "Article", "Journal", "JournalIssue",
    "MedlineJournalInfo", "Pagination", "PublicationTypeList", "SupplMeshList", "GeneSymbolList", "Book", "Publisher",
    "Sections", "Section", "PubmedData", "PubmedBookData", "ObjectList", "ItemList",
];

/// Elements kept in `other` under their own name, and the attribute that goes before their text.
#[rustfmt::skip]
const KEPT: &[(&str, &str)] = &[
    ("CitationSubset", ""), ("CoiStatement", ""), ("CollectionTitle", ""), ("CopyrightInformation", ""),
    ("Country", ""), ("Edition", ""), ("GeneSymbol", ""), ("GeneralNote", "Owner"), ("Item", ""),
    ("LocationLabel", "Type"), ("Medium", ""), ("NumberOfReferences", ""), ("Object", "Type"), ("OtherID", "Source"),
    ("PublicationStatus", ""), ("PublisherLocation", ""), ("ReportNumber", ""), ("SectionTitle", ""),
    ("SpaceFlightMission", ""), ("VolumeTitle", ""),
];

/// Attributes kept in `other` under their own name.
const KEPT_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("MedlineCitation", &["Status", "Owner", "IndexingMethod", "VersionID", "VersionDate"]),
    ("Article", &["PubModel"]),
    ("JournalIssue", &["CitedMedium"]),
    ("ISSN", &["IssnType"]),
];

/// [Types of linked publications](https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#commentscorrections);
/// `Cites` is none of them but a citation.
const RELATIONS: &[(&str, &str)] = &[
    ("AssociatedDataset", "associated-dataset"),
    ("AssociatedPublication", "associated-publication"),
    ("CommentIn", "comment-in"),
    ("CommentOn", "comment-on"),
    ("CorrectedandRepublishedIn", "corrected-and-republished-in"),
    ("CorrectedandRepublishedFrom", "corrected-and-republished-from"),
    ("ErratumIn", "erratum-in"),
    ("ErratumFor", "erratum-for"),
    ("ExpressionOfConcernIn", "expression-of-concern-in"),
    ("ExpressionOfConcernFor", "expression-of-concern-for"),
    ("OriginalReportIn", "original-report-in"),
    ("ReprintIn", "reprint-in"),
    ("ReprintOf", "reprint-of"),
    ("RepublishedIn", "republished-in"),
    ("RepublishedFrom", "republished-from"),
    ("RetractedandRepublishedIn", "retracted-and-republished-in"),
    ("RetractedandRepublishedFrom", "retracted-and-republished-from"),
    ("RetractionIn", "retraction-in"),
    ("RetractionOf", "retraction-of"),
    ("SummaryForPatientsIn", "summary-for-patients-in"),
    ("UpdateIn", "update-in"),
    ("UpdateOf", "update-of"),
];

/// Schemes of `ArticleId/@IdType`, `ELocationID/@EIdType` and `Identifier/@Source`.
const ID_SCHEMES: &[(&str, IdScheme)] = &[
    ("doi", IdScheme::Doi),
    ("pubmed", IdScheme::Pmid),
    ("pmid", IdScheme::Pmid),
    ("pmc", IdScheme::Pmcid),
    ("orcid", IdScheme::Orcid),
    ("ror", IdScheme::Ror),
    ("grid", IdScheme::Grid),
    ("isni", IdScheme::Isni),
];

/// So many values of a list are searched for repetitions: no record has more, and a hostile one must not cost more.
const FEW: usize = 32;

fn id_scheme(name: &str) -> Option<IdScheme> {
    ID_SCHEMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, scheme)| *scheme)
}

/// A record being read.
struct Draft<'s, 'p> {
    sink: &'s mut Sink<'p>,
    xml: Xml<'p>,
    record: Record,
    venue: Venue,
    /// Titles until the languages, which come later, are known.
    titles: Vec<LangText>,
    vernacular: Vec<LangText>,
    book_title: Option<LangText>,
    types: Vec<String>,
    /// Identifiers of electronic locations: the list of identifiers, which comes later, goes before them.
    locations: Vec<(IdScheme, Leaf<'p>)>,
    /// Numbers of the publisher's that may turn out to be article numbers.
    piis: Vec<String>,
    addresses: Addresses<'p>,
    /// How many contributors there are of each role.
    positions: FxHashMap<Role, u32>,
    /// Indices of the contributors that the whole book names, not the part that is the record.
    of_book: Vec<usize>,
}

/// Affiliations met so far, by text: the links each stands for.
#[derive(Default)]
struct Addresses<'p> {
    known: FxHashMap<Cow<'p, str>, Range<usize>>,
    links: Vec<u32>,
    /// For each affiliation the start of the last element that linked to it.
    linked_by: Vec<usize>,
}

/// A date in the parts the source writes it in.
#[derive(Default)]
struct Stamp<'p> {
    year: Cow<'p, str>,
    month: Cow<'p, str>,
    day: Cow<'p, str>,
    season: Cow<'p, str>,
    free: Cow<'p, str>,
    range: Range<usize>,
    whole: bool,
}

impl Stamp<'_> {
    fn date(&self) -> Option<PartialDate> {
        if !self.free.is_empty() {
            return PartialDate::parse(&self.free);
        }
        let month = if self.month.is_empty() { None } else { month_number(&self.month) };
        PartialDate::best(self.year.parse().ok()?, month, self.day.parse().ok())
    }

    /// The date as the source has it, its parts set off by blanks.
    fn written(&self) -> String {
        let mut written = String::with_capacity(16);
        for part in [&self.year, &self.season, &self.month, &self.day, &self.free] {
            if !part.is_empty() && !written.is_empty() {
                written.push(' ');
            }
            written.push_str(part);
        }
        written
    }

    /// The date in one form if it is one, else as it is written.
    fn tidy(&self) -> String {
        match self.date() {
            Some(date) if self.says_no_more_than(date) => date.to_string(),
            _ => self.written(),
        }
    }

    fn says_no_more_than(&self, date: PartialDate) -> bool {
        self.free.is_empty()
            && self.season.is_empty()
            && (self.month.is_empty() || date.month().is_some())
            && (self.day.is_empty() || date.day().is_some())
    }
}

/// Reads the record that is a byte range of the text; `closed` says whether its end tag is there.
pub(super) fn read<'p>(sink: &mut Sink<'p>, range: Range<usize>, closed: bool) {
    let record = sink.record(range.start..range.start);
    let xml = Xml::new(sink.text(), range.clone());
    let mut draft = Draft {
        sink,
        xml,
        record,
        venue: Venue::default(),
        titles: Vec::new(),
        vernacular: Vec::new(),
        book_title: None,
        types: Vec::new(),
        locations: Vec::new(),
        piis: Vec::new(),
        addresses: Addresses::default(),
        positions: FxHashMap::default(),
        of_book: Vec::new(),
    };
    let mut is_book = false;
    if let Some(root) = draft.xml.root() {
        is_book = matches!(root.name, "PubmedBookArticle" | "BookDocument");
        draft.keep_attributes(&root);
        while let Some(tag) = draft.xml.descendant(&root) {
            draft.element(&tag);
        }
    }
    draft.finish(range, closed, is_book);
}

impl<'p> Draft<'_, 'p> {
    /// Reads an element of a record; one that only groups others is gone into.
    fn element(&mut self, tag: &Tag<'p>) {
        match tag.name {
            "PMID" => self.pmid(tag),
            "ArticleIdList" => self.article_ids(tag),
            "ELocationID" => self.electronic_location(tag),
            "Isbn" => self.id(tag, IdScheme::Isbn),
            "ArticleTitle" => self.title(tag),
            "VernacularTitle" if self.xml.parent(tag) == "MedlineJournalInfo" => self.keep(tag, tag.name, ""),
            "VernacularTitle" => self.title(tag),
            "BookTitle" => self.title(tag),
            "Title" => self.journal_title(tag),
            "ISOAbbreviation" | "MedlineTA" => self.abbreviation(tag),
            "ISSN" | "ISSNLinking" => self.issn(tag),
            "NlmUniqueID" | "NLMUniqueID" => self.venue.nlm_id = self.leaf(tag).map(owned).or(self.venue.nlm_id.take()),
            "PublisherName" => self.venue.publisher = self.leaf(tag).map(owned).or(self.venue.publisher.take()),
            "Volume" => self.single(tag, Field::Volume),
            "Issue" => self.single(tag, Field::Issue),
            "PubDate" => self.published(tag),
            "ArticleDate" => self.article_date(tag),
            "DateCreated" | "DateCompleted" | "DateRevised" | "ContributionDate" | "BeginningDate" | "EndingDate" => {
                let date = self.stamp(tag).tidy();
                self.record.keep_other(tag.name, date);
            }
            "History" => self.history(tag),
            "MedlinePgn" | "StartPage" | "EndPage" => self.pages(tag),
            "Abstract" => self.summary(tag, None),
            "OtherAbstract" => {
                let lang = tag.attribute("Language").and_then(|code| nlm::language(&code));
                self.summary(tag, Some(lang));
            }
            "AuthorList" => self.people(tag),
            "InvestigatorList" => self.people(tag),
            "Affiliation" | "AffiliationInfo" => {
                let mut unlinked = Vec::new();
                self.affiliation(tag, tag.start, &mut unlinked);
            }
            "Language" => self.language(tag),
            "PublicationType" => self.publication_type(tag),
            "MeshHeadingList" => self.headings(tag),
            "SupplMeshName" => self.keyword(tag, KeywordScheme::Mesh),
            "KeywordList" => self.keywords(tag),
            "ChemicalList" => self.chemicals(tag),
            "GrantList" => self.grants(tag),
            "DataBankList" => self.data_banks(tag),
            "PersonalNameSubjectList" => self.subjects(tag),
            "CommentsCorrectionsList" | "CommentsCorrections" => self.relations(tag),
            "ReferenceList" => self.references(tag),
            name if GROUPS.contains(&name) => self.keep_attributes(tag),
            name => match KEPT.iter().find(|(known, _)| *known == name) {
                Some((_, attribute)) => self.keep(tag, name, attribute),
                None => self.unknown(tag),
            },
        }
    }

    /// The text of an element that holds nothing else. One cut short is no value: `10.1000/18` of `10.1000/182`
    /// would be another's.
    fn leaf(&mut self, tag: &Tag<'p>) -> Option<Leaf<'p>> {
        let leaf = self.xml.text(tag);
        if !leaf.whole {
            self.record.keep_other(tag.name, leaf.text);
            return None;
        }
        (!leaf.text.is_empty()).then_some(leaf)
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.sink.span(range.clone())
    }

    fn note(&mut self, severity: Severity, code: &'static str, at: usize, message: impl Into<String>) {
        self.sink.note(severity, code, at, message);
    }

    /// Keeps an element in `other`, an attribute's value before its text.
    fn keep(&mut self, tag: &Tag<'p>, name: &str, attribute: &str) {
        let before = if attribute.is_empty() { None } else { tag.attribute(attribute) };
        let text = self.xml.all_text(tag).text;
        match before {
            Some(before) => self.record.keep_other(name, [&before, ": ", &text].concat()),
            None => self.record.keep_other(name, text),
        }
    }

    fn keep_attributes(&mut self, tag: &Tag<'p>) {
        if let Some((_, names)) = KEPT_ATTRIBUTES.iter().find(|(name, _)| *name == tag.name) {
            for name in *names {
                if let Some(value) = tag.attribute(name) {
                    self.record.keep_other(name, value);
                }
            }
        }
    }

    /// An element the format is not known to have.
    fn unknown(&mut self, tag: &Tag<'p>) {
        if !self.record.other.contains_key(tag.name) {
            let message = format!("element <{}> is not known here; its text is kept in `other`", tag.name);
            self.note(Severity::Info, "unknown-element", tag.start, message);
        }
        self.keep(tag, tag.name, "");
    }

    fn id(&mut self, tag: &Tag<'p>, scheme: IdScheme) {
        if let Some(leaf) = self.leaf(tag) {
            self.sink.identifier(scheme, &leaf.text, leaf.range, &mut self.record.ids, &mut self.record.other);
        }
    }

    fn pmid(&mut self, tag: &Tag<'p>) {
        self.id(tag, IdScheme::Pmid);
        if let Some(version) = tag.attribute("Version").filter(|version| version != "1") {
            self.record.keep_other("PMID Version", version);
        }
    }

    fn article_ids(&mut self, list: &Tag<'p>) {
        while let Some(tag) = self.xml.child(list) {
            let kind = tag.attribute("IdType").unwrap_or(Cow::Borrowed("pubmed"));
            match id_scheme(&kind) {
                Some(scheme) => self.id(&tag, scheme),
                None => self.keep(&tag, &kind, ""),
            }
        }
    }

    fn electronic_location(&mut self, tag: &Tag<'p>) {
        let kind = tag.attribute("EIdType").unwrap_or_default();
        if tag.has("ValidYN", "N") {
            let message = format!("{kind} that the source calls not valid; kept in `other`");
            self.note(Severity::Info, "not-valid", tag.start, message);
            self.keep(tag, "ELocationID", "EIdType");
        } else if let Some(scheme) = id_scheme(&kind) {
            let leaf = self.leaf(tag);
            self.locations.extend(leaf.map(|leaf| (scheme, leaf)));
        } else if let Some(leaf) = self.leaf(tag) {
            match &*kind {
                "pii" => self.piis.push(owned(leaf)),
                _ => self.record.keep_other("ELocationID", leaf.text),
            }
        }
    }

    fn title(&mut self, tag: &Tag<'p>) {
        let Some(leaf) = self.leaf(tag) else { return };
        if nlm::is_no_title(&leaf.text) {
            self.note(
                Severity::Info,
                "no-title",
                leaf.range.start,
                format!("{:?} is no title; kept in `other`", leaf.text),
            );
            self.record.keep_other(tag.name, leaf.text);
            return;
        }
        let title = LangText { span: self.span(&leaf.range), text: owned(leaf), lang: None };
        match tag.name {
            "BookTitle" => self.book_title = Some(title),
            "VernacularTitle" => self.vernacular.push(title),
            _ => self.titles.push(title),
        }
    }

    fn journal_title(&mut self, tag: &Tag<'p>) {
        if let Some(leaf) = self.leaf(tag) {
            self.record.spans.insert(Field::Venue, self.sink.span(leaf.range.clone()));
            self.venue.title = Some(owned(leaf));
        }
    }

    /// The ISO abbreviation is the journal's; MEDLINE's own stands in for it.
    fn abbreviation(&mut self, tag: &Tag<'p>) {
        let Some(leaf) = self.leaf(tag) else { return };
        match &self.venue.abbreviation {
            Some(known) if *known == leaf.text => {}
            Some(_) => self.record.keep_other(tag.name, leaf.text),
            None => self.venue.abbreviation = Some(owned(leaf)),
        }
    }

    fn issn(&mut self, tag: &Tag<'p>) {
        self.keep_attributes(tag);
        let Some(leaf) = self.leaf(tag) else { return };
        match issn(&leaf.text) {
            Some(issn) if tag.name == "ISSNLinking" => self.venue.issn_l = Some(issn),
            Some(issn) if self.venue.issn.iter().take(FEW).any(|known| *known == issn) => {}
            Some(issn) => self.venue.issn.push(issn),
            None => {
                let message = format!("not a valid issn: {:?}; kept in `other`", leaf.text);
                self.note(Severity::Warning, "identifier", leaf.range.start, message);
                self.record.keep_other(tag.name, leaf.text);
            }
        }
    }

    fn single(&mut self, tag: &Tag<'p>, field: Field) {
        if let Some(leaf) = self.leaf(tag) {
            self.record.spans.insert(field, self.sink.span(leaf.range.clone()));
            let value = Some(owned(leaf));
            match field {
                Field::Volume => self.record.volume = value,
                _ => self.record.issue = value,
            }
        }
    }

    fn stamp(&mut self, date: &Tag<'p>) -> Stamp<'p> {
        let start = self.xml.skip_blanks(date.content);
        let mut stamp = Stamp { range: start..start, whole: true, ..Stamp::default() };
        while let Some(tag) = self.xml.child(date) {
            let leaf = self.xml.text(&tag);
            stamp.whole &= leaf.whole;
            stamp.range.end = self.xml.position();
            match tag.name {
                "Year" => stamp.year = leaf.text,
                "Month" => stamp.month = leaf.text,
                "Day" => stamp.day = leaf.text,
                "Season" => stamp.season = leaf.text,
                "MedlineDate" => stamp.free = leaf.text,
                // The time of day at which the library's own machines did something.
                _ => {}
            }
        }
        stamp
    }

    fn published(&mut self, tag: &Tag<'p>) {
        let stamp = self.stamp(tag);
        if !stamp.free.is_empty() {
            self.record.keep_other("MedlineDate", &*stamp.free);
        } else if !stamp.season.is_empty() || !stamp.whole {
            self.record.keep_other(tag.name, stamp.written());
        }
        if !stamp.whole || self.record.issued.is_some() {
            return;
        }
        self.record.issued = self.usable(&stamp, tag);
        if self.record.issued.is_some() {
            self.record.spans.insert(Field::Issued, self.sink.span(stamp.range));
        }
    }

    fn article_date(&mut self, tag: &Tag<'p>) {
        let stamp = self.stamp(tag);
        let kind = tag.attribute("DateType").unwrap_or(Cow::Borrowed("Electronic"));
        if kind == "Electronic" && stamp.whole && self.record.available.is_none() {
            self.record.available = self.usable(&stamp, tag);
            if self.record.available.is_some() {
                self.record.spans.insert(Field::Available, self.sink.span(stamp.range));
            }
        } else {
            self.record.keep_other(tag.name, [&kind, ": ", &stamp.tidy()].concat());
        }
    }

    /// The date as far as it is one; says so where it is less than what is written.
    fn usable(&mut self, stamp: &Stamp<'p>, tag: &Tag<'p>) -> Option<PartialDate> {
        let date = stamp.date();
        let message = match date {
            Some(date) if !stamp.free.is_empty() || !stamp.season.is_empty() || stamp.says_no_more_than(date) => {
                return Some(date);
            }
            Some(date) => format!("{:?} is no date; read as {date}, kept in `other`", stamp.written()),
            None if stamp.written().is_empty() => return None,
            None => format!("{:?} is no date; kept in `other`", stamp.written()),
        };
        self.note(Severity::Warning, "date", stamp.range.start, message);
        if stamp.free.is_empty() {
            self.record.keep_other(tag.name, stamp.written());
        }
        date
    }

    fn history(&mut self, list: &Tag<'p>) {
        while let Some(tag) = self.xml.child(list) {
            let status = tag.attribute("PubStatus").unwrap_or_default();
            let date = self.stamp(&tag).tidy();
            self.record.keep_other("History", [&status, " ", &date].concat());
        }
    }

    fn pages(&mut self, tag: &Tag<'p>) {
        let Some(leaf) = self.leaf(tag) else { return };
        let pages = &mut self.record.pages;
        match tag.name {
            "StartPage" => pages.first = Some(leaf.text.to_string()),
            "EndPage" => pages.last = Some(leaf.text.to_string()),
            _ => {
                let (read, whole) = nlm::pages(&leaf.text);
                if !whole {
                    self.record.keep_other("MedlinePgn", &*leaf.text);
                }
                if !read.is_empty() {
                    self.record.pages = read;
                }
            }
        }
        self.record.spans.insert(Field::Pages, self.sink.span(leaf.range));
    }

    /// An abstract; `stated` is the language of another one than the library's English one.
    fn summary(&mut self, tag: &Tag<'p>, stated: Option<Option<Lang>>) {
        let mut sections: Vec<Section> = Vec::new();
        let mut lengths = 0;
        while let Some(part) = self.xml.child(tag) {
            if part.name != "AbstractText" {
                match part.name {
                    "CopyrightInformation" => self.keep(&part, part.name, ""),
                    _ => self.unknown(&part),
                }
                continue;
            }
            let label = part.attribute("Label").filter(|label| label != "UNLABELLED").map(Cow::into_owned);
            if let Some(category) = part.attribute("NlmCategory")
                && category != "UNASSIGNED"
                && !label.as_ref().is_some_and(|label| label.eq_ignore_ascii_case(&category))
            {
                self.record.keep_other("NlmCategory", [label.as_deref().unwrap_or(""), ": ", &category].concat());
            }
            let Some(leaf) = self.leaf(&part) else { continue };
            let span = self.span(&leaf.range);
            lengths += leaf.text.len() + label.as_ref().map_or(0, |label| label.len() + 2) + 1;
            sections.push(Section { label, text: owned(leaf), span });
        }
        let (Some(first), Some(last)) = (sections.first(), sections.last()) else { return };
        let span = Span { start: first.span.start, end: last.span.end, line: first.span.line };
        let mut text = String::with_capacity(lengths);
        for section in &sections {
            if !text.is_empty() {
                text.push('\n');
            }
            if let Some(label) = &section.label {
                text.push_str(label);
                text.push_str(": ");
            }
            text.push_str(&section.text);
        }
        let kind = tag.attribute("Type");
        if text == "Abstract available from the publisher." {
            let lang = stated.flatten().unwrap_or_default();
            self.note(Severity::Info, "no-abstract", tag.start, format!("{text:?} is no abstract; kept in `other`"));
            self.record.keep_other(tag.name, [&lang, ": ", &text].concat());
            return;
        }
        if let Some(kind) = kind {
            self.record.keep_other(tag.name, kind);
        }
        let lang = match stated {
            Some(Some(lang)) => Some(lang),
            Some(None) => text::language(beginning(&text)).map(Cow::Borrowed),
            // The element is defined to hold English; what publishers put there themselves not always does.
            None => Some(Cow::Borrowed(text::language(beginning(&text)).unwrap_or("en"))),
        };
        if sections.len() == 1 && sections.iter().all(|section| section.label.is_none()) {
            sections.clear();
        }
        self.record.abstracts.push(Abstract { text, lang, sections, translation_of: None, span });
    }

    fn people(&mut self, list: &Tag<'p>) {
        let role = match list.name {
            "InvestigatorList" => Role::Investigator,
            _ if list.has("Type", "editors") => Role::Editor,
            _ => Role::Author,
        };
        let of_book = role == Role::Author && self.xml.parent(list) == "Book";
        if list.has("CompleteYN", "N") {
            self.record.keep_other("CompleteYN", [list.name, " N"].concat());
        }
        while let Some(tag) = self.xml.child(list) {
            match tag.name {
                "Author" | "Investigator" => {
                    if let Some(contributor) = self.person(&tag, role) {
                        if of_book {
                            self.of_book.push(self.record.contributors.len());
                        }
                        self.record.contributors.push(contributor);
                    }
                }
                _ => self.unknown(&tag),
            }
        }
    }

    fn person(&mut self, person: &Tag<'p>, role: Role) -> Option<Contributor> {
        let start = self.xml.skip_blanks(person.content);
        let opening = self.span(&(start..start));
        let mut end = start;
        let (mut family, mut given, mut initials, mut suffix, mut group) = Default::default();
        let mut ids = Ids::default();
        let mut affiliations = Vec::new();
        while let Some(tag) = self.xml.child(person) {
            match tag.name {
                "LastName" => family = self.leaf(&tag),
                "ForeName" | "FirstName" => given = self.leaf(&tag),
                "Initials" => initials = self.leaf(&tag),
                "Suffix" => suffix = self.leaf(&tag),
                "CollectiveName" => group = self.leaf(&tag),
                "AffiliationInfo" | "Affiliation" => self.affiliation(&tag, person.start, &mut affiliations),
                "Identifier" | "NameID" => self.identifier(&tag, person.name, &mut ids),
                _ => self.unknown(&tag),
            }
            end = self.xml.position();
        }
        let text = |leaf: &Option<Leaf<'p>>| leaf.as_ref().map(|leaf| leaf.text.clone());
        let given = text(&given).or_else(|| text(&initials));
        let (family, suffix, group) = (text(&family), text(&suffix), text(&group));
        let mut as_written = String::with_capacity(32);
        let parts = [family.as_deref(), given.as_deref(), suffix.as_deref(), group.as_deref()];
        for part in parts.into_iter().flatten() {
            if !as_written.is_empty() {
                as_written.push(' ');
            }
            as_written.push_str(part);
        }
        if !self.xml.is_closed(person) {
            self.record.keep_other(person.name, as_written);
            return None;
        }
        if as_written.is_empty() {
            let message = format!("<{}> without a name; left out, its affiliations are kept", person.name);
            self.note(Severity::Warning, "no-name", person.start, message);
            return None;
        }
        if person.has("ValidYN", "N") {
            let message =
                format!("the source calls the name {as_written:?} not valid, mostly a slip put right beside it; kept");
            self.note(Severity::Info, "not-valid", person.start, message);
            self.record.keep_other("ValidYN N", &*as_written);
        }
        if person.has("EqualContrib", "Y") {
            self.record.keep_other("EqualContrib", &*as_written);
        }
        let position = self.positions.entry(role).or_default();
        *position += 1;
        let name = family.as_deref().and_then(|f| PersonName::from_parts(f, given.as_deref(), suffix.as_deref()));
        Some(Contributor {
            role,
            position: *position,
            literal: name.is_none().then(|| as_written.clone()),
            name,
            as_written,
            ids,
            affiliations,
            marker: None,
            corresponding: false,
            span: Span { end: self.span(&(end..end)).end, ..opening },
        })
    }

    /// An identifier of a person, with its authority in an attribute.
    fn identifier(&mut self, tag: &Tag<'p>, of: &str, ids: &mut Ids) {
        let source = tag.attribute("Source").unwrap_or_default();
        match id_scheme(&source) {
            Some(scheme) => {
                if let Some(leaf) = self.leaf(tag) {
                    self.sink.identifier(scheme, &leaf.text, leaf.range, ids, &mut self.record.other);
                }
            }
            None => self.keep(tag, &[of, " ", tag.name].concat(), "Source"),
        }
    }

    /// An affiliation of the element that begins at `of`, alone or with its identifiers; adds its indices to `links`.
    fn affiliation(&mut self, tag: &Tag<'p>, of: usize, links: &mut Vec<u32>) {
        if tag.name == "Affiliation" {
            if let Some(leaf) = self.leaf(tag) {
                self.address(leaf, of, links);
            }
            return;
        }
        let mut added = 0..0;
        while let Some(part) = self.xml.child(tag) {
            match part.name {
                "Affiliation" => {
                    if let Some(leaf) = self.leaf(&part) {
                        added = self.address(leaf, of, links);
                    }
                }
                "Identifier" => self.affiliation_id(&part, added.clone()),
                _ => self.unknown(&part),
            }
        }
    }

    /// An organisation's identifier, which can only be given to an affiliation that is one.
    fn affiliation_id(&mut self, tag: &Tag<'p>, added: Range<usize>) {
        let source = tag.attribute("Source").unwrap_or_default();
        let one = self.addresses.links.get(added).and_then(|links| match links {
            [one] => usize::try_from(*one).ok(),
            _ => None,
        });
        let (Some(scheme), Some(one)) = (id_scheme(&source), one) else {
            return self.keep(tag, "Affiliation Identifier", "Source");
        };
        let Some(leaf) = self.leaf(tag) else { return };
        if let Some(affiliation) = self.record.affiliations.get_mut(one) {
            self.sink.identifier(scheme, &leaf.text, leaf.range, &mut affiliation.ids, &mut self.record.other);
        }
    }

    /// Adds the links to an affiliation's text, new or known; returns which of all links they are.
    fn address(&mut self, leaf: Leaf<'p>, of: usize, links: &mut Vec<u32>) -> Range<usize> {
        let range = match self.addresses.known.get(&leaf.text) {
            Some(range) => range.clone(),
            None => self.new_address(leaf),
        };
        for link in self.addresses.links.get(range.clone()).unwrap_or_default() {
            let linked_by = usize::try_from(*link).ok().and_then(|link| self.addresses.linked_by.get_mut(link));
            if linked_by.is_none_or(|before| std::mem::replace(before, of) != of) {
                links.push(*link);
            }
        }
        range
    }

    fn new_address(&mut self, leaf: Leaf<'p>) -> Range<usize> {
        let from = self.addresses.links.len();
        let literal = self.sink.text().get(leaf.range.clone()) == Some(&*leaf.text);
        match nlm::numbered_addresses(&leaf.text) {
            None => {
                let span = self.span(&leaf.range);
                self.one_address(leaf.text.clone(), None, span);
            }
            Some(parts) => {
                for (marker, part) in parts {
                    let offset = part.as_ptr().addr() - leaf.text.as_ptr().addr();
                    let range = leaf.range.start + offset..leaf.range.start + offset + part.len();
                    let span = self.span(if literal { &range } else { &leaf.range });
                    self.one_address(Cow::Owned(part.to_string()), Some(marker.to_string()), span);
                }
            }
        }
        let range = from..self.addresses.links.len();
        self.addresses.known.insert(leaf.text, range.clone());
        range
    }

    /// Adds a link to one affiliation, which is listed unless its text is already.
    fn one_address(&mut self, text: Cow<'p, str>, marker: Option<String>, span: Span) {
        let known = self.addresses.known.get(&text).cloned();
        if let Some([link]) = known.and_then(|range| self.addresses.links.get(range)) {
            let link = *link;
            self.addresses.links.push(link);
            return;
        }
        let index = u32::try_from(self.record.affiliations.len()).unwrap_or(u32::MAX);
        let at = self.addresses.links.len();
        self.addresses.links.push(index);
        self.addresses.linked_by.push(usize::MAX);
        self.record.affiliations.push(Affiliation { as_written: text.to_string(), marker, ids: Ids::default(), span });
        self.addresses.known.insert(text, at..at + 1);
    }

    fn language(&mut self, tag: &Tag<'p>) {
        let Some(leaf) = self.leaf(tag) else { return };
        let span = self.span(&leaf.range);
        match nlm::language(&leaf.text) {
            Some(lang) => {
                self.record.spans.entry(Field::Languages).or_insert(span).end = span.end;
                if self.record.languages.iter().take(FEW).all(|known| *known != lang) {
                    self.record.languages.push(lang);
                }
            }
            None => self.record.keep_other(tag.name, leaf.text),
        }
    }

    fn publication_type(&mut self, tag: &Tag<'p>) {
        if let Some(id) = tag.attribute("UI").filter(|id| !id.is_empty()) {
            self.record.keep_other("PublicationType UI", id);
        }
        let Some(leaf) = self.leaf(tag) else { return };
        let span = self.span(&leaf.range);
        self.record.spans.entry(Field::Type).or_insert(span).end = span.end;
        self.types.push(owned(leaf));
    }

    fn headings(&mut self, list: &Tag<'p>) {
        while let Some(heading) = self.xml.child(list) {
            let before = self.record.keywords.len();
            while let Some(tag) = self.xml.child(&heading) {
                if tag.name == "DescriptorName" {
                    self.keyword(&tag, KeywordScheme::Mesh);
                    continue;
                }
                let qualifier = self.leaf(&tag).map(|leaf| Qualifier {
                    text: owned(leaf),
                    id: tag.attribute("UI").map(Cow::into_owned),
                    major: tag.has("MajorTopicYN", "Y"),
                });
                let new = self.record.keywords.get_mut(before..).and_then(<[Keyword]>::last_mut);
                if let (Some(qualifier), Some(keyword)) = (qualifier, new) {
                    if qualifier.major {
                        keyword.major = Some(true);
                    }
                    keyword.qualifiers.push(qualifier);
                }
            }
        }
    }

    fn keywords(&mut self, list: &Tag<'p>) {
        let owner = list.attribute("Owner").unwrap_or(Cow::Borrowed("NLM"));
        let scheme = if owner == "NOTNLM" { KeywordScheme::Author } else { KeywordScheme::Index };
        let before = self.record.keywords.len();
        while let Some(tag) = self.xml.child(list) {
            self.keyword(&tag, scheme);
        }
        if scheme == KeywordScheme::Index {
            let count = self.record.keywords.len() - before;
            self.record.keep_other("KeywordList Owner", format!("{owner} ({count})"));
        }
    }

    /// A keyword with what its attributes say.
    fn keyword(&mut self, tag: &Tag<'p>, scheme: KeywordScheme) {
        let Some(leaf) = self.leaf(tag) else { return };
        let id = tag.attribute("UI").filter(|id| !id.is_empty()).map(Cow::into_owned);
        let major = tag.attribute("MajorTopicYN").map(|yes| yes == "Y");
        if let Some(kind) = tag.attribute("Type") {
            self.record.keep_other(&[tag.name, " ", &kind].concat(), &*leaf.text);
        }
        if tag.has("AutoHM", "Y") {
            self.record.keep_other("DescriptorName AutoHM", &*leaf.text);
        }
        let own_words = matches!(scheme, KeywordScheme::Author | KeywordScheme::Index);
        let lang = (own_words && text::has_han(&leaf.text)).then_some(Cow::Borrowed("zh"));
        let span = self.span(&leaf.range);
        self.record.keywords.push(Keyword { text: owned(leaf), scheme, lang, id, major, qualifiers: Vec::new(), span });
    }

    fn chemicals(&mut self, list: &Tag<'p>) {
        while let Some(chemical) = self.xml.child(list) {
            let mut number = Cow::Borrowed("");
            while let Some(tag) = self.xml.child(&chemical) {
                match tag.name {
                    "NameOfSubstance" => {
                        if !matches!(&*number, "" | "0") {
                            let id = tag.attribute("UI").unwrap_or_default();
                            self.record.keep_other("RegistryNumber", [&id, " ", &number].concat());
                        }
                        self.keyword(&tag, KeywordScheme::Chemical);
                    }
                    "RegistryNumber" => number = self.xml.text(&tag).text,
                    _ => self.unknown(&tag),
                }
            }
        }
    }

    fn grants(&mut self, list: &Tag<'p>) {
        while let Some(grant) = self.xml.child(list) {
            let start = self.xml.skip_blanks(grant.content);
            let mut end = start;
            let mut funding = Funding { span: self.span(&(start..start)), ..Funding::default() };
            let mut rest: Vec<Cow<'p, str>> = Vec::new();
            while let Some(tag) = self.xml.child(&grant) {
                match tag.name {
                    "Agency" => funding.funder = self.leaf(&tag).map(owned),
                    "GrantID" => funding.grants.extend(self.leaf(&tag).map(owned)),
                    "Acronym" | "Country" => rest.extend(self.leaf(&tag).map(|leaf| leaf.text)),
                    _ => self.unknown(&tag),
                }
                end = self.xml.position();
            }
            funding.span.end = self.span(&(end..end)).end;
            if !rest.is_empty() {
                let id = funding.grants.first().or(funding.funder.as_ref()).map_or("", String::as_str);
                self.record.keep_other("Grant", [id, ": ", &rest.join(", ")].concat());
            }
            if funding.funder.is_some() || !funding.grants.is_empty() {
                self.record.funding.push(funding);
            }
        }
    }

    fn data_banks(&mut self, list: &Tag<'p>) {
        let mut bank = Cow::Borrowed("");
        let mut kept = true;
        while let Some(tag) = self.xml.descendant(list) {
            match tag.name {
                "DataBank" | "AccessionNumberList" => {}
                "DataBankName" => {
                    if !kept {
                        self.record.keep_other("DataBank", bank);
                    }
                    bank = self.xml.text(&tag).text;
                    kept = false;
                }
                _ => {
                    if let Some(leaf) = self.leaf(&tag) {
                        self.record.keep_other("DataBank", [&bank, ": ", &leaf.text].concat());
                        kept = true;
                    }
                }
            }
        }
        if !kept {
            self.record.keep_other("DataBank", bank);
        }
    }

    /// People the publication is about.
    fn subjects(&mut self, list: &Tag<'p>) {
        while let Some(tag) = self.xml.child(list) {
            self.keep(&tag, tag.name, "");
        }
    }

    fn relations(&mut self, list: &Tag<'p>) {
        while let Some(tag) = self.xml.child(list) {
            // In old files the type is the element's name.
            let kind = tag.attribute("RefType").unwrap_or(Cow::Borrowed(tag.name));
            let start = self.xml.skip_blanks(tag.content);
            let mut span = self.span(&(start..start));
            let mut ids = Ids::default();
            let mut source = None;
            while let Some(part) = self.xml.child(&tag) {
                match part.name {
                    "PMID" => {
                        if let Some(leaf) = self.leaf(&part) {
                            let other = &mut self.record.other;
                            self.sink.identifier(IdScheme::Pmid, &leaf.text, leaf.range, &mut ids, other);
                        }
                    }
                    "RefSource" => source = self.leaf(&part).map(owned),
                    "Note" => self.keep(&part, "CommentsCorrections Note", ""),
                    _ => self.unknown(&part),
                }
                let end = self.xml.position();
                span.end = self.span(&(end..end)).end;
            }
            if kind == "Cites" {
                let as_written = source.unwrap_or_default();
                self.record.references.push(Reference { as_written, ids, span, ..Reference::default() });
                continue;
            }
            let known = RELATIONS.iter().find(|(name, _)| *name == kind);
            let kind = known.map_or_else(|| Cow::Owned(hyphenated(&kind)), |(_, kind)| Cow::Borrowed(*kind));
            self.record.relations.push(Relation { kind, ids, as_written: source, span });
        }
    }

    /// The works cited; lists may be nested to any depth.
    fn references(&mut self, list: &Tag<'p>) {
        while let Some(tag) = self.xml.descendant(list) {
            match tag.name {
                "Reference" => self.reference(&tag),
                "ReferenceList" => {}
                "Title" => self.keep(&tag, "ReferenceList Title", ""),
                _ => self.unknown(&tag),
            }
        }
    }

    fn reference(&mut self, reference: &Tag<'p>) {
        let mut cited = Reference::default();
        let place = self.xml.skip_blanks(reference.content);
        while let Some(tag) = self.xml.child(reference) {
            match tag.name {
                "Citation" => {
                    if let Some(leaf) = self.leaf(&tag) {
                        cited.span = self.span(&leaf.range);
                        cited.as_written = owned(leaf);
                    }
                }
                "ArticleIdList" => self.reference_ids(&tag, &mut cited.ids),
                _ => self.unknown(&tag),
            }
        }
        if !cited.span.is_known() {
            cited.span = self.span(&(place..place));
        }
        if cited.as_written.is_empty() && cited.ids.is_empty() {
            self.note(Severity::Warning, "empty-reference", place, "reference that names nothing; left out");
        } else {
            self.record.references.push(cited);
        }
    }

    fn reference_ids(&mut self, list: &Tag<'p>, ids: &mut Ids) {
        while let Some(tag) = self.xml.child(list) {
            let kind = tag.attribute("IdType").unwrap_or_default();
            match id_scheme(&kind) {
                Some(scheme) => {
                    if let Some(leaf) = self.leaf(&tag) {
                        self.sink.identifier(scheme, &leaf.text, leaf.range, ids, &mut self.record.other);
                    }
                }
                None => self.keep(&tag, "Reference ArticleId", "IdType"),
            }
        }
    }

    fn finish(mut self, range: Range<usize>, closed: bool, is_book: bool) {
        for (scheme, leaf) in self.locations.drain(..) {
            self.sink.identifier(scheme, &leaf.text, leaf.range, &mut self.record.ids, &mut self.record.other);
        }
        self.settle_titles(is_book);
        self.settle_pages();
        self.settle_book_authors();
        let record = &mut self.record;
        let text = self.sink.text();
        let end = range.start + text.get(range.clone()).unwrap_or_default().trim_ascii_end().len();
        record.source.lines[1] = u64::from(self.sink.span(end..end).line);
        if !self.types.is_empty() {
            record.type_as_written = Some(self.types.join("; "));
        }
        record.venue = Some(self.venue).filter(|venue| !venue.is_empty());
        for text in self.xml.take_strays() {
            record.keep_other("#text", text::clean(text));
        }
        for problem in self.xml.take_problems() {
            self.sink.note(problem.severity, "xml-syntax", problem.at, problem.message);
        }
        if !closed {
            let place = if range.end == text.len() { "the text ends" } else { "something else begins" };
            let message = format!("the record has no end: {place} before it is closed; what was read is kept");
            self.sink.note(Severity::Error, "cut-off", end, message);
        }
        self.sink.push(self.record, range.start);
    }

    /// Gives the titles their languages; a book's title is the record's own, or that of what the record is a part of.
    fn settle_titles(&mut self, is_book: bool) {
        let record = &mut self.record;
        for title in &mut self.titles {
            match nlm::translation(&title.text) {
                Some(text) => (title.text, title.lang) = (text.to_string(), Some(Cow::Borrowed("en"))),
                None => title.lang = nlm::title_language(&title.text, &record.languages),
            }
        }
        for title in &mut self.vernacular {
            title.lang = nlm::vernacular_language(&title.text, &record.languages);
        }
        let is_part = !self.titles.is_empty() || !self.vernacular.is_empty();
        record.kind = Some(match (is_book, is_part) {
            (false, _) => nlm::work_kind(self.types.iter().map(String::as_str)),
            (true, true) => WorkKind::BookChapter,
            (true, false) => WorkKind::Book,
        });
        record.titles.append(&mut self.titles);
        record.titles.append(&mut self.vernacular);
        match self.book_title.take() {
            Some(book) if is_part => {
                record.spans.insert(Field::Venue, book.span);
                self.venue.title = Some(book.text);
            }
            Some(mut book) => {
                book.lang = nlm::title_language(&book.text, &record.languages);
                record.titles.push(book);
            }
            None => {}
        }
    }

    /// A lone first page may be an article number; a publisher's number that has the form of one takes the place of
    /// pages where there are none.
    fn settle_pages(&mut self) {
        let record = &mut self.record;
        if record.pages.last.is_none() {
            record.pages.article_number =
                record.pages.first.take_if(|page| nlm::is_article_number(page)).or(record.pages.article_number.take());
        }
        for pii in self.piis.drain(..) {
            if record.pages.article_number.as_ref() == Some(&pii) {
                continue;
            }
            if record.pages.is_empty() && nlm::is_article_number(&pii) {
                record.pages.article_number = Some(pii);
            } else if !record.other.get("pii").is_some_and(|known| known.iter().take(FEW).any(|known| *known == pii)) {
                record.keep_other("pii", pii);
            }
        }
    }

    /// Where a part of a book names its own authors, those of the whole book are not its authors.
    fn settle_book_authors(&mut self) {
        let authors = self.record.contributors.iter().filter(|c| c.role == Role::Author).count();
        if self.of_book.is_empty() || authors == self.of_book.len() {
            return;
        }
        for index in &self.of_book {
            if let Some(contributor) = self.record.contributors.get_mut(*index) {
                contributor.role = Role::Other;
            }
        }
        let (mut authors, mut others) = (0, 0);
        for contributor in &mut self.record.contributors {
            let count = match contributor.role {
                Role::Author => &mut authors,
                Role::Other => &mut others,
                _ => continue,
            };
            *count += 1;
            contributor.position = *count;
        }
    }
}

fn owned(leaf: Leaf<'_>) -> String {
    leaf.text.into_owned()
}

/// The first words of a text, enough to tell its language by.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(300).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// `SomethingNew` → `something-new`.
fn hyphenated(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}
