//! One type for every distribution an input may name.

use super::{DistError, beta, error, lognormal, normal, pert, quantiles, triangular, uniform};

/// Describes an uncertain value by one of eight families, or a certain one by a point.
///
/// Make one with a checked constructor ([`Dist::normal`] and its siblings); [`Dist::check`] checks one that was put
/// together by hand. All other methods assume sound parameters.
///
/// # Determinism
/// Sampling is by inversion only: `quantile(u)` turns one uniform number into one value, so a draw never takes a
/// varying number of random words. The arithmetic is the crate's own, hence the same on every processor.
#[derive(Clone, Debug, PartialEq)]
pub enum Dist {
    /// A value known exactly.
    Point(f64),
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, above 0.
        sd: f64,
    },
    /// Lognormal: the logarithm is normal. With a median below 0 it is the mirror image: the logarithm of its size is normal.
    LogNormal {
        /// Median, not 0.
        median: f64,
        /// Standard deviation of the natural logarithm, above 0.
        sigma: f64,
    },
    /// Uniform between two ends.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Triangular.
    Triangular {
        /// Lower end.
        low: f64,
        /// Peak.
        mode: f64,
        /// Upper end.
        high: f64,
    },
    /// PERT: a beta stretched over a range, with the peak weighted four times.
    Pert {
        /// Lower end.
        low: f64,
        /// Peak.
        mode: f64,
        /// Upper end.
        high: f64,
    },
    /// Beta on [0, 1].
    Beta {
        /// First shape, above 0.
        a: f64,
        /// Second shape, above 0.
        b: f64,
    },
    /// Stated quantiles with straight lines between them; see [`Dist::quantiles`] for the tails.
    Quantiles {
        /// Pairs of level and value, levels rising strictly, values never falling.
        points: Vec<(f64, f64)>,
    },
}

impl Dist {
    /// Makes a value that is certain.
    ///
    /// # Errors
    /// [`DistError::NotFinite`].
    pub fn point(value: f64) -> Result<Self, DistError> {
        Self::Point(value).checked()
    }

    /// Makes a normal distribution.
    ///
    /// # Errors
    /// When a parameter is not finite or `sd` is not above 0.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, DistError> {
        Self::Normal { mean, sd }.checked()
    }

    /// Makes a lognormal distribution from its median and the standard deviation of its logarithm.
    ///
    /// # Errors
    /// When a parameter is not finite, the median is 0, `sigma` is not above 0, or the spread overflows.
    pub fn lognormal(median: f64, sigma: f64) -> Result<Self, DistError> {
        Self::LogNormal { median, sigma }.checked()
    }

    /// Makes a uniform distribution.
    ///
    /// # Errors
    /// When an end is not finite or `low` is not below `high`.
    pub fn uniform(low: f64, high: f64) -> Result<Self, DistError> {
        Self::Uniform { low, high }.checked()
    }

    /// Makes a triangular distribution.
    ///
    /// # Errors
    /// Unless low ≤ mode ≤ high, low < high and all are finite.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Self, DistError> {
        Self::Triangular { low, mode, high }.checked()
    }

    /// Makes a PERT distribution.
    ///
    /// # Errors
    /// Unless low ≤ mode ≤ high, low < high and all are finite.
    pub fn pert(low: f64, mode: f64, high: f64) -> Result<Self, DistError> {
        Self::Pert { low, mode, high }.checked()
    }

    /// Makes a beta distribution on [0, 1].
    ///
    /// # Errors
    /// When a shape is not finite or not above 0.
    pub fn beta(a: f64, b: f64) -> Result<Self, DistError> {
        Self::Beta { a, b }.checked()
    }

    /// Makes a distribution from stated quantiles, pairs of level and value.
    ///
    /// Between two quantiles the quantile function is a straight line. Where the levels do not reach 0 or 1, the
    /// outermost line is carried on to the end, so that mass beyond the stated levels is spread, not piled up on them;
    /// state the values at levels 0 and 1 to bound the tails yourself.
    ///
    /// # Errors
    /// With fewer than two pairs, levels outside [0, 1], levels that do not rise strictly, or values that fall.
    pub fn quantiles(points: Vec<(f64, f64)>) -> Result<Self, DistError> {
        Self::Quantiles { points }.checked()
    }

    fn checked(self) -> Result<Self, DistError> {
        self.check().map(|()| self)
    }

    /// Checks the parameters.
    ///
    /// # Errors
    /// The first parameter that is not allowed, as the constructors describe.
    pub fn check(&self) -> Result<(), DistError> {
        match self {
            Self::Point(value) => error::finite("value", *value),
            Self::Normal { mean, sd } => normal::check(*mean, *sd),
            Self::LogNormal { median, sigma } => lognormal::check(*median, *sigma),
            Self::Uniform { low, high } => error::range(*low, *high),
            Self::Triangular { low, mode, high } | Self::Pert { low, mode, high } => error::three_points(*low, *mode, *high),
            Self::Beta { a, b } => beta::check(*a, *b),
            Self::Quantiles { points } => quantiles::check(points),
        }
    }

    /// Returns the value below which the share `u` of the mass lies.
    ///
    /// `u` = 0 and 1 give the ends of the support, which may be infinite; draws lie strictly between.
    pub fn quantile(&self, u: f64) -> f64 {
        if u.is_nan() {
            return f64::NAN;
        }
        if u <= 0.0 {
            return self.support().0;
        }
        if u >= 1.0 {
            return self.support().1;
        }
        match self {
            Self::Point(value) => *value,
            Self::Normal { mean, sd } => normal::quantile(*mean, *sd, u),
            Self::LogNormal { median, sigma } => lognormal::quantile(*median, *sigma, u),
            Self::Uniform { low, high } => uniform::quantile(*low, *high, u),
            Self::Triangular { low, mode, high } => triangular::quantile(*low, *mode, *high, u),
            Self::Pert { low, mode, high } => pert::quantile(*low, *mode, *high, u),
            Self::Beta { a, b } => beta::quantile(*a, *b, u),
            Self::Quantiles { points } => quantiles::quantile(points, u),
        }
    }

    /// Returns the mean.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Point(value) => *value,
            Self::Normal { mean, .. } => *mean,
            Self::LogNormal { median, sigma } => lognormal::mean(*median, *sigma),
            Self::Uniform { low, high } => uniform::mean(*low, *high),
            Self::Triangular { low, mode, high } => triangular::mean(*low, *mode, *high),
            Self::Pert { low, mode, high } => pert::mean(*low, *mode, *high),
            Self::Beta { a, b } => beta::mean(*a, *b),
            Self::Quantiles { points } => quantiles::mean(points),
        }
    }

    /// Returns the standard deviation; 0 for a point.
    pub fn sd(&self) -> f64 {
        match self {
            Self::Point(_) => 0.0,
            Self::Normal { sd, .. } => *sd,
            Self::LogNormal { median, sigma } => lognormal::sd(*median, *sigma),
            Self::Uniform { low, high } => uniform::sd(*low, *high),
            Self::Triangular { low, mode, high } => triangular::sd(*low, *mode, *high),
            Self::Pert { low, mode, high } => pert::sd(*low, *mode, *high),
            Self::Beta { a, b } => beta::sd(*a, *b),
            Self::Quantiles { points } => quantiles::sd(points),
        }
    }

    /// Returns the smallest and the largest value possible; infinite where there is no bound.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Point(value) => (*value, *value),
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::LogNormal { median, .. } if *median < 0.0 => (f64::NEG_INFINITY, 0.0),
            Self::LogNormal { .. } => (0.0, f64::INFINITY),
            Self::Uniform { low, high } | Self::Triangular { low, high, .. } | Self::Pert { low, high, .. } => (*low, *high),
            Self::Beta { .. } => (0.0, 1.0),
            Self::Quantiles { points } => (quantiles::quantile(points, 0.0), quantiles::quantile(points, 1.0)),
        }
    }

    /// Returns the median.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Tells whether the value is certain.
    pub fn is_point(&self) -> bool {
        matches!(self, Self::Point(_))
    }
}
