//! A checked mixed logit: which parameter stands where, and what it is called.

use super::specification::{Covariance, Distribution, Scale, Space, Specification, SpecificationError};

/// How many things may vary between people: as many as the point sequences have dimensions.
pub const MAX_RANDOM: usize = 64;

/// What a random dimension's points are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variate {
    /// Standard normal.
    Normal,
    /// Uniform on (0, 1).
    Unit,
    /// Uniform on (−1, 1).
    Uniform,
    /// Triangular on (−1, 1).
    Triangular,
}

/// One taste, with the places of its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) distribution: Distribution,
    /// The random dimension, if it varies.
    pub(super) dimension: Option<usize>,
    /// What its score is mixed from: (dimension, parameter). One entry where covariances are diagonal.
    pub(super) factor: Vec<(usize, usize)>,
    /// What shifts its location: (demographic, parameter).
    pub(super) shifts: Vec<(usize, usize)>,
    /// Whether a varying scale works on it.
    pub(super) scaled: bool,
}

/// A checked mixed logit.
///
/// # Shapes
/// Parameters: a location for each taste in order; the shifts, taste by taste; the spreads, taste by taste (with a full covariance, row by row of the
/// factor up to the diagonal); the spread of the scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub(super) parts: Vec<Part>,
    pub(super) variates: Vec<Variate>,
    /// The taste of price, in willingness-to-pay space.
    pub(super) price: Option<usize>,
    /// (dimension, parameter) of the varying scale.
    pub(super) scale: Option<(usize, usize)>,
    demographics: Vec<String>,
    features: Vec<String>,
    parameters: Vec<String>,
}

fn place(names: &[String], what: &'static str, name: &str) -> Result<usize, SpecificationError> {
    names.iter().position(|known| known == name).ok_or_else(|| SpecificationError::Unknown {
        what,
        name: name.to_owned(),
        known: if names.is_empty() {
            "none".to_owned()
        } else {
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        },
    })
}

fn once(names: &[String], what: &'static str) -> Result<(), SpecificationError> {
    match names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
        Some((_, name)) => Err(SpecificationError::Twice { what, name: name.clone() }),
        None => Ok(()),
    }
}

impl Model {
    /// Checks a specification.
    ///
    /// # Errors
    /// [`SpecificationError`] if a name is there twice or not at all, if there is nothing to estimate, or if two of its parts say the same thing.
    pub fn new(specification: &Specification) -> Result<Self, SpecificationError> {
        let Specification { tastes, covariance, space, scale, demographics } = specification;
        let features: Vec<String> = tastes.iter().map(|taste| taste.name.clone()).collect();
        if features.is_empty() {
            return Err(SpecificationError::Empty);
        }
        once(&features, "taste")?;
        once(demographics, "demographic")?;
        let mut parameters: Vec<String> = match space {
            Space::Preference => features.iter().map(|name| format!("location of {name}")).collect(),
            Space::WillingnessToPay { price } => features
                .iter()
                .map(
                    |name| if name == price { format!("location of {name}") } else { format!("location of willingness to pay for {name}") },
                )
                .collect(),
        };
        let mut parts: Vec<Part> = tastes
            .iter()
            .map(|taste| Part {
                distribution: taste.distribution,
                dimension: None,
                factor: Vec::new(),
                shifts: Vec::new(),
                scaled: *scale != Scale::Common,
            })
            .collect();
        for (taste, part) in tastes.iter().zip(&mut parts) {
            once(&taste.shifts, "shift")?;
            for name in &taste.shifts {
                part.shifts.push((place(demographics, "demographic", name)?, parameters.len()));
                parameters.push(format!("shift of {} with {name}", taste.name));
            }
        }
        let mut variates = Vec::new();
        for row in 0..parts.len() {
            let mixes = |part: &Part| matches!(part.distribution, Distribution::Normal | Distribution::LogNormal(_));
            let variate = match parts[row].distribution {
                Distribution::Fixed => continue,
                Distribution::Normal | Distribution::LogNormal(_) => Variate::Normal,
                Distribution::TruncatedNormal(_) => Variate::Unit,
                Distribution::Uniform => Variate::Uniform,
                Distribution::Triangular => Variate::Triangular,
            };
            if *covariance == Covariance::Full && mixes(&parts[row]) {
                for column in 0..row {
                    if let Some(dimension) = parts[column].dimension.filter(|_| mixes(&parts[column])) {
                        parts[row].factor.push((dimension, parameters.len()));
                        parameters.push(format!("joint spread of {} and {}", features[row], features[column]));
                    }
                }
            }
            parts[row].dimension = Some(variates.len());
            parts[row].factor.push((variates.len(), parameters.len()));
            let own = if *covariance == Covariance::Full && mixes(&parts[row]) { "own spread" } else { "spread" };
            parameters.push(format!("{own} of {}", features[row]));
            variates.push(variate);
        }
        let price = match space {
            Space::Preference => None,
            Space::WillingnessToPay { price } => Some(place(&features, "taste", price)?),
        };
        let scale = match scale {
            Scale::Common => None,
            Scale::Varying { except } => {
                for name in except {
                    parts[place(&features, "taste", name)?].scaled = false;
                }
                if !parts.iter().any(|part| part.scaled) {
                    return Err(SpecificationError::NothingScaled);
                }
                if let Some(price) = price.filter(|&price| parts[price].dimension.is_some()) {
                    return Err(SpecificationError::ScaleTwice { price: features[price].clone() });
                }
                variates.push(Variate::Normal);
                parameters.push("spread of scale".to_owned());
                Some((variates.len() - 1, parameters.len() - 1))
            }
        };
        if variates.len() > MAX_RANDOM {
            return Err(SpecificationError::TooMany { most: MAX_RANDOM, got: variates.len() });
        }
        Ok(Self { parts, variates, price, scale, demographics: demographics.clone(), features, parameters })
    }

    /// Returns the names of the features.
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// Returns the names of the demographics.
    pub fn demographics(&self) -> &[String] {
        &self.demographics
    }

    /// Returns the names of the parameters, in the order of every parameter vector.
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// Returns what varies between people: one variate for each random dimension.
    pub fn variates(&self) -> &[Variate] {
        &self.variates
    }

    /// Returns the parameters of a normal or lognormal taste's factor row: (dimension, parameter), the diagonal last.
    pub fn factor(&self, taste: usize) -> &[(usize, usize)] {
        &self.parts[taste].factor
    }

    /// Returns the covariance of the tastes' scores before their shape is put on, row by row over all features; 0 for a fixed taste.
    ///
    /// For normal tastes it is the covariance of the tastes themselves.
    ///
    /// # Panics
    /// If there are not as many parameters as the model has.
    pub fn score_covariance(&self, parameters: &[f64]) -> Vec<f64> {
        assert_eq!(parameters.len(), self.parameters.len(), "one value for each parameter");
        let size = self.parts.len();
        let mut covariance = vec![0.0; size * size];
        for (row, a) in self.parts.iter().enumerate() {
            for (column, b) in self.parts.iter().enumerate() {
                for &(dimension, first) in &a.factor {
                    if let Some(&(_, second)) = b.factor.iter().find(|(other, _)| *other == dimension) {
                        covariance[row * size + column] += parameters[first] * parameters[second];
                    }
                }
            }
        }
        covariance
    }
}

#[cfg(test)]
mod tests {
    use super::super::specification::{Sign, Taste};
    use super::*;

    fn specification() -> Specification {
        let taste = |name: &str, distribution| Taste::new(name, distribution);
        Specification {
            tastes: vec![
                taste("price", Distribution::LogNormal(Sign::Negative)),
                taste("speed", Distribution::Normal),
                taste("range", Distribution::Fixed),
                Taste { shifts: vec!["age".into()], ..taste("noise", Distribution::Triangular) },
            ],
            covariance: Covariance::Full,
            demographics: vec!["income".into(), "age".into()],
            ..Specification::default()
        }
    }

    #[test]
    fn parameters_have_names_in_order() {
        let model = Model::new(&specification()).unwrap();
        assert_eq!(
            model.parameters(),
            [
                "location of price",
                "location of speed",
                "location of range",
                "location of noise",
                "shift of noise with age",
                "own spread of price",
                "joint spread of speed and price",
                "own spread of speed",
                "spread of noise"
            ]
        );
        assert_eq!(model.variates(), [Variate::Normal, Variate::Normal, Variate::Triangular]);
        let covariance = model.score_covariance(&[0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(&covariance[..6], &[4.0, 6.0, 0.0, 0.0, 6.0, 25.0]);
        assert_eq!(covariance[15], 25.0);
    }

    #[test]
    fn what_cannot_be_a_model_is_refused() {
        let refused = |change: &dyn Fn(&mut Specification)| {
            let mut given = specification();
            change(&mut given);
            Model::new(&given).unwrap_err()
        };
        assert_eq!(refused(&|s| s.tastes.clear()), SpecificationError::Empty);
        assert_eq!(refused(&|s| s.tastes[1].name = "price".into()), SpecificationError::Twice { what: "taste", name: "price".into() });
        assert_eq!(
            refused(&|s| s.tastes[0].shifts.push("size".into())).to_string(),
            "there is no demographic `size`; there are `income`, `age`"
        );
        let money = |s: &mut Specification| s.space = Space::WillingnessToPay { price: "cost".into() };
        assert!(matches!(refused(&money), SpecificationError::Unknown { what: "taste", .. }));
        let twice = |s: &mut Specification| {
            s.space = Space::WillingnessToPay { price: "price".into() };
            s.scale = Scale::Varying { except: Vec::new() };
        };
        assert_eq!(refused(&twice), SpecificationError::ScaleTwice { price: "price".into() });
        let nothing = |s: &mut Specification| {
            s.scale = Scale::Varying { except: s.tastes.iter().map(|taste| taste.name.clone()).collect() };
        };
        assert_eq!(refused(&nothing), SpecificationError::NothingScaled);
        let many = |s: &mut Specification| {
            s.tastes = (0..65).map(|k| Taste::new(k.to_string(), Distribution::Normal)).collect();
        };
        assert_eq!(refused(&many), SpecificationError::TooMany { most: 64, got: 65 });
    }
}
