//! What a model says at given parameters: item by item, ready to be computed with.

/// Where items lie, where boxes part and how much people differ. Also holds slopes by each of these numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// How many boxes the scale has.
    pub categories: usize,
    /// Thresholds, items × (categories − 1), each item's rising; the stretch of extremity goes from 0.
    pub thresholds: Vec<f64>,
    /// Where each item lies: more gives higher answers.
    pub locations: Vec<f64>,
    /// What one unit of each demographic adds to where each item lies, items × demographics.
    pub shifts: Vec<f64>,
    /// The standard deviation of each trait.
    pub traits: Vec<f64>,
    /// The standard deviation of what a person adds to every answer.
    pub acquiescence: f64,
    /// The standard deviation of the logarithm of a person's stretch.
    pub extremity: f64,
}

impl Shape {
    /// Zeros of the same shape.
    pub(super) fn zeros(&self) -> Self {
        let none = |of: &[f64]| vec![0.0; of.len()];
        Self {
            categories: self.categories,
            thresholds: none(&self.thresholds),
            locations: none(&self.locations),
            shifts: Vec::new(),
            traits: none(&self.traits),
            acquiescence: 0.0,
            extremity: 0.0,
        }
    }

    /// Multiplies every number.
    pub(super) fn scale(&mut self, by: f64) {
        let all = self.thresholds.iter_mut().chain(&mut self.locations).chain(&mut self.traits);
        all.chain([&mut self.acquiescence, &mut self.extremity]).for_each(|slope| *slope *= by);
    }

    /// Where an item lies for a person of whom this is known.
    pub(super) fn location(&self, item: usize, known: &[f64]) -> f64 {
        let shifts = &self.shifts[item * known.len()..(item + 1) * known.len()];
        known.iter().zip(shifts).fold(self.locations[item], |sum, (x, shift)| sum + x * shift)
    }

    /// An item's thresholds.
    pub fn edges(&self, item: usize) -> &[f64] {
        &self.thresholds[item * (self.categories - 1)..(item + 1) * (self.categories - 1)]
    }

    /// The distance of the last threshold from the first, on average over items.
    pub fn width(&self) -> f64 {
        let items = self.locations.len();
        let of = |item: usize| self.edges(item)[self.categories - 2] - self.edges(item)[0];
        (0..items).map(of).sum::<f64>() / items as f64
    }
}
