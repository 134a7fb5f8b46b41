//! BPMN 2.0: the process of a definitions file.
//!
//! The subset: tasks of every kind, exclusive and parallel gateways, lanes, start and end events, and sequence flows with loops. User and manual tasks are
//! work by people: those of one lane are one person's. All other tasks are agents, one each. Sub-processes and calls are one piece of work. Inclusive, complex and
//! event-based gateways are read as choices of one way; what happens at the borders of tasks, messages, data and notes is listed and not simulated.

use std::collections::BTreeMap;
use std::path::Path;

use crate::input::Cx;
use crate::input::xml::Element;

use super::draft::{Agent, Draft, Left};
use super::graph::{Graph, MOST, Node, Work};
use super::origin::OriginKind;
use super::read::{at, folder, fresh, left, name, origin, source};
use super::structure;
use super::trace::Log;

/// What an element of a process is to a team file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Work by an agent.
    Agent,
    /// Work by a person.
    Person,
    /// Work whose inside is not read.
    Whole,
    /// One of the ways that follow is taken.
    Choice,
    /// So it is here, though BPMN means more.
    LikeChoice,
    /// All ways that follow are taken.
    All,
    Start,
    End,
    /// Something that happens on the way.
    Event,
    Border,
    /// Says how others hang together.
    Glue,
    /// Has no place.
    Other,
}

fn part(element: &Element) -> Part {
    match element.name.as_str() {
        "task" | "serviceTask" | "scriptTask" | "sendTask" | "receiveTask" | "businessRuleTask" => Part::Agent,
        "userTask" | "manualTask" => Part::Person,
        "subProcess" if element.attribute("triggeredByEvent") == Some("true") => Part::Other,
        "subProcess" | "transaction" | "adHocSubProcess" | "callActivity" => Part::Whole,
        "exclusiveGateway" => Part::Choice,
        "inclusiveGateway" | "complexGateway" | "eventBasedGateway" => Part::LikeChoice,
        "parallelGateway" => Part::All,
        "startEvent" => Part::Start,
        "endEvent" => Part::End,
        "intermediateCatchEvent" | "intermediateThrowEvent" => Part::Event,
        "boundaryEvent" => Part::Border,
        "sequenceFlow" | "laneSet" | "documentation" | "extensionElements" => Part::Glue,
        _ => Part::Other,
    }
}

/// Words for a part that a node is called by.
fn called(element: &Element) -> String {
    let words = element.attribute("name").map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    words.filter(|words| !words.is_empty()).or_else(|| element.attribute("id").map(str::to_owned)).unwrap_or_else(|| element.name.clone())
}

struct Reader<'a> {
    process: &'a Element,
    graph: Graph,
    /// The node of each element, by its id.
    places: BTreeMap<&'a str, usize>,
    /// The lane that an element stands in, by its id.
    lanes: BTreeMap<&'a str, String>,
    agents: Vec<Agent>,
    /// Names of steps that are taken.
    labels: Vec<String>,
    left: Vec<Left>,
}

pub(super) fn read(path: &Path, log: Option<&Log>, cx: &mut Cx) -> Option<Draft> {
    let top = cx.load_xml(path, &folder(path))?;
    let files = vec![source("process", path, cx)?];
    if top.name != "definitions" {
        cx.error(top.span, format!("the file holds `{}`, and a BPMN 2.0 file holds `definitions`", top.name));
        return None;
    }
    let mut processes: Vec<&Element> = top.all("process").collect();
    let work =
        |process: &Element| process.children.iter().filter(|child| matches!(part(child), Part::Agent | Part::Person | Part::Whole)).count();
    processes.sort_by_key(|process| std::cmp::Reverse(work(process)));
    let Some(&process) = processes.first().filter(|process| work(process) > 0) else {
        cx.error(top.span, "the file holds no process with a task");
        return None;
    };
    let mut reader = Reader {
        process,
        graph: Graph::default(),
        places: BTreeMap::new(),
        lanes: BTreeMap::new(),
        agents: Vec::new(),
        labels: Vec::new(),
        left: Vec::new(),
    };
    for other in &processes[1..] {
        let what = format!("the process `{}` with {} tasks: a team file holds one", called(other), work(other));
        reader.left.push(left(other.span, what, cx));
    }
    for collaboration in top.all("collaboration") {
        let messages = collaboration.all("messageFlow").count();
        if messages > 0 {
            reader.left.push(left(collaboration.span, format!("{messages} message flows: nothing waits for a message here"), cx));
        }
    }
    let before = cx.errors();
    for set in process.all("laneSet") {
        reader.lane_set(set);
    }
    reader.parts(cx);
    if cx.errors() > before {
        return None;
    }
    reader.flows(cx);
    reader.entry(cx)?;
    if cx.errors() > before {
        return None;
    }
    let title = top
        .all("collaboration")
        .flat_map(|collaboration| collaboration.all("participant"))
        .find(|one| one.attribute("processRef") == process.attribute("id"))
        .map_or_else(|| called(process), called);
    reader.finish(&title, files, log, cx)
}

impl<'a> Reader<'a> {
    fn lane_set(&mut self, set: &'a Element) {
        for lane in set.all("lane") {
            let name = called(lane);
            for element in lane.all("flowNodeRef") {
                self.lanes.insert(element.text.trim(), name.clone());
            }
            // The lane furthest inside says most.
            lane.all("childLaneSet").for_each(|inside| self.lane_set(inside));
        }
    }

    /// Makes a node of every part that has one.
    fn parts(&mut self, cx: &mut Cx) {
        let mut others: BTreeMap<&str, (String, usize)> = BTreeMap::new();
        let process = self.process;
        if process.children.len() > 10 * MOST {
            cx.error(process.span, "the process has too many parts").allowed(format!("at most {}", 10 * MOST));
            return;
        }
        for element in &process.children {
            let part = part(element);
            if part == Part::Glue {
                continue;
            }
            if part == Part::Other {
                let count = others.entry(&element.name).or_insert_with(|| (at(element.span, cx), 0));
                count.1 += 1;
                continue;
            }
            let Some(id) = element.attribute("id") else {
                cx.error(element.span, format!("a `{}` has no `id`", element.name));
                continue;
            };
            let mut node = Node::new(&called(element), Some(element.span));
            match part {
                Part::Agent | Part::Person | Part::Whole => {
                    node.work = self.work(element, id, part, cx);
                    self.inside(element, part, cx);
                }
                Part::LikeChoice => self.say(element, "is read as a choice of one way", cx),
                Part::Event => self.say(element, "is passed at once: nothing waits for it or hears of it", cx),
                Part::Border => self.say(element, "happens at the border of a task, and what follows on it is left out", cx),
                Part::End if element.children.iter().any(|child| child.name.ends_with("EventDefinition")) => {
                    self.say(element, "ends the way of an item as delivered, whatever it tells others", cx);
                }
                Part::Start if element.children.iter().any(|child| child.name.ends_with("EventDefinition")) => {
                    self.say(element, "is where items come in; what starts it is not read", cx);
                }
                _ => {}
            }
            if self.places.contains_key(id) {
                cx.error(element.span, format!("two parts of the process have the id `{id}`"));
                continue;
            }
            let place = self.graph.add(node);
            self.places.insert(id, place);
        }
        for (kind, (at, count)) in others {
            let times = if count == 1 { String::new() } else { format!(" ({count} of them)") };
            self.left.push(Left { at, what: format!("`{kind}`{times} has no place in a team file") });
        }
    }

    fn say(&mut self, element: &Element, what: &str, cx: &Cx) {
        self.left.push(left(element.span, format!("{} `{}` {what}", kind(&element.name), called(element)), cx));
    }

    /// Who works at an element, and what the step is called.
    fn work(&mut self, element: &'a Element, id: &str, part: Part, cx: &mut Cx) -> Option<Work> {
        let words = name(&called(element), Some(element.span), cx)?;
        let lane = self.lanes.get(id).cloned();
        let unique = |wanted: &str, taken: &[String]| {
            let (mut found, mut number) = (wanted.to_owned(), 2);
            while taken.contains(&found) {
                found = format!("{wanted} ({number})");
                number += 1;
            }
            found
        };
        if let (Part::Person, Some(lane)) = (part, &lane) {
            let known = self.agents.iter().find(|agent| agent.human && agent.known_as == *lane).map(|agent| agent.name.clone());
            let agent = match known {
                Some(agent) => agent,
                None => {
                    let lane_name = name(lane, Some(element.span), cx)?;
                    let mut agent = Agent::new(&fresh(&unique(&lane_name, &self.labels), &self.agents), lane);
                    (agent.human, agent.role) = (true, Some(format!("People of the lane \"{lane}\"")));
                    self.agents.push(agent);
                    self.agents[self.agents.len() - 1].name.clone()
                }
            };
            let step = unique(&fresh(&words, &self.agents), &self.labels);
            self.labels.push(step.clone());
            return Some(Work::One { agent, name: Some(step) });
        }
        let mut agent = Agent::new(&unique(&fresh(&words, &self.agents), &self.labels), id);
        agent.human = part == Part::Person;
        agent.role = lane.map(|lane| format!("In the lane \"{lane}\""));
        self.labels.push(agent.name.clone());
        let work = Work::One { agent: agent.name.clone(), name: None };
        self.agents.push(agent);
        Some(work)
    }

    /// What a piece of work says that has no place.
    fn inside(&mut self, element: &Element, part: Part, cx: &Cx) {
        if part == Part::Whole {
            self.say(element, "is one piece of work here: its inside is not read", cx);
        }
        if element.name == "receiveTask" {
            self.say(element, "takes the time of its work: nothing waits for a message here", cx);
        }
        for child in element.children.iter().filter(|child| child.name.ends_with("LoopCharacteristics")) {
            self.left.push(left(child.span, format!("`{}` is done once, where BPMN repeats it", called(element)), cx));
        }
    }

    fn flows(&mut self, cx: &mut Cx) {
        let mut conditional: Vec<bool> = vec![false; self.graph.nodes.len()];
        let process = self.process;
        for flow in process.all("sequenceFlow") {
            let mut end = |key: &str| -> Option<usize> {
                let Some(id) = flow.spanned(key) else {
                    cx.error(flow.span, format!("a sequence flow has no `{key}`"));
                    return None;
                };
                let found = self.places.get(id.value).copied();
                let other = process.children.iter().any(|child| child.attribute("id") == Some(id.value));
                if found.is_none() && !other {
                    cx.unknown(id.span, "part of the process", id.value, self.places.keys().copied());
                }
                found
            };
            let (from, to) = (end("sourceRef"), end("targetRef"));
            let (Some(from), Some(to)) = (from, to) else { continue };
            self.graph.link(from, to);
            conditional[from] |= flow.all("conditionExpression").next().is_some();
        }
        for element in &process.children {
            let Some(&place) = element.attribute("id").and_then(|id| self.places.get(id)) else { continue };
            let many = self.graph.nodes[place].next.len() > 1;
            self.graph.nodes[place].all = many
                && match part(element) {
                    Part::All => true,
                    Part::Choice | Part::LikeChoice => false,
                    // Without a gateway all that follows goes on, unless it is on conditions.
                    _ => !conditional[place],
                };
            if many && conditional[place] && matches!(part(element), Part::Agent | Part::Person | Part::Whole) {
                self.say(element, "is followed by a choice of one way: conditions that can hold together are not told apart", cx);
            }
        }
    }

    /// Where items come in.
    fn entry(&mut self, cx: &mut Cx) -> Option<()> {
        let process = self.process;
        let place = |element: &Element| element.attribute("id").and_then(|id| self.places.get(id)).copied();
        let starts: Vec<&Element> = process.children.iter().filter(|element| part(element) == Part::Start).collect();
        let no_way_in =
            |element: &&Element| place(element).is_some_and(|place| part(element) != Part::Border && self.graph.before(place).is_empty());
        let first = starts.first().copied().or_else(|| process.children.iter().find(no_way_in));
        let Some(entry) = first.and_then(place) else {
            cx.error(process.span, "the process has no start").help("add a start event");
            return None;
        };
        for other in starts.iter().skip(1) {
            self.left.push(left(other.span, format!("a second start, `{}`: items come in at the first", called(other)), cx));
        }
        self.graph.entry = entry;
        Some(())
    }

    fn finish(
        mut self,
        title: &str,
        files: Vec<(&'static str, std::path::PathBuf, crate::study::memory::Digest)>,
        log: Option<&Log>,
        cx: &mut Cx,
    ) -> Option<Draft> {
        self.graph.contract();
        let reached = self.graph.reached();
        let mut working: Vec<String> = Vec::new();
        for (node, reached) in self.graph.nodes.iter().zip(&reached) {
            let Some(Work::One { agent, .. }) = &node.work else { continue };
            if *reached {
                working.push(agent.clone());
            } else {
                self.left.extend(node.at.map(|at| left(at, format!("nothing leads to `{}`, and it is left out", node.name), cx)));
            }
        }
        self.agents.retain(|agent| working.contains(&agent.name));
        if let Some(log) = log {
            log.ways(&mut self.graph);
        }
        let steps = structure::steps(&self.graph, cx)?;
        Some(Draft {
            title: title.to_owned(),
            origin: origin(OriginKind::Bpmn, files),
            items: "items".to_owned(),
            agents: self.agents,
            people: Vec::new(),
            steps,
            arrivals: None,
            left: self.left,
        })
    }
}

/// A kind of element in words: "exclusiveGateway" is "exclusive gateway".
fn kind(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
