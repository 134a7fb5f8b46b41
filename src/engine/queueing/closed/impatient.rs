//! Those who wait give up after a while.

/// What holds in the long run for a line whose members give up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impatient {
    /// The share that gives up.
    pub gives_up: f64,
    /// The mean number in line.
    pub in_line: f64,
    /// The mean wait in line, of all, however it ends.
    pub wait: f64,
    /// The share of time a server is busy.
    pub load: f64,
}

/// Erlang-A (M/M/c+M): patience is exponential with the rate `leaving`.
///
/// # Source
/// C. Palm 1957; O. Garnett, A. Mandelbaum, M. Reiman 2002, "Designing a call center with impatient customers", by the birth–death equations.
#[must_use]
pub fn impatient(arrivals: f64, service: f64, count: u32, leaving: f64) -> Option<Impatient> {
    if !(arrivals > 0.0 && service > 0.0 && leaving > 0.0) || count == 0 {
        return None;
    }
    let (mut weight, mut all, mut busy, mut in_line) = (1.0, 1.0, 0.0, 0.0);
    let count_f = f64::from(count);
    let mut n = 1.0;
    loop {
        let waiting = (n - count_f).max(0.0);
        let down = n.min(count_f) * service + waiting * leaving;
        weight *= arrivals / down;
        all += weight;
        busy += weight * n.min(count_f);
        in_line += weight * waiting;
        // The weights fall once service and leaving are faster than arrivals, and then ever faster.
        if arrivals < down && weight < all * 1e-18 {
            break;
        }
        if all > 1e200 {
            (weight, all, busy, in_line) = (weight * 1e-200, all * 1e-200, busy * 1e-200, in_line * 1e-200);
        }
        n += 1.0;
    }
    let in_line = in_line / all;
    Some(Impatient { gives_up: leaving * in_line / arrivals, in_line, wait: in_line / arrivals, load: busy / all / count_f })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queueing::closed::servers;

    #[test]
    fn the_patient_wait_as_if_nobody_gave_up() {
        let patient = impatient(2.4, 1.0, 3, 1e-9).unwrap();
        assert!((patient.in_line - servers(2.4, 1.0, 3).unwrap().in_line).abs() < 1e-5);
    }

    #[test]
    fn what_is_served_and_what_gives_up_is_what_arrives() {
        for (arrivals, leaving) in [(12.0, 1.0), (40.0, 0.2), (3.0, 7.0), (2_000.0, 0.5)] {
            let found = impatient(arrivals, 4.0, 3, leaving).unwrap();
            assert!((found.load * 12.0 + found.gives_up * arrivals - arrivals).abs() < 1e-6 * arrivals, "{found:?}");
        }
    }
}
