//! What the API says of tickets.

use chrono::{NaiveDate, NaiveDateTime, SecondsFormat};
use serde::Serialize;

use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::inbox::Row;
use crate::tickets::queries::{self, Colleague, DeskName};
use crate::tickets::routing::{Candidate, Decision, Reason, Rule, Skipped};
use crate::tickets::rules::{self, Event};
use crate::tickets::{
    Handover, Outcome, State, Ticket,
    mail::{self, Explained},
};
use crate::triage;

use super::due::DueView;
use super::handover::HandoverLine;
use super::relations::{LinkedLine, linked};
use super::said::{self, Said};
use super::{Side, handover};

/// An instant as RFC 3339 writes it, in UTC.
pub fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Who answers and why.
#[derive(Debug, Serialize)]
pub struct Routing {
    node: String,
    node_name: String,
    rule: Rule,
    explanation_fr: String,
    explanation_en: String,
    candidates: Vec<Scored>,
    skipped: Vec<Passed>,
    gap: bool,
}

#[derive(Debug, Serialize)]
struct Scored {
    node: String,
    score: i32,
    reasons: Vec<Reason>,
    stands_in_for: Option<String>,
    why_not: Option<Reason>,
}

#[derive(Debug, Serialize)]
struct Passed {
    node: String,
    why_not: Reason,
}

impl Routing {
    pub fn of(decision: Decision, why: Explained) -> Self {
        let scored = |found: Candidate| Scored {
            node: found.slug,
            score: found.score,
            reasons: found.reasons,
            stands_in_for: found.stands_in_for,
            why_not: found.why_not,
        };
        let passed = |skipped: Skipped| Passed { node: skipped.slug, why_not: skipped.why_not };
        Self {
            node: why.node.slug,
            node_name: why.node.short_name,
            rule: decision.rule,
            explanation_fr: why.fr,
            explanation_en: why.en,
            candidates: decision.candidates.into_iter().map(scored).collect(),
            skipped: decision.skipped.into_iter().map(passed).collect(),
            gap: decision.gap,
        }
    }

    pub fn node(&self) -> &str {
        &self.node
    }

    /// The last decision about a ticket. The team reads the sentence, not how nodes compare.
    pub fn recorded(
        conn: &mut Conn,
        words: &Vocabularies,
        ticket: &Ticket,
        side: &Side,
    ) -> Result<Option<Self>> {
        let mut decisions = queries::decisions_of(conn, &ticket.id)?.into_iter();
        let Some(last) = decisions.find(|one| !one.is_return()) else {
            return Ok(None);
        };
        let (inputs, mut decision) = (last.inputs()?, last.decision()?);
        if *side == Side::Team {
            decision.candidates.truncate(1);
            decision.skipped.clear();
        }
        let why = mail::explain(conn, words, &inputs, &decision)?;
        let mut routing = Self::of(decision, why);
        if *side == Side::Team {
            routing.candidates.clear();
        }
        Ok(Some(routing))
    }
}

fn name_of(conn: &mut Conn, node: &NodeId) -> Result<DeskName> {
    let found = queries::desk_names(conn, std::slice::from_ref(node))?;
    found.into_iter().next().ok_or(crate::Error::NotFound)
}

/// What asking answers.
#[derive(Debug, Serialize)]
pub struct Created {
    pub reference: String,
    pub state: State,
    pub node: String,
    pub routing: Option<Routing>,
}

/// A line of a list.
#[derive(Debug, Serialize)]
pub struct Line {
    reference: String,
    subject: String,
    state: State,
    node: String,
    node_name: String,
    assignee: Option<String>,
    requester: String,
    institution: Option<String>,
    region: Option<String>,
    disciplines: Vec<String>,
    topic: Option<String>,
    deadline: Option<NaiveDate>,
    created_at: String,
    last_activity_at: String,
    sensitive: bool,
    /// When the node owes its next answer, for its staff.
    pub next_answer_due_at: Option<String>,
    /// The tags that the reader may see.
    pub tags: Vec<String>,
}

impl From<Row> for Line {
    fn from(row: Row) -> Self {
        Self {
            reference: row.reference,
            subject: row.subject,
            state: row.state,
            node: row.node_slug,
            node_name: row.node,
            assignee: row.assignee,
            requester: row.asker_name,
            institution: row.institution,
            region: row.region,
            disciplines: codes(&row.discipline_codes),
            topic: row.topic,
            deadline: row.deadline_on,
            created_at: instant(row.created_at),
            last_activity_at: instant(row.last_activity_at),
            sensitive: row.sensitive,
            next_answer_due_at: row.next_due_at.map(instant),
            tags: Vec::new(),
        }
    }
}

fn codes(joined: &str) -> Vec<String> {
    joined.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

#[derive(Debug, Serialize)]
struct Someone {
    name: String,
    email: Option<String>,
}

/// A ticket with its conversation.
#[derive(Debug, Serialize)]
pub struct Whole {
    reference: String,
    subject: String,
    state: State,
    node: String,
    node_name: String,
    assignee: Option<Someone>,
    requester: Someone,
    beneficiary: Option<Someone>,
    institutions: Vec<String>,
    laboratory: Option<String>,
    site: Option<String>,
    site_typed: Option<String>,
    region: Option<String>,
    disciplines: Vec<String>,
    topic: Option<String>,
    confirmed_topic: Option<String>,
    language: crate::i18n::Locale,
    dataset_pid: Option<String>,
    dmp_url: Option<String>,
    deadline: Option<NaiveDate>,
    deadline_for: Option<String>,
    outcome: Option<Outcome>,
    waiting_for: Option<String>,
    waiting_until: Option<NaiveDate>,
    snoozed_until: Option<String>,
    created_at: String,
    first_answered_at: Option<String>,
    closed_at: Option<String>,
    last_activity_at: String,
    sensitive: bool,
    /// When answers are owed; for staff.
    due: Option<DueView>,
    /// The tags that the reader may see.
    tags: Vec<String>,
    /// Other tickets that belong to it, as far as the reader may see them.
    links: Vec<LinkedLine>,
    /// What goes on between nodes, as far as the reader may know.
    handovers: Vec<HandoverLine>,
    /// The transitions that the reader may cause from here.
    allowed: Vec<&'static str>,
    routing: Option<Routing>,
    messages: Vec<Said>,
    /// Whether the conversation begins before the first message shown.
    earlier_messages: bool,
}

impl Whole {
    pub fn of(
        conn: &mut Conn,
        words: &Vocabularies,
        actor: &Actor,
        (ticket, side): (Ticket, Side),
        now: NaiveDateTime,
    ) -> Result<Self> {
        let (messages, earlier_messages) = said::of(conn, actor, (&ticket, &side))?;
        let routing = Routing::recorded(conn, words, &ticket, &side)?;
        let going_on = queries::going_on(conn, &ticket.id)?;
        let allowed = allowed(&ticket, &side, &going_on);
        let handovers = match &side {
            Side::Staff(right) => handover::lines(conn, right, &going_on)?,
            Side::Team => Vec::new(),
        };
        let node = name_of(conn, &ticket.node_id)?;
        let assignee = match &ticket.assignee_id {
            Some(id) => Some(queries::colleague(conn, id)?),
            None => None,
        };
        let institutions = queries::institutions_of(conn, &ticket.id)?;
        let tags = match &side {
            Side::Staff(right) if right.is_responsible() => {
                triage::queries::tags_on(conn, &ticket.id, &triage::ops::scope_of(actor))?
            }
            Side::Staff(_) | Side::Team => Vec::new(),
        };
        let tags = tags.into_iter().map(|tag| tag.label).collect();
        let links = linked(conn, actor, (&ticket, &side))?;
        let due = matches!(side, Side::Staff(_)).then(|| DueView::of(&ticket, now));
        let whole = Self::bare(ticket, node, assignee, institutions, &side);
        Ok(Self {
            due,
            tags,
            links,
            handovers,
            allowed,
            routing,
            messages,
            earlier_messages,
            ..whole
        })
    }

    fn bare(
        ticket: Ticket,
        node: DeskName,
        assignee: Option<Colleague>,
        institutions: Vec<String>,
        side: &Side,
    ) -> Self {
        let staff = matches!(side, Side::Staff(_));
        Self {
            disciplines: ticket.disciplines(),
            due: None,
            sensitive: ticket.sensitive,
            tags: Vec::new(),
            links: Vec::new(),
            handovers: Vec::new(),
            allowed: Vec::new(),
            reference: ticket.reference,
            subject: ticket.subject,
            state: ticket.state,
            node: node.slug,
            node_name: node.short_name,
            assignee: assignee
                .map(|person| Someone { name: person.name, email: staff.then_some(person.email) }),
            requester: Someone { name: ticket.asker_name, email: Some(ticket.asker_email) },
            beneficiary: ticket
                .beneficiary_name
                .map(|name| Someone { name, email: ticket.beneficiary_email }),
            institutions,
            laboratory: ticket.laboratory,
            site: ticket.site,
            site_typed: ticket.site_typed,
            region: ticket.region,
            topic: ticket.topic,
            confirmed_topic: ticket.confirmed_topic,
            language: ticket.language,
            dataset_pid: ticket.dataset_pid,
            dmp_url: ticket.dmp_url,
            deadline: ticket.deadline_on,
            deadline_for: ticket.deadline_for,
            outcome: ticket.outcome,
            waiting_for: ticket.waiting_for.filter(|_| staff),
            waiting_until: ticket.waiting_until.filter(|_| staff),
            snoozed_until: ticket.snoozed_until.map(instant).filter(|_| staff),
            created_at: instant(ticket.created_at),
            first_answered_at: ticket.first_answered_at.map(instant),
            closed_at: ticket.closed_at.map(instant),
            last_activity_at: instant(ticket.last_activity_at),
            routing: None,
            messages: Vec::new(),
            earlier_messages: false,
        }
    }
}

/// The transitions that this reader may ask for. Answers are messages, and not among them.
pub fn allowed(ticket: &Ticket, side: &Side, going_on: &[Handover]) -> Vec<&'static str> {
    let moves = rules::allowed(ticket.state);
    let right = match side {
        Side::Staff(right) => right,
        Side::Team if moves.contains(&Event::Close) => return vec![Event::Close.name()],
        Side::Team => return Vec::new(),
    };
    let mut between = handover::allowed(ticket, right, going_on);
    if !right.is_responsible() {
        return between;
    }
    let is_answer = |event: &Event| matches!(event, Event::Answer | Event::AnswerAndKeep);
    let mut names: Vec<_> =
        moves.iter().filter(|event| !is_answer(event)).map(|event| event.name()).collect();
    if ticket.assignee_id.is_some() && moves.contains(&Event::Assign) {
        names.push("release");
    }
    names.append(&mut between);
    names
}
