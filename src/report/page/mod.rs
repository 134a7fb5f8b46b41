//! The page: a [`Report`](super::view::Report) comes in, one offline HTML file and stand-alone chart files come out.
//!
//! No script, nothing fetched, a strict content policy; light, dark and print from one drawing. It knows no path beyond the
//! relative links it is given.

mod blocks;
mod document;
mod files;
mod id;
mod style;

pub use document::{RenderError, html};
pub(super) use files::figures;
pub use files::{ChartFile, chart_files};
pub(super) use style::sheet as style_sheet;
