//! Inviting anybody to anything, and the invitations that wait.

use std::collections::HashMap;

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::Empty;
use crate::accounts::pages::{Fault, asked_anew, faults, network_role_key, role_key};
use crate::accounts::{self, InvitationId, Invite, NodeId, NodeRole, rules};
use crate::admin::queries;
use crate::web::{Admin, Context, FieldErrors, Upload, blank_as_none, checked_email};
use crate::{Error, Result};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct InviteForm {
    email: String,
    name: String,
    #[serde(default)]
    node: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    network_role: String,
}

impl InviteForm {
    fn parse(&self) -> Result<Invite, FieldErrors> {
        let mut errors = FieldErrors::none();
        let email = checked_email(&self.email);
        let name = blank_as_none(&self.name).filter(|name| name.chars().count() <= 200);
        if email.is_none() {
            errors.add("email", "form-email");
        }
        if name.is_none() {
            errors.add("name", "form-name");
        }
        let node = self.node.parse().ok();
        let network_role = self.network_role.parse().ok();
        if node.is_none() && network_role.is_none() {
            errors.add("node", "admin-invite-to-nothing");
        }
        let role = node.is_some().then(|| self.role.parse().unwrap_or(NodeRole::Staff));
        match (email, name) {
            (Some(email), Some(name)) if errors.is_empty() => {
                Ok(Invite { email, name, node, role, network_role })
            }
            _ => Err(errors),
        }
    }
}

#[derive(Serialize)]
struct InvitationsView {
    tab: &'static str,
    form: InviteForm,
    errors: FieldErrors,
    faults: Vec<Fault>,
    nodes: Vec<NodeChoice>,
    invitations: Vec<InvitationRow>,
    empty: Empty,
}

#[derive(Serialize)]
struct NodeChoice {
    id: NodeId,
    name: String,
}

#[derive(Serialize)]
struct InvitationRow {
    id: InvitationId,
    name: String,
    email: String,
    node: Option<String>,
    role: Option<&'static str>,
    network_role: Option<&'static str>,
    expires_at: NaiveDateTime,
    expired: bool,
}

pub async fn invitations(cx: Context<Admin>) -> Result<HttpResponse> {
    let view = view(&cx, InviteForm::default(), FieldErrors::none()).await?;
    cx.page("admin/invitations", cx.head("admin-invitations", "admin"), &view)
}

async fn view(
    cx: &Context<Admin>,
    form: InviteForm,
    errors: FieldErrors,
) -> Result<InvitationsView> {
    let now = cx.now;
    let (nodes, open) = cx
        .db
        .read(|conn| {
            let open = accounts::queries::all_open_invitations(conn, 200)?;
            Ok((queries::open_nodes(conn)?, open))
        })
        .await?;
    let names: HashMap<_, _> = nodes.iter().cloned().collect();
    let row = |invitation: accounts::Invitation| InvitationRow {
        node: invitation.node.as_ref().and_then(|node| names.get(node).cloned()),
        role: invitation.role.map(role_key),
        network_role: invitation.network_role.map(network_role_key),
        expires_at: invitation.expires_at,
        expired: !rules::is_open(&invitation, now),
        id: invitation.id,
        name: invitation.name,
        email: invitation.email,
    };
    Ok(InvitationsView {
        tab: "invitations",
        form,
        faults: faults(&errors),
        errors,
        invitations: open.into_iter().map(row).collect(),
        nodes: nodes.into_iter().map(|(id, name)| NodeChoice { id, name }).collect(),
        empty: Empty::new("person-plus", "admin-no-invitation", "admin-no-invitation-text"),
    })
}

pub async fn invite(cx: Context<Admin>, form: Upload) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let form: InviteForm = form.form()?;
    let invite = match form.parse() {
        Ok(invite) => invite,
        Err(errors) => return refuse(&cx, form, errors).await,
    };
    let (actor, now) = (cx.actor(), cx.now);
    let sent = cx.db.write(move |conn| accounts::ops::invite(conn, &actor, invite, now)).await;
    match sent {
        Err(Error::Refused(refusal)) => {
            refuse(&cx, form, FieldErrors::one("email", refusal.key())).await
        }
        sent => {
            sent?;
            cx.redirect("/admin/invitations", "accounts-flash-invited")
        }
    }
}

async fn refuse(
    cx: &Context<Admin>,
    form: InviteForm,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let view = view(cx, form, errors).await?;
    cx.invalid("admin/invitations", cx.head("admin-invitations", "admin"), &view)
}
