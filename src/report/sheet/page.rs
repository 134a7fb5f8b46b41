//! The frame of a sheet.

use askama::Template;

use super::super::draw::text;
use super::super::page::style_sheet;
use super::view::{Change, Was};

/// What sheets have beyond the report's style.
const RULES: &str = include_str!("sheet.css");

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{{ title }}</title>
<style>{{ style|safe }}</style>
</head>
<body class="{{ kind }}">
<div class="frame">
{{ body|safe }}</div>
</body>
</html>
"#
)]
struct Page<'a> {
    title: &'a str,
    kind: &'static str,
    style: String,
    body: &'a str,
}

/// Puts a body into a page; `kind` chooses the paper.
pub(super) fn page(title: &str, kind: &'static str, paper: &str, body: &str) -> Result<String, askama::Error> {
    let style = format!("{}\n{RULES}\n@media print{{@page{{{paper}}}}}", style_sheet());
    let page = Page { title, kind, style, body }.render()?;
    // Escaping keeps control characters; no page may hold them.
    Ok(page.chars().filter(|&c| c == '\n' || !text::is_unwanted(c)).collect())
}

/// Something as it is, with what it was struck out before it.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(before) = was.before %}<del><span class="aside">was </span>{{ before }}</del> <ins><span class="aside">now </span>{{ was.now }}</ins>{% else %}{{ was.now }}{% endif %}"#
)]
pub(super) struct WasHtml<'a> {
    pub(super) was: &'a Was,
}

/// Changes with their reasons.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<ul class="changes">{% for change in changes %}<li><b>{{ change.what }}</b>{% if !change.why.is_empty() %} <span>{{ change.why }}</span>{% endif %}</li>{% endfor %}</ul>"#
)]
pub(super) struct ChangesHtml<'a> {
    pub(super) changes: &'a [Change],
}

/// Writes something with what it was.
pub(super) fn was(was: &Was) -> Result<String, askama::Error> {
    WasHtml { was }.render()
}

/// Writes changes with their reasons.
pub(super) fn changes(changes: &[Change]) -> Result<String, askama::Error> {
    ChangesHtml { changes }.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_the_rules_use_is_defined() {
        let sheet = style_sheet();
        for part in RULES.split("var(").skip(1) {
            let name = part.split(')').next().unwrap();
            assert!(sheet.contains(&format!("{name}:")), "{name} has no value");
        }
        assert!(!RULES.contains("url(") && !RULES.contains('<'));
    }
}
