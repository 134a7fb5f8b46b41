//! Text files of other programs: decoded, bounded, cut into lines that know their place.

use crate::input::{Cx, FileId, Span, limits};

/// One line: its text without the line end, and where it starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    file: FileId,
    start: usize,
}

impl<'a> Line<'a> {
    /// The place of the whole line.
    pub(super) fn span(&self) -> Span {
        self.part(self.text)
    }

    /// The place of a part of the line, which must be a slice of its text.
    pub(super) fn part(&self, part: &str) -> Span {
        let at = part.as_ptr() as usize - self.text.as_ptr() as usize;
        Span::new(self.file, self.start + at..self.start + at + part.len())
    }

    /// Says whether the line starts with a sign, blanks before it aside, and gives the rest.
    pub(super) fn after(&self, sign: char) -> Option<&'a str> {
        self.text.trim_start().strip_prefix(sign).map(str::trim)
    }
}

/// Takes a file into the context: UTF-8, UTF-16 with a mark, or the Windows code page, which is said aloud.
///
/// # Errors
/// Nothing, with the reason reported, when it is too large or broken UTF-16.
pub(super) fn open(name: &str, bytes: &[u8], cx: &mut Cx) -> Option<FileId> {
    if bytes.len() as u64 > limits::FILE_BYTES {
        let problem = cx.error(None, format!("`{name}` is too large"));
        problem.got(format!("{} bytes", bytes.len())).allowed(format!("at most {} bytes", limits::FILE_BYTES));
        return None;
    }
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] if std::str::from_utf8(rest).is_ok() => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => utf16(name, rest, u16::from_le_bytes, cx)?,
        [0xFE, 0xFF, rest @ ..] => utf16(name, rest, u16::from_be_bytes, cx)?,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let text: String = bytes.iter().map(|&byte| windows(byte)).collect();
                let at = text.char_indices().nth(error.valid_up_to()).map_or(0, |(at, _)| at);
                let file = cx.add_source(name.to_owned(), None, text);
                cx.warn(Span::new(file, at..at), format!("`{name}` is not UTF-8; read as Windows-1252, as ScenarioWizard writes it"));
                return Some(file);
            }
        },
    };
    Some(cx.add_source(name.to_owned(), None, text))
}

/// Cuts a text that [`open`] took in into lines.
pub(super) fn lines(text: &str, file: FileId) -> impl Iterator<Item = Line<'_>> {
    text.split_inclusive('\n').scan(0, move |start, line| {
        let here = *start;
        *start += line.len();
        let text = line.strip_suffix('\n').unwrap_or(line);
        Some(Line { text: text.strip_suffix('\r').unwrap_or(text), file, start: here })
    })
}

fn utf16(name: &str, bytes: &[u8], word: fn([u8; 2]) -> u16, cx: &mut Cx) -> Option<String> {
    let (words, rest) = bytes.as_chunks::<2>();
    let text = String::from_utf16(&words.iter().map(|&two| word(two)).collect::<Vec<u16>>());
    match text {
        Ok(text) if rest.is_empty() => Some(text),
        _ => {
            cx.error(None, format!("`{name}` starts like UTF-16 text and is not")).help("is the file cut off? save it as UTF-8");
            None
        }
    }
}

/// The character of a byte in the Windows code page 1252; the five bytes it leaves open stand for themselves.
fn windows(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•',
        '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Option<String>, usize, Option<String>) {
        let mut cx = Cx::new();
        let file = open("a.scw", bytes, &mut cx);
        let text = file.map(|file| cx.source(file).text().to_owned());
        let errors = cx.errors();
        let first = cx
            .finish(Some(()))
            .map_or_else(|p| p.list()[0].what().to_owned(), |(_, p)| p.list().first().map_or(String::new(), |p| p.what().to_owned()));
        (text, errors, Some(first).filter(|what| !what.is_empty()))
    }

    #[test]
    fn each_encoding_is_read() {
        for bytes in [&b"\xEF\xBB\xBF\xC3\xA9\n"[..], b"\xC3\xA9\n", b"\xFF\xFE\xE9\0\n\0", b"\xFE\xFF\0\xE9\0\n"] {
            assert_eq!(read(bytes), (Some("é\n".into()), 0, None), "{bytes:?}");
        }
        let (text, errors, warning) = read(b"gr\xFCn \x80\n");
        assert_eq!((text.as_deref(), errors), (Some("grün €\n"), 0));
        assert!(warning.unwrap().contains("read as Windows-1252"));
        assert_eq!(read(b"\xFF\xFEa\0b").1, 1);
        assert_eq!(read(b"\xFF\xFE\0\xD8").1, 1);
    }

    #[test]
    fn a_file_that_is_too_large_is_refused() {
        let (text, errors, what) = read(&vec![b' '; limits::FILE_BYTES as usize + 1]);
        assert_eq!((text, errors, what.as_deref()), (None, 1, Some("`a.scw` is too large")));
    }

    #[test]
    fn lines_know_their_place() {
        let (text, mut cx) = ("ab\r\n -c \n\nd", Cx::new());
        let file = open("a", text.as_bytes(), &mut cx).unwrap();
        let all: Vec<Line<'_>> = lines(text, file).collect();
        assert_eq!(all.iter().map(|line| line.text).collect::<Vec<_>>(), ["ab", " -c ", "", "d"]);
        let name = all[1].after('-').unwrap();
        assert_eq!((name, &text[all[1].part(name).range()]), ("c", "c"));
        assert_eq!(all[3].span().range(), 10..11);
    }
}
