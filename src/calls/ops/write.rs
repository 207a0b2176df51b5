//! Beginning a call, from nothing or from an earlier one, and writing it.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::calls::queries::{self, New};
use crate::calls::rules::{self, checklist};
use crate::calls::{Blind, Call, CallId, CallRole, Series, SeriesId, Terms, Text, access};
use crate::clock::network_day;
use crate::db::Conn;
use crate::questionnaires::rules::edit::Step;
use crate::questionnaires::{self, Definition, VersionId};
use crate::text::{free_slug, short_slug};
use crate::{Error, Result, decisions, reviews};

/// The form with which a call begins that is made from nothing: it asks what a node needs.
const STARTER: &str = include_str!("../../../assets/data/starter_form.json");

/// In which series a call is: one that exists, or a new one by code and title.
#[derive(Debug, Clone)]
pub enum InSeries {
    Known(SeriesId),
    New { code: String, title: String },
}

/// Begins a call, as a draft of which whoever begins it is the coordinator; the same id again changes nothing.
pub fn begin(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    (series, title): (&InSeries, &str),
    now: NaiveDateTime,
) -> Result<()> {
    if !access::may_begin(actor) {
        return Err(Error::NotFound);
    }
    if is_known(conn, actor, id)? {
        return Ok(());
    }
    let series = match series {
        InSeries::Known(id) => queries::series(conn, id)?,
        InSeries::New { code, title } => queries::put_series(conn, (code, title, ""))?,
    };
    let form: Definition = serde_json::from_str(STARTER)
        .map_err(|error| anyhow::anyhow!("the starter form: {error}"))?;
    let text = Text { title_fr: title.to_owned(), ..Text::default() };
    let terms = Terms {
        zone: "Europe/Paris".to_owned(),
        opens_at: None,
        closes_at: None,
        questions_until: None,
        grace_minutes: 15,
        blind: Blind::Single,
        reviewers_each: 3,
        node_kind: None,
        appeal_months: 2,
    };
    insert(conn, actor, (id, None), (&series, &text, &terms, &form), now)
}

/// Begins a call as an earlier one was: texts, terms, form, rules, grid and whoever has one of these roles, and no date,
/// extension, question, application or reviewer.
pub fn clone_from(
    conn: &mut Conn,
    actor: &Actor,
    (id, model): (&CallId, &CallId),
    roles: &[CallRole],
    now: NaiveDateTime,
) -> Result<()> {
    let earlier = access::for_desk(conn, actor, model)?;
    if !access::may_begin(actor) {
        return Err(Error::NotFound);
    }
    if is_known(conn, actor, id)? {
        return Ok(());
    }
    let series = queries::series(conn, &earlier.series_id)?;
    let form = questionnaires::queries::find(conn, &earlier.version_id)?.definition;
    let terms =
        Terms { opens_at: None, closes_at: None, questions_until: None, ..earlier.terms.clone() };
    insert(conn, actor, (id, Some(&earlier.id)), (&series, &earlier.text, &terms, &form), now)?;
    super::copy_rules(conn, &earlier, id)?;
    reviews::ops::copy_grid(conn, &earlier, id)?;
    copy_roles(conn, actor, (id, model), roles, now)
}

/// Whoever has one of these roles in the model has it in the copy. Those who come to sit over it are told, as always.
fn copy_roles(
    conn: &mut Conn,
    actor: &Actor,
    (id, model): (&CallId, &CallId),
    roles: &[CallRole],
    now: NaiveDateTime,
) -> Result<()> {
    let call = queries::find(conn, id)?;
    let mut seated = queries::seated(conn, model)?;
    seated.retain(|(role, _)| roles.contains(role));
    for (role, (account, name, email, language)) in seated {
        let detail = json!({ "account": account, "role": role });
        match (role, queries::give_role(conn, (id, &account, role), (&actor.id, now))?) {
            (_, false) => {}
            (CallRole::Coordinator, true) => {
                note(conn, actor, ("call.appoint", id), &detail, now)?;
            }
            (_, true) => {
                note(conn, actor, ("call.seat", id), &detail, now)?;
                decisions::mail::seated(conn, &call, ((&name, &email, language), role), now)?;
            }
        }
    }
    Ok(())
}

fn is_known(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<bool> {
    match queries::find(conn, id).map_err(Error::from) {
        Ok(_) => access::for_desk(conn, actor, id).map(|_| true),
        Err(Error::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

fn insert(
    conn: &mut Conn,
    actor: &Actor,
    (id, cloned_from): (&CallId, Option<&CallId>),
    (series, text, terms, form): (&Series, &Text, &Terms, &Definition),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn("calls")?;
    let year = chrono::Datelike::year(&network_day(now));
    let (begins, base) = (format!("{}-{year}-", series.code), short_slug(&text.title_fr, "appel"));
    let (references, slugs) = queries::taken(conn, &begins, &base)?;
    let number = |reference: &String| reference.strip_prefix(&begins)?.parse::<u32>().ok();
    let last = references.iter().filter_map(number).max().unwrap_or_default();
    let (questionnaire, version) = questionnaires::ops::begin(conn, actor, form, now)?;
    let new = New {
        id,
        series: &series.id,
        cloned_from,
        reference: &format!("{begins}{}", last + 1),
        slug: &free_slug(&base, &slugs),
        text,
        terms,
        form: (&questionnaire, &version),
    };
    queries::insert(conn, &new, (&actor.id, now))?;
    queries::give_role(conn, (id, &actor.id, CallRole::Coordinator), (&actor.id, now))?;
    let detail = json!({ "reference": new.reference, "from": cloned_from });
    note(conn, actor, ("call.begin", id), &detail, now)
}

/// Changes what a call says and its terms, while it is being written. Once it is published dates move by
/// [`super::extend`] only, and words by nothing: who applies must know what is asked.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&CallId, i32),
    (text, terms): (&Text, &Terms),
    now: NaiveDateTime,
) -> Result<()> {
    let call = being_written(conn, actor, id)?;
    if !queries::update(conn, (&call, lock), (text, terms), now)? {
        return Err(rules::CHANGED.into());
    }
    note(conn, actor, ("call.write", id), &json!({ "lock": lock }), now)
}

fn being_written(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    let call = access::for_desk(conn, actor, id)?;
    if checklist::is_being_written(call.state) { Ok(call) } else { Err(rules::ILLEGAL.into()) }
}

/// One step of building the form; answers the key of what was added or changed.
pub fn build(
    conn: &mut Conn,
    actor: &Actor,
    (id, version, lock): (&CallId, &VersionId, i32),
    step: Step,
    now: NaiveDateTime,
) -> Result<String> {
    let call = access::for_desk(conn, actor, id)?;
    let written = match checklist::is_being_written(call.state) {
        true => Some(call.version_id.clone()),
        false => super::revision(conn, &call)?.map(|draft| draft.id),
    };
    if written.ok_or(rules::ILLEGAL)? != *version {
        return Err(rules::CHANGED.into());
    }
    let key = questionnaires::ops::build(conn, actor, (version, lock), step, now)?;
    note(conn, actor, ("call.form", id), &json!({ "key": key }), now)?;
    Ok(key)
}
