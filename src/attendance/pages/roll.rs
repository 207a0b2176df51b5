//! Who was at a meeting, one sitting at a time: the list at the door, on a phone.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::certificate::wants_json;
use super::{door_list, label};
use crate::accounts::Actor;
use crate::attendance::{Certificate, Half, Mark, Presence, Sitting, ops, queries, rules};
use crate::courses::access::Part;
use crate::courses::pages::Frame;
use crate::courses::pages::line::{Titled, titled};
use crate::courses::rules::{held, said};
use crate::courses::{self, Given, Meeting, MeetingId, Mode, SessionId, queries as sessions};
use crate::enrolment::{Enrolment, EnrolmentId, State, queries as people};
use crate::i18n::Locale;
use crate::text::fold;
use crate::web::{Choice, Context, Door, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    pub(super) meeting: String,
    pub(super) half: String,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: SessionId,
    /// Who hears the list: what waits on a device is theirs alone.
    me: String,
    titled: Titled,
    when: String,
    sittings: Vec<SittingTab>,
    meeting: Option<MeetingId>,
    half: Option<Half>,
    /// What is meant, for who hears the list.
    sitting: String,
    may_mark: bool,
    /// The session ended so long ago that changes need a reason, or somebody else.
    locked: bool,
    reason: String,
    people: Vec<Person>,
    /// How many are noted as there, of how many.
    there: usize,
    all: usize,
    is_over: bool,
    /// So much of the time makes a certificate, in hundredths.
    share: i32,
    certificates: Vec<Issued>,
    /// They give it: tables, certificates, the rest of the desk.
    gives: bool,
    /// To be there from afar, as those who take part so are shown it.
    join_url: Option<String>,
}

#[derive(Serialize)]
struct SittingTab {
    label: String,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct Person {
    field: String,
    name: String,
    states: Vec<Choice>,
    /// What is noted of them, in a word.
    state: String,
}

/// A certificate in the list of those given.
#[derive(Serialize)]
struct Issued {
    id: String,
    name: String,
    issued_at: NaiveDateTime,
    holds: bool,
    reason: String,
}

/// What was chosen and not kept.
#[derive(Default)]
struct Typed {
    said: Vec<(EnrolmentId, Presence)>,
    reason: String,
}

struct Loaded {
    given: Given,
    meetings: Vec<Meeting>,
    sittings: Vec<Sitting>,
    people: Vec<Enrolment>,
    marks: Vec<Mark>,
    certificates: Vec<Certificate>,
    part: Part,
}

/// `GET /inbox/sessions/{id}/attendance`
pub async fn roll(
    cx: Context<SignedIn>,
    id: web::Path<SessionId>,
    which: web::Query<Which>,
) -> Result<HttpResponse> {
    page(&cx, cx.actor(), (&id, &which), None).await
}

pub(super) async fn page<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    at: (&SessionId, &Which),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    shown(cx, actor, at, (refusal, Typed::default())).await
}

async fn shown<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    (id, which): (&SessionId, &Which),
    (refusal, typed): (Option<Refusal>, Typed),
) -> Result<HttpResponse> {
    let (reader, id) = (actor.clone(), id.clone());
    let loaded = cx
        .db
        .read(move |conn| {
            let (given, part) = courses::access::session_for_room(conn, &reader, &id)?;
            let confirmed = (Some(State::Confirmed), 0);
            let mut there = people::of_session(conn, &id, confirmed, i64::MAX)?;
            there.sort_by_key(|one| fold(&one.name));
            let meetings = sessions::meetings_of(conn, std::slice::from_ref(&id))?;
            Ok(Loaded {
                sittings: rules::sittings(&meetings, given.session.zone()),
                marks: queries::marks_of(conn, &id)?,
                certificates: queries::certificates_of(conn, &id)?,
                people: there,
                meetings,
                given,
                part,
            })
        })
        .await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let frame = Frame::of("sessions", &actor, alert);
    let mut view = view(&loaded, frame, (which, &typed), (cx.locale, cx.now));
    view.may_mark &= rules::may_correct(&actor, &loaded.given.session, cx.now);
    view.me = actor.id.to_string();
    view.reason = typed.reason;
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "attendance/roll", cx.head("attendance-title", "inbox"), &view)
}

fn view(
    loaded: &Loaded,
    frame: Frame,
    (asked, typed): (&Which, &Typed),
    (locale, now): (Locale, NaiveDateTime),
) -> View {
    let session = &loaded.given.session;
    let zone = session.zone();
    let here = format!("/inbox/sessions/{}/attendance", session.id);
    // The one that was asked for, else the last that has begun, else the first.
    let named = loaded.sittings.iter().find(|one| {
        one.meeting.as_str() == asked.meeting
            && (asked.half.is_empty() || one.half.as_str() == asked.half)
    });
    let begun =
        loaded.sittings.iter().rev().find(|one| rules::check_marking(one.starts, now).is_ok());
    let current = named.or(begun).or(loaded.sittings.first());
    let marks = ops::by_person(&loaded.marks);
    let state_of = |one: &Enrolment| {
        let own = marks.get(&one.id).map_or(&[][..], Vec::as_slice);
        current.and_then(|sitting| rules::noted(sitting, own))
    };
    let shown = |one: &Enrolment| {
        let said = typed.said.iter().find(|(id, _)| *id == one.id).map(|(_, state)| *state);
        said.or_else(|| state_of(one))
    };
    let word = |state: Presence| locale.text(&format!("attendance-state-{state}"));
    let person = |one: &Enrolment| {
        let state = shown(one);
        let option = |each: &Presence| choice(each.as_str(), word(*each), state == Some(*each));
        Person {
            field: format!("p_{}", one.id),
            name: if one.name.is_empty() {
                locale.text("enrolment-erased")
            } else {
                one.name.clone()
            },
            states: Presence::ALL.iter().map(option).collect(),
            state: state.map(&word).unwrap_or_default(),
        }
    };
    let span = session.starts_at.zip(session.ends_at);
    View {
        frame,
        id: session.id.clone(),
        me: String::new(),
        titled: titled(&loaded.given, locale),
        when: span.map(|span| said::when(span, zone, locale)).unwrap_or_default(),
        sittings: loaded
            .sittings
            .iter()
            .map(|one| SittingTab {
                label: label(one, zone, locale),
                href: format!("{here}?meeting={}&half={}", one.meeting, one.half),
                current: current == Some(one),
            })
            .collect(),
        meeting: current.map(|one| one.meeting.clone()),
        half: current.map(|one| one.half),
        sitting: current.map(|one| label(one, zone, locale)).unwrap_or_default(),
        may_mark: current.is_some_and(|one| rules::check_marking(one.starts, now).is_ok()),
        locked: rules::is_locked(session, now),
        reason: String::new(),
        there: loaded.people.iter().filter(|one| state_of(one) == Some(Presence::Present)).count(),
        all: loaded.people.len(),
        people: loaded.people.iter().map(person).collect(),
        is_over: session.ends_at.is_some_and(|ends| ends <= now),
        share: session.terms.certificate_share,
        gives: loaded.part == Part::Gives,
        join_url: loaded.meetings.iter().find_map(|one| {
            let afar = held::mode(one, session) != Mode::OnSite && held::may_join(one, now);
            let link = held::link(one, session);
            (afar && !link.is_empty()).then(|| link.to_owned())
        }),
        certificates: loaded
            .certificates
            .iter()
            .map(|one| Issued {
                id: one.id.to_string(),
                name: one.name.clone(),
                issued_at: one.issued_at,
                holds: one.revoked_at.is_none(),
                reason: one.reason.clone(),
            })
            .collect(),
    }
}

/// `POST /inbox/sessions/{id}/attendance`
pub async fn mark(
    cx: Context<SignedIn>,
    id: web::Path<SessionId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let meeting: MeetingId = form.text("meeting").parse().map_err(|_| Error::NotFound)?;
    // Who names no half means all of it.
    let half: Half = form.text("half").parse().unwrap_or(Half::Day);
    if wants_json(&cx) {
        return door_list::keep(&cx, id, (meeting, half), &form).await;
    }
    let typed =
        Typed { said: read(&form), reason: form.text("reason").chars().take(1_000).collect() };
    let (said, reason) = (typed.said.clone(), typed.reason.clone());
    let (which, at) = (id.clone(), meeting.clone());
    let done = cx
        .db
        .write(move |conn| ops::correct(conn, &actor, (&which, &at, half), (&said, &reason), now))
        .await;
    match done {
        Ok(()) => {
            let back = format!("/inbox/sessions/{id}/attendance?meeting={meeting}&half={half}");
            cx.redirect(&back, "attendance-flash-kept")
        }
        Err(Error::Refused(refusal)) => {
            let which = Which { meeting: meeting.to_string(), half: half.to_string() };
            shown(&cx, cx.actor(), (&id, &which), (Some(refusal), typed)).await
        }
        Err(error) => Err(error),
    }
}

/// What was chosen for each; with the button for it, who has nothing chosen was there.
fn read(form: &Upload) -> Vec<(EnrolmentId, Presence)> {
    let rest = (form.text("then") == "rest").then_some(Presence::Present);
    form.names()
        .filter_map(|name| {
            let id: EnrolmentId = name.strip_prefix("p_")?.parse().ok()?;
            Some((id, form.text(name).parse().ok().or(rest)?))
        })
        .collect()
}
