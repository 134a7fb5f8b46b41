//! Tokens to expressions, by recursive descent with a bound on depth.

use super::ast::{Arithmetic, Ast, Function, Part};
use crate::input::lex::{self, Comparison, Cursor, Fault, Token};
use crate::input::{limits, suggest};

/// Most operators in one chain such as `a + b + c`, which nests to the left.
const LONGEST_CHAIN: usize = 400;

/// Parses a whole text.
pub(super) fn expression(text: &str) -> Result<Ast, Fault> {
    let tokens = lex::tokens(text)?;
    let mut parser = Parser { cursor: Cursor::new(&tokens, text.len()), depth: 0 };
    let root = parser.either()?;
    match parser.cursor.peek() {
        None => Ok(root),
        Some(_) => Err(parser.cursor.unexpected("an operator or the end")),
    }
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    depth: usize,
}

impl Parser<'_> {
    /// Goes one level down, unless that is too deep.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth >= limits::EXPRESSION_DEPTH {
            let what = format!("this is nested too deeply: at most {} levels are allowed", limits::EXPRESSION_DEPTH);
            return Err(Fault::new(self.cursor.here(), what));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn either(&mut self) -> Result<Ast, Fault> {
        self.chain("or", Self::both, Part::Or)
    }

    fn both(&mut self) -> Result<Ast, Fault> {
        self.chain("and", Self::negation, Part::And)
    }

    /// Parses parts joined by a word into one flat list.
    fn chain(&mut self, word: &str, part: fn(&mut Self) -> Result<Ast, Fault>, join: fn(Vec<Ast>) -> Part) -> Result<Ast, Fault> {
        let start = self.cursor.here().start;
        let first = part(self)?;
        let mut parts = vec![first];
        while self.cursor.take_word(word) {
            parts.push(part(self)?);
        }
        match parts.len() {
            1 => Ok(parts.remove(0)),
            _ => Ok(Ast { node: join(parts), range: start..self.cursor.past() }),
        }
    }

    fn negation(&mut self) -> Result<Ast, Fault> {
        let start = self.cursor.here().start;
        if self.cursor.take_word("not") {
            let inner = self.deeper(Self::negation)?;
            return Ok(Ast { node: Part::Not(Box::new(inner)), range: start..self.cursor.past() });
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Ast, Fault> {
        let start = self.cursor.here().start;
        let left = self.sum()?;
        let negated = self.cursor.peek().is_some_and(|token| token.is_word("not"))
            && self.cursor.peek_second().is_some_and(|token| token.is_word("in"));
        if negated {
            self.cursor.take();
        }
        if self.cursor.take_word("in") {
            let list = self.list()?;
            let range = start..self.cursor.past();
            let inside = Ast { node: Part::In(Box::new(left), list), range: range.clone() };
            let node = if negated { Part::Not(Box::new(inside)) } else { return Ok(inside) };
            return Ok(Ast { node, range });
        }
        let Some(comparison) = self.cursor.peek().and_then(Comparison::of) else {
            return Ok(left);
        };
        self.cursor.take();
        let right = self.sum()?;
        if self.cursor.peek().and_then(Comparison::of).is_some() {
            let fault = Fault::new(self.cursor.here(), "comparisons cannot be chained");
            return Err(fault.help("write `a < b and b < c`"));
        }
        let range = start..self.cursor.past();
        Ok(Ast { node: Part::Compare(comparison, Box::new(left), Box::new(right)), range })
    }

    fn list(&mut self) -> Result<Vec<Ast>, Fault> {
        self.cursor.expect_sign("[", "`[`")?;
        let mut items = Vec::new();
        loop {
            if self.cursor.peek().is_some_and(|token| token.is_sign("]")) {
                if items.is_empty() {
                    return Err(Fault::new(self.cursor.here(), "the list is empty"));
                }
                self.cursor.take();
                return Ok(items);
            }
            let start = self.cursor.here().start;
            let minus = self.cursor.take_sign("-");
            let node = match self.cursor.take() {
                Some((Token::Number(number), _)) => Part::Number(if minus { -number } else { *number }),
                Some((Token::Text(text), _)) if !minus => Part::Text(text.clone()),
                Some((token, range)) => {
                    let what = format!("a list holds numbers or text in quotes, got {}", token.described());
                    return Err(Fault::new(range.clone(), what));
                }
                None => return Err(self.cursor.unexpected("a number or text in quotes")),
            };
            items.push(Ast { node, range: start..self.cursor.past() });
            if !self.cursor.take_sign(",") {
                self.cursor.expect_sign("]", "`,` or `]`")?;
                return Ok(items);
            }
        }
    }

    fn sum(&mut self) -> Result<Ast, Fault> {
        self.operators(Self::product, &[("+", Arithmetic::Add), ("-", Arithmetic::Subtract)])
    }

    fn product(&mut self) -> Result<Ast, Fault> {
        self.operators(Self::signed, &[("*", Arithmetic::Multiply), ("/", Arithmetic::Divide)])
    }

    fn operators(&mut self, part: fn(&mut Self) -> Result<Ast, Fault>, signs: &[(&str, Arithmetic)]) -> Result<Ast, Fault> {
        let start = self.cursor.here().start;
        let mut left = part(self)?;
        for _ in 0..LONGEST_CHAIN {
            let found = signs.iter().find(|(sign, _)| self.cursor.peek().is_some_and(|token| token.is_sign(sign)));
            let Some((_, operator)) = found else {
                return Ok(left);
            };
            self.cursor.take();
            let right = part(self)?;
            let range = start..self.cursor.past();
            left = Ast { node: Part::Arithmetic(*operator, Box::new(left), Box::new(right)), range };
        }
        Err(Fault::new(self.cursor.here(), format!("more than {LONGEST_CHAIN} terms in a row")))
    }

    fn signed(&mut self) -> Result<Ast, Fault> {
        let start = self.cursor.here().start;
        if self.cursor.take_sign("-") {
            let inner = self.deeper(Self::signed)?;
            return Ok(Ast { node: Part::Negate(Box::new(inner)), range: start..self.cursor.past() });
        }
        self.atom()
    }

    fn atom(&mut self) -> Result<Ast, Fault> {
        let Some((token, range)) = self.cursor.take() else {
            return Err(self.cursor.unexpected("a value"));
        };
        let node = match token {
            Token::Number(number) if number.is_finite() => Part::Number(*number),
            Token::Number(_) => return Err(Fault::new(range.clone(), "this number is too large")),
            Token::Text(text) => Part::Text(text.clone()),
            Token::Quoted(name) => Part::Column(name.clone()),
            Token::Sign("(") => {
                let inner = self.deeper(Self::either)?;
                self.cursor.expect_sign(")", "`)`")?;
                return Ok(Ast { node: inner.node, range: range.start..self.cursor.past() });
            }
            Token::Word(word) if self.cursor.peek().is_some_and(|token| token.is_sign("(")) => {
                return self.call(word, range.clone());
            }
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "true" => Part::Truth(true),
                "false" => Part::Truth(false),
                "and" | "or" | "in" | "not" => {
                    let fault = Fault::new(range.clone(), format!("expected a value, got `{word}`"));
                    return Err(fault.help(format!("write `` `{word}` `` in backticks if it is a column's name")));
                }
                _ => Part::Column(word.clone()),
            },
            Token::Sign(_) => {
                return Err(Fault::new(range.clone(), format!("expected a value, got {}", token.described())));
            }
        };
        Ok(Ast { node, range: range.clone() })
    }

    fn call(&mut self, word: &str, range: std::ops::Range<usize>) -> Result<Ast, Fault> {
        let known = Function::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        let Some(&(name, function)) = known else {
            let names = Function::ALL.iter().map(|(name, _)| *name);
            let fault = Fault::new(range, format!("there is no function `{word}`"));
            return Err(match suggest::nearest(word, names.clone()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!("functions: {}", suggest::listed(names, 8))),
            });
        };
        self.cursor.expect_sign("(", "`(`")?;
        let mut parts = Vec::new();
        loop {
            parts.push(self.deeper(Self::either)?);
            if !self.cursor.take_sign(",") {
                break;
            }
        }
        self.cursor.expect_sign(")", "`,` or `)`")?;
        let range = range.start..self.cursor.past();
        let wanted = match function {
            Function::If => (parts.len() != 3).then_some("three parts: condition, then, otherwise"),
            Function::Abs => (parts.len() != 1).then_some("one part"),
            Function::Min | Function::Max => (parts.len() < 2).then_some("two parts or more"),
        };
        match wanted {
            Some(wanted) => Err(Fault::new(range, format!("`{name}` takes {wanted}, got {}", parts.len()))),
            None => Ok(Ast { node: Part::Call(function, parts), range }),
        }
    }
}
