//! Sends what is due: claims mails so that no two workers send one, hands them to lettre, notes the outcome.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use anyhow::Context;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{FileTransport, Message, SmtpTransport, Transport};

use super::files::{self, Enclosed, StillChecked};
use super::{
    MailId, MailState, Queued, Rendered, invitations, render, reply_address, reply_tag, returns,
};
use crate::app::App;
use crate::config::{Config, MailTransport};
use crate::db::schema::{captured_mail, outbox, outbox_files};
use crate::db::{Conn, Db};
use crate::text::one_line;
use crate::web::MailTemplates;
use crate::{Error, Result};

/// After so many failures (a day and a third, see [`backoff`]) a mail is dead and an admin decides.
const MAX_ATTEMPTS: i32 = 14;
/// A worker that claimed a mail and died gives it back after this time.
const CLAIM: TimeDelta = TimeDelta::minutes(10);
/// So few that a server that lets each of them time out is done before the claim ends.
const BATCH: i64 = 10;

/// After so many mails whatever else waits has its turn.
const TURN: usize = 500;

/// The way out: a transport and the templates.
pub struct Mailer {
    transport: Way,
    pub templates: MailTemplates,
}

enum Way {
    Smtp(SmtpTransport),
    Folder(FileTransport),
    Log,
    Capture,
}

impl Mailer {
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let transport = match &config.mail {
            MailTransport::Smtp(url) => Way::Smtp(
                SmtpTransport::from_url(url)
                    .context("MAIL_URL is no SMTP address")?
                    .timeout(Some(Duration::from_secs(30)))
                    .build(),
            ),
            MailTransport::Folder(folder) => {
                std::fs::create_dir_all(folder).context("creating the mail folder")?;
                Way::Folder(FileTransport::new(folder))
            }
            MailTransport::Log => Way::Log,
            MailTransport::Capture => Way::Capture,
        };
        Ok(Self { transport, templates: MailTemplates::later() })
    }

    /// Whether the server at the other end answers.
    pub fn probe(&self) -> anyhow::Result<bool> {
        match &self.transport {
            Way::Smtp(smtp) => smtp.test_connection().context("the mail server did not answer"),
            Way::Folder(_) | Way::Log | Way::Capture => Ok(true),
        }
    }

    fn hand_over(
        &self,
        db: &Db,
        mail: &Queued,
        rendered: &Rendered,
        message: &Message,
    ) -> anyhow::Result<()> {
        match &self.transport {
            Way::Smtp(smtp) => smtp.send(message).map(drop).context("SMTP"),
            Way::Folder(folder) => folder.send(message).map(drop).context("writing the mail"),
            Way::Log => {
                tracing::info!(template = mail.template, "a mail would be sent");
                Ok(())
            }
            Way::Capture => Ok(db.write_now(|conn| capture(conn, mail, rendered, message))?),
        }
    }
}

/// What else happens, in the same transaction, when a mail is given up for a reason.
pub type GivenUp = fn(&mut Conn, &Queued, &str, NaiveDateTime) -> Result<()>;

/// Sends the mails that are due, [`TURN`] of them at most; answers how many left.
pub fn send_due(app: &App, given_up: GivenUp, now: NaiveDateTime) -> Result<usize> {
    let (mut sent, mut tried) = (0, 0);
    while tried < TURN {
        // A long queue takes time: each batch is claimed from when it is taken.
        let now = now.max(app.clock.now());
        let batch = app.db.write_now(|conn| claim(conn, now))?;
        if batch.is_empty() {
            break;
        }
        tried += batch.len();
        for mail in batch {
            // The mails before it took so long that another worker has it now.
            if !app.db.read_now(|conn| is_claimed(conn, &mail, app.clock.now()))? {
                continue;
            }
            // Whatever one mail holds that nobody thought of: the others leave.
            let outcome = catch_unwind(AssertUnwindSafe(|| send(app, &mail, now)))
                .unwrap_or_else(|_| Err(anyhow::anyhow!("the mail cannot be written")));
            if outcome.is_err() {
                // The error is kept with the mail, for admins: servers quote the recipient in it, and logs name nobody.
                tracing::warn!(template = mail.template, attempts = mail.attempts, "mail not sent");
            }
            sent += usize::from(outcome.is_ok());
            app.db.write_now(|conn| match note(conn, &mail, outcome, now)? {
                Some(why) => given_up(conn, &mail, &why, now),
                None => Ok(()),
            })?;
        }
    }
    Ok(sent)
}

fn send(app: &App, mail: &Queued, now: NaiveDateTime) -> anyhow::Result<()> {
    if !app.config.mail_only.allows(&mail.to_email) {
        tracing::info!(
            template = mail.template,
            "a mail stays here, since MAIL_ONLY does not name its reader"
        );
        return Ok(());
    }
    let rendered = render(&app.mailer.templates, &app.config, mail)?;
    let message = compose(app, mail, &rendered, files::of(app, mail)?, now)?;
    app.mailer.hand_over(&app.db, mail, &rendered, &message)
}

/// Takes a batch for this worker, of each series the oldest mail only. On PostgreSQL others skip the rows it is taking; on SQLite there is one writer.
fn claim(conn: &mut Conn, now: NaiveDateTime) -> Result<Vec<Queued>> {
    let lock = if conn.is_sqlite() { "" } else { "FOR UPDATE SKIP LOCKED" };
    let statement = format!(
        "UPDATE outbox SET claimed_until = $1, attempts = attempts + 1 WHERE id IN (SELECT mail.id FROM outbox AS mail \
         WHERE mail.state = 'queued' AND mail.due_at <= $2 AND (mail.claimed_until IS NULL OR mail.claimed_until < $3) \
         AND NOT EXISTS (SELECT 1 FROM outbox AS older WHERE older.series = mail.series AND older.state = 'queued' \
         AND (older.queued_at < mail.queued_at OR (older.queued_at = mail.queued_at AND older.id < mail.id))) \
         ORDER BY mail.due_at, mail.id LIMIT $4 {lock}) RETURNING id"
    );
    let ids: Vec<ClaimedId> = diesel::sql_query(statement)
        .bind::<Timestamp, _>(now + CLAIM)
        .bind::<Timestamp, _>(now)
        .bind::<Timestamp, _>(now)
        .bind::<BigInt, _>(BATCH)
        .load(conn)?;
    let ids: Vec<MailId> = ids.into_iter().map(|row| row.id).collect();
    Ok(outbox::table
        .filter(outbox::id.eq_any(ids))
        .order((outbox::due_at, outbox::id))
        .select(Queued::as_select())
        .load(conn)?)
}

/// Whether a mail is still this worker's to send.
fn is_claimed(conn: &mut Conn, mail: &Queued, now: NaiveDateTime) -> Result<bool> {
    let claimed = outbox::table
        .find(&mail.id)
        .filter(outbox::state.eq(MailState::Queued))
        .filter(outbox::attempts.eq(mail.attempts))
        .filter(outbox::claimed_until.ge(now));
    Ok(diesel::select(diesel::dsl::exists(claimed)).get_result(conn)?)
}

#[derive(QueryableByName)]
struct ClaimedId {
    #[diesel(sql_type = Text)]
    id: MailId,
}

/// Notes how sending went; answers why the mail is given up, if it is.
fn note(
    conn: &mut Conn,
    mail: &Queued,
    outcome: anyhow::Result<()>,
    now: NaiveDateTime,
) -> Result<Option<String>> {
    let row = outbox::table.find(&mail.id);
    let free = outbox::claimed_until.eq(None::<NaiveDateTime>);
    match outcome {
        // What was sent is not kept: it may hold a link that opens something, or the last copy of an erased file.
        Ok(()) => {
            let files = outbox_files::table.filter(outbox_files::mail_id.eq(&mail.id));
            diesel::delete(files).execute(conn)?;
            // What is for those who apply may come back, and is then sent to somebody else.
            let kept = if returns::may_be_sent_again(mail) { &mail.payload } else { "{}" };
            diesel::update(row)
                .set((
                    outbox::state.eq(MailState::Sent),
                    outbox::sent_at.eq(now),
                    outbox::payload.eq(kept),
                    free,
                ))
                .execute(conn)?;
            Ok(None)
        }
        Err(error) => {
            // Waiting for the scanner is no failure: it counts as no attempt, however long it takes.
            let waits = error.is::<StillChecked>();
            let (attempts, again) = match waits {
                true => (mail.attempts - 1, backoff(1)),
                false => (mail.attempts, backoff(mail.attempts)),
            };
            let dead = !waits && attempts >= MAX_ATTEMPTS;
            let state = if dead { MailState::Dead } else { MailState::Queued };
            let reason: String = format!("{error:#}").chars().take(500).collect();
            // A worker that was so slow that its claim lapsed has no say any more: another one sent it, or is sending it.
            let noted = diesel::update(row)
                .filter(outbox::state.eq(MailState::Queued))
                .filter(outbox::attempts.eq(mail.attempts))
                .set((
                    outbox::state.eq(state),
                    outbox::attempts.eq(attempts),
                    outbox::due_at.eq(now + again),
                    outbox::last_error.eq(&reason),
                    free,
                ))
                .execute(conn)?;
            Ok((dead && noted == 1).then_some(reason))
        }
    }
}

/// 1, 2, 4 … minutes, at most six hours.
fn backoff(attempts: i32) -> TimeDelta {
    let exponent = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    TimeDelta::minutes(2_i64.pow(exponent).min(360))
}

/// `Auto-Submitted: auto-generated` (RFC 3834, 5): no well-behaved program answers such a mail by itself.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// `X-Loop` with our own address: a mail that comes back to us as it left is known.
#[derive(Clone)]
struct Loop(String);

impl Header for Loop {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Loop")
    }
    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// Asks Exchange, which does not heed `Auto-Submitted`, not to tell us who is on holiday.
#[derive(Clone)]
struct Suppress;

impl Header for Suppress {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "OOF, AutoReply".into())
    }
}

/// Where a mail program ends such mails for its reader (RFC 2369, 3.2).
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }
    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

/// That one POST there is enough (RFC 8058, 3.1).
#[derive(Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".into())
    }
}

fn compose(
    app: &App,
    mail: &Queued,
    rendered: &Rendered,
    enclosed: Vec<Enclosed>,
    now: NaiveDateTime,
) -> anyhow::Result<Message> {
    let config = &app.config;
    let domain = config.mail_domain();
    let full =
        |id: &str| if id.contains('@') { format!("<{id}>") } else { format!("<{id}@{domain}>") };
    let mut from: Mailbox = config.mail_from.parse().context("MAIL_FROM")?;
    if let Some(name) = &mail.from_name {
        from.name = Some(one_line(&format!("{name} · {}", config.brand.name)));
    }
    // People send what they like as their name; a break of the line would be a header of their own.
    let to_name = Some(one_line(&mail.to_name)).filter(|name| !name.is_empty());
    let to = Mailbox::new(to_name, mail.to_email.parse().context("recipient")?);
    let mut message = Message::builder()
        .from(from)
        .to(to)
        .subject(&rendered.subject)
        .date(now.and_utc().into())
        .message_id(Some(full(&mail.message_id)))
        .header(Loop(config.mail_reply().to_owned()));
    if !mail.is_relayed() {
        message = message.header(AutoSubmitted).header(Suppress);
    }
    if let Some(address) = &rendered.unsubscribe {
        message = message.header(ListUnsubscribe(address.clone())).header(OneClick);
    }
    if let (Some(reference), Some(party)) = (&mail.ticket_reference, &mail.party) {
        let tag = reply_tag(&app.signer, reference, party);
        let address = reply_address(config.mail_reply(), &tag);
        message = message.reply_to(Mailbox::new(None, address.parse().context("reply address")?));
    }
    if let Some(id) = &mail.in_reply_to {
        message = message.in_reply_to(full(id));
    }
    let references: Vec<_> = mail.reference_ids.split_whitespace().map(full).collect();
    if !references.is_empty() {
        message = message.references(references.join(" "));
    }
    let mut text = MultiPart::alternative()
        .singlepart(
            SinglePart::builder().header(ContentType::TEXT_PLAIN).body(rendered.text.clone()),
        )
        .singlepart(
            SinglePart::builder().header(ContentType::TEXT_HTML).body(rendered.html.clone()),
        );
    if let Some(first) = rendered.calendar.first() {
        text = text.singlepart(invitations::reading(first)?);
    }
    let calendar = invitations::files(&rendered.calendar)?;
    Ok(message.multipart(files::beside(text, enclosed, calendar)?)?)
}

fn capture(conn: &mut Conn, mail: &Queued, rendered: &Rendered, message: &Message) -> Result<()> {
    diesel::insert_into(captured_mail::table)
        .values((
            captured_mail::id.eq(&mail.id),
            captured_mail::to_email.eq(&mail.to_email),
            captured_mail::subject.eq(&rendered.subject),
            captured_mail::body_text.eq(&rendered.text),
            captured_mail::body_html.eq(&rendered.html),
            captured_mail::raw.eq(String::from_utf8_lossy(&message.formatted())),
            captured_mail::captured_at.eq(mail.queued_at),
        ))
        .execute(conn)
        .map(drop)
        .or_else(|error| {
            let error = Error::from(error);
            if error.is_duplicate() { Ok(()) } else { Err(error) }
        })
}
