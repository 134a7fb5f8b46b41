//! What every part of the page needs: figures with their intervals, names, hues.

use crate::market::{Figures, Kind, Role};
use crate::report::format;
use crate::report::view::{Block, Estimate, Figure, Heading, Hue, Table};
use crate::stats::Summary;

use super::super::analyse::Findings;
use super::super::decide::is_share;
use super::super::study::Study;

/// The interval of every figure, in words.
pub(super) const INTERVAL: &str = "90 % interval over what nobody knows";

/// A study with its findings and figures.
pub(super) struct Reading<'a> {
    pub(super) study: &'a Study,
    pub(super) findings: &'a Findings,
    pub(super) figures: &'a Figures<'a>,
}

impl Reading<'_> {
    /// The replicates of a figure that have a base.
    pub(super) fn values(&self, kind: Kind) -> Option<Vec<f64>> {
        let index = self.figures.index(kind)?;
        let values: Vec<f64> = self.findings.outcome.figure(index).into_iter().filter(|value| value.is_finite()).collect();
        (!values.is_empty()).then_some(values)
    }

    /// Median and 5 % to 95 % of a figure.
    pub(super) fn estimate(&self, kind: Kind) -> Option<Estimate> {
        Summary::of(&self.values(kind)?).map(estimate)
    }

    /// The concept's share.
    pub(super) fn share(&self) -> Option<Estimate> {
        self.estimate(Kind::Share { arm: 0, alternative: 0, segment: None })
    }

    /// The hue of an alternative.
    pub(super) fn hue(&self, alternative: usize) -> Hue {
        let market = &self.study.market;
        if alternative == 0 {
            return Hue::Concept;
        }
        if market.reference() == Some(alternative) {
            return Hue::Reference;
        }
        if market.alternatives()[alternative].role == Role::Nothing {
            return Hue::Nothing;
        }
        let before = (1..alternative).filter(|&other| market.reference() != Some(other)).count();
        Hue::Other(before as u16)
    }

    /// The concept's name.
    pub(super) fn concept(&self) -> &str {
        &self.study.market.alternatives()[0].name
    }

    /// The reference's name.
    pub(super) fn reference(&self) -> Option<&str> {
        self.study.market.reference().map(|index| self.study.market.alternatives()[index].name.as_str())
    }

    /// A figure in the reader's precision, with its interval.
    pub(super) fn words(&self, kind: Kind, estimate: Estimate) -> String {
        match kind {
            Kind::Minutes { .. } => format::minutes(estimate),
            Kind::Revenue { .. } | Kind::Profit { .. } | Kind::AddedMargin | Kind::BestTrialPrice | Kind::Crossing(_) => {
                self.money(estimate)
            }
            Kind::BestRevenuePrice | Kind::BestProfitPrice => self.price(estimate),
            kind if is_share(kind) => format::share(estimate),
            _ => format::quantity(estimate, ""),
        }
    }

    /// An amount of money.
    pub(super) fn money(&self, estimate: Estimate) -> String {
        let currency = self.study.currency.split_whitespace().next().unwrap_or_default();
        format::money(estimate, currency)
    }

    /// A ladder price: money, or a multiple of a person's own price.
    pub(super) fn price(&self, estimate: Estimate) -> String {
        if !self.study.relative_prices() {
            return self.money(estimate);
        }
        let places = format::decimals(estimate.low, estimate.high).clamp(0, 2);
        let (low, high) = (format::number(estimate.low, places), format::number(estimate.high, places));
        format!("{} × the price asked ({low}–{high})", format::number(estimate.mid, places))
    }

    /// How many real people stand behind a figure, in words.
    pub(super) fn base(&self, rows: std::ops::Range<usize>) -> String {
        let base = self.study.market.people().base(rows);
        if base.donors == 0 { "no real people".to_owned() } else { format!("{} real people", format::count(base.donors as u64)) }
    }
}

/// Median and 5 % to 95 %.
pub(super) fn estimate(summary: Summary) -> Estimate {
    Estimate::new(summary.q50, summary.q05, summary.q95)
}

/// The same in per cent.
pub(super) fn percent(estimate: Estimate) -> Estimate {
    Estimate::new(100.0 * estimate.mid, 100.0 * estimate.low, 100.0 * estimate.high)
}

/// A table with one column of words and others of numbers.
pub(super) fn table(caption: &str, first: &str, numbers: &[&str], rows: Vec<Vec<String>>) -> Table {
    let mut columns = vec![Heading::text(first)];
    columns.extend(numbers.iter().map(|&name| Heading::number(name)));
    Table { caption: caption.to_owned(), columns, rows, note: None }
}

/// A chart with its table.
pub(super) fn figure(id: &str, title: &str, alt: String, chart: crate::report::chart::Chart, table: Table, csv: Option<&str>) -> Block {
    Block::Figure(Box::new(Figure {
        id: id.to_owned(),
        title: title.to_owned(),
        chart,
        alt,
        table,
        csv: csv.map(|name| format!("tables/{name}.csv")),
    }))
}

/// Joins names as a sentence does.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A value with its unit; shares and chances as per cent.
pub(super) fn amount(value: f64, unit: &str) -> String {
    match unit {
        "share" | "chance" => format::percent(value),
        unit => format!("{} {unit}", format::plain(value)).trim_end().to_owned(),
    }
}
