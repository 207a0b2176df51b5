//! Every SQL statement about tickets.

mod about;
mod carried;
mod colleagues;
mod desk;
mod handover;
mod held;
pub mod inbox;
mod pause;
mod readings;
mod relations;
mod replayed;
mod routing;
mod satisfaction;
pub mod search;
mod since;
mod start;
mod tally;
mod thread;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Outcome, State, Ticket, TicketId, Via};
use crate::accounts::queries::is_person;
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{
    accounts, duties, memberships, ticket_colleagues, ticket_institutions, tickets,
};
use crate::db::{Conn, kept, numbers};
use crate::deadlines::Due;

pub use about::{Facts, facts_of, put_facts};
pub use carried::{carry, copy_followers, take_back};
pub use colleagues::*;
pub use desk::*;
pub use handover::*;
pub use held::{Held, held};
pub use pause::*;
pub use readings::*;
pub use relations::*;
pub use replayed::{Replayed, received_since, whole_network};
pub use routing::*;
pub use satisfaction::{put_satisfaction, satisfaction};
pub use since::{stands_in, team_wrote_since};
pub use start::{Start, insert};
pub use tally::{first_received, note_tallies, tallies_between};
pub use thread::*;

pub fn by_reference(conn: &mut Conn, reference: &str) -> QueryResult<Ticket> {
    tickets::table.filter(tickets::reference.eq(reference)).select(Ticket::as_select()).first(conn)
}

/// The ticket with a reference that anybody may have written.
pub fn with_reference(conn: &mut Conn, reference: &str) -> QueryResult<Option<Ticket>> {
    by_reference(conn, reference).optional()
}

pub fn find(conn: &mut Conn, id: &TicketId) -> QueryResult<Ticket> {
    tickets::table.find(id).select(Ticket::as_select()).first(conn)
}

pub fn exists(conn: &mut Conn, id: &TicketId) -> QueryResult<Option<Ticket>> {
    find(conn, id).optional()
}

/// Where the conversation of a ticket goes on: there, unless it was merged into another one.
pub fn destination(conn: &mut Conn, ticket: Ticket) -> QueryResult<Ticket> {
    match &ticket.merged_into {
        Some(into) => find(conn, into),
        None => Ok(ticket),
    }
}

/// The next reference of the year: `2026-004217`.
pub fn next_reference(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<String> {
    let year = now.year();
    Ok(format!("{year}-{:06}", numbers::next(conn, year)?))
}

pub fn institutions_of(conn: &mut Conn, id: &TicketId) -> QueryResult<Vec<String>> {
    ticket_institutions::table
        .filter(ticket_institutions::ticket_id.eq(id))
        .order(ticket_institutions::position)
        .select(ticket_institutions::institution)
        .load(conn)
}

/// What changes when a ticket moves.
#[derive(Debug, Clone, Default)]
pub struct Move {
    pub to: Option<State>,
    /// `Some(None)` lets go of it.
    pub assignee: Option<Option<AccountId>>,
    pub node: Option<NodeId>,
    pub outcome: Option<Option<Outcome>>,
    /// What it was about after all, said by a person at its end; `Some(None)`: none of our topics.
    pub topic: Option<Option<String>>,
    pub first_answer: bool,
    /// Whom it waits for, and until when.
    pub third_party: Option<(String, NaiveDate)>,
    pub snooze_until: Option<NaiveDateTime>,
    pub merge_into: Option<TicketId>,
    /// Its deadlines from now on; none leaves them.
    pub due: Option<Due>,
}

#[derive(AsChangeset)]
#[diesel(table_name = tickets)]
struct Changes {
    state: State,
    turn: super::Turn,
    assignee_id: Option<Option<AccountId>>,
    node_id: Option<NodeId>,
    outcome: Option<Option<Outcome>>,
    topic: Option<Option<String>>,
    confirmed_topic: Option<Option<String>>,
    confirmed_at: Option<NaiveDateTime>,
    first_answered_at: Option<NaiveDateTime>,
    closed_at: Option<Option<NaiveDateTime>>,
    waiting_for: Option<Option<String>>,
    waiting_since: Option<Option<NaiveDateTime>>,
    waiting_until: Option<Option<NaiveDate>>,
    snoozed_until: Option<Option<NaiveDateTime>>,
    merged_into: Option<Option<TicketId>>,
    merged_at: Option<Option<NaiveDateTime>>,
    state_before: Option<Option<State>>,
    spam_from: Option<Option<State>>,
    last_activity_at: NaiveDateTime,
}

/// Moves a ticket, provided that it is still as it was read: one UPDATE guarded by its lock version. Answers whether
/// it was.
pub fn advance(
    conn: &mut Conn,
    ticket: &Ticket,
    step: Move,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let state = step.to.unwrap_or(ticket.state);
    let (waiting_for, waiting_until) = step.third_party.unzip();
    // What belongs to a state comes and goes with it; what stays in its state keeps it unless it is said anew.
    let left = |kept: bool, new: bool| new || (ticket.state != state && kept);
    let waits = left(ticket.waiting_for.is_some(), waiting_for.is_some());
    let snoozes = left(ticket.snoozed_until.is_some(), step.snooze_until.is_some());
    let merges = left(ticket.merged_into.is_some(), step.merge_into.is_some());
    let changes = Changes {
        state,
        turn: state.turn(),
        assignee_id: step.assignee,
        node_id: step.node,
        outcome: step.outcome,
        topic: step.topic.clone(),
        confirmed_topic: step.topic,
        confirmed_at: (ticket.confirmed_at.is_none() && state == State::New).then_some(now),
        first_answered_at: (step.first_answer && ticket.first_answered_at.is_none()).then_some(now),
        closed_at: match (ticket.state, state) {
            (State::Closed, State::Closed) => None,
            (_, State::Closed) => Some(Some(now)),
            (State::Closed, _) => Some(None),
            (_, _) => None,
        },
        waiting_since: waits.then(|| waiting_for.as_ref().map(|_| now)),
        waiting_for: waits.then_some(waiting_for),
        waiting_until: waits.then_some(waiting_until),
        snoozed_until: snoozes.then_some(step.snooze_until),
        merged_at: merges.then(|| step.merge_into.as_ref().map(|_| now)),
        merged_into: merges.then_some(step.merge_into),
        state_before: goes_back_to(ticket, state, &[State::Snoozed, State::Merged]),
        spam_from: goes_back_to(ticket, state, &[State::Spam]),
        last_activity_at: now,
    };
    let tallied = tally::of_move(ticket, &changes);
    let moved = diesel::update(tickets::table.find(&ticket.id))
        .filter(tickets::lock_version.eq(ticket.lock_version))
        .set((changes, step.due, tickets::lock_version.eq(tickets::lock_version + 1)))
        .execute(conn)?;
    if moved == 1 {
        tally::note_changed(conn, &ticket.id, &tallied)?;
    }
    search::index(conn, std::slice::from_ref(&ticket.id))?;
    Ok(moved == 1)
}

/// What a ticket that is put off, put aside or taken in goes back to: what it was, pauses apart.
fn goes_back_to(ticket: &Ticket, to: State, from: &[State]) -> Option<Option<State>> {
    let was = match ticket.state {
        State::Snoozed | State::WaitingThirdParty => ticket.state_before.unwrap_or(State::Open),
        state => state,
    };
    (ticket.state != to).then(|| from.contains(&to).then_some(was))
}

/// Notes the mails that the team got, oldest first.
pub fn set_mail_thread(conn: &mut Conn, id: &TicketId, ids: &[String]) -> QueryResult<()> {
    kept(diesel::update(tickets::table.find(id)).set(tickets::mail_thread.eq(ids.join(" "))))
        .execute(conn)
        .map(drop)
}

/// Unconfirmed tickets asked before `before`, with all that hangs on them.
pub fn delete_unconfirmed(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<TicketId>> {
    diesel::delete(
        tickets::table
            .filter(tickets::state.eq(State::Unconfirmed))
            .filter(tickets::created_at.lt(before)),
    )
    .returning(tickets::id)
    .get_results(conn)
}

/// Somebody of a node, as mails and pickers need them.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Colleague {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub language: crate::i18n::Locale,
}

type ColleagueColumns = (accounts::id, accounts::name, accounts::email, accounts::language);
const COLLEAGUE: ColleagueColumns =
    (accounts::id, accounts::name, accounts::email, accounts::language);

/// Those who are on duty for a node on a day.
pub fn on_duty(conn: &mut Conn, node: &NodeId, day: NaiveDate) -> QueryResult<Vec<Colleague>> {
    duties::table
        .inner_join(accounts::table)
        .filter(duties::node_id.eq(node))
        .filter(duties::starts_on.le(day))
        .filter(duties::ends_on.ge(day))
        .filter(accounts::disabled_at.is_null())
        .filter(accounts::id.eq_any(members_on(node, day)))
        .order(accounts::name)
        .select(COLLEAGUE)
        .load(conn)
}

/// The nodes for which somebody is on duty on a day.
pub fn duty_nodes(
    conn: &mut Conn,
    account: &AccountId,
    day: NaiveDate,
) -> QueryResult<Vec<NodeId>> {
    duties::table
        .filter(duties::account_id.eq(account))
        .filter(duties::starts_on.le(day))
        .filter(duties::ends_on.ge(day))
        .select(duties::node_id)
        .load(conn)
}

/// Everybody who works for a node on a day.
pub fn staff(conn: &mut Conn, node: &NodeId, day: NaiveDate) -> QueryResult<Vec<Colleague>> {
    memberships::table
        .inner_join(accounts::table)
        .filter(memberships::node_id.eq(node))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(accounts::disabled_at.is_null())
        .filter(is_person())
        .order(accounts::name)
        .select(COLLEAGUE)
        .load(conn)
}

/// Who works for a node on a day, as a part of other statements.
#[diesel::dsl::auto_type]
pub fn members_on<'a>(node: &'a NodeId, day: NaiveDate) -> _ {
    let goes_on = memberships::ends_on.is_null().or(memberships::ends_on.ge(day).assume_not_null());
    memberships::table
        .filter(memberships::node_id.eq(node))
        .filter(memberships::starts_on.le(day))
        .filter(goes_on)
        .select(memberships::account_id)
}

/// Somebody who may still answer for a node: of its staff on that day, or who steers the network.
pub fn working_colleague(
    conn: &mut Conn,
    id: &AccountId,
    node: &NodeId,
    day: NaiveDate,
) -> QueryResult<Option<Colleague>> {
    let works = accounts::network_role.is_not_null().or(accounts::id.eq_any(members_on(node, day)));
    accounts::table
        .find(id)
        .filter(accounts::disabled_at.is_null())
        .filter(works)
        .select(COLLEAGUE)
        .first(conn)
        .optional()
}

pub fn colleague(conn: &mut Conn, id: &AccountId) -> QueryResult<Colleague> {
    accounts::table.find(id).select(COLLEAGUE).first(conn)
}

/// Makes every follow link sent before worthless.
pub fn bump_follow_version(conn: &mut Conn, id: &TicketId) -> QueryResult<usize> {
    diesel::update(tickets::table.find(id))
        .set(tickets::follow_version.eq(tickets::follow_version + 1))
        .execute(conn)
}

/// Lets links open a ticket until a moment, though it was closed long ago.
pub fn set_follow_until(
    conn: &mut Conn,
    id: &TicketId,
    until: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::update(tickets::table.find(id)).set(tickets::follow_until.eq(until)).execute(conn)
}

/// The tickets that an address asked, that were asked for it, or that it agreed to follow, newest first.
pub fn asked_by(conn: &mut Conn, email: &str, limit: i64) -> QueryResult<Vec<Ticket>> {
    asked_after(conn, email, None, limit)
}

/// The same, after a place among them.
pub fn asked_after(
    conn: &mut Conn,
    email: &str,
    after: Option<&(NaiveDateTime, TicketId)>,
    limit: i64,
) -> QueryResult<Vec<Ticket>> {
    let follows = ticket_colleagues::table
        .filter(ticket_colleagues::email.eq(email))
        .filter(ticket_colleagues::confirmed_at.is_not_null())
        .select(ticket_colleagues::ticket_id);
    let own = tickets::asker_email.eq(email).or(tickets::beneficiary_email.eq(email));
    let mut query = tickets::table
        .filter(own.or(tickets::id.eq_any(follows)))
        .filter(tickets::state.ne_all([State::Unconfirmed, State::Spam, State::Merged]))
        .order((tickets::last_activity_at.desc(), tickets::id.desc()))
        .limit(limit)
        .select(Ticket::as_select())
        .into_boxed();
    if let Some((at, id)) = after {
        let same_moment = tickets::last_activity_at.eq(*at).and(tickets::id.lt(id.clone()));
        query = query.filter(tickets::last_activity_at.lt(*at).or(same_moment));
    }
    query.load(conn)
}

pub fn via_of(conn: &mut Conn, id: &TicketId) -> QueryResult<Via> {
    tickets::table.find(id).select(tickets::via).first(conn)
}
