//! The list of all measures.

use super::concept::Question;
use super::{
    Info, agreement, ces, conjoint, csat, drivers, gabor_granger, juster, kano, maxdiff, newton_miller_smith, nps, price_curve,
    purchase_intent, sus, turf, umux_lite, van_westendorp, xlm,
};

/// Lists every measure with its metadata, in the order a report would.
pub fn catalogue() -> Vec<Info> {
    let mut all = vec![purchase_intent::TOP_BOX, purchase_intent::TOP_TWO, purchase_intent::WEIGHTED, juster::JUSTER];
    all.extend(Question::ALL.map(Question::info));
    all.extend([nps::NPS, csat::CSAT, ces::CES, ces::CES_AGREE, ces::CES_NET, sus::SUS, umux_lite::UMUX_LITE]);
    all.extend([kano::BETTER, kano::WORSE]);
    all.extend([van_westendorp::PMC, van_westendorp::PME, van_westendorp::IPP, van_westendorp::OPP]);
    all.extend([newton_miller_smith::BEST_TRIAL, newton_miller_smith::BEST_REVENUE]);
    all.extend([gabor_granger::DEMAND, price_curve::BEST_REVENUE, price_curve::BEST_PROFIT]);
    all.extend([maxdiff::MAXDIFF, turf::REACH, turf::FREQUENCY, conjoint::SHARE, drivers::LMG, drivers::RELATIVE_WEIGHT]);
    all.push(xlm::P_MET);
    all.extend(agreement::INFOS);
    all
}

/// Finds a measure by its id.
pub fn find(id: &str) -> Option<Info> {
    catalogue().into_iter().find(|info| info.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_distinct_plain_and_found() {
        let all = catalogue();
        for (i, info) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|other| other.id != info.id), "{}", info.id);
            assert!(info.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{}", info.id);
            assert!(!info.name.is_empty() && !info.scale.is_empty() && !info.source.is_empty());
            assert_eq!(find(info.id), Some(*info));
        }
        assert_eq!(find("nothing"), None);
    }
}
