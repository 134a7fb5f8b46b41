//! The survey of electricity suppliers, from the copy that is shipped.

use crate::choice::mixed::{ELECTRICITY_FEATURES, ElectricityTask};
use crate::input::{CsvOptions, CsvTable, Cx};

/// The survey's file.
const DATA: &str = include_str!("../../../personas/electricity/choices.csv");

/// The 4,308 tasks of the 361 people; none if the shipped file could not be read, which fails every check.
pub(super) fn tasks() -> Vec<ElectricityTask> {
    read().unwrap_or_default()
}

fn read() -> Option<Vec<ElectricityTask>> {
    let mut cx = Cx::new();
    let table = CsvTable::parse("choices.csv", DATA, CsvOptions::default(), &mut cx)?;
    let mut column = |name: &str| table.numbers(name, None, &mut cx);
    let (id, choice) = (column("id")?, column("choice")?);
    let mut columns = Vec::new();
    for supplier in 1..=4 {
        for feature in ELECTRICITY_FEATURES {
            columns.push(column(&format!("{feature}{supplier}"))?);
        }
    }
    let task = |row: usize| ElectricityTask {
        person: id[row] as u64,
        chosen: choice[row] as usize - 1,
        features: std::array::from_fn(|supplier| std::array::from_fn(|feature| columns[6 * supplier + feature][row])),
    };
    Some((0..id.len()).map(task).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shipped_survey_has_the_tasks_of_the_published_models() {
        let tasks = super::tasks();
        assert_eq!(tasks.len(), 4_308);
        assert_eq!(tasks[0].features[0], [7.0, 5.0, 0.0, 1.0, 0.0, 0.0]);
    }
}
