//! The abstract of a page, which may stand there twice: in English, and translated into Chinese below.
//!
//! Paragraphs go to the abstract of their language, whatever their order. A second abstract translates the first where
//! both have the same number of paragraphs and each paragraph the same numbers; machine translations of abstracts keep
//! both. Anything else is left open, with a warning.

use crate::diagnostic::Severity;
use crate::read::Sink;
use crate::record::{Abstract, Section};
use crate::text;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// A paragraph as found on the page, without its label.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    pub(super) label: Option<String>,
    pub(super) text: String,
    /// Where the text stands in the piece.
    pub(super) place: Range<usize>,
}

/// Labels of sections, in lower case.
static SECTIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "abstract|background|backgrounds|introduction|context|rationale|objective|objectives|aim|aims|purpose|goal|\
    goals|hypothesis|importance|question|questions|research question|problem|method|methods|methodology|\
    materials and methods|material and methods|methods and materials|patients and methods|subjects and methods|\
    methods and findings|methods and results|methods/design|design|study design|design and methods|\
    design/methodology/approach|setting|settings|participants|patients|subjects|sample|data sources|\
    data collection|data extraction|data synthesis|study selection|intervention|interventions|\
    main outcome measures|measures|measurements|outcomes|exposure|analysis|result|results|findings|\
    main results|key results|results and discussion|discussion|conclusion|conclusions|\
    conclusions and relevance|conclusion and relevance|interpretation|summary|limitations|\
    strengths and limitations|implications|practice implications|clinical implications|\
    implications for practice|implications for rehabilitation|significance|originality/value|relevance|\
    background and objectives|background and aims|background and purpose|objectives and methods|perspective|\
    what is known|what this paper adds|patient or public contribution|public contribution|funding|\
    trial registration|registration|clinical trial registration|prospero registration|ethics|\
    ethics and dissemination|methods and analysis|keypoints|key points|背景|研究背景|引言|前言|目的|研究目的|\
    目标|方法|研究方法|资料与方法|材料与方法|对象与方法|设计|结果|研究结果|发现|结论|研究结论|讨论|结语|意义|\
    启示|局限|局限性|试验注册|注册|创新点|解释"
        .split('|')
        .collect()
});

/// Reads the label a paragraph begins with: `METHODS: …`, `[目的] …`. The second range is empty where it stands alone.
pub(super) fn section_label(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let known = |label: &str| SECTIONS.contains(label.to_lowercase().as_str());
    if let Some(inside) = line.strip_prefix('[') {
        let label = super::line::trimmed(line, 1..1 + inside.find(']')?);
        let rest = super::line::trim_by(line, label.end..line.len(), |c| c.is_whitespace() || c == ']' || c == ':');
        return known(&line[label.clone()]).then_some((label, rest));
    }
    let colon = line.char_indices().take(60).find(|(_, c)| *c == ':').map(|(at, _)| at);
    let label = super::line::trimmed(line, 0..colon.unwrap_or(line.len()));
    let slice = line.get(label.clone())?;
    let words = slice.split_whitespace().count();
    // `PRACTICE POINTS FOR SERVICES:` is a label of the journal's own.
    let capitals = colon.is_some()
        && words <= 6
        && slice.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && slice.chars().all(|c| c.is_uppercase() || c.is_whitespace() || "-/&,".contains(c));
    if slice.len() > 120 || !known(slice) && !capitals {
        return None;
    }
    let rest = colon.map_or(line.len(), |at| at + 1);
    Some((label, super::line::trimmed(line, rest..line.len())))
}

/// A section's label, where it has one, and its text.
type LabelledRange = (Option<Range<usize>>, Range<usize>);

/// Cuts a paragraph that begins with a label at the labels inside it: `目的:…。方法:…。`.
pub(super) fn sections(text: &str) -> Vec<LabelledRange> {
    let Some((label, rest)) = section_label(text).filter(|(_, rest)| !rest.is_empty()) else {
        return vec![(None, super::line::trimmed(text, 0..text.len()))];
    };
    let mut found = vec![(Some(label), rest)];
    let stops = text.char_indices().filter(|(_, c)| matches!(c, '.' | '。' | ';' | '；' | '!' | '?' | ']'));
    for (at, stop) in stops {
        let start = super::line::trimmed(text, at + stop.len_utf8()..text.len()).start;
        let Some((_, last)) = found.last_mut().filter(|(_, last)| last.start < start) else { continue };
        let Some((label, rest)) = text.get(start..).and_then(inner_label) else { continue };
        last.end = super::line::trimmed(text, last.start..start).end;
        found.push((Some(start + label.start..start + label.end), start + rest.start..text.len()));
    }
    found
}

/// A label of the table within a paragraph; it needs its colon or its brackets there.
fn inner_label(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let head = text.char_indices().nth(80).map_or(text, |(at, _)| &text[..at]);
    let marked = head.starts_with('[') || head.contains(':');
    let (label, rest) = section_label(head).filter(|(_, rest)| marked && !rest.is_empty())?;
    SECTIONS.contains(head[label.clone()].to_lowercase().as_str()).then_some((label, rest))
}

/// Makes abstracts of paragraphs, one for each language.
pub(super) fn abstracts(paragraphs: Vec<Paragraph>, sink: &mut Sink<'_>) -> Vec<Abstract> {
    let mut groups: Vec<(Option<&'static str>, Vec<Paragraph>)> = Vec::new();
    let languages: Vec<Option<&'static str>> = paragraphs.iter().map(|p| language(&p.text)).collect();
    let mut changes = 0;
    let mut language = languages.iter().flatten().next().copied();
    for (paragraph, own) in paragraphs.into_iter().zip(languages) {
        // A paragraph too short to tell is of the language before it.
        let before = language;
        language = own.or(language);
        changes += usize::from(language != before);
        match groups.iter_mut().find(|(lang, _)| *lang == language) {
            Some((_, group)) => group.push(paragraph),
            None => groups.push((language, vec![paragraph])),
        }
    }
    if changes > 1
        && let Some(start) = groups.first().and_then(|(_, group)| group.first()).map(|p| p.place.start)
    {
        let message = "paragraphs in different languages alternate; those of one language are read as one abstract";
        sink.note(Severity::Info, "abstract-order", start, message);
    }
    let mut abstracts: Vec<Abstract> = Vec::with_capacity(groups.len());
    for (at, (lang, group)) in groups.iter().enumerate() {
        let mut made = one(group, lang.map(Cow::Borrowed), sink);
        if let (true, Some((first, original))) = (at > 0, groups.first()) {
            match difference(original, group) {
                None => made.translation_of = Some(0),
                Some(difference) => {
                    let name = |lang: &Option<&'static str>| lang.unwrap_or("first");
                    let message = format!(
                        "the {} abstract {difference} than the {} one; not marked as its translation",
                        name(lang),
                        name(first)
                    );
                    let start = group.first().map_or(0, |p| p.place.start);
                    sink.note(Severity::Warning, "translation", start, message);
                }
            }
        }
        abstracts.push(made);
    }
    abstracts
}

fn language(text: &str) -> Option<&'static str> {
    text::language(text)
}

fn one(group: &[Paragraph], lang: Option<Cow<'static, str>>, sink: &Sink<'_>) -> Abstract {
    let start = group.iter().map(|p| p.place.start).min().unwrap_or(0);
    let end = group.iter().map(|p| p.place.end).max().unwrap_or(start);
    let texts: Vec<&str> = group.iter().map(|p| p.text.as_str()).collect();
    let parted = group.len() > 1 || group.iter().any(|p| p.label.is_some());
    let section =
        |p: &Paragraph| Section { label: p.label.clone(), text: p.text.clone(), span: sink.span(p.place.clone()) };
    Abstract {
        text: texts.join("\n"),
        lang,
        sections: if parted { group.iter().map(section).collect() } else { Vec::new() },
        translation_of: None,
        span: sink.span(start..end),
    }
}

/// In what the second text cannot be a translation of the first, or nothing.
fn difference(original: &[Paragraph], other: &[Paragraph]) -> Option<String> {
    if original.len() != other.len() {
        return Some(format!("has {} paragraphs, not {},", other.len(), original.len()));
    }
    let pairs = original.iter().zip(other);
    let (at, _) = pairs.enumerate().find(|(_, (a, b))| numbers(&a.text) != numbers(&b.text))?;
    Some(format!("has other numbers in paragraph {}", at + 1))
}

/// The numbers of a text, with the marks between thousands taken away: `13,178` and `13178` are one.
fn numbers(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let chars: Vec<char> = text.chars().map(plain_digit).collect();
    let digits = |from: usize| chars[from.min(chars.len())..].iter().take(4).take_while(|c| c.is_ascii_digit()).count();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut number = String::new();
        while at < chars.len() {
            let c = chars[at];
            if c.is_ascii_digit() {
                number.push(c);
            } else if matches!(c, ',' | '\u{2009}' | '\u{202f}' | '\'') && digits(at + 1) == 3 && number.len() <= 12 {
                // A mark between thousands.
            } else if c == '.' && digits(at + 1) > 0 {
                number.push(c);
            } else {
                break;
            }
            at += 1;
        }
        found.insert(number);
    }
    found
}

fn plain_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        '，' => ',',
        '．' => '.',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_sections() {
        for (line, label, rest) in [
            ("METHODS: We asked.", "METHODS", "We asked."),
            ("Main outcome measures: none", "Main outcome measures", "none"),
            ("[目的] 探讨", "目的", "探讨"),
            ("目的:探讨", "目的", "探讨"),
            ("Conclusions", "Conclusions", ""),
            ("PRACTICE POINTS: none", "PRACTICE POINTS", "none"),
        ] {
            let found = section_label(line);
            assert_eq!(found.map(|(a, b)| (&line[a], &line[b])), Some((label, rest)), "{line}");
        }
        for line in [
            "The results are as follows: [1] one",
            "[1] Peer workers",
            "Peer workers in Norway: a review",
            "结果如下:一",
            "WHO",
        ] {
            assert_eq!(section_label(line), None, "{line}");
        }
    }

    #[test]
    fn labels_inside_a_paragraph() {
        let of = |text: &'static str| -> Vec<(Option<&str>, &str)> {
            sections(text).into_iter().map(|(label, body)| (label.map(|l| &text[l]), &text[body])).collect()
        };
        assert_eq!(of("目的:探讨作用。方法:访谈。"), [(Some("目的"), "探讨作用。"), (Some("方法"), "访谈。")]);
        assert_eq!(of("[目的]探讨。[方法]访谈"), [(Some("目的"), "探讨。"), (Some("方法"), "访谈")]);
        assert_eq!(
            of("Objective: To see. Methods: We asked: how? Results: good."),
            [(Some("Objective"), "To see."), (Some("Methods"), "We asked: how?"), (Some("Results"), "good.")]
        );
        assert_eq!(of("We asked. Methods: none."), [(None, "We asked. Methods: none.")]);
    }

    #[test]
    fn numbers_without_their_marks() {
        let set = |text| numbers(text).into_iter().collect::<Vec<_>>();
        assert_eq!(
            set("10 databases, 13,178 articles, 172 of them (p = .05, 3.5%)."),
            ["05", "10", "13178", "172", "3.5"]
        );
        assert_eq!(
            set("在 10 个数据库中筛选 13178 篇，其中 172 篇（p＝.05，３．５％）"),
            ["05", "10", "13178", "172", "3.5"]
        );
        assert_eq!(set("[1],[2] 2013,2014"), ["1", "2", "2013", "2014"]);
    }
}
