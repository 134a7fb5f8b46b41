//! What comes in, and what it costs when it goes wrong.

use crate::input::{CsvOptions, CsvTable, Quantity, Span};
use crate::team::model::{Arrivals, Bound, Class, Stakes, Week};
use crate::team::spec::{ArrivalSpec, ClassCostsSpec, Minutes, Urgency};
use crate::world::Input;

use super::builder::Builder;

impl<'t> Builder<'t, '_> {
    /// Every kind of item, with the step at which it starts.
    pub(super) fn classes(&mut self, starts: &[usize]) -> Vec<Class> {
        let tables = self.tables;
        self.costs_of_known_classes();
        tables
            .arrivals
            .iter()
            .enumerate()
            .map(|(place, (name, spec))| {
                let name_text = name.value.as_str();
                self.registry.place(format!("classes.{name_text}"), name.span);
                let arrivals = self.arrivals(name_text, spec, name.span);
                let due = spec.due.as_ref().map(|due| {
                    self.registry.minutes(&format!("classes.{name_text}.due"), &format!("{name_text}: time after which one is late"), due)
                });
                let priority = match spec.priority {
                    Urgency::Urgent => 0,
                    Urgency::Normal => 1,
                    Urgency::Low => 2,
                };
                let stakes = self.stakes(name_text, spec, name.span);
                Class { name: name_text.to_owned(), arrivals, start: starts.get(place).copied().unwrap_or(0), priority, due, stakes }
            })
            .collect()
    }

    fn arrivals(&mut self, name: &str, spec: &'t ArrivalSpec, at: Span) -> Arrivals {
        let path = |key: &str| format!("classes.{name}.{key}");
        let stated = [spec.per_day.is_some(), spec.every.is_some(), spec.at.is_some(), spec.trace.is_some()];
        let count = stated.iter().filter(|&&stated| stated).count();
        let nothing = Arrivals::Trace { at: Vec::new() };
        if count != 1 {
            self.registry
                .cx
                .error(at, format!("`{name}` says {} when items come in", if count == 0 { "nothing of" } else { "more than once" }))
                .allowed("exactly one of `per_day`, `every`, `at` and `trace`");
            return nothing;
        }
        for (beside, key, of, there) in [
            (spec.hours.is_some(), "hours", "per_day", stated[0]),
            (spec.first.is_some(), "first", "every", stated[1]),
            (spec.batch.is_some(), "batch", "at", stated[2]),
            (spec.column.is_some(), "column", "trace", stated[3]),
        ] {
            if beside && !there {
                self.registry.cx.error(at, format!("`{key}` of `{name}` goes with `{of}`"));
            }
        }
        let registry = &mut self.registry;
        if let Some(per_day) = &spec.per_day {
            let per_day = registry.number(&path("per_day"), (&format!("{name}: items a day"), "a day"), per_day, Bound::NotNegative);
            return Arrivals::Poisson { per_day, within: spec.hours.as_ref().map_or_else(Week::always, |hours| hours.week.clone()) };
        }
        if let Some(every) = &spec.every {
            let minutes = registry.minutes(&path("every"), &format!("{name}: time from one to the next"), every);
            let first = spec.first.as_ref().map(|Minutes(first)| first);
            let first =
                registry.optional(&path("first"), (&format!("{name}: time to the first"), "minutes"), first, 0.0, Bound::NotNegative);
            return Arrivals::Every { minutes, first };
        }
        if let Some(times) = &spec.at {
            let batch = registry.optional(
                &path("batch"),
                (&format!("{name}: items at once"), "items"),
                spec.batch.as_ref(),
                1.0,
                Bound::NotNegative,
            );
            return Arrivals::Clock { at: times.at.clone(), batch };
        }
        self.trace(spec).unwrap_or(nothing)
    }

    fn trace(&mut self, spec: &'t ArrivalSpec) -> Option<Arrivals> {
        let file = spec.trace.as_ref()?;
        let cx = &mut *self.registry.cx;
        let table = CsvTable::load(file, CsvOptions::default(), cx)?;
        let (column, span) = spec.column.as_ref().map_or(("minutes", Some(file.span)), |column| (column.value.as_str(), Some(column.span)));
        let at = table.numbers(column, span, cx)?;
        let fault = (0..at.len()).find(|&row| at[row] < 0.0 || row > 0 && at[row] < at[row - 1]);
        if let Some(row) = fault {
            table.report(column, row, "recorded times must be 0 minutes or more, in order", cx);
            return None;
        }
        Some(Arrivals::Trace { at })
    }

    fn costs_of_known_classes(&mut self) {
        let tables = self.tables;
        for (name, _) in tables.costs.value.by_class.iter() {
            if tables.arrivals.get(name.value.as_str()).is_none() {
                self.registry.cx.unknown(name.span, "kind of item", name.value.as_str(), tables.arrivals.names());
            }
        }
        let lateness = tables.costs.value.late.as_ref();
        if let Some(late) = lateness
            && tables.arrivals.iter().all(|(_, spec)| spec.due.is_none())
        {
            self.registry
                .cx
                .error(late.span, "being late has a cost, and nothing says when an item is late")
                .help("add `due = \"1 day\"` to the items under `[arrivals]`");
        }
    }

    /// What going wrong costs for a kind of item.
    fn stakes(&mut self, name: &str, spec: &ArrivalSpec, at: Span) -> Stakes {
        let tables = self.tables;
        let (all, own) = (&tables.costs.value, tables.costs.value.by_class.get(name));
        let money = tables.currency;
        let mut missing: Vec<&str> = Vec::new();
        let mut cost = |key: &'static str, label: &str, unit: &str, own: Option<&Quantity>, all: Option<&Quantity>, needed: bool| {
            let (quantity, path) = match (own, all) {
                (Some(own), _) => (own, format!("costs.{name}.{key}")),
                (None, Some(all)) => (all, format!("costs.{key}")),
                (None, None) => {
                    if needed {
                        missing.push(key);
                    }
                    return Input::Fixed(0.0);
                }
            };
            let label = if path.starts_with(&format!("costs.{name}.")) { format!("{name}: {label}") } else { format!("Items: {label}") };
            self.registry.number(&path, (&label, unit), quantity, Bound::NotNegative)
        };
        let of = |key: fn(&ClassCostsSpec) -> Option<&Quantity>| own.and_then(key);
        let an_hour = format!("{money} an hour");
        let wrong = cost("wrong", "cost of a wrong one that is delivered", money, of(|one| one.wrong.as_ref()), all.wrong.as_ref(), true);
        let late = cost("late", "cost of a late one", money, of(|one| one.late.as_ref()), all.late.as_ref(), spec.due.is_some());
        let stopped =
            cost("stopped", "cost of a right one that is stopped", money, of(|one| one.stopped.as_ref()), all.stopped.as_ref(), true);
        let harm = own.and_then(|one| one.harm_an_hour.as_ref()).or(all.harm_an_hour.as_ref());
        let harms = harm.is_some_and(|harm| harm.dist.support().1 > 0.0);
        let harm_per_hour = cost(
            "harm_an_hour",
            "harm of a wrong one an hour",
            &an_hour,
            of(|one| one.harm_an_hour.as_ref()),
            all.harm_an_hour.as_ref(),
            true,
        );
        let found = own.and_then(|one| one.found_after.as_ref()).map(|found| (found, format!("costs.{name}.found_after")));
        let found = found.or_else(|| all.found_after.as_ref().map(|found| (found, "costs.found_after".to_owned())));
        let reversible = own.and_then(|one| one.reversible).or(all.reversible);
        if reversible.is_none() {
            missing.push("reversible");
        }
        if found.is_none() && harms {
            missing.push("found_after");
        }
        let found_after = match found {
            Some((found, path)) => {
                let whose = if path.starts_with(&format!("costs.{name}.")) { name } else { "Items" };
                self.registry.minutes(&path, &format!("{whose}: time until the world finds a wrong one"), found)
            }
            None => Input::Fixed(0.0),
        };
        self.say_missing(name, &missing, at);
        Stakes { wrong, late, stopped, harm_per_hour, found_after, reversible: reversible.unwrap_or(true) }
    }

    /// Says which costs are missing, once for all kinds of items.
    fn say_missing(&mut self, name: &str, missing: &[&str], at: Span) {
        let words = |key: &str| match key {
            "wrong" => "`wrong`: what it costs when a wrong item is delivered",
            "late" => "`late`: what it costs when one is delivered late",
            "stopped" => "`stopped`: what it costs when a right one is not delivered",
            "harm_an_hour" => "`harm_an_hour`: what a wrong one does every hour until somebody finds it, or 0",
            "found_after" => "`found_after`: how long that goes on, if nobody looks, such as \"2 days\"",
            _ => "`reversible`: true if finding a wrong one ends its harm, false if it cannot be undone",
        };
        let whole = self.tables.costs;
        let fresh: Vec<&str> = missing.iter().copied().filter(|key| self.registry.first(&format!("cost {key}"))).collect();
        if fresh.is_empty() {
            return;
        }
        let problem = self.registry.cx.error(whole.span, format!("`costs` does not say all that going wrong costs for `{name}`"));
        problem.also(at, "for these items");
        for key in fresh {
            problem.help(format!("add {}", words(key)));
        }
        problem.help("these costs decide which agents may run alone, and only you can know them: that is why none has a default");
    }
}
