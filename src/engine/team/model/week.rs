//! Hours of a week.

use crate::queueing::Time;

/// Minutes in a week.
pub const MINUTES_IN_WEEK: u32 = 7 * 24 * 60;

const TICKS: u64 = MINUTES_IN_WEEK as u64 * 60_000_000;

/// The open hours of a week, from Monday 00:00; every run starts on a Monday at 00:00.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Open stretches in ticks from Monday 00:00, in order, neither touching nor empty.
    open: Vec<(u64, u64)>,
}

impl Week {
    /// Always open.
    #[must_use]
    pub fn always() -> Self {
        Self { open: vec![(0, TICKS)] }
    }

    /// Open between pairs of minutes from Monday 00:00. Stretches may overlap or touch and come in any order. `None` where one is empty or
    /// reaches past the week, or where there is none.
    #[must_use]
    pub fn new(stretches: &[(u32, u32)]) -> Option<Self> {
        let sound = |&(from, to): &(u32, u32)| from < to && to <= MINUTES_IN_WEEK;
        if stretches.is_empty() || !stretches.iter().all(sound) {
            return None;
        }
        let mut sorted: Vec<(u64, u64)> =
            stretches.iter().map(|&(from, to)| (u64::from(from) * 60_000_000, u64::from(to) * 60_000_000)).collect();
        sorted.sort_unstable();
        let mut open: Vec<(u64, u64)> = Vec::new();
        for (from, to) in sorted {
            match open.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => open.push((from, to)),
            }
        }
        Some(Self { open })
    }

    /// The same hours on some weekdays, 0 for Monday.
    #[must_use]
    pub fn on_days(days: &[u32], from_minute: u32, to_minute: u32) -> Option<Self> {
        Self::new(&days.iter().map(|day| (day * 1440 + from_minute, day * 1440 + to_minute)).collect::<Vec<_>>())
    }

    /// Whether it never closes.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.open == [(0, TICKS)]
    }

    /// The share of the week that is open.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.open.iter().map(|(from, to)| to - from).sum::<u64>() as f64 / TICKS as f64
    }

    /// The number of weekdays with open hours.
    #[must_use]
    pub fn days(&self) -> u32 {
        const DAY: u64 = TICKS / 7;
        (0..7).filter(|day| self.open.iter().any(|&(from, to)| from < (day + 1) * DAY && to > day * DAY)).count() as u32
    }

    /// The open minutes within each hour of the day, added over the week.
    #[must_use]
    pub fn by_hour(&self) -> [f64; 24] {
        const HOUR: u64 = TICKS / 168;
        std::array::from_fn(|hour| {
            let of = |&(from, to): &(u64, u64)| -> u64 {
                (0..7u64).map(|day| (day * 24 + hour as u64) * HOUR).map(|start| to.min(start + HOUR).saturating_sub(from.max(start))).sum()
            };
            Time(self.open.iter().map(of).sum()).minutes()
        })
    }

    /// Whether it is open at a time.
    #[must_use]
    pub fn is_open(&self, at: Time) -> bool {
        let place = at.0 % TICKS;
        self.open.iter().any(|&(from, to)| from <= place && place < to)
    }

    /// The next time after `at` at which it opens or closes; `None` where it never does.
    #[must_use]
    pub fn next_change(&self, at: Time) -> Option<Time> {
        if self.is_always() {
            return None;
        }
        let (place, start) = (at.0 % TICKS, at.0 - at.0 % TICKS);
        // A stretch up to the end of the week goes on in one from its start.
        let wraps = self.open[0].0 == 0 && self.open[self.open.len() - 1].1 == TICKS;
        let edges = || self.open.iter().flat_map(|&(from, to)| [from, to]).filter(|&edge| !(wraps && (edge == 0 || edge == TICKS)));
        let later = edges().find(|&edge| edge > place).map(|edge| start + edge);
        later.or_else(|| edges().next().map(|edge| start + TICKS + edge)).map(Time)
    }

    /// The time at which `open` ticks of open hours have passed since `at`.
    #[must_use]
    pub fn after(&self, at: Time, open: Time) -> Time {
        if self.is_always() {
            return at + open;
        }
        let per_week: u64 = self.open.iter().map(|(from, to)| to - from).sum();
        let (mut left, mut start) = (open.0 % per_week, at.0 - at.0 % TICKS);
        let mut place = at.0 % TICKS;
        let whole = (open.0 / per_week).saturating_mul(TICKS);
        loop {
            for &(from, to) in &self.open {
                let from = from.max(place);
                if from < to {
                    if left < to - from {
                        return Time(start + from + left) + Time(whole);
                    }
                    left -= to - from;
                }
            }
            (place, start) = (0, start + TICKS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(minute: u64) -> Time {
        Time(minute * 60_000_000)
    }

    #[test]
    fn hours_open_and_close() {
        let mornings = Week::on_days(&[0, 1, 2, 3, 4], 540, 720).unwrap();
        assert_eq!((mornings.days(), mornings.is_always()), (5, false));
        assert!((mornings.share() - 15.0 / 168.0).abs() < 1e-12);
        assert!(mornings.is_open(minute(540)) && !mornings.is_open(minute(720)) && !mornings.is_open(minute(539)));
        assert_eq!(mornings.next_change(minute(0)), Some(minute(540)));
        assert_eq!(mornings.next_change(minute(540)), Some(minute(720)));
        assert_eq!(mornings.next_change(minute(4 * 1440 + 720)), Some(minute(7 * 1440 + 540)));
        assert_eq!((mornings.by_hour()[9], mornings.by_hour()[12]), (300.0, 0.0));
        assert_eq!(Week::always().next_change(minute(3)), None);
    }

    #[test]
    fn stretches_are_merged_and_refused_when_unsound() {
        assert_eq!(Week::new(&[(60, 120), (0, 60), (100, 200)]), Week::new(&[(0, 200)]));
        assert_eq!((Week::new(&[]), Week::new(&[(5, 5)]), Week::new(&[(0, MINUTES_IN_WEEK + 1)])), (None, None, None));
        assert!(Week::new(&[(0, MINUTES_IN_WEEK)]).unwrap().is_always());
    }

    #[test]
    fn a_night_over_the_end_of_the_week_does_not_close_at_midnight() {
        let night = Week::new(&[(0, 60), (MINUTES_IN_WEEK - 60, MINUTES_IN_WEEK)]).unwrap();
        let sunday = minute(u64::from(MINUTES_IN_WEEK) - 60);
        assert_eq!(night.next_change(sunday), Some(minute(u64::from(MINUTES_IN_WEEK) + 60)));
    }

    #[test]
    fn open_time_passes_in_open_hours_only() {
        let mornings = Week::on_days(&[0, 1], 540, 720).unwrap();
        assert_eq!(mornings.after(minute(0), minute(10)), minute(550));
        assert_eq!(mornings.after(minute(700), minute(30)), minute(1440 + 550));
        assert_eq!(mornings.after(minute(600), minute(360)), minute(u64::from(MINUTES_IN_WEEK) + 600));
        assert_eq!(mornings.after(minute(1440 + 700), minute(20)), minute(u64::from(MINUTES_IN_WEEK) + 540));
    }
}
