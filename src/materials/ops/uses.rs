//! Trainers tell how it went; who wrote the material learns of it; what does not belong there is taken away.

use chrono::NaiveDateTime;
use serde_json::json;

use super::record;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::materials::{Use, UseId, access, mail, queries, rules};
use crate::{Error, Result};

/// Keeps what somebody of a node tells of a published material; told twice, it is told once.
pub fn tell_use(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    one: Use,
    now: NaiveDateTime,
) -> Result<()> {
    if !rules::may_edit(actor, &one.node_id) {
        return Err(Error::NotFound);
    }
    let (found, _) = access::for_reader(conn, slug, None)?;
    if found.material.withdrawn_at.is_some() {
        return Err(Error::NotFound);
    }
    let one = Use { material_id: found.material.id.clone(), number: found.version.number, ..one };
    if !queries::insert_use(conn, (&one, &actor.id), now)? {
        return Ok(());
    }
    mail::used(conn, actor, (&found, &one), now)?;
    let detail = json!({ "use": one.id, "node": one.node_id, "people": one.people });
    record(conn, actor, ("material.use", &one.material_id), &detail, now)
}

/// Takes away what was told: by who answers for the material, or who told it.
pub fn hide_use(conn: &mut Conn, actor: &Actor, id: &UseId, now: NaiveDateTime) -> Result<()> {
    let one = queries::use_of(conn, id)?;
    let material = queries::find(conn, &one.material_id)?;
    if one.told_by != actor.id && !rules::may_edit(actor, &material.node_id) {
        return Err(Error::NotFound);
    }
    if !queries::hide_use(conn, id, &actor.id, now)? {
        return Ok(());
    }
    record(conn, actor, ("material.use_hidden", &material.id), &json!({ "use": id }), now)
}
