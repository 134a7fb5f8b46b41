//! The pieces of a section as HTML.

use askama::Template;

use super::super::chart::Layout;
use super::super::view::{Align, Block, Callout, Fact, Figure, Grade, Ledger, Table, Tone};
use super::id::{Anchors, link};

/// Writes one piece of a section.
pub(super) fn html(block: &Block, anchors: &mut Anchors) -> Result<String, askama::Error> {
    match block {
        Block::Figure(figure) => figure_html(figure, anchors),
        Block::Table(table) => TableHtml::new(table, "block").render(),
        Block::Text(paragraphs) => Words { paragraphs }.render(),
        Block::Callout(callout) => CalloutHtml {
            tone: match callout.tone {
                Tone::Note => "remark",
                Tone::Warning => "warn",
            },
            callout,
        }
        .render(),
        Block::Ledger(ledger) => {
            LedgerHtml { csv: ledger.csv.as_deref().and_then(link), flips: ledger.rows.iter().any(|row| row.flips_at.is_some()), ledger }
                .render()
        }
        Block::Facts(facts) => FactsHtml { facts }.render(),
    }
}

/// Names and values.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<dl class="facts block">{% for fact in facts %}<dt>{{ fact.name }}</dt><dd>{{ fact.value }}</dd>{% endfor %}</dl>
"#
)]
pub(super) struct FactsHtml<'a> {
    /// What to list.
    pub(super) facts: &'a [Fact],
}

fn figure_html(figure: &Figure, anchors: &mut Anchors) -> Result<String, askama::Error> {
    let id = anchors.take(&figure.id);
    let draw = |layout, side: &str| {
        let id = format!("{id}-{side}");
        figure.chart.draw(layout, &id, &figure.title, &figure.alt)
    };
    FigureHtml {
        wide: draw(Layout::Wide, "wide"),
        narrow: draw(Layout::Narrow, "narrow"),
        table: TableHtml::new(&figure.table, "plain").render()?,
        csv: figure.csv.as_deref().and_then(link),
        title: &figure.title,
        id,
    }
    .render()
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<figure id="{{ id }}">
<figcaption><h3><a href="#{{ id }}">{{ title }}</a></h3></figcaption>
<div class="chart"><div class="wide">{{ wide|safe }}</div><div class="narrow">{{ narrow|safe }}</div></div>
<div class="under"><details><summary>The numbers behind this chart</summary>
{{ table|safe }}</details>
{% if let Some(path) = csv %}<p class="files">CSV: <a href="{{ path }}">{{ path }}</a></p>
{% endif %}</div></figure>
"##
)]
struct FigureHtml<'a> {
    id: String,
    title: &'a str,
    wide: String,
    narrow: String,
    table: String,
    csv: Option<&'a str>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="{{ class }}"><div class="scroll" role="region" tabindex="0" aria-label="{{ name }}"><table>
{% if !table.caption.is_empty() %}<caption>{{ table.caption }}</caption>
{% endif %}<thead><tr>{% for column in table.columns %}<th scope="col"{% if column.align == Align::Number %} class="number"{% endif %}>{{ column.text }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}<tr>{% for cell in row %}{% if loop.first %}<th scope="row"{% if cell.1 %} class="number"{% endif %}>{{ cell.0 }}</th>{% else %}<td{% if cell.1 %} class="number"{% endif %}>{{ cell.0 }}</td>{% endif %}{% endfor %}</tr>
{% endfor %}</tbody></table></div>
{% if let Some(note) = table.note %}<p class="note">{{ note }}</p>
{% endif %}</div>
"#
)]
struct TableHtml<'a> {
    class: &'static str,
    name: &'a str,
    table: &'a Table,
    /// Cells as wide as the headings, each with whether it is a number.
    rows: Vec<Vec<(&'a str, bool)>>,
}

impl<'a> TableHtml<'a> {
    fn new(table: &'a Table, class: &'static str) -> Self {
        let row = |cells: &'a Vec<String>| {
            let columns = table.columns.iter().enumerate();
            columns
                .map(|(i, c)| {
                    let text = cells.get(i).map_or("", String::as_str);
                    (text, c.align == Align::Number)
                })
                .collect()
        };
        TableHtml {
            class,
            name: match table.caption.as_str() {
                "" => "Table",
                caption => caption,
            },
            rows: table.rows.iter().map(row).collect(),
            table,
        }
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="block words">{% for paragraph in paragraphs %}<p>{{ paragraph }}</p>{% endfor %}</div>
"#
)]
struct Words<'a> {
    paragraphs: &'a [String],
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="block callout {{ tone }}" role="note"><p><strong>{{ callout.title }}</strong> {{ callout.text }}</p></div>
"#
)]
struct CalloutHtml<'a> {
    tone: &'static str,
    callout: &'a Callout,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="block"><div class="scroll" role="region" tabindex="0" aria-label="Assumptions{% if csv.is_none() %} of this part{% endif %}"><table class="ledger" role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">assumption</th><th scope="col" role="columnheader">value and range</th>{% if flips %}<th scope="col" role="columnheader">{{ ledger.flips }}</th>{% endif %}<th scope="col" role="columnheader">grade</th><th scope="col" role="columnheader">source</th></tr></thead>
<tbody role="rowgroup">
{% for row in ledger.rows %}<tr role="row"><th scope="row" role="rowheader">{{ row.name }}</th><td class="value" role="cell" data-name="value">{{ row.value }}</td>{% if flips %}<td class="flip" role="cell" data-name="{{ ledger.flips }}">{% if let Some(at) = row.flips_at %}{{ at }}{% endif %}</td>{% endif %}<td class="grade" role="cell" data-name="grade">{{ self::sign(row.grade) }} {{ row.grade.word() }}</td><td class="source" role="cell" data-name="source">{{ row.source }}</td></tr>
{% endfor %}</tbody></table></div>
{% if let Some(path) = csv %}<p class="files">Full ledger: <a href="{{ path }}">{{ path }}</a></p>
{% endif %}</div>
"#
)]
struct LedgerHtml<'a> {
    ledger: &'a Ledger,
    flips: bool,
    csv: Option<&'a str>,
}

/// A sign that fills as the grade gets better, so that the column reads at a glance without colour.
fn sign(grade: &Grade) -> &'static str {
    match grade {
        Grade::Measured => "●",
        Grade::Published => "◐",
        Grade::Judgement => "○",
        Grade::Unstated => "–",
    }
}
