//! Alternatives: names, values by taste, availability, claims.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::input::{Cx, Entries, Expr, Name, Quantity, Span, Spanned};
use crate::market::model::{Alternative, Attribute, Claim, Formula, PeopleColumn, Role, Taste, Value};
use crate::market::spec::AttributeValue;
use crate::population::Population;
use crate::world::{Input, Inputs};

use super::MarketSpec;
use super::market::{Feeds, optional, share};
use super::tastes::PRICE;

/// What the concept and an alternative have in common.
struct Written<'a> {
    path: String,
    name: &'a Spanned<Name>,
    role: Role,
    price: Option<&'a AttributeValue>,
    unit_cost: Option<&'a Quantity>,
    constant: Option<&'a Quantity>,
    awareness: Option<&'a Quantity>,
    distribution: Option<&'a Quantity>,
    available_to: Option<&'a Expr>,
    attributes: &'a Entries<AttributeValue>,
}

/// What alternatives are built from beside their own words.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) people: &'a Population,
    pub(super) attributes: &'a [Attribute],
    pub(super) tastes: &'a [Taste],
    pub(super) feeds: Feeds<'a>,
}

/// Builds all alternatives: the concept first, nothing last.
pub(super) fn build(
    spec: &MarketSpec<'_>,
    around: Around<'_>,
    inputs: &mut Inputs,
    columns: &mut Vec<PeopleColumn>,
    cx: &mut Cx,
) -> Vec<Alternative> {
    let concept = spec.concept;
    let mut written = vec![Written {
        path: "concept".to_owned(),
        name: &concept.name,
        role: Role::Concept,
        price: concept.price.as_ref(),
        unit_cost: concept.unit_cost.as_ref(),
        constant: concept.constant.as_ref(),
        awareness: concept.awareness.as_ref(),
        distribution: concept.distribution.as_ref(),
        available_to: concept.available_to.as_ref(),
        attributes: &concept.attributes,
    }];
    for alternative in spec.alternatives {
        written.push(Written {
            path: format!("alternatives.{}", alternative.name.value.as_str()),
            name: &alternative.name,
            role: if alternative.own { Role::Own } else { Role::Rival },
            price: alternative.price.as_ref(),
            unit_cost: alternative.unit_cost.as_ref(),
            constant: alternative.constant.as_ref(),
            awareness: alternative.awareness.as_ref(),
            distribution: alternative.distribution.as_ref(),
            available_to: alternative.available_to.as_ref(),
            attributes: &alternative.attributes,
        });
    }
    cx.unique("alternative", written.iter().map(|one| one.name));
    references(spec, cx);
    if written.len() == 1 && spec.none.is_none() {
        cx.error(concept.name.span, "the concept has no alternative")
            .help("add an `[[alternatives]]` table, or `[none]` for taking nothing");
    }
    let mut built: Vec<Alternative> = written.iter().map(|one| alternative(one, around, inputs, columns, cx)).collect();
    if let Some(none) = spec.none {
        let constant =
            optional(inputs, "none.constant", &format!("Liking for \"{}\"", none.name.as_str()), "logits", none.constant.as_ref(), 0.0);
        built.push(Alternative {
            name: none.name.as_str().to_owned(),
            role: Role::Nothing,
            constant,
            unit_cost: None,
            reach: None,
            available: None,
            values: vec![Value::Zero; around.tastes.len()],
        });
    }
    built
}

fn references(spec: &MarketSpec<'_>, cx: &mut Cx) {
    let marked: Vec<Span> =
        spec.alternatives.iter().filter(|alternative| alternative.reference).map(|alternative| alternative.name.span).collect();
    if let [first, second, ..] = marked.as_slice() {
        cx.error(*second, "a second alternative is marked as the reference")
            .also(*first, "the first one")
            .help("mark one: what the concept is held against");
    }
}

fn alternative(one: &Written<'_>, around: Around<'_>, inputs: &mut Inputs, columns: &mut Vec<PeopleColumn>, cx: &mut Cx) -> Alternative {
    let Around { people, attributes, tastes, .. } = around;
    let name = one.name.value.as_str();
    for (key, _) in one.attributes.iter() {
        if !attributes.iter().any(|attribute| attribute.key == key.value.as_str()) {
            let known: Vec<&str> = attributes.iter().map(|attribute| attribute.key.as_str()).collect();
            cx.unknown(key.span, "taste", key.value.as_str(), known);
        }
    }
    let levels = levels(one, attributes, tastes, cx);
    let mut numbers: Vec<Option<Value>> = vec![None; attributes.len()];
    let values = tastes
        .iter()
        .map(|taste| match &taste.level {
            Some(level) if levels[taste.attribute].as_deref() == Some(level) => Value::Number(Input::Fixed(1.0)),
            Some(_) => Value::Zero,
            None => numbers[taste.attribute]
                .get_or_insert_with(|| number(one, &attributes[taste.attribute], around, inputs, columns, cx))
                .clone(),
        })
        .collect();
    let aware = share(inputs, cx, &format!("{}.awareness", one.path), &format!("Share who know {name}"), one.awareness, 1.0);
    let found = share(inputs, cx, &format!("{}.distribution", one.path), &format!("Share who can get {name}"), one.distribution, 1.0);
    if let Some(AttributeValue::Number(price)) = one.price
        && price.dist.quantile(1e-6) < 0.0
    {
        cx.error(price.span, format!("the price of `{name}` must not be negative"))
            .got(format!("values from {:?}", price.dist.quantile(1e-6)))
            .help("what people are paid is a taste of its own: give it as another attribute");
    }
    let available = one.available_to.and_then(|condition| {
        let values = column(condition, people, cx)?;
        if let Some(odd) = values.iter().find(|value| **value != 0.0 && **value != 1.0) {
            cx.error(condition.span(), format!("who can take `{name}` must be a condition"))
                .got(format!("{odd} for somebody"))
                .allowed("true or false, or 1 and 0")
                .help("compare it, such as `x = 1`");
            return None;
        }
        if values.iter().all(|&value| value == 0.0) {
            cx.error(condition.span(), format!("`{name}` is available to no one"))
                .help("check the condition against the population's columns");
        }
        columns.push(PeopleColumn { values, formula: Formula::Written(condition.clone()) });
        Some(columns.len() - 1)
    });
    Alternative {
        name: name.to_owned(),
        role: one.role,
        constant: optional(
            inputs,
            &format!("{}.constant", one.path),
            &format!("Liking for {name} that no attribute explains"),
            "logits",
            one.constant,
            0.0,
        ),
        unit_cost: one
            .unit_cost
            .map(|cost| inputs.add(&format!("{}.unit_cost", one.path), &format!("What a unit of {name} costs us"), "", cost)),
        reach: Some((aware, found)),
        available,
        values,
    }
}

/// The level of each attribute that has levels.
fn levels(one: &Written<'_>, attributes: &[Attribute], tastes: &[Taste], cx: &mut Cx) -> Vec<Option<String>> {
    attributes
        .iter()
        .enumerate()
        .map(|(index, attribute)| {
            let known: BTreeSet<&str> =
                tastes.iter().filter(|taste| taste.attribute == index).filter_map(|taste| taste.level.as_deref()).collect();
            if known.is_empty() {
                return None;
            }
            match one.attributes.get(&attribute.key)? {
                AttributeValue::Level(level) if known.contains(level.value.as_str()) || level.value.as_str() == "none" => {
                    Some(level.value.as_str().to_owned())
                }
                AttributeValue::Level(level) => {
                    let mut allowed: Vec<&str> = known.into_iter().collect();
                    allowed.push("none");
                    cx.unknown(level.span, "level", level.value.as_str(), allowed);
                    None
                }
                AttributeValue::Number(quantity) => {
                    cx.error(quantity.span, format!("`{}` has levels, not numbers", attribute.key))
                        .allowed(known.into_iter().collect::<Vec<_>>().join(", "));
                    None
                }
                AttributeValue::People(expr) => {
                    cx.error(expr.span(), format!("`{}` has levels, which cannot come from a calculation", attribute.key));
                    None
                }
                AttributeValue::Team(link) => {
                    cx.error(
                        link.of.0.first().map(|name| name.span),
                        format!("`{}` has levels, which cannot come from a team", attribute.key),
                    );
                    None
                }
            }
        })
        .collect()
}

fn number(
    one: &Written<'_>,
    attribute: &Attribute,
    Around { people, feeds, .. }: Around<'_>,
    inputs: &mut Inputs,
    columns: &mut Vec<PeopleColumn>,
    cx: &mut Cx,
) -> Value {
    let name = one.name.value.as_str();
    let value = if attribute.key == PRICE { one.price } else { one.attributes.get(&attribute.key) };
    match value {
        None => {
            cx.error(one.name.span, format!("`{name}` says nothing about `{}`", attribute.key))
                .help(format!("add `{} = 0` if it has none", attribute.key));
            Value::Zero
        }
        Some(AttributeValue::Level(level)) => {
            cx.error(level.span, format!("`{}` is a number, not a word", attribute.key)).got(level.value.as_str());
            Value::Zero
        }
        Some(AttributeValue::Number(quantity)) => {
            let path = format!("{}.{}", one.path, attribute.key);
            Value::Number(inputs.add(&path, &format!("{} of {name}", attribute.label), &attribute.unit, quantity))
        }
        Some(AttributeValue::Team(link)) if one.role != Role::Concept || attribute.key == PRICE => {
            let at = link.of.0.first().map(|name| name.span);
            cx.error(at, format!("`{}` of `{name}` cannot come from the team behind the concept", attribute.key))
                .allowed("attributes of the concept, its price aside, and `wait` and `fails` of a touchpoint");
            Value::Zero
        }
        Some(AttributeValue::Team(link)) => {
            let path = format!("{}.{}", one.path, attribute.key);
            Value::Number(feeds.draw(inputs, cx, (&path, &format!("{} of {name}", attribute.label), &attribute.unit), link))
        }
        Some(AttributeValue::People(expr)) => column(expr, people, cx).map_or(Value::Zero, |values| {
            columns.push(PeopleColumn { values, formula: Formula::Written(expr.clone()) });
            Value::People(columns.len() - 1)
        }),
    }
}

/// A column worked out from the people's columns, or one of them.
pub(super) fn column(expr: &Expr, people: &Population, cx: &mut Cx) -> Option<Arc<[f32]>> {
    expr.check(people, cx)?;
    if let Some(values) = people.shared(expr.text()) {
        return Some(values);
    }
    match expr.eval_column(people, 0..people.len()) {
        Ok(values) => Some(values.into_iter().map(|value| value as f32).collect()),
        Err(error) => {
            cx.error(expr.span(), error.to_string());
            None
        }
    }
}

/// Builds the claims.
pub(super) fn claims(
    spec: &MarketSpec<'_>,
    attributes: &[Attribute],
    tastes: &[Taste],
    reference: Option<usize>,
    inputs: &mut Inputs,
    cx: &mut Cx,
) -> Vec<Claim> {
    let mut built = Vec::new();
    for (index, claim) in spec.concept.claims.iter().enumerate() {
        let path = format!("concept.claims.{}", index + 1);
        let believed_by =
            share(inputs, cx, &path, &format!("Share who believe \"{}\"", claim.text.as_str()), Some(&claim.believed_by), 1.0);
        let mut supported = Vec::new();
        if let Some(key) = &claim.supports {
            match attributes.iter().position(|attribute| attribute.key == key.value.as_str()) {
                None => {
                    let known: Vec<&str> = attributes.iter().map(|attribute| attribute.key.as_str()).collect();
                    cx.unknown(key.span, "attribute", key.value.as_str(), known);
                }
                Some(_) if reference.is_none() => {
                    cx.error(key.span, "a claim that supports an attribute needs a reference: who doubts it expects the reference's level")
                        .help("mark one alternative with `reference = true`");
                }
                Some(attribute) => {
                    supported.extend(tastes.iter().enumerate().filter(|(_, taste)| taste.attribute == attribute).map(|(index, _)| index))
                }
            }
        }
        built.push(Claim { believed_by, tastes: supported });
    }
    built
}
