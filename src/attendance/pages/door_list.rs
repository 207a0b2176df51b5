//! The list at the door as a page without network keeps it: what was noted meanwhile comes later, and of two notes about the same
//! person the later one holds.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{NaiveDateTime, TimeDelta};
use fluent_bundle::FluentArgs;
use serde_json::{Map, Value, json};

use crate::accounts::{self, Account};
use crate::attendance::ops::{self, Tick};
use crate::attendance::{Half, Mark, Presence, Sitting, queries, rules};
use crate::courses::{self, MeetingId, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{Enrolment, EnrolmentId, State, queries as people};
use crate::i18n::Locale;
use crate::times::said;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

/// No page keeps what it could not send for longer, in seconds.
const LONGEST: i64 = 24 * 60 * 60;

/// What is noted after a page was heard.
struct Now {
    session: courses::Session,
    sitting: Sitting,
    people: Vec<Enrolment>,
    marks: Vec<Mark>,
    /// Who noted.
    by: Vec<Account>,
}

/// Takes what a page noted, and answers what is noted now and which of it came too late.
pub(super) async fn keep(
    cx: &Context<SignedIn>,
    id: SessionId,
    (meeting, half): (MeetingId, Half),
    form: &Upload,
) -> Result<HttpResponse> {
    let (actor, now, ticks) = (cx.actor(), cx.now, read(form, cx.now));
    let sent = ticks.clone();
    let done = cx
        .db
        .write(move |conn| {
            ops::tick(conn, &actor, (&id, &meeting, half), &sent, now)?;
            stand(conn, &id, (&meeting, half))
        })
        .await;
    match done {
        Ok(stands) => Ok(HttpResponse::Ok().json(told(&stands, &ticks, cx.locale))),
        Err(Error::Refused(refusal)) => Ok(HttpResponse::build(StatusCode::CONFLICT)
            .json(json!({ "refused": cx.text(refusal.key()) }))),
        Err(error) => Err(error),
    }
}

/// `p_…` says what, `a_…` how many seconds ago: the clocks of phones differ.
fn read(form: &Upload, now: NaiveDateTime) -> Vec<Tick> {
    let tick = |name: &str| {
        let id = name.strip_prefix("p_")?;
        let age: i64 = form.text(&format!("a_{id}")).parse().unwrap_or_default();
        let at = now - TimeDelta::seconds(age.clamp(0, LONGEST));
        Some(Tick { id: id.parse().ok()?, state: form.text(name).parse().ok()?, at })
    };
    form.names().filter_map(tick).collect()
}

fn stand(conn: &mut Conn, id: &SessionId, at: (&MeetingId, Half)) -> Result<Now> {
    let session = sessions::given(conn, id)?.session;
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(id))?;
    let all = rules::sittings(&meetings, session.zone());
    let sitting = (*rules::meant(&all, at).first().ok_or(Error::NotFound)?).clone();
    let marks = queries::marks_of(conn, id)?;
    let by: Vec<_> = marks.iter().filter_map(|mark| mark.marked_by.clone()).collect();
    Ok(Now {
        people: people::of_session(conn, id, (Some(State::Confirmed), 0), i64::MAX)?,
        by: accounts::queries::by_ids(conn, &by)?,
        session,
        sitting,
        marks,
    })
}

fn told(stands: &Now, ticks: &[Tick], locale: Locale) -> Value {
    let marks = ops::by_person(&stands.marks);
    let own = |id: &EnrolmentId| marks.get(id).map_or(&[][..], Vec::as_slice);
    let noted = |id: &EnrolmentId| rules::noted(&stands.sitting, own(id));
    let mut all = Map::new();
    for one in &stands.people {
        let state = noted(&one.id).map(|state| state.to_string()).unwrap_or_default();
        all.insert(format!("p_{}", one.id), json!(state));
    }
    let late = |tick: &Tick| {
        let state = noted(&tick.id).filter(|state| *state != tick.state)?;
        let mark = rules::last(&stands.sitting, own(&tick.id))?;
        let who = stands.people.iter().find(|one| one.id == tick.id)?;
        Some(sentence((stands, who), (mark, state), locale))
    };
    let there = stands.people.iter().filter(|one| noted(&one.id) == Some(Presence::Present));
    let mut args = FluentArgs::new();
    args.set("there", there.count());
    args.set("all", stands.people.len());
    json!({
        "noted": all,
        "late": ticks.iter().filter_map(late).collect::<Vec<_>>(),
        "count": locale.text_with("attendance-count", Some(&args)),
    })
}

/// Who noted something later, and when.
fn sentence(
    (stands, who): (&Now, &Enrolment),
    (mark, state): (&Mark, Presence),
    locale: Locale,
) -> String {
    let by = stands.by.iter().find(|one| mark.marked_by.as_ref() == Some(&one.id));
    let by = by.map_or_else(|| locale.text("attendance-door-self"), |one| one.name.clone());
    let mut args = FluentArgs::new();
    args.set("name", who.name.clone());
    args.set("state", locale.text(&format!("attendance-state-{state}")));
    args.set("who", by);
    args.set("hour", said::hour(mark.marked_at, stands.session.zone()));
    locale.text_with("attendance-door-late", Some(&args))
}
