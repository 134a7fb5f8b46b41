//! How often something was chosen by its price: what people did with intervals, what was predicted, and constant shares; a picture a product.

use super::super::draw::axis::{self, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::panes::Panes;
use super::super::draw::plane::Plane;
use super::super::draw::scene::{Anchor, SMALL, STRONG, Scene};
use super::super::view::Estimate;
use super::Layout;

/// Holds demand curves, one a product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DemandCurves {
    /// What the level axes say: "Fare, CHF".
    pub across: String,
    /// What the upright axes say: "share that was chosen, %".
    pub up: String,
    /// What the dots with their lines are.
    pub real_name: String,
    /// What the line is.
    pub predicted_name: String,
    /// What the dashed line is.
    pub null_name: String,
    /// The products.
    pub panes: Vec<DemandPane>,
}

/// Holds one product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DemandPane {
    /// Its name; empty where there is but one.
    pub label: String,
    /// Its points, in order of the amount.
    pub spots: Vec<DemandSpot>,
}

/// Holds one point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemandSpot {
    /// The amount.
    pub amount: f64,
    /// The share that was chosen, a fraction, with its interval.
    pub real: Estimate,
    /// The share that was predicted.
    pub predicted: f64,
    /// The share by constant shares.
    pub null: f64,
}

/// Least width of a picture where the page is wide.
const PANE: f64 = 250.0;
/// Most width of a picture: a single one need not fill the page.
const WIDEST: f64 = 560.0;
/// Height of a picture's plot.
const HEIGHT: f64 = 190.0;

impl DemandCurves {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let is_share = |value: f64| usable(value) && (0.0..=1.0).contains(&value);
        let sound = |spot: &&DemandSpot| usable(spot.amount) && is_share(spot.real.mid);
        let drawn: Vec<(&str, Vec<&DemandSpot>)> = self
            .panes
            .iter()
            .map(|pane| (pane.label.as_str(), pane.spots.iter().filter(sound).collect::<Vec<_>>()))
            .filter(|(_, spots)| spots.len() > 1)
            .collect();
        let shares = drawn.iter().flat_map(|(_, spots)| spots).flat_map(|spot| [spot.real.mid, spot.real.high, spot.predicted, spot.null]);
        let Some((_, high)) = axis::extent(shares.filter(|share| is_share(*share)).map(|share| 100.0 * share)) else {
            return Scene::sentence(width, "Too few prices for a curve.");
        };
        let mut scene = Scene::new(width);
        let keys = [
            (Sign::Interval(Ink::Orange), self.real_name.as_str()),
            (Sign::Line(Ink::Blue), self.predicted_name.as_str()),
            (Sign::Dashes(Ink::Muted), self.null_name.as_str()),
        ];
        let mut y = legend::draw(&mut scene, 0.0, &keys) + 2.0;
        scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &SMALL.fit(&self.up, width));
        y += 26.0;
        let scale = axis::rounded((0.0, high), 5);
        let room = axis::upright_room(scale, HEIGHT);
        let panes = Panes::new(width, drawn.len(), PANE);
        let wide = panes.width.min(WIDEST);
        for row in drawn.chunks(panes.abreast) {
            let heads: Vec<Vec<String>> = row.iter().map(|(label, _)| STRONG.wrap(label, wide, 3)).collect();
            let tallest = heads.iter().map(Vec::len).max().unwrap_or(0) as f64 * STRONG.leading();
            let mut bottom = y;
            for (place, ((_, spots), head)) in row.iter().zip(&heads).enumerate() {
                let left = panes.left(place);
                let mut at = y + tallest - STRONG.leading() * head.len() as f64;
                for line in head {
                    scene.words(left, at + STRONG.leading() / 2.0, Anchor::Start, STRONG, line);
                    at += STRONG.leading();
                }
                let Some((least, most)) = axis::extent(spots.iter().map(|spot| spot.amount)) else { continue };
                // No dot stands on the upright axis.
                let aside = 0.05 * (most - least);
                let amounts = (least - aside, most + aside);
                let sides = [left + room, at + 8.0, left + wide - 8.0, at + 8.0 + HEIGHT];
                let plane = Plane::new(&mut scene, sides, amounts, scale);
                let line = |of: &dyn Fn(&DemandSpot) -> f64| {
                    plane.path(spots.iter().filter(|spot| is_share(of(spot))).map(|spot| (spot.amount, 100.0 * of(spot))))
                };
                scene.dashes(&line(&|spot| spot.null), Ink::Muted, 1.6);
                scene.line(line(&|spot| spot.predicted), Ink::Blue, 2.2);
                for spot in spots {
                    let ends = [spot.real.low, spot.real.high];
                    if ends.iter().all(|end| is_share(*end)) {
                        scene.line(ends.map(|end| plane.at(spot.amount, 100.0 * end)).to_vec(), Ink::Orange, 2.2);
                    }
                    let (x, y) = plane.at(spot.amount, 100.0 * spot.real.mid);
                    scene.dot(x, y, 4.0, Ink::Orange);
                }
                scene.line(vec![(sides[0], sides[3]), (sides[2], sides[3])], Ink::Rule, 1.0);
                bottom = bottom.max(axis::level(&mut scene, &plane.x, &[], sides[3], &self.across, (sides[0], sides[2])));
            }
            y = bottom + 22.0;
        }
        scene.height = y - 18.0;
        scene
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn spot(amount: f64, real: f64) -> DemandSpot {
        let real = Estimate::new(real, (real - 0.05).max(0.0), (real + 0.05).min(1.0));
        DemandSpot { amount, real, predicted: real.mid * 0.9, null: 0.4 }
    }

    fn chart(panes: Vec<DemandPane>) -> DemandCurves {
        DemandCurves {
            across: "Fare, CHF".into(),
            up: "share that was chosen, %".into(),
            real_name: "what people chose; 95 % interval".into(),
            predicted_name: "predicted".into(),
            null_name: "constant shares".into(),
            panes,
        }
    }

    fn pane(label: &str) -> DemandPane {
        DemandPane { label: label.into(), spots: (1..7).map(|at| spot(20.0 * f64::from(at), 0.9 - 0.12 * f64::from(at))).collect() }
    }

    #[test]
    fn all_products_share_one_scale() {
        let drawn = Chart::Demand(chart(vec![pane("Train"), pane("Car")])).draw(Layout::Wide, "x", "", "");
        assert_eq!(drawn.matches("constant shares").count(), 1);
        assert_eq!(drawn.matches(">\nTrain\n<").count() + drawn.matches(">\nCar\n<").count(), 2, "{drawn}");
    }

    #[test]
    fn any_curves_stay_readable() {
        assert_clean(&Chart::Demand(DemandCurves::default()));
        for many in [1, 2, 3, 7] {
            assert_clean(&Chart::Demand(chart((0..many).map(|at| pane(&format!("product {at}"))).collect())));
        }
        assert_clean(&Chart::Demand(chart(vec![pane("")])));
        let mut wild = chart(vec![pane(LONG), DemandPane { label: LONG.into(), spots: vec![spot(3.0, 0.5)] }]);
        for value in WILD {
            let odd = DemandSpot { real: Estimate::new(0.4, value, value), predicted: value, null: value, ..spot(3.0, 0.4) };
            wild.panes.push(DemandPane { label: LONG.into(), spots: vec![spot(value, 0.5), spot(1.0, value), odd, spot(9.0, 0.2)] });
        }
        (wild.across, wild.up, wild.real_name, wild.null_name) = (LONG.into(), LONG.into(), LONG.into(), LONG.into());
        assert_clean(&Chart::Demand(wild));
    }
}
