//! Europe PMC as JSON: what its search service returns, in the forms `idlist`, `lite` and `core`.
//!
//! `lite` has the authors as one line, as PubMed prints them; `core` has them one by one with their addresses. The
//! abstract marks its headings with `<h4>`.
//!
//! Specification: [RESTful web service](https://europepmc.org/RestfulWebService), its reference guide.

use super::catalogues;
use super::json::{self, Draft, Kind, Node, Parts, Sample};
use super::people::link;
use super::tagged::Slice;
use super::{Sink, Spec, nlm};
use crate::diagnostic::Severity;
use crate::record::{
    Field, Funding, IdScheme, Keyword, KeywordScheme, NameOrder, PartialDate, PersonName, Qualifier, Record, Relation,
    Role,
};
use crate::text;
use Meaning::*;

pub(super) const SPEC: Spec = Spec {
    name: "europepmc",
    title: "Europe PMC JSON",
    extensions: &["json"],
    media_type: "application/json",
    detect,
    boundary: |text, _| json::boundary(text, LISTS),
    parse: |sink| json::read_all(sink, LISTS, map),
};

const LISTS: &[&str] = &["resultList.result", "result"];
/// Members only Europe PMC has.
const SIGNS: &[&str] = &["authorString", "pubYear", "fullTextIdList", "inEPMC", "firstPublicationDate"];

fn detect(head: &super::input::Head) -> Option<String> {
    let sample = Sample::of(head, LISTS)?;
    if sample.around().contains("\"resultList\"") {
        let at = sample.around().find("\"resultList\"").unwrap_or_default();
        let line = text::count_lines(sample.around().get(..at)?) + 1;
        return Some(format!("line {line} `\"resultList\"`"));
    }
    sample.record().get("source")?;
    sample.any(SIGNS)
}

#[derive(Clone, Copy)]
enum Meaning {
    Id,
    Named(IdScheme),
    Title,
    Authors,
    AuthorLine,
    Investigators,
    Affiliation,
    Journal,
    JournalTitle,
    Issn,
    Volume,
    Issue,
    Pages,
    Year,
    EarlyDate,
    FirstDate,
    Abstract,
    Language,
    Types,
    TypeLine,
    Mesh,
    Keywords,
    Chemicals,
    Grants,
    Corrections,
    Book,
    TimesCited,
    /// Repeats what another member says, or speaks of the record and the service.
    Nothing,
}

const MEMBERS: &[(&str, Meaning)] = &[
    ("id", Id),
    ("pmid", Named(IdScheme::Pmid)),
    ("pmcid", Named(IdScheme::Pmcid)),
    ("doi", Named(IdScheme::Doi)),
    ("title", Title),
    ("authorList", Authors),
    ("authorString", AuthorLine),
    ("investigatorList", Investigators),
    ("affiliation", Affiliation),
    ("journalInfo", Journal),
    ("journalTitle", JournalTitle),
    ("journalIssn", Issn),
    ("journalVolume", Volume),
    ("issue", Issue),
    ("pageInfo", Pages),
    ("pubYear", Year),
    ("electronicPublicationDate", EarlyDate),
    ("firstPublicationDate", FirstDate),
    ("abstractText", Abstract),
    ("language", Language),
    ("pubTypeList", Types),
    ("pubType", TypeLine),
    ("meshHeadingList", Mesh),
    ("keywordList", Keywords),
    ("chemicalList", Chemicals),
    ("grantsList", Grants),
    ("commentCorrectionList", Corrections),
    ("bookOrReportDetails", Book),
    ("citedByCount", TimesCited),
    ("source", Nothing),
    ("authorIdList", Nothing),
    ("fullTextIdList", Nothing),
    ("pubModel", Nothing),
    ("publicationStatus", Nothing),
    ("hasPDF", Nothing),
    ("hasBook", Nothing),
    ("hasSuppl", Nothing),
    ("hasData", Nothing),
    ("hasReferences", Nothing),
    ("hasTextMinedTerms", Nothing),
    ("hasDbCrossReferences", Nothing),
    ("hasLabsLinks", Nothing),
    ("hasEvaluations", Nothing),
    ("hasTMAccessionNumbers", Nothing),
    ("authMan", Nothing),
    ("epmcAuthMan", Nothing),
    ("nihAuthMan", Nothing),
    ("dateOfCreation", Nothing),
    ("dateOfCompletion", Nothing),
    ("dateOfRevision", Nothing),
    ("firstIndexDate", Nothing),
    ("fullTextReceivedDate", Nothing),
];

fn map(node: Node<'_>, mut draft: Draft, sink: &mut Sink<'_>) -> Option<Draft> {
    for (name, value) in node.members() {
        match MEMBERS.iter().find(|(known, _)| *known == name) {
            Some((_, meaning)) => read(*meaning, name, value, node, &mut draft, sink),
            None => draft.keep(name, value),
        }
    }
    settle_kind(node, &mut draft);
    check_line(node, &draft, sink);
    Some(draft)
}

fn read(meaning: Meaning, name: &str, value: Node<'_>, node: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    match meaning {
        Id => id(value, node, draft, sink),
        Named(scheme) => draft.id(scheme, value, sink),
        Title => title(value, draft, sink),
        Authors => {
            for author in list(value, "author") {
                person(Role::Author, author, draft, sink);
            }
        }
        Investigators => {
            for person_node in list(value, "investigator") {
                person(Role::Investigator, person_node, draft, sink);
            }
        }
        AuthorLine => {
            if !node.get("authorList").is_some_and(Node::says_something) {
                author_line(value, draft, sink);
            }
        }
        // The first author's, which `core` repeats from the list.
        Affiliation => {
            let plain = value.plain();
            if !draft.record.affiliations.iter().any(|held| Some(&held.as_written) == plain.as_ref())
                && !node.get("authorList").is_some_and(|list| list.raw().contains("\"affiliation\""))
            {
                draft.affiliation(value, sink);
            }
        }
        Journal => journal(value, draft, sink),
        JournalTitle => draft.single(|d| &mut d.venue.title, Some(Field::Venue), name, value, sink),
        Issn => draft.serial_numbers(value, sink),
        Volume => draft.single(|d| &mut d.record.volume, Some(Field::Volume), name, value, sink),
        Issue => draft.single(|d| &mut d.record.issue, Some(Field::Issue), name, value, sink),
        Pages => draft.pages(name, value, sink),
        Year => {
            if node.path(&["journalInfo", "dateOfPublication"]).is_none() {
                draft.issued(value.string().and_then(|year| PartialDate::parse(&year)), value.range(), sink);
            }
        }
        EarlyDate => {
            draft.available(value.string().and_then(|date| PartialDate::parse(&date)), value.range(), sink);
        }
        // Preprints have no other date.
        FirstDate => {
            let date = value.string().and_then(|date| PartialDate::parse(&date));
            let more = date.filter(|date| {
                draft.record.issued.is_none_or(|held| held.month().is_none() && held.year() == date.year())
            });
            let bare = node.get("journalInfo").is_none() && node.get("journalTitle").is_none();
            if let Some(date) = more.filter(|_| bare) {
                draft.record.issued = None;
                draft.issued(Some(date), value.range(), sink);
            } else {
                draft.keep(name, value);
            }
        }
        Abstract => draft.summary(value, None, sink),
        Language => draft.language(name, value, sink),
        Types | TypeLine => {
            draft.record.spans.insert(Field::Type, sink.span(value.range()));
        }
        Mesh => mesh(value, draft, sink),
        Keywords => {
            for word in list(value, "keyword") {
                let Some(text) = word.plain() else { continue };
                let span = sink.span(word.range());
                draft.keyword(Keyword { text, span, ..Keyword::default() });
            }
        }
        Chemicals => {
            for chemical in list(value, "chemical") {
                let Some(name) = chemical.get("name") else { continue };
                let Some(text) = name.plain() else { continue };
                let id = chemical.text_of("registryNumber").filter(|number| number != "0");
                let span = sink.span(name.range());
                draft.keyword(Keyword { text, scheme: KeywordScheme::Chemical, id, span, ..Keyword::default() });
            }
        }
        Grants => grants(value, draft, sink),
        Corrections => corrections(value, draft, sink),
        Book => book(value, draft, sink),
        TimesCited => draft.times_cited(name, value, sink),
        Nothing => {}
    }
}

/// The values of a list that is wrapped up in an object.
fn list<'a>(value: Node<'a>, name: &str) -> impl Iterator<Item = Node<'a>> {
    value.get(name).filter(|_| value.is_object()).unwrap_or(value).items()
}

/// The number in the source that `source` names: `MED` is PubMed, `PMC` PubMed Central, `PPR` preprints, `PAT` patents.
fn id(value: Node<'_>, node: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    match node.text_of("source").as_deref() {
        Some("MED") => draft.id(IdScheme::Pmid, value, sink),
        Some("PMC") => draft.id(IdScheme::Pmcid, value, sink),
        _ => {
            draft.keep("id", value);
            if let Some(source) = node.get("source") {
                draft.keep("source", source);
            }
        }
    }
}

/// As PubMed writes them: a final stop, brackets around a translation.
fn title(value: Node<'_>, draft: &mut Draft, sink: &Sink<'_>) {
    if !draft.title(value, sink) {
        return;
    }
    let Some(title) = draft.record.titles.last_mut() else { return };
    if nlm::is_no_title(&title.text) {
        draft.record.titles.pop();
    } else if let Some(inside) = nlm::translation(&title.text) {
        title.text = inside.to_string();
        title.lang = Some("en".into());
    }
}

fn person(role: Role, value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let filled = |name: &str| value.get(name).filter(|part| part.says_something());
    let given = filled("firstName").or_else(|| filled("initials"));
    let parts = Parts { family: filled("lastName"), given, suffix: filled("suffix"), ..Parts::default() };
    let index = match (parts.family, filled("collectiveName"), filled("fullName")) {
        (Some(_), ..) => draft.person(role, parts, sink),
        (None, Some(group), _) => draft.literal(role, group, sink),
        (None, None, Some(name)) => {
            let as_written = name.plain().unwrap_or_default();
            let parsed = PersonName::parse(&as_written, NameOrder::FamilyFirst);
            Some(draft.people.add(&mut draft.record, role, as_written, parsed, sink.span(name.range())))
        }
        _ => None,
    };
    let Some(index) = index else { return draft.keep("authorList", value) };
    let mut linked = false;
    for (name, member) in value.members() {
        match name {
            "authorId" | "investigatorId" => {
                let kind = member.text_of("type").unwrap_or_default();
                match (IdScheme::from_name(&kind), member.get("value")) {
                    (Some(scheme), Some(id)) => draft.person_id(index, scheme, id, sink),
                    _ => draft.keep_member("authorList", name, member),
                }
            }
            "authorAffiliationDetailsList" | "authorAffiliationsList" | "affiliationDetailsList" => {
                for place in list(member, "authorAffiliation") {
                    let text = place.get("affiliation").unwrap_or(place);
                    if let Some(place) = draft.affiliation(text, sink) {
                        link(&mut draft.record, index, place);
                        linked = true;
                    }
                }
            }
            // Repeats the first of the list.
            "affiliation" if !linked && value.get("authorAffiliationDetailsList").is_none() => {
                if let Some(place) = draft.affiliation(member, sink) {
                    link(&mut draft.record, index, place);
                }
            }
            "fullName" | "firstName" | "lastName" | "initials" | "suffix" | "collectiveName" | "affiliation" => {}
            _ => draft.keep_member("authorList", name, member),
        }
    }
}

/// `Schoenfeld JD, Haas-Kogan DA, O'Neill AF.`
fn author_line(value: Node<'_>, draft: &mut Draft, sink: &Sink<'_>) {
    let Some(string) = value.string() else { return };
    let range = value.range();
    let plain = value.kind() == Kind::Plain;
    let line = string.trim_end().trim_end_matches('.');
    let slice = Slice { text: line, at: range.start };
    for part in slice.split(|c| c == ',') {
        let place = if plain { part.range() } else { range.clone() };
        let as_written = text::clean(part.text).into_owned();
        let words: Vec<&str> = as_written.split(' ').collect();
        // A group has no initials at its end.
        let initials = words.last().is_some_and(|last| {
            words.len() > 1 && last.chars().count() <= 4 && last.chars().all(|c| c.is_uppercase() || c == '-')
        });
        let suffixed =
            words.len() > 2 && matches!(words.last(), Some(&("Jr" | "Sr" | "2nd" | "3rd" | "II" | "III" | "IV")));
        let name = if suffixed {
            let (suffix, rest) = words.split_last().unwrap_or((&"", &[]));
            let (given, family) = rest.split_last().unwrap_or((&"", &[]));
            PersonName::from_parts(&family.join(" "), Some(given), Some(suffix))
        } else if initials {
            let (given, family) = words.split_last().unwrap_or((&"", &[]));
            PersonName::from_parts(&family.join(" "), Some(given), None)
        } else {
            super::people::person(&as_written)
        };
        draft.people.add(&mut draft.record, Role::Author, as_written, name, sink.span(place));
    }
}

/// The line of authors and the list of them name as many.
fn check_line(node: Node<'_>, draft: &Draft, sink: &mut Sink<'_>) {
    let (Some(line), true) = (node.get("authorString"), node.get("authorList").is_some_and(Node::says_something))
    else {
        return;
    };
    let Some(words) = line.string() else { return };
    let stated = words.split(',').filter(|name| !name.trim().is_empty()).count();
    let found = draft.record.contributors.iter().filter(|c| c.role == Role::Author).count();
    // A group's name may hold commas.
    if found < stated && !draft.record.contributors.iter().any(|c| c.name.is_none()) {
        let message = format!("the line of authors names {stated}, the list has {found}; the list is read");
        sink.note(Severity::Warning, "count", line.range().start, message);
    }
}

fn journal(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (name, member) in value.members() {
        match name {
            "volume" => draft.single(|d| &mut d.record.volume, Some(Field::Volume), "journalInfo.volume", member, sink),
            "issue" => draft.single(|d| &mut d.record.issue, Some(Field::Issue), "journalInfo.issue", member, sink),
            "dateOfPublication" => {
                let date = member.string().and_then(|date| PartialDate::parse(&date));
                if !draft.issued(date, member.range(), sink) && date.is_none() {
                    draft.keep_member("journalInfo", name, member);
                }
            }
            "yearOfPublication" => {
                let missing = value.get("dateOfPublication").is_none();
                let date = member.string().filter(|_| missing).and_then(|date| PartialDate::parse(&date));
                draft.issued(date, member.range(), sink);
            }
            "monthOfPublication" | "journalIssueId" | "printPublicationDate" => {}
            "journal" => {
                for (name, member) in member.members() {
                    match name {
                        "title" => {
                            draft.single(|d| &mut d.venue.title, Some(Field::Venue), "journal.title", member, sink)
                        }
                        "isoabbreviation" | "medlineAbbreviation" => {
                            draft.single(|d| &mut d.venue.abbreviation, None, "journal.abbreviation", member, sink);
                        }
                        "nlmid" => draft.single(|d| &mut d.venue.nlm_id, None, "journal.nlmid", member, sink),
                        "issn" | "essn" => draft.serial_numbers(member, sink),
                        _ => draft.keep_member("journal", name, member),
                    }
                }
            }
            _ => draft.keep_member("journalInfo", name, member),
        }
    }
}

fn book(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for (name, member) in value.members() {
        match name {
            "publisher" => {
                draft.single(|d| &mut d.venue.publisher, None, "bookOrReportDetails.publisher", member, sink)
            }
            "isbn10" | "isbn13" => draft.id(IdScheme::Isbn, member, sink),
            "comprisingTitle" | "seriesName" => {
                draft.single(|d| &mut d.venue.title, Some(Field::Venue), "bookOrReportDetails.title", member, sink);
            }
            "numberOfPages" => match member.integer().and_then(|n| u32::try_from(n).ok()) {
                Some(count) => draft.record.pages.count = Some(count),
                None => draft.keep_member("bookOrReportDetails", name, member),
            },
            "yearOfPublication" => {
                draft.issued(member.string().and_then(|year| PartialDate::parse(&year)), member.range(), sink);
            }
            _ => draft.keep_member("bookOrReportDetails", name, member),
        }
    }
}

/// Types are PubMed's, and PubMed Central's in small letters with hyphens.
fn settle_kind(node: Node<'_>, draft: &mut Draft) {
    let mut types: Vec<String> = Vec::new();
    if let Some(value) = node.get("pubTypeList") {
        types.extend(list(value, "pubType").filter_map(Node::text));
    } else if let Some(line) = node.text_of("pubType") {
        types.extend(line.split(';').map(|kind| text::clean(kind).into_owned()).filter(|kind| !kind.is_empty()));
    }
    let source = node.text_of("source");
    draft.record.kind = catalogues::kind_in_europepmc(source.as_deref(), &types);
    if !types.is_empty() {
        draft.record.type_as_written = Some(types.join("; "));
    }
}

fn mesh(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    let major = |node: Node<'_>| node.text_of("majorTopic_YN").as_deref() == Some("Y");
    for heading in list(value, "meshHeading") {
        let Some(name) = heading.get("descriptorName") else {
            draft.keep("meshHeadingList", heading);
            continue;
        };
        let Some(text) = name.plain() else { continue };
        let qualifiers: Vec<Qualifier> = heading
            .get("meshQualifierList")
            .into_iter()
            .flat_map(|found| list(found, "meshQualifier"))
            .filter_map(|q| Some(Qualifier { text: q.text_of("qualifierName")?, id: None, major: major(q) }))
            .collect();
        let major = Some(major(heading) || qualifiers.iter().any(|qualifier| qualifier.major));
        let span = sink.span(name.range());
        draft.record.keywords.push(Keyword {
            text,
            scheme: KeywordScheme::Mesh,
            major,
            qualifiers,
            span,
            ..Keyword::default()
        });
    }
}

fn grants(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for grant in list(value, "grant") {
        let funder = grant.text_of("agency");
        let number = grant.text_of("grantId");
        if funder.is_none() && number.is_none() {
            draft.keep("grantsList", grant);
            continue;
        }
        if let Some(acronym) = grant.text_of("acronym") {
            draft.record.keep_other("grantsList.acronym", acronym);
        }
        match draft.record.funding.iter_mut().find(|held| held.funder == funder) {
            Some(held) => held.grants.extend(number),
            None => draft.record.funding.push(Funding {
                funder,
                grants: number.into_iter().collect(),
                span: sink.span(grant.range()),
                ..Funding::default()
            }),
        }
    }
}

fn corrections(value: Node<'_>, draft: &mut Draft, sink: &mut Sink<'_>) {
    for item in list(value, "commentCorrection") {
        let Some(kind) = item.text_of("type") else {
            draft.keep("commentCorrectionList", item);
            continue;
        };
        let kind = catalogues::notice(&kind);
        let span = sink.span(item.range());
        let mut relation =
            Relation { kind: kind.into(), as_written: item.text_of("reference"), span, ..Relation::default() };
        let scheme = match item.text_of("source").as_deref() {
            Some("MED") => Some(IdScheme::Pmid),
            Some("PMC") => Some(IdScheme::Pmcid),
            _ => None,
        };
        if let (Some(scheme), Some(id)) = (scheme, item.get("id"))
            && let Some(string) = id.string()
        {
            let Record { other, .. } = &mut draft.record;
            sink.identifier(scheme, &string, id.range(), &mut relation.ids, other);
        } else if relation.as_written.is_none() {
            relation.as_written = item.text_of("id");
        }
        draft.record.relations.push(relation);
    }
}
