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
    /// Where its tag stands.
    pub span: Span,
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

/// Parses the source.
pub(crate) fn parse(file: FileId, cx: &mut Cx) -> Option<Element> {
    let text = cx.source(file).text().to_owned();
    match tree(&text, file) {
        Ok(root) => Some(root),
        Err((at, what)) => {
            let at = at.min(text.len());
            cx.error(Span::new(file, at..at), what);
            None
        }
    }
}

type Fault = (usize, String);

fn tree(text: &str, file: FileId) -> Result<Element, Fault> {
    // The reader does not count a mark at the start.
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader::from_str(&text[mark..]);
    let byte = |position: u64| mark + usize::try_from(position).unwrap_or(usize::MAX - mark);
    let (mut open, mut root, mut count): (Vec<Element>, Option<Element>, usize) = (Vec::new(), None, 0);
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
                open.push(element(&tag, Span::new(file, start..end), start)?);
            }
            Event::Empty(tag) => {
                count += 1;
                let made = element(&tag, Span::new(file, start..end), start)?;
                close(made, &mut open, &mut root, start)?;
            }
            Event::End(_) => {
                let made = open.pop().ok_or_else(|| (start, "an element ends that was never opened".to_owned()))?;
                close(made, &mut open, &mut root, start)?;
            }
            Event::Text(words) => put(&mut open, &words.xml10_content(), start)?,
            Event::CData(words) => put(&mut open, &words.xml10_content(), start)?,
            Event::GeneralRef(reference) => {
                let letter = match reference.resolve_char_ref() {
                    Ok(Some(letter)) => letter,
                    Ok(None) => match &*reference.xml10_content() {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        "apos" => '\'',
                        "quot" => '"',
                        other => return Err((start, format!("the entity `{other}` is not one of XML's own"))),
                    },
                    Err(error) => return Err((start, format!("this is not XML: {error}"))),
                };
                put(&mut open, letter.encode_utf8(&mut [0; 4]), start)?;
            }
            Event::DocType(_) => return Err((start, "a document type is not read, nor are entities that it defines".to_owned())),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if let Some(left) = open.last() {
        return Err((left.span.range().start, format!("`{}` is never closed", left.name)));
    }
    root.ok_or_else(|| (0, "the file is empty".to_owned()))
}

fn element(tag: &BytesStart<'_>, span: Span, start: usize) -> Result<Element, Fault> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| (start, format!("this is not XML: {error}")))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| (start, format!("this is not XML: {error}")))?;
        if value.len() > limits::TEXT_BYTES {
            return Err((start, format!("the text is longer than {} bytes", limits::TEXT_BYTES)));
        }
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    let name = tag.local_name().as_ref().to_owned();
    Ok(Element { name, attributes, children: Vec::new(), text: String::new(), span })
}

fn close(made: Element, open: &mut [Element], root: &mut Option<Element>, start: usize) -> Result<(), Fault> {
    match open.last_mut() {
        Some(parent) => parent.children.push(made),
        None if root.is_none() => *root = Some(made),
        None => return Err((start, "a second element stands beside the first".to_owned())),
    }
    Ok(())
}

fn put(open: &mut [Element], words: &str, start: usize) -> Result<(), Fault> {
    match open.last_mut() {
        Some(parent) if parent.text.len() + words.len() > limits::TEXT_BYTES => {
            Err((start, format!("the text is longer than {} bytes", limits::TEXT_BYTES)))
        }
        Some(parent) => {
            parent.text.push_str(words);
            Ok(())
        }
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
}
