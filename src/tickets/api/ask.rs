//! Who would answer, and asking.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, TimeDelta};

use super::asked::{Body, Keys};
use super::views::{Created, Routing};
use super::{Outcome, answer, json_of};
use crate::accounts::{Actor, throttle};
use crate::app::App;
use crate::db::Conn;
use crate::history::By;
use crate::secret::Signer;
use crate::taxonomy::Vocabularies;
use crate::tickets::mail::{self, Tools};
use crate::tickets::{Draft, TicketId, ops};
use crate::web::{
    Answer, Api, FieldErrors, IdempotencyKey, Public, api_invalid, client_address, once,
};
use crate::{Error, Result};

/// Questions of those who are no staff, from one address of the internet and for one mail address.
const PER_CLIENT: throttle::Limit = throttle::Limit::new(60, TimeDelta::hours(1));
const PER_ASKER: throttle::Limit = throttle::Limit::new(10, TimeDelta::hours(1));

/// A demo is tried out by many behind one address.
pub(super) fn factor(app: &App) -> i32 {
    if app.config.demo { 20 } else { 1 }
}

/// `POST /api/v1/routing/preview`
pub async fn preview(cx: Api<Public>, body: web::Bytes) -> Result<HttpResponse> {
    let keys = match if body.is_empty() { Ok(Keys::default()) } else { json_of::<Keys>(&body)? } {
        Ok(keys) => keys,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let (words, now) = (cx.app.vocabularies(), cx.now);
    let mut errors = FieldErrors::none();
    let inputs = keys.known(&words, &mut errors).inputs;
    if let Err(errors) = errors.into_result() {
        return Ok(api_invalid(&errors));
    }
    let routing = cx
        .db
        .read(move |conn| {
            let decision = ops::decide(conn, &inputs, &words, now)?;
            let why = mail::explain(conn, &words, &inputs, &decision)?;
            Ok(Routing::of(decision, why))
        })
        .await?;
    Ok(HttpResponse::Ok().json(routing))
}

/// `POST /api/v1/tickets`. A token of the network's staff vouches for the asker's address, and anybody's for its owner's;
/// else a mail asks to confirm it.
pub async fn create(cx: Api<Public>, body: web::Bytes) -> Result<HttpResponse> {
    let asked = match json_of::<Body>(&body)? {
        Ok(asked) => asked,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let words = cx.app.vocabularies();
    let (question, asker) = match asked.checked(&words) {
        Ok(passed) => passed,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let writer = cx.writer()?;
    // Without a token nobody brought any.
    let owner = writer.as_ref().map(|actor| actor.id.to_string()).unwrap_or_default();
    let mut errors = FieldErrors::none();
    let files = super::files::named(&cx.app, &owner, &asked.files, &mut errors).await?;
    if let Err(errors) = errors.into_result() {
        return Ok(api_invalid(&errors));
    }
    let client = client_address(&cx.request);
    let owner = writer.as_ref().map_or_else(|| client.clone(), |actor| actor.id.to_string());
    // Staff vouch for those who come to them; anybody else only for their own address.
    let proven =
        writer.as_ref().is_some_and(|actor| actor.is_staff() || actor.email == asker.email);
    let call = Call {
        key: IdempotencyKey::of(&cx.request, &owner, &body),
        draft: Draft { id: TicketId::new(), question, asker, beneficiary: None, files, proven },
        writer,
        client,
        factor: factor(&cx.app),
        signer: cx.app.signer.clone(),
        words,
        now: cx.now,
    };
    let answer = call.repeated(&cx).await?;
    Ok(with_location(answer))
}

/// All that asking needs, so that it can be tried twice.
#[derive(Clone)]
struct Call {
    key: Option<IdempotencyKey>,
    draft: Draft,
    writer: Option<Actor>,
    client: String,
    factor: i32,
    signer: Signer,
    words: std::sync::Arc<Vocabularies>,
    now: NaiveDateTime,
}

impl Call {
    /// Two calls with one key at the same time meet at the key's row: the second finds it taken, and is then given the
    /// first one's answer.
    async fn repeated(self, cx: &Api<Public>) -> Result<Answer> {
        let again = self.clone();
        match cx.db.write(move |conn| self.run(conn)).await {
            Err(error) if error.is_duplicate() => cx.db.write(move |conn| again.run(conn)).await,
            done => done,
        }
    }

    fn run(&self, conn: &mut Conn) -> Result<Answer> {
        once(conn, self.key.as_ref(), self.now, |conn| self.ask(conn))
    }

    fn ask(&self, conn: &mut Conn) -> Result<Answer> {
        if !self.writer.as_ref().is_some_and(Actor::is_staff) {
            let (client, asker) = (&self.client, &self.draft.asker.email);
            let (per_client, per_asker) =
                (PER_CLIENT.times(self.factor), PER_ASKER.times(self.factor));
            throttle::count(conn, "api-ask", client, per_client, self.now)?;
            throttle::count(conn, "api-ask-for", asker, per_asker, self.now)?;
        }
        let by = match &self.writer {
            Some(actor) if self.draft.proven => By::Account(actor.id.clone()),
            _ => By::Team,
        };
        let tools = Tools { signer: &self.signer, words: &self.words };
        let asked = ops::ask(conn, &by, &self.draft, tools, self.now)?;
        let (decision, why) = asked.routed.ok_or(Error::NotFound)?;
        let routing = Routing::of(decision, why);
        let created = Created {
            reference: asked.ticket.reference,
            state: asked.ticket.state,
            node: routing.node().to_owned(),
            routing: Some(routing),
        };
        answer(201, &created)
    }
}

/// The answer, with the address of the ticket it names.
fn with_location(answer: Answer) -> HttpResponse {
    let reference = serde_json::from_str::<serde_json::Value>(&answer.body)
        .ok()
        .and_then(|body| Some(body.get("reference")?.as_str()?.to_owned()));
    let mut response = answer.respond();
    let address = reference.map(|reference| format!("/api/v1/tickets/{reference}"));
    if let Some(address) = address.and_then(|address| address.parse().ok()) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

/// The answer of a call that may not pass its checks.
pub(super) fn respond(outcome: Outcome) -> HttpResponse {
    match outcome {
        Outcome::Done(answer) => answer.respond(),
        Outcome::Invalid(errors) => api_invalid(&errors),
    }
}
