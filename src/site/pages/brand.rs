//! An operator's colours and logo.

use std::path::Path;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::site::rules;
use crate::web::{Anyone, Context};
use crate::{Error, Result};

const AN_HOUR: (header::HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=3600");

/// `GET /brand.css`
pub async fn css(cx: Context<Anyone>) -> Result<HttpResponse> {
    let brand = &cx.app.config.brand;
    let color = brand.color.as_deref().ok_or(Error::NotFound)?;
    let css = rules::brand_css(color, brand.color_dark.as_deref());
    Ok(HttpResponse::Ok().content_type("text/css; charset=utf-8").insert_header(AN_HOUR).body(css))
}

/// `GET /brand/logo`
pub async fn logo(cx: Context<Anyone>) -> Result<HttpResponse> {
    let path = cx.app.config.brand.logo.clone().ok_or(Error::NotFound)?;
    let media_type = picture_type(&path).ok_or(Error::NotFound)?;
    let bytes = tokio::task::spawn_blocking(move || std::fs::read(path))
        .await
        .map_err(anyhow::Error::new)?
        .map_err(|_| Error::NotFound)?;
    Ok(HttpResponse::Ok().content_type(media_type).insert_header(AN_HOUR).body(bytes))
}

fn picture_type(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        _ => None,
    }
}
