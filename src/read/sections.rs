//! Abstracts cut at their labels and paragraphs, as far as the layout shows them.
//!
//! NLM prints labels in capitals (`METHODS: …`), journals and the programs that copy from them in any case, on lines
//! of their own, or not at all. A label is taken for one only where it stands at the start of a sentence, and not alone.

use super::Sink;
use super::markup;
use super::tagged::{Slice, head_of};
use crate::diagnostic::Span;
use crate::record::{Abstract, Section};
use crate::text;
use std::borrow::Cow;
use std::ops::Range;

/// Labels that are none of them in capitals.
const LABELS: &[&str] = &[
    "aim",
    "aims",
    "background",
    "background and aims",
    "background and objectives",
    "background and purpose",
    "background/objectives",
    "clinical implications",
    "conclusion",
    "conclusions",
    "context",
    "data extraction",
    "data sources",
    "data synthesis",
    "design",
    "design/methodology/approach",
    "discussion",
    "findings",
    "funding",
    "highlights",
    "implications",
    "importance",
    "interpretation",
    "intervention",
    "interventions",
    "introduction",
    "limitations",
    "main outcome measures",
    "main results",
    "material and methods",
    "materials and methods",
    "measurements",
    "method",
    "methodology",
    "methods",
    "methods and findings",
    "methods and results",
    "objective",
    "objectives",
    "originality/value",
    "outcomes",
    "participants",
    "patients",
    "patients and methods",
    "practical implications",
    "purpose",
    "rationale",
    "registration",
    "relevance",
    "research limitations/implications",
    "result",
    "results",
    "setting",
    "significance",
    "study design",
    "study selection",
    "systematic review registration",
    "trial registration",
];

/// A line longer than this was not wrapped by a program: its end is that of a paragraph.
const WRAPPED: usize = 140;

/// The language of a title or abstract of a publication in `languages`: an English one has them in English; of others
/// only the words tell, for catalogues translate.
pub(super) fn lang_of(text: &str, languages: &[&'static str]) -> Option<&'static str> {
    if languages == ["en"] && !text::has_han(text) { Some("en") } else { text::language(head_of(text, 400)) }
}

/// Reads the value of an abstract's field. Paragraphs in another script are an abstract in another language.
pub(super) fn abstracts(
    value: Slice<'_>,
    lang: impl Fn(&str) -> Option<&'static str>,
    sink: &Sink<'_>,
) -> Vec<Abstract> {
    match markup::plain(value.text) {
        Cow::Borrowed(_) => cut(value, lang, |range| sink.span(range)),
        // Where markup was taken out, places within the value are lost.
        Cow::Owned(plain) => {
            let span = sink.span(value.range());
            cut(Slice { text: &plain, at: 0 }.trim(), lang, |_| span)
        }
    }
}

/// Adds an abstract that goes on under a second tag to the one before it, where they are in one language.
pub(super) fn go_on(before: &mut [Abstract], found: &mut Vec<Abstract>) {
    let (Some(held), [next]) = (before.last_mut(), &mut found[..]) else { return };
    if held.lang != next.lang {
        return;
    }
    for whole in [&mut *held, &mut *next] {
        if whole.sections.is_empty() {
            whole.sections.push(Section { label: None, text: whole.text.clone(), span: whole.span });
        }
    }
    held.text.push('\n');
    held.text.push_str(&next.text);
    held.sections.append(&mut next.sections);
    held.span.end = next.span.end;
    found.clear();
}

fn cut(
    value: Slice<'_>,
    lang: impl Fn(&str) -> Option<&'static str>,
    span: impl Fn(Range<usize>) -> Span,
) -> Vec<Abstract> {
    let mut found: Vec<Abstract> = Vec::new();
    let mut heading: Option<String> = None;
    let paragraphs = paragraphs(value);
    let several = paragraphs.len() > 1;
    for (i, paragraph) in paragraphs.iter().enumerate() {
        if several && i + 1 < paragraphs.len() && heading.is_none() && is_heading(paragraph.text) {
            heading = Some(text::clean(paragraph.text.trim_end_matches(':')).into_owned());
            continue;
        }
        let script = if several { foreign_script(paragraph.text) } else { None };
        let begins = found.last().is_none_or(|held| several && script != foreign_script(&held.text));
        if begins {
            let head = head_of(paragraph.text, 400);
            let lang = script.or_else(|| lang(head)).map(Cow::Borrowed);
            found.push(Abstract { lang, ..Abstract::default() });
        }
        let Some(current) = found.last_mut() else { continue };
        let place = span(paragraph.range());
        current.span = if begins { place } else { Span { end: place.end, ..current.span } };
        let parts = labelled(*paragraph);
        if let ([(None, body)], false, None) = (&parts[..], several, &heading) {
            current.text = text::clean(body.text).into_owned();
            continue;
        }
        for (label, body) in parts {
            let label = label.map(|l| text::clean(l).into_owned()).or_else(|| heading.take());
            let words = text::clean(body.text);
            if !current.text.is_empty() {
                current.text.push('\n');
            }
            if let Some(label) = &label {
                current.text.push_str(label);
                current.text.push_str(": ");
            }
            current.text.push_str(&words);
            current.sections.push(Section { label, text: words.into_owned(), span: span(body.range()) });
        }
    }
    for whole in &mut found {
        if matches!(&whole.sections[..], [Section { label: None, .. }]) {
            whole.sections.clear();
        }
    }
    found
}

/// Elements that hold a heading within an abstract.
const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6", "title"];
/// Headings that only say what the whole is.
const NO_LABEL: &[&str] = &["abstract", "summary", "zusammenfassung", "résumé", "resumen", "摘要"];

/// Reads an abstract in whose text elements mark the headings: `<h4>Methods</h4>…`, `<jats:title>Methods</jats:title>…`.
/// Without any it is read by its layout.
pub(super) fn marked_up(value: &str, span: Span) -> Vec<Abstract> {
    // Some escape the markup as well.
    let unescaped;
    let value = if value.contains("&lt;") && !value.contains('<') {
        unescaped = value.replace("&lt;", "<").replace("&gt;", ">");
        &unescaped
    } else {
        value
    };
    let mut parts: Vec<(Option<String>, String)> = Vec::new();
    let mut rest = value;
    let mut label = None;
    let plain = |text: &str| text::clean(&markup::plain(text)).into_owned();
    while let Some((start, inside, end)) = heading(rest) {
        parts.push((label.take(), plain(&rest[..start])));
        let words = plain(&rest[inside]);
        label = Some(words.trim_end_matches([':', '.']).trim().to_string()).filter(|label| !label.is_empty());
        rest = &rest[end..];
    }
    if parts.is_empty() {
        let plain = markup::plain(value);
        return cut(Slice { text: &plain, at: 0 }.trim(), |_| None, |_| span);
    }
    parts.push((label, plain(rest)));
    for (label, _) in &mut parts {
        label.take_if(|label| NO_LABEL.contains(&label.to_lowercase().as_str()));
    }
    parts.retain(|(label, words)| label.is_some() || !words.is_empty());
    let mut whole = Abstract { span, ..Abstract::default() };
    for (label, text) in parts {
        if !whole.text.is_empty() {
            whole.text.push('\n');
        }
        if let Some(label) = &label {
            whole.text.push_str(label);
            whole.text.push_str(": ");
        }
        whole.text.push_str(&text);
        whole.sections.push(Section { label, text, span });
    }
    if matches!(&whole.sections[..], [Section { label: None, .. }]) {
        whole.sections.clear();
    }
    vec![whole]
}

/// The first heading of a text: where its element begins, what is inside, where the element ends.
fn heading(text: &str) -> Option<(usize, Range<usize>, usize)> {
    memchr::memchr_iter(b'<', text.as_bytes()).find_map(|at| {
        let tag = &text[at + 1..];
        let name = tag.strip_prefix("jats:").unwrap_or(tag);
        let length = name.bytes().take(8).position(|b| !b.is_ascii_alphanumeric())?;
        HEADINGS.iter().find(|known| known.eq_ignore_ascii_case(&name[..length]))?;
        // A heading is short; anything else has its end tag lost, and is not looked for further.
        let near = |from: usize| text.as_bytes().get(from..text.len().min(from + 400)).unwrap_or_default();
        let inside = at + memchr::memchr(b'>', near(at))? + 1;
        let close = inside + memchr::memmem::find(near(inside), b"</")?;
        let end = close + memchr::memchr(b'>', near(close))? + 1;
        Some((at, inside..close, end))
    })
}

/// Wrapped lines are one paragraph; where lines are long or blank lines stand between, each is one.
fn paragraphs(value: Slice<'_>) -> Vec<Slice<'_>> {
    let spaced = value.text.contains("\n\n");
    let long = value.text.contains('\n') && value.lines().any(|line| line.text.len() > WRAPPED);
    if !spaced && !long {
        return vec![value];
    }
    if !spaced || long {
        return value.lines().collect();
    }
    let mut found = Vec::new();
    let mut from = 0;
    for at in memchr::memmem::find_iter(value.text.as_bytes(), b"\n\n") {
        found.push(value.split_at(at).0.split_at(from).1.trim());
        from = at;
    }
    found.push(value.split_at(from).1.trim());
    found.retain(|paragraph| !paragraph.text.is_empty());
    found
}

/// A short line without the end of a sentence, over a paragraph.
fn is_heading(line: &str) -> bool {
    line.len() <= 60
        && !line.ends_with(['.', ',', ';', '?', '!', '。', '，', '；', '？', '！'])
        && line.split_whitespace().count() <= 5
}

/// The language of a text in a script that only few languages share with its neighbours.
fn foreign_script(text: &str) -> Option<&'static str> {
    let beginning = head_of(text, 400);
    if beginning.is_ascii() {
        return None;
    }
    text::language(beginning).filter(|lang| matches!(*lang, "zh" | "ja" | "ko" | "ru" | "uk"))
}

/// A paragraph cut at its labels.
fn labelled(paragraph: Slice<'_>) -> Vec<(Option<&str>, Slice<'_>)> {
    let labels = labels(paragraph.text);
    if labels.len() < 2 && labels.first().is_none_or(|(label, _)| label.start > 0) {
        return vec![(None, paragraph)];
    }
    let before = labels.first().map_or(0, |(label, _)| label.start);
    let mut parts = vec![(None, paragraph.split_at(before).0.trim())];
    for (i, (label, body)) in labels.iter().enumerate() {
        let end = labels.get(i + 1).map_or(paragraph.text.len(), |(next, _)| next.start);
        let body = paragraph.split_at(end).0.split_at(*body).1.trim();
        parts.push((paragraph.text.get(label.clone()), body));
    }
    parts.retain(|(label, body)| label.is_some() || !body.text.is_empty());
    parts
}

/// Labels with the place where their text begins: at the start of a sentence, before a colon and a blank; capitals of
/// four letters or more, or one of the usual words.
fn labels(text: &str) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        let head = &text[from..colon];
        let first = from == 0;
        from = colon + 1;
        let sentence = match head.rfind(['.', '?', '!', ']', '"', '”', '\n']) {
            Some(at) => head[at..].trim_start_matches(['.', '?', '!', ']', '"', '”']),
            None if first => head,
            None => continue,
        };
        let label = sentence.trim();
        let shape = label
            .chars()
            .all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | ',' | '/' | '&' | '(' | ')' | '\'' | '-'));
        let begins = label.starts_with(|c: char| c.is_ascii_uppercase()) && label.len() <= 80;
        let apart =
            (first && label.len() == head.trim_end().len()) || sentence.starts_with(|c: char| c.is_ascii_whitespace());
        let follows = text[from..].starts_with(|c: char| c.is_ascii_whitespace());
        if !(shape && begins && apart && follows) {
            continue;
        }
        let letters = label.bytes().filter(u8::is_ascii_alphabetic).count();
        let capitals = letters >= 4 && !label.bytes().any(|b| b.is_ascii_lowercase());
        if capitals || LABELS.iter().any(|known| known.eq_ignore_ascii_case(label)) {
            let start = colon - sentence.trim_start().len();
            found.push((start..start + label.len(), from));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let span = |range: Range<usize>| Span { start: range.start as u64, end: range.end as u64, line: 1 };
        let found = cut(Slice { text, at: 0 }, text::language, span);
        let section = |s: &Section| format!("{}|{}", s.label.as_deref().unwrap_or(""), s.text);
        found
            .iter()
            .map(|a| [vec![a.text.clone()], a.sections.iter().map(section).collect()].concat().join(" / "))
            .collect()
    }

    #[test]
    fn labels_cut_an_abstract() {
        for (text, expected) in [
            ("Plain text: nothing.", vec!["Plain text: nothing."]),
            ("One line\nwrapped: no label.", vec!["One line wrapped: no label."]),
            (
                "BACKGROUND AND AIMS: One. DNA: two.\n  RESULTS: Three (n = 5).",
                vec![
                    "BACKGROUND AND AIMS: One. DNA: two.\nRESULTS: Three (n = 5). / BACKGROUND AND AIMS|One. DNA: two. / RESULTS|Three (n = 5).",
                ],
            ),
            (
                "Before. Methods: Two. Results: Three.",
                vec!["Before.\nMethods: Two.\nResults: Three. / |Before. / Methods|Two. / Results|Three."],
            ),
            ("The two methods: one and two.", vec!["The two methods: one and two."]),
            ("One.\n\n\nMethods\nTwo.\n\nThree.", vec!["One.\nMethods Two.\nThree. / |One. / |Methods Two. / |Three."]),
            ("One.\n\nMethods\n\nTwo.", vec!["One.\nMethods: Two. / |One. / Methods|Two."]),
            ("", vec![""]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn another_script_is_another_abstract() {
        let text = "同伴工作者参与精神卫生服务，他们的经历有助于他人康复。\n\nPeer workers take part in the service.";
        let both = shown(text);
        assert_eq!(both.len(), 2);
        assert!(both[1].starts_with("Peer"));
    }
}
