//! What has had its term goes by itself: a sweep that may stop anywhere and goes on at its next turn.

use chrono::{Months, NaiveDateTime};
use serde_json::json;

use super::{anonymise, bids, overwrite, remove_files, teaching};
use crate::Result;
use crate::accounts;
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::outbox::{self, Mail};
use crate::privacy::{queries, rules};
use crate::tickets::{State, TicketId};

/// So many tickets are anonymised in one transaction.
const BATCH: i64 = 50;
/// A list that a person is to read is no longer than this.
const LONGEST_LIST: i64 = 2_000;

/// Anonymises and erases what is due; answers how many tickets, mails, sessions and
/// applications.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let mut done = mails(app, now)? + ended(app, State::Spam, now)?;
    // What another ticket took in stands on no list: where a list decides, it goes with that one.
    done += match app.config.retention.approval {
        true => by_list(app, now)? + taken_in(app, now)?,
        false => ended(app, State::Merged, now)? + closed(app, now)?,
    };
    done += teaching::keep_terms(app, now)?;
    done += bids::keep_terms(app, now)?;
    app.db.write_now(|conn| rest(conn, now))?;
    if done > 0 {
        overwrite(app)?;
    }
    Ok(done)
}

/// Takes batches until none is left.
fn each_batch(
    app: &App,
    now: NaiveDateTime,
    next: impl Fn(&mut Conn) -> Result<Vec<TicketId>>,
) -> Result<usize> {
    let mut done = 0;
    loop {
        let (count, files) = app.db.write_step(|conn| {
            let ids = next(conn)?;
            anonymise(conn, &ids, (app.config.retention.text, &By::System), now)
        })?;
        remove_files(app, files)?;
        if count == 0 {
            return Ok(done);
        }
        done += count;
    }
}

fn closed(app: &App, now: NaiveDateTime) -> Result<usize> {
    let before = rules::anonymised_before(app.config.retention.years, now);
    each_batch(app, now, |conn| Ok(queries::due_tickets(conn, before, BATCH)?))
}

fn ended(app: &App, state: State, now: NaiveDateTime) -> Result<usize> {
    let before = match state {
        State::Spam => now - rules::SPAM,
        _ => rules::anonymised_before(app.config.retention.years, now),
    };
    each_batch(app, now, |conn| Ok(queries::due_ended(conn, (state, before), BATCH)?))
}

/// What was taken in by tickets that name nobody any more.
fn taken_in(app: &App, now: NaiveDateTime) -> Result<usize> {
    each_batch(app, now, |conn| Ok(queries::due_taken_in(conn, BATCH)?))
}

/// Does what the archivist agreed to, and proposes what has become due since.
fn by_list(app: &App, now: NaiveDateTime) -> Result<usize> {
    let mut done = 0;
    for id in app.db.read_now(|conn| Ok(queries::approved_lists(conn)?))? {
        let before = app.db.read_now(|conn| Ok(queries::list(conn, &id)?.closed_before))?;
        done += each_batch(app, now, |conn| Ok(queries::left_of_list(conn, &id, before, BATCH)?))?;
        app.db.write_now(|conn| {
            queries::finish_list(conn, &id, now)?;
            let subject = ("destruction", id.as_str());
            history::record(conn, &By::System, "destruction.done", subject, &json!({}), now)
        })?;
    }
    app.db.write_now(|conn| propose(conn, app.config.retention.years, now))?;
    Ok(done)
}

fn propose(conn: &mut Conn, years: u32, now: NaiveDateTime) -> Result<()> {
    if queries::proposed_list(conn)?.is_some() {
        return Ok(());
    }
    let before = rules::anonymised_before(years, now);
    let kept_since = now - rules::PROPOSE_AGAIN;
    let due = queries::due_for_a_list(conn, before, kept_since, LONGEST_LIST)?;
    if due.is_empty() {
        return Ok(());
    }
    let id = queries::insert_list(conn, &due, before, now)?;
    let detail = json!({ "tickets": due.len() });
    let subject = ("destruction", id.as_str());
    history::record(conn, &By::System, "destruction.propose", subject, &detail, now)?;
    let archivists = accounts::queries::archivists(conn)?;
    let admins = if archivists.is_empty() { queries::admins(conn)? } else { Vec::new() };
    let archivists = archivists.into_iter().map(|one| (one.name, one.email, one.language));
    for (name, email, language) in archivists.chain(admins) {
        tell(conn, (&name, &email, language), (id.as_str(), due.len()), now)?;
    }
    Ok(())
}

fn tell(
    conn: &mut Conn,
    (name, email, language): (&str, &str, Locale),
    (id, tickets): (&str, usize),
    now: NaiveDateTime,
) -> Result<()> {
    let mail = Mail {
        template: "privacy_list",
        language,
        to_name: name,
        to_email: email,
        from_name: None,
        payload: json!({ "tickets": tickets, "one": tickets == 1, "path": "/admin/destruction" }),
        in_reply_to: None,
        references: &[],
        dedup_key: Some(format!("destruction:{id}:{email}")),
    };
    outbox::queue(conn, &mail, now).map(drop)
}

/// Mails about which nobody decided, and the originals of those whose ticket is long over.
fn mails(app: &App, now: NaiveDateTime) -> Result<usize> {
    let waiting = app
        .db
        .write_now(|conn| Ok(queries::forget_quarantined(conn, now - rules::QUARANTINED)?))?;
    let mut done = waiting.len();
    remove_files(app, waiting)?;
    loop {
        let files = app
            .db
            .write_step(|conn| Ok(queries::forget_raw_mails(conn, now - rules::RAW_MAIL, 200)?))?;
        if files.is_empty() {
            break;
        }
        done += files.len();
        remove_files(app, files)?;
    }
    let copies =
        app.db.write_now(|conn| Ok(queries::expire_copies(conn, now - rules::EXPORT_FOR)?))?;
    done += copies.len();
    remove_files(app, copies)?;
    Ok(done)
}

fn rest(conn: &mut Conn, now: NaiveDateTime) -> Result<()> {
    queries::forget_readings(conn, now - rules::READINGS)?;
    let years = Months::new(12 * rules::AUDIT_YEARS);
    history::chain::forget(conn, now.checked_sub_months(years).unwrap_or_default())?;
    queries::forget_invitations(conn, now - rules::INVITATIONS)?;
    queries::forget_requests(conn, (now - rules::CONFIRM_WITHIN, now - rules::REQUESTS))?;
    Ok(())
}
