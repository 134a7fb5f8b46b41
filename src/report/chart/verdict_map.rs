//! The verdict for pairs of values of two inputs: a number in each cell, hatched where it does not hold, a line where it turns.

use super::super::draw::axis::{self, usable};
use super::super::draw::cells::{self, Ground};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::scene::{Anchor, SMALL, Scene};
use super::super::format;
use super::Layout;

/// Holds the verdict over two inputs.
///
/// # Shapes
///
/// Each row has one cell per column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VerdictMap {
    /// What the number in a cell is: "chance that the rule to go is met, %".
    pub axis: String,
    /// What a hatched cell is: "rule not met".
    pub unmet_name: String,
    /// The input that grows from left to right, with its unit.
    pub across: String,
    /// The input that grows upwards, with its unit.
    pub up: String,
    /// The values across, formatted, in rising order.
    pub columns: Vec<String>,
    /// One row a value of the input that grows upwards, in rising order: the first is drawn at the bottom.
    pub rows: Vec<VerdictRow>,
    /// Column and row nearest to the centre of both inputs.
    pub centre: Option<(usize, usize)>,
    /// Values of the faintest and the strongest colour; from the data when absent.
    pub scale: Option<(f64, f64)>,
}

/// Holds one value of the input that grows upwards.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VerdictRow {
    /// The value, formatted.
    pub label: String,
    /// Its cells; absent where nothing was run.
    pub cells: Vec<Option<VerdictCell>>,
}

/// Holds one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct VerdictCell {
    /// The value that colours it.
    pub value: f64,
    /// The number in it, formatted.
    pub text: String,
    /// Whether the rule is met there.
    pub met: bool,
}

/// Widest cell, and its height.
const CELL: (f64, f64) = (104.0, 34.0);

impl VerdictMap {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.rows.is_empty() || self.columns.is_empty() {
            return Scene::sentence(width, "No pair of inputs to show.");
        }
        let most = match layout {
            Layout::Wide => 130.0,
            Layout::Narrow => 70.0,
        };
        let left = self.rows.iter().map(|r| SMALL.width(&r.label)).fold(20.0, f64::max).min(most) + 10.0;
        let cell = ((width - left - 2.0) / self.columns.len() as f64).min(CELL.0);
        let mut scene = Scene::new(width);
        let has_turn = !self.turns().is_empty();
        let keys = [
            (Sign::Hatch, self.unmet_name.as_str()),
            (Sign::Line(Ink::Text), if has_turn { "the verdict turns here" } else { "" }),
            (Sign::Frame(Ink::Orange), if self.centre.is_some() { "nearest to the centre of both" } else { "" }),
        ];
        let mut y = legend::draw(&mut scene, 0.0, &keys);
        for words in [&self.axis, &format!("{} ↑", self.up)] {
            for line in SMALL.wrap(words, width, 2) {
                scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &line);
                y += SMALL.leading();
            }
        }
        y += 6.0;
        let grid = Grid { left, top: y, cell, rows: self.rows.len() };
        for (r, row) in self.rows.iter().enumerate() {
            let (from, to) = grid.y(r);
            let label = SMALL.wrap(&row.label, most, 2);
            let mut y = (from + to) / 2.0 - SMALL.leading() * (label.len() as f64 - 1.0) / 2.0;
            for line in &label {
                scene.words(left - 8.0, y, Anchor::End, SMALL, line);
                y += SMALL.leading();
            }
            for c in 0..self.columns.len() {
                self.cell(&mut scene, self.at(c, r), (grid.x(c), (from, to)));
            }
        }
        for ((c, r), (d, _)) in self.turns() {
            let (x, y) = (grid.x(c), grid.y(r));
            // The side that the two cells share: right of the first, or above it.
            let side = if c == d { [(x.0 - 1.0, y.0), (x.1 + 1.0, y.0)] } else { [(x.1, y.0 - 1.0), (x.1, y.1 + 1.0)] };
            scene.line(side.to_vec(), Ink::Text, 2.6);
        }
        if let Some((c, r)) = self.centre.filter(|&(c, r)| c < self.columns.len() && r < self.rows.len()) {
            let (x, y) = (grid.x(c), grid.y(r));
            scene.frame((x.0 + 3.5, x.1 - 3.5), (y.0 + 3.5, y.1 - 3.5), Ink::Orange, 2.0);
        }
        scene.height = self.under(&mut scene, &grid);
        scene
    }

    fn at(&self, column: usize, row: usize) -> Option<&VerdictCell> {
        self.rows.get(row)?.cells.get(column)?.as_ref().filter(|c| usable(c.value))
    }

    fn cell(&self, scene: &mut Scene, cell: Option<&VerdictCell>, (x, y): ((f64, f64), (f64, f64))) {
        let Some(cell) = cell else {
            if x.1 - x.0 >= 16.0 {
                scene.words((x.0 + x.1) / 2.0, (y.0 + y.1) / 2.0, Anchor::Middle, SMALL, format::MISSING);
            }
            return;
        };
        let values = (0..self.rows.len()).flat_map(|r| (0..self.columns.len()).filter_map(move |c| Some(self.at(c, r)?.value)));
        let given = self.scale.filter(|s| usable(s.0) && usable(s.1));
        let scale = given.or_else(|| axis::extent(values)).unwrap_or((0.0, 1.0));
        let ground = if cell.met { Ground::Plain } else { Ground::Hatched };
        // A cut number would be a wrong one; the table has it.
        let text = if SMALL.width(&cell.text) <= x.1 - x.0 - 6.0 { cell.text.as_str() } else { "" };
        cells::cell(scene, ((x.0 + 0.7, x.1 - 0.7), (y.0 + 0.7, y.1 - 0.7)), cells::tint(cell.value, scale), ground, text);
    }

    /// Lists neighbouring cells of which one holds and one does not.
    fn turns(&self) -> Vec<((usize, usize), (usize, usize))> {
        let mut out = Vec::new();
        for r in 0..self.rows.len() {
            for c in 0..self.columns.len() {
                for next in [(c + 1, r), (c, r + 1)] {
                    if let (Some(a), Some(b)) = (self.at(c, r), self.at(next.0, next.1))
                        && a.met != b.met
                        && next.0 < self.columns.len()
                    {
                        out.push(((c, r), next));
                    }
                }
            }
        }
        out
    }

    /// Writes the values under the columns, as many as there is room for, and what they are; gives the y below.
    fn under(&self, scene: &mut Scene, grid: &Grid) -> f64 {
        let bottom = grid.top + CELL.1 * grid.rows as f64;
        let widest = self.columns.iter().map(|c| SMALL.width(c)).fold(0.0, f64::max) + 8.0;
        let every = ((widest / grid.cell).ceil() as usize).clamp(1, self.columns.len());
        // Where the room of the next one begins: the last is moved in from the edge, and may then have none.
        let mut free = 0.0;
        for c in (0..self.columns.len()).step_by(every) {
            let text = SMALL.fit(&self.columns[c], (grid.cell * every as f64 - 8.0).max(30.0));
            let half = SMALL.width(&text) / 2.0;
            let (from, to) = grid.x(c);
            let x = ((from + to) / 2.0).min(scene.width - half).max(half);
            if x - half >= free {
                scene.words(x, bottom + 13.0, Anchor::Middle, SMALL, &text);
                free = x + half + 5.0;
            }
        }
        let mut y = bottom + 31.0;
        let words = format!("{} →", self.across);
        let left = if SMALL.width(&words) <= scene.width - grid.left { grid.left } else { 0.0 };
        for line in SMALL.wrap(&words, scene.width - left, 2) {
            scene.words(left, y, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
        y - 2.0
    }
}

/// Where the cells stand.
struct Grid {
    left: f64,
    top: f64,
    cell: f64,
    rows: usize,
}

impl Grid {
    fn x(&self, column: usize) -> (f64, f64) {
        let from = self.left + self.cell * column as f64;
        (from, from + self.cell)
    }

    /// Top and bottom of a row; the first row stands at the bottom.
    fn y(&self, row: usize) -> (f64, f64) {
        let from = self.top + CELL.1 * (self.rows - 1 - row) as f64;
        (from, from + CELL.1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn chart(rows: usize, columns: usize) -> VerdictMap {
        let cell = |c: usize, r: usize| {
            let value = 100.0 * (c + r) as f64 / (rows + columns) as f64;
            Some(VerdictCell { value, text: format::number(value, 0), met: value >= 50.0 })
        };
        VerdictMap {
            axis: "chance that the rule to go is met, %".into(),
            unmet_name: "rule met in less than half of the runs".into(),
            across: "worth of trust in a person".into(),
            up: "hours saved a week".into(),
            columns: (0..columns).map(|c| format!("{c}.5")).collect(),
            rows: (0..rows).map(|r| VerdictRow { label: format!("{r} h"), cells: (0..columns).map(|c| cell(c, r)).collect() }).collect(),
            centre: Some((columns / 2, rows / 2)),
            scale: None,
        }
    }

    #[test]
    fn the_verdict_turns_between_unlike_neighbours_only() {
        assert_eq!(chart(1, 4).turns(), [((2, 0), (3, 0))]);
        assert_eq!(chart(2, 2).turns(), [((1, 0), (1, 1)), ((0, 1), (1, 1))]);
        let mut gap = chart(1, 4);
        gap.rows[0].cells[3] = None;
        assert!(gap.turns().is_empty());
    }

    #[test]
    fn the_first_row_stands_at_the_bottom() {
        let grid = Grid { left: 0.0, top: 10.0, cell: 50.0, rows: 3 };
        assert_eq!(grid.y(0).1, 10.0 + 3.0 * CELL.1);
        assert_eq!(grid.y(2).0, 10.0);
    }

    #[test]
    fn any_map_stays_readable() {
        assert_clean(&Chart::VerdictMap(VerdictMap::default()));
        for (rows, columns) in [(1, 1), (9, 9), (30, 4), (4, 40)] {
            assert_clean(&Chart::VerdictMap(chart(rows, columns)));
        }
        let mut long = chart(7, 7);
        long.columns = ["−10.4", "−9.99", "−9.77", "−9.58", "−9.39", "−9.16", "−8.77"].map(|value| format!("{value} logits")).into();
        for row in &mut long.rows {
            row.label = "1.87 logits".into();
        }
        assert_clean(&Chart::VerdictMap(long));
        let mut wild = chart(9, 5);
        (wild.axis, wild.across, wild.up, wild.unmet_name) = (LONG.into(), LONG.into(), LONG.into(), LONG.into());
        wild.columns[1] = LONG.into();
        wild.rows[0].label = LONG.into();
        for (row, v) in wild.rows.iter_mut().skip(1).zip(WILD) {
            row.cells[2] = Some(VerdictCell { value: v, text: LONG.into(), met: false });
        }
        wild.rows[4].cells.truncate(1);
        wild.rows[5].cells.extend([None, Some(VerdictCell { value: 1.0, text: "one too many".into(), met: true })]);
        wild.centre = Some((99, 0));
        assert_clean(&Chart::VerdictMap(wild));
    }
}
