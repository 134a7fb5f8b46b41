//! Tables that move or go: touchpoints and alternatives.

use crate::input::Node;

use super::layout::{Block, Layout, Patches};
use crate::study::written::quoted;

/// What becomes of a list of tables.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// The key of the list.
    pub(super) list: &'static str,
    /// The tables that stay, by their place in the text, in their new order.
    pub(super) order: Vec<usize>,
    /// What a comment on a table says, by its place in the text.
    pub(super) notes: Vec<(usize, String)>,
    count: usize,
}

impl Order {
    /// The list as it stands.
    pub(super) fn new(list: &'static str, count: usize) -> Self {
        Self { list, order: (0..count).collect(), notes: Vec::new(), count }
    }

    /// Takes one out.
    pub(super) fn remove(&mut self, place: usize, note: String) {
        self.order.retain(|&kept| kept != place);
        self.notes.push((place, note));
    }

    /// Moves one before another, or to the end. Gives the step it was, from 1.
    pub(super) fn move_before(&mut self, place: usize, before: Option<usize>) -> Option<usize> {
        let from = self.order.iter().position(|&kept| kept == place)?;
        self.order.remove(from);
        let to = before.and_then(|before| self.order.iter().position(|&kept| kept == before));
        self.order.insert(to.unwrap_or(self.order.len()), place);
        Some(from + 1)
    }

    /// Says why a table stands where it stands.
    pub(super) fn note(&mut self, place: usize, note: String) {
        self.notes.push((place, note));
    }

    /// Whether anything moves or goes.
    pub(super) fn is_idle(&self) -> bool {
        self.notes.is_empty()
    }

    /// Writes the new order. `None` where the tables do not stand in one piece each.
    pub(super) fn write(&self, layout: &Layout<'_>, root: Node<'_>) -> Option<Patches> {
        let tables: Vec<Node<'_>> = root.get(self.list)?.list()?.collect();
        if tables.len() != self.count {
            return None;
        }
        let inline = tables.iter().all(|table| layout.text.as_bytes().get(table.span().range().start) == Some(&b'{'));
        if inline { Some(self.inline(layout, &tables)) } else { self.blocks(layout, &tables) }
    }

    fn notes_of(&self, place: usize) -> impl Iterator<Item = &str> {
        self.notes.iter().filter(move |(noted, _)| *noted == place).map(|(_, note)| note.as_str())
    }

    fn is_gone(&self, place: usize) -> bool {
        !self.order.contains(&place)
    }

    /// Tables with headers. Each place in the text keeps what stands around it; the tables go round.
    fn blocks(&self, layout: &Layout<'_>, tables: &[Node<'_>]) -> Option<Patches> {
        // What stands above the first table may speak of all of them, so it stays.
        let blocks: Vec<Block> =
            tables.iter().enumerate().map(|(place, table)| layout.block(*table, place > 0)).collect::<Option<Vec<_>>>()?;
        let mut patches = Patches::default();
        let places = (0..self.count).filter(|&place| !self.is_gone(place));
        for (slot, &place) in places.zip(&self.order) {
            let (to, from) = (blocks[slot], blocks[place]);
            let mut text = layout.text[from.start..from.header].to_owned();
            self.notes_of(place).for_each(|note| text.push_str(&layout.comment(from.header, note)));
            text.push_str(&layout.text[from.header..from.end]);
            if !text.ends_with('\n') {
                text.push_str(layout.line_end());
            }
            if layout.text[to.start..to.end] != text {
                patches.replace(to.start..to.end, text);
            }
        }
        for place in (0..self.count).filter(|&place| self.is_gone(place)) {
            let block = blocks[place];
            let mut text: String = self.notes_of(place).map(|note| layout.comment(block.header, note)).collect();
            text.push_str(layout.line_end());
            patches.replace(block.start..layout.past_blank(block.end), text);
        }
        Some(patches)
    }

    /// Tables on one line, in an array.
    fn inline(&self, layout: &Layout<'_>, tables: &[Node<'_>]) -> Patches {
        let ranges: Vec<_> = tables.iter().map(|table| table.span().range()).collect();
        let mut patches = Patches::default();
        let comment_at = layout.open_line(ranges.first().map_or(0, |range| range.start));
        for (place, table) in tables.iter().enumerate().take(self.count) {
            for note in self.notes_of(place) {
                let name = table.get("name").and_then(Node::text).unwrap_or_default();
                patches.replace(comment_at..comment_at, layout.comment(comment_at, &format!("{}: {note}", quoted(name))));
            }
        }
        let places: Vec<usize> = (0..self.count).filter(|&place| !self.is_gone(place)).collect();
        for (&slot, &place) in places.iter().zip(&self.order) {
            patches.replace(ranges[slot].clone(), &layout.text[ranges[place].clone()]);
        }
        for place in (0..self.count).filter(|&place| self.is_gone(place)) {
            // With the comma that parts it from its neighbour: the one after it, or, at the end, the one before.
            let after = layout.text[ranges[place].end..].trim_start();
            let range = if after.starts_with(',') {
                let comma = layout.text.len() - after.len() + 1;
                let blank = layout.text[comma..].len() - layout.text[comma..].trim_start_matches(' ').len();
                ranges[place].start..comma + blank
            } else {
                let start = place.checked_sub(1).map_or(ranges[place].start, |before| ranges[before].end);
                start..ranges[place].end
            };
            patches.replace(range, "");
        }
        patches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Cx;

    fn write(text: &str, order: &Order) -> Option<String> {
        let document = Cx::new().parse_toml("t.toml", text).expect("TOML");
        let layout = Layout::new(text, document.node());
        order.write(&layout, document.node()).map(|patches| patches.apply(text))
    }

    const THREE: &str = "# all\n[[s]]\nname = 'a'\n\n# on b\n[[s]]\nname = 'b' # x\n\n[[s]]\nname = 'c'";

    #[test]
    fn tables_move_with_their_comments() {
        let mut order = Order::new("s", 3);
        assert_eq!(order.move_before(1, Some(0)), Some(2));
        order.note(1, "moved".to_owned());
        assert_eq!(
            write(THREE, &order).unwrap(),
            "# all\n# on b\n# moved\n[[s]]\nname = 'b' # x\n\n[[s]]\nname = 'a'\n\n[[s]]\nname = 'c'\n"
        );
        let mut order = Order::new("s", 3);
        assert_eq!(order.move_before(0, None), Some(1));
        let moved = write(THREE, &order).unwrap();
        assert_eq!(moved, "# all\n# on b\n[[s]]\nname = 'b' # x\n\n[[s]]\nname = 'c'\n\n[[s]]\nname = 'a'\n");
    }

    #[test]
    fn tables_go_and_leave_a_word() {
        let mut order = Order::new("s", 3);
        order.remove(1, "b is gone".to_owned());
        assert_eq!(write(THREE, &order).unwrap(), "# all\n[[s]]\nname = 'a'\n\n# b is gone\n\n[[s]]\nname = 'c'\n");
    }

    #[test]
    fn tables_on_one_line_move_and_go_too() {
        let text = "s = [{ name = 'a' }, { name = 'b' }, { name = 'c' }]\n";
        let mut order = Order::new("s", 3);
        order.move_before(2, Some(0));
        order.note(2, "first".to_owned());
        assert_eq!(write(text, &order).unwrap(), "# \"c\": first\ns = [{ name = 'c' }, { name = 'a' }, { name = 'b' }]\n");
        let mut order = Order::new("s", 3);
        order.remove(2, "gone".to_owned());
        assert_eq!(write(text, &order).unwrap(), "# \"c\": gone\ns = [{ name = 'a' }, { name = 'b' }]\n");
        let mut order = Order::new("s", 3);
        order.remove(0, "gone".to_owned());
        assert_eq!(write(text, &order).unwrap(), "# \"a\": gone\ns = [{ name = 'b' }, { name = 'c' }]\n");
    }

    #[test]
    fn tables_in_pieces_are_left_alone() {
        let mut order = Order::new("s", 1);
        order.note(0, "x".to_owned());
        assert_eq!(write("[[s]]\na = 1\n[y]\nb = 1\n[s.c]\nd = 1\n", &order), None);
    }
}
