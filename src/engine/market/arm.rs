//! The figures that need one arm only, the same for every arm: for comparisons and searches.

use crate::montecarlo::ArmReadout;
use crate::world::{Depth, Tally};

use super::figures::{Arms, Figure, Figures, Kind};
use super::model::{CONCEPT, ENTRANTS, Market, Role};

/// One market by itself: none without the concept beside it, and no ladder of prices.
static ONE_MARKET: Arms = Arms { all: Vec::new(), without: None, ladder: Vec::new() };

/// Reads figures of one arm by the rules of [`Figures`].
///
/// Figures that hold two markets against each other, such as what another product loses to the concept, are not among them.
#[derive(Debug, Clone)]
pub struct ArmFigures<'a> {
    rules: Figures<'a>,
    figures: Vec<Figure>,
    ids: Vec<String>,
    depth: Depth,
}

impl<'a> ArmFigures<'a> {
    /// Takes every figure that one arm has; `entrants` is the most alternatives that any arm brings in.
    #[must_use]
    pub fn new(market: &'a Market, entrants: usize) -> Self {
        let rules = Figures::new(market, &ONE_MARKET);
        let mut figures = rules.all().to_vec();
        for entrant in 0..entrants.min(ENTRANTS) {
            let alternative = market.alternatives.len() + entrant;
            figures.push(Figure {
                id: format!("share of newcomer:{}", entrant + 1),
                kind: Kind::Share { arm: 0, alternative, segment: None },
            });
        }
        let costed = |role: Role| market.alternatives.iter().any(|one| one.role == role && one.unit_cost.is_some());
        if market.price_taste.is_some() && market.alternatives[CONCEPT].unit_cost.is_some() && costed(Role::Own) {
            figures.push(Figure { id: "own margin".to_owned(), kind: Kind::OwnMargin { arm: 0 } });
        }
        Self::of(rules, figures)
    }

    /// Takes these figures only, in this order, so that [`ArmFigures::depth`] may be less than full.
    ///
    /// `None` where one of them needs more than one arm, or the market does not have it.
    #[must_use]
    pub fn only(market: &'a Market, kinds: &[Kind]) -> Option<Self> {
        let all = Self::new(market, ENTRANTS);
        let figures = kinds.iter().map(|&kind| Some(all.figures[all.index(kind)?].clone())).collect::<Option<Vec<_>>>()?;
        Some(Self::of(all.rules, figures))
    }

    fn of(rules: Figures<'a>, figures: Vec<Figure>) -> Self {
        let ids = figures.iter().map(|figure| figure.id.clone()).collect();
        let full = figures.iter().any(|figure| figure.kind.depth() == Depth::Full);
        Self { rules, figures, ids, depth: if full { Depth::Full } else { Depth::Choices } }
    }

    /// The figures, in the order they are read.
    #[must_use]
    pub fn all(&self) -> &[Figure] {
        &self.figures
    }

    /// The position of a kind of figure.
    #[must_use]
    pub fn index(&self, kind: Kind) -> Option<usize> {
        self.figures.iter().position(|figure| figure.kind == kind)
    }

    /// How deep every arm must be looked at for these figures.
    #[must_use]
    pub fn depth(&self) -> Depth {
        self.depth
    }
}

impl ArmReadout for ArmFigures<'_> {
    fn ids(&self) -> &[String] {
        &self.ids
    }

    fn read(&self, tally: &Tally, out: &mut [f64]) {
        for (figure, out) in self.figures.iter().zip(out) {
            *out = self.rules.value(figure.kind, std::slice::from_ref(tally));
        }
    }
}
