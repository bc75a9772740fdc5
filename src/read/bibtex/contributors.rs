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
use crate::record::{Contributor, IdScheme, Identifier, Record, Role};
use crate::text;

pub(super) fn read_people(desk: &mut Desk<'_>, record: &mut Record, wos: bool, sink: &mut Sink<'_>) {
    let mut people = People::default();
    for index in 0..desk.values.len() {
        let value = &desk.values[index];
        let role = match value.meaning {
            _ if desk.used[index] => continue,
            Person(role) => role,
            Editors => editor_role(value, desk),
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
        desk.used[index] = true;
    }
    for (meaning, scheme) in [(Orcids, IdScheme::Orcid), (ResearcherIds, IdScheme::ResearcherId)] {
        for value in desk.take_all(meaning) {
            read_person_ids(&value, scheme, record, sink);
        }
    }
    for value in desk.take_all(Addresses) {
        read_addresses(&value, record, &mut people, wos, sink);
    }
    // Beside addresses Web of Science repeats the organisations, elsewhere these are the addresses.
    if !wos {
        for value in desk.take_all(Organisations) {
            read_addresses(&value, record, &mut people, wos, sink);
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

/// Whether a name as Web of Science repeats it is that of a contributor: the same, or with initials for given names.
fn is_same_person(family: &str, given: &str, contributor: &Contributor) -> bool {
    let Some(name) = &contributor.name else { return text::fold(&contributor.as_written) == text::fold(family) };
    if text::fold(&name.family) != text::fold(family) {
        return false;
    }
    let (ours, theirs) = (text::fold(name.given.as_deref().unwrap_or("")), text::fold(given));
    let initials = |given: &str| given.split(' ').filter_map(|word| word.chars().next()).collect::<String>();
    ours == theirs
        || theirs == initials(&ours)
        || ours == initials(&theirs)
        || ours.starts_with(&theirs) && !theirs.is_empty()
}

/// The one author of a name; nothing where it could be several.
fn author_named(name: &str, record: &Record) -> Option<usize> {
    let (family, given) = name.split_once(',').unwrap_or((name, ""));
    let (family, given) = (family.trim(), given.trim());
    let mut found = (0..record.contributors.len()).filter(|&i| is_same_person(family, given, &record.contributors[i]));
    let first = found.next()?;
    match found.next() {
        None => Some(first),
        // Of several the one that is written just so.
        Some(_) => {
            let exact = |i: &usize| text::fold(&record.contributors[*i].as_written) == text::fold(name);
            let mut exact = (0..record.contributors.len()).filter(exact);
            exact.next().filter(|_| exact.next().is_none())
        }
    }
}

/// `Tritter, Jonathan/0000-0001-… ␤ Berg, Jan/0000-…`: names may be wrapped, so an identifier ends an item.
fn read_person_ids(value: &Value<'_>, scheme: IdScheme, record: &mut Record, sink: &mut Sink<'_>) {
    let inside = value.inside();
    let text = &value.text[inside.clone()];
    let mut from = 0;
    while let Some(slash) = text[from..].find('/') {
        let start = from + slash + 1;
        let length = text[start..].find(|c: char| c.is_whitespace() || c == ';').unwrap_or(text.len() - start);
        let (name, number) = (words(&text[from..start - 1]), &text[start..start + length]);
        from = start + length;
        let id = Identifier::parse(scheme, number);
        let author = author_named(name.trim_start_matches([';', ' ']), record);
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

/// Addresses. Web of Science has one a line, behind the names of its authors; elsewhere `;` stands between them.
fn read_addresses(value: &Value<'_>, record: &mut Record, people: &mut People, wos: bool, sink: &mut Sink<'_>) {
    if !wos {
        for part in value.parts(b';') {
            let span = value.place(part.clone(), sink);
            people.affiliation(record, words(&value.text[part]), span);
        }
        return;
    }
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
        let (names, address, corresponding) = names_before(&shown, record);
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
fn names_before<'a>(line: &'a str, record: &Record) -> (Vec<usize>, &'a str, bool) {
    for mark in ["(Corresponding Author)", "(corresponding author)", "(Reprint Author)", "(reprint author)"] {
        if let Some((names, address)) = line.split_once(mark) {
            let found: Vec<usize> = names.split(';').filter_map(|name| author_named(name.trim(), record)).collect();
            return (found, address.trim_start_matches([',', ' ']), true);
        }
    }
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((name, after)) = rest.split_once("; ") {
        let Some(author) = author_named(name, record) else { break };
        found.push(author);
        rest = after;
    }
    // The last name ends with its second comma.
    let mut commas = memchr::memchr_iter(b',', rest.as_bytes());
    let (first, second) = (commas.next(), commas.next());
    if let (Some(_), Some(second)) = (first, second)
        && let Some(author) = author_named(&rest[..second], record)
    {
        found.push(author);
        return (found, rest[second + 1..].trim_start(), false);
    }
    if found.is_empty() { (found, line, false) } else { (found, rest, false) }
}
