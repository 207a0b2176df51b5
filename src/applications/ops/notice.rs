//! What happens to a call and concerns those who apply.

use chrono::NaiveDateTime;

use crate::Result;
use crate::accounts::Actor;
use crate::applications::{mail, queries};
use crate::calls::{self, CallId};
use crate::db::Conn;

/// Puts a call's closing off, and tells whoever owns an application to it.
pub fn extend_call(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    (closes_at, reason): (NaiveDateTime, &str),
    now: NaiveDateTime,
) -> Result<()> {
    calls::ops::extend(conn, actor, id, (closes_at, reason), now)?;
    let call = calls::queries::find(conn, id)?;
    for (application, name, email, language) in queries::owners_of(conn, id)? {
        let path = format!("/applications/{application}");
        let to = ((name.as_str(), email.as_str(), language), path.as_str());
        mail::extended(conn, (&call, closes_at, reason), to, now)?;
    }
    Ok(())
}
