//! One line before several equal servers.

/// What holds in the long run for a line with several servers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Servers {
    /// The share of time a server is busy.
    pub load: f64,
    /// The chance of having to wait.
    pub wait_chance: f64,
    /// The mean wait in line.
    pub wait: f64,
    /// The mean time until served.
    pub time: f64,
    /// The mean number in line.
    pub in_line: f64,
    /// The mean number there.
    pub there: f64,
}

/// M/M/c: Poisson arrivals, exponential service.
///
/// # Source
/// A. K. Erlang 1917; the chance of waiting from Erlang's loss formula by its recursion, as in D. Gross, C. M. Harris, "Fundamentals of Queueing
/// Theory", section 2.3.
#[must_use]
pub fn servers(arrivals: f64, service: f64, count: u32) -> Option<Servers> {
    let offered = arrivals / service;
    let load = offered / f64::from(count);
    if !(arrivals >= 0.0 && service > 0.0 && load < 1.0) || count == 0 {
        return None;
    }
    let loss = (1..=count).fold(1.0, |loss, n| offered * loss / (f64::from(n) + offered * loss));
    let wait_chance = loss / (1.0 - load * (1.0 - loss));
    let wait = wait_chance / (f64::from(count) * service - arrivals);
    let time = wait + 1.0 / service;
    Some(Servers { load, wait_chance, wait, time, in_line: arrivals * wait, there: arrivals * time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_load_and_too_much() {
        let idle = servers(0.0, 2.0, 3).unwrap();
        assert_eq!((idle.load, idle.wait, idle.time), (0.0, 0.0, 0.5));
        assert_eq!((servers(1.0, 1.0, 1), servers(1.0, 0.0, 1), servers(1.0, 1.0, 0), servers(f64::NAN, 1.0, 1)), (None, None, None, None));
    }

    #[test]
    fn many_servers_hardly_wait() {
        let many = servers(50.0, 1.0, 100).unwrap();
        assert!(many.wait_chance < 1e-8 && (many.time - 1.0).abs() < 1e-9);
    }
}
