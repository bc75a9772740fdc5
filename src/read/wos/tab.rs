//! Tables: tags as heads of columns, a record a line, nothing quoted; the same with names for the tags, as the exports
//! for spreadsheets have them; and the citation report, a table with commas below lines that say what was looked for.
//!
//! Exports have one more tab at the end of each row than heads, which shifts the columns in programs that count them.

use super::super::input::Head;
use super::super::tagged::{self, Field, Slice};
use super::super::{Sink, Spec};
use super::{Frame, Layout, TAGS, map};
use crate::diagnostic::Severity;
use crate::text;

pub(in super::super) const SPEC: Spec = Spec {
    name: "wos-tab",
    title: "Web of Science table",
    extensions: &["txt", "tsv"],
    media_type: "text/tab-separated-values",
    detect,
    boundary: |text, _| memchr::memrchr(b'\n', text.as_bytes()).map(|at| at + 1),
    parse: read,
};

/// Names of columns by the tags that mean the same. Other columns of the citation report are years with the citations in
/// them.
const NAMES: &[(&str, &str)] = &[
    ("Publication Type", "PT"),
    ("Authors", "AU"),
    ("Author Full Names", "AF"),
    ("Book Authors", "BA"),
    ("Book Author Full Names", "BF"),
    ("Book Editors", "BE"),
    ("Editors", "BE"),
    ("Book Group Authors", "GP"),
    ("Group Authors", "CA"),
    ("Corporate Authors", "CA"),
    ("Article Title", "TI"),
    ("Title", "TI"),
    ("Source Title", "SO"),
    ("Book Series Title", "SE"),
    ("Book Series Subtitle", "BS"),
    ("Language", "LA"),
    ("Document Type", "DT"),
    ("Conference Title", "CT"),
    ("Conference Date", "CY"),
    ("Conference Location", "CL"),
    ("Conference Sponsor", "SP"),
    ("Conference Host", "HO"),
    ("Author Keywords", "DE"),
    ("Keywords Plus", "ID"),
    ("Abstract", "AB"),
    ("Addresses", "C1"),
    ("Affiliations", "C3"),
    ("Reprint Addresses", "RP"),
    ("Email Addresses", "EM"),
    ("Researcher Ids", "RI"),
    ("ORCIDs", "OI"),
    ("Funding Orgs", "FU"),
    ("Funding Name Preferred", "FP"),
    ("Funding Text", "FX"),
    ("Cited References", "CR"),
    ("Cited Reference Count", "NR"),
    ("Times Cited, WoS Core", "TC"),
    ("Total Citations", "TC"),
    ("Times Cited, All Databases", "Z9"),
    ("180 Day Usage Count", "U1"),
    ("Since 2013 Usage Count", "U2"),
    ("Publisher", "PU"),
    ("Publisher City", "PI"),
    ("Publisher Address", "PA"),
    ("ISSN", "SN"),
    ("eISSN", "EI"),
    ("ISBN", "BN"),
    ("Journal Abbreviation", "J9"),
    ("Journal ISO Abbreviation", "JI"),
    ("Publication Date", "PD"),
    ("Publication Year", "PY"),
    ("Volume", "VL"),
    ("Issue", "IS"),
    ("Part Number", "PN"),
    ("Supplement", "SU"),
    ("Special Issue", "SI"),
    ("Meeting Abstract", "MA"),
    ("Start Page", "BP"),
    ("Beginning Page", "BP"),
    ("End Page", "EP"),
    ("Ending Page", "EP"),
    ("Article Number", "AR"),
    ("DOI", "DI"),
    ("Book DOI", "D2"),
    ("Early Access Date", "EA"),
    ("Number of Pages", "PG"),
    ("WoS Categories", "WC"),
    ("Web of Science Index", "WE"),
    ("Research Areas", "SC"),
    ("IDS Number", "GA"),
    ("Pubmed Id", "PM"),
    ("Open Access Designations", "OA"),
    ("Highly Cited Status", "HC"),
    ("Hot Paper Status", "HP"),
    ("Date of Export", "DA"),
    ("UT (Unique WOS ID)", "UT"),
];

/// Names that no other source has; two of them tell a table of Web of Science.
const SIGNS: &[&str] = &[
    "Author Full Names",
    "Keywords Plus",
    "Reprint Addresses",
    "Times Cited, WoS Core",
    "WoS Categories",
    "UT (Unique WOS ID)",
];

/// The head may stand below lines on the search.
const MOST_LINES_ABOVE: usize = 8;

/// How cells are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cells {
    /// By tabs; quotation marks are characters like others.
    Tabs,
    /// By this character, in quotation marks where need be.
    Quoted(u8),
}

/// Whether a line is the head of a table, and of which.
fn heads(line: &str) -> Option<Cells> {
    let line = line.trim_start_matches('\u{feff}');
    let cells = line.split('\t');
    let known = cells.filter(|cell| TAGS.iter().any(|(tag, _)| *tag == cell.trim())).count();
    if known >= 5 && line.split('\t').any(|cell| matches!(cell.trim(), "AU" | "TI" | "UT")) {
        return Some(Cells::Tabs);
    }
    if line.contains("Average per Year") && line.contains("Total Citations") && line.contains("Title") {
        return Some(Cells::Quoted(b','));
    }
    let is_named = |cells: &Cells| {
        let (row, _) = row(line, 0, *cells);
        SIGNS.iter().filter(|sign| row.iter().any(|cell| cell.text == **sign)).count() >= 2
    };
    [Cells::Quoted(b'\t'), Cells::Quoted(b','), Cells::Quoted(b';')].into_iter().find(is_named)
}

/// What the line with the heads of the columns says of all rows.
#[derive(Debug)]
pub(in super::super) struct Header {
    cells: Cells,
    /// Tags, or the names of columns that none means the same as.
    columns: Vec<String>,
    /// Where the rows begin.
    start: usize,
}

impl Header {
    /// Finds the line among the first of a text.
    pub(in super::super) fn of(text: &str) -> Option<Self> {
        let mut start = 0;
        for line in text.split_inclusive('\n').take(MOST_LINES_ABOVE) {
            start += line.len();
            if let Some(cells) = heads(line) {
                let (row, _) = row(line, 0, cells);
                let columns = row.iter().map(|cell| tag_of(cell.text).to_string()).collect();
                return Some(Self { cells, columns, start });
            }
        }
        None
    }

    /// Behind the last line end; where values stand in quotation marks, behind the last one outside of them.
    pub(in super::super) fn boundary(&self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        if self.cells == Cells::Tabs {
            return memchr::memrchr(b'\n', bytes).map(|at| at + 1);
        }
        let (mut open, mut last) = (false, None);
        for at in memchr::memchr2_iter(b'"', b'\n', bytes) {
            match bytes[at] {
                b'"' => open = !open,
                _ if !open => last = Some(at + 1),
                _ => {}
            }
        }
        last
    }
}

fn detect(head: &Head) -> Option<String> {
    let mut lines = head.text().lines().take(MOST_LINES_ABOVE).enumerate();
    lines.find(|(_, line)| heads(line).is_some()).map(|(i, line)| tagged::evidence(i + 1, &line.replace('\t', " ")))
}

fn read(sink: &mut Sink<'_>) {
    let Some(header) = sink.header() else {
        return sink.note(Severity::Error, "no-head", 0, "no line names the columns: left out");
    };
    let super::super::Header::Tags(header) = header else { return };
    let text = sink.text();
    let mut at = if sink.is_first() { header.start.min(text.len()) } else { 0 };
    let mut columns: Vec<&str> = header.columns.iter().map(String::as_str).collect();
    while at < text.len() {
        let (row, end) = row(text, at, header.cells);
        let tags = row.iter().map(|cell| tag_of(cell.text));
        let again = match header.cells {
            Cells::Tabs => heads(&text[at..end]).is_some(),
            Cells::Quoted(_) => tags.clone().eq(columns.iter().copied()),
        };
        if again {
            // Files put together: the heads once more.
            columns = tags.collect();
        } else if row.iter().any(|cell| !cell.text.is_empty()) {
            read_row(&columns, &row, at..end, header.cells, sink);
        }
        at = end;
    }
}

fn tag_of(name: &str) -> &str {
    let name = name.trim_matches(['\u{feff}', ' ']);
    NAMES.iter().find(|(column, _)| *column == name).map_or(name, |(_, tag)| *tag)
}

/// The cells of the row that begins at a byte, and where the next row begins.
fn row(text: &str, at: usize, cells: Cells) -> (Vec<Slice<'_>>, usize) {
    let bytes = text.as_bytes();
    let Cells::Quoted(separator) = cells else {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |length| at + length);
        let line = Slice { text: &text[at..end], at };
        let mut row = Vec::new();
        let mut from = 0;
        for tab in memchr::memchr_iter(b'\t', line.text.as_bytes()).chain([line.text.len()]) {
            row.push(line.split_at(tab).0.split_at(from).1.trim());
            from = tab + 1;
        }
        return (row, (end + 1).min(text.len()));
    };
    let mut row = Vec::new();
    let mut from = at;
    loop {
        let quoted = bytes.get(from) == Some(&b'"');
        let mut end = from + usize::from(quoted);
        if quoted {
            // A doubled mark is one of the text.
            while let Some(length) = memchr::memchr(b'"', &bytes[end..]) {
                end += length;
                if bytes.get(end + 1) != Some(&b'"') {
                    break;
                }
                end += 2;
            }
            if bytes.get(end) != Some(&b'"') {
                end = text.len();
            }
        }
        let stop = memchr::memchr2(separator, b'\n', &bytes[end..]).map_or(text.len(), |length| end + length);
        let cell = if quoted { from + 1..end } else { from..stop };
        row.push(Slice { text: text.get(cell.clone()).unwrap_or(""), at: cell.start }.trim());
        match bytes.get(stop) {
            Some(b'\n') => return (row, stop + 1),
            Some(_) => from = stop + 1,
            None => return (row, text.len()),
        }
    }
}

fn read_row<'t>(
    columns: &[&'t str],
    row: &[Slice<'t>],
    range: std::ops::Range<usize>,
    cells: Cells,
    sink: &mut Sink<'t>,
) {
    let mut fields: Vec<Field> = Vec::with_capacity(row.len());
    let mut surplus = Vec::new();
    let mut kept = Vec::new();
    for (i, value) in row.iter().enumerate().filter(|(_, value)| !value.text.is_empty()) {
        match columns.get(i) {
            Some(tag) if cells == Cells::Tabs || TAGS.iter().any(|(known, _)| known == tag) => {
                fields.push(Field { tag, at: value.at, value: *value });
            }
            // Years in which nobody cited the work.
            Some(year) if value.text == "0" && year.parse::<u16>().is_ok() => {}
            Some(name) => kept.push((*name, *value)),
            None => surplus.push(*value),
        }
    }
    if let Some(first) = surplus.first() {
        let message = format!("{} cells more than columns; kept in `other`", surplus.len());
        sink.note(Severity::Warning, "row-length", first.at, message);
        kept.extend(surplus.iter().map(|value| ("surplus-cell", *value)));
    }
    let mut cut = None;
    if range.end == sink.text().len() && !sink.text().ends_with('\n') {
        let severity = if row.len() < columns.len() { Severity::Warning } else { Severity::Info };
        sink.note(severity, "cut-off", range.start, "the text ends within this row, whose last cell may be cut short");
        // An empty last cell means that the one before it ended.
        let within =
            row.last().is_some_and(|last| fields.last().is_some_and(|f| f.at == last.at && !last.text.is_empty()));
        cut = fields.len().checked_sub(1).filter(|_| within);
    }
    let before = sink.records.len();
    map(&Frame { fields: &fields, range, layout: Layout::Semicolons, cut }, sink);
    let Some(record) = sink.records.get_mut(before) else { return };
    for (name, value) in kept {
        record.keep_other(name, text::clean(value.text));
    }
    if cells != Cells::Tabs {
        let titles = record.titles.iter_mut().map(|title| &mut title.text);
        let abstracts = record.abstracts.iter_mut().flat_map(|held| {
            std::iter::once(&mut held.text).chain(held.sections.iter_mut().map(|section| &mut section.text))
        });
        for text in titles.chain(abstracts).filter(|text| text.contains("\"\"")) {
            *text = text.replace("\"\"", "\"");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_into_cells() {
        let shown =
            |text: &str, cells| -> Vec<String> { row(text, 0, cells).0.iter().map(|c| c.text.to_string()).collect() };
        assert_eq!(shown("J\tNes, O\t\t\n", Cells::Tabs), ["J", "Nes, O", "", ""]);
        assert_eq!(
            shown("\"a, b\",\"\",\"c \"\"d\"\"\",1\n\"x\"", Cells::Quoted(b',')),
            ["a, b", "", "c \"\"d\"\"", "1"]
        );
        assert_eq!(shown("\"a", Cells::Quoted(b',')), ["a"]);
        let header = Header::of("query\nTimespan\n\n\"Title\",\"Total Citations\",\"Average per Year\"\nx").unwrap();
        assert_eq!((header.start, header.cells), (61, Cells::Quoted(b',')));
        assert_eq!(header.columns, ["TI", "TC", "Average per Year"]);
        let named = Header::of("Authors\tWoS Categories\tUT (Unique WOS ID)\tOther\n").unwrap();
        assert_eq!((named.cells, named.columns.join(" ")), (Cells::Quoted(b'\t'), "AU WC UT Other".to_string()));
        let named = Header::of("Authors,\"Times Cited, WoS Core\",UT (Unique WOS ID)\n").unwrap();
        assert_eq!((named.cells, named.columns.join(" ")), (Cells::Quoted(b','), "AU TC UT".to_string()));
        assert!(Header::of("Authors,Keywords Plus,Title\n").is_none());
        assert_eq!(header.boundary("\"a\nb\",\"c\"\n\"d"), Some(10));
    }
}
