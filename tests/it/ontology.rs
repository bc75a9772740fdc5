//! The published vocabulary, shapes, context, queries and their documentation say what the code says.

use citeweave::graph::vocab::{self, PREFIXES, cw};
use citeweave::query;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNodeRef, Quad, Term};
use oxigraph::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Terms the mapping knows, by namespace.
fn known_terms() -> BTreeSet<&'static str> {
    let modules: &[&[NamedNodeRef<'static>]] = &[
        vocab::c4o::ALL,
        vocab::cito::ALL,
        vocab::co::ALL,
        vocab::cw::ALL,
        vocab::datacite::ALL,
        vocab::dcterms::ALL,
        vocab::deo::ALL,
        vocab::fabio::ALL,
        vocab::foaf::ALL,
        vocab::frapo::ALL,
        vocab::frbr::ALL,
        vocab::literal::ALL,
        vocab::oa::ALL,
        vocab::org::ALL,
        vocab::owl::ALL,
        vocab::prism::ALL,
        vocab::pro::ALL,
        vocab::prov::ALL,
        vocab::rdf::ALL,
        vocab::rdfs::ALL,
        vocab::schema::ALL,
        vocab::scoro::ALL,
        vocab::skos::ALL,
        vocab::void::ALL,
        vocab::xsd::ALL,
    ];
    assert_eq!(modules.len(), PREFIXES.len(), "a vocabulary without its prefix, or not in this list");
    modules.iter().flat_map(|terms| terms.iter().map(|term| term.as_str())).collect()
}

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Statements and prefixes of a Turtle file.
fn turtle(path: &str) -> (Vec<Quad>, BTreeMap<String, String>) {
    let text = text(path);
    let mut parser = RdfParser::from_format(RdfFormat::Turtle).for_slice(text.as_bytes());
    let quads = parser.by_ref().map(|quad| quad.unwrap_or_else(|e| panic!("{path}: {e}"))).collect();
    (quads, parser.prefixes().map(|(p, n)| (p.to_string(), n.to_string())).collect())
}

/// Every IRI a file names, but for those of data types.
fn iris(quads: &[Quad]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for quad in quads {
        found.extend([quad.subject.to_string(), quad.predicate.to_string(), quad.object.to_string()]);
    }
    found.into_iter().filter_map(|iri| Some(iri.strip_prefix('<')?.strip_suffix('>')?.to_string())).collect()
}

fn local_names<'a>(iris: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    iris.into_iter().filter_map(|iri| iri.strip_prefix(cw::NAMESPACE)).filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_vocabulary_file_has_the_terms_of_the_code_and_no_others() {
    let (quads, _) = turtle("ontology/citeweave.ttl");
    let subjects: Vec<String> =
        quads.iter().map(|q| q.subject.to_string().trim_matches(['<', '>']).to_string()).collect();
    let published = local_names(subjects.iter().map(String::as_str));
    assert_eq!(published, local_names(cw::ALL.iter().map(|term| term.as_str())));
    let named = iris(&quads);
    assert_eq!(local_names(named.iter().map(String::as_str)), published, "a term is named that is not described");
}

#[test]
fn every_term_has_a_type_a_label_and_a_comment_in_both_languages() {
    let (quads, _) = turtle("ontology/citeweave.ttl");
    let rdfs_comment = format!("{}comment", vocab::rdfs::NAMESPACE);
    for term in cw::ALL {
        let of = |predicate: &str| -> Vec<&Term> {
            let same = |q: &&Quad| q.subject == (*term).into() && q.predicate.as_str() == predicate;
            quads.iter().filter(same).map(|q| &q.object).collect()
        };
        let types = of(vocab::rdf::TYPE.as_str());
        let [Term::NamedNode(class)] = types.as_slice() else { panic!("{term} has {} types", types.len()) };
        let name = term.as_str().rsplit('#').next().unwrap_or_default();
        let class = class.as_str().rsplit(['#', '/']).next().unwrap_or_default();
        let fits = match class {
            "Class" => name.starts_with(char::is_uppercase),
            "ObjectProperty" | "DatatypeProperty" | "Role" => name.starts_with(char::is_lowercase),
            _ => false,
        };
        assert!(fits, "{term} is a {class}");
        for predicate in [vocab::rdfs::LABEL.as_str(), &rdfs_comment] {
            let mut languages: Vec<&str> = of(predicate)
                .into_iter()
                .map(|object| match object {
                    Term::Literal(literal) if !literal.value().trim().is_empty() => {
                        literal.language().unwrap_or("none")
                    }
                    _ => "none",
                })
                .collect();
            languages.sort_unstable();
            assert_eq!(languages, ["en", "zh"], "{term} {predicate}");
        }
    }
}

#[test]
fn shapes_name_only_terms_the_mapping_writes() {
    let (quads, _) = turtle("ontology/shapes.ttl");
    let known = known_terms();
    // What shapes are described in themselves, and what they need not name.
    let own = ["http://www.w3.org/ns/shacl#", "https://w3id.org/citeweave/shapes"];
    let structure = ["first", "rest", "nil"].map(|name| format!("{}{name}", vocab::rdf::NAMESPACE));
    let header = ["Ontology", "versionInfo"]
        .map(|name| format!("{}{name}", vocab::owl::NAMESPACE))
        .into_iter()
        .chain([format!("{}license", vocab::dcterms::NAMESPACE)])
        .chain([format!("{}langString", vocab::rdf::NAMESPACE), format!("{}string", vocab::xsd::NAMESPACE)]);
    let allowed: BTreeSet<String> = structure.into_iter().chain(header).collect();
    let strange: Vec<String> = iris(&quads)
        .into_iter()
        .filter(|iri| !own.iter().any(|start| iri.starts_with(start)) && !iri.starts_with("https://spdx.org/"))
        .filter(|iri| !known.contains(iri.as_str()) && !allowed.contains(iri))
        .collect();
    assert!(strange.is_empty(), "{strange:#?}");
    // And every class of our own has a shape.
    let targets: BTreeSet<String> = quads
        .iter()
        .filter(|q| q.predicate.as_str() == "http://www.w3.org/ns/shacl#targetClass")
        .map(|q| q.object.to_string().trim_matches(['<', '>']).to_string())
        .collect();
    for class in
        cw::ALL.iter().filter(|t| t.as_str().rsplit('#').next().is_some_and(|n| n.starts_with(char::is_uppercase)))
    {
        assert!(targets.contains(class.as_str()), "{class} has no shape");
    }
}

#[test]
fn turtle_files_use_the_prefixes_of_queries() {
    let known: BTreeMap<&str, &str> = PREFIXES.iter().copied().collect();
    for path in ["ontology/citeweave.ttl", "ontology/shapes.ttl"] {
        for (prefix, namespace) in turtle(path).1 {
            if let Some(expected) = known.get(prefix.as_str()) {
                assert_eq!(namespace, *expected, "{path}: {prefix}");
            } else {
                assert!(
                    !known.values().any(|held| *held == namespace),
                    "{path}: another prefix {prefix} of {namespace}"
                );
            }
        }
    }
}

#[test]
fn the_context_has_every_prefix_and_names_terms_of_the_mapping() {
    let context: serde_json::Value = serde_json::from_str(&text("ontology/context.jsonld")).unwrap();
    let context = context["@context"].as_object().unwrap();
    for (prefix, namespace) in PREFIXES {
        assert_eq!(context.get(*prefix).and_then(|v| v.as_str()), Some(*namespace), "{prefix}");
    }
    let known = known_terms();
    let expand = |short: &str| -> String {
        let (prefix, local) = short.split_once(':').unwrap_or_else(|| panic!("not a prefixed name: {short}"));
        let namespace = PREFIXES.iter().find(|(held, _)| *held == prefix).unwrap_or_else(|| panic!("{short}")).1;
        format!("{namespace}{local}")
    };
    let mut meanings: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (name, meaning) in context.iter().filter(|(name, _)| !PREFIXES.iter().any(|(prefix, _)| prefix == name)) {
        let (id, datatype) = match meaning {
            serde_json::Value::String(id) => (id.as_str(), None),
            serde_json::Value::Object(of) => (of["@id"].as_str().unwrap(), of.get("@type").and_then(|t| t.as_str())),
            _ => continue,
        };
        for short in [Some(id), datatype].into_iter().flatten().filter(|short| !short.starts_with('@')) {
            assert!(known.contains(expand(short).as_str()), "{name} means {short}, which is never written");
        }
        meanings.entry(id.to_string()).or_default().push(name);
    }
    // Every term of our own can be said with a name.
    for term in local_names(cw::ALL.iter().map(|term| term.as_str())) {
        assert!(meanings.contains_key(&format!("cw:{term}")), "cw:{term} has no name in the context");
    }
}

#[test]
fn every_query_file_is_shipped_parses_and_uses_known_terms() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology/queries");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let known = known_terms();
    let store = Store::new().unwrap();
    for path in &files {
        assert!(path.extension().is_some_and(|e| e == "rq"), "{}", path.display());
        let name = path.file_stem().unwrap().to_str().unwrap();
        let query = query::named(name).unwrap_or_else(|| panic!("{name} is not shipped"));
        assert_eq!(query.text, std::fs::read_to_string(path).unwrap(), "{name}");
        let request = query::Request::named(query, &[]).unwrap();
        assert!(request.run(&store).is_ok(), "{name}");
        for iri in iris_of_query(query.text) {
            assert!(known.contains(iri.as_str()), "{name} asks for {iri}, which is never written");
        }
    }
    assert_eq!(files.len(), query::all().len());
}

/// Every IRI a query names, prefixes written out.
fn iris_of_query(text: &str) -> BTreeSet<String> {
    let mut parser = spargebra::SparqlParser::new();
    for (prefix, namespace) in PREFIXES {
        parser = parser.with_prefix(*prefix, *namespace).unwrap_or_else(|e| panic!("{prefix}: {e}"));
    }
    let written = parser.parse_query(text).unwrap_or_else(|e| panic!("{text}: {e}")).to_string();
    // A comparison has a blank after its sign, an IRI has none.
    written
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(iri, _)| iri)
        .filter(|iri| iri.contains(':') && !iri.contains(' '))
        .map(str::to_string)
        .collect()
}

#[test]
fn the_documentation_names_every_own_term_and_no_unknown_ones() {
    let page = text("docs/ontology.md");
    let known = known_terms();
    let mut own = BTreeSet::new();
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
    for name in page.split(|c| !word(c)) {
        let Some((prefix, local)) = name.split_once(':') else { continue };
        let Some((_, namespace)) = PREFIXES.iter().find(|(held, _)| *held == prefix) else { continue };
        if local.is_empty() {
            continue;
        }
        // Individuals of DataCite's schemes are named by the mapping without constants of their own.
        let known = known.contains(format!("{namespace}{local}").as_str()) || prefix == "datacite";
        assert!(known, "docs/ontology.md names {name}, which is never written");
        if prefix == "cw" {
            own.insert(local.to_string());
        }
    }
    let own: BTreeSet<&str> = own.iter().map(String::as_str).collect();
    let missing: Vec<_> = local_names(cw::ALL.iter().map(|term| term.as_str())).difference(&own).copied().collect();
    assert!(missing.is_empty(), "docs/ontology.md does not name {missing:?}");
}
