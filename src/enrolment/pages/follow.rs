//! One's own part in a session: where one stands, and a way to say yes or to leave.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use fluent_bundle::FluentArgs;
use serde::{Deserialize, Serialize};

use super::badge;
use super::follow_meeting::{MeetingView, meeting};
use super::whichever::{self, Sisters, Whichever};
use crate::attendance::rules::{is_on, sittings};
use crate::courses::rules::{held, said};
use crate::courses::{Given, Meeting, Mode, Presence, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::rules::Odds;
use crate::enrolment::{Enrolment, EnrolmentId, State, access, ops, queries, rules};
use crate::history::By;
use crate::i18n::Locale;
use crate::web::{Anyone, Badge, Choice, Context, Head, choice};
use crate::{Error, Refusal, Result, attendance, surveys};

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Keyed {
    key: String,
    reason: String,
    presence: String,
}

#[derive(Serialize)]
struct View {
    id: EnrolmentId,
    key: String,
    title: String,
    lang: Locale,
    session: SessionId,
    course: Option<String>,
    name: String,
    badge: Badge,
    /// A sentence about where they stand.
    sentence: String,
    reason: String,
    when: String,
    zone: String,
    place: String,
    presence: String,
    meetings: Vec<MeetingView>,
    practical_html: String,
    /// To the meeting that is on or comes next, once it may be shown.
    join_url: Option<String>,
    join_later: bool,
    /// What is scanned at the door.
    pass: bool,
    /// People come in: the code that is shown in the room is asked for.
    is_on: bool,
    certificate: Option<String>,
    /// Where they say what they thought of it.
    survey: Option<String>,
    /// Three months later.
    later: Option<String>,
    may_accept: bool,
    /// Whether their calendar may follow them, and whether it was sent where.
    may_follow: bool,
    follows: bool,
    may_cancel: bool,
    /// Until when they are to say that the address is theirs.
    prove_by: Option<String>,
    /// The other way in which they may take part.
    other: Option<Choice>,
    waits: bool,
    /// How often a seat came to that place of past lists.
    odds: Option<String>,
    /// Other sessions of the course at which they wait, or could.
    whichever: Option<Whichever>,
    /// They waited at several, and this seat came first.
    came_first: bool,
    alert: String,
}

/// What stands around an enrolment on its page.
struct Around {
    one: Enrolment,
    given: Given,
    meetings: Vec<Meeting>,
    presence: Presence,
    other: Option<Presence>,
    position: i64,
    odds: Option<Odds>,
    certificate: Option<String>,
    follows: bool,
    /// What is noted of whether they were there.
    noted: Vec<attendance::Presence>,
    sisters: Sisters,
}

/// How lists of the course went, for who is at a place of this one: those who left it with a seat were before them.
fn odds(
    conn: &mut Conn,
    (one, given, mode): (&Enrolment, &Given, Presence),
    (position, now): (i64, NaiveDateTime),
) -> Result<Option<Odds>> {
    let pools = queries::past_pools(conn, (&given.course.id, mode), now)?;
    let came: Vec<i64> = queries::came_to(conn, &pools)?.into_values().collect();
    let own = queries::came_to(conn, std::slice::from_ref(&one.pool_id))?;
    let gone = own.get(&one.pool_id).copied().unwrap_or_default();
    Ok(rules::odds(&came, gone + position))
}

fn read(conn: &mut Conn, one: Enrolment, now: NaiveDateTime) -> Result<Around> {
    let position = match one.state {
        State::Waiting => queries::ahead(conn, &one.pool_id, one.place)? + 1,
        _ => 0,
    };
    let pools = sessions::pools_of(conn, &one.session_id)?;
    let given = sessions::given(conn, &one.session_id)?;
    let mode = pools.iter().find(|pool| pool.id == one.pool_id).map(|pool| pool.mode);
    let odds = match mode.filter(|_| one.state == State::Waiting) {
        Some(mode) => odds(conn, (&one, &given, mode), (position, now))?,
        None => None,
    };
    Ok(Around {
        sisters: whichever::read(conn, (&one, &given), now)?,
        odds,
        given,
        meetings: sessions::meetings_of(conn, std::slice::from_ref(&one.session_id))?,
        presence: queries::pool(conn, &one.pool_id)?.mode,
        other: pools.iter().find(|pool| pool.id != one.pool_id).map(|pool| pool.mode),
        position,
        certificate: queries::certificate_of(conn, &one.id)?,
        follows: queries::feeds_of(conn, &one.email)?.iter().any(|feed| feed.mailed),
        noted: attendance::queries::states_of(conn, &one.id)?,
        one,
    })
}

/// `GET /enrolments/{id}?key=`
pub async fn follow(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    page(&cx, &id, &query.key, None).await
}

/// Their page with why something was not done.
pub async fn refused(
    cx: &Context<Anyone>,
    id: &str,
    key: &str,
    refusal: Refusal,
) -> Result<HttpResponse> {
    page(cx, id, key, Some(refusal)).await
}

async fn page(
    cx: &Context<Anyone>,
    id: &str,
    key: &str,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (id, key): (EnrolmentId, String) =
        (id.parse().map_err(|_| Error::NotFound)?, key.to_owned());
    let (app, actor, opener, now) = (cx.app.clone(), cx.actor().cloned(), key.clone(), cx.now);
    let around = cx
        .db
        .read(move |conn| {
            let with = (&id, opener.as_str());
            let one = access::for_participant(conn, with, &app.signer, actor.as_ref())?;
            read(conn, one, now)
        })
        .await?;
    let mut view = view(cx, around, key);
    view.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let head = Head { title: view.title.clone(), section: "courses" };
    match refusal {
        Some(_) => {
            cx.respond(actix_web::http::StatusCode::CONFLICT, "enrolment/follow", head, &view)
        }
        None => cx.page("enrolment/follow", head, &view),
    }
}

fn said_odds(odds: Odds, locale: Locale) -> String {
    let mut args = FluentArgs::new();
    args.set("many", odds.of_ten);
    args.set("lists", odds.lists);
    locale.text_with("enrolment-odds", Some(&args))
}

fn view(cx: &Context<Anyone>, around: Around, key: String) -> View {
    let Around {
        one,
        given,
        meetings,
        presence,
        other,
        position,
        odds,
        certificate,
        follows,
        noted,
        sisters,
    } = around;
    let (locale, session, zone) = (cx.locale, &given.session, given.session.zone());
    let sentence = match (one.state, one.offer_ends_at) {
        (State::Waiting, _) => locale.text1("enrolment-sentence-waiting", "n", position),
        (State::Offered, Some(ends)) => locale.text1(
            "enrolment-sentence-offered",
            "when",
            said::moment_there(ends, zone, locale),
        ),
        (State::Pending, _) => {
            let held = if one.seat.is_some() { "holds" } else { "holds-none" };
            let waits = locale.text("enrolment-sentence-pending");
            format!("{waits} {}", locale.text(&format!("enrolment-approval-{held}")))
        }
        (state, _) => locale.text(&format!("enrolment-sentence-{state}")),
    };
    let over = session.ends_at.is_some_and(|ends| ends <= cx.now);
    let confirmed = one.state == State::Confirmed;
    let comes = |meeting: &&Meeting| held::presence(meeting, session, presence) == Presence::OnSite;
    // The links of what is still to come, for who takes part in it from afar.
    let linked: Vec<&Meeting> = meetings
        .iter()
        .filter(|one| confirmed && cx.now <= one.ends_at && !comes(one))
        .filter(|one| !held::link(one, session).is_empty())
        .collect();
    let open = linked.iter().find(|one| held::may_join(one, cx.now));
    View {
        title: given.title(locale),
        lang: given.course.text.said(locale).language,
        session: session.id.clone(),
        course: given.course.slug.as_ref().map(|slug| format!("/courses/{slug}")),
        badge: badge(one.state, locale),
        sentence,
        when: session
            .starts_at
            .zip(session.ends_at)
            .map(|span| said::when(span, zone, locale))
            .unwrap_or_default(),
        zone: said::zone_name(&session.terms.zone, locale),
        place: match presence {
            Presence::OnSite => session.terms.place.clone(),
            Presence::Online => String::new(),
        },
        presence: match session.terms.mode {
            Mode::Hybrid => super::session::presence_word(presence, locale),
            Mode::OnSite | Mode::Online => String::new(),
        },
        meetings: meetings.iter().map(|one| meeting(one, session, presence, locale)).collect(),
        practical_html: crate::text::markdown(&session.terms.practical),
        pass: confirmed && !over && meetings.iter().any(|one| comes(&one)),
        is_on: one.state == State::Confirmed
            && sittings(&meetings, zone).iter().any(|one| is_on(one, cx.now)),
        join_later: open.is_none() && !linked.is_empty(),
        later: surveys::rules::check_later((&one, &noted), session, cx.now)
            .is_ok()
            .then(|| format!("/enrolments/{}/survey/later?key={key}", one.id)),
        survey: (over && confirmed && surveys::rules::was_there(&noted))
            .then(|| format!("/enrolments/{}/survey?key={key}", one.id)),
        certificate: certificate.map(|id| format!("/certificates/{id}")),
        join_url: open.map(|one| held::link(one, session).to_owned()),
        may_follow: one.state.is_live() && !over,
        follows,
        may_accept: rules::check_offer(&one, cx.now).is_ok(),
        prove_by: one
            .prove_by
            .filter(|_| one.state.is_live())
            .map(|at| said::moment_there(at, zone, locale)),
        other: other
            .filter(|_| one.state.is_live() && rules::promotes(session, cx.now))
            .map(|one| choice(one.as_str(), super::session::presence_word(one, locale), false)),
        waits: one.state == State::Waiting,
        whichever: whichever::view(sisters, &one, locale),
        came_first: confirmed && one.whichever,
        odds: odds.map(|odds| said_odds(odds, locale)),
        may_cancel: one.state.is_live() && !over,
        alert: String::new(),
        reason: one.reason,
        name: one.name,
        id: one.id,
        key,
    }
}

/// `POST /enrolments/{id}/acceptance`
pub async fn accept(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    act(cx, &id, form.into_inner(), Act::Accept).await
}

/// `POST /enrolments/{id}/cancellation`
pub async fn cancel(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    act(cx, &id, form.into_inner(), Act::Cancel).await
}

/// `POST /enrolments/{id}/confirmation`: the address is theirs.
pub async fn confirm(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    act(cx, &id, form.into_inner(), Act::Confirm).await
}

/// `POST /enrolments/{id}/presence`: in the room instead of from afar, or the other way round.
pub async fn change_presence(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    act(cx, &id, form.into_inner(), Act::Presence).await
}

#[derive(Clone, Copy)]
enum Act {
    Confirm,
    Accept,
    Presence,
    Cancel,
}

async fn act(cx: Context<Anyone>, typed: &str, form: Keyed, act: Act) -> Result<HttpResponse> {
    let id: EnrolmentId = typed.parse().map_err(|_| Error::NotFound)?;
    let (app, now, actor) = (cx.app.clone(), cx.now, cx.actor().cloned());
    let (which, key) = (id.clone(), form.key.clone());
    let presence: Option<Presence> = form.presence.parse().ok();
    let reason: String = form.reason.chars().take(1_000).collect();
    let done = cx
        .db
        .write(move |conn| {
            let with = (&which, key.as_str());
            let one = access::for_participant(conn, with, &app.signer, actor.as_ref())?;
            // Whoever says yes by the link that was mailed has shown whose the address is.
            let proves = matches!(act, Act::Accept | Act::Presence) && one.prove_by.is_some();
            if proves && one.state.is_live() {
                ops::prove(conn, &which, &app.signer, now)?;
            }
            match act {
                Act::Confirm => ops::prove(conn, &which, &app.signer, now),
                Act::Presence => {
                    let to = (&which, presence.ok_or(rules::NO_PRESENCE)?);
                    ops::change_presence(conn, &By::Team, to, &app.signer, now)
                }
                Act::Accept => ops::accept(conn, &By::Team, &which, &app.signer, now),
                Act::Cancel => ops::cancel(conn, &By::Team, (&which, &reason), &app.signer, now),
            }
        })
        .await;
    let flash = match act {
        Act::Confirm => "enrolment-flash-confirmed",
        Act::Accept => "enrolment-flash-accepted",
        Act::Presence => "enrolment-flash-presence",
        Act::Cancel => "enrolment-flash-cancelled",
    };
    match done {
        Ok(()) => {
            let back = match form.key.as_str() {
                "" => format!("/enrolments/{id}"),
                _ => access::link(&cx.app.signer, &id),
            };
            cx.redirect(&back, flash)
        }
        Err(Error::Refused(refusal)) => page(&cx, typed, &form.key, Some(refusal)).await,
        Err(error) => Err(error),
    }
}
