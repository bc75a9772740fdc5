//! A record in the making, for formats that are read as trees: what all of them do with titles, people, identifiers,
//! dates and languages, and the end of it all.

use super::people::{People, person};
use super::tree::{Element, Tree};
use super::xml::Leaf;
use super::{Sink, nlm};
use crate::diagnostic::{Severity, Span};
use crate::record::{
    Abstract, Field, Funding, IdScheme, Identifier, Ids, Keyword, KeywordScheme, Lang, LangText, NameOrder,
    PartialDate, PersonName, Record, Reference, ReferenceAuthor, Relation, Role, Section, Venue, find_dois, issn,
    month_number,
};
use crate::text;
use std::borrow::Cow;
use std::ops::Range;

/// A record in the making.
pub(super) struct Draft<'s, 'p> {
    pub(super) sink: &'s mut Sink<'p>,
    pub(super) record: Record,
    pub(super) venue: Venue,
    pub(super) people: People,
    pub(super) types: Vec<String>,
    /// The place of the record, and whether its end is there.
    range: Range<usize>,
    closed: bool,
}

/// A name in the parts a source has it in.
#[derive(Default)]
pub(super) struct Parts<'t> {
    pub(super) family: Cow<'t, str>,
    pub(super) given: Cow<'t, str>,
    pub(super) suffix: Cow<'t, str>,
}

/// So many values of a list are searched for repetitions: a hostile list must not cost its square.
const FEW: usize = 64;

/// Words that name the scheme of an identifier.
const SCHEMES: &[(&str, IdScheme)] = &[
    ("doi", IdScheme::Doi),
    ("pmid", IdScheme::Pmid),
    ("pubmed", IdScheme::Pmid),
    ("pmc", IdScheme::Pmcid),
    ("pmcid", IdScheme::Pmcid),
    ("arxiv", IdScheme::Arxiv),
    ("isbn", IdScheme::Isbn),
    ("orcid", IdScheme::Orcid),
    ("isni", IdScheme::Isni),
    ("ror", IdScheme::Ror),
    ("grid", IdScheme::Grid),
    ("researcherid", IdScheme::ResearcherId),
    ("researcher id", IdScheme::ResearcherId),
    ("scopus", IdScheme::ScopusAuthor),
    ("scopus author id", IdScheme::ScopusAuthor),
    ("wikidata", IdScheme::Wikidata),
    ("crossref funder", IdScheme::Funder),
    ("crossref funder id", IdScheme::Funder),
    ("open-funder-registry", IdScheme::Funder),
    ("funder-id", IdScheme::Funder),
    ("fundref", IdScheme::Funder),
];

/// The scheme of an identifier, by its name and by the form of its value.
pub(super) fn scheme_of(name: &str, value: &str) -> Option<IdScheme> {
    let name = name.trim().to_ascii_lowercase();
    if value.contains("10.13039/") {
        return Some(IdScheme::Funder);
    }
    if let Some((_, scheme)) = SCHEMES.iter().find(|(known, _)| *known == name) {
        return Some(*scheme);
    }
    let hosts = [
        ("orcid.org/", IdScheme::Orcid),
        ("ror.org/", IdScheme::Ror),
        ("isni.org/", IdScheme::Isni),
        ("grid.", IdScheme::Grid),
        ("arxiv.org/abs/", IdScheme::Arxiv),
        ("doi.org/", IdScheme::Doi),
        ("pubmed.ncbi", IdScheme::Pmid),
        ("researcherid.com", IdScheme::ResearcherId),
        ("wikidata.org/", IdScheme::Wikidata),
    ];
    hosts.iter().find(|(host, _)| value.contains(host)).map(|(_, scheme)| *scheme)
}

/// The language of a code or name.
pub(super) fn lang(code: &str) -> Option<Lang> {
    let code = code.trim();
    nlm::language(code).or_else(|| nlm::language(&code.to_ascii_lowercase())).or_else(|| {
        let (first, _) = code.split_once(['-', '_'])?;
        nlm::language(&first.to_ascii_lowercase())
    })
}

/// Words for what a contributor did; other words are no author's role.
const ROLES: &[(&str, Role)] = &[
    ("author", Role::Author),
    ("aut", Role::Author),
    ("creator", Role::Author),
    ("cre", Role::Author),
    ("dissertant", Role::Author),
    ("inventor", Role::Author),
    ("inv", Role::Author),
    ("authors", Role::Author),
    ("collab", Role::Author),
    ("collaboration", Role::Author),
    ("group", Role::Author),
    ("editor", Role::Editor),
    ("edt", Role::Editor),
    ("edc", Role::Editor),
    ("editors", Role::Editor),
    ("series_editor", Role::Editor),
    ("guest-editor", Role::Editor),
    ("translator", Role::Translator),
    ("trl", Role::Translator),
    ("investigator", Role::Investigator),
    ("advisor", Role::Advisor),
    ("supervisor", Role::Advisor),
    ("ths", Role::Advisor),
    ("dgs", Role::Advisor),
    ("thesis advisor", Role::Advisor),
    ("degree supervisor", Role::Advisor),
];

/// The role a word stands for.
pub(super) fn role_of(word: &str) -> Role {
    let word = word.trim().trim_end_matches(['.', ',']).to_ascii_lowercase();
    ROLES.iter().find(|(known, _)| *known == word).map_or(Role::Other, |(_, role)| *role)
}

/// Reads a record as a tree and lets `map` fill in the draft.
pub(super) fn read<'p>(
    sink: &mut Sink<'p>,
    range: Range<usize>,
    closed: bool,
    passed_over: &[&str],
    map: fn(&mut Draft<'_, 'p>, Element<'_, 'p>),
) {
    let mut tree = Tree::read(sink.text(), range.clone(), closed, passed_over);
    let mut draft = Draft::new(sink, range, closed);
    if let Some(root) = tree.root() {
        map(&mut draft, root);
    }
    draft.keep_unread(&tree);
    let problems = tree.take_problems();
    for problem in problems {
        draft.sink.note(problem.severity, "xml-syntax", problem.at, problem.message);
    }
    draft.finish();
}

impl<'s, 'p> Draft<'s, 'p> {
    pub(super) fn new(sink: &'s mut Sink<'p>, range: Range<usize>, closed: bool) -> Self {
        let record = sink.record(range.clone());
        Self { sink, record, venue: Venue::default(), people: People::default(), types: Vec::new(), range, closed }
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.sink.span(range.clone())
    }

    pub(super) fn note(&mut self, severity: Severity, code: &'static str, at: usize, message: impl Into<String>) {
        self.sink.note(severity, code, at, message);
    }

    /// Keeps what no one asked for.
    pub(super) fn keep_unread(&mut self, tree: &Tree<'p>) {
        for (name, leaf) in tree.unread() {
            if !leaf.text.is_empty() {
                self.record.keep_other(name, leaf.text);
            }
        }
    }

    /// Hands the record over.
    pub(super) fn finish(mut self) {
        if !self.types.is_empty() {
            self.types.dedup();
            self.record.type_as_written = Some(self.types.join("; "));
        }
        if self.record.venue.is_none() {
            self.record.venue = Some(std::mem::take(&mut self.venue)).filter(|venue| !venue.is_empty());
        }
        self.complete_languages_of_texts();
        if !self.closed {
            let text = self.sink.text();
            let end = self.range.start + text.get(self.range.clone()).unwrap_or_default().trim_ascii_end().len();
            let place = if self.range.end == text.len() { "the text ends" } else { "something else begins" };
            let message = format!("the record has no end: {place} before it is closed; what was read is kept");
            self.sink.note(Severity::Error, "cut-off", end, message);
        }
        self.sink.push(self.record, self.range.start);
    }

    /// A title or abstract whose language the source leaves open is in the publication's language, if that is one and
    /// nothing in it shows another.
    fn complete_languages_of_texts(&mut self) {
        let stated = match self.record.languages.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        };
        let settle = |text: &str| {
            let told = text::language(beginning(text)).map(Cow::Borrowed);
            match &stated {
                Some(lang) if text::has_han(text) == lang.starts_with("zh") || lang == "ja" => Some(lang.clone()),
                _ => told,
            }
        };
        for title in self.record.titles.iter_mut().filter(|title| title.lang.is_none()) {
            title.lang = settle(&title.text);
        }
        for summary in self.record.abstracts.iter_mut().filter(|summary| summary.lang.is_none()) {
            summary.lang = settle(&summary.text);
        }
    }

    /// The text of an element, unless it is empty.
    pub(super) fn value(&self, element: Element<'_, 'p>) -> Option<Leaf<'p>> {
        Some(element.text()).filter(|leaf| !leaf.text.is_empty())
    }

    /// The text of an element's child.
    pub(super) fn child_value(&self, element: Element<'_, 'p>, name: &str) -> Option<Leaf<'p>> {
        element.children().filter(|child| child.name() == name).find_map(|child| self.value(child))
    }

    pub(super) fn keep(&mut self, tag: &str, element: Element<'_, 'p>) {
        if let Some(leaf) = self.value(element) {
            self.record.keep_other(tag, leaf.text);
        }
    }

    /// An identifier of the publication.
    pub(super) fn id(&mut self, scheme: IdScheme, mut leaf: Leaf<'p>) {
        // Some set the groups of an ISBN off by blanks.
        if scheme == IdScheme::Isbn && Identifier::parse(scheme, &leaf.text).is_err() {
            let compact: String = leaf.text.chars().filter(|c| !c.is_whitespace()).collect();
            if Identifier::parse(scheme, &compact).is_ok() {
                leaf.text = Cow::Owned(compact);
            }
        }
        self.sink.identifier(scheme, &leaf.text, leaf.range, &mut self.record.ids, &mut self.record.other);
    }

    /// An identifier of a contributor.
    pub(super) fn contributor_id(&mut self, contributor: usize, scheme: IdScheme, text: &str, range: Range<usize>) {
        let Record { contributors, other, .. } = &mut self.record;
        if let Some(contributor) = contributors.get_mut(contributor) {
            self.sink.identifier(scheme, text, range, &mut contributor.ids, other);
        }
    }

    /// An identifier of an affiliation. One that several records of the file give it is read once.
    pub(super) fn affiliation_id(&mut self, affiliation: u32, scheme: IdScheme, text: &str, range: Range<usize>) {
        let Record { affiliations, other, .. } = &mut self.record;
        if let Some(affiliation) = affiliations.get_mut(affiliation as usize) {
            let same = Identifier::parse(scheme, text).is_ok_and(|id| affiliation.ids.get(scheme) == Some(id.value()));
            if !same {
                self.sink.identifier(scheme, text, range, &mut affiliation.ids, other);
            }
        }
    }

    /// An identifier of something else: what is none is kept.
    pub(super) fn ids(&mut self, scheme: IdScheme, text: &str, range: Range<usize>, ids: &mut Ids) {
        self.sink.identifier(scheme, text, range, ids, &mut self.record.other);
    }

    pub(super) fn title(&mut self, leaf: Leaf<'p>, lang: Option<Lang>) {
        let span = self.span(&leaf.range);
        self.title_text(leaf.text.into_owned(), lang, span);
    }

    pub(super) fn title_text(&mut self, text: String, lang: Option<Lang>, span: Span) {
        if text.is_empty() || self.record.titles.iter().take(FEW).any(|title| title.text == text) {
            return;
        }
        self.record.titles.push(LangText { text, lang, span });
    }

    /// An abstract of sections; a single one without a label is no section.
    pub(super) fn summary(&mut self, mut sections: Vec<Section>, lang: Option<Lang>, span: Span) {
        sections.retain(|section| !section.text.is_empty());
        if sections.is_empty() {
            return;
        }
        let mut text = String::new();
        for section in &sections {
            if !text.is_empty() {
                text.push('\n');
            }
            if let Some(label) = &section.label {
                text.extend([label.as_str(), ": "]);
            }
            text.push_str(&section.text);
        }
        if self.record.abstracts.iter().take(FEW).any(|known| known.text == text) {
            return;
        }
        if sections.len() == 1 && sections.iter().all(|section| section.label.is_none()) {
            sections.clear();
        }
        self.record.abstracts.push(Abstract { text, lang, sections, translation_of: None, span });
    }

    /// An abstract in the elements of JATS, which Crossref uses as well: sections with titles, paragraphs.
    pub(super) fn jats_abstract(&mut self, element: Element<'_, 'p>, lang: Option<Lang>) {
        let mut sections = Vec::new();
        let mut label: Option<String> = None;
        let mut blocks = Vec::new();
        // Sections within sections are read as they follow one another.
        let mut pending: Vec<Element<'_, 'p>> = element.children().collect();
        pending.reverse();
        while let Some(part) = pending.pop() {
            match part.name() {
                "sec" => {
                    let mut inside: Vec<_> = part.children().collect();
                    inside.reverse();
                    pending.append(&mut inside);
                }
                "title" | "label" => blocks.push((true, part)),
                "object-id" | "fig" | "graphic" | "abstract_number" => {}
                _ => blocks.push((false, part)),
            }
        }
        let bare = blocks.iter().all(|(is_title, _)| *is_title)
            || blocks.iter().any(|(is_title, part)| !is_title && !is_paragraph(part.name()));
        if bare {
            for (_, title) in blocks.iter().filter(|(is_title, _)| *is_title) {
                title.pass_over();
            }
            let leaf = element.text_without(&["title"]);
            let span = self.span(&leaf.range);
            let text = leaf.text.into_owned();
            self.summary(vec![Section { label: None, text, span }], lang, span);
            return;
        }
        for (is_title, part) in blocks {
            let leaf = if is_title { part.text() } else { part.text_without(&["fn"]) };
            if leaf.text.is_empty() {
                continue;
            }
            if is_title {
                let title = leaf.text.trim_end_matches([':', '.']).trim().to_string();
                // The heading of the whole says nothing.
                let whole = ["abstract", "summary", "résumé", "resumen", "摘要"];
                label = Some(title).filter(|t| !whole.contains(&t.to_lowercase().as_str()));
            } else {
                let span = self.span(&leaf.range);
                sections.push(Section { label: label.take(), text: leaf.text.into_owned(), span });
            }
        }
        let span = self.span(&element.range());
        self.summary(sections, lang, span);
    }

    pub(super) fn single(&mut self, field: Field, leaf: Leaf<'p>) {
        self.record.spans.insert(field, self.sink.span(leaf.range));
        let text = leaf.text.into_owned();
        match field {
            Field::Volume => self.record.volume = Some(text),
            Field::Issue => self.record.issue = Some(text),
            Field::Venue => self.venue.title = Some(text),
            _ => {}
        }
    }

    /// The date of publication.
    pub(super) fn issued(&mut self, date: PartialDate, range: Range<usize>) {
        self.record.issued = Some(date);
        self.record.spans.insert(Field::Issued, self.sink.span(range));
    }

    pub(super) fn available(&mut self, date: PartialDate, range: Range<usize>) {
        self.record.available = Some(date);
        self.record.spans.insert(Field::Available, self.sink.span(range));
    }

    /// Reads a date of one text; what is none is kept with a warning.
    pub(super) fn date(&mut self, tag: &str, leaf: &Leaf<'p>) -> Option<PartialDate> {
        let text = leaf.text.split('T').next().filter(|day| day.len() == 10).unwrap_or(&leaf.text);
        let date = PartialDate::parse(text);
        if date.is_none() && !text.is_empty() {
            let message = format!("{text:?} is no date; kept in `other`");
            self.note(Severity::Warning, "date", leaf.range.start, message);
            self.record.keep_other(tag, text);
        }
        date
    }

    /// Reads a date of elements for year, month and day; a season is kept.
    pub(super) fn date_of(&mut self, element: Element<'_, 'p>) -> Option<PartialDate> {
        let part = |name| element.child(name).map(|child| child.text().text).unwrap_or_default();
        let (year, month, day, season) = (part("year"), part("month"), part("day"), part("season"));
        if !season.is_empty() {
            self.record.keep_other("season", &*season);
        }
        if let Some(stated) = element.attribute("iso-8601-date")
            && year.is_empty()
        {
            return PartialDate::parse(&stated);
        }
        let number_of_month = if month.is_empty() { None } else { month_number(&month) };
        let number_of_day = day.trim().parse().ok();
        // A quarter, a range of days.
        for (name, words, read) in
            [("month", &month, number_of_month.is_some()), ("day", &day, number_of_day.is_some())]
        {
            if !read {
                self.record.keep_other(name, &**words);
            }
        }
        let number = year.chars().filter(char::is_ascii_digit).take(4).collect::<String>().parse().ok();
        let date = number.and_then(|year| PartialDate::best(year, number_of_month, number_of_day));
        if date.is_none() && !year.is_empty() {
            let message = format!("{year:?} is no year; kept in `other`");
            self.note(Severity::Warning, "date", element.start(), message);
            self.record.keep_other(element.name(), &*year);
        }
        date
    }

    pub(super) fn language(&mut self, leaf: &Leaf<'p>) {
        self.language_text("language", &leaf.text, leaf.range.clone());
    }

    pub(super) fn language_text(&mut self, tag: &str, code: &str, range: Range<usize>) {
        match lang(code) {
            Some(lang) => {
                if self.record.languages.len() < FEW && !self.record.languages.contains(&lang) {
                    self.record.languages.push(lang);
                    self.record.spans.entry(Field::Languages).or_insert(self.sink.span(range));
                }
            }
            None => self.record.keep_other(tag, code),
        }
    }

    pub(super) fn issn(&mut self, leaf: Leaf<'p>) {
        match issn(&leaf.text) {
            Some(issn) if self.venue.issn.iter().take(FEW).any(|known| *known == issn) => {}
            Some(issn) => self.venue.issn.push(issn),
            None => {
                let message = format!("not a valid issn: {:?}; kept in `other`", leaf.text);
                self.note(Severity::Warning, "identifier", leaf.range.start, message);
                self.record.keep_other("issn", leaf.text);
            }
        }
    }

    pub(super) fn keyword(&mut self, leaf: Leaf<'p>, scheme: KeywordScheme, lang: Option<Lang>, id: Option<String>) {
        let span = self.span(&leaf.range);
        let text = leaf.text.into_owned();
        if !text.is_empty() {
            self.record.keywords.push(Keyword { text, scheme, lang, id, span, ..Keyword::default() });
        }
    }

    /// A person whose name the source has in parts.
    pub(super) fn named(&mut self, role: Role, parts: &Parts<'_>, span: Span) -> Option<usize> {
        let filled = |part: &Cow<'_, str>| Some(part.to_string()).filter(|part| !part.is_empty());
        // A name that is given names alone is a name all the same.
        let (family, given) = match (parts.family.is_empty(), parts.given.is_empty()) {
            (true, true) => return None,
            (true, false) => (&parts.given, None),
            _ => (&parts.family, filled(&parts.given)),
        };
        let name = PersonName::from_parts(family, given.as_deref(), filled(&parts.suffix).as_deref())?;
        let mut as_written = name.family.clone();
        for part in [&name.given, &name.suffix].into_iter().flatten() {
            as_written.extend([", ", part]);
        }
        Some(self.people.add(&mut self.record, role, as_written, Some(name), span))
    }

    /// A group, or a name that is not told apart.
    pub(super) fn group(&mut self, role: Role, name: String, span: Span) -> usize {
        self.people.add(&mut self.record, role, name, None, span)
    }

    /// A name in one text: `Family, Given`, or in the order given; words show a group.
    pub(super) fn written_name(&mut self, role: Role, leaf: &Leaf<'p>, order: NameOrder) -> Option<usize> {
        let written = leaf.text.trim().trim_end_matches([',', ';']).trim();
        if written.is_empty() {
            return None;
        }
        let span = self.span(&leaf.range);
        let name = match order {
            _ if written.contains(',') || person(written).is_none() => person(written),
            NameOrder::Inverted => person(written),
            order => PersonName::parse(written, order),
        };
        Some(self.people.add(&mut self.record, role, written.to_string(), name, span))
    }

    pub(super) fn affiliation(&mut self, leaf: &Leaf<'p>) -> Option<u32> {
        let text = leaf.text.trim_matches(|c: char| matches!(c, ',' | ';') || c.is_whitespace());
        if text.is_empty() {
            return None;
        }
        let span = self.span(&leaf.range);
        Some(self.people.affiliation(&mut self.record, text.to_string(), span))
    }

    pub(super) fn funding(&mut self, funding: Funding) {
        if funding.funder.is_some() || !funding.grants.is_empty() || !funding.ids.is_empty() {
            self.record.funding.push(funding);
        }
    }

    /// Another publication, by an identifier of a scheme or an address that holds one.
    pub(super) fn relation(&mut self, kind: &str, scheme: Option<IdScheme>, text: &str, range: Range<usize>) {
        let mut ids = Ids::default();
        let scheme = scheme.or_else(|| scheme_of("", text));
        let written = text.trim();
        if let Some(id) = scheme.and_then(|scheme| Identifier::parse(scheme, written).ok()) {
            ids.insert(id.at(self.span(&range)));
        }
        if written.is_empty() {
            return;
        }
        let as_written = ids.is_empty().then(|| written.to_string());
        let span = self.span(&range);
        self.record.relations.push(Relation { kind: Cow::Owned(kind.to_string()), ids, as_written, span });
    }

    /// Completes a reference by the DOI in its text, where no element has it.
    pub(super) fn complete_reference(&self, reference: &mut Reference, range: &Range<usize>) {
        if reference.ids.get(IdScheme::Doi).is_none()
            && let Some((id, _)) = find_dois(&reference.as_written).into_iter().next()
        {
            reference.ids.insert(id.at(self.span(range)));
        }
        reference.span = self.span(range);
    }

    pub(super) fn reference_author(&self, text: String, range: &Range<usize>) -> ReferenceAuthor {
        ReferenceAuthor { as_written: text, span: self.span(range) }
    }

    /// The parts of a reference as one line, where the source has no line of its own; the year as written, where it
    /// says more than a number.
    pub(super) fn compose(reference: &Reference, dated: Option<String>) -> String {
        let mut line = reference.authors.iter().map(|a| a.as_written.as_str()).collect::<Vec<_>>().join("; ");
        let year = dated.or(reference.year.map(|year| year.to_string()));
        let parts =
            [&reference.title, &reference.venue, &year, &reference.volume, &reference.issue, &reference.first_page];
        for part in parts.into_iter().flatten() {
            if !line.is_empty() {
                line.push_str(if line.ends_with('.') { " " } else { ". " });
            }
            line.push_str(part);
        }
        line
    }

    /// Says where a list is not as long as the source says it is.
    pub(super) fn check_count(&mut self, what: &str, stated: &str, found: usize, at: usize) {
        if let Ok(stated) = stated.trim().parse::<usize>()
            && stated != found
        {
            let message = format!("{stated} {what} announced, {found} found");
            self.note(Severity::Warning, "count", at, message);
        }
    }
}

fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "list" | "disp-quote" | "disp-formula" | "def-list" | "table-wrap" | "fig" | "boxed-text")
}

/// Enough of a text to tell its language.
pub(super) fn beginning(text: &str) -> &str {
    text.char_indices().nth(400).map_or(text, |(at, _)| &text[..at])
}

/// Words of a CamelCase name set off by hyphens: `IsSupplementTo` → `is-supplement-to`.
pub(super) fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut lower = false;
    for c in name.chars() {
        if c.is_uppercase() && lower {
            out.push('-');
        }
        lower = c.is_lowercase();
        match c {
            '_' | ' ' => out.push('-'),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}
