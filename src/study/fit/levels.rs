//! Levels in words: one attribute for each level but the first.

use std::collections::BTreeSet;

use crate::input::{Cx, Name, OneOrMore, Spanned, Text};

use super::spec::{AttributeSpec, FitSpec};

/// Puts an attribute for each level but the first in the place of every attribute with levels, and checks them.
pub(super) fn expand(spec: &mut FitSpec, cx: &mut Cx) {
    let mut all = Vec::new();
    for attribute in spec.attributes.iter() {
        if sound(attribute, cx) && !attribute.levels.is_empty() && attribute.level.is_none() {
            all.extend(attribute.levels.iter().skip(1).filter_map(|level| one(attribute, level, cx)));
        } else {
            all.push(attribute.clone());
        }
    }
    if let Some(all) = OneOrMore::new(all) {
        spec.attributes = all;
    }
}

/// The attribute of one level.
fn one(attribute: &AttributeSpec, level: &Spanned<Text>, cx: &mut Cx) -> Option<AttributeSpec> {
    let name = match Name::new(format!("{}: {}", attribute.name.value, level.value.as_str())) {
        Ok(name) => name,
        Err(error) => {
            cx.error(level.span, format!("the name of an attribute and its level together {error}"));
            return None;
        }
    };
    let label = Text::new(format!("{}: {}", attribute.label(), level.value.as_str())).ok();
    Some(AttributeSpec { name: Spanned::new(name, attribute.name.span), label, level: Some(level.clone()), ..attribute.clone() })
}

/// Whether the levels of an attribute can be used; what is wrong is reported.
fn sound(attribute: &AttributeSpec, cx: &mut Cx) -> bool {
    let before = cx.errors();
    let name = &attribute.name.value;
    if attribute.levels.is_empty() {
        for span in [attribute.level.as_ref().map(|level| level.span), attribute.coding.map(|coding| coding.span)].into_iter().flatten() {
            cx.error(span, format!("`{name}` has no levels")).help("list them: levels = [\"Acme\", \"Best\", \"Other\"]");
        }
        return cx.errors() == before;
    }
    let first = &attribute.levels[0];
    if attribute.levels.len() < 2 {
        cx.error(first.span, format!("`{name}` needs two levels or more")).got(attribute.levels.len());
    }
    if attribute.column.is_none() {
        cx.error(first.span, format!("the levels of `{name}` need a column of words")).help("name it with `column`");
    }
    let mut seen = BTreeSet::new();
    for level in attribute.levels.iter().filter(|level| !seen.insert(level.value.as_str().to_owned())) {
        cx.error(level.span, format!("level {:?} of `{name}` is there twice", level.value.as_str()));
    }
    if let Some(level) = &attribute.level {
        let known: Vec<&str> = attribute.levels.iter().skip(1).map(|level| level.value.as_str()).collect();
        if level.value.as_str() == first.value.as_str() {
            cx.error(level.span, format!("the first level of `{name}` is what the others are held against")).allowed(known.join(", "));
        } else if !known.contains(&level.value.as_str()) {
            cx.unknown(level.span, &format!("level of `{name}`"), level.value.as_str(), known);
        }
    }
    cx.errors() == before
}
