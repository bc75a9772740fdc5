//! Europe PMC's XML: the answers of its search, `lite` and `core`.
//!
//! After the [RESTful web service](https://europepmc.org/RestfulWebService). The short form has the authors in one line,
//! the long one each with identifier and addresses.

use super::catalogues;
use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft, Parts, scheme_of};
use super::input::Head;
use super::people::link;
use super::tagged::Slice;
use super::tree::Element;
use super::xml::Leaf;
use super::{Sink, Spec, nlm, tagged};
use crate::record::{
    Field, Funding, IdScheme, Keyword, KeywordScheme, NameOrder, PartialDate, Qualifier, Relation, Role, Section,
    TimesCited,
};

pub(super) const SPEC: Spec = Spec {
    name: "europepmc-xml",
    title: "Europe PMC XML",
    extensions: &["xml"],
    media_type: "application/xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| {
        cut::read_all(sink, &RECORDS, |sink, range, closed| draft::read(sink, range, closed, &[], map))
    },
};

const RECORDS: Records = Records {
    names: &["result"],
    guards: &[],
    outside: &[
        "responseWrapper",
        "version",
        "hitCount",
        "nextCursorMark",
        "nextPageUrl",
        "request",
        "queryString",
        "resultType",
        "cursorMark",
        "pageSize",
        "sort",
        "synonym",
        "resultList",
        "query",
        "page",
    ],
    errors: &["errMsg", "errCode"],
};

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    if root == "responseWrapper" && !head.text().contains("<rdf:RDF") { evidence(head, root) } else { None }
}

fn map<'p>(draft: &mut Draft<'_, 'p>, result: Element<'_, 'p>) {
    let listed = result.child("authorList").is_some();
    for part in result.children() {
        match part.name() {
            "id" | "source" => draft.keep(part.name(), part),
            "pmid" => id(draft, part, IdScheme::Pmid),
            "pmcid" => id(draft, part, IdScheme::Pmcid),
            "doi" => id(draft, part, IdScheme::Doi),
            "title" => {
                if let Some(leaf) = draft.value(part) {
                    draft.title(leaf, None);
                }
            }
            "authorString" => {
                if let Some(leaf) = draft.value(part) {
                    if listed {
                        draft.record.keep_other("authorString", leaf.text);
                    } else {
                        author_line(draft, &leaf);
                    }
                }
            }
            "authorList" => part.all("author").for_each(|person| author(draft, person, Role::Author)),
            "investigatorList" => part.all("investigator").for_each(|person| author(draft, person, Role::Investigator)),
            "affiliation" => {
                if let Some(leaf) = draft.value(part).filter(|_| !listed) {
                    draft.affiliation(&leaf);
                } else {
                    part.pass_over();
                }
            }
            "journalInfo" => journal(draft, part),
            "journalTitle" => {
                if let Some(leaf) = draft.value(part) {
                    draft.venue.abbreviation = Some(leaf.text.into_owned());
                    draft.record.spans.insert(Field::Venue, draft.span(&leaf.range));
                }
            }
            "journalIssn" => {
                if let Some(leaf) = draft.value(part) {
                    for number in leaf.text.split(';').map(str::trim).filter(|number| !number.is_empty()) {
                        draft.issn(Leaf { text: number.to_uppercase().into(), range: leaf.range.clone(), whole: true });
                    }
                }
            }
            "bookOrReportDetails" => {
                for inside in part.children() {
                    let Some(leaf) = draft.value(inside) else { continue };
                    match inside.name() {
                        "publisher" => draft.venue.publisher = Some(leaf.text.into_owned()),
                        "isbn10" | "isbn13" => draft.id(IdScheme::Isbn, leaf),
                        name => draft.record.keep_other(name, leaf.text),
                    }
                }
            }
            "journalVolume" => single(draft, part, Field::Volume),
            "issue" => single(draft, part, Field::Issue),
            "pageInfo" => {
                if let Some(leaf) = draft.value(part) {
                    let (pages, whole) = nlm::pages(&leaf.text);
                    draft.record.spans.insert(Field::Pages, draft.span(&leaf.range));
                    draft.record.pages = pages;
                    if draft.record.pages.last.is_none() {
                        draft.record.pages.article_number = draft
                            .record
                            .pages
                            .first
                            .take_if(|page| nlm::is_article_number(page))
                            .or(draft.record.pages.article_number.take());
                    }
                    if !whole {
                        draft.record.keep_other("pageInfo", leaf.text);
                    }
                }
            }
            "pubYear" => {
                if let Some(leaf) = draft.value(part)
                    && draft.record.issued.is_none()
                    && let Some(date) = draft.date("pubYear", &leaf)
                {
                    draft.issued(date, leaf.range);
                }
            }
            "electronicPublicationDate" => {
                if let Some(leaf) = draft.value(part)
                    && let Some(date) = draft.date(part.name(), &leaf)
                {
                    draft.available(date, leaf.range);
                }
            }
            "abstractText" => summary(draft, part),
            "language" => {
                if let Some(leaf) = draft.value(part) {
                    draft.language(&leaf);
                }
            }
            "pubType" => types(draft, part),
            "pubTypeList" => part.all("pubType").for_each(|kind| types(draft, kind)),
            "keywordList" => {
                for keyword in part.all("keyword") {
                    if let Some(leaf) = draft.value(keyword) {
                        draft.keyword(leaf, KeywordScheme::Author, None, None);
                    }
                }
            }
            "meshHeadingList" => part.all("meshHeading").for_each(|heading| mesh(draft, heading)),
            "chemicalList" => {
                for chemical in part.all("chemical") {
                    let code = draft.child_value(chemical, "registryNumber").map(|leaf| leaf.text.into_owned());
                    if let Some(leaf) = draft.child_value(chemical, "name") {
                        draft.keyword(leaf, KeywordScheme::Chemical, None, code.filter(|code| code != "0"));
                    }
                }
            }
            "grantsList" => part.all("grant").for_each(|grant| funding(draft, grant)),
            "citedByCount" => {
                let Some(leaf) = draft.value(part) else { continue };
                let span = draft.span(&leaf.range);
                match leaf.text.parse() {
                    Ok(count) => {
                        draft.record.times_cited = Some(TimesCited { count, as_written: leaf.text.into_owned(), span });
                    }
                    Err(_) => draft.record.keep_other("citedByCount", leaf.text),
                }
            }
            "commentCorrectionList" => part.all("commentCorrection").for_each(|other| relation(draft, other)),
            _ => {}
        }
    }
    let source = result.child("source").map(|source| source.text().text);
    draft.record.kind = catalogues::kind_in_europepmc(source.as_deref(), &draft.types);
}

fn id<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, scheme: IdScheme) {
    if let Some(leaf) = draft.value(part) {
        draft.id(scheme, leaf);
    }
}

fn single<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, field: Field) {
    if let Some(leaf) = draft.value(part) {
        draft.single(field, leaf);
    }
}

/// `Schoenfeld JD, Haas-Kogan DA, O'Neill AF.`: family names and initials.
fn author_line<'p>(draft: &mut Draft<'_, 'p>, leaf: &Leaf<'p>) {
    let line = leaf.text.trim_end_matches('.');
    let text = draft.sink.text().get(..leaf.range.end).unwrap_or_default();
    // Where in the text the next name is due; one with a reference or a line end in it is not found.
    let mut from = leaf.range.start;
    for written in line.split(", ").map(str::trim).filter(|name| !name.is_empty()) {
        let rest = text.get(from..).unwrap_or_default();
        let near = tagged::head_of(rest, written.len() + 100);
        let at = match near.find(written) {
            Some(at) => from + at..from + at + written.len(),
            None => leaf.range.clone(),
        };
        from = if at == leaf.range { from + rest.find(',').map_or(rest.len(), |at| at + 1) } else { at.end };
        let one = Leaf { text: written.to_string().into(), range: at, whole: true };
        draft.written_name(Role::Author, &one, NameOrder::FamilyFirst);
    }
}

fn author<'p>(draft: &mut Draft<'_, 'p>, person: Element<'_, 'p>, role: Role) {
    if !person.is_closed() {
        return;
    }
    let span = draft.span(&person.range());
    let part = |name: &str| person.child(name).map(|part| part.text().text).unwrap_or_default();
    let (first, initials) = (part("firstName"), part("initials"));
    let given = if first.is_empty() { initials } else { first };
    let parts = Parts { family: part("lastName"), given, suffix: part("suffix") };
    if let Some(name) = person.child("fullName") {
        name.pass_over();
    }
    let index = match draft.child_value(person, "collectiveName") {
        Some(leaf) => Some(draft.group(role, leaf.text.into_owned(), span)),
        None if parts.family.is_empty() => draft
            .child_value(person, "fullName")
            .and_then(|leaf| draft.written_name(role, &leaf, NameOrder::FamilyFirst)),
        None => draft.named(role, &parts, span),
    };
    let Some(index) = index else { return };
    for part in person.descendants() {
        match part.name() {
            "authorId" => {
                let Some(leaf) = draft.value(part) else { continue };
                match scheme_of(&part.attribute("type").unwrap_or_default(), &leaf.text) {
                    Some(scheme) => draft.contributor_id(index, scheme, &leaf.text, leaf.range),
                    None => draft.record.keep_other("authorId", leaf.text),
                }
            }
            "affiliation" => {
                if let Some(known) = draft.value(part).and_then(|leaf| draft.affiliation(&leaf)) {
                    link(&mut draft.record, index, known);
                }
            }
            _ => {}
        }
    }
}

fn journal<'p>(draft: &mut Draft<'_, 'p>, info: Element<'_, 'p>) {
    for part in info.children() {
        match part.name() {
            "volume" => single(draft, part, Field::Volume),
            "issue" => single(draft, part, Field::Issue),
            "printPublicationDate" | "dateOfPublication" => {
                let Some(leaf) = draft.value(part) else { continue };
                let date = PartialDate::parse(&leaf.text);
                // The first day of a month or year stands for the whole of it.
                let date = date.map(|date| match (part.name(), date.day()) {
                    ("printPublicationDate", Some(1)) => {
                        PartialDate::new(date.year(), date.month(), None).unwrap_or(date)
                    }
                    _ => date,
                });
                match (date, draft.record.issued) {
                    (Some(date), None) => draft.issued(date, leaf.range),
                    _ => draft.record.keep_other(part.name(), leaf.text),
                }
            }
            "journal" => {
                for inside in part.children() {
                    let Some(leaf) = draft.value(inside) else { continue };
                    match inside.name() {
                        "title" => draft.single(Field::Venue, leaf),
                        "ISOAbbreviation" => draft.venue.abbreviation = Some(leaf.text.into_owned()),
                        "medlineAbbreviation" if draft.venue.abbreviation.is_none() => {
                            draft.venue.abbreviation = Some(leaf.text.into_owned())
                        }
                        "medlineAbbreviation" if draft.venue.abbreviation.as_deref() == Some(&*leaf.text) => {}
                        "NLMid" => draft.venue.nlm_id = Some(leaf.text.into_owned()),
                        "issn" | "essn" => draft.issn(leaf),
                        name => draft.record.keep_other(name, leaf.text),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Headings of sections stand in the text as `<h4>`, escaped.
fn summary<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let Some(leaf) = draft.value(part) else { return };
    let span = draft.span(&leaf.range);
    let plain = |text: &str| crate::text::clean(&super::markup::plain(text)).into_owned();
    let raw = Slice { text: draft.sink.text().get(leaf.range.clone()).unwrap_or_default(), at: leaf.range.start };
    let mut from = 0;
    let mut section = |draft: &Draft<'_, 'p>, label, text: &str| {
        let text = plain(text);
        let span = draft.span(&raw.find_behind(&mut from, &text).range());
        Section { label, text, span }
    };
    let mut sections = Vec::new();
    let mut rest = &*leaf.text;
    let mut label = None;
    while let Some((before, after)) = rest.split_once("<h4>") {
        sections.push(section(draft, label.take(), before));
        let (heading, behind) = after.split_once("</h4>").unwrap_or((after, ""));
        label = Some(plain(heading).trim_end_matches([':', '.']).trim().to_string()).filter(|label| !label.is_empty());
        rest = behind;
    }
    sections.push(section(draft, label, rest));
    draft.summary(sections, None, span);
}

fn types<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    if let Some(leaf) = draft.value(part) {
        draft.record.spans.entry(Field::Type).or_insert(draft.sink.span(leaf.range.clone()));
        draft.types.extend(leaf.text.split(';').map(|kind| kind.trim().to_string()).filter(|kind| !kind.is_empty()));
    }
}

fn mesh<'p>(draft: &mut Draft<'_, 'p>, heading: Element<'_, 'p>) {
    let Some(leaf) = draft.child_value(heading, "descriptorName") else { return };
    let is_major = |e: Element<'_, 'p>| e.child("majorTopic_YN").is_some_and(|flag| flag.text().text == "Y");
    let mut qualifiers = Vec::new();
    for qualifier in heading.descendants().filter(|e| e.name() == "meshQualifier") {
        if let Some(code) = qualifier.child("abbreviation") {
            code.pass_over();
        }
        if let Some(name) = draft.child_value(qualifier, "qualifierName") {
            qualifiers.push(Qualifier { text: name.text.into_owned(), id: None, major: is_major(qualifier) });
        }
    }
    let major = Some(is_major(heading) || qualifiers.iter().any(|qualifier| qualifier.major));
    let span = draft.span(&leaf.range);
    draft.record.keywords.push(Keyword {
        text: leaf.text.into_owned(),
        scheme: KeywordScheme::Mesh,
        major,
        qualifiers,
        span,
        ..Keyword::default()
    });
}

fn funding<'p>(draft: &mut Draft<'_, 'p>, grant: Element<'_, 'p>) {
    let value = |draft: &Draft<'_, 'p>, name: &str| draft.child_value(grant, name).map(|leaf| leaf.text.into_owned());
    let funder = value(draft, "agency");
    let grants = value(draft, "grantId").into_iter().collect();
    if let Some(order) = grant.child("orderIn") {
        order.pass_over();
    }
    let span = draft.span(&grant.range());
    draft.funding(Funding { funder, grants, span, ..Funding::default() });
}

fn relation<'p>(draft: &mut Draft<'_, 'p>, other: Element<'_, 'p>) {
    let value = |name: &str| draft.child_value(other, name).map(|leaf| leaf.text.into_owned()).unwrap_or_default();
    let (kind, source, number, written) = (value("type"), value("source"), value("id"), value("reference"));
    if let Some(order) = other.child("orderIn") {
        order.pass_over();
    }
    let mut ids = crate::record::Ids::default();
    let scheme = match source.as_str() {
        "MED" => Some(IdScheme::Pmid),
        "PMC" => Some(IdScheme::Pmcid),
        _ => None,
    };
    match scheme {
        Some(scheme) if !number.is_empty() => draft.ids(scheme, &number, other.range(), &mut ids),
        _ if !number.is_empty() => draft.record.keep_other("commentCorrection", format!("{source} {number}")),
        _ => {}
    }
    let as_written = Some(written).filter(|text| !text.is_empty());
    let span = draft.span(&other.range());
    draft.record.relations.push(Relation { kind: catalogues::notice(&kind).into(), ids, as_written, span });
}
