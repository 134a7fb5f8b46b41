//! How an economy is written, and the futures that change it.

use crate::input::{Cx, Entries, Quantity, Text};
use crate::record;
use crate::treatment::spec::TreatmentSpec;
use crate::treatment::{Change, DiffLine, NumberEdit, Treatment, with_unit};
use crate::world::{Entry, Input};

use super::model::{Economy, Size, uncertain};
use super::numbers::{KEYS, Numbers, position};

record! {
    /// How large an economy is and how long it runs.
    pub struct RunSpec {
        /// How many people live in it, 1,000 to 10,000,000.
        pub people: u32 = 100_000,
        /// Months that pass before the scenario starts, 12 to 1,200.
        pub past: u32 = 240,
        /// Months of the scenario, 1 to 1,200.
        pub months: u32 = 120,
        /// Every how manieth month of the scenario is measured, 1 to 12. Fewer are faster, and change nothing that is lived.
        pub every: u32 = 3,
    }
}

record! {
    /// An economy: a population that lives through the years ahead. Every number has a default with its source; what is stated here takes its place.
    pub struct EconomySpec {
        /// What it is about.
        pub title: Text,
        /// How large it is and how long it runs.
        pub run: Option<RunSpec>,
        /// Who the people are.
        pub people: Entries<Quantity>,
        /// What firms are like.
        pub firms: Entries<Quantity>,
        /// How people choose.
        pub choice: Entries<Quantity>,
        /// How people lose their jobs.
        pub layoffs: Entries<Quantity>,
        /// What the tasks of a firm take of the time of somebody who works alone.
        pub tasks: Entries<Quantity>,
        /// Businesses beside a job.
        pub side: Entries<Quantity>,
        /// How pay follows what people earn as a whole.
        pub demand: Entries<Quantity>,
        /// Working alone.
        pub alone: Entries<Quantity>,
        /// Policies, phased in from the scenario's start.
        pub policy: Entries<Quantity>,
        /// What artificial intelligence does from the scenario's start.
        pub ai: Entries<Quantity>,
    }
}

impl EconomySpec {
    fn tables(&self) -> [(&'static str, &Entries<Quantity>); 10] {
        [
            ("people", &self.people),
            ("firms", &self.firms),
            ("choice", &self.choice),
            ("layoffs", &self.layoffs),
            ("tasks", &self.tasks),
            ("side", &self.side),
            ("demand", &self.demand),
            ("alone", &self.alone),
            ("policy", &self.policy),
            ("ai", &self.ai),
        ]
    }
}

/// Checks what is written and makes the economy of it.
///
/// # Errors
/// `None` with every problem reported to `cx`.
pub fn build(spec: &EconomySpec, cx: &mut Cx) -> Option<Economy> {
    let before = cx.errors();
    let mut stated: Vec<(&'static str, Quantity)> = Vec::new();
    for (table, entries) in spec.tables() {
        for (name, quantity) in entries {
            let path = format!("{table}.{}", name.value);
            let Some(at) = position(&path) else {
                let known = KEYS.iter().filter_map(|key| key.path.strip_prefix(table)?.strip_prefix('.'));
                cx.unknown(name.span, &format!("number of `{table}`"), name.value.as_str(), known);
                continue;
            };
            let (low, high) = KEYS[at].range;
            if quantity.within(cx, low, high, KEYS[at].unit).is_some() {
                stated.push((KEYS[at].path, quantity.clone()));
            }
        }
    }
    if cx.errors() > before {
        return None;
    }
    let run = spec.run.as_ref();
    let size = run.map_or(Size { people: 100_000, past: 240, months: 120, every: 3 }, |run| Size {
        people: run.people,
        past: run.past,
        months: run.months,
        every: run.every,
    });
    match uncertain(size, &Numbers::default(), &stated) {
        Ok(economy) => Some(economy),
        Err(problems) => {
            for problem in problems {
                cx.error(None, problem.to_string());
            }
            None
        }
    }
}

/// Checks a future against an economy: a list of changes of its numbers, each by its path such as `ai.reach` or `policy.guilds`.
///
/// Amounts that are uncertain become uncertain inputs of the economy.
///
/// # Errors
/// `None` with every problem reported to `cx`.
pub fn treat(spec: &TreatmentSpec, economy: &mut Economy, cx: &mut Cx) -> Option<Treatment<NumberEdit>> {
    let before = cx.errors();
    let title = spec.title.value.as_str();
    let (mut edits, mut diff) = (Vec::new(), Vec::new());
    for edit in &spec.edit {
        let others = [&edit.before, &edit.remove, &edit.enter, &edit.like];
        if let Some(other) = others.into_iter().flatten().next() {
            cx.error(other.span, "an economy knows changes of numbers only").allowed("`change` with one of `set`, `scale`, `add`");
            continue;
        }
        let Some(change) = &edit.change else {
            cx.error(spec.title.span, format!("an edit of `{title}` does not say what it changes"))
                .allowed("`change` with a path such as `ai.reach`");
            continue;
        };
        let Some(slot) = position(change.value.as_str()) else {
            cx.unknown(change.span, "number of an economy", change.value.as_str(), KEYS.iter().map(|key| key.path));
            continue;
        };
        let set = match edit.set.as_ref().map(|set| &set.value) {
            Some(crate::treatment::spec::Setting::Number(quantity)) => Some(quantity),
            Some(crate::treatment::spec::Setting::Word(_)) => {
                cx.error(change.span, format!("`{}` is a number", change.value)).got("a word");
                continue;
            }
            None => None,
        };
        type Make = fn(Input) -> Change;
        let ways: [(Option<&Quantity>, Make); 3] =
            [(set, Change::Set), (edit.scale.as_ref(), Change::Scale), (edit.add.as_ref(), Change::Add)];
        let mut said = ways.into_iter().filter_map(|(quantity, make)| quantity.map(|quantity| (quantity, make)));
        let (Some((quantity, make)), None) = (said.next(), said.next()) else {
            cx.error(change.span, format!("`{}` must say one of `set`, `scale`, `add`", change.value));
            continue;
        };
        let key = &KEYS[slot];
        if set.is_some() && quantity.within(cx, key.range.0, key.range.1, key.unit).is_none() {
            continue;
        }
        let amount = economy.unknowns.extend([Entry {
            path: format!("{title}: {}", key.path),
            label: format!("{title}: {}", key.label),
            unit: key.unit.to_owned(),
            dist: quantity.dist.clone(),
            source: quantity.source.clone(),
            grade: quantity.grade,
            unknown: None,
            drawn: None,
            implied: false,
            range: (f64::NEG_INFINITY, f64::INFINITY),
        }])[0];
        let change = make(amount);
        let was = economy.unknowns.entries()[slot].dist.median();
        let becomes = match change {
            Change::Set(_) => quantity.dist.median(),
            Change::Scale(_) => was * quantity.dist.median(),
            Change::Add(_) => was + quantity.dist.median(),
        };
        let becomes = becomes.clamp(key.range.0, key.range.1);
        diff.push(DiffLine {
            path: key.path.to_owned(),
            label: key.label.to_owned(),
            from: with_unit(was, key.unit),
            to: with_unit(becomes, key.unit),
        });
        edits.push(NumberEdit { slot, change });
    }
    if cx.errors() > before {
        return None;
    }
    let why = spec.why.as_ref().map_or_else(String::new, |why| why.as_str().to_owned());
    Some(Treatment { name: title.to_owned(), why, edits, diff })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(text: &str) -> Result<Economy, String> {
        let mut cx = Cx::new();
        let spec: Option<EconomySpec> = cx.parse("economy.toml", text);
        let economy = spec.and_then(|spec| build(&spec, &mut cx));
        cx.finish(economy).map(|(economy, _)| economy).map_err(|problems| problems.to_string())
    }

    #[test]
    fn what_is_stated_takes_the_place_of_a_default_and_may_be_uncertain() {
        let economy =
            built("title = 'A'\n[run]\npeople = 2000\n[ai]\nreach = 1\nroutine = [0.1, 0.3, 0.5]\n[policy]\nguilds = 0.2").unwrap();
        assert_eq!((economy.size().people, economy.size().months), (2_000, 120));
        assert_eq!(economy.unknowns.len(), 1);
        let values = economy.unknowns.values(&economy.unknowns.medians());
        assert_eq!(values[position("policy.guilds").unwrap()], 0.2);
    }

    #[test]
    fn everything_wrong_in_a_file_is_told_with_its_place() {
        let told = built("title = 'A'\n[ai]\nreech = 1\nroutine = 4\n[policy]\nguilds = { normal = [0.2, 0.1] }").unwrap_err();
        for word in ["reech", "reach", "out of range", "guilds"] {
            assert!(told.contains(word), "{word}: {told}");
        }
        let told = built("title = 'A'\n[run]\npeople = 5").unwrap_err();
        assert!(told.contains("people") && told.contains("got 5"), "{told}");
        let told = built("title = 'A'\n[run]\npeople = -5").unwrap_err();
        assert!(told.contains("-5"), "{told}");
        let told = built("title = 'A'\n[people]\ntaste_low = 0.9").unwrap_err();
        assert!(told.contains("people.taste_high"), "{told}");
    }

    fn treated(text: &str) -> Result<(Economy, Treatment<NumberEdit>), String> {
        let mut economy = built("title = 'A'").unwrap();
        let mut cx = Cx::new();
        let spec: Option<TreatmentSpec> = cx.parse("future.toml", text);
        let treatment = spec.and_then(|spec| treat(&spec, &mut economy, &mut cx));
        cx.finish(treatment).map(|(treatment, _)| (economy, treatment)).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_future_is_a_list_of_changes() {
        let text = "title = 'F'\n[[edit]]\nchange = 'ai.reach'\nset = [0.5, 0.8, 1]\n[[edit]]\nchange = 'ai.human'\nscale = 2";
        let (economy, future) = treated(text).unwrap();
        assert_eq!((economy.unknowns.len(), future.edits.len()), (1, 2));
        assert_eq!((future.diff[1].from.as_str(), future.diff[1].to.as_str()), ("15 %", "30 %"));
        let told = treated(
            "title = 'F'\n[[edit]]\nchange = 'ai.reech'\nset = 1\n[[edit]]\nchange = 'ai.reach'\nset = 1\nadd = 1\n[[edit]]\nremove = 'x'",
        );
        let told = told.unwrap_err();
        for word in ["ai.reach", "one of `set`, `scale`, `add`", "changes of numbers only"] {
            assert!(told.contains(word), "{word}: {told}");
        }
    }

    #[test]
    fn the_shipped_economy_and_its_four_futures_are_sound() {
        let mut economy = built(include_str!("../../../scenarios/micro-enterprise/economy.toml")).unwrap();
        let own = economy.unknowns.len();
        for (name, text) in [
            ("explosion", include_str!("../../../scenarios/micro-enterprise/futures/explosion.toml")),
            ("contraction", include_str!("../../../scenarios/micro-enterprise/futures/contraction.toml")),
            ("hard crash", include_str!("../../../scenarios/micro-enterprise/futures/hard-crash.toml")),
            ("giants", include_str!("../../../scenarios/micro-enterprise/futures/giants.toml")),
        ] {
            let mut cx = Cx::new();
            let spec: Option<TreatmentSpec> = cx.parse(name, text);
            let treatment = spec.and_then(|spec| treat(&spec, &mut economy, &mut cx));
            let (treatment, _) = cx.finish(treatment).unwrap_or_else(|problems| panic!("{problems}"));
            assert!(treatment.edits.len() > 3 && !treatment.why.is_empty(), "{name}");
        }
        assert_eq!((own, economy.unknowns.len()), (10, 10));
    }
}
