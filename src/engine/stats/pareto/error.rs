//! Why points, teams or replicates cannot be used.

/// Says why a front, a volume or an allocation cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParetoError {
    /// Points need at least one objective.
    #[error("points need at least one objective")]
    NoObjectives,
    /// A point, a reference or a list of differences has another number of objectives than the points it goes with.
    #[error("expected {expected} objectives, got {got}")]
    Length {
        /// The number of objectives of the points.
        expected: usize,
        /// The number given.
        got: usize,
    },
    /// A coordinate is not a number, or not finite where it must be.
    #[error("objective {objective} of point {point} must be {allowed}, got {got}")]
    Value {
        /// The point's place, from 0.
        point: usize,
        /// The objective's place, from 0.
        objective: usize,
        /// The coordinate.
        got: f64,
        /// What it must be.
        allowed: &'static str,
    },
    /// A tolerance, or a difference that matters, is below 0 or not finite.
    #[error("{what} must be finite and at least 0, got {got}")]
    Tolerance {
        /// What was given.
        what: &'static str,
        /// Its value.
        got: f64,
    },
    /// A team has no members.
    #[error("a team needs at least one component")]
    NoComponents,
    /// A component offers nothing to choose, or more than 65,536 options.
    #[error("component {component} must have 1 to 65,536 options, got {got}")]
    Options {
        /// The component's place, from 0.
        component: usize,
        /// The number of its options.
        got: usize,
    },
    /// The front of a team grew past its limit and thinning it was not allowed.
    #[error("after component {component} the front has {got} points, allowed {most}; allow thinning or drop objectives")]
    TooLarge {
        /// The component whose options were added last, from 0.
        component: usize,
        /// The number of points after it.
        got: usize,
        /// The most allowed.
        most: usize,
    },
    /// A candidate has fewer than two whole replicates.
    #[error("candidate {candidate} must have at least two replicates of {objectives} values each, got {got} values")]
    Replicates {
        /// The candidate's place, from 0.
        candidate: usize,
        /// The number of objectives.
        objectives: usize,
        /// The number of values given.
        got: usize,
    },
}
