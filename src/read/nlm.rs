//! What the US National Library of Medicine writes alike in all its formats, XML and tagged text: languages, kinds of
//! publication, pages, titles it translated, addresses it numbered.
//!
//! The conventions are those of the [MEDLINE/PubMed data element
//! descriptions](https://www.nlm.nih.gov/bsd/mms/medlineelements.html) and the [XML element
//! descriptions](https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html).

use crate::record::{Keyword, KeywordScheme, Lang, Pages, Qualifier, WorkKind, language_code};
use std::borrow::Cow;

/// [Codes](https://www.nlm.nih.gov/bsd/language_table.html) that name no language: undetermined, several, none at all.
const NO_LANGUAGE: &[&str] = &["und", "mul", "zxx", "mis"];

/// The language of a code; nothing where the code names none. A code of three letters for a language that has none of
/// two is itself right in BCP 47.
pub(super) fn language(code: &str) -> Option<Lang> {
    let code = code.trim();
    if let Some(tag) = language_code(code) {
        return Some(Cow::Borrowed(tag));
    }
    let plausible = code.len() == 3 && code.bytes().all(|b| b.is_ascii_lowercase()) && !NO_LANGUAGE.contains(&code);
    plausible.then(|| Cow::Owned(code.to_string()))
}

/// [Publication types](https://www.nlm.nih.gov/mesh/pubtypes.html) that tell the kind of a publication. A record has
/// several: the first in this table counts.
const KINDS: &[(&str, WorkKind)] = &[
    ("Retraction of Publication", WorkKind::Retraction),
    ("Retraction Notice", WorkKind::Retraction),
    ("Published Erratum", WorkKind::Erratum),
    ("Preprint", WorkKind::Preprint),
    ("Editorial", WorkKind::Editorial),
    ("Letter", WorkKind::Letter),
    ("Systematic Review", WorkKind::Review),
    ("Scoping Review", WorkKind::Review),
    ("Review", WorkKind::Review),
    ("Journal Article", WorkKind::JournalArticle),
    ("Comment", WorkKind::Letter),
    ("Academic Dissertation", WorkKind::Thesis),
    ("Technical Report", WorkKind::Report),
    ("Dataset", WorkKind::Dataset),
    ("Newspaper Article", WorkKind::NewspaperArticle),
    ("Congress", WorkKind::Proceedings),
];

/// The kind that a record's publication types make it; an article where they tell nothing else.
pub(super) fn work_kind<'a>(types: impl IntoIterator<Item = &'a str>) -> WorkKind {
    let rank = |name: &str| KINDS.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
    let best = types.into_iter().filter_map(rank).min();
    best.and_then(|rank| KINDS.get(rank)).map_or(WorkKind::JournalArticle, |(_, kind)| *kind)
}

/// Reads pagination as MEDLINE writes it: `1230-2`, `153-63.e18`, `438-42, table of contents`, `243 passim`, `Suppl
/// 7-12`, and the article numbers that stand in its place: `e4376`, `CD005073`. Also says whether that is all the text
/// says.
pub(super) fn pages(text: &str) -> (Pages, bool) {
    let text = text.trim();
    let none = (Pages::default(), text.is_empty());
    // A remark, or the publisher's number of an article that has no pages yet: `S1080-6032(22)00139-9`.
    if text.starts_with('[') || text.starts_with('S') && text.contains(['(', ')']) {
        return none;
    }
    let head = text.split([';', ',']).next().unwrap_or(text).trim();
    let mut words = head.split(' ').filter(|w| !w.is_empty());
    let range = match (words.next(), words.next(), words.next()) {
        (Some(range), None, _) => range,
        (Some(range), Some("passim" | "contd" | "concl"), None) => range,
        (Some("Suppl" | "suppl" | "Spec" | "S"), Some(range), None) => range,
        (Some(first), Some("-" | "–"), Some(_)) if first.starts_with(|c: char| c.is_alphanumeric()) => head,
        (Some(count), Some("p" | "pp"), None) => {
            return (Pages { count: count.parse().ok(), ..Pages::default() }, head == text);
        }
        _ => return none,
    };
    if is_article_number(range) {
        return (Pages { article_number: Some(range.to_string()), ..Pages::default() }, range == text);
    }
    let mut pages = Pages::parse(range);
    if let (Some(first), Some(last)) = (&pages.first, &pages.last) {
        // The part of a last page before a supplement's mark is cut short as well: `153-63.e18`.
        if let Some((number, mark)) = last.split_once('.')
            && !first.contains('.')
            && mark.starts_with('e')
        {
            let full = Pages::parse(&[first, "-", number].concat()).last;
            pages.last = full.map(|number| [&number, ".", mark].concat());
        }
    }
    (pages, range == text)
}

/// Whether a single value is an article number and no page: `e4376`, `m1484`, `CD005073`, `Doc06`, `e00387-15`.
/// Capital letters otherwise mark pages of supplements and sections (`S75`), and two equal halves a range (`e3-4`).
pub(super) fn is_article_number(text: &str) -> bool {
    let letters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (prefix, digits) = text.split_at(letters);
    let known = matches!(prefix, "E" | "CD" | "Doc")
        || (1..=3).contains(&letters) && prefix.bytes().all(|b| b.is_ascii_lowercase());
    let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    // Journals of the American Society for Microbiology put the year behind: `e00387-15`.
    let dated =
        digits.split_once('-').is_some_and(|(n, year)| n.len() == 5 && number(n) && year.len() == 2 && number(year));
    known && (number(digits) || dated)
}

/// Reads a subject heading with its qualifiers, `Women, Working/*history/psychology`: a star marks what the paper is
/// mainly about, a heading by itself or in the light of a qualifier.
pub(super) fn heading(words: &str) -> Keyword {
    let mut parts = words.split('/').map(|part| (part.trim_start_matches('*'), part.starts_with('*')));
    let (text, major) = parts.next().unwrap_or_default();
    let qualifiers: Vec<Qualifier> =
        parts.map(|(text, major)| Qualifier { text: text.to_string(), id: None, major }).collect();
    let major = Some(major || qualifiers.iter().any(|qualifier| qualifier.major));
    Keyword { text: text.to_string(), scheme: KeywordScheme::Mesh, major, qualifiers, ..Keyword::default() }
}

/// Titles that say there is none.
const NO_TITLE: &[&str] =
    &["[Not Available].", "[Not Available]", "[In Process Citation].", "[In Process Citation]", "."];

/// Whether a title is only a place holder.
pub(super) fn is_no_title(title: &str) -> bool {
    NO_TITLE.contains(&title)
}

/// The text of a title that stands as a whole in brackets: the library's translation into English of a title in
/// another language.
pub(super) fn translation(title: &str) -> Option<&str> {
    let inside = title.trim_end_matches(['.', ' ']).strip_prefix('[')?.strip_suffix(']')?;
    // `[18F]FDG uptake in [..]` begins and ends with brackets that are not partners.
    let mut depth = 0i32;
    let paired = inside.chars().all(|c| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        depth >= 0
    });
    (paired && !inside.is_empty()).then_some(inside)
}

/// The language of an article's title, by the library's rule: one not in brackets is in the article's language, the
/// English one where there are several.
pub(super) fn title_language(title: &str, languages: &[Lang]) -> Option<Lang> {
    if languages.iter().any(|l| l == "en") {
        return Some(Cow::Borrowed("en"));
    }
    crate::text::language(title).map(Cow::Borrowed).or_else(|| single(languages))
}

/// The language of an article's original title, which is not the English one.
pub(super) fn vernacular_language(title: &str, languages: &[Lang]) -> Option<Lang> {
    let foreign: Vec<Lang> = languages.iter().filter(|l| *l != "en").cloned().collect();
    single(&foreign).or_else(|| crate::text::language(title).map(Cow::Borrowed))
}

fn single(languages: &[Lang]) -> Option<Lang> {
    match languages {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// How the addresses in one text are numbered.
#[derive(Clone, Copy, PartialEq)]
enum Marks {
    /// `[1] … [2] …`; often the first bracket is lost: `1] … [2] …`.
    Brackets,
    /// `(1) … (2) …`
    Parentheses,
    /// `1 Department …, 2 Institute …`, `a Department …, b Institute …`
    Spaced,
    /// `1Department …; 2Institute …`, `aDepartment … bInstitute …`
    Glued,
}

/// Words after which a number belongs to them, and words of addresses that are numbered for other reasons.
const NUMBERED_THINGS: &[&str] = &[
    "no", "nr", "nos", "sec", "section", "unit", "bldg", "building", "floor", "fl", "room", "rm", "apt", "box", "ward",
    "lane", "block", "phase", "level", "suite", "door", "gate",
];
const STREETS: &[&str] = &[
    "rue",
    "street",
    "st",
    "str",
    "avenue",
    "ave",
    "av",
    "road",
    "rd",
    "boulevard",
    "blvd",
    "bd",
    "place",
    "via",
    "calle",
    "lane",
    "drive",
    "allée",
    "quai",
    "impasse",
    "route",
    "chemin",
    "floor",
    "building",
];

/// Splits a text that holds several numbered addresses into number and address; nothing where it holds only one. Old
/// records have everybody's addresses with one author, and some publishers still send an author's own in one text.
pub(super) fn numbered_addresses(text: &str) -> Option<Vec<(&str, &str)>> {
    let trimmed = text.trim_start_matches(is_gap);
    let mut at = text.len() - trimmed.len();
    let bytes = trimmed.as_bytes();
    let letters = bytes.first() == Some(&b'a');
    if !letters && !matches!(bytes, [b'1', ..] | [b'[' | b'(', b'1', ..]) {
        return None;
    }
    let (marks, length) = match bytes {
        [b'[', b'1', b']', ..] => (Marks::Brackets, 3),
        [b'1', b']', ..] => (Marks::Brackets, 2),
        [b'(', b'1', b')', ..] => (Marks::Parentheses, 3),
        [_, next, ..] if next.is_ascii_digit() => return None,
        [_, ..] => {
            let rest = trimmed.get(1..)?;
            let address = rest.trim_start_matches(|c| is_gap(c) || matches!(c, '.' | ':' | ')'));
            if !address.starts_with(char::is_uppercase) {
                return None;
            }
            let glued = address.len() == rest.len() || rest.starts_with('\u{200b}');
            (if glued { Marks::Glued } else { Marks::Spaced }, 1)
        }
        [] => return None,
    };
    let mut parts = Vec::new();
    let mut mark = text.get(at..at + length)?;
    at += length;
    for number in 2.. {
        let name = if letters { letter(number)?.to_string() } else { number.to_string() };
        let found = next_mark(text, at, &name, marks);
        let address = text.get(at..found.as_ref().map_or(text.len(), |found| found.start))?;
        parts.push((mark.trim_matches(['[', ']', '(', ')']), tidy(address, found.is_some())));
        let Some(found) = found else { break };
        mark = text.get(found.clone())?;
        at = found.end;
    }
    parts.retain(|(_, address)| address.chars().filter(|c| c.is_alphabetic()).count() > 3);
    (parts.len() > 1).then_some(parts)
}

fn letter(number: u32) -> Option<char> {
    char::from_u32(u32::from('a') + number - 1).filter(char::is_ascii_lowercase)
}

/// Blanks, and the character without width that some publishers put around numbers.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}'
}

/// Takes away what separated an address from its number and from the next.
fn tidy(address: &str, followed: bool) -> &str {
    let address = address.trim_start_matches(|c| is_gap(c) || matches!(c, '.' | ':' | ')' | ',' | ';'));
    let address = address.trim_end_matches(|c| is_gap(c) || matches!(c, ',' | ';'));
    let joined = address.strip_suffix(" and").or_else(|| address.strip_suffix(" &"));
    match joined {
        Some(address) if followed => address.trim_end_matches(|c| is_gap(c) || matches!(c, ',' | ';')),
        _ => address,
    }
}

/// The next number `name`, from byte `from` on.
fn next_mark(text: &str, from: usize, name: &str, marks: Marks) -> Option<std::ops::Range<usize>> {
    let needle = match marks {
        Marks::Brackets => format!("[{name}]"),
        Marks::Parentheses => format!("({name})"),
        Marks::Spaced | Marks::Glued => name.to_string(),
    };
    memchr::memmem::find_iter(text.as_bytes().get(from..)?, needle.as_bytes()).find_map(|offset| {
        let range = from + offset..from + offset + needle.len();
        if matches!(marks, Marks::Brackets | Marks::Parentheses) {
            return Some(range);
        }
        let (before, after) = (text.get(from..range.start)?, text.get(range.end..)?);
        let address = after.trim_start_matches(|c| is_gap(c) || matches!(c, '.' | ':' | ')'));
        let gap = address.len() < after.len();
        if !address.starts_with(char::is_uppercase) || !(gap || marks == Marks::Glued) {
            return None;
        }
        let set_off = match (before.trim_end_matches(is_gap), marks) {
            (head, _) if head.len() == before.len() && !head.ends_with([';', ',', '.', ')']) => false,
            (head, Marks::Spaced) => head.ends_with([',', ';', '.']) || head.ends_with(" and") || head.ends_with(" &"),
            _ => true,
        };
        if !set_off {
            return None;
        }
        let last_word = before.trim_end_matches(|c: char| !c.is_alphanumeric()).rsplit(|c: char| !c.is_alphanumeric());
        let is_any = |words: &[&str], word: &str| words.iter().any(|known| known.eq_ignore_ascii_case(word));
        let counts_something = last_word.take(1).any(|word| is_any(NUMBERED_THINGS, word));
        let house = marks == Marks::Spaced
            && address.split([' ', ',']).take(3).any(|word| is_any(STREETS, word.trim_end_matches('.')));
        (!counts_something && !house).then_some(range)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_become_tags() {
        for (code, tag) in [
            ("eng", Some("en")),
            ("ENG", Some("en")),
            ("chi", Some("zh")),
            ("zho", Some("zh")),
            ("fr", Some("fr")),
            ("fil", Some("fil")),
            ("und", None),
            ("mul", None),
            ("", None),
        ] {
            assert_eq!(language(code).as_deref(), tag, "{code}");
        }
    }

    #[test]
    fn the_most_telling_type_makes_the_kind() {
        for (types, kind) in [
            (&["Journal Article", "Review"][..], WorkKind::Review),
            (&["Comment", "Letter"], WorkKind::Letter),
            (&["Journal Article", "Comment"], WorkKind::JournalArticle),
            (&["Comment"], WorkKind::Letter),
            (&["Dataset", "Journal Article"], WorkKind::JournalArticle),
            (&["Preprint", "Journal Article"], WorkKind::Preprint),
            (&["Portrait"], WorkKind::JournalArticle),
            (&[], WorkKind::JournalArticle),
        ] {
            assert_eq!(work_kind(types.iter().copied()), kind, "{types:?}");
        }
    }

    #[test]
    fn pagination_is_read_with_its_additions() {
        for (text, first, last, number, all) in [
            ("296-316", Some("296"), Some("316"), None, true),
            ("1230-2", Some("1230"), Some("1232"), None, true),
            ("1485-6; author reply 1487", Some("1485"), Some("1486"), None, false),
            ("438-42, table of contents", Some("438"), Some("442"), None, false),
            ("153-63.e18", Some("153"), Some("163.e18"), None, true),
            ("700-709.e3", Some("700"), Some("709.e3"), None, true),
            ("408.e1-4", Some("408.e1"), Some("408.e4"), None, true),
            ("243 passim", Some("243"), None, None, false),
            ("Suppl 7-12", Some("7"), Some("12"), None, false),
            ("e3-4", Some("e3"), Some("e4"), None, true),
            ("193S-200S", Some("193S"), Some("200S"), None, true),
            ("S75", Some("S75"), None, None, true),
            ("e4376", None, None, Some("e4376"), true),
            ("CD005073", None, None, Some("CD005073"), true),
            ("m1484", None, None, Some("m1484"), true),
            ("iv", Some("iv"), None, None, true),
            ("[34457 words; 185 paragraphs]", None, None, None, false),
            ("S1080-6032(22)00139-9", None, None, None, false),
            ("", None, None, None, true),
        ] {
            let (pages, whole) = pages(text);
            let read = (pages.first.as_deref(), pages.last.as_deref(), pages.article_number.as_deref(), whole);
            assert_eq!(read, (first, last, number, all), "{text}");
        }
        assert_eq!(pages("12 p").0.count, Some(12));
        assert!(is_article_number("e00387-15") && is_article_number("bcr2016216438"));
        assert!(
            !is_article_number("S0140-6736(13)60674-1") && !is_article_number("e105-9") && !is_article_number("17")
        );
    }

    #[test]
    fn translated_titles_stand_in_brackets_as_a_whole() {
        for (title, inside) in [
            ("[Care of patients with [2-3] diseases].", Some("Care of patients with [2-3] diseases")),
            ("[Peer support]", Some("Peer support")),
            ("[18F]FDG uptake in [controls].", None),
            ("Visitors [CA-MRSA] and staff [HA-MRSA].", None),
            ("[].", None),
        ] {
            assert_eq!(translation(title), inside, "{title}");
        }
        let langs = |tags: &[&'static str]| tags.iter().map(|t| Cow::Borrowed(*t)).collect::<Vec<Lang>>();
        assert_eq!(title_language("Cholera.", &langs(&["fr"])).as_deref(), Some("fr"));
        assert_eq!(title_language("Cholera.", &langs(&["en", "fr"])).as_deref(), Some("en"));
        assert_eq!(vernacular_language("Pakkeforløb", &langs(&["en", "da"])).as_deref(), Some("da"));
    }

    #[test]
    fn numbered_addresses_are_split() {
        for (text, parts) in [
            (
                "1 Laboratory of A, Taipei, Taiwan, 2 Institute of B, Taipei, Taiwan.",
                &[("1", "Laboratory of A, Taipei, Taiwan"), ("2", "Institute of B, Taipei, Taiwan.")][..],
            ),
            (
                "1] Institut A, Villejuif, France [2] Institut B, Paris, France [3].",
                &[("1", "Institut A, Villejuif, France"), ("2", "Institut B, Paris, France")],
            ),
            (
                "1Division of A, Boston, MA, USA; 2Department of B, Sydney, Australia; and 3School of C, Leeds, UK.",
                &[
                    ("1", "Division of A, Boston, MA, USA"),
                    ("2", "Department of B, Sydney, Australia"),
                    ("3", "School of C, Leeds, UK."),
                ],
            ),
            (
                "1\u{200b}Instituto A, Salvador 40296-710, Brazil 2\u{200b}Faculdade B, Salvador, Brazil.",
                &[("1", "Instituto A, Salvador 40296-710, Brazil"), ("2", "Faculdade B, Salvador, Brazil.")],
            ),
            (
                "1 Division A, Chicago, IL. 2 Center B, Tianjin, China. 3 Dept C, Chicago, IL.",
                &[("1", "Division A, Chicago, IL."), ("2", "Center B, Tianjin, China."), ("3", "Dept C, Chicago, IL.")],
            ),
            (
                "aDepartment of A bDepartment of B, Vienna, Austria.",
                &[("a", "Department of A"), ("b", "Department of B, Vienna, Austria.")],
            ),
            ("(1) Dept A, Oslo. (2) Dept B, Bergen.", &[("1", "Dept A, Oslo."), ("2", "Dept B, Bergen.")]),
        ] {
            assert_eq!(numbered_addresses(text).as_deref(), Some(parts), "{text}");
        }
        for text in [
            "1 Madigan Army Medical Center, Tacoma, WA, USA.",
            "1 Institute of A, No. 155, Li-Nong St., Sec. 2, BeiTou Dist., Taipei 11221, Taiwan.",
            "1 Department of A, No. 2 Hospital of Hefei, Hefei, China.",
            "1 Service A, Hôpital B, 2 Rue C, 75010 Paris, France.",
            "a Department of Psychology , Ryerson University , Toronto , Canada.",
            "12 Main Building, 2 Department",
            "Department of A, 1 Main Street, 2 Floor",
            "1] Institut A, Paris [2].",
            "1",
            "a",
            "",
        ] {
            assert_eq!(numbered_addresses(text), None, "{text}");
        }
    }
}
