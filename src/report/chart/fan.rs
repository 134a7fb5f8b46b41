//! A figure over time: fans of 50 and 90 %, real history as a line.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::plane::Plane;
use super::super::draw::scene::{Anchor, SMALL, Scene};
use super::super::view::Hue;
use super::Layout;

/// Holds a figure over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    /// What the time axis says: "month after launch".
    pub time_axis: String,
    /// What the value axis says, with its unit.
    pub axis: String,
    /// Its colour.
    pub hue: Hue,
    /// The forecast, in order of time.
    pub points: Vec<FanPoint>,
    /// What really happened: time and value, in order of time.
    pub history: Vec<(f64, f64)>,
}

/// Holds the quantiles at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FanPoint {
    /// The time.
    pub time: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 25 % quantile.
    pub q25: f64,
    /// Median.
    pub q50: f64,
    /// 75 % quantile.
    pub q75: f64,
    /// 95 % quantile.
    pub q95: f64,
}

impl Fan {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let mut points: Vec<FanPoint> =
            self.points.iter().filter(|p| [p.time, p.q05, p.q25, p.q50, p.q75, p.q95].into_iter().all(usable)).copied().collect();
        points.sort_by(|a, b| a.time.total_cmp(&b.time));
        let mut history: Vec<(f64, f64)> = self.history.iter().filter(|p| usable(p.0) && usable(p.1)).copied().collect();
        history.sort_by(|a, b| a.0.total_cmp(&b.0));
        if points.len() < 2 {
            return Scene::sentence(width, "Too few points in time for a chart.");
        }
        let mut scene = Scene::new(width);
        let ink = Ink::of(self.hue);
        let mut keys = vec![(Sign::Line(ink), "median"), (Sign::Core(ink), "half of all runs"), (Sign::Band(ink), "90 % of runs")];
        if !history.is_empty() {
            keys.push((Sign::Line(Ink::Text), "what happened"));
        }
        let mut top = legend::draw(&mut scene, 0.0, &keys) + 2.0;
        scene.words(0.0, top + 8.0, Anchor::Start, SMALL, &SMALL.fit(&self.axis, width));
        top += 24.0;
        let height = 240.0;
        let values = points.iter().flat_map(|p| [p.q05, p.q95]);
        let (low, high) = axis::extent(values.chain(history.iter().map(|h| h.1))).unwrap_or((0.0, 1.0));
        // Zero-based unless the figure may fall below zero.
        let y = axis::rounded((low.min(0.0), high), 5);
        let times = points.iter().map(|p| p.time).chain(history.iter().map(|h| h.0));
        let x = axis::extent(times).unwrap_or((0.0, 1.0));
        let left = axis::upright_room(y, height);
        let plane = Plane::new(&mut scene, [left, top, width - 14.0, top + height], x, y);
        plane.band(&mut scene, points.iter().map(|p| (p.time, p.q05, p.q95)), ink, 0.2);
        plane.band(&mut scene, points.iter().map(|p| (p.time, p.q25, p.q75)), ink, 0.35);
        let median = plane.path(points.iter().map(|p| (p.time, p.q50)));
        scene.line(median, ink, 2.4);
        let past = plane.path(history.iter().copied());
        if let [only] = past.as_slice() {
            scene.dot(only.0, only.1, 3.5, Ink::Text);
        }
        scene.line(past, Ink::Text, 2.0);
        scene.height = plane.level(&mut scene, &self.time_axis);
        scene
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn point(time: f64, mid: f64) -> FanPoint {
        FanPoint { time, q05: mid - 9.0, q25: mid - 3.0, q50: mid, q75: mid + 3.0, q95: mid + 9.0 }
    }

    #[test]
    fn any_series_stays_readable() {
        for n in [0, 1, 2, 40] {
            let mut points: Vec<_> = (0..n).map(|i| point(f64::from(i), f64::from(i * i))).collect();
            points.extend(WILD.map(|v| point(v, v)));
            assert_clean(&Chart::Fan(Fan {
                time_axis: LONG.into(),
                axis: LONG.into(),
                hue: Hue::Concept,
                points,
                history: vec![(0.0, 3.0), (f64::NAN, 1.0), (1.0, 4.0)],
            }));
        }
    }
}
