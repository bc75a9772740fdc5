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
use super::{Sink, Spec, sections};
use crate::diagnostic::Severity;
use crate::record::{
    Field as Member, Funding, IdScheme, Identifier, Keyword, KeywordScheme, LangText, NameOrder, Pages, PartialDate,
    PersonName, Qualifier, Record, Relation, Role, Venue, WorkKind, find_dois, language_code,
};
use crate::text;
use Meaning::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::VecDeque;
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

/// Publication types that say what kind of work it is; the first that a record has counts.
const KINDS: &[(&str, WorkKind)] = &[
    ("Retraction of Publication", WorkKind::Retraction),
    ("Retraction Notice", WorkKind::Retraction),
    ("Published Erratum", WorkKind::Erratum),
    ("Preprint", WorkKind::Preprint),
    ("Editorial", WorkKind::Editorial),
    ("Letter", WorkKind::Letter),
    ("Comment", WorkKind::Letter),
    ("Systematic Review", WorkKind::Review),
    ("Scoping Review", WorkKind::Review),
    ("Review", WorkKind::Review),
    ("Dataset", WorkKind::Dataset),
    ("Book Chapter", WorkKind::BookChapter),
    ("Book", WorkKind::Book),
    ("Books", WorkKind::Book),
    ("Congress", WorkKind::Proceedings),
    ("Consensus Development Conference", WorkKind::Proceedings),
    ("Clinical Conference", WorkKind::ConferencePaper),
    ("Speeches/Meeting Papers", WorkKind::ConferencePaper),
    ("Academic Dissertation", WorkKind::Thesis),
    ("Dissertations/Theses", WorkKind::Thesis),
    ("Technical Report", WorkKind::Report),
    ("Journal Article", WorkKind::JournalArticle),
    ("Journal Articles", WorkKind::JournalArticle),
    ("Newspaper Article", WorkKind::NewspaperArticle),
    ("News", WorkKind::NewspaperArticle),
];

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
    languages: Vec<&'static str>,
    /// Whether there is a title beside that of the book.
    has_title: bool,
    venue: Venue,
    book: Option<String>,
    types: Vec<String>,
    terms_of: Option<String>,
    funders: FxHashMap<String, usize>,
    /// A publisher's number in place of pages.
    locator: Option<(String, std::ops::Range<usize>)>,
    other_abstracts: VecDeque<usize>,
}

fn map(raw: &RawRecord<'_>, sink: &mut Sink<'_>) {
    let mut record = sink.record(raw.range());
    let filled: Vec<&Field> = raw.fields.iter().filter(|f| !f.value.text.is_empty()).collect();
    let mut state = State {
        languages: filled.iter().filter(|f| f.tag == "LA").filter_map(|f| language_code(f.value.text)).collect(),
        has_title: filled.iter().any(|f| f.tag == "TI"),
        ..State::default()
    };
    for (index, field) in raw.fields.iter().enumerate() {
        if index == raw.regular {
            let message = format!("{} after a blank line: taken as part of the record before it", field.tag);
            sink.note(Severity::Info, "after-end", field.at, message);
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
    let value = match meaning {
        Pmid | Pmcid | Volume | Issue | JournalId | Available | Language | Serial => {
            tagged::one_line(field, record, sink)
        }
        _ => field.value,
    };
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
        Title => {
            let (title, bracketed) = without_brackets(&words);
            let lang = if bracketed { Some("en") } else { sections::lang_of(title, &state.languages) };
            record.titles.push(LangText { text: title.into(), lang: lang.map(Cow::Borrowed), span: sink.span(range) });
        }
        VernacularTitle => {
            let lang = match state.languages[..] {
                [lang] if lang != "en" => Some(lang),
                _ => text::language(&words),
            };
            let title = LangText { text: words.into(), lang: lang.map(Cow::Borrowed), span: sink.span(range) };
            record.titles.push(title);
        }
        BookTitle if state.has_title => state.book = Some(words.into_owned()),
        BookTitle => {
            let lang = sections::lang_of(&words, &state.languages).map(Cow::Borrowed);
            record.titles.push(LangText { text: words.into(), lang, span: sink.span(range) });
            state.book.get_or_insert_default();
        }
        AbstractText => {
            let languages = &state.languages;
            let abstracts = sections::abstracts(value, |text| sections::lang_of(text, languages), sink);
            record.abstracts.extend(abstracts);
        }
        OtherAbstract => {
            // `Publisher: Abstract available from the publisher.` is no abstract.
            let body = value
                .text
                .strip_prefix("Publisher: ")
                .map_or(value, |rest| value.split_at(value.text.len() - rest.len()).1);
            if body.text.starts_with("Abstract available from") {
                return record.keep_other(field.tag, words);
            }
            state.other_abstracts.push_back(record.abstracts.len());
            record.abstracts.extend(sections::abstracts(body, text::language, sink));
        }
        OtherAbstractLanguage => match (language_code(&words), state.other_abstracts.pop_front()) {
            (Some(lang), Some(index)) if index < record.abstracts.len() => {
                record.abstracts[index].lang = Some(Cow::Borrowed(lang));
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
        Address => {
            let affiliation = state.people.affiliation(record, words.to_string(), sink.span(range.clone()));
            glued_ids(&words, range, affiliation as usize, record, sink);
            if let Some(current) = state.current {
                link(record, current, affiliation);
            }
        }
        Journal => {
            record.spans.entry(Member::Venue).or_insert_with(|| sink.span(range));
            fill(&mut state.venue.title, &words, field.tag, record);
        }
        CollectionTitle if state.venue.title.is_none() && (state.has_title || state.book.is_some()) => {
            record.spans.entry(Member::Venue).or_insert_with(|| sink.span(range));
            state.venue.title = Some(words.into_owned());
        }
        JournalAbbreviation => fill(&mut state.venue.abbreviation, &words, field.tag, record),
        JournalId => fill(&mut state.venue.nlm_id, &words, field.tag, record),
        Publisher => fill(&mut state.venue.publisher, &words, field.tag, record),
        Serial => match words.contains("(Linking)").then(|| crate::record::issn(&words)).flatten() {
            Some(issn) => fill(&mut state.venue.issn_l, &issn, field.tag, record),
            None => sink.serial_numbers(&words, range, &mut state.venue, record),
        },
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
        Language => match language_code(&words) {
            Some(lang) => {
                record.spans.entry(Member::Languages).or_insert_with(|| sink.span(range));
                if !record.languages.iter().any(|l| l == lang) {
                    record.languages.push(Cow::Borrowed(lang));
                }
            }
            None => record.keep_other(field.tag, words),
        },
        Type => {
            record.spans.entry(Member::Type).or_insert_with(|| sink.span(range));
            state.types.push(words.into_owned());
        }
        Heading => record.keywords.push(Keyword { span: sink.span(range), ..heading(&words) }),
        Substance => record.keywords.push(Keyword { span: sink.span(range), ..substance(&words) }),
        OwnerOfTerms => {
            state.terms_of = Some(words.to_string());
            record.keep_other(field.tag, words);
        }
        Term => {
            // `NOTNLM` are the authors' words; NASA, the Kennedy Institute and others index with terms of their own.
            let authors = state.terms_of.as_deref().is_none_or(|owner| owner == "NOTNLM");
            let scheme = if authors { KeywordScheme::Author } else { KeywordScheme::Index };
            let major = words.starts_with('*').then_some(true);
            let text = words.trim_start_matches('*').to_string();
            let lang = text::has_han(&text).then_some(Cow::Borrowed("zh"));
            record.keywords.push(Keyword { text, scheme, major, lang, span: sink.span(range), ..Keyword::default() });
        }
        Grant => read_grant(&words, range, record, state, sink),
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
        CollectionTitle | Kept => record.keep_other(field.tag, words),
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

/// A title in brackets is the translation of a title in another language.
fn without_brackets(title: &str) -> (&str, bool) {
    let inner = title.strip_prefix('[').and_then(|t| t.strip_suffix("].").or_else(|| t.strip_suffix(']')));
    match inner {
        Some(inner)
            if !inner.is_empty()
                && inner.find(']').is_none_or(|close| inner.find('[').is_some_and(|open| open < close)) =>
        {
            (inner, true)
        }
        _ => (title, false),
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
    range: std::ops::Range<usize>,
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

/// PubMed Central glues identifiers before the address: `0000 0000 9939 5719grid.1029.aTranslational Health …`.
fn glued_ids(words: &str, range: std::ops::Range<usize>, affiliation: usize, record: &mut Record, sink: &Sink<'_>) {
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
        if field.tag == "LID" {
            state.locator = Some((id.to_string(), range));
        }
        if !record.other.get("pii").is_some_and(|held| held.iter().any(|h| h == id)) {
            record.keep_other("pii", id);
        }
        return;
    }
    if kind.is_empty() && field.tag == "LID" && !id.contains("//") && id.len() < 40 {
        record.spans.entry(Member::Pages).or_insert_with(|| sink.span(range));
        let mut slot = record.pages.article_number.take();
        fill(&mut slot, id, field.tag, record);
        record.pages.article_number = slot;
        return;
    }
    record.keep_other(field.tag, words);
}

/// `1230-2`, `e404-e405`, `123-6; discussion 127`.
fn read_pages(words: &str, range: std::ops::Range<usize>, record: &mut Record, sink: &Sink<'_>) {
    if record.pages.first.is_some() {
        return record.keep_other("PG", words);
    }
    let (main, rest) = words.split_once([';', ',']).unwrap_or((words, ""));
    if !rest.is_empty() {
        record.keep_other("PG", words);
    }
    let article_number = record.pages.article_number.take();
    record.pages = Pages { article_number, ..Pages::parse(main) };
    record.spans.insert(Member::Pages, sink.span(range));
}

/// `2018 Apr`; the beginning of `1998 Dec-1999 Jan`, which is also kept as written.
fn read_issued(words: &str, range: std::ops::Range<usize>, record: &mut Record, sink: &mut Sink<'_>) {
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

/// `Women, Working/*history/psychology`: a star marks what the paper is mainly about.
fn heading(words: &str) -> Keyword {
    let mut parts = words.split('/').map(|part| (part.trim_start_matches('*'), part.starts_with('*')));
    let (text, major) = parts.next().unwrap_or_default();
    let qualifiers = parts.map(|(text, major)| Qualifier { text: text.to_string(), id: None, major }).collect();
    let text = text.to_string();
    Keyword { text, scheme: KeywordScheme::Mesh, major: Some(major), qualifiers, ..Keyword::default() }
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
fn read_grant(words: &str, range: std::ops::Range<usize>, record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    let (number, funder) = match words.split_once("||") {
        Some((number, acronym)) => (number.trim().to_string(), acronym.trim().to_string()),
        None => {
            let mut parts: Vec<&str> = words.split('/').collect();
            // The country stays in `other`, with the whole.
            if parts.len() > 1 {
                parts.pop();
            }
            let agency = parts.pop().unwrap_or("");
            let is_acronym =
                |p: &&str| !p.is_empty() && p.len() <= 6 && p.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
            if parts.last().is_some_and(is_acronym) {
                parts.pop();
            }
            (parts.join("/").trim_matches('/').to_string(), agency.to_string())
        }
    };
    record.keep_other("GR", words);
    let index = match state.funders.get(&funder) {
        Some(&index) => index,
        None => {
            let name = (!funder.is_empty()).then(|| funder.clone());
            record.funding.push(Funding { funder: name, span: sink.span(range), ..Funding::default() });
            state.funders.insert(funder, record.funding.len() - 1);
            record.funding.len() - 1
        }
    };
    if let Some(funding) = record.funding.get_mut(index).filter(|_| !number.is_empty()) {
        funding.grants.push(number);
    }
}

/// What can be said only when all fields are read.
fn finish(record: &mut Record, mut state: State<'_>, sink: &Sink<'_>) {
    if let Some(book) = state.book.take().filter(|b| !b.is_empty()) {
        match &state.venue.title {
            None => state.venue.title = Some(book),
            Some(_) => record.keep_other("BTI", book),
        }
        record.kind = Some(WorkKind::BookChapter);
    }
    if record.kind.is_none() && !state.types.is_empty() {
        let has =
            |name: &str| state.types.iter().any(|t| t == name || name == "Dissertations/Theses" && t.starts_with(name));
        let stated = KINDS.iter().find(|(name, _)| has(name)).map(|(_, kind)| *kind);
        let in_journal = state.venue.title.is_some() || state.venue.abbreviation.is_some();
        record.kind = stated.or(Some(if in_journal { WorkKind::JournalArticle } else { WorkKind::Other }));
    }
    if !state.types.is_empty() {
        record.type_as_written = Some(state.types.join("; "));
    }
    // The publisher's number stands where pages would, in journals that have none.
    if let Some((number, range)) = state.locator.filter(|_| record.pages.is_empty()) {
        record.pages.article_number = Some(number);
        record.spans.insert(Member::Pages, sink.span(range));
    }
    record.venue = Some(state.venue).filter(|v| !v.is_empty());
}
