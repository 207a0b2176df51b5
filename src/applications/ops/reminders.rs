//! Whoever writes a draft is reminded before the closing.

use chrono::NaiveDateTime;

use crate::Result;
use crate::app::App;
use crate::applications::{Application, Role, mail, queries, rules};
use crate::calls::Call;
use crate::calls::rules::deadline;
use crate::db::Conn;

/// Reminds owners and editors of drafts, each at most once a step; who has filed to that call needs no reminding.
pub fn remind_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let drafts = app.db.read_now(|conn| Ok(queries::drafts_closing(conn, now)?))?;
    let mut sent = 0;
    for (application, call) in drafts {
        sent += app.db.write_now(|conn| remind(conn, (&application, &call), now))?;
    }
    Ok(sent)
}

fn remind(
    conn: &mut Conn,
    (application, call): (&Application, &Call),
    now: NaiveDateTime,
) -> Result<usize> {
    let granted = queries::granted(conn, &application.id)?;
    let Some(closes) = deadline(&call.terms, granted) else { return Ok(0) };
    let Some(step) = rules::reminder(application.created_at, closes, now) else { return Ok(0) };
    if !queries::note_reminder(conn, &application.id, step, now)? {
        return Ok(0);
    }
    let have_filed = queries::who_filed(conn, &call.id)?;
    let mut sent = 0;
    for (person, name, email, language) in queries::people_of(conn, &application.id)? {
        let writes = matches!(person.role, Role::Owner | Role::Editor);
        if !writes || have_filed.contains(&person.account_id) {
            continue;
        }
        let to = (name.as_str(), email.as_str(), language);
        mail::closing(conn, (application, call, closes), to, now)?;
        sent += 1;
    }
    Ok(sent)
}
