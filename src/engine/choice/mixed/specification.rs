//! What a mixed logit says about tastes, before and after it is checked.

/// The direction in which a taste with one sign works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// More is better, for everyone.
    Positive,
    /// More is worse, for everyone.
    Negative,
}

impl Sign {
    /// Returns +1 or −1.
    #[inline(always)]
    pub fn factor(self) -> f64 {
        match self {
            Self::Positive => 1.0,
            Self::Negative => -1.0,
        }
    }
}

/// How a taste varies between people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distribution {
    /// Not at all.
    Fixed,
    /// location + spread · η, η standard normal.
    Normal,
    /// sign · exp(location + spread · η), η standard normal.
    LogNormal(Sign),
    /// sign · x, x normal with the location and the spread as its mean and standard deviation, given that x is above 0.
    TruncatedNormal(Sign),
    /// location + spread · u, u uniform on (−1, 1).
    Uniform,
    /// location + spread · t, t triangular on (−1, 1) with its mode at 0.
    Triangular,
}

/// The taste for one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taste {
    /// The feature, by which the parameters are named.
    pub name: String,
    /// How it varies.
    pub distribution: Distribution,
    /// The demographics that shift its location.
    pub shifts: Vec<String>,
}

impl Taste {
    /// Makes a taste that no demographic shifts.
    pub fn new(name: impl Into<String>, distribution: Distribution) -> Self {
        Self { name: name.into(), distribution, shifts: Vec::new() }
    }
}

/// Whether tastes vary together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Covariance {
    /// Each on its own.
    #[default]
    Diagonal,
    /// Every pair of normal and lognormal tastes may go together: their scores are mixed by a lower triangular factor.
    Full,
}

/// What the numbers of the tastes mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Space {
    /// Utility: U = Σ taste · feature.
    #[default]
    Preference,
    /// Money: U = taste of price · (price − Σ taste · feature), so that every other taste is a willingness to pay.
    ///
    /// # Source
    /// Train and Weeks (2005), "Discrete choice models in preference space and willingness-to-pay space".
    WillingnessToPay {
        /// The feature that is the price.
        price: String,
    },
}

/// Whether some people choose more at random than others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scale {
    /// The same scale for all.
    #[default]
    Common,
    /// All tastes of a person times exp(τ ε − τ²/2), ε standard normal: 1 on average.
    ///
    /// # Source
    /// Fiebig, Keane, Louviere and Wasi (2010), "The generalized multinomial logit model", who leave constants out.
    Varying {
        /// Features that the scale leaves as they are.
        except: Vec<String>,
    },
}

/// A mixed logit as a user states it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Specification {
    /// One taste for each feature of the data, in the same order.
    pub tastes: Vec<Taste>,
    /// Whether they vary together.
    pub covariance: Covariance,
    /// What their numbers mean.
    pub space: Space,
    /// Whether people differ in scale.
    pub scale: Scale,
    /// The demographics that come with the data, in the same order.
    pub demographics: Vec<String>,
}

impl Specification {
    /// Makes a specification of independent tastes with one distribution, in preference space.
    pub fn all(names: &[&str], distribution: Distribution) -> Self {
        Self { tastes: names.iter().map(|&name| Taste::new(name, distribution)).collect(), ..Self::default() }
    }
}

/// Tells why a specification cannot be a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecificationError {
    /// There is no taste.
    #[error("a model needs at least one taste")]
    Empty,
    /// Two tastes or two demographics have one name.
    #[error("the {what} `{name}` is there twice")]
    Twice {
        /// Tastes or demographics.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A name is not known.
    #[error("there is no {what} `{name}`; there are {known}")]
    Unknown {
        /// Taste or demographic.
        what: &'static str,
        /// The name.
        name: String,
        /// The names that exist.
        known: String,
    },
    /// Varying scale stands beside a price that varies.
    #[error(
        "in willingness-to-pay space a taste of `{price}` that varies is a scale that varies; keep `{price}` fixed or the scale common"
    )]
    ScaleTwice {
        /// The feature that is the price.
        price: String,
    },
    /// A scale that varies has nothing to work on.
    #[error("the scale varies but leaves every feature out")]
    NothingScaled,
    /// There are more random dimensions than the sequences have.
    #[error("at most {most} things can vary between people, got {got}")]
    TooMany {
        /// How many there may be.
        most: usize,
        /// How many there are.
        got: usize,
    },
}
