//! A judge of JSON against the part of JSON Schema that our own schemas use.

use serde_json::{Value as Json, json};

/// Says where and why a value does not fit a schema. Keywords it does not know are an error, so that none is passed over in silence.
pub(crate) fn fits(document: &Json, value: &Json) -> Result<(), String> {
    judge(document, document, value, "$")
}

fn judge(document: &Json, schema: &Json, value: &Json, at: &str) -> Result<(), String> {
    let rules = schema.as_object().ok_or_else(|| format!("{at}: the schema is no object"))?;
    for (keyword, rule) in rules {
        let sound = match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let place = rule.as_str().unwrap().trim_start_matches('#');
                let target = document.pointer(place).ok_or_else(|| format!("{at}: no definition at {place}"))?;
                return judge(document, target, value, at);
            }
            "anyOf" => rule.as_array().unwrap().iter().any(|one| judge(document, one, value, at).is_ok()),
            "type" => match rule {
                Json::String(kind) => is(kind, value),
                kinds => kinds.as_array().unwrap().iter().any(|kind| is(kind.as_str().unwrap(), value)),
            },
            "const" => rule == value,
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap()),
            "pattern" => {
                assert_eq!(rule, "^[0-9a-f]{64}$", "the one pattern this judge knows");
                value.as_str().is_some_and(|text| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
            }
            "required" => {
                // What an object must have is not asked of a null in its place.
                let missing = rule.as_array().unwrap().iter().find(|key| value.is_object() && value.get(key.as_str().unwrap()).is_none());
                if let Some(key) = missing {
                    return Err(format!("{at}: {key} is missing"));
                }
                true
            }
            "properties" => {
                for (key, inner) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(key) {
                        judge(document, inner, value, &format!("{at}.{key}"))?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object();
                let others = value.as_object().into_iter().flatten().filter(|(key, _)| known.is_none_or(|known| !known.contains_key(*key)));
                for (key, value) in others {
                    if rule == &json!(false) {
                        return Err(format!("{at}: `{key}` is not known"));
                    }
                    judge(document, rule, value, &format!("{at}.{key}"))?;
                }
                true
            }
            "items" => {
                for (place, value) in value.as_array().into_iter().flatten().enumerate() {
                    judge(document, rule, value, &format!("{at}[{place}]"))?;
                }
                true
            }
            other => return Err(format!("{at}: this judge does not know `{other}`")),
        };
        if !sound {
            return Err(format!("{at}: {value} does not fit `{keyword}`: {rule}"));
        }
    }
    Ok(())
}

fn is(kind: &str, value: &Json) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("this judge does not know the type `{other}`"),
    }
}
