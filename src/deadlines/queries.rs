//! Every SQL statement about deadlines.

mod board;
mod recount;

use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Desk, Due, Escalation, Hours, Step, Target};
use crate::accounts::queries::is_person;
use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::clock::network_day;
use crate::db::schema::{
    accounts, deadline_steps, duties, escalations, memberships, node_absences, node_hours, nodes,
    regions, targets, tickets,
};
use crate::db::{Conn, each, kept, one_of};
use crate::i18n::Locale;
use crate::tickets::{Ticket, TicketId, Turn};
use crate::working_time::{Calendar, Observance};
use crate::{Error, Result};

pub use board::*;
pub use recount::*;

const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Closures that ended longer ago than this move no deadline any more.
const PAST_DAYS: u64 = 400;

pub fn desk(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> Result<Desk> {
    desks(conn, std::slice::from_ref(node), now)?.remove(node).ok_or(Error::NotFound)
}

/// Some desks with their hours, closures and targets: four statements, however many they are.
pub fn desks(conn: &mut Conn, of: &[NodeId], now: NaiveDateTime) -> Result<HashMap<NodeId, Desk>> {
    type Row =
        (NodeId, Option<String>, String, Option<String>, Option<(i32, i32, Option<Observance>)>);
    let mut of = of.to_vec();
    of.sort();
    of.dedup();
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = nodes::table
        .left_join(regions::table.on(regions::code.nullable().eq(nodes::region)))
        .left_join(node_hours::table)
        .filter(one_of(nodes::id, &of))
        .select((
            nodes::id,
            nodes::city,
            nodes::opening_days,
            regions::time_zone.nullable(),
            (node_hours::opens, node_hours::closes, node_hours::observance).nullable(),
        ))
        .load(conn)?;
    let since = network_day(now) - Days::new(PAST_DAYS);
    let closed: Vec<(NodeId, NaiveDate, NaiveDate)> = node_absences::table
        .filter(one_of(node_absences::node_id, &of))
        .filter(node_absences::ends_on.ge(since))
        .filter(node_absences::stand_in_id.is_null())
        .filter(node_absences::cancelled_at.is_null())
        .select((node_absences::node_id, node_absences::starts_on, node_absences::ends_on))
        .load(conn)?;
    let escalation = escalation(conn)?;
    let every = targets_of(conn, &of)?;
    let desk = |(id, city, days, zone, hours): Row| {
        let by_place = Observance::of_place(zone.as_deref(), city.as_deref());
        let said = hours.map(|(opens, closes, observance)| Hours {
            opens: u32::try_from(opens).unwrap_or(0),
            closes: u32::try_from(closes).unwrap_or(0),
            observance,
        });
        let hours = said.unwrap_or_default();
        let zone = zone.and_then(|zone| zone.parse().ok()).unwrap_or(chrono_tz::Europe::Paris);
        let open = WEEK.map(|day| days.split(',').any(|open| open == day));
        let by = hours.observance.unwrap_or(by_place);
        let closures = closed.iter().filter(|(node, _, _)| *node == id);
        let calendar = Calendar::new(zone, open, (hours.opens, hours.closes), by)
            .closed_on(closures.map(|(_, first, last)| (*first, *last)).collect());
        let holds = |target: &&Target| target.node_id.is_empty() || target.node_id == id.as_str();
        let targets = every.iter().filter(holds).cloned().collect();
        (id, Desk { calendar, hours, by_place, targets, escalation })
    };
    Ok(rows.into_iter().map(desk).collect())
}

fn targets_of(conn: &mut Conn, of: &[NodeId]) -> QueryResult<Vec<Target>> {
    let mut of: Vec<&str> = of.iter().map(NodeId::as_str).collect();
    of.push("");
    targets::table.filter(one_of(targets::node_id, of)).select(Target::as_select()).load(conn)
}

/// The network's own targets, the one for every topic first.
pub fn network_targets(conn: &mut Conn) -> QueryResult<Vec<Target>> {
    let own = targets::table.filter(targets::node_id.eq("")).order(targets::topic);
    own.select(Target::as_select()).load(conn)
}

pub fn escalation(conn: &mut Conn) -> QueryResult<Escalation> {
    escalations::table.find(1).select(Escalation::as_select()).first(conn)
}

pub fn set_escalation(conn: &mut Conn, to: Escalation) -> QueryResult<()> {
    diesel::update(escalations::table.find(1)).set(to).execute(conn).map(drop)
}

pub fn put_hours(conn: &mut Conn, node: &NodeId, hours: &Hours) -> QueryResult<()> {
    let minutes = |minutes: u32| i32::try_from(minutes).unwrap_or(0);
    let row = (
        node_hours::node_id.eq(node),
        node_hours::opens.eq(minutes(hours.opens)),
        node_hours::closes.eq(minutes(hours.closes)),
        node_hours::observance.eq(hours.observance),
    );
    each!(conn, real => diesel::insert_into(node_hours::table).values(row)
        .on_conflict(node_hours::node_id).do_update().set(row).execute(real))
    .map(drop)
}

/// Puts a node's targets (or, for an empty name, the network's) in the place of those it had.
pub fn replace_targets(conn: &mut Conn, node: &str, rows: &[Target]) -> QueryResult<()> {
    diesel::delete(targets::table.filter(targets::node_id.eq(node))).execute(conn)?;
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(targets::table).values(rows).execute(real)).map(drop)
}

/// Writes a ticket's deadlines. It is no activity, and no change that others could run into.
pub fn set_due(conn: &mut Conn, id: &TicketId, due: &Due) -> QueryResult<()> {
    kept(diesel::update(tickets::table.find(id)).set(due.clone())).execute(conn).map(drop)
}

/// The desk's moves that have no deadline.
pub fn undated(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Ticket>> {
    tickets::table
        .filter(tickets::turn.eq(Turn::Ours))
        .filter(tickets::next_due_at.is_null())
        .order(tickets::id)
        .limit(limit)
        .select(Ticket::as_select())
        .load(conn)
}

/// A ticket whose next step's time has come.
#[derive(Debug, Clone, Queryable)]
pub struct Attended {
    pub id: TicketId,
    pub reference: String,
    pub subject: String,
    pub node_id: NodeId,
    pub node: String,
    pub assignee_id: Option<AccountId>,
    pub attention: Step,
    pub attention_at: NaiveDateTime,
    pub due_at: NaiveDateTime,
    pub own_due_at: Option<NaiveDateTime>,
    pub sensitive: bool,
}

impl Attended {
    /// When its node owes the answer: by a target of its own if it took it over.
    pub fn owed_at(&self) -> NaiveDateTime {
        self.own_due_at.unwrap_or(self.due_at)
    }
}

pub fn waiting_for_attention(
    conn: &mut Conn,
    now: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<Attended>> {
    tickets::table
        .inner_join(nodes::table)
        .filter(tickets::attention_at.le(now))
        .filter(tickets::attention.is_not_null())
        .filter(tickets::next_due_at.is_not_null())
        .order((tickets::attention_at, tickets::id))
        .limit(limit)
        .select((
            tickets::id,
            tickets::reference,
            tickets::subject,
            tickets::node_id,
            nodes::short_name,
            tickets::assignee_id,
            tickets::attention.assume_not_null(),
            tickets::attention_at.assume_not_null(),
            tickets::next_due_at.assume_not_null(),
            tickets::own_due_at,
            tickets::sensitive,
        ))
        .load(conn)
}

pub fn put_off_attention(conn: &mut Conn, ticket: &Attended, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(tickets::table.find(&ticket.id))
        .filter(tickets::attention_at.eq(ticket.attention_at))
        .set(tickets::attention_at.eq(at))
        .execute(conn)
        .map(drop)
}

/// Notes the step that comes next, provided that nobody did or moved the ticket; answers whether.
pub fn go_on_to(
    conn: &mut Conn,
    ticket: &Attended,
    then: Option<(Step, NaiveDateTime)>,
) -> QueryResult<bool> {
    let (step, at) = then.unzip();
    let moved = diesel::update(tickets::table.find(&ticket.id))
        .filter(tickets::attention.eq(ticket.attention))
        .filter(tickets::attention_at.eq(ticket.attention_at))
        .filter(tickets::next_due_at.eq(ticket.due_at))
        .set((tickets::attention.eq(step), tickets::attention_at.eq(at)))
        .execute(conn)?;
    Ok(moved == 1)
}

/// One row for each ticket, step and hour that was due; answers whether it is new.
pub fn note_step(
    conn: &mut Conn,
    ticket: &Attended,
    step: Step,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        deadline_steps::ticket_id.eq(&ticket.id),
        deadline_steps::step.eq(step),
        deadline_steps::due_at.eq(ticket.owed_at()),
        deadline_steps::taken_at.eq(now),
    );
    let put = each!(conn, real => diesel::insert_into(deadline_steps::table).values(row)
        .on_conflict_do_nothing().execute(real))?;
    Ok(put == 1)
}

/// Somebody who can be told, and what they are to a node that day. Who is on duty twice over stands here twice.
#[derive(Debug, Clone, Queryable)]
pub struct Person {
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub language: Locale,
    pub node: NodeId,
    pub role: NodeRole,
    pub duty: Option<String>,
}

/// Everybody who works for some nodes on a day, managers first.
pub fn people(conn: &mut Conn, of: &[NodeId], day: NaiveDate) -> QueryResult<Vec<Person>> {
    let on_duty = duties::node_id
        .eq(memberships::node_id)
        .and(duties::account_id.eq(memberships::account_id))
        .and(duties::starts_on.le(day))
        .and(duties::ends_on.ge(day));
    memberships::table
        .inner_join(accounts::table)
        .left_join(duties::table.on(on_duty))
        .filter(one_of(memberships::node_id, of))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(accounts::disabled_at.is_null())
        .filter(is_person())
        .order((memberships::role, accounts::name, accounts::id))
        .select((
            accounts::id,
            accounts::name,
            accounts::email,
            accounts::language,
            memberships::node_id,
            memberships::role,
            duties::id.nullable(),
        ))
        .load(conn)
}

/// Those who steer the network: name, address, language.
pub fn coordinators(conn: &mut Conn) -> QueryResult<Vec<(String, String, Locale)>> {
    accounts::table
        .filter(accounts::network_role.is_not_null())
        .filter(accounts::disabled_at.is_null())
        .order((accounts::name, accounts::id))
        .limit(50)
        .select((accounts::name, accounts::email, accounts::language))
        .load(conn)
}

/// The clock by which a node works.
pub fn zone(conn: &mut Conn, node: &NodeId) -> QueryResult<chrono_tz::Tz> {
    let zone: Option<Option<String>> = nodes::table
        .inner_join(regions::table.on(regions::code.nullable().eq(nodes::region)))
        .filter(nodes::id.eq(node))
        .select(regions::time_zone)
        .first(conn)
        .optional()?;
    let zone = zone.flatten().and_then(|zone| zone.parse().ok());
    Ok(zone.unwrap_or(chrono_tz::Europe::Paris))
}
