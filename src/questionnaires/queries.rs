//! Every SQL statement about questionnaires.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Definition, Kept, QuestionnaireId, Version, VersionId, VersionState};
use crate::Result;
use crate::accounts::AccountId;
use crate::db::schema::{questionnaire_files, questionnaire_versions as versions, stored_files};
use crate::db::{Conn, each};
use crate::files::ScanState;
use crate::questionnaires::rules::canonical;

pub fn find(conn: &mut Conn, id: &VersionId) -> Result<Version> {
    read(versions::table.find(id).select(Kept::as_select()).first(conn)?)
}

/// A version that was published, by its number; the versions of a form only.
pub fn published(conn: &mut Conn, form: &QuestionnaireId, number: i32) -> Result<Version> {
    let there = versions::table
        .filter(versions::questionnaire_id.eq(form))
        .filter(versions::number.eq(number))
        .filter(versions::state.ne(VersionState::Draft));
    read(there.select(Kept::as_select()).first(conn)?)
}

/// The version that is being written, if there is one.
pub fn draft_of(conn: &mut Conn, form: &QuestionnaireId) -> Result<Option<Version>> {
    let draft = versions::table
        .filter(versions::questionnaire_id.eq(form))
        .filter(versions::state.eq(VersionState::Draft));
    draft.select(Kept::as_select()).first(conn).optional()?.map(read).transpose()
}

/// Forgets a version that nobody was asked.
pub fn delete_draft(conn: &mut Conn, id: &VersionId) -> QueryResult<()> {
    let draft = versions::table.find(id).filter(versions::state.eq(VersionState::Draft));
    diesel::delete(draft).execute(conn).map(drop)
}

/// Several versions, in no order.
pub fn find_all(conn: &mut Conn, ids: &[VersionId]) -> Result<Vec<Version>> {
    let there = versions::table.filter(versions::id.eq_any(ids));
    let kept: Vec<Kept> = there.select(Kept::as_select()).load(conn)?;
    kept.into_iter().map(read).collect()
}

/// A published version is only believed when it still is what was published.
fn read(kept: Kept) -> Result<Version> {
    let value: serde_json::Value = serde_json::from_str(&kept.definition)
        .map_err(|error| anyhow::anyhow!("questionnaire {}: {error}", kept.id))?;
    if kept.sha256.as_ref().is_some_and(|sha256| *sha256 != canonical::hash(&value)) {
        return Err(
            anyhow::anyhow!("questionnaire {} was changed after publication", kept.id).into()
        );
    }
    let definition: Definition = serde_json::from_value(value)
        .map_err(|error| anyhow::anyhow!("questionnaire {}: {error}", kept.id))?;
    Ok(Version {
        id: kept.id,
        questionnaire_id: kept.questionnaire_id,
        number: kept.number,
        state: kept.state,
        definition,
        lock_version: kept.lock_version,
    })
}

fn text(definition: &Definition) -> String {
    serde_json::to_string(definition).unwrap_or_default()
}

/// A draft, which is written on.
pub fn insert_draft(
    conn: &mut Conn,
    (questionnaire, number): (&QuestionnaireId, i32),
    definition: &Definition,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<VersionId> {
    let id = VersionId::new();
    diesel::insert_into(versions::table)
        .values((
            versions::id.eq(&id),
            versions::questionnaire_id.eq(questionnaire),
            versions::number.eq(number),
            versions::state.eq(VersionState::Draft),
            versions::definition.eq(text(definition)),
            versions::updated_by.eq(by),
            versions::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Writes over a draft if nobody did since `lock`; answers whether it was so. What is published is not found.
pub fn update_draft(
    conn: &mut Conn,
    (id, lock): (&VersionId, i32),
    definition: &Definition,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = versions::table
        .find(id)
        .filter(versions::state.eq(VersionState::Draft))
        .filter(versions::lock_version.eq(lock));
    let changed = diesel::update(there)
        .set((
            versions::definition.eq(text(definition)),
            versions::updated_by.eq(by),
            versions::updated_at.eq(now),
            versions::lock_version.eq(lock + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Publishes a draft with the hash by which it is believed from now on.
pub fn publish(conn: &mut Conn, version: &Version, now: NaiveDateTime) -> QueryResult<bool> {
    let value = serde_json::to_value(&version.definition).unwrap_or_default();
    let there = versions::table
        .find(&version.id)
        .filter(versions::state.eq(VersionState::Draft))
        .filter(versions::lock_version.eq(version.lock_version));
    let changed = diesel::update(there)
        .set((
            versions::state.eq(VersionState::Published),
            versions::sha256.eq(canonical::hash(&value)),
            versions::published_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// A version that is asked no more; what was filed with it keeps it.
pub fn retire(conn: &mut Conn, id: &VersionId) -> QueryResult<()> {
    let there = versions::table.find(id).filter(versions::state.eq(VersionState::Published));
    diesel::update(there).set(versions::state.eq(VersionState::Retired)).execute(conn).map(drop)
}

/// What was published has another hash once somebody's name was taken out of it.
pub fn seal_again(conn: &mut Conn, ids: &[String]) -> QueryResult<()> {
    let published = versions::table
        .filter(versions::id.eq_any(ids))
        .filter(versions::sha256.is_not_null())
        .select((versions::id, versions::definition))
        .load::<(VersionId, String)>(conn)?;
    published.into_iter().try_for_each(|(id, definition)| {
        let value = serde_json::from_str(&definition).unwrap_or_default();
        diesel::update(versions::table.find(id))
            .set(versions::sha256.eq(canonical::hash(&value)))
            .execute(conn)
            .map(drop)
    })
}

/// Keeps the file that a form gives, as long as the form is kept.
pub fn hold_template(conn: &mut Conn, form: &QuestionnaireId, sha256: &str) -> QueryResult<()> {
    let row =
        (questionnaire_files::questionnaire_id.eq(form), questionnaire_files::sha256.eq(sha256));
    each!(conn, real => diesel::insert_into(questionnaire_files::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))
    .map(drop)
}

/// What the scanner said of a file that a form gives, and what it is.
pub fn template(conn: &mut Conn, sha256: &str) -> QueryResult<(ScanState, String)> {
    stored_files::table
        .find(sha256)
        .select((stored_files::scan_state, stored_files::media_type))
        .first(conn)
}
