//! What is written down while a committee sits, and approved when it is over.

use actix_web::http::header::ACCEPT;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use super::sittings::sheet_page;
use crate::applications::{Application, ApplicationId};
use crate::calls::CallId;
use crate::decisions::access::Seat;
use crate::decisions::{Minutes, Sitting, SittingId, ops};
use crate::i18n::Locale;
use crate::times::said;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

/// The minutes of a sitting, as its reader may see them.
#[derive(Serialize)]
pub(super) struct MinutesView {
    /// Those that say something; all that can be written, for who writes them.
    pub parts: Vec<PartView>,
    may_write: bool,
    may_approve: bool,
    /// When they were approved.
    approved: String,
}

#[derive(Serialize)]
pub(super) struct PartView {
    /// Empty for what concerns no application.
    key: String,
    pub title: String,
    pub body: String,
    lock: i32,
    saved: String,
    /// Whether it is open to be written in.
    open: bool,
}

/// What was typed and not kept.
pub(super) struct Typed {
    pub part: String,
    pub body: String,
    pub lock: i32,
}

/// `all` are the applications that the reader may see: while the committee sits it may come to any of them; afterwards there
/// is a part for what it `decided`, and for what was written.
pub(super) fn view(
    (sitting, seat): (&Sitting, Seat),
    (kept, all, decided): (&[Minutes], &[Application], &[ApplicationId]),
    typed: Option<&Typed>,
    (zone, locale): (chrono_tz::Tz, Locale),
) -> MinutesView {
    let may_write = sitting.approved_at.is_none() && (seat.coordinates || seat.chairs);
    let moment = |at| said::moment(at, zone, locale);
    let part = |key: &str, title: String| {
        let there = kept.iter().find(|one| one.application_id == key);
        let typed = typed.filter(|typed| typed.part == key);
        PartView {
            key: key.to_owned(),
            title,
            body: typed
                .map(|typed| typed.body.clone())
                .or(there.map(|one| one.body.clone()))
                .unwrap_or_default(),
            lock: typed
                .map(|typed| typed.lock)
                .or(there.map(|one| one.lock_version))
                .unwrap_or_default(),
            saved: there.map(|one| moment(one.saved_at)).unwrap_or_default(),
            open: typed.is_some() || there.is_some_and(|one| !one.body.is_empty()),
        }
    };
    let named = |one: &Application| {
        let reference = one.reference.clone().unwrap_or_default();
        part(one.id.as_str(), format!("{reference} – {}", one.title))
    };
    let mut parts = vec![part("", locale.text("decisions-minutes-general"))];
    let concerns = |one: &&Application| {
        let written = kept.iter().any(|part| part.application_id == one.id.as_str());
        sitting.closed_at.is_none() || written || decided.contains(&one.id)
    };
    parts.extend(all.iter().filter(concerns).map(named));
    if !may_write {
        parts.retain(|one| !one.body.is_empty());
    }
    MinutesView {
        may_approve: seat.chairs
            && may_write
            && sitting.closed_at.is_some()
            && kept.iter().any(|one| !one.body.is_empty()),
        approved: sitting.approved_at.map(moment).unwrap_or_default(),
        parts,
        may_write,
    }
}

type At = web::Path<(CallId, SittingId)>;

/// `POST /inbox/calls/{id}/sittings/{sitting}/minutes`: one part. A script that saves while somebody types is told in JSON.
pub async fn write(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (id, sitting)) = (cx.actor(), cx.now, at.into_inner());
    let typed = Typed {
        part: form.text("part").to_owned(),
        body: form.text("body").to_owned(),
        lock: form.text("lock").parse().unwrap_or_default(),
    };
    let part: Option<ApplicationId> = match typed.part.as_str() {
        "" => None,
        part => Some(part.parse().map_err(|_| Error::NotFound)?),
    };
    let (call, which, body, lock) = (id.clone(), sitting.clone(), typed.body.clone(), typed.lock);
    let done = cx
        .db
        .write(move |conn| {
            let what = (&call, &which, part.as_ref());
            ops::write_minutes(conn, &actor, what, (&body, lock), now)
        })
        .await;
    let quietly = cx.request().headers().get(ACCEPT).and_then(|value| value.to_str().ok())
        == Some("application/json");
    match done {
        Ok(lock) if quietly => {
            let kept = json!({ "lock": lock, "saved": cx.text("decisions-minutes-kept") });
            Ok(HttpResponse::Ok().json(kept))
        }
        Ok(_) => cx.redirect(
            &format!("/inbox/calls/{id}/sittings/{sitting}#minutes"),
            "decisions-flash-minutes",
        ),
        Err(Error::Refused(refusal)) if quietly => {
            Ok(HttpResponse::Conflict().json(json!({ "refused": cx.text(refusal.key()) })))
        }
        Err(Error::Refused(refusal)) => {
            sheet_page(&cx, (&id, &sitting), (Some(&typed), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/sittings/{sitting}/approval`
pub async fn approve(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (actor, now, (id, sitting)) = (cx.actor(), cx.now, at.into_inner());
    let (call, which) = (id.clone(), sitting.clone());
    let done =
        cx.db.write(move |conn| ops::approve_minutes(conn, &actor, (&call, &which), now)).await;
    match done {
        Ok(()) => cx.redirect(
            &format!("/inbox/calls/{id}/sittings/{sitting}#minutes"),
            "decisions-flash-minutes-approved",
        ),
        Err(Error::Refused(refusal)) => {
            sheet_page(&cx, (&id, &sitting), (None, Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}
