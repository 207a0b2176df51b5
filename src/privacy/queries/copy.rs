//! What a copy of somebody's data is made of. Secrets are not in it, nor what others keep for themselves.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    api_tokens, attachments, audit_events, invitations, memberships, messages, nodes,
    outbox as mail, readings, received_mails, satisfactions, sessions, stored_files,
    ticket_colleagues, tickets, time_notes,
};
use crate::files::ScanState;
use crate::tickets::{AuthorKind, MessageId, State, TicketId};

#[derive(Debug, Clone, serde::Serialize)]
pub struct AskedTicket {
    #[serde(skip)]
    pub id: TicketId,
    pub reference: String,
    pub subject: String,
    pub state: State,
    pub node: String,
    pub asker_name: String,
    pub asker_email: String,
    pub beneficiary_name: Option<String>,
    pub beneficiary_email: Option<String>,
    pub institution: Option<String>,
    pub laboratory: Option<String>,
    pub site: Option<String>,
    pub site_typed: Option<String>,
    pub region: Option<String>,
    pub disciplines: String,
    pub topic: Option<String>,
    pub dataset_pid: Option<String>,
    pub dmp_url: Option<String>,
    pub deadline_on: Option<NaiveDate>,
    pub deadline_for: Option<String>,
    pub created_at: NaiveDateTime,
    pub closed_at: Option<NaiveDateTime>,
}

/// Tickets that an address asked, that were asked for it, or in which it took part, oldest first, after one.
pub fn tickets_of_address(
    conn: &mut Conn,
    email: &str,
    after: Option<&TicketId>,
    limit: i64,
) -> QueryResult<Vec<AskedTicket>> {
    let follows = ticket_colleagues::table
        .filter(ticket_colleagues::email.eq(email))
        .filter(ticket_colleagues::confirmed_at.is_not_null())
        .select(ticket_colleagues::ticket_id);
    let wrote =
        messages::table.filter(messages::author_email.eq(email)).select(messages::ticket_id);
    let mut query = tickets::table
        .inner_join(nodes::table)
        .filter(
            tickets::asker_email
                .eq(email)
                .or(tickets::beneficiary_email.eq(email))
                .or(tickets::id.eq_any(follows))
                .or(tickets::id.eq_any(wrote)),
        )
        .order(tickets::id)
        .limit(limit)
        .select((
            (
                tickets::id,
                tickets::reference,
                tickets::subject,
                tickets::state,
                nodes::short_name,
                tickets::asker_name,
                tickets::asker_email,
                tickets::beneficiary_name,
                tickets::beneficiary_email,
                tickets::institution,
                tickets::laboratory,
            ),
            (
                tickets::site,
                tickets::site_typed,
                tickets::region,
                tickets::discipline_codes,
                tickets::topic,
                tickets::dataset_pid,
                tickets::dmp_url,
                tickets::deadline_on,
                tickets::deadline_for,
                tickets::created_at,
                tickets::closed_at,
            ),
        ))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(tickets::id.gt(after));
    }
    let rows: Vec<(Left, Right)> = query.load(conn)?;
    Ok(rows.into_iter().map(|(left, right)| joined(left, right)).collect())
}

impl AskedTicket {
    /// Whether an address asked it, or it was asked for it.
    pub fn is_of(&self, email: &str) -> bool {
        self.asker_email == email || self.beneficiary_email.as_deref() == Some(email)
    }

    /// The same without who asked and from where: what somebody who took part is told of others.
    pub fn without_people(self) -> Self {
        let nobody = String::new();
        Self {
            asker_name: nobody.clone(),
            asker_email: nobody,
            beneficiary_name: None,
            beneficiary_email: None,
            laboratory: None,
            site_typed: None,
            ..self
        }
    }
}

type Text = Option<String>;
type Left = (TicketId, String, String, State, String, String, String, Text, Text, Text, Text);
type Right = (
    Text,
    Text,
    Text,
    String,
    Text,
    Text,
    Text,
    Option<NaiveDate>,
    Text,
    NaiveDateTime,
    Option<NaiveDateTime>,
);

fn joined(left: Left, right: Right) -> AskedTicket {
    AskedTicket {
        id: left.0,
        reference: left.1,
        subject: left.2,
        state: left.3,
        node: left.4,
        asker_name: left.5,
        asker_email: left.6,
        beneficiary_name: left.7,
        beneficiary_email: left.8,
        institution: left.9,
        laboratory: left.10,
        site: right.0,
        site_typed: right.1,
        region: right.2,
        disciplines: right.3,
        topic: right.4,
        dataset_pid: right.5,
        dmp_url: right.6,
        deadline_on: right.7,
        deadline_for: right.8,
        created_at: right.9,
        closed_at: right.10,
    }
}

/// A public message of a ticket.
#[derive(Debug, Clone, Queryable, serde::Serialize)]
pub struct Spoken {
    #[serde(skip)]
    pub id: MessageId,
    #[serde(skip)]
    pub ticket: TicketId,
    pub by: AuthorKind,
    /// From which address somebody of the team wrote.
    #[serde(skip)]
    pub email: Option<String>,
    pub author: String,
    pub at: NaiveDateTime,
    pub body: String,
}

pub fn spoken(conn: &mut Conn, ids: &[TicketId]) -> QueryResult<Vec<Spoken>> {
    messages::table
        .filter(messages::ticket_id.eq_any(ids))
        .filter(messages::kind.eq("public"))
        .order((messages::ticket_id, messages::created_at, messages::id))
        .select((
            messages::id,
            messages::ticket_id,
            messages::author_kind,
            messages::author_email,
            messages::author_name,
            messages::created_at,
            messages::body,
        ))
        .load(conn)
}

/// A file of a public message: the message, its name, its bytes' hash, what the scanner said.
pub type CopiedFile = (MessageId, String, String, ScanState);

pub fn files_of(conn: &mut Conn, ids: &[MessageId]) -> QueryResult<Vec<CopiedFile>> {
    attachments::table
        .inner_join(stored_files::table)
        .filter(attachments::message_id.eq_any(ids))
        .order((attachments::message_id, attachments::name))
        .select((
            attachments::message_id,
            attachments::name,
            attachments::sha256,
            stored_files::scan_state,
        ))
        .load(conn)
}

pub fn opinions(conn: &mut Conn, ids: &[TicketId]) -> QueryResult<Vec<(TicketId, i32, String)>> {
    satisfactions::table
        .filter(satisfactions::ticket_id.eq_any(ids))
        .select((satisfactions::ticket_id, satisfactions::score, satisfactions::comment))
        .load(conn)
}

/// Mails from an address: id, when, subject, what became of them, bytes, what the scanner said.
pub type CopiedMail = (String, NaiveDateTime, String, String, String, ScanState);

pub fn mails_from(conn: &mut Conn, email: &str) -> QueryResult<Vec<CopiedMail>> {
    received_mails::table
        .inner_join(stored_files::table.on(stored_files::sha256.eq(received_mails::sha256)))
        .filter(received_mails::from_email.eq(email))
        .order(received_mails::id)
        .select((
            received_mails::id,
            received_mails::received_at,
            received_mails::subject,
            received_mails::fate,
            received_mails::sha256,
            stored_files::scan_state,
        ))
        .load(conn)
}

/// Mails to an address: what kind, when, about which ticket, where it stands.
pub type SentMail = (String, NaiveDateTime, Option<String>, String);

pub fn mails_to(conn: &mut Conn, email: &str) -> QueryResult<Vec<SentMail>> {
    mail::table
        .filter(mail::to_email.eq(email))
        .order((mail::queued_at, mail::id))
        .select((mail::template, mail::queued_at, mail::ticket_reference, mail::state))
        .load(conn)
}

/// Invitations: name, role in a node, role in the network, when, answered when.
pub type Invited = (String, Option<String>, Option<String>, NaiveDateTime, Option<NaiveDateTime>);

pub fn invitations_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<Invited>> {
    invitations::table
        .filter(invitations::email.eq(email))
        .order(invitations::created_at)
        .select((
            invitations::name,
            invitations::node_role,
            invitations::network_role,
            invitations::created_at,
            invitations::accepted_at,
        ))
        .load(conn)
}

/// Questions of others that one may follow: their number, under which name, since when.
pub type Followed = (String, String, NaiveDateTime, Option<NaiveDateTime>);

pub fn followed_by(conn: &mut Conn, email: &str) -> QueryResult<Vec<Followed>> {
    ticket_colleagues::table
        .inner_join(tickets::table)
        .filter(ticket_colleagues::email.eq(email))
        .order(ticket_colleagues::added_at)
        .select((
            tickets::reference,
            ticket_colleagues::name,
            ticket_colleagues::added_at,
            ticket_colleagues::confirmed_at,
        ))
        .load(conn)
}

/// Times in nodes: the node, the role, from, until.
pub type Member = (String, String, NaiveDate, Option<NaiveDate>);

pub fn memberships_of(conn: &mut Conn, id: &AccountId) -> QueryResult<Vec<Member>> {
    memberships::table
        .inner_join(nodes::table)
        .filter(memberships::account_id.eq(id))
        .order(memberships::starts_on)
        .select((
            nodes::short_name,
            memberships::role,
            memberships::starts_on,
            memberships::ends_on,
        ))
        .load(conn)
}

/// Browsers: what they say of themselves, first and last time, and until when.
pub type Browser = (String, NaiveDateTime, NaiveDateTime, NaiveDateTime);

pub fn sessions_of(conn: &mut Conn, id: &AccountId) -> QueryResult<Vec<Browser>> {
    sessions::table
        .filter(sessions::account_id.eq(id))
        .order(sessions::created_at)
        .select((
            sessions::agent,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::expires_at,
        ))
        .load(conn)
}

/// Keys: what they may do, since when, until when.
pub type Token = (String, NaiveDateTime, Option<NaiveDateTime>);

pub fn tokens_of(conn: &mut Conn, id: &AccountId) -> QueryResult<Vec<Token>> {
    api_tokens::table
        .filter(api_tokens::account_id.eq(id))
        .order(api_tokens::created_at)
        .select((api_tokens::scope, api_tokens::created_at, api_tokens::expires_at))
        .load(conn)
}

/// What an account did, and what was done to it: when, what, to what.
pub type Happened = (NaiveDateTime, String, String, String);

pub fn events_of(conn: &mut Conn, id: &AccountId, limit: i64) -> QueryResult<Vec<Happened>> {
    audit_events::table
        .filter(
            audit_events::account_id.eq(id.as_str()).or(audit_events::subject_kind
                .eq("account")
                .nullable()
                .and(audit_events::subject_id.eq(id.as_str()).nullable())),
        )
        .order(audit_events::id.desc())
        .limit(limit)
        .select((
            audit_events::at,
            audit_events::action,
            audit_events::subject_kind,
            audit_events::subject_id,
        ))
        .load(conn)
}

/// What staff wrote: in which ticket, when, as what, the words.
pub type Answered = (String, NaiveDateTime, String, String);

pub fn messages_by(
    conn: &mut Conn,
    id: &AccountId,
    after: Option<&MessageId>,
    limit: i64,
) -> QueryResult<Vec<(MessageId, Answered)>> {
    let mut query = messages::table
        .inner_join(tickets::table)
        .filter(messages::author_id.eq(id))
        .filter(messages::kind.ne("event"))
        .order(messages::id)
        .limit(limit)
        .select((
            messages::id,
            (tickets::reference, messages::created_at, messages::kind, messages::body),
        ))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(messages::id.gt(after));
    }
    query.load(conn)
}

/// Time that somebody noted: in which ticket, on which day, minutes, a word.
pub type Spent = (String, NaiveDate, i32, String);

pub fn time_of(conn: &mut Conn, id: &AccountId) -> QueryResult<Vec<Spent>> {
    time_notes::table
        .inner_join(tickets::table)
        .filter(time_notes::account_id.eq(id))
        .order(time_notes::created_at)
        .select((tickets::reference, time_notes::spent_on, time_notes::minutes, time_notes::word))
        .load(conn)
}

/// Sensitive tickets that somebody read: which, when.
pub fn readings_by(conn: &mut Conn, id: &AccountId) -> QueryResult<Vec<(String, NaiveDateTime)>> {
    readings::table
        .inner_join(tickets::table)
        .filter(readings::account_id.eq(id))
        .order(readings::id)
        .select((tickets::reference, readings::read_at))
        .load(conn)
}
