//! What people would give for each attribute.

use crate::input::{Entries, Quantity, Text};
use crate::{choice, record};

choice! {
    /// How a taste is spread over people.
    pub enum Shape {
        /// Bell-shaped: some people may have the opposite sign.
        Normal = "normal",
        /// Skewed, and never of the opposite sign.
        LogNormal = "lognormal",
        /// A triangle around the centre.
        Triangular = "triangular",
        /// Even between two ends around the centre.
        Uniform = "uniform",
        /// Bell-shaped and cut off at 0: more is better for everyone. Centre and spread are those of the whole bell.
        TruncatedNormal = "truncated normal",
        /// Bell-shaped and cut off at 0: less is better for everyone. Centre and spread are those of the whole bell.
        NegativeTruncatedNormal = "negative truncated normal",
        /// The same for everyone.
        Fixed = "fixed",
    }
}

choice! {
    /// Which direction of an attribute people like.
    pub enum Better {
        /// More of it is better.
        More = "more",
        /// Less of it is better.
        Less = "less",
    }
}

record! {
    /// The taste for one attribute, in one of three ways: as a part-worth (utility), as what a typical person would pay (`worth`), or as an
    /// importance weight. An uncertain number is what nobody knows about the typical person; `people_vary` is how people differ.
    pub struct TasteSpec {
        /// Utility (logits) of one unit of the attribute.
        pub part_worth: Option<Quantity>,
        /// Utility (logits) of each level, against a level that is not listed.
        pub part_worth_of: Entries<Quantity>,
        /// What a typical person would pay for one unit, in the study's currency: a number, or `[low, likely, high]`.
        pub worth: Option<Quantity>,
        /// The same, but each person's own taste for the price turns it into utility: who minds prices less gets more out of the same amount.
        pub own_worth: Option<Quantity>,
        /// What a typical person would pay for each level, against a level that is not listed.
        pub worth_of: Entries<Quantity>,
        /// Importance among all attributes; the weights need not add up to anything.
        pub weight: Option<Quantity>,
        /// With `weight`: the direction people like.
        pub better: Option<Better>,
        /// With `weight`, for an attribute with levels: how good each level is, from 0 to 1, against a level that is not listed (0).
        pub score_of: Entries<f64>,
        /// How people differ: the standard deviation over people, in the unit of the taste for `part_worth` and `own_worth`, as a share of the centre
        /// otherwise.
        /// For a lognormal taste the centre is the typical (median) person, and this is the coefficient of variation.
        pub people_vary: Option<Quantity>,
        /// How people differ on a lognormal taste, in place of `people_vary`: the standard deviation over people of its logarithm.
        pub log_varies: Option<Quantity>,
        /// How a normal taste goes together with others that vary: what it has of the score by which people differ on each of those (logits;
        /// for a lognormal taste with `log_varies`, of its logarithm). `people_vary` or `log_varies` is then what it has of its own.
        pub goes_with: Entries<Quantity>,
        /// How the taste is spread over people; by default lognormal where it has one sign, normal otherwise.
        pub shape: Option<Shape>,
        /// The attribute's unit in words, such as "hour a month".
        pub per: Option<Text>,
        /// What the attribute is called in the report.
        pub label: Option<Text>,
        /// How people say it when it speaks for an alternative, such as "it is faster".
        pub because: Option<Text>,
        /// How people say it when it speaks against one, such as "it takes longer".
        pub against: Option<Text>,
        /// How the taste shifts with a person's columns: utility (or money; for a lognormal taste, share) per unit of the column above its mean.
        pub shifts_with: Entries<Quantity>,
    }
}

record! {
    /// The tastes, one table an attribute.
    pub struct TastesSpec {
        /// What differs in a segment: the same tables again, under the segment's name.
        pub by_segment: Entries<Entries<TasteSpec>>,
        ..attributes: Entries<TasteSpec> => "One table an attribute.",
    }
}

record! {
    /// How much of a choice the attributes explain; needed once, by the way the tastes are written.
    pub struct ChoiceSpec {
        /// With tastes as `worth`: the spread, in money, of all that the study does not name (the standard deviation of the unexplained part).
        pub unexplained: Option<Quantity>,
        /// With tastes as `weight`: the utility (logits) between an alternative that is best on everything and one that is worst on everything.
        pub decisiveness: Option<Quantity>,
    }
}

impl TastesSpec {
    /// No tastes: what a study states that takes all of them from a fit.
    #[must_use]
    pub fn none() -> Self {
        Self { by_segment: Entries::default(), attributes: Entries::default() }
    }
}

impl TasteSpec {
    /// Whether it says what the taste is, rather than only what to call it.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        let ways = [
            self.part_worth.is_some(),
            self.worth.is_some(),
            self.own_worth.is_some(),
            self.weight.is_some(),
            self.people_vary.is_some(),
            self.log_varies.is_some(),
            self.shape.is_some(),
        ];
        ways.contains(&true) || !(self.part_worth_of.is_empty() && self.worth_of.is_empty() && self.goes_with.is_empty())
    }

    /// The taste for a price that counts as it is: nothing is written about it.
    pub(in crate::market) fn unwritten() -> Self {
        Self {
            part_worth: None,
            part_worth_of: Entries::new(Vec::new()),
            worth: None,
            own_worth: None,
            worth_of: Entries::new(Vec::new()),
            weight: None,
            better: None,
            score_of: Entries::new(Vec::new()),
            people_vary: None,
            log_varies: None,
            goes_with: Entries::new(Vec::new()),
            shape: None,
            per: None,
            label: None,
            because: None,
            against: None,
            shifts_with: Entries::new(Vec::new()),
        }
    }
}
