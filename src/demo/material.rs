//! The invented people, questions and phrases, from `assets/demo`.

use serde::Deserialize;

use crate::accounts::{NetworkRole, NodeRole};
use crate::i18n::Locale;
use crate::tickets::{Outcome, Person};

#[derive(Debug, Clone, Deserialize)]
pub struct Colleague {
    pub name: String,
    pub email: String,
    /// Slug.
    pub node: String,
    pub role: NodeRole,
    pub network_role: Option<NetworkRole>,
    pub language: Locale,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Story {
    pub subject: String,
    pub body: String,
    pub asker: Person,
    pub institution: Option<String>,
    pub site: Option<String>,
    pub region: Option<String>,
    #[serde(default)]
    pub disciplines: Vec<String>,
    pub topic: Option<String>,
    pub language: Locale,
    pub days_ago: i64,
    pub deadline_in_days: Option<i64>,
    pub deadline_for: Option<String>,
    pub dataset_pid: Option<String>,
    pub dmp_url: Option<String>,
    pub laboratory: Option<String>,
    pub state: crate::tickets::State,
    #[serde(default)]
    pub thread: Vec<Turn>,
    pub outcome: Option<Outcome>,
    pub satisfaction: Option<i32>,
    #[serde(default)]
    pub assigned: bool,
    #[serde(default)]
    pub sensitive: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    Staff,
    Team,
    Note,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Turn {
    pub by: By,
    pub after_hours: i64,
    pub body: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Phrases {
    pub subjects_fr: Vec<String>,
    pub subjects_en: Vec<String>,
    pub sentences_fr: Vec<String>,
    pub sentences_en: Vec<String>,
    pub answers_fr: Vec<String>,
    pub answers_en: Vec<String>,
    pub first_names: Vec<String>,
    pub last_names: Vec<String>,
}

pub fn people() -> anyhow::Result<Vec<Colleague>> {
    #[derive(Deserialize)]
    struct File {
        people: Vec<Colleague>,
    }
    let file: File = serde_json::from_str(include_str!("../../assets/demo/people.json"))?;
    Ok(file.people)
}

pub fn tickets() -> anyhow::Result<Vec<Story>> {
    #[derive(Deserialize)]
    struct File {
        tickets: Vec<Story>,
    }
    let file: File = serde_json::from_str(include_str!("../../assets/demo/tickets.json"))?;
    Ok(file.tickets)
}

pub fn phrases() -> anyhow::Result<Phrases> {
    Ok(serde_json::from_str(include_str!("../../assets/demo/phrases.json"))?)
}
