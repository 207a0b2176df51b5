//! One log line per request, with an id and without personal data: the route's pattern, never its address or query.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};
use chrono::NaiveDateTime;
use tracing::Instrument;
use tracing_subscriber::EnvFilter;

use super::route_table::declared;
use crate::app::App;

/// What ties a visitor's error page to the log.
#[derive(Clone)]
pub(super) struct RequestId(String);

impl RequestId {
    pub(super) fn of(request: &HttpRequest) -> String {
        request.extensions().get::<Self>().map(|id| id.0.clone()).unwrap_or_default()
    }
}

/// When a request arrived, its head read and its body not yet: what is due by then is in time, however slow the rest is.
#[derive(Clone, Copy)]
pub(super) struct Arrival(NaiveDateTime);

impl Arrival {
    pub(super) fn of(request: &HttpRequest) -> Option<NaiveDateTime> {
        request.extensions().get::<Self>().map(|arrival| arrival.0)
    }
}

/// Middleware: times, counts and logs.
pub async fn log_requests(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let id = format!("{:016x}", rand::random::<u64>());
    request.extensions_mut().insert(RequestId(id.clone()));
    if let Some(app) = request.app_data::<web::Data<App>>() {
        let now = app.clock.now();
        request.extensions_mut().insert(Arrival(now));
    }
    let method = request.method().clone();
    let app = request.app_data::<web::Data<App>>().cloned();
    let span = tracing::info_span!("request", id);
    let response = next.call(request).instrument(span.clone()).await;
    let seconds = started.elapsed().as_secs_f64();
    let mut response = response?.map_into_boxed_body();
    let route = response
        .request()
        .match_pattern()
        .map_or_else(|| "unmatched".into(), |pattern| declared(&pattern));
    let status = response.status().as_u16();
    if let Some(app) = app {
        app.metrics.count(known(&method), &route, status, seconds);
    }
    span.in_scope(|| tracing::info!(%method, route, status, ms = seconds * 1000.0, "answered"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(response)
}

/// A method a stranger invents must not become a series of its own.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::DELETE => "DELETE",
        _ => "OTHER",
    }
}

/// Sends log lines to standard error, as text or as JSON; `RUST_LOG` chooses which.
pub fn set_up_logging(json: bool, default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = if json { log.json().try_init() } else { log.try_init() };
}
