//! What becomes of a request, for whoever made it: the steps, what is asked, and what was answered.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::Serialize;

use super::{badge, item_word, role_word};
use crate::clock::network_day;
use crate::spaces::rules::{EXPECTED_DAYS, NO_ANSWER, lapses_on};
use crate::spaces::{Check, Item, Person, Question, QuestionId, Space, access, ops, queries};
use crate::taxonomy::Vocabulary;
use crate::web::{Badge, Context, Head, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    slug: String,
    name: String,
    institution: String,
    badge: Badge,
    requested_on: NaiveDate,
    expected_on: Option<NaiveDate>,
    opens_on: Option<NaiveDate>,
    reason: String,
    open: Option<OpenView>,
    answered: Vec<AnsweredView>,
    checks: Vec<CheckView>,
    people: Vec<PersonView>,
    alert: String,
    public: bool,
}

#[derive(Serialize)]
struct OpenView {
    id: String,
    body: String,
    asked_at: NaiveDateTime,
    until: NaiveDate,
    typed: String,
}

#[derive(Serialize)]
struct AnsweredView {
    body: String,
    answer: String,
    asked_at: NaiveDateTime,
}

#[derive(Serialize)]
struct CheckView {
    word: String,
    badge: Badge,
}

#[derive(Serialize)]
struct PersonView {
    name: String,
    role: String,
}

/// `GET /spaces/{slug}/request`
pub async fn follow(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, slug.into_inner(), (String::new(), None)).await
}

/// `POST /spaces/{slug}/answers`
pub async fn answer(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let Ok(question) = form.text("question").parse::<QuestionId>() else {
        return page(&cx, slug, (form.text("answer").to_owned(), Some(NO_ANSWER))).await;
    };
    let (which, words) = (slug.clone(), form.text("answer").to_owned());
    let typed = words.clone();
    let done =
        cx.db.write(move |conn| ops::answer(conn, &actor, (&which, &question, &words), now)).await;
    match done {
        Ok(_) => cx.redirect(&format!("/spaces/{slug}/request"), "spaces-flash-answered"),
        Err(Error::Refused(refusal)) => page(&cx, slug, (typed, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

async fn page(
    cx: &Context<SignedIn>,
    slug: String,
    (typed, refusal): (String, Option<Refusal>),
) -> Result<HttpResponse> {
    let actor = cx.actor();
    let (space, questions, checks, people) = cx
        .db
        .read(move |conn| {
            let space = access::followed(conn, &actor, &slug)?;
            let people = queries::people_of(conn, &space.id)?;
            let questions = queries::questions_of(conn, &space.id)?;
            let checks = queries::checks_of(conn, &space.id)?;
            Ok((space, questions, checks, people))
        })
        .await?;
    let locale = cx.locale;
    let person =
        |one: &Person| PersonView { name: one.name.clone(), role: role_word(one.role, locale) };
    let check = |item: &Item| {
        let done = checks.iter().any(|one: &Check| one.item == *item && one.done_at.is_some());
        let (class, icon, key) = match done {
            true => ("is-good", "check-circle", "spaces-check-done"),
            false => ("", "circle", "spaces-check-open"),
        };
        let badge = Badge { class, icon, word: locale.text(key) };
        CheckView { word: item_word(*item, locale), badge }
    };
    let view = View {
        institution: cx.app.vocabularies().label(
            Vocabulary::Institution,
            &space.institution,
            locale,
        ),
        badge: badge(space.state, locale),
        requested_on: network_day(space.requested_at),
        expected_on: expected(&space),
        opens_on: space.opens_on.filter(|_| space.state.is_pending()),
        reason: space.reason.clone(),
        open: questions.iter().find_map(|one| open(one, &space, &typed)),
        answered: questions.iter().filter_map(answered).collect(),
        checks: Item::ALL.iter().map(check).collect(),
        people: people.iter().filter(|one| one.ends_on.is_none()).map(person).collect(),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        public: space.is_public(),
        slug: space.slug,
        name: space.name,
    };
    let status = match refusal {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let head = Head { title: view.name.clone(), section: "spaces" };
    cx.respond(status, "spaces/follow", head, &view)
}

/// When a request is usually decided, as long as it is not.
fn expected(space: &Space) -> Option<NaiveDate> {
    let waits = space.state.is_pending() && space.opens_on.is_none();
    waits.then(|| network_day(space.requested_at + TimeDelta::days(EXPECTED_DAYS)))
}

fn open(question: &Question, space: &Space, typed: &str) -> Option<OpenView> {
    let waits = question.answered_at.is_none() && space.state.is_pending();
    waits.then(|| OpenView {
        id: question.id.to_string(),
        body: question.body.clone(),
        asked_at: question.asked_at,
        until: lapses_on(question),
        typed: typed.to_owned(),
    })
}

fn answered(question: &Question) -> Option<AnsweredView> {
    question.answered_at.map(|_| AnsweredView {
        body: question.body.clone(),
        answer: question.answer.clone(),
        asked_at: question.asked_at,
    })
}
