//! Words of a text with their places, whatever the language; marks of HTML and addresses are no words.

/// Longest word \[characters\].
const LONGEST: usize = 40;
/// Longest mark of HTML \[bytes\]; what is longer is text with a stray `<`.
const MARK: usize = 512;

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word in small letters.
    pub folded: String,
    /// Where it begins \[bytes\].
    pub start: usize,
    /// Where it ends \[bytes\].
    pub end: usize,
    /// Whether only blanks lie between it and the word before.
    pub follows: bool,
}

/// The words of a text: runs of letters and digits of any script, with single hyphens inside.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let (mut at, mut follows) = (0, false);
    while let Some(c) = text[at..].chars().next() {
        let marked = if matches!(c, '<' | '&') { mark(&text[at..]) } else { None };
        if let Some(length) = marked {
            (at, follows) = (at + length, false);
            continue;
        }
        if !c.is_alphanumeric() {
            follows &= c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\u{a0}';
            at += c.len_utf8();
            continue;
        }
        if let Some(length) = address(&text[at..]) {
            (at, follows) = (at + length, false);
            continue;
        }
        let end = at + run(&text[at..]);
        let folded = text[at..end].to_lowercase();
        if folded.chars().count() <= LONGEST {
            out.push(Word { folded, start: at, end, follows });
            follows = true;
        } else {
            follows = false;
        }
        at = end;
    }
    out
}

/// Length of a run of letters and digits, with single hyphens between them \[bytes\].
fn run(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = c == '-' && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !(c.is_alphanumeric() || joins) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Length of a tag or of a named character \[bytes\].
pub(super) fn mark(text: &str) -> Option<usize> {
    let head = &text.as_bytes()[..text.len().min(MARK)];
    if head.first() == Some(&b'<') {
        let named = head.get(1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?'));
        return head.iter().position(|&byte| byte == b'>').filter(|_| named).map(|end| end + 1);
    }
    let end = head.iter().take(12).position(|&byte| byte == b';')?;
    let inside = &head[1..end];
    let good = !inside.is_empty() && inside.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    good.then_some(end + 1)
}

/// Length of an address such as `https://…` \[bytes\].
fn address(text: &str) -> Option<usize> {
    let starts =
        ["http://", "https://", "www."].iter().any(|start| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)));
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | ')');
    starts.then(|| text.find(ends).unwrap_or(text.len()))
}

/// Words that say nothing by themselves, in English. Other languages' are left out by how often they occur.
const EMPTY: &str = " a about above after again against all also am an and any are as at back be because been before being below between both but by can \
    could did do does doing done down during each even every few for from further get gets given go got had has have having he her here hers him his how \
    however i if in into is it its itself just know least less like made make makes making many may me might more most much must my near new next no nor not now of off on \
    once one only or other our ours out over own per put said same say says see she should since so some still such take than that the their theirs \
    them then there these they thing this those through thus to too two under until up upon us use used uses using very via was way we well were \
    what when where which while who whom whose why will with within without would year years yet you your yours ";

/// Whether a word can be a term, or a part of one: two letters or more, not a number, and not one that says nothing.
#[must_use]
pub fn speaks(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    // Scripts without spaces put a word into a single letter.
    let enough = letters >= 2 || word.chars().next().is_some_and(|c| c.is_alphabetic() && c as u32 > 0x2E7F);
    enough && !EMPTY.split(' ').any(|empty| empty == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_have_places_and_marks_are_none() {
        let text = "<p class=\"x\">Zero-Dependency&nbsp;Tools, see https://a.b/c?d=e (ÉTÉ 2021) 3<4";
        let found = words(text);
        assert_eq!(folded(text), ["zero-dependency", "tools", "see", "été", "2021", "3", "4"]);
        assert!(found.iter().all(|word| text[word.start..word.end].to_lowercase() == word.folded));
        let follows: Vec<bool> = found.iter().map(|word| word.follows).collect();
        assert_eq!(follows, [false, false, false, false, true, false, false]);
    }

    #[test]
    fn odd_texts_do_no_harm() {
        assert_eq!(folded(""), [] as [&str; 0]);
        assert_eq!(folded("<<<&&&;--a--b-"), ["a", "b"]);
        assert_eq!(folded(&"x".repeat(100_000)), [] as [&str; 0]);
        assert_eq!(folded("< b and <c"), ["b", "and", "c"]);
        assert_eq!(folded("日本 語"), ["日本", "語"]);
    }

    #[test]
    fn words_that_say_nothing_are_known() {
        assert!(speaks("agent") && speaks("c3p") && speaks("語"));
        assert!(!speaks("the") && !speaks("2021") && !speaks("x") && !speaks("yours") && !speaks("about"));
    }
}
