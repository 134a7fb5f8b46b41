//! Small models for the tests of this room.

use super::model::Model;
use super::scenario::Scenario;
use super::structure::{Descriptor, Structure};
use crate::input::{Cx, Name};
use crate::random::{At, Purpose, Seed, Streams};

pub(super) fn structure(sizes: &[usize]) -> Structure {
    let name = |text: String| Name::new(text).unwrap();
    let descriptor = |(place, &size): (usize, &usize)| Descriptor {
        name: name(format!("D{place}")),
        variants: (0..size).map(|v| name(format!("V{v}"))).collect(),
    };
    Structure::new(sizes.iter().enumerate().map(descriptor).collect()).unwrap()
}

pub(super) fn model(sizes: &[usize], rows: &[&[i32]]) -> Model {
    let rows: Vec<Vec<i32>> = rows.iter().map(|row| row.to_vec()).collect();
    Model::new(structure(sizes), &rows, 1).unwrap()
}

/// A model of random whole impacts of at most `most` in size, the blocks of descriptors on themselves too.
pub(super) fn random(sizes: &[usize], most: i32, seed: u64) -> Model {
    let structure = structure(sizes);
    let columns = structure.columns();
    let mut draws = Streams::new(Seed(seed), At::default()).draws(Purpose::Design, 0, 0);
    let cells = (0..columns * columns).map(|_| draws.below(2 * most as u32 + 1) as i32 - most).collect();
    Model::of(structure, cells, 1).unwrap()
}

/// The shipped example.
pub(super) fn somewhereland() -> Model {
    let bytes = include_bytes!("../../../scenarios/somewhereland/somewhereland.scw");
    let mut cx = Cx::new();
    let project = super::scw::Project::parse("somewhereland.scw", bytes, &mut cx);
    cx.finish(project).unwrap().0.model
}

/// Every scenario of a small model, in order.
pub(super) fn all(model: &Model) -> impl Iterator<Item = Scenario> + '_ {
    let structure = model.structure();
    (0..structure.configurations().unwrap()).map(move |index| Scenario::at(structure, index).unwrap())
}
