//! The same market with other people: what a treatment of the people's traits leaves of it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::population::{Data, Population};
use crate::treatment::Change;
use crate::world::BindError;

use super::model::{AnswerRule, Driver, Formula, Market, Need};

/// Markets with altered people, by the changes that made them. Keeping them saves work and changes no figure.
#[derive(Debug, Clone, Default)]
pub(super) struct Altered(Arc<Mutex<Vec<Kept>>>);

type Kept = (Vec<(usize, Change)>, Arc<Market>);

/// The most that are kept; a search over traits asks for few.
const KEPT: usize = 8;

impl Market {
    /// This market with changed columns of the people: each change names a numeric column by position and has a fixed amount.
    ///
    /// Everybody keeps their id and segment. Values stay in the range 0 to 1 where all of the column's values are. Columns that the
    /// population file derives from a changed one stay as they are.
    ///
    /// # Errors
    /// [`BindError`] when a calculation of the study fails on the changed values.
    pub(super) fn with_people_changed(&self, changes: &[(usize, Change)]) -> Result<Arc<Self>, BindError> {
        let mut kept = self.altered.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, market)) = kept.iter().find(|(known, _)| known == changes) {
            return Ok(Arc::clone(market));
        }
        let market = Arc::new(self.altered_by(changes)?);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((changes.to_vec(), Arc::clone(&market)));
        Ok(market)
    }

    fn altered_by(&self, changes: &[(usize, Change)]) -> Result<Self, BindError> {
        let mut people = Population::clone(&self.people);
        for &(column, change) in changes {
            if let Data::Number(values) = &mut people.columns[column].data {
                let is_share = values.iter().all(|value| (0.0..=1.0).contains(value));
                let changed = |&value: &f32| {
                    let changed = change.apply(f64::from(value), &[]) as f32;
                    if is_share { changed.clamp(0.0, 1.0) } else { changed }
                };
                *values = values.iter().map(changed).collect();
            }
        }
        let mut market = self.clone();
        market.altered = Altered::default();
        let again = |name: &str, old: &Option<Arc<[f32]>>| old.as_ref().and_then(|_| people.shared(name));
        // What hangs on no changed column is shared with the market as given.
        let stays = |name: &str| changes.iter().all(|&(column, _)| people.columns[column].name != name);
        for column in &mut market.columns {
            column.values = match &column.formula {
                Formula::Written(expr) if expr.columns().into_iter().all(stays) => continue,
                Formula::Centred { column, .. } if stays(column) => continue,
                Formula::Own => continue,
                Formula::Written(expr) => expr
                    .eval_column(&people, 0..people.len())
                    .map_err(|error| BindError { input: "people".to_owned(), got: f64::NAN, allowed: error.to_string() })?
                    .into_iter()
                    .map(|value| value as f32)
                    .collect(),
                Formula::Centred { column, mean } => people.numbers(column).unwrap_or_default().iter().map(|value| value - mean).collect(),
            };
        }
        let survey = &mut market.survey;
        survey.need = survey
            .need
            .take()
            .and_then(|need| if need.columns.iter().all(|name| stays(name)) { Some(need) } else { Need::of(need.columns, &people) });
        survey.acquiescence = again("acquiescence", &survey.acquiescence);
        survey.extremity = again("extremity", &survey.extremity);
        survey.noise = again("noise", &survey.noise);
        for question in &mut survey.questions {
            if let AnswerRule::Driven { drivers, .. } = &mut question.rule {
                for (driver, _) in drivers {
                    if let Driver::Column { name, values } = driver {
                        *values = people.shared(name).unwrap_or_default();
                    }
                }
            }
        }
        market.journey.skill = again("skill", &market.journey.skill);
        market.journey.patience = again("patience", &market.journey.patience);
        market.people = Arc::new(people);
        Ok(market)
    }
}
