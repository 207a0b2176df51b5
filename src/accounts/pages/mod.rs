//! The pages of accounts: signing in, one's own account, answering an invitation.

mod account;
mod invitations;
mod security;
mod sign_in;

pub use account::{duty_calendar, save_profile, show};
pub use invitations::{accept, resend, revoke, show as invitation};
pub use security::{
    change_password, create_token, remove_password, revoke_others, revoke_session, revoke_token,
    show as security,
};
pub use sign_in::{
    ask_link, by_password, link_sent, show as sign_in, show_link, sign_out, use_link,
};

use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, time::Duration};
use actix_web::http::header;
use serde::Serialize;

use super::ops::Arrival;
use super::{Actor, NetworkRole, NodeRole, rules};
use crate::Result;
use crate::web::{Context, Door, FieldErrors, SESSION_COOKIE};

/// A field that did not pass, for the summary above a form.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    pub field: String,
    pub message: String,
}

pub fn faults(errors: &FieldErrors) -> Vec<Fault> {
    let fault = |(field, key): (&str, &str)| Fault { field: field.into(), message: key.into() };
    errors.iter().map(fault).collect()
}

/// The message that names a role in a node.
pub fn role_key(role: NodeRole) -> &'static str {
    match role {
        NodeRole::Manager => "accounts-role-manager",
        NodeRole::Staff => "accounts-role-staff",
    }
}

/// The message that names a role in the network.
pub fn network_role_key(role: NetworkRole) -> &'static str {
    match role {
        NetworkRole::Coordinator => "accounts-role-coordinator",
        NetworkRole::Admin => "accounts-role-admin",
    }
}

pub fn agent<D: Door>(cx: &Context<D>) -> String {
    let header = cx.request().headers().get(header::USER_AGENT);
    header.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// 303 to where the person wanted to go, with their new session.
pub fn welcome<D: Door>(cx: &Context<D>, arrival: &Arrival, to: &str) -> Result<HttpResponse> {
    let mut cookie = Cookie::new(SESSION_COOKIE, arrival.token.clone());
    cx.harden(&mut cookie);
    cookie.set_max_age(Duration::seconds(rules::SESSION_LIFE.num_seconds()));
    let mut response = cx.go(to)?;
    response.add_cookie(&cookie).map_err(|error| anyhow::anyhow!("cookie: {error}"))?;
    Ok(response)
}

/// Where people begin when they did not come for a page: staff with their work.
fn home_of(actor: &Actor) -> &'static str {
    if actor.is_staff() { "/inbox" } else { "/account" }
}
