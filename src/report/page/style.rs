//! The style of the page, with the colours of the charts.

use super::super::draw::ink;

/// Everything but colours.
const RULES: &str = include_str!("style.css");

/// Gives the whole style sheet.
pub(in super::super) fn sheet() -> String {
    let (marks, light, dark) = ink::style();
    format!(":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{RULES}\n{marks}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_the_rules_use_is_defined() {
        let sheet = sheet();
        for part in RULES.split("var(").skip(1) {
            let name = part.split(')').next().unwrap();
            assert!(sheet.contains(&format!("{name}:")), "{name} has no value");
        }
        assert!(!sheet.contains("url("), "the page fetches nothing");
        assert!(!sheet.contains('<'), "would end or open a tag");
    }
}
