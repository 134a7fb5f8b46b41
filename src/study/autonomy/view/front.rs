//! What can be had together, and who stands where.

use crate::report::chart::{self, Chart};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table};
use crate::team::model::Preset;

use super::super::analyse::Search;
use super::super::optimise::Bill;
use super::super::recommend::{Finalist, broken};
use super::super::settings::preset;
use super::reading::{INTERVAL, Reading, WEEK, figure, listed, range};

/// The settings to read, in rising order of people's time.
fn shown(search: &Search) -> Vec<usize> {
    let mut all = search.representatives.clone();
    all.sort_by(|&one, &other| search.finalists[one].mean.minutes.total_cmp(&search.finalists[other].mean.minutes).then(one.cmp(&other)));
    all
}

fn estimate(finalist: &Finalist, read: impl Fn(&Bill) -> f64) -> Estimate {
    range(finalist.bills.iter().map(read).collect()).unwrap_or(Estimate::exact(f64::NAN))
}

fn words(reading: &Reading<'_>, finalist: &Finalist) -> String {
    format!(
        "{} a day, {} a week, {}",
        format::minutes(estimate(finalist, |bill| bill.minutes)),
        reading.money(estimate(finalist, |bill| WEEK * bill.mistakes())),
        format::minutes(estimate(finalist, |bill| bill.lead)),
    )
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let search = reading.search()?;
    let given = reading.study.as_given();
    let uniform: Vec<_> = Preset::ALL.iter().map(|&one| reading.study.uniform(one)).collect();
    let shown = shown(search);
    let is_given = |finalist: &Finalist| finalist.assignment == given || uniform.contains(&finalist.assignment);
    let mut order = shown.clone();
    order.extend((0..search.finalists.len()).filter(|place| !shown.contains(place) && is_given(&search.finalists[*place])));
    let limits = &reading.study.limits;
    let points: Vec<chart::FrontPoint> = order
        .iter()
        .map(|&place| {
            let finalist = &search.finalists[place];
            let member = search.found.candidates[finalist.candidate].member;
            chart::FrontPoint {
                name: if place == search.recommended { format!("recommended: {}", reading.name(finalist)) } else { reading.name(finalist) },
                kind: if is_given(finalist) { chart::FrontKind::Given } else { chart::FrontKind::Found },
                recommended: place == search.recommended,
                within: broken(limits, &finalist.mean, 1.0).is_empty(),
                across: estimate(finalist, |bill| bill.minutes / 60.0),
                up: estimate(finalist, |bill| WEEK * bill.mistakes()),
                third: finalist.mean.lead / 60.0,
                text: words(reading, finalist),
                sure: format!("cannot be bettered in all three: {}", format::probability(member)),
            }
        })
        .collect();
    let others = (0..search.finalists.len())
        .filter(|place| !order.contains(place))
        .map(|place| (search.finalists[place].mean.minutes / 60.0, WEEK * search.finalists[place].mean.mistakes()))
        .collect();
    let currency = reading.currency();
    let drawing = Chart::Front(chart::Front {
        across: "people's hours a day".to_owned(),
        up: format!("what mistakes cost, {currency} a week"),
        third: "lead time, h".to_owned(),
        interval: INTERVAL.to_owned(),
        across_limit: limits.human_minutes_a_day.map(|limit| (limit / 60.0, "your limit on people's time".to_owned())),
        up_limit: limits.escaped_cost_a_week.map(|limit| (limit, "your limit on what escapes".to_owned())),
        points,
        others,
    });
    let rows = (0..search.finalists.len())
        .map(|place| {
            let finalist = &search.finalists[place];
            let candidate = &search.found.candidates[finalist.candidate];
            let gap = |of: usize, unit: f64| format::plain(unit * (candidate.predicted[of] - finalist.mean.objectives()[of]));
            vec![
                reading.name(finalist),
                format::minutes(estimate(finalist, |bill| bill.minutes)),
                reading.money(estimate(finalist, |bill| WEEK * bill.mistakes())),
                format::minutes(estimate(finalist, |bill| bill.lead)),
                reading.money(estimate(finalist, |bill| WEEK * bill.cost(1.0))),
                format::probability(candidate.member),
                format!("{}; {}; {}", gap(0, 1.0), gap(1, WEEK), gap(2, 1.0)),
            ]
        })
        .collect();
    let data = Table {
        caption: format!("Settings that were run to the end, on draws that had no part in the search; {INTERVAL}"),
        columns: vec![
            Heading::text("setting"),
            Heading::number("people a day"),
            Heading::number("mistakes a week"),
            Heading::number("lead time"),
            Heading::number("all costs a week"),
            Heading::number("cannot be bettered in all three"),
            Heading::number("promised by single moves added up, less measured: min a day; a week; min"),
        ],
        rows,
        note: None,
    };
    let on = search.found.front.len();
    let finding = format!(
        "{} settings were measured of {} that there are; about {on} cannot be bettered in people's time, mistakes and lead time at once.",
        format::count(search.found.candidates.len() as u64),
        possible(reading.study.acting.len()),
    );
    let mut blocks = vec![figure(
        "front",
        "What can be had together",
        "People's hours against what mistakes cost, by setting.".to_owned(),
        drawing,
        data,
        Some("front"),
    )];
    blocks.push(Block::Text(vec![standing(reading, search)]));
    Some(Section { id: "front".to_owned(), title: "What can be had together".to_owned(), finding, blocks })
}

/// The number of settings in words.
fn possible(agents: usize) -> String {
    match u64::try_from(agents).ok().and_then(|agents| 3_u64.checked_pow(agents as u32)).filter(|&count| count < 100_000) {
        Some(count) => format::count(count),
        None => format!("3 to the power {agents}"),
    }
}

/// How the recommended setting stands against the uniform ones, over what nobody knows.
fn standing(reading: &Reading<'_>, search: &Search) -> String {
    let parts: Vec<String> = search
        .against
        .iter()
        .map(|(other, against)| {
            format!(
                "it costs less than {} in {} of the draws and betters it in all three in {}",
                reading.name(&search.finalists[*other]),
                format::probability(against.cheaper),
                format::probability(against.dominates)
            )
        })
        .collect();
    let rule = if search.keeps {
        "The recommended setting is the cheapest, by the mean of all costs, of those that keep your limits"
    } else {
        "No setting keeps all your limits by its means; the recommended one breaks as few as can be, and of those that do it is least over"
    };
    format!("{rule}. Over the draws of what nobody knows: {}.", parts.join("; "))
}

/// Who stands where.
pub(super) fn map(reading: &Reading<'_>) -> Option<Section> {
    let search = reading.search()?;
    let shown = shown(search);
    let draft = reading.study.team.draft();
    let given = reading.study.as_given();
    let acting = &reading.study.acting;
    let chosen = &search.finalists[search.recommended].assignment;
    let level = |option: u16| match preset(option) {
        Preset::In => chart::Level::In,
        Preset::On => chart::Level::On,
        Preset::Out => chart::Level::Out,
    };
    // How often a level stands in the settings that nothing betters, weighed by their chance of being one.
    let sure = |agent: usize| {
        let weight = |same: bool| -> f64 {
            let of = search.finalists.iter().filter(|one| !same || one.assignment[agent] == chosen[agent]);
            of.map(|one| search.found.candidates[one.candidate].member).sum()
        };
        weight(true) / weight(false).max(1e-12)
    };
    let alone = |agent: usize| {
        let mut to = given.clone();
        to[agent] = chosen[agent];
        search.found.surrogate.change(&reading.study.part(&given), &reading.study.part(&to))
    };
    let agent = |agent: usize| {
        let moves = given[agent] != chosen[agent];
        let change = if moves { alone(agent) } else { Vec::new() };
        chart::MapAgent {
            label: draft.agents[agent].name.clone(),
            given: level(given[agent]),
            recommended: level(chosen[agent]),
            choices: shown.iter().map(|&place| Some(level(search.finalists[place].assignment[agent]))).collect(),
            work: change.first().map_or_else(String::new, |minutes| format::signed(*minutes, 1)),
            cost: change.get(1).map_or_else(String::new, |cost| format::signed(WEEK * cost, 0)),
            sure: sure(agent),
        }
    };
    // Agents stand under their lead; a lead stands first among its own.
    let mut groups: Vec<(Option<usize>, Vec<usize>)> = Vec::new();
    for place in 0..draft.agents.len() {
        let leads = draft.agents.iter().any(|one| one.lead == Some(place));
        let of = if leads { Some(place) } else { draft.agents[place].lead };
        match groups.iter_mut().find(|(lead, _)| *lead == of) {
            Some((_, members)) if leads => members.insert(0, place),
            Some((_, members)) => members.push(place),
            None => groups.push((of, vec![place])),
        }
    }
    let drawing = Chart::AutonomyMap(chart::AutonomyMap {
        settings: shown
            .iter()
            .enumerate()
            .map(|(number, &place)| chart::MapSetting {
                number: number + 1,
                name: reading.name(&search.finalists[place]),
                recommended: place == search.recommended,
            })
            .collect(),
        work_name: "people's min a day".to_owned(),
        cost_name: format!("mistakes, {} a week", reading.currency()),
        sure_name: "in the best settings".to_owned(),
        groups: groups
            .iter()
            .map(|(lead, members)| chart::MapGroup {
                label: lead.map_or_else(String::new, |lead| draft.agents[lead].name.clone()),
                agents: members.iter().filter(|place| acting.contains(place)).map(|&place| agent(place)).collect(),
            })
            .filter(|group| !group.agents.is_empty())
            .collect(),
    });
    let word = |option: u16| preset(option).words().to_owned();
    let rows = acting
        .iter()
        .map(|&place| {
            let row = agent(place);
            vec![row.label, word(given[place]), word(chosen[place]), row.work, row.cost, format::percent(row.sure)]
        })
        .collect();
    let looking: Vec<String> =
        (0..draft.agents.len()).filter(|place| !acting.contains(place)).map(|place| draft.agents[place].name.clone()).collect();
    let apart = match looking.as_slice() {
        [] => String::new(),
        [one] => format!(" {one} only looks at the work of others, so that there is nothing to set."),
        _ => format!(" {} only look at the work of others, so that there is nothing to set.", listed(&looking)),
    };
    let data = Table {
        caption: "Agent by agent; what a move changes is measured for that move by itself".to_owned(),
        columns: vec![
            Heading::text("agent"),
            Heading::text("as given"),
            Heading::text("recommended"),
            Heading::number("people's minutes a day"),
            Heading::number("mistakes a week"),
            Heading::number("stands so in the best settings"),
        ],
        rows,
        note: Some(format!("The last column weighs the settings that nothing betters by their chance of being one.{apart}")),
    };
    let moved = reading.moved(chosen);
    let finding = match moved.as_slice() {
        [] => "No agent should be moved.".to_owned(),
        _ => format!("{} of {} agents should be moved.", moved.len(), acting.len()),
    };
    let finding = finding + &apart;
    let block =
        figure("map", "Who stands where", "Each agent's place as given and as recommended.".to_owned(), drawing, data, Some("agents"));
    Some(Section { id: "map".to_owned(), title: "Which agents to keep in the loop".to_owned(), finding, blocks: vec![block] })
}
