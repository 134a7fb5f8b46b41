//! Where a part of a TOML string's value stands in the string as it is written.

use std::ops::Range;

/// Finds the written bytes for the value bytes `range` of a TOML string literal, quotes included in `written`.
///
/// Returns nothing when `written` is not a literal whose value is `value`.
pub(crate) fn locate(written: &str, value: &str, range: Range<usize>) -> Option<Range<usize>> {
    let (open, escapes) = opening(written)?;
    let (mut at, mut read) = (open, 0);
    let (mut start, mut end) = (None, None);
    loop {
        if escapes {
            at += continuation(&written[at..]);
        }
        if start.is_none() && read >= range.start {
            start = Some(at);
        }
        if read >= range.end {
            end = Some(at);
            break;
        }
        let Some(wanted) = value.get(read..)?.chars().next() else {
            break;
        };
        at += step(&written[at..], wanted, escapes)?;
        read += wanted.len_utf8();
    }
    Some(start?..end.unwrap_or(at))
}

/// Returns the length of the opening quotes and whether escapes are read between them.
fn opening(written: &str) -> Option<(usize, bool)> {
    let open = match written {
        w if w.starts_with("\"\"\"") && w.len() >= 6 => (3, true),
        w if w.starts_with("'''") && w.len() >= 6 => (3, false),
        w if w.starts_with('"') => (1, true),
        w if w.starts_with('\'') => (1, false),
        _ => return None,
    };
    let rest = &written[open.0..];
    // A line end right after three opening quotes is not part of the value.
    let skip = match open.0 {
        3 if rest.starts_with("\r\n") => 2,
        3 if rest.starts_with('\n') => 1,
        _ => 0,
    };
    Some((open.0 + skip, open.1))
}

/// Returns the length of a backslash at a line's end with the blank space it swallows, or 0.
fn continuation(written: &str) -> usize {
    let Some(rest) = written.strip_prefix('\\') else {
        return 0;
    };
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    if rest[..blank].contains('\n') { 1 + blank } else { 0 }
}

/// Returns how many written bytes stand for the one value character `wanted`.
fn step(written: &str, wanted: char, escapes: bool) -> Option<usize> {
    if escapes && written.starts_with('\\') {
        let kind = written[1..].chars().next()?;
        return Some(match kind {
            'x' => 4,
            'u' => 6,
            'U' => 10,
            other => 1 + other.len_utf8(),
        })
        .filter(|&length| written.is_char_boundary(length));
    }
    if wanted == '\n' && written.starts_with("\r\n") {
        return Some(2);
    }
    let found = written.chars().next()?;
    (found == wanted).then(|| found.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_literals_shift_by_their_quotes() {
        assert_eq!(locate("\"a > b\"", "a > b", 4..5), Some(5..6));
        assert_eq!(locate("'''a'''", "a", 0..1), Some(3..4));
        assert_eq!(locate("'a'", "a", 1..1), Some(2..2));
    }

    #[test]
    fn escapes_and_continuations_are_walked() {
        assert_eq!(locate(r#""\u00e9 = \"x\"""#, "é = \"x\"", 5..8), Some(10..15));
        assert_eq!(locate("\"\"\"\na \\\n   b\"\"\"", "a b", 2..3), Some(11..12));
    }

    #[test]
    fn what_does_not_match_is_refused() {
        assert_eq!(locate("abc", "abc", 0..1), None);
        assert_eq!(locate("\"abc\"", "xyz", 1..2), None);
    }
}
