//! The concept under every future that is told, and under everything we could do about it, on the same people and the same draws.
//!
//! A scenario is the treatments of its variants, made one after the other in the order of drivers. An uncertain amount of a treatment is one
//! input of the market, however many scenarios it stands in, so that two scenarios meet the same draw of it.

use std::sync::atomic::AtomicBool;

use crate::cross_impact::{Scenario, Structure};
use crate::explore::{Attitude, Better, Rule, Verdict, judge};
use crate::input::{Cx, Name, Spanned};
use crate::market::{Kind, MarketEdit, joined};
use crate::montecarlo::{Comparison, RunnerError, Spread};
use crate::stats::quantile;
use crate::study::compare::{AS_IT_IS, Comparing, Findings as Compared, analyse};
use crate::study::validate::{Options, Stage};
use crate::treatment::spec::TreatmentSpec;
use crate::treatment::{DiffLine, Treatment};
use crate::world::World;

use super::analyse::Findings;
use super::failure::{Failure, Search};
use super::load::{Concept, Treated};
use super::pathways::{Pathways, Prospect, Ways};

/// A future that is told with the arms that stand for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Under {
    /// What it is called.
    pub name: String,
    /// By option, the concept as it is first: the arm of the comparison; nothing where it could not be run.
    pub arms: Vec<Option<usize>>,
}

/// How an option stands over all scenarios that are read. Payoffs are means over draws, turned so that more is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Robust {
    /// By scenario: what is lost against the option that is best there on mean payoffs; paired differences, in some draws below 0.
    pub regrets: Vec<Spread>,
    /// The lowest mean payoff of any scenario.
    pub worst: f64,
    /// The mean over scenarios of mean payoffs, each scenario counted alike.
    pub mean: f64,
    /// The largest loss against the best option, on mean payoffs.
    pub max_regret: f64,
    /// The share of draws in which no other option has a smaller largest loss; several can have the smallest together.
    pub least_often: f64,
}

/// The concept under scenarios.
#[derive(Debug)]
pub struct Stressed {
    /// The study, with each scenario and option as a treatment.
    pub comparing: Comparing,
    /// What they change.
    pub findings: Compared,
    /// The scenarios.
    pub under: Vec<Under>,
    /// By option, the concept as it is first: its arm today; only as it is where no ways are weighed.
    pub today: Vec<usize>,
    /// What we could do over the years, weighed; nothing where no ways are told or a scenario is missing.
    pub ways: Option<(Pathways, Ways)>,
    /// The options, the concept as it is first.
    pub options: Vec<String>,
    /// The measures that come first: purchase intent, what the verdict hangs on, the share who get through.
    pub headline: Vec<Kind>,
    /// By option; empty where there is nothing to choose between, or where a scenario is missing.
    pub robust: Vec<Robust>,
    /// What every common rule says of the options, on mean payoffs; nothing where there is nothing to choose between.
    pub rules: Option<Verdict>,
    /// Under what the study's rule to go fails in the scenarios, with the concept as it is; nothing where too little was run.
    pub failure: Option<Failure>,
    /// By variant of a scenario that is read, as driver and variant: what it does to the study.
    pub touches: Vec<(usize, usize, Vec<DiffLine>)>,
    /// What could not be run, with why.
    pub left_out: Vec<(String, String)>,
}

/// Puts a concept under every future that is told.
///
/// # Errors
/// [`RunnerError`] when no thread starts or every draw fails.
///
/// # Determinism
/// Depends on the concept, the scenarios and their order, the seed and the replicates; never on threads or chunks.
pub fn stress(
    concept: Concept,
    structure: &Structure,
    findings: &Findings,
    options: &Options,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Stage),
) -> Result<Stressed, RunnerError> {
    let Concept { study, variants, options: choices, pathways } = concept;
    let alternatives = study.market.alternatives().len();
    let names: Vec<String> = std::iter::once(AS_IT_IS.to_owned()).chain(choices.iter().map(|(name, _)| name.clone())).collect();
    let span = study.spec.concept.name.span;
    let (mut treatments, mut specs, mut under, mut left_out) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut touches: Vec<(usize, usize, Vec<DiffLine>)> = Vec::new();
    for told in &findings.told {
        let chosen = told.scenario.variants().enumerate().map(|(driver, variant)| (driver, variants[driver][variant].as_ref()));
        let touching: Vec<(usize, &Treated)> = chosen.filter_map(|(driver, found)| Some((driver, found?))).collect();
        let mut arms = Vec::with_capacity(names.len());
        for (option, name) in names.iter().enumerate() {
            let own = option.checked_sub(1).map(|own| &choices[own].1);
            let parts: Vec<&Treated> = touching.iter().map(|(_, found)| *found).chain(own).collect();
            if parts.is_empty() {
                arms.push(Some(0));
                continue;
            }
            let title = if option == 0 { told.name.clone() } else { format!("{}: {name}", told.name) };
            let edits: Vec<&[MarketEdit]> = parts.iter().map(|(_, treatment)| treatment.edits.as_slice()).collect();
            let Some(edits) = joined(alternatives, &edits) else {
                let of: Vec<&str> = parts.iter().map(|(spec, _)| spec.title.value.as_str()).collect();
                left_out.push((title, format!("its treatments contradict each other: {}", of.join("; "))));
                arms.push(None);
                continue;
            };
            arms.push(Some(treatments.len() + 1));
            let diff: Vec<DiffLine> = parts.iter().flat_map(|(_, treatment)| treatment.diff.clone()).collect();
            let edit = parts.iter().flat_map(|(spec, _)| spec.edit.clone()).collect();
            let named = Name::new(title.as_str()).unwrap_or_else(|_| Name::literal("Scenario"));
            specs.push(TreatmentSpec { title: Spanned::new(named, span), why: None, edit });
            treatments.push(Treatment { name: title, why: String::new(), edits, diff });
        }
        under.push(Under { name: told.name.clone(), arms });
        for (driver, (_, treatment)) in touching {
            let variant = told.scenario.variant(driver);
            if !touches.iter().any(|(d, v, _)| (*d, *v) == (driver, variant)) {
                touches.push((driver, variant, treatment.diff.clone()));
            }
        }
    }
    let mut today = vec![0];
    if pathways.is_some() {
        for (name, (spec, treatment)) in &choices {
            today.push(treatments.len() + 1);
            let title = format!("today: {name}");
            let named = Name::new(title.as_str()).unwrap_or_else(|_| Name::literal("today"));
            specs.push(TreatmentSpec { title: Spanned::new(named, span), why: None, edit: spec.edit.clone() });
            treatments.push(Treatment { name: title, why: String::new(), edits: treatment.edits.clone(), diff: treatment.diff.clone() });
        }
    }
    // What the verdict cannot be judged by was said when the study was read.
    let comparing = Comparing::of(study, treatments, specs, &mut Cx::new());
    let compared = analyse(&comparing, options, interrupt, tell)?;
    let headline = comparing.headline();
    let (robust, rules) = robust(&comparing, &compared.comparison, &under).unzip();
    let robust = robust.unwrap_or_default();
    let ways = pathways.and_then(|pathways| {
        let scenarios = under.iter().zip(&findings.told).map(|(under, told)| {
            let arms: Option<Vec<usize>> = under.arms.iter().copied().collect();
            Some((under.name.clone(), Some(told.scenario.clone()), arms?))
        });
        let scenarios: Option<Vec<_>> = scenarios.collect();
        let Some(scenarios) = scenarios else {
            left_out.push(("the ways through the years".to_owned(), "the concept could not be run in every scenario".to_owned()));
            return None;
        };
        let figure = comparing.figures().index(comparing.weighed.kind)?;
        let scale = if comparing.weighed.kind.is_share() { 100.0 } else { 1.0 };
        let world = |(name, scenario, arms): (String, Option<Scenario>, Vec<usize>)| {
            let points = arms.iter().map(|&arm| compared.comparison.level(arm, figure).into_iter().map(|level| scale * level).collect());
            Prospect { name, scenario, points: points.collect() }
        };
        let now = world(("today goes on".to_owned(), None, today.clone()));
        let ways = Ways::weigh(&pathways, now, scenarios.into_iter().map(world).collect(), options.seed)?;
        Some((pathways, ways))
    });
    let failure = failure(&comparing, &compared, &under, findings, structure, options.batching.threads);
    touches.sort_by_key(|(driver, variant, _)| (*driver, *variant));
    Ok(Stressed { comparing, findings: compared, under, today, ways, options: names, headline, robust, rules, failure, touches, left_out })
}

/// The name of a scenario by its place among those found.
#[must_use]
pub fn title(place: usize) -> String {
    format!("Scenario {}", place + 1)
}

/// How much the best case counts in the mix of best and worst case, and how many futures in ten the loss that few exceed covers.
pub(super) const OPTIMISM: f64 = 0.5;
pub(super) const PERCENTILE: f64 = 0.9;

/// Whether between a twentieth and all but a twentieth of cases fail.
fn tells(scenarios: &[(&Scenario, Vec<bool>)]) -> bool {
    let all = scenarios.iter().map(|(_, fails)| fails.len()).sum::<usize>() as f64;
    let failed = scenarios.iter().flat_map(|(_, fails)| fails).filter(|fails| **fails).count() as f64;
    failed >= all / 20.0 && failed <= all * 19.0 / 20.0
}

/// Under what the rule to go fails; where there is none that can be judged or that tells cases apart, under what the figure that effects are weighed by
/// is worst.
fn failure(
    comparing: &Comparing,
    compared: &Compared,
    under: &[Under],
    findings: &Findings,
    structure: &Structure,
    threads: usize,
) -> Option<Failure> {
    let (comparison, figures) = (&compared.comparison, comparing.figures());
    let arms: Vec<(&Scenario, usize)> =
        under.iter().zip(&findings.told).filter_map(|(under, told)| Some((&told.scenario, under.arms[0]?))).collect();
    let goes = |arm: usize| comparing.judged.then(|| comparing.goes(comparison, arm)).flatten();
    let ruled: Option<Vec<(&Scenario, Vec<bool>)>> =
        arms.iter().map(|&(scenario, arm)| Some((scenario, goes(arm)?.into_iter().map(|goes| !goes).collect()))).collect();
    // Where nearly every case fails, or hardly any, the rule tells cases apart too little.
    let (what, scenarios) = match ruled.filter(|ruled| tells(ruled)) {
        Some(ruled) => ("what the study's rule to go asks for is not met".to_owned(), ruled),
        None => {
            let figure = figures.index(comparing.weighed.kind)?;
            let turn = if comparing.weighed.higher_is_better() { 1.0 } else { -1.0 };
            let levels: Vec<Vec<f64>> =
                arms.iter().map(|&(_, arm)| comparison.level(arm, figure).into_iter().map(|level| turn * level).collect()).collect();
            let mut all: Vec<f64> = levels.iter().flatten().copied().filter(|level| level.is_finite()).collect();
            all.sort_by(f64::total_cmp);
            let line = quantile(&all, 0.25);
            let of_study = comparing.study.figures();
            let name = comparing.study.name_of(&of_study.all()[of_study.index(comparing.weighed.kind)?]);
            let low =
                arms.iter().zip(levels).map(|(&(scenario, _), levels)| (scenario, levels.iter().map(|&level| level <= line).collect()));
            (format!("the {name} is in the worst quarter of all cases"), low.collect())
        }
    };
    let theta = |draw: usize| comparison.theta(draw);
    let unknowns = comparing.study.market.unknowns();
    Search { structure, scenarios: &scenarios, unknowns, theta: &theta, threads }.run(what)
}

/// Holds options against each other over all scenarios, by the figure that effects are weighed by.
fn robust(comparing: &Comparing, comparison: &Comparison, under: &[Under]) -> Option<(Vec<Robust>, Verdict)> {
    let figures = comparing.figures();
    let figure = figures.index(comparing.weighed.kind)?;
    let turn = if comparing.weighed.higher_is_better() { 1.0 } else { -1.0 };
    let options = under.first().map_or(0, |under| under.arms.len());
    // [option][scenario][draw]; nothing where an arm is missing or a draw has no base.
    let payoffs: Option<Vec<Vec<Vec<f64>>>> = (0..options)
        .map(|option| {
            let one = |under: &Under| Some(comparison.level(under.arms[option]?, figure).into_iter().map(|value| turn * value).collect());
            under.iter().map(one).collect()
        })
        .collect();
    let today: Vec<f64> = comparison.level(0, figure).into_iter().map(|value| turn * value).collect();
    let enough = crate::num::sum(&today) / today.len().max(1) as f64;
    payoffs.filter(|_| options > 1).and_then(|payoffs| weigh(&payoffs, enough))
}

/// Holds options against each other from payoffs by option, scenario and draw, draw by draw and on means over draws; nothing where a payoff is not
/// a finite number, or where there is one draw only. Good enough is what is no worse than `enough`.
pub(super) fn weigh(payoffs: &[Vec<Vec<f64>>], enough: f64) -> Option<(Vec<Robust>, Verdict)> {
    let attitude = Attitude { better: Better::More, optimism: OPTIMISM, percentile: PERCENTILE, enough, tie: 0.0 };
    let told = |value: &dyn Fn(&[f64]) -> f64| {
        let table: Vec<Vec<f64>> = payoffs.iter().map(|option| option.iter().map(|draws| value(draws)).collect()).collect();
        judge(&table, &attitude).ok()
    };
    let draws = payoffs.first()?.first()?.len();
    let means = told(&|draws| crate::num::sum(draws) / draws.len() as f64)?;
    let each: Vec<Verdict> = (0..draws).map(|draw| told(&|draws| draws[draw])).collect::<Option<_>>()?;
    let of = |option: usize| {
        let regrets = (0..payoffs[option].len()).map(|scenario| {
            let best = (0..payoffs.len())
                .min_by(|&one, &other| means.regret[one][scenario].total_cmp(&means.regret[other][scenario]))
                .unwrap_or(option);
            let pairs = payoffs[best][scenario].iter().zip(&payoffs[option][scenario]);
            Spread::of(&pairs.map(|(best, own)| best - own).collect::<Vec<_>>())
        });
        Some(Robust {
            regrets: regrets.collect::<Option<_>>()?,
            worst: means.figure(option, Rule::Maximin),
            mean: means.figure(option, Rule::Laplace),
            max_regret: means.figure(option, Rule::MaximumRegret),
            least_often: each.iter().filter(|verdict| verdict.is_best(option, Rule::MaximumRegret)).count() as f64 / draws as f64,
        })
    };
    Some(((0..payoffs.len()).map(of).collect::<Option<_>>()?, means))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regret_and_worst_case_are_those_of_the_reference_table() {
        // The project's reference values: payoff [[10,2,6,6],[7,5,5,7],[3,8,4,5]], three options over four scenarios.
        let table = [[10.0, 2.0, 6.0, 6.0], [7.0, 5.0, 5.0, 7.0], [3.0, 8.0, 4.0, 5.0]];
        let payoffs: Vec<Vec<Vec<f64>>> = table.iter().map(|row| row.iter().map(|&value| vec![value; 2]).collect()).collect();
        let (found, rules) = weigh(&payoffs, 5.0).unwrap();
        let by = |rule: Rule| (0..3).map(|option| rules.figure(option, rule)).collect::<Vec<_>>();
        assert_eq!((by(Rule::Maximax), by(Rule::Satisficing)), (vec![10.0, 7.0, 8.0], vec![0.75, 1.0, 0.5]));
        assert_eq!(found.iter().map(|one| one.worst).collect::<Vec<_>>(), [2.0, 5.0, 3.0]);
        assert_eq!(found.iter().map(|one| one.max_regret).collect::<Vec<_>>(), [6.0, 3.0, 7.0]);
        assert_eq!(found.iter().map(|one| one.mean).collect::<Vec<_>>(), [6.0, 6.0, 5.0]);
        let mean_regret = |one: &Robust| one.regrets.iter().map(|regret| regret.mean).sum::<f64>() / 4.0;
        assert_eq!(found.iter().map(mean_regret).collect::<Vec<_>>(), [1.75, 1.75, 2.75]);
        assert_eq!(found.iter().map(|one| one.least_often).collect::<Vec<_>>(), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn a_scenario_in_which_options_change_places_shows_in_the_shares() {
        // Two draws of one scenario: each option is best in one of them.
        let (found, _) = weigh(&[vec![vec![1.0, 0.0]], vec![vec![0.0, 3.0]]], 0.0).unwrap();
        assert_eq!((found[0].least_often, found[1].least_often), (0.5, 0.5));
        assert_eq!((found[0].max_regret, found[1].max_regret), (1.0, 0.0));
        // Against the second, which is best on the mean: one draw gains 1, the other loses 3.
        assert_eq!((found[0].regrets[0].mean, found[1].regrets[0].mean), (1.0, 0.0));
        assert!(found[0].regrets[0].low < 0.0 && found[0].regrets[0].high > 2.0);
        assert!(weigh(&[vec![]], 0.0).is_none());
        assert!(weigh(&[vec![vec![f64::NAN]], vec![vec![1.0]]], 0.0).is_none());
    }
}
