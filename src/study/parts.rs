//! What the pages of every job on a study are made of: words for figures, tables, charts with their tables.

use crate::input::Grade as Given;
use crate::market::{Figure as Named, Kind};
use crate::montecarlo::Spread;
use crate::report::chart::{Chart, SideBySide, SideRole};
use crate::report::format;
use crate::report::view::{Block, Estimate, Figure, Grade, Heading, Table};
use crate::stats::Summary;
use crate::stats::dist::Dist;
use crate::world::World;

use super::validate::Study;

/// What the low and the high end of every figure and difference are, in words.
pub(in crate::study) const INTERVAL: &str = "90 % interval over what nobody knows";

impl Study {
    /// A figure in the reader's precision, with its interval.
    pub(in crate::study) fn words(&self, kind: Kind, estimate: Estimate) -> String {
        match kind {
            Kind::Minutes { .. } => format::minutes(estimate),
            kind if is_money(kind) => self.money(estimate),
            Kind::BestRevenuePrice | Kind::BestProfitPrice => self.price(estimate),
            kind if kind.is_share() => format::share(estimate),
            _ => format::quantity(estimate, ""),
        }
    }

    /// A difference of a figure in the reader's precision, with its interval.
    pub(in crate::study) fn difference(&self, kind: Kind, estimate: Estimate) -> String {
        match kind {
            Kind::Minutes { .. } => format::difference(estimate, "min"),
            kind if is_money(kind) => format::money_difference(estimate, self.unit_of_money()),
            kind if kind.is_share() => format::points(estimate),
            _ => format::difference(estimate, ""),
        }
    }

    /// The currency without its period.
    fn unit_of_money(&self) -> &str {
        self.currency.split_whitespace().next().unwrap_or_default()
    }

    /// An amount of money.
    pub(in crate::study) fn money(&self, estimate: Estimate) -> String {
        format::money(estimate, self.unit_of_money())
    }

    /// A ladder price: money, or a multiple of a person's own price.
    pub(in crate::study) fn price(&self, estimate: Estimate) -> String {
        if !self.relative_prices() {
            return self.money(estimate);
        }
        let places = format::decimals(estimate.low, estimate.high).clamp(0, 2);
        let (low, high) = (format::number(estimate.low, places), format::number(estimate.high, places));
        format!("{} × the price asked ({low}–{high})", format::number(estimate.mid, places))
    }

    /// What a figure is, in words.
    pub(in crate::study) fn name_of(&self, figure: &Named) -> String {
        let market = &self.market;
        match figure.kind {
            Kind::Share { alternative, segment: None, .. } if alternative < market.alternatives().len() => {
                format!("share of {}", market.alternatives()[alternative].name)
            }
            Kind::TopTwoBox { question, segment: None } => format!("two best boxes of {}", market.questions()[question].name),
            Kind::Nps => "net promoter score".to_owned(),
            Kind::Completion { at: None } => "share who get through the journey".to_owned(),
            _ => figure.id.replace(':', " of "),
        }
    }

    /// Whether any taste is somebody's judgement.
    pub(in crate::study) fn judgement_in_tastes(&self) -> bool {
        let entries = self.market.unknowns().ledger();
        entries
            .filter(|entry| entry.path.starts_with("tastes.") || entry.path.starts_with("choice."))
            .any(|entry| !matches!(entry.grade, Some(Given::Measured | Given::Published)))
    }
}

/// Whether a figure is an amount of money.
fn is_money(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Revenue { .. } | Kind::Profit { .. } | Kind::OwnMargin { .. } | Kind::AddedMargin | Kind::BestTrialPrice | Kind::Crossing(_)
    )
}

/// The grade of a source.
pub(in crate::study) fn grade(given: Option<Given>) -> Grade {
    match given {
        Some(Given::Measured) => Grade::Measured,
        Some(Given::Published) => Grade::Published,
        Some(Given::Judgement) => Grade::Judgement,
        None => Grade::Unstated,
    }
}

/// The scale on which an experience level measure is drawn; minutes have no end, so `most` is the longest there is to show.
pub(in crate::study) fn xlm_scale(kind: Kind, most: f64) -> (f64, f64) {
    match kind {
        Kind::Ces { .. } => (1.0, 7.0),
        Kind::Nps => (-100.0, 100.0),
        Kind::Minutes { .. } => (0.0, 1.5 * most),
        _ => (0.0, 1.0),
    }
}

/// A value with its range.
pub(in crate::study) fn value(dist: &Dist, unit: &str) -> String {
    match (dist, unit) {
        (Dist::Point(value), unit) => amount(*value, unit),
        (dist, unit) => {
            let estimate = Estimate::new(dist.median(), dist.quantile(0.05), dist.quantile(0.95));
            let (by, unit) = lasting(estimate.mid, unit);
            if matches!(unit, "share" | "chance") { format::share(estimate) } else { format::quantity(estimate.scaled(by), unit) }
        }
    }
}

/// Median and 5 % to 95 %.
pub(in crate::study) fn estimate(summary: Summary) -> Estimate {
    Estimate::new(summary.q50, summary.q05, summary.q95)
}

/// Mean and 5 % to 95 %; not a number where there is no base.
pub(in crate::study) fn spread(found: Option<Spread>) -> Estimate {
    found.map_or(Estimate::exact(f64::NAN), |found| Estimate::new(found.mean, found.low, found.high))
}

/// The same in per cent.
pub(in crate::study) fn percent(estimate: Estimate) -> Estimate {
    estimate.scaled(100.0)
}

/// A table with one column of words and others of numbers.
pub(in crate::study) fn table(caption: &str, first: &str, numbers: &[&str], rows: Vec<Vec<String>>) -> Table {
    let mut columns = vec![Heading::text(first)];
    columns.extend(numbers.iter().map(|&name| Heading::number(name)));
    Table { caption: caption.to_owned(), columns, rows, note: None }
}

/// A chart with its table.
pub(in crate::study) fn figure(id: &str, title: &str, alt: String, chart: Chart, table: Table, csv: Option<&str>) -> Block {
    Block::Figure(Box::new(Figure {
        id: id.to_owned(),
        title: title.to_owned(),
        chart,
        alt,
        table,
        csv: csv.map(|name| format!("tables/{name}.csv")),
    }))
}

/// What a setting is to the reader, by its name.
pub(in crate::study) fn role(name: &str) -> SideRole {
    match name {
        "as given" => SideRole::Given,
        "recommended" => SideRole::Recommended,
        _ => SideRole::Other,
    }
}

/// Settings side by side as a chart, and as the table that says the same: one row a measure, one column a setting.
pub(in crate::study) fn side_by_side(id: &str, (title, alt): (&str, &str), caption: String, drawing: SideBySide) -> Block {
    let mut columns = vec![Heading::text("measure")];
    columns.extend(drawing.settings.iter().map(|setting| Heading::number(&setting.label)));
    let cells = drawing.measures.iter().map(|measure| {
        let values = measure.values.iter().map(|value| value.as_ref().map_or_else(|| "no base".to_owned(), |(_, words)| words.clone()));
        std::iter::once(measure.label.clone()).chain(values).collect()
    });
    let data = Table { caption, columns, rows: cells.collect(), note: None };
    figure(id, title, alt.to_owned(), Chart::SideBySide(drawing), data, Some(id))
}

/// Joins names as a sentence does.
pub(in crate::study) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A value with its unit; shares and chances as per cent.
pub(in crate::study) fn amount(value: f64, unit: &str) -> String {
    match unit {
        "share" | "chance" => format::percent(value),
        unit => {
            let (by, unit) = lasting(value, unit);
            format!("{} {unit}", format::plain(by * value)).trim_end().to_owned()
        }
    }
}

/// The unit in which a length of time is best read, and what turns minutes into it; other units stay as they are.
fn lasting(value: f64, unit: &str) -> (f64, &str) {
    match (unit, value.abs()) {
        ("minutes", 2880.0..) => (1.0 / 1440.0, "days"),
        ("minutes", 180.0..) => (1.0 / 60.0, "hours"),
        (unit, _) => (1.0, unit),
    }
}

/// The word for a grade.
pub(in crate::study) fn graded(grade: Option<Given>) -> String {
    grade.map_or_else(|| "not stated".to_owned(), |grade| grade.as_str().to_owned())
}
