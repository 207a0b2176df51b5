//! What remains of the facts that a line of the history or of the audit holds.

use serde_json::{Map, Value};

/// Facts that name nobody: codes, counts, references. Everything else was typed by somebody, or is somebody's name.
const KEPT: &[&str] = &[
    "gap",
    "outcome",
    "topic",
    "node",
    "rule",
    "until",
    "closes_on",
    "silent",
    "score",
    "reference",
    "into",
    "kind",
    "state",
    "sensitive",
    "answered",
    "reopens",
    "message",
    "file",
    "finding",
];

/// The facts of an event without those that could name a person. Files are named by people, except by their hash.
pub fn event_facts(facts: &str) -> String {
    let Ok(Value::Object(facts)) = serde_json::from_str(facts) else { return "{}".to_owned() };
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let kept = |(name, value): &(String, Value)| {
        KEPT.contains(&name.as_str()) && (name != "file" || value.as_str().is_some_and(is_hash))
    };
    let kept: Map<String, Value> = facts.into_iter().filter(kept).collect();
    Value::Object(kept).to_string()
}

#[cfg(test)]
mod tests {
    use super::event_facts;

    #[test]
    fn names_and_reasons_go_and_codes_stay() {
        let facts =
            r#"{"node":"adoc","name":"Ada","why":"x","to":"a@b.fr","gap":false,"file":"Ada.pdf"}"#;
        assert_eq!(event_facts(facts), r#"{"gap":false,"node":"adoc"}"#);
        assert_eq!(event_facts("not JSON"), "{}");
    }
}
