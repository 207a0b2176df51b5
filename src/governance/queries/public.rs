//! What everybody reads. Only public columns are read here.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::seated_on;
use crate::clock::network_day;
use crate::db::Conn;
use crate::db::schema::{
    agenda_items as items, body_meetings as meetings, meeting_documents as documents, stored_files,
};
use crate::governance::views::{PublicDocument, PublicItem, PublicMinutes};
use crate::governance::{Body, BodyId, MeetingId, MeetingState};
use crate::i18n::Locale;

type Head =
    (String, String, NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>, Option<NaiveDateTime>);

/// The minutes of a meeting as they were published, and its body.
pub fn published_minutes(conn: &mut Conn, id: &MeetingId) -> QueryResult<(PublicMinutes, Body)> {
    let (body, (title, title_en, starts_at, ends_at, approved_at, published_at)): (BodyId, Head) =
        meetings::table
            .find(id)
            .filter(meetings::state.eq(MeetingState::Published))
            .select((
                meetings::body_id,
                (
                    meetings::title,
                    meetings::title_en,
                    meetings::starts_at,
                    meetings::ends_at,
                    meetings::approved_at,
                    meetings::published_at,
                ),
            ))
            .first(conn)?;
    let body = super::body(conn, &body)?;
    let people = seated_on(conn, &body.id, network_day(starts_at))?;
    let votes = super::quorum_of(conn, id, (&people, body.quorum))?;
    let items = items::table
        .filter(items::meeting_id.eq(id))
        .filter(items::reserved.eq(false))
        .order((items::position, items::id))
        .select((
            items::id,
            items::kind,
            items::title,
            items::title_en,
            items::public_minutes,
            items::public_minutes_en,
        ))
        .load::<PublicItem>(conn)?;
    let minutes = PublicMinutes {
        title,
        title_en,
        starts_at,
        ends_at,
        approved_at,
        published_at: published_at.unwrap_or(ends_at),
        votes,
        items,
        documents: published_documents(conn, id)?,
        resolutions: super::public_lines_of(conn, id)?,
    };
    Ok((minutes, body))
}

/// Documents that were published with the minutes: none of a point that is reserved.
pub fn published_documents(conn: &mut Conn, id: &MeetingId) -> QueryResult<Vec<PublicDocument>> {
    documents::table
        .inner_join(stored_files::table)
        .inner_join(meetings::table.on(meetings::id.eq(documents::meeting_id)))
        .left_join(items::table.on(items::id.nullable().eq(documents::item_id)))
        .filter(documents::meeting_id.eq(id))
        .filter(documents::public.eq(true))
        .filter(meetings::state.eq(MeetingState::Published))
        .filter(documents::item_id.is_null().or(items::reserved.eq(false)))
        .order((documents::added_at, documents::id))
        .select((documents::id, documents::name, stored_files::bytes))
        .load(conn)
}

/// A line of a list of published minutes.
#[derive(Debug, Clone, Queryable)]
pub struct Published {
    pub id: MeetingId,
    pub body_id: BodyId,
    pub title: String,
    pub title_en: String,
    pub starts_at: NaiveDateTime,
    pub published_at: Option<NaiveDateTime>,
}

impl Published {
    /// What the meeting is called in the reader's language, or in the other one.
    pub fn name(&self, locale: Locale) -> &str {
        locale.said(&self.title, &self.title_en).0
    }

    pub fn language(&self, locale: Locale) -> Locale {
        locale.said(&self.title, &self.title_en).1
    }
}

/// Minutes that were published, the last meeting first: of one body, or of all.
pub fn published(
    conn: &mut Conn,
    body: Option<&BodyId>,
    limit: i64,
) -> QueryResult<Vec<Published>> {
    let mut found = meetings::table
        .filter(meetings::state.eq(MeetingState::Published))
        .order((meetings::starts_at.desc(), meetings::id))
        .limit(limit)
        .select((
            meetings::id,
            meetings::body_id,
            meetings::title,
            meetings::title_en,
            meetings::starts_at,
            meetings::published_at,
        ))
        .into_boxed();
    if let Some(body) = body {
        found = found.filter(meetings::body_id.eq(body));
    }
    found.load(conn)
}

/// The pages of published minutes, for the map of the site.
pub fn published_pages(conn: &mut Conn) -> QueryResult<Vec<(String, NaiveDateTime)>> {
    let found = published(conn, None, 10_000)?;
    Ok(found
        .into_iter()
        .map(|one| (one.id.to_string(), one.published_at.unwrap_or(one.starts_at)))
        .collect())
}
