//! Every place a record names shows what the record says of it, in every valid fixture of every format.
//!
//! The places are cut from the text as a person would cut them, decoded loosely (markup, entities, escapes, TeX, percent
//! signs) and compared letter by letter: the value stands in the cut, or the cut is a part of the value. Nothing of how
//! the readers count is used. Values put together from several parts have all their words in the cut.

use crate::read::{FORMATS, at, fixtures, read};
use citeweave::diagnostic::Span;
use citeweave::record::{Field, Ids, PartialDate, Record};
use citeweave::text::fold;
use std::collections::HashSet;
use std::fs;

/// What does not stand at its place in the words of the record, and why: the fixture, what is said, the value.
#[rustfmt::skip]
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    // A name written one character to a tag.
    ("ris/shredded.ris",            "contributor",              "Nes, O"),
    ("ris/shredded.ris",            "contributor",              "O'A, B"),
    // What a paper has from its volume stands where it points at it.
    ("bibtex/parents.bib",          "isbn of the record",       "999000000X"),
];

/// Languages by the names and numbers that sources give them, where these do not begin with the code.
const LANGUAGES: &[(&str, &[&str])] =
    &[("de", &["ger", "german"]), ("en", &["american", "1033", "英文"]), ("zh", &["chi", "chinese", "中文"])];

/// Characters a cut may be longer than three times its value: elements of people hold their addresses as well.
const MARKUP: usize = 600;

/// The text of a file as readers and people count it: without byte order mark, line ends as one.
fn decoded(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(Result::unwrap).collect()
        }
        _ => String::from_utf8(bytes.to_vec()).unwrap(),
    };
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// The readings of a cut: as it is, and with all that formats write instead of letters undone.
fn readings(cut: &str) -> Vec<String> {
    let json = unescaped(cut);
    let plain = entities(&entities(&json));
    [cut.to_string(), untagged(&plain), untagged(&entities(&json)), untagged(&json), percent(&plain), tex(cut)]
        .iter()
        .map(|reading| fold(reading))
        .collect()
}

/// Undoes `\u00e9` and `\n`.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let number = after.strip_prefix('u').and_then(|after| after.get(..4));
        let letter = number.and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
        rest = match letter {
            Some(letter) => {
                out.push(letter);
                &after[5..]
            }
            None => {
                out.push(' ');
                after.strip_prefix(['n', 'r', 't', '"']).unwrap_or(after)
            }
        };
    }
    out + rest
}

/// Resolves the references of XML and some of HTML.
fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let named = [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\''), ("nbsp;", ' ')];
        let number = after.strip_prefix('#').and_then(|after| after.split_once(';')).and_then(|(digits, after)| {
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            Some((char::from_u32(number.ok()?)?, after))
        });
        let named = named.iter().find_map(|(name, letter)| Some((*letter, after.strip_prefix(name)?)));
        let (letter, after) = number.or(named).unwrap_or(('&', after));
        out.push(letter);
        rest = after;
    }
    out + rest
}

/// Takes tags away; those inside a word do not part it.
fn untagged(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        match after.split_once('>') {
            Some((tag, after)) if tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => {
                let inline = ["i", "b", "sub", "sup", "italic", "bold"];
                if !inline.contains(&tag.trim_start_matches('/')) {
                    out.push(' ');
                }
                rest = after;
            }
            _ => {
                out.push('<');
                rest = after;
            }
        }
    }
    out + rest
}

/// Undoes `%C5` and `+`.
fn percent(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = tail;
            }
        }
    }
    // Old pages count on a Western encoding.
    String::from_utf8(bytes).unwrap_or_else(|error| error.as_bytes().iter().map(|byte| char::from(*byte)).collect())
}

/// Takes the commands of TeX away, but for those that are a letter.
fn tex(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.extend(before.chars().filter(|c| !matches!(c, '{' | '}' | '$')));
        let length = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (name, tail) = after.split_at(length);
        match name {
            "O" | "o" | "l" | "L" | "i" | "j" | "AA" | "aa" | "ss" => out.push_str(&name[name.len() / 2..]),
            "alpha" => out.push('α'),
            // An accent stands before its letter.
            "" => {
                let mut tail = tail.chars();
                out.extend(tail.next().filter(|c| c.is_ascii_punctuation() && !"\"'`^~=.".contains(*c)));
                rest = tail.as_str();
                continue;
            }
            _ => {}
        }
        rest = if name.len() == 1 { tail.trim_start() } else { tail };
    }
    out.extend(rest.chars().filter(|c| !matches!(c, '{' | '}' | '$')));
    out
}

/// Whether a cut shows a value.
fn shows(cut: &str, value: &str) -> bool {
    let value = fold(value);
    let solid = |text: &str| text.replace(' ', "");
    let words: HashSet<&str> = value.split(' ').collect();
    readings(cut).iter().filter(|reading| !reading.is_empty()).any(|reading| {
        let read: HashSet<&str> = reading.split(' ').collect();
        let (cut, value) = (solid(reading), solid(&value));
        let part = 3 * cut.len() >= value.len();
        cut.contains(&value) || words.is_subset(&read) || part && (value.contains(&cut) || read.is_subset(&words))
    })
}

/// One fixture under examination.
struct Examined<'t> {
    path: &'t str,
    text: &'t str,
    wrong: Vec<String>,
}

impl Examined<'_> {
    /// Checks that one of some values stands at a place; a place is to be known.
    fn check(&mut self, what: &str, span: Span, values: &[&str]) {
        let excepted = |value: &&str| EXCEPTIONS.contains(&(self.path, what, *value));
        if values.iter().any(excepted) {
            return;
        }
        if !span.is_known() {
            self.wrong.push(format!("{}: {what} {values:?} has no place", self.path));
            return;
        }
        let cut = at(self.text, span);
        let longest = values.iter().map(|value| value.chars().count()).max().unwrap_or_default();
        let tight = cut.chars().count() <= 3 * longest + MARKUP;
        // White space that is escaped is no white space.
        let clean = cut.trim() == cut || cut.contains('\\');
        if !tight || !clean || !values.iter().any(|value| shows(&cut, value)) {
            self.wrong.push(format!("{}: {what} {values:?} is not at {cut:?}", self.path));
        }
    }

    fn ids(&mut self, what: &str, ids: &Ids) {
        for id in ids.iter() {
            self.check(&format!("{} of {what}", id.scheme().name()), id.span(), &[id.value()]);
        }
    }

    fn date(&mut self, what: &str, span: Span, date: PartialDate) {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let month = date.month().map(|month| months[usize::from(month) - 1]).unwrap_or_default();
        // The year of `JUN 8` stands in a field of its own.
        let month = if at(self.text, span).to_lowercase().starts_with(month) { month } else { "" };
        let year = date.year().to_string();
        let values = [year.as_str(), month];
        self.check(what, span, if month.is_empty() { &values[..1] } else { &values });
    }

    fn record(&mut self, record: &Record) {
        self.ids("the record", &record.ids);
        for title in &record.titles {
            self.check("title", title.span, &[&title.text]);
        }
        for summary in &record.abstracts {
            self.check("abstract", summary.span, &[&summary.text]);
            for section in &summary.sections {
                self.check("section", section.span, &[&section.text]);
            }
        }
        for person in &record.contributors {
            self.check("contributor", person.span, &[&person.as_written]);
            self.ids("a contributor", &person.ids);
        }
        for place in &record.affiliations {
            self.check("affiliation", place.span, &[&place.as_written]);
            self.ids("an affiliation", &place.ids);
        }
        for keyword in &record.keywords {
            self.check("keyword", keyword.span, &[&keyword.text]);
        }
        for reference in record.references.iter().chain(&record.related) {
            self.check("reference", reference.span, &[&reference.as_written]);
            self.ids("a reference", &reference.ids);
            for author in &reference.authors {
                self.check("author of a reference", author.span, &[&author.as_written]);
            }
        }
        for funding in &record.funding {
            let values: Vec<&str> = funding.funder.iter().chain(&funding.grants).map(String::as_str).collect();
            self.check("funding", funding.span, &values);
            self.ids("a funder", &funding.ids);
        }
        if let Some(times) = &record.times_cited {
            self.check("times cited", times.span, &[&times.as_written, &times.count.to_string()]);
        }
        for relation in &record.relations {
            let ids = relation.ids.iter().map(|id| id.value());
            // Of `is_retracted: true` the value.
            let written = relation
                .as_written
                .as_deref()
                .into_iter()
                .flat_map(|words| [Some(words), words.strip_prefix("is_retracted: ")]);
            let values: Vec<&str> = written.flatten().chain(ids).collect();
            self.check("relation", relation.span, &values);
            self.ids("a relation", &relation.ids);
        }
        for (field, span) in &record.spans {
            self.field(*field, *span, record);
        }
    }

    fn field(&mut self, field: Field, span: Span, record: &Record) {
        let name = format!("{field:?}").to_lowercase();
        let texts: Vec<&str> = match field {
            // One of several.
            Field::Type => record.type_as_written.as_deref().into_iter().flat_map(|words| words.split("; ")).collect(),
            Field::Venue => {
                let venue = record.venue.as_ref().unwrap();
                let issn = venue.issn.iter().map(String::as_str);
                [&venue.title, &venue.abbreviation, &venue.publisher]
                    .into_iter()
                    .flatten()
                    .map(String::as_str)
                    .chain(issn)
                    .collect()
            }
            Field::Issued => return self.date(&name, span, record.issued.unwrap()),
            Field::Available => return self.date(&name, span, record.available.unwrap()),
            Field::Volume => record.volume.as_deref().into_iter().collect(),
            Field::Issue => record.issue.as_deref().into_iter().collect(),
            Field::Pages => {
                let pages = &record.pages;
                let count = pages.count.map(|count| count.to_string());
                let values = [&pages.first, &pages.last, &pages.article_number, &count];
                return self.check(&name, span, &values.into_iter().flatten().map(String::as_str).collect::<Vec<_>>());
            }
            Field::Languages => {
                let named =
                    |lang: &str| LANGUAGES.iter().find(|(code, _)| *code == lang).map_or(&[][..], |(_, names)| names);
                record.languages.iter().flat_map(|lang| named(lang).iter().copied().chain([lang.as_ref()])).collect()
            }
        };
        self.check(&name, span, &texts);
    }
}

#[test]
fn places_show_what_the_record_says() {
    let mut wrong = Vec::new();
    for &(format, folder) in FORMATS {
        for path in fixtures(format, "valid") {
            let bytes = fs::read(&path).unwrap();
            let text = decoded(&bytes);
            let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
            let mut examined = Examined { path: &name, text: &text, wrong: Vec::new() };
            let (records, _) = read(format, &bytes);
            records.iter().for_each(|record| examined.record(record));
            wrong.append(&mut examined.wrong);
        }
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}
