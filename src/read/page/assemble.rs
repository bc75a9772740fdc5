//! Makes a [`Record`] of lines whose roles are known.

use super::abstracts::{Paragraph, abstracts, section_label};
use super::citation_line::{self, CitationLine, parse_numbers, parse_venue};
use super::cut::{Cut, Role};
use super::label::Label;
use super::line::{Kind, Line, split, split_outside_brackets, trim_by, trimmed};
use super::names::{Mention, author_line, labelled_authors, mark_tokens};
use super::related::Entry;
use super::shape::{affiliation_mark, is_affiliation, is_paragraph, is_title};
use crate::diagnostic::Severity;
use crate::read::Sink;
use crate::record::{
    Affiliation, Contributor, Field, Funding, IdScheme, Identifier, Keyword, KeywordScheme, Lang, LangText, NameOrder,
    Pages, PartialDate, PersonName, Record, TimesCited, Venue, WorkKind, issn,
};
use crate::text;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Registrants of DOIs whose journals number articles and have no pages.
const ARTICLE_NUMBER_REGISTRANTS: &[&str] = &[
    "10.1186/",
    "10.1371/",
    "10.2147/",
    "10.2196/",
    "10.3389/",
    "10.3390/",
    "10.7554/",
    "10.7717/",
    "10.12688/",
    "10.1155/",
    "10.5334/",
    "10.1038/s41",
];

/// Names of languages as pages write them.
const LANGUAGES: &[(&str, &str)] = &[
    ("英文", "en"),
    ("英语", "en"),
    ("英語", "en"),
    ("english", "en"),
    ("eng", "en"),
    ("en", "en"),
    ("中文", "zh"),
    ("汉语", "zh"),
    ("中国语", "zh"),
    ("chinese", "zh"),
    ("chi", "zh"),
    ("zh", "zh"),
    ("日文", "ja"),
    ("日语", "ja"),
    ("japanese", "ja"),
    ("韩文", "ko"),
    ("韩语", "ko"),
    ("korean", "ko"),
    ("德文", "de"),
    ("德语", "de"),
    ("german", "de"),
    ("法文", "fr"),
    ("法语", "fr"),
    ("french", "fr"),
    ("西班牙文", "es"),
    ("西班牙语", "es"),
    ("spanish", "es"),
    ("俄文", "ru"),
    ("俄语", "ru"),
    ("russian", "ru"),
    ("葡萄牙文", "pt"),
    ("葡萄牙语", "pt"),
    ("portuguese", "pt"),
    ("意大利文", "it"),
    ("意大利语", "it"),
    ("italian", "it"),
];

/// Kinds of publications as pages write them.
const KINDS: &[(&str, WorkKind)] = &[
    ("article", WorkKind::JournalArticle),
    ("journal article", WorkKind::JournalArticle),
    ("journal", WorkKind::JournalArticle),
    ("期刊", WorkKind::JournalArticle),
    ("期刊论文", WorkKind::JournalArticle),
    ("期刊文章", WorkKind::JournalArticle),
    ("review", WorkKind::Review),
    ("综述", WorkKind::Review),
    ("editorial", WorkKind::Editorial),
    ("editorial material", WorkKind::Editorial),
    ("letter", WorkKind::Letter),
    ("会议论文", WorkKind::ConferencePaper),
    ("会议", WorkKind::ConferencePaper),
    ("proceedings paper", WorkKind::ConferencePaper),
    ("conference paper", WorkKind::ConferencePaper),
    ("学位论文", WorkKind::Thesis),
    ("硕士论文", WorkKind::Thesis),
    ("博士论文", WorkKind::Thesis),
    ("thesis", WorkKind::Thesis),
    ("图书", WorkKind::Book),
    ("book", WorkKind::Book),
    ("book chapter", WorkKind::BookChapter),
    ("专利", WorkKind::Patent),
    ("报纸", WorkKind::NewspaperArticle),
];

/// Key in `other` for lines that are not understood.
const UNREAD: &str = "unread";

/// Reads one record and hands it to the sink.
pub(super) fn assemble(lines: &[Line<'_>], roles: &[Role], cut: &Cut, leading: Range<usize>, sink: &mut Sink<'_>) {
    let place = |at: usize| lines[at].place(lines[at].all());
    let (Some(first), Some(last)) = (cut.lines.clone().next(), cut.lines.clone().next_back()) else { return };
    let start = place(first).start;
    let mut draft = Draft {
        lines,
        record: sink.record(start..place(last).end),
        sink,
        labelled: cut.labelled,
        paragraphs: Vec::new(),
        heading: None,
        entry: Entry::default(),
        list: None,
        totals: Vec::new(),
        corresponding: Vec::new(),
        times_cited: None,
        keywords: Vec::new(),
        lone_page: None,
        unread: Vec::new(),
        label: None,
    };
    if !cut.anchored {
        let message = "no citation line and no label found; the whole text is read as one record";
        draft.sink.note(Severity::Warning, "no-anchor", start, message);
    }
    for at in cut.lines.clone() {
        draft.line(at, roles[at]);
    }
    draft.leading(leading);
    draft.finish(start);
}

struct Draft<'a, 't, 's, 'p> {
    lines: &'a [Line<'t>],
    sink: &'s mut Sink<'p>,
    record: Record,
    labelled: bool,
    paragraphs: Vec<Paragraph>,
    /// A label alone on its line, for the paragraph below.
    heading: Option<String>,
    entry: Entry,
    list: Option<Label>,
    /// The length a list claims, and where it does.
    totals: Vec<(Option<Label>, u32, usize)>,
    corresponding: Vec<(usize, Range<usize>)>,
    /// The line of a count whose number is on the next.
    times_cited: Option<usize>,
    keywords: Vec<(usize, Range<usize>)>,
    /// A single value in the place of pages, read when all else is.
    lone_page: Option<(String, Range<usize>)>,
    unread: Vec<usize>,
    label: Option<usize>,
}

impl Draft<'_, '_, '_, '_> {
    fn start(&self, at: usize) -> usize {
        self.lines[at].place(self.lines[at].all()).start
    }

    fn line(&mut self, at: usize, role: Role) {
        let lines = self.lines;
        let line = &lines[at];
        if !matches!(role, Role::Entry(_) | Role::EntryAuthor(_) | Role::EntryVenue(_) | Role::Skip) {
            self.end_entry();
        }
        match role {
            Role::Leading | Role::Skip => {}
            Role::Title => self.title(at, line.all()),
            Role::Authors => self.author_line(at),
            Role::Affiliation => self.affiliation(at, line.all()),
            Role::Citation => {
                if let Kind::Citation(citation) = &line.kind {
                    self.citation(at, line.all(), citation);
                }
            }
            Role::Paragraph => self.paragraph(at, line.all()),
            Role::Heading => self.heading = section_label(line.text()).map(|(label, _)| line.value(label)),
            Role::Label => {
                if let Kind::Label(label, value) = &line.kind {
                    self.label = Some(at);
                    self.list = label.is_list().then_some(*label);
                    if *label == Label::TimesCited && value.is_empty() {
                        self.times_cited = Some(at);
                    }
                    if !value.is_empty() {
                        self.value(at, *label, value.clone());
                    }
                }
            }
            Role::Value(label) => self.value(at, label, line.all()),
            Role::Entry(label) => {
                self.end_entry();
                self.list = Some(label);
                self.entry.first = Some(at);
            }
            Role::EntryAuthor(_) => self.entry.authors.push(at),
            Role::EntryVenue(_) => self.entry.venue = Some(at),
            Role::Total => {
                if let Kind::Total(total) = line.kind {
                    self.totals.push((self.list, total, at));
                    let key = self.label_name().unwrap_or_else(|| "共".to_string());
                    self.record.keep_other(&key, line.written(line.all()));
                }
            }
            Role::OtherLabel => {
                if let Kind::OtherLabel(name, value) = &line.kind {
                    self.record.keep_other(&line.value(name.clone()), line.value(value.clone()));
                }
            }
            Role::Copyright => self.record.keep_other("copyright", line.written(line.all())),
            Role::Unknown => self.unread.push(at),
        }
    }

    /// The label last read, as the page spells it.
    fn label_name(&self) -> Option<String> {
        let line = &self.lines[self.label?];
        let Kind::Label(_, value) = &line.kind else { return None };
        let name = trim_by(line.text(), 0..value.start, |c| c.is_whitespace() || matches!(c, ':' | '[' | ']'));
        let spelt = line.value(name);
        Some(if text::has_han(&spelt) { spelt.replace(' ', "") } else { spelt })
    }

    fn warn(&mut self, code: &'static str, at: usize, message: impl Into<String>) {
        let start = self.start(at);
        self.sink.note(Severity::Warning, code, start, message);
    }

    fn info(&mut self, code: &'static str, at: usize, message: impl Into<String>) {
        let start = self.start(at);
        self.sink.note(Severity::Info, code, start, message);
    }

    fn span_field(&mut self, field: Field, place: Range<usize>) {
        let span = self.sink.span(place);
        self.record.spans.insert(field, span);
    }

    // Values of labels

    fn value(&mut self, at: usize, label: Label, part: Range<usize>) {
        let lines = self.lines;
        let line = &lines[at];
        let part = trim_by(line.text(), part, |c| c.is_whitespace() || c == ';');
        let value = line.value(part.clone());
        if value.is_empty() {
            return;
        }
        let place = line.place(part.clone());
        match label {
            Label::Title => self.title(at, part),
            Label::Authors => self.authors(at, part),
            Label::Affiliations => self.affiliations(at, part),
            Label::Corresponding => self.corresponding.push((at, part)),
            Label::Keywords => self.keywords.push((at, part)),
            Label::KeywordsPlus => self.keyword_list(at, part, KeywordScheme::KeywordsPlus),
            Label::Doi => self.identifier(IdScheme::Doi, at, part),
            Label::Pmid => self.identifier(IdScheme::Pmid, at, part),
            Label::Pmcid => self.identifier(IdScheme::Pmcid, at, part),
            Label::Wos => self.identifier(IdScheme::Wos, at, part),
            Label::Isbn => self.identifier(IdScheme::Isbn, at, part),
            Label::Issn => match issn(&value) {
                Some(issn) => self.venue(|venue| venue.issn.push(issn)),
                None => self.not_read(at, label, "no ISSN with a right check digit", value),
            },
            Label::Clc => self.classes(at, part, KeywordScheme::Clc),
            Label::Subject => self.classes(at, part, KeywordScheme::Subject),
            Label::Abstract => self.paragraph(at, part),
            Label::Source => self.source(at, part),
            Label::Conference => {
                self.record.keep_other("会议名称", value.clone());
                self.record.kind.get_or_insert(WorkKind::ConferencePaper);
                if self.record.venue.as_ref().is_none_or(|venue| venue.title.is_none()) {
                    self.venue(|venue| venue.title = Some(value));
                    self.span_field(Field::Venue, place);
                }
            }
            Label::Publisher => self.venue(|venue| venue.publisher = Some(value)),
            Label::Issued | Label::Available => match any_date(line.text().get(part).unwrap_or("")) {
                Some(date) if label == Label::Issued => self.issued(at, date, place),
                Some(date) => {
                    self.record.available = Some(date);
                    self.span_field(Field::Available, place);
                }
                None => self.not_read(at, label, "no date", value),
            },
            Label::Volume => self.volume(value, place),
            Label::Issue => self.issue(value, place),
            Label::Numbers => self.numbers(at, part),
            Label::Pages => self.pages(&value, place),
            Label::ArticleNumber => {
                self.record.pages.article_number = Some(value);
                self.span_field(Field::Pages, place);
            }
            Label::PageCount => {
                let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
                match digits.parse() {
                    Ok(count) => self.record.pages.count = Some(count),
                    Err(_) => self.not_read(at, label, "no number", value),
                }
            }
            Label::Kind => {
                let known = KINDS.iter().find(|(name, _)| *name == value.to_lowercase());
                self.record.kind = known.map(|(_, kind)| *kind).or(self.record.kind);
                self.record.type_as_written = Some(value);
                self.span_field(Field::Type, place);
            }
            Label::Language => {
                for piece in split(line.text(), part, |c| matches!(c, ';' | ',' | '、' | '/')) {
                    let name = line.value(piece).to_lowercase();
                    match LANGUAGES.iter().find(|(spelling, _)| *spelling == name) {
                        Some((_, code)) => self.record.languages.push(Cow::Borrowed(*code)),
                        None => self.not_read(at, label, "no language known", name),
                    }
                }
                self.span_field(Field::Languages, place);
            }
            Label::Funding => self.funding(at, part),
            Label::TimesCited => self.times_cited(at, part),
            Label::References | Label::Related => self.unread.push(at),
            Label::Kept => {
                let key = self.label_name().unwrap_or_else(|| UNREAD.to_string());
                self.record.keep_other(&key, line.written(part));
            }
        }
    }

    /// Keeps a value of a known label that is not what the label promises.
    fn not_read(&mut self, at: usize, label: Label, what: &str, value: String) {
        let name = self.label_name().unwrap_or_else(|| format!("{label:?}"));
        self.warn("bad-value", at, format!("{what} in {value:?} under {name:?}; kept in `other`"));
        self.record.keep_other(&name, value);
    }

    fn title(&mut self, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        let text = line.written(part.clone());
        if text.is_empty() || self.record.titles.iter().any(|title| title.text == text) {
            return;
        }
        let span = self.sink.span(line.place(part));
        let lang = text::language(&text).map(Cow::Borrowed);
        self.record.titles.push(LangText { text, lang, span });
    }

    fn identifier(&mut self, scheme: IdScheme, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        let text = line.text().get(part.clone()).unwrap_or("");
        let record = &mut self.record;
        self.sink.identifier(scheme, text, line.place(part), &mut record.ids, &mut record.other);
    }

    fn venue(&mut self, change: impl FnOnce(&mut Venue)) {
        change(self.record.venue.get_or_insert_default());
    }

    /// Keeps the more exact of two dates of publication that do not contradict each other.
    fn issued(&mut self, at: usize, date: PartialDate, place: Range<usize>) {
        match self.record.issued {
            Some(held) if held != date && held.to_string().starts_with(&date.to_string()) => return,
            Some(held) if held != date && !date.to_string().starts_with(&held.to_string()) => {
                self.warn(
                    "two-dates",
                    at,
                    format!("a second date of publication {date} beside {held}; kept in `other`"),
                );
                self.record.keep_other("issued", date.to_string());
                return;
            }
            _ => {}
        }
        self.record.issued = Some(date);
        self.span_field(Field::Issued, place);
    }

    fn volume(&mut self, value: String, place: Range<usize>) {
        self.record.volume = Some(value);
        self.span_field(Field::Volume, place);
    }

    fn issue(&mut self, value: String, place: Range<usize>) {
        self.record.issue = Some(value);
        self.span_field(Field::Issue, place);
    }

    fn pages(&mut self, value: &str, place: Range<usize>) {
        let pages = Pages::parse(
            value.trim_start_matches(|c: char| matches!(c, 'P' | 'p' | '第') || c == '.').trim_end_matches('页'),
        );
        self.record.pages.first = pages.first;
        self.record.pages.last = pages.last;
        self.span_field(Field::Pages, place);
    }

    /// Journal, and year, volume, issue and pages where they stand behind it.
    fn source(&mut self, at: usize, part: Range<usize>) {
        let lines = self.lines;
        let line = &lines[at];
        let slice = line.text().get(part.clone()).unwrap_or("");
        if let Some(citation) = citation_line::parse(slice) {
            self.citation(at, part, &citation);
            return;
        }
        let from = |range: Range<usize>| part.start + range.start..part.start + range.end;
        let found = parse_venue(slice);
        let name = found.as_ref().map_or(part.clone(), |found| from(found.venue.clone()));
        let name = trim_by(line.text(), name, |c| c.is_whitespace() || matches!(c, '《' | '》' | '.'));
        let title = line.value(name.clone());
        self.venue(|venue| venue.title = Some(title));
        self.span_field(Field::Venue, line.place(name));
        if let Some(found) = found {
            self.record.citation.get_or_insert_with(|| line.written(part.clone()));
            self.numbers(at, from(found.year_at.start..slice.len()));
        }
    }

    /// `2013, 27(6): 401-405`, or without the year.
    fn numbers(&mut self, at: usize, part: Range<usize>) {
        let lines = self.lines;
        let line = &lines[at];
        let slice = line.text().get(part.clone()).unwrap_or("");
        let (found, shift) = match parse_numbers(slice, 0) {
            Some(found) => (Some(found), 0),
            // The same grammar, with a year before it.
            None => (parse_numbers(&format!("2000, {slice}"), 0), 6),
        };
        let Some(found) = found else {
            let value = line.value(part);
            return self.not_read(at, Label::Numbers, "no volume, issue or pages", value);
        };
        let place = |range: Range<usize>| part.start + range.start - shift..part.start + range.end - shift;
        if shift == 0
            && let Some(date) = PartialDate::new(found.year, None, None)
        {
            self.issued(at, date, line.place(place(found.year_at)));
        }
        if let Some(volume) = found.volume.map(place) {
            self.volume(line.value(volume.clone()), line.place(volume));
        }
        if let Some(issue) = found.issue.map(place) {
            self.issue(line.value(issue.clone()), line.place(issue));
        }
        if let Some(pages) = found.pages.map(place) {
            self.pages(&line.value(pages.clone()), line.place(pages));
        }
    }

    fn citation(&mut self, at: usize, part: Range<usize>, citation: &CitationLine) {
        let lines = self.lines;
        let line = &lines[at];
        let from = |range: &Range<usize>| part.start + range.start..part.start + range.end;
        self.record.citation = Some(line.written(part.clone()));
        let journal = from(&citation.journal);
        let name = line.value(journal.clone());
        self.venue(|venue| venue.abbreviation = Some(name));
        self.span_field(Field::Venue, line.place(journal));
        if let Some((date, range)) = &citation.issued {
            self.issued(at, *date, line.place(from(range)));
        }
        if let Some(volume) = citation.volume.as_ref().map(from) {
            self.volume(line.value(volume.clone()), line.place(volume));
        }
        if let Some(issue) = citation.issue.as_ref().map(from) {
            self.issue(line.value(issue.clone()), line.place(issue));
        }
        if let Some(pages) = citation.pages.as_ref().map(from) {
            let value = line.value(pages.clone());
            if Pages::parse(&value).last.is_some() {
                self.pages(&value, line.place(pages));
            } else {
                self.lone_page = Some((value, line.place(pages)));
            }
        }
        let ids =
            [(IdScheme::Doi, &citation.doi), (IdScheme::Pmid, &citation.pmid), (IdScheme::Pmcid, &citation.pmcid)];
        for (scheme, range) in ids {
            if let Some(range) = range {
                self.identifier(scheme, at, from(range));
            }
        }
        if let Some((date, range)) = &citation.available {
            self.record.available = Some(*date);
            self.span_field(Field::Available, line.place(from(range)));
        }
        if let Some(range) = &citation.collection {
            self.record.keep_other("eCollection", line.value(from(range)));
        }
        if citation.is_strong() {
            self.record.kind.get_or_insert(WorkKind::JournalArticle);
        }
    }

    fn times_cited(&mut self, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        let digits: String =
            line.text()[part.clone()].chars().filter(|c| *c != ',').take_while(char::is_ascii_digit).collect();
        let (first, as_written) = match self.times_cited.take() {
            Some(label) if label < at => {
                let above = &self.lines[label];
                (
                    above.place(above.all()).start,
                    format!("{} {}", above.written(above.all()), line.written(part.clone())),
                )
            }
            _ => (line.place(line.all()).start, line.written(0..part.end)),
        };
        let Ok(count) = digits.parse() else {
            let value = line.value(part);
            return self.not_read(at, Label::TimesCited, "no number", value);
        };
        let span = self.sink.span(first..line.place(part).end);
        if self.record.times_cited.is_some() {
            self.record.keep_other("times-cited", as_written);
        } else {
            self.record.times_cited = Some(TimesCited { count, as_written, span });
        }
    }

    fn funding(&mut self, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        for piece in split_outside_brackets(line.text(), part, |c| matches!(c, ';' | '、')) {
            let slice = &line.text()[piece.clone()];
            let (mut name, mut grants) = (piece.clone(), Vec::new());
            // `国家自然科学基金(71874001)`, `Research Council of Norway [No. 262773, 262774]`
            let open = slice.find(['(', '[']).filter(|_| slice.ends_with([')', ']']));
            if let Some(open) = open {
                let inside = piece.start + open + 1..piece.end - 1;
                let numbered = line.text()[inside.clone()].bytes().any(|b| b.is_ascii_digit());
                if numbered {
                    let is_label = |c: char| c.is_whitespace() || matches!(c, ':' | '.' | '号');
                    for grant in split(line.text(), inside, |c| matches!(c, ',' | ';' | '、')) {
                        let start = ["No.", "No", "编号", "项目编号", "批准号", "Grant"]
                            .iter()
                            .find(|prefix| line.text()[grant.clone()].starts_with(**prefix))
                            .map_or(grant.start, |prefix| grant.start + prefix.len());
                        grants.push(line.value(trim_by(line.text(), start..grant.end, is_label)));
                    }
                    name = trimmed(line.text(), piece.start..piece.start + open);
                }
            }
            let funder = (!name.is_empty()).then(|| line.value(name));
            let span = self.sink.span(line.place(piece));
            self.record.funding.push(Funding { funder, grants, span, ..Funding::default() });
        }
    }

    // Names

    fn author_line(&mut self, at: usize) {
        let line = &self.lines[at];
        let Some(list) = author_line(line.text()) else {
            self.unread.push(at);
            return;
        };
        if let Some(doubt) = list.doubt {
            self.info("name-order", at, format!("{doubt}: names are read with the given name first"));
        } else if list.mentions.len() == 1 {
            self.info("one-author", at, "the line is read as the name of an author");
        }
        if list.cut_short {
            self.warn("authors-cut-short", at, "the list of authors ends in `et al`; those named are kept");
            self.record.keep_other("authors", "et al");
        }
        for mention in list.mentions {
            self.author(at, mention, list.order);
        }
    }

    fn authors(&mut self, at: usize, part: Range<usize>) {
        let text = self.lines[at].text();
        let order = match author_line(text) {
            Some(list) => list.order,
            None => NameOrder::Inverted,
        };
        let mentions = labelled_authors(text, part);
        // Below a label the family name stands first unless initials show the opposite.
        let order = if mentions.iter().all(|m| m.mark.is_some()) { NameOrder::Inverted } else { order };
        for mention in mentions {
            self.author(at, mention, order);
        }
    }

    fn author(&mut self, at: usize, mention: Mention, order: NameOrder) {
        let line = &self.lines[at];
        let as_written = line.value(mention.name.clone());
        let name = PersonName::parse(&as_written, order);
        let literal = name.is_none().then(|| as_written.clone());
        if literal.is_some() {
            self.warn("no-name", at, format!("{as_written:?} is no name of a person; kept as it is"));
        }
        let line = &self.lines[at];
        let position = u32::try_from(self.record.contributors.len() + 1).unwrap_or(u32::MAX);
        let span = self.sink.span(line.place(mention.name));
        let marker = mention.mark.map(|mark| bare_mark(&line.value(mark)));
        self.record.contributors.push(Contributor {
            position,
            as_written,
            name,
            literal,
            marker,
            span,
            ..Contributor::default()
        });
    }

    fn affiliations(&mut self, at: usize, part: Range<usize>) {
        let text = self.lines[at].text();
        // `[1] Nord Univ, Namsos; [2] Aston Univ, Birmingham` is two addresses, `Dept A; Univ B` without marks as well.
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for piece in split_outside_brackets(text, part.clone(), |c| c == ';') {
            let mut start = piece.start;
            for (cut, _) in text[piece.clone()].match_indices(" [") {
                let from = piece.start + cut + 1;
                if affiliation_mark(&text[from..piece.end]).is_some() {
                    pieces.push(trim_by(text, start..from, |c| c.is_whitespace() || c == ','));
                    start = from;
                }
            }
            pieces.push(trimmed(text, start..piece.end));
        }
        for piece in pieces {
            self.affiliation(at, piece);
        }
    }

    fn affiliation(&mut self, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        let slice = line.text().get(part.clone()).unwrap_or("");
        let mark = affiliation_mark(slice).map(|mark| part.start + mark.start..part.start + mark.end);
        let start = mark.as_ref().map_or(part.start, |mark| mark.end);
        let body = trimmed(line.text(), start..part.end);
        let as_written = line.value(body.clone());
        if as_written.is_empty() {
            return;
        }
        let marker = mark.map(|mark| bare_mark(&line.value(mark)));
        if !self.labelled && !is_affiliation(line.text()) {
            self.info("affiliation", at, "the line is read as an address because it stands among addresses");
        }
        let span = self.sink.span(self.lines[at].place(body));
        self.record.affiliations.push(Affiliation { as_written, marker, span, ..Affiliation::default() });
    }

    /// Links authors to addresses by the marks of both, and only by these.
    fn link(&mut self, start: usize) {
        let mut marks: HashMap<String, u32> = HashMap::new();
        let mut twice = Vec::new();
        for (index, affiliation) in (0u32..).zip(&self.record.affiliations) {
            for token in affiliation.marker.iter().flat_map(|mark| mark_tokens(mark)) {
                if marks.insert(token.clone(), index).is_some() {
                    twice.push(token);
                }
            }
        }
        let mut missing: Vec<String> = Vec::new();
        for contributor in &mut self.record.contributors {
            for token in contributor.marker.iter().flat_map(|mark| mark_tokens(mark)) {
                // Raised numbers stand side by side without a comma: `¹²` where there is no twelfth address.
                let digits: Vec<String> = token.chars().map(String::from).collect();
                let parts = if marks.contains_key(&token) || !digits.iter().all(|d| marks.contains_key(d)) {
                    vec![token]
                } else {
                    digits
                };
                for part in parts {
                    match marks.get(&part) {
                        Some(index) if !contributor.affiliations.contains(index) => {
                            contributor.affiliations.push(*index)
                        }
                        Some(_) => {}
                        None => missing.push(part),
                    }
                }
            }
        }
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let message = format!("authors are marked {}, but no address is; not linked", missing.join(", "));
            self.sink.note(Severity::Warning, "affiliation-mark", start, message);
        }
        if !twice.is_empty() {
            let message = format!("two addresses are marked {}; authors are linked to the last", twice.join(", "));
            self.sink.note(Severity::Warning, "affiliation-mark", start, message);
        }
    }

    fn mark_corresponding(&mut self) {
        for (at, part) in std::mem::take(&mut self.corresponding) {
            let line = &self.lines[at];
            let mentions = labelled_authors(line.text(), part.clone());
            let mut found = false;
            for mention in &mentions {
                let wanted = text::fold(&line.value(mention.name.clone()));
                for contributor in &mut self.record.contributors {
                    let same = text::fold(&contributor.as_written) == wanted;
                    contributor.corresponding |= same;
                    found |= same;
                }
            }
            if !found {
                let value = self.lines[at].value(part);
                self.not_read(at, Label::Corresponding, "none of the authors is named", value);
            }
        }
    }

    // Keywords

    fn keyword_list(&mut self, at: usize, part: Range<usize>, scheme: KeywordScheme) {
        for piece in self.keyword_pieces(at, part) {
            self.keyword(at, piece, scheme);
        }
    }

    fn keyword_pieces(&self, at: usize, part: Range<usize>) -> Vec<Range<usize>> {
        let text = self.lines[at].text();
        let slice = text.get(part.clone()).unwrap_or("");
        let separator = [';', '|', '、', ',', '，', '；'].into_iter().find(|c| slice.contains(*c)).unwrap_or(';');
        let mut pieces = split_outside_brackets(text, part.clone(), |c| c == separator);
        // `Keywords: Peer worker; Recovery.`
        if let Some(last) = pieces.last_mut() {
            *last = trim_by(text, last.clone(), |c| matches!(c, '.' | '。' | ',') || c.is_whitespace());
        }
        pieces.retain(|piece| !piece.is_empty());
        if pieces.len() == 1 && text::has_han(slice) && !slice.contains(separator) {
            return split_outside_brackets(text, part, char::is_whitespace);
        }
        pieces
    }

    fn keyword(&mut self, at: usize, part: Range<usize>, scheme: KeywordScheme) {
        let line = &self.lines[at];
        let text = line.value(part.clone());
        let lang: Option<Lang> = text::has_han(&text).then_some(Cow::Borrowed("zh"));
        let span = self.sink.span(line.place(part));
        self.record.keywords.push(Keyword { text, scheme, lang, span, ..Keyword::default() });
    }

    /// The authors' keywords, and behind them in capitals those Web of Science adds.
    fn all_keywords(&mut self) {
        let mut pieces = Vec::new();
        for (at, part) in std::mem::take(&mut self.keywords) {
            pieces.extend(self.keyword_pieces(at, part).into_iter().map(|piece| (at, piece)));
        }
        let Some((first, _)) = pieces.first().cloned() else { return };
        let capitals = |(at, piece): &(usize, Range<usize>)| {
            let text = &self.lines[*at].text()[piece.clone()];
            text.chars().any(char::is_uppercase) && !text.chars().any(|c| c.is_lowercase() || text::is_han(c))
        };
        let plus = pieces.iter().rev().take_while(|piece| capitals(piece)).count();
        let mut own = pieces.len() - plus;
        if plus > 0 && own == 0 {
            own = pieces.len();
            self.info(
                "keywords",
                first,
                "all keywords are in capitals: read as the authors' own, none as Keywords Plus",
            );
        } else if plus == 1 && pieces.last().is_some_and(|(_, piece)| piece.len() <= 5) {
            own = pieces.len();
            self.info(
                "keywords",
                first,
                "the last keyword alone is in capitals: read as an abbreviation, not as Keywords Plus",
            );
        }
        for (index, (at, piece)) in pieces.into_iter().enumerate() {
            self.keyword(at, piece, if index < own { KeywordScheme::Author } else { KeywordScheme::KeywordsPlus });
        }
    }

    /// `C93 [管理学]; R395`, `12 ; 1201`: the code names the class, the brackets say what it is.
    fn classes(&mut self, at: usize, part: Range<usize>, scheme: KeywordScheme) {
        let line = &self.lines[at];
        let separator = |c: char| matches!(c, ';' | ',' | '、' | '，' | '；');
        for piece in split_outside_brackets(line.text(), part, separator) {
            let slice = &line.text()[piece.clone()];
            let open = slice.find(['[', '(']).filter(|_| slice.ends_with([']', ')']));
            let code = trimmed(line.text(), piece.start..open.map_or(piece.end, |open| piece.start + open));
            let name =
                open.map(|open| trimmed(line.text(), piece.start + open + 1..piece.end - 1)).filter(|n| !n.is_empty());
            let id = text::clean(&line.text()[code]).into_owned();
            let text = name.map_or_else(|| id.clone(), |name| line.value(name));
            let lang = text::has_han(&text).then_some(Cow::Borrowed("zh"));
            let span = self.sink.span(line.place(piece));
            let id = (!id.is_empty()).then_some(id);
            self.record.keywords.push(Keyword { text, scheme, lang, id, span, ..Keyword::default() });
        }
    }

    // Abstract

    fn paragraph(&mut self, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        let slice = line.text().get(part.clone()).unwrap_or("");
        let labelled = section_label(slice).filter(|(_, rest)| !rest.is_empty());
        let (label, body) = match labelled {
            Some((label, rest)) => {
                let from = |range: Range<usize>| part.start + range.start..part.start + range.end;
                (Some(line.value(from(label))), from(rest))
            }
            None => (self.heading.take(), part),
        };
        self.heading = None;
        self.paragraphs.push(Paragraph { label, text: line.written(body.clone()), place: line.place(body) });
    }

    // Lists of papers

    fn end_entry(&mut self) {
        if self.entry.is_empty() {
            return;
        }
        let entry = std::mem::take(&mut self.entry);
        let first = entry.first.or(entry.venue);
        let whole = entry.venue.is_some();
        let list = self.list;
        let reference = entry.read(self.lines, self.sink);
        if let (Some(at), false, Some(Label::Related)) = (first, whole, list) {
            self.warn("list-entry", at, "the entry has no line with journal and year; what is there is kept");
        }
        match list {
            Some(Label::References) => self.record.references.push(reference),
            _ => self.record.related.push(reference),
        }
    }

    fn compare_totals(&mut self) {
        for (list, total, at) in std::mem::take(&mut self.totals) {
            let listed = match list {
                Some(Label::References) => self.record.references.len(),
                Some(Label::Related) => self.record.related.len(),
                _ => continue,
            };
            if listed != total as usize {
                self.info("list-incomplete", at, format!("{listed} of {total} listed"));
            }
        }
    }

    // The end

    /// Lines before the first record. Without labels they are parts of it that stand in another order.
    fn leading(&mut self, leading: Range<usize>) {
        let lines = self.lines;
        let found = !self.paragraphs.is_empty();
        for at in leading {
            let line = &lines[at];
            let text = line.text();
            match &line.kind {
                Kind::Furniture(_) | Kind::Total(_) => {}
                Kind::Text | Kind::OtherLabel(..) if !self.labelled => {
                    let listed =
                        self.record.contributors.is_empty() && author_line(text).is_some_and(|l| l.mentions.len() > 1);
                    if listed {
                        self.author_line(at);
                    } else if self.record.affiliations.is_empty() && is_affiliation(text) {
                        self.affiliation(at, line.all());
                    } else if !found && (is_paragraph(text) || section_label(text).is_some()) {
                        self.paragraph(at, line.all());
                    } else if self.record.titles.is_empty() && listed_title(text) {
                        self.title(at, line.all());
                    } else {
                        self.unread.push(at);
                    }
                }
                _ => self.unread.push(at),
            }
        }
    }

    fn finish(mut self, start: usize) {
        self.end_entry();
        self.all_keywords();
        self.link(start);
        self.mark_corresponding();
        self.record.abstracts = abstracts(std::mem::take(&mut self.paragraphs), self.sink);
        self.settle_lone_page();
        self.compare_totals();
        if self.record.kind.is_none()
            && self.record.venue.as_ref().is_some_and(|v| v.title.is_some())
            && self.record.volume.is_some()
        {
            self.record.kind = Some(WorkKind::JournalArticle);
        }
        self.keep_unread();
        self.sink.push(self.record, start);
    }

    /// A single value where pages stand is an article number, unless it is the page of a piece of one page: it has an
    /// issue, and there is no abstract, which would not fit on the page, nor any sign of a journal without pages
    /// (letters in front, five digits, a collection of the year, a DOI of a publisher of such journals).
    /// PubMed gives the last page of everything longer.
    fn settle_lone_page(&mut self) {
        let Some((value, place)) = self.lone_page.take() else { return };
        let doi = self.record.ids.get(IdScheme::Doi).unwrap_or("");
        let supplement =
            value.starts_with(['S', 's']) && self.record.issue.as_deref().is_some_and(|i| i.contains("Suppl"));
        let sign = value.starts_with(|c: char| c.is_alphabetic())
            || value.len() >= 5
            || self.record.other.contains_key("eCollection")
            || ARTICLE_NUMBER_REGISTRANTS.iter().any(|registrant| doi.starts_with(registrant));
        let article = !supplement && (self.record.issue.is_none() || sign || !self.record.abstracts.is_empty());
        let member = if article { &mut self.record.pages.article_number } else { &mut self.record.pages.first };
        *member = Some(value);
        self.span_field(Field::Pages, place);
    }

    /// Keeps what was not understood, with one message for lines that follow one another.
    fn keep_unread(&mut self) {
        let mut unread = std::mem::take(&mut self.unread);
        unread.sort_unstable();
        let mut rest = unread.as_slice();
        while let Some((&first, _)) = rest.split_first() {
            let run = rest.iter().enumerate().take_while(|(i, at)| **at == first + i).count();
            let (group, after) = rest.split_at(run);
            let line = &self.lines[first];
            let shown: String = line.text().chars().take(40).collect();
            let dots = if shown.len() < line.text().len() { "…" } else { "" };
            let more = if run > 1 { format!(" and {} more lines", run - 1) } else { String::new() };
            self.warn(
                "unread",
                first,
                format!("not understood: {:?}{more}; kept in `other`", format!("{shown}{dots}")),
            );
            for at in group {
                let line = &self.lines[*at];
                self.record.keep_other(UNREAD, line.written(line.all()));
            }
            rest = after;
        }
    }
}

fn listed_title(text: &str) -> bool {
    is_title(text) && text.split_whitespace().count() >= 3 && !super::shape::is_sentence(text)
}

/// A mark without the brackets around it: `[2 ,3 ]` is `2 ,3`.
fn bare_mark(mark: &str) -> String {
    let inner = mark.strip_prefix('[').and_then(|m| m.strip_suffix(']'));
    let inner = inner.or_else(|| mark.strip_prefix('(').and_then(|m| m.strip_suffix(')')));
    let inner = inner.filter(|inner| !inner.contains(['[', ']', '(', ')'])).unwrap_or(mark);
    inner.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ')')).to_string()
}

/// Reads a date in numbers, Chinese or English: `2023-06-12`, `2023/6`, `2023年6月12日`, `2023`, `2023 Jun 12`.
fn any_date(text: &str) -> Option<PartialDate> {
    let text = text.trim().trim_end_matches(['.', ' ']);
    if let Some(date) = citation_line::date(text).filter(|d| d.month().is_some() || text.len() == 4) {
        return Some(date);
    }
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
    let year = numbers.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let mut part = || numbers.next().filter(|n| n.len() <= 2).and_then(|n| n.parse().ok());
    let (month, day) = (part(), part());
    PartialDate::best(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_labels() {
        for (text, date) in [
            ("2023-06-12", Some("2023-06-12")),
            ("2023/6", Some("2023-06")),
            ("2023年6月12日", Some("2023-06-12")),
            ("2013年", Some("2013")),
            ("2013", Some("2013")),
            ("2022 Nov 17.", Some("2022-11-17")),
            ("2023.6.31", Some("2023-06")),
            ("June", None),
        ] {
            assert_eq!(any_date(text).map(|d| d.to_string()).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn marks_without_brackets() {
        for (mark, bare) in
            [("[2 ,3 ]", "2 ,3"), ("(1)", "1"), ("(1)(2)", "(1)(2)"), ("1.", "1"), ("¹", "¹"), ("*", "*")]
        {
            assert_eq!(bare_mark(mark), bare, "{mark}");
        }
    }
}
