//! How often each product was chosen by its price, held out and predicted: the curves, and as a section.

use crate::choice::ChoiceData;
use crate::measure::forecast::{Choices, Demand, Forecast, ForecastError, Offer, Steepness, demand};
use crate::report::chart::{Chart, DemandCurves, DemandPane, DemandSpot};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table, ValidityLine};
use crate::study::fit::{FitStudy, Judged};
use crate::study::parts::figure;
use crate::study::trust::{Steep, demand_by_price};

use super::analyse::Tested;
use super::cells::products;
use super::view::INTERVAL;

/// The demand curve of a product; of all that was offered where products have no names.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandOf {
    /// The product.
    pub product: Option<String>,
    /// The curve.
    pub curve: Demand,
}

/// The demand curves of the products whose price varies; none where the file names no price.
pub(super) fn curves(
    study: &FitStudy,
    data: &ChoiceData<'_>,
    (choices, panel, constant): (&Choices<'_>, &Forecast<'_>, &Forecast<'_>),
) -> Result<Vec<DemandOf>, ForecastError> {
    let Some(price) = price(study) else { return Ok(Vec::new()) };
    let attribute = &study.spec.attributes[price];
    let mut found = Vec::new();
    for (product, alternatives) in products(study) {
        let offers: Vec<Offer> = (0..data.tasks())
            .flat_map(|task| alternatives.iter().map(move |&alternative| (task, alternative)))
            .filter(|&(task, alternative)| data.is_available(task, alternative))
            .map(|(task, alternative)| Offer { task, alternative, amount: data.features_of(task, alternative)[price] * attribute.per() })
            .filter(|offer| attribute.no_amount.iter().all(|code| (code.value - offer.amount).abs() > 1e-9 * code.value.abs().max(1.0)))
            .collect();
        if let Some(curve) = demand(choices, panel, constant, &offers)? {
            found.push(DemandOf { product: product.map(str::to_owned), curve });
        }
    }
    Ok(found)
}

/// The place of the price among the attributes.
fn price(study: &FitStudy) -> Option<usize> {
    let price = study.spec.model.price.as_ref()?;
    study.spec.attributes.iter().position(|attribute| attribute.name.value == price.value)
}

/// The curves of a test as a section; none where there are none.
pub(super) fn section(study: &FitStudy, id: &str, tested: &Tested) -> Option<Section> {
    let attribute = &study.spec.attributes[price(study)?];
    let first = tested.demand.first()?;
    let unit = attribute.unit.as_ref().map_or(String::new(), |unit| format!(", {}", unit.as_str()));
    let named = |one: &DemandOf| one.product.clone().unwrap_or_else(|| "all products".to_owned());
    let pane = |one: &DemandOf| DemandPane {
        label: one.product.clone().unwrap_or_default(),
        spots: one
            .curve
            .points
            .iter()
            .map(|point| DemandSpot {
                amount: point.amount,
                real: Estimate::new(point.real, point.interval.low, point.interval.high),
                predicted: point.predicted,
                null: point.constant,
            })
            .collect(),
    };
    let chart = Chart::Demand(DemandCurves {
        across: format!("{}{unit}", attribute.label()),
        up: "share that was chosen when it was offered so, %".to_owned(),
        real_name: format!("what people chose; {INTERVAL}"),
        predicted_name: "predicted".to_owned(),
        null_name: "constant shares".to_owned(),
        panes: tested.demand.iter().map(pane).collect(),
    });
    let rows = tested.demand.iter().flat_map(|one| {
        one.curve.points.iter().map(move |point| {
            vec![
                named(one),
                format::plain(point.amount),
                format::count(point.offers as u64),
                format::share(Estimate::new(point.real, point.interval.low, point.interval.high)),
                format::percent_to(point.predicted, 1),
                format::percent_to(point.constant, 1),
            ]
        })
    });
    let data = Table {
        caption: format!("{}: how often it was chosen by its {}", tested.name, attribute.label()),
        columns: vec![
            Heading::text("product"),
            Heading::number(format!("{}{unit}", attribute.label())),
            Heading::number("offered"),
            Heading::number("chosen"),
            Heading::number("predicted"),
            Heading::number("constant shares"),
        ],
        rows: rows.collect(),
        note: Some("Where there are more than six amounts, a point is the mean of a fifth of the offers.".to_owned()),
    };
    let alt = "Share chosen by price: what people chose with intervals, what was predicted, and constant shares.".to_owned();
    let mut blocks = vec![figure(&format!("{id}-demand"), "How often it was chosen, by price", alt, chart, data, Some("demand"))];
    let words = |one: &DemandOf| said(attribute.label(), one);
    let finding = format::capital(&words(first));
    let others: Vec<String> = tested.demand[1..].iter().map(|one| format::capital(&words(one))).collect();
    if !others.is_empty() {
        blocks.push(Block::Text(others));
    }
    let mut note = "An elasticity is the slope of a straight line over all offers, at their means. What goes together with the price goes into it, in what \
                    people chose and in what was predicted alike."
        .to_owned();
    if let [code, ..] = attribute.no_amount.as_slice() {
        note = format!("{note} Offers at {} are left out: the file says that it is no amount.", format::plain(code.value));
    }
    blocks.push(Block::Text(vec![note]));
    Some(Section { id: format!("{id}-demand"), title: format!("{}: demand", tested.name), finding, blocks })
}

/// A curve in a sentence.
fn said(price: &str, one: &DemandOf) -> String {
    let curve = &one.curve;
    let product = one.product.as_ref().map_or(String::new(), |product| format!("of {product} "));
    let judged = match curve.steepness() {
        Steepness::Untold => "whether it falls or rises cannot be told from these people",
        Steepness::WrongSign => "the sign is wrong",
        Steepness::TooSteep => "the sign is right, the slope too steep",
        Steepness::TooFlat => "the sign is right, the slope too flat",
        Steepness::Met => "sign and slope are right as far as these people can tell",
    };
    let places = 2;
    format!(
        "the elasticity {product}to {price} was {} ({}) and is predicted as {}: {judged}.",
        format::number(curve.real, places),
        format::range(curve.interval.low, curve.interval.high, places),
        format::number(curve.predicted, places)
    )
}

/// What demand by price may be trusted for, by people never seen.
pub(super) fn judged(tested: &Tested) -> Option<ValidityLine> {
    let told: Vec<Steep<'_>> = tested
        .demand
        .iter()
        .map(|one| Steep {
            product: one.product.as_deref(),
            real: one.curve.real,
            predicted: one.curve.predicted,
            judged: Judged::from(one.curve.steepness()),
        })
        .collect();
    let (trust, how) = demand_by_price(&told)?;
    Some(ValidityLine { measure: "Demand by price".to_owned(), trust, how: format::capital(&how) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::interval::Interval;

    #[test]
    fn a_curve_is_said_with_its_judgement() {
        let interval = |low: f64, high: f64| Interval { low, high };
        let curve = |real: [f64; 3], predicted: f64, gap: [f64; 2]| DemandOf {
            product: Some("Car".to_owned()),
            curve: Demand {
                points: Vec::new(),
                people: 40,
                real: real[0],
                interval: interval(real[1], real[2]),
                predicted,
                gap: interval(gap[0], gap[1]),
            },
        };
        let of = |one: &DemandOf| said("Fare", one);
        assert_eq!(
            of(&curve([-0.5, -0.6, -0.4], -0.45, [-0.1, 0.2])),
            "the elasticity of Car to Fare was −0.50 (−0.60 to −0.40) and is predicted as −0.45: sign and slope are right as far as these people can tell."
        );
        assert!(of(&curve([-0.5, -0.6, -0.4], -0.9, [-0.5, -0.2])).ends_with("the sign is right, the slope too steep."));
        assert!(of(&curve([-0.5, -0.6, -0.4], 0.1, [0.5, 0.7])).ends_with("the sign is wrong."));
        assert!(of(&curve([-0.5, -1.1, 0.1], -0.45, [-0.6, 0.7])).ends_with("cannot be told from these people."));
    }
}
