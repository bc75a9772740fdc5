//! JSON-LD in a page: publications in the words of [schema.org](https://schema.org/ScholarlyArticle).
//!
//! The vocabulary is used as every site sees fit: a name where an object is meant, one object where a list is, volumes
//! nested in issues in journals. Scripts are often no valid JSON; what templates break most is mended, the rest is told.

use super::super::Sink;
use super::super::tagged::Slice;
use super::Meaning::{self, *};
use super::{Entry, Family};
use crate::diagnostic::Severity;
use crate::record::{KeywordScheme, Role, WorkKind};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::ops::Range;

/// Types that are publications.
#[rustfmt::skip]
const TYPES: &[&str] = &[
    "ScholarlyArticle", "MedicalScholarlyArticle", "Article", "TechArticle", "Report", "Thesis", "Book", "Chapter", "Dataset",
    "PublicationIssue", "NewsArticle", "BlogPosting",
];

/// Members that hold one text.
#[rustfmt::skip]
const MEMBERS: &[(&str, Meaning)] = &[
    ("headline",            Title),
    ("name",                Title),
    ("alternativeHeadline", Title),
    ("datePublished",       Date),
    ("pageStart",           FirstPage),
    ("pageEnd",             LastPage),
    ("pagination",          PageRange),
    ("issn",                Serial),
    ("isbn",                Serial),
    ("abstract",            AbstractText),
    ("description",         AbstractText),
    ("inLanguage",          Language),
    ("volumeNumber",        Volume),
    ("issueNumber",         Issue),
    ("keywords",            Words(KeywordScheme::Author)),
    ("sameAs",              Identifiers),
    ("@id",                 Identifiers),
    ("url",                 Kept),
    ("license",             Kept),
    ("articleSection",      Kept),
    ("genre",               Kept),
];

/// Objects within objects are followed so far.
const DEEPEST: usize = 8;

/// One publication of a script.
pub(super) struct Document<'t> {
    object: Map<String, Value>,
    script: Slice<'t>,
}

/// Reads a script; what is no JSON is told.
pub(super) fn documents<'t>(script: Slice<'t>, sink: &mut Sink<'_>) -> Vec<Document<'t>> {
    let body = script.trim();
    if body.text.is_empty() {
        return Vec::new();
    }
    let value = match serde_json::from_str::<Value>(body.text) {
        Ok(value) => value,
        Err(error) => match serde_json::from_str::<Value>(&mended(body.text)) {
            Ok(value) => {
                let message = format!("JSON-LD that is no JSON ({error}): mended and read");
                sink.note(Severity::Info, "json-ld", body.at, message);
                value
            }
            Err(_) => {
                let message = format!("JSON-LD that is no JSON: {error} of the script; left out");
                sink.note(Severity::Warning, "json-ld", body.at, message);
                return Vec::new();
            }
        },
    };
    let mut objects = Vec::new();
    gather(value, 0, &mut objects);
    objects.into_iter().map(|object| Document { object, script }).collect()
}

/// Takes away what templates leave: comments around the script, commas before a bracket, line ends within strings.
fn mended(text: &str) -> String {
    let text = text.trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let text =
        text.trim_end().trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim_end_matches(';');
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for c in text.chars() {
        if inside {
            out.push(if c.is_control() { ' ' } else { c });
            (inside, escaped) = (escaped || c != '"', !escaped && c == '\\');
            continue;
        }
        match c {
            '"' => inside = true,
            ']' | '}' => {
                let end = out.trim_end().len();
                if out[..end].ends_with(',') {
                    out.truncate(end - 1);
                }
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

fn gather(value: Value, depth: usize, found: &mut Vec<Map<String, Value>>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| gather(item, depth + 1, found)),
        Value::Object(mut object) => {
            if types(&object).any(|name| TYPES.contains(&name)) {
                found.push(object);
                return;
            }
            for inner in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"] {
                if let Some(value @ (Value::Array(_) | Value::Object(_))) = object.remove(inner) {
                    gather(value, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let written = object.get("@type").into_iter().flat_map(|value| match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>(),
        value => value.as_str().into_iter().collect(),
    });
    written.map(|name| name.rsplit(['/', ':']).next().unwrap_or(name))
}

impl<'t> Document<'t> {
    /// Where the script stands.
    pub(super) fn place(&self) -> Range<usize> {
        self.script.trim().range()
    }

    /// What it says, in the order in which people and places belong together.
    pub(super) fn entries(self, entries: &mut Vec<Entry<'t>>) {
        let mut writer = Writer { script: self.script.trim(), from: 0, entries };
        if let Some(name) = types(&self.object).find(|name| TYPES.contains(name)) {
            writer.push(Kind, "@type", name);
        }
        writer.object(&self.object, true, 0);
    }
}

struct Writer<'e, 't> {
    script: Slice<'t>,
    /// Where the value before was found: the next is looked for behind it.
    from: usize,
    entries: &'e mut Vec<Entry<'t>>,
}

/// How far ahead in the script a value is looked for, that many values do not cost its square.
const AHEAD: usize = 4 << 10;

impl<'t> Writer<'_, 't> {
    fn push(&mut self, meaning: Meaning, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let slice = self.place(value);
        self.push_at(meaning, name, value, slice);
    }

    fn push_at(&mut self, meaning: Meaning, name: &str, value: &str, slice: Slice<'t>) {
        let clean = crate::text::clean(&super::markup::plain(value)).into_owned();
        let name = Cow::Owned(format!("jsonld.{name}"));
        self.entries.push(Entry { family: Family::JsonLd, meaning, name, value: clean, slice });
    }

    /// Where a value stands: the whole script, where it is written in another form.
    fn place(&mut self, value: &str) -> Slice<'t> {
        for from in [self.from, 0] {
            let text = self.script.text;
            let window = text.as_bytes().get(from..text.len().min(from + AHEAD)).unwrap_or_default();
            if let Some(at) = memchr::memmem::find(window, value.as_bytes()) {
                let start = from + at;
                if let Some(found) = text.get(start..start + value.len()) {
                    self.from = start + value.len();
                    return Slice { text: found, at: self.script.at + start };
                }
            }
        }
        self.script
    }

    /// Where two parts of a name stand, which may be in either order.
    fn both(&mut self, family: &str, given: &str) -> Slice<'t> {
        let from = self.from;
        let family = self.place(family).range();
        let behind = std::mem::replace(&mut self.from, from);
        let given = self.place(given).range();
        self.from = self.from.max(behind);
        let (start, end) = (family.start.min(given.start), family.end.max(given.end));
        let (start, end) = (start - self.script.at, end - self.script.at);
        self.script.split_at(end).0.split_at(start).1
    }

    /// Members in the order of the script; what is not known is kept where it is text.
    fn object(&mut self, object: &Map<String, Value>, is_main: bool, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let has_headline = object.contains_key("headline");
        for (key, value) in object {
            match (key.as_str(), value) {
                ("@type" | "@context" | "image" | "thumbnailUrl" | "potentialAction", _) => {}
                ("name", _) if has_headline || !is_main => {}
                ("author" | "creator", value) if is_main => self.people(value, Role::Author),
                ("editor", value) if is_main => self.people(value, Role::Editor),
                ("contributor", value) if is_main => self.people(value, Role::Other),
                ("isPartOf", value) => self.container(value, depth + 1),
                ("publisher" | "sourceOrganization", value) if is_main => {
                    if let Some(name) = name(value) {
                        self.push(Publisher, key, &name);
                    }
                }
                ("identifier", value) => self.identifiers(value, depth),
                ("citation", value) if is_main => self.citations(value),
                ("funder" | "funding", value) if is_main => {
                    for funder in items(value) {
                        let inner = funder.get("funder").unwrap_or(funder);
                        if let Some(name) = name(inner) {
                            self.push(Funder, key, &name);
                        }
                        if let Some(grant) =
                            funder.get("identifier").and_then(Value::as_str).filter(|_| key == "funding")
                        {
                            self.push(Grant, "funding.identifier", grant);
                        }
                    }
                }
                (key, value) => {
                    let meaning = MEMBERS.iter().find(|(name, _)| *name == key).map_or(Kept, |(_, meaning)| *meaning);
                    let wanted = is_main || matches!(meaning, Volume | Issue | Serial);
                    for item in items(value).into_iter().filter(|_| wanted) {
                        let text = match item {
                            Value::Object(_) => name(item),
                            value => scalar(value),
                        };
                        if let Some(text) = text {
                            self.push(meaning, key, &text);
                        }
                    }
                }
            }
        }
    }

    /// Issues in volumes in journals: the outermost with a name is the venue.
    fn container(&mut self, value: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for item in items(value) {
            match item {
                Value::String(name) if !name.starts_with("http") => self.push(Journal, "isPartOf", name),
                Value::Object(object) => {
                    let is_book = types(object).any(|name| name == "Book");
                    let meaning = if is_book { Container(WorkKind::BookChapter) } else { Journal };
                    let is_number = types(object).any(|name| name == "PublicationIssue" || name == "PublicationVolume");
                    if let Some(name) = name(item).filter(|_| !is_number) {
                        self.push(meaning, "isPartOf.name", &name);
                    }
                    self.object(object, false, depth + 1);
                }
                _ => {}
            }
        }
    }

    fn people(&mut self, value: &Value, role: Role) {
        for item in items(value) {
            match item {
                Value::String(name) => self.push(People(role), "author", name),
                Value::Object(person) => {
                    let part =
                        |key: &str| person.get(key).and_then(Value::as_str).map(str::trim).filter(|p| !p.is_empty());
                    match (part("familyName"), part("givenName"), part("name")) {
                        (Some(family), Some(given), _) => {
                            let slice = self.both(family, given);
                            self.push_at(Person(role), "author.name", &format!("{family}, {given}"), slice);
                        }
                        (_, _, Some(name)) | (Some(name), None, None) => self.push(Person(role), "author.name", name),
                        _ => continue,
                    }
                    for key in ["affiliation", "worksFor"] {
                        for place in person.get(key).into_iter().flat_map(items) {
                            if let Some(place) = self::name(place) {
                                self.push(Institution, "author.affiliation", &place);
                            }
                        }
                    }
                    let ids = ["@id", "identifier", "sameAs", "url"].into_iter().filter_map(|key| person.get(key));
                    let ids: Vec<String> = ids.flat_map(items).filter_map(id_text).collect();
                    if let Some(orcid) =
                        ids.iter().find(|id| id.to_ascii_lowercase().contains("orcid.org/") || is_orcid(id))
                    {
                        self.push(Orcid, "author.identifier", orcid);
                    }
                    if let Some(email) = part("email") {
                        self.push(Email, "author.email", email);
                    }
                }
                _ => {}
            }
        }
    }

    fn identifiers(&mut self, value: &Value, depth: usize) {
        for item in items(value) {
            let Some(value) = id_text(item) else { continue };
            let kind = item.get("propertyID").or_else(|| item.get("name")).and_then(Value::as_str).unwrap_or_default();
            let meaning = match kind.rsplit('/').next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "doi" => Doi,
                "pmid" => Pmid,
                "pmcid" => Pmcid,
                "arxiv" => Arxiv,
                "issn" => Serial,
                _ => Identifiers,
            };
            if depth == 0 {
                self.push(meaning, "identifier", &value);
            }
        }
    }

    fn citations(&mut self, value: &Value) {
        for item in items(value) {
            let text = match item {
                Value::Object(cited) => {
                    let part = |key: &str| cited.get(key).and_then(scalar);
                    let mut parts = Vec::new();
                    for author in cited.get("author").into_iter().flat_map(items).filter_map(name) {
                        parts.push(format!("citation_author={author}"));
                    }
                    for (key, member) in [
                        ("citation_title", part("headline").or_else(|| part("name"))),
                        ("citation_publication_date", part("datePublished")),
                        ("citation_journal_title", cited.get("isPartOf").and_then(name)),
                        ("citation_pages", part("pagination")),
                        (
                            "citation_doi",
                            part("sameAs")
                                .or_else(|| part("@id"))
                                .or_else(|| part("identifier"))
                                .filter(|id| id.contains("10.")),
                        ),
                    ] {
                        parts.extend(member.map(|member| format!("{key}={member}")));
                    }
                    Some(parts.join("; "))
                }
                item => scalar(item),
            };
            if let Some(text) = text {
                self.push(Cited, "citation", &text);
            }
        }
    }
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        value => vec![value],
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The name of something, or the text it is given by.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => object.get("name").or_else(|| object.get("legalName")).and_then(scalar),
        value => scalar(value).filter(|text| !text.starts_with("http")),
    }
}

fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => {
            object.get("value").or_else(|| object.get("@id")).or_else(|| object.get("url")).and_then(scalar)
        }
        value => scalar(value),
    }
}

fn is_orcid(text: &str) -> bool {
    text.len() == 19 && text.bytes().filter(|b| *b == b'-').count() == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_templates_break_is_mended() {
        for broken in ["<!--{\"a\": [1,],}-->", "{\"a\": \"b\nc\"};", "//<![CDATA[\n{\"a\": \"\\\"\"}\n//]]>"] {
            assert!(serde_json::from_str::<Value>(&mended(broken)).is_ok(), "{broken}");
        }
        assert!(serde_json::from_str::<Value>(&mended("{\"a\" / 1}")).is_err());
    }
}
