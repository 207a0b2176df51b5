//! Refuses requests that another site makes in a visitor's name (decision 13).

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;

use crate::Error;

/// Middleware: a request that changes something must say that it comes from our own pages. Browsers say so by
/// `Sec-Fetch-Site`, older ones by `Origin`. The API knows no cookies and needs no such proof.
pub async fn refuse_cross_site(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.method().is_safe() || request.path().starts_with("/api/") || comes_from_us(&request)
    {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    Ok(request.error_response(Error::Forbidden))
}

fn comes_from_us(request: &ServiceRequest) -> bool {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    if let Some(origin) = header(header::ORIGIN) {
        let host = header(header::HOST).unwrap_or_default();
        return origin.split_once("://").is_some_and(|(_, sent_by)| sent_by == host);
    }
    // Neither: no browser of this decade. A request without cookies acts in nobody's name.
    request.headers().get(header::COOKIE).is_none()
}
