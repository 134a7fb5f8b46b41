//! The concept board: what is offered, to whom and at what price, on one sheet of paper.

use askama::Template;

use super::super::page::RenderError;
use super::page;
use super::view::{BoardView, ClaimLine, Feature, Was};

/// Writes a concept board as one HTML file that needs neither network nor script, and fits on one sheet of paper.
///
/// # Errors
///
/// Fails only if the template engine does.
///
/// # Determinism
///
/// Equal views give equal bytes.
pub fn concept_board(view: &BoardView) -> Result<String, RenderError> {
    document(view).map_err(|source| RenderError::Template { title: view.name.clone(), source })
}

fn document(view: &BoardView) -> Result<String, askama::Error> {
    let features = |features: &[Feature]| -> Result<String, askama::Error> {
        let lines = features.iter().map(|feature| Ok(Line { feature, amount: optional(feature.amount.as_ref())? }));
        Lines { lines: lines.collect::<Result<_, askama::Error>>()? }.render()
    };
    let claims = view.claims.iter().map(|claim| Ok((claim, optional(claim.believed.as_ref())?)));
    let body = Board {
        view,
        price: optional(view.price.as_ref())?,
        gives: features(&view.gives)?,
        asks: features(&view.asks)?,
        claims: claims.collect::<Result<_, askama::Error>>()?,
        changes: page::changes(&view.changes)?,
    };
    page::page(&format!("{}: concept board", view.name), "board", "size:A4;margin:11mm 13mm", &body.render()?)
}

fn optional(was: Option<&Was>) -> Result<Option<String>, askama::Error> {
    was.map(page::was).transpose()
}

struct Line<'a> {
    feature: &'a Feature,
    amount: Option<String>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<ul class="features">{% for line in lines %}<li><b>{{ line.feature.label }}</b>{% if let Some(amount) = line.amount %} <span class="amount">{{ amount|safe }}</span>{% if !line.feature.unit.is_empty() %} <span class="unit">{{ line.feature.unit }}</span>{% endif %}{% endif %}{% if !line.feature.because.is_empty() %} <span class="because">{{ line.feature.because }}</span>{% endif %}</li>{% endfor %}</ul>"#
)]
struct Lines<'a> {
    lines: Vec<Line<'a>>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<header>
<p class="question">Concept board{% if !view.version.is_empty() %} · {{ view.version }}{% endif %}</p>
<h1>{{ view.name }}</h1>
{% if !view.promise.is_empty() %}<p class="promise">{{ view.promise }}</p>
{% endif %}{% if !view.more.is_empty() %}<p class="more">{{ view.more }}</p>
{% endif %}{% if let Some(price) = price %}<p class="price">{{ price|safe }}</p>
{% endif %}</header>
<main>
<div class="columns">
<div class="side">
{% if !view.gives.is_empty() %}<section><h2>What you get</h2>{{ gives|safe }}</section>
{% endif %}{% if !view.people.is_empty() %}<section><h2>Who it is for</h2><p>{{ view.people }}</p>{% if !view.drawn.is_empty() %}<ul class="drawn">{% for line in view.drawn %}<li>{{ line.0 }} <span class="because">{{ line.1 }}</span></li>{% endfor %}</ul>{% endif %}</section>
{% endif %}</div>
<div class="side">
{% if !claims.is_empty() %}<section><h2>What we say about it</h2><ul class="claims">{% for claim in claims %}<li>{{ claim.0.text }}{% if let Some(believed) = claim.1 %} <span class="because">believed by {{ believed|safe }}</span>{% endif %}</li>{% endfor %}</ul></section>
{% endif %}{% if !view.asks.is_empty() %}<section><h2>What it asks of you</h2>{{ asks|safe }}</section>
{% endif %}</div>
</div>
{% if !view.changes.is_empty() %}<section class="strip"><h2>What changed since the last draft</h2>{{ changes|safe }}</section>
{% endif %}<section class="strip react" aria-label="Room for what you think"><h2>What do you think?</h2><dl><div><dt>What speaks to you</dt><dd></dd></div><div><dt>What is unclear</dt><dd></dd></div><div><dt>What would stop you</dt><dd></dd></div></dl></section>
</main>
<footer class="strip small">
{% if !view.found.is_empty() %}<h2>What the test found</h2><dl class="found">{% for figure in view.found %}<div><dt>{{ figure.label }}</dt><dd>{{ figure.value }}</dd>{% if let Some(note) = figure.note %}<dd class="note">{{ note }}</dd>{% endif %}</div>{% endfor %}</dl>
{% endif %}<p>{% if !view.sure.is_empty() %}{{ view.sure }} {% endif %}The people in this test are simulated: their number makes nothing significant.</p></footer>
"#
)]
struct Board<'a> {
    view: &'a BoardView,
    price: Option<String>,
    gives: String,
    asks: String,
    claims: Vec<(&'a ClaimLine, Option<String>)>,
    changes: String,
}

#[cfg(test)]
mod tests {
    use super::super::super::view::KeyFigure;
    use super::super::view::Change;
    use super::*;

    const HOSTILE: &str = "<script>alert('x')</script> & \"\u{0}\u{202e}";

    fn hostile() -> BoardView {
        let s = || HOSTILE.to_owned();
        let was = || Some(Was::new(HOSTILE, Some(format!("{HOSTILE} 2"))));
        let feature = || Feature { label: s(), amount: was(), unit: s(), because: s() };
        BoardView {
            name: s(),
            version: s(),
            promise: s(),
            more: s(),
            price: was(),
            gives: vec![feature()],
            asks: vec![feature()],
            claims: vec![ClaimLine { text: s(), believed: was() }],
            people: s(),
            drawn: vec![(s(), s())],
            found: vec![KeyFigure { label: s(), value: s(), note: Some(s()) }],
            sure: s(),
            changes: vec![Change { what: s(), why: s() }],
        }
    }

    #[test]
    fn hostile_words_never_become_markup_and_nothing_is_fetched() {
        let page = concept_board(&hostile()).unwrap();
        assert!(!page.contains("<script") && page.contains("alert(") && page.contains("default-src 'none'"));
        assert!(!page.contains(|c: char| c != '\n' && super::super::super::draw::text::is_unwanted(c)));
        for word in ["src=\"", "http://", "https://", "@import", "onload="] {
            assert!(!page.contains(word), "{word}");
        }
    }

    #[test]
    fn what_was_stands_beside_what_is_only_where_it_changed() {
        let view = BoardView { price: Some(Was::new("USD 39", Some("USD 49".to_owned()))), ..BoardView::default() };
        let page = concept_board(&view).unwrap();
        assert!(page.contains("USD 49</del>") && page.contains("USD 39</ins>"));
        let same = BoardView { price: Some(Was::new("USD 39", Some("USD 39".to_owned()))), ..view };
        assert!(!concept_board(&same).unwrap().contains("<del>"));
    }

    #[test]
    fn an_empty_board_has_no_empty_headings() {
        let page = concept_board(&BoardView::default()).unwrap();
        for heading in ["What you get", "What we say", "What it asks", "Who it is for", "What changed", "What the test found"] {
            assert!(!page.contains(heading), "{heading}");
        }
    }
}
