//! Who works for a node.

use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::staff::{ROLES, Roles};
use crate::accounts::pages::{Fault, asked_anew, faults};
use crate::accounts::rules::may_manage;
use crate::accounts::{self, Invitation, Invite, Member, MembershipId, NodeRole};
use crate::clock::network_day;
use crate::duty;
use crate::network::ops;
use crate::web::{Context, FieldErrors, SignedIn, Upload, blank_as_none, checked_email, day};
use crate::{Error, Result};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    name: String,
    email: String,
    role: String,
    ends_on: String,
}

#[derive(Serialize)]
struct View {
    slug: String,
    short_name: String,
    may_edit: bool,
    roles: Roles,
    members: Vec<Member>,
    invitations: Vec<Invitation>,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
    yesterday: NaiveDate,
}

async fn view(
    cx: &Context<SignedIn>,
    slug: String,
    form: Form,
    errors: FieldErrors,
) -> Result<View> {
    let (actor, today) = (cx.actor(), network_day(cx.now));
    cx.db
        .read(move |conn| {
            let node = duty::ops::visible(conn, &actor, &slug)?;
            let may_edit = may_manage(&actor, &node.id);
            let invitations = match may_edit {
                true => accounts::queries::open_invitations(conn, &node.id)?,
                false => Vec::new(),
            };
            Ok(View {
                members: accounts::queries::members_of(conn, &node.id, today)?,
                invitations,
                may_edit,
                roles: ROLES,
                slug: node.slug,
                short_name: node.short_name,
                form,
                faults: faults(&errors),
                errors,
                yesterday: today - Days::new(1),
            })
        })
        .await
}

pub async fn members(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let view = view(&cx, slug.into_inner(), Form::default(), FieldErrors::none()).await?;
    cx.page("network/members", cx.head("network-members", "network"), &view)
}

async fn again(
    cx: &Context<SignedIn>,
    slug: String,
    form: Form,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let view = view(cx, slug, form, errors).await?;
    cx.invalid("network/members", cx.head("network-members", "network"), &view)
}

pub async fn invite(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let form: Form = form.form()?;
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let mut errors = FieldErrors::none();
    let (email, name) = (checked_email(&form.email), blank_as_none(&form.name));
    if email.is_none() {
        errors.add("email", "form-email");
    }
    let name = name.filter(|name| name.chars().count() <= 200);
    if name.is_none() {
        errors.add("name", "form-name");
    }
    let (Some(email), Some(name)) = (email, name) else {
        return again(&cx, slug, form, errors).await;
    };
    let (asked, role) = (slug.clone(), form.role.parse().unwrap_or(NodeRole::Staff));
    let done = cx.db.write(move |conn| {
        let node = ops::managed(conn, &actor, &asked)?;
        let (node, role) = (Some(node.id), Some(role));
        let invite = Invite { email, name, node, role, network_role: None };
        accounts::ops::invite(conn, &actor, invite, now)
    });
    match done.await {
        Ok(_) => cx.redirect(&format!("/nodes/{slug}/members"), "accounts-flash-invited"),
        Err(Error::Refused(refusal)) => {
            again(&cx, slug, form, FieldErrors::one("email", refusal.key())).await
        }
        Err(error) => Err(error),
    }
}

/// Changes a role or ends a membership; both are for this node's members only.
pub async fn change_member(
    cx: Context<SignedIn>,
    path: web::Path<(String, MembershipId)>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let form: Form = form.form()?;
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    let to = format!("/nodes/{slug}/members");
    let (role, last) = (form.role.parse::<NodeRole>().ok(), day(&form.ends_on));
    cx.db
        .write(move |conn| {
            let node = ops::managed(conn, &actor, &slug)?;
            if accounts::queries::find_membership(conn, &id)?.1 != node.id {
                return Err(Error::NotFound);
            }
            match (role, last) {
                (Some(role), _) => accounts::ops::set_role(conn, &actor, &id, role, now),
                (None, Some(last)) => accounts::ops::end_membership(conn, &actor, &id, last, now),
                (None, None) => Err(Error::Malformed("neither a role nor a day")),
            }
        })
        .await?;
    cx.redirect(&to, "network-flash-members")
}
