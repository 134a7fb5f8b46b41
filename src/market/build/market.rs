//! Puts a market together.

use std::sync::Arc;

use crate::choice::LEAF;
use crate::input::{Cx, Spanned};
use crate::market::layout::Layout;
use crate::market::model::{AnswerRule, ENTRANTS, Market};
use crate::market::people::Altered;
use crate::market::spec::{
    AlternativeSpec, ChoiceSpec, ConceptSpec, NoneSpec, PriceTestSpec, SurveySpec, TastesSpec, TouchpointSpec, XlmSpec,
};
use crate::population::Population;
use crate::stats::dist::Dist;
use crate::world::{Correlation, CorrelationError, Input, Inputs};

use super::{alternatives, experience, tastes};

/// The tables of a study that describe its market.
#[derive(Debug, Clone, Copy)]
pub struct MarketSpec<'a> {
    /// The study's currency with its period, such as "USD a month".
    pub currency: &'a str,
    /// The concept.
    pub concept: &'a ConceptSpec,
    /// What people could take instead.
    pub alternatives: &'a [AlternativeSpec],
    /// Taking nothing, if that is open to people.
    pub none: Option<&'a NoneSpec>,
    /// The tastes.
    pub tastes: &'a TastesSpec,
    /// How much of a choice the attributes explain.
    pub choice: Option<&'a ChoiceSpec>,
    /// What people are asked.
    pub survey: Option<&'a SurveySpec>,
    /// The touchpoints in order.
    pub journey: &'a [TouchpointSpec],
    /// What people should experience.
    pub xlms: &'a [XlmSpec],
    /// The prices the concept is shown at.
    pub prices: Option<&'a PriceTestSpec>,
    /// Uncertain inputs that move together.
    pub correlations: &'a [Spanned<Correlation>],
}

/// Checks the tables against each other and against the people, and builds the market.
///
/// # Errors
/// `None` with every problem reported to `cx`.
pub fn build(spec: &MarketSpec<'_>, people: Population, cx: &mut Cx) -> Option<Market> {
    rebuild(spec, people.dealt(LEAF), cx)
}

/// Builds a market over the people of another one, in their order, so that everybody keeps their draws.
///
/// # Errors
/// As for [`build`].
pub fn rebuild(spec: &MarketSpec<'_>, people: Population, cx: &mut Cx) -> Option<Market> {
    let before = cx.errors();
    let mut inputs = Inputs::default();
    let mut columns = Vec::new();
    let scale = |value: Option<&crate::input::Quantity>, path: &str, label: &str, unit: &str, inputs: &mut Inputs, cx: &mut Cx| {
        value.map(|quantity| {
            if quantity.dist.support().0 <= 0.0 {
                cx.error(quantity.span, format!("`{path}` must lie above 0"))
                    .allowed("a number or a range above 0, such as `[20, 35, 60]`");
            }
            let input = inputs.add(path, label, unit, quantity);
            inputs.keep_within(input, (f64::MIN_POSITIVE, f64::INFINITY));
            input
        })
    };
    let choice = spec.choice;
    let unexplained = scale(
        choice.and_then(|choice| choice.unexplained.as_ref()),
        "choice.unexplained",
        "Spread of what the study does not name",
        spec.currency,
        &mut inputs,
        cx,
    );
    let decisiveness = scale(
        choice.and_then(|choice| choice.decisiveness.as_ref()),
        "choice.decisiveness",
        "How decisive the attributes are",
        "logits",
        &mut inputs,
        cx,
    );
    let noise = inputs.imply("choice.noise", "How much chance is in a choice, against what the study says", "times", 1.0);
    inputs.keep_within(noise, (0.05, 20.0));
    let found = tastes::build(spec, &people, unexplained.is_some(), decisiveness.is_some(), &mut inputs, &mut columns, cx);
    let (tastes, attributes, price_taste, weights) = (found.tastes, found.attributes, found.price_taste, found.weights);
    let alternatives = alternatives::build(spec, &people, &attributes, &tastes, &mut inputs, &mut columns, cx);
    let reference = spec.alternatives.iter().position(|alternative| alternative.reference).map(|index| index + 1);
    let claims = alternatives::claims(spec, &attributes, &tastes, reference, &mut inputs, cx);
    let van_westendorp = experience::van_westendorp(spec, price_taste.is_some(), &mut inputs, cx);
    let survey = experience::survey(spec, &people, &attributes, &mut inputs, cx);
    let journey = experience::journey(spec, &people, &mut inputs, cx);
    let xlms = experience::xlms(spec, &survey, cx);
    let unknowns = match inputs.finish(&spec.correlations.iter().map(|correlation| correlation.value.clone()).collect::<Vec<_>>()) {
        Ok(unknowns) => Some(unknowns),
        Err(errors) => {
            for error in errors {
                let at_fault = |group: &&Spanned<Correlation>| match &error {
                    CorrelationError::Unknown { path } | CorrelationError::Twice { path } => group.value.paths.contains(path),
                    CorrelationError::NotPositive { name, .. } | CorrelationError::Shape { name, .. } => &group.value.name == name,
                };
                // An input that stands in two groups is at fault in the later one.
                cx.error(spec.correlations.iter().rev().find(at_fault).map(|group| group.span), error.to_string());
            }
            None
        }
    };
    if cx.errors() > before {
        return None;
    }
    let layout = Layout {
        alternatives: alternatives.len() + ENTRANTS,
        segments: people.segments.len(),
        attributes: attributes.len(),
        questions: survey.questions.iter().map(|question| question.points).collect(),
        touchpoints: journey.touchpoints.len(),
        grid: van_westendorp.as_ref().map_or(0, |asked| asked.grid.len()),
    };
    debug_assert!(survey.questions.iter().all(|question| question.points >= 2 || matches!(question.rule, AnswerRule::Driven { .. })));
    Some(Market {
        people: Arc::new(people),
        columns,
        unknowns: unknowns?,
        attributes,
        tastes,
        price_taste,
        alternatives,
        reference,
        claims,
        unexplained,
        decisiveness,
        noise,
        weights,
        survey,
        journey,
        xlms,
        van_westendorp,
        layout,
        altered: Altered::default(),
    })
}

/// Registers an optional quantity, or its neutral value where it is not given.
pub(super) fn optional(
    inputs: &mut Inputs,
    path: &str,
    label: &str,
    unit: &str,
    quantity: Option<&crate::input::Quantity>,
    missing: f64,
) -> Input {
    match quantity {
        Some(quantity) => inputs.add(path, label, unit, quantity),
        None => inputs.imply(path, label, unit, missing),
    }
}

/// Reports a quantity whose support leaves a range, and registers it.
pub(super) fn bounded(
    inputs: &mut Inputs,
    cx: &mut Cx,
    (path, label, unit): (&str, &str, &str),
    quantity: Option<&crate::input::Quantity>,
    missing: f64,
    range: (f64, f64),
) -> Input {
    if let Some(quantity) = quantity {
        let (low, high) = quantity.dist.support();
        if low < range.0 || high > range.1 {
            cx.error(quantity.span, format!("`{path}` must lie in [{}, {}]", range.0, range.1))
                .got(format!("values from {low} to {high}"))
                .help(if matches!(quantity.dist, Dist::Normal { .. } | Dist::LogNormal { .. }) {
                    "a normal or lognormal has no bounds: use `pert`, `beta`, `triangular` or `uniform`"
                } else {
                    "move the range inside the bounds"
                });
        }
    }
    let input = optional(inputs, path, label, unit, quantity, missing);
    inputs.keep_within(input, range);
    input
}

/// A probability or a share.
pub(super) fn share(
    inputs: &mut Inputs,
    cx: &mut Cx,
    path: &str,
    label: &str,
    quantity: Option<&crate::input::Quantity>,
    missing: f64,
) -> Input {
    bounded(inputs, cx, (path, label, "share"), quantity, missing, (0.0, 1.0))
}
