//! Files that go with a mail.

use anyhow::Context;
use bytes::Bytes;
use diesel::prelude::*;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};

use super::Queued;
use crate::app::App;
use crate::db::schema::{outbox_files, stored_files};
use crate::files::{BEING_CHECKED, ScanState, check_served};

/// A file as it is enclosed.
pub struct Enclosed {
    name: String,
    media_type: String,
    content: Bytes,
}

/// A file of a mail was not looked at yet: the mail waits for the scanner.
#[derive(Debug, thiserror::Error)]
#[error("a file is still being checked")]
pub struct StillChecked;

/// The files of a mail, with their bytes.
pub fn of(app: &App, mail: &Queued) -> anyhow::Result<Vec<Enclosed>> {
    let rows: Vec<Row> = app.db.read_now(|conn| {
        Ok(outbox_files::table
            .inner_join(stored_files::table)
            .filter(outbox_files::mail_id.eq(&mail.id))
            .order(outbox_files::position)
            .select((
                outbox_files::sha256,
                outbox_files::name,
                stored_files::media_type,
                stored_files::scan_state,
            ))
            .load(conn)?)
    })?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting to read files")?;
    let read = |(sha256, name, media_type, scan): Row| {
        let served = check_served(scan, app.config.clamd.is_some());
        match served {
            Ok(()) => {
                let content = runtime.block_on(app.files.get(&sha256))?;
                Ok(Enclosed { name, media_type, content })
            }
            Err(BEING_CHECKED) => anyhow::bail!(StillChecked),
            Err(refusal) => Ok(in_place_of(&name, &mail.language.text(refusal.key()))),
        }
    };
    rows.into_iter().map(read).collect()
}

/// Hash, name, type, and what the scanner said.
type Row = (String, String, String, ScanState);

/// What stands for a file that must not leave.
fn in_place_of(name: &str, why: &str) -> Enclosed {
    let content = Bytes::from(format!("{name}\n{why}\n"));
    Enclosed { name: format!("{name}.txt"), media_type: "text/plain".into(), content }
}

/// A text with its files, and those for calendars.
pub fn beside(
    text: MultiPart,
    enclosed: Vec<Enclosed>,
    calendar: Vec<SinglePart>,
) -> anyhow::Result<MultiPart> {
    if enclosed.is_empty() && calendar.is_empty() {
        return Ok(text);
    }
    let mut mixed = MultiPart::mixed().multipart(text);
    for file in calendar {
        mixed = mixed.singlepart(file);
    }
    for file in enclosed {
        // The type was read from the bytes; a text keeps its own encoding.
        let kind = match file.media_type.as_str() {
            "text/plain" => ContentType::parse("text/plain; charset=utf-8"),
            other => ContentType::parse(other),
        };
        let kind = kind.or_else(|_| ContentType::parse("application/octet-stream"))?;
        mixed = mixed.singlepart(Attachment::new(file.name).body(file.content.to_vec(), kind));
    }
    Ok(mixed)
}
