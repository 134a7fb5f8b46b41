//! The sum of all charts, and what they share.

use super::super::draw::scene::Scene;
use super::super::draw::svg::{self, Caption};
use super::{
    AutonomyMap, Convergence, Courses, CrossMatrix, Day, DemandCurves, Drivers, Dumbbell, Fan, Flips, Front, Frontier, GateLoad, Genealogy,
    Heatmap, InfluenceMap, Journey, Knee, Likert, Lineage, Objections, PriceCurves, Radar, Reliability, Resistance, Shares, SideBySide,
    Tornado, Transfer, VanWestendorp, VerdictMap, Waterfall, XlmGap,
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
    /// How often something happened, by the probability it was given.
    Reliability(Reliability),
    /// Shares chosen by price, real and predicted.
    Demand(DemandCurves),
    /// Before and after, with the paired difference.
    Dumbbell(Dumbbell),
    /// Monte Carlo error by number of replicates.
    Convergence(Convergence),
    /// Figures over time, future by future.
    Courses(Courses),
    /// Objections by likelihood and damage.
    Objections(Objections),
    /// A measure under more and more objections.
    Resistance(Resistance),
    /// What each input would have to be for another verdict.
    Flips(Flips),
    /// The verdict over two inputs.
    VerdictMap(VerdictMap),
    /// What each change adds on top of those before it.
    Waterfall(Waterfall),
    /// Cost against effect.
    Frontier(Frontier),
    /// Experience level measures before and after, against their targets.
    XlmGap(XlmGap),
    /// Drafts in order.
    Lineage(Lineage),
    /// Settings by what they cost in three ways, with the best to be had.
    Front(Front),
    /// Who works in, on and out of the loop.
    AutonomyMap(AutonomyMap),
    /// Load of gates over the day.
    GateLoad(GateLoad),
    /// Where errors are born, what lets them by and what becomes of them.
    Genealogy(Genealogy),
    /// Delay against load, with the knee.
    Knee(Knee),
    /// One day as it was replayed.
    Day(Day),
    /// Settings over measures.
    SideBySide(SideBySide),
    /// Who speaks for what and who against.
    CrossMatrix(CrossMatrix),
    /// Drivers by influence and dependence.
    Influence(InfluenceMap),
    /// What is coming, by sector and by when it is felt.
    Radar(Radar),
}

impl Chart {
    /// Draws the chart for a page whose style maps its colours to light and dark.
    ///
    /// `id` is the stem of the anchors of its title and description (letters, digits, hyphens).
    ///
    /// # Determinism
    ///
    /// Equal charts and words give equal bytes.
    pub fn draw(&self, layout: Layout, id: &str, title: &str, description: &str) -> String {
        let caption = Caption { id, title, description };
        svg::inline(&self.scene(layout), caption)
    }

    /// Draws the chart as a wide file that stands alone, in the colours for white paper.
    pub fn file(&self, title: &str, description: &str) -> String {
        let caption = Caption { id: "", title, description };
        svg::standalone(&self.scene(Layout::Wide), caption)
    }

    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        match self {
            Chart::Likert(c) => c.scene(layout),
            Chart::Shares(c) => c.scene(layout),
            Chart::Price(c) => c.scene(layout),
            Chart::VanWestendorp(c) => c.scene(layout),
            Chart::Journey(c) => c.scene(layout),
            Chart::Tornado(c) => c.scene(layout),
            Chart::Heatmap(c) => c.scene(layout),
            Chart::Drivers(c) => c.scene(layout),
            Chart::Transfer(c) => c.scene(layout),
            Chart::Fan(c) => c.scene(layout),
            Chart::Reliability(c) => c.scene(layout),
            Chart::Courses(c) => c.scene(layout),
            Chart::Demand(c) => c.scene(layout),
            Chart::Dumbbell(c) => c.scene(layout),
            Chart::Convergence(c) => c.scene(layout),
            Chart::Objections(c) => c.scene(layout),
            Chart::Resistance(c) => c.scene(layout),
            Chart::Flips(c) => c.scene(layout),
            Chart::VerdictMap(c) => c.scene(layout),
            Chart::Waterfall(c) => c.scene(layout),
            Chart::Frontier(c) => c.scene(layout),
            Chart::XlmGap(c) => c.scene(layout),
            Chart::Lineage(c) => c.scene(layout),
            Chart::Front(c) => c.scene(layout),
            Chart::AutonomyMap(c) => c.scene(layout),
            Chart::GateLoad(c) => c.scene(layout),
            Chart::Genealogy(c) => c.scene(layout),
            Chart::Knee(c) => c.scene(layout),
            Chart::Day(c) => c.scene(layout),
            Chart::SideBySide(c) => c.scene(layout),
            Chart::CrossMatrix(c) => c.scene(layout),
            Chart::Influence(c) => c.scene(layout),
            Chart::Radar(c) => c.scene(layout),
        }
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A label no layout was made for, with a word longer than any column and a tag in it.
    pub(in super::super) const LONG: &str = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle and \
        <script>alert(1)</script> the rest of a label that somebody pasted from a slide & forgot to cut \u{202e} \u{0}";

    /// Numbers no axis was made for.
    pub(in super::super) const WILD: [f64; 8] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 0.0, 1e-300, -7.0];

    /// Fails if words overlap or leave the drawing, or a mark does, in either layout.
    pub(in super::super) fn assert_clean(chart: &Chart) {
        for layout in [Layout::Wide, Layout::Narrow] {
            let scene = chart.scene(layout);
            let faults = scene.faults();
            assert!(faults.is_empty(), "{layout:?}: {faults:#?}");
            assert!((scene.width - layout.width()).abs() < 1e-9);
            let svg = chart.draw(layout, "x", LONG, LONG);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert!(!svg.contains("<script"));
            assert!(!svg.contains(|c: char| c.is_control() && c != '\n'));
        }
        assert!(!chart.file("t", "d").contains("#0102"));
    }
}
