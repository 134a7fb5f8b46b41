//! The JSON Schema of `result.json`, kept by hand beside the types that are written; a test holds real results to it.

use serde_json::{Value as Json, json};

use crate::advocate::Brief;
use crate::montecarlo::search::Claim;
use crate::study::schema::{by_name, chance, inputs, list_of, maybe, number, object, published, text, validity, words};

use super::result::SCHEMA_VERSION;
use super::result_stress::outcome;

/// Returns the JSON Schema of `result.json`.
#[must_use]
pub fn result_schema() -> Json {
    let briefs: Vec<&str> = Brief::ALL.iter().map(|brief| brief.as_str()).collect();
    let outcomes = [Claim::Measurable, Claim::TooSmall, Claim::NoMeasurableEffect].map(outcome);
    let mut document = object(
        "What a concept test found, for programs.",
        vec![
            (
                "schema_version",
                json!({ "description": "The version of this format; rises when a field changes its meaning or goes.", "const": SCHEMA_VERSION }),
            ),
            ("foretaste", text("The program's version.")),
            ("seed", json!({ "description": "The seed of every random draw.", "type": "integer", "minimum": 0 })),
            ("title", text("The study's title.")),
            ("verdict", json!({ "$ref": "#/$defs/Verdict" })),
            (
                "unsettled",
                json!({ "description": "Whether the panel meets the rule to go and real people's choices do not bear it out: then there is no go.", "type": "boolean" }),
            ),
            ("partial", maybe(text("Why the result is incomplete; null where it is whole."), "string")),
            ("replicates", json!({ "description": "Replicates behind the figures.", "type": "integer", "minimum": 0 })),
            ("figures", by_name("Every figure by name.", "Figure")),
            ("xlms", by_name("Experience level measures by name.", "Xlm")),
            (
                "objections",
                maybe(
                    list_of(
                        "What the devil's advocates found, what takes more than matters first; null where they were not heard.",
                        "Objection",
                    ),
                    "array",
                ),
            ),
            (
                "drafts",
                maybe(list_of("What the prototyper made of it, from the study as given; null where it did not work.", "Draft"), "array"),
            ),
            (
                "corrected",
                maybe(
                    by_name("Shares corrected by real people's choices, by alternative; null where no such people are named.", "Corrected"),
                    "object",
                ),
            ),
            ("validity", list_of("What each measure may be trusted for.", "Validity")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "Corrected": object("A share corrected by real people's choices.", vec![
            ("mean", number("The corrected share.")),
            ("low", number("The low end of its 95 % interval.")),
            ("high", number("The high end.")),
            ("panel", chance("What the panel says alone.")),
            ("people", chance("What these people say alone.")),
            ("asked", json!({ "description": "How many they are.", "type": "integer", "minimum": 0 })),
            ("worth", maybe(number("How many of them would give as narrow an interval without the panel; null where no number would."), "number")),
        ]),
        "Verdict": object("The verdict.", vec![
            ("word", words("What the study's own rule says; `none` where it states no rule.", &["go", "iterate", "stop", "none"])),
            ("p_go", maybe(chance("The probability of the event in the rule to go."), "number")),
            ("p_stop", maybe(chance("The probability of the event in the rule to stop."), "number")),
        ]),
        "Figure": object("One figure over replicates, on its own scale (shares from 0 to 1).", vec![
            ("mean", number("Mean.")),
            ("median", number("Median.")),
            ("q05", number("5 % quantile.")),
            ("q95", number("95 % quantile.")),
            ("monte_carlo_error", json!({ "description": "Monte Carlo standard error of the mean.", "type": "number", "minimum": 0 })),
        ]),
        "Xlm": object("One experience level measure.", vec![
            ("target", number("The level that should be reached.")),
            ("p_met", chance("The share of replicates in which it is met.")),
            ("gap", number("Mean of target minus measured.")),
        ]),
        "Objection": object("An objection, run again on draws that the search never saw.", vec![
            ("advocate", words("Whose it is.", &briefs)),
            ("claim", text("The claim in one sentence.")),
            ("hurts", maybe(text("The experience level measure that it hurts; null for the verdict measure."), "string")),
            ("outcome", words("Whether it takes more than matters from what it hurts.", &outcomes)),
            ("change", json!({ "$ref": "#/$defs/Changed" })),
            ("loss_steps", maybe(number("What it takes from that figure on average, in steps that matter; null without a base."), "number")),
            ("p_value_adjusted", chance("The p-value against a loss of at most one step, adjusted for all objections.")),
            ("likelihood", json!({ "$ref": "#/$defs/Range" })),
            ("edits", list_of("What it changes.", "Edit")),
            ("test", json!({ "$ref": "#/$defs/Test" })),
        ]),
        "Draft": object("A draft of the concept.", vec![
            ("number", json!({ "description": "Its number; 1 is the study as given.", "type": "integer", "minimum": 1 })),
            ("file", maybe(text("The study that is written beside the result; null for the first."), "string")),
            ("level", json!({ "$ref": "#/$defs/Changed" })),
            ("change", json!({ "$ref": "#/$defs/Changed" })),
            ("first_year_bill", number("What it costs to make it from the draft before, in the first year.")),
            ("changes", json!({ "description": "What is done, in few words.", "type": "array", "items": { "type": "string" } })),
            ("edits", list_of("What was changed in the file.", "Edit")),
        ]),
        "Changed": maybe(object("The verdict measure, or a paired difference of a measure; null without a base.", vec![
            ("mean", number("Mean.")),
            ("q05", number("5 % quantile.")),
            ("q95", number("95 % quantile.")),
            ("monte_carlo_error", json!({ "description": "Monte Carlo standard error of the mean.", "type": "number", "minimum": 0 })),
        ]), "object"),
        "Range": object("A chance with its range.", vec![
            ("low", chance("Low.")),
            ("likely", chance("Likely.")),
            ("high", chance("High.")),
        ]),
        "Edit": object("A line of what is changed.", vec![
            ("path", text("Where it stands in the study.")),
            ("from", text("What it was.")),
            ("to", text("What it becomes.")),
        ]),
        "Test": object("The cheapest test with real people that would prove the objection wrong.", vec![
            ("method", text("What is done.")),
            ("audience", text("With whom.")),
            ("people", maybe(json!({ "description": "How many people it takes; null where no affordable number would do.", "type": "integer", "minimum": 1 }), "integer")),
            ("refuted_if", text("The result that refutes it.")),
        ]),
        "Validity": validity(),
    });
    published(document, "result", "A foretaste result: what a concept test found")
}
