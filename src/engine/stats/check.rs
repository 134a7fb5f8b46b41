//! A published number beside the one this program computes.

/// States a figure the program claims to reproduce, beside what it computed just now.
///
/// `foretaste verify` collects these from every room and prints them; unit tests assert that each one passes.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What is computed, in words a reader outside the code base understands.
    pub name: String,
    /// The published or closed-form figure.
    pub expected: f64,
    /// The figure this build computes.
    pub got: f64,
    /// The largest absolute difference that still counts as reproduced: half a unit of the last published digit, as a rule.
    pub tolerance: f64,
    /// Paper, section, table or manual page; or "hand-computed from the rule" where nothing is published.
    pub source: String,
}

impl Check {
    /// Tells whether the computed figure lies within the tolerance of the expected one; never so for a NaN.
    pub fn passed(&self) -> bool {
        (self.got - self.expected).abs() <= self.tolerance
    }

    /// Makes a check whose computation may have failed: the failure becomes a NaN, which never passes.
    pub fn attempt<E>(name: impl Into<String>, source: impl Into<String>, figures: Expect, got: Result<f64, E>) -> Self {
        Self { name: name.into(), expected: figures.value, got: got.unwrap_or(f64::NAN), tolerance: figures.within, source: source.into() }
    }
}

/// Names an expected figure and how near a computed one must come to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expect {
    /// The published or closed-form figure.
    pub value: f64,
    /// The largest absolute difference allowed.
    pub within: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: f64, got: f64, tolerance: f64) -> Check {
        Check { name: "a".into(), expected, got, tolerance, source: "b".into() }
    }

    #[test]
    fn passes_inside_the_tolerance_and_at_its_edge_only() {
        assert!(check(1.0, 1.25, 0.25).passed());
        assert!(check(1.0, 0.75, 0.25).passed());
        assert!(!check(1.0, 1.26, 0.25).passed());
    }

    #[test]
    fn a_failed_computation_never_passes() {
        assert!(!check(1.0, f64::NAN, f64::INFINITY).passed());
        let failed: Result<f64, &str> = Err("no base");
        assert!(!Check::attempt("a", "b", Expect { value: 0.0, within: 1.0 }, failed).passed());
    }
}
