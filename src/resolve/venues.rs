//! Which venues are the same: by ISSN and catalogue number, then by title.
//!
//! A title joins a venue with ISSN only where it is the only one so titled. An ISSN read off a DOI, as some publishers
//! build them (`10.1186/1472-6963-13-188`), counts as a weaker sign and is kept apart as inferred.

use super::cluster::Clusters;
use super::corpus::{Corpus, Decision, Evidence, MergeDecision, Subject, Venue, VenueKey, VenueKind};
use super::items::{Item, Items, Origin, Rows, VenueRow};
use super::strings::Str;
use crate::record::{self, IdScheme};
use crate::text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// What one work says of its venue.
struct Mention {
    work: u32,
    said: VenueRow,
    /// Every ISSN stated.
    issns: Vec<Str>,
    /// An ISSN read off the DOI.
    inferred: Option<(Str, Evidence)>,
    /// ISBNs of the book the work is a part of.
    isbns: Vec<Str>,
    /// Title and abbreviation in comparable form.
    titles: Vec<Str>,
    kind: VenueKind,
}

/// Gives every work its venue.
pub(super) fn resolve(corpus: &mut Corpus) {
    let mentions = mentions(corpus);
    let mut clusters = Clusters::new(mentions.len());
    let mut first: FxHashMap<(u8, Str), u32> = FxHashMap::default();
    let mut join = |kind: u8, value: Str, at: usize, clusters: &mut Clusters| {
        let held = *first.entry((kind, value)).or_insert(at as u32);
        clusters.join(held, at as u32);
    };
    for (at, mention) in mentions.iter().enumerate() {
        mention.issns.iter().for_each(|issn| join(0, *issn, at, &mut clusters));
        if let Some(nlm) = mention.said.nlm_id.some() {
            join(1, nlm, at, &mut clusters);
        }
        // Volumes of a series share its ISSN, not each other's ISBN.
        if mention.kind != VenueKind::Journal {
            mention.isbns.iter().for_each(|isbn| join(2, *isbn, at, &mut clusters));
        }
    }
    // What a DOI shows joins only those who state no ISSN, and only where the titles allow.
    for (at, mention) in mentions.iter().enumerate() {
        if let Some((issn, _)) = mention.inferred {
            let held = *first.entry((0, issn)).or_insert(at as u32);
            if titles_allow(corpus, &mentions[held as usize], mention) {
                clusters.join(held, at as u32);
            }
        }
    }
    by_title(&mentions, &mut clusters);
    let (numbers, count) = clusters.number();
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, number) in numbers.iter().enumerate() {
        groups[*number as usize].push(at);
        corpus.works[mentions[at].work as usize].venue = Some(*number);
    }
    for group in groups {
        let group: Vec<&Mention> = group.into_iter().map(|at| &mentions[at]).collect();
        let venue = venue(&mut corpus.items, &group);
        let row = corpus.venues.len() as u32;
        decide(corpus, row, &venue, &group);
        corpus.venues.push(venue);
    }
    unique_keys(corpus);
}

fn mentions(corpus: &mut Corpus) -> Vec<Mention> {
    let mut found = Vec::new();
    for row in 0..corpus.works.len() {
        let members: Vec<Item> = corpus.members(&corpus.works[row]).copied().collect();
        // A work names one venue; what another record adds (ISSNs, the full title) belongs to the same.
        let said: Vec<VenueRow> = members.iter().filter_map(|item| item.venue).collect();
        let pick = |of: fn(&VenueRow) -> Str| said.iter().map(of).find(|s| !s.is_none()).unwrap_or_default();
        let described = members.iter().any(|item| item.origin != Origin::Reference);
        let inferred = if described { doi_issn(corpus, row) } else { None };
        let items = &mut corpus.items;
        let mut issns: Vec<Str> = said.iter().flat_map(|v| items.issns[v.issns.range()].to_vec()).collect();
        issns.extend(pick(|v| v.issn_l).some());
        issns.sort_unstable();
        issns.dedup();
        let part = corpus.works[row].kind.filter(|kind| kind.is_part());
        let isbn = |item: &Item| {
            let ids = items.ids[item.ids.range()].iter();
            ids.filter(|id| part.is_some() && id.scheme == IdScheme::Isbn).map(|id| id.value).collect::<Vec<_>>()
        };
        let mut isbns: Vec<Str> = members.iter().flat_map(isbn).collect();
        isbns.sort_unstable();
        isbns.dedup();
        if said.is_empty() && inferred.is_none() && isbns.is_empty() {
            continue;
        }
        let title = pick(|v| v.title);
        let abbreviation = pick(|v| v.abbreviation);
        let titles = [title, abbreviation].into_iter().filter(|t| !t.is_none()).map(|t| {
            let key = title_key(items.strings.get(t));
            items.strings.intern(&key)
        });
        let titles: Vec<Str> = titles.filter(|t| !t.is_none()).collect();
        let serial = !issns.is_empty()
            || members.iter().any(|i| {
                !i.volume.is_none()
                    && i.kind.is_none_or(|k| k == record::WorkKind::JournalArticle || k == record::WorkKind::Review)
            });
        found.push(Mention {
            work: row as u32,
            said: VenueRow {
                title,
                abbreviation,
                issns: Rows::default(),
                issn_l: pick(|v| v.issn_l),
                nlm_id: pick(|v| v.nlm_id),
                publisher: pick(|v| v.publisher),
            },
            inferred: inferred.filter(|_| issns.is_empty()),
            issns,
            isbns,
            titles,
            kind: match part {
                _ if serial => VenueKind::Journal,
                Some(record::WorkKind::ConferencePaper) => VenueKind::Proceedings,
                Some(_) => VenueKind::Book,
                None => VenueKind::Other,
            },
        });
    }
    found
}

/// Title without case, accents, a leading article and the difference between `&` and `and`.
fn title_key(title: &str) -> String {
    let mut key = text::fold(&title.replace('&', " and "));
    if let Some(rest) = key.strip_prefix("the ") {
        key = rest.to_string();
    }
    key
}

/// The ISSN in a work's DOI, as `1472-6963` or, where a year follows, `14719037`.
fn doi_issn(corpus: &mut Corpus, work: usize) -> Option<(Str, Evidence)> {
    let found = corpus.members(&corpus.works[work]).find_map(|item| {
        let ids = &corpus.items.ids[item.ids.range()];
        let id = ids.iter().find(|id| id.scheme == IdScheme::Doi)?;
        let issn = issn_of_doi(corpus.text(id.value))?;
        Some((issn, Evidence { record: item.record, span: id.span }))
    });
    let (issn, evidence) = found?;
    Some((corpus.items.strings.intern(&issn), evidence))
}

/// Reads the ISSN some publishers build DOIs from.
fn issn_of_doi(doi: &str) -> Option<String> {
    let (_, suffix) = doi.split_once('/')?;
    let mut words = suffix.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').peekable();
    while let Some(word) = words.next() {
        let bytes = word.as_bytes();
        // `1472-6963-13-188`, `j.1365-2702`, `s0140-6736(09)`: four digits, a hyphen, three digits and the check digit.
        let bytes = bytes.strip_prefix(b"s").unwrap_or(bytes);
        let hyphenated = bytes.len() >= 9 && bytes[4] == b'-' && bytes.get(9).is_none_or(|b| *b == b'-');
        let year_follows =
            words.peek().is_some_and(|next| next.len() == 4 && (next.starts_with("19") || next.starts_with("20")));
        let compact = bytes.len() == 8 && year_follows;
        if hyphenated || compact {
            let candidate = std::str::from_utf8(&bytes[..if hyphenated { 9 } else { 8 }]).ok()?;
            if let Some(issn) = record::issn(candidate) {
                return Some(issn);
            }
        }
    }
    None
}

/// Two venues without a common title can be one where one has no title, or one abbreviates the other.
fn titles_allow(corpus: &Corpus, a: &Mention, b: &Mention) -> bool {
    if a.titles.is_empty() || b.titles.is_empty() {
        return true;
    }
    a.titles.iter().any(|x| {
        b.titles.iter().any(|y| {
            x == y || abbreviates(corpus.text(*x), corpus.text(*y)) || abbreviates(corpus.text(*y), corpus.text(*x))
        })
    })
}

/// Whether every word of `short` begins a word of `long`, in order: `int j ment health syst`.
fn abbreviates(short: &str, long: &str) -> bool {
    let mut words = long.split(' ').filter(|w| !matches!(*w, "of" | "and" | "the" | "for" | "in" | "on" | "de" | "la"));
    short.split(' ').all(|s| words.any(|w| w.starts_with(s)))
}

/// Joins venues of one title, unless that would make two ISSNs or two books one.
fn by_title(mentions: &[Mention], clusters: &mut Clusters) {
    let mut titled: BTreeMap<Str, Vec<u32>> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate() {
        mention.titles.iter().for_each(|title| titled.entry(*title).or_default().push(at as u32));
    }
    for rows in titled.into_values() {
        let numbered = |at: u32| {
            let mention = &mentions[at as usize];
            !mention.issns.is_empty() || !mention.said.nlm_id.is_none() || !mention.isbns.is_empty()
        };
        let mut anchors: Vec<u32> = rows.iter().filter(|at| numbered(**at)).map(|at| clusters.find(*at)).collect();
        anchors.sort_unstable();
        anchors.dedup();
        let Some(anchor) = anchors.first().copied().or(rows.first().copied()).filter(|_| anchors.len() < 2) else {
            continue;
        };
        rows.iter().for_each(|at| {
            clusters.join(anchor, *at);
        });
    }
}

fn venue(items: &mut Items, group: &[&Mention]) -> Venue {
    let commonest = |of: fn(&VenueRow) -> Str, items: &Items| {
        let mut counts: BTreeMap<&str, (u32, Str)> = BTreeMap::new();
        for said in group.iter().map(|m| of(&m.said)).filter(|s| !s.is_none()) {
            counts.entry(items.text(said)).or_insert((0, said)).0 += 1;
        }
        // A title in mixed case tells more than one in capitals.
        let mixed = |t: &str| t.chars().any(char::is_lowercase);
        counts
            .into_iter()
            .max_by_key(|(t, (n, _))| (mixed(t), *n, std::cmp::Reverse(*t)))
            .map_or(Str::NONE, |(_, (_, said))| said)
    };
    let written = commonest(|v| v.title, items);
    let abbreviation = commonest(|v| v.abbreviation, items);
    let mut issns: Vec<Str> = group.iter().flat_map(|m| m.issns.iter().copied()).collect();
    issns.sort_by(|a, b| items.text(*a).cmp(items.text(*b)));
    issns.dedup();
    let mut inferred: Vec<(Str, Evidence)> = Vec::new();
    let mut seen: FxHashSet<Str> = issns.iter().copied().collect();
    for found in group.iter().filter_map(|m| m.inferred) {
        if seen.insert(found.0) {
            inferred.push(found);
        }
    }
    let shown = display_title(items.text(written));
    let title = items.strings.intern(&shown);
    let mut variants: Vec<Str> = group.iter().flat_map(|m| [m.said.title, m.said.abbreviation]).collect();
    variants.retain(|v| !v.is_none() && *v != title && *v != abbreviation);
    variants.sort_by(|a, b| items.text(*a).cmp(items.text(*b)));
    variants.dedup();
    let issn_l = commonest(|v| v.issn_l, items);
    let nlm_id = commonest(|v| v.nlm_id, items);
    let mut isbns: Vec<Str> = group.iter().flat_map(|m| m.isbns.iter().copied()).collect();
    isbns.sort_by(|a, b| items.text(*a).cmp(items.text(*b)));
    isbns.dedup();
    let best_issn = issn_l.some().or(issns.first().copied()).or(inferred.first().map(|i| i.0));
    let name = text::slug(items.text(title.some().unwrap_or(abbreviation)));
    let key = match (best_issn, nlm_id.some(), isbns.first()) {
        (Some(issn), ..) => VenueKey::Issn(issn),
        (None, Some(nlm), _) => VenueKey::Nlm(nlm),
        (None, None, Some(isbn)) => VenueKey::Isbn(*isbn),
        (None, None, None) => VenueKey::Title(items.strings.intern(&name)),
    };
    let numbered = !issns.is_empty() || !inferred.is_empty();
    let kind = group.iter().map(|m| m.kind).min().filter(|_| !numbered).unwrap_or(VenueKind::Journal);
    Venue {
        key,
        title,
        abbreviation,
        variants,
        issns,
        issn_l,
        nlm_id,
        publisher: commonest(|v| v.publisher, items),
        isbns,
        inferred_issns: inferred,
        kind,
    }
}

/// A title in capitals as one would print it: `JOURNAL OF MENTAL HEALTH` → `Journal of Mental Health`.
fn display_title(title: &str) -> String {
    use std::collections::HashMap;
    use std::sync::LazyLock;
    static WORDS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        text::table_rows(include_str!("../../data/tables/title_words.tsv"))
            .filter_map(|row| Some((*row.first()?, *row.get(1)?)))
            .collect()
    });
    if title.chars().any(char::is_lowercase) || text::has_han(title) || title.split(' ').count() < 2 && title.len() < 5
    {
        return title.to_string();
    }
    let mut out = String::with_capacity(title.len());
    let mut start = true;
    for (at, word) in title.split_inclusive([' ', '-', ':', '/']).enumerate() {
        let plain = word.trim_end_matches([' ', '-', ':', '/', ',', '.', ')']);
        let lower = plain.to_lowercase();
        let known = WORDS.get(lower.trim_start_matches('('));
        match known {
            // A small word is written large at the beginning and after a colon.
            Some(shown) if !(start && shown.chars().all(|c| !c.is_uppercase())) => out.push_str(shown),
            _ => {
                let mut letters = lower.chars();
                let opening: String = letters.by_ref().take_while(|c| *c == '(').collect();
                let rest = lower.trim_start_matches('(');
                let mut rest = rest.chars();
                out.push_str(&opening);
                out.extend(rest.next().into_iter().flat_map(char::to_uppercase));
                out.push_str(rest.as_str());
            }
        }
        out.push_str(&word[plain.len()..]);
        start = at == 0 && plain.is_empty() || word.ends_with(':') || start && word.trim().is_empty();
    }
    out
}

/// Says which works got their venue by its title or by the ISSN in their DOI. Works that are only cited do not count:
/// what is known of their venue is what the citing lists say.
fn decide(corpus: &mut Corpus, row: u32, venue: &Venue, group: &[&Mention]) {
    let numbered = |m: &&&Mention| !m.issns.is_empty() || !m.said.nlm_id.is_none();
    if !group.iter().any(|m| numbered(&m)) {
        return;
    }
    let issns: FxHashSet<Str> = venue.issns.iter().copied().collect();
    for mention in group.iter().filter(|m| !numbered(m) && corpus.works[m.work as usize].described) {
        let by_doi = mention.inferred.is_some_and(|(issn, _)| issns.contains(&issn));
        let (method, score) = if by_doi { ("doi-embedded-issn", 80) } else { ("venue-title", 90) };
        corpus.decisions.push(MergeDecision {
            left: Subject::Work(mention.work),
            right: Subject::Venue(row),
            decision: Decision::Merge,
            method,
            score,
        });
    }
}

/// Two venues may read alike (`Nursing` with and without ISSN): the later ones are told apart by a number.
fn unique_keys(corpus: &mut Corpus) {
    let mut taken: FxHashSet<VenueKey> = FxHashSet::default();
    // The number that is next for a key many want.
    let mut next: FxHashMap<Str, u32> = FxHashMap::default();
    for row in 0..corpus.venues.len() {
        let key = corpus.venues[row].key;
        let (VenueKey::Title(slug) | VenueKey::Issn(slug) | VenueKey::Nlm(slug) | VenueKey::Isbn(slug)) = key;
        while !taken.insert(corpus.venues[row].key) {
            let number = next.entry(slug).or_insert(2);
            let numbered = format!("{}-{number}", corpus.text(slug));
            corpus.venues[row].key = VenueKey::Title(corpus.items.strings.intern(&numbered));
            *number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issns_are_read_off_dois() {
        for (doi, issn) in [
            ("10.1186/1472-6963-13-188", Some("1472-6963")),
            ("10.1080/14719037.2024.2397471", Some("1471-9037")),
            ("10.1111/j.1365-2702.2009.02771.x", Some("1365-2702")),
            ("10.1016/s0140-6736(09)61965-6", Some("0140-6736")),
            ("10.1186/s13033-023-00588-5", None),
            ("10.1007/s10488-022-01242-x", None),
            ("10.1000/12345678", None),
        ] {
            assert_eq!(issn_of_doi(doi).as_deref(), issn, "{doi}");
        }
    }

    #[test]
    fn capitals_become_a_title() {
        for (written, shown) in [
            ("HEALTH EXPECTATIONS", "Health Expectations"),
            ("AMERICAN JOURNAL OF BIOETHICS", "American Journal of Bioethics"),
            ("YOUTH", "Youth"),
            ("Lancet HIV", "Lancet HIV"),
            ("LANCET HIV", "Lancet HIV"),
            ("HEALTH & SOCIAL CARE IN THE COMMUNITY", "Health & Social Care in the Community"),
            (
                "ENTERPRISE INTEROPERABILITY III: NEW CHALLENGES AND INDUSTRIAL APPROACHES",
                "Enterprise Interoperability III: New Challenges and Industrial Approaches",
            ),
            ("JAMA", "JAMA"),
        ] {
            assert_eq!(display_title(written), shown);
        }
    }

    #[test]
    fn abbreviations_fit_their_titles() {
        assert!(abbreviates("int j ment health syst", "international journal of mental health systems"));
        assert!(!abbreviates("int j nurs stud", "international journal of mental health systems"));
    }
}
