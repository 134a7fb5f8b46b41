//! What a study says to the advocates.

use crate::input::Cx;
use crate::num::probit;
use crate::record;

use super::brief::Brief;
use super::prior::PriorSpec;

record! {
    /// The devil's advocates.
    pub struct AdvocatesSpec {
        /// How unlikely an attack may be, all its changes together: 0.05 allows what happens in one case of twenty.
        pub plausibility: f64 = 0.05,
        /// Advocates who stay at home.
        pub skip: Vec<Brief>,
        /// What may go wrong beside the study's own uncertain inputs. One with the title of a shipped one stands in its place.
        pub prior: Vec<PriorSpec>,
    }
}

impl AdvocatesSpec {
    /// The plausibility budget in normal scores.
    ///
    /// # Errors
    /// `None`, reported, for a chance that is no small one.
    pub fn budget(spec: Option<&Self>, cx: &mut Cx) -> Option<f64> {
        let plausibility = spec.map_or(0.05, |spec| spec.plausibility);
        if !(1e-6..=0.4).contains(&plausibility) {
            cx.error(None, "the plausibility of attacks (`advocates.plausibility`) is a small chance")
                .got(plausibility)
                .allowed("0.000001 to 0.4; 0.05 allows what happens in one case of twenty")
                .help("a budget of nothing finds nothing: leave the advocates out with `--no-advocates` instead");
            return None;
        }
        Some(-probit(plausibility))
    }
}
