//! Widths of words, guessed on the safe side, and what follows from them: cutting and wrapping.

use super::super::format::THIN;

/// Advance widths of the printable ASCII characters in hundredths of an em, measured in DejaVu Sans: among the widest of the
/// faces that `system-ui` stands for, so that what fits here fits everywhere.
const ASCII: [u8; 95] = [
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54, 100,
    69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50, 50, 62, 64,
    55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
];

/// How much wider bold is, at most, over a whole word.
const BOLD: f64 = 1.17;

/// Names the weight of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Weight {
    /// Plain words.
    Plain,
    /// Words that stand out.
    Bold,
}

/// Gives the width of a line of words, on the safe side.
///
/// # Units
///
/// In the unit of `size`.
pub(in super::super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let hundredths: u32 = text.chars().map(advance).sum();
    let bold = match weight {
        Weight::Plain => 1.0,
        Weight::Bold => BOLD,
    };
    f64::from(hundredths) * size * bold / 100.0
}

/// Cuts a line to a width and marks the cut.
pub(in super::super) fn fit(text: &str, size: f64, weight: Weight, max: f64) -> String {
    if width(text, size, weight) <= max {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        out.push('…');
        let wide = width(&out, size, weight) > max;
        out.pop();
        if wide {
            out.pop();
            break;
        }
    }
    let mut out = out.trim_end().to_owned();
    out.push('…');
    out
}

/// Wraps words to a width, in at most `lines` lines; the last is cut if words are left. Words longer than a line are broken; a thin
/// space, as between a number and its unit, holds its line together.
pub(in super::super) fn wrap(text: &str, size: f64, weight: Weight, max: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut rest: Vec<String> = words(text).rev().map(str::to_owned).collect();
    while let Some(word) = rest.pop() {
        let joined = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if width(&joined, size, weight) <= max {
            line = joined;
            continue;
        }
        if line.is_empty() {
            let (head, tail) = split(&word, size, weight, max);
            out.push(head);
            if !tail.is_empty() {
                rest.push(tail);
            }
        } else {
            rest.push(word);
            out.push(std::mem::take(&mut line));
        }
        if out.len() >= lines {
            break;
        }
    }
    if out.len() < lines && !line.is_empty() {
        out.push(line);
        line = String::new();
    }
    if !(rest.is_empty() && line.is_empty())
        && let Some(last) = out.last_mut()
    {
        rest.reverse();
        let all = format!("{last} {line} {}", rest.join(" "));
        *last = fit(&all, size, weight, max);
    }
    out
}

/// Takes out what no drawing may hold: control characters, and marks that turn the direction of what follows.
pub(in super::super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() && c != THIN { ' ' } else { c }).filter(|&c| !is_unwanted(c)).collect()
}

/// Says whether a character may not stand in a page: controls, direction marks, and what XML forbids.
pub(in super::super) fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// Gives the words of a text; a thin space never parts two.
fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() && c != THIN).filter(|word| !word.is_empty())
}

/// Splits a word that is longer than a line; at least one character goes to the head.
fn split(word: &str, size: f64, weight: Weight, max: f64) -> (String, String) {
    let mut head = String::new();
    for (at, c) in word.char_indices() {
        head.push(c);
        if at > 0 && width(&head, size, weight) > max {
            head.pop();
            return (head, word[at..].to_owned());
        }
    }
    (head, String::new())
}

/// Width of one character in hundredths of an em.
fn advance(c: char) -> u32 {
    match c {
        ' '..='~' => u32::from(ASCII[c as usize - 32]),
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' => 0,
        '\u{202f}' | '\u{2009}' => 32,
        '·' | '\u{a0}' => 33,
        '–' | '°' | '‘' | '’' => 51,
        '“' | '”' => 53,
        '−' | '×' | '±' | '≤' | '≥' | '→' | '←' => 84,
        '\u{a1}'..='\u{17f}' => 84,
        '\u{180}'..='\u{52f}' => 96,
        _ => 108,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_add_up() {
        assert!((width("ii", 100.0, Weight::Plain) - 56.0).abs() < 1e-9);
        assert!(width("ii", 100.0, Weight::Bold) > 56.0);
        assert!(width("漢字", 10.0, Weight::Plain) >= 20.0);
    }

    #[test]
    fn cut_lines_fit_and_say_so() {
        let cut = fit("a very long label indeed", 13.0, Weight::Plain, 60.0);
        assert!(cut.ends_with('…'));
        assert!(width(&cut, 13.0, Weight::Plain) <= 60.0);
        assert_eq!(fit("short", 13.0, Weight::Plain, 60.0), "short");
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing_unmarked() {
        let text = "bookkeeping, contracts, taxes and Donaudampfschifffahrtsgesellschaft together";
        for max in [40.0, 80.0, 160.0, 1000.0] {
            for lines in 1..6 {
                let out = wrap(text, 13.0, Weight::Plain, max, lines);
                assert!(!out.is_empty() && out.len() <= lines);
                for line in &out {
                    assert!(width(line, 13.0, Weight::Plain) <= max, "{line} at {max}");
                }
                let whole: String = out.concat().split_whitespace().collect();
                let wanted: String = text.split_whitespace().collect();
                assert!(whole == wanted || whole.ends_with('…'), "{out:?}");
            }
        }
        assert!(wrap("  ", 13.0, Weight::Plain, 50.0, 2).is_empty());
    }

    #[test]
    fn a_thin_space_holds_a_number_and_its_unit_together() {
        assert_eq!(wrap("met in 41\u{202f}%", 13.0, Weight::Plain, 76.0, 3), ["met in", "41\u{202f}%"]);
    }

    #[test]
    fn controls_and_direction_marks_go() {
        assert_eq!(clean("a\u{202e}b\u{0}c\nd\u{ffff}"), "abc d");
        assert_eq!(clean("41\u{202f}%"), "41\u{202f}%");
    }
}
