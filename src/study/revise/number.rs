//! Numbers that change: what a stated number becomes under an effect, where that comes from, and how it is written.

use crate::input::{Grade, Quantity};
use crate::report::format;
use crate::stats;
use crate::stats::dist::Dist;
use crate::study::written::quoted;
use crate::treatment::plain;

/// What happens to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Set,
    Scale,
    Add,
}

impl Verb {
    fn apply(self, number: f64, by: f64) -> f64 {
        match self {
            Self::Set => by,
            Self::Scale => number * by,
            Self::Add => number + by,
        }
    }
}

/// The probabilities at which a distribution without a name of its own is written down.
const LEVELS: [f64; 17] = [0.0, 0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99, 1.0];

/// Points a side of the grid on which two independent numbers meet: the middles of equal slices of probability.
const GRID: usize = 300;

/// The number after the change. The number and the effect are independent; values past the range end at its edge, as in a run.
///
/// A product or sum of two uncertain numbers is worked out on a grid of equal slices of probability, which is the same on every machine.
pub(super) fn changed(base: &Quantity, verb: Verb, by: &Quantity, range: (f64, f64), title: &str) -> Quantity {
    let dist = match (verb, by.is_certain()) {
        (Verb::Set, _) => mapped(&by.dist, |value| value, range),
        (Verb::Scale, true) => scaled(&base.dist, by.dist.median(), range),
        (Verb::Add, true) => shifted(&base.dist, by.dist.median(), range),
        _ if base.is_certain() => match verb {
            Verb::Scale => scaled(&by.dist, base.dist.median(), range),
            _ => shifted(&by.dist, base.dist.median(), range),
        },
        _ => met(&base.dist, &by.dist, |one, other| verb.apply(one, other), range),
    };
    let (source, grade) = provenance(base, verb, by, title);
    Quantity { dist, source, grade, span: None }
}

fn scaled(dist: &Dist, by: f64, range: (f64, f64)) -> Dist {
    let named = match dist {
        _ if by <= 0.0 => None,
        Dist::Normal { mean, sd } => Dist::normal(mean * by, sd * by).ok(),
        Dist::LogNormal { median, sigma } => Dist::lognormal(median * by, *sigma).ok(),
        Dist::Uniform { low, high } => Dist::uniform(low * by, high * by).ok(),
        Dist::Triangular { low, mode, high } => Dist::triangular(low * by, mode * by, high * by).ok(),
        Dist::Pert { low, mode, high } => Dist::pert(low * by, mode * by, high * by).ok(),
        Dist::Point(_) | Dist::Beta { .. } | Dist::Quantiles { .. } => None,
    };
    named.filter(|named| inside(named, range)).unwrap_or_else(|| mapped(dist, |value| value * by, range))
}

fn shifted(dist: &Dist, by: f64, range: (f64, f64)) -> Dist {
    let named = match dist {
        Dist::Normal { mean, sd } => Dist::normal(mean + by, *sd).ok(),
        Dist::Uniform { low, high } => Dist::uniform(low + by, high + by).ok(),
        Dist::Triangular { low, mode, high } => Dist::triangular(low + by, mode + by, high + by).ok(),
        Dist::Pert { low, mode, high } => Dist::pert(low + by, mode + by, high + by).ok(),
        Dist::Point(_) | Dist::LogNormal { .. } | Dist::Beta { .. } | Dist::Quantiles { .. } => None,
    };
    named.filter(|named| inside(named, range)).unwrap_or_else(|| mapped(dist, |value| value + by, range))
}

fn inside(dist: &Dist, (least, most): (f64, f64)) -> bool {
    let (low, high) = dist.support();
    low >= least && high <= most
}

/// A distribution sent through a function that never falls. It keeps its name where the function leaves it as it is.
fn mapped(dist: &Dist, map: impl Fn(f64) -> f64, range: (f64, f64)) -> Dist {
    let at = |value: f64| map(value).clamp(range.0, range.1);
    match dist {
        Dist::Point(value) => Dist::Point(at(*value)),
        Dist::Quantiles { points } => stated(points.iter().map(|&(p, value)| (p, at(value))).collect()),
        _ if inside(dist, range) && [0.01, 0.3, 0.5, 0.9].iter().all(|&p| at(dist.quantile(p)) == dist.quantile(p)) => dist.clone(),
        _ => stated(LEVELS.iter().map(|&p| (p, at(dist.quantile(p)))).collect()),
    }
}

/// Two independent distributions that meet.
fn met(one: &Dist, other: &Dist, meet: impl Fn(f64, f64) -> f64, range: (f64, f64)) -> Dist {
    let at = |one: f64, other: f64| meet(one, other).clamp(range.0, range.1);
    let grid = |dist: &Dist| (0..GRID).map(|k| dist.quantile((k as f64 + 0.5) / GRID as f64)).collect::<Vec<f64>>();
    let (rows, columns) = (grid(one), grid(other));
    let mut all: Vec<f64> = rows.iter().flat_map(|&row| columns.iter().map(move |&column| (row, column))).map(|(r, c)| at(r, c)).collect();
    all.sort_by(f64::total_cmp);
    let ((a, b), (c, d)) = (one.support(), other.support());
    // The ends lie at corners; an infinite one is left out, and the outermost line is then carried on.
    let corners = [(a, c), (a, d), (b, c), (b, d)].map(|(one, other)| at(one, other));
    let points = LEVELS.iter().map(|&p| match p {
        0.0 => (p, corners.iter().copied().fold(all[0], f64::min)),
        1.0 => (p, corners.iter().copied().fold(all[all.len() - 1], f64::max)),
        _ => (p, stats::quantile(&all, p)),
    });
    stated(points.collect())
}

/// Stated quantiles; a point where all are the same.
fn stated(points: Vec<(f64, f64)>) -> Dist {
    let points: Vec<(f64, f64)> = points.into_iter().filter(|(_, value)| value.is_finite()).map(|(p, value)| (p, rounded(value))).collect();
    let middle = points.get(points.len() / 2).map_or(0.0, |point| point.1);
    Dist::quantiles(points).unwrap_or(Dist::Point(middle))
}

/// Both sources in words, and the worse of the two grades. A certain number without a grade is a decision, and has none to lose.
fn provenance(base: &Quantity, verb: Verb, by: &Quantity, title: &str) -> (Option<String>, Option<Grade>) {
    let bare = |quantity: &Quantity| quantity.is_certain() && quantity.source.is_none() && quantity.grade.is_none();
    if bare(base) && bare(by) {
        return (None, None);
    }
    let effect = by.source.as_deref().unwrap_or(title);
    let graded = |quantity: &Quantity, weighs: bool| (weighs, quantity.grade);
    let source = match verb {
        Verb::Set => effect.to_owned(),
        Verb::Scale | Verb::Add => {
            let verb = if verb == Verb::Scale { "times" } else { "plus" };
            let base = base.source.clone().unwrap_or_else(|| spoken(&base.dist, ""));
            format!("{base}; {verb} {}: {effect}", spoken(&by.dist, ""))
        }
    };
    let base_grade = if verb == Verb::Set { (false, None) } else { graded(base, !bare(base)) };
    (Some(source), worse(base_grade, graded(by, true)))
}

/// The worse of two grades; what weighs and has no grade makes the other no better than a judgement.
fn worse(one: (bool, Option<Grade>), other: (bool, Option<Grade>)) -> Option<Grade> {
    let rank = |grade: Grade| match grade {
        Grade::Measured => 0,
        Grade::Published => 1,
        Grade::Judgement => 2,
    };
    match (one, other) {
        ((_, Some(one)), (_, Some(other))) => Some(if rank(one) >= rank(other) { one } else { other }),
        ((true, None), (_, Some(_))) | ((_, Some(_)), (true, None)) => Some(Grade::Judgement),
        ((false, None), (_, grade)) | ((_, grade), (false, None)) => grade,
        ((true, None), (true, None)) => None,
    }
}

/// A number in words: its median, and where nine in ten of its values lie.
pub(super) fn spoken(dist: &Dist, unit: &str) -> String {
    let unit = match unit {
        "" | "share" | "chance" | "1 to 7" => String::new(),
        unit => format!(" {unit}"),
    };
    if dist.is_point() {
        return format!("{}{unit}", plain(dist.median()));
    }
    format!("{}{unit} ({} to {})", plain(dist.median()), plain(dist.quantile(0.05)), plain(dist.quantile(0.95)))
}

/// A number for readers: two significant digits, or as it is where it is whole.
pub(super) fn short(value: f64) -> String {
    let digits = if value == value.trunc() { 0 } else { format::decimals(value, value) - 1 };
    format::number(value, digits)
}

/// Rounds to twelve significant digits, so that no digit stands in a file that only binary arithmetic put there.
fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A number in TOML.
pub(super) fn number(value: f64) -> String {
    let value = rounded(value);
    if value == value.trunc() && value.abs() < 1e15 { format!("{value:.0}").replace("-0", "0") } else { format!("{value:?}") }
}

/// The key and the value of a distribution in TOML.
fn form(dist: &Dist) -> (&'static str, String) {
    let list = |numbers: &[f64]| format!("[{}]", numbers.iter().map(|&value| number(value)).collect::<Vec<_>>().join(", "));
    match dist {
        Dist::Point(value) => ("value", number(*value)),
        Dist::Normal { mean, sd } => ("normal", list(&[*mean, *sd])),
        Dist::LogNormal { median, sigma } => ("lognormal", list(&[*median, *sigma])),
        Dist::Uniform { low, high } => ("uniform", list(&[*low, *high])),
        Dist::Triangular { low, mode, high } => ("triangular", list(&[*low, *mode, *high])),
        Dist::Pert { low, mode, high } => ("pert", list(&[*low, *mode, *high])),
        Dist::Beta { a, b } => ("beta", list(&[*a, *b])),
        Dist::Quantiles { points } => {
            let six = |value: f64| format!("{value:.5e}").parse().unwrap_or(value);
            let pairs: Vec<String> = points.iter().map(|&(p, value)| list(&[p, six(value)])).collect();
            ("quantiles", format!("[{}]", pairs.join(", ")))
        }
    }
}

/// The keys of a quantity with their values in TOML.
pub(super) fn keys(quantity: &Quantity) -> Vec<(&'static str, String)> {
    let mut keys = vec![form(&quantity.dist)];
    keys.extend(quantity.grade.map(|grade| ("grade", quoted(grade.as_str()))));
    keys.extend(quantity.source.as_ref().map(|source| ("source", quoted(source))));
    keys
}

/// A quantity in TOML, on one line.
pub(super) fn written(quantity: &Quantity) -> String {
    let keys = keys(quantity);
    match keys.as_slice() {
        [(_, only)] if quantity.is_certain() => only.clone(),
        keys => format!("{{ {} }}", keys.iter().map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

    fn uncertain(dist: Dist, source: &str, grade: Grade) -> Quantity {
        Quantity::shipped(dist, grade, source)
    }

    fn times(by: f64) -> Quantity {
        Quantity::point(by)
    }

    #[test]
    fn plain_numbers_stay_plain_and_lose_the_digits_of_binary_arithmetic() {
        let after = changed(&Quantity::point(49.0), Verb::Scale, &times(1.1), FREE, "T");
        assert_eq!(written(&after), "53.9");
        assert_eq!(written(&changed(&Quantity::point(0.1), Verb::Add, &times(0.2), FREE, "T")), "0.3");
        assert_eq!(written(&changed(&Quantity::point(0.9), Verb::Scale, &times(2.0), (0.0, 1.0), "T")), "1");
        assert_eq!((number(-0.0), number(1e-7), number(1e21)), ("0".to_owned(), "1e-7".to_owned(), "1e21".to_owned()));
    }

    #[test]
    fn named_distributions_keep_their_names() {
        let pert = uncertain(Dist::pert(2.0, 3.0, 4.0).unwrap(), "timed", Grade::Measured);
        let half = changed(&pert, Verb::Scale, &times(0.5), FREE, "Fewer fields");
        let expected = r#"{ pert = [1, 1.5, 2], grade = "judgement", source = "timed; times 0.5: Fewer fields" }"#;
        assert_eq!(written(&half), expected);
        let more = changed(&pert, Verb::Add, &times(1.5), FREE, "T");
        assert_eq!(more.dist, Dist::pert(3.5, 4.5, 5.5).unwrap());
        let plain =
            changed(&times(20.0), Verb::Scale, &uncertain(Dist::uniform(0.5, 0.8).unwrap(), "a trial", Grade::Published), FREE, "T");
        assert_eq!(written(&plain), r#"{ uniform = [10, 16], grade = "published", source = "20; times 0.65 (0.515 to 0.785): a trial" }"#);
    }

    #[test]
    fn what_leaves_the_range_ends_at_its_edge_with_the_same_median() {
        let beta = uncertain(Dist::beta(8.0, 2.0).unwrap(), "s", Grade::Judgement);
        let after = changed(&beta, Verb::Scale, &times(1.2), (0.0, 1.0), "T");
        let (low, high) = after.dist.support();
        assert!(low >= 0.0 && high <= 1.0, "{after:?}");
        assert!((after.dist.median() - 1.2 * beta.dist.median()).abs() < 1e-9);
        let gone = changed(&beta, Verb::Scale, &times(0.0), (0.0, 1.0), "T");
        assert_eq!(gone.dist, Dist::Point(0.0));
    }

    #[test]
    fn a_product_of_two_uncertain_numbers_has_its_own_quantiles() {
        // The product of two lognormals is lognormal: medians multiply, variances of the logarithm add.
        let (one, other) = (Dist::lognormal(3.0, 0.3).unwrap(), Dist::lognormal(0.7, 0.4).unwrap());
        let after = changed(&uncertain(one, "a", Grade::Measured), Verb::Scale, &uncertain(other, "b", Grade::Published), FREE, "T");
        let exact = Dist::lognormal(2.1, 0.5).unwrap();
        for p in [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95] {
            assert!((after.dist.quantile(p) / exact.quantile(p) - 1.0).abs() < 0.01, "{p}: {}", after.dist.quantile(p));
        }
        assert_eq!(after.grade, Some(Grade::Published));
        // The sum of two uniforms is a triangle.
        let uniform = || uncertain(Dist::uniform(0.0, 1.0).unwrap(), "a", Grade::Judgement);
        let sum = changed(&uniform(), Verb::Add, &uniform(), FREE, "T").dist;
        let triangle = Dist::triangular(0.0, 1.0, 2.0).unwrap();
        for p in LEVELS {
            assert!((sum.quantile(p) - triangle.quantile(p)).abs() < 0.01, "{p}");
        }
    }

    #[test]
    fn the_worse_grade_stands_and_nothing_gains_one() {
        let with = |grade: Option<Grade>| Quantity { grade, source: Some("s".to_owned()), ..Quantity::point(2.0) };
        let grade = |base: &Quantity, by: &Quantity| changed(base, Verb::Scale, by, FREE, "T").grade;
        assert_eq!(grade(&with(Some(Grade::Measured)), &with(Some(Grade::Published))), Some(Grade::Published));
        assert_eq!(grade(&with(Some(Grade::Measured)), &times(0.9)), Some(Grade::Judgement));
        assert_eq!(grade(&with(None), &with(Some(Grade::Measured))), Some(Grade::Judgement));
        assert_eq!(grade(&Quantity::point(49.0), &with(Some(Grade::Measured))), Some(Grade::Measured));
        assert_eq!(grade(&with(None), &times(0.9)), None);
        let set = changed(&with(Some(Grade::Measured)), Verb::Set, &times(5.0), FREE, "T");
        assert_eq!((written(&set), set.grade), (r#"{ value = 5, source = "T" }"#.to_owned(), None));
    }

    #[test]
    fn readers_see_two_digits() {
        let shown: Vec<String> = [22.84, 6.51, 0.889, 149.0, 2.04, 0.0].map(short).to_vec();
        assert_eq!(shown, ["23", "6.5", "0.89", "149", "2.0", "0"]);
    }

    #[test]
    fn text_is_escaped() {}
}
