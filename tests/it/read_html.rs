//! Web pages: places. What is expected of the fixtures stands beside them.

use crate::read::{at, fixture, read};
use citeweave::read::Format;

#[test]
fn places_hold_what_is_said_to_be_there() {
    let text = fixture(Format::Html, "publisher.html");
    let (records, _) = read(Format::Html, text.as_bytes());
    let record = &records[0];
    assert_eq!(at(&text, record.contributors[1].span), "Bert van der Beta");
    assert_eq!(at(&text, record.affiliations[1].span), "Centre C, City D");
    assert_eq!(
        at(&text, record.contributors[0].ids.iter().next().unwrap().span()),
        "https://orcid.org/0000-0002-1825-0097"
    );
    assert_eq!(at(&text, record.abstracts[0].span), "&lt;p&gt;This is what the article says.&lt;/p&gt;");
    assert!(at(&text, record.references[1].span).starts_with("Epsilon E."));
    let fields: Vec<String> = record.spans.values().map(|span| at(&text, *span)).collect();
    assert_eq!(fields, ["article", "Journal of A", "2020-05-14", "2019/11/20", "12", "3", "101", "en"]);

    let text = fixture(Format::Html, "json-ld.html");
    let (records, _) = read(Format::Html, text.as_bytes());
    assert_eq!(at(&text, records[0].titles[0].span), "Title of the article in the group");
    assert_eq!(at(&text, records[0].contributors[0].span), "Anna Alpha");
    assert_eq!(at(&text, records[0].affiliations[1].span), "Centre C");
}
