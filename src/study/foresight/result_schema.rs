//! The JSON Schema of what was found of a future.

use serde_json::{Value as Json, json};

use crate::study::schema::{by_name, chance, inputs, list_of, maybe, number, object, published, text, validity};

use super::result::FORESIGHT_SCHEMA_VERSION;

/// The JSON Schema of `result.json`.
#[must_use]
pub fn foresight_schema() -> Json {
    let whole = |what: &str| json!({ "description": what, "type": "integer", "minimum": 0 });
    let yes = |what: &str| json!({ "description": what, "type": "boolean" });
    let variants =
        || json!({ "description": "The variant of each driver.", "type": "object", "additionalProperties": text("The variant.") });
    let maybe_chance = |what: &str| maybe(chance(what), "number");
    let mut document = object(
        "What was found of a future. Points are those of the judgements' scale.",
        vec![
            ("schema_version", json!({ "description": "The version of this format.", "const": FORESIGHT_SCHEMA_VERSION })),
            ("foretaste", text("The program's version.")),
            ("seed", whole("The seed.")),
            ("title", text("The title.")),
            ("horizon", text("The years it is about.")),
            ("as_of", text("The day up to which things were known.")),
            ("partial", maybe(text("Why the result is incomplete, if it is."), "string")),
            ("combinations", maybe(whole("All combinations of variants; null where 64 bits cannot count them."), "integer")),
            (
                "inconsistency",
                number("The inconsistency that was allowed: 0, or the least that there is where nothing hangs together, in points."),
            ),
            ("draws", whole("Draws of the judgements; 0 where none has a doubt.")),
            ("none_share", maybe_chance("The share of draws in which nothing hangs together.")),
            (
                "within",
                json!({ "description": "Combinations with an inconsistency of at most 1, 2, ... points.", "type": "array", "items": { "type": "integer", "minimum": 0 } }),
            ),
            ("circles", maybe(whole("Circles that combinations can end in; null where they were not followed."), "integer")),
            ("scenarios", list_of("The scenarios that hang together.", "Scenario")),
            ("emerging", list_of("Scenarios that hang together only in draws.", "Emerging")),
            ("signposts", list_of("The drivers that tell scenarios apart, the first to look at first.", "Signpost")),
            ("influence", by_name("Influence and dependence by driver.", "Influence")),
            ("shocks", list_of("What becomes of the scenarios to read where something comes from outside.", "Shock")),
            (
                "signals",
                json!({ "description": "What already moves; null where no signals file is named.", "anyOf": [{ "$ref": "#/$defs/Signals" }, { "type": "null" }] }),
            ),
            (
                "population",
                json!({ "description": "The population that lives through what is told; null where none is named.", "anyOf": [{ "$ref": "#/$defs/Population" }, { "type": "null" }] }),
            ),
            (
                "concept",
                json!({ "description": "The concept under what is told; null where none is named.", "anyOf": [{ "$ref": "#/$defs/Concept" }, { "type": "null" }] }),
            ),
            ("validity", list_of("What each statement may be trusted for.", "Validity")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "Scenario": object("A scenario that hangs together.", vec![
            ("name", text("Its name.")),
            ("variants", variants()),
            ("read", yes("Whether it is picked to be read.")),
            ("share", maybe_chance("The share of draws in which it hangs together.")),
            ("share_low", maybe_chance("The lower end of its 95 % Monte Carlo interval.")),
            ("share_high", maybe_chance("The upper end.")),
            ("basin", maybe(whole("Combinations that lead to it."), "integer")),
            ("score", number("The total impact score, in points.")),
            ("inconsistency", number("The inconsistency, in points.")),
            ("margin", maybe(number("The least that a chosen variant has over an alternative, in points."), "number")),
            ("deciders", list_of("The judgements that decide, the strongest first.", "Decider")),
        ]),
        "Decider": object("A judgement that decides.", vec![
            ("of", text("The variant that speaks.")),
            ("on", text("The variant that is spoken of.")),
            ("correlation", number("The correlation between the judgement and the scenario's hanging together.")),
            ("with", number("The mean of the judgement where it hangs together, in points.")),
            ("without", number("The mean where it does not, in points.")),
        ]),
        "Emerging": object("A scenario that hangs together only in draws.", vec![
            ("variants", variants()),
            ("share", chance("The share of draws in which it hangs together.")),
            ("inconsistency", number("Its inconsistency as judged, in points.")),
        ]),
        "Signpost": object("A driver that tells scenarios apart.", vec![
            ("driver", text("The driver.")),
            ("left_alone", number("Scenarios left on average once it is known, by itself.")),
            ("left", number("Scenarios left on average once it and those before it are known.")),
        ]),
        "Influence": object("A driver's influence and dependence.", vec![
            ("influence", number("The sum of its direct influences, in points.")),
            ("dependence", number("The sum of the direct influences on it, in points.")),
        ]),
        "Shock": object("What becomes of scenarios under a push.", vec![
            ("name", text("What comes.")),
            ("holds", json!({ "description": "Whether each scenario to read holds.", "type": "object", "additionalProperties": yes("Whether it holds.") })),
        ]),
        "Signals": object("What already moves.", vec![
            ("as_of", text("The day that is looked from.")),
            ("terms", list_of("Terms that are said to tell of drivers.", "Term")),
            ("signposts", list_of("Signposts that are counted.", "Trip")),
        ]),
        "Term": object("A term that is said to tell of a driver.", vec![
            ("term", text("The term.")),
            ("driver", text("The driver.")),
            ("speaks_for", maybe(text("The variant it speaks for."), "string")),
            ("documents", maybe(whole("Documents with it in the last window."), "integer")),
            ("share", maybe_chance("The share of documents with it in the last window.")),
            ("times", maybe(number("How many times the share of the window before that is."), "number")),
            ("times_low", maybe(number("The lower end of its 95 % interval."), "number")),
            ("times_high", maybe(number("The upper end."), "number")),
            ("score", maybe_chance("Its score; null where it has none.")),
            ("place", maybe(whole("Its place by score."), "integer")),
        ]),
        "Trip": object("A signpost that is counted.", vec![
            ("driver", text("The driver.")),
            ("term", text("The term.")),
            ("period", text("The last period that is over.")),
            ("share", maybe_chance("The share of its documents with the term; null where it has none.")),
            ("trips_at", chance("The share from which on it has tripped.")),
            ("tripped", yes("Whether it has.")),
        ]),
        "Population": object("The population that lives through what is told.", vec![
            ("title", text("What its economy's file is about.")),
            ("people", whole("People.")),
            ("months", whole("Months of every future.")),
            ("draws", whole("Draws of what nobody knows.")),
            ("calibrated", yes("Whether its past lands on every statistic it must land on.")),
            ("past", list_of("Its past beside what is known.", "Past")),
            ("futures", list_of("Nothing changing first, then every future that changes something.", "Life")),
            ("searches", list_of("What searches for levers found.", "Search")),
            ("failure", json!({ "description": "Under what the median income ends below what it is where nothing changes; null where too little was run.", "anyOf": [{ "$ref": "#/$defs/Failure" }, { "type": "null" }] })),
        ]),
        "Search": object("What a search for levers found.", vec![
            ("name", text("The question.")),
            ("future", text("The future that it starts from.")),
            ("outcome", text("The outcome, in the last month.")),
            ("start", number("Its mean in the future as it is, on fresh draws.")),
            ("levers", list_of("The levers taken, the first first.", "Lever")),
        ]),
        "Lever": object("A lever that was taken.", vec![
            ("name", text("The lever.")),
            ("adds", number("What it adds to those before it, on fresh draws.")),
            ("adds_q05", number("The 5 % quantile of that.")),
            ("adds_q95", number("The 95 % quantile.")),
            ("level", number("The outcome with it and all before it.")),
        ]),
        "Past": object("A statistic of the past.", vec![
            ("name", text("What it is.")),
            ("unit", text("The unit.")),
            ("simulated", maybe(number("Its mean over simulated pasts."), "number")),
            ("real", number("Its value in reality.")),
            ("within", maybe(number("How near it must come; null where it need not."), "number")),
            ("fitted", yes("Whether any number was chosen by it.")),
        ]),
        "Life": object("A future as the population lived through it.", vec![
            ("name", text("The future.")),
            ("outcomes", by_name("Every outcome in the last month.", "Figure")),
        ]),
        "Concept": object("The concept under what is told.", vec![
            ("title", text("The title of the study.")),
            ("arms", list_of("Today first, then scenarios with each option.", "Arm")),
            ("options", list_of("How options stand over all scenarios.", "Option")),
            ("failure", json!({ "description": "Under what the rule to go fails; null where too little was run.", "anyOf": [{ "$ref": "#/$defs/Failure" }, { "type": "null" }] })),
            ("ways", json!({ "description": "What we could do over the years; null where no ways are told.", "anyOf": [{ "$ref": "#/$defs/Ways" }, { "type": "null" }] })),
            ("left_out", json!({ "description": "What could not be run, with why.", "type": "object", "additionalProperties": text("Why.") })),
        ]),
        "Failure": object("Under what it fails.", vec![
            ("what", text("What failing is.")),
            ("share", chance("The share of all cases in which it fails.")),
            ("fresh_draws", whole("Draws that took no part in looking; the figures of boxes are theirs.")),
            ("boxes", list_of("The boxes that hold.", "Box")),
        ]),
        "Box": object("A box in which it fails more often.", vec![
            ("limits", json!({ "description": "Its limits in words.", "type": "array", "items": { "type": "string" } })),
            ("density", chance("The share of cases inside in which it fails.")),
            ("density_low", chance("The lower end of its 95 % interval.")),
            ("density_high", chance("The upper end.")),
            ("coverage", chance("The share of all failures inside.")),
            ("mass", chance("The share of all cases inside.")),
        ]),
        "Ways": object("Ways through the years, weighed.", vec![
            ("money", text("What amounts are in.")),
            ("from", whole("The first year that counts.")),
            ("to", whole("The last year that counts.")),
            ("turns", whole("The year from which a scenario is there.")),
            ("ways", list_of("Each way.", "Way")),
        ]),
        "Way": object("A way.", vec![
            ("name", text("Its name.")),
            ("worth", by_name("By scenario, \"today goes on\" among them: what it is worth.", "Range")),
            ("lost", by_name("By scenario: what it loses against the best way there.", "Range")),
            ("max_regret", number("The largest loss against the best way, on means.")),
            ("least_regretted", chance("The share of draws in which no way has a smaller largest loss.")),
            ("perfect_signposts", json!({
                "description": "What it would be worth more, on average over scenarios, if its signposts never erred; null where it waits for none.",
                "anyOf": [{ "$ref": "#/$defs/Range" }, { "type": "null" }],
            })),
        ]),
        "Range": object("A mean with its range over draws.", vec![
            ("mean", number("The mean.")),
            ("q05", number("The 5 % quantile.")),
            ("q95", number("The 95 % quantile.")),
        ]),
        "Arm": object("The concept in one scenario with one option.", vec![
            ("scenario", text("The scenario, or \"today\".")),
            ("option", text("The option.")),
            ("p_go", maybe_chance("The probability of the event in the study's rule to go.")),
            ("xlms", json!({
                "description": "The probability that each experience level measure is met.", "type": "object",
                "additionalProperties": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
            })),
            ("figures", by_name("Every figure.", "Figure")),
        ]),
        "Figure": object("A figure of the concept or of the population.", vec![
            ("mean", number("Mean.")),
            ("q05", number("5 % quantile.")),
            ("q95", number("95 % quantile.")),
            ("change", number("The mean of the paired differences from today, or from nothing changing.")),
            ("change_q05", number("Their 5 % quantile.")),
            ("change_q95", number("Their 95 % quantile.")),
        ]),
        "Option": object("How an option stands.", vec![
            ("name", text("The option.")),
            ("max_regret", number("The largest loss against the best option of a scenario, on mean payoffs.")),
            ("worst", number("The lowest mean payoff; payoffs are turned so that more is better.")),
            ("mean", number("The mean payoff, each scenario alike.")),
            ("least_regretted", chance("The share of draws in which no option has a smaller largest loss.")),
        ]),
        "Validity": validity(),
    });
    published(document, "foresight", "A foretaste future")
}
