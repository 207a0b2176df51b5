//! What staff write: answers and notes. Two addresses, so that no slip can mail a note.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::carry;
use super::inbox::next_after;
use super::kept::give_back_with_files;
use super::ticket::{TicketQuery, again, place};
use super::typed::{Alert, Part, Typed};
use super::uploads::{self, Attached};
use crate::accounts::Actor;
use crate::files::Stored;
use crate::tickets::mail::Tools;
use crate::tickets::ops::{self, After, Closing, Said};
use crate::tickets::{
    AuthorKind, Message, MessageId, MessageKind, NewMessage, Outcome, Via, access, queries, rules,
};
use crate::web::{Context, Upload, Writing};
use crate::{Error, Result};

/// The longest query of a list that a form carries along, in bytes.
const LONGEST_QUERY: usize = 1_000;

/// A form that somebody sent about a ticket.
pub(super) struct Sent {
    pub cx: Context<Writing>,
    pub actor: Actor,
    pub reference: String,
    pub form: Upload,
}

impl Sent {
    /// The query of the inbox that led here. One that is longer than any list of ours asks is none: it would come back
    /// as an address that no proxy lets through.
    pub fn from(&self) -> &str {
        Some(self.form.text("from")).filter(|from| from.len() <= LONGEST_QUERY).unwrap_or_default()
    }

    pub fn query(&self) -> TicketQuery {
        TicketQuery { from: self.from().to_owned(), before: String::new() }
    }

    /// The ticket's page again, with what was typed.
    pub async fn again(&self, status: StatusCode, typed: Typed) -> Result<HttpResponse> {
        again(&self.cx, self.actor.clone(), &self.reference, self.query(), (status, typed)).await
    }

    /// The answer to what a write came to: done, refused with what was typed kept, or an error.
    pub async fn settle(
        &self,
        done: Result<Option<String>>,
        typed: Typed,
        flash: &str,
    ) -> Result<HttpResponse> {
        match done {
            Ok(next) => self.go(next, flash),
            Err(Error::Refused(refusal)) => {
                let typed = typed.refused(refusal, self.cx.locale);
                self.again(StatusCode::CONFLICT, typed).await
            }
            Err(error) => Err(error),
        }
    }

    /// To the next ticket of the list when that was asked for, else back to this one.
    pub fn go(&self, next: Option<String>, flash: &str) -> Result<HttpResponse> {
        let from = self.from();
        let to = match (self.form.text("go"), next) {
            ("next" | "close", Some(next)) => next,
            ("next", None) => return self.leave(flash),
            _ => self.reference.clone(),
        };
        self.cx.redirect(&format!("/tickets/{to}{}", carry(from)), flash)
    }

    /// Back to the list, since this ticket is no longer one to look at.
    pub fn leave(&self, flash: &str) -> Result<HttpResponse> {
        let from = self.from();
        let query = super::wanted::Wanted::parse(from).href(&[]);
        self.cx.redirect(&query, flash)
    }

    /// The files of the form, in the store once it is known that the writer may see the ticket.
    pub async fn attached(&self) -> Result<Attached> {
        let (actor, reference) = (self.actor.clone(), self.reference.clone());
        self.cx
            .db
            .read(move |conn| access::for_colleague(conn, &actor, &reference).map(drop))
            .await?;
        uploads::gather(&self.cx.app, &self.form, self.form.text("id")).await
    }

    pub fn message(&self, body: &str, files: Vec<Stored>) -> NewMessage {
        let id = self.form.text("id").parse().unwrap_or_else(|_| MessageId::new());
        NewMessage { id, body: body.trim().to_owned(), files, via: Via::Page }
    }
}

pub async fn answer(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back_with_files(&cx, &form).await };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let mut typed = Typed::read(Part::Reply, &sent.form);
    let body = typed.body.clone();
    typed.require("body", &body, "tickets-desk-error-answer");
    typed.attach(sent.attached().await?, "files");
    if !typed.errors.is_empty() {
        return sent.again(StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    }
    let message = sent.message(&body, typed.attached.files.clone());
    let mut said = say(&sent, message.clone(), typed.keep).await;
    if said.as_ref().is_err_and(came_twice) {
        said = say(&sent, message, typed.keep).await;
    }
    match said {
        Ok((Said::Meanwhile(others), _)) => meanwhile(&sent, typed, &others).await,
        done => sent.settle(done.map(|(_, next)| next), typed, "tickets-desk-flash-answered").await,
    }
}

/// Whether a form may have come twice at the same moment: tried again, the second one finds that it was done.
fn came_twice(error: &Error) -> bool {
    error.is_duplicate() || matches!(error, Error::Refused(why) if *why == rules::CHANGED_MEANWHILE)
}

async fn say(sent: &Sent, message: NewMessage, keep: bool) -> Result<(Said, Option<String>)> {
    let (app, actor, now) = (sent.cx.app.clone(), sent.actor.clone(), sent.cx.now);
    let (reference, from) = (sent.reference.clone(), sent.from().to_owned());
    let seen: Option<MessageId> = sent.form.text("seen").parse().ok();
    let closes = sent.form.text("go") == "close";
    let after = if keep { After::StillOurs } else { After::Theirs };
    sent.cx
        .db
        .write(move |conn| {
            let (ticket, right) = access::for_colleague(conn, &actor, &reference)?;
            if !right.may_answer() {
                return Err(Error::NotFound);
            }
            let words = app.vocabularies();
            let tools = Tools { signer: &app.signer, words: &words };
            let when = (after, seen.as_ref());
            let said = ops::answer(conn, &actor, &ticket, &message, when, tools, now)?;
            if closes && matches!(said, Said::Sent) && rules::may_view(&actor, &ticket) {
                let ticket = queries::find(conn, &ticket.id)?;
                let closing = Closing { outcome: Outcome::Answered, topic: None };
                ops::close(conn, &actor, &ticket, &closing, tools, now)?;
            }
            let next = next_after(conn, &actor, &from, (&place(&ticket), &reference), now)?;
            Ok((said, next))
        })
        .await
}

/// Somebody wrote in between: the page shows it first, and keeps the text.
async fn meanwhile(sent: &Sent, mut typed: Typed, others: &[Message]) -> Result<HttpResponse> {
    let locale = sent.cx.locale;
    let last = others.last();
    let name = last.map(|message| message.author_name.as_str()).unwrap_or_default();
    let key = match last.map(|message| (message.kind, message.author_kind)) {
        Some((MessageKind::Note, _)) => "tickets-desk-meanwhile-note",
        Some((_, AuthorKind::Team)) => "tickets-desk-meanwhile-team",
        _ => "tickets-desk-meanwhile-staff",
    };
    typed.meanwhile = true;
    typed.alert = Some(Alert {
        title: locale.text1(key, "name", name),
        text: locale.text("tickets-desk-meanwhile-kept"),
        link: others.first().map(|message| format!("#m-{}", message.id)),
    });
    sent.again(StatusCode::CONFLICT, typed).await
}

pub async fn note(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back_with_files(&cx, &form).await };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let mut typed = Typed::read(Part::Note, &sent.form);
    let body = typed.note.clone();
    typed.require("note", &body, "tickets-desk-error-note");
    typed.attach(sent.attached().await?, "note-files");
    if !typed.errors.is_empty() {
        return sent.again(StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    }
    let message = sent.message(&body, typed.attached.files.clone());
    let mut done = keep_note(&sent, message.clone()).await;
    if done.as_ref().is_err_and(came_twice) {
        done = keep_note(&sent, message).await;
    }
    sent.settle(done, typed, "tickets-desk-flash-noted").await
}

async fn keep_note(sent: &Sent, message: NewMessage) -> Result<Option<String>> {
    let (actor, reference, now) = (sent.actor.clone(), sent.reference.clone(), sent.cx.now);
    let to = sent.form.text("for").to_owned();
    sent.cx
        .db
        .write(move |conn| {
            let (ticket, right) = access::for_colleague(conn, &actor, &reference)?;
            let going_on = queries::going_on(conn, &ticket.id)?;
            let reader = ops::reader(&right, &ticket, &going_on, &to)?;
            ops::note_for(conn, &actor, &ticket, reader, &message, now).map(|_| None)
        })
        .await
}
