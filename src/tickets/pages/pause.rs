//! Putting a ticket to rest until somebody or some day, and taking it up again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::actions::Sent;
use super::kept::give_back;
use super::life::change;
use super::typed::{Part, Typed};
use crate::Result;
use crate::clock::network_day;
use crate::tickets::ops::{self, Pause};
use crate::tickets::{MessageId, queries, rules};
use crate::web::{Context, Upload, Writing, day};

/// The form as it was sent, or a blank one.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PauseForm {
    pub note_id: String,
    pub third_party: bool,
    pub later: bool,
    pub who: String,
    pub until: String,
    pub note: String,
    /// The first day that may be chosen.
    pub first_day: String,
}

impl PauseForm {
    pub fn read(form: &Upload) -> Self {
        Self {
            third_party: form.text("kind") == "third_party",
            later: form.text("kind") == "later",
            who: form.text("who").to_owned(),
            until: form.text("until").to_owned(),
            note: form.text("note").to_owned(),
            ..Self::default()
        }
    }

    /// The same with what a page needs besides.
    pub fn shown(self, now: NaiveDateTime) -> Self {
        let tomorrow = network_day(now).succ_opt().unwrap_or_default();
        Self { note_id: MessageId::new().to_string(), first_day: tomorrow.to_string(), ..self }
    }

    fn pause(&self, typed: &mut Typed, now: NaiveDateTime) -> Option<Pause> {
        let until =
            day(&self.until).filter(|until| rules::check_pause(*until, network_day(now)).is_ok());
        if until.is_none() {
            typed.errors.add("until", "tickets-pause-error-until");
        }
        let who = self.who.trim();
        match who.chars().count() {
            0 if self.third_party => typed.errors.add("who", "tickets-pause-error-who"),
            0..=200 => {}
            _ => typed.errors.add("who", "tickets-pause-error-who-long"),
        }
        match (self.third_party, self.later) {
            (true, _) => Some(Pause::ThirdParty { who: who.to_owned(), until: until? }),
            (_, true) => Some(Pause::Snooze { until: until? }),
            _ => {
                typed.errors.add("kind", "tickets-pause-error-kind");
                None
            }
        }
    }
}

pub async fn pause(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let read = PauseForm::read(&sent.form);
    let mut typed = Typed { part: Part::Pause, pause: read.clone(), ..Typed::default() };
    typed.limit("note", &read.note);
    let pause = read.pause(&mut typed, sent.cx.now).filter(|_| typed.errors.is_empty());
    let Some(pause) = pause else {
        return sent.again(StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    };
    let note = Some(read.note.trim()).filter(|note| !note.is_empty());
    let note = note.map(|note| sent.message(note, Vec::new()));
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let seen: Option<MessageId> = sent.form.text("seen").parse().ok();
    let done = change(&sent, move |conn, _, ticket| {
        if let Some(note) = &note
            && ops::said_before(conn, note)?
        {
            return Ok(());
        }
        ops::check_seen(conn, &actor, ticket, seen.as_ref())?;
        if let Some(note) = &note {
            ops::note(conn, &actor, ticket, note, now)?;
        }
        let ticket = queries::find(conn, &ticket.id)?;
        ops::pause(conn, &actor, &ticket, &pause, now)
    })
    .await;
    sent.settle(done, typed, "tickets-pause-flash").await
}

pub async fn wake(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = change(&sent, move |conn, _, ticket| ops::wake(conn, &actor, ticket, now)).await;
    sent.settle(done, Typed::default(), "tickets-pause-flash-woken").await
}
