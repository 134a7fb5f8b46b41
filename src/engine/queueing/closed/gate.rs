//! Work, a gate that is mistaken both ways, and rework.

/// One pass: work comes out wrong with the chance `error`; the gate turns down what is wrong with the chance `detects`, and what is right with
/// the chance `false_rejects`. What is turned down is done again from scratch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GateAlgebra {
    /// The chance that work is wrong.
    pub error: f64,
    /// The chance that the gate sees it.
    pub detects: f64,
    /// The chance that it turns down what is right.
    pub false_rejects: f64,
}

/// What becomes of the items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GateShares {
    /// The share that is let through and right.
    pub good: f64,
    /// The share that is let through and wrong.
    pub escaped: f64,
    /// The share that is given up.
    pub dropped: f64,
    /// How often an item is worked on, on average.
    pub passes: f64,
}

impl GateAlgebra {
    /// The chances of one pass: let through and right, let through and wrong, turned down.
    #[must_use]
    pub fn one_pass(&self) -> (f64, f64, f64) {
        let good = (1.0 - self.error) * (1.0 - self.false_rejects);
        let escaped = self.error * (1.0 - self.detects);
        (good, escaped, 1.0 - good - escaped)
    }

    /// With at most so many reworks; `None` for rework without end.
    ///
    /// A gate that turns down everything never lets go of an item: the shares are then NaN without a limit.
    #[must_use]
    pub fn shares(&self, reworks: Option<u32>) -> GateShares {
        let (good, escaped, again) = self.one_pass();
        let Some(reworks) = reworks else {
            let passes = 1.0 / (1.0 - again);
            return GateShares { good: good * passes, escaped: escaped * passes, dropped: 0.0, passes };
        };
        let (mut left, mut passes) = (1.0, 0.0);
        for _ in 0..=reworks {
            passes += left;
            left *= again;
        }
        GateShares { good: good * passes, escaped: escaped * passes, dropped: left, passes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_gate_lets_nothing_escape_and_none_lets_everything_by() {
        let gate = |detects| GateAlgebra { error: 0.3, detects, false_rejects: 0.0 }.shares(None);
        assert!((gate(1.0).escaped, gate(0.0).escaped, gate(0.0).passes) == (0.0, 0.3, 1.0) && (gate(1.0).good - 1.0).abs() < 1e-12);
    }

    #[test]
    fn shares_add_up() {
        for reworks in [Some(0), Some(1), Some(5), None] {
            let shares = GateAlgebra { error: 0.15, detects: 0.6, false_rejects: 0.05 }.shares(reworks);
            assert!((shares.good + shares.escaped + shares.dropped - 1.0).abs() < 1e-12);
        }
    }
}
