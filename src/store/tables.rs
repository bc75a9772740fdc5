//! The corpus as [Parquet](https://parquet.apache.org/docs/file-format/) tables: what networks are projected from, and
//! what DuckDB, Polars, R and Spark read as they are.
//!
//! Entities have a row number, `id`, counted from 0, and their IRI; links name the entities by row number.

use super::files::{Files, Out};
use super::folder::Folder;
use super::{StoreError, io_error};
use crate::graph::iri::Iris;
use crate::resolve::{Corpus, Str, VenueKey};
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::reader::ColumnReaderImpl;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type};
use parquet::errors::ParquetError;
/// What reading and writing a table gives.
pub use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};
use std::fs::File;
use std::io;
use std::sync::Arc;

/// Columns of texts hardly two of which are equal: a dictionary of them would be the column once more.
const UNIQUE: &[&str] = &["iri", "doi", "pmid", "pmcid", "title", "abstract", "name", "as_written", "name_as_written"];

/// Values of a column; nothing stands for "not stated".
enum Values<'a> {
    Number(Vec<Option<u32>>),
    Text(Vec<Option<&'a str>>),
    Flag(Vec<Option<bool>>),
}

/// A table about to be written.
struct Table<'a> {
    name: &'static str,
    rows: usize,
    columns: Vec<(&'static str, Values<'a>)>,
}

impl<'a> Table<'a> {
    fn new(name: &'static str, rows: usize) -> Self {
        Self { name, rows, columns: Vec::new() }
    }

    fn number(mut self, name: &'static str, values: impl Iterator<Item = u32>) -> Self {
        self.columns.push((name, Values::Number(values.map(Some).collect())));
        self
    }

    fn maybe_number(mut self, name: &'static str, values: impl Iterator<Item = Option<u32>>) -> Self {
        self.columns.push((name, Values::Number(values.collect())));
        self
    }

    fn text(mut self, name: &'static str, values: impl Iterator<Item = &'a str>) -> Self {
        self.columns.push((name, Values::Text(values.map(|text| (!text.is_empty()).then_some(text)).collect())));
        self
    }

    fn flag(mut self, name: &'static str, values: impl Iterator<Item = Option<bool>>) -> Self {
        self.columns.push((name, Values::Flag(values.collect())));
        self
    }

    /// Writes the table, the `number`th of the directory.
    fn write(self, number: usize, files: &Files) -> std::result::Result<(), StoreError> {
        let path = format!("tables/{}.parquet", self.name);
        let out = files.create(number, &path)?;
        self.write_to(out).map_err(|error| io_error(&files.path(&path))(plain(error)))
    }

    fn write_to(self, out: Out) -> Result<()> {
        let optional = |name: &str, physical, logical| -> Result<Arc<Type>> {
            let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
            Ok(Arc::new(builder.with_logical_type(logical).build()?))
        };
        let fields = self.columns.iter().map(|(name, values)| match values {
            Values::Number(_) => optional(name, PhysicalType::INT32, Some(LogicalType::integer(32, false))),
            Values::Text(_) => optional(name, PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            Values::Flag(_) => optional(name, PhysicalType::BOOLEAN, None),
        });
        let schema = Type::group_type_builder(self.name).with_fields(fields.collect::<Result<_>>()?).build()?;
        // Row numbers go up, or differ; either way their differences need less than a dictionary.
        let numbers = self.columns.iter().filter(|(_, values)| matches!(values, Values::Number(_)));
        let mut properties = WriterProperties::builder();
        for name in UNIQUE.iter().copied().chain(numbers.clone().map(|(name, _)| *name)) {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), false);
        }
        for (name, _) in numbers {
            properties = properties.set_column_encoding(ColumnPath::from(*name), Encoding::DELTA_BINARY_PACKED);
        }
        let properties = properties
            .set_compression(Compression::SNAPPY)
            // Smallest and largest texts of a page help nobody who reads whole columns.
            .set_statistics_enabled(EnabledStatistics::None)
            .set_created_by(concat!("citeweave ", env!("CARGO_PKG_VERSION")).to_string())
            .build();
        let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
        let mut group = writer.next_row_group()?;
        for (_, values) in &self.columns {
            let Some(mut column) = group.next_column()? else { break };
            match (column.untyped(), values) {
                (ColumnWriter::Int32ColumnWriter(to), Values::Number(values)) => {
                    write_column(values, each(|v| *v as i32), |v, levels| to.write_batch(v, Some(levels), None))?;
                }
                (ColumnWriter::ByteArrayColumnWriter(to), Values::Text(values)) => {
                    write_column(values, texts, |v, levels| to.write_batch(v, Some(levels), None))?;
                }
                (ColumnWriter::BoolColumnWriter(to), Values::Flag(values)) => {
                    write_column(values, each(|v| *v), |v, levels| to.write_batch(v, Some(levels), None))?;
                }
                _ => return Err(ParquetError::General("column of another type".into())),
            }
            column.close()?;
        }
        group.close()?;
        Ok(writer.into_inner()?.close(Some(self.rows as u64))?)
    }
}

/// Writes the values that are there and, for each row, whether one is.
fn write_column<V, T>(
    values: &[Option<V>],
    convert: impl Fn(&[Option<V>]) -> Vec<T>,
    mut write: impl FnMut(&[T], &[i16]) -> Result<usize>,
) -> Result<()> {
    // In stretches, that the converted values need no more memory than a stretch.
    for stretch in values.chunks(1 << 14) {
        let present = convert(stretch);
        let levels: Vec<i16> = stretch.iter().map(|v| i16::from(v.is_some())).collect();
        write(&present, &levels)?;
    }
    Ok(())
}

/// Converts each value that is there.
fn each<V, T>(convert: impl Fn(&V) -> T) -> impl Fn(&[Option<V>]) -> Vec<T> {
    move |values| values.iter().flatten().map(&convert).collect()
}

/// Texts as slices of one array: to give each its own would take longer than to write it.
fn texts(values: &[Option<&str>]) -> Vec<ByteArray> {
    let together: String = values.iter().copied().flatten().collect();
    let together = ByteArray::from(together.into_bytes());
    let mut end = 0;
    let texts = values.iter().flatten().map(|text| {
        end += text.len();
        together.slice(end - text.len(), text.len())
    });
    texts.collect()
}

/// Number of tables.
pub(super) const COUNT: usize = 10;

/// Writes every table.
pub(super) fn write(corpus: &Corpus, iris: &Iris, files: &Files) -> std::result::Result<(), StoreError> {
    let text = |s: Str| corpus.text(s);
    let c = corpus;
    {
        use crate::record::IdScheme;
        let id = |scheme: IdScheme| {
            c.works.iter().map(move |w| w.ids.iter().find(|id| id.scheme == scheme).map_or("", |id| text(id.value)))
        };
        let title = c.works.iter().map(|w| {
            let held = c.members(w).flat_map(|item| &c.items.titles[item.titles.range()]).next();
            held.map_or("", |t| text(t.text))
        });
        let main_abstract = c.works.iter().map(|w| {
            let held = c.members(w).flat_map(|item| &c.items.abstracts[item.abstracts.range()]).next();
            held.map_or("", |a| text(a.text))
        });
        let year = c.works.iter().map(|w| w.issued.or(w.available).and_then(|d| u32::try_from(d.year()).ok()));
        let issued: Vec<String> = c.works.iter().map(|w| w.issued.map(|d| d.to_string()).unwrap_or_default()).collect();
        let cited = c.works.iter().map(|w| c.members(w).filter_map(|item| item.cited.map(|(n, _)| n)).max());
        Table::new("works", c.works.len())
            .number("id", 0..c.works.len() as u32)
            .text("iri", iris.works.iter().map(String::as_str))
            .text("doi", id(IdScheme::Doi))
            .text("pmid", id(IdScheme::Pmid))
            .text("pmcid", id(IdScheme::Pmcid))
            .text("title", title)
            .maybe_number("year", year)
            .text("issued", issued.iter().map(String::as_str))
            .text("type", c.works.iter().map(|w| w.kind.map_or("", |k| k.name())))
            .maybe_number("venue", c.works.iter().map(|w| w.venue))
            .text("volume", c.works.iter().map(|w| text(w.volume)))
            .text("issue", c.works.iter().map(|w| text(w.issue)))
            .text("first_page", c.works.iter().map(|w| text(w.first_page)))
            .text("last_page", c.works.iter().map(|w| text(w.last_page)))
            .text("article_number", c.works.iter().map(|w| text(w.article_number)))
            .maybe_number("times_cited", cited)
            .flag("described", c.works.iter().map(|w| Some(w.described)))
            .text("abstract", main_abstract)
            .write(0, files)?;
    }
    Table::new("people", c.people.len())
        .number("id", 0..c.people.len() as u32)
        .text("iri", iris.people.iter().map(String::as_str))
        .text("name", c.people.iter().map(|p| text(p.name)))
        .text("family", c.people.iter().map(|p| text(p.family)))
        .text("given", c.people.iter().map(|p| text(p.given)))
        .text("orcid", c.people.iter().map(|p| text(p.orcid)))
        .flag("group", c.people.iter().map(|p| Some(p.group)))
        .write(1, files)?;
    Table::new("organisations", c.organisations.len())
        .number("id", 0..c.organisations.len() as u32)
        .text("iri", iris.organisations.iter().map(String::as_str))
        .text("name", c.organisations.iter().map(|o| text(o.name)))
        .text("city", c.organisations.iter().map(|o| text(o.city)))
        .text("country", c.organisations.iter().map(|o| text(o.country)))
        .text("ror", c.organisations.iter().map(|o| text(o.ror)))
        .maybe_number("parent", c.organisations.iter().map(|o| o.parent))
        .write(2, files)?;
    let issn = |key: VenueKey| if let VenueKey::Issn(issn) = key { text(issn) } else { "" };
    Table::new("venues", c.venues.len())
        .number("id", 0..c.venues.len() as u32)
        .text("iri", iris.venues.iter().map(String::as_str))
        .text("title", c.venues.iter().map(|v| text(v.title.some().unwrap_or(v.abbreviation))))
        .text("abbreviation", c.venues.iter().map(|v| text(v.abbreviation)))
        .text("issn", c.venues.iter().map(|v| issn(v.key)))
        .write(3, files)?;
    Table::new("concepts", c.concepts.len())
        .number("id", 0..c.concepts.len() as u32)
        .text("iri", iris.concepts.iter().map(String::as_str))
        .text("scheme", c.concepts.iter().map(|x| x.scheme.name()))
        .text("code", c.concepts.iter().map(|x| if x.coded { text(x.key) } else { "" }))
        .text("label", c.concepts.iter().map(|x| label(c, x, |_| true)))
        .text("label_zh", c.concepts.iter().map(|x| label(c, x, |lang| lang.starts_with("zh"))))
        .write(4, files)?;
    Table::new("authorships", c.authorships.len())
        .number("id", 0..c.authorships.len() as u32)
        .number("work", c.authorships.iter().map(|a| a.work))
        .number("person", c.authorships.iter().map(|a| a.person))
        .text("role", c.authorships.iter().map(|a| a.role.name()))
        .number("position", c.authorships.iter().map(|a| a.position))
        .text("name_as_written", c.authorships.iter().map(|a| text(a.as_written)))
        .flag("corresponding", c.authorships.iter().map(|a| Some(a.corresponding)))
        .write(5, files)?;
    // One row for each organisation an affiliation names, one without where it names none.
    let declared: Vec<(usize, Option<u32>)> = c
        .affiliations
        .iter()
        .enumerate()
        .flat_map(|(row, a)| {
            let named = c.affiliation_organisations[a.organisations.range()].iter().map(|o| Some(*o));
            let none = a.organisations.is_empty().then_some(None);
            named.chain(none).map(move |o| (row, o)).collect::<Vec<_>>()
        })
        .collect();
    Table::new("affiliations", declared.len())
        .number("work", declared.iter().map(|(row, _)| c.affiliations[*row].work))
        .maybe_number("authorship", declared.iter().map(|(row, _)| c.affiliations[*row].authorship))
        .maybe_number("organisation", declared.iter().map(|(_, organisation)| *organisation))
        .number("position", declared.iter().map(|(row, _)| c.affiliations[*row].position))
        .text("as_written", declared.iter().map(|(row, _)| text(c.affiliations[*row].as_written)))
        .write(6, files)?;
    Table::new("citations", c.citations.len())
        .number("citing", c.citations.iter().map(|x| x.work))
        .maybe_number("cited", c.citations.iter().map(|x| x.cited))
        .number("position", c.citations.iter().map(|x| x.position))
        .text("as_written", c.citations.iter().map(|x| text(x.as_written)))
        .write(7, files)?;
    Table::new("related", c.related.len())
        .number("work", c.related.iter().map(|r| r.work))
        .number("listed", c.related.iter().map(|r| r.listed))
        .number("position", c.related.iter().map(|r| r.position))
        .write(8, files)?;
    Table::new("concept_assignments", c.assignments.len())
        .number("work", c.assignments.iter().map(|a| a.work))
        .number("concept", c.assignments.iter().map(|a| a.concept))
        .text("as_written", c.assignments.iter().map(|a| text(a.as_written)))
        .flag("major", c.assignments.iter().map(|a| a.major))
        .write(9, files)?;
    Ok(())
}

/// The error of the file below an error of a table.
pub(super) fn plain(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => inner.downcast::<io::Error>().map_or_else(io::Error::other, |error| *error),
        other => io::Error::other(other),
    }
}

fn label<'c>(corpus: &'c Corpus, concept: &crate::resolve::Concept, of: impl Fn(&str) -> bool) -> &'c str {
    concept.labels.iter().find(|(_, lang)| of(corpus.text(*lang))).map_or("", |(text, _)| corpus.text(*text))
}

/// Why a table cannot be read.
pub type TableError = ParquetError;

/// The tables of a graph directory, opened for reading.
#[derive(Clone, Debug)]
pub struct Tables {
    directory: Folder,
}

impl Tables {
    pub(super) fn of(directory: Folder) -> Self {
        Self { directory }
    }

    /// A table as it is.
    ///
    /// # Errors
    /// Where the table is not there, or is damaged.
    pub fn open(&self, table: &str) -> Result<SerializedFileReader<File>> {
        SerializedFileReader::new(self.directory.file(&format!("tables/{table}.parquet"))?)
    }

    /// A column of numbers; nothing where the source says nothing.
    ///
    /// # Errors
    /// Where the table or the column is not there, or is damaged.
    pub fn numbers(&self, table: &str, column: &str) -> Result<Vec<Option<u32>>> {
        self.column::<Int32Type, _>(table, column, |v| *v as u32)
    }

    /// A column of texts; nothing where the source says nothing.
    ///
    /// # Errors
    /// Where the table or the column is not there, or is damaged.
    pub fn texts(&self, table: &str, column: &str) -> Result<Vec<Option<String>>> {
        self.column::<ByteArrayType, _>(table, column, |v| String::from_utf8_lossy(v.data()).into_owned())
    }

    /// A column of yes and no; nothing where the source says nothing.
    ///
    /// # Errors
    /// Where the table or the column is not there, or is damaged.
    pub fn flags(&self, table: &str, column: &str) -> Result<Vec<Option<bool>>> {
        self.column::<BoolType, _>(table, column, |v| *v)
    }

    fn column<T: DataType, V>(
        &self,
        table: &str,
        column: &str,
        convert: impl Fn(&T::T) -> V,
    ) -> Result<Vec<Option<V>>> {
        let reader = self.open(table)?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let at = schema.columns().iter().position(|c| c.name() == column);
        let at = at.ok_or_else(|| ParquetError::General(format!("table {table} has no column {column}")))?;
        if schema.column(at).physical_type() != T::get_physical_type() {
            return Err(ParquetError::General(format!("column {column} of table {table} is of another type")));
        }
        let mut out = Vec::new();
        for group in 0..reader.num_row_groups() {
            let group = reader.get_row_group(group)?;
            let rows = group.metadata().num_rows() as usize;
            let mut typed: ColumnReaderImpl<T> =
                parquet::column::reader::get_typed_column_reader(group.get_column_reader(at)?);
            let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
            while levels.len() < rows {
                let (read, _, _) = typed.read_records(rows - levels.len(), Some(&mut levels), None, &mut values)?;
                if read == 0 {
                    return Err(ParquetError::General(format!("table {table} ends early")));
                }
            }
            let mut values = values.iter();
            out.extend(levels.iter().map(|level| if *level > 0 { values.next().map(&convert) } else { None }));
        }
        Ok(out)
    }

    /// Number of rows of a table.
    ///
    /// # Errors
    /// Where the table is not there, or is damaged.
    pub fn rows(&self, table: &str) -> Result<u64> {
        let reader = self.open(table)?;
        Ok(reader.metadata().file_metadata().num_rows() as u64)
    }
}
