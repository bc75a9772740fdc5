//! Authors, editors and the others behind a work, their identifiers and their addresses.
//!
//! Who belongs to which address is told only by Web of Science, which names the authors before it; they are found again
//! by name, and where two could be meant, none is.

use super::super::people::{self, People};
use super::super::{Sink, tagged};
use super::fields::Meaning::*;
use super::names;
use super::values::{Desk, Value, words};
use crate::diagnostic::Severity;
use crate::record::{IdScheme, Identifier, Record, Role};
use crate::text;
use rustc_hash::FxHashMap;

pub(super) fn read_people(desk: &mut Desk<'_>, record: &mut Record, wos: bool, sink: &mut Sink<'_>) {
    let mut people = People::default();
    let mut editors: Vec<(&str, Role)> = Vec::new();
    for index in 0..desk.values.len() {
        let value = &desk.values[index];
        let role = match value.meaning {
            _ if desk.is_read(index) => continue,
            Authors => Role::Author,
            Translators => Role::Translator,
            Advisors => Role::Advisor,
            OtherPeople => Role::Other,
            Editors => match editors.iter().find(|(name, _)| name.eq_ignore_ascii_case(value.name)) {
                Some((_, role)) => *role,
                None => {
                    editors.push((value.name, editor_role(value, desk)));
                    editors[editors.len() - 1].1
                }
            },
            _ => continue,
        };
        let (names, others) = names::list(&value.text, wos);
        for name in names {
            let span = value.place(name.range, sink);
            people.add(record, role, name.as_written, name.parts, span);
        }
        if others {
            record.keep_other(value.name, "others");
        }
        desk.set_read(index);
    }
    let names_people = desk.look(Orcids).is_some() || desk.look(ResearcherIds).is_some();
    let directory = if names_people || wos { Directory::new(record) } else { Directory::default() };
    for (meaning, scheme) in [(Orcids, IdScheme::Orcid), (ResearcherIds, IdScheme::ResearcherId)] {
        for value in desk.take_all(meaning) {
            read_person_ids(&value, scheme, record, &directory, sink);
        }
    }
    for value in desk.take_all(Addresses) {
        if wos {
            read_named_addresses(&value, record, &mut people, &directory, sink);
        } else {
            read_addresses(&value, record, &mut people, sink);
        }
    }
    // Beside addresses Web of Science repeats the organisations, elsewhere these are the addresses.
    if !wos {
        for value in desk.take_all(Organisations) {
            read_addresses(&value, record, &mut people, sink);
        }
    }
}

/// What an editor is, by `editortype`.
fn editor_role(value: &Value<'_>, desk: &Desk<'_>) -> Role {
    let name = format!("{}type", value.name.to_ascii_lowercase());
    let kind = desk.values.iter().find(|v| v.name.eq_ignore_ascii_case(&name)).map(|v| v.text.trim().to_lowercase());
    match kind.as_deref() {
        None | Some("editor" | "" | "compiler" | "redactor" | "reviser") => Role::Editor,
        Some("translator") => Role::Translator,
        Some(_) => Role::Other,
    }
}

/// The contributors of a record by their names, as Web of Science repeats them beside identifiers and addresses.
///
/// Papers of large collaborations have thousands of authors and addresses that name them.
#[derive(Default)]
struct Directory {
    /// By folded family name, or that of a group.
    families: FxHashMap<String, Vec<Namesake>>,
    /// By the folded name as it is written; nothing where two have it.
    exact: FxHashMap<String, Option<usize>>,
}

struct Namesake {
    index: usize,
    /// Folded given names and their initials; nothing for a group.
    given: Option<(String, String)>,
}

/// Where more people have one family name, they are found only by the name as it is written.
const MOST_NAMESAKES: usize = 1000;

impl Directory {
    fn new(record: &Record) -> Self {
        let mut directory = Self::default();
        for (index, contributor) in record.contributors.iter().enumerate() {
            let written = text::fold(&contributor.as_written);
            let (family, given) = match &contributor.name {
                Some(name) => (text::fold(&name.family), Some(text::fold(name.given.as_deref().unwrap_or("")))),
                None => (written.clone(), None),
            };
            let given = given.map(|given| {
                let initials = initials(&given);
                (given, initials)
            });
            directory.families.entry(family).or_default().push(Namesake { index, given });
            directory.exact.entry(written).and_modify(|held| *held = None).or_insert(Some(index));
        }
        directory
    }

    /// The one author of a name, the same or with initials for given names; nothing where it could be several.
    fn find(&self, name: &str) -> Option<usize> {
        let (family, given) = name.split_once(',').unwrap_or((name, ""));
        let namesakes = self.families.get(&text::fold(family.trim()))?;
        let exact = || self.exact.get(&text::fold(name)).copied().flatten();
        if namesakes.len() > MOST_NAMESAKES {
            return exact();
        }
        let theirs = text::fold(given.trim());
        let their_initials = initials(&theirs);
        let is_same = |namesake: &&Namesake| match &namesake.given {
            Some((ours, our_initials)) => {
                *ours == theirs
                    || theirs == *our_initials
                    || *ours == their_initials
                    || ours.starts_with(&theirs) && !theirs.is_empty()
            }
            None => true,
        };
        let mut found = namesakes.iter().filter(is_same);
        let first = found.next()?;
        match found.next() {
            None => Some(first.index),
            // Of several the one that is written just so.
            Some(_) => exact(),
        }
    }
}

fn initials(folded: &str) -> String {
    folded.split(' ').filter_map(|word| word.chars().next()).collect()
}

/// `Tritter, Jonathan/0000-0001-… ␤ Berg, Jan/0000-…`: names may be wrapped, so an identifier ends an item.
fn read_person_ids(
    value: &Value<'_>,
    scheme: IdScheme,
    record: &mut Record,
    directory: &Directory,
    sink: &mut Sink<'_>,
) {
    let inside = value.inside();
    let text = &value.text[inside.clone()];
    let mut from = 0;
    while let Some(slash) = text[from..].find('/') {
        let start = from + slash + 1;
        let length = text[start..].find(|c: char| c.is_whitespace() || c == ';').unwrap_or(text.len() - start);
        let (name, number) = (words(&text[from..start - 1]), &text[start..start + length]);
        from = start + length;
        let id = Identifier::parse(scheme, number);
        let author = directory.find(name.trim_start_matches([';', ' ']));
        match (id, author) {
            (Ok(id), Some(author)) => {
                let span = value.place(inside.start + start..inside.start + from, sink);
                record.contributors[author].ids.insert(id.at(span));
            }
            (id, _) => {
                let what = if id.is_ok() { "the name of no one author" } else { "not valid" };
                let message = format!(
                    "{} {}: {what}; kept in `other`",
                    scheme.name(),
                    tagged::quote(&format!("{name}/{number}"))
                );
                sink.note(Severity::Warning, "identifier", value.range.start, message);
                record.keep_other(value.name, format!("{name}/{number}"));
            }
        }
    }
    let rest = words(&text[from..]);
    record.keep_other(value.name, rest);
}

/// Addresses with `;` between them.
fn read_addresses(value: &Value<'_>, record: &mut Record, people: &mut People, sink: &Sink<'_>) {
    for part in value.parts(b';') {
        let span = value.place(part.clone(), sink);
        people.affiliation(record, words(&value.text[part]), span);
    }
}

/// Addresses of Web of Science: one a line, behind the names of its authors.
fn read_named_addresses(
    value: &Value<'_>,
    record: &mut Record,
    people: &mut People,
    directory: &Directory,
    sink: &mut Sink<'_>,
) {
    let inside = value.inside();
    let text = &value.text[inside.clone()];
    let mut from = 0;
    // A line that ends with a full stop ends an address; others are wrapped.
    let mut ends: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), b".\n").map(|at| at + 1).collect();
    ends.push(text.len());
    for end in ends {
        let line = &text[from..end];
        let at = from + line.len() - line.trim_start().len();
        let line = line.trim();
        from = end;
        if line.is_empty() {
            continue;
        }
        let range = inside.start + at..inside.start + at + line.len();
        let shown = words(line);
        let (names, address, corresponding) = names_before(&shown, directory);
        // The place of the address alone, where the line stands as it prints.
        let place = if shown == line && !names.is_empty() {
            range.start + shown.len() - address.len()..range.end
        } else {
            range
        };
        let index = people.affiliation(record, address.trim_end_matches('.').to_string(), value.place(place, sink));
        for name in &names {
            people::link(record, *name, index);
            if let Some(contributor) = record.contributors.get_mut(*name) {
                contributor.corresponding |= corresponding;
            }
        }
        if names.is_empty() && record.contributors.len() > 1 && shown.contains(';') {
            let message = format!("no author is named in {}; linked with nobody", tagged::quote(&shown));
            sink.note(Severity::Info, "affiliation", value.range.start, message);
        }
    }
}

/// The authors an address begins with, `Beta, A (Corresponding Author), …` or `Beta, Ana; Gamma, Bo, …`, and the rest.
fn names_before<'a>(line: &'a str, directory: &Directory) -> (Vec<usize>, &'a str, bool) {
    for mark in ["(Corresponding Author)", "(corresponding author)", "(Reprint Author)", "(reprint author)"] {
        if let Some((names, address)) = line.split_once(mark) {
            let found: Vec<usize> = names.split(';').filter_map(|name| directory.find(name.trim())).collect();
            return (found, address.trim_start_matches([',', ' ']), true);
        }
    }
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((name, after)) = rest.split_once("; ") {
        let Some(author) = directory.find(name) else { break };
        found.push(author);
        rest = after;
    }
    // The last name ends with its second comma.
    let mut commas = memchr::memchr_iter(b',', rest.as_bytes());
    let (first, second) = (commas.next(), commas.next());
    if let (Some(_), Some(second)) = (first, second)
        && let Some(author) = directory.find(&rest[..second])
    {
        found.push(author);
        return (found, rest[second + 1..].trim_start(), false);
    }
    if found.is_empty() { (found, line, false) } else { (found, rest, false) }
}
