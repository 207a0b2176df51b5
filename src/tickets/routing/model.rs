//! The values that routing takes and gives.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::accounts::NodeId;
use crate::db::text_enum;
use crate::network::{Kind, Status};
use crate::taxonomy::{Line, Vocabularies};

/// What routing looks at, with what one answer implies already filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub institutions: Vec<String>,
    pub site: Option<String>,
    pub region: Option<String>,
    pub disciplines: Vec<String>,
    pub topic: Option<String>,
    pub language: String,
}

/// The inputs with every parent body and parent discipline, and the topic's first line.
#[derive(Debug, Clone)]
pub struct Question {
    /// `(code, full match)`
    pub(super) institutions: Vec<(String, bool)>,
    pub(super) site: Option<String>,
    pub(super) region: Option<String>,
    pub(super) disciplines: Vec<(String, bool)>,
    pub(super) topic: Option<String>,
    pub(super) line: Line,
    pub(super) language: String,
}

impl Question {
    pub fn new(inputs: &Inputs, words: &Vocabularies) -> Self {
        let topic = inputs.topic.as_deref().and_then(|code| words.topic(code));
        let region = inputs.region.clone().or_else(|| implied_region(inputs, words));
        Self {
            institutions: lines(&inputs.institutions, |code| words.institution_line(code)),
            site: inputs.site.clone(),
            region,
            disciplines: lines(&inputs.disciplines, |code| words.discipline_line(code)),
            topic: inputs.topic.clone(),
            line: topic.map_or(Line::Generalist, |topic| topic.line),
            language: inputs.language.clone(),
        }
    }

    pub fn institution_codes(&self) -> Vec<String> {
        self.institutions.iter().map(|(code, _)| code.clone()).collect()
    }
    pub fn discipline_codes(&self) -> Vec<String> {
        self.disciplines.iter().map(|(code, _)| code.clone()).collect()
    }
    pub fn site(&self) -> Option<&str> {
        self.site.as_deref()
    }
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }
    pub fn topic(&self) -> Option<&str> {
        self.topic.as_deref()
    }
}

/// The region that the rest of an answer leaves no doubt about: the site's; without a site, the only region in which
/// all the employers are.
pub fn implied_region(inputs: &Inputs, words: &Vocabularies) -> Option<String> {
    if let Some(site) = &inputs.site {
        return words.site(site).map(|site| site.region.clone());
    }
    let employers: Vec<_> =
        inputs.institutions.iter().filter_map(|slug| words.institution(slug)).collect();
    let first = employers.first()?;
    let mut shared = first
        .regions
        .iter()
        .filter(|region| employers.iter().all(|other| other.regions.contains(region)));
    shared.next().filter(|_| shared.next().is_none()).cloned()
}

/// Every code with its parents; a code that was given itself is a full match even if it is also a parent of another.
fn lines(given: &[String], line_of: impl Fn(&str) -> Vec<String>) -> Vec<(String, bool)> {
    let mut all: HashMap<String, bool> = HashMap::new();
    for code in given {
        for (place, above) in line_of(code).into_iter().enumerate() {
            *all.entry(above).or_default() |= place == 0;
        }
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort();
    all
}

/// What routing needs to know of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    pub id: NodeId,
    pub slug: String,
    pub kind: Kind,
    pub status: Status,
    pub languages: String,
    pub full_time_equivalents: f64,
    pub fairness_weight: f64,
    pub relay_of: Option<NodeId>,
    pub region: Option<String>,
    /// The town of its office, as a site's slug.
    pub town: Option<String>,
}

impl Desk {
    pub fn receives(&self) -> bool {
        self.status.receives() && self.kind.has_desk()
    }
}

/// A conjunction: every key that is present must match.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Row {
    pub institution: Option<String>,
    pub site: Option<String>,
    pub region: Option<String>,
    pub discipline: Option<String>,
    pub topic: Option<String>,
}

/// A node that is away today, and who stands in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    pub node: NodeId,
    pub until: NaiveDate,
    pub stand_in: Option<NodeId>,
}

/// The part of the network that a question touches, today.
#[derive(Debug, Clone)]
pub struct Network {
    pub rows: Vec<(NodeId, Row)>,
    /// The nodes of the rows, the stand-ins and the fallback desk.
    pub desks: HashMap<NodeId, Desk>,
    pub absences: Vec<Absence>,
    pub fallback: NodeId,
}

text_enum! {
    /// Why a candidate matches, or why a node that matches does not answer.
    Reason {
        Institution = "institution",
        InstitutionParent = "institution_parent",
        Site = "site",
        Region = "region",
        Discipline = "discipline",
        DisciplineParent = "discipline_parent",
        Topic = "topic",
        StandIn = "stand_in",
        LocalRelay = "local_relay",
        // why not
        Planned = "planned",
        Suspended = "suspended",
        Closed = "closed",
        NoDesk = "no_desk",
        Absent = "absent",
        OtherLine = "other_line",
        LessSpecific = "less_specific",
        OtherKind = "other_kind",
        Farther = "farther",
        Language = "language",
        Load = "load",
        RecentShare = "recent_share",
        Turn = "turn",
    }
}

text_enum! {
    /// What decided, in a word.
    Rule {
        InstitutionAndSite = "institution_and_site",
        Institution = "institution",
        Site = "site",
        Region = "region",
        Discipline = "discipline",
        Topic = "topic",
        /// Nobody covers it: the fallback desk answers, and the gap is recorded.
        Desk = "desk",
        /// A person sent it there.
        Person = "person",
    }
}

/// A node that could answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub node: NodeId,
    pub slug: String,
    /// Specificity of its best row, in half points.
    pub score: i32,
    pub reasons: Vec<Reason>,
    /// The coverage row that matched best: which of the employers or disciplines it was.
    #[serde(default)]
    pub row: Row,
    /// The absent node in whose place it stands.
    pub stands_in_for: Option<String>,
    /// Why it was not chosen; none for the one that was.
    pub why_not: Option<Reason>,
    #[serde(skip)]
    pub(super) order: Order,
}

/// Everything before load by which candidates are told apart; the smallest is the best.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Order {
    pub line: u8,
    pub score: Reverse<i32>,
    pub kind: u8,
    pub not_local: bool,
    /// Between generalists: 0 in the asker's town, 1 in the region, 2 elsewhere.
    pub distance: u8,
    pub other_language: bool,
}

/// A node that matches but cannot answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Skipped {
    pub node: NodeId,
    pub slug: String,
    pub why_not: Reason,
}

/// How busy a node is; asked for only when nothing else tells two candidates apart.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Load {
    pub open: i64,
    pub last_30_days: i64,
    pub last_ticket_at: Option<NaiveDateTime>,
}

/// Who answers, and all that led there.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub node: NodeId,
    pub slug: String,
    pub rule: Rule,
    /// No workshop and no institutional centre covers the asker, or nobody could answer at all.
    pub gap: bool,
    /// Best first; the first one is the node, unless the desk answers.
    pub candidates: Vec<Candidate>,
    pub skipped: Vec<Skipped>,
    /// Who reads it as well, since the node is on trajectory.
    pub mentor: Option<NodeId>,
}
