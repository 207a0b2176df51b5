//! What people do with mails that wait.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Office, Post, bridged, enter};
use crate::accounts::Actor;
use crate::bridge;
use crate::db::Conn;
use crate::history::{self, By};
use crate::mail_in::model::{Fate, Received};
use crate::mail_in::queries::{self, Decision};
use crate::mail_in::rules;
use crate::tickets::{self, Ticket};
use crate::{Error, Result};

/// As what a mail joins the ticket it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// The team's words, which staff and team read.
    Team,
    /// A note, which only staff read.
    Note,
}

/// Lets a mail into the ticket it names.
pub fn release(
    conn: &mut Conn,
    actor: &Actor,
    (mail, ticket): (&Received, &Ticket),
    (post, release): (&Post, Release),
    now: NaiveDateTime,
) -> Result<()> {
    let (said, fate) = (enter::said(post, ticket.language), fate_of(release));
    decide(conn, actor, mail, Decision { fate, ticket: Some(ticket), voice: None }, now)?;
    let message = enter::message(&said);
    match release {
        Release::Team if !rules::may_be_the_teams(mail) => return Err(Error::NotFound),
        Release::Team => {
            let sender = (rules::writer(mail), mail.from_email.as_str());
            tickets::ops::team_reply(conn, sender, ticket, &message, now)?;
        }
        Release::Note => {
            tickets::ops::note(conn, actor, ticket, &message, now)?;
        }
    }
    Ok(queries::note_message(conn, &message.id, &mail.id, said.quoted.as_deref())?)
}

/// Lets a mail in as the word of the helpdesk whose reply address it bears, whoever sent it: what its words ask for is
/// done in the name of that node, for whom the actor answers.
pub fn release_as_node(
    conn: &mut Conn,
    actor: &Actor,
    (mail, ticket): (&Received, &Ticket),
    (post, office): (&Post, &Office<'_>),
    now: NaiveDateTime,
) -> Result<()> {
    let node = mail.helpdesk_id.as_ref().filter(|node| rules::may_vouch_for(actor, node));
    let bridge = bridge::ops::open_of(conn, node.ok_or(Error::NotFound)?)?;
    let helpdesk = (bridge.ok_or(Error::NotFound)?, ticket.clone());
    let outcome =
        bridged::node_speaks(conn, post, (&mail.id, ticket, Some(&helpdesk)), office, now)?;
    if !matches!(outcome.fate, Fate::Reply | Fate::Note) {
        return Err(rules::NO_ANSWER.into());
    }
    let voice = Some(&helpdesk.0.node_id);
    decide(conn, actor, mail, Decision { fate: outcome.fate, ticket: Some(ticket), voice }, now)
}

const fn fate_of(release: Release) -> Fate {
    match release {
        Release::Team => Fate::Reply,
        Release::Note => Fate::Note,
    }
}

/// Makes a mail a new question: who does it vouches for its sender. Answers the ticket.
pub fn open_ticket(
    conn: &mut Conn,
    actor: &Actor,
    mail: &Received,
    (post, office): (&Post, &Office<'_>),
    now: NaiveDateTime,
) -> Result<Ticket> {
    if post.letter.senders.len() != 1 || mail.from_email.is_empty() {
        return Err(rules::NO_SENDER.into());
    }
    decide(conn, actor, mail, Decision { fate: Fate::Ticket, ticket: None, voice: None }, now)?;
    let outcome = enter::ask(conn, post, &mail.id, (true, None), (office, now))?;
    queries::settle(conn, &mail.id, &outcome)?;
    let reference = outcome.reference.as_deref().unwrap_or_default();
    Ok(tickets::queries::by_reference(conn, reference)?)
}

/// Puts a mail away. Its bytes go after a while.
pub fn discard(conn: &mut Conn, actor: &Actor, mail: &Received, now: NaiveDateTime) -> Result<()> {
    decide(conn, actor, mail, Decision { fate: Fate::Discarded, ticket: None, voice: None }, now)
}

/// Notes who decided what; of two people at once, one wins and the other is told.
fn decide(
    conn: &mut Conn,
    actor: &Actor,
    mail: &Received,
    decision: Decision<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let detail = json!({ "to": decision.fate, "reason": mail.reason, "as": decision.voice });
    if !rules::may_decide(mail.fate) || !queries::decide(conn, mail, &decision, &actor.id, now)? {
        return Err(rules::ALREADY_DECIDED.into());
    }
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "mail.decide", ("mail", mail.id.as_str()), &detail, now)
}
