//! [Parquet](https://parquet.apache.org/docs/file-format/): `nodes.parquet`, `edges.parquet`, `evidence.parquet`, for DuckDB,
//! Polars, pandas, R and Spark.
//!
//! Columns have the names and values of the other files and types of their own; a missing value is a null. The key
//! `citeweave` of a file's metadata holds the account of how the network was made, as in `network.json`.

use super::gephi::{Cleaner, GephiSafe};
use super::tables::{Cell, Field, FieldKind};
use super::{NetworkTables, about};
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

/// Rows of a group: what is held in memory at once.
const GROUP: usize = 1 << 18;

/// Rows converted at once.
const STRETCH: usize = 1 << 14;

/// A column: its name, and the values of a range of rows.
struct Column<'t> {
    name: &'t str,
    values: Values<'t>,
    /// Whether hardly two values are equal: a dictionary of them would be the column once more.
    unique: bool,
}

/// The value of a row.
type OfRow<'t, T> = Box<dyn Fn(usize) -> Option<T> + 't>;

/// Puts the text of a row behind what is there, and tells whether there is one.
type PutRow<'t> = Box<dyn Fn(usize, &mut String) -> bool + 't>;

enum Values<'t> {
    Integers(OfRow<'t, i32>),
    Longs(OfRow<'t, i64>),
    Floats(OfRow<'t, f64>),
    Booleans(OfRow<'t, bool>),
    Texts(PutRow<'t>),
}

impl<'t> Column<'t> {
    fn new(name: &'t str, values: Values<'t>) -> Self {
        Self { name, values, unique: false }
    }

    fn texts(name: &'t str, text: impl Fn(usize, &mut String) -> bool + 't) -> Self {
        Self::new(name, Values::Texts(Box::new(text)))
    }

    fn floats(name: &'t str, float: impl Fn(usize) -> Option<f64> + 't) -> Self {
        Self::new(name, Values::Floats(Box::new(float)))
    }

    fn integers(name: &'t str, integer: impl Fn(usize) -> Option<i32> + 't) -> Self {
        Self::new(name, Values::Integers(Box::new(integer)))
    }

    fn unique(self) -> Self {
        Self { unique: true, ..self }
    }

    fn field(tables: &'t NetworkTables<'t>, field: &'t Field<'t>) -> Self {
        let integer = move |row| match tables.cell(field, row) {
            Some(Cell::Integer(value)) => Some(value),
            _ => None,
        };
        let values = match field.kind {
            FieldKind::Integer => Values::Integers(Box::new(move |row| i32::try_from(integer(row)?).ok())),
            FieldKind::Long => Values::Longs(Box::new(integer)),
            FieldKind::Float => Values::Floats(Box::new(move |row| match tables.cell(field, row) {
                Some(Cell::Float(value)) => Some(value),
                _ => None,
            })),
            FieldKind::Boolean => Values::Booleans(Box::new(move |row| match tables.cell(field, row) {
                Some(Cell::Boolean(value)) => Some(value),
                _ => None,
            })),
            FieldKind::Text => Values::Texts(Box::new(move |row, texts| match tables.cell(field, row) {
                Some(Cell::Text(text)) => put(texts, &text),
                _ => false,
            })),
        };
        Self::new(&field.name, values)
    }

    fn schema_type(&self) -> Result<Arc<Type>, ParquetError> {
        let (physical, logical) = match self.values {
            Values::Integers(_) => (PhysicalType::INT32, None),
            Values::Longs(_) => (PhysicalType::INT64, None),
            Values::Floats(_) => (PhysicalType::DOUBLE, None),
            Values::Booleans(_) => (PhysicalType::BOOLEAN, None),
            Values::Texts(_) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let builder = Type::primitive_type_builder(self.name, physical).with_repetition(Repetition::OPTIONAL);
        Ok(Arc::new(builder.with_logical_type(logical).build()?))
    }

    /// Writes the values of a range of rows and, for each row, whether it has one.
    fn write(&self, to: &mut ColumnWriter<'_>, rows: Range<usize>) -> Result<(), ParquetError> {
        let mut levels: Vec<i16> = Vec::with_capacity(STRETCH);
        let mut start = rows.start;
        while start < rows.end {
            let stretch = start..rows.end.min(start + STRETCH);
            start = stretch.end;
            levels.clear();
            match (&self.values, &mut *to) {
                (Values::Integers(of), ColumnWriter::Int32ColumnWriter(to)) => {
                    to.write_batch(&present(of, stretch, &mut levels), Some(&levels), None)?
                }
                (Values::Longs(of), ColumnWriter::Int64ColumnWriter(to)) => {
                    to.write_batch(&present(of, stretch, &mut levels), Some(&levels), None)?
                }
                (Values::Floats(of), ColumnWriter::DoubleColumnWriter(to)) => {
                    to.write_batch(&present(of, stretch, &mut levels), Some(&levels), None)?
                }
                (Values::Booleans(of), ColumnWriter::BoolColumnWriter(to)) => {
                    to.write_batch(&present(of, stretch, &mut levels), Some(&levels), None)?
                }
                (Values::Texts(put), ColumnWriter::ByteArrayColumnWriter(to)) => {
                    to.write_batch(&texts(put, stretch, &mut levels), Some(&levels), None)?
                }
                _ => return Err(ParquetError::General("column of another type".into())),
            };
        }
        Ok(())
    }
}

/// Appends a text.
fn put(texts: &mut String, text: &str) -> bool {
    texts.push_str(text);
    true
}

/// Appends `n17`, or with `e` the first part of `e17-42`.
fn put_id(texts: &mut String, prefix: char, number: u32) -> bool {
    texts.push(prefix);
    let mut power = 10u32.pow(number.checked_ilog10().unwrap_or(0));
    while power > 0 {
        texts.push(char::from(b'0' + (number / power % 10) as u8));
        power /= 10;
    }
    true
}

fn put_edge(texts: &mut String, [source, target]: [u32; 2]) -> bool {
    put_id(texts, 'e', source) && put_id(texts, '-', target)
}

fn present<T>(of: &OfRow<'_, T>, rows: Range<usize>, levels: &mut Vec<i16>) -> Vec<T> {
    let value = |row| {
        let value = of(row);
        levels.push(i16::from(value.is_some()));
        value
    };
    rows.filter_map(value).collect()
}

/// Texts as slices of one array: to give each its own would take longer than to write it.
fn texts(put: &PutRow<'_>, rows: Range<usize>, levels: &mut Vec<i16>) -> Vec<ByteArray> {
    let (mut together, mut ends) = (String::new(), Vec::with_capacity(rows.len()));
    for row in rows {
        let there = put(row, &mut together);
        levels.push(i16::from(there));
        if there {
            ends.push(together.len());
        }
    }
    let together = ByteArray::from(together.into_bytes());
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, end)| together.slice(start, end - start)).collect()
}

pub(super) fn nodes(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let mut columns = vec![
        Column::texts("id", |row, texts| put_id(texts, 'n', tables.ids[row])).unique(),
        Column::texts("label", |row, texts| put(texts, &tables.labels[row])).unique(),
    ];
    if !tables.sizes.is_empty() {
        columns.push(Column::floats("size", |row| Some(tables.sizes[row])));
    }
    if !tables.positions.is_empty() {
        columns.push(Column::floats("x", |row| Some(tables.positions[row][0])));
        columns.push(Column::floats("y", |row| Some(tables.positions[row][1])));
    }
    let colours = tables.network.colours();
    if !colours.is_empty() {
        columns.push(Column::texts("color", |row, texts| {
            let [r, g, b] = colours[row];
            write!(texts, "#{r:02x}{g:02x}{b:02x}").is_ok()
        }));
    }
    columns.extend(tables.nodes.iter().map(|field| Column::field(tables, field)));
    table(tables, "nodes", &columns, tables.ids.len(), writer)
}

pub(super) fn edges(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let edges = tables.network.graph().raw_edges();
    let ends = |row: usize| [edges[row].source(), edges[row].target()].map(|end| tables.ids[end.index()]);
    let mut columns = vec![
        Column::texts("id", |row, texts| put_edge(texts, ends(row))).unique(),
        Column::texts("source", |row, texts| put_id(texts, 'n', ends(row)[0])),
        Column::texts("target", |row, texts| put_id(texts, 'n', ends(row)[1])),
        Column::floats("weight", |row| Some(edges[row].weight.weight)),
    ];
    columns.extend(tables.edges.iter().map(|field| Column::field(tables, field)));
    table(tables, "edges", &columns, edges.len(), writer)
}

/// One row for each edge and each document behind it.
pub(super) fn evidence(tables: &NetworkTables<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let edges = tables.network.graph().raw_edges();
    let evidence = tables.network.evidence();
    let documents = evidence.documents();
    let ends = |edge: u32| {
        let edge = &edges[edge as usize];
        [edge.source(), edge.target()].map(|end| tables.ids[end.index()])
    };
    let behind = |edge: u32| evidence.of(edge as usize).iter().map(move |&document| (edge, document));
    // Fewer than 2³² edges, or petgraph had not numbered them.
    let rows: Vec<(u32, u32)> = (0..edges.len() as u32).flat_map(behind).collect();
    let document = |row: usize| rows[row].1;
    let mut cleaner = Cleaner::new(GephiSafe::Off);
    let titles = documents.iter().map(|document| document.title.as_deref().unwrap_or_default());
    let titles: Vec<Cow<'_, str>> = titles.map(|title| cleaner.line(title)).collect();
    let columns = [
        Column::texts("edge", |row, texts| put_edge(texts, ends(rows[row].0))),
        Column::texts("source", |row, texts| put_id(texts, 'n', ends(rows[row].0)[0])),
        Column::texts("target", |row, texts| put_id(texts, 'n', ends(rows[row].0)[1])),
        Column::texts("document", |row, texts| put(texts, tables.document_id(document(row)))),
        Column::integers("year", |row| documents[document(row) as usize].year),
        Column::texts("title", |row, texts| {
            let title = &titles[document(row) as usize];
            !title.is_empty() && put(texts, title)
        }),
    ];
    table(tables, "evidence", &columns, rows.len(), writer)
}

fn table(
    tables: &NetworkTables<'_>,
    name: &str,
    columns: &[Column<'_>],
    rows: usize,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let account = about::json(tables)?;
    let schema = columns.iter().map(Column::schema_type).collect::<Result<_, _>>().map_err(plain)?;
    let schema = Type::group_type_builder(name).with_fields(schema).build().map_err(plain)?;
    let mut properties = WriterProperties::builder();
    for column in columns.iter().filter(|column| column.unique) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column.name), false);
    }
    let properties = properties
        .set_compression(Compression::SNAPPY)
        // Smallest and largest texts of a page help nobody who reads whole columns.
        .set_statistics_enabled(EnabledStatistics::None)
        .set_created_by(concat!("citeweave ", env!("CARGO_PKG_VERSION")).to_string())
        .set_key_value_metadata(Some(vec![KeyValue::new("citeweave".to_string(), account)]))
        .build();
    // Parquet writes into memory: what it would not know of `writer`, its errors, is kept as it is.
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).map_err(plain)?;
    let mut start = 0;
    while start < rows {
        let group = start..rows.min(start + GROUP);
        start = group.end;
        write_group(&mut file, columns, group).map_err(plain)?;
        writer.write_all(&std::mem::take(file.inner_mut()))?;
    }
    writer.write_all(&file.into_inner().map_err(plain)?)
}

fn write_group(
    file: &mut SerializedFileWriter<Vec<u8>>,
    columns: &[Column<'_>],
    rows: Range<usize>,
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for column in columns {
        let Some(mut to) = group.next_column()? else { break };
        column.write(to.untyped(), rows.clone())?;
        to.close()?;
    }
    group.close()?;
    Ok(())
}

fn plain(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_other_files() {
        for number in [0, 7, 10, 99, 100, 1_000_000_000, u32::MAX] {
            let mut text = String::new();
            assert!(put_id(&mut text, 'n', number));
            assert_eq!(text, format!("n{number}"));
        }
        let mut text = String::new();
        assert!(put_edge(&mut text, [17, 42]));
        assert_eq!(text, "e17-42");
    }
}
