//! From a graph to steps: choices with the ways between a split and where they meet again, groups that go on side by side, loops.

use crate::input::Cx;

use super::draft::{Chance, Step, Way};
use super::graph::{Graph, Work};

/// Writes the graph as steps.
///
/// # Errors
/// `None`, with every part of the graph reported that steps cannot say.
pub(super) fn steps(graph: &Graph, cx: &mut Cx) -> Option<Vec<Step>> {
    let before = cx.errors();
    let exit = graph.nodes.len();
    let reached = graph.reached();
    let after = all_must_pass(graph, &reached);
    for (place, node) in graph.nodes.iter().enumerate().filter(|(place, _)| reached[*place]) {
        if after[place].is_none() {
            cx.error(node.at, format!("there is no way out from `{}`: what comes there never ends", node.name));
        }
    }
    if cx.errors() > before {
        return None;
    }
    let meets = (0..exit).map(|node| next_of_all(&after, node, exit)).collect();
    let mut writer = Writer { graph, exit, meets, written: vec![false; exit], cx };
    let steps = writer.from(graph.entry, exit, (0, None));
    (cx.errors() == before).then_some(steps)
}

/// For each node those that every way from it to the end comes through, itself among them; nothing where no way leads to the end.
fn all_must_pass(graph: &Graph, reached: &[bool]) -> Vec<Option<Vec<bool>>> {
    let count = graph.nodes.len();
    let mut sets: Vec<Option<Vec<bool>>> = vec![None; count];
    loop {
        let mut changed = false;
        for node in (0..count).rev().filter(|&node| reached[node]) {
            let mut set: Option<Vec<bool>> = None;
            if graph.nodes[node].next.is_empty() {
                set = Some(vec![false; count]);
            }
            for edge in &graph.nodes[node].next {
                let Some(of) = &sets[edge.to] else { continue };
                match &mut set {
                    None => set = Some(of.clone()),
                    Some(set) => set.iter_mut().zip(of).for_each(|(one, other)| *one &= other),
                }
            }
            if let Some(set) = &mut set {
                set[node] = true;
            }
            if set.is_some() && set != sets[node] {
                sets[node] = set;
                changed = true;
            }
        }
        if !changed {
            return sets;
        }
    }
}

/// The first node that every way from a node comes through; the exit where there is none.
fn next_of_all(after: &[Option<Vec<bool>>], node: usize, exit: usize) -> usize {
    let Some(own) = &after[node] else { return exit };
    let others: Vec<usize> = (0..own.len()).filter(|&other| other != node && own[other]).collect();
    // The nearest is the one from which all others still lie ahead.
    let ahead = |of: usize| after[of].as_ref().map_or(0, |set| set.iter().filter(|&&is| is).count());
    others.into_iter().max_by_key(|&other| (ahead(other), std::cmp::Reverse(other))).unwrap_or(exit)
}

struct Writer<'a> {
    graph: &'a Graph,
    exit: usize,
    /// Where the ways from each node meet again.
    meets: Vec<usize>,
    written: Vec<bool>,
    cx: &'a mut Cx,
}

/// The deepest that choices and groups are written into each other; what is deeper would be past the bounds of the file itself.
const DEPTH: usize = 10;

impl Writer<'_> {
    /// The steps from a node up to another one.
    fn from(&mut self, start: usize, stop: usize, (depth, mut came): (usize, Option<usize>)) -> Vec<Step> {
        let (mut steps, mut at) = (Vec::new(), start);
        loop {
            if at == stop {
                return steps;
            }
            if at == self.exit {
                steps.push(Step::Delivered);
                return steps;
            }
            let node = &self.graph.nodes[at];
            if std::mem::replace(&mut self.written[at], true) {
                match &node.work {
                    Some(work) if came.is_some_and(|came| self.leads(at, came)) => steps.push(Step::Back(work.label().to_owned())),
                    Some(work) => steps.push(Step::To(work.label().to_owned())),
                    None => {
                        let name = &node.name;
                        self.cx
                            .error(
                                node.at,
                                format!("items come back to `{name}`, where nobody works, and a team file can go back to work only"),
                            )
                            .help("let the way back lead to the piece of work before or after it");
                    }
                }
                return steps;
            }
            steps.extend(node.work.as_ref().map(of_work));
            if depth > DEPTH {
                self.cx
                    .error(node.at, format!("choices and groups are nested too deeply at `{}`", node.name))
                    .allowed(format!("{DEPTH} levels"));
                return steps;
            }
            came = Some(at);
            at = match node.next.len() {
                0 => self.exit,
                1 => node.next[0].to,
                _ if node.all => self.group(at, &mut steps, depth),
                _ => self.choice(at, stop, &mut steps, depth),
            };
        }
    }

    /// Whether an item that is at one node can come to another.
    fn leads(&self, from: usize, to: usize) -> bool {
        Graph { nodes: self.graph.nodes.clone(), entry: from }.reached()[to]
    }

    fn group(&mut self, at: usize, steps: &mut Vec<Step>, depth: usize) -> usize {
        let meet = self.meets[at];
        let node = &self.graph.nodes[at];
        let targets: Vec<usize> = node.next.iter().map(|edge| edge.to).filter(|&to| to != meet).collect();
        let branches: Vec<Vec<Step>> = targets.iter().map(|&to| self.from(to, meet, (depth + 1, Some(at)))).collect();
        if branches.iter().any(|branch| leaves(branch)) {
            self.cx
                .error(node.at, format!("what goes on side by side after `{}` does not meet again as a whole", node.name))
                .help("a way out of the group, or back to before it, has no place in a team file");
        }
        let branches: Vec<Vec<Step>> = branches.into_iter().filter(|branch| !branch.is_empty()).collect();
        match branches.len() {
            0 => {}
            1 => steps.extend(branches.into_iter().flatten()),
            _ => steps.push(Step::Together { name: None, branches }),
        }
        meet
    }

    fn choice(&mut self, at: usize, stop: usize, steps: &mut Vec<Step>, depth: usize) -> usize {
        // Ways that end for good on one side meet nowhere before the end: they go up to where the surrounding steps go on.
        let meet = if self.meets[at] == self.exit { stop } else { self.meets[at] };
        let edges = self.graph.nodes[at].next.clone();
        let count = edges.len();
        let mut ways: Vec<Way> = edges
            .into_iter()
            .map(|edge| Way {
                chance: edge.chance.unwrap_or(Chance::Unsaid(count)),
                steps: self.from(edge.to, meet, (depth + 1, Some(at))),
            })
            .collect();
        // What goes on without more stands last, where nothing need be said of it.
        let plain = ways.iter().position(|way| way.steps.is_empty()).unwrap_or(ways.len() - 1);
        let otherwise = ways.remove(plain);
        match &mut ways[..] {
            all if otherwise.steps.is_empty() && all.iter().all(|way| way.steps.is_empty()) => {}
            [one] if otherwise.steps.is_empty() => match &one.steps[..] {
                [Step::Back(to)] => steps.push(Step::Again { chance: one.chance.clone(), from: to.clone() }),
                _ => steps.push(Step::Either { ways, otherwise: Vec::new() }),
            },
            _ => steps.push(Step::Either { ways, otherwise: otherwise.steps }),
        }
        meet
    }
}

/// The steps of work.
fn of_work(work: &Work) -> Step {
    match work {
        Work::One { agent, name } => Step::Work { agent: agent.clone(), name: name.clone(), structured: false },
        Work::Group { name, agents } => Step::Together {
            name: Some(name.clone()),
            branches: agents.iter().map(|agent| vec![Step::Work { agent: agent.clone(), name: None, structured: false }]).collect(),
        },
    }
}

/// What steps are called, those inside of others too.
fn labels<'s>(steps: &'s [Step], into: &mut Vec<&'s str>) {
    for step in steps {
        match step {
            Step::Work { agent, name, .. } => into.push(name.as_ref().unwrap_or(agent)),
            Step::Either { ways, otherwise } => {
                ways.iter().for_each(|way| labels(&way.steps, into));
                labels(otherwise, into);
            }
            Step::Together { name, branches } => {
                into.extend(name.as_deref());
                branches.iter().for_each(|branch| labels(branch, into));
            }
            Step::Again { .. } | Step::To(_) | Step::Back(_) | Step::Delivered => {}
        }
    }
}

/// Whether steps end for good or jump to what is not among these.
fn jumps_out(steps: &[Step], inside: &[&str]) -> bool {
    steps.iter().any(|step| match step {
        Step::To(to) | Step::Back(to) | Step::Again { from: to, .. } => !inside.contains(&to.as_str()),
        Step::Delivered => true,
        Step::Either { ways, otherwise } => ways.iter().any(|way| jumps_out(&way.steps, inside)) || jumps_out(otherwise, inside),
        Step::Together { branches, .. } => branches.iter().any(|branch| jumps_out(branch, inside)),
        Step::Work { .. } => false,
    })
}

/// Whether a branch leads out of itself.
fn leaves(branch: &[Step]) -> bool {
    let mut inside = Vec::new();
    labels(branch, &mut inside);
    jumps_out(branch, &inside)
}

#[cfg(test)]
mod tests {
    use super::super::graph::Node;
    use super::*;

    /// A graph of work by the letters before `:`, with what follows on each; `+` lets all of it go on.
    fn graph(text: &str) -> Graph {
        let rows: Vec<(&str, &str)> = text.split(' ').map(|row| row.split_once(':').unwrap()).collect();
        let mut graph = Graph::default();
        for (name, next) in &rows {
            let mut node = Node::new(name, None);
            if name.chars().all(|letter| letter.is_ascii_uppercase()) {
                node.work = Some(Work::One { agent: (*name).to_owned(), name: None });
            }
            node.all = next.starts_with('+');
            graph.add(node);
        }
        for (from, (_, next)) in rows.iter().enumerate() {
            for to in next.trim_start_matches('+').chars() {
                let to = rows.iter().position(|(name, _)| *name == to.to_string()).unwrap();
                graph.link(from, to);
            }
        }
        graph
    }

    fn shown(steps: &[Step]) -> String {
        let of = |step: &Step| match step {
            Step::Work { agent, .. } => agent.clone(),
            Step::Together { branches, .. } => format!("({})", branches.iter().map(|steps| shown(steps)).collect::<Vec<_>>().join("&")),
            Step::Either { ways, otherwise } => {
                format!("[{}|{}]", ways.iter().map(|way| shown(&way.steps)).collect::<Vec<_>>().join("|"), shown(otherwise))
            }
            Step::Again { from, .. } => format!("^{from}"),
            Step::To(to) => format!(">{to}"),
            Step::Back(to) => format!("<{to}"),
            Step::Delivered => ".".to_owned(),
        };
        steps.iter().map(of).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn graphs_become_steps() {
        for (text, expected) in [
            ("A:B B:C C:", "A B C"),
            ("A:BC B:D C:D D:", "A [B|C] D"),
            ("A:+BC B:D C:D D:", "A (B&C) D"),
            ("A:+BC B: C:", "A (B&C)"),
            ("A:B B:AC C:", "A B ^A C"),
            ("A:BD B:CA C: D:C", "A [B ^A|D] C"),
            // One way ends for good before the others meet.
            ("A:BC B:De C:D D:F F: e:", "A [B [D F|]|C >D]"),
            ("A:BC B:C C:", "A [B|] C"),
            // A gateway that all come through is no step.
            ("s:A A:g g:BC B:m C:m m:D D:", "A [B|C] D"),
            ("A:+BC B:+DE C:F D:F E:F F:", "A (B (D&E)&C) F"),
            // A way back with work on it, and one of three.
            ("A:B B:CD C:A D:", "A B [C <A|] D"),
            ("A:B B:ACD C:E D:E E:", "A B [<A|C|D] E"),
            // Ways that share work without meeting: the second goes on to it.
            ("A:BC B:DE C:D D: E:", "A [B [D|E]|C >D]"),
        ] {
            let mut graph = graph(text);
            graph.contract();
            let mut cx = Cx::new();
            let steps = steps(&graph, &mut cx).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(shown(&steps), expected, "{text}");
        }
    }

    #[test]
    fn what_steps_cannot_say_is_said() {
        for (text, what) in [
            ("A:B B:A", "no way out from `A`"),
            ("A:g g:Bg B:", "items come back to `g`, where nobody works"),
            ("A:+BC B:DA C:D D:", "does not meet again as a whole"),
        ] {
            let mut graph = graph(text);
            graph.contract();
            let mut cx = Cx::new();
            assert!(steps(&graph, &mut cx).is_none(), "{text}");
            assert!(cx.finish(None::<()>).unwrap_err().to_string().contains(what), "{text}");
        }
    }
}
