//! Two tickets become one, one becomes two, and some belong together. Nothing disappears, and a merge can be undone for
//! a day.

use chrono::NaiveDateTime;
use serde_json::json;

use super::ask::inputs_of;
use super::{record, staff, step};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::By;
use crate::tickets::mail::{self, Tools};
use crate::tickets::queries::{self, DecidedBy, Move, Start};
use crate::tickets::routing::{Decision, Rule};
use crate::tickets::rules::{self, Event};
use crate::tickets::{
    Draft, LinkKind, MessageId, Person, Question, State, Ticket, TicketId, Turn, Via,
};
use crate::{Error, Result, bridge, deadlines};

/// Takes a ticket into another one of the same team: its messages stand there in their order, and its reference and the
/// team's link lead there. The node that had it goes on answering the team: it shares the other ticket. Doing it again
/// changes nothing.
pub fn merge(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    into: &Ticket,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.merged_into.as_ref() == Some(&into.id) {
        return Ok(());
    }
    rules::check_merge(ticket, into)?;
    let colleagues = [queries::added(conn, &ticket.id)?, queries::added(conn, &into.id)?];
    if !rules::same_colleagues(&colleagues[0], &colleagues[1]) {
        return Err(rules::OTHER_ASKER.into());
    }
    if !queries::merged_into(conn, &ticket.id)?.is_empty() {
        return Err(rules::HAS_TAKEN_IN.into());
    }
    // In one order for everybody, so that two people cannot wait for each other.
    let mut both = [&ticket.id, &into.id];
    both.sort();
    both.iter().try_for_each(|id| queries::hold(conn, id).map(drop))?;
    let by = By::Account(actor.id.clone());
    let change = Move { merge_into: Some(into.id.clone()), ..Move::default() };
    step(conn, &by, ticket, Event::Merge, change, &json!({ "into": into.reference }), now)?;
    if rules::keeps_notes(ticket, into, &queries::going_on(conn, &into.id)?) {
        queries::keep_notes(conn, &ticket.id, &ticket.node_id)?;
    }
    queries::move_messages(conn, &ticket.id, &into.id)?;
    queries::carry(conn, (&ticket.id, &into.id))?;
    // A question that nobody answered yet is one in its new place too, and is owed its answer no later.
    // What was put off is owed all the same.
    let asks = ticket.state.turn() == Turn::Ours || ticket.next_due_at.is_some();
    let to = if asks { rules::next(into.state, Event::TeamReplies)? } else { into.state };
    let due = match asks {
        true => deadlines::ops::joined(conn, into, (to, ticket.next_due_at), now)?,
        false => None,
    };
    if !queries::advance(conn, into, Move { to: Some(to), due, ..Move::default() }, now)? {
        return Err(rules::CHANGED_MEANWHILE.into());
    }
    let detail = json!({ "reference": ticket.reference });
    record(conn, &by, "ticket.take_in", (&into.id, &detail), now)?;
    queries::insert_event(conn, &into.id, &staff(actor), "took_in", &detail, now)?;
    super::merged::keep_sharing(conn, actor, ticket, into, now)?;
    let into = queries::find(conn, &into.id)?;
    super::merged::tell_former(conn, actor, ticket, &into, now)?;
    mail::to_team(
        conn,
        tools.signer,
        &into,
        "ticket_merged",
        json!({ "other": ticket.reference }),
        now,
    )
}

/// Makes a merged ticket one of its own again, with the messages that were its own.
pub fn undo_merge(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.state != State::Merged {
        return Err(rules::NOT_MERGED.into());
    }
    rules::check_undo(ticket.merged_at, now)?;
    let into = ticket.merged_into.as_ref().ok_or(Error::NotFound)?;
    let mut both = [&ticket.id, into];
    both.sort();
    both.iter().try_for_each(|id| queries::hold(conn, id).map(drop))?;
    let into = queries::find(conn, into)?;
    let by = By::Account(actor.id.clone());
    let detail = json!({ "from": into.reference });
    super::merged::resume(conn, actor, ticket, now)?;
    super::merged::stop_sharing(conn, actor, (ticket, &into), now)?;
    step(conn, &by, ticket, Event::UndoMerge, Move::default(), &detail, now)?;
    queries::release_notes(conn, &ticket.id)?;
    queries::move_messages_back(conn, &ticket.id)?;
    queries::take_back(conn, &ticket.id, &into.id)?;
    let detail = json!({ "reference": ticket.reference });
    record(conn, &by, "ticket.give_back", (&into.id, &detail), now)?;
    Ok(queries::insert_event(conn, &into.id, &staff(actor), "gave_back", &detail, now)?)
}

/// Makes a ticket of its own of a message in which the team asks something else. Doing it again answers the same one.
pub fn split(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (message, subject): (&MessageId, &str),
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<Ticket> {
    if let Some(made) = queries::split_off(conn, &ticket.id, message)? {
        return Ok(queries::find(conn, &made)?);
    }
    rules::check_begin(ticket)?;
    let found = queries::splittable(conn, &ticket.id)?;
    let message = found.into_iter().find(|found| found.id == *message).ok_or(Error::NotFound)?;
    let draft = draft(conn, ticket, &message.body, subject)?;
    let reference = queries::next_reference(conn, now)?;
    let topic = draft.question.topic.as_deref();
    let start = Start {
        node: &ticket.node_id,
        reference: &reference,
        state: State::New,
        first_mail: "",
        due: Some(deadlines::ops::at_start(conn, &ticket.node_id, topic, now)?),
    };
    queries::insert(conn, &draft, &start, now)?;
    if !queries::move_message(conn, &message.id, &ticket.id, &draft.id)?
        || !queries::advance(conn, ticket, Move::default(), now)?
    {
        return Err(rules::CHANGED_MEANWHILE.into());
    }
    let made = queries::find(conn, &draft.id)?;
    let inputs = inputs_of(conn, &made)?;
    let slug = queries::desk_card(conn, &made.node_id)?.slug;
    let decision = Decision {
        node: made.node_id.clone(),
        slug,
        rule: Rule::Person,
        gap: false,
        candidates: Vec::new(),
        skipped: Vec::new(),
        mentor: None,
    };
    let decided = DecidedBy::Person { account: &actor.id, reason: &ticket.reference };
    queries::record_decision(conn, &made.id, &inputs, &decision, &decided, now)?;
    let (by, author) = (By::Account(actor.id.clone()), staff(actor));
    for (id, other, line) in
        [(&ticket.id, &made.reference, "split_off"), (&made.id, &ticket.reference, "split_from")]
    {
        let detail = json!({ "reference": other });
        record(conn, &by, &format!("ticket.{line}"), (id, &detail), now)?;
        queries::insert_event(conn, id, &author, line, &detail, now)?;
    }
    queries::insert_link(conn, (&made.id, &ticket.id), LinkKind::FollowUp, Some(&actor.id), now)?;
    queries::copy_followers(conn, (&ticket.id, &made.id), now)?;
    queries::copy_added(conn, (&ticket.id, &made.id), now)?;
    // Colleagues find it in their inbox; a node's own helpdesk learns it as any question.
    let why = json!({ "why_fr": "", "why_en": "" });
    bridge::ops::tell(conn, &made, &made.node_id, ("ticket_new", &why), now)?;
    mail::to_team(
        conn,
        tools.signer,
        &made,
        "ticket_split",
        json!({ "other": ticket.reference }),
        now,
    )?;
    Ok(queries::find(conn, &made.id)?)
}

fn draft(conn: &mut Conn, ticket: &Ticket, body: &str, subject: &str) -> Result<Draft> {
    let beneficiary = ticket.beneficiary_name.clone().zip(ticket.beneficiary_email.clone());
    Ok(Draft {
        id: TicketId::new(),
        question: Question {
            subject: rules::subject(subject, body),
            body: body.to_owned(),
            institutions: queries::institutions_of(conn, &ticket.id)?,
            laboratory: ticket.laboratory.clone(),
            site: ticket.site.clone(),
            site_typed: ticket.site_typed.clone(),
            region: ticket.region.clone(),
            disciplines: ticket.disciplines(),
            topic: ticket.topic.clone(),
            language: ticket.language,
            dataset_pid: ticket.dataset_pid.clone(),
            dmp_url: ticket.dmp_url.clone(),
            deadline_on: None,
            deadline_for: None,
            sensitive: ticket.sensitive,
            via: Via::Page,
        },
        asker: Person { name: ticket.asker_name.clone(), email: ticket.asker_email.clone() },
        beneficiary: beneficiary.map(|(name, email)| Person { name, email }),
        files: Vec::new(),
        proven: true,
    })
}

/// Notes that two tickets belong together. Doing it again changes how.
pub fn link(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (other, kind): (&Ticket, LinkKind),
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.id == other.id {
        return Err(rules::SAME_TICKET.into());
    }
    // Two people at once make one link.
    let mut both = [&ticket.id, &other.id];
    both.sort();
    both.iter().try_for_each(|id| queries::hold(conn, id).map(drop))?;
    queries::delete_link(conn, &ticket.id, &other.id)?;
    queries::insert_link(conn, (&ticket.id, &other.id), kind, Some(&actor.id), now)?;
    let detail = json!({ "to": other.reference, "kind": kind });
    let by = By::Account(actor.id.clone());
    record(conn, &by, "ticket.link", (&ticket.id, &detail), now)?;
    let detail = json!({ "to": ticket.reference, "kind": kind });
    record(conn, &by, "ticket.link", (&other.id, &detail), now)
}

/// Notes that a question of the team takes up an older one, which was closed too long ago to open again.
pub fn link_follow_up(
    conn: &mut Conn,
    ticket: &Ticket,
    before: &Ticket,
    now: NaiveDateTime,
) -> Result<()> {
    let kind = LinkKind::FollowUp;
    queries::insert_link(conn, (&ticket.id, &before.id), kind, None, now)?;
    for (ticket, other) in [(ticket, before), (before, ticket)] {
        // Nobody hears of a question whose address is not proven.
        if other.state == State::Unconfirmed {
            continue;
        }
        let detail = json!({ "to": other.reference, "kind": kind });
        record(conn, &By::Team, "ticket.link", (&ticket.id, &detail), now)?;
    }
    Ok(())
}

pub fn unlink(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    other: &Ticket,
    now: NaiveDateTime,
) -> Result<()> {
    if queries::delete_link(conn, &ticket.id, &other.id)? == 0 {
        return Ok(());
    }
    let by = By::Account(actor.id.clone());
    for (ticket, other) in [(ticket, other), (other, ticket)] {
        let detail = json!({ "from": other.reference });
        record(conn, &by, "ticket.unlink", (&ticket.id, &detail), now)?;
    }
    Ok(())
}
