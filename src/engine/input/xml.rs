//! XML text to a tree of elements with places, within bounds.
//!
//! Names lose their prefix. A document type is refused, and with it every entity that a file could define: what XML itself names is all there is.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::cx::Cx;
use super::limits;
use super::source::{FileId, Span, Spanned};

/// An element with what stands inside of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its name, without a prefix.
    pub name: String,
    /// Its attributes, without prefixes, in order.
    pub attributes: Vec<(String, String)>,
    /// The elements inside, in order.
    pub children: Vec<Element>,
    /// The text inside, without that of elements inside.
    pub text: String,
    /// Whether all of it is here.
    pub extent: Extent,
    /// Where its tag stands.
    pub span: Span,
}

/// How much of an element is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// Its text, or a value of one of its attributes, was longer than may be kept.
    Cut,
    /// The file breaks off, or breaks, inside of it.
    Open,
}

/// What is done with a file that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// The first fault is reported, and nothing is read.
    Strict,
    /// Long texts are cut, entities that nobody defines stay as they are written, and what was whole before a fault is kept.
    Lenient,
}

impl Element {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The elements of a name inside, not those further down.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// An attribute with the place of the tag.
    #[must_use]
    pub fn spanned(&self, name: &str) -> Option<Spanned<&str>> {
        self.attribute(name).map(|value| Spanned::new(value, self.span))
    }
}

/// Parses a text that somebody else publishes, such as a feed, and keeps what is good of it: a long text is cut, an entity that XML does not
/// name stays as it is written and is never expanded, and where the file breaks, what was whole before is kept. Says what broke, if anything
/// did; without an element nothing could be kept.
#[must_use]
pub fn lenient(text: &str) -> (Option<Element>, Option<String>) {
    let mut root = None;
    match tree(text, FileId(0), Manner::Lenient, &mut root) {
        Ok(()) => (root, None),
        Err((at, what)) => {
            let line = text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1;
            (root, Some(format!("line {line}: {what}")))
        }
    }
}

/// Parses the source.
pub(crate) fn parse(file: FileId, cx: &mut Cx) -> Option<Element> {
    let text = cx.source(file).text().to_owned();
    let mut root = None;
    let read = tree(&text, file, Manner::Strict, &mut root);
    match read.and_then(|()| root.ok_or_else(|| (0, "the file is empty".to_owned()))) {
        Ok(root) => Some(root),
        Err((at, what)) => {
            let at = at.min(text.len());
            cx.error(Span::new(file, at..at), what);
            None
        }
    }
}

type Fault = (usize, String);

fn tree(text: &str, file: FileId, manner: Manner, root: &mut Option<Element>) -> Result<(), Fault> {
    let mut open: Vec<Element> = Vec::new();
    let read = events(text, file, manner, &mut open, root);
    let read = match (read, open.last()) {
        (Ok(()), Some(left)) => Err((left.span.range().start, format!("`{}` is never closed", left.name))),
        (Ok(()), None) if root.is_none() => Err((0, "the file is empty".to_owned())),
        (read, _) => read,
    };
    if manner == Manner::Lenient && root.is_none() {
        while let Some(mut left) = open.pop() {
            left.extent = Extent::Open;
            match open.last_mut() {
                Some(parent) => parent.children.push(left),
                None => *root = Some(left),
            }
        }
    }
    read
}

fn events(text: &str, file: FileId, manner: Manner, open: &mut Vec<Element>, root: &mut Option<Element>) -> Result<(), Fault> {
    // The reader does not count a mark at the start.
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader::from_str(&text[mark..]);
    let byte = |position: u64| mark + usize::try_from(position).unwrap_or(usize::MAX - mark);
    let mut count: usize = 0;
    loop {
        let start = byte(reader.buffer_position());
        let event = reader.read_event().map_err(|error| (byte(reader.error_position()), format!("this is not XML: {error}")))?;
        let end = byte(reader.buffer_position());
        match event {
            Event::Start(_) | Event::Empty(_) if count >= limits::ELEMENTS => {
                return Err((start, format!("the file holds more than {} elements", limits::ELEMENTS)));
            }
            Event::Start(_) if open.len() >= limits::DEPTH => {
                return Err((start, format!("elements are nested past {} levels", limits::DEPTH)));
            }
            Event::Start(tag) => {
                count += 1;
                open.push(element(&tag, Span::new(file, start..end), start, manner)?);
            }
            Event::Empty(tag) => {
                count += 1;
                let made = element(&tag, Span::new(file, start..end), start, manner)?;
                close(made, open, root, start)?;
            }
            Event::End(_) => {
                let made = open.pop().ok_or_else(|| (start, "an element ends that was never opened".to_owned()))?;
                close(made, open, root, start)?;
            }
            Event::Text(words) => put(open, &words.xml10_content(), start, manner)?,
            Event::CData(words) => put(open, &words.xml10_content(), start, manner)?,
            Event::GeneralRef(reference) => {
                let letter = match reference.resolve_char_ref() {
                    Ok(Some(letter)) => letter,
                    Ok(None) => match &*reference.xml10_content() {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        "apos" => '\'',
                        "quot" => '"',
                        other if manner == Manner::Lenient => {
                            put(open, &format!("&{other};"), start, manner)?;
                            continue;
                        }
                        other => return Err((start, format!("the entity `{other}` is not one of XML's own"))),
                    },
                    Err(error) => return Err((start, format!("this is not XML: {error}"))),
                };
                put(open, letter.encode_utf8(&mut [0; 4]), start, manner)?;
            }
            Event::DocType(_) => return Err((start, "a document type is not read, nor are entities that it defines".to_owned())),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return Ok(()),
        }
    }
}

fn element(tag: &BytesStart<'_>, span: Span, start: usize, manner: Manner) -> Result<Element, Fault> {
    let (mut attributes, mut extent) = (Vec::new(), Extent::Whole);
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| (start, format!("this is not XML: {error}")))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| (start, format!("this is not XML: {error}")))?;
        if value.len() > limits::TEXT_BYTES && manner == Manner::Strict {
            return Err((start, format!("the text is longer than {} bytes", limits::TEXT_BYTES)));
        }
        let kept = fitting(&value, limits::TEXT_BYTES);
        if kept.len() < value.len() {
            extent = Extent::Cut;
        }
        attributes.push((attribute.key.local_name().as_ref().to_owned(), kept.to_owned()));
    }
    let name = tag.local_name().as_ref().to_owned();
    Ok(Element { name, attributes, children: Vec::new(), text: String::new(), extent, span })
}

/// As much of the start of a text as fits into so many bytes.
fn fitting(words: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(words.len())).rev().find(|&at| words.is_char_boundary(at)).unwrap_or(0);
    &words[..end]
}

fn close(made: Element, open: &mut [Element], root: &mut Option<Element>, start: usize) -> Result<(), Fault> {
    match open.last_mut() {
        Some(parent) => parent.children.push(made),
        None if root.is_none() => *root = Some(made),
        None => return Err((start, "a second element stands beside the first".to_owned())),
    }
    Ok(())
}

fn put(open: &mut [Element], words: &str, start: usize, manner: Manner) -> Result<(), Fault> {
    match open.last_mut() {
        Some(parent) if parent.text.len() + words.len() > limits::TEXT_BYTES => {
            if manner == Manner::Strict {
                return Err((start, format!("the text is longer than {} bytes", limits::TEXT_BYTES)));
            }
            if parent.extent == Extent::Whole {
                parent.text.push_str(fitting(words, limits::TEXT_BYTES - parent.text.len()));
            }
            parent.extent = Extent::Cut;
            Ok(())
        }
        Some(parent) if parent.extent == Extent::Whole || manner == Manner::Strict => {
            parent.text.push_str(words);
            Ok(())
        }
        Some(_) => Ok(()),
        None if words.trim().trim_start_matches('\u{feff}').is_empty() => Ok(()),
        None => Err((start, "text stands outside of any element".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Element, String> {
        let mut cx = Cx::new();
        let file = cx.add_source("t.xml".to_owned(), None, text.to_owned());
        let root = parse(file, &mut cx);
        cx.finish(root).map(|(root, _)| root).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_good_file_reads_as_a_tree_with_places() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<!-- x --><b:top xmlns:b=\"u\"><b:x id=\"&lt;1&#xe9;\" n='a\nb'/>t&amp;&#65;<![CDATA[<]]></b:top>\n";
        let top = read(text).unwrap();
        assert_eq!((top.name.as_str(), top.text.as_str()), ("top", "t&A<"));
        let x = top.all("x").next().unwrap();
        assert_eq!((x.attribute("id"), x.attribute("n"), x.attribute("no")), (Some("<1é"), Some("a b"), None));
        assert!(text[x.span.range()].starts_with("<b:x id="), "{:?}", &text[x.span.range()]);
    }

    #[test]
    fn bombs_and_broken_files_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>";
        let deep = format!("{}{}", "<a>".repeat(limits::DEPTH + 1), "</a>".repeat(limits::DEPTH + 1));
        let many = format!("<a>{}</a>", "<b/>".repeat(limits::ELEMENTS));
        let long = format!("<a b=\"{}\"/>", "x".repeat(limits::TEXT_BYTES + 1));
        for (text, what) in [
            ("", "the file is empty"),
            ("x", "outside of any element"),
            ("<a>", "is never closed"),
            ("<a></b>", "this is not XML"),
            ("<a/><b/>", "a second element"),
            ("<a>&y;</a>", "the entity `y`"),
            ("<a b='&y;'/>", "this is not XML"),
            ("<a b=1/>", "this is not XML"),
            ("<a b='1' b='2'/>", "this is not XML"),
            (bomb, "a document type is not read"),
            (deep.as_str(), "nested past"),
            (many.as_str(), "more than 200000 elements"),
            (long.as_str(), "longer than"),
        ] {
            let said = read(text).expect_err(&text[..text.len().min(60)]);
            assert!(said.contains(what), "{}: {said}", &text[..text.len().min(60)]);
        }
    }

    #[test]
    fn what_others_publish_is_kept_as_far_as_it_is_good() {
        let (root, fault) = lenient("<a><b>1&nbsp;2</b><b>3");
        let root = root.unwrap();
        assert_eq!(root.children[0].text, "1&nbsp;2");
        assert_eq!((root.children[0].extent, root.children[1].extent, root.extent), (Extent::Whole, Extent::Open, Extent::Open));
        assert!(fault.unwrap().contains("line 1: `b` is never closed"));
        let long = format!("<a><b>{}</b><c/></a>", "é".repeat(limits::TEXT_BYTES));
        let (root, fault) = lenient(&long);
        let root = root.unwrap();
        assert_eq!((root.children[0].text.len(), root.children[0].extent, fault), (limits::TEXT_BYTES, Extent::Cut, None));
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>";
        assert!(matches!(lenient(bomb), (None, Some(said)) if said.contains("document type")));
        assert!(matches!(lenient(""), (None, Some(_))));
    }
}
