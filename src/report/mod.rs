//! The report room: view models of plain numbers and strings come in; charts, an offline page and a terminal summary come out.
//!
//! It knows nothing of markets, populations, runs or files, reads neither clock nor environment, and is the only user of
//! `plotters`. Equal views give equal bytes.
//!
//! | want | take |
//! |---|---|
//! | what to fill in | [`view::Report`], [`chart::Chart`] |
//! | numbers as readers want them | [`mod@format`] |
//! | `report.html` | [`page::html`] |
//! | `charts/*.svg` | [`page::chart_files`] |
//! | a concept board, a journey map | [`sheet::concept_board`], [`sheet::journey_map`] |
//! | the summary on one screen | [`terminal::summary`] |

pub mod chart;
mod draw;
pub mod format;
pub mod page;
pub mod sheet;
pub mod terminal;
pub mod view;
