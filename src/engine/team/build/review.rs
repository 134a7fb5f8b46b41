//! Looks at pieces of work: who, how long, how sure.

use crate::input::{Name, Span, Spanned};
use crate::team::model::{Bound, Law, Review, Reviewer, Then, TimeOut};
use crate::team::spec::{LawSpec, ReviewSpec, Stated, ThenWord};
use crate::world::Input;

use super::builder::Builder;

/// A table that says something of a review, with the path it is known under.
pub(super) type Said<'t> = (String, &'t ReviewSpec);

/// What is said of waiting for a review.
pub(super) struct Patience<'t> {
    /// The path of the table.
    pub(super) path: String,
    pub(super) after: Option<&'t LawSpec>,
    pub(super) then: Option<&'t Spanned<ThenWord>>,
    pub(super) escalate_to: Option<&'t Spanned<Name>>,
}

impl<'t> Builder<'t, '_> {
    /// The review by somebody, from what is said most closely. `asked` is where the review is asked for.
    pub(super) fn review(&mut self, by: Reviewer, mut said: Vec<Said<'t>>, asked: Span) -> Review {
        let known_by = self.name_of(by);
        if let Reviewer::People(pool) = by {
            self.said_of_people(pool, &mut said);
        }
        let minutes = said.iter().find_map(|(path, spec)| spec.minutes.as_ref().map(|minutes| (path.clone(), minutes)));
        let detects = said.iter().find_map(|(path, spec)| spec.detects.as_ref().map(|detects| (path.clone(), detects)));
        let false_rejects = said.iter().find_map(|(path, spec)| spec.false_rejects.as_ref().map(|rejects| (path.clone(), rejects)));
        let minutes = match (minutes, by) {
            (Some((path, law)), _) => {
                self.registry.law(&format!("{path}.review.minutes"), &format!("{}: time of a review", titled(&path)), law, false)
            }
            (None, Reviewer::Agent(agent)) => self.agent_minutes(agent),
            (None, Reviewer::People(_)) => {
                self.unsaid(&known_by, "how long a review by", "takes", "review = { minutes = 5 }", asked);
                Law::Fixed(Input::Fixed(1.0))
            }
        };
        let person = match by {
            Reviewer::People(_) => true,
            Reviewer::Agent(agent) => self.tables.agents[agent].human,
        };
        let detects = match detects {
            Some((path, stated)) => self.chance(&path, "detects", "chance that a review sees what is wrong", stated),
            None if person => {
                self.unsaid(
                    &known_by,
                    "how often a review by",
                    "sees what is wrong",
                    "review = { detects = { from = \"careful human, design\" } }",
                    asked,
                );
                Input::Fixed(0.5)
            }
            None => self.registry.assume("model gate", Bound::Share),
        };
        let false_rejects = match false_rejects {
            Some((path, stated)) => self.chance(&path, "false_rejects", "chance that a review turns down what is right", stated),
            None if person => self.registry.assume("careful human, false alarms", Bound::Share),
            None => self.registry.assume("model gate, false alarms", Bound::Share),
        };
        Review { by, minutes, detects, false_rejects, priority: 0, time_out: None }
    }

    fn chance(&mut self, path: &str, key: &str, label: &str, stated: &Stated) -> Input {
        self.registry.stated(&format!("{path}.review.{key}"), (&format!("{}: {label}", titled(path)), "share"), stated, key, Bound::Share)
    }

    /// Says once that nobody says something of a reviewer.
    fn unsaid(&mut self, who: &str, what: &str, does: &str, example: &str, asked: Span) {
        let problem = format!("nothing says {what} `{who}` {does}");
        if self.registry.first(&problem) {
            let at =
                self.registry.span_of(&format!("pools.{who}")).or_else(|| self.registry.span_of(&format!("people.{who}"))).unwrap_or(asked);
            self.registry.cx.error(at, problem).help(format!("add `{example}`"));
        }
    }

    /// The name of who reviews.
    pub(super) fn name_of(&self, by: Reviewer) -> String {
        match by {
            Reviewer::People(pool) => self.pools[pool].name.clone(),
            Reviewer::Agent(agent) => self.tables.agents[agent].name.value.as_str().to_owned(),
        }
    }

    /// Adds what a pool says of its reviews, then what its people do. People of one pool review alike, but for skill and pace.
    fn said_of_people(&mut self, pool: usize, said: &mut Vec<Said<'t>>) {
        let tables = self.tables;
        let (name, people) = (self.pools[pool].name.clone(), self.pools[pool].people.clone());
        let own = tables.pools.iter().find(|spec| spec.name.value.as_str() == name).and_then(|spec| spec.review.as_ref());
        said.extend(own.map(|review| (format!("pools.{name}"), review)));
        let stated: Vec<Said<'t>> = people
            .iter()
            .filter_map(|&person| {
                tables.people[person].review.as_ref().map(|review| (format!("people.{}", tables.people[person].name.value), review))
            })
            .collect();
        if own.is_none() && stated.windows(2).any(|pair| pair[0].1 != pair[1].1) && self.registry.first(&format!("reviews of {name}")) {
            let at = self.registry.span_of(&format!("pools.{name}"));
            self.registry
                .cx
                .error(at, format!("the people of `{name}` state different reviews"))
                .help("give the pool a `review`, and its people a `skill` and a `pace`");
        }
        said.extend(stated);
    }

    /// What happens when nobody looks in time.
    pub(super) fn time_out(&mut self, patience: &Patience<'t>) -> Option<TimeOut> {
        let Patience { path, after, then, escalate_to } = patience;
        if let (Some(to), false) = (escalate_to, then.is_some_and(|then| then.value == ThenWord::Escalate)) {
            self.registry.cx.error(to.span, "`escalate_to` goes with `then = \"escalate\"`");
        }
        let (after, then) = match (after, then) {
            (None, None) => return None,
            (None, Some(then)) if then.value == ThenWord::Wait => return None,
            (None, Some(then)) => {
                self.registry
                    .cx
                    .error(
                        then.span,
                        format!("`then = \"{}\"` says what happens when nobody looked in time, and nothing says when", then.value),
                    )
                    .help("add `after = \"24 h\"`");
                return None;
            }
            (Some(after), None) => {
                self.registry
                    .cx
                    .error(after.span, "nothing says what happens when nobody looked in time")
                    .help("add `then = \"wait\"`, \"deny\", \"approve\" or \"escalate\"");
                return None;
            }
            (Some(after), Some(then)) => (after, then),
        };
        let then = match then.value {
            ThenWord::Wait => return None,
            ThenWord::Deny => Then::Deny,
            ThenWord::Approve => Then::Approve,
            ThenWord::Escalate => match escalate_to {
                Some(to) => Then::Escalate(self.reviewer(to)?),
                None => {
                    self.registry.cx.error(then.span, "nothing says who is asked then").help("add `escalate_to = \"...\"`");
                    return None;
                }
            },
        };
        let law = self.registry.law(&format!("{path}.after"), &format!("{}: longest wait for a review", titled(path)), after, false);
        Some(TimeOut { after: law, then })
    }
}

/// The path of a table in words, for labels.
pub(super) fn titled(path: &str) -> String {
    let suffixes = [
        (".in_the_loop", ", in the loop"),
        (".on_the_loop", ", on the loop"),
        (".autonomy", ""),
        (".earns", ", as earned"),
        (".alarm", ", on alarm"),
    ];
    let (path, aside) = suffixes.iter().find_map(|(key, words)| path.strip_suffix(key).map(|path| (path, *words))).unwrap_or((path, ""));
    let name = match path {
        "every_agent" => "Every agent",
        _ => path.split_once('.').map_or(path, |(_, name)| name),
    };
    format!("{name}{aside}")
}
