//! What a node is.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{coverage, coverage_proposals, node_absences, nodes};
use crate::db::{text_enum, text_id};

text_enum! {
    /// What a node does in the network (domain brief, section 1 and glossary).
    Kind {
        /// Generalist help near the team.
        Workshop = "workshop",
        /// Expertise by discipline.
        ThematicCentre = "thematic_centre",
        /// Training, tools, law, the repository's support.
        ResourceCentre = "resource_centre",
        /// Serves one institution and not a territory.
        InstitutionalCentre = "institutional_centre",
        /// The repository and the catalogue themselves: no desk.
        Platform = "platform",
        /// The coordination desk.
        Coordination = "coordination",
    }
}

text_enum! {
    /// Where a node stands. Only workshops are labelled or on the path to the label.
    Status {
        Planned = "planned",
        Trajectory = "trajectory",
        Labelled = "labelled",
        Active = "active",
        Suspended = "suspended",
        Closed = "closed",
    }
}

impl Status {
    /// Whether a node in this state takes questions.
    pub const fn receives(self) -> bool {
        match self {
            Self::Trajectory | Self::Labelled | Self::Active => true,
            Self::Planned | Self::Suspended | Self::Closed => false,
        }
    }
}

impl Kind {
    /// Whether a node of this kind answers questions at all.
    pub const fn has_desk(self) -> bool {
        !matches!(self, Self::Platform)
    }
    /// Whether a node of this kind can have that status.
    pub const fn may_be(self, status: Status) -> bool {
        matches!(self, Self::Workshop) || !matches!(status, Status::Trajectory | Status::Labelled)
    }
    /// Whether this kind covers a team as a generalist: what a coverage gap is about.
    pub const fn is_generalist(self) -> bool {
        matches!(self, Self::Workshop | Self::InstitutionalCentre)
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Serialize)]
#[diesel(table_name = nodes)]
pub struct Node {
    pub id: NodeId,
    pub slug: String,
    pub kind: Kind,
    pub status: Status,
    pub name: String,
    pub short_name: String,
    pub region: Option<String>,
    pub city: Option<String>,
    pub website: Option<String>,
    pub help_email: Option<String>,
    pub description_fr: String,
    pub description_en: String,
    /// Codes separated by commas: `fr,en`.
    pub languages: String,
    /// `mon,tue,wed,thu,fri`
    pub opening_days: String,
    pub opening_note_fr: String,
    pub opening_note_en: String,
    /// Staff of the desk, in full-time equivalents; loads are compared per unit of it.
    pub full_time_equivalents: f64,
    /// The share of tickets the node declares fair for itself, relative to others'.
    pub fairness_weight: f64,
    pub fallback_desk: bool,
    pub relay_of: Option<NodeId>,
    pub successor_id: Option<NodeId>,
    pub confirmed_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub lock_version: i32,
}

/// As much of a node as a link needs.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize)]
#[diesel(table_name = nodes)]
pub struct NodeName {
    pub id: NodeId,
    pub slug: String,
    pub short_name: String,
}

text_id! {
    /// One row of a node's coverage.
    CoverageId
}

text_enum! {
    /// What an institution is to a node.
    InstitutionRole { Lead = "lead", Partner = "partner" }
}

/// What a coverage row asks for: every key that is present must match.
#[derive(
    Debug,
    Clone,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Queryable,
    Selectable,
)]
#[diesel(table_name = coverage)]
#[serde(default)]
pub struct Keys {
    pub institution: Option<String>,
    pub site: Option<String>,
    pub region: Option<String>,
    pub discipline: Option<String>,
    pub topic: Option<String>,
}

impl Keys {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a node says of itself, and may change by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = nodes, treat_none_as_null = true)]
pub struct Profile {
    pub name: String,
    pub short_name: String,
    pub region: Option<String>,
    pub city: Option<String>,
    pub website: Option<String>,
    pub help_email: Option<String>,
    pub description_fr: String,
    pub description_en: String,
    pub languages: String,
    pub opening_days: String,
    pub opening_note_fr: String,
    pub opening_note_en: String,
    pub full_time_equivalents: f64,
    pub fairness_weight: f64,
}

impl Node {
    pub fn profile(&self) -> Profile {
        Profile {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            region: self.region.clone(),
            city: self.city.clone(),
            website: self.website.clone(),
            help_email: self.help_email.clone(),
            description_fr: self.description_fr.clone(),
            description_en: self.description_en.clone(),
            languages: self.languages.clone(),
            opening_days: self.opening_days.clone(),
            opening_note_fr: self.opening_note_fr.clone(),
            opening_note_en: self.opening_note_en.clone(),
            full_time_equivalents: self.full_time_equivalents,
            fairness_weight: self.fairness_weight,
        }
    }

    /// Whether questions can be given to this node, absences aside.
    pub fn receives(&self) -> bool {
        self.status.receives() && self.kind.has_desk()
    }
}

/// A profile with the services of its time, as it is kept once replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    #[serde(flatten)]
    pub profile: Profile,
    pub services: Vec<String>,
}

/// A node with what belongs to it, as the directory lists it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub node: Node,
    pub coverage: Vec<Keys>,
    pub institutions: Vec<(String, InstitutionRole)>,
    pub services: Vec<String>,
    pub disciplines: Vec<String>,
}

impl Listed {
    /// The institutions it belongs to or serves, each once.
    pub fn every_institution(&self) -> Vec<&str> {
        let own = self.institutions.iter().map(|(slug, _)| slug.as_str());
        let served = self.coverage.iter().filter_map(|keys| keys.institution.as_deref());
        let mut all: Vec<_> = own.chain(served).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

text_id! {
    /// Some days on which a node answers nobody.
    AbsenceId
}

/// Some days on which a node is closed, both included, and who answers meanwhile.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = node_absences)]
pub struct Absence {
    pub id: AbsenceId,
    pub node_id: NodeId,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub stand_in_id: Option<NodeId>,
    pub note: String,
}

text_id! {
    /// A change of coverage that a node proposes.
    ProposalId
}

text_enum! {
    /// Where a proposal stands.
    ProposalState { Proposed = "proposed", Agreed = "agreed", Refused = "refused", Withdrawn = "withdrawn" }
}

/// A change of coverage that a node proposes and the network's administration answers.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = coverage_proposals)]
pub struct Proposal {
    pub id: ProposalId,
    pub node_id: NodeId,
    pub state: ProposalState,
    /// [`Proposed`] as JSON.
    pub rows: String,
    pub comment: String,
    pub proposed_by: AccountId,
    pub proposed_at: NaiveDateTime,
    pub decided_at: Option<NaiveDateTime>,
    pub reason: String,
}

impl Proposal {
    pub fn proposed(&self) -> Proposed {
        serde_json::from_str(&self.rows).unwrap_or_default()
    }
}

/// The rows a proposal begins and those it ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Proposed {
    pub add: Vec<Keys>,
    pub end: Vec<Keys>,
}

impl Proposed {
    pub fn is_empty(&self) -> bool {
        self.add.is_empty() && self.end.is_empty()
    }
}
