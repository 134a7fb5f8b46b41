//! The ratings file.

use crate::input::{DataFile, Entries, Expr, Name, OneOrMore, Spanned, Text};
use crate::study::fit::DemographicSpec;
use crate::{choice, record};

record! {
    /// Ratings: answers of people to items on one scale, and the model of where items lie and how people use the scale.
    pub struct RatingsSpec {
        /// The title of the report.
        pub title: Text,
        /// What a reader should know about the data.
        pub note: Option<Text>,
        /// Where the data come from.
        pub source: Option<Text>,
        /// What one of the people is called in the report, such as "voter"; "person" unless said.
        pub called: Option<Text>,
        /// Where the answers are.
        pub ratings: RatingsDataSpec,
        /// What was asked.
        pub items: OneOrMore<ItemSpec>,
        /// What is known of each person and may shift answers. Shifts are for one standard deviation more.
        pub demographics: Vec<DemographicSpec>,
        /// The model.
        pub model: Option<RatingsModelSpec>,
    }
}

choice! {
    /// What is done where an answer is missing.
    pub enum MissingAnswer {
        /// The data are refused.
        Refuse = "refuse",
        /// The answer is left out, and counted; the person's other answers stay.
        LeaveOutAnswer = "leave out the answer",
        /// The person is left out with all answers, and counted.
        LeaveOutPerson = "leave out the person",
    }
}

record! {
    /// Where the answers are: one row a person, one column an item.
    pub struct RatingsDataSpec {
        /// CSV or Parquet files with the same columns, taken one after the other.
        pub files: OneOrMore<DataFile>,
        /// The column that names the person; the number of the row unless said.
        pub person: Option<Spanned<Name>>,
        /// How many boxes the scale has, 2 to 11.
        pub scale: Spanned<u32>,
        /// The number in the data that stands for the lowest box; 1 unless said.
        pub lowest_code: i64 = 1,
        /// What the lowest box is called.
        pub lowest: Option<Text>,
        /// What the highest box is called.
        pub highest: Option<Text>,
        /// Which rows to keep: a condition over the columns.
        pub r#where: Option<Expr>,
        /// How much each person counts: an expression over the columns, above 0. Everybody counts alike unless said.
        pub weight: Option<Expr>,
        /// Words and numbers that stand for a missing value, such as "NA". An empty cell always does.
        pub unknown: Vec<Text>,
        /// What is done where an answer is missing.
        pub missing: MissingAnswer = MissingAnswer::Refuse,
    }
}

record! {
    /// An item: a statement or a product that people rated.
    pub struct ItemSpec {
        /// The name, by which estimates are called.
        pub name: Spanned<Name>,
        /// What people read; the name unless said.
        pub label: Option<Text>,
        /// The column of its answers; the one of the same name unless said.
        pub column: Option<Spanned<Text>>,
        /// What stands behind the answers to several items, such as a trait or a liking: items that name the same one share it.
        pub behind: Option<Name>,
        /// 1, or -1 where more of what stands behind it gives lower answers.
        pub keyed: Option<Spanned<i64>>,
        /// What it is made of, in numbers: an item's place then follows from these (see `model.locations`).
        pub features: Entries<f64>,
    }
}

choice! {
    /// What says where items lie.
    pub enum LocationsBy {
        /// Their own answers, each on its own.
        Item = "item",
        /// Their features.
        Features = "features",
    }
}

choice! {
    /// Whose thresholds are.
    pub enum ThresholdsBy {
        /// All items have the same.
        Common = "all items",
        /// Each item has its own.
        Item = "item",
    }
}

choice! {
    /// What demographics shift.
    pub enum ShiftsBy {
        /// The answers to each item, by an amount of its own.
        Item = "each item",
        /// All answers alike.
        Alike = "all alike",
        /// All answers alike, the other way round where an item is keyed so.
        Keyed = "with the keying",
    }
}

record! {
    /// The model of ratings.
    pub struct RatingsModelSpec {
        /// What says where items lie; "item" unless said.
        pub locations: Option<Spanned<LocationsBy>>,
        /// Whose thresholds are; "all items" unless said.
        pub thresholds: Option<Spanned<ThresholdsBy>>,
        /// What demographics shift; "each item" unless said.
        pub shifts: Option<Spanned<ShiftsBy>>,
        /// Whether some people give higher answers than others to everything, whatever it is; yes unless said.
        pub acquiescence: Option<Spanned<bool>>,
        /// Whether some people answer nearer to the ends than others; yes unless said.
        pub extremity: Option<Spanned<bool>>,
        /// Nodes for each way in which people differ, 5 to 101: more are more exact; 21 unless said.
        pub nodes: Option<Spanned<u32>>,
        /// The most steps of a search; 300 unless said.
        pub steps: Option<Spanned<u32>>,
    }
}

impl ItemSpec {
    /// What people read.
    #[must_use]
    pub fn label(&self) -> &str {
        self.label.as_ref().map_or(self.name.value.as_str(), Text::as_str)
    }

    /// 1, or −1 where it is keyed the other way round.
    #[must_use]
    pub fn keyed(&self) -> f64 {
        self.keyed.map_or(1.0, |keyed| keyed.value as f64)
    }
}
