//! The JSON Schema of `result.json`, kept by hand beside the types that are written; a test holds real results to it.

use serde_json::{Value as Json, json};

use crate::study::schema::{by_name, chance, inputs, list_of, maybe, number, object, published, text, validity, words};

use super::result::SCHEMA_VERSION;

/// Returns the JSON Schema of `result.json`.
#[must_use]
pub fn result_schema() -> Json {
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
            ("partial", maybe(text("Why the result is incomplete; null where it is whole."), "string")),
            ("replicates", json!({ "description": "Replicates behind the figures.", "type": "integer", "minimum": 0 })),
            ("figures", by_name("Every figure by name.", "Figure")),
            ("xlms", by_name("Experience level measures by name.", "Xlm")),
            ("validity", list_of("What each measure may be trusted for.", "Validity")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
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
        "Validity": validity(),
    });
    published(document, "result", "A foretaste result: what a concept test found")
}
