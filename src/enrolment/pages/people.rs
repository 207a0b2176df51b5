//! Who takes part in a session, for those who give it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::badge;
use super::export::COLUMNS;
use crate::courses::pages::Frame;
use crate::courses::pages::line::{SessionLine, line};
use crate::courses::{self, Given, Pool, Presence, SessionId, queries as sessions};
use crate::enrolment::rules::{lets_in, may_restore};
use crate::enrolment::{Enrolment, EnrolmentId, FormId, State, queries};
use crate::taxonomy::Vocabularies;
use crate::web::{Badge, Choice, Context, Pager, Staff, choice};
use crate::{Error, Refusal, Result};

const PAGE: i64 = 100;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    state: String,
    after: i64,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: SessionId,
    line: SessionLine,
    tabs: Vec<TabView>,
    items: Vec<Item>,
    pager: Pager,
    /// Other sessions of the course, to which somebody can be moved.
    targets: Vec<Choice>,
    presences: Vec<Choice>,
    form_id: FormId,
    is_over: bool,
    /// What the columns of the tables say.
    columns: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct TabView {
    label: String,
    href: String,
    count: i64,
    current: bool,
}

#[derive(Serialize)]
struct Item {
    id: EnrolmentId,
    place: i64,
    name: String,
    email: String,
    institution: String,
    presence: String,
    badge: Badge,
    reason: String,
    since: NaiveDateTime,
    answers: Vec<(String, String)>,
    may_decide: bool,
    /// The session has begun, and they wait.
    may_admit: bool,
    may_leave: bool,
    /// They left a short while ago.
    may_restore: bool,
    may_correct: bool,
    /// Their address is not proven yet.
    unproven: bool,
    /// The other way in which they may take part.
    other: Option<Choice>,
}

/// `GET /inbox/sessions/{id}/enrolments`
pub async fn people(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    which: web::Query<Which>,
) -> Result<HttpResponse> {
    page(&cx, &id, &which, None).await
}

pub(super) async fn page(
    cx: &Context<Staff>,
    id: &SessionId,
    which: &Which,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, locale, now, id) = (cx.actor(), cx.locale, cx.now, id.clone());
    let only: Option<State> = which.state.parse().ok();
    let (reader, after) = (actor.clone(), which.after);
    let loaded = cx
        .db
        .read(move |conn| {
            let (given, _) = courses::access::session_for_desk(conn, &reader, &id)?;
            let mut people = queries::of_session(conn, &id, (only, after), PAGE + 1)?;
            let more = people.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
            people.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
            let mut others = sessions::sessions_of(conn, &given.course.id)?;
            others.retain(|one| lets_in(one, now));
            others.reverse();
            Ok(Loaded {
                fill: sessions::fill_of(conn, std::slice::from_ref(&id), now)?,
                pools: sessions::pools_of(conn, &id)?,
                counts: queries::counts(conn, &id)?,
                questions: sessions::questions_of(conn, &id)?,
                answers: queries::answers_of_session(conn, &id)?,
                given,
                people,
                more,
                others,
            })
        })
        .await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let frame = Frame::of("sessions", &actor, alert);
    let words = cx.app.vocabularies();
    let view = view(&loaded, (frame, which, only), &words, (locale, now));
    let head = cx.head("enrolment-people", "inbox");
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "enrolment/people", head, &view)
}

struct Loaded {
    given: Given,
    people: Vec<Enrolment>,
    more: bool,
    fill: Vec<courses::Fill>,
    pools: Vec<Pool>,
    counts: std::collections::HashMap<State, i64>,
    questions: Vec<courses::Question>,
    answers: Vec<(EnrolmentId, courses::QuestionId, String)>,
    others: Vec<courses::Session>,
}

fn view(
    loaded: &Loaded,
    (frame, which, only): (Frame, &Which, Option<State>),
    words: &Vocabularies,
    (locale, now): (crate::i18n::Locale, NaiveDateTime),
) -> View {
    let session = &loaded.given.session;
    let here = format!("/inbox/sessions/{}/enrolments", session.id);
    let tab = |state: State| TabView {
        label: locale.text(&format!("enrolment-tab-{state}")),
        href: format!("{here}?state={state}"),
        count: loaded.counts.get(&state).copied().unwrap_or_default(),
        current: only == Some(state),
    };
    let all = TabView {
        label: locale.text("enrolment-tab-all"),
        href: here.clone(),
        count: loaded.counts.values().sum(),
        current: only.is_none(),
    };
    let query = only.map(|state| format!("state={state}&")).unwrap_or_default();
    let several = loaded.pools.len() > 1;
    let presence = |one: &Enrolment| {
        let pool = loaded.pools.iter().find(|pool| pool.id == one.pool_id).filter(|_| several);
        pool.map(|pool| super::session::presence_word(pool.mode, locale)).unwrap_or_default()
    };
    let begun = session.starts_at.is_none_or(|starts| starts <= now);
    let other = |one: &Enrolment| {
        let pool = loaded.pools.iter().find(|pool| pool.id != one.pool_id)?;
        let word = super::session::presence_word(pool.mode, locale);
        (one.state.is_live() && !begun).then(|| choice(pool.mode.as_str(), word, false))
    };
    let is_over = session.ends_at.is_some_and(|ends| ends <= now);
    let others = loaded.others.iter().filter(|one| one.id != session.id);
    View {
        frame,
        id: session.id.clone(),
        line: line(&loaded.given, &loaded.fill, now, locale),
        tabs: std::iter::once(all).chain(State::ALL.iter().map(|state| tab(*state))).collect(),
        items: loaded
            .people
            .iter()
            .map(|one| Item {
                id: one.id.clone(),
                place: one.place,
                name: name_of(one, locale),
                email: if one.name.is_empty() { String::new() } else { one.email.clone() },
                institution: institution_of(one, words),
                presence: presence(one),
                badge: badge(one.state, locale),
                reason: one.reason.clone(),
                since: one.changed_at,
                answers: answers_of(loaded, one),
                may_decide: one.state == State::Pending,
                may_admit: one.state == State::Waiting && begun && !is_over,
                may_leave: one.state.is_live() && !is_over,
                may_restore: may_restore(one, now) && !one.name.is_empty() && lets_in(session, now),
                may_correct: !one.name.is_empty(),
                unproven: one.prove_by.is_some() && one.state.is_live(),
                other: other(one),
            })
            .collect(),
        pager: Pager {
            first: (which.after > 0).then(|| format!("{here}?{query}")),
            next: loaded
                .people
                .last()
                .filter(|_| loaded.more)
                .map(|last| format!("{here}?{query}after={}", last.place)),
        },
        targets: others
            .map(|other| {
                let span = other.starts_at.zip(other.ends_at);
                let when =
                    span.map(|span| courses::rules::said::when_there(span, other.zone(), locale));
                choice(other.id.as_str(), when.unwrap_or_default(), false)
            })
            .collect(),
        presences: match several {
            true => Presence::ALL
                .iter()
                .map(|one| choice(one.as_str(), super::session::presence_word(*one, locale), false))
                .collect(),
            false => Vec::new(),
        },
        form_id: FormId::random(),
        is_over,
        columns: columns(locale),
    }
}

fn columns(locale: crate::i18n::Locale) -> Vec<(&'static str, String)> {
    let says = |name: &'static str| {
        (name, locale.text(&format!("enrolment-column-{}", name.replace('_', "-"))))
    };
    COLUMNS.map(says).into()
}

/// Somebody's name; of who was erased, that.
pub fn name_of(one: &Enrolment, locale: crate::i18n::Locale) -> String {
    if one.name.is_empty() { locale.text("enrolment-erased") } else { one.name.clone() }
}

pub fn institution_of(one: &Enrolment, words: &Vocabularies) -> String {
    let known = one.institution.as_deref().and_then(|slug| words.institution(slug));
    known.map_or_else(|| one.institution_typed.clone(), |found| found.name.clone())
}

fn answers_of(loaded: &Loaded, one: &Enrolment) -> Vec<(String, String)> {
    let own = |question: &courses::Question| {
        let said = loaded.answers.iter().find(|(of, to, _)| *of == one.id && *to == question.id);
        said.map(|(_, _, body)| (question.label.clone(), body.clone()))
    };
    loaded.questions.iter().filter_map(own).collect()
}

/// The session of an enrolment, for who comes by the enrolment's own address.
pub(super) async fn session_of(cx: &Context<Staff>, id: &EnrolmentId) -> Result<SessionId> {
    let (actor, id) = (cx.actor(), id.clone());
    cx.db
        .read(move |conn| {
            let (one, _) = crate::enrolment::access::for_desk(conn, &actor, &id)?;
            Ok::<_, Error>(one.session_id)
        })
        .await
}
