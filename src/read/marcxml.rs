//! MARC 21 in XML, alone or in the answers of search interfaces of libraries.
//!
//! After the [format for bibliographic data](https://www.loc.gov/marc/bibliographic/). The punctuation that cataloguing
//! rules put between the parts of a field is taken away; what a field's number means is in the table.

use super::cut::{self, Records, evidence, root};
use super::draft::{self, Draft, lang, role_of, scheme_of};
use super::input::Head;
use super::people::link;
use super::tree::Element;
use super::xml::Leaf;
use super::{Sink, Spec};
use crate::record::{
    Field, Funding, IdScheme, KeywordScheme, NameOrder, Pages, PartialDate, PersonName, Role, Section, WorkKind,
    find_dois,
};

pub(super) const SPEC: Spec = Spec {
    name: "marcxml",
    title: "MARC 21 XML",
    extensions: &["xml", "marcxml"],
    media_type: "application/marcxml+xml",
    detect,
    boundary: |text, _| cut::boundary(text, &RECORDS),
    parse: |sink: &mut Sink<'_>| {
        cut::read_all(sink, &RECORDS, |sink, range, closed| draft::read(sink, range, closed, PASSED_OVER, map))
    },
};

const RECORDS: Records = Records {
    names: &["record"],
    guards: &["recordData", "metadata"],
    outside: &[
        "collection",
        "searchRetrieveResponse",
        "version",
        "numberOfRecords",
        "records",
        "echoedSearchRetrieveRequest",
        "query",
        "startRecord",
        "maximumRecords",
        "recordPacking",
        "recordSchema",
        "nextRecordPosition",
        "resultCountPrecision",
        "recordXPath",
        "extraResponseData",
        "xQuery",
        "operation",
        "searchClause",
        "index",
        "relation",
        "term",
        "value",
        "baseUrl",
        "resultSetIdleTime",
        "resultSetId",
        "resultSetTTL",
        "sortKeys",
        "stylesheet",
        "triple",
        "boolean",
        "leftOperand",
        "rightOperand",
    ],
    errors: &["diagnostic"],
};

/// What surrounds the record in an answer.
const PASSED_OVER: &[&str] =
    &["recordSchema", "recordPacking", "recordPosition", "recordIdentifier", "extraRecordData"];

fn detect(head: &Head) -> Option<String> {
    let root = root(head)?;
    let text = head.text();
    let marc = || {
        text.contains("loc.gov/MARC21")
            || text.contains("marcxml")
            || text.contains("<datafield")
            || text.contains(":datafield")
    };
    let known = matches!(root, "record" | "collection" | "searchRetrieveResponse") && marc();
    if known { evidence(head, root) } else { None }
}

/// Subject fields with the scheme that their second indicator or `$2` tells.
const SUBJECTS: &[&str] = &["600", "610", "611", "630", "648", "650", "651", "653", "655", "689"];

pub(super) fn map<'p>(draft: &mut Draft<'_, 'p>, root: Element<'_, 'p>) {
    let record = std::iter::once(root)
        .chain(root.descendants())
        .find(|e| e.name() == "record" && (e.child("leader").is_some() || e.child("datafield").is_some()))
        .unwrap_or(root);
    let leader = record.child("leader").map(|leader| leader.text().text).unwrap_or_default();
    let raw_leader =
        record.child("leader").map(|l| draft.sink.text().get(l.range()).unwrap_or_default()).unwrap_or_default();
    let (form, level) =
        (raw_leader.as_bytes().get(6).copied().unwrap_or(b' '), raw_leader.as_bytes().get(7).copied().unwrap_or(b' '));
    if !leader.is_empty() {
        draft.types.push(leader.into_owned());
    }
    let fields: Vec<_> = record.all("datafield").collect();
    for field in record.all("controlfield") {
        control(draft, field);
    }
    draft.types.clear();
    for field in &fields {
        datafield(draft, *field);
    }
    let has = |tag: &str| fields.iter().any(|field| field.has("tag", tag));
    draft.record.kind = Some(match (form, level) {
        _ if has("502") => WorkKind::Thesis,
        (b'a', b'a' | b'b')
            if !draft.venue.issn.is_empty() || draft.record.volume.is_some() || draft.record.issue.is_some() =>
        {
            WorkKind::JournalArticle
        }
        (b'a', b'a') if has("773") => WorkKind::BookChapter,
        (b'a', b'b') => WorkKind::JournalArticle,
        (b'a', _) if has("111") || has("711") => WorkKind::Proceedings,
        (b'a' | b't' | b' ', _) => WorkKind::Book,
        _ => WorkKind::Other,
    });
    draft.types.insert(0, format!("{}{}", form as char, level as char).trim().to_string());
    draft.types.retain(|word| !word.is_empty());
}

fn control<'p>(draft: &mut Draft<'_, 'p>, field: Element<'_, 'p>) {
    let tag = field.attribute("tag").unwrap_or_default();
    let Some(leaf) = draft.value(field) else { return };
    if tag == "008" {
        // Places in it count, blanks and all.
        let raw = draft.sink.text().get(field.range()).unwrap_or_default();
        let stretch = |from: usize, to: usize| raw.get(from..to).unwrap_or_default();
        let at = leaf.range.clone();
        if let Some(date) = stretch(7, 11).parse().ok().and_then(|year| PartialDate::new(year, None, None)) {
            draft.issued(date, at.start + 7..at.start + 11);
        }
        if lang(stretch(35, 38)).is_some() {
            draft.language_text("language", stretch(35, 38), at.start + 35..at.start + 38);
        }
    }
    if tag == "008" {
        let raw = draft.sink.text().get(leaf.range).unwrap_or_default();
        draft.record.keep_other(&tag, raw);
        return;
    }
    draft.record.keep_other(&tag, leaf.text);
}

/// Subfields of a code.
fn subfields<'a, 'p>(
    field: Element<'a, 'p>,
    codes: &'static str,
) -> impl Iterator<Item = (char, Leaf<'p>)> + use<'a, 'p> {
    field.all("subfield").filter_map(move |sub| {
        let code = sub.attribute("code")?.chars().next()?;
        (codes.contains(code)).then(|| (code, sub.text())).filter(|(_, leaf)| !leaf.text.is_empty())
    })
}

fn first<'p>(field: Element<'_, 'p>, codes: &'static str) -> Option<Leaf<'p>> {
    subfields(field, codes).map(|(_, leaf)| leaf).next()
}

/// A value without the punctuation that leads on to the next part, and without the marks of words not sorted by.
fn tidy(text: &str) -> String {
    let text = text.replace(['\u{98}', '\u{9c}', '\u{88}', '\u{89}', '¬'], "").replace("<<", "").replace(">>", "");
    text.trim().trim_end_matches(['/', ':', ';', ',', '=', ' ']).trim().to_string()
}

fn tidied<'p>(mut leaf: Leaf<'p>) -> Leaf<'p> {
    leaf.text = tidy(&leaf.text).into();
    leaf
}

fn datafield<'p>(draft: &mut Draft<'_, 'p>, field: Element<'_, 'p>) {
    let tag = field.attribute("tag").unwrap_or_default();
    match &*tag {
        "020" => {
            for (_, leaf) in subfields(field, "a") {
                draft.id(IdScheme::Isbn, leaf);
            }
        }
        "022" => {
            for (_, leaf) in subfields(field, "a") {
                draft.issn(leaf);
            }
        }
        "024" => {
            let kind = first(field, "2").map(|leaf| leaf.text).unwrap_or_default();
            for (_, leaf) in subfields(field, "a") {
                match scheme_of(&kind, &leaf.text) {
                    Some(scheme @ (IdScheme::Doi | IdScheme::Pmid | IdScheme::Pmcid | IdScheme::Arxiv)) => {
                        draft.id(scheme, leaf)
                    }
                    _ => draft.record.keep_other("024", leaf.text),
                }
            }
        }
        "041" => {
            for (_, leaf) in subfields(field, "a") {
                // Codes once stood one behind the other.
                let codes: Vec<&str> = match leaf.text.len() {
                    n if n > 3 && n % 3 == 0 && leaf.text.is_ascii() => {
                        (0..n / 3).filter_map(|i| leaf.text.get(i * 3..i * 3 + 3)).collect()
                    }
                    _ => vec![&*leaf.text],
                };
                for code in codes {
                    draft.language_text("041", code, leaf.range.clone());
                }
            }
        }
        "082" => classes(draft, field, KeywordScheme::Ddc),
        "050" => classes(draft, field, KeywordScheme::Lc),
        "084" if first(field, "2").is_some_and(|scheme| scheme.text == "clc") => {
            classes(draft, field, KeywordScheme::Clc)
        }
        "084" => {
            if let Some(scheme) = first(field, "2") {
                draft.record.keep_other("084 scheme", scheme.text);
            }
            classes(draft, field, KeywordScheme::Subject);
        }
        "100" | "110" | "111" | "700" | "710" | "711" | "720" => name(draft, field, &tag),
        "245" => title(draft, field),
        "242" => {
            let text: Vec<String> = subfields(field, "ab").map(|(_, leaf)| tidy(&leaf.text)).collect();
            let language = first(field, "y").and_then(|leaf| lang(&leaf.text));
            let span = draft.span(&field.range());
            draft.title_text(text.join(": "), language, span);
        }
        "260" | "264" => published(draft, field, &tag),
        "300" => {
            if let Some(leaf) = first(field, "a") {
                let words: Vec<&str> = leaf
                    .text
                    .split(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | ','))
                    .filter(|w| !w.is_empty())
                    .collect();
                let unit = |w: &str| {
                    matches!(
                        w.trim_end_matches(['.', ';', ':']),
                        "p" | "pages" | "S" | "s" | "Seiten" | "leaves" | "Bl" | "blz"
                    )
                };
                let count = words.windows(2).rfind(|w| unit(w[1])).and_then(|w| w[0].parse().ok());
                draft.record.pages.count = count.or(draft.record.pages.count);
                draft.record.keep_other("300", leaf.text);
            }
        }
        "490" | "830" => {
            let text: Vec<String> = subfields(field, "av").map(|(_, leaf)| tidy(&leaf.text)).collect();
            for (_, leaf) in subfields(field, "x") {
                draft.issn(leaf);
            }
            let series = text.join("; ");
            if !draft.record.other.get("series").is_some_and(|known| known.contains(&series)) {
                draft.record.keep_other("series", series);
            }
        }
        "502" => {
            for (_, leaf) in subfields(field, "abcd") {
                draft.types.push(leaf.text.into_owned());
            }
        }
        "520" => {
            let leaf = field.listed_text(&[]);
            let span = draft.span(&leaf.range);
            let parts: Vec<String> = subfields(field, "ab").map(|(_, leaf)| leaf.text.into_owned()).collect();
            draft.summary(vec![Section { label: None, text: parts.join(" "), span }], None, span);
        }
        "536" => {
            let text = |codes| first(field, codes).map(|leaf: Leaf<'_>| leaf.text.into_owned());
            let span = draft.span(&field.range());
            let grants = subfields(field, "bcf").map(|(_, leaf)| leaf.text.into_owned()).collect();
            draft.funding(Funding { funder: text("a"), grants, span, ..Funding::default() });
        }
        "773" => host(draft, field),
        "775" | "776" | "780" | "785" | "787" | "770" | "772" => {
            let text: Vec<String> = subfields(field, "iatdg").map(|(_, leaf)| leaf.text.into_owned()).collect();
            let span = draft.span(&field.range());
            if !text.is_empty() {
                let kind = format!("marc-{tag}").into();
                draft.record.relations.push(crate::record::Relation {
                    kind,
                    as_written: Some(text.join(" ")),
                    span,
                    ..Default::default()
                });
            }
        }
        "856" => {
            for (_, leaf) in subfields(field, "u") {
                let doi = find_dois(&leaf.text).into_iter().next();
                if let Some((id, _)) =
                    doi.filter(|_| leaf.text.contains("doi.org/") && draft.record.ids.get(IdScheme::Doi).is_none())
                {
                    let id = id.at(draft.span(&leaf.range));
                    draft.record.ids.insert(id);
                }
                draft.record.keep_other("856", leaf.text);
            }
        }
        tag if SUBJECTS.contains(&tag) => subject(draft, field, tag),
        tag => {
            let text: Vec<String> =
                field.all("subfield").map(|sub| sub.text().text.into_owned()).filter(|t| !t.is_empty()).collect();
            draft.record.keep_other(tag, text.join(" "));
        }
    }
}

fn classes<'p>(draft: &mut Draft<'_, 'p>, field: Element<'_, 'p>, scheme: KeywordScheme) {
    for (_, leaf) in subfields(field, "a") {
        let id = Some(leaf.text.to_string());
        draft.keyword(leaf, scheme, None, id);
    }
}

fn name<'p>(draft: &mut Draft<'_, 'p>, field: Element<'_, 'p>, tag: &str) {
    if !field.is_closed() {
        return;
    }
    // A name with a title is another work.
    if let Some(title) = first(field, "t") {
        let text: Vec<String> = subfields(field, "at").map(|(_, leaf)| leaf.text.into_owned()).collect();
        draft.relation("related", None, &text.join(" "), title.range);
        return;
    }
    let words: Vec<String> =
        subfields(field, "4e").map(|(_, leaf)| leaf.text.rsplit('/').next().unwrap_or_default().to_string()).collect();
    let told: Vec<Role> = words.iter().map(|word| role_of(word)).collect();
    let role = match told.iter().find(|role| **role != Role::Other) {
        Some(role) => *role,
        None if words.is_empty() && !tag.starts_with('7') => Role::Author,
        // An added entry without a word is a further author, unless it is a body.
        None if words.is_empty() && tag == "700" => Role::Author,
        None => Role::Other,
    };
    let Some(leaf) = first(field, "a") else { return };
    let name = tidy(&leaf.text);
    let name = if name.ends_with('.')
        && name.len() > 3
        && name.as_bytes().get(name.len() - 3).is_some_and(u8::is_ascii_lowercase)
    {
        name.trim_end_matches('.').to_string()
    } else {
        name
    };
    let span = draft.span(&leaf.range);
    let index = match tag {
        "100" | "700" => {
            let number = first(field, "b").map(|leaf| [" ", &tidy(&leaf.text)].concat()).unwrap_or_default();
            let whole = [name.as_str(), &number].concat();
            let parsed = if field.has("ind1", "0") {
                PersonName::from_parts(&whole, None, None)
            } else {
                super::people::person(&whole)
            };
            draft.people.add(&mut draft.record, role, whole, parsed, span)
        }
        "720" => {
            let parsed = super::people::person(&name).and_then(|_| PersonName::parse(&name, NameOrder::Inverted));
            draft.people.add(&mut draft.record, role, name, parsed, span)
        }
        _ => {
            let parts: Vec<String> =
                subfields(field, "abcnd").map(|(_, leaf)| tidy(&leaf.text).trim_end_matches('.').to_string()).collect();
            draft.group(role, parts.join(". "), span)
        }
    };
    if role == Role::Other && !words.is_empty() {
        draft.record.keep_other("relator", words.join(", "));
    }
    for (_, leaf) in subfields(field, "01") {
        let text = leaf.text.trim_start_matches("(orcid)").trim_start_matches("(ISNI)");
        let kind = if leaf.text.starts_with("(orcid)") {
            "orcid"
        } else if leaf.text.starts_with("(ISNI)") {
            "isni"
        } else {
            ""
        };
        match scheme_of(kind, text) {
            Some(scheme) => draft.contributor_id(index, scheme, text, leaf.range),
            None => draft.record.keep_other("authority", leaf.text),
        }
    }
    for (_, leaf) in subfields(field, "u") {
        if let Some(known) = draft.affiliation(&leaf) {
            link(&mut draft.record, index, known);
        }
    }
}

fn title<'p>(draft: &mut Draft<'_, 'p>, field: Element<'_, 'p>) {
    let mut text = String::new();
    for (code, leaf) in subfields(field, "abnp") {
        let part = tidy(&leaf.text);
        if !text.is_empty() {
            text.push_str(if code == 'b' {
                ": "
            } else if text.ends_with('.') {
                " "
            } else {
                ". "
            });
        }
        text.push_str(&part);
    }
    let span = draft.span(&field.range());
    let text = text.trim_end_matches(['.', ' ']).to_string();
    draft.title_text(text, None, span);
    for (_, leaf) in subfields(field, "c") {
        draft.record.keep_other("245c", leaf.text);
    }
}

fn published<'p>(draft: &mut Draft<'_, 'p>, field: Element<'_, 'p>, tag: &str) {
    // Of production, manufacture and copyright only the year may count.
    let publication = tag == "260" || !field.has("ind2", "4") && !field.has("ind2", "3") && !field.has("ind2", "0");
    for (code, leaf) in subfields(field, "abc") {
        match code {
            'b' if publication && draft.venue.publisher.is_none() => draft.venue.publisher = Some(tidy(&leaf.text)),
            'c' => {
                let digits = leaf.text.trim_start_matches(|c: char| !c.is_ascii_digit());
                let year = digits
                    .get(..4)
                    .and_then(|year| year.parse().ok())
                    .and_then(|year| PartialDate::new(year, None, None));
                match year {
                    Some(date) if draft.record.issued.is_none() => draft.issued(date, leaf.range),
                    Some(date) if draft.record.issued == Some(date) => {}
                    _ => draft.record.keep_other(&[tag, "c"].concat(), leaf.text),
                }
            }
            code => draft.record.keep_other(&format!("{tag}{code}"), leaf.text),
        }
    }
}

/// The journal or book: `$t` title, `$d` place and year, `$g` volume, issue and pages in words or as `volume:50`.
fn host<'p>(draft: &mut Draft<'_, 'p>, field: Element<'_, 'p>) {
    for (code, leaf) in subfields(field, "tapdgxzq") {
        match code {
            't' => draft.single(Field::Venue, tidied(leaf)),
            'p' => draft.venue.abbreviation = Some(tidy(&leaf.text)),
            'x' => draft.issn(leaf),
            'z' => draft.id(IdScheme::Isbn, leaf),
            'g' => {
                if !host_part(draft, &leaf) {
                    draft.record.keep_other("773g", leaf.text);
                }
            }
            code => draft.record.keep_other(&format!("773{code}"), leaf.text),
        }
    }
}

fn host_part<'p>(draft: &mut Draft<'_, 'p>, leaf: &Leaf<'p>) -> bool {
    let span = draft.span(&leaf.range);
    if let Some((kind, value)) = leaf.text.split_once(':')
        && kind.bytes().all(|b| b.is_ascii_alphabetic())
    {
        let value = value.trim().to_string();
        let field = match &*kind.to_ascii_lowercase() {
            "volume" => {
                draft.record.volume = Some(value);
                Field::Volume
            }
            "number" | "issue" => {
                draft.record.issue = Some(value);
                Field::Issue
            }
            "pages" => {
                draft.record.pages = Pages { count: draft.record.pages.count, ..Pages::parse(&value) };
                Field::Pages
            }
            "year" => {
                let Some(date) = value.parse().ok().and_then(|year| PartialDate::new(year, None, None)) else {
                    return false;
                };
                if draft.record.issued.is_none() {
                    draft.issued(date, leaf.range.clone());
                }
                return draft.record.issued.is_some_and(|known| known.year() == date.year());
            }
            _ => return false,
        };
        draft.record.spans.insert(field, span);
        return true;
    }
    // `Seite 447-473`, `Vol. 12, no. 3 (May 2001), p. 5-9`
    let mut read = false;
    for part in leaf.text.split([',', ';', '(']) {
        let part = part.trim().trim_end_matches(')');
        let (word, value) = part.split_once([' ', '.']).unwrap_or(("", part));
        let value = value.trim_start_matches(['.', ' ']).to_string();
        match &*word.to_lowercase() {
            "seite" | "seiten" | "s" | "p" | "pp" | "pages" if draft.record.pages.first.is_none() => {
                draft.record.pages = Pages { count: draft.record.pages.count, ..Pages::parse(&value) };
                draft.record.spans.insert(Field::Pages, span);
                read = true;
            }
            "vol" | "volume" | "bd" if draft.record.volume.is_none() => {
                draft.record.volume = Some(value);
                read = true;
            }
            "no" | "nr" | "issue" | "heft" if draft.record.issue.is_none() => {
                draft.record.issue = Some(value);
                read = true;
            }
            _ => {}
        }
    }
    draft.record.keep_other("773g", &*leaf.text);
    read || !leaf.text.is_empty()
}

fn subject<'p>(draft: &mut Draft<'_, 'p>, field: Element<'_, 'p>, tag: &str) {
    let source = first(field, "2").map(|leaf| leaf.text.to_lowercase()).unwrap_or_default();
    let scheme = match (tag, field.attribute("ind2").as_deref()) {
        ("653", _) => KeywordScheme::Author,
        (_, Some("0" | "1")) => KeywordScheme::Lc,
        (_, Some("2")) => KeywordScheme::Mesh,
        _ if source == "mesh" => KeywordScheme::Mesh,
        _ => KeywordScheme::Subject,
    };
    let id = first(field, "0").map(|leaf| leaf.text.into_owned());
    let parts: Vec<String> =
        subfields(field, "abcdtvxyz").map(|(_, leaf)| tidy(&leaf.text).trim_end_matches('.').to_string()).collect();
    if scheme == KeywordScheme::Author {
        for (_, leaf) in subfields(field, "a") {
            draft.keyword(tidied(leaf), scheme, None, None);
        }
        return;
    }
    let text = parts.join("--");
    let known = draft.record.keywords.iter().take(200).any(|known| known.text == text && known.scheme == scheme);
    if !known {
        let leaf = Leaf { text: text.into(), range: field.range(), whole: true };
        draft.keyword(leaf, scheme, None, id);
    }
}
