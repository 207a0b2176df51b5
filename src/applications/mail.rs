//! What applications write to people.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::access::Opened;
use super::{Invitation, Submission};
use crate::Result;
use crate::calls::Call;
use crate::courses::rules::said;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::{self, Mail};

/// Name, address, language.
type To<'a> = (&'a str, &'a str, Locale);

fn send(
    conn: &mut Conn,
    template: &'static str,
    (to_name, to_email, language): To<'_>,
    (payload, dedup_key): (Value, Option<String>),
    now: NaiveDateTime,
) -> Result<()> {
    let mail = Mail {
        template,
        language,
        to_name,
        to_email,
        from_name: None,
        payload,
        in_reply_to: None,
        references: &[],
        dedup_key,
    };
    outbox::queue(conn, &mail, now).map(drop)
}

fn until(call: &Call, locale: Locale) -> String {
    let zone = call.terms.tz();
    call.terms.closes_at.map(|at| said::moment(at, zone, locale)).unwrap_or_default()
}

/// The link with which somebody begins.
pub fn begin(
    conn: &mut Conn,
    call: &Call,
    (invitation, token): (&Invitation, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let language = invitation.language;
    let payload = json!({
        "title": call.text.title(language),
        "path": format!("/applications/invitations/{token}"),
        "until": until(call, language),
    });
    let to = (invitation.name.as_str(), invitation.email.as_str(), language);
    send(conn, "application_begin", to, (payload, None), now)
}

/// The link with which somebody joins.
pub fn join(
    conn: &mut Conn,
    (there, inviter): (&Opened, &str),
    (invitation, token): (&Invitation, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let language = invitation.language;
    let payload = json!({
        "call": there.call.text.title(language),
        "title": there.application.title,
        "inviter": inviter,
        "path": format!("/applications/invitations/{token}"),
        "until": until(&there.call, language),
    });
    let to = (invitation.name.as_str(), invitation.email.as_str(), language);
    send(conn, "application_join", to, (payload, None), now)
}

/// The receipt, to everybody in it.
pub fn filed(
    conn: &mut Conn,
    there: &Opened,
    to: To<'_>,
    submission: &Submission,
    now: NaiveDateTime,
) -> Result<()> {
    let zone = there.call.terms.tz();
    let payload = json!({
        "call": there.call.text.title(to.2),
        "title": there.application.title,
        "receipt": submission.receipt,
        "sha256": submission.sha256,
        "received": said::moment(submission.received_at, zone, to.2),
        "zone": said::zone_name(zone.name(), to.2),
        "grace": submission.within_grace,
        "path": format!("/applications/{}/receipts/{}", there.application.id, submission.seq),
    });
    let key = format!("application-filed-{}-{}", submission.id, to.1);
    send(conn, "application_filed", to, (payload, Some(key)), now)
}

pub fn withdrawn(
    conn: &mut Conn,
    there: &Opened,
    to: To<'_>,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "call": there.call.text.title(to.2),
        "title": there.application.title,
        "reference": there.application.reference,
        "reason": reason,
        "path": format!("/applications/{}", there.application.id),
    });
    send(conn, "application_withdrawn", to, (payload, None), now)
}

/// To the owners of drafts and filed applications: the closing was put off.
pub fn extended(
    conn: &mut Conn,
    (call, closes_at, reason): (&Call, NaiveDateTime, &str),
    (to, path): (To<'_>, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let zone = call.terms.tz();
    let payload = json!({
        "title": call.text.title(to.2),
        "until": said::moment(closes_at, zone, to.2),
        "zone": said::zone_name(zone.name(), to.2),
        "reason": reason,
        "path": path,
    });
    send(conn, "call_extended", to, (payload, None), now)
}
