//! How an item is handed from one to the next.

use crate::input::{Name, Spanned};
use crate::team::build::review::titled;
use crate::team::model::{Bound, HandOff, Law};
use crate::team::spec::{HandOffSpec, HandOffWord};
use crate::world::Input;

use super::{Lane, Maker};

impl<'t> Maker<'_, 't, '_> {
    /// How an item is handed to a step; nothing where nothing is lost and no time passes.
    pub(super) fn hand_off(&mut self, to: &Spanned<Name>, own: Option<&'t HandOffSpec>, lane: &mut Lane<'t>) -> Option<usize> {
        let shared = self.builder.tables.flow.map(|flow| &flow.value);
        let (spec, path) = match (own, lane.hand_off) {
            (Some(own), _) => (own, format!("{}.{}.hand_off", lane.path, to.value)),
            (None, Some(spec)) => {
                let path = if lane.spec.hand_off.is_some() { lane.path.clone() } else { "flow".to_owned() };
                (&spec.value, format!("{path}.hand_off"))
            }
            (None, None) => {
                if !std::mem::replace(&mut lane.asked, true) {
                    self.builder
                        .registry
                        .cx
                        .error(to.span, format!("nothing says how work is handed on to `{}`", to.value))
                        .help(format!("add `hand_off = \"structured\"`, \"loose\" or \"perfect\" to `[{}]`", lane.path));
                }
                return None;
            }
        };
        let poll = match (&lane.spec.poll, shared.and_then(|flow| flow.poll.as_ref())) {
            (Some(poll), _) => Some((poll, format!("{}.poll", lane.path))),
            (None, Some(poll)) => Some((poll, "flow.poll".to_owned())),
            (None, None) => None,
        };
        let word = match spec {
            HandOffSpec::Word(HandOffWord::Perfect) if poll.is_none() => return None,
            HandOffSpec::Word(word) => word.as_str(),
            HandOffSpec::Parts(_) => path.as_str(),
        };
        let key = format!("{word} {}", poll.as_ref().map_or("", |(_, path)| path.as_str()));
        if let Some(&known) = self.by_hand_off.get(&key) {
            return Some(known);
        }
        let registry = &mut self.builder.registry;
        registry.place(format!("hand_offs.{}", self.hand_offs.len()), to.span);
        let poll = poll.map_or(Input::Fixed(0.0), |(poll, path)| registry.minutes(&path, "Time between two looks at the hub", poll));
        let none = Law::Fixed(Input::Fixed(0.0));
        let made = match spec {
            HandOffSpec::Word(HandOffWord::Perfect) => HandOff { loses: Input::Fixed(0.0), keeps: Input::Fixed(1.0), delay: none, poll },
            HandOffSpec::Word(word) => HandOff {
                loses: registry.assume(if *word == HandOffWord::Loose { "loose hand-off" } else { "structured hand-off" }, Bound::Share),
                keeps: registry.assume("bad-context hand-off", Bound::Share),
                delay: none,
                poll,
            },
            HandOffSpec::Parts(parts) => {
                let title = format!("Hand-off, {}", titled(&path));
                HandOff {
                    loses: registry.stated(
                        &format!("{path}.loses"),
                        (&format!("{title}: chance that context is lost"), "share"),
                        &parts.loses,
                        "loses",
                        Bound::Share,
                    ),
                    keeps: match &parts.keeps {
                        Some(keeps) => registry.stated(
                            &format!("{path}.keeps"),
                            (&format!("{title}: what lost context leaves of being right"), "share"),
                            keeps,
                            "keeps",
                            Bound::Share,
                        ),
                        None => registry.assume("bad-context hand-off", Bound::Share),
                    },
                    delay: parts
                        .delay
                        .as_ref()
                        .map_or(none, |delay| registry.law(&format!("{path}.delay"), &format!("{title}: time"), delay, true)),
                    poll,
                }
            }
        };
        self.hand_offs.push(made);
        self.by_hand_off.insert(key, self.hand_offs.len() - 1);
        Some(self.hand_offs.len() - 1)
    }
}
