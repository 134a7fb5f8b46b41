//! What ways are worth.
//!
//! # The rule
//!
//! A way is worth, in scenario s and draw d,
//!
//! ```text
//! Σ over the years y of (points(option on the market in y; world of y, d) · worth(d) − costs a year(d) − costs once in y(d)) / (1 + discount(d))^(y − from).
//! ```
//!
//! The world of y is today before the year in which scenarios turn up, and s from then on. A step that waits for a signpost is made with the chance that
//! the signpost is seen, where the scenario has the variant, and with that of a false alarm where it does not; each signpost errs by itself. The sum over
//! all that may be seen is exact: there are at most 2⁸ cases. The same draw d holds for every way and scenario, so that differences are paired.
//!
//! # Source
//! Pathways that change course on signposts: M. Haasnoot et al. (2013), "Dynamic adaptive policy pathways", Global Environmental Change 23, section 3.

use crate::cross_impact::Scenario;
use crate::montecarlo::Spread;
use crate::num::sum;
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::dist::Dist;

use super::super::stress::{Robust, weigh};
use super::load::{Pathways, Step, Way};
use crate::explore::Verdict;

/// A scenario with the concept's figure in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect {
    /// What it is called.
    pub name: String,
    /// The variant of every driver; none where today goes on.
    pub scenario: Option<Scenario>,
    /// By option, the concept as it is first, and draw: the figure, in points.
    pub points: Vec<Vec<f64>>,
}

/// Ways weighed against each other.
#[derive(Debug, Clone)]
pub struct Ways {
    /// By scenario.
    pub worlds: Vec<String>,
    /// By way, scenario and draw: what it is worth.
    pub payoffs: Vec<Vec<Vec<f64>>>,
    /// By way and scenario: the same over draws.
    pub worth: Vec<Vec<Spread>>,
    /// By way.
    pub robust: Vec<Robust>,
    /// What every rule says on means over draws.
    pub rules: Verdict,
    /// The amount on which it hangs most whether the least regretted way is that in a draw too; nothing where none does beyond chance.
    pub decides: Option<Decides>,
    /// By way that waits for a signpost: what it would be worth more, on average over the scenarios, if the signpost never erred.
    pub seeing: Vec<Option<Spread>>,
}

/// What decides which way is regretted least.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decides {
    /// The amount.
    pub amount: usize,
    /// Its mean over the draws in which the way that is least regretted on means is so too.
    pub with: f64,
    /// Its mean over the others.
    pub without: f64,
}

impl Ways {
    /// Weighs ways; `today` is the world as it goes on, with which the scenarios are joined as the first of them.
    ///
    /// Returns nothing where a figure is not a number in some draw, or where there is one draw only.
    ///
    /// # Determinism
    /// Amount k of draw d takes the first word of the stream of purpose [`Purpose::Pathway`], entity k, occurrence d.
    #[must_use]
    pub fn weigh(pathways: &Pathways, today: Prospect, scenarios: Vec<Prospect>, seed: Seed) -> Option<Self> {
        let draws = today.points.first()?.len();
        let worlds: Vec<Prospect> = std::iter::once(today).chain(scenarios).collect();
        let streams = Streams::new(seed, At::default());
        let drawn = |at: usize, draw: usize| {
            let u = streams.draws(Purpose::Pathway, at as u64, draw as u32).uniform();
            pathways.amounts[at].dist.quantile(u)
        };
        let amounts: Vec<Vec<f64>> = (0..draws).map(|draw| (0..pathways.amounts.len()).map(|at| drawn(at, draw)).collect()).collect();
        let of = |way: &Way, world: &Prospect, sight: Sight| -> Vec<f64> {
            (0..draws).map(|draw| Case { pathways, way, world, today: &worlds[0], amounts: &amounts[draw], draw }.expected(sight)).collect()
        };
        let payoffs: Vec<Vec<Vec<f64>>> =
            pathways.ways.iter().map(|way| worlds.iter().map(|world| of(way, world, Sight::Stated)).collect()).collect();
        let seeing = pathways.ways.iter().zip(&payoffs).map(|(way, stated)| {
            way.steps.iter().any(|step| step.when.is_some()).then(|| {
                let perfect: Vec<Vec<f64>> = worlds.iter().map(|world| of(way, world, Sight::Perfect)).collect();
                let gain = |draw: usize| sum(&perfect.iter().zip(stated).map(|(one, other)| one[draw] - other[draw]).collect::<Vec<_>>());
                Spread::of(&(0..draws).map(|draw| gain(draw) / worlds.len() as f64).collect::<Vec<_>>())
            })
        });
        let seeing = seeing.map(Option::flatten).collect();
        let worth = payoffs.iter().map(|way| way.iter().map(|draws| Spread::of(draws)).collect()).collect::<Option<_>>()?;
        // Good enough is no worse than doing nothing.
        let (robust, rules) = weigh(&payoffs, 0.0)?;
        let mut found =
            Self { worlds: worlds.into_iter().map(|world| world.name).collect(), payoffs, worth, robust, rules, decides: None, seeing };
        found.decides = found.least_regretted().and_then(|(best, _)| decides(pathways, &found.payoffs, &amounts, best));
        Some(found)
    }

    /// The way with the smallest largest loss on means over draws, and the scenario in which it loses most.
    #[must_use]
    pub fn least_regretted(&self) -> Option<(usize, usize)> {
        let regret = |way: &(usize, &Robust)| way.1.max_regret;
        let (way, robust) = self.robust.iter().enumerate().min_by(|one, other| regret(one).total_cmp(&regret(other)))?;
        Some((way, worst(robust)?))
    }
}

/// Draws of either kind that it takes to compare them.
const LEAST: usize = 8;

/// The amount whose means differ most, in standard errors, between draws in which a way is least regretted and the others; nothing where no difference is
/// beyond what chance gives one time in twenty among so many amounts.
fn decides(pathways: &Pathways, payoffs: &[Vec<Vec<f64>>], amounts: &[Vec<f64>], best: usize) -> Option<Decides> {
    let most = |way: usize, draw: usize| {
        let lost = (0..payoffs[way].len()).map(|world| {
            let top = payoffs.iter().map(|other| other[world][draw]).fold(f64::NEG_INFINITY, f64::max);
            top - payoffs[way][world][draw]
        });
        lost.fold(0.0, f64::max)
    };
    let holds: Vec<bool> = (0..amounts.len()).map(|draw| (0..payoffs.len()).all(|other| most(best, draw) <= most(other, draw))).collect();
    let uncertain: Vec<usize> = (0..pathways.amounts.len()).filter(|&at| !pathways.amounts[at].dist.is_point()).collect();
    let chance = Dist::Normal { mean: 0.0, sd: 1.0 }.quantile(1.0 - 0.025 / uncertain.len().max(1) as f64);
    let found = uncertain.iter().filter_map(|&amount| {
        let of = |held: bool| -> Option<(f64, f64)> {
            let values: Vec<f64> = amounts.iter().zip(&holds).filter(|(_, holds)| **holds == held).map(|(draw, _)| draw[amount]).collect();
            let spread = Spread::of(&values).filter(|_| values.len() >= LEAST)?;
            Some((spread.mean, spread.error))
        };
        let ((with, one), (without, other)) = (of(true)?, of(false)?);
        Some((Decides { amount, with, without }, (with - without).abs() / one.hypot(other)))
    });
    found.filter(|(_, apart)| *apart > chance).max_by(|one, other| one.1.total_cmp(&other.1)).map(|(decides, _)| decides)
}

/// The scenario in which most is lost.
pub(in crate::study::foresight) fn worst(robust: &Robust) -> Option<usize> {
    let regrets = robust.regrets.iter().enumerate();
    regrets.max_by(|one, other| one.1.mean.total_cmp(&other.1.mean).then(other.0.cmp(&one.0))).map(|(at, _)| at)
}

/// How well signposts are seen.
#[derive(Clone, Copy)]
enum Sight {
    /// As stated.
    Stated,
    /// Always, and never where nothing comes.
    Perfect,
}

/// A way in a scenario in one draw.
struct Case<'a> {
    pathways: &'a Pathways,
    way: &'a Way,
    world: &'a Prospect,
    today: &'a Prospect,
    amounts: &'a [f64],
    draw: usize,
}

impl Case<'_> {
    /// The mean over what may be seen.
    fn expected(&self, sight: Sight) -> f64 {
        let waiting: Vec<usize> = (0..self.way.steps.len()).filter(|&at| self.way.steps[at].when.is_some()).collect();
        let mut all = Vec::with_capacity(1 << waiting.len());
        for case in 0..1_u32 << waiting.len() {
            let mut made = vec![true; self.way.steps.len()];
            let mut chance = 1.0;
            for (bit, &at) in waiting.iter().enumerate() {
                made[at] = case >> bit & 1 == 1;
                let seen = self.seen(&self.way.steps[at], sight);
                chance *= if made[at] { seen } else { 1.0 - seen };
            }
            if chance > 0.0 {
                all.push(chance * self.worth(&made));
            }
        }
        sum(&all)
    }

    fn seen(&self, step: &Step, sight: Sight) -> f64 {
        let Some(trigger) = &step.when else { return 1.0 };
        // Where today goes on, none of the variants comes.
        let comes = self.world.scenario.as_ref().is_some_and(|scenario| trigger.variants.contains(&scenario.variant(trigger.driver)));
        match (sight, comes) {
            (Sight::Perfect, comes) => f64::from(u8::from(comes)),
            (Sight::Stated, true) => self.amounts[trigger.sees],
            (Sight::Stated, false) => self.amounts[trigger.false_alarm],
        }
    }

    /// What the steps that are made are worth together.
    fn worth(&self, made: &[bool]) -> f64 {
        let (from, to) = self.pathways.years;
        let keep = 1.0 / (1.0 + self.pathways.discount.map_or(0.0, |at| self.amounts[at]));
        let amount = |at: Option<usize>| at.map_or(0.0, |at| self.amounts[at]);
        let made = || self.way.steps.iter().zip(made).filter(|(_, made)| **made).map(|(step, _)| step);
        let mut weight = 1.0;
        let years = (from..=to).map(|year| {
            let once = sum(&made().filter(|step| step.year == year).map(|step| amount(step.costs)).collect::<Vec<_>>());
            let now = made().rfind(|step| step.year <= year);
            let world = if year < self.pathways.turns { self.today } else { self.world };
            let gain = now.map_or(0.0, |step| {
                let points = step.take.map_or(0.0, |option| world.points[option][self.draw]);
                points.mul_add(self.amounts[step.worth], -amount(step.a_year))
            });
            let value = weight * (gain - once);
            weight *= keep;
            value
        });
        sum(&years.collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::super::load::{Amount, Trigger};
    use super::*;
    use crate::cross_impact::{Descriptor, Structure};
    use crate::input::{Name, Provenance};

    fn structure() -> Structure {
        let name = |text: &str| Name::new(text).unwrap();
        Structure::new(vec![Descriptor { name: name("Trust"), variants: vec![name("holds"), name("breaks")] }]).unwrap()
    }

    fn amounts(values: &[f64]) -> Vec<Amount> {
        let amount = |&value: &f64| Amount {
            label: String::new(),
            unit: String::new(),
            dist: Dist::Point(value),
            provenance: Provenance::default(),
        };
        values.iter().map(amount).collect()
    }

    fn step(year: u32, take: Option<usize>, when: Option<Trigger>) -> Step {
        Step { year, take, costs: Some(1), a_year: Some(2), worth: 0, when }
    }

    /// Four years, scenarios from the third on; a point is worth 10, a step costs 20 and then 5 a year; money loses nothing.
    fn pathways(ways: Vec<Vec<Step>>) -> Pathways {
        let ways = ways.into_iter().enumerate().map(|(at, steps)| Way { name: at.to_string(), because: None, steps }).collect();
        Pathways {
            years: (2030, 2033),
            turns: 2032,
            money: "dollars".to_owned(),
            amounts: amounts(&[10.0, 20.0, 5.0, 0.8, 0.25]),
            discount: None,
            ways,
        }
    }

    fn world(variant: Option<usize>, points: f64) -> Prospect {
        Prospect {
            name: String::new(),
            scenario: variant.map(|variant| Scenario::new(&structure(), &[variant]).unwrap()),
            points: vec![vec![points; 2]],
        }
    }

    fn trigger() -> Option<Trigger> {
        Some(Trigger { driver: 0, variants: vec![1], sees: 3, false_alarm: 4 })
    }

    #[test]
    fn a_way_is_worth_what_its_years_add_up_to() {
        let all = pathways(vec![
            vec![step(2030, Some(0), None)],
            vec![step(2032, Some(0), trigger())],
            vec![],
            vec![step(2030, Some(0), None), step(2032, None, trigger())],
        ]);
        let found = Ways::weigh(&all, world(None, 3.0), vec![world(Some(0), 1.0), world(Some(1), 8.0)], Seed(1)).unwrap();
        let by = |way: usize| found.payoffs[way].iter().map(|draws| draws[0]).collect::<Vec<_>>();
        // At once: two years of 3 points, then two of 3, 1 or 8; 20 once and 5 a year.
        assert_eq!(by(0), [120.0 - 40.0, 60.0 + 20.0 - 40.0, 60.0 + 160.0 - 40.0]);
        // Later: two years, made in a quarter of cases where it does not come, in four of five where it does.
        let close =
            |got: &[f64], want: [f64; 3]| got.iter().zip(want).for_each(|(got, want)| assert!((got - want).abs() < 1e-9, "{got} {want}"));
        close(&by(1), [0.25 * (60.0 - 30.0), 0.25 * (20.0 - 30.0), 0.8 * (160.0 - 30.0)]);
        assert_eq!(by(2), [0.0; 3]);
        // Out again: the exit costs 20 and 5 a year as well, and the two years on the market are lost.
        let out = |stay: f64| stay - 20.0;
        close(&by(3), [0.75 * 80.0 + 0.25 * out(40.0 - 20.0), 0.75 * 40.0 + 0.25 * out(40.0 - 20.0), 0.2 * 180.0 + 0.8 * out(40.0 - 20.0)]);
        // A signpost that never errs: nothing where it does not come, all where it does.
        let seeing = found.seeing[1].unwrap().mean;
        assert!((seeing - (-7.5 + 2.5 + 0.2 * 130.0) / 3.0).abs() < 1e-9, "{seeing}");
        assert!(found.seeing[0].is_none() && found.seeing[2].is_none());
        assert_eq!(found.least_regretted(), Some((0, 0)));
        assert_eq!(found.robust[0].max_regret, 0.0);
    }

    #[test]
    fn what_decides_is_the_amount_on_which_the_way_to_go_hangs() {
        // At once costs 20 and 5 a year for four years: worth it where a point is worth more than 40 / 12.
        let mut all = pathways(vec![vec![step(2030, Some(0), None)], vec![]]);
        all.amounts[0].dist = Dist::uniform(0.0, 8.0).unwrap();
        all.amounts[2].dist = Dist::uniform(4.9, 5.1).unwrap();
        let many = |variant: Option<usize>| Prospect { points: vec![vec![3.0; 64]], ..world(variant, 3.0) };
        let found = Ways::weigh(&all, many(None), vec![many(Some(0))], Seed(1)).unwrap();
        let Decides { amount, with, without } = found.decides.unwrap();
        assert_eq!((found.least_regretted().unwrap().0, amount), (0, 0));
        assert!(with > 40.0 / 12.0 + 1.0 && without < 40.0 / 12.0, "{with} {without}");
        // Where nothing that is uncertain decides, none is named: the worth decides nothing if it is always high.
        all.amounts[0].dist = Dist::uniform(6.0, 8.0).unwrap();
        assert_eq!(Ways::weigh(&all, many(None), vec![many(Some(0))], Seed(1)).unwrap().decides, None);
    }

    #[test]
    fn money_later_is_worth_less_and_draws_are_paired() {
        let mut all = pathways(vec![vec![step(2031, Some(0), None)], vec![]]);
        all.amounts.push(Amount { dist: Dist::Point(0.25), ..amounts(&[0.0]).remove(0) });
        all.discount = Some(5);
        let found = Ways::weigh(&all, world(None, 3.0), vec![world(Some(0), 1.0)], Seed(1)).unwrap();
        let want = (25.0 - 20.0) * 0.8 + 25.0 * 0.64 + 25.0 * 0.512;
        assert!((found.payoffs[0][0][0] - want).abs() < 1e-9);
        // An uncertain worth meets every way and scenario alike.
        all.amounts[0].dist = Dist::uniform(5.0, 15.0).unwrap();
        all.discount = None;
        let many = |variant: Option<usize>, points: f64| Prospect { points: vec![vec![points; 64]], ..world(variant, points) };
        let found = Ways::weigh(&all, many(None, 3.0), vec![many(Some(0), 3.0)], Seed(1)).unwrap();
        assert_eq!(found.payoffs[0][0], found.payoffs[0][1]);
        let (low, high) = found.payoffs[0][0].iter().fold((f64::MAX, f64::MIN), |(low, high), &v| (low.min(v), high.max(v)));
        assert!(low > 9.0 * 5.0 - 35.0 && high < 9.0 * 15.0 - 35.0 && high - low > 60.0, "{low} {high}");
        assert!(Ways::weigh(&all, world(None, f64::NAN), vec![world(Some(0), 1.0)], Seed(1)).is_none());
    }
}
