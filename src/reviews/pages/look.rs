//! What a reviewer was given: before they take it, whose it is; after, the file.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{assignment_badge, day, titled};
use crate::applications::{self, PartnerRole};
use crate::calls::Blind;
use crate::reviews::access::{Looked, filed, looked};
use crate::reviews::views::BlindView;
use crate::reviews::{AssignmentId, AssignmentState, ConflictKind, ops};
use crate::taxonomy::Vocabulary;
use crate::web::{Badge, Choice, Context, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

/// What stands above the pages of one application that somebody reviews.
#[derive(Debug, Serialize)]
pub(super) struct Top {
    pub id: AssignmentId,
    tab: &'static str,
    reference: String,
    /// Empty where it would tell who applies.
    title: String,
    call: String,
    badge: Badge,
    due: String,
    alias: String,
    may_read: bool,
    alert: String,
}

impl Top {
    pub fn of(
        there: &Looked,
        tab: &'static str,
        cx: &Context<SignedIn>,
        refusal: Option<Refusal>,
    ) -> Self {
        let (one, locale) = (&there.assignment, cx.locale);
        let late = one.due_at.is_some_and(|due| due < cx.now);
        let double = there.call.terms.blind == Blind::Double;
        Self {
            id: one.id.clone(),
            tab,
            reference: there.application.reference.clone().unwrap_or_default(),
            title: if double { String::new() } else { titled(&there.application.title, locale) },
            call: there.call.text.title(locale).to_owned(),
            badge: assignment_badge(one.state, late, locale),
            due: one.due_at.map(|due| day(due, &there.call, locale)).unwrap_or_default(),
            alias: one.alias.clone(),
            may_read: there.may_read(),
            alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        }
    }
}

#[derive(Serialize)]
struct View {
    top: Top,
    lead: String,
    file: Option<BlindView>,
    /// What was completed after the closing.
    completed: Vec<String>,
    may_accept: bool,
    unsigned: bool,
    may_decline: bool,
    kinds: Vec<Choice>,
}

type At = web::Path<String>;

pub(super) fn read_id(id: &str) -> Result<AssignmentId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `GET /reviews/{id}`
pub async fn look(cx: Context<SignedIn>, id: At) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &AssignmentId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.clone());
    let (there, file, lead, (completions, earlier)) = cx
        .db
        .read(move |conn| {
            let there = looked(conn, &actor, &id)?;
            let file = if there.may_read() { Some(filed(conn, &there)?) } else { None };
            let partners = applications::queries::partners_of(conn, &there.application.id)?;
            let lead = partners.into_iter().find(|one| one.role == PartnerRole::Lead);
            let completions = crate::reviews::queries::completions_of(conn, &there.application.id)?;
            let earlier = match (&file, there.call.frozen_at) {
                (Some((filed, _)), Some(frozen)) => {
                    applications::queries::filed_before(conn, filed, frozen)?
                }
                _ => None,
            };
            Ok((there, file, lead, (completions, earlier)))
        })
        .await?;
    let (locale, words, blind) = (cx.locale, cx.app.vocabularies(), there.call.terms.blind);
    let lead = lead.filter(|_| blind != Blind::Double);
    let state = there.assignment.state;
    let answered = completions.iter().filter(|one| one.answered_seq.is_some());
    let label = |key: &str| {
        let item = file.as_ref().and_then(|(_, version)| version.definition.item(key));
        item.map_or(key, |item| item.label.in_locale(locale)).to_owned()
    };
    let view = View {
        top: Top::of(&there, "file", cx, refusal),
        lead: lead
            .map(|one| words.label(Vocabulary::Institution, &one.institution, locale))
            .unwrap_or_default(),
        completed: answered.flat_map(|one| one.fields.split(',').map(label)).collect(),
        file: file.as_ref().map(|(filed, version)| {
            let of = (&there.application, filed, earlier.as_ref());
            BlindView::completed(of, version, blind, (&words, locale))
        }),
        may_accept: state == AssignmentState::Invited && there.asked.signed_at.is_some(),
        unsigned: there.asked.signed_at.is_none(),
        may_decline: state != AssignmentState::Done,
        kinds: ConflictKind::DECLARED
            .iter()
            .map(|kind| choice(kind.as_str(), cx.text(&format!("reviews-conflict-{kind}")), false))
            .collect(),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "reviews/look", cx.head("reviews-application", "calls"), &view)
}

/// `POST /reviews/{id}/acceptance`
pub async fn accept(cx: Context<SignedIn>, id: At) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::accept(conn, &actor, &which, now)).await;
    let to = format!("/reviews/{id}");
    super::after(&cx, done, (&to, "reviews-flash-taken"), |refusal| page(&cx, &id, Some(refusal)))
        .await
}

/// `POST /reviews/{id}/refusal`
pub async fn decline(cx: Context<SignedIn>, id: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let reason: String = form.text("reason").trim().chars().take(1_000).collect();
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::decline(conn, &actor, (&which, &reason), now)).await;
    super::after(&cx, done, ("/reviews", "reviews-flash-declined"), |refusal| {
        page(&cx, &id, Some(refusal))
    })
    .await
}

/// `POST /reviews/{id}/conflict`: one's own.
pub async fn declare(cx: Context<SignedIn>, id: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let kind: ConflictKind = form.text("kind").parse().map_err(|_| Error::NotFound)?;
    let why: String = form.text("why").trim().chars().take(1_000).collect();
    let which = id.clone();
    let done =
        cx.db.write(move |conn| ops::declare_own(conn, &actor, (&which, kind, &why), now)).await;
    super::after(&cx, done, ("/reviews", "reviews-flash-conflict"), |refusal| {
        page(&cx, &id, Some(refusal))
    })
    .await
}
