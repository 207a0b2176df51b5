//! What was decided.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{
    accounts, bodies, body_meetings as meetings, resolution_links as links, resolutions,
};
use crate::db::{Conn, each};
use crate::governance::views::Line;
use crate::governance::{
    Draft, ItemId, Link, LinkId, MeetingId, MeetingState, Outcome, Reader, Resolution, ResolutionId,
};

type Columns = (
    (ResolutionId, String, Outcome, String, String, String, String),
    (Option<ItemId>, Option<i32>, Option<i32>, Option<i32>),
    (Option<NaiveDate>, Option<NaiveDate>, String, Option<AccountId>, bool, String, String),
    (MeetingId, NaiveDateTime, MeetingState, String, String),
);

macro_rules! line_columns {
    () => {
        (
            (
                resolutions::id,
                resolutions::reference,
                resolutions::outcome,
                resolutions::title,
                resolutions::title_en,
                resolutions::body,
                resolutions::body_en,
            ),
            (
                resolutions::item_id,
                resolutions::votes_for,
                resolutions::votes_against,
                resolutions::votes_abstained,
            ),
            (
                resolutions::due_on,
                resolutions::done_on,
                resolutions::done_note,
                resolutions::owner_id,
                resolutions::public,
                resolutions::quorum_reason,
                resolutions::done_note_en,
            ),
            (meetings::id, meetings::starts_at, meetings::state, bodies::name_fr, bodies::name_en),
        )
    };
}

fn line((what, item, end, of): Columns) -> Line {
    Line {
        id: what.0,
        reference: what.1,
        outcome: what.2,
        title: what.3,
        title_en: what.4,
        body: what.5,
        body_en: what.6,
        item: item.0,
        votes: (item.1, item.2, item.3),
        due_on: end.0,
        done_on: end.1,
        done_note: end.2,
        has_owner: end.3.is_some(),
        quorum_reason: end.5,
        done_note_en: end.6,
        published: end.4 && of.2 == MeetingState::Published,
        meeting: of.0,
        decided_at: of.1,
        of: (of.3, of.4),
    }
}

pub fn resolution(conn: &mut Conn, id: &ResolutionId) -> QueryResult<Resolution> {
    resolutions::table.find(id).select(Resolution::as_select()).first(conn)
}

pub fn known_resolution(conn: &mut Conn, id: &ResolutionId) -> QueryResult<Option<Resolution>> {
    resolution(conn, id).optional()
}

pub fn by_reference(conn: &mut Conn, reference: &str) -> QueryResult<Resolution> {
    resolutions::table
        .filter(resolutions::reference.eq(reference))
        .select(Resolution::as_select())
        .first(conn)
}

/// The references that begin with a code.
pub fn references_like(conn: &mut Conn, code: &str) -> QueryResult<Vec<String>> {
    resolutions::table
        .filter(resolutions::reference.like(format!("{code}-%")))
        .select(resolutions::reference)
        .load(conn)
}

/// What was decided at a meeting, with all that its body reads.
pub fn resolutions_of(conn: &mut Conn, meeting: &MeetingId) -> QueryResult<Vec<Resolution>> {
    resolutions::table
        .filter(resolutions::meeting_id.eq(meeting))
        .order((resolutions::made_at, resolutions::id))
        .select(Resolution::as_select())
        .load(conn)
}

/// What was decided at a meeting, as everybody reads it.
pub fn public_lines_of(conn: &mut Conn, meeting: &MeetingId) -> QueryResult<Vec<Line>> {
    let found: Vec<Columns> = resolutions::table
        .inner_join(meetings::table)
        .inner_join(bodies::table.on(bodies::id.eq(resolutions::body_id)))
        .filter(resolutions::meeting_id.eq(meeting))
        .filter(resolutions::public.eq(true))
        .filter(meetings::state.eq(MeetingState::Published))
        .order((resolutions::made_at, resolutions::id))
        .select(line_columns!())
        .load(conn)?;
    Ok(found.into_iter().map(line).collect())
}

/// Some resolutions that a reader may see, in the order of their ids here.
pub fn lines(conn: &mut Conn, ids: &[ResolutionId], reader: &Reader) -> QueryResult<Vec<Line>> {
    let mut asked = resolutions::table
        .inner_join(meetings::table)
        .inner_join(bodies::table.on(bodies::id.eq(resolutions::body_id)))
        .filter(resolutions::id.eq_any(ids))
        .select(line_columns!())
        .into_boxed();
    if !reader.all {
        let public = resolutions::public.eq(true).and(meetings::state.eq(MeetingState::Published));
        asked = asked.filter(public.or(resolutions::body_id.eq_any(&reader.bodies)));
    }
    let found: Vec<Columns> = asked.load(conn)?;
    let mut all: Vec<Line> = found.into_iter().map(line).collect();
    all.sort_by_key(|one| ids.iter().position(|id| *id == one.id));
    Ok(all)
}

/// What was decided about something, by its addresses, as far as a reader may see it; the last first.
pub fn about(conn: &mut Conn, addresses: &[String], reader: &Reader) -> QueryResult<Vec<Line>> {
    let ids: Vec<ResolutionId> = links::table
        .filter(links::address.eq_any(addresses))
        .select(links::resolution_id)
        .distinct()
        .limit(200)
        .load(conn)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = lines(conn, &ids, reader)?;
    all.sort_by_key(|one| std::cmp::Reverse(one.decided_at));
    Ok(all)
}

pub fn insert_resolution(conn: &mut Conn, one: &Resolution) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(resolutions::table).values(one).execute(real)).map(drop)
}

/// Changes what is written of a resolution; its reference and its meeting stay.
pub fn change_resolution(
    conn: &mut Conn,
    id: &ResolutionId,
    draft: &Draft,
    owner: Option<&AccountId>,
) -> QueryResult<()> {
    diesel::update(resolutions::table.find(id))
        .set((
            resolutions::item_id.eq(&draft.item),
            resolutions::outcome.eq(draft.outcome),
            resolutions::title.eq(&draft.title),
            resolutions::title_en.eq(&draft.title_en),
            resolutions::body.eq(&draft.body),
            resolutions::body_en.eq(&draft.body_en),
            resolutions::private_note.eq(&draft.private_note),
            resolutions::public.eq(draft.public),
            resolutions::votes_for.eq(draft.votes.0),
            resolutions::votes_against.eq(draft.votes.1),
            resolutions::votes_abstained.eq(draft.votes.2),
            resolutions::owner_id.eq(owner),
            resolutions::due_on.eq(draft.due_on),
            resolutions::quorum_reason.eq(&draft.without_quorum),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes that it is done, or that it is not after all.
pub fn note_done(
    conn: &mut Conn,
    id: &ResolutionId,
    done_on: Option<NaiveDate>,
    (french, english): (&str, &str),
) -> QueryResult<()> {
    diesel::update(resolutions::table.find(id))
        .set((
            resolutions::done_on.eq(done_on),
            resolutions::done_note.eq(french),
            resolutions::done_note_en.eq(english),
        ))
        .execute(conn)
        .map(drop)
}

/// Another resolution takes its place.
pub fn supersede(conn: &mut Conn, id: &ResolutionId, by: &ResolutionId) -> QueryResult<()> {
    diesel::update(resolutions::table.find(id))
        .set((resolutions::outcome.eq(Outcome::Superseded), resolutions::superseded_by.eq(by)))
        .execute(conn)
        .map(drop)
}

pub fn links_of(conn: &mut Conn, ids: &[ResolutionId]) -> QueryResult<Vec<Link>> {
    links::table
        .filter(links::resolution_id.eq_any(ids))
        .order(links::id)
        .select(Link::as_select())
        .load(conn)
}

/// Adds a link; the same address again changes nothing.
pub fn insert_link(conn: &mut Conn, link: &Link) -> QueryResult<bool> {
    let made = each!(conn, real => diesel::insert_into(links::table)
        .values(link)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(made == 1)
}

pub fn delete_link(conn: &mut Conn, (of, id): (&ResolutionId, &LinkId)) -> QueryResult<bool> {
    let there = links::table.find(id).filter(links::resolution_id.eq(of));
    Ok(diesel::delete(there).execute(conn)? == 1)
}

/// What somebody has to do and has not done, what is due first first; what has no day last.
pub fn owed(conn: &mut Conn, owner: &AccountId, limit: i64) -> QueryResult<Vec<Resolution>> {
    let mut all: Vec<Resolution> = resolutions::table
        .filter(resolutions::owner_id.eq(owner))
        .filter(resolutions::outcome.eq(Outcome::Adopted))
        .filter(resolutions::done_on.is_null())
        .order((resolutions::due_on, resolutions::id))
        .limit(limit)
        .select(Resolution::as_select())
        .load(conn)?;
    all.sort_by_key(|one| (one.due_on.is_none(), one.due_on));
    Ok(all)
}

/// What is to be done by a day and of which its owner was not reminded: with their name, address and language.
pub fn to_remind(
    conn: &mut Conn,
    by: NaiveDate,
    limit: i64,
) -> QueryResult<Vec<(Resolution, String, String, crate::i18n::Locale)>> {
    resolutions::table
        .inner_join(accounts::table.on(accounts::id.nullable().eq(resolutions::owner_id)))
        .filter(resolutions::outcome.eq(Outcome::Adopted))
        .filter(resolutions::done_on.is_null())
        .filter(resolutions::reminded_at.is_null())
        .filter(resolutions::due_on.le(by))
        .filter(accounts::disabled_at.is_null())
        .order((resolutions::due_on, resolutions::id))
        .limit(limit)
        .select((Resolution::as_select(), accounts::name, accounts::email, accounts::language))
        .load(conn)
}

/// Notes that somebody was reminded; answers whether they were not before.
pub fn note_reminded(conn: &mut Conn, id: &ResolutionId, now: NaiveDateTime) -> QueryResult<bool> {
    let there = resolutions::table.find(id).filter(resolutions::reminded_at.is_null());
    Ok(diesel::update(there).set(resolutions::reminded_at.eq(now)).execute(conn)? == 1)
}

/// Whoever has it to do is reminded anew: it is somebody else's, or due on another day.
pub fn forget_reminder(conn: &mut Conn, id: &ResolutionId) -> QueryResult<()> {
    diesel::update(resolutions::table.find(id))
        .set(resolutions::reminded_at.eq(None::<NaiveDateTime>))
        .execute(conn)
        .map(drop)
}
