//! A matrix of judgements: who speaks for what and who against, block by block.

use super::super::draw::axis::usable;
use super::super::draw::cells;
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::scene::{Anchor, SMALL, STRONG, Scene};
use super::super::format;
use super::Layout;

/// Holds judgements of variants on variants.
///
/// # Shapes
///
/// Rows and columns stand for the variants of all groups, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CrossMatrix {
    /// What a cell says: "what the row says of the column, points".
    pub axis: String,
    /// What a cell with a frame is: "decides which scenarios hold".
    pub marked_name: String,
    /// The groups of variants, in order.
    pub groups: Vec<MatrixGroup>,
    /// The judgements, row by row.
    pub cells: Vec<Vec<f64>>,
    /// Cells that get a frame, as row and column.
    pub marked: Vec<(usize, usize)>,
}

/// Holds the variants of one driver.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatrixGroup {
    /// The driver.
    pub label: String,
    /// Its variants.
    pub variants: Vec<String>,
}

/// Narrowest and widest cell, and its height.
const CELL: (f64, f64) = (9.0, 34.0);
const HEIGHT: f64 = 19.0;
/// Between two blocks.
const GAP: f64 = 4.0;

impl CrossMatrix {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        let columns: usize = self.groups.iter().map(|group| group.variants.len()).sum();
        if columns == 0 {
            return Scene::sentence(width, "No judgements to show.");
        }
        let number = |column: usize| (column + 1).to_string();
        let names = self.variants().enumerate().map(|(at, name)| SMALL.width(&format!("{} {name}", number(at))));
        let most = match layout {
            Layout::Wide => 230.0,
            Layout::Narrow => 96.0,
        };
        let left = names.fold(40.0, f64::max).min(most) + 8.0;
        let gaps = GAP * self.groups.len().saturating_sub(1) as f64;
        let cell = ((width - left - gaps - 1.0) / columns as f64).min(CELL.1);
        if cell < CELL.0 {
            let words = format!("The matrix has {columns} columns, too many for this picture; it stands in the table.");
            return Scene::sentence(width, &words);
        }
        let mut scene = Scene::new(width);
        let marked = if self.marked.is_empty() { "" } else { self.marked_name.as_str() };
        let keys =
            [(Sign::Box(Ink::Blue), "speaks for it"), (Sign::Hatched(Ink::Orange), "speaks against it"), (Sign::Frame(Ink::Text), marked)];
        let mut y = legend::draw(&mut scene, 0.0, &keys);
        for line in SMALL.wrap(&self.axis, width, 2) {
            scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
        y += 6.0;
        let grid = Grid { left, cell, groups: self.groups.iter().map(|group| group.variants.len()).collect() };
        self.heads(&mut scene, &grid, y);
        y += 17.0;
        let mut row = 0;
        for group in &self.groups {
            let label = STRONG.fit(&group.label, width);
            scene.words(0.0, y + STRONG.leading() / 2.0, Anchor::Start, STRONG, &label);
            y += STRONG.leading() + 2.0;
            for variant in &group.variants {
                let words = SMALL.fit(&format!("{} {variant}", number(row)), left - 8.0);
                scene.words(0.0, y + HEIGHT / 2.0, Anchor::Start, SMALL.in_ink(Ink::Text), &words);
                self.row(&mut scene, &grid, row, y);
                y += HEIGHT;
                row += 1;
            }
            y += GAP;
        }
        scene.height = y;
        scene
    }

    fn variants(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().flat_map(|group| group.variants.iter().map(String::as_str))
    }

    /// Writes the columns' numbers, as many as there is room for.
    fn heads(&self, scene: &mut Scene, grid: &Grid, y: f64) {
        let columns = self.variants().count();
        let every = if SMALL.width(&columns.to_string()) + 2.0 <= grid.cell { 1 } else { 2 };
        let every = if every as f64 * grid.cell < SMALL.width(&columns.to_string()) + 2.0 { 4 } else { every };
        for column in (0..columns).step_by(every) {
            let (from, to) = grid.x(column);
            let half = SMALL.width(&(column + 1).to_string()) / 2.0;
            let x = f64::midpoint(from, to).min(scene.width - half);
            scene.words(x, y + 8.0, Anchor::Middle, SMALL, &(column + 1).to_string());
        }
    }

    fn row(&self, scene: &mut Scene, grid: &Grid, row: usize, y: f64) {
        let largest = self.cells.iter().flatten().copied().filter(|value| usable(*value)).map(f64::abs).fold(1.0, f64::max);
        let columns = self.variants().count();
        // Where one number finds no room none is written: cells with and without would look like different things.
        let text = |value: f64| format::number(value, if value.fract() == 0.0 { 0 } else { 1 });
        let widest =
            self.cells.iter().flatten().filter(|value| usable(**value)).map(|&value| SMALL.width(&text(value))).fold(0.0, f64::max);
        let written = widest + 1.0 <= grid.cell;
        for column in 0..columns {
            let (from, to) = grid.x(column);
            let (x, up) = ((from + 0.5, to - 0.5), (y + 0.5, y + HEIGHT - 0.5));
            let value = self.cells.get(row).and_then(|row| row.get(column)).copied().filter(|value| usable(*value)).unwrap_or(0.0);
            if value == 0.0 {
                scene.rect(x, up, Ink::Grid, 0.35);
            } else {
                let ink = if value > 0.0 { Ink::Blue } else { Ink::Orange };
                scene.rect(x, up, ink, cells::tint(value.abs(), (0.0, largest)));
                if written {
                    scene.words(f64::midpoint(from, to), f64::midpoint(up.0, up.1), Anchor::Middle, SMALL.in_ink(Ink::Text), &text(value));
                } else if value < 0.0 {
                    // Without its sign a colour alone would say what it is.
                    scene.hatch(x, up, Ink::Orange);
                }
            }
            if self.marked.contains(&(row, column)) {
                scene.frame(x, up, Ink::Text, 1.6);
            }
        }
    }
}

/// Where the columns stand.
struct Grid {
    left: f64,
    cell: f64,
    groups: Vec<usize>,
}

impl Grid {
    fn x(&self, column: usize) -> (f64, f64) {
        let mut end = 0;
        let before = self.groups.iter().take_while(|size| {
            end += **size;
            end <= column
        });
        let from = self.left + self.cell * column as f64 + GAP * before.count() as f64;
        (from, from + self.cell)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn chart(sizes: &[usize], value: impl Fn(usize, usize) -> f64) -> CrossMatrix {
        let columns: usize = sizes.iter().sum();
        let group = |(at, &size): (usize, &usize)| MatrixGroup {
            label: format!("Driver {at}"),
            variants: (0..size).map(|v| format!("variant {v}")).collect(),
        };
        CrossMatrix {
            axis: "what the row says of the column, points".into(),
            marked_name: "decides which scenarios hold".into(),
            groups: sizes.iter().enumerate().map(group).collect(),
            cells: (0..columns).map(|row| (0..columns).map(|column| value(row, column)).collect()).collect(),
            marked: vec![(0, 1), (columns - 1, 0)],
        }
    }

    #[test]
    fn blocks_lie_apart_and_columns_of_one_block_touch() {
        let grid = Grid { left: 100.0, cell: 10.0, groups: vec![2, 3] };
        assert_eq!(grid.x(0), (100.0, 110.0));
        assert_eq!(grid.x(1).0, grid.x(0).1);
        assert_eq!(grid.x(2).0, grid.x(1).1 + GAP);
        assert_eq!(grid.x(4).1, 100.0 + 50.0 + GAP);
    }

    #[test]
    fn a_judgement_against_something_is_told_by_more_than_colour() {
        let wide = chart(&[3, 3], |row, column| if row < column { -2.0 } else { 0.0 }).scene(Layout::Wide);
        let words = |scene: &Scene, text: &str| {
            scene.shapes.iter().filter(|s| matches!(s, super::super::super::draw::scene::Shape::Words(.., words) if words == text)).count()
        };
        assert_eq!(words(&wide, "−2"), 15);
        let many = chart(&[9; 3], |_, _| -2.0).scene(Layout::Narrow);
        assert_eq!(words(&many, "−2"), 0);
        let hatched = many.shapes.iter().filter(|s| matches!(s, super::super::super::draw::scene::Shape::Line(_, Ink::Orange, _))).count();
        assert!(hatched > 27 * 27, "{hatched}");
    }

    #[test]
    fn any_matrix_stays_readable() {
        assert_clean(&Chart::CrossMatrix(CrossMatrix::default()));
        for sizes in [&[1][..], &[3, 3, 3, 2, 3, 3], &[4; 9], &[8; 30]] {
            assert_clean(&Chart::CrossMatrix(chart(sizes, |row, column| (row as f64 - column as f64) / 3.0)));
        }
        let mut wild = chart(&[3, 2], |row, column| WILD[(row + column) % WILD.len()]);
        wild.groups[0].label = LONG.into();
        wild.groups[1].variants[0] = LONG.into();
        wild.axis = LONG.into();
        wild.marked_name = LONG.into();
        wild.cells.truncate(2);
        wild.cells[0].truncate(1);
        wild.marked.push((99, 99));
        assert_clean(&Chart::CrossMatrix(wild));
    }
}
