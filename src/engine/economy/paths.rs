//! What surrounds people and firms in each month: how far artificial intelligence has come, what tasks cost, which policies hold.

use crate::num::{exp, ln};

use super::numbers::Numbers;

/// The size up to which more people cost more coordination and add returns; beyond it a firm is a firm of teams.
pub(super) const SPAN: usize = 64;

/// One month's surroundings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Month {
    /// Share of working time that the tasks of a firm take from somebody who works alone.
    pub(super) tasks: f64,
    /// What a unit of work yields in a firm of this many people, by size up to [`SPAN`].
    pub(super) yields: [f64; SPAN + 1],
    /// The prices of routine work and of human value.
    pub(super) routine: f64,
    pub(super) human: f64,
    /// What tools add for somebody alone without and with a generalist's skill, tools paid.
    pub(super) alone: f64,
    pub(super) orchestrate: f64,
    /// Share of the work on payrolls of the start that larger firms still have for people, at full demand.
    pub(super) jobs: f64,
    /// Share of employees whose work machines take over in this month, and who are let go.
    pub(super) cuts: f64,
    /// How much of what small firms offer is bought, where 1 is the start.
    pub(super) niches: f64,
    /// Policies in force.
    pub(super) portable: f64,
    pub(super) guilds: f64,
    pub(super) net: f64,
    pub(super) reskilling: f64,
    /// What giants gain per logarithm of size above 500.
    pub(super) giants: f64,
}

/// The share of users who have taken something up after so many years.
///
/// # Source
/// Bass 1969, "A new product growth for model consumer durables", Management Science 15(5).
#[must_use]
pub fn bass(innovation: f64, imitation: f64, years: f64) -> f64 {
    if years <= 0.0 {
        return 0.0;
    }
    let gone = exp(-(innovation + imitation) * years);
    (1.0 - gone) / (imitation / innovation).mul_add(gone, 1.0)
}

/// How far adoption has come since the scenario's start, from 0 at the start to 1 in the end.
pub(super) fn adopted(numbers: &Numbers, month: i32) -> f64 {
    if month <= 0 || numbers.reach == 0.0 {
        return 0.0;
    }
    let at = |years: f64| bass(numbers.innovation, numbers.imitation, years);
    let before = at(numbers.launched);
    numbers.reach * (at(numbers.launched + f64::from(month) / 12.0) - before) / (1.0 - before)
}

impl Month {
    /// The surroundings in a month; months before 0 are the past, in which neither artificial intelligence nor policies change.
    pub(super) fn at(numbers: &Numbers, month: i32) -> Self {
        let n = numbers;
        let come = adopted(n, month);
        let last = adopted(n, month - 1);
        let phase = (f64::from(month.max(0)) / n.ramp).min(1.0);
        let years = f64::from(month) / 12.0;
        let each = [(n.legal, n.ai_legal), (n.accounting, n.ai_accounting), (n.marketing, n.ai_marketing), (n.service, n.ai_service)];
        let tasks = each.iter().map(|(hours, taken)| hours * (1.0 - taken * come)).sum::<f64>() * exp(-n.trend * years);
        let tasks = tasks.min(0.9);
        let cost = n.coordination * (1.0 - n.ai_inside * come);
        let mut yields = [0.0; SPAN + 1];
        for (size, yields) in yields.iter_mut().enumerate().skip(1) {
            let people = size as f64;
            let time = 1.0 - tasks / people - cost * ln(people);
            *yields = n.returns.mul_add(1.0 - 1.0 / people, 1.0) * time.max(0.05);
        }
        let helped = n.ai_boost * come * (1.0 - n.austerity);
        yields.iter_mut().skip(2).for_each(|yields| *yields *= 1.0 + helped);
        let cut = n.ai_payroll * n.austerity;
        Self {
            tasks,
            yields,
            routine: 1.0 - n.ai_routine * come,
            human: 1.0 + n.ai_human * come,
            alone: (1.0 + 0.5 * n.ai_boost * come) * (1.0 - n.ai_price * come),
            orchestrate: n.ai_boost * come,
            jobs: 1.0 - cut * come,
            cuts: cut * (come - last) / (1.0 - cut * last).max(0.05),
            niches: (1.0 + n.niches * come) * exp(n.alone_growth * years.max(0.0)),
            portable: n.portable * phase,
            guilds: n.guilds * phase,
            net: n.net_added.mul_add(phase, n.net).clamp(0.0, 1.0),
            reskilling: n.reskilling * phase,
            giants: n.giants * come * (1.0 - n.antitrust * phase),
        }
    }

    /// What a unit of work yields in a firm of that size.
    #[inline]
    pub(super) fn yield_at(&self, people: u32) -> f64 {
        let usual = self.yields[(people as usize).min(SPAN)];
        if people > 500 && self.giants > 0.0 { usual * (1.0 + self.giants * ln(f64::from(people) / 500.0)) } else { usual }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adoption_follows_the_published_curve() {
        for (years, share) in [(6.192_619_197_703, 0.460_526_315_789), (5.0, 0.331_198_642_491), (10.0, 0.812_803_221_221)] {
            assert!((bass(0.03, 0.38, years) - share).abs() < 1e-11, "{years}");
        }
        assert!((bass(0.005, 0.84, 6.063_862_697_519) - 0.497_023_809_524).abs() < 1e-11);
        assert_eq!(bass(0.03, 0.38, -1.0), 0.0);
    }

    #[test]
    fn nothing_changes_before_the_start_but_the_trend() {
        let numbers = Numbers { reach: 1.0, portable: 1.0, guilds: 1.0, trend: 0.0, net_added: 0.2, ..Numbers::default() };
        let (early, start) = (Month::at(&numbers, -100), Month::at(&numbers, 0));
        assert_eq!(early, start);
        let late = Month::at(&numbers, 240);
        assert!(late.tasks < start.tasks && late.alone > start.alone && late.portable == 1.0 && late.routine < 1.0);
        assert!(adopted(&numbers, 1200) > 0.999 && adopted(&Numbers { reach: 0.0, ..numbers }, 1200) == 0.0);
        // A past that falls by a trend of its own.
        let trended = Numbers { trend: 0.03, ..numbers };
        assert!((Month::at(&trended, -120).tasks / Month::at(&trended, 0).tasks - exp(0.3)).abs() < 1e-12);
    }

    #[test]
    fn working_together_pays_and_costs() {
        let numbers = Numbers::default();
        let month = Month::at(&numbers, 0);
        assert!((month.yield_at(1) - (1.0 - month.tasks)).abs() < 1e-12);
        assert!(month.yield_at(5) > month.yield_at(2) && month.yield_at(5_000) == month.yield_at(64));
        let giants = Month::at(&Numbers { giants: 0.1, reach: 1.0, ..numbers }, 240);
        assert!(giants.yield_at(5_000) > giants.yield_at(400));
    }
}
