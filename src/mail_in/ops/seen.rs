//! What somebody who answers by mail had read: nothing ends or rests over words of the team that came after the mail they
//! answer. What they say enters all the same.

use super::{Office, Post, local_id};
use crate::Result;
use crate::db::Conn;
use crate::outbox;
use crate::tickets::{State, Ticket, queries};

/// Whether the team wrote after the mail that this one answers was made. Of one that names no mail of ours nobody knows; who
/// was told so by the template, at that address, about that reference, and says it again has heard of it.
pub(super) fn team_wrote_since(
    conn: &mut Conn,
    post: &Post,
    ticket: &Ticket,
    (template, told_at, reference): (&str, &str, &str),
    office: &Office<'_>,
) -> Result<bool> {
    // What somebody closed on its page was read there.
    if ticket.state == State::Closed {
        return Ok(false);
    }
    // The nearest alone: what further ones say is often for ever what a thread began with.
    let nearest = post.letter.answers.first().and_then(|id| local_id(id, office));
    let Some(made) = outbox::newest_of(conn, nearest.as_slice())? else {
        return Ok(false);
    };
    let told = outbox::last_told(conn, template, told_at, reference)?;
    let read = told.map_or(made, |told| told.max(made));
    Ok(!queries::team_wrote_since(conn, std::slice::from_ref(&ticket.id), read)?.is_empty())
}
