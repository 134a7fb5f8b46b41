//! A few sources that call for attention again and again.

/// What holds in the long run for agents that people look after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sources {
    /// The share of time a person is busy.
    pub load: f64,
    /// How long a source waits for attention on average.
    pub wait: f64,
    /// The mean number of sources that wait.
    pub in_line: f64,
    /// How often attention is given, per unit of time.
    pub rate: f64,
}

/// Machine repair (M/M/c//N): each of `count` agents runs for `neglect` on average, then waits for one of `people`, who take `interact`.
///
/// # Source
/// C. Palm 1947; on the loop as in D. R. Olsen, S. B. Wood 2004, "Fan-out: measuring human control of multiple robots" (neglect and interaction
/// time), by the birth–death equations.
#[must_use]
pub fn sources(count: u32, people: u32, neglect: f64, interact: f64) -> Option<Sources> {
    if !(neglect > 0.0 && interact > 0.0) || people == 0 || count == 0 {
        return None;
    }
    let (mut weight, mut all, mut busy, mut in_line) = (1.0, 1.0, 0.0, 0.0);
    for n in 1..=count {
        weight *= f64::from(count - n + 1) / neglect * interact / f64::from(n.min(people));
        all += weight;
        busy += weight * f64::from(n.min(people));
        in_line += weight * f64::from(n.saturating_sub(people));
        if all > 1e200 {
            (weight, all, busy, in_line) = (weight * 1e-200, all * 1e-200, busy * 1e-200, in_line * 1e-200);
        }
    }
    let (busy, in_line) = (busy / all, in_line / all);
    let rate = busy / interact;
    Some(Sources { load: busy / f64::from(people), wait: in_line / rate, in_line, rate })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_one_never_waits() {
        let one = sources(1, 1, 60.0, 6.0).unwrap();
        assert!((one.load - 6.0 / 66.0).abs() < 1e-12 && one.wait == 0.0 && (one.rate - 1.0 / 66.0).abs() < 1e-12);
        assert_eq!(sources(0, 1, 1.0, 1.0), None);
    }
}
