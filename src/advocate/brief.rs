//! The devil's advocates: who they are and what each may attack.

use crate::choice;

choice! {
    /// A devil's advocate with a narrow brief.
    pub enum Brief {
        /// Money: what it costs and what money is worth to people.
        Price = "price",
        /// Trust and privacy: what people dislike about it, and whether they let it near.
        Trust = "trust and privacy",
        /// Claims: whether people believe them, and whether the benefits are worth what we think.
        Claims = "believability",
        /// Friction at digital and physical touchpoints.
        Friction = "friction",
        /// Rivals: a new one, a price war, a copy.
        Rivals = "rivals",
        /// Adoption: nobody hears of it, nobody can get it, nobody leaves what they have.
        Adoption = "adoption",
        /// Access: who is left out for lack of skill, money or ability.
        Access = "access",
        /// Dependence: a supplier or a model fails.
        Dependence = "dependence",
        /// Ethics and fairness: harm to a segment that the mean hides.
        Ethics = "ethics and fairness",
        /// The premortem, which searches over all of them together.
        Premortem = "premortem",
    }
}

impl Brief {
    /// The question the advocate asks.
    #[must_use]
    pub fn question(self) -> &'static str {
        match self {
            Self::Price => "What if it is too dear for what it gives?",
            Self::Trust => "What if people will not let it near them?",
            Self::Claims => "What if people do not believe it, or it is worth less to them than we think?",
            Self::Friction => "What if getting through it is harder than we think?",
            Self::Rivals => "What if somebody else moves?",
            Self::Adoption => "What if nobody hears of it, finds it or leaves what they have?",
            Self::Access => "Who is left out?",
            Self::Dependence => "What if something we lean on fails?",
            Self::Ethics => "Who is harmed while the mean looks well?",
            Self::Premortem => "It is two years later and it failed: how?",
        }
    }

    /// The advocate in one or two words, for charts.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Price => "Price",
            Self::Trust => "Trust",
            Self::Claims => "Claims",
            Self::Friction => "Friction",
            Self::Rivals => "Rivals",
            Self::Adoption => "Adoption",
            Self::Access => "Access",
            Self::Dependence => "Dependence",
            Self::Ethics => "Fairness",
            Self::Premortem => "Premortem",
        }
    }

    /// When one would notice that the objection comes true, if nobody looked for it. Judgement.
    #[must_use]
    pub fn detectability(self) -> &'static str {
        match self {
            Self::Price => "in the first weeks of sales; a price test shows it before",
            Self::Trust => "late: people who stay away give no reason; asking shows it before",
            Self::Claims => "late: people who do not believe it do not complain; showing the claim to strangers shows it before",
            Self::Friction => "in the first days, in the records of the journey; watching people try shows it before",
            Self::Rivals => "on the day a rival moves, which is too late to prepare",
            Self::Adoption => "in the first months, as sales that do not come; a page for a product not yet sold shows it before",
            Self::Access => "hardly ever: who is left out is not in the records",
            Self::Dependence => "on the day it fails; a drill shows it before",
            Self::Ethics => "hardly ever: the mean hides it",
            Self::Premortem => "in parts, each as its own objection says",
        }
    }
}
