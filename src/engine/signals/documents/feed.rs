//! RSS 2.0 (and 1.0, whose items stand beside the channel) and Atom.

use crate::input::xml::{Element, Extent, lenient};

use super::{Collector, Date, Format, Raw, Rebuilt};

pub(super) fn read(text: &str, into: &mut Collector<'_>) {
    let (root, fault) = lenient(text);
    let Some(root) = root else {
        return into.whole(fault.unwrap_or_else(|| "the file is empty".to_owned()));
    };
    let known = match (into.origin.format, root.name.as_str()) {
        (Format::Rss, "rss" | "RDF") | (Format::Atom, "feed") => true,
        (_, "rss" | "RDF") => return into.whole("this is RSS, not Atom".to_owned()),
        (_, "feed") => return into.whole("this is Atom, not RSS".to_owned()),
        _ => false,
    };
    if !known {
        return into.whole(format!("this is no feed: its element is `{}`", super::clean(&root.name)));
    }
    let atom = into.origin.format == Format::Atom;
    let channel = root.all("channel").next();
    let about = channel.unwrap_or(&root);
    let (title, language) = (words(about, "title"), if atom { own(&root, "lang") } else { words(about, "language") });
    let kind = if atom { "entry" } else { "item" };
    let beside = root.all(kind).chain(channel.into_iter().flat_map(|channel| channel.all(kind)));
    for (place, item) in beside.enumerate() {
        if !into.room() {
            break;
        }
        let place = format!("{kind} {}", place + 1);
        if item.extent == Extent::Open {
            let why = fault.clone().unwrap_or_default();
            into.remark(place, format!("the file breaks inside of it ({why})"), false);
            continue;
        }
        let mut raw = if atom { entry(item) } else { rss(item) };
        if raw.source.trim().is_empty() {
            raw.source.clone_from(&title);
        }
        if raw.language.trim().is_empty() {
            raw.language.clone_from(&language);
        }
        if item.children.iter().any(|child| child.extent == Extent::Cut) {
            raw.fault = Some(format!("a text in it is longer than {} bytes; the rest is left out", super::TEXT_BYTES));
        }
        into.add(place, raw);
    }
    if let Some(fault) = fault {
        into.whole(format!("the file breaks off; what was whole before is kept ({fault})"));
    }
}

fn rss(item: &Element) -> Raw {
    let date = [words(item, "pubDate"), words(item, "date"), words(item, "published")].into_iter().find(|date| !date.trim().is_empty());
    let text = longest([words(item, "encoded"), words(item, "description")]);
    Raw {
        id: longest([words(item, "guid"), String::new()]).trim().to_owned(),
        source: words(item, "source"),
        date: Date::of(&date.unwrap_or_default()),
        language: words(item, "language"),
        title: words(item, "title"),
        text,
        ..Raw::default()
    }
    .named(words(item, "link"))
}

fn entry(item: &Element) -> Raw {
    let date = [words(item, "published"), words(item, "updated"), words(item, "issued")].into_iter().find(|date| !date.trim().is_empty());
    let body = item.all("content").next().or_else(|| item.all("summary").next());
    // Content that is markup itself has its words in elements, whose order among the words between them is lost.
    let apart = body.is_some_and(|body| !body.children.is_empty());
    let text = body.map_or_else(String::new, all_words);
    Raw {
        id: words(item, "id").trim().to_owned(),
        source: item.all("source").next().map_or_else(String::new, |source| words(source, "title")),
        date: Date::of(&date.unwrap_or_default()),
        language: own(item, "lang"),
        title: words(item, "title"),
        text,
        rebuilt: if apart { Rebuilt::Text } else { Rebuilt::Nothing },
        ..Raw::default()
    }
}

impl Raw {
    /// Takes a link as the identifier where there is no other.
    fn named(mut self, link: String) -> Self {
        if self.id.is_empty() {
            link.trim().clone_into(&mut self.id);
        }
        self
    }
}

/// The first text that says something under a name.
fn words(of: &Element, name: &str) -> String {
    of.all(name).map(|child| child.text.as_str()).find(|text| !text.trim().is_empty()).unwrap_or_default().to_owned()
}

fn own(of: &Element, name: &str) -> String {
    of.attribute(name).unwrap_or_default().to_owned()
}

fn longest(texts: [String; 2]) -> String {
    let [first, second] = texts;
    if first.len() >= second.len() { first } else { second }
}

/// All words inside, those of an element before those of the elements in it. Depth is bounded by the reader.
fn all_words(of: &Element) -> String {
    let mut out = of.text.clone();
    for child in &of.children {
        let more = all_words(child);
        if !more.trim().is_empty() && out.len() + more.len() < 2 * super::TEXT_BYTES {
            out.push(' ');
            out.push_str(&more);
        }
    }
    out
}
