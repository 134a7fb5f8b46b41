//! The journey map: the steps as columns, what each takes and asks, who leaves, how it feels, and what was changed.

use askama::Template;

use super::super::draw::svg::{self, Caption};
use super::super::format;
use super::super::page::RenderError;
use super::super::view::Estimate;
use super::curve;
use super::page;
use super::view::{JourneyMapView, MapStep};

/// The most steps beside each other; a longer journey goes on below.
const ABREAST: usize = 8;
/// Width of all columns of steps together, and of the drawing on a phone.
const WIDE: f64 = 950.0;
const NARROW: f64 = 358.0;

/// Writes a journey map as one HTML file that needs neither network nor script.
///
/// # Errors
///
/// Fails only if the template engine does.
///
/// # Determinism
///
/// Equal views give equal bytes.
pub fn journey_map(view: &JourneyMapView) -> Result<String, RenderError> {
    document(view).map_err(|source| RenderError::Template { title: view.name.clone(), source })
}

fn document(view: &JourneyMapView) -> Result<String, askama::Error> {
    let mut cells = Vec::with_capacity(view.steps.len());
    for (place, step) in view.steps.iter().enumerate() {
        let facts = step.facts.iter().map(|fact| Ok((fact.label.as_str(), page::was(&fact.value)?)));
        cells.push(Cell {
            number: place + 1,
            step,
            channel: page::was(&step.channel)?,
            facts: facts.collect::<Result<_, askama::Error>>()?,
            changes: if step.changes.is_empty() { String::new() } else { page::changes(&step.changes)? },
        });
    }
    // Bands of about the same length, so that no step stands alone in the last.
    let bands = view.steps.len().div_ceil(ABREAST).max(1);
    let long = view.steps.len().div_ceil(bands).max(1);
    let curves = cells.chunks(long).zip(view.steps.chunks(long)).enumerate().map(|(index, (cells, steps))| {
        let scene = curve::scene(WIDE * steps.len() as f64 / long as f64, steps, view.felt_scale, None);
        let id = format!("felt-{}", index + 1);
        let words = described(steps, &view.felt_name);
        Band {
            cells,
            share: 100.0 * steps.len() as f64 / long as f64,
            curve: svg::inline(&scene, Caption { id: &id, title: &view.felt_name, description: &words }),
            changed: steps.iter().any(|step| !step.changes.is_empty()),
            rows: rows(cells),
        }
    });
    let narrow = curve::scene(NARROW, &view.steps, view.felt_scale, Some(1));
    let words = described(&view.steps, &view.felt_name);
    let body = Map {
        view,
        bands: curves.collect(),
        narrow: svg::inline(&narrow, Caption { id: "felt-narrow", title: &view.felt_name, description: &words }),
        finish: view.finish.as_ref().map(page::was).transpose()?,
        cells: &cells,
    };
    page::page(&format!("{}: journey map", view.name), "map", "size:A4 landscape;margin:10mm 11mm", &body.render()?)
}

/// The curve in words.
fn described(steps: &[MapStep], name: &str) -> String {
    let figure = |felt: Option<Estimate>| felt.map_or_else(|| "none".to_owned(), |felt| format::plain(felt.mid));
    let lines = steps.iter().map(|step| match (step.felt_before, step.felt) {
        (Some(_), _) => format!("{}: {} before, {} now", step.name, figure(step.felt_before), figure(step.felt)),
        (None, _) => format!("{}: {}", step.name, figure(step.felt)),
    });
    format!("{name}. {}.", lines.collect::<Vec<_>>().join("; "))
}

/// One step, its pieces ready.
struct Cell<'a> {
    number: usize,
    step: &'a MapStep,
    channel: String,
    facts: Vec<(&'a str, String)>,
    changes: String,
}

/// Steps beside each other.
struct Band<'a> {
    cells: &'a [Cell<'a>],
    share: f64,
    curve: String,
    changed: bool,
    /// By fact: its label, and for each step its class and the value.
    rows: Vec<(&'a str, Vec<(&'static str, &'a str)>)>,
}

/// Facts row by row; a step that lacks one has an empty cell.
fn rows<'a>(cells: &'a [Cell<'a>]) -> Vec<(&'a str, Vec<(&'static str, &'a str)>)> {
    let labels: Vec<&str> =
        cells.iter().max_by_key(|cell| cell.facts.len()).into_iter().flat_map(|cell| cell.facts.iter().map(|f| f.0)).collect();
    let value = |cell: &'a Cell<'a>, row: usize| (cell.class(), cell.facts.get(row).map_or("", |fact| fact.1.as_str()));
    labels.into_iter().enumerate().map(|(row, label)| (label, cells.iter().map(|cell| value(cell, row)).collect())).collect()
}

impl Cell<'_> {
    fn class(&self) -> &'static str {
        if self.step.gone {
            "gone"
        } else if !self.step.changes.is_empty() || self.step.moved_from.is_some() {
            "changed"
        } else {
            "same"
        }
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<header>
<p class="question">Journey map{% if !view.version.is_empty() %} · {{ view.version }}{% endif %}</p>
<h1>{{ view.name }}</h1>
{% if !view.finding.is_empty() %}<p class="lead">{{ view.finding }}</p>
{% endif %}<p class="key-line">{% if !view.before_name.is_empty() %}<span class="was-sign" aria-hidden="true"></span>{{ view.before_name }} {% endif %}<span class="now-sign" aria-hidden="true"></span>{{ view.now_name }}{% if let Some(finish) = finish %}<span class="finish">Get through to the end: <b>{{ finish|safe }}</b></span>{% endif %}</p>
</header>
<main>
<div class="wide">
{% for band in bands %}<table class="band" style="width:calc(8.2rem + (100% - 8.2rem) * {{ band.share }} / 100)"><caption class="aside">Steps {{ band.cells[0].number }} to {{ band.cells[band.cells.len() - 1].number }}</caption>
<thead><tr><td></td>{% for cell in band.cells %}<th scope="col" class="{{ cell.class() }}"><span class="step">{{ cell.number }}</span>{{ cell.step.name }}{% if cell.step.gone %}<span class="mark">taken out</span>{% else if let Some(from) = cell.step.moved_from %}<span class="mark">was step {{ from }}</span>{% else if cell.class() == "changed" %}<span class="mark">changed</span>{% endif %}</th>{% endfor %}</tr></thead>
<tbody>
<tr><th scope="row">where</th>{% for cell in band.cells %}<td class="{{ cell.class() }}">{{ cell.channel|safe }}</td>{% endfor %}</tr>
<tr class="felt"><th scope="row">{{ view.felt_name }}</th><td colspan="{{ band.cells.len() }}">{{ band.curve|safe }}</td></tr>
{% for row in band.rows %}<tr><th scope="row">{{ row.0 }}</th>{% for fact in row.1 %}<td class="{{ fact.0 }}">{{ fact.1|safe }}</td>{% endfor %}</tr>
{% endfor %}{% if band.changed %}<tr><th scope="row">what changed, and why</th>{% for cell in band.cells %}<td class="{{ cell.class() }}">{{ cell.changes|safe }}</td>{% endfor %}</tr>
{% endif %}</tbody></table>
{% endfor %}</div>
<div class="narrow">
<p class="aside-note">{{ view.felt_name }}</p>
{{ narrow|safe }}
<ol class="cards">{% for cell in cells %}<li class="{{ cell.class() }}"><h2><span class="step">{{ cell.number }}</span>{{ cell.step.name }}{% if cell.step.gone %}<span class="mark">taken out</span>{% else if let Some(from) = cell.step.moved_from %}<span class="mark">was step {{ from }}</span>{% endif %}</h2>
<dl><div><dt>where</dt><dd>{{ cell.channel|safe }}</dd></div>{% for fact in cell.facts %}{% if !fact.1.is_empty() %}<div><dt>{{ fact.0 }}</dt><dd>{{ fact.1|safe }}</dd></div>{% endif %}{% endfor %}</dl>
{{ cell.changes|safe }}</li>
{% endfor %}</ol>
</div>
</main>
<footer class="strip small"><p>{% if !view.sure.is_empty() %}{{ view.sure }} {% endif %}The people in this test are simulated: their number makes nothing significant.</p></footer>
"##
)]
struct Map<'a> {
    view: &'a JourneyMapView,
    bands: Vec<Band<'a>>,
    narrow: String,
    finish: Option<String>,
    cells: &'a [Cell<'a>],
}

#[cfg(test)]
mod tests {
    use super::super::view::{Change, MapFact, Was};
    use super::*;

    const HOSTILE: &str = "<script>alert('x')</script> & \"\u{0}\u{202e}";

    fn view(steps: usize) -> JourneyMapView {
        let s = || HOSTILE.to_owned();
        let was = || Was::new(HOSTILE, Some(format!("{HOSTILE} 2")));
        let step = |place: usize| MapStep {
            name: format!("{HOSTILE} {place}"),
            channel: was(),
            moved_from: (place == 1).then_some(4),
            gone: place == 2,
            facts: vec![MapFact { label: s(), value: was() }],
            felt_before: Some(Estimate::new(3.0, 2.5, 3.5)),
            felt: (place != 2).then_some(Estimate::new(4.0, 3.5, 4.5)),
            changes: vec![Change { what: s(), why: s() }],
        };
        JourneyMapView {
            name: s(),
            version: s(),
            finding: s(),
            felt_name: s(),
            felt_scale: (1.0, 7.0),
            before_name: s(),
            now_name: s(),
            steps: (0..steps).map(step).collect(),
            finish: Some(was()),
            sure: s(),
        }
    }

    #[test]
    fn hostile_words_never_become_markup_and_nothing_is_fetched() {
        let page = journey_map(&view(5)).unwrap();
        assert!(!page.contains("<script") && page.contains("alert(") && page.contains("default-src 'none'"));
        assert!(!page.contains(|c: char| c != '\n' && super::super::super::draw::text::is_unwanted(c)));
        let rest = page.replace("http://www.w3.org/2000/svg", "");
        for word in ["src=\"", "http://", "https://", "@import", "onload="] {
            assert!(!rest.contains(word), "{word}");
        }
    }

    #[test]
    fn long_journeys_go_on_below_and_every_step_stands_there_once() {
        for (steps, bands) in [(0, 1), (1, 1), (8, 1), (9, 2), (17, 3)] {
            let page = journey_map(&view(steps)).unwrap();
            assert_eq!(page.matches("<table class=\"band\"").count(), if steps == 0 { 0 } else { bands }, "{steps}");
            assert_eq!(page.matches("<th scope=\"col\"").count(), steps);
            let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
            let mut unique = ids.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), ids.len());
        }
    }
}
