//! What has had its term goes by itself: a sweep that may stop anywhere and goes on at its next turn.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{anonymise, bids, governing, overwrite, remove_files, teaching, terms};
use crate::Result;
use crate::accounts;
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::outbox::{self, Mail};
use crate::privacy::{Term, Terms, queries, rules};
use crate::tickets::{State, TicketId};

/// So many tickets are anonymised in one transaction.
const BATCH: i64 = 50;
/// A list that a person is to read is no longer than this.
const LONGEST_LIST: i64 = 2_000;

/// Anonymises and erases what is due; answers how many tickets, mails, sessions and
/// applications, and parts in governance.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let terms = app.db.read_now(|conn| terms(conn, &app.config.retention))?;
    let before = |term| terms.before(term, now);
    let mut done = mails(app, &terms, now)? + ended(app, (State::Spam, before(Term::Spam)), now)?;
    // What another ticket took in stands on no list: where a list decides, it goes with that one.
    done += match terms.approval() {
        true => by_list(app, before(Term::Closed), now)? + taken_in(app, now)?,
        false => {
            ended(app, (State::Merged, before(Term::Closed)), now)?
                + closed(app, before(Term::Closed), now)?
        }
    };
    done += teaching::keep_terms(app, &terms, now)?;
    done += bids::keep_terms(app, &terms, now)?;
    done += governing::keep_terms(app, &terms, now)?;
    app.db.write_now(|conn| rest(conn, &terms, now))?;
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
            let text = terms(conn, &app.config.retention)?.text();
            anonymise(conn, &ids, (text, &By::System), now)
        })?;
        remove_files(app, files)?;
        if count == 0 {
            return Ok(done);
        }
        done += count;
    }
}

fn closed(app: &App, before: NaiveDateTime, now: NaiveDateTime) -> Result<usize> {
    let since = now - rules::PROPOSE_AGAIN;
    each_batch(app, now, |conn| {
        // It may have been chosen meanwhile that somebody agrees first.
        if terms(conn, &app.config.retention)?.approval() {
            return Ok(Vec::new());
        }
        Ok(queries::due_tickets(conn, (before, since), BATCH)?)
    })
}

fn ended(app: &App, since: (State, NaiveDateTime), now: NaiveDateTime) -> Result<usize> {
    each_batch(app, now, |conn| Ok(queries::due_ended(conn, since, BATCH)?))
}

/// What was taken in by tickets that name nobody any more.
fn taken_in(app: &App, now: NaiveDateTime) -> Result<usize> {
    each_batch(app, now, |conn| Ok(queries::due_taken_in(conn, BATCH)?))
}

/// Does what the archivist agreed to, and proposes what has become due since.
fn by_list(app: &App, due: NaiveDateTime, now: NaiveDateTime) -> Result<usize> {
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
    app.db.write_now(|conn| propose(conn, due, now))?;
    Ok(done)
}

fn propose(conn: &mut Conn, before: NaiveDateTime, now: NaiveDateTime) -> Result<()> {
    if queries::proposed_list(conn)?.is_some() {
        return Ok(());
    }
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
fn mails(app: &App, terms: &Terms, now: NaiveDateTime) -> Result<usize> {
    let before = |term| terms.before(term, now);
    let waiting = app
        .db
        .write_now(|conn| Ok(queries::forget_quarantined(conn, before(Term::Quarantine))?))?;
    let mut done = waiting.len();
    remove_files(app, waiting)?;
    loop {
        let files = app
            .db
            .write_step(|conn| Ok(queries::forget_raw_mails(conn, before(Term::Received), 200)?))?;
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

fn rest(conn: &mut Conn, terms: &Terms, now: NaiveDateTime) -> Result<()> {
    let before = |term| terms.before(term, now);
    queries::forget_readings(conn, before(Term::Readings))?;
    history::chain::forget(conn, before(Term::Audit))?;
    queries::forget_invitations(conn, before(Term::Invitations))?;
    let people = queries::forget_space_people(conn, before(Term::Spaces))?;
    queries::forget_wishes(conn, before(Term::Spaces))?;
    if people > 0 {
        let (subject, detail) = (("space", "people"), json!({ "people": people }));
        history::record(conn, &By::System, "space.forget", subject, &detail, now)?;
    }
    queries::forget_requests(conn, (now - rules::CONFIRM_WITHIN, before(Term::Requests)))?;
    Ok(())
}
