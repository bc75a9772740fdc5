//! Fifteen elements of Dublin Core, as harvesting interfaces and Europe PMC hand them out.
//!
//! After [DCMI terms](https://www.dublincore.org/specifications/dublin-core/dcmi-terms/). The elements say little of what
//! they mean: what an identifier, a relation or a date is, its form tells.

use super::draft::{Draft, lang, scheme_of};
use super::tree::Element;
use super::xml::Leaf;
use crate::record::{
    Field, IdScheme, Identifier, KeywordScheme, NameOrder, PartialDate, Reference, Role, Section, WorkKind, find_dois,
};

/// Words of `type` and what they tell.
const KINDS: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle),
    ("research article", WorkKind::JournalArticle),
    ("journal article", WorkKind::JournalArticle),
    ("review", WorkKind::Review),
    ("review article", WorkKind::Review),
    ("preprint", WorkKind::Preprint),
    ("bookpart", WorkKind::BookChapter),
    ("book chapter", WorkKind::BookChapter),
    ("book part", WorkKind::BookChapter),
    ("book", WorkKind::Book),
    ("doctoralthesis", WorkKind::Thesis),
    ("masterthesis", WorkKind::Thesis),
    ("bachelorthesis", WorkKind::Thesis),
    ("thesis", WorkKind::Thesis),
    ("dissertation", WorkKind::Thesis),
    ("conferenceobject", WorkKind::ConferencePaper),
    ("conferencepaper", WorkKind::ConferencePaper),
    ("conference paper", WorkKind::ConferencePaper),
    ("report", WorkKind::Report),
    ("workingpaper", WorkKind::Report),
    ("dataset", WorkKind::Dataset),
    ("patent", WorkKind::Patent),
    ("editorial", WorkKind::Editorial),
    ("letter", WorkKind::Letter),
    ("published erratum", WorkKind::Erratum),
    ("retraction of publication", WorkKind::Retraction),
];

/// What a harvested record is of no use for.
const REPEATED: &[&str] = &["info:eu-repo/semantics/", "info:eu-repo/grantagreement/"];

pub(super) fn map<'p>(draft: &mut Draft<'_, 'p>, root: Element<'_, 'p>) {
    let is_set = |e: &Element<'_, 'p>| matches!(e.name(), "dc" | "Description" | "qualifieddc" | "oai_dc");
    let set = if is_set(&root) { root } else { root.descendants().find(is_set).unwrap_or(root) };
    for part in set.all("language") {
        if let Some(leaf) = draft.value(part) {
            draft.language(&leaf);
        }
    }
    let mut dates: Vec<(PartialDate, Leaf<'p>)> = Vec::new();
    for part in set.children() {
        let Some(leaf) = draft.value(part) else { continue };
        let language = part.attribute("xml:lang").and_then(|code| lang(&code));
        match part.name() {
            "title" => draft.title(leaf, language),
            "alternative" => draft.record.keep_other("alternative", leaf.text),
            "creator" => creator(draft, part, &leaf, Role::Author),
            // Europe PMC puts the addresses there, others whoever had a hand in it.
            "contributor" => {
                let place = leaf.text.split(',').count() > 2 || leaf.text.contains("Electronic address");
                if place {
                    draft.affiliation(&leaf);
                } else {
                    creator(draft, part, &leaf, Role::Other);
                }
            }
            "subject" => {
                for subject in leaf.text.split(';').map(str::trim).filter(|s| !s.is_empty()) {
                    let one = Leaf { text: subject.to_string().into(), range: leaf.range.clone(), whole: true };
                    draft.keyword(one, KeywordScheme::Subject, language.clone(), None);
                }
            }
            "description" | "abstract" => description(draft, part, leaf),
            "publisher" => draft.venue.publisher = Some(leaf.text.into_owned()),
            "date" | "issued" | "created" => {
                match PartialDate::parse(leaf.text.split('T').next().unwrap_or_default()) {
                    Some(date) => dates.push((date, leaf)),
                    None => draft.record.keep_other("date", leaf.text),
                }
            }
            "type" => kind(draft, leaf),
            "identifier" => identifier(draft, leaf),
            "source" | "bibliographicCitation" => source(draft, leaf),
            "relation" | "isPartOf" | "isVersionOf" | "references" | "isReferencedBy" | "hasVersion"
            | "isReplacedBy" => {
                relation(draft, part.name(), leaf);
            }
            "language" => {}
            name => draft.record.keep_other(name, leaf.text),
        }
    }
    // Of several dates the first is of the publication: harvesters add those of their own copies.
    let mut dates = dates.into_iter();
    if let Some((date, leaf)) = dates.next() {
        draft.issued(date, leaf.range);
        for (other, leaf) in dates.filter(|(other, _)| *other != date) {
            let _ = other;
            draft.record.keep_other("date", leaf.text);
        }
    }
}

fn creator<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, leaf: &Leaf<'p>, role: Role) {
    let Some(index) = draft.written_name(role, leaf, NameOrder::GivenFirst) else { return };
    for attribute in ["id", "orcid", "authority"] {
        let Some(value) = part.attribute(attribute) else { continue };
        if let Some(scheme) = scheme_of(attribute, &value) {
            draft.contributor_id(index, scheme, &value, part.attribute_range(attribute));
        }
    }
}

/// A paragraph is the abstract, a few words a remark; `Comment: 12 pages` is arXiv's.
fn description<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>, leaf: Leaf<'p>) {
    if leaf.text.starts_with("Comment: ") {
        draft.record.keep_other("comment", &leaf.text["Comment: ".len()..]);
        return;
    }
    let told = leaf.text.split(';').map(|word| word.trim().to_lowercase()).collect::<Vec<_>>();
    if leaf.text.len() < 80
        && told.iter().all(|word| KINDS.iter().any(|(name, _)| name == word) || word == "correction")
    {
        kind(draft, leaf);
        return;
    }
    if leaf.text.len() < 60 && part.name() != "abstract" {
        draft.record.keep_other("description", leaf.text);
        return;
    }
    let span = draft.span(&leaf.range);
    let text = crate::text::clean(&super::markup::plain(&leaf.text)).into_owned();
    let language = part.attribute("xml:lang").and_then(|code| lang(&code));
    draft.summary(vec![Section { label: None, text, span }], language, span);
}

fn kind<'p>(draft: &mut Draft<'_, 'p>, leaf: Leaf<'p>) {
    let span = draft.span(&leaf.range);
    for word in leaf.text.split(';').map(str::trim) {
        let plain = word.rsplit(['/', ':']).next().unwrap_or(word).to_lowercase();
        if let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == plain)
            && draft.record.kind.is_none_or(|known| known == WorkKind::JournalArticle)
        {
            draft.record.kind = Some(*kind);
        }
        if !word.is_empty() && !draft.types.iter().any(|known| known == word) {
            draft.types.push(word.to_string());
        }
    }
    draft.record.spans.entry(Field::Type).or_insert(span);
}

fn identifier<'p>(draft: &mut Draft<'_, 'p>, leaf: Leaf<'p>) {
    let text = leaf.text.trim();
    if text.contains("arxiv.org/abs/") || text.starts_with("oai:arXiv") {
        draft.id(
            IdScheme::Arxiv,
            Leaf { text: text.rsplit(['/', ':']).next().map_or(leaf.text.clone(), |_| number_of(text).into()), ..leaf },
        );
    } else if let Some(number) = text.strip_prefix("http://europepmc.org/abstract/MED/") {
        draft.id(IdScheme::Pmid, Leaf { text: number.to_string().into(), ..leaf });
    } else if text.contains("europepmc.org/articles/PMC") || text.contains("ncbi.nlm.nih.gov/pmc/articles/PMC") {
        let number =
            text.rsplit_once("PMC").map(|(_, n)| ["PMC", n.trim_end_matches('/')].concat()).unwrap_or_default();
        draft.id(IdScheme::Pmcid, Leaf { text: number.into(), ..leaf });
    } else if let Some((id, _)) = find_dois(text).into_iter().next().filter(|_| is_doi_alone(text)) {
        if draft.record.ids.get(IdScheme::Doi) != Some(id.value()) {
            draft.id(IdScheme::Doi, leaf);
        }
    } else if let Some(urn) =
        text.strip_prefix("urn:ISBN:").or_else(|| text.strip_prefix("urn:isbn:").or_else(|| text.strip_prefix("ISBN")))
    {
        draft.id(IdScheme::Isbn, Leaf { text: urn.trim_start_matches([':', ' ']).to_string().into(), ..leaf });
    } else {
        draft.record.keep_other("identifier", leaf.text);
    }
}

fn number_of(text: &str) -> String {
    let number =
        text.rsplit_once("/abs/").or_else(|| text.rsplit_once("arXiv.org:")).map_or(text, |(_, number)| number);
    number.to_string()
}

/// Whether a text is a DOI and no citation that holds one.
fn is_doi_alone(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    !text.contains(' ')
        && (lower.starts_with("10.")
            || lower.contains("doi.org/10.")
            || lower.starts_with("doi:")
            || lower.starts_with("info:doi")
            || lower.starts_with("info:doi/"))
        || lower.starts_with("doi: 10.") && text.split(' ').count() == 2
}

fn source<'p>(draft: &mut Draft<'_, 'p>, leaf: Leaf<'p>) {
    if let Some(pairs) = leaf.text.strip_prefix("&ctx_ver=") {
        open_url(draft, pairs);
    } else if crate::record::issn(&leaf.text).is_some() && leaf.text.len() < 15 {
        draft.issn(leaf);
    } else if draft.record.citation.is_none() {
        draft.record.citation = Some(leaf.text.into_owned());
    } else {
        draft.record.keep_other("source", leaf.text);
    }
}

/// Fields of an OpenURL: `rft.jtitle=Lancet&rft.volume=404`.
fn open_url(draft: &mut Draft<'_, '_>, pairs: &str) {
    for (name, value) in pairs.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = decoded(value);
        if value.is_empty() {
            continue;
        }
        match name {
            "rft.jtitle" => draft.venue.title = Some(value),
            "rft.stitle" => draft.venue.abbreviation = Some(value),
            "rft.volume" => draft.record.volume = Some(value),
            "rft.issue" => draft.record.issue = Some(value),
            "rft.pages" => {
                let (pages, whole) = super::nlm::pages(&value);
                draft.record.pages = pages;
                if !whole {
                    draft.record.keep_other(name, value);
                }
            }
            "rft_val_fmt" | "rft.genre" => {}
            _ => draft.record.keep_other(name, value),
        }
    }
}

/// A text without `%20`.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, digits) {
            (b'%', Some(value)) => {
                out.push(value);
                at += 3;
            }
            _ => {
                out.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    crate::text::clean(&String::from_utf8_lossy(&out)).into_owned()
}

fn relation<'p>(draft: &mut Draft<'_, 'p>, name: &str, leaf: Leaf<'p>) {
    let lower = leaf.text.to_ascii_lowercase();
    if REPEATED.iter().any(|start| lower.starts_with(start)) || lower.starts_with("urn:issn:") {
        let is_serial = lower.contains("issn/") || lower.starts_with("urn:issn:");
        if let Some(number) = lower.rsplit(['/', ':']).next().filter(|_| is_serial) {
            draft.issn(Leaf { text: number.to_uppercase().into(), ..leaf });
        } else if lower.contains("/altidentifier/doi/") && draft.record.ids.get(IdScheme::Doi).is_none() {
            draft.id(IdScheme::Doi, leaf);
        } else {
            draft.record.keep_other(name, leaf.text);
        }
    } else if let Some(number) = lower.split_once("nlmcatalog/?term=").map(|(_, number)| number.to_uppercase()) {
        draft.venue.nlm_id = Some(number);
    } else if name == "isVersionOf" && leaf.text.contains("/articles/PMC") {
        identifier(draft, leaf);
    } else {
        let scheme = scheme_of("", &leaf.text).or_else(|| find_dois(&leaf.text).first().map(|_| IdScheme::Doi));
        match scheme.filter(|scheme| Identifier::parse(*scheme, &leaf.text).is_ok()) {
            Some(scheme) if name == "references" => {
                let mut reference = Reference { as_written: leaf.text.to_string(), ..Reference::default() };
                draft.ids(scheme, &leaf.text, leaf.range.clone(), &mut reference.ids);
                reference.span = draft.span(&leaf.range);
                draft.record.references.push(reference);
            }
            Some(scheme) => {
                let kind = if name == "relation" { "related".to_string() } else { super::draft::kebab(name) };
                draft.relation(&kind, Some(scheme), &leaf.text, leaf.range);
            }
            None => draft.record.keep_other(name, leaf.text),
        }
    }
}
