//! Mail waits here until its transaction has committed; a worker then sends it, tries again, and gives up visibly.

mod files;
mod invitations;
mod known;
mod render;
mod replies;
mod returns;
mod send;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use serde_json::Value;

use crate::Result;
use crate::db::{Conn, schema::outbox, text_enum, text_id};
use crate::i18n::Locale;
use crate::secret::sha256_hex;

pub use known::{last_told, newest_of};
pub use render::{Rendered, Told, preview, render};
pub use replies::{
    Party, Tag, address as reply_address, application_reference, attach, queue_about,
    queue_about_as, queue_of, tag as reply_tag,
};
pub use returns::{returned_about, send_instead};
pub use send::{GivenUp, Mailer, send_due};

text_id! {
    /// A mail.
    MailId
}
text_enum! {
    /// Where a mail stands. `Dead` mails wait for an admin.
    MailState { Queued = "queued", Sent = "sent", Dead = "dead" }
}

/// To whom a mail went, or could not go, is kept this long; the content of what left is erased when it leaves.
pub const KEPT: TimeDelta = TimeDelta::days(365);

/// To whom a mail goes: name, address, language.
pub type To<'a> = (&'a str, &'a str, Locale);

/// Queues a mail to one person that answers none and is nobody's but the network's. The same key again is the same mail.
pub fn write(
    conn: &mut Conn,
    template: &str,
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
    queue(conn, &mail, now).map(drop)
}

/// A mail to be queued: a template's name and what it needs to know.
#[derive(Debug, Clone)]
pub struct Mail<'a> {
    /// `templates/mail/<language>/<template>.hbs`
    pub template: &'a str,
    pub language: Locale,
    pub to_name: &'a str,
    pub to_email: &'a str,
    /// Shown as the sender, "via" the national address; a node's name.
    pub from_name: Option<&'a str>,
    pub payload: Value,
    /// The mail this one answers, and those before it (RFC 5322, 3.6.4): our own ids, without domain.
    pub in_reply_to: Option<&'a str>,
    pub references: &'a [String],
    /// Queueing again with the same key changes nothing.
    pub dedup_key: Option<String>,
}

/// Puts a mail in the outbox, in the caller's transaction. Answers the local part of its Message-ID.
pub fn queue(conn: &mut Conn, mail: &Mail<'_>, now: NaiveDateTime) -> Result<String> {
    put(conn, mail, None, &new_message_id(), now)
}

/// [`queue`] after those of the same series: none of them overtakes one that was queued before and still waits.
pub fn queue_after(
    conn: &mut Conn,
    mail: &Mail<'_>,
    series: &str,
    now: NaiveDateTime,
) -> Result<String> {
    let message_id = queue(conn, mail, now)?;
    // No name or address stands there.
    let series = sha256_hex(series.as_bytes())[..32].to_owned();
    diesel::update(outbox::table.filter(outbox::message_id.eq(&message_id)))
        .set(outbox::series.eq(series))
        .execute(conn)?;
    Ok(message_id)
}

/// `about` is the ticket it is about, and as whom its reader answers, if by mail.
fn put(
    conn: &mut Conn,
    mail: &Mail<'_>,
    about: Option<(&str, Option<&Party>)>,
    message_id: &str,
    now: NaiveDateTime,
) -> Result<String> {
    if let Some(key) = &mail.dedup_key {
        let queued: Option<String> = outbox::table
            .filter(outbox::dedup_key.eq(key))
            .select(outbox::message_id)
            .first(conn)
            .optional()?;
        if let Some(message_id) = queued {
            return Ok(message_id);
        }
    }
    // Nobody has mail there (RFC 2606): it is the account of a helpdesk, which is told over its bridge.
    if mail.to_email.ends_with(".invalid") {
        return Ok(message_id.to_owned());
    }
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(MailId::new()),
            outbox::template.eq(mail.template),
            outbox::language.eq(mail.language),
            outbox::to_name.eq(mail.to_name),
            outbox::to_email.eq(mail.to_email),
            outbox::from_name.eq(mail.from_name),
            outbox::payload.eq(mail.payload.to_string()),
            outbox::message_id.eq(message_id),
            outbox::in_reply_to.eq(mail.in_reply_to),
            outbox::reference_ids.eq(mail.references.join(" ")),
            outbox::dedup_key.eq(&mail.dedup_key),
            outbox::application_id.eq(returns::application_of(&mail.payload)),
            outbox::ticket_reference.eq(about.map(|(reference, _)| reference)),
            outbox::party.eq(about.and_then(|(_, party)| party).map(Party::text)),
            outbox::state.eq(MailState::Queued),
            outbox::due_at.eq(now),
            outbox::queued_at.eq(now),
        ))
        .execute(conn)?;
    Ok(message_id.to_owned())
}

/// The part of a Message-ID before the `@`, for a mail that is still to be queued.
pub fn new_message_id() -> String {
    MailId::random().to_string()
}

/// A mail as the worker and the admin's page see it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Queued {
    pub id: MailId,
    pub template: String,
    pub language: Locale,
    pub to_name: String,
    pub to_email: String,
    pub from_name: Option<String>,
    pub payload: String,
    pub message_id: String,
    pub in_reply_to: Option<String>,
    pub reference_ids: String,
    pub state: MailState,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub queued_at: NaiveDateTime,
    pub sent_at: Option<NaiveDateTime>,
    /// The ticket it is about, and as whom its reader answers.
    pub ticket_reference: Option<String>,
    pub party: Option<String>,
    /// When it came back, and what the other server said.
    pub returned_at: Option<NaiveDateTime>,
    pub return_reason: Option<String>,
    /// The application it is about.
    pub application_id: Option<String>,
}

impl Queued {
    /// Whether it passes on what a person did, as a list does: helpdesks that drop what machines send let it in.
    fn is_relayed(&self) -> bool {
        const RELAYED: &[&str] = &[
            "bridge_question",
            "bridge_message",
            "bridge_sensitive",
            "bridge_confirm",
            "bridge_test",
        ];
        RELAYED.contains(&self.template.as_str())
    }
}

/// The newest mails in one state.
pub fn in_state(conn: &mut Conn, state: MailState, limit: i64) -> Result<Vec<Queued>> {
    Ok(outbox::table
        .filter(outbox::state.eq(state))
        .order((outbox::queued_at.desc(), outbox::id.desc()))
        .limit(limit)
        .select(Queued::as_select())
        .load(conn)?)
}

/// How many mails are in a state, counted up to `cap`.
pub fn count_in_state(conn: &mut Conn, state: MailState, cap: i64) -> Result<i64> {
    let ids: Vec<MailId> =
        outbox::table.filter(outbox::state.eq(state)).select(outbox::id).limit(cap).load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(cap))
}

/// Gives a dead mail another round of attempts. Says nothing when it is not dead (any more).
pub fn resend(conn: &mut Conn, id: &MailId, now: NaiveDateTime) -> Result<bool> {
    let revived = diesel::update(outbox::table.find(id))
        .filter(outbox::state.eq(MailState::Dead))
        .set((
            outbox::state.eq(MailState::Queued),
            outbox::attempts.eq(0),
            outbox::due_at.eq(now),
            outbox::claimed_until.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(revived == 1)
}

/// The sent mail with one of these Message-IDs (local parts), the first that is found.
pub fn by_message_id(conn: &mut Conn, ids: &[String]) -> Result<Option<Queued>> {
    let found: Vec<Queued> = outbox::table
        .filter(outbox::message_id.eq_any(ids))
        .select(Queued::as_select())
        .load(conn)?;
    let place = |mail: &Queued| ids.iter().position(|id| *id == mail.message_id);
    Ok(found.into_iter().min_by_key(place))
}

/// Notes that a mail came back. Says nothing when that is known.
pub fn note_return(conn: &mut Conn, id: &MailId, reason: &str, now: NaiveDateTime) -> Result<bool> {
    let noted = diesel::update(outbox::table.find(id))
        .filter(outbox::returned_at.is_null())
        .set((outbox::returned_at.eq(now), outbox::return_reason.eq(reason)))
        .execute(conn)?;
    Ok(noted == 1)
}
