//! The organisations an affiliation names, with their city and country.
//!
//! An affiliation is a list of parts set off by commas: units, organisations, street, city, region, country. The
//! country is recognised from the right, kinds of organisations by the words of `data/tables`; what stands between the
//! last organisation and the country holds the city. Nothing is looked up in a register of organisations: a name is
//! taken as written, and [`skeleton`] makes the spellings of one name equal.

use crate::text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Kind of organisation, the most general last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the words of the field")]
pub enum OrganisationClass {
    #[default]
    Other,
    Unit,
    College,
    Institute,
    Nonprofit,
    Company,
    Government,
    Hospital,
    University,
}

/// An organisation with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Name as written.
    pub organisation: String,
    /// Kind.
    pub class: OrganisationClass,
    /// The part of it that is named, as written: a department, a school.
    pub unit: Option<String>,
    /// City.
    pub city: Option<String>,
    /// [ISO 3166-1](https://www.iso.org/iso-3166-country-codes.html) code of two letters.
    pub country: Option<&'static str>,
}

/// Reads the organisations an affiliation names; several are set off by `;`.
///
/// ```
/// use citeweave::extract::places;
/// let place = &places("Dept of Education, Norwegian University of Science and Technology, Trondheim, Norway.")[0];
/// assert_eq!(place.organisation, "Norwegian University of Science and Technology");
/// assert_eq!(place.unit.as_deref(), Some("Dept of Education"));
/// assert_eq!((place.city.as_deref(), place.country), (Some("Trondheim"), Some("NO")));
/// ```
pub fn places(affiliation: &str) -> Vec<Place> {
    let mut found: Vec<Place> = Vec::new();
    // `&amp;` and its like end in a semicolon too, but readers have resolved them.
    for part in affiliation.split([';', '；']) {
        if let Some(place) = place(part).filter(|place| !found.contains(place)) {
            found.push(place);
        }
    }
    // A country named once at the end holds for all before it: `Univ A, Oslo; Univ B, Bergen, Norway`.
    let last = found.last().and_then(|place| place.country);
    if last.is_some() && found.iter().rev().skip(1).all(|place| place.country.is_none()) {
        found.iter_mut().for_each(|place| place.country = last);
    }
    found
}

fn place(text: &str) -> Option<Place> {
    let text = without_mail(text);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '，' | '。' | '*'));
    if text::has_han(text) && !text.contains(',') && !text.contains('，') {
        return han_place(text);
    }
    let mut parts: Vec<&str> = text.split([',', '，']).map(clean_part).filter(|part| !part.is_empty()).collect();
    let country = take_country(&mut parts);
    let regions = country.map_or(0, |country| trailing_regions(&parts, country));
    let region_from = parts.len() - regions;
    let classes: Vec<OrganisationClass> = parts.iter().map(|part| class_of(part)).collect();

    // Organisations come first; the first part is one whatever it is called.
    let named = |class: &OrganisationClass| *class != OrganisationClass::Other;
    let last = classes[..region_from].iter().rposition(named).unwrap_or(0);
    let end = (last + 1).min(parts.len());
    let city = parts.get(end..region_from).unwrap_or_default().iter().find_map(|part| city_of(part));
    let city = city.or_else(|| {
        (region_from < parts.len()).then(|| city_of(parts[region_from])).flatten().filter(|c| is_city_state(c))
    });

    let organisations = parts.get(..end)?;
    let main =
        (0..end).filter(|i| classes[*i] > OrganisationClass::Unit).max_by_key(|i| (rank(classes[*i]), usize::MAX - i));
    let (organisation, unit, class) = match main {
        None => {
            // Nothing but units or names without a telling word: the broadest is what the last, or the only one, says.
            let at = classes[..end].iter().rposition(|c| *c == OrganisationClass::Other).unwrap_or(0);
            let unit = (at > 0).then(|| organisations[0].to_string()).filter(|_| classes[0] == OrganisationClass::Unit);
            (organisations.get(at)?.to_string(), unit, classes[at])
        }
        // `St George's, University of London`: a name of no known kind before an organisation belongs to it.
        Some(1) if classes[0] == OrganisationClass::Other => {
            (format!("{}, {}", organisations[0], organisations[1]), unit_after(organisations, &classes, 1), classes[1])
        }
        Some(at) => {
            let before = (at > 0).then(|| organisations[0].to_string());
            (organisations[at].to_string(), before.or_else(|| unit_after(organisations, &classes, at)), classes[at])
        }
    };
    organisation.chars().any(char::is_alphabetic).then_some(Place { organisation, class, unit, city, country })
}

/// The narrowest unit named after its organisation, as Web of Science writes: `Univ Oslo, Fac Med, Dept Surg`.
fn unit_after(parts: &[&str], classes: &[OrganisationClass], at: usize) -> Option<String> {
    let units = (at + 1..parts.len()).filter(|i| {
        matches!(classes[*i], OrganisationClass::Unit | OrganisationClass::College | OrganisationClass::Institute)
    });
    units.max().map(|i| parts[i].to_string())
}

/// Which of several organisations in one address holds the others.
fn rank(class: OrganisationClass) -> u8 {
    match class {
        OrganisationClass::University => 3,
        OrganisationClass::Hospital
        | OrganisationClass::Government
        | OrganisationClass::Company
        | OrganisationClass::Nonprofit => 2,
        OrganisationClass::Institute | OrganisationClass::College => 1,
        OrganisationClass::Unit | OrganisationClass::Other => 0,
    }
}

/// Takes e-mail addresses and what announces them away.
fn without_mail(text: &str) -> String {
    let mut text = text;
    for announcement in ["Electronic address:", "E-mail:", "Email:", "email:", "e-mail:"] {
        if let Some(at) = text.find(announcement) {
            text = &text[..at];
        }
    }
    if !text.contains('@') {
        return text.to_string();
    }
    text.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ")
}

/// Takes a number that links the part to a name, and stray punctuation, off a part.
fn clean_part(part: &str) -> &str {
    let part = part.trim().trim_end_matches('.');
    let number = part.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &part[number..];
    // `1 Department of …`, `1Department`, but not `4th Military Hospital` or a street number before a small word.
    let marks = (1..=2).contains(&number)
        && rest.trim_start().starts_with(|c: char| c.is_uppercase())
        && class_of(rest) != OrganisationClass::Other;
    if marks { rest.trim() } else { part.trim() }
}

/// Removes the country from the end of the parts and returns its code.
fn take_country(parts: &mut Vec<&str>) -> Option<&'static str> {
    let last = *parts.last()?;
    let tables = Tables::get();
    let plain = text::fold(last);
    if let Some(code) = tables.countries.get(plain.as_str()) {
        // Alone it may be a place of the same name, but then the affiliation says nothing else.
        if parts.len() > 1 {
            parts.pop();
        }
        return Some(code);
    }
    // `MA 02139 USA`, `CA USA`, `Oslo Norway`: a country behind a region, a postal code or a city.
    let words: Vec<&str> = last.split_whitespace().collect();
    for from in 1..words.len() {
        let tail = text::fold(&words[from..].join(" "));
        if let Some(code) = tables.countries.get(tail.as_str()).filter(|_| from + 4 > words.len()) {
            // `University of Cyprus` ends with a country and is none.
            if class_of(last) != OrganisationClass::Other {
                return None;
            }
            let at = last.len() - words[from..].join(" ").len();
            parts.pop();
            parts.push(last.get(..at).unwrap_or(last).trim());
            return Some(code);
        }
    }
    // `Boston, Massachusetts`, `Boston, MA 02115`: the region tells the country.
    let named = text::fold(last.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == ' '));
    let codes = tables.regions.get(named.as_str())?;
    (parts.len() > 1 && codes.len() == 1).then(|| codes[0])
}

/// How many parts at the end are regions of the country.
fn trailing_regions(parts: &[&str], country: &str) -> usize {
    let tables = Tables::get();
    let is_region = |part: &&&str| {
        let plain = text::fold(part.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ' ')));
        let known = tables.regions.get(plain.as_str()).is_some_and(|codes| codes.contains(&country));
        known || plain.is_empty() || is_postal_code(part)
    };
    // The part after the organisation stays, that there is a city to be found: `Univ Tokyo, Tokyo, Japan`.
    parts.iter().skip(1).rev().take_while(is_region).count()
}

/// `EH8 9YL`, `M5S 1A1`, `02115-6110`: codes of letters and digits without a word.
fn is_postal_code(part: &str) -> bool {
    part.len() <= 12
        && part.bytes().any(|b| b.is_ascii_digit())
        && part.split([' ', '-']).all(|word| word.len() <= 6 && !word.chars().any(char::is_lowercase))
}

/// The city a part names: `171 77 Stockholm` is Stockholm, `P.O. Box 1039` none.
fn city_of(part: &str) -> Option<String> {
    let tables = Tables::get();
    if part.split_whitespace().any(|word| tables.streets.contains(text::fold(word).as_str())) || is_postal_code(part) {
        return None;
    }
    let words = part.split_whitespace().filter(|word| !word.bytes().any(|b| b.is_ascii_digit()));
    // `N-0027 Oslo`, `CA 94305`: what goes with the code goes with it.
    let city: Vec<&str> = words.collect();
    let city = city.join(" ");
    let plausible = city.chars().any(char::is_alphabetic) && city.split(' ').count() <= 4;
    // Acronyms and team names between organisation and city: `UVSQ`, `CESP`.
    let acronym = city.chars().all(|c| !c.is_lowercase()) && city.chars().count() <= 5 && !text::has_han(&city);
    // A street number before small words: `19 Union Street` is caught above, `10 Palace Green` here.
    let numbered = part.starts_with(|c: char| c.is_ascii_digit())
        && !part.contains('-')
        && part.split_whitespace().next().is_some_and(|w| w.len() < 4 && w.bytes().all(|b| b.is_ascii_digit()))
        && part.split_whitespace().nth(1).is_some_and(|w| !w.bytes().all(|b| b.is_ascii_digit()));
    (plausible && !acronym && !numbered).then_some(city)
}

/// Regions that are cities at once: Beijing, Shanghai, Berlin, Singapore.
fn is_city_state(city: &str) -> bool {
    matches!(
        text::fold(city).as_str(),
        "beijing"
            | "shanghai"
            | "tianjin"
            | "chongqing"
            | "berlin"
            | "hamburg"
            | "bremen"
            | "singapore"
            | "hong kong"
            | "macau"
            | "london"
            | "edinburgh"
            | "glasgow"
            | "aberdeen"
            | "new york"
            | "北京"
            | "上海"
            | "天津"
            | "重庆"
    )
}

/// `西挪威应用科学大学 卑尔根`, `北京大学公共卫生学院, 北京 100191`: Chinese affiliations need no commas.
fn han_place(text: &str) -> Option<Place> {
    let mut words = text.split_whitespace().filter(|word| !word.bytes().all(|b| b.is_ascii_digit()));
    let name = words.next()?;
    let tables = Tables::get();
    let rest: Vec<&str> = words.collect();
    let country = rest.iter().find_map(|word| tables.countries.get(text::fold(word).as_str()).copied());
    let city = rest
        .iter()
        .find(|word| !tables.countries.contains_key(text::fold(word).as_str()))
        .map(|w| w.trim_end_matches(|c: char| c.is_ascii_digit()).to_string());
    // The organisation ends with the first word that tells its kind and is not a unit; the unit follows.
    let cut = ["大学", "医院", "研究院", "研究所", "公司", "科学院"]
        .iter()
        .filter_map(|w| name.find(w).map(|at| at + w.len()))
        .min();
    let (organisation, unit) = match cut {
        Some(cut) => (&name[..cut], name[cut..].trim()),
        None => (name, ""),
    };
    Some(Place {
        organisation: organisation.to_string(),
        class: class_of(organisation),
        unit: (!unit.is_empty()).then(|| unit.to_string()),
        city: city.filter(|c| !c.is_empty()),
        country,
    })
}

/// The kind of organisation a part names, by its words.
fn class_of(part: &str) -> OrganisationClass {
    let tables = Tables::get();
    let plain = text::fold(part);
    if text::has_han(part) {
        let ends = tables.classes.iter().filter(|(word, _)| text::has_han(word) && plain.ends_with(word.as_str()));
        return ends.max_by_key(|(word, _)| word.len()).map_or(OrganisationClass::Other, |(_, class)| *class);
    }
    let words: Vec<&str> = plain.split(' ').collect();
    let mut best: Option<(usize, OrganisationClass)> = None;
    for (at, word) in words.iter().enumerate() {
        let pair = words.get(at + 1).map(|next| format!("{word} {next}"));
        let class = pair.as_deref().and_then(|pair| tables.classes.get(pair)).or_else(|| tables.classes.get(*word));
        let class = class.copied().or_else(|| compound_class(word));
        if let Some(class) = class {
            // `Department of …`, `School of …` say at the front what they are; elsewhere the strongest word counts.
            let unit_first = at == 0 && class == OrganisationClass::Unit;
            if unit_first {
                return class;
            }
            if best.is_none_or(|(_, held)| class > held) {
                best = Some((at, class));
            }
        }
    }
    if let Some((_, class)) = best {
        return class;
    }
    let discipline = !words.is_empty()
        && words.iter().all(|w| {
            tables.disciplines.contains(*w)
                || matches!(*w, "and" | "of" | "the" | "clinical" | "&" | "und" | "et" | "y")
        });
    if discipline || tables.disciplines.contains(plain.as_str()) {
        OrganisationClass::Unit
    } else {
        OrganisationClass::Other
    }
}

/// German and Scandinavian compounds: `Universitätsklinikum`, `Forschungsinstitut`, `universitetssykehus`.
fn compound_class(word: &str) -> Option<OrganisationClass> {
    const ENDINGS: &[(&str, OrganisationClass)] = &[
        ("klinikum", OrganisationClass::Hospital),
        ("krankenhaus", OrganisationClass::Hospital),
        ("sykehus", OrganisationClass::Hospital),
        ("sjukhus", OrganisationClass::Hospital),
        ("sygehus", OrganisationClass::Hospital),
        ("ziekenhuis", OrganisationClass::Hospital),
        ("sairaala", OrganisationClass::Hospital),
        ("universitat", OrganisationClass::University),
        ("universitet", OrganisationClass::University),
        ("universiteit", OrganisationClass::University),
        ("hochschule", OrganisationClass::University),
        ("hogskole", OrganisationClass::University),
        ("hogskola", OrganisationClass::University),
        ("institut", OrganisationClass::Institute),
        ("institutet", OrganisationClass::Institute),
        ("instituut", OrganisationClass::Institute),
        ("klinik", OrganisationClass::Hospital),
    ];
    if word.len() < 9 {
        return None;
    }
    ENDINGS.iter().find(|(ending, _)| word.ends_with(ending)).map(|(_, class)| *class)
}

/// The form of an organisation's name in which its spellings are equal: every word abbreviated as Web of Science
/// abbreviates it, small words left out.
///
/// ```
/// use citeweave::extract::skeleton;
/// assert_eq!(skeleton("Western Norway University of Applied Sciences"), skeleton("Western Norway Univ Appl Sci"));
/// assert_ne!(skeleton("University of Oslo"), skeleton("University of Bergen"));
/// ```
pub fn skeleton(name: &str) -> String {
    let tables = Tables::get();
    let folded = text::fold(name);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(' ').filter(|w| {
        !matches!(
            *w,
            "of" | "the"
                | "for"
                | "and"
                | "in"
                | "at"
                | "de"
                | "la"
                | "du"
                | "des"
                | "der"
                | "die"
                | "und"
                | "et"
                | "og"
                | "och"
                | "di"
                | "da"
                | "do"
                | "y"
                | "e"
        )
    }) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(tables.abbreviations.get(word).copied().unwrap_or(word));
    }
    out
}

/// Whether a name holds words abbreviated as Web of Science does.
pub(crate) fn is_abbreviated(name: &str) -> bool {
    let tables = Tables::get();
    text::fold(name)
        .split(' ')
        .any(|word| tables.abbreviated.contains(word) && !tables.abbreviations.contains_key(word))
}

/// The English name of a country by its code.
pub fn country_name(code: &str) -> Option<&'static str> {
    country_names(code).map(|(english, _)| english)
}

/// The English and the Chinese name of a country by its code.
pub fn country_names(code: &str) -> Option<(&'static str, &'static str)> {
    Tables::get().names.get(code).copied()
}

struct Tables {
    /// Folded name or alias → code of two letters.
    countries: FxHashMap<String, &'static str>,
    names: FxHashMap<&'static str, (&'static str, &'static str)>,
    /// Folded name → codes of the countries that have a region so named.
    regions: FxHashMap<String, Vec<&'static str>>,
    classes: FxHashMap<String, OrganisationClass>,
    streets: FxHashSet<String>,
    disciplines: FxHashSet<String>,
    abbreviations: FxHashMap<&'static str, &'static str>,
    abbreviated: FxHashSet<&'static str>,
}

impl Tables {
    fn get() -> &'static Self {
        static TABLES: LazyLock<Tables> = LazyLock::new(Tables::load);
        &TABLES
    }

    fn load() -> Self {
        let mut tables = Self {
            countries: FxHashMap::default(),
            names: FxHashMap::default(),
            regions: FxHashMap::default(),
            classes: FxHashMap::default(),
            streets: FxHashSet::default(),
            disciplines: FxHashSet::default(),
            abbreviations: FxHashMap::default(),
            abbreviated: FxHashSet::default(),
        };
        for row in text::table_rows(include_str!("../../data/tables/countries.tsv")) {
            // Codes of three letters are left out: `ETH`, `PAN`, `MAR` are other things in an affiliation.
            let [code, _, english, chinese, ..] = row[..] else { continue };
            tables.names.insert(code, (english, chinese));
            let others = row.get(4).copied().unwrap_or("");
            for name in [english, chinese].into_iter().chain(others.split('|')).filter(|n| !n.is_empty()) {
                tables.countries.entry(text::fold(name)).or_insert(code);
            }
        }
        for row in text::table_rows(include_str!("../../data/tables/regions.tsv")) {
            let [code, name, ..] = row[..] else { continue };
            let codes = tables.regions.entry(text::fold(name)).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        for row in text::table_rows(include_str!("../../data/tables/organisation_words.tsv")) {
            let [word, class, ..] = row[..] else { continue };
            let class = match class {
                "university" => OrganisationClass::University,
                "hospital" => OrganisationClass::Hospital,
                "company" => OrganisationClass::Company,
                "government" => OrganisationClass::Government,
                "nonprofit" => OrganisationClass::Nonprofit,
                "institute" => OrganisationClass::Institute,
                "college" => OrganisationClass::College,
                "unit" => OrganisationClass::Unit,
                "street" => {
                    tables.streets.insert(text::fold(word));
                    continue;
                }
                _ => continue,
            };
            tables.classes.insert(text::fold(word), class);
        }
        for row in text::table_rows(include_str!("../../data/tables/disciplines.tsv")) {
            tables.disciplines.extend(row.first().map(|word| text::fold(word)));
        }
        for row in text::table_rows(include_str!("../../data/tables/abbreviations.tsv")) {
            let [word, short, ..] = row[..] else { continue };
            tables.abbreviations.entry(word).or_insert(short);
            tables.abbreviated.insert(short);
        }
        tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `organisation | unit | city | country`.
    fn shown(affiliation: &str) -> Vec<String> {
        let show = |p: Place| {
            format!(
                "{} | {} | {} | {}",
                p.organisation,
                p.unit.unwrap_or_default(),
                p.city.unwrap_or_default(),
                p.country.unwrap_or_default()
            )
        };
        places(affiliation).into_iter().map(show).collect()
    }

    #[test]
    fn affiliations_are_taken_apart() {
        for (text, expected) in [
            (
                "Western Norway University of Applied Sciences, Bergen, Norway.",
                "Western Norway University of Applied Sciences |  | Bergen | NO",
            ),
            ("Western Norway Univ Appl Sci, Bergen, Norway", "Western Norway Univ Appl Sci |  | Bergen | NO"),
            (
                "Erfaringssentrum, National Peer Worker Organization, Oslo, Norway.",
                "Erfaringssentrum, National Peer Worker Organization |  | Oslo | NO",
            ),
            ("St George's, University of London, London, UK.", "St George's, University of London |  | London | GB"),
            (
                "Department of Education and Lifelong Learning, Norwegian University of Science and Technology, Trondheim, Norway.",
                "Norwegian University of Science and Technology | Department of Education and Lifelong Learning | Trondheim | NO",
            ),
            ("Aston Univ, Birmingham, Warwick, England", "Aston Univ |  | Birmingham | GB"),
            ("Nord Univ, Namsos, Norway", "Nord Univ |  | Namsos | NO"),
            ("Univ Oslo, Fac Med, Dept Surg, Oslo, Norway", "Univ Oslo | Dept Surg | Oslo | NO"),
            (
                "Department of Psychiatry, Massachusetts General Hospital, Boston, MA 02114, USA. a@b.org",
                "Massachusetts General Hospital | Department of Psychiatry | Boston | US",
            ),
            ("Karolinska Institutet, SE-171 77 Stockholm, Sweden", "Karolinska Institutet |  | Stockholm | SE"),
            ("Mayo Clinic, 200 First Street SW, Rochester, MN 55905, USA", "Mayo Clinic |  | Rochester | US"),
            ("Psychiatry, University of Oslo, Oslo, Norway", "University of Oslo | Psychiatry | Oslo | NO"),
            ("Harvard Univ, Sch Med, Boston, MA 02115 USA", "Harvard Univ | Sch Med | Boston | US"),
            ("Peking Univ, Beijing, Peoples R China", "Peking Univ |  | Beijing | CN"),
            ("北京大学公共卫生学院 北京 100191", "北京大学 | 公共卫生学院 | 北京 | "),
            ("INSERM U1018, Villejuif, France", "INSERM U1018 |  | Villejuif | FR"),
        ] {
            assert_eq!(shown(text), [expected], "{text}");
        }
        assert_eq!(
            shown("University of Bergen, Bergen; University of Oslo, Oslo, Norway."),
            ["University of Bergen |  | Bergen | NO", "University of Oslo |  | Oslo | NO"]
        );
        assert!(places("").is_empty() && places(" . ; 123 ;").is_empty());
    }
}
