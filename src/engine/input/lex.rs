//! Words, numbers, quotes and signs: the tokens that expressions and rules share.

use std::ops::Range;

use winnow::LocatingSlice;
use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::prelude::*;
use winnow::token::{one_of, take_till, take_while};

use super::limits;

/// Holds one token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A number without sign.
    Number(f64),
    /// A bare word.
    Word(String),
    /// A string in single or double quotes.
    Text(String),
    /// A name in backticks.
    Quoted(String),
    /// An operator, bracket or comma.
    Sign(&'static str),
}

impl Token {
    /// Says in a few words what the token is.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Number(number) => format!("the number {number}"),
            Self::Word(word) => format!("`{word}`"),
            Self::Text(text) => format!("the text {text:?}"),
            Self::Quoted(name) => format!("the name `{name}`"),
            Self::Sign(sign) => format!("`{sign}`"),
        }
    }

    /// Says whether this is the word `word`, in whatever case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own.eq_ignore_ascii_case(word))
    }

    /// Says whether this is the sign `sign`.
    pub(crate) fn is_sign(&self, sign: &str) -> bool {
        matches!(self, Self::Sign(own) if *own == sign)
    }
}

/// Pairs a token with the bytes it stands in.
pub(crate) type Placed = (Token, Range<usize>);

/// Says what is wrong with a small text, such as an expression, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    /// What is wrong.
    pub what: String,
    /// The bytes of the text at fault.
    pub range: Range<usize>,
    /// What helps, if that is known.
    pub help: Option<String>,
}

impl Fault {
    pub(crate) fn new(range: Range<usize>, what: impl Into<String>) -> Self {
        Self { what: what.into(), range, help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

type Input<'i> = LocatingSlice<&'i str>;
type Lexed<T> = winnow::Result<T>;

/// The signs, longer ones first where one begins another.
const SIGNS: &[&str] = &["==", "!=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".", "≤", "≥", "≠", "−"];

fn sign(input: &mut Input<'_>) -> Lexed<Token> {
    for sign in SIGNS {
        if input.starts_with(sign) {
            let _ = winnow::token::literal::<_, _, winnow::error::ContextError>(*sign).parse_next(input)?;
            // Signs as they are printed in reports mean what they look like.
            return Ok(Token::Sign(match *sign {
                "≤" => "<=",
                "≥" => ">=",
                "≠" => "!=",
                "−" => "-",
                "==" => "=",
                other => other,
            }));
        }
    }
    winnow::combinator::fail.parse_next(input)
}

fn digits<'i>(input: &mut Input<'i>) -> Lexed<&'i str> {
    (one_of('0'..='9'), take_while(0.., ('0'..='9', '_'))).take().parse_next(input)
}

fn number(input: &mut Input<'_>) -> Lexed<Token> {
    let exponent = (one_of(['e', 'E']), opt(one_of(['+', '-'])), digits);
    let text = (digits, opt(('.', digits)), opt(exponent)).take().parse_next(input)?;
    let plain = text.replace('_', "");
    match plain.parse::<f64>() {
        Ok(number) => Ok(Token::Number(number)),
        Err(_) => winnow::combinator::fail.parse_next(input),
    }
}

fn word(input: &mut Input<'_>) -> Lexed<Token> {
    let first = one_of(|c: char| c.is_alphabetic() || c == '_');
    let rest = take_while(0.., |c: char| c.is_alphanumeric() || c == '_');
    (first, rest).take().map(|word: &str| Token::Word(word.to_owned())).parse_next(input)
}

/// Reads text between two equal quotes; the quote itself is written twice inside.
fn quoted(quote: char) -> impl FnMut(&mut Input<'_>) -> Lexed<String> {
    move |input| {
        let pieces = || {
            let plain = take_till(1.., quote);
            let doubled = (quote, quote).map(move |_| {
                if quote == '"' {
                    "\""
                } else if quote == '\'' {
                    "'"
                } else {
                    "`"
                }
            });
            alt((plain, doubled))
        };
        let inside = repeat(0.., pieces()).fold(String::new, |mut text: String, piece: &str| {
            text.push_str(piece);
            text
        });
        delimited(quote, inside, quote).parse_next(input)
    }
}

fn token(input: &mut Input<'_>) -> Lexed<Token> {
    alt((number, word, quoted('\'').map(Token::Text), quoted('"').map(Token::Text), quoted('`').map(Token::Quoted), sign)).parse_next(input)
}

/// Splits a text into tokens.
pub(crate) fn tokens(text: &str) -> Result<Vec<Placed>, Fault> {
    if text.len() > limits::EXPRESSION_BYTES {
        let what = format!("this is too long: {} bytes, at most {} are allowed", text.len(), limits::EXPRESSION_BYTES);
        return Err(Fault::new(0..text.len(), what));
    }
    let mut input = LocatingSlice::new(text);
    let blank = |input: &mut Input<'_>| -> Lexed<()> { take_while(0.., char::is_whitespace).void().parse_next(input) };
    let mut found = Vec::new();
    loop {
        let before = input;
        if preceded(blank, winnow::combinator::eof::<_, winnow::error::ContextError>).parse_next(&mut input).is_ok() {
            return Ok(found);
        }
        input = before;
        match preceded(blank, token.with_span()).parse_next(&mut input) {
            Ok(placed) => found.push(placed),
            Err(_) => return Err(unreadable(text, found.last().map_or(0, |(_, range): &Placed| range.end))),
        }
    }
}

/// Says why no token can be read after byte `from`.
fn unreadable(text: &str, from: usize) -> Fault {
    let rest = &text[from..];
    let start = from + rest.len() - rest.trim_start().len();
    let first = text[start..].chars().next().unwrap_or(' ');
    if matches!(first, '"' | '\'' | '`') {
        return Fault::new(start..text.len(), format!("the quote {first} is not closed"));
    }
    Fault::new(start..start + first.len_utf8(), format!("{first:?} means nothing here"))
}

/// Walks over tokens.
#[derive(Debug)]
pub(crate) struct Cursor<'t> {
    tokens: &'t [Placed],
    at: usize,
    length: usize,
}

impl<'t> Cursor<'t> {
    /// Starts at the first token of a text of `length` bytes.
    pub(crate) fn new(tokens: &'t [Placed], length: usize) -> Self {
        Self { tokens, at: 0, length }
    }

    /// Returns the next token without taking it.
    pub(crate) fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    /// Returns the token after the next.
    pub(crate) fn peek_second(&self) -> Option<&'t Token> {
        self.tokens.get(self.at + 1).map(|(token, _)| token)
    }

    /// Takes the next token.
    pub(crate) fn take(&mut self) -> Option<&'t Placed> {
        let placed = self.tokens.get(self.at)?;
        self.at += 1;
        Some(placed)
    }

    /// Returns the bytes of the next token, or the empty place at the end.
    pub(crate) fn here(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.length..self.length, |(_, range)| range.clone())
    }

    /// Returns the end of the token taken last.
    pub(crate) fn past(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |(_, range)| range.end)
    }

    /// Takes the next token if it is this sign.
    pub(crate) fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_sign(sign));
        self.at += usize::from(found);
        found
    }

    /// Takes the next token if it is this word.
    pub(crate) fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_word(word));
        self.at += usize::from(found);
        found
    }

    /// Takes this sign, or says that `wanted` is expected here.
    pub(crate) fn expect_sign(&mut self, sign: &str, wanted: &str) -> Result<(), Fault> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    /// Says that something else was expected at the next token.
    pub(crate) fn unexpected(&self, wanted: &str) -> Fault {
        let got = self.peek().map_or_else(|| "the end".to_owned(), Token::described);
        Fault::new(self.here(), format!("expected {wanted}, got {got}"))
    }
}

/// Says how two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// `=` or `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
}

impl Comparison {
    /// Returns the sign.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Says whether `left` stands in this relation to `right`; a NaN stands in none but `!=`.
    #[must_use]
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
        }
    }

    pub(crate) fn of(token: &Token) -> Option<Self> {
        match token {
            Token::Sign("=") => Some(Self::Equal),
            Token::Sign("!=") => Some(Self::NotEqual),
            Token::Sign("<") => Some(Self::Less),
            Token::Sign("<=") => Some(Self::AtMost),
            Token::Sign(">") => Some(Self::Greater),
            Token::Sign(">=") => Some(Self::AtLeast),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Token> {
        tokens(text).expect("lexes").into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn tokens_are_split_with_their_places() {
        use Token::{Number, Quoted, Sign, Text, Word};
        assert_eq!(
            kinds("a_1>=1_000.5e-1%  and 'it''s' `b c`"),
            [Word("a_1".into()), Sign(">="), Number(100.05), Sign("%"), Word("and".into()), Text("it's".into()), Quoted("b c".into())]
        );
        assert_eq!(tokens("  é ≤ 2").expect("lexes")[1], (Sign("<="), 5..8));
        assert_eq!(kinds("top2box==2."), [Word("top2box".into()), Sign("="), Number(2.0), Sign(".")]);
    }

    #[test]
    fn what_cannot_be_read_is_placed() {
        assert_eq!(tokens("a & b").expect_err("no sign").range, 2..3);
        assert_eq!(tokens("a = 'b").expect_err("open").range, 4..6);
        assert!(tokens(&"a".repeat(5_000)).is_err());
    }
}
