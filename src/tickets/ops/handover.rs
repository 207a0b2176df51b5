//! One node offers a ticket to another, asks another, or answers with another.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::ask::{decide, follow_as_mentor, inputs_of};
use super::{SYSTEM, each_apart, staff, step};
use crate::accounts::{Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::taxonomy::Vocabularies;
use crate::tickets::mail::{self, Tools};
use crate::tickets::queries::{self, Author, DecidedBy, Move};
use crate::tickets::routing::{Candidate, Decision, Rule};
use crate::tickets::rules::{self, Answer, Event};
use crate::tickets::{
    Ending, Handover, HandoverKind, MessageId, NewMessage, Proposal, Right, Ticket, Via,
};
use crate::working_time::Calendar;
use crate::{Error, Result, deadlines};

/// The nodes that routing would choose next, best first: neither the one that has it, nor one that refused it or let
/// the time pass, nor one that is being asked.
pub fn candidates(
    conn: &mut Conn,
    ticket: &Ticket,
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Vec<Candidate>> {
    let inputs = inputs_of(conn, ticket)?;
    let decision = decide(conn, &inputs, words, now)?;
    let past = queries::handovers_of(conn, &ticket.id)?;
    let out = |node: &NodeId| {
        *node == ticket.node_id
            || past.iter().any(|found| {
                found.kind == HandoverKind::Referral
                    && found.to_node == *node
                    && matches!(found.ending, None | Some(Ending::Refused | Ending::Returned))
            })
    };
    Ok(decision.candidates.into_iter().filter(|found| !out(&found.node)).collect())
}

/// Begins a referral, a consultation or a share. Until a referral is accepted the sender stays responsible. Doing it
/// again while it goes on changes nothing.
pub fn begin(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (proposal, tools): (&Proposal, Tools<'_>),
    now: NaiveDateTime,
) -> Result<()> {
    rules::check_begin(ticket)?;
    if proposal.to == ticket.node_id {
        return Err(rules::SAME_NODE.into());
    }
    let today = network_day(now);
    let to = queries::receiving_node(conn, &proposal.to, today)?;
    let to = to.ok_or(Error::Refused(rules::NODE_CANNOT_RECEIVE))?;
    for found in queries::going_on(conn, &ticket.id)? {
        match (found.kind == proposal.kind, found.to_node == proposal.to) {
            (true, true) => return Ok(()),
            (true, false) if found.kind == HandoverKind::Referral => {
                return Err(rules::ALREADY_OFFERED.into());
            }
            (false, true) if found.kind == HandoverKind::Share => {
                return Err(rules::ALREADY_WITH.into());
            }
            _ => {}
        }
    }
    touch(conn, ticket, now)?;
    let due = match proposal.kind {
        HandoverKind::Referral => {
            let desk = deadlines::queries::desk(conn, &proposal.to, now)?;
            Some(rules::answer_by(&desk.calendar, today))
        }
        HandoverKind::Consultation | HandoverKind::Share => None,
    };
    let place = (&ticket.id, &ticket.node_id);
    let id = queries::insert_handover(conn, place, proposal, &actor.id, due, now)?;
    let (event, template) = match proposal.kind {
        HandoverKind::Referral => ("refer", "ticket_offered"),
        HandoverKind::Consultation => ("consult", "ticket_consulted"),
        HandoverKind::Share => ("share", "ticket_shared"),
    };
    let mut detail = json!({ "to": to.slug });
    record(conn, &By::Account(actor.id.clone()), event, ticket, &detail, now)?;
    if proposal.kind != HandoverKind::Consultation {
        detail["reason"] = json!(proposal.reason);
    }
    queries::insert_event(conn, &ticket.id, &staff(actor), event, &detail, now)?;
    if proposal.kind == HandoverKind::Consultation {
        let question = NewMessage {
            id: MessageId::new(),
            body: proposal.reason.clone(),
            files: Vec::new(),
            via: Via::Page,
        };
        super::talk::side_note(conn, actor, ticket, (&ticket.node_id, &id), &question, now)?;
    }
    let payload = json!({
        "from": name_of(conn, &ticket.node_id)?,
        "author": actor.name,
        "reason": mail::quoted(&proposal.reason),
    });
    if proposal.kind == HandoverKind::Share {
        let shared = json!({ "partner": name_of(conn, &proposal.to)? });
        mail::to_team(conn, tools.signer, ticket, "ticket_shared_team", shared, now)?;
    }
    mail::to_staff_of(conn, ticket, &proposal.to, template, &payload, (Some(&actor.id), now))
}

/// The other node takes responsibility; the team is told in one sentence. Accepting twice changes nothing.
pub fn accept(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    offer: &Handover,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    if offer.ending == Some(Ending::Accepted) {
        return Ok(());
    }
    end(conn, offer, Answer::Accept, (Some(actor), ""), now)?;
    let reason = offer.reason.as_str();
    let told = Told { event: "accept", line: "accepted", reason };
    move_to(conn, actor, ticket, &offer.to_node, &told, tools, now)?;
    // Who steers the network may accept in a node's place.
    if !actor.works_for(&offer.to_node) {
        tell_given(conn, actor, ticket, offer, now)?;
    }
    let payload = json!({ "by": name_of(conn, &offer.to_node)?, "accepted": true, "answer": "" });
    mail::to_staff_of(
        conn,
        ticket,
        &offer.from_node,
        "ticket_offer_answered",
        &payload,
        (None, now),
    )
}

/// The other node does not take it, and says why: it is the sender's as before.
pub fn refuse(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    offer: &Handover,
    why: &str,
    now: NaiveDateTime,
) -> Result<()> {
    if offer.ending == Some(Ending::Refused) {
        return Ok(());
    }
    end(conn, offer, Answer::Refuse, (Some(actor), why), now)?;
    let by = DecidedBy::Return { account: Some(&actor.id), reason: why };
    come_back(conn, ticket, offer, &staff(actor), &by, now)?;
    let detail = json!({ "node": offer.to_node });
    record(conn, &By::Account(actor.id.clone()), "refuse", ticket, &detail, now)?;
    let payload = json!({
        "by": name_of(conn, &offer.to_node)?,
        "refused": true,
        "answer": mail::quoted(why),
    });
    mail::to_staff_of(
        conn,
        ticket,
        &offer.from_node,
        "ticket_offer_answered",
        &payload,
        (None, now),
    )
}

/// How many referrals one run gives back; the next run takes the others.
const BATCH: i64 = 200;

/// Gives back what nobody answered in time; answers how many.
pub fn return_overdue(app: &App, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let due = app.db.read_now(|conn| Ok(queries::overdue_referrals(conn, today, BATCH)?))?;
    each_apart(&due, |offer| app.db.write_now(|conn| give_back(conn, offer, now)))
}

/// A node that closes for some days has so much longer to answer what it is offered.
pub fn redate_referrals(conn: &mut Conn, node: &NodeId, calendar: &Calendar) -> Result<()> {
    for offer in queries::offered_to(conn, node, BATCH)? {
        let due = rules::answer_by(calendar, network_day(offer.begun_at));
        if offer.due_on != Some(due) {
            queries::set_handover_due(conn, &offer.id, due)?;
        }
    }
    Ok(())
}

fn give_back(conn: &mut Conn, offer: &Handover, now: NaiveDateTime) -> Result<()> {
    let ticket = queries::find(conn, &offer.ticket_id)?;
    end(conn, offer, Answer::Return, (None, ""), now)?;
    let by = DecidedBy::Return { account: None, reason: "" };
    come_back(conn, &ticket, offer, &SYSTEM, &by, now)?;
    record(conn, &By::System, "return", &ticket, &json!({ "node": offer.to_node }), now)?;
    let payload = json!({ "by": name_of(conn, &offer.to_node)?, "returned": true, "answer": "" });
    mail::to_staff_of(
        conn,
        &ticket,
        &offer.from_node,
        "ticket_offer_answered",
        &payload,
        (None, now),
    )
}

/// What the thread and the routing record say of a ticket that stays with its sender.
fn come_back(
    conn: &mut Conn,
    ticket: &Ticket,
    offer: &Handover,
    author: &Author<'_>,
    by: &DecidedBy<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    touch(conn, ticket, now)?;
    record_choice(conn, ticket, &offer.from_node, by, now)?;
    let (line, reason) = match by {
        DecidedBy::Return { account: Some(_), reason } => ("refused", *reason),
        _ => ("returned", ""),
    };
    let detail = json!({ "to": slug_of(conn, &offer.to_node)?, "reason": reason });
    Ok(queries::insert_event(conn, &ticket.id, author, line, &detail, now)?)
}

/// The sender takes an offer back, or either side ends a consultation or a share: the other node sees it no more.
pub fn finish(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    handover: &Handover,
    now: NaiveDateTime,
) -> Result<()> {
    if matches!(handover.ending, Some(Ending::Withdrawn | Ending::Over)) {
        return Ok(());
    }
    let (answer, event) = match handover.kind {
        HandoverKind::Referral => (Answer::Withdraw, "withdraw"),
        HandoverKind::Consultation => (Answer::End, "end_consultation"),
        HandoverKind::Share => (Answer::End, "end_share"),
    };
    end(conn, handover, answer, (Some(actor), ""), now)?;
    let detail = json!({ "to": slug_of(conn, &handover.to_node)? });
    record(conn, &By::Account(actor.id.clone()), event, ticket, &detail, now)?;
    queries::insert_event(conn, &ticket.id, &staff(actor), event, &detail, now)?;
    // What is shared stays so when its responsible node changes.
    let other =
        if actor.works_for(&handover.to_node) { &ticket.node_id } else { &handover.to_node };
    let payload =
        json!({ "author": actor.name, "offered": handover.kind == HandoverKind::Referral });
    mail::to_staff_of(conn, ticket, other, "ticket_handover_over", &payload, (Some(&actor.id), now))
}

/// The responsible node leaves a shared ticket to the node it shares it with.
pub fn leave_to(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    share: &Handover,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    if share.kind != HandoverKind::Share {
        return Err(rules::NOT_ANSWERABLE.into());
    }
    end(conn, share, Answer::End, (Some(actor), ""), now)?;
    let told = Told { event: "leave", line: "left", reason: &share.reason };
    move_to(conn, actor, ticket, &share.to_node, &told, tools, now)?;
    let given = (&share.to_node, share.reason.as_str());
    mail::to_former(conn, ticket, actor, given, now)?;
    tell_given(conn, actor, ticket, share, now)
}

/// Tells a node that a ticket, as it was before, is its own now.
fn tell_given(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    handover: &Handover,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "from": name_of(conn, &ticket.node_id)?,
        "author": actor.name,
        "reason": mail::quoted(&handover.reason),
    });
    let except = (Some(&actor.id), now);
    mail::to_staff_of(conn, ticket, &handover.to_node, "ticket_handed_over", &payload, except)
}

/// What is said of responsibility that moves.
struct Told<'a> {
    event: &'static str,
    line: &'static str,
    reason: &'a str,
}

fn move_to(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    to: &NodeId,
    told: &Told<'_>,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    let detail = json!({ "from": slug_of(conn, &ticket.node_id)?, "to": slug_of(conn, to)? });
    let from = name_of(conn, &ticket.node_id)?;
    let change = Move { node: Some(to.clone()), assignee: Some(None), ..Move::default() };
    let moved = step(conn, &by, ticket, Event::Transfer, change, &detail, now)?;
    record(conn, &by, told.event, ticket, &detail, now)?;
    let by = DecidedBy::Referral { account: &actor.id, reason: told.reason };
    record_choice(conn, &moved, to, &by, now)?;
    queries::insert_event(conn, &ticket.id, &staff(actor), told.line, &detail, now)?;
    mail::to_team(conn, tools.signer, &moved, "ticket_transferred", json!({ "from": from }), now)?;
    follow_as_mentor(conn, &moved, now)
}

fn record_choice(
    conn: &mut Conn,
    ticket: &Ticket,
    node: &NodeId,
    by: &DecidedBy<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let decision = Decision {
        node: node.clone(),
        slug: slug_of(conn, node)?,
        rule: Rule::Person,
        gap: false,
        candidates: Vec::new(),
        skipped: Vec::new(),
        mentor: queries::mentor_of(conn, node, network_day(now))?.map(|(mentor, _)| mentor),
    };
    let inputs = inputs_of(conn, ticket)?;
    Ok(queries::record_decision(conn, &ticket.id, &inputs, &decision, by, now)?)
}

fn end(
    conn: &mut Conn,
    handover: &Handover,
    answer: Answer,
    (actor, why): (Option<&Actor>, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let ending = rules::ending(handover.kind, handover.ending, answer)?;
    let by = actor.map(|actor| &actor.id);
    match queries::end_handover(conn, &handover.id, ending, (by, why), now)? {
        true => Ok(()),
        false => Err(rules::HANDOVER_OVER.into()),
    }
}

/// Notes that something happened to a ticket whose state stays, if it is still as it was read.
fn touch(conn: &mut Conn, ticket: &Ticket, now: NaiveDateTime) -> Result<()> {
    match queries::advance(conn, ticket, Move::default(), now)? {
        true => Ok(()),
        false => Err(rules::CHANGED_MEANWHILE.into()),
    }
}

pub(super) fn record(
    conn: &mut Conn,
    by: &By,
    event: &str,
    ticket: &Ticket,
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    super::record(conn, by, &format!("ticket.{event}"), (&ticket.id, detail), now)
}

fn name_of(conn: &mut Conn, node: &NodeId) -> Result<String> {
    Ok(queries::desk_card(conn, node)?.short_name)
}

pub(super) fn slug_of(conn: &mut Conn, node: &NodeId) -> Result<String> {
    Ok(queries::desk_card(conn, node)?.slug)
}

/// Whether somebody may answer an offer: of the node it is made to, or who steers the network.
pub fn check_offered(actor: &Actor, right: &Right, offer: &Handover) -> Result<()> {
    let theirs = right.is_responsible() && actor.coordinates() || actor.works_for(&offer.to_node);
    if offer.kind == HandoverKind::Referral && theirs { Ok(()) } else { Err(Error::NotFound) }
}
