//! CrewAI: agents.yaml and tasks.yaml.
//!
//! Tasks go in the order of the file, each after those in its `context`. Tasks with `async_execution` go on side by side until the next one without,
//! which waits for them all. `human_input` puts the work in the loop. A task whose `context` comes in a set form (`output_json`,
//! `output_pydantic`) gets a structured hand-off.

use std::collections::BTreeMap;
use std::path::Path;

use crate::input::{Cx, Document, Fields, Node, Read, Span, Spanned, Text};

use super::crewai_keys::{AGENT, TASK, why};
use super::draft::{Agent, Draft, Left, Step, Watched};
use super::origin::OriginKind;
use super::read::{at, folder, fresh, left, name, origin, source};
use super::trace::Log;

/// A task as it is written.
struct Task<'a> {
    key: &'a Spanned<String>,
    agent: Spanned<String>,
    context: Vec<Spanned<String>>,
    side_by_side: bool,
    human: bool,
    set_form: bool,
}

/// An agent as it is written.
struct Writer<'a> {
    key: &'a Spanned<String>,
    role: Option<String>,
    model: Option<String>,
}

pub(super) fn read(agents: &Path, tasks: &Path, _: Option<&Log>, cx: &mut Cx) -> Option<Draft> {
    let (agents_file, tasks_file) = (cx.load_yaml(agents, &folder(agents)), cx.load_yaml(tasks, &folder(tasks)));
    let (agents_file, tasks_file) = (agents_file?, tasks_file?);
    let files = vec![source("agents", agents, cx)?, source("tasks", tasks, cx)?];
    let before = cx.errors();
    let mut out = BTreeMap::new();
    let writers = all_agents(&agents_file, &mut out, cx);
    let tasks = all_tasks(&tasks_file, &writers, &mut out, cx);
    if cx.errors() > before {
        return None;
    }
    let ordered = in_order(&tasks, cx)?;
    let mut lefts = summed(out);
    for (place, &task) in ordered.iter().enumerate() {
        if place != task {
            lefts.push(left(
                tasks[task].key.span,
                format!("`{}` goes where its `context` lets it; crewai itself takes the order of the crew", tasks[task].key.value),
                cx,
            ));
            break;
        }
    }
    let made = made(&tasks, &writers, &mut lefts, cx)?;
    let steps = steps(&tasks, &ordered, &made);
    let count = made.len();
    Some(Draft {
        title: format!("A crew of {count} {}", if count == 1 { "agent" } else { "agents" }),
        origin: origin(OriginKind::CrewAi, files),
        items: "items".to_owned(),
        agents: made,
        people: Vec::new(),
        steps,
        arrivals: None,
        left: lefts,
    })
}

/// What has no place, by key: who has it, and where it stands first.
type Out = BTreeMap<(bool, String), (String, Vec<String>)>;

/// A line for each key that has no place, with who has it.
fn summed(out: Out) -> Vec<Left> {
    let mut lines: BTreeMap<(String, &'static str, String), Vec<String>> = BTreeMap::new();
    let mut first: BTreeMap<(String, &'static str, String), String> = BTreeMap::new();
    for ((of_task, key), (place, who)) in out {
        let Some(why) = why(&key) else { continue };
        let who = match &who[..] {
            [one] => format!("`{one}`"),
            many => format!("{} {}", many.len(), if of_task { "tasks" } else { "agents" }),
        };
        let file = place.split(':').next().unwrap_or("").to_owned();
        let group = (file, why, who);
        first.entry(group.clone()).or_insert(place);
        lines.entry(group).or_default().push(format!("`{key}`"));
    }
    lines
        .into_iter()
        .map(|(group, keys)| Left { at: first[&group].clone(), what: format!("{} of {}: {}", keys.join(", "), group.2, group.1) })
        .collect()
}

/// Notes every key of an entry that has no place.
fn note(entry: &Spanned<String>, node: Node<'_>, of_task: bool, out: &mut Out, cx: &Cx) {
    for (key, _) in node.entries().into_iter().flatten() {
        if why(&key.value).is_some() {
            let found = out.entry((of_task, key.value.clone())).or_insert_with(|| (at(key.span, cx), Vec::new()));
            found.1.push(entry.value.clone());
        }
    }
}

/// Text, if the key is there.
fn words(node: Node<'_>, key: &str, cx: &mut Cx) -> Option<Spanned<String>> {
    let node = node.get(key)?;
    Spanned::<Text>::read(node, cx).map(|text| text.map(|text| text.as_str().trim().to_owned()))
}

fn truth(node: Node<'_>, key: &str, cx: &mut Cx) -> bool {
    node.get(key).and_then(|node| bool::read(node, cx)).unwrap_or(false)
}

fn all_agents<'a>(file: &'a Document, out: &mut Out, cx: &mut Cx) -> Vec<Writer<'a>> {
    let mut all = Vec::new();
    for (key, node) in file.node().entries().into_iter().flatten() {
        if Fields::open(node, AGENT, false, cx).is_none() {
            continue;
        }
        note(key, node, false, out, cx);
        let role = words(node, "role", cx).map(|role| role.value);
        let model = node.get("llm").and_then(|llm| match llm.text() {
            Some(_) => Text::read(llm, cx).map(|text| text.as_str().to_owned()),
            // A model with settings of its own goes by its name.
            None => words(llm, "model", cx).map(|model| model.value),
        });
        all.push(Writer { key, role, model });
    }
    if all.is_empty() && cx.errors() == 0 {
        cx.error(file.node().span(), "the file holds no agents").help("each agent is a key with `role`, `goal` and `backstory` under it");
    }
    all
}

fn all_tasks<'a>(file: &'a Document, writers: &[Writer<'_>], out: &mut Out, cx: &mut Cx) -> Vec<Task<'a>> {
    let mut all: Vec<Task<'a>> = Vec::new();
    let entries: Vec<(&Spanned<String>, Node<'a>)> = file.node().entries().into_iter().flatten().collect();
    for (key, node) in &entries {
        if Fields::open(*node, TASK, false, cx).is_none() {
            continue;
        }
        note(key, *node, true, out, cx);
        let agent = words(*node, "agent", cx);
        match &agent {
            None if !node.has("agent") => {
                cx.error(key.span, format!("`{}` does not say which agent does it", key.value))
                    .help("add `agent: ...`; a crew whose manager hands out tasks has to say who usually gets which");
            }
            Some(agent) if writers.iter().all(|writer| writer.key.value != agent.value) => {
                cx.unknown(agent.span, "agent", &agent.value, writers.iter().map(|writer| writer.key.value.as_str()));
            }
            _ => {}
        }
        let context = node.get("context").map_or_else(Vec::new, |context| context_of(context, key, &entries, cx));
        let task = Task {
            key,
            agent: agent.unwrap_or_else(|| Spanned::new(String::new(), key.span)),
            context,
            side_by_side: truth(*node, "async_execution", cx),
            human: truth(*node, "human_input", cx),
            set_form: ["output_json", "output_pydantic", "response_model"].iter().any(|form| node.has(form)),
        };
        all.push(task);
    }
    if all.is_empty() && cx.errors() == 0 {
        cx.error(file.node().span(), "the file holds no tasks")
            .help("each task is a key with `description`, `expected_output` and `agent` under it");
    }
    all
}

fn context_of(node: Node<'_>, of: &Spanned<String>, entries: &[(&Spanned<String>, Node<'_>)], cx: &mut Cx) -> Vec<Spanned<String>> {
    let Some(items) = node.list() else {
        cx.wrong_kind(node, "a list of tasks");
        return Vec::new();
    };
    let mut all = Vec::new();
    for item in items {
        let Some(text) = item.text() else {
            cx.wrong_kind(item, "a list of the names of tasks");
            continue;
        };
        if text == of.value {
            cx.error(item.span(), format!("`{text}` is in its own `context`"));
        } else if entries.iter().any(|(key, _)| key.value == text) {
            all.push(Spanned::new(text.to_owned(), item.span()));
        } else {
            cx.unknown(item.span(), "task", text, entries.iter().map(|(key, _)| key.value.as_str()));
        }
    }
    all
}

/// The tasks in the order of the file, each after those in its context.
fn in_order(tasks: &[Task<'_>], cx: &mut Cx) -> Option<Vec<usize>> {
    let place = |name: &str| tasks.iter().position(|task| task.key.value == name);
    let needs: Vec<Vec<usize>> = tasks.iter().map(|task| task.context.iter().filter_map(|name| place(&name.value)).collect()).collect();
    let mut order: Vec<usize> = Vec::new();
    while order.len() < tasks.len() {
        let free = (0..tasks.len()).find(|task| !order.contains(task) && needs[*task].iter().all(|need| order.contains(need)));
        match free {
            Some(task) => order.push(task),
            None => {
                cycle(tasks, &needs, &order, cx);
                return None;
            }
        }
    }
    Some(order)
}

/// Reports a circle of contexts among the tasks that are left.
fn cycle(tasks: &[Task<'_>], needs: &[Vec<usize>], done: &[usize], cx: &mut Cx) {
    let Some(start) = (0..tasks.len()).find(|task| !done.contains(task)) else { return };
    let mut way = vec![start];
    loop {
        let last = way[way.len() - 1];
        let Some(&next) = needs[last].iter().find(|need| !done.contains(need)) else { return };
        if let Some(from) = way.iter().position(|&one| one == next) {
            let round = &way[from..];
            let mut names: Vec<String> = round.iter().map(|&task| format!("`{}`", tasks[task].key.value)).collect();
            names.push(names[0].clone());
            let first = &tasks[round[0]];
            let link: Option<Span> = first.context.iter().find(|name| name.value == tasks[next_of(round)].key.value).map(|name| name.span);
            cx.error(
                link.unwrap_or(first.key.span),
                format!("`context` goes round in a circle: {} needs what it makes", names.join(" needs ")),
            )
            .help("take one of these links out");
            return;
        }
        way.push(next);
    }
}

/// What the first of a circle needs.
fn next_of(round: &[usize]) -> usize {
    round.get(1).copied().unwrap_or(round[0])
}

/// An agent of the team for each task: who may work alone is said by task.
fn made(tasks: &[Task<'_>], writers: &[Writer<'_>], lefts: &mut Vec<Left>, cx: &mut Cx) -> Option<Vec<Agent>> {
    let before = cx.errors();
    let mut all: Vec<Agent> = Vec::new();
    let count = |agent: &str| tasks.iter().filter(|task| task.agent.value == agent).count();
    for task in tasks {
        let Some(writer) = writers.iter().find(|writer| writer.key.value == task.agent.value) else { continue };
        let several = count(&task.agent.value) > 1;
        let wanted = if several { format!("{}: {}", writer.key.value, task.key.value) } else { writer.key.value.clone() };
        let Some(wanted) = name(&wanted, Some(task.key.span), cx) else { continue };
        let mut agent = Agent::new(&fresh(&wanted, &all), &task.key.value);
        agent.role.clone_from(&writer.role);
        agent.model.clone_from(&writer.model);
        agent.watched = if task.human { Watched::In } else { Watched::Out };
        agent.notes.push(format!("Task `{}` of agent `{}`.", task.key.value, writer.key.value));
        all.push(agent);
    }
    for writer in writers {
        match count(&writer.key.value) {
            0 => lefts.push(left(writer.key.span, format!("`{}` has no task, and is left out", writer.key.value), cx)),
            1 => {}
            many => lefts.push(left(
                writer.key.span,
                format!("`{}` does {many} tasks: each is an agent here, so that each can be watched in its own way; that they share one worker is lost", writer.key.value),
                cx,
            )),
        }
    }
    (cx.errors() == before).then_some(all)
}

/// The flow: one after the other, and side by side where tasks say so.
fn steps(tasks: &[Task<'_>], ordered: &[usize], made: &[Agent]) -> Vec<Step> {
    let work = |task: usize| {
        let known = |name: &Spanned<String>| tasks.iter().find(|other| other.key.value == name.value).is_some_and(|other| other.set_form);
        let context = &tasks[task].context;
        let agent = made[task].name.clone();
        Step::Work { agent, name: None, structured: !context.is_empty() && context.iter().all(known) }
    };
    let mut steps = Vec::new();
    let mut beside: Vec<Step> = Vec::new();
    let close = |beside: &mut Vec<Step>, steps: &mut Vec<Step>| match beside.len() {
        0 => {}
        1 => steps.append(beside),
        _ => steps.push(Step::Together { name: None, branches: beside.drain(..).map(|step| vec![step]).collect() }),
    };
    for &task in ordered {
        if !tasks[task].side_by_side {
            close(&mut beside, &mut steps);
            steps.push(work(task));
            continue;
        }
        beside.push(work(task));
    }
    close(&mut beside, &mut steps);
    steps
}
