//! Intervals for shares, differences of shares and means.

use crate::num;
use crate::stats::summary::mean_and_sd;

/// Holds the two ends of an interval, in the unit of the figure it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Tells whether a value lies inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Returns the distance between the ends.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Returns the interval with both ends multiplied by a positive factor.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }
}

/// Holds a confidence level strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Level(f64);

impl Level {
    /// 80 %.
    pub const P80: Self = Self(0.80);
    /// 90 %.
    pub const P90: Self = Self(0.90);
    /// 95 %.
    pub const P95: Self = Self(0.95);
    /// 99 %.
    pub const P99: Self = Self(0.99);

    /// Makes a level.
    ///
    /// # Errors
    /// [`IntervalError::Level`] unless 0 < level < 1.
    pub fn new(level: f64) -> Result<Self, IntervalError> {
        if level > 0.0 && level < 1.0 { Ok(Self(level)) } else { Err(IntervalError::Level { got: level }) }
    }

    /// Returns the level as a share.
    pub fn get(self) -> f64 {
        self.0
    }

    /// Returns the share left out in each tail.
    pub fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// Returns the standard normal quantile that leaves [`Level::tail`] above it: 1.96 at 95 %.
    pub fn z(self) -> f64 {
        num::probit(1.0 - self.tail())
    }
}

/// Says why an interval cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum IntervalError {
    /// The confidence level is out of range.
    #[error("confidence level must lie strictly between 0 and 1, got {got}")]
    Level {
        /// The level given.
        got: f64,
    },
    /// The number of trials is not above 0.
    #[error("number of trials must be finite and greater than 0, got {got}")]
    Trials {
        /// The number given.
        got: f64,
    },
    /// The number of successes is negative or exceeds the trials.
    #[error("successes must lie in [0, {trials}], got {got}")]
    Successes {
        /// The number given.
        got: f64,
        /// The trials it must not exceed.
        trials: f64,
    },
    /// A mean needs at least two finite values.
    #[error("an interval for a mean needs at least 2 finite values, got {got}")]
    TooFew {
        /// The number of usable values.
        got: usize,
    },
}

fn check(successes: f64, trials: f64) -> Result<(), IntervalError> {
    if !(trials.is_finite() && trials > 0.0) {
        return Err(IntervalError::Trials { got: trials });
    }
    if !(0.0..=trials).contains(&successes) {
        return Err(IntervalError::Successes { got: successes, trials });
    }
    Ok(())
}

/// Returns the score interval for a share. Counts may be fractional, so that an effective sample size can be used.
///
/// # Errors
/// When `trials` is not above 0 or `successes` exceeds it.
///
/// # Source
/// Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22(158); without
/// continuity correction (method 3 of Newcombe 1998).
pub fn wilson(successes: f64, trials: f64, level: Level) -> Result<Interval, IntervalError> {
    check(successes, trials)?;
    let z = level.z();
    let share = successes / trials;
    let shrink = 1.0 + z * z / trials;
    let middle = (share + z * z / (2.0 * trials)) / shrink;
    let half = z * (share * (1.0 - share) / trials + z * z / (4.0 * trials * trials)).sqrt() / shrink;
    Ok(Interval {
        low: if successes == 0.0 { 0.0 } else { (middle - half).max(0.0) },
        high: if successes == trials { 1.0 } else { (middle + half).min(1.0) },
    })
}

/// Returns the exact (never too short) interval for a share.
///
/// # Errors
/// When `trials` is not above 0 or `successes` exceeds it.
///
/// # Source
/// Clopper & Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the binomial",
/// Biometrika 26(4), by quantiles of the beta distribution.
pub fn clopper_pearson(successes: f64, trials: f64, level: Level) -> Result<Interval, IntervalError> {
    check(successes, trials)?;
    let failures = trials - successes;
    let tail = level.tail();
    Ok(Interval {
        low: if successes == 0.0 { 0.0 } else { num::inc_beta_inv(successes, failures + 1.0, tail) },
        high: if failures == 0.0 { 1.0 } else { num::inc_beta_inv(successes + 1.0, failures, 1.0 - tail) },
    })
}

/// Returns how many times one share is another, with its interval. Where a count is 0, half a case is added to all four.
///
/// # Errors
/// When a number of trials is not above 0 or successes exceed it.
///
/// # Source
/// The interval of the logarithm of a ratio of shares: Katz et al. 1978, Biometrics 34(3); the halves: Walter 1975, Biometrika 62(2).
pub fn share_ratio(of: (f64, f64), over: (f64, f64), level: Level) -> Result<(f64, Interval), IntervalError> {
    check(of.0, of.1)?;
    check(over.0, over.1)?;
    let more = if of.0 == 0.0 || over.0 == 0.0 { 0.5 } else { 0.0 };
    let share = |(successes, trials): (f64, f64)| (successes + more) / (trials + more);
    let part = |(successes, trials): (f64, f64)| 1.0 / (successes + more) - 1.0 / (trials + more);
    let middle = num::ln(share(of) / share(over));
    let half = level.z() * (part(of) + part(over)).sqrt();
    Ok((num::exp(middle), Interval { low: num::exp(middle - half), high: num::exp(middle + half) }))
}

/// Counts the three kinds of answer behind a Net Promoter Score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NpsCounts {
    /// Answers 9 and 10.
    pub promoters: f64,
    /// Answers 7 and 8.
    pub passives: f64,
    /// Answers 0 to 6.
    pub detractors: f64,
}

/// Returns the adjusted Wald interval for promoters minus detractors, as a difference of shares in [−1, 1]:
/// three answers are added, three quarters of one to promoters and to detractors each.
///
/// # Errors
/// When there is no answer or a count is negative.
///
/// # Source
/// Rocks 2016, "Interval estimation for the 'Net Promoter Score'", The American Statistician 70(4).
pub fn adjusted_wald_nps(counts: NpsCounts, level: Level) -> Result<Interval, IntervalError> {
    let trials = counts.promoters + counts.passives + counts.detractors;
    check(counts.promoters, trials)?;
    check(counts.detractors, trials)?;
    check(counts.passives, trials)?;
    let n = trials + 3.0;
    let promoters = (counts.promoters + 0.75) / n;
    let detractors = (counts.detractors + 0.75) / n;
    let net = promoters - detractors;
    let half = level.z() * ((promoters + detractors - net * net) / n).sqrt();
    Ok(Interval { low: (net - half).max(-1.0), high: (net + half).min(1.0) })
}

/// Returns the quantile of Student's t distribution.
///
/// # Source
/// Abramowitz & Stegun 26.7.1: the tails of t are an incomplete beta function of ν / (ν + t²).
pub fn student_quantile(p: f64, degrees: f64) -> f64 {
    if p == 0.5 {
        return 0.0;
    }
    let tail = if p > 0.5 { 1.0 - p } else { p };
    let x = num::inc_beta_inv(degrees / 2.0, 0.5, 2.0 * tail);
    let t = (degrees * (1.0 - x) / x).sqrt();
    if p > 0.5 { t } else { -t }
}

/// Returns Student's interval for the mean of a sample.
///
/// # Errors
/// [`IntervalError::TooFew`] with fewer than two values or one that is not finite.
///
/// # Source
/// Student 1908, "The probable error of a mean", Biometrika 6(1).
pub fn t_interval(values: &[f64], level: Level) -> Result<Interval, IntervalError> {
    let found = mean_and_mc_error(values)?;
    let degrees = (values.len() - 1) as f64;
    let half = student_quantile(1.0 - level.tail(), degrees) * found.error;
    Ok(Interval { low: found.mean - half, high: found.mean + half })
}

/// Returns a ratio of sums, and its 95 % interval over people whose parts of it go together; an interval without ends for fewer than two people.
///
/// # Shapes
/// What each person adds below and above the line.
///
/// # Source
/// W. G. Cochran (1977), "Sampling techniques", section 6.3: linearisation, with Student's t.
pub fn ratio_interval(people: &[[f64; 2]]) -> (f64, Interval) {
    let sum = |at: usize| people.iter().map(|own| own[at]).sum::<f64>();
    let (count, below) = (people.len() as f64, sum(0));
    let ratio = sum(1) / below;
    if people.len() < 2 {
        return (ratio, Interval { low: f64::NAN, high: f64::NAN });
    }
    let squares: f64 = people.iter().map(|own| own[1] - ratio * own[0]).map(|off| off * off).sum();
    let half = student_quantile(0.975, count - 1.0) * ((count / (count - 1.0) * squares).sqrt() / below);
    (ratio, Interval { low: ratio - half, high: ratio + half })
}

/// Holds a mean over replicates and its Monte Carlo standard error, both in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanError {
    /// Mean.
    pub mean: f64,
    /// Standard deviation of that mean over repeated runs of this many replicates.
    pub error: f64,
}

/// Returns the mean of independent replicates and its Monte Carlo standard error, sd / √n.
///
/// # Errors
/// [`IntervalError::TooFew`] with fewer than two values or one that is not finite.
pub fn mean_and_mc_error(values: &[f64]) -> Result<MeanError, IntervalError> {
    let usable = values.iter().filter(|v| v.is_finite()).count();
    if usable < 2 || usable < values.len() {
        return Err(IntervalError::TooFew { got: usable });
    }
    let (mean, sd) = mean_and_sd(values);
    Ok(MeanError { mean, error: sd / (values.len() as f64).sqrt() })
}

/// Returns the error of a share estimated from a real survey of `people` effective answers, √(p (1 − p) / n).
///
/// This is the sampling error of a survey, not of a simulation: synthetic personas never enter it.
pub fn survey_error(share: f64, people: f64) -> f64 {
    (share * (1.0 - share) / people).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    type Method = fn(f64, f64, Level) -> Result<Interval, IntervalError>;

    #[test]
    fn newcombe_examples() {
        // Newcombe 1998, table I: methods 3 (score) and 5 (Clopper–Pearson), 95 %.
        let cases: [(f64, f64, [f64; 4]); 4] = [
            (81.0, 263.0, [0.2553, 0.3662, 0.2527, 0.3676]),
            (15.0, 148.0, [0.0624, 0.1605, 0.0578, 0.1617]),
            (0.0, 20.0, [0.0, 0.1611, 0.0, 0.1684]),
            (1.0, 29.0, [0.0061, 0.1718, 0.0009, 0.1776]),
        ];
        for (successes, trials, [wl, wh, cl, ch]) in cases {
            let w = wilson(successes, trials, Level::P95).unwrap();
            let c = clopper_pearson(successes, trials, Level::P95).unwrap();
            for (got, expected) in [(w.low, wl), (w.high, wh), (c.low, cl), (c.high, ch)] {
                assert!((got - expected).abs() <= 5.1e-5, "{successes}/{trials}: {got} against {expected}");
            }
        }
    }

    #[test]
    fn student_quantiles_of_the_tables() {
        for (p, degrees, expected) in [(0.975, 1.0, 12.7062), (0.975, 10.0, 2.2281), (0.95, 30.0, 1.6973), (0.025, 10.0, -2.2281)] {
            assert!((student_quantile(p, degrees) - expected).abs() < 5e-5);
        }
        assert_eq!(student_quantile(0.5, 3.0), 0.0);
    }

    fn share_coverage(method: Method, share: f64, trials: u32) -> f64 {
        let mut draws = Streams::new(Seed(11), At { theta: 0, inner: 0 }).draws(Purpose::Theta, 1, 0);
        let runs = 4_000;
        let mut covered = 0;
        for _ in 0..runs {
            let hits = (0..trials).filter(|_| draws.uniform() < share).count();
            let interval = method(hits as f64, f64::from(trials), Level::P95).unwrap();
            covered += u32::from(interval.contains(share));
        }
        f64::from(covered) / f64::from(runs)
    }

    #[test]
    fn share_intervals_cover() {
        // 4,000 runs: the standard error of a coverage near .95 is .0034; 4 of them (α about 6e-5) is the allowance,
        // beside the methods' own known departures (score interval: nominal on average, .92 to .98 at these points).
        for (share, trials) in [(0.1, 50), (0.3, 40), (0.5, 100)] {
            let w = share_coverage(wilson, share, trials);
            assert!((0.92..0.985).contains(&w), "wilson at {share}, {trials}: {w}");
            let c = share_coverage(clopper_pearson, share, trials);
            assert!(c > 0.95 - 4.0 * 0.0034, "clopper–pearson at {share}, {trials}: {c}");
        }
    }

    #[test]
    fn nps_intervals_cover() {
        let mut draws = Streams::new(Seed(12), At { theta: 0, inner: 0 }).draws(Purpose::Theta, 2, 0);
        let (promoters, detractors) = (0.45, 0.2);
        let runs = 4_000;
        let mut covered = 0;
        for _ in 0..runs {
            let mut counts = NpsCounts { promoters: 0.0, passives: 0.0, detractors: 0.0 };
            for _ in 0..60 {
                let u = draws.uniform();
                if u < promoters {
                    counts.promoters += 1.0;
                } else if u < promoters + detractors {
                    counts.detractors += 1.0;
                } else {
                    counts.passives += 1.0;
                }
            }
            let interval = adjusted_wald_nps(counts, Level::P95).unwrap();
            covered += u32::from(interval.contains(promoters - detractors));
        }
        let share = f64::from(covered) / f64::from(runs);
        assert!((0.936..0.964).contains(&share), "{share}");
    }

    #[test]
    fn mean_intervals_cover() {
        let mut draws = Streams::new(Seed(13), At { theta: 0, inner: 0 }).draws(Purpose::Theta, 3, 0);
        let runs = 4_000;
        let covered = (0..runs)
            .filter(|_| {
                let sample: Vec<f64> = (0..8).map(|_| 2.0 + draws.normal()).collect();
                t_interval(&sample, Level::P90).unwrap().contains(2.0)
            })
            .count();
        // Exact for normal values: .90 ± 4 standard errors of .0047.
        let share = covered as f64 / f64::from(runs);
        assert!((share - 0.9).abs() < 0.019, "{share}");
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        assert!(matches!(wilson(5.0, 0.0, Level::P95), Err(IntervalError::Trials { .. })));
        assert!(matches!(wilson(5.0, 4.0, Level::P95), Err(IntervalError::Successes { .. })));
        assert!(matches!(clopper_pearson(f64::NAN, 4.0, Level::P95), Err(IntervalError::Successes { .. })));
        assert!(matches!(Level::new(1.0), Err(IntervalError::Level { .. })));
        assert!(matches!(t_interval(&[1.0], Level::P95), Err(IntervalError::TooFew { got: 1 })));
        assert!(matches!(mean_and_mc_error(&[1.0, 2.0, f64::NAN]), Err(IntervalError::TooFew { got: 2 })));
        let none = NpsCounts { promoters: 0.0, passives: 0.0, detractors: 0.0 };
        assert!(adjusted_wald_nps(none, Level::P95).is_err());
    }
}
