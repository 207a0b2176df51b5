//! What belongs to one meeting: its agenda and minutes, documents, who came, and what members say of the minutes.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{
    accounts, agenda_items as items, body_seats as seats, meeting_documents as documents,
    meeting_presences as presences, minutes_remarks as remarks, resolutions, stored_files,
};
use crate::db::{Conn, each};
use crate::files::Stored;
use crate::governance::{
    Attendance, Document, DocumentId, Item, ItemId, MeetingId, Presence, Remark, RemarkId, SeatId,
};

/// The agenda, in its order, with the minutes of each point.
pub fn items_of(conn: &mut Conn, meeting: &MeetingId) -> QueryResult<Vec<Item>> {
    items::table
        .filter(items::meeting_id.eq(meeting))
        .order((items::position, items::id))
        .select(Item::as_select())
        .load(conn)
}

pub fn insert_item(conn: &mut Conn, item: &Item) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(items::table).values(item).execute(real)).map(drop)
}

/// Changes what a point is; its minutes stay.
pub fn change_item(conn: &mut Conn, item: &Item) -> QueryResult<()> {
    diesel::update(items::table.find(&item.id))
        .set((
            items::kind.eq(item.kind),
            items::title.eq(&item.title),
            items::title_en.eq(&item.title_en),
            items::minutes.eq(item.minutes),
            items::reserved.eq(item.reserved),
        ))
        .execute(conn)
        .map(drop)
}

/// Changes what the minutes say of a point: what everybody will read, and what its members do.
pub fn write_minutes(
    conn: &mut Conn,
    id: &ItemId,
    (public, private): ((&str, &str), (&str, &str)),
) -> QueryResult<()> {
    diesel::update(items::table.find(id))
        .set((
            items::public_minutes.eq(public.0),
            items::public_minutes_en.eq(public.1),
            items::private_minutes.eq(private.0),
            items::private_minutes_en.eq(private.1),
        ))
        .execute(conn)
        .map(drop)
}

pub fn place_item(conn: &mut Conn, id: &ItemId, position: i32) -> QueryResult<()> {
    diesel::update(items::table.find(id)).set(items::position.eq(position)).execute(conn).map(drop)
}

/// Whether something was decided or brought under a point.
pub fn is_used(conn: &mut Conn, id: &ItemId) -> QueryResult<bool> {
    let decided = resolutions::table.filter(resolutions::item_id.eq(id));
    let brought = documents::table.filter(documents::item_id.eq(id));
    Ok(diesel::select(diesel::dsl::exists(decided)).get_result::<bool>(conn)?
        || diesel::select(diesel::dsl::exists(brought)).get_result::<bool>(conn)?)
}

pub fn delete_item(conn: &mut Conn, id: &ItemId) -> QueryResult<bool> {
    Ok(diesel::delete(items::table.find(id)).execute(conn)? == 1)
}

macro_rules! document_columns {
    () => {
        (
            documents::id,
            documents::meeting_id,
            documents::item_id,
            documents::sha256,
            documents::name,
            documents::public,
            stored_files::media_type,
            stored_files::bytes,
            stored_files::scan_state,
        )
    };
}

pub fn documents_of(conn: &mut Conn, meeting: &MeetingId) -> QueryResult<Vec<Document>> {
    documents::table
        .inner_join(stored_files::table)
        .filter(documents::meeting_id.eq(meeting))
        .order((documents::added_at, documents::id))
        .select(document_columns!())
        .load(conn)
}

pub fn document(conn: &mut Conn, id: &DocumentId) -> QueryResult<Document> {
    documents::table
        .inner_join(stored_files::table)
        .filter(documents::id.eq(id))
        .select(document_columns!())
        .first(conn)
}

pub fn insert_document(
    conn: &mut Conn,
    (id, meeting, item): (&DocumentId, &MeetingId, Option<&ItemId>),
    (file, public): (&Stored, bool),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(id),
            documents::meeting_id.eq(meeting),
            documents::item_id.eq(item),
            documents::sha256.eq(&file.sha256),
            documents::name.eq(&file.name),
            documents::public.eq(public),
            documents::added_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn delete_document(conn: &mut Conn, id: &DocumentId) -> QueryResult<bool> {
    Ok(diesel::delete(documents::table.find(id)).execute(conn)? == 1)
}

/// What is known of who comes and who came.
pub fn attendance_of(conn: &mut Conn, meeting: &MeetingId) -> QueryResult<Vec<Attendance>> {
    presences::table
        .filter(presences::meeting_id.eq(meeting))
        .select((presences::seat_id, presences::answer, presences::presence, presences::note))
        .load(conn)
}

/// The meetings for which somebody said whether they come.
pub fn answered(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<MeetingId>> {
    presences::table
        .inner_join(seats::table)
        .filter(seats::account_id.eq(account))
        .filter(presences::answer.is_not_null())
        .select(presences::meeting_id)
        .load(conn)
}

/// Notes what somebody answered to the convocation.
pub fn answer(
    conn: &mut Conn,
    (meeting, seat): (&MeetingId, &SeatId),
    (answer, note): (Presence, &str),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        presences::meeting_id.eq(meeting),
        presences::seat_id.eq(seat),
        presences::answer.eq(answer),
        presences::answered_at.eq(now),
        presences::note.eq(note),
    );
    let change =
        (presences::answer.eq(answer), presences::answered_at.eq(now), presences::note.eq(note));
    each!(conn, real => diesel::insert_into(presences::table)
        .values(row)
        .on_conflict((presences::meeting_id, presences::seat_id))
        .do_update()
        .set(change)
        .execute(real))
    .map(drop)
}

/// Forgets what people answered: what they were asked is something else now.
pub fn forget_answers(conn: &mut Conn, meeting: &MeetingId) -> QueryResult<()> {
    diesel::update(presences::table.filter(presences::meeting_id.eq(meeting)))
        .set((
            presences::answer.eq(None::<Presence>),
            presences::answered_at.eq(None::<NaiveDateTime>),
            presences::note.eq(""),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes who came, for all at once.
pub fn note_presence(
    conn: &mut Conn,
    meeting: &MeetingId,
    came: &[(SeatId, Option<Presence>)],
) -> QueryResult<()> {
    let known: Vec<SeatId> = presences::table
        .filter(presences::meeting_id.eq(meeting))
        .select(presences::seat_id)
        .load(conn)?;
    let rows: Vec<_> = came
        .iter()
        .filter(|(seat, _)| !known.contains(seat))
        .map(|(seat, _)| (presences::meeting_id.eq(meeting), presences::seat_id.eq(seat)))
        .collect();
    each!(conn, real => diesel::insert_into(presences::table).values(&rows).execute(real))?;
    let states =
        [None, Some(Presence::Present), Some(Presence::Excused), Some(Presence::Represented)];
    for state in states {
        let of: Vec<&SeatId> =
            came.iter().filter(|(_, one)| *one == state).map(|(seat, _)| seat).collect();
        diesel::update(presences::table)
            .filter(presences::meeting_id.eq(meeting))
            .filter(presences::seat_id.eq_any(of))
            .set(presences::presence.eq(state))
            .execute(conn)?;
    }
    Ok(())
}

pub fn remarks_of(conn: &mut Conn, meeting: &MeetingId) -> QueryResult<Vec<Remark>> {
    remarks::table
        .inner_join(accounts::table)
        .filter(remarks::meeting_id.eq(meeting))
        .order((remarks::made_at, remarks::id))
        .limit(500)
        .select((accounts::name, remarks::body, remarks::made_at))
        .load(conn)
}

/// Keeps a remark; the same one again changes nothing.
pub fn insert_remark(
    conn: &mut Conn,
    (id, meeting, by): (&RemarkId, &MeetingId, &AccountId),
    body: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        remarks::id.eq(id),
        remarks::meeting_id.eq(meeting),
        remarks::account_id.eq(by),
        remarks::body.eq(body),
        remarks::made_at.eq(now),
    );
    let made = each!(conn, real => diesel::insert_into(remarks::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(made == 1)
}
