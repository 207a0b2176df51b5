//! One address is erased from everything: its tickets are anonymised, its account is nobody's, and whatever text is left
//! is searched for it. It may stop anywhere and be done again.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{anonymise, network_word, remove_files, wait};
use crate::Result;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::privacy::queries;
use crate::privacy::rules::{self, NameScope, Traces};
use crate::privacy::{Found, Request};
use crate::tickets::{self, State, TicketId};

const BATCH: i64 = 50;

pub(super) fn erase(app: &App, request: &Request, now: NaiveDateTime) -> Result<()> {
    let email = request.email.as_str();
    let (found, names) = app.db.read_now(|conn| {
        Ok((queries::found(conn, email)?, queries::names_of_address(conn, email)?))
    })?;
    // Since it was confirmed somebody may have been given a ticket.
    rules::check_erasure(&found)?;
    mails_that_name(app, email)?;
    while tickets_of(app, email, now)? > 0 {}
    let files = app.db.write_now(|conn| rest(conn, request, (&found, &names), now))?;
    remove_files(app, files)
}

/// Anonymises a batch of the tickets that the address asked; those that go on end. Answers how many.
fn tickets_of(app: &App, email: &str, now: NaiveDateTime) -> Result<usize> {
    let (count, files) = app.db.write_now(|conn| {
        let batch = queries::asked_tickets(conn, email, BATCH)?;
        for (id, state) in &batch {
            end(conn, id, *state, now)?;
        }
        let ids: Vec<TicketId> = batch.iter().map(|(id, _)| id.clone()).collect();
        let how = (app.config.retention.text, &By::System);
        let (_, files) = anonymise(conn, &ids, how, now)?;
        Ok((batch.len(), files))
    })?;
    remove_files(app, files)?;
    Ok(count)
}

fn end(conn: &mut Conn, id: &TicketId, state: State, now: NaiveDateTime) -> Result<()> {
    match state {
        State::Unconfirmed => Ok(queries::delete_ticket(conn, id)?),
        State::Closed | State::Merged | State::Spam => Ok(()),
        State::New
        | State::Open
        | State::WaitingTeam
        | State::WaitingThirdParty
        | State::Snoozed => tickets::ops::end_for_erasure(conn, id, now),
    }
}

/// Mails as they came name people in their headers: those of others too.
fn mails_that_name(app: &App, email: &str) -> Result<()> {
    let mut after = String::new();
    loop {
        let batch = app.db.read_now(|conn| Ok(queries::mails_after(conn, &after, 200)?))?;
        let Some((last, _)) = batch.last() else { return Ok(()) };
        after.clone_from(last);
        let mut naming = Vec::new();
        for (id, sha256) in &batch {
            let content = wait(app.files.get(sha256))?;
            if names(&content, email) {
                naming.push(id.clone());
            }
        }
        let files = app.db.write_now(|conn| Ok(queries::forget_mails(conn, &naming)?))?;
        remove_files(app, files)?;
    }
}

fn names(content: &[u8], email: &str) -> bool {
    let email = email.as_bytes();
    content.windows(email.len().max(1)).any(|part| part.eq_ignore_ascii_case(email))
}

/// All that is not a ticket of theirs, in one transaction, with the last word about the request.
fn rest(
    conn: &mut Conn,
    request: &Request,
    (found, names): (&Found, &[String]),
    now: NaiveDateTime,
) -> Result<Vec<String>> {
    let email = request.email.as_str();
    let scope = match queries::has_namesake(conn, names, email)? {
        true => NameScope::Address,
        false => NameScope::WholeName,
    };
    let account = queries::account_of(conn, email)?;
    if let Some(account) = &account {
        let today = network_day(now);
        queries::forget_account(conn, account, (&network_word, today), now)?;
    }
    let (mut files, helped) = queries::forget_address(conn, email)?;
    let counts = json!(found).to_string();
    queries::finish_request(conn, &request.id, (None, &counts), now)?;
    files.extend(queries::forget_requester(conn, email)?);
    let mut traces = Traces::of(names.iter().map(|name| (name.as_str(), email)));
    traces.add("", email);
    let (places, mut touched) = queries::redact_everywhere(conn, &traces, scope)?;
    touched.extend(helped);
    touched.sort();
    touched.dedup();
    for part in touched.chunks(100) {
        tickets::queries::search::index(conn, part)?;
    }
    let words: Vec<String> = names
        .iter()
        .map(String::as_str)
        .chain([email])
        .flat_map(|text| crate::search::terms(text, request.language))
        .collect();
    queries::forget_words(conn, &words)?;
    let detail = json!({ "asked": found.asked, "places": places, "account": account.is_some() });
    let subject = ("request", request.id.as_str());
    history::record(conn, &By::System, "privacy.erase", subject, &detail, now)?;
    Ok(files)
}
