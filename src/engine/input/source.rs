//! Texts that were read, places in them, and values that remember their place.

use std::fmt;
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};

/// Numbers the sources of one [`Cx`](crate::input::Cx) in the order they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// Marks a stretch of bytes in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    file: FileId,
    start: u32,
    end: u32,
}

impl Span {
    /// Makes the span of bytes `range` in `file`.
    ///
    /// An end before the start is moved up to the start.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let start = u32::try_from(range.start).unwrap_or(u32::MAX);
        let end = u32::try_from(range.end).unwrap_or(u32::MAX);
        Self { file, start, end: end.max(start) }
    }

    /// Returns the source this span lies in.
    #[must_use]
    pub fn file(self) -> FileId {
        self.file
    }

    /// Returns the bytes it covers, counted from the start of the source.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the smallest span that covers both, when both lie in one source; otherwise `self`.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Pairs a value with the place it was written.
///
/// Equality looks at the value alone, so that two files that say the same compare equal.
#[derive(Debug, Clone, Copy)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs `value` with `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Borrows the value, keeping its place.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned { value: &self.value, span: self.span }
    }

    /// Maps the value, keeping its place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// Names a line and a column as an editor counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Holds one text that was read, with the name it is shown under.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    place: Option<Place>,
    text: String,
    lines: Vec<u32>,
}

/// Says where a source lies on disk and which folder its file names may not leave. Both are canonical.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) root: PathBuf,
}

impl Source {
    pub(crate) fn new(name: String, place: Option<Place>, text: String) -> Self {
        let starts = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = starts.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
        let lines = std::iter::once(0).chain(starts).collect();
        Self { name, place, text, lines }
    }

    /// Returns the name shown in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns where the file lies, if the text came from one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.place.as_ref().map(|place| place.file.as_path())
    }

    pub(crate) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Moves `at` back to the start of the character it falls in, and inside the text.
    #[must_use]
    pub fn floor(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Returns the index of the line (from 0) that holds byte `at`.
    pub(crate) fn line_index(&self, at: usize) -> usize {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.lines.partition_point(|&start| start <= at).saturating_sub(1)
    }

    /// Returns the bytes of line `index` (from 0) without its line end.
    pub(crate) fn line_range(&self, index: usize) -> Range<usize> {
        let start = self.lines.get(index).map_or(self.text.len(), |&start| start as usize);
        let end = self.lines.get(index + 1).map_or(self.text.len(), |&next| next as usize - 1);
        let end = end.max(start);
        let carriage = self.text.as_bytes().get(start..end).is_some_and(|line| line.ends_with(b"\r"));
        start..end - usize::from(carriage)
    }

    /// Says on which line and in which column byte `at` stands.
    #[must_use]
    pub fn line_column(&self, at: usize) -> LineColumn {
        let at = self.floor(at);
        let index = self.line_index(at);
        let start = self.lines.get(index).map_or(0, |&start| start as usize);
        LineColumn { line: index + 1, column: self.text[start..at].chars().count() + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let source = Source::new("a".into(), None, "é = 1\r\nb = 2\n".into());
        assert_eq!(source.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(source.line_column(2), LineColumn { line: 1, column: 2 });
        assert_eq!(source.line_column(1), LineColumn { line: 1, column: 1 });
        assert_eq!(source.line_column(8), LineColumn { line: 2, column: 1 });
        assert_eq!(source.line_column(99), LineColumn { line: 3, column: 1 });
        assert_eq!(source.line_range(0), 0..6);
        assert_eq!(source.line_range(2), 14..14);
        assert_eq!(source.line_range(7), 14..14);
    }

    #[test]
    fn spans_join_only_in_one_file() {
        let (a, b) = (FileId(0), FileId(1));
        assert_eq!(Span::new(a, 3..5).to(Span::new(a, 1..2)).range(), 1..5);
        assert_eq!(Span::new(a, 3..5).to(Span::new(b, 1..2)).range(), 3..5);
        assert_eq!(Span::new(a, Range { start: 5, end: 3 }).range(), 5..5);
    }
}
