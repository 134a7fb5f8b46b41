//! Every number of the economy in one table: its name in files, what it is, its bounds, its default and where that comes from.

use crate::input::Grade;

/// One number of the economy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// Where it stands in a file, such as `choice.reconsider`.
    pub path: &'static str,
    /// The same in plain words.
    pub label: &'static str,
    /// The unit, empty where there is none.
    pub unit: &'static str,
    /// The lowest and the highest value it may have.
    pub range: (f64, f64),
    /// The value it has where nothing is said.
    pub default: f64,
    /// Where the default comes from.
    pub source: &'static str,
    /// How good that source is.
    pub grade: Grade,
}

const JUDGED: &str = "judgement of the authors of this program";
const FITTED: &str = "found by the search in `economy::search`, so that the past lands on the reference statistics";

macro_rules! numbers {
    ($( $(#[doc = $doc:literal])* $field:ident: $path:literal, $unit:literal, $low:expr, $high:expr, $default:expr, $source:expr, $grade:ident; )*) => {
        /// All numbers of the economy, by name.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct Numbers {
            $( $(#[doc = $doc])* pub $field: f64, )*
        }

        /// What each number is, in the order of [`Numbers::values`].
        pub static KEYS: &[Key] = &[
            $( Key {
                path: $path, label: concat!($($doc),*).trim_ascii(), unit: $unit, range: ($low, $high), default: $default, source: $source,
                grade: Grade::$grade,
            }, )*
        ];

        impl Default for Numbers {
            fn default() -> Self {
                Self { $( $field: $default, )* }
            }
        }

        impl Numbers {
            /// The numbers in the order of [`KEYS`].
            #[must_use]
            pub fn values(&self) -> Vec<f64> {
                vec![$( self.$field, )*]
            }

            /// Reads the numbers in the order of [`KEYS`].
            ///
            /// # Panics
            /// When there are fewer values than numbers, which would be a fault of the program.
            #[must_use]
            pub fn of(values: &[f64]) -> Self {
                let mut next = values.iter().copied();
                let mut take = || next.next().expect("a value for every number of the economy");
                Self { $( $field: take(), )* }
            }
        }
    };
}

numbers! {
    /// Least weight of income against leisure
    taste_low: "people.taste_low", "share", 0.05, 0.95, 0.25, "Axtell 2018 draws it from 0 to 1; narrowed, since nobody works all or no hours; judgement", Judgement;
    /// Greatest weight of income against leisure
    taste_high: "people.taste_high", "share", 0.05, 0.95, 0.85, "Axtell 2018 draws it from 0 to 1; narrowed, since nobody works all or no hours; judgement", Judgement;
    /// Spread of skill: standard deviation of its logarithm
    skill_spread: "people.skill_spread", "", 0.0, 1.5, 0.45, JUDGED, Judgement;
    /// Share of skill that is human value: taste, trust, niche, relationships, community
    human: "people.human", "share", 0.0, 1.0, 0.4, JUDGED, Judgement;
    /// Liking for working on one's own account, on average
    autonomy: "people.autonomy", "log utility", -6.0, 3.0, 0.0675, FITTED, Judgement;
    /// Spread of that liking between people
    autonomy_spread: "people.autonomy_spread", "log utility", 0.0, 3.0, 0.4, JUDGED, Judgement;
    /// Dislike of an income that varies, with no savings to cover it
    risk: "people.risk", "log utility", 0.0, 2.0, 0.1, JUDGED, Judgement;
    /// Share of people with dependants
    dependants: "people.dependants", "share", 0.0, 1.0, 0.4, JUDGED, Judgement;
    /// Ties of a person whose firms they could join
    ties: "people.ties", "people", 1.0, 8.0, 4.0, "Axtell 2018: two to six friends", Published;
    /// Growth of the labour force, by which each person here stands for more people
    labour_growth: "people.growth", "a year", -0.05, 0.05, 0.0081, "Current Population Survey: civilian labour force 136.3 million in 1997, 160.3 million in 2017", Published;
    /// Share of income that is put by
    saving: "people.saving", "share", 0.0, 0.9, 0.08, JUDGED, Judgement;
    /// Share of savings that goes each month on what does not come every month
    spending: "people.spending", "a month", 0.0, 1.0, 0.025, JUDGED, Judgement;
    /// What working together adds to output in a large team
    returns: "firms.returns", "share", 0.0, 2.0, 0.35, JUDGED, Judgement;
    /// Share of pay that follows one's own work; the rest is shared equally
    own_share: "firms.own_share", "share", 0.05, 1.0, 0.7, "Axtell 2018 shares equally and tries pay by contribution; judgement between the two", Judgement;
    /// Share of output that goes to the founder of a firm with a payroll
    profit: "firms.profit", "share", 0.0, 0.5, 0.1, JUDGED, Judgement;
    /// How far firms lie apart in productivity: standard deviation of its logarithm
    level_spread: "firms.level_spread", "", 0.0, 1.0, 0.2, FITTED, Judgement;
    /// How long a firm's productivity keeps
    level_months: "firms.level_months", "months", 1.0, 600.0, 36.0, JUDGED, Judgement;
    /// How much calmer larger firms are: the power of size by which their moves shrink
    calm: "firms.calm", "", 0.0, 1.0, 0.16, "Stanley et al. 1996, Nature 379: the spread of growth rates falls with the size of firms to the power of about 1/6", Published;
    /// Share of founders who want to take people on
    open: "firms.open", "share", 0.0, 1.0, 0.25, "Hurst and Pugsley 2011, Brookings Papers: most founders want no more than a small firm; the share is judgement", Judgement;
    /// Chance a month that a firm fails within a year of taking on its first employee
    failure: "firms.failure", "a month", 0.0, 0.5, 0.003, JUDGED, Judgement;
    /// Time that working with others costs each member, per logarithm of their number, up to 64
    coordination: "firms.coordination", "share", 0.0, 0.2, 0.02, JUDGED, Judgement;
    /// Share of people who reconsider where they work
    reconsider: "choice.reconsider", "a month", 0.0, 1.0, 0.04, "Axtell 2018: about 4 % of people are active a month", Published;
    /// How much oftener the young reconsider than the old: 0 for all alike, 1 for never at 65
    youth: "choice.youth", "share", 0.0, 1.0, 0.7, "Topel and Ward 1992, Quarterly Journal of Economics 107: two thirds of all job changes fall into the first ten years; judgement", Judgement;
    /// How little utility decides: the scale of a logit over what is open to a person
    noise: "choice.noise", "log utility", 0.01, 5.0, 0.3, JUDGED, Judgement;
    /// What keeps people where they are
    loyalty: "choice.loyalty", "log utility", -2.0, 5.0, 0.1055, FITTED, Judgement;
    /// What keeps people in the long run beyond that
    bond: "choice.bond", "log utility", 0.0, 5.0, 1.0, "Farber 1999, Handbook of Labor Economics 3: the hazard of a job's end falls steeply with tenure; size is judgement", Judgement;
    /// How long it takes until half of that holds
    bond_months: "choice.bond_months", "months", 1.0, 600.0, 36.0, JUDGED, Judgement;
    /// What keeps people in the first year after a firm took on its first employee
    early: "choice.early", "log utility", -2.0, 5.0, 0.7, FITTED, Judgement;
    /// Share of people without work who look around
    search: "choice.search", "a month", 0.0, 1.0, 0.3, JUDGED, Judgement;
    /// What benefits that come with a job are worth
    benefits: "choice.benefits", "log utility", 0.0, 1.0, 0.08, JUDGED, Judgement;
    /// What founding costs
    founding: "choice.founding", "log utility", 0.0, 5.0, 0.2, JUDGED, Judgement;
    /// Months of income that must be saved before founding costs nothing more
    cushion: "choice.cushion", "months", 0.0, 36.0, 3.0, JUDGED, Judgement;
    /// Share of employees who lose their job when they are new; it halves after as long as a bond takes (last in, first out)
    layoffs: "layoffs.monthly", "a month", 0.0, 0.2, 0.012, "Job Openings and Labor Turnover Survey 2019: layoffs and discharges 1.2 % a month; which employees is judgement", Published;
    /// What is laid off beyond that when all demand is gone
    layoffs_cycle: "layoffs.cycle", "a month", 0.0, 1.0, 0.05, JUDGED, Judgement;
    /// Share of the time of somebody working alone that legal tasks take
    legal: "tasks.legal", "share", 0.0, 0.3, 0.03, JUDGED, Judgement;
    /// Share of that time that accounting takes
    accounting: "tasks.accounting", "share", 0.0, 0.3, 0.06, JUDGED, Judgement;
    /// Share of that time that marketing takes
    marketing: "tasks.marketing", "share", 0.0, 0.3, 0.11, JUDGED, Judgement;
    /// Share of that time that service takes
    service: "tasks.service", "share", 0.0, 0.3, 0.1, JUDGED, Judgement;
    /// How fast that time falls without artificial intelligence
    trend: "tasks.trend", "a year", -0.1, 0.2, 0.0202, FITTED, Judgement;
    /// Time that a business beside a job takes, of a working month
    side_hours: "side.hours", "share", 0.0, 1.0, 0.12, JUDGED, Judgement;
    /// Liking for a business beside a job
    side: "side.appeal", "log utility", -6.0, 3.0, -0.8715, FITTED, Judgement;
    /// How far pay falls when people as a whole earn less: the elasticity
    demand: "demand.elasticity", "", 0.0, 0.95, 0.3, JUDGED, Judgement;
    /// Standard deviation of the logarithm of a month's income of somebody working alone
    alone_spread: "alone.spread", "", 0.0, 2.0, 0.35, JUDGED, Judgement;
    /// How far pay in firms of one to five falls when more people work in them than at the start: the elasticity
    crowding: "alone.crowding", "", 0.0, 2.0, 0.4, JUDGED, Judgement;
    /// How much more is bought of what small firms offer, without artificial intelligence
    alone_growth: "alone.growth", "a year", -0.1, 0.2, 0.018, "Nonemployer Statistics 1997 to 2017, 2.6 % a year, less the growth of the labour force", Published;
    /// What people without work get, as a share of the usual income
    net: "people.safety_net", "share", 0.0, 1.0, 0.3, JUDGED, Judgement;
    /// What a wider safety net adds to that, or a narrower one takes away
    net_added: "policy.safety_net", "share", -0.5, 0.7, 0.0, "as it is", Judgement;
    /// Share of benefits that people on their own account have too
    portable: "policy.portable_benefits", "share", 0.0, 1.0, 0.0, "as it is", Judgement;
    /// Share of people on their own account who are in a guild
    guilds: "policy.guilds", "share", 0.0, 1.0, 0.0, "as it is", Judgement;
    /// What pooled bargaining adds to the income of guild members
    guild_pay: "policy.guild_pay", "share", 0.0, 0.5, 0.08, JUDGED, Judgement;
    /// Share of the ups and downs of income that a guild pools
    guild_pool: "policy.guild_pool", "share", 0.0, 1.0, 0.4, JUDGED, Judgement;
    /// Share of the advantage of giants that antitrust takes away
    antitrust: "policy.antitrust", "share", 0.0, 1.0, 0.0, "as it is", Judgement;
    /// Share of routine skill that becomes human value each time somebody reconsiders
    reskilling: "policy.reskilling", "share", 0.0, 0.2, 0.0, "as it is", Judgement;
    /// Months over which policies are phased in
    ramp: "policy.ramp", "months", 1.0, 120.0, 24.0, JUDGED, Judgement;
    /// How much of what artificial intelligence could do comes about at all; 0 leaves everything as in the past
    reach: "ai.reach", "share", 0.0, 1.0, 0.0, "none in the past that the model is held against", Judgement;
    /// Share of users who take it up on their own, a year
    innovation: "ai.innovation", "a year", 0.0001, 1.0, 0.03, "Sultan, Farley and Lehmann 1990: mean of Bass p over 213 applications", Published;
    /// Share of users who take it up from others, a year
    imitation: "ai.imitation", "a year", 0.0, 3.0, 0.38, "Sultan, Farley and Lehmann 1990: mean of Bass q over 213 applications", Published;
    /// Years since it was launched when the scenario starts
    launched: "ai.launched", "years", 0.0, 30.0, 3.0, "late 2022 to late 2025", Judgement;
    /// Share of legal tasks it takes over in the end
    ai_legal: "ai.legal", "share", 0.0, 1.0, 0.5, JUDGED, Judgement;
    /// Share of accounting it takes over in the end
    ai_accounting: "ai.accounting", "share", 0.0, 1.0, 0.7, JUDGED, Judgement;
    /// Share of marketing it takes over in the end
    ai_marketing: "ai.marketing", "share", 0.0, 1.0, 0.6, JUDGED, Judgement;
    /// Share of service it takes over in the end
    ai_service: "ai.service", "share", 0.0, 1.0, 0.5, JUDGED, Judgement;
    /// Share of the cost of working with others it takes away in the end
    ai_inside: "ai.inside", "share", 0.0, 1.0, 0.3, JUDGED, Judgement;
    /// What its tools cost somebody working alone, as a share of income
    ai_price: "ai.price", "share", 0.0, 0.5, 0.03, JUDGED, Judgement;
    /// How far the price of routine work falls in the end
    ai_routine: "ai.routine", "share", 0.0, 0.95, 0.3, JUDGED, Judgement;
    /// How far the price of human value rises in the end
    ai_human: "ai.human", "share", 0.0, 2.0, 0.15, JUDGED, Judgement;
    /// What it adds to the output of those who work with it in the end
    ai_boost: "ai.boost", "share", 0.0, 3.0, 0.25, JUDGED, Judgement;
    /// How much more of what small firms offer is bought in the end
    niches: "ai.niches", "share", 0.0, 5.0, 0.3, JUDGED, Judgement;
    /// Share of payroll work that it could do in the end
    ai_payroll: "ai.payroll", "share", 0.0, 0.95, 0.25, JUDGED, Judgement;
    /// Share of what it could do on payrolls that becomes cuts; the rest helps those who stay
    austerity: "ai.austerity", "share", 0.0, 1.0, 0.5, JUDGED, Judgement;
    /// What it adds to the output of firms above 500 people, per logarithm of their size
    giants: "ai.giants", "share", 0.0, 1.0, 0.0, "none in the past that the model is held against", Judgement;
}

impl Key {
    /// Whether the number makes no difference before the scenario starts.
    #[must_use]
    pub fn is_lever(&self) -> bool {
        self.path.starts_with("policy.")
            || self.path.starts_with("ai.")
            || ["demand.elasticity", "layoffs.cycle", "alone.crowding", "alone.growth"].contains(&self.path)
    }
}

/// The position of a number by its path.
#[must_use]
pub fn position(path: &str) -> Option<usize> {
    KEYS.iter().position(|key| key.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_name_of_its_own_and_a_default_within_its_bounds() {
        let values = Numbers::default().values();
        assert_eq!(values.len(), KEYS.len());
        for (place, (key, value)) in KEYS.iter().zip(&values).enumerate() {
            assert_eq!(position(key.path), Some(place), "{}", key.path);
            assert!(key.range.0 <= *value && *value <= key.range.1, "{}: {value}", key.path);
            assert!(!key.source.is_empty() && !key.label.is_empty());
        }
        assert_eq!(Numbers::of(&values), Numbers::default());
        assert_eq!(position("nothing"), None);
    }
}
