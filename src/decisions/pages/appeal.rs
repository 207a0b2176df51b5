//! Asking that a decision be looked at again, for who applied.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::outcome_word;
use crate::accounts::Actor;
use crate::applications::access::opened;
use crate::applications::pages::read_id;
use crate::applications::{ApplicationId, Role};
use crate::db::Conn;
use crate::decisions::rules::appeals as rules;
use crate::decisions::{Appeal, AppealId, AppealState, ops, queries};
use crate::i18n::Locale;
use crate::times::said;
use crate::web::{Badge, Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    application: ApplicationId,
    title: String,
    reference: String,
    outcome: String,
    /// The last instant to appeal.
    until: String,
    /// Whether one may write one, made with this id.
    may_appeal: bool,
    id: String,
    grounds: String,
    error: String,
    there: Option<AppealView>,
    may_withdraw: bool,
}

/// An appeal as who wrote it reads it: who looks at it is named nowhere.
#[derive(Serialize)]
struct AppealView {
    badge: Badge,
    grounds: String,
    filed: String,
    taken: String,
    admitted: String,
    answered: String,
    answer: String,
}

pub(super) fn badge(state: AppealState, locale: Locale) -> Badge {
    let (class, icon, word) = match state {
        AppealState::Filed => ("", "envelope", "decisions-appeal-state-filed"),
        AppealState::Instructed => {
            ("is-info", "hourglass-split", "decisions-appeal-state-instructed")
        }
        AppealState::Admissible => {
            ("is-info", "hourglass-split", "decisions-appeal-state-admissible")
        }
        AppealState::Inadmissible => ("is-bad", "x-circle", "decisions-appeal-state-inadmissible"),
        AppealState::Upheld => ("is-good", "check-circle", "decisions-appeal-state-upheld"),
        AppealState::Dismissed => ("is-bad", "x-circle", "decisions-appeal-state-dismissed"),
        AppealState::Withdrawn => ("", "archive", "decisions-appeal-state-withdrawn"),
    };
    Badge { class, icon, word: locale.text(word) }
}

/// `GET /applications/{id}/appeal`
pub async fn appeal(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, (String::new(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    (typed, refusal): (String, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.clone(), cx.locale);
    let (there, decision, last) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let last = queries::appeal_of(conn, &id)?;
            // What was undone by an appeal is still what the appeal was about.
            let decision = match queries::told(conn, &id)? {
                None => match &last {
                    Some(last) => Some(queries::decision(conn, &last.decision_id)?),
                    None => None,
                },
                told => told,
            };
            Ok((there, decision.ok_or(Error::NotFound)?, last))
        })
        .await?;
    let zone = there.call.terms.tz();
    let moment = |at| said::moment(at, zone, locale);
    let until =
        rules::until(decision.notified_at.ok_or(Error::NotFound)?, there.call.terms.appeal_months);
    let of_this = last.as_ref().filter(|one| one.decision_id == decision.id);
    let owner = there.person.role == Role::Owner;
    let view = |one: &Appeal| AppealView {
        badge: badge(one.state, locale),
        grounds: one.grounds.clone(),
        filed: moment(one.filed_at),
        taken: one.taken_at.map(moment).unwrap_or_default(),
        admitted: one.admitted_at.map(moment).unwrap_or_default(),
        answered: one.answered_at.map(moment).unwrap_or_default(),
        answer: one.answer.clone(),
    };
    let view = View {
        title: there.application.title.clone(),
        reference: there.application.reference.clone().unwrap_or_default(),
        outcome: outcome_word(decision.outcome, locale),
        until: moment(until),
        may_appeal: owner && of_this.is_none() && cx.now <= until,
        id: AppealId::random().to_string(),
        grounds: typed,
        error: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        may_withdraw: owner
            && last.as_ref().is_some_and(|one| {
                matches!(
                    one.state,
                    AppealState::Filed | AppealState::Instructed | AppealState::Admissible
                )
            }),
        there: last.as_ref().map(view),
        application: there.application.id,
    };
    let status = match refusal {
        Some(refusal) if refusal == rules::NO_GROUNDS => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    cx.respond(status, "decisions/appeal", cx.head("decisions-appeal", "calls"), &view)
}

async fn step(
    cx: Context<SignedIn>,
    (id, typed): (ApplicationId, String),
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &ApplicationId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/applications/{id}/appeal"), flash),
        Err(Error::Refused(refusal)) => page(&cx, &id, (typed, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

/// `POST /applications/{id}/appeal`
pub async fn appealed(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (now, id, grounds) = (cx.now, read_id(&id)?, form.text("grounds").to_owned());
    let made = form.text("id").parse::<AppealId>().map_err(|_| Error::Malformed("id"))?;
    let typed = grounds.clone();
    step(cx, (id, typed), "decisions-flash-appealed", move |conn, actor, id| {
        ops::appeal(conn, actor, (id, &made, &grounds), now)
    })
    .await
}

/// `POST /applications/{id}/appeal/withdrawal`
pub async fn withdraw(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (now, id) = (cx.now, read_id(&id)?);
    step(cx, (id, String::new()), "decisions-flash-appeal-withdrawn", move |conn, actor, id| {
        ops::withdraw_appeal(conn, actor, id, now)
    })
    .await
}
