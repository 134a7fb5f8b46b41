//! Matrices of several experts, put together with what they disagree on.

use super::model::{Model, ModelError};
use super::uncertain::{Uncertain, UncertainError};
use crate::input::Name;
use crate::stats::Dist;
use crate::stats::summary::mean_and_sd;

/// The matrices of several experts on the same descriptors.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    experts: Vec<(Name, Model)>,
}

/// Says why matrices make no panel.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PanelError {
    /// There is no expert.
    #[error("a panel needs at least one expert")]
    Empty,
    /// Two experts share a name.
    #[error("two experts are named `{name}`")]
    Same {
        /// The name.
        name: String,
    },
    /// Two matrices are about different things.
    #[error("the matrix of `{name}` has other descriptors or variants than that of `{first}`")]
    Structure {
        /// The expert.
        name: String,
        /// The first expert.
        first: String,
    },
    /// Two matrices have different scales.
    #[error("the matrix of `{name}` has another scale than that of `{first}`")]
    Scale {
        /// The expert.
        name: String,
        /// The first expert.
        first: String,
    },
    /// The matrix put together is not sound.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The matrix put together cannot be drawn from.
    #[error(transparent)]
    Uncertain(#[from] UncertainError),
}

/// A cell on which experts differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The row of the cell.
    pub row: usize,
    /// The column of the cell.
    pub column: usize,
    /// The lowest and the highest judgement, in points.
    pub range: (f64, f64),
    /// The mean, in points.
    pub mean: f64,
    /// The standard deviation between experts, with their number less one below, in points.
    pub sd: f64,
    /// Whether one expert says that it speaks for and another that it speaks against.
    pub opposed: bool,
}

impl Panel {
    /// Checks that all experts judged the same thing on the same scale.
    ///
    /// # Errors
    /// [`PanelError`].
    pub fn new(experts: Vec<(Name, Model)>) -> Result<Self, PanelError> {
        let Some(((first, model), others)) = experts.split_first() else {
            return Err(PanelError::Empty);
        };
        for (place, (name, other)) in others.iter().enumerate() {
            if experts[..=place].iter().any(|(earlier, _)| earlier == name) {
                return Err(PanelError::Same { name: name.to_string() });
            }
            let names = || (name.to_string(), first.to_string());
            if other.structure() != model.structure() {
                let (name, first) = names();
                return Err(PanelError::Structure { name, first });
            }
            if other.steps_per_point() != model.steps_per_point() {
                let (name, first) = names();
                return Err(PanelError::Scale { name, first });
            }
        }
        Ok(Self { experts })
    }

    /// Returns the experts with their matrices.
    #[must_use]
    pub fn experts(&self) -> &[(Name, Model)] {
        &self.experts
    }

    /// Returns the mean of all matrices, exactly: the sum of the cells, with as many more steps a point as there are experts.
    ///
    /// # Errors
    /// When a sum is too large.
    pub fn mean(&self) -> Result<Model, PanelError> {
        let first = &self.experts[0].1;
        let mut sums: Vec<i64> = vec![0; first.cells().len()];
        for (_, model) in &self.experts {
            sums.iter_mut().zip(model.cells()).for_each(|(sum, &cell)| *sum += i64::from(cell));
        }
        // A sum that leaves 32 bits is larger than any impact allowed, and is refused as one.
        let cells = sums.into_iter().map(|sum| i32::try_from(sum).unwrap_or(i32::MAX)).collect();
        let steps = u32::try_from(self.experts.len()).unwrap_or(u32::MAX).saturating_mul(first.steps_per_point());
        Ok(Model::of(first.structure().clone(), cells, steps)?)
    }

    /// Returns the cells on which experts differ: opposed ones first, then by spread, then in order.
    #[must_use]
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let columns = self.experts[0].1.structure().columns();
        let cells = 0..columns * columns;
        let mut all: Vec<Disagreement> = cells.filter_map(|place| self.disagreement(place / columns, place % columns)).collect();
        all.sort_by(|a, b| {
            let spread = b.opposed.cmp(&a.opposed).then(b.sd.total_cmp(&a.sd));
            spread.then((a.row, a.column).cmp(&(b.row, b.column)))
        });
        all
    }

    fn disagreement(&self, row: usize, column: usize) -> Option<Disagreement> {
        let judged: Vec<f64> = self.experts.iter().map(|(_, model)| model.points(i64::from(model.row(row)[column]))).collect();
        let low = judged.iter().copied().fold(f64::INFINITY, f64::min);
        let high = judged.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mean, sd) = mean_and_sd(&judged);
        (low < high).then_some(Disagreement { row, column, range: (low, high), mean, sd, opposed: low < 0.0 && high > 0.0 })
    }

    /// Returns the mean matrix with every cell on which experts differ normal around its mean, as wide as they are apart.
    ///
    /// # Errors
    /// When the mean matrix is not sound or cannot be drawn from.
    pub fn uncertain(&self) -> Result<Uncertain, PanelError> {
        let mut out = Uncertain::new(self.mean()?)?;
        for cell in self.disagreements() {
            out.set(cell.row, cell.column, Dist::Normal { mean: cell.mean, sd: cell.sd })?;
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::solve::{Search, solve};
    use crate::cross_impact::testing::{model, random, somewhereland};

    fn named(name: &str) -> Name {
        Name::new(name).unwrap()
    }

    #[test]
    fn the_mean_is_exact_and_disagreement_is_ranked() {
        let a = model(&[2, 1], &[&[0, 0, 3], &[1, 0, 0], &[0, 2, 0]]);
        let b = model(&[2, 1], &[&[0, 0, 3], &[0, 0, 0], &[0, -1, 0]]);
        let c = model(&[2, 1], &[&[0, 0, 3], &[0, 0, 0], &[0, 1, 0]]);
        let panel = Panel::new(vec![(named("a"), a), (named("b"), b), (named("c"), c)]).unwrap();
        let mean = panel.mean().unwrap();
        assert_eq!((mean.cells(), mean.steps_per_point()), (&[0, 0, 9, 1, 0, 0, 0, 2, 0][..], 3));
        assert_eq!(mean.points(1), 1.0 / 3.0);
        let cells = panel.disagreements();
        assert_eq!(cells.iter().map(|cell| (cell.row, cell.column, cell.opposed)).collect::<Vec<_>>(), [(2, 1, true), (1, 0, false)]);
        assert_eq!((cells[0].range, cells[1].range), ((-1.0, 2.0), (0.0, 1.0)));
        assert!((cells[0].sd - (7.0_f64 / 3.0).sqrt()).abs() < 1e-12, "2, -1 and 1 around 2/3");
        let uncertain = panel.uncertain().unwrap();
        assert_eq!(uncertain.cells().map(|(row, column, _)| (row, column)).collect::<Vec<_>>(), [(1, 0), (2, 1)]);
    }

    #[test]
    fn experts_who_agree_leave_the_scenarios_as_they_are() {
        let one = somewhereland();
        let panel = Panel::new(vec![(named("a"), one.clone()), (named("b"), one.clone()), (named("c"), one.clone())]).unwrap();
        let scenarios = |model: &Model| solve(model, &Search::default()).unwrap().found.into_iter().map(|f| f.scenario).collect::<Vec<_>>();
        let mean = panel.mean().unwrap();
        assert_eq!(scenarios(&mean), scenarios(&one));
        let first = solve(&mean, &Search::default()).unwrap().found[0].figures.score;
        assert_eq!(mean.points(first), 9.0);
        assert_eq!(panel.disagreements(), []);
    }

    #[test]
    fn what_cannot_be_put_together_is_refused() {
        let refused = |experts: &[(&str, Model)]| {
            let experts = experts.iter().map(|(name, model)| (named(name), model.clone())).collect();
            Panel::new(experts).unwrap_err().to_string()
        };
        let one = random(&[2, 2], 3, 1);
        assert_eq!(refused(&[]), "a panel needs at least one expert");
        assert_eq!(refused(&[("a", one.clone()), ("a", one.clone())]), "two experts are named `a`");
        let other = random(&[2, 3], 3, 1);
        assert_eq!(refused(&[("a", one.clone()), ("b", other)]), "the matrix of `b` has other descriptors or variants than that of `a`");
        let fine = Model::of(one.structure().clone(), one.cells().to_vec(), 2).unwrap();
        assert_eq!(refused(&[("a", one), ("b", fine)]), "the matrix of `b` has another scale than that of `a`");
        let large = random(&[2, 2], 1_000_000, 3);
        let panel = Panel::new((0..3000).map(|n| (named(&n.to_string()), large.clone())).collect()).unwrap();
        assert!(panel.mean().is_err());
    }
}
