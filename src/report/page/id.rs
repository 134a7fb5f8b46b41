//! Anchors and links that are safe in a page.

use std::collections::BTreeSet;

/// Hands out anchors: lower-case letters, digits and hyphens, no two alike.
#[derive(Debug, Clone, Default)]
pub(super) struct Anchors {
    taken: BTreeSet<String>,
}

impl Anchors {
    /// Makes a set in which some anchors are taken already.
    pub(super) fn reserving(names: &[&str]) -> Self {
        Anchors { taken: names.iter().map(|&n| n.to_owned()).collect() }
    }

    /// Gives a safe anchor near to the one wanted.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let stem = slug(wanted);
        let mut out = stem.clone();
        let mut n = 2;
        while !self.taken.insert(out.clone()) {
            out = format!("{stem}-{n}");
            n += 1;
        }
        out
    }
}

/// Gives a link if it is a plain relative path below the report, else nothing.
pub(super) fn link(path: &str) -> Option<&str> {
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
    let below = !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    (plain && below).then_some(path)
}

fn slug(wanted: &str) -> String {
    let mut out = String::new();
    for c in wanted.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    match out.chars().next() {
        None => "part".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("part-{out}"),
        Some(_) => out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_safe_and_unique() {
        let mut anchors = Anchors::reserving(&["verdict"]);
        assert_eq!(anchors.take("Verdict"), "verdict-2");
        assert_eq!(anchors.take("What they'd pay <b>"), "what-they-d-pay-b");
        assert_eq!(anchors.take("What they'd pay <b>"), "what-they-d-pay-b-2");
        assert_eq!(anchors.take("漢字"), "part");
        assert_eq!(anchors.take("5 points"), "part-5-points");
    }

    #[test]
    fn only_plain_relative_paths_become_links() {
        assert_eq!(link("tables/shares.csv"), Some("tables/shares.csv"));
        for bad in ["", "/etc/passwd", "../x.csv", "tables//x", "javascript:alert(1)", "a b.csv", "tables/../../x", "http://x", "\"onclick"]
        {
            assert_eq!(link(bad), None, "{bad}");
        }
    }
}
