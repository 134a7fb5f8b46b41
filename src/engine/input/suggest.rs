//! "Did you mean": the known name nearest to one that is not known.

/// Returns the candidate most like `word`, when one is like enough to be a slip.
///
/// Case and the difference between space, `-` and `_` do not count. Beyond that a slip is at most a third of the
/// letters, by Damerau–Levenshtein distance.
///
/// # Determinism
///
/// Of several equally near candidates the first is taken.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = fold(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        // The distance takes time that grows with the product of the lengths: long words are no slips.
        if candidate.len() > 100 || word.len() > 100 {
            continue;
        }
        let other = fold(candidate);
        let distance = strsim::damerau_levenshtein(&plain, &other);
        let longest = plain.chars().count().max(other.chars().count());
        let near = distance * 3 <= longest;
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn fold(word: &str) -> String {
    word.to_lowercase().replace(['-', ' '], "_")
}

/// Lists names in backticks, at most `limit` of them.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>, limit: usize) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let mut out: Vec<String> = names.iter().take(limit).map(|name| format!("`{name}`")).collect();
    if names.len() > limit {
        out.push(format!("and {} more", names.len() - limit));
    }
    out.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let keys = ["minutes", "effort", "channel", "hours_saved"];
        assert_eq!(nearest("minuts", keys), Some("minutes"));
        assert_eq!(nearest("Hours-Saved", keys), Some("hours_saved"));
        assert_eq!(nearest("chanel", keys), Some("channel"));
        assert_eq!(nearest("price", keys), None);
        assert_eq!(nearest("", keys), None);
    }

    #[test]
    fn lists_stop_at_their_limit() {
        assert_eq!(listed(["a", "b"], 2), "`a`, `b`");
        assert_eq!(listed(["a", "b", "c"], 2), "`a`, `b`, and 1 more");
    }
}
