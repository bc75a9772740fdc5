//! Crossref's Unixref XML: what members deposit and the service answers with.
//!
//! After the [Crossref schema](https://www.crossref.org/documentation/schema-library/): a container (journal, book,
//! proceedings …) with its metadata, and in it the works. Each work is a record; a container without works is one itself.
//! What stands with the container (titles, ISSNs, volume, date) holds for the works that do not say it themselves.

use super::catalogues::{self, Notice};
use super::cut::{self, Records, evidence, root};
use super::draft::{Draft, Parts, lang, role_of, scheme_of};
use super::input::Head;
use super::people::link;
use super::tree::{Element, Tree};
use super::xml::Leaf;
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::record::{Field, Funding, IdScheme, Ids, Lang, PartialDate, Reference, Role, Venue, WorkKind};
use std::borrow::Cow;
use std::ops::Range;

pub(super) const SPEC: Spec = Spec {
    name: "crossref-xml",
    title: "Crossref XML",
    extensions: &["xml"],
    media_type: "application/vnd.crossref.unixref+xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| cut::read_all(sink, &RECORDS, read),
};

const RECORDS: Records = Records {
    names: &["query", "doi_record", "crossref", "journal", "book", "conference", "posted_content", "dissertation"],
    guards: &[],
    outside: &[
        "doi_records",
        "crossref_result",
        "query_result",
        "head",
        "email_address",
        "doi_batch_id",
        "body",
        "doi_batch",
        "timestamp",
        "depositor",
        "depositor_name",
        "registrant",
        "name",
    ],
    errors: &["error"],
};

/// Works, with what they are.
const WORKS: &[(&str, WorkKind)] = &[
    ("journal_article", WorkKind::JournalArticle),
    ("conference_paper", WorkKind::ConferencePaper),
    ("content_item", WorkKind::BookChapter),
    ("dataset", WorkKind::Dataset),
    ("posted_content", WorkKind::Preprint),
    ("dissertation", WorkKind::Thesis),
    ("report-paper_metadata", WorkKind::Report),
    ("report-paper_series_metadata", WorkKind::Report),
    ("standard_metadata", WorkKind::Other),
    ("peer_review", WorkKind::Other),
    ("component", WorkKind::Other),
    ("pending_publication", WorkKind::Other),
];

/// Containers that are records where no work stands in them.
const CONTAINERS: &[(&str, WorkKind)] = &[
    ("book_metadata", WorkKind::Book),
    ("book_series_metadata", WorkKind::Book),
    ("book_set_metadata", WorkKind::Book),
    ("set_metadata", WorkKind::Book),
    ("proceedings_metadata", WorkKind::Proceedings),
    ("proceedings_series_metadata", WorkKind::Proceedings),
    ("database_metadata", WorkKind::Dataset),
    ("journal_issue", WorkKind::Other),
    ("journal_metadata", WorkKind::Other),
];

/// Housekeeping of the service.
const PASSED_OVER: &[&str] = &["timestamp", "collection", "crm-item"];

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    let known = matches!(root, "doi_records" | "doi_record" | "crossref" | "crossref_result" | "doi_batch");
    if known { evidence(head, root) } else { None }
}

fn read(sink: &mut Sink<'_>, range: Range<usize>, closed: bool) {
    let mut tree = Tree::read(sink.text(), range.clone(), closed, PASSED_OVER);
    if let Some(root) = tree.root() {
        let mut works = works(root);
        // What is cut short before its first work is no record of its container.
        works.retain(|(work, _)| closed || !CONTAINERS.iter().any(|(name, _)| *name == work.name()));
        let frame = Frame::of(root);
        let mut left_out = 0;
        // What the containers say is said again of each work in them.
        let mut repeated = 0;
        for (n, (work, kind)) in works.iter().enumerate() {
            let last = n + 1 == works.len();
            let mut draft = Draft::new(sink, range.clone(), closed || !last);
            let around = frame.around(*work);
            repeated += around.iter().map(Element::size).sum::<usize>();
            if repeated > MOST_REPEATED {
                left_out += 1;
                map_work(&mut draft, &Frame::default(), Vec::new(), *work, *kind);
            } else {
                map_work(&mut draft, &frame, around, *work, *kind);
            }
            let unread = if last { tree.unread() } else { tree.unread_in(*work) };
            for (name, leaf) in unread {
                draft.record.keep_other(name, leaf.text);
            }
            draft.finish();
        }
        if frame.containers.len() > MOST_CONTAINERS {
            let message = format!("{} containers: the first {MOST_CONTAINERS} are read", frame.containers.len());
            sink.note(crate::diagnostic::Severity::Warning, "large-container", range.start, message);
        }
        if left_out > 0 {
            let message = format!(
                "{} works in containers that say very much: the last {left_out} are read without what these say",
                works.len()
            );
            sink.note(crate::diagnostic::Severity::Warning, "large-container", range.start, message);
        }
        if works.is_empty() {
            let message = root.text().text;
            let code = if root.descendants().any(|e| e.name() == "error" || e.has("status", "unresolved")) {
                "source-error"
            } else {
                "no-publication"
            };
            let at = range.start;
            sink.note(
                Severity::Error,
                code,
                at,
                format!("no work is described: {:?}; left out", super::xml::quote(&message)),
            );
        }
    }
    for problem in tree.take_problems() {
        sink.note(problem.severity, "xml-syntax", problem.at, problem.message);
    }
}

/// The works of a container; the container itself where there are none.
fn works<'a, 'p>(root: Element<'a, 'p>) -> Vec<(Element<'a, 'p>, WorkKind)> {
    let of = |table: &'static [(&'static str, WorkKind)]| {
        std::iter::once(root)
            .chain(root.descendants())
            .filter_map(move |e| table.iter().find(|(name, _)| *name == e.name()).map(|(_, kind)| (e, *kind)))
    };
    // Supplements of a work are a part of it.
    let supplement =
        |e: &Element<'a, 'p>| e.name() == "component" && e.parent().is_some_and(|p| p.name() == "component_list");
    let works: Vec<_> = of(WORKS).filter(|(e, _)| !supplement(e)).collect();
    if works.is_empty() {
        CONTAINERS.iter().filter_map(|(name, _)| of(CONTAINERS).find(|(e, _)| e.name() == *name)).take(1).collect()
    } else {
        works
    }
}

/// For records inside of other formats: the first work.
pub(super) fn map<'p>(draft: &mut Draft<'_, 'p>, root: Element<'_, 'p>) {
    if let Some((work, kind)) = works(root).first() {
        let frame = Frame::of(root);
        map_work(draft, &frame, frame.around(*work), *work, *kind);
    }
}

/// What stands around the works of a record.
#[derive(Default)]
struct Frame<'a, 'p> {
    /// Containers that are in no other.
    containers: Vec<Element<'a, 'p>>,
    issue: Option<Element<'a, 'p>>,
    event: Option<Element<'a, 'p>>,
}

/// Elements of containers that are read again for each of their works, in all: beyond that a file would make of itself
/// its square.
const MOST_REPEATED: usize = 1_000_000;
/// Containers around one work; the series, book and event of a chapter are three.
const MOST_CONTAINERS: usize = 16;

impl<'a, 'p> Frame<'a, 'p> {
    fn of(root: Element<'a, 'p>) -> Self {
        let containers = outermost(root);
        Self { containers, issue: root.find("journal_issue"), event: root.find("event_metadata") }
    }

    /// The containers around a work. Where it is one itself, those inside it.
    fn around(&self, work: Element<'a, 'p>) -> Vec<Element<'a, 'p>> {
        let mut around = Vec::new();
        for container in self.containers.iter().take(MOST_CONTAINERS) {
            match container.start() == work.start() {
                true => around.extend(outermost(work).into_iter().take(MOST_CONTAINERS)),
                false => around.push(*container),
            }
        }
        around
    }
}

/// The containers inside an element that are in no other: metadata inside the metadata of a series is the series'.
fn outermost<'a, 'p>(root: Element<'a, 'p>) -> Vec<Element<'a, 'p>> {
    let mut found: Vec<Element<'a, 'p>> = Vec::new();
    for container in root.descendants().filter(|e| e.name().ends_with("_metadata") || e.name() == "journal_issue") {
        let inside = found.last().is_some_and(|last| last.range().contains(&container.start()));
        if !inside {
            found.push(container);
        }
    }
    found
}

fn map_work<'p>(
    draft: &mut Draft<'_, 'p>,
    frame: &Frame<'_, 'p>,
    around: Vec<Element<'_, 'p>>,
    work: Element<'_, 'p>,
    kind: WorkKind,
) {
    draft.types.push(work.name().to_string());
    draft.record.kind = Some(kind_of(work, kind));
    for container in &around {
        venue(draft, *container);
    }
    venue_of_itself(draft, work);
    let stated = std::iter::once(&work).chain(&around).find(|e| e.attribute("language").is_some());
    let language = stated.and_then(|e| e.attribute("language"));
    if let (Some(code), Some(stated)) = (&language, stated) {
        draft.language_text("language", code, stated.attribute_range("language"));
    }
    let ours = language.and_then(|code| lang(&code));
    titles(draft, work, ours.clone());
    contributors(draft, work);
    for part in work.children() {
        match part.name() {
            "abstract" => {
                let stated = part.attribute("xml:lang").and_then(|code| lang(&code)).or_else(|| ours.clone());
                draft.jats_abstract(part, stated);
            }
            "pages" => pages(draft, part),
            "publisher_item" => publisher_item(draft, part),
            "doi_data" => doi_data(draft, part),
            "citation_list" => citations(draft, part),
            "isbn" => {
                if let Some(leaf) = draft.value(part) {
                    draft.id(IdScheme::Isbn, leaf);
                }
            }
            "program" => program(draft, part),
            "crossmark" => {
                for inside in part.descendants() {
                    match inside.name() {
                        "update" => update(draft, inside),
                        "program" => program(draft, inside),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    if kind == WorkKind::BookChapter || kind == WorkKind::ConferencePaper {
        // The book's own contributors, numbers and titles are its.
        for container in &around {
            for isbn in container.all("isbn") {
                if let Some(leaf) = draft.value(isbn) {
                    draft.id(IdScheme::Isbn, leaf);
                }
            }
            editors(draft, *container);
        }
    }
    if let Some(event) = frame.event {
        // Proceedings without a title of their own go by the name of the conference.
        let name = event.child("conference_name").and_then(|name| draft.value(name));
        if let Some(leaf) = name {
            match draft.venue.title {
                None if kind == WorkKind::ConferencePaper => draft.single(Field::Venue, leaf),
                _ => draft.record.keep_other("conference_name", leaf.text),
            }
        }
    }
    if let Some(issue) = frame.issue.filter(|issue| issue.start() != work.start()) {
        if let Some(leaf) = issue.find("volume").and_then(|volume| draft.value(volume)) {
            draft.single(Field::Volume, leaf);
        }
        if let Some(leaf) = draft.child_value(issue, "issue") {
            draft.single(Field::Issue, leaf);
        }
    }
    let own_volume = std::iter::once(work).chain(around.iter().copied()).find_map(|e| e.child("volume"));
    if draft.record.volume.is_none()
        && let Some(leaf) = own_volume.and_then(|volume| draft.value(volume))
    {
        draft.single(Field::Volume, leaf);
    }
    if draft.record.kind == Some(WorkKind::Other) && work.name() == "journal_issue" {
        own_issue(draft, work);
    }
    let mut dated = vec![work];
    dated.extend(frame.issue);
    dated.extend(around);
    dates(draft, &dated);
}

fn own_issue<'p>(draft: &mut Draft<'_, 'p>, issue: Element<'_, 'p>) {
    for (name, field) in [("volume", Field::Volume), ("issue", Field::Issue)] {
        if let Some(leaf) = issue.find(name).and_then(|part| draft.value(part)) {
            draft.single(field, leaf);
        }
    }
}

fn kind_of(work: Element<'_, '_>, kind: WorkKind) -> WorkKind {
    match (work.name(), work.attribute("type").or_else(|| work.attribute("component_type")).as_deref()) {
        ("posted_content", Some("report" | "working_paper")) => WorkKind::Report,
        ("posted_content", Some("dissertation")) => WorkKind::Thesis,
        ("posted_content", Some("letter")) => WorkKind::Letter,
        ("posted_content", Some("other")) => WorkKind::Other,
        _ => kind,
    }
}

fn titles<'p>(draft: &mut Draft<'_, 'p>, work: Element<'_, 'p>, ours: Option<Lang>) {
    let groups: Vec<_> = work.all("titles").collect();
    if groups.is_empty() {
        // Journals and proceedings have titles of their own names.
        let own = ["full_title", "proceedings_title"].iter().find_map(|name| work.child(name));
        if let Some(leaf) = own.and_then(|title| draft.value(title)) {
            draft.title(leaf, ours.clone());
        }
    }
    for group in groups {
        let language = group.attribute("xml:lang").and_then(|code| lang(&code)).or_else(|| ours.clone());
        let mut subtitles = group.all("subtitle");
        for part in group.children() {
            match part.name() {
                "title" => {
                    let Some(mut leaf) = draft.value(part) else { continue };
                    if let Some(subtitle) = subtitles.next().and_then(|subtitle| draft.value(subtitle)) {
                        leaf.text = Cow::Owned(catalogues::with_subtitle(&leaf.text, &subtitle.text));
                    }
                    draft.title(leaf, language.clone());
                }
                "original_language_title" => {
                    if let Some(leaf) = draft.value(part) {
                        draft.title(leaf, part.attribute("language").and_then(|code| lang(&code)));
                    }
                }
                _ => {}
            }
        }
    }
}

/// What a container says of itself.
fn venue<'p>(draft: &mut Draft<'_, 'p>, container: Element<'_, 'p>) {
    let text = |leaf: Leaf<'p>| leaf.text.into_owned();
    let publisher = container.find("publisher_name").and_then(|name| draft.value(name)).map(text);
    draft.venue.publisher = draft.venue.publisher.take().or(publisher);
    let title = ["full_title", "proceedings_title"].iter().find_map(|name| container.child(name));
    let title = title.or_else(|| container.path(&["titles", "title"]));
    if let Some(leaf) = title.and_then(|title| draft.value(title)).filter(|_| draft.venue.title.is_none()) {
        draft.single(Field::Venue, leaf);
    }
    let abbreviation = draft.child_value(container, "abbrev_title").map(text);
    draft.venue.abbreviation = draft.venue.abbreviation.take().or(abbreviation);
    for issn in container.descendants().filter(|e| e.name() == "issn") {
        if let Some(leaf) = draft.value(issn) {
            draft.issn(leaf);
        }
    }
    for series in container.descendants().filter(|e| e.name() == "series_metadata") {
        if let Some(leaf) = series.find("title").and_then(|title| draft.value(title)) {
            draft.record.keep_other("series", leaf.text);
        }
    }
    if let Some(data) = container.child("doi_data")
        && let Some(leaf) = draft.child_value(data, "doi")
    {
        if draft.record.kind.is_some_and(WorkKind::is_part) {
            draft.relation("is-part-of", Some(IdScheme::Doi), &leaf.text, leaf.range);
        } else {
            draft.record.keep_other(&[container.name(), " doi"].concat(), leaf.text);
        }
        data.pass_over();
    }
}

/// The venue of works that name it themselves: preprints, theses, reports.
fn venue_of_itself<'p>(draft: &mut Draft<'_, 'p>, work: Element<'_, 'p>) {
    for (part, name) in [("publisher", "publisher_name"), ("institution", "institution_name")] {
        if let Some(leaf) = work.child(part).and_then(|part| draft.child_value(part, name))
            && draft.venue.publisher.is_none()
        {
            draft.venue.publisher = Some(leaf.text.into_owned());
        }
    }
    if let Some(leaf) = draft.child_value(work, "group_title") {
        draft.record.keep_other("group_title", leaf.text);
    }
    for series in work.descendants().filter(|e| e.name() == "series_metadata") {
        let series_venue = Venue::default();
        if draft.venue == series_venue || draft.venue.title.is_none() {
            if let Some(leaf) = series.find("title").and_then(|title| draft.value(title)) {
                draft.record.keep_other("series", leaf.text);
            }
            for issn in series.descendants().filter(|e| e.name() == "issn") {
                if let Some(leaf) = draft.value(issn) {
                    draft.issn(leaf);
                }
            }
        }
    }
}

fn contributors<'p>(draft: &mut Draft<'_, 'p>, work: Element<'_, 'p>) {
    // Theses name their author without a list.
    let bare = work.children().filter(|part| matches!(part.name(), "person_name" | "organization"));
    for person in work.all("contributors").flat_map(|list| list.children()).chain(bare) {
        let role = person.attribute("contributor_role").map_or(Role::Author, |role| role_of(&role));
        contributor(draft, person, role);
    }
}

/// The editors of the book a chapter is in.
fn editors<'p>(draft: &mut Draft<'_, 'p>, container: Element<'_, 'p>) {
    for person in container.all("contributors").flat_map(|list| list.children()) {
        match person.attribute("contributor_role").map(|role| role_of(&role)) {
            Some(role @ (Role::Editor | Role::Translator)) => contributor(draft, person, role),
            _ => {
                let leaf = person.text();
                draft.record.keep_other("book contributor", leaf.text);
            }
        }
    }
}

fn contributor<'p>(draft: &mut Draft<'_, 'p>, person: Element<'_, 'p>, role: Role) {
    if !person.is_closed() {
        return;
    }
    let span = draft.span(&person.range());
    let index = match person.name() {
        "person_name" => {
            let part = |name: &str| person.child(name).map(|part| part.text().text).unwrap_or_default();
            let parts = Parts { family: part("surname"), given: part("given_name"), suffix: part("suffix") };
            draft.named(role, &parts, span)
        }
        "organization" => draft.value(person).map(|leaf| draft.group(role, leaf.text.into_owned(), span)),
        "anonymous" => Some(draft.group(role, "Anonymous".to_string(), span)),
        _ => return,
    };
    let Some(index) = index else { return };
    if role == Role::Other
        && let Some(stated) = person.attribute("contributor_role")
        && let Some(added) = draft.record.contributors.get(index)
    {
        let words = [&*stated, ": ", &added.as_written].concat();
        draft.record.keep_other("role", words);
    }
    for part in person.children() {
        match part.name() {
            "ORCID" => {
                if let Some(leaf) = draft.value(part) {
                    draft.contributor_id(index, IdScheme::Orcid, &leaf.text, leaf.range);
                }
            }
            "affiliation" => {
                if let Some(known) = draft.value(part).and_then(|leaf| draft.affiliation(&leaf)) {
                    link(&mut draft.record, index, known);
                }
            }
            "affiliations" => part.all("institution").for_each(|institution| place(draft, institution, index)),
            _ => {}
        }
    }
}

fn place<'p>(draft: &mut Draft<'_, 'p>, institution: Element<'_, 'p>, index: usize) {
    let leaf = institution.listed_text(&["institution_id", "institution_acronym"]);
    let known = if leaf.text.is_empty() {
        // An identifier alone.
        institution.child("institution_id").and_then(|id| draft.value(id)).and_then(|leaf| draft.affiliation(&leaf))
    } else {
        draft.affiliation(&leaf)
    };
    let Some(known) = known else { return };
    for id in institution.all("institution_id") {
        let Some(leaf) = draft.value(id) else { continue };
        match scheme_of(&id.attribute("type").unwrap_or_default(), &leaf.text) {
            Some(scheme) => draft.affiliation_id(known, scheme, &leaf.text, leaf.range),
            None => draft.record.keep_other("institution_id", leaf.text),
        }
    }
    link(&mut draft.record, index, known);
}

fn pages<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    draft.record.spans.insert(Field::Pages, draft.span(&part.range()));
    draft.record.pages.first = draft.child_value(part, "first_page").map(|leaf| leaf.text.into_owned());
    draft.record.pages.last = draft.child_value(part, "last_page").map(|leaf| leaf.text.into_owned());
}

fn publisher_item<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    for number in part.children() {
        let Some(leaf) = draft.value(number) else { continue };
        let kind = number.attribute("item_number_type").or_else(|| number.attribute("id_type")).unwrap_or_default();
        let is_number = kind.to_ascii_lowercase().replace(['_', '-', ' '], "");
        match (number.name(), &*is_number) {
            ("item_number", "articlenumber" | "sequencenumber" | "artnum") => {
                draft.record.spans.insert(Field::Pages, draft.span(&leaf.range));
                draft.record.pages.article_number = Some(leaf.text.into_owned());
            }
            ("identifier", "doi") => {}
            _ => draft.record.keep_other(number.name(), format!("{kind}: {}", leaf.text)),
        }
    }
}

fn doi_data<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    if let Some(leaf) = draft.child_value(part, "doi") {
        draft.id(IdScheme::Doi, leaf);
    }
}

/// The date in print, else the electronic one; the work's own before the issue's and the container's.
fn dates<'p>(draft: &mut Draft<'_, 'p>, places: &[Element<'_, 'p>]) {
    let (mut print, mut online, mut plain) = (None, None, None);
    let mut settled = false;
    for place in places {
        for part in place.children() {
            let kind = part.attribute("media_type");
            let kept = match part.name() {
                "publication_date" | "posted_date" | "approval_date" | "creation_date" => true,
                "acceptance_date" | "posted_date_" => false,
                "event_metadata" | "database_date" => false,
                _ => continue,
            };
            if !kept {
                continue;
            }
            let slot: &mut Option<(PartialDate, Range<usize>)> = match kind.as_deref() {
                Some("print") => &mut print,
                Some("online" | "electronic") => &mut online,
                _ => &mut plain,
            };
            let date = draft.date_of(part);
            match (slot.as_ref(), date) {
                (None, Some(date)) if !settled => *slot = Some((date, part.range())),
                (Some((known, _)), Some(date)) if *known == date => {}
                (_, Some(date)) => {
                    let tag = [place.name(), " ", part.name()].concat();
                    draft.record.keep_other(&tag, date.to_string());
                }
                (_, None) => {}
            }
        }
        settled |= print.is_some();
    }
    let first = print.or_else(|| plain.clone().filter(|_| online.is_none())).or_else(|| online.clone()).or(plain);
    if let Some((date, range)) = first {
        if let Some((ahead, at)) = online.filter(|(_, at)| *at != range) {
            draft.available(ahead, at);
        }
        draft.issued(date, range);
    }
    for place in places {
        for part in place.all("acceptance_date") {
            if let Some(date) = draft.date_of(part) {
                draft.record.keep_other("acceptance_date", date.to_string());
            }
        }
    }
}

fn program<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    for item in part.all("related_item") {
        for link in item.children().filter(|e| e.name().ends_with("work_relation")) {
            let kind = link.attribute("relationship-type").unwrap_or(Cow::Borrowed("related"));
            let kind = catalogues::relation(&kind);
            let Some(leaf) = draft.value(link) else { continue };
            let scheme = link.attribute("identifier-type").and_then(|name| scheme_of(&name, &leaf.text));
            draft.relation(&kind, scheme, &leaf.text, leaf.range);
        }
    }
    // Funders stand in groups, or one after the other, each before its awards.
    let groups: Vec<_> = part.all("assertion").filter(|a| a.has("name", "fundgroup")).collect();
    if groups.is_empty() {
        funders(draft, part);
    }
    for group in groups {
        funders(draft, group);
    }
}

fn funders<'p>(draft: &mut Draft<'_, 'p>, group: Element<'_, 'p>) {
    let mut current: Option<Funding> = None;
    for part in group.descendants().filter(|e| e.name() == "assertion") {
        let mut leaf = part.text_without(&["assertion"]);
        if leaf.text.is_empty() {
            continue;
        }
        leaf.range = part.range();
        let span = draft.span(&leaf.range);
        match part.attribute("name").as_deref() {
            Some("funder_name") => {
                if let Some(done) = current.take() {
                    draft.funding(done);
                }
                let funder = Some(leaf.text.into_owned());
                current = Some(Funding { funder, span, ..Funding::default() });
            }
            Some("funder_identifier" | "ror") => {
                let funding = current.get_or_insert_with(|| Funding { span, ..Funding::default() });
                match scheme_of("", &leaf.text) {
                    Some(scheme) => {
                        let mut ids = std::mem::take(&mut funding.ids);
                        draft.ids(scheme, &leaf.text, leaf.range, &mut ids);
                        if let Some(funding) = &mut current {
                            funding.ids = ids;
                        }
                    }
                    None => draft.record.keep_other("funder_identifier", leaf.text),
                }
            }
            Some("award_number") => {
                let funding = current.get_or_insert_with(|| Funding { span, ..Funding::default() });
                funding.grants.push(leaf.text.into_owned());
            }
            name => {
                let name = name.unwrap_or("assertion").to_string();
                draft.record.keep_other(&name, leaf.text);
            }
        }
    }
    if let Some(done) = current {
        draft.funding(done);
    }
}

fn update<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let kind = part.attribute("type").unwrap_or(Cow::Borrowed("update"));
    let (name, known) = catalogues::update(&kind, Notice::Of);
    if !known {
        let message = format!("kind of update {kind:?} is not known; kept as written");
        draft.note(Severity::Info, "unknown-relation", part.start(), message);
    }
    if let Some(leaf) = draft.value(part) {
        draft.relation(&name, Some(IdScheme::Doi), &leaf.text, leaf.range);
    }
    if let Some(date) = part.attribute("date") {
        draft.record.keep_other("update date", date);
    }
}

fn citations<'p>(draft: &mut Draft<'_, 'p>, list: Element<'_, 'p>) {
    for citation in list.all("citation") {
        let mut reference = Reference::default();
        let mut ids = Ids::default();
        let mut volume_title = None;
        let (mut whole, mut dated) = (None, None);
        for part in citation.children() {
            let Some(leaf) = draft.value(part) else { continue };
            match part.name() {
                "doi" => draft.ids(IdScheme::Doi, &leaf.text, leaf.range, &mut ids),
                "isbn" => draft.ids(IdScheme::Isbn, &leaf.text, leaf.range, &mut ids),
                "journal_title" | "series_title" | "std_designator" if reference.venue.is_none() => {
                    reference.venue = Some(leaf.text.into_owned());
                }
                "author" => {
                    let author = draft.reference_author(leaf.text.into_owned(), &leaf.range);
                    reference.authors.push(author);
                }
                "volume" => reference.volume = Some(leaf.text.into_owned()),
                "issue" => reference.issue = Some(leaf.text.into_owned()),
                "first_page" => reference.first_page = Some(leaf.text.into_owned()),
                "elocation_id" if reference.first_page.is_none() => reference.first_page = Some(leaf.text.into_owned()),
                "cYear" => {
                    let year: String = leaf.text.chars().filter(char::is_ascii_digit).take(4).collect();
                    reference.year = year.parse().ok().filter(|year| (1000..3000).contains(year));
                    dated = Some(leaf.text.into_owned());
                }
                "article_title" => reference.title = Some(leaf.text.into_owned()),
                "volume_title" => volume_title = Some(leaf.text.into_owned()),
                "unstructured_citation" => whole = Some(leaf.text.into_owned()),
                // ISSNs of journals cited say no more than their names.
                _ => {}
            }
        }
        reference.ids = ids;
        match (&reference.title, volume_title) {
            (None, Some(title)) => reference.title = Some(title),
            (Some(_), Some(title)) if reference.venue.is_none() => reference.venue = Some(title),
            _ => {}
        }
        reference.as_written = whole.unwrap_or_else(|| Draft::compose(&reference, dated));
        if reference.as_written.is_empty() {
            reference.as_written = reference.ids.iter().next().map(|id| id.value().to_string()).unwrap_or_default();
        }
        if !reference.as_written.is_empty() {
            draft.complete_reference(&mut reference, &citation.range());
            draft.record.references.push(reference);
        }
    }
}
