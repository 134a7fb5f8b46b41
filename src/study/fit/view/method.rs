//! Whether there are draws enough or chains agree, and how it was done.

use crate::report::format;
use crate::report::view::{Block, Callout, Fact, Section, Tone};
use crate::study::parts::table;

use super::super::bayes::{AGREE, Bayes, ENOUGH};
use super::super::estimate::Estimated;
use super::super::population::Persona;
use super::super::spec::{Answer, Coding, Kind, Missing, Sequence};
use super::Reading;

/// The section on draws.
pub(super) fn draws(reading: &Reading<'_>) -> Section {
    let (id, title) = ("draws".to_owned(), "Are there draws enough?".to_owned());
    let smooth = match &reading.findings.estimated {
        Estimated::Smooth(smooth) => smooth,
        Estimated::Classes(_) => {
            return Section { id, title, finding: "Classes need no draws: their likelihood is exact.".to_owned(), blocks: Vec::new() };
        }
        Estimated::Bayes(bayes) => return chains(reading, bayes),
    };
    let Some((settled, line)) = &smooth.settled else {
        return Section { id, title, finding: "Nothing varies between people: the likelihood is exact.".to_owned(), blocks: Vec::new() };
    };
    let rows = smooth
        .rungs
        .iter()
        .map(|rung| {
            let or_none = |value: f64, decimals| if value.is_finite() { format::number(value, decimals) } else { "—".to_owned() };
            vec![format::count(rung.draws as u64), format::number(rung.log_likelihood, 3), or_none(rung.to_come, 2), or_none(rung.moved, 2)]
        })
        .collect();
    let columns = ["log-likelihood", "may still come", "largest move, in standard errors"];
    let mut blocks = vec![Block::Table(table("The same model with more and more draws a person", "draws", &columns, rows))];
    if !settled {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "The estimates have not settled.".to_owned(),
            text: format!("{}. Give the fit file larger numbers of draws, or scrambled Sobol points.", sentence(line)),
        }));
    }
    Section { id, title, finding: format!("{}.", sentence(line)), blocks }
}

/// The section on chains.
fn chains(reading: &Reading<'_>, bayes: &Bayes) -> Section {
    let (settled, line) = &bayes.settled;
    let settings = super::super::chains::settings(&reading.study.spec);
    let rows = bayes
        .posterior
        .accepted
        .iter()
        .enumerate()
        .map(|(at, &accepted)| {
            vec![
                format!("chain {}", at + 1),
                format::count(u64::from(settings.warm_up)),
                format::count(u64::from(settings.draws)),
                format::percent(accepted),
            ]
        })
        .collect();
    let columns = ["rounds of warm-up", "draws", "moves accepted"];
    let mut data = table("The chains", "chain", &columns, rows);
    data.note = Some(format!(
        "Split R-hat: how much wider all draws together are than half a chain. The chains agree where it is at most {AGREE} for every figure, and every figure \
         is worth {ENOUGH} independent draws. Warm-up aims at 80 % of moves accepted."
    ));
    let mut blocks = vec![Block::Table(data)];
    if !settled {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "Do not rely on these figures yet.".to_owned(),
            text: format!(
                "{}. Give the fit file a longer warm-up and more draws under `[chains]`; where that does not help, the choices leave a taste open: leave an \
                 attribute out, or ask more.",
                sentence(line)
            ),
        }));
    }
    Section { id: "draws".to_owned(), title: "Do the chains agree?".to_owned(), finding: format!("{}.", sentence(line)), blocks }
}

pub(super) fn sentence(line: &str) -> String {
    format::capital(&line.replace(" -", " −"))
}

/// What people's answers are called.
fn answered(reading: &Reading<'_>) -> &'static str {
    match reading.study.spec.data.answer {
        Answer::Choice => "choices",
        Answer::Ranking => "rankings",
        Answer::BestWorst => "answers of best and worst",
        Answer::Allocation => "allocations",
    }
}

/// How many answers of which kind there are, and as how many choices they count.
pub(super) fn answers(reading: &Reading<'_>) -> String {
    let findings = reading.findings;
    let many = format!("{} {}", format::count(findings.tasks as u64), answered(reading));
    if reading.study.spec.data.answer == Answer::Choice {
        return many;
    }
    format!("{many}, which count as {} choices,", format::number(findings.choices, 0))
}

/// How answers that are no plain choices are taken, and what weights do.
fn forms(reading: &Reading<'_>) -> Vec<String> {
    let data = &reading.study.spec.data;
    let mut words = Vec::new();
    match data.answer {
        Answer::Choice => {}
        Answer::Ranking => words.push(
            "A ranking counts as one choice after another, each out of what is left (exploded logit; Beggs, Cardell and Hausman 1981). That takes the second \
             rank to be given as carefully as the first."
                .to_owned(),
        ),
        Answer::BestWorst => words.push(
            "The best is a choice out of all, the worst one out of the others with what is liked turned round (Marley and Louviere 2005)."
                .to_owned(),
        ),
        Answer::Allocation => words.push(
            "What each alternative gets is its part of one choice: however large the sum that was shared out, a task counts once.".to_owned(),
        ),
    }
    let mut told = None;
    for attribute in reading.study.spec.attributes.iter() {
        // All levels of a column stand together.
        let (Some(first), column) = (attribute.levels.first(), attribute.column.as_ref()) else { continue };
        if told != Some(column) {
            let against = match attribute.coding.map(|coding| coding.value) {
                Some(Coding::Effects) => "the mean of all its levels".to_owned(),
                Some(Coding::Dummy) | None => format!("{:?}", first.value.as_str()),
            };
            words.push(format!("The levels of `{}` are held against {against}.", column.map_or("", |column| column.value.as_str())));
        }
        told = Some(column);
    }
    if data.weight.is_some() {
        words.push(
            "People count by their weights, which are 1 on average; robust errors take a person who counts twice for one person."
                .to_owned(),
        );
    }
    if data.task_weight.is_some() {
        words.push("Answers count by the weights of their tasks.".to_owned());
    }
    words
}

/// The section on how it was done.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let spec = &reading.study.spec;
    let findings = reading.findings;
    let mut facts = vec![
        Fact::new("people the model was fitted to", format::count(findings.people as u64)),
        Fact::new(format!("their {}", answered(reading)), format::count(findings.tasks as u64)),
        Fact::new("people held out", format::count(findings.held_out as u64)),
        Fact::new("alternatives", reading.study.survey.alternatives.join(", ")),
        Fact::new("model", spec.model.kind.value.as_str()),
        Fact::new("kind of personas", Persona::Population.words()),
    ];
    if spec.chains.as_ref().is_some_and(|chains| chains.twins.is_some()) {
        facts.push(Fact::new("in `twins.toml`", Persona::Twin.words()));
    }
    if let Some(source) = &spec.source {
        facts.push(Fact::new("source of the data", source.as_str()));
    }
    for dropped in &reading.study.survey.dropped {
        facts.push(Fact::new("left out", format!("{} {}", format::count(dropped.count as u64), dropped.why)));
    }
    if reading.study.survey.dropped.is_empty() && spec.data.missing != Missing::Refuse {
        facts.push(Fact::new("left out", "nothing"));
    }
    if let Estimated::Smooth(smooth) = &findings.estimated {
        if spec.model.kind.value == Kind::Mixed {
            let kind = spec.draws.as_ref().map_or(Sequence::Sobol, |draws| draws.kind);
            facts.push(Fact::new("draws a person", format!("{} ({kind})", format::count(smooth.fit.draws as u64))));
        }
        let reached = &smooth.fit.reached;
        let length = format!("{:.1e}", reached.gradient);
        facts.push(Fact::new("steps of the search", format!("{}; length of the gradient at its end {length}", reached.steps)));
        if smooth.fit.starts.len() > 1 {
            let starts: Vec<String> = smooth
                .fit
                .starts
                .iter()
                .map(|found| if found.is_finite() { format::number(*found, 2) } else { "did not end".to_owned() })
                .collect();
            facts.push(Fact::new("log-likelihood from each start", starts.join(", ")));
        }
    }
    let mut blocks = vec![Block::Facts(facts)];
    if let Some(note) = &spec.note {
        blocks.push(Block::Text(vec![note.as_str().to_owned()]));
    }
    let mut words = vec![match spec.model.kind.value {
        Kind::Multinomial => "The chance of a choice is its share of the exponentials of utility among what was available (logit); utility is taste times \
                              value, summed. Newton's method finds the one maximum."
            .to_owned(),
        Kind::Mixed => "The chance of a choice is its share of the exponentials of utility among what was available (logit), at each person's own tastes. \
                        How tastes are spread over people is what is estimated, by maximum simulated likelihood: a person's choices count together (Train \
                        2009, chapters 6, 8 and 10)."
            .to_owned(),
        Kind::HierarchicalBayes => {
            "The chance of a choice is its share of the exponentials of utility among what was available (logit), at each person's own tastes. Everybody's \
             tastes, their means and their full covariance are drawn together, many times, in proportion to how likely the choices make them (Train 2009, \
             chapter 12). People's tastes move along the slope of their likelihood (Neal 2011); means and covariance are drawn given everybody's tastes, and \
             moved together with them (Yu and Meng 2011). Beforehand the covariance is believed to be that of an inverse Wishart with three degrees of \
             freedom more than tastes, centred on 1 where each attribute counts in how far its values lie apart within tasks, and means to be 0 with the \
             weight of a hundredth of a person; where people answer few tasks, spreads lean towards that. The log-likelihood is that of a mixed logit at the \
             means of the posterior, over 1,000 draws a person."
                .to_owned()
        }
        Kind::LatentClasses => "People fall into a few classes, each with tastes of its own and a logit for its choices (Bhat 1997); found by rounds of \
                                placing people and estimating classes, then by the scores."
            .to_owned(),
    }];
    words.extend(forms(reading));
    let drawn = match spec.model.kind.value {
        Kind::HierarchicalBayes => "the middle nine tenths of the draws; figures that follow from several parameters are medians",
        _ => "estimates drawn around those found, with their robust covariance (Krinsky and Robb 1986)",
    };
    words.push(format!(
        "Intervals are 90 % and say what these data leave open if the model is right: {drawn}. They do not say how other people, other products or a shop \
         differ from this survey."
    ));
    match reading.without {
        Some(why) => words.push(format!("{}.", sentence(why))),
        None => words.push(
            "`population.toml` beside this report holds the tastes with all of their uncertainty. A study takes them with `[fitted]` and \
             `from = \"population.toml\"`; every run then draws tastes anew from what these data leave open."
                .to_owned(),
        ),
    }
    blocks.push(Block::Text(words));
    let finding = format!("{} tasks of {}.", format::count(findings.tasks as u64), reading.people(findings.people));
    Section { id: "method".to_owned(), title: "Method".to_owned(), finding, blocks }
}
