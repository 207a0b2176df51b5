//! Whose a ticket is, and how it ends.

use chrono::NaiveDateTime;
use serde_json::json;

use super::ask::{follow_as_mentor, inputs_of};
use super::handover::begin;
use super::talk::tell_helpdesks;
use super::{SYSTEM, record, staff, step};
use crate::accounts::{AccountId, Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::tickets::mail::{self, Tools};
use crate::tickets::queries::{self, Author, DecidedBy, Move};
use crate::tickets::routing::{Decision, Rule};
use crate::tickets::rules::{self, Event};
use crate::tickets::{HandoverKind, Outcome, Proposal, Sees, State, Ticket, TicketId};
use crate::{Error, Result};

/// Gives a ticket to somebody of its node; to oneself, that is taking it. Giving it to who has it changes nothing.
pub fn assign(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    to: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.assignee_id.as_ref() == Some(to) {
        return Ok(());
    }
    let people = queries::staff(conn, &ticket.node_id, network_day(now))?;
    // A node's own helpdesk is in no list of people, and takes what it answers.
    let may_take = actor.coordinates() || actor.works_for(&ticket.node_id);
    let takes_it = to == &actor.id && may_take;
    let Some(person) = people.into_iter().find(|person| person.id == *to).or(if takes_it {
        Some(queries::colleague(conn, to)?)
    } else {
        None
    }) else {
        return Err(rules::NOT_A_MEMBER.into());
    };
    let change = Move { assignee: Some(Some(to.clone())), ..Move::default() };
    let by = By::Account(actor.id.clone());
    let ticket = step(conn, &by, ticket, Event::Assign, change, &json!({ "to": to }), now)?;
    let detail = json!({ "name": person.name });
    queries::insert_event(conn, &ticket.id, &staff(actor), "assigned", &detail, now)?;
    if to != &actor.id {
        let payload = json!({ "author": actor.name });
        mail::to_assignee(conn, &ticket, "ticket_assigned", &payload, now)?;
    }
    Ok(())
}

/// Lets go of a ticket: it is the node's again.
pub fn release(conn: &mut Conn, actor: &Actor, ticket: &Ticket, now: NaiveDateTime) -> Result<()> {
    if ticket.assignee_id.is_none() {
        return Ok(());
    }
    let change = Move { assignee: Some(None), ..Move::default() };
    let by = By::Account(actor.id.clone());
    let ticket = step(conn, &by, ticket, Event::Assign, change, &json!({ "to": null }), now)?;
    Ok(queries::insert_event(conn, &ticket.id, &staff(actor), "released", &json!({}), now)?)
}

/// What sending a ticket on came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transferred {
    Moved,
    /// The other node is asked.
    Offered,
}

/// Gives back to their node the tickets of those who left it or whose account was closed; answers how many. What somebody
/// left is nobody's otherwise: the queue of unassigned tickets would not show it.
pub fn release_left(app: &App, now: NaiveDateTime) -> Result<usize> {
    let left = app.db.read_now(|conn| Ok(queries::left_behind(conn, network_day(now), 200)?))?;
    left.iter().try_fold(0, |done, (ticket, name)| {
        let released = app.db.write_now(|conn| {
            let change = Move { assignee: Some(None), ..Move::default() };
            let detail = json!({ "from": ticket.assignee_id, "to": null });
            let ticket = step(conn, &By::System, ticket, Event::Assign, change, &detail, now)?;
            let line = json!({ "name": name });
            Ok(queries::insert_event(conn, &ticket.id, &SYSTEM, "left-behind", &line, now)?)
        });
        match released {
            Ok(()) => Ok(done + 1),
            // Somebody moved it meanwhile: the next run sees it as it is then.
            Err(Error::Refused(_)) => Ok(done),
            Err(other) => Err(other),
        }
    })
}

/// Sends a ticket to another node, with the reason: a person's choice is final and recorded, and the team is told in one
/// sentence. Nodes are independent, so only who steers the network, or the national desk, decides for another node;
/// from others it is an offer. The desk takes all that it is given.
pub fn transfer(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (to, reason): (&NodeId, &str),
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<Transferred> {
    if *to == ticket.node_id {
        return Err(rules::SAME_NODE.into());
    }
    let (from_desk, to_desk) =
        (queries::is_desk(conn, &ticket.node_id)?, queries::is_desk(conn, to)?);
    if !rules::may_place(actor, from_desk, to_desk) {
        let (kind, reason) = (HandoverKind::Referral, reason.to_owned());
        let proposal = Proposal { kind, to: to.clone(), sees: Sees::Thread, reason };
        let offered = begin(conn, actor, ticket, (&proposal, tools), now);
        return offered.map(|()| Transferred::Offered);
    }
    let desk = queries::receiving_node(conn, to, network_day(now))?;
    let desk = desk.ok_or(Error::Refused(rules::NODE_CANNOT_RECEIVE))?;
    let change = Move { node: Some(to.clone()), assignee: Some(None), ..Move::default() };
    let by = By::Account(actor.id.clone());
    let from = queries::desk_card(conn, &ticket.node_id)?;
    let detail = json!({ "from": from.slug, "to": desk.slug, "reason": reason });
    let before = ticket;
    let ticket = step(conn, &by, before, Event::Transfer, change, &detail, now)?;
    mail::to_former(conn, before, actor, (to, reason), now)?;
    let mentor = queries::mentor_of(conn, to, network_day(now))?.map(|(mentor, _)| mentor);
    let decision = Decision {
        node: to.clone(),
        slug: desk.slug.clone(),
        rule: Rule::Person,
        gap: false,
        candidates: Vec::new(),
        skipped: Vec::new(),
        mentor,
    };
    let inputs = inputs_of(conn, &ticket)?;
    let decided = DecidedBy::Person { account: &actor.id, reason };
    queries::record_decision(conn, &ticket.id, &inputs, &decision, &decided, now)?;
    let from = from.short_name;
    let event = json!({ "from": from, "to": desk.slug, "reason": reason });
    queries::insert_event(conn, &ticket.id, &staff(actor), "transferred", &event, now)?;
    mail::to_team(conn, tools.signer, &ticket, "ticket_transferred", json!({ "from": from }), now)?;
    let ticket = queries::find(conn, &ticket.id)?;
    let reason = mail::quoted(reason);
    let payload = json!({ "from": from, "reason": reason, "author": actor.name });
    mail::to_node(conn, &ticket, "ticket_handed_over", &payload, Some(&actor.id), now)?;
    follow_as_mentor(conn, &ticket, now)?;
    Ok(Transferred::Moved)
}

/// How a ticket is closed.
#[derive(Debug, Clone)]
pub struct Closing {
    pub outcome: Outcome,
    /// What it was about after all: `Some(None)` for none of our topics. As asked, when nobody says otherwise.
    pub topic: Option<Option<String>>,
}

/// Closes a ticket and asks the team whether it helped. Closing it again the same way changes nothing.
pub fn close(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    closing: &Closing,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.state == State::Closed && ticket.outcome == Some(closing.outcome) {
        return Ok(());
    }
    let topic = closing.topic.clone().unwrap_or_else(|| ticket.topic.clone());
    let change = Move {
        outcome: Some(Some(closing.outcome)),
        topic: Some(topic),
        assignee: ticket.assignee_id.is_none().then(|| Some(actor.id.clone())),
        ..Move::default()
    };
    let by = By::Account(actor.id.clone());
    let detail = json!({ "outcome": closing.outcome, "topic": closing.topic.as_ref().and_then(Option::as_ref) });
    let ticket = step(conn, &by, ticket, Event::Close, change, &detail, now)?;
    queries::insert_event(conn, &ticket.id, &staff(actor), "closed", &detail, now)?;
    tell_helpdesks(conn, &ticket, (("helpdesk_closed", Some(actor)), ""), now)?;
    let answered = closing.outcome == Outcome::Answered && ticket.first_answered_at.is_some();
    let payload = json!({ "answered": answered });
    mail::to_team(conn, tools.signer, &ticket, "ticket_closed", payload, now)
}

/// The team says that its question is settled.
pub fn close_as_team(
    conn: &mut Conn,
    ticket: &Ticket,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.state == State::Closed {
        return Ok(());
    }
    let outcome = match ticket.first_answered_at {
        Some(_) => Outcome::Answered,
        None => Outcome::NoAnswerNeeded,
    };
    let change =
        Move { outcome: Some(Some(outcome)), topic: Some(ticket.topic.clone()), ..Move::default() };
    let detail = json!({ "outcome": outcome });
    let ticket = step(conn, &By::Team, ticket, Event::Close, change, &detail, now)?;
    let author = Author::team((&ticket.asker_name, &ticket.asker_email));
    queries::insert_event(conn, &ticket.id, &author, "closed", &detail, now)?;
    mail::to_team(conn, tools.signer, &ticket, "ticket_closed", json!({ "answered": false }), now)?;
    mail::to_assignee(conn, &ticket, "ticket_settled", &json!({}), now)
}

/// Ends a ticket whose asker is erased. Nobody is told: there is nobody to tell.
pub fn end_for_erasure(conn: &mut Conn, id: &TicketId, now: NaiveDateTime) -> Result<()> {
    let ticket = queries::find(conn, id)?;
    let change = Move {
        outcome: Some(Some(Outcome::NoAnswerNeeded)),
        topic: Some(ticket.topic.clone()),
        ..Move::default()
    };
    let detail = json!({ "outcome": Outcome::NoAnswerNeeded });
    let ticket = step(conn, &By::System, &ticket, Event::Close, change, &detail, now)?;
    Ok(queries::insert_event(conn, &ticket.id, &SYSTEM, "closed", &detail, now)?)
}

/// Staff open a closed ticket again.
pub fn reopen(conn: &mut Conn, actor: &Actor, ticket: &Ticket, now: NaiveDateTime) -> Result<()> {
    let by = By::Account(actor.id.clone());
    let change = Move { outcome: Some(None), ..Move::default() };
    let ticket = step(conn, &by, ticket, Event::Reopen, change, &json!({}), now)?;
    tell_helpdesks(conn, &ticket, (("helpdesk_reopened", Some(actor)), ""), now)?;
    Ok(queries::insert_event(conn, &ticket.id, &staff(actor), "reopened", &json!({}), now)?)
}

/// Puts a ticket aside as spam, or takes it back. Nobody is told.
pub fn spam(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    is_spam: bool,
    now: NaiveDateTime,
) -> Result<()> {
    let event = if is_spam { Event::MarkSpam } else { Event::UnmarkSpam };
    let by = By::Account(actor.id.clone());
    // Whose it is stays: taken back, it is theirs again.
    let ticket = step(conn, &by, ticket, event, Move::default(), &json!({}), now)?;
    Ok(queries::insert_event(conn, &ticket.id, &staff(actor), event.name(), &json!({}), now)?)
}

/// The team says whether the answer helped, 1 to 5; the last word counts.
pub fn rate(
    conn: &mut Conn,
    ticket: &Ticket,
    (score, comment): (i32, &str),
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.state != State::Closed {
        return Err(rules::NOT_CLOSED.into());
    }
    // Where nobody answered there is no answer to judge.
    if ticket.first_answered_at.is_none() {
        return Err(rules::NOT_ANSWERED.into());
    }
    queries::put_satisfaction(conn, &ticket.id, score, comment, now)?;
    let detail = json!({ "score": score });
    record(conn, &By::Team, "ticket.rate", (&ticket.id, &detail), now)
}
