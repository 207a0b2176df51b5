//! What is written to who wants to be told.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Alert, access, rules};
use crate::Result;
use crate::courses::{Course, Given, Mode};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::{self, Mail};
use crate::secret::Signer;
use crate::times::said;

/// Asks an address whether it is its reader's.
pub fn asked(
    conn: &mut Conn,
    (alert, course): (&Alert, &Course),
    (form, language): (&str, Locale),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "title": course.text.said(language).title,
        "path": access::link(signer, &alert.id),
        "days": rules::CONFIRM_WITHIN.num_days(),
    });
    let key = format!("alert:{}:{form}", alert.id);
    outbox::write(conn, "alert_confirm", ("", &alert.email, language), (payload, Some(key)), now)
}

/// Tells of a session. Whoever wants no more of it says so by one press in their mail program.
pub fn opened(
    conn: &mut Conn,
    (alert, given): (&Alert, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (session, locale, zone) = (&given.session, alert.language, given.session.zone());
    let span = session.starts_at.zip(session.ends_at);
    // `when` names every other clock than that of Paris.
    let paris = zone == chrono_tz::Europe::Paris;
    let clock = if paris { said::zone_name(&session.terms.zone, locale) } else { String::new() };
    let closes = session.terms.closes_at.map(|at| said::moment_there(at, zone, locale));
    let mail = Mail {
        template: "alert_session",
        language: locale,
        to_name: "",
        to_email: &alert.email,
        from_name: Some(&given.node),
        payload: json!({
            "title": given.title(locale),
            "when": span.map(|span| said::when_there(span, zone, locale)).unwrap_or_default(),
            "zone": clock,
            "place": session.terms.place,
            "online": session.terms.mode == Mode::Online,
            "hybrid": session.terms.mode == Mode::Hybrid,
            "closes": closes.unwrap_or_default(),
            "session": format!("/sessions/{}", session.id),
            "path": access::link(signer, &alert.id),
            "unsubscribe": access::removal(signer, &alert.id),
        }),
        in_reply_to: None,
        references: &[],
        dedup_key: Some(format!("alert:{}:{}", alert.id, session.id)),
    };
    outbox::queue(conn, &mail, now).map(drop)
}
