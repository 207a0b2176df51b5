//! The pages of accounts: signing in, its security, answering an invitation. What all capabilities know of somebody stands on
//! one page of `site`.

mod asker;
mod first_step;
mod invitations;
mod proof;
mod provider;
mod second_step;
mod security;
mod sign_in;

pub use asker::{TypedAsker, asker};
pub use first_step::{pass, set_up as set_up_first, show as first_step};
pub use invitations::{accept, resend, revoke, show as invitation};
pub use proof::asked_anew;
pub use provider::{come_back, depart, unlink};
pub use second_step::{remove, renew, set_up, show as second_step};
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

use super::ops::{Arrival, Checked, Try};
use super::{Actor, Browser, Demand, NetworkRole, NodeRole, Stage, rules};
use crate::Result;
use crate::web::{Anyone, Context, Door, SESSION_COOKIE};
pub use crate::web::{Fault, faults};

/// Holds the token of whoever has given the first step and not the second.
const FIRST_STEP_COOKIE: &str = "maillage_first_step";

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

/// The browser that sends a request.
pub fn browser(cx: &Context<Anyone>) -> Browser {
    let header = cx.request().headers().get(header::USER_AGENT);
    let agent = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    Browser { agent: agent.to_owned(), before: cx.actor().cloned(), demand: demand(cx) }
}

fn demand<D: Door>(cx: &Context<D>) -> Demand {
    if cx.app.config.demo { Demand::Nobody } else { Demand::Admins }
}

/// How much wider limits are in the demo, where everybody comes from one place.
fn factor<D: Door>(cx: &Context<D>) -> i32 {
    if cx.app.config.demo { 20 } else { 1 }
}

fn tried<D: Door>(cx: &Context<D>, code: &str) -> Try {
    let code = code.chars().take(100).collect();
    Try { code, signer: cx.app.signer.clone(), factor: factor(cx) }
}

/// Why a code did not do; nothing for the right one.
fn code_fault(checked: Checked) -> Option<&'static str> {
    match checked {
        Checked::Right(_) => None,
        Checked::Used => Some("accounts-code-used"),
        Checked::Late => Some("accounts-code-late"),
        Checked::Wrong => Some("accounts-code-wrong"),
    }
}

/// 303 to where the person wanted to go, with their new session; to the second step first, where one is asked for.
pub fn welcome<D: Door>(cx: &Context<D>, arrival: &Arrival, to: &str) -> Result<HttpResponse> {
    if arrival.stage != Stage::In {
        let mut response =
            cx.go(&format!("/sign-in/second-step?next={}", rules::query_value(to)))?;
        let life = rules::FIRST_STEP_LIFE.num_seconds();
        set_cookie(cx, &mut response, (FIRST_STEP_COOKIE, &arrival.token), life)?;
        return Ok(response);
    }
    let mut response = cx.go(to)?;
    let_in(cx, &mut response, arrival)?;
    Ok(response)
}

/// Gives the browser its session; what it held of a first step is of no more use.
fn let_in<D: Door>(cx: &Context<D>, response: &mut HttpResponse, arrival: &Arrival) -> Result<()> {
    let life = rules::SESSION_LIFE.num_seconds();
    set_cookie(cx, response, (SESSION_COOKIE, &arrival.token), life)?;
    if cx.request().cookie(FIRST_STEP_COOKIE).is_some() {
        set_cookie(cx, response, (FIRST_STEP_COOKIE, ""), 0)?;
    }
    Ok(())
}

fn set_cookie<D: Door>(
    cx: &Context<D>,
    response: &mut HttpResponse,
    (name, value): (&str, &str),
    seconds: i64,
) -> Result<()> {
    let mut cookie = Cookie::new(name.to_owned(), value.to_owned());
    cx.harden(&mut cookie);
    cookie.set_max_age(Duration::seconds(seconds));
    response.add_cookie(&cookie).map_err(|error| anyhow::anyhow!("cookie: {error}"))?;
    Ok(())
}

/// 429 with the same page, which says how many minutes to wait.
fn slowed(mut response: HttpResponse, seconds: u64) -> HttpResponse {
    response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    response
}

/// Where people begin when they did not come for a page: staff with their work.
fn home_of(actor: &Actor) -> &'static str {
    if actor.is_staff() { "/inbox" } else { "/account" }
}
