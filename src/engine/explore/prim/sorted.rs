//! Each input's cases in order of its numbers.

use crate::explore::cases::{Cases, Column};
use crate::parallel::{Batching, ThreadError, map_vec};

/// The inputs that are numbers, sorted once.
pub(super) struct Sorted {
    /// By input: its cases by rising number; empty where the input is no number.
    pub(super) orders: Vec<Vec<Ranked>>,
}

/// A case in an input's order.
#[derive(Clone, Copy)]
pub(super) struct Ranked {
    pub(super) value: f64,
    pub(super) case: u32,
}

impl Sorted {
    pub(super) fn of(cases: &Cases, threads: usize) -> Result<Self, ThreadError> {
        let order = |input: u64, _: &mut ()| match &cases.inputs()[input as usize].column {
            Column::Numbers(values) => {
                let mut order: Vec<Ranked> = values.iter().zip(0..).map(|(&value, case)| Ranked { value, case }).collect();
                order.sort_unstable_by(|a, b| a.value.total_cmp(&b.value).then(a.case.cmp(&b.case)));
                order
            }
            Column::Kinds { .. } => Vec::new(),
        };
        let orders = map_vec(0..cases.inputs().len() as u64, Batching { threads, chunk: 1 }, || (), order)?;
        Ok(Self { orders })
    }
}
