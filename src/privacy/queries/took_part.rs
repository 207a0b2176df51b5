//! Conversations of others in which somebody took part: as a colleague, as whom the question was for, or by mail.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::anonymise::{ROWS, put};
use crate::db::schema::{attachments, messages, received_mails, ticket_colleagues, tickets};
use crate::db::{Conn, Statement};
use crate::tickets::{AuthorKind, MessageId, MessageKind, TicketId};

/// Something said in such a conversation.
#[derive(Debug, Clone, Queryable)]
pub struct Said {
    pub id: MessageId,
    pub kind: MessageKind,
    pub author_kind: AuthorKind,
    pub author_name: String,
    /// From which address somebody of the team wrote, where that is known.
    pub author_email: Option<String>,
    pub body: String,
    pub quoted: Option<String>,
    /// The mail by which it came.
    pub mail: Option<String>,
}

/// Of some mails those that an address sent.
pub fn mails_of(conn: &mut Conn, email: &str, ids: &[String]) -> QueryResult<Vec<String>> {
    received_mails::table
        .filter(received_mails::id.eq_any(ids))
        .filter(received_mails::from_email.eq(email))
        .select(received_mails::id)
        .load(conn)
}

#[derive(QueryableByName)]
struct Wrote {
    #[diesel(sql_type = Text)]
    ticket: TicketId,
}

/// Tickets of others that still say that an address takes part, one after the other.
pub fn took_part(conn: &mut Conn, email: &str, limit: i64) -> QueryResult<Vec<TicketId>> {
    let mut ids: Vec<TicketId> = ticket_colleagues::table
        .filter(ticket_colleagues::email.eq(email))
        .limit(limit)
        .select(ticket_colleagues::ticket_id)
        .load(conn)?;
    let helped: Vec<TicketId> = tickets::table
        .filter(tickets::beneficiary_email.eq(email))
        .limit(limit)
        .select(tickets::id)
        .load(conn)?;
    let wrote = Statement::default()
        .sql(
            "SELECT DISTINCT m.ticket_id AS ticket FROM received_mails r \
             JOIN messages m ON m.mail_id = r.id WHERE m.author_kind = 'team' AND r.from_email = ",
        )
        .value(email)
        .sql(&format!(" LIMIT {limit}"));
    let wrote: Vec<Wrote> = wrote.load(conn)?;
    let said: Vec<TicketId> = messages::table
        .filter(messages::author_email.eq(email))
        .limit(limit)
        .select(messages::ticket_id)
        .load(conn)?;
    ids.extend(helped.into_iter().chain(said));
    ids.extend(wrote.into_iter().map(|row| row.ticket));
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// What tickets are called.
type Subjects = Vec<(TicketId, String)>;

/// What was said in some tickets, and what they are called; their rows are held until the transaction ends.
pub fn said_in(conn: &mut Conn, ids: &[TicketId]) -> QueryResult<(Vec<Said>, Subjects)> {
    let subjects = diesel::update(tickets::table.filter(tickets::id.eq_any(ids)))
        .set(tickets::lock_version.eq(tickets::lock_version + 1))
        .returning((tickets::id, tickets::subject))
        .get_results(conn)?;
    let said = messages::table
        .filter(messages::ticket_id.eq_any(ids))
        .order(messages::id)
        .select((
            messages::id,
            messages::kind,
            messages::author_kind,
            messages::author_name,
            messages::author_email,
            messages::body,
            messages::quoted,
            messages::mail_id,
        ))
        .load(conn)?;
    Ok((said, subjects))
}

/// Puts what others said: the words, and what they quoted ('' for nothing).
pub fn put_said(conn: &mut Conn, rows: &[(MessageId, String, String)]) -> QueryResult<()> {
    let set = "UPDATE messages SET body = v.column2, quoted = NULLIF(v.column3, '') FROM (VALUES ";
    rows.chunks(ROWS).try_for_each(|rows| {
        let values = rows.iter().map(|(id, body, quoted)| [id.as_str(), body, quoted]);
        put(conn, set, values, ") AS v WHERE messages.id = v.column1")
    })
}

/// Puts what tickets are called.
pub fn put_subjects(conn: &mut Conn, rows: &[(TicketId, String)]) -> QueryResult<()> {
    let set = "UPDATE tickets SET subject = v.column2 FROM (VALUES ";
    rows.chunks(ROWS).try_for_each(|rows| {
        let values = rows.iter().map(|(id, subject)| [id.as_str(), subject]);
        put(conn, set, values, ") AS v WHERE tickets.id = v.column1")
    })
}

/// Takes somebody out of the tickets they took part in, with the files they brought. Answers the files on which nothing
/// may hang any more.
pub fn leave(
    conn: &mut Conn,
    email: &str,
    (ids, theirs): (&[TicketId], &[MessageId]),
) -> QueryResult<Vec<String>> {
    diesel::delete(
        ticket_colleagues::table
            .filter(ticket_colleagues::email.eq(email))
            .filter(ticket_colleagues::ticket_id.eq_any(ids)),
    )
    .execute(conn)?;
    diesel::update(
        tickets::table.filter(tickets::beneficiary_email.eq(email)).filter(tickets::id.eq_any(ids)),
    )
    .set((
        tickets::beneficiary_name.eq(None::<String>),
        tickets::beneficiary_email.eq(None::<String>),
    ))
    .execute(conn)?;
    diesel::delete(attachments::table.filter(attachments::message_id.eq_any(theirs)))
        .returning(attachments::sha256)
        .get_results(conn)
}
