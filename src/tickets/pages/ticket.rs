//! A ticket as those who answer it see it.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDateTime;

use super::inbox::next_after;
use super::ticket_view::shown;
use super::typed::Typed;
use crate::Result;
use crate::accounts::{AccountId, Actor};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history;
use crate::network::{self, NodeName};
use crate::tickets::queries::{self, AttachedFile, Colleague, Recorded, Sight};
use crate::tickets::rules::{self, Event};
use crate::tickets::{Message, MessageId, Ticket, access};
use crate::web::{Context, Cursor, Door, Head};

/// How many messages one page of a conversation shows.
const MESSAGES: usize = 50;
/// How many lines of the audit are shown.
const AUDIT_LINES: i64 = 60;

/// What stands behind the `?` of a ticket's address.
#[derive(Debug, Clone, Default)]
pub struct TicketQuery {
    /// The inbox's query that led here: where to go back to, and which ticket is next.
    pub from: String,
    /// Shows the messages before this place.
    pub before: String,
}

/// All that the page is made of, read at once.
pub(super) struct Loaded {
    pub ticket: Ticket,
    pub messages: Vec<Message>,
    /// The place before which there are more messages.
    pub earlier: Option<Cursor>,
    pub files: Vec<AttachedFile>,
    pub institutions: Vec<String>,
    pub colleagues: Vec<Colleague>,
    /// Every node, closed ones too, since the past names them.
    pub nodes: Vec<NodeName>,
    pub receiving: Vec<NodeName>,
    pub decisions: Vec<Recorded>,
    pub audit: Vec<history::Event>,
    pub people: HashMap<AccountId, String>,
    pub satisfaction: Option<(i32, String)>,
    pub next: Option<String>,
    /// A received mail that names this ticket and waits for a person.
    pub held: Option<String>,
}

/// The page for somebody who may see it; 404 for everybody else.
pub async fn show<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    reference: &str,
    query: TicketQuery,
) -> Result<HttpResponse> {
    again(cx, actor, reference, query, (StatusCode::OK, Typed::default())).await
}

/// The page, with what was typed and why it was not done.
pub(super) async fn again<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    reference: &str,
    query: TicketQuery,
    (status, typed): (StatusCode, Typed),
) -> Result<HttpResponse> {
    let (wanted, reader, asked, now) = (reference.to_owned(), actor.clone(), query.clone(), cx.now);
    let loaded = cx.db.read(move |conn| load(conn, &reader, &wanted, &asked, now)).await?;
    let words = cx.app.vocabularies();
    let head = Head {
        title: format!("{} – {}", loaded.ticket.reference, loaded.ticket.subject),
        section: "inbox",
    };
    let view = shown(cx.locale, &words, &actor, &query, loaded, typed, cx.now);
    cx.respond(status, "tickets/ticket", head, &view)
}

fn load(
    conn: &mut Conn,
    actor: &Actor,
    reference: &str,
    query: &TicketQuery,
    now: NaiveDateTime,
) -> Result<Loaded> {
    let ticket = access::for_staff(conn, actor, reference)?;
    let (messages, earlier) = messages(conn, &ticket, query)?;
    let ids: Vec<_> = messages.iter().map(|message| message.id.clone()).collect();
    let may_transfer = rules::next(ticket.state, Event::Transfer).is_ok();
    let decisions = queries::decisions_of(conn, &ticket.id)?;
    let audit = history::of(conn, "ticket", ticket.id.as_str(), AUDIT_LINES)?;
    let mut ids_of_people: Vec<AccountId> = audit
        .iter()
        .filter_map(|event| event.account_id.as_deref()?.parse().ok())
        .chain(decisions.iter().filter_map(|decision| decision.account.clone()))
        .chain(ticket.assignee_id.clone())
        .collect();
    ids_of_people.sort();
    ids_of_people.dedup();
    let next = if query.from.is_empty() {
        None
    } else {
        next_after(conn, actor, &query.from, (&place(&ticket), reference), now)?
    };
    Ok(Loaded {
        files: queries::attachments_of(conn, &ids)?,
        institutions: queries::institutions_of(conn, &ticket.id)?,
        colleagues: queries::staff(conn, &ticket.node_id, network_day(now))?,
        nodes: network::queries::names(conn)?,
        receiving: match may_transfer {
            true => network::queries::receiving_nodes(conn)?,
            false => Vec::new(),
        },
        people: queries::names_of(conn, &ids_of_people)?,
        satisfaction: queries::satisfaction(conn, &ticket.id)?,
        held: queries::held_mail(conn, &ticket.id)?,
        ticket,
        messages,
        earlier,
        decisions,
        audit,
        next,
    })
}

/// Where a ticket stands in a list ordered by activity.
pub(super) fn place(ticket: &Ticket) -> Cursor {
    Cursor { at: ticket.last_activity_at, id: ticket.id.as_str().to_owned() }
}

fn messages(
    conn: &mut Conn,
    ticket: &Ticket,
    query: &TicketQuery,
) -> Result<(Vec<Message>, Option<Cursor>)> {
    let before = Cursor::decode(&query.before)
        .and_then(|cursor| Some((cursor.at, cursor.id.parse::<MessageId>().ok()?)));
    let limit = i64::try_from(MESSAGES).unwrap_or(i64::MAX);
    let mut found =
        queries::messages_of(conn, &ticket.id, Sight::Everything, before.as_ref(), limit)?;
    let earlier = if found.len() > MESSAGES {
        found.remove(0);
        let first = found.first();
        first.map(|first| Cursor { at: first.created_at, id: first.id.as_str().to_owned() })
    } else {
        None
    };
    Ok((found, earlier))
}
