//! Putting a call's closing off.

use actix_web::{HttpResponse, web};

use crate::Result;
use crate::accounts::Actor;
use crate::applications::ops;
use crate::calls::pages::{closing, step};
use crate::calls::{CallId, access};
use crate::db::Conn;
use crate::web::{Context, SignedIn, Upload};

/// `POST /inbox/calls/{id}/extension`
pub async fn extend(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    let work = move |conn: &mut Conn, actor: &Actor, id: &CallId| {
        let call = access::for_desk(conn, actor, id)?;
        let closes = closing(&form, &call)?;
        ops::extend_call(conn, actor, id, (closes, form.text("reason").trim()), now)
    };
    step(cx, id.into_inner(), "calls-flash-extended", work).await
}
