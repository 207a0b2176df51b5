//! The directory as JSON: the shape that other programs give and take.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::taxonomy::InstitutionEntry;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Directory {
    pub nodes: Vec<NodeEntry>,
    pub institutions: Vec<InstitutionEntry>,
}

/// A node as text, not yet checked. What is an `Option` from `opening_days` on may be left out and then stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NodeEntry {
    pub slug: String,
    pub kind: String,
    pub name: String,
    #[serde(default)]
    pub short_name: String,
    pub status: String,
    /// Since when the node has this status: a year, a month or a day.
    #[serde(default)]
    pub status_as_of: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub city: Option<String>,
    #[serde(default)]
    pub coverage: Vec<CoverageEntry>,
    #[serde(default)]
    pub disciplines: Vec<String>,
    #[serde(default)]
    pub lead_institutions: Vec<String>,
    #[serde(default)]
    pub partner_institutions: Vec<String>,
    #[serde(default)]
    pub services: Vec<String>,
    #[serde(default)]
    pub website: Option<String>,
    #[serde(default)]
    pub help_email: Option<String>,
    #[serde(default)]
    pub fallback_desk: bool,
    #[serde(default)]
    pub description_fr: String,
    #[serde(default)]
    pub description_en: String,
    #[serde(default = "french")]
    pub languages: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_days: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_note_fr: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_note_en: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_time_equivalents: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fairness_weight: Option<f64>,
    /// The slug of the thematic centre this node is a local relay of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay_of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
}

fn french() -> Vec<String> {
    vec!["fr".to_owned()]
}

/// A conjunction: a question must match every key that is present.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CoverageEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
    /// A town by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discipline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
}

/// Something in the file that cannot be taken in, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub path: String,
    pub reason: String,
}

/// Every fault found; one line each when printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    pub fn add(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        self.0.push(Fault { path: path.into(), reason: reason.into() });
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> =
            self.0.iter().map(|fault| format!("{}: {}", fault.path, fault.reason)).collect();
        out.write_str(&lines.join("\n"))
    }
}

impl Directory {
    /// Reads JSON entry by entry, so that a fault names its entry.
    pub fn parse(json: &str) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let root: Value = match serde_json::from_str(json) {
            Ok(root) => root,
            Err(error) => {
                faults.add("$", format!("is no JSON: {error}"));
                return Err(faults);
            }
        };
        if root.get("nodes").is_none() {
            faults.add("nodes", "is missing");
        }
        let nodes = entries(&root, "nodes", &mut faults);
        let institutions = entries(&root, "institutions", &mut faults);
        if faults.0.is_empty() { Ok(Self { nodes, institutions }) } else { Err(faults) }
    }
}

fn entries<T: DeserializeOwned>(root: &Value, name: &str, faults: &mut Faults) -> Vec<T> {
    let list = match root.get(name) {
        None => return Vec::new(),
        Some(Value::Array(list)) => list,
        Some(_) => {
            faults.add(name, "is no list");
            return Vec::new();
        }
    };
    let mut read = Vec::with_capacity(list.len());
    for (place, value) in list.iter().enumerate() {
        match T::deserialize(value) {
            Ok(entry) => read.push(entry),
            Err(error) => faults.add(format!("{name}[{place}]"), error.to_string()),
        }
    }
    read
}
