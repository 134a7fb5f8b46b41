//! People in blocks that share a table: those of whom the same is known.

use super::data::RatingsData;
use super::model::RatingsModel;
use super::shape::Shape;
use std::collections::BTreeMap;

/// The most people of a block: as many as share a table while it is warm.
const MOST: usize = 64;

/// Items that share a trait, or the items without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) behind: Option<usize>,
    pub(super) items: Vec<usize>,
}

/// The groups of a model's items.
pub(super) fn groups(model: &RatingsModel) -> Vec<Group> {
    let kinds = std::iter::once(None).chain((0..model.traits.len()).map(Some));
    let of = |behind| (0..model.items.len()).filter(|&item| model.items[item].behind == behind).collect::<Vec<usize>>();
    kinds.map(|behind| Group { behind, items: of(behind) }).filter(|group| !group.items.is_empty()).collect()
}

/// People of whom the same is known, in order.
pub(super) fn blocks(data: &RatingsData<'_>) -> Vec<Vec<usize>> {
    let mut alike: BTreeMap<Vec<u64>, Vec<usize>> = BTreeMap::new();
    for person in 0..data.people {
        // Negative zero is zero.
        let key = data.known(person).iter().map(|value| (value + 0.0).to_bits()).collect();
        alike.entry(key).or_default().push(person);
    }
    alike.into_values().flat_map(|people| people.chunks(MOST).map(<[usize]>::to_vec).collect::<Vec<_>>()).collect()
}

/// The boxes that anybody of a block ticked, items × categories.
pub(super) fn ticked(data: &RatingsData<'_>, shape: &Shape, people: &[usize]) -> Vec<bool> {
    let boxes = shape.categories;
    let mut wanted = vec![false; shape.locations.len() * boxes];
    for &person in people {
        for (item, &answer) in data.own(person).iter().enumerate().filter(|(_, answer)| **answer > 0) {
            wanted[item * boxes + usize::from(answer) - 1] = true;
        }
    }
    wanted
}
