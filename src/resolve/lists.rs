//! Keywords, citations, related papers, grants and notices of works.

use super::corpus::{Assignment, Citation, Concept, Corpus, Evidence, Funder, Funding, Related, Relation};
use super::items::{self, Item, Items, KeywordRow, Rows};
use super::strings::{Str, Strings};
use crate::record::{IdScheme, KeywordScheme};
use crate::text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A label and its language.
type Label = (Str, Str);
/// Scheme and key of a concept, and whether the key is a code.
type Found = (KeywordScheme, Key, bool);

/// A text that is held with the others, or one that will be.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Held(Str),
    Made(Str),
}

/// Comparable forms of texts, made while nothing can be added to the others.
struct Forms<'c> {
    strings: &'c Strings,
    made: Strings,
}

impl Forms<'_> {
    /// The words of a keyword in comparable form; of `+` and `C#`, where nothing is left to compare, the words
    /// themselves.
    fn words(&mut self, keyword: Str) -> Key {
        let slug = text::slug(self.strings.get(keyword));
        let held = if slug.is_empty() { Some(keyword) } else { self.strings.find(&slug) };
        held.map_or_else(|| Key::Made(self.made.intern(&slug)), Key::Held)
    }
}

/// Concepts and which work has which, not yet part of the corpus.
pub(super) struct Concepts {
    concepts: Vec<(Key, Concept)>,
    /// Assignments of each work.
    rows: Vec<Rows>,
    assignments: Vec<Assignment>,
    made: Strings,
}

/// Makes a concept of every code or word of each scheme and links works to them. Words that differ in case and
/// punctuation alone are one concept; where one source gives a heading's code and another does not, they are one by the
/// words.
pub(super) fn concepts(corpus: &Corpus) -> Concepts {
    let strings = &corpus.items.strings;
    let mut forms = Forms { strings, made: Strings::default() };
    let codes = codes(&corpus.items, &mut forms);
    let mut keys: FxHashMap<(KeywordScheme, Str), (Key, bool)> = FxHashMap::default();
    let mut concepts: FxHashMap<(KeywordScheme, Key), u32> = FxHashMap::default();
    // Concept → (label, language) → how often it is so written.
    let mut written: Vec<BTreeMap<Label, u32>> = Vec::new();
    let mut found: Vec<Found> = Vec::new();
    let (mut rows, mut assignments) = (Vec::with_capacity(corpus.works.len()), Vec::new());
    let mut seen = FxHashSet::default();
    for (work, row) in corpus.works.iter().zip(0..) {
        seen.clear();
        let said = corpus.members(work).flat_map(|item| item.keywords.range().map(move |at| (item.record, at)));
        let made = said.filter_map(|(record, at)| {
            let keyword = corpus.items.keywords[at];
            let (key, coded) = match code(strings, &keyword) {
                Some(code) => (Key::Held(code), true),
                None => *keys.entry((keyword.scheme, keyword.text)).or_insert_with(|| {
                    let words = forms.words(keyword.text);
                    let code = codes.get(&(keyword.scheme, words)).copied().flatten();
                    (code.map_or(words, Key::Held), code.is_some())
                }),
            };
            let concept = *concepts.entry((keyword.scheme, key)).or_insert_with(|| {
                found.push((keyword.scheme, key, coded));
                written.push(BTreeMap::new());
                found.len() as u32 - 1
            });
            *written[concept as usize].entry((keyword.text, keyword.lang)).or_default() += 1;
            seen.insert(concept).then_some(Assignment {
                work: row,
                concept,
                as_written: keyword.text,
                major: keyword.major,
                evidence: Evidence { record, span: keyword.span },
            })
        });
        rows.push(items::extend(&mut assignments, made));
    }
    let concept = |((scheme, key, coded), written): (Found, BTreeMap<Label, u32>)| {
        let mut forms: Vec<(Label, u32)> = written.into_iter().collect();
        // By language; within it the commonest first, lower case before capitals.
        forms.sort_by(|((a, x), n), ((b, y), m)| {
            let (a, b) = (strings.get(*a), strings.get(*b));
            (strings.get(*x), std::cmp::Reverse(n), std::cmp::Reverse(a)).cmp(&(
                strings.get(*y),
                std::cmp::Reverse(m),
                std::cmp::Reverse(b),
            ))
        });
        let (mut labels, mut variants): (Vec<Label>, Vec<Label>) = Default::default();
        for (form, _) in forms {
            let taken = labels.iter().any(|(_, lang)| *lang == form.1);
            if taken { &mut variants } else { &mut labels }.push(form);
        }
        (key, Concept { scheme, key: Str::NONE, labels, variants, coded })
    };
    let concepts = found.into_iter().zip(written).map(concept).collect();
    Concepts { concepts, rows, assignments, made: forms.made }
}

impl Concepts {
    /// Makes them part of the corpus.
    pub fn settle(self, corpus: &mut Corpus) {
        for (work, rows) in corpus.works.iter_mut().zip(self.rows) {
            work.assignments = rows;
        }
        corpus.assignments = self.assignments;
        let strings = &mut corpus.items.strings;
        let concepts = self.concepts.into_iter().map(|(key, concept)| {
            let key = match key {
                Key::Held(key) => key,
                Key::Made(key) => strings.intern(self.made.get(key)),
            };
            Concept { key, ..concept }
        });
        corpus.concepts = concepts.collect();
    }
}

/// The code that goes with words in a scheme, as far as the sources that give both agree.
fn codes(items: &Items, forms: &mut Forms<'_>) -> FxHashMap<(KeywordScheme, Key), Option<Str>> {
    let Items { keywords, strings, .. } = items;
    // Where every keyword of a scheme has its code, or none has, there is nothing to find.
    let mixed = |scheme: KeywordScheme| {
        let mut of_scheme = keywords.iter().filter(|k| k.scheme == scheme).map(|k| code(strings, k).is_none());
        let first = of_scheme.next();
        of_scheme.any(|uncoded| Some(uncoded) != first)
    };
    let mixed: Vec<KeywordScheme> = KeywordScheme::ALL.iter().copied().filter(|scheme| mixed(*scheme)).collect();
    let mut seen = FxHashSet::default();
    let mut codes = FxHashMap::default();
    for keyword in keywords.iter().filter(|k| mixed.contains(&k.scheme)) {
        let Some(code) = code(strings, keyword) else { continue };
        if seen.insert((keyword.scheme, keyword.text, code)) {
            codes
                .entry((keyword.scheme, forms.words(keyword.text)))
                .and_modify(|held: &mut Option<Str>| *held = held.filter(|held| *held == code))
                .or_insert(Some(code));
        }
    }
    codes
}

/// The code of a keyword in its scheme. A substance's registry number is none: it belongs to another list, and several
/// substances of one name have several.
fn code(strings: &Strings, keyword: &KeywordRow) -> Option<Str> {
    let heading = |id: &Str| strings.get(*id).starts_with(['C', 'D']) && !strings.get(*id).contains('-');
    keyword.id.some().filter(|id| keyword.scheme != KeywordScheme::Chemical || heading(id))
}

/// Links citing works to cited ones. Of several records of a work, the one with the longest list speaks.
pub(super) fn citations(corpus: &mut Corpus) {
    for work in 0..corpus.works.len() {
        let longest = corpus
            .members(&corpus.works[work])
            .max_by_key(|item| (item.references.len(), std::cmp::Reverse(item.record)));
        let Some(entries) = longest.map(|item| item.references).filter(|rows| !rows.is_empty()) else { continue };
        let mut made = Vec::with_capacity(entries.len());
        for (entry, position) in corpus.items.references[entries.range()].iter().zip(1..) {
            let item = corpus.items.items[entry.item as usize];
            made.push(Citation {
                work: work as u32,
                position,
                // A work does not cite itself; where a list says so, two works share an identifier.
                cited: corpus.work_of_item[entry.item as usize].filter(|cited| *cited != work as u32),
                as_written: item.as_written,
                evidence: Evidence { record: item.record, span: item.span },
            });
        }
        corpus.works[work].citations = items::extend(&mut corpus.citations, made);
    }
}

/// Links works to the papers their sources list as related.
pub(super) fn related(corpus: &mut Corpus) {
    for work in 0..corpus.works.len() {
        let mut made: Vec<Related> = Vec::new();
        let (mut held, mut numbers, mut last) = (FxHashSet::default(), FxHashSet::default(), 0);
        let members: Vec<Item> = corpus.members(&corpus.works[work]).copied().collect();
        for entry in members.iter().flat_map(|item| &corpus.items.related[item.related.range()]) {
            let Some(listed) = corpus.work_of_item[entry.item as usize].filter(|listed| *listed != work as u32) else {
                continue;
            };
            if !held.insert(listed) {
                continue;
            }
            let number = if numbers.contains(&entry.position) { last + 1 } else { entry.position };
            numbers.insert(number);
            last = last.max(number);
            let item = corpus.items.items[entry.item as usize];
            made.push(Related {
                work: work as u32,
                item: entry.item,
                position: entry.position,
                number,
                listed,
                as_written: item.as_written,
                evidence: Evidence { record: item.record, span: item.span },
            });
        }
        corpus.works[work].related = items::extend(&mut corpus.related, made);
    }
}

/// What a funder is known by: an identifier, or its name in comparable form.
type FunderKey = (Option<(IdScheme, Str)>, Str);

/// Gives works their grants. Funders are one by their identifier, else where their names differ in case and punctuation
/// alone; a name that some source gives with an identifier, and none with another, has it everywhere.
pub(super) fn funding(corpus: &mut Corpus) {
    let mut names: FxHashMap<Str, Str> = FxHashMap::default();
    let mut ids: FxHashMap<Str, Option<(IdScheme, Str)>> = FxHashMap::default();
    let Items { funding, strings, .. } = &mut corpus.items;
    for said in funding.iter() {
        let name = *names.entry(said.funder).or_insert_with(|| {
            let slug = text::slug(strings.get(said.funder));
            if slug.is_empty() { said.funder } else { strings.intern(&slug) }
        });
        if let Some(id) = said.id.filter(|_| !name.is_none()) {
            ids.entry(name).and_modify(|held| *held = held.filter(|held| *held == id)).or_insert(Some(id));
        }
    }
    let mut rows: FxHashMap<FunderKey, u32> = FxHashMap::default();
    let mut written: Vec<(FunderKey, BTreeMap<Str, u32>)> = Vec::new();
    for work in 0..corpus.works.len() {
        let members: Vec<u32> = corpus.members[corpus.works[work].members.range()].to_vec();
        let mut seen = FxHashSet::default();
        let mut made = Vec::new();
        for item in members.iter().map(|item| &corpus.items.items[*item as usize]) {
            for said in &corpus.items.funding[item.funding.range()] {
                let name = names[&said.funder];
                let id = said.id.or_else(|| ids.get(&name).copied().flatten());
                let funder = (id.is_some() || !name.is_none()).then(|| {
                    let key = (id, if id.is_some() { Str::NONE } else { name });
                    let row = *rows.entry(key).or_insert_with(|| {
                        written.push(((id, name), BTreeMap::new()));
                        written.len() as u32 - 1
                    });
                    if !said.funder.is_none() {
                        *written[row as usize].1.entry(said.funder).or_default() += 1;
                    }
                    row
                });
                if seen.insert((funder, said.grant)) {
                    made.push(Funding {
                        work: work as u32,
                        number: made.len() as u32 + 1,
                        funder,
                        grant: said.grant,
                        evidence: Evidence { record: item.record, span: said.span },
                    });
                }
            }
        }
        corpus.works[work].funding = items::extend(&mut corpus.funding, made);
    }
    let text = |s: Str| corpus.items.strings.get(s);
    let funder = |((id, key), written): (FunderKey, BTreeMap<Str, u32>)| {
        let mut names: Vec<(Str, u32)> = written.into_iter().collect();
        names.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| text(*a).cmp(text(*b))));
        let mut names = names.into_iter().map(|(name, _)| name);
        Funder { id, key, name: names.next().unwrap_or_default(), variants: names.collect() }
    };
    corpus.funders = written.into_iter().map(funder).collect();
}

/// Links works to the notices that correct, withdraw or discuss them.
pub(super) fn relations(corpus: &mut Corpus) {
    for work in 0..corpus.works.len() {
        let mut made: Vec<Relation> = Vec::new();
        let mut held = FxHashSet::default();
        let members: Vec<Item> = corpus.members(&corpus.works[work]).copied().collect();
        for said in members.iter().flat_map(|item| &corpus.items.relations[item.relations.range()]) {
            let item = corpus.items.items[said.item as usize];
            let other = corpus.work_of_item[said.item as usize].filter(|other| *other != work as u32);
            let known = held.contains(&(said.kind, None, item.as_written))
                || other.is_some() && held.contains(&(said.kind, other, Str::NONE));
            if known {
                continue;
            }
            held.insert((said.kind, None, item.as_written));
            held.extend(other.map(|other| (said.kind, Some(other), Str::NONE)));
            made.push(Relation {
                work: work as u32,
                number: made.len() as u32 + 1,
                kind: said.kind,
                other,
                as_written: item.as_written,
                evidence: Evidence { record: item.record, span: item.span },
            });
        }
        corpus.works[work].relations = items::extend(&mut corpus.relations, made);
    }
}
