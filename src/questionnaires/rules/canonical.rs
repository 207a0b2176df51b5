//! One text for one document, so that its hash can be computed again by anybody: sorted keys, no space between them.

use serde_json::Value;

use crate::secret::sha256_hex;

/// Canonical JSON. Texts in it were composed (NFC) and decimals are texts before they came here.
pub fn text(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut names: Vec<_> = map.keys().collect();
            names.sort();
            let pairs: Vec<_> = names
                .into_iter()
                .map(|name| format!("{}:{}", Value::String(name.clone()), text(&map[name])))
                .collect();
            format!("{{{}}}", pairs.join(","))
        }
        Value::Array(all) => format!("[{}]", all.iter().map(text).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// SHA-256 of the canonical text, in hexadecimal.
pub fn hash(value: &Value) -> String {
    sha256_hex(text(value).as_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_in_which_a_document_was_written_does_not_matter() {
        let one: Value =
            serde_json::from_str(r#"{"b": [1, "é\n"], "a": {"d": null, "c": true}}"#).unwrap();
        assert_eq!(text(&one), r#"{"a":{"c":true,"d":null},"b":[1,"é\n"]}"#);
        assert_eq!(hash(&one), hash(&json!({ "a": { "c": true, "d": null }, "b": [1, "é\n"] })));
    }
}
