//! Going back to what was filed.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::letters::PAPERS;
use super::{note, to_file};
use crate::Result;
use crate::accounts::Actor;
use crate::applications::access::{Opened, opened};
use crate::applications::rules::{self, document};
use crate::applications::{ApplicationId, FileId, PartnerRole, PartnerState, Role, queries};
use crate::db::Conn;
use crate::questionnaires::{Item, Kind};

type By<'a> = (&'a Actor, NaiveDateTime);

/// Drops what was written since it was filed last; the owner sends the hash of what they saw and drop. Answers, files,
/// institutions and what they commit to are as they were filed. What others did stays: who joined or declined, and what was
/// signed.
pub fn discard(
    conn: &mut Conn,
    actor: &Actor,
    (id, read): (&ApplicationId, &str),
    arrived: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let there = opened(conn, actor, id)?;
    if there.person.role != Role::Owner {
        return Err(rules::ONLY_OWNER.into());
    }
    rules::check_write(&there.application, (&there.call, there.granted), arrived)?;
    let seq = there.application.current_seq.ok_or(rules::NOT_FILED)?;
    let filed = queries::submission(conn, id, seq)?;
    let (text, sha256) = to_file(conn, &there)?;
    if sha256 == filed.sha256 {
        return Ok(());
    }
    if sha256 != read {
        return Err(rules::CHANGED.into());
    }
    let (whole, now) = (document::read(&filed.document).1, document::read(&text).1);
    answers_back(conn, &there, (&whole["answers"], &now["answers"]), (actor, arrived))?;
    files_back(conn, id, &whole, arrived)?;
    partners_back(conn, id, &whole["partners"], arrived)?;
    queries::set_title(conn, id, whole["title"].as_str().unwrap_or_default())?;
    queries::touch(conn, id, (&actor.id, arrived))?;
    let detail = json!({ "receipt": filed.receipt, "dropped": sha256 });
    note(conn, &actor.id, ("application.discard", id), &detail, arrived)
}

fn answers_back(
    conn: &mut Conn,
    there: &Opened,
    (filed, now): (&Value, &Value),
    (actor, arrived): By<'_>,
) -> Result<()> {
    let id = &there.application.id;
    for item in there.version.definition.sections.iter().flat_map(|section| &section.items) {
        let was = filed.get(&item.key);
        if was == now.get(&item.key) {
            continue;
        }
        if item.kind == Kind::Block {
            rows_back(conn, (id, item), was, (actor, arrived))?;
        } else if item.kind != Kind::File {
            queries::put_answer(conn, (id, &item.key, ""), was, (&actor.id, arrived))?;
        }
    }
    Ok(())
}

/// The rows of a block as they were filed. One with files has the id again under which these are kept.
fn rows_back(
    conn: &mut Conn,
    (id, block): (&ApplicationId, &Item),
    filed: Option<&Value>,
    (actor, arrived): By<'_>,
) -> Result<()> {
    let kept = queries::answers_of(conn, id)?;
    for row in kept.rows(&block.key) {
        queries::remove_row(conn, (id, &block.key, row))?;
    }
    for (place, was) in (0..).zip(filed.and_then(Value::as_array).into_iter().flatten()) {
        let row = match files_in(was).first() {
            Some(file) => queries::file(conn, file)?.row_id,
            None => ApplicationId::random().as_str().chars().take(8).collect(),
        };
        queries::add_row(conn, (id, &block.key, &row), place)?;
        for inner in block.items.iter().filter(|inner| inner.kind != Kind::File) {
            if let Some(value) = was.get(&inner.key) {
                let at = (id, inner.key.as_str(), row.as_str());
                queries::put_answer(conn, at, Some(value), (&actor.id, arrived))?;
            }
        }
    }
    Ok(())
}

/// The files that what was filed names, wherever they stand in it.
fn files_in(filed: &Value) -> BTreeSet<FileId> {
    match filed {
        Value::Object(all) => {
            let own = filed["sha256"].as_str().and(filed["id"].as_str());
            let within = all.values().flat_map(files_in);
            within.chain(own.and_then(|id| id.parse().ok())).collect()
        }
        Value::Array(all) => all.iter().flat_map(files_in).collect(),
        _ => BTreeSet::new(),
    }
}

fn files_back(
    conn: &mut Conn,
    id: &ApplicationId,
    filed: &Value,
    arrived: NaiveDateTime,
) -> Result<()> {
    let named = files_in(filed);
    for file in queries::files_of(conn, id)? {
        // Papers belong to signatures, which stay.
        if file.field_key != PAPERS && !named.contains(&file.id) {
            queries::remove_file(conn, &file.id, arrived)?;
        }
    }
    let named: Vec<FileId> = named.into_iter().collect();
    Ok(queries::bring_back(conn, id, &named)?)
}

fn partners_back(
    conn: &mut Conn,
    id: &ApplicationId,
    filed: &Value,
    arrived: NaiveDateTime,
) -> Result<()> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let mut filed: Vec<&Value> = filed.as_array().into_iter().flatten().collect();
    let is_filed = |slug: &str| filed.iter().any(|one| one["institution"] == *slug);
    for one in queries::partners_of(conn, id)? {
        let declined = one.state == PartnerState::Declined && one.role != PartnerRole::Lead;
        if !is_filed(&one.institution) && !declined {
            queries::set_partner(conn, &one.id, (one.role, PartnerState::Removed, one.fte))?;
            queries::revoke_of_partner(conn, &one.id, arrived)?;
        }
    }
    // Two never lead at once: whoever leads comes last.
    filed.sort_by_key(|one| one["role"] == *PartnerRole::Lead.as_str());
    for was in filed {
        let named = queries::partner_named(conn, id, &text(was, "institution"))?;
        let Some(one) = named else { continue };
        let role = text(was, "role").parse().unwrap_or(one.role);
        let state = match one.state {
            PartnerState::Removed => text(was, "state").parse().unwrap_or(one.state),
            stays => stays,
        };
        let fte = was["fte"].as_str().and_then(rules::fte);
        queries::set_partner(conn, &one.id, (role, state, fte))?;
        queries::set_commitments(conn, &one.id, &text(was, "commitments"))?;
    }
    Ok(())
}
