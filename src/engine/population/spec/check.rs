//! What one population file must satisfy before any data is read.

use crate::input::{Cx, Entries, Quantity, Span};

use super::super::role::Role;
use super::file::{CaseSpec, ColumnSpec, CorrelationSpec, MarginSpec, PopulationSpec, SegmentSpec};

/// How far shares may be from adding up to 1: rounding to a tenth of a percent in a few categories.
pub(in super::super) const ROUNDING: f64 = 0.0051;

/// The answering styles that panels know.
pub const STYLES: [&str; 3] = ["acquiescence", "extremity", "noise"];

/// The name of the column that the segments become.
pub const SEGMENT: &str = "segment";

impl PopulationSpec {
    /// Reports everything that is wrong with the file itself.
    pub(in super::super) fn check(&self, cx: &mut Cx) {
        cx.unique("column", self.columns.iter().map(|column| &column.name));
        cx.unique("segment", self.segments.iter().map(|segment| &segment.name));
        for column in &self.columns {
            self.check_column(column, cx);
        }
        for margin in &self.margins {
            check_margin(margin, cx);
        }
        for correlation in &self.correlations {
            check_correlation(correlation, cx);
        }
        check_segments(&self.segments, cx);
        if let Some(count) = self.count
            && count.value == 0
        {
            cx.error(count.span, "a population needs people").got(0).allowed("1 or more");
        }
        if let Some(raking) = &self.raking
            && !(raking.tolerance > 0.0 && raking.tolerance < 0.1 && raking.passes > 0)
        {
            cx.error(None, "raking needs a tolerance between 0 and 0.1 and at least one pass")
                .got(format!("tolerance {}, passes {}", raking.tolerance, raking.passes));
        }
        if let Some(microdata) = &self.microdata
            && microdata.file.is_none()
        {
            let span = microdata.donor.as_ref().or(microdata.weight.as_ref()).map(|name| name.span);
            cx.error(span, "`[microdata]` names no `file`").help("add `file = \"people.csv\"`, or take the table out");
        }
        if self.microdata.is_none() && self.columns.is_empty() && self.margins.is_empty() {
            cx.error(None, "the population has neither `[microdata]` nor `[[margins]]`")
                .help("name a data file, or state the share of each category in `[[margins]]`");
        }
    }

    fn check_column(&self, column: &ColumnSpec, cx: &mut Cx) {
        let at = column.name.span;
        column.check_provenance(cx);
        if column.name.value.as_str() == SEGMENT {
            cx.error(at, "a column cannot be named `segment`").help("the segments already go by that name");
        }
        let ways: Vec<&str> = [
            ("from", column.from.is_some()),
            ("is", column.is.is_some()),
            ("draw", column.draw.is_some()),
            ("shares", column.shares.is_some()),
        ]
        .into_iter()
        .filter_map(|(way, used)| used.then_some(way))
        .collect();
        if ways.len() > 1 {
            cx.error(at, format!("column `{}` gets its values in {} ways", column.name, ways.len()))
                .got(ways.join(", "))
                .allowed("one of from, is, draw, shares");
        }
        if column.from.is_some() && self.microdata.is_none() {
            cx.error(at, format!("column `{}` is taken from data, but there is no `[microdata]`", column.name));
        }
        if column.role == Role::Style && !STYLES.contains(&column.name.value.as_str()) {
            cx.unknown(at, "answering style", column.name.value.as_str(), STYLES);
        }
        if !column.relieved_by.is_empty() && column.role != Role::PainPoint {
            cx.error(at, format!("`relieved_by` belongs to pain points, and column `{}` is none", column.name));
        }
        let drawn = column.draw.is_some() || column.shares.is_some();
        if column.codes.is_some() && drawn {
            cx.error(at, format!("`codes` explain numbers, but column `{}` is drawn", column.name));
        }
        if let Some(shares) = &column.shares {
            check_shares(at, shares, cx);
        }
        if !drawn && !column.cases.is_empty() {
            cx.error(at, format!("`cases` of column `{}` need a `draw` or `shares` for everybody else", column.name));
        }
        for case in &column.cases {
            check_case(column, case, cx);
        }
        check_cuts(column, cx);
        if column.range.is_none() && matches!(column.role, Role::PainPoint | Role::Ability) {
            for quantity in column.draw.iter().chain(column.cases.iter().filter_map(|case| case.draw.as_ref())) {
                quantity.within(cx, 0.0, 1.0, "");
            }
        }
        if let Some(range) = &column.range
            && !matches!(range.value.as_slice(), [low, high] if low < high)
        {
            cx.error(range.span, "a range is two numbers, the lower first").got(format!("{:?}", range.value));
        }
    }
}

fn check_case(column: &ColumnSpec, case: &CaseSpec, cx: &mut Cx) {
    case.check_provenance(cx);
    let same_kind = case.draw.is_some() == column.draw.is_some() && case.shares.is_some() == column.shares.is_some();
    if !same_kind {
        cx.error(column.name.span, format!("a case of column `{}` is drawn in another way than the column", column.name))
            .allowed(if column.draw.is_some() { "draw" } else { "shares" });
    }
    if let (Some(shares), Some(all)) = (&case.shares, &column.shares) {
        check_shares(column.name.span, shares, cx);
        for (name, _) in shares {
            if all.get(name.value.as_str()).is_none() {
                cx.unknown(name.span, "category", name.value.as_str(), all.names());
            }
        }
    }
}

fn check_cuts(column: &ColumnSpec, cx: &mut Cx) {
    let Some(cuts) = &column.cuts else {
        if !column.bands.is_empty() {
            cx.error(column.name.span, format!("`bands` of column `{}` name what `cuts` cut, and there are none", column.name));
        }
        return;
    };
    if cuts.value.is_empty() || cuts.value.windows(2).any(|pair| pair[0] >= pair[1]) {
        cx.error(cuts.span, "cuts must rise").got(format!("{:?}", cuts.value));
    }
    if column.bands.len() != cuts.value.len() + 1 {
        cx.error(cuts.span, format!("{} cuts make {} categories", cuts.value.len(), cuts.value.len() + 1))
            .got(format!("{} bands", column.bands.len()))
            .help("name each category in `bands`, the lowest first");
    }
    if column.codes.is_some() || column.shares.is_some() {
        cx.error(cuts.span, "only numbers can be cut").got("categories");
    }
}

/// Shares must add up to 1; a difference that rounding explains is scaled away by whoever uses them.
fn check_shares(at: Span, shares: &Entries<f64>, cx: &mut Cx) {
    let mut total = 0.0;
    for (name, share) in shares {
        if *share < 0.0 {
            cx.error(name.span, format!("the share of `{}` cannot be negative", name.value)).got(share);
            return;
        }
        total += share;
    }
    if (total - 1.0).abs() > ROUNDING {
        let span = shares.first().zip(shares.last()).map_or(at, |(first, last)| first.0.span.to(last.0.span));
        cx.error(span, "shares must add up to 1").got(format!("{total:.4}"));
    }
}

fn check_margin(margin: &MarginSpec, cx: &mut Cx) {
    margin.check_provenance(cx);
    let place = margin.shares.as_ref().or(margin.counts.as_ref()).map(super::Cells::span);
    let place = place.or(margin.column.as_ref().map(|name| name.span)).or(margin.columns.first().map(|name| name.span));
    if margin.column.is_some() != margin.columns.is_empty() {
        cx.error(place, "a margin is about one `column` or about several `columns`").got(if margin.column.is_some() {
            "both"
        } else {
            "neither"
        });
    }
    if margin.shares.is_some() == margin.counts.is_some() {
        cx.error(place, "a margin states `shares` or `counts`").got(if margin.shares.is_some() { "both" } else { "neither" });
    }
    cx.unique("column of the margin", &margin.columns);
}

fn check_correlation(correlation: &CorrelationSpec, cx: &mut Cx) {
    correlation.check_provenance(cx);
    if !matches!(correlation.between.value.as_slice(), [a, b] if a.value != b.value) {
        cx.error(correlation.between.span, "a correlation is between two columns")
            .got(correlation.between.value.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "));
    }
    if !(-1.0..=1.0).contains(&correlation.rank.value) {
        cx.error(correlation.rank.span, "a rank correlation must lie in [-1, 1]").got(correlation.rank.value);
    }
}

fn check_segments(segments: &[SegmentSpec], cx: &mut Cx) {
    let open: Vec<&SegmentSpec> = segments.iter().filter(|segment| segment.r#where.is_none()).collect();
    if let [first, .., second] = open.as_slice() {
        cx.error(second.name.span, "only one segment can take everybody left").also(first.name.span, "this one does already");
    } else if let ([only], Some(last)) = (open.as_slice(), segments.last())
        && only.name.value != last.name.value
    {
        cx.error(only.name.span, format!("segment `{}` takes everybody, so those below it stay empty", only.name))
            .help("give it a `where`, or move it to the end");
    }
}

/// Says in words what a distribution is, for the list of assumptions.
pub(in super::super) fn described(quantity: &Quantity) -> String {
    use crate::stats::Dist;
    match &quantity.dist {
        Dist::Point(value) => format!("{value}"),
        Dist::Normal { mean, sd } => format!("normal, mean {mean}, standard deviation {sd}"),
        Dist::LogNormal { median, sigma } => format!("lognormal, median {median}, sigma {sigma}"),
        Dist::Uniform { low, high } => format!("uniform from {low} to {high}"),
        Dist::Triangular { low, mode, high } => format!("triangular, {low} – {mode} – {high}"),
        Dist::Pert { low, mode, high } => format!("PERT, {low} – {mode} – {high}"),
        Dist::Beta { a, b } => format!("beta({a}, {b})"),
        Dist::Quantiles { points } => {
            let points: Vec<String> = points.iter().map(|(p, v)| format!("{v} at {p}")).collect();
            format!("quantiles {}", points.join(", "))
        }
    }
}
