//! A graph of work: what may follow on what.

use crate::input::Span;

use super::draft::Chance;

/// Work at a node.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Work {
    /// By one agent, under a name of its own where it is not the agent's.
    One { agent: String, name: Option<String> },
    /// By several side by side, under a name for all.
    Group { name: String, agents: Vec<String> },
}

impl Work {
    /// What other steps call it.
    pub(super) fn label(&self) -> &str {
        match self {
            Self::One { agent, name } => name.as_deref().unwrap_or(agent),
            Self::Group { name, .. } => name,
        }
    }
}

/// What may follow on a node.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edge {
    pub(super) to: usize,
    pub(super) chance: Option<Chance>,
}

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// What it is called in the source.
    pub(super) name: String,
    /// Where it stands there.
    pub(super) at: Option<Span>,
    pub(super) work: Option<Work>,
    /// Whether all that follows goes on, side by side; otherwise one of it does.
    pub(super) all: bool,
    /// What follows; an item is delivered after a node that nothing follows.
    pub(super) next: Vec<Edge>,
}

impl Node {
    pub(super) fn new(name: &str, at: Option<Span>) -> Self {
        Self { name: name.to_owned(), at, work: None, all: false, next: Vec::new() }
    }
}

/// A graph with the node where items come in.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) entry: usize,
}

/// The most nodes that are read.
pub(super) const MOST: usize = 2_000;

impl Graph {
    /// Adds a node and gives its number.
    pub(super) fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    pub(super) fn link(&mut self, from: usize, to: usize) {
        if self.nodes[from].next.iter().all(|edge| edge.to != to) {
            self.nodes[from].next.push(Edge { to, chance: None });
        }
    }

    /// Takes out nodes without work that one thing follows, so that only work, choices, forks and ends are left.
    pub(super) fn contract(&mut self) {
        let idle = |node: &Node| node.work.is_none() && node.next.len() == 1;
        let target = |nodes: &[Node], from: usize| {
            let mut at = from;
            for _ in 0..nodes.len() {
                if !idle(&nodes[at]) {
                    break;
                }
                at = nodes[at].next[0].to;
            }
            at
        };
        for node in 0..self.nodes.len() {
            for edge in 0..self.nodes[node].next.len() {
                let to = target(&self.nodes, self.nodes[node].next[edge].to);
                self.nodes[node].next[edge].to = to;
            }
        }
        self.entry = target(&self.nodes, self.entry);
    }

    /// Which nodes an item can come to.
    pub(super) fn reached(&self) -> Vec<bool> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open = vec![self.entry];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(self.nodes[node].next.iter().map(|edge| edge.to));
            }
        }
        seen
    }

    /// Work that comes right before a node.
    pub(super) fn before(&self, node: usize) -> Vec<usize> {
        (0..self.nodes.len()).filter(|&from| self.nodes[from].next.iter().any(|edge| edge.to == node)).collect()
    }
}
