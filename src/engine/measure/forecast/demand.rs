//! How often something was chosen by an amount, such as its price: what people did and what was forecast, and how steep both are.

use super::data::{Choices, Forecast, ForecastError};
use crate::stats::interval::{Interval, ratio_interval, student_quantile};
use crate::stats::quantile;

/// The most amounts that are points of their own; more are put into bins of about equally many offers.
const MOST_AMOUNTS: usize = 6;
/// Bins of more amounts than that.
const BINS: usize = 5;
/// A point, and the whole curve, take at least so many people: shares of fewer say little.
const LEAST_PEOPLE: usize = 20;

/// Something that could be chosen at an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// The task.
    pub task: usize,
    /// The alternative.
    pub alternative: usize,
    /// The amount, finite.
    pub amount: f64,
}

/// How often one product was chosen by the amount at which it was offered.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Points in order of the amount, at least two.
    pub points: Vec<DemandPoint>,
    /// People to whom it was offered.
    pub people: usize,
    /// The elasticity of what was chosen: by how many percent the share is higher where the amount is one percent higher, at the mean of both, by least
    /// squares over offers. Nothing else that goes together with the amount is held fixed.
    pub real: f64,
    /// Its 95 % interval over people.
    pub interval: Interval,
    /// The elasticity of what was forecast.
    pub predicted: f64,
    /// The 95 % interval over people of forecast less real.
    pub gap: Interval,
}

/// A point of a demand curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemandPoint {
    /// The mean amount.
    pub amount: f64,
    /// How many offers.
    pub offers: f64,
    /// The share that was chosen.
    pub real: f64,
    /// Its 95 % interval over people.
    pub interval: Interval,
    /// The share that was forecast.
    pub predicted: f64,
    /// The share by constant shares.
    pub constant: f64,
}

/// Says what real shares tell of the sign and of the size of a forecast elasticity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steepness {
    /// Real shares do not clearly move with the amount.
    Untold,
    /// The forecast moves the other way.
    WrongSign,
    /// It moves as it should, but clearly too much.
    TooSteep,
    /// It moves as it should, but clearly too little.
    TooFlat,
    /// It moves as it should, as far as these people can tell.
    Met,
}

impl Demand {
    /// Holds the forecast against what people chose. "Clearly" means that a 95 % interval over people excludes the other.
    pub fn steepness(&self) -> Steepness {
        if self.interval.contains(0.0) {
            Steepness::Untold
        } else if self.predicted * self.real <= 0.0 {
            Steepness::WrongSign
        } else if self.gap.contains(0.0) {
            Steepness::Met
        } else if self.predicted.abs() > self.real.abs() {
            Steepness::TooSteep
        } else {
            Steepness::TooFlat
        }
    }
}

/// Returns the demand curve of one product; none where too few people met it, where fewer than two points are left, where the amounts do not vary or where
/// nobody took it.
///
/// # Errors
/// [`ForecastError`] if an offer names what is not there or its amount is not finite.
///
/// # Source
/// Intervals of shares by linearisation and of elasticities by the delete-one jackknife, people the unit of both: B. Efron, R. J. Tibshirani (1993), "An
/// introduction to the bootstrap", chapter 11.
pub fn demand(
    choices: &Choices<'_>,
    panel: &Forecast<'_>,
    constant: &Forecast<'_>,
    offers: &[Offer],
) -> Result<Option<Demand>, ForecastError> {
    let mut of_task = vec![Vec::new(); choices.tasks()];
    for offer in offers {
        let group = |what, got, groups| if got < groups { Ok(()) } else { Err(ForecastError::Group { what, got, groups }) };
        group("tasks of offers", offer.task, choices.tasks())?;
        group("alternatives of offers", offer.alternative, choices.alternatives())?;
        if !offer.amount.is_finite() {
            return Err(ForecastError::NotFinite { task: offer.task, alternative: offer.alternative, feature: 0, got: offer.amount });
        }
        of_task[offer.task].push(*offer);
    }
    let mut amounts: Vec<f64> = offers.iter().map(|offer| offer.amount).collect();
    amounts.sort_by(f64::total_cmp);
    let (Some(&lowest), Some(&highest)) = (amounts.first(), amounts.last()) else { return Ok(None) };
    if lowest == highest {
        return Ok(None);
    }
    let ends = ends(&amounts);
    let middle = amounts.iter().sum::<f64>() / amounts.len() as f64;
    // Person by person: the sums of the whole curve, then those of each point.
    let mut whole = Vec::new();
    let mut bins: Vec<Vec<[f64; 5]>> = vec![Vec::new(); ends.len()];
    for tasks in choices.people() {
        let mut sums = Sums::default();
        let mut own = vec![[0.0; 5]; ends.len()];
        for offer in tasks.iter().flat_map(|&task| &of_task[task]) {
            let taken = choices.taken(offer.task, offer.alternative);
            let [said, null] = [panel, constant].map(|forecast| forecast.row(offer.task)[offer.alternative]);
            sums.add(offer.amount - middle, taken, said);
            let bin = ends.partition_point(|&end| end < offer.amount);
            own[bin].iter_mut().zip([1.0, taken, said, null, offer.amount]).for_each(|(sum, value)| *sum += value);
        }
        if sums.0[0] > 0.0 {
            whole.push(sums);
            bins.iter_mut().zip(own).filter(|(_, own)| own[0] > 0.0).for_each(|(bin, own)| bin.push(own));
        }
    }
    let points: Vec<DemandPoint> = bins.iter().filter(|bin| bin.len() >= LEAST_PEOPLE).map(|bin| point(bin)).collect();
    if points.len() < 2 || whole.len() < LEAST_PEOPLE {
        return Ok(None);
    }
    let mut all = Sums::default();
    whole.iter().for_each(|one| all.plus(one, 1.0));
    let found = all.elasticities(middle);
    let without: Vec<[f64; 2]> = whole
        .iter()
        .map(|one| {
            let mut rest = all;
            rest.plus(one, -1.0);
            rest.elasticities(middle)
        })
        .collect();
    let interval = |of: &dyn Fn(&[f64; 2]) -> f64| jackknife(of(&found), &without.iter().map(of).collect::<Vec<_>>());
    let (real, gap) = (interval(&|pair| pair[0]), interval(&|pair| pair[1] - pair[0]));
    let is_known = |interval: &Interval| interval.low.is_finite() && interval.high.is_finite();
    if !(is_known(&real) && is_known(&gap)) {
        return Ok(None);
    }
    Ok(Some(Demand { points, people: whole.len(), real: found[0], interval: real, predicted: found[1], gap }))
}

/// The upper ends of the points.
fn ends(sorted: &[f64]) -> Vec<f64> {
    let mut distinct = sorted.to_vec();
    distinct.dedup();
    if distinct.len() <= MOST_AMOUNTS {
        return distinct;
    }
    let mut ends: Vec<f64> = (1..BINS).map(|bin| quantile(sorted, bin as f64 / BINS as f64)).collect();
    ends.push(distinct[distinct.len() - 1]);
    ends.dedup();
    ends
}

/// A point from what each person adds: offers, taken, forecast, constant shares, amounts.
fn point(people: &[[f64; 5]]) -> DemandPoint {
    let mut sums = [0.0; 5];
    people.iter().for_each(|own| super::scores::add(&mut sums, own));
    let [offers, _, said, null, amount] = sums;
    let (real, Interval { low, high }) = ratio_interval(&people.iter().map(|own| [own[0], own[1]]).collect::<Vec<_>>());
    let interval = Interval { low: low.max(0.0), high: high.min(1.0) };
    DemandPoint { amount: amount / offers, offers, real, interval, predicted: said / offers, constant: null / offers }
}

/// Count, amount, its square, taken, taken times amount, forecast, forecast times amount; amounts are less their middle.
#[derive(Debug, Clone, Copy, Default)]
struct Sums([f64; 7]);

impl Sums {
    fn add(&mut self, amount: f64, taken: f64, said: f64) {
        let row = [1.0, amount, amount * amount, taken, taken * amount, said, said * amount];
        self.0.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }

    fn plus(&mut self, other: &Self, sign: f64) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, value)| *sum += sign * value);
    }

    /// What was chosen, what was forecast.
    fn elasticities(&self, middle: f64) -> [f64; 2] {
        let [count, amount, square, ..] = self.0;
        let mean = amount / count;
        let variance = square / count - mean * mean;
        [(3, 4), (5, 6)].map(|(level, product)| {
            let share = self.0[level] / count;
            (self.0[product] / count - mean * share) / variance * (middle + mean) / share
        })
    }
}

/// The 95 % interval of a figure from what it is without each person.
fn jackknife(value: f64, without: &[f64]) -> Interval {
    let count = without.len() as f64;
    let mean = without.iter().sum::<f64>() / count;
    let error = ((count - 1.0) / count * without.iter().map(|one| one - mean).map(|off| off * off).sum::<f64>()).sqrt();
    let far = student_quantile(0.975, count - 1.0) * error;
    Interval { low: value - far, high: value + far }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    /// People who take or leave an offer at each of some prices; the second alternative is to leave it.
    struct Market {
        available: Vec<bool>,
        chosen: Vec<usize>,
        person: Vec<u64>,
        offers: Vec<Offer>,
        truth: Vec<f64>,
    }

    /// Each takes it with a chance that falls in a line with the price, less a liking of their own.
    fn market(people: u64, seed: u64) -> Market {
        let streams = Streams::new(Seed(seed), At::default());
        let mut out = Market { available: vec![], chosen: vec![], person: vec![], offers: vec![], truth: vec![] };
        for id in 0..people {
            let mut draws = streams.draws(Purpose::Persona, id, 0);
            let own = if draws.chance(0.5) { 0.15 } else { -0.15 };
            for price in [1.0, 2.0, 3.0, 4.0] {
                let truth = 0.8 - 0.12 * price;
                out.offers.push(Offer { task: out.chosen.len(), alternative: 0, amount: price });
                out.chosen.push(usize::from(!draws.chance(truth + own)));
                out.person.push(id);
                out.available.extend([true; 2]);
                out.truth.extend([truth, 1.0 - truth]);
            }
        }
        out
    }

    fn of(market: &Market, said: &[f64]) -> Demand {
        let choices = Choices::new(2, &market.available, &market.chosen, &market.person).unwrap();
        let even = vec![0.5; said.len()];
        let [panel, constant] = [said, &even].map(|p| Forecast::new(&choices, p).unwrap());
        demand(&choices, &panel, &constant, &market.offers).unwrap().unwrap()
    }

    /// Of a line 0.8 − 0.12 a over 1, 2, 3, 4 the elasticity at the means is −0.12 · 2.5 / 0.5.
    const TRUE: f64 = -0.6;

    #[test]
    fn a_line_has_its_elasticity_and_its_points() {
        let market = market(50, 1);
        let found = of(&market, &market.truth);
        assert!((found.predicted - TRUE).abs() < 1e-12, "{found:?}");
        assert_eq!(
            found.points.iter().map(|point| (point.amount, point.offers)).collect::<Vec<_>>(),
            [1.0, 2.0, 3.0, 4.0].map(|a| (a, 50.0))
        );
        for (point, want) in found.points.iter().zip([0.68, 0.56, 0.44, 0.32]) {
            assert!((point.predicted - want).abs() < 1e-12 && (point.constant - 0.5).abs() < 1e-12);
            let taken = (0..200).filter(|task| market.chosen[*task] == 0 && market.offers[*task].amount == point.amount).count();
            assert_eq!(point.real, taken as f64 / 50.0);
            // One offer a person: the interval is that of a plain share, with one degree of freedom less.
            let far = student_quantile(0.975, 49.0) * (point.real * (1.0 - point.real) / 49.0).sqrt();
            assert!((point.interval.high - (point.real + far).min(1.0)).abs() < 1e-12, "{point:?}");
        }
    }

    /// Over 600 made surveys: between 92.5 and 97.5 percent hold the truth, as binomial chance of three standard errors has it.
    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        let (mut real, mut gap, mut steep) = (0, 0, 0);
        for seed in 0..600 {
            let market = market(40, seed);
            let found = of(&market, &market.truth);
            real += usize::from(found.interval.contains(TRUE));
            gap += usize::from(found.gap.contains(0.0));
            steep += usize::from(matches!(found.steepness(), Steepness::TooSteep | Steepness::TooFlat | Steepness::WrongSign));
        }
        assert!((555..=585).contains(&real) && (555..=585).contains(&gap) && steep <= 46, "{real} {gap} {steep}");
    }

    #[test]
    fn wrong_and_flat_forecasts_are_told_from_right_ones() {
        let market = market(400, 3);
        let line = |from: f64, by: f64| -> Vec<f64> {
            market.offers.iter().map(|offer| from - by * offer.amount).flat_map(|p| [p, 1.0 - p]).collect()
        };
        let told = |said: Vec<f64>| of(&market, &said).steepness();
        assert_eq!(told(line(0.8, 0.12)), Steepness::Met);
        assert_eq!(told(line(0.55, 0.02)), Steepness::TooFlat);
        assert_eq!(told(line(0.97, 0.19)), Steepness::TooSteep);
        assert_eq!(told(line(0.3, -0.08)), Steepness::WrongSign);
        let mut flat = self::market(400, 3);
        flat.chosen.iter_mut().enumerate().for_each(|(task, chosen)| *chosen = (task / 4 + task) % 2);
        assert_eq!(of(&flat, &line(0.8, 0.12)).steepness(), Steepness::Untold);
    }

    #[test]
    fn many_amounts_are_binned_and_too_little_has_no_curve() {
        let mut market = market(60, 2);
        for (at, offer) in market.offers.iter_mut().enumerate() {
            offer.amount = (at * 67 % 240) as f64;
        }
        let found = of(&market, &market.truth);
        assert_eq!(found.points.iter().map(|point| point.offers).collect::<Vec<_>>(), [48.0; 5]);
        let choices = Choices::new(2, &market.available, &market.chosen, &market.person).unwrap();
        let said = Forecast::new(&choices, &market.truth).unwrap();
        let none = |offers: &[Offer]| demand(&choices, &said, &said, offers).unwrap();
        assert_eq!((none(&[]), none(&market.offers[..4 * 19])), (None, None));
        let alike: Vec<Offer> = market.offers.iter().map(|offer| Offer { amount: 3.0, ..*offer }).collect();
        assert_eq!(none(&alike), None);
        let odd = Offer { amount: f64::NAN, ..market.offers[0] };
        assert!(matches!(demand(&choices, &said, &said, &[odd]), Err(ForecastError::NotFinite { .. })));
        let odd = Offer { task: 240, ..market.offers[0] };
        assert!(matches!(demand(&choices, &said, &said, &[odd]), Err(ForecastError::Group { got: 240, .. })));
    }
}
