//! Where somebody who is asked to train, or those to whom it was offered, say yes or no.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::trainers::badge;
use crate::courses::pages::line::{SessionLine, line};
use crate::courses::queries as sessions;
use crate::enrolment::{Proposal, ProposalId, ProposalState, access, ops, rules};
use crate::web::{Anyone, Badge, Context, Head};
use crate::{Error, Refusal, Result, accounts};

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Keyed {
    key: String,
    answer: String,
}

#[derive(Serialize)]
struct View {
    id: ProposalId,
    key: String,
    line: SessionLine,
    /// The trainer's name.
    name: String,
    badge: Badge,
    offer: bool,
    note: String,
    may_answer: bool,
    reader: Option<String>,
    alert: String,
}

/// `GET /trainers/{id}?key=`
pub async fn proposal(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    page(&cx, &id, &query.key, None).await
}

async fn page(
    cx: &Context<Anyone>,
    id: &str,
    key: &str,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let id: ProposalId = id.parse().map_err(|_| Error::NotFound)?;
    let (app, actor, opener) = (cx.app.clone(), cx.actor().cloned(), key.to_owned());
    let (one, answers, given, name) = cx
        .db
        .read(move |conn| {
            let with = (&id, opener.as_str());
            let (one, answers) = access::for_trainer(conn, with, &app.signer, actor.as_ref())?;
            let given = sessions::given(conn, &one.session_id)?;
            let who = accounts::queries::by_ids(conn, std::slice::from_ref(&one.account_id))?;
            let name = who.into_iter().next().map(|one| one.name).unwrap_or_default();
            Ok((one, answers, given, name))
        })
        .await?;
    let Proposal { state, .. } = one;
    let view = View {
        line: line(&given, &[], cx.now, cx.locale),
        badge: badge(state, cx.locale),
        offer: one.is_offer(),
        may_answer: answers
            && state == ProposalState::Asked
            && rules::takes_trainers(&given.session, cx.now),
        reader: given.session.published_at.map(|_| format!("/sessions/{}", given.session.id)),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        id: one.id,
        key: key.to_owned(),
        name,
        note: one.note,
    };
    let head = Head { title: given.title(cx.locale), section: "courses" };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "enrolment/proposal", head, &view)
}

/// `POST /trainers/{id}`
pub async fn answer_proposal(
    cx: Context<Anyone>,
    typed: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let id: ProposalId = typed.parse().map_err(|_| Error::NotFound)?;
    let (app, actor, now) = (cx.app.clone(), cx.actor().cloned(), cx.now);
    let to = match form.answer.as_str() {
        "accepted" => ProposalState::Accepted,
        "declined" => ProposalState::Declined,
        _ => return Err(Error::Malformed("answer")),
    };
    let (which, key) = (id.clone(), form.key.clone());
    let done = cx
        .db
        .write(move |conn| {
            let with = (&which, key.as_str(), to);
            ops::answer_proposal(conn, actor.as_ref(), with, &app.signer, now)
        })
        .await;
    let back = match form.key.as_str() {
        "" => format!("/trainers/{id}"),
        _ => access::proposal(&cx.app.signer, &id),
    };
    match done {
        Ok(()) => cx.redirect(&back, "enrolment-flash-answered"),
        Err(Error::Refused(refusal)) => page(&cx, &typed, &form.key, Some(refusal)).await,
        Err(error) => Err(error),
    }
}
