//! The description of the API for programs.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::Result;
use crate::web::{Api, Public};

/// OpenAPI 3.1; a test compares it with the routes and with real answers.
const DOCUMENT: &str = include_str!("../../assets/openapi.json");

/// `GET /api/v1/openapi.json`
pub async fn document(_: Api<Public>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(DOCUMENT))
}
