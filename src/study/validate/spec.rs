//! The study file.

use crate::advocate::AdvocatesSpec;
use crate::input::{DataFile, Effect, Entries, Expr, Name, Quantity, Rule, Spanned, Text};
use crate::market::spec::{
    AlternativeSpec, ChoiceSpec, ConceptSpec, NoneSpec, PriceTestSpec, SurveySpec, TastesSpec, TouchpointSpec, XlmSpec,
};
use crate::prototype::PrototypeSpec;
use crate::treatment::spec::TreatmentSpec;
use crate::{choice, record};

record! {
    /// A concept test: a product concept, the people who meet it, what they could take instead, and what would make us go.
    pub struct StudySpec {
        /// The title of the report.
        pub title: Text,
        /// The question that the report answers.
        pub question: Text,
        /// The currency of all prices, with its period where there is one, such as "USD a month".
        pub currency: Option<Text>,
        /// The people.
        pub people: PeopleSpec,
        /// The team behind the concept, where touchpoints or attributes come from it.
        pub team: Option<BehindSpec>,
        /// What would make us go, and what would make us stop.
        pub decision: Option<DecisionSpec>,
        /// The product or service under test.
        pub concept: ConceptSpec,
        /// What people could take instead.
        pub alternatives: Vec<AlternativeSpec>,
        /// Taking nothing, if that is open to people.
        pub none: Option<NoneSpec>,
        /// What people would give for each attribute.
        pub tastes: TastesSpec = TastesSpec::none(),
        /// Tastes that were fitted to real choices, for those that are not stated.
        pub fitted: Option<FittedSpec>,
        /// How people use a scale, fitted to real ratings.
        pub style: Option<StyleSpec>,
        /// How much of a choice the attributes explain.
        pub choice: Option<ChoiceSpec>,
        /// Uncertain inputs that move together.
        pub correlated: Vec<CorrelatedSpec>,
        /// What the people are asked.
        pub survey: Option<SurveySpec>,
        /// The touchpoints, in order.
        pub journey: Vec<TouchpointSpec>,
        /// What people should experience.
        pub xlm: Vec<XlmSpec>,
        /// The prices the concept is shown at.
        pub price_test: Option<PriceTestSpec>,
        /// People whose real choices the study is held against.
        pub transfer: Vec<TransferSpec>,
        /// A few people of the kind that is meant, whose real choices correct the study's shares.
        pub real: Option<RealSpec>,
        /// Devil's advocates, who look for what would sink the concept.
        pub advocates: Option<AdvocatesSpec>,
        /// The prototyper, who looks for what would mend it.
        pub prototype: Option<PrototypeSpec>,
        /// Changes that `foretaste compare` runs beside the study as it is.
        pub treatments: Vec<TreatmentSpec>,
    }
}

record! {
    /// The people.
    pub struct PeopleSpec {
        /// The population file.
        pub from: DataFile,
        /// How many of them; without it, as many as the population file says.
        pub count: Option<Spanned<u32>>,
    }
}

record! {
    /// Tastes that were fitted to real choices. An attribute of the study whose taste is not stated has the fitted taste of the same name.
    pub struct FittedSpec {
        /// The population file that `foretaste calibrate` wrote.
        pub from: DataFile,
        /// What `foretaste backtest` wrote about the same fit: its scorecard stands in the report.
        pub scorecard: Option<DataFile>,
        /// Which fitted taste an attribute has, where the names differ, such as `price = "pf"`.
        pub tastes: Entries<Spanned<Name>>,
        /// Which fitted taste is the constant of an alternative or of the concept, such as `Train = "train"`.
        pub constants: Entries<Spanned<Name>>,
    }
}

record! {
    /// How people use a scale: what they add to every answer and how far they stretch it is drawn for each person, as people were found to differ.
    pub struct StyleSpec {
        /// The style file that `foretaste calibrate` wrote from ratings.
        pub from: DataFile,
    }
}

record! {
    /// The team behind the concept: what it gets wrong, and how long it takes, is what people meet at the touchpoints that say so.
    pub struct BehindSpec {
        /// The team file.
        pub from: DataFile,
    }
}

record! {
    /// What would make us go, and what would make us stop.
    pub struct DecisionSpec {
        /// A rule such as `P(share >= 40% and every xlm met) >= 80%`.
        pub go_if: Option<Rule>,
        /// A rule such as `P(share <= 8%) >= 50%`.
        pub stop_if: Option<Rule>,
        /// The smallest difference that would matter, such as `2 points of share`.
        pub smallest_effect: Option<Effect>,
    }
}

record! {
    /// Uncertain inputs that move together.
    pub struct CorrelatedSpec {
        /// A name for the group.
        pub name: Spanned<Name>,
        /// The inputs, by path, such as `tastes.price`.
        pub inputs: Vec<Spanned<Text>>,
        /// Their correlation matrix, row by row.
        pub matrix: Vec<Vec<f64>>,
    }
}

choice! {
    /// Which of the people in a file.
    pub enum Only {
        /// All of them.
        Everyone = "everyone",
        /// Those who were held out of the fit that the study's tastes come from.
        HeldOut = "held out",
    }
}

record! {
    /// People whose real choices are known and were not used for anything else.
    pub struct TransferSpec {
        /// Their population file, with the same columns as the study's people.
        pub people: DataFile,
        /// Which of them: everyone, as unless said, or those alone who were held out of the fit under `[fitted]`.
        pub only: Option<Spanned<Only>>,
        /// What they have in common, in words.
        pub who: Text,
        /// For each alternative, the condition that a person really chose it; must also hold for the study's own people.
        pub chosen: Entries<Expr>,
        /// What the error is looked at by: each is cut into three groups of equal size.
        pub cells: Vec<CellSpec>,
        /// A simpler model to stand beside this one.
        pub beside: Option<BesideSpec>,
    }
}

record! {
    /// A few people of the kind that is meant, taken by chance, whose real choices are known and were not used for anything else.
    pub struct RealSpec {
        /// Their population file, with the same columns as the study's people.
        pub people: DataFile,
        /// Who they are and how they were found, in words.
        pub who: Text,
        /// For each alternative, the condition that a person really chose it.
        pub chosen: Entries<Expr>,
    }
}

record! {
    /// One way to cut people into three groups of equal size.
    pub struct CellSpec {
        /// What it is called.
        pub name: Text,
        /// A calculation on the people's columns.
        pub is: Expr,
    }
}

record! {
    /// A simpler model: the same market with other tastes.
    pub struct BesideSpec {
        /// What it is called.
        pub name: Text,
        /// Liking of each alternative that no attribute explains.
        pub constants: Entries<Quantity>,
        /// Its tastes.
        pub tastes: TastesSpec,
    }
}
