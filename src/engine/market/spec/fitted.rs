//! Tastes and constants that were fitted to real choices elsewhere, for a study that does not state them.

use std::sync::Arc;

use crate::input::{Quantity, Text};
use crate::random::Seed;
use crate::world::Place;

use super::taste::Shape;

/// What a fitted taste is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    /// Utility (logits).
    Utility,
    /// Money, which each person's own taste for the price turns into utility.
    Money,
}

/// How people differ on a fitted taste.
#[derive(Debug, Clone, PartialEq)]
pub enum Varies {
    /// Not at all, or only by the class or the row that they have.
    Not,
    /// By a standard deviation over people.
    By(Quantity),
    /// By the standard deviation over people of the logarithm.
    Log(Quantity),
}

/// A fitted taste, for one unit of the study's attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedTaste {
    /// The attribute of the study.
    pub key: String,
    /// What it is counted in.
    pub unit: In,
    /// The centre of the taste; with classes one a class, in their order.
    pub centre: Vec<Quantity>,
    /// How people differ on it.
    pub varies: Varies,
    /// What it has of the scores of other attributes' tastes, by attribute.
    pub goes_with: Vec<(String, Quantity)>,
    /// How it shifts with columns of the people: for one unit of the column, from 0 on; for a lognormal taste its logarithm.
    pub shifts: Vec<(String, Quantity)>,
    /// How it is spread over people.
    pub shape: Shape,
    /// The unit of the attribute, if the fit names one.
    pub per: Option<Text>,
    /// What the attribute is called, if the fit says.
    pub label: Option<Text>,
}

/// The classes that people fall into, each with tastes of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    /// What each class is called.
    pub names: Vec<String>,
    /// One line about each.
    pub notes: Vec<String>,
    /// How large each class is, as a multiple of the first; the first is 1.
    pub sizes: Vec<Quantity>,
    /// What decides who is shown as one of which class.
    pub seed: Seed,
}

/// Real people's own tastes: for each of them one row a draw of what their choices leave open.
#[derive(Debug, Clone, PartialEq)]
pub struct Twins {
    /// Which of the draws holds: one for all people, as they were drawn together.
    pub place: Place,
    /// How many draws there are.
    pub draws: usize,
    /// The attributes whose tastes the rows hold, in their order.
    pub keys: Vec<String>,
    /// What the study's data call each person, by the position of the person's rows; empty for whom they do not have.
    pub people: Vec<String>,
    /// Person by person, draw by draw, taste by taste, in logits for one unit of the study's attribute.
    pub rows: Arc<[f32]>,
}

/// Tastes and constants of a study that come from a fit. What ties their uncertainty together goes with the study's correlated inputs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fitted {
    /// The tastes.
    pub tastes: Vec<FittedTaste>,
    /// Constants, in utility, by the name of the alternative or of the concept.
    pub constants: Vec<(String, Quantity)>,
    /// The classes, where people fall into some.
    pub classes: Option<Classes>,
    /// The real people whose tastes are known one by one, where the study is of these.
    pub twins: Option<Twins>,
}

impl Fitted {
    /// The fitted taste of an attribute.
    pub(in crate::market) fn taste(&self, key: &str) -> Option<&FittedTaste> {
        self.tastes.iter().find(|taste| taste.key == key)
    }
}

impl Classes {
    /// The mean over people of what differs by class, at the medians of everything.
    pub(in crate::market) fn mean(&self, of: &[Quantity]) -> f64 {
        let shares = self.shares();
        of.iter().zip(&shares).map(|(one, share)| share * one.dist.median()).sum()
    }

    /// The share of people in each class, at the medians of the sizes.
    #[must_use]
    pub fn shares(&self) -> Vec<f64> {
        let sizes: Vec<f64> = self.sizes.iter().map(|size| size.dist.median()).collect();
        let all: f64 = sizes.iter().sum();
        sizes.iter().map(|size| size / all).collect()
    }
}
