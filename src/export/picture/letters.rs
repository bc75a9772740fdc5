//! How wide text is, and how it is broken and cut to fit.
//!
//! Widths are sums of the advance widths of the embedded fonts. Kerning, which mostly draws letters together, is left
//! out: a box may be a little too wide, never too narrow. Han characters are one em wide in every font.

use std::sync::LazyLock;

/// Regular weight: Latin, Greek, Cyrillic.
pub(super) const REGULAR: &[u8] = include_bytes!("../../../data/fonts/NotoSans-Regular.ttf");
/// Bold weight: Latin.
pub(super) const BOLD: &[u8] = include_bytes!("../../../data/fonts/NotoSans-Bold.ttf");
/// Chinese, Japanese, Korean.
#[cfg(feature = "pictures")]
pub(super) const CJK: &[u8] = include_bytes!("../../../data/fonts/NotoSansCJKsc-Regular.otf");

/// Heights in ems, of letters of both scripts: above the base line, below it, from one line to the next, and half the
/// height of a capital letter.
pub(super) const ASCENT: f64 = 0.86;
pub(super) const DESCENT: f64 = 0.24;
pub(super) const LINE: f64 = 1.14;
pub(super) const MIDDLE: f64 = 0.35;

/// The weight of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Weight {
    #[default]
    Regular,
    Bold,
}

static REGULAR_FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::read(REGULAR));
static BOLD_FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::read(BOLD));

/// Width of a text in ems.
pub(super) fn width(text: &str, weight: Weight) -> f64 {
    let face = match weight {
        Weight::Regular => &*REGULAR_FACE,
        Weight::Bold => &*BOLD_FACE,
    };
    text.chars().map(|letter| advance(letter, face.as_ref())).sum()
}

fn advance(letter: char, face: Option<&Face<'_>>) -> f64 {
    if is_invisible(letter) {
        return 0.0;
    }
    let known = face.and_then(|face| face.advance(letter));
    known.unwrap_or_else(|| {
        if is_emoji(letter) {
            1.3
        } else if is_wide(letter) {
            1.0
        } else {
            0.65
        }
    })
}

/// Characters that fill a square: Han, kana, Hangul, and their punctuation
/// ([UAX 11](https://www.unicode.org/reports/tr11/), classes W and F in the main).
#[rustfmt::skip]
fn is_wide(letter: char) -> bool {
    matches!(letter,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{17000}'..='\u{18aff}' | '\u{1b000}'..='\u{1b2ff}' | '\u{20000}'..='\u{3fffd}')
}

fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
}

/// Marks over other letters, joiners, signs of direction: nothing of their own to be seen.
#[rustfmt::skip]
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{20d0}'..='\u{20f0}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
        || letter.is_control()
}

/// Whether an embedded font has the character, or nothing of it is to be seen.
#[cfg(feature = "pictures")]
pub(in crate::export) fn is_drawn(letter: char) -> bool {
    static CJK_FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::read(CJK));
    let has = |face: &Option<Face<'_>>| face.as_ref().is_some_and(|face| face.glyph(letter).is_some());
    is_invisible(letter) || letter.is_whitespace() || has(&REGULAR_FACE) || has(&CJK_FACE)
}

/// A text cut to at most `most` ems, with `…` where something is left out.
pub(super) fn cut(text: &str, most: f64, weight: Weight) -> String {
    if width(text, weight) <= most {
        return text.to_owned();
    }
    let room = most - width("…", weight);
    let mut used = 0.0;
    let fits = |letter: &char| {
        used += width(letter.encode_utf8(&mut [0; 4]), weight);
        used <= room
    };
    let start: String = text.chars().take_while(fits).collect();
    format!(
        "{}…",
        start.trim_end_matches(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '，' | '、'))
    )
}

/// A text on at most `lines` lines of at most `most` ems; what finds no room is cut from the last.
///
/// Lines end between words or beside a Han character. Two lines are made about equal in length.
pub(super) fn wrap(text: &str, most: f64, lines: usize) -> Vec<String> {
    let total = width(text, Weight::Regular);
    if total <= most || lines < 2 {
        return vec![cut(text, most, Weight::Regular)];
    }
    // The last line may stay shorter, so the others take a little more than their share.
    let wanted = (total / lines as f64 * 1.06).min(most);
    let mut broken = Vec::new();
    let mut rest = text;
    while broken.len() + 1 < lines && width(rest, Weight::Regular) > wanted {
        let Some(end) = line_end(rest, wanted, most) else { break };
        broken.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    if !rest.is_empty() {
        broken.push(cut(rest, most, Weight::Regular));
    }
    broken
}

/// Where to end the first line: the break next to `wanted` ems, none after `most`.
fn line_end(text: &str, wanted: f64, most: f64) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    let mut used = 0.0;
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        if before.is_some_and(|before| breaks_between(before, letter)) {
            let off = (used - wanted).abs();
            if best.is_none_or(|(least, _)| off < least) {
                best = Some((off, at));
            }
        }
        used += width(letter.encode_utf8(&mut [0; 4]), Weight::Regular);
        if used > most && !letter.is_whitespace() {
            break;
        }
        before = Some(letter);
    }
    best.map(|(_, at)| at)
}

fn breaks_between(before: char, after: char) -> bool {
    const NEVER_FIRST: &str = "，。、；：！？）》」』】…·,.;:!?)]}%";
    const NEVER_LAST: &str = "（《「『【([{";
    let beside_han = is_wide(before) || is_wide(after);
    let after_hyphen = matches!(before, '-' | '–' | '/') && after.is_alphabetic();
    (before.is_whitespace() || beside_han || after_hyphen)
        && !after.is_whitespace()
        && !NEVER_FIRST.contains(after)
        && !NEVER_LAST.contains(before)
}

/// The widths of a font: its tables [`cmap`](https://learn.microsoft.com/typography/opentype/spec/cmap) in format 4,
/// [`hhea`](https://learn.microsoft.com/typography/opentype/spec/hhea) and
/// [`hmtx`](https://learn.microsoft.com/typography/opentype/spec/hmtx).
struct Face<'f> {
    /// Format 4, from its format number.
    cmap: &'f [u8],
    hmtx: &'f [u8],
    /// Entries of `hmtx` with a width of their own; later glyphs have the last one's.
    widths: usize,
    units: f64,
}

impl<'f> Face<'f> {
    fn read(font: &'f [u8]) -> Option<Self> {
        let tables = usize::from(short(font, 4)?);
        let table = |tag: &[u8; 4]| {
            let entry = (0..tables).map(|table| 12 + 16 * table).find(|&at| font.get(at..at + 4) == Some(tag))?;
            font.get(long(font, entry + 8)?..)
        };
        let cmap = table(b"cmap")?;
        let subtable = |record: usize| cmap.get(long(cmap, 4 + 8 * record + 4)?..);
        let mut subtables = (0..usize::from(short(cmap, 2)?)).filter_map(subtable);
        Some(Self {
            cmap: subtables.find(|&subtable| short(subtable, 0) == Some(4))?,
            hmtx: table(b"hmtx")?,
            widths: short(table(b"hhea")?, 34)?.into(),
            units: short(table(b"head")?, 18)?.into(),
        })
    }

    fn glyph(&self, letter: char) -> Option<u16> {
        let code = u16::try_from(u32::from(letter)).ok()?;
        let twice = usize::from(short(self.cmap, 6)?);
        let (mut low, mut high) = (0, twice / 2);
        // The first segment whose end is not before the code.
        while low < high {
            let middle = (low + high) / 2;
            if short(self.cmap, 14 + 2 * middle)? < code { low = middle + 1 } else { high = middle }
        }
        let start = short(self.cmap, 16 + twice + 2 * low)?;
        if code < start {
            return None;
        }
        let delta = short(self.cmap, 16 + 2 * twice + 2 * low)?;
        let offset_at = 16 + 3 * twice + 2 * low;
        let glyph = match short(self.cmap, offset_at)? {
            0 => code.wrapping_add(delta),
            offset => match short(self.cmap, offset_at + usize::from(offset) + 2 * usize::from(code - start))? {
                0 => 0,
                glyph => glyph.wrapping_add(delta),
            },
        };
        (glyph != 0).then_some(glyph)
    }

    fn advance(&self, letter: char) -> Option<f64> {
        let glyph = usize::from(self.glyph(letter)?).min(self.widths.checked_sub(1)?);
        Some(f64::from(short(self.hmtx, 4 * glyph)?) / self.units)
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Advance widths as fontTools reads them from the `hmtx` table, in thousandths.
    #[test]
    fn widths_are_those_of_the_font() {
        let thousandths = |text, weight| (1000.0 * width(text, weight)).round();
        for (text, regular, bold) in
            [("A", 639.0, 690.0), ("i", 258.0, 305.0), ("W", 930.0, 967.0), ("Å", 639.0, 690.0)]
        {
            assert_eq!(
                (thousandths(text, Weight::Regular), thousandths(text, Weight::Bold)),
                (regular, bold),
                "{text}"
            );
        }
        assert_eq!(thousandths("同伴", Weight::Regular), 2000.0);
        assert_eq!(thousandths("a\u{301}\u{200d}", Weight::Regular), thousandths("a", Weight::Regular));
        assert_eq!(width("", Weight::Bold), 0.0);
    }

    #[test]
    fn long_texts_are_cut() {
        let long = "bibliographic coupling, and more";
        assert_eq!(cut(long, 100.0, Weight::Regular), long);
        for most in [2.0, 5.0, 9.0, 12.5] {
            let short = cut(long, most, Weight::Regular);
            assert!(short.ends_with('…') && width(&short, Weight::Regular) <= most, "{short}");
        }
        assert_eq!(cut("知识图谱知识图谱", 5.0, Weight::Regular), "知识图谱…");
        assert_eq!(cut("知识", 0.0, Weight::Regular), "…");
    }

    #[test]
    fn lines_end_between_words() {
        assert_eq!(
            wrap("peer support workers in mental health", 12.0, 2),
            ["peer support workers", "in mental health"]
        );
        assert_eq!(wrap("基于知识图谱的学术网络分析方法", 9.0, 2), ["基于知识图谱的学", "术网络分析方法"]);
        assert_eq!(wrap("知识图谱（网络）", 5.0, 2), ["知识图谱", "（网络）"]);
        assert_eq!(wrap("short", 12.0, 2), ["short"]);
        let one_word = "a".repeat(400);
        let cut = wrap(&one_word, 12.0, 2);
        assert!(cut.len() == 1 && cut[0].ends_with('…'), "{cut:?}");
        assert_eq!(wrap("", 3.0, 2), [""]);
        for lines in wrap(&"word ".repeat(60), 10.0, 2) {
            assert!(width(&lines, Weight::Regular) <= 10.0);
        }
    }

    #[test]
    #[cfg(feature = "pictures")]
    fn fonts_have_the_letters_of_names() {
        for letter in "AåŠłığßĐ ŵΩжЁ’–… 你繁體龜あカ한글，（）".chars() {
            assert!(is_drawn(letter), "{letter}");
        }
        for letter in ['🙂', 'ש', 'ع', '\u{20000}'] {
            assert!(!is_drawn(letter), "{letter}");
        }
    }

    #[test]
    fn a_broken_font_has_no_widths() {
        for length in [0, 3, 12, 40, 200, 500] {
            let face = Face::read(&REGULAR[..length]);
            assert!(face.is_none_or(|face| face.advance('A').is_none()), "{length}");
        }
    }
}
