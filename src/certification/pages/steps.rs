//! What is done with a certification, one button each.

use actix_web::{HttpResponse, web};

use super::sheet::refused;
use crate::app::App;
use crate::certification::ops::{self, Interest};
use crate::certification::rules::{CONFLICT, Event, MAX_COMMENT, UNFINISHED};
use crate::certification::{CertificationId, Said, Value, every_criterion};
use crate::db::Conn;
use crate::materials::MaterialId;
use crate::web::{Context, Staff, Upload};
use crate::{Error, Result};

type Id = web::Path<CertificationId>;

/// Takes a step, and leads back to the certification; or shows it with why not.
async fn step(
    cx: &Context<Staff>,
    id: &CertificationId,
    (flash, typed): (&str, Option<Said>),
    step: impl FnOnce(&mut Conn, &App) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let app = cx.app.clone();
    match cx.db.write(move |conn| step(conn, &app)).await {
        Ok(()) => cx.redirect(&format!("/inbox/certifications/{id}"), flash),
        Err(Error::Refused(refusal)) => refused(cx, id, (typed, refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/materials/{id}/certification`
pub async fn request(cx: Context<Staff>, id: web::Path<MaterialId>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let made = cx.db.write(move |conn| ops::request(conn, &actor, &id, now)).await?;
    cx.redirect(&format!("/inbox/certifications/{made}"), "certification-flash-requested")
}

/// `POST /inbox/certifications/{id}/review`
pub async fn take(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let interest = match form.text("interest") {
        "none" => Interest::None,
        _ => Interest::Some,
    };
    let which = id.clone();
    if interest == Interest::Some {
        // That it was said stays, though nothing is done.
        let noted = move |conn: &mut Conn| ops::note_interest(conn, &actor, &which, now);
        return match cx.db.write(noted).await {
            Ok(()) => refused(&cx, &id, (None, CONFLICT)).await,
            Err(Error::Refused(refusal)) => refused(&cx, &id, (None, refusal)).await,
            Err(error) => Err(error),
        };
    }
    step(&cx, &id, ("certification-flash-taken", None), move |conn, _| {
        ops::take(conn, &actor, (&which, interest), now)
    })
    .await
}

/// `POST /inbox/certifications/{id}/review/removal`: frees a place for somebody else.
pub async fn give_back(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (which, place) = (id.clone(), form.text("place").parse().ok());
    step(&cx, &id, ("certification-flash-given-back", None), move |conn, _| {
        ops::give_back(conn, &actor, (&which, place), now)
    })
    .await
}

/// `POST /inbox/certifications/{id}/withdrawal`: takes the request back.
pub async fn withdraw(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    match cx.db.write(move |conn| ops::withdraw(conn, &actor, &which, now)).await {
        Ok(material) => {
            cx.redirect(&format!("/inbox/materials/{material}"), "certification-flash-withdrawn")
        }
        Err(Error::Refused(refusal)) => refused(&cx, &id, (None, refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/certifications/{id}/answers`: keeps what was said; with a verdict, for good.
pub async fn answer(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let said = read(&form);
    if said.verdict.is_none() && form.text("then") == "submit" {
        return refused(&cx, &id, (Some(said), UNFINISHED)).await;
    }
    let flash = match said.verdict {
        Some(_) => "certification-flash-submitted",
        None => "certification-flash-kept",
    };
    let (which, told) = (id.clone(), said.clone());
    step(&cx, &id, (flash, Some(said)), move |conn, app| {
        ops::say(conn, &actor, &app.vocabularies(), (&which, &told), now)
    })
    .await
}

fn read(form: &Upload) -> Said {
    let text = |name: &str| -> String {
        form.text(name).replace("\r\n", "\n").trim().chars().take(MAX_COMMENT).collect()
    };
    let answers = every_criterion().into_iter().filter_map(|one| {
        let value: Value = form.text(&format!("value_{}", one.code)).parse().ok()?;
        Some((one.code.clone(), value, text(&format!("comment_{}", one.code))))
    });
    Said {
        answers: answers.collect(),
        comment: text("comment"),
        verdict: match form.text("then") {
            "submit" => form.text("verdict").parse().ok(),
            _ => None,
        },
    }
}

pub async fn suspend(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let reason = form.text("reason").to_owned();
    steer(cx, id, (Event::Suspend, reason, "certification-flash-suspended")).await
}

pub async fn restore(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    steer(cx, id, (Event::Restore, String::new(), "certification-flash-restored")).await
}

async fn steer(
    cx: Context<Staff>,
    id: Id,
    (event, reason, flash): (Event, String, &'static str),
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    step(&cx, &id, (flash, None), move |conn, app| {
        ops::suspend(conn, &actor, &app.vocabularies(), (&which, event, &reason), now)
    })
    .await
}
