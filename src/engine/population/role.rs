//! What a column is for.

use crate::input::choice;

choice! {
    /// What a column of a population is for.
    pub enum Role {
        /// Who somebody is: age, income, schooling.
        Demographic = "demographic",
        /// What somebody does: channels used, how decisions are made, how often, where news is heard.
        Behaviour = "behaviour",
        /// What hurts, and how much (0 not at all, 1 as much as can be).
        PainPoint = "pain point",
        /// What somebody is like or holds dear.
        Trait = "trait",
        /// What the world is like for somebody: own travel times, prices, what is on offer.
        Situation = "situation",
        /// How somebody answers questions: acquiescence, extremity, noise.
        Style = "style",
        /// What somebody can do: skill, patience (0 to 1).
        Ability = "ability",
    }
}
