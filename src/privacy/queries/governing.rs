//! Who sat in bodies, signed for institutions, answered for resolutions and wrote news, after their terms. That somebody did
//! stays, with what was decided, signed and said.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::calls::CallId;
use crate::conventions::SignatureId;
use crate::db::schema::{
    accounts, applications, body_seats, call_reviewers, calls, convention_signatures,
    emergency_accesses, institution_wishes, meeting_presences, minutes_remarks, news_posts,
    resolutions, sitting_presences, sittings,
};
use crate::db::{Conn, each};
use crate::governance::{ResolutionId, SeatId};
use crate::i18n::Locale;
use crate::news::PostId;
use crate::privacy::rules::GONE;

/// The address of the account of nobody.
const NOBODY: &str = "nobody@erased.invalid";

fn known_nobody(conn: &mut Conn) -> QueryResult<Vec<AccountId>> {
    accounts::table.filter(accounts::email.eq(NOBODY)).select(accounts::id).load(conn)
}

/// The account of nobody: a closed one, to which belongs what was somebody's and must be an account's.
pub fn nobody(conn: &mut Conn, name: &str, now: NaiveDateTime) -> QueryResult<AccountId> {
    let row = (
        accounts::id.eq(AccountId::new()),
        accounts::email.eq(NOBODY),
        accounts::name.eq(name),
        accounts::language.eq(Locale::Fr),
        accounts::created_at.eq(now),
        accounts::disabled_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(accounts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))?;
    accounts::table.filter(accounts::email.eq(NOBODY)).select(accounts::id).first(conn)
}

/// Seats whose time ended before a moment, and that are still somebody's.
pub fn seats_over(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<SeatId>> {
    let nobody = known_nobody(conn)?;
    body_seats::table
        .filter(body_seats::ends_on.lt(before.date()))
        .filter(body_seats::account_id.ne_all(nobody))
        .select(body_seats::id)
        .load(conn)
}

/// Nobody sat there. Who came to a meeting stays as a number, what they noted for it goes.
pub fn forget_seats(conn: &mut Conn, ids: &[SeatId], nobody: &AccountId) -> QueryResult<()> {
    diesel::update(meeting_presences::table.filter(meeting_presences::seat_id.eq_any(ids)))
        .set(meeting_presences::note.eq(""))
        .execute(conn)?;
    diesel::update(body_seats::table.filter(body_seats::id.eq_any(ids)))
        .set((body_seats::account_id.eq(nobody), body_seats::quality.eq("")))
        .execute(conn)
        .map(drop)
}

/// Takes away what people remarked of minutes before a moment.
pub fn forget_remarks(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(minutes_remarks::table.filter(minutes_remarks::made_at.lt(before))).execute(conn)
}

/// Signatures that ended before a moment, by their day or by somebody, and that still say who signed.
pub fn signatures_over(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<SignatureId>> {
    let expired = convention_signatures::expires_on.lt(before.date());
    let ended = convention_signatures::ended_at.lt(before);
    convention_signatures::table
        .filter(convention_signatures::signatory.ne(GONE))
        .filter(expired.or(ended))
        .select(convention_signatures::id)
        .load(conn)
}

/// Takes away who signed and the paper that shows it. Answers the papers on which nothing may hang any more.
pub fn forget_signatories(conn: &mut Conn, ids: &[SignatureId]) -> QueryResult<Vec<String>> {
    let some = || convention_signatures::table.filter(convention_signatures::id.eq_any(ids));
    let papers: Vec<Option<String>> = some().select(convention_signatures::sha256).load(conn)?;
    let why = some().filter(convention_signatures::reason.ne(""));
    diesel::update(why).set(convention_signatures::reason.eq(GONE)).execute(conn)?;
    diesel::update(some())
        .set((
            convention_signatures::signatory.eq(GONE),
            convention_signatures::capacity.eq(""),
            convention_signatures::sha256.eq(None::<String>),
            convention_signatures::file_name.eq(""),
        ))
        .execute(conn)?;
    Ok(papers.into_iter().flatten().collect())
}

/// Resolutions that were done, or replaced by another one, before a moment, and that still say whose they were.
pub fn owned_over(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<ResolutionId>> {
    let replaced =
        resolutions::superseded_by.is_not_null().and(resolutions::made_at.lt(before)).nullable();
    resolutions::table
        .filter(resolutions::owner_id.is_not_null())
        .filter(resolutions::done_on.lt(before.date()).or(replaced))
        .select(resolutions::id)
        .load(conn)
}

pub fn forget_owners(conn: &mut Conn, ids: &[ResolutionId]) -> QueryResult<()> {
    diesel::update(resolutions::table.filter(resolutions::id.eq_any(ids)))
        .set(resolutions::owner_id.eq(None::<AccountId>))
        .execute(conn)
        .map(drop)
}

/// News that were published before a moment, and that still say who wrote them.
pub fn posts_over(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<PostId>> {
    let nobody = known_nobody(conn)?;
    news_posts::table
        .filter(news_posts::publish_at.lt(before))
        .filter(news_posts::created_by.ne_all(nobody))
        .select(news_posts::id)
        .load(conn)
}

pub fn forget_authors(conn: &mut Conn, ids: &[PostId], nobody: &AccountId) -> QueryResult<()> {
    diesel::update(news_posts::table.filter(news_posts::id.eq_any(ids)))
        .set(news_posts::created_by.eq(nobody))
        .execute(conn)
        .map(drop)
}

/// Takes away who reviewed for calls that closed before a moment and of whose applications nothing is left, who was at their
/// deliberations, and who looked into them in an emergency.
pub fn forget_reviewers(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let kept: Vec<CallId> = applications::table
        .filter(applications::cleared_at.is_null())
        .select(applications::call_id)
        .distinct()
        .load(conn)?;
    let over: Vec<CallId> = calls::table
        .filter(calls::closes_at.lt(before))
        .filter(calls::id.ne_all(kept))
        .select(calls::id)
        .load(conn)?;
    let held: Vec<String> =
        sittings::table.filter(sittings::call_id.eq_any(&over)).select(sittings::id).load(conn)?;
    let there = sitting_presences::table.filter(sitting_presences::sitting_id.eq_any(held));
    let looked = emergency_accesses::table.filter(emergency_accesses::call_id.eq_any(&over));
    let asked = call_reviewers::table.filter(call_reviewers::call_id.eq_any(&over));
    Ok(diesel::delete(there).execute(conn)?
        + diesel::delete(looked).execute(conn)?
        + diesel::delete(asked).execute(conn)?)
}

/// Takes away who asked before a moment for an institution that the list did not have.
pub fn forget_wishes(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let old = institution_wishes::asked_at.lt(before);
    diesel::delete(institution_wishes::table.filter(old)).execute(conn)
}
