//! Files are looked at by the worker; what holds a virus is told to those whom it concerns.

use anyhow::Context;
use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::clamd::{self, Verdict};
use super::queries::{self, Place};
use super::{ScanState, rules};
use crate::Result;
use crate::app::App;
use crate::config::ClamdAddress;
use crate::db::Conn;
use crate::history::{self, By};
use crate::secret::Signer;
use crate::tickets::queries::{Author, going_on, insert_event, insert_event_of};
use crate::tickets::{self, AuthorKind, HandoverKind, MessageKind, Reach, State, Ticket};

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

/// Says in the ticket, to who works on it and to the team that sent the file that nobody can have it. What hangs on a note is
/// told to those alone who may read that.
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
    let detail = json!({ "file": place.name, "finding": finding });
    let (event, of_note) = match state {
        ScanState::Infected => ("file_infected", "note_file_infected"),
        _ => ("file_too_large", "note_file_too_large"),
    };
    let system = Author::system();
    if is_note {
        let note = (&ticket.id, &place.message);
        insert_event_of(conn, note, &system, of_note, &detail, now)?;
    } else {
        insert_event(conn, &ticket.id, &system, event, &detail, now)?;
    }
    // Whoever has not proven their address is sent nothing that was typed in the form.
    if matches!(ticket.state, State::Unconfirmed | State::Spam | State::Merged) {
        return Ok(());
    }
    tell_staff(conn, &ticket, place, &detail, now)?;
    if place.author == AuthorKind::Team && !is_note {
        tickets::mail::to_team(conn, signer, &ticket, "scanning_team", detail, now)?;
    }
    Ok(())
}

/// Mails who works on the ticket. Of a note that one node keeps to itself that node is told, while it has to do with it.
fn tell_staff(
    conn: &mut Conn,
    ticket: &Ticket,
    place: &Place,
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let own = place.kind == MessageKind::Note && place.reach == Reach::Node;
    let Some(node) = place.node.as_ref().filter(|node| own && **node != ticket.node_id) else {
        return tickets::mail::to_assignee(conn, ticket, "scanning_desk", detail, now);
    };
    let shares = going_on(conn, &ticket.id)?;
    match shares.iter().any(|one| one.kind == HandoverKind::Share && one.to_node == *node) {
        true => {
            tickets::mail::to_staff_of(conn, ticket, node, "scanning_desk", detail, (None, now))
        }
        false => Ok(()),
    }
}
