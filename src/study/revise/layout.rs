//! The text of a file as lines, comments and tables: what to leave alone, and where something can be put.

use std::ops::Range;

use crate::input::{Data, Node};

/// The longest line of a comment that is put in.
const COMMENT: usize = 118;

/// A text with the stretches of it that hold text or a table on one line, where no comment may stand.
pub(super) struct Layout<'a> {
    pub(super) text: &'a str,
    /// Sorted by their starts.
    closed: Vec<Range<usize>>,
    /// Where the headers of tables stand.
    headers: Vec<usize>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(text: &'a str, root: Node<'_>) -> Self {
        let mut layout = Self { text, closed: Vec::new(), headers: Vec::new() };
        layout.walk(root, true);
        layout.closed.sort_by_key(|range| range.start);
        layout.headers.sort_unstable();
        layout.headers.dedup();
        layout
    }

    fn walk(&mut self, node: Node<'_>, root: bool) {
        let range = node.span().range();
        match node.data() {
            Data::Text(_) => self.closed.push(range),
            Data::Table(_) => {
                match self.text.as_bytes().get(range.start) {
                    Some(b'{') => self.closed.push(range),
                    Some(b'[') if !root => self.headers.push(range.start),
                    _ => {}
                }
                for (_, value) in node.entries().into_iter().flatten() {
                    self.walk(value, false);
                }
            }
            Data::List(_) => {
                for value in node.list().into_iter().flatten() {
                    self.walk(value, false);
                }
            }
            Data::Integer(_) | Data::Float(_) | Data::Bool(_) | Data::Date(_) => {}
        }
    }

    /// The line end of the file.
    pub(super) fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// The first byte of the line that holds `at`.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The byte after the last of the line that holds `at`, without its line end.
    pub(super) fn line_stop(&self, at: usize) -> usize {
        let stop = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
        if self.text[..stop].ends_with('\r') { stop - 1 } else { stop }
    }

    /// The byte after the line end of the line that holds `at`.
    pub(super) fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    /// The nearest start of a line at or before `at` where a comment can stand.
    pub(super) fn open_line(&self, at: usize) -> usize {
        let mut line = self.line_start(at);
        while let Some(range) = self.closed.iter().find(|range| range.start < line && line < range.end) {
            line = self.line_start(range.start);
        }
        line
    }

    /// The blank space that the line at `line` begins with.
    pub(super) fn indent(&self, line: usize) -> &'a str {
        let rest = &self.text[line..];
        &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
    }

    /// A comment on lines of its own, for the place of the line at `line`.
    pub(super) fn comment(&self, line: usize, words: &str) -> String {
        let mut out = String::new();
        for row in wrapped(words) {
            out.push_str(self.indent(line));
            out.push_str("# ");
            out.push_str(&row);
            out.push_str(self.line_end());
        }
        out
    }

    fn is_comment(&self, line: usize) -> bool {
        self.text[line..].trim_start_matches([' ', '\t']).starts_with('#')
    }

    fn is_blank(&self, line: usize) -> bool {
        self.text[line..self.line_stop(line)].trim().is_empty()
    }

    /// The lines of a table with a header of its own: the comment right above it, if `with_comment`, to the last line that belongs to it.
    /// `None` where other tables stand in between.
    pub(super) fn block(&self, table: Node<'_>, with_comment: bool) -> Option<Block> {
        let header = self.line_start(table.span().range().start);
        let mut start = header;
        while with_comment && start > 0 && self.is_comment(self.line_start(start - 1)) {
            start = self.line_start(start - 1);
        }
        let (mut last, mut own) = (table.span().range().end, Vec::new());
        extent(table, self.text, &mut last, &mut own);
        let mut end = self.next_line(last);
        // Comments right under it belong to it, unless they stand right above something else.
        let mut after = end;
        while after < self.text.len() && self.is_comment(after) {
            after = self.next_line(after);
        }
        if after >= self.text.len() || self.is_blank(after) {
            end = after;
        }
        let inside = self.headers.iter().filter(|&&at| (header..end).contains(&at)).count();
        (inside == own.len()).then_some(Block { start, header, end })
    }

    /// The first byte after the blank lines at `at`.
    pub(super) fn past_blank(&self, mut at: usize) -> usize {
        while at < self.text.len() && self.is_blank(at) {
            at = self.next_line(at);
        }
        at
    }
}

/// The lines of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) start: usize,
    pub(super) header: usize,
    pub(super) end: usize,
}

/// The last byte of a table and the headers that belong to it.
fn extent(node: Node<'_>, text: &str, last: &mut usize, headers: &mut Vec<usize>) {
    let range = node.span().range();
    *last = (*last).max(range.end);
    match node.data() {
        Data::Table(_) => {
            if text.as_bytes().get(range.start) == Some(&b'[') && !headers.contains(&range.start) {
                headers.push(range.start);
            }
            for (key, value) in node.entries().into_iter().flatten() {
                *last = (*last).max(key.span.range().end);
                extent(value, text, last, headers);
            }
        }
        Data::List(_) => node.list().into_iter().flatten().for_each(|value| extent(value, text, last, headers)),
        _ => {}
    }
}

/// Words on one line, cut into lines of a comment.
fn wrapped(words: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let plain: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    for word in plain.split_whitespace() {
        let line = lines.last_mut().expect("there is always a last line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > COMMENT {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Replacements in a text, made all at once.
#[derive(Debug, Default)]
pub(super) struct Patches(Vec<(Range<usize>, String)>);

impl Patches {
    /// Puts `with` where `range` was. Of several at one place, the first stands first.
    pub(super) fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.0.push((range, with.into()));
    }

    /// The text with all replacements made.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut out, mut from) = (String::with_capacity(text.len() + 1_024), 0);
        for (range, with) in self.0 {
            debug_assert!(range.start >= from, "replacements do not overlap");
            out.push_str(&text[from..range.start.max(from)]);
            out.push_str(&with);
            from = range.end.max(from);
        }
        out.push_str(&text[from..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Cx;

    fn with<T>(text: &str, look: impl FnOnce(&Layout<'_>, Node<'_>) -> T) -> T {
        let document = Cx::new().parse_toml("t.toml", text).expect("TOML");
        look(&Layout::new(text, document.node()), document.node())
    }

    #[test]
    fn comments_stand_where_no_text_runs() {
        let text = "a = \"\"\"x\ny\"\"\"\nlist = [\n  { b = '''\nz''', c = 2 },\n]\n";
        with(text, |layout, root| {
            let c = root.get("list").unwrap().list().unwrap().next().unwrap().get("c").unwrap().span().range().start;
            assert_eq!(&text[layout.open_line(c)..][..6], "  { b ");
            assert_eq!(layout.open_line(text.find("y\"").unwrap()), 0);
            assert_eq!(layout.comment(layout.open_line(c), "why\nnot"), "  # why not\n");
        });
        let long = wrapped(&"word ".repeat(60));
        assert!(long.len() > 2 && long.iter().all(|line| line.len() <= COMMENT));
    }

    #[test]
    fn a_table_owns_its_lines_and_the_comments_that_touch_it() {
        let text = "# section\n\n# first\n[[x]]\na = 1 # end\n# tail\n\n# second\n[[x]]\n[x.b]\nc = 2\n# of y\n[y]\nd = 1\n";
        with(text, |layout, root| {
            let blocks: Vec<Block> = root.get("x").unwrap().list().unwrap().map(|one| layout.block(one, true).unwrap()).collect();
            assert_eq!(&text[blocks[0].start..blocks[0].end], "# first\n[[x]]\na = 1 # end\n# tail\n");
            assert_eq!(&text[blocks[1].start..blocks[1].end], "# second\n[[x]]\n[x.b]\nc = 2\n");
            assert_eq!(layout.past_blank(blocks[0].end), blocks[1].start);
        });
        with("[[x]]\na = 1\n[y]\nd = 1\n[[x]]\n", |layout, root| {
            assert!(layout.block(root.get("x").unwrap().list().unwrap().next().unwrap(), true).is_some());
        });
        with("[[x]]\na = 1\n[y]\nd = 1\n[x.b]\nc = 1\n", |layout, root| {
            assert!(layout.block(root.get("x").unwrap().list().unwrap().next().unwrap(), true).is_none());
        });
    }

    #[test]
    fn patches_keep_their_order() {
        let mut patches = Patches::default();
        patches.replace(2..3, "X");
        patches.replace(2..2, "1");
        patches.replace(2..2, "2");
        patches.replace(0..0, "0");
        assert_eq!(patches.apply("abcd"), "0ab12Xd");
    }
}
