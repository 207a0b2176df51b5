//! What is done with courses and sessions. Each function is one whole step in the caller's transaction. What concerns who
//! takes part (more seats, a session that is cancelled) begins in `enrolment`.

mod again;
mod calendars;
mod course;
mod import;
mod meetings;
mod session;
mod template;

pub use again::*;
pub use calendars::*;
pub use course::*;
pub use import::*;
pub use session::*;
pub use template::{Place, plan_of_course, trainers};

use chrono::NaiveDateTime;
use serde_json::Value;

use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};

fn note(
    conn: &mut Conn,
    actor: &Actor,
    (action, kind, id): (&str, &str, &str),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, &By::Account(actor.id.clone()), action, (kind, id), detail, now)
}
