//! Statements about letters, and about closings that were put off for one application.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{
    Application, ApplicationId, Extension, Letter, LetterId, LetterVerdict, PartnerId, Role, State,
};
use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::{
    application_extensions as extensions, application_letters as letters, application_people,
    applications, calls,
};

/// Every letter that was signed, the last one last.
pub fn letters_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<Letter>> {
    letters::table
        .filter(letters::application_id.eq(id))
        .order((letters::signed_at, letters::id))
        .select(Letter::as_select())
        .load(conn)
}

pub fn insert_letter(conn: &mut Conn, letter: &Letter) -> QueryResult<()> {
    diesel::insert_into(letters::table).values(letter).execute(conn).map(drop)
}

/// What is said of a letter that was filed.
pub fn judge_letter(
    conn: &mut Conn,
    id: &LetterId,
    (verdict, reason): (LetterVerdict, &str),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(letters::table.find(id))
        .set((
            letters::verdict.eq(verdict),
            letters::verdict_reason.eq(reason),
            letters::judged_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Every letter of the applications to a call, the last one last.
pub fn letters_of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Letter>> {
    letters::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((letters::signed_at, letters::id))
        .select(Letter::as_select())
        .load(conn)
}

/// Institutions of applications that may still be written, for which somebody is to sign and nobody has.
pub fn letters_owed(
    conn: &mut Conn,
    account: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<Vec<(Application, PartnerId)>> {
    let all: Vec<(Application, Option<PartnerId>)> = application_people::table
        .inner_join(applications::table.inner_join(calls::table))
        .filter(application_people::account_id.eq(account))
        .filter(application_people::role.eq(Role::Signatory))
        .filter(application_people::revoked_at.is_null())
        .filter(applications::state.eq(State::Draft))
        .filter(calls::closes_at.gt(now))
        .order((applications::created_at, applications::id))
        .limit(20)
        .select((Application::as_select(), application_people::partner_id))
        .load(conn)?;
    let mut all: Vec<(Application, PartnerId)> =
        all.into_iter().filter_map(|(bid, partner)| Some((bid, partner?))).collect();
    let partners: Vec<PartnerId> = all.iter().map(|(_, partner)| partner.clone()).collect();
    let signed: Vec<PartnerId> = letters::table
        .filter(letters::partner_id.eq_any(&partners))
        .select(letters::partner_id)
        .load(conn)?;
    all.retain(|(_, partner)| !signed.contains(partner));
    Ok(all)
}

/// Until when something may be written and filed there, when it was put off.
pub fn granted(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Option<NaiveDateTime>> {
    extensions::table
        .filter(extensions::application_id.eq(id))
        .select(diesel::dsl::max(extensions::closes_at))
        .first(conn)
}

/// The closings that were put off for some applications.
pub fn put_off(
    conn: &mut Conn,
    ids: &[ApplicationId],
) -> QueryResult<Vec<(ApplicationId, NaiveDateTime)>> {
    extensions::table
        .filter(extensions::application_id.eq_any(ids))
        .select((extensions::application_id, extensions::closes_at))
        .load(conn)
}

/// Every closing that was put off for one application to a call, the last one last.
pub fn extensions_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Extension>> {
    extensions::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((extensions::granted_at, extensions::id))
        .select(Extension::as_select())
        .load(conn)
}

pub fn insert_extension(conn: &mut Conn, extension: &Extension) -> QueryResult<()> {
    diesel::insert_into(extensions::table).values(extension).execute(conn).map(drop)
}
