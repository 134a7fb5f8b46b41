//! The test: splits, predictions, leaks, scorecards, the verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::choice::{ChoiceData, Leak, Picked, Split, leaked_people, leaked_tasks};
use crate::measure::forecast::{
    Card, CellScore, Choices, Contest, Forecast, Grounds, Inclinations, Null, Verdict, carries_over, cell_scores, judge,
};
use crate::random::{At, Purpose, Streams};
use crate::study::fit::{Answer, FitStudy};

use super::cells::{cells, levels, segments};
use super::demand::{DemandOf, curves};
use super::predict::{Asked, BacktestError, Demographics, Options, Parts, Said, predict};
use super::{held, stability, worth};

/// How many tasks of each person are held out, the last ones.
pub(super) const LAST: usize = 2;
/// Into how many folds people are cut.
pub(super) const FOLDS: usize = 5;
/// How many leaks are told one by one.
const TOLD: usize = 3;

/// What was held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Some tasks of people whose other choices are known.
    Tasks,
    /// Whole people.
    People,
    /// What the `[[test]]` of that place in the file names.
    Test(usize),
}

impl Held {
    /// Returns its stable name.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Tasks => "known_people".to_owned(),
            Self::People => "unseen_people".to_owned(),
            Self::Test(at) => format!("test_{}", at + 1),
        }
    }

    /// Returns what it is, in words.
    #[must_use]
    pub fn name(self, study: &FitStudy) -> String {
        match self {
            Self::Tasks => "New tasks of known people".to_owned(),
            Self::People => "People never seen".to_owned(),
            Self::Test(at) => study.spec.test.get(at).map_or_else(String::new, |test| test.label.value.as_str().to_owned()),
        }
    }

    /// The number of its stream of chance.
    pub(super) fn stream(self) -> u64 {
        match self {
            Self::Tasks => 0,
            Self::People => 1,
            Self::Test(at) => 2 + at as u64,
        }
    }
}

/// One test.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// What was held out.
    pub held: Held,
    /// That in words.
    pub name: String,
    /// How, in a sentence.
    pub how: String,
    /// What stands against relying on the panel there, for what the file's `[[test]]` names; nothing if it carries over.
    pub against: Vec<String>,
    /// The scorecard.
    pub card: Card,
    /// Each way in which held-out answers were known, in words; none is right.
    pub leaks: Vec<String>,
    /// What stands against the figures without being a leak, in words: chains that do not agree.
    pub doubts: Vec<String>,
    /// How often a product was chosen at each level of its attributes, and how often that was predicted.
    pub levels: Vec<CellScore>,
    /// How often each product was chosen by its price, and how often that was predicted.
    pub demand: Vec<DemandOf>,
    /// How many people were learned from; over folds the fewest.
    pub learned: usize,
}

/// What a panel may be used for, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// The tests.
    pub tested: Vec<Tested>,
    /// The verdict.
    pub verdict: Verdict,
    /// Tests that these choices do not allow, in words.
    pub missing: Vec<String>,
}

impl Backtest {
    /// Returns a test.
    #[must_use]
    pub fn of(&self, held: Held) -> Option<&Tested> {
        self.tested.iter().find(|tested| tested.held == held)
    }
}

/// Tests the model of a fit file: on the last two tasks of each person, and on people it has not seen (those the file holds out, or five folds).
///
/// # Errors
/// [`BacktestError`] where no test is possible, the model cannot be estimated, or the run is interrupted.
///
/// # Determinism
/// Depends on the file, its data and the seed; the number of threads changes nothing.
pub fn backtest(
    study: &FitStudy,
    options: &Options,
    interrupt: &AtomicBool,
    tell: &dyn Fn(&'static str),
) -> Result<Backtest, BacktestError> {
    let data = study.survey.data();
    let (mut tested, mut missing) = (Vec::new(), Vec::new());
    let wanted = [Held::Tasks, Held::People].into_iter().chain((0..study.spec.test.len()).map(Held::Test));
    for held in wanted {
        let trial = match held {
            Held::Tasks => last_tasks(study, &data),
            Held::People => unseen_people(study, &data),
            Held::Test(at) => held::on_purpose(study, &data, at),
        };
        let trial =
            trial.and_then(|(splits, trial)| splits.iter().try_for_each(|split| held::learnable(study, split)).map(|()| (splits, trial)));
        match trial {
            Ok((splits, trial)) => {
                tell(match held {
                    Held::Tasks => "new tasks of known people",
                    Held::People => "people never seen",
                    Held::Test(_) => "what is held out on purpose",
                });
                tested.push(test(study, &data, &splits, trial, options, interrupt)?);
            }
            Err(why) => missing.push(format!("{}: {why}", held.name(study))),
        }
    }
    missing.extend(worth::untested(study, &tested));
    if tested.is_empty() {
        return Err(BacktestError::TooFew(missing.join(" ")));
    }
    Ok(judged(tested, missing))
}

/// Draws the verdict from tests.
pub(super) fn judged(tested: Vec<Tested>, missing: Vec<String>) -> Backtest {
    let verdict = {
        let of = |held| tested.iter().find(|one: &&Tested| one.held == held).map(|one| Grounds { card: &one.card, leaks: &one.leaks });
        judge(of(Held::Tasks), of(Held::People))
    };
    Backtest { tested, verdict, missing }
}

/// Whether a person is used to learn from where the fit file holds people out.
pub(super) fn is_fitted(study: &FitStudy, person: u64) -> bool {
    study.spec.hold_out.is_none() || !study.survey.held_out[person as usize]
}

/// Splits of the choices and what is tested on them; or why these choices allow no such test.
pub(super) type Tried = Result<(Vec<Split>, Trial), String>;

/// Holds out the last tasks of each person who has more.
fn last_tasks(study: &FitStudy, data: &ChoiceData<'_>) -> Tried {
    let (mut used, mut held, mut people) = (vec![false; data.tasks()], vec![false; data.tasks()], 0);
    for tasks in data.people().filter(|tasks| is_fitted(study, data.person(tasks.start))) {
        used[tasks.clone()].fill(true);
        let heads: Vec<usize> = tasks.clone().filter(|&task| study.survey.is_head(task)).collect();
        if heads.len() > LAST {
            held[heads[heads.len() - LAST]..tasks.end].fill(true);
            people += 1;
        }
    }
    let nobody = || format!("nobody has more than {LAST} tasks.");
    let known = Picked::new(data, |task| used[task] && !held[task]).ok_or_else(nobody)?;
    let split = Split { known, held: Picked::new(data, |task| held[task]).ok_or_else(nobody)? };
    let how = format!("The last {LAST} tasks of {people} people; all their other tasks, and everyone's, were learned from.");
    Ok((vec![split], Trial::of(Held::Tasks, how)))
}

/// Holds out whole people.
fn unseen_people(study: &FitStudy, data: &ChoiceData<'_>) -> Tried {
    let few = || "there are too few people to hold any out.".to_owned();
    if study.spec.hold_out.is_some() {
        let known = |task: usize| is_fitted(study, data.person(task));
        let split =
            Split { known: Picked::new(data, known).ok_or_else(few)?, held: Picked::new(data, |task| !known(task)).ok_or_else(few)? };
        let people = split.held.data().people().count();
        let how = format!("The {people} people whom the file holds out; nothing of theirs was learned from.");
        return Ok((vec![split], Trial::of(Held::People, how)));
    }
    let folds = FOLDS.min(data.people().count());
    let splits = Split::folds(data, folds).ok_or_else(few)?;
    let how = format!("{folds} folds of people: each was predicted from the other {}, and nothing of theirs was learned from.", folds - 1);
    Ok((splits, Trial::of(Held::People, how)))
}

/// What splits said of all tasks that any of them held out.
struct Gathered {
    tasks: Vec<usize>,
    said: Vec<Option<Rows>>,
    people: BTreeMap<u64, (Vec<f64>, Vec<f64>)>,
    learned: usize,
    doubts: Vec<String>,
    /// What each split came to, where it was one set of parameters.
    found: Vec<Option<Vec<f64>>>,
}

/// The panel's, the nulls' and the told panel's probabilities of a task.
type Rows = [Vec<f64>; 5];

impl Gathered {
    fn take(&mut self, split: &Split, heads: &Picked, said: Said) {
        let held = heads.data();
        let width = held.alternatives();
        let Said { panel, nulls: [uniform, constant, logit], told, leanings, doubts, found } = said;
        self.doubts.extend(doubts);
        self.found.push(found);
        for (at, &task) in heads.tasks().iter().enumerate() {
            let row = |from: &Vec<f64>| from[at * width..(at + 1) * width].to_vec();
            self.said[task] = Some([row(&panel), row(&uniform), row(&constant), row(&logit), row(&told)]);
        }
        let features = held.features();
        for (at, tasks) in held.people().enumerate() {
            let row = |from: &Vec<f64>| from[at * features..(at + 1) * features].to_vec();
            self.people.insert(held.person(tasks.start), (row(&leanings.sums), row(&leanings.products)));
        }
        self.tasks.extend(heads.tasks());
        self.learned = self.learned.min(split.known.data().people().count());
    }
}

/// What is held out in a test.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trial {
    pub(super) held: Held,
    /// How, in a sentence.
    pub(super) how: String,
    /// What is known of the people who are tested on.
    pub(super) asked: Asked,
}

impl Trial {
    /// A test of tasks of known people, or of people never seen.
    pub(super) fn of(held: Held, how: String) -> Self {
        Self { held, how, asked: if held == Held::Tasks { Asked::Known } else { Asked::Unseen } }
    }
}

/// Tests on splits, of which each task is held out in one at most.
pub(super) fn test(
    study: &FitStudy,
    data: &ChoiceData<'_>,
    splits: &[Split],
    Trial { held, how, asked }: Trial,
    options: &Options,
    interrupt: &AtomicBool,
) -> Result<Tested, BacktestError> {
    let demographics: Demographics<'_> = match study.survey.demographics.len() {
        0 => Demographics::new(),
        each => study.survey.who().into_iter().zip(study.survey.known().chunks_exact(each)).collect(),
    };
    let mut all = Gathered {
        tasks: Vec::new(),
        said: vec![None; data.tasks()],
        people: BTreeMap::new(),
        learned: usize::MAX,
        doubts: Vec::new(),
        found: Vec::new(),
    };
    let (mut leaks, mut moved) = (Vec::new(), None);
    for split in splits {
        if interrupt.load(Ordering::Relaxed) {
            return Err(BacktestError::Interrupted);
        }
        leaks.extend(match held {
            Held::Tasks | Held::Test(_) => leaked_tasks(&answers(study, split.known.tasks()), &answers(study, split.held.tasks())),
            Held::People => leaked_people(&split.known.data(), &split.held.data()),
        });
        let none = || BacktestError::TooFew("there are no tasks".to_owned());
        let held_out: BTreeSet<usize> = split.held.tasks().iter().copied().collect();
        let heads = Picked::new(data, |task| study.survey.is_head(task) && held_out.contains(&task)).ok_or_else(none)?;
        let learned: BTreeSet<usize> = split.known.tasks().iter().copied().collect();
        let first = Picked::new(data, |task| study.survey.is_first(task) && learned.contains(&task)).ok_or_else(none)?;
        let both: BTreeSet<usize> = split.known.tasks().iter().chain(split.held.tasks()).copied().collect();
        let both = Picked::new(data, |task| both.contains(&task)).ok_or_else(none)?;
        let parts = Parts { first: &first.data(), heads: &heads.data(), all: &both.data() };
        let said = predict(study, split, parts, asked, &demographics, options)
            .map_err(|why| BacktestError::Fit { what: held.name(study), why: Box::new(why) })?;
        if let Some(again) = study.again().filter(|_| held == Held::Tasks) {
            // What cannot be fitted again has no such line; the fit itself is what counts.
            let again = predict(&again, split, parts, asked, &demographics, options).ok();
            moved = again.and_then(|again| stability::moved(parts.heads, &said, &again));
        }
        all.take(split, &heads, said);
    }
    let scored =
        Picked::new(data, |task| all.said[task].is_some()).ok_or_else(|| BacktestError::TooFew("no task was held out".to_owned()))?;
    let leaks = told(study, &leaks);
    let (mut card, levels, demand) = card(study, &scored, &all, &demographics, held, options)?;
    if held == Held::People
        && let Some(line) = worth::coverage(study, splits, &all.found, &demographics, options)
    {
        card.lines.push(line);
    }
    card.lines.extend(moved);
    let against = if matches!(held, Held::Test(_)) { carries_over(Grounds { card: &card, leaks: &leaks }) } else { Vec::new() };
    Ok(Tested {
        held,
        name: held.name(study),
        against,
        how: format!("{how}{}{}", of_answers(study), weighed(study)),
        card,
        leaks,
        doubts: all.doubts.clone(),
        levels,
        demand,
        learned: all.learned,
    })
}

/// The answers that tasks come from, each once.
fn answers(study: &FitStudy, tasks: &[usize]) -> Vec<usize> {
    let all: BTreeSet<usize> = tasks.iter().map(|&task| study.survey.answer(task)).collect();
    all.into_iter().collect()
}

/// What is scored of answers that are no plain choices, in a sentence to be added.
fn of_answers(study: &FitStudy) -> &'static str {
    match study.spec.data.answer {
        Answer::Choice => "",
        Answer::Ranking => " Of a ranking that is held out, the first choice is scored.",
        Answer::BestWorst => " Of an answer of best and worst that is held out, the best is scored.",
        Answer::Allocation => " Of an allocation that is held out, the shares are scored, as one choice drawn from them.",
    }
}

/// What weights of people do here, in a sentence to be added.
fn weighed(study: &FitStudy) -> &'static str {
    if study.spec.data.weight.is_some() { " The fit takes people by their weights; scores take everyone for one." } else { "" }
}

/// Scores what was gathered.
fn card(
    study: &FitStudy,
    scored: &Picked,
    all: &Gathered,
    demographics: &Demographics<'_>,
    held: Held,
    options: &Options,
) -> Result<(Card, Vec<CellScore>, Vec<DemandOf>), BacktestError> {
    let data = scored.data();
    let (tasks, alternatives) = (0..data.tasks(), 0..data.alternatives());
    let pairs = || tasks.clone().flat_map(|task| alternatives.clone().map(move |alternative| (task, alternative)));
    let available: Vec<bool> = pairs().map(|(task, alternative)| data.is_available(task, alternative)).collect();
    let x: Vec<f64> = pairs().flat_map(|(task, alternative)| data.features_of(task, alternative)).copied().collect();
    let chosen: Vec<usize> = tasks.clone().map(|task| data.chosen(task)).collect();
    let person: Vec<u64> = tasks.clone().map(|task| data.person(task)).collect();
    let choices = Choices::new(data.alternatives(), &available, &chosen, &person)?;
    let taken: Vec<f64> = scored.tasks().iter().flat_map(|&task| study.survey.taken(task)).collect();
    let shared = study.spec.data.answer == Answer::Allocation;
    let choices = if shared { choices.with_shares(&taken)? } else { choices };
    let column = |at: usize| -> Vec<f64> {
        scored.tasks().iter().filter_map(|&task| all.said[task].as_ref()).flat_map(|rows| rows[at].iter().copied()).collect()
    };
    let columns: [Vec<f64>; 5] = std::array::from_fn(column);
    let [panel, uniform, constant, logit, told] = [0, 1, 2, 3, 4].map(|at| Forecast::new(&choices, &columns[at]));
    let (mut sums, mut products) = (Vec::new(), Vec::new());
    for id in choices.ids() {
        if let Some((sum, product)) = all.people.get(id) {
            sums.extend(sum);
            products.extend(product);
        }
    }
    let inclinations = Inclinations { features: data.features(), sums, products };
    let (cells, segments) = (cells(study, &data), segments(study, &choices, demographics));
    let contest = Contest {
        choices: &choices,
        panel: panel?,
        nulls: [uniform?, constant?, logit?],
        told: Some(told?),
        x: &x,
        inclinations: &inclinations,
        cells: &cells,
        segments: &segments,
    };
    let mut draws = Streams::new(options.seed, At { theta: u32::MAX, inner: 2 }).draws(Purpose::Bootstrap, held.stream(), 0);
    let card = Card::of(&contest, &mut draws)?;
    let constant = &contest.nulls[Null::Constant as usize];
    let levels = cell_scores(&choices, &contest.panel, constant, &levels(study, &data))?;
    let demand = curves(study, &data, (&choices, &contest.panel, constant))?;
    Ok((card, levels, demand))
}

/// Leaks in words: the first few, and how many more.
fn told(study: &FitStudy, leaks: &[Leak]) -> Vec<String> {
    let name = |person: u64| study.survey.people.get(person as usize).map_or("?", String::as_str);
    let words = |leak: &Leak| match *leak {
        Leak::Person(id) => format!("`{}` is tested on and was learned from", name(id)),
        Leak::Double { held, known } => {
            format!(
                "`{}` is tested on, and `{}`, who has the same tasks and gave the same answers, was learned from",
                name(held),
                name(known)
            )
        }
        Leak::Task(task) => format!("task {} is tested on and was learned from", task + 1),
    };
    let mut out: Vec<String> = leaks.iter().take(TOLD).map(words).collect();
    if leaks.len() > TOLD {
        out.push(format!("and {} more leaks of the kind", leaks.len() - TOLD));
    }
    out
}
