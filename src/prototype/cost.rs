//! What an intervention costs: money once, and money for each customer.

use crate::stats::dist::Dist;

use super::catalogue;

/// An amount with what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Range {
    /// Its 5 % quantile.
    pub low: f64,
    /// Its median.
    pub likely: f64,
    /// Its 95 % quantile.
    pub high: f64,
}

impl Range {
    /// Nothing.
    pub const NOTHING: Self = Self { low: 0.0, likely: 0.0, high: 0.0 };

    /// Takes an amount as known.
    #[must_use]
    pub fn exactly(amount: f64) -> Self {
        Self { low: amount, likely: amount, high: amount }
    }

    /// Reads the three quantiles of a distribution.
    #[must_use]
    pub fn of(dist: &Dist) -> Self {
        Self { low: dist.quantile(0.05), likely: dist.median(), high: dist.quantile(0.95) }
    }

    /// Multiplies by a number of 0 or more.
    #[must_use]
    pub fn times(self, by: f64) -> Self {
        Self { low: self.low * by, likely: self.likely * by, high: self.high * by }
    }

    /// Adds an amount that moves with this one: low to low, high to high, so that a sum is never narrower than it may be.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, likely: self.likely + other.likely, high: self.high + other.high }
    }
}

/// What an intervention costs, in the study's money.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// To set it up.
    pub once: Range,
    /// For each customer; below 0 where it saves.
    pub per_customer: Range,
}

impl Cost {
    /// What it comes to in the first year.
    #[must_use]
    pub fn first_year(&self, customers: f64) -> Range {
        self.once.plus(self.per_customer.times(customers))
    }

    /// The cost of both.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self { once: self.once.plus(other.once), per_customer: self.per_customer.plus(other.per_customer) }
    }
}

/// What turns work into money.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// Money a working day of one person.
    pub day: f64,
    /// Money a minute of staff.
    pub minute: f64,
    /// Customers a year that a cost for each customer counts for.
    pub customers: f64,
    /// How often a customer pays the price in a year, as the study's currency says: 12 for "a month".
    pub payments: f64,
    /// Which of these are the program's own guess: `day_rate`, `minute_rate`, `customers`.
    pub guessed: Vec<&'static str>,
}

/// A working day where the study does not say. Judgement: what a firm of the rich world pays for a day of skilled work, all in.
pub(super) const DAY_RATE: f64 = 600.0;

/// Customers a year where the study does not say. Judgement: a small launch.
pub(super) const CUSTOMERS: f64 = 1_000.0;

impl Rates {
    /// Fills what is not stated with the program's own guesses; a minute is its part of a day of 480 minutes.
    #[must_use]
    pub fn new(day: Option<f64>, minute: Option<f64>, customers: Option<f64>, currency: &str) -> Self {
        let stated = [(day.is_some(), "day_rate"), (day.or(minute).is_some(), "minute_rate"), (customers.is_some(), "customers")];
        let day = day.unwrap_or(DAY_RATE);
        Self {
            day,
            minute: minute.unwrap_or_else(|| catalogue::Cost::money(0.0, 1.0, 1.0, day)),
            customers: customers.unwrap_or(CUSTOMERS),
            payments: payments(currency),
            guessed: stated.into_iter().filter(|(stated, _)| !stated).map(|(_, name)| name).collect(),
        }
    }

    /// The cost of days of work, once, and minutes of staff for each customer.
    #[must_use]
    pub fn work(&self, days: Range, minutes: Range) -> Cost {
        Cost { once: days.times(self.day), per_customer: minutes.times(self.minute) }
    }
}

/// How often a price is paid in a year, from the words after the currency; once where they do not say.
fn payments(currency: &str) -> f64 {
    let last = currency.split_whitespace().last().unwrap_or_default().to_lowercase();
    match last.as_str() {
        "day" | "daily" => 365.0,
        "week" | "weekly" => 52.0,
        "month" | "monthly" => 12.0,
        "quarter" | "quarterly" => 4.0,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_becomes_money_and_guesses_are_named() {
        let rates = Rates::new(Some(480.0), None, None, "USD a month");
        assert_eq!((rates.day, rates.minute, rates.customers, rates.payments), (480.0, 1.0, CUSTOMERS, 12.0));
        assert_eq!(rates.guessed, ["customers"]);
        let cost = rates.work(Range { low: 1.0, likely: 2.0, high: 4.0 }, Range::exactly(3.0));
        assert_eq!(cost.first_year(10.0), Range { low: 510.0, likely: 990.0, high: 1_950.0 });
        assert_eq!(cost.plus(&cost).once.likely, 1_920.0);
        assert_eq!(Rates::new(None, Some(2.0), Some(5.0), "CHF").guessed, ["day_rate"]);
        assert_eq!(Rates::new(None, None, None, "").guessed, ["day_rate", "minute_rate", "customers"]);
    }

    #[test]
    fn the_currency_says_how_often_a_price_is_paid() {
        for (currency, times) in [("CHF", 1.0), ("CHF a trip", 1.0), ("USD a month", 12.0), ("EUR per week", 52.0), ("", 1.0)] {
            assert_eq!(payments(currency), times, "{currency}");
        }
    }
}
