//! The fit file.

use crate::input::{DataFile, Entries, Expr, Name, OneOrMore, Spanned, Text};
use crate::{choice, record};

record! {
    /// A fit: the real choices tastes are estimated from, the model, and how it is estimated.
    pub struct FitSpec {
        /// The title of the report.
        pub title: Text,
        /// What a reader should know about the data.
        pub note: Option<Text>,
        /// Where the data come from.
        pub source: Option<Text>,
        /// What one of the people is called in the report, such as "traveller"; "person" unless said.
        pub called: Option<Text>,
        /// The choices.
        pub data: DataSpec,
        /// What could be chosen, in order. Without it, what stands in the column of alternatives of long data.
        pub alternatives: Vec<AlternativeSpec>,
        /// What is known of each alternative, and how the taste for it varies between people.
        pub attributes: OneOrMore<AttributeSpec>,
        /// What is known of each person and may shift tastes.
        pub demographics: Vec<DemographicSpec>,
        /// The model.
        pub model: ModelSpec,
        /// The draws over which a mixed model is averaged.
        pub draws: Option<Spanned<DrawsSpec>>,
        /// The search for the best estimates.
        pub search: Option<Spanned<SearchSpec>>,
        /// The chains of hierarchical Bayes.
        pub chains: Option<Spanned<ChainsSpec>>,
        /// The people who are held out of the fit, for a back-test.
        pub hold_out: Option<HoldOutSpec>,
        /// What a back-test holds out beside, such as high prices, a new product or a later time. It changes nothing of the fit itself.
        pub test: Vec<HeldTestSpec>,
    }
}

choice! {
    /// How a table of choices is laid out.
    pub enum Form {
        /// One row an alternative.
        Long = "long",
        /// One row a task.
        Wide = "wide",
    }
}

choice! {
    /// What people answered in a task.
    pub enum Answer {
        /// Which alternative they take.
        Choice = "choice",
        /// The alternatives in order, the best first. It counts as one choice after another, each out of what is left (exploded logit).
        Ranking = "ranking",
        /// The best and the worst alternative. The best is a choice out of all, the worst one out of the others with what is liked turned round.
        BestWorst = "best and worst",
        /// How much each alternative gets of a sum, such as points, euros or the last ten purchases. A task counts as one choice, shared out.
        Allocation = "allocation",
    }
}

choice! {
    /// What is done where a value that is needed is missing.
    pub enum Missing {
        /// The data are refused.
        Refuse = "refuse",
        /// The task is left out, and counted.
        LeaveOutTask = "leave out the task",
        /// The person is left out with all tasks, and counted.
        LeaveOutPerson = "leave out the person",
    }
}

choice! {
    /// How the rows of one person stand.
    pub enum Order {
        /// Next to each other; a name that comes back later is a fault, as two people may have one name.
        Together = "together",
        /// Anywhere: rows with one name are one person.
        Anywhere = "anywhere",
    }
}

record! {
    /// Where the choices are and what their columns mean.
    pub struct DataSpec {
        /// CSV or Parquet files with the same columns, taken one after the other.
        pub files: OneOrMore<DataFile>,
        /// One row an alternative ("long") or one row a task ("wide").
        pub form: Form,
        /// The column that names the person.
        pub person: Spanned<Name>,
        /// The column that tells the tasks of a person apart; needed for long data.
        pub task: Option<Spanned<Name>>,
        /// For long data, the column that names the alternative.
        pub alternative: Option<Spanned<Name>>,
        /// What people answered; "choice" unless said.
        pub answer: Answer = Answer::Choice,
        /// The column of the answer. Of a choice: for long data 1 for the chosen alternative and 0 for the others, for wide data its code; of best and
        /// worst the same for the best. Of a ranking the ranks, 1 for the best, empty where one was not ranked; of an allocation what each gets. For
        /// wide data these two have a column for each alternative: `{}` in the name stands for the alternative's name.
        pub chosen: Spanned<Name>,
        /// For answers of best and worst, the column of the worst, written as that of the best.
        pub worst: Option<Spanned<Name>>,
        /// For rankings, how many of the first ranks count; all unless said. Who ranks many often ranks the last at random.
        pub ranks: Option<Spanned<u32>>,
        /// For allocations, what the amounts of a task must add up to; any sum above 0 unless said.
        pub total: Option<Spanned<f64>>,
        /// The column that says how many people a person stands for, the same in all rows of the person. Only how weights stand to each other counts.
        pub weight: Option<Spanned<Name>>,
        /// The column that says how many answers a task stands for, the same in all rows of the task.
        pub task_weight: Option<Spanned<Name>>,
        /// Which rows to keep: a condition over the columns.
        pub r#where: Option<Expr>,
        /// Words and numbers that stand for a missing value, such as "NA". An empty cell always does.
        pub unknown: Vec<Text>,
        /// What is done where a value that is needed is missing.
        pub missing: Missing = Missing::Refuse,
        /// How the rows of one person stand.
        pub rows: Order = Order::Together,
        /// Tables that are laid beside the first, such as prices by product and week.
        pub lookup: Vec<LookupSpec>,
    }
}

record! {
    /// Something that could be chosen.
    pub struct AlternativeSpec {
        /// Its name.
        pub name: Spanned<Name>,
        /// Its code in the data; the name unless said.
        pub code: Option<Text>,
        /// When it could be chosen: a condition over the columns. For long data an alternative without a row could not be chosen either.
        pub available: Option<Expr>,
        /// Whether it is taking none of the others. It needs no row and no columns, all its attributes are 0 but for what `of` gives it, and in long
        /// data it was chosen where no row was.
        pub none: bool = false,
    }
}

choice! {
    /// How levels in words become numbers.
    pub enum Coding {
        /// A taste is how much better a level is than the first.
        Dummy = "dummy",
        /// A taste is how much better a level is than the mean of all levels.
        Effects = "effects",
    }
}

choice! {
    /// How a taste varies between people.
    pub enum Taste {
        /// Not at all.
        Fixed = "fixed",
        /// Bell-shaped.
        Normal = "normal",
        /// Skewed, more is better for everyone.
        LogNormal = "lognormal",
        /// Skewed, less is better for everyone.
        NegativeLogNormal = "negative lognormal",
        /// Bell-shaped and cut off at 0: more is better for everyone.
        TruncatedNormal = "truncated normal",
        /// Bell-shaped and cut off at 0: less is better for everyone.
        NegativeTruncatedNormal = "negative truncated normal",
        /// Even between two ends.
        Uniform = "uniform",
        /// A triangle around its middle.
        Triangular = "triangular",
    }
}

record! {
    /// An attribute of the alternatives.
    ///
    /// Its values come from one column (`column`; in wide data `{}` in the name stands for the alternative's name), from one expression for all
    /// alternatives (`is`), or from one expression for each (`of`, 0 for those it leaves out). A constant is `of = { Train = "1" }`. A column of words needs
    /// `levels`.
    pub struct AttributeSpec {
        /// The name, by which estimates are called.
        pub name: Spanned<Name>,
        /// What people read; the name unless said.
        pub label: Option<Text>,
        /// The unit of its values, such as "minutes".
        pub unit: Option<Text>,
        /// How many of these units an estimate is for, such as 100; 1 unless said. Estimates of like size are found more surely.
        pub per: Option<Spanned<f64>>,
        /// The column of its values.
        pub column: Option<Spanned<Text>>,
        /// An expression over the columns, the same for all alternatives.
        pub is: Option<Expr>,
        /// An expression over the columns for each alternative; 0 for those that are left out.
        pub of: Entries<Expr>,
        /// The levels of a column of words, such as brands; the first is what the others are held against. Each other level becomes an attribute of its
        /// own, called by both: "brand: Acme".
        pub levels: Vec<Spanned<Text>>,
        /// Of these levels, the one this attribute stands for; each but the first unless said.
        pub level: Option<Spanned<Text>>,
        /// How the levels become numbers; "dummy" unless said.
        pub coding: Option<Spanned<Coding>>,
        /// How the taste for it varies between people, in a mixed model or hierarchical Bayes; "fixed" unless said.
        pub taste: Option<Spanned<Taste>>,
        /// The demographics that shift the taste.
        pub shifts_with: Vec<Spanned<Name>>,
        /// Of the price: values that are codes and no amounts, such as 0 where there is no price. The back-test leaves them out of demand by price.
        pub no_amount: Vec<Spanned<f64>>,
    }
}

record! {
    /// A number that is known of each person, the same in all rows of the person.
    pub struct DemographicSpec {
        /// The name.
        pub name: Spanned<Name>,
        /// An expression over the columns; the column of the same name unless said.
        pub is: Option<Expr>,
    }
}

choice! {
    /// Which model.
    pub enum Kind {
        /// Everyone has the same tastes.
        Multinomial = "multinomial",
        /// Tastes vary between people as the attributes say.
        Mixed = "mixed",
        /// People fall into a few classes, each with tastes of its own.
        LatentClasses = "latent classes",
        /// Everybody's own tastes and how they are spread over people are drawn together; all of them vary, and may go together.
        HierarchicalBayes = "hierarchical Bayes",
    }
}

choice! {
    /// Whether tastes vary together.
    pub enum Covariance {
        /// Each on its own.
        Diagonal = "diagonal",
        /// Every pair of normal and lognormal tastes may go together.
        Full = "full",
    }
}

choice! {
    /// What the estimates are measured in.
    pub enum Space {
        /// Utility.
        Preference = "preference",
        /// Money: every taste but that for the price is a willingness to pay.
        WillingnessToPay = "willingness to pay",
    }
}

record! {
    /// The model.
    pub struct ModelSpec {
        /// Which.
        pub kind: Spanned<Kind>,
        /// The attribute that is a price, by which others are put in money.
        pub price: Option<Spanned<Name>>,
        /// Whether tastes vary together; "diagonal" unless said, and always "full" with hierarchical Bayes.
        pub covariance: Option<Spanned<Covariance>>,
        /// What the estimates are measured in; "preference" unless said.
        pub space: Option<Spanned<Space>>,
        /// How many classes, for latent classes.
        pub classes: Option<Spanned<u32>>,
    }
}

choice! {
    /// Which points tastes are averaged over.
    pub enum Sequence {
        /// Sobol' points, scrambled for each person.
        Sobol = "scrambled Sobol",
        /// Halton points, one stretch a person: what other programs use.
        Halton = "Halton",
        /// Evenly spaced nodes: exact for one normal taste.
        Trapezoid = "trapezoid",
    }
}

record! {
    /// The draws over which a mixed model is averaged.
    pub struct DrawsSpec {
        /// Which points.
        pub kind: Sequence = Sequence::Sobol,
        /// How many a person, from few to many; 250, 500 and 1,000 unless said. The model is fitted with each, and the last counts. Whether
        /// the log-likelihood has settled can be said only where there are two or more.
        pub counts: Option<Spanned<Vec<u32>>>,
        /// For Halton points, the index of the first.
        pub start: u64 = 100,
        /// The change of log-likelihood with further draws that counts as none; 1 unless said.
        pub tolerance: Option<Spanned<f64>>,
    }
}

record! {
    /// The search for the best estimates.
    pub struct SearchSpec {
        /// From how many places it starts: the first from the logit without variation, the others from around it. One unless said, five for
        /// latent classes.
        pub starts: Option<Spanned<u32>>,
        /// What those places come from.
        pub seed: u64 = 1,
        /// The most steps of a search; 300 unless said.
        pub steps: Option<Spanned<u32>>,
    }
}

record! {
    /// The chains of hierarchical Bayes: runs of draws that each start anew, so that where they agree it is known that they ran long enough.
    pub struct ChainsSpec {
        /// How many chains, 2 to 32; 4 unless said.
        pub count: Option<Spanned<u32>>,
        /// Rounds of each chain that settle it and are not kept, 20 to 100,000; 500 unless said.
        pub warm_up: Option<Spanned<u32>>,
        /// Rounds of each chain that are kept, 4 to 100,000; 2,000 unless said.
        pub draws: Option<Spanned<u32>>,
        /// Draws of everybody's own tastes that are kept, 10 to 1,000, for studies of these very people; none unless said.
        pub twins: Option<Spanned<u32>>,
        /// What chance comes from.
        pub seed: u64 = 1,
    }
}

record! {
    /// The people who are held out of the fit. Who they are hangs on the seed and on people's names alone.
    pub struct HoldOutSpec {
        /// Their share of all people.
        pub share: Spanned<f64>,
        /// What decides who they are.
        pub seed: u64 = 1,
    }
}

record! {
    /// Tasks that a back-test holds out: those that meet a condition, or all from a time on. The others are learned from.
    pub struct HeldTestSpec {
        /// What it is called, such as "Prices above 60".
        pub label: Spanned<Text>,
        /// A condition over the columns. A task is held out where a row of it meets the condition: for long data that of any alternative that was
        /// available.
        pub r#where: Option<Expr>,
        /// The column of a time: a number, or dates with the year first.
        pub later: Option<Spanned<Name>>,
        /// The time from which on tasks are held out, as text: "2024-07-01" or "12".
        pub from: Option<Spanned<Text>>,
    }
}

record! {
    /// A second table, such as the prices of products by week, that is laid beside the first.
    pub struct LookupSpec {
        /// CSV or Parquet files with the same columns.
        pub files: OneOrMore<DataFile>,
        /// The columns that both tables have and by which a row is found, such as the week.
        pub by: OneOrMore<Spanned<Name>>,
        /// For wide data, the column of the second table that holds the code of an alternative. Each other column then becomes one for each
        /// alternative: `price` becomes `price_Acme`, to be named as "price_{}". An alternative without a row could not be chosen.
        pub alternative: Option<Spanned<Name>>,
    }
}

impl AttributeSpec {
    /// What people read.
    #[must_use]
    pub fn label(&self) -> &str {
        self.label.as_ref().map_or(self.name.value.as_str(), Text::as_str)
    }

    /// How many units of its values an estimate is for.
    #[must_use]
    pub fn per(&self) -> f64 {
        self.per.as_ref().map_or(1.0, |per| per.value)
    }

    /// How the taste for it varies between people.
    #[must_use]
    pub fn taste(&self) -> Taste {
        self.taste.as_ref().map_or(Taste::Fixed, |taste| taste.value)
    }
}

impl ModelSpec {
    /// Whether tastes vary together.
    #[must_use]
    pub fn covariance(&self) -> Covariance {
        let usual = if self.kind.value == Kind::HierarchicalBayes { Covariance::Full } else { Covariance::Diagonal };
        self.covariance.map_or(usual, |covariance| covariance.value)
    }
}

impl FitSpec {
    /// What every draw of the fit comes from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        match self.model.kind.value {
            Kind::HierarchicalBayes => self.chains.as_ref().map_or(1, |chains| chains.seed),
            _ => self.search.as_ref().map_or(1, |search| search.seed),
        }
    }
}

impl AlternativeSpec {
    /// Its code in the data.
    #[must_use]
    pub fn code(&self) -> &str {
        self.code.as_ref().map_or(self.name.value.as_str(), Text::as_str)
    }
}
