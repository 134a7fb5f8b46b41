//! Puts a market together.

use std::sync::Arc;

use crate::choice::LEAF;
use crate::input::{Cx, Spanned};
use crate::market::layout::Layout;
use crate::market::model::{AnswerRule, ENTRANTS, Market};
use crate::market::people::Altered;
use crate::market::spec::{
    AlternativeSpec, AttributeValue, ChoiceSpec, ConceptSpec, Fed, Fitted, FromTeam, NoneSpec, PriceTestSpec, ResponseStyle, SurveySpec,
    TastesSpec, TouchpointSpec, XlmSpec,
};
use crate::population::Population;
use crate::stats::dist::Dist;
use crate::world::{Correlation, CorrelationError, Draws, Input, Inputs};

use super::{alternatives, experience, fitted, rows, tastes};

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
    /// Draws of the numbers that come from the team behind the concept, by their paths; `None` where the study names no team.
    pub draws: Option<&'a Arc<Draws>>,
    /// Tastes and constants that were fitted to real choices, for what the tables leave out.
    pub fitted: Option<&'a Arc<Fitted>>,
    /// How people differ in their way of answering, fitted to real ratings.
    pub style: Option<&'a Arc<ResponseStyle>>,
}

impl<'a> MarketSpec<'a> {
    /// Every number that comes from the team behind the concept, with its path.
    #[must_use]
    pub fn from_team(concept: &'a ConceptSpec, journey: &'a [TouchpointSpec]) -> Vec<(String, &'a FromTeam)> {
        let attributes = concept.attributes.iter().filter_map(|(key, value)| match value {
            AttributeValue::Team(link) => Some((format!("concept.{}", key.value.as_str()), link)),
            _ => None,
        });
        let points = journey.iter().flat_map(|point| {
            [("wait", &point.wait), ("fails", &point.fails)]
                .into_iter()
                .filter_map(|(key, fed)| Some((format!("journey.{}.{key}", point.name.value.as_str()), fed.as_ref()?.team()?)))
        });
        attributes.chain(points).collect()
    }
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
    let Some(fitted) = spec.fitted else { return whole(spec, people, cx) };
    let merged = fitted::merge(spec, fitted, cx)?;
    let spec = MarketSpec { tastes: &merged.tastes, concept: &merged.concept, alternatives: &merged.alternatives, ..*spec };
    whole(&spec, people, cx)
}

/// Builds a market of tables that say everything.
fn whole(spec: &MarketSpec<'_>, people: Population, cx: &mut Cx) -> Option<Market> {
    let before = cx.errors();
    let mut inputs = Inputs::default();
    let feeds = Feeds { draws: spec.draws.map(|draws| (&**draws, inputs.place(&draws.place))) };
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
    let classes = rows::classes(spec, &people, &mut inputs);
    let own = rows::own(spec, &people, &mut inputs, &mut columns, cx);
    let around = alternatives::Around { people: &people, attributes: &attributes, tastes: &tastes, feeds };
    let alternatives = alternatives::build(spec, around, &mut inputs, &mut columns, cx);
    let reference = spec.alternatives.iter().position(|alternative| alternative.reference).map(|index| index + 1);
    let claims = alternatives::claims(spec, &attributes, &tastes, reference, &mut inputs, cx);
    let van_westendorp = experience::van_westendorp(spec, price_taste.is_some(), &mut inputs, cx);
    let survey = experience::survey(spec, &people, &attributes, &mut inputs, cx);
    let journey = experience::journey(spec, &people, feeds, &mut inputs, cx);
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
        draws: spec.draws.cloned(),
        fitted: spec.fitted.cloned(),
        style: spec.style.cloned(),
        classes,
        own,
    })
}

/// The draws of what comes from the team behind the concept, with the place at which they are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feeds<'a> {
    draws: Option<(&'a Draws, Input)>,
}

impl Feeds<'_> {
    /// Registers a number that comes from the team.
    pub(super) fn draw(self, inputs: &mut Inputs, cx: &mut Cx, names: (&str, &str, &str), link: &FromTeam) -> Input {
        let (path, label, unit) = names;
        let Some((draws, place)) = self.draws else {
            let at = link.of.0.first().map(|name| name.span);
            cx.error(at, format!("`{path}` comes from a team, and the study names none"))
                .help("add a table `[team]` with `from = \"team.toml\"`, or state the number");
            return Input::Fixed(0.0);
        };
        match draws.column(path) {
            Some(column) => inputs.draw(path, label, unit, place, column),
            // What is wrong with the team has been told where it was read.
            None => Input::Fixed(0.0),
        }
    }
}

/// Registers a number that is stated within a range, or comes from the team.
pub(super) fn fed(
    inputs: &mut Inputs,
    cx: &mut Cx,
    feeds: Feeds<'_>,
    names: (&str, &str, &str),
    value: Option<&Fed>,
    range: (f64, f64),
) -> Input {
    match value {
        Some(Fed::Team(link)) => {
            let input = feeds.draw(inputs, cx, names, link);
            inputs.keep_within(input, range);
            let values = feeds.draws.and_then(|(draws, _)| draws.column(names.0)).map_or(&[][..], |column| &column.values);
            if let Some(beyond) = values.iter().find(|value| !(range.0..=range.1).contains(*value)) {
                cx.error(link.of.0.first().map(|name| name.span), format!("`{}` must lie in [{}, {}]", names.0, range.0, range.1))
                    .got(beyond)
                    .help("check `times` and `per`");
            }
            input
        }
        value => bounded(inputs, cx, names, value.and_then(Fed::stated), 0.0, range),
    }
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
