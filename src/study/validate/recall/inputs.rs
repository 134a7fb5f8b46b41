//! What a study says, leaf by leaf: every line that can change a figure, and a hash of every file beside it.

use crate::input::{Cx, Data, Node, Problems};
use crate::study::memory::{Digest, Inputs};

use super::super::analyse::Options;
use super::super::study::Study;

/// Keys that say something to people and nothing to the market.
const TOLD: [&str; 9] = ["description", "source", "grade", "because", "against", "label", "why", "text", "per"];

/// Tables and keys of a study that change no figure of an idea: what is tried, held against it, or only told.
const BESIDE: [&str; 5] = ["title", "question", "treatments", "transfer", "prototype.lever"];

/// The keys under which a distribution is written.
const DISTRIBUTIONS: [&str; 8] = ["value", "normal", "lognormal", "uniform", "triangular", "pert", "beta", "quantiles"];

/// Lays out what a study says.
///
/// # Errors
/// A file that was read before and can no longer be read.
pub(super) fn inputs(study: &Study, options: &Options) -> Result<Inputs, Problems> {
    let mut cx = Cx::new();
    let mut inputs = Inputs::default();
    // The text was read as a study before, so it is TOML.
    if let Some(document) = cx.parse_toml("the study", &study.text.0) {
        leaves(document.node(), "", &mut inputs);
    }
    put(&mut inputs, "foretaste", env!("CARGO_PKG_VERSION"));
    put(&mut inputs, "people.count", &study.market.people().len().to_string());
    put(&mut inputs, "prototype.rounds", &options.rounds.unwrap_or(study.terms.rounds).to_string());
    // The first file is the study itself.
    for (name, path) in study.files.iter().skip(1) {
        match Digest::of_file(path) {
            Ok(digest) => put(&mut inputs, &format!("files.{name}"), digest.as_str()),
            Err(error) => {
                cx.error(None, format!("the file `{name}` cannot be read again")).got(error);
            }
        }
    }
    cx.finish(Some(inputs)).map(|(inputs, _)| inputs)
}

/// Adds an input. What is no text, for instance because it is too long, is told by its hash.
fn put(inputs: &mut Inputs, path: &str, value: &str) {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = if value.is_empty() { "nothing".to_owned() } else { value };
    if inputs.insert(path, &value).is_err() {
        let hash = |text: &str| Digest::of(text.as_bytes());
        let added = inputs.insert(path, hash(&value).as_str()).or_else(|_| inputs.insert(hash(path).as_str(), hash(&value).as_str()));
        debug_assert!(added.is_ok(), "a hash is a text");
    }
}

fn leaves(node: Node<'_>, path: &str, inputs: &mut Inputs) {
    let under = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    if let Some(entries) = node.entries().filter(|_| distribution(node).is_none()) {
        for (key, inner) in entries {
            let path = under(&key.value);
            if !TOLD.contains(&key.value.as_str()) && !BESIDE.contains(&path.as_str()) {
                leaves(inner, &path, inputs);
            }
        }
        return;
    }
    let tables =
        |list: &[crate::input::Value]| !list.is_empty() && list.iter().all(|item| matches!(Node::new(item, "").data(), Data::Table(_)));
    if let Data::List(items) = node.data()
        && tables(items)
    {
        let name = |at: usize, item: Node<'_>| -> String {
            let named = ["name", "title"].into_iter().find_map(|key| item.get(key)?.text().map(str::to_owned));
            named.unwrap_or_else(|| (at + 1).to_string())
        };
        let items: Vec<(String, Node<'_>)> =
            items.iter().map(|item| Node::new(item, "")).enumerate().map(|(at, item)| (name(at, item), item)).collect();
        // Their order is a thing of its own: that of touchpoints counts.
        put(inputs, path, &items.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "));
        for (name, item) in items {
            leaves(item, &under(&name), inputs);
        }
        return;
    }
    put(inputs, path, &plain(node));
}

/// The key under which a table states a distribution.
fn distribution(node: Node<'_>) -> Option<&'static str> {
    DISTRIBUTIONS.into_iter().find(|key| node.has(key))
}

/// Writes a value; a distribution without where it comes from.
fn plain(node: Node<'_>) -> String {
    match node.data() {
        Data::Text(text) | Data::Date(text) => text.clone(),
        Data::Integer(number) => number.to_string(),
        Data::Float(number) => format!("{number}"),
        Data::Bool(truth) => truth.to_string(),
        Data::List(items) => format!("[{}]", items.iter().map(|item| plain(Node::new(item, ""))).collect::<Vec<_>>().join(", ")),
        Data::Table(entries) => match distribution(node) {
            Some("value") => node.get("value").map_or_else(String::new, plain),
            Some(key) => format!("{key} {}", node.get(key).map_or_else(String::new, plain)),
            None => {
                let told = entries.iter().filter(|(key, _)| !TOLD.contains(&key.value.as_str()));
                format!(
                    "{{{}}}",
                    told.map(|(key, value)| format!("{} = {}", key.value, plain(Node::new(value, "")))).collect::<Vec<_>>().join(", ")
                )
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let mut cx = Cx::new();
        let document = cx.parse_toml("s", text).unwrap();
        let mut inputs = Inputs::default();
        leaves(document.node(), "", &mut inputs);
        inputs.iter().map(|(path, value)| (path.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn every_line_that_can_change_a_figure_is_a_leaf_and_what_is_only_told_is_none() {
        let text = "title = 'T'\nquestion = 'Q'\n[concept]\nname = 'New'\ndescription = 'D'\nprice = 49.0\n\
            share = { pert = [1, 2.50, 3], grade = 'judgement', source = 'S' }\nhours = { people = 'x * 0.5' }\n\
            [[concept.claims]]\ntext = 'C'\nbelieved_by = [0.1, 0.2, 0.3]\n\
            [[journey]]\nname = 'Sign up'\neffort = 2\n[[journey]]\nname = 'Use'\nwait = { value = 3, source = 'S' }\n\
            [[treatments]]\ntitle = 'X'\n[prototype]\nbudget = 60_000\n[[prototype.lever]]\ntitle = 'L'\n\
            [survey]\nask = ['nps', 'csat']\nempty = ''\n";
        let told = [
            ("concept.claims", "1"),
            ("concept.claims.1.believed_by", "[0.1, 0.2, 0.3]"),
            ("concept.hours.people", "x * 0.5"),
            ("concept.name", "New"),
            ("concept.price", "49"),
            ("concept.share", "pert [1, 2.5, 3]"),
            ("journey", "Sign up, Use"),
            ("journey.Sign up.effort", "2"),
            ("journey.Sign up.name", "Sign up"),
            ("journey.Use.name", "Use"),
            ("journey.Use.wait", "3"),
            ("prototype.budget", "60000"),
            ("survey.ask", "[nps, csat]"),
            ("survey.empty", "nothing"),
        ];
        assert_eq!(read(text), told.map(|(path, value)| (path.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_is_too_long_is_told_by_its_hash() {
        // No single text can be that long; a list of them can.
        let long = "x".repeat(40_000);
        let found = read(&format!("a = ['{long}', '{long}']"));
        assert_eq!(found, [("a".to_owned(), Digest::of(format!("[{long}, {long}]").as_bytes()).as_str().to_owned())]);
    }
}
