//! Numbers and words as a reader wants them: no more digits than the interval supports, typographic signs, thin spaces.

use super::view::Estimate;

/// Narrow space that never breaks a line: between a number and its unit, and between groups of three digits.
pub const THIN: char = '\u{202f}';
/// Typographic minus.
pub const MINUS: char = '\u{2212}';
/// What stands where there is no value.
pub const MISSING: &str = "–";

/// Starts words with a capital letter.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Gives the decimals an interval supports: two significant digits of its larger end, and finer only as far as the two ends
/// would otherwise print (nearly) alike. Negative results mean tens, hundreds and so on.
///
/// # Units
///
/// Of the numbers given; for percentages pass percentages.
pub fn decimals(low: f64, high: f64) -> i32 {
    let largest = low.abs().max(high.abs());
    let width = (high - low).abs();
    if !largest.is_finite() || largest == 0.0 {
        return 0;
    }
    let mut decimals = 1 - order(largest);
    if width > 0.0 {
        while width < 2.0 * unit(decimals) && decimals < 9 {
            decimals += 1;
        }
    } else {
        decimals += 1;
    }
    decimals
}

/// Writes a number with the given decimals (negative: rounded to tens, hundreds ...), a typographic minus and thin spaces
/// between groups of three digits from five digits on.
pub fn number(value: f64, decimals: i32) -> String {
    if !value.is_finite() {
        return MISSING.to_owned();
    }
    let rounded = if decimals < 0 { (value / unit(decimals)).round() * unit(decimals) } else { value };
    let digits = format!("{:.*}", decimals.clamp(0, 9) as usize, rounded.abs());
    let (whole, rest) = match digits.split_once('.') {
        Some((whole, rest)) => (whole, Some(rest)),
        None => (digits.as_str(), None),
    };
    let is_zero = digits.bytes().all(|b| b == b'0' || b == b'.');
    let mut out = String::new();
    if value < 0.0 && !is_zero {
        out.push(MINUS);
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && whole.len() > 4 && (whole.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// Writes a number on its own with two or three significant digits.
pub fn plain(value: f64) -> String {
    let places = if value == 0.0 || !value.is_finite() { 0 } else { 2 - order(value.abs()) };
    trim(number(value, places))
}

/// Writes a number on its own with two significant digits, for where the interval stands elsewhere.
pub fn rough(value: f64) -> String {
    trim(number(value, decimals(0.0, value)))
}

/// Writes a count with thin spaces.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && digits.len() > 4 && (digits.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    out
}

/// Writes a share with its interval: "41 % (37–45)". Never coarser than one point.
///
/// # Units
///
/// Fractions in 0..=1 in, percent out.
pub fn share(estimate: Estimate) -> String {
    let hundred = scaled(estimate, 100.0);
    with_interval(hundred, decimals(hundred.low, hundred.high).max(0), "", "%")
}

/// Writes a share without its interval: "41 %".
pub fn percent(share: f64) -> String {
    percent_to(share, 0)
}

/// Writes a share without its interval with the given decimals.
pub fn percent_to(share: f64, decimals: i32) -> String {
    if !share.is_finite() {
        return MISSING.to_owned();
    }
    format!("{}{THIN}%", number(share * 100.0, decimals))
}

/// Writes a difference of shares in points with its interval, always signed: "+4.1 points (+1.2 to +7.0)".
pub fn points(estimate: Estimate) -> String {
    let hundred = scaled(estimate, 100.0);
    with_signs(hundred, decimals(hundred.low, hundred.high).max(0), "", " points")
}

/// Writes a difference of any quantity with its interval and unit, always signed: "+3.4 min (+1.2 to +5.5)".
pub fn difference(estimate: Estimate, unit: &str) -> String {
    let after = if unit.is_empty() { String::new() } else { format!("{THIN}{unit}") };
    with_signs(estimate, decimals(estimate.low, estimate.high), "", &after)
}

/// Writes a difference of money with its interval, always signed: "CHF +4.10 (+1.20 to +7.00)".
pub fn money_difference(estimate: Estimate, currency: &str) -> String {
    let places = match decimals(estimate.low, estimate.high) {
        1 => 2,
        places => places,
    };
    let (before, after) = match around(currency) {
        ("", "") => (String::new(), String::new()),
        ("", word) => (String::new(), format!("{THIN}{word}")),
        (code, _) => (format!("{code}{THIN}"), String::new()),
    };
    with_signs(estimate, places, &before, &after)
}

fn with_signs(estimate: Estimate, places: i32, before: &str, after: &str) -> String {
    if !estimate.is_finite() {
        return MISSING.to_owned();
    }
    let [mid, low, high] = [estimate.mid, estimate.low, estimate.high].map(|v| signed(v, places));
    if estimate.low == estimate.high { format!("{before}{mid}{after}") } else { format!("{before}{mid}{after} ({low} to {high})") }
}

/// Writes a number with a sign in front, also when positive.
pub fn signed(value: f64, decimals: i32) -> String {
    let text = number(value, decimals);
    let is_zero = !text.chars().any(|c| ('1'..='9').contains(&c));
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// Writes a probability: whole percent, and "> 99 %" or "< 1 %" rather than a certainty that no simulation can give.
///
/// # Units
///
/// 0..=1 in.
pub fn probability(p: f64) -> String {
    if !p.is_finite() {
        MISSING.to_owned()
    } else if p > 0.99 {
        format!(">{THIN}99{THIN}%")
    } else if p < 0.01 {
        format!("<{THIN}1{THIN}%")
    } else {
        percent(p)
    }
}

/// Writes an amount of money with its interval: "CHF 49 (45–54)", "CHF 1.2 million (1.1–1.4)".
pub fn money(estimate: Estimate, currency: &str) -> String {
    let largest = estimate.low.abs().max(estimate.high.abs());
    let (by, word) = if largest >= 1e9 {
        (1e-9, "billion")
    } else if largest >= 1e6 {
        (1e-6, "million")
    } else {
        (1.0, "")
    };
    let amount = scaled(estimate, by);
    let mut places = decimals(amount.low, amount.high);
    if by == 1.0 && places == 1 {
        places = 2;
    }
    let (before, after) = around(currency);
    let after = [word, after].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    with_interval(amount, places, before, &after)
}

/// Writes an amount of money on its own with two significant digits, for means over draws: "CHF 2.1 million".
pub fn rough_money(value: f64, currency: &str) -> String {
    let places = decimals(0.0, value);
    let rounded = if places < 0 { (value / unit(places)).round() * unit(places) } else { value };
    money(Estimate::exact(rounded), currency)
}

/// What stands before an amount and what after it: codes and signs such as CHF and € before, words such as cents after.
fn around(currency: &str) -> (&str, &str) {
    if currency.chars().any(char::is_lowercase) { ("", currency) } else { (currency, "") }
}

/// Writes minutes with their interval, in hours from three hours on: "12 min (9–15)".
pub fn minutes(estimate: Estimate) -> String {
    if estimate.mid.abs() >= 180.0 { quantity(scaled(estimate, 1.0 / 60.0), "h") } else { quantity(estimate, "min") }
}

/// Writes any quantity with its interval and unit: "3.4 (3.1–3.8)", "12 min (9–15)".
pub fn quantity(estimate: Estimate, unit: &str) -> String {
    with_interval(estimate, decimals(estimate.low, estimate.high), "", unit)
}

/// Writes a range alone: "37–45", or "−3 to 4" where a dash could be read as a minus.
pub fn range(low: f64, high: f64, decimals: i32) -> String {
    let [from, to] = [low, high].map(|v| number(v, decimals));
    if low < 0.0 { format!("{from} to {to}") } else { format!("{from}–{to}") }
}

fn with_interval(estimate: Estimate, decimals: i32, before: &str, after: &str) -> String {
    if !estimate.is_finite() {
        return MISSING.to_owned();
    }
    let before = match before {
        "" => String::new(),
        word => format!("{word}{THIN}"),
    };
    let after = match after {
        "" => String::new(),
        word => format!("{THIN}{word}"),
    };
    if estimate.low == estimate.high {
        let mid = trim(number(estimate.mid, decimals));
        return format!("{before}{mid}{after}");
    }
    let mid = number(estimate.mid, decimals);
    let range = range(estimate.low, estimate.high, decimals);
    format!("{before}{mid}{after} ({range})")
}

fn scaled(e: Estimate, by: f64) -> Estimate {
    Estimate::new(e.mid * by, e.low * by, e.high * by)
}

/// Drops zeros after the point that say nothing.
fn trim(text: String) -> String {
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Place of the first digit: 0 for 1..10, 1 for 10..100, −1 for 0.1..1. By comparison, since a logarithm may differ between
/// platforms.
fn order(value: f64) -> i32 {
    let mut order = 0;
    if value >= 1.0 {
        while order < 300 && value >= unit(-(order + 1)) {
            order += 1;
        }
    } else {
        while order > -300 && value < unit(-order) {
            order -= 1;
        }
    }
    order
}

/// Ten to the minus `decimals`.
fn unit(decimals: i32) -> f64 {
    let mut out = 1.0_f64;
    for _ in 0..decimals.unsigned_abs() {
        out *= 10.0;
    }
    if decimals > 0 { 1.0 / out } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn est(mid: f64, low: f64, high: f64) -> Estimate {
        Estimate::new(mid, low, high)
    }

    #[test]
    fn shares_follow_their_interval() {
        assert_eq!(share(est(0.412, 0.371, 0.449)), "41\u{202f}% (37–45)");
        assert_eq!(share(est(0.412, 0.411, 0.413)), "41.2\u{202f}% (41.1–41.3)");
        assert_eq!(share(est(0.0123, 0.009, 0.016)), "1.2\u{202f}% (0.9–1.6)");
        assert_eq!(share(est(0.85, 0.6, 1.0)), "85\u{202f}% (60–100)");
        assert_eq!(share(est(f64::NAN, 0.0, 1.0)), "–");
        assert_eq!(share(Estimate::exact(0.5)), "50\u{202f}%");
        assert_eq!(share(Estimate::exact(0.0)), "0\u{202f}%");
    }

    #[test]
    fn probabilities_never_claim_certainty() {
        assert_eq!(probability(1.0), ">\u{202f}99\u{202f}%");
        assert_eq!(probability(0.0), "<\u{202f}1\u{202f}%");
        assert_eq!(probability(0.834), "83\u{202f}%");
        assert_eq!(probability(0.99), "99\u{202f}%");
    }

    #[test]
    fn money_and_time() {
        assert_eq!(rough_money(2_134_567.0, "CHF"), "CHF\u{202f}2.1\u{202f}million");
        assert_eq!(rough_money(-32_412.0, "CHF"), "CHF\u{202f}−32\u{202f}000");
        assert_eq!(rough_money(0.0, "dollars"), "0\u{202f}dollars");
        assert_eq!(money(est(49.2, 45.1, 54.0), "CHF"), "CHF\u{202f}49 (45–54)");
        assert_eq!(money(est(1.23e6, 1.1e6, 1.42e6), "CHF"), "CHF\u{202f}1.2\u{202f}million (1.1–1.4)");
        assert_eq!(money(est(4.9, 4.4, 5.4), "€"), "€\u{202f}4.90 (4.40–5.40)");
        assert_eq!(money(est(-120.0, -300.0, 60.0), "€"), "€\u{202f}−120 (−300 to 60)");
        assert_eq!(money(est(9.15, 8.78, 9.53), "cents"), "9.15\u{202f}cents (8.78–9.53)");
        assert_eq!(money_difference(est(0.4, 0.1, 0.7), "cents"), "+0.40\u{202f}cents (+0.10 to +0.70)");
        assert_eq!(minutes(est(12.0, 9.0, 15.2)), "12\u{202f}min (9–15)");
        assert_eq!(minutes(est(240.0, 180.0, 300.0)), "4.0\u{202f}h (3.0–5.0)");
        assert_eq!(quantity(est(1234.0, 1100.0, 1400.0), ""), "1200 (1100–1400)");
    }

    #[test]
    fn signs_groups_and_trimmed_zeros() {
        assert_eq!(number(-1_234_567.0, 0), "−1\u{202f}234\u{202f}567");
        assert_eq!(number(1234.0, 0), "1234");
        assert_eq!(number(12_345.678, 1), "12\u{202f}345.7");
        assert_eq!(number(-0.001, 1), "0.0");
        assert_eq!(signed(0.4, 0), "0");
        assert_eq!(signed(3.0, 0), "+3");
        assert_eq!(count(12_345), "12\u{202f}345");
        assert_eq!(plain(0.25), "0.25");
        assert_eq!(plain(-3.0), "−3");
        assert_eq!(plain(12_345.0), "12\u{202f}300");
        assert_eq!([0.0877, 4.04, 35.9, 118.0, 2.0, 0.0, f64::NAN].map(rough), ["0.088", "4", "36", "120", "2", "0", MISSING]);
        assert_eq!(points(est(0.041, 0.012, 0.07)), "+4.1 points (+1.2 to +7.0)");
        assert_eq!(points(est(f64::NAN, 0.0, 0.0)), MISSING);
        assert_eq!(difference(est(-3.4, -5.5, -1.2), "min"), "−3.4\u{202f}min (−5.5 to −1.2)");
        assert_eq!(difference(Estimate::exact(0.0), ""), "0");
        assert_eq!(money_difference(est(4.1, 1.2, 7.0), "CHF"), "CHF\u{202f}+4.10 (+1.20 to +7.00)");
    }

    #[test]
    fn every_power_of_ten_has_its_order() {
        for k in -9..=9 {
            let v = unit(-k);
            assert_eq!(order(v * 1.5), k, "{v}");
            assert_eq!(decimals(v * 1.1, v * 9.0), 1 - k);
        }
    }
}
