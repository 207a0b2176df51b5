//! Passing a ticket on, for programs.

use chrono::NaiveDate;
use serde::Serialize;

use super::act::{Call, Step};
use super::views::instant;
use crate::Result;
use crate::accounts::NodeId;
use crate::db::Conn;
use crate::tickets::{
    Ending, Handover, HandoverId, HandoverKind, Proposal, Right, Sees, Ticket, ops, queries, rules,
};
use crate::web::FieldErrors;
use crate::{Error, Refusal};

/// What is to happen between nodes.
#[derive(Clone)]
pub enum Passing {
    Begin(Proposal),
    Accept,
    Refuse(String),
    /// Takes an offer back.
    Withdraw,
    /// Ends what goes on with a node; with the only one, when none is named.
    End(Option<String>),
    Leave(String),
}

type Read = Result<std::result::Result<Option<Passing>, FieldErrors>>;

impl Passing {
    /// What a step asks for between nodes; nothing, when it is another kind of step.
    pub fn read(conn: &mut Conn, step: &Step) -> Read {
        let fault = |field: &str, key: &'static str| Ok(Err(FieldErrors::one(field, key)));
        let kind = match step.event.as_str() {
            "refer" => HandoverKind::Referral,
            "consult" => HandoverKind::Consultation,
            "share" => HandoverKind::Share,
            "accept" => return Ok(Ok(Some(Self::Accept))),
            "withdraw" => return Ok(Ok(Some(Self::Withdraw))),
            "end" => return Ok(Ok(Some(Self::End(step.to_node.clone())))),
            "leave" => {
                return match &step.to_node {
                    Some(slug) => Ok(Ok(Some(Self::Leave(slug.clone())))),
                    None => fault("to_node", "tickets-api-required"),
                };
            }
            "refuse" => return Ok(step.why().map(Self::Refuse).map(Some)),
            _ => return Ok(Ok(None)),
        };
        let Some(slug) = &step.to_node else { return fault("to_node", "tickets-api-required") };
        let Some(to) = queries::node_id_of_slug(conn, slug)? else {
            return fault("to_node", "tickets-api-unknown-node");
        };
        let Ok(sees) = step.sees.as_deref().unwrap_or(Sees::Thread.as_str()).parse() else {
            return fault("sees", "tickets-api-unknown-value");
        };
        Ok(step.why().map(|reason| Some(Self::Begin(Proposal { kind, to, sees, reason }))))
    }
}

const NOT_YOURS: Refusal = Refusal::new("tickets-not-answerable");

pub fn go(
    call: &Call,
    conn: &mut Conn,
    (ticket, right): (&Ticket, &Right),
    passing: &Passing,
) -> Result<()> {
    let (actor, now, tools) = (&call.actor, call.now, call.tools());
    let handovers = queries::handovers_of(conn, &ticket.id)?;
    let responsible = right.is_responsible();
    match passing {
        Passing::Begin(proposal) if responsible => {
            ops::begin(conn, actor, ticket, (proposal, tools), now)
        }
        Passing::Accept | Passing::Refuse(_) => {
            let offer = last(&handovers, |found| found.kind == HandoverKind::Referral)?;
            let again = responsible && offer.ending == Some(Ending::Accepted);
            if !again && ops::check_offered(actor, right, offer).is_err() {
                return Err(NOT_YOURS.into());
            }
            match passing {
                Passing::Refuse(why) => ops::refuse(conn, actor, ticket, offer, why, now),
                _ => ops::accept(conn, actor, ticket, offer, tools, now),
            }
        }
        Passing::Withdraw if responsible => {
            let offer = last(&handovers, |found| found.kind == HandoverKind::Referral)?;
            ops::finish(conn, actor, ticket, offer, now)
        }
        Passing::End(slug) => {
            let node = match slug {
                Some(slug) => queries::node_id_of_slug(conn, slug)?,
                None => None,
            };
            let ends = |found: &Handover| {
                let named = node.as_ref().is_none_or(|node| *node == found.to_node);
                found.kind != HandoverKind::Referral && named && right.is_party_to(found)
            };
            ops::finish(conn, actor, ticket, last(&handovers, ends)?, now)
        }
        Passing::Leave(slug) if responsible => {
            let node = queries::node_id_of_slug(conn, slug)?;
            let shared = |found: &Handover| {
                found.kind == HandoverKind::Share && Some(&found.to_node) == node.as_ref()
            };
            ops::leave_to(conn, actor, ticket, last(&handovers, shared)?, tools, now)
        }
        Passing::Begin(_) | Passing::Withdraw | Passing::Leave(_) => Err(NOT_YOURS.into()),
    }
}

fn last(handovers: &[Handover], is: impl Fn(&Handover) -> bool) -> Result<&Handover> {
    handovers.iter().rfind(|found| is(found)).ok_or(Error::Refused(rules::HANDOVER_OVER))
}

/// What goes on between nodes about a ticket, as a reader of one of them sees it.
#[derive(Debug, Serialize)]
pub struct HandoverLine {
    id: HandoverId,
    kind: HandoverKind,
    from_node: String,
    to_node: String,
    sees: Sees,
    reason: String,
    since: String,
    due_on: Option<NaiveDate>,
}

/// All of it for who is responsible; one's own node's part for others.
pub fn lines(conn: &mut Conn, right: &Right, going_on: &[Handover]) -> Result<Vec<HandoverLine>> {
    let found: Vec<_> = going_on.iter().filter(|found| right.is_party_to(found)).collect();
    let nodes: Vec<_> =
        found.iter().flat_map(|one| [one.from_node.clone(), one.to_node.clone()]).collect();
    let names = queries::desk_names(conn, &nodes)?;
    let slug = |id: &NodeId| {
        let node = names.iter().find(|node| node.id == *id);
        node.map(|node| node.slug.clone()).unwrap_or_default()
    };
    let line = |found: &Handover| HandoverLine {
        id: found.id.clone(),
        kind: found.kind,
        from_node: slug(&found.from_node),
        to_node: slug(&found.to_node),
        sees: found.sees,
        reason: found.reason.clone(),
        since: instant(found.begun_at),
        due_on: found.due_on,
    };
    Ok(found.into_iter().map(line).collect())
}

/// What somebody may ask for between nodes.
pub fn allowed(ticket: &Ticket, right: &Right, going_on: &[Handover]) -> Vec<&'static str> {
    if let Some(own) = right.handover() {
        let is_offer = |found: &Handover| {
            found.kind == HandoverKind::Referral
                && found.ending.is_none()
                && found.to_node == own.to_node
        };
        let ends = (own.kind != HandoverKind::Referral).then_some("end");
        let answers = going_on.iter().any(is_offer).then_some(["accept", "refuse"]);
        return ends.into_iter().chain(answers.into_iter().flatten()).collect();
    }
    if rules::check_begin(ticket).is_err() {
        return Vec::new();
    }
    let on = |kind| going_on.iter().any(|found| found.ending.is_none() && found.kind == kind);
    let mut names = vec!["consult", "share"];
    names.push(if on(HandoverKind::Referral) { "withdraw" } else { "refer" });
    if on(HandoverKind::Consultation) || on(HandoverKind::Share) {
        names.push("end");
    }
    if on(HandoverKind::Share) {
        names.push("leave");
    }
    names
}
