//! What Gephi does to names, texts and sizes, and how to be safe from it.
//!
//! Everything here was seen in Gephi's own importers, version 0.10.1; `docs/gephi.md` tells each case. The rules hold for
//! all formats, so that all files of a network say the same, and other programs lose nothing by them.

use std::borrow::Cow;
use std::fmt;

/// What to do with texts that Gephi would change.
///
/// Reading GraphML and GEXF, Gephi turns the letters `INF` of any attribute into `Infinity` (`INFORMATION SCIENCE` becomes
/// `InfinityORMATION SCIENCE`) and drops the value `null`. Labels are safe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GephiSafe {
    /// Mixed case: `Information Science`. Inside an IRI the `I` is percent-encoded instead, which names the same thing
    /// ([RFC 3986, section 6.2.2.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.2)). To `null` an invisible word
    /// joiner (U+2060) is added.
    #[default]
    MixedCase,
    /// No change that can be seen: a word joiner (U+2060) after the `I`. IRIs and `null` as in mixed case.
    WordJoiner,
    /// Leave texts as they are: for files that Gephi will not read.
    Off,
}

impl GephiSafe {
    /// Returns an attribute's text as Gephi will show it unchanged.
    ///
    /// ```
    /// use citeweave::export::GephiSafe;
    /// let safe = |text| GephiSafe::MixedCase.apply(text).into_owned();
    /// assert_eq!(safe("INFORMATION SCIENCE & LIBRARY SCIENCE"), "Information Science & Library Science");
    /// assert_eq!(safe("the journal INFORMS"), "the journal Informs");
    /// assert_eq!(safe("https://example.org/INFORMS"), "https://example.org/%49NFORMS");
    /// assert_eq!(safe("null"), "null\u{2060}");
    /// assert_eq!(GephiSafe::WordJoiner.apply("INFORMS"), "I\u{2060}NFORMS");
    /// assert_eq!(GephiSafe::Off.apply("INFORMS"), "INFORMS");
    /// ```
    pub fn apply(self, text: &str) -> Cow<'_, str> {
        if self == Self::Off {
            Cow::Borrowed(text)
        } else if is_null(text) {
            Cow::Owned(format!("{text}{WORD_JOINER}"))
        } else if has_infinity(text) {
            let capitals_only = !text.chars().any(char::is_lowercase);
            let piece = |piece| self.safe_piece(piece, capitals_only);
            Cow::Owned(text.split_inclusive(char::is_whitespace).map(piece).collect())
        } else {
            Cow::Borrowed(text)
        }
    }

    /// A word of a text with `INF` somewhere, and the blank after it.
    fn safe_piece(self, piece: &str, capitals_only: bool) -> Cow<'_, str> {
        if piece.contains("://") {
            return Cow::Owned(piece.replace("INF", "%49NF"));
        }
        match self {
            Self::WordJoiner => Cow::Owned(piece.replace("INF", "I\u{2060}NF")),
            Self::MixedCase if capitals_only || has_infinity(piece) => Cow::Owned(mixed_case(piece)),
            Self::MixedCase | Self::Off => Cow::Borrowed(piece),
        }
    }
}

const WORD_JOINER: char = '\u{2060}';

fn is_null(text: &str) -> bool {
    text.eq_ignore_ascii_case("null")
}

fn has_infinity(text: &str) -> bool {
    // Most texts have no capital I at all.
    memchr::memchr_iter(b'I', text.as_bytes()).any(|at| text.as_bytes()[at..].starts_with(b"INF"))
}

/// Keeps the first letter of every run of letters and makes the others small. No `INF` is left: its `N` is never first.
fn mixed_case(text: &str) -> String {
    let mut mixed = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        if inside {
            mixed.extend(letter.to_lowercase());
        } else {
            mixed.push(letter);
        }
        inside = letter.is_alphabetic();
    }
    mixed
}

/// What was changed, or found that Gephi will change, in one network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// How many texts or names.
    pub count: usize,
    /// The first of them, before and after.
    pub example: (String, String),
}

/// Kinds of [`Notice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoticeKind {
    /// Characters that XML forbids, and other control characters: removed.
    ControlCharacter,
    /// Line breaks and tabs made blanks, blanks at the ends removed: every text is one line, as Gephi reads it from CSV.
    WhiteSpace,
    /// Nodes without a label: labelled with their id, as Gephi does for GraphML.
    EmptyLabel,
    /// Attribute values with the letters `INF`, see [`GephiSafe`].
    Infinity,
    /// Attribute values `null`, see [`GephiSafe`].
    Null,
    /// Names of columns that have a meaning of their own in Gephi, or that its tables cannot have.
    ColumnName,
    /// Labels with characters that none of the fonts has that PNG pictures are drawn with.
    NotDrawn,
}

impl NoticeKind {
    const ALL: [Self; 7] = [
        Self::ControlCharacter,
        Self::WhiteSpace,
        Self::EmptyLabel,
        Self::Infinity,
        Self::Null,
        Self::ColumnName,
        Self::NotDrawn,
    ];

    /// Short stable name for machines, and what is counted.
    #[rustfmt::skip]
    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::ControlCharacter => ("control-character", "texts with control characters, which are left out"),
            Self::WhiteSpace       => ("white-space",       "texts with line breaks or blanks at the ends, made one line"),
            Self::EmptyLabel       => ("empty-label",       "nodes without a label, named by their id"),
            Self::Infinity         => ("gephi-inf",         "attribute values with INF, which Gephi reads as Infinity"),
            Self::Null             => ("gephi-null",        "attribute values null, which Gephi drops"),
            Self::ColumnName       => ("gephi-column",      "columns whose name Gephi takes for something else"),
            Self::NotDrawn         => ("not-drawn",         "labels with characters of scripts that no font here has, blank in PNG"),
        }
    }

    /// Short stable name for machines: `gephi-inf`.
    pub fn code(self) -> &'static str {
        self.row().0
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = &self.example;
        write!(f, "{}: {}, as {before:?}, ", self.kind.row().1, self.count)?;
        if before == after { f.write_str("left as it is") } else { write!(f, "written as {after:?}") }
    }
}

/// Makes texts ready for files and counts what it changed.
pub(super) struct Cleaner {
    safe: GephiSafe,
    found: [Option<Notice>; NoticeKind::ALL.len()],
}

impl Cleaner {
    pub fn new(safe: GephiSafe) -> Self {
        Self { safe, found: Default::default() }
    }

    /// The notices, in the order of their kinds.
    pub fn finish(self) -> Vec<Notice> {
        self.found.into_iter().flatten().collect()
    }

    fn note(&mut self, kind: NoticeKind, before: &str, after: &str) {
        let notice = self.found[kind as usize].get_or_insert_with(|| Notice {
            kind,
            count: 0,
            example: (before.into(), after.into()),
        });
        notice.count += 1;
    }

    /// Text on one line, without control characters and blanks at the ends.
    pub fn line<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let trimmed = text.trim();
        let (mut broken, mut hidden) = (trimmed.len() < text.len(), false);
        // Most texts need no second look: no byte below blank, none that begins a control or a noncharacter.
        if trimmed.bytes().any(|byte| byte < b' ' || matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef)) {
            for letter in trimmed.chars() {
                broken |= is_break(letter);
                hidden |= is_hidden(letter);
            }
        }
        if !broken && !hidden {
            return Cow::Borrowed(text);
        }
        let line = one_line(trimmed);
        if broken {
            self.note(NoticeKind::WhiteSpace, text, &line);
        }
        if hidden {
            self.note(NoticeKind::ControlCharacter, text, &line);
        }
        Cow::Owned(line)
    }

    /// The label of a node.
    pub fn label<'t>(&mut self, label: &'t str, id: u32) -> Cow<'t, str> {
        let line = self.line(label);
        if !line.is_empty() {
            return line;
        }
        let name = format!("n{id}");
        self.note(NoticeKind::EmptyLabel, label, &name);
        Cow::Owned(name)
    }

    /// The value of an attribute; nothing if no text is left.
    pub fn value<'t>(&mut self, text: &'t str) -> Option<Cow<'t, str>> {
        let line = self.line(text);
        if line.is_empty() {
            return None;
        }
        let kind = match () {
            () if is_null(&line) => NoticeKind::Null,
            () if has_infinity(&line) => NoticeKind::Infinity,
            () => return Some(line),
        };
        let safe = self.safe.apply(&line).into_owned();
        self.note(kind, &line, &safe);
        Some(Cow::Owned(safe))
    }

    /// The name of a column, apart from those that have one already; they are remembered in `taken`.
    pub fn column(&mut self, name: &str, taken: &mut Vec<String>) -> String {
        let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '_' };
        let mut safe: String = name.to_lowercase().chars().map(plain).collect();
        if safe.contains("interval") || safe.contains("timestamp") {
            safe = safe.replace("interval", "span").replace("timestamp", "time");
        }
        if RESERVED.contains(&safe.as_str()) {
            safe.push('_');
        }
        let wanted = safe.clone();
        let mut number = 2;
        while taken.contains(&safe) {
            safe = format!("{wanted}_{number}");
            number += 1;
        }
        if safe != name {
            self.note(NoticeKind::ColumnName, name, &safe);
        }
        taken.push(safe.clone());
        safe
    }
}

/// Column names that Gephi's tables have already, that its statistics write to, that its CSV import takes for something
/// else, or that its GraphML import takes for a property even when they are only the `attr.name` of a key.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "id", "label", "timeset", "weight",               // built in
    "degree", "indegree", "outdegree",                // statistics
    "source", "target", "type", "kind",               // CSV
    "nodelabel", "edgelabel", "edge_weight", "size", "color", "x", "y", "z", "xpos", "ypos", "zpos", "r", "g", "b", // GraphML
];

/// Characters that end a line or move within one.
fn is_break(letter: char) -> bool {
    matches!(letter, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Characters that [XML 1.0](https://www.w3.org/TR/xml/#charsets) forbids or advises against, line breaks apart.
fn is_hidden(letter: char) -> bool {
    !is_break(letter) && (letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}'))
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut after_break = false;
    for letter in text.chars().filter(|&letter| !is_hidden(letter)) {
        if !is_break(letter) {
            line.push(letter);
        } else if !after_break {
            line.push(' ');
        }
        after_break = is_break(letter);
    }
    // Removing a control character may bare a blank.
    line.trim().into()
}

/// Places moved so that their mean is the origin and, if need be, shrunk into the square of ±5000 that Gephi allows.
pub(super) fn positions(places: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let Some(largest) = places.iter().flatten().map(|place| place.abs()).reduce(f64::max) else { return Vec::new() };
    // Sums of places near the limit of floating point would be infinite.
    let unit = if largest > 1e100 { largest } else { 1.0 };
    let count = places.len() as f64;
    let mean = [0, 1].map(|axis| places.iter().map(|place| place[axis] / unit).sum::<f64>() / count);
    let centred = |place: &[f64; 2]| [0, 1].map(|axis| place[axis] / unit - mean[axis]);
    let centred: Vec<[f64; 2]> = places.iter().map(centred).collect();
    let reach = centred.iter().flatten().map(|place| place.abs()).fold(0.0, f64::max);
    let scale = if reach > 0.0 && (unit > 1.0 || reach > REACH) { REACH / reach } else { 1.0 };
    centred.iter().map(|place| place.map(|place| place * scale)).collect()
}

const REACH: f64 = 5000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gephi_finds_no_infinity_whatever_the_text() {
        let texts = [
            "INFORMATION SCIENCE",
            "XINF",
            "INF",
            "INFINF INF",
            "O'INFANTE",
            "COVINF19",
            "-INF",
            "(https://x.org/INF/INFINF)",
            "İINF",
            "InINF",
        ];
        for text in texts {
            for safe in [GephiSafe::MixedCase, GephiSafe::WordJoiner] {
                let outcome = safe.apply(text);
                assert!(!outcome.contains("INF") && *outcome != *text, "{safe:?} {text} {outcome}");
                assert_eq!(safe.apply(&outcome), outcome);
            }
        }
        assert_eq!(GephiSafe::MixedCase.apply("Informatics in FINLAND"), "Informatics in FINLAND");
    }

    #[test]
    fn every_text_is_one_line() {
        let mut cleaner = Cleaner::new(GephiSafe::MixedCase);
        #[rustfmt::skip]
        let cases = [
            ("plain  text",          "plain  text"),
            (" padded\u{3000}",      "padded"),
            ("two\r\nlines\tand tab", "two lines and tab"),
            ("bell\u{7} \u{0}",      "bell"),
            ("\u{1} x",              "x"),
            ("c1 \u{9b} \u{fffe}end", "c1  end"),
            ("\u{85}nel\u{2028}ls",  "nel ls"),
            ("é 同伴 🙂 – “q” €",     "é 同伴 🙂 – “q” €"),
        ];
        for (text, expected) in cases {
            assert_eq!(cleaner.line(text), expected, "{text:?}");
        }
        let counts: Vec<_> = cleaner.finish().into_iter().map(|notice| (notice.kind, notice.count)).collect();
        assert_eq!(counts, [(NoticeKind::ControlCharacter, 3), (NoticeKind::WhiteSpace, 3)]);
    }

    #[test]
    fn notices_count_and_show_the_first() {
        let mut cleaner = Cleaner::new(GephiSafe::MixedCase);
        assert_eq!(cleaner.label(" \u{1}", 12), "n12");
        assert_eq!(cleaner.value("\n"), None);
        assert_eq!(cleaner.value("NULL").as_deref(), Some("NULL\u{2060}"));
        assert_eq!(cleaner.value("INFORMS").as_deref(), Some("Informs"));
        assert_eq!(cleaner.value("CONFLICT INFORMATICS").as_deref(), Some("Conflict Informatics"));
        let texts: Vec<String> = cleaner.finish().iter().map(ToString::to_string).collect();
        assert_eq!(
            texts[texts.len() - 2],
            r#"attribute values with INF, which Gephi reads as Infinity: 2, as "INFORMS", written as "Informs""#
        );

        let mut cleaner = Cleaner::new(GephiSafe::Off);
        assert_eq!(cleaner.value("null").as_deref(), Some("null"));
        let texts: Vec<String> = cleaner.finish().iter().map(ToString::to_string).collect();
        assert_eq!(texts, [r#"attribute values null, which Gephi drops: 1, as "null", left as it is"#]);
    }

    #[test]
    fn column_names_mean_nothing_else() {
        let mut cleaner = Cleaner::new(GephiSafe::MixedCase);
        let mut taken = vec!["documents".to_owned()];
        #[rustfmt::skip]
        let cases = [
            ("coauthors",        "coauthors"),
            ("Weight",           "weight_"),
            ("size",             "size_"),
            ("Edge Weight",      "edge_weight_"),
            ("documents",        "documents_2"),
            ("Documents",        "documents_3"),
            ("interval of pubs", "span_of_pubs"),
            ("timestamps",       "times"),
            ("年份",             "年份"),
            ("a,b;\"c\"\\",      "a_b__c__"),
        ];
        for (name, expected) in cases {
            assert_eq!(cleaner.column(name, &mut taken), expected);
        }
        assert_eq!(cleaner.finish()[0].count, 8);
    }

    #[test]
    fn positions_are_centred_and_within_reach() {
        assert_eq!(positions(&[[1.0, 2.0], [3.0, 6.0]]), [[-1.0, -2.0], [1.0, 2.0]]);
        assert_eq!(positions(&[[0.0, 0.0], [20_000.0, 0.0]]), [[-5000.0, 0.0], [5000.0, 0.0]]);
        assert_eq!(positions(&[[f64::MAX, 1.0], [-f64::MAX, 1.0]]), [[5000.0, 0.0], [-5000.0, 0.0]]);
        assert_eq!(positions(&[[f64::MAX, f64::MAX]]), [[0.0, 0.0]]);
        assert!(positions(&[]).is_empty());
    }
}
