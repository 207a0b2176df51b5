//! Files are looked at by the worker; what holds a virus is told to those whom it concerns.

use anyhow::Context;
use chrono::NaiveDateTime;
use serde_json::json;

use super::clamd::{self, Verdict};
use super::queries::{self, Place};
use super::{ScanState, rules};
use crate::Result;
use crate::app::App;
use crate::config::ClamdAddress;
use crate::db::Conn;
use crate::history::{self, By};
use crate::secret::Signer;
use crate::tickets::queries::{Author, insert_event};
use crate::tickets::{self, AuthorKind, MessageKind, State};

/// So many files in one turn, so that what else is slow gets its own.
const BATCH: i64 = 20;

/// Looks at what waits; answers how many files it knows about now.
pub fn scan_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let Some(address) = &app.config.clamd else { return Ok(0) };
    let due = app.db.read_now(|conn| Ok(queries::due(conn, now, BATCH)?))?;
    if due.is_empty() {
        return Ok(0);
    }
    let scanner = match clamd::version(address) {
        Ok(version) => version,
        Err(error) => {
            tracing::warn!(%error, "the virus scanner does not answer; files wait");
            let again = now + rules::ASK_AGAIN;
            app.db.write_now(|conn| Ok(queries::put_off(conn, now, again)?))?;
            return Ok(0);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting the look at files")?;
    let mut known = 0;
    for (sha256, attempts) in due {
        match look(app, &runtime, address, &sha256) {
            Ok(verdict) => {
                let signer = &app.signer;
                let found = (sha256.as_str(), &verdict, scanner.as_str());
                app.db.write_now(|conn| note(conn, signer, found, now))?;
                known += 1;
            }
            Err(error) => {
                tracing::warn!(%error, sha256, "the virus scanner failed on a file");
                let again = rules::again_at(attempts, now);
                app.db.write_now(|conn| Ok(queries::note_failure(conn, &sha256, again)?))?;
            }
        }
    }
    Ok(known)
}

fn look(
    app: &App,
    runtime: &tokio::runtime::Runtime,
    address: &ClamdAddress,
    sha256: &str,
) -> anyhow::Result<Verdict> {
    let content = runtime.block_on(app.files.get(sha256))?;
    Ok(clamd::scan(address, &content)?)
}

fn note(
    conn: &mut Conn,
    signer: &Signer,
    (sha256, verdict, scanner): (&str, &Verdict, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (state, finding) = match verdict {
        Verdict::Clean => (ScanState::Clean, None),
        Verdict::Infected(name) => (ScanState::Infected, Some(name.as_str())),
        Verdict::TooLarge => (ScanState::TooLarge, None),
    };
    if !queries::settle(conn, sha256, (state, finding), scanner, now)? || state == ScanState::Clean
    {
        return Ok(());
    }
    for mail in queries::mails(conn, sha256)? {
        let detail = json!({ "state": state, "finding": finding });
        history::record(conn, &By::System, "file.hold", ("mail", &mail), &detail, now)?;
    }
    queries::places(conn, sha256)?
        .iter()
        .try_for_each(|place| tell(conn, signer, place, (sha256, state, finding), now))
}

/// Says in the ticket, to who works on it and to the team that sent the file that nobody can have it.
fn tell(
    conn: &mut Conn,
    signer: &Signer,
    place: &Place,
    (sha256, state, finding): (&str, ScanState, Option<&str>),
    now: NaiveDateTime,
) -> Result<()> {
    let ticket = tickets::queries::find(conn, &place.ticket)?;
    let by = By::System;
    let detail = json!({ "file": sha256, "state": state, "finding": finding });
    history::record(conn, &by, "file.hold", ("ticket", ticket.id.as_str()), &detail, now)?;
    let is_note = place.kind == MessageKind::Note;
    let detail = json!({ "file": place.name, "finding": finding, "note": is_note });
    let event = if state == ScanState::Infected { "file_infected" } else { "file_too_large" };
    let system = Author::system();
    insert_event(conn, &ticket.id, &system, event, &detail, now)?;
    // Whoever has not proven their address is sent nothing that was typed in the form.
    if matches!(ticket.state, State::Unconfirmed | State::Spam | State::Merged) {
        return Ok(());
    }
    tickets::mail::to_assignee(conn, &ticket, "scanning_desk", &detail, now)?;
    if place.author == AuthorKind::Team && !is_note {
        tickets::mail::to_team(conn, signer, &ticket, "scanning_team", detail, now)?;
    }
    Ok(())
}
