//! Every worked example of this room.

use crate::stats::check::Check;

/// Recomputes every figure that the measures claim to reproduce.
pub fn checks() -> Vec<Check> {
    [
        super::purchase_intent::checks,
        super::juster::checks,
        super::concept::checks,
        super::nps::checks,
        super::csat::checks,
        super::ces::checks,
        super::sus::checks,
        super::umux_lite::checks,
        super::kano::checks,
        super::van_westendorp::checks,
        super::newton_miller_smith::checks,
        super::gabor_granger::checks,
        super::price_curve::checks,
        super::maxdiff::checks,
        super::turf::checks,
        super::conjoint::checks,
        super::drivers::checks,
        super::xlm::checks,
        super::agreement::checks,
        super::forecast::checks,
    ]
    .into_iter()
    .flat_map(|checks| checks())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_passes_and_names_its_source() {
        let all = checks();
        let failed: Vec<&Check> = all.iter().filter(|c| !c.passed() || c.source.is_empty()).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }

    #[test]
    fn names_are_distinct() {
        let mut names: Vec<String> = checks().into_iter().map(|c| c.name).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
