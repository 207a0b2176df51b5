//! Who follows a ticket, who is meant in a note, who is there now.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::queries::is_person;
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{
    accounts, mail_choices, memberships, mentions, presences, ticket_followers,
};
use crate::db::{Conn, each, one_of};
use crate::tickets::queries::{Colleague, going_on};
use crate::tickets::{HandoverKind, MessageId, Ticket, TicketId};
use crate::triage::Present;

const COLLEAGUE: (accounts::id, accounts::name, accounts::email, accounts::language) =
    (accounts::id, accounts::name, accounts::email, accounts::language);

/// Whom something that is written reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers<'a> {
    /// Staff of the responsible node, and who steers the network.
    Desk,
    /// Those, and staff of the nodes that answer too.
    All,
    /// Staff of a node that answers too, alone.
    Node(&'a NodeId),
}

/// Everybody who may read something of a ticket on a day, by name.
pub fn who_may_see(
    conn: &mut Conn,
    (ticket, readers): (&Ticket, Readers<'_>),
    day: NaiveDate,
) -> QueryResult<Vec<Colleague>> {
    let mut nodes = match readers {
        Readers::Desk | Readers::All => vec![ticket.node_id.clone()],
        Readers::Node(node) => vec![node.clone()],
    };
    if readers == Readers::All {
        let others = going_on(conn, &ticket.id)?.into_iter();
        let sharing = others.filter(|found| found.kind == HandoverKind::Share);
        nodes.extend(sharing.map(|found| found.to_node));
    }
    let goes_on = memberships::ends_on.is_null().or(memberships::ends_on.ge(day).assume_not_null());
    let members = memberships::table
        .filter(one_of(memberships::node_id, &nodes))
        .filter(memberships::starts_on.le(day))
        .filter(goes_on)
        .select(memberships::account_id);
    let query = accounts::table
        .filter(accounts::disabled_at.is_null())
        .filter(is_person())
        .order((accounts::name, accounts::id))
        .limit(500)
        .select(COLLEAGUE)
        .into_boxed();
    let works = accounts::id.eq_any(members);
    match readers {
        Readers::Node(_) => query.filter(works).load(conn),
        Readers::Desk | Readers::All => {
            query.filter(accounts::network_role.is_not_null().or(works)).load(conn)
        }
    }
}

/// Begins or stops following. `again` is a choice; without it what somebody chose before stays.
pub fn put_follower(
    conn: &mut Conn,
    (ticket, account): (&TicketId, &AccountId),
    (follows, again): (bool, bool),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        ticket_followers::ticket_id.eq(ticket),
        ticket_followers::account_id.eq(account),
        ticket_followers::follows.eq(follows),
        ticket_followers::since.eq(now),
    );
    let new = each!(conn, real => diesel::insert_into(ticket_followers::table).values(row)
        .on_conflict_do_nothing().execute(real))?;
    if new == 1 {
        return Ok(true);
    }
    let other = ticket_followers::table
        .find((ticket, account))
        .filter(ticket_followers::follows.ne(follows));
    if !again {
        return Ok(false);
    }
    let set = (ticket_followers::follows.eq(follows), ticket_followers::since.eq(now));
    Ok(diesel::update(other).set(set).execute(conn)? == 1)
}

/// Who follows, by name.
pub fn followers(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Vec<(AccountId, String)>> {
    ticket_followers::table
        .inner_join(accounts::table)
        .filter(ticket_followers::ticket_id.eq(ticket))
        .filter(ticket_followers::follows)
        .filter(accounts::disabled_at.is_null())
        .filter(is_person())
        .order((accounts::name, accounts::id))
        .limit(100)
        .select((accounts::id, accounts::name))
        .load(conn)
}

/// Notes whom a message means, all at once.
pub fn insert_mentions(
    conn: &mut Conn,
    (ticket, message): (&TicketId, &MessageId),
    people: &[AccountId],
    now: NaiveDateTime,
) -> QueryResult<()> {
    let rows: Vec<_> = people
        .iter()
        .map(|account| {
            (
                mentions::message_id.eq(message),
                mentions::account_id.eq(account),
                mentions::ticket_id.eq(ticket),
                mentions::created_at.eq(now),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(mentions::table).values(&rows).execute(real)).map(drop)
}

/// The messages of a ticket in which somebody is meant and which they have not said to have read.
pub fn unseen_mentions(
    conn: &mut Conn,
    ticket: &TicketId,
    me: &AccountId,
) -> QueryResult<Vec<MessageId>> {
    mentions::table
        .filter(mentions::account_id.eq(me))
        .filter(mentions::ticket_id.eq(ticket))
        .filter(mentions::seen_at.is_null())
        .order(mentions::created_at)
        .select(mentions::message_id)
        .load(conn)
}

pub fn see_mentions(
    conn: &mut Conn,
    ticket: &TicketId,
    me: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<usize> {
    let unseen = mentions::table
        .filter(mentions::account_id.eq(me))
        .filter(mentions::ticket_id.eq(ticket))
        .filter(mentions::seen_at.is_null());
    diesel::update(unseen).set(mentions::seen_at.eq(now)).execute(conn)
}

/// Which mails somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailChoice {
    pub mentions: bool,
    pub followed: bool,
}

impl MailChoice {
    /// What holds while nobody chose.
    pub const USUAL: Self = Self { mentions: true, followed: true };
}

/// The choices of those among some people who made one.
pub fn mail_choices(
    conn: &mut Conn,
    people: &[AccountId],
) -> QueryResult<Vec<(AccountId, MailChoice)>> {
    let rows: Vec<(AccountId, bool, bool)> = mail_choices::table
        .filter(one_of(mail_choices::account_id, people))
        .select((mail_choices::account_id, mail_choices::mentions, mail_choices::followed))
        .load(conn)?;
    let chosen =
        |(id, mentions, followed): (AccountId, bool, bool)| (id, MailChoice { mentions, followed });
    Ok(rows.into_iter().map(chosen).collect())
}

pub fn put_mail_choice(
    conn: &mut Conn,
    account: &AccountId,
    choice: MailChoice,
) -> QueryResult<()> {
    let row = (
        mail_choices::account_id.eq(account),
        mail_choices::mentions.eq(choice.mentions),
        mail_choices::followed.eq(choice.followed),
    );
    each!(conn, real => diesel::insert_into(mail_choices::table).values(row)
        .on_conflict(mail_choices::account_id).do_update().set(row).execute(real))
    .map(drop)
}

/// Somebody is there, now.
pub fn put_presence(
    conn: &mut Conn,
    ticket: &TicketId,
    account: &AccountId,
    writing: bool,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        presences::ticket_id.eq(ticket),
        presences::account_id.eq(account),
        presences::writing.eq(writing),
        presences::seen_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(presences::table).values(row)
        .on_conflict((presences::ticket_id, presences::account_id)).do_update().set(row).execute(real))
    .map(drop)
}

pub fn take_presence(
    conn: &mut Conn,
    ticket: &TicketId,
    account: &AccountId,
) -> QueryResult<usize> {
    diesel::delete(presences::table.find((ticket, account))).execute(conn)
}

/// Who else has been there since a moment, who writes first.
pub fn present(
    conn: &mut Conn,
    ticket: &TicketId,
    (me, since): (&AccountId, NaiveDateTime),
) -> QueryResult<Vec<Present>> {
    let rows: Vec<(String, bool)> = presences::table
        .inner_join(accounts::table)
        .filter(presences::ticket_id.eq(ticket))
        .filter(presences::seen_at.gt(since))
        .filter(presences::account_id.ne(me))
        .order((presences::writing.desc(), accounts::name))
        .limit(20)
        .select((accounts::name, presences::writing))
        .load(conn)?;
    Ok(rows.into_iter().map(|(name, writing)| Present { name, writing }).collect())
}

/// Forgets who was there before a moment.
pub fn forget_presences(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(presences::table.filter(presences::seen_at.lt(before))).execute(conn)
}
