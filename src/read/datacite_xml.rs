//! DataCite XML: data sets, software and whatever else has a DOI of DataCite.
//!
//! After the [DataCite Metadata Schema](https://schema.datacite.org), kernels 2 to 4.6. What a work cites (`Cites`,
//! `References`) is a reference, every other related identifier a relation.

use super::catalogues::{self, is_unknown};
use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft, Parts, lang, role_of, scheme_of};
use super::input::Head;
use super::people::link;
use super::tree::Element;
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::record::{
    Field, Funding, IdScheme, Ids, KeywordScheme, NameOrder, PartialDate, Reference, Role, Section, WorkKind,
};

pub(super) const SPEC: Spec = Spec {
    name: "datacite-xml",
    title: "DataCite XML",
    extensions: &["xml"],
    media_type: "application/vnd.datacite.datacite+xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| {
        cut::read_all(sink, &RECORDS, |sink, range, closed| draft::read(sink, range, closed, &[], map))
    },
};

const RECORDS: Records = Records { names: &["resource"], guards: &[], outside: &["resources"], errors: &[] };

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    if !matches!(root, "resource" | "resources") || !head.text().contains("datacite.org/") {
        return None;
    }
    evidence(head, root)
}

pub(super) fn map<'p>(draft: &mut Draft<'_, 'p>, root: Element<'_, 'p>) {
    let resource = if root.name() == "resource" { root } else { root.find("resource").unwrap_or(root) };
    if let Some(leaf) = draft.child_value(resource, "language") {
        draft.language(&leaf);
    }
    let (mut years, mut lists) = (Vec::new(), Vec::new());
    for part in resource.children() {
        match part.name() {
            "identifier" => identifier(draft, part),
            "creators" => part.all("creator").for_each(|person| contributor(draft, person, Role::Author)),
            "contributors" => {
                for person in part.all("contributor") {
                    let kind = person.attribute("contributorType").unwrap_or_default();
                    let role = role_of(&kind);
                    let before = draft.record.contributors.len();
                    contributor(draft, person, role);
                    if role == Role::Other
                        && let Some(added) = draft.record.contributors.get(before)
                    {
                        let name = format!("{kind}: {}", added.as_written);
                        draft.record.keep_other("contributorType", name);
                    }
                }
            }
            "titles" => titles(draft, part),
            "publisher" => {
                if let Some(id) = part.attribute("publisherIdentifier") {
                    draft.record.keep_other("publisherIdentifier", id);
                }
                let Some(leaf) = draft.value(part) else { continue };
                if is_unknown(&leaf.text) {
                    draft.record.keep_other("publisher", leaf.text);
                    continue;
                }
                draft.record.spans.insert(Field::Venue, draft.span(&leaf.range));
                draft.venue.publisher = Some(leaf.text.into_owned());
            }
            // Read with one another, once all are known.
            "publicationYear" => years.push(part),
            "resourceType" => {
                let general = part.attribute("resourceTypeGeneral").unwrap_or_default();
                let leaf = part.text();
                let text = general.is_empty() || general.eq_ignore_ascii_case("Text");
                let known = catalogues::resource(&general);
                let told = catalogues::kind_of_text(&leaf.text).filter(|_| text);
                if known.is_none() && !text {
                    let message = format!("type {general:?} is not known; taken for `other`");
                    draft.note(Severity::Info, "unknown-type", leaf.range.start, message);
                }
                draft.record.kind = known.or(told).or(Some(WorkKind::Other));
                draft.record.spans.insert(Field::Type, draft.span(&leaf.range));
                draft.types.extend([general.to_string(), leaf.text.into_owned()].into_iter().filter(|t| !t.is_empty()));
            }
            "subjects" => subjects(draft, part),
            "dates" => lists.push(part),
            "alternateIdentifiers" => {
                for id in part.all("alternateIdentifier") {
                    let Some(leaf) = draft.value(id) else { continue };
                    let kind = id.attribute("alternateIdentifierType").unwrap_or_default();
                    match scheme_of(&kind, &leaf.text) {
                        Some(scheme @ (IdScheme::Pmid | IdScheme::Pmcid | IdScheme::Arxiv | IdScheme::Isbn)) => {
                            draft.id(scheme, leaf)
                        }
                        _ => draft.record.keep_other("alternateIdentifier", format!("{kind}: {}", leaf.text)),
                    }
                }
            }
            "relatedIdentifiers" => part.all("relatedIdentifier").for_each(|id| related(draft, id)),
            "relatedItems" => part.all("relatedItem").for_each(|item| related_item(draft, item)),
            "descriptions" => descriptions(draft, part),
            "fundingReferences" => part.all("fundingReference").for_each(|funder| funding(draft, funder)),
            "rightsList" => {
                for rights in part.all("rights") {
                    if let Some(address) = rights.attribute("rightsURI") {
                        draft.record.keep_other("rightsURI", address);
                    }
                }
            }
            _ => {}
        }
    }
    years.into_iter().for_each(|part| year(draft, part));
    dates(draft, &lists);
}

fn identifier<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let Some(leaf) = draft.value(part) else { return };
    let kind = part.attribute("identifierType").unwrap_or_default();
    if kind.eq_ignore_ascii_case("doi") || leaf.text.contains("doi.org/") || leaf.text.starts_with("10.") {
        draft.id(IdScheme::Doi, leaf);
    } else {
        draft.record.keep_other("identifier", format!("{kind}: {}", leaf.text));
    }
}

fn contributor<'p>(draft: &mut Draft<'_, 'p>, person: Element<'_, 'p>, role: Role) {
    if !person.is_closed() {
        return;
    }
    let Some(name) = person.children().find(|part| matches!(part.name(), "creatorName" | "contributorName")) else {
        return;
    };
    let part = |of: &str| person.child(of).map(|part| part.text().text).unwrap_or_default();
    let parts = Parts { family: part("familyName"), given: part("givenName"), ..Parts::default() };
    let Some(leaf) = draft.value(name) else { return };
    if is_unknown(&leaf.text) {
        draft.record.keep_other(name.name(), leaf.text);
        return;
    }
    let span = draft.span(&leaf.range);
    let stated = name.attribute("nameType");
    let organisation = stated.as_deref() == Some("Organizational")
        || stated.is_none() && role == Role::Other && !leaf.text.contains(',') && parts.family.is_empty();
    let index = if organisation {
        Some(draft.group(role, leaf.text.into_owned(), span))
    } else if !parts.family.is_empty() {
        let index = draft.named(role, &parts, span);
        if let Some(added) = index.and_then(|index| draft.record.contributors.get_mut(index)) {
            added.as_written = leaf.text.into_owned();
        }
        index
    } else {
        draft.written_name(role, &leaf, NameOrder::Inverted)
    };
    let Some(index) = index else { return };
    for part in person.children() {
        match part.name() {
            "nameIdentifier" => {
                let Some(leaf) = draft.value(part) else { continue };
                let kind = part.attribute("nameIdentifierScheme").unwrap_or_default();
                match scheme_of(&kind, &leaf.text) {
                    Some(scheme) => draft.contributor_id(index, scheme, &leaf.text, leaf.range),
                    None => draft.record.keep_other("nameIdentifier", format!("{kind}: {}", leaf.text)),
                }
            }
            "affiliation" => {
                let Some(leaf) = draft.value(part) else { continue };
                let Some(known) = draft.affiliation(&leaf) else { continue };
                link(&mut draft.record, index, known);
                if let Some(id) = part.attribute("affiliationIdentifier") {
                    let kind = part.attribute("affiliationIdentifierScheme").unwrap_or_default();
                    match scheme_of(&kind, &id) {
                        Some(scheme) => {
                            draft.affiliation_id(known, scheme, &id, part.attribute_range("affiliationIdentifier"))
                        }
                        None => draft.record.keep_other("affiliationIdentifier", id),
                    }
                }
            }
            _ => {}
        }
    }
}

fn titles<'p>(draft: &mut Draft<'_, 'p>, list: Element<'_, 'p>) {
    for title in list.all("title") {
        let Some(leaf) = draft.value(title) else { continue };
        let language = title.attribute("xml:lang").and_then(|code| lang(&code));
        match title.attribute("titleType").as_deref() {
            // DataCite cites a resource without its subtitle.
            None | Some("TranslatedTitle") => draft.title(leaf, language),
            Some(kind) => {
                let tag = ["title ", kind].concat();
                draft.record.keep_other(&tag, leaf.text);
            }
        }
    }
    // A resource that has only an alternative title is known by it.
    if draft.record.titles.is_empty()
        && let Some(leaf) = list.child("title").and_then(|title| draft.value(title))
    {
        draft.title(leaf, None);
    }
}

/// Years of the Buddhist era are 543 ahead.
const BUDDHIST: std::ops::RangeInclusive<i32> = 2400..=2700;

fn year<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let Some(leaf) = draft.value(part) else { return };
    let number = leaf.text.trim().get(..4).and_then(|year| year.parse::<i32>().ok());
    let number = match number {
        Some(year) if BUDDHIST.contains(&year) => {
            let message = format!("year {year} is read as {} of the Buddhist era", year - 543);
            draft.note(Severity::Warning, "date", leaf.range.start, message);
            draft.record.keep_other("publicationYear", &*leaf.text);
            Some(year - 543)
        }
        number => number,
    };
    match number.and_then(|year| PartialDate::new(year, None, None)) {
        Some(date) => {
            if draft.record.issued.is_none_or(|known| known.year() != date.year()) {
                draft.issued(date, leaf.range);
            }
        }
        None => {
            let message = format!("{:?} is no year; kept in `other`", leaf.text);
            draft.note(Severity::Warning, "date", leaf.range.start, message);
            draft.record.keep_other("publicationYear", leaf.text);
        }
    }
}

/// Dates by type; the first in this table counts.
const ISSUED: &[&str] = &["Issued", "Published", "Available"];

/// The date of publication makes the year exact; one of availability that disagrees with it stays beside it. Other
/// dates are kept.
fn dates<'p>(draft: &mut Draft<'_, 'p>, lists: &[Element<'_, 'p>]) {
    let stated = draft.record.issued;
    let mut found = Vec::new();
    for part in lists.iter().flat_map(|list| list.all("date")) {
        let Some(leaf) = draft.value(part) else { continue };
        let date = PartialDate::parse(leaf.text.split(['T', '/']).next().unwrap_or_default());
        found.push((part.attribute("dateType").unwrap_or_default(), date, leaf));
        if let Some(words) = part.attribute("dateInformation") {
            draft.record.keep_other("dateInformation", words);
        }
    }
    let rank = |kind: &str| ISSUED.iter().position(|known| *known == kind);
    let dated = found.iter().enumerate().filter(|(_, (_, date, _))| date.is_some());
    let best = dated.filter_map(|(n, (kind, ..))| Some((rank(kind)?, n))).min().map(|(_, n)| n);
    for (n, (kind, date, leaf)) in found.into_iter().enumerate() {
        match date.filter(|_| best == Some(n)) {
            Some(date) if kind == "Available" && stated.is_some_and(|stated| stated.year() != date.year()) => {
                draft.available(date, leaf.range);
            }
            Some(date) => {
                if let Some(stated) = stated.filter(|stated| stated.year() != date.year()) {
                    draft.record.keep_other("publicationYear", stated.to_string());
                }
                draft.issued(date, leaf.range);
            }
            None => draft.record.keep_other("date", format!("{kind}: {}", leaf.text)),
        }
    }
}

fn subjects<'p>(draft: &mut Draft<'_, 'p>, list: Element<'_, 'p>) {
    for part in list.all("subject") {
        let Some(leaf) = draft.value(part) else { continue };
        let name = part.attribute("subjectScheme");
        let name = name.or_else(|| part.attribute("schemeURI"));
        let scheme = catalogues::subject_scheme(name.as_deref());
        if let Some(name) = name.filter(|_| scheme == KeywordScheme::Subject) {
            draft.record.keep_other("subjectScheme", format!("{}: {name}", leaf.text));
        }
        let id = part.attribute("classificationCode").or_else(|| part.attribute("valueURI"));
        let language = part.attribute("xml:lang").and_then(|code| lang(&code));
        draft.keyword(leaf, scheme, language, id.map(|id| id.into_owned()));
    }
}

fn related<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let Some(leaf) = draft.value(part) else { return };
    let scheme = part.attribute("relatedIdentifierType").and_then(|kind| scheme_of(&kind, &leaf.text));
    let kind = part.attribute("relationType").unwrap_or_default();
    match &*kind {
        "Cites" | "References" => {
            let mut reference = Reference { as_written: leaf.text.to_string(), ..Reference::default() };
            if let Some(scheme) = scheme {
                draft.ids(scheme, &leaf.text, leaf.range.clone(), &mut reference.ids);
            }
            reference.span = draft.span(&leaf.range);
            draft.record.references.push(reference);
        }
        "IsPublishedIn" if part.has("relatedIdentifierType", "ISSN") => draft.issn(leaf),
        kind => {
            let kind = if kind.is_empty() { "related".to_string() } else { catalogues::relation(kind) };
            draft.relation(&kind, scheme, &leaf.text, leaf.range);
        }
    }
}

/// A work described in full: the journal or book this one appeared in, or a relation.
fn related_item<'p>(draft: &mut Draft<'_, 'p>, item: Element<'_, 'p>) {
    let kind = item.attribute("relationType").unwrap_or_default();
    let title = item.path(&["titles", "title"]).and_then(|title| draft.value(title));
    let id = item.child("relatedItemIdentifier");
    let value = id.and_then(|id| draft.value(id));
    let id_kind = id.and_then(|id| id.attribute("relatedItemIdentifierType")).unwrap_or_default();
    if kind == "IsPublishedIn" || kind == "IsPartOf" {
        if let Some(leaf) = title {
            draft.single(Field::Venue, leaf);
        }
        match (&*id_kind, value) {
            ("ISSN" | "EISSN" | "LISSN", Some(leaf)) => draft.issn(leaf),
            (_, Some(leaf)) => {
                let scheme = scheme_of(&id_kind, &leaf.text);
                draft.relation(&catalogues::relation(&kind), scheme, &leaf.text, leaf.range);
            }
            _ => {}
        }
        for (name, field) in [("volume", Field::Volume), ("issue", Field::Issue)] {
            if let Some(leaf) = draft.child_value(item, name) {
                draft.single(field, leaf);
            }
        }
        draft.record.pages.first = draft.child_value(item, "firstPage").map(|leaf| leaf.text.into_owned());
        draft.record.pages.last = draft.child_value(item, "lastPage").map(|leaf| leaf.text.into_owned());
        if let Some(number) = item.child("number").filter(|number| number.has("numberType", "Article")) {
            draft.record.pages.article_number = draft.value(number).map(|leaf| leaf.text.into_owned());
        }
        return;
    }
    let mut reference = Reference { title: title.map(|leaf| leaf.text.into_owned()), ..Reference::default() };
    reference.year = item.child("publicationYear").and_then(|year| year.text().text.parse().ok());
    let names: Vec<_> = item.path(&["creators"]).into_iter().flat_map(|list| list.all("creator")).collect();
    for name in names {
        if let Some(leaf) = draft.child_value(name, "creatorName") {
            let author = draft.reference_author(leaf.text.into_owned(), &leaf.range);
            reference.authors.push(author);
        }
    }
    if let Some(leaf) = value
        && let Some(scheme) = scheme_of(&id_kind, &leaf.text)
    {
        draft.ids(scheme, &leaf.text, leaf.range, &mut reference.ids);
    }
    reference.volume = draft.child_value(item, "volume").map(|leaf| leaf.text.into_owned());
    reference.issue = draft.child_value(item, "issue").map(|leaf| leaf.text.into_owned());
    reference.first_page = draft.child_value(item, "firstPage").map(|leaf| leaf.text.into_owned());
    reference.last_page = draft.child_value(item, "lastPage").map(|leaf| leaf.text.into_owned());
    reference.as_written = Draft::compose(&reference, None);
    reference.span = draft.span(&item.range());
    if matches!(&*kind, "Cites" | "References") {
        draft.record.references.push(reference);
    } else if !reference.as_written.is_empty() || !reference.ids.is_empty() {
        let Reference { as_written, ids, span, .. } = reference;
        let as_written = Some(as_written).filter(|text| !text.is_empty());
        draft.record.relations.push(crate::record::Relation {
            kind: catalogues::relation(&kind).into(),
            ids,
            as_written,
            span,
        });
    }
}

fn descriptions<'p>(draft: &mut Draft<'_, 'p>, list: Element<'_, 'p>) {
    for part in list.all("description") {
        let leaf = part.text();
        if leaf.text.is_empty() {
            continue;
        }
        let kind = part.attribute("descriptionType").unwrap_or_default();
        if kind == "Abstract" || kind.is_empty() {
            let language = part.attribute("xml:lang").and_then(|code| lang(&code));
            let span = draft.span(&leaf.range);
            // Some paste the web page's own markup.
            let text = crate::text::clean(&super::markup::plain(&leaf.text)).into_owned();
            draft.summary(vec![Section { label: None, text, span }], language, span);
        } else {
            draft.record.keep_other("description", format!("{kind}: {}", leaf.text));
        }
    }
}

fn funding<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let mut ids = Ids::default();
    if let Some(id) = part.child("funderIdentifier")
        && let Some(leaf) = draft.value(id)
    {
        let kind = id.attribute("funderIdentifierType").unwrap_or_default();
        match scheme_of(&kind, &leaf.text) {
            Some(scheme) => draft.ids(scheme, &leaf.text, leaf.range, &mut ids),
            None => draft.record.keep_other("funderIdentifier", format!("{kind}: {}", leaf.text)),
        }
    }
    let funder = draft.child_value(part, "funderName").map(|leaf| leaf.text.into_owned());
    let mut grants: Vec<String> = Vec::new();
    if let Some(award) = part.child("awardNumber") {
        grants.extend(draft.value(award).map(|leaf| leaf.text.into_owned()));
        match award.attribute("awardURI") {
            Some(address) if grants.is_empty() => grants.push(address.into_owned()),
            Some(address) => draft.record.keep_other("awardURI", address),
            None => {}
        }
    }
    let span = draft.span(&part.range());
    draft.funding(Funding { funder, grants, ids, span });
}
