//! What has had its term.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{
    accounts, invitations, messages, readings, received_mails, retention_policies, retention_terms,
    space_checks, space_people, space_questions, spaces, tickets,
};
use crate::db::{Conn, each, one_of};
use crate::i18n::Locale;
use crate::privacy::ChosenTerm;
use crate::spaces::{SpaceId, State};
use crate::tickets::TicketId;

/// The terms that the network chose, in their order.
pub fn chosen_terms(conn: &mut Conn) -> QueryResult<Vec<ChosenTerm>> {
    let mut found: Vec<ChosenTerm> =
        retention_terms::table.select(ChosenTerm::as_select()).load(conn)?;
    found.sort_by_key(|one| one.term);
    Ok(found)
}

pub fn replace_terms(conn: &mut Conn, chosen: &[ChosenTerm]) -> QueryResult<()> {
    diesel::delete(retention_terms::table).execute(conn)?;
    if chosen.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(retention_terms::table).values(chosen).execute(real))
        .map(drop)
}

/// What the network chose otherwise than its operator: names and choices.
pub fn chosen_policies(conn: &mut Conn) -> QueryResult<Vec<(String, String)>> {
    retention_policies::table.order(retention_policies::name).load(conn)
}

pub fn replace_policies(conn: &mut Conn, chosen: &[(&str, &str)]) -> QueryResult<()> {
    diesel::delete(retention_policies::table).execute(conn)?;
    for (name, choice) in chosen {
        let row = (retention_policies::name.eq(*name), retention_policies::choice.eq(*choice));
        diesel::insert_into(retention_policies::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Takes away received mails that wait since before a moment. Answers their files.
pub fn forget_quarantined(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<String>> {
    let old = received_mails::table
        .filter(received_mails::fate.eq("quarantined"))
        .filter(received_mails::received_at.lt(before));
    diesel::delete(old).returning(received_mails::sha256).get_results(conn)
}

/// Takes away mails, as they came, of tickets that are closed. Answers their files.
pub fn forget_raw_mails(
    conn: &mut Conn,
    before: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let found: Vec<(String, Option<TicketId>)> = received_mails::table
        .inner_join(tickets::table)
        .filter(received_mails::fate.eq_any(["ticket", "reply", "note"]))
        .filter(received_mails::received_at.lt(before))
        .filter(tickets::closed_at.is_not_null())
        .order(received_mails::id)
        .limit(limit)
        .select((received_mails::id, received_mails::ticket_id))
        .load(conn)?;
    let (ids, of): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let of: Vec<_> = of.into_iter().flatten().collect();
    // By the ticket first, since messages are not sought by their mails.
    let said = messages::table
        .filter(messages::ticket_id.eq_any(of))
        .filter(messages::mail_id.eq_any(&ids));
    diesel::update(said).set(messages::mail_id.eq(None::<String>)).execute(conn)?;
    diesel::delete(received_mails::table.filter(received_mails::id.eq_any(ids)))
        .returning(received_mails::sha256)
        .get_results(conn)
}

pub fn forget_readings(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(readings::table.filter(readings::read_at.lt(before))).execute(conn)
}

/// Invitations that led to something or lapsed before a moment.
pub fn forget_invitations(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(invitations::table.filter(invitations::expires_at.lt(before))).execute(conn)
}

/// Takes away who looked after spaces until before a moment, and of requests that came to nothing by then what people wrote.
/// Answers how many people went.
pub fn forget_space_people(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let ended = |states: Vec<State>| {
        spaces::table
            .filter(one_of(spaces::state, states))
            .filter(spaces::since.lt(before))
            .select(spaces::id)
    };
    let gone: Vec<SpaceId> =
        ended(vec![State::Closed, State::Refused, State::Lapsed]).load(conn)?;
    let unopened: Vec<SpaceId> = ended(vec![State::Refused, State::Lapsed]).load(conn)?;
    let of_spaces =
        diesel::delete(space_people::table.filter(space_people::space_id.eq_any(&gone)));
    let of_spaces = of_spaces.execute(conn)?;
    let left = diesel::delete(space_people::table.filter(space_people::ends_on.lt(before.date())));
    let left = left.execute(conn)?;
    diesel::delete(space_questions::table.filter(space_questions::space_id.eq_any(&unopened)))
        .execute(conn)?;
    diesel::update(spaces::table.filter(spaces::id.eq_any(&unopened)))
        .set(spaces::contact.eq(""))
        .execute(conn)?;
    diesel::update(space_checks::table.filter(space_checks::space_id.eq_any(&unopened)))
        .set(space_checks::note.eq(""))
        .execute(conn)?;
    Ok(of_spaces + left)
}

/// Who decides about lists where no archivist was appointed.
pub fn admins(conn: &mut Conn) -> QueryResult<Vec<(String, String, Locale)>> {
    accounts::table
        .filter(accounts::network_role.eq("admin"))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .select((accounts::name, accounts::email, accounts::language))
        .load(conn)
}
