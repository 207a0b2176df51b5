//! The attendance sheet, to be printed and signed.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::people::{institution_of, name_of};
use crate::Result;
use crate::attendance::{self, rules::sittings};
use crate::courses::pages::line::{Titled, titled};
use crate::courses::{self, SessionId, queries as sessions};
use crate::enrolment::{State, queries};
use crate::times::said;
use crate::web::{Context, Head, SignedIn};

#[derive(Serialize)]
struct View {
    titled: Titled,
    id: SessionId,
    when: String,
    place: String,
    node: String,
    trainers: String,
    sittings: Vec<String>,
    people: Vec<Line>,
    /// Its reader gives the session, and does not only teach it.
    gives: bool,
}

#[derive(Serialize)]
struct Line {
    n: usize,
    name: String,
    institution: String,
    /// A box to sign in for each sitting.
    boxes: Vec<()>,
}

/// `GET /inbox/sessions/{id}/sheet`
pub async fn sheet(cx: Context<SignedIn>, id: web::Path<SessionId>) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.into_inner(), cx.locale);
    let ((given, part), parts, mut people) = cx
        .db
        .read(move |conn| {
            let (given, part) = courses::access::session_for_room(conn, &actor, &id)?;
            let confirmed = (Some(State::Confirmed), 0);
            let people = queries::of_session(conn, &id, confirmed, i64::MAX)?;
            Ok(((given, part), sessions::parts_of(conn, &id)?, people))
        })
        .await?;
    let zone = given.session.zone();
    let all = sittings(&parts.meetings, zone);
    people.sort_by_key(|one| crate::text::fold(&one.name));
    let words = cx.app.vocabularies();
    let line = |(n, one): (usize, &crate::enrolment::Enrolment)| Line {
        n: n + 1,
        name: name_of(one, locale),
        institution: institution_of(one, &words),
        boxes: all.iter().map(|_| ()).collect(),
    };
    let span = given.session.starts_at.zip(given.session.ends_at);
    let view = View {
        titled: titled(&given, locale),
        id: given.session.id.clone(),
        gives: part == courses::access::Part::Gives,
        when: span.map(|span| said::when(span, zone, locale)).unwrap_or_default(),
        place: given.session.terms.place.clone(),
        node: given.node.clone(),
        trainers: parts.trainers.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(", "),
        sittings: all.iter().map(|one| attendance::pages::label(one, zone, locale)).collect(),
        people: people.iter().enumerate().map(line).collect(),
    };
    let title = format!("{} – {}", cx.text("enrolment-sheet"), given.title(locale));
    cx.page("enrolment/sheet", Head { title, section: "inbox" }, &view)
}
