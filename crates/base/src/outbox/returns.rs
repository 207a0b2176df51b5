//! Mails about an application that came back, or could not be sent at all; and what they said, sent to somebody else.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::{Mail, MailState, Queued};
use crate::Result;
use crate::db::Conn;
use crate::db::schema::outbox;

/// The application that a mail is about: the one that it leads to, or into.
pub(super) fn application_of(payload: &Value) -> Option<String> {
    if let Some(named) = payload.get("application_id").and_then(Value::as_str) {
        return Some(named.to_owned());
    }
    let path = payload.get("path").and_then(Value::as_str)?.strip_prefix("/applications/")?;
    let id = path.split('/').next().unwrap_or_default();
    uuid::Uuid::parse_str(id).ok().map(|_| id.to_owned())
}

/// A link that lets somebody in is for its reader alone.
pub(super) fn may_be_sent_again(mail: &Queued) -> bool {
    mail.application_id.is_some() && !mail.payload.contains("/invitations/")
}

/// The mails about some applications that came back or were given up, the last one first; each with the name of who was
/// written to instead.
pub fn returned_about(
    conn: &mut Conn,
    applications: &[String],
) -> Result<Vec<(Queued, Option<String>)>> {
    let lost = outbox::returned_at.is_not_null().or(outbox::state.eq(MailState::Dead));
    let mails: Vec<Queued> = outbox::table
        .filter(outbox::application_id.eq_any(applications))
        .filter(lost)
        .order((outbox::queued_at.desc(), outbox::id))
        .limit(500)
        .select(Queued::as_select())
        .load(conn)?;
    let keys: Vec<String> = mails.iter().map(key).collect();
    let instead: Vec<(Option<String>, String)> = outbox::table
        .filter(outbox::dedup_key.eq_any(keys))
        .select((outbox::dedup_key, outbox::to_name))
        .load(conn)?;
    let named = |mail: Queued| {
        let key = key(&mail);
        let found = instead.iter().find(|(other, _)| other.as_deref() == Some(key.as_str()));
        let name = found.map(|(_, name)| name.clone());
        (mail, name)
    };
    Ok(mails.into_iter().map(named).collect())
}

fn key(mail: &Queued) -> String {
    format!("instead-{}", mail.id)
}

/// Sends what a mail said to somebody else, once. Answers whether it still is known what it said.
pub fn send_instead(
    conn: &mut Conn,
    mail: &Queued,
    (to_name, to_email): (&str, &str),
    now: NaiveDateTime,
) -> Result<bool> {
    if !may_be_sent_again(mail) || mail.payload == "{}" {
        return Ok(false);
    }
    let Ok(mut payload) = serde_json::from_str::<Value>(&mail.payload) else { return Ok(false) };
    payload["instead"] = json!(true);
    let again = Mail {
        template: &mail.template,
        language: mail.language,
        to_name,
        to_email,
        from_name: mail.from_name.as_deref(),
        payload,
        in_reply_to: None,
        references: &[],
        dedup_key: Some(key(mail)),
    };
    super::queue(conn, &again, now)?;
    Ok(true)
}
