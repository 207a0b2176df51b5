//! Following, being meant, being there. Whoever is told may see the ticket at that moment; who no longer may is told
//! nothing, and what a note says is never mailed.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::{on_thing, on_ticket};
use crate::Result;
use crate::accounts::{AccountId, Actor};
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty::{self, rules::Away};
use crate::tickets::queries::Colleague;
use crate::tickets::{MessageId, Ticket};
use crate::triage::Present;
use crate::triage::mail;
use crate::triage::queries::{self, MailChoice, Readers};
use crate::triage::rules::{self, mentions};

/// Follows a ticket, or stops.
pub fn follow(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    follows: bool,
    now: NaiveDateTime,
) -> Result<()> {
    if queries::put_follower(conn, (&ticket.id, &actor.id), (follows, true), now)? {
        let action = if follows { "ticket.follow" } else { "ticket.unfollow" };
        on_ticket(conn, actor, ticket, action, &json!({}), now)?;
    }
    Ok(())
}

/// What somebody of the staff has just written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    pub message: &'a MessageId,
    pub body: &'a str,
    pub is_note: bool,
    /// Whom it reaches.
    pub readers: Readers<'a>,
}

/// After somebody wrote: they follow from now on, have read what meant them, and others are told. In a note, those whom
/// it means, and only those who may see the ticket; then those who follow.
pub fn staff_wrote(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    written: Written<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    queries::put_follower(conn, (&ticket.id, &actor.id), (true, false), now)?;
    queries::see_mentions(conn, &ticket.id, &actor.id, now)?;
    queries::take_presence(conn, &ticket.id, &actor.id)?;
    let seers = queries::who_may_see(conn, (ticket, written.readers), network_day(now))?;
    let away = duty::ops::away_now(conn, now)?;
    let choices = choices(conn, &seers)?;
    let meant = tell_meant(conn, actor, ticket, written, (&seers, &choices, &away), now)?;
    let told: Vec<_> = meant.into_iter().chain([actor.id.clone()]).collect();
    let key = if written.is_note { "note" } else { "answer" };
    tell_followers(conn, ticket, (&seers, &choices, &away), (&told, key, &actor.name), now)
}

/// After somebody wrote to the other side of a consultation, which is told by itself: those of the responsible node whom it
/// means.
pub fn wrote_between(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (message, body): (&MessageId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let written = Written { message, body, is_note: true, readers: Readers::Desk };
    let seers = queries::who_may_see(conn, (ticket, written.readers), network_day(now))?;
    let away = duty::ops::away_now(conn, now)?;
    let choices = choices(conn, &seers)?;
    tell_meant(conn, actor, ticket, written, (&seers, &choices, &away), now).map(drop)
}

/// Tells those whom a note means; answers who they are.
fn tell_meant(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    written: Written<'_>,
    (seers, choices, away): (&[Colleague], &Choices, &Away),
    now: NaiveDateTime,
) -> Result<Vec<AccountId>> {
    let mut meant = if written.is_note { meant(seers, actor, written.body) } else { Vec::new() };
    // Who stands in for somebody who is away is meant too, if they may see the ticket.
    let stand_ins = away.stand_ins_of(&meant);
    let sees = |id: &AccountId| *id != actor.id && seers.iter().any(|person| person.id == *id);
    let added: Vec<_> =
        stand_ins.into_iter().filter(|id| sees(id) && !meant.contains(id)).collect();
    meant.extend(added);
    queries::insert_mentions(conn, (&ticket.id, written.message), &meant, now)?;
    for person in seers.iter().filter(|person| meant.contains(&person.id)) {
        if choice(choices, &person.id).mentions {
            let payload = json!({ "author": actor.name });
            mail::to_colleague(conn, ticket, person, ("ticket_mention", payload), now)?;
        }
    }
    Ok(meant)
}

/// After the team wrote: those who follow are told, apart from who works on it and is told already.
pub fn team_wrote(conn: &mut Conn, ticket: &Ticket, name: &str, now: NaiveDateTime) -> Result<()> {
    let followers = queries::followers(conn, &ticket.id)?;
    if followers.is_empty() {
        return Ok(());
    }
    let seers = queries::who_may_see(conn, (ticket, Readers::All), network_day(now))?;
    let choices = choices(conn, &seers)?;
    // Who works on it, or stands in for them, is told already.
    let away = duty::ops::away_now(conn, now)?;
    let mut told: Vec<_> = ticket.assignee_id.iter().cloned().collect();
    told.extend(away.stand_ins_of(&told.clone()));
    tell_followers(conn, ticket, (&seers, &choices, &away), (&told, "reply", name), now)
}

type Choices = HashMap<AccountId, MailChoice>;

fn choices(conn: &mut Conn, people: &[Colleague]) -> Result<Choices> {
    let ids: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
    Ok(queries::mail_choices(conn, &ids)?.into_iter().collect())
}

fn choice(choices: &Choices, id: &AccountId) -> MailChoice {
    choices.get(id).copied().unwrap_or(MailChoice::USUAL)
}

fn meant(seers: &[Colleague], actor: &Actor, body: &str) -> Vec<AccountId> {
    let people: Vec<_> = seers
        .iter()
        .filter(|person| person.id != actor.id)
        .map(|person| (person.id.clone(), person.name.clone()))
        .collect();
    mentions::mentioned(body, &people)
}

fn tell_followers(
    conn: &mut Conn,
    ticket: &Ticket,
    (seers, choices, away): (&[Colleague], &Choices, &Away),
    (told, kind, author): (&[AccountId], &str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let followers: Vec<_> =
        queries::followers(conn, &ticket.id)?.into_iter().map(|(id, _)| id).collect();
    let stand_ins = away.stand_ins_of(&followers);
    let follows =
        |person: &&Colleague| followers.contains(&person.id) || stand_ins.contains(&person.id);
    for person in seers.iter().filter(follows).filter(|person| !told.contains(&person.id)) {
        if choice(choices, &person.id).followed {
            let payload = json!({
                "author": author,
                "is_note": kind == "note",
                "is_answer": kind == "answer",
            });
            mail::to_colleague(conn, ticket, person, ("ticket_followed", payload), now)?;
        }
    }
    Ok(())
}

/// Somebody says that they have read where they were meant.
pub fn see_mentions(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    now: NaiveDateTime,
) -> Result<()> {
    if queries::see_mentions(conn, &ticket.id, &actor.id, now)? > 0 {
        on_ticket(conn, actor, ticket, "ticket.mention_seen", &json!({}), now)?;
    }
    Ok(())
}

/// Says that somebody has the ticket open, and answers who else has. No trace is kept: it is over in a minute.
pub fn beat(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    writing: bool,
    now: NaiveDateTime,
) -> Result<Vec<Present>> {
    queries::put_presence(conn, &ticket.id, &actor.id, writing, now)?;
    Ok(queries::present(conn, &ticket.id, (&actor.id, now - rules::PRESENT_FOR))?)
}

/// Somebody left the page.
pub fn leave(conn: &mut Conn, actor: &Actor, ticket: &Ticket) -> Result<()> {
    queries::take_presence(conn, &ticket.id, &actor.id)?;
    Ok(())
}

/// Which of these mails one wants.
pub fn choose_mails(
    conn: &mut Conn,
    actor: &Actor,
    choice: MailChoice,
    now: NaiveDateTime,
) -> Result<()> {
    queries::put_mail_choice(conn, &actor.id, choice)?;
    let detail = json!({ "mentions": choice.mentions, "followed": choice.followed });
    on_thing(conn, actor, ("account.mails", "account", actor.id.as_str()), &detail, now)
}
