//! Tables to and from files.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use polars::prelude::{
    Column, CsvWriter, DataFrame, DataType, NamedFrom, ParquetCompression, ParquetReader, ParquetWriter, SerReader, SerWriter, Series,
};

use crate::input::{Cells, Columns, Cx};

use super::{Frame, FrameError, Values};

fn failed(action: &'static str, path: &Path, reason: &dyn std::fmt::Display) -> FrameError {
    FrameError::File { action, path: path.display().to_string(), reason: reason.to_string() }
}

fn data_frame(frame: &Frame, path: &Path) -> Result<DataFrame, FrameError> {
    let columns = frame
        .columns()
        .iter()
        .map(|(name, values)| {
            let name = name.as_str().into();
            let series = match values {
                Values::Number(values) if values.iter().all(|value| value.is_finite()) => Series::new(name, values),
                Values::Number(values) => {
                    let values: Vec<Option<f64>> = values.iter().map(|&value| value.is_finite().then_some(value)).collect();
                    Series::new(name, values)
                }
                Values::Count(values) => Series::new(name, values),
                Values::Text(values) => Series::new(name, values),
            };
            Column::from(series)
        })
        .collect();
    DataFrame::new(frame.rows(), columns).map_err(|error| failed("building", path, &error))
}

/// Writes the table as comma-separated values with a header row.
///
/// # Errors
/// [`FrameError::File`] when the file cannot be written.
///
/// # Determinism
/// The bytes depend on the table alone.
pub fn write_csv(frame: &Frame, path: &Path) -> Result<(), FrameError> {
    let mut data = data_frame(frame, path)?;
    let file = File::create(path).map_err(|error| failed("writing", path, &error))?;
    let mut file = BufWriter::new(file);
    CsvWriter::new(&mut file).finish(&mut data).map_err(|error| failed("writing", path, &error))?;
    // A buffer that is dropped keeps its last error to itself.
    file.flush().map_err(|error| failed("writing", path, &error))
}

/// Writes the table as Parquet, compressed by Snappy, which is built for speed here; zstd is not.
///
/// # Errors
/// [`FrameError::File`] when the file cannot be written.
///
/// # Determinism
/// The bytes depend on the table alone.
pub fn write_parquet(frame: &Frame, path: &Path) -> Result<(), FrameError> {
    let mut data = data_frame(frame, path)?;
    let file = File::create(path).map_err(|error| failed("writing", path, &error))?;
    let mut file = BufWriter::new(file);
    ParquetWriter::new(&mut file)
        .with_compression(ParquetCompression::Snappy)
        .finish(&mut data)
        .map_err(|error| failed("writing", path, &error))?;
    file.flush().map_err(|error| failed("writing", path, &error))
}

/// Reads a Parquet file: numeric and boolean columns become numbers (a missing value becomes NaN), all others text (a missing value
/// becomes the empty text).
///
/// # Errors
/// [`FrameError::File`] when the file cannot be opened or is not Parquet, or a column has a type with no reading as number or text.
pub fn read_parquet(path: &Path) -> Result<Frame, FrameError> {
    let file = File::open(path).map_err(|error| failed("reading", path, &error))?;
    let data = ParquetReader::new(file).finish().map_err(|error| failed("reading", path, &error))?;
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let mut frame = Frame::new(&name);
    for column in data.columns() {
        let wanted = if column.dtype().is_primitive_numeric() || column.dtype() == &DataType::Boolean {
            DataType::Float64
        } else {
            DataType::String
        };
        let series = column.cast(&wanted).map_err(|error| failed("reading", path, &format!("column `{}`: {error}", column.name())))?;
        let values = if wanted == DataType::Float64 {
            let numbers = series.f64().map_err(|error| failed("reading", path, &error))?;
            Values::Number(numbers.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
        } else {
            let texts = series.str().map_err(|error| failed("reading", path, &error))?;
            Values::Text(texts.iter().map(|value| value.unwrap_or_default().to_owned()).collect())
        };
        frame.push(column.name(), values)?;
    }
    Ok(frame)
}

/// Begins a reading of input in which data files may be Parquet too.
#[must_use]
pub fn reading() -> Cx {
    Cx::new().with_columns(columns)
}

fn columns(path: &Path) -> Result<Columns, String> {
    let frame = read_parquet(path).map_err(|error| error.to_string())?;
    let cells = |values: Values| match values {
        Values::Number(values) => Cells::Numbers(values),
        Values::Count(values) => Cells::Numbers(values.iter().map(|&value| value as f64).collect()),
        Values::Text(values) => Cells::Texts(values),
    };
    Ok(frame.into_columns().map(|(name, values)| (name, cells(values))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Frame {
        let mut frame = Frame::new("sample");
        frame.push("share", Values::Number(vec![0.1, f64::NAN, 0.25])).unwrap();
        frame.push("base", Values::Count(vec![7, -1, 0])).unwrap();
        frame.push("who", Values::Text(vec!["a, b".into(), "\"q\"".into(), "ü".into()])).unwrap();
        frame
    }

    #[test]
    fn csv_quotes_and_leaves_missing_cells_empty() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.csv");
        write_csv(&sample(), &path).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(text, "share,base,who\n0.1,7,\"a, b\"\n,-1,\"\"\"q\"\"\"\n0.25,0,ü\n");
    }

    #[test]
    fn parquet_comes_back_as_it_went() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        write_parquet(&sample(), &path).unwrap();
        let back = read_parquet(&path).unwrap();
        assert_eq!(back.column("who"), sample().column("who"));
        let Some(Values::Number(share)) = back.column("share") else { panic!("share must be numbers") };
        assert_eq!((share[0], share[1].is_nan(), share[2]), (0.1, true, 0.25));
    }

    #[test]
    fn a_file_that_is_not_parquet_is_an_error_with_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        std::fs::write(&path, "not parquet").unwrap();
        let message = read_parquet(&path).unwrap_err().to_string();
        assert!(message.contains("t.parquet"), "{message}");
    }

    #[test]
    fn ragged_and_duplicate_columns_are_refused() {
        let mut frame = sample();
        assert!(matches!(frame.push("x", Values::Count(vec![1])), Err(FrameError::Ragged { .. })));
        assert!(matches!(frame.push("who", Values::Count(vec![1, 2, 3])), Err(FrameError::Duplicate { .. })));
    }
}
