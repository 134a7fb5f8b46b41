//! Reads a treatment against the market it changes.

use crate::input::{Cx, Name, Quantity, Span, Spanned};
use crate::treatment::spec::{EditSpec, Setting, TreatmentSpec};
use crate::treatment::{Change, DiffLine, Edit, Treatment, with_unit};
use crate::world::{Entry, Input};

use super::edit::{MarketEdit, MarketMove};
use super::model::{CONCEPT, ENTRANTS, Market, Value};
use super::spec::Channel;
use super::subject::{Named, Subject};

/// Checks a treatment against a market and makes its edits. Uncertain amounts become inputs of the market.
///
/// # Errors
/// `None` with every problem reported to `cx`: an unknown path, a change that touches nothing, changes that contradict each other.
pub fn treat(market: &mut Market, spec: &TreatmentSpec, cx: &mut Cx) -> Option<Treatment<MarketEdit>> {
    let before = cx.errors();
    let mut reader = Reader {
        title: spec.title.value.as_str().to_owned(),
        subjects: market.subjects(),
        market,
        entrants: Vec::new(),
        touched: Vec::new(),
        gone: Vec::new(),
        edits: Vec::new(),
        diff: Vec::new(),
    };
    if spec.edit.is_empty() {
        cx.error(spec.title.span, "the treatment changes nothing").help("add an `[[edit]]` table");
    }
    for edit in &spec.edit {
        reader.edit(edit, spec.title.span, cx);
    }
    reader.check_rest(spec.title.span, cx);
    (cx.errors() == before).then(|| Treatment {
        name: reader.title.clone(),
        why: spec.why.as_ref().map_or_else(String::new, |why| why.as_str().to_owned()),
        edits: reader.edits,
        diff: reader.diff,
    })
}

struct Reader<'a> {
    market: &'a mut Market,
    title: String,
    subjects: Vec<Named>,
    entrants: Vec<String>,
    /// What has been set, and where.
    touched: Vec<(Subject, bool, Option<Span>)>,
    /// What has been taken away.
    gone: Vec<Subject>,
    edits: Vec<MarketEdit>,
    diff: Vec<DiffLine>,
}

impl Reader<'_> {
    fn edit(&mut self, edit: &EditSpec, title: Span, cx: &mut Cx) {
        let place = [&edit.change, &edit.remove, &edit.enter].into_iter().flatten().map(|name| name.span).next().unwrap_or(title);
        match (&edit.change, &edit.remove, &edit.enter) {
            (Some(path), None, None) => self.change(path, edit, cx),
            (None, Some(path), None) => self.remove(path, cx),
            (None, None, Some(name)) => self.enter(name, edit, cx),
            _ => {
                cx.error(place, "a change says what it changes, what it takes away or what it brings in: one of the three")
                    .allowed("`change`, `remove` or `enter`");
            }
        }
        if edit.enter.is_none() && (edit.like.is_some() || edit.awareness.is_some()) {
            cx.error(place, "`like` and `awareness` go with `enter`");
        }
    }

    fn find(&self, path: &Spanned<Name>, wanted: impl Fn(Subject) -> bool, what: &str, cx: &mut Cx) -> Vec<Named> {
        let pattern = path.value.as_str();
        let found: Vec<Named> = self.subjects.iter().filter(|one| wanted(one.subject) && one.fits(pattern)).cloned().collect();
        if found.is_empty() {
            let known = self.subjects.iter().filter(|one| wanted(one.subject)).map(|one| one.path.as_str());
            cx.unknown(path.span, what, pattern, known);
        }
        found
    }

    /// Reports an edit that contradicts an earlier one.
    fn clashes(&mut self, named: &Named, sets: bool, span: Span, cx: &mut Cx) -> bool {
        let whole = |gone: &Subject| match (*gone, named.subject) {
            (gone, subject) if gone == subject => true,
            (
                Subject::Alternative(gone),
                Subject::Value { alternative, .. } | Subject::Level { alternative, .. } | Subject::Constant { alternative },
            ) => gone == alternative,
            (Subject::Alternative(gone), Subject::Slot(_)) => {
                gone != CONCEPT
                    && self.market.alternatives.get(gone).is_some_and(|one| named.path.starts_with(&format!("alternatives.{}.", one.name)))
            }
            (Subject::Touchpoint(gone), Subject::Channel(touchpoint)) => gone == touchpoint,
            (Subject::Touchpoint(gone), Subject::Slot(_)) => {
                named.path.starts_with(&format!("journey.{}.", self.market.journey.touchpoints[gone].name))
            }
            _ => false,
        };
        if self.gone.iter().any(whole) {
            cx.error(span, format!("`{}` is changed after the treatment has taken it away", named.path)).help("leave one of the two out");
            return true;
        }
        let first = self.touched.iter().find(|(subject, set, _)| *subject == named.subject && (*set || sets)).map(|(_, _, place)| *place);
        if let Some(first) = first {
            let problem = cx.error(span, format!("`{}` is changed twice, and one of the changes sets it", named.path));
            if let Some(first) = first {
                problem.also(first, "the first change");
            }
            problem.help("leave one of the two out");
            return true;
        }
        self.touched.push((named.subject, sets, Some(span)));
        false
    }

    fn change(&mut self, path: &Spanned<Name>, edit: &EditSpec, cx: &mut Cx) {
        let verbs = [edit.set.is_some(), edit.scale.is_some(), edit.add.is_some(), edit.before.is_some()];
        if verbs.iter().filter(|&&given| given).count() != 1 {
            cx.error(path.span, format!("how `{}` changes must be said in exactly one way", path.value.as_str()))
                .allowed("`set`, `scale` or `add`; `before` for a touchpoint");
            return;
        }
        if let Some(before) = &edit.before {
            return self.reorder(path, before, cx);
        }
        if let Some(Spanned { value: Setting::Word(word), span }) = &edit.set {
            return self.set_word(path, word, *span, cx);
        }
        let (quantity, kind): (&Quantity, fn(Input) -> Change) = match (&edit.set, &edit.scale, &edit.add) {
            (Some(Spanned { value: Setting::Number(quantity), .. }), _, _) => (quantity, Change::Set),
            (_, Some(quantity), _) => (quantity, Change::Scale),
            (_, _, Some(quantity)) => (quantity, Change::Add),
            _ => return,
        };
        let numeric = |subject: Subject| subject.edit(Change::Add(Input::Fixed(0.0))).is_some();
        let found = self.find(path, numeric, "number that a treatment can change", cx);
        let mut touches = false;
        let mut amount = None;
        for named in &found {
            if self.clashes(named, edit.set.is_some(), path.span, cx) || !self.allowed(named, quantity, kind, path.span, cx) {
                return;
            }
            // One amount, however many things it changes: it is drawn once for all of them.
            let amount =
                *amount.get_or_insert_with(|| self.amount(quantity, if found.len() == 1 { &named.label } else { path.value.as_str() }));
            touches |= self.number(named, quantity, kind(amount));
        }
        if !found.is_empty() && !touches {
            cx.error(path.span, format!("the change of `{}` leaves it as it is", path.value.as_str()))
                .help("leave it out, or change the amount");
        }
    }

    /// Reports an amount that the subject cannot take.
    fn allowed(&self, named: &Named, quantity: &Quantity, kind: fn(Input) -> Change, span: Span, cx: &mut Cx) -> bool {
        let place = quantity.span.unwrap_or(span);
        let verb = kind(Input::Fixed(0.0)).verb();
        let (low, high) = quantity.dist.support();
        if verb == "scale" && quantity.dist.quantile(1e-6) < 0.0 {
            cx.error(place, "a number is multiplied by 0 or more").got(format!("values from {low}"));
            return false;
        }
        match named.subject {
            Subject::Slot(slot) if verb == "set" => {
                let (least, most) = self.market.unknowns.entries()[slot].range;
                if low < least || high > most {
                    cx.error(place, format!("`{}` cannot become that", named.path))
                        .got(format!("values from {low} to {high}"))
                        .allowed(format!("{least} to {most}"));
                    return false;
                }
            }
            Subject::Segment(_) if verb != "scale" => {
                cx.error(place, format!("the size of a segment is multiplied, not {verb}"))
                    .help("`scale = 1.5` makes it half as large again");
                return false;
            }
            Subject::Segment(_) if high > 100.0 => {
                cx.error(place, "a segment grows at most a hundredfold").got(high);
                return false;
            }
            Subject::Trait(_) if !quantity.is_certain() => {
                cx.error(place, "people's traits change by a plain number").help("write two treatments to compare two amounts");
                return false;
            }
            Subject::Value { alternative, taste } if verb == "add" && alternative < self.market.alternatives.len() => {
                if matches!(self.market.alternatives[alternative].values[taste], Value::People(_)) {
                    cx.error(place, format!("each person has their own `{}`, so a number cannot be added", named.path))
                        .allowed("`scale` or `set`");
                    return false;
                }
            }
            _ => {}
        }
        true
    }

    /// The amount of a change: an input of the market where it is uncertain.
    fn amount(&mut self, quantity: &Quantity, what: &str) -> Input {
        if quantity.is_certain() {
            return Input::Fixed(quantity.dist.median());
        }
        let number = self.diff.len() + 1;
        self.market.unknowns.extend([Entry {
            path: format!("treatment.{}.{number}", self.title),
            label: format!("{}: what it does to {what}", self.title),
            unit: String::new(),
            dist: quantity.dist.clone(),
            source: quantity.source.clone(),
            grade: quantity.grade,
            unknown: None,
            drawn: None,
            implied: false,
            range: (f64::NEG_INFINITY, f64::INFINITY),
        }])[0]
    }

    /// Makes the edit of a number; false where it would leave it as it is.
    fn number(&mut self, named: &Named, quantity: &Quantity, change: Change) -> bool {
        let amount = change.amount();
        let unit = match named.subject {
            Subject::Slot(slot) => self.market.unknowns.entries()[slot].unit.clone(),
            _ => String::new(),
        };
        let medians = self.market.unknowns.values(&self.market.unknowns.medians());
        let (from, to) = match named.subject {
            Subject::Slot(slot) => {
                let (low, high) = self.market.unknowns.entries()[slot].range;
                let now = medians[slot];
                let then = change.apply(now, &medians).clamp(low, high);
                if quantity.is_certain()
                    && then == now
                    && (change.is_idle(&medians) || self.market.unknowns.entries()[slot].dist.is_point())
                {
                    return false;
                }
                (with_unit(now, &unit), with_unit(then, &unit))
            }
            _ if quantity.is_certain() && change.is_idle(&medians) => return false,
            Subject::Segment(_) => ("as many as in the study".to_owned(), change.told(amount.at(&medians))),
            Subject::Constant { .. } | Subject::Value { .. } | Subject::Trait(_) => {
                let own = if matches!(named.subject, Subject::Trait(_)) { "each person's own" } else { "as it is" };
                (own.to_owned(), change.told(amount.at(&medians)))
            }
            _ => (String::new(), String::new()),
        };
        let Some(edit) = named.subject.edit(change) else { return false };
        self.edits.push(edit);
        self.diff.push(DiffLine { path: named.path.clone(), label: named.label.clone(), from, to });
        true
    }

    fn set_word(&mut self, path: &Spanned<Name>, word: &Name, span: Span, cx: &mut Cx) {
        let worded = |subject: Subject| matches!(subject, Subject::Level { .. } | Subject::Channel(_));
        for named in self.find(path, worded, "level or channel that a treatment can change", cx) {
            if self.clashes(&named, true, path.span, cx) {
                return;
            }
            let (edit, from) = match named.subject {
                Subject::Level { alternative, attribute } => {
                    let known: Vec<(usize, String)> =
                        self.market.levels(attribute).map(|(taste, level)| (taste, level.to_owned())).collect();
                    let taste = known.iter().find(|(_, level)| level == word.as_str()).map(|(taste, _)| *taste);
                    if taste.is_none() && word.as_str() != "none" {
                        cx.unknown(span, "level", word.as_str(), known.iter().map(|(_, level)| level.as_str()).chain(["none"]));
                        return;
                    }
                    let now = (alternative < self.market.alternatives.len()).then(|| self.market.level_of(alternative, attribute));
                    if now == Some(taste) {
                        return Self::idle(path, cx);
                    }
                    let from = match now {
                        None => "as it is".to_owned(),
                        Some(now) => known.iter().find(|(taste, _)| Some(*taste) == now).map_or("none", |(_, level)| level).to_owned(),
                    };
                    (MarketMove::Level { alternative, attribute, taste }, from)
                }
                Subject::Channel(touchpoint) => {
                    let Some(&channel) = Channel::ALL.iter().find(|channel| channel.as_str() == word.as_str()) else {
                        cx.unknown(span, "channel", word.as_str(), Channel::ALL.iter().map(|channel| channel.as_str()));
                        return;
                    };
                    let now = self.market.journey.touchpoints[touchpoint].channel;
                    if now == channel {
                        return Self::idle(path, cx);
                    }
                    (MarketMove::Channel { touchpoint, channel }, now.as_str().to_owned())
                }
                _ => return,
            };
            self.edits.push(Edit::Structure(edit));
            self.diff.push(DiffLine { path: named.path, label: named.label, from, to: word.as_str().to_owned() });
        }
    }

    fn idle(path: &Spanned<Name>, cx: &mut Cx) {
        cx.error(path.span, format!("the change of `{}` leaves it as it is", path.value.as_str()))
            .help("leave it out, or change the amount");
    }

    fn reorder(&mut self, path: &Spanned<Name>, before: &Spanned<Name>, cx: &mut Cx) {
        let points = |subject: Subject| matches!(subject, Subject::Touchpoint(_));
        for named in self.find(path, points, "touchpoint (`journey.NAME`)", cx) {
            let Subject::Touchpoint(touchpoint) = named.subject else { return };
            if self.clashes(&named, true, path.span, cx) {
                return;
            }
            let names: Vec<&str> = self.market.journey.touchpoints.iter().map(|point| point.name.as_str()).collect();
            let target = names.iter().position(|name| *name == before.value.as_str());
            if target.is_none() && before.value.as_str() != "end" {
                cx.unknown(before.span, "touchpoint", before.value.as_str(), names.into_iter().chain(["end"]));
                return;
            }
            if target == Some(touchpoint) || target == Some(touchpoint + 1) || (target.is_none() && touchpoint + 1 == names.len()) {
                return Self::idle(path, cx);
            }
            let to = target.map_or_else(|| "at the end".to_owned(), |target| format!("before {}", names[target]));
            self.edits.push(Edit::Structure(MarketMove::Reorder { touchpoint, before: target }));
            self.diff.push(DiffLine { path: named.path, label: named.label, from: format!("step {}", touchpoint + 1), to });
        }
    }

    fn remove(&mut self, path: &Spanned<Name>, cx: &mut Cx) {
        let wholes = |subject: Subject| matches!(subject, Subject::Touchpoint(_) | Subject::Alternative(_));
        for named in self.find(path, wholes, "alternative or touchpoint", cx) {
            if named.subject == Subject::Alternative(CONCEPT) {
                cx.error(path.span, "the concept itself cannot be taken away").help("it is what the study is about");
                return;
            }
            let changed = self.touched.iter().any(|(touched, _, _)| match (named.subject, *touched) {
                (Subject::Alternative(gone), Subject::Value { alternative, .. } | Subject::Level { alternative, .. }) => {
                    gone == alternative
                }
                (Subject::Touchpoint(gone), Subject::Channel(touchpoint) | Subject::Touchpoint(touchpoint)) => gone == touchpoint,
                (_, Subject::Slot(slot)) => self.market.unknowns.entries()[slot].path.starts_with(&format!("{}.", named.path)),
                _ => false,
            });
            if changed || self.gone.contains(&named.subject) {
                cx.error(path.span, format!("`{}` is changed and taken away by the same treatment", named.path))
                    .help("leave one of the two out");
                return;
            }
            self.gone.push(named.subject);
            self.edits.push(Edit::Structure(match named.subject {
                Subject::Touchpoint(touchpoint) => MarketMove::Drop { touchpoint },
                Subject::Alternative(alternative) => MarketMove::Remove { alternative },
                _ => return,
            }));
            self.diff.push(DiffLine { path: named.path, label: named.label, from: "there".to_owned(), to: "gone".to_owned() });
        }
    }

    fn enter(&mut self, name: &Spanned<Name>, edit: &EditSpec, cx: &mut Cx) {
        let text = name.value.as_str().to_owned();
        if self.market.alternatives.iter().any(|one| one.name == text) || self.entrants.contains(&text) {
            cx.error(name.span, format!("there is an alternative named `{text}` already")).help("give the new one a name of its own");
            return;
        }
        if self.entrants.len() == ENTRANTS {
            cx.error(name.span, format!("a treatment brings in at most {ENTRANTS} alternatives"));
            return;
        }
        let Some(like) = &edit.like else {
            cx.error(name.span, format!("`{text}` needs something it is like"))
                .help("add `like = \"concept\"` or the name of an alternative");
            return;
        };
        let names = self.market.alternatives.iter().map(|one| one.name.clone()).chain(self.entrants.iter().cloned()).collect::<Vec<_>>();
        let found =
            if like.value.as_str() == "concept" { Some(CONCEPT) } else { names.iter().position(|name| name == like.value.as_str()) };
        let Some(found) = found else {
            cx.unknown(like.span, "alternative", like.value.as_str(), names.iter().map(String::as_str).chain(["concept"]));
            return;
        };
        let awareness = match &edit.awareness {
            None => None,
            Some(quantity) if quantity.is_certain() => {
                if quantity.within(cx, 0.0, 1.0, "").is_none() {
                    return;
                }
                Some(Input::Fixed(quantity.dist.median()))
            }
            Some(quantity) => {
                cx.error(quantity.span, "the awareness of a new alternative is a plain share, 0 to 1");
                return;
            }
        };
        let known =
            edit.awareness.as_ref().map_or_else(String::new, |share| format!(", known to {}", with_unit(share.dist.median(), "share")));
        let alternative = self.market.alternatives.len() + self.entrants.len();
        self.subjects.extend(self.market.subjects_of_entrant(&text, alternative));
        self.entrants.push(text.clone());
        self.edits.push(Edit::Structure(MarketMove::Enter { alternative, like: found, awareness }));
        self.diff.push(DiffLine {
            path: format!("alternatives.{text}"),
            label: text,
            from: "not there".to_owned(),
            to: format!("new, like {}{known}", names[found]),
        });
    }

    /// Reports a treatment that leaves nothing to choose or no journey to walk.
    fn check_rest(&self, title: Span, cx: &mut Cx) {
        let gone = |wanted: fn(&Subject) -> bool| self.gone.iter().filter(|gone| wanted(gone)).count();
        let others = self.market.alternatives.len() - 1 + self.entrants.len();
        if gone(|subject| matches!(subject, Subject::Alternative(_))) >= others {
            cx.error(title, "the treatment leaves nothing to choose beside the concept").help("leave one alternative");
        }
        let points = self.market.journey.touchpoints.len();
        if points > 0 && gone(|subject| matches!(subject, Subject::Touchpoint(_))) == points {
            cx.error(title, "the treatment leaves no touchpoint").help("leave one");
        }
    }
}
