//! Choices held out: how often the likeliest alternative was chosen, and the geometric mean of the chosen one's probability.

use super::all::{Figures, Why};
use crate::choice::data::ChoiceData;
use crate::choice::logit::task_probabilities;
use crate::choice::mixed::fit::{Errors, Settings, fit};
use crate::choice::mixed::likelihood::{Knowledge, Likelihood};
use crate::choice::mixed::model::Model;
use crate::choice::mixed::panel::Panel;
use crate::choice::mixed::predict::{HoldOut, hold_out};
use crate::choice::mixed::specification::{Covariance, Distribution, Specification};
use crate::choice::pick::{Picked, Split};
use crate::stats::check::Expect;

/// Where the figures of [`add_published`] come from.
pub(super) const PUBLISHED: &str =
    "Train (2003), \"Discrete choice methods with simulation\", section 11.6; within one standard error over people";

pub(super) const SOURCE: &str = "reference run of another program on the same split: last two tasks of each person, or five folds by person; within one standard error over people";

/// What is held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// The last two tasks of each person; the others' are known.
    Tasks,
    /// Whole people, in five folds.
    People,
}

/// What predicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The logit.
    Logit,
    /// Normal tastes.
    Mixed(Covariance),
}

/// One row: what is held out, what predicts, hit rate and root likelihood.
pub(super) type Row = (Held, By, f64, f64);

pub(super) const ELECTRICITY: [Row; 5] = [
    (Held::Tasks, By::Logit, 0.428, 0.301),
    (Held::Tasks, By::Mixed(Covariance::Diagonal), 0.632, 0.423),
    (Held::Tasks, By::Mixed(Covariance::Full), 0.673, 0.450),
    (Held::People, By::Logit, 0.478, 0.315),
    (Held::People, By::Mixed(Covariance::Diagonal), 0.471, 0.315),
];

pub(super) const SWISSMETRO: [Row; 5] = [
    (Held::Tasks, By::Logit, 0.660, 0.441),
    (Held::Tasks, By::Mixed(Covariance::Diagonal), 0.809, 0.630),
    (Held::Tasks, By::Mixed(Covariance::Full), 0.809, 0.631),
    (Held::People, By::Logit, 0.675, 0.453),
    (Held::People, By::Mixed(Covariance::Diagonal), 0.675, 0.462),
];

/// Adds the published figures for the last task of each person: the mean probability of the supplier chosen.
pub(super) fn add_published(figures: &mut Figures, data: &ChoiceData<'_>, names: &[&str], threads: usize) -> Result<(), Why> {
    let split = Split::last(data, 1).ok_or("someone has one task only")?;
    let (known, new) = (split.known.data(), split.held.data());
    // All people count price alike, as published.
    let mut specification = Specification::all(names, Distribution::Normal);
    specification.tastes[0].distribution = Distribution::Fixed;
    let model = Model::new(&specification)?;
    let panel = Panel::new(&model, &known, &[])?;
    let settings = settings(threads);
    let found = fit(&model, &panel, &settings)?;
    let likelihood = Likelihood::new(&model, &panel, settings.points, settings.draws, settings.effort)?;
    for (name, knowledge, value) in [("tastes of all", Knowledge::Population, 0.353), ("own tastes", Knowledge::Own, 0.5213)] {
        let got = hold_out(&new, &likelihood.predict(found.parameters(), knowledge, &new)?).mean_probability;
        figures.add(
            &format!("last task of each person, {name}, mean probability of the chosen"),
            Expect { value, within: got.error },
            got.value,
        );
    }
    let means = likelihood.tastes(found.parameters(), Knowledge::Own)?.means;
    let mut probabilities = Vec::new();
    for (task, beta) in means.chunks_exact(new.features()).enumerate() {
        let mut row = vec![0.0; new.alternatives()];
        task_probabilities(&new, task, beta, &mut row);
        probabilities.extend(row);
    }
    let got = hold_out(&new, &probabilities).mean_probability;
    figures.add(
        "last task of each person, mean of own tastes, mean probability of the chosen",
        Expect { value: 0.5565, within: got.error },
        got.value,
    );
    Ok(())
}

/// Adds the figures of predicting the same shares in every task, whatever is offered: what every model has to beat.
pub(super) fn add_null(figures: &mut Figures, data: &ChoiceData<'_>, hit_rate: f64, root_likelihood: f64) {
    let mut count = vec![0.0; data.alternatives()];
    (0..data.tasks()).for_each(|task| count[data.chosen(task)] += 1.0);
    let shares: Vec<f64> = count.iter().map(|count| count / data.tasks() as f64).collect();
    let got = hold_out(data, &shares.repeat(data.tasks()));
    for (figure, value, got) in [("hit rate", hit_rate, got.hit_rate), ("root likelihood", root_likelihood, got.root_likelihood)] {
        figures.add(&format!("constant shares, {figure}"), Expect { value, within: 5e-4 }, got.value);
    }
}

/// What hierarchical Bayes gives on electricity: full covariance comes to the same, or better.
pub(super) const BAYES: (f64, f64) = (0.694, 0.454);

/// Adds the figures of a survey; those of hierarchical Bayes stand beside full covariance for known people.
pub(super) fn add(
    figures: &mut Figures,
    data: &ChoiceData<'_>,
    rows: &[Row],
    bayes: Option<(f64, f64)>,
    threads: usize,
) -> Result<(), Why> {
    for &(held, by, hit_rate, root_likelihood) in rows {
        let got = held_out(data, held, by, threads)?;
        let whom = if held == Held::Tasks { "new tasks of known people" } else { "new people" };
        let what = match by {
            By::Logit => "logit",
            By::Mixed(Covariance::Diagonal) => "mixed logit, independent tastes",
            By::Mixed(Covariance::Full) => "mixed logit, full covariance",
        };
        for (figure, value, got) in [("hit rate", hit_rate, got.hit_rate), ("root likelihood", root_likelihood, got.root_likelihood)] {
            figures.add(&format!("{whom}, {what}, {figure}"), Expect { value, within: got.error }, got.value);
        }
        if let (Held::Tasks, By::Mixed(Covariance::Full), Some((hit_rate, root_likelihood))) = (held, by, bayes) {
            for (figure, value, got) in [("hit rate", hit_rate, got.hit_rate), ("root likelihood", root_likelihood, got.root_likelihood)] {
                let name = format!("{whom}, {what}, {figure} that hierarchical Bayes comes to");
                figures.add(&name, Expect { value, within: got.error }, got.value);
            }
        }
    }
    Ok(())
}

fn held_out(data: &ChoiceData<'_>, held: Held, by: By, threads: usize) -> Result<HoldOut, Why> {
    let splits = match held {
        Held::Tasks => Split::last(data, 2).map(|split| vec![split]),
        Held::People => Split::folds(data, 5),
    };
    let splits = splits.ok_or("there are too few tasks or people to hold any out")?;
    let mut predicted = vec![f64::NAN; data.tasks() * data.alternatives()];
    let mut tested = vec![false; data.tasks()];
    for split in &splits {
        let shares = predict(split, held, by, threads)?;
        for (&task, shares) in split.held.tasks().iter().zip(shares.chunks_exact(data.alternatives())) {
            predicted[task * data.alternatives()..(task + 1) * data.alternatives()].copy_from_slice(shares);
            tested[task] = true;
        }
    }
    let scored = Picked::new(data, |task| tested[task]).ok_or("no task was held out")?;
    let rows = scored.tasks().iter().flat_map(|&task| &predicted[task * data.alternatives()..(task + 1) * data.alternatives()]);
    Ok(hold_out(&scored.data(), &rows.copied().collect::<Vec<f64>>()))
}

/// Estimates from what is known and predicts what is held out.
fn predict(split: &Split, held: Held, by: By, threads: usize) -> Result<Vec<f64>, Why> {
    let (known, new) = (split.known.data(), split.held.data());
    let names: Vec<String> = (0..known.features()).map(|feature| format!("feature {feature}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let specification = match by {
        By::Logit => Specification::all(&names, Distribution::Fixed),
        By::Mixed(covariance) => Specification { covariance, ..Specification::all(&names, Distribution::Normal) },
    };
    let model = Model::new(&specification)?;
    let panel = Panel::new(&model, &known, &[])?;
    let settings = settings(threads);
    let found = fit(&model, &panel, &settings)?;
    let of = |panel: &Panel<'_>, knowledge| -> Result<Vec<f64>, Why> {
        let likelihood = Likelihood::new(&model, panel, settings.points, MORE * settings.draws, settings.effort)?;
        Ok(likelihood.predict(found.parameters(), knowledge, &new)?)
    };
    match held {
        Held::Tasks => of(&panel, Knowledge::Own),
        Held::People => of(&Panel::new(&model, &new, &[])?, Knowledge::Population),
    }
}

/// Draws a person, of the scrambled Sobol' sequence.
const DRAWS: usize = 256;

/// How many times as many draws predictions take: few of them fall where a person's own choices lead.
const MORE: usize = 4;

/// Predictions need no more: the estimates lie within a hundredth of a standard error of the maximum.
fn settings(threads: usize) -> Settings {
    let mut settings = Settings { draws: DRAWS, errors: Errors::Scores, gain: 1e-4, ..Settings::default() };
    settings.effort.threads = threads;
    settings
}
