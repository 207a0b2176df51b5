//! From [`Error`] to a status, and from a status to a page or a JSON body.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpResponse, ResponseError, dev::Payload, web};
use serde::Serialize;

use super::request_log::RequestId;
use super::{Anyone, Context, Head, api};
use crate::Error;
use crate::app::App;

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::SignInRequired => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy | Self::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(error) => match clash(error) {
                Some(Clash::Twice) => StatusCode::CONFLICT,
                Some(Clash::NothingThere) => StatusCode::NOT_FOUND,
                Some(Clash::InEachOthersWay) => StatusCode::SERVICE_UNAVAILABLE,
                None => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::Bug(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::TooMany(seconds) => {
                response.insert_header((header::RETRY_AFTER, seconds.to_string()));
            }
            _ if self.status_code() == StatusCode::SERVICE_UNAVAILABLE => {
                response.insert_header((header::RETRY_AFTER, "2"));
            }
            _ => {}
        }
        response.finish()
    }
}

/// What a database says no to without anything being broken.
enum Clash {
    /// Somebody wrote the same at the same moment.
    Twice,
    /// What the request names does not exist, or not any more.
    NothingThere,
    /// Two transactions waited for each other, and this one gave way.
    InEachOthersWay,
}

fn clash(error: &diesel::result::Error) -> Option<Clash> {
    use diesel::result::{DatabaseErrorKind as Kind, Error::DatabaseError};
    match error {
        DatabaseError(Kind::UniqueViolation, _) => Some(Clash::Twice),
        DatabaseError(Kind::ForeignKeyViolation, _) => Some(Clash::NothingThere),
        DatabaseError(Kind::SerializationFailure, _) => Some(Clash::InEachOthersWay),
        DatabaseError(_, why) if why.message() == "deadlock detected" => {
            Some(Clash::InEachOthersWay)
        }
        _ => None,
    }
}

impl Error {
    /// The message that tells a visitor what happened and what to do.
    pub(super) fn message_key(&self) -> &'static str {
        match self {
            Self::NotFound => "error-not-found",
            Self::Malformed(_) => "error-malformed",
            Self::SignInRequired => "error-sign-in",
            Self::Forbidden => "error-forbidden",
            Self::Refused(refusal) => refusal.key(),
            Self::TooMany(_) => "error-too-many",
            Self::TooLarge => "error-too-large",
            Self::Busy | Self::Away(_) => "error-busy",
            Self::Database(error) => match clash(error) {
                Some(Clash::Twice) => "error-twice",
                Some(Clash::NothingThere) => "error-not-found",
                Some(Clash::InEachOthersWay) => "error-busy",
                None => "error-bug",
            },
            Self::Bug(_) => "error-bug",
        }
    }
}

#[derive(Serialize)]
struct ErrorView {
    status: u16,
    title: &'static str,
    message: &'static str,
    reference: String,
}

/// Middleware: gives every failed response the body its reader can use.
pub async fn render_errors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // The request is not cloned before it is routed: actix needs it whole to note what it matched.
    let response = next.call(request).await?.map_into_boxed_body();
    let kept = response.request().clone();
    let Some(failure) = response.response().error() else {
        return Ok(response);
    };
    let own = match failure.as_response_error().status_code() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Malformed("unreadable"),
    };
    let error = failure.as_error::<Error>().unwrap_or(&own);
    let status = error.status_code();
    if matches!(error, Error::Busy) {
        // The count of answers tells it; a line for each would be a second flood.
        tracing::debug!(%error, "request put off");
    } else if status.is_server_error() {
        tracing::error!(%error, "request failed");
    } else if matches!(error, Error::Database(_)) {
        tracing::warn!(%error, "request refused by the database");
    }
    let mut answer = if kept.path().starts_with("/api/") {
        api::problem(error)
    } else if matches!(error, Error::SignInRequired) && kept.method() == Method::GET {
        to_sign_in(&kept)
    } else {
        page(&kept, error, status).await
    };
    if let Some(wait) = response.response().headers().get(header::RETRY_AFTER) {
        answer.headers_mut().insert(header::RETRY_AFTER, wait.clone());
    }
    Ok(response.into_response(answer))
}

/// Sends a stranger to the sign-in page, which leads back to where they wanted to go.
fn to_sign_in(request: &actix_web::HttpRequest) -> HttpResponse {
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let query = serde_urlencoded_pair("next", wanted);
    HttpResponse::SeeOther().insert_header((header::LOCATION, format!("/sign-in?{query}"))).finish()
}

fn serde_urlencoded_pair(name: &str, value: &str) -> String {
    let mut out = format!("{name}=");
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

async fn page(request: &actix_web::HttpRequest, error: &Error, status: StatusCode) -> HttpResponse {
    let reference = RequestId::of(request);
    let view = ErrorView {
        status: status.as_u16(),
        title: error_title(status),
        message: error.message_key(),
        reference,
    };
    let plain = |_| HttpResponse::build(status).content_type("text/plain").body(status.to_string());
    let context = match status {
        StatusCode::SERVICE_UNAVAILABLE => Context::unknown(request),
        _ => match Context::<Anyone>::from_request(request, &mut Payload::None).await {
            Ok(context) => context,
            Err(_) => Context::unknown(request),
        },
    };
    let head = Head { title: context.text(view.title), section: "none" };
    context.respond(status, "error", head, &view).unwrap_or_else(plain)
}

fn error_title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        404 => "error-title-not-found",
        401 => "error-title-sign-in",
        409 => "error-title-refused",
        429 => "error-title-too-many",
        400..=499 => "error-title-request",
        _ => "error-title-bug",
    }
}

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; manifest-src 'self'";

/// Middleware: what browsers must know of every answer.
pub async fn security_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let tls = request.app_data::<web::Data<App>>().is_some_and(|app| app.config.behind_tls());
    let mut response = next.call(request).await?.map_into_boxed_body();
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::PERMISSIONS_POLICY, "camera=(), microphone=(), geolocation=()");
    set(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    if tls {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    // Browsers know the older word too, which cannot say that anybody may frame a page.
    let policy =
        headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let by_anybody = policy.is_some_and(|policy| policy.ends_with("frame-ancestors *"));
    if !by_anybody && !headers.contains_key(header::X_FRAME_OPTIONS) {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    Ok(response)
}
