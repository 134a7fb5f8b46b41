//! Run-time choice of the widest vector instructions, with equal bytes on every path.

use pulp::{Arch, NullaryFnOnce};

/// A piece of elementwise work that may be compiled for several instruction sets.
///
/// Implementors mark `run` `#[inline(always)]` and write plain loops over arrays, with every fused
/// multiply–add spelt `mul_add`; then each path rounds alike and gives the same bytes.
pub trait Kernel {
    /// What the work hands back.
    type Output;

    /// Does the work.
    fn run(self) -> Self::Output;
}

/// Names the instruction set a kernel runs under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Path {
    /// The widest set this processor has, found at run time.
    #[default]
    Widest,
    /// The set every processor of this architecture has: slower, same bytes. For tests and comparison.
    Baseline,
}

struct Dispatched<K>(K);

impl<K: Kernel> NullaryFnOnce for Dispatched<K> {
    type Output = K::Output;

    #[inline(always)]
    fn call(self) -> K::Output {
        self.0.run()
    }
}

/// Runs a kernel along a path.
///
/// # Determinism
/// Both paths give the same bytes; tests compare them for every kernel of the crate.
#[inline]
pub fn run<K: Kernel>(path: Path, kernel: K) -> K::Output {
    match path {
        Path::Widest => Arch::new().dispatch(Dispatched(kernel)),
        Path::Baseline => kernel.run(),
    }
}
