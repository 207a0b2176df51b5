//! Reminds of what was asked and nobody answered, and ends requests that nobody follows up.

use chrono::NaiveDateTime;

use super::{step, tell_concerned};
use crate::Result;
use crate::app::App;
use crate::db::Conn;
use crate::history::By;
use crate::spaces::rules::{self, Due, Event};
use crate::spaces::{Question, Space, State, queries};

/// Answers how many were reminded of, or ended.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let open = app.db.read_now(|conn| Ok(queries::open_questions(conn)?))?;
    let mut done = 0;
    for (question, space) in open {
        let Some(due) = rules::due(&question, now) else { continue };
        let work = |conn: &mut Conn| keep(conn, (&question, &space, due), now);
        done += usize::from(app.db.write_step(work)?);
    }
    app.db.write_step(|conn| Ok(queries::forget_arrivals(conn, now - rules::WAY_IN_LIFE)?))?;
    Ok(done)
}

fn keep(
    conn: &mut Conn,
    (question, space, due): (&Question, &Space, Due),
    now: NaiveDateTime,
) -> Result<bool> {
    let space = queries::find(conn, &space.id)?;
    if space.state != State::InfoRequested {
        return Ok(false);
    }
    match due {
        Due::Lapse => {
            step(conn, (&By::System, &space, Event::Lapse), ("space.lapse", ""), now)?;
            tell_concerned(conn, &space, ("lapsed", "", ""), now)?;
        }
        Due::Remind(days) | Due::Warn(days) => {
            if !queries::note_reminded(conn, &question.id, days)? {
                return Ok(false);
            }
            let (word, day) = match due {
                Due::Warn(_) => ("warning", rules::lapses_when_warned(question, days)),
                _ => ("reminder", rules::lapses_on(question)),
            };
            let day = day.to_string();
            tell_concerned(conn, &space, (word, &question.body, &day), now)?;
        }
    }
    Ok(true)
}
