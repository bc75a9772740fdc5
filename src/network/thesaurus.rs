//! Thesauri and stop lists: which labels are one, and which are none.
//!
//! A thesaurus says for a label what to write instead; nothing instead means that the label is to be ignored. Labels are
//! compared without regard to case, as VOSviewer does, after white space is squeezed and Unicode composed
//! ([`clean`]). Accents and punctuation do count: `C` is not `C++`.
//!
//! Applied to labels it says which of them become one row and which are dropped. Only labels that a line of the
//! thesaurus touches are merged: two authors of one name remain two.

use super::NetworkError;
use super::project::Incidence;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::clean;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// Replacements of labels.
#[derive(Clone, Debug, Default)]
pub struct Thesaurus {
    lines: Vec<Line>,
    /// The line of each label, by its [`key`].
    by_key: FxHashMap<String, usize>,
}

/// One replacement.
#[derive(Clone, Debug)]
struct Line {
    label: String,
    /// What to write instead; `None` drops the label.
    replacement: Option<String>,
    source: Arc<str>,
    /// From 1; 0 where the replacement did not come from a text.
    number: u64,
}

impl Line {
    fn message(&self, severity: Severity, code: &'static str, message: String) -> Diagnostic {
        let line = (self.number > 0).then_some(self.number);
        Diagnostic { severity, code, message, source: Arc::clone(&self.source), line, record: None }
    }
}

/// What a thesaurus makes of a list of labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// The labels that remain, in the order in which they first occur.
    pub labels: Vec<String>,
    /// For each label given the row in [`labels`](Self::labels) it became; `None` if it was dropped.
    pub row_of: Vec<Option<u32>>,
    /// Lines that no label needed, and circles of replacements.
    pub messages: Vec<Diagnostic>,
}

/// What labels are compared by.
fn key(label: &str) -> String {
    let label = clean(label);
    if label.is_ascii() { label.to_ascii_lowercase() } else { label.to_lowercase() }
}

impl Thesaurus {
    /// Reads a VOSviewer thesaurus file: lines of two columns set apart by a tab, the first line naming them `label` and
    /// `replace by`, in any order and case. A line without a replacement drops its label. Fields may stand in double
    /// quotes.
    ///
    /// # Returns
    /// The thesaurus, and messages about lines that were not understood: codes `thesaurus-header`, `thesaurus-line`,
    /// `thesaurus-repeated`.
    ///
    /// # Reference
    /// van Eck & Waltman, [VOSviewer Manual](https://www.vosviewer.com/documentation/Manual_VOSviewer_1.6.20.pdf), Thesaurus
    /// files.
    ///
    /// # Example
    /// ```
    /// use citeweave::network::thesaurus::Thesaurus;
    /// let text = "label\treplace by\nPeer workers\tpeer support worker\n同伴工作者\tpeer support worker\narticle\t\n";
    /// let (thesaurus, messages) = Thesaurus::read_vosviewer(text, "thesaurus.txt");
    /// assert!(messages.is_empty());
    /// let merged = thesaurus.apply(&["peer workers", "recovery", "Article", "同伴工作者"]);
    /// assert_eq!(merged.labels, ["peer support worker", "recovery"]);
    /// assert_eq!(merged.row_of, [Some(0), Some(1), None, Some(0)]);
    /// ```
    pub fn read_vosviewer(text: &str, source: &str) -> (Self, Vec<Diagnostic>) {
        let source: Arc<str> = source.into();
        let mut messages = Vec::new();
        let mut thesaurus = Self::default();
        let mut places: Option<(usize, usize)> = None;
        for (number, text) in lines(text) {
            let fields: Vec<Cow<'_, str>> = text.split('\t').map(field).collect();
            let place = |name: &str| fields.iter().position(|field| key(field) == name);
            let (label_at, replacement_at) = match (places, place("label"), place("replace by")) {
                (Some(places), ..) => places,
                (None, Some(label), Some(replacement)) => {
                    places = Some((label, replacement));
                    continue;
                }
                (None, ..) => {
                    let message =
                        "columns are not named label and replace by; first taken as label, second as replacement";
                    let line = Line { label: String::new(), replacement: None, source: Arc::clone(&source), number };
                    messages.push(line.message(Severity::Warning, "thesaurus-header", message.into()));
                    places = Some((0, 1));
                    (0, 1)
                }
            };
            let part = |at: usize| fields.get(at).map(|field| field.as_ref()).filter(|field| !field.is_empty());
            let line = Line {
                label: part(label_at).unwrap_or_default().to_owned(),
                replacement: part(replacement_at).map(str::to_owned),
                source: Arc::clone(&source),
                number,
            };
            // A label without even a tab behind it was hardly meant to be dropped.
            let problem = if line.label.is_empty() {
                Some("no label")
            } else if fields.len() <= replacement_at && fields.len() == 1 {
                Some("no tab between label and replacement")
            } else {
                None
            };
            match problem {
                Some(problem) => {
                    let message = format!("{problem}; line left out");
                    messages.push(line.message(Severity::Warning, "thesaurus-line", message));
                }
                None => messages.extend(thesaurus.add(line)),
            }
        }
        (thesaurus, messages)
    }

    /// Reads a stop list: one label a line, each to be dropped; lines that begin with `#` are comments.
    ///
    /// ```
    /// use citeweave::network::thesaurus::Thesaurus;
    /// let (stop, messages) = Thesaurus::read_stop_list("# words of method\nmethod\n研究\n", "stop.txt");
    /// assert!(messages.is_empty());
    /// assert_eq!(stop.apply(&["Method", "care", "研究"]).row_of, [None, Some(0), None]);
    /// ```
    pub fn read_stop_list(text: &str, source: &str) -> (Self, Vec<Diagnostic>) {
        let source: Arc<str> = source.into();
        let mut messages = Vec::new();
        let mut thesaurus = Self::default();
        for (number, text) in lines(text).filter(|(_, text)| !text.trim_start().starts_with('#')) {
            let label = field(text).into_owned();
            messages.extend(thesaurus.add(Line { label, replacement: None, source: Arc::clone(&source), number }));
        }
        (thesaurus, messages)
    }

    /// Takes pairs of a label and what to write instead, as alternative and preferred labels of a SKOS vocabulary are.
    ///
    /// ```
    /// use citeweave::network::thesaurus::Thesaurus;
    /// let (thesaurus, _) = Thesaurus::from_pairs([("neoplasms", "cancer"), ("肿瘤", "cancer")], "mesh.ttl");
    /// assert_eq!(thesaurus.apply(&["Cancer", "肿瘤", "Neoplasms"]).row_of, [Some(0); 3]);
    /// ```
    pub fn from_pairs<L, R>(pairs: impl IntoIterator<Item = (L, R)>, source: &str) -> (Self, Vec<Diagnostic>)
    where
        L: AsRef<str>,
        R: AsRef<str>,
    {
        let source: Arc<str> = source.into();
        let mut messages = Vec::new();
        let mut thesaurus = Self::default();
        for (label, replacement) in pairs {
            let (label, replacement) = (clean(label.as_ref()), clean(replacement.as_ref()));
            if label.is_empty() {
                continue;
            }
            messages.extend(thesaurus.add(Line {
                label: label.into_owned(),
                replacement: Some(replacement.into_owned()).filter(|replacement| !replacement.is_empty()),
                source: Arc::clone(&source),
                number: 0,
            }));
        }
        (thesaurus, messages)
    }

    /// Adds what another thesaurus says. Where both speak of a label, this one is right and a message says so.
    pub fn extend(&mut self, other: Self) -> Vec<Diagnostic> {
        other.lines.into_iter().filter_map(|line| self.add(line)).collect()
    }

    /// Number of labels it knows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it knows no label.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn add(&mut self, line: Line) -> Option<Diagnostic> {
        let key = key(&line.label);
        if let Some(&first) = self.by_key.get(&key) {
            let first = &self.lines[first];
            if first.replacement == line.replacement {
                return None;
            }
            let other = first.replacement.as_deref().map_or("dropped".into(), |other| format!("replaced by {other:?}"));
            let message = format!("label is {other} already; line left out: {:?}", line.label);
            return Some(line.message(Severity::Warning, "thesaurus-repeated", message));
        }
        self.by_key.insert(key, self.lines.len());
        self.lines.push(line);
        None
    }

    /// Where each line leads in the end, and the line that its replacement is the label of.
    fn ends(&self) -> (Vec<End<'_>>, Vec<Option<usize>>) {
        let next = |at: usize| {
            let replacement = self.lines[at].replacement.as_ref()?;
            // `ai → AI` says how to write it and leads no further.
            self.by_key.get(&key(replacement)).copied().filter(|&next| next != at)
        };
        let next: Vec<Option<usize>> = (0..self.lines.len()).map(next).collect();
        let mut ends: Vec<Option<End<'_>>> = vec![None; self.lines.len()];
        let mut walk_of = vec![usize::MAX; self.lines.len()];
        let mut walk = Vec::new();
        for first in 0..self.lines.len() {
            walk.clear();
            let mut at = first;
            let end = loop {
                if let Some(end) = ends[at] {
                    break end;
                }
                if walk_of[at] == first {
                    break End::Circle;
                }
                walk_of[at] = first;
                walk.push(at);
                match next[at] {
                    Some(next) => at = next,
                    None => break self.lines[at].replacement.as_deref().map_or(End::Dropped, End::Label),
                }
            };
            walk.iter().for_each(|&at| ends[at] = Some(end));
        }
        (ends.into_iter().map(|end| end.unwrap_or(End::Circle)).collect(), next)
    }

    /// Says which of some labels become one, which are dropped, and what was odd.
    ///
    /// Replacements are followed to the end: with a → b and b → c, a becomes c. Labels in a circle of replacements stay as
    /// they are. A label that is itself a replacement in use is merged with those it replaces, in the writing of the
    /// thesaurus. Labels that nothing touches keep their own row each, even if they are equal.
    ///
    /// # Returns
    /// Rows, and messages of the codes `thesaurus-circle` and `thesaurus-unused`.
    ///
    /// # Complexity
    /// Time linear in labels and lines.
    pub fn apply<L: AsRef<str>>(&self, labels: &[L]) -> Merged {
        let keys: Vec<String> = labels.iter().map(|label| key(label.as_ref())).collect();
        let (line_ends, next) = self.ends();
        let mut used = vec![false; self.lines.len()];
        let mut circles: Vec<usize> = Vec::new();
        let mut end_of = |key: &String| {
            let line = *self.by_key.get(key)?;
            if matches!(line_ends[line], End::Circle) {
                circles.push(line);
            }
            let mut at = Some(line);
            while let Some(line) = at.filter(|&line| !used[line]) {
                used[line] = true;
                at = next[line];
            }
            Some(line_ends[line])
        };
        let ends: Vec<Option<End<'_>>> = keys.iter().map(&mut end_of).collect();
        // How replacements in use are written: where lines differ in case, as the first label that meets one has it.
        let mut writing: FxHashMap<String, &str> = FxHashMap::default();
        for end in ends.iter().flatten() {
            if let End::Label(label) = end {
                writing.entry(key(label)).or_insert(label);
            }
        }

        let mut merged = Merged::default();
        let mut rows: FxHashMap<&str, u32> = FxHashMap::default();
        for ((label, own), end) in labels.iter().zip(&keys).zip(&ends) {
            let target = match end {
                Some(End::Dropped) => {
                    merged.row_of.push(None);
                    continue;
                }
                Some(End::Label(label)) => writing.get_key_value(&key(label)),
                Some(End::Circle) => None,
                None => writing.get_key_value(own),
            };
            let row = match target {
                Some((key, written)) => *rows.entry(key).or_insert_with(|| {
                    merged.labels.push((*written).to_owned());
                    merged.labels.len() as u32 - 1
                }),
                None => {
                    merged.labels.push(label.as_ref().to_owned());
                    merged.labels.len() as u32 - 1
                }
            };
            merged.row_of.push(Some(row));
        }

        let mut messages = Vec::new();
        circles.sort_unstable();
        circles.dedup();
        for line in circles.into_iter().map(|line| &self.lines[line]) {
            let message = format!("replacements lead in a circle; label kept as it is: {:?}", line.label);
            messages.push(line.message(Severity::Warning, "thesaurus-circle", message));
        }
        for (line, _) in self.lines.iter().zip(&used).filter(|(_, used)| !**used) {
            let message = format!("no such label; line has no effect: {:?}", line.label);
            messages.push(line.message(Severity::Info, "thesaurus-unused", message));
        }
        merged.messages = messages;
        merged
    }
}

/// Where a chain of replacements ends.
#[derive(Clone, Copy)]
enum End<'a> {
    Label(&'a str),
    Dropped,
    Circle,
}

impl Merged {
    /// Puts the rows that labels became in the place of the items of documents; an item then counts once for a document.
    ///
    /// # Errors
    /// [`NetworkError::Row`] if an item has no label.
    ///
    /// ```
    /// use citeweave::network::{project::Incidence, thesaurus::Thesaurus};
    /// let (thesaurus, _) = Thesaurus::from_pairs([("b", "a"), ("c", "")], "pairs");
    /// let merged = thesaurus.apply(&["a", "b", "c", "d"]);
    /// let documents = merged.merge_items(&Incidence::new(&[0, 3, 5], &[0, 1, 2, 2, 3])?)?;
    /// assert_eq!((documents.items_of(0), documents.items_of(1)), (&[0][..], &[1][..]));
    /// # Ok::<(), citeweave::network::NetworkError>(())
    /// ```
    pub fn merge_items(&self, incidence: &Incidence<'_>) -> Result<Incidence<'static>, NetworkError> {
        if incidence.item_rows() > self.row_of.len() {
            let row = incidence.item_rows() as u32 - 1;
            return Err(NetworkError::Row { table: "labels", row, rows: self.row_of.len() });
        }
        let (mut documents, mut items) = (Vec::new(), Vec::new());
        for document in 0..incidence.documents() {
            for row in incidence.items_of(document).iter().filter_map(|&item| self.row_of[item as usize]) {
                documents.push(document as u32);
                items.push(row);
            }
        }
        Incidence::from_links(incidence.documents(), &documents, &items)
    }
}

/// Lines with their numbers from 1; without a byte order mark and without those that are blank.
fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A carriage return ends a line too: VOSviewer is used on Macs, and spreadsheets there still write it alone.
    let text = text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    (1..).zip(text).filter(|(_, line)| !line.trim().is_empty())
}

/// A field without the quotes around it, cleaned.
fn field(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) if inner.contains('"') => Cow::Owned(clean(&inner.replace("\"\"", "\"")).into_owned()),
        Some(inner) => clean(inner),
        None => clean(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(messages: &[Diagnostic]) -> Vec<(&str, Option<u64>)> {
        messages.iter().map(|message| (message.code, message.line)).collect()
    }

    #[test]
    fn reads_vosviewer_files_as_they_come() {
        let text = "\u{feff}Label\tReplace by\r\n\"peer-support\"\tpeer support\r\n\r\nCafe\u{301}\t\"the \"\"house\"\"\"\r\nstudy\t\r\n";
        let (thesaurus, messages) = Thesaurus::read_vosviewer(text, "t.txt");
        assert_eq!(codes(&messages), []);
        assert_eq!(thesaurus.len(), 3);
        let merged = thesaurus.apply(&["PEER-SUPPORT", "Peer Support", "CAFÉ", " study "]);
        assert_eq!(merged.labels, ["peer support", "the \"house\""]);
        assert_eq!(merged.row_of, [Some(0), Some(0), Some(1), None]);
        let swapped = Thesaurus::read_vosviewer("replace by\tlabel\nb\ta\n", "t.txt").0;
        assert_eq!(swapped.apply(&["A"]).labels, ["b"]);
    }

    #[test]
    fn tells_what_it_does_not_understand() {
        let text = "a\tb\n\tc\nd\na\tc\na\tb\n";
        let (thesaurus, messages) = Thesaurus::read_vosviewer(text, "t.txt");
        assert_eq!(
            codes(&messages),
            [
                ("thesaurus-header", Some(1)),
                ("thesaurus-line", Some(2)),
                ("thesaurus-line", Some(3)),
                ("thesaurus-repeated", Some(4)),
            ]
        );
        assert_eq!(
            messages[3].to_string(),
            "t.txt:4: warning: label is replaced by \"b\" already; line left out: \"a\" [thesaurus-repeated]"
        );
        assert_eq!(thesaurus.len(), 1);
    }

    #[test]
    fn follows_chains_and_leaves_circles() {
        let text = "label\treplace by\na\tb\nb\tC\nx\ty\ny\tx\nz\tx\nai\tAI\nold\tgone\ngone\t\nnever\tseen\n";
        let (thesaurus, messages) = Thesaurus::read_vosviewer(text, "t.txt");
        assert_eq!(messages, []);
        let merged = thesaurus.apply(&["A", "c", "x", "y", "z", "Ai", "old"]);
        assert_eq!(merged.labels, ["C", "x", "y", "z", "AI"]);
        assert_eq!(merged.row_of, [Some(0), Some(0), Some(1), Some(2), Some(3), Some(4), None]);
        let circle = |line| ("thesaurus-circle", Some(line));
        assert_eq!(codes(&merged.messages), [circle(4), circle(5), circle(6), ("thesaurus-unused", Some(10))]);
    }

    #[test]
    fn only_touched_labels_are_merged() {
        let (thesaurus, _) = Thesaurus::from_pairs([("wang, wei", "王伟")], "pairs");
        let merged = thesaurus.apply(&["Smith, J", "smith, j", "Wang, Wei", "王伟", "WANG, WEI"]);
        assert_eq!(merged.labels, ["Smith, J", "smith, j", "王伟"]);
        assert_eq!(merged.row_of, [Some(0), Some(1), Some(2), Some(2), Some(2)]);
        assert_eq!(thesaurus.apply::<&str>(&[]).labels, [""; 0]);
    }

    #[test]
    fn punctuation_and_accents_count() {
        let (thesaurus, _) = Thesaurus::read_stop_list("C\nresume\n#c#\n", "stop.txt");
        let merged = thesaurus.apply(&["C++", "résumé", "#c#", "c"]);
        assert_eq!(merged.row_of, [Some(0), Some(1), Some(2), None]);
    }

    #[test]
    fn of_two_lists_the_first_is_right() {
        let (mut thesaurus, _) = Thesaurus::read_vosviewer("label\treplace by\na\tb\n", "t.txt");
        let (stop, _) = Thesaurus::read_stop_list("x\rA\r", "stop.txt");
        let messages = thesaurus.extend(stop);
        assert_eq!(codes(&messages), [("thesaurus-repeated", Some(2))]);
        assert_eq!(&*messages[0].source, "stop.txt");
        assert_eq!(thesaurus.apply(&["a", "x"]).row_of, [Some(0), None]);
    }

    #[test]
    fn an_item_without_a_label_is_refused() {
        let merged = Thesaurus::default().apply(&["a"]);
        let incidence = Incidence::new(&[0, 1], &[1]).unwrap();
        assert!(matches!(merged.merge_items(&incidence), Err(NetworkError::Row { row: 1, rows: 1, .. })));
    }
}
