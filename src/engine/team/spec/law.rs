//! How long something takes, from case to case.

use serde_json::json;

use crate::input::{Cx, Data, Fields, Grade, Json, Node, Provenance, Quantity, Read, Schemas, Span, Spanned, Text, one_of};

use super::minutes::{Minutes, one, three, words_schema};

/// The family of a law of durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LawShape {
    /// Always the same.
    Fixed,
    /// Exponential.
    Exponential,
    /// Lognormal.
    Lognormal,
    /// Uniform.
    Uniform,
    /// Triangular.
    Triangular,
}

impl LawShape {
    const ALL: [Self; 5] = [Self::Fixed, Self::Exponential, Self::Lognormal, Self::Uniform, Self::Triangular];

    /// The key it stands under.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Exponential => "exponential",
            Self::Lognormal => "lognormal",
            Self::Uniform => "uniform",
            Self::Triangular => "triangular",
        }
    }

    /// The names of its parameters.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Fixed => &["minutes"],
            Self::Exponential => &["mean"],
            Self::Lognormal => &["median", "sigma"],
            Self::Uniform => &["low", "high"],
            Self::Triangular => &["low", "mode", "high"],
        }
    }

    fn described(self) -> &'static str {
        match self {
            Self::Fixed => "Always the same; a range says that nobody knows which.",
            Self::Exponential => "Exponential with this mean.",
            Self::Lognormal => "[median, standard deviation of the logarithm]",
            Self::Uniform => "[shortest, longest]",
            Self::Triangular => "[shortest, likeliest, longest]",
        }
    }
}

/// How long something takes: what differs from case to case. Each of its numbers may be uncertain in turn.
#[derive(Debug, Clone)]
pub struct LawSpec {
    /// The family.
    pub shape: LawShape,
    /// Its parameters, as [`LawShape::names`] lists them.
    pub parameters: Vec<Quantity>,
    /// Where it is written.
    pub span: Span,
}

/// Two laws are equal when they say the same, wherever they are written.
impl PartialEq for LawSpec {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape && self.parameters == other.parameters
    }
}

const KEYS: &[&str] = &["fixed", "exponential", "lognormal", "uniform", "triangular", "source", "grade"];

impl Read for LawSpec {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let span = node.span();
        let known = |value| Quantity { span: Some(span), ..Quantity::point(value) };
        match node.data() {
            Data::Table(_) => table(node, cx),
            Data::List(_) => {
                let spread = three(node, cx)?;
                Some(Self { shape: LawShape::Triangular, parameters: spread.map(known).to_vec(), span })
            }
            _ => one(node, cx).map(|minutes| Self { shape: LawShape::Fixed, parameters: vec![known(minutes)], span }),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let (minutes, quantity, grade) = (Minutes::schema(defs), Quantity::schema(defs), Grade::schema(defs));
        defs.define("Law", concat!(module_path!(), "::Law"), |_| {
            let mut forms = vec![
                json!({ "type": "number", "description": "Always these minutes." }),
                words_schema(),
                json!({
                    "type": "array", "minItems": 3, "maxItems": 3, "items": { "type": ["number", "string"] },
                    "description": "[shortest, likeliest, longest] from case to case", "examples": [[2, 4, 9]],
                }),
            ];
            forms.extend(LawShape::ALL.iter().map(|shape| form(*shape, &minutes, &quantity, &grade)));
            one_of("How long it takes, from case to case: minutes, words, a spread, or a law.", forms)
        })
    }
}

fn form(shape: LawShape, minutes: &Json, quantity: &Json, grade: &Json) -> Json {
    let inside = match shape {
        LawShape::Fixed | LawShape::Exponential => minutes.clone(),
        _ => {
            let count = shape.names().len();
            let example = match shape {
                LawShape::Lognormal => json!([4, 0.4]),
                LawShape::Uniform => json!([2, 9]),
                _ => json!([2, 4, 9]),
            };
            let mut items = vec![minutes.clone(); count];
            if shape == LawShape::Lognormal {
                items[1] = quantity.clone();
            }
            json!({ "type": "array", "minItems": count, "maxItems": count, "prefixItems": items, "examples": [example] })
        }
    };
    let mut inside = inside;
    inside["description"] = json!(shape.described());
    json!({
        "type": "object",
        "properties": {
            shape.key(): inside,
            "source": { "type": "string", "minLength": 1, "description": "Where the numbers come from." },
            "grade": grade,
        },
        "required": [shape.key()],
        "additionalProperties": false,
    })
}

fn table(node: Node<'_>, cx: &mut Cx) -> Option<LawSpec> {
    let fields = Fields::open(node, KEYS, false, cx)?;
    let source = fields.take::<Option<Text>>("source", &[], cx);
    let grade = fields.take::<Option<Spanned<Grade>>>("grade", &[], cx);
    let provenance = match (&source, &grade) {
        (Some(source), Some(grade)) => Some(Provenance::check(source.as_ref(), grade.as_ref(), cx)),
        _ => None,
    };
    let stated: Vec<LawShape> = LawShape::ALL.into_iter().filter(|shape| node.has(shape.key())).collect();
    let [shape] = stated[..] else {
        let what = if stated.is_empty() { "does not say how long" } else { "says twice how long" };
        cx.error(node.span(), format!("`{}` {what}", node.name()))
            .allowed("exactly one of `fixed`, `exponential`, `lognormal`, `uniform`, `triangular`")
            .help("`[2, 4, 9]` without a table is shortest, likeliest and longest, from case to case");
        return None;
    };
    let inner = node.get(shape.key())?;
    let parameters = parameters(shape, inner, cx);
    let provenance = provenance?;
    let parameters = parameters?.into_iter().map(|quantity| quantity.inherit(&provenance)).collect();
    Some(LawSpec { shape, parameters, span: inner.span() })
}

fn parameters(shape: LawShape, node: Node<'_>, cx: &mut Cx) -> Option<Vec<Quantity>> {
    if shape.names().len() == 1 {
        return Minutes::read(node, cx).map(|Minutes(quantity)| vec![quantity]);
    }
    let wanted = format!("[{}]", shape.names().join(", "));
    let items: Vec<Node<'_>> = match node.list() {
        Some(items) => items.collect(),
        None => {
            cx.wrong_kind(node, &wanted);
            return None;
        }
    };
    if items.len() != shape.names().len() {
        cx.error(node.span(), format!("`{}` must be {wanted}", node.name())).got(format!("{} entries", items.len()));
        return None;
    }
    let read: Vec<Option<Quantity>> = items
        .into_iter()
        .zip(shape.names())
        .map(
            |(item, &name)| {
                if name == "sigma" { Quantity::read(item, cx) } else { Minutes::read(item, cx).map(|Minutes(quantity)| quantity) }
            },
        )
        .collect();
    read.into_iter().collect()
}
