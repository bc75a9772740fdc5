//! Authors of a row: names in the habits of each source, and the columns that speak of them in their order.

use super::map::{Cell, State, keep, split_outside, words_of};
use super::table::{Meaning, Style};
use crate::diagnostic::Severity;
use crate::read::Sink;
use crate::read::people::{People, link, person};
use crate::read::tagged::{Slice, quote};
use crate::record::{IdScheme, Identifier, NameOrder, PersonName, Record, Role, is_suffix};
use crate::text;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the columns say of the authors.
#[derive(Default)]
pub(super) struct Authors<'t> {
    /// Columns with their names.
    pub(super) listed: Vec<Cell<'t>>,
    /// Columns that speak of authors, to be read when these are known.
    pub(super) waiting: Vec<Cell<'t>>,
    /// Whether the source left names out.
    pub(super) elided: bool,
}

/// What sources write where there is no author.
const NO_AUTHOR: &[&str] = &[
    "[No author name available]",
    "No author name available",
    "[No authors listed]",
    "No authors listed",
    "[Not available]",
];

/// Reads the names, and then what is said of them.
pub(super) fn finish(record: &mut Record, state: &mut State<'_>, sink: &mut Sink<'_>) {
    let mut people = People::default();
    let listed = std::mem::take(&mut state.authors.listed);
    let mut waiting = std::mem::take(&mut state.authors.waiting);
    let style = state.style;
    let mut short: Vec<Slice> = Vec::new();
    for cell in &listed {
        if NO_AUTHOR.contains(&cell.value.text) {
            keep(cell, record);
            continue;
        }
        let mut names = names(cell.value, style);
        let all = names.len();
        // Google Scholar leaves out names in the middle and at the end of its lists.
        names.retain(|name| !matches!(name.text, "…" | "..." | "et al." | "et al" | "others"));
        if names.len() < all {
            state.authors.elided = true;
            sink.note(Severity::Info, "elided", cell.value.at, "the source leaves out some of the authors");
            keep(cell, record);
        }
        short.extend(names);
    }
    let full = waiting.iter().position(|cell| cell.meaning == Meaning::FullNames).map(|at| waiting.remove(at));
    let numbered: Vec<(Slice, Option<Slice>)> = match &full {
        Some(cell) => cell.value.split(|c| c == ';').map(numbered).collect(),
        None => Vec::new(),
    };
    if !numbered.is_empty() && !short.is_empty() && numbered.len() != short.len() {
        let message = format!("{} names in full for {} authors; those in full are used", numbered.len(), short.len());
        sink.note(Severity::Warning, "count", full.map_or(0, |cell| cell.value.at), message);
        listed.iter().for_each(|cell| keep(cell, record));
    }
    for (name, number) in &numbered {
        let words = words_of(*name);
        let parts = person(&words).and_then(|_| PersonName::parse(&words, NameOrder::Inverted));
        let author = people.add(record, Role::Author, words.into_owned(), parts, sink.span(name.range()));
        if let Some(number) = number
            && let Ok(id) = Identifier::parse(IdScheme::ScopusAuthor, number.text)
        {
            record.contributors[author].ids.insert(id.at(sink.span(number.range())));
        }
    }
    if numbered.is_empty() {
        for name in &short {
            add(*name, Role::Author, style, &mut people, record, sink);
        }
    }
    let authors = record.contributors.len();
    // Names by which other columns call them.
    let called: Vec<String> = if short.len() == authors {
        short.iter().map(|name| letters(name.text)).collect()
    } else {
        record.contributors.iter().map(|contributor| letters(&contributor.as_written)).collect()
    };
    // The list of addresses first: it is whole where the authors' own is not.
    waiting.sort_by_key(|cell| match cell.meaning {
        Meaning::People(_) => 3,
        Meaning::Addresses => 0,
        // The authors' own words before the database's.
        Meaning::BracketedAddresses => 1 + u8::from(!cell.name.contains("Raw")),
        _ => 2,
    });
    let mut addresses: Vec<Slice> = Vec::new();
    for cell in &waiting {
        match cell.meaning {
            Meaning::People(role) => {
                for name in names(cell.value, style) {
                    add(name, role, style, &mut people, record, sink);
                }
            }
            Meaning::PersonIds(scheme) => read_ids(cell, scheme, authors, !numbered.is_empty(), style, record, sink),
            Meaning::Addresses => {
                addresses = read_addresses(cell, &waiting, authors, &called, style, &mut people, record, sink);
            }
            Meaning::AuthorAddresses => link_scopus(cell, &called, &addresses, &mut people, record, sink),
            Meaning::BracketedAddresses if record.affiliations.is_empty() => {
                link_bracketed(cell, &called, &mut people, record, sink);
            }
            Meaning::AddressIds(scheme) => {
                let ids: Vec<Slice> = places(cell.value, '|');
                let linked = addresses.len() == ids.len();
                for (id, address) in ids.iter().zip(&addresses).filter(|(id, _)| linked && !id.text.is_empty()) {
                    let index = people.affiliation(record, words_of(*address).into_owned(), sink.span(address.range()));
                    if let (Ok(id), Some(affiliation)) =
                        (Identifier::parse(scheme, id.text), record.affiliations.get_mut(index as usize))
                    {
                        let id = id.at(sink.span(cell.value.range()));
                        affiliation.ids.insert(id);
                    }
                }
                if !linked {
                    keep(cell, record);
                }
            }
            Meaning::Corresponding => read_corresponding(cell, authors, style, record, sink),
            _ => keep(cell, record),
        }
    }
}

/// The parts of a list in which an empty place counts.
fn places(value: Slice<'_>, sign: char) -> Vec<Slice<'_>> {
    let at = |part: &str| value.at + (part.as_ptr() as usize - value.text.as_ptr() as usize);
    value.text.split(sign).map(|part| Slice { text: part, at: at(part) }.trim()).collect()
}

/// `Liu, Fengyuan (60410297700)`
fn numbered(part: Slice<'_>) -> (Slice<'_>, Option<Slice<'_>>) {
    let number = part.text.strip_suffix(')').and_then(|body| body.rfind('(').map(|open| (open, body.len())));
    match number.filter(|(open, end)| part.text[open + 1..*end].bytes().all(|b| b.is_ascii_digit()) && open + 1 < *end)
    {
        Some((open, end)) => {
            let (name, tail) = part.split_at(open);
            (name.trim(), Some(tail.split_at(1).1.split_at(end - open - 1).0))
        }
        None => (part, None),
    }
}

/// Letters of a name without anything between: how names of different habits are compared.
fn letters(name: &str) -> String {
    text::fold(name).replace(' ', "")
}

fn add(name: Slice<'_>, role: Role, style: Style, people: &mut People, record: &mut Record, sink: &Sink<'_>) {
    let words = words_of(name);
    let mut words = words.trim_matches([',', ';', ' ']);
    // Lens has no given name to show.
    if style == Style::Lens {
        words = words.strip_prefix("null ").unwrap_or(words);
    }
    if style == Style::Pubmed && !words.ends_with("Jr.") {
        words = words.trim_end_matches('.');
    }
    if words.chars().any(char::is_alphabetic) {
        let parts = parse(words, style);
        let single = style == Style::Lens && parts.as_ref().is_some_and(|_| name.text.starts_with("null "));
        let parts = if single { PersonName::from_parts(words, None, None) } else { parts };
        people.add(record, role, words.to_string(), parts, sink.span(name.range()));
    }
}

/// The parts of a name by the habit of its source; nothing for an organisation or group.
fn parse(words: &str, style: Style) -> Option<PersonName> {
    // `Bo Yang 杨博`: the name in two scripts, of which the first has its parts.
    let latin: Vec<&str> = words.split(' ').filter(|word| !text::has_han(word)).collect();
    if latin.len() > 1 && latin.len() < words.split(' ').count() {
        return parse(&latin.join(" "), style);
    }
    let count = words.split(' ').count();
    let last_is_word = words.rsplit(' ').next().is_some_and(|last| last.chars().any(char::is_lowercase));
    match style {
        Style::Lens | Style::OpenAlex | Style::Ieee | Style::Springer if !words.contains(',') => {
            // Names may be longer than strangers to a source dare to read.
            let from = words.rmatch_indices(' ').nth(2).filter(|_| count > 4).map_or(0, |(at, _)| at + 1);
            let known = person(&words[from..])?;
            if last_is_word || from > 0 { PersonName::parse(words, NameOrder::GivenFirst) } else { Some(known) }
        }
        Style::Scopus | Style::Embase | Style::Pubmed if !words.contains(',') => {
            let known = person(words)?;
            if count > 1 && last_is_word {
                PersonName::parse(words, NameOrder::FamilyFirst)
            } else {
                Some(with_suffix(known))
            }
        }
        Style::Scopus | Style::Embase => {
            // `Stockham T.G., Jr.`
            let (name, suffix) = words.split_once(',')?;
            if !is_suffix(suffix.trim()) {
                return person(words);
            }
            let known = person(name)?;
            PersonName::from_parts(&known.family, known.given.as_deref(), Some(suffix))
        }
        _ => person(words),
    }
}

/// `Knudson Jr.` without its `Jr.`
fn with_suffix(name: PersonName) -> PersonName {
    match name.family.rsplit_once(' ') {
        Some((family, suffix)) if is_suffix(suffix.trim()) && name.suffix.is_none() => {
            PersonName::from_parts(family, name.given.as_deref(), Some(suffix)).unwrap_or(name)
        }
        _ => name,
    }
}

/// A degree behind a name: `M.D.`, `PhD`.
fn is_degree(part: &str) -> bool {
    const DEGREES: &[&str] = &["md", "phd", "msc", "bsc", "mph", "rn", "dr", "dvm", "dds", "esq"];
    let plain: String = part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    DEGREES.contains(&plain.as_str())
}

/// The names of a list.
fn names(value: Slice<'_>, style: Style) -> Vec<Slice<'_>> {
    let semicolons = value.text.contains([';', '；']);
    match style {
        Style::OpenAlex => value.split(|c| c == '|').collect(),
        Style::Springer if !semicolons && !value.text.contains(", ") => glued(value, false),
        Style::Scopus | Style::Embase if !semicolons && is_glued(value.text) => glued(value, true),
        Style::Scopus | Style::Embase if !semicolons => between_commas(value),
        Style::Pubmed => value.split(|c| matches!(c, ',' | ';')).collect(),
        Style::Ieee | Style::Springer if !semicolons => value.split(|c| c == ',').collect(),
        Style::Any => any(value),
        _ => value.split(|c| matches!(c, ';' | '；' | '\n')).collect(),
    }
}

/// Whether the last word of a name is its initials: `Liu R.`, `Woods R.E`.
fn ends_in_initials(name: &str) -> bool {
    let last = name.rsplit([' ', '\u{a0}']).next().unwrap_or("");
    last.len() < name.len()
        && last.len() <= 16
        && last.starts_with(char::is_uppercase)
        && (last.contains('.') || last.chars().all(char::is_uppercase))
}

/// `Gonzalez R.C., Woods R.E., Bechdolt B.V., Jr.`; what has no initials is part of an organisation's name.
fn between_commas(value: Slice<'_>) -> Vec<Slice<'_>> {
    let mut names: Vec<Slice> = Vec::new();
    let mut open = false;
    for part in value.split(|c| c == ',') {
        let person = ends_in_initials(part.text);
        let goes_on = is_suffix(part.text.trim()) || is_degree(part.text) || open && !person;
        match names.last_mut() {
            Some(held) if goes_on => {
                let end = part.range().end - value.at;
                *held = value.split_at(end).0.split_at(held.at - value.at).1;
            }
            _ => names.push(part),
        }
        open = !(person || is_suffix(part.text.trim()) || is_degree(part.text));
    }
    names
}

/// `Gale S.Olsson G.`: Scopus' editors.
fn is_glued(text: &str) -> bool {
    !text.contains(',') && breaks(text, true).next().is_some()
}

/// Where one name ends and the next begins without anything between.
fn breaks(text: &str, initials: bool) -> impl Iterator<Item = usize> {
    text.char_indices().zip(text.char_indices().skip(1)).filter_map(move |((at, before), (next, c))| {
        let rest = &text[next + c.len_utf8()..];
        let begins = c.is_uppercase() && (!initials || rest.starts_with(|c: char| c.is_lowercase() || c == '\''));
        let ends = match initials {
            true => before == '.',
            false => before.is_lowercase() || text::is_han(before) || before == '.' && text[..at].ends_with("Jr"),
        };
        (begins && ends).then_some(next)
    })
}

/// Names of which one begins where the one before ends: `Vivek K. PallipuramMohammad Bhuiyan`.
fn glued(value: Slice<'_>, initials: bool) -> Vec<Slice<'_>> {
    // Beginnings of names behind which a capital goes on: `McDonald`, `DeVries`.
    const BEGINNINGS: &[&str] = &["Mc", "Mac", "De", "Del", "Della", "Di", "Da", "La", "Van", "Von", "Fitz"];
    let (mut names, mut from) = (Vec::new(), 0);
    for at in breaks(value.text, initials) {
        let word = value.text[from..at].rsplit([' ', '-']).next().unwrap_or("");
        // A single word is a name that goes on, too: `XiaoWei Li`.
        if !initials && (BEGINNINGS.contains(&word) || !value.text[from..at].contains(' ')) {
            continue;
        }
        names.push(value.split_at(at).0.split_at(from).1.trim());
        from = at;
    }
    names.push(value.split_at(from).1.trim());
    names.retain(|name| !name.text.is_empty());
    names
}

/// The strings of a program's list: `['Marx, Karl', "O'Neill, J"]`.
pub(super) fn strings(value: Slice<'_>) -> Option<Vec<Slice<'_>>> {
    let inside = value.text.strip_prefix('[')?.strip_suffix(']')?;
    let mut found = Vec::new();
    let bytes = inside.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let quote = bytes[at];
        if !matches!(quote, b'\'' | b'"') {
            at += 1;
            continue;
        }
        // A quotation mark ends a string before a comma or the end.
        let ends = |end: &usize| {
            let rest = bytes[end + 1..].trim_ascii_start();
            rest.is_empty() || rest[0] == b','
        };
        let end = memchr::memchr_iter(quote, &bytes[at + 1..]).map(|length| at + 1 + length).find(ends)?;
        found.push(value.split_at(end + 1).0.split_at(at + 2).1.trim());
        at = end + 1;
    }
    found.retain(|string| !string.text.is_empty());
    (!found.is_empty()).then_some(found)
}

/// Names of no known habit.
fn any(value: Slice<'_>) -> Vec<Slice<'_>> {
    if let Some(strings) = strings(value) {
        return strings;
    }
    if value.text.contains([';', '；', '|', '\n', '、', '，']) {
        let sign: fn(char) -> bool = match value.text {
            t if t.contains([';', '；']) => |c| matches!(c, ';' | '；'),
            t if t.contains('|') => |c| c == '|',
            t if t.contains('\n') => |c| c == '\n',
            _ => |c| matches!(c, '、' | '，' | ','),
        };
        return value.split(sign).collect();
    }
    let mut parts: Vec<Slice> = Vec::new();
    let mut from = 0;
    for (at, sign) in value.text.match_indices(" and ").chain(value.text.match_indices(" & ")) {
        if at >= from {
            parts.push(value.split_at(at).0.split_at(from).1.trim());
            from = at + sign.len();
        }
    }
    parts.push(value.split_at(from).1.trim());
    parts.into_iter().flat_map(one_or_more).filter(|name| !name.text.is_empty()).collect()
}

/// `Marx, Karl` is one name, `Karl Marx, Astrid Lindgren` two, `Marx, K., Lindgren, A.` two as well.
fn one_or_more(value: Slice<'_>) -> Vec<Slice<'_>> {
    let parts: Vec<Slice> = value.split(|c| c == ',').collect();
    let is_initials = |part: &Slice| {
        part.text.len() <= 12
            && part.text.split([' ', '.', '-']).all(|p| p.chars().count() <= 2 && !p.chars().any(char::is_lowercase))
    };
    let in_pairs = parts.len().is_multiple_of(2) && parts.iter().skip(1).step_by(2).all(is_initials);
    if in_pairs {
        let pair = |pair: &[Slice<'_>]| match pair {
            [first, second] => {
                Slice { text: &value.text[first.at - value.at..second.range().end - value.at], at: first.at }
            }
            _ => value,
        };
        return parts.chunks(2).map(pair).collect();
    }
    let two_words = parts.iter().filter(|part| part.text.contains(' ')).count();
    let elided = |part: &Slice| matches!(part.text, "…" | "..." | "et al." | "et al" | "others");
    let organisation =
        person(value.text).is_none() && parts.iter().any(|part| !elided(part) && person(part.text).is_none());
    if parts.len() <= 2 && two_words < parts.len() || organisation {
        return vec![value];
    }
    between_suffixes(parts, value)
}

fn between_suffixes<'t>(parts: Vec<Slice<'t>>, value: Slice<'t>) -> Vec<Slice<'t>> {
    let mut names: Vec<Slice> = Vec::new();
    for part in parts {
        match names.last_mut() {
            Some(held) if is_suffix(part.text.trim()) || is_degree(part.text) => {
                held.text = &value.text[held.at - value.at..part.range().end - value.at];
            }
            _ => names.push(part),
        }
    }
    names
}

/// Identifiers in the order of the authors. `checked` says that the names already carry them.
fn read_ids(
    cell: &Cell<'_>,
    scheme: IdScheme,
    authors: usize,
    checked: bool,
    style: Style,
    record: &mut Record,
    sink: &mut Sink<'_>,
) {
    if cell.value.text.starts_with("[No author id") {
        return keep(cell, record);
    }
    let ids: Vec<Slice> = match style {
        Style::OpenAlex => places(cell.value, '|'),
        _ => cell.value.split(|c| matches!(c, ';' | ',' | '|')).collect(),
    };
    if ids.len() != authors {
        let message = format!("{} has {} entries for {authors} authors; kept in `other`", cell.name, ids.len());
        sink.note(Severity::Warning, "author-ids", cell.value.at, message);
        return keep(cell, record);
    }
    for (i, id) in ids.iter().enumerate().filter(|(_, id)| !id.text.is_empty()) {
        let Some(contributor) = record.contributors.get_mut(i) else { continue };
        match Identifier::parse(scheme, id.text) {
            Ok(id) if checked && contributor.ids.get(scheme).is_some_and(|held| held == id.value()) => {}
            Ok(parsed) => {
                if contributor.ids.insert(parsed.at(sink.span(id.range()))).is_some() {
                    record.keep_other(cell.name, id.text);
                }
            }
            Err(invalid) => {
                sink.note(Severity::Warning, "identifier", id.at, format!("{invalid}; kept in `other`"));
                record.keep_other(cell.name, id.text);
            }
        }
    }
}

/// Addresses of the record; returns them as listed. They are the authors' only where the source keeps one place for each.
#[expect(clippy::too_many_arguments, reason = "all that is known of the authors")]
fn read_addresses<'t>(
    cell: &Cell<'t>,
    waiting: &[Cell<'t>],
    authors: usize,
    called: &[String],
    style: Style,
    people: &mut People,
    record: &mut Record,
    sink: &mut Sink<'_>,
) -> Vec<Slice<'t>> {
    let listed: Vec<Slice> = match style {
        Style::OpenAlex => places(cell.value, '|'),
        Style::Embase => {
            link_embase(cell, called, people, record, sink);
            return Vec::new();
        }
        Style::Ieee => cell.value.split(|c| c == ';').collect(),
        _ => cell.value.split(|c| matches!(c, ';' | '；' | '|' | '\n')).collect(),
    };
    let countries = waiting.iter().find(|cell| cell.meaning == Meaning::AddressCountries);
    let same = countries.is_none_or(|cell| places(cell.value, '|').len() == listed.len());
    // A list with one place for each author, empty ones too, has no author with two.
    let in_order = matches!(style, Style::OpenAlex | Style::Ieee) && listed.len() == authors && same;
    if style == Style::OpenAlex && !in_order {
        let message = format!("{} has {} entries for {authors} authors; linked with none", cell.name, listed.len());
        sink.note(Severity::Info, "unlinked", cell.value.at, message);
    }
    for (i, address) in listed.iter().enumerate() {
        if matches!(address.text, "" | "NA") {
            continue;
        }
        let index = people.affiliation(record, words_of(*address).into_owned(), sink.span(address.range()));
        if in_order {
            link(record, i, index);
        }
    }
    listed
}

/// Commas within which the end of an address is looked for.
const MOST_COMMAS: usize = 40;
/// Authors that may lack in a list of authors with their addresses.
const MOST_SKIPPED: usize = 8;

/// `Yagai, T., Sophia University, Tokyo, Japan; Kimura, Y., Meiji University, …`: each author's name, then the author's
/// addresses, which are told from one another by the list of all addresses.
fn link_scopus(
    cell: &Cell<'_>,
    called: &[String],
    addresses: &[Slice<'_>],
    people: &mut People,
    record: &mut Record,
    sink: &mut Sink<'_>,
) {
    let known: FxHashSet<&str> = addresses.iter().map(|address| address.text).collect();
    let longest = known.iter().map(|address| address.len()).max().unwrap_or(0);
    let mut found: Vec<(usize, Slice)> = Vec::new();
    let mut next = 0;
    let mut lost = false;
    for part in cell.value.split(|c| c == ';') {
        let candidates = called.iter().enumerate().skip(next).take(MOST_SKIPPED);
        let author = candidates.into_iter().find_map(|(i, name)| Some((i, name_end(part.text, name)?)));
        match (author, found.last_mut()) {
            (Some((author, end)), _) => {
                next = author + 1;
                found.push((author, part.split_at(end).1));
            }
            // An address with a semicolon in it.
            (None, Some((_, held))) => {
                let end = part.range().end - cell.value.at;
                *held = cell.value.split_at(end).0.split_at(held.at - cell.value.at).1;
            }
            (None, None) => lost = true,
        }
    }
    if lost {
        sink.note(
            Severity::Warning,
            "unlinked",
            cell.value.at,
            "addresses of no author of the record; kept in `other`",
        );
        keep(cell, record);
    }
    for (author, rest) in found {
        let is_gap = |c: char| matches!(c, ',' | ' ' | '.' | '\u{a0}');
        let skip = |slice: Slice<'_>| slice.text.len() - slice.text.trim_start_matches(is_gap).len();
        let mut rest = rest.split_at(skip(rest)).1.trim();
        while !rest.text.is_empty() {
            let ends = memchr::memchr_iter(b',', rest.text.as_bytes()).take(MOST_COMMAS).chain([rest.text.len()]);
            let is_known = |end: &usize| *end <= longest && known.contains(&rest.text[..*end]);
            let end = ends.filter(is_known).last().unwrap_or(rest.text.len());
            let (address, tail) = rest.split_at(end);
            let address = Slice { text: address.text.trim_end_matches([',', ' ']), at: address.at };
            let index = people.affiliation(record, words_of(address).into_owned(), sink.span(address.range()));
            link(record, author, index);
            rest = tail.split_at(skip(tail)).1.trim();
        }
    }
}

/// Where the name a text begins with ends, compared by its letters.
fn name_end(text: &str, name: &str) -> Option<usize> {
    let mut read = String::with_capacity(name.len() + 4);
    let mut buffer = [0; 4];
    for (at, c) in text.char_indices() {
        text::fold_into(c.encode_utf8(&mut buffer), &mut read);
        if read == name {
            let end = at + c.len_utf8();
            let tail = &text[end..];
            let dots = tail.len() - tail.trim_start_matches('.').len();
            return (dots > 0 || !tail.starts_with(char::is_alphabetic)).then_some(end + dots);
        }
        if !name.starts_with(read.as_str()) {
            return None;
        }
    }
    None
}

/// Authors by the name they are called; one that several share tells nothing.
fn by_name(called: &[String]) -> FxHashMap<&str, Option<usize>> {
    let mut index = FxHashMap::default();
    for (i, name) in called.iter().enumerate() {
        index.entry(name.as_str()).and_modify(|held| *held = None).or_insert(Some(i));
    }
    index
}

/// `Family, Given (Department; Institute); Family, Given (…)`.
fn link_bracketed(cell: &Cell<'_>, called: &[String], people: &mut People, record: &mut Record, sink: &mut Sink<'_>) {
    let index = by_name(called);
    for part in split_outside(cell.value, b';') {
        let open = part.text.find(" (").unwrap_or(part.text.len());
        let (name, rest) = part.split_at(open);
        let inside = rest.text.trim_start().strip_prefix('(').map_or("", |body| body.strip_suffix(')').unwrap_or(body));
        let inside = Slice { text: inside, at: rest.at + rest.text.find('(').map_or(0, |at| at + 1) };
        let author = index.get(letters(name.text).as_str()).copied().flatten();
        if author.is_none() {
            let message = format!("{} is no author of the record; the address belongs to none", quote(name.text));
            sink.note(Severity::Warning, "unlinked", part.at, message);
        }
        for address in split_outside(inside, b';') {
            let affiliation = people.affiliation(record, words_of(address).into_owned(), sink.span(address.range()));
            if let Some(author) = author {
                link(record, author, affiliation);
            }
        }
    }
}

/// `(Liu R.; Adler D.G., mail) Department of …; (Beta B.) …`.
fn link_embase(cell: &Cell<'_>, called: &[String], people: &mut People, record: &mut Record, sink: &mut Sink<'_>) {
    let index = by_name(called);
    let text = cell.value.text;
    let author = |name: &str| {
        let plain = name.split(", ").filter(|part| !part.contains('@')).collect::<Vec<_>>().concat();
        index.get(letters(&plain).as_str()).copied().flatten()
    };
    let mut starts: Vec<(usize, usize)> = Vec::new();
    // Where the bracket closes, and how many open before it: no list of names has more in it.
    const MOST_OPEN: u32 = 8;
    let (mut close, mut opened) = (0, 0);
    for open in memchr::memchr_iter(b'(', text.as_bytes()) {
        if close <= open {
            let Some(length) = memchr::memchr(b')', &text.as_bytes()[open..]) else { break };
            (close, opened) = (open + length, 0);
        }
        opened += 1;
        let begins = open == 0 || text[..open].trim_end().ends_with([';', ',', '.']);
        if begins && opened <= MOST_OPEN && text[open + 1..close].split(';').any(|name| author(name).is_some()) {
            starts.push((open, close));
        }
    }
    if starts.first().is_none_or(|(open, _)| *open > 0) {
        let end = starts.first().map_or(text.len(), |(open, _)| *open);
        let address = cell.value.split_at(end).0.trim();
        people.affiliation(record, words_of(address).into_owned(), sink.span(address.range()));
    }
    for (i, (open, close)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(text.len(), |(next, _)| *next);
        let address = cell.value.split_at(end).0.split_at(close + 1).1.trim();
        let address = Slice { text: address.text.trim_end_matches([';', ',', ' ']), at: address.at };
        let affiliation = people.affiliation(record, words_of(address).into_owned(), sink.span(address.range()));
        for author in text[open + 1..*close].split(';').filter_map(author) {
            link(record, author, affiliation);
        }
        if text[*open..*close].contains('@') {
            record.keep_other(cell.name, text::clean(&text[*open..close + 1]));
        }
    }
}

/// Whom to write to, by name or by a list of yes and no.
fn read_corresponding(cell: &Cell<'_>, authors: usize, style: Style, record: &mut Record, sink: &mut Sink<'_>) {
    if style == Style::OpenAlex {
        let marks = places(cell.value, '|');
        if marks.len() != authors {
            let message = format!("{} has {} entries for {authors} authors; kept in `other`", cell.name, marks.len());
            sink.note(Severity::Warning, "count", cell.value.at, message);
            return keep(cell, record);
        }
        for (contributor, mark) in record.contributors.iter_mut().zip(&marks) {
            contributor.corresponding = mark.text.eq_ignore_ascii_case("true");
        }
        return;
    }
    keep(cell, record);
    // The family name and the first initial, which no two authors share.
    let key = |name: &PersonName| {
        let initial = name.given.as_deref().map(text::fold).and_then(|given| given.chars().next());
        (text::fold(&name.family), initial)
    };
    let mut index: FxHashMap<(String, Option<char>), Option<usize>> = FxHashMap::default();
    for (i, contributor) in record.contributors.iter().enumerate().take(authors) {
        if let Some(name) = &contributor.name {
            index.entry(key(name)).and_modify(|held| *held = None).or_insert(Some(i));
        }
    }
    let parts: Vec<&str> = match style {
        Style::Embase => cell.value.text.split(", ").take(1).collect(),
        _ => cell.value.text.split(';').map(str::trim).collect(),
    };
    let mut before = "email";
    for part in parts {
        // Another person begins behind the mail address of the one before; Dimensions lists nothing but people.
        if before.starts_with("email") || style == Style::Dimensions {
            let name = part.split(" (").next().unwrap_or(part);
            let found = person(name).and_then(|name| index.get(&key(&name)).copied().flatten());
            if let Some(contributor) = found.and_then(|author| record.contributors.get_mut(author)) {
                contributor.corresponding = true;
            }
        }
        before = part;
    }
}
