//! Tokens to rules and effects.

use super::ast::{Clause, Event, Level, Measure, Rule, Unit};
use super::effect::Effect;
use crate::input::lex::{self, Comparison, Cursor, Fault, Token};
use crate::input::limits;

pub(super) fn rule(text: &str) -> Result<Rule, Fault> {
    let tokens = lex::tokens(text)?;
    let mut parser = Parser { cursor: Cursor::new(&tokens, text.len()), text, depth: 0 };
    if !parser.cursor.take_word("p") {
        let fault = parser.cursor.unexpected("`P(`");
        return Err(fault.help("a rule reads \"P(top2box >= 40%) >= 80%\": an event and the probability it must have"));
    }
    parser.cursor.expect_sign("(", "`(` after `P`")?;
    let event = parser.event()?;
    parser.cursor.expect_sign(")", "`and`, `or` or `)`")?;
    let place = parser.cursor.here();
    let comparison = parser.comparison("the event's probability: `>=` and the probability it must have")?;
    if matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
        return Err(Fault::new(place, "a probability is compared by `>=`, `>`, `<=` or `<`"));
    }
    let place = parser.cursor.here();
    let level = parser.level()?;
    let place = place.start..parser.cursor.past();
    let probability = match level.unit {
        Unit::Points => return Err(Fault::new(place, "a probability is written as 80% or 0.8")),
        Unit::Plain | Unit::Percent => level.of_one(),
    };
    if !(0.0..=1.0).contains(&probability) {
        let fault = Fault::new(place, format!("a probability lies in [0, 1], got {probability}"));
        let help = format!("did you mean {}%?", level.number);
        let slip = level.unit == Unit::Plain && (0.0..=100.0).contains(&level.number);
        return Err(if slip { fault.help(help) } else { fault });
    }
    parser.end()?;
    Ok(Rule { event, comparison, probability, text: text.to_owned(), span: None })
}

pub(super) fn effect(text: &str) -> Result<Effect, Fault> {
    let tokens = lex::tokens(text)?;
    let mut parser = Parser { cursor: Cursor::new(&tokens, text.len()), text, depth: 0 };
    let place = parser.cursor.here();
    let size = parser.level()?;
    if size.number <= 0.0 {
        return Err(Fault::new(place.start..parser.cursor.past(), "an effect must be greater than 0"));
    }
    if !parser.cursor.take_word("of") {
        return Err(parser.cursor.unexpected("`of` and a measure").help("write \"2 points of top2box\""));
    }
    let measure = parser.measure()?;
    parser.end()?;
    Ok(Effect { size, measure, text: text.to_owned(), span: None })
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    text: &'t str,
    depth: usize,
}

impl Parser<'_> {
    fn end(&self) -> Result<(), Fault> {
        match self.cursor.peek() {
            None => Ok(()),
            Some(_) => Err(self.cursor.unexpected("the end")),
        }
    }

    fn event(&mut self) -> Result<Event, Fault> {
        let mut parts = vec![self.all()?];
        while self.cursor.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Event::Any))
    }

    fn all(&mut self) -> Result<Event, Fault> {
        let mut parts = vec![self.part()?];
        while self.cursor.take_word("and") {
            parts.push(self.part()?);
        }
        Ok(joined(parts, Event::All))
    }

    fn part(&mut self) -> Result<Event, Fault> {
        if !self.cursor.take_sign("(") {
            return self.clause().map(Event::Clause);
        }
        if self.depth >= limits::EXPRESSION_DEPTH {
            let what = format!("this is nested too deeply: at most {} levels are allowed", limits::EXPRESSION_DEPTH);
            return Err(Fault::new(self.cursor.here(), what));
        }
        self.depth += 1;
        let event = self.event()?;
        self.depth -= 1;
        self.cursor.expect_sign(")", "`and`, `or` or `)`")?;
        Ok(event)
    }

    fn clause(&mut self) -> Result<Clause, Fault> {
        let second = self.cursor.peek_second();
        let xlm_next = second.is_some_and(|token| token.is_word("xlm") || token.is_word("xlms"));
        let every = self.cursor.peek().is_some_and(|token| token.is_word("every") || token.is_word("all"));
        if every && xlm_next {
            self.cursor.take();
            self.cursor.take();
            self.met("`met`")?;
            return Ok(Clause::EveryXlm);
        }
        let named = matches!(second, Some(Token::Text(_)));
        if named && self.cursor.take_word("xlm") {
            let Some((Token::Text(name), range)) = self.cursor.take() else {
                return Err(self.cursor.unexpected("the name of an experience level measure, in quotes"));
            };
            self.met("`met`")?;
            return Ok(Clause::Xlm { name: name.clone(), range: range.clone() });
        }
        let measure = self.measure()?;
        let comparison = self.comparison("a comparison such as `>=`")?;
        let level = self.level()?;
        Ok(Clause::Measure { measure, comparison, level })
    }

    fn met(&mut self, wanted: &str) -> Result<(), Fault> {
        let _ = self.cursor.take_word("is") || self.cursor.take_word("are");
        if self.cursor.take_word("met") { Ok(()) } else { Err(self.cursor.unexpected(wanted)) }
    }

    fn measure(&mut self) -> Result<Measure, Fault> {
        let start = self.cursor.here().start;
        let name = match self.cursor.peek() {
            Some(Token::Text(name) | Token::Quoted(name)) => {
                self.cursor.take();
                name.clone()
            }
            _ => self.words(start),
        };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(self.cursor.unexpected("a measure, `every xlm met` or `xlm \"name\" met`"));
        }
        let mut of = None;
        if self.cursor.take_sign("(") {
            match self.cursor.take() {
                Some((Token::Text(name), _)) => of = Some(name.clone()),
                Some((token, range)) => {
                    let what = format!("expected a name in quotes, got {}", token.described());
                    return Err(Fault::new(range.clone(), what));
                }
                None => return Err(self.cursor.unexpected("a name in quotes")),
            }
            self.cursor.expect_sign(")", "`)`")?;
        }
        Ok(Measure { name, of, range: start..self.cursor.past() })
    }

    /// Takes the words of a bare name, as written.
    fn words(&mut self, start: usize) -> String {
        let mut end = start;
        while let Some(token) = self.cursor.peek() {
            let part = match token {
                Token::Word(_) => !(token.is_word("and") || token.is_word("or")),
                Token::Number(_) => end > start,
                Token::Sign(sign) => end > start && matches!(*sign, "." | "-" | "/"),
                Token::Text(_) | Token::Quoted(_) => false,
            };
            if !part {
                break;
            }
            self.cursor.take();
            end = self.cursor.past();
        }
        self.text[start..end].to_owned()
    }

    fn comparison(&mut self, wanted: &str) -> Result<Comparison, Fault> {
        let Some(comparison) = self.cursor.peek().and_then(Comparison::of) else {
            return Err(self.cursor.unexpected(wanted));
        };
        self.cursor.take();
        Ok(comparison)
    }

    fn level(&mut self) -> Result<Level, Fault> {
        let minus = self.cursor.take_sign("-");
        let Some(Token::Number(number)) = self.cursor.peek() else {
            return Err(self.cursor.unexpected("a number"));
        };
        if !number.is_finite() {
            return Err(Fault::new(self.cursor.here(), "this number is too large"));
        }
        self.cursor.take();
        let unit = if self.cursor.take_sign("%") || self.cursor.take_word("percent") {
            Unit::Percent
        } else if self.cursor.take_word("points") || self.cursor.take_word("point") {
            Unit::Points
        } else {
            Unit::Plain
        };
        Ok(Level { number: if minus { -number } else { *number }, unit })
    }
}

fn joined(mut parts: Vec<Event>, join: fn(Vec<Event>) -> Event) -> Event {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}
