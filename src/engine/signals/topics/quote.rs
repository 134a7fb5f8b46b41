//! Words of a source, as it has them, byte for byte.

use super::super::documents::{Document, Rebuilt};
use super::words::{mark, words};

/// Longest quote \[bytes\].
const LONGEST: usize = 280;

/// Which part of a document a quote is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Its title.
    Title,
    /// Its text.
    Text,
}

/// A quote with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The document, by its place in the list.
    pub document: usize,
    /// The part it is from.
    pub field: Field,
    /// Where it begins in that part \[bytes\].
    pub start: usize,
    /// The words.
    pub words: String,
}

/// A quote is not in its source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// The document is not there, or another is.
    #[error("the document {place} of `{file}` is not the one that was quoted")]
    Gone {
        /// The file.
        file: String,
        /// Where in the file.
        place: String,
    },
    /// It reads otherwise.
    #[error("the quote from {place} of `{file}` is not what stands there: {words:?}")]
    Other {
        /// The file.
        file: String,
        /// Where in the file.
        place: String,
        /// The words that were quoted.
        words: String,
    },
}

/// A quote for some terms, the heaviest first: the sentence around the first of them that the newest document with it has. Words that the program
/// put together are never quoted.
///
/// `members` are places in the list of documents, the earliest first.
#[must_use]
pub fn quote(documents: &[Document], members: &[usize], terms: &[String]) -> Option<Quote> {
    terms.iter().find_map(|term| members.iter().rev().find_map(|&place| of(&documents[place], place, term)))
}

fn of(document: &Document, place: usize, term: &str) -> Option<Quote> {
    let fields: &[(Field, &str)] = match document.rebuilt {
        Rebuilt::Nothing => &[(Field::Text, document.text.as_str()), (Field::Title, document.title.as_str())],
        Rebuilt::Text => &[(Field::Title, document.title.as_str())],
        Rebuilt::Both => &[],
    };
    fields.iter().find_map(|&(field, text)| {
        let (start, end) = sentence(text, term)?;
        Some(Quote { document: place, field, start, words: text[start..end].to_owned() })
    })
}

/// The sentence around a term, without marks of HTML, cut at blanks where it is too long.
fn sentence(text: &str, term: &str) -> Option<(usize, usize)> {
    let spoken = words(text);
    let wanted: Vec<&str> = term.split(' ').collect();
    let at = spoken.windows(wanted.len()).find(|run| run.iter().zip(&wanted).all(|(word, wanted)| word.folded == **wanted))?;
    let (from, to) = (at.first()?.start, at.last()?.end);
    let (mut start, mut end) = clear(text, from, to)?;
    let stops = |c: char| matches!(c, '.' | '!' | '?' | '\n' | '\r' | '。');
    if let Some((stop, c)) = text[start..from].char_indices().rev().find(|(_, c)| stops(*c)) {
        start += stop + c.len_utf8();
    }
    if let Some((stop, c)) = text[to..end].char_indices().find(|(_, c)| stops(*c)) {
        end = to + stop + if matches!(c, '\n' | '\r') { 0 } else { c.len_utf8() };
    }
    if end - start > LONGEST {
        let room = (LONGEST.saturating_sub(to - from)) / 2;
        start = text[start..from].char_indices().map(|(at, _)| start + at).find(|&at| from - at <= room).unwrap_or(from);
        end = text[to..end].char_indices().map(|(at, c)| to + at + c.len_utf8()).take_while(|&at| at - to <= room).last().unwrap_or(to);
        // Not in the middle of a word.
        start = spoken.iter().map(|word| word.start).find(|&word| word >= start).unwrap_or(from).min(from);
        end = spoken.iter().map(|word| word.end).rev().find(|&word| word <= end).unwrap_or(to).max(to);
    }
    let inside = &text[start..end];
    start += inside.len() - inside.trim_start().len();
    end = start + text[start..end].trim_end().len();
    (!text[start..end].chars().any(char::is_control)).then_some((start, end))
}

/// The stretch around some bytes that holds no mark of HTML; none where one lies among them.
fn clear(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    let (mut start, mut end, mut at) = (0, text.len(), 0);
    while let Some(next) = text[at..].find(['<', '&']) {
        at += next;
        let Some(length) = mark(&text[at..]) else {
            at += 1;
            continue;
        };
        if at + length <= from {
            start = at + length;
        } else if at >= to {
            end = at;
            break;
        } else {
            return None;
        }
        at += length;
    }
    Some((start, end))
}

/// Holds a quote against its document, read anew, byte for byte.
///
/// `quoted` is the document as it was when it was quoted; `fresh` all documents of its file.
///
/// # Errors
/// [`QuoteError`].
pub fn check(quote: &Quote, quoted: &Document, fresh: &[Document]) -> Result<(), QuoteError> {
    let (file, place) = (quoted.file.clone(), quoted.place.clone());
    let same = |one: &&Document| one.file == file && one.place == place && one.id == quoted.id && one.day == quoted.day;
    let Some(document) = fresh.iter().find(same) else {
        return Err(QuoteError::Gone { file, place });
    };
    let text = match quote.field {
        Field::Title => &document.title,
        Field::Text => &document.text,
    };
    let there = text.as_bytes().get(quote.start..quote.start + quote.words.len());
    if there == Some(quote.words.as_bytes()) { Ok(()) } else { Err(QuoteError::Other { file, place, words: quote.words.clone() }) }
}

#[cfg(test)]
mod tests {
    use super::super::super::day::Day;
    use super::*;

    fn document(title: &str, text: &str, rebuilt: Rebuilt) -> Document {
        Document {
            id: "1".to_owned(),
            source: "s".to_owned(),
            day: Day::parse("2021-06-30").unwrap(),
            language: None,
            title: title.to_owned(),
            text: text.to_owned(),
            rebuilt,
            file: "f".to_owned(),
            place: "item 1".to_owned(),
        }
    }

    #[track_caller]
    fn quoted(text: &str, term: &str, expected: Option<&str>) {
        let all = [document("", text, Rebuilt::Nothing)];
        let found = quote(&all, &[0], &[term.to_owned()]);
        assert_eq!(found.as_ref().map(|quote| quote.words.as_str()), expected);
        if let Some(found) = found {
            check(&found, &all[0], &all).unwrap();
        }
    }

    #[test]
    fn a_quote_is_the_sentence_as_it_stands() {
        quoted("One. Two Solar Panels here! Three.", "solar panels", Some("Two Solar Panels here!"));
        quoted("<p>One <b>solar</b> &amp; more words</p>", "solar", Some("solar"));
        quoted("<p>One two &amp; more words</p>", "words", Some("more words"));
        quoted("line\nnext line\nlast", "next", Some("next line"));
        quoted("nothing", "other", None);
        quoted("bell\u{7} word", "word", None);
        quoted("solar &amp; panels", "solar panels", None);
    }

    #[test]
    fn long_sentences_are_cut_between_words() {
        let text = format!("{}middle {}", "wordé ".repeat(200), "other ".repeat(200));
        let all = [document("", &text, Rebuilt::Nothing)];
        let found = quote(&all, &[0], &["middle".to_owned()]).unwrap();
        assert!(found.words.len() <= LONGEST && found.words.contains("middle"));
        assert!(found.words.starts_with("wordé ") && found.words.ends_with(" other"), "{}", found.words);
        check(&found, &all[0], &all).unwrap();
    }

    #[test]
    fn what_the_program_put_together_is_not_quoted() {
        let all = [document("Title solar", "text solar", Rebuilt::Text), document("solar", "solar", Rebuilt::Both)];
        let found = quote(&all, &[0, 1], &["solar".to_owned()]).unwrap();
        assert_eq!((found.document, found.field), (0, Field::Title));
        assert_eq!(quote(&all, &[1], &["solar".to_owned()]), None);
    }

    #[test]
    fn a_single_byte_is_seen() {
        let all = [document("", "Some solar words.", Rebuilt::Nothing)];
        let found = quote(&all, &[0], &["solar".to_owned()]).unwrap();
        let changed = [document("", "Some solar Words.", Rebuilt::Nothing)];
        assert!(matches!(check(&found, &all[0], &changed), Err(QuoteError::Other { .. })));
        let mut moved = all.clone();
        moved[0].place = "item 2".to_owned();
        assert!(matches!(check(&found, &all[0], &moved), Err(QuoteError::Gone { .. })));
        let shorter = [document("", "Some", Rebuilt::Nothing)];
        assert!(matches!(check(&found, &all[0], &shorter), Err(QuoteError::Other { .. })));
    }
}
