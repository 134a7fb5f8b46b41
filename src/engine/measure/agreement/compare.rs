//! Figures with their uniform guess, null and floor, over a set of questions.

use super::attainment::{Attainment, attainment_of};
use super::figures::{FIGURES, FigureKind, Figures, of_shares};
use crate::measure::MeasureError;
use crate::measure::boxes::{self, Count};
use crate::num;
use crate::random::Draws;
use crate::stats::quantile;

/// Holds the answers of people and of a model to one question over the same scale points, lowest first.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a, C> {
    /// Counts of real people's answers.
    pub human: &'a [u64],
    /// Counts, or expected shares, of synthetic answers.
    pub synthetic: &'a [C],
}

/// Holds what people reach against people: a figure for two resamples of the human answers, each as large as the human
/// sample, over many resamples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floor {
    /// Median.
    pub median: f64,
    /// 2.5 % quantile.
    pub low: f64,
    /// 97.5 % quantile.
    pub high: f64,
}

/// Holds one figure and what it is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Which figure.
    pub kind: FigureKind,
    /// Synthetic against human; `None` where a ratio has nothing below it.
    pub value: Option<f64>,
    /// A uniform guess against human.
    pub uniform: Option<f64>,
    /// The pooled human answers to the other questions against human: the null. `None` with a single question.
    pub pooled: Option<f64>,
    /// Human against human: the floor. `None` where no resample had the figure.
    pub floor: Option<Floor>,
}

/// Holds the figures of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// One entry a figure, in the order of [`FIGURES`].
    pub figures: Vec<Figure>,
    /// Number of people behind the human answers.
    pub people: u64,
}

impl Agreement {
    /// Returns one figure.
    ///
    /// # Panics
    /// Never for an answer of [`agreement`], which holds all figures.
    pub fn get(&self, kind: FigureKind) -> Figure {
        self.figures[kind as usize]
    }
}

/// Holds the agreement over a set of questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// One entry a question, in the order given.
    pub items: Vec<Agreement>,
    /// Each figure averaged over the questions that have it, with its guesses averaged alike. The floor's ends are
    /// quantiles of the average over resamples, not averages of quantiles.
    pub mean: Vec<Figure>,
    /// Correlation of mean answers over questions against the split-half ceiling; `None` below three questions.
    pub attainment: Option<Attainment>,
}

/// Compares synthetic with human answers over a set of questions on one scale.
///
/// # Errors
/// For no question, no resample, unsound counts, nobody, or questions with different numbers of points.
///
/// # Determinism
/// Takes draws in the order of resamples, then questions; the split halves follow.
pub fn agreement<C: Count>(items: &[Item<'_, C>], resamples: u32, draws: &mut Draws) -> Result<Panel, MeasureError> {
    let first = items.first().ok_or(MeasureError::NoAnswers { measure: "agreement" })?;
    if resamples == 0 {
        return Err(MeasureError::Value { name: "resamples", allowed: "above 0", got: 0.0 });
    }
    let points = first.human.len();
    let human = items.iter().map(|i| boxes::shares_of("agreement", i.human, points)).collect::<Result<Vec<_>, _>>()?;
    let synthetic = items.iter().map(|i| boxes::shares_of("agreement", i.synthetic, points)).collect::<Result<Vec<_>, _>>()?;
    let uniform = vec![1.0 / points as f64; points];

    let value: Vec<Figures> = human.iter().zip(&synthetic).map(|(h, s)| of_shares(h, s)).collect();
    let guess: Vec<Figures> = human.iter().map(|h| of_shares(h, &uniform)).collect();
    let pooled: Vec<Option<Figures>> = (0..items.len()).map(|i| pool_without(items, i).map(|p| of_shares(&human[i], &p))).collect();
    let floors = resample(items, &human, resamples, draws);

    let answers = (0..items.len())
        .map(|i| Agreement {
            people: items[i].human.iter().sum(),
            figures: FIGURES
                .into_iter()
                .map(|kind| Figure {
                    kind,
                    value: value[i].get(kind),
                    uniform: guess[i].get(kind),
                    pooled: pooled[i].and_then(|p| p.get(kind)),
                    floor: floor(floors.iter().map(|r| r[i].get(kind))),
                })
                .collect(),
        })
        .collect();
    let mean = FIGURES
        .into_iter()
        .map(|kind| Figure {
            kind,
            value: average(value.iter().map(|f| f.get(kind))),
            uniform: average(guess.iter().map(|f| f.get(kind))),
            pooled: average(pooled.iter().map(|f| f.and_then(|f| f.get(kind)))),
            floor: floor(floors.iter().map(|r| average(r.iter().map(|f| f.get(kind))))),
        })
        .collect();
    let means: Vec<f64> = synthetic.iter().map(|s| boxes::mean(s, 0)).collect();
    let humans: Vec<&[u64]> = items.iter().map(|i| i.human).collect();
    Ok(Panel { items: answers, mean, attainment: attainment_of(&humans, &means, resamples, draws) })
}

fn average(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let known: Vec<f64> = values.flatten().collect();
    (!known.is_empty()).then(|| num::sum(&known) / known.len() as f64)
}

fn floor(values: impl Iterator<Item = Option<f64>>) -> Option<Floor> {
    let mut known: Vec<f64> = values.flatten().collect();
    known.sort_by(f64::total_cmp);
    (!known.is_empty()).then(|| Floor { median: quantile(&known, 0.5), low: quantile(&known, 0.025), high: quantile(&known, 0.975) })
}

/// Pools the human answers to all questions but one, each question weighing the same.
fn pool_without<C>(items: &[Item<'_, C>], left_out: usize) -> Option<Vec<f64>> {
    let others: Vec<Vec<f64>> = items
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != left_out)
        .filter_map(|(_, item)| boxes::shares("agreement", item.human).ok())
        .collect();
    let points = others.first()?.len();
    let share = |p: usize| num::sum(&others.iter().map(|o| o[p]).collect::<Vec<_>>()) / others.len() as f64;
    Some((0..points).map(share).collect())
}

/// For each resample and question, the figures of one resample of people against another.
fn resample<C>(items: &[Item<'_, C>], human: &[Vec<f64>], resamples: u32, draws: &mut Draws) -> Vec<Vec<Figures>> {
    (0..resamples)
        .map(|_| {
            items
                .iter()
                .zip(human)
                .map(|(item, shares)| {
                    let people: u64 = item.human.iter().sum();
                    let one = draw_shares(shares, people, draws);
                    let other = draw_shares(shares, people, draws);
                    of_shares(&one, &other)
                })
                .collect()
        })
        .collect()
}

fn draw_shares(shares: &[f64], people: u64, draws: &mut Draws) -> Vec<f64> {
    let last = shares.iter().rposition(|s| *s > 0.0).unwrap_or(0);
    let mut counts = vec![0u64; shares.len()];
    for _ in 0..people {
        let u = draws.uniform();
        let mut below = 0.0;
        let point = shares[..last].iter().position(|s| {
            below += s;
            u < below
        });
        counts[point.unwrap_or(last)] += 1;
    }
    counts.iter().map(|c| *c as f64 / people as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    fn draws() -> Draws {
        Streams::new(Seed(21), At { theta: 0, inner: 0 }).draws(Purpose::Resample, 0, 0)
    }

    const HUMANS: [[u64; 5]; 4] = [[5, 10, 15, 15, 5], [2, 5, 10, 20, 13], [10, 20, 10, 6, 4], [1, 2, 9, 23, 15]];

    #[test]
    fn people_themselves_agree_fully_and_guesses_stand_beside() {
        let items: Vec<Item<'_, u64>> = HUMANS.iter().map(|h| Item { human: h, synthetic: h }).collect();
        let found = agreement(&items, 400, &mut draws()).unwrap();
        for item in &found.items {
            let ks = item.get(FigureKind::KsSimilarity);
            assert_eq!(ks.value, Some(1.0));
            assert!(ks.uniform.unwrap() < 1.0 && ks.pooled.unwrap() < 1.0);
            let floor = ks.floor.unwrap();
            assert!(floor.low < floor.median && floor.median < floor.high && floor.high <= 1.0);
            assert_eq!(item.people, 50);
        }
        let attained = found.attainment.unwrap();
        assert!(attained.ratio > 1.0, "the whole sample is nearer to a half than the other half is: {attained:?}");
    }

    #[test]
    fn floor_of_fifty_people_on_five_points() {
        // Two samples of 50 differ by a KS distance whose median lies near .12 on five points.
        let items = [Item { human: &[10u64, 10, 10, 10, 10], synthetic: &[1.0, 1.0, 1.0, 1.0, 1.0] }];
        let found = agreement(&items, 2_000, &mut draws()).unwrap();
        let floor = found.items[0].get(FigureKind::KsSimilarity).floor.unwrap();
        assert!((0.86..0.90).contains(&floor.median), "{floor:?}");
        assert!((0.72..0.80).contains(&floor.low), "{floor:?}");
        assert_eq!(found.items[0].get(FigureKind::KsSimilarity).pooled, None);
        assert_eq!(found.attainment, None);
    }

    #[test]
    fn the_same_draws_give_the_same_bytes() {
        let items: Vec<Item<'_, u64>> = HUMANS.iter().map(|h| Item { human: h, synthetic: &HUMANS[0] }).collect();
        assert_eq!(agreement(&items, 50, &mut draws()), agreement(&items, 50, &mut draws()));
    }

    #[test]
    fn unsound_material_is_refused() {
        let none: [Item<'_, u64>; 0] = [];
        assert!(agreement(&none, 10, &mut draws()).is_err());
        let ragged = [Item { human: &[1, 1, 1], synthetic: &[1u64, 1, 1] }, Item { human: &[1, 1], synthetic: &[1u64, 1] }];
        assert!(agreement(&ragged, 10, &mut draws()).is_err());
        let empty = [Item { human: &[0, 0], synthetic: &[1u64, 1] }];
        assert!(agreement(&empty, 10, &mut draws()).is_err());
        let sound = [Item { human: &[1, 1], synthetic: &[1u64, 1] }];
        assert!(agreement(&sound, 0, &mut draws()).is_err());
    }
}
