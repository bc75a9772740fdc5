//! PubMed's summaries and abstracts: places, and numbering over many pieces.

use crate::read::{at, fixture, read};
use citeweave::read::{Format, Piece, Pieces};

#[test]
fn places_hold_what_is_said_to_be_there() {
    let text = fixture(Format::PubmedSummary, "summary.txt");
    let (records, _) = read(Format::PubmedSummary, text.as_bytes());
    let record = &records[0];
    assert!(at(&text, record.titles[0].span).starts_with("Title of the first\narticle"));
    assert_eq!(at(&text, record.contributors[1].span), "van der Beta C Jr");
    assert_eq!(
        at(&text, records[1].ids.iter().find(|id| id.value().starts_with("10.")).unwrap().span()),
        "10.1000/second-\n2"
    );
    assert_eq!(at(&text, records[1].relations[0].span), "Z B. 2021 Jan;13(1):1.");
    let fields: Vec<String> = record.spans.values().map(|span| at(&text, *span)).collect();
    assert_eq!(fields, ["J A (City)", "2022 Nov-Dec", "2022 Oct 17", "35", "6", "592-602"]);

    let text = fixture(Format::PubmedAbstract, "abstract.txt");
    let (records, _) = read(Format::PubmedAbstract, text.as_bytes());
    assert_eq!(at(&text, records[0].affiliations[1].span), "Centre E, City F.");
    assert_eq!(at(&text, records[0].contributors[1].span), "Beta C");
    assert!(at(&text, records[0].abstracts[0].span).ends_with("\nnone answered."));
}

#[test]
fn numbers_run_on_over_pieces() {
    let paper = |number: usize| {
        format!(
            "{number}: Alpha A. From 2013 to\n\n2021: a review. J A. 2022 Nov;1(1):1-2. PMID: {}.\n\n",
            990_000_000 + number
        )
    };
    // One number is missing, far from any border.
    let many: String = (1..=8_000).filter(|number| *number != 4_321).map(paper).collect();
    let pieces: Vec<Piece> = Pieces::new(many.as_bytes(), "many", "", None).unwrap().collect();
    assert!(pieces.len() > 2);
    let (records, diagnostics) = read(Format::PubmedSummary, many.as_bytes());
    assert_eq!(records.len(), 7_999);
    let told: Vec<(&str, Option<u64>)> = diagnostics.iter().map(|d| (d.code, d.record)).collect();
    assert_eq!(told, [("numbering", Some(4_321))]);
}
