//! Points with the same few objectives.

use std::cmp::Ordering;

use super::ParetoError;

/// Holds points with the same objectives, all better when smaller.
///
/// Coordinates may be infinite and are never NaN; minus zero is turned into zero, so that equal coordinates have equal bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    objectives: usize,
    values: Vec<f64>,
}

impl Points {
    /// Makes an empty list of points with a number of objectives.
    ///
    /// # Errors
    /// [`ParetoError::NoObjectives`] if there are none.
    pub fn new(objectives: usize) -> Result<Self, ParetoError> {
        if objectives == 0 { Err(ParetoError::NoObjectives) } else { Ok(Self { objectives, values: Vec::new() }) }
    }

    /// Makes a list of points from rows.
    ///
    /// # Errors
    /// Those of [`new`](Self::new) and [`push`](Self::push).
    pub fn from_rows<R: AsRef<[f64]>>(objectives: usize, rows: impl IntoIterator<Item = R>) -> Result<Self, ParetoError> {
        let mut points = Self::new(objectives)?;
        for row in rows {
            points.push(row.as_ref())?;
        }
        Ok(points)
    }

    /// Adds a point.
    ///
    /// # Errors
    /// [`ParetoError::Length`] for another number of objectives, [`ParetoError::Value`] for a NaN; nothing is added then.
    pub fn push(&mut self, point: &[f64]) -> Result<(), ParetoError> {
        if point.len() != self.objectives {
            return Err(ParetoError::Length { expected: self.objectives, got: point.len() });
        }
        if let Some(objective) = point.iter().position(|value| value.is_nan()) {
            return Err(ParetoError::Value { point: self.len(), objective, got: f64::NAN, allowed: "a number" });
        }
        self.values.extend(point.iter().map(|value| value + 0.0));
        Ok(())
    }

    /// Returns the number of objectives.
    pub fn objectives(&self) -> usize {
        self.objectives
    }

    /// Returns the number of points.
    pub fn len(&self) -> usize {
        self.values.len() / self.objectives
    }

    /// Tells whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns one point.
    ///
    /// # Panics
    /// When there is no point at that place.
    #[inline]
    pub fn point(&self, place: usize) -> &[f64] {
        &self.values[place * self.objectives..(place + 1) * self.objectives]
    }

    /// Returns the points one after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f64]> + '_ {
        self.values.chunks_exact(self.objectives)
    }

    /// Returns the points at some places, in that order.
    #[must_use]
    pub fn at(&self, places: &[usize]) -> Self {
        let mut values = Vec::with_capacity(places.len() * self.objectives);
        for &place in places {
            values.extend_from_slice(self.point(place));
        }
        Self { objectives: self.objectives, values }
    }

    /// Makes room for points that are sums of finite ones and need no check.
    pub(super) fn with_room(objectives: usize, points: usize) -> Self {
        Self { objectives, values: Vec::with_capacity(objectives * points) }
    }

    /// Adds the sum of two points.
    #[inline]
    pub(super) fn push_sum(&mut self, one: &[f64], other: &[f64]) {
        self.values.extend(one.iter().zip(other).map(|(one, other)| one + other));
    }

    /// The best and the worst value of each objective; empty where there are no points.
    pub(super) fn ranges(&self) -> Vec<(f64, f64)> {
        let mut ranges: Vec<(f64, f64)> = self.iter().next().map(|first| first.iter().map(|&v| (v, v)).collect()).unwrap_or_default();
        for point in self.iter() {
            for ((low, high), &value) in ranges.iter_mut().zip(point) {
                *low = low.min(value);
                *high = high.max(value);
            }
        }
        ranges
    }

    /// Refuses what is not finite.
    pub(super) fn finite(&self) -> Result<(), ParetoError> {
        match self.values.iter().position(|value| !value.is_finite()) {
            None => Ok(()),
            Some(place) => Err(ParetoError::Value {
                point: place / self.objectives,
                objective: place % self.objectives,
                got: self.values[place],
                allowed: "finite",
            }),
        }
    }
}

/// Which of two points comes first: by the first objective, then by the second, and so on.
#[inline]
pub(super) fn lexicographic(one: &[f64], other: &[f64]) -> Ordering {
    for (a, b) in one.iter().zip(other) {
        // Nothing here is NaN and no zero has a sign, so equal numbers are equal bits.
        if a != b {
            return if a < b { Ordering::Less } else { Ordering::Greater };
        }
    }
    Ordering::Equal
}

/// A whole number that orders as the coordinate does.
#[inline]
pub(super) fn key(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_point_is_refused_and_nothing_is_added() {
        assert_eq!(Points::new(0), Err(ParetoError::NoObjectives));
        let mut points = Points::new(2).unwrap();
        assert_eq!(points.push(&[1.0]), Err(ParetoError::Length { expected: 2, got: 1 }));
        assert!(matches!(points.push(&[1.0, f64::NAN]), Err(ParetoError::Value { point: 0, objective: 1, .. })));
        assert!(points.is_empty());
        points.push(&[-0.0, f64::INFINITY]).unwrap();
        assert_eq!(points.point(0)[0].to_bits(), 0);
        assert!(matches!(points.finite(), Err(ParetoError::Value { point: 0, objective: 1, .. })));
    }

    #[test]
    fn keys_order_as_numbers_do() {
        let values = [f64::NEG_INFINITY, -2.5, -1e-300, 0.0, 1e-300, 1.0, 7.0, f64::INFINITY];
        assert!(values.windows(2).all(|pair| key(pair[0]) < key(pair[1])));
    }
}
