//! From the numbers of a distribution, each at its place, to a checked [`Dist`].

use serde_json::{Value as Json, json};

use crate::input::cx::Cx;
use crate::input::read;
use crate::input::source::{Span, Spanned};
use crate::input::value::Node;
use crate::stats::dist::{Dist, DistError};

/// Names a way to write a value in a table: the key, and the form of what stands under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Value,
    Normal,
    LogNormal,
    Uniform,
    Triangular,
    Pert,
    Beta,
    Quantiles,
}

impl Form {
    pub(super) const ALL: [Self; 8] =
        [Self::Value, Self::Normal, Self::LogNormal, Self::Uniform, Self::Triangular, Self::Pert, Self::Beta, Self::Quantiles];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Normal => "normal",
            Self::LogNormal => "lognormal",
            Self::Uniform => "uniform",
            Self::Triangular => "triangular",
            Self::Pert => "pert",
            Self::Beta => "beta",
            Self::Quantiles => "quantiles",
        }
    }

    /// Returns the names of the numbers it takes.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Value => &["value"],
            Self::Normal => &["mean", "sd"],
            Self::LogNormal => &["median", "sigma"],
            Self::Uniform => &["low", "high"],
            Self::Triangular | Self::Pert => &["low", "likely", "high"],
            Self::Beta => &["a", "b"],
            Self::Quantiles => &["probability", "value"],
        }
    }

    /// Returns the schema of what stands under the key.
    pub(super) fn schema(self) -> Json {
        let array = |doc: &str, example: Json| {
            let count = self.names().len();
            json!({
                "type": "array", "items": { "type": "number" }, "minItems": count, "maxItems": count,
                "description": doc, "examples": [example],
            })
        };
        match self {
            Self::Value => json!({ "type": "number", "description": "A value without uncertainty." }),
            Self::Normal => array("[mean, standard deviation]", json!([5.0, 1.0])),
            Self::LogNormal => array("[median, standard deviation of the logarithm]", json!([5.0, 0.5])),
            Self::Uniform => array("[low, high]", json!([0.25, 0.75])),
            Self::Triangular => array("[low, likely, high]", json!([0.25, 0.5, 0.75])),
            Self::Pert => array("[low, likely, high], a beta distribution with most weight on the likely value", json!([0.25, 0.5, 0.75])),
            Self::Beta => array("[a, b]: a share between 0 and 1 with mean a / (a + b)", json!([2.0, 5.0])),
            Self::Quantiles => json!({
                "type": "array", "minItems": 2,
                "items": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
                "description": "Pairs [probability, value], both rising; straight lines between them.",
                "examples": [[[0.0, 0.1], [0.5, 0.3], [1.0, 0.9]]],
            }),
        }
    }

    /// Reads the distribution that stands under the key.
    pub(super) fn read(self, node: Node<'_>, cx: &mut Cx) -> Option<Dist> {
        match self {
            Self::Value => read::number(node, "a number", cx).map(Dist::Point),
            Self::Quantiles => quantiles(node, cx),
            _ => {
                let numbers = numbers(node, self.names(), cx)?;
                self.build(node.span(), &numbers, cx)
            }
        }
    }

    fn build(self, whole: Span, numbers: &[Spanned<f64>], cx: &mut Cx) -> Option<Dist> {
        let before = cx.errors();
        match self {
            Self::Normal => positive("sd", numbers[1], cx),
            Self::LogNormal | Self::Beta => {
                for (name, number) in self.names().iter().zip(numbers) {
                    positive(name, *number, cx);
                }
            }
            _ => rising(self.names(), numbers, cx),
        }
        if cx.errors() > before {
            return None;
        }
        let value = |index: usize| numbers[index].value;
        let dist = match self {
            Self::Normal => Dist::normal(value(0), value(1)),
            Self::LogNormal => Dist::lognormal(value(0), value(1)),
            Self::Uniform => Dist::uniform(value(0), value(1)),
            Self::Triangular => Dist::triangular(value(0), value(1), value(2)),
            Self::Beta => Dist::beta(value(0), value(1)),
            _ => Dist::pert(value(0), value(1), value(2)),
        };
        refused(dist, whole, cx)
    }
}

/// Reads the array `[low, likely, high]`.
pub(super) fn three(node: Node<'_>, cx: &mut Cx) -> Option<[Spanned<f64>; 3]> {
    let names = Form::Pert.names();
    let numbers = numbers(node, names, cx)?;
    let before = cx.errors();
    rising(names, &numbers, cx);
    let three: [Spanned<f64>; 3] = numbers.try_into().ok()?;
    (cx.errors() == before).then_some(three)
}

/// Reports what the distribution itself refuses beyond the checks made number by number, such as an overflow.
pub(super) fn refused(dist: Result<Dist, DistError>, whole: Span, cx: &mut Cx) -> Option<Dist> {
    match dist {
        Ok(dist) => Some(dist),
        Err(error) => {
            cx.error(whole, error.to_string());
            None
        }
    }
}

/// Reads an array of exactly the named numbers.
fn numbers(node: Node<'_>, names: &[&str], cx: &mut Cx) -> Option<Vec<Spanned<f64>>> {
    let wanted = format!("[{}]", names.join(", "));
    let Some(items) = node.list() else {
        cx.wrong_kind(node, &wanted);
        return None;
    };
    if items.len() != names.len() {
        let count = items.len();
        cx.error(node.span(), format!("`{}` must be {wanted}", node.name())).got(format!("{count} entries"));
        return None;
    }
    let read: Vec<Option<Spanned<f64>>> =
        items.map(|item| read::number(item, "made of numbers", cx).map(|number| Spanned::new(number, item.span()))).collect();
    read.into_iter().collect()
}

fn positive(name: &str, number: Spanned<f64>, cx: &mut Cx) {
    if number.value <= 0.0 {
        cx.error(number.span, format!("`{name}` must be greater than 0")).got(number.value);
    }
}

/// Checks that numbers never fall and that the last exceeds the first.
fn rising(names: &[&str], numbers: &[Spanned<f64>], cx: &mut Cx) {
    let mut fell = false;
    for (name, pair) in names.windows(2).zip(numbers.windows(2)) {
        if pair[0].value > pair[1].value {
            fell = true;
            cx.error(pair[1].span, format!("`{}` must be at least `{}`, {}", name[1], name[0], pair[0].value)).got(pair[1].value);
        }
    }
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return;
    };
    if !fell && first.value >= last.value {
        cx.error(last.span, "the range is empty")
            .got(format!("{} at both ends", last.value))
            .help("write a plain number for a value that is certain");
    }
}

fn quantiles(node: Node<'_>, cx: &mut Cx) -> Option<Dist> {
    let Some(items) = node.list() else {
        cx.wrong_kind(node, "a list of pairs [probability, value]");
        return None;
    };
    let count = items.len();
    if count < 2 {
        cx.error(node.span(), "at least two quantiles are needed").got(count);
        return None;
    }
    let pairs: Vec<Option<Vec<Spanned<f64>>>> = items.map(|item| numbers(item, Form::Quantiles.names(), cx)).collect();
    let pairs = pairs.into_iter().collect::<Option<Vec<_>>>()?;
    let before = cx.errors();
    for pair in &pairs {
        if !(0.0..=1.0).contains(&pair[0].value) {
            cx.error(pair[0].span, "the probability of a quantile must lie in [0, 1]").got(pair[0].value);
        }
    }
    for two in pairs.windows(2) {
        let (low, high) = (&two[0], &two[1]);
        if high[0].value <= low[0].value {
            cx.error(high[0].span, "the probabilities of quantiles must rise").got(high[0].value).also(low[0].span, "after this");
        }
        if high[1].value < low[1].value {
            cx.error(high[1].span, "the values of quantiles must not fall").got(high[1].value).also(low[1].span, "after this");
        }
    }
    if cx.errors() > before {
        return None;
    }
    let points = pairs.iter().map(|pair| (pair[0].value, pair[1].value)).collect();
    refused(Dist::quantiles(points), node.span(), cx)
}

/// Writes a distribution as an input file would.
pub(super) fn to_json(dist: &Dist) -> Json {
    match dist {
        Dist::Point(value) => json!(value),
        Dist::Normal { mean, sd } => json!({ "normal": [mean, sd] }),
        Dist::LogNormal { median, sigma } => json!({ "lognormal": [median, sigma] }),
        Dist::Uniform { low, high } => json!({ "uniform": [low, high] }),
        Dist::Triangular { low, mode, high } => json!({ "triangular": [low, mode, high] }),
        Dist::Pert { low, mode, high } => json!({ "pert": [low, mode, high] }),
        Dist::Beta { a, b } => json!({ "beta": [a, b] }),
        Dist::Quantiles { points } => {
            json!({ "quantiles": points.iter().map(|(p, value)| json!([p, value])).collect::<Vec<_>>() })
        }
    }
}
