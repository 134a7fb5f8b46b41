//! Transfer: error on people who were not fitted, cell by cell and never pooled, against a null.

use super::super::draw::axis::{self, Scale, usable};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::rows::{self, Row};
use super::super::draw::scene::Scene;
use super::super::format;
use super::super::view::Estimate;
use super::Layout;

/// Holds errors by cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transfer {
    /// What the left axis says: "mean share error, points"; values are in its unit.
    pub axis: String,
    /// What the null is: "constant shares".
    pub null_name: String,
    /// What the interval is: "95 % bootstrap over people".
    pub interval: String,
    /// One row a cell, in the order given.
    pub cells: Vec<TransferCell>,
}

/// Holds one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct TransferCell {
    /// The cell: "cost +20 %, time as now".
    pub label: String,
    /// Its base: "52 people".
    pub base: String,
    /// Error of the model.
    pub model: f64,
    /// Error of the null.
    pub null: f64,
    /// Error of the null minus error of the model; above zero the model is better.
    pub gain: Estimate,
}

impl TransferCell {
    /// Says whether the model beats the null here: the interval of the gain lies above zero.
    pub fn holds(&self) -> bool {
        self.gain.is_finite() && self.gain.low > 0.0
    }
}

impl Transfer {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let cells: Vec<&TransferCell> = self.cells.iter().filter(|c| usable(c.model) && usable(c.null)).collect();
        if cells.is_empty() {
            return Scene::sentence(width, "No cells to test on.");
        }
        let mut scene = Scene::new(width);
        let gain_key = format!("gain over the null, {}", self.interval);
        let keys = [
            (Sign::Dot(Ink::Blue), "error of the model"),
            (Sign::Ring(Ink::Muted), self.null_name.as_str()),
            (Sign::Interval(Ink::Teal), gain_key.as_str()),
        ];
        let top = legend::draw(&mut scene, 0.0, &keys) + 4.0;
        let words: Vec<Row> = cells.iter().map(|cell| words(cell)).collect();
        let lanes = rows::lay(&mut scene, layout, top, &words, 22.0, "");
        let middle = (lanes.left + lanes.right) / 2.0;
        let panes = [(lanes.left, middle - 20.0), (middle + 20.0, lanes.right)];
        let errors = cells.iter().flat_map(|c| [c.model, c.null, 0.0]);
        let gains = cells.iter().filter(|c| c.gain.is_finite()).flat_map(|c| [c.gain.low, c.gain.high, c.gain.mid, 0.0]);
        let ranges = [axis::extent(errors), axis::extent(gains)];
        let [error, gain] = [0, 1].map(|i| {
            let range = axis::rounded(ranges[i].unwrap_or((0.0, 1.0)), 4);
            Scale::new(range, panes[i].0, panes[i].1)
        });
        let says = [(&error, self.axis.as_str()), (&gain, "gain over the null, same unit")];
        let bottoms = [0, 1].map(|i| {
            let (scale, says) = says[i];
            axis::level(&mut scene, scale, &lanes.spans, lanes.bottom, says, panes[i])
        });
        for &(from, to) in &lanes.spans {
            let zero = gain.at(0.0);
            scene.line(vec![(zero, from), (zero, to)], Ink::Rule, 1.4);
        }
        for (cell, &(from, to)) in cells.iter().zip(&lanes.slots) {
            let y = (from + to) / 2.0;
            let (model, null) = (error.at(cell.model), error.at(cell.null));
            scene.line(vec![(model, y), (null, y)], Ink::Rule, 1.6);
            scene.ring(null, y, 5.0, Ink::Muted);
            scene.dot(model, y, 5.6, Ink::Blue);
            if !cell.gain.is_finite() {
                continue;
            }
            let ink = if cell.holds() { Ink::Teal } else { Ink::Orange };
            let ends = vec![(gain.at(cell.gain.low), y), (gain.at(cell.gain.high), y)];
            scene.line(ends, ink, 2.6);
            if cell.holds() {
                scene.dot(gain.at(cell.gain.mid), y, 5.6, ink);
            } else {
                scene.ring(gain.at(cell.gain.mid), y, 5.0, ink);
            }
        }
        scene.height = bottoms[0].max(bottoms[1]);
        scene
    }
}

/// Says beside the marks what they mean, so that neither shape nor colour must.
fn words(cell: &TransferCell) -> Row {
    let places = format::decimals(cell.gain.low, cell.gain.high).max(0);
    let [mid, low, high] = [cell.gain.mid, cell.gain.low, cell.gain.high].map(|v| format::signed(v, places));
    let figure = if cell.gain.is_finite() { format!("{mid} ({low} to {high})") } else { format::MISSING.to_owned() };
    Row {
        label: cell.label.clone(),
        sub: cell.base.clone(),
        end: if cell.holds() { figure } else { format!("{figure}\nnot valid for these people") },
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn cell(label: &str, gain: f64, half: f64) -> TransferCell {
        TransferCell {
            label: label.into(),
            base: "52 people".into(),
            model: 6.0,
            null: 6.0 + gain,
            gain: Estimate::new(gain, gain - half, gain + half),
        }
    }

    #[test]
    fn an_interval_that_holds_zero_is_not_valid() {
        assert!(cell("a", 3.0, 2.0).holds());
        assert!(!cell("a", 3.0, 4.0).holds());
        assert!(!cell("a", -3.0, 1.0).holds());
        assert!(!cell("a", f64::NAN, 1.0).holds());
        assert!(words(&cell("a", 3.0, 4.0)).end.contains("not valid for these people"));
        assert_eq!(words(&cell("a", 3.0, 2.0)).end, "+3.0 (+1.0 to +5.0)");
    }

    #[test]
    fn any_cells_stay_readable() {
        assert_clean(&Chart::Transfer(Transfer::default()));
        let mut cells: Vec<_> = (0..40).map(|i| cell(&format!("cost {i}"), f64::from(i) - 9.0, 4.0)).collect();
        cells.push(cell(LONG, 1.0, 2.0));
        cells.extend(WILD.map(|v| cell("wild", v, 1.0)));
        cells.extend(WILD.map(|v| TransferCell { model: v, ..cell("wild", 1.0, 1.0) }));
        let chart = Transfer {
            axis: "mean share error, points".into(),
            null_name: "error of constant shares".into(),
            interval: "95 % bootstrap interval over people".into(),
            cells,
        };
        assert_clean(&Chart::Transfer(chart));
    }
}
