//! Lists of names as BibTeX and BibLaTeX write them.
//!
//! `von Last, Jr, First`, `First von Last`, a group in braces, and BibLaTeX's `family=Ackooij, given=W., prefix=van`. The
//! grammar is that of [BibTeX's manual](https://ctan.org/pkg/bibtex) ("btxdoc", 4) and of
//! [BibLaTeX's](https://ctan.org/pkg/biblatex) (3.4, "extended name format"). Beyond it, what files have all the same:
//! `;` between names, family names before initials without a comma, and commas for both, `Smith, J., Doe, A.`

use super::super::{latex, people};
use crate::record::{NameOrder, PersonName, is_suffix};
use crate::text;
use std::borrow::Cow;
use std::ops::Range;

/// One name of a list.
#[derive(Debug, PartialEq)]
pub(super) struct Name {
    /// As it prints.
    pub(super) as_written: String,
    /// The parts of a person's name; nothing for a group.
    pub(super) parts: Option<PersonName>,
    /// Where it stands in the list.
    pub(super) range: Range<usize>,
}

/// The names of a list, and whether it says that there are others. `wrapped` says that the whole list may stand in
/// another pair of braces, as in old exports of Web of Science.
pub(super) fn list(text: &str, wrapped: bool) -> (Vec<Name>, bool) {
    let mut whole = trim(text, 0..text.len());
    let group = inside(&text[whole.clone()]);
    if let Some(inner) = group {
        let several = split_and(inner);
        // `{Ackooij, W. and Lopez, I.}` is a list, `{Council on A and B}` is a name.
        let inverted = |range: &Range<usize>| inner[range.clone()].matches(',').count() == 1;
        if wrapped || several.len() > 1 && several.iter().all(inverted) {
            whole = trim(text, whole.start + 1..whole.end - 1);
        }
    }
    let mut ranges: Vec<Range<usize>> = split_and(&text[whole.clone()]);
    if ranges.len() == 1 {
        let semicolons = split_at(&text[whole.clone()], b';');
        if semicolons.len() > 1 {
            ranges = semicolons;
        } else {
            let commas = split_at(&text[whole.clone()], b',');
            // `Smith, J., Doe, A.`: every second part initials.
            let initials = |range: &Range<usize>| is_initials(text[whole.clone()][range.clone()].trim());
            if commas.len() >= 4 && commas.len().is_multiple_of(2) && commas.iter().skip(1).step_by(2).all(initials) {
                ranges = commas.chunks(2).map(|pair| pair[0].start..pair[1].end).collect();
            }
        }
    }
    let (mut names, mut others) = (Vec::new(), false);
    for range in ranges {
        let range = trim(text, whole.start + range.start..whole.start + range.end);
        let name = text[range.clone()].trim_matches(|c| c == ',' || c == ';').trim();
        if name.eq_ignore_ascii_case("others") || matches!(name, "et al." | "et al" | "..." | "…") {
            others = true;
        } else if !name.is_empty() {
            let as_written = words(name);
            if as_written.eq_ignore_ascii_case("others") {
                others = true;
            } else if !as_written.is_empty() {
                let parts = person(name, &as_written);
                let as_written = match &parts {
                    // The extended form is not for people to read.
                    Some(parts) if is_extended(name) => parts.display(),
                    _ => as_written.into_owned(),
                };
                names.push(Name { as_written, parts, range });
            }
        }
    }
    (names, others)
}

fn is_extended(name: &str) -> bool {
    memchr::memchr(b'=', name.as_bytes()).is_some()
        && ["family", "given", "prefix", "suffix"].iter().any(|part| {
            name.trim_start_matches('"').strip_prefix(part).is_some_and(|rest| rest.trim_start().starts_with('='))
        })
}

fn words(text: &str) -> Cow<'_, str> {
    match latex::plain(text) {
        Cow::Borrowed(text) => text::clean(text),
        Cow::Owned(text) => Cow::Owned(text::clean(&text).into_owned()),
    }
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..(start + part.trim().len())
}

/// The inside of a text that as a whole is one group in braces.
pub(super) fn inside(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut depth = 0i32;
    let one = inner.bytes().all(|b| {
        depth += i32::from(b == b'{') - i32::from(b == b'}');
        depth >= 0
    });
    (one && depth == 0).then_some(inner)
}

/// Parts between `and`s outside of braces.
fn split_and(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut parts, mut from, mut depth, mut counted) = (Vec::new(), 0, 0i32, 0);
    // A brace without its partner would hold all names together.
    let number = |brace| memchr::memchr_iter(brace, bytes).count();
    let paired = number(b'{') == number(b'}');
    for last in memchr::memchr2_iter(b'd', b'D', bytes) {
        let (Some(at), end) = (last.checked_sub(2).filter(|at| *at >= from), last + 1) else { continue };
        let before = at == from || bytes[at - 1].is_ascii_whitespace();
        let word = before && bytes[at..end].eq_ignore_ascii_case(b"and");
        if !word || !bytes.get(end).is_none_or(u8::is_ascii_whitespace) {
            continue;
        }
        for brace in memchr::memchr2_iter(b'{', b'}', &bytes[counted..at]).filter(|_| paired) {
            depth = if bytes[counted + brace] == b'{' { depth + 1 } else { (depth - 1).max(0) };
        }
        counted = at;
        if depth == 0 {
            parts.push(from..at);
            from = end;
        }
    }
    parts.push(from..bytes.len());
    parts
}

/// Parts between separators outside of braces.
pub(super) fn split_at(text: &str, separator: u8) -> Vec<Range<usize>> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0i32);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = (depth - 1).max(0),
            // `{\&amp;}` has its own.
            _ if byte == separator && depth == 0 => {
                parts.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(from..text.len());
    parts
}

fn person(name: &str, as_written: &str) -> Option<PersonName> {
    if let Some(group) = inside(name) {
        // Names in Chinese are put into braces to keep them whole.
        return PersonName::parse(as_written, NameOrder::FamilyFirst).filter(|_| {
            as_written.chars().count() <= 4 && as_written.chars().all(text::is_han) && !group.contains('{')
        });
    }
    if is_extended(name) {
        return extended(name);
    }
    let parts: Vec<&str> =
        split_at(name, b',').into_iter().map(|range| name[range].trim()).filter(|p| !p.is_empty()).collect();
    match parts[..] {
        [] => None,
        [one] => given_first(one, as_written),
        [family, given] if generation(given) => {
            let name = given_first(family, &words(family))?;
            PersonName::from_parts(&name.family, name.given.as_deref(), Some(&words(given)))
        }
        [family, given] => PersonName::from_parts(&words(family), Some(&words(given)), None),
        // `Last, First, Jr` is wrong and common.
        [family, given, suffix] if generation(suffix) && !generation(given) => {
            PersonName::from_parts(&words(family), Some(&words(given)), Some(&words(suffix)))
        }
        [family, suffix, given] if generation(suffix) => {
            PersonName::from_parts(&words(family), Some(&words(given)), Some(&words(suffix)))
        }
        // More commas than a name has: an organisation, or a remark behind the name.
        [family, given, ref rest @ ..] => {
            if people::person(as_written).is_none() && as_written.split(' ').count() > 2 + rest.len() + 1 {
                return None;
            }
            let given: Vec<Cow<'_, str>> = std::iter::once(given).chain(rest.iter().copied()).map(words).collect();
            PersonName::from_parts(&words(family), Some(&given.join(", ")), None)
        }
    }
}

/// `family=Ackooij, given=W., prefix=van, useprefix=true`
fn extended(name: &str) -> Option<PersonName> {
    let (mut family, mut given, mut prefix, mut suffix) = (None, None, None, None);
    for range in split_at(name, b',') {
        let Some((part, value)) = name[range].trim().trim_matches('"').split_once('=') else { continue };
        let value = Some(words(value)).filter(|v| !v.is_empty());
        match part.trim() {
            "family" => family = value,
            "given" => given = value,
            "prefix" => prefix = value,
            "suffix" => suffix = value,
            _ => {}
        }
    }
    let family = match (prefix, family) {
        (Some(prefix), Some(family)) => Cow::Owned([prefix, family].join(" ")),
        (None, Some(family)) => family,
        _ => return None,
    };
    PersonName::from_parts(&family, given.as_deref(), suffix.as_deref())
}

/// `First von Last`: what begins small, and everything behind it, belongs to the family name.
fn given_first(name: &str, as_written: &str) -> Option<PersonName> {
    let parts: Vec<&str> = name_words(name);
    let shown: Vec<Cow<'_, str>> = parts.iter().map(|part| words(part)).collect();
    if shown.len() < 2 || text::has_han(as_written) {
        return match people::person(as_written) {
            Some(name) => Some(name),
            // An acronym is a group; so is what has the words of one.
            None => PersonName::parse(as_written, NameOrder::FamilyFirst)
                .filter(|_| shown.len() < 2 && !is_acronym(as_written)),
        };
    }
    let braced = parts.iter().any(|part| part.starts_with('{') && !part.starts_with("{\\"));
    let small = |(part, word): (&&str, &Cow<'_, str>)| {
        let first = word.chars().find(|c| c.is_alphabetic());
        (!part.starts_with('{') || part.starts_with("{\\")) && first.is_some_and(char::is_lowercase)
    };
    let known = people::person(as_written);
    if known.is_none()
        && !braced
        && parts.len() <= 8
        && people::person(&shown[shown.len().saturating_sub(4)..].join(" ")).is_none()
    {
        return None;
    }
    // `Wang Y`, as PubMed has it.
    let last = shown.last().map_or("", |word| &**word);
    if is_initials(last) && !last.ends_with('.') && !shown.iter().rev().skip(1).any(|w| is_initials(w)) {
        return PersonName::from_parts(&shown[..shown.len() - 1].join(" "), Some(last), None);
    }
    let mut end = shown.len();
    let suffix = shown.last().filter(|last| generation(last) && shown.len() > 2 && last.len() > 1);
    if suffix.is_some() {
        end -= 1;
    }
    let von = parts[..end - 1].iter().zip(&shown).position(small);
    // A name that begins small, `van der Berg`, is all family name.
    let cut = von.unwrap_or(end - 1);
    let given = shown[..cut].join(" ");
    PersonName::from_parts(&shown[cut..end].join(" "), Some(&given), suffix.map(|word| &**word))
}

/// Words outside of braces, between blanks and ties.
fn name_words(name: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0i32);
    for (at, c) in name.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = (depth - 1).max(0),
            // `\~n` and `\ ` are no ends of words.
            c if depth == 0 && (c.is_whitespace() || c == '~') && !name[..at].ends_with('\\') => {
                parts.push(&name[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&name[from..]);
    let mut joined: Vec<&str> = Vec::new();
    for part in parts.into_iter().filter(|p| !p.is_empty()) {
        // A command and its argument: `\v R`, `\o re`.
        if let Some(last) = joined.last_mut()
            && last.rsplit_once('\\').is_some_and(|(_, command)| {
                !command.is_empty() && command.bytes().all(|b| b.is_ascii_alphabetic()) && command.len() < 3
            })
        {
            let start = last.as_ptr() as usize - name.as_ptr() as usize;
            let end = part.as_ptr() as usize - name.as_ptr() as usize + part.len();
            *last = &name[start..end];
        } else {
            joined.push(part);
        }
    }
    joined
}

fn is_initials(word: &str) -> bool {
    let word = word.trim();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let spelt = word.ends_with('.') || letters <= 2 || letters == 3 && !word.contains(['A', 'E', 'I', 'O', 'U']);
    (1..=4).contains(&letters) && spelt && word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-' | ' '))
}

/// Whether a part, in braces or not, tells the generation.
fn generation(word: &str) -> bool {
    is_suffix(word.trim().trim_matches(['{', '}']))
}

fn is_acronym(text: &str) -> bool {
    text.chars().count() <= 6 && text.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
        || people::person(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let (names, others) = list(text, false);
        let shown = |name: &Name| match &name.parts {
            Some(parts) => {
                let suffix = parts.suffix.as_ref().map(|s| format!("|{s}")).unwrap_or_default();
                format!("{}|{}{suffix}", parts.family, parts.given.as_deref().unwrap_or(""))
            }
            None => name.as_written.clone(),
        };
        names.iter().map(shown).chain(others.then(|| "+".to_string())).collect()
    }

    #[test]
    fn names_by_the_grammar() {
        for (text, expected) in [
            ("Jonathan Quetzal Tritter and Berg, Jan", vec!["Tritter|Jonathan Quetzal", "Berg|Jan"]),
            (
                "Ludwig van Beethoven AND\n de la Cruz, Ana and others",
                vec!["van Beethoven|Ludwig", "de la Cruz|Ana", "+"],
            ),
            (
                r#"Charles Xavier de la Vall{\'e}e Poussin and {\'E}tienne {\v C}ech"#,
                vec!["de la Vallée Poussin|Charles Xavier", "Čech|Étienne"],
            ),
            (
                "Costa, Jr., P. T. and Smith, John, Jr. and King, Jr.",
                vec!["Costa|P. T.|Jr", "Smith|John|Jr", "King||Jr"],
            ),
            (
                "{First Study Group} and {Council on A and B} and {{Barnes} and {Noble}}",
                vec!["First Study Group", "Council on A and B", "Barnes and Noble"],
            ),
            ("{Beta, Ana and Gamma, Bo}", vec!["Beta|Ana", "Gamma|Bo"]),
            ("{Caputo}, F. and Ana {de Beta}", vec!["Caputo|F.", "de Beta|Ana"]),
            ("family=Ackooij, given=W., prefix=van, useprefix=true and Beta, B.", vec!["van Ackooij|W.", "Beta|B."]),
            ("王伟 and 欧阳, 明华 and {李娜}", vec!["王|伟", "欧阳|明华", "李|娜"]),
            ("Wang Y and Beta AB", vec!["Wang|Y", "Beta|AB"]),
            ("Beta, A.; Gamma, B.", vec!["Beta|A.", "Gamma|B."]),
            ("Beta, A., Gamma, B. C.", vec!["Beta|A.", "Gamma|B. C."]),
            ("World Health Organization and Plato", vec!["World Health Organization", "Plato|"]),
            ("Radim {\\v R}eh{\\r u}{\\v r}ek and Knut \\O rsted", vec!["Řehůřek|Radim", "Ørsted|Knut"]),
            ("", vec![]),
            (" and ", vec![]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
