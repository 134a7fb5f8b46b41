//! What a fit file says of hierarchical Bayes, checked.

use std::ops::RangeInclusive;

use crate::choice::bayes::{CHAINS, DRAWS, MAX_NUMBERS, MAX_TASTES, Settings, WARM_UP};
use crate::input::{Cx, Spanned};
use crate::random::Seed;

use super::spec::{AttributeSpec, Covariance, FitSpec, Kind, Taste};
use super::survey::Survey;

/// How many draws of everybody's own tastes may be kept.
pub(super) const TWINS: RangeInclusive<u32> = 10..=1_000;

/// How the chains of a fit run, save for threads.
pub(super) fn settings(spec: &FitSpec) -> Settings {
    let usual = Settings::default();
    let chains = spec.chains.as_ref();
    let said = |read: fn(&super::ChainsSpec) -> Option<Spanned<u32>>, usual: u32| {
        chains.and_then(|chains| read(chains)).map_or(usual, |said| said.value)
    };
    Settings {
        chains: said(|chains| chains.count, usual.chains),
        warm_up: said(|chains| chains.warm_up, usual.warm_up),
        draws: said(|chains| chains.draws, usual.draws),
        own: said(|chains| chains.twins, usual.own),
        seed: Seed(spec.seed()),
        ..usual
    }
}

/// Checks the tastes, the model and the chains; of other models that they have no chains.
pub(super) fn check(spec: &FitSpec, cx: &mut Cx) {
    let kind = spec.model.kind.value;
    if kind != Kind::HierarchicalBayes {
        if let Some(chains) = &spec.chains {
            cx.error(chains.span, format!("a \"{kind}\" model has no chains")).help("leave `[chains]` out");
        }
        return;
    }
    for attribute in spec.attributes.iter() {
        taste(attribute, cx);
    }
    if spec.attributes.iter().count() > MAX_TASTES {
        cx.error(spec.model.kind.span, format!("hierarchical Bayes has at most {MAX_TASTES} tastes")).got(spec.attributes.iter().count());
    }
    if let Some(covariance) = spec.model.covariance.filter(|covariance| covariance.value == Covariance::Diagonal) {
        cx.error(covariance.span, "hierarchical Bayes lets all tastes go together").help("leave `covariance` out, or say \"full\"");
    }
    for (name, span) in [("draws", spec.draws.as_ref().map(|draws| draws.span)), ("search", spec.search.as_ref().map(|search| search.span))]
    {
        if let Some(span) = span {
            cx.error(span, format!("hierarchical Bayes has no `[{name}]`")).help("how long it runs, and its seed, stand under `[chains]`");
        }
    }
    let Some(chains) = &spec.chains else { return };
    between(chains.count, "chains.count", CHAINS, cx);
    between(chains.warm_up, "chains.warm_up", WARM_UP, cx);
    between(chains.draws, "chains.draws", DRAWS, cx);
    between(chains.twins, "chains.twins", TWINS, cx);
}

/// Checks that a taste is one that the sampler knows.
fn taste(attribute: &AttributeSpec, cx: &mut Cx) {
    let name = &attribute.name.value;
    let span = attribute.taste.as_ref().map_or(attribute.name.span, |taste| taste.span);
    match attribute.taste() {
        Taste::Normal | Taste::LogNormal | Taste::NegativeLogNormal => {}
        Taste::Fixed => {
            cx.error(span, format!("the taste for `{name}` is fixed, but with hierarchical Bayes every taste varies"))
                .help("give it `taste = \"normal\"`; a \"mixed\" model has fixed tastes too");
        }
        other => {
            cx.error(span, format!("the taste for `{name}` is {other}, which hierarchical Bayes cannot have"))
                .allowed("normal, lognormal, negative lognormal")
                .help("take one of these; a \"mixed\" model has the others");
        }
    }
}

fn between(said: Option<Spanned<u32>>, what: &str, range: RangeInclusive<u32>, cx: &mut Cx) {
    if let Some(said) = said.filter(|said| !range.contains(&said.value)) {
        cx.error(said.span, format!("`{what}` must be {} to {}", range.start(), range.end())).got(said.value);
    }
}

/// Checks that there are people enough, and not more than fit in memory.
pub(super) fn fits(spec: &FitSpec, fitted: &Survey, cx: &mut Cx) {
    if spec.model.kind.value != Kind::HierarchicalBayes {
        return;
    }
    let (people, tastes) = (fitted.who().len(), fitted.attributes.len());
    let span = spec.chains.as_ref().map_or(spec.model.kind.span, |chains| chains.span);
    if people < 2 {
        cx.error(spec.model.kind.span, "hierarchical Bayes needs at least 2 people who are not held out").got(people);
    }
    let got = settings(spec).numbers(people, tastes);
    if got > MAX_NUMBERS {
        cx.error(span, format!("the chains would hold more than {} megabytes at once", MAX_NUMBERS >> 17))
            .got(format!("{} megabytes, for {people} people and {tastes} tastes", got >> 17))
            .help("ask for fewer chains or draws under `[chains]`");
    }
}
