//! Who takes part as a table for spreadsheets, which run nothing of what people typed.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::people::institution_of;
use crate::Result;
use crate::courses::{self, SessionId, queries as sessions};
use crate::enrolment::{ops, queries};
use crate::sheets::guarded;
use crate::web::{Context, Staff};

const COLUMNS: [&str; 9] = [
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

/// `GET /inbox/sessions/{id}/enrolments.csv`
pub async fn csv(cx: Context<Staff>, id: web::Path<SessionId>) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), id.into_inner(), cx.now);
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
    let mut out = String::from('\u{feff}');
    let mut head: Vec<String> = COLUMNS.map(str::to_owned).into();
    head.extend(questions.iter().map(|one| one.label.clone()));
    row(&mut out, &head);
    for one in &people {
        let pool = pools.iter().find(|pool| pool.id == one.pool_id);
        let email = if one.name.is_empty() { String::new() } else { one.email.clone() };
        let mut cells = vec![
            one.place.to_string(),
            one.state.to_string(),
            one.name.clone(),
            email,
            institution_of(one, &words),
            pool.map(|pool| pool.mode.to_string()).unwrap_or_default(),
            one.language.to_string(),
            one.created_at.and_utc().to_rfc3339(),
            one.changed_at.and_utc().to_rfc3339(),
        ];
        cells.extend(questions.iter().map(|question| {
            let said = answers.iter().find(|(of, to, _)| *of == one.id && *to == question.id);
            said.map(|(_, _, body)| body.clone()).unwrap_or_default()
        }));
        row(&mut out, &cells);
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"enrolments.csv\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(out))
}

fn row(out: &mut String, cells: &[String]) {
    let quoted = |cell: &String| format!("\"{}\"", guarded(cell).replace('"', "\"\""));
    let cells: Vec<_> = cells.iter().map(quoted).collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}
