//! Taking what was filed away as a file.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::Result;
use crate::accounts::Actor;
use crate::applications::{Application, Submission, queries};
use crate::calls::Call;
use crate::db::Conn;
use crate::history::{self, By};

/// Of each application the filing that counts; what was never filed has none.
pub fn filed_of(
    conn: &mut Conn,
    call: &Call,
    all: Vec<Application>,
) -> Result<Vec<(Application, Submission)>> {
    let filed = queries::current_submissions(conn, &call.id)?;
    let of = |one: Application| {
        let submission = filed.iter().find(|filed| filed.application_id == one.id)?.clone();
        Some((one, submission))
    };
    Ok(all.into_iter().filter_map(of).collect())
}

/// Notes who took what away, in which form and which columns (all of them for none), and how much was left out.
pub fn note_export(
    conn: &mut Conn,
    actor: &Actor,
    call: &Call,
    ((format, columns), count, left_out): ((&str, Vec<&str>), usize, usize),
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    let detail =
        json!({ "format": format, "columns": columns, "count": count, "left_out": left_out });
    history::record(conn, &by, "call.export", ("call", call.id.as_str()), &detail, now)
}
