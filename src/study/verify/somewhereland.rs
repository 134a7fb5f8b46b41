//! The example of cross-impact analysis, from the copy that is shipped.

use crate::cross_impact::{Model, Project};
use crate::input::Cx;

/// The example's file.
const DATA: &[u8] = include_bytes!("../../../scenarios/somewhereland/somewhereland.scw");

/// The matrix; nothing if the shipped file could not be read, which fails every check.
pub(super) fn model() -> Option<Model> {
    let mut cx = Cx::new();
    let project = Project::parse("somewhereland.scw", DATA, &mut cx);
    cx.finish(project).ok().map(|(project, _)| project.model)
}
