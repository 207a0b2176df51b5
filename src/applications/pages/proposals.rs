//! Institutions that are proposed to the owner of an application.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::overview::read_id;
use super::partner::read_at;
use super::partners::{Typed, answered, page};
use crate::Result;
use crate::accounts::AccountId;
use crate::applications::ops::{self, Proposal};
use crate::applications::{Partner, PartnerId, PartnerRole, Person, rules};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Context, SignedIn, Upload};

#[derive(Serialize)]
pub(super) struct ProposalView {
    id: PartnerId,
    name: String,
    role: String,
    fte: String,
    by: String,
}

/// What is proposed, and by whom of the people in it.
pub(super) fn proposals(
    all: &[(Partner, AccountId)],
    people: &[(Person, String, String, Locale)],
    (words, locale): (&Vocabularies, Locale),
) -> Vec<ProposalView> {
    let view = |(one, by): &(Partner, AccountId)| {
        let found = people.iter().find(|(person, ..)| person.account_id == *by);
        ProposalView {
            id: one.id.clone(),
            name: words.label(Vocabulary::Institution, &one.institution, locale),
            role: locale.text(&format!("applications-partner-{}", one.role)),
            fte: super::partners::fte_said(one, locale),
            by: found.map(|(_, name, ..)| name.clone()).unwrap_or_default(),
        }
    };
    all.iter().map(view).collect()
}

/// `POST /applications/{id}/proposals`
pub async fn propose(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let typed = Typed::of(&cx, &form);
    if typed.is_wrong() {
        return page(&cx, &id, (typed, None)).await;
    }
    let text = |name: &str| form.text(name).trim().to_owned();
    let proposal = Proposal {
        institution: text("institution"),
        role: text("role").parse().unwrap_or(PartnerRole::Partner),
        fte: rules::fte(&text("fte")),
    };
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done =
        cx.db.write(move |conn| ops::propose_partner(conn, &actor, (&which, &proposal), now)).await;
    answered(&cx, &id, (done, typed), "applications-flash-proposed").await
}

type At = web::Path<(String, String)>;

/// `POST /applications/{id}/partners/{partner}/acceptance`
pub async fn accept(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done =
        cx.db.write(move |conn| ops::accept_partner(conn, &actor, (&which, &partner), now)).await;
    answered(&cx, &id, (done, Typed::default()), "applications-flash-partner-added").await
}

/// `POST /applications/{id}/partners/{partner}/refusal`
pub async fn refuse(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done =
        cx.db.write(move |conn| ops::refuse_partner(conn, &actor, (&which, &partner), now)).await;
    answered(&cx, &id, (done, Typed::default()), "applications-flash-proposal-refused").await
}
