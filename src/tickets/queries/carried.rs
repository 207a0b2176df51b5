//! What a merged ticket brings into the other one besides its messages, and how it is taken back.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::{
    mentions, merge_carried, messages, ticket_followers, ticket_links, ticket_steps, ticket_tags,
    tickets, time_notes,
};
use crate::db::{Conn, each, text_enum};
use crate::tickets::TicketId;

text_enum! {
    /// What was brought along.
    Carried {
        Tag = "tag",
        Follower = "follower",
        /// A step of the checklist that is done.
        Step = "step",
        Time = "time",
        Link = "link",
        Sensitive = "sensitive",
    }
}

/// Brings tags, followers, done steps, time, links and the mark of a sensitive ticket along. What is there already stays as
/// it is, and only what was brought is remembered.
pub fn carry(conn: &mut Conn, (from, into): (&TicketId, &TicketId)) -> QueryResult<()> {
    for brought in BROUGHT {
        bring(conn, (from, into), brought)?;
    }
    let times: Vec<String> = time_notes::table
        .filter(time_notes::ticket_id.eq(from))
        .select(time_notes::id)
        .load(conn)?;
    diesel::update(time_notes::table.filter(time_notes::ticket_id.eq(from)))
        .set(time_notes::ticket_id.eq(into))
        .execute(conn)?;
    remember(conn, from, Carried::Time, &times)?;
    carry_links(conn, (from, into))?;
    let marked: bool = tickets::table.find(from).select(tickets::sensitive).first(conn)?;
    let other = tickets::table.find(into).filter(tickets::sensitive.eq(false));
    if marked && diesel::update(other).set(tickets::sensitive.eq(true)).execute(conn)? == 1 {
        remember(conn, from, Carried::Sensitive, &[String::new()])?;
    }
    // Who is meant in a note finds it where it is now.
    diesel::update(mentions::table.filter(mentions::ticket_id.eq(from)))
        .set(mentions::ticket_id.eq(into))
        .execute(conn)
        .map(drop)
}

/// Takes back what a merge brought along, and nothing that came later.
pub fn take_back(conn: &mut Conn, from: &TicketId, into: &TicketId) -> QueryResult<()> {
    let carried: Vec<(Carried, String)> = merge_carried::table
        .filter(merge_carried::ticket_id.eq(from))
        .select((merge_carried::kind, merge_carried::thing))
        .load(conn)?;
    let of = |kind: Carried| -> Vec<&str> {
        let same = carried.iter().filter(|(other, _)| *other == kind);
        same.map(|(_, thing)| thing.as_str()).collect()
    };
    let tags = ticket_tags::table.filter(ticket_tags::ticket_id.eq(into));
    diesel::delete(tags.filter(ticket_tags::tag_id.eq_any(of(Carried::Tag)))).execute(conn)?;
    // Who stopped following meanwhile keeps it at that.
    let follow = ticket_followers::table
        .filter(ticket_followers::ticket_id.eq(into))
        .filter(ticket_followers::follows);
    diesel::delete(follow.filter(ticket_followers::account_id.eq_any(of(Carried::Follower))))
        .execute(conn)?;
    let steps = ticket_steps::table.filter(ticket_steps::ticket_id.eq(into));
    diesel::delete(steps.filter(ticket_steps::step_id.eq_any(of(Carried::Step)))).execute(conn)?;
    diesel::update(time_notes::table.filter(time_notes::id.eq_any(of(Carried::Time))))
        .set(time_notes::ticket_id.eq(from))
        .execute(conn)?;
    let links = of(Carried::Link);
    let forth = ticket_links::table
        .filter(ticket_links::id.eq_any(&links))
        .filter(ticket_links::from_ticket.eq(into));
    diesel::update(forth).set(ticket_links::from_ticket.eq(from)).execute(conn)?;
    let back = ticket_links::table
        .filter(ticket_links::id.eq_any(&links))
        .filter(ticket_links::to_ticket.eq(into));
    diesel::update(back).set(ticket_links::to_ticket.eq(from)).execute(conn)?;
    if !of(Carried::Sensitive).is_empty() {
        diesel::update(tickets::table.find(into))
            .set(tickets::sensitive.eq(false))
            .execute(conn)?;
    }
    let here = messages::table.filter(messages::ticket_id.eq(from)).select(messages::id);
    let here: Vec<String> = here.load(conn)?;
    diesel::update(mentions::table.filter(mentions::message_id.eq_any(here)))
        .set(mentions::ticket_id.eq(from))
        .execute(conn)?;
    diesel::delete(merge_carried::table.filter(merge_carried::ticket_id.eq(from)))
        .execute(conn)
        .map(drop)
}

/// Who follows a conversation follows what becomes of a part of it.
pub fn copy_followers(
    conn: &mut Conn,
    (from, to): (&TicketId, &TicketId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let people: Vec<String> = ticket_followers::table
        .filter(ticket_followers::ticket_id.eq(from))
        .filter(ticket_followers::follows)
        .select(ticket_followers::account_id)
        .load(conn)?;
    let rows: Vec<_> = people
        .iter()
        .map(|account| {
            (
                ticket_followers::ticket_id.eq(to),
                ticket_followers::account_id.eq(account),
                ticket_followers::follows.eq(true),
                ticket_followers::since.eq(now),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(ticket_followers::table).values(&rows).execute(real))
        .map(drop)
}

/// A table of what a ticket has at most one of each: its name, what it is one of, what else a row says, and which rows
/// come along.
type Brought = (Carried, &'static str, &'static str, &'static str, &'static str);
const BROUGHT: [Brought; 3] = [
    (Carried::Tag, "ticket_tags", "tag_id", "tagged_by, tagged_at", "TRUE"),
    // Who chose not to follow the other one does not follow it.
    (Carried::Follower, "ticket_followers", "account_id", "follows, since", "follows"),
    (Carried::Step, "ticket_steps", "step_id", "ticked_by, ticked_at", "TRUE"),
];

#[derive(QueryableByName)]
struct New {
    #[diesel(sql_type = Text)]
    thing: String,
}

/// Adds what the other ticket does not have, as it stood here.
fn bring(
    conn: &mut Conn,
    (from, into): (&TicketId, &TicketId),
    (kind, table, thing, rest, which): Brought,
) -> QueryResult<()> {
    let statement = format!(
        "INSERT INTO {table} (ticket_id, {thing}, {rest}) SELECT $1, {thing}, {rest} FROM {table} \
         WHERE ticket_id = $2 AND {which} \
         AND {thing} NOT IN (SELECT {thing} FROM {table} WHERE ticket_id = $1) RETURNING {thing} AS thing"
    );
    let new: Vec<New> = diesel::sql_query(statement)
        .bind::<Text, _>(into.as_str())
        .bind::<Text, _>(from.as_str())
        .load(conn)?;
    let things: Vec<_> = new.into_iter().map(|new| new.thing).collect();
    remember(conn, from, kind, &things)
}

fn carry_links(conn: &mut Conn, (from, into): (&TicketId, &TicketId)) -> QueryResult<()> {
    let ends = (ticket_links::id, ticket_links::from_ticket, ticket_links::to_ticket);
    let of = |ticket: &TicketId| {
        let forth = ticket_links::from_ticket.eq(ticket.clone());
        ticket_links::table
            .filter(forth.or(ticket_links::to_ticket.eq(ticket.clone())))
            .select(ends)
    };
    let other = |(_, one, two): &(String, TicketId, TicketId), ticket: &TicketId| {
        if one == ticket { two.clone() } else { one.clone() }
    };
    let there: Vec<(String, TicketId, TicketId)> = of(into).load(conn)?;
    let there: Vec<_> = there.iter().map(|link| other(link, into)).collect();
    let found: Vec<(String, TicketId, TicketId)> = of(from).load(conn)?;
    let new: Vec<String> = found
        .iter()
        .filter(|link| {
            let other = other(link, from);
            other != *into && !there.contains(&other)
        })
        .map(|(id, _, _)| id.clone())
        .collect();
    let forth = ticket_links::table
        .filter(ticket_links::id.eq_any(&new))
        .filter(ticket_links::from_ticket.eq(from));
    diesel::update(forth).set(ticket_links::from_ticket.eq(into)).execute(conn)?;
    let back = ticket_links::table
        .filter(ticket_links::id.eq_any(&new))
        .filter(ticket_links::to_ticket.eq(from));
    diesel::update(back).set(ticket_links::to_ticket.eq(into)).execute(conn)?;
    remember(conn, from, Carried::Link, &new)
}

fn remember(conn: &mut Conn, from: &TicketId, kind: Carried, things: &[String]) -> QueryResult<()> {
    let rows: Vec<_> = things
        .iter()
        .map(|thing| {
            (
                merge_carried::ticket_id.eq(from),
                merge_carried::kind.eq(kind),
                merge_carried::thing.eq(thing),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(merge_carried::table).values(&rows).execute(real))
        .map(drop)
}
