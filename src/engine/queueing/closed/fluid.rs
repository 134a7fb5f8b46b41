//! A worker, a judge and a person in the fluid limit: how much good comes out when each is a pipe of some width.

/// A judge screens what a worker makes before a person looks at it; what is not screened goes straight to the person, who lets by what is good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screen {
    /// The share of the worker's output that is good.
    pub good: f64,
    /// The share of good output that the judge turns down.
    pub false_rejects: f64,
    /// The share of bad output that the judge lets by.
    pub false_accepts: f64,
    /// How much each can handle per unit of time: worker, judge, person.
    pub capacity: [f64; 3],
}

impl Screen {
    /// Good output per unit of time when this share of the worker's output is screened.
    ///
    /// # Source
    /// Flow balance: no pipe carries more than its width, and the narrowest decides.
    #[must_use]
    pub fn good_output(&self, screened: f64) -> f64 {
        let passed = self.good * (1.0 - self.false_rejects) + (1.0 - self.good) * self.false_accepts;
        let to_person = screened.mul_add(passed, 1.0 - screened);
        let within = |width: f64, share: f64| if share > 0.0 { width / share } else { f64::INFINITY };
        let [worker, judge, person] = self.capacity;
        let made = worker.min(within(judge, screened)).min(within(person, to_person));
        made * self.good * (1.0 - screened * self.false_rejects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_person_wants_a_judge_and_a_wide_one_does_not() {
        let screen = |person| Screen { good: 0.6, false_rejects: 0.1, false_accepts: 0.2, capacity: [10.0, 20.0, person] };
        assert!(screen(6.0).good_output(1.0) > screen(6.0).good_output(0.0));
        assert!(screen(12.0).good_output(1.0) < screen(12.0).good_output(0.0));
        let narrow_judge = Screen { capacity: [10.0, 1.0, 100.0], ..screen(6.0) };
        assert!((narrow_judge.good_output(1.0) - 0.54).abs() < 1e-12);
    }
}
