//! LangGraph: the JSON of `graph.get_graph().to_json()`.
//!
//! A node is an agent, edges say what follows. Edges that are not conditional go on side by side and meet where all of them lead; of conditional ones
//! an item takes one. An interrupt before or after a node puts it in the loop: the package writes those given to `compile` into the node's
//! metadata as `__interrupt`; a list beside the graph is read too. Calls of `interrupt()` inside of a node are code and stand in no graph.

use std::path::Path;

use crate::input::{Cx, Data, Fields, Node as Json, Span, Spanned};

use super::draft::{Agent, Draft, Left, Watched};
use super::graph::{Graph, MOST, Node, Work};
use super::origin::OriginKind;
use super::read::{folder, fresh, left, name, origin, source};
use super::structure;
use super::trace::Log;

const START: &str = "__start__";
const END: &str = "__end__";

/// Where an item waits for a person.
#[derive(Debug, Clone, Copy, Default)]
struct Waits {
    before: bool,
    after: bool,
}

struct Reader {
    graph: Graph,
    /// The name of each node in the source.
    ids: Vec<String>,
    waits: Vec<Waits>,
    agents: Vec<Agent>,
    left: Vec<Left>,
}

pub(super) fn read(path: &Path, log: Option<&Log>, cx: &mut Cx) -> Option<Draft> {
    let document = cx.load_json(path, &folder(path))?;
    let files = vec![source("graph", path, cx)?];
    let top = document.node();
    let fields = Fields::open(top, &["nodes", "edges", "interrupts", "interrupt_before", "interrupt_after"], false, cx)?;
    let before = cx.errors();
    let mut reader = Reader { graph: Graph::default(), ids: Vec::new(), waits: Vec::new(), agents: Vec::new(), left: Vec::new() };
    reader.nodes(list(top, "nodes", cx), cx);
    if cx.errors() > before {
        return None;
    }
    let conditional = reader.edges(list(top, "edges", cx), cx);
    for key in ["interrupts", "interrupt_before", "interrupt_after"] {
        reader.interrupts(top, key, cx);
    }
    if !reader.ids.iter().any(|id| id == START) {
        cx.error(fields.span(), format!("the graph has no node `{START}`")).help("write it with `graph.get_graph().to_json()`");
    }
    if cx.errors() > before {
        return None;
    }
    reader.graph.entry = reader.ids.iter().position(|id| id == START).unwrap_or(0);
    reader.split(&conditional);
    reader.finish(files, log, cx)
}

fn list<'a>(top: Json<'a>, key: &str, cx: &mut Cx) -> Vec<Json<'a>> {
    let Some(node) = top.get(key) else {
        cx.error(top.span(), format!("`{key}` is missing")).help("write the graph with `json.dump(graph.get_graph().to_json(), file)`");
        return Vec::new();
    };
    let items: Option<Vec<Json<'a>>> = node.list().map(Iterator::collect);
    if items.is_none() {
        cx.wrong_kind(node, "a list");
    }
    items.unwrap_or_default()
}

/// A name: text, or a number, which the package writes for nodes without a name.
fn id(node: Json<'_>, cx: &mut Cx) -> Option<Spanned<String>> {
    let text = match node.data() {
        Data::Text(text) => text.clone(),
        Data::Integer(number) => number.to_string(),
        _ => {
            cx.wrong_kind(node, "the name of a node");
            return None;
        }
    };
    Some(Spanned::new(text, node.span()))
}

fn named(node: Json<'_>, key: &str, cx: &mut Cx) -> Option<Spanned<String>> {
    match node.get(key) {
        Some(found) => id(found, cx),
        None => {
            cx.error(node.span(), format!("`{key}` is missing"));
            None
        }
    }
}

impl Reader {
    fn nodes(&mut self, items: Vec<Json<'_>>, cx: &mut Cx) {
        if items.len() > MOST {
            cx.error(items[0].span(), "the graph has too many nodes").allowed(format!("at most {MOST}"));
            return;
        }
        for item in items {
            if Fields::open(item, &["id", "type", "data", "metadata"], false, cx).is_none() {
                continue;
            }
            let Some(id) = named(item, "id", cx) else { continue };
            if self.ids.contains(&id.value) {
                cx.error(id.span, format!("two nodes are named `{}`", id.value));
                continue;
            }
            let mut node = Node::new(&id.value, Some(id.span));
            let mut waits = Waits::default();
            if id.value != START && id.value != END {
                let Some(known) = name(&id.value, Some(id.span), cx) else { continue };
                let agent = Agent::new(&fresh(&known, &self.agents), &id.value);
                node.work = Some(Work::One { agent: agent.name.clone(), name: None });
                self.agents.push(agent);
                waits = self.metadata(item, &id, cx);
            }
            self.ids.push(id.value);
            self.graph.add(node);
            self.waits.push(waits);
        }
    }

    /// What the package says beside a node.
    fn metadata(&mut self, item: Json<'_>, id: &Spanned<String>, cx: &mut Cx) -> Waits {
        let mut waits = Waits::default();
        for (key, value) in item.get("metadata").and_then(Json::entries).into_iter().flatten() {
            match (key.value.as_str(), value.text()) {
                ("__interrupt", Some("before")) => waits.before = true,
                ("__interrupt", Some("after")) => waits.after = true,
                ("__interrupt", Some("before,after")) => waits = Waits { before: true, after: true },
                ("__interrupt", _) => {
                    cx.wrong_kind(value, "\"before\", \"after\" or \"before,after\"");
                }
                ("__tools", _) => {
                    self.left.push(left(key.span, format!("the tools of `{}`: they show in `minutes` and `wrong`", id.value), cx))
                }
                ("defer", _) => {
                    self.left.push(left(key.span, format!("`{}` waits until all else is done; here for what leads to it", id.value), cx))
                }
                (other, _) => self.left.push(left(key.span, format!("`{other}` of `{}`", id.value), cx)),
            }
        }
        waits
    }

    /// Reads the edges; gives for each node those that are conditional.
    fn edges(&mut self, items: Vec<Json<'_>>, cx: &mut Cx) -> Vec<Vec<usize>> {
        let mut conditional = vec![Vec::new(); self.ids.len()];
        for item in items {
            if Fields::open(item, &["source", "target", "data", "conditional"], false, cx).is_none() {
                continue;
            }
            let (from, to) = (named(item, "source", cx), named(item, "target", cx));
            let (Some(from), Some(to)) = (from, to) else { continue };
            let (Some(from), Some(to)) = (self.find(&from, cx), self.find(&to, cx)) else { continue };
            self.graph.link(from, to);
            if matches!(item.get("conditional").map(Json::data), Some(Data::Bool(true))) && !conditional[from].contains(&to) {
                conditional[from].push(to);
            }
        }
        conditional
    }

    fn find(&self, id: &Spanned<String>, cx: &mut Cx) -> Option<usize> {
        let found = self.ids.iter().position(|known| *known == id.value);
        if found.is_none() {
            cx.unknown(id.span, "node", &id.value, self.ids.iter().map(String::as_str));
        }
        found
    }

    /// Reads a list of interrupts beside the graph.
    fn interrupts(&mut self, top: Json<'_>, key: &str, cx: &mut Cx) {
        let Some(node) = top.get(key) else { return };
        if let (true, Data::Table(_)) = (key == "interrupts", node.data()) {
            if Fields::open(node, &["before", "after"], false, cx).is_some() {
                for (part, list) in node.entries().into_iter().flatten() {
                    self.waiting(list, part.value == "before", cx);
                }
            }
            return;
        }
        self.waiting(node, key == "interrupt_before", cx);
    }

    fn waiting(&mut self, node: Json<'_>, before: bool, cx: &mut Cx) {
        let Some(items) = node.list() else {
            cx.wrong_kind(node, "a list of the names of nodes");
            return;
        };
        for item in items {
            let Some(id) = id(item, cx) else { continue };
            let Some(place) = self.find(&id, cx) else { continue };
            if before {
                self.waits[place].before = true;
            } else {
                self.waits[place].after = true;
            }
        }
    }

    /// What follows on a node side by side, and of what an item takes one.
    fn split(&mut self, conditional: &[Vec<usize>]) {
        for (node, one_of) in conditional.iter().enumerate() {
            let next = self.graph.nodes[node].next.len();
            if one_of.is_empty() {
                self.graph.nodes[node].all = next > 1;
            } else if one_of.len() < next {
                let mut choice = Node::new(&self.graph.nodes[node].name.clone(), self.graph.nodes[node].at);
                choice.next = self.graph.nodes[node].next.iter().filter(|edge| one_of.contains(&edge.to)).cloned().collect();
                self.graph.nodes[node].next.retain(|edge| !one_of.contains(&edge.to));
                self.graph.nodes[node].all = true;
                let choice = self.graph.add(choice);
                self.graph.link(node, choice);
            }
        }
    }

    fn finish(
        mut self,
        files: Vec<(&'static str, std::path::PathBuf, crate::study::memory::Digest)>,
        log: Option<&Log>,
        cx: &mut Cx,
    ) -> Option<Draft> {
        let mut origin = origin(OriginKind::LangGraph, files);
        self.graph.contract();
        let reached = self.graph.reached();
        let mut spans: Vec<(String, Span)> = Vec::new();
        for (place, id) in self.ids.iter().enumerate() {
            let Some(Work::One { agent, .. }) = self.graph.nodes[place].work.clone() else { continue };
            let at = self.graph.nodes[place].at;
            spans.extend(at.map(|at| (agent.clone(), at)));
            if !reached[place] {
                self.left.extend(at.map(|at| left(at, format!("no edge leads to `{id}`, and it is left out"), cx)));
                self.agents.retain(|one| one.name != agent);
                continue;
            }
            let Waits { before, after } = self.waits[place];
            let Some(one) = self.agents.iter_mut().find(|one| one.name == agent) else { continue };
            if before || after {
                one.watched = Watched::In;
                one.notes.push(format!(
                    "The graph is interrupted {} this node.",
                    if before && after {
                        "before and after"
                    } else if before {
                        "before"
                    } else {
                        "after"
                    }
                ));
            }
            if before && !after {
                origin.before.push(agent);
            }
        }
        if self.agents.is_empty() {
            cx.error(None, "the graph has no node that works");
            return None;
        }
        if let Some(log) = log {
            log.ways(&mut self.graph);
        }
        if self.graph.nodes.iter().enumerate().any(|(place, node)| node.all && reached.get(place) == Some(&true)) {
            self.left.push(Left {
                at: String::new(),
                what: "what goes on side by side meets again when all of it is done; a node that runs once for each that comes to it is run once".to_owned(),
            });
        }
        let steps = structure::steps(&self.graph, cx)?;
        let count = self.agents.len();
        Some(Draft {
            title: format!("A graph of {count} {}", if count == 1 { "agent" } else { "agents" }),
            origin,
            items: "items".to_owned(),
            agents: self.agents,
            people: Vec::new(),
            steps,
            arrivals: None,
            left: self.left,
        })
    }
}
