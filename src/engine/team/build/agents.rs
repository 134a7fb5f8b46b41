//! Agents and how they go wrong.

use crate::input::Spanned;
use crate::team::model::{Agent, Bound, Detector, Drift, Earned, Fault, Law, OnAlarm, Policy, Preset, Rule};
use crate::team::spec::{
    AgentSpec, AlarmSpec, AutonomySpec, AutonomyWord, DetectorSpec, DriftSpec, HalfLifeSpec, Minutes, Stated, Usual, WrongSpec,
};
use crate::world::Input;

use super::builder::Builder;
use super::defaults;
use super::review::titled;

/// An agent with what the three settings mean for it.
pub(super) struct BuiltAgent {
    pub(super) agent: Agent,
    pub(super) settings: [Policy; 3],
    pub(super) given: Option<Preset>,
}

impl<'t> Builder<'t, '_> {
    /// Every agent.
    pub(super) fn agents(&mut self) -> Vec<BuiltAgent> {
        let tables = self.tables;
        tables.agents.iter().enumerate().map(|(place, spec)| self.agent(place, spec)).collect()
    }

    fn agent(&mut self, place: usize, spec: &'t AgentSpec) -> BuiltAgent {
        let tables = self.tables;
        let name = spec.name.value.as_str();
        self.registry.place(format!("agents.{name}"), spec.name.span);
        let lead = spec.lead.as_ref().and_then(|lead| self.find(lead, "agent", tables.agents.iter().map(|one| one.name.value.as_str())));
        let model = spec.model.as_ref().or(tables.every.and_then(|every| every.model.as_ref()));
        let model = model.and_then(|model| self.find(model, "model", tables.models.iter().map(|one| one.name.value.as_str())));
        let minutes = self.agent_minutes(place);
        let fault = self.fault(spec);
        let by_class = spec
            .wrong_by_class
            .iter()
            .filter_map(|(class, factor)| {
                let at = self.find(class, "kind of item", tables.arrivals.names())?;
                let label = format!("{name}: chance of being wrong on {}, times", class.value);
                Some((
                    at,
                    self.registry.number(&format!("agents.{name}.by_class.{}", class.value), (&label, "times"), factor, Bound::NotNegative),
                ))
            })
            .collect();
        let spread = self.own_or_every(spec, spec.spread.as_ref(), |every| every.spread.as_ref()).map(|(spread, path)| match spread {
            Usual::AsUsual => self.registry.assume("spread between tasks", Bound::Positive),
            Usual::Stated(stated) => {
                let label = format!("{}: sum of the shapes of the law of success", titled(&path));
                self.registry.stated(&format!("{path}.spread"), (&label, ""), stated, "spread", Bound::Positive)
            }
        });
        let drift =
            self.own_or_every(spec, spec.drift.as_ref(), |every| every.drift.as_ref()).map(|(drift, path)| self.drift(&path, drift));
        let slots = self.shared(
            spec,
            "slots",
            "items at the same time",
            "items",
            spec.at_once.as_ref(),
            |every| every.at_once.as_ref(),
            (1.0, Bound::AtLeastOne),
        );
        let money = format!("{} an item", tables.currency);
        let cost = self.shared(
            spec,
            "cost",
            "cost of an item",
            &money,
            spec.cost.as_ref(),
            |every| every.cost.as_ref(),
            (0.0, Bound::NotNegative),
        );
        let room = spec.room.as_ref().map(|room| {
            self.registry.number(
                &format!("agents.{name}.room"),
                (&format!("{name}: items that may wait"), "items"),
                room,
                Bound::NotNegative,
            )
        });
        let settings = self.settings(spec);
        let (policy, given) = match self.own_or_every(spec, spec.autonomy.as_ref(), |every| every.autonomy.as_ref()) {
            Some((autonomy, path)) => self.policy(spec, &format!("{path}.autonomy"), autonomy, &settings),
            None if spec.human => (Policy::out_of_the_loop(), Some(Preset::Out)),
            None => {
                self.registry
                    .cx
                    .error(spec.name.span, format!("nothing says how `{name}` is watched"))
                    .help("add `autonomy = \"in the loop\"`, \"on the loop\" or \"out of the loop\"");
                (Policy::out_of_the_loop(), None)
            }
        };
        let earned = spec.earns.as_ref().map(|earns| Earned {
            policy: Box::new(self.policy(spec, &format!("agents.{name}.earns"), &earns.autonomy, &settings).0),
            clean: self.registry.number(
                &format!("agents.{name}.earned.clean"),
                (&format!("{name}: clean items until more autonomy is earned"), "items"),
                &earns.after,
                Bound::AtLeastOne,
            ),
        });
        let detector = self.own_or_every(spec, spec.detector.as_ref(), |every| every.detector.as_ref());
        let detector = detector.and_then(|(detector, path)| self.detector(spec, &path, detector, &settings));
        let agent = Agent {
            name: name.to_owned(),
            role: spec.role.as_ref().map_or_else(|| name.to_owned(), |role| role.as_str().to_owned()),
            lead,
            model,
            slots,
            room,
            minutes,
            fault,
            by_class,
            spread,
            drift,
            cost,
            human: spec.human,
            policy,
            earned,
            detector,
        };
        BuiltAgent { agent, settings, given }
    }

    #[expect(clippy::too_many_arguments, reason = "one number with its words, where it is stated and what it is otherwise")]
    fn shared(
        &mut self,
        spec: &'t AgentSpec,
        key: &str,
        label: &str,
        unit: &str,
        own: Option<&'t crate::input::Quantity>,
        every: impl Fn(&'t crate::team::spec::EveryAgentSpec) -> Option<&'t crate::input::Quantity>,
        (otherwise, bound): (f64, Bound),
    ) -> Input {
        match self.own_or_every(spec, own, every) {
            Some((quantity, path)) => {
                let label = format!("{}: {label}", titled(&path));
                self.registry.number(&format!("{path}.{key}"), (&label, unit), quantity, bound)
            }
            None => {
                let path = format!("agents.{}.{key}", spec.name.value);
                self.registry.imply(&path, (&format!("{}: {label}", spec.name.value), unit), otherwise, bound)
            }
        }
    }

    /// How long an agent's items take.
    pub(super) fn agent_minutes(&mut self, place: usize) -> Law {
        let tables = self.tables;
        let spec = &tables.agents[place];
        match self.own_or_every(spec, spec.minutes.as_ref(), |every| every.minutes.as_ref()) {
            Some((law, path)) => {
                let label = format!("{}: time an item takes", titled(&path));
                self.registry.law(&format!("{path}.minutes"), &label, law, false)
            }
            None => {
                if self.registry.first(&format!("minutes of {}", spec.name.value)) {
                    self.registry
                        .cx
                        .error(spec.name.span, format!("nothing says how long `{}` takes for an item", spec.name.value))
                        .help("add `minutes = 4`, or `minutes = [2, 4, 9]` from case to case");
                }
                Law::Fixed(Input::Fixed(1.0))
            }
        }
    }

    fn fault(&mut self, spec: &'t AgentSpec) -> Fault {
        let name = spec.name.value.as_str();
        let Some((wrong, path)) = self.own_or_every(spec, spec.wrong.as_ref(), |every| every.wrong.as_ref()) else {
            self.registry
                .cx
                .error(spec.name.span, format!("nothing says how often `{name}` is wrong"))
                .help("add `wrong = 0.05`, `wrong = { from = \"model, 30-minute task\" }` or `wrong = { task = \"30 min\" }`");
            return Fault::Chance(Input::Fixed(0.0));
        };
        let wrong: &'t Spanned<WrongSpec> = wrong;
        let label = format!("{}: chance that an item comes out wrong", titled(&path));
        match &wrong.value {
            WrongSpec::HalfLife(by_length) => self.half_life(&path, by_length),
            WrongSpec::Chance(Stated::From(name)) => match defaults::task_minutes(name.value.as_str()) {
                Some(minutes) => {
                    let (t50, shape) =
                        (self.registry.assume("task half-life", Bound::Positive), self.registry.assume("half-life shape", Bound::Positive));
                    let label = format!("{}: length of its task", titled(&path));
                    let length = self.registry.imply(&format!("{path}.wrong.length"), (&label, "minutes"), minutes, Bound::NotNegative);
                    Fault::HalfLife { t50, shape, length }
                }
                None => {
                    let known = ["model, 5-minute task", "model, 30-minute task", "model, 2-hour task"];
                    self.registry.cx.unknown(name.span, "default", name.value.as_str(), known).help(
                        "the length of the task can be any, as a person would take: \"model, 45-minute task\", \"model, 3-hour task\"",
                    );
                    Fault::Chance(Input::Fixed(0.0))
                }
            },
            WrongSpec::Chance(stated) => {
                Fault::Chance(self.registry.stated(&format!("{path}.wrong"), (&label, "share"), stated, "wrong", Bound::Share))
            }
        }
    }

    fn half_life(&mut self, path: &str, spec: &HalfLifeSpec) -> Fault {
        let title = titled(path);
        let Minutes(task) = &spec.task;
        let registry = &mut self.registry;
        let length =
            registry.number(&format!("{path}.wrong.length"), (&format!("{title}: length of its task"), "minutes"), task, Bound::Positive);
        let t50 = match &spec.half_life {
            Some(half_life) => {
                registry.minutes(&format!("{path}.wrong.t50"), &format!("{title}: length of task done right half of the time"), half_life)
            }
            None => registry.assume("task half-life", Bound::Positive),
        };
        let shape = match &spec.shape {
            Some(shape) => registry.stated(
                &format!("{path}.wrong.shape"),
                (&format!("{title}: shape of the hazard"), ""),
                shape,
                "shape",
                Bound::Positive,
            ),
            None => registry.assume("half-life shape", Bound::Positive),
        };
        Fault::HalfLife { t50, shape, length }
    }

    fn drift(&mut self, path: &str, drift: &Usual<DriftSpec>) -> Drift {
        let (path, title, stated) = (format!("{path}.drift"), titled(path), drift.stated());
        let registry = &mut self.registry;
        let hazard = stated.and_then(|stated| stated.per_minute.as_ref());
        let per_item = match stated.and_then(|stated| stated.per_item.as_ref()) {
            Some(chance) => registry.stated(
                &format!("{path}.per_item"),
                (&format!("{title}: chance of going off script at an item"), "share"),
                chance,
                "per_item",
                Bound::Share,
            ),
            // Who states a hazard by the minute has said how often.
            None if hazard.is_some() => registry.imply(
                &format!("{path}.per_item"),
                (&format!("{title}: chance of going off script at an item"), "share"),
                0.0,
                Bound::Share,
            ),
            None => registry.assume("drift for each item", Bound::Share),
        };
        let words = (&*format!("{title}: hazard of going off script"), "a minute");
        let per_minute = registry.optional(&format!("{path}.per_minute"), words, hazard, 0.0, Bound::NotNegative);
        let mut left = |key: &str, label: &str, quantity: Option<&crate::input::Quantity>, default: &str| match quantity {
            Some(quantity) => registry.number(&format!("{path}.{key}"), (&format!("{title}: {label}"), "share"), quantity, Bound::Share),
            None => registry.assume(default, Bound::Share),
        };
        let keeps = left(
            "keeps",
            "what drift leaves of being right, item by item",
            stated.and_then(|stated| stated.keeps.as_ref()),
            "drift, what it keeps",
        );
        let floor =
            left("floor", "what drift leaves of being right at least", stated.and_then(|stated| stated.floor.as_ref()), "drift, floor");
        Drift { per_item, per_minute, keeps, floor }
    }

    fn detector(&mut self, agent: &'t AgentSpec, path: &str, spec: &'t DetectorSpec, settings: &[Policy; 3]) -> Option<Detector> {
        let (path, title) = (format!("{path}.detector"), titled(path));
        let count = usize::from(spec.cusum.is_some()) + usize::from(spec.ewma.is_some()) + usize::from(spec.sprt.is_some());
        if count != 1 {
            if self.registry.first(&format!("rule of {path}")) {
                self.registry
                    .cx
                    .error(spec.alarm.span, format!("a detector adds up in exactly one way, and this one in {count}"))
                    .help("add one of `cusum = { target, slack, limit }`, `ewma = { target, weight, limit }` and `sprt = { good, bad, alpha, beta }`");
            }
            return None;
        }
        let mut number = |key: &str, label: &str, quantity: &crate::input::Quantity, bound: Bound| {
            self.registry.number(&format!("{path}.{key}"), (&format!("{title}: {label}"), ""), quantity, bound)
        };
        let well = "share that is wrong when all is well";
        let rule = if let Some(one) = &spec.cusum {
            Rule::Cusum {
                target: number("target", well, &one.target, Bound::Share),
                slack: number("slack", "what the detector lets by", &one.slack, Bound::Share),
                limit: number("limit", "where the alarm goes off", &one.limit, Bound::Positive),
            }
        } else if let Some(one) = &spec.ewma {
            Rule::Ewma {
                target: number("target", well, &one.target, Bound::Share),
                weight: number("weight", "weight of the newest item", &one.weight, Bound::Share),
                limit: number("limit", "where the alarm goes off", &one.limit, Bound::Share),
            }
        } else {
            let one = spec.sprt.as_ref()?;
            Rule::Sprt {
                good: number("good", well, &one.good, Bound::Share),
                bad: number("bad", "share that is wrong when it is not", &one.bad, Bound::Share),
                alpha: number("alpha", "chance of a false alarm", &one.alpha, Bound::Share),
                beta: number("beta", "chance of a miss", &one.beta, Bound::Share),
            }
        };
        let on_alarm = match &spec.alarm.value {
            AlarmSpec::Pause(pause) => {
                if let Some(clean) = &spec.clean {
                    self.registry
                        .cx
                        .error(clean.span, "`clean` ends an alarm that changes how an agent is watched, and this one pauses it");
                }
                OnAlarm::Pause(self.registry.minutes(&format!("{path}.pause"), &format!("{title}: pause on an alarm"), pause))
            }
            AlarmSpec::Watch(autonomy) => {
                let policy = match autonomy {
                    AutonomySpec::Word(AutonomyWord::Out) => {
                        self.registry
                            .cx
                            .error(spec.alarm.span, "an alarm that takes an agent out of the loop would never end: nobody looks")
                            .help("use \"in the loop\", a pause, or a policy with an `audit`");
                        Policy::out_of_the_loop()
                    }
                    AutonomySpec::Word(word) => settings[super::policy::preset(*word) as usize].clone(),
                    AutonomySpec::Policy(policy) => self.in_full(agent, &format!("{path}.alarm"), policy, spec.alarm.span),
                };
                let Some(clean) = &spec.clean else {
                    self.registry
                        .cx
                        .error(spec.alarm.span, "nothing says when the alarm is over")
                        .help("add `clean = 20`: so many items in a row found right");
                    return None;
                };
                let label = format!("{title}: clean items until the alarm is over");
                OnAlarm::Policy {
                    policy: Box::new(policy),
                    clean: self.registry.number(&format!("{path}.clean"), (&label, "items"), clean, Bound::AtLeastOne),
                }
            }
        };
        Some(Detector { rule, on_alarm })
    }
}
