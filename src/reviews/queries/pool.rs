//! Statements about whoever reviews, across calls, and for one.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::calls::{Call, CallId};
use crate::db::schema::{
    accounts, assignments, call_reviewers, calls, institution_domains as domains,
    reviewer_affiliations as affiliations, reviewer_disciplines as disciplines, reviewers,
};
use crate::db::{Conn, each};
use crate::i18n::Locale;
use crate::reviews::{Affiliation, AffiliationId, AssignmentState, CallReviewer, Standing};

/// Somebody of the pool.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub language: Locale,
    /// The languages they read, with commas.
    pub languages: String,
}

/// What is read of somebody of the pool.
macro_rules! person_columns {
    () => {
        (accounts::id, accounts::name, accounts::email, accounts::language, reviewers::languages)
    };
}

type PersonRow = (AccountId, String, String, Locale, String);

fn person((id, name, email, language, languages): PersonRow) -> Person {
    Person { id, name, email, language, languages }
}

/// Everybody of the pool.
pub fn pool(conn: &mut Conn) -> QueryResult<Vec<Person>> {
    let rows: Vec<PersonRow> = reviewers::table
        .inner_join(accounts::table.on(accounts::id.eq(reviewers::account_id)))
        .filter(accounts::disabled_at.is_null())
        .order((accounts::name, accounts::id))
        .limit(2_000)
        .select(person_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(person).collect())
}

pub fn is_reviewer(conn: &mut Conn, account: &AccountId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(reviewers::table.find(account))).get_result(conn)
}

/// The languages somebody of the pool reads.
pub fn languages_of(conn: &mut Conn, account: &AccountId) -> QueryResult<Option<String>> {
    reviewers::table.find(account).select(reviewers::languages).first(conn).optional()
}

/// Puts somebody in the pool, or changes what they read.
pub fn put_reviewer(
    conn: &mut Conn,
    (account, languages): (&AccountId, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(reviewers::table)
        .values((
            reviewers::account_id.eq(account),
            reviewers::languages.eq(languages),
            reviewers::added_by.eq(by),
            reviewers::added_at.eq(now),
        ))
        .on_conflict(reviewers::account_id)
        .do_update()
        .set(reviewers::languages.eq(languages))
        .execute(real))
    .map(drop)
}

/// What somebody knows, in the place of what was noted.
pub fn put_disciplines(conn: &mut Conn, account: &AccountId, codes: &[String]) -> QueryResult<()> {
    diesel::delete(disciplines::table.filter(disciplines::account_id.eq(account))).execute(conn)?;
    let row = |code: &String| {
        (disciplines::account_id.eq(account.clone()), disciplines::discipline.eq(code.clone()))
    };
    let rows: Vec<_> = codes.iter().map(row).collect();
    each!(conn, real => diesel::insert_into(disciplines::table).values(&rows).execute(real))
        .map(drop)
}

/// An institution, from when, until when.
pub type Held = (String, Option<NaiveDate>, Option<NaiveDate>);

/// Where somebody works and worked, in the place of what was noted.
pub fn put_affiliations(
    conn: &mut Conn,
    account: &AccountId,
    held: &[Held],
    by: &AccountId,
) -> QueryResult<()> {
    diesel::delete(affiliations::table.filter(affiliations::account_id.eq(account)))
        .execute(conn)?;
    let row = |(institution, starts_on, ends_on): &Held| {
        (
            affiliations::id.eq(AffiliationId::new()),
            affiliations::account_id.eq(account.clone()),
            affiliations::institution.eq(institution.clone()),
            affiliations::starts_on.eq(*starts_on),
            affiliations::ends_on.eq(*ends_on),
            affiliations::added_by.eq(by.clone()),
        )
    };
    let rows: Vec<_> = held.iter().map(row).collect();
    each!(conn, real => diesel::insert_into(affiliations::table).values(&rows).execute(real))
        .map(drop)
}

/// Everybody's affiliations, or one person's.
pub fn affiliations(conn: &mut Conn, of: Option<&AccountId>) -> QueryResult<Vec<Affiliation>> {
    let mut query = affiliations::table
        .order((affiliations::account_id, affiliations::starts_on, affiliations::id))
        .select(Affiliation::as_select())
        .into_boxed::<crate::db::MultiBackend>();
    if let Some(of) = of {
        query = query.filter(affiliations::account_id.eq(of.clone()));
    }
    query.load(conn)
}

/// Everybody's disciplines, or one person's.
pub fn disciplines(
    conn: &mut Conn,
    of: Option<&AccountId>,
) -> QueryResult<Vec<(AccountId, String)>> {
    let mut query = disciplines::table
        .order((disciplines::account_id, disciplines::discipline))
        .select((disciplines::account_id, disciplines::discipline))
        .into_boxed::<crate::db::MultiBackend>();
    if let Some(of) = of {
        query = query.filter(disciplines::account_id.eq(of.clone()));
    }
    query.load(conn)
}

/// How many reviews each person has submitted, in all calls.
pub fn past_reviews(conn: &mut Conn) -> QueryResult<Vec<(AccountId, i64)>> {
    assignments::table
        .filter(assignments::state.eq(AssignmentState::Done))
        .group_by(assignments::reviewer_id)
        .select((assignments::reviewer_id, diesel::dsl::count_star()))
        .load(conn)
}

/// Mail domains with their institution.
pub fn domains(conn: &mut Conn) -> QueryResult<Vec<(String, String)>> {
    domains::table.order(domains::domain).select((domains::domain, domains::institution)).load(conn)
}

pub fn put_domain(
    conn: &mut Conn,
    (domain, institution): (&str, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(domains::table)
        .values((
            domains::domain.eq(domain),
            domains::institution.eq(institution),
            domains::added_by.eq(by),
            domains::added_at.eq(now),
        ))
        .on_conflict(domains::domain)
        .do_update()
        .set(domains::institution.eq(institution))
        .execute(real))
    .map(drop)
}

/// Whoever is or was asked to review for a call.
pub fn asked(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<(CallReviewer, Person)>> {
    let rows: Vec<(CallReviewer, PersonRow)> = call_reviewers::table
        .inner_join(accounts::table)
        .inner_join(reviewers::table.on(reviewers::account_id.eq(call_reviewers::account_id)))
        .filter(call_reviewers::call_id.eq(call))
        .order((accounts::name, accounts::id))
        .select((CallReviewer::as_select(), person_columns!()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(asked, row)| (asked, person(row))).collect())
}

pub fn asked_one(
    conn: &mut Conn,
    (call, account): (&CallId, &AccountId),
) -> QueryResult<Option<CallReviewer>> {
    call_reviewers::table
        .find((call, account))
        .select(CallReviewer::as_select())
        .first(conn)
        .optional()
}

pub fn asked_by_token(conn: &mut Conn, token_sha256: &str) -> QueryResult<Option<CallReviewer>> {
    call_reviewers::table
        .filter(call_reviewers::token_sha256.eq(token_sha256))
        .select(CallReviewer::as_select())
        .first(conn)
        .optional()
}

/// The calls for which somebody is or was asked.
pub fn asked_for(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<(CallReviewer, Call)>> {
    call_reviewers::table
        .inner_join(calls::table)
        .filter(call_reviewers::account_id.eq(account))
        .order(call_reviewers::invited_at.desc())
        .limit(50)
        .select((CallReviewer::as_select(), Call::as_select()))
        .load(conn)
}

/// Asks somebody, once more if they were asked before: the earlier link ends.
pub fn put_asked(
    conn: &mut Conn,
    (call, account): (&CallId, &AccountId),
    (most, token_sha256): (i32, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    let said = (
        call_reviewers::state.eq(Standing::Invited),
        call_reviewers::most.eq(most),
        call_reviewers::token_sha256.eq(token_sha256),
        call_reviewers::invited_by.eq(by),
        call_reviewers::invited_at.eq(now),
        call_reviewers::answered_at.eq(None::<NaiveDateTime>),
        call_reviewers::signed_at.eq(None::<NaiveDateTime>),
        call_reviewers::reason.eq(""),
    );
    each!(conn, real => diesel::insert_into(call_reviewers::table)
        .values((call_reviewers::call_id.eq(call), call_reviewers::account_id.eq(account), said))
        .on_conflict((call_reviewers::call_id, call_reviewers::account_id))
        .do_update()
        .set(said)
        .execute(real))
    .map(drop)
}

/// Where somebody stands, if it still is where it was; answers whether it was.
pub fn set_asked(
    conn: &mut Conn,
    asked: &CallReviewer,
    (to, reason): (Standing, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = call_reviewers::table
        .find((&asked.call_id, &asked.account_id))
        .filter(call_reviewers::state.eq(asked.state));
    let changed = diesel::update(there)
        .set((
            call_reviewers::state.eq(to),
            call_reviewers::reason.eq(reason),
            call_reviewers::answered_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn set_most(
    conn: &mut Conn,
    (call, account): (&CallId, &AccountId),
    most: i32,
) -> QueryResult<()> {
    diesel::update(call_reviewers::table.find((call, account)))
        .set(call_reviewers::most.eq(most))
        .execute(conn)
        .map(drop)
}

/// Notes that confidentiality was promised; the first time stays.
pub fn sign(
    conn: &mut Conn,
    (call, account): (&CallId, &AccountId),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = call_reviewers::table
        .find((call, account))
        .filter(call_reviewers::state.eq(Standing::Accepted))
        .filter(call_reviewers::signed_at.is_null());
    Ok(diesel::update(there).set(call_reviewers::signed_at.eq(Some(now))).execute(conn)? == 1)
}
