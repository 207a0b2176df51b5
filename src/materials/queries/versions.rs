//! Versions: what they say, and where they stand.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::parts::put_parts;
use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::material_versions;
use crate::materials::{
    Availability, Kind, Level, MaterialId, Reach, Record, Standing, Version, VersionId,
};

/// A record as columns.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = material_versions, treat_none_as_null = true)]
struct Columns<'a> {
    title: &'a str,
    summary: &'a str,
    title_fr: &'a str,
    summary_fr: &'a str,
    title_en: &'a str,
    summary_en: &'a str,
    languages: String,
    topic_codes: String,
    discipline_codes: String,
    stage_codes: String,
    audience_codes: String,
    keywords: String,
    kind: Option<Kind>,
    level: Option<Level>,
    access: Reach,
    availability: Availability,
    licence: &'a str,
    self_minutes: Option<i32>,
    taught_minutes: Option<i32>,
    contact: &'a str,
    accessibility: &'a str,
    doi: Option<&'a str>,
    change_note: &'a str,
}

fn listed<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn columns(what: &Record) -> Columns<'_> {
    Columns {
        title: &what.title,
        summary: &what.summary,
        title_fr: &what.title_fr,
        summary_fr: &what.summary_fr,
        title_en: &what.title_en,
        summary_en: &what.summary_en,
        languages: listed(&what.languages),
        topic_codes: listed(&what.topics),
        discipline_codes: listed(&what.disciplines),
        stage_codes: listed(&what.stages),
        audience_codes: listed(&what.audiences),
        keywords: listed(&what.keywords),
        kind: what.kind,
        level: what.level,
        access: what.access,
        availability: what.availability,
        licence: &what.licence,
        self_minutes: what.self_minutes,
        taught_minutes: what.taught_minutes,
        contact: &what.contact,
        accessibility: &what.accessibility,
        doi: what.doi.as_deref(),
        change_note: &what.change_note,
    }
}

/// Every version of a material, the newest first.
pub fn versions_of(conn: &mut Conn, material: &MaterialId) -> QueryResult<Vec<Version>> {
    material_versions::table
        .filter(material_versions::material_id.eq(material))
        .order(material_versions::number.desc())
        .select(Version::as_select())
        .load(conn)
}

/// A new draft, written by somebody.
pub fn insert_version(
    conn: &mut Conn,
    (id, material, number): (&VersionId, &MaterialId, i32),
    what: &Record,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(material_versions::table)
        .values((
            columns(what),
            material_versions::id.eq(id),
            material_versions::material_id.eq(material),
            material_versions::number.eq(number),
            material_versions::state.eq(Standing::Draft),
            material_versions::author_id.eq(by),
            material_versions::created_at.eq(now),
            material_versions::updated_at.eq(now),
        ))
        .execute(conn)?;
    put_parts(conn, id, what)
}

/// Changes a draft that is still as it was read; answers whether it was.
pub fn update_version(
    conn: &mut Conn,
    (id, lock): (&VersionId, i32),
    what: &Record,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let same = material_versions::table
        .find(id)
        .filter(material_versions::lock_version.eq(lock))
        .filter(material_versions::state.eq(Standing::Draft));
    let changed = diesel::update(same)
        .set((
            columns(what),
            material_versions::updated_at.eq(now),
            material_versions::lock_version.eq(material_versions::lock_version + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        put_parts(conn, id, what)?;
    }
    Ok(changed == 1)
}

/// Notes that a draft's files changed, so that a form that does not know of it is told; answers whether it was a draft.
pub fn touch(conn: &mut Conn, id: &VersionId, now: NaiveDateTime) -> QueryResult<bool> {
    let draft =
        material_versions::table.find(id).filter(material_versions::state.eq(Standing::Draft));
    let changed = diesel::update(draft)
        .set((
            material_versions::updated_at.eq(now),
            material_versions::lock_version.eq(material_versions::lock_version + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Moves a version from the state it is expected in; answers whether it was there.
pub fn advance(
    conn: &mut Conn,
    version: &Version,
    (to, by): (Standing, &AccountId),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = material_versions::table
        .find(&version.id)
        .filter(material_versions::state.eq(version.state))
        .filter(material_versions::lock_version.eq(version.lock_version));
    let moved = (
        material_versions::state.eq(to),
        material_versions::updated_at.eq(now),
        material_versions::lock_version.eq(material_versions::lock_version + 1),
    );
    let changed = if to == Standing::Published {
        diesel::update(there)
            .set((
                moved,
                material_versions::published_by.eq(by),
                material_versions::published_at.eq(now),
            ))
            .execute(conn)?
    } else {
        diesel::update(there).set(moved).execute(conn)?
    };
    Ok(changed == 1)
}

pub fn delete_version(conn: &mut Conn, id: &VersionId) -> QueryResult<()> {
    diesel::delete(material_versions::table.find(id)).execute(conn).map(drop)
}

/// The last day of a version's label; none when it has none.
pub fn set_certified(conn: &mut Conn, id: &VersionId, until: Option<NaiveDate>) -> QueryResult<()> {
    diesel::update(material_versions::table.find(id))
        .set(material_versions::certified_until.eq(until))
        .execute(conn)
        .map(drop)
}

/// Materials whose published version bears its label on a day, and those among them that do so no longer after another.
pub fn certified_on(
    conn: &mut Conn,
    (day, soon): (NaiveDate, NaiveDate),
) -> QueryResult<(i64, i64)> {
    let on = |day: NaiveDate| {
        material_versions::table
            .filter(material_versions::state.eq(Standing::Published))
            .filter(material_versions::certified_until.ge(day))
            .count()
    };
    let all: i64 = on(day).get_result(conn)?;
    let after: i64 = on(soon).get_result(conn)?;
    Ok((all, all - after))
}
