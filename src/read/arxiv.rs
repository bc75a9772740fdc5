//! arXiv: the Atom feed of its search, and the elements `arXiv` and `arXivRaw` of its harvesting interface.
//!
//! After the [API manual](https://info.arxiv.org/help/api/user-manual.html). An identifier stands without its version,
//! which is kept apart; the DOI and the citation are those of the paper as it was published elsewhere.

use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft, Parts};
use super::input::Head;
use super::people::link;
use super::tree::{Element, Tree};
use super::xml::Leaf;
use super::{Sink, Spec};
use crate::diagnostic::Severity;
use crate::record::{IdScheme, Keyword, KeywordScheme, NameOrder, PersonName, Role, Section, WorkKind};
use crate::text;
use std::borrow::Cow;
use std::ops::Range;

pub(super) const SPEC: Spec = Spec {
    name: "arxiv",
    title: "arXiv Atom feed",
    extensions: &["xml", "atom"],
    media_type: "application/atom+xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| cut::read_all(sink, &RECORDS, read),
};

const RECORDS: Records = Records {
    names: &["entry"],
    guards: &[],
    outside: &[
        "feed",
        "id",
        "title",
        "updated",
        "link",
        "itemsPerPage",
        "totalResults",
        "startIndex",
        "author",
        "name",
        "generator",
        "subtitle",
        "rights",
        "opensearch",
        "Query",
    ],
    errors: &[],
};

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    if !matches!(root, "feed" | "entry") || !head.text().contains("arxiv.org") {
        return None;
    }
    evidence(head, root)
}

fn read(sink: &mut Sink<'_>, range: Range<usize>, closed: bool) {
    // An error comes as an entry.
    let tree = Tree::read(sink.text(), range.clone(), closed, &[]);
    let error = tree.root().and_then(|root| {
        let id = root.child("id")?.text();
        id.text
            .contains("arxiv.org/api/errors")
            .then(|| root.child("summary").map(|s| s.text().text.into_owned()).unwrap_or_default())
    });
    match error {
        Some(message) => sink.note(
            Severity::Error,
            "source-error",
            range.start,
            format!("the server answered with an error: {message:?}"),
        ),
        None => draft::read(sink, range, closed, &[], map),
    }
}

/// An entry of the feed, or the record of the harvesting interface.
pub(super) fn map<'p>(draft: &mut Draft<'_, 'p>, root: Element<'_, 'p>) {
    let found = root.descendants().find(|e| matches!(e.name(), "arXiv" | "arXivRaw" | "entry"));
    let record = if matches!(root.name(), "arXiv" | "arXivRaw" | "entry") { root } else { found.unwrap_or(root) };
    draft.record.kind = Some(WorkKind::Preprint);
    for part in record.children() {
        let Some(leaf) = draft.value(part).filter(|_| part.name() != "author") else {
            attributes(draft, part);
            match part.name() {
                "author" => author(draft, part),
                "authors" => part.all("author").for_each(|person| author(draft, person)),
                _ => {}
            }
            continue;
        };
        match part.name() {
            "id" => id(draft, leaf),
            "doi" => draft.id(IdScheme::Doi, leaf),
            "title" => draft.title(leaf, None),
            "summary" | "abstract" => {
                let span = draft.span(&leaf.range);
                let text = leaf.text.into_owned();
                draft.summary(vec![Section { label: None, text, span }], None, span);
            }
            "published" | "created" => {
                if let Some(date) = draft.date(part.name(), &leaf) {
                    draft.issued(date, leaf.range);
                }
            }
            "authors" => match part.child("author") {
                Some(_) => part.all("author").for_each(|person| author(draft, person)),
                None => written_authors(draft, &leaf),
            },
            "version" => version(draft, part),
            "journal_ref" | "journal-ref" => draft.record.citation = Some(leaf.text.into_owned()),
            "categories" => categories(draft, &leaf),
            "msc-class" | "acm-class" => {
                for class in leaf.text.split([',', ';']).map(str::trim).filter(|class| !class.is_empty()) {
                    let span = draft.span(&leaf.range);
                    draft.record.keywords.push(Keyword {
                        text: class.to_string(),
                        scheme: KeywordScheme::Subject,
                        span,
                        ..Keyword::default()
                    });
                }
            }
            name => draft.record.keep_other(name, leaf.text),
        }
    }
}

/// Elements that say what they say in attributes.
fn attributes<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let span = draft.span(&part.attribute_range("term"));
    match part.name() {
        "category" | "primary_category" => {
            let Some(term) = part.attribute("term") else { return };
            let scheme = match part.attribute("scheme") {
                Some(scheme) if !scheme.contains("arxiv.org") => KeywordScheme::Subject,
                _ => KeywordScheme::ArxivCategory,
            };
            // The first one is named twice; it is what the paper is mainly about.
            let primary = part.name() == "primary_category";
            match draft.record.keywords.iter_mut().take(64).find(|known| known.text == term) {
                Some(known) => known.major = known.major.map(|major| major || primary),
                None => {
                    let major = (scheme == KeywordScheme::ArxivCategory).then_some(primary);
                    draft.record.keywords.push(Keyword {
                        id: Some(term.to_string()),
                        text: term.into_owned(),
                        scheme,
                        major,
                        span,
                        ..Keyword::default()
                    });
                }
            }
        }
        "link" => {
            let address = part.attribute("href").unwrap_or_default();
            let title = part.attribute("title").unwrap_or_default();
            if title == "doi" && draft.record.ids.get(IdScheme::Doi).is_none() {
                let leaf = Leaf { text: address, range: part.attribute_range("href"), whole: true };
                draft.id(IdScheme::Doi, leaf);
            } else if title != "doi" {
                draft.record.keep_other("link", address);
            }
        }
        _ => {}
    }
}

fn id<'p>(draft: &mut Draft<'_, 'p>, leaf: Leaf<'p>) {
    let number = leaf.text.rsplit_once("/abs/").map_or(&*leaf.text, |(_, number)| number);
    if let Some((_, version)) =
        number.rsplit_once('v').filter(|(_, v)| !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit()))
    {
        draft.record.keep_other("version", ["v", version].concat());
    }
    let number = Leaf { text: Cow::Owned(number.to_string()), ..leaf };
    draft.id(IdScheme::Arxiv, number);
}

fn author<'p>(draft: &mut Draft<'_, 'p>, person: Element<'_, 'p>) {
    if !person.is_closed() {
        return;
    }
    let span = draft.span(&person.range());
    let part = |name: &str| person.child(name).map(|part| part.text().text).unwrap_or_default();
    let parts = Parts { family: part("keyname"), given: part("forenames"), suffix: part("suffix") };
    let index = match draft.child_value(person, "name") {
        Some(leaf) => draft.written_name(Role::Author, &leaf, NameOrder::GivenFirst),
        // A collaboration has a key name alone.
        None if parts.given.is_empty()
            && super::people::person(&parts.family).is_none()
            && !parts.family.is_empty() =>
        {
            Some(draft.group(Role::Author, parts.family.into_owned(), span))
        }
        None => draft.named(Role::Author, &parts, span),
    };
    let Some(index) = index else { return };
    for place in person.all("affiliation") {
        if let Some(known) = draft.value(place).and_then(|leaf| draft.affiliation(&leaf)) {
            link(&mut draft.record, index, known);
        }
    }
}

/// All authors in one line, in TeX: `Ana Alpha, B. Beta (1 and 2) and \'Eva Gamma`. What stands in brackets are addresses.
fn written_authors<'p>(draft: &mut Draft<'_, 'p>, leaf: &Leaf<'p>) {
    let line = untex(&leaf.text);
    let mut bare = String::with_capacity(line.len());
    let mut depth = 0usize;
    for c in line.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    if bare != line {
        draft.record.keep_other("authors", line);
    }
    let span = draft.span(&leaf.range);
    for part in bare.split(',').flat_map(|part| part.split(" and ")) {
        let written = text::clean(part.trim().trim_start_matches("and ")).into_owned();
        let suffix = matches!(written.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
        if suffix && let Some(last) = draft.record.contributors.last_mut() {
            last.as_written.extend([", ", &written]);
            if let Some(name) = &mut last.name {
                name.suffix = Some(written.trim_end_matches('.').to_string());
            }
            continue;
        }
        if !written.is_empty() {
            let name = super::people::person(&written).and_then(|_| PersonName::parse(&written, NameOrder::GivenFirst));
            draft.people.add(&mut draft.record, Role::Author, written, name, span);
        }
    }
}

/// Accents written in TeX: `\'Edgar`, `Rold\'{a}n`, `\"{o}`, `{\o}`.
fn untex(text: &str) -> String {
    const ACCENTS: &[(char, char)] = &[
        ('\'', '\u{301}'),
        ('`', '\u{300}'),
        ('^', '\u{302}'),
        ('"', '\u{308}'),
        ('~', '\u{303}'),
        ('=', '\u{304}'),
        ('.', '\u{307}'),
        ('u', '\u{306}'),
        ('v', '\u{30c}'),
        ('H', '\u{30b}'),
        ('c', '\u{327}'),
        ('k', '\u{328}'),
        ('r', '\u{30a}'),
    ];
    const LETTERS: &[(&str, &str)] = &[
        ("ss", "ß"),
        ("oe", "œ"),
        ("OE", "Œ"),
        ("ae", "æ"),
        ("AE", "Æ"),
        ("aa", "å"),
        ("AA", "Å"),
        ("o", "ø"),
        ("O", "Ø"),
        ("l", "ł"),
        ("L", "Ł"),
        ("i", "i"),
        ("j", "j"),
    ];
    if !text.contains(['\\', '{', '~']) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if c == '{' || c == '}' {
            rest = after;
            continue;
        }
        if c == '~' {
            out.push(' ');
            rest = after;
            continue;
        }
        if c != '\\' {
            out.push(c);
            rest = after;
            continue;
        }
        let word_ends = |length: usize| !after[length..].starts_with(|c: char| c.is_ascii_alphabetic());
        if let Some((name, letter)) = LETTERS.iter().find(|(name, _)| after.starts_with(name) && word_ends(name.len()))
        {
            out.push_str(letter);
            rest = after[name.len()..].trim_start_matches(' ');
            continue;
        }
        let accent = after.chars().next().and_then(|a| ACCENTS.iter().find(|(name, _)| *name == a));
        match accent {
            Some((name, mark)) => {
                let mut letters = after[name.len_utf8()..].trim_start_matches([' ', '{']);
                letters = letters.strip_prefix('\\').unwrap_or(letters);
                if let Some(letter) = letters.chars().next() {
                    out.extend([letter, *mark]);
                    letters = &letters[letter.len_utf8()..];
                }
                rest = letters;
            }
            None => rest = after,
        }
    }
    text::clean(&out).into_owned()
}

fn version<'p>(draft: &mut Draft<'_, 'p>, part: Element<'_, 'p>) {
    let number = part.attribute("version").unwrap_or_default();
    let Some(leaf) = draft.child_value(part, "date") else { return };
    let date = crate::record::PartialDate::parse(&leaf.text);
    draft.record.keep_other("version", format!("{number} {}", date.map_or(leaf.text.to_string(), |d| d.to_string())));
    // The first version is the publication.
    if let Some(date) = date
        && draft.record.issued.is_none()
    {
        draft.issued(date, leaf.range);
    }
}

fn categories<'p>(draft: &mut Draft<'_, 'p>, leaf: &Leaf<'p>) {
    let span = draft.span(&leaf.range);
    for (n, category) in leaf.text.split_whitespace().enumerate() {
        draft.record.keywords.push(Keyword {
            text: category.to_string(),
            scheme: KeywordScheme::ArxivCategory,
            id: Some(category.to_string()),
            major: Some(n == 0),
            span,
            ..Keyword::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_of_tex_become_letters() {
        for (text, plain) in [
            ("\\'Edgar Rold\\'an", "Édgar Roldán"),
            ("K. M{\\\"o}ller", "K. Möller"),
            ("S\\o{}ren {\\O}rsted", "Søren Ørsted"),
            ("Andr\\'{\\i}", "Andrí"),
            ("Fran\\c{c}ois", "François"),
            ("A.~Alpha", "A. Alpha"),
            ("\\", ""),
            ("plain", "plain"),
        ] {
            assert_eq!(untex(text), plain, "{text}");
        }
    }
}
