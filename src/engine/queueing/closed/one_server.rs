//! One server with any service time.

/// Mean wait in line of M/G/1; `spread` is the standard deviation of the service time over its mean.
///
/// # Source
/// F. Pollaczek 1930, A. Y. Khinchine 1932.
#[must_use]
pub fn general_wait(arrivals: f64, mean: f64, spread: f64) -> Option<f64> {
    let load = arrivals * mean;
    (arrivals >= 0.0 && mean > 0.0 && load < 1.0).then(|| load * mean * spread.mul_add(spread, 1.0) / (2.0 * (1.0 - load)))
}

/// A class of those who arrive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorityClass {
    /// How many arrive per unit of time.
    pub arrivals: f64,
    /// Mean service time.
    pub mean: f64,
    /// Its standard deviation over its mean.
    pub spread: f64,
}

/// Mean waits in line by class, the first class going first; service is not interrupted. `None` where the classes together are more than the
/// server can do.
///
/// # Source
/// A. Cobham 1954, "Priority assignment in waiting line problems".
#[must_use]
pub fn priority_waits(classes: &[PriorityClass]) -> Option<Vec<f64>> {
    let met: f64 = classes.iter().map(|one| one.arrivals * one.mean * one.mean * one.spread.mul_add(one.spread, 1.0) / 2.0).sum();
    let mut before = 0.0;
    let wait = |class: &PriorityClass| {
        let until = before + class.arrivals * class.mean;
        let wait = (until < 1.0).then(|| met / ((1.0 - before) * (1.0 - until)));
        before = until;
        wait
    };
    classes.iter().map(wait).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_class_is_the_plain_line() {
        let one = [PriorityClass { arrivals: 0.8, mean: 1.0, spread: 1.5 }];
        assert!((priority_waits(&one).unwrap()[0] - general_wait(0.8, 1.0, 1.5).unwrap()).abs() < 1e-12);
        assert_eq!(general_wait(1.0, 1.0, 1.0), None);
    }

    #[test]
    fn order_changes_who_waits_but_not_the_work_in_line() {
        // The conservation law of Kleinrock: the waits weighted by load do not depend on the order.
        let (a, b) = (PriorityClass { arrivals: 0.3, mean: 1.0, spread: 1.0 }, PriorityClass { arrivals: 0.1, mean: 4.0, spread: 0.5 });
        let (one, other) = (priority_waits(&[a, b]).unwrap(), priority_waits(&[b, a]).unwrap());
        assert!((0.3 * one[0] + 0.4 * one[1] - 0.3 * other[1] - 0.4 * other[0]).abs() < 1e-12);
        assert!(one[0] < other[1]);
    }
}
