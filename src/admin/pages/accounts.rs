//! Finding an account, and what an admin may do with it.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{Asked, Empty, LINES, Pager, search_filter};
use crate::accounts::pages::{asked_anew, network_role_key, role_key};
use crate::accounts::{
    self, Account, AccountId, Appointed, Held, NetworkRole, OpenSession, ops, rules,
};
use crate::admin::{Person, queries};
use crate::clock::network_day;
use crate::web::{Admin, Context, Cursor, Upload, page_of};
use crate::{Error, Result};

#[derive(Serialize)]
struct AccountsView {
    tab: &'static str,
    q: String,
    people: Vec<PersonRow>,
    pager: Pager,
    empty: Empty,
}

#[derive(Serialize)]
struct PersonRow {
    id: AccountId,
    name: String,
    email: String,
    network_role: Option<&'static str>,
    nodes: Vec<NodeRow>,
    disabled: bool,
}

#[derive(Serialize)]
struct NodeRow {
    name: String,
    role: &'static str,
}

pub async fn accounts(cx: Context<Admin>, query: web::Query<Asked>) -> Result<HttpResponse> {
    let (sought, after) = (query.q.clone(), Cursor::decode(&query.after));
    let day = network_day(cx.now);
    let (page, nodes) = cx
        .db
        .read(move |conn| {
            let people = queries::people(conn, &sought, after.as_ref(), LINES + 1)?;
            let place =
                |person: &Person| Cursor { at: person.created_at, id: person.id.to_string() };
            let page = page_of(people, LINES, place);
            let ids: Vec<_> = page.items.iter().map(|person| person.id.clone()).collect();
            Ok((page, queries::nodes_of(conn, &ids, day)?))
        })
        .await?;
    let nodes_of = |id: &AccountId| {
        let own = nodes.iter().filter(|(account, _, _)| account == id);
        own.map(|(_, name, role)| NodeRow { name: name.clone(), role: role_key(*role) }).collect()
    };
    let row = |person: Person| PersonRow {
        nodes: nodes_of(&person.id),
        id: person.id,
        name: person.name,
        email: person.email,
        network_role: person.network_role.map(network_role_key),
        disabled: person.disabled_at.is_some(),
    };
    let view = AccountsView {
        tab: "accounts",
        q: query.q.clone(),
        people: page.items.into_iter().map(row).collect(),
        pager: Pager::new("/admin/accounts", &search_filter(&query), &query, page.next),
        empty: Empty::new("search", "admin-no-account", "admin-no-account-text"),
    };
    cx.page("admin/accounts", cx.head("admin-accounts", "admin"), &view)
}

#[derive(Serialize)]
struct AccountView {
    tab: &'static str,
    id: AccountId,
    name: String,
    email: String,
    created_at: NaiveDateTime,
    disabled_at: Option<NaiveDateTime>,
    network_role: &'static str,
    archivist: bool,
    has_password: bool,
    step_since: Option<NaiveDateTime>,
    /// Nobody takes away their own here.
    may_reset: bool,
    memberships: Vec<HeldRow>,
    sessions: Vec<SessionRow>,
}

#[derive(Serialize)]
struct HeldRow {
    node_slug: String,
    node_name: String,
    role: &'static str,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

#[derive(Serialize)]
struct SessionRow {
    device: String,
    last_seen_at: NaiveDateTime,
}

pub async fn account(cx: Context<Admin>, id: web::Path<AccountId>) -> Result<HttpResponse> {
    let (id, now) = (id.into_inner(), cx.now);
    let (account, held, sessions, archivist, step) = cx
        .db
        .read(move |conn| {
            let account = accounts::queries::find(conn, &id)?;
            let held = accounts::queries::memberships_held(conn, &id)?;
            let archivist = accounts::queries::is_archivist(conn, &id)?;
            let step = accounts::queries::second_step(conn, &id)?;
            Ok((account, held, accounts::queries::open_sessions(conn, &id, now)?, archivist, step))
        })
        .await?;
    let unknown = cx.text("accounts-device-unknown");
    let others = account.id != cx.actor().id;
    let mut view = account_view((account, archivist), held, sessions, &unknown);
    view.step_since = step.map(|step| step.set_at);
    view.may_reset = others && view.step_since.is_some();
    cx.page("admin/account", cx.head("admin-account", "admin"), &view)
}

fn account_view(
    (account, archivist): (Account, bool),
    memberships: Vec<Held>,
    sessions: Vec<OpenSession>,
    unknown: &str,
) -> AccountView {
    let held = |held: Held| HeldRow {
        node_slug: held.node_slug,
        node_name: held.node_name,
        role: role_key(held.role),
        starts_on: held.starts_on,
        ends_on: held.ends_on,
    };
    let session = |session: OpenSession| SessionRow {
        device: rules::device(&session.agent).unwrap_or_else(|| unknown.to_owned()),
        last_seen_at: session.last_seen_at,
    };
    AccountView {
        tab: "accounts",
        id: account.id,
        name: account.name,
        email: account.email,
        created_at: account.created_at,
        disabled_at: account.disabled_at,
        network_role: account.network_role.map_or("", NetworkRole::as_str),
        archivist,
        has_password: account.password_hash.is_some(),
        step_since: None,
        may_reset: false,
        memberships: memberships.into_iter().map(held).collect(),
        sessions: sessions.into_iter().map(session).collect(),
    }
}

#[derive(Deserialize)]
pub struct RoleForm {
    network_role: String,
}

pub async fn set_network_role(
    cx: Context<Admin>,
    id: web::Path<AccountId>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let form: RoleForm = form.form()?;
    let role = match form.network_role.as_str() {
        "" => None,
        role => Some(role.parse().map_err(|_| Error::Malformed("role"))?),
    };
    let (actor, now, to) = (cx.actor(), cx.now, format!("/admin/accounts/{id}"));
    cx.db.write(move |conn| ops::set_network_role(conn, &actor, &id, role, now)).await?;
    cx.redirect(&to, "admin-flash-role")
}

#[derive(Deserialize)]
pub struct ArchivistForm {
    #[serde(default)]
    archivist: String,
}

pub async fn set_archivist(
    cx: Context<Admin>,
    id: web::Path<AccountId>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let form: ArchivistForm = form.form()?;
    let appointed = if form.archivist.is_empty() { Appointed::No } else { Appointed::Yes };
    let (actor, now, to) = (cx.actor(), cx.now, format!("/admin/accounts/{id}"));
    cx.db.write(move |conn| ops::set_archivist(conn, &actor, &id, appointed, now)).await?;
    cx.redirect(&to, "admin-flash-archivist")
}

pub async fn disable(
    cx: Context<Admin>,
    id: web::Path<AccountId>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let (actor, now, to) = (cx.actor(), cx.now, format!("/admin/accounts/{id}"));
    cx.db.write(move |conn| ops::disable_account(conn, &actor, &id, now)).await?;
    cx.redirect(&to, "admin-flash-disabled")
}

pub async fn enable(
    cx: Context<Admin>,
    id: web::Path<AccountId>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let (actor, now, to) = (cx.actor(), cx.now, format!("/admin/accounts/{id}"));
    cx.db.write(move |conn| ops::enable_account(conn, &actor, &id, now)).await?;
    cx.redirect(&to, "admin-flash-enabled")
}

pub async fn reset_second_step(
    cx: Context<Admin>,
    id: web::Path<AccountId>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let (actor, now, to) = (cx.actor(), cx.now, format!("/admin/accounts/{id}"));
    cx.db.write(move |conn| ops::reset_second_step(conn, &actor, &id, now)).await?;
    cx.redirect(&to, "admin-flash-step-reset")
}
