//! The only place IRIs are minted.
//!
//! Every IRI says what it names and, where there is one, by which identifier: `work/doi/10.1186%2F1472-6963-13-188`.
//! What stands for a value is percent-encoded but for the unreserved characters of
//! [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-2.3), so that no DOI, however odd, breaks an IRI or meets
//! another. No IRI depends on the time, the place of a file or the order of inputs.

use crate::diagnostic::Span;
use crate::record::{IdScheme, KeywordScheme, Role};
use crate::resolve::{Concept, Corpus, Funder, Organisation, Person, Venue, VenueKey, Work, WorkKey};
use crate::text;
use rayon::prelude::*;
use std::fmt::Write;

/// Base of all IRIs unless the user gives another.
pub const DEFAULT_BASE: &str = "https://w3id.org/skg-if/sandbox/citeweave/";

/// Appends `value`, percent-encoded but for letters, digits, `-`, `.`, `_`, `~`.
///
/// ```
/// let mut iri = String::from("https://example.org/doi/");
/// citeweave::graph::iri::percent_encode("10.1002/(sici)4:1<2::a>3.0;b", &mut iri);
/// assert_eq!(iri, "https://example.org/doi/10.1002%2F%28sici%294%3A1%3C2%3A%3Aa%3E3.0%3Bb");
/// ```
pub fn percent_encode(value: &str, out: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte as char);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

fn encode_path(path: &str, out: &mut String) {
    for (i, part) in path.split('/').enumerate() {
        if i > 0 {
            out.push('/');
        }
        percent_encode(part, out);
    }
}

/// The IRIs of a corpus' entities, by row.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each column is named after its rows")]
pub struct Iris {
    pub base: String,
    pub works: Vec<String>,
    pub people: Vec<String>,
    pub organisations: Vec<String>,
    pub venues: Vec<String>,
    pub concepts: Vec<String>,
    pub funders: Vec<String>,
    pub sources: Vec<String>,
}

impl Iris {
    /// Mints the IRIs of every entity.
    pub fn new(corpus: &Corpus, base: &str) -> Self {
        Self {
            base: base.to_string(),
            works: corpus.works.par_iter().map(|w| work(corpus, base, w)).collect(),
            people: corpus.people.par_iter().map(|p| person(corpus, base, p)).collect(),
            organisations: corpus.organisations.par_iter().map(|o| organisation(corpus, base, o)).collect(),
            venues: corpus.venues.iter().map(|v| venue(corpus, base, v)).collect(),
            concepts: corpus.concepts.iter().map(|c| concept(corpus, base, c)).collect(),
            funders: corpus.funders.iter().map(|f| funder(corpus, base, f)).collect(),
            sources: corpus
                .items
                .sources
                .iter()
                .map(|s| format!("{base}source/{}", s.sha256.get(..12).unwrap_or(&s.sha256)))
                .collect(),
        }
    }

    /// A record.
    pub fn record(&self, corpus: &Corpus, record: u32, out: &mut String) {
        let row = &corpus.items.records[record as usize];
        out.push_str(&self.sources[row.source as usize]);
        let _ = write!(out, "/record/{}", row.number);
    }

    /// Characters of a source, as a fragment of [RFC 5147](https://www.rfc-editor.org/rfc/rfc5147); the record where
    /// the place is not known.
    pub fn span(&self, corpus: &Corpus, record: u32, span: Span, out: &mut String) {
        if !span.is_known() {
            return self.record(corpus, record, out);
        }
        let source = corpus.items.records[record as usize].source;
        out.push_str(&self.sources[source as usize]);
        out.push_str("#char=");
        push_number(span.start, out);
        out.push(',');
        push_number(span.end, out);
    }

    /// An identifier as a thing: `id/doi/…`.
    pub fn identifier(&self, scheme: &str, value: &str) -> String {
        let mut out = format!("{}id/{scheme}/", self.base);
        percent_encode(value, &mut out);
        out
    }

    /// The IRI a work would have by another of its identifiers.
    pub fn work_by(&self, scheme: IdScheme, value: &str) -> String {
        by_identifier(&self.base, scheme, value)
    }

    /// Anything named by its class and a readable part: `country/NO`, `rule/ris.authorship@1`.
    pub fn named(&self, class: &str, name: &str) -> String {
        named(&self.base, class, name)
    }
}

fn named(base: &str, class: &str, name: &str) -> String {
    let mut out = format!("{base}{class}/");
    // `@` marks the version of a rule and is allowed in a path.
    match name.rsplit_once('@') {
        Some((name, version)) => {
            percent_encode(name, &mut out);
            out.push('@');
            percent_encode(version, &mut out);
        }
        None => percent_encode(name, &mut out),
    }
    out
}

/// A node below another: `…/authorship/3`.
pub(super) fn numbered(parent: &str, class: &str, number: u32) -> String {
    let mut out = String::with_capacity(parent.len() + class.len() + 12);
    for part in [parent, "/", class, "/"] {
        out.push_str(part);
    }
    push_number(u64::from(number), &mut out);
    out
}

/// Appends a number in decimal digits; half the nodes of a graph have one in their name.
pub(super) fn push_number(number: u64, out: &mut String) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    digits[at..].iter().for_each(|digit| out.push(*digit as char));
}

/// The part of an authorship's IRI that tells roles apart: authors have none.
pub(super) fn role_path(role: Role) -> &'static str {
    match role {
        Role::Author => "authorship",
        Role::Editor => "editorship",
        Role::Translator => "translatorship",
        Role::Investigator => "investigatorship",
        Role::Advisor => "advisorship",
        Role::Other => "contribution",
    }
}

/// The name of a scheme in IRIs.
pub(super) fn scheme_name(scheme: KeywordScheme) -> &'static str {
    match scheme {
        KeywordScheme::Author => "author-keyword",
        other => other.name(),
    }
}

fn by_identifier(base: &str, scheme: IdScheme, value: &str) -> String {
    let mut out = format!("{base}work/{}/", scheme.name());
    percent_encode(value, &mut out);
    out
}

fn work(corpus: &Corpus, base: &str, work: &Work) -> String {
    match work.key {
        WorkKey::Id(scheme, value) => by_identifier(base, scheme, corpus.text(value)),
        WorkKey::Fingerprint(hash) => format!("{base}work/fp/{}", corpus.text(hash)),
    }
}

fn person(corpus: &Corpus, base: &str, person: &Person) -> String {
    let mut out = format!("{base}person/");
    match person.orcid.some() {
        Some(orcid) => {
            out.push_str("orcid/");
            out.push_str(corpus.text(orcid));
        }
        None => percent_encode(corpus.text(person.key), &mut out),
    }
    out
}

fn organisation(corpus: &Corpus, base: &str, organisation: &Organisation) -> String {
    let mut out = format!("{base}org/");
    match organisation.ror.some() {
        Some(ror) => {
            out.push_str("ror/");
            out.push_str(corpus.text(ror));
        }
        None => encode_path(corpus.text(organisation.key), &mut out),
    }
    out
}

fn funder(corpus: &Corpus, base: &str, funder: &Funder) -> String {
    if let Some(row) = corpus.organisation_of(funder) {
        return organisation(corpus, base, &corpus.organisations[row as usize]);
    }
    let mut out = format!("{base}funder/");
    match funder.id {
        Some((scheme, value)) => {
            let _ = write!(out, "{}/", scheme.name());
            percent_encode(corpus.text(value), &mut out);
        }
        None => percent_encode(corpus.text(funder.key), &mut out),
    }
    out
}

fn venue(corpus: &Corpus, base: &str, venue: &Venue) -> String {
    let (scheme, value) = match venue.key {
        VenueKey::Issn(issn) => ("issn/", issn),
        VenueKey::Nlm(id) => ("nlm/", id),
        VenueKey::Isbn(isbn) => ("isbn/", isbn),
        VenueKey::Title(slug) => ("", slug),
    };
    let mut out = format!("{base}venue/{scheme}");
    percent_encode(corpus.text(value), &mut out);
    out
}

fn concept(corpus: &Corpus, base: &str, concept: &Concept) -> String {
    let mut out = format!("{base}concept/{}/", scheme_name(concept.scheme));
    percent_encode(corpus.text(concept.key), &mut out);
    out
}

/// The readable part of a language in an IRI.
pub(super) fn language_path(lang: &str) -> String {
    if lang.is_empty() { "und".to_string() } else { text::slug(lang) }
}
