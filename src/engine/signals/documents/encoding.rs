//! Bytes to text: UTF-8, UTF-16 and Windows-1252, as a mark, a declaration or the user says. Nothing is guessed.

use crate::choice;

choice! {
    /// How text is written as bytes.
    pub enum Encoding {
        /// UTF-8.
        Utf8 = "utf-8",
        /// UTF-16, the low byte first.
        Utf16Le = "utf-16le",
        /// UTF-16, the high byte first.
        Utf16Be = "utf-16be",
        /// Windows-1252, and with it Latin-1 and ASCII, as browsers read them.
        Windows1252 = "windows-1252",
    }
}

/// The characters of the bytes 0x80 to 0x9F in Windows-1252; 0 where there is none.
const HIGH: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019,
    0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
];

/// Turns bytes into text. A byte order mark at the start counts most, then what the user says, then what an XML declaration says; otherwise
/// the bytes must be UTF-8.
///
/// # Errors
/// In words, with the place of the first byte that does not fit, or the name of an encoding that is not read.
pub fn decode(bytes: &[u8], given: Option<Encoding>) -> Result<String, String> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return utf8(rest),
        [0xFF, 0xFE, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    let encoding = match given {
        Some(encoding) => encoding,
        None => match declared(bytes) {
            None => Encoding::Utf8,
            Some(name) => named(&name).ok_or_else(|| format!("it says that it is written in {name:?}, which is not read"))?,
        },
    };
    match encoding {
        Encoding::Utf8 => utf8(bytes),
        Encoding::Utf16Le => utf16(bytes, u16::from_le_bytes),
        Encoding::Utf16Be => utf16(bytes, u16::from_be_bytes),
        Encoding::Windows1252 => windows(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    let said = |error: &std::str::Utf8Error| {
        let at = error.valid_up_to();
        let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("line {line}: the byte 0x{:02X} is not UTF-8; say which `encoding` the file has", bytes[at])
    };
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| said(&error))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    if !bytes.len().is_multiple_of(2) {
        return Err("it is UTF-16 with half a character at its end".to_owned());
    }
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| "it is UTF-16 with half a pair of characters in it".to_owned())
}

fn windows(bytes: &[u8]) -> Result<String, String> {
    let one = |(at, &byte): (usize, &u8)| {
        let code = if (0x80..=0x9F).contains(&byte) { HIGH[usize::from(byte - 0x80)] } else { u16::from(byte) };
        let known = code != 0 || byte == 0;
        char::from_u32(u32::from(code)).filter(|_| known).ok_or_else(|| format!("byte {at}: 0x{byte:02X} has no character in Windows-1252"))
    };
    bytes.iter().enumerate().map(one).collect()
}

/// What an XML declaration at the start says.
fn declared(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(200).map(|&byte| if byte.is_ascii() { char::from(byte) } else { ' ' }).collect();
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split(quote).next().map(str::to_lowercase)
}

fn named(name: &str) -> Option<Encoding> {
    match name {
        "utf-8" | "utf8" => Some(Encoding::Utf8),
        "us-ascii" | "ascii" | "iso-8859-1" | "latin1" | "windows-1252" | "cp1252" => Some(Encoding::Windows1252),
        "utf-16le" => Some(Encoding::Utf16Le),
        "utf-16be" => Some(Encoding::Utf16Be),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_words_and_declarations_are_heeded_in_that_order() {
        assert_eq!(decode(b"\xEF\xBB\xBFa", Some(Encoding::Utf16Le)).unwrap(), "a");
        assert_eq!(decode(b"\xFF\xFEa\0\xE9\0", None).unwrap(), "aé");
        assert_eq!(decode(b"\xFE\xFF\0a\xD8\x3D\xDE\0", None).unwrap(), "a😀");
        assert_eq!(decode(b"caf\xE9 \x93x\x94", Some(Encoding::Windows1252)).unwrap(), "café “x”");
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>";
        assert!(decode(latin, None).unwrap().ends_with("<a>é</a>"));
        assert_eq!(decode("é".as_bytes(), None).unwrap(), "é");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        for (bytes, given, what) in [
            (b"a\nb\xE9".as_slice(), None, "line 2: the byte 0xE9"),
            (b"\xFF\xFEa", None, "half a character"),
            (b"\xFF\xFE\x3D\xD8", None, "half a pair"),
            (b"\x81", Some(Encoding::Windows1252), "0x81 has no character"),
            (b"<?xml version=\"1.0\" encoding=\"shift_jis\"?><a/>", None, "\"shift_jis\", which is not read"),
        ] {
            assert!(decode(bytes, given).unwrap_err().contains(what), "{bytes:?}");
        }
    }
}
