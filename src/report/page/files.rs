//! Charts as files of their own.

use super::super::view::{Block, Figure, Report};
use super::id::Anchors;

/// Holds one chart as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartFile {
    /// File name without a folder: "shares.svg".
    pub name: String,
    /// The drawing, in the colours for white paper.
    pub svg: String,
}

/// Draws every chart of a report as a file that stands alone, in the order of the page.
///
/// # Determinism
///
/// Equal reports give equal names and bytes.
pub fn chart_files(report: &Report) -> Vec<ChartFile> {
    let mut names = Anchors::default();
    figures(report)
        .map(|figure| ChartFile { name: format!("{}.svg", names.take(&figure.id)), svg: figure.chart.file(&figure.title, &figure.alt) })
        .collect()
}

/// Gives the figures of a report in the order of the page.
pub(in super::super) fn figures(report: &Report) -> impl Iterator<Item = &Figure> {
    let blocks = report.sections.iter().flat_map(|s| &s.blocks);
    blocks.filter_map(|block| match block {
        Block::Figure(figure) => Some(&**figure),
        _ => None,
    })
}
