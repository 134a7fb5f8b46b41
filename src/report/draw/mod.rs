//! The drawing room: charts put shapes and texts on a [`Scene`](scene::Scene) in CSS pixels, a pen turns it into SVG.
//!
//! Coordinates and words come in, SVG text goes out. It knows no chart and no view model. `plotters` is used in [`svg`] alone.

pub(super) mod axis;
pub(super) mod board;
pub(super) mod cells;
pub(super) mod clock;
pub(super) mod flow;
pub(super) mod ink;
pub(super) mod legend;
pub(super) mod numbered;
pub(super) mod panes;
pub(super) mod place;
pub(super) mod plane;
pub(super) mod rows;
pub(super) mod scene;
pub(super) mod svg;
pub(super) mod text;
