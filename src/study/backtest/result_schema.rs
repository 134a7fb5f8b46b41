//! The JSON Schema of a back-test's `result.json`, kept by hand beside the types that are written; a test holds real results to it.

use serde_json::{Value as Json, json};

use crate::study::schema::{by_name, inputs, list_of, maybe, number, object, published, text, words};

use super::result::BACKTEST_SCHEMA_VERSION;

/// Returns the JSON Schema of a back-test's `result.json`.
#[must_use]
pub fn backtest_schema() -> Json {
    let count = |text: &str| json!({ "description": text, "type": "integer", "minimum": 0 });
    let texts = |text: &str| json!({ "description": text, "type": "array", "items": { "type": "string" } });
    let some = |words: &str| maybe(number(words), "number");
    let mut document = object(
        "What a back-test found, for programs.",
        vec![
            (
                "schema_version",
                json!({ "description": "The version of this format; rises when a field changes its meaning or goes.", "const": BACKTEST_SCHEMA_VERSION }),
            ),
            ("foretaste", text("The program's version.")),
            ("seed", count("The seed of every random draw.")),
            ("title", text("The fit's title.")),
            (
                "light",
                words(
                    "Green if all that was tested holds, amber if some of it does, red if nothing does or answers leaked.",
                    &["green", "amber", "red"],
                ),
            ),
            ("labels", texts("What the panel may and may not be used for.")),
            ("findings", list_of("Why.", "Finding")),
            (
                "tests",
                by_name(
                    "The tests by name: known_people, unseen_people, and test_1 and so on for what the fit file holds out on purpose.",
                    "Test",
                ),
            ),
            ("not_tested", texts("Tests that the choices do not allow, and why.")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "Finding": object("What was found about one use.", vec![
            ("label", text("The label.")),
            ("holds", json!({ "description": "Whether the panel earned it.", "type": "boolean" })),
            ("why", texts("Why, or why not.")),
        ]),
        "Test": object("One test.", vec![
            ("name", text("What was held out, in words.")),
            ("how", text("How it was held out.")),
            (
                "against",
                maybe(
                    json!({
                        "description": "What stands against relying on the panel there, for what the fit file holds out on purpose; empty where it carries over, \
                                        null for other tests.",
                        "type": "array",
                        "items": { "type": "string" },
                    }),
                    "array",
                ),
            ),
            ("people", count("People tested on.")),
            ("choices", count("Choices tested on.")),
            ("learned_from", count("People learned from; over folds the fewest.")),
            ("impossible", count("Choices that had been called impossible; they are scored as one in a million.")),
            ("leaks", texts("Ways in which answers leaked; none is right.")),
            ("doubts", texts("What stands against the figures without being a leak, such as chains that do not agree.")),
            ("scores", by_name("Every score by name.", "Score")),
            ("gains", by_name("Log-likelihood a choice over each simpler forecast.", "Gain")),
            ("share_gains", by_name("How much nearer to real shares than each simpler forecast.", "Gain")),
            ("demand", list_of("How steep demand by price was and is predicted, product by product; nothing where the fit names no price.", "Demand")),
        ]),
        "Demand": object("A product's demand by price.", vec![
            ("product", maybe(text("The product; null where products have no names."), "string")),
            ("elasticity", number("By how many percent the share chosen was higher where the price was one percent higher.")),
            ("q025", number("Lower end of the 95 % interval over people.")),
            ("q975", number("Upper end of the 95 % interval over people.")),
            ("predicted", number("The same of what was predicted.")),
            (
                "judged",
                words("What real shares say of the prediction.", &["met", "too steep", "too flat", "of the wrong sign", "not to be told"]),
            ),
        ]),
        "Score": object("A score; null where it does not exist.", vec![
            ("value", some("The panel's.")),
            ("q025", some("Lower end of the 95 % interval over people.")),
            ("q975", some("Upper end of the 95 % interval over people.")),
            ("null", some("What a forecast that anyone could make scores.")),
            ("null_is", text("Which.")),
            ("ceiling", some("The best there is to have.")),
            ("ceiling_is", text("What that is.")),
        ]),
        "Gain": object("A gain: above zero the panel is better; null where it does not exist.", vec![
            ("value", some("The gain.")),
            ("q025", some("Lower end of the 95 % interval over people.")),
            ("q975", some("Upper end of the 95 % interval over people.")),
        ]),
    });
    published(document, "backtest", "A result of foretaste backtest")
}
