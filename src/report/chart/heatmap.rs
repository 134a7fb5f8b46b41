//! A measure by segment: the number in each cell, small donor bases hatched.

use super::super::draw::axis::{self, usable};
use super::super::draw::cells::{self, Ground};
use super::super::draw::legend::{self, Sign};
use super::super::draw::scene::{Anchor, LABEL, SMALL, Scene};
use super::super::format;
use super::Layout;

/// Holds one measure for segments (rows) by alternatives or questions (columns).
///
/// # Shapes
///
/// Each row has one cell per column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heatmap {
    /// What the numbers are: "share of choices, %".
    pub axis: String,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// One row a segment.
    pub rows: Vec<HeatRow>,
    /// Values of the faintest and the strongest colour; from the data when absent.
    pub scale: Option<(f64, f64)>,
    /// What hatching means: "fewer than 30 donors".
    pub thin_name: String,
}

/// Holds one segment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeatRow {
    /// Its name.
    pub label: String,
    /// Its base: "112 donors".
    pub base: String,
    /// Its cells; absent where nothing was measured.
    pub cells: Vec<Option<HeatCell>>,
}

/// Holds one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatCell {
    /// The value that colours it.
    pub value: f64,
    /// The number in it, formatted.
    pub text: String,
    /// Whether its donor base is too small to lean on.
    pub thin: bool,
}

/// Narrowest and widest cell.
const CELL: (f64, f64) = (46.0, 112.0);

impl Heatmap {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.rows.is_empty() || self.columns.is_empty() {
            return Scene::sentence(width, "No segments to show.");
        }
        let most = match layout {
            Layout::Wide => 210.0,
            Layout::Narrow => 104.0,
        };
        let names = self.rows.iter().map(|r| LABEL.width(&r.label).max(SMALL.width(&r.base))).fold(40.0, f64::max).min(most);
        let left = names + 12.0;
        let (per_band, cell, numbered) = self.bands(width - left);
        let mut scene = Scene::new(width);
        let thin = self.rows.iter().flat_map(|r| r.cells.iter().flatten()).any(|c| c.thin);
        let hatch = if thin { self.thin_name.as_str() } else { "" };
        let mut y = legend::draw(&mut scene, 0.0, &[(Sign::Hatch, hatch)]);
        for line in SMALL.wrap(&self.axis, width, 2) {
            scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
        y += 6.0;
        let columns: Vec<usize> = (0..self.columns.len()).collect();
        for band in columns.chunks(per_band) {
            y = self.band(&mut scene, band, (names, left, cell), numbered, y) + 12.0;
        }
        if numbered {
            for (i, name) in self.columns.iter().enumerate() {
                let words = format!("{}: {name}", i + 1);
                for line in SMALL.wrap(&words, width, 3) {
                    scene.words(0.0, y + 7.0, Anchor::Start, SMALL, &line);
                    y += SMALL.leading();
                }
            }
            y += 4.0;
        }
        scene.height = y;
        scene
    }

    /// Chooses how many columns stand side by side, how wide they are, and whether their headings must become numbers: as many
    /// as there is room for, or up to three times as many bands if that lets every heading stand over its column.
    fn bands(&self, room: f64) -> (usize, f64, bool) {
        let columns = self.columns.len();
        let most = ((room / CELL.0).floor() as usize).clamp(1, columns);
        let fewest_bands = columns.div_ceil(most);
        let width = |per_band: usize| (room / per_band as f64).min(CELL.1);
        let even = |bands: usize| columns.div_ceil(bands);
        (fewest_bands..=(3 * fewest_bands).min(columns))
            .map(even)
            .find(|&per_band| self.columns.iter().all(|c| fits(c, width(per_band) - 6.0)))
            .map_or_else(|| (even(fewest_bands), width(even(fewest_bands)), true), |per_band| (per_band, width(per_band), false))
    }

    /// Draws some columns of all rows; gives the y below.
    fn band(&self, scene: &mut Scene, columns: &[usize], (names, left, cell): (f64, f64, f64), numbered: bool, top: f64) -> f64 {
        let heads: Vec<Vec<String>> = columns
            .iter()
            .map(|&c| match numbered {
                true => vec![(c + 1).to_string()],
                false => SMALL.wrap(&self.columns[c], cell - 6.0, 3),
            })
            .collect();
        let tallest = heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
        for (k, head) in heads.iter().enumerate() {
            let x = left + cell * (k as f64 + 0.5);
            let mut y = top + SMALL.leading() * (tallest - head.len() as f64 + 0.5);
            for line in head {
                scene.words(x, y, Anchor::Middle, SMALL, line);
                y += SMALL.leading();
            }
        }
        let mut y = top + SMALL.leading() * tallest + 5.0;
        for row in &self.rows {
            let label = LABEL.wrap(&row.label, names, 2);
            let base = SMALL.wrap(&row.base, names, 2);
            let words = LABEL.leading() * label.len() as f64 + SMALL.leading() * base.len() as f64;
            let height = words.max(26.0) + 8.0;
            let middle = y + height / 2.0;
            let mut at = middle - words / 2.0;
            for (face, lines) in [(LABEL, &label), (SMALL, &base)] {
                for line in lines {
                    scene.words(0.0, at + face.leading() / 2.0, Anchor::Start, face, line);
                    at += face.leading();
                }
            }
            for (k, &c) in columns.iter().enumerate() {
                let x = left + cell * k as f64;
                let inside = ((x + 1.0, x + cell - 1.0), (y + 1.0, y + height - 1.0));
                self.cell(scene, row.cells.get(c).and_then(Option::as_ref), inside);
            }
            y += height;
        }
        y
    }

    fn cell(&self, scene: &mut Scene, cell: Option<&HeatCell>, (x, y): ((f64, f64), (f64, f64))) {
        let (middle_x, middle_y) = ((x.0 + x.1) / 2.0, (y.0 + y.1) / 2.0);
        let Some(cell) = cell.filter(|c| usable(c.value)) else {
            let face = SMALL;
            scene.words(middle_x, middle_y, Anchor::Middle, face, format::MISSING);
            return;
        };
        let ground = if cell.thin { Ground::Hatched } else { Ground::Plain };
        cells::cell(scene, (x, y), self.tint(cell.value), ground, &cell.text);
    }

    fn tint(&self, value: f64) -> f64 {
        let cells = self.rows.iter().flat_map(|r| r.cells.iter().flatten());
        let given = self.scale.filter(|s| usable(s.0) && usable(s.1));
        let scale = given.or_else(|| axis::extent(cells.map(|c| c.value))).unwrap_or((0.0, 1.0));
        cells::tint(value, scale)
    }
}

/// Says whether a heading fits over its column without being cut or broken inside a word.
fn fits(heading: &str, room: f64) -> bool {
    let whole = heading.split_whitespace().all(|w| SMALL.width(w) <= room);
    whole && !SMALL.wrap(heading, room, 3).last().is_some_and(|l| l.ends_with('…'))
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn chart(rows: usize, columns: usize) -> Heatmap {
        let cell = |i: usize| (i % 7 != 3).then(|| HeatCell { value: i as f64, text: format!("{i}"), thin: i.is_multiple_of(5) });
        Heatmap {
            axis: "share of choices, %".into(),
            columns: (0..columns).map(|c| format!("option {c}")).collect(),
            rows: (0..rows)
                .map(|r| HeatRow {
                    label: format!("segment {r}"),
                    base: "112 donors".into(),
                    cells: (0..columns).map(|c| cell(r + c)).collect(),
                })
                .collect(),
            scale: None,
            thin_name: "fewer than 30 donors".into(),
        }
    }

    #[test]
    fn tints_grow_with_the_value_and_stay_pale_enough_for_words() {
        let chart = chart(3, 3);
        assert!(chart.tint(0.0) < chart.tint(2.0));
        assert!(WILD.iter().filter(|v| !v.is_nan()).all(|&v| (0.06..=0.46).contains(&chart.tint(v))));
    }

    #[test]
    fn headings_that_fit_in_more_bands_keep_their_words() {
        let mut six = chart(2, 6);
        six.columns[2] = "spreadsheet".into();
        assert_eq!(six.bands(230.0), (2, CELL.1, false));
        assert_eq!(six.bands(630.0), (6, 105.0, false));
        six.columns[2] = LONG.into();
        assert_eq!(six.bands(230.0), (3, 230.0 / 3.0, true));
    }

    #[test]
    fn any_size_stays_readable() {
        assert_clean(&Chart::Heatmap(Heatmap::default()));
        for (rows, columns) in [(1, 1), (40, 3), (3, 40), (8, 6)] {
            assert_clean(&Chart::Heatmap(chart(rows, columns)));
        }
    }

    #[test]
    fn hostile_words_and_numbers_stay_readable() {
        let mut wild = chart(9, 5);
        wild.columns[1] = LONG.into();
        wild.rows[0].label = LONG.into();
        wild.rows[0].base = LONG.into();
        for (row, v) in wild.rows.iter_mut().skip(1).zip(WILD) {
            row.cells[2] = Some(HeatCell { value: v, text: format!("{v}"), thin: true });
        }
        wild.rows[4].cells.truncate(1);
        assert_clean(&Chart::Heatmap(wild));
    }
}
