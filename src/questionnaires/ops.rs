//! What is done with questionnaires. Whoever calls has checked who may, and writes the audit line of what the form is for.

use chrono::NaiveDateTime;

use super::rules::{self, edit};
use super::{Definition, QuestionnaireId, Version, VersionId, VersionState, queries};
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;

/// A new form with a first version to be written.
pub fn begin(
    conn: &mut Conn,
    actor: &Actor,
    definition: &Definition,
    now: NaiveDateTime,
) -> Result<(QuestionnaireId, VersionId)> {
    let id = QuestionnaireId::new();
    let version = queries::insert_draft(conn, (&id, 1), definition, (&actor.id, now))?;
    hold_templates(conn, &id, definition)?;
    Ok((id, version))
}

fn hold_templates(conn: &mut Conn, id: &QuestionnaireId, form: &Definition) -> Result<()> {
    for (_, _, item) in form.walk() {
        if let Some(one) = item.files.as_ref().and_then(|files| files.template.as_ref()) {
            queries::hold_template(conn, id, &one.sha256)?;
        }
    }
    Ok(())
}

/// One step of building a draft; answers the key of what was added or changed.
pub fn build(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&VersionId, i32),
    step: edit::Step,
    now: NaiveDateTime,
) -> Result<String> {
    let version = queries::find(conn, id)?;
    if version.state != VersionState::Draft {
        return Err(rules::PUBLISHED.into());
    }
    if version.lock_version != lock {
        return Err(rules::CHANGED.into());
    }
    let (definition, key) = edit::apply(version.definition, step)?;
    if !queries::update_draft(conn, (id, lock), &definition, (&actor.id, now))? {
        return Err(rules::CHANGED.into());
    }
    hold_templates(conn, &version.questionnaire_id, &definition)?;
    Ok(key)
}

/// Publishes a draft: from now on it never changes.
pub fn publish(conn: &mut Conn, version: &Version, now: NaiveDateTime) -> Result<()> {
    if queries::publish(conn, version, now)? { Ok(()) } else { Err(rules::CHANGED.into()) }
}

/// A draft of the next version, which begins as the one that is asked meanwhile.
pub fn begin_next(
    conn: &mut Conn,
    actor: &Actor,
    version: &Version,
    now: NaiveDateTime,
) -> Result<VersionId> {
    let next = (&version.questionnaire_id, version.number + 1);
    Ok(queries::insert_draft(conn, next, &version.definition, (&actor.id, now))?)
}

/// A published version makes way for a draft of the next one, which begins as the same.
pub fn revise(
    conn: &mut Conn,
    actor: &Actor,
    version: &Version,
    now: NaiveDateTime,
) -> Result<VersionId> {
    queries::retire(conn, &version.id)?;
    begin_next(conn, actor, version, now)
}
