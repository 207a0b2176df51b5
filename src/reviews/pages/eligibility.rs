//! Which applications may be reviewed: what the rules see, and what a person decides.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Frame, Named, after, named, status};
use crate::accounts::Actor;
use crate::applications::rules::TELLS;
use crate::applications::rules::eligibility::Check;
use crate::applications::{Application, ApplicationId, State};
use crate::calls::CallId;
use crate::db::Conn;
use crate::reviews::access::{application, desk};
use crate::reviews::{Eligibility, Outcome, ops, queries};
use crate::web::{Badge, Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    items: Vec<Line>,
    /// How many wait for a verdict.
    waiting: usize,
    clean: usize,
}

#[derive(Serialize)]
struct Line {
    id: ApplicationId,
    named: Named,
    badge: Badge,
    waits: bool,
    /// Whether the verdict can be taken back.
    may_reconsider: bool,
    checks: Vec<CheckView>,
    reason: String,
    typed: String,
    /// What was typed names somebody who judges.
    tells: bool,
}

#[derive(Serialize)]
struct CheckView {
    word: String,
    met: bool,
}

/// `GET /inbox/calls/{id}/reviews/eligibility`
pub async fn eligibility(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

/// Why a verdict was refused: for which application, and the reason that was typed.
type Refused = Option<(Refusal, Option<ApplicationId>, String)>;

async fn page(cx: &Context<SignedIn>, id: &CallId, refused: Refused) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.clone());
    let (desk, found, decided) = cx
        .db
        .read(move |conn| {
            let desk = desk(conn, &actor, &id)?;
            let mut filed = queries::filed(conn, &id)?;
            filed.retain(|one| desk.shows(&one.id));
            let mut checks = ops::checks(conn, &id)?;
            let seen = |one: Application| {
                let checks = checks.remove(&one.id).unwrap_or_default();
                (one, checks)
            };
            let found: Vec<_> = filed.into_iter().map(seen).collect();
            Ok((desk, found, queries::eligibilities_of(conn, &id)?))
        })
        .await?;
    let line = |(one, checks): &(Application, Vec<Check>)| {
        let verdict: Option<&Eligibility> =
            decided.iter().find(|verdict| verdict.application_id == one.id);
        let typed = refused.as_ref().filter(|(_, of, _)| of.as_ref() == Some(&one.id));
        Line {
            id: one.id.clone(),
            named: named(&desk.call.id, one, cx.locale),
            badge: crate::applications::pages::badge(one.state, cx.locale),
            waits: one.state == State::Submitted && desk.call.frozen_at.is_some(),
            may_reconsider: desk.call.state == crate::calls::State::InReview
                && matches!(one.state, State::InReview | State::Ineligible),
            checks: checks
                .iter()
                .map(|check| CheckView {
                    word: check.rule.text(cx.locale).to_owned(),
                    met: check.met,
                })
                .collect(),
            reason: verdict.map(|verdict| verdict.reason.clone()).unwrap_or_default(),
            tells: typed.is_some_and(|(refusal, ..)| *refusal == TELLS),
            typed: typed.map(|(_, _, typed)| typed.clone()).unwrap_or_default(),
        }
    };
    let refusal = refused.as_ref().map(|(refusal, ..)| *refusal);
    let items: Vec<Line> = found.iter().map(line).collect();
    let waiting = items.iter().filter(|one| one.waits);
    let view = View {
        frame: Frame::of(&desk.call, "eligibility", cx, refusal),
        waiting: waiting.clone().count(),
        clean: waiting.filter(|one| one.checks.iter().all(|check| check.met)).count(),
        items,
    };
    let head = cx.head("reviews-eligibility", "inbox");
    cx.respond(status(refusal), "reviews/eligibility", head, &view)
}

/// Those who applied read the reason: one that names somebody who judges is refused until its writer says that it may stand.
fn check_names(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    (reason, checked): (&str, bool),
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    application(conn, &desk, id)?;
    if checked || ops::named_in(conn, (call, id), reason)?.is_empty() {
        return Ok(());
    }
    Err(TELLS.into())
}

/// `POST /inbox/calls/{id}/reviews/eligibility/{application}`
pub async fn judge(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (id, of)) = (cx.actor(), cx.now, path.into_inner());
    let of: ApplicationId = of.parse().map_err(|_| Error::NotFound)?;
    let outcome: Outcome = form.text("outcome").parse().map_err(|_| Error::NotFound)?;
    let (reason, checked) = (form.text("reason").trim().to_owned(), form.text("checked") == "1");
    let (what, typed) = ((id.clone(), of.clone()), reason.clone());
    let done = cx
        .db
        .write(move |conn| {
            check_names(conn, &actor, (&what.0, &what.1), (&reason, checked))?;
            ops::judge(conn, &actor, (&what.0, &what.1), (outcome, &reason), now)
        })
        .await;
    let to = format!("/inbox/calls/{id}/reviews/eligibility");
    let refused = |refusal| page(&cx, &id, Some((refusal, Some(of), typed)));
    after(&cx, done, (&to, "reviews-flash-judged"), refused).await
}

/// `POST /inbox/calls/{id}/reviews/eligibility`: what no rule speaks against.
pub async fn pass(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::pass_clean(conn, &actor, &which, now)).await;
    let to = format!("/inbox/calls/{id}/reviews/eligibility");
    let refused = |refusal| page(&cx, &id, Some((refusal, None, String::new())));
    after(&cx, done, (&to, "reviews-flash-judged"), refused).await
}

/// `POST /inbox/calls/{id}/reviews/eligibility/{application}/reversal`
pub async fn reconsider(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (id, of)) = (cx.actor(), cx.now, path.into_inner());
    let of: ApplicationId = of.parse().map_err(|_| Error::NotFound)?;
    let (reason, checked) = (form.text("reason").trim().to_owned(), form.text("checked") == "1");
    let (what, typed) = ((id.clone(), of.clone()), reason.clone());
    let done = cx
        .db
        .write(move |conn| {
            check_names(conn, &actor, (&what.0, &what.1), (&reason, checked))?;
            ops::reconsider(conn, &actor, (&what.0, &what.1, &reason), now)
        })
        .await;
    let to = format!("/inbox/calls/{id}/reviews/eligibility");
    let refused = |refusal| page(&cx, &id, Some((refusal, Some(of), typed)));
    after(&cx, done, (&to, "reviews-flash-reconsidered"), refused).await
}
