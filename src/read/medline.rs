//! MEDLINE tagged text: PubMed's `.nbib`, PubMed Central's MEDLARS form, ERIC's export.
//!
//! The order of the lines is what links: `AD` and `AUID` belong to the `FAU` (or `AU`, `FED`, `FIR`, `CN`) they follow.
//! Before 2014 PubMed gave one `AD`, before all authors; it then belongs to the record and to nobody in particular.
//!
//! Specification: [MEDLINE/PubMed data element descriptions](https://www.nlm.nih.gov/bsd/mms/medlineelements.html)
//! and the list of tags in [PubMed's help](https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format).

use super::input::Head;
use super::people::{People, link};
use super::tagged::{self, Dialect, Field, RawRecord};
use super::{Sink, Spec, nlm, sections};
use crate::diagnostic::Severity;
use crate::record::{
    Field as Member, Funding, IdScheme, Identifier, Keyword, KeywordScheme, Lang, LangText, NameOrder, Pages,
    PartialDate, PersonName, Record, Relation, Role, Venue, WorkKind, find_dois,
};
use crate::text;
use Meaning::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) const SPEC: Spec = Spec {
    name: "medline",
    title: "MEDLINE tagged text",
    extensions: &["nbib", "txt"],
    media_type: "application/nbib",
    detect,
    boundary: |text, _| tagged::boundary(text, &DIALECT),
    parse: |sink| tagged::read_all(sink, &DIALECT, map),
};

static DIALECT: Dialect = Dialect {
    tag,
    start: "PMID",
    // PubMed Central puts its own number first.
    lead: &["PMC"],
    end: None,
    blank_ends: true,
    through_blanks: false,
    foot: None,
    proof: &["PMC", "OWN", "TI", "BTI", "FAU", "AU", "CN", "LID", "AID"],
};

/// What a tag means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Pmid,
    Pmcid,
    /// `LID` and `AID`: a DOI, a publisher's number, an article number.
    Locator,
    Title,
    VernacularTitle,
    BookTitle,
    CollectionTitle,
    AbstractText,
    OtherAbstract,
    OtherAbstractLanguage,
    FullName(Role),
    ShortName(Role),
    Group,
    PersonId,
    Address,
    Journal,
    JournalAbbreviation,
    JournalId,
    Serial,
    Publisher,
    Volume,
    Issue,
    PageRange,
    Issued,
    Available,
    Language,
    Type,
    Heading,
    Substance,
    OwnerOfTerms,
    Term,
    Grant,
    Citation,
    Related(&'static str),
    /// Administration, and what the record form has no place for.
    Kept,
}

const TAGS: &[(&str, Meaning)] = &[
    ("PMID", Pmid),
    ("PMC", Pmcid),
    ("LID", Locator),
    ("AID", Locator),
    ("TI", Title),
    ("TT", VernacularTitle),
    ("BTI", BookTitle),
    ("CTI", CollectionTitle),
    ("AB", AbstractText),
    ("OAB", OtherAbstract),
    ("OABL", OtherAbstractLanguage),
    ("FAU", FullName(Role::Author)),
    ("AU", ShortName(Role::Author)),
    ("AUID", PersonId),
    ("AD", Address),
    ("CN", Group),
    ("FED", FullName(Role::Editor)),
    ("ED", ShortName(Role::Editor)),
    ("FIR", FullName(Role::Investigator)),
    ("IR", ShortName(Role::Investigator)),
    ("IRAD", Address),
    ("JT", Journal),
    ("TA", JournalAbbreviation),
    ("JID", JournalId),
    ("IS", Serial),
    ("ISBN", Serial),
    ("ISSN", Serial),
    ("EISSN", Serial),
    ("PB", Publisher),
    ("VI", Volume),
    ("IP", Issue),
    ("PG", PageRange),
    ("DP", Issued),
    ("DEP", Available),
    ("LA", Language),
    ("PT", Type),
    ("MH", Heading),
    ("RN", Substance),
    ("NM", Substance),
    ("OTO", OwnerOfTerms),
    ("OT", Term),
    ("GR", Grant),
    ("SO", Citation),
    ("CIN", Related("comment-in")),
    ("CON", Related("comment-on")),
    ("EIN", Related("erratum-in")),
    ("EFR", Related("erratum-for")),
    ("CRI", Related("corrected-and-republished-in")),
    ("CRF", Related("corrected-and-republished-from")),
    ("DDIN", Related("dataset-described-in")),
    ("DRIN", Related("dataset-use-reported-in")),
    ("ECI", Related("expression-of-concern-in")),
    ("ECF", Related("expression-of-concern-for")),
    ("ORI", Related("original-report-in")),
    ("PRIN", Related("partial-retraction-in")),
    ("PROF", Related("partial-retraction-of")),
    ("RIN", Related("retraction-in")),
    ("ROF", Related("retraction-of")),
    ("RPI", Related("republished-in")),
    ("RPF", Related("republished-from")),
    ("RRI", Related("retracted-and-republished-in")),
    ("RRF", Related("retracted-and-republished-from")),
    ("SPIN", Related("summary-for-patients-in")),
    ("UIN", Related("update-in")),
    ("UOF", Related("update-of")),
    ("OWN", Kept),
    ("STAT", Kept),
    ("DA", Kept),
    ("DCOM", Kept),
    ("LR", Kept),
    ("CDAT", Kept),
    ("CTDT", Kept),
    ("DRDT", Kept),
    ("CRDT", Kept),
    ("EDAT", Kept),
    ("MHDA", Kept),
    ("PHST", Kept),
    ("PMCR", Kept),
    ("PST", Kept),
    ("CI", Kept),
    ("COIS", Kept),
    ("EN", Kept),
    ("FPS", Kept),
    ("GN", Kept),
    ("GS", Kept),
    ("MID", Kept),
    ("OCI", Kept),
    ("OID", Kept),
    ("PL", Kept),
    ("PS", Kept),
    ("PUBM", Kept),
    ("RF", Kept),
    ("SB", Kept),
    ("SFM", Kept),
    ("SI", Kept),
    ("VTI", Kept),
];

/// Fields that never have a second line.
const ONE_LINE: &[Meaning] = &[Pmid, Pmcid, Volume, Issue, JournalId, Available, Language, Serial];

/// [Publication types of ERIC](https://eric.ed.gov/?ti=all), by their beginning; those of NLM are common to its formats.
const ERIC_KINDS: &[(&str, WorkKind)] = &[
    ("Dissertations/Theses", WorkKind::Thesis),
    ("Speeches/Meeting Papers", WorkKind::ConferencePaper),
    ("Collected Works - Proceedings", WorkKind::Proceedings),
    ("Books", WorkKind::Book),
    ("Journal Articles", WorkKind::JournalArticle),
    ("Numerical/Quantitative Data", WorkKind::Dataset),
    ("Reports", WorkKind::Report),
];

/// [Collaborating organisations](https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#otherabstract) named
/// before an abstract of theirs.
const ABSTRACT_OWNERS: &[&str] =
    &["Publisher", "plain-language-summary", "AAMC", "AIDS", "ASIR", "KIE", "NASA", "PIP", "plain language summary"];

/// `TAG - value`: the tag fills four places. Damaged lines are read where the tag is a known one: `PMID-1`, `SO- x`.
fn tag(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    let length = bytes.iter().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count();
    if !(2..=5).contains(&length) || !bytes[0].is_ascii_uppercase() {
        return None;
    }
    let dash = length + bytes[length..].iter().take(3).take_while(|b| **b == b' ').count();
    if bytes.get(dash) != Some(&b'-') {
        return None;
    }
    let regular = dash == 4 && length <= 4 && bytes.get(5).is_none_or(|b| *b == b' ');
    (regular || meaning(&line[..length]).is_some()).then(|| (&line[..length], dash + 1))
}

fn meaning(tag: &str) -> Option<Meaning> {
    static MEANINGS: LazyLock<FxHashMap<&str, Meaning>> = LazyLock::new(|| TAGS.iter().copied().collect());
    MEANINGS.get(tag).copied()
}

fn detect(head: &Head) -> Option<String> {
    const RIS_ONLY: &[&str] =
        &["TY", "ER", "PY", "Y1", "JO", "JF", "JA", "T1", "T2", "A1", "N2", "KW", "DO", "SN", "VL"];
    let (mut known, mut long, mut first) = (0, 0, None);
    for (number, tag, line) in tagged::tag_lines(head.text(), tag) {
        let ovid = tag == "VN" && line.contains("Ovid");
        if ovid || RIS_ONLY.contains(&tag) && line.as_bytes().get(2..5) == Some(b"  -") {
            return None;
        }
        if meaning(tag).is_some() {
            known += 1;
            long += usize::from(tag.len() > 2);
            // The number of a record says more than what happens to stand first.
            if first.is_none() || tag == "PMID" && known < 5 {
                first = Some((number, line));
            }
        }
        if known > 60 {
            break;
        }
    }
    let (number, line) = first?;
    let sure = line.strip_prefix("PMID").is_some_and(|rest| rest.bytes().any(|b| b.is_ascii_digit()));
    (sure || known >= 2 && long >= 1 || known >= 3).then(|| tagged::evidence(number, line))
}

/// What has to be remembered from one field to the next.
#[derive(Default)]
struct State<'t> {
    people: People,
    /// The contributor that `AD` and `AUID` belong to.
    current: Option<usize>,
    /// Full names whose short form has not come yet, with their family names.
    unpaired: VecDeque<usize>,
    /// The tag read before, for titles and abstracts that go on under a second one.
    last: &'t str,
    /// Languages of the publication, known before its title is read.
    languages: Vec<Lang>,
    /// Whether ERIC wrote the record, whose terms are its own.
    of_eric: bool,
    /// Whether there is a title beside that of the book.
    has_title: bool,
    venue: Venue,
    book: Option<LangText>,
    collection: Option<LangText>,
    types: Vec<String>,
    terms_of: Option<String>,
    /// Numbers of the publisher's that may turn out to be article numbers.
    piis: Vec<(String, Range<usize>)>,
    /// Abstracts in other languages that are not named yet; what only stood in place of one is none.
    other_abstracts: VecDeque<Option<usize>>,
}

fn map(raw: &RawRecord<'_>, sink: &mut Sink<'_>) {
    let mut record = sink.record(raw.range());
    let filled: Vec<&Field> = raw.fields.iter().filter(|f| !f.value.text.is_empty()).collect();
    let mut state = State {
        languages: filled.iter().filter(|f| f.tag == "LA").filter_map(|f| nlm::language(f.value.text)).collect(),
        of_eric: filled.iter().any(|f| f.tag == "OWN" && f.value.text == "ERIC"),
        has_title: filled.iter().any(|f| f.tag == "TI"),
        ..State::default()
    };
    for (index, field) in raw.fields.iter().enumerate() {
        if index == raw.regular {
            let message = format!("{} after a blank line: taken as part of the record before it", field.tag);
            sink.note(Severity::Info, "after-end", field.at, message);
        }
        // `10.1000/182 [doi]` is whole, and so is the first of two lines.
        let text = field.value.text;
        let identifies = match meaning(field.tag) {
            Some(Pmid | Pmcid | Serial) => !text.contains('\n'),
            Some(Locator | PersonId | Related(_)) => !text.ends_with(']'),
            _ => false,
        };
        if identifies && tagged::withhold(raw, field, &mut record, sink) {
            continue;
        }
        if !field.value.text.is_empty() {
            read_field(field, &mut record, &mut state, sink);
            state.last = field.tag;
        }
    }
    finish(&mut record, state, sink);
    sink.push(record, raw.range().start);
}

fn read_field<'t>(field: &Field<'t>, record: &mut Record, state: &mut State<'t>, sink: &mut Sink<'_>) {
    let Some(meaning) = meaning(field.tag) else {
        sink.note(Severity::Info, "unknown-tag", field.at, format!("tag {} is not known; kept in `other`", field.tag));
        return record.keep_other(field.tag, text::clean(field.value.text));
    };
    let value = if ONE_LINE.contains(&meaning) { tagged::one_line(field, record, sink) } else { field.value };
    let range = value.range();
    let words = text::clean(value.text);
    match meaning {
        Pmid => sink.identifier(IdScheme::Pmid, &words, range, &mut record.ids, &mut record.other),
        Pmcid => sink.identifier(IdScheme::Pmcid, &words, range, &mut record.ids, &mut record.other),
        Locator => read_locator(field, &words, record, state, sink),
        Title if state.last == field.tag && !record.titles.is_empty() => {
            // A title never has two tags; one that does goes on under the second.
            if let Some(title) = record.titles.last_mut() {
                title.text.push(' ');
                title.text.push_str(&words);
                title.span.end = sink.span(range).end;
            }
        }
        Title | VernacularTitle if nlm::is_no_title(&words) => {
            let message = format!("{words:?} is no title; kept in `other`");
            sink.note(Severity::Info, "no-title", range.start, message);
            record.keep_other(field.tag, words);
        }
        Title => {
            let (text, lang) = match nlm::translation(&words) {
                Some(text) => (text.to_string(), Some(Cow::Borrowed("en"))),
                None => (words.to_string(), nlm::title_language(&words, &state.languages)),
            };
            record.titles.push(LangText { text, lang, span: sink.span(range) });
        }
        VernacularTitle => {
            let lang = nlm::vernacular_language(&words, &state.languages);
            record.titles.push(LangText { text: words.into(), lang, span: sink.span(range) });
        }
        BookTitle | CollectionTitle => {
            let slot = if meaning == BookTitle { &mut state.book } else { &mut state.collection };
            match slot {
                None => *slot = Some(LangText { text: words.into(), lang: None, span: sink.span(range) }),
                Some(_) => record.keep_other(field.tag, words),
            }
        }
        // The element is defined to hold English; what publishers put there themselves not always does.
        AbstractText => {
            let languages = &state.languages;
            let is_stated = |lang: &&str| languages.is_empty() || languages.iter().any(|l| l == lang);
            let lang = |text: &str| text::language(text).filter(is_stated).or(Some("en"));
            let mut found = sections::abstracts(value, lang, sink);
            if state.last == field.tag && found.len() == 1 {
                sections::go_on(&mut record.abstracts, &mut found);
            }
            record.abstracts.append(&mut found);
        }
        OtherAbstract => {
            let owner = value.text.split_once(": ").map(|(owner, _)| owner).filter(|o| ABSTRACT_OWNERS.contains(o));
            let body = value.split_at(owner.map_or(0, |owner| owner.len() + 2)).1.trim();
            if body.text.starts_with("Abstract available from") {
                let message = format!("{words:?} is no abstract; kept in `other`");
                sink.note(Severity::Info, "no-abstract", range.start, message);
                state.other_abstracts.push_back(None);
                return record.keep_other(field.tag, words);
            }
            if let Some(owner) = owner {
                record.keep_other(field.tag, owner);
            }
            state.other_abstracts.push_back(Some(record.abstracts.len()));
            record.abstracts.extend(sections::abstracts(body, text::language, sink));
        }
        OtherAbstractLanguage => match (nlm::language(&words), state.other_abstracts.pop_front()) {
            (Some(lang), Some(Some(index))) if index < record.abstracts.len() => {
                record.abstracts[index].lang = Some(lang);
            }
            _ => record.keep_other(field.tag, words),
        },
        FullName(role) => {
            let index = state.people.add(record, role, words.to_string(), full_name(&words), sink.span(range));
            state.unpaired.push_back(index);
            state.current = Some(index);
        }
        ShortName(role) => read_short_name(role, &words, range, record, state, sink),
        Group => state.current = Some(state.people.add(record, Role::Author, words.into(), None, sink.span(range))),
        PersonId => read_person_id(field, &words, record, state, sink),
        Address => read_address(field, &words, record, state, sink),
        Journal => {
            record.spans.entry(Member::Venue).or_insert_with(|| sink.span(range));
            fill(&mut state.venue.title, &words, field.tag, record);
        }
        JournalAbbreviation => fill(&mut state.venue.abbreviation, &words, field.tag, record),
        JournalId => fill(&mut state.venue.nlm_id, &words, field.tag, record),
        Publisher => fill(&mut state.venue.publisher, &words, field.tag, record),
        Serial => {
            match words.contains("(Linking)").then(|| crate::record::issn(&words)).flatten() {
                Some(issn) => fill(&mut state.venue.issn_l, &issn, field.tag, record),
                None => {
                    sink.find_serial_numbers(&words, range, &mut state.venue, record);
                }
            }
            // What medium the number is of; what is none at all.
            if words.contains('(') || words.bytes().filter(u8::is_ascii_digit).count() < 4 {
                record.keep_other(field.tag, words);
            }
        }
        Volume => {
            record.spans.entry(Member::Volume).or_insert_with(|| sink.span(range));
            let mut slot = record.volume.take();
            fill(&mut slot, &words, field.tag, record);
            record.volume = slot;
        }
        Issue => {
            record.spans.entry(Member::Issue).or_insert_with(|| sink.span(range));
            let mut slot = record.issue.take();
            fill(&mut slot, &words, field.tag, record);
            record.issue = slot;
        }
        PageRange => read_pages(&words, range, record, sink),
        Issued => read_issued(&words, range, record, sink),
        Available => match PartialDate::parse(&words) {
            Some(date) if record.available.is_none() => {
                record.available = Some(date);
                record.spans.insert(Member::Available, sink.span(range));
            }
            Some(_) => record.keep_other(field.tag, words),
            None => bad_date(field.tag, &words, range.start, record, sink),
        },
        Language => match nlm::language(&words) {
            Some(lang) => {
                record.spans.entry(Member::Languages).or_insert_with(|| sink.span(range));
                if !record.languages.contains(&lang) {
                    record.languages.push(lang);
                }
            }
            None => record.keep_other(field.tag, words),
        },
        Type => {
            record.spans.entry(Member::Type).or_insert_with(|| sink.span(range));
            state.types.push(words.into_owned());
        }
        Heading => record.keywords.push(Keyword { span: sink.span(range), ..nlm::heading(&words) }),
        Substance => record.keywords.push(Keyword { span: sink.span(range), ..substance(&words) }),
        OwnerOfTerms => {
            state.terms_of = Some(words.to_string());
            record.keep_other(field.tag, words);
        }
        Term => {
            // `NOTNLM` are the authors' words; NASA, the Kennedy Institute and others index with terms of their own.
            let owner = state.terms_of.as_deref().unwrap_or(if state.of_eric { "ERIC" } else { "NOTNLM" });
            let scheme = if owner == "NOTNLM" { KeywordScheme::Author } else { KeywordScheme::Index };
            let starred = words.starts_with('*');
            let major = (starred || owner != "ERIC").then_some(starred);
            let text = words.trim_start_matches('*').to_string();
            let lang = text::has_han(&text).then_some(Cow::Borrowed("zh"));
            record.keywords.push(Keyword { text, scheme, major, lang, span: sink.span(range), ..Keyword::default() });
        }
        Grant => read_grant(&words, range, record, sink),
        Citation => {
            let mut slot = record.citation.take();
            fill(&mut slot, &words, field.tag, record);
            record.citation = slot;
        }
        Related(kind) => {
            let span = sink.span(range);
            let mut ids = crate::record::Ids::default();
            let pmid = words.rfind("PMID:").map(|at| words[at..].split_inclusive(['.', ',', ';']).next().unwrap_or(""));
            let pmid = pmid.and_then(|p| Identifier::parse(IdScheme::Pmid, p.trim_end_matches([',', ';'])).ok());
            let doi = find_dois(&words).into_iter().map(|(doi, _)| doi).next();
            for id in [pmid, doi].into_iter().flatten() {
                ids.insert(id.at(span));
            }
            let as_written = Some(words.into_owned());
            record.relations.push(Relation { kind: Cow::Borrowed(kind), ids, as_written, span });
        }
        Kept => record.keep_other(field.tag, words),
    }
}

/// Fills a member that holds one value; a different second value is kept.
fn fill(slot: &mut Option<String>, value: &str, tag: &str, record: &mut Record) {
    match slot {
        None => *slot = Some(value.to_string()),
        Some(held) if held == value => {}
        Some(_) => record.keep_other(tag, value),
    }
}

/// `Hellinger, Frank R Jr`, `Selvamani`.
fn full_name(text: &str) -> Option<PersonName> {
    const SUFFIXES: &[&str] = &["Jr", "Sr", "II", "III", "IV", "2nd", "3rd", "4th"];
    if let Some((family, given)) = text.split_once(", ")
        && let Some((given, suffix)) =
            given.rsplit_once(' ').filter(|(_, s)| SUFFIXES.contains(&s.trim_end_matches('.')))
    {
        return PersonName::from_parts(family, Some(given), Some(suffix));
    }
    let order = if text.contains(',') { NameOrder::Inverted } else { NameOrder::GivenFirst };
    PersonName::parse(text, order)
}

/// A short name follows the full name of the same person, or stands alone.
fn read_short_name(
    role: Role,
    words: &str,
    range: Range<usize>,
    record: &mut Record,
    state: &mut State<'_>,
    sink: &Sink<'_>,
) {
    let same = |index: &usize| {
        record.contributors.get(*index).is_some_and(|c| {
            let family = c.name.as_ref().map_or(c.as_written.as_str(), |n| n.family.as_str());
            c.role == role && (words.starts_with(family) || text::fold(words).starts_with(&text::fold(family)))
        })
    };
    if state.unpaired.back().is_some_and(same) {
        state.unpaired.pop_back();
    } else if state.unpaired.front().is_some_and(same) {
        state.unpaired.pop_front();
    } else {
        let order = if words.contains(',') { NameOrder::Inverted } else { NameOrder::FamilyFirst };
        let name = short_name(words).or_else(|| PersonName::parse(words, order));
        state.current = Some(state.people.add(record, role, words.to_string(), name, sink.span(range)));
    }
}

/// `Wong Kee Song LM`, `Hellinger FR Jr`: all before the initials is the family name.
fn short_name(words: &str) -> Option<PersonName> {
    if words.contains(',') {
        return None;
    }
    let mut parts: Vec<&str> = words.split(' ').collect();
    let initials = |w: &&str| w.len() <= 5 && w.chars().all(char::is_uppercase);
    let suffix = match parts.last() {
        Some(last) if parts.len() > 2 && !initials(last) && parts.get(parts.len() - 2).is_some_and(initials) => {
            parts.pop()
        }
        _ => None,
    };
    let given = parts.pop().filter(initials)?;
    PersonName::from_parts(&parts.join(" "), Some(given), suffix)
}

/// `ORCID: 0000-0001-6664-9126` belongs to the person before it.
fn read_person_id(field: &Field<'_>, words: &str, record: &mut Record, state: &State<'_>, sink: &mut Sink<'_>) {
    let (scheme, value) = words.split_once(':').map_or(("", words), |(s, v)| (s.trim(), v.trim()));
    let scheme = IdScheme::from_name(scheme);
    match (scheme, state.current.and_then(|current| record.contributors.get_mut(current))) {
        (Some(scheme), Some(person)) => {
            sink.identifier(scheme, value, field.value.range(), &mut person.ids, &mut record.other);
        }
        (_, None) => {
            let message = format!("{words} stands before any person; kept in `other`");
            sink.note(Severity::Warning, "unlinked", field.at, message);
            record.keep_other(field.tag, words);
        }
        _ => record.keep_other(field.tag, words),
    }
}

/// An address belongs to the person before it; that of an investigator never to an author.
fn read_address(field: &Field<'_>, words: &str, record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    let linked = state.current.filter(|current| {
        let role = record.contributors.get(*current).map(|c| c.role);
        field.tag != "IRAD" || role == Some(Role::Investigator)
    });
    let value = field.value;
    // Where lines were joined, places within the value are lost.
    let literal = value.text == words;
    let parts = nlm::numbered_addresses(words).unwrap_or_default();
    if parts.is_empty() {
        let index = state.people.affiliation(record, words.to_string(), sink.span(value.range()));
        glued_ids(words, value.range(), index as usize, record, sink);
        linked.into_iter().for_each(|current| link(record, current, index));
    }
    for (marker, part) in parts {
        let offset = part.as_ptr().addr() - words.as_ptr().addr();
        let range = value.at + offset..value.at + offset + part.len();
        let span = sink.span(if literal { range } else { value.range() });
        let index = state.people.affiliation(record, part.to_string(), span);
        if let Some(affiliation) = record.affiliations.get_mut(index as usize) {
            affiliation.marker.get_or_insert_with(|| marker.to_string());
        }
        linked.into_iter().for_each(|current| link(record, current, index));
    }
}

/// PubMed Central glues identifiers before the address: `0000 0000 9939 5719grid.1029.aTranslational Health …`.
fn glued_ids(words: &str, range: Range<usize>, affiliation: usize, record: &mut Record, sink: &Sink<'_>) {
    let is_isni = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || b == b' ' || b == b'X');
    let (isni, rest) = match words.split_at_checked(19) {
        Some((isni, rest)) if is_isni(isni) && isni.starts_with('0') => (Some(isni), rest),
        _ => (None, words),
    };
    let grid = rest.strip_prefix("grid.").and_then(|body| {
        let digits = body.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0 && body[*at..].starts_with('.'))?;
        let end = body[digits + 1..]
            .find(|c: char| !matches!(c, '0'..='9' | 'a'..='f'))
            .map_or(body.len(), |at| digits + 1 + at);
        (end > digits + 1).then(|| &rest[..5 + end])
    });
    let Some(affiliation) = record.affiliations.get_mut(affiliation).filter(|a| a.ids.is_empty()) else { return };
    for (scheme, id) in [(IdScheme::Isni, isni), (IdScheme::Grid, grid)] {
        if let Some(id) = id.and_then(|id| Identifier::parse(scheme, id).ok()) {
            affiliation.ids.insert(id.at(sink.span(range.clone())));
        }
    }
}

/// `10.1000/182 [doi]`, `S0140-6736(00)1 [pii]`; PubMed Central gives a bare article number, ERIC an address.
fn read_locator(field: &Field<'_>, words: &str, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let (id, kind) = match words.rsplit_once(" [") {
        Some((id, kind)) => (id, kind.trim_end_matches(']')),
        None => (words, ""),
    };
    let range = field.value.range();
    let is_doi = kind == "doi" || kind.is_empty() && (id.starts_with("10.") || id.to_ascii_lowercase().contains("doi"));
    if is_doi {
        sink.identifier(IdScheme::Doi, id, range, &mut record.ids, &mut record.other);
        return;
    }
    if kind == "pii" {
        // LID and AID state the same; no record has many.
        if !state.piis.iter().take(32).any(|(held, _)| held == id) {
            state.piis.push((id.to_string(), range));
        }
        return;
    }
    if kind.is_empty() && field.tag == "LID" && !id.contains("//") && id.len() < 40 {
        record.spans.entry(Member::Pages).or_insert_with(|| sink.span(range));
        let mut slot = record.pages.article_number.take();
        fill(&mut slot, id, field.tag, record);
        record.pages.article_number = slot;
        return settle_number(record);
    }
    record.keep_other(field.tag, words);
}

/// `1230-2`, `e404-e405`, `123-6; discussion 127`.
fn read_pages(words: &str, range: Range<usize>, record: &mut Record, sink: &Sink<'_>) {
    if record.pages.first.is_some() {
        return record.keep_other("PG", words);
    }
    let (pages, whole) = nlm::pages(words);
    if !whole {
        record.keep_other("PG", words);
    }
    if pages.is_empty() {
        return;
    }
    let article_number = record.pages.article_number.take();
    record.pages = Pages { article_number: pages.article_number.or(article_number), ..pages };
    settle_number(record);
    record.spans.insert(Member::Pages, sink.span(range));
}

/// Frontiers gives the number of an article as its page, too.
fn settle_number(record: &mut Record) {
    let pages = &mut record.pages;
    if pages.last.is_none() && pages.first == pages.article_number {
        pages.first = None;
    }
}

/// `2018 Apr`; the beginning of `1998 Dec-1999 Jan`, which is also kept as written.
fn read_issued(words: &str, range: Range<usize>, record: &mut Record, sink: &mut Sink<'_>) {
    let Some(date) = PartialDate::parse(words) else { return bad_date("DP", words, range.start, record, sink) };
    if record.issued.is_some() {
        return record.keep_other("DP", words);
    }
    let exactness = 1 + usize::from(date.month().is_some()) + usize::from(date.day().is_some());
    if words.contains('-') || words.split(' ').count() != exactness {
        record.keep_other("DP", words);
    }
    record.issued = Some(date);
    record.spans.insert(Member::Issued, sink.span(range));
}

fn bad_date(tag: &str, words: &str, at: usize, record: &mut Record, sink: &mut Sink<'_>) {
    let message = format!("{tag} {} is no date; kept in `other`", tagged::quote(words));
    sink.note(Severity::Warning, "date", at, message);
    record.keep_other(tag, words);
}

/// `EC 3.4.21.68 (Tissue Plasminogen Activator)`, `0 (Fibrinolytic Agents)`: 0 stands for no number.
fn substance(words: &str) -> Keyword {
    let (id, name) = match words.split_once(" (") {
        Some((id, name)) => (id, name.strip_suffix(')').unwrap_or(name)),
        None => ("0", words),
    };
    let id = (id != "0").then(|| id.to_string());
    Keyword { text: name.to_string(), scheme: KeywordScheme::Chemical, id, ..Keyword::default() }
}

/// `1R01NS064592-01A1/NS/NINDS NIH HHS/United States`: number, acronym, agency and country, read from the end, for
/// numbers hold slashes. PubMed Central writes `R01 AR049373 || AR`.
fn read_grant(words: &str, range: Range<usize>, record: &mut Record, sink: &Sink<'_>) {
    let is_acronym =
        |part: &str| !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let (number, funder) = match words.split_once("||") {
        // The acronym of an institute names nobody.
        Some((number, acronym)) => {
            let name = Some(acronym.trim()).filter(|acronym| !is_acronym(acronym));
            (number.trim().to_string(), name.unwrap_or_default().to_string())
        }
        None => {
            let mut parts: Vec<&str> = words.split('/').collect();
            // The country stays in `other`, with the whole.
            if parts.len() > 1 {
                parts.pop();
            }
            let agency = parts.pop().unwrap_or("");
            if parts.last().is_some_and(|part| is_acronym(part)) {
                parts.pop();
            }
            (parts.join("/").trim_matches('/').to_string(), agency.to_string())
        }
    };
    record.keep_other("GR", words);
    let funder = Some(funder).filter(|funder| !funder.is_empty());
    let grants: Vec<String> = Some(number).filter(|number| !number.is_empty()).into_iter().collect();
    if funder.is_some() || !grants.is_empty() {
        record.funding.push(Funding { funder, grants, span: sink.span(range), ..Funding::default() });
    }
}

/// What can be said only when all fields are read.
fn finish(record: &mut Record, mut state: State<'_>, sink: &Sink<'_>) {
    settle_book(record, &mut state);
    if record.kind.is_none() && !state.types.is_empty() {
        let eric = ERIC_KINDS.iter().find(|(name, _)| state.types.iter().any(|t| t.starts_with(name)));
        record.kind = match eric.filter(|_| state.of_eric) {
            Some((_, kind)) => Some(*kind),
            None if state.of_eric => Some(WorkKind::Other),
            None => Some(nlm::work_kind(state.types.iter().map(String::as_str))),
        };
    }
    if !state.types.is_empty() {
        record.type_as_written = Some(state.types.join("; "));
    }
    // A publisher's number that has the form of an article number stands where pages would, in journals without.
    for (number, range) in state.piis {
        if record.pages.article_number.as_ref() == Some(&number) {
            continue;
        }
        if record.pages.is_empty() && nlm::is_article_number(&number) {
            record.pages.article_number = Some(number);
            record.spans.insert(Member::Pages, sink.span(range));
        } else {
            record.keep_other("pii", number);
        }
    }
    record.venue = Some(state.venue).filter(|v| !v.is_empty());
}

/// A book's title is the record's own, or that of what the record is a part of; so is that of a collection where no
/// book and no journal is named.
fn settle_book(record: &mut Record, state: &mut State<'_>) {
    let (book, rest) = match (state.book.take(), state.collection.take()) {
        (None, collection) if state.venue.title.is_none() => (collection, None),
        found => found,
    };
    if let Some(rest) = rest {
        record.keep_other("CTI", rest.text);
    }
    let Some(book) = book else { return };
    if !state.has_title {
        let lang = nlm::title_language(&book.text, &state.languages);
        record.titles.insert(0, LangText { lang, ..book });
        record.kind = Some(WorkKind::Book);
        return;
    }
    record.kind = Some(WorkKind::BookChapter);
    match &state.venue.title {
        None => {
            record.spans.insert(Member::Venue, book.span);
            state.venue.title = Some(book.text);
        }
        Some(_) => record.keep_other("BTI", book.text),
    }
}
