//! The page as one HTML document.

use askama::Template;
use thiserror::Error;

use super::super::draw::text;
use super::super::format;
use super::super::view::{Report, Trust, Verdict, VerdictKind};
use super::blocks::{self, FactsHtml};
use super::id::Anchors;
use super::style;

/// Says why a page could not be written.
#[derive(Debug, Error)]
pub enum RenderError {
    /// The template engine failed; the page is not usable.
    #[error("cannot write the page of `{title}`")]
    Template {
        /// Title of the report.
        title: String,
        /// What the engine said.
        #[source]
        source: askama::Error,
    },
}

/// Writes a report as one HTML file that needs neither network nor script.
///
/// # Errors
///
/// Fails only if the template engine does.
///
/// # Determinism
///
/// Equal reports give equal bytes.
pub fn html(report: &Report) -> Result<String, RenderError> {
    document(report).map_err(|source| RenderError::Template { title: report.title.clone(), source })
}

fn document(report: &Report) -> Result<String, askama::Error> {
    let mut anchors = Anchors::reserving(&["verdict", "reproduce"]);
    let mut sections = Vec::with_capacity(report.sections.len());
    for section in &report.sections {
        let id = anchors.take(&section.id);
        let mut body = String::new();
        for block in &section.blocks {
            body.push_str(&blocks::html(block, &mut anchors)?);
        }
        sections.push(SectionHtml { id, title: &section.title, finding: &section.finding, body });
    }
    let page = Page {
        report,
        style: style::sheet(),
        badge: Badge::of(&report.verdict),
        sections,
        facts: FactsHtml { facts: &report.reproduce.facts }.render()?,
    };
    let page = page.render()?;
    // Escaping keeps control characters; no page may hold them.
    Ok(page.chars().filter(|&c| c == '\n' || !text::is_unwanted(c)).collect())
}

/// One section, its body ready.
struct SectionHtml<'a> {
    id: String,
    title: &'a str,
    finding: &'a str,
    body: String,
}

/// The verdict as shape, class and probability.
struct Badge {
    of: &'static str,
    class: &'static str,
    /// Path data in a square of 20.
    shape: &'static str,
    chance: Option<String>,
}

impl Badge {
    fn of(verdict: &Verdict) -> Self {
        let (class, shape) = match verdict.kind {
            VerdictKind::Go => ("go", "M3 10.5l5 5L17.5 5"),
            VerdictKind::Iterate => ("iterate", "M16.5 10a6.5 6.5 0 1 1-2-4.7M14.8 1.5v4.2h-4.2"),
            VerdictKind::Stop => ("stop", "M4 4h12v12H4z"),
            VerdictKind::None => ("none", "M4 10h12"),
        };
        Badge { class, shape, of: verdict.probability_of(), chance: verdict.probability.map(format::probability) }
    }
}

/// Class of a trust label.
fn trust_class(trust: &Trust) -> &'static str {
    match trust {
        Trust::Validated => "validated",
        Trust::Calibrated => "calibrated",
        Trust::NotValidated => "unvalidated",
    }
}

/// Keeps a line from ending inside an interval such as "(398–450)".
fn whole(text: &str) -> String {
    text.replace('–', "\u{2060}–\u{2060}")
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{{ report.title }}: {{ report.verdict.word }}</title>
<style>{{ style|safe }}</style>
</head>
<body>
<div class="frame">
<header id="verdict">
<p class="question">{{ report.question }}</p>
<h1>{{ report.title }}</h1>
<div class="verdict"><span class="badge {{ badge.class }}"><svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{{ badge.shape }}"{% if badge.class == "stop" %} fill="currentColor"{% endif %}/></svg>{{ report.verdict.word }}</span>{% if let Some(chance) = badge.chance %}<span class="chance">{{ badge.of }} <b>{{ chance }}</b></span>{% endif %}</div>
<p class="lead">{{ self::whole(report.verdict.sentence) }}</p>
{% if let Some(partial) = report.partial %}<p class="partial"><strong>Partial result.</strong> {{ partial }}</p>
{% endif %}{% if !report.key_figures.is_empty() %}<dl class="key">{% for figure in report.key_figures %}<div><dt>{{ figure.label }}</dt><dd>{{ self::whole(figure.value) }}</dd>{% if let Some(note) = figure.note %}<dd class="note">{{ self::whole(note) }}</dd>{% endif %}</div>{% endfor %}</dl>
{% endif %}{% if let Some(objection) = report.objection %}<p class="objection"><strong>What could turn it.</strong> {{ objection }}</p>
{% endif %}{% if !report.validity.is_empty() %}<div class="trust"><h2>How far to trust it</h2><ul>{% for line in report.validity %}<li class="{{ self::trust_class(line.trust) }}"><span class="sign" aria-hidden="true">{{ line.trust.sign() }}</span><span><b>{{ line.measure }}</b>: {{ line.trust.words() }}. <span class="how">{{ line.how }}</span></span></li>{% endfor %}</ul></div>
{% endif %}</header>
<nav aria-label="Contents"><ol>{% for section in sections %}<li><a href="#{{ section.id }}">{{ section.title }}</a></li>{% endfor %}<li><a href="#reproduce">How to reproduce</a></li></ol></nav>
<main>
{% for section in sections %}<section id="{{ section.id }}">
<h2><a href="#{{ section.id }}">{{ section.title }}</a></h2>
<p class="finding">{{ self::whole(section.finding) }}</p>
{{ section.body|safe }}</section>
{% endfor %}<section id="reproduce">
<h2><a href="#reproduce">How to reproduce</a></h2>
<p class="finding">The same inputs, seed and version give the same bytes, on any number of threads.</p>
<pre><code>{{ report.reproduce.command }}</code></pre>
{{ facts|safe }}</section>
</main>
<footer><p>Made with foretaste. The people in this report are simulated: their number makes nothing significant.</p></footer>
</div>
</body>
</html>
"##
)]
struct Page<'a> {
    report: &'a Report,
    style: String,
    badge: Badge,
    sections: Vec<SectionHtml<'a>>,
    facts: String,
}

#[cfg(test)]
mod tests {
    use super::super::super::view::{Block, Callout, Fact, KeyFigure, Ledger, LedgerRow, Reproduce, Section, Table, Tone, ValidityLine};
    use super::*;
    use crate::report::view::{Grade, Heading};

    const HOSTILE: &str = "<script>alert('x')</script> & \"\u{0}\u{202e}";

    fn hostile() -> Report {
        let s = || HOSTILE.to_owned();
        let table = Table {
            caption: s(),
            columns: vec![Heading::text(HOSTILE), Heading::number(HOSTILE)],
            rows: vec![vec![s()], vec![s(), s(), s()]],
            note: Some(s()),
        };
        let blocks = vec![
            Block::Table(table),
            Block::Text(vec![s()]),
            Block::Callout(Callout { tone: Tone::Warning, title: s(), text: s() }),
            Block::Ledger(Ledger {
                flips: s(),
                rows: vec![LedgerRow { name: s(), value: s(), grade: Grade::Judgement, source: s(), flips_at: Some(s()) }],
                csv: Some("javascript:alert(1)".to_owned()),
            }),
            Block::Facts(vec![Fact::new(HOSTILE, HOSTILE)]),
        ];
        Report {
            title: s(),
            question: s(),
            verdict: Verdict { kind: VerdictKind::Stop, word: s(), probability: Some(f64::NAN), sentence: s() },
            partial: Some(s()),
            key_figures: vec![KeyFigure { label: s(), value: s(), note: Some(s()) }],
            validity: vec![ValidityLine { measure: s(), trust: Trust::NotValidated, how: s() }],
            objection: Some(s()),
            sections: vec![
                Section { id: s(), title: s(), finding: s(), blocks },
                Section { id: s(), title: s(), finding: s(), blocks: Vec::new() },
            ],
            reproduce: Reproduce { command: s(), facts: vec![Fact::new(HOSTILE, HOSTILE)] },
        }
    }

    #[test]
    fn hostile_words_never_become_markup() {
        let page = html(&hostile()).unwrap();
        assert!(!page.contains("<script"));
        assert!(!page.contains("javascript:"));
        assert!(page.contains("alert("));
        assert!(!page.contains(|c: char| c != '\n' && text::is_unwanted(c)));
    }

    #[test]
    fn anchors_are_unique_and_links_lead_to_them() {
        let page = html(&hostile()).unwrap();
        let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|p| p.split('"').next()).collect();
        for target in page.split("href=\"#").skip(1) {
            let target = target.split('"').next().unwrap();
            assert!(ids.contains(&target), "{target} leads nowhere");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn the_page_fetches_and_runs_nothing() {
        let page = html(&hostile()).unwrap();
        assert!(page.contains("default-src 'none'"));
        for word in ["src=\"", "http://", "https://", "@import", "onload="] {
            let rest = page.replace("http://www.w3.org/2000/svg", "");
            assert!(!rest.contains(word), "{word}");
        }
    }

    #[test]
    fn each_verdict_has_its_own_shape() {
        let shapes = [VerdictKind::Go, VerdictKind::Iterate, VerdictKind::Stop, VerdictKind::None]
            .map(|kind| Badge::of(&Verdict { kind, word: String::new(), probability: None, sentence: String::new() }).shape);
        for (i, a) in shapes.iter().enumerate() {
            assert!(shapes[i + 1..].iter().all(|b| a != b));
        }
    }
}
