//! The tables of a graph directory as CSV, for spreadsheets and for programs without Parquet.

use crate::store::{GraphDirectory, StoreError, io_error};
use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use parquet::record::Field;
use std::path::Path;

/// Writes every table into a folder; returns how many.
///
/// Cells a spreadsheet would take for a formula are written with an apostrophe before them.
///
/// # Errors
/// Where a table cannot be read or a file not be written.
pub fn write_csv(directory: &GraphDirectory, folder: &Path) -> Result<usize, StoreError> {
    let names = directory
        .manifest()
        .files
        .iter()
        .filter_map(|f| f.name.strip_prefix("tables/").and_then(|n| n.strip_suffix(".parquet")));
    let tables = directory.tables();
    let mut written = 0;
    for name in names {
        let damaged = |error: ParquetError| StoreError::Damaged {
            path: directory.path().join(format!("tables/{name}.parquet")),
            reason: error.to_string(),
        };
        let table = tables.open(name).map_err(damaged)?;
        let rows = table.get_row_iter(None).map_err(damaged)?;
        let path = folder.join(format!("{name}.csv"));
        let mut out = csv::Writer::from_path(&path).map_err(|error| io_error(&path)(error.into()))?;
        let columns = table.metadata().file_metadata().schema_descr().columns().iter().map(|c| c.name().to_string());
        out.write_record(columns).map_err(|error| io_error(&path)(error.into()))?;
        for row in rows {
            let row = row.map_err(damaged)?;
            let cells = row.get_column_iter().map(|(_, field)| cell(field));
            out.write_record(cells).map_err(|error| io_error(&path)(error.into()))?;
        }
        out.flush().map_err(io_error(&path))?;
        written += 1;
    }
    Ok(written)
}

fn cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => spreadsheet_safe(text),
        other => other.to_string(),
    }
}

/// Puts an apostrophe before what a spreadsheet would calculate.
fn spreadsheet_safe(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts() {
        assert_eq!(spreadsheet_safe("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(spreadsheet_safe("Ness, Ottar"), "Ness, Ottar");
    }
}
