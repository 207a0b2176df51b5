//! Changing the form of a call that is open: written beside the one that is asked, then put in its place.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::calls::rules::{self, checklist};
use crate::calls::{Amendment, AmendmentId, Call, CallId, Phase, access, queries};
use crate::db::Conn;
use crate::questionnaires::rules::changes;
use crate::questionnaires::{self, Version, VersionId, Weight};
use crate::{Error, Result};

/// Begins the next version of an open call's form; what is asked stays as it is meanwhile.
pub fn begin_revision(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::for_desk(conn, actor, id)?;
    if call.phase(now) != Phase::Open {
        return Err(rules::ILLEGAL.into());
    }
    if questionnaires::queries::draft_of(conn, &call.questionnaire_id)?.is_some() {
        return Ok(());
    }
    let version = questionnaires::queries::find(conn, &call.version_id)?;
    questionnaires::ops::begin_next(conn, actor, &version, now)?;
    note(conn, actor, ("call.begin_revision", id), &json!({}), now)
}

/// Forgets what was begun; what is asked stays as it is.
pub fn drop_revision(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::for_desk(conn, actor, id)?;
    let Some(draft) = revision(conn, &call)? else { return Ok(()) };
    questionnaires::queries::delete_draft(conn, &draft.id)?;
    note(conn, actor, ("call.drop_revision", id), &json!({}), now)
}

/// The version that is written beside the one that is asked.
pub fn revision(conn: &mut Conn, call: &Call) -> Result<Option<Version>> {
    let draft = questionnaires::queries::draft_of(conn, &call.questionnaire_id)?;
    Ok(draft.filter(|draft| draft.id != call.version_id))
}

/// Every change of a call's form that concerns those who apply, the last one last, with the form before and after.
pub fn amended(conn: &mut Conn, id: &CallId) -> Result<Vec<(Amendment, Version, Version)>> {
    let mut all = queries::amendments_of(conn, id)?;
    all.retain(|one| one.weight != Weight::Free);
    let ids: Vec<_> =
        all.iter().flat_map(|one| [one.before_id.clone(), one.version_id.clone()]).collect();
    let versions = questionnaires::queries::find_all(conn, &ids)?;
    let of = |id: &VersionId| versions.iter().find(|version| version.id == *id).cloned();
    let both = |one: Amendment| {
        let (before, after) = (of(&one.before_id)?, of(&one.version_id)?);
        Some((one, before, after))
    };
    Ok(all.into_iter().filter_map(both).collect())
}

/// What came of a revision.
#[derive(Debug, Clone)]
pub struct Revised {
    pub call: Call,
    pub amendment: Amendment,
    /// Until when there is time enough, where there was not.
    pub closes_at: Option<NaiveDateTime>,
}

/// Has the call ask the new version. What concerns those who apply needs a reason; what can make a good application a bad
/// one leaves them five working days, or the closing is put off.
pub fn publish_revision(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&CallId, &str),
    now: NaiveDateTime,
) -> Result<Revised> {
    let call = access::for_desk(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    let draft = revision(conn, &call)?.ok_or(Error::NotFound)?;
    if call.phase(now) != Phase::Open {
        return Err(rules::ILLEGAL.into());
    }
    let asked = super::rules_of(conn, &call)?;
    if !checklist::form_is_ready(&draft.definition, &asked) {
        return Err(rules::UNREADY.into());
    }
    let before = questionnaires::queries::find(conn, &call.version_id)?;
    let weight = changes::weight(&before.definition, &draft.definition);
    let reason = reason.trim();
    if weight != Weight::Free && reason.chars().count() < rules::FEWEST_REASON {
        return Err(rules::NO_REASON.into());
    }
    questionnaires::queries::retire(conn, &before.id)?;
    questionnaires::ops::publish(conn, &draft, now)?;
    let amendment = Amendment {
        id: AmendmentId::new(),
        call_id: id.clone(),
        before_id: before.id,
        version_id: draft.id,
        weight,
        reason: reason.to_owned(),
        made_by: actor.id.clone(),
        made_at: now,
    };
    if !queries::amend(conn, &call, &amendment)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "weight": weight, "version": draft.number });
    note(conn, actor, ("call.revise", id), &detail, now)?;
    let closes_at = match weight {
        Weight::Amendment => rules::dates::time_enough(&call.terms, now),
        Weight::Free | Weight::Notice => None,
    };
    if let Some(closes_at) = closes_at {
        super::extend(conn, actor, id, (closes_at, reason), now)?;
    }
    let call = queries::find(conn, id)?;
    Ok(Revised { call, amendment, closes_at })
}
