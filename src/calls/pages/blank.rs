//! A call's form on paper, to be talked about before anybody writes.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::Result;
use crate::calls::access;
use crate::print::paper::{Paper, Style};
use crate::questionnaires::{self, pages::paper};
use crate::web::{Anyone, Context};

/// `GET /calls/{slug}/form.pdf`: what is asked now, to all who may read that; what will be, to who writes it.
pub async fn blank(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (slug, actor, now) = (slug.into_inner(), cx.actor().cloned(), cx.now);
    let (call, version) = cx
        .db
        .read(move |conn| {
            let call = access::for_form(conn, actor.as_ref(), &slug, now)?;
            let version = questionnaires::queries::find(conn, &call.version_id)?;
            Ok((call, version))
        })
        .await?;
    let title = call.text.title(cx.locale).to_owned();
    let about = cx.locale.text1("calls-form-version", "n", version.number);
    let mut blocks = vec![
        (Style::Title, title.clone()),
        (Style::Small, format!("{} – {about}", call.reference)),
    ];
    blocks.extend(paper::blank(&version.definition, cx.locale));
    let language = cx.locale.pick("fr-FR", "en-GB");
    let bytes = crate::print::paper::write(&Paper { language, title, blocks })
        .ok_or_else(|| anyhow::anyhow!("no fonts to write with"))?;
    let name = format!("inline; filename=\"{}.pdf\"", call.reference);
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(bytes))
}
