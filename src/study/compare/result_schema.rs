//! The JSON Schema of a comparison's `result.json`, kept by hand beside the types that are written; a test holds real results to it.

use serde_json::{Value as Json, json};

use crate::study::schema::{by_name, chance, inputs, list_of, maybe, number, object, published, text, validity, words};

use super::answer::Size;
use super::result::{COMPARISON_SCHEMA_VERSION, word};

/// Returns the JSON Schema of a comparison's `result.json`.
#[must_use]
pub fn comparison_schema() -> Json {
    let count = |text: &str| json!({ "description": text, "type": "integer", "minimum": 0 });
    let error = |text: &str| json!({ "description": text, "type": "number", "minimum": 0 });
    let sizes = [Size::Larger, Size::Near, Size::Smaller, Size::Measurable, Size::NotMeasurable, Size::NoBase].map(word);
    let mut document = object(
        "What a comparison found, for programs.",
        vec![
            (
                "schema_version",
                json!({
                    "description": "The version of this format; rises when a field changes its meaning or goes.",
                    "const": COMPARISON_SCHEMA_VERSION,
                }),
            ),
            ("foretaste", text("The program's version.")),
            ("seed", count("The seed of every random draw.")),
            ("title", text("The study's title.")),
            ("partial", maybe(text("Why the result is incomplete; null where it is whole."), "string")),
            ("replicates", count("Replicates behind the figures.")),
            ("weighed", json!({ "$ref": "#/$defs/Weighed" })),
            ("arms", list_of("The study as it is, then each treatment.", "Arm")),
            ("comparisons", list_of("Each treatment held against the study as it is, then against each earlier treatment.", "Comparison")),
            ("validity", list_of("What each measure may be trusted for.", "Validity")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "Weighed": object("What effects are weighed by.", vec![
            ("figure", text("The figure.")),
            ("smallest_effect", maybe(error("The smallest difference that would matter; null where the study states none."), "number")),
        ]),
        "Arm": object("The study as it is, or under a treatment.", vec![
            ("name", text("The name.")),
            ("why", text("Why anyone would think of it; empty where nobody says.")),
            ("changes", list_of("What it changes.", "Change")),
            ("verdict", json!({ "$ref": "#/$defs/Verdict" })),
            ("p_go_change", maybe(number("How much the probability of the rule to go changes."), "number")),
            ("p_go_change_error", maybe(error("The Monte Carlo standard error of that."), "number")),
            ("figures", by_name("Every figure by name.", "Level")),
            ("xlms", by_name("Experience level measures by name.", "Xlm")),
        ]),
        "Change": object("One line of what a treatment changes.", vec![
            ("path", text("Where it stands in the study.")),
            ("label", text("The same in plain words.")),
            ("from", text("What it was.")),
            ("to", text("What it becomes.")),
        ]),
        "Verdict": maybe(object("The verdict; null where the study's rule cannot be judged in one market.", vec![
            ("word", words("What the study's own rule says; `none` where it states no rule.", &["go", "iterate", "stop", "none"])),
            ("p_go", maybe(chance("The probability of the event in the rule to go."), "number")),
            ("p_stop", maybe(chance("The probability of the event in the rule to stop."), "number")),
        ]), "object"),
        "Level": object("A figure of an arm over replicates, on its own scale (shares from 0 to 1).", vec![
            ("mean", number("Mean.")),
            ("q05", number("5 % quantile.")),
            ("q95", number("95 % quantile.")),
        ]),
        "Xlm": object("One experience level measure.", vec![
            ("target", number("The level that should be reached.")),
            ("p_met", chance("The share of replicates in which it is met.")),
            ("gap", number("Mean of target minus measured.")),
        ]),
        "Comparison": object("An arm less another one, on the same draws.", vec![
            ("of", text("The arm.")),
            ("against", text("What it is held against.")),
            ("size", words("How large the effect on the weighed figure is, held against the smallest that matters.", &sizes)),
            ("share_beyond_smallest", maybe(chance("The share of draws in which the effect is at least as large as matters."), "number")),
            ("differences", by_name("The paired difference of every figure by name.", "Difference")),
        ]),
        "Difference": object("A paired difference over replicates.", vec![
            ("mean", number("Mean.")),
            ("q05", number("5 % quantile.")),
            ("q95", number("95 % quantile.")),
            ("monte_carlo_error", error("Monte Carlo standard error of the mean.")),
            ("correlation", maybe(json!({ "description": "The correlation that the pairing achieved; null where an arm does not vary.", "type": "number", "minimum": -1, "maximum": 1 }), "number")),
            ("replicates", count("Replicates in which both arms have a base.")),
        ]),
        "Validity": validity(),
    });
    published(document, "comparison", "A foretaste comparison: what treatments change")
}
