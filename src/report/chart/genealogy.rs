//! Where errors are born, what lets them by and what becomes of them: flows from column to column.

use super::super::draw::axis::usable;
use super::super::draw::flow::{self, Link};
use super::super::draw::ink::Ink;
use super::super::draw::legend::{self, Sign};
use super::super::draw::numbered::{self, Entry, Look, RADIUS};
use super::super::draw::scene::{Anchor, LABEL, SMALL, Scene, Type};
use super::super::format;
use super::Layout;

/// Holds what flows from column to column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Genealogy {
    /// What the numbers are: "errors per 1000 items".
    pub unit: String,
    /// The columns from left to right, two to five: where it is born first, what becomes of it last.
    pub columns: Vec<FlowColumn>,
    /// What flows.
    pub paths: Vec<FlowPath>,
}

/// Holds one column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FlowColumn {
    /// Its heading: "born at".
    pub title: String,
    /// What stands in it. Only the largest are drawn on their own; the rest stand together.
    pub nodes: Vec<String>,
}

/// Holds what takes one way through all columns.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowPath {
    /// The place of the node in each column.
    pub nodes: Vec<usize>,
    /// How much there is of it, in the unit of the numbers.
    pub amount: f64,
    /// Whether it gets out.
    pub escapes: bool,
}

/// Most nodes of a column, "others" among them.
const MOST: usize = 12;
/// Most columns that are drawn.
const COLUMNS: usize = 5;
/// Width of a node.
const BAR: f64 = 11.0;
/// Thinner bands are drawn solid: two rims would make them look wider than they are.
const RIM: f64 = 3.5;
/// Air between two nodes.
const AIR: f64 = 9.0;
/// Widest names of the first and of the last column, and air before them.
const NAMES: (f64, f64) = (196.0, 176.0);
const PAD: f64 = 8.0;

/// Holds one node that is drawn.
#[derive(Debug, Clone, Default)]
struct Node {
    name: String,
    amount: f64,
    /// Left edge and top.
    at: (f64, f64),
    height: f64,
    /// Height of the node with its words.
    slot: f64,
    lines: Vec<(Type, String)>,
}

/// What flows between two neighbours and what of it gets out, one entry a kind.
type Flows = Vec<(Link, bool)>;

impl Genealogy {
    pub(in super::super) fn scene(&self, layout: Layout) -> Scene {
        let width = layout.width();
        if self.columns.len() > COLUMNS {
            return Scene::sentence(width, "Too many steps to draw; the table has the numbers.");
        }
        let (mut nodes, flows) = self.gather();
        if nodes.len() < 2 || nodes[0].is_empty() {
            return Scene::sentence(width, "No errors to follow.");
        }
        let mut scene = Scene::new(width);
        let has = |escapes: bool| flows.iter().flatten().any(|f| f.1 == escapes);
        let caught = if has(false) { "caught" } else { "" };
        let escaped = if has(true) { "gets out (with a rim; solid where thin)" } else { "" };
        let mut y = legend::draw(&mut scene, 0.0, &[(Sign::Core(Ink::Blue), caught), (Sign::Rimmed(Ink::Orange), escaped)]);
        for line in SMALL.wrap(&format!("{}; the wider, the more", self.unit), width, 2) {
            scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
        y += 8.0;
        let order = self.order(&nodes, &flows);
        let bottom = match layout {
            Layout::Wide => {
                let top = place_wide(&mut nodes, width);
                let top = self.titles(&mut scene, &nodes, layout, y) + top;
                stack(&mut nodes, &order, top)
            }
            Layout::Narrow => {
                place_narrow(&mut nodes, width);
                let top = self.titles(&mut scene, &nodes, layout, y);
                stack(&mut nodes, &order, top)
            }
        };
        for escapes in [false, true] {
            draw_flows(&mut scene, &nodes, &flows, &order, escapes);
        }
        for node in nodes.iter().flatten() {
            scene.rect((node.at.0, node.at.0 + BAR), (node.at.1, node.at.1 + node.height), Ink::Text, 1.0);
        }
        scene.height = match layout {
            Layout::Wide => {
                words(&mut scene, &nodes);
                bottom
            }
            Layout::Narrow => numbers(&mut scene, &nodes, &order, &self.columns, bottom + 8.0),
        };
        scene
    }

    /// Gives the nodes of each column, the largest first and the rest together at the end, and what flows between the columns.
    fn gather(&self) -> (Vec<Vec<Node>>, Vec<Flows>) {
        let is_whole = |p: &&FlowPath| {
            let fits = p.nodes.len() == self.columns.len() && p.nodes.iter().zip(&self.columns).all(|(&n, c)| n < c.nodes.len());
            fits && usable(p.amount) && p.amount > 0.0
        };
        let paths: Vec<&FlowPath> = self.paths.iter().filter(is_whole).collect();
        let mut drawn: Vec<Vec<Node>> = Vec::with_capacity(self.columns.len());
        // Where each node of a column stands among those drawn.
        let mut places: Vec<Vec<usize>> = Vec::with_capacity(self.columns.len());
        for (k, column) in self.columns.iter().enumerate() {
            let mut amounts = vec![0.0; column.nodes.len()];
            for path in &paths {
                amounts[path.nodes[k]] += path.amount;
            }
            let mut largest: Vec<usize> = (0..amounts.len()).filter(|&n| amounts[n] > 0.0).collect();
            largest.sort_by(|&a, &b| amounts[b].total_cmp(&amounts[a]).then(a.cmp(&b)));
            let own = if largest.len() > MOST { MOST - 1 } else { largest.len() };
            let node = |name: String, amount: f64| Node { name, amount, ..Node::default() };
            let mut nodes: Vec<Node> = largest[..own].iter().map(|&n| node(column.nodes[n].clone(), amounts[n])).collect();
            let rest = &largest[own..];
            if !rest.is_empty() {
                nodes.push(node(format!("{} others", rest.len()), rest.iter().map(|&n| amounts[n]).sum()));
            }
            let mut place = vec![own; amounts.len()];
            for (at, &n) in largest[..own].iter().enumerate() {
                place[n] = at;
            }
            drawn.push(nodes);
            places.push(place);
        }
        let mut flows: Vec<Flows> = vec![Vec::new(); self.columns.len().saturating_sub(1)];
        for path in &paths {
            for (k, flows) in flows.iter_mut().enumerate() {
                let (from, to) = (places[k][path.nodes[k]], places[k + 1][path.nodes[k + 1]]);
                match flows.iter_mut().find(|(l, e)| (l.from, l.to, *e) == (from, to, path.escapes)) {
                    Some((link, _)) => link.size += path.amount,
                    None => flows.push((Link { from, to, size: path.amount }, path.escapes)),
                }
            }
        }
        (drawn, flows)
    }

    /// Orders the nodes of each column, "others" at the bottom.
    fn order(&self, nodes: &[Vec<Node>], flows: &[Flows]) -> Vec<Vec<usize>> {
        let many: Vec<usize> = nodes.iter().map(Vec::len).collect();
        let is_merged = |k: usize| self.columns[k].nodes.len() > MOST && many[k] == MOST;
        let last: Vec<Option<usize>> = (0..many.len()).map(|k| is_merged(k).then(|| many[k] - 1)).collect();
        let links: Vec<Vec<Link>> = flows.iter().map(|f| f.iter().map(|(link, _)| *link).collect()).collect();
        flow::order(&many, &last, &links)
    }

    /// Writes the headings over the columns; gives the y below.
    fn titles(&self, scene: &mut Scene, nodes: &[Vec<Node>], layout: Layout, top: f64) -> f64 {
        let many = nodes.len();
        let narrow = (scene.width - 8.0 * (many as f64 - 1.0)) / many as f64;
        let lefts: Vec<f64> = nodes.iter().map(|column| column.first().map_or(0.0, |n| n.at.0)).collect();
        let heads = self.columns.iter().enumerate().map(|(k, column)| {
            let is_last = k + 1 == many;
            let (x, anchor, room) = match layout {
                Layout::Wide if k == 0 => (lefts[0] + BAR, Anchor::End, lefts[0] + BAR),
                Layout::Wide if is_last => (lefts[k], Anchor::Start, scene.width - lefts[k]),
                Layout::Wide => (lefts[k], Anchor::Start, lefts[k + 1] - lefts[k] - PAD),
                Layout::Narrow if k == 0 => (0.0, Anchor::Start, narrow),
                Layout::Narrow if is_last => (scene.width, Anchor::End, narrow),
                Layout::Narrow => ((narrow + 8.0) * k as f64 + narrow / 2.0, Anchor::Middle, narrow),
            };
            (x, anchor, SMALL.wrap(&column.title, room, 3))
        });
        let heads: Vec<_> = heads.collect();
        let tallest = heads.iter().map(|h| h.2.len()).max().unwrap_or(0) as f64;
        for (x, anchor, lines) in &heads {
            let mut y = top + SMALL.leading() * (tallest - lines.len() as f64 + 0.5);
            for line in lines {
                scene.words(*x, y, *anchor, SMALL, line);
                y += SMALL.leading();
            }
        }
        top + SMALL.leading() * tallest + 6.0
    }
}

/// Sets the columns side by side with room for their words; gives the room to leave above them.
fn place_wide(nodes: &mut [Vec<Node>], width: f64) -> f64 {
    let many = nodes.len();
    let widest = |column: &[Node], most: f64| column.iter().map(|n| LABEL.width(&n.name)).fold(70.0, f64::max).min(most);
    let (first, last) = (widest(&nodes[0], NAMES.0), widest(&nodes[many - 1], NAMES.1));
    let (from, to) = (first + PAD, width - last - PAD - BAR);
    let apart = (to - from) / (many as f64 - 1.0);
    let total: f64 = nodes[0].iter().map(|n| n.amount).sum();
    let scale = 280.0 / total;
    for (k, column) in nodes.iter_mut().enumerate() {
        let room = if k == 0 {
            first
        } else if k + 1 == many {
            last
        } else {
            apart - BAR - 2.0 * PAD
        };
        for node in column {
            node.at.0 = from + apart * k as f64;
            node.height = (node.amount * scale).max(1.5);
            let named = LABEL.wrap(&node.name, room, 2).into_iter().map(|l| (LABEL, l));
            let counted = std::iter::once((SMALL, SMALL.fit(&format::rough(node.amount), room)));
            node.lines = named.chain(counted).collect();
            let words: f64 = node.lines.iter().map(|(face, _)| face.leading()).sum();
            node.slot = node.height.max(words);
        }
    }
    4.0
}

/// Sets the columns side by side with room for numbers in circles.
fn place_narrow(nodes: &mut [Vec<Node>], width: f64) {
    let total: f64 = nodes[0].iter().map(|n| n.amount).sum();
    let aside = 2.0 * RADIUS + 6.0;
    let apart = (width - 2.0 * aside - BAR) / (nodes.len() as f64 - 1.0);
    for (k, column) in nodes.iter_mut().enumerate() {
        for node in column {
            node.at.0 = aside + apart * k as f64;
            node.height = (node.amount * 220.0 / total).max(1.5);
            node.slot = node.height.max(2.0 * RADIUS);
        }
    }
}

/// Stacks the nodes of each column, the columns level with each other; gives the y below.
fn stack(nodes: &mut [Vec<Node>], order: &[Vec<usize>], top: f64) -> f64 {
    let high = |column: &[Node]| column.iter().map(|n| n.slot + AIR).sum::<f64>() - AIR;
    let tallest = nodes.iter().map(|column| high(column)).fold(0.0, f64::max);
    for (column, order) in nodes.iter_mut().zip(order) {
        let mut y = top + (tallest - high(column)) / 2.0;
        for &n in order {
            let node = &mut column[n];
            node.at.1 = y + (node.slot - node.height) / 2.0;
            y += node.slot + AIR;
        }
    }
    top + tallest + 4.0
}

/// Draws what gets out, or what does not, as bands between the columns.
fn draw_flows(scene: &mut Scene, nodes: &[Vec<Node>], flows: &[Flows], order: &[Vec<usize>], escapes: bool) {
    for (k, flows) in flows.iter().enumerate() {
        let rank = |column: usize, node: usize| order[column].iter().position(|&n| n == node).unwrap_or(0);
        // At both ends the flows stand one over the other as the nodes they lead to, so that they do not cross at once.
        let ends = |is_right: bool| -> Vec<(f64, f64)> {
            let mut out = vec![(0.0, 0.0); flows.len()];
            let mut sorted: Vec<usize> = (0..flows.len()).collect();
            let far = |&i: &usize| {
                let (link, escapes) = &flows[i];
                (if is_right { rank(k, link.from) } else { rank(k + 1, link.to) }, *escapes)
            };
            sorted.sort_by_key(far);
            let column = if is_right { &nodes[k + 1] } else { &nodes[k] };
            let mut used = vec![0.0; column.len()];
            for i in sorted {
                let link = &flows[i].0;
                let node = if is_right { link.to } else { link.from };
                let high = column[node].height * link.size / column[node].amount;
                out[i] = (column[node].at.1 + used[node], high);
                used[node] += high;
            }
            out
        };
        let (lefts, rights) = (ends(false), ends(true));
        for (i, (link, is_out)) in flows.iter().enumerate() {
            if *is_out != escapes {
                continue;
            }
            let x = (nodes[k][link.from].at.0 + BAR, nodes[k + 1][link.to].at.0);
            band(scene, x, lefts[i], rights[i], escapes);
        }
    }
}

/// Draws one band between two heights and thicknesses.
fn band(scene: &mut Scene, x: (f64, f64), left: (f64, f64), right: (f64, f64), escapes: bool) {
    const STEPS: u32 = 14;
    let edge = |from: f64, to: f64| {
        (0..=STEPS).map(move |s| {
            let t = f64::from(s) / f64::from(STEPS);
            (x.0 + (x.1 - x.0) * t, from + (to - from) * t * t * (3.0 - 2.0 * t))
        })
    };
    let upper: Vec<(f64, f64)> = edge(left.0, right.0).collect();
    let lower: Vec<(f64, f64)> = edge(left.0 + left.1.max(0.8), right.0 + right.1.max(0.8)).collect();
    let outline = upper.iter().copied().chain(lower.iter().rev().copied()).collect();
    if escapes && left.1.max(right.1) < RIM {
        scene.area(outline, Ink::Orange, 0.9);
    } else if escapes {
        scene.area(outline, Ink::Orange, 0.4);
        scene.line(upper, Ink::Orange, 1.1);
        scene.line(lower, Ink::Orange, 1.1);
    } else {
        scene.area(outline, Ink::Blue, 0.3);
    }
}

/// Writes the names and amounts beside the nodes: to the left of the first column, to the right of all others.
fn words(scene: &mut Scene, nodes: &[Vec<Node>]) {
    let many = nodes.len();
    for (k, node) in nodes.iter().enumerate().flat_map(|(k, column)| column.iter().map(move |n| (k, n))) {
        let high: f64 = node.lines.iter().map(|(face, _)| face.leading()).sum();
        let (x, anchor) = if k == 0 { (node.at.0 - PAD, Anchor::End) } else { (node.at.0 + BAR + PAD, Anchor::Start) };
        let mut y = node.at.1 + (node.height - high) / 2.0;
        if k > 0 && k + 1 < many {
            // Keeps the flows from under the words.
            let wide = node.lines.iter().map(|(face, l)| face.width(l)).fold(0.0, f64::max);
            scene.rect((x - 4.0, x + wide + 3.0), (y, y + high), Ink::Surface, 0.82);
        }
        for (face, line) in &node.lines {
            scene.words(x, y + face.leading() / 2.0, anchor, *face, line);
            y += face.leading();
        }
    }
}

/// Numbers the nodes from left to right and from top to bottom, and says below what the numbers stand for; gives the y below.
fn numbers(scene: &mut Scene, nodes: &[Vec<Node>], order: &[Vec<usize>], columns: &[FlowColumn], top: f64) -> f64 {
    let mut number = 0;
    let mut y = top;
    for (k, (column, order)) in nodes.iter().zip(order).enumerate() {
        let mut entries = Vec::with_capacity(column.len());
        for &n in order {
            let node = &column[n];
            number += 1;
            let middle = node.at.1 + node.height / 2.0;
            let x = if k == 0 { node.at.0 - RADIUS - 4.0 } else { node.at.0 + BAR + RADIUS + 4.0 };
            numbered::disc(scene, x, middle, Look::Open(Ink::Grey), number);
            entries.push(Entry { number, look: Look::Open(Ink::Grey), name: node.name.clone(), text: format::rough(node.amount) });
        }
        for line in SMALL.wrap(&columns[k].title, scene.width, 2) {
            scene.words(0.0, y + 8.0, Anchor::Start, SMALL, &line);
            y += SMALL.leading();
        }
        y = numbered::list(scene, &entries, 0.0, scene.width, y + 4.0) + 4.0;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::super::super::draw::scene::Shape;
    use super::super::Chart;
    use super::super::kind::testing::{LONG, WILD, assert_clean};
    use super::*;

    fn column(title: &str, many: usize) -> FlowColumn {
        FlowColumn { title: title.into(), nodes: (0..many).map(|i| format!("{title} {i}")).collect() }
    }

    fn chart(many: [usize; 3], paths: usize) -> Genealogy {
        let path = |i: usize| FlowPath {
            nodes: vec![(i * 11) % many[0], (i * 5 + i / 3) % many[1], i % many[2]],
            amount: 1.0 + ((i * 11) % 13) as f64,
            escapes: (i % many[2]) + 1 == many[2],
        };
        Genealogy {
            unit: "errors per 1000 items".into(),
            columns: vec![column("born at", many[0]), column("let by", many[1]), column("ends", many[2])],
            paths: (0..paths).map(path).collect(),
        }
    }

    #[test]
    fn nothing_is_lost_where_small_sources_stand_together() {
        let chart = chart([28, 5, 2], 200);
        let total: f64 = chart.paths.iter().map(|p| p.amount).sum();
        let (nodes, flows) = chart.gather();
        assert_eq!(nodes[0].len(), MOST);
        assert_eq!(nodes[0][MOST - 1].name, "17 others");
        for column in &nodes {
            assert!((column.iter().map(|n| n.amount).sum::<f64>() - total).abs() < 1e-9);
        }
        for flows in &flows {
            assert!((flows.iter().map(|f| f.0.size).sum::<f64>() - total).abs() < 1e-9);
        }
        let order = chart.order(&nodes, &flows);
        assert_eq!(order[0][MOST - 1], MOST - 1, "others stand at the bottom");
    }

    #[test]
    fn bands_fill_their_nodes_exactly() {
        let scene = chart([3, 2, 2], 12).scene(Layout::Wide);
        let bands = scene.shapes.iter().filter_map(|s| match s {
            Shape::Area(points, Ink::Blue | Ink::Orange, _) => Some(points),
            _ => None,
        });
        let left = |points: &&Vec<(f64, f64)>| points.iter().all(|p| p.0 < 600.0);
        let first: f64 = bands.filter(left).map(|p| p[p.len() - 1].1 - p[0].1).sum();
        assert!((first - 280.0).abs() < 1e-6, "all that is born leaves: {first}");
    }

    #[test]
    fn what_gets_out_is_told_by_more_than_colour() {
        let words = |chart: Genealogy| Chart::Genealogy(chart).draw(Layout::Wide, "x", "", "");
        assert!(words(chart([3, 2, 2], 12)).contains("gets out (with a rim; solid where thin)"));
        let mut none = chart([3, 2, 2], 12);
        none.paths.iter_mut().for_each(|p| p.escapes = false);
        assert!(!words(none).contains("with a rim"));
    }

    #[test]
    fn any_flows_stay_readable() {
        assert_clean(&Chart::Genealogy(Genealogy::default()));
        for (many, paths) in [([1, 1, 1], 1), ([28, 6, 5], 200), ([12, 12, 12], 60), ([90, 40, 30], 900)] {
            assert_clean(&Chart::Genealogy(chart(many, paths)));
        }
        let mut wild = chart([9, 4, 3], 40);
        wild.columns[0].nodes[2] = LONG.into();
        wild.columns[1].nodes[1] = LONG.into();
        wild.columns[2].nodes[0] = LONG.into();
        wild.columns.iter_mut().for_each(|c| c.title = LONG.into());
        wild.unit = LONG.into();
        wild.paths.extend(WILD.map(|amount| FlowPath { nodes: vec![0, 0, 0], amount, escapes: true }));
        wild.paths.push(FlowPath { nodes: vec![0, 99, 0], amount: 1.0, escapes: true });
        wild.paths.push(FlowPath { nodes: vec![0], amount: 1.0, escapes: true });
        assert_clean(&Chart::Genealogy(wild));
        let mut deep = chart([3, 3, 3], 9);
        deep.columns.extend([column("again", 2), column("at last", 2)]);
        deep.paths.iter_mut().for_each(|p| p.nodes.extend([0, 1]));
        assert_clean(&Chart::Genealogy(deep));
    }
}
