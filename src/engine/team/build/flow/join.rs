//! Joins steps that have their nodes, once all names are known.

use crate::input::{Name, Spanned};
use crate::team::model::NodeKind;
use crate::world::Input;

use super::{Jump, Label, Lane, Maker, Placed};

impl<'t> Maker<'_, 't, '_> {
    /// The label of a name in a flow.
    pub(super) fn target(&mut self, to: &Spanned<Name>, lane: &Lane<'t>) -> Option<Label> {
        match lane.labels.get(to.value.as_str()) {
            Some(label) => {
                if label.count > 1 {
                    self.builder
                        .registry
                        .cx
                        .error(to.span, format!("`{}` stands in this flow {} times", to.value, label.count))
                        .help("give the step that is meant a name of its own: `{ agent = \"...\", name = \"...\" }`");
                }
                Some(*label)
            }
            None => {
                self.builder.registry.unresolved = true;
                self.builder.registry.cx.unknown(to.span, "step of this flow", to.value.as_str(), lane.labels.keys().map(String::as_str));
                None
            }
        }
    }

    pub(super) fn jump(&mut self, jump: &Jump, lane: &Lane<'t>) {
        let Some(label) = self.target(&jump.to, lane) else { return };
        match &mut self.nodes[jump.node].kind {
            NodeKind::Gate { back, .. } => *back = Some((label.node, jump.limit)),
            NodeKind::Loop { back, .. } => *back = label.node,
            _ => {}
        }
    }

    /// Joins steps from the last to the first, and gives where they start.
    pub(super) fn join(&mut self, placed: &[Placed], next: usize, lane: &Lane<'t>) -> usize {
        placed.iter().rev().fold(next, |next, step| self.join_one(step, next, lane))
    }

    pub(super) fn join_one(&mut self, step: &Placed, after: usize, lane: &Lane<'t>) -> usize {
        match step {
            Placed::Work { entry, node } => {
                if entry != node
                    && let NodeKind::HandOff { next, .. } = &mut self.nodes[*entry].kind
                {
                    *next = *node;
                }
                if let NodeKind::Work { next, .. } = &mut self.nodes[*node].kind {
                    *next = after;
                }
                *entry
            }
            Placed::Gate(node) => {
                if let NodeKind::Gate { pass, .. } = &mut self.nodes[*node].kind {
                    *pass = after;
                }
                *node
            }
            Placed::Loop(node) => {
                if let NodeKind::Loop { next, .. } = &mut self.nodes[*node].kind {
                    *next = after;
                }
                *node
            }
            Placed::Fork { node, branches: placed, ends } => {
                let starts: Vec<usize> = placed.iter().zip(ends).map(|(steps, &end)| self.join(steps, end, lane)).collect();
                if let NodeKind::Fork { branches, next, .. } = &mut self.nodes[*node].kind {
                    (*branches, *next) = (starts, after);
                }
                *node
            }
            Placed::Choice { node, ways, otherwise } => {
                let ways: Vec<(Input, usize)> = ways.iter().map(|(chance, steps)| (*chance, self.join(steps, after, lane))).collect();
                // Where the chances add up to 1, the last way takes what rounding leaves.
                let last = ways.last().map_or(after, |way| way.1);
                let otherwise = otherwise.as_ref().map_or(last, |steps| self.join(steps, after, lane));
                self.nodes[*node].kind = NodeKind::Choice { ways, otherwise };
                *node
            }
            Placed::ByClass { node, ways, otherwise } => {
                let ways: Vec<(usize, usize)> = ways.iter().map(|(class, steps)| (*class, self.join(steps, after, lane))).collect();
                let last = ways.last().map_or(after, |way| way.1);
                let otherwise = otherwise.as_ref().map_or(last, |steps| self.join(steps, after, lane));
                self.nodes[*node].kind = NodeKind::ByClass { ways, otherwise };
                *node
            }
            Placed::To(name) => self.target(name, lane).map_or(after, |label| label.entry),
            Placed::End(exit) => *exit,
        }
    }
}
