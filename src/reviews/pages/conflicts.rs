//! Conflicts of interest of a call: what is suspected, and what was decided, by whom and why.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Frame, Named, after, named, status};
use crate::accounts::{self, AccountId};
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::reviews::access::desk;
use crate::reviews::ops::{self, Declared};
use crate::reviews::{Conflict, ConflictKind, ConflictState, queries};
use crate::web::{Badge, Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    items: Vec<Line>,
    cleared: usize,
}

#[derive(Serialize)]
struct Line {
    place: usize,
    named: Named,
    application: ApplicationId,
    account: AccountId,
    who: String,
    kind: ConflictKind,
    kind_said: String,
    evidence: String,
    badge: Badge,
    decided: String,
    may_confirm: bool,
    may_clear: bool,
}

/// `GET /inbox/calls/{id}/reviews/conflicts`
pub async fn conflicts(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.clone());
    let reader = actor.id.clone();
    let (desk, filed, mut all, names) = cx
        .db
        .read(move |conn| {
            let desk = desk(conn, &actor, &id)?;
            let all = queries::conflicts_of_call(conn, &id)?;
            let filed = queries::filed(conn, &id)?;
            let mut ids: Vec<AccountId> = all.iter().map(|one| one.account_id.clone()).collect();
            ids.extend(all.iter().filter_map(|one| one.decided_by.clone()));
            ids.sort();
            ids.dedup();
            let accounts = accounts::queries::by_ids(conn, &ids)?;
            let names: BTreeMap<AccountId, String> =
                accounts.into_iter().map(|one| (one.id, one.name)).collect();
            Ok((desk, filed, all, names))
        })
        .await?;
    let locale = cx.locale;
    let filed: BTreeMap<_, _> = filed
        .iter()
        .filter(|one| desk.shows(&one.id))
        .map(|one| (one.id.clone(), named(&desk.call.id, one, locale)))
        .collect();
    // One's own are somebody else's to decide.
    all.retain(|one| filed.contains_key(&one.application_id) && one.account_id != reader);
    all.sort_by_key(|one| (one.state, one.found_at));
    let line = |(place, one): (usize, &Conflict)| {
        let by = one.decided_by.as_ref().and_then(|by| names.get(by)).cloned().unwrap_or_default();
        Line {
            place,
            named: filed[&one.application_id].clone(),
            application: one.application_id.clone(),
            account: one.account_id.clone(),
            who: names.get(&one.account_id).cloned().unwrap_or_default(),
            kind: one.kind,
            kind_said: cx.text(&format!("reviews-conflict-{}", one.kind)),
            evidence: one.evidence.clone(),
            badge: badge(one.state, cx),
            decided: [by, one.reason.clone()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" – "),
            may_confirm: one.state != ConflictState::Confirmed,
            may_clear: one.state != ConflictState::Cleared
                && one.kind != ConflictKind::OnApplication,
        }
    };
    let view = View {
        frame: Frame::of(&desk.call, "conflicts", cx, refusal),
        cleared: all.iter().filter(|one| one.state == ConflictState::Cleared).count(),
        items: all.iter().enumerate().map(line).collect(),
    };
    let head = cx.head("reviews-conflicts", "inbox");
    cx.respond(status(refusal), "reviews/conflicts", head, &view)
}

fn badge(state: ConflictState, cx: &Context<SignedIn>) -> Badge {
    let (class, icon) = match state {
        ConflictState::Suspected => ("is-warn", "question-circle"),
        ConflictState::Confirmed => ("is-bad", "slash-circle"),
        ConflictState::Cleared => ("is-good", "check-circle"),
    };
    Badge { class, icon, word: cx.text(&format!("reviews-conflict-state-{state}")) }
}

type Whose = web::Path<(CallId, String)>;

/// `POST /inbox/calls/{id}/reviews/applications/{application}/conflicts`: one that a coordinator knows of.
pub async fn declare(cx: Context<SignedIn>, whose: Whose, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (id, application)) = (cx.actor(), cx.now, whose.into_inner());
    let application: ApplicationId = application.parse().map_err(|_| Error::NotFound)?;
    // What names nobody is nobody's, once who asks is known to steer.
    let account = form.text("account").parse().unwrap_or_else(|_| AccountId::new());
    let said = Declared {
        application,
        account,
        kind: form.text("kind").parse().unwrap_or(ConflictKind::Other),
        why: form.text("why").trim().to_owned(),
    };
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::declare(conn, &actor, (&which, &said), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/conflicts");
    after(&cx, done, (&to, "reviews-flash-conflict"), |refusal| page(&cx, &id, Some(refusal))).await
}

/// `POST /inbox/calls/{id}/reviews/applications/{application}/conflicts/{account}/{kind}`: confirmed, or cleared.
pub async fn decide(
    cx: Context<SignedIn>,
    which: web::Path<(CallId, String, AccountId, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (id, application, account, kind)) = (cx.actor(), cx.now, which.into_inner());
    let application: ApplicationId = application.parse().map_err(|_| Error::NotFound)?;
    let kind: ConflictKind = kind.parse().map_err(|_| Error::NotFound)?;
    let to = form.text("to").parse().unwrap_or(ConflictState::Suspected);
    let reason = form.text("reason").trim().to_owned();
    let call = id.clone();
    let done = cx
        .db
        .write(move |conn| {
            let what = (&call, (&application, &account), kind);
            ops::decide(conn, &actor, what, (to, &reason), now)
        })
        .await;
    let to = format!("/inbox/calls/{id}/reviews/conflicts");
    after(&cx, done, (&to, "reviews-flash-conflict"), |refusal| page(&cx, &id, Some(refusal))).await
}

/// `POST /inbox/calls/{id}/reviews/conflicts/search`: looks for them anew.
pub async fn detect(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, id, words) = (cx.actor(), cx.now, id.into_inner(), cx.app.vocabularies());
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::look_again(conn, &actor, (&which, &words), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/conflicts");
    after(&cx, done, (&to, "reviews-flash-detected"), |refusal| page(&cx, &id, Some(refusal))).await
}
