//! The assignments next to one.

/// One way to change an assignment: one component takes another option, or two components do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flip {
    /// The component and its new option.
    pub first: (usize, u16),
    /// The second component and its new option, if two change; it comes after the first.
    pub second: Option<(usize, u16)>,
}

impl Flip {
    /// Returns the assignment with this change.
    ///
    /// # Panics
    /// When the assignment is too short.
    #[must_use]
    pub fn of(&self, assignment: &[u16]) -> Vec<u16> {
        let mut changed = assignment.to_vec();
        for (component, option) in std::iter::once(self.first).chain(self.second) {
            changed[component] = option;
        }
        changed
    }
}

/// Lists every change of one component and then every change of two, each once, in rising order of components and options.
///
/// # Shapes
/// `options` has the number of options of each component; of m₁, m₂, … options come Σ(mᵢ − 1) single changes and Σ(mᵢ − 1)(mⱼ − 1) double ones.
pub fn flips<'a>(assignment: &'a [u16], options: &'a [u16]) -> impl Iterator<Item = Flip> + 'a {
    let components = assignment.len().min(options.len());
    let others = move |component: usize| (0..options[component]).filter(move |&option| option != assignment[component]);
    let changes = move |from: usize| (from..components).flat_map(move |component| others(component).map(move |option| (component, option)));
    let single = changes(0).map(|first| Flip { first, second: None });
    let double = changes(0).flat_map(move |first| changes(first.0 + 1).map(move |second| Flip { first, second: Some(second) }));
    single.chain(double)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_neighbour_comes_once() {
        let assignment = [2, 0, 1];
        let options = [3, 1, 4];
        let found: Vec<Vec<u16>> = flips(&assignment, &options).map(|flip| flip.of(&assignment)).collect();
        let all = (0..3).flat_map(|a| (0..4).map(move |c| vec![a, 0, c])).filter(|other| other[..] != assignment);
        assert_eq!(found.len(), 2 + 3 + 2 * 3);
        assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), all.collect::<BTreeSet<_>>());
        assert!(flips(&assignment, &options).take(5).all(|flip| flip.second.is_none()));
    }

    #[test]
    fn a_team_of_28_has_56_and_1512_neighbours() {
        let pairs = flips(&[1; 28], &[3; 28]).filter(|flip| flip.second.is_some()).count();
        assert_eq!((flips(&[1; 28], &[3; 28]).count() - pairs, pairs), (56, 28 * 27 / 2 * 4));
        assert_eq!(flips(&[], &[]).count(), 0);
    }
}
