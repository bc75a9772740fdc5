//! What a work is and where it appeared: kind, languages, identifiers, titles, venue, dates, volume and pages.
//!
//! The same field means different things in entries of different types (the title of an `@inbook` is the book's), and
//! programs write types the standard does not have, so the kind of the work is settled first and the rest follows it.

use super::super::{Sink, fields, nlm, sections, tagged};
use super::fields::Meaning::{self, *};
use super::lexer::Entry;
use super::values::{Desk, Value, address};
use crate::diagnostic::{Severity, Span};
use crate::record::{
    Field as Member, IdScheme, Identifier, Keyword, KeywordScheme, LangText, Pages, PartialDate, Record, Venue,
    WorkKind, language_code, month_number,
};
use crate::text;
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Types of entries: BibTeX's, BibLaTeX's, and what Zotero and Mendeley write in their place.
#[rustfmt::skip]
const TYPES: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle), ("suppperiodical", WorkKind::JournalArticle), ("review", WorkKind::JournalArticle),
    ("journal-article", WorkKind::JournalArticle), ("periodical", WorkKind::Other),
    ("book", WorkKind::Book), ("mvbook", WorkKind::Book), ("collection", WorkKind::Book), ("mvcollection", WorkKind::Book),
    ("reference", WorkKind::Book), ("mvreference", WorkKind::Book), ("booklet", WorkKind::Book),
    ("inbook", WorkKind::BookChapter), ("bookinbook", WorkKind::BookChapter), ("suppbook", WorkKind::BookChapter),
    ("incollection", WorkKind::BookChapter), ("suppcollection", WorkKind::BookChapter), ("inreference", WorkKind::BookChapter),
    ("book-section", WorkKind::BookChapter), ("book-chapter", WorkKind::BookChapter),
    ("inproceedings", WorkKind::ConferencePaper), ("conference", WorkKind::ConferencePaper), ("proceedings-article", WorkKind::ConferencePaper),
    ("presentation", WorkKind::ConferencePaper), ("talk", WorkKind::ConferencePaper),
    ("proceedings", WorkKind::Proceedings), ("mvproceedings", WorkKind::Proceedings),
    ("phdthesis", WorkKind::Thesis), ("mastersthesis", WorkKind::Thesis), ("thesis", WorkKind::Thesis),
    ("bachelorsthesis", WorkKind::Thesis), ("bachelorthesis", WorkKind::Thesis), ("masterthesis", WorkKind::Thesis), ("dissertation", WorkKind::Thesis),
    ("techreport", WorkKind::Report), ("report", WorkKind::Report), ("manual", WorkKind::Report), ("technicaldocumentation", WorkKind::Report),
    ("dataset", WorkKind::Dataset), ("data", WorkKind::Dataset),
    ("newspaper-article", WorkKind::NewspaperArticle), ("magazine-article", WorkKind::NewspaperArticle), ("newsarticle", WorkKind::NewspaperArticle),
    ("patent", WorkKind::Patent), ("preprint", WorkKind::Preprint), ("letter", WorkKind::Other),
    ("online", WorkKind::WebPage), ("electronic", WorkKind::WebPage), ("www", WorkKind::WebPage), ("webpage", WorkKind::WebPage),
    ("web-page", WorkKind::WebPage), ("url", WorkKind::WebPage),
    ("misc", WorkKind::Other), ("unpublished", WorkKind::Other), ("generic", WorkKind::Other), ("software", WorkKind::Other),
    ("softwareversion", WorkKind::Other), ("softwaremodule", WorkKind::Other), ("codefragment", WorkKind::Other), ("hardware", WorkKind::Other),
    ("artwork", WorkKind::Other), ("audio", WorkKind::Other), ("video", WorkKind::Other), ("movie", WorkKind::Other), ("film", WorkKind::Other),
    ("image", WorkKind::Other), ("music", WorkKind::Other), ("performance", WorkKind::Other), ("standard", WorkKind::Other),
    ("jurisdiction", WorkKind::Other), ("legislation", WorkKind::Other), ("legal", WorkKind::Other), ("legmaterial", WorkKind::Other),
    ("legadminmaterial", WorkKind::Other), ("constitution", WorkKind::Other), ("bibnote", WorkKind::Other), ("commentary", WorkKind::Other),
    ("nameonly", WorkKind::Other), ("case", WorkKind::Other), ("bill", WorkKind::Other), ("statute", WorkKind::Other), ("treaty", WorkKind::Other),
    ("custom", WorkKind::Other), ("customa", WorkKind::Other), ("customb", WorkKind::Other), ("customc", WorkKind::Other),
];

/// Document types of databases, and the kind of work where it says more than the type of the entry.
const WORK_TYPES: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle),
    ("review", WorkKind::Review),
    ("editorial", WorkKind::Editorial),
    ("editorial material", WorkKind::Editorial),
    ("letter", WorkKind::Letter),
    ("erratum", WorkKind::Erratum),
    ("correction", WorkKind::Erratum),
    ("retraction", WorkKind::Retraction),
    ("conference paper", WorkKind::ConferencePaper),
    ("proceedings paper", WorkKind::ConferencePaper),
    ("conference review", WorkKind::Proceedings),
    ("book", WorkKind::Book),
    ("book chapter", WorkKind::BookChapter),
    ("article; book chapter", WorkKind::BookChapter),
    ("article; proceedings paper", WorkKind::ConferencePaper),
    ("preprint", WorkKind::Preprint),
    ("data set", WorkKind::Dataset),
];

/// Names babel and polyglossia have for languages and their variants, where they are no names of languages.
const BABEL: &[(&str, &str)] = &[
    ("american", "en"),
    ("british", "en"),
    ("usenglish", "en"),
    ("ukenglish", "en"),
    ("canadian", "en"),
    ("australian", "en"),
    ("newzealand", "en"),
    ("ngerman", "de"),
    ("germanb", "de"),
    ("austrian", "de"),
    ("naustrian", "de"),
    ("swissgerman", "de"),
    ("nswissgerman", "de"),
    ("francais", "fr"),
    ("frenchb", "fr"),
    ("acadian", "fr"),
    ("canadien", "fr"),
    ("brazil", "pt"),
    ("brazilian", "pt"),
    ("portuges", "pt"),
    ("mexican", "es"),
    ("nynorsk", "nn"),
    ("norsk", "no"),
    ("chinese-simplified", "zh"),
    ("chinese-traditional", "zh"),
    ("pinyin", "zh"),
    ("magyar", "hu"),
    ("bahasa", "id"),
];

pub(super) fn read_languages(desk: &mut Desk<'_>, record: &mut Record, sink: &Sink<'_>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for value in desk.take_all(Language) {
        let words = value.words();
        for name in words.split([',', ';', '/']).map(str::trim).filter(|name| !name.is_empty()) {
            let babel = BABEL.iter().find(|(babel, _)| babel.eq_ignore_ascii_case(name)).map(|(_, code)| *code);
            let Some(code) = babel.or_else(|| language_code(name)) else {
                match nlm::language(name) {
                    Some(code) if !record.languages.contains(&code) => record.languages.push(code),
                    Some(_) => {}
                    None => record.keep_other(value.name, name),
                }
                continue;
            };
            record.spans.entry(Member::Languages).or_insert_with(|| value.whole(sink));
            if !found.contains(&code) {
                found.push(code);
                record.languages.push(Cow::Borrowed(code));
            }
        }
    }
    found
}

/// Identifiers of the field that is made for them are told where they are wrong; those found elsewhere are not.
pub(super) fn read_identifiers(entry: &Entry<'_>, desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    for (meaning, scheme) in [
        (Doi, IdScheme::Doi),
        (Pmid, IdScheme::Pmid),
        (Pmcid, IdScheme::Pmcid),
        (Arxiv, IdScheme::Arxiv),
        (Dblp, IdScheme::Dblp),
    ] {
        for value in desk.take_all(meaning) {
            let text = address(&value.text);
            // Old exports have the address of the page of a work that has none.
            if meaning == Doi && !text.contains("10.") && text.contains("://") {
                record.keep_other(value.name, text);
                continue;
            }
            sink.identifier(scheme, &text, value.range.clone(), &mut record.ids, &mut record.other);
        }
    }
    let add = |scheme, text: &str, span: Span, record: &mut Record| {
        let id = Identifier::parse(scheme, text);
        id.is_ok_and(|id| record.ids.insert(id.at(span)).is_none())
    };
    if let Some(value) = desk.take(Accession) {
        let text = address(&value.text);
        let scheme = if text.contains("2-s2.0-") { IdScheme::Scopus } else { IdScheme::Wos };
        sink.identifier(scheme, &text, value.range.clone(), &mut record.ids, &mut record.other);
    }
    if let Some(value) = desk.look(Eprint) {
        let name = desk.look(EprintType).map(|v| v.words().to_lowercase());
        let scheme = match name.as_deref() {
            Some("arxiv") | None => Some(IdScheme::Arxiv),
            Some("pubmed" | "pmid" | "medline") => Some(IdScheme::Pmid),
            Some("pmc" | "pmcid" | "pubmed central") => Some(IdScheme::Pmcid),
            Some("doi") => Some(IdScheme::Doi),
            Some(_) => None,
        };
        let text = address(&value.text);
        let (span, arxiv) = (value.whole(sink), scheme == Some(IdScheme::Arxiv));
        if scheme.is_some_and(|scheme| add(scheme, &text, span, record)) {
            desk.take(Eprint);
            desk.take(EprintType);
            if arxiv && let Some(class) = desk.take(EprintClass) {
                let (text, span) = (class.words(), class.whole(sink));
                let scheme = KeywordScheme::ArxivCategory;
                record.keywords.push(Keyword { id: Some(text.clone()), text, scheme, span, ..Keyword::default() });
            }
        }
    }
    // Keys that are identifiers.
    if let Some(key) = entry.key {
        let tail =
            key.text.get(5..).filter(|_| key.text.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("DBLP:")));
        if tail.is_some() {
            add(IdScheme::Dblp, key.text, sink.span(key.range()), record);
        } else if key.text.starts_with("WOS:") || key.text.starts_with("ISI:") {
            add(IdScheme::Wos, key.text, sink.span(key.range()), record);
        } else if key.text.contains("10.") && key.text.to_ascii_lowercase().contains("doi") {
            add(IdScheme::Doi, key.text, sink.span(key.range()), record);
        }
    }
    for (i, value) in desk.values.iter().enumerate() {
        if desk.is_read(i) || value.cut || value.span.is_some() || value.text.is_empty() {
            continue;
        }
        match value.meaning {
            Url | KeptAddress => {
                if let Some(id) = fields::linked_id(&address(&value.text)) {
                    record.ids.insert(id.at(value.whole(sink)));
                }
            }
            // `PMID: 23439512`, `arXiv: 1706.03762 [cs]`, `arXiv preprint arXiv:1706.03762`
            Note | Journal if value.text.contains([':', '\\', '&']) => {
                let text = value.words();
                for (mark, scheme) in
                    [("PMID:", IdScheme::Pmid), ("PMCID:", IdScheme::Pmcid), ("arXiv:", IdScheme::Arxiv)]
                {
                    let tail = text.split(mark).nth(1).map(str::trim_start);
                    let Some(word) = tail.and_then(|tail| tail.split([' ', ',', ';', '[']).next()) else { continue };
                    add(scheme, word.trim_end_matches('.'), value.whole(sink), record);
                }
            }
            _ => {}
        }
    }
}

pub(super) fn read_kind(entry: &Entry<'_>, desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    let name = entry.kind.text;
    let plain = name.to_ascii_lowercase().replace('_', "-");
    let known = TYPES.iter().find(|(kind, _)| *kind == plain).map(|(_, kind)| *kind);
    if known.is_none() {
        let message =
            format!("the type @{} is not known; read as something else", tagged::quote(name).trim_matches('`'));
        sink.note(Severity::Info, "unknown-type", entry.kind.at, message);
    }
    let mut kind = known.unwrap_or(WorkKind::Other);
    let mut written = name.to_string();
    for meaning in [DocumentType, Type] {
        let Some(value) = desk.take(meaning) else { continue };
        let words = value.words();
        let documented = WORK_TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&words)).map(|(_, kind)| *kind);
        // `@article` with the type `Article` says nothing new, `@book` with `Book Chapter` does.
        if let Some(documented) = documented.filter(|d| *d != WorkKind::JournalArticle || kind == WorkKind::Other) {
            kind = documented;
        } else if kind == WorkKind::Other && words.to_lowercase().contains("thesis") {
            kind = WorkKind::Thesis;
        }
        if !words.eq_ignore_ascii_case(&written) {
            written.push_str("; ");
            written.push_str(&words);
        }
    }
    if let Some(value) = desk.look(Subtype)
        && ["newspaper", "magazine"].iter().any(|word| value.text.trim().eq_ignore_ascii_case(word))
    {
        kind = WorkKind::NewspaperArticle;
    }
    if matches!(kind, WorkKind::JournalArticle | WorkKind::Other | WorkKind::WebPage) {
        let on_server = match desk.look(Journal).map(Value::words) {
            Some(name) => ["arxiv", "biorxiv", "medrxiv", "chemrxiv"]
                .iter()
                .any(|server| name.get(..server.len()).is_some_and(|head| head.eq_ignore_ascii_case(server))),
            None => desk.look(Booktitle).is_none() && record.ids.get(IdScheme::Arxiv).is_some(),
        };
        if on_server {
            kind = WorkKind::Preprint;
        }
    }
    record.kind = Some(kind);
    record.type_as_written = Some(written);
    record.spans.insert(Member::Type, sink.span(entry.kind.range()));
}

/// A title with what stands below it.
fn joined(title: String, subtitle: Option<&str>) -> String {
    match subtitle.filter(|s| !s.is_empty()) {
        None => title,
        Some(subtitle) if title.ends_with([':', '?', '!', '.', '…']) => title + " " + subtitle,
        Some(subtitle) => title + ": " + subtitle,
    }
}

pub(super) fn read_titles_and_venue(
    entry: &Entry<'_>,
    desk: &mut Desk<'_>,
    record: &mut Record,
    languages: &[&'static str],
    sink: &mut Sink<'_>,
) {
    let kind = record.kind.unwrap_or(WorkKind::Other);
    let whole =
        matches!(kind, WorkKind::Book | WorkKind::Proceedings) || entry.kind.text.eq_ignore_ascii_case("periodical");
    let mut title = desk.take(Title);
    // In BibTeX's @inbook the title is the book's; the chapter's may stand under `chapter`.
    let named = |v: &Value<'_>| v.words().chars().filter(|c| c.is_alphabetic()).count() > 4;
    let mut book = None;
    if kind == WorkKind::BookChapter && desk.look(Booktitle).is_none() && desk.look(Chapter).is_some_and(named) {
        book = title;
        title = desk.take(Chapter);
    }
    let subtitle = desk.take(Subtitle).map(|v| v.words());
    if title.is_none() {
        let order: &[Meaning] = if whole {
            &[Booktitle, Maintitle, IssueTitle, Journal]
        } else {
            &[IssueTitle, ShortTitle, Maintitle, TitleAddon]
        };
        title = order.iter().find_map(|meaning| desk.take(*meaning));
    }
    let title_words = title.as_ref().map(|v| joined(v.words(), subtitle.as_deref()));
    if let (Some(value), Some(words)) = (&title, &title_words)
        && !words.is_empty()
    {
        let lang = sections::lang_of(words, languages).map(Cow::Borrowed);
        record.titles.push(LangText { text: words.clone(), lang, span: value.whole(sink) });
    } else if let Some(subtitle) = subtitle {
        record.keep_other("subtitle", subtitle);
    }
    let mut seen = FxHashSet::default();
    for value in desk.take_all(TranslatedTitle) {
        let words = value.words();
        if !words.is_empty() && title_words.as_ref() != Some(&words) && seen.insert(words.clone()) {
            let lang = text::language(&words).map(Cow::Borrowed);
            record.titles.push(LangText { text: words, lang, span: value.whole(sink) });
        }
    }
    if desk.look(ShortTitle).is_some_and(|v| Some(v.words()) == title_words) {
        desk.take(ShortTitle);
    }

    let mut venue = Venue::default();
    let booktitle = desk.take(Booktitle);
    let book_subtitle = desk.take(BookSubtitle).map(|v| v.words());
    let journal = desk.take(Journal);
    let journal_subtitle = desk.take(JournalSubtitle).map(|v| v.words());
    let booktitle = booktitle.or(book).map(|v| (joined(v.words(), book_subtitle.as_deref()), v));
    let journal = journal.map(|v| (joined(v.words(), journal_subtitle.as_deref()), v));
    // A whole book may repeat its own title.
    let booktitle = match booktitle {
        Some((words, value)) if whole => {
            if Some(&words) != title_words.as_ref() {
                record.keep_other(value.name, words);
            }
            None
        }
        other => other,
    };
    let part = matches!(kind, WorkKind::ConferencePaper | WorkKind::BookChapter);
    let (first, second) = if part { (booktitle, journal) } else { (journal, booktitle) };
    let mut place = None;
    for (words, value) in [first, second].into_iter().flatten().filter(|(words, _)| !words.is_empty()) {
        if venue.title.is_none() {
            place = Some(value.whole(sink));
            venue.title = Some(words);
        } else if venue.title.as_ref() != Some(&words) {
            record.keep_other(value.name, words);
        }
    }
    if let Some(value) = desk.take(FullJournal) {
        let (words, span) = (value.words(), value.whole(sink));
        venue.abbreviation = venue.title.replace(words).filter(|held| Some(held) != venue.title.as_ref());
        place = Some(span);
    }
    if venue.title.is_none() && part {
        for meaning in [EventTitle, Maintitle] {
            if let Some(value) = desk.take(meaning) {
                place = Some(value.whole(sink));
                venue.title = Some(value.words());
                break;
            }
        }
    }
    if venue.abbreviation.is_none()
        && let Some(value) = desk.take(Abbreviation)
    {
        venue.abbreviation = Some(value.words()).filter(|words| Some(words) != venue.title.as_ref());
        place = place.or_else(|| Some(value.whole(sink)));
    }
    let makers: &[Meaning] = match kind {
        WorkKind::Thesis => &[School, Institution, Publisher],
        WorkKind::Report => &[Institution, Publisher, Organization, School],
        WorkKind::ConferencePaper | WorkKind::Proceedings => &[Publisher],
        _ => &[Publisher, Institution, School, Organization],
    };
    if let Some(value) = makers.iter().find_map(|meaning| desk.take(*meaning)) {
        place = place.or_else(|| Some(value.whole(sink)));
        venue.publisher = Some(value.words()).filter(|words| !words.is_empty());
    }
    for meaning in [Issn, Isbn] {
        for value in desk.take_all(meaning) {
            let mut words = value.words();
            // `0 262 20069 9`
            if words.contains(' ') && words.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'X')) {
                let digits = words.bytes().filter(|b| !matches!(b, b' ' | b'-')).count();
                if matches!(digits, 10 | 13) {
                    words.retain(|c| c != ' ');
                }
            }
            sink.serial_numbers(&words, value.range.clone(), &mut venue, record);
        }
    }
    if let Some(place) = place {
        record.spans.insert(Member::Venue, place);
    }
    record.venue = Some(venue).filter(|venue| !venue.is_empty());
}

pub(super) fn read_dates(desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    let month = desk.take(Month);
    let day = desk.take(Day);
    let (month_words, day_words) = (month.as_ref().map(Value::words), day.as_ref().map(Value::words));
    let mut used = false;
    for meaning in [Date, Year] {
        let Some(value) = desk.take(meaning) else { continue };
        let words = value.words();
        // `1987~` and `1987?` are uncertain, `/2000` has only an end.
        let plain = words.trim_start_matches(['/', '.']).trim();
        let year = PartialDate::parse(plain).or_else(|| leading_year(plain));
        let Some(date) = year else {
            let message = format!("{} {} is no date; kept in `other`", value.name, tagged::quote(&words));
            sink.note(Severity::Warning, "date", value.range.start, message);
            record.keep_other(value.name, words);
            continue;
        };
        let mut date = date;
        if date.month().is_none()
            && let Some(month) = &month_words
        {
            used = true;
            if let Some(exact) = with_month(date.year(), month, day_words.as_deref()) {
                date = exact;
            } else {
                used = false;
            }
        } else if date.month().is_some() {
            used = true;
        }
        match record.issued {
            None => {
                record.issued = Some(date);
                record.spans.insert(Member::Issued, value.whole(sink));
                // What says more than was read of it.
                if words.chars().filter(char::is_ascii_digit).count() > 8 || words.contains(|c: char| c.is_alphabetic())
                {
                    record.keep_other(value.name, words);
                }
            }
            Some(held) if held.year() == date.year() => {}
            Some(held) => {
                let message = format!(
                    "{} {} is not in the year {}; kept in `other`",
                    value.name,
                    tagged::quote(&words),
                    held.year()
                );
                sink.note(Severity::Warning, "date", value.range.start, message);
                record.keep_other(value.name, words);
            }
        }
    }
    // A whole date under `month`.
    if record.issued.is_none()
        && let Some((value, date)) = month.as_ref().zip(month_words.as_deref().and_then(PartialDate::parse))
    {
        record.issued = Some(date);
        record.spans.insert(Member::Issued, value.whole(sink));
        used = true;
    }
    if !used {
        for (value, words) in [(month, month_words), (day, day_words)] {
            if let (Some(value), Some(words)) = (value, words) {
                record.keep_other(value.name, words);
            }
        }
    }
    if let Some(value) = desk.take(EarlyAccess) {
        match PartialDate::parse(&value.words()) {
            Some(date) => {
                record.available = Some(date);
                record.spans.insert(Member::Available, value.whole(sink));
            }
            None => record.keep_other(value.name, value.words()),
        }
    }
}

/// `2006a`, `1973b/2`, `c1999`: four digits that no digit touches.
fn leading_year(text: &str) -> Option<PartialDate> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find_map(|at| {
        let digits = bytes.get(at..at + 4).filter(|d| d.iter().all(u8::is_ascii_digit))?;
        let apart = !bytes.get(at + 4).is_some_and(u8::is_ascii_digit) && (at == 0 || !bytes[at - 1].is_ascii_digit());
        let year = digits.iter().fold(0, |year, d| year * 10 + i32::from(d - b'0'));
        PartialDate::new(year, None, None).filter(|_| apart && (1000..2100).contains(&year))
    })
}

/// `March`, `3`, `MAR 1`, `1 March`, `Mar.--Apr.`
fn with_month(year: i32, month: &str, day: Option<&str>) -> Option<PartialDate> {
    let day: Option<u8> =
        day.and_then(|day| day.split(|c: char| !c.is_ascii_digit()).find(|d| !d.is_empty())?.parse().ok());
    if let Some(number) = month_number(month) {
        return PartialDate::best(year, Some(number), day);
    }
    let date =
        PartialDate::parse(&format!("{year} {month}")).or_else(|| PartialDate::parse(&format!("{month} {year}")))?;
    let date = date.month().map(|number| PartialDate::best(year, Some(number), date.day().or(day)));
    date.flatten()
}

pub(super) fn read_numbers(desk: &mut Desk<'_>, record: &mut Record, sink: &mut Sink<'_>) {
    let kind = record.kind.unwrap_or(WorkKind::Other);
    if let Some(value) = desk.take(Volume) {
        record.spans.insert(Member::Volume, value.whole(sink));
        record.volume = Some(value.words()).filter(|words| !words.is_empty());
    }
    // The number of a report, a patent or a book in a series is no issue.
    let placed = record.venue.as_ref().is_some_and(|v| v.title.is_some());
    let numbered = match kind {
        WorkKind::Book
        | WorkKind::Report
        | WorkKind::Thesis
        | WorkKind::Patent
        | WorkKind::Dataset
        | WorkKind::BookChapter => false,
        WorkKind::Other | WorkKind::WebPage => placed || record.volume.is_some(),
        _ => true,
    };
    let value = if numbered { desk.take(Number).or_else(|| desk.take(Issue)) } else { desk.take(Issue) };
    if let Some(value) = value {
        record.spans.insert(Member::Issue, value.whole(sink));
        record.issue = Some(value.words()).filter(|words| !words.is_empty());
    }
    if let Some(value) = desk.take(PageRange) {
        let words = value.words();
        read_pages(&words, &value, kind, record, sink);
    }
    if let Some(value) = desk.take(ArticleNumber) {
        let words = value.words();
        let known = [&record.pages.first, &record.pages.article_number].contains(&&Some(words.clone()));
        if !known && !words.is_empty() {
            record.spans.entry(Member::Pages).or_insert_with(|| value.whole(sink));
            if let Some(held) = record
                .pages
                .article_number
                .replace(words)
                .filter(|held| Some(held) != record.pages.article_number.as_ref())
            {
                record.keep_other("pages", held);
            }
        }
    }
    if let Some(value) = desk.take(PageCount) {
        let words = value.words();
        match words.trim_end_matches(['p', '.', ' ']).parse() {
            Ok(count) => record.pages.count = record.pages.count.or(Some(count)),
            Err(_) => record.keep_other(value.name, words),
        }
    }
}

fn read_pages(words: &str, value: &Value<'_>, kind: WorkKind, record: &mut Record, sink: &Sink<'_>) {
    let lower = words.to_lowercase();
    if matches!(lower.as_str(), "" | "-" | "–" | "--" | "n/a" | "na" | "none" | "no") {
        record.keep_other(value.name, words);
        return;
    }
    record.spans.insert(Member::Pages, value.whole(sink));
    let plain = words.trim_start_matches("pp.").trim_start_matches("p.").trim();
    // `253 p.`, `XX, 327 Seiten`; of a thesis `253` is no page, either.
    let (number, unit) = plain.rsplit_once(' ').unwrap_or((plain, ""));
    let unit = unit.trim_end_matches('.').to_lowercase();
    let counted = ["p", "pp", "pages", "s", "seiten", "páginas", "págs", "str", "页", "頁"].contains(&unit.as_str());
    let number = number.rsplit(' ').next().filter(|_| counted).or((kind == WorkKind::Thesis).then_some(plain));
    if let Some(count) = number.and_then(|number| number.parse().ok()) {
        record.pages.count = Some(count);
        if plain.contains(',') {
            record.keep_other(value.name, words);
        }
        return;
    }
    // `465:1--465:34`: article 465, pages counted within it.
    let ends = plain.split_once(['-', '–', '—']).map(|(first, last)| (first, last.trim_start_matches(['-', '–'])));
    if let Some(((article, first), (same, last))) =
        ends.and_then(|(a, b)| a.trim().split_once(':').zip(b.trim().split_once(':')))
        && article == same
        && [article, first, last].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    {
        let number = |text: &str| text.parse::<u32>().ok();
        let count = number(last).zip(number(first)).and_then(|(last, first)| last.checked_sub(first)?.checked_add(1));
        let article_number = Some(article.to_string());
        record.pages = Pages { first: Some(first.to_string()), last: Some(last.to_string()), article_number, count };
        return;
    }
    // `1, 3--5`: a list; the first part is where it begins.
    let mut parts = plain.split(',').map(str::trim).filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default();
    let listed = parts.next().is_some();
    let range: String = if listed { first.to_string() } else { plain.to_string() };
    let mut pages = Pages::parse(&range.replace('+', ""));
    if pages.last.is_none() && !listed && nlm::is_article_number(&range) {
        pages = Pages { article_number: Some(range), ..Pages::default() };
    } else if listed {
        record.keep_other(value.name, words);
    }
    (pages.count, record.pages) = (record.pages.count, Pages::default());
    record.pages = pages;
}
