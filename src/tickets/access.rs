//! The one door to a ticket: loaders that take the actor. What one may not see is not found.

use chrono::NaiveDateTime;

use super::queries::{Notes, Sight};
use super::{Added, ColleagueId, Reach, Right, State, Ticket, queries, rules};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::secret::Signer;
use crate::{Error, Result};

/// How a team shows that a ticket is its own.
#[derive(Debug, Clone)]
pub enum Team {
    /// By the signed link of a mail.
    Link(String),
    /// By an account whose proven address asked.
    Account(Actor),
}

/// The signature in a follow link: of one ticket, until its version grows.
pub fn follow_key(signer: &Signer, ticket: &Ticket) -> String {
    signer.sign("follow", &format!("{}:{}", ticket.id, ticket.follow_version))
}

/// The key in a colleague's own link: it opens one ticket to them alone, until they are taken off or the version grows.
pub fn colleague_key(signer: &Signer, ticket: &Ticket, id: &ColleagueId) -> String {
    signed_for(signer, "colleague", ticket, id)
}

/// The key in the mail that asks a colleague: it shows nothing of the ticket.
pub fn invitation_key(signer: &Signer, ticket: &Ticket, id: &ColleagueId) -> String {
    signed_for(signer, "invitation", ticket, id)
}

fn signed_for(signer: &Signer, purpose: &str, ticket: &Ticket, id: &ColleagueId) -> String {
    let signed = format!("{}:{}:{id}", ticket.id, ticket.follow_version);
    format!("{id}.{}", signer.sign(purpose, &signed))
}

/// Whom a key was made for, if it was made for this purpose.
fn signed_by(
    conn: &mut Conn,
    (purpose, key): (&str, &str),
    ticket: &Ticket,
    signer: &Signer,
) -> Result<Option<Added>> {
    let Some((id, signature)) = key.split_once('.') else { return Ok(None) };
    let Ok(id) = id.parse::<ColleagueId>() else { return Ok(None) };
    let signed = format!("{}:{}:{id}", ticket.id, ticket.follow_version);
    if !signer.verify(purpose, &signed, signature) {
        return Ok(None);
    }
    Ok(queries::added_one(conn, &ticket.id, &id)?)
}

/// A ticket for whoever reads it by a link: the team, or a colleague who follows it.
pub fn for_follower(
    conn: &mut Conn,
    team: &Team,
    reference: &str,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<(Ticket, Option<Added>)> {
    let key = match team {
        Team::Link(key) => key,
        Team::Account(actor) => {
            return match for_team(conn, team, reference, signer, now) {
                Ok(ticket) => Ok((ticket, None)),
                Err(Error::NotFound) => for_signed_in(conn, actor, reference, now),
                Err(other) => Err(other),
            };
        }
    };
    let ticket = queries::by_reference(conn, reference)?;
    let Some(added) = signed_by(conn, ("colleague", key), &ticket, signer)? else {
        return for_team(conn, team, reference, signer, now).map(|ticket| (ticket, None));
    };
    // Where a merged ticket went, they follow as well or not at all.
    let ticket = queries::destination(conn, ticket)?;
    let added = queries::follows_by(conn, &ticket.id, &added.email)?.ok_or(Error::NotFound)?;
    match rules::follow_link_lives(&ticket, now) {
        true => Ok((ticket, Some(added))),
        false => Err(Error::NotFound),
    }
}

/// A ticket that somebody agreed to follow as a colleague, by the account of that address.
fn for_signed_in(
    conn: &mut Conn,
    actor: &Actor,
    reference: &str,
    now: NaiveDateTime,
) -> Result<(Ticket, Option<Added>)> {
    let ticket = queries::by_reference(conn, reference)?;
    let ticket = queries::destination(conn, ticket)?;
    let added = queries::follows_by(conn, &ticket.id, &actor.email)?.ok_or(Error::NotFound)?;
    match rules::follow_link_lives(&ticket, now) {
        true => Ok((ticket, Some(added))),
        false => Err(Error::NotFound),
    }
}

/// The ticket that a colleague was asked to follow, by the key of that mail.
pub fn invited(
    conn: &mut Conn,
    key: &str,
    reference: &str,
    signer: &Signer,
) -> Result<(Ticket, Added)> {
    let ticket = queries::by_reference(conn, reference)?;
    let added = signed_by(conn, ("invitation", key), &ticket, signer)?.ok_or(Error::NotFound)?;
    Ok((ticket, added))
}

/// A ticket for somebody of the responsible node, or who steers the network.
pub fn for_staff(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Ticket> {
    let ticket = queries::by_reference(conn, reference)?;
    if rules::may_view(actor, &ticket) { Ok(ticket) } else { Err(Error::NotFound) }
}

/// A ticket for somebody of any node that has to do with it, and how they stand to it.
pub fn for_colleague(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<(Ticket, Right)> {
    let ticket = queries::by_reference(conn, reference)?;
    if rules::may_view(actor, &ticket) {
        return Ok((ticket, Right::Responsible));
    }
    if ticket.state == State::Unconfirmed {
        return Err(Error::NotFound);
    }
    let going_on = queries::going_on(conn, &ticket.id)?;
    let right = rules::right(actor, &ticket, &going_on).ok_or(Error::NotFound)?;
    Ok((ticket, right))
}

/// The ticket that took one in, for somebody who may see that one; none while it is one of its own.
pub fn taken_in(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Option<Ticket>> {
    let ticket = queries::by_reference(conn, reference)?;
    if ticket.merged_into.is_none() {
        return Ok(None);
    }
    let into = queries::destination(conn, ticket)?;
    for_colleague(conn, actor, &into.reference).map(|(into, _)| Some(into))
}

/// What of the conversation somebody reads. Each node's own notes stay its own.
pub fn sight(actor: &Actor, right: &Right) -> Sight {
    let nodes: Vec<_> = actor.nodes().cloned().collect();
    Sight::Notes(match right {
        Right::Responsible => {
            let reaches = vec![Reach::Desk, Reach::All, Reach::Side];
            Notes { reaches, nodes, asked: Vec::new() }
        }
        // Whoever was asked before goes on reading what was said then, and what they were let read.
        Right::Shared(_) => Notes { reaches: vec![Reach::All], asked: nodes.clone(), nodes },
        Right::Consulted(_) => Notes { reaches: Vec::new(), nodes: Vec::new(), asked: nodes },
        Right::Offered(_) => return Sight::Public,
    })
}

/// A ticket for the team that asked. An unconfirmed one opens too: the link in the mail proves the address.
pub fn for_team(
    conn: &mut Conn,
    team: &Team,
    reference: &str,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<Ticket> {
    let ticket = queries::by_reference(conn, reference)?;
    let is_theirs = match team {
        Team::Link(key) => {
            let signed = format!("{}:{}", ticket.id, ticket.follow_version);
            signer.verify("follow", &signed, key)
        }
        Team::Account(actor) => {
            let beneficiary = ticket.beneficiary_email.as_ref() == Some(&actor.email);
            (ticket.asker_email == actor.email || beneficiary) && ticket.state != State::Unconfirmed
        }
    };
    // A merged ticket's link leads to where the conversation goes on; the same people asked both.
    let ticket = if is_theirs { queries::destination(conn, ticket)? } else { ticket };
    if is_theirs && rules::follow_link_lives(&ticket, now) {
        Ok(ticket)
    } else {
        Err(Error::NotFound)
    }
}
