//! Why a ticket is where it is, and all that was done to it, in words for staff.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::accounts::{AccountId, NodeId};
use crate::history::{self, ActorKind};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::queries::Recorded;
use crate::tickets::routing::{Candidate, Inputs, Reason, Skipped, words::reason};

/// One decision about who answers.
#[derive(Serialize)]
pub struct Why {
    at: NaiveDateTime,
    node: String,
    slug: String,
    /// Who decided it and how, in words; empty when the rules did.
    person: String,
    reason: String,
    gap: bool,
    /// Nobody covers it: the desk answers.
    is_desk: bool,
    /// What matched for the node that was chosen.
    matches: Vec<String>,
    others: Vec<Other>,
    skipped: Vec<Other>,
    /// Who follows it as well, as the mentor of a node on trajectory.
    mentor: String,
}

/// A node that was not chosen.
#[derive(Serialize)]
struct Other {
    node: String,
    slug: String,
    score: i32,
    why: String,
    why_not: String,
}

#[derive(Serialize)]
pub struct AuditLine {
    at: NaiveDateTime,
    text: String,
}

/// The names that decisions need.
pub struct WhyWords<'a> {
    pub locale: Locale,
    pub words: &'a Vocabularies,
    /// Names of nodes by slug.
    pub nodes: &'a HashMap<&'a str, &'a str>,
    pub slugs: &'a HashMap<&'a str, &'a str>,
    pub people: &'a HashMap<AccountId, String>,
    /// The node whose words alone are shown; none shows all.
    pub only: Option<&'a str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Kept {
    candidates: Vec<Candidate>,
    skipped: Vec<Skipped>,
    mentor: Option<NodeId>,
}

pub fn why(recorded: &Recorded, with: &WhyWords<'_>) -> Why {
    let kept: Kept = serde_json::from_str(&recorded.candidates).unwrap_or_default();
    let inputs: Inputs = serde_json::from_str(&recorded.inputs).unwrap_or_default();
    let slug = with.slugs.get(recorded.node.as_str()).copied().unwrap_or_default();
    let chosen = kept.candidates.iter().find(|candidate| candidate.node == recorded.node);
    let name = |slug: &str| with.nodes.get(slug).map_or(slug, |name| *name).to_owned();
    let others = kept.candidates.iter().filter(|candidate| candidate.node != recorded.node);
    Why {
        at: recorded.decided_at,
        node: name(slug),
        slug: slug.to_owned(),
        person: person(recorded, with),
        reason: if with.only.is_none_or(|node| node == recorded.node.as_str()) {
            recorded.reason.clone()
        } else {
            String::new()
        },
        mentor: kept
            .mentor
            .and_then(|id| with.slugs.get(id.as_str()).copied().map(name))
            .unwrap_or_default(),
        gap: recorded.gap,
        is_desk: recorded.rule == "desk",
        matches: chosen.map(|chosen| matches(chosen, &inputs, with)).unwrap_or_default(),
        others: others
            .map(|other| Other {
                node: name(&other.slug),
                slug: other.slug.clone(),
                score: other.score,
                why: reasons(&other.reasons, with.locale),
                why_not: other.why_not.map(|why| reason(why, with.locale)).unwrap_or_default(),
            })
            .collect(),
        skipped: kept
            .skipped
            .iter()
            .map(|skipped| Other {
                node: name(&skipped.slug),
                slug: skipped.slug.clone(),
                score: 0,
                why: String::new(),
                why_not: reason(skipped.why_not, with.locale),
            })
            .collect(),
    }
}

fn person(recorded: &Recorded, with: &WhyWords<'_>) -> String {
    let name = recorded.account.as_ref().and_then(|id| with.people.get(id).cloned());
    let named = |key| with.locale.text1(key, "name", name.clone().unwrap_or_default());
    match (recorded.decided_by.as_str(), &name) {
        ("person", Some(_)) => named("tickets-desk-why-person"),
        ("referral", Some(_)) => named("tickets-handover-why-accepted"),
        ("return", Some(_)) => named("tickets-handover-why-refused"),
        ("return", None) => with.locale.text("tickets-handover-why-returned"),
        _ => String::new(),
    }
}

fn reasons(found: &[Reason], locale: Locale) -> String {
    found.iter().map(|found| reason(*found, locale)).collect::<Vec<_>>().join(", ")
}

/// What matched, each with the team's own value.
fn matches(chosen: &Candidate, inputs: &Inputs, with: &WhyWords<'_>) -> Vec<String> {
    let labels = |vocabulary, codes: &[&String]| {
        codes
            .iter()
            .map(|code| with.words.label(vocabulary, code, with.locale))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let one = |code: &Option<String>| code.iter().cloned().collect::<Vec<_>>();
    chosen
        .reasons
        .iter()
        .map(|found| {
            let (vocabulary, codes) = match found {
                Reason::Institution | Reason::InstitutionParent => {
                    (Vocabulary::Institution, inputs.institutions.clone())
                }
                Reason::Site => (Vocabulary::Site, one(&inputs.site)),
                Reason::Region => (Vocabulary::Region, one(&inputs.region)),
                Reason::Discipline | Reason::DisciplineParent => {
                    (Vocabulary::Discipline, inputs.disciplines.clone())
                }
                _ => (
                    Vocabulary::Topic,
                    match found {
                        Reason::Topic => one(&inputs.topic),
                        _ => Vec::new(),
                    },
                ),
            };
            let value = labels(vocabulary, &codes.iter().collect::<Vec<_>>());
            let word = reason(*found, with.locale);
            if value.is_empty() { word } else { format!("{word} ({value})") }
        })
        .collect()
}

pub fn audit_line(
    event: &history::Event,
    people: &HashMap<AccountId, String>,
    locale: Locale,
) -> AuditLine {
    let account = event.account_id.as_deref().and_then(|id| id.parse::<AccountId>().ok());
    let who = match (event.actor_kind, account.and_then(|id| people.get(&id).cloned())) {
        (_, Some(name)) => name,
        (ActorKind::Team, None) => locale.text("tickets-audit-team"),
        (_, None) => locale.text("tickets-audit-system"),
    };
    let deed = event.action.strip_prefix("ticket.").unwrap_or_default().replace('_', "-");
    let key = format!("tickets-audit-{deed}");
    let deed = locale.text(if locale.has(&key) { &key } else { "tickets-audit-other" });
    let space = locale.pick("\u{a0}", "");
    AuditLine { at: event.at, text: format!("{who}{space}: {deed}") }
}
