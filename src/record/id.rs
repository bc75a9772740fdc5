//! Identifiers that check themselves.
//!
//! [`Identifier::parse`] brings a value into the one form of its scheme or says why it cannot be one; everything
//! downstream trusts an identifier that exists.

use crate::diagnostic::Span;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;

macro_rules! id_schemes {
    ($($scheme:ident $name:literal $doc:literal),* $(,)?) => {
        /// Kinds of identifiers of publications, people and organisations.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum IdScheme { $(#[doc = $doc] $scheme),* }

        impl IdScheme {
            /// Every scheme; publications' in the order in which they name a work.
            pub const ALL: &[Self] = &[$(Self::$scheme),*];

            /// The scheme's name in records, IRIs and tables.
            pub fn name(self) -> &'static str {
                match self { $(Self::$scheme => $name),* }
            }
        }
    };
}

id_schemes! {
    Doi "doi" "[Digital Object Identifier](https://www.doi.org/the-identifier/resources/handbook/).",
    Pmid "pmid" "Number of a PubMed record.",
    Pmcid "pmcid" "Number of an article in PubMed Central, with `PMC` before it.",
    Arxiv "arxiv" "[arXiv identifier](https://info.arxiv.org/help/arxiv_identifier.html) without version.",
    Wos "wos" "Accession number of Web of Science: `WOS:000…`.",
    Scopus "scopus" "EID of Scopus: `2-s2.0-…`.",
    OpenAlex "openalex" "[OpenAlex](https://docs.openalex.org/how-to-use-the-api/get-single-entities) identifier: `W…` of a work, `A…` of an author, `I…` of an institution.",
    SemanticScholar "s2" "Semantic Scholar's identifier: forty hexadecimal digits of a paper, a number of an author.",
    CorpusId "corpus-id" "Semantic Scholar's number of a paper.",
    Mag "mag" "Number in Microsoft Academic Graph.",
    Lens "lens" "[Lens](https://www.lens.org) identifier.",
    Dblp "dblp" "Key of a DBLP record.",
    Isbn "isbn" "International Standard Book Number, 13 or 10 digits without hyphens.",
    Orcid "orcid" "[ORCID iD](https://support.orcid.org/hc/en-us/articles/360006897674) of a person.",
    Ror "ror" "[Research Organization Registry](https://ror.org) identifier.",
    Grid "grid" "GRID identifier of an organisation.",
    Isni "isni" "International Standard Name Identifier.",
    ResearcherId "researcherid" "Web of Science ResearcherID of a person.",
    ScopusAuthor "scopus-author" "Scopus' number of a person.",
    Wikidata "wikidata" "Wikidata item.",
    Funder "funder" "Number in the Open Funder Registry, the part behind `10.13039/`.",
}

impl IdScheme {
    /// The scheme of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|s| s.name().eq_ignore_ascii_case(name))
    }
}

/// One identifier in the form of its scheme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    scheme: IdScheme,
    value: String,
    span: Span,
}

/// Why a text is no identifier of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidId {
    /// The scheme asked for.
    pub scheme: IdScheme,
    /// The text, as it was given.
    pub text: String,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a valid {}: {:?}", self.scheme.name(), self.text)
    }
}

impl std::error::Error for InvalidId {}

impl Identifier {
    /// Reads an identifier, however it is dressed: as an address, with a prefix, with stray punctuation.
    ///
    /// # Errors
    /// [`InvalidId`] where the text has not the form of the scheme, or its check digit is wrong.
    ///
    /// ```
    /// use citeweave::record::{IdScheme, Identifier};
    /// let doi = Identifier::parse(IdScheme::Doi, "https://doi.org/10.1186/S13033-023-00588-5.").unwrap();
    /// assert_eq!(doi.value(), "10.1186/s13033-023-00588-5");
    /// let orcid = Identifier::parse(IdScheme::Orcid, "http://orcid.org/0000000218250097").unwrap();
    /// assert_eq!(orcid.value(), "0000-0002-1825-0097");
    /// assert!(Identifier::parse(IdScheme::Orcid, "0000-0002-1825-0098").is_err());
    /// ```
    pub fn parse(scheme: IdScheme, text: &str) -> Result<Self, InvalidId> {
        let value = match scheme {
            IdScheme::Doi => doi(text),
            IdScheme::Pmid => digits(text, &["pmid", "medline", "https://pubmed.ncbi.nlm.nih.gov"]).map(str::to_string),
            IdScheme::Pmcid => pmcid(text),
            IdScheme::Arxiv => arxiv(text),
            IdScheme::Wos => wos(text),
            IdScheme::Scopus => scopus(text),
            IdScheme::Isbn => isbn(text),
            IdScheme::Orcid | IdScheme::Isni => sixteen_digits(text),
            IdScheme::Ror => ror(text),
            IdScheme::Grid => tail(text).strip_prefix("grid.").map(|r| format!("grid.{r}")),
            IdScheme::OpenAlex => lettered(tail(text), b"WAISFPTCK"),
            IdScheme::Wikidata => lettered(tail(text), b"Q"),
            IdScheme::SemanticScholar => semantic_scholar(tail(text)),
            IdScheme::CorpusId => digits(text, &["corpusid"]).map(str::to_string),
            IdScheme::Mag => digits(text, &["mag"]).map(str::to_string),
            IdScheme::ScopusAuthor => scopus_author(text),
            IdScheme::Lens => lens(tail(text)),
            IdScheme::Dblp => dblp(text),
            IdScheme::ResearcherId => researcher_id(tail(text)),
            IdScheme::Funder => funder(text),
        };
        match value {
            Some(value) => Ok(Self { scheme, value, span: Span::default() }),
            None => Err(InvalidId { scheme, text: text.trim().to_string() }),
        }
    }

    /// The same identifier, knowing where it stands.
    pub fn at(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    /// Scheme.
    pub fn scheme(&self) -> IdScheme {
        self.scheme
    }

    /// Value in the scheme's one form.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.span
    }
}

/// No DOI is longer; anything that seems so is something else.
const MOST_DOI_BYTES: usize = 2048;

/// A DOI is `10.`, a registrant, `/`, anything printable. Case does not count, so the one form is lower case.
fn doi(text: &str) -> Option<String> {
    let mut text = text.trim();
    if let Some(at) = find_doi(text) {
        text = &text[at..];
    } else {
        return None;
    }
    let decoded;
    if text.contains('&') {
        decoded = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        text = &decoded;
    }
    let text = trim_doi_end(text);
    if text.len() > MOST_DOI_BYTES {
        return None;
    }
    let (registrant, suffix) = text.split_once('/')?;
    let plausible = registrant.len() > 3
        && registrant.len() < 20
        && registrant[3..].bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !suffix.is_empty()
        && !suffix.chars().any(|c| c.is_whitespace() || c.is_control());
    plausible.then(|| text.to_lowercase())
}

/// Where a DOI begins in a text: at the first `10.` followed by a digit, of which no digit or dot stands before.
fn find_doi(text: &str) -> Option<usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"10.").find(|&at| {
        let bytes = text.as_bytes();
        bytes.get(at + 3).is_some_and(u8::is_ascii_digit)
            && !at.checked_sub(1).is_some_and(|i| bytes[i].is_ascii_digit() || bytes[i] == b'.')
            && bytes[at..].iter().take(20).any(|b| *b == b'/')
    })
}

/// Takes away what ends a sentence around a DOI: `.`, `,`, `;`, a bracket without its partner.
fn trim_doi_end(text: &str) -> &str {
    let mut text = text;
    let surplus = |close: char, open: char| text.matches(close).count().saturating_sub(text.matches(open).count());
    let (mut round, mut square) = (surplus(')', '('), surplus(']', '['));
    while let Some(last) = text.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '"' | '\'' | '。' | '，' | '；' => {}
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            _ => break,
        }
        text = &text[..text.len() - last.len_utf8()];
    }
    text
}

/// A number behind one of the prefixes, or alone.
fn digits<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    let mut text = text.trim().trim_end_matches(['/', '.']);
    for prefix in prefixes {
        if text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)) {
            text = text[prefix.len()..].trim_start_matches([':', '/', ' ']);
            break;
        }
    }
    let text = text.trim_start_matches('0');
    (!text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

fn pmcid(text: &str) -> Option<String> {
    let text = text.trim();
    let at = text.to_ascii_uppercase().rfind("PMC").map_or(0, |at| at + 3);
    digits(text.get(at..)?.trim_start_matches([':', ' ', 'I', 'D']), &[]).map(|n| format!("PMC{n}"))
}

/// `2301.01234v2`, `arXiv:math/0601001`.
fn arxiv(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.rsplit_once("arxiv.org/abs/").map_or(text, |(_, id)| id);
    let text = text.get(..6).filter(|p| p.eq_ignore_ascii_case("arxiv:")).map_or(text, |_| text[6..].trim());
    let text = text.split_whitespace().next()?;
    let (body, version) = text.rsplit_once('v').unwrap_or((text, ""));
    let id = if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) { body } else { text };
    let number = |t: &str, n: usize| t.len() >= n && t.bytes().all(|b| b.is_ascii_digit());
    let new_style = id
        .split_once('.')
        .is_some_and(|(a, b)| a.len() == 4 && number(a, 4) && (4..=5).contains(&b.len()) && number(b, 4));
    let old_style = id.split_once('/').is_some_and(|(a, b)| {
        b.len() == 7
            && number(b, 7)
            && !a.is_empty()
            && a.bytes().all(|c| c.is_ascii_alphabetic() || c == b'-' || c == b'.')
    });
    (new_style || old_style).then(|| id.to_string())
}

fn wos(text: &str) -> Option<String> {
    let text = text.trim();
    let (base, number) = text.split_once(':').unwrap_or(("WOS", text));
    let known = [
        "WOS", "ISI", "BCI", "MEDLINE", "CSCD", "KJD", "RSCI", "SCIELO", "ZOOREC", "CCC", "CABI", "FSTA", "INSPEC",
        "BIOABS", "BIOSIS", "DIIDW", "PPRN", "DRCI",
    ];
    let base = base.to_ascii_uppercase();
    let plausible = known.contains(&base.as_str())
        && (8..=24).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_alphanumeric())
        && number.bytes().any(|b| b.is_ascii_digit());
    plausible.then(|| format!("{base}:{}", number.to_ascii_uppercase()))
}

fn scopus(text: &str) -> Option<String> {
    let at = text.find("2-s2.0-")?;
    let id: String = text[at + 7..].chars().take_while(char::is_ascii_digit).collect();
    (!id.is_empty()).then(|| format!("2-s2.0-{id}"))
}

/// ISBN-13 by weights 1 and 3 modulo 10, ISBN-10 by weights 10 to 2 modulo 11.
fn isbn(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.get(..4).filter(|p| p.eq_ignore_ascii_case("isbn")).map_or(text, |_| &text[4..]);
    let first = text.trim_start_matches([':', ' ']).split([' ', '(', ';', ',']).next()?;
    let compact: String = first.chars().filter(|c| !matches!(c, '-' | '‐' | '–')).collect();
    let value = |c: u8| if c == b'X' || c == b'x' { Some(10) } else { c.is_ascii_digit().then(|| u32::from(c - b'0')) };
    let numbers: Vec<u32> = compact.bytes().map(value).collect::<Option<_>>()?;
    let right = match numbers.len() {
        13 => {
            numbers.iter().enumerate().map(|(i, n)| n * if i % 2 == 0 { 1 } else { 3 }).sum::<u32>() % 10 == 0
                && !numbers.contains(&10)
        }
        10 => {
            numbers.iter().zip((1..=10).rev()).map(|(n, w)| n * w).sum::<u32>() % 11 == 0 && !numbers[..9].contains(&10)
        }
        _ => false,
    };
    right.then(|| compact.to_ascii_uppercase())
}

/// ORCID and ISNI: sixteen digits, the last by [ISO 7064 mod 11-2](https://support.orcid.org/hc/en-us/articles/360006897674).
fn sixteen_digits(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let text = text.rsplit(['/', ':']).next()?;
    let compact: String =
        text.chars().filter(|c| !matches!(c, '-' | '‐' | '–' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
    if compact.len() != 16 || !compact.bytes().all(|b| b.is_ascii_digit() || b == b'X') || compact[..15].contains('X') {
        return None;
    }
    let total = compact[..15].bytes().fold(0u32, |sum, b| (sum + u32::from(b - b'0')) * 2);
    let check = (12 - total % 11) % 11;
    let expected = if check == 10 { b'X' } else { b'0' + check as u8 };
    (compact.as_bytes()[15] == expected && compact != "0000000000000001")
        .then(|| format!("{}-{}-{}-{}", &compact[..4], &compact[4..8], &compact[8..12], &compact[12..]))
}

/// `0` and eight characters of Crockford's base 32, the last two a check sum.
fn ror(text: &str) -> Option<String> {
    let id = text.trim().trim_end_matches('/').rsplit('/').next()?.to_ascii_lowercase();
    (id.len() == 9 && id.starts_with('0') && id.bytes().all(|b| b.is_ascii_alphanumeric() && !b"ilou".contains(&b)))
        .then_some(id)
}

/// A number of up to twelve digits; those given since 2016 have eleven.
fn scopus_author(text: &str) -> Option<String> {
    let text = text.trim();
    let plausible = (5..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plausible.then(|| text.to_string())
}

/// What stands behind the last slash: identifiers come as addresses, too.
fn tail(text: &str) -> &str {
    let text = text.trim().trim_end_matches('/');
    text.rsplit('/').next().unwrap_or(text)
}

/// One of some letters and a number: `W2741809807`, `Q42`.
fn lettered(text: &str, letters: &[u8]) -> Option<String> {
    let (letter, number) = (text.bytes().next()?.to_ascii_uppercase(), text.get(1..)?);
    let plausible = letters.contains(&letter) && digits(number, &[]) == Some(number);
    plausible.then(|| format!("{}{number}", letter as char))
}

fn semantic_scholar(text: &str) -> Option<String> {
    let paper = text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
    (paper || digits(text, &[]) == Some(text)).then(|| text.to_ascii_lowercase())
}

/// `000-123-456-789-01X`: fourteen digits in groups and a check character.
fn lens(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('-').collect();
    let plausible = groups.len() == 5
        && groups.iter().all(|group| group.len() == 3)
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'X' | b'x'));
    plausible.then(|| text.to_ascii_uppercase())
}

/// `journals/corr/abs-1706-03762`, `conf/nips/VaswaniSPUJGKP17`, `phd/Turing38`.
fn dblp(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.rsplit_once("dblp.org/rec/").map_or(text, |(_, key)| key);
    let text = text.get(..5).filter(|p| p.eq_ignore_ascii_case("dblp:")).map_or(text, |_| &text[5..]);
    let plausible = text.split('/').count() >= 2 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    plausible.then(|| text.to_string())
}

/// `A-1009-2008`, `AAB-1234-2020`.
fn researcher_id(text: &str) -> Option<String> {
    let mut groups = text.split('-');
    let (letters, number, year) = (groups.next()?, groups.next()?, groups.next()?);
    let plausible = groups.next().is_none()
        && (1..=3).contains(&letters.len())
        && letters.bytes().all(|b| b.is_ascii_alphabetic())
        && [number, year].iter().all(|g| g.len() == 4 && g.bytes().all(|b| b.is_ascii_digit()));
    plausible.then(|| text.to_ascii_uppercase())
}

/// `10.13039/501100000780`, `https://doi.org/10.13039/100000001`, or the number alone.
fn funder(text: &str) -> Option<String> {
    let text = text.trim();
    let number = text.rsplit_once("10.13039/").map_or(text, |(_, number)| number);
    let plausible = (9..=15).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    plausible.then(|| number.to_string())
}

/// Reads an ISSN as `1234-567X` where the text holds one with a right check digit.
///
/// `0000-0000`, which stands for "none" in some catalogues, is refused.
///
/// ```
/// use citeweave::record::issn;
/// assert_eq!(issn("ISSN 1472-6963 (Electronic)").as_deref(), Some("1472-6963"));
/// assert_eq!(issn("14719037").as_deref(), Some("1471-9037"));
/// assert_eq!(issn("1472-6964"), None);
/// ```
pub fn issn(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find_map(|word| {
        let compact: String = word.chars().filter(|c| *c != '-').map(|c| c.to_ascii_uppercase()).collect();
        let well_formed = compact.len() == 8
            && compact[..7].bytes().all(|b| b.is_ascii_digit())
            && matches!(compact.as_bytes()[7], b'0'..=b'9' | b'X');
        if !well_formed || compact == "00000000" {
            return None;
        }
        let sum: u32 =
            compact.bytes().zip((1..=8).rev()).map(|(b, w)| if b == b'X' { 10 } else { u32::from(b - b'0') } * w).sum();
        sum.is_multiple_of(11).then(|| format!("{}-{}", &compact[..4], &compact[4..]))
    })
}

/// Finds every DOI in running text, with the byte range of what was read.
pub fn find_dois(text: &str) -> Vec<(Identifier, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(find_doi) {
        let start = from + at;
        let word = text[start..].split(|c: char| c.is_whitespace() || c == '"').next().unwrap_or("");
        // An angle bracket begins markup, but for the DOIs that were made of SICIs.
        let head = word.get(..40).unwrap_or(word).to_ascii_lowercase();
        let word = if head.contains("(sici)") { word } else { word.split('<').next().unwrap_or(word) };
        let word = trim_doi_end(word);
        if let Ok(id) = Identifier::parse(IdScheme::Doi, word) {
            found.push((id, start..start + word.len()));
        }
        from = start + word.len().max(3);
    }
    found
}

/// The identifiers of one thing: at most one of each scheme, but for ISBN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ids(Vec<Identifier>);

impl Ids {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The identifiers in the order of [`IdScheme`].
    pub fn iter(&self) -> impl Iterator<Item = &Identifier> {
        self.0.iter()
    }

    /// The value of the first identifier of a scheme.
    pub fn get(&self, scheme: IdScheme) -> Option<&str> {
        self.0.iter().find(|id| id.scheme == scheme).map(Identifier::value)
    }

    /// Adds an identifier. Returns it where another of its scheme is there already and differs; an ISBN, where
    /// hundreds are.
    pub fn insert(&mut self, id: Identifier) -> Option<Identifier> {
        // No publication has more; without an end each would be compared with all.
        const MOST: usize = 256;
        let several = id.scheme == IdScheme::Isbn && self.0.len() < MOST;
        match self.0.iter().find(|i| i.scheme == id.scheme && (!several || i.value == id.value)) {
            Some(held) if held.value == id.value => None,
            Some(_) => Some(id),
            None => {
                let at = self.0.partition_point(|i| i.scheme <= id.scheme);
                self.0.insert(at, id);
                None
            }
        }
    }
}

impl Serialize for Ids {
    /// A map from scheme to value; ISBNs are a list.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for id in self.0.iter().filter(|id| id.scheme != IdScheme::Isbn) {
            map.serialize_entry(id.scheme.name(), &id.value)?;
        }
        let isbn: Vec<&str> = self.0.iter().filter(|id| id.scheme == IdScheme::Isbn).map(Identifier::value).collect();
        if !isbn.is_empty() {
            map.serialize_entry(IdScheme::Isbn.name(), &isbn)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use IdScheme::*;

    #[test]
    fn every_dress_gives_one_form() {
        for (scheme, text, value) in [
            (Doi, "doi: 10.1186/1472-6963-13-188.", Some("10.1186/1472-6963-13-188")),
            (
                Doi,
                "10.1002/(SICI)1097-461X(1998)66:4<261::AID-QUA1>3.0.CO;2-T",
                Some("10.1002/(sici)1097-461x(1998)66:4<261::aid-qua1>3.0.co;2-t"),
            ),
            (Doi, "10.1002/(sici)1&lt;2&gt;3", Some("10.1002/(sici)1<2>3")),
            (Doi, "(https://doi.org/10.1000/a(b)c)", Some("10.1000/a(b)c")),
            (Doi, "10.1186", None),
            (Doi, "version 3.10.2/x", None),
            (Pmid, "PMID: 23706086", Some("23706086")),
            (Pmid, "https://pubmed.ncbi.nlm.nih.gov/23706086/", Some("23706086")),
            (Pmid, "abc", None),
            (Pmcid, "PMC3673832", Some("PMC3673832")),
            (Pmcid, "6055010", Some("PMC6055010")),
            (Arxiv, "arXiv:2301.01234v2", Some("2301.01234")),
            (Arxiv, "math/0601001", Some("math/0601001")),
            (Isbn, "978-3-16-148410-0", Some("9783161484100")),
            (Isbn, "0-306-40615-2", Some("0306406152")),
            (Isbn, "0-306-40615-3", None),
            (OpenAlex, "https://openalex.org/W2741809807", Some("W2741809807")),
            (OpenAlex, "i201448701", Some("I201448701")),
            (OpenAlex, "W27x", None),
            (
                SemanticScholar,
                "649DEF34F8BE52C8B66281AF98AE884C09AEF38B",
                Some("649def34f8be52c8b66281af98ae884c09aef38b"),
            ),
            (SemanticScholar, "1741101", Some("1741101")),
            (CorpusId, "CorpusID:37220927", Some("37220927")),
            (Lens, "https://lens.org/002-010-200-041-79X", Some("002-010-200-041-79X")),
            (Lens, "002-010", None),
            (Dblp, "DBLP:journals/corr/VaswaniSPUJGKP17", Some("journals/corr/VaswaniSPUJGKP17")),
            (Dblp, "VaswaniSPUJGKP17", None),
            (Grid, "https://www.grid.ac/institutes/grid.5477.1", Some("grid.5477.1")),
            (ResearcherId, "http://www.researcherid.com/rid/a-1009-2008", Some("A-1009-2008")),
            (ResearcherId, "0000-0002-1825-0097", None),
            (Wikidata, "https://www.wikidata.org/wiki/Q42", Some("Q42")),
            (Funder, "http://dx.doi.org/10.13039/501100000780", Some("501100000780")),
            (Funder, "10.1000/1", None),
            (Orcid, "0000-0002-1825-0097", Some("0000-0002-1825-0097")),
            (Orcid, "0000-0002-1694-233X", Some("0000-0002-1694-233X")),
            (Orcid, "0000-0002-1694-2331", None),
            (Ror, "https://ror.org/05phns765", Some("05phns765")),
            (Wos, "WOS:000317882500014", Some("WOS:000317882500014")),
            (Wos, "12", None),
            (
                Scopus,
                "https://www.scopus.com/inward/record.uri?eid=2-s2.0-84878123456&doi=10",
                Some("2-s2.0-84878123456"),
            ),
        ] {
            assert_eq!(Identifier::parse(scheme, text).ok().as_ref().map(Identifier::value), value, "{text}");
        }
    }

    #[test]
    fn dois_are_found_in_running_text() {
        let sici = "10.1002/(SICI)1097-461X(1998)66:4<261::AID-QUA1>3.0.CO;2-T, <b>10.1000/1</b>";
        let found: Vec<_> = find_dois(sici).into_iter().map(|(id, _)| id.value().to_string()).collect();
        assert_eq!(found, ["10.1002/(sici)1097-461x(1998)66:4<261::aid-qua1>3.0.co;2-t", "10.1000/1"]);
        let text = "doi: 10.1007/s10488-022-01242-x. Epub 2022; see (10.1000/182), 3.10.4.";
        let found: Vec<_> =
            find_dois(text).into_iter().map(|(id, range)| (id.value().to_string(), &text[range])).collect();
        assert_eq!(
            found,
            [
                ("10.1007/s10488-022-01242-x".to_string(), "10.1007/s10488-022-01242-x"),
                ("10.1000/182".to_string(), "10.1000/182")
            ]
        );
    }

    #[test]
    fn one_of_each_scheme() {
        let mut ids = Ids::default();
        let doi = |t| Identifier::parse(Doi, t).ok();
        for id in [doi("10.1000/1"), doi("10.1000/1"), Identifier::parse(Pmid, "7").ok()].into_iter().flatten() {
            assert_eq!(ids.insert(id), None);
        }
        let second = doi("10.1000/2").and_then(|id| ids.insert(id));
        assert_eq!(second.map(|id| id.value().to_string()).as_deref(), Some("10.1000/2"));
        assert_eq!(serde_json::to_string(&ids).ok().as_deref(), Some(r#"{"doi":"10.1000/1","pmid":"7"}"#));
    }
}
