//! JATS: the XML in which journals publish and archive articles.
//!
//! After the [Journal Article Tag Suite](https://jats.nlm.nih.gov/archiving/tag-library/1.3/) and the NLM sets before it.
//! Only what is said of the article is read: front matter, reference list and funding, not its text. Links between authors
//! and affiliations come in five forms, which publishers mix:
//!
//! - `<xref ref-type="aff" rid="…"/>` inside a contributor points at an `<aff id="…">` anywhere in the front matter;
//! - an `<aff>` inside the contributor;
//! - `<aff>`s inside a `<contrib-group>` none of whose contributors points at any: they are everybody's in it;
//! - `<aff-alternatives>` hold one affiliation in several forms;
//! - affiliations nobody points at belong to the record alone.
//!
//! A collaboration is an author; those listed inside it are authors where the source calls them that.

use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft, Parts, lang, role_of, scheme_of};
use super::input::Head;
use super::people::{MOST_LINKS, link};
use super::tree::Element;
use super::xml::Leaf;
use super::{Sink, Spec};
use crate::record::{
    Field, Funding, IdScheme, Ids, KeywordScheme, Lang, NameOrder, Pages, PartialDate, PersonName, Reference, Role,
    WorkKind, issn,
};
use crate::text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

pub(super) const SPEC: Spec = Spec {
    name: "jats",
    title: "JATS XML",
    extensions: &["xml", "nxml"],
    media_type: "application/jats+xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| {
        cut::read_all(sink, &RECORDS, |sink, range, closed| draft::read(sink, range, closed, PASSED_OVER, map))
    },
};

const RECORDS: Records = Records {
    names: &["article"],
    guards: &[],
    outside: &["pmc-articleset", "articles", "ELEMENT", "ENTITY"],
    errors: &["error"],
};

/// The text of the article and what goes with it; other works inside it.
pub(super) const PASSED_OVER: &[&str] = &[
    "body",
    "floats-group",
    "app-group",
    "app",
    "glossary",
    "sub-article",
    "response",
    "table-wrap",
    "fig",
    "fig-group",
    "supplementary-material",
    "processing-meta",
];

/// [Types of articles](https://jats.nlm.nih.gov/archiving/tag-library/1.3/attribute/article-type.html).
const KINDS: &[(&str, WorkKind)] = &[
    ("research-article", WorkKind::JournalArticle),
    ("review-article", WorkKind::Review),
    ("systematic-review", WorkKind::Review),
    ("editorial", WorkKind::Editorial),
    ("letter", WorkKind::Letter),
    ("article-commentary", WorkKind::Letter),
    ("reply", WorkKind::Letter),
    ("correction", WorkKind::Erratum),
    ("addendum", WorkKind::Erratum),
    ("retraction", WorkKind::Retraction),
    ("partial-retraction", WorkKind::Retraction),
    ("preprint", WorkKind::Preprint),
    ("proceedings", WorkKind::Proceedings),
    ("dissertation", WorkKind::Thesis),
    ("book-chapter", WorkKind::BookChapter),
    ("dataset", WorkKind::Dataset),
    ("data-paper", WorkKind::JournalArticle),
    ("news", WorkKind::NewspaperArticle),
];

/// Types of `related-article`; others are named as they are written.
const RELATIONS: &[(&str, &str)] = &[
    ("corrected-article", "erratum-for"),
    ("addended-article", "erratum-for"),
    ("correction-forward", "erratum-in"),
    ("retracted-article", "retraction-of"),
    ("retraction-forward", "retraction-in"),
    ("commentary-article", "comment-on"),
    ("commentary", "comment-in"),
    ("letter", "comment-in"),
    ("article-reference", "cites"),
    ("updated-article", "update-of"),
    ("update", "update-in"),
    ("peer-reviewed-article", "is-review-of"),
    ("preprint", "has-preprint"),
];

/// Groups of subjects that tell what kind of paper it is.
const TYPE_GROUPS: &[&str] = &["display-channel", "article-type", "article-types", "banner", "paper-type", "category"];

/// Abstracts that say in other words what the abstract does, or show it.
const OTHER_ABSTRACTS: &[&str] = &[
    "graphical",
    "toc",
    "teaser",
    "editor",
    "editors",
    "key-points",
    "highlights",
    "precis",
    "web-summary",
    "short",
    "executive-summary",
    "plain-language-summary",
    "plain-language",
    "video",
    "stereochemistry",
];

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    let text = head.text();
    let jats = || text.contains("<front") || text.contains("<article-meta") || text.contains("JATS");
    match root {
        "article" if jats() => evidence(head, "article"),
        "pmc-articleset" | "articles" if jats() => evidence(head, root),
        _ => None,
    }
}

/// Affiliations by the name contributors point at them with.
#[derive(Default)]
struct Places<'t> {
    by_id: FxHashMap<Cow<'t, str>, Vec<u32>>,
    corresponding: FxHashSet<Cow<'t, str>>,
    /// Whether a message about one id of many affiliations was written.
    told: bool,
}

/// Affiliations of one id; another has it by mistake.
const MOST_OF_ID: usize = 8;

impl<'t> Places<'t> {
    fn hold(&mut self, id: Cow<'t, str>, place: Option<u32>, draft: &mut Draft<'_, 't>, part: Element<'_, 't>) {
        let known = self.by_id.entry(id).or_default();
        match known.len() {
            ..MOST_OF_ID => known.extend(place),
            _ if self.told => {}
            _ => {
                self.told = true;
                let message =
                    format!("more than {MOST_OF_ID} affiliations of one id: those from here on are linked with none");
                draft.note(crate::diagnostic::Severity::Warning, "many-affiliations", part.start(), message);
            }
        }
    }
}

pub(super) fn map<'p>(draft: &mut Draft<'_, 'p>, article: Element<'_, 'p>) {
    let article = if article.name() == "article" { article } else { article.find("article").unwrap_or(article) };
    let kind = article.attribute("article-type");
    if let Some(kind) = &kind {
        draft.types.push(kind.to_string());
    }
    let known =
        kind.and_then(|kind| KINDS.iter().find(|(name, _)| kind.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind));
    draft.record.kind = Some(known.unwrap_or(WorkKind::JournalArticle));
    if let Some(code) = article.attribute("xml:lang") {
        draft.language_text("xml:lang", &code, article.attribute_range("xml:lang"));
    }
    let front = article.child("front").unwrap_or(article);
    if let Some(journal) = front.child("journal-meta") {
        journal_meta(draft, journal);
    }
    let meta = front.child("article-meta").or_else(|| article.child("front-stub")).unwrap_or(front);
    let ours = draft.record.languages.first().cloned();
    article_meta(draft, meta, ours);
    let references_at = draft.record.references.len();
    for list in article.descendants().filter(|element| element.name() == "ref-list") {
        if let Some(title) = list.child("title") {
            title.pass_over();
        }
        for entry in list.all("ref") {
            reference_entry(draft, entry);
        }
    }
    if let Some(counts) = meta.child("counts")
        && let Some(stated) = counts.child("ref-count").and_then(|count| count.attribute("count"))
        && draft.record.references.len() > references_at
    {
        let entries = article.descendants().filter(|element| element.name() == "ref").count();
        draft.check_count("references", &stated, entries, counts.start());
    }
}

fn journal_meta<'p>(draft: &mut Draft<'_, 'p>, journal: Element<'_, 'p>) {
    for part in journal.descendants() {
        match part.name() {
            "journal-title" if draft.venue.title.is_none() => {
                if let Some(leaf) = draft.value(part) {
                    draft.single(Field::Venue, leaf);
                }
            }
            "abbrev-journal-title" => {
                if let Some(leaf) = draft.value(part) {
                    draft.venue.abbreviation = Some(leaf.text.into_owned());
                }
            }
            "journal-id" => {
                let Some(leaf) = draft.value(part) else { continue };
                match part.attribute("journal-id-type").as_deref() {
                    Some("nlm-ta" | "iso-abbrev") if draft.venue.abbreviation.is_none() => {
                        draft.venue.abbreviation = Some(leaf.text.into_owned());
                    }
                    Some("nlm-journal-id") => draft.venue.nlm_id = Some(leaf.text.into_owned()),
                    kind => {
                        let kept = format!("{}: {}", kind.unwrap_or("id"), leaf.text);
                        draft.record.keep_other("journal-id", kept);
                    }
                }
            }
            "issn" => {
                if let Some(leaf) = draft.value(part) {
                    draft.issn(leaf);
                }
            }
            "issn-l" => {
                if let Some(leaf) = draft.value(part) {
                    draft.venue.issn_l = issn(&leaf.text);
                }
            }
            "publisher-name" => {
                if let Some(leaf) = draft.value(part) {
                    draft.venue.publisher = Some(leaf.text.into_owned());
                }
            }
            _ => {}
        }
    }
}

fn article_meta<'p>(draft: &mut Draft<'_, 'p>, meta: Element<'_, 'p>, ours: Option<Lang>) {
    let mut places = Places::default();
    let has_first_page = meta.child("fpage").is_some();
    for part in meta.descendants() {
        match part.name() {
            // One in several forms is read where the forms stand together.
            "aff" if part.parent().is_none_or(|around| !matches!(around.name(), "aff-alternatives" | "contrib")) => {
                if let Some(id) = part.attribute("id") {
                    let known = address(draft, part);
                    places.hold(id, known, draft, part);
                }
            }
            "aff-alternatives" => alternatives(draft, part, &mut places),
            "corresp" => places.corresponding.extend(part.attribute("id")),
            _ => {}
        }
    }
    for part in meta.children() {
        match part.name() {
            "article-id" => article_id(draft, part),
            "article-categories" => categories(draft, part, ours.clone()),
            "title-group" => titles(draft, part, ours.clone()),
            "contrib-group" => contributors(draft, part, &places),
            "aff" if part.attribute("id").is_none() => {
                address(draft, part);
            }
            "pub-date" => {}
            "volume" => field(draft, Field::Volume, part),
            "issue" => field(draft, Field::Issue, part),
            "elocation-id" => {
                if let Some(leaf) = draft.value(part) {
                    draft.record.spans.insert(Field::Pages, draft.span(&leaf.range));
                    draft.record.pages.article_number = Some(leaf.text.into_owned());
                }
            }
            "fpage" | "lpage" => {
                if let Some(leaf) = draft.value(part) {
                    draft.record.spans.entry(Field::Pages).or_insert(draft.sink.span(leaf.range.clone()));
                    let page = Some(leaf.text.into_owned());
                    match part.name() {
                        "fpage" => draft.record.pages.first = page,
                        _ => draft.record.pages.last = page,
                    }
                }
            }
            "page-range" => {
                if let Some(leaf) = draft.value(part)
                    && !has_first_page
                {
                    draft.record.spans.entry(Field::Pages).or_insert(draft.sink.span(leaf.range.clone()));
                    let pages = Pages::parse(&leaf.text);
                    (draft.record.pages.first, draft.record.pages.last) = (pages.first, pages.last);
                }
            }
            "isbn" => {
                if let Some(leaf) = draft.value(part) {
                    draft.id(IdScheme::Isbn, leaf);
                }
            }
            "history" | "pub-history" => history(draft, part),
            "related-article" | "related-object" => related(draft, part),
            "abstract" | "trans-abstract" => summary(draft, part, ours.clone()),
            "kwd-group" => keywords(draft, part, ours.clone()),
            "funding-group" => funding(draft, part),
            "contract-sponsor" | "contract-num" => contract(draft, part),
            "conference" => {
                if let Some(name) = part.child("conf-name").and_then(|name| draft.value(name)) {
                    match draft.venue.title {
                        None => draft.single(Field::Venue, name),
                        Some(_) => draft.record.keep_other("conf-name", name.text),
                    }
                }
            }
            "counts" => {
                if let Some(count) = part.child("page-count").and_then(|count| count.attribute("count")) {
                    draft.record.pages.count = count.parse().ok().filter(|count| *count > 0);
                }
            }
            "self-uri" => {
                if let Some(address) = part.attribute("xlink:href") {
                    draft.record.keep_other("self-uri", address);
                }
            }
            "permissions" => {
                for license in part.all("license") {
                    if let Some(address) = license.attribute("xlink:href") {
                        draft.record.keep_other("license", address);
                    }
                }
            }
            _ => {}
        }
    }
    dates(draft, meta);
}

fn field<'p>(draft: &mut Draft<'_, 'p>, field: Field, part: Element<'_, 'p>) {
    if let Some(leaf) = draft.value(part) {
        draft.single(field, leaf);
    }
}

fn article_id<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let Some(leaf) = draft.value(part) else { return };
    let kind = part.attribute("pub-id-type").unwrap_or_default();
    let scheme = match &*kind {
        "doi" => Some(IdScheme::Doi),
        "pmid" => Some(IdScheme::Pmid),
        "pmc" | "pmcid" => Some(IdScheme::Pmcid),
        "arxiv" => Some(IdScheme::Arxiv),
        _ => None,
    };
    match scheme {
        Some(scheme) => draft.id(scheme, leaf),
        None => draft.record.keep_other("article-id", format!("{kind}: {}", leaf.text)),
    }
}

fn categories<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, ours: Option<Lang>) {
    for group in part.descendants().filter(|element| element.name() == "subj-group") {
        let kind = group.attribute("subj-group-type").unwrap_or_default();
        let language = group.attribute("xml:lang").and_then(|code| lang(&code)).or_else(|| ours.clone());
        for subject in group.children().filter(|child| matches!(child.name(), "subject" | "compound-subject")) {
            let Some(leaf) = draft.value(subject) else { continue };
            let tells_type = TYPE_GROUPS.contains(&&*kind) || is_type(&leaf.text);
            if tells_type {
                draft.types.push(leaf.text.into_owned());
            } else {
                draft.keyword(leaf, KeywordScheme::Subject, language.clone(), None);
            }
        }
    }
}

/// Whether a heading names a type of paper, as PubMed Central's do.
fn is_type(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    let words =
        ["article", "articles", "review", "reviews", "editorial", "letter", "correspondence", "paper", "papers"];
    heading.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word)) && heading.split(' ').count() < 4
}

/// What stands in titles and names without being a part of them.
const NOTES: &[&str] = &["xref", "fn", "target"];

fn titles<'p>(draft: &mut Draft<'_, 'p>, group: Element<'_, 'p>, ours: Option<Lang>) {
    let mut subtitle_of_all = group.child("subtitle");
    for part in group.children() {
        let (title, subtitle, language) = match part.name() {
            "article-title" => {
                (Some(part), subtitle_of_all.take(), part.attribute("xml:lang").and_then(|c| lang(&c)).or(ours.clone()))
            }
            "trans-title-group" => {
                let language = part.attribute("xml:lang").and_then(|code| lang(&code));
                (part.child("trans-title"), part.child("trans-subtitle"), language)
            }
            "trans-title" => (Some(part), None, part.attribute("xml:lang").and_then(|code| lang(&code))),
            _ => continue,
        };
        let Some(title) = title else { continue };
        for note in title.descendants().filter(|inside| NOTES.contains(&inside.name())) {
            note.pass_over();
        }
        let mut leaf = title.text_without(NOTES);
        if leaf.text.is_empty() {
            continue;
        }
        if let Some(subtitle) = subtitle.and_then(|subtitle| draft.value(subtitle)) {
            let joint = if leaf.text.ends_with([':', '?', '!', '.', '—']) { " " } else { ": " };
            leaf.text = Cow::Owned([&leaf.text, joint, &subtitle.text].concat());
        }
        // `xml:lang` of the article is often left as the publisher's template has it.
        let language = if text::has_han(&leaf.text) { Some(Cow::Borrowed("zh")) } else { language };
        draft.title(leaf, language);
    }
}

/// An affiliation; its identifiers and mark.
fn address<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) -> Option<u32> {
    let mark = part.children().find(|child| matches!(child.name(), "label" | "sup"));
    let mark = mark.filter(|mark| mark.name() == "label" || part.range().start == mark.start());
    let marker =
        mark.map(|mark| mark.text().text.into_owned()).filter(|mark| !mark.is_empty() && mark.chars().count() < 9);
    let left_out: &[&str] = if marker.is_some() && mark.is_some_and(|mark| mark.name() == "sup") {
        &["label", "sup", "institution-id", "email", "fax", "phone", "xref"]
    } else {
        &["label", "institution-id", "email", "fax", "phone", "xref"]
    };
    let mut leaf = part.listed_text(left_out);
    // What was left out leaves its comma and the word before it.
    let mut text = leaf.text.trim_end();
    loop {
        let shorter = text.trim_end_matches([',', ';', ' ', ':']);
        let shorter = ["e-mail", "E-mail", "Email", "email", "E-mails", "(e-mail", "e-mail address"].iter().fold(
            shorter,
            |text, word| {
                text.strip_suffix(word).filter(|rest| rest.ends_with([' ', ',', '.', ';', '('])).unwrap_or(text)
            },
        );
        if shorter.len() == text.len() {
            break;
        }
        text = shorter;
    }
    leaf.text = Cow::Owned(text.replace(" ,", ",").trim_start_matches([',', ';', ' ']).to_string());
    let known = draft.affiliation(&leaf)?;
    if let Some(affiliation) = draft.record.affiliations.get_mut(known as usize)
        && affiliation.marker.is_none()
    {
        affiliation.marker = marker;
    }
    organisation_ids(draft, part, known);
    Some(known)
}

fn organisation_ids<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, known: u32) {
    for id in part.descendants().filter(|inside| inside.name() == "institution-id") {
        let Some(leaf) = draft.value(id) else { continue };
        let kind = id.attribute("institution-id-type").unwrap_or_default();
        match scheme_of(&kind, &leaf.text) {
            Some(
                scheme @ (IdScheme::Ror | IdScheme::Grid | IdScheme::Isni | IdScheme::Funder | IdScheme::Wikidata),
            ) => {
                draft.affiliation_id(known, scheme, &leaf.text, leaf.range);
            }
            _ => draft.record.keep_other("institution-id", format!("{kind}: {}", leaf.text)),
        }
    }
}

/// One affiliation in several forms: the fullest text counts, the identifiers of all.
fn alternatives<'t>(draft: &mut Draft<'_, 't>, part: Element<'_, 't>, places: &mut Places<'t>) {
    let forms: Vec<_> = part.all("aff").collect();
    let length = |form: &Element<'_, 't>| form.listed_text(&["label", "institution-id"]).text.chars().count();
    let Some(best) = forms.iter().max_by_key(|form| length(form)) else { return };
    let Some(known) = address(draft, *best) else { return };
    for form in &forms {
        if form.start() != best.start() {
            form.pass_over();
            organisation_ids(draft, *form, known);
        }
        if let Some(id) = form.attribute("id") {
            places.hold(id, Some(known), draft, *form);
        }
    }
    if let Some(id) = part.attribute("id") {
        places.hold(id, Some(known), draft, part);
    }
}

fn points_at_place(reference: &Element<'_, '_>, places: &Places<'_>) -> bool {
    reference.name() == "xref"
        && (reference.has("ref-type", "aff")
            || reference
                .attribute("rid")
                .is_some_and(|ids| ids.split_whitespace().any(|id| places.by_id.contains_key(id))))
}

fn contributors<'p>(draft: &mut Draft<'_, 'p>, group: Element<'_, 'p>, places: &Places<'p>) {
    // A group inside a collaboration is read where it stands among the others.
    let mut groups: Vec<(Element<'_, 'p>, Vec<usize>)> = Vec::new();
    let mut everyone: Vec<usize> = Vec::new();
    let mut pending: Vec<(Element<'_, 'p>, bool)> = vec![(group, true)];
    let mut ends: Vec<usize> = Vec::new();
    while let Some((part, opens)) = pending.pop() {
        match (part.name(), opens) {
            ("contrib-group", true) => {
                ends.push(everyone.len());
                pending.push((part, false));
                let mut inside: Vec<_> = part.children().map(|child| (child, true)).collect();
                inside.reverse();
                pending.append(&mut inside);
            }
            ("contrib-group", false) => {
                let first = ends.pop().unwrap_or(0);
                groups.push((part, everyone.get(first..).unwrap_or_default().to_vec()));
            }
            ("contrib", _) => {
                let index = contributor(draft, part, places, group);
                everyone.extend(index);
                let mut inside: Vec<_> =
                    part.descendants().filter(|inside| inside.name() == "contrib-group").map(|g| (g, true)).collect();
                // Groups within groups are reached through the outer one.
                inside.truncate(1);
                pending.append(&mut inside);
            }
            _ => {}
        }
    }
    for (group, members) in groups {
        let links = group.descendants().any(|inside| points_at_place(&inside, places));
        // Places of everybody in the group; as many as one may be linked to, and fewer where they are very many.
        let most = (1_000_000 / members.len().max(1)).clamp(1, MOST_LINKS);
        let mut shared: Vec<u32> = Vec::new();
        let mut seen = FxHashSet::default();
        for place in group.all("aff").chain(group.all("aff-alternatives")) {
            let known = match place.attribute("id").and_then(|id| places.by_id.get(&id)) {
                Some(known) => known.clone(),
                None if place.name() == "aff" => address(draft, place).into_iter().collect(),
                None => place
                    .all("aff")
                    .filter_map(|form| form.attribute("id"))
                    .find_map(|id| places.by_id.get(&id).cloned())
                    .unwrap_or_default(),
            };
            let stated = place.attribute("id").is_some() && links;
            if !links && !stated {
                shared.extend(known.into_iter().filter(|place| seen.insert(*place)));
            }
        }
        if shared.len() > most {
            let message =
                format!("{} affiliations of everybody in the group: the first {most} are linked", shared.len());
            draft.note(crate::diagnostic::Severity::Warning, "many-affiliations", group.start(), message);
        }
        for member in members {
            for place in shared.iter().take(most) {
                link(&mut draft.record, member, *place);
            }
        }
    }
}

/// A contributor, without those listed inside a collaboration.
fn contributor<'p>(
    draft: &mut Draft<'_, 'p>,
    contrib: Element<'_, 'p>,
    places: &Places<'p>,
    group: Element<'_, 'p>,
) -> Option<usize> {
    let kind = contrib.attribute("contrib-type");
    let of_group = group.attribute("content-type");
    let role = match kind.as_deref() {
        Some(kind) => match role_of(kind) {
            Role::Other if kind.to_ascii_lowercase().contains("editor") => Role::Editor,
            Role::Other if kind.to_ascii_lowercase().contains("author") => Role::Author,
            role => role,
        },
        None => of_group.as_deref().map_or(Role::Author, |kind| match role_of(kind) {
            Role::Editor => Role::Editor,
            _ => Role::Author,
        }),
    };
    if !contrib.is_closed() {
        return None;
    }
    let naming = contrib
        .children()
        .flat_map(|child| {
            let inside = matches!(child.name(), "name-alternatives" | "collab-alternatives");
            if inside { child.children().collect::<Vec<_>>() } else { vec![child] }
        })
        .filter(|child| {
            matches!(child.name(), "name" | "string-name" | "collab" | "collab-name" | "anonymous" | "on-behalf-of")
        });
    let mut index = None;
    for name in naming {
        if index.is_some() {
            if name.name() != "collab" {
                let other = name.text();
                draft.record.keep_other("name", other.text);
            }
            continue;
        }
        index = named(draft, role, name);
    }
    let index = index?;
    if role == Role::Other
        && let Some(kind) = kind
        && let Some(added) = draft.record.contributors.get(index)
    {
        let words = [&*kind, ": ", &added.as_written].concat();
        draft.record.keep_other("role", words);
    }
    let mut marks = Vec::new();
    let mut has_place = None;
    let members = contrib.find("contrib-group").map(|members| members.range()).unwrap_or_default();
    let own = |inside: &Element<'_, 'p>| !members.contains(&inside.start());
    for part in contrib.descendants().filter(own) {
        match part.name() {
            "contrib-id" => person_id(draft, index, part, part.attribute("contrib-id-type")),
            "ext-link" | "uri" => {
                let address = part.attribute("xlink:href").unwrap_or_default();
                if address.contains("orcid.org/") {
                    part.pass_over();
                    draft.contributor_id(index, IdScheme::Orcid, &address, part.attribute_range("xlink:href"));
                } else if part.text().text.contains("orcid.org/") {
                    person_id(draft, index, part, None);
                }
            }
            "xref" => {
                part.pass_over();
                let ids = part.attribute("rid").unwrap_or_default();
                if points_at_place(&part, places) {
                    marks.push(part.text().text.into_owned());
                    for id in ids.split_whitespace() {
                        match places.by_id.get(id) {
                            Some(known) => {
                                known.iter().for_each(|place| link(&mut draft.record, index, *place));
                            }
                            None => {
                                let message = format!("no affiliation has the id {id:?}; the link is left out");
                                draft.note(
                                    crate::diagnostic::Severity::Warning,
                                    "no-affiliation",
                                    part.start(),
                                    message,
                                );
                            }
                        }
                    }
                } else if part.has("ref-type", "corresp")
                    || ids.split_whitespace().any(|id| places.corresponding.contains(id))
                {
                    draft.record.contributors[index].corresponding = true;
                }
            }
            "aff" if part.parent().is_some_and(|around| around.name() != "aff-alternatives") => {
                own_address(draft, part, index);
            }
            "aff-alternatives" => {
                let mut inner = Places::default();
                alternatives(draft, part, &mut inner);
                let known = inner.by_id.into_values().next().and_then(|known| known.first().copied());
                let known = known.or_else(|| part.child("aff").and_then(|form| address(draft, form)));
                known.into_iter().for_each(|place| link(&mut draft.record, index, place));
            }
            "address"
                if part.child("institution").is_some()
                    && !*has_place.get_or_insert_with(|| contrib.find("aff").is_some()) =>
            {
                own_address(draft, part, index);
            }
            _ => {}
        }
    }
    let marks: Vec<String> = marks.into_iter().filter(|mark| !mark.is_empty()).collect();
    let contributor = draft.record.contributors.get_mut(index)?;
    if !marks.is_empty() {
        contributor.marker = Some(marks.join(","));
    }
    contributor.corresponding |= contrib.has("corresp", "yes");
    if contrib.has("equal-contrib", "yes") {
        let name = contributor.as_written.clone();
        draft.record.keep_other("equal-contrib", name);
    }
    Some(index)
}

/// An affiliation inside a contributor. Some publishers repeat there what the contributor points at.
fn own_address<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, index: usize) {
    let text = text::fold(&part.listed_text(&["label", "institution-id", "email", "xref"]).text);
    let linked = draft.record.contributors.get(index).map(|c| c.affiliations.clone()).unwrap_or_default();
    let repeated = linked
        .iter()
        .take(16)
        .filter_map(|place| draft.record.affiliations.get(*place as usize))
        .any(|known| text::fold(&known.as_written) == text);
    if !repeated && let Some(known) = address(draft, part) {
        link(&mut draft.record, index, known);
    }
}

fn person_id<'p>(draft: &mut Draft<'_, 'p>, index: usize, part: Element<'_, 'p>, kind: Option<Cow<'p, str>>) {
    let Some(leaf) = draft.value(part) else { return };
    let kind = kind.unwrap_or_default();
    // Without a type, sixteen digits in fours are an ORCID iD.
    let bare = leaf.text.len() == 19 && leaf.text.bytes().filter(|b| *b == b'-').count() == 3;
    let scheme = scheme_of(&kind, &leaf.text).or_else(|| bare.then_some(IdScheme::Orcid));
    match scheme {
        Some(scheme) => draft.contributor_id(index, scheme, &leaf.text, leaf.range),
        None => draft.record.keep_other("contrib-id", format!("{kind}: {}", leaf.text)),
    }
}

/// Adds a contributor by an element that names them.
fn named<'p>(draft: &mut Draft<'_, 'p>, role: Role, name: Element<'_, 'p>) -> Option<usize> {
    for note in name.descendants().filter(|inside| NOTES.contains(&inside.name())) {
        note.pass_over();
    }
    let span = draft.span(&name.range());
    match name.name() {
        "name" | "string-name" => {
            let part = |of: &str| name.child(of).map(|part| part.text_without(NOTES).text).unwrap_or_default();
            let prefix = part("prefix");
            let parts = Parts { family: part("surname"), given: part("given-names"), suffix: part("suffix") };
            if parts.family.is_empty() && parts.given.is_empty() {
                let leaf = name.text_without(&["xref", "fn", "target", "degrees"]);
                return draft.written_name(role, &leaf, NameOrder::GivenFirst);
            }
            if !prefix.is_empty() {
                draft.record.keep_other("prefix", prefix);
            }
            if name.name() == "string-name" {
                // The parts are read, what stands between them is not.
                name.pass_over();
            }
            draft.named(role, &parts, span)
        }
        "anonymous" => Some(draft.group(role, "Anonymous".to_string(), span)),
        _ => {
            let left_out = [
                "xref",
                "fn",
                "target",
                "contrib-group",
                "aff",
                "email",
                "ext-link",
                "contrib",
                "etal",
                "author-comment",
            ];
            let mut leaf = name.text_without(&left_out);
            if let Some(named) = name.children().find(|child| matches!(child.name(), "institution" | "named-content"))
                && name.child("contrib-group").is_some()
            {
                leaf = named.text_without(&left_out);
            }
            let written = leaf.text.trim_matches([',', ';', ' ', ':', '(', ')']).to_string();
            (!written.is_empty()).then(|| draft.group(role, written, span))
        }
    }
}

/// Dates of publication: of the issue, else of the collection, else the electronic one.
fn dates<'p>(draft: &mut Draft<'_, 'p>, meta: Element<'_, 'p>) {
    let mut found: Vec<(u8, bool, PartialDate, std::ops::Range<usize>)> = Vec::new();
    for part in meta.all("pub-date") {
        let kind = part.attribute("pub-type").or_else(|| part.attribute("date-type")).unwrap_or_default();
        let format = part.attribute("publication-format").unwrap_or_default();
        let Some(date) = draft.date_of(part) else { continue };
        let electronic =
            matches!(&*kind, "epub" | "epreprint" | "epub-ppub") || format == "electronic" || format == "online";
        let rank = match (&*kind, &*format) {
            ("ppub" | "epub-ppub", _) | (_, "print" | "ppub") => 0,
            ("collection" | "issue-pub" | "cover", _) => 1,
            ("pub" | "publication", "") | ("", "") => 2,
            ("epub" | "pub" | "publication", _) => 3,
            ("", _) => 4,
            ("epreprint", _) => 5,
            (kind, _) => {
                draft.record.keep_other("pub-date", format!("{kind}: {date}"));
                continue;
            }
        };
        found.push((rank, electronic, date, part.range()));
    }
    let best = found.iter().min_by_key(|(rank, ..)| *rank).cloned();
    if let Some((rank, _, date, range)) = best {
        draft.issued(date, range);
        let ahead =
            found.iter().filter(|(other, electronic, ..)| *electronic && *other != rank).min_by_key(|(rank, ..)| *rank);
        if let Some((_, _, date, range)) = ahead.cloned() {
            draft.available(date, range);
        }
    }
}

fn history<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    for stage in part.descendants().filter(|stage| stage.name() == "date") {
        let kind = stage.attribute("date-type").unwrap_or_default();
        if let Some(date) = draft.date_of(stage) {
            draft.record.keep_other("History", format!("{kind} {date}"));
        }
    }
}

fn related<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let kind = part
        .attribute("related-article-type")
        .or_else(|| part.attribute("link-type"))
        .unwrap_or(Cow::Borrowed("related"));
    let kind = RELATIONS.iter().find(|(name, _)| *name == kind).map_or(&*kind, |(_, kind)| kind).to_string();
    let address = part.attribute("xlink:href").or_else(|| part.attribute("object-id"));
    let written = part.text();
    let (text, range) = match address {
        Some(address) => {
            if !written.text.is_empty() {
                draft.record.keep_other(part.name(), written.text);
            }
            let name = if part.attribute("xlink:href").is_some() { "xlink:href" } else { "object-id" };
            (address, part.attribute_range(name))
        }
        None => (written.text, written.range),
    };
    let scheme = part.attribute("ext-link-type").and_then(|kind| scheme_of(&kind, &text));
    draft.relation(&kind, scheme.or_else(|| text.starts_with("10.").then_some(IdScheme::Doi)), &text, range);
}

fn summary<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, ours: Option<Lang>) {
    let stated = part.attribute("xml:lang").and_then(|code| lang(&code));
    let kind = part.attribute("abstract-type").unwrap_or_default();
    if OTHER_ABSTRACTS.iter().any(|other| kind.eq_ignore_ascii_case(other)) {
        let leaf = part.text();
        draft.record.keep_other(&format!("abstract {kind}"), leaf.text);
        return;
    }
    let before = draft.record.abstracts.len();
    let language = if part.name() == "abstract" { stated.or(ours) } else { stated };
    draft.jats_abstract(part, language);
    if let Some(added) = draft.record.abstracts.get_mut(before)
        && text::has_han(&added.text)
        && added.lang.as_deref().is_none_or(|lang| lang != "zh" && lang != "ja")
    {
        added.lang = Some(Cow::Borrowed("zh"));
    }
}

fn keywords<'p>(draft: &mut Draft<'_, 'p>, group: Element<'_, 'p>, ours: Option<Lang>) {
    let kind = group.attribute("kwd-group-type").unwrap_or_default().to_ascii_lowercase();
    let language = group.attribute("xml:lang").and_then(|code| lang(&code)).or(ours);
    for title in group.children().filter(|child| matches!(child.name(), "title" | "label")) {
        title.pass_over();
    }
    let scheme = match &*kind {
        "mesh" => KeywordScheme::Mesh,
        "pacs" | "msc" | "jel" | "subject" | "subjects" | "categories" | "physh" | "inspec" => KeywordScheme::Subject,
        "research-organism" | "thesaurus" => KeywordScheme::Index,
        "" | "author" | "author-generated" | "author-keywords" | "kwd" | "keywords" => KeywordScheme::Author,
        kind if kind.contains("abbr") => {
            let leaf = group.text();
            draft.record.keep_other("abbreviations", leaf.text);
            return;
        }
        _ => KeywordScheme::Author,
    };
    for keyword in group.descendants() {
        match keyword.name() {
            "kwd" if keyword.find("kwd").is_none() => {
                if let Some(leaf) = draft.value(keyword) {
                    draft.keyword(leaf, scheme, language.clone(), None);
                }
            }
            "compound-kwd" => {
                let part = |kind: &str| keyword.all("compound-kwd-part").find(|part| part.has("content-type", kind));
                let id = part("code").map(|code| code.text().text.into_owned());
                let words = part("text").or_else(|| part("value")).or_else(|| keyword.children().last());
                if let Some(leaf) = words.and_then(|words| draft.value(words)) {
                    draft.keyword(leaf, scheme, language.clone(), id);
                }
            }
            _ => {}
        }
    }
}

fn funding<'p>(draft: &mut Draft<'_, 'p>, group: Element<'_, 'p>) {
    for award in group.descendants().filter(|inside| inside.name() == "award-group") {
        let mut ids = Ids::default();
        let mut funder = None;
        let mut grants = Vec::new();
        for part in award.children() {
            match part.name() {
                "funding-source" => {
                    for id in part.descendants().filter(|inside| inside.name() == "institution-id") {
                        let Some(leaf) = draft.value(id) else { continue };
                        let kind = id.attribute("institution-id-type").unwrap_or_default();
                        match scheme_of(&kind, &leaf.text) {
                            Some(scheme) => draft.ids(scheme, &leaf.text, leaf.range, &mut ids),
                            None => draft.record.keep_other("institution-id", leaf.text),
                        }
                    }
                    let leaf = part.listed_text(&["institution-id", "named-content"]);
                    let address = part.attribute("xlink:href").filter(|address| address.contains("10.13039/"));
                    if let Some(address) = address {
                        draft.ids(IdScheme::Funder, &address, leaf.range.clone(), &mut ids);
                    }
                    if !leaf.text.is_empty() {
                        match funder {
                            None => funder = Some(leaf.text.into_owned()),
                            Some(_) => draft.record.keep_other("funding-source", leaf.text),
                        }
                    }
                }
                "award-id" => grants.extend(draft.value(part).map(|leaf| leaf.text.into_owned())),
                _ => {}
            }
        }
        let span = draft.span(&award.range());
        draft.funding(Funding { funder, grants, ids, span });
    }
}

/// The older form: sponsors and numbers, each on its own, tied by `rid` if at all.
fn contract<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let Some(leaf) = draft.value(part) else { return };
    let span = draft.span(&leaf.range);
    let text = leaf.text.into_owned();
    let sponsors = draft.record.funding.last_mut();
    match (part.name(), sponsors) {
        ("contract-num", Some(last)) if part.attribute("rid").is_some() => last.grants.push(text),
        ("contract-num", _) => draft.funding(Funding { grants: vec![text], span, ..Funding::default() }),
        _ => draft.funding(Funding { funder: Some(text), span, ..Funding::default() }),
    }
}

/// An entry of the list; several works may share one number.
fn reference_entry<'p>(draft: &mut Draft<'_, 'p>, entry: Element<'_, 'p>) {
    let label = entry.child("label").map(|label| label.text().text).unwrap_or_default();
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    let position =
        digits.parse().ok().filter(|_| digits.len() == label.chars().filter(|c| c.is_alphanumeric()).count());
    let is_citation = |name: &str| matches!(name, "mixed-citation" | "element-citation" | "citation" | "nlm-citation");
    for part in entry.children() {
        let citation = match part.name() {
            // One work in several forms: the one with its parts apart says most.
            "citation-alternatives" => {
                let forms: Vec<_> = part.children().filter(|form| is_citation(form.name())).collect();
                let best = forms.iter().find(|form| form.name() == "element-citation").or(forms.first()).copied();
                part.pass_over();
                best
            }
            name if is_citation(name) => Some(part),
            _ => None,
        };
        if let Some(citation) = citation {
            let reference = reference(draft, citation, position);
            draft.record.references.push(reference);
        }
    }
}

fn reference<'p>(draft: &mut Draft<'_, 'p>, citation: Element<'_, 'p>, position: Option<u32>) -> Reference {
    let mut reference = Reference { position, ..Reference::default() };
    let mut chapter = None;
    let mut in_group = false;
    let text_of = |leaf: Leaf<'p>| leaf.text.into_owned();
    for part in citation.descendants() {
        let around = part.parent().map_or("", |around| around.name());
        match part.name() {
            "person-group" => {
                in_group = part.attribute("person-group-type").is_none_or(|kind| kind.starts_with("author"))
            }
            "name" | "string-name" | "collab" | "collab-name" if around != "person-group" || in_group => {
                let known = |of: &str| part.child(of).map(|part| part.text().text).unwrap_or_default();
                let (family, given, suffix) = (known("surname"), known("given-names"), known("suffix"));
                let whole = part.text().text;
                let written = if family.is_empty() {
                    whole.into_owned()
                } else {
                    PersonName::from_parts(&family, Some(&given), Some(&suffix)).map_or(String::new(), |name| {
                        [Some(&name.family), name.given.as_ref(), name.suffix.as_ref()]
                            .into_iter()
                            .flatten()
                            .cloned()
                            .collect::<Vec<_>>()
                            .join(" ")
                    })
                };
                if !written.is_empty() {
                    let author = draft.reference_author(written, &part.range());
                    reference.authors.push(author);
                }
            }
            "article-title" | "data-title" | "part-title" => {
                reference.title = draft.value(part).map(text_of).or(reference.title.take())
            }
            "chapter-title" => chapter = draft.value(part).map(text_of),
            "source" if reference.venue.is_none() => reference.venue = draft.value(part).map(text_of),
            "year" if reference.year.is_none() => {
                let year: String = part.text().text.chars().filter(char::is_ascii_digit).take(4).collect();
                reference.year = year.parse().ok().filter(|year| (1000..3000).contains(year));
            }
            "volume" => reference.volume = draft.value(part).map(text_of),
            "issue" => reference.issue = draft.value(part).map(text_of),
            "fpage" | "elocation-id" if reference.first_page.is_none() => {
                reference.first_page = draft.value(part).map(text_of)
            }
            "lpage" => reference.last_page = draft.value(part).map(text_of),
            "page-range" if reference.first_page.is_none() => {
                let pages = Pages::parse(&part.text().text);
                (reference.first_page, reference.last_page) = (pages.first, pages.last);
            }
            "pub-id" | "object-id" | "article-id" => {
                let Some(leaf) = draft.value(part) else { continue };
                let kind = part.attribute("pub-id-type").unwrap_or_default();
                if let Some(scheme) = scheme_of(&kind, &leaf.text) {
                    draft.ids(scheme, &leaf.text, leaf.range, &mut reference.ids);
                }
            }
            "isbn" => {
                if let Some(leaf) = draft.value(part) {
                    draft.ids(IdScheme::Isbn, &leaf.text, leaf.range, &mut reference.ids);
                }
            }
            "ext-link" | "uri" => {
                let address = part.attribute("xlink:href").unwrap_or_default();
                let scheme = part
                    .attribute("ext-link-type")
                    .and_then(|kind| scheme_of(&kind, &address))
                    .or_else(|| scheme_of("", &address));
                if let Some(scheme @ (IdScheme::Doi | IdScheme::Pmid | IdScheme::Pmcid | IdScheme::Arxiv)) = scheme
                    && reference.ids.get(scheme).is_none()
                    && let Ok(id) = crate::record::Identifier::parse(scheme, &address)
                {
                    reference.ids.insert(id.at(draft.span(&part.attribute_range("xlink:href"))));
                }
            }
            _ => {}
        }
    }
    let book = matches!(
        citation.attribute("publication-type").or_else(|| citation.attribute("citation-type")).as_deref(),
        Some("book" | "thesis" | "report" | "web" | "webpage" | "data" | "software")
    );
    reference.title = reference.title.or(chapter);
    if book && reference.title.is_none() {
        reference.title = reference.venue.take();
    }
    let mixed = citation.name() != "element-citation" && citation.name() != "nlm-citation";
    let whole = citation.text_without(&["object-id"]).text.into_owned();
    citation.pass_over();
    reference.as_written = if mixed { whole } else { Draft::compose(&reference, None) };
    if reference.as_written.is_empty() {
        reference.as_written = text::clean(&citation.text().text).into_owned();
    }
    draft.complete_reference(&mut reference, &citation.range());
    reference
}
