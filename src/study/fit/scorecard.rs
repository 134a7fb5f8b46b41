//! The scorecard of a fit: what a back-test found, for studies that take their tastes from the fit.

use crate::input::{Cx, DataFile, Entries, Name, OneOrMore, Spanned, Text};
use crate::measure::forecast::{Claim, Light, Steepness};
use crate::{choice, record};

use super::population::PopulationFile;

/// Most tests, and most scores of one.
const MOST: usize = 100;
/// Beyond this no score lies.
const LARGEST: f64 = 1e9;

choice! {
    /// The colour of a scorecard.
    pub enum Colour {
        /// All that was tested holds, single people of whom no choice is known aside.
        Green = "green",
        /// Some of it holds.
        Amber = "amber",
        /// Nothing holds, or answers leaked.
        Red = "red",
    }
}

impl From<Light> for Colour {
    fn from(light: Light) -> Self {
        match light {
            Light::Green => Self::Green,
            Light::Amber => Self::Amber,
            Light::Red => Self::Red,
        }
    }
}

choice! {
    /// What a panel may be used for.
    pub enum Claimed {
        /// Shares of choices among people like those asked.
        Shares = "shares",
        /// What people will choose whose own choices the panel knows.
        KnownIndividuals = "known individuals",
        /// What people will choose of whom no choice is known.
        UnseenIndividuals = "unseen individuals",
    }
}

impl From<Claim> for Claimed {
    fn from(claim: Claim) -> Self {
        match claim {
            Claim::Shares => Self::Shares,
            Claim::KnownIndividuals => Self::KnownIndividuals,
            Claim::UnseenIndividuals => Self::UnseenIndividuals,
        }
    }
}

record! {
    /// What a back-test found about a fit. `foretaste backtest` writes it; a study names it under `[fitted]`.
    pub struct ScorecardFile {
        /// The title of the fit.
        pub title: Text,
        /// The colour.
        pub light: Colour,
        /// The seed of the test.
        pub seed: u64,
        /// The program's version.
        pub foretaste: Text,
        /// The SHA-256 of the fit file and of each data file.
        pub inputs: Spanned<Entries<Text>>,
        /// What was found about each use, as far as it was tested.
        pub findings: OneOrMore<ClaimSpec>,
        /// How steep demand by price was among people never seen, product by product; nothing where the fit names no price.
        pub demand: Vec<DemandSpec>,
        /// The tests.
        pub tests: OneOrMore<TestSpec>,
    }
}

choice! {
    /// What real shares say of a predicted elasticity.
    pub enum Judged {
        /// Sign and slope are right, as far as people can tell.
        Met = "met",
        /// The sign is right, the slope clearly too steep.
        TooSteep = "too steep",
        /// The sign is right, the slope clearly too flat.
        TooFlat = "too flat",
        /// The sign is wrong.
        WrongSign = "of the wrong sign",
        /// Real shares do not clearly move with the price.
        Untold = "not to be told",
    }
}

impl From<Steepness> for Judged {
    fn from(steepness: Steepness) -> Self {
        match steepness {
            Steepness::Met => Self::Met,
            Steepness::TooSteep => Self::TooSteep,
            Steepness::TooFlat => Self::TooFlat,
            Steepness::WrongSign => Self::WrongSign,
            Steepness::Untold => Self::Untold,
        }
    }
}

record! {
    /// How steep demand by price was, and how steep it was predicted to be.
    pub struct DemandSpec {
        /// The product, where products have names.
        pub product: Option<Text>,
        /// By how many percent the share chosen was higher where the price was one percent higher.
        pub elasticity: f64,
        /// Lower end of its 95 % interval over people.
        pub low: f64,
        /// Upper end of that interval.
        pub high: f64,
        /// The same of what was predicted.
        pub predicted: f64,
        /// What real shares say of that.
        pub judged: Judged,
    }
}

record! {
    /// What was found about one use.
    pub struct ClaimSpec {
        /// The use.
        pub claim: Spanned<Claimed>,
        /// Whether the panel earned it.
        pub holds: bool,
        /// Why, or why not.
        pub why: Vec<Text>,
    }
}

record! {
    /// One test.
    pub struct TestSpec {
        /// What was held out.
        pub name: Text,
        /// How, in a sentence.
        pub how: Text,
        /// People tested on.
        pub people: u32,
        /// Choices tested on.
        pub choices: u32,
        /// What stands against the figures, such as chains that do not agree.
        pub doubts: Vec<Text>,
        /// The scores.
        pub scores: OneOrMore<ScoreSpec>,
    }
}

record! {
    /// A score; what does not exist is left out.
    pub struct ScoreSpec {
        /// Its name, as in the back-test's `result.json`.
        pub name: Text,
        /// The panel's.
        pub value: Option<f64>,
        /// Lower end of its 95 % interval over people.
        pub low: Option<f64>,
        /// Upper end of that interval.
        pub high: Option<f64>,
        /// What a forecast that anyone could make scores.
        pub null: Option<f64>,
        /// Which that is.
        pub null_is: Option<Text>,
        /// The best there is to have.
        pub ceiling: Option<f64>,
        /// What that is.
        pub ceiling_is: Option<Text>,
    }
}

impl ScorecardFile {
    /// What was found about a use, if it was tested.
    #[must_use]
    pub fn claim(&self, claim: Claimed) -> Option<&ClaimSpec> {
        self.findings.iter().find(|found| found.claim.value == claim)
    }
}

impl ClaimSpec {
    /// Why, or why not, in one line, with typographic signs.
    #[must_use]
    pub fn reasons(&self) -> String {
        self.why.iter().map(Text::as_str).collect::<Vec<_>>().join("; ").replace(" -", " −")
    }
}

/// Reads a scorecard, which must be of the fit that made the population file.
///
/// # Errors
/// `None` with every problem reported to `cx`.
pub(super) fn scorecard(named: &DataFile, population: &PopulationFile, cx: &mut Cx) -> Option<ScorecardFile> {
    let document = cx.follow_toml(named)?;
    let file = <ScorecardFile as crate::input::Read>::read(document.node(), cx)?;
    let before = cx.errors();
    if file.tests.len() > MOST || file.demand.len() > MOST || file.tests.iter().any(|test| test.scores.len() > MOST) {
        let scores = file.tests.iter().map(|test| test.scores.len()).max().unwrap_or(0);
        cx.error(named.span, "the scorecard has too many tests or scores")
            .got(format!("{} tests, {scores} scores in one", file.tests.len()))
            .allowed(format!("at most {MOST} of each"))
            .help("name the `scorecard.toml` that `foretaste backtest` wrote");
    }
    for (place, found) in file.findings.iter().enumerate() {
        if file.findings[..place].iter().any(|other| other.claim.value == found.claim.value) {
            cx.error(found.claim.span, format!("two findings are about {}", found.claim.value.as_str())).allowed("one about each use");
        }
    }
    for score in file.tests.iter().flat_map(|test| test.scores.iter()) {
        let numbers = [score.value, score.low, score.high, score.null, score.ceiling];
        let turned = score.low.zip(score.high).is_some_and(|(low, high)| low > high);
        if turned || numbers.into_iter().flatten().any(|number| number.abs() > LARGEST) {
            cx.error(named.span, format!("the score `{}` has impossible numbers", score.name.as_str()))
                .allowed(format!("from -{LARGEST:e} to {LARGEST:e}, `low` at most `high`"));
        }
    }
    for one in &file.demand {
        let numbers = [one.elasticity, one.low, one.high, one.predicted];
        if one.low > one.high || numbers.iter().any(|number| number.is_nan() || number.abs() > LARGEST) {
            let of = one.product.as_ref().map_or(String::new(), |product| format!(" of {}", product.as_str()));
            cx.error(named.span, format!("the elasticity of demand{of} has impossible numbers"))
                .allowed(format!("from -{LARGEST:e} to {LARGEST:e}, `low` at most `high`"));
        }
    }
    if let Some(other) = of_another_fit(&file.inputs.value, &population.inputs) {
        cx.error(named.span, "the scorecard is of another fit than the tastes")
            .got(other)
            .help("run `foretaste calibrate` and `foretaste backtest` on the same fit file and data, and name what both wrote");
    }
    (cx.errors() == before).then_some(file)
}

/// What differs first between the files behind a scorecard and those behind tastes; a list of none tells of no fit.
fn of_another_fit(card: &Entries<Text>, tastes: &Entries<Text>) -> Option<String> {
    let differs = |(name, hash): &(Spanned<Name>, Text)| match card.get(name.value.as_str()) {
        None => Some(format!("nothing about `{}`", name.value)),
        Some(found) if found != hash => Some(format!("another version of `{}`", name.value)),
        Some(_) => None,
    };
    let counts = || format!("{} files behind it, {} behind the tastes", card.len(), tastes.len());
    tastes.iter().find_map(differs).or_else(|| (tastes.is_empty() || card.len() != tastes.len()).then(counts))
}
