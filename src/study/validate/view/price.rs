//! At what price.

use crate::market::{Crossing, Kind};
use crate::report::chart::{BestPrice, Chart, Crossing as Mark, CurvePoint, PriceCurves, PricePanel, VanWestendorp};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Hue, Section, Tone};

use super::reading::{INTERVAL, Reading, figure, percent, table};

/// The section on prices, where the study tests any.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let curves = ladder(reading);
    let meter = meter(reading);
    if curves.is_none() && meter.is_none() {
        return None;
    }
    let best = best(reading);
    let finding = match &best {
        Some((what, price, estimate)) => {
            let edge = if reading.at_edge(*estimate) {
                " That range reaches the end of the prices tested: the best one may lie beyond."
            } else {
                ""
            };
            format!("The price with the highest {what} is {price}.{edge}")
        }
        None => "The price meter is the only price test in this study.".to_owned(),
    };
    let mut blocks: Vec<Block> = curves.into_iter().chain(meter).collect();
    blocks.push(Block::Callout(Callout {
        tone: Tone::Note,
        title: "One piece of evidence.".to_owned(),
        text: "Every price figure here comes from the same taste for money. That several of them agree makes none of them surer."
            .to_owned(),
    }));
    Some(Section { id: "price".to_owned(), title: "At what price".to_owned(), finding, blocks })
}

fn best(reading: &Reading<'_>) -> Option<(&'static str, String, Estimate)> {
    [("profit", Kind::BestProfitPrice), ("revenue", Kind::BestRevenuePrice)]
        .into_iter()
        .find_map(|(what, kind)| reading.estimate(kind).map(|estimate| (what, reading.price(estimate), estimate)))
}

fn ladder(reading: &Reading<'_>) -> Option<Block> {
    let ladder = &reading.study.arms.ladder;
    if ladder.is_empty() {
        return None;
    }
    let read = |kind: fn(usize) -> Kind, scale: fn(Estimate) -> Estimate| -> Vec<CurvePoint> {
        ladder
            .iter()
            .filter_map(|&(arm, price)| reading.estimate(kind(arm)).map(|value| CurvePoint { price, value: scale(value) }))
            .collect()
    };
    let same = |value| value;
    let demand = read(|arm| Kind::Share { arm, alternative: 0, segment: None }, percent);
    let revenue = read(|arm| Kind::Revenue { arm }, same);
    let profit = read(|arm| Kind::Profit { arm }, same);
    let currency = &reading.study.currency;
    let mut rows = Vec::new();
    for (step, &(_, price)) in ladder.iter().enumerate() {
        let mut row = vec![format::plain(price), demand.get(step).map_or_else(String::new, |point| format::quantity(point.value, "%"))];
        row.push(revenue.get(step).map_or_else(String::new, |point| reading.money(point.value)));
        if let Some(point) = profit.get(step) {
            row.push(reading.money(point.value));
        }
        rows.push(row);
    }
    let mut panels = vec![
        PricePanel { title: "Demand, % of people".to_owned(), hue: Hue::Concept, points: demand },
        PricePanel { title: format!("Revenue per 100 people, {currency}"), hue: Hue::Concept, points: revenue },
    ];
    let mut columns = vec!["demand", "revenue per 100 people"];
    if !profit.is_empty() {
        panels.push(PricePanel { title: format!("Profit per 100 people, {currency}"), hue: Hue::Concept, points: profit });
        columns.push("profit per 100 people");
    }
    let axis =
        if reading.study.relative_prices() { "price, as a multiple of each person's own".to_owned() } else { format!("price, {currency}") };
    let best = best(reading).map(|(what, price, estimate)| BestPrice { price: estimate, label: format!("highest {what}: {price}") });
    let alt = best
        .as_ref()
        .map_or_else(|| "Demand and revenue by price.".to_owned(), |best| format!("Demand and revenue by price; {}.", best.label));
    let first = if reading.study.relative_prices() { "multiple" } else { "price" };
    let table = table(&format!("By price ({axis})"), first, &columns, rows);
    let chart = Chart::Price(PriceCurves { axis, interval: INTERVAL.to_owned(), panels, best });
    Some(figure("price-curves", "Demand and revenue by price", alt, chart, table, Some("price_curves")))
}

fn meter(reading: &Reading<'_>) -> Option<Block> {
    let grid = reading.study.market.price_grid()?;
    let curve = |which: usize| -> Vec<f64> {
        (0..grid.len()).map(|cell| reading.estimate(Kind::PriceCurve { which, cell }).map_or(f64::NAN, |share| share.mid)).collect()
    };
    let curves = [curve(0), curve(1), curve(2), curve(3)];
    let marks = [
        ("marginal cheapness", Crossing::MarginalCheapness, 2),
        ("optimal price", Crossing::Optimal, 3),
        ("indifference", Crossing::Indifference, 2),
        ("marginal expensiveness", Crossing::MarginalExpensiveness, 3),
    ];
    let mut crossings = Vec::new();
    let mut rows = Vec::new();
    for (name, crossing, rising) in marks {
        let Some(price) = reading.estimate(Kind::Crossing(crossing)) else { continue };
        let text = reading.money(price);
        rows.push(vec![name.to_owned(), text.clone()]);
        crossings.push(Mark { name: name.to_owned(), price: price.mid, share: at(grid, &curves[rising], price.mid), text });
    }
    if let Some(price) = reading.estimate(Kind::BestTrialPrice) {
        rows.push(vec!["highest revenue when chances to buy are asked too (Newton, Miller and Smith)".to_owned(), reading.money(price)]);
    }
    let mut found = table("Points of the price meter", "point", &["price (90 % interval)"], rows);
    if let Some(share) = reading.estimate(Kind::NoPrice) {
        found.note = Some(format!(
            "For {} even a price of nothing would not make it the likelier choice; they named no prices and are not in the curves.",
            format::share(share)
        ));
    }
    let alt = crossings.iter().map(|mark| format!("{} {}", mark.name, mark.text)).collect::<Vec<_>>().join("; ");
    let [too_cheap, cheap, expensive, too_expensive] = curves;
    let chart = Chart::VanWestendorp(VanWestendorp {
        axis: format!("price, {}", reading.study.currency),
        prices: grid.to_vec(),
        too_cheap,
        cheap,
        expensive,
        too_expensive,
        crossings,
    });
    Some(figure(
        "price-meter",
        "What people call cheap and expensive",
        format!("Price sensitivity meter: {alt}."),
        chart,
        found,
        Some("price_meter"),
    ))
}

/// A curve's value between two grid prices.
fn at(grid: &[f64], curve: &[f64], price: f64) -> f64 {
    let above = grid.partition_point(|&edge| edge < price).clamp(1, grid.len() - 1);
    let part = (price - grid[above - 1]) / (grid[above] - grid[above - 1]);
    (curve[above] - curve[above - 1]).mul_add(part, curve[above - 1])
}
