//! How visible a term is and how widely it spreads, with the weight on what is recent.
//!
//! # Source
//! J. Yoon, "Detecting weak signals for long-term business opportunities using text mining of Web news", *Expert Systems with Applications*
//! 39(16), 2012, 12543–12550, section 3.

/// The degree of visibility, from how often a term occurs, or of diffusion, from in how many documents it does: in each period its
/// frequency over all documents, times `1 − weight · (n − j)` for the j-th of n periods. A period without documents gives NaN.
#[must_use]
pub fn degrees(frequencies: &[f64], documents: &[f64], weight: f64) -> Vec<f64> {
    let last = frequencies.len().min(documents.len());
    let one = |(place, (frequency, documents)): (usize, (&f64, &f64))| {
        let age = (last - 1 - place) as f64;
        if *documents > 0.0 { frequency / documents * (1.0 - weight * age) } else { f64::NAN }
    };
    frequencies.iter().zip(documents).enumerate().map(one).collect()
}

/// The geometric mean growth from the first to the last of n degrees: the (n − 1)-th root of their ratio, less 1. None for fewer than two
/// degrees, or where an end is 0 or has no base: callers that meet zeros add a half to every count before.
#[must_use]
pub fn growth(degrees: &[f64]) -> Option<f64> {
    let (first, last) = (degrees.first()?, degrees.last()?);
    if degrees.len() < 2 || !(*first > 0.0 && *last > 0.0 && (last / first).is_finite()) {
        return None;
    }
    let steps = (degrees.len() - 1) as f64;
    Some(crate::num::pow(last / first, 1.0 / steps) - 1.0)
}

/// Where a term stands on the map of frequency against growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// Rare and growing fast.
    Weak,
    /// Frequent and growing fast.
    Strong,
    /// Frequent and growing slowly.
    Known,
    /// Rare and growing slowly.
    Latent,
}

impl Quadrant {
    /// The quadrant of a term by whether it is above the median frequency and above the median growth.
    #[must_use]
    pub fn of(frequent: bool, growing: bool) -> Self {
        match (frequent, growing) {
            (false, true) => Self::Weak,
            (true, true) => Self::Strong,
            (true, false) => Self::Known,
            (false, false) => Self::Latent,
        }
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weak => "weak signal",
            Self::Strong => "strong signal",
            Self::Known => "well known",
            Self::Latent => "latent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_comes_out() {
        let found = degrees(&[0.1, 0.2, 0.4], &[1.0; 3], 0.05);
        for (got, expected) in found.iter().zip([0.09, 0.19, 0.4]) {
            assert!((got - expected).abs() < 1e-12, "{found:?}");
        }
        assert!((growth(&found).unwrap() - 1.108_185).abs() < 5e-7);
    }

    #[test]
    fn what_has_no_base_has_no_growth() {
        assert!(degrees(&[1.0], &[0.0], 0.05)[0].is_nan());
        assert_eq!(growth(&[]), None);
        assert_eq!(growth(&[1.0]), None);
        assert_eq!(growth(&[0.0, 1.0]), None);
        assert_eq!(growth(&[1.0, 0.0]), None);
        assert_eq!(growth(&[f64::NAN, 1.0]), None);
    }

    #[test]
    fn the_map_has_four_corners() {
        let words = [(false, true), (true, true), (true, false), (false, false)].map(|(a, b)| Quadrant::of(a, b).as_str());
        assert_eq!(words, ["weak signal", "strong signal", "well known", "latent"]);
    }
}
