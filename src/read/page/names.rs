//! Names of people on pages: lists in one line, single names with marks, and the marks themselves.

use super::line::{split, split_outside_brackets, trim_by, trimmed};
use crate::record::NameOrder;
use crate::text;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// A name in a line, and the mark behind it: `Tritter, Jonathan Quetzal` and `[2 ,3 ]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mention {
    pub(super) name: Range<usize>,
    /// With its brackets, where it has any.
    pub(super) mark: Option<Range<usize>>,
}

/// A line that lists authors.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AuthorLine {
    pub(super) mentions: Vec<Mention>,
    pub(super) order: NameOrder,
    /// Why the order of the names' parts is a guess, where it is one.
    pub(super) doubt: Option<&'static str>,
    /// Whether the list ends in `et al.`
    pub(super) cut_short: bool,
    /// Whether degrees stand between the names.
    pub(super) degrees: bool,
}

/// Reads a line as a list of authors, or nothing where any part of it is no name.
///
/// Commas stand between authors and the family name first within a name (`Åkerblom Kristina Bakke, Ness Ottar`), as
/// PubMed's own lists have it; semicolons stand between authors whose names are written with a comma.
pub(super) fn author_line(line: &str) -> Option<AuthorLine> {
    if line.len() > 20_000 || text::has_han(line) {
        return han_line(line);
    }
    // `Gillard S, Foster R; First Study Group` lists people by commas and groups behind them.
    let groups_behind = line.split(';').skip(1).all(|part| part.trim().is_empty() || is_group(part));
    let inverted = line.contains(';') && !groups_behind;
    let separator = |c: char| if inverted { c == ';' } else { matches!(c, ',' | '、' | ';') };
    let mut mentions: Vec<Mention> = Vec::new();
    let mut cut_short = false;
    let mut degrees = false;
    let mut parts = Vec::new();
    for part in split_outside_brackets(line, 0..line.len(), separator) {
        parts.extend(split_at_and(line, part));
    }
    let dotted = parts.iter().rev().skip(1).any(|part| line[part.clone()].ends_with('.'));
    let last = parts.len().checked_sub(1)?;
    for (at, part) in parts.into_iter().enumerate() {
        let part = if at == last && !dotted { trim_by(line, part, |c| c == '.' || c.is_whitespace()) } else { part };
        let plain = line[part.clone()].trim_end_matches('.');
        if plain.eq_ignore_ascii_case("et al") || plain == "others" {
            cut_short = true;
            continue;
        }
        let mention = take_mark(line, part);
        if mention.name.is_empty() {
            // `Jones B2,3`: the comma was one between marks.
            let before = mentions.last_mut()?;
            let mark = mention.mark?;
            before.mark = Some(before.mark.as_ref().map_or(mark.start, |m| m.start)..mark.end);
            continue;
        }
        let name = &line[mention.name.clone()];
        // `Anna Alpha, PhD 1, Bo Beta, MD 2`
        if let Some(before) = mentions.last_mut().filter(|_| is_degree(name)) {
            degrees = true;
            before.mark = mention.mark.or(before.mark.take());
            continue;
        }
        let fits = if inverted { name.split(',').all(is_name) } else { is_name(name) };
        if !fits && !is_group(name) {
            return None;
        }
        mentions.push(mention);
    }
    let words = |m: &Mention| line[m.name.clone()].split([' ', ',']).filter(|w| !w.is_empty()).count();
    let people: Vec<&Mention> = mentions.iter().filter(|m| !is_group(&line[m.name.clone()])).collect();
    let full = people.iter().filter(|m| words(m) > 1).count();
    // `Bergen, Norway` and `Faulkner, Alison` are no lists. A group alone could be anything.
    let listed = match people.len() {
        0 => false,
        1 => full == 1 && is_single_author(&line[people[0].name.clone()]),
        2 => full == 2,
        n => full * 3 >= n * 2,
    };
    if !listed || mentions.iter().any(|m| is_country(&line[m.name.clone()])) {
        return None;
    }
    let people: Vec<Mention> = people.into_iter().cloned().collect();
    let (order, doubt) = if inverted { (NameOrder::Inverted, None) } else { name_order(line, &people) };
    let (order, doubt) = match order {
        NameOrder::FamilyFirst if degrees && !ends_in_initials(line, &people) => {
            (NameOrder::GivenFirst, Some("degrees stand behind the names"))
        }
        _ => (order, doubt),
    };
    Some(AuthorLine { mentions, order, doubt, cut_short, degrees })
}

/// A list of Chinese names: `王伟，李四1,2；欧阳明华`.
fn han_line(line: &str) -> Option<AuthorLine> {
    let separator = |c: char| matches!(c, ',' | ';' | '、' | '，' | '；');
    let mut mentions: Vec<Mention> = Vec::new();
    let mut parts = split_outside_brackets(line, 0..line.len(), separator);
    if parts.len() == 1 {
        parts = split_outside_brackets(line, 0..line.len(), |c| c.is_whitespace() || separator(c));
    }
    for part in parts {
        let mention = take_mark(line, part);
        if mention.name.is_empty() {
            let before = mentions.last_mut()?;
            let mark = mention.mark?;
            before.mark = Some(before.mark.as_ref().map_or(mark.start, |m| m.start)..mark.end);
            continue;
        }
        if !is_han_name(&line[mention.name.clone()]) {
            return None;
        }
        mentions.push(mention);
    }
    (mentions.len() > 1).then_some(AuthorLine {
        mentions,
        order: NameOrder::FamilyFirst,
        doubt: None,
        cut_short: false,
        degrees: false,
    })
}

/// Cuts `A B and C D` and `A B & C D`.
fn split_at_and(line: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let slice = &line[part.clone()];
    let bare = slice.strip_prefix("and ").or_else(|| slice.strip_prefix("& ")).unwrap_or(slice);
    let part = part.end - bare.len()..part.end;
    match bare.find(" and ").map(|at| (at, 5)).or_else(|| slice.find(" & ").map(|at| (at, 3))) {
        Some((at, len)) => {
            vec![trimmed(line, part.start..part.start + at), trimmed(line, part.start + at + len..part.end)]
        }
        None => vec![part],
    }
}

/// Takes the mark off the end of a name: `[2 ,3 ]`, `(1)(2)`, `1,2`, `¹²`, `*`.
pub(super) fn take_mark(line: &str, part: Range<usize>) -> Mention {
    let slice = &line[part.clone()];
    let mut rest = slice.trim_end();
    loop {
        let bare = rest.trim_end_matches(|c: char| {
            c.is_ascii_digit() || digit_of(c).is_some() || c.is_whitespace() || ",*†‡§¶#✉⁎✝".contains(c)
        });
        let open = match bare.chars().next_back() {
            Some(']') => bare.rfind('['),
            Some(')') => bare.rfind('('),
            _ => None,
        };
        let inside = open.map(|at| &bare[at + 1..bare.len() - 1]);
        match (open, inside) {
            (Some(at), Some(inside)) if is_mark(inside) => rest = &bare[..at],
            _ => {
                rest = bare;
                break;
            }
        }
    }
    let name = trim_by(line, part.start..part.start + rest.len(), |c| c.is_whitespace() || c == ',');
    let mark = trim_by(line, name.end..part.end, |c| c.is_whitespace() || c == ',');
    Mention { name, mark: (!mark.is_empty()).then_some(mark) }
}

/// Numbers, single letters and signs.
fn is_mark(text: &str) -> bool {
    text.len() <= 64
        && text.chars().any(|c| !c.is_whitespace())
        && text
            .split(|c: char| !c.is_alphanumeric())
            .all(|word| word.chars().all(|c| digit_of(c).is_some()) || word.len() == 1)
}

/// Value of a digit, raised or not.
pub(super) fn digit_of(c: char) -> Option<char> {
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    if c.is_ascii_digit() {
        return Some(c);
    }
    RAISED.chars().position(|r| r == c).and_then(|at| char::from_digit(at as u32, 10))
}

/// The numbers and letters of a mark, in order; `1-3` stands for three.
pub(super) fn mark_tokens(mark: &str) -> Vec<String> {
    let plain: String = mark.chars().map(|c| digit_of(c).unwrap_or(c)).collect();
    let mut tokens: Vec<String> = Vec::new();
    let mut range_open = false;
    for word in plain.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let token = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !token.is_empty() {
            let from = tokens.last().filter(|_| range_open).and_then(|t| t.parse::<u32>().ok());
            if let (Some(from), Ok(to)) = (from, token.parse::<u32>())
                && (from + 1..=from.saturating_add(60)).contains(&to)
            {
                tokens.extend((from + 1..to).map(|n| n.to_string()));
            }
            tokens.push(token.to_string());
            range_open = false;
        }
        range_open |= word.ends_with(['-', '–']);
    }
    tokens
}

/// Whether every mark of a list stands apart from its name, as on PubMed's own pages.
fn marks_stand_apart(line: &str, mentions: &[Mention]) -> bool {
    let apart = |m: &Mention| {
        m.mark
            .as_ref()
            .is_some_and(|mark| mark.start > m.name.end && line[mark.clone()].starts_with(|c: char| c.is_ascii_digit()))
    };
    let marked = mentions.iter().filter(|m| m.mark.is_some()).count();
    marked > 0 && mentions.iter().filter(|m| apart(m)).count() == marked
}

/// Tells which part of the names comes first, by their initials, their capitals and where the marks stand.
fn name_order(line: &str, mentions: &[Mention]) -> (NameOrder, Option<&'static str>) {
    let initials = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        (1..=3).contains(&letters) && word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'))
    };
    let single = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() == 1 && initials(word);
    let capitals = |word: &str| word.chars().count() > 3 && word.chars().all(|c| !c.is_lowercase());
    let (mut at_end, mut inside, mut capitals_last) = (false, false, 0);
    for mention in mentions {
        let words: Vec<&str> = line[mention.name.clone()].split_whitespace().collect();
        let (Some(last), Some(head)) = (words.last(), words.split_last().map(|(_, head)| head)) else { continue };
        at_end |= !head.is_empty() && initials(last);
        inside |= head.iter().any(|word| single(word));
        capitals_last += usize::from(capitals(last) && head.iter().any(|w| !capitals(w)));
    }
    if at_end {
        (NameOrder::FamilyFirst, None)
    } else if inside {
        (NameOrder::GivenFirst, Some("an initial stands inside a name"))
    } else if capitals_last * 2 > mentions.len() {
        (NameOrder::GivenFirst, Some("the last words are in capitals"))
    } else if marks_stand_apart(line, mentions) {
        (NameOrder::GivenFirst, Some("marks stand apart from the names, as on PubMed's pages"))
    } else {
        (NameOrder::FamilyFirst, None)
    }
}

/// Whether a list gives initials behind the family names.
fn ends_in_initials(line: &str, mentions: &[Mention]) -> bool {
    mentions.iter().any(|m| {
        let last = line[m.name.clone()].rsplit(' ').next().unwrap_or("");
        last.chars().count() <= 3 && last.chars().all(|c| c.is_uppercase() || c == '.')
    })
}

/// Whether a part of a list is a degree: `PhD`, `MD, MSc`.
fn is_degree(text: &str) -> bool {
    static DEGREES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        text::table_rows(include_str!("../../../data/tables/suffixes.tsv"))
            .filter(|row| row.get(1) == Some(&"degree"))
            .filter_map(|row| row.first().copied())
            .collect()
    });
    let known = |word: &str| {
        let plain: String = word.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect();
        DEGREES.contains(plain.as_str()) && word.chars().filter(|c| c.is_uppercase()).count() > 1
    };
    text.split([' ', '/']).filter(|word| !word.is_empty()).all(known) && !text.is_empty()
}

/// Whether a text can be one person's name: a few capitalised words and particles.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let word_fits = |word: &&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let spelt = word.chars().all(|c| c.is_alphabetic() || "-'’.‐·ʼ`".contains(c) || is_combining(c));
        let first = word.chars().find(|c| c.is_alphabetic());
        let small = first.is_some_and(char::is_lowercase);
        letters > 0 && spelt && (!small || is_particle(word))
    };
    let lower = |word: &&str| super::shape::is_everyday(word) || super::shape::is_organisation_word(word);
    (1..=6).contains(&words.len())
        && words.iter().all(word_fits)
        && !words.iter().any(lower)
        && words.iter().any(|word| word.chars().next().is_some_and(char::is_uppercase) || word.contains(['\'', '’']))
        && text.chars().count() <= 60
}

/// Whether a text names a group of people: `First Study Group`, `on behalf of the First Consortium`.
pub(super) fn is_group(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "group",
        "groups",
        "consortium",
        "collaboration",
        "collaborative",
        "collaborators",
        "investigators",
        "trialists",
        "committee",
        "network",
        "initiative",
        "team",
        "workgroup",
        "taskforce",
        "alliance",
        "gruppe",
        "groupe",
        "grupo",
    ];
    let text = text.trim().trim_end_matches('.');
    let words = || text.split(|c: char| c.is_whitespace() || "()/,".contains(c)).filter(|word| !word.is_empty());
    let small = |word: &str| matches!(word, "on" | "behalf" | "of" | "the" | "for" | "and" | "in" | "to" | "de" | "la");
    (2..=16).contains(&words().count())
        && words().any(|word| WORDS.contains(&word.to_lowercase().as_str()))
        && words().all(|word| small(word) || !word.starts_with(char::is_lowercase))
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Words of names that are written small.
fn is_particle(word: &str) -> bool {
    static PARTICLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        "de del della der den di da das do dos du des la le las los el al van von vom zu zum zur ter ten te bin \
        bint ibn abu af av y e i san santa st 't op in het degli dei dal lo"
            .split(' ')
            .collect()
    });
    let plain = word.trim_end_matches('.');
    PARTICLES.contains(plain)
        || plain.split_once(['-', '\'', '’']).is_some_and(|(small, rest)| {
            small.chars().count() <= 3 && (rest.starts_with(char::is_uppercase) || PARTICLES.contains(rest))
        })
}

/// Two to four Chinese characters, or a transliterated name with its point.
pub(super) fn is_han_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| !c.is_whitespace()).count();
    let han = text.chars().all(|c| text::is_han(c) || c.is_whitespace() || matches!(c, '·' | '•'));
    han && ((2..=4).contains(&letters) || text.contains(['·', '•']) && letters <= 16)
}

/// Whether a line with a single name is one: titles of two words look the same.
fn is_single_author(name: &str) -> bool {
    static PIECES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        "editorial commentary comment correction corrigendum erratum reply letter review introduction preface \
        foreword response abstract abstracts contents news obituary peer mental health support care research \
        study background methods results"
            .split(' ')
            .collect()
    });
    let words: Vec<&str> = name.split_whitespace().collect();
    let piece = |word: &&str| PIECES.contains(word.to_lowercase().as_str());
    (2..=4).contains(&words.len()) && !words.iter().any(piece)
}

/// Whether a line under the label of authors can be one of them.
pub(super) fn is_labelled_author(line: &str) -> bool {
    let mention = take_mark(line, 0..line.len());
    let name = &line[mention.name.clone()];
    if mention.mark.is_some() || author_line(line).is_some() {
        return name.chars().count() <= 200;
    }
    if text::has_han(line) {
        return is_han_name(name) || han_line(line).is_some();
    }
    let parts = split(line, 0..line.len(), |c| matches!(c, ',' | ';'));
    !parts.is_empty() && parts.into_iter().all(|part| is_name(&line[part]))
}

/// Cuts the value of a label of authors into its names; one that cannot be cut is one name.
pub(super) fn labelled_authors(line: &str, part: Range<usize>) -> Vec<Mention> {
    let slice = &line[part.clone()];
    let mark_all = |parts: Vec<Range<usize>>| parts.into_iter().map(|p| take_mark(line, p)).collect::<Vec<_>>();
    let moved = |range: Range<usize>| part.start + range.start..part.start + range.end;
    let listed = |list: AuthorLine| -> Vec<Mention> {
        list.mentions.into_iter().map(|m| Mention { name: moved(m.name), mark: m.mark.map(moved) }).collect()
    };
    if let Some(list) = text::has_han(slice).then(|| han_line(slice)).flatten() {
        return listed(list);
    }
    if slice.contains(';') {
        return mark_all(split_outside_brackets(line, part.clone(), |c| c == ';'));
    }
    // `Akerblom, Kristina [1 ] Tritter, Jonathan [2 ,3 ]`
    let mut parts = Vec::new();
    let mut start = part.start;
    for (at, _) in slice.match_indices(']') {
        let end = part.start + at + 1;
        let piece = trim_by(line, start..end, |c| c.is_whitespace() || matches!(c, ',' | '、'));
        if !take_mark(line, piece.clone()).name.is_empty() {
            parts.push(piece);
        } else if let Some(last) = parts.last_mut() {
            last.end = end;
        }
        start = end;
    }
    let rest = trim_by(line, start..part.end, |c| c.is_whitespace() || matches!(c, ',' | '、'));
    if !parts.is_empty() {
        if !rest.is_empty() {
            parts.push(rest);
        }
        return mark_all(parts);
    }
    let mention = take_mark(line, part.clone());
    let name = &line[mention.name.clone()];
    if (text::has_han(name) && !is_han_name(name)
        || name.contains(|c: char| c.is_ascii_digit())
        || name.matches(',').count() > 1
        || name.split_once(',').is_some_and(|(family, given)| {
            family.trim().contains(' ') && given.trim().contains(' ') && mention.mark.is_none()
        }))
        && let Some(list) = author_line(slice)
    {
        return listed(list);
    }
    if mention.name.is_empty() { Vec::new() } else { vec![mention] }
}

/// Cuts the line of an entry in a list of papers into its names: one, or several with `;` between them.
pub(super) fn split_names(line: &str) -> Vec<Range<usize>> {
    split(line, 0..line.len(), |c| c == ';')
}

/// Names of countries that stand at the end of addresses and could be taken for a family name and a given one.
pub(super) fn is_country(text: &str) -> bool {
    static COUNTRIES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        "argentina|australia|austria|belgium|brazil|bulgaria|canada|chile|china|colombia|croatia|cyprus|\
        czech republic|czechia|denmark|egypt|england|estonia|ethiopia|finland|france|germany|ghana|greece|\
        hong kong|hungary|iceland|india|indonesia|iran|ireland|israel|italy|japan|kenya|korea|south korea|\
        republic of korea|latvia|lebanon|lithuania|luxembourg|malaysia|malta|mexico|nepal|netherlands|\
        the netherlands|new zealand|nigeria|northern ireland|norway|pakistan|peru|philippines|poland|portugal|\
        qatar|romania|russia|saudi arabia|scotland|serbia|singapore|slovakia|slovenia|south africa|spain|\
        sri lanka|sweden|switzerland|taiwan|tanzania|thailand|tunisia|turkey|türkiye|uganda|ukraine|\
        united arab emirates|united kingdom|united states|united states of america|peoples r china|\
        people's republic of china|pr china|p.r. china|uk|u.k|usa|u.s.a|us|vietnam|wales"
            .split('|')
            .collect()
    });
    COUNTRIES.contains(text.trim().trim_end_matches('.').to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Option<Vec<(&str, Option<&str>)>> {
        let of = |r: Range<usize>| &line[r];
        Some(author_line(line)?.mentions.into_iter().map(|m| (of(m.name), m.mark.map(of))).collect())
    }

    #[test]
    fn lists_of_authors() {
        assert_eq!(
            names("Åkerblom Kristina Bakke, Mohn-Haugen Torbjørn, Agdal Rita, Ness Ottar"),
            Some(vec![
                ("Åkerblom Kristina Bakke", None),
                ("Mohn-Haugen Torbjørn", None),
                ("Agdal Rita", None),
                ("Ness Ottar", None)
            ])
        );
        assert_eq!(
            names("Gillard SG1, Edwards C2,3."),
            Some(vec![("Gillard SG", Some("1")), ("Edwards C", Some("2,3"))])
        );
        assert_eq!(
            names("Gillard SG(1)(2), van der Berg J¹², O'Neill K*"),
            Some(vec![("Gillard SG", Some("(1)(2)")), ("van der Berg J", Some("¹²")), ("O'Neill K", Some("*"))])
        );
        assert_eq!(
            names("Marks J., Foster R. and Ussher M."),
            Some(vec![("Marks J.", None), ("Foster R.", None), ("Ussher M.", None)])
        );
        assert_eq!(names("Carr, Sarah; Gould, Dorothy"), Some(vec![("Carr, Sarah", None), ("Gould, Dorothy", None)]));
        assert_eq!(
            names("王伟,李四1,2、欧阳明华"),
            Some(vec![("王伟", None), ("李四", Some("1,2")), ("欧阳明华", None)])
        );
        for line in ["Gillard SG, Edwards C; First Study Group.", "Gillard SG, Edwards C, and First Study Group"]
            .map(String::from)
        {
            assert_eq!(
                names(&line),
                Some(vec![("Gillard SG", None), ("Edwards C", None), ("First Study Group", None)]),
                "{line}"
            );
        }
        let degrees = "Anna Alpha, PhD 1, Bo Beta, MD, MSc 2";
        assert_eq!(names(degrees), Some(vec![("Anna Alpha", Some("1")), ("Bo Beta", Some("2"))]));
        assert_eq!(author_line(degrees).map(|l| (l.order, l.degrees)), Some((NameOrder::GivenFirst, true)));
        assert_eq!(
            names("Garcia Lopez, Maria Jose; Ness, Ottar"),
            Some(vec![("Garcia Lopez, Maria Jose", None), ("Ness, Ottar", None)])
        );
        assert!(author_line("Gillard SG, Edwards C, et al.").is_some_and(|l| l.cut_short && l.mentions.len() == 2));
    }

    #[test]
    fn what_is_no_list_of_authors() {
        for line in [
            "Western Norway University of Applied Sciences, Bergen, Norway.",
            "St George's, University of London, London, UK.",
            "Nord Univ, Namsos, Norway",
            "Faulkner, Alison",
            "Mental Health, Norway",
            "Peer workers, managers and users were asked",
            "Editorial Comment",
            "First Study Group",
            "Mental Health Research Group, University of Oslo, Oslo, Norway.",
            "Tritter, Jonathan Quetzal [2 ,3 ]",
            "Upper East, New York, United States",
            "对使用心理健康和物质使用服务有经验,同伴",
            "",
        ] {
            assert_eq!(names(line), None, "{line}");
        }
    }

    #[test]
    fn the_order_of_names_follows_initials_and_marks() {
        use NameOrder::*;
        for (line, order) in [
            ("Åkerblom Kristina Bakke, Ness Ottar", FamilyFirst),
            ("Gillard SG, Edwards C", FamilyFirst),
            ("Steven L. Gillard, Rhiannon Foster", GivenFirst),
            ("Steve Gillard 1, Rhiannon Foster 2", GivenFirst),
            ("Gillard Steve1, Foster Rhiannon2", FamilyFirst),
            ("Gillard, Steve; Foster, Rhiannon", Inverted),
        ] {
            assert_eq!(author_line(line).map(|l| l.order), Some(order), "{line}");
        }
    }

    #[test]
    fn names_under_a_label() {
        let of = |line: &'static str| -> Vec<(&str, Option<&str>)> {
            labelled_authors(line, 0..line.len())
                .into_iter()
                .map(|m| (&line[m.name], m.mark.map(|r| &line[r])))
                .collect()
        };
        assert_eq!(of("Tritter, Jonathan Quetzal [2 ,3 ]"), [("Tritter, Jonathan Quetzal", Some("[2 ,3 ]"))]);
        assert_eq!(
            of("Akerblom, Kristina Bakke [1 ]; Tritter, Jonathan Quetzal [2 ,3 ];"),
            [("Akerblom, Kristina Bakke", Some("[1 ]")), ("Tritter, Jonathan Quetzal", Some("[2 ,3 ]"))]
        );
        assert_eq!(
            of("Akerblom, Kristina Bakke [1 ] Tritter, Jonathan Quetzal [2 ] [3 ], Ness, Ottar"),
            [
                ("Akerblom, Kristina Bakke", Some("[1 ]")),
                ("Tritter, Jonathan Quetzal", Some("[2 ] [3 ]")),
                ("Ness, Ottar", None)
            ]
        );
        assert_eq!(of("王伟1,李四1,2;欧阳明华"), [("王伟", Some("1")), ("李四", Some("1,2")), ("欧阳明华", None)]);
        assert_eq!(of("王伟 李四 欧阳明华"), [("王伟", None), ("李四", None), ("欧阳明华", None)]);
        assert_eq!(of("Alpha A 1, Beta B 2"), [("Alpha A", Some("1")), ("Beta B", Some("2"))]);
        assert_eq!(of("Garcia Lopez, Maria [1 ]"), [("Garcia Lopez, Maria", Some("[1 ]"))]);
    }

    #[test]
    fn tokens_of_marks() {
        assert_eq!(mark_tokens("[2 ,3 ]"), ["2", "3"]);
        assert_eq!(mark_tokens("¹,²"), ["1", "2"]);
        assert_eq!(mark_tokens("1-3"), ["1", "2", "3"]);
        assert_eq!(mark_tokens("*"), Vec::<String>::new());
    }
}
