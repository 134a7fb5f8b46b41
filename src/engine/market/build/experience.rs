//! Survey, prices, journey and experience level measures.

use crate::input::{Cx, Grade};
use crate::market::model::{AnswerRule, Attribute, Driver, Journey, Need, Question, Survey, Touchpoint, VanWestendorp, XlmTarget};
use crate::market::spec::{Ask, AtLeast, AttributeValue, Indicator, QuestionSpec, ResponseStyle, SurveySpec, XlmSource, XlmSpec};
use crate::market::survey::WIDEST;
use crate::measure::xlm::{Aim, IndicatorSource, Xlm};
use crate::population::{Data, Population, Role};
use crate::stats::dist::Dist;
use crate::world::{Input, Inputs};

use super::MarketSpec;
use super::market::{Feeds, bounded, fed, optional, share};

/// Reads Van Westendorp's factors and lays the grid of prices.
pub(super) fn van_westendorp(spec: &MarketSpec<'_>, priced: bool, inputs: &mut Inputs, cx: &mut Cx) -> Option<VanWestendorp> {
    let asked = spec.prices?.van_westendorp.as_ref()?;
    if !priced {
        cx.error(asked.too_cheap.span, "price questions need a price").help("give the concept and its alternatives a `price`");
        return None;
    }
    let price = match &spec.concept.price {
        Some(AttributeValue::Number(quantity)) => quantity.dist.median(),
        _ => {
            cx.error(asked.too_cheap.span, "Van Westendorp's questions need one price for everyone")
                .help("write the concept's `price` as a number");
            return None;
        }
    };
    let named = [
        ("too_cheap", &asked.too_cheap),
        ("bargain", &asked.bargain),
        ("expensive", &asked.expensive),
        ("too_expensive", &asked.too_expensive),
    ];
    for pair in named.windows(2) {
        if pair[0].1.dist.support().1 > pair[1].1.dist.support().0 {
            cx.error(pair[1].1.span, format!("`{}` must lie above `{}` over the whole range", pair[1].0, pair[0].0));
        }
    }
    if asked.too_cheap.dist.support().0 <= 0.0 {
        cx.error(asked.too_cheap.span, "`too_cheap` must lie above 0");
    }
    let factors = named.map(|(key, quantity)| {
        let label = format!("Price named as {}, against the price one is torn at", key.replace('_', " "));
        inputs.add(&format!("price_test.van_westendorp.{key}"), &label, "times", quantity)
    });
    let top = spec.prices.and_then(|prices| prices.ladder.as_ref()?.value.last().copied()).unwrap_or(price).max(price) * 2.0;
    Some(VanWestendorp { factors, grid: grid(top) })
}

/// About fifty round prices up to `top`.
fn grid(top: f64) -> Vec<f64> {
    let mut step = 1e-6;
    let mut turn = 0;
    while top / step > 60.0 {
        step *= [2.0, 2.5, 2.0][turn % 3];
        turn += 1;
    }
    (1..=(top / step).ceil() as usize).map(|cell| cell as f64 * step).collect()
}

fn default_cuts() -> [(f64, f64, f64); 4] {
    [(0.05, 0.1, 0.2), (0.2, 0.3, 0.4), (0.45, 0.6, 0.7), (0.75, 0.85, 0.95)]
}

/// Reads what people are asked.
pub(super) fn survey(spec: &MarketSpec<'_>, people: &Population, attributes: &[Attribute], inputs: &mut Inputs, cx: &mut Cx) -> Survey {
    let numbers = |name: &str| people.shared(name);
    let mut built = Survey {
        questions: Vec::new(),
        recommend: false,
        satisfaction: false,
        intent_cuts: [Input::Fixed(0.1), Input::Fixed(0.3), Input::Fixed(0.6), Input::Fixed(0.85)],
        intent_weights: None,
        clarity: None,
        uniqueness: None,
        need: None,
        acquiescence: numbers("acquiescence"),
        extremity: numbers("extremity"),
        noise: numbers("noise"),
        noise_default: Input::Fixed(1.0),
        fitted: None,
    };
    built.fitted = spec.style.map(|style| manner(style, people, inputs, cx));
    if let Some(style) = spec.style.filter(|_| spec.survey.is_none() && spec.journey.is_empty()) {
        let at = style.acquiescence.as_ref().or(style.extremity.as_ref()).and_then(|quantity| quantity.span);
        cx.error(at, "a style file, but nobody is asked anything").help("add `[survey]` or `[[journey]]`, or drop the style file");
    }
    let Some(survey) = spec.survey else {
        return built;
    };
    if built.noise.is_none() {
        built.noise_default = inputs.assume(
            "survey.noise",
            "Blur of a stated answer",
            "logits",
            Dist::Pert { low: 0.5, mode: 1.0, high: 1.5 },
            "the population has no `noise` column; this range is the program's own guess",
            Grade::Judgement,
        );
    }
    standard(spec, survey, people, &mut built, inputs, cx);
    for question in &survey.questions {
        let rule = driven(question, spec, people, attributes, inputs, cx);
        if !(2..=11).contains(&question.scale) {
            cx.error(question.name.span, format!("the scale of `{}` has {} points", question.name.value.as_str(), question.scale))
                .allowed("2 to 11 points");
            continue;
        }
        let end =
            |text: Option<&crate::input::Text>, default: &str| text.map_or_else(|| default.to_owned(), |text| text.as_str().to_owned());
        built.questions.push(Question {
            name: question.name.value.as_str().to_owned(),
            text: question.text.as_str().to_owned(),
            points: question.scale as usize,
            ends: (end(question.lowest.as_ref(), "lowest"), end(question.highest.as_ref(), "highest")),
            rule,
        });
    }
    cx.unique("question", survey.questions.iter().map(|question| &question.name));
    for question in &survey.questions {
        if Ask::ALL.iter().any(|ask| ask.as_str() == question.name.value.as_str()) {
            cx.error(question.name.span, "a question of your own cannot have the name of a standard one").got(question.name.value.as_str());
        }
    }
    built
}

/// Registers how people differ in their way of answering.
fn manner(style: &ResponseStyle, people: &Population, inputs: &mut Inputs, cx: &mut Cx) -> [Input; 2] {
    let named = [
        ("acquiescence", "How much people differ in saying yes to everything", "steps", &style.acquiescence),
        ("extremity", "How much people differ in using the ends of a scale", "logarithms", &style.extremity),
    ];
    named.map(|(key, label, unit, quantity)| {
        let Some(quantity) = quantity else { return Input::Fixed(0.0) };
        if people.shared(key).is_some() {
            cx.error(quantity.span, format!("the people have a column `{key}`, and the style file says how they differ in it too"))
                .help("drop the column, or the style file");
        }
        let input = inputs.add(&format!("style.{key}"), label, unit, quantity);
        inputs.keep_within(input, (0.0, WIDEST));
        input
    })
}

fn standard(spec: &MarketSpec<'_>, survey: &SurveySpec, people: &Population, built: &mut Survey, inputs: &mut Inputs, cx: &mut Cx) {
    let name = spec.concept.name.span;
    for (index, ask) in survey.ask.iter().enumerate() {
        if survey.ask[..index].contains(ask) {
            cx.error(name, format!("`{ask}` is asked twice")).help("each standard question once in `ask`");
            continue;
        }
        match ask {
            Ask::Recommend | Ask::Satisfaction if spec.journey.is_empty() => {
                cx.error(name, format!("`{ask}` is asked of people who went through the journey, and there is none"))
                    .help("add `[[journey]]` tables, or do not ask it");
            }
            Ask::Recommend => built.recommend = true,
            Ask::Satisfaction => built.satisfaction = true,
            Ask::Believability if spec.concept.claims.is_empty() => {
                cx.error(name, "`believability` needs claims").help("add `claims` to the concept");
            }
            Ask::Clarity if survey.clarity.is_none() => {
                cx.error(name, "`clarity` is asked, but nothing says how clear the concept is")
                    .help("add `clarity = [low, likely, high]` under `[survey]`, 0 to 1");
            }
            Ask::Uniqueness if survey.uniqueness.is_none() => {
                cx.error(name, "`uniqueness` is asked, but nothing says how different the concept is")
                    .help("add `uniqueness = [low, likely, high]` under `[survey]`, 0 to 1");
            }
            _ => {}
        }
        if let Some((text, points, low, high)) = wording(*ask) {
            built.questions.push(Question {
                name: ask.as_str().to_owned(),
                text: text.to_owned(),
                points,
                ends: (low.to_owned(), high.to_owned()),
                rule: AnswerRule::Standard(*ask),
            });
        }
    }
    built.clarity =
        survey.clarity.as_ref().map(|_| share(inputs, cx, "survey.clarity", "How clear the concept is", survey.clarity.as_ref(), 1.0));
    built.uniqueness = survey
        .uniqueness
        .as_ref()
        .map(|_| share(inputs, cx, "survey.uniqueness", "How different the concept is", survey.uniqueness.as_ref(), 1.0));
    if survey.ask.contains(&Ask::Relevance) {
        built.need = need(spec, people);
    }
    if survey.ask.contains(&Ask::Intent) {
        intent(survey, built, inputs, cx);
    }
}

/// The words of a standard question, its points and the names of its ends.
fn wording(ask: Ask) -> Option<(&'static str, usize, &'static str, &'static str)> {
    Some(match ask {
        Ask::Intent => ("How likely would you be to get it?", 5, "definitely would not", "definitely would"),
        Ask::Juster => ("What are the chances, out of ten, that you will get it?", 11, "no chance", "certain"),
        Ask::Uniqueness => ("How different is it from what you can get today?", 5, "not at all", "very"),
        Ask::Appeal => ("Leaving the price aside, how much do you like it?", 5, "not at all", "very much"),
        Ask::Relevance => ("How well does it fit what you need?", 5, "not at all", "very well"),
        Ask::Believability => ("How much of what is said about it do you believe?", 5, "nothing", "everything"),
        Ask::Value => ("How good is it for its price?", 5, "very poor", "very good"),
        Ask::Clarity => ("How clear is it to you what you would get?", 5, "not at all", "very clear"),
        Ask::Recommend | Ask::Satisfaction => return None,
    })
}

fn intent(survey: &SurveySpec, built: &mut Survey, inputs: &mut Inputs, cx: &mut Cx) {
    const BOXES: [&str; 4] = ["probably not", "might", "probably", "definitely"];
    match &survey.intent_cuts {
        None => {
            for (cut, ((low, mode, high), word)) in built.intent_cuts.iter_mut().zip(default_cuts().into_iter().zip(BOXES)) {
                *cut = inputs.assume(
                    &format!("survey.intent_cuts.{word}"),
                    &format!("Chance of choosing it from which people say \"{word}\""),
                    "chance",
                    Dist::Pert { low, mode, high },
                    "no published threshold links a chance to a box; this range is the program's own guess",
                    Grade::Judgement,
                );
            }
        }
        Some(cuts) => {
            let medians: Vec<f64> = cuts.iter().map(|cut| cut.dist.median()).collect();
            if cuts.len() != 4 || medians.windows(2).any(|pair| pair[0] >= pair[1]) {
                cx.error(cuts.first().and_then(|cut| cut.span), "`intent_cuts` must be four rising chances").got(format!("{medians:?}"));
                return;
            }
            for ((cut, quantity), word) in built.intent_cuts.iter_mut().zip(cuts).zip(BOXES) {
                *cut = share(
                    inputs,
                    cx,
                    &format!("survey.intent_cuts.{word}"),
                    &format!("Chance of choosing it from which people say \"{word}\""),
                    Some(quantity),
                    0.5,
                );
            }
        }
    }
    if let Some(weights) = &survey.intent_weights {
        let handles: Vec<Input> = weights
            .iter()
            .enumerate()
            .map(|(index, quantity)| {
                share(
                    inputs,
                    cx,
                    &format!("survey.intent_weights.{}", index + 1),
                    &format!("Share of intent box {} from the top that really buys", index + 1),
                    Some(quantity),
                    0.0,
                )
            })
            .collect();
        match <[Input; 5]>::try_from(handles) {
            Ok(handles) => built.intent_weights = Some(handles),
            Err(handles) => {
                cx.error(weights.first().and_then(|weight| weight.span), "`intent_weights` must be five shares, from \"definitely\" down")
                    .got(format!("{} of them", handles.len()));
            }
        }
    }
}

/// The pain points that one of the concept's attributes relieves.
fn need(spec: &MarketSpec<'_>, people: &Population) -> Option<Need> {
    let relieved = people
        .columns
        .iter()
        .filter(|column| column.role == Role::PainPoint && column.relieved_by.iter().any(|key| spec.concept.attributes.get(key).is_some()))
        .filter(|column| people.numbers(&column.name).is_some())
        .map(|column| column.name.clone());
    Need::of(relieved.collect(), people)
}

fn driven(
    question: &QuestionSpec,
    spec: &MarketSpec<'_>,
    people: &Population,
    attributes: &[Attribute],
    inputs: &mut Inputs,
    cx: &mut Cx,
) -> AnswerRule {
    let name = question.name.value.as_str();
    let start = optional(
        inputs,
        &format!("survey.questions.{name}.start"),
        &format!("Where answers to \"{name}\" start"),
        "logits",
        question.start.as_ref(),
        0.0,
    );
    if question.driven_by.is_empty() {
        cx.error(question.name.span, format!("nothing drives the answer to `{name}`"))
            .help("add `driven_by = { choice = 1 }`, an attribute, `belief`, or a column of the people");
    }
    let mut drivers = Vec::new();
    for (key, weight) in question.driven_by.iter() {
        let word = key.value.as_str();
        let driver = if word == "choice" {
            Some(Driver::Choice)
        } else if word == "belief" && !spec.concept.claims.is_empty() {
            Some(Driver::Belief)
        } else if let Some(attribute) = attributes.iter().position(|attribute| attribute.key == word) {
            Some(Driver::Attribute(attribute))
        } else {
            people.shared(word).map(|values| Driver::Column { name: word.to_owned(), values })
        };
        if let Some(driver) = driver {
            let input = inputs.add(
                &format!("survey.questions.{name}.driven_by.{word}"),
                &format!("How much {} drives \"{name}\"", word.replace('_', " ")),
                "",
                weight,
            );
            drivers.push((driver, input));
        } else {
            let mut known: Vec<&str> = vec!["choice", "belief"];
            known.extend(attributes.iter().map(|attribute| attribute.key.as_str()));
            known.extend(people.columns.iter().filter(|column| matches!(column.data, Data::Number(_))).map(|column| column.name.as_str()));
            cx.unknown(key.span, "driver", word, known);
        }
    }
    AnswerRule::Driven { start, drivers }
}

/// Reads the journey.
pub(super) fn journey(spec: &MarketSpec<'_>, people: &Population, feeds: Feeds<'_>, inputs: &mut Inputs, cx: &mut Cx) -> Journey {
    const LONG: f64 = 1e6;
    cx.unique("touchpoint", spec.journey.iter().map(|point| &point.name));
    let walked = !spec.journey.is_empty();
    let touchpoints = spec
        .journey
        .iter()
        .map(|point| {
            let name = point.name.value.as_str();
            let path = |key: &str| format!("journey.{name}.{key}");
            let label = |what: &str| format!("{name}: {what}");
            Touchpoint {
                name: name.to_owned(),
                channel: point.channel,
                minutes: bounded(
                    inputs,
                    cx,
                    (&path("minutes"), &label("time it takes"), "minutes"),
                    Some(&point.minutes),
                    0.0,
                    (0.0, LONG),
                ),
                wait: fed(inputs, cx, feeds, (&path("wait"), &label("time one waits"), "minutes"), point.wait.as_ref(), (0.0, LONG)),
                effort: bounded(inputs, cx, (&path("effort"), &label("effort"), "1 to 7"), Some(&point.effort), 1.0, (1.0, 7.0)),
                clarity: share(inputs, cx, &path("clarity"), &label("how clear it is"), point.clarity.as_ref(), 1.0),
                fails: fed(inputs, cx, feeds, (&path("fails"), &label("chance that it fails"), "share"), point.fails.as_ref(), (0.0, 1.0)),
                recovered: share(
                    inputs,
                    cx,
                    &path("recovered"),
                    &label("chance that a failure is put right"),
                    point.recovered.as_ref(),
                    0.0,
                ),
                drop_out: share(inputs, cx, &path("drop_out"), &label("share who give up"), point.drop_out.as_ref(), 0.0),
            }
        })
        .collect();
    let mut assume = |key: &str, label: &str, unit: &str, (low, mode, high): (f64, f64, f64), source: &str| {
        if !walked {
            return Input::Fixed(mode);
        }
        inputs.assume(&format!("model.journey.{key}"), label, unit, Dist::Pert { low, mode, high }, source, Grade::Judgement)
    };
    let guess = "a constant of the journey model; no measured value was found, and this range is the program's own guess";
    Journey {
        touchpoints,
        skill: people.shared("skill"),
        patience: people.shared("patience"),
        skill_effect: assume("skill_effect", "Effort between no and full digital skill", "effort points", (0.5, 1.5, 3.0), guess),
        confusion_effect: assume("confusion_effect", "Effort that full confusion adds", "effort points", (1.0, 2.0, 3.0), guess),
        effort_spread: assume("effort_spread", "How felt effort varies from person to person", "effort points", (0.4, 0.8, 1.2), guess),
        failure_effect: assume("failure_effect", "Effort that an unmended failure adds", "effort points", (0.5, 1.5, 2.5), guess),
        effort_hazard: assume("effort_hazard", "How effort raises giving up", "log-rate per point", (0.1, 0.4, 0.7), guess),
        failure_hazard: assume("failure_hazard", "How an unmended failure raises giving up", "log-rate", (0.5, 1.0, 1.8), guess),
        patience_hazard: assume("patience_hazard", "How impatience raises giving up", "log-rate", (0.3, 1.0, 1.7), guess),
        peak_end: assume(
            "peak_end",
            "Share of memory that is worst moment and end",
            "share",
            (0.3, 0.6, 0.9),
            "Kahneman and others 1993 show that peak and end dominate memory; the share is the program's own guess",
        ),
        experience_in_recommend: assume(
            "experience_in_recommend",
            "Share of recommendation that is experience",
            "share",
            (0.4, 0.65, 0.9),
            guess,
        ),
    }
}

/// Reads the experience level measures.
pub(super) fn xlms(spec: &MarketSpec<'_>, survey: &Survey, cx: &mut Cx) -> Vec<XlmTarget> {
    cx.unique("experience level measure", spec.xlms.iter().map(|xlm| &xlm.name));
    spec.xlms.iter().filter_map(|xlm| one_xlm(spec, survey, xlm, cx)).collect()
}

fn one_xlm(spec: &MarketSpec<'_>, survey: &Survey, xlm: &XlmSpec, cx: &mut Cx) -> Option<XlmTarget> {
    let name = xlm.name.value.as_str();
    let (range, scale, direction, source) = match xlm.indicator {
        Indicator::Ces => ((1.0, 7.0), "mean of seven points, 1 to 7", Aim::AtLeast, XlmSource::Stated),
        Indicator::Csat | Indicator::TopTwoBox => ((0.0, 1.0), "share of the two best boxes, 0 to 1", Aim::AtLeast, XlmSource::Stated),
        Indicator::Nps => ((-100.0, 100.0), "points, -100 to 100", Aim::AtLeast, XlmSource::Stated),
        Indicator::Completion => ((0.0, 1.0), "share of people, 0 to 1", Aim::AtLeast, XlmSource::Behavioural),
        Indicator::Minutes => ((0.0, 1e6), "minutes", Aim::AtMost, XlmSource::Operational),
        Indicator::Failure => ((0.0, 1.0), "share of people, 0 to 1", Aim::AtMost, XlmSource::Operational),
    };
    if !(xlm.target >= range.0 && xlm.target <= range.1) {
        cx.error(xlm.name.span, format!("the target of `{name}` is off its scale"))
            .got(xlm.target)
            .allowed(format!("{} to {}", range.0, range.1));
        return None;
    }
    if !(xlm.weight.is_finite() && xlm.weight > 0.0) {
        cx.error(xlm.name.span, format!("the weight of `{name}` must lie above 0")).got(xlm.weight);
        return None;
    }
    if xlm.indicator != Indicator::TopTwoBox && spec.journey.is_empty() {
        cx.error(xlm.name.span, format!("`{name}` is measured on the journey, and there is none")).help("add `[[journey]]` tables");
        return None;
    }
    let at = match &xlm.at {
        None if matches!(xlm.indicator, Indicator::Ces) => {
            cx.error(xlm.name.span, format!("`{name}` needs the touchpoint it is taken at")).help("add `at = \"...\"`");
            return None;
        }
        None => None,
        Some(at) => {
            let found = spec.journey.iter().position(|point| point.name.value.as_str() == at.value.as_str());
            if found.is_none() {
                let known: Vec<&str> = spec.journey.iter().map(|point| point.name.value.as_str()).collect();
                cx.unknown(at.span, "touchpoint", at.value.as_str(), known);
                return None;
            }
            found
        }
    };
    let question = match (&xlm.question, xlm.indicator) {
        (Some(wanted), Indicator::TopTwoBox) => {
            let found = survey.questions.iter().position(|question| question.name == wanted.value.as_str());
            if found.is_none() {
                let known: Vec<&str> = survey.questions.iter().map(|question| question.name.as_str()).collect();
                cx.unknown(wanted.span, "question", wanted.value.as_str(), known);
                return None;
            }
            found
        }
        (None, Indicator::TopTwoBox) => {
            cx.error(xlm.name.span, format!("`{name}` needs the question it reads")).help("add `question = \"...\"`");
            return None;
        }
        (Some(wanted), _) => {
            cx.error(wanted.span, format!("`question` goes with `top2box`, not with `{}`", xlm.indicator));
            return None;
        }
        (None, _) => None,
    };
    Some(XlmTarget {
        name: name.to_owned(),
        indicator: xlm.indicator,
        at,
        question,
        xlm: Xlm {
            indicator: xlm.indicator.as_str().to_owned(),
            source: match xlm.source.unwrap_or(source) {
                XlmSource::Stated => IndicatorSource::Stated,
                XlmSource::Behavioural => IndicatorSource::Behavioural,
                XlmSource::Operational => IndicatorSource::Operational,
            },
            scale: scale.to_owned(),
            target: xlm.target,
            direction: xlm.direction.map_or(direction, |given| if given == AtLeast::AtLeast { Aim::AtLeast } else { Aim::AtMost }),
            weight: xlm.weight,
        },
    })
}
