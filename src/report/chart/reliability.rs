//! Reliability: how often something happened, by the probability it was given; the diagonal is exactly right.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::plane::Plane;
use super::super::draw::scene::Scene;
use super::super::view::Estimate;
use super::Layout;

/// Holds predicted probabilities against what happened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reliability {
    /// What the level axis says: "predicted probability, %".
    pub across: String,
    /// What the upright axis says: "share that was chosen, %".
    pub up: String,
    /// What the line through a dot is.
    pub interval: String,
    /// What the diagonal is: "exactly right".
    pub right_name: String,
    /// One point a bin.
    pub points: Vec<ReliabilityPoint>,
}

/// Holds one bin.
#[derive(Debug, Clone, PartialEq)]
pub struct ReliabilityPoint {
    /// Its mean probability, a fraction.
    pub predicted: f64,
    /// How often it happened, a fraction, with its interval.
    pub real: Estimate,
    /// How many forecasts it holds: larger dots hold more.
    pub count: f64,
}

/// The height of the plot when there is room.
const TALL: f64 = 420.0;

impl Reliability {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let is_share = |v: f64| usable(v) && (0.0..=1.0).contains(&v);
        let points: Vec<&ReliabilityPoint> = self.points.iter().filter(|p| is_share(p.predicted) && is_share(p.real.mid)).collect();
        if points.is_empty() {
            return Scene::sentence(width, "No forecasts to hold against what happened.");
        }
        let mut scene = Scene::new(width);
        let dot = format!("a tenth of the probabilities, larger where there are more; {}", self.interval);
        let keys = [(Sign::Interval(Ink::Blue), dot.as_str()), (Sign::Dashes(Ink::Muted), self.right_name.as_str())];
        let mut top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        top = legend::draw(&mut scene, top - 4.0, &[(Sign::Tick(Ink::Muted), self.up.as_str())]) + 6.0;
        let range = (0.0, 100.0);
        let left = axis::upright_room(range, TALL);
        // As high as it is wide where that fits, so that the diagonal is one.
        let side = (width - left - 10.0).min(TALL);
        let sides = [left, top, left + side, top + side];
        let plane = Plane::new(&mut scene, sides, range, range);
        scene.dashes(&[plane.at(0.0, 0.0), plane.at(100.0, 100.0)], Ink::Muted, 1.6);
        let most = points.iter().map(|p| p.count).filter(|c| usable(*c)).fold(0.0, f64::max);
        for point in points {
            let (x, y) = plane.at(100.0 * point.predicted, 100.0 * point.real.mid);
            let ends = [point.real.low, point.real.high].map(|end| plane.at(100.0 * point.predicted, 100.0 * end));
            scene.line(ends.to_vec(), Ink::Blue, 2.2);
            let part = if most > 0.0 && usable(point.count) { (point.count.max(0.0) / most).sqrt() } else { 0.0 };
            scene.dot(x, y, 3.0 + 4.0 * part, Ink::Blue);
        }
        scene.height = plane.level(&mut scene, &self.across);
        scene
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn point(predicted: f64, real: f64) -> ReliabilityPoint {
        ReliabilityPoint { predicted, real: Estimate::new(real, (real - 0.05).max(0.0), (real + 0.05).min(1.0)), count: 100.0 }
    }

    fn chart(points: Vec<ReliabilityPoint>) -> Reliability {
        Reliability {
            across: "predicted probability, %".into(),
            up: "share that was chosen, %".into(),
            interval: "95 % interval".into(),
            right_name: "exactly right".into(),
            points,
        }
    }

    #[test]
    fn any_points_stay_readable() {
        assert_clean(&Chart::Reliability(Reliability::default()));
        assert_clean(&Chart::Reliability(chart((0..10).map(|i| point(0.05 + 0.1 * f64::from(i), 0.1 * f64::from(i))).collect())));
        let mut wild: Vec<_> = WILD.iter().flat_map(|&v| [point(v, 0.5), point(0.5, v)]).collect();
        wild.extend(WILD.map(|v| ReliabilityPoint { count: v, ..point(0.3, 0.3) }));
        wild.extend(WILD.map(|v| ReliabilityPoint { real: Estimate::new(0.4, v, v), ..point(0.3, 0.4) }));
        assert_clean(&Chart::Reliability(Reliability { across: LONG.into(), up: LONG.into(), right_name: LONG.into(), ..chart(wild) }));
    }

    #[test]
    fn the_plot_is_square_on_a_phone_too() {
        for layout in [Layout::Wide, Layout::Narrow] {
            let scene = chart(vec![point(0.5, 0.5)]).scene(layout);
            assert!(scene.height > 300.0 && scene.height < 560.0, "{}", scene.height);
        }
    }
}
