//! Who was there as a table: one row for each of those enrolled, one column for each sitting.

use actix_web::{HttpResponse, web};

use super::label;
use crate::Result;
use crate::attendance::{Certificate, Mark, Presence, Sitting, ops, queries, rules};
use crate::courses::{self, SessionId, queries as sessions};
use crate::enrolment::pages::{institution_of, name_of};
use crate::enrolment::{Enrolment, State, queries as people};
use crate::i18n::Locale;
use crate::sheets::{Cell, Sheet};
use crate::text::fold;
use crate::web::{Context, Separated, Staff, TableForm, table};

/// `GET /inbox/sessions/{id}/attendance.csv`, `.ods` and `.json`
pub async fn export(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    asked: web::Query<Separated>,
) -> Result<HttpResponse> {
    let form = TableForm::of(cx.request(), &asked)?;
    let (actor, id, now) = (cx.actor(), id.into_inner(), cx.now);
    // What is taken away is noted.
    let (given, meetings, mut there, marks, certificates) = cx
        .db
        .write(move |conn| {
            let (given, _) = courses::access::session_for_desk(conn, &actor, &id)?;
            ops::note_export(conn, &actor, &id, now)?;
            Ok((
                given,
                sessions::meetings_of(conn, std::slice::from_ref(&id))?,
                people::of_session(conn, &id, (Some(State::Confirmed), 0), i64::MAX)?,
                queries::marks_of(conn, &id)?,
                queries::certificates_of(conn, &id)?,
            ))
        })
        .await?;
    there.sort_by_key(|one| fold(&one.name));
    let (locale, zone, words) = (cx.locale, given.session.zone(), cx.app.vocabularies());
    let sittings = rules::sittings(&meetings, zone);
    let heads = ["enrolment-name", "enrolment-institution"].map(|key| cx.text(key));
    let ends = ["attendance-minutes", "attendance-share", "attendance-certificate"]
        .map(|key| cx.text(key));
    let head = heads
        .into_iter()
        .chain(sittings.iter().map(|one| label(one, zone, locale)))
        .chain(ends)
        .collect();
    let marks = ops::by_person(&marks);
    let row = |one: &Enrolment| {
        let own = marks.get(&one.id).map_or(&[][..], Vec::as_slice);
        let mut cells =
            vec![Cell::text(name_of(one, locale)), Cell::text(institution_of(one, &words))];
        cells.extend(part(&sittings, own, locale));
        let held = |had: &&Certificate| had.enrolment_id == one.id && had.revoked_at.is_none();
        let held = certificates.iter().find(held);
        cells.push(held.map_or(Cell::Empty, |had| Cell::text(had.id.to_string())));
        cells
    };
    let rows = there.iter().map(row).collect();
    let sheet = Sheet { name: cx.text("attendance-title"), head, rows };
    table(&sheet, (&format!("attendance-{}", given.session.id), form))
}

/// What is noted of somebody at each sitting, then the minutes and the hundredths of them all.
fn part(sittings: &[Sitting], own: &[&Mark], locale: Locale) -> Vec<Cell> {
    let attended = ops::part(sittings, own);
    let said = |state: Option<Presence>| match state {
        Some(state) => Cell::text(locale.text(&format!("attendance-state-{state}"))),
        None => Cell::Empty,
    };
    let mut cells: Vec<Cell> = attended.iter().map(|(_, state)| said(*state)).collect();
    let minutes = rules::minutes(&attended);
    let all: i64 = attended.iter().map(|(long, _)| long).sum();
    cells.push(Cell::count(minutes));
    cells.push(Cell::count(minutes * 100 / all.max(1)));
    cells
}
