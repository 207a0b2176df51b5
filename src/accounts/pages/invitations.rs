//! What an invited person sees; sending again and taking back, for those who invite.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{browser, home_of, network_role_key, role_key, welcome};
use crate::accounts::{InvitationId, ops, queries, rules};
use crate::clock::network_day;
use crate::secret::token_hash;
use crate::web::{Anyone, Context, SignedIn};
use crate::{Error, Result};

/// Where the form that was sent stands: pages of several capabilities show invitations.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

#[derive(Serialize, Default)]
struct InvitationView {
    open: bool,
    action: String,
    name: String,
    email: String,
    inviter: String,
    node: Option<String>,
    role: Option<&'static str>,
    network_role: Option<&'static str>,
    expires_at: Option<NaiveDateTime>,
}

/// Who invites to what, with one button. Looking changes nothing.
pub async fn show(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    let (hash, now) = (token_hash(&token), cx.now);
    let action = format!("/invitations/{}", rules::query_value(&token));
    let found = cx
        .db
        .read(move |conn| {
            let invitation = queries::invitation_by_token(conn, &hash)?;
            let inviter = queries::find(conn, &invitation.invited_by)?.name;
            let node = match &invitation.node {
                Some(node) => Some(queries::node_name(conn, node)?.1),
                None => None,
            };
            Ok((invitation, inviter, node))
        })
        .await;
    let view = match found {
        Err(Error::NotFound) => InvitationView::default(),
        found => {
            let (invitation, inviter, node) = found?;
            InvitationView {
                open: rules::is_open(&invitation, now),
                action,
                inviter,
                node,
                role: invitation.role.map(role_key),
                network_role: invitation.network_role.map(network_role_key),
                expires_at: Some(invitation.expires_at),
                name: invitation.name,
                email: invitation.email,
            }
        }
    };
    page(&cx, &view)
}

fn page(cx: &Context<Anyone>, view: &InvitationView) -> Result<HttpResponse> {
    let status = if view.open { StatusCode::OK } else { StatusCode::GONE };
    let head = cx.head("accounts-invitation-title", "sign-in");
    cx.respond(status, "accounts/invitation", head, view)
}

pub async fn accept(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    let (browser, now) = (browser(&cx), cx.now);
    let accepted = cx
        .db
        .write(move |conn| {
            let arrival = ops::accept_invitation(conn, &token, &browser, now)?;
            let actor = queries::actor(conn, arrival.account.clone(), None, network_day(now))?;
            Ok((arrival, home_of(&actor)))
        })
        .await;
    match accepted {
        Err(Error::Refused(_)) => page(&cx, &InvitationView::default()),
        accepted => {
            let (arrival, home) = accepted?;
            welcome(&cx, &arrival, home)
        }
    }
}

pub async fn resend(
    cx: Context<SignedIn>,
    id: web::Path<InvitationId>,
    form: web::Form<Back>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::resend_invitation(conn, &actor, &id, now)).await?;
    cx.redirect(rules::local_path(&form.back).unwrap_or("/account"), "accounts-flash-invited")
}

pub async fn revoke(
    cx: Context<SignedIn>,
    id: web::Path<InvitationId>,
    form: web::Form<Back>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::revoke_invitation(conn, &actor, &id, now)).await?;
    let back = rules::local_path(&form.back).unwrap_or("/account");
    cx.redirect(back, "accounts-flash-invitation-revoked")
}
