//! What the pages of every job on a study are made of: words for figures, tables, charts with their tables, labels of trust.

use crate::input::Grade as Given;
use crate::market::{Figure as Named, Kind, Role};
use crate::montecarlo::Spread;
use crate::report::chart::{Chart, SideBySide, SideRole};
use crate::report::format;
use crate::report::view::{Block, Estimate, Figure, Grade, Heading, Table, Trust, ValidityLine};
use crate::stats::Summary;
use crate::stats::dist::Dist;
use crate::world::World;

use super::fit::{Claimed, Colour, ScorecardFile};
use super::validate::{Study, Transfer};

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

/// What each measure may be trusted for.
pub(in crate::study) fn validity_of(study: &Study, transfer: &[Transfer]) -> Vec<ValidityLine> {
    let market = &study.market;
    let judged = study.judgement_in_tastes();
    let mut lines = Vec::new();
    let mut share = |trust: Trust, how: String| lines.push(ValidityLine { measure: "Share of choices".to_owned(), trust, how });
    for one in transfer {
        if one.valid() {
            share(
                Trust::Validated,
                format!(
                    "On {}, whom the tastes were not fitted to: over all cells nearer to their real choices than the constant shares of {}; clearly so in {} of {} cells.",
                    one.who,
                    one.null_who,
                    one.cells.iter().filter(|cell| cell.gain_interval.low > 0.0).count(),
                    one.cells.len()
                ),
            );
        } else {
            share(
                Trust::NotValidated,
                format!("Not valid for {}: not clearly nearer to their real choices than constant shares.", one.who),
            );
        }
    }
    let card = study.fitted.as_ref().and_then(|woven| woven.scorecard.as_ref());
    let back_tested = card.and_then(back_tested);
    let tested = !transfer.is_empty() || back_tested.is_some();
    match back_tested {
        // A back-test of the fit says nothing of tastes that somebody added.
        Some((Trust::Validated, how)) if judged => {
            share(
                Trust::NotValidated,
                format!("{how} Other tastes of the study are somebody's judgement; no real choice was held against them."),
            );
        }
        Some((trust, how)) if study.fitted.as_ref().is_some_and(|woven| woven.held_out.is_some()) => {
            share(trust, format!("{how} Its people never seen are those whom the fit held out."));
        }
        Some((trust, how)) => share(trust, how),
        None => {}
    }
    match &study.fitted {
        Some(woven) if woven.apart => {
            share(
                Trust::NotValidated,
                "The chains of the fit do not agree, so that its tastes are not settled: run `foretaste calibrate` longer.".to_owned(),
            );
        }
        _ if tested => {}
        _ if judged => share(Trust::NotValidated, "The tastes are somebody's judgement; no real choice was held against them.".to_owned()),
        Some(woven) => share(
            Trust::Calibrated,
            format!(
                "The tastes were {}. They hold for the people as a whole, not for any one of them; here they were not tested on people never seen.",
                woven.origin
            ),
        ),
        None => share(Trust::Calibrated, "The tastes come from real choices, but were not tested on other people here.".to_owned()),
    }
    // What is worked out from shares is as good as the weakest word about them.
    let weakest = lines.iter().map(|line| line.trust).max().unwrap_or(Trust::NotValidated);
    if let Some(single) = card.and_then(|card| card.claim(Claimed::UnseenIndividuals)).filter(|claim| !claim.holds) {
        lines.push(ValidityLine {
            measure: "What one person would do".to_owned(),
            trust: Trust::NotValidated,
            how: format!("Back-test of the fit, people never seen: {}.", single.reasons()),
        });
    }
    if !study.arms.ladder.is_empty() {
        let how = if judged {
            "It follows from the same judged taste for money."
        } else {
            "It follows from the fitted taste for money; no real purchase at these prices was held against it."
        };
        let trust = if judged { Trust::NotValidated } else { Trust::Calibrated };
        lines.push(ValidityLine { measure: "Best price and demand by price".to_owned(), trust, how: how.to_owned() });
    }
    if !market.questions().is_empty() {
        lines.push(ValidityLine {
            measure: "Answers on scales".to_owned(),
            trust: Trust::NotValidated,
            how: "How a chance becomes a box is judgement; no real answer was held against it.".to_owned(),
        });
    }
    if !market.touchpoints().is_empty() {
        lines.push(ValidityLine {
            measure: "Journey and experience".to_owned(),
            trust: Trust::NotValidated,
            how: "Efforts, failures and the model of giving up are stated, not observed.".to_owned(),
        });
    }
    if market.alternatives().iter().any(|one| one.role == Role::Own) {
        lines.push(ValidityLine {
            measure: "Cannibalised sales".to_owned(),
            trust: weakest,
            how: "As good as the shares it comes from.".to_owned(),
        });
    }
    lines
}

/// What the back-test of the fit says of shares; none where it did not test them.
fn back_tested(card: &ScorecardFile) -> Option<(Trust, String)> {
    if card.light == Colour::Red {
        return Some((Trust::NotValidated, "The back-test of the fit is red: nothing it was tested for holds.".to_owned()));
    }
    let claim = card.claim(Claimed::Shares)?;
    let reasons = claim.reasons();
    if !claim.holds {
        return Some((Trust::NotValidated, format!("The back-test of the fit does not bear out its shares: {reasons}.")));
    }
    if card.tests.iter().any(|test| !test.doubts.is_empty()) {
        return Some((Trust::NotValidated, "The back-test of the fit rests on chains that do not agree.".to_owned()));
    }
    let how = format!("Back-test of the fit, on the survey's own choices: {reasons}. The concept as it stands here was not tested.");
    Some((Trust::Validated, how))
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
