//! What a question takes when files answer it.

use serde::{Deserialize, Serialize};

use super::model::is_false;
use crate::db::text_enum;

text_enum! {
    /// Which files are taken, as people name them.
    FileKind { Pdf = "pdf", Text = "text", Table = "table", Image = "image" }
}

/// What a question takes for an answer when it asks for files. How many is the question's `max`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRules {
    pub kinds: Vec<FileKind>,
    /// How large one may be.
    pub megabytes: u32,
    /// Whether only those who run the call see them, and no reviewer.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unseen: bool,
    /// Whether a version that names nobody is to be brought too, by the question that stands after it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub anonymised: bool,
    /// The question of which these files are the version that names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymises: Option<String>,
    /// What is to be filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
}

impl Default for FileRules {
    fn default() -> Self {
        Self {
            kinds: vec![FileKind::Pdf],
            megabytes: 10,
            unseen: false,
            anonymised: false,
            anonymises: None,
            template: None,
        }
    }
}

/// A file that a form gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub sha256: String,
    pub name: String,
}
