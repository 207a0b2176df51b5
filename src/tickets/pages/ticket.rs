//! A ticket as those who answer it see it.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDateTime;

use super::handover_view::{BetweenData, came_back};
use super::inbox::next_after;
use super::ticket_view::shown;
use super::typed::Typed;
use crate::accounts::{AccountId, Actor};
use crate::bridge;
use crate::clock::network_day;
use crate::db::Conn;
use crate::deadlines;
use crate::duty::{self, Absence};
use crate::network::{self, NodeName};
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::inbox::Scope;
use crate::tickets::queries::{self, AttachedFile, Colleague, Linked, Recorded, Sight};
use crate::tickets::{self, ops::note_reading};
use crate::tickets::{Added, Message, MessageId, Right, State, Ticket, access, ops};
use crate::triage::pages::PanelData;
use crate::web::{Context, Cursor, Door, Head};
use crate::{Error, Result};

/// How many messages one page of a conversation shows.
const MESSAGES: usize = 50;

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
    pub right: Right,
    pub between: BetweenData,
    pub links: (Vec<Linked>, Vec<Linked>),
    pub messages: Vec<Message>,
    /// The place before which there are more messages.
    pub earlier: Option<Cursor>,
    pub files: Vec<AttachedFile>,
    pub institutions: Vec<String>,
    /// Colleagues of the team.
    pub following: Vec<Added>,
    pub colleagues: Vec<Colleague>,
    /// Who of them, and of those who have it, is away today.
    pub away: Vec<Absence>,
    /// Every node, closed ones too, since the past names them.
    pub nodes: Vec<NodeName>,
    pub decisions: Vec<Recorded>,
    pub people: HashMap<AccountId, String>,
    pub satisfaction: Option<(i32, String)>,
    pub next: Option<String>,
    /// A received mail that names this ticket and waits for a person.
    pub held: Option<String>,
    pub triage: PanelData,
    /// How it stands with helpdesks of nodes.
    pub bridge: Vec<(bridge::Thread, String)>,
    /// The clock by which its node works.
    pub zone: chrono_tz::Tz,
    /// Whether files are looked at before they are handed out.
    pub scanner: bool,
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

/// The ticket that took this one in, for those who may see that: both numbers lead there.
pub async fn moved<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    reference: &str,
) -> Result<Option<String>> {
    let wanted = reference.to_owned();
    cx.db
        .read(move |conn| match access::taken_in(conn, &actor, &wanted) {
            Ok(into) => Ok(into.map(|into| into.reference)),
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        })
        .await
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
    let words = cx.app.vocabularies();
    let (known, scanner) = (words.clone(), cx.app.config.clamd.is_some());
    let loaded = cx
        .db
        .read(move |conn| load(conn, &reader, &wanted, &asked, (&known, scanner, now)))
        .await?;
    let head = Head {
        title: format!("{} – {}", loaded.ticket.reference, loaded.ticket.subject),
        section: "inbox",
    };
    let (part, attached) = (typed.part, typed.attached.clone());
    let mut view = shown(cx.locale, &words, &actor, &query, loaded, typed, cx.now);
    view.keep(part, |id| attached.shown(&cx.app.signer, id, cx.locale));
    cx.respond(status, "tickets/ticket", head, &view)
}

fn load(
    conn: &mut Conn,
    actor: &Actor,
    reference: &str,
    query: &TicketQuery,
    (words, scanner, now): (&Vocabularies, bool, NaiveDateTime),
) -> Result<Loaded> {
    let (ticket, right) = access::for_colleague(conn, actor, reference)?;
    note_reading(conn, &ticket, (Some(&actor.id), tickets::Door::Page), now)?;
    let sight = access::sight(actor, &right);
    let (messages, earlier) = messages(conn, &ticket, sight, query)?;
    let ids: Vec<_> = messages.iter().map(|message| message.id.clone()).collect();
    let decisions = queries::decisions_of(conn, &ticket.id)?;
    let mut ids_of_people: Vec<AccountId> = decisions
        .iter()
        .filter_map(|decision| decision.account.clone())
        .chain(ticket.assignee_id.clone())
        .collect();
    ids_of_people.sort();
    ids_of_people.dedup();
    let next = if query.from.is_empty() {
        None
    } else {
        next_after(conn, actor, &query.from, (&place(&ticket), reference), now)?
    };
    let colleagues = match right.is_responsible() {
        true => queries::staff(conn, &ticket.node_id, network_day(now))?,
        false => Vec::new(),
    };
    let staff: Vec<_> = colleagues.iter().map(|colleague| colleague.id.clone()).collect();
    Ok(Loaded {
        files: queries::attachments_of(conn, &ids)?,
        institutions: queries::institutions_of(conn, &ticket.id)?,
        following: queries::added(conn, &ticket.id)?,
        away: duty::queries::absent_among(conn, &staff, network_day(now))?,
        colleagues,
        between: between(conn, words, (&ticket, &decisions), now)?,
        links: match right.is_responsible() {
            true => queries::links_of(conn, &ticket.id, &everything_of(actor))?,
            false => Default::default(),
        },
        nodes: network::queries::names(conn)?,
        people: queries::names_of(conn, &ids_of_people)?,
        satisfaction: queries::satisfaction(conn, &ticket.id)?,
        held: match right.is_responsible() {
            true => queries::held_mail(conn, &ticket.id)?,
            false => None,
        },
        triage: PanelData::read(conn, actor, (&ticket, &right), now)?,
        bridge: match right.is_responsible() {
            true => bridge::queries::threads_of(conn, &ticket.id)?,
            false => Vec::new(),
        },
        zone: deadlines::queries::zone(conn, &ticket.node_id)?,
        scanner,
        ticket,
        right,
        messages,
        earlier,
        decisions,
        next,
    })
}

/// All that somebody may see by responsibility.
pub(super) fn everything_of(actor: &Actor) -> Scope {
    if actor.coordinates() {
        Scope::Network
    } else {
        Scope::Nodes(actor.nodes().cloned().collect())
    }
}

/// What goes on with other nodes; after a refusal, who could be asked next; where nobody answered for it, who does now that
/// coverage, or what is known of the question, has changed (helpdesk brief, section 2: it never moves by itself).
fn between(
    conn: &mut Conn,
    words: &Vocabularies,
    (ticket, decisions): (&Ticket, &[Recorded]),
    now: NaiveDateTime,
) -> Result<BetweenData> {
    let handovers = queries::handovers_of(conn, &ticket.id)?;
    let returned = came_back(ticket, &handovers).is_some();
    let waits = matches!(ticket.state, State::New | State::Open)
        && handovers.iter().all(|found| found.ending.is_some());
    let last = decisions.iter().find(|one| !one.is_return());
    let uncovered = last.is_some_and(|last| last.gap && last.decided_by == "rule") && waits;
    if !returned && !uncovered {
        return Ok(BetweenData { handovers, next: None, desk: None, uncovered: false });
    }
    let next = ops::candidates(conn, ticket, words, now)?.into_iter().next();
    Ok(BetweenData { handovers, next, desk: queries::desk_id(conn)?, uncovered: !returned })
}

/// Where a ticket stands in a list ordered by activity.
pub(super) fn place(ticket: &Ticket) -> Cursor {
    Cursor { at: ticket.last_activity_at, id: ticket.id.as_str().to_owned() }
}

fn messages(
    conn: &mut Conn,
    ticket: &Ticket,
    sight: Sight,
    query: &TicketQuery,
) -> Result<(Vec<Message>, Option<Cursor>)> {
    let before = Cursor::decode(&query.before)
        .and_then(|cursor| Some((cursor.at, cursor.id.parse::<MessageId>().ok()?)));
    let limit = i64::try_from(MESSAGES).unwrap_or(i64::MAX);
    let mut found = queries::messages_of(conn, &ticket.id, sight, before.as_ref(), limit)?;
    let earlier = if found.len() > MESSAGES {
        found.remove(0);
        let first = found.first();
        first.map(|first| Cursor { at: first.created_at, id: first.id.as_str().to_owned() })
    } else {
        None
    };
    Ok((found, earlier))
}
