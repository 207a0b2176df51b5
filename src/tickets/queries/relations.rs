//! What ties tickets to each other: links, merges, messages that moved.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::inbox::Scope;
use super::thread::OF_NOTES;
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{messages, received_mails, ticket_links, tickets};
use crate::db::{Conn, text_id};
use crate::tickets::{
    AuthorKind, LinkKind, Message, MessageId, MessageKind, Reach, State, Ticket, TicketId,
};

text_id! {
    /// Two tickets that belong together.
    LinkId
}

/// Keeps others from changing a ticket until this transaction ends; answers how many there were to keep. A merged one is
/// none any more.
pub fn hold(conn: &mut Conn, id: &TicketId) -> QueryResult<usize> {
    diesel::update(tickets::table.find(id))
        .filter(tickets::state.ne(State::Merged))
        .set(tickets::lock_version.eq(tickets::lock_version))
        .execute(conn)
}

/// The tickets that a ticket took in, oldest first.
pub fn merged_into(conn: &mut Conn, id: &TicketId) -> QueryResult<Vec<Ticket>> {
    tickets::table
        .filter(tickets::merged_into.eq(id))
        .order((tickets::merged_at, tickets::id))
        .select(Ticket::as_select())
        .load(conn)
}

/// Keeps the notes of a ticket to one node, what is told of them too, and remembers who read them.
pub fn keep_notes(conn: &mut Conn, ticket: &TicketId, node: &NodeId) -> QueryResult<usize> {
    diesel::update(messages::table.filter(messages::ticket_id.eq(ticket)))
        .filter(messages::kind.eq(MessageKind::Note).or(messages::event.eq_any(OF_NOTES)))
        .filter(messages::reach.ne(Reach::Node))
        .set((
            messages::reach_before.eq(messages::reach.nullable()),
            messages::node_before.eq(messages::node_id),
            messages::reach.eq(Reach::Node),
            messages::node_id.eq(node),
        ))
        .execute(conn)
}

/// Gives the notes that a ticket brought into another one back to those who read them before.
pub fn release_notes(conn: &mut Conn, ticket: &TicketId) -> QueryResult<usize> {
    diesel::update(messages::table.filter(messages::moved_from.eq(ticket)))
        .filter(messages::reach_before.is_not_null())
        .set((
            messages::reach.eq(messages::reach_before.assume_not_null()),
            messages::node_id.eq(messages::node_before),
            messages::reach_before.eq(None::<Reach>),
            messages::node_before.eq(None::<NodeId>),
        ))
        .execute(conn)
}

/// Moves all messages of a ticket to another one, and remembers where they were.
pub fn move_messages(conn: &mut Conn, from: &TicketId, to: &TicketId) -> QueryResult<usize> {
    let reopenings: Vec<NaiveDateTime> = messages::table
        .filter(messages::ticket_id.eq(from).and(messages::event.eq("reopened")))
        .select(messages::created_at)
        .load(conn)?;
    super::tally::note_told_elsewhere(conn, (from, to), &reopenings)?;
    let moved = diesel::update(messages::table.filter(messages::ticket_id.eq(from)))
        .set((messages::ticket_id.eq(to), messages::moved_from.eq(from)))
        .execute(conn)?;
    mails_follow(conn, to)?;
    // What waits for a person is decided where the conversation goes on; it still names the ticket that it came for.
    diesel::update(received_mails::table.filter(received_mails::ticket_id.eq(from)))
        .filter(received_mails::fate.eq(WAITS))
        .set(received_mails::ticket_id.eq(to))
        .execute(conn)?;
    super::search::index(conn, &[from.clone(), to.clone()])?;
    Ok(moved)
}

/// The fate of a mail that waits for a person.
const WAITS: &str = "quarantined";

/// Ties the mails by which a ticket's messages came to that ticket: who reads those may read these.
fn mails_follow(conn: &mut Conn, ticket: &TicketId) -> QueryResult<()> {
    let mails: Vec<String> = messages::table
        .filter(messages::ticket_id.eq(ticket))
        .filter(messages::mail_id.is_not_null())
        .select(messages::mail_id.assume_not_null())
        .load(conn)?;
    let reference: String = tickets::table.find(ticket).select(tickets::reference).first(conn)?;
    diesel::update(received_mails::table.filter(received_mails::id.eq_any(mails)))
        .set((received_mails::ticket_id.eq(ticket), received_mails::reference.eq(reference)))
        .execute(conn)
        .map(drop)
}

pub fn move_messages_back(conn: &mut Conn, to: &TicketId) -> QueryResult<usize> {
    let mut changed: Vec<TicketId> = messages::table
        .filter(messages::moved_from.eq(to))
        .select(messages::ticket_id)
        .distinct()
        .load(conn)?;
    let reopenings: Vec<(TicketId, NaiveDateTime)> = messages::table
        .filter(messages::moved_from.eq(to).and(messages::event.eq("reopened")))
        .select((messages::ticket_id, messages::created_at))
        .load(conn)?;
    if let Some((from, _)) = reopenings.first() {
        let at: Vec<_> = reopenings.iter().map(|(_, at)| *at).collect();
        super::tally::note_told_elsewhere(conn, (from, to), &at)?;
    }
    let moved = diesel::update(messages::table.filter(messages::moved_from.eq(to)))
        .set((messages::ticket_id.eq(to), messages::moved_from.eq(None::<TicketId>)))
        .execute(conn)?;
    mails_follow(conn, to)?;
    let reference: String = tickets::table.find(to).select(tickets::reference).first(conn)?;
    diesel::update(received_mails::table.filter(received_mails::reference.eq(reference)))
        .filter(received_mails::fate.eq(WAITS))
        .set(received_mails::ticket_id.eq(to))
        .execute(conn)?;
    changed.push(to.clone());
    super::search::index(conn, &changed)?;
    Ok(moved)
}

/// Moves one message; answers whether it was still there.
pub fn move_message(
    conn: &mut Conn,
    id: &MessageId,
    from: &TicketId,
    to: &TicketId,
) -> QueryResult<bool> {
    let moved = diesel::update(messages::table.find(id))
        .filter(messages::ticket_id.eq(from))
        .set((messages::ticket_id.eq(to), messages::moved_from.eq(from)))
        .execute(conn)?;
    mails_follow(conn, to)?;
    super::search::index(conn, &[from.clone(), to.clone()])?;
    Ok(moved == 1)
}

/// The ticket that was made of a message of this one.
pub fn split_off(
    conn: &mut Conn,
    from: &TicketId,
    message: &MessageId,
) -> QueryResult<Option<TicketId>> {
    messages::table
        .find(message)
        .filter(messages::moved_from.eq(from))
        .select(messages::ticket_id)
        .first(conn)
        .optional()
}

/// The team's last messages of which a ticket of their own can be made: all but the question itself, newest first.
pub fn splittable(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Vec<Message>> {
    let mut found: Vec<Message> = messages::table
        .filter(messages::ticket_id.eq(ticket))
        .filter(messages::kind.eq(MessageKind::Public))
        .order((messages::created_at.desc(), messages::id.desc()))
        .limit(50)
        .select(Message::as_select())
        .load(conn)?;
    if found.len() < 50 {
        found.pop();
    }
    found.retain(|message| message.author_kind == AuthorKind::Team);
    Ok(found)
}

/// The ticket of whose message this one was made, while that is still one of its own.
pub fn split_from(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Option<Ticket>> {
    let from: Option<Option<TicketId>> = messages::table
        .filter(messages::ticket_id.eq(ticket))
        .filter(messages::kind.eq(MessageKind::Public))
        .order((messages::created_at, messages::id))
        .select(messages::moved_from)
        .first(conn)
        .optional()?;
    let Some(from) = from.flatten() else { return Ok(None) };
    tickets::table
        .find(from)
        .filter(tickets::state.ne(State::Merged))
        .select(Ticket::as_select())
        .first(conn)
        .optional()
}

pub fn insert_link(
    conn: &mut Conn,
    (from, to): (&TicketId, &TicketId),
    kind: LinkKind,
    by: Option<&AccountId>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(ticket_links::table)
        .values((
            ticket_links::id.eq(LinkId::new()),
            ticket_links::from_ticket.eq(from),
            ticket_links::to_ticket.eq(to),
            ticket_links::kind.eq(kind),
            ticket_links::made_by.eq(by),
            ticket_links::made_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes the link between two tickets, whichever way it goes.
pub fn delete_link(conn: &mut Conn, one: &TicketId, other: &TicketId) -> QueryResult<usize> {
    let forth = ticket_links::from_ticket.eq(one).and(ticket_links::to_ticket.eq(other));
    let back = ticket_links::from_ticket.eq(other).and(ticket_links::to_ticket.eq(one));
    diesel::delete(ticket_links::table.filter(forth.or(back))).execute(conn)
}

/// A ticket that is linked, seen from the other one.
#[derive(Debug, Clone, Queryable)]
pub struct Linked {
    pub kind: LinkKind,
    pub reference: String,
    pub subject: String,
    pub state: State,
}

/// The linked tickets among those that a reader may see, none of whose address nobody has proven: first those this one links to, then those that link to it.
pub fn links_of(
    conn: &mut Conn,
    id: &TicketId,
    scope: &Scope,
) -> QueryResult<(Vec<Linked>, Vec<Linked>)> {
    let columns = (ticket_links::kind, tickets::reference, tickets::subject, tickets::state);
    let seen = |all: Vec<(Linked, NodeId)>| {
        let may = |node: &NodeId| match scope {
            Scope::Network => true,
            Scope::Nodes(nodes) => nodes.contains(node),
        };
        all.into_iter().filter(|(_, node)| may(node)).map(|(linked, _)| linked).collect()
    };
    let forth: Vec<(Linked, NodeId)> = ticket_links::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_links::to_ticket)))
        .filter(ticket_links::from_ticket.eq(id))
        .filter(tickets::state.ne(State::Unconfirmed))
        .order(ticket_links::made_at)
        .limit(100)
        .select((columns, tickets::node_id))
        .load(conn)?;
    let back: Vec<(Linked, NodeId)> = ticket_links::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_links::from_ticket)))
        .filter(ticket_links::to_ticket.eq(id))
        .filter(tickets::state.ne(State::Unconfirmed))
        .order(ticket_links::made_at)
        .limit(100)
        .select((columns, tickets::node_id))
        .load(conn)?;
    Ok((seen(forth), seen(back)))
}
