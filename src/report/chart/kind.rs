//! The sum of all charts, and what they share.

use super::{
    Convergence, Drivers, Dumbbell, Fan, Heatmap, Journey, Likert, PriceCurves, Shares, Tornado,
    Transfer, VanWestendorp,
};

/// Names the two widths every chart is drawn at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// 860 px, for a desk and for paper.
    Wide,
    /// 358 px, for a phone.
    Narrow,
}

impl Layout {
    /// Gives the width of the drawing.
    ///
    /// # Units
    ///
    /// CSS pixels.
    pub fn width(self) -> f64 {
        match self {
            Layout::Wide => 860.0,
            Layout::Narrow => 358.0,
        }
    }
}

/// Holds any chart a page can show.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Answers on a scale.
    Likert(Likert),
    /// Shares with intervals.
    Shares(Shares),
    /// Demand, revenue and profit against price.
    Price(PriceCurves),
    /// The price sensitivity meter.
    VanWestendorp(VanWestendorp),
    /// Journey funnel with experience level measures.
    Journey(Journey),
    /// What the answer hangs on.
    Tornado(Tornado),
    /// A measure by segment.
    Heatmap(Heatmap),
    /// What drives an answer.
    Drivers(Drivers),
    /// Error on people who were not fitted, cell by cell, against a null.
    Transfer(Transfer),
    /// A figure over time, with fans.
    Fan(Fan),
    /// Before and after, with the paired difference.
    Dumbbell(Dumbbell),
    /// Monte Carlo error by number of replicates.
    Convergence(Convergence),
}
