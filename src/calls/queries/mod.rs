//! Every SQL statement about calls.

mod amendments;
mod questions;
mod rules;

pub use amendments::*;
pub use questions::*;
pub use rules::*;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Call, CallId, CallRole, Extension, Series, SeriesId, State, Terms, Text};
use crate::accounts::AccountId;
use crate::db::schema::{accounts, call_extensions, call_roles, call_series, calls};
use crate::db::{Conn, MultiBackend, one_of};
use crate::i18n::Locale;
use crate::questionnaires::{QuestionnaireId, VersionId};

pub fn find(conn: &mut Conn, id: &CallId) -> QueryResult<Call> {
    calls::table.find(id).select(Call::as_select()).first(conn)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Call> {
    calls::table.filter(calls::slug.eq(slug)).select(Call::as_select()).first(conn)
}

/// What readers find: everything that was announced, what closes last first; at most two hundred, of three a year.
pub fn public(conn: &mut Conn) -> QueryResult<Vec<Call>> {
    calls::table
        .filter(calls::state.ne(State::Draft))
        .filter(
            calls::state
                .ne(State::Cancelled)
                .or(calls::published_at.is_not_null())
                .or(calls::announced_at.is_not_null()),
        )
        .order((calls::closes_at.desc(), calls::created_at.desc()))
        .limit(200)
        .select(Call::as_select())
        .load(conn)
}

/// Addresses of calls and when they were last changed.
pub fn published_pages(conn: &mut Conn) -> QueryResult<Vec<(String, NaiveDateTime)>> {
    calls::table
        .filter(calls::state.ne(State::Draft))
        .filter(
            calls::state
                .ne(State::Cancelled)
                .or(calls::published_at.is_not_null())
                .or(calls::announced_at.is_not_null()),
        )
        .order(calls::slug)
        .select((calls::slug, calls::updated_at))
        .load(conn)
}

/// The calls that somebody coordinates; all of them for `None`.
pub fn on_desk(conn: &mut Conn, who: Option<&AccountId>) -> QueryResult<Vec<Call>> {
    let mut query = calls::table
        .order((calls::created_at.desc(), calls::id.desc()))
        .limit(200)
        .select(Call::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(who) = who {
        let own = call_roles::table
            .filter(call_roles::account_id.eq(who.clone()))
            .filter(call_roles::role.eq(CallRole::Coordinator))
            .select(call_roles::call_id);
        query = query.filter(calls::id.eq_any(own));
    }
    query.load(conn)
}

/// The call that closes next, of those that can be filed to or will be.
pub fn next_closing(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<Option<Call>> {
    calls::table
        .filter(calls::state.eq(State::Published))
        .filter(calls::closes_at.ge(now))
        .order((calls::closes_at, calls::id))
        .select(Call::as_select())
        .first(conn)
        .optional()
}

pub fn has_role(
    conn: &mut Conn,
    (call, account): (&CallId, &AccountId),
    role: CallRole,
) -> QueryResult<bool> {
    let held = call_roles::table.find((call, account, role));
    diesel::select(diesel::dsl::exists(held)).get_result(conn)
}

/// What somebody does for a call.
pub fn roles_of(conn: &mut Conn, call: &CallId, account: &AccountId) -> QueryResult<Vec<CallRole>> {
    call_roles::table
        .filter(call_roles::call_id.eq(call))
        .filter(call_roles::account_id.eq(account))
        .select(call_roles::role)
        .load(conn)
}

/// The calls over which somebody sits, the last one first.
pub fn seats_of(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<(Call, CallRole)>> {
    calls::table
        .inner_join(call_roles::table.on(call_roles::call_id.eq(calls::id)))
        .filter(call_roles::account_id.eq(account))
        .filter(one_of(
            call_roles::role,
            [CallRole::Chair, CallRole::Committee, CallRole::Secretary, CallRole::Observer],
        ))
        .order((calls::created_at.desc(), calls::id, call_roles::role))
        .limit(50)
        .select((Call::as_select(), call_roles::role))
        .load(conn)
}

/// The calls in review that somebody runs or chairs, the last one first: each once, as what lets them do most.
pub fn reviewed_under(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<(Call, CallRole)>> {
    let acting = [CallRole::Coordinator, CallRole::Secretary, CallRole::Chair];
    let mut found: Vec<(Call, CallRole)> = calls::table
        .inner_join(call_roles::table.on(call_roles::call_id.eq(calls::id)))
        .filter(call_roles::account_id.eq(account))
        .filter(one_of(call_roles::role, acting))
        .filter(calls::state.eq(State::InReview))
        .order((calls::created_at.desc(), calls::id))
        .limit(50)
        .select((Call::as_select(), call_roles::role))
        .load(conn)?;
    // Who chairs and coordinates too does what coordinators do.
    found.sort_by_key(|(_, role)| *role == CallRole::Chair);
    let mut once: Vec<(Call, CallRole)> = Vec::new();
    for one in found {
        if once.iter().all(|(call, _)| call.id != one.0.id) {
            once.push(one);
        }
    }
    Ok(once)
}

/// Names, addresses and languages of those with a role.
pub fn holders(
    conn: &mut Conn,
    call: &CallId,
    role: CallRole,
) -> QueryResult<Vec<(AccountId, String, String, Locale)>> {
    call_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(call_roles::account_id)))
        .filter(call_roles::call_id.eq(call))
        .filter(call_roles::role.eq(role))
        .order(accounts::name)
        .select((accounts::id, accounts::name, accounts::email, accounts::language))
        .load(conn)
}

/// Somebody with a role of a call: the role, and who.
pub type Seated = (CallRole, (AccountId, String, String, Locale));

/// Those with a role who still have an account: each role apart, coordinators first.
pub fn seated(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Seated>> {
    let mut all: Vec<Seated> = call_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(call_roles::account_id)))
        .filter(call_roles::call_id.eq(call))
        .filter(accounts::disabled_at.is_null())
        .order((accounts::name, accounts::id))
        .select((
            call_roles::role,
            (accounts::id, accounts::name, accounts::email, accounts::language),
        ))
        .load(conn)?;
    let place = |role: CallRole| CallRole::COPIED.iter().position(|one| *one == role);
    all.retain(|(role, _)| place(*role).is_some());
    all.sort_by_key(|(role, _)| place(*role));
    Ok(all)
}

/// Gives a role; answers whether it was not held.
pub fn give_role(
    conn: &mut Conn,
    (call, account, role): (&CallId, &AccountId, CallRole),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    if has_role(conn, (call, account), role)? {
        return Ok(false);
    }
    diesel::insert_into(call_roles::table)
        .values((
            call_roles::call_id.eq(call),
            call_roles::account_id.eq(account),
            call_roles::role.eq(role),
            call_roles::given_by.eq(by),
            call_roles::given_at.eq(now),
        ))
        .execute(conn)?;
    Ok(true)
}

pub fn take_role(
    conn: &mut Conn,
    (call, account, role): (&CallId, &AccountId, CallRole),
) -> QueryResult<bool> {
    let held = call_roles::table.find((call, account, role));
    Ok(diesel::delete(held).execute(conn)? == 1)
}

pub fn all_series(conn: &mut Conn) -> QueryResult<Vec<Series>> {
    call_series::table.order(call_series::code).select(Series::as_select()).load(conn)
}

pub fn series(conn: &mut Conn, id: &SeriesId) -> QueryResult<Series> {
    call_series::table.find(id).select(Series::as_select()).first(conn)
}

/// The series with this code, made if there is none.
pub fn put_series(conn: &mut Conn, (code, fr, en): (&str, &str, &str)) -> QueryResult<Series> {
    let known = call_series::table
        .filter(call_series::code.eq(code))
        .select(Series::as_select())
        .first(conn)
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let made = Series {
        id: SeriesId::new(),
        code: code.to_owned(),
        title_fr: fr.to_owned(),
        title_en: en.to_owned(),
    };
    diesel::insert_into(call_series::table)
        .values((
            call_series::id.eq(&made.id),
            call_series::code.eq(code),
            call_series::title_fr.eq(fr),
            call_series::title_en.eq(en),
        ))
        .execute(conn)?;
    Ok(made)
}

/// References that begin so, and addresses that begin so.
pub fn taken(
    conn: &mut Conn,
    reference: &str,
    slug: &str,
) -> QueryResult<(Vec<String>, Vec<String>)> {
    let references = calls::table
        .filter(calls::reference.like(format!("{reference}%")))
        .select(calls::reference)
        .load(conn)?;
    let slugs =
        calls::table.filter(calls::slug.like(format!("{slug}%"))).select(calls::slug).load(conn)?;
    Ok((references, slugs))
}

/// What a new call begins as.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub id: &'a CallId,
    pub series: &'a SeriesId,
    pub cloned_from: Option<&'a CallId>,
    pub reference: &'a str,
    pub slug: &'a str,
    pub text: &'a Text,
    pub terms: &'a Terms,
    pub form: (&'a QuestionnaireId, &'a VersionId),
}

pub fn insert(
    conn: &mut Conn,
    new: &New<'_>,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(calls::table)
        .values((
            (
                calls::id.eq(new.id),
                calls::series_id.eq(new.series),
                calls::cloned_from.eq(new.cloned_from.cloned()),
                calls::reference.eq(new.reference),
                calls::slug.eq(new.slug),
                calls::state.eq(State::Draft),
                calls::questionnaire_id.eq(new.form.0),
                calls::version_id.eq(new.form.1),
                calls::created_by.eq(by),
                calls::created_at.eq(now),
                calls::updated_at.eq(now),
            ),
            new.text,
            new.terms,
        ))
        .execute(conn)
        .map(drop)
}

/// Writes over what a call says if nobody did since `lock` and it is still in that state; answers whether it was so.
pub fn update(
    conn: &mut Conn,
    (call, lock): (&Call, i32),
    (text, terms): (&Text, &Terms),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = calls::table
        .find(&call.id)
        .filter(calls::state.eq(call.state))
        .filter(calls::lock_version.eq(lock));
    let changed = diesel::update(there)
        .set((text, terms, calls::updated_at.eq(now), calls::lock_version.eq(lock + 1)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// What comes with a change of state.
#[derive(Debug, Clone, Default)]
pub struct Along {
    pub version: Option<VersionId>,
    pub announced_at: Option<NaiveDateTime>,
    pub published_at: Option<NaiveDateTime>,
    /// From then on nothing is filed.
    pub frozen_at: Option<NaiveDateTime>,
    pub results_at: Option<NaiveDateTime>,
    pub reason: String,
}

/// Moves a call from the state it is expected in; answers whether it was there, unchanged.
pub fn advance(
    conn: &mut Conn,
    call: &Call,
    (to, along): (State, &Along),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = calls::table
        .find(&call.id)
        .filter(calls::state.eq(call.state))
        .filter(calls::lock_version.eq(call.lock_version));
    let changed = diesel::update(there)
        .set((
            calls::state.eq(to),
            calls::version_id.eq(along.version.as_ref().unwrap_or(&call.version_id)),
            calls::announced_at.eq(call.announced_at.or(along.announced_at)),
            calls::published_at.eq(along.published_at.or(call.published_at)),
            calls::frozen_at.eq(along.frozen_at.or(call.frozen_at)),
            calls::results_at.eq(along.results_at.or(call.results_at)),
            calls::reason.eq(&along.reason),
            calls::updated_at.eq(now),
            calls::lock_version.eq(call.lock_version + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn extensions_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Extension>> {
    call_extensions::table
        .filter(call_extensions::call_id.eq(call))
        .order(call_extensions::granted_at)
        .select(Extension::as_select())
        .load(conn)
}

/// Puts a closing date off, if it still is where it was; answers whether it was.
pub fn extend(conn: &mut Conn, call: &Call, extension: &Extension) -> QueryResult<bool> {
    let there = calls::table
        .find(&call.id)
        .filter(calls::state.eq(State::Published))
        .filter(calls::closes_at.eq(extension.closed_at));
    let changed = diesel::update(there)
        .set((
            calls::closes_at.eq(extension.closes_at),
            calls::updated_at.eq(extension.granted_at),
            calls::lock_version.eq(calls::lock_version + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        diesel::insert_into(call_extensions::table).values(extension).execute(conn)?;
    }
    Ok(changed == 1)
}
