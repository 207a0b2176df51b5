//! A certificate: for who got it, and for whoever is shown it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::roll::{Which, page};
use crate::attendance::{Certificate, CertificateId, ops, queries};
use crate::clock::network_day;
use crate::courses::SessionId;
use crate::i18n::Locale;
use crate::materials::rules::minutes;
use crate::print::sheet::{self, Line, Sheet};
use crate::web::{Anyone, Context, Door, Head, Staff, Upload};
use crate::{Error, Result, qr};

/// So much of what was learnt is printed; the page that verifies it says all.
const MOST_OUTCOMES: usize = 4;
const LONGEST: usize = 160;

#[derive(Serialize)]
struct View {
    id: CertificateId,
    name: String,
    title: String,
    lang: Locale,
    node: String,
    several_days: bool,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    duration: String,
    /// What was learnt.
    outcomes: Vec<String>,
    words: String,
    issued_on: NaiveDate,
    revoked_on: Option<NaiveDate>,
    reason: String,
    address: String,
}

async fn found(cx: &Context<Anyone>, id: &str) -> Result<Certificate> {
    let id: CertificateId = id.parse().map_err(|_| Error::NotFound)?;
    cx.db.read(move |conn| Ok(queries::certificate(conn, &id)?)).await
}

fn address(cx: &Context<Anyone>, one: &Certificate) -> String {
    format!("{}/certificates/{}", cx.app.config.base_url, one.id)
}

/// `GET /certificates/{id}`
pub async fn certificate(cx: Context<Anyone>, id: web::Path<String>) -> Result<HttpResponse> {
    let one = found(&cx, &id).await?;
    // Of who was erased nothing is verified any more.
    if one.name.is_empty() {
        return Err(Error::NotFound);
    }
    let (title, lang) = one.title(cx.locale);
    let (title, lang) = (title.to_owned(), lang);
    if wants_json(&cx) {
        return Ok(HttpResponse::Ok().json(told(&cx, &one)));
    }
    let view = View {
        address: address(&cx, &one),
        several_days: one.starts_on != one.ends_on,
        duration: minutes::said(one.minutes, cx.locale),
        outcomes: one.outcomes(cx.locale).lines().map(str::to_owned).collect(),
        issued_on: network_day(one.issued_at),
        revoked_on: one.revoked_at.map(network_day),
        lang,
        starts_on: one.starts_on,
        ends_on: one.ends_on,
        name: one.name,
        title,
        node: one.node,
        words: one.words,
        reason: one.reason,
        id: one.id,
    };
    let title = format!("{} – {}", cx.text("attendance-certificate"), view.title);
    cx.page("attendance/certificate", Head { title, section: "courses" }, &view)
}

/// Whether a program verifies it, which reads JSON and no page.
pub(super) fn wants_json<D: Door>(cx: &Context<D>) -> bool {
    let accepts = cx.request().headers().get(header::ACCEPT).and_then(|typed| typed.to_str().ok());
    accepts.is_some_and(|typed| typed.contains("application/json") && !typed.contains("text/html"))
}

/// As little as its page says, for programs.
fn told(cx: &Context<Anyone>, one: &Certificate) -> Value {
    let day = |at| network_day(at).to_string();
    json!({
        "id": one.id,
        "url": address(cx, one),
        "valid": one.revoked_at.is_none(),
        "revoked_on": one.revoked_at.map(day),
        "name": one.name,
        "title_fr": one.title(Locale::Fr).0,
        "title_en": one.title(Locale::En).0,
        "outcomes_fr": one.outcomes(Locale::Fr).lines().collect::<Vec<_>>(),
        "outcomes_en": one.outcomes(Locale::En).lines().collect::<Vec<_>>(),
        "given_by": one.node,
        "words": one.words,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "minutes": one.minutes,
        "issued_on": day(one.issued_at),
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Printed {
    lang: String,
}

impl Printed {
    /// A page for each: for `both` that in which it was given, then the other.
    fn languages(&self, own: Locale) -> Vec<Locale> {
        match self.lang.as_str() {
            "both" => vec![own, own.other()],
            asked => vec![asked.parse().unwrap_or(own)],
        }
    }
}

/// `GET /certificates/{id}/certificate.pdf`: in the language that is asked for, in both, or else in that in which it was
/// given.
pub async fn pdf(
    cx: Context<Anyone>,
    id: web::Path<String>,
    asked: web::Query<Printed>,
) -> Result<HttpResponse> {
    let one = found(&cx, &id).await?;
    if one.name.is_empty() || one.revoked_at.is_some() {
        return Err(Error::NotFound);
    }
    let url = address(&cx, &one);
    let code = qr::modules(&url)?;
    let languages = asked.languages(one.language);
    let sheets: Vec<Sheet> = languages
        .iter()
        .map(|locale| sheet(&cx, (&one, *locale), (url.clone(), code.clone())))
        .collect();
    let named = languages.iter().map(Locale::to_string).collect::<Vec<_>>().join("-");
    match sheet::write_all(&sheets) {
        Some(bytes) => Ok(HttpResponse::Ok()
            .content_type("application/pdf")
            .insert_header((
                header::CONTENT_DISPOSITION,
                format!("inline; filename=\"certificate-{named}.pdf\""),
            ))
            .body(bytes)),
        // The page itself has all letters, and is printed as well.
        None => cx.go(&format!("/certificates/{}", one.id)),
    }
}

fn sheet(
    cx: &Context<Anyone>,
    (one, locale): (&Certificate, Locale),
    (url, code): (String, Vec<Vec<bool>>),
) -> Sheet {
    let title = one.title(locale).0;
    let day = |day: NaiveDate| {
        let month = locale.text(&format!("web-month-{}", chrono::Datelike::month(&day)));
        format!("{} {month} {}", chrono::Datelike::day(&day), chrono::Datelike::year(&day))
    };
    let days = match one.starts_on == one.ends_on {
        true => day(one.starts_on),
        false => format!("{} – {}", day(one.starts_on), day(one.ends_on)),
    };
    let line = |text: String, size, bold, above| Line { text, size, bold, heading: false, above };
    let heading = locale.text("attendance-certificate");
    let named = format!("{heading} – {title}");
    let verify = format!("{} {url}", locale.text("attendance-verify-at"));
    let mut lines = vec![
        line(cx.app.config.brand.name.clone(), 13, true, 0),
        Line { heading: true, ..line(heading, 30, true, 24) },
        line(locale.text("attendance-given-to"), 13, false, 22),
        line(one.name.clone(), 24, true, 4),
        line(locale.text("attendance-took-part"), 13, false, 18),
        line(title.to_owned(), 18, true, 4),
        line(format!("{days} · {}", minutes::said(one.minutes, locale)), 13, false, 12),
        line(one.node.clone(), 13, false, 4),
    ];
    lines.extend(learnt(one.outcomes(locale), locale));
    if !one.words.is_empty() {
        lines.push(line(one.words.clone(), 11, false, 12));
    }
    let issued =
        format!("{} {}", locale.text("attendance-issued"), day(network_day(one.issued_at)));
    lines.push(line(issued, 11, false, 20));
    lines.push(line(verify.clone(), 9, false, 8));
    Sheet { language: locale.pick("fr-FR", "en-GB"), title: named, lines, code, code_says: verify }
}

/// What was learnt, as much of it as the page has room for.
fn learnt(outcomes: &str, locale: Locale) -> Vec<Line> {
    let line = |text, above| Line { text, size: 10, bold: false, heading: false, above };
    let cut = |text: &str| match text.chars().count() > LONGEST {
        true => format!("– {}…", text.chars().take(LONGEST).collect::<String>()),
        false => format!("– {text}"),
    };
    let mut lines: Vec<Line> =
        outcomes.lines().take(MOST_OUTCOMES).map(|one| line(cut(one), 0)).collect();
    if !lines.is_empty() {
        lines.insert(0, line(locale.text("attendance-learnt"), 12));
    }
    lines
}

/// `POST /inbox/sessions/{id}/certificates`
pub async fn certify(cx: Context<Staff>, id: web::Path<SessionId>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    match cx.db.write(move |conn| ops::certify(conn, &actor, &which, now)).await {
        Ok(_) => {
            let back = format!("/inbox/sessions/{id}/attendance");
            cx.redirect(&back, "attendance-flash-certified")
        }
        Err(Error::Refused(refusal)) => {
            page(&cx, cx.actor(), (&id, &Which::default()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/certificates/{id}/revocation`
pub async fn revoke(
    cx: Context<Staff>,
    id: web::Path<CertificateId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let reason: String = form.text("reason").chars().take(1_000).collect();
    let session = cx.db.write(move |conn| ops::revoke(conn, &actor, (&id, &reason), now)).await?;
    cx.redirect(&format!("/inbox/sessions/{session}/attendance"), "attendance-flash-revoked")
}
