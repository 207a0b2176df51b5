//! Who works for a node, and who is on duty when.

use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::staff::{ROLES, Roles};
use crate::accounts::pages::{Fault, faults};
use crate::accounts::rules::may_manage;
use crate::accounts::{
    self, Actor, Duty, DutyId, Invitation, Invite, Member, MembershipId, NodeRole,
};
use crate::clock::network_day;
use crate::db::Conn;
use crate::network::{Node, ops, queries, rules};
use crate::web::{Context, FieldErrors, SignedIn, blank_as_none, checked_email, day};
use crate::{Error, Result};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    name: String,
    email: String,
    role: String,
    account: String,
    starts_on: String,
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
    weeks: Vec<Week>,
    duties: Vec<Duty>,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
    yesterday: NaiveDate,
}

/// A week and who answers in it.
#[derive(Serialize)]
struct Week {
    starts_on: NaiveDate,
    current: bool,
    names: Vec<String>,
}

/// The node, for those who work there or coordinate; for others there is none.
fn visible(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<Node> {
    let node = queries::by_slug(conn, slug)?;
    let sees = actor.works_for(&node.id) || actor.coordinates();
    if sees { Ok(node) } else { Err(Error::NotFound) }
}

async fn view(
    cx: &Context<SignedIn>,
    slug: String,
    form: Form,
    errors: FieldErrors,
) -> Result<View> {
    let (actor, today) = (cx.actor(), network_day(cx.now));
    let first = rules::monday(today);
    cx.db
        .read(move |conn| {
            let node = visible(conn, &actor, &slug)?;
            let may_edit = may_manage(&actor, &node.id);
            let duties = accounts::queries::duties_of(conn, &node.id, first)?;
            let invitations = match may_edit {
                true => accounts::queries::open_invitations(conn, &node.id)?,
                false => Vec::new(),
            };
            Ok(View {
                members: accounts::queries::members_of(conn, &node.id, today)?,
                invitations,
                weeks: weeks(first, &duties),
                duties,
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

/// The next eight weeks at a glance.
fn weeks(first: NaiveDate, duties: &[Duty]) -> Vec<Week> {
    let week = |number: i64| {
        let starts_on = first + TimeDelta::weeks(number);
        let ends_on = starts_on + Days::new(6);
        let on = duties.iter().filter(|one| one.starts_on <= ends_on && one.ends_on >= starts_on);
        let mut names: Vec<_> = on.map(|one| one.name.clone()).collect();
        names.dedup();
        Week { starts_on, current: number == 0, names }
    };
    (0..8).map(week).collect()
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
    form: web::Form<Form>,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), form.into_inner());
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
    form: web::Form<Form>,
) -> Result<HttpResponse> {
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

pub async fn set_duty(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: web::Form<Form>,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), form.into_inner());
    let mut errors = FieldErrors::none();
    let (from, to, account) = (day(&form.starts_on), day(&form.ends_on), form.account.parse().ok());
    if from.is_none() {
        errors.add("starts_on", "network-bad-day");
    }
    if to.is_none() {
        errors.add("ends_on", "network-bad-day");
    }
    if account.is_none() {
        errors.add("account", "form-choice");
    }
    let (Some(from), Some(to), Some(account)) = (from, to, account) else {
        return again(&cx, slug, form, errors).await;
    };
    let asked = slug.clone();
    let done = cx.db.write(move |conn| {
        let node = ops::managed(conn, &actor, &asked)?;
        accounts::ops::set_duty(conn, &actor, &node.id, &account, from, to, now)
    });
    match done.await {
        Ok(_) => cx.redirect(&format!("/nodes/{slug}/members"), "network-flash-duty"),
        Err(Error::Refused(refusal)) => {
            again(&cx, slug, form, FieldErrors::one("starts_on", refusal.key())).await
        }
        Err(error) => Err(error),
    }
}

pub async fn remove_duty(
    cx: Context<SignedIn>,
    path: web::Path<(String, DutyId)>,
) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    let to = format!("/nodes/{slug}/members");
    cx.db
        .write(move |conn| {
            ops::managed(conn, &actor, &slug)?;
            accounts::ops::remove_duty(conn, &actor, &id, now)
        })
        .await?;
    cx.redirect(&to, "network-flash-duty")
}
