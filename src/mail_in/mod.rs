//! Mail in: a mail becomes a ticket or joins one, waits for a person, or is left unanswered because a machine wrote it.
//! `maillage mail-in` and the LMTP listener both end in [`deliver`].

pub mod lmtp;
mod model;
pub mod ops;
pub mod pages;
pub mod parse;
pub mod queries;
pub mod quotes;
pub mod rules;

pub use model::{
    Enclosed, Envelope, Fate, Letter, Mailbox, Reason, Receipt, Received, ReceivedId, Report,
    ReportKind, Traits,
};

use bytes::Bytes;
use chrono::NaiveDateTime;

use crate::app::App;
use crate::files::Stored;
use crate::tickets::mail::Tools;
use crate::{Error, Result};
use ops::{Office, Post};

/// Takes in one mail: its bytes are stored first, then everything else happens in one transaction. An error means that
/// nothing happened and that it may be delivered again.
pub async fn deliver(
    app: &App,
    raw: Bytes,
    envelope: Envelope,
    now: NaiveDateTime,
) -> Result<Receipt> {
    let original = app.files.put("message.eml", raw.clone()).await?;
    let letter = read(raw).await?;
    let files = enclosures(app, &letter).await?;
    let app = app.clone();
    tokio::task::spawn_blocking(move || {
        settle(&app, &Post { letter, envelope, original, files }, now)
    })
    .await
    .map_err(|panic| Error::Bug(anyhow::anyhow!(panic)))?
}

/// Reads a mail off the async threads: a large one takes a while.
pub async fn read(raw: Bytes) -> Result<Letter> {
    tokio::task::spawn_blocking(move || parse::read(&raw))
        .await
        .map_err(|panic| Error::Bug(anyhow::anyhow!(panic)))
}

/// Puts the files of a mail into the store. A text longer than a message may be comes along as a file.
pub async fn enclosures(app: &App, letter: &Letter) -> Result<Vec<Stored>> {
    let mut stored = Vec::with_capacity(letter.files.len());
    if rules::is_too_long(&letter.text) {
        stored.push(app.files.put("message.txt", Bytes::from(letter.text.clone())).await?);
    }
    for file in &letter.files {
        stored.push(app.files.put(&file.name, file.content.clone()).await?);
    }
    Ok(stored)
}

fn settle(app: &App, post: &Post, now: NaiveDateTime) -> Result<Receipt> {
    let words = app.vocabularies();
    let office = office(app, &words);
    let receive = || app.db.write_now(|conn| ops::receive(conn, post, &office, now));
    let outcome = match receive() {
        // Two deliveries of one mail at once: the second finds the first.
        Err(error) if error.is_duplicate() => receive(),
        outcome => outcome,
    };
    let why = match outcome {
        Err(Error::Refused(refusal)) => (Reason::Refused, Some(refusal)),
        Err(Error::TooMany(_)) => (Reason::TooMany, None),
        Err(Error::Malformed(_)) => (Reason::Unreadable, None),
        outcome => return outcome,
    };
    app.db.write_now(|conn| ops::hold(conn, post, why, &office, now))
}

/// What deciding about a mail needs besides it.
pub fn office<'a>(app: &'a App, words: &'a crate::taxonomy::Vocabularies) -> Office<'a> {
    Office {
        tools: Tools { signer: &app.signer, words },
        own_address: app.config.mail_reply(),
        domain: app.config.mail_domain(),
        authserv: app.config.mail_in_authserv.as_deref(),
    }
}
