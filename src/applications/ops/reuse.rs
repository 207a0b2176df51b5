//! Beginning with what an earlier application said.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::note;
use super::write::keep_title;
use crate::Result;
use crate::accounts::Actor;
use crate::applications::access::{Opened, opened};
use crate::applications::{ApplicationId, Role, State, queries, rules};
use crate::db::Conn;
use crate::questionnaires::rules::conditions::is_blank;
use crate::questionnaires::rules::typed;
use crate::questionnaires::{Answers, Definition, Item, Kind};

/// Takes over the answers of another application whose question has the same key and kind, where nothing is answered yet.
/// Each is to be read again before it is filed. Files and letters stay where they are.
pub fn reuse(
    conn: &mut Conn,
    actor: &Actor,
    (id, from): (&ApplicationId, &ApplicationId),
    arrived: NaiveDateTime,
) -> Result<usize> {
    let (there, earlier) = (opened(conn, actor, id)?, opened(conn, actor, from)?);
    if !matches!(there.person.role, Role::Owner | Role::Editor) {
        return Err(rules::NOT_YOURS.into());
    }
    if there.application.state != State::Draft || id == from {
        return Err(rules::NOT_DRAFT.into());
    }
    rules::check_write(&there.application, (&there.call, there.granted), arrived)?;
    conn.take_turn(id.as_str())?;
    let (own, theirs) = (queries::answers_of(conn, id)?, queries::answers_of(conn, from)?);
    let (new, old) = (&there.version.definition, &earlier.version.definition);
    let mut taken = 0;
    for item in new.sections.iter().flat_map(|section| &section.items) {
        let Some(was) = same(old, None, item) else { continue };
        if item.kind == Kind::Block {
            taken += block(conn, (&there, actor, arrived), (item, was), (&own, &theirs))?;
        } else {
            taken +=
                one(conn, (&there, actor, arrived), (item, ""), (&own, theirs.get(&item.key, "")))?;
        }
    }
    keep_title(conn, &there)?;
    queries::touch(conn, id, (&actor.id, arrived))?;
    let detail = json!({ "from": from, "answers": taken });
    note(conn, &actor.id, ("application.reuse", id), &detail, arrived)?;
    Ok(taken)
}

/// The same question in an earlier form.
fn same<'a>(old: &'a Definition, block: Option<&str>, item: &Item) -> Option<&'a Item> {
    let (_, of, was) = old.place(&item.key)?;
    let fits = was.kind == item.kind && of.map(|of| of.key.as_str()) == block;
    (fits && was.kind != Kind::File).then_some(was)
}

type At<'a> = (&'a Opened, &'a Actor, NaiveDateTime);

fn one(
    conn: &mut Conn,
    (there, actor, now): At<'_>,
    (item, row): (&Item, &str),
    (own, value): (&Answers, Option<&Value>),
) -> Result<usize> {
    let free = own.get(&item.key, row).is_none_or(is_blank);
    let kept = value.filter(|value| free && !is_blank(value)).filter(|value| offered(item, value));
    let Some(value) = kept else { return Ok(0) };
    let at = (&there.application.id, item.key.as_str(), row);
    queries::put_unread(conn, at, value, (&actor.id, now))?;
    Ok(1)
}

/// Whether what was chosen can still be chosen.
fn offered(item: &Item, value: &Value) -> bool {
    let known =
        |code: &Value| item.choices.iter().any(|one| Some(one.code.as_str()) == code.as_str());
    match value {
        _ if !item.kind.has_choices() || typed::vocabulary(item.kind).is_some() => true,
        Value::Array(all) => all.iter().all(known),
        one => known(one),
    }
}

/// The rows of a block, when it has none yet; they get ids of their own.
fn block(
    conn: &mut Conn,
    at: At<'_>,
    (item, was): (&Item, &Item),
    (own, theirs): (&Answers, &Answers),
) -> Result<usize> {
    if !own.rows(&item.key).is_empty() {
        return Ok(0);
    }
    let (mut taken, id) = (0, &at.0.application.id);
    for (place, row) in (0..).zip(theirs.rows(&item.key).iter().take(item.most())) {
        let new: String = ApplicationId::random().as_str().chars().take(8).collect();
        queries::add_row(conn, (id, &item.key, &new), place)?;
        for inner in &item.items {
            let known = was.items.iter().any(|one| one.key == inner.key && one.kind == inner.kind);
            if known && inner.kind != Kind::File {
                taken += one(conn, at, (inner, &new), (own, theirs.get(&inner.key, row)))?;
            }
        }
    }
    Ok(taken)
}

/// The applications from which somebody may begin another.
pub fn reusable(
    conn: &mut Conn,
    actor: &Actor,
    there: &Opened,
) -> Result<Vec<(ApplicationId, String)>> {
    if there.application.state != State::Draft {
        return Ok(Vec::new());
    }
    let own = queries::of_account(conn, &actor.id)?.into_iter();
    let others = own.filter(|(one, _)| one.id != there.application.id);
    Ok(others
        .map(|(one, call)| {
            let title = match one.reference {
                Some(reference) => format!("{reference} – {}", one.title),
                None => format!("{} – {}", call.reference, one.title),
            };
            (one.id, title)
        })
        .collect())
}
