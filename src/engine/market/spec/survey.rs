//! What the people are asked, and the prices they are shown.

use crate::input::{Entries, Name, Quantity, Spanned, Text};
use crate::{choice, record};

choice! {
    /// A standard question.
    pub enum Ask {
        /// Five-point purchase intent.
        Intent = "purchase intent",
        /// Juster's probability of buying, 0 to 10.
        Juster = "juster",
        /// How different it is from what exists, five points.
        Uniqueness = "uniqueness",
        /// How much they like it, five points.
        Appeal = "appeal",
        /// How much it is for people like them, five points.
        Relevance = "relevance",
        /// How much of what is said they believe, five points.
        Believability = "believability",
        /// How good it is for its price, five points.
        Value = "value",
        /// How clear it is, five points.
        Clarity = "clarity",
        /// Would they recommend it, 0 to 10, asked of those who went through the journey.
        Recommend = "recommend",
        /// How satisfied they are, five points, asked of those who went through the journey.
        Satisfaction = "satisfaction",
    }
}

record! {
    /// What the people are asked.
    pub struct SurveySpec {
        /// Standard questions.
        pub ask: Vec<Ask>,
        /// Questions of your own.
        pub questions: Vec<QuestionSpec>,
        /// Where the answer boxes of purchase intent part, as chances of choosing the concept: four rising numbers.
        pub intent_cuts: Option<Vec<Quantity>>,
        /// The share of each purchase-intent box, from "definitely will" down, that really buys: five numbers.
        pub intent_weights: Option<Vec<Quantity>>,
        /// How clear the concept is to a typical person, 0 to 1.
        pub clarity: Option<Quantity>,
        /// How different the concept is from what exists, 0 to 1.
        pub uniqueness: Option<Quantity>,
        /// The number of real people a survey of this concept would ask: adds the sampling error it would have.
        pub respondents: Option<u32>,
    }
}

/// How people differ in their way of answering, fitted to real ratings: standard deviations over people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResponseStyle {
    /// Of what a person adds to every answer, in standard steps.
    pub acquiescence: Option<Quantity>,
    /// Of the logarithm of how far a person stretches every answer from the middle of the scale.
    pub extremity: Option<Quantity>,
}

record! {
    /// A question of your own.
    pub struct QuestionSpec {
        /// A short name, used in tables and in the decision rule.
        pub name: Spanned<Name>,
        /// The question as it is asked.
        pub text: Text,
        /// The number of points of its scale, 2 to 11.
        pub scale: u32 = 5,
        /// What the lowest point is called.
        pub lowest: Option<Text>,
        /// What the highest point is called.
        pub highest: Option<Text>,
        /// What drives the answer, with weights: attributes, `choice` (the chance to choose the concept), `belief` (claims believed), or columns of
        /// the people. A weight of 1 moves the answer by one standard step per logit, believed claim or unit of the column.
        pub driven_by: Entries<Quantity>,
        /// Where the answer lies when nothing drives it, in standard steps above the middle of the scale.
        pub start: Option<Quantity>,
    }
}

record! {
    /// The prices the concept is shown at.
    pub struct PriceTestSpec {
        /// Prices in the study's currency, rising.
        pub ladder: Option<Spanned<Vec<f64>>>,
        /// Multiples of each person's own price of the concept, rising.
        pub times: Option<Spanned<Vec<f64>>>,
        /// Whether to ask Van Westendorp's four questions.
        pub van_westendorp: Option<VanWestendorpSpec>,
    }
}

record! {
    /// Van Westendorp's four prices as multiples of the price at which a person is torn between buying and not.
    pub struct VanWestendorpSpec {
        /// Too cheap to be good.
        pub too_cheap: Quantity,
        /// A bargain.
        pub bargain: Quantity,
        /// Getting expensive.
        pub expensive: Quantity,
        /// Too expensive to consider.
        pub too_expensive: Quantity,
    }
}
