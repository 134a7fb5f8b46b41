//! The test: folds of people, what is said of their answers, scorecards, the verdict.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::choice::ratings::{RatingsData, RatingsModel, Thresholds, Told, predict_ratings, recalibrated, search_ratings};
use crate::measure::forecast::{RatingsCard, RatingsContest, Said, Verdict, judge_ratings};
use crate::num::ln;
use crate::random::{At, Purpose, Streams};
use crate::study::backtest::{BacktestError, Held, Options};
use crate::study::fit::ratings::{RatingsStudy, Sample};

/// Into how many folds people are cut.
const FOLDS: usize = 5;
/// The least people that a fold is learned from.
const LEAST: usize = 10;
/// What counts as half an answer more in each box, so that a box nobody ticked keeps a chance.
const HALF: f64 = 0.5;

/// One test.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingsTested {
    /// What was held out: people, or one answer at a time.
    pub held: Held,
    /// The scorecard.
    pub card: RatingsCard,
}

/// What a ratings file may be used for, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingsBacktest {
    /// People never seen, then known people.
    pub tested: Vec<RatingsTested>,
    /// Which of the forecasts is judged.
    pub panel: usize,
    /// The verdict.
    pub verdict: Verdict,
    /// How many people were learned from; over folds the fewest.
    pub learned: usize,
    /// What was done, in a sentence.
    pub how: String,
}

impl RatingsBacktest {
    /// Returns a test.
    #[must_use]
    pub fn of(&self, held: Held) -> Option<&RatingsTested> {
        self.tested.iter().find(|tested| tested.held == held)
    }
}

/// A model to be tested: its name, whether it has the file's style, whether thresholds are moved until shares are met again.
struct Variant {
    name: &'static str,
    has_style: bool,
    is_met: bool,
}

const STYLED: [Variant; 3] = [
    Variant { name: "without style", has_style: false, is_met: false },
    Variant { name: "with style", has_style: true, is_met: false },
    Variant { name: "with style, shares met again", has_style: true, is_met: true },
];
const PLAIN: [Variant; 2] = [
    Variant { name: "as the file says", has_style: false, is_met: false },
    Variant { name: "as the file says, shares met again", has_style: false, is_met: true },
];
/// The two simple forecasts, in the order of [`crate::measure::forecast::Simple::ALL`].
const SIMPLE: [&str; 2] = ["equal chances", "each item's shares"];

/// What was said of all people by one forecast.
struct Words {
    name: &'static str,
    told: Told,
}

impl Words {
    fn new(name: &'static str, people: usize, cells: usize) -> Self {
        let none = |count: usize| vec![0.0; count];
        let told =
            Told { together: none(people), unseen: none(people * cells), others: none(people * cells), means: vec![[0.0; 2]; people] };
        Self { name, told }
    }

    /// Puts what was said of some people where they stand among all.
    fn take(&mut self, who: &[usize], told: &Told, cells: usize) {
        for (at, &person) in who.iter().enumerate() {
            let (from, to) = (at * cells..(at + 1) * cells, person * cells..(person + 1) * cells);
            self.told.together[person] = told.together[at];
            self.told.means[person] = told.means[at];
            self.told.unseen[to.clone()].copy_from_slice(&told.unseen[from.clone()]);
            self.told.others[to].copy_from_slice(&told.others[from]);
        }
    }
}

/// Tests the model of a ratings file on five folds of people.
///
/// # Errors
/// [`BacktestError`] where there are too few people, the model cannot be estimated, or the run is interrupted.
///
/// # Determinism
/// Depends on the file, its data and the seed; the number of threads changes nothing.
pub fn backtest_ratings(study: &RatingsStudy, options: &Options, interrupt: &AtomicBool) -> Result<RatingsBacktest, BacktestError> {
    let (sample, model) = (&study.sample, &study.model);
    let people = sample.people.len();
    if people < 2 * LEAST {
        return Err(BacktestError::TooFew(format!(
            "ratings of {people} people are too few to hold any out; it takes {} at least",
            2 * LEAST
        )));
    }
    let (folds, cells) = (folds(study, options)?, model.items.len() * model.categories);
    let variants: &[Variant] = if study.has_style() { &STYLED } else { &PLAIN };
    let names = SIMPLE.into_iter().chain(variants.iter().map(|variant| variant.name));
    let mut words: Vec<Words> = names.map(|name| Words::new(name, people, cells)).collect();
    let mut learned = people;
    for fold in 0..FOLDS {
        if interrupt.load(Ordering::Relaxed) {
            return Err(BacktestError::Interrupted);
        }
        let who: Vec<usize> = (0..people).filter(|&person| folds[person] == fold).collect();
        let (known, held) = (sample.part(|person| folds[person] != fold), sample.part(|person| folds[person] == fold));
        learned = learned.min(known.people.len());
        let failed = |why| BacktestError::Fit { what: "people never seen".to_owned(), why: Box::new(why) };
        let said = predict(study, variants, &known, &held, options.threads).map_err(|error| failed(error.into()))?;
        words.iter_mut().zip(&said).for_each(|(words, told)| words.take(&who, told, cells));
    }
    let panel = words.len() - 1;
    let tested =
        [Held::People, Held::Tasks].map(|held| tested(study, &words, &folds, held, options)).into_iter().collect::<Result<Vec<_>, _>>()?;
    let verdict = judge_ratings(Some(&tested[0].card), Some(&tested[1].card), panel);
    let how = format!(
        "{FOLDS} folds of people: each was predicted from the other {}, once with nothing of theirs known but demographics, once with each answer held out in turn \
         and their other answers known.",
        FOLDS - 1
    );
    Ok(RatingsBacktest { tested, panel, verdict, learned, how })
}

/// Puts people into folds, by numbers drawn for their places in the data; then lets people change places until the others of every fold tell of every box
/// whose thresholds are looked for.
///
/// # Errors
/// [`BacktestError::TooFew`] where that cannot be.
fn folds(study: &RatingsStudy, options: &Options) -> Result<Vec<usize>, BacktestError> {
    let people = study.sample.people.len();
    let streams = Streams::new(options.seed, At { theta: u32::MAX, inner: 3 });
    let mut order: Vec<(u32, usize)> = (0..people).map(|at| (streams.draws(Purpose::Resample, at as u64, 0).word(), at)).collect();
    order.sort_unstable();
    let mut folds = vec![0; people];
    order.into_iter().enumerate().for_each(|(rank, (_, at))| folds[at] = rank % FOLDS);
    let ticked = Ticked::of(study);
    for place in 0..ticked.people.len() {
        if !ticked.is_alone(place, &folds) {
            continue;
        }
        let mut pairs = ticked.people[place].iter().flat_map(|&one| (0..people).map(move |other| (one, other)));
        let found = pairs.find(|&(one, other)| {
            if folds[one] == folds[other] {
                return false;
            }
            folds.swap(one, other);
            let fits = ticked.boxes[one].iter().chain(&ticked.boxes[other]).all(|&at| !ticked.is_alone(at, &folds));
            folds.swap(one, other);
            fits
        });
        let Some((one, other)) = found else {
            let (item, answer) = ticked.named(place, study);
            return Err(BacktestError::TooFew(format!(
                "too few people ticked {answer} of 1 to {}{item}: with them held out nobody tells of it; join it with the box next to it",
                study.model.categories
            )));
        };
        folds.swap(one, other);
    }
    Ok(folds)
}

/// Who ticked which box; boxes of all items together where their thresholds are the same.
struct Ticked {
    /// The people of each box.
    people: Vec<Vec<usize>>,
    /// The boxes of each person.
    boxes: Vec<Vec<usize>>,
    categories: usize,
}

impl Ticked {
    fn of(study: &RatingsStudy) -> Self {
        let (items, categories) = (study.model.items.len(), study.model.categories);
        let own = study.model.thresholds == Thresholds::ByItem;
        let box_of = |item: usize, answer: u8| if own { item * categories } else { 0 } + usize::from(answer) - 1;
        let boxes: Vec<Vec<usize>> = study
            .sample
            .answers
            .chunks_exact(items)
            .map(|row| {
                let all = row.iter().enumerate().filter(|(_, answer)| **answer > 0).map(|(item, &answer)| box_of(item, answer));
                all.collect::<BTreeSet<usize>>().into_iter().collect()
            })
            .collect();
        let mut people = vec![Vec::new(); if own { items } else { 1 } * categories];
        boxes.iter().enumerate().for_each(|(person, own)| own.iter().for_each(|&at| people[at].push(person)));
        Self { people, boxes, categories }
    }

    /// Whether all who ticked a box stand in one fold.
    fn is_alone(&self, place: usize, folds: &[usize]) -> bool {
        let people = &self.people[place];
        people.first().is_some_and(|first| people.iter().all(|other| folds[*other] == folds[*first]))
    }

    /// The item in words, empty where all have the same thresholds, and the answer from 1.
    fn named(&self, place: usize, study: &RatingsStudy) -> (String, usize) {
        let item = if self.people.len() > self.categories {
            format!(" at `{}`", study.model.items[place / self.categories].name)
        } else {
            String::new()
        };
        (item, place % self.categories + 1)
    }
}

/// Learns from some people and says what others answer: the two simple forecasts, then the variants.
fn predict(
    study: &RatingsStudy,
    variants: &[Variant],
    known: &Sample,
    held: &Sample,
    threads: usize,
) -> Result<Vec<Told>, crate::choice::ratings::RatingsError> {
    let plain = study.without_style();
    let settings = study.settings(threads);
    let asked = held.data(&study.model)?;
    let learned = known.data(&study.model)?;
    let mut said = vec![
        simple(&study.model, held, &vec![1.0 / study.model.categories as f64; study.model.items.len() * study.model.categories]),
        simple(&study.model, held, &shares(&study.model, &learned, known)),
    ];
    let mut last: Option<(bool, Vec<f64>)> = None;
    for variant in variants {
        let model = if variant.has_style { &study.model } else { &plain };
        let parameters = match last.take() {
            Some((has_style, parameters)) if has_style == variant.has_style => parameters,
            _ => search_ratings(model, &learned, &settings)?.0,
        };
        let mut shape = model.shape(&parameters);
        if variant.is_met {
            shape = recalibrated(model, &shape, &learned, threads)?;
        }
        said.push(predict_ratings(model, &shape, &asked, (settings.nodes, threads))?);
        last = Some((variant.has_style, parameters));
    }
    Ok(said)
}

/// The shares of each item's boxes, with half an answer more in each.
fn shares(model: &RatingsModel, data: &RatingsData<'_>, sample: &Sample) -> Vec<f64> {
    let (items, boxes) = (model.items.len(), model.categories);
    let mut out = data.shares(boxes);
    for (item, own) in out.chunks_exact_mut(boxes).enumerate() {
        let count = sample.answers.iter().skip(item).step_by(items).filter(|&&answer| answer > 0).count() as f64;
        own.iter_mut().for_each(|share| *share = (count * *share + HALF) / (count + HALF * boxes as f64));
    }
    out
}

/// The same shares for everybody, each answer by itself.
fn simple(model: &RatingsModel, held: &Sample, shares: &[f64]) -> Told {
    let (items, boxes, people) = (model.items.len(), model.categories, held.people.len());
    let (mut mean, mut variance) = (0.0, 0.0);
    for own in shares.chunks_exact(boxes) {
        let moment = |of: &dyn Fn(f64) -> f64| own.iter().enumerate().map(|(at, share)| of((at + 1) as f64) * share).sum::<f64>();
        let first = moment(&|points| points);
        mean += first / items as f64;
        variance += (moment(&|points| points * points) - first * first) / (items * items) as f64;
    }
    let log = |own: &[u8]| -> f64 {
        let ticked = own.iter().enumerate().filter(|(_, answer)| **answer > 0);
        ticked.map(|(item, &answer)| ln(shares[item * boxes + usize::from(answer) - 1])).sum()
    };
    let all = shares.repeat(people);
    Told {
        together: held.answers.chunks_exact(items).map(log).collect(),
        others: all.clone(),
        unseen: all,
        means: vec![[mean, variance + mean * mean]; people],
    }
}

/// Scores one of the two tests.
fn tested(study: &RatingsStudy, words: &[Words], folds: &[usize], held: Held, options: &Options) -> Result<RatingsTested, BacktestError> {
    let is_unseen = held == Held::People;
    let said: Vec<Said<'_>> = words
        .iter()
        .map(|words| Said {
            name: words.name,
            chances: if is_unseen { &words.told.unseen } else { &words.told.others },
            together: is_unseen.then_some(&words.told.together[..]),
            means: is_unseen.then_some(&words.told.means[..]),
        })
        .collect();
    let contest = RatingsContest {
        items: study.model.items.len(),
        boxes: study.model.categories,
        answers: &study.sample.answers,
        folds,
        said: &said,
    };
    let mut draws = Streams::new(options.seed, At { theta: u32::MAX, inner: 4 }).draws(Purpose::Bootstrap, held.stream(), 0);
    Ok(RatingsTested { held, card: RatingsCard::of(&contest, &mut draws)? })
}
