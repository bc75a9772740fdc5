//! A vocabulary in SKOS: what its concepts are called, and which are broader.
//!
//! Vocabulary: [SKOS](https://www.w3.org/TR/skos-reference/), labels (5) and `skos:broader` with its inverse
//! `skos:narrower` (8).

use crate::text;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;

/// Concepts by their IRIs.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    concepts: BTreeMap<String, Concept>,
    /// Concepts by folded labels, the preferred ones of all before other ones.
    by_label: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default)]
struct Concept {
    /// Preferred labels with their languages.
    preferred: BTreeSet<(String, String)>,
    others: BTreeSet<String>,
    broader: BTreeSet<String>,
}

/// Why a vocabulary cannot be read.
#[derive(Debug)]
pub struct VocabularyError(String);

impl fmt::Display for VocabularyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for VocabularyError {}

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

impl Vocabulary {
    /// Reads RDF; `extension` is that of the file: `ttl`, `nt`, `nq`, `trig`, `rdf`, `xml`, `jsonld`.
    ///
    /// # Errors
    /// Where it is no RDF of this form.
    ///
    /// ```
    /// use citeweave::query::vocabulary::Vocabulary;
    /// let turtle = r#"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    ///     <http://v/peer> skos:prefLabel "peer support"@en, "同伴支持"@zh ; skos:altLabel "peer work" ; skos:broader <http://v/care> .
    ///     <http://v/care> skos:prefLabel "care"@en ."#;
    /// let vocabulary = Vocabulary::read(turtle.as_bytes(), "ttl").unwrap();
    /// let concept = vocabulary.find("Peer Work").unwrap();
    /// assert_eq!(vocabulary.label(concept), "peer support");
    /// assert_eq!(vocabulary.label(vocabulary.ancestor(concept, 1)), "care");
    /// ```
    pub fn read(reader: impl Read, extension: &str) -> Result<Self, VocabularyError> {
        let format = match extension.to_ascii_lowercase().as_str() {
            "xml" | "owl" | "skos" => RdfFormat::RdfXml,
            other => RdfFormat::from_extension(other)
                .ok_or_else(|| VocabularyError(format!("no form of RDF has files named .{other}")))?,
        };
        let mut vocabulary = Self::default();
        for quad in RdfParser::from_format(format).lenient().for_reader(reader) {
            let quad = quad.map_err(|error| VocabularyError(error.to_string()))?;
            let NamedOrBlankNode::NamedNode(subject) = quad.subject else { continue };
            let Some(property) = quad.predicate.as_str().strip_prefix(SKOS) else { continue };
            let subject = subject.into_string();
            match (property, quad.object) {
                ("prefLabel", Term::Literal(label)) => {
                    let language = label.language().unwrap_or("").to_string();
                    let concept = vocabulary.concepts.entry(subject).or_default();
                    concept.preferred.insert((language, label.value().to_string()));
                }
                ("altLabel" | "hiddenLabel" | "notation", Term::Literal(label)) => {
                    vocabulary.concepts.entry(subject).or_default().others.insert(label.value().to_string());
                }
                ("broader" | "broaderTransitive", Term::NamedNode(broader)) => {
                    vocabulary.concepts.entry(subject).or_default().broader.insert(broader.into_string());
                }
                ("narrower", Term::NamedNode(narrower)) => {
                    vocabulary.concepts.entry(narrower.into_string()).or_default().broader.insert(subject);
                }
                _ => {}
            }
        }
        for (iri, concept) in &vocabulary.concepts {
            for (_, label) in &concept.preferred {
                vocabulary.by_label.entry(text::fold(label)).or_insert_with(|| iri.clone());
            }
        }
        for (iri, concept) in &vocabulary.concepts {
            for label in &concept.others {
                vocabulary.by_label.entry(text::fold(label)).or_insert_with(|| iri.clone());
            }
        }
        Ok(vocabulary)
    }

    /// Number of concepts.
    pub fn len(&self) -> usize {
        self.concepts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// The IRI of the concept with this IRI or label; case and accents do not matter.
    pub fn find(&self, name: &str) -> Option<&str> {
        let by_iri = self.concepts.get_key_value(name).map(|(iri, _)| iri);
        by_iri.or_else(|| self.by_label.get(&text::fold(name))).map(String::as_str)
    }

    /// The concept so many steps of `skos:broader` up, or the topmost before that. Of several broader concepts the one
    /// whose IRI is first in alphabetical order; a circle ends where it began.
    pub fn ancestor<'v>(&'v self, iri: &'v str, steps: usize) -> &'v str {
        let (mut at, mut visited) = (iri, vec![iri]);
        for _ in 0..steps {
            let broader = self.concepts.get(at).into_iter().flat_map(|concept| &concept.broader);
            match broader.map(String::as_str).find(|broader| !visited.contains(broader)) {
                Some(broader) => at = broader,
                None => break,
            }
            visited.push(at);
        }
        at
    }

    /// The English preferred label, else one without language, else the first there is, else the IRI.
    pub fn label<'v>(&'v self, iri: &'v str) -> &'v str {
        let Some(concept) = self.concepts.get(iri) else { return iri };
        let of = |language: &str| concept.preferred.iter().find(|(held, _)| held.starts_with(language));
        let plain = || concept.preferred.iter().find(|(held, _)| held.is_empty());
        let first = of("en").or_else(plain).or_else(|| concept.preferred.first());
        first.map_or(iri, |(_, label)| label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broader_concepts_are_climbed_and_circles_end() {
        let turtle = r#"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            <v:a> skos:broader <v:b> . <v:b> skos:broader <v:c>, <v:d> . <v:c> skos:broader <v:a> ; skos:prefLabel "C"@de .
            <v:e> skos:narrower <v:d> ; skos:prefLabel "E"@de, "E en"@en-GB, "E plain" ."#;
        let vocabulary = Vocabulary::read(turtle.as_bytes(), "ttl").unwrap();
        assert_eq!([0, 1, 2, 3, 9].map(|steps| vocabulary.ancestor("v:a", steps)), ["v:a", "v:b", "v:c", "v:c", "v:c"]);
        assert_eq!(vocabulary.ancestor("v:d", 1), "v:e");
        assert_eq!((vocabulary.label("v:e"), vocabulary.label("v:c"), vocabulary.label("v:x")), ("E en", "C", "v:x"));
        assert_eq!((vocabulary.find("v:b"), vocabulary.find("nothing")), (Some("v:b"), None));
    }

    #[test]
    fn what_is_no_rdf_is_told() {
        assert!(Vocabulary::read("<a> <b".as_bytes(), "ttl").is_err());
        let error = Vocabulary::read("".as_bytes(), "docx").unwrap_err();
        assert_eq!(error.to_string(), "no form of RDF has files named .docx");
    }
}
