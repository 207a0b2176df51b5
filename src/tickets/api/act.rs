//! Writing to a ticket and moving it.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::ask::{factor, respond};
use super::asked::message_body;
use super::handover::{self, Passing};
use super::views::{Whole, allowed};
use super::words::{check_read, last_read};
use super::{Outcome, Side, answer, json_of, open};
use crate::accounts::{AccountId, Actor, throttle};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::secret::Signer;
use crate::taxonomy::Vocabularies;
use crate::tickets::mail::Tools;
use crate::tickets::ops::{self, After, Closing, Pause};
use crate::tickets::{Door, ops::note_reading};
use crate::tickets::{MessageId, NewMessage, State, Ticket, Via, access, queries, rules};
use crate::web::{
    Answer, Api, FieldErrors, IdempotencyKey, WriteScope, api_invalid, kept_answer, once,
};
use crate::{Error, Refusal, Result};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MessageBody {
    body: String,
    visibility: Option<String>,
    /// Staff only: the answer leaves it the node's move.
    keep_open: bool,
    /// The last message that the program has read: an answer over later words of others is refused.
    seen: Option<String>,
    /// Files that the token's owner brought, by their tokens.
    files: Vec<String>,
    /// Staff only: for whom a note is, as `ops::reader` takes it.
    reader: Option<String>,
}

#[derive(Debug, Serialize)]
struct Added {
    id: MessageId,
    visibility: &'static str,
    state: State,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Step {
    pub event: String,
    reason: Option<String>,
    pub to_node: Option<String>,
    /// What a node that is asked reads.
    pub sees: Option<String>,
    pub outcome: Option<String>,
    pub topic: Option<String>,
    assignee: Option<String>,
    pub who: Option<String>,
    pub until: Option<String>,
    into: Option<String>,
    /// The last message that the program has read: nothing is done over later words of others.
    seen: Option<String>,
}

impl Step {
    /// The reason, which a step between nodes cannot do without.
    pub fn why(&self) -> Result<String, FieldErrors> {
        let reason = self.reason.as_deref().map(str::trim).unwrap_or_default();
        match reason.chars().count() {
            0 => Err(FieldErrors::one("reason", "tickets-api-required")),
            1..=2000 => Ok(reason.replace('\0', "")),
            _ => Err(FieldErrors::one("reason", "tickets-api-too-long")),
        }
    }
}

/// What every call here needs besides its body.
#[derive(Clone)]
pub struct Call {
    pub actor: Actor,
    pub reference: String,
    key: Option<IdempotencyKey>,
    signer: Signer,
    pub words: std::sync::Arc<Vocabularies>,
    factor: i32,
    pub now: NaiveDateTime,
}

impl Call {
    pub fn of(cx: &Api<WriteScope>, reference: &str, body: &[u8]) -> Self {
        let actor = cx.actor();
        Self {
            key: IdempotencyKey::of(&cx.request, actor.id.as_str(), body),
            actor,
            reference: reference.to_owned(),
            signer: cx.app.signer.clone(),
            words: cx.app.vocabularies(),
            factor: factor(&cx.app),
            now: cx.now,
        }
    }

    fn ticket(&self, conn: &mut Conn) -> Result<(Ticket, Side)> {
        open(conn, &self.actor, &self.reference, &self.signer, self.now)
    }

    pub fn tools(&self) -> Tools<'_> {
        Tools { signer: &self.signer, words: &self.words }
    }

    /// Runs the work once per key; a second call with the same key at the same time gets the first one's answer.
    pub async fn run(
        self,
        cx: &Api<WriteScope>,
        work: impl Fn(&Self, &mut Conn) -> Result<Answer> + Clone + Send + 'static,
    ) -> Result<Answer> {
        let (again, work_again) = (self.clone(), work.clone());
        let first = cx
            .db
            .write(move |conn| once(conn, self.key.as_ref(), self.now, |conn| work(&self, conn)));
        match first.await {
            Err(error) if error.is_duplicate() => {
                cx.db
                    .write(move |conn| {
                        once(conn, again.key.as_ref(), again.now, |conn| work_again(&again, conn))
                    })
                    .await
            }
            done => done,
        }
    }
}

/// `POST /api/v1/tickets/{reference}/messages`
pub async fn add_message(
    cx: Api<WriteScope>,
    reference: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let sent = match json_of::<MessageBody>(&body)? {
        Ok(sent) => sent,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let mut errors = FieldErrors::none();
    let text = message_body(&sent.body, &mut errors);
    let internal = match sent.visibility.as_deref() {
        None | Some("public") => false,
        Some("internal") => true,
        Some(_) => {
            errors.add("visibility", "tickets-api-unknown-value");
            false
        }
    };
    let seen = last_read(sent.seen.as_deref(), &mut errors);
    let owner = cx.actor().id;
    let files = super::files::named(&cx.app, owner.as_str(), &sent.files, &mut errors).await?;
    if let Err(errors) = errors.into_result() {
        return Ok(api_invalid(&errors));
    }
    let after = if sent.keep_open { After::StillOurs } else { After::Theirs };
    let message = NewMessage { id: MessageId::new(), body: text, files, via: Via::Api };
    let call = Call::of(&cx, &reference, &body);
    let reader = internal.then(|| sent.reader.unwrap_or_default());
    let done = call.clone().run(&cx, move |call, conn| {
        put(call, conn, (&message, after, seen.as_ref()), reader.as_deref())
    });
    settled(&cx, call, done.await).await
}

fn put(
    call: &Call,
    conn: &mut Conn,
    (message, after, seen): (&NewMessage, After, Option<&MessageId>),
    note_for: Option<&str>,
) -> Result<Answer> {
    let (ticket, side) = call.ticket(conn)?;
    let (actor, now) = (&call.actor, call.now);
    match (side, note_for) {
        (Side::Staff(right), Some(typed)) => {
            let going_on = queries::going_on(conn, &ticket.id)?;
            let reader = ops::reader(&right, &ticket, &going_on, typed)?;
            ops::note_for(conn, actor, &ticket, reader, message, now)?
        }
        (Side::Staff(right), None) if !right.may_answer() => return Err(NOT_YOURS.into()),
        (Side::Staff(_), None) => {
            check_read(conn, call, &ticket, seen)?;
            ops::answer(conn, actor, &ticket, message, (after, None), call.tools(), now)?
        }
        (Side::Team, None) => {
            let limit = rules::REPLIES_PER_TICKET.times(call.factor);
            throttle::count(conn, "reply", ticket.id.as_str(), limit, now)?;
            ops::team_reply(conn, (&actor.name, &actor.email), &ticket, message, now)?
        }
        (Side::Team, Some(_)) => return Err(Error::Forbidden),
    };
    let state = queries::find(conn, &ticket.id)?.state;
    let visibility = if note_for.is_some() { "internal" } else { "public" };
    answer(201, &Added { id: message.id.clone(), visibility, state })
}

/// `POST /api/v1/tickets/{reference}/transitions`
pub async fn transition(
    cx: Api<WriteScope>,
    reference: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let step = match json_of::<Step>(&body)? {
        Ok(step) => step,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let mut errors = FieldErrors::none();
    let seen = last_read(step.seen.as_deref(), &mut errors);
    if let Err(errors) = errors.into_result() {
        return Ok(api_invalid(&errors));
    }
    let call = Call::of(&cx, &reference, &body);
    let first = call.clone();
    // What does not pass must be told before anything is kept under the key.
    let checked = cx
        .db
        .read(move |conn| {
            let kept = first.key.as_ref().map(|key| kept_answer(conn, key)).transpose()?;
            match kept.flatten() {
                Some(answer) => Ok(Err(answer)),
                None => first.checked(conn, &step).map(Ok),
            }
        })
        .await?;
    let checked = match checked {
        Ok(checked) => checked,
        Err(answer) => return Ok(respond(Outcome::Done(answer))),
    };
    let planned = match checked {
        Ok(planned) => planned,
        Err(errors) => return Ok(respond(Outcome::Invalid(errors))),
    };
    match call.clone().run(&cx, move |call, conn| go(call, conn, (&planned, seen.as_ref()))).await {
        Err(Error::Refused(why)) => refused(&cx, call, why).await,
        done => Ok(respond(Outcome::Done(done?))),
    }
}

/// A transition whose words have their meaning.
#[derive(Clone)]
enum Planned {
    Assign(AccountId),
    Release,
    Transfer(crate::accounts::NodeId, String),
    Close(Option<Closing>),
    Reopen,
    Spam(bool),
    Pause(Pause),
    Wake,
    Pass(Passing),
    Merge(String),
    UndoMerge,
}

impl Call {
    fn checked(&self, conn: &mut Conn, step: &Step) -> Result<Result<Planned, FieldErrors>> {
        let (_, side) = self.ticket(conn)?;
        match Passing::read(conn, step)? {
            Ok(Some(passing)) => return Ok(Ok(Planned::Pass(passing))),
            Ok(None) => {}
            Err(errors) => return Ok(Err(errors)),
        }
        let fault = |field: &str, key: &'static str| Ok(Err(FieldErrors::one(field, key)));
        Ok(Ok(match step.event.as_str() {
            "assign" => match step.assignee.as_deref().unwrap_or("me") {
                "me" => Planned::Assign(self.actor.id.clone()),
                id => match id.parse() {
                    Ok(id) => Planned::Assign(id),
                    Err(_) => return fault("assignee", "tickets-api-unknown-value"),
                },
            },
            "release" => Planned::Release,
            "transfer" => {
                let Some(slug) = &step.to_node else {
                    return fault("to_node", "tickets-api-required");
                };
                let Some(node) = queries::node_id_of_slug(conn, slug)? else {
                    return fault("to_node", "tickets-api-unknown-node");
                };
                return Ok(step.why().map(|reason| Planned::Transfer(node, reason)));
            }
            "close" if side == Side::Team => Planned::Close(None),
            "close" => return Ok(self.closing(step).map(|closing| Planned::Close(Some(closing)))),
            "wait_third_party" | "snooze" => return Ok(self.pausing(step).map(Planned::Pause)),
            "wake" => Planned::Wake,
            "merge" => match &step.into {
                Some(reference) => Planned::Merge(reference.clone()),
                None => return fault("into", "tickets-api-required"),
            },
            "undo_merge" => Planned::UndoMerge,
            "reopen" => Planned::Reopen,
            "spam" => Planned::Spam(true),
            "not_spam" => Planned::Spam(false),
            "" => return fault("event", "tickets-api-required"),
            _ => return fault("event", "tickets-api-unknown-value"),
        }))
    }
}

const NOT_YOURS: Refusal = Refusal::new("tickets-not-answerable");

fn go(
    call: &Call,
    conn: &mut Conn,
    (planned, seen): (&Planned, Option<&MessageId>),
) -> Result<Answer> {
    let (ticket, side) = call.ticket(conn)?;
    check_read(conn, call, &ticket, seen)?;
    let (actor, now, tools) = (&call.actor, call.now, call.tools());
    match (&side, planned) {
        (Side::Team, Planned::Close(_)) => ops::close_as_team(conn, &ticket, tools, now)?,
        (Side::Staff(right), Planned::Pass(passing)) => {
            handover::go(call, conn, (&ticket, right.as_ref()), passing)?;
        }
        (Side::Staff(right), planned) if right.is_responsible() => {
            move_it(call, conn, &ticket, planned)?;
        }
        (Side::Team | Side::Staff(_), _) => return Err(NOT_YOURS.into()),
    }
    // Who sent it to another node may not see it any more, but is told what became of it.
    let ticket = queries::find(conn, &ticket.id)?;
    note_reading(conn, &ticket, (Some(&actor.id), Door::Api), now)?;
    answer(200, &Whole::of(conn, &call.words, actor, (ticket, side), now)?)
}

/// What the responsible node does to it.
fn move_it(call: &Call, conn: &mut Conn, ticket: &Ticket, planned: &Planned) -> Result<()> {
    let (actor, now, tools) = (&call.actor, call.now, call.tools());
    match planned {
        Planned::Assign(to) => ops::assign(conn, actor, ticket, to, now),
        Planned::Release => ops::release(conn, actor, ticket, now),
        Planned::Transfer(to, why) => {
            ops::transfer(conn, actor, ticket, (to, why), tools, now).map(drop)
        }
        Planned::Close(Some(closing)) => ops::close(conn, actor, ticket, closing, tools, now),
        Planned::Pause(pause) => ops::pause(conn, actor, ticket, pause, now),
        Planned::Wake => ops::wake(conn, actor, ticket, now),
        Planned::Merge(reference) => {
            let into = match access::for_staff(conn, actor, reference) {
                Err(Error::NotFound) => return Err(rules::NO_SUCH_TICKET.into()),
                found => found?,
            };
            ops::merge(conn, actor, ticket, &into, tools, now)
        }
        Planned::UndoMerge => ops::undo_merge(conn, actor, ticket, now),
        Planned::Reopen => ops::reopen(conn, actor, ticket, now),
        Planned::Spam(is_spam) => ops::spam(conn, actor, ticket, *is_spam, now),
        Planned::Close(None) | Planned::Pass(_) => Err(NOT_YOURS.into()),
    }
}

/// What a call came to, or why not and what is possible instead.
pub async fn settled(
    cx: &Api<WriteScope>,
    call: Call,
    done: Result<Answer>,
) -> Result<HttpResponse> {
    match done {
        Err(Error::Refused(why)) => refused(cx, call, why).await,
        done => Ok(done?.respond()),
    }
}

/// 409 with what is possible instead.
async fn refused(cx: &Api<WriteScope>, call: Call, why: Refusal) -> Result<HttpResponse> {
    let allowed = cx
        .db
        .read(move |conn| {
            let (ticket, side) = call.ticket(conn)?;
            let going_on = queries::going_on(conn, &ticket.id)?;
            Ok(allowed(&ticket, &side, &going_on))
        })
        .await?;
    Ok(HttpResponse::Conflict().content_type("application/problem+json").json(json!({
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": why.key(),
        "detail": Locale::En.text(why.key()),
        "allowed": allowed,
    })))
}
