//! JSON of all catalogues: places of what is read, and texts made to break a reader.

use crate::read::{at, fixture, read};
use citeweave::read::Format;
use std::time::{Duration, Instant};

#[test]
fn every_statement_knows_its_place() {
    let text = fixture(Format::OpenAlex, "works.json");
    let (records, _) = read(Format::OpenAlex, text.as_bytes());
    let record = &records[0];
    assert_eq!(at(&text, record.titles[0].span), "Title of the first <i>article</i>");
    assert_eq!(at(&text, record.contributors[0].span), "A. Alpha");
    assert_eq!(at(&text, record.affiliations[1].span), "Dept B, Hospital B and University A, Norway");
    assert_eq!(at(&text, record.references[1].span), "https://openalex.org/W2");
    assert_eq!(at(&text, record.keywords[0].span), "Peer Support");
    assert!(at(&text, record.abstracts[0].span).starts_with("{\"This\""));
    for id in record.ids.iter() {
        assert!(at(&text, id.span()).to_lowercase().contains(&id.value().to_lowercase()), "{id:?}");
    }
    for span in record.spans.values() {
        assert!(!at(&text, *span).is_empty());
    }
    let text = fixture(Format::Crossref, "works.json");
    let (records, _) = read(Format::Crossref, text.as_bytes());
    let reference = &records[0].references[0];
    assert_eq!(at(&text, reference.authors[0].span), "Beta");
    assert!(at(&text, reference.span).starts_with("{\"key\": \"1\""));
    assert_eq!(at(&text, records[0].contributors[0].span), "Anna\", \"family\": \"Alpha\", \"suffix\": \"Jr");
    assert_eq!(at(&text, records[0].relations[2].span), "10.1000/old.1");
    let text = fixture(Format::EuropePmc, "search.json");
    let (records, _) = read(Format::EuropePmc, text.as_bytes());
    assert_eq!(at(&text, records[1].contributors[1].span), "Gamma G Jr");
}

/// Nothing here costs more than a pass or two over the text.
#[test]
fn hostile_texts_are_read_in_one_pass() {
    let record = "{\"id\": \"https://openalex.org/W1\", \"authorships\": [], \"title\": \"";
    for text in [
        "[".repeat(400_000),
        "{\"a\":".repeat(100_000),
        "\"".repeat(400_000),
        "{\"a\":\"".repeat(80_000),
        "\\\"".repeat(200_000),
        [record, &"\" ".repeat(200_000)].concat(),
        [record, &"\"\n".repeat(200_000)].concat(),
        [record, &"\n ".repeat(200_000)].concat(),
        [record, &"\", ".repeat(150_000)].concat(),
        [record, &"&amp;<".repeat(60_000), "\"}"].concat(),
        [record, "\", \"abstract\": \"", &"<h4>".repeat(100_000), "\"}"].concat(),
        "{}\n".repeat(100_000),
        "}{".repeat(200_000),
        "},\n{".repeat(100_000),
        ["{\"id\": \"https://openalex.org/W1\", \"keywords\": [", &"{\"keyword\": \"a\"},".repeat(30_000), "]}"]
            .concat(),
        [
            "{\"id\": \"https://openalex.org/W1\", \"grants\": [",
            &"{\"funder_display_name\": \"a\", \"award_id\": \"b\"},".repeat(10_000),
            "]}",
        ]
        .concat(),
    ] {
        for format in [Format::OpenAlex, Format::Crossref, Format::CslJson, Format::SchemaOrg] {
            let start = Instant::now();
            let _ = read(format, text.as_bytes());
            let time = start.elapsed();
            assert!(time < Duration::from_secs(20), "{format}: {time:?}: {}", &text[..40]);
        }
    }
}

#[test]
fn formats_are_told_by_what_only_they_have() {
    for (text, format) in [
        (r#"{"status":"ok","message-type":"work-list","message":{"items":[]}}"#, Some(Format::Crossref)),
        (r#"{"id":"https://openalex.org/W1","doi":null,"type":"book"}"#, Some(Format::OpenAlex)),
        (r#"{"resultList":{"result":[]}}"#, Some(Format::EuropePmc)),
        (r#"[{"DOI":"10.1000/1","type":"article-journal","indexed":{}}]"#, Some(Format::Crossref)),
        (r#"[{"DOI":"10.1000/1","type":"article-journal","issued":{}}]"#, Some(Format::CslJson)),
        (r#"{"data":[{"id":"10.1000/1","attributes":{"creators":[],"titles":[]}}]}"#, Some(Format::DataCite)),
        (r#"{"itemType":"book","creators":[],"titles":[]}"#, Some(Format::ZoteroJson)),
        (r#"{"@context":"http://schema.org","@type":"Book"}"#, Some(Format::SchemaOrg)),
        (r#"{"paperId":"0123456789abcdef0123456789abcdef01234567"}"#, Some(Format::SemanticScholar)),
        (r#"{"name":"x","type":"box"}"#, None),
        ("{Reference Type}: Journal Article", Some(Format::NoteExpress)),
        ("[1, 2]", None),
        ("{", None),
    ] {
        let found = Format::detect(text.as_bytes()).ok().map(|found| found.format);
        assert_eq!(found, format, "{text}");
    }
}
