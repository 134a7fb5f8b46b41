//! The scorecard: every score with its interval over people, its null and its ceiling.

use super::calibration::{self, BINS, Calibration, Read, calibration};
use super::cells::{self, CellScore, Cells};
use super::data::{Choices, Forecast, ForecastError, LEAST};
use super::lines::{Gain, Line, Null, Scored};
use super::scores::{self, Scores, add};
use super::spread::{self, Inclinations};
use crate::num::exp;
use crate::random::Draws;
use crate::stats::bootstrap::{Resamples, percentile_many};
use crate::stats::interval::{Interval, Level};

/// Resamples of people behind every interval.
pub const RESAMPLES: u32 = 1_000;
/// More people than this are resampled in groups of like size.
const MOST_UNITS: usize = 4_096;
/// Where the panel, the first null and the panel told the answers stand among the forecasts.
const PANEL: usize = 0;
const FIRST_NULL: usize = 1;
const TOLD: usize = 4;

/// People in groups that a score is to be looked at in; a person may stand in several.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Segments {
    /// The names of the segments.
    pub labels: Vec<String>,
    /// Person, in the order of [`Choices::people`], and segment.
    pub members: Vec<(usize, usize)>,
}

/// What a scorecard is made of.
#[derive(Debug, Clone, Copy)]
pub struct Contest<'a> {
    /// What was chosen.
    pub choices: &'a Choices<'a>,
    /// What the panel said.
    pub panel: Forecast<'a>,
    /// What [`Null::ALL`] said, in that order.
    pub nulls: [Forecast<'a>; 3],
    /// What the same panel says once it has been told the answers: the ceiling.
    pub told: Option<Forecast<'a>>,
    /// Features, one for each task, alternative and feature, features running fastest.
    pub x: &'a [f64],
    /// What the panel makes people lean to, against the third null.
    pub inclinations: &'a Inclinations,
    /// Where shares are held against each other.
    pub cells: &'a Cells,
    /// Groups of people.
    pub segments: &'a Segments,
}

/// How a panel does in a group of people.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The group.
    pub label: String,
    /// How many people.
    pub people: usize,
    /// How many tasks.
    pub tasks: usize,
    /// The log-likelihood a choice over the strongest null.
    pub gain: Gain,
}

/// The scorecard of a panel on held-out choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// How many people.
    pub people: usize,
    /// How many tasks.
    pub tasks: usize,
    /// How many choices the panel had called impossible.
    pub impossible: usize,
    /// The null with the highest log-likelihood.
    pub strongest: Null,
    /// The scores of [`Null::ALL`].
    pub nulls: [Scores; 3],
    /// The scores of the panel told the answers.
    pub told: Option<Scores>,
    /// The lines, in the order of [`Scored::ALL`].
    pub lines: Vec<Line>,
    /// Log-likelihood a choice over each null.
    pub gains: [Gain; 3],
    /// Share error of each null less that of the panel.
    pub share_gains: [Gain; 3],
    /// Calibration.
    pub calibration: Calibration,
    /// The 95 % interval over people of the real share of each bin.
    pub bins: Vec<Interval>,
    /// Kind of the cells.
    pub cell_kind: String,
    /// Shares, cell by cell.
    pub cells: Vec<CellScore>,
    /// Segments, as they came.
    pub segments: Vec<Segment>,
}

/// Where the numbers of a row stand.
#[derive(Debug, Clone, Copy)]
struct Layout {
    forecasts: usize,
    features: usize,
    segments: usize,
    strongest: usize,
    scale: f64,
}

impl Layout {
    fn score(&self, forecast: usize) -> usize {
        1 + scores::WIDTH * forecast
    }

    fn calibration(&self) -> usize {
        self.score(self.forecasts)
    }

    fn spread(&self) -> usize {
        self.calibration() + calibration::WIDTH
    }

    fn segment(&self, segment: usize) -> usize {
        self.spread() + spread::width(self.features) + 3 * segment
    }

    /// Where cells begin.
    fn head(&self) -> usize {
        self.segment(self.segments)
    }

    fn of_cell(&self) -> usize {
        2 + self.forecasts
    }
}

/// What a unit of resampling adds: numbers that everyone has, and numbers for the cells it has a part in.
#[derive(Debug, Clone, Default)]
struct Row {
    head: Vec<f64>,
    cells: Vec<(usize, Vec<f64>)>,
}

/// The figures that are resampled, in this order: all lines, gains, gains of shares, segments, bins; then what people reach against people.
struct Figures<'a> {
    layout: Layout,
    squares: &'a [f64],
    cells: usize,
    whole: Vec<f64>,
}

impl Card {
    /// Scores a panel.
    ///
    /// # Errors
    /// [`ForecastError`] if parts do not fit each other.
    ///
    /// # Determinism
    /// Takes [`RESAMPLES`] × people bounded draws; sums go person by person.
    ///
    /// Intervals of share and calibration errors, and of differences of them, are moved so that the figure is their middle: such errors are means of
    /// distances, which the chance of resampling enlarges.
    ///
    /// # Source
    /// Bootstrap of whole people: Efron and Tibshirani (1993), section 8.3; one step of Newton's method for the scale in each resample: Davidson and
    /// MacKinnon (1999), "Bootstrap testing in nonlinear models".
    pub fn of(contest: &Contest<'_>, draws: &mut Draws) -> Result<Self, ForecastError> {
        let Contest { choices, cells, segments, .. } = *contest;
        cells.check(choices)?;
        for &(person, segment) in &segments.members {
            let group = |what, got, groups| if got < groups { Ok(()) } else { Err(ForecastError::Group { what, got, groups }) };
            group("people of segments", person, choices.people().len())?;
            group("segments", segment, segments.labels.len())?;
        }
        let mut forecasts = vec![contest.panel];
        forecasts.extend(contest.nulls);
        forecasts.extend(contest.told);
        let all: Vec<Scores> = forecasts.iter().map(|forecast| scores::scores(choices, forecast)).collect();
        let strongest = (0..3).max_by(|&a, &b| all[FIRST_NULL + a].log_likelihood.total_cmp(&all[FIRST_NULL + b].log_likelihood));
        let strongest = strongest.unwrap_or(0);
        let calibrated = calibration(choices, &contest.panel);
        let expected = spread::expected(choices, &contest.nulls[2], contest.x)?;
        let (real, squares) = Inclinations::of_choices(choices, contest.x, &expected)?;
        spread::fits(choices, &real, contest.inclinations)?;
        let layout = Layout {
            forecasts: forecasts.len(),
            features: real.features,
            segments: segments.labels.len(),
            strongest: FIRST_NULL + strongest,
            scale: calibrated.scale,
        };
        let rows = rows(contest, &layout, &forecasts, &real);
        let mut figures = Figures { layout, squares: &squares, cells: cells.labels.len(), whole: Vec::new() };
        figures.whole = figures.total(&rows, 0..rows.len());
        let count = Scored::ALL.len() + 6 + layout.segments + BINS + 1;
        let resamples = percentile_many(rows.len() as u32, RESAMPLES, draws, count, |units, out| {
            let total = figures.total(&rows, units.iter().map(|&unit| unit as usize));
            out.copy_from_slice(&figures.read(&total));
        });
        let values = figures.read(&figures.whole);
        let first = Scored::ALL.len();
        let folded = |at: usize| {
            matches!(Scored::ALL.get(at), Some(Scored::ShareError | Scored::CalibrationError)) || (first + 3..first + 6).contains(&at)
        };
        let interval = |at: usize| {
            let found = resamples[at].interval(Level::P95);
            if !folded(at) {
                return found;
            }
            // Mean distances grow with every resample's own chance; what is sought is how far they vary.
            let by = values[at] - crate::stats::quantile(resamples[at].sorted(), 0.5);
            // An error itself is never below zero; a gain may be.
            let least = if at < first { 0.0 } else { f64::NEG_INFINITY };
            Interval { low: (found.low + by).max(least), high: found.high + by }
        };
        let lines = {
            let beside = Beside { all: &all, strongest, calibrated: &calibrated, contest, figures: &figures, resamples: &resamples };
            Scored::ALL.into_iter().enumerate().map(|(at, scored)| beside.line(scored, values[at], interval(at))).collect()
        };
        let gain = |at: usize, null: Null| Gain { null, value: values[at], interval: interval(at) };
        let gains = |start: usize| Null::ALL.map(|null| gain(start + null as usize, null));
        Ok(Self {
            people: choices.people().len(),
            tasks: choices.tasks(),
            impossible: (0..choices.tasks()).filter(|&task| impossible(choices, &contest.panel, task)).count(),
            strongest: Null::ALL[strongest],
            nulls: [all[FIRST_NULL], all[FIRST_NULL + 1], all[FIRST_NULL + 2]],
            told: all.get(TOLD).copied(),
            lines,
            gains: gains(first),
            share_gains: gains(first + 3),
            calibration: calibrated,
            bins: (0..BINS).map(|bin| interval(first + 6 + layout.segments + bin)).collect(),
            cell_kind: cells.kind.clone(),
            cells: cells::cell_scores(choices, &contest.panel, &contest.nulls[Null::Constant as usize], cells)?,
            segments: (0..layout.segments)
                .map(|segment| Segment {
                    label: segments.labels[segment].clone(),
                    people: segments.members.iter().filter(|member| member.1 == segment).count(),
                    tasks: figures.whole[layout.segment(segment)] as usize,
                    gain: gain(first + 6 + segment, Null::ALL[strongest]),
                })
                .collect(),
        })
    }

    /// Returns a line.
    ///
    /// # Panics
    /// Never: a card has all lines.
    pub fn line(&self, scored: Scored) -> &Line {
        self.lines.iter().find(|line| line.scored == scored).expect("a card has all lines")
    }
}

/// Gathers what each unit of resampling adds.
fn rows(contest: &Contest<'_>, layout: &Layout, forecasts: &[Forecast<'_>], real: &Inclinations) -> Vec<Row> {
    let choices = contest.choices;
    let people = choices.people().len();
    let cells = contest.cells.rows(choices, forecasts);
    let leanings = spread::rows(choices, real, contest.inclinations);
    let mut of_person = vec![Vec::new(); people];
    contest.segments.members.iter().for_each(|&(person, segment)| of_person[person].push(segment));
    let units = people.min(MOST_UNITS);
    let mut rows = vec![Row { head: vec![0.0; layout.head()], cells: Vec::new() }; units];
    for (person, (tasks, cells)) in choices.people().iter().zip(cells).enumerate() {
        let mut head = vec![0.0; layout.head()];
        head[0] = tasks.len() as f64;
        for &task in tasks {
            for (at, forecast) in forecasts.iter().enumerate() {
                add(&mut head[layout.score(at)..], &scores::of_task(choices, forecast, task));
            }
            calibration::of_task(choices, &contest.panel, task, layout.scale, &mut head[layout.calibration()..layout.spread()]);
        }
        add(&mut head[layout.spread()..], &leanings[person]);
        for &segment in &of_person[person] {
            let (panel, null) = (head[layout.score(PANEL)], head[layout.score(layout.strongest)]);
            add(&mut head[layout.segment(segment)..], &[tasks.len() as f64, panel, null]);
        }
        let row = &mut rows[person % units];
        add(&mut row.head, &head);
        row.cells.extend(cells);
    }
    rows
}

impl Figures<'_> {
    /// Adds up units.
    fn total(&self, rows: &[Row], units: impl Iterator<Item = usize>) -> Vec<f64> {
        let (head, width) = (self.layout.head(), self.layout.of_cell());
        let mut total = vec![0.0; head + width * self.cells];
        for unit in units {
            add(&mut total[..head], &rows[unit].head);
            for (cell, sums) in &rows[unit].cells {
                add(&mut total[head + width * cell..], sums);
            }
        }
        total
    }

    fn scores(&self, total: &[f64], forecast: usize) -> Scores {
        Scores::of(&total[self.layout.score(forecast)..], total[0])
    }

    fn cells<'a>(&self, total: &'a [f64]) -> &'a [f64] {
        &total[self.layout.head()..]
    }

    /// Reads all figures from sums.
    fn read(&self, total: &[f64]) -> Vec<f64> {
        let layout = &self.layout;
        let panel = self.scores(total, PANEL);
        let nulls = [0, 1, 2].map(|null| self.scores(total, FIRST_NULL + null));
        let told = (layout.forecasts > TOLD).then(|| self.scores(total, TOLD).log_likelihood);
        let calibrated = Read::of(&total[layout.calibration()..layout.spread()], layout.scale);
        let error = |forecast: usize| cells::error(self.cells(total), layout.of_cell(), forecast);
        let segments: Vec<f64> = (0..layout.segments)
            .map(|segment| {
                let [tasks, panel, null] = [0, 1, 2].map(|at| total[layout.segment(segment) + at]);
                (panel - null) / tasks
            })
            .collect();
        let strongest = nulls[layout.strongest - FIRST_NULL].log_likelihood;
        let one = |scored: Scored| match scored {
            Scored::LogLikelihood => panel.log_likelihood,
            Scored::RootLikelihood => panel.root_likelihood,
            Scored::RSquared => r_squared(&panel, &nulls[0]),
            Scored::HitRate => panel.hit_rate,
            Scored::MeanProbability => panel.mean_probability,
            Scored::Brier => panel.brier,
            Scored::Lift(null) => exp(panel.log_likelihood - nulls[null as usize].log_likelihood),
            Scored::ShareError => error(PANEL),
            Scored::CalibrationError => calibrated.expected_error,
            Scored::Slope => calibrated.slope,
            Scored::Scale => calibrated.scale,
            Scored::Spread => spread::ratio(&total[layout.spread()..layout.segment(0)], self.squares),
            Scored::Achieved => told.map_or(f64::NAN, |told| achieved(panel.log_likelihood, strongest, told)),
            Scored::WorstSegment => segments.iter().copied().fold(f64::NAN, f64::min),
            Scored::WorthCoverage | Scored::Stability => f64::NAN,
        };
        let mut out: Vec<f64> = Scored::ALL.into_iter().map(one).collect();
        out.extend(nulls.map(|null| panel.log_likelihood - null.log_likelihood));
        out.extend([0, 1, 2].map(|null| error(FIRST_NULL + null) - error(PANEL)));
        out.extend(&segments);
        out.extend((0..BINS).map(|bin| calibration::real_share(&total[layout.calibration()..], bin)));
        out.push(cells::between(self.cells(&self.whole), self.cells(total), layout.of_cell()));
        out
    }
}

/// Whether something was taken that had been called impossible.
fn impossible(choices: &Choices<'_>, panel: &Forecast<'_>, task: usize) -> bool {
    choices.open(task).any(|alternative| choices.taken(task, alternative) > 0.0 && panel.row(task)[alternative] < LEAST)
}

fn r_squared(of: &Scores, uniform: &Scores) -> f64 {
    // Where only one alternative was ever on offer there is nothing to explain.
    if uniform.log_likelihood < 0.0 { 1.0 - of.log_likelihood / uniform.log_likelihood } else { f64::NAN }
}

/// The share of the achievable gain; NaN where knowing the answers gains nothing.
fn achieved(panel: f64, null: f64, told: f64) -> f64 {
    if told - null > 1e-9 { (panel - null) / (told - null) } else { f64::NAN }
}

/// What lines stand beside.
struct Beside<'a> {
    all: &'a [Scores],
    strongest: usize,
    calibrated: &'a Calibration,
    contest: &'a Contest<'a>,
    figures: &'a Figures<'a>,
    resamples: &'a [Resamples],
}

/// The words for the ceilings.
const OF_TOLD: &str = "the same panel, told the answers";
const OF_RIGHT: &str = "exactly right";
const OF_CHANCE: &str = "exactly right, chance alone";
const OF_PEOPLE: &str = "the same people, drawn again";

impl Beside<'_> {
    fn line(&self, scored: Scored, value: f64, interval: Interval) -> Line {
        let null = &self.all[FIRST_NULL + self.strongest];
        let null_name = Null::ALL[self.strongest].name();
        let told = |read: &dyn Fn(&Scores) -> f64| self.all.get(TOLD).map_or(f64::NAN, read);
        let like = |read: &dyn Fn(&Scores) -> f64| (read(null), null_name, told(read), OF_TOLD);
        let uniform = &self.all[FIRST_NULL];
        let (null, null_name, ceiling, ceiling_name) = match scored {
            Scored::LogLikelihood => like(&|of| of.log_likelihood),
            Scored::RootLikelihood => like(&|of| of.root_likelihood),
            Scored::RSquared => like(&|of| r_squared(of, uniform)),
            Scored::HitRate => like(&|of| of.hit_rate),
            Scored::MeanProbability => like(&|of| of.mean_probability),
            Scored::Brier => like(&|of| of.brier),
            Scored::Lift(null) => {
                let below = self.all[FIRST_NULL + null as usize].log_likelihood;
                (1.0, null.name(), told(&|of| exp(of.log_likelihood - below)), OF_TOLD)
            }
            Scored::ShareError => self.shares(),
            Scored::CalibrationError => {
                let of_null = calibration(self.contest.choices, &self.contest.nulls[self.strongest]).expected_error;
                (of_null, null_name, self.calibrated.chance_error, OF_CHANCE)
            }
            Scored::Slope => {
                let of_null = calibration(self.contest.choices, &self.contest.nulls[self.strongest]).slope;
                (of_null, null_name, 1.0, OF_RIGHT)
            }
            Scored::Scale => {
                let of_null = calibration(self.contest.choices, &self.contest.nulls[self.strongest]).scale;
                (of_null, null_name, 1.0, OF_RIGHT)
            }
            Scored::Spread => (0.0, "people all alike", 1.0, OF_RIGHT),
            Scored::Achieved => (0.0, null_name, 1.0, OF_TOLD),
            Scored::WorstSegment => (0.0, null_name, f64::NAN, ""),
            Scored::WorthCoverage | Scored::Stability => (f64::NAN, "", f64::NAN, ""),
        };
        Line { scored, value, interval, null, null_name, ceiling, ceiling_name }
    }

    /// The better of the nulls that know no features, and what people reach against people.
    fn shares(&self) -> (f64, &'static str, f64, &'static str) {
        let Figures { layout, whole, .. } = self.figures;
        let error = |null: Null| cells::error(self.figures.cells(whole), layout.of_cell(), FIRST_NULL + null as usize);
        let better = if error(Null::Uniform) < error(Null::Constant) { Null::Uniform } else { Null::Constant };
        let floor = self.resamples.last().map_or(f64::NAN, |floor| crate::stats::quantile(floor.sorted(), 0.5));
        (error(better), better.name(), floor, OF_PEOPLE)
    }
}
