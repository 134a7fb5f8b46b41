//! A number that may be uncertain.

use serde_json::{Value as Json, json};

use super::dist::{self, Form};
use super::provenance::{Grade, Provenance};
use crate::input::cx::Cx;
use crate::input::read::{self, Read};
use crate::input::record::Fields;
use crate::input::schema::{Schemas, one_of};
use crate::input::source::{Span, Spanned};
use crate::input::text::Text;
use crate::input::value::{Data, Node};
use crate::stats::dist::Dist;

/// Holds a number that may be uncertain, with where it comes from.
///
/// Written as a plain number; as `[low, likely, high]`, which is a PERT distribution; or as a table with one of `value`,
/// `normal = [mean, sd]`, `lognormal = [median, sigma]`, `uniform = [low, high]`, `triangular = [low, likely, high]`,
/// `pert = [low, likely, high]`, `beta = [a, b]`, `quantiles = [[p, value], ..]`, and with `source` and `grade`.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// What is known of the number.
    pub dist: Dist,
    /// Where it comes from, in words.
    pub source: Option<String>,
    /// How well it is known.
    pub grade: Option<Grade>,
    /// Where it is written; nothing for a default of the program.
    pub span: Option<Span>,
}

/// Two quantities are equal when they say the same, wherever they are written.
impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        (&self.dist, &self.source, self.grade) == (&other.dist, &other.source, other.grade)
    }
}

/// The keys a quantity's table may have.
const KEYS: &[&str] = &["value", "normal", "lognormal", "uniform", "triangular", "pert", "beta", "quantiles", "source", "grade"];

impl Quantity {
    /// Makes a number without uncertainty and without provenance.
    #[must_use]
    pub fn point(value: f64) -> Self {
        Self { dist: Dist::Point(value), source: None, grade: None, span: None }
    }

    /// Makes a default that ships with the program; those always say where they come from.
    #[must_use]
    pub fn shipped(dist: Dist, grade: Grade, source: &str) -> Self {
        Self { dist, source: Some(source.to_owned()), grade: Some(grade), span: None }
    }

    /// Returns source and grade.
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        Provenance { source: self.source.clone(), grade: self.grade }
    }

    /// Takes source and grade from the table around it, unless it states its own.
    #[must_use]
    pub fn inherit(self, outer: &Provenance) -> Self {
        let Provenance { source, grade } = self.provenance().or(outer);
        Self { source, grade, ..self }
    }

    /// Says whether the number is known exactly.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        matches!(self.dist, Dist::Point(_))
    }

    /// Checks that no value outside \[`low`, `high`\] is possible; an infinite bound allows all on its side.
    ///
    /// `unit` names the unit in the message and may be empty. A distribution without bounds, such as a normal, does
    /// not fit a bounded range, however small the probability beyond it: a run of many draws would meet it.
    pub fn within(&self, cx: &mut Cx, low: f64, high: f64, unit: &str) -> Option<()> {
        let (least, most) = self.dist.support();
        if least >= low && most <= high {
            return Some(());
        }
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        let allowed = match (low.is_finite(), high.is_finite()) {
            (true, true) => format!("from {low} to {high}{unit}"),
            (true, false) => format!("at least {low}{unit}"),
            _ => format!("at most {high}{unit}"),
        };
        let what = if self.is_certain() { "the number is out of range" } else { "the distribution reaches out of range" };
        let got = match self.dist {
            Dist::Point(value) => value.to_string(),
            _ => match (least.is_finite(), most.is_finite()) {
                (true, true) => format!("values from {least} to {most}"),
                (true, false) => format!("values from {least} up without bound"),
                (false, true) => format!("values without bound up to {most}"),
                (false, false) => "values without bound on either side".to_owned(),
            },
        };
        let problem = cx.error(self.span, what);
        problem.got(got).allowed(allowed);
        if least.is_infinite() || most.is_infinite() {
            problem.help("`pert`, `triangular`, `uniform` and `quantiles` from 0 to 1 have bounds; `lognormal` stays above 0");
        }
        None
    }

    /// Checks that every possible value is a probability.
    pub fn is_probability(&self, cx: &mut Cx) -> Option<()> {
        self.within(cx, 0.0, 1.0, "")
    }
}

impl Read for Quantity {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let certain = |dist| Some(Self { dist, source: None, grade: None, span: Some(node.span()) });
        match node.data() {
            Data::List(_) => {
                let [low, likely, high] = dist::three(node, cx)?;
                certain(dist::refused(Dist::pert(low.value, likely.value, high.value), node.span(), cx)?)
            }
            Data::Table(_) => table(node, cx),
            _ => certain(Dist::Point(read::number(node, "a number, [low, likely, high] or a table", cx)?)),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let grade = Grade::schema(defs);
        defs.define("Quantity", concat!(module_path!(), "::Quantity"), |_| {
            let mut forms = vec![
                json!({ "type": "number", "description": "A number taken as known." }),
                json!({
                    "type": "array", "items": { "type": "number" }, "minItems": 3, "maxItems": 3,
                    "description": "[low, likely, high], a PERT distribution", "examples": [[0.25, 0.5, 0.75]],
                }),
            ];
            forms.extend(Form::ALL.iter().map(|form| form_schema(*form, &grade)));
            one_of("A number that may be uncertain, with where it comes from.", forms)
        })
    }

    fn to_json(&self) -> Option<Json> {
        let mut out = dist::to_json(&self.dist);
        if self.source.is_none() && self.grade.is_none() {
            return Some(out);
        }
        if !out.is_object() {
            out = json!({ "value": out });
        }
        if let Some(source) = &self.source {
            out["source"] = json!(source);
        }
        if let Some(grade) = self.grade {
            out["grade"] = json!(grade.as_str());
        }
        Some(out)
    }
}

/// Returns the schema of a table that states its number by `form`.
fn form_schema(form: Form, grade: &Json) -> Json {
    json!({
        "type": "object",
        "properties": {
            form.key(): form.schema(),
            "source": { "type": "string", "minLength": 1, "description": "Where the number comes from." },
            "grade": grade,
        },
        "required": [form.key()],
        "additionalProperties": false,
        "if": { "properties": { "grade": { "enum": ["measured", "published"] } }, "required": ["grade"] },
        "then": { "required": ["source"] },
    })
}

fn table(node: Node<'_>, cx: &mut Cx) -> Option<Quantity> {
    let fields = Fields::open(node, KEYS, false, cx)?;
    let source = fields.take::<Option<Text>>("source", &[], cx);
    let grade = fields.take::<Option<Spanned<Grade>>>("grade", &[], cx);
    // A grade or source that cannot be read has been reported; one that is merely absent is checked here.
    let provenance = match (&source, &grade) {
        (Some(source), Some(grade)) => Some(Provenance::check(source.as_ref(), grade.as_ref(), cx)),
        _ => None,
    };
    let stated: Vec<(Form, Span)> = Form::ALL
        .into_iter()
        .filter_map(|form| {
            let (key, _) = node.entries()?.find(|(key, _)| key.value == form.key())?;
            Some((form, key.span))
        })
        .collect();
    let (form, first) = match stated.as_slice() {
        [one] => *one,
        [] => {
            let keys: Vec<&str> = Form::ALL.iter().map(|form| form.key()).collect();
            cx.error(node.span(), format!("`{}` does not say its number", node.name()))
                .allowed(format!("exactly one of {}", crate::input::suggest::listed(keys, 8)));
            return None;
        }
        [first, others @ ..] => {
            for (form, span) in others {
                cx.error(*span, format!("`{}` says its number twice", node.name()))
                    .got(format!("`{}` beside `{}`", form.key(), first.0.key()))
                    .also(first.1, "the first");
            }
            *first
        }
    };
    let dist = form.read(node.get(form.key())?, cx);
    let Provenance { source, grade } = provenance?;
    // The span is that of the numbers, where range errors belong, and not of a header far above them.
    let span = node.get(form.key()).map_or(first, Node::span);
    Some(Quantity { dist: dist?, source, grade, span: Some(span) })
}
