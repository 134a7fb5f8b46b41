//! `foretaste schema`.

use std::io::Write;

use crate::economy::spec::EconomySpec;
use crate::input::{schema_document, schema_text};
use crate::population::PopulationSpec;
use crate::prototype::catalogue::CatalogueSpec;
use crate::study::autonomy::{TeamSpec, autonomy_schema};
use crate::study::backtest::backtest_schema;
use crate::study::backtest::ratings::ratings_backtest_schema;
use crate::study::compare::comparison_schema;
use crate::study::fit::ratings::{RatingsSpec, StyleFile, ratings_result_schema};
use crate::study::fit::{FitSpec, PopulationFile, ScorecardFile, fit_result_schema};
use crate::study::foresight::{FutureSpec, foresight_schema};
use crate::study::memory::memory_schema;
use crate::study::signals::{SignalsSpec, signals_schema};
use crate::study::validate::{StudySpec, result_schema};
use crate::treatment::spec::TreatmentSpec;

use super::args::{Described, Schema};
use super::exit::{Ending, Failure};

/// Returns the JSON Schema of a file format, as text.
///
/// # Determinism
/// Depends on the types alone.
#[must_use]
pub fn schema(of: Described) -> String {
    schema_text(&match of {
        Described::Study => schema_document::<StudySpec>("study", "A foretaste study: a concept test"),
        Described::Population => schema_document::<PopulationSpec>("population", "A foretaste population"),
        Described::Catalogue => schema_document::<CatalogueSpec>("catalogue", "A foretaste catalogue: moves that lessen friction"),
        Described::Fit => schema_document::<FitSpec>("fit", "A foretaste fit: tastes from real choices"),
        Described::Ratings => schema_document::<RatingsSpec>("ratings", "A foretaste fit of ratings: how people use a scale"),
        Described::Style => schema_document::<StyleFile>("style", "How people use a scale, fitted to real ratings"),
        Described::Fitted => schema_document::<PopulationFile>("fitted", "A foretaste population that was fitted to real choices"),
        Described::Scorecard => schema_document::<ScorecardFile>("scorecard", "What a foretaste back-test found about a fit"),
        Described::Treatment => schema_document::<TreatmentSpec>("treatment", "A foretaste treatment: changes to a study"),
        Described::Team => schema_document::<TeamSpec>("team", "A foretaste team: agents, gates and reviewers"),
        Described::Future => schema_document::<FutureSpec>("future", "A foretaste future: drivers, and who speaks for what among them"),
        Described::Economy => schema_document::<EconomySpec>("economy", "A foretaste economy: people and firms that live through futures"),
        Described::Result => result_schema(),
        Described::Comparison => comparison_schema(),
        Described::Autonomy => autonomy_schema(),
        Described::Calibration => fit_result_schema(),
        Described::Backtest => backtest_schema(),
        Described::RatingsResult => ratings_result_schema(),
        Described::RatingsBacktest => ratings_backtest_schema(),
        Described::Foresight => foresight_schema(),
        Described::Signals => schema_document::<SignalsSpec>("signals", "A foretaste look for signals"),
        Described::SignalsResult => signals_schema(),
        Described::Memory => memory_schema(),
    })
}

/// Runs the command.
pub(super) fn run(arguments: &Schema) -> Result<Ending, Failure> {
    std::io::stdout().lock().write_all(schema(arguments.of).as_bytes())?;
    Ok(Ending::Done)
}
