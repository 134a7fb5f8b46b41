//! Tastes and constants that were fitted to real choices elsewhere, for a study that does not state them.

use crate::input::{Quantity, Text};

use super::taste::Shape;

/// A fitted taste, in utility (logits) for one unit of the study's attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedTaste {
    /// The attribute of the study.
    pub key: String,
    /// The centre of the taste.
    pub part_worth: Quantity,
    /// Its standard deviation over people; none where it is the same for all.
    pub people_vary: Option<Quantity>,
    /// What it has of the scores of other attributes' tastes, by attribute.
    pub goes_with: Vec<(String, Quantity)>,
    /// How it is spread over people.
    pub shape: Shape,
    /// The unit of the attribute, if the fit names one.
    pub per: Option<Text>,
    /// What the attribute is called, if the fit says.
    pub label: Option<Text>,
}

/// Tastes and constants of a study that come from a fit. What ties their uncertainty together goes with the study's correlated inputs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fitted {
    /// The tastes.
    pub tastes: Vec<FittedTaste>,
    /// Constants, in utility, by the name of the alternative or of the concept.
    pub constants: Vec<(String, Quantity)>,
}
