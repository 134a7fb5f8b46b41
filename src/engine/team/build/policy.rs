//! What "in the loop", "on the loop" and "out of the loop" mean for an agent, and policies in full.

use crate::input::{Name, Quantity, Span, Spanned};
use crate::team::model::{Audit, Bound, Policy, Preset, Review, Reviewer, Veto};
use crate::team::spec::{
    AgentSpec, AlarmSpec, AutonomySpec, AutonomyWord, EveryAgentSpec, InTheLoopSpec, OnTheLoopSpec, PolicySpec, VetoSpec,
};

use super::builder::{Builder, TeamTables};
use super::review::{Patience, Said, titled};

/// How often work that is turned down is done again, where the file does not say.
const REDO: u8 = 2;

/// The preset of a word.
pub(super) fn preset(word: AutonomyWord) -> Preset {
    match word {
        AutonomyWord::In => Preset::In,
        AutonomyWord::On => Preset::On,
        AutonomyWord::Out => Preset::Out,
    }
}

/// Everybody who is named as reviewing an agent.
pub(super) fn named_reviewers<'t>(tables: &TeamTables<'t>) -> impl Iterator<Item = &'t Spanned<Name>> {
    fn full(spec: &AutonomySpec) -> [Option<&Spanned<Name>>; 2] {
        match spec {
            AutonomySpec::Word(_) => [None, None],
            AutonomySpec::Policy(policy) => [policy.reviewer.as_ref(), policy.escalate_to.as_ref()],
        }
    }
    fn loops<'s>(within: Option<&'s InTheLoopSpec>, on: Option<&'s OnTheLoopSpec>) -> impl Iterator<Item = Option<&'s Spanned<Name>>> {
        within.into_iter().flat_map(|spec| [spec.reviewer.as_ref(), spec.escalate_to.as_ref()]).chain(on.map(|spec| spec.reviewer.as_ref()))
    }
    let every = tables.every.into_iter().flat_map(|one| {
        let full = one.autonomy.iter().flat_map(|spec| full(&spec.value));
        loops(one.in_the_loop.as_ref(), one.on_the_loop.as_ref()).chain(full).chain([one.reviewer.as_ref()])
    });
    let agents = tables.agents.into_iter().flat_map(|one| {
        let earned = one.earns.iter().map(|earns| &earns.autonomy.value);
        let alarm = one.detector.iter().filter_map(|detector| match &detector.alarm.value {
            AlarmSpec::Watch(spec) => Some(spec),
            AlarmSpec::Pause(_) => None,
        });
        let full = one.autonomy.iter().map(|spec| &spec.value).chain(earned).chain(alarm).flat_map(full);
        loops(one.in_the_loop.as_ref(), one.on_the_loop.as_ref()).chain(full).chain([one.reviewer.as_ref()])
    });
    every.chain(agents).flatten()
}

impl<'t> Builder<'t, '_> {
    /// What the three words mean for an agent, from the tightest.
    pub(super) fn settings(&mut self, agent: &'t AgentSpec) -> [Policy; 3] {
        [self.in_the_loop(agent), self.on_the_loop(agent), Policy::out_of_the_loop()]
    }

    fn loops<T>(
        &self,
        agent: &'t AgentSpec,
        own: impl Fn(&'t AgentSpec) -> Option<&'t T>,
        every: impl Fn(&'t EveryAgentSpec) -> Option<&'t T>,
        key: &str,
    ) -> Vec<(String, &'t T)> {
        let own = own(agent).map(|spec| (format!("agents.{}.{key}", agent.name.value), spec));
        let every = self.tables.every.and_then(every).map(|spec| (format!("every_agent.{key}"), spec));
        own.into_iter().chain(every).collect()
    }

    /// What is said of reviews of an agent's work, beside what a setting says.
    fn said_of(&self, agent: &'t AgentSpec) -> Vec<Said<'t>> {
        let own = agent.review.as_ref().map(|review| (format!("agents.{}", agent.name.value), review));
        let every = self.tables.every.and_then(|every| every.review.as_ref()).map(|review| ("every_agent".to_owned(), review));
        own.into_iter().chain(every).collect()
    }

    /// The people who review an agent in or on the loop.
    fn people_for(&mut self, agent: &'t AgentSpec, named: Option<&'t Spanned<Name>>) -> Option<Reviewer> {
        let named = named.or(agent.reviewer.as_ref()).or(self.tables.every.and_then(|every| every.reviewer.as_ref()));
        let found = match named {
            Some(name) => {
                let found = self.reviewer(name)?;
                if let Reviewer::Agent(_) = found
                    && self.registry.first(&format!("reviewer at {:?}", name.span))
                {
                    self.registry
                        .cx
                        .error(name.span, format!("`{}` is an agent, and \"in the loop\" and \"on the loop\" are about people", name.value))
                        .help("name a person or a pool; a gate of the flow or a policy in full can be an agent's");
                }
                Some(found)
            }
            None => self.only_reviewer(),
        };
        // A person's work needs nobody who looks; an agent's could always be given one, so that the settings can be compared.
        if found.is_none() && !agent.human {
            let at = agent.name.span;
            if self.tables.people.is_empty() {
                if self.registry.first("nobody reviews") {
                    self.registry
                        .cx
                        .error(at, "there is nobody who could review an agent")
                        .help("add `[[people]]` with a `name`, `hours` and a `review`: without them \"in the loop\" has no meaning to compare with");
                }
            } else if self.registry.first(&format!("reviewer of {}", agent.name.value)) {
                self.registry
                    .cx
                    .error(at, format!("nothing says who reviews `{}`", agent.name.value))
                    .help("add `reviewer = \"...\"`, to the agent or to `[every_agent]`: even if it is out of the loop, it is compared with being in it");
            }
        }
        found.filter(|found| matches!(found, Reviewer::People(_)))
    }

    fn in_the_loop(&mut self, agent: &'t AgentSpec) -> Policy {
        let said = self.loops(agent, |one| one.in_the_loop.as_ref(), |every| every.in_the_loop.as_ref(), "in_the_loop");
        let pick = |key: fn(&'t InTheLoopSpec) -> Option<&'t Spanned<Name>>| said.iter().find_map(|(_, spec)| key(spec));
        let Some(by) = self.people_for(agent, pick(|spec| spec.reviewer.as_ref())) else { return Policy::out_of_the_loop() };
        let reviews = said.iter().filter_map(|(path, spec)| spec.review.as_ref().map(|review| (path.clone(), review)));
        let reviews: Vec<Said<'t>> = reviews.chain(self.said_of(agent)).collect();
        let mut review = self.review(by, reviews, agent.name.span);
        let patient = said.iter().find(|(_, spec)| spec.after.is_some() || spec.then.is_some() || spec.escalate_to.is_some());
        review.time_out = patient.and_then(|(path, spec)| {
            self.time_out(&Patience {
                path: path.clone(),
                after: spec.after.as_ref(),
                then: spec.then.as_ref(),
                escalate_to: spec.escalate_to.as_ref(),
            })
        });
        Policy { redo: Some(said.iter().find_map(|(_, spec)| spec.redo).unwrap_or(REDO)), ..Policy::in_the_loop(review) }
    }

    fn on_the_loop(&mut self, agent: &'t AgentSpec) -> Policy {
        let said = self.loops(agent, |one| one.on_the_loop.as_ref(), |every| every.on_the_loop.as_ref(), "on_the_loop");
        let named = said.iter().find_map(|(_, spec)| spec.reviewer.as_ref());
        let Some(by) = self.people_for(agent, named) else { return Policy::out_of_the_loop() };
        let reviews = said.iter().filter_map(|(path, spec)| spec.review.as_ref().map(|review| (path.clone(), review)));
        let reviews: Vec<Said<'t>> = reviews.chain(self.said_of(agent)).collect();
        let review = self.review(by, reviews, agent.name.span);
        let veto = said.iter().find_map(|(path, spec)| spec.veto.as_ref().map(|veto| (path.clone(), veto)));
        let veto = veto.and_then(|(path, spec)| self.veto(&path, spec, by, &review));
        let audit = said.iter().find_map(|(path, spec)| spec.audit.as_ref().map(|audit| (path.clone(), audit)));
        let audit = match audit {
            Some((path, share)) => Some(self.audit(&path, share, review)),
            None if veto.is_some() => None,
            None => Some(Audit { share: self.registry.assume("share looked at afterwards", Bound::Share), review }),
        };
        Policy { redo: Some(said.iter().find_map(|(_, spec)| spec.redo).unwrap_or(REDO)), ..Policy::on_the_loop(veto, audit) }
    }

    fn audit(&mut self, path: &str, share: &Quantity, review: Review) -> Audit {
        let label = format!("{}: share looked at afterwards", titled(path));
        Audit { share: self.registry.number(&format!("{path}.audit"), (&label, "share"), share, Bound::Share), review }
    }

    fn veto(&mut self, path: &str, spec: &'t VetoSpec, by: Reviewer, review: &Review) -> Option<Veto> {
        let Reviewer::People(pool) = by else { return None };
        let (path, title) = (format!("{path}.veto"), titled(path));
        let registry = &mut self.registry;
        let mut chance = |key: &str, label: &str, stated: Option<&crate::team::spec::Stated>, otherwise| match stated {
            Some(stated) => registry.stated(&format!("{path}.{key}"), (&format!("{title}: {label}"), "share"), stated, key, Bound::Share),
            None => otherwise,
        };
        let detects = chance("detects", "chance that who watches sees what is wrong", spec.detects.as_ref(), review.detects);
        let false_rejects =
            chance("false_rejects", "chance that who watches stops what is right", spec.false_rejects.as_ref(), review.false_rejects);
        Some(Veto {
            window: registry.minutes(&format!("{path}.window"), &format!("{title}: window to step in"), &spec.window),
            pool,
            notice: registry.number(
                &format!("{path}.notice"),
                (&format!("{title}: chance that somebody looks in the window"), "share"),
                &spec.notice,
                Bound::Share,
            ),
            detects,
            false_rejects,
            minutes: registry.minutes(&format!("{path}.minutes"), &format!("{title}: attention a look takes"), &spec.minutes),
            interrupt: spec.can_stop,
        })
    }

    /// The policy of a word or in full, with the preset where it is one. `key` tells the place within the agent.
    pub(super) fn policy(
        &mut self,
        agent: &'t AgentSpec,
        path: &str,
        spec: &'t Spanned<AutonomySpec>,
        settings: &[Policy; 3],
    ) -> (Policy, Option<Preset>) {
        match &spec.value {
            AutonomySpec::Word(word) => {
                let preset = preset(*word);
                (settings[preset as usize].clone(), Some(preset))
            }
            AutonomySpec::Policy(policy) => (self.in_full(agent, path, policy, spec.span), None),
        }
    }

    pub(super) fn in_full(&mut self, agent: &'t AgentSpec, path: &str, spec: &'t PolicySpec, at: Span) -> Policy {
        let redo = Some(spec.redo.unwrap_or(REDO));
        if spec.approve.is_none() && spec.audit.is_none() && spec.veto.is_none() {
            if let Some(reviewer) = &spec.reviewer {
                self.registry
                    .cx
                    .error(reviewer.span, format!("`{}` is named, and has nothing to look at", reviewer.value))
                    .help("add `approve`, `audit` or `veto`");
            }
            return Policy { redo, ..Policy::default() };
        }
        let named = spec.reviewer.as_ref().or(agent.reviewer.as_ref()).or(self.tables.every.and_then(|every| every.reviewer.as_ref()));
        let by = match named {
            Some(name) => self.reviewer(name),
            None => {
                let only = self.only_reviewer();
                if only.is_none() {
                    self.registry.cx.error(at, "nothing says who looks").help("add `reviewer = \"...\"`");
                }
                only
            }
        };
        let Some(by) = by else { return Policy { redo, ..Policy::default() } };
        let said: Vec<Said<'t>> = spec.review.iter().map(|review| (path.to_owned(), review)).chain(self.said_of(agent)).collect();
        let review = self.review(by, said, at);
        let approve = spec.approve.as_ref().map(|share| {
            let label = format!("{}: share approved before", titled(path));
            let share = self.registry.number(&format!("{path}.approve"), (&label, "share"), share, Bound::Share);
            let patience = Patience {
                path: path.to_owned(),
                after: spec.after.as_ref(),
                then: spec.then.as_ref(),
                escalate_to: spec.escalate_to.as_ref(),
            };
            (share, Review { time_out: self.time_out(&patience), ..review })
        });
        if approve.is_none()
            && let Some(after) = &spec.after
        {
            self.registry
                .cx
                .error(after.span, "`after` is how long an item waits for approval, and nothing is approved")
                .help("add `approve = 1`");
        }
        let veto = spec.veto.as_ref().and_then(|veto| {
            if let Reviewer::Agent(_) = by {
                self.registry
                    .cx
                    .error(at, "a window to step in is for people, and the reviewer is an agent")
                    .help("name a person or a pool");
            }
            self.veto(path, veto, by, &review)
        });
        let audit = spec.audit.as_ref().map(|share| self.audit(path, share, review));
        Policy { approve, veto, audit, redo }
    }
}
