//! Which slot of a tally holds what.

use crate::world::{Depth, Tally};

/// The answer points of the questions about the journey.
pub(super) const CES_POINTS: usize = 7;
pub(super) const CSAT_POINTS: usize = 5;
pub(super) const NPS_POINTS: usize = 11;

/// Sizes of a market, and from them the slot of each figure's raw sum or count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Layout {
    pub(super) alternatives: usize,
    pub(super) segments: usize,
    pub(super) attributes: usize,
    /// The number of points of each question.
    pub(super) questions: Vec<usize>,
    pub(super) touchpoints: usize,
    /// Prices on the Van Westendorp grid.
    pub(super) grid: usize,
}

impl Layout {
    // Sums.

    /// Summed choice probability of an alternative in a segment.
    pub(super) fn share(&self, alternative: usize, segment: usize) -> usize {
        alternative * self.segments + segment
    }

    /// Summed variance of the single choices of an alternative.
    pub(super) fn spread(&self, alternative: usize) -> usize {
        self.alternatives * self.segments + alternative
    }

    /// Summed revenue of the concept.
    pub(super) fn revenue(&self) -> usize {
        self.alternatives * (self.segments + 1)
    }

    /// Summed margin of the concept.
    pub(super) fn margin(&self) -> usize {
        self.revenue() + 1
    }

    /// Summed margin of the concept and our other products.
    pub(super) fn own_margin(&self) -> usize {
        self.revenue() + 2
    }

    fn choice_sums(&self) -> usize {
        self.revenue() + 3
    }

    /// Summed weights of the purchase-intent boxes.
    pub(super) fn weighted_intent(&self) -> usize {
        self.choice_sums()
    }

    /// Summed minutes of those who went through a touchpoint.
    pub(super) fn minutes(&self, touchpoint: usize) -> usize {
        self.choice_sums() + 1 + touchpoint
    }

    /// Summed chance of buying at a grid price, after Newton, Miller and Smith.
    pub(super) fn trial(&self, price: usize) -> usize {
        self.choice_sums() + 1 + self.touchpoints + price
    }

    // Counts.

    /// People of a segment who were run.
    pub(super) fn base(&self, segment: usize) -> usize {
        debug_assert!(segment < self.segments);
        segment
    }

    /// Answers on a point (from 0) of a question about the concept, in a segment.
    pub(super) fn answer(&self, question: usize, segment: usize, point: usize) -> usize {
        let before: usize = self.questions[..question].iter().sum();
        self.segments + before * self.segments + segment * self.questions[question] + point
    }

    /// One past the last answer about the concept.
    fn answers(&self) -> usize {
        self.segments + self.questions.iter().sum::<usize>() * self.segments
    }

    /// The same question asked about the reference, all segments.
    pub(super) fn reference_answer(&self, question: usize, point: usize) -> usize {
        self.answers() + self.questions[..question].iter().sum::<usize>() + point
    }

    /// Choosers of the concept whose strongest reason is this attribute.
    pub(super) fn reason_for(&self, attribute: usize) -> usize {
        self.answers() + self.questions.iter().sum::<usize>() + attribute
    }

    /// People who choose something else, and whose strongest reason against the concept is this attribute.
    pub(super) fn reason_against(&self, attribute: usize) -> usize {
        self.reason_for(self.attributes) + attribute
    }

    /// People for whom no price makes the concept worth it.
    pub(super) fn no_price(&self) -> usize {
        self.reason_against(self.attributes)
    }

    /// People asked for prices.
    pub(super) fn price_base(&self) -> usize {
        self.no_price() + 1
    }

    /// People whose Van Westendorp price (0 too cheap … 3 too expensive) lies in a grid cell; the last cell is past the grid.
    pub(super) fn threshold(&self, which: usize, cell: usize) -> usize {
        self.price_base() + 1 + which * (self.grid + 1) + cell
    }

    fn journey(&self) -> usize {
        self.price_base() + 1 + if self.grid == 0 { 0 } else { 4 * (self.grid + 1) }
    }

    /// People who start the journey.
    pub(super) fn started(&self) -> usize {
        self.journey()
    }

    /// People who come to its end.
    pub(super) fn finished(&self) -> usize {
        self.journey() + 1
    }

    /// People who reach a touchpoint.
    pub(super) fn reached(&self, touchpoint: usize) -> usize {
        self.journey() + 2 + touchpoint
    }

    /// People who get through a touchpoint.
    pub(super) fn passed(&self, touchpoint: usize) -> usize {
        self.journey() + 2 + self.touchpoints + touchpoint
    }

    /// People for whom something went wrong at a touchpoint.
    pub(super) fn failed(&self, touchpoint: usize) -> usize {
        self.journey() + 2 + 2 * self.touchpoints + touchpoint
    }

    /// Answers to "it was easy" at a touchpoint.
    pub(super) fn ces(&self, touchpoint: usize, point: usize) -> usize {
        self.journey() + 2 + 3 * self.touchpoints + touchpoint * CES_POINTS + point
    }

    /// Answers on satisfaction at a touchpoint; one past the last is the whole journey.
    pub(super) fn csat(&self, touchpoint: usize, point: usize) -> usize {
        self.journey() + 2 + (3 + CES_POINTS) * self.touchpoints + touchpoint * CSAT_POINTS + point
    }

    /// Answers on recommendation.
    pub(super) fn nps(&self, point: usize) -> usize {
        self.csat(self.touchpoints + 1, 0) + point
    }

    /// An empty tally.
    pub(super) fn tally(&self, depth: Depth) -> Tally {
        match depth {
            Depth::Choices => Tally::zeros(self.segments, self.choice_sums()),
            Depth::Full => Tally::zeros(self.nps(NPS_POINTS), self.trial(self.grid)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_figures_share_a_slot() {
        let layout = Layout { alternatives: 3, segments: 2, attributes: 4, questions: vec![5, 11], touchpoints: 3, grid: 6 };
        let mut sums = Vec::new();
        for alternative in 0..3 {
            sums.extend((0..2).map(|segment| layout.share(alternative, segment)));
            sums.push(layout.spread(alternative));
        }
        sums.extend([layout.revenue(), layout.margin(), layout.own_margin()]);
        assert_eq!(sums.len(), layout.tally(Depth::Choices).sums.len());
        sums.push(layout.weighted_intent());
        sums.extend((0..3).map(|touchpoint| layout.minutes(touchpoint)));
        sums.extend((0..6).map(|price| layout.trial(price)));
        let mut counts: Vec<usize> = (0..2).map(|segment| layout.base(segment)).collect();
        for (question, points) in [(0, 5), (1, 11)] {
            for point in 0..points {
                counts.extend((0..2).map(|segment| layout.answer(question, segment, point)));
                counts.push(layout.reference_answer(question, point));
            }
        }
        for attribute in 0..4 {
            counts.extend([layout.reason_for(attribute), layout.reason_against(attribute)]);
        }
        counts.extend([layout.no_price(), layout.price_base()]);
        for which in 0..4 {
            counts.extend((0..=6).map(|cell| layout.threshold(which, cell)));
        }
        for touchpoint in 0..3 {
            counts.extend([layout.reached(touchpoint), layout.passed(touchpoint), layout.failed(touchpoint)]);
            counts.extend((0..CES_POINTS).map(|point| layout.ces(touchpoint, point)));
        }
        counts.extend([layout.started(), layout.finished()]);
        for touchpoint in 0..=3 {
            counts.extend((0..CSAT_POINTS).map(|point| layout.csat(touchpoint, point)));
        }
        counts.extend((0..NPS_POINTS).map(|point| layout.nps(point)));
        for (mut slots, len) in [(sums, layout.tally(Depth::Full).sums.len()), (counts, layout.tally(Depth::Full).counts.len())] {
            slots.sort_unstable();
            assert_eq!(slots, (0..len).collect::<Vec<_>>());
        }
    }
}
