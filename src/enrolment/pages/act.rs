//! What is done with one who takes part, one button each.

use actix_web::{HttpResponse, web};

use super::people::{self, Which, session_of};
use crate::accounts::Actor;
use crate::app::App;
use crate::courses::{Presence, SessionId};
use crate::db::Conn;
use crate::enrolment::rules::{self, MAX_NAME};
use crate::enrolment::{EnrolmentId, FormId, Proof, Wish, access, ops};
use crate::history::By;
use crate::web::{Context, Staff, Upload, checked_email};
use crate::{Error, Refusal, Result};

type Id = web::Path<EnrolmentId>;

const BAD_PERSON: Refusal = Refusal::new("enrolment-error-person");

/// Takes a step, and leads back to the list; or shows it with why not.
async fn step(
    cx: Context<Staff>,
    session: SessionId,
    flash: &str,
    step: impl FnOnce(&mut Conn, &Actor, &App) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, app) = (cx.actor(), cx.app.clone());
    match cx.db.write(move |conn| step(conn, &actor, &app)).await {
        Ok(()) => cx.redirect(&format!("/inbox/sessions/{session}/enrolments"), flash),
        Err(Error::Refused(refusal)) => {
            people::page(&cx, &session, &Which::default(), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}

pub async fn approve(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (now, id, session) = (cx.now, id.clone(), session_of(&cx, &id).await?);
    step(cx, session, "enrolment-flash-approved", move |conn, actor, app| {
        ops::approve(conn, actor, &id, &app.signer, now)
    })
    .await
}

/// `POST /inbox/enrolments/{id}/admission`: lets somebody in who waits, once it has begun.
pub async fn admit(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (now, id, session) = (cx.now, id.clone(), session_of(&cx, &id).await?);
    step(cx, session, "enrolment-flash-admitted", move |conn, actor, app| {
        ops::admit(conn, actor, &id, &app.signer, now)
    })
    .await
}

/// `POST /inbox/enrolments/{id}/restoration`: puts somebody back who left by mistake.
pub async fn restore(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (now, id, session) = (cx.now, id.clone(), session_of(&cx, &id).await?);
    step(cx, session, "enrolment-flash-restored", move |conn, actor, app| {
        ops::restore(conn, actor, &id, &app.signer, now)
    })
    .await
}

pub async fn refuse(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id, session) = (cx.now, id.clone(), session_of(&cx, &id).await?);
    let (reason, other) = (said(&form), form.text("other").parse().ok());
    step(cx, session, "enrolment-flash-refused", move |conn, actor, app| {
        ops::refuse(conn, actor, (&id, &reason, other.as_ref()), &app.signer, now)
    })
    .await
}

/// Takes somebody out.
pub async fn cancel(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id, session) = (cx.now, id.clone(), session_of(&cx, &id).await?);
    let reason = said(&form);
    step(cx, session, "enrolment-flash-taken-out", move |conn, actor, app| {
        access::for_desk(conn, actor, &id)?;
        let by = By::Account(actor.id.clone());
        ops::cancel(conn, &by, (&id, &reason), &app.signer, now)
    })
    .await
}

/// `POST /inbox/enrolments/{id}/presence`: moves somebody between the room and afar.
pub async fn change_presence_for(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id, session) = (cx.now, id.clone(), session_of(&cx, &id).await?);
    let presence: Option<Presence> = form.text("presence").parse().ok();
    step(cx, session, "enrolment-flash-presence", move |conn, actor, app| {
        access::for_desk(conn, actor, &id)?;
        let to = (&id, presence.ok_or(rules::NO_PRESENCE)?);
        ops::change_presence(conn, &By::Account(actor.id.clone()), to, &app.signer, now)
    })
    .await
}

/// `POST /inbox/enrolments/{id}/correction`: their name and address, as they should be.
pub async fn correct(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id, session) = (cx.now, id.clone(), session_of(&cx, &id).await?);
    let name = form.text("name").split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = !name.is_empty() && name.chars().count() <= MAX_NAME;
    let email = checked_email(form.text("email")).filter(|_| whole);
    step(cx, session, "enrolment-flash-corrected", move |conn, actor, app| {
        let email = email.ok_or(BAD_PERSON)?;
        ops::correct(conn, actor, (&id, &name, &email), &app.signer, now)
    })
    .await
}

/// Moves somebody to another session.
pub async fn transfer(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id, session) = (cx.now, id.clone(), session_of(&cx, &id).await?);
    let to: SessionId = form.text("to").parse().map_err(|_| Error::NotFound)?;
    step(cx, session, "enrolment-flash-transferred", move |conn, actor, app| {
        ops::transfer(conn, actor, (&id, &to), &app.signer, now).map(drop)
    })
    .await
}

/// `POST /inbox/sessions/{id}/enrolments`: writes somebody in.
pub async fn add(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (now, session) = (cx.now, id.into_inner());
    let wish = read(&cx, &form);
    let which = session.clone();
    step(cx, session, "enrolment-flash-added", move |conn, actor, app| {
        let wish = wish.ok_or(BAD_PERSON)?;
        ops::add(conn, actor, (&which, &wish), &app.signer, now).map(drop)
    })
    .await
}

fn read(cx: &Context<Staff>, form: &Upload) -> Option<Wish> {
    let line = |name: &str| form.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
    let (name, email) = (line("name"), checked_email(form.text("email"))?);
    let typed: String = line("institution").chars().take(200).collect();
    let words = cx.app.vocabularies();
    let institution = words.institution_named(&typed).map(|one| one.slug.clone());
    let whole = !name.is_empty() && name.chars().count() <= MAX_NAME;
    whole.then(|| Wish {
        form_id: form.text("form_id").parse().unwrap_or_else(|_| FormId::random()),
        name,
        email,
        proof: Proof::Given,
        language: cx.locale,
        institution_typed: if institution.is_some() { String::new() } else { typed },
        institution,
        presence: form.text("presence").parse().ok(),
        answers: Vec::new(),
        discipline: None,
    })
}

fn said(form: &Upload) -> String {
    form.text("reason").replace("\r\n", "\n").trim().chars().take(1_000).collect()
}
