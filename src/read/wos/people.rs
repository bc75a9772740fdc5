//! Who wrote it and where: names paired with their initials, addresses by the names before them, ORCIDs by theirs.

use super::super::Sink;
use super::super::fields::{name_key, words_of};
use super::super::people::link;
use super::super::tagged::{Field, Slice, quote};
use super::{Layout, State, add_names, name_list};
use crate::diagnostic::Severity;
use crate::record::{IdScheme, Identifier, NameOrder, PersonName, Record, Role};
use crate::text;
use rustc_hash::{FxHashMap, FxHashSet};

/// What stands where nobody is named.
const NOBODY: &[&str] = &["[Anonymous]", "Anonymous", "[Anon]", "Anon"];

/// Adds the authors: `AF` tells the names where there are as many as in `AU`, whose spelling stays an alias.
pub(super) fn read_names(record: &mut Record, state: &mut State<'_>, sink: &Sink<'_>) {
    let mut names = std::mem::take(&mut state.names);
    let mut take = |tag: &str| {
        let value = names.remove(tag);
        (value, value.map(name_list).unwrap_or_default())
    };
    let (_, shorts) = take("AU");
    let (full, fulls) = take("AF");
    let (book, books) = take("BA");
    let (book_full, book_fulls) = take("BF");
    let chapter = !shorts.is_empty() || !fulls.is_empty();
    let (list, aliases) = match (fulls.len(), shorts.len()) {
        (0, 0) if book_fulls.len() >= books.len() => (book_fulls, books),
        (0, 0) => (books, Vec::new()),
        (f, s) if f >= s => (fulls, shorts),
        (f, _) => {
            if let Some(full) = full.filter(|_| f > 0) {
                record.keep_other("AF", words_of(full));
            }
            (shorts, Vec::new())
        }
    };
    // The authors of the book a chapter stands in are not the chapter's.
    for (tag, value) in [("BA", book), ("BF", book_full)] {
        if let Some(value) = value.filter(|_| chapter) {
            record.keep_other(tag, words_of(value));
        }
    }
    let paired = aliases.len() == list.len();
    for (i, name) in list.iter().enumerate() {
        let (name, mail) = without_mail(*name);
        if let Some(mail) = mail {
            record.keep_other("EM", mail.trim_matches(['(', ')', ' ']));
        }
        let words = words_of(name).into_owned();
        if NOBODY.contains(&words.as_str()) {
            record.keep_other("AU", words);
            continue;
        }
        let person = match words.contains(',') {
            true => PersonName::parse(&words, NameOrder::Inverted),
            false => super::super::people::person(&words),
        };
        let index = state.people.add(record, Role::Author, words, person, sink.span(name.range()));
        if let Some(alias) = aliases.get(i).filter(|_| paired) {
            state.aliases.push((name_key(&words_of(*alias)), index));
        }
    }
}

/// Zoological Record puts the address to write to behind the name: `Nes, O. (o.nes@…)`.
fn without_mail(name: Slice<'_>) -> (Slice<'_>, Option<&str>) {
    match name.text.rfind('(').filter(|at| name.text[*at..].contains('@')) {
        Some(at) => {
            let (name, mail) = name.split_at(at);
            (name.trim(), Some(mail.text))
        }
        None => (name, None),
    }
}

/// Authors and groups by their names.
struct Finder {
    /// By all words of the name, in any order; a name of two people tells nothing.
    whole: FxHashMap<String, Option<usize>>,
    /// By family name and a sign of the first given name. Two tell that a name is not one author's; no more are held.
    family: FxHashMap<(String, Given), Vec<usize>>,
    /// By each word of the name.
    words: FxHashMap<String, Vec<usize>>,
    /// The words of each author's name that are no initials.
    long_words: FxHashMap<usize, Vec<String>>,
}

/// What a first given name is known by.
#[derive(PartialEq, Eq, Hash)]
enum Given {
    Whole(String),
    /// The first letter, of whatever name and of initials; nothing where it is of another script.
    Letter(Option<u8>),
    LetterOfInitials(Option<u8>),
}

/// Longer first names are no initials.
const INITIALS: usize = 3;
/// The words of a name that are compared; what has more is no name.
const MOST_WORDS: usize = 24;

fn first_letter(given: &str) -> Option<u8> {
    given.bytes().next().filter(u8::is_ascii)
}

impl Finder {
    fn new(record: &Record, aliases: &[(String, usize)]) -> Self {
        let mut finder = Self {
            whole: FxHashMap::default(),
            family: FxHashMap::default(),
            words: FxHashMap::default(),
            long_words: FxHashMap::default(),
        };
        let authors = || record.contributors.iter().enumerate().filter(|(_, c)| c.role == Role::Author);
        let keys = authors().map(|(i, c)| (name_key(&c.as_written), i));
        // The full names first: two people may share initials.
        for (key, index) in keys {
            finder.whole.entry(key).and_modify(|held| *held = held.filter(|h| *h == index)).or_insert(Some(index));
        }
        let mut short: FxHashMap<&str, Option<usize>> = FxHashMap::default();
        for (key, index) in aliases {
            short.entry(key).and_modify(|held| *held = held.filter(|h| h == index)).or_insert(Some(*index));
        }
        for (key, index) in short {
            finder.whole.entry(key.to_string()).or_insert(index);
        }
        for (index, contributor) in authors() {
            let words = long_words(&contributor.as_written);
            for word in &words {
                finder.words.entry(word.clone()).or_default().push(index);
            }
            finder.long_words.insert(index, words);
            if let Some(name) = &contributor.name {
                let given = text::fold(name.given.as_deref().unwrap_or(""));
                let first = given.split(' ').next().unwrap_or("");
                if first.is_empty() {
                    continue;
                }
                let family = text::fold(&name.family);
                let letter = first_letter(first);
                let mut hold = |family: String, sign: Given| {
                    let held = finder.family.entry((family, sign)).or_default();
                    if held.len() < 2 {
                        held.push(index);
                    }
                };
                match first.len() > INITIALS {
                    true => hold(family.clone(), Given::Whole(first.to_string())),
                    false => hold(family.clone(), Given::LetterOfInitials(letter)),
                }
                hold(family, Given::Letter(letter));
            }
        }
        finder
    }

    /// The author of exactly this name.
    fn exact(&self, name: &str) -> Option<usize> {
        self.whole.get(&name_key(name)).copied().flatten()
    }

    /// The author this name, as lists of identifiers spell it, can only mean: `Nes, Ola` is `Nes, Ola B.`
    fn only(&self, name: &str) -> Option<usize> {
        if let Some(found) = self.whole.get(&name_key(name)) {
            return *found;
        }
        let parts = PersonName::parse(name, NameOrder::Inverted)?;
        let given = text::fold(parts.given.as_deref().unwrap_or(""));
        let first = given.split(' ').next().unwrap_or("");
        // Initials may be of any name with their letter, a name of itself and of initials.
        let letter = first_letter(first);
        let family = text::fold(&parts.family);
        let alike = match first.len() {
            0 => [None, None],
            1..=INITIALS => [Some(Given::Letter(letter)), None],
            _ => [Some(Given::Whole(first.to_string())), Some(Given::LetterOfInitials(letter))],
        };
        let held = alike.into_iter().flatten().filter_map(|sign| self.family.get(&(family.clone(), sign)));
        let mut found = held.flatten();
        match (found.next(), found.next()) {
            (Some(index), None) => Some(*index),
            (Some(_), Some(_)) => None,
            (None, _) => self.by_words(name),
        }
    }

    /// The only author whose name holds all words of this one, or the other way round: `Nes, Ola` is `Nes-Vik, Per Ola`.
    fn by_words(&self, name: &str) -> Option<usize> {
        // A word of so many authors tells nothing.
        const MOST: usize = 50;
        let words = long_words(name);
        if words.len() > MOST_WORDS {
            return None;
        }
        let within = |some: &[String], all: &[String]| some.len() > 1 && some.iter().all(|word| all.contains(word));
        let mut found = None;
        for index in words.iter().filter_map(|w| self.words.get(w)).filter(|l| l.len() <= MOST).flatten() {
            let Some(other) = self.long_words.get(index).filter(|other| other.len() <= MOST_WORDS) else { continue };
            if within(&words, other) || within(other, &words) {
                if found.is_some_and(|held| held != *index) {
                    return None;
                }
                found = Some(*index);
            }
        }
        found
    }
}

/// The words of a name, in comparable form, without initials.
fn long_words(name: &str) -> Vec<String> {
    text::fold(name).split(' ').filter(|word| word.chars().count() > 1).map(str::to_string).collect()
}

/// Reads the fields that speak of authors, groups and editors first.
pub(super) fn read_waiting(fields: &[Field<'_>], record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    for field in fields {
        match field.tag {
            "CA" => {
                for name in name_list(field.value) {
                    let words = words_of(name).into_owned();
                    state.people.add(record, Role::Author, words, None, sink.span(name.range()));
                }
            }
            "BE" | "ED" => add_names(field.value, Role::Editor, record, state, sink),
            // Whoever stands for a whole volume.
            "GP" => record.keep_other("GP", words_of(field.value)),
            _ => {}
        }
    }
    if !fields.iter().any(|f| matches!(f.tag, "C1" | "RP" | "OI" | "RI")) {
        return;
    }
    let finder = Finder::new(record, &state.aliases);
    let mut authors = (0..record.contributors.len()).filter(|i| record.contributors[*i].role == Role::Author);
    let only_author = authors.next().filter(|_| authors.next().is_none());
    for field in fields.iter().filter(|f| f.tag == "C1") {
        for address in addresses(field.value, state.layout) {
            read_address(address, &finder, only_author, record, state, sink);
        }
    }
    for field in fields.iter().filter(|f| f.tag == "RP") {
        read_reprint(field, &finder, record, state, sink);
    }
    for field in fields {
        let scheme = match field.tag {
            "OI" => IdScheme::Orcid,
            "RI" => IdScheme::ResearcherId,
            _ => continue,
        };
        read_ids(field, scheme, &finder, record, sink);
    }
}

/// The addresses of `C1`. In plain text each has lines of its own; a long line without its full stop goes on in the next.
fn addresses(value: Slice<'_>, layout: Layout) -> Vec<Slice<'_>> {
    // Lines are wrapped at 80 characters, but for those that are not wrapped at all.
    const WRAPPED: usize = 60;
    let mut found: Vec<Slice> = Vec::new();
    match layout {
        Layout::Lines => {
            for line in value.lines() {
                match found.last_mut() {
                    Some(last)
                        if !line.text.starts_with('[')
                            && !last.text.ends_with('.')
                            && (last.text.len() >= WRAPPED || last.text.ends_with(',')) =>
                    {
                        *last = join(value, *last, line);
                    }
                    _ => found.push(line),
                }
            }
        }
        Layout::Semicolons => {
            let named = value.text.starts_with('[');
            let mut from = 0;
            let mut open = false;
            for (at, byte) in value.text.bytes().enumerate() {
                match byte {
                    b'[' => open = true,
                    b']' => open = false,
                    // Among addresses with names one without them belongs to the one before.
                    b';' if !open && (!named || value.text[at + 1..].trim_start().starts_with('[')) => {
                        found.push(value.split_at(at).0.split_at(from).1.trim());
                        from = at + 1;
                    }
                    _ => {}
                }
            }
            found.push(value.split_at(from).1.trim());
        }
    }
    found.retain(|address| !address.text.is_empty());
    found
}

/// From the beginning of one part of a value to the end of another.
fn join<'t>(whole: Slice<'t>, first: Slice<'t>, last: Slice<'t>) -> Slice<'t> {
    whole.split_at(last.range().end - whole.at).0.split_at(first.at - whole.at).1
}

fn read_address(
    address: Slice<'_>,
    finder: &Finder,
    only_author: Option<usize>,
    record: &mut Record,
    state: &mut State<'_>,
    sink: &mut Sink<'_>,
) {
    let bracket = address.text.starts_with('[').then(|| address.text.find(']')).flatten();
    let (names, place): (Vec<Slice>, Slice) = match bracket {
        Some(close) => {
            let (names, place) = address.split_at(close + 1);
            let inside = Slice { text: &names.text[1..close], at: names.at + 1 };
            (inside.split(|c| c == ';').collect(), place.trim())
        }
        // Inspec: `Nes, O.; Vik, P.; Dept. of …`.
        None => {
            let parts: Vec<Slice> = address.split(|c| c == ';').collect();
            let count = parts.iter().take_while(|part| finder.exact(&words_of(**part)).is_some()).count();
            let place = parts.get(count).map_or(address, |place| join(address, *place, address));
            (parts.into_iter().take(count).collect(), place)
        }
    };
    let place = Slice { text: place.text.trim_end_matches('.'), at: place.at };
    if place.text.is_empty() {
        return record.keep_other("C1", words_of(address));
    }
    let index = state.people.affiliation(record, words_of(place).into_owned(), sink.span(place.range()));
    let unnamed = names.is_empty();
    let mut all_known = true;
    for name in names {
        match finder.only(&words_of(name)) {
            Some(author) => link(record, author, index),
            None => {
                let message = format!("C1 names {}, who is not among the authors, or twice", quote(name.text));
                sink.note(Severity::Warning, "unlinked", name.at, message);
                all_known = false;
            }
        }
    }
    if !all_known {
        record.keep_other("C1", words_of(address));
    }
    if let (true, Some(author)) = (unnamed, only_author) {
        link(record, author, index);
    }
}

/// `Nes, O (corresponding author), Univ …; Vik, P (corresponding author), …`, long ago without the words in brackets.
fn read_reprint(field: &Field<'_>, finder: &Finder, record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let value = field.value;
    let mut entries: Vec<(Slice, Slice)> = Vec::new();
    let mut names = value;
    while let Some((head, end)) = mark(names) {
        let rest = names.split_at(end).1;
        // The next entry begins behind the full stop of this one's address.
        let stop = memchr::memmem::find(rest.text.as_bytes(), b".; ").filter(|at| mark(rest.split_at(*at).1).is_some());
        let (address, next) = rest.split_at(stop.unwrap_or(rest.text.len()));
        entries.push((head, after(address, &[',', ' ', '\n'])));
        names = after(next, &['.', ';', ' ', '\n']);
    }
    if entries.is_empty() {
        let second = value.text.match_indices(',').nth(1).map_or(value.text.len(), |(at, _)| at);
        let (name, address) = value.split_at(second);
        entries.push((name.trim(), after(address, &[',', ' ', '\n'])));
    }
    let held: FxHashSet<String> = record.affiliations.iter().map(|a| a.as_written.clone()).collect();
    let mut all_known = true;
    for (names, address) in entries {
        let address = Slice { text: address.text.trim_end_matches(['.', ';', ' ', '\n']), at: address.at };
        let words = words_of(address).into_owned();
        let known = held.contains(&words);
        let index = (held.is_empty() && !words.is_empty())
            .then(|| state.people.affiliation(record, words, sink.span(address.range())));
        all_known &= known || index.is_some();
        for name in names.split(|c| c == ';') {
            match finder.only(&words_of(name)) {
                Some(author) => {
                    if let Some(contributor) = record.contributors.get_mut(author) {
                        contributor.corresponding = true;
                    }
                    if let Some(index) = index {
                        link(record, author, index);
                    }
                }
                None => all_known = false,
            }
        }
    }
    if !all_known {
        record.keep_other("RP", words_of(value));
    }
}

/// What stands before the words that mark a name, and where they end.
fn mark(text: Slice<'_>) -> Option<(Slice<'_>, usize)> {
    const MARKS: &[&str] = &["(reprint author)", "(corresponding author)"];
    let marked = |at: &usize| {
        let rest = &text.text.as_bytes()[*at..];
        MARKS.iter().find(|mark| rest.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes())))
    };
    let mut found = memchr::memchr_iter(b'(', text.text.as_bytes());
    let (at, mark) = found.find_map(|at| marked(&at).map(|mark| (at, mark)))?;
    Some((text.split_at(at).0.trim(), at + mark.len()))
}

/// `Nes, Ola/0000-0001-…; Vik, Per/0000-…`; a line may end anywhere within a name.
fn read_ids(field: &Field<'_>, scheme: IdScheme, finder: &Finder, record: &mut Record, sink: &mut Sink<'_>) {
    let mut lost = 0;
    for part in field.value.split(|c| c == ';') {
        let Some((name, number)) = part.text.rsplit_once('/') else {
            record.keep_other(field.tag, text::clean(part.text));
            lost += 1;
            continue;
        };
        let id = Identifier::parse(scheme, number).ok().map(|id| id.at(sink.span(part.range())));
        let author = finder.only(&text::clean(name)).and_then(|author| record.contributors.get_mut(author));
        let second = match (author, id) {
            (Some(author), Some(id)) => author.ids.insert(id).is_some(),
            _ => true,
        };
        if second {
            record.keep_other(field.tag, text::clean(part.text));
            lost += 1;
        }
    }
    if lost > 0 {
        let message =
            format!("{lost} in {} of nobody among the authors, or of someone who has one; kept in `other`", field.tag);
        sink.note(Severity::Info, "unlinked", field.at, message);
    }
}

/// Without any of some characters at its beginning.
fn after<'t>(slice: Slice<'t>, characters: &[char]) -> Slice<'t> {
    let tail = slice.text.trim_start_matches(characters);
    Slice { at: slice.at + slice.text.len() - tail.len(), text: tail }
}
