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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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
    // Of so many the ones before are no longer looked through, but up.
    const MANY: usize = 16;
    let mut found: Vec<Place> = Vec::new();
    let mut seen: FxHashSet<Place> = FxHashSet::default();
    // `&amp;` and its like end in a semicolon too, but readers have resolved them.
    for part in affiliation.split([';', '；']) {
        let Some(place) = place(part) else { continue };
        if found.len() == MANY && seen.is_empty() {
            seen.extend(found.iter().cloned());
        }
        let new = if found.len() < MANY { !found.contains(&place) } else { seen.insert(place.clone()) };
        if new && found.len() < MOST_PLACES {
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

/// No affiliation names more organisations; each is said again of each of its people.
const MOST_PLACES: usize = 64;
/// No address is longer: of a text that is none, the beginning is read as one.
const LONGEST: usize = 2_000;

fn place(text: &str) -> Option<Place> {
    let end = (0..=text.len().min(LONGEST)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let text = without_mail(&text[..end]);
    let nameless = text.trim_start().starts_with([',', '，']);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '，' | '。' | '*'));
    if text::has_han(text) && !text.contains(',') && !text.contains('，') {
        return han_place(text);
    }
    let mut parts = company_names(text, text.split([',', '，']).map(clean_part).filter(|p| !p.is_empty()).collect());
    let country = take_country(&mut parts);
    // `, Naples, Italy.` names no organisation.
    if nameless && parts.len() < 2 {
        return None;
    }
    let regions = country.map_or(0, |country| trailing_regions(&parts, country));
    let region_from = parts.len() - regions;
    let classes: Vec<OrganisationClass> = parts.iter().map(|part| class_of(part)).collect();

    // Organisations come first; the first part is one whatever it is called.
    let named = |class: &OrganisationClass| *class != OrganisationClass::Other;
    let last = classes[..region_from].iter().rposition(named).unwrap_or(0);
    let end = (last + 1).min(parts.len());
    let named = stretch(text, parts.first()?, parts[end - 1]);
    let city = city(named, &parts, end..region_from, country, text.contains(char::is_lowercase));

    let organisations = parts.get(..end)?;
    let several = classes[..end].iter().filter(|class| **class > OrganisationClass::Unit).count() > 1;
    let abbreviated = (several || end > 1 && classes[0] == OrganisationClass::Other) && is_web_of_science(text);
    let of_rank = |at: usize| rank(organisations[at], classes[at]);
    // Addresses written in full go from the narrow to the broad, those of Web of Science from the broad to the narrow.
    let main = (0..end)
        .filter(|at| classes[*at] > OrganisationClass::Unit)
        .max_by_key(|at| (of_rank(*at), if abbreviated { usize::MAX - at } else { *at }));
    let main = match main {
        // Its first part is the organisation, whatever it is called, unless a university holds it.
        Some(at) if abbreviated && at > 0 && classes[0] != OrganisationClass::Unit && of_rank(at) < UNIVERSITY => {
            Some(0)
        }
        main => main,
    };
    let (organisation, unit, class) = match main {
        None => {
            // Nothing but units or names without a telling word: the broadest is what the last, or the only one, says.
            let at = classes[..end].iter().rposition(|c| *c == OrganisationClass::Other).unwrap_or(0);
            let unit = (at > 0).then(|| organisations[0].to_string()).filter(|_| classes[0] == OrganisationClass::Unit);
            (organisations.get(at)?.to_string(), unit, classes[at])
        }
        // `St George's, University of London`: a name of no known kind may be completed by what follows.
        Some(1) if classes[0] == OrganisationClass::Other && completes(organisations[1], classes[1]) => {
            (format!("{}, {}", organisations[0], organisations[1]), unit_after(organisations, &classes, 1), classes[1])
        }
        Some(at) => {
            let before = (at > 0).then(|| unit_before(text, organisations, &classes, at).to_string());
            (organisations[at].to_string(), before.or_else(|| unit_after(organisations, &classes, at)), classes[at])
        }
    };
    organisation.chars().any(char::is_alphabetic).then_some(Place { organisation, class, unit, city, country })
}

/// The stretch of `text` from the first of two of its parts to the last.
fn stretch<'t>(text: &'t str, first: &'t str, last: &'t str) -> &'t str {
    let at = |part: &str| (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
    let found = at(first).zip(at(last)).and_then(|(from, to)| text.get(from..to + last.len()));
    found.unwrap_or(first)
}

/// Joins what only says that a company is one with its name: `Tri-Med Specialties, Inc.`
fn company_names<'t>(text: &'t str, parts: Vec<&'t str>) -> Vec<&'t str> {
    const FORMS: &[&str] = &[
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "co ltd",
        "llc",
        "llp",
        "plc",
        "corp",
        "gmbh",
        "bv",
        "b v",
        "pty ltd",
    ];
    let is_form = |part: &&str| part.len() <= 12 && FORMS.contains(&text::fold(part).as_str());
    if parts.len() < 2 || !parts[1..].iter().any(is_form) {
        return parts;
    }
    let mut joined: Vec<&str> = Vec::with_capacity(parts.len());
    for part in parts {
        match joined.last_mut() {
            Some(name) if is_form(&part) => *name = stretch(text, name, part),
            _ => joined.push(part),
        }
    }
    joined
}

/// Whether an address is abbreviated as Web of Science does it: no stops, no small words.
fn is_web_of_science(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "Univ", "Inst", "Ctr", "Dept", "Sch", "Coll", "Hosp", "Natl", "Acad", "Fac", "Sci", "Technol", "Res", "Med",
        "Lab", "Minist", "Astron", "Ist", "Fdn",
    ];
    !text.contains(" of ")
        && !text.contains(". ")
        && text.split([' ', ',']).any(|word| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Whether a part completes the name before it instead of holding what it names.
fn completes(part: &str, class: OrganisationClass) -> bool {
    class == OrganisationClass::Nonprofit
        || class == OrganisationClass::University
            && matches!(
                text::fold(part).as_str(),
                "university of london"
                    | "univ london"
                    | "university of wales"
                    | "univ wales"
                    | "university of the arts london"
            )
}

/// The narrowest unit before its organisation; one that is a list goes to the list's end: `Division of Diabetes,
/// Metabolism and Endocrinology`.
fn unit_before<'t>(text: &'t str, parts: &[&'t str], classes: &[OrganisationClass], at: usize) -> &'t str {
    let listed = |class: OrganisationClass| matches!(class, OrganisationClass::Unit | OrganisationClass::Other);
    let heads =
        |part: &str| Tables::get().classes.contains_key(text::fold(part.split(' ').next().unwrap_or("")).as_str());
    for next in 1..at.min(4) {
        if !listed(classes[next]) || heads(parts[next]) || classes[0] != OrganisationClass::Unit {
            break;
        }
        if parts[next].contains(" and ") || parts[next].contains(" & ") || parts[next].starts_with("and ") {
            return stretch(text, parts[0], parts[next]);
        }
    }
    parts[0]
}

/// The narrowest unit named after its organisation, as Web of Science writes: `Univ Oslo, Fac Med, Dept Surg`.
fn unit_after(parts: &[&str], classes: &[OrganisationClass], at: usize) -> Option<String> {
    let units = (at + 1..parts.len()).filter(|i| {
        let named =
            matches!(classes[*i], OrganisationClass::Unit | OrganisationClass::College | OrganisationClass::Institute);
        named && !parts[*i].split([' ', '-']).any(|word| AUTHORITIES.contains(&word))
    });
    units.max().map(|i| parts[i].to_string())
}

/// Research organisations that stand beside a hospital or university and belong to none.
const AUTHORITIES: &[&str] = &["INSERM", "CNRS", "INRA", "INRAE", "CSIC", "CONICET", "CNR", "INFN", "Inserm"];

/// The rank of a university; what is below may be a part of one.
const UNIVERSITY: u8 = 10;

/// Which of several organisations in one address holds the others.
fn rank(part: &str, class: OrganisationClass) -> u8 {
    let starts = |words: &[&str]| {
        let head = part.split(|c: char| !c.is_alphanumeric()).find(|word| !matches!(*word, "The" | "the" | ""));
        head.is_some_and(|head| words.contains(&head))
    };
    match class {
        // `Winship Cancer Institute of Emory University`, `Children's Hospital of Nanjing Medical University`
        OrganisationClass::University => {
            let before = part.find(" of ").map_or("", |at| &part[..at]);
            let led = ["Institute", "Hospital", "School", "Centre", "Center", "College", "Department", "Faculty"];
            if led.iter().any(|word| before.ends_with(word)) && class_of(before) != OrganisationClass::University {
                UNIVERSITY - 1
            } else {
                UNIVERSITY
            }
        }
        // A ministry has institutes and hospitals, which are better known than it.
        OrganisationClass::Government if starts(&["Ministry", "Ministère", "Ministerio", "Minist", "Ministero"]) => 3,
        OrganisationClass::Institute if part.contains("Academy") || part.contains("Acad ") => 7,
        OrganisationClass::Hospital
        | OrganisationClass::Government
        | OrganisationClass::Company
        | OrganisationClass::Nonprofit => 6,
        OrganisationClass::Institute | OrganisationClass::College => 4,
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
    let tables = Tables::get();
    // `Geelong, Australia, 3217`
    if let [.., before, last] = parts[..]
        && !last.contains(char::is_alphabetic)
        && tables.countries.contains_key(text::fold(before).as_str())
    {
        parts.pop();
    }
    let last = *parts.last()?;
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
    for from in words.len().saturating_sub(4).max(1)..words.len() {
        let tail = text::fold(&words[from..].join(" "));
        if let Some(code) = tables.countries.get(tail.as_str()) {
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
    // `Boston, Massachusetts`, `Boston, MA 02115`, `Boston, MA, 02115`: the region tells the country.
    let last = parts.iter().rev().find(|part| part.contains(char::is_alphabetic)).copied().unwrap_or(last);
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

/// The city between the last organisation and the region: one that the organisations are called after, else the last
/// part there that can be one, for streets and districts come before it. A region that is a city at once is one where
/// nothing else is.
fn city(
    named: &str,
    parts: &[&str],
    between: std::ops::Range<usize>,
    country: Option<&'static str>,
    mixed: bool,
) -> Option<String> {
    let tables = Tables::get();
    let regions = parts.get(between.end..).unwrap_or_default();
    let mut cities: Vec<String> = Vec::new();
    for part in parts.get(between).unwrap_or_default() {
        cities.extend(city_of(part, country, mixed));
    }
    let is_region = |city: &String| {
        country.is_some_and(|c| tables.regions.get(text::fold(city).as_str()).is_some_and(|codes| codes.contains(&c)))
    };
    if cities.len() > 1 && !cities.iter().all(is_region) {
        cities.retain(|city| !is_region(city));
    }
    let named = if cities.len() > 1 { text::fold(named) } else { String::new() };
    let names = |city: &String| {
        let city = text::fold(city);
        named.match_indices(city.as_str()).any(|(at, _)| {
            named[..at].chars().next_back().is_none_or(|c| c == ' ')
                && named[at + city.len()..].chars().next().is_none_or(|c| c == ' ')
        })
    };
    let found = if cities.len() > 1 { cities.iter().rposition(names) } else { None };
    let found = found.or(cities.len().checked_sub(1)).map(|at| cities.swap_remove(at));
    found.or_else(|| regions.iter().filter_map(|part| city_of(part, country, mixed)).find(|city| is_city_at_once(city)))
}

/// The city a part names: `171 77 Stockholm` is Stockholm, `P.O. Box 1039` none.
fn city_of(part: &str, country: Option<&str>, mixed: bool) -> Option<String> {
    let tables = Tables::get();
    let street = |word: &str| tables.streets.contains(text::fold(word).as_str()) || is_district(word, country);
    // `660 S. Euclid Ave`, but not `St. Louis`.
    let last = part.rsplit(' ').next().unwrap_or("");
    if part.split_whitespace().any(street)
        || matches!(last, "St" | "Ave" | "Dr" | "Blvd" | "Rd")
        || part.contains([':', '@'])
        || is_postal_code(part)
        || is_numbered(part, country)
        || FORMER_STATES.contains(&text::fold(part).as_str())
    {
        return None;
    }
    let mut words: Vec<&str> = Vec::new();
    let mut after_code = false;
    for word in part.split_whitespace() {
        let code = word.bytes().any(|b| b.is_ascii_digit());
        // `D 14476 Potsdam`
        if code && words.len() == 1 && words[0].len() == 1 {
            words.pop();
        }
        // `NL-2300 RA Leiden`: what goes with the code goes with it.
        let letters =
            after_code && country == Some("NL") && word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase());
        if !code && !letters {
            words.push(word);
        }
        after_code = code;
    }
    // `Providence RI`
    if country == Some("US")
        && words.len() > 1
        && words.last().is_some_and(|w| {
            w.len() == 2
                && w.bytes().all(|b| b.is_ascii_uppercase())
                && tables.regions.get(text::fold(w).as_str()).is_some_and(|codes| codes.contains(&"US"))
        })
    {
        words.pop();
    }
    let city = words.join(" ");
    let plausible = city.chars().any(char::is_alphabetic) && words.len() <= 4;
    // Acronyms and team names between organisation and city: `UVSQ`, `USC 1408 AFMB`.
    let capitals = !city.contains(char::is_lowercase) && !text::has_han(&city);
    let acronym = capitals
        && (city.chars().count() <= 5
            || mixed
                && part.contains(|c: char| c.is_ascii_digit())
                && !part.starts_with(|c: char| c.is_ascii_digit())
                && !part.contains('-'));
    (plausible && !acronym).then_some(city)
}

/// States that addresses still name and the table of countries does not.
const FORMER_STATES: &[&str] = &["yugoslavia", "ussr", "u s s r", "czechoslovakia", "gdr", "ddr", "frg", "kosovo"];

/// Whether a word ends as streets and districts do where the country has such.
fn is_district(word: &str, country: Option<&str>) -> bool {
    let word = word.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending));
    match country {
        Some("DE" | "AT" | "CH") => ends(&["strasse", "straße", "str", "str.", "platz", "allee"]),
        Some("SE" | "NO" | "DK") => ends(&["gatan", "vägen", "vagen", "veien", "vej", "gade", "gata"]),
        Some("NL" | "BE") => ends(&["straat", "laan", "plein"]),
        Some("JP") => ends(&["-ku", "-cho", "-machi", "-chome"]),
        Some("KR") => ends(&["-ro", "-gil", "-gu", "-dong", "-daero"]),
        _ => false,
    }
}

/// Whether a part is a house number and its street, or a block and its number: `10 Palace Green`, `Ikeda 4-22-1`.
fn is_numbered(part: &str, country: Option<&str>) -> bool {
    let mut words = part.split_whitespace();
    let (Some(first), second) = (words.next(), words.next()) else { return false };
    let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let Some(second) = second else { return false };
    let last = words.next_back().unwrap_or(second);
    if last.len() > 2 && last.len() < 8 && last.contains('-') && last.split('-').all(|p| digits(p) && p.len() < 3) {
        return true;
    }
    match country {
        // Postal codes stand behind the city there.
        Some("US" | "CA" | "GB" | "AU" | "NZ" | "IE" | "JP" | "KR" | "IN") => {
            first.starts_with(|c: char| c.is_ascii_digit()) && first.len() < 6 && !digits(second)
        }
        _ => digits(first) && first.len() < 4 && !part.contains('-') && !digits(second),
    }
}

/// Regions with the name of their city.
fn is_city_at_once(city: &str) -> bool {
    const CITIES: &[&str] = &[
        "beijing",
        "shanghai",
        "tianjin",
        "chongqing",
        "berlin",
        "hamburg",
        "bremen",
        "singapore",
        "hong kong",
        "macau",
        "london",
        "edinburgh",
        "glasgow",
        "aberdeen",
        "dundee",
        "cardiff",
        "swansea",
        "new york",
        "washington dc",
        "dublin",
        "cork",
        "galway",
        "limerick",
        "waterford",
        "utrecht",
        "groningen",
        "sao paulo",
        "rio de janeiro",
        "quebec",
        "geneva",
        "zurich",
        "bern",
        "basel",
        "lucerne",
        "fribourg",
        "neuchatel",
        "vienna",
        "salzburg",
        "madrid",
        "murcia",
        "seoul",
        "busan",
        "daegu",
        "incheon",
        "gwangju",
        "daejeon",
        "ulsan",
        "delhi",
        "chandigarh",
        "mexico city",
        "tokyo",
        "osaka",
        "kyoto",
        "hiroshima",
        "nagasaki",
        "fukuoka",
        "niigata",
        "okayama",
        "gifu",
        "chiba",
        "toyama",
        "kumamoto",
        "kagoshima",
        "miyazaki",
        "oita",
        "saga",
        "wakayama",
        "nara",
        "tottori",
        "yamagata",
        "akita",
        "aomori",
        "fukushima",
        "shizuoka",
        "nagano",
        "fukui",
        "tokushima",
        "kochi",
        "yamaguchi",
        "北京",
        "上海",
        "天津",
        "重庆",
    ];
    CITIES.contains(&text::fold(city).as_str())
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
    let mut best: Option<(usize, OrganisationClass)> = None;
    let mut from = 0;
    while from < plain.len() {
        let rest = &plain[from..];
        let word_len = rest.find(' ').unwrap_or(rest.len());
        let word = &rest[..word_len];
        // The longest phrase that begins here: `institute of technology` rather than `institute`.
        let most = tables.openers.get(word).copied().unwrap_or(1);
        let ends = rest.match_indices(' ').map(|(at, _)| at).chain([rest.len()]).take(most as usize);
        let phrase = ends.filter_map(|end| Some((end, *tables.classes.get(&rest[..end])?))).last();
        // `Department of Health` is one of the government, `Department of Health Sciences` is not.
        let phrase = phrase.filter(|(end, class)| {
            *class != OrganisationClass::Government || !matches!(word, "department" | "dept") || *end == rest.len()
        });
        let single =
            || tables.classes.get(word).copied().or_else(|| compound_class(word)).map(|class| (word_len, class));
        let found = phrase.or_else(single);
        if let Some((_, class)) = found {
            // `Department of …`, `School of …` say at the front what they are; elsewhere the strongest word counts.
            if from == 0 && class == OrganisationClass::Unit {
                return class;
            }
            if best.is_none_or(|(_, held)| class > held) {
                best = Some((from, class));
            }
        }
        from += found.map_or(word_len, |(len, _)| len) + 1;
    }
    if let Some((_, class)) = best {
        return class;
    }
    let discipline = !plain.is_empty()
        && plain.split(' ').all(|w| {
            tables.disciplines.contains(w) || matches!(w, "and" | "of" | "the" | "clinical" | "&" | "und" | "et" | "y")
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
        ("zentrum", OrganisationClass::Institute),
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
    /// First words of phrases in `classes`, and the number of words of the longest.
    openers: FxHashMap<String, u8>,
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
            openers: FxHashMap::default(),
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
            let folded = text::fold(word);
            if let Some((first, more)) = folded.split_once(' ') {
                let words = 2 + more.bytes().filter(|b| *b == b' ').count();
                let held = tables.openers.entry(first.to_string()).or_default();
                *held = (*held).max(u8::try_from(words).unwrap_or(u8::MAX));
            }
            tables.classes.insert(folded, class);
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
        let mut wrong = Vec::new();
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
            // From the narrow to the broad: the last of its kind holds the others.
            (
                "Institute of Psychiatry, King's College London, London, UK.",
                "King's College London | Institute of Psychiatry | London | GB",
            ),
            (
                "Institute of Experimental Physics, Slovak Academy of Sciences, Košice, Slovakia.",
                "Slovak Academy of Sciences | Institute of Experimental Physics | Košice | SK",
            ),
            (
                "Shenyang National Laboratory for Materials Science, Institute of Metal Research, Chinese Academy of Sciences, 72 Wenhua Road, Shenyang, China.",
                "Chinese Academy of Sciences | Shenyang National Laboratory for Materials Science | Shenyang | CN",
            ),
            (
                "Center for Cell and Gene Therapy, Baylor College of Medicine, Houston, Tex., USA.",
                "Baylor College of Medicine | Center for Cell and Gene Therapy | Houston | US",
            ),
            (
                "Newborn Care Center, Bayi Children's Hospital, the Military General Hospital of Beijing, Beijing, China.",
                "the Military General Hospital of Beijing | Newborn Care Center | Beijing | CN",
            ),
            (
                "Department of Obstetrics and Gynecology, Women's Hospital, Hamad Medical Corporation, Doha, Qatar.",
                "Hamad Medical Corporation | Department of Obstetrics and Gynecology | Doha | QA",
            ),
            (
                "Center of Scientific Excellence for Influenza Viruses, National Research Centre, Giza, Egypt.",
                "National Research Centre | Center of Scientific Excellence for Influenza Viruses | Giza | EG",
            ),
            // Web of Science goes the other way.
            ("RIKEN, Brain Sci Inst, Wako, Saitama 3510198, Japan", "RIKEN | Brain Sci Inst | Wako | JP"),
            (
                "INAF, Osservatorio Astron Capodimonte, Naples, Italy",
                "INAF | Osservatorio Astron Capodimonte | Naples | IT",
            ),
            (
                "Georgia Inst Technol, Tennenbaum Inst, Atlanta, GA 30332 USA",
                "Georgia Inst Technol | Tennenbaum Inst | Atlanta | US",
            ),
            // A university is no part of its own institute or hospital.
            (
                "Department of Radiation Oncology, Emory University School of Medicine, Winship Cancer Institute of Emory University, Atlanta, GA, USA.",
                "Emory University School of Medicine | Department of Radiation Oncology | Atlanta | US",
            ),
            (
                "Institute of Physics, Norwegian Institute of Technology, Trondheim, Norway",
                "Norwegian Institute of Technology | Institute of Physics | Trondheim | NO",
            ),
            (
                "National Institute of Virology, Ministry of Health, Hanoi, Vietnam",
                "National Institute of Virology |  | Hanoi | VN",
            ),
            // A name of no known kind is a unit of what follows, unless that completes it.
            (
                "Neurochemistry & Neurotoxicology, Stockholm University, Stockholm, Sweden.",
                "Stockholm University | Neurochemistry & Neurotoxicology | Stockholm | SE",
            ),
            ("U258-ifr69, INSERM, Villejuif, France.", "INSERM | U258-ifr69 | Villejuif | FR"),
            ("Tri-Med Specialties, Inc., Lenexa, KS 66219, USA.", "Tri-Med Specialties, Inc |  | Lenexa | US"),
            (
                "Chunlab, Inc., Seoul National University, Seoul, Republic of Korea.",
                "Seoul National University | Chunlab, Inc | Seoul | KR",
            ),
            (
                "Kardiologie, Herzzentrum Ludwigshafen, Ludwigshafen, Germany.",
                "Herzzentrum Ludwigshafen | Kardiologie | Ludwigshafen | DE",
            ),
            ("Department of Health, London, UK", "Department of Health |  | London | GB"),
            (
                "Department of Health Sciences, University of Leicester, Leicester, UK",
                "University of Leicester | Department of Health Sciences | Leicester | GB",
            ),
            // A unit may be a list.
            (
                "Division of Diabetes, Metabolism and Endocrinology, Department of Medicine, Toho University School of Medicine, Tokyo, Japan.",
                "Toho University School of Medicine | Division of Diabetes, Metabolism and Endocrinology | Tokyo | JP",
            ),
            (
                "Dept of Microbiology, Immunology and Genetics, University of Louvain, Brussels, Belgium.",
                "University of Louvain | Dept of Microbiology, Immunology and Genetics | Brussels | BE",
            ),
            // The city is the last part that can be one; streets and districts come before it.
            (
                "Center for Biotechnology, Bielefeld University, Universitätsstraße 27, 33615 Bielefeld, Germany.",
                "Bielefeld University | Center for Biotechnology | Bielefeld | DE",
            ),
            (
                "NIDDK, National Institutes of Health, 4212 N 16th St., Phoenix, AZ, USA.",
                "National Institutes of Health | NIDDK | Phoenix | US",
            ),
            (
                "National Cancer Center, 323 Ilsan-ro, Ilsandong-gu, Goyang, Gyeonggi-do 410-769, Republic of Korea.",
                "National Cancer Center |  | Goyang | KR",
            ),
            (
                "Graduate School of Pharmaceutical Sciences, Kyoto University, Sakyo-ku, Kyoto 606-8501, Japan",
                "Kyoto University | Graduate School of Pharmaceutical Sciences | Kyoto | JP",
            ),
            (
                "Sojo University, Ikeda 4-22-1, Nishi-ku, Kumamoto 860-0082, Japan.",
                "Sojo University |  | Kumamoto | JP",
            ),
            (
                "College of Chemical Engineering, Sichuan University, Sichuan, Chengdu, 610065, China.",
                "Sichuan University | College of Chemical Engineering | Chengdu | CN",
            ),
            (
                "Leiden Univ, Ctr Sci & Technol Studies, NL-2300 RA Leiden, Netherlands",
                "Leiden Univ | Ctr Sci & Technol Studies | Leiden | NL",
            ),
            ("Brown University, Providence RI, USA.", "Brown University |  | Providence | US"),
            ("Univ Naples Federico 2, DICOMMA, Naples, Italy", "Univ Naples Federico 2 |  | Naples | IT"),
            ("INRA, USC 1408 AFMB, 13288, Marseille, France.", "INRA |  | Marseille | FR"),
            (
                "National Park Service, Corpus Christi, TX, 78480-1300.",
                "National Park Service |  | Corpus Christi | US",
            ),
            (
                "Washington University School of Medicine, 660 S. Euclid Ave, St. Louis, MO 63110, USA.",
                "Washington University School of Medicine |  | St. Louis | US",
            ),
            (
                "University Hospital of Zurich, Heart Center, Rämistrasse, 100, 8091 Zurich, Switzerland.",
                "University Hospital of Zurich | Heart Center | Zurich | CH",
            ),
            (
                "Universität Potsdam, Karl-Liebknecht-Strasse 24/25, D 14476 Potsdam, Germany.",
                "Universität Potsdam |  | Potsdam | DE",
            ),
            (
                "Orthopaedic Department, Abbiategrasso Hospital, Abbiategrasso, Milan, Italy.",
                "Abbiategrasso Hospital | Orthopaedic Department | Abbiategrasso | IT",
            ),
            ("Deakin University, Geelong, Australia, 3217.", "Deakin University |  | Geelong | AU"),
            ("University Clinical Center, Belgrade, Yugoslavia.", "University Clinical Center |  | Belgrade | "),
            (
                "Veterans Affairs Medical Center, Los Angeles, CA 90073.",
                "Veterans Affairs Medical Center |  | Los Angeles | US",
            ),
            (
                "Hebei Medical University, Shijiazhuang, Hebei People's Republic of China.",
                "Hebei Medical University |  | Shijiazhuang | CN",
            ),
            (
                "Clinical PET Centre, St Thomas' Hospital, London, UK.",
                "St Thomas' Hospital | Clinical PET Centre | London | GB",
            ),
            (
                "Royal College of Surgeons in Ireland, Dublin, Ireland.",
                "Royal College of Surgeons in Ireland |  | Dublin | IE",
            ),
            (
                "Department of Neurology, University of São Paulo, São Paulo, Brazil.",
                "University of São Paulo | Department of Neurology | São Paulo | BR",
            ),
        ] {
            let read = shown(text);
            if read != [expected] {
                wrong.push(format!("{text}\n  read: {}\n  expected: {expected}", read.join(" // ")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(
            shown("University of Bergen, Bergen; University of Oslo, Oslo, Norway."),
            ["University of Bergen |  | Bergen | NO", "University of Oslo |  | Oslo | NO"]
        );
        assert!(places("").is_empty() && places(" . ; 123 ;").is_empty() && places(", Naples, Italy.").is_empty());
    }
}
