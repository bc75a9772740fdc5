//! Pages of papers saved or pasted as text.
//!
//! There is no format here, only habits, and two kinds of pages that may follow one another in a file in any order:
//!
//! * unlabelled ones, as PubMed shows a paper: authors, addresses, a
//!   [citation line](https://www.ncbi.nlm.nih.gov/books/NBK7282/), the paragraphs of the abstract, and perhaps their
//!   translation into Chinese;
//! * pages of Chinese mirrors of Web of Science, with labels (`作者`, `D O I`) above or before their values and a list of
//!   related papers at the end.
//!
//! Reading goes in steps: lines with places ([`line`]), what each is by its own form ([`label`], [`citation_line`]),
//! records and roles ([`cut`]), members ([`assemble`], [`values`], [`people`]). What a line may be but need not is never decided in silence:
//! doubt is a diagnostic, and what is not understood stays in `other` under `unread`.

mod abstracts;
mod assemble;
mod citation_line;
mod cut;
mod label;
mod line;
mod names;
mod people;
mod related;
mod shape;
mod values;

use super::input::Head;
use super::{Sink, Spec};
use label::Label;
use line::{Kind, Line, lines};

pub(super) const SPEC: Spec = Spec {
    name: "page",
    title: "saved or pasted page",
    extensions: &["txt"],
    media_type: "text/plain",
    detect,
    boundary,
    parse,
};

/// Pages are small, and where one ends shows only where the next begins: texts up to this size are read whole.
const WHOLE_BYTES: usize = 8 << 20;
/// How far back from the end of a larger text the beginning of a record is looked for.
const TAIL_BYTES: usize = 1 << 20;

/// A citation line with volume or pages shows a page, or two different labels in Chinese.
fn detect(head: &Head) -> Option<String> {
    let text = head.text();
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // Web pages, JSON, BibTeX and PubMed's numbered summaries hold such lines as well.
    if start.starts_with(['<', '{', '@']) || start.starts_with("1: ") {
        return None;
    }
    let lines = lines(text);
    let number = |line: &Line<'_>| 1 + crate::text::count_lines(&text[..line.place(line.all()).start]);
    let shown = |line: &Line<'_>| {
        let shown: String = line.text().chars().take(40).collect();
        let dots = if shown.len() < line.text().len() { "…" } else { "" };
        format!("line {} `{shown}{dots}`", number(line))
    };
    let mut labels: Vec<(Label, &Line<'_>)> = Vec::new();
    let mut latin: Vec<(Label, &Line<'_>)> = Vec::new();
    // Ovid sets values two blanks in below labels that are not.
    let is_ovid = |at: usize, value: &std::ops::Range<usize>| {
        let before = |line: &Line<'_>| &text[..line.place(line.all()).start];
        value.is_empty()
            && !before(&lines[at]).ends_with(' ')
            && lines.get(at + 1).is_some_and(|next| before(next).ends_with("\n  "))
    };
    for (at, line) in lines.iter().enumerate() {
        match &line.kind {
            Kind::Citation(citation) if citation.is_strong() => return Some(shown(line)),
            Kind::Label(label, _)
                if label::is_chinese(line.text())
                    && (label.is_evidence() || *label == Label::Authors)
                    && labels.iter().all(|(seen, _)| seen != label) =>
            {
                labels.push((*label, line));
            }
            Kind::Label(label, value)
                if (label.is_evidence() || label.opens())
                    && latin.iter().all(|(seen, _)| seen != label)
                    && !is_ovid(at, value) =>
            {
                latin.push((*label, line));
            }
            _ => {}
        }
        // Labels in Latin letters are everyday words: it takes the authors' and two more.
        if let [(_, first), .., (_, last)] = latin[..]
            && latin.len() > 2
            && latin.iter().any(|(label, _)| *label == Label::Authors)
        {
            return Some(format!("{}, {}", shown(first), shown(last)));
        }
        if let [(one, first), (two, second)] = labels[..]
            && (one.is_evidence() || two.is_evidence())
        {
            return Some(format!("{}, {}", shown(first), shown(second)));
        }
    }
    None
}

/// The last blank line before a record, in texts too large to be read whole.
fn boundary(text: &str, ended: bool) -> Option<usize> {
    if ended {
        return Some(text.len());
    }
    if text.len() < WHOLE_BYTES {
        return None;
    }
    let from = text.len() - TAIL_BYTES;
    let from = from + memchr::memchr(b'\n', &text.as_bytes()[from..])? + 1;
    let tail = &text[from..];
    let lines = lines(tail);
    let (cuts, _) = cut::cut(&lines);
    // Before the first record of the tail stands the rest of another.
    let mut starts = cuts.iter().skip(1).filter_map(|cut| lines.get(cut.lines.start)).filter(|line| line.after_blank);
    starts.next_back().map(|line| {
        let at = line.place(line.all()).start;
        from + tail[..at].rfind('\n').map_or(0, |end| end + 1)
    })
}

fn parse(sink: &mut Sink<'_>) {
    let lines = lines(sink.text());
    let (cuts, roles) = cut::cut(&lines);
    let mut leading = 0..cuts.first().map_or(0, |cut| cut.lines.start);
    for cut in &cuts {
        assemble::assemble(&lines, &roles, cut, std::mem::take(&mut leading), sink);
    }
}
