//! Small sets of cases for the tests of this room.

use super::checks::halton_points;
use super::{Cases, Column, Input, Interest};
use crate::random::{At, Purpose, Seed, Streams};

pub(super) fn numbers_input(name: &str, values: &[f64]) -> Input {
    Input { name: name.into(), unit: String::new(), column: Column::Numbers(values.to_vec()) }
}

pub(super) fn kinds_input(name: &str, names: &[&str], of: &[u8]) -> Input {
    let column = Column::Kinds { names: names.iter().map(|&name| name.into()).collect(), of: of.to_vec() };
    Input { name: name.into(), unit: String::new(), column }
}

/// The published cases; every so many-th one turned round, or none for 0.
pub(super) fn halton_cases(every: usize) -> Cases {
    halton_points(every).unwrap()
}

/// Cases of uniform numbers, more often of interest where the first is large and the second small.
pub(super) fn random_cases(cases: usize, inputs: usize, seed: u64) -> Cases {
    let streams = Streams::new(Seed(seed), At::default());
    let column = |input: usize| -> Vec<f64> {
        let mut draws = streams.draws(Purpose::Design, input as u64, 9);
        (0..cases).map(|_| draws.uniform()).collect()
    };
    let columns: Vec<Vec<f64>> = (0..inputs).map(column).collect();
    let mut draws = streams.draws(Purpose::Design, 1000, 9);
    let outcomes: Vec<f64> = (0..cases)
        .map(|case| {
            let corner = columns[0][case] > 0.6 && columns[1][case] < 0.4;
            f64::from(u8::from(draws.uniform() < if corner { 0.9 } else { 0.1 }))
        })
        .collect();
    let inputs = columns.iter().enumerate().map(|(input, values)| numbers_input(&format!("x{input}"), values)).collect();
    Cases::new(inputs, &outcomes, Interest::AtLeast(1.0)).unwrap()
}
