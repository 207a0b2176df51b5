//! What is done with a material on the desk, one button each.

use actix_web::{HttpResponse, web};

use super::show::{Withdrawal, not_withdrawn, refused};
use crate::app::App;
use crate::certification;
use crate::db::Conn;
use crate::materials::{MaterialId, access, ops, rules};
use crate::web::{Context, Staff, Upload};
use crate::{Error, Result};

type Id = web::Path<MaterialId>;

/// Takes a step, and leads back to the material; or shows it with why not.
async fn take(
    cx: &Context<Staff>,
    id: &MaterialId,
    flash: &str,
    step: impl FnOnce(&mut Conn, &App) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let app = cx.app.clone();
    match cx.db.write(move |conn| step(conn, &app)).await {
        Ok(()) => cx.redirect(&format!("/inbox/materials/{id}"), flash),
        Err(Error::Refused(refusal)) => refused(cx, id, refusal).await,
        Err(error) => Err(error),
    }
}

/// Publishes the draft; when its change is declared minor, asks that it keep the label of the version before.
pub async fn publish(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (which, minor) = (id.clone(), !form.text("minor").is_empty());
    take(&cx, &id, "materials-flash-published", move |conn, app| {
        ops::publish(conn, &actor, &app.vocabularies(), &which, now)?;
        if minor { certification::ops::carry(conn, &actor, &which, now) } else { Ok(()) }
    })
    .await
}

/// Opens the next version.
pub async fn revise(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    take(&cx, &id, "materials-flash-revised", move |conn, _| ops::revise(conn, &actor, &which, now))
        .await
}

/// Puts the address to which a link has moved in its place, in the draft.
pub async fn follow_link(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (which, link) = (id.clone(), form.text("link").to_owned());
    take(&cx, &id, "materials-flash-link", move |conn, _| {
        ops::follow_link(conn, &actor, (&which, &link), now)
    })
    .await
}

/// Takes a material away from readers, who are sent on to another one if that is named.
pub async fn withdraw(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id, app) = (cx.actor(), cx.now, id.into_inner(), cx.app.clone());
    let typed = Withdrawal::read(&form);
    let (which, wanted) = (id.clone(), typed.clone());
    let done = cx
        .db
        .write(move |conn| {
            ops::withdraw(conn, &actor, &app.vocabularies(), (&which, &wanted.reason), now)?;
            match wanted.slug(&app.config.base_url) {
                None => Ok(()),
                Some(slug) => ops::name_replacement(conn, &actor, (&which, &slug), now),
            }
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/materials/{id}"), "materials-flash-withdrawn"),
        Err(Error::Refused(refusal)) => not_withdrawn(&cx, &id, refusal, typed).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/materials/{id}/merger`: makes it one with another one, and leads to that.
pub async fn merge(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id, app) = (cx.actor(), cx.now, id.into_inner(), cx.app.clone());
    let (from, into) = (id.clone(), form.text("into").parse::<MaterialId>());
    let reason = cx.text("materials-merged");
    let done = cx
        .db
        .write(move |conn| {
            access::for_desk(conn, &actor, &from)?;
            let into = into.map_err(|_| rules::NO_REPLACEMENT)?;
            let pair = (&from, &into, reason.as_str());
            ops::merge(conn, &actor, &app.vocabularies(), pair, now)?;
            Ok(into)
        })
        .await;
    match done {
        Ok(into) => cx.redirect(&format!("/inbox/materials/{into}"), "materials-flash-merged"),
        Err(Error::Refused(refusal)) => refused(&cx, &id, refusal).await,
        Err(error) => Err(error),
    }
}

/// Throws a draft away; back to the material when a version of it is left, else to the list.
pub async fn dispose(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    let done = cx
        .db
        .write(move |conn| {
            ops::dispose(conn, &actor, &which, now)?;
            Ok(access::for_desk(conn, &actor, &which).is_ok())
        })
        .await;
    match done {
        Ok(true) => cx.redirect(&format!("/inbox/materials/{id}"), "materials-flash-disposed"),
        Ok(false) => cx.redirect("/inbox/materials", "materials-flash-disposed"),
        Err(Error::Refused(refusal)) => refused(&cx, &id, refusal).await,
        Err(error) => Err(error),
    }
}
