//! Where a path of the market stands in the text of its study.

use std::ops::Range;

use crate::input::Node;

use super::layout::Layout;

/// Where the value of a path is written, or could be.
pub(super) enum Spot<'n> {
    /// It is written, on one line or as an array.
    Value(Node<'n>),
    /// It is written as a table with a header of its own.
    Section(Node<'n>),
    /// It is not written; it would go into this table under this key.
    Missing(Node<'n>, String),
}

/// The parts of a path that lead to a value.
pub(super) struct Target<'n> {
    pub(super) table: Node<'n>,
    pub(super) key: String,
}

/// The keys of a table whose names people choose, so that a path can be told apart from a name with dots in it.
fn named<'n>(root: Node<'n>, list: &str, rest: &str) -> Option<(Node<'n>, String)> {
    let tables = root.get(list)?.list()?;
    let fits = tables.filter_map(|table| {
        let name = table.get("name")?.text()?;
        let key = rest.strip_prefix(name)?.strip_prefix('.')?;
        (!key.is_empty()).then(|| (name.len(), table, key.to_owned()))
    });
    // Of two names of which one begins the other, the longer one is meant.
    fits.max_by_key(|(length, ..)| *length).map(|(_, table, key)| (table, key))
}

/// Finds the table and the key that a path speaks of.
pub(super) fn target<'n>(root: Node<'n>, path: &str) -> Option<Target<'n>> {
    let (first, rest) = path.split_once('.')?;
    let (table, key) = match first {
        "concept" => match rest.strip_prefix("claims.") {
            Some(position) => {
                let position: usize = position.parse().ok()?;
                (root.get("concept")?.get("claims")?.list()?.nth(position.checked_sub(1)?)?, "believed_by".to_owned())
            }
            None => (root.get("concept")?, rest.to_owned()),
        },
        "alternatives" | "journey" => named(root, first, rest)?,
        _ => (root.get(first)?, rest.to_owned()),
    };
    Some(Target { table, key })
}

impl<'n> Target<'n> {
    /// Where the value stands. `None` where it is written in parts, with dots in its keys.
    pub(super) fn spot(&self, layout: &Layout<'_>) -> Option<Spot<'n>> {
        let Some(value) = self.table.get(&self.key) else {
            return Some(Spot::Missing(self.table, self.key.clone()));
        };
        if value.entries().is_none() {
            return Some(Spot::Value(value));
        }
        match layout.text.as_bytes().get(value.span().range().start) {
            Some(b'{') => Some(Spot::Value(value)),
            Some(b'[') => Some(Spot::Section(value)),
            _ => None,
        }
    }
}

/// Whether a value has a header of its own, or is a list of tables that have.
fn is_section(node: Node<'_>, text: &str) -> bool {
    let starts = |node: Node<'_>| text.as_bytes().get(node.span().range().start) == Some(&b'[');
    match node.entries() {
        Some(_) => starts(node),
        None => node.list().and_then(|mut list| list.next()).is_some_and(|first| first.entries().is_some() && starts(first)),
    }
}

/// How a new key is put into a table.
pub(super) struct Opening {
    /// Where.
    pub(super) at: usize,
    /// What stands before the value, the key among it.
    pub(super) before: String,
    /// Where a comment on it can stand: at the start of this line, or, for a line of its own, before the key.
    pub(super) comment: Option<usize>,
}

/// Finds the place for a new key: after the last value of its table that is not a table with a header.
pub(super) fn opening(layout: &Layout<'_>, table: Node<'_>, key: &str) -> Option<Opening> {
    let text = layout.text;
    let key = if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        key.to_owned()
    } else {
        crate::study::written::quoted(key)
    };
    let inline = text.as_bytes().get(table.span().range().start) == Some(&b'{');
    let siblings = table.entries()?.filter(|(_, value)| !is_section(*value, text));
    let last = siblings.max_by_key(|(key, _)| key.span.range().start);
    match last {
        Some((sibling, value)) if inline => {
            let comment = layout.open_line(sibling.span.range().start);
            Some(Opening { at: value.span().range().end, before: format!(", {key} = "), comment: Some(comment) })
        }
        Some((sibling, value)) => {
            let Range { start, end } = sibling.span.range();
            let line = layout.line_start(start);
            // What stands before the key, such as blanks or the dotted name of its table; and the column of the sign.
            let lead = &text[line..start];
            let column = text[end..].find('=').map_or(end, |at| end + at) - start;
            let pad = column.saturating_sub(key.len()).max(1);
            Some(Opening {
                at: layout.next_line(value.span().range().end),
                before: format!("{lead}{key}{}= ", " ".repeat(pad)),
                comment: None,
            })
        }
        None if inline => None,
        None => Some(Opening { at: layout.next_line(table.span().range().end), before: format!("{key} = "), comment: None }),
    }
}
