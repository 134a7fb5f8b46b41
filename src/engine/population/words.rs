//! Numbers and lists as people write them.

/// Writes a number plainly: whole numbers as such, with a thin separator from 10,000 on; others with one decimal, or two below 1.
#[must_use]
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1e15 {
        return format!("{value:e}");
    }
    if value.fract() == 0.0 || size >= 1_000.0 {
        return thousands(value);
    }
    let decimals = match size {
        _ if size >= 100.0 => 0,
        _ if size >= 1.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.into() }
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let negative = value < 0.0 && digits != "0";
    let mut out = String::with_capacity(digits.len() + 6);
    if negative {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        let left = digits.len() - i;
        if i > 0 && left.is_multiple_of(3) && digits.len() > 4 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Writes a share as a percentage with one decimal.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Joins items as a list in a sentence: "a, b and c".
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Gives the plural of a regular English noun, or of a person.
#[must_use]
pub fn plural(noun: &str) -> String {
    if noun == "person" {
        return "people".to_owned();
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) || noun.ends_with("ch") || noun.ends_with("sh") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// Starts a text with a capital letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_like_numbers() {
        let cases = [
            (0.0, "0"),
            (-0.001, "0"),
            (1.0, "1"),
            (112.0, "112"),
            (1_998.0, "1998"),
            (52_000.0, "52,000"),
            (1_234_567.4, "1,234,567"),
            (-45_000.0, "−45,000"),
            (0.5, "0.5"),
            (0.123_4, "0.12"),
            (12.345, "12.3"),
            (4.66, "4.7"),
            (119.999, "120"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn lists_and_capitals() {
        let items: Vec<String> = ["a", "b", "c"].map(String::from).into();
        assert_eq!(list(&items), "a, b and c");
        assert_eq!(list(&items[..1]), "a");
        assert_eq!(list(&[]), "");
        assert_eq!(capital("éa"), "Éa");
        assert_eq!(percent(0.125), "12.5 %");
        assert_eq!(["copy", "trip", "day", "box"].map(plural), ["copies", "trips", "days", "boxes"]);
    }
}
