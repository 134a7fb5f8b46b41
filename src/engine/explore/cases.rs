//! Cases that were run: what went in, and which of them came out as what is looked for.

/// The most cases.
pub const MAX_CASES: usize = 1 << 22;

/// The most inputs of a case.
pub const MAX_COLUMNS: usize = 1024;

/// The most kinds of an input that is no number.
pub const MAX_KINDS: usize = 64;

/// What one input was in each case.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// A number.
    Numbers(Vec<f64>),
    /// One of several kinds.
    Kinds {
        /// What the kinds are called.
        names: Vec<String>,
        /// The kind of each case, as a place among the names.
        of: Vec<u8>,
    },
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Kinds { of, .. } => of.len(),
        }
    }
}

/// An input with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// What it is called.
    pub name: String,
    /// The unit of its numbers; empty where there is none.
    pub unit: String,
    /// What it was in each case.
    pub column: Column,
}

/// Says which outcomes are of interest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Interest {
    /// Those at or above a line.
    AtLeast(f64),
    /// Those at or below a line.
    AtMost(f64),
}

impl Interest {
    fn takes(self, outcome: f64) -> bool {
        match self {
            Self::AtLeast(line) => outcome >= line,
            Self::AtMost(line) => outcome <= line,
        }
    }
}

/// One thing that is wrong with cases.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CaseError {
    /// The number of cases is out of range.
    #[error("1 to {MAX_CASES} cases can be looked at, got {got}")]
    Count {
        /// The number given.
        got: usize,
    },
    /// The number of inputs is out of range.
    #[error("cases need 1 to {MAX_COLUMNS} inputs, got {got}")]
    Inputs {
        /// The number given.
        got: usize,
    },
    /// An input has another number of cases than there are outcomes.
    #[error("input `{input}` has {got} cases, the outcomes {expected}")]
    Length {
        /// The input.
        input: String,
        /// Its cases.
        got: usize,
        /// Outcomes.
        expected: usize,
    },
    /// A number is NaN or infinite.
    #[error("input `{input}` of case {case} is not a finite number")]
    NotFinite {
        /// The input.
        input: String,
        /// The first such case, from 0.
        case: usize,
    },
    /// An input has no kinds, or too many.
    #[error("input `{input}` must have 1 to {MAX_KINDS} kinds, got {got}")]
    Kinds {
        /// The input.
        input: String,
        /// Kinds given.
        got: usize,
    },
    /// A case has a kind without a name.
    #[error("input `{input}` of case {case} is kind {kind}, but has only {names} names")]
    Kind {
        /// The input.
        input: String,
        /// The first such case, from 0.
        case: usize,
        /// Its kind.
        kind: u8,
        /// Names given.
        names: usize,
    },
    /// An outcome or the line is NaN or infinite.
    #[error("the outcome of case {case} is not a finite number")]
    Outcome {
        /// The first such case, from 0.
        case: usize,
    },
    /// The line is NaN or infinite.
    #[error("the line that outcomes are held against is not a finite number")]
    Line,
    /// No case is of interest.
    #[error("none of {cases} outcomes is of interest, so there is nothing to look for; move the line")]
    None {
        /// Cases.
        cases: usize,
    },
    /// Every case is of interest.
    #[error("all of {cases} outcomes are of interest, so nothing tells them apart; move the line")]
    All {
        /// Cases.
        cases: usize,
    },
}

/// Cases that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Cases {
    inputs: Vec<Input>,
    interest: Vec<bool>,
    hits: usize,
}

impl Cases {
    /// Checks inputs and outcomes and marks the cases of interest.
    ///
    /// # Errors
    /// Every problem, in the order of the inputs.
    pub fn new(inputs: Vec<Input>, outcomes: &[f64], interest: Interest) -> Result<Self, Vec<CaseError>> {
        let cases = outcomes.len();
        let mut found = Vec::new();
        if !(1..=MAX_CASES).contains(&cases) {
            found.push(CaseError::Count { got: cases });
        }
        if !(1..=MAX_COLUMNS).contains(&inputs.len()) {
            found.push(CaseError::Inputs { got: inputs.len() });
        }
        for input in &inputs {
            check(input, cases, &mut found);
        }
        if let Some(case) = outcomes.iter().position(|v| !v.is_finite()) {
            found.push(CaseError::Outcome { case });
        }
        let (Interest::AtLeast(line) | Interest::AtMost(line)) = interest;
        if !line.is_finite() {
            found.push(CaseError::Line);
        }
        let interest: Vec<bool> = outcomes.iter().map(|&outcome| interest.takes(outcome)).collect();
        let hits = interest.iter().filter(|&&hit| hit).count();
        if found.is_empty() && hits == 0 {
            found.push(CaseError::None { cases });
        }
        if found.is_empty() && hits == cases {
            found.push(CaseError::All { cases });
        }
        if found.is_empty() { Ok(Self { inputs, interest, hits }) } else { Err(found) }
    }

    /// Returns the number of cases.
    pub fn len(&self) -> usize {
        self.interest.len()
    }

    /// Tells whether there is no case; never so.
    pub fn is_empty(&self) -> bool {
        self.interest.is_empty()
    }

    /// Returns the number of cases of interest: at least one, but not all.
    pub fn hits(&self) -> usize {
        self.hits
    }

    /// Returns the inputs.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Tells for each case whether it is of interest.
    pub fn interest(&self) -> &[bool] {
        &self.interest
    }

    /// Returns the region that holds all cases and nothing beside.
    pub fn whole(&self) -> Region {
        let limit = |input: &Input| match &input.column {
            Column::Numbers(values) => Limit::Between {
                low: values.iter().copied().fold(f64::INFINITY, f64::min),
                high: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            },
            Column::Kinds { of, .. } => Limit::Among(of.iter().fold(0, |all, &kind| all | 1 << kind)),
        };
        Region { limits: self.inputs.iter().map(limit).collect() }
    }

    /// Keeps some cases; nothing where they are all, or none, of interest.
    pub(super) fn part(&self, kept: &[bool]) -> Option<Self> {
        fn of<T: Copy>(values: &[T], kept: &[bool]) -> Vec<T> {
            values.iter().zip(kept).filter(|(_, kept)| **kept).map(|(value, _)| *value).collect()
        }
        let column = |column: &Column| match column {
            Column::Numbers(values) => Column::Numbers(of(values, kept)),
            Column::Kinds { names, of: kinds } => Column::Kinds { names: names.clone(), of: of(kinds, kept) },
        };
        let inputs = self
            .inputs
            .iter()
            .map(|input| Input { column: column(&input.column), name: input.name.clone(), unit: input.unit.clone() })
            .collect();
        let interest = of(&self.interest, kept);
        let hits = interest.iter().filter(|&&hit| hit).count();
        (hits > 0 && hits < interest.len()).then_some(Self { inputs, interest, hits })
    }
}

fn check(input: &Input, cases: usize, found: &mut Vec<CaseError>) {
    let name = || input.name.clone();
    if input.column.len() != cases {
        found.push(CaseError::Length { input: name(), got: input.column.len(), expected: cases });
    }
    match &input.column {
        Column::Numbers(values) => {
            if let Some(case) = values.iter().position(|v| !v.is_finite()) {
                found.push(CaseError::NotFinite { input: name(), case });
            }
        }
        Column::Kinds { names, of } => {
            if !(1..=MAX_KINDS).contains(&names.len()) {
                found.push(CaseError::Kinds { input: name(), got: names.len() });
            } else if let Some(case) = of.iter().position(|&kind| usize::from(kind) >= names.len()) {
                found.push(CaseError::Kind { input: name(), case, kind: of[case], names: names.len() });
            }
        }
    }
}

/// What one input may be inside a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// A number between two ends, both inside.
    Between {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// One of the kinds whose bits are set.
    Among(u64),
}

/// A box: one limit an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The limits, in the order of the inputs.
    pub limits: Vec<Limit>,
}

impl Region {
    /// Tells whether a case lies inside.
    ///
    /// # Panics
    /// If the case is not one of the cases, or the region is one of other inputs.
    pub fn holds(&self, cases: &Cases, case: usize) -> bool {
        self.limits.iter().zip(cases.inputs()).all(|(limit, input)| match (limit, &input.column) {
            (Limit::Between { low, high }, Column::Numbers(values)) => (*low..=*high).contains(&values[case]),
            (Limit::Among(kinds), Column::Kinds { of, .. }) => kinds >> of[case] & 1 == 1,
            _ => false,
        })
    }

    /// Returns the inputs whose limit differs from another region's.
    pub fn restricted<'a>(&'a self, whole: &'a Self) -> impl Iterator<Item = usize> + 'a {
        self.limits.iter().zip(&whole.limits).enumerate().filter(|(_, (own, whole))| own != whole).map(|(input, _)| input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(name: &str, values: &[f64]) -> Input {
        Input { name: name.into(), unit: String::new(), column: Column::Numbers(values.to_vec()) }
    }

    fn kinds(name: &str, names: &[&str], of: &[u8]) -> Input {
        let column = Column::Kinds { names: names.iter().map(|&name| name.into()).collect(), of: of.to_vec() };
        Input { name: name.into(), unit: String::new(), column }
    }

    #[test]
    fn cases_are_marked_and_regions_hold_them() {
        let inputs = vec![numbers("x", &[1.0, 2.0, 3.0]), kinds("k", &["a", "b", "c"], &[0, 2, 2])];
        let cases = Cases::new(inputs, &[5.0, 6.0, 7.0], Interest::AtLeast(6.0)).unwrap();
        assert_eq!((cases.len(), cases.hits(), cases.interest()), (3, 2, &[false, true, true][..]));
        let whole = cases.whole();
        assert_eq!(whole.limits, [Limit::Between { low: 1.0, high: 3.0 }, Limit::Among(0b101)]);
        assert!((0..3).all(|case| whole.holds(&cases, case)));
        let part = Region { limits: vec![Limit::Between { low: 1.0, high: 2.5 }, Limit::Among(0b100)] };
        assert_eq!((0..3).map(|case| part.holds(&cases, case)).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(part.restricted(&whole).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(cases.part(&[true, true, false]).unwrap().interest(), [false, true]);
        assert_eq!(cases.part(&[false, true, true]), None);
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let inputs = vec![numbers("x", &[1.0, f64::NAN]), numbers("y", &[1.0]), kinds("k", &["a"], &[0, 1]), kinds("z", &[], &[0, 0])];
        let found = Cases::new(inputs, &[1.0, f64::INFINITY], Interest::AtMost(f64::NAN)).unwrap_err();
        let words: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                "input `x` of case 1 is not a finite number",
                "input `y` has 1 cases, the outcomes 2",
                "input `k` of case 1 is kind 1, but has only 1 names",
                "input `z` must have 1 to 64 kinds, got 0",
                "the outcome of case 1 is not a finite number",
                "the line that outcomes are held against is not a finite number",
            ]
        );
        let one = |outcomes: &[f64]| Cases::new(vec![numbers("x", &[1.0, 2.0])], outcomes, Interest::AtLeast(5.0)).unwrap_err();
        assert_eq!(one(&[1.0, 2.0]), [CaseError::None { cases: 2 }]);
        assert_eq!(one(&[8.0, 9.0]), [CaseError::All { cases: 2 }]);
        assert_eq!(Cases::new(vec![], &[], Interest::AtLeast(0.0)).unwrap_err().len(), 2);
    }
}
