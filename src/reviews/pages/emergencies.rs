//! Who looked into a call's reviews and decisions in an emergency, why and until when; where an admin does.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::status;
use crate::accounts::Actor;
use crate::calls::pages::Frame;
use crate::calls::{Call, CallId, CallRole};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::reviews::{Emergency, EmergencyId, access, ops, queries, rules};
use crate::times::said;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result, calls};

#[derive(Serialize)]
struct View {
    frame: Frame,
    /// Whether one has the desk of the call, whose tabs stand above.
    desk: bool,
    may_open: bool,
    /// Whether it is open to its reader now.
    open: bool,
    minutes: i64,
    id: EmergencyId,
    reason: String,
    items: Vec<EmergencyView>,
}

/// A look into what is not one's own, as those whose it is read it.
#[derive(Debug, Serialize)]
pub struct EmergencyView {
    id: EmergencyId,
    who: String,
    reason: String,
    from: String,
    until: String,
    open: bool,
    /// Whether it was ended before its time.
    early: bool,
}

impl EmergencyView {
    fn of(
        (one, who): (Emergency, String),
        call: &Call,
        (locale, now): (Locale, NaiveDateTime),
    ) -> Self {
        let moment = |at| said::moment(at, call.terms.tz(), locale);
        Self {
            who,
            from: moment(one.opened_at),
            until: moment(one.ended_at.unwrap_or(one.ends_at)),
            open: one.is_open(now),
            early: one.ended_at.is_some(),
            reason: one.reason,
            id: one.id,
        }
    }
}

/// Those that go on, for the desk of the call.
pub fn open_ones(
    all: Vec<(Emergency, String)>,
    call: &Call,
    (locale, now): (Locale, NaiveDateTime),
) -> Vec<EmergencyView> {
    all.into_iter()
        .filter(|(one, _)| one.is_open(now))
        .map(|one| EmergencyView::of(one, call, (locale, now)))
        .collect()
}

/// `GET /inbox/calls/{id}/emergencies`
pub async fn emergencies(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, (String::new(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    (reason, refusal): (String, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, shown) = (cx.actor(), id.clone(), (cx.locale, cx.now));
    let me = actor.clone();
    let (call, all, coordinates) = cx
        .db
        .read(move |conn| {
            let call = access::watched(conn, &actor, &id)?;
            let all = queries::emergencies_of(conn, &id)?;
            let role = (&id, &actor.id);
            let coordinates = calls::queries::has_role(conn, role, CallRole::Coordinator)?;
            Ok((call, all, coordinates))
        })
        .await?;
    let open = all.iter().any(|(one, _)| one.account_id == me.id && one.is_open(cx.now));
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = View {
        desk: me.is_admin() || coordinates,
        may_open: me.is_admin() && !coordinates && !open,
        open,
        minutes: rules::EMERGENCY.num_minutes(),
        id: EmergencyId::new(),
        reason,
        items: all.into_iter().map(|one| EmergencyView::of(one, &call, shown)).collect(),
        frame: Frame::of(&call, "emergencies", shown).with_alert(alert),
    };
    let head = cx.head("reviews-emergencies", "inbox");
    cx.respond(status(refusal), "reviews/emergencies", head, &view)
}

async fn step(
    cx: Context<SignedIn>,
    (id, typed): (CallId, String),
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &CallId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}/emergencies"), flash),
        Err(Error::Refused(refusal)) => page(&cx, &id, (typed, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/emergencies`
pub async fn open_emergency(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    let reason: String = form.text("reason").trim().chars().take(1_000).collect();
    let new: EmergencyId = form.text("id").parse().unwrap_or_else(|_| EmergencyId::new());
    let typed = reason.clone();
    step(cx, (id.into_inner(), typed), "reviews-flash-emergency", move |conn, actor, id| {
        ops::open_emergency(conn, actor, (id, &new, &reason), now)
    })
    .await
}

/// `POST /inbox/calls/{id}/emergencies/{emergency}/closure`
pub async fn end_emergency(
    cx: Context<SignedIn>,
    at: web::Path<(CallId, String)>,
) -> Result<HttpResponse> {
    let (now, (id, one)) = (cx.now, at.into_inner());
    let one: EmergencyId = one.parse().map_err(|_| Error::NotFound)?;
    step(cx, (id, String::new()), "reviews-flash-emergency-over", move |conn, actor, id| {
        ops::end_emergency(conn, actor, (id, &one), now)
    })
    .await
}
