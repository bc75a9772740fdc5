//! Values of labels, and of the citation line, as members of a record.

use super::super::fields::is_title;
use super::assemble::{Draft, UNREAD};
use super::citation_line::{self, CitationLine, parse_numbers, parse_venue};
use super::label::Label;
use super::line::{split, split_outside_brackets, trim_by, trimmed};
use crate::record::{
    Field, Funding, IdScheme, Keyword, KeywordScheme, Lang, LangText, Pages, PartialDate, TimesCited, Venue, WorkKind,
    find_dois, issn,
};
use crate::text;
use std::borrow::Cow;
use std::ops::Range;

/// Names of languages as pages write them.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("en", &["英文", "英语", "英語", "english", "eng", "en"]),
    ("zh", &["中文", "汉语", "中国语", "chinese", "chi", "zh"]),
    ("ja", &["日文", "日语", "japanese"]),
    ("ko", &["韩文", "韩语", "korean"]),
    ("de", &["德文", "德语", "german"]),
    ("fr", &["法文", "法语", "french"]),
    ("es", &["西班牙文", "西班牙语", "spanish"]),
    ("ru", &["俄文", "俄语", "russian"]),
    ("pt", &["葡萄牙文", "葡萄牙语", "portuguese"]),
    ("it", &["意大利文", "意大利语", "italian"]),
];

/// Kinds of publications as pages write them.
const KINDS: &[(WorkKind, &[&str])] = &[
    (WorkKind::JournalArticle, &["article", "journal article", "journal", "期刊", "期刊论文", "期刊文章"]),
    (WorkKind::Review, &["review", "综述"]),
    (WorkKind::Editorial, &["editorial", "editorial material"]),
    (WorkKind::Letter, &["letter"]),
    (WorkKind::ConferencePaper, &["会议论文", "会议", "proceedings paper", "conference paper"]),
    (WorkKind::Thesis, &["学位论文", "硕士论文", "博士论文", "thesis"]),
    (WorkKind::Book, &["图书", "book"]),
    (WorkKind::BookChapter, &["book chapter"]),
    (WorkKind::Patent, &["专利"]),
    (WorkKind::NewspaperArticle, &["报纸"]),
];

impl Draft<'_, '_, '_, '_> {
    pub(super) fn value(&mut self, at: usize, label: Label, part: Range<usize>) {
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
            Label::Corresponding => self.corresponding.push((at, part, self.label)),
            Label::Keywords => self.keywords.push((at, part)),
            Label::KeywordsPlus => self.keyword_list(at, part, KeywordScheme::KeywordsPlus),
            Label::Doi => {
                let found = find_dois(line.text().get(part.clone()).unwrap_or(""));
                for (_, doi) in &found {
                    self.identifier(IdScheme::Doi, at, part.start + doi.start..part.start + doi.end);
                }
                if found.is_empty() {
                    self.identifier(IdScheme::Doi, at, part);
                }
            }
            // `PMID: 23705767 PMCID: PMC3673832`
            Label::Pmid => {
                let slice = line.text().get(part.clone()).unwrap_or("");
                let digits = slice.bytes().take_while(u8::is_ascii_digit).count();
                let pmid = if digits > 0 { part.start..part.start + digits } else { part.clone() };
                self.identifier(IdScheme::Pmid, at, pmid);
                let is_number = |at: &usize| slice[at + 3..].starts_with(|c: char| c.is_ascii_digit());
                let pmcid = slice.match_indices("PMC").map(|(at, _)| at).find(is_number).map(|at| {
                    at..slice[at + 3..].find(|c: char| !c.is_ascii_digit()).map_or(slice.len(), |end| at + 3 + end)
                });
                // `PMID: 36396838 Free PMC article. Review.`
                let rest = &slice[pmcid.as_ref().map_or(digits, |pmcid| pmcid.end)..];
                if digits > 0 && rest.contains(char::is_alphanumeric) {
                    self.record.keep_other("PMID", line.written(part.clone()));
                }
                if let Some(pmcid) = pmcid {
                    self.identifier(IdScheme::Pmcid, at, part.start + pmcid.start..part.start + pmcid.end);
                }
            }
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
                    Ok(count) => {
                        self.record.pages.count = Some(count);
                        let span = self.sink.span(place);
                        self.record.spans.entry(Field::Pages).or_insert(span);
                    }
                    Err(_) => self.not_read(at, label, "no number", value),
                }
            }
            Label::Kind => {
                let name = value.to_lowercase();
                let known = KINDS.iter().find(|(_, names)| names.contains(&name.as_str()));
                self.record.kind = known.map(|(kind, _)| *kind).or(self.record.kind);
                self.record.type_as_written = Some(value);
                self.span_field(Field::Type, place);
            }
            Label::Language => {
                for piece in split(line.text(), part, |c| matches!(c, ';' | ',' | '、' | '/')) {
                    let name = line.value(piece).to_lowercase();
                    match LANGUAGES.iter().find(|(_, names)| names.contains(&name.as_str())) {
                        Some((code, _)) => self.record.languages.push(Cow::Borrowed(*code)),
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
    pub(super) fn not_read(&mut self, at: usize, label: Label, what: &str, value: String) {
        let name = self.label_name().unwrap_or_else(|| format!("{label:?}"));
        self.warn("bad-value", at, format!("{what} in {value:?} under {name:?}; kept in `other`"));
        self.record.keep_other(&name, value);
    }

    pub(super) fn title(&mut self, at: usize, part: Range<usize>) {
        let line = &self.lines[at];
        let text = line.value(part.clone());
        if text.is_empty() || is_title(&self.record, &text) {
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
        let pages = Pages::parse(value.trim_start_matches(['P', 'p', '第', '.']).trim_end_matches('页'));
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
        // `HEALTH EXPECTATIONS | 2021年 / 24卷 / 01期`
        if let Some(bar) = slice.find('|')
            && counted(&slice[bar..], '年').is_some()
        {
            let name = trimmed(line.text(), part.start..part.start + bar);
            let title = line.value(name.clone());
            self.venue(|venue| venue.title = Some(title));
            self.span_field(Field::Venue, line.place(name));
            self.record.citation.get_or_insert_with(|| line.written(part.clone()));
            let found = |unit: char| {
                let range = counted(&slice[bar..], unit)?;
                Some(part.start + bar + range.start..part.start + bar + range.end)
            };
            if let Some((date, year)) =
                found('年').and_then(|year| Some((any_date(line.text().get(year.clone())?)?, year)))
            {
                self.issued(at, date, line.place(year));
            }
            if let Some(volume) = found('卷') {
                self.volume(line.value(volume.clone()), line.place(volume));
            }
            if let Some(issue) = found('期') {
                self.issue(line.value(issue.clone()), line.place(issue));
            }
            if let Some(pages) = found('页') {
                self.pages(&line.value(pages.clone()), line.place(pages));
            }
            return;
        }
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

    pub(super) fn citation(&mut self, at: usize, part: Range<usize>, citation: &CitationLine) {
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
    pub(super) fn all_keywords(&mut self) {
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
}

/// The number before a unit: `24` in `2021年 / 24卷 / 01期` for `卷`.
fn counted(text: &str, unit: char) -> Option<Range<usize>> {
    let end = text.find(unit)?;
    let start = text[..end]
        .rfind(['|', '/', ',', ';', '年', '卷', '期'])
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let number = trim_by(text, start..end, |c| c.is_whitespace() || c == '第');
    (!number.is_empty() && text[number.clone()].contains(|c: char| c.is_ascii_digit())).then_some(number)
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
}
