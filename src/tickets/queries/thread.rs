//! Messages and their files.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;
use crate::db::schema::{attachments, handovers, messages, received_mails, stored_files};
use crate::files::ScanState;
use crate::files::Stored;
use crate::tickets::{
    AttachmentId, AuthorKind, HandoverId, HandoverKind, Message, MessageId, MessageKind,
    NewMessage, Reach, Sees, Ticket, TicketId, Via,
};

/// Who writes.
#[derive(Debug, Clone)]
pub struct Author<'a> {
    pub kind: AuthorKind,
    pub account: Option<&'a AccountId>,
    pub name: &'a str,
    /// From which address, for somebody of the team: they have no account.
    pub email: Option<&'a str>,
}

impl<'a> Author<'a> {
    /// Nobody: it happened by itself.
    pub const fn system() -> Self {
        Self { kind: AuthorKind::System, account: None, name: "Maillage", email: None }
    }

    /// Somebody of the team, or who follows its question.
    pub const fn team((name, email): (&'a str, &'a str)) -> Self {
        Self { kind: AuthorKind::Team, account: None, name, email: Some(email) }
    }
}

/// What a ticket began with, as long as that is in it.
pub fn question_of(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Option<String>> {
    messages::table
        .filter(messages::ticket_id.eq(ticket))
        .filter(messages::kind.eq(MessageKind::Public))
        .order((messages::created_at, messages::id))
        .select(messages::body)
        .first(conn)
        .optional()
}

/// What a message says, if there is one of this id.
pub fn said_in(conn: &mut Conn, id: &MessageId) -> QueryResult<Option<String>> {
    messages::table.find(id).select(messages::body).first(conn).optional()
}

pub fn insert_message(
    conn: &mut Conn,
    ticket: &TicketId,
    kind: MessageKind,
    author: &Author<'_>,
    message: &NewMessage,
    now: NaiveDateTime,
) -> QueryResult<()> {
    insert_words(conn, ticket, kind, author, message, now)?;
    super::search::index(conn, std::slice::from_ref(ticket))
}

/// The first message of a ticket that was just inserted.
pub fn insert_question(
    conn: &mut Conn,
    ticket: &Ticket,
    author: &Author<'_>,
    message: &NewMessage,
    now: NaiveDateTime,
) -> QueryResult<()> {
    insert_words(conn, &ticket.id, MessageKind::Public, author, message, now)?;
    super::search::index_question(conn, ticket, &message.body)
}

fn insert_words(
    conn: &mut Conn,
    ticket: &TicketId,
    kind: MessageKind,
    author: &Author<'_>,
    message: &NewMessage,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(&message.id),
            messages::ticket_id.eq(ticket),
            messages::kind.eq(kind),
            messages::author_kind.eq(author.kind),
            messages::author_id.eq(author.account),
            messages::author_name.eq(author.name),
            messages::author_email.eq(author.email.map(str::to_ascii_lowercase)),
            messages::via.eq(message.via),
            messages::body.eq(&message.body),
            messages::created_at.eq(now),
        ))
        .execute(conn)?;
    for file in &message.files {
        insert_attachment(conn, &message.id, file)?;
    }
    Ok(())
}

/// Adds a line of the history to the thread: `event` is a key of `tickets-event-…`, `detail` what its words need.
pub fn insert_event(
    conn: &mut Conn,
    ticket: &TicketId,
    author: &Author<'_>,
    event: &str,
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> QueryResult<()> {
    add_event(conn, (&MessageId::new(), ticket), author, event, detail, now)
}

/// What happened to a note. Who may read that may learn of these, and nobody else.
pub const OF_NOTES: [&str; 2] = ["note_file_infected", "note_file_too_large"];

/// The same about a note: it reaches as far as that.
pub fn insert_event_of(
    conn: &mut Conn,
    (ticket, note): (&TicketId, &MessageId),
    author: &Author<'_>,
    event: &str,
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let id = MessageId::new();
    add_event(conn, (&id, ticket), author, event, detail, now)?;
    let reach = (messages::reach, messages::node_id, messages::handover_id);
    let (reach, node, consultation): (Reach, Option<NodeId>, Option<HandoverId>) =
        messages::table.find(note).select(reach).first(conn)?;
    diesel::update(messages::table.find(&id))
        .set((
            messages::reach.eq(reach),
            messages::node_id.eq(node),
            messages::handover_id.eq(consultation),
        ))
        .execute(conn)
        .map(drop)
}

fn add_event(
    conn: &mut Conn,
    (id, ticket): (&MessageId, &TicketId),
    author: &Author<'_>,
    event: &str,
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(id),
            messages::ticket_id.eq(ticket),
            messages::kind.eq(MessageKind::Event),
            messages::author_kind.eq(author.kind),
            messages::author_id.eq(author.account),
            messages::author_name.eq(author.name),
            messages::author_email.eq(author.email.map(str::to_ascii_lowercase)),
            messages::via.eq(Via::Page),
            messages::body.eq(detail.to_string()),
            messages::event.eq(event),
            messages::created_at.eq(now),
        ))
        .execute(conn)?;
    if event == "reopened" { super::tally::note_reopened(conn, ticket, now) } else { Ok(()) }
}

fn insert_attachment(conn: &mut Conn, message: &MessageId, file: &Stored) -> QueryResult<()> {
    diesel::insert_into(attachments::table)
        .values((
            attachments::id.eq(AttachmentId::random()),
            attachments::message_id.eq(message),
            attachments::sha256.eq(&file.sha256),
            attachments::name.eq(&file.name),
        ))
        .execute(conn)
        .map(drop)
}

/// Which messages a reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// The team's: no notes.
    Public,
    Everything,
    /// Public messages, and those notes.
    Notes(Notes),
}

/// The notes that a reader may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// By whom they are for, whoever wrote them.
    pub reaches: Vec<Reach>,
    /// Those that are for one of these nodes alone.
    pub nodes: Vec<NodeId>,
    /// Those between the responsible node and one of these, while it is asked, and those that it was let read meanwhile.
    pub asked: Vec<NodeId>,
}

/// The node a message was written for, and who reads it.
pub fn set_reach(
    conn: &mut Conn,
    id: &MessageId,
    node: &NodeId,
    reach: Reach,
    consultation: Option<&HandoverId>,
) -> QueryResult<()> {
    diesel::update(messages::table.find(id))
        .set((
            messages::node_id.eq(node),
            messages::reach.eq(reach),
            messages::handover_id.eq(consultation),
        ))
        .execute(conn)?;
    let ticket: TicketId = messages::table.find(id).select(messages::ticket_id).first(conn)?;
    super::search::index(conn, &[ticket])
}

/// Notes that a public answer was written for another node than the responsible one.
pub fn set_writing_node(conn: &mut Conn, id: &MessageId, node: &NodeId) -> QueryResult<()> {
    diesel::update(messages::table.find(id)).set(messages::node_id.eq(node)).execute(conn).map(drop)
}

/// What of the messages a reader may see, as a condition.
type Seen = Box<
    dyn BoxableExpression<
            messages::table,
            crate::db::MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

fn seen_by(sight: &Sight) -> Option<Seen> {
    let of_no_note = messages::event.is_null().or(messages::event.ne_all(OF_NOTES));
    let public = messages::kind.ne(MessageKind::Note).and(of_no_note);
    match sight {
        Sight::Everything => None,
        Sight::Public => Some(Box::new(public)),
        Sight::Notes(notes) => {
            let theirs = messages::reach
                .eq(Reach::Node)
                .nullable()
                .and(messages::node_id.eq_any(notes.nodes.clone()));
            let consultations = || {
                handovers::table
                    .filter(handovers::ended_at.is_null())
                    .filter(handovers::to_node.eq_any(notes.asked.clone()))
            };
            let side =
                messages::handover_id.eq_any(consultations().select(handovers::id.nullable()));
            let with_notes = consultations()
                .filter(handovers::kind.eq(HandoverKind::Consultation))
                .filter(handovers::sees.eq(Sees::ThreadAndNotes))
                .select(handovers::ticket_id);
            let let_read = messages::reach
                .eq_any([Reach::Desk, Reach::All])
                .and(messages::ticket_id.eq_any(with_notes))
                .nullable();
            let reached = messages::reach.eq_any(notes.reaches.clone()).nullable();
            Some(Box::new(public.or(reached).or(theirs).or(side).or(let_read)))
        }
    }
}

/// Whether a reader may see a message.
pub fn sees(conn: &mut Conn, id: &MessageId, sight: &Sight) -> QueryResult<bool> {
    let mut query = messages::table.filter(messages::id.eq(id)).select(messages::id).into_boxed();
    if let Some(seen) = seen_by(sight) {
        query = query.filter(seen);
    }
    query.first::<MessageId>(conn).optional().map(|found| found.is_some())
}

/// The last `limit` messages before `before` (all, when none is given), oldest first; one more than `limit` is read to
/// know whether there are earlier ones.
pub fn messages_of(
    conn: &mut Conn,
    ticket: &TicketId,
    sight: Sight,
    before: Option<&(NaiveDateTime, MessageId)>,
    limit: i64,
) -> QueryResult<Vec<Message>> {
    let mut query = messages::table
        .filter(messages::ticket_id.eq(ticket))
        .order((messages::created_at.desc(), messages::id.desc()))
        .limit(limit + 1)
        .select(Message::as_select())
        .into_boxed();
    if let Some(seen) = seen_by(&sight) {
        query = query.filter(seen);
    }
    if let Some((at, id)) = before {
        let same_moment = messages::created_at.eq(*at).and(messages::id.lt(id.clone()));
        query = query.filter(messages::created_at.lt(*at).or(same_moment));
    }
    let mut found: Vec<Message> = query.load(conn)?;
    found.reverse();
    Ok(found)
}

/// What others wrote after a message that somebody had last seen.
pub fn written_since(
    conn: &mut Conn,
    ticket: &TicketId,
    seen: &MessageId,
    (reader, sight): (&AccountId, &Sight),
) -> QueryResult<Vec<Message>> {
    let seen_at: Option<NaiveDateTime> =
        messages::table.find(seen).select(messages::created_at).first(conn).optional()?;
    let Some(seen_at) = seen_at else { return Ok(Vec::new()) };
    let mut query = messages::table
        .filter(messages::ticket_id.eq(ticket))
        .filter(messages::kind.ne(MessageKind::Event))
        .filter(messages::created_at.gt(seen_at))
        .filter(messages::author_id.is_null().or(messages::author_id.ne(reader)))
        .order((messages::created_at, messages::id))
        .limit(20)
        .select(Message::as_select())
        .into_boxed();
    if let Some(seen) = seen_by(sight) {
        query = query.filter(seen);
    }
    query.load(conn)
}

/// A file as a page lists it.
#[derive(Debug, Clone, Queryable)]
pub struct AttachedFile {
    pub id: AttachmentId,
    pub message: MessageId,
    pub name: String,
    pub bytes: i64,
    pub media_type: String,
    pub sha256: String,
    pub scan: ScanState,
}

pub fn attachments_of(conn: &mut Conn, ids: &[MessageId]) -> QueryResult<Vec<AttachedFile>> {
    attachments::table
        .inner_join(stored_files::table)
        .filter(attachments::message_id.eq_any(ids))
        .order(attachments::name)
        .select((
            attachments::id,
            attachments::message_id,
            attachments::name,
            stored_files::bytes,
            stored_files::media_type,
            attachments::sha256,
            stored_files::scan_state,
        ))
        .load(conn)
}

/// A file of a ticket, with the kind of message it hangs on: a note's file is not the team's.
pub fn attachment(
    conn: &mut Conn,
    ticket: &TicketId,
    id: &AttachmentId,
) -> QueryResult<(AttachedFile, MessageKind)> {
    attachments::table
        .inner_join(stored_files::table)
        .inner_join(messages::table)
        .filter(attachments::id.eq(id))
        .filter(messages::ticket_id.eq(ticket))
        .select((
            (
                attachments::id,
                attachments::message_id,
                attachments::name,
                stored_files::bytes,
                stored_files::media_type,
                attachments::sha256,
                stored_files::scan_state,
            ),
            messages::kind,
        ))
        .first(conn)
}

/// The oldest received mail that names a ticket and waits for a person.
pub fn held_mail(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Option<String>> {
    received_mails::table
        .filter(received_mails::ticket_id.eq(ticket))
        .filter(received_mails::fate.eq("quarantined"))
        .order(received_mails::id)
        .select(received_mails::id)
        .first(conn)
        .optional()
}
