//! Simulated time, in whole microseconds.

use std::ops::{Add, Sub};

/// Ticks of simulated time in a minute.
pub const TICKS_PER_MINUTE: f64 = 60_000_000.0;

/// Ticks in an hour.
const HOUR: u64 = 3_600_000_000;

/// The latest time a calendar can hold: about 2,283 years.
pub const LATEST: Time = Time((1 << 56) - 1);

/// A point in simulated time, or a length of it.
///
/// # Units
/// Ticks of one microsecond. Inputs are minutes and are rounded once, when they are drawn; from then on times are whole numbers, so that sums of
/// them are exact and Little's law holds to the last tick.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub u64);

impl Time {
    /// The start of every run.
    pub const START: Self = Self(0);

    /// Rounds minutes to the nearest tick. What is negative or no number becomes 0, what is too long becomes [`LATEST`].
    #[must_use]
    #[inline]
    pub fn from_minutes(minutes: f64) -> Self {
        Self::from_ticks(minutes * TICKS_PER_MINUTE)
    }

    /// Rounds a number of ticks to the nearest one, within the same bounds.
    #[must_use]
    #[inline]
    pub fn from_ticks(ticks: f64) -> Self {
        // The conversion of a float saturates, and a NaN becomes 0.
        Self(((ticks + 0.5) as u64).min(LATEST.0))
    }

    /// The same in minutes.
    #[must_use]
    #[inline]
    pub fn minutes(self) -> f64 {
        self.0 as f64 / TICKS_PER_MINUTE
    }

    /// The time between an earlier point and this one; 0 where that one is later.
    #[must_use]
    #[inline]
    pub fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }

    /// The hour of the day, 0 to 23; every run starts at midnight.
    #[must_use]
    #[inline]
    pub fn hour(self) -> usize {
        (self.0 / HOUR % 24) as usize
    }

    /// The start of the next hour.
    #[must_use]
    #[inline]
    pub fn next_hour(self) -> Self {
        Self((self.0 / HOUR + 1) * HOUR)
    }
}

impl Add for Time {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0).min(LATEST.0))
    }
}

impl Sub for Time {
    type Output = Self;

    #[inline]
    fn sub(self, other: Self) -> Self {
        self.since(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_rounded_once_and_bounded() {
        assert_eq!(Time::from_minutes(1.0), Time(60_000_000));
        assert_eq!(Time::from_minutes(0.5 / 60_000_000.0), Time(1));
        assert_eq!(Time::from_minutes(0.49 / 60_000_000.0), Time(0));
        assert_eq!((Time::from_minutes(-3.0), Time::from_minutes(f64::NAN)), (Time(0), Time(0)));
        assert_eq!((Time::from_minutes(f64::INFINITY), LATEST + Time(5)), (LATEST, LATEST));
        assert_eq!((Time(7) - Time(4), Time(4) - Time(7)), (Time(3), Time(0)));
        assert_eq!(Time(90_000_000).minutes(), 1.5);
    }

    #[test]
    fn hours_start_at_midnight() {
        let at = |minutes: f64| Time::from_minutes(minutes);
        assert_eq!([0.0, 59.9, 60.0, 1_439.0, 1_440.0].map(|minutes| at(minutes).hour()), [0, 0, 1, 23, 0]);
        assert_eq!((at(59.9).next_hour(), at(60.0).next_hour()), (at(60.0), at(120.0)));
    }
}
