//! Tastes: from part-worths, money or importance weights to one kind of column.

use crate::input::{Cx, Expr, Grade, Quantity};
use crate::market::model::{Attribute, Formula, PeopleColumn, Taste, Valuation};
use crate::market::spec::{AttributeValue, Better, Shape, TasteSpec};
use crate::population::{Data, Population};
use crate::stats::dist::Dist;
use crate::world::{Column, Input, Inputs};

use super::MarketSpec;

/// The key of the attribute that is money.
pub(super) const PRICE: &str = "price";

/// What the tastes of a study become.
pub(super) struct Found {
    pub(super) tastes: Vec<Taste>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) price_taste: Option<usize>,
    pub(super) weights: Vec<Input>,
}

struct Builder<'a, 'b> {
    spec: &'a MarketSpec<'a>,
    people: &'a Population,
    has_money: bool,
    has_decisiveness: bool,
    inputs: &'b mut Inputs,
    columns: &'b mut Vec<PeopleColumn>,
    found: Found,
    /// The centres by class of the taste that is being read.
    by_class: Vec<Input>,
}

/// Reads all tastes.
pub(super) fn build(
    spec: &MarketSpec<'_>,
    people: &Population,
    has_money: bool,
    has_decisiveness: bool,
    inputs: &mut Inputs,
    columns: &mut Vec<PeopleColumn>,
    cx: &mut Cx,
) -> Found {
    let found = Found { tastes: Vec::new(), attributes: Vec::new(), price_taste: None, weights: Vec::new() };
    let mut builder = Builder { spec, people, has_money, has_decisiveness, inputs, columns, found, by_class: Vec::new() };
    let stated = spec.tastes.attributes.iter();
    let priced = spec.concept.price.is_some() || spec.alternatives.iter().any(|alternative| alternative.price.is_some());
    let price = stated.clone().find(|(key, _)| key.value.as_str() == PRICE);
    match price {
        Some((key, taste)) if priced => builder.attribute(key.value.as_str(), Some((key.span, taste)), cx),
        Some((key, _)) => {
            cx.error(key.span, "a taste for `price`, but nothing has a price").help("give the concept and its alternatives a `price`");
        }
        None if priced && has_money => builder.attribute(PRICE, None, cx),
        None if priced => {
            cx.error(spec.concept.name.span, "there is a price but no taste for it")
                .help("add `[tastes.price]` with a `part_worth` or a `weight`, or `choice.unexplained` with tastes as `worth`");
        }
        None => {}
    }
    for (key, taste) in stated.filter(|(key, _)| key.value.as_str() != PRICE) {
        let used = spec.concept.attributes.get(key.value.as_str()).is_some()
            || spec.alternatives.iter().any(|alternative| alternative.attributes.get(key.value.as_str()).is_some());
        if used {
            builder.attribute(key.value.as_str(), Some((key.span, taste)), cx);
        } else {
            let known: Vec<&str> = spec.concept.attributes.names().collect();
            cx.unknown(key.span, "attribute of the concept or an alternative", key.value.as_str(), known);
        }
    }
    for (key, taste) in spec.tastes.attributes.iter().filter(|(_, taste)| !taste.goes_with.is_empty()) {
        builder.goes_with(key.value.as_str(), taste, cx);
    }
    for (segment, overrides) in spec.tastes.by_segment.iter() {
        let Some(code) = people.segments.iter().position(|name| name == segment.value.as_str()) else {
            let known: Vec<&str> = people.segments.iter().map(String::as_str).collect();
            cx.unknown(segment.span, "segment", segment.value.as_str(), known);
            continue;
        };
        for (key, taste) in overrides.iter() {
            builder.by_segment(code as u16, segment.value.as_str(), key.value.as_str(), key.span, taste, cx);
        }
    }
    builder.found
}

/// How a taste is written.
enum Stated<'a> {
    PartWorth(Vec<(Option<String>, &'a Quantity)>),
    Worth(Vec<(Option<String>, &'a Quantity)>),
    OwnWorth(&'a Quantity),
    Weight(&'a Quantity, Vec<(Option<String>, f64)>),
    Nothing,
}

fn stated(taste: &TasteSpec) -> Vec<Stated<'_>> {
    let mut ways = Vec::new();
    if let Some(quantity) = &taste.part_worth {
        ways.push(Stated::PartWorth(vec![(None, quantity)]));
    }
    if !taste.part_worth_of.is_empty() {
        ways.push(Stated::PartWorth(
            taste.part_worth_of.iter().map(|(level, quantity)| (Some(level.value.as_str().to_owned()), quantity)).collect(),
        ));
    }
    if let Some(quantity) = &taste.worth {
        ways.push(Stated::Worth(vec![(None, quantity)]));
    }
    if !taste.worth_of.is_empty() {
        ways.push(Stated::Worth(
            taste.worth_of.iter().map(|(level, quantity)| (Some(level.value.as_str().to_owned()), quantity)).collect(),
        ));
    }
    if let Some(quantity) = &taste.own_worth {
        ways.push(Stated::OwnWorth(quantity));
    }
    if let Some(quantity) = &taste.weight {
        let scores = if taste.score_of.is_empty() {
            vec![(None, 1.0)]
        } else {
            taste.score_of.iter().map(|(level, score)| (Some(level.value.as_str().to_owned()), *score)).collect()
        };
        ways.push(Stated::Weight(quantity, scores));
    }
    ways
}

impl Builder<'_, '_> {
    fn attribute(&mut self, key: &str, written: Option<(crate::input::Span, &TasteSpec)>, cx: &mut Cx) {
        let words = |text: Option<&crate::input::Text>, default: String| text.map_or(default, |text| text.as_str().to_owned());
        let taste = written.map(|(_, taste)| taste);
        let label = words(taste.and_then(|taste| taste.label.as_ref()), sentence(key));
        let lower = inside(&label);
        self.found.attributes.push(Attribute {
            key: key.to_owned(),
            unit: if key == PRICE {
                self.spec.currency.to_owned()
            } else {
                words(taste.and_then(|taste| taste.per.as_ref()), String::new())
            },
            because: words(taste.and_then(|taste| taste.because.as_ref()), format!("better {lower}")),
            against: words(taste.and_then(|taste| taste.against.as_ref()), format!("worse {lower}")),
            label,
        });
        let attribute = self.found.attributes.len() - 1;
        let mut ways = taste.map(stated).unwrap_or_default();
        if ways.is_empty() && key == PRICE && self.has_money {
            ways.push(Stated::Nothing);
        }
        let span = written.map(|(span, _)| span);
        let [way] = ways.as_slice() else {
            let got = if ways.is_empty() { "none of them".to_owned() } else { format!("{} of them", ways.len()) };
            cx.error(span, format!("the taste for `{key}` must be written in exactly one way"))
                .got(got)
                .allowed("`part_worth`, `part_worth_of`, `worth`, `worth_of`, `own_worth`, `weight`");
            return;
        };
        let empty = TasteSpec::unwritten();
        let taste = taste.unwrap_or(&empty);
        match way {
            Stated::Nothing => self.push(key, attribute, None, Valuation::Money, Input::Fixed(f64::NAN), true, taste, cx),
            Stated::PartWorth(values) => {
                for (level, quantity) in values {
                    let centre = self.centre(key, level.as_deref(), "logits", quantity);
                    self.push(key, attribute, level.clone(), Valuation::PartWorth, centre, one_sign(&quantity.dist), taste, cx);
                }
            }
            Stated::Worth(values) => {
                if !self.has_money && !self.price_is_part_worth() {
                    cx.error(span, format!("the taste for `{key}` is written as money, but nothing says what money is worth"))
                        .help("add `unexplained = [low, likely, high]` under `[choice]`: the spread, in money, of all that the study does not name");
                }
                if key == PRICE {
                    cx.error(span, "the taste for `price` cannot be written as money").help("leave it out: the price then counts as it is");
                }
                for (level, quantity) in values {
                    let centre = self.centre(key, level.as_deref(), self.spec.currency, quantity);
                    self.push(key, attribute, level.clone(), Valuation::Worth, centre, one_sign(&quantity.dist), taste, cx);
                }
            }
            Stated::OwnWorth(quantity) => {
                if key == PRICE || !self.price_is_part_worth() {
                    cx.error(
                        span,
                        format!("the taste for `{key}` is turned into utility by each person's taste for the price, which is not there"),
                    )
                    .help("write the taste for `price` as `part_worth`, or this one as `worth`");
                }
                let centre = self.centre(key, None, self.spec.currency, quantity);
                self.push(key, attribute, None, Valuation::OwnWorth, centre, one_sign(&quantity.dist), taste, cx);
            }
            Stated::Weight(quantity, scores) => {
                if !self.has_decisiveness {
                    cx.error(
                        span,
                        format!("the taste for `{key}` is an importance weight, but nothing says how decisive the attributes are"),
                    )
                    .help("add `decisiveness = [low, likely, high]` under `[choice]`, in logits");
                }
                if quantity.dist.support().0 < 0.0 {
                    cx.error(quantity.span, format!("the weight of `{key}` must not be negative"))
                        .help("say which direction is liked with `better = \"more\"` or `\"less\"`");
                }
                let sign = match taste.better {
                    Some(Better::More) => 1.0,
                    Some(Better::Less) => -1.0,
                    None if key == PRICE => -1.0,
                    None if scores[0].0.is_some() => 1.0,
                    None => {
                        cx.error(span, format!("the weight of `{key}` needs a direction"))
                            .allowed("`better = \"more\"` or `better = \"less\"`");
                        1.0
                    }
                };
                let range = if scores[0].0.is_some() { 1.0 } else { self.range(key, span, cx) };
                let centre = self.centre(key, None, "weight", quantity);
                let slot = self.found.weights.len();
                self.found.weights.push(centre);
                for (level, score) in scores {
                    let valuation = Valuation::Weight { sign, range, score: *score, slot };
                    self.push(key, attribute, level.clone(), valuation, centre, *score > 0.0, taste, cx);
                }
            }
        }
    }

    fn price_is_part_worth(&self) -> bool {
        self.spec.tastes.attributes.get(PRICE).is_some_and(|taste| taste.part_worth.is_some())
    }

    fn centre(&mut self, key: &str, level: Option<&str>, unit: &str, quantity: &Quantity) -> Input {
        let (path, label) = match level {
            None => (format!("tastes.{key}"), format!("Taste for {}", self.label(key))),
            Some(level) => (format!("tastes.{key}.{level}"), format!("Taste for {}: {level}", self.label(key))),
        };
        let fitted = self.spec.fitted.and_then(|fitted| Some((fitted.classes.as_ref()?, fitted.taste(key)?)));
        let Some((classes, fitted)) = fitted else { return self.inputs.add(&path, &label, unit, quantity) };
        for (name, quantity) in classes.names.iter().zip(&fitted.centre) {
            self.by_class.push(self.inputs.add(&format!("{path}.{name}"), &format!("{label}, {name}"), unit, quantity));
        }
        Input::Fixed(classes.mean(&fitted.centre))
    }

    fn label(&self, key: &str) -> String {
        self.found
            .attributes
            .iter()
            .find(|attribute| attribute.key == key)
            .map_or_else(|| key.to_owned(), |attribute| inside(&attribute.label))
    }

    #[expect(clippy::too_many_arguments, reason = "one row of the taste table, written once")]
    fn push(
        &mut self,
        key: &str,
        attribute: usize,
        level: Option<String>,
        valuation: Valuation,
        centre: Input,
        one_sign: bool,
        taste: &TasteSpec,
        cx: &mut Cx,
    ) {
        let relative = !matches!(valuation, Valuation::PartWorth | Valuation::OwnWorth);
        let label = self.label(key);
        let shape = taste.shape.unwrap_or(match (&taste.people_vary, relative, one_sign) {
            _ if taste.log_varies.is_some() => Shape::LogNormal,
            (None, false, _) => Shape::Fixed,
            (_, true, true) => Shape::LogNormal,
            _ => Shape::Normal,
        });
        let own = self.spec.fitted.and_then(|fitted| fitted.twins.as_ref()?.keys.iter().position(|known| known == key));
        let own = own.zip(taste.part_worth.as_ref().map(|mean| mean.dist.median()));
        let of_log = taste.log_varies.is_some();
        if let Some(quantity) = taste.log_varies.as_ref().filter(|_| shape != Shape::LogNormal || taste.people_vary.is_some()) {
            cx.error(quantity.span, format!("`log_varies` of the taste for `{key}` needs a lognormal taste without `people_vary`"))
                .got(if taste.people_vary.is_some() { "`people_vary` too".to_owned() } else { format!("`shape = \"{shape}\"`") })
                .help("say one of the two: `people_vary` in the unit of the taste, or `log_varies`");
        }
        let existing = self.found.tastes.iter().find(|known| known.attribute == attribute).map(|known| known.vary);
        let vary = match (taste.log_varies.as_ref().or(taste.people_vary.as_ref()), existing, shape) {
            (_, _, Shape::Fixed) => Input::Fixed(0.0),
            (_, Some(vary), _) => vary,
            (Some(quantity), None, _) => {
                let name = if of_log { "log_varies" } else { "people_vary" };
                if quantity.dist.quantile(1e-6) < 0.0 {
                    cx.error(quantity.span, format!("`{name}` must not be negative"))
                        .got(format!("values from {}", quantity.dist.quantile(1e-6)));
                }
                let unit = match (of_log, valuation) {
                    (true, _) => "of the logarithm",
                    (_, Valuation::PartWorth) => "logits",
                    (_, Valuation::OwnWorth) => self.spec.currency,
                    _ => "share of the centre",
                };
                self.inputs.add(&format!("tastes.{key}.{name}"), &format!("How people differ on {label}"), unit, quantity)
            }
            (None, None, _) => self.inputs.assume(
                &format!("tastes.{key}.people_vary"),
                &format!("How people differ on {label}"),
                "share of the centre",
                Dist::Pert { low: 0.25, mode: 0.5, high: 1.0 },
                "the study does not say how people differ; this range is the program's own guess",
                Grade::Judgement,
            ),
        };
        // Levels of one attribute share their shifts: they are written once.
        let known = self.found.tastes.iter().find(|known| known.attribute == attribute).map(|known| known.shifts.clone());
        let first = known.is_none();
        let mut shifts = known.unwrap_or_default();
        for (column, quantity) in taste.shifts_with.iter().filter(|_| first) {
            match self.people.column(column.value.as_str()).map(|found| &found.data) {
                Some(Data::Number(values)) => {
                    let path = format!("tastes.{key}.shifts_with.{}", column.value.as_str());
                    let label = format!("How {} shifts the taste for {label}", column.value.as_str());
                    let mean =
                        (crate::num::sum(&values.iter().map(|&value| f64::from(value)).collect::<Vec<_>>()) / values.len() as f64) as f32;
                    // Centred, so that the stated taste stays that of a typical person; a fit counts from 0.
                    let fitted = self.spec.fitted.and_then(|fitted| fitted.taste(key));
                    let from_zero = fitted.is_some_and(|taste| taste.shifts.iter().any(|(name, _)| name == column.value.as_str()));
                    let mean = if from_zero { 0.0 } else { mean };
                    self.columns.push(PeopleColumn {
                        values: values.iter().map(|&value| value - mean).collect(),
                        formula: Formula::Centred { column: column.value.as_str().to_owned(), mean },
                    });
                    shifts.push((self.columns.len() - 1, self.inputs.add(&path, &label, "", quantity)));
                }
                Some(Data::Category { .. }) => {
                    cx.error(column.span, format!("`{}` is a column of words, and a shift needs numbers", column.value.as_str()))
                        .help("use `by_segment`, or a derived column of the population that is a number");
                }
                None => {
                    let known: Vec<&str> = self.people.columns.iter().map(|known| known.name.as_str()).collect();
                    cx.unknown(column.span, "column", column.value.as_str(), known);
                }
            }
        }
        if key == PRICE {
            self.found.price_taste = Some(self.found.tastes.len());
        }
        self.found.tastes.push(Taste {
            attribute,
            level,
            valuation,
            centre,
            by_segment: Vec::new(),
            by_class: std::mem::take(&mut self.by_class),
            own,
            vary,
            of_log,
            joint: Vec::new(),
            shape,
            shifts,
        });
    }

    /// Ties a taste to others, once all are there.
    fn goes_with(&mut self, key: &str, written: &TasteSpec, cx: &mut Cx) {
        let place = |found: &Found, key: &str| {
            let attribute = found.attributes.iter().position(|attribute| attribute.key == key)?;
            let mut of = (0..found.tastes.len()).filter(|&at| found.tastes[at].attribute == attribute);
            let first = of.next()?;
            let taste = &found.tastes[first];
            let mixed = taste.shape == Shape::Normal || (taste.shape == Shape::LogNormal && taste.of_log);
            let in_unit = matches!(taste.valuation, Valuation::PartWorth | Valuation::OwnWorth);
            (of.next().is_none() && mixed && in_unit).then_some(first)
        };
        for (other, quantity) in &written.goes_with {
            let name = other.value.as_str();
            let (Some(one), Some(two)) = (place(&self.found, key), place(&self.found, name)) else {
                cx.error(other.span, format!("the tastes for `{key}` and `{name}` cannot go together"))
                    .help("both must vary between people, normal or lognormal with `log_varies`, written as `part_worth` or `own_worth`");
                continue;
            };
            if one == two {
                cx.error(other.span, format!("the taste for `{key}` goes with itself")).help("`people_vary` says how people differ on it");
                continue;
            }
            let label = format!("How the taste for {} goes together with that for {}", self.label(key), self.label(name));
            let input = self.inputs.add(&format!("tastes.{key}.goes_with.{name}"), &label, "logits", quantity);
            self.found.tastes[one].joint.push((two, input));
        }
    }

    /// The widest difference of a numeric attribute between alternatives, at medians.
    fn range(&self, key: &str, span: Option<crate::input::Span>, cx: &mut Cx) -> f64 {
        let of = |value: &AttributeValue| -> Option<f64> {
            match value {
                AttributeValue::Number(quantity) => Some(quantity.dist.median()),
                AttributeValue::People(expr) => median_of(expr, self.people),
                AttributeValue::Level(_) => None,
                // Only the concept's own attributes come from the team.
                AttributeValue::Team(_) => self.spec.draws.and_then(|draws| draws.column(&format!("concept.{key}"))).map(median_drawn),
            }
        };
        let values: Vec<f64> = if key == PRICE {
            let prices = std::iter::once(self.spec.concept.price.as_ref())
                .chain(self.spec.alternatives.iter().map(|alternative| alternative.price.as_ref()));
            prices.flatten().filter_map(of).collect()
        } else {
            let attributes = std::iter::once(&self.spec.concept.attributes)
                .chain(self.spec.alternatives.iter().map(|alternative| &alternative.attributes));
            attributes.filter_map(|attributes| attributes.get(key)).filter_map(of).collect()
        };
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if high > low {
            return high - low;
        }
        cx.error(span, format!("`{key}` is the same for every alternative, so its importance has no meaning"))
            .help("leave its weight out, or give the alternatives different values");
        1.0
    }

    fn by_segment(&mut self, code: u16, segment: &str, key: &str, span: crate::input::Span, taste: &TasteSpec, cx: &mut Cx) {
        let Some(attribute) = self.found.attributes.iter().position(|attribute| attribute.key == key) else {
            let known: Vec<&str> = self.found.attributes.iter().map(|attribute| attribute.key.as_str()).collect();
            cx.unknown(span, "attribute", key, known);
            return;
        };
        let ways = stated(taste);
        let [way] = ways.as_slice() else {
            cx.error(span, format!("the taste for `{key}` in `{segment}` must be written in exactly one way"));
            return;
        };
        let values: Vec<(Option<String>, &Quantity, bool)> = match way {
            Stated::PartWorth(values) => values.iter().map(|(level, quantity)| (level.clone(), *quantity, true)).collect(),
            Stated::Worth(values) => values.iter().map(|(level, quantity)| (level.clone(), *quantity, false)).collect(),
            Stated::Weight(..) | Stated::OwnWorth(_) | Stated::Nothing => {
                cx.error(span, format!("the weight of `{key}` cannot differ by segment")).help("write it as `worth` or `part_worth`");
                return;
            }
        };
        for (level, quantity, part_worth) in values {
            let label = self.label(key);
            let Some(known) = self.found.tastes.iter().position(|known| known.attribute == attribute && known.level == level) else {
                cx.error(span, format!("the taste for `{key}` in `{segment}` speaks of a level that the common taste does not have"))
                    .got(level.unwrap_or_else(|| "a number".to_owned()));
                continue;
            };
            if (self.found.tastes[known].valuation == Valuation::PartWorth) != part_worth {
                cx.error(span, format!("the taste for `{key}` in `{segment}` must be written like the common one")).help(if part_worth {
                    "use `worth`"
                } else {
                    "use `part_worth`"
                });
                continue;
            }
            let unit = if part_worth { "logits" } else { self.spec.currency };
            let suffix = level.as_ref().map(|level| format!(".{level}")).unwrap_or_default();
            let words = level.as_ref().map(|level| format!(": {level}")).unwrap_or_default();
            let input = self.inputs.add(
                &format!("tastes.by_segment.{segment}.{key}{suffix}"),
                &format!("Taste for {label}{words} ({segment})"),
                unit,
                quantity,
            );
            self.found.tastes[known].by_segment.push((code, input));
        }
    }
}

fn median_of(expr: &Expr, people: &Population) -> Option<f64> {
    let mut values = expr.eval_column(people, 0..people.len()).ok()?;
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn median_drawn(column: &Column) -> f64 {
    let mut sorted = column.values.to_vec();
    sorted.sort_by(f64::total_cmp);
    crate::stats::quantile(&sorted, 0.5)
}

fn one_sign(dist: &Dist) -> bool {
    let (low, high) = dist.support();
    low > 0.0 || high < 0.0
}

/// A key as the beginning of a sentence: `hours_saved` becomes "Hours saved".
pub(super) fn sentence(key: &str) -> String {
    let spaced = key.replace(['_', '-'], " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A label inside a sentence: its first letter small, unless it begins an abbreviation.
fn inside(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_uppercase() => format!("{first}{}", letters.as_str()),
        (Some(first), _) => first.to_lowercase().chain(letters).collect(),
        (None, _) => String::new(),
    }
}
