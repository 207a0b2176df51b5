//! Who takes part as a table for spreadsheets, which run nothing of what people typed, and for programs.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;

use super::people::institution_of;
use crate::Result;
use crate::courses::{self, SessionId, queries as sessions};
use crate::enrolment::{Enrolment, ops, queries};
use crate::sheets::{Cell, Sheet};
use crate::web::{Context, Separated, Staff, TableForm, table};

/// In this order; an answer to each question of the session follows.
pub(super) const COLUMNS: [&str; 9] = [
    "place",
    "state",
    "name",
    "email",
    "institution",
    "presence",
    "language",
    "enrolled_at",
    "changed_at",
];

/// `GET /inbox/sessions/{id}/enrolments.csv`, `.ods` and `.json`
pub async fn export(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    asked: web::Query<Separated>,
) -> Result<HttpResponse> {
    let form = TableForm::of(cx.request(), &asked)?;
    let (actor, id, now) = (cx.actor(), id.into_inner(), cx.now);
    let named = format!("enrolments-{id}");
    // What is taken away is noted.
    let (people, pools, questions, answers) = cx
        .db
        .write(move |conn| {
            courses::access::session_for_desk(conn, &actor, &id)?;
            ops::note_export(conn, &actor, &id, now)?;
            Ok((
                queries::of_session(conn, &id, (None, 0), i64::MAX)?,
                sessions::pools_of(conn, &id)?,
                sessions::questions_of(conn, &id)?,
                queries::answers_of_session(conn, &id)?,
            ))
        })
        .await?;
    let words = cx.app.vocabularies();
    let at = |at: NaiveDateTime| Cell::text(at.and_utc().to_rfc3339());
    let row = |one: &Enrolment| {
        let pool = pools.iter().find(|pool| pool.id == one.pool_id);
        let email = if one.name.is_empty() { "" } else { one.email.as_str() };
        let mut cells = vec![
            Cell::count(one.place),
            Cell::text(one.state.as_str()),
            Cell::text(&one.name),
            Cell::text(email),
            Cell::text(institution_of(one, &words)),
            pool.map_or(Cell::Empty, |pool| Cell::text(pool.mode.as_str())),
            Cell::text(one.language.to_string()),
            at(one.created_at),
            at(one.changed_at),
        ];
        cells.extend(questions.iter().map(|question| {
            let said = answers.iter().find(|(of, to, _)| *of == one.id && *to == question.id);
            said.map_or(Cell::Empty, |(_, _, body)| Cell::text(body))
        }));
        cells
    };
    let asked = questions.iter().map(|one| one.label.clone());
    let sheet = Sheet {
        name: cx.text("enrolment-people"),
        head: COLUMNS.map(str::to_owned).into_iter().chain(asked).collect(),
        rows: people.iter().map(row).collect(),
    };
    table(&sheet, (&named, form))
}
