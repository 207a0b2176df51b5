//! Legal notices, privacy, accessibility.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::site::documents::Document;
use crate::web::{Anyone, Context};
use crate::{Result, privacy};

#[derive(Serialize)]
struct DocumentView {
    title: &'static str,
    body: String,
}

pub async fn legal(cx: Context<Anyone>) -> Result<HttpResponse> {
    show(cx, Document::Legal).await
}

pub async fn privacy(cx: Context<Anyone>) -> Result<HttpResponse> {
    show(cx, Document::Privacy).await
}

pub async fn accessibility(cx: Context<Anyone>) -> Result<HttpResponse> {
    show(cx, Document::Accessibility).await
}

async fn show(cx: Context<Anyone>, document: Document) -> Result<HttpResponse> {
    let (config, locale) = (cx.app.config.clone(), cx.locale);
    // An operator's text is read from a file, off the async threads.
    let body = cx
        .db
        .read(move |conn| {
            let held = privacy::ops::terms(conn, &config.retention)?;
            Ok(document.html(locale, &config, &held))
        })
        .await?;
    let view = DocumentView { title: document.title(), body };
    cx.page("site/document", cx.head(document.title(), "none"), &view)
}
