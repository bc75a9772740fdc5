//! Web of Science: places, links, and what the files say of themselves. What is expected of the fixtures stands beside
//! them.

use crate::acceptance::{acceptance, bytes_of};
use crate::read::{at, fixture, read};
use citeweave::read::Format;
use citeweave::record::{IdScheme, Record, Role};

#[test]
fn places_hold_what_is_said_to_be_there() {
    let text = fixture(Format::Wos, "article.txt");
    let (records, _) = read(Format::Wos, text.as_bytes());
    let text = text.trim_start_matches('\u{feff}');
    let record = &records[0];
    assert_eq!(at(text, record.titles[0].span), "Title of the first article: a part\n   wrapped");
    assert_eq!(at(text, record.contributors[3].span), "van Gamma, Dirk");
    assert_eq!(at(text, record.affiliations[1].span), "Inst E, City F, Country G");
    assert_eq!(at(text, record.keywords[1].span), "keyword b\n   wrapped");
    assert_eq!(at(text, record.references[2].span), "Epsilon E, 2010, J A, V36, P1373, DOI 10.1000/182");
    assert_eq!(at(text, record.references[3].authors[0].span), "Zeta Z");
    assert_eq!(at(text, record.funding[0].span), "Agency A [AA 1, BB-2]");
    for contributor in &record.contributors {
        assert!(contributor.ids.iter().all(|id| at(text, id.span()).ends_with(id.value())), "{contributor:?}");
    }
    for id in record.ids.iter() {
        assert_eq!(at(text, id.span()).to_lowercase(), id.value().to_lowercase());
    }
    let fields: Vec<String> = record.spans.values().map(|span| at(text, *span)).collect();
    let expected = ["Article; Proceedings Paper", "JOURNAL OF A", "JUN 8", "MAY 2019", "11", "2", "339", "English"];
    assert_eq!(fields, expected);

    let text = fixture(Format::WosTab, "table.txt");
    let (records, _) = read(Format::WosTab, text.as_bytes());
    let text = text.trim_start_matches('\u{feff}');
    assert_eq!(at(text, records[0].affiliations[1].span), "Inst D; Dept E, City F, Country G");
    assert_eq!(at(text, records[0].contributors[2].span), "Study Grp A");
    assert_eq!(at(text, records[1].contributors[2].span), "Epsilon, E");
}

/// The table holds the same fields as the plain text, whatever its encoding.
#[test]
fn both_encodings_of_a_table_are_one() {
    let Some(corpora) = acceptance("corpora/wos_tab/wosfile") else { return };
    let [wide, narrow] = ["utf16", "utf8"].map(|encoding| {
        let (mut records, diagnostics) =
            read(Format::WosTab, &bytes_of(&corpora.join(format!("wos_tab_delimited_win_{encoding}.txt"))));
        assert!(diagnostics.iter().all(|d| d.severity.name() == "info"), "{diagnostics:?}");
        records.iter_mut().for_each(|record| record.source.file = "".into());
        records
    });
    assert_eq!(wide.len(), 50);
    assert_eq!(wide, narrow);
}

#[test]
fn files_check_themselves() {
    let Some(corpora) = acceptance("corpora/perf/wos_capture_recapture") else { return };
    let bytes = bytes_of(&corpora.join("savedrecs(1).txt.gz"));
    let (records, diagnostics) = read(Format::Wos, &bytes);
    assert_eq!(records.len(), 500);
    // Record 390 says 43 and lists 42.
    let told: Vec<_> = diagnostics.iter().map(|d| (d.code, d.record)).collect();
    assert_eq!(
        told.iter().filter(|(code, _)| *code == "reference-count").collect::<Vec<_>>(),
        [&("reference-count", Some(390))]
    );
    let stated = |r: &Record| r.other["NR"][0].parse::<usize>().unwrap();
    assert_eq!(
        records.iter().map(stated).sum::<usize>(),
        records.iter().map(|r| r.references.len()).sum::<usize>() + 1
    );
    // Every name in brackets is that of an author or a group: each is linked, or the message `unlinked` says not.
    let text = String::from_utf8(bytes).unwrap();
    let mut named = 0;
    let mut address = false;
    for line in text.lines() {
        address = line.starts_with("C1 ") || address && line.starts_with("   ");
        if let Some(rest) = line.get(3..).filter(|rest| address && rest.starts_with('[')) {
            named += rest[1..rest.find(']').unwrap()].split(';').count();
        }
    }
    let links: usize = records.iter().flat_map(|r| &r.contributors).map(|c| c.affiliations.len()).sum();
    let sole = |r: &&Record| {
        let authors = r.contributors.iter().filter(|c| c.role == Role::Author).count();
        authors == 1 && !r.affiliations.is_empty()
    };
    assert!(records.iter().filter(sole).count() < 30);
    assert!(!diagnostics.iter().any(|d| d.code == "unlinked" && d.message.starts_with("C1")), "{diagnostics:?}");
    assert!(links >= named - 10 && links <= named + 40, "{links} links, {named} names");
    let orcids = records.iter().flat_map(|r| &r.contributors).filter(|c| c.ids.get(IdScheme::Orcid).is_some()).count();
    // 460 stand in the file, some of them with names nobody in their record has.
    assert!((423..=460).contains(&orcids), "{orcids}");
}
