//! What programs may do here: keys, and whom we tell what happens.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{Asked, Empty, LINES, Pager};
use crate::Result;
use crate::accounts::{self, AccountId, Scope, TokenId};
use crate::admin::{HookLine, TokenLine, queries};
use crate::web::{Admin, Context, Cursor, page_of};
use crate::webhooks::HookId;

/// More webhooks than this are on the pages of their nodes.
const HOOKS: i64 = 200;

#[derive(Serialize)]
struct ProgramsView {
    tab: &'static str,
    tokens: Vec<TokenRow>,
    hooks: Vec<HookRow>,
    pager: Pager,
    empty: Empty,
}

#[derive(Serialize)]
struct TokenRow {
    id: TokenId,
    account: AccountId,
    name: String,
    email: String,
    scope: &'static str,
    created_at: NaiveDateTime,
    expires_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
}

#[derive(Serialize)]
struct HookRow {
    id: HookId,
    name: String,
    url: String,
    node: Option<String>,
    rests: bool,
    fails: bool,
}

pub async fn programs(cx: Context<Admin>, query: web::Query<Asked>) -> Result<HttpResponse> {
    let (after, now) = (Cursor::decode(&query.after), cx.now);
    let (page, hooks) = cx
        .db
        .read(move |conn| {
            let tokens = queries::live_tokens(conn, now, after.as_ref(), LINES + 1)?;
            let place =
                |token: &TokenLine| Cursor { at: token.created_at, id: token.id.to_string() };
            Ok((page_of(tokens, LINES, place), queries::webhooks(conn, HOOKS)?))
        })
        .await?;
    let view = ProgramsView {
        tab: "programs",
        tokens: page.items.into_iter().map(token_row).collect(),
        hooks: hooks.into_iter().map(hook_row).collect(),
        pager: Pager::new("/admin/programs", "", &query, page.next),
        empty: Empty::new("key", "admin-no-token", "admin-no-token-text"),
    };
    cx.page("admin/programs", cx.head("admin-programs", "admin"), &view)
}

fn token_row(token: TokenLine) -> TokenRow {
    TokenRow {
        id: token.id,
        account: token.account,
        name: token.name,
        email: token.email,
        scope: match token.scope {
            Scope::Read => "accounts-scope-read",
            Scope::Write => "accounts-scope-write",
            Scope::Admin => "accounts-scope-admin",
        },
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
    }
}

fn hook_row(hook: HookLine) -> HookRow {
    HookRow {
        id: hook.id,
        name: hook.name,
        url: hook.url,
        node: hook.node,
        rests: hook.ended_at.is_some(),
        fails: hook.ended_at.is_none() && hook.failing_since.is_some(),
    }
}

pub async fn revoke_token(cx: Context<Admin>, id: web::Path<TokenId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| accounts::ops::revoke_any_token(conn, &actor, &id, now)).await?;
    cx.redirect("/admin/programs", "admin-flash-token-revoked")
}
