//! What would sink it: the objections, each with its measured effect.

use crate::advocate::{Brief, Hurts, Objection};
use crate::montecarlo::Effect;
use crate::montecarlo::search::Claim;
use crate::report::chart::{self, Chart};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Heading, Section, Table, Tone};

use super::super::stress::Stress;
use super::reading::{INTERVAL, Reading, figure, listed};
use crate::study::parts::grade;

/// The section on objections, where the advocates were heard.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let stress = reading.findings.stress.as_ref()?;
    let counting: Vec<&Objection> = stress.objections.iter().filter(|objection| objection.counts()).collect();
    let on_verdict = stress.objections.iter().filter(|objection| objection.hurts == Hurts::Verdict).count();
    let takes = counting.iter().filter(|objection| objection.hurts == Hurts::Verdict).count();
    let away = match counting.len() - takes {
        0 => String::new(),
        1 => " One takes an experience measure further from its target than matters.".to_owned(),
        away => format!(" {away} take an experience measure further from its target than matters."),
    };
    let matters = reading.leading_difference(stress.goal.aim.smallest);
    let own = if stress.own_smallest { " (the program's own line; the study states none)" } else { "" };
    let worst = single(&counting).or(counting.first().copied());
    let worst = worst.map_or_else(String::new, |worst| format!(" The worst by itself ({}): {}", worst.brief, worst.claim));
    let finding = if takes == 0 {
        format!("No attack inside the plausibility budget (one case of {}) takes more than {matters}{own}.{away}{worst}", one_in(reading))
    } else {
        format!("{takes} of {on_verdict} objections take more than {matters}{own}.{away}{worst}")
    };
    let mut blocks = vec![board(reading, stress)];
    blocks.push(Block::Table(table(reading, stress, &counting)));
    blocks.extend(tests(&counting).map(Block::Table));
    blocks.extend(hit(reading, stress, &counting).map(Block::Table));
    blocks.extend(experience(reading, stress, &counting).map(Block::Table));
    blocks.push(Block::Text(method(reading, stress)));
    Some(Section { id: "objections".to_owned(), title: "What would sink it".to_owned(), finding, blocks })
}

/// The strongest with a narrow brief.
fn single<'a>(counting: &[&'a Objection]) -> Option<&'a Objection> {
    counting.iter().copied().find(|objection| !matches!(objection.brief, Brief::Premortem | Brief::Ethics))
}

fn one_in(reading: &Reading<'_>) -> String {
    let chance = crate::montecarlo::search::likelihood(reading.study.advocacy.budget);
    format::number(1.0 / chance, 0)
}

/// What an objection is aimed at, in words.
pub(super) fn hurts(reading: &Reading<'_>, stress: &Stress, objection: &Objection) -> String {
    match objection.hurts {
        Hurts::Verdict => reading.leading_name(),
        Hurts::Experience { xlm } => stress.goal.xlms[xlm].name.clone(),
    }
}

/// The change of the figure that an objection is aimed at, in that figure's own unit, with its range.
pub(super) fn hurt(reading: &Reading<'_>, stress: &Stress, objection: &Objection) -> String {
    match (objection.hurts, objection.change()) {
        (Hurts::Experience { xlm }, Some(effect)) => {
            reading.study.difference(stress.goal.xlms[xlm].kind, Estimate::new(effect.mean, effect.low, effect.high))
        }
        (_, effect) => change(reading, effect),
    }
}

/// A change of the verdict figure in its own unit, with its range.
fn change(reading: &Reading<'_>, effect: Option<Effect>) -> String {
    effect.map_or_else(|| "no base".to_owned(), |effect| reading.leading_change(Estimate::new(effect.mean, effect.low, effect.high)))
}

fn likelihood(objection: &Objection) -> String {
    chances(objection.likelihood)
}

/// A likelihood in words: low, likely, high.
pub(super) fn chances((low, likely, high): (f64, f64, f64)) -> String {
    if (high - low).abs() < 1e-9 { format::probability(likely) } else { format::share(Estimate::new(likely, low, high)) }
}

fn board(reading: &Reading<'_>, stress: &Stress) -> Block {
    let scale = reading.leading_scale();
    let aimed: Vec<&Objection> = stress.objections.iter().filter(|objection| objection.hurts == Hurts::Verdict).collect();
    let drawn: Vec<&Objection> = aimed.iter().copied().filter(|objection| objection.confirmed.claim != Claim::NoMeasurableEffect).collect();
    let rows = drawn
        .iter()
        .filter_map(|objection| {
            let damage = objection.damage?;
            let turned = |value: f64| scale * stress.goal.aim.loss(value);
            let (one, other) = (turned(damage.low), turned(damage.high));
            Some(chart::Objection {
                name: format!("{}: {}", objection.brief.short(), objection.claim.trim_end_matches('.')),
                likelihood: Estimate::new(objection.likelihood.1, objection.likelihood.0, objection.likelihood.2),
                damage: Estimate::new(turned(damage.mean), one.min(other), one.max(other)),
                text: format!("{}; {} likely", change(reading, Some(damage)), likelihood(objection)),
            })
        })
        .collect();
    let without_effect = aimed.len() - drawn.len() + stress.silent.len();
    let drawing = Chart::Objections(chart::Objections {
        axis: format!("loss of {}", reading.leading_axis()),
        interval: format!("how likely, low to high; {INTERVAL}"),
        smallest: Some((scale * stress.goal.aim.smallest, "smallest loss that matters".to_owned())),
        rows,
        without_effect,
    });
    let cells = aimed
        .iter()
        .map(|objection| {
            vec![objection.brief.as_str().to_owned(), likelihood(objection), change(reading, objection.damage), objection.said().to_owned()]
        })
        .collect();
    let data = Table {
        caption: format!("Every objection to the verdict figure, run again on draws that the search never saw; {INTERVAL}"),
        columns: vec![
            Heading::text("advocate"),
            Heading::number("how likely"),
            Heading::number(format!("change of the {}", reading.leading_name())),
            Heading::text("what may be said"),
        ],
        rows: cells,
        note: None,
    };
    let alt = format!("{} objections by likelihood and loss of {}.", drawn.len(), reading.leading_name());
    figure("objections", "Objections by likelihood and damage", alt, drawing, data, Some("objections"))
}

fn table(reading: &Reading<'_>, stress: &Stress, counting: &[&Objection]) -> Table {
    let rows = counting
        .iter()
        .map(|objection| {
            let sources: Vec<String> = objection.attacks.iter().map(|attacked| grade(attacked.grade).word().to_owned()).collect();
            vec![
                format!("{}. {}", format::capital(objection.brief.as_str()), objection.claim),
                hurts(reading, stress, objection),
                hurt(reading, stress, objection),
                likelihood(objection),
                distinct(sources).join(", "),
                objection.brief.detectability().to_owned(),
            ]
        })
        .collect();
    let others: Vec<String> =
        stress.objections.iter().filter(|objection| !objection.counts()).map(|objection| objection.brief.as_str().to_owned()).collect();
    let mut note = "What each changes, line by line, with its sources, is in the table `objection_edits`.".to_owned();
    if !others.is_empty() {
        note = format!("Not shown to take more than matters, so not ranked: {}. {note}", listed(&others));
    }
    Table {
        caption: "The objections that count".to_owned(),
        columns: vec![
            Heading::text("objection"),
            Heading::text("what it hurts"),
            Heading::number("change"),
            Heading::number("how likely"),
            Heading::text("rests on"),
            Heading::text("when one notices (judgement)"),
        ],
        rows,
        note: Some(note),
    }
}

fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

fn tests(counting: &[&Objection]) -> Option<Table> {
    let rows: Vec<Vec<String>> = counting
        .iter()
        .map(|objection| {
            let test = &objection.test;
            let cost = test.cost.map_or_else(|| "not stated".to_owned(), |(low, high)| format!("{}–{} USD", round(low), round(high)));
            vec![
                format::capital(objection.brief.as_str()),
                test.method.clone(),
                test.audience.clone(),
                test.people.map_or_else(|| "no affordable number".to_owned(), |people| format::count(u64::from(people))),
                cost,
                format!("{}–{}", test.days.0, test.days.1),
                test.refuted_if.clone(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "The cheapest real test that would prove each objection wrong".to_owned(),
        columns: vec![
            Heading::text("objection"),
            Heading::text("what to do"),
            Heading::text("with whom"),
            Heading::number("people"),
            Heading::number("cost"),
            Heading::number("days"),
            Heading::text("it is refuted if"),
        ],
        rows,
        note: Some(
            "People: 80 % power at the claimed damage, 5 % level, one side. Cost and days are the program's own guesses, in US dollars."
                .to_owned(),
        ),
    })
}

/// Money to two digits: a guess has no more.
fn round(value: f64) -> String {
    let mut step = 1.0;
    while value >= 100.0 * step {
        step *= 10.0;
    }
    format::count(((value / step).round() * step) as u64)
}

fn hit(reading: &Reading<'_>, stress: &Stress, counting: &[&Objection]) -> Option<Table> {
    let names = &reading.study.market.people().segments;
    let segments = stress.objections.first()?.segments.len();
    if segments < 2 || counting.is_empty() {
        return None;
    }
    let mut order: Vec<usize> = counting[0].segments.iter().map(|(segment, _)| *segment).collect();
    order.sort_unstable();
    let rows = counting
        .iter()
        .map(|objection| {
            let mut row = vec![format::capital(objection.brief.as_str())];
            row.extend(order.iter().map(|segment| {
                objection
                    .segments
                    .iter()
                    .find(|(known, _)| known == segment)
                    .map_or_else(String::new, |(_, effect)| format::points(Estimate::new(effect.mean, effect.low, effect.high)))
            }));
            row
        })
        .collect();
    let mut columns = vec![Heading::text("objection")];
    columns.extend(order.iter().map(|&segment| Heading::number(names[segment].clone())));
    Some(Table {
        caption: format!("Who is hit: change of the share who choose {}, by segment; {INTERVAL}", reading.concept()),
        columns,
        rows,
        note: None,
    })
}

fn experience(reading: &Reading<'_>, stress: &Stress, counting: &[&Objection]) -> Option<Table> {
    let xlms = &reading.study.decision.xlms;
    if xlms.is_empty() || counting.is_empty() {
        return None;
    }
    let mut columns = vec![Heading::text("objection")];
    columns.extend(xlms.iter().map(|xlm| Heading::number(xlm.name.clone())));
    let mut rows = vec![vec!["as it is".to_owned()]];
    rows[0].extend((0..xlms.len()).map(|place| {
        stress
            .objections
            .iter()
            .find_map(|objection| objection.xlms.iter().find(|hit| hit.xlm == place))
            .map_or_else(String::new, |hit| format::probability(hit.before))
    }));
    for objection in counting {
        let mut row = vec![format::capital(objection.brief.as_str())];
        row.extend((0..xlms.len()).map(|place| {
            objection.xlms.iter().find(|hit| hit.xlm == place).map_or_else(String::new, |hit| format::probability(hit.after))
        }));
        rows.push(row);
    }
    Some(Table {
        caption: "Chance that each experience target is met, under each objection".to_owned(),
        columns,
        rows,
        note: Some("Each objection's change of the measures themselves is in the table of objections.".to_owned()),
    })
}

fn method(reading: &Reading<'_>, stress: &Stress) -> Vec<String> {
    let untouched: Vec<String> = stress.untouched.iter().map(|one| one.label.clone()).collect();
    let silent: Vec<String> = stress.silent.iter().map(|brief| brief.as_str().to_owned()).collect();
    let draws = stress.comparison.replicates();
    let mut text = vec![format!(
        "Each advocate searched its part of what may go wrong for the set of changes that hurts most and stays inside its plausibility budget: numbers alone may go as far as happens in one case of {}, events alone may be as unlikely as that, and a mixture shares the budget ({} sets were measured on the same people and draws). What it found was run again on {draws} fresh draws, so that no figure here is the luckiest of many. An objection counts if its mean loss is shown to be above the smallest that matters; the chance that any of them is claimed in error is 5 % for all together.",
        one_in(reading),
        format::count(stress.evaluations as u64),
    )];
    let effects: Vec<f64> = stress.objections.iter().filter_map(|objection| objection.damage?.correlation).collect();
    if let Some(least) = effects.iter().copied().min_by(f64::total_cmp) {
        text.push(format!(
            "Concept and attacked concept meet the same people in the same draws: their results move together with a correlation of {} or more.",
            format::number(least, 2)
        ));
    }
    if !stress.goal.xlms.is_empty() {
        text.push("Where an advocate's best attack takes less than matters from that figure, and its brief is the experience (friction, dependence) or your rule asks for experience, it looked again: for what takes the experience furthest from its targets, each measure by its weight. Such an objection names the measure it hurts most, and counts if it takes that further from its target than a hundredth of the measure's scale (of the target itself for minutes): the program's own line. Both looks share the 5 %.".to_owned());
    }
    if !silent.is_empty() {
        text.push(format!("Found nothing that hurts, or nothing another had not found: {}.", listed(&silent)));
    }
    if !untouched.is_empty() {
        text.push(format!(
            "Nobody attacked {} of the uncertain inputs, since they say how people answer a question and change no choice; {} were pushed alone, and what each does is in the table of pushes.",
            untouched.len(),
            stress.pushed.len(),
        ));
    }
    text.push("How likely an event is, where the study does not say so, is judgement and not validated.".to_owned());
    text
}

/// What limits the section's findings, for the top of the page.
pub(super) fn headline(reading: &Reading<'_>) -> Option<String> {
    let stress = reading.findings.stress.as_ref()?;
    let counting: Vec<&Objection> = stress.objections.iter().filter(|objection| objection.counts()).collect();
    let worst = single(&counting)?;
    let what = match worst.hurts {
        Hurts::Verdict => format!("the {}", reading.leading_name()),
        Hurts::Experience { .. } => format!("\"{}\"", hurts(reading, stress, worst)),
    };
    Some(format!("{} It would change {what} by {}.", worst.claim, hurt(reading, stress, worst)))
}

/// Says that a pair was left out, where two objections contradict each other.
pub(super) fn apart(stress: &Stress) -> Option<Block> {
    if stress.resistance.apart.is_empty() {
        return None;
    }
    let pairs: Vec<String> = stress
        .resistance
        .apart
        .iter()
        .map(|&(one, other)| format!("{} with {}", stress.objections[one].brief, stress.objections[other].brief))
        .collect();
    Some(Block::Callout(Callout {
        tone: Tone::Note,
        title: "Not put together".to_owned(),
        text: format!("They say different things of the same input: {}.", listed(&pairs)),
    }))
}

impl Reading<'_> {
    fn leading_is_share(&self) -> bool {
        self.figures.all()[self.study.decision.leading].kind.is_share()
    }

    /// What values of the leading figure are multiplied by in charts.
    pub(super) fn leading_scale(&self) -> f64 {
        if self.leading_is_share() { 100.0 } else { 1.0 }
    }

    /// The leading figure as an axis says it.
    pub(super) fn leading_axis(&self) -> String {
        if self.leading_is_share() { format!("{}, %", self.leading_name()) } else { self.leading_name() }
    }

    /// A level of the leading figure with its range.
    pub(super) fn leading_words(&self, level: Estimate) -> String {
        self.words(self.figures.all()[self.study.decision.leading].kind, level)
    }

    /// A change of the leading figure with its range, always signed.
    pub(super) fn leading_change(&self, change: Estimate) -> String {
        self.study.difference(self.figures.all()[self.study.decision.leading].kind, change)
    }
}
