//! What each person adds to the scores of ratings.

use super::card::{RatingsContest, Said};
use super::score::RatingScore;
use crate::measure::forecast::LEAST;
use crate::num::ln;

/// Where numbers stand: answers; people with all answers, their mean answers and squares of these; real boxes; then for each forecast its scores and boxes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub(super) items: usize,
    pub(super) boxes: usize,
    pub(super) forecasts: usize,
}

/// Answers, complete people, Σ mean answer, Σ its square.
const HEAD: usize = 4;
/// Log, ranked, together, Σ predicted mean answer, Σ its predicted square.
const SCORES: usize = 5;

impl Layout {
    fn cells(self) -> usize {
        self.items * self.boxes
    }

    fn of(self, forecast: usize) -> usize {
        HEAD + self.cells() + forecast * (SCORES + self.cells())
    }

    pub(super) fn width(self) -> usize {
        self.of(self.forecasts)
    }

    pub(super) fn real(self, sums: &[f64]) -> &[f64] {
        &sums[HEAD..HEAD + self.cells()]
    }

    pub(super) fn said(self, sums: &[f64], forecast: usize) -> &[f64] {
        &sums[self.of(forecast) + SCORES..self.of(forecast + 1)]
    }

    /// The sums of all folds.
    pub(super) fn joined(self, folds: &[Vec<f64>]) -> Vec<f64> {
        let mut whole = vec![0.0; self.width()];
        folds.iter().for_each(|fold| whole.iter_mut().zip(fold).for_each(|(sum, part)| *sum += part));
        whole
    }

    /// Adds one person.
    pub(super) fn add(self, contest: &RatingsContest<'_>, person: usize, sums: &mut [f64]) {
        let own = &contest.answers[person * self.items..(person + 1) * self.items];
        let answered = own.iter().filter(|&&answer| answer > 0).count();
        let is_complete = answered == self.items;
        let mean = own.iter().map(|&answer| f64::from(answer)).sum::<f64>() / self.items as f64;
        sums[0] += answered as f64;
        if is_complete {
            sums[1] += 1.0;
            sums[2] += mean;
            sums[3] += mean * mean;
        }
        for (item, &answer) in own.iter().enumerate().filter(|(_, answer)| **answer > 0) {
            sums[HEAD + item * self.boxes + usize::from(answer) - 1] += 1.0;
        }
        for (forecast, said) in contest.said.iter().enumerate() {
            let start = self.of(forecast);
            self.one(said, own, person, &mut sums[start..]);
            if let Some(together) = said.together {
                sums[start + 2] += together[person];
            }
            if let Some(means) = said.means.filter(|_| is_complete) {
                sums[start + 3] += means[person][0];
                sums[start + 4] += means[person][1];
            }
        }
    }

    fn one(self, said: &Said<'_>, own: &[u8], person: usize, sums: &mut [f64]) {
        for (item, &answer) in own.iter().enumerate().filter(|(_, answer)| **answer > 0) {
            let start = (person * self.items + item) * self.boxes;
            let chances = &said.chances[start..start + self.boxes];
            sums[0] += ln(chances[usize::from(answer) - 1].max(LEAST));
            let (mut below, mut ranked) = (0.0, 0.0);
            for (at, chance) in chances.iter().enumerate().take(self.boxes - 1) {
                below += chance;
                let gap: f64 = below - f64::from(u8::from(usize::from(answer) <= at + 1));
                ranked += gap * gap;
            }
            sums[1] += ranked / (self.boxes - 1) as f64;
            for (sum, chance) in sums[SCORES + item * self.boxes..].iter_mut().zip(chances) {
                *sum += chance;
            }
        }
    }

    /// Reads a score of a forecast from the sums of all people and of each fold.
    pub(super) fn read(
        self,
        (sums, folds): (&[f64], &[Vec<f64>]),
        forecast: usize,
        score: RatingScore,
        contest: &RatingsContest<'_>,
    ) -> f64 {
        let own = &sums[self.of(forecast)..];
        let said = &contest.said[forecast];
        let over_items = |of: &dyn Fn(&[f64], &[f64]) -> f64| {
            let mut values = Vec::with_capacity(self.items * folds.len());
            for fold in folds {
                let pairs = self.said(fold, forecast).chunks_exact(self.boxes).zip(self.real(fold).chunks_exact(self.boxes));
                // An item that nobody of a resample answered says nothing.
                values.extend(pairs.filter(|(_, real)| real.iter().sum::<f64>() > 0.0).map(|(said, real)| of(said, real)));
            }
            values.iter().sum::<f64>() / values.len() as f64
        };
        match score {
            RatingScore::Log => own[0] / sums[0],
            RatingScore::Ranked => own[1] / sums[0],
            RatingScore::Together if said.together.is_some() => own[2] / sums[0],
            RatingScore::Distance => over_items(&distance),
            RatingScore::TopTwo => over_items(&|said, real| (top(said) - top(real)).abs()),
            // Over all people: within one fold everybody may have given one answer.
            RatingScore::Dispersion => {
                let pairs = self.said(sums, forecast).chunks_exact(self.boxes).zip(self.real(sums).chunks_exact(self.boxes));
                let values: Vec<f64> =
                    pairs.map(|(said, real)| deviation(said) / deviation(real)).filter(|value| value.is_finite()).collect();
                values.iter().sum::<f64>() / values.len() as f64
            }
            RatingScore::Spread if said.means.is_some() => {
                let spread = |first: f64, second: f64| (second / sums[1] - (first / sums[1]) * (first / sums[1])).max(0.0).sqrt();
                spread(own[3], own[4]) / spread(sums[2], sums[3])
            }
            RatingScore::Together | RatingScore::Spread => f64::NAN,
        }
    }
}

/// The largest distance of shares at or below a box.
fn distance(said: &[f64], real: &[f64]) -> f64 {
    let (all_said, all_real): (f64, f64) = (said.iter().sum(), real.iter().sum());
    let (mut one, mut other, mut most) = (0.0, 0.0, 0.0f64);
    for (said, real) in said.iter().zip(real) {
        one += said / all_said;
        other += real / all_real;
        most = most.max((one - other).abs());
    }
    most
}

/// The share of the two highest boxes; of the highest on a scale of fewer than four.
pub(super) fn top(cells: &[f64]) -> f64 {
    let count = if cells.len() < 4 { 1 } else { 2 };
    cells[cells.len() - count..].iter().sum::<f64>() / cells.iter().sum::<f64>()
}

fn deviation(cells: &[f64]) -> f64 {
    let total: f64 = cells.iter().sum();
    let moment = |power: i32| {
        let of = |at: usize| if power == 1 { (at + 1) as f64 } else { ((at + 1) * (at + 1)) as f64 };
        cells.iter().enumerate().map(|(at, cell)| of(at) * cell).sum::<f64>() / total
    };
    (moment(2) - moment(1) * moment(1)).max(0.0).sqrt()
}
