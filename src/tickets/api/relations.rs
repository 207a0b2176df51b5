//! What ties tickets to each other, for programs. Merging is a transition.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::act::{Call, settled};
use super::views::Whole;
use super::{Side, answer, json_of};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::tickets::queries::Linked;
use crate::tickets::{Door, ops::note_reading};
use crate::tickets::{LinkKind, MessageId, Right, State, Ticket, access, ops, queries, rules};
use crate::triage;
use crate::web::{Answer, Api, FieldErrors, WriteScope, api_invalid};
use crate::{Error, Result};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SplitBody {
    message: String,
    subject: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LinkBody {
    to: String,
    kind: Option<String>,
}

/// A ticket that belongs to another one, seen from there.
#[derive(Debug, Serialize)]
pub struct LinkedLine {
    reference: String,
    subject: String,
    state: State,
    kind: LinkKind,
    /// Whether the ticket that was asked for is said to follow, repeat or belong to this one, or the other way round.
    direction: &'static str,
}

/// The linked tickets that somebody of the responsible node may see.
pub fn linked(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, side): (&Ticket, &Side),
) -> Result<Vec<LinkedLine>> {
    if !matches!(side, Side::Staff(right) if right.is_responsible()) {
        return Ok(Vec::new());
    }
    let (to, from) = queries::links_of(conn, &ticket.id, &triage::ops::scope_of(actor))?;
    let line = |linked: Linked, direction| LinkedLine {
        reference: linked.reference,
        subject: linked.subject,
        state: linked.state,
        kind: linked.kind,
        direction,
    };
    let to = to.into_iter().map(|found| line(found, "to"));
    Ok(to.chain(from.into_iter().map(|found| line(found, "from"))).collect())
}

/// `POST /api/v1/tickets/{reference}/splits`
pub async fn split(
    cx: Api<WriteScope>,
    reference: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let sent = match json_of::<SplitBody>(&body)? {
        Ok(sent) => sent,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let call = seen(&cx, &reference, &body).await?;
    let mut errors = FieldErrors::none();
    let message = sent.message.parse::<MessageId>();
    if message.is_err() {
        let missing = sent.message.trim().is_empty();
        errors.add("message", if missing { REQUIRED } else { UNKNOWN });
    }
    let subject = sent.subject.unwrap_or_default().replace('\0', "");
    if subject.chars().count() > rules::MAX_SUBJECT {
        errors.add("subject", "tickets-api-too-long");
    }
    let (Ok(message), true) = (message, errors.is_empty()) else {
        return Ok(api_invalid(&errors));
    };
    let done = call.clone().run(&cx, move |call, conn| {
        let ticket = access::for_staff(conn, &call.actor, &call.reference)?;
        let what = (&message, subject.as_str());
        let made = ops::split(conn, &call.actor, &ticket, what, call.tools(), call.now);
        // The ticket is there: it is the message that is not.
        let made = made.map_err(|error| match error {
            Error::NotFound => rules::NOT_SPLITTABLE.into(),
            other => other,
        })?;
        whole(conn, call, made, 201)
    });
    settled(&cx, call, done.await).await
}

/// `POST /api/v1/tickets/{reference}/links`
pub async fn link(
    cx: Api<WriteScope>,
    reference: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let sent = match json_of::<LinkBody>(&body)? {
        Ok(sent) => sent,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let call = seen(&cx, &reference, &body).await?;
    let mut errors = FieldErrors::none();
    if sent.to.trim().is_empty() {
        errors.add("to", REQUIRED);
    }
    let kind = sent.kind.as_deref().unwrap_or(LinkKind::Related.as_str()).parse::<LinkKind>();
    if kind.is_err() {
        errors.add("kind", UNKNOWN);
    }
    let (Ok(kind), true) = (kind, errors.is_empty()) else { return Ok(api_invalid(&errors)) };
    let done = call.clone().run(&cx, move |call, conn| {
        let ticket = access::for_staff(conn, &call.actor, &call.reference)?;
        let other = another(conn, &call.actor, sent.to.trim())?;
        ops::link(conn, &call.actor, &ticket, (&other, kind), call.now)?;
        whole(conn, call, ticket, 200)
    });
    settled(&cx, call, done.await).await
}

/// `POST /api/v1/tickets/{reference}/links/{other}/removal`
pub async fn unlink(
    cx: Api<WriteScope>,
    path: web::Path<(String, String)>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let (reference, other) = path.into_inner();
    let call = seen(&cx, &reference, &body).await?;
    let done = call.clone().run(&cx, move |call, conn| {
        let ticket = access::for_staff(conn, &call.actor, &call.reference)?;
        let other = access::for_staff(conn, &call.actor, &other)?;
        ops::unlink(conn, &call.actor, &ticket, &other, call.now)?;
        whole(conn, call, ticket, 200)
    });
    settled(&cx, call, done.await).await
}

const REQUIRED: &str = "tickets-api-required";
const UNKNOWN: &str = "tickets-api-unknown-value";

/// The call of somebody who may change the ticket; for others there is none, whatever they send.
pub(super) async fn seen(cx: &Api<WriteScope>, reference: &str, body: &[u8]) -> Result<Call> {
    let call = Call::of(cx, reference, body);
    let (actor, wanted) = (call.actor.clone(), reference.to_owned());
    cx.db.read(move |conn| access::for_staff(conn, &actor, &wanted).map(drop)).await?;
    Ok(call)
}

/// Another ticket that somebody may change too. One they may not see is none.
fn another(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Ticket> {
    match access::for_staff(conn, actor, reference) {
        Err(Error::NotFound) => Err(rules::NO_SUCH_TICKET.into()),
        found => found,
    }
}

pub(super) fn whole(conn: &mut Conn, call: &Call, ticket: Ticket, status: u16) -> Result<Answer> {
    let ticket = queries::find(conn, &ticket.id)?;
    note_reading(conn, &ticket, (Some(&call.actor.id), Door::Api), call.now)?;
    let side = Side::Staff(Box::new(Right::Responsible));
    answer(status, &Whole::of(conn, &call.words, &call.actor, (ticket, side), call.now)?)
}
