//! Contributors and affiliations of a record while it is being read: positions counted, addresses listed once.

use crate::diagnostic::Span;
use crate::record::{Affiliation, Contributor, NameOrder, PersonName, Record, Role};
use rustc_hash::FxHashMap;

/// What has to be remembered of the contributors and affiliations of one record.
#[derive(Default)]
pub(super) struct People {
    /// By role.
    positions: [u32; Role::Other as usize + 1],
    affiliations: FxHashMap<String, u32>,
}

impl People {
    /// Adds a person, or a group where there is no name in parts; returns its index.
    pub(super) fn add(
        &mut self,
        record: &mut Record,
        role: Role,
        as_written: String,
        name: Option<PersonName>,
        span: Span,
    ) -> usize {
        let position = &mut self.positions[role as usize];
        *position += 1;
        let literal = name.is_none().then(|| as_written.clone());
        let position = *position;
        record.contributors.push(Contributor {
            role,
            position,
            as_written,
            name,
            literal,
            span,
            ..Contributor::default()
        });
        record.contributors.len() - 1
    }

    /// The index of an affiliation, which is added where it is new.
    pub(super) fn affiliation(&mut self, record: &mut Record, as_written: String, span: Span) -> u32 {
        if let Some(&index) = self.affiliations.get(&as_written) {
            return index;
        }
        let index = record.affiliations.len() as u32;
        self.affiliations.insert(as_written.clone(), index);
        record.affiliations.push(Affiliation { as_written, span, ..Affiliation::default() });
        index
    }
}

/// A contributor is linked to so many affiliations; further ones are the record's alone, and [`Sink::push`] says so.
/// Files in which everybody is everywhere would otherwise cost the product of people and places.
///
/// [`Sink::push`]: super::Sink::push
pub(super) const MOST_LINKS: usize = 256;

/// Links a contributor to an affiliation the source gives them.
pub(super) fn link(record: &mut Record, contributor: usize, affiliation: u32) {
    if let Some(contributor) = record.contributors.get_mut(contributor)
        && contributor.affiliations.len() < MOST_LINKS
        && !contributor.affiliations.contains(&affiliation)
    {
        contributor.affiliations.push(affiliation);
    }
}

/// Words that show a name to be that of an organisation or group.
const GROUP_WORDS: &[&str] = &[
    "university",
    "institute",
    "department",
    "ministry",
    "association",
    "society",
    "committee",
    "council",
    "group",
    "consortium",
    "collaboration",
    "collaborators",
    "network",
    "organization",
    "organisation",
    "center",
    "centre",
    "foundation",
    "agency",
    "office",
    "bureau",
    "commission",
    "team",
    "program",
    "programme",
    "investigators",
    "college",
    "school",
    "hospital",
    "academy",
    "federation",
    "board",
    "company",
    "inc",
    "ltd",
    "corporation",
    "gmbh",
    "staff",
    "editors",
    "panel",
    "working",
    "initiative",
    "alliance",
    "laboratory",
    "institut",
    "institution",
    "universität",
    "universidad",
    "université",
    "universiteit",
    "universidade",
    "università",
    "ministerio",
    "ministère",
    "anonymous",
    "anon",
];
/// The same in Chinese, at the end of the name.
const HAN_GROUP_ENDS: &[&str] = &[
    "大学",
    "大學",
    "学院",
    "學院",
    "研究所",
    "研究院",
    "科学院",
    "委员会",
    "委員會",
    "医院",
    "醫院",
    "协会",
    "協會",
    "学会",
    "學會",
    "中心",
    "部",
    "局",
    "组",
    "組",
    "公司",
];

/// Reads the name of a person whose order the source does not keep to; nothing for what is no person's name.
///
/// A comma tells the family name. Without one, initials tell the given names (`Adler D.G.`, `A. Smith`); a name of
/// full words is taken to have the given name first.
pub(super) fn person(text: &str) -> Option<PersonName> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (first, last) = (words.first()?, words.last()?);
    let is_group_word = |w: &&str| {
        let plain = w.trim_matches(|c: char| !c.is_alphanumeric());
        plain.len() > 2 && GROUP_WORDS.iter().any(|g| g.eq_ignore_ascii_case(plain))
    };
    let commas = text.matches(',').count();
    let many = words.len() > 1 + commas;
    if words.iter().any(is_group_word) && (many || commas == 0) {
        return None;
    }
    if text.chars().count() > 4 && HAN_GROUP_ENDS.iter().any(|end| text.ends_with(end)) {
        return None;
    }
    match commas {
        0 => {}
        1 => return PersonName::parse(text, NameOrder::Inverted),
        // `Stockham, T.G., Jr.` is a person, `Department of Health, Education, and Welfare` is none.
        _ => return PersonName::parse(text, NameOrder::Inverted).filter(|n| n.suffix.is_some() && commas == 2),
    }
    if words.len() == 1 {
        let acronym = text.len() <= 6 && text.chars().all(char::is_uppercase) && text.is_ascii();
        return PersonName::parse(text, NameOrder::FamilyFirst).filter(|_| !acronym);
    }
    let shouted = !text.chars().any(char::is_lowercase);
    let is_initials = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let plain = word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'));
        plain && letters > 0 && (word.ends_with('.') && letters <= 5 || letters <= if shouted { 2 } else { 3 })
    };
    if is_initials(last) {
        let (given, family) = words.split_last()?;
        return PersonName::from_parts(&family.join(" "), Some(given), None);
    }
    if is_initials(first) || words.len() <= 4 {
        return PersonName::parse(text, NameOrder::GivenFirst);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_and_others() {
        for (text, family, given) in [
            ("Tritter, Jonathan Quetzal", "Tritter", Some("Jonathan Quetzal")),
            ("Molina-Bolívar,J. A.", "Molina-Bolívar", Some("J. A.")),
            ("Adler D.G.", "Adler", Some("D.G.")),
            ("Wong Kee Song L.M.", "Wong Kee Song", Some("L.M.")),
            ("WOLF PR", "WOLF", Some("PR")),
            ("A. Smith", "Smith", Some("A.")),
            ("Ludwig van Beethoven", "van Beethoven", Some("Ludwig")),
            ("王伟", "王", Some("伟")),
            ("Cocke", "Cocke", None),
        ] {
            let name = person(text).unwrap_or_default();
            assert_eq!((name.family.as_str(), name.given.as_deref()), (family, given), "{text}");
        }
        assert_eq!(person("Stockham, T.G., Jr.").and_then(|n| n.suffix).as_deref(), Some("Jr"));
        for text in [
            "Department of Health, Education, and Welfare, Office of Disability Program",
            "Name of a Research Center",
            "World Health Organization",
            "WHO",
            "中国科学院心理研究所",
            "Anon",
            "",
        ] {
            assert_eq!(person(text), None, "{text}");
        }
    }
}
