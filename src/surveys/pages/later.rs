//! What those who took part put into practice, three months later.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Keyed, Mark, comment, mark, opened};
use crate::attendance;
use crate::courses::pages::line::{Titled, titled};
use crate::courses::queries as sessions;
use crate::enrolment::{Enrolment, EnrolmentId};
use crate::surveys::{AnswerId, LaterAnswer, ops, queries, rules};
use crate::web::{Anyone, Context, Head, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    id: EnrolmentId,
    key: String,
    titled: Titled,
    open: bool,
    /// Why not.
    closed: String,
    answered: bool,
    marks: Vec<Mark>,
    comment: String,
    alert: String,
}

/// `GET /enrolments/{id}/survey/later`
pub async fn later(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let one = opened(&cx, &id, &query.key).await?;
    page(&cx, (one, &query.key), (None, String::new()), None).await
}

async fn page(
    cx: &Context<Anyone>,
    (one, key): (Enrolment, &str),
    (mark, comment): (Option<i32>, String),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let who = one.clone();
    let (given, answered, noted) = cx
        .db
        .read(move |conn| {
            let given = sessions::given(conn, &who.session_id)?;
            let noted = attendance::queries::states_of(conn, &who.id)?;
            Ok((given, queries::has_answered_later(conn, &who.id)?, noted))
        })
        .await?;
    let closed = rules::check_later((&one, &noted), &given.session, cx.now).err();
    let view = View {
        titled: titled(&given, cx.locale),
        open: closed.is_none() && !answered,
        closed: closed.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        answered,
        marks: (1..=5).map(|value| Mark { value, on: mark == Some(value) }).collect(),
        comment,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        key: key.to_owned(),
        id: one.id,
    };
    let title = format!("{} – {}", cx.text("surveys-later-title"), given.title(cx.locale));
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "surveys/later", Head { title, section: "courses" }, &view)
}

const MISSING: Refusal = Refusal::new("surveys-later-missing");

/// `POST /enrolments/{id}/survey/later`
pub async fn tell(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let key = form.text("key").to_owned();
    let one = opened(&cx, &id, &key).await?;
    let (mark, comment) = (mark(&form, "applied"), comment(&form));
    let Some(applied) = mark else {
        return page(&cx, (one, &key), (None, comment), Some(MISSING)).await;
    };
    let said = LaterAnswer {
        id: AnswerId::random(),
        session_id: one.session_id.clone(),
        applied,
        comment: comment.clone(),
    };
    let (who, now) = (one.clone(), cx.now);
    match cx.db.write(move |conn| ops::answer_later(conn, &who, &said, now)).await {
        // Sent twice, it is answered once.
        Ok(()) | Err(Error::Refused(rules::ANSWERED)) => {
            let back = match key.as_str() {
                "" => format!("/enrolments/{}/survey/later", one.id),
                _ => ops::later_link(&cx.app.signer, &one.id),
            };
            cx.redirect(&back, "surveys-flash-answered")
        }
        Err(Error::Refused(refusal)) => {
            page(&cx, (one, &key), (mark, comment), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}
