//! TOML text to a tree of values with places, within bounds.

use toml::Spanned as Toml;
use toml::de::{DeTable, DeValue};

use super::cx::Cx;
use super::limits;
use super::source::{FileId, Span, Spanned};
use super::value::{Data, Document, Value};

/// Parses the source; reports every syntax error and everything past the bounds.
///
/// A text whose only fault is a key given twice is still handed on, the first value standing, so that errors in meaning
/// show in the same run. Any other syntax error may hide half the file, and what is then missing would be reported wrongly.
pub(crate) fn parse(file: FileId, cx: &mut Cx) -> Option<Document> {
    let text = cx.source(file).text().to_owned();
    if text.len() as u64 > limits::FILE_BYTES {
        cx.error(Span::new(file, 0..0), "the text is too large").allowed(format!("at most {} bytes", limits::FILE_BYTES));
        return None;
    }
    if let Some(at) = too_deep(&text) {
        report_depth(Span::new(file, at..at + 1), cx);
        return None;
    }
    let (tree, faults) = DeTable::parse_recoverable(&text);
    let mut whole = true;
    for fault in &faults {
        let range = fault.span().unwrap_or(text.len()..text.len());
        let span = Span::new(file, range.start.min(text.len())..range.end.min(text.len()));
        if fault.message() == "duplicate key" {
            let key = text.get(span.range()).unwrap_or("");
            cx.error(span, format!("`{key}` is given twice")).help("keep one of the two");
        } else {
            whole = false;
            cx.error(span, format!("this is not TOML: {}", fault.message()));
        }
    }
    if !whole {
        return None;
    }
    let root = Value { span: Span::new(file, 0..0), data: table(tree.into_inner(), file, 0, cx)? };
    Some(Document { root })
}

fn report_depth(span: Span, cx: &mut Cx) {
    cx.error(span, "tables and arrays are nested too deeply").allowed(format!("at most {} levels", limits::DEPTH));
}

/// Finds where tables and arrays are nested past any use, before a parser recurses into them.
///
/// Counts brackets and the dots of keys, which open a table each; it may count too many (a header and the keys below it
/// are counted apart), so twice the bound is let through here and the exact count is taken on the tree.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut dots = vec![0_usize];
    let mut total = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at += bytes[at..].iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len() - at) - 1,
            quote @ (b'"' | b'\'') => at = past_string(bytes, at, quote) - 1,
            b'[' | b'{' => {
                dots.push(0);
                total += 1;
            }
            b']' | b'}' if dots.len() > 1 => total -= 1 + dots.pop().unwrap_or(0),
            b'.' => {
                *dots.last_mut().expect("the outermost level is never popped") += 1;
                total += 1;
            }
            b',' | b'\n' => total -= std::mem::take(dots.last_mut().expect("the outermost level is never popped")),
            _ => {}
        }
        if total > 2 * limits::DEPTH {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Returns the byte after the string that opens at `at`; an open string ends with its line, or with the text.
fn past_string(bytes: &[u8], at: usize, quote: u8) -> usize {
    let triple = [quote; 3];
    let long = bytes[at..].starts_with(&triple);
    let mut here = at + if long { 3 } else { 1 };
    while here < bytes.len() {
        match bytes[here] {
            b'\\' if quote == b'"' => here += 2,
            b'\n' if !long => return here,
            byte if byte == quote => {
                if !long {
                    return here + 1;
                }
                if bytes[here..].starts_with(&triple) {
                    // One or two quotes may stand right before the closing three.
                    return here + bytes[here..].iter().take(5).take_while(|&&byte| byte == quote).count();
                }
                here += 1;
            }
            _ => here += 1,
        }
    }
    bytes.len()
}

fn value(from: Toml<DeValue<'_>>, file: FileId, depth: usize, cx: &mut Cx) -> Option<Value> {
    let span = Span::new(file, from.span());
    let data = match from.into_inner() {
        DeValue::String(text) if text.len() > limits::TEXT_BYTES => {
            cx.error(span, "the text is too long")
                .got(format!("{} bytes", text.len()))
                .allowed(format!("at most {} bytes", limits::TEXT_BYTES));
            return None;
        }
        DeValue::String(text) => Data::Text(text.into_owned()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Data::Integer(number),
            Err(_) => {
                cx.error(span, "the whole number is too large").allowed("numbers of 64 bits");
                return None;
            }
        },
        DeValue::Float(number) => match number.as_str().parse() {
            Ok(number) => Data::Float(number),
            Err(_) => {
                cx.error(span, "this number cannot be read").got(number.as_str());
                return None;
            }
        },
        DeValue::Boolean(truth) => Data::Bool(truth),
        DeValue::Datetime(date) => Data::Date(date.to_string()),
        DeValue::Array(items) => {
            if depth >= limits::DEPTH {
                report_depth(span, cx);
                return None;
            }
            if items.len() > limits::ENTRIES {
                report_entries(span, items.len(), cx);
                return None;
            }
            let before = cx.errors();
            let list: Vec<Value> = items.into_iter().filter_map(|item| value(item, file, depth + 1, cx)).collect();
            if cx.errors() > before {
                return None;
            }
            Data::List(list)
        }
        DeValue::Table(entries) => table(entries, file, depth, cx)?,
    };
    Some(Value { span, data })
}

fn report_entries(span: Span, count: usize, cx: &mut Cx) {
    cx.error(span, "too many entries").got(count).allowed(format!("at most {}", limits::ENTRIES));
}

fn table(from: DeTable<'_>, file: FileId, depth: usize, cx: &mut Cx) -> Option<Data> {
    if depth >= limits::DEPTH {
        let span = from.keys().next().map(|key| Span::new(file, key.span()));
        report_depth(span.unwrap_or(Span::new(file, 0..0)), cx);
        return None;
    }
    if from.len() > limits::ENTRIES {
        report_entries(Span::new(file, 0..0), from.len(), cx);
        return None;
    }
    let before = cx.errors();
    let mut entries: Vec<(Spanned<String>, Value)> = Vec::with_capacity(from.len());
    for (key, item) in from {
        let span = Span::new(file, key.span());
        if let Some(item) = value(item, file, depth + 1, cx) {
            entries.push((Spanned::new(key.into_inner().into_owned(), span), item));
        }
    }
    // The parser sorts keys by name; people wrote them in an order.
    entries.sort_by_key(|(key, _)| key.span);
    (cx.errors() == before).then_some(Data::Table(entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_found_before_parsing() {
        let deep = 2 * limits::DEPTH;
        assert_eq!(too_deep(&format!("x = {}", "[".repeat(deep))), None);
        assert_eq!(too_deep(&format!("x = {}", "[".repeat(deep + 1))), Some(4 + deep));
        assert_eq!(too_deep(&"a.".repeat(deep)), None);
        assert_eq!(too_deep(&"a.".repeat(deep + 1)), Some(2 * deep + 1));
    }

    #[test]
    fn brackets_in_words_and_siblings_are_not_depth() {
        let many = "[".repeat(500);
        for text in [
            format!("# {many}\nx = 1"),
            format!("x = '{many}'"),
            format!("x = \"{many}\\\"{many}\""),
            format!("x = \"\"\"{many}\n{many}\"\"\"\"\"\ny = 1"),
            format!("x = \'\'\'{many}\n\'{many}\'\'\'"),
            format!("x = [{}]", "[1.5, 2.5], ".repeat(500)),
            "[a.b.c]\nd.e.f = 1\n".repeat(500),
        ] {
            assert_eq!(too_deep(&text), None, "{text}");
        }
        assert!(too_deep(&format!("x = 'a'\ny = {many}")).is_some());
    }
}
