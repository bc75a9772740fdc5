//! PubMed's plain text: summaries (one paragraph a paper) and abstracts (blocks with blank lines between).
//!
//! Neither has a tag. What a part is shows by its place and by the words PubMed puts before it, and both state the same
//! citation: `Journal. Date;volume(issue):pages. doi: …. Epub …. PMID: …`. Lines are broken at 80 characters, also behind
//! hyphens, so a record is first made one line that remembers where each of its parts stood.
//!
//! Records are numbered, and a title may go on in a new line with `2021: A Systematic Review`. So a number begins a
//! record only behind a blank line, and where it is the next one or the paragraph is plainly another paper.
//!
//! Form: [Citing Medicine](https://www.ncbi.nlm.nih.gov/books/NBK7282/) for journal articles and parts of books, and
//! [PubMed's help](https://pubmed.ncbi.nlm.nih.gov/help/#save-to-file) for the two ways to save.

use super::input::Head;
use super::people::{self, People, link};
use super::tagged::{Slice, evidence};
use super::{Sink, Spec, nlm, sections};
use crate::diagnostic::Severity;
use crate::record::{
    Field, IdScheme, Identifier, Ids, LangText, PartialDate, PersonName, Record, Relation, Role, Venue, WorkKind,
    find_dois, language_code, month_number,
};
use crate::text;
use std::borrow::Cow;
use std::ops::Range;

pub(super) const SUMMARY: Spec = Spec {
    name: "pubmed-summary",
    title: "PubMed summary text",
    extensions: &["txt"],
    media_type: "text/plain",
    detect: |head| detect(head, Form::Summary),
    boundary: |text, _| boundary(text, Form::Summary),
    parse: |sink| parse(sink, Form::Summary),
};

pub(super) const ABSTRACT: Spec = Spec {
    name: "pubmed-abstract",
    title: "PubMed abstract text",
    extensions: &["txt"],
    media_type: "text/plain",
    detect: |head| detect(head, Form::Abstract),
    boundary: |text, _| boundary(text, Form::Abstract),
    parse: |sink| parse(sink, Form::Abstract),
};

/// The two ways in which PubMed writes papers as text.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Summary,
    Abstract,
}

/// What a statement behind the citation is, by the words it begins with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Statement {
    Doi,
    Pii,
    Pmid,
    Pmcid,
    Epub,
    /// A remark on how the paper came out, kept.
    Status,
    Book,
    Related(&'static str),
}

#[rustfmt::skip]
const STATEMENTS: &[(&str, Statement)] = &[
    ("doi:",                             Statement::Doi),
    ("pii:",                             Statement::Pii),
    ("PMID:",                            Statement::Pmid),
    ("PubMed PMID:",                     Statement::Pmid),
    ("PMCID:",                           Statement::Pmcid),
    ("PubMed Central PMCID:",            Statement::Pmcid),
    ("Epub ahead of print",              Statement::Status),
    ("[Epub ahead of print]",            Statement::Status),
    ("Online ahead of print",            Statement::Status),
    ("eCollection ",                     Statement::Status),
    ("Print ",                           Statement::Status),
    ("Available from",                   Statement::Status),
    ("Epub ",                            Statement::Epub),
    ("In: ",                             Statement::Book),
    ("Comment in",                       Statement::Related("comment-in")),
    ("Comment on",                       Statement::Related("comment-on")),
    ("Erratum in",                       Statement::Related("erratum-in")),
    ("Erratum for",                      Statement::Related("erratum-for")),
    ("Corrected and republished in",     Statement::Related("corrected-and-republished-in")),
    ("Corrected and republished from",   Statement::Related("corrected-and-republished-from")),
    ("Dataset described in",             Statement::Related("dataset-described-in")),
    ("Dataset use reported in",          Statement::Related("dataset-use-reported-in")),
    ("Expression of concern in",         Statement::Related("expression-of-concern-in")),
    ("Expression of concern for",        Statement::Related("expression-of-concern-for")),
    ("Original report in",               Statement::Related("original-report-in")),
    ("Partial retraction in",            Statement::Related("partial-retraction-in")),
    ("Partial retraction of",            Statement::Related("partial-retraction-of")),
    ("Retraction in",                    Statement::Related("retraction-in")),
    ("Retraction of",                    Statement::Related("retraction-of")),
    ("Retracted and republished in",     Statement::Related("retracted-and-republished-in")),
    ("Retracted and republished from",   Statement::Related("retracted-and-republished-from")),
    ("Republished in",                   Statement::Related("republished-in")),
    ("Republished from",                 Statement::Related("republished-from")),
    ("Summary for patients in",          Statement::Related("summary-for-patients-in")),
    ("Update in",                        Statement::Related("update-in")),
    ("Update of",                        Statement::Related("update-of")),
];

/// Remarks that older summaries put behind the citation, and the kind of work they tell.
const REMARKS: &[(&str, WorkKind)] = &[("Review", WorkKind::Review), ("Preprint", WorkKind::Preprint)];

/// Words that stand in place of a month.
const SEASONS: &[&str] =
    &["spring", "summer", "autumn", "fall", "winter", "quarter", "trimester", "1st", "2nd", "3rd", "4th"];

/// Words of the names of groups; the rest of such a name is written in capitals.
#[rustfmt::skip]
const GROUPS: &[&str] = &[
    "group", "consortium", "collaboration", "collaboration's", "collaborators", "collaborative", "network", "association", "society",
    "committee", "investigators", "panel", "organization", "organisation", "organización", "initiative", "taskforce", "force",
    "team", "academy", "college", "institute", "university", "department", "center", "centre", "ministry", "council",
    "federation", "alliance", "foundation", "board", "agency", "trialists", "program", "programme", "project", "study", "editors",
];
const SUFFIXES: &[&str] = &["Jr", "Sr", "II", "III", "IV", "2nd", "3rd", "4th"];

/// The words one would wrap a hyphen's line before without the hyphen belonging to them: `pre- and post-test`.
const APART: &[&str] = &["and", "or", "to", "versus", "vs", "und", "y"];

// -- records ------------------------------------------------------------------------------------------------------

/// The number a line begins with: `12: ` in summaries, `12. ` in abstracts.
fn number(line: &str, form: Form) -> Option<(u64, usize)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = if form == Form::Summary { ": " } else { ". " };
    let value = line.get(..digits).filter(|_| (1..=7).contains(&digits))?.parse().ok()?;
    line.get(digits..)?.starts_with(mark).then_some((value, digits + 2))
}

/// A record's first byte, its number, and whether the number is the one after that of the record before.
struct Start {
    at: usize,
    number: u64,
    follows: bool,
}

/// The records of a text, by their numbers.
fn starts(text: &str, form: Form) -> Vec<Start> {
    let mut found: Vec<Start> = Vec::new();
    let (mut at, mut blanks, mut complete) = (0, 2, true);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_start_matches('\u{feff}').trim_end();
        if bare.is_empty() {
            blanks += 1;
            continue;
        }
        if blanks > 0
            && let Some((number, _)) = number(bare, form)
        {
            let follows = found.last().is_some_and(|last| last.number + 1 == number);
            // A title may go on with a number, but nothing goes on behind the number of the paper itself. Abstracts have
            // numbered paragraphs, so records are set off by two blank lines there.
            let begins = match (found.is_empty(), form) {
                (true, _) => true,
                (_, Form::Summary) => complete,
                (_, Form::Abstract) => blanks > 1 && complete && (follows || names_paper(&text[start..])),
            };
            if begins {
                found.push(Start { at: start, number, follows });
                complete = false;
            }
        }
        blanks = 0;
        complete |= bare.contains("PMID:");
    }
    found
}

/// Whether the paragraph a text begins with is that of a paper: it cites it.
fn names_paper(text: &str) -> bool {
    let end = memchr::memmem::find(text.as_bytes(), b"\n\n").unwrap_or(text.len()).min(16 << 10);
    citations(&text::clean(head_bytes(text, end)), 0).next().is_some()
}

/// The beginning of a text, cut before a byte that may lie within a character.
fn head_bytes(text: &str, end: usize) -> &str {
    let end = (0..=end.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// Where the last record begins that follows another: that is where numbering may be checked across pieces.
fn boundary(text: &str, form: Form) -> Option<usize> {
    let starts = starts(text, form);
    starts.iter().rev().find(|start| start.follows).or(starts.last()).map(|start| start.at)
}

fn detect(head: &Head, form: Form) -> Option<String> {
    let text = head.text();
    let (line_number, first) =
        (1..).zip(text.lines()).find(|(_, line)| !line.trim_matches(['\u{feff}', ' ']).is_empty())?;
    let line = first.trim_start_matches('\u{feff}');
    let (_, length) = number(line, form)?;
    let start = first.as_ptr() as usize - text.as_ptr() as usize + (first.len() - line.len());
    let shown = match form {
        Form::Summary => text.contains("PMID: ") || text.contains("PMID:\n"),
        Form::Abstract => {
            // A page pasted as a numbered list looks alike; only what PubMed saves ends with the number on a line of its own.
            let end = memchr::memmem::find(&text.as_bytes()[start..], b"\n\n").unwrap_or(0);
            let block = text::clean(&text[start..start + end]);
            let saved = text.lines().any(|line| {
                line.strip_prefix("PMID: ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            });
            // PubMed sets two blank lines before a paper; in a list that was pasted there is one.
            let pasted = memchr::memmem::find_iter(text.as_bytes(), b"\n\n2. ")
                .any(|at| !text[..at].ends_with('\n') && names_paper(&text[at + 2..]));
            saved && !pasted && citations(&block, length).next().is_some()
        }
    };
    shown.then(|| evidence(line_number, line))
}

fn parse(sink: &mut Sink<'_>, form: Form) {
    let text = sink.text();
    let starts = starts(text, form);
    let lead = starts.first().map_or(text.len(), |start| start.at);
    let leading = text[..lead].trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !leading.is_empty() {
        let message = "text before the first record: left out".to_string();
        sink.note(Severity::Warning, "unread", 0, message);
    }
    let first = sink.piece.first_char == 0;
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |next| next.at);
        let out_of_step = if index == 0 { first && start.number != 1 } else { !start.follows };
        if out_of_step {
            let message = match index.checked_sub(1).and_then(|before| starts.get(before)) {
                Some(before) => format!("number {} behind {}: records may be missing", start.number, before.number),
                None => format!("the first number is {}: records may be missing", start.number),
            };
            sink.note(Severity::Warning, "numbering", start.at, message);
        }
        let mut reading = Reading::new(sink, start.at..end);
        match form {
            Form::Summary => reading.summary(),
            Form::Abstract => reading.abstract_text(),
        }
        let Reading { record, .. } = reading;
        sink.push(record, start.at);
    }
}

// -- lines made one -----------------------------------------------------------------------------------------------

/// A stretch of wrapped lines as one line.
#[derive(Default)]
struct Unwrapped {
    text: String,
    /// Where each of its lines begins, here and in the piece.
    lines: Vec<(usize, usize)>,
}

impl Unwrapped {
    fn new(piece: &str, range: Range<usize>) -> Self {
        let mut whole = Self::default();
        let mut at = range.start;
        let mut spaced = false;
        for line in piece[range].split_inclusive('\n') {
            let start = at;
            at += line.len();
            let body = line.trim();
            if body.is_empty() {
                continue;
            }
            let next = body.split([' ', ',']).next().unwrap_or_default();
            let mut before = whole.text.chars().rev();
            let hyphen = before.next() == Some('-') && before.next().is_some_and(char::is_alphanumeric);
            let joined = hyphen && !spaced && next.starts_with(char::is_alphanumeric) && !APART.contains(&next);
            if !(whole.text.is_empty() || joined) {
                whole.text.push(' ');
            }
            whole.lines.push((whole.text.len(), start + (line.len() - line.trim_start().len())));
            whole.text.push_str(body);
            spaced = line.trim_end_matches('\n').ends_with([' ', '\t']);
        }
        whole
    }

    /// Where a stretch of it stands in the piece.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let at = |byte: usize, inside: usize| {
            let line = self.lines.partition_point(|(start, _)| *start <= inside).saturating_sub(1);
            self.lines.get(line).map_or(0, |(start, piece)| piece + byte.saturating_sub(*start))
        };
        let start = at(range.start, range.start);
        start..at(range.end, range.end.saturating_sub(1)).max(start)
    }
}

/// A stretch without white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

// -- citations ----------------------------------------------------------------------------------------------------

/// `Journal. Date;volume(issue):pages`, as ranges of a line.
#[derive(Debug)]
struct Citation {
    /// The stop before the date.
    stop: usize,
    date: Range<usize>,
    volume: Range<usize>,
    issue: Range<usize>,
    pages: Range<usize>,
    /// Where it ends, before the stop.
    end: usize,
}

/// The places where a line may cite its journal: a stop, a year, and what may follow a date.
fn citations(line: &str, from: usize) -> impl Iterator<Item = Citation> + '_ {
    let bytes = line.as_bytes();
    let stops = memchr::memmem::find_iter(bytes.get(from..).unwrap_or_default(), b". ").map(move |at| from + at);
    stops.filter_map(move |stop| citation(line, stop))
}

fn citation(line: &str, stop: usize) -> Option<Citation> {
    let start = stop + 2;
    let year = line.get(start..start + 4)?;
    if !year.bytes().all(|b| b.is_ascii_digit()) || !("1700".."2100").contains(&year) {
        return None;
    }
    let rest = line.get(start..)?;
    let length = rest
        .bytes()
        .take(48)
        .position(|b| matches!(b, b';' | b':' | b'.'))
        .or((rest.len() < 48).then_some(rest.len()))?;
    let words = rest.get(..length)?;
    let is_date = words.split([' ', '-', '–', '/']).all(|word| {
        word.is_empty()
            || word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())
            || month_number(word).is_some()
            || SEASONS.iter().any(|season| season.eq_ignore_ascii_case(word))
    });
    if !is_date {
        return None;
    }
    let end = start + length;
    let none = end..end;
    let found =
        Citation { stop, date: trimmed(line, start..end), volume: none.clone(), issue: none.clone(), pages: none, end };
    let block_end = |from: usize| {
        let tail = &line[from..];
        let stop = memchr::memmem::find(&tail.as_bytes()[..tail.len().min(200)], b". ");
        let end = stop.unwrap_or_else(|| tail.trim_end_matches('.').len());
        (end <= 160).then_some(from + end)
    };
    match line.as_bytes().get(end) {
        Some(b';') => {
            let close = block_end(end + 1)?;
            let block = &line[end + 1..close];
            let mut depth = 0usize;
            let colon = block.char_indices().find(|(_, c)| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                *c == ':' && depth == 0
            });
            let numbers = colon.map_or(block.len(), |(at, _)| at);
            let (volume, issue) = volume_and_issue(line, end + 1..end + 1 + numbers);
            let pages = trimmed(line, (end + 1 + numbers + 1).min(close)..close);
            Some(Citation { volume, issue, pages, end: close, ..found })
        }
        Some(b':') if words.contains(' ') => {
            let close = block_end(end + 1)?;
            Some(Citation { pages: trimmed(line, end + 1..close), end: close, ..found })
        }
        Some(b':') => None,
        // Nothing but a date: only before what PubMed puts behind one.
        _ => {
            let after = line.get(end..)?.trim_start_matches(['.', ' ']);
            (after.is_empty() || statement(after).is_some() || language_sentence(after)).then_some(found)
        }
    }
}

/// Takes `17(1)`, `38 Suppl 1`, `(3)` apart.
fn volume_and_issue(line: &str, range: Range<usize>) -> (Range<usize>, Range<usize>) {
    let range = trimmed(line, range);
    let block = &line[range.clone()];
    let cut = match block.find('(') {
        Some(open) => open,
        None => {
            [" Suppl", " Pt", " Spec", " No"].iter().filter_map(|word| block.find(word)).min().unwrap_or(block.len())
        }
    };
    let volume = trimmed(line, range.start..range.start + cut);
    let issue = trimmed(line, range.start + cut..range.end);
    let inside = &line[issue.clone()];
    let bare = inside.starts_with('(') && inside.ends_with(')') && inside.matches('(').count() == 1;
    (volume, if bare { issue.start + 1..issue.end - 1 } else { issue })
}

fn statement(text: &str) -> Option<(&'static str, Statement)> {
    STATEMENTS.iter().find(|(words, _)| text.starts_with(words)).copied()
}

/// Whether a text begins with a sentence that names languages: `English, German. doi: …`.
fn language_sentence(text: &str) -> bool {
    let sentence = text.split(['.', ';']).next().unwrap_or_default();
    sentence.len() <= 60 && sentence.split(", ").all(|name| name.len() > 3 && language_code(name).is_some())
}

// -- one record ---------------------------------------------------------------------------------------------------

struct Reading<'s, 'p> {
    sink: &'s mut Sink<'p>,
    piece: &'p str,
    range: Range<usize>,
    record: Record,
    people: People,
    line: Unwrapped,
    /// Whether the text may have been cut within this record's last word.
    cut: bool,
}

impl<'s, 'p> Reading<'s, 'p> {
    fn new(sink: &'s mut Sink<'p>, range: Range<usize>) -> Self {
        let piece = sink.text();
        let record = sink.record(range.clone());
        // A hyphen at the end of a line may stand within a DOI.
        let at_end = range.end == piece.len();
        let cut = at_end && (!piece.ends_with('\n') || piece.trim_end().ends_with('-'));
        Self { sink, piece, range, record, people: People::default(), line: Unwrapped::default(), cut }
    }

    fn span(&self, range: Range<usize>) -> crate::diagnostic::Span {
        self.sink.span(self.line.place(range))
    }

    fn words(&self, range: Range<usize>) -> String {
        text::clean(self.line.text.get(range).unwrap_or_default()).into_owned()
    }

    fn at(&self, byte: usize) -> usize {
        self.line.place(byte..byte).start
    }

    /// A summary: all in one paragraph.
    fn summary(&mut self) {
        self.line = Unwrapped::new(self.piece, self.range.clone());
        let from = self.line.text.find(": ").map_or(0, |at| at + 2);
        let whole = self.line.text.ends_with('.') && self.line.text.contains("PMID:");
        self.cut &= !whole;
        self.note_cut();
        let found = citations(&self.line.text, from).next();
        let Some(citation) = found else {
            self.without_citation(from);
            return;
        };
        let head = from..citation.stop + 1;
        let after = self.line.text[citation.end..].trim_start_matches(['.', ' ']);
        let is_part = after.starts_with("In: ");
        let journal = if is_part { head.end } else { last_sentence(&self.line.text, head.clone()) };
        // Without anything before it, the last sentence is no journal but the title.
        let journal = if journal <= head.start { head.end } else { journal };
        self.authors_and_title(head.start..journal);
        self.venue(journal..citation.stop);
        self.numbers(&citation);
        self.tail(citation.end);
        self.finish();
    }

    fn note_cut(&mut self) {
        if self.cut {
            let last = self.line.lines.last().map_or(self.range.start, |(_, at)| *at);
            self.sink.note(Severity::Warning, "cut-off", last, "the text ends within this record");
        }
    }

    /// What is read where no citation can be found: the identifiers.
    fn without_citation(&mut self, from: usize) {
        let at = self.range.start;
        let message = "no journal and date found: the text is kept in `other`, its identifiers are read";
        self.sink.note(Severity::Warning, "citation", at, message);
        let end = self.line.text.len();
        let text = self.words(from..end);
        self.record.keep_other("text", text);
        let text = &self.line.text;
        let ids = ["PubMed PMID:", "PMID:", "doi:"].iter().filter_map(|label| text[from..].find(label)).min();
        if let Some(at) = ids {
            self.tail(from + at);
        }
    }

    fn authors_and_title(&mut self, range: Range<usize>) {
        let range = trimmed(&self.line.text, range);
        let end = range.start + sentence_end(&self.line.text[range.clone()]);
        let mut title = range.clone();
        // Authors need a title behind them.
        if end < range.end
            && let Some(names) = author_list(&self.line.text, range.start..end)
        {
            for (name, is_person) in names {
                self.name(name, is_person, None);
            }
            title = trimmed(&self.line.text, end..range.end);
            // A group whose name ends with a stop of its own.
            title.start += self.line.text[title.clone()].len()
                - self.line.text[title.clone()].trim_start_matches(['.', ' ']).len();
        }
        self.title(title);
    }

    /// Adds a name; `marks` are those that link it to addresses.
    fn name(&mut self, range: Range<usize>, is_person: bool, marks: Option<&str>) -> usize {
        let as_written = self.words(range.clone());
        let name = if is_person { person(&as_written) } else { None };
        let span = self.span(range);
        let index = self.people.add(&mut self.record, Role::Author, as_written, name, span);
        if let Some(contributor) = self.record.contributors.get_mut(index) {
            contributor.marker = marks.filter(|m| !m.is_empty()).map(str::to_string);
        }
        index
    }

    fn title(&mut self, range: Range<usize>) {
        let range = trimmed(&self.line.text, range);
        let words = self.words(range.clone());
        if words.is_empty() || nlm::is_no_title(&words) {
            self.record.keep_other("title", words);
            return;
        }
        let span = self.span(range);
        let push = |text: String, lang: Option<Cow<'static, str>>, record: &mut Record| {
            record.titles.push(LangText { text, lang, span });
        };
        if let Some(inside) = nlm::translation(&words) {
            push(inside.to_string(), Some("en".into()), &mut self.record);
            return;
        }
        // `Titel auf Deutsch [Title in English].`
        let open = words.find(" [").filter(|open| *open > 0);
        let both = open.and_then(|open| Some((&words[..open], nlm::translation(&words[open + 1..])?)));
        match both {
            Some((own, english)) if text::language(own).is_some_and(|lang| lang != "en") => {
                push(english.to_string(), Some("en".into()), &mut self.record);
                push(own.to_string(), text::language(own).map(Cow::Borrowed), &mut self.record);
            }
            _ => {
                let lang = text::language(&words).map(Cow::Borrowed);
                push(words, lang, &mut self.record);
            }
        }
    }

    fn venue(&mut self, range: Range<usize>) {
        let range = trimmed(&self.line.text, range);
        let name = self.words(range.clone());
        if name.is_empty() {
            return;
        }
        let bare = name.trim_end_matches("[Preprint]").trim();
        self.record.kind = Some(if bare.len() < name.len() { WorkKind::Preprint } else { WorkKind::JournalArticle });
        let span = self.span(range);
        self.record.spans.insert(Field::Venue, span);
        self.record.venue = Some(Venue { abbreviation: Some(bare.to_string()), ..Venue::default() });
    }

    fn numbers(&mut self, citation: &Citation) {
        self.record.issued = PartialDate::parse(&self.words(citation.date.clone()));
        let mut filled = |range: &Range<usize>, field: Field| {
            let words = self.words(range.clone());
            if words.is_empty() {
                return None;
            }
            let span = self.sink.span(self.line.place(range.clone()));
            self.record.spans.insert(field, span);
            Some(words)
        };
        filled(&citation.date, Field::Issued);
        let volume = filled(&citation.volume, Field::Volume);
        let issue = filled(&citation.issue, Field::Issue);
        let pages = filled(&citation.pages, Field::Pages);
        (self.record.volume, self.record.issue) = (volume, issue);
        if let Some(words) = pages {
            let (pages, whole) = nlm::pages(&words);
            if pages.is_empty() {
                self.record.spans.remove(&Field::Pages);
            }
            self.record.pages = pages;
            if !whole {
                self.record.keep_other("pages", words);
            }
        }
    }

    /// What PubMed puts behind the citation.
    fn tail(&mut self, from: usize) {
        let text = std::mem::take(&mut self.line.text);
        let own = text[from..].rfind("PMID:").map_or(text.len(), |at| from + at);
        // Older summaries say `PubMed PMID:`.
        let own = if text[..own].ends_with("PubMed ") { own - "PubMed ".len() } else { own };
        /// A part of the text, and what it states where it does.
        type Part = (Option<(&'static str, Statement)>, Range<usize>);
        let mut parts: Vec<Part> = Vec::new();
        let mut at = from;
        while at < text.len() {
            let start = at + (text[at..].len() - text[at..].trim_start_matches(['.', ' ', ';']).len());
            if start >= text.len() {
                break;
            }
            let found = statement(&text[start..]);
            let end = match found {
                // Identifiers and dates are one word or one sentence.
                Some((words, Statement::Doi | Statement::Pii | Statement::Pmid | Statement::Pmcid)) => {
                    let value = start + words.len();
                    let value = value + (text[value..].len() - text[value..].trim_start().len());
                    value + text[value..].find([' ', ';']).unwrap_or(text.len() - value)
                }
                _ if start < own => (start + sentence_end(&text[start..])).min(own),
                _ => start + sentence_end(&text[start..]),
            };
            let related = matches!(parts.last(), Some((Some((_, Statement::Related(_) | Statement::Book)), _)));
            let inside = match found {
                None => !language_sentence(&text[start..]),
                Some((_, Statement::Related(_) | Statement::Epub | Statement::Status | Statement::Book)) => false,
                Some(_) => start < own,
            };
            match parts.last_mut() {
                Some((_, before)) if related && inside => before.end = end,
                _ => parts.push((found, start..end)),
            }
            at = end.max(start + 1);
        }
        self.line.text = text;
        for (found, range) in parts {
            self.statement(found, range);
        }
    }

    fn statement(&mut self, found: Option<(&'static str, Statement)>, range: Range<usize>) {
        let written = self.words(range.clone());
        let sentence = written.trim_end_matches(['.', ' ']).to_string();
        let Some((label, statement)) = found else {
            if language_sentence(&sentence) {
                let span = self.span(range);
                self.record.spans.entry(Field::Languages).or_insert(span);
                let languages = sentence.split(", ").filter_map(language_code).map(Cow::Borrowed);
                self.record.languages.extend(languages);
            } else if let Some((word, kind)) = REMARKS.iter().find(|(word, _)| *word == sentence) {
                self.record.kind = Some(*kind);
                self.record.type_as_written = Some((*word).to_string());
            } else {
                self.record.keep_other("note", sentence);
            }
            return;
        };
        let value = trimmed(&self.line.text, range.start + label.len()..range.end);
        match statement {
            Statement::Doi => self.identifier(IdScheme::Doi, value),
            Statement::Pmid => self.identifier(IdScheme::Pmid, value),
            Statement::Pmcid => self.identifier(IdScheme::Pmcid, value),
            Statement::Pii => {
                let words = self.words(value);
                self.record.keep_other("pii", words.trim_end_matches('.'));
            }
            Statement::Epub => {
                let date = PartialDate::parse(&self.words(value.clone()));
                match date {
                    Some(date) if self.record.available.is_none() => {
                        self.record.available = Some(date);
                        let end = value.end - self.line.text[value.clone()].len()
                            + self.line.text[value.clone()].trim_end_matches('.').len();
                        let span = self.span(value.start..end);
                        self.record.spans.insert(Field::Available, span);
                    }
                    _ => self.record.keep_other("note", sentence),
                }
            }
            Statement::Status => self.record.keep_other("status", sentence),
            Statement::Book => self.book(value),
            Statement::Related(kind) => self.relation(kind, value),
        }
    }

    fn identifier(&mut self, scheme: IdScheme, value: Range<usize>) {
        let written = self.line.text.get(value.clone()).unwrap_or_default();
        let bare = written.trim_end_matches(['.', ';', ',']);
        let end = value.start + bare.len();
        if bare.is_empty() {
            return;
        }
        if self.cut && value.end >= self.line.text.trim_end().len() {
            let kept = bare.to_string();
            let at = self.at(value.start);
            let message = format!("{kept:?} may be cut short; kept in `other`");
            self.sink.note(Severity::Warning, "identifier", at, message);
            self.record.keep_other(scheme.name(), kept);
            return;
        }
        let text = bare.to_string();
        let range = self.line.place(value.start..end);
        let mut ids = std::mem::take(&mut self.record.ids);
        self.sink.identifier(scheme, &text, range, &mut ids, &mut self.record.other);
        self.record.ids = ids;
    }

    /// `In: StatPearls [Internet]. Treasure Island (FL): StatPearls Publishing; 2022 Jan–.`
    fn book(&mut self, value: Range<usize>) {
        let line = &self.line.text;
        let mut at = value.start;
        let mut editors = None;
        let first = at + sentence_end(&line[at..value.end]);
        let sentence = line[at..first].trim_end_matches(['.', ' ']);
        if let Some(names) = ["editors", "editor", "editor(s)"].iter().find_map(|word| sentence.strip_suffix(word)) {
            editors = Some(at..at + names.trim_end_matches([',', ' ']).len());
            at = first;
        }
        let end = at + sentence_end(&line[at..value.end]);
        let title = trimmed(line, at..at + line[at..end].trim_end_matches(['.', ' ']).len());
        let rest = trimmed(line, end..value.end);
        let publisher = line[rest.clone()].find(": ").map(|colon| {
            let from = rest.start + colon + 2;
            from..from + line[from..rest.end].find([';', '.']).unwrap_or(rest.end - from)
        });
        let publisher = publisher.map(|range| self.words(range));
        let name = self.words(title.clone());
        let span = self.span(title);
        self.record.spans.insert(Field::Venue, span);
        self.record.kind = Some(WorkKind::BookChapter);
        self.record.venue = Some(Venue { title: Some(name), publisher, ..Venue::default() });
        for (name, is_person) in editors.and_then(|range| author_list(&self.line.text, range)).unwrap_or_default() {
            let as_written = self.words(name.clone());
            let parts = if is_person { person(&as_written) } else { None };
            let span = self.span(name);
            self.people.add(&mut self.record, Role::Editor, as_written, parts, span);
        }
        let words = self.words(rest);
        self.record.keep_other("imprint", words.trim_end_matches('.'));
    }

    fn relation(&mut self, kind: &'static str, value: Range<usize>) {
        let start = value.start
            + (self.line.text[value.clone()].len()
                - self.line.text[value.clone()].trim_start_matches([':', ' ']).len());
        let value = start..value.end;
        let span = self.span(value.clone());
        let written = self.words(value);
        let mut ids = Ids::default();
        let pmid = written.rfind("PMID:").map(|at| written[at..].trim_end_matches(['.', ';', ' ']));
        let pmid = pmid.and_then(|pmid| Identifier::parse(IdScheme::Pmid, pmid).ok());
        let doi = find_dois(&written).into_iter().map(|(doi, _)| doi).next();
        for id in [pmid, doi].into_iter().flatten() {
            ids.insert(id.at(span));
        }
        self.record.relations.push(Relation { kind: Cow::Borrowed(kind), ids, as_written: Some(written), span });
    }

    /// What can be said only once all has been read.
    fn finish(&mut self) {
        if let Some(title) = self.record.titles.first_mut()
            && title.lang.is_none()
        {
            title.lang = nlm::title_language(&title.text, &self.record.languages);
        }
        if self.record.ids.get(IdScheme::Pmid).is_none() && !self.cut {
            self.sink.note(Severity::Info, "no-pmid", self.range.start, "no PMID behind the citation");
        }
    }

    // -- abstracts --------------------------------------------------------------------------------------------

    /// An abstract: citation, title, authors, addresses, the abstract, remarks and numbers, each a block of its own.
    fn abstract_text(&mut self) {
        let blocks = blocks(self.piece, self.range.clone());
        let mut rest = blocks.iter().cloned();
        let Some(first) = rest.next() else { return };
        self.line = Unwrapped::new(self.piece, first.clone());
        let from = self.line.text.find(". ").map_or(0, |at| at + 2);
        if self.cut {
            let last = self.piece[..self.range.end].rfind('\n').map_or(self.range.start, |at| at + 1);
            self.sink.note(Severity::Info, "cut-off", last, "the text ends within a line, which may be cut short");
        }
        let found = citations(&self.line.text, from).next();
        match found {
            Some(citation) => {
                self.venue(from..citation.stop);
                self.numbers(&citation);
                // The last block of a text that breaks off: only whole words are identifiers.
                let cut = self.cut;
                self.cut = cut && blocks.len() == 1;
                self.tail(citation.end);
                self.cut = cut;
            }
            None => self.without_citation(from),
        }
        let mut titled = false;
        let mut named = false;
        let mut marks: Vec<(String, u32)> = Vec::new();
        let mut told: Vec<Range<usize>> = Vec::new();
        let mut ended = false;
        let last = blocks.last().cloned();
        for block in rest {
            let body = self.piece[block.clone()].trim();
            let first_line = body.lines().next().unwrap_or_default().trim();
            let is_numbers = NUMBERS.iter().any(|(label, _)| first_line.starts_with(label));
            if is_numbers {
                let cut = self.cut && Some(&block) == last.as_ref();
                self.numbers_block(block, cut);
                ended = true;
            } else if !titled {
                self.line = Unwrapped::new(self.piece, block);
                let all = 0..self.line.text.len();
                self.title(all);
                titled = true;
            } else if body.starts_with("[Article in ") {
                let words = text::clean(body).into_owned();
                let names =
                    words.trim_start_matches("[Article in ").trim_end_matches(['.', ']']).replace(" and ", ", ");
                self.record.languages.extend(names.split([',', ';']).filter_map(language_code).map(Cow::Borrowed));
                let start = body.as_ptr() as usize - self.piece.as_ptr() as usize;
                let span = self.sink.span(start..start + body.len());
                self.record.spans.entry(Field::Languages).or_insert(span);
            } else if body.starts_with("Author information:") {
                marks = self.addresses(block);
            } else if body.starts_with("Collaborators:") {
                self.line = Unwrapped::new(self.piece, block);
                let from = "Collaborators:".len();
                self.marked_names(from, Role::Investigator);
            } else if let Some((label, statement)) = statement(first_line)
                && let Statement::Related(kind) = statement
            {
                self.line = Unwrapped::new(self.piece, block);
                let all = label.len()..self.line.text.len();
                self.relation(kind, all);
            } else if !named && told.is_empty() && is_name_block(body) {
                self.line = Unwrapped::new(self.piece, block);
                self.marked_names(0, Role::Author);
                named = true;
            } else if ended {
                let words = text::clean(body).into_owned();
                self.record.keep_other("note", words);
            } else if is_rights(body) {
                let words = text::clean(body).into_owned();
                self.record.keep_other("copyright", words);
            } else {
                told.push(block);
            }
        }
        self.abstracts(&told);
        self.link(&marks);
        self.finish();
    }

    fn numbers_block(&mut self, block: Range<usize>, cut: bool) {
        self.line = Unwrapped::new(self.piece, block);
        let text = self.line.text.clone();
        let mut at = 0;
        while at < text.len() {
            let start = at + (text[at..].len() - text[at..].trim_start().len());
            let found = NUMBERS.iter().find(|(label, _)| text[start..].starts_with(label));
            let Some((label, scheme)) = found else {
                // `[Indexed for MEDLINE]` and what else may follow.
                let ahead = head_bytes(&text[start..], 2_000);
                let next = NUMBERS.iter().filter_map(|(label, _)| ahead.find(label)).min();
                let end = start + next.unwrap_or(ahead.len());
                let words = self.words(start..end);
                self.record.keep_other("status", words.trim_matches(['[', ']']));
                at = end.max(start + 1);
                continue;
            };
            let value = trimmed(&text, start + label.len()..text.len());
            let end = value.start + text[value.clone()].find(' ').unwrap_or(value.len());
            self.cut = cut;
            if self.record.ids.get(*scheme).is_none() {
                self.identifier(*scheme, value.start..end);
            } else if let Ok(id) = Identifier::parse(*scheme, &text[value.start..end])
                && self.record.ids.get(*scheme) != Some(id.value())
                && !cut
            {
                self.identifier(*scheme, value.start..end);
            }
            at = end.max(start + 1);
        }
    }

    /// `Refalo MC(1), Chen Y(2)(3); First Study Group.`
    fn marked_names(&mut self, from: usize, role: Role) {
        let text = self.line.text.clone();
        let end = text.trim_end_matches(['.', ' ']).len();
        let mut depth = 0u32;
        let mut start = from;
        let mut parts = Vec::new();
        for (at, c) in text.get(from..end).unwrap_or_default().char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                ',' | ';' if depth == 0 => {
                    parts.push(start..from + at);
                    start = from + at + 1;
                }
                _ => {}
            }
        }
        parts.push(start..end.max(start));
        for part in parts {
            let part = trimmed(&text, part);
            let written = &text[part.clone()];
            let bare = strip_marks(written);
            if bare.is_empty() {
                continue;
            }
            let name = part.start..part.start + bare.len();
            let marks = written[bare.len()..].trim();
            let is_person = is_person(bare);
            if role == Role::Author {
                self.name(name, is_person, Some(marks));
            } else {
                let as_written = self.words(name.clone());
                let parts = if is_person { person(&as_written) } else { None };
                let span = self.span(name);
                let index = self.people.add(&mut self.record, role, as_written, parts, span);
                if let Some(contributor) = self.record.contributors.get_mut(index) {
                    contributor.marker = Some(marks.to_string()).filter(|m| !m.is_empty());
                }
            }
        }
    }

    /// `(1)Department of A, City.` a line, and the lines that go on with it.
    fn addresses(&mut self, block: Range<usize>) -> Vec<(String, u32)> {
        let mut marks = Vec::new();
        let mut at = block.start;
        let mut starts: Vec<usize> = Vec::new();
        for line in self.piece[block.clone()].split_inclusive('\n') {
            let body = line.trim_start();
            if body.starts_with('(') && mark(body).is_some()
                || starts.is_empty() && !body.starts_with("Author information:")
            {
                starts.push(at + (line.len() - body.len()));
            }
            at += line.len();
        }
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(block.end);
            self.line = Unwrapped::new(self.piece, *start..end);
            let (marker, length) = mark(&self.line.text).map_or((None, 0), |(m, length)| (Some(m.to_string()), length));
            let address = trimmed(&self.line.text, length..self.line.text.len());
            let words = self.words(address.clone());
            if marker.as_deref() == Some("#") || words.to_ascii_lowercase().starts_with("contributed equally") {
                self.record.keep_other("equal-contribution", words);
                continue;
            }
            if words.is_empty() {
                continue;
            }
            let span = self.span(address);
            let index = self.people.affiliation(&mut self.record, words, span);
            if let Some(marker) = marker {
                if let Some(affiliation) = self.record.affiliations.get_mut(index as usize) {
                    affiliation.marker.get_or_insert_with(|| marker.clone());
                }
                marks.push((marker, index));
            }
        }
        marks
    }

    fn link(&mut self, marks: &[(String, u32)]) {
        let addresses: rustc_hash::FxHashMap<&str, u32> =
            marks.iter().map(|(mark, index)| (mark.as_str(), *index)).collect();
        let mut missing = 0usize;
        for index in 0..self.record.contributors.len() {
            let Some(marker) = self.record.contributors.get(index).and_then(|c| c.marker.clone()) else { continue };
            for mark in marker.split(['(', ')', ',', ' ']).filter(|mark| !mark.is_empty()) {
                match addresses.get(mark) {
                    Some(affiliation) => link(&mut self.record, index, *affiliation),
                    None if mark == "#" => {}
                    None => missing += 1,
                }
            }
        }
        if missing > 0 && !self.cut {
            let message = format!("{missing} marks behind names have no address; the names are kept without a link");
            self.sink.note(Severity::Warning, "affiliation-mark", self.range.start, message);
        }
    }

    fn abstracts(&mut self, blocks: &[Range<usize>]) {
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return };
        let slice = Slice { text: &self.piece[first.start..last.end], at: first.start }.trim();
        let contiguous: usize = blocks.iter().map(|block| block.len()).sum();
        // Remarks may stand between paragraphs; those are then read one by one.
        if slice.text.len() <= contiguous + 2 * blocks.len() {
            self.record.abstracts = sections::abstracts(slice, text::language, self.sink);
            return;
        }
        for block in blocks {
            let slice = Slice { text: &self.piece[block.clone()], at: block.start }.trim();
            let mut found = sections::abstracts(slice, text::language, self.sink);
            sections::go_on(&mut self.record.abstracts, &mut found);
            self.record.abstracts.append(&mut found);
        }
    }
}

/// Labels of the last block.
const NUMBERS: &[(&str, IdScheme)] =
    &[("DOI: ", IdScheme::Doi), ("PMCID: ", IdScheme::Pmcid), ("PMID: ", IdScheme::Pmid)];

/// Paragraphs of a stretch of text.
fn blocks(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = range.start;
    let mut open = false;
    for line in text[range].split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.trim().is_empty() {
            open = false;
        } else if let (true, Some(last)) = (open, found.last_mut()) {
            last.end = at;
        } else {
            found.push(start..at);
            open = true;
        }
    }
    found
}

fn is_rights(body: &str) -> bool {
    body.starts_with(['©', '®'])
        || body.starts_with("Copyright ")
        || body.starts_with("(c) ")
        || body.starts_with("Published by ")
}

/// The mark a text begins with, `(1)`, without its brackets, and its length.
fn mark(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('(')?;
    let end = inside.bytes().take(5).position(|b| b == b')')?;
    let mark = &inside[..end];
    let plain = !mark.is_empty() && mark.bytes().all(|b| b.is_ascii_digit() || b == b'#' || b == b'*');
    plain.then_some((mark, end + 2))
}

/// A name without the marks behind it.
fn strip_marks(name: &str) -> &str {
    let mut bare = name.trim_end();
    while let Some(open) = bare.strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        match bare.get(open..).and_then(mark) {
            Some((_, length)) if open + length == bare.len() => bare = bare[..open].trim_end(),
            _ => break,
        }
    }
    bare
}

/// Whether a block is a list of names: at least the half of its parts are.
fn is_name_block(body: &str) -> bool {
    let one = text::clean(body);
    let list = one.trim_end_matches(['.', ' ']);
    let parts: Vec<&str> = list.split([',', ';']).map(|part| strip_marks(part.trim())).collect();
    let names = parts.iter().filter(|part| is_person(part) || is_group(part)).count();
    names > 0 && names * 2 >= parts.len() && body.trim_end().ends_with('.')
}

// -- names --------------------------------------------------------------------------------------------------------

/// Where the first sentence ends, behind its stop and quotation marks: `. `, `? `, `! `.
fn sentence_end(text: &str) -> usize {
    for at in memchr::memchr3_iter(b'.', b'?', b'!', text.as_bytes()) {
        let rest = &text[at + 1..];
        let closed = rest.trim_start_matches(['"', '”', '\'', '’', ')', ']', '.', '?', '!']);
        if closed.is_empty() || closed.starts_with(' ') {
            return text.len() - closed.len();
        }
    }
    text.len()
}

/// Where the last sentence of a range begins; the range ends with a stop.
fn last_sentence(text: &str, range: Range<usize>) -> usize {
    let body = text[range.clone()].trim_end_matches(['.', ' ']);
    let stops = memchr::memrchr3_iter(b'.', b'?', b'!', body.as_bytes());
    for at in stops {
        let rest = &body[at + 1..];
        let closed = rest.trim_start_matches(['"', '”', '\'', '’', ')', ']', '.', '?', '!']);
        if closed.starts_with(' ') {
            return range.start + body.len() - closed.trim_start().len();
        }
    }
    range.start
}

/// `Alpha MC`, `da Beta BR`, `Gamma JA Jr`: words of the family name, initials, suffix. `II` are initials where nothing
/// else is.
fn name_parts(text: &str) -> Option<(Vec<&str>, &str, Option<&str>)> {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let initials = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        (1..=5).contains(&letters) && word.chars().all(|c| c.is_uppercase() || matches!(c, '-' | '\'' | '’'))
    };
    let (last, before) = words.split_last()?;
    let (family, given, suffix) = match before.split_last() {
        Some((given, family)) if SUFFIXES.contains(last) && initials(given) && !family.is_empty() => {
            (family, *given, Some(*last))
        }
        _ => (before, *last, None),
    };
    let is_family = |word: &&str| word.chars().all(|c| c.is_alphabetic() || "-'’‐.ʼ`".contains(c));
    let fits = initials(given) && (1..=10).contains(&family.len()) && family.iter().all(is_family);
    fits.then(|| (family.to_vec(), given, suffix))
}

fn is_person(text: &str) -> bool {
    name_parts(text).is_some()
}

fn person(text: &str) -> Option<PersonName> {
    match name_parts(text) {
        Some((family, given, suffix)) => PersonName::from_parts(&family.join(" "), Some(given), suffix),
        None => people::person(text),
    }
}

/// A name of capitalised words of which one is a word of groups.
fn is_group(text: &str) -> bool {
    let words: Vec<&str> =
        text.split([' ', '-', '/']).map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let known = words.iter().any(|word| GROUPS.iter().any(|group| group.eq_ignore_ascii_case(word)));
    let names = words
        .iter()
        .filter(|word| word.chars().count() > 4)
        .all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || GROUPS.contains(word));
    known && names && words.len() <= 20
}

/// The names of a list: ranges, and whether each is that of a person. Nothing where it is no such list.
fn author_list(text: &str, range: Range<usize>) -> Option<Vec<(Range<usize>, bool)>> {
    let body = &text[range.clone()];
    let end = range.start + body.trim_end_matches(['.', ' ', '*', ':']).len();
    let mut names: Vec<(Range<usize>, bool)> = Vec::new();
    let (mut persons, mut others) = (0, 0);
    let mut start = range.start;
    let mut of_group = false;
    let separators = memchr::memchr2_iter(b',', b';', &text.as_bytes()[range.start..end.max(range.start)]);
    for at in separators.map(|at| range.start + at).chain([end]) {
        let part = trimmed(text, start..at.max(start));
        let part = part.start..part.start + text[part.clone()].trim_end_matches([':', '*']).len();
        if !part.is_empty() {
            if is_person(&text[part.clone()]) {
                persons += 1;
                names.push((part, true));
                of_group = false;
            } else if is_single(&text[part.clone()]) {
                // People with one name.
                names.push((part, true));
                of_group = false;
            } else if let (true, Some((group, false))) = (of_group, names.last_mut()) {
                // A comma within the name of a group.
                group.end = part.end;
            } else {
                others += 1;
                names.push((part, false));
                of_group = true;
            }
        }
        of_group &= text.as_bytes().get(at) != Some(&b';');
        start = at + 1;
    }
    let body = &text[range];
    let listed = body.contains(';');
    let groups = names.iter().filter(|(_, is_person)| !is_person).all(|(name, _)| {
        is_group(&text[name.clone()]) || listed && persons == 0 && has_group_word(&text[name.clone()])
    });
    // Members of groups are listed behind them, and places among those.
    let led = body.split(';').next().is_some_and(|first| first.split(',').all(|part| is_person(part.trim())));
    let list =
        persons > 0 && (groups || persons >= others || persons > 1 && led) || persons == 0 && others > 0 && groups;
    list.then_some(names)
}

fn has_group_word(text: &str) -> bool {
    let words = text.split([' ', '-', '/']).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.into_iter().any(|word| GROUPS.iter().any(|group| group.eq_ignore_ascii_case(word)))
}

/// A name of one word, which is no word of groups.
fn is_single(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_alphabetic() || c == '-');
    plain && text.starts_with(char::is_uppercase) && text.chars().any(char::is_lowercase) && !has_group_word(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_are_found_behind_titles() {
        for (line, journal, date, volume, issue, pages) in [
            ("J A. 2022 Dec;306(6):1891-1900. doi: 10.1000/1.", "J A", "2022 Dec", "306", "6", "1891-1900"),
            ("J A. 2022 Nov- Dec;35(6):592-602. PMID: 1.", "J A", "2022 Nov- Dec", "35", "6", "592-602"),
            ("J A. 2022 Winter;85:3.", "J A", "2022 Winter", "85", "", "3"),
            (
                "J A. 2022 Nov 9:S1530-891X(22)00827-8. doi: 10.1000/1.",
                "J A",
                "2022 Nov 9",
                "",
                "",
                "S1530-891X(22)00827-8",
            ),
            ("J A. 2020;38 Suppl 1:S1-S12.", "J A", "2020", "38", "Suppl 1", "S1-S12"),
            ("J A. 2020;(3):CD004807.", "J A", "2020", "", "3", "CD004807"),
            ("J A. 2022 Nov 5. doi: 10.1000/1.", "J A", "2022 Nov 5", "", "", ""),
            ("Since 2019. 2021: A review. J A. 2022;1:2.", "Since 2019. 2021: A review. J A", "2022", "1", "", "2"),
        ] {
            let found = citations(line, 0).next();
            let shown =
                found.map(|c| [0..c.stop, c.date, c.volume, c.issue, c.pages].map(|range| line[range].to_string()));
            assert_eq!(shown, Some([journal, date, volume, issue, pages].map(str::to_string)), "{line}");
        }
    }

    #[test]
    fn names_and_titles_are_told_apart() {
        let shown = |text: &str| {
            author_list(text, 0..text.len())
                .map(|names| names.into_iter().map(|(name, _)| text[name].to_string()).collect::<Vec<_>>())
        };
        for (text, names) in [
            ("Alpha A, da Beta BC, O'Gamma CD Jr.", Some(vec!["Alpha A", "da Beta BC", "O'Gamma CD Jr"])),
            ("Alpha A; FIRST working group.", Some(vec!["Alpha A", "FIRST working group"])),
            ("First Study Group; Second Collaboration.", Some(vec!["First Study Group", "Second Collaboration"])),
            (
                "Association of Alpha, Beta and Gamma Nurses..",
                Some(vec!["Association of Alpha, Beta and Gamma Nurses"]),
            ),
            ("Alpha A, Beta, de Gamma II.", Some(vec!["Alpha A", "Beta", "de Gamma II"])),
            ("Effect of exercise on health: a review of the group.", None),
            ("Featured research at the Society Annual Meeting.", None),
        ] {
            assert_eq!(shown(text), names.map(|n| n.iter().map(|s| s.to_string()).collect()), "{text}");
        }
    }

    #[test]
    fn lines_are_made_one() {
        let text = "A Meta-\nAnalysis of pre-\nand post-tests at \nhome";
        let one = Unwrapped::new(text, 0..text.len());
        assert_eq!(one.text, "A Meta-Analysis of pre- and post-tests at home");
        let at = one.text.find("Analysis").unwrap();
        assert_eq!(&text[one.place(at - 5..at + 8)], "Meta-\nAnalysis");
    }
}
