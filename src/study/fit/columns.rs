//! One table's values by row, for everything a fit asks for.

use crate::input::expr::Kind;
use crate::input::{Cx, Name, Spanned};

use super::cells::Table;
use super::gather::{Alternative, Places};
use super::later;
use super::spec::{Answer, AttributeSpec, Coding, FitSpec, Form};

/// What stands in the columns of the answer.
pub(super) enum Given {
    /// A mark in each row, or a code.
    Words(Vec<String>),
    /// Numbers, NaN where one is missing: one column, or one for each alternative.
    Amounts(Vec<Vec<f64>>),
}

/// One table's values by row.
pub(super) struct Columns {
    pub(super) person: Vec<String>,
    pub(super) task: Option<Vec<String>>,
    /// Long: the code of the alternative.
    pub(super) alternative: Option<Vec<String>>,
    /// Of a choice, wide: the code of what was chosen; long: whether it was.
    pub(super) given: Given,
    /// The same of the worst.
    pub(super) worst: Option<Vec<String>>,
    /// How many people a person stands for.
    pub(super) weight: Option<Vec<f64>>,
    /// How many answers a task stands for.
    pub(super) task_weight: Option<Vec<f64>>,
    pub(super) values: Vec<Vec<f64>>,
    /// For each attribute and alternative, which of the values; none means 0.
    pub(super) of: Vec<Option<usize>>,
    /// For each alternative, whether another table says that it was there; none where none is asked.
    pub(super) present: Vec<Option<Vec<bool>>>,
    pub(super) available: Vec<Option<Vec<f64>>>,
    pub(super) demographics: Vec<Vec<f64>>,
    /// For each `[[test]]`, whether a row belongs to it.
    pub(super) tests: Vec<Vec<f64>>,
}

/// Whether an alternative is taking none of the others.
fn is_none(spec: &FitSpec, alternative: &Alternative) -> bool {
    alternative.written.is_some_and(|at| spec.alternatives[at].none)
}

impl Columns {
    pub(super) fn read(spec: &FitSpec, alternatives: &[Alternative], table: &Table, cx: &mut Cx) -> Option<Self> {
        let data = &spec.data;
        let (mut values, mut of, mut sound) = (Vec::new(), Vec::new(), true);
        for (at, attribute) in spec.attributes.iter().enumerate() {
            // Levels of one column stand side by side: what is wrong with them is told once.
            let again = at > 0
                && !attribute.levels.is_empty()
                && spec.attributes[at - 1].levels == attribute.levels
                && spec.attributes[at - 1].column == attribute.column;
            match Self::attribute(spec, attribute, alternatives, table, &mut values, if again { None } else { Some(cx) }) {
                Some(places) => of.extend(places),
                None => sound = false,
            }
        }
        let available: Vec<Option<Option<Vec<f64>>>> = alternatives
            .iter()
            .map(|alternative| match alternative.written.and_then(|at| spec.alternatives[at].available.as_ref()) {
                Some(condition) => table.evaluate(condition, Kind::Truth, cx).map(Some),
                None => Some(None),
            })
            .collect();
        let demographics: Vec<Option<Vec<f64>>> = spec
            .demographics
            .iter()
            .map(|demographic| match &demographic.is {
                Some(expression) => table.evaluate(expression, Kind::Number, cx),
                None => table.numbers(demographic.name.value.as_str(), demographic.name.span, cx),
            })
            .collect();
        let person = table.words(&data.person, cx);
        let mut words = |name: &Option<Spanned<Name>>| match name {
            Some(name) => table.words(name, cx).map(Some),
            None => Some(None),
        };
        let (task, alternative, worst) = (words(&data.task), words(&data.alternative), words(&data.worst));
        let mut numbers = |name: &Option<Spanned<Name>>| match name {
            Some(name) => table.numbers(name.value.as_str(), name.span, cx).map(Some),
            None => Some(None),
        };
        let (weight, task_weight) = (numbers(&data.weight), numbers(&data.task_weight));
        let given = Self::given(spec, alternatives, table, cx);
        let tests: Vec<Option<Vec<f64>>> = spec.test.iter().map(|test| later::belongs(test, table, cx)).collect();
        if !sound {
            return None;
        }
        Some(Self {
            person: person?,
            task: task?,
            alternative: alternative?,
            given: given?,
            worst: worst?,
            weight: weight?,
            task_weight: task_weight?,
            values,
            of,
            present: alternatives.iter().map(|alternative| table.present(&alternative.code).map(<[bool]>::to_vec)).collect(),
            available: available.into_iter().collect::<Option<_>>()?,
            demographics: demographics.into_iter().collect::<Option<_>>()?,
            tests: tests.into_iter().collect::<Option<_>>()?,
        })
    }

    /// Finds the columns of the answer.
    fn given(spec: &FitSpec, alternatives: &[Alternative], table: &Table, cx: &mut Cx) -> Option<Given> {
        let (data, chosen) = (&spec.data, &spec.data.chosen);
        if matches!(data.answer, Answer::Choice | Answer::BestWorst) {
            return table.words(chosen, cx).map(Given::Words);
        }
        if data.form == Form::Long {
            return table.numbers(chosen.value.as_str(), chosen.span, cx).map(|numbers| Given::Amounts(vec![numbers]));
        }
        // Every column that is not there is told. Nobody is asked to rank taking none, or to give it points.
        let of = |alternative: &Alternative| chosen.value.as_str().replace("{}", &alternative.name);
        let all: Vec<Option<Vec<f64>>> = alternatives
            .iter()
            .map(|alternative| match is_none(spec, alternative) && !table.has(&of(alternative)) {
                true => Some(vec![f64::NAN; table.rows()]),
                false => table.numbers(&of(alternative), chosen.span, cx),
            })
            .collect();
        all.into_iter().collect::<Option<_>>().map(Given::Amounts)
    }

    /// Finds an attribute's values for each alternative. What is wrong is not told without a context.
    fn attribute(
        spec: &FitSpec,
        attribute: &AttributeSpec,
        alternatives: &[Alternative],
        table: &Table,
        values: &mut Vec<Vec<f64>>,
        cx: Option<&mut Cx>,
    ) -> Option<Vec<Option<usize>>> {
        let mut silent = Cx::new();
        let cx = cx.unwrap_or(&mut silent);
        let mut push = |found: Vec<f64>| {
            values.push(found);
            Some(values.len() - 1)
        };
        // Taking none has no attributes but those that name it.
        let each = |place: Option<usize>| -> Vec<Option<usize>> {
            alternatives.iter().map(|alternative| if is_none(spec, alternative) { None } else { place }).collect()
        };
        if let Some(expression) = &attribute.is {
            let place = push(table.evaluate(expression, Kind::Number, cx)?);
            return Some(each(place));
        }
        if let Some(column) = &attribute.column {
            let pattern = column.value.as_str();
            let read = |name: &str, cx: &mut Cx| match attribute.levels.is_empty() {
                true => table.numbers(name, column.span, cx),
                false => coded(attribute, table, name, cx),
            };
            if spec.data.form == Form::Long || !pattern.contains("{}") {
                let place = push(read(pattern, cx)?);
                return Some(each(place));
            }
            // Every column that is not there is told.
            let found: Vec<Option<Option<Vec<f64>>>> = alternatives
                .iter()
                .map(|alternative| match is_none(spec, alternative) {
                    true => Some(None),
                    false => read(&pattern.replace("{}", &alternative.name), cx).map(Some),
                })
                .collect();
            return found.into_iter().map(|values| Some(values?.and_then(&mut push))).collect();
        }
        let found: Vec<Option<Option<Vec<f64>>>> = alternatives
            .iter()
            .map(|alternative| match attribute.of.get(&alternative.name) {
                Some(expression) => table.evaluate(expression, Kind::Number, cx).map(Some),
                None => Some(None),
            })
            .collect();
        found.into_iter().map(|values| values.map(|values| values.and_then(&mut push))).collect()
    }
}

/// Turns a column of words into the numbers of one level: 1 where the column holds it, else 0; with effects coding -1 at the first level.
fn coded(attribute: &AttributeSpec, table: &Table, name: &str, cx: &mut Cx) -> Option<Vec<f64>> {
    let column = Spanned::new(Name::new(name).ok()?, attribute.column.as_ref()?.span);
    let words = table.words(&column, cx)?;
    let levels: Vec<&str> = attribute.levels.iter().map(|level| level.value.as_str()).collect();
    let own = attribute.level.as_ref().map(|level| level.value.as_str());
    let base = match attribute.coding.map(|coding| coding.value) {
        Some(Coding::Effects) => -1.0,
        Some(Coding::Dummy) | None => 0.0,
    };
    let mut unknown = Places::default();
    let mut out = Vec::with_capacity(words.len());
    for (row, word) in words.iter().enumerate() {
        let word = word.trim();
        out.push(match levels.iter().position(|level| *level == word) {
            None if word.is_empty() => f64::NAN,
            None => {
                unknown.add(|| format!("{word:?} in {}", table.place(row)));
                f64::NAN
            }
            Some(0) => base,
            Some(at) => f64::from(u8::from(Some(levels[at]) == own)),
        });
    }
    let before = cx.errors();
    let what = format!("column `{name}` holds levels that the fit does not list");
    unknown.report(attribute.levels[0].span, &what, &format!("the levels are {}; add to them, or correct the data", listed(&levels)), cx);
    (cx.errors() == before).then_some(out)
}

fn listed(levels: &[&str]) -> String {
    levels.iter().map(|level| format!("{level:?}")).collect::<Vec<_>>().join(", ")
}
