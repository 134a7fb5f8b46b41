//! What is known of each month.

/// One outcome: how it is called, what it is in plain words, its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// The name in tables.
    pub id: &'static str,
    /// What it is.
    pub label: &'static str,
    /// The unit.
    pub unit: &'static str,
}

macro_rules! outcomes {
    ($( $name:ident: $id:literal, $unit:literal, $label:literal; )*) => {
        /// One of the outcomes of a month.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Outcome {
            $( #[doc = $label] $name, )*
        }

        impl Outcome {
            /// All of them, in the order of tables.
            pub const ALL: &'static [Self] = &[$( Self::$name, )*];
        }

        static INFOS: &[Info] = &[$( Info { id: $id, label: $label, unit: $unit }, )*];
    };
}

outcomes! {
    Employment: "employment", "share", "People whose main income comes from a payroll";
    Participation: "participation", "share", "People who earn: from a payroll, a firm of their own, or a business on the side";
    Gap: "gap", "share", "Participation less employment";
    Idle: "idle", "share", "People without work";
    Output: "output", "a person", "Output a person and month, where 1 is what one unit of skill makes in a month of work alone";
    OutputAlone: "output:no payroll", "share", "Output made without a payroll: by people alone and on the side";
    OutputMicro: "output:micro", "share", "Output of firms of one to five people";
    Median: "income:median", "a month", "Median income, all people";
    Mean: "income:mean", "a month", "Mean income, all people";
    VolatilityOne: "volatility:one", "share", "Mean change of a person's income from month to month, as a share of it";
    VolatilityAll: "volatility:all", "share", "Change of the mean income from month to month, as a share of it";
    Gini: "gini", "", "Gini coefficient of monthly incomes";
    TopTenth: "top tenth", "share", "Share of income of the tenth with the most";
    Middle: "middle class", "share", "People with two thirds to twice the median income";
    Savings: "savings", "months", "Savings a person, in usual monthly incomes";
    Equity: "equity", "months", "Worth of firms in their founders' hands a person: five years of profit, in usual monthly incomes";
    Ideas: "ideas", "months", "Worth of what people made that is their own (intellectual property) a person, in usual monthly incomes";
    Owned: "wealth:owned", "share", "Share of wealth that is equity and intellectual property";
    FromTaste: "source:taste", "share", "Share of earned income that comes from taste";
    FromTrust: "source:trust", "share", "Share of earned income that comes from trust";
    FromNiche: "source:niche expertise", "share", "Share of earned income that comes from niche expertise";
    FromRelationships: "source:relationships", "share", "Share of earned income that comes from relationships";
    FromCommunity: "source:community", "share", "Share of earned income that comes from community";
    FromRoutine: "source:routine", "share", "Share of earned income that comes from routine work";
    Gig: "gig", "share", "People who work alone because nothing else was open, with nothing saved";
    OwnMicro: "own micro-firm", "share", "People in a firm of one to five that was founded by choice";
    Portfolio: "portfolio", "share", "People with a payroll job and a business beside it";
    Tenure: "tenure", "years", "Median time in the present job, employees";
    TenureYoung: "tenure:25-34", "years", "The same, ages 25 to 34";
    TenureOld: "tenure:55-64", "years", "The same, ages 55 to 64";
    Loyalty: "loyalty", "share", "Employees who have been with their firm for five years or more";
    Isolation: "isolation", "share", "People who work alone outside a guild, or not at all";
    Burnout: "burnout", "share", "People who are worn out";
    Alone: "firms:alone", "per 1,000 people", "Firms of one person";
    Firms2: "firms:2-4", "per 1,000 people", "Firms of 2 to 4 people";
    Firms5: "firms:5+", "per 1,000 people", "Firms of 5 people or more";
    Firms10: "firms:10+", "per 1,000 people", "Firms of 10 people or more";
    Firms20: "firms:20+", "per 1,000 people", "Firms of 20 people or more";
    Firms100: "firms:100+", "per 1,000 people", "Firms of 100 people or more";
    Firms500: "firms:500+", "per 1,000 people", "Firms of 500 people or more";
    In500: "people:500+", "share", "People in firms of 500 or more, of all on payrolls";
    Largest: "largest", "share", "People in the largest firm, of all on payrolls";
    Nonemployers: "nonemployers", "per 1,000 people", "Businesses without a payroll, those beside a job among them";
    SelfEmployed: "self-employed", "share", "People who work alone or founded the firm they work in, of all who work";
    Changes: "flow:changes", "share a month", "People who go from one firm to another";
    LaidOff: "flow:laid off", "share a month", "People who lose their job";
    Founders: "flow:founders", "share a month", "People who found a firm";
    Births: "flow:births", "per 1,000 people", "Firms that take on their first employee, in the month";
    Ends: "flow:ends", "per 1,000 people", "Firms that lose their last employee, less those that take one on again, in the month";
    Cohort: "cohort", "per 1,000 people", "Firms that took on their first employee twelve months before";
    Survivors: "survivors", "per 1,000 people", "Those of them that have a payroll now";
    Demand: "demand", "share", "What demand leaves of pay";
    Tax: "tax", "share", "Share of earnings that pays for the safety net";
    Tasks: "tasks", "share", "Time that the tasks of a firm take from somebody who works alone";
}

/// The number of outcomes of a month.
pub(super) const OUTCOMES: usize = Outcome::Tasks as usize + 1;

impl Outcome {
    /// Its name, meaning and unit.
    #[must_use]
    pub fn info(self) -> Info {
        INFOS[self as usize]
    }

    /// The outcome by its name.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.info().id == id)
    }
}

/// The outcomes of one month; NaN where one has no base.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcomes(pub(super) [f64; OUTCOMES]);

impl Outcomes {
    /// One of them.
    #[must_use]
    pub fn get(&self, outcome: Outcome) -> f64 {
        self.0[outcome as usize]
    }

    pub(super) fn set(&mut self, outcome: Outcome, value: f64) {
        self.0[outcome as usize] = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_name_of_its_own() {
        assert_eq!((Outcome::ALL.len(), INFOS.len()), (OUTCOMES, OUTCOMES));
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::named(outcome.info().id), Some(*outcome));
        }
        assert_eq!(Outcome::named("nothing"), None);
    }
}
