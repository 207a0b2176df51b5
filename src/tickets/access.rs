//! The one door to a ticket: loaders that take the actor. What one may not see is not found.

use chrono::NaiveDateTime;

use super::queries::{Notes, Sight};
use super::{Reach, Right, Sees, State, Ticket, queries, rules};
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

/// What of the conversation somebody reads. Each node's own notes stay its own.
pub fn sight(actor: &Actor, right: &Right) -> Sight {
    let nodes = actor.nodes().cloned().collect();
    Sight::Notes(match right {
        Right::Responsible => {
            let reaches = vec![Reach::Desk, Reach::All, Reach::Side];
            Notes { reaches, nodes, consultation: None }
        }
        Right::Shared(_) => Notes { reaches: vec![Reach::All], nodes, consultation: None },
        Right::Consulted(consultation) => Notes {
            reaches: match consultation.sees {
                Sees::ThreadAndNotes => vec![Reach::Desk, Reach::All],
                Sees::Thread => Vec::new(),
            },
            nodes: Vec::new(),
            consultation: Some(consultation.id.clone()),
        },
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
