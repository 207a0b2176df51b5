//! Home and the standing pages.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::Result;
use crate::web::{Anyone, Context};

#[derive(Serialize)]
struct HomeView {}

pub async fn home(cx: Context<Anyone>) -> Result<HttpResponse> {
    cx.page("site/home", cx.head("site-home-title", "home"), &HomeView {})
}
