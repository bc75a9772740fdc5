//! What a line without a label looks like: an address, running text, a title.
//!
//! No sign is sure alone, so each test asks for several and says no in doubt.

use super::names::is_country;
use crate::text;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Words of organisations, with the endings Web of Science cuts them to.
static ORGANISATION: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "university univ universities université universite universität universitat universidad universidade \
    università universita universitet universitetet universiteit uniwersytet institute inst institut institutt \
    instituto istituto institution department dept départment département departamento dipartimento faculty \
    fac facultad faculdade school sch college coll hospital hosp hospitals hôpital klinik klinikum clinic \
    clinics centre center ctr centro zentrum laboratory lab laboratoire academy acad organization organisation \
    foundation fdn trust nhs ministry council agency association society division div unit company corporation \
    corp inc ltd gmbh polytechnic högskola høgskole høgskolen hochschule akademi authority consortium inserm \
    cnrs library bureau"
        .split(' ')
        .collect()
});

/// Endings of Chinese organisations.
const HAN_ORGANISATION: &[&str] = &[
    "大学",
    "學院",
    "学院",
    "医院",
    "醫院",
    "研究所",
    "研究院",
    "研究中心",
    "中心",
    "公司",
    "实验室",
    "系",
    "所",
    "学校",
    "委员会",
    "协会",
    "基金会",
    "集团",
    "局",
    "厅",
    "科",
    "部",
];

/// Words that titles and sentences have and names of people have not.
static EVERYDAY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "of and the in for with on at by from to or an is are was were as between among into how what why who their \
    this that we our"
        .split(' ')
        .collect()
});

/// Verbs and pronouns of running text.
static VERBS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "is are was were be been has have had we our they these this that which can could may might should will \
    would did does shows showed found suggest suggests indicate indicates aimed conducted it"
        .split(' ')
        .collect()
});

/// Small words inside names of organisations.
static LINKS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "of and for the in at on de la le del della di da do dos das du des von van der den für fur i og och und y \
    e et til till to c/o and/or a"
        .split(' ')
        .collect()
});

pub(super) fn is_everyday(word: &str) -> bool {
    EVERYDAY.contains(word)
}

pub(super) fn is_organisation_word(word: &str) -> bool {
    let plain = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    ORGANISATION.contains(plain.as_str())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || ",;:()[]\"“”".contains(c))
        .map(|w| w.trim_matches(|c: char| matches!(c, '.' | '?' | '!' | '\'')))
        .filter(|w| !w.is_empty())
}

/// Whether a line is an address: words of organisations or a country at its end, capitals, and no verb.
pub(super) fn is_affiliation(line: &str) -> bool {
    let line = &line[affiliation_mark(line).map_or(0, |mark| mark.end)..];
    if !(4..=1500).contains(&line.len()) {
        return false;
    }
    if text::has_han(line) {
        let name = line.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '。' | '.' | ';' | ' ' | ','));
        let parts = name.split([',', '，', ' ', ';', '；']);
        let named = |part: &str| HAN_ORGANISATION.iter().any(|end| part.ends_with(end));
        return line.chars().count() <= 80 && !line.contains('。') && parts.into_iter().any(named);
    }
    let plain = line.split("Electronic address").next().unwrap_or(line);
    let last = plain.trim_end_matches(['.', ' ', ';']).rsplit([',', ';']).next().unwrap_or("");
    let placed = is_country(last) || line.contains('@');
    let named = words(line).any(is_organisation_word);
    if !(named || placed) || line.contains(['?', '!']) || line.ends_with(':') {
        return false;
    }
    let (mut capitals, mut letters) = (0u32, 0u32);
    for word in words(plain) {
        let lower = word.to_lowercase();
        if LINKS.contains(lower.as_str()) || word.contains('@') || !word.contains(char::is_alphabetic) {
            continue;
        }
        if VERBS.contains(word) {
            return false;
        }
        letters += 1;
        capitals += u32::from(word.chars().any(char::is_uppercase));
    }
    // Titles in capitals have no commas, addresses on one level have few words.
    let parted = line.contains([',', ';']) || letters <= 8 && named && !line.contains(':');
    parted && letters > 0 && capitals * 10 >= letters * 7
}

/// The mark before an address: `[1] `, `(1)`, `1 `, `1.`, `¹`.
pub(super) fn affiliation_mark(line: &str) -> Option<Range<usize>> {
    let close = match line.chars().next()? {
        '[' => Some(']'),
        '(' => Some(')'),
        _ => None,
    };
    if let Some(close) = close {
        let end = line.find(close)?;
        let inside = &line[1..end];
        let number = inside.trim();
        return (number.len() <= 4 && !number.is_empty() && number.chars().all(|c| c.is_ascii_alphanumeric()))
            .then_some(0..end + close.len_utf8());
    }
    let end = line.find(|c| super::names::digit_of(c).is_none())?;
    let rest = &line[end..];
    let digits = line[..end].chars().count();
    let follows = rest.trim_start_matches(['.', ')', ' ']).chars().next();
    let glued = rest.chars().next().is_some_and(|c| c.is_uppercase() || text::is_han(c));
    let apart = rest.starts_with([' ', '.', ')']) && follows.is_some_and(|c| c.is_uppercase() || text::is_han(c));
    let dotted = rest.len() - rest.trim_start_matches(['.', ')']).len();
    ((1..=3).contains(&digits) && (glued || apart)).then_some(0..end + dotted)
}

/// Whether a line is running text of an abstract: long, or a whole sentence.
pub(super) fn is_paragraph(line: &str) -> bool {
    if text::has_han(line) {
        let han = line.chars().filter(|c| text::is_han(*c)).count();
        return han >= 30 || han >= 8 && line.ends_with(['。', '？', '！', '.', '?', '!']);
    }
    let count = words(line).count();
    let ended = line.ends_with(['.', '?', '!', ')', '"', '”']);
    count >= 30
        || ended && count >= 6 && words(line).any(|w| VERBS.contains(w.to_lowercase().as_str()))
        || ended && count >= 12
}

/// Whether a line can be a title: one sentence or none, of a title's length.
pub(super) fn is_title(line: &str) -> bool {
    let chars = line.chars().count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    if text::has_han(line) && text::language(line) == Some("zh") {
        return (2..=80).contains(&letters)
            && !line[..line.len() - line.chars().next_back().map_or(0, char::len_utf8)].contains(['。', '！']);
    }
    let body = line.trim_end_matches(['.', ' ']);
    let stops = body.match_indices(". ").filter(|(at, _)| {
        let next = body[at + 2..].chars().next().is_some_and(char::is_uppercase);
        let word = body[..*at].rsplit([' ', '.']).next().unwrap_or("");
        next && word.len() > 3
    });
    (3..=400).contains(&chars) && letters >= 3 && stops.count() == 0 && !line.ends_with([',', ';'])
}

/// Whether a line that ends in a full stop is a sentence rather than a title.
pub(super) fn is_sentence(line: &str) -> bool {
    line.ends_with(['.', '。', '！', '!', ')'])
        && (words(line).any(|w| VERBS.contains(w)) || line.chars().count() > 250 || text::has_han(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for line in [
            "Western Norway University of Applied Sciences, Bergen, Norway.",
            "Erfaringssentrum, National Peer Worker Organization, Oslo, Norway.",
            "St George's, University of London, London, UK.",
            "[3] Aston Univ, Birmingham, Warwick, England",
            "1Department of Psychiatry, Yale School of Medicine, New Haven, CT 06511, USA. Electronic address: someone@yale.edu.",
            "(2) Nord University",
            "¹ Karolinska Institutet, Stockholm, Sweden",
            "华中师范大学心理学院,武汉 430079",
        ] {
            assert!(is_affiliation(line), "{line}");
        }
        for line in [
            "Peer workers were recruited at the University of Oslo, Norway.",
            "Integrating substance use and mental health services",
            "Violence against women, girls and children in psychiatric hospital wards",
            "The perceived value of peer workers in Norway, Sweden and Denmark: what do managers say?",
            "同伴工作者在挪威的大学医院参与服务,管理者认为他们很有价值。",
            "Ness Ottar",
        ] {
            assert!(!is_affiliation(line), "{line}");
        }
    }

    #[test]
    fn marks_of_addresses() {
        for (line, mark) in [
            ("[1] Nord Univ", Some("[1]")),
            ("(12)Nord Univ", Some("(12)")),
            ("1Nord Univ", Some("1")),
            ("1. Nord Univ", Some("1.")),
            ("² Nord Univ", Some("²")),
            ("1 华中师范大学", Some("1")),
            ("2013 was a year", None),
            ("3rd Hospital", None),
            ("Nord Univ", None),
        ] {
            assert_eq!(affiliation_mark(line).map(|r| &line[r]), mark, "{line}");
        }
    }

    #[test]
    fn titles_and_text() {
        for line in [
            "Empowered service users: peer workers co-production in Norwegian mental health and substance use services",
            "CO-PRODUCTION WITH FAMILY AND FRIENDS IN A MENTAL HEALTH SETTING",
            "Co-Production: An Ethical Model for Mental Health Research?",
            "同伴工作者在精神卫生服务中的作用",
        ] {
            assert!(is_title(line) && !is_sentence(line) && !is_paragraph(line), "{line}");
        }
        for line in [
            "Managers were asked. They answered that peer workers are valued in every service, and that more of them are wanted.",
            "研究对象为挪威精神卫生服务的管理者,共进行四次焦点小组讨论。结果表明同伴工作者受到重视。",
        ] {
            assert!(is_paragraph(line), "{line}");
        }
        assert!(is_sentence("This is what managers say about peer workers."));
        assert!(!is_sentence("Peer workers in Norway."));
    }
}
