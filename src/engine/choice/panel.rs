//! The panel mixed logit with one normal taste, its likelihood by quadrature instead of simulation.

use super::data::{ChoiceData, DataError, invert};
use crate::num::{exp, ln, sum};

/// How many nodes the quadrature uses where the published figures are reproduced.
pub const NODES: usize = 1601;

/// The half-width of the quadrature, in standard deviations: past it lies a probability of 10⁻¹⁵.
const REACH: f64 = 8.0;

/// The coefficient that varies between people: `beta[feature] + sd · η`, η standard normal, the same in all tasks of a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RandomTaste {
    /// Which feature, from 0.
    pub feature: usize,
    /// The standard deviation.
    pub sd: f64,
}

/// A likelihood at given parameters, with the score of every unit: people, unless it says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelEvaluation {
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// The derivative of each person's log-likelihood by each parameter, person by person.
    pub scores: Vec<f64>,
    /// How many people there are.
    pub people: usize,
}

impl PanelEvaluation {
    /// Returns how many parameters there are.
    pub fn parameters(&self) -> usize {
        self.scores.len() / self.people
    }

    /// Returns the gradient of the log-likelihood.
    pub fn gradient(&self) -> Vec<f64> {
        let size = self.parameters();
        (0..size).map(|k| sum(&self.scores.chunks(size).map(|score| score[k]).collect::<Vec<_>>())).collect()
    }

    /// Returns the summed outer products of people's scores, row by row.
    pub fn outer(&self) -> Vec<f64> {
        let size = self.parameters();
        let mut outer = vec![0.0; size * size];
        for score in self.scores.chunks(size) {
            for row in 0..size {
                for column in 0..size {
                    outer[row * size + column] = score[row].mul_add(score[column], outer[row * size + column]);
                }
            }
        }
        outer
    }

    /// Returns the covariance of the estimates, row by row: the inverse of the summed outer products of people's scores.
    ///
    /// # Errors
    /// [`DataError::Singular`] if the scores do not span the parameters.
    ///
    /// # Source
    /// Berndt, Hall, Hall, Hausman (1974), "Estimation and inference in nonlinear structural models".
    pub fn bhhh_covariance(&self) -> Result<Vec<f64>, DataError> {
        invert(&self.outer(), self.parameters())
    }
}

/// Evaluates a panel mixed logit with one normal taste: the likelihood of a person is ∫ φ(η) Π P(task | η) dη.
///
/// Where every task has a person of its own this is the cross-section mixed logit. Scores are those by the features' coefficients, then by the
/// standard deviation.
///
/// # Errors
/// [`DataError::Parameters`] if there is not one coefficient for each feature, or the random feature does not exist.
///
/// # Determinism
/// Nodes, tasks and people are taken in order.
///
/// # Source
/// Revelt and Train (1998), "Mixed logit with repeated choices"; the trapezoid rule on [−8, 8], which converges geometrically for a smooth
/// integrand that dies out at both ends (Trefethen and Weideman 2014).
pub fn panel_logit(data: &ChoiceData<'_>, beta: &[f64], random: RandomTaste, nodes: usize) -> Result<PanelEvaluation, DataError> {
    data.check_parameters(beta.len())?;
    if random.feature >= data.features() {
        return Err(DataError::Parameters { want: data.features(), got: random.feature + 1 });
    }
    let size = data.features() + 1;
    let grid = Grid::new(nodes);
    let mut work = Work::new(grid.node.len(), size);
    let (mut terms, mut scores) = (Vec::new(), Vec::new());
    for tasks in data.people() {
        work.log.copy_from_slice(&grid.log_weight);
        work.score.fill(0.0);
        for task in tasks {
            work.add_task(data, task, beta, random, &grid);
        }
        let highest = work.log.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        let mut score = vec![0.0; size];
        for (log, node_scores) in work.log.iter().zip(work.score.chunks(size)) {
            let weight = exp(log - highest);
            total += weight;
            for (score, node_score) in score.iter_mut().zip(node_scores) {
                *score = weight.mul_add(*node_score, *score);
            }
        }
        terms.push(highest + ln(total));
        scores.extend(score.iter().map(|score| score / total));
    }
    Ok(PanelEvaluation { log_likelihood: sum(&terms), scores, people: terms.len() })
}

/// The nodes of the quadrature and the logs of their weights.
struct Grid {
    node: Vec<f64>,
    log_weight: Vec<f64>,
}

impl Grid {
    fn new(nodes: usize) -> Self {
        let steps = nodes.max(3) - 1;
        let step = 2.0 * REACH / steps as f64;
        let log_scale = ln(step) - 0.918_938_533_204_672_8;
        let node: Vec<f64> = (0..=steps).map(|q| (q as f64).mul_add(step, -REACH)).collect();
        let end = |q: usize| if q == 0 || q == steps { -std::f64::consts::LN_2 } else { 0.0 };
        let log_weight = node.iter().enumerate().map(|(q, eta)| log_scale - 0.5 * eta * eta + end(q)).collect();
        Self { node, log_weight }
    }
}

/// What is known of one person at each node: the log of weight × likelihood, and its derivatives.
struct Work {
    log: Vec<f64>,
    score: Vec<f64>,
    size: usize,
}

impl Work {
    fn new(nodes: usize, size: usize) -> Self {
        Self { log: vec![0.0; nodes], score: vec![0.0; nodes * size], size }
    }

    fn add_task(&mut self, data: &ChoiceData<'_>, task: usize, beta: &[f64], random: RandomTaste, grid: &Grid) {
        // Utilities relative to the chosen alternative: P = 1 / (1 + Σ e^d), and the chosen one's own features drop out of the score.
        let chosen = data.features_of(task, data.chosen(task));
        let mut others = Vec::new();
        for alternative in
            (0..data.alternatives()).filter(|&alternative| alternative != data.chosen(task) && data.is_available(task, alternative))
        {
            let x = data.features_of(task, alternative);
            let difference: Vec<f64> = x.iter().zip(chosen).map(|(x, chosen)| x - chosen).collect();
            let fixed = difference.iter().zip(beta).fold(0.0, |sum, (x, b)| x.mul_add(*b, sum));
            others.push((difference, fixed));
        }
        let features = data.features();
        let mut odds = vec![0.0; others.len()];
        for ((log, score), &eta) in self.log.iter_mut().zip(self.score.chunks_mut(self.size)).zip(&grid.node) {
            let mut highest = 0.0f64;
            for (odds, (difference, fixed)) in odds.iter_mut().zip(&others) {
                *odds = difference[random.feature].mul_add(random.sd * eta, *fixed);
                highest = highest.max(*odds);
            }
            let mut total = exp(-highest);
            for odds in &mut odds {
                *odds = exp(*odds - highest);
                total += *odds;
            }
            *log -= highest + ln(total);
            for (odds, (difference, _)) in odds.iter().zip(&others) {
                let part = odds / total;
                for (score, x) in score.iter_mut().zip(difference) {
                    *score = x.mul_add(-part, *score);
                }
                score[features] = (difference[random.feature] * eta).mul_add(-part, score[features]);
            }
        }
    }
}
