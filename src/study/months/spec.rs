//! What responds from month to month, and by how much.

use crate::input::{Cx, Quantity, Spanned};
use crate::record;
use crate::team::Team;
use crate::team::model::Arrivals;
use crate::world::{Input, Inputs, Unknowns};

record! {
    /// What responds from month to month. Each response that is left out is none. None of these numbers has a default: where nobody measured
    /// them, they are judgement, and their grade should say so.
    pub struct MonthsSpec {
        /// How many months are run, 2 to 60.
        pub count: Spanned<u32>,
        /// The share of people's time that is cut at the start of the course in which people are cut.
        pub first_cut: Quantity,
        /// The part of a cut that is missing from the eye of those who stay: 0 where they look as well in less time, 1 where they see as much
        /// less as there is less time.
        pub looks_thin: Option<Quantity>,
        /// Of what mistakes cost a month beyond what they cost where people stay, the part that is saved on people in the next month.
        pub cut_for_mistakes: Option<Quantity>,
        /// The share of those who get something wrong that no longer trust the team.
        pub trust_lost: Option<Quantity>,
        /// The share of lost trust that comes back in a month.
        pub trust_regained: Option<Quantity>,
        /// The part of lost trust that shows as items that no longer come in.
        pub demand_follows: Option<Quantity>,
        /// The share of what goes out wrong that comes back as work in the next month.
        pub comes_back: Option<Quantity>,
        /// The part of their eye that reviewers lose in a month in which agents do everything alone.
        pub skill_fades: Option<Quantity>,
        /// The part of a lost eye that comes back in a month in which they look at everything.
        pub skill_regained: Option<Quantity>,
    }
}

/// The responses of a team, checked.
#[derive(Debug, Clone)]
pub struct Responses {
    /// How many months are run.
    pub count: u32,
    /// The numbers, for the ledger.
    pub unknowns: Unknowns,
    pub(super) first_cut: Input,
    pub(super) looks_thin: Input,
    pub(super) cut_for_mistakes: Input,
    pub(super) trust_lost: Input,
    pub(super) trust_regained: Input,
    pub(super) demand_follows: Input,
    pub(super) comes_back: Input,
    pub(super) skill_fades: Input,
    pub(super) skill_regained: Input,
}

impl Responses {
    /// Checks what a team file says of its months. `None` with every problem reported to `cx`.
    pub(in crate::study) fn read(spec: &MonthsSpec, team: &Team, cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        if !(2..=60).contains(&spec.count.value) {
            cx.error(spec.count.span, "`months.count` is out of range").got(spec.count.value).allowed("2 to 60 months");
        }
        let mut inputs = Inputs::default();
        let mut share = |key: &str, label: &str, quantity: Option<&Quantity>| {
            let path = format!("months.{key}");
            let Some(quantity) = quantity else { return inputs.imply(&path, label, "share", 0.0) };
            let (low, high) = quantity.dist.support();
            if low < 0.0 || high > 1.0 {
                cx.error(quantity.span, format!("`{path}` must lie in [0, 1]")).got(format!("values from {low} to {high}"));
            }
            inputs.add(&path, label, "share", quantity)
        };
        let first_cut = share("first_cut", "People's time that is cut at the start", Some(&spec.first_cut));
        let looks_thin = share("looks_thin", "Part of a cut that is missing from the eye", spec.looks_thin.as_ref());
        let cut_for_mistakes =
            share("cut_for_mistakes", "Part of what mistakes cost that is saved on people", spec.cut_for_mistakes.as_ref());
        let trust_lost = share("trust_lost", "Share who lose trust over something wrong", spec.trust_lost.as_ref());
        let trust_regained = share("trust_regained", "Lost trust that comes back in a month", spec.trust_regained.as_ref());
        let demand_follows = share("demand_follows", "Part of lost trust that is lost work", spec.demand_follows.as_ref());
        let comes_back = share("comes_back", "Share of what goes out wrong that comes back as work", spec.comes_back.as_ref());
        let skill_fades = share("skill_fades", "Eye that is lost in a month without looking", spec.skill_fades.as_ref());
        let skill_regained = share("skill_regained", "Lost eye that comes back in a month of looking", spec.skill_regained.as_ref());
        let responds = spec.demand_follows.is_some() || spec.comes_back.is_some();
        if responds && team.draft().classes.iter().any(|class| matches!(class.arrivals, Arrivals::Trace { .. })) {
            cx.error(spec.count.span, "what comes in cannot respond where items come from a record")
                .help("leave `demand_follows` and `comes_back` out, or say how often items come in");
        }
        if cx.errors() > before {
            return None;
        }
        let unknowns = inputs.finish(&[]).ok()?;
        Some(Self {
            count: spec.count.value,
            unknowns,
            first_cut,
            looks_thin,
            cut_for_mistakes,
            trust_lost,
            trust_regained,
            demand_follows,
            comes_back,
            skill_fades,
            skill_regained,
        })
    }
}
