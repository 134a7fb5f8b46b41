//! The JSON Schema of a line.

use crate::input::{Json, schema_document};

use super::record::Line;

/// Returns the JSON Schema of one line of the record.
///
/// # Determinism
/// Depends on the types alone.
#[must_use]
pub fn memory_schema() -> Json {
    schema_document::<Line>("memory", "A line of the memory of earlier foretaste runs")
}

#[cfg(test)]
mod tests {
    use crate::input::sample;

    use super::super::record::Line;

    #[test]
    fn every_key_of_the_schema_is_read_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(sample::DATA_FILE), "id\n1\n").unwrap();
        let lines = sample::check::<Line>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
        assert!(lines.keys > 30 && lines.refused > lines.accepted, "{lines:?}");
    }
}
