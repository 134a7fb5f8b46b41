//! The survey the published choice models were fitted to, from the copy that is shipped, so that they can be recomputed anywhere.

use crate::choice::SwissmetroTask;
use crate::input::{CsvOptions, CsvTable, Cx};

/// The survey's file.
const DATA: &str = include_str!("../../../personas/swissmetro.csv");

/// The 6,768 tasks of the 752 commuters and business travellers; none if the shipped file could not be read, which fails every check.
pub(super) fn tasks() -> Vec<SwissmetroTask> {
    read().unwrap_or_default()
}

fn read() -> Option<Vec<SwissmetroTask>> {
    let mut cx = Cx::new();
    let table = CsvTable::parse("swissmetro.csv", DATA, CsvOptions::default(), &mut cx)?;
    let mut column = |name: &str| table.numbers(name, None, &mut cx);
    let (id, purpose, chosen, ticket, stated) = (column("ID")?, column("PURPOSE")?, column("CHOICE")?, column("GA")?, column("SP")?);
    let available = [column("TRAIN_AV")?, column("SM_AV")?, column("CAR_AV")?];
    let minutes = [column("TRAIN_TT")?, column("SM_TT")?, column("CAR_TT")?];
    let francs = [column("TRAIN_CO")?, column("SM_CO")?, column("CAR_CO")?];
    let wanted = |row: &usize| (purpose[*row] == 1.0 || purpose[*row] == 3.0) && chosen[*row] != 0.0;
    let task = |row: usize| SwissmetroTask {
        person: id[row] as u64,
        season_ticket: ticket[row] == 1.0,
        stated: stated[row] != 0.0,
        available: available.each_ref().map(|column| column[row] == 1.0),
        minutes: minutes.each_ref().map(|column| column[row]),
        francs: francs.each_ref().map(|column| column[row]),
        chosen: chosen[row] as usize - 1,
    };
    Some((0..id.len()).filter(wanted).map(task).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shipped_survey_has_the_tasks_of_the_published_models() {
        assert_eq!(super::tasks().len(), 6_768);
    }
}
