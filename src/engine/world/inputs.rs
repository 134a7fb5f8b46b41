//! The registry of a world's numeric inputs: which are fixed, which uncertain, and where each comes from.

use crate::input::{Grade, Quantity};
use crate::num::{norm_cdf, probit};
use crate::stats::dist::Dist;
use crate::stats::linear::cholesky;

use super::drawn::{Column, Drawn, Place, spread};

/// A handle on a numeric input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input {
    /// A number of the program itself, which no treatment changes.
    Fixed(f64),
    /// The slot of its value among all inputs: see [`Unknowns::values`].
    Slot(usize),
}

impl Input {
    /// The value of the input, given the values of all slots.
    #[must_use]
    pub fn at(self, values: &[f64]) -> f64 {
        match self {
            Self::Fixed(value) => value,
            Self::Slot(slot) => values[slot],
        }
    }
}

/// One numeric input: a slot that treatments can change and, where it is stated, a line of the assumption ledger.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it stands in the input, such as `concept.price`.
    pub path: String,
    /// The same in plain words.
    pub label: String,
    /// The unit, empty where there is none.
    pub unit: String,
    /// The value or its distribution.
    pub dist: Dist,
    /// Where the number comes from.
    pub source: Option<String>,
    /// How good that source is.
    pub grade: Option<Grade>,
    /// Its position in θ where it is uncertain.
    pub unknown: Option<usize>,
    /// Where its value comes from when it was drawn together with others: it then has no position in θ of its own.
    pub drawn: Option<Drawn>,
    /// Whether the study leaves it out, so that it has its neutral value; such an input is not in the ledger.
    pub implied: bool,
    /// The lowest and the highest value it can have; a treatment that would leave the range ends at its edge.
    pub range: (f64, f64),
}

/// Uncertain inputs that are drawn together.
#[derive(Debug, Clone)]
pub struct Group {
    /// The name in the sensitivity table.
    pub name: String,
    /// Positions in θ.
    pub members: Vec<usize>,
    /// The lower Cholesky factor of the normal scores' correlation, row by row; `None` where the members are independent.
    factor: Option<Vec<f64>>,
}

/// Inputs that move together.
#[derive(Debug, Clone)]
pub struct Correlation {
    /// The name of the group.
    pub name: String,
    /// Paths of the inputs.
    pub paths: Vec<String>,
    /// Their correlation matrix, row by row.
    pub matrix: Vec<f64>,
}

/// A correlation cannot be used.
#[derive(Debug, Clone, thiserror::Error, PartialEq)]
pub enum CorrelationError {
    /// A path names no uncertain input.
    #[error("`{path}` is not an uncertain input, so it cannot be correlated")]
    Unknown {
        /// The path as given.
        path: String,
    },
    /// An input stands in two groups.
    #[error("`{path}` is in two correlated groups")]
    Twice {
        /// The path as given.
        path: String,
    },
    /// The matrix is not a correlation matrix.
    #[error("the correlation matrix of `{name}` is not positive definite: row {row} contradicts the rows above it")]
    NotPositive {
        /// The group.
        name: String,
        /// The first row at fault, from 1.
        row: usize,
    },
    /// The matrix has the wrong size, a diagonal that is not 1, or is not symmetric.
    #[error("the correlation matrix of `{name}` must be {size} × {size}, symmetric, with ones on the diagonal")]
    Shape {
        /// The group.
        name: String,
        /// The number of inputs.
        size: usize,
    },
}

/// Collects the inputs of a world while it is built.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    entries: Vec<Entry>,
    unknowns: usize,
}

impl Inputs {
    /// Registers an input of a study and returns its handle.
    pub fn add(&mut self, path: &str, label: &str, unit: &str, quantity: &Quantity) -> Input {
        self.push(path, label, unit, quantity.dist.clone(), quantity.source.clone(), quantity.grade)
    }

    /// Registers an assumption of the program itself, so that it stands in the ledger like any other.
    pub fn assume(&mut self, path: &str, label: &str, unit: &str, dist: Dist, source: &str, grade: Grade) -> Input {
        self.push(path, label, unit, dist, Some(source.to_owned()), Some(grade))
    }

    /// Registers an input that the study leaves out, with the neutral value it then has, so that treatments can change it.
    pub fn imply(&mut self, path: &str, label: &str, unit: &str, value: f64) -> Input {
        let input = self.push(path, label, unit, Dist::Point(value), None, None);
        if let Some(entry) = self.entries.last_mut() {
            entry.implied = true;
        }
        input
    }

    /// Registers which of the draws that were made together holds: one uncertain input for all of them, from the first to the last.
    pub fn place(&mut self, place: &Place) -> Input {
        let between = Dist::Uniform { low: 0.0, high: 1.0 };
        let input = self.push(&place.path, &place.label, "share", between, Some(place.source.clone()), place.grade);
        self.keep_within(input, (0.0, 1.0));
        input
    }

    /// Registers an input that was drawn together with others: its value is that of its column at the place that holds.
    ///
    /// # Panics
    /// When `place` is no slot, or the column has no draws, which would be faults of the program.
    pub fn draw(&mut self, path: &str, label: &str, unit: &str, place: Input, column: &Column) -> Input {
        let Input::Slot(place) = place else { panic!("a place is an input with a slot") };
        let input = self.push(path, label, unit, spread(&column.values), Some(column.source.clone()), column.grade);
        if let Some(entry) = self.entries.last_mut() {
            if entry.unknown.take().is_some() {
                self.unknowns -= 1;
            }
            entry.drawn = Some(Drawn::new(place, column.values.clone()));
        }
        input
    }

    /// Says between which values an input must stay; a fixed number has no slot and stays as it is.
    pub fn keep_within(&mut self, input: Input, range: (f64, f64)) {
        if let Input::Slot(slot) = input {
            self.entries[slot].range = range;
        }
    }

    fn push(&mut self, path: &str, label: &str, unit: &str, dist: Dist, source: Option<String>, grade: Option<Grade>) -> Input {
        let unknown = (!matches!(dist, Dist::Point(_))).then(|| {
            self.unknowns += 1;
            self.unknowns - 1
        });
        self.entries.push(Entry {
            path: path.to_owned(),
            label: label.to_owned(),
            unit: unit.to_owned(),
            dist,
            source,
            grade,
            unknown,
            drawn: None,
            implied: false,
            range: (f64::NEG_INFINITY, f64::INFINITY),
        });
        Input::Slot(self.entries.len() - 1)
    }

    /// Closes the registry: every uncertain input is in exactly one group.
    ///
    /// # Errors
    /// All [`CorrelationError`]s at once.
    pub fn finish(self, correlations: &[Correlation]) -> Result<Unknowns, Vec<CorrelationError>> {
        let mut errors = Vec::new();
        let mut position = vec![0; self.unknowns];
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(unknown) = entry.unknown {
                position[unknown] = index;
            }
        }
        let mut taken = vec![false; self.unknowns];
        let mut groups = Vec::new();
        for correlation in correlations {
            let mut members = Vec::new();
            for path in &correlation.paths {
                match self.entries.iter().find(|entry| &entry.path == path).and_then(|entry| entry.unknown) {
                    None => errors.push(CorrelationError::Unknown { path: path.clone() }),
                    Some(unknown) if taken[unknown] => errors.push(CorrelationError::Twice { path: path.clone() }),
                    Some(unknown) => {
                        taken[unknown] = true;
                        members.push(unknown);
                    }
                }
            }
            match factor(correlation) {
                Ok(factor) => groups.push(Group { name: correlation.name.clone(), members, factor: Some(factor) }),
                Err(error) => errors.push(error),
            }
        }
        for unknown in 0..self.unknowns {
            if !taken[unknown] {
                groups.push(Group { name: self.entries[position[unknown]].label.clone(), members: vec![unknown], factor: None });
            }
        }
        if errors.is_empty() { Ok(Unknowns { entries: self.entries, position, groups }) } else { Err(errors) }
    }
}

fn factor(correlation: &Correlation) -> Result<Vec<f64>, CorrelationError> {
    let size = correlation.paths.len();
    let name = correlation.name.clone();
    let matrix = &correlation.matrix;
    let well_formed = matrix.len() == size * size
        && (0..size).all(|row| (matrix[row * size + row] - 1.0).abs() < 1e-9)
        && (0..size).all(|row| (0..row).all(|column| (matrix[row * size + column] - matrix[column * size + row]).abs() < 1e-9));
    if !well_formed {
        return Err(CorrelationError::Shape { name, size });
    }
    cholesky(matrix, size).map_err(|found| CorrelationError::NotPositive { name, row: found.row + 1 })
}

/// All inputs of a world, in the order they were read, with their groups.
#[derive(Debug, Clone)]
pub struct Unknowns {
    entries: Vec<Entry>,
    position: Vec<usize>,
    groups: Vec<Group>,
}

impl Unknowns {
    /// Every numeric input by slot: fixed ones and those the study leaves out too.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The assumption ledger: every numeric input that is stated, by the study or by the program.
    pub fn ledger(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.implied)
    }

    /// The slot of an input.
    #[must_use]
    pub fn slot(&self, path: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.path == path)
    }

    /// The values of all slots at θ.
    #[must_use]
    pub fn values(&self, theta: &[f64]) -> Vec<f64> {
        let own = |entry: &Entry| entry.unknown.map_or_else(|| entry.dist.median(), |unknown| theta[unknown]);
        let value = |entry: &Entry| entry.drawn.as_ref().map_or_else(|| own(entry), |drawn| drawn.at(own(&self.entries[drawn.place()])));
        self.entries.iter().map(value).collect()
    }

    /// Adds uncertain numbers that stand in treatments, such as the size of an effect; those that are there keep their slots and their draws.
    pub fn extend(&mut self, more: impl IntoIterator<Item = Entry>) -> Vec<Input> {
        more.into_iter()
            .map(|mut entry| {
                entry.unknown = (!matches!(entry.dist, Dist::Point(_)) && entry.drawn.is_none()).then(|| {
                    let unknown = self.position.len();
                    self.position.push(self.entries.len());
                    self.groups.push(Group { name: entry.label.clone(), members: vec![unknown], factor: None });
                    unknown
                });
                self.entries.push(entry);
                Input::Slot(self.entries.len() - 1)
            })
            .collect()
    }

    /// Adds the uncertain inputs of another world, so that both can run on the same draws, and returns the position of each of them here.
    ///
    /// An input with the same path and the same range as one here is the same number and has its draws. Inputs that the other world draws together
    /// stay together, apart from those here.
    pub fn join(&mut self, other: &Self) -> Vec<usize> {
        let own = self.len();
        let mut places = vec![0; other.len()];
        for group in &other.groups {
            let new: Vec<usize> = group
                .members
                .iter()
                .map(|&member| {
                    let entry = other.entry(member);
                    let same = |unknown: &usize| self.entry(*unknown).path == entry.path && self.entry(*unknown).dist == entry.dist;
                    if group.factor.is_none()
                        && let Some(known) = (0..own).find(same)
                    {
                        places[member] = known;
                        return known;
                    }
                    let unknown = self.position.len();
                    self.position.push(self.entries.len());
                    self.entries.push(Entry { unknown: Some(unknown), ..entry.clone() });
                    places[member] = unknown;
                    unknown
                })
                .collect();
            if new.iter().all(|&unknown| unknown >= own) {
                self.groups.push(Group { members: new, ..group.clone() });
            }
        }
        places
    }

    /// The ledger line of an uncertain input.
    #[must_use]
    pub fn entry(&self, unknown: usize) -> &Entry {
        &self.entries[self.position[unknown]]
    }

    /// The independent groups.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The number of uncertain inputs: the length of θ.
    #[must_use]
    pub fn len(&self) -> usize {
        self.position.len()
    }

    /// Whether every input is a plain number.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.position.is_empty()
    }

    /// Turns independent uniforms in (0, 1), one per uncertain input, into θ by inversion; correlated groups through a Gaussian copula.
    #[must_use]
    pub fn theta(&self, uniforms: &[f64]) -> Vec<f64> {
        let mut theta = vec![0.0; self.len()];
        for group in &self.groups {
            for (row, &member) in group.members.iter().enumerate() {
                let uniform = match &group.factor {
                    None => uniforms[member],
                    Some(lower) => {
                        let size = group.members.len();
                        let score = (0..=row).fold(0.0, |sum, k| lower[row * size + k].mul_add(probit(uniforms[group.members[k]]), sum));
                        norm_cdf(score)
                    }
                };
                theta[member] = self.entry(member).dist.quantile(uniform);
            }
        }
        theta
    }

    /// θ with every input at its median.
    #[must_use]
    pub fn medians(&self) -> Vec<f64> {
        (0..self.len()).map(|unknown| self.entry(unknown).dist.median()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(dists: &[(&str, Dist)]) -> Inputs {
        let mut inputs = Inputs::default();
        for (path, dist) in dists {
            inputs.assume(path, &format!("The {path}"), "", dist.clone(), "a test", Grade::Judgement);
        }
        inputs
    }

    #[test]
    fn a_joined_world_shares_what_is_the_same_number() {
        let (a, b) = (Dist::normal(1.0, 2.0).unwrap(), Dist::uniform(0.0, 1.0).unwrap());
        let mut one = inputs(&[("a", a.clone()), ("b", b.clone())]).finish(&[]).unwrap();
        let alone = one.clone();
        let other = inputs(&[("c", a.clone()), ("fixed", Dist::Point(1.0)), ("b", b), ("a", Dist::normal(1.0, 3.0).unwrap())]);
        let other = other.finish(&[]).unwrap();
        // `b` is the same; `a` has another range, so it is another number.
        assert_eq!(one.join(&other), [2, 1, 3]);
        assert_eq!((one.len(), one.groups().len()), (4, 4));
        let uniforms = [0.2, 0.7, 0.4, 0.9];
        let theta = one.theta(&uniforms);
        assert_eq!(theta[..2], alone.theta(&uniforms[..2]));
        assert_eq!([theta[2], theta[1], theta[3]][..], other.theta(&[0.4, 0.7, 0.9]));
    }

    #[test]
    fn inputs_that_are_drawn_together_stay_together_when_joined() {
        let correlation =
            Correlation { name: "both".to_owned(), paths: vec!["a".to_owned(), "c".to_owned()], matrix: vec![1.0, 0.8, 0.8, 1.0] };
        let a = Dist::normal(1.0, 2.0).unwrap();
        let mut one = inputs(&[("a", a.clone())]).finish(&[]).unwrap();
        let other = inputs(&[("a", a.clone()), ("c", a)]).finish(&[correlation]).unwrap();
        assert_eq!(one.join(&other), [1, 2]);
        assert_eq!(one.theta(&[0.5, 0.3, 0.6])[1..], other.theta(&[0.3, 0.6]));
    }

    fn three() -> Inputs {
        inputs(&[
            ("a", Dist::normal(1.0, 2.0).unwrap()),
            ("fixed", Dist::Point(7.0)),
            ("b", Dist::uniform(0.0, 1.0).unwrap()),
            ("c", Dist::lognormal(3.0, 0.5).unwrap()),
        ])
    }

    fn correlation(paths: &[&str], matrix: &[f64]) -> Correlation {
        Correlation { name: "g".to_owned(), paths: paths.iter().map(|&path| path.to_owned()).collect(), matrix: matrix.to_vec() }
    }

    #[test]
    fn only_uncertain_inputs_have_a_place_in_theta() {
        let unknowns = three().finish(&[]).unwrap();
        assert_eq!((unknowns.len(), unknowns.entries().len(), unknowns.groups().len()), (3, 4, 3));
        assert_eq!(["a", "b", "c"], [0, 1, 2].map(|unknown| unknowns.entry(unknown).path.as_str()));
        assert_eq!(unknowns.medians(), [1.0, 0.5, 3.0]);
        let theta = unknowns.theta(&[0.5, 0.25, 0.5]);
        assert!((theta[0] - 1.0).abs() < 1e-12 && theta[1] == 0.25 && (theta[2] - 3.0).abs() < 1e-12);
        let values = unknowns.values(&theta);
        assert_eq!((Input::Slot(2).at(&values), Input::Slot(1).at(&values), Input::Fixed(9.0).at(&values)), (0.25, 7.0, 9.0));
        assert!(inputs(&[("fixed", Dist::Point(7.0))]).finish(&[]).unwrap().is_empty());
    }

    #[test]
    fn what_the_study_leaves_out_has_a_slot_but_no_line_in_the_ledger() {
        let mut inputs = three();
        let input = inputs.imply("d", "The d", "share", 1.0);
        inputs.keep_within(input, (0.0, 1.0));
        let mut unknowns = inputs.finish(&[]).unwrap();
        assert_eq!((unknowns.len(), unknowns.entries().len(), unknowns.ledger().count()), (3, 5, 4));
        assert_eq!((unknowns.slot("d"), unknowns.slot("e"), unknowns.entries()[4].range), (Some(4), None, (0.0, 1.0)));
        let before = unknowns.theta(&[0.5, 0.25, 0.5]);
        let more = Entry { dist: Dist::uniform(2.0, 4.0).unwrap(), path: "e".to_owned(), ..unknowns.entries()[4].clone() };
        let added = unknowns.extend([more]);
        let theta = unknowns.theta(&[0.5, 0.25, 0.5, 0.5]);
        assert_eq!((added[0].at(&unknowns.values(&theta)), &theta[..3]), (3.0, before.as_slice()));
    }

    #[test]
    fn what_was_drawn_together_is_read_at_one_place() {
        let mut inputs = inputs(&[("a", Dist::uniform(0.0, 1.0).unwrap())]);
        let place = Place { path: "team".to_owned(), label: "The team".to_owned(), source: "a test".to_owned(), grade: None };
        let place = inputs.place(&place);
        let column = |values: &[f64]| Column { path: String::new(), source: "a test".to_owned(), grade: None, values: values.into() };
        let slow = inputs.draw("slow", "Slow", "minutes", place, &column(&[1.0, 2.0, 4.0, 8.0]));
        let wrong = inputs.draw("wrong", "Wrong", "share", place, &column(&[0.4, 0.1, 0.3, 0.2]));
        let same = inputs.draw("same", "Same", "", place, &column(&[5.0; 4]));
        let after = inputs.assume("b", "b", "", Dist::uniform(0.0, 1.0).unwrap(), "a test", Grade::Judgement);
        let mut unknowns = inputs.finish(&[]).unwrap();
        // One place in θ for the whole table; the others stand where they would without it.
        assert_eq!((unknowns.len(), unknowns.groups().len(), unknowns.ledger().count()), (3, 3, 6));
        assert_eq!([0, 1, 2].map(|unknown| unknowns.entry(unknown).path.as_str()), ["a", "team", "b"]);
        let read = |unknowns: &Unknowns, at: f64| {
            let values = unknowns.values(&[0.5, at, 0.25]);
            [slow, wrong, same, after].map(|input| input.at(&values))
        };
        assert_eq!(read(&unknowns, 0.0), [1.0, 0.4, 5.0, 0.25]);
        assert_eq!(read(&unknowns, 0.24), [1.0, 0.4, 5.0, 0.25]);
        assert_eq!(read(&unknowns, 0.26), [2.0, 0.1, 5.0, 0.25]);
        assert_eq!(read(&unknowns, 1.0), [8.0, 0.2, 5.0, 0.25]);
        let Input::Slot(slot) = slow else { panic!() };
        assert_eq!((unknowns.entries()[slot].dist.support(), unknowns.entries()[slot].unknown), ((1.0, 8.0), None));
        let Input::Slot(slot) = wrong else { panic!() };
        let other = Drawn::new(unknowns.entries()[slot].drawn.as_ref().unwrap().place(), [0.9, 0.8, 0.7, 0.6].as_slice().into());
        let more = Entry { path: "other".to_owned(), drawn: Some(other), ..unknowns.entries()[slot].clone() };
        let added = unknowns.extend([more])[0];
        assert_eq!((unknowns.len(), added.at(&unknowns.values(&[0.5, 0.6, 0.25]))), (3, 0.7));
    }

    #[test]
    fn a_copula_mixes_normal_scores_by_the_cholesky_factor() {
        let unknowns = three().finish(&[correlation(&["c", "a"], &[1.0, 0.6, 0.6, 1.0])]).unwrap();
        assert_eq!(unknowns.groups().iter().map(|group| group.members.clone()).collect::<Vec<_>>(), [vec![2, 0], vec![1]]);
        let (of_a, of_c) = (0.3, 0.8);
        let theta = unknowns.theta(&[of_a, 0.9, of_c]);
        // c comes first in the group, so it keeps its own score; a gets 0.6 of that and 0.8 of its own.
        assert!((theta[2] - Dist::lognormal(3.0, 0.5).unwrap().quantile(of_c)).abs() < 1e-9);
        assert!((theta[0] - (1.0 + 2.0 * (0.6 * probit(of_c) + 0.8 * probit(of_a)))).abs() < 1e-9);
        assert_eq!(theta[1], 0.9);
    }

    #[test]
    fn every_correlation_that_cannot_hold_is_told_at_once() {
        let errors = three()
            .finish(&[
                correlation(&["a", "fixed"], &[1.0, 0.0, 0.0, 1.0]),
                correlation(&["a", "b"], &[1.0, 0.9, 0.9, 1.0]),
                correlation(&["c", "d"], &[1.0, 1.2, 1.2, 1.0]),
            ])
            .unwrap_err();
        assert_eq!(
            errors,
            [
                CorrelationError::Unknown { path: "fixed".to_owned() },
                CorrelationError::Twice { path: "a".to_owned() },
                CorrelationError::Unknown { path: "d".to_owned() },
                CorrelationError::NotPositive { name: "g".to_owned(), row: 2 },
            ]
        );
        for matrix in [&[1.0, 0.2, 0.3, 1.0][..], &[1.0, f64::NAN, f64::NAN, 1.0], &[0.9, 0.2, 0.2, 1.0], &[1.0, 0.2], &[]] {
            let errors = three().finish(&[correlation(&["a", "b"], matrix)]).unwrap_err();
            assert_eq!(errors, [CorrelationError::Shape { name: "g".to_owned(), size: 2 }], "{matrix:?}");
        }
        // 0.9, 0.9 and −0.9 cannot hold together: the third row contradicts the first two.
        let matrix = [1.0, 0.9, 0.9, 0.9, 1.0, -0.9, 0.9, -0.9, 1.0];
        let errors = three().finish(&[correlation(&["a", "b", "c"], &matrix)]).unwrap_err();
        assert_eq!(errors, [CorrelationError::NotPositive { name: "g".to_owned(), row: 3 }]);
    }
}
