//! The eight figures for one pair of distributions.

use crate::measure::boxes::{self, Count};
use crate::measure::{Direction, Info, MeasureError};
use crate::stats::check::{Check, Expect};
use crate::stats::distance;

/// Names a figure of agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FigureKind {
    /// 1 less the largest gap between the cumulative distributions.
    KsSimilarity,
    /// Half the sum of absolute differences.
    TotalVariation,
    /// Mean number of scale points that answers must be moved by.
    EarthMover,
    /// Jensen–Shannon divergence in bits.
    JensenShannon,
    /// Standard deviation of the second distribution over that of the first.
    DispersionRatio,
    /// Entropy of the second over that of the first.
    EntropyRatio,
    /// Share at both end points of the second over that of the first.
    ExtremeBoxRatio,
    /// Top-two-box share of the second less that of the first.
    TopTwoBias,
}

/// Lists the figures in the order of [`Figures::values`].
pub const FIGURES: [FigureKind; 8] = [
    FigureKind::KsSimilarity,
    FigureKind::TotalVariation,
    FigureKind::EarthMover,
    FigureKind::JensenShannon,
    FigureKind::DispersionRatio,
    FigureKind::EntropyRatio,
    FigureKind::ExtremeBoxRatio,
    FigureKind::TopTwoBias,
];

/// Describes the figures in the same order, then correlation attainment.
pub const INFOS: [Info; 9] = [
    Info {
        id: "agreement_ks_similarity",
        name: "KS similarity",
        scale: "1 − max |F − G|, 0 to 1",
        direction: Direction::HigherIsBetter,
        source: "Maier et al. 2025, arXiv 2510.08338",
    },
    Info {
        id: "agreement_total_variation",
        name: "Total variation",
        scale: "share of answers that must move, 0 to 1",
        direction: Direction::LowerIsBetter,
        source: "Levin & Peres 2017, Markov Chains and Mixing Times, chapter 4",
    },
    Info {
        id: "agreement_earth_mover",
        name: "Ordinal earth mover's distance",
        scale: "scale points an answer must move on average, 0 to points − 1",
        direction: Direction::LowerIsBetter,
        source: "Rubner, Tomasi & Guibas 2000, International Journal of Computer Vision 40(2)",
    },
    Info {
        id: "agreement_jensen_shannon",
        name: "Jensen–Shannon divergence",
        scale: "bits, 0 to 1",
        direction: Direction::LowerIsBetter,
        source: "Lin 1991, IEEE Transactions on Information Theory 37(1)",
    },
    Info {
        id: "agreement_dispersion_ratio",
        name: "Dispersion ratio",
        scale: "standard deviation of synthetic over human answers; 1 is equal",
        direction: Direction::Neither,
        source: "ratio of standard deviations, by definition",
    },
    Info {
        id: "agreement_entropy_ratio",
        name: "Entropy ratio",
        scale: "entropy of synthetic over human answers; 1 is equal",
        direction: Direction::Neither,
        source: "ratio of Shannon entropies, by definition",
    },
    Info {
        id: "agreement_extreme_ratio",
        name: "Extreme-box ratio",
        scale: "share at both end points, synthetic over human; 1 is equal",
        direction: Direction::Neither,
        source: "ratio of shares, by definition",
    },
    Info {
        id: "agreement_top2_bias",
        name: "Top-two-box bias",
        scale: "top-two-box share of synthetic less human answers, −1 to 1; 0 is equal",
        direction: Direction::Neither,
        source: "difference of shares, by definition",
    },
    Info {
        id: "agreement_correlation_attainment",
        name: "Correlation attainment",
        scale: "correlation of mean answers over questions, over the split-half correlation of people; 1 is as good as people",
        direction: Direction::HigherIsBetter,
        source: "Maier et al. 2025, arXiv 2510.08338",
    },
];

impl FigureKind {
    /// Describes the figure.
    pub fn info(self) -> Info {
        INFOS[self as usize]
    }
}

/// Holds the eight figures of one pair; `None` where a ratio has nothing below it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Values in the order of [`FIGURES`].
    pub values: [Option<f64>; 8],
}

impl Figures {
    /// Returns one figure.
    pub fn get(&self, kind: FigureKind) -> Option<f64> {
        self.values[kind as usize]
    }
}

/// Compares a distribution (`other`) with one taken as true (`truth`).
///
/// # Shapes
/// Counts over the same scale points, lowest first.
///
/// # Errors
/// For unsound counts, no answers, or different numbers of points.
pub fn figures<A: Count, B: Count>(truth: &[A], other: &[B]) -> Result<Figures, MeasureError> {
    let truth = boxes::shares("agreement", truth)?;
    let other = boxes::shares_of("agreement", other, truth.len())?;
    Ok(of_shares(&truth, &other))
}

pub(super) fn of_shares(truth: &[f64], other: &[f64]) -> Figures {
    let ratio = |above: f64, below: f64| (below > 0.0).then(|| above / below);
    let extremes = |s: &[f64]| s[0] + if s.len() > 1 { s[s.len() - 1] } else { 0.0 };
    Figures {
        values: [
            Some(1.0 - distance::ks(truth, other)),
            Some(distance::total_variation(truth, other)),
            Some(distance::earth_mover(truth, other)),
            Some(distance::jensen_shannon(truth, other)),
            ratio(boxes::spread(other), boxes::spread(truth)),
            ratio(distance::entropy(other), distance::entropy(truth)),
            ratio(extremes(other), extremes(truth)),
            Some(boxes::top(other, 2).get() - boxes::top(truth, 2).get()),
        ],
    }
}

// Tooth lengths of ToothGrowth in tenths, thirty on ascorbic acid and thirty on orange juice.
const VITAMIN: [usize; 30] = [
    42, 115, 73, 58, 64, 100, 112, 112, 52, 70, 165, 165, 152, 173, 225, 173, 136, 145, 188, 155, 236, 185, 339, 255, 264, 325, 267, 215,
    233, 295,
];
const JUICE: [usize; 30] = [
    152, 215, 176, 97, 145, 100, 82, 94, 165, 97, 197, 233, 236, 264, 200, 252, 258, 212, 145, 273, 255, 264, 224, 245, 248, 309, 264, 273,
    294, 230,
];

/// Counts lengths over a scale of 340 points, a tenth apart.
fn tenths(lengths: [usize; 30]) -> Vec<u64> {
    let mut counts = vec![0; 340];
    lengths.into_iter().for_each(|length| counts[length] += 1);
    counts
}

/// Recomputes published examples, and others by hand.
pub fn checks() -> Vec<Check> {
    let mut all = published();
    all.extend(by_hand());
    all
}

fn published() -> Vec<Check> {
    let one = |name: &str, source: &str, kind: FigureKind, value: f64, within: f64, found: Result<Figures, MeasureError>| {
        let got = found.ok().and_then(|found| found.get(kind)).ok_or(());
        Check::attempt(name, source, Expect { value, within }, got)
    };
    // Values 6 7 9 13 19 21 22 23 24 against 10 11 12 16 20 27 28 32 44 54, as counts over all nineteen in order.
    let first = [1u8, 1, 1, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0].map(f64::from);
    let second = first.map(|is| 1.0 - is);
    // Root of the divergence in natural units.
    let root = 0.464_501_404_022_458_93;
    let vendor = [100u64, 190, 250, 340, 120];
    vec![
        one(
            "KS similarity, nineteen values",
            "Apache Commons Math, KolmogorovSmirnovTestTest, two small samples checked against R: distance 0.5",
            FigureKind::KsSimilarity,
            0.5,
            1e-12,
            figures(&first, &second),
        ),
        one(
            "Total variation, three categories",
            "project-hadron/hadron-examples, notebook on distances: (.36 .48 .16) and (.30 .50 .20) are .06 apart",
            FigureKind::TotalVariation,
            0.06,
            5e-6,
            figures(&[0.36, 0.48, 0.16], &[0.30, 0.50, 0.20]),
        ),
        one(
            "Earth mover's distance, three values each",
            "SciPy, scipy.stats.wasserstein_distance, examples: 0 1 3 against 5 6 8",
            FigureKind::EarthMover,
            5.0,
            1e-12,
            figures(&[1u64, 1, 0, 1, 0, 0, 0, 0, 0], &[0u64, 0, 0, 0, 0, 1, 1, 0, 1]),
        ),
        one(
            "Earth mover's distance, weighted",
            "SciPy, scipy.stats.wasserstein_distance, examples: weights 3 1 against 2 2",
            FigureKind::EarthMover,
            0.25,
            1e-12,
            figures(&[3u64, 1], &[2u64, 2]),
        ),
        one(
            "Jensen–Shannon divergence of a sure and an even thing",
            "SciPy, scipy.spatial.distance.jensenshannon, examples: (1, 0) and (.5, .5) are .46450140402245893 apart, the root of this in natural units",
            FigureKind::JensenShannon,
            root * root / std::f64::consts::LN_2,
            1e-12,
            figures(&[1u64, 0], &[1u64, 1]),
        ),
        one(
            "Entropy ratio of eight states",
            "Bishop 2006, Pattern Recognition and Machine Learning, section 1.6: 2 bits where even states have 3",
            FigureKind::EntropyRatio,
            2.0 / 3.0,
            1e-12,
            figures(&[1u64; 8], &[32u64, 16, 8, 4, 1, 1, 1, 1]),
        ),
        one(
            "Dispersion ratio of two diets",
            "R, var.test(len ~ supp) on its data ToothGrowth (60 guinea pigs): ratio of variances 0.6385951, of which this is the root",
            FigureKind::DispersionRatio,
            0.638_595_1f64.sqrt(),
            1e-7,
            figures(&tenths(VITAMIN), &tenths(JUICE)),
        ),
        one(
            "Dispersion ratio of two answerers",
            "resquin for R, read-me: answers 1 2 5 have deviation 2.08, answers 2 1 4 have 1.53",
            FigureKind::DispersionRatio,
            2.08 / 1.53,
            0.008,
            figures(&[1u64, 1, 0, 1, 0], &[1u64, 1, 0, 0, 1]),
        ),
        one(
            "Extreme-box ratio of two answerers",
            "resquin for R, read-me: of answers 1 2 1 a share of .67 is extreme, of answers 4 5 2 one of .33",
            FigureKind::ExtremeBoxRatio,
            0.67 / 0.33,
            0.047,
            figures(&[0u64, 1, 0, 1, 1], &[2u64, 1, 0, 0, 0]),
        ),
        one(
            "Extreme-box ratio, both ends",
            "resquin for R, read-me: of answers 1 2 5 a share of .67 is extreme, as of answers 1 2 1",
            FigureKind::ExtremeBoxRatio,
            1.0,
            0.015,
            figures(&[2u64, 1, 0, 0, 0], &[1u64, 1, 0, 0, 1]),
        ),
        one(
            "Top-two-box bias of two manuals' examples",
            "CYS, support manual, \"Topbox\": 46 %; Delighted, help centre, \"How is CSAT calculated?\": 69.16 %",
            FigureKind::TopTwoBias,
            0.6916 - 0.46,
            5e-5,
            figures(&vendor, &[14u64, 9, 10, 32, 42]),
        ),
    ]
}

fn by_hand() -> Vec<Check> {
    let found = figures(&[10u64, 20, 40, 20, 10], &[0u64, 20, 60, 20, 0]);
    let rule = "hand-computed from the rule: answers 10 20 40 20 10 against 0 20 60 20 0";
    let near = |value| Expect { value, within: 1e-12 };
    let mut all: Vec<Check> = [
        (FigureKind::KsSimilarity, 0.9),
        (FigureKind::TotalVariation, 0.2),
        (FigureKind::EarthMover, 0.4),
        // Variances 1.2 and .4.
        (FigureKind::DispersionRatio, (0.4f64 / 1.2).sqrt()),
        (FigureKind::ExtremeBoxRatio, 0.0),
        (FigureKind::TopTwoBias, -0.1),
    ]
    .into_iter()
    .map(|(kind, value)| {
        let got = found.as_ref().ok().and_then(|f| f.get(kind)).ok_or(());
        Check::attempt(kind.info().name, rule, near(value), got)
    })
    .collect();
    // Even answers have 2 bits over four points, 1 bit over two; two points apart from two others share no mass.
    let halves = figures(&[1u64, 1, 1, 1], &[1u64, 1, 0, 0]).ok().and_then(|f| f.get(FigureKind::EntropyRatio)).ok_or(());
    let apart = figures(&[1u64, 1, 0, 0], &[0u64, 0, 1, 1]).ok().and_then(|f| f.get(FigureKind::JensenShannon)).ok_or(());
    all.push(Check::attempt("Entropy ratio", "closed form: 1 bit over 2 bits", near(0.5), halves));
    all.push(Check::attempt("Jensen–Shannon divergence", "closed form: disjoint distributions are 1 bit apart", near(1.0), apart));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn kinds_index_their_own_places() {
        for (i, kind) in FIGURES.into_iter().enumerate() {
            assert_eq!(kind as usize, i);
        }
    }

    #[test]
    fn ratios_without_a_base_are_none() {
        let found = figures(&[0u64, 5, 0], &[1u64, 1, 1]).unwrap();
        assert_eq!(found.get(FigureKind::DispersionRatio), None);
        assert_eq!(found.get(FigureKind::EntropyRatio), None);
        assert_eq!(found.get(FigureKind::ExtremeBoxRatio), None);
        assert!(figures(&[1u64, 1], &[1u64]).is_err());
    }
}
