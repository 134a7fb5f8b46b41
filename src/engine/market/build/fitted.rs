//! Puts tastes and constants that were fitted to real choices into the tables of a study.

use crate::input::{Cx, Entries, Name, Quantity, Spanned};
use crate::market::spec::{AlternativeSpec, ConceptSpec, Fitted, In, TasteSpec, TastesSpec, Varies};

use super::MarketSpec;

/// The tables with what was fitted put in.
pub(super) struct Merged {
    pub(super) tastes: TastesSpec,
    pub(super) concept: ConceptSpec,
    pub(super) alternatives: Vec<AlternativeSpec>,
}

/// Puts what was fitted in.
///
/// # Errors
/// `None`, reported, where the study states the same itself.
pub(super) fn merge(spec: &MarketSpec<'_>, fitted: &Fitted, cx: &mut Cx) -> Option<Merged> {
    let before = cx.errors();
    let mut merged = Merged { tastes: spec.tastes.clone(), concept: spec.concept.clone(), alternatives: spec.alternatives.to_vec() };
    let mut tastes = merged.tastes.attributes.into_vec();
    for taste in &fitted.tastes {
        let at = match tastes.iter().position(|(key, _)| key.value.as_str() == taste.key) {
            Some(at) => at,
            None => {
                let name = Name::new(taste.key.as_str()).ok()?;
                tastes.push((Spanned::new(name, spec.concept.name.span), TasteSpec::unwritten()));
                tastes.len() - 1
            }
        };
        let (key, own) = &mut tastes[at];
        if own.is_stated() {
            cx.error(key.span, format!("the taste for `{}` is fitted, and stated here too", taste.key))
                .help("take one of them out; words such as `label` and `because` may stay");
            continue;
        }
        let centre = taste.centre.first().cloned();
        match taste.unit {
            In::Utility => own.part_worth = centre,
            In::Money => own.own_worth = centre,
        }
        match &taste.varies {
            Varies::Not => {}
            Varies::By(spread) => own.people_vary = Some(spread.clone()),
            Varies::Log(spread) => own.log_varies = Some(spread.clone()),
        }
        own.shape = Some(taste.shape);
        let span = key.span;
        let named = |(other, quantity): &(String, Quantity)| Some((Spanned::new(Name::new(other.as_str()).ok()?, span), quantity.clone()));
        own.goes_with = Entries::new(taste.goes_with.iter().filter_map(named).collect());
        let mut shifts = std::mem::take(&mut own.shifts_with).into_vec();
        if let Some((column, _)) = shifts.iter().find(|(column, _)| taste.shifts.iter().any(|(name, _)| name == column.value.as_str())) {
            cx.error(
                column.span,
                format!("how the taste for `{}` shifts with `{}` is fitted, and stated here too", taste.key, column.value),
            )
            .help("take one of them out");
        }
        shifts.extend(taste.shifts.iter().filter_map(named));
        own.shifts_with = Entries::new(shifts);
        own.per = own.per.take().or_else(|| taste.per.clone());
        own.label = own.label.take().or_else(|| taste.label.clone());
    }
    merged.tastes.attributes = Entries::new(tastes);
    for (name, constant) in &fitted.constants {
        let (key, own) = if merged.concept.name.value.as_str() == name {
            (merged.concept.name.span, &mut merged.concept.constant)
        } else {
            let found = merged.alternatives.iter_mut().find(|alternative| alternative.name.value.as_str() == name);
            // A draft may have dropped an alternative; its constant goes with it.
            let Some(alternative) = found else { continue };
            (alternative.name.span, &mut alternative.constant)
        };
        if own.is_some() {
            cx.error(key, format!("the constant of `{name}` is fitted, and stated here too")).help("take one of them out");
            continue;
        }
        *own = Some(constant.clone());
    }
    (cx.errors() == before).then_some(merged)
}
