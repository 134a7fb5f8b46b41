//! The pen: turns a scene into SVG through plotters, at ten times its size so that whole pixels become tenths.

use std::fmt::Write as _;

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, IntoFont, RGBAColor, ShapeStyle, TextStyle};

use super::ink::Ink;
use super::scene::{Anchor, Scene, Shape};
use super::text::{self, Weight, clean};

/// Plotters draws whole pixels; everything is drawn this much larger and scaled down by the view box.
const FINE: f64 = 10.0;
/// Plotters divides the size of a face by this.
const FACE: f64 = 1.24;
/// The face in the files that stand alone.
const FAMILY: &str = "system-ui";
/// Rim and room for the title of a file that stands alone, in tenths of a pixel.
const RIM: u32 = 180;
const TITLE: u32 = 340;

/// Holds the words that go with a drawing.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Caption<'a> {
    /// Stem of the anchors; letters, digits and hyphens.
    pub(in super::super) id: &'a str,
    /// Its title.
    pub(in super::super) title: &'a str,
    /// What it shows, for those who do not see it.
    pub(in super::super) description: &'a str,
}

/// Draws a scene in sentinel colours, for a page whose style maps them.
pub(in super::super) fn inline(scene: &Scene, caption: Caption<'_>) -> String {
    let body = pen(scene);
    let body = body.replace(&format!(" font-family=\"{FAMILY}\""), "").replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "");
    let mut out = String::with_capacity(body.len() + 400);
    let (w, h) = size(scene);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<svg viewBox=\"0 0 {w} {h}\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
         <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{text}</desc>\n{body}</svg>",
        id = caption.id,
        title = escape(caption.title),
        text = escape(caption.description),
    );
    out
}

/// Draws a scene as a file that stands alone, in the colours for white paper.
pub(in super::super) fn standalone(scene: &Scene, caption: Caption<'_>) -> String {
    let mut body = pen(scene).replace(&format!(" font-family=\"{FAMILY}\""), "").replace(" opacity=\"1\"", "");
    for ink in Ink::all() {
        body = body.replace(&format!("#{:06X}", ink.sentinel()), &format!("#{:06x}", ink.light()));
    }
    let (w, h) = size(scene);
    // A rim on all sides, and the title above, since no page stands around a file.
    let heading = text::fit(&clean(caption.title), 15.0, Weight::Bold, scene.width);
    let (wide, high) = (w + 2 * RIM, h + 2 * RIM + TITLE);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"-{RIM} -{} {wide} {high}\" role=\"img\" \
         font-family=\"{FAMILY}, 'DejaVu Sans', sans-serif\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <rect x=\"-{RIM}\" y=\"-{}\" width=\"{wide}\" height=\"{high}\" fill=\"#ffffff\"/>\n\
         <text x=\"0\" y=\"-{TITLE}\" dy=\"0.8em\" font-size=\"150\" font-weight=\"bold\" fill=\"#{:06x}\">{}</text>\n{body}</svg>\n",
        f64::from(wide) / FINE,
        f64::from(high) / FINE,
        RIM + TITLE,
        escape(caption.title),
        escape(caption.description),
        RIM + TITLE,
        Ink::Text.light(),
        escape(&heading),
    )
}

/// Escapes words for XML.
pub(in super::super) fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in clean(words).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// What plotters draws, without its outermost tag.
fn pen(scene: &Scene) -> String {
    let mut buffer = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut buffer, size(scene));
        for shape in &scene.shapes {
            assert!(draw(&mut backend, shape), "drawing into a string cannot fail");
        }
        backend.present().expect("drawing into a string cannot fail");
    }
    let from = buffer.find('>').map_or(0, |at| at + 1);
    let to = buffer.rfind("</svg>").unwrap_or(buffer.len());
    buffer[from..to].trim_start().to_owned()
}

/// Draws one shape; says whether the back end took it. Its error type has no name outside `plotters-backend`.
fn draw(backend: &mut SVGBackend<'_>, shape: &Shape) -> bool {
    let points = |p: &[(f64, f64)]| -> Vec<(i32, i32)> { p.iter().map(|&(x, y)| (fine(x), fine(y))).collect() };
    let done = match shape {
        Shape::Rect([x, y, w, h], ink, opacity) => {
            backend.draw_rect((fine(*x), fine(*y)), (fine(x + w), fine(y + h)), &style(*ink, *opacity, 0.0), true)
        }
        Shape::Area(area, ink, opacity) => backend.fill_polygon(points(area), &style(*ink, *opacity, 0.0)),
        Shape::Line(line, ink, width) => backend.draw_path(points(line), &style(*ink, 1.0, *width)),
        Shape::Dot([x, y, r], ink) => backend.draw_circle((fine(*x), fine(*y)), fine(*r).unsigned_abs(), &style(*ink, 1.0, 0.0), true),
        Shape::Ring([x, y, r], ink) => backend.draw_circle((fine(*x), fine(*y)), fine(*r).unsigned_abs(), &style(*ink, 1.0, 1.8), false),
        Shape::Words([x, y], anchor, face, words) => {
            let h = match anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let weight = match face.weight {
                Weight::Plain => FontStyle::Normal,
                Weight::Bold => FontStyle::Bold,
            };
            let font = (FAMILY, face.size * FINE * FACE, weight).into_font();
            let ink = colour(face.ink, 1.0);
            let style = TextStyle::from(font).color(&ink).pos(Pos::new(h, VPos::Center));
            backend.draw_text(words, &style, (fine(*x), fine(*y)))
        }
    };
    done.is_ok()
}

fn style(ink: Ink, opacity: f64, width: f64) -> ShapeStyle {
    ShapeStyle { color: colour(ink, opacity), filled: true, stroke_width: fine(width).unsigned_abs() }
}

fn colour(ink: Ink, opacity: f64) -> RGBAColor {
    let code = ink.sentinel();
    let channel = |shift: u32| ((code >> shift) & 255) as u8;
    RGBAColor(channel(16), channel(8), channel(0), opacity)
}

fn size(scene: &Scene) -> (u32, u32) {
    (fine(scene.width).unsigned_abs().max(1), fine(scene.height).unsigned_abs().max(1))
}

/// To tenths of a pixel; the cast saturates.
fn fine(v: f64) -> i32 {
    (v * FINE).round() as i32
}

#[cfg(test)]
mod tests {
    use super::super::scene::LABEL;
    use super::*;

    fn sample() -> Scene {
        let mut scene = Scene::new(100.0);
        scene.height = 40.0;
        scene.rect((0.0, 10.0), (0.0, 5.0), Ink::Blue, 0.25);
        scene.line(vec![(0.0, 1.0), (9.0, 3.0)], Ink::Rule, 1.0);
        scene.words(5.0, 20.0, Anchor::Middle, LABEL, "<script>alert('x')</script>");
        scene
    }

    const CAPTION: Caption<'_> = Caption { id: "a", title: "T & <b>", description: "said \"so\"" };

    #[test]
    fn hostile_words_are_escaped_everywhere() {
        for svg in [inline(&sample(), CAPTION), standalone(&sample(), CAPTION)] {
            assert!(!svg.contains("<script"));
            assert!(svg.contains("&lt;script&gt;"));
            assert!(svg.contains("T &amp; &lt;b&gt;"));
            assert!(svg.contains("said &quot;so&quot;"));
        }
    }

    #[test]
    fn inline_keeps_sentinels_and_files_resolve_them() {
        let (page, file) = (inline(&sample(), CAPTION), standalone(&sample(), CAPTION));
        let sentinel = format!("#{:06X}", Ink::Blue.sentinel());
        assert!(page.contains(&sentinel));
        assert!(page.contains("viewBox=\"0 0 1000 400\""));
        assert!(page.contains("role=\"img\""));
        assert!(!file.contains("#0102"));
        assert!(file.contains("#2563a8"));
        assert!(file.contains("width=\"136\" height=\"110\""));
        assert!(file.contains("viewBox=\"-180 -520 1360 1100\""));
    }

    #[test]
    fn the_face_comes_out_at_ten_times_its_size() {
        assert!(inline(&sample(), CAPTION).contains("font-size=\"130\""));
    }

    #[test]
    fn equal_scenes_give_equal_bytes() {
        assert_eq!(inline(&sample(), CAPTION), inline(&sample(), CAPTION));
    }
}
