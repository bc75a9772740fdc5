//! Rows of a query as tables for people and machines.

use crate::query::{QueryError, Rows};
use oxigraph::model::Term;
use serde_json::{Map, Value, json};
use std::fmt;
use std::io::{self, Write};

/// A form rows are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// Columns side by side, for a terminal.
    Table,
    /// [SPARQL results as CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/).
    Csv,
    /// [SPARQL results as TSV](https://www.w3.org/TR/sparql11-results-csv-tsv/): terms in Turtle's syntax.
    Tsv,
    /// [SPARQL results as JSON](https://www.w3.org/TR/sparql11-results-json/).
    Json,
    /// [SPARQL results as XML](https://www.w3.org/TR/rdf-sparql-XMLres/).
    Xml,
    /// A Markdown table.
    Markdown,
}

/// Why rows could not be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum RowError {
    /// The query failed on the way.
    Query(QueryError),
    /// Writing failed.
    Io(io::Error),
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RowError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Query(error) => Some(error),
            Self::Io(error) => Some(error),
        }
    }
}

impl From<io::Error> for RowError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<QueryError> for RowError {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl From<csv::Error> for RowError {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

/// Writes the rows of a query; returns how many there were.
///
/// # Errors
/// [`RowError`] where the query or the writing fails on the way; what was written before stays written.
pub fn write_rows(rows: Rows, format: RowFormat, out: &mut dyn Write) -> Result<u64, RowError> {
    match format {
        RowFormat::Table => table(rows, out),
        RowFormat::Markdown => markdown(rows, out),
        RowFormat::Csv => separated(rows, b',', plain, out),
        RowFormat::Tsv => tab_separated(rows, out),
        RowFormat::Json => json(rows, out),
        RowFormat::Xml => xml(rows, out),
    }
}

/// The value of a term without its type, as the CSV results format has it.
fn plain(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_string(),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => literal.value().to_string(),
    }
}

fn separated(rows: Rows, delimiter: u8, show: fn(&Term) -> String, out: &mut dyn Write) -> Result<u64, RowError> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(rows.columns())?;
    let mut count = 0;
    for row in rows {
        writer.write_record(row?.iter().map(|term| term.as_ref().map(show).unwrap_or_default()))?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}

fn tab_separated(rows: Rows, out: &mut dyn Write) -> Result<u64, RowError> {
    let names: Vec<String> = rows.columns().iter().map(|c| format!("?{c}")).collect();
    writeln!(out, "{}", names.join("\t"))?;
    let mut count = 0;
    for row in rows {
        let cells: Vec<String> =
            row?.iter().map(|term| term.as_ref().map(ToString::to_string).unwrap_or_default()).collect();
        writeln!(out, "{}", cells.join("\t"))?;
        count += 1;
    }
    Ok(count)
}

fn json(rows: Rows, out: &mut dyn Write) -> Result<u64, RowError> {
    let columns = rows.columns().to_vec();
    write!(out, "{{\"head\":{},\"results\":{{\"bindings\":[", json!({ "vars": columns }))?;
    let mut count = 0;
    for row in rows {
        let mut object = Map::new();
        for (name, term) in columns.iter().zip(row?) {
            if let Some(term) = term {
                object.insert(name.clone(), json_term(&term));
            }
        }
        let comma = if count > 0 { "," } else { "" };
        write!(out, "{comma}\n{}", Value::Object(object))?;
        count += 1;
    }
    writeln!(out, "]}}}}")?;
    Ok(count)
}

fn json_term(term: &Term) -> Value {
    match term {
        Term::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        Term::BlankNode(node) => json!({ "type": "bnode", "value": node.as_str() }),
        Term::Literal(literal) => match literal.language() {
            Some(language) => json!({ "type": "literal", "value": literal.value(), "xml:lang": language }),
            None if is_string(literal) => json!({ "type": "literal", "value": literal.value() }),
            None => json!({ "type": "literal", "value": literal.value(), "datatype": literal.datatype().as_str() }),
        },
    }
}

fn is_string(literal: &oxigraph::model::Literal) -> bool {
    literal.datatype() == oxigraph::model::vocab::xsd::STRING
}

fn xml(rows: Rows, out: &mut dyn Write) -> Result<u64, RowError> {
    use quick_xml::escape::escape;
    let columns = rows.columns().to_vec();
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n<head>"
    )?;
    for name in &columns {
        write!(out, "<variable name=\"{name}\"/>")?;
    }
    write!(out, "</head>\n<results>\n")?;
    let mut count = 0;
    for row in rows {
        write!(out, "<result>")?;
        for (name, term) in columns.iter().zip(row?) {
            let Some(term) = term else { continue };
            write!(out, "<binding name=\"{name}\">")?;
            match &term {
                Term::NamedNode(node) => write!(out, "<uri>{}</uri>", escape(node.as_str()))?,
                Term::BlankNode(node) => write!(out, "<bnode>{}</bnode>", node.as_str())?,
                Term::Literal(literal) => match literal.language() {
                    Some(language) => {
                        write!(out, "<literal xml:lang=\"{language}\">{}</literal>", escape(literal.value()))?
                    }
                    None if is_string(literal) => write!(out, "<literal>{}</literal>", escape(literal.value()))?,
                    None => write!(
                        out,
                        "<literal datatype=\"{}\">{}</literal>",
                        escape(literal.datatype().as_str()),
                        escape(literal.value())
                    )?,
                },
            }
            write!(out, "</binding>")?;
        }
        writeln!(out, "</result>")?;
        count += 1;
    }
    writeln!(out, "</results>\n</sparql>")?;
    Ok(count)
}

/// Rows looked at to find the widths of columns; the rest follows these widths.
const SAMPLE: usize = 1000;
/// No column is wider than this; longer values are cut, with `…`.
const WIDEST: usize = 60;

fn table(mut rows: Rows, out: &mut dyn Write) -> Result<u64, RowError> {
    let columns = rows.columns().to_vec();
    let mut sample = Vec::new();
    for row in rows.by_ref().take(SAMPLE) {
        sample.push(cells(&row?));
    }
    let mut widths: Vec<usize> = columns.iter().map(|c| width(c)).collect();
    for row in &sample {
        for (w, cell) in widths.iter_mut().zip(row) {
            *w = (*w).max(width(cell)).min(WIDEST);
        }
    }
    let mut line = |cells: &[String]| -> io::Result<()> {
        let last = cells.len().saturating_sub(1);
        for (at, (cell, w)) in cells.iter().zip(&widths).enumerate() {
            let shown = cut(cell, WIDEST);
            let pad = if at == last { 0 } else { w.saturating_sub(width(&shown)) + 2 };
            write!(out, "{shown}{}", " ".repeat(pad))?;
        }
        writeln!(out)
    };
    line(&columns)?;
    line(&widths.iter().map(|w| "─".repeat(*w)).collect::<Vec<_>>())?;
    let mut count = sample.len() as u64;
    for row in sample {
        line(&row)?;
    }
    for row in rows {
        line(&cells(&row?))?;
        count += 1;
    }
    Ok(count)
}

fn cells(row: &[Option<Term>]) -> Vec<String> {
    row.iter().map(|term| term.as_ref().map(|t| plain(t).replace(['\n', '\t'], " ")).unwrap_or_default()).collect()
}

/// Columns a text takes on a terminal: Han and other wide characters take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match c {
            '\u{300}'..='\u{36f}' => 0,
            '\u{1100}'..='\u{115f}'
            | '\u{2e80}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff00}'..='\u{ff60}'
            | '\u{20000}'..='\u{3fffd}' => 2,
            _ => 1,
        })
        .sum()
}

fn cut(text: &str, widest: usize) -> String {
    if width(text) <= widest {
        return text.to_string();
    }
    let mut out = String::new();
    let mut taken = 0;
    for c in text.chars() {
        taken += width(c.encode_utf8(&mut [0; 4]));
        if taken >= widest {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

fn markdown(rows: Rows, out: &mut dyn Write) -> Result<u64, RowError> {
    let line = |cells: &[String]| {
        format!("| {} |", cells.iter().map(|c| c.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
    };
    writeln!(out, "{}", line(rows.columns()))?;
    writeln!(out, "{}", line(&vec!["---".to_string(); rows.columns().len()]))?;
    let mut count = 0;
    for row in rows {
        writeln!(out, "{}", line(&cells(&row?)))?;
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Answer, Request};
    use oxigraph::store::Store;

    fn written(format: RowFormat) -> String {
        let text =
            "SELECT ?a ?b { VALUES (?a ?b) { (\"x,\\\"y\\\"|\"@zh-hans 17) (<https://example.org/a?b&c> UNDEF) } }";
        let store = Store::new().unwrap();
        let Ok(Answer::Rows(rows)) = Request::sparql(text).run(&store) else { panic!("rows expected") };
        let mut out = Vec::new();
        assert_eq!(write_rows(rows, format, &mut out).unwrap(), 2);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_in_every_form() {
        assert_eq!(written(RowFormat::Csv), "a,b\n\"x,\"\"y\"\"|\",17\nhttps://example.org/a?b&c,\n");
        assert_eq!(
            written(RowFormat::Tsv),
            "?a\t?b\n\"x,\\\"y\\\"|\"@zh-hans\t\"17\"^^<http://www.w3.org/2001/XMLSchema#integer>\n<https://example.org/a?b&c>\t\n"
        );
        assert_eq!(
            written(RowFormat::Markdown),
            "| a | b |\n| --- | --- |\n| x,\"y\"\\| | 17 |\n| https://example.org/a?b&c |  |\n"
        );
        let json: Value = serde_json::from_str(&written(RowFormat::Json)).unwrap();
        assert_eq!(
            json["results"]["bindings"][0]["a"],
            json!({ "type": "literal", "value": "x,\"y\"|", "xml:lang": "zh-hans" })
        );
        assert_eq!(
            json["results"]["bindings"][1],
            json!({ "a": { "type": "uri", "value": "https://example.org/a?b&c" } })
        );
        assert!(written(RowFormat::Xml).contains("<uri>https://example.org/a?b&amp;c</uri>"));
        assert!(written(RowFormat::Table).starts_with("a "));
    }

    #[test]
    fn widths_count_wide_characters_twice() {
        assert_eq!((width("同伴a"), width("A\u{30a}")), (5, 1));
        assert_eq!(cut("同伴工作者", 5), "同伴…");
    }
}
