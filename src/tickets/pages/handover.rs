//! Passing a ticket on: offering it, asking another node, answering with it; and what the other node says.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::Came;
use super::actions::Sent;
use super::handover_view::{self, HandoverForm};
use super::kept::give_back;
use super::life::change;
use super::typed::{Part, Typed};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::Conn;
use crate::tickets::mail::Tools;
use crate::tickets::{
    Handover, HandoverId, HandoverKind, Proposal, Right, Sees, Ticket, access, ops, queries, rules,
};
use crate::web::{Context, Staff, Upload, Writing};
use crate::{Error, Result};

/// The page from which a ticket is passed on.
pub async fn page(
    cx: Context<Staff>,
    reference: web::Path<String>,
    came: web::Query<Came>,
) -> Result<HttpResponse> {
    let (actor, form) = (cx.actor(), HandoverForm::blank(&came.from));
    handover_view::page(&cx, actor, &reference, StatusCode::OK, form).await
}

/// Begins a referral, a consultation, a share; or sends it on at once, for those who may.
pub async fn begin(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let mut typed = HandoverForm::read(&sent.form);
    let Some(wanted) = typed.checked() else {
        let (status, actor) = (StatusCode::UNPROCESSABLE_ENTITY, sent.actor.clone());
        return handover_view::page(&sent.cx, actor, &sent.reference, status, typed).await;
    };
    let (actor, now, flash) = (sent.actor.clone(), sent.cx.now, wanted.flash());
    let done = change(&sent, move |conn, app, ticket| {
        let node = |conn: &mut Conn, slug: &str| {
            queries::node_id_of_slug(conn, slug)?.ok_or(Error::Refused(rules::NODE_CANNOT_RECEIVE))
        };
        let words = app.vocabularies();
        let tools = Tools { signer: &app.signer, words: &words };
        match wanted {
            Wanted::Place(slug, reason) => {
                let to = node(conn, &slug)?;
                let desks =
                    (queries::is_desk(conn, &ticket.node_id)?, queries::is_desk(conn, &to)?);
                if !rules::may_place(&actor, desks.0, desks.1) {
                    return Err(rules::NOT_YOURS_TO_PLACE.into());
                }
                ops::transfer(conn, &actor, ticket, (&to, &reason), tools, now).map(drop)
            }
            Wanted::Begin(kind, slug, sees, reason) => {
                let proposal = Proposal { kind, to: node(conn, &slug)?, sees, reason };
                ops::begin(conn, &actor, ticket, (&proposal, tools), now)
            }
        }
    })
    .await;
    match done {
        Ok(_) => back(&sent, flash).await,
        Err(Error::Refused(why)) => {
            typed.refused = sent.cx.text(why.key());
            let (status, actor) = (StatusCode::CONFLICT, sent.actor.clone());
            handover_view::page(&sent.cx, actor, &sent.reference, status, typed).await
        }
        Err(other) => Err(other),
    }
}

/// What the form asks for.
pub(super) enum Wanted {
    Begin(HandoverKind, String, Sees, String),
    Place(String, String),
}

impl Wanted {
    fn flash(&self) -> &'static str {
        match self {
            Self::Begin(HandoverKind::Referral, ..) => "tickets-handover-flash-offered",
            Self::Begin(HandoverKind::Consultation, ..) => "tickets-handover-flash-consulted",
            Self::Begin(HandoverKind::Share, ..) => "tickets-handover-flash-shared",
            Self::Place(..) => "tickets-desk-flash-transferred",
        }
    }
}

type Path = web::Path<(String, String)>;

/// The node it is offered to takes it.
pub async fn accept(cx: Context<Writing>, path: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let (sent, id) = opened(cx, actor, path, form);
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = act(&sent, id, move |conn, app, of| {
        ops::check_offered(&actor, &of.right, &of.handover)?;
        let words = app.vocabularies();
        let tools = Tools { signer: &app.signer, words: &words };
        ops::accept(conn, &actor, &of.ticket, &of.handover, tools, now)
    })
    .await;
    sent.settle(done.map(|()| None), Typed::default(), "tickets-handover-flash-accepted").await
}

/// The node it is offered to does not take it, and says why.
pub async fn refuse(cx: Context<Writing>, path: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let (sent, id) = opened(cx, actor, path, form);
    let mut typed = Typed::read(Part::Refusal, &sent.form);
    let why = typed.reason.trim().to_owned();
    typed.require("reason", &why, "tickets-handover-error-refusal");
    if !typed.errors.is_empty() {
        return sent.again(StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    }
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = act(&sent, id, move |conn, _, of| {
        ops::check_offered(&actor, &of.right, &of.handover)?;
        ops::refuse(conn, &actor, &of.ticket, &of.handover, &why, now)
    })
    .await;
    match done {
        Ok(()) => back(&sent, "tickets-handover-flash-refused").await,
        refused => sent.settle(refused.map(|()| None), typed, "").await,
    }
}

/// The sender takes an offer back; either side ends a consultation or a share.
pub async fn finish(cx: Context<Writing>, path: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let (sent, id) = opened(cx, actor, path, form);
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = act(&sent, id, move |conn, _, of| {
        let is_offer = of.handover.kind == HandoverKind::Referral;
        if !of.right.is_party_to(&of.handover) || (is_offer && !of.right.is_responsible()) {
            return Err(Error::NotFound);
        }
        ops::finish(conn, &actor, &of.ticket, &of.handover, now)
    })
    .await;
    match done {
        Ok(()) => back(&sent, "tickets-handover-flash-over").await,
        refused => sent.settle(refused.map(|()| None), Typed::default(), "").await,
    }
}

/// The responsible node leaves a shared ticket to the other one.
pub async fn leave_to(cx: Context<Writing>, path: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let (sent, id) = opened(cx, actor, path, form);
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = act(&sent, id, move |conn, app, of| {
        if !of.right.is_responsible() {
            return Err(Error::NotFound);
        }
        let words = app.vocabularies();
        let tools = Tools { signer: &app.signer, words: &words };
        ops::leave_to(conn, &actor, &of.ticket, &of.handover, tools, now)
    })
    .await;
    match done {
        Ok(()) => back(&sent, "tickets-handover-flash-left").await,
        refused => sent.settle(refused.map(|()| None), Typed::default(), "").await,
    }
}

fn opened(cx: Context<Writing>, actor: Actor, path: Path, form: Upload) -> (Sent, String) {
    let (reference, id) = path.into_inner();
    (Sent { cx, actor, reference, form }, id)
}

/// Back to the ticket for who may still see it, else to the inbox.
async fn back(sent: &Sent, flash: &str) -> Result<HttpResponse> {
    let (actor, reference) = (sent.actor.clone(), sent.reference.clone());
    let seen = sent.cx.db.read(move |conn| access::for_colleague(conn, &actor, &reference)).await;
    match seen {
        Ok(_) => sent.go(None, flash),
        Err(Error::NotFound) => sent.leave(flash),
        Err(other) => Err(other),
    }
}

/// A handover of a ticket that somebody may see.
struct Of {
    ticket: Ticket,
    right: Right,
    handover: Handover,
}

async fn act(
    sent: &Sent,
    id: String,
    work: impl FnOnce(&mut Conn, &App, &Of) -> Result<()> + Send + 'static,
) -> Result<()> {
    let (app, actor, reference) = (sent.cx.app.clone(), sent.actor.clone(), sent.reference.clone());
    sent.cx
        .db
        .write(move |conn| {
            let of = found(conn, &actor, &reference, &id)?;
            work(conn, &app, &of)
        })
        .await
}

fn found(conn: &mut Conn, actor: &Actor, reference: &str, id: &str) -> Result<Of> {
    let (ticket, right) = access::for_colleague(conn, actor, reference)?;
    let id: HandoverId = id.parse().map_err(|_| Error::NotFound)?;
    let handover = queries::handover(conn, &ticket.id, &id)?;
    Ok(Of { ticket, right, handover })
}
